//! Every SELECT of officers. Lists, searches and exports read the visible relation only.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::db::ids::{OfficerId, StationId};
use crate::web::error::Result;
use crate::web::list::{Asked, EXPORT, PAGE, Sort};

/// A number of a person and the day it was known to be right.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Number {
    /// Key of its label.
    pub label: &'static str,
    /// As written; empty if there is none.
    pub number: String,
    /// Last known to be right.
    pub as_of: Option<NaiveDate>,
}

/// An officer's record.
#[derive(Debug, Clone)]
pub struct Officer {
    /// Never shown.
    pub id: OfficerId,
    /// `O-7K3FA`.
    pub reference: String,
    /// Name, on the record and where somebody must be called.
    pub name: String,
    /// Parent duty station.
    pub station_id: StationId,
    /// Its code.
    pub station_code: String,
    /// Its name; the code where the reader may not see the station.
    pub station_name: String,
    /// Its zone.
    pub zone: String,
    /// Cell of the station.
    pub cell: i32,
    /// Personnel category, as stored.
    pub category: String,
    /// Usual duty, as stored.
    pub duty_role: String,
    /// First, second, satellite.
    pub numbers: [Number; 3],
    /// `active`, `merged`, `voided`.
    pub state: String,
    /// Why it ended.
    pub state_reason: String,
    /// Reference of the record it was merged into.
    pub merged_into: Option<String>,
    /// True if they can sign in.
    pub has_account: bool,
    /// True if the reader shares a movement with them.
    pub is_colleague: bool,
    /// True if the reader's signed watch covers their station.
    pub is_watched: bool,
    /// Version of the row.
    pub version: i32,
}

impl Officer {
    /// True while the record is in use.
    pub fn is_active(&self) -> bool {
        self.state == "active"
    }
}

/// An officer's record as its own action's target: the officer is "own", colleagues are not.
impl Target for Officer {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        by_ref(tx, params.get("ref")).await
    }
    fn facts(&self, actor: &Actor) -> Facts {
        Facts { cells: Some(vec![self.cell]), own: actor.officer == Some(self.id), watched: self.is_watched, ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.cell
    }
}

/// The same record for reading: those who share a movement may read whom to call.
pub struct ShownOfficer(pub Officer);

impl Target for ShownOfficer {
    async fn load(tx: &mut Tx, actor: &Actor, params: &Params) -> Result<Option<Self>> {
        Ok(Officer::load(tx, actor, params).await?.map(ShownOfficer))
    }
    fn facts(&self, actor: &Actor) -> Facts {
        let facts = self.0.facts(actor);
        Facts { own: facts.own || self.0.is_colleague, ..facts }
    }
    fn subject(&self) -> String {
        self.0.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.0.cell
    }
}

/// The officer of a reference, if the reader may see them.
pub async fn by_ref(tx: &mut Tx, reference: &str) -> Result<Option<Officer>> {
    let row = sqlx::query!(
        r#"select o.id as "id!: OfficerId", o.ref as "reference!", o.name as "name!", o.station_id as "station_id!: StationId",
             c.code as "station_code!", coalesce(s.name, c.code) as "station_name!", coalesce(s.zone, 'UTC') as "zone!", o.cell as "cell!",
             o.category as "category!", o.duty_role as "duty_role!", o.number_1 as "number_1!", o.number_1_as_of, o.number_2 as "number_2!",
             o.number_2_as_of, o.satellite as "satellite!", o.satellite_as_of, o.state as "state!", o.state_reason as "state_reason!",
             t.ref as "merged_into?", o.version as "version!", sec.has_account(o.id) as "has_account!",
             o.id = any ((select sec.own_colleagues())::uuid[]) as "is_colleague!", o.cell = any ((select sec.cells_watch())::integer[]) as "is_watched!"
           from visible_officer o
           join sec.cell c on c.no = o.cell
           left join visible_duty_station s on s.id = o.station_id
           left join visible_officer t on t.id = o.merged_into
           where o.ref = $1"#,
        reference
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Officer {
        numbers: [
            Number { label: "officer-number-1", number: row.number_1, as_of: row.number_1_as_of },
            Number { label: "officer-number-2", number: row.number_2, as_of: row.number_2_as_of },
            Number { label: "officer-satellite", number: row.satellite, as_of: row.satellite_as_of },
        ],
        id: row.id,
        reference: row.reference,
        name: row.name,
        station_id: row.station_id,
        station_code: row.station_code,
        station_name: row.station_name,
        zone: row.zone,
        cell: row.cell,
        category: row.category,
        duty_role: row.duty_role,
        state: row.state,
        state_reason: row.state_reason,
        merged_into: row.merged_into,
        has_account: row.has_account,
        is_colleague: row.is_colleague,
        is_watched: row.is_watched,
        version: row.version,
    }))
}

