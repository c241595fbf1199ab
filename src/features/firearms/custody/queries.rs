//! Every SELECT of acts of custody, through the visible relations.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use super::super::model::serial_key;
use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::db::ids::{FirearmId, HandoverActId, OfficerId};
use crate::features::people::like;
use crate::web::error::Result;
use crate::web::list::{Asked, EXPORT, PAGE, Sort};

/// An act of custody.
#[derive(Debug, Clone)]
pub struct Act {
    pub id: HandoverActId,
    pub reference: String,
    pub firearm_id: FirearmId,
    /// True if its file is the reader's to open; an officer reads of an act of their own the mark alone.
    pub sees_firearm: bool,
    pub firearm: String,
    pub serial: String,
    pub what: String,
    pub station: String,
    pub station_name: String,
    pub zone: String,
    pub cell: i32,
    pub kind: String,
    pub from_holder: String,
    pub to_holder: String,
    /// The officer who takes or gives back.
    pub officer_id: Option<OfficerId>,
    pub officer: String,
    pub terms: String,
    pub purpose: String,
    pub due_back_at: Option<DateTime<Utc>>,
    pub condition: String,
    pub note: String,
    pub paper: String,
    pub document: String,
    /// Where it was lost or found, in words.
    pub place: String,
    /// `lost` or `stolen`; empty unless it is a loss.
    pub missing_as: String,
    /// To whom it leaves the books.
    pub recipient: String,
    /// Of a weapon that left the books: the day on which it came again.
    pub came_on: Option<NaiveDate>,
    pub occurred_at: DateTime<Utc>,
    pub state: String,
    pub is_fact: bool,
    pub gaps: Vec<String>,
    /// Who signed first, as a person.
    pub first: Uuid,
    pub first_by: String,
    pub first_at: DateTime<Utc>,
    pub second_by: String,
    pub second_at: Option<DateTime<Utc>>,
    pub override_by: String,
    pub override_at: Option<DateTime<Utc>>,
    pub override_reason: String,
    pub withdraw_reason: String,
    pub is_mine: bool,
    /// The weapon went on since, by another act.
    pub is_past: bool,
    pub version: i32,
}

impl Act {
    /// Waits for the officer or the witness.
    pub fn is_unsigned(&self) -> bool {
        self.second_at.is_none() && !matches!(self.state.as_str(), "withdrawn" | "contested")
    }

    /// Not done yet.
    pub fn is_prepared(&self) -> bool {
        self.state == "prepared"
    }
}

