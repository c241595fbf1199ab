//! Every SELECT of vehicles and their papers, through the visible relations.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use super::model::{LEAD_DAYS, Validity, mark_key};
use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::db::ids::VehicleId;
use crate::features::people::like;
use crate::web::error::Result;
use crate::web::list::{Asked, EXPORT, PAGE, Sort};

/// A vehicle's record.
#[derive(Debug, Clone)]
pub struct Vehicle {
    pub id: VehicleId,
    pub reference: String,
    pub station: String,
    pub station_name: String,
    pub zone: String,
    pub cell: i32,
    pub plate: String,
    pub vin: String,
    pub make: String,
    pub model: String,
    pub seats: i32,
    pub armour_standard: String,
    pub armour_level: String,
    pub tyres_on: Option<NaiveDate>,
    pub communications: String,
    pub tracker: String,
    /// As the record has it; what was done since may know more.
    pub odometer_km: i32,
    /// What the odometer last showed, in km.
    pub reading_km: i32,
    /// Since when its tyres are on.
    pub tyres_fitted_on: Option<NaiveDate>,
    pub state: String,
    pub state_since: DateTime<Utc>,
    pub state_reason: String,
    /// Who proposed to write it off, and when; whoever confirmed it has signed second.
    pub write_off_by: Option<Uuid>,
    pub write_off_at: Option<DateTime<Utc>>,
    pub write_off_first: String,
    pub write_off_second: String,
    /// What becomes of it, who takes it, by which document; empty if nothing is left to give.
    pub disposal_kind: String,
    pub disposal_to: String,
    pub disposal_document: String,
    /// The station was evacuated without it: uncounted.
    pub is_left_behind: bool,
    /// What keeps it from all or some of its work today ([`super::capability`]).
    pub capability: Vec<String>,
    pub is_mine: bool,
    pub version: i32,
}

impl Vehicle {
    /// `UN 12-345 Invented Wagon`.
    pub fn called(&self) -> String {
        format!("{} {} {}", self.plate, self.make, self.model)
    }

    /// A transfer takes it to another station.
    pub fn is_in_transit(&self) -> bool {
        self.capability.iter().any(|reason| reason == "not:in_transit")
    }

    /// Somebody proposed to write it off, and nobody has confirmed that.
    pub fn awaits_write_off(&self) -> bool {
        self.write_off_by.is_some() && self.state != "written_off"
    }

    pub fn is_armoured(&self) -> bool {
        self.armour_standard != "none"
    }
}

impl Target for Vehicle {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        by_ref(tx, params.get("ref")).await
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts { cells: Some(vec![self.cell]), own: self.is_mine, author: self.write_off_by, ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.cell
    }
}

