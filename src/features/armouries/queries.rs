//! Every SELECT of armouries, through the visible relations.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use super::model::LEAD_DAYS;
use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::db::ids::{ArmouryId, StationId};
use crate::features::people::like;
use crate::web::error::Result;
use crate::web::list::{Asked, EXPORT, PAGE, Sort};

/// An armoury's record.
#[derive(Debug, Clone)]
pub struct Armoury {
    pub id: ArmouryId,
    pub reference: String,
    pub name: String,
    pub station_id: StationId,
    pub station: String,
    pub station_name: String,
    pub zone: String,
    pub cell: i32,
    pub kind: String,
    pub key_holders: String,
    pub capacity_kg: Option<f64>,
    pub adviser: String,
    pub adviser_number: String,
    pub approval: String,
    pub approved_on: Option<NaiveDate>,
    pub approved_until: Option<NaiveDate>,
    pub authority: String,
    pub conditions: String,
    pub decided_by: String,
    pub created_by: Option<Uuid>,
    /// The station was left: nothing is issued from here.
    pub is_evacuated: bool,
    pub version: i32,
}

impl Target for Armoury {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        by_ref(tx, params.get("ref")).await
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts { cells: Some(vec![self.cell]), author: self.created_by, ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.cell
    }
}

/// The armoury of a reference, if the reader may see it.
pub async fn by_ref(tx: &mut Tx, reference: &str) -> Result<Option<Armoury>> {
    Ok(sqlx::query_as!(
        Armoury,
        r#"select a.id as "id!: ArmouryId", a.ref as "reference!", a.name as "name!", a.station_id as "station_id!: StationId", c.code as "station!",
             coalesce(s.name, c.code) as "station_name!", coalesce(s.zone, 'UTC') as "zone!", a.cell as "cell!", a.kind as "kind!",
             a.key_holders as "key_holders!", a.capacity_neq_kg::double precision as capacity_kg, a.adviser as "adviser!",
             a.adviser_number as "adviser_number!", a.approval as "approval!", a.approved_on, a.approved_until, a.authority as "authority!",
             a.conditions as "conditions!", coalesce(sec.account_label(a.decided_by), '') as "decided_by!", a.created_by,
             sec.is_evacuated(a.station_id) as "is_evacuated!", a.version as "version!"
           from visible_armoury a join sec.cell c on c.no = a.cell left join visible_duty_station s on s.id = a.station_id where a.ref = $1"#,
        reference
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// The reference of an armoury; empty for one that the reader may not see.
pub async fn reference_of(tx: &mut Tx, id: Uuid) -> Result<String> {
    let found = sqlx::query_scalar!(r#"select ref as "reference!" from visible_armoury where id = $1"#, id).fetch_optional(&mut **tx).await?;
    Ok(found.unwrap_or_default())
}

/// A weapon that lies there.
#[derive(Debug, Clone)]
pub struct Lying {
    pub reference: String,
    pub serial: String,
    pub what: String,
    pub since: DateTime<Utc>,
}

/// Weapons in an armoury at an instant, by reference.
pub async fn lying(tx: &mut Tx, armoury: ArmouryId, at: DateTime<Utc>) -> Result<Vec<Lying>> {
    Ok(sqlx::query_as!(
        Lying,
        r#"select f.ref as "reference!", f.serial as "serial!", f.make || ' ' || f.model || ', ' || f.calibre as "what!", c.since as "since!"
           from visible_firearm_custody c join visible_firearm f on f.id = c.firearm_id
           where c.armoury_id = $1 and c.since <= $2 and (c.until is null or c.until > $2) order by f.ref limit 1000"#,
        armoury.0,
        at
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Rounds of a lot that lie there.
#[derive(Debug, Clone)]
pub struct LyingRounds {
    pub reference: String,
    pub what: String,
    pub quantity: i64,
}

/// Rounds in an armoury at an instant, by lot: the sum of what came and went until then.
pub async fn lying_rounds(tx: &mut Tx, armoury: ArmouryId, at: DateTime<Utc>) -> Result<Vec<LyingRounds>> {
    Ok(sqlx::query_as!(
        LyingRounds,
        r#"select l.ref as "reference!", l.number || ' ' || l.maker || ', ' || l.calibre as "what!", moved.quantity as "quantity!"
           from (select k.lot_id, sum(case when e.to_account_id = k.id then e.quantity else -e.quantity end) as quantity
             from visible_ammunition_account k join visible_ammunition_entry e on (e.to_account_id = k.id or e.from_account_id = k.id) and e.occurred_at <= $2
             where k.armoury_id = $1 group by k.lot_id) moved
           join visible_ammunition_lot l on l.id = moved.lot_id where moved.quantity <> 0 order by l.ref limit 1000"#,
        armoury.0,
        at
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// An armoury as lists show it.
#[derive(Debug, Clone, FromRow)]
pub struct Line {
    pub id: Uuid,
    pub reference: String,
    pub name: String,
    pub station: String,
    pub kind: String,
    pub approval: String,
    pub approved_until: Option<NaiveDate>,
    pub weapons: i64,
}

/// Filters of the list, in the order of the page.
pub const FILTERS: &[&str] = &["q", "station", "approval", "needs"];
const TODAY: &str = "(select (sec.now() at time zone 'UTC')::date)";
/// What the list sorts by.
pub const SORTS: &[&str] = &["name", "ref", "station"];

/// One page of armouries and how many there are in all.
pub async fn list(tx: &mut Tx, asked: &Asked, sort: Sort, is_export: bool) -> Result<(Vec<Line>, i64)> {
    let total = count(tx, asked).await?;
    let mut query = QueryBuilder::new(
        "select a.id, a.ref as reference, a.name, c.code as station, a.kind, a.approval, a.approved_until,
           (select count(*) from visible_firearm_custody k where k.armoury_id = a.id and k.until is null) as weapons
         from visible_armoury a join sec.cell c on c.no = a.cell where true",
    );
    filter(&mut query, asked);
    let column = match sort.key {
        "ref" => "a.ref",
        "station" => "c.code",
        _ => "a.name",
    };
    if let (Some((value, id)), false) = (asked.after(), is_export) {
        let sign = if sort.is_descending { "<" } else { ">" };
        query.push(" and (").push(column).push(", a.id) ").push(sign).push(" (").push_bind(value).push(", ").push_bind(id).push(")");
    }
    let direction = if sort.is_descending { " desc" } else { "" };
    query.push(" order by ").push(column).push(direction).push(", a.id").push(direction);
    query.push(" limit ").push_bind(if is_export { EXPORT + 1 } else { PAGE + 1 });
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

/// How many armouries an address lists.
pub async fn how_many(tx: &mut Tx, here: &str) -> Result<i64> {
    count(tx, &Asked::read(here, FILTERS)).await
}

async fn count(tx: &mut Tx, asked: &Asked) -> Result<i64> {
    let mut count = QueryBuilder::new("select count(*) from visible_armoury a join sec.cell c on c.no = a.cell where true");
    filter(&mut count, asked);
    Ok(count.build_query_scalar().fetch_one(&mut **tx).await?)
}

/// The value of the sort column in a row, for the cursor.
pub fn sort_value(line: &Line, sort: Sort) -> &str {
    match sort.key {
        "ref" => &line.reference,
        "station" => &line.station,
        _ => &line.name,
    }
}

fn filter(query: &mut QueryBuilder<Postgres>, asked: &Asked) {
    if let Some(text) = asked.one("q") {
        let pattern = like(text);
        query.push(" and (a.name ilike ").push_bind(pattern.clone()).push(" or a.ref ilike ").push_bind(pattern).push(")");
    }
    for (key, column) in [("station", "c.code"), ("approval", "a.approval")] {
        let values = asked.all(key);
        if !values.is_empty() {
            query.push(" and ").push(column).push(" = any (").push_bind(values).push(")");
        }
    }
    // as `Standing::on` says it
    match asked.one("needs") {
        Some("ending") => {
            query.push(" and a.approval in ('approved', 'conditional') and a.approved_until >= ").push(TODAY);
            query.push(" and a.approved_until < ").push(TODAY).push(" + ").push_bind(LEAD_DAYS as i32);
        }
        Some("ended") => {
            query.push(" and a.approval in ('approved', 'conditional') and a.approved_until < ").push(TODAY);
        }
        _ => {}
    }
}

/// A station at which the reader keeps assets.
#[derive(Debug, Clone, FromRow)]
pub struct StationChoice {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub cell: i32,
}

/// Stations at which the reader may write assets.
pub async fn stations(tx: &mut Tx) -> Result<Vec<StationChoice>> {
    Ok(sqlx::query_as("select id, code, name, cell from visible_duty_station where cell = any ((select sec.cells_asset_write())::integer[]) order by code")
        .fetch_all(&mut **tx)
        .await?)
}

/// An armoury somebody may choose.
#[derive(Debug, Clone)]
pub struct ArmouryChoice {
    pub id: ArmouryId,
    pub reference: String,
    pub name: String,
    pub station: String,
    pub station_id: StationId,
    pub cell: i32,
    /// INV-22: an approval is in force today.
    pub may_hold: bool,
}

/// Armouries at the stations at which the reader may write assets.
pub async fn choices(tx: &mut Tx) -> Result<Vec<ArmouryChoice>> {
    let today = tx.now.date_naive();
    Ok(sqlx::query_as!(
        ArmouryChoice,
        r#"select a.id as "id!: ArmouryId", a.ref as "reference!", a.name as "name!", c.code as "station!", a.station_id as "station_id!: StationId",
             a.cell as "cell!", sec.armoury_may_hold(a.id, $1) as "may_hold!"
           from visible_armoury a join sec.cell c on c.no = a.cell where a.cell = any ((select sec.cells_asset_write())::integer[])
           order by c.code, a.name, a.id limit 200"#,
        today
    )
    .fetch_all(&mut **tx)
    .await?)
}
