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

const SELECT: &str =
    "select v.id, v.ref as reference, v.plate, v.make || ' ' || v.model as what, c.code as station, v.seats, v.armour_standard, v.armour_level,
       v.state, sec.vehicle_gaps(v.id, current.day, current.day) as gaps, ends.first_end, coalesce(r.ref, '') as out, upper(r.during) as due_back,
       sec.is_left_behind(v.id) as is_left_behind,
       array(select d.out_what || ':' || d.out_standing from sec.vehicle_due(v.id, current.day) d where d.out_standing in ('overdue', 'soon')) as due,
       sec.vehicle_capability(v.id, current.day) as capability";
const FROM: &str = " from visible_vehicle v join sec.cell c on c.no = v.cell cross join (select (sec.now() at time zone 'UTC')::date as day) current
     left join visible_vehicle_reservation r on r.vehicle_id = v.id and r.state = 'out'
     left join lateral (select min(latest) as first_end from (select max(p.valid_until) as latest from visible_vehicle_paper p
       where p.vehicle_id = v.id and not p.is_void and p.kind in ('armour_certificate', 'armour_inspection', 'insurance') group by p.kind) each_kind) ends on true
     where true";

/// One page of vehicles and how many there are in all.
pub async fn list(tx: &mut Tx, asked: &Asked, sort: Sort, is_export: bool) -> Result<(Vec<Line>, i64)> {
    let total = count(tx, asked).await?;
    let mut query = QueryBuilder::new(SELECT);
    query.push(FROM);
    filter(&mut query, asked);
    let column = match sort.key {
        "plate" => "v.plate",
        "station" => "c.code",
        _ => "v.ref",
    };
    if let (Some((value, id)), false) = (asked.after(), is_export) {
        let sign = if sort.is_descending { "<" } else { ">" };
        query.push(" and (").push(column).push(", v.id) ").push(sign).push(" (").push_bind(value).push(", ").push_bind(id).push(")");
    }
    let direction = if sort.is_descending { " desc" } else { "" };
    query.push(" order by ").push(column).push(direction).push(", v.id").push(direction);
    query.push(" limit ").push_bind(if is_export { EXPORT + 1 } else { PAGE + 1 });
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

/// How many vehicles an address lists.
pub async fn how_many(tx: &mut Tx, here: &str) -> Result<i64> {
    count(tx, &Asked::read(here, FILTERS)).await
}

async fn count(tx: &mut Tx, asked: &Asked) -> Result<i64> {
    let mut count = QueryBuilder::new("select count(*)");
    count.push(FROM);
    filter(&mut count, asked);
    Ok(count.build_query_scalar().fetch_one(&mut **tx).await?)
}

/// The value of the sort column in a row, for the cursor.
pub fn sort_value(line: &Line, sort: Sort) -> String {
    match sort.key {
        "plate" => line.plate.clone(),
        "station" => line.station.clone(),
        _ => line.reference.clone(),
    }
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
        Some("ready") => {
            query.push(" and sec.vehicle_gaps(v.id, current.day, current.day) = '{}'");
        }
        Some("not_ready") => {
            query.push(" and v.state <> 'written_off' and sec.vehicle_gaps(v.id, current.day, current.day) <> '{}'");
        }
        Some("ending_60") => {
            query.push(" and v.state <> 'written_off' and ends.first_end <= current.day + 60");
        }
        Some("ending") => {
            query.push(" and v.state <> 'written_off' and ends.first_end <= current.day + ").push_bind(LEAD_DAYS as i32);
        }
        _ => {}
    }
    let capability = asked.all("capability");
    if !capability.is_empty() {
        query.push(" and sec.capability(sec.vehicle_capability(v.id, current.day)) = any (").push_bind(capability).push(")");
    }
    let due = asked.all("due");
    if !due.is_empty() {
        query.push(" and exists (select from sec.vehicle_due(v.id, current.day) d where d.out_standing = any (").push_bind(due).push("))");
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
        r#"select asked.key as "key!", v.ref as "reference!", v.vin as "vin!"
           from unnest($1::text[]) asked(key) join visible_vehicle v on length(v.vin_key) = length(asked.key)
             and (select count(*) from generate_series(1, length(asked.key)) n where substr(v.vin_key, n, 1) <> substr(asked.key, n, 1)) <= 1
           order by asked.key, v.vin_key <> asked.key, v.ref limit 250"#,
        &keys
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.key, row.reference, row.vin)).collect())
}