/// The vehicle of a reference, if the reader may see it.
pub async fn by_ref(tx: &mut Tx, reference: &str) -> Result<Option<Vehicle>> {
    Ok(sqlx::query_as!(
        Vehicle,
        r#"select v.id as "id!: VehicleId", v.ref as "reference!", c.code as "station!", coalesce(s.name, c.code) as "station_name!",
             coalesce(s.zone, 'UTC') as "zone!", v.cell as "cell!", v.plate as "plate!", v.vin as "vin!", v.make as "make!", v.model as "model!",
             v.seats as "seats!", v.armour_standard as "armour_standard!", v.armour_level as "armour_level!", v.tyres_on,
             v.communications as "communications!", v.tracker as "tracker!", v.odometer_km as "odometer_km!",
             reading.out_km as "reading_km!", reading.out_tyres_on as tyres_fitted_on, v.state as "state!",
             v.state_since as "state_since!", v.state_reason as "state_reason!", v.write_off_by, v.write_off_at,
             coalesce(sec.account_label(v.write_off_by), '') as "write_off_first!", coalesce(sec.account_label(v.written_off_by), '') as "write_off_second!",
             v.disposal_kind as "disposal_kind!", v.disposal_to as "disposal_to!", v.disposal_document as "disposal_document!", sec.is_left_behind(v.id) as "is_left_behind!",
             sec.vehicle_capability(v.id, (sec.now() at time zone 'UTC')::date) as "capability!", v.id = any ((select sec.own_vehicles())::uuid[]) as "is_mine!",
             v.version as "version!"
           from visible_vehicle v join sec.cell c on c.no = v.cell left join visible_duty_station s on s.id = v.station_id
             cross join sec.vehicle_reading(v.id) reading where v.ref = $1"#,
        reference
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// A paper of a vehicle.
#[derive(Debug, Clone)]
pub struct PaperLine {
    pub id: Uuid,
    pub number: i32,
    pub kind: String,
    pub document: String,
    pub issued_on: NaiveDate,
    pub valid_until: NaiveDate,
    pub is_void: bool,
    pub void_reason: String,
    pub version: i32,
}

/// Papers of a vehicle, the latest first.
pub async fn papers(tx: &mut Tx, vehicle: VehicleId) -> Result<Vec<PaperLine>> {
    Ok(sqlx::query_as!(
        PaperLine,
        r#"select id as "id!", number as "number!", kind as "kind!", document as "document!", issued_on as "issued_on!", valid_until as "valid_until!",
             is_void as "is_void!", void_reason as "void_reason!", version as "version!"
           from visible_vehicle_paper where vehicle_id = $1 order by is_void, valid_until desc, number desc limit 200"#,
        vehicle.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// The validities of papers that stand.
pub fn validities(papers: &[PaperLine]) -> Vec<Validity<'_>> {
    papers.iter().filter(|one| !one.is_void).map(|one| Validity { kind: &one.kind, from: one.issued_on, until: one.valid_until }).collect()
}

/// A paper with its vehicle.
#[derive(Debug, Clone)]
pub struct Paper {
    pub vehicle: Vehicle,
    pub line: PaperLine,
}

impl Target for Paper {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        let Some(vehicle) = by_ref(tx, params.get("ref")).await? else { return Ok(None) };
        let wanted = params.get("number").parse::<i32>().unwrap_or_default();
        let line = papers(tx, vehicle.id).await?.into_iter().find(|line| line.number == wanted && !line.is_void);
        Ok(line.map(|line| Self { vehicle, line }))
    }
    fn facts(&self, actor: &Actor) -> Facts {
        self.vehicle.facts(actor)
    }
    fn subject(&self) -> String {
        self.vehicle.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.vehicle.cell
    }
}

/// A vehicle as lists show it.
#[derive(Debug, Clone, FromRow)]
pub struct Line {
    pub id: Uuid,
    pub reference: String,
    pub plate: String,
    pub what: String,
    pub station: String,
    pub seats: i32,
    pub armour_standard: String,
    pub armour_level: String,
    pub state: String,
    /// What stands against using it today.
    pub gaps: Vec<String>,
    /// The first day on which a needed paper ends.
    pub first_end: Option<NaiveDate>,
    /// Reference of the reservation under which it is out; empty: it is in.
    pub out: String,
    pub due_back: Option<DateTime<Utc>>,
    pub is_left_behind: bool,
    /// What is overdue or due soon: `service:overdue`.
    pub due: Vec<String>,
    /// What keeps it from all or some of its work today.
    pub capability: Vec<String>,
}

/// Filters of the list, in the order of the page.
pub const FILTERS: &[&str] = &["q", "station", "state", "armour", "needs", "due", "capability"];
/// What the list sorts by.
pub const SORTS: &[&str] = &["ref", "plate", "station"];
/// What a vehicle may need.
pub const NEEDS: &[&str] = &["ready", "not_ready", "ending", "ending_60"];

/// What the lines show, of the vehicles of a page: their standings are computed for these alone.
const SELECT: &str =
    "select v.id, v.ref as reference, v.plate, v.make || ' ' || v.model as what, c.code as station, v.seats, v.armour_standard, v.armour_level,
       v.state, stands.out_gaps as gaps, ends.first_end, coalesce(r.ref, '') as out, upper(r.during) as due_back, sec.is_left_behind(v.id) as is_left_behind,
       array(select one from unnest(stands.out_due) one where split_part(one, ':', 2) in ('overdue', 'soon')) as due, stands.out_capability as capability
     from page join visible_vehicle v on v.id = page.id join sec.cell c on c.no = v.cell
     join sec.vehicle_standings(array(select page.id from page), (sec.now() at time zone 'UTC')::date) stands on stands.out_vehicle = v.id
     left join visible_vehicle_reservation r on r.vehicle_id = v.id and r.state = 'out'
     left join lateral ";
const FIRST_END: &str = "(select min(latest) as first_end from (select max(p.valid_until) as latest from visible_vehicle_paper p
       where p.vehicle_id = v.id and not p.is_void and p.kind in ('armour_certificate', 'armour_inspection', 'insurance') group by p.kind) each_kind) ends on true";

/// One page of vehicles and how many there are in all.
pub async fn list(tx: &mut Tx, asked: &Asked, sort: Sort) -> Result<(Vec<Line>, i64)> {
    let total = count(tx, asked).await?;
    let mut query = found(asked);
    query.push(", page as materialized (select v.id from found v where true");
    let column = column(sort);
    if let Some((value, id)) = asked.after() {
        let sign = if sort.is_descending { "<" } else { ">" };
        query.push(" and (").push(column).push(", v.id) ").push(sign).push(" (").push_bind(value).push(", ").push_bind(id).push(")");
    }
    order(&mut query, sort);
    query.push(" limit ").push_bind(PAGE + 1).push(") ").push(SELECT).push(FIRST_END);
    query.push(" order by ").push(if sort.key == "station" { "c.code" } else { column });
    let direction = if sort.is_descending { " desc" } else { "" };
    query.push(direction).push(", v.id").push(direction);
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

/// References of what an export holds, and one more if there are more.
pub async fn references(tx: &mut Tx, asked: &Asked, sort: Sort) -> Result<Vec<String>> {
    let mut query = found(asked);
    query.push(" select v.ref from found v where true");
    order(&mut query, sort);
    query.push(" limit ").push_bind(EXPORT + 1);
    Ok(query.build_query_scalar().fetch_all(&mut **tx).await?)
}

/// How many vehicles an address lists.
pub async fn how_many(tx: &mut Tx, here: &str) -> Result<i64> {
    count(tx, &Asked::read(here, FILTERS)).await
}

async fn count(tx: &mut Tx, asked: &Asked) -> Result<i64> {
    let mut count = found(asked);
    count.push(" select count(*) from found");
    Ok(count.build_query_scalar().fetch_one(&mut **tx).await?)
}

fn column(sort: Sort) -> &'static str {
    match sort.key {
        "plate" => "v.plate",
        "station" => "v.code",
        _ => "v.ref",
    }
}

fn order(query: &mut QueryBuilder<Postgres>, sort: Sort) {
    let direction = if sort.is_descending { " desc" } else { "" };
    query.push(" order by ").push(column(sort)).push(direction).push(", v.id").push(direction);
}

/// The value of the sort column in a row, for the cursor.
pub fn sort_value(line: &Line, sort: Sort) -> String {
    match sort.key {
        "plate" => line.plate.clone(),
        "station" => line.station.clone(),
        _ => line.reference.clone(),
    }
}

/// `found`: what the filters leave. The standings of a vehicle are asked last, of those that all other filters left.
fn found(asked: &Asked) -> QueryBuilder<Postgres> {
    let mut query = QueryBuilder::new(
        "with candidate as (select v.id, v.ref, v.plate, c.code from visible_vehicle v join sec.cell c on c.no = v.cell
         cross join (select (sec.now() at time zone 'UTC')::date as day) current",
    );
    if matches!(asked.one("needs"), Some("ending" | "ending_60")) {
        query.push(" left join lateral ").push(FIRST_END);
    }
    query.push(" where true");
    filter(&mut query, asked);
    query.push("), found as (select v.id, v.ref, v.plate, v.code from candidate v");
    stand(&mut query, asked);
    query.push(")");
    query
}

fn filter(query: &mut QueryBuilder<Postgres>, asked: &Asked) {
    if let Some(text) = asked.one("q") {
        query.push(" and (v.plate_key like ").push_bind(like(&mark_key(text)));
        query.push(" or v.ref ilike ").push_bind(like(text)).push(" or v.make || ' ' || v.model ilike ").push_bind(like(text)).push(")");
    }
    for (key, column) in [("station", "c.code"), ("state", "v.state"), ("armour", "v.armour_standard")] {
        let values = asked.all(key);
        if !values.is_empty() {
            query.push(" and ").push(column).push(" = any (").push_bind(values).push(")");
        }
    }
    match asked.one("needs") {
        Some("not_ready") => {
            query.push(" and v.state <> 'written_off'");
        }
        Some("ending_60") => {
            query.push(" and v.state <> 'written_off' and ends.first_end <= current.day + 60");
        }
        Some("ending") => {
            query.push(" and v.state <> 'written_off' and ends.first_end <= current.day + ").push_bind(LEAD_DAYS as i32);
        }
        _ => {}
    }
}

/// The filters that ask how a vehicle stands.
fn stand(query: &mut QueryBuilder<Postgres>, asked: &Asked) {
    let (capability, due) = (asked.all("capability"), asked.all("due"));
    let readiness = match asked.one("needs") {
        Some("ready") => " and stands.out_gaps = '{}'",
        Some("not_ready") => " and stands.out_gaps <> '{}'",
        _ => "",
    };
    if capability.is_empty() && due.is_empty() && readiness.is_empty() {
        return;
    }
    query.push(" join sec.vehicle_standings(array(select candidate.id from candidate), (sec.now() at time zone 'UTC')::date) stands");
    query.push(" on stands.out_vehicle = v.id where true");
    query.push(readiness);
    if !capability.is_empty() {
        query.push(" and sec.capability(stands.out_capability) = any (").push_bind(capability).push(")");
    }
    if !due.is_empty() {
        query.push(" and exists (select from unnest(stands.out_due) one where split_part(one, ':', 2) = any (").push_bind(due).push("))");
    }
}

/// A station whose vehicles the reader keeps.
#[derive(Debug, Clone, FromRow)]
pub struct StationChoice {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub cell: i32,
}

/// Stations at which the reader may write vehicles.
pub async fn stations(tx: &mut Tx) -> Result<Vec<StationChoice>> {
    Ok(sqlx::query_as("select id, code, name, cell from visible_duty_station where cell = any ((select sec.cells_vehicle_write())::integer[]) order by code")
        .fetch_all(&mut **tx)
        .await?)
}

/// Papers in force or to come of several vehicles: vehicle, kind, first and last day.
pub async fn papers_of(tx: &mut Tx, vehicles: &[Uuid]) -> Result<Vec<(Uuid, String, NaiveDate, NaiveDate)>> {
    let rows = sqlx::query!(
        r#"select vehicle_id as "vehicle!", kind as "kind!", issued_on as "issued_on!", valid_until as "valid_until!"
           from visible_vehicle_paper where vehicle_id = any ($1) and not is_void"#,
        vehicles
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.vehicle, row.kind, row.issued_on, row.valid_until)).collect())
}

/// Vehicles whose chassis number is one of these, or easily taken for it: which one, reference, number as written.
pub async fn near_any(tx: &mut Tx, numbers: &[String]) -> Result<Vec<(String, String, String)>> {
    let keys: Vec<String> = numbers.iter().map(|number| mark_key(number)).filter(|key| !key.is_empty()).collect();
    let rows = sqlx::query!(
        r#"select near.out_mark as "key!", v.ref as "reference!", v.vin as "vin!"
           from sec.vehicles_near($1) near join visible_vehicle v on v.id = near.out_id
           order by near.out_mark, v.vin_key <> near.out_mark, v.ref limit 250"#,
        &keys
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.key, row.reference, row.vin)).collect())
}
