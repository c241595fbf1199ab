//! Every SELECT of acts that hand equipment over, through the visible relations.

use chrono::{DateTime, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::db::ids::{EquipmentActId, EquipmentId, KitId, OfficerId};
use crate::features::firearms::serial_key;
use crate::features::people::like;
use crate::web::error::Result;
use crate::web::list::{Asked, EXPORT, PAGE};

/// An act.
#[derive(Debug, Clone)]
pub struct Act {
    pub id: EquipmentActId,
    pub reference: String,
    /// Reference and name of the thing or the kit.
    pub thing: String,
    pub called: String,
    pub is_kit: bool,
    pub station_name: String,
    pub zone: String,
    pub cell: i32,
    pub kind: String,
    pub officer_id: Option<OfficerId>,
    pub officer: String,
    pub purpose: String,
    pub due_back_at: Option<DateTime<Utc>>,
    pub condition: String,
    pub note: String,
    /// `lost` or `stolen`; empty unless it is a loss.
    pub missing_as: String,
    /// Where it was lost or found, in words.
    pub place: String,
    pub document: String,
    /// Where it goes when it is written off; empty if nothing is left of it.
    pub disposal_kind: String,
    pub disposal_to: String,
    pub damaged: Vec<String>,
    pub missing: Vec<String>,
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
    pub withdraw_reason: String,
    pub is_mine: bool,
    /// What went out by it is still out.
    pub is_out: bool,
    pub version: i32,
}

impl Act {
    /// Waits for the officer or another person.
    pub fn is_unsigned(&self) -> bool {
        self.second_at.is_none() && self.state != "withdrawn"
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
            r#"select a.id as "id!: EquipmentActId", a.ref as "reference!", coalesce(e.ref, k.ref, '') as "thing!",
                 coalesce(concat_ws(' ', e.label, nullif(e.serial, '')), '') || coalesce(k.name, '') as "called!", a.kit_id is not null as "is_kit!",
                 coalesce(s.name, c.code) as "station_name!", coalesce(s.zone, 'UTC') as "zone!", a.cell as "cell!", a.kind as "kind!",
                 a.officer_id as "officer_id?: OfficerId", coalesce(sec.equipment_holder_label(a.officer_id), '') as "officer!", a.purpose as "purpose!",
                 a.due_back_at, a.condition as "condition!", a.note as "note!",
                 a.missing_as as "missing_as!", a.place as "place!", a.document as "document!", a.disposal_kind as "disposal_kind!", a.disposal_to as "disposal_to!", a.damaged as "damaged!", a.missing as "missing!",
                 a.occurred_at as "occurred_at!", a.state as "state!", a.is_fact as "is_fact!", a.gaps as "gaps!", sec.person_of(a.first_by) as "first!",
                 coalesce(sec.account_label(a.first_by), '') as "first_by!", a.first_at as "first_at!",
                 coalesce(sec.account_label(a.second_by), '') as "second_by!", a.second_at, a.withdraw_reason as "withdraw_reason!",
                 coalesce(a.officer_id = (select sec.own_officer()), false) as "is_mine!",
                 exists (select from visible_equipment_custody h where h.act_id = a.id and h.until is null) as "is_out!", a.version as "version!"
               from visible_equipment_act a join sec.cell c on c.no = a.cell
               left join visible_duty_station s on s.cell = a.cell
               left join visible_equipment e on e.id = a.equipment_id
               left join visible_equipment_kit k on k.id = a.kit_id
               where a.ref = $1"#,
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

/// An officer to whom equipment may be issued.
#[derive(Debug, Clone)]
pub struct Receiver {
    pub id: OfficerId,
    pub reference: String,
    pub name: String,
}

/// Officers whose reference or name this is, at most sixteen: those of the stations whose vehicles and equipment one
/// keeps, and those there on temporary duty.
pub async fn receivers(tx: &mut Tx, text: &str) -> Result<Vec<Receiver>> {
    Ok(sqlx::query_as!(
        Receiver,
        r#"select out_id as "id!: OfficerId", out_ref as "reference!", out_name as "name!" from sec.drivers_to_name($1)"#,
        text.trim()
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// What an officer has now.
pub async fn held_by(tx: &mut Tx, officer: OfficerId) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(
        r#"select coalesce(e.ref || ' ' || e.label, k.ref || ' ' || k.name, '') as "held!" from visible_equipment_custody h
           left join visible_equipment e on e.id = h.equipment_id left join visible_equipment_kit k on k.id = h.kit_id
           where h.officer_id = $1 and h.until is null and (h.equipment_id is null or h.kit_id is null) order by 1 limit 20"#,
        officer.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// A part that went out with a kit and is out.
#[derive(Debug, Clone)]
pub struct PartOut {
    pub reference: String,
    pub called: String,
}

/// What went out with a kit.
pub async fn parts_out(tx: &mut Tx, kit: KitId) -> Result<Vec<PartOut>> {
    Ok(sqlx::query_as!(
        PartOut,
        r#"select e.ref as "reference!", concat_ws(' ', e.label, nullif(e.serial, '')) as "called!"
           from visible_equipment_custody k join visible_equipment_custody h on h.act_id = k.act_id and h.equipment_id is not null and h.until is null
           join visible_equipment e on e.id = h.equipment_id
           where k.kit_id = $1 and k.equipment_id is null and k.until is null order by e.ref limit 200"#,
        kit.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// The last act of a thing or a kit: who was faster.
#[derive(Debug, Clone)]
pub struct Faster {
    pub reference: String,
    pub officer: String,
    pub who: String,
    pub at: DateTime<Utc>,
}

/// The last act of a thing or a kit, prepared or done.
pub async fn last_act(tx: &mut Tx, thing: Option<EquipmentId>, kit: Option<KitId>) -> Result<Option<Faster>> {
    Ok(sqlx::query_as!(
        Faster,
        r#"select a.ref as "reference!", coalesce(sec.equipment_holder_label(a.officer_id), '') as "officer!",
             coalesce(sec.account_label(a.first_by), '') as "who!", a.first_at as "at!"
           from visible_equipment_act a where (a.equipment_id = $1 or a.kit_id = $2) and a.state <> 'withdrawn' order by a.first_at desc limit 1"#,
        thing.map(|id| id.0),
        kit.map(|id| id.0)
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// An act as lists show it.
#[derive(Debug, Clone, FromRow)]
pub struct Line {
    pub id: Uuid,
    pub reference: String,
    pub thing: String,
    pub called: String,
    pub is_kit: bool,
    pub station: String,
    pub station_name: String,
    pub zone: String,
    pub kind: String,
    pub officer: String,
    pub occurred_at: DateTime<Utc>,
    pub due_back_at: Option<DateTime<Utc>>,
    pub is_late: bool,
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
/// Kinds of acts.
pub const KINDS: &[&str] = &["issue", "return", "write_off", "loss", "recovery"];
/// What is open about an act.
pub const OPEN: &[&str] = &["prepared", "unsigned", "late"];

const WHEN: &str = "to_char(a.first_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')";

/// One page of acts, latest first, and how many there are in all.
pub async fn list(tx: &mut Tx, asked: &Asked, is_export: bool) -> Result<(Vec<Line>, i64)> {
    let now = tx.now;
    let mut count = QueryBuilder::new("select count(*)");
    from(&mut count, asked, now);
    let total: i64 = count.build_query_scalar().fetch_one(&mut **tx).await?;
    let mut query = QueryBuilder::new(
        "select a.id, a.ref as reference, coalesce(e.ref, k.ref, '') as thing,
           coalesce(concat_ws(' ', e.label, nullif(e.serial, '')), '') || coalesce(k.name, '') as called, a.kit_id is not null as is_kit, c.code as station,
           coalesce(s.name, c.code) as station_name, coalesce(s.zone, 'UTC') as zone, a.kind,
           coalesce(sec.equipment_holder_label(a.officer_id), '') as officer, a.occurred_at, a.due_back_at, ",
    );
    late(&mut query, now);
    query.push(
        " as is_late, a.state, a.second_by is not null as is_signed, coalesce(sec.account_label(a.first_by), '') as first_by,
           coalesce(sec.account_label(a.second_by), '') as second_by, a.gaps <> '{}' or a.missing <> '{}' as broke_rule, ",
    );
    query.push(WHEN).push(" as sorted");
    from(&mut query, asked, now);
    if let (Some((value, id)), false) = (asked.after(), is_export) {
        query.push(" and (").push(WHEN).push(", a.id) < (").push_bind(value).push(", ").push_bind(id).push(")");
    }
    query.push(" order by a.first_at desc, a.id desc limit ").push_bind(if is_export { EXPORT + 1 } else { PAGE + 1 });
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

fn late(query: &mut QueryBuilder<Postgres>, now: DateTime<Utc>) {
    query.push("coalesce(a.state = 'done' and a.due_back_at < ").push_bind(now);
    query.push(" and exists (select from visible_equipment_custody x where x.act_id = a.id and x.until is null), false)");
}

fn from(query: &mut QueryBuilder<Postgres>, asked: &Asked, now: DateTime<Utc>) {
    query.push(
        " from visible_equipment_act a join sec.cell c on c.no = a.cell left join visible_duty_station s on s.cell = a.cell
          left join visible_equipment e on e.id = a.equipment_id left join visible_equipment_kit k on k.id = a.kit_id where true",
    );
    if let Some(text) = asked.one("q") {
        let (pattern, key) = (like(text), serial_key(text));
        query.push(" and (a.ref ilike ").push_bind(pattern.clone()).push(" or e.ref ilike ").push_bind(pattern.clone());
        query.push(" or k.ref ilike ").push_bind(pattern);
        if !key.is_empty() {
            query.push(" or e.serial_key like ").push_bind(like(&key));
        }
        query.push(")");
    }
    for (key, column) in [("station", "c.code"), ("kind", "a.kind")] {
        let values = asked.all(key);
        if !values.is_empty() {
            query.push(" and ").push(column).push(" = any (").push_bind(values).push(")");
        }
    }
    match asked.one("open") {
        Some("prepared") => {
            query.push(" and a.state = 'prepared'");
        }
        Some("unsigned") => {
            query.push(" and a.state = 'done' and a.second_by is null");
        }
        Some("late") => {
            query.push(" and ");
            late(query, now);
        }
        Some(_) | None => {}
    }
}
