//! Every SELECT of reservations, through the visible relations.

use chrono::{DateTime, Duration, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::db::ids::{OfficerId, ReservationId, VehicleId};
use crate::web::error::Result;
use crate::web::list::{Asked, EXPORT, PAGE};

/// A reservation's record.
#[derive(Debug, Clone)]
pub struct Reservation {
    pub id: ReservationId,
    pub reference: String,
    pub vehicle_id: VehicleId,
    pub vehicle: String,
    pub called: String,
    pub odometer_km: i32,
    pub station_name: String,
    pub zone: String,
    pub cell: i32,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub purpose: String,
    pub driver: String,
    pub state: String,
    pub taken_at: Option<DateTime<Utc>>,
    pub taken_km: Option<i32>,
    /// With how many km it left, as they count now: a reading may have been put right on the way. 0 before it left.
    pub left_km: i32,
    pub returned_at: Option<DateTime<Utc>>,
    pub returned_km: Option<i32>,
    pub condition: String,
    pub note: String,
    pub cancel_reason: String,
    pub reserved_by: String,
    /// It was entered after it had happened.
    pub is_fact: bool,
    pub entered_at: DateTime<Utc>,
    /// What stood against it then (INV-15, INV-25).
    pub stood_against: Vec<String>,
    /// Its reading of the odometer says something of the vehicle.
    pub reading_counts: bool,
    pub is_mine: bool,
    /// What stands against the vehicle on the days that are left.
    pub gaps: Vec<String>,
    pub version: i32,
}

impl Target for Reservation {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        Ok(sqlx::query_as!(
            Reservation,
            r#"select r.id as "id!: ReservationId", r.ref as "reference!", r.vehicle_id as "vehicle_id!: VehicleId", coalesce(v.ref, '') as "vehicle!",
                 coalesce(v.plate || ' ' || v.make || ' ' || v.model, '') as "called!", coalesce((sec.vehicle_reading(v.id)).out_km, 0) as "odometer_km!",
                 coalesce(s.name, c.code) as "station_name!", coalesce(s.zone, 'UTC') as "zone!", r.cell as "cell!", lower(r.during) as "from!",
                 upper(r.during) as "to!", r.purpose as "purpose!", coalesce(sec.driver_label(r.driver_id), '') as "driver!", r.state as "state!", r.taken_at,
                 r.taken_km, coalesce(sec.left_with_km(r.vehicle_id, r.taken_at, r.taken_km), 0) as "left_km!", r.returned_at, r.returned_km, r.condition as "condition!", r.note as "note!", r.cancel_reason as "cancel_reason!",
                 coalesce(sec.account_label(r.created_by), '') as "reserved_by!", r.is_fact as "is_fact!", r.created_at as "entered_at!",
                 r.gaps as "stood_against!", r.reading_counts as "reading_counts!", coalesce(r.driver_id = (select sec.own_officer()), false) as "is_mine!",
                 case when r.state in ('reserved', 'out') then sec.vehicle_gaps(r.vehicle_id, greatest(lower(r.during), sec.now())::date,
                   greatest(upper(r.during), sec.now())::date) else '{}' end as "gaps!", r.version as "version!"
               from visible_vehicle_reservation r join sec.cell c on c.no = r.cell left join visible_duty_station s on s.cell = r.cell
               left join visible_vehicle v on v.id = r.vehicle_id where r.ref = $1"#,
            params.get("ref")
        )
        .fetch_optional(&mut **tx)
        .await?)
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts { cells: Some(vec![self.cell]), own: self.is_mine, ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.cell
    }
}

/// A reservation as lists show it.
#[derive(Debug, Clone, FromRow)]
pub struct Coming {
    pub id: Uuid,
    pub reference: String,
    pub vehicle: String,
    pub called: String,
    pub station: String,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub purpose: String,
    pub driver: String,
    pub state: String,
}

const SELECT: &str = r#"select r.id, r.ref as reference, coalesce(v.ref, '') as vehicle, coalesce(v.plate || ' ' || v.make || ' ' || v.model, '') as called,
     c.code as station, lower(r.during) as "from", upper(r.during) as "to", r.purpose, coalesce(sec.driver_label(r.driver_id), '') as driver, r.state"#;
const FROM: &str = " from visible_vehicle_reservation r join sec.cell c on c.no = r.cell left join visible_vehicle v on v.id = r.vehicle_id where true";

/// What is reserved or out of a vehicle, the earliest first.
pub async fn of_vehicle(tx: &mut Tx, vehicle: VehicleId) -> Result<Vec<Coming>> {
    let mut query = QueryBuilder::new(SELECT);
    query.push(FROM).push(" and r.state in ('reserved', 'out') and r.vehicle_id = ").push_bind(vehicle.0);
    query.push(" order by lower(r.during), r.id limit 20");
    Ok(query.build_query_as().fetch_all(&mut **tx).await?)
}

/// What is reserved or out at some time of a span, the earliest first.
pub async fn within(tx: &mut Tx, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Vec<Coming>> {
    let mut query = QueryBuilder::new(SELECT);
    query.push(FROM).push(" and r.state in ('reserved', 'out') and r.during && tstzrange(").push_bind(from).push(", ").push_bind(to);
    query.push(") order by lower(r.during), r.id limit 200");
    Ok(query.build_query_as().fetch_all(&mut **tx).await?)
}

/// Filters of the list, in the order of the page.
pub const FILTERS: &[&str] = &["state", "station", "vehicle", "within"];
/// What the list may be asked for; the first is shown unasked.
pub const STATES: &[&str] = &["coming", "late", "returned", "contested", "cancelled", "withdrawn", "all"];

/// One page of reservations by their beginning and how many there are in all.
pub async fn list(tx: &mut Tx, asked: &Asked, is_export: bool) -> Result<(Vec<Coming>, i64)> {
    let now = tx.now;
    let total = count(tx, asked).await?;
    let mut query = QueryBuilder::new(SELECT);
    query.push(FROM);
    filter(&mut query, asked, now);
    if let (Some((value, id)), false) = (asked.after(), is_export)
        && let Ok(at) = value.parse::<DateTime<Utc>>()
    {
        query.push(" and (lower(r.during), r.id) > (").push_bind(at).push(", ").push_bind(id).push(")");
    }
    query.push(" order by lower(r.during), r.id limit ").push_bind(if is_export { EXPORT + 1 } else { PAGE + 1 });
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

/// How many reservations an address lists.
pub async fn how_many(tx: &mut Tx, here: &str) -> Result<i64> {
    count(tx, &Asked::read(here, FILTERS)).await
}

async fn count(tx: &mut Tx, asked: &Asked) -> Result<i64> {
    let now = tx.now;
    let mut count = QueryBuilder::new("select count(*)");
    count.push(FROM);
    filter(&mut count, asked, now);
    Ok(count.build_query_scalar().fetch_one(&mut **tx).await?)
}

/// Within how many days from now, if the address asks.
pub fn within_days(asked: &Asked) -> Option<i32> {
    asked.one("within")?.trim().parse().ok().filter(|days| (1..=366).contains(days))
}

fn filter(query: &mut QueryBuilder<Postgres>, asked: &Asked, now: DateTime<Utc>) {
    match asked.one("state") {
        Some("all") => {}
        Some(state @ ("returned" | "contested" | "cancelled" | "withdrawn")) => {
            query.push(" and r.state = ").push_bind(state.to_owned());
        }
        Some("late") => {
            query.push(" and r.state = 'out' and upper(r.during) < ").push_bind(now);
        }
        _ => {
            query.push(" and r.state in ('reserved', 'out')");
        }
    }
    if let Some(days) = within_days(asked) {
        query.push(" and r.during && tstzrange(").push_bind(now).push(", ").push_bind(now + Duration::days(days.into())).push(")");
    }
    if let Some(code) = asked.one("station") {
        query.push(" and c.code = ").push_bind(code.to_uppercase());
    }
    if let Some(reference) = asked.one("vehicle") {
        query.push(" and v.ref = ").push_bind(reference.to_uppercase());
    }
}

/// Who has a vehicle in a span already besides a reservation, the first of them.
pub async fn holder_of(tx: &mut Tx, vehicle: VehicleId, (from, to): (DateTime<Utc>, DateTime<Utc>), besides: &str) -> Result<Option<Coming>> {
    let mut query = QueryBuilder::new(SELECT);
    query.push(FROM).push(" and r.state in ('reserved', 'out') and r.vehicle_id = ").push_bind(vehicle.0);
    query.push(" and r.ref <> ").push_bind(besides.to_owned());
    query.push(" and r.during && tstzrange(").push_bind(from).push(", ").push_bind(to).push(") order by lower(r.during), r.id limit 1");
    Ok(query.build_query_as().fetch_optional(&mut **tx).await?)
}

/// An officer who may be named as driver.
#[derive(Debug, Clone)]
pub struct Driver {
    pub id: OfficerId,
    pub reference: String,
    pub name: String,
}

/// Officers whose reference or name this is, at most sixteen.
pub async fn drivers(tx: &mut Tx, text: &str) -> Result<Vec<Driver>> {
    Ok(sqlx::query_as!(Driver, r#"select out_id as "id!: OfficerId", out_ref as "reference!", out_name as "name!" from sec.drivers_to_name($1)"#, text.trim())
        .fetch_all(&mut **tx)
        .await?)
}
