//! Every SELECT of acts, through the visible relations.

use chrono::{DateTime, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::db::ids::{AmmunitionActId, LotId, OfficerId};
use crate::features::people::like;
use crate::web::error::Result;
use crate::web::list::{Asked, EXPORT, PAGE, Sort};

/// An act that moves rounds.
#[derive(Debug, Clone)]
pub struct Act {
    pub id: AmmunitionActId,
    pub reference: String,
    pub lot_id: LotId,
    pub lot: String,
    pub called: String,
    pub station_name: String,
    pub zone: String,
    pub cell: i32,
    pub kind: String,
    pub armoury: String,
    pub to_armoury: String,
    pub officer_id: Option<OfficerId>,
    pub officer: String,
    pub quantity: i32,
    pub expended: i32,
    pub missing: i32,
    pub purpose: String,
    pub cause: String,
    pub cause_ref: String,
    /// Reference of the session of the register that the cause names; empty if it names none.
    pub session: String,
    pub reason: String,
    pub document: String,
    pub occurred_at: DateTime<Utc>,
    pub state: String,
    pub is_fact: bool,
    pub gaps: Vec<String>,
    pub first: Uuid,
    pub first_by: String,
    pub first_at: DateTime<Utc>,
    pub second_by: String,
    pub second_at: Option<DateTime<Utc>>,
    pub withdraw_reason: String,
    /// The act this one reverses; empty if none.
    pub reverses: String,
    /// The act that reverses it or is prepared to; empty if none.
    pub reversed_by: String,
    /// The act of custody it goes with; empty if none.
    pub custody: String,
    /// Neither handed back nor explained: still with the officer.
    pub outstanding: i32,
    pub is_mine: bool,
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

    /// It was done and nobody has reversed it or is about to.
    pub fn is_reversible(&self) -> bool {
        self.state == "done" && self.kind != "reversal" && self.reversed_by.is_empty() && self.quantity + self.expended + self.missing > 0
    }
}

impl Target for Act {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        Ok(sqlx::query_as!(
            Act,
            r#"select x.id as "id!: AmmunitionActId", x.ref as "reference!", x.lot_id as "lot_id!: LotId", coalesce(l.ref, '') as "lot!",
                 coalesce(l.number || ' ' || l.maker || ', ' || l.calibre, '') as "called!", coalesce(s.name, c.code) as "station_name!",
                 coalesce(s.zone, 'UTC') as "zone!", x.cell as "cell!", x.kind as "kind!", coalesce(a.name, '') as "armoury!", coalesce(t.name, '') as "to_armoury!",
                 x.officer_id as "officer_id?: OfficerId", coalesce(sec.rounds_holder(x.officer_id), '') as "officer!", x.quantity as "quantity!",
                 x.expended as "expended!", x.missing as "missing!", x.purpose as "purpose!", x.cause as "cause!", x.cause_ref as "cause_ref!",
                 coalesce((select t.ref from visible_course_session t where t.ref = x.cause_ref), '') as "session!",
                 x.reason as "reason!", x.document as "document!", x.occurred_at as "occurred_at!", x.state as "state!", x.is_fact as "is_fact!",
                 x.gaps as "gaps!", x.first_by as "first!", coalesce(sec.account_label(x.first_by), '') as "first_by!", x.first_at as "first_at!",
                 coalesce(sec.account_label(x.second_by), '') as "second_by!", x.second_at, x.withdraw_reason as "withdraw_reason!",
                 coalesce((select o.ref from visible_ammunition_act o where o.id = x.reverses_id), '') as "reverses!",
                 coalesce((select o.ref from visible_ammunition_act o where o.reverses_id = x.id and o.state <> 'withdrawn'), '') as "reversed_by!",
                 coalesce((select h.ref from visible_handover h where h.id = x.handover_id), '') as "custody!", x.outstanding as "outstanding!",
                 x.id = any ((select sec.own_ammunition_acts())::uuid[]) as "is_mine!", x.version as "version!"
               from visible_ammunition_act x join sec.cell c on c.no = x.cell left join visible_ammunition_lot l on l.id = x.lot_id
               left join visible_duty_station s on s.cell = x.cell left join visible_armoury a on a.id = x.armoury_id
               left join visible_armoury t on t.id = x.to_armoury_id where x.ref = $1"#,
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

/// What stands against a prepared issue now, as codes; empty: nothing.
pub async fn gaps(tx: &mut Tx, act: AmmunitionActId) -> Result<Vec<String>> {
    let gaps = sqlx::query_scalar!(r#"select sec.act_gaps($1) as "gaps""#, act.0).fetch_one(&mut **tx).await?;
    Ok(gaps.unwrap_or_default())
}

/// An officer to whom rounds may be issued.
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

/// An act as lists show it.
#[derive(Debug, Clone, FromRow)]
pub struct Line {
    pub id: Uuid,
    pub reference: String,
    pub lot: String,
    pub number: String,
    pub calibre: String,
    pub station: String,
    pub station_name: String,
    pub zone: String,
    pub kind: String,
    pub armoury: String,
    pub to_armoury: String,
    pub officer: String,
    pub quantity: i32,
    pub expended: i32,
    pub missing: i32,
    pub cause: String,
    pub cause_ref: String,
    pub reason: String,
    pub document: String,
    pub occurred_at: DateTime<Utc>,
    pub state: String,
    pub is_signed: bool,
    pub first_by: String,
    pub second_by: String,
    pub broke_rule: bool,
    /// For the cursor.
    pub sorted: String,
}

/// Filters of the list, in the order of the page.
pub const FILTERS: &[&str] = &["q", "station", "kind", "open"];
/// What the list sorts by.
pub const SORTS: &[&str] = &["-when"];
/// Kinds of acts.
pub const KINDS: &[&str] = &["receive", "issue", "return", "move", "expend", "destroy", "found", "missing", "reversal"];
/// What is open about an act.
pub const OPEN: &[&str] = &["prepared", "unsigned", "contested"];

const WHEN: &str = "to_char(x.first_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')";

/// One page of acts, latest first, and how many there are in all.
pub async fn list(tx: &mut Tx, asked: &Asked, sort: Sort, is_export: bool) -> Result<(Vec<Line>, i64)> {
    let mut count = QueryBuilder::new("select count(*)");
    from(&mut count, asked);
    let total: i64 = count.build_query_scalar().fetch_one(&mut **tx).await?;
    let mut query = QueryBuilder::new(
        "select x.id, x.ref as reference, coalesce(l.ref, '') as lot, coalesce(l.number, '') as number, coalesce(l.calibre, '') as calibre, c.code as station,
           coalesce(s.name, c.code) as station_name, coalesce(s.zone, 'UTC') as zone, x.kind, coalesce(a.name, '') as armoury, coalesce(t.name, '') as to_armoury,
           coalesce(sec.rounds_holder(x.officer_id), '') as officer, x.quantity, x.expended, x.missing, x.cause, x.cause_ref, x.reason, x.document, x.occurred_at,
           x.state, x.second_by is not null as is_signed, coalesce(sec.account_label(x.first_by), '') as first_by,
           coalesce(sec.account_label(x.second_by), '') as second_by, x.gaps <> '{}' as broke_rule, ",
    );
    query.push(WHEN).push(" as sorted");
    from(&mut query, asked);
    if let (Some((value, id)), false) = (asked.after(), is_export) {
        let sign = if sort.is_descending { "<" } else { ">" };
        query.push(" and (").push(WHEN).push(", x.id) ").push(sign).push(" (").push_bind(value).push(", ").push_bind(id).push(")");
    }
    let direction = if sort.is_descending { " desc" } else { "" };
    query.push(" order by x.first_at").push(direction).push(", x.id").push(direction);
    query.push(" limit ").push_bind(if is_export { EXPORT + 1 } else { PAGE + 1 });
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

fn from(query: &mut QueryBuilder<Postgres>, asked: &Asked) {
    query.push(
        " from visible_ammunition_act x join sec.cell c on c.no = x.cell left join visible_ammunition_lot l on l.id = x.lot_id
          left join visible_duty_station s on s.cell = x.cell left join visible_armoury a on a.id = x.armoury_id
          left join visible_armoury t on t.id = x.to_armoury_id where true",
    );
    if let Some(text) = asked.one("q") {
        let pattern = like(text);
        query.push(" and (x.ref ilike ").push_bind(pattern.clone()).push(" or l.ref ilike ").push_bind(pattern.clone());
        query.push(" or l.number ilike ").push_bind(pattern.clone()).push(" or x.cause_ref ilike ").push_bind(pattern.clone());
        query.push(" or x.document ilike ").push_bind(pattern).push(")");
    }
    for (key, column) in [("station", "c.code"), ("kind", "x.kind")] {
        let values = asked.all(key);
        if !values.is_empty() {
            query.push(" and ").push(column).push(" = any (").push_bind(values).push(")");
        }
    }
    match asked.one("open") {
        Some("prepared") => {
            query.push(" and x.state = 'prepared'");
        }
        Some("contested") => {
            query.push(" and x.state = 'contested'");
        }
        Some("unsigned") => {
            query.push(" and x.state = 'done' and x.second_by is null");
        }
        Some(_) | None => {}
    }
}
