//! Every SELECT of missions. The list of missions is open; their stations and what is open there are read in one's reach.

use chrono::NaiveDate;
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::db::ids::MissionId;
use crate::features::people::like;
use crate::web::error::Result;
use crate::web::list::{Asked, EXPORT, PAGE, Sort};

/// A mission's record.
#[derive(Debug, Clone)]
pub struct Mission {
    pub id: MissionId,
    pub reference: String,
    pub acronym: String,
    pub name: String,
    pub kind: String,
    pub lead: String,
    /// Empty: nobody said.
    pub phase: String,
    pub phase_since: Option<NaiveDate>,
    pub phase_document: String,
    pub phase_by: String,
    pub mandate_from: Option<NaiveDate>,
    pub mandate_to: Option<NaiveDate>,
    pub mandate_document: String,
    /// Acronym; empty: none.
    pub successor: String,
    pub successor_ref: String,
    /// Acronyms of those it succeeds.
    pub succeeds: Vec<String>,
    pub version: i32,
}

impl Target for Mission {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        by_ref(tx, params.get("ref")).await
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts::default()
    }
    fn subject(&self) -> String {
        self.reference.clone()
    }
}

/// The mission of a reference.
pub async fn by_ref(tx: &mut Tx, reference: &str) -> Result<Option<Mission>> {
    Ok(sqlx::query_as!(
        Mission,
        r#"select m.id as "id!: MissionId", m.ref as "reference!", m.acronym as "acronym!", m.name as "name!", m.kind as "kind!", m.lead as "lead!",
             coalesce(m.phase, '') as "phase!", m.phase_since, m.phase_document as "phase_document!", coalesce(sec.account_label(m.phase_by), '') as "phase_by!",
             m.mandate_from, m.mandate_to, m.mandate_document as "mandate_document!", coalesce(s.acronym, '') as "successor!", coalesce(s.ref, '') as "successor_ref!",
             array(select p.acronym from visible_mission p where p.successor_id = m.id order by p.acronym) as "succeeds!", m.version as "version!"
           from visible_mission m left join visible_mission s on s.id = m.successor_id where m.ref = $1"#,
        reference
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// Key of a mission by its acronym or reference.
pub async fn find(tx: &mut Tx, typed: &str) -> Result<Option<Uuid>> {
    Ok(sqlx::query_scalar!(r#"select id as "id!" from visible_mission where upper(acronym) = upper($1) or ref = upper($1)"#, typed)
        .fetch_optional(&mut **tx)
        .await?)
}

/// A station of a mission.
#[derive(Debug, Clone)]
pub struct StationLine {
    pub id: Uuid,
    pub number: i32,
    pub code: String,
    pub from_date: NaiveDate,
    pub to_date: Option<NaiveDate>,
    pub is_evacuated: bool,
    pub version: i32,
}

/// Stations of a mission in the reader's reach, present ones first.
pub async fn stations_of(tx: &mut Tx, mission: MissionId) -> Result<Vec<StationLine>> {
    Ok(sqlx::query_as!(
        StationLine,
        r#"select x.id as "id!", x.number as "number!", c.code as "code!", x.from_date as "from_date!", x.to_date, sec.is_evacuated(x.station_id) as "is_evacuated!",
             x.version as "version!" from visible_mission_station x join sec.cell c on c.no = x.cell where x.mission_id = $1
           order by x.to_date is not null, c.code, x.number limit 200"#,
        mission.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// A mission as lists show it.
#[derive(Debug, Clone, FromRow)]
pub struct Line {
    pub id: Uuid,
    pub reference: String,
    pub acronym: String,
    pub name: String,
    pub kind: String,
    pub phase: String,
    pub phase_since: Option<NaiveDate>,
    pub mandate_to: Option<NaiveDate>,
    pub successor: String,
    pub stations: Vec<String>,
}

/// Filters of the list, in the order of the page.
pub const FILTERS: &[&str] = &["q", "phase", "station", "mandate"];
/// What the list sorts by.
pub const SORTS: &[&str] = &["acronym", "ref", "mandate"];
/// What a mandate may need.
pub const MANDATES: &[&str] = &["ending", "ended"];

const FROM: &str = " from visible_mission m left join visible_mission s on s.id = m.successor_id
     cross join (select (sec.now() at time zone 'UTC')::date as day) today where true";
const MANDATE: &str = "coalesce(m.mandate_to, date '9999-12-31')::text";

/// One page of missions and how many there are in all.
pub async fn list(tx: &mut Tx, asked: &Asked, sort: Sort, is_export: bool) -> Result<(Vec<Line>, i64)> {
    let mut count = QueryBuilder::new("select count(*)");
    count.push(FROM);
    filter(&mut count, asked);
    let total: i64 = count.build_query_scalar().fetch_one(&mut **tx).await?;
    let mut query = QueryBuilder::new(
        "select m.id, m.ref as reference, m.acronym, m.name, m.kind, coalesce(m.phase, '') as phase, m.phase_since, m.mandate_to, coalesce(s.acronym, '') as successor,
           array(select c.code from visible_mission_station x join sec.cell c on c.no = x.cell
             where x.mission_id = m.id and (x.to_date is null or x.to_date > today.day) order by c.code) as stations",
    );
    query.push(FROM);
    filter(&mut query, asked);
    let column = match sort.key {
        "ref" => "m.ref",
        "mandate" => MANDATE,
        _ => "m.acronym",
    };
    if let (Some((value, id)), false) = (asked.after(), is_export) {
        let sign = if sort.is_descending { "<" } else { ">" };
        query.push(" and (").push(column).push(", m.id) ").push(sign).push(" (").push_bind(value).push(", ").push_bind(id).push(")");
    }
    let direction = if sort.is_descending { " desc" } else { "" };
    query.push(" order by ").push(column).push(direction).push(", m.id").push(direction);
    query.push(" limit ").push_bind(if is_export { EXPORT + 1 } else { PAGE + 1 });
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

/// The value of the sort column in a row, for the cursor.
pub fn sort_value(line: &Line, sort: Sort) -> String {
    match sort.key {
        "ref" => line.reference.clone(),
        "mandate" => line.mandate_to.map_or_else(|| "9999-12-31".to_owned(), |day| day.to_string()),
        _ => line.acronym.clone(),
    }
}

fn filter(query: &mut QueryBuilder<Postgres>, asked: &Asked) {
    if let Some(text) = asked.one("q") {
        let pattern = like(text);
        query.push(" and (m.acronym ilike ").push_bind(pattern.clone()).push(" or m.name ilike ").push_bind(pattern.clone());
        query.push(" or m.ref ilike ").push_bind(pattern).push(")");
    }
    let phases = asked.all("phase");
    if !phases.is_empty() {
        query.push(" and coalesce(m.phase, 'unknown') = any (").push_bind(phases).push(")");
    }
    let stations = asked.all("station");
    if !stations.is_empty() {
        query.push(" and exists (select from visible_mission_station x join sec.cell c on c.no = x.cell where x.mission_id = m.id and c.code = any (");
        query.push_bind(stations).push("))");
    }
    match asked.one("mandate") {
        Some("ending") => {
            query.push(" and m.mandate_to between today.day and today.day + 180");
        }
        Some("ended") => {
            query.push(" and m.mandate_to < today.day");
        }
        _ => {}
    }
}

/// Something that is still open at a mission's stations, with where it goes.
#[derive(Debug, Clone, FromRow)]
pub struct Matter {
    pub kind: String,
    pub item: Uuid,
    pub reference: String,
    pub station: String,
    pub about: String,
    pub destination_kind: String,
    pub destination: String,
    pub due_on: Option<NaiveDate>,
}

/// Filters of the closing page.
pub const CLOSING_FILTERS: &[&str] = &["kind", "station", "plan"];
/// Whether a place is planned for it.
pub const PLANS: &[&str] = &["none", "planned", "late"];

fn closing_from(query: &mut QueryBuilder<Postgres>, mission: MissionId, asked: &Asked) {
    query.push(" from sec.visible_matters(sec.mission_cells(").push_bind(mission.0).push(")) o join sec.cell c on c.no = o.out_cell");
    query.push(" left join visible_closing_plan p on p.kind = o.out_kind and p.item = o.out_item and p.mission_id = ").push_bind(mission.0);
    query.push(" cross join (select (sec.now() at time zone 'UTC')::date as day) today where true");
    for (key, column) in [("kind", "o.out_kind"), ("station", "c.code")] {
        let values = asked.all(key);
        if !values.is_empty() {
            query.push(" and ").push(column).push(" = any (").push_bind(values).push(")");
        }
    }
    match asked.one("plan") {
        Some("none") => {
            query.push(" and p.id is null");
        }
        Some("planned") => {
            query.push(" and p.id is not null");
        }
        Some("late") => {
            query.push(" and p.due_on < today.day");
        }
        _ => {}
    }
}

/// What is open, by kind and reference: one page or all that may be exported, and how many there are in all.
pub async fn matters(tx: &mut Tx, mission: MissionId, asked: &Asked, most: i64) -> Result<(Vec<Matter>, i64)> {
    let mut count = QueryBuilder::new("select count(*)");
    closing_from(&mut count, mission, asked);
    let total: i64 = count.build_query_scalar().fetch_one(&mut **tx).await?;
    let mut query = QueryBuilder::new(
        "select o.out_kind as kind, o.out_item as item, o.out_ref as reference, c.code as station, o.out_about as about,
           coalesce(p.destination_kind, '') as destination_kind, coalesce(p.destination, '') as destination, p.due_on",
    );
    closing_from(&mut query, mission, asked);
    if let (Some((value, id)), true) = (asked.after(), most == PAGE + 1) {
        query.push(" and (o.out_kind || ' ' || o.out_ref, o.out_item) > (").push_bind(value).push(", ").push_bind(id).push(")");
    }
    query.push(" order by o.out_kind || ' ' || o.out_ref, o.out_item limit ").push_bind(most);
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

/// How many matters of each kind are open in the reader's reach.
pub async fn tally(tx: &mut Tx, mission: MissionId) -> Result<Vec<(String, i64)>> {
    let rows = sqlx::query!(r#"select out_kind as "kind!", count(*) as "count!" from sec.visible_matters(sec.mission_cells($1)) group by out_kind"#, mission.0)
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows.into_iter().map(|row| (row.kind, row.count)).collect())
}
