//! Reads of the register.

use chrono::{DateTime, Utc};
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::db::ids::{ExceptionId, MovementId};
use crate::web::error::Result;
use crate::web::list::{Asked, Sort};

/// Filters of the register.
pub const FILTERS: [&str; 4] = ["state", "rule", "station", "movement"];
/// Sorts of the register, the first by default.
pub const SORTS: [&str; 3] = ["-opened", "ref", "rule"];

/// One exception by its reference.
#[derive(Debug, Clone)]
pub struct ExceptionTarget {
    pub id: ExceptionId,
    pub reference: String,
    pub cell: i32,
    pub is_own: bool,
    pub is_watched: bool,
    /// Closed by the second person of an act, not by words.
    pub is_of_act: bool,
}

impl Target for ExceptionTarget {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        Ok(sqlx::query_as!(
            ExceptionTarget,
            r#"select id as "id!: ExceptionId", ref as "reference!", cell as "cell!",
                coalesce(movement_id = any (sec.own_movements()), false) as "is_own!", cell = any (sec.cells_watch()) as "is_watched!",
                code in ('grant_unconfirmed', 'reset_unconfirmed', 'stock_difference', 'transfer_difference', 'custody_contested', 'rounds_contested', 'trip_contested') as "is_of_act!"
            from visible_exception where ref = $1"#,
            params.get("ref")
        )
        .fetch_optional(&mut **tx)
        .await?)
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts { cells: Some(vec![self.cell]), own: self.is_own, watched: self.is_watched, ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.cell
    }
}

/// A row of the register. `movement` and `other` are empty for records the reader may not see.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ExceptionLine {
    /// Its id, for the cursor.
    pub id: Uuid,
    /// `X-7K3FA`.
    pub reference: String,
    /// `INV-11`.
    pub rule: String,
    /// What happened.
    pub code: String,
    /// Movement.
    pub movement: Option<String>,
    /// Leg.
    pub leg: Option<i32>,
    /// The movement it collides with.
    pub other: Option<String>,
    /// Station, by its code; empty if it is none's.
    pub station: Option<String>,
    /// When, UTC.
    pub opened_at: DateTime<Utc>,
    /// By whose report.
    pub opened_by: Option<String>,
    /// Who sees to it.
    pub owner: Option<String>,
    /// When it was closed, UTC.
    pub closed_at: Option<DateTime<Utc>>,
    /// By whom.
    pub closed_by: Option<String>,
    /// In which words.
    pub resolution: String,
    /// References or numbers that say more.
    pub detail: String,
    /// Version, for closing.
    pub version: i32,
}

const SHAPE: &str = "select e.id, e.ref as reference, e.rule, e.code, m.ref as movement, l.number as leg, om.ref as other,
    (select c.code from sec.cell c where c.no = e.cell and c.kind = 'station') as station,
    e.opened_at, sec.account_label(e.opened_by) as opened_by, sec.account_label(e.owner_id) as owner,
    e.closed_at, sec.account_label(e.closed_by) as closed_by, e.resolution, e.detail, e.version
  from visible_exception e
  left join visible_movement m on m.id = e.movement_id
  left join visible_leg l on l.id = e.leg_id
  left join visible_leg o on o.id = e.other_leg_id
  left join visible_movement om on om.id = o.movement_id";

/// Rows of the register as the address asks for them.
pub async fn lines(tx: &mut Tx, asked: &Asked, limit: i64) -> Result<Vec<ExceptionLine>> {
    let mut query = QueryBuilder::<Postgres>::new(SHAPE);
    filter(&mut query, asked);
    let sort = asked.sort(&SORTS);
    let column = column_of(sort);
    let direction = if sort.is_descending { "desc" } else { "asc" };
    if let Some((value, id)) = asked.after() {
        query.push(format!(" and ({column}, e.id) {} (", if sort.is_descending { "<" } else { ">" }));
        if sort.key == "opened" {
            query.push_bind(value.parse::<DateTime<Utc>>().unwrap_or_default());
        } else {
            query.push_bind(value);
        }
        query.push(", ").push_bind(id).push(")");
    }
    query.push(format!(" order by {column} {direction}, e.id {direction} limit ")).push_bind(limit);
    Ok(query.build_query_as().fetch_all(&mut **tx).await?)
}