/// Whom to call: the numbers of an officer that are filled in, first number first.
pub fn numbers_of(officer: &Officer) -> Vec<&Number> {
    officer.numbers.iter().filter(|number| !number.number.is_empty()).collect()
}

/// An officer as pickers and lists show them.
#[derive(Debug, Clone, FromRow)]
pub struct OfficerHit {
    /// Never shown.
    pub id: Uuid,
    /// `O-7K3FA`.
    pub reference: String,
    /// Name.
    pub name: String,
    /// Code of the parent duty station.
    pub station: String,
    /// Personnel category, as stored.
    pub category: String,
    /// Usual duty, as stored.
    pub duty_role: String,
    /// First number.
    pub number_1: String,
    /// Last known to be right.
    pub number_1_as_of: Option<NaiveDate>,
    /// Second number.
    pub number_2: String,
    /// Last known to be right.
    pub number_2_as_of: Option<NaiveDate>,
    /// Satellite phone.
    pub satellite: String,
    /// Last known to be right.
    pub satellite_as_of: Option<NaiveDate>,
    /// State of the record.
    pub state: String,
}

/// Filters of the list, in the order of the page.
pub const FILTERS: &[&str] = &["q", "station", "category", "fit", "speaks", "ends", "state"];
/// Whose contract or whose funds end within sixty days, or have ended.
pub const ENDS: &[&str] = &["soon", "ended"];
/// What somebody may be fit for today, as the filter says it.
pub const FIT_FOR: &[&str] = &["armed", "close-protection", "driving", "armoured-driving", "medic"];
/// What the list sorts by.
pub const SORTS: &[&str] = &["name", "ref", "station", "category", "role"];

/// One page of officers and how many there are in all; exports ask for all they may have.
pub async fn list(tx: &mut Tx, asked: &Asked, sort: Sort, is_export: bool) -> Result<(Vec<OfficerHit>, i64)> {
    let total = count(tx, asked).await?;
    let mut query = QueryBuilder::new(
        "select o.id, o.ref as reference, o.name, c.code as station, o.category, o.duty_role, o.number_1, o.number_1_as_of,
           o.number_2, o.number_2_as_of, o.satellite, o.satellite_as_of, o.state
         from visible_officer o join sec.cell c on c.no = o.cell where true",
    );
    filter(&mut query, asked);
    let column = column(sort.key);
    if let (Some((value, id)), false) = (asked.after(), is_export) {
        let sign = if sort.is_descending { "<" } else { ">" };
        query.push(" and (").push(column).push(", o.id) ").push(sign).push(" (").push_bind(value).push(", ").push_bind(id).push(")");
    }
    let direction = if sort.is_descending { " desc" } else { "" };
    query.push(" order by ").push(column).push(direction).push(", o.id").push(direction);
    query.push(" limit ").push_bind(if is_export { EXPORT + 1 } else { PAGE + 1 });
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

/// How many officers an address lists.
pub async fn how_many(tx: &mut Tx, here: &str) -> Result<i64> {
    count(tx, &Asked::read(here, FILTERS)).await
}

async fn count(tx: &mut Tx, asked: &Asked) -> Result<i64> {
    let mut count = QueryBuilder::new("select count(*) from visible_officer o join sec.cell c on c.no = o.cell where true");
    filter(&mut count, asked);
    Ok(count.build_query_scalar().fetch_one(&mut **tx).await?)
}

/// The value of the sort column in a row, for the cursor.
pub fn sort_value(hit: &OfficerHit, sort: Sort) -> &str {
    match sort.key {
        "ref" => &hit.reference,
        "station" => &hit.station,
        "category" => &hit.category,
        "role" => &hit.duty_role,
        _ => &hit.name,
    }
}

fn column(key: &str) -> &'static str {
    match key {
        "ref" => "o.ref",
        "station" => "c.code",
        "category" => "o.category",
        "role" => "o.duty_role",
        _ => "o.name",
    }
}