impl Target for Act {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        Ok(sqlx::query_as!(
            Act,
            r#"select h.id as "id!: HandoverActId", h.ref as "reference!", h.firearm_id as "firearm_id!: FirearmId", f.id is not null as "sees_firearm!",
                 coalesce(f.ref, (select m.ref from sec.firearm_of_own_act(h.id) m), '') as "firearm!", coalesce(f.serial, (select m.serial from sec.firearm_of_own_act(h.id) m), '') as "serial!",
                 coalesce(f.make || ' ' || f.model || ', ' || f.calibre, (select m.called from sec.firearm_of_own_act(h.id) m), '') as "what!", c.code as "station!",
                 coalesce(s.name, c.code) as "station_name!", coalesce(s.zone, 'UTC') as "zone!", h.cell as "cell!", h.kind as "kind!",
                 coalesce(b.name, nullif(k.workshop, ''), sec.holder_label(k.officer_id),
               (select t.ref from visible_transfer t where t.id = k.transfer_id), case when h.kind = 'return' then sec.holder_label(h.officer_id) end, '') as "from_holder!",
                 coalesce(a.name, nullif(h.workshop, ''), sec.holder_label(h.officer_id), h.recipient) as "to_holder!",
                 coalesce(h.officer_id, k.officer_id) as "officer_id?: OfficerId", coalesce(sec.holder_label(coalesce(h.officer_id, k.officer_id)), '') as "officer!",
                 h.terms as "terms!", h.purpose as "purpose!", h.due_back_at, h.condition as "condition!", h.note as "note!", h.paper as "paper!", h.document as "document!", h.came_on,
                 h.place as "place!", h.missing_as as "missing_as!", h.recipient as "recipient!", h.occurred_at as "occurred_at!",
                 h.state as "state!", h.is_fact as "is_fact!", h.gaps as "gaps!", sec.person_of(h.first_by) as "first!", coalesce(sec.account_label(h.first_by), '') as "first_by!",
                 h.first_at as "first_at!", coalesce(sec.account_label(h.second_by), '') as "second_by!", h.second_at,
                 coalesce(sec.account_label(h.override_by), '') as "override_by!", h.override_at, h.override_reason as "override_reason!",
                 h.withdraw_reason as "withdraw_reason!", h.id = any ((select sec.own_handovers())::uuid[]) as "is_mine!",
                 exists (select from visible_firearm_custody x where x.handover_id = h.id and x.until is not null) as "is_past!", h.version as "version!"
               from visible_handover h join sec.cell c on c.no = h.cell
               left join visible_firearm f on f.id = h.firearm_id
               left join visible_duty_station s on s.cell = h.cell
               left join visible_firearm_custody k on k.id = h.from_custody_id
               left join visible_armoury b on b.id = k.armoury_id
               left join visible_armoury a on a.id = h.armoury_id
               where h.ref = $1"#,
            params.get("ref")
        )
        .fetch_optional(&mut **tx)
        .await?)
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts { cells: Some(vec![self.cell]), own: self.is_mine, author: Some(self.first), ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.cell
    }
}