/// How many exceptions an address lists.
pub async fn how_many(tx: &mut Tx, here: &str) -> Result<i64> {
    count(tx, &Asked::read(here, &FILTERS)).await
}

/// How many rows the address asks for.
pub async fn count(tx: &mut Tx, asked: &Asked) -> Result<i64> {
    let mut query = QueryBuilder::<Postgres>::new("select count(*) from visible_exception e left join visible_movement m on m.id = e.movement_id");
    filter(&mut query, asked);
    Ok(query.build_query_scalar().fetch_one(&mut **tx).await?)
}

/// One exception in full.
pub async fn line(tx: &mut Tx, id: ExceptionId) -> Result<Option<ExceptionLine>> {
    let mut query = QueryBuilder::<Postgres>::new(SHAPE);
    query.push(" where e.id = ").push_bind(id.0);
    Ok(query.build_query_as().fetch_optional(&mut **tx).await?)
}

/// The exceptions of a movement, open ones first.
pub async fn of_movement(tx: &mut Tx, movement: MovementId) -> Result<Vec<ExceptionLine>> {
    let mut query = QueryBuilder::<Postgres>::new(SHAPE);
    query.push(" where e.movement_id = ").push_bind(movement.0).push(" order by e.closed_at is not null, e.opened_at desc, e.id limit 50");
    Ok(query.build_query_as().fetch_all(&mut **tx).await?)
}

/// The value of a row in the sort column, for the cursor.
pub fn cursor_of(line: &ExceptionLine, sort: Sort) -> String {
    match sort.key {
        "ref" => line.reference.clone(),
        "rule" => line.rule.clone(),
        _ => line.opened_at.to_rfc3339(),
    }
}

/// Rules that stand in the register, for the filter.
pub async fn rules(tx: &mut Tx) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(r#"select distinct rule as "rule!" from visible_exception order by 1 limit 40"#).fetch_all(&mut **tx).await?)
}

/// Stations that stand in the register, for the filter.
pub async fn stations(tx: &mut Tx) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(
        r#"select distinct c.code as "code!" from visible_exception e join sec.cell c on c.no = e.cell and c.kind = 'station' order by 1 limit 200"#
    )
    .fetch_all(&mut **tx)
    .await?)
}

fn column_of(sort: Sort) -> &'static str {
    match sort.key {
        "ref" => "e.ref",
        "rule" => "e.rule",
        _ => "e.opened_at",
    }
}

fn filter(query: &mut QueryBuilder<Postgres>, asked: &Asked) {
    query.push(" where true");
    match asked.one("state") {
        Some("closed") => {
            query.push(" and e.closed_at is not null");
        }
        Some("all") => {}
        _ => {
            query.push(" and e.closed_at is null");
        }
    }
    let rules = asked.all("rule");
    if !rules.is_empty() {
        query.push(" and e.rule = any (").push_bind(rules).push(")");
    }
    let stations = asked.all("station");
    if !stations.is_empty() {
        query.push(" and e.cell in (select c.no from sec.cell c where c.kind = 'station' and c.code = any (").push_bind(stations).push("))");
    }
    if let Some(movement) = asked.one("movement") {
        query.push(" and m.ref = ").push_bind(movement.to_owned());
    }
}

/// A minimum of the reader that is not met.
#[derive(Debug, Clone)]
pub struct Shortage {
    pub code: String,
    /// The station, and the calibre if it is one of rounds.
    pub about: String,
}

/// Minimums that the reader set and that are not met now, oldest first; at most five.
pub async fn own_shortages(tx: &mut Tx) -> Result<Vec<Shortage>> {
    Ok(sqlx::query_as!(Shortage, r#"select out_code as "code!", out_about as "about!" from sec.own_shortages()"#).fetch_all(&mut **tx).await?)
}