fn filter(query: &mut QueryBuilder<Postgres>, asked: &Asked) {
    if let Some(text) = asked.one("q") {
        let pattern = like(text);
        query.push(" and (o.name ilike ").push_bind(pattern.clone()).push(" or o.ref ilike ").push_bind(pattern).push(")");
    }
    let stations = asked.all("station");
    if !stations.is_empty() {
        query.push(" and o.cell = any (array(select no from sec.cell where code = any (").push_bind(stations).push(")))");
    }
    let categories = asked.all("category");
    if !categories.is_empty() {
        query.push(" and o.category = any (").push_bind(categories).push(")");
    }
    if let Some(duty) = asked.one("fit").filter(|duty| FIT_FOR.contains(duty)) {
        query.push(" and sec.fit_for(o.id, ").push_bind(duty.to_owned()).push(")");
    }
    if let Some(language) = asked.one("speaks") {
        query.push(" and exists (select from visible_language_skill l where l.officer_id = o.id and not l.is_void and l.speaking in ('confident', 'fluent') and l.language = ");
        query.push_bind(language.to_owned()).push(")");
    }
    if let Some(ends) = asked.one("ends").filter(|ends| ENDS.contains(ends)) {
        let span = if ends == "soon" {
            "between (sec.now() at time zone 'UTC')::date and (sec.now() at time zone 'UTC')::date + 60"
        } else {
            "< (sec.now() at time zone 'UTC')::date"
        };
        query
            .push(" and exists (select from visible_employment e where e.officer_id = o.id and least(e.contract_end, e.post_funded_until) ")
            .push(span)
            .push(")");
    }
    let states = asked.all("state");
    query.push(" and o.state = any (").push_bind(if states.is_empty() { vec!["active".to_owned()] } else { states }).push(")");
}

/// A search text as a pattern that finds it anywhere.
pub fn like(text: &str) -> String {
    format!("%{}%", text.trim().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

/// Active officers whose name or reference holds the text, for pickers. At most 15.
pub async fn search(tx: &mut Tx, text: &str) -> Result<Vec<OfficerHit>> {
    let hits = sqlx::query_as(
        "select o.id, o.ref as reference, o.name, c.code as station, o.category, o.duty_role, o.number_1, o.number_1_as_of,
           o.number_2, o.number_2_as_of, o.satellite, o.satellite_as_of, o.state
         from visible_officer o join sec.cell c on c.no = o.cell
         where o.state = 'active' and (o.name ilike $1 or o.ref ilike $1)
         order by o.name, o.id limit 15",
    )
    .bind(like(text))
    .fetch_all(&mut **tx)
    .await?;
    Ok(hits)
}

/// A station somebody may choose.
#[derive(Debug, Clone, FromRow)]
pub struct StationChoice {
    /// Its id.
    pub id: Uuid,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its cell.
    pub cell: i32,
}

/// Stations at which the reader may write people.
pub async fn writable_stations(tx: &mut Tx) -> Result<Vec<StationChoice>> {
    let stations =
        sqlx::query_as("select id, code, name, cell from visible_duty_station where cell = any ((select sec.cells_people_write())::integer[]) order by code")
            .fetch_all(&mut **tx)
            .await?;
    Ok(stations)
}

/// Codes and names of the stations that the reader's officers can belong to.
pub async fn readable_stations(tx: &mut Tx) -> Result<Vec<StationChoice>> {
    let stations =
        sqlx::query_as("select id, code, name, cell from visible_duty_station where cell = any ((select sec.cells_people())::integer[]) order by code")
            .fetch_all(&mut **tx)
            .await?;
    Ok(stations)
}

/// The code of a station named in a version of the history; empty if the reader may not see it.
pub async fn station_code(tx: &mut Tx, id: Uuid) -> Result<String> {
    let code = sqlx::query_scalar!(r#"select code as "code!" from visible_duty_station where id = $1"#, id).fetch_optional(&mut **tx).await?;
    Ok(code.unwrap_or_default())
}

/// A post somebody holds from now on. Read through the movements' visible relations.
#[derive(Debug, Clone)]
pub struct ComingTasking {
    /// `M-26-7K3FA`.
    pub movement: String,
    /// Leg of the movement.
    pub leg: i32,
    /// Post, as stored.
    pub role: String,
    /// Where it begins; empty if the reader may not see the leg.
    pub place: String,
    /// Zone of that place.
    pub zone: String,
    /// When it begins, UTC.
    pub starts_at: DateTime<Utc>,
    /// When it ends, UTC.
    pub ends_at: DateTime<Utc>,
}

/// Posts an officer holds now or later, soonest first. At most 50.
pub async fn coming_taskings_of(tx: &mut Tx, officer: OfficerId) -> Result<Vec<ComingTasking>> {
    let rows = sqlx::query_as!(
        ComingTasking,
        r#"select m.ref as "movement!", l.number as "leg!", p.role as "role!", l.departure_text as "place!", l.departs_zone as "zone!",
             lower(t.during) as "starts_at!", upper(t.during) as "ends_at!"
           from visible_tasking t
           join visible_movement m on m.id = t.movement_id
           join visible_leg l on l.id = t.leg_id
           join visible_post p on p.id = t.post_id
           where t.officer_id = $1 and t.state in ('planned', 'active') and upper(t.during) > $2
           order by lower(t.during), t.id
           limit 50"#,
        officer.0,
        tx.now
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows)
}