/// What stands against an issue now, as codes; empty: nothing.
pub async fn gaps(tx: &mut Tx, officer: OfficerId, firearm: FirearmId) -> Result<Vec<String>> {
    let gaps = sqlx::query_scalar!(r#"select sec.issue_gaps($1, $2) as "gaps""#, officer.0, firearm.0).fetch_one(&mut **tx).await?;
    Ok(gaps.unwrap_or_default())
}

/// An officer to whom a weapon may be issued.
#[derive(Debug, Clone)]
pub struct Receiver {
    pub id: OfficerId,
    pub reference: String,
    pub name: String,
}

/// Officers whose reference or name this is, at most 16.
pub async fn receivers(tx: &mut Tx, text: &str) -> Result<Vec<Receiver>> {
    Ok(sqlx::query_as!(
        Receiver,
        r#"select out_id as "id!: OfficerId", out_ref as "reference!", out_name as "name!" from sec.officers_to_issue_to($1)"#,
        text.trim()
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Weapons an officer holds now.
pub async fn held_by(tx: &mut Tx, officer: OfficerId) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(
        r#"select f.ref || ' ' || f.serial as "held!" from visible_firearm_custody k join visible_firearm f on f.id = k.firearm_id
           where k.officer_id = $1 and k.until is null order by f.ref limit 20"#,
        officer.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// The last act of a weapon: who was faster.
#[derive(Debug, Clone)]
pub struct Faster {
    pub reference: String,
    pub holder: String,
    pub who: String,
    pub at: DateTime<Utc>,
}

/// The last act of a weapon, prepared or done.
pub async fn last_act(tx: &mut Tx, firearm: FirearmId) -> Result<Option<Faster>> {
    Ok(sqlx::query_as!(
        Faster,
        r#"select h.ref as "reference!", coalesce(a.name, nullif(h.workshop, ''), sec.holder_label(h.officer_id), '') as "holder!",
             coalesce(sec.account_label(h.first_by), '') as "who!", h.first_at as "at!"
           from visible_handover h left join visible_armoury a on a.id = h.armoury_id
           where h.firearm_id = $1 and h.state in ('prepared', 'done') order by h.first_at desc limit 1"#,
        firearm.0
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// An act that waits for the reader's signature.
#[derive(Debug, Clone)]
pub struct Waiting {
    pub id: Uuid,
    pub reference: String,
    pub kind: String,
    pub firearm: String,
    pub serial: String,
    pub from_holder: String,
    pub to_holder: String,
    pub is_prepared: bool,
    /// What stands against an issue and nobody overrode.
    pub gaps: Vec<String>,
    pub version: i32,
}

/// Acts in which the reader is the officer and has not signed yet, oldest first.
pub async fn waiting(tx: &mut Tx) -> Result<Vec<Waiting>> {
    Ok(sqlx::query_as!(
        Waiting,
        r#"select h.id as "id!", h.ref as "reference!", h.kind as "kind!", coalesce(f.ref, '') as "firearm!", coalesce(f.serial, '') as "serial!",
             coalesce(b.name, nullif(k.workshop, ''), sec.holder_label(k.officer_id),
               (select t.ref from visible_transfer t where t.id = k.transfer_id), '') as "from_holder!",
             coalesce(a.name, nullif(h.workshop, ''), sec.holder_label(h.officer_id), '') as "to_holder!", h.state = 'prepared' as "is_prepared!",
             (case when h.state = 'prepared' and h.override_by is null then coalesce(sec.issue_gaps(h.officer_id, h.firearm_id), '{}') else '{}' end) as "gaps!",
             h.version as "version!"
           from visible_handover h left join visible_firearm f on f.id = h.firearm_id left join visible_firearm_custody k on k.id = h.from_custody_id
           left join visible_armoury b on b.id = k.armoury_id left join visible_armoury a on a.id = h.armoury_id
           where h.id = any ((select sec.own_handovers())::uuid[]) and h.kind in ('issue', 'return') and h.second_by is null and h.state in ('prepared', 'done')
             and h.first_by <> sec.account_id() order by h.first_at, h.id limit 10"#
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// The armoury a weapon lay in last, if the reader may see it.
pub async fn last_store(tx: &mut Tx, firearm: FirearmId) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!(
        r#"select a.ref as "ref!" from visible_firearm_custody k join visible_armoury a on a.id = k.armoury_id
           where k.firearm_id = $1 order by k.number desc limit 1"#,
        firearm.0
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// An act as lists show it.
#[derive(Debug, Clone, FromRow)]
pub struct Line {
    pub id: Uuid,
    pub reference: String,
    pub sees_firearm: bool,
    pub firearm: String,
    pub serial: String,
    pub station: String,
    pub station_name: String,
    pub zone: String,
    pub kind: String,
    pub from_holder: String,
    pub to_holder: String,
    pub missing_as: String,
    pub occurred_at: DateTime<Utc>,
    pub due_back_at: Option<DateTime<Utc>>,
    pub is_late: bool,
    pub state: String,
    pub is_signed: bool,
    pub first_by: String,
    pub second_by: String,
    pub broke_rule: bool,
    pub cell: i32,
    /// The weapon is still with the officer who took it by this act.
    pub is_out: bool,
    /// For the cursor.
    pub sorted: String,
}

/// Filters of the list, in the order of the page.
pub const FILTERS: &[&str] = &["q", "station", "kind", "open"];
/// What the list sorts by.
pub const SORTS: &[&str] = &["-when"];
/// Kinds of acts.
pub const KINDS: &[&str] =
    &["taken_on", "issue", "return", "to_workshop", "from_workshop", "move", "destroy", "loss", "recovery", "transfer_out", "taken_on_again"];
/// What is open about an act.
pub const OPEN: &[&str] = &["prepared", "unsigned", "late", "contested"];

const WHEN: &str = "to_char(h.first_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')";

/// One page of acts, latest first, and how many there are in all.
pub async fn list(tx: &mut Tx, asked: &Asked, sort: Sort, is_export: bool) -> Result<(Vec<Line>, i64)> {
    let now = tx.now;
    let total = count(tx, asked).await?;
    let mut query = QueryBuilder::new(
        "select h.id, h.ref as reference, f.id is not null as sees_firearm, coalesce(f.ref, (select m.ref from sec.firearm_of_own_act(h.id) m), '') as firearm,
           coalesce(f.serial, (select m.serial from sec.firearm_of_own_act(h.id) m), '') as serial, c.code as station,
           coalesce(s.name, c.code) as station_name, coalesce(s.zone, 'UTC') as zone, h.kind,
           coalesce(b.name, nullif(k.workshop, ''), sec.holder_label(k.officer_id),
               (select t.ref from visible_transfer t where t.id = k.transfer_id), case when h.kind = 'return' then sec.holder_label(h.officer_id) end, '') as from_holder,
           coalesce(a.name, nullif(h.workshop, ''), sec.holder_label(h.officer_id), h.recipient) as to_holder, h.missing_as, h.occurred_at, h.due_back_at, ",
    );
    late(&mut query, now);
    query.push(
        " as is_late, h.state, h.second_by is not null as is_signed, coalesce(sec.account_label(h.first_by), '') as first_by,
           coalesce(sec.account_label(h.second_by), '') as second_by, h.gaps <> '{}' as broke_rule, h.cell,
           h.kind = 'issue' and exists (select from visible_firearm_custody x where x.handover_id = h.id and x.until is null) as is_out, ",
    );
    query.push(WHEN).push(" as sorted");
    from(&mut query, asked, now);
    if let (Some((value, id)), false) = (asked.after(), is_export) {
        let sign = if sort.is_descending { "<" } else { ">" };
        query.push(" and (").push(WHEN).push(", h.id) ").push(sign).push(" (").push_bind(value).push(", ").push_bind(id).push(")");
    }
    let direction = if sort.is_descending { " desc" } else { "" };
    query.push(" order by h.first_at").push(direction).push(", h.id").push(direction);
    query.push(" limit ").push_bind(if is_export { EXPORT + 1 } else { PAGE + 1 });
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

/// How many acts an address lists.
pub async fn how_many(tx: &mut Tx, here: &str) -> Result<i64> {
    count(tx, &Asked::read(here, FILTERS)).await
}

async fn count(tx: &mut Tx, asked: &Asked) -> Result<i64> {
    let mut count = QueryBuilder::new("select count(*)");
    from(&mut count, asked, tx.now);
    Ok(count.build_query_scalar().fetch_one(&mut **tx).await?)
}

fn late(query: &mut QueryBuilder<Postgres>, now: DateTime<Utc>) {
    query.push("coalesce(h.state = 'done' and h.due_back_at < ").push_bind(now);
    query.push(" and exists (select from visible_firearm_custody x where x.handover_id = h.id and x.until is null), false)");
}

fn from(query: &mut QueryBuilder<Postgres>, asked: &Asked, now: DateTime<Utc>) {
    query.push(
        " from visible_handover h join sec.cell c on c.no = h.cell left join visible_firearm f on f.id = h.firearm_id
          left join visible_duty_station s on s.cell = h.cell left join visible_firearm_custody k on k.id = h.from_custody_id
          left join visible_armoury b on b.id = k.armoury_id left join visible_armoury a on a.id = h.armoury_id where true",
    );
    if let Some(text) = asked.one("q") {
        let pattern = like(text);
        query.push(" and (h.ref ilike ").push_bind(pattern.clone()).push(" or f.ref ilike ").push_bind(pattern);
        query.push(" or f.serial_key like ").push_bind(format!("%{}%", serial_key(text).replace(['%', '_', '\\'], ""))).push(")");
    }
    for (key, column) in [("station", "c.code"), ("kind", "h.kind")] {
        let values = asked.all(key);
        if !values.is_empty() {
            query.push(" and ").push(column).push(" = any (").push_bind(values).push(")");
        }
    }
    match asked.one("open") {
        Some("prepared") => {
            query.push(" and h.state = 'prepared'");
        }
        Some("unsigned") => {
            query.push(" and h.state = 'done' and h.second_by is null");
        }
        Some("contested") => {
            query.push(" and h.state = 'contested'");
        }
        Some("late") => {
            query.push(" and ");
            late(query, now);
        }
        Some(_) | None => {}
    }
}
