//! Reading public lists, through the visible relations.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::web::error::Result;
use crate::web::list::Asked;

/// A list as it was read in.
#[derive(Debug, Clone, FromRow)]
pub struct Set {
    pub id: Uuid,
    /// `K-7K3FA`.
    pub reference: String,
    pub kind: String,
    pub source: String,
    pub licence: String,
    /// The last day of the data.
    pub as_of: NaiveDate,
    pub file_name: String,
    pub rows: i32,
    pub kept: i32,
    pub refused: i32,
    /// Odd cells of rows that were kept.
    pub remarks: i64,
    pub read_at: DateTime<Utc>,
    pub read_by: String,
    pub superseded_at: Option<DateTime<Utc>>,
}

impl Set {
    /// Its page.
    pub fn url(&self) -> String {
        format!("/context/{}", self.reference)
    }
}

impl Target for Set {
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

const SHAPE: &str = "select s.id, s.ref as reference, s.kind, s.source, s.licence, s.as_of, s.file_name, s.rows, s.kept, s.refused,
    (select count(*) from visible_context_remark r where r.set_id = s.id and not r.is_refused) as remarks,
    s.read_at, coalesce(sec.account_label(s.read_by), '') as read_by, s.superseded_at
  from visible_context_set s";

/// The set of a reference.
pub async fn by_ref(tx: &mut Tx, reference: &str) -> Result<Option<Set>> {
    Ok(QueryBuilder::new(SHAPE).push(" where s.ref = ").push_bind(reference.to_owned()).build_query_as().fetch_optional(&mut **tx).await?)
}

/// Rows of the list, the last read first, and how many there are in all.
pub async fn list(tx: &mut Tx, asked: &Asked, limit: i64) -> Result<(Vec<Set>, i64)> {
    let mut count = QueryBuilder::new("select count(*) from visible_context_set s");
    filter(&mut count, asked);
    let total: i64 = count.build_query_scalar().fetch_one(&mut **tx).await?;
    let mut query = QueryBuilder::new(SHAPE);
    filter(&mut query, asked);
    if let Some((at, id)) = asked.after().and_then(|(value, id)| Some((value.parse::<DateTime<Utc>>().ok()?, id))) {
        query.push(" and (s.read_at, s.id) < (").push_bind(at).push(", ").push_bind(id).push(")");
    }
    query.push(" order by s.read_at desc, s.id desc limit ").push_bind(limit);
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

fn filter(query: &mut QueryBuilder<Postgres>, asked: &Asked) {
    query.push(" where true");
    let kinds = asked.all("kind");
    if !kinds.is_empty() {
        query.push(" and s.kind = any (").push_bind(kinds).push(")");
    }
    match asked.one("state") {
        Some("in-use") => {
            query.push(" and s.superseded_at is null");
        }
        Some("superseded") => {
            query.push(" and s.superseded_at is not null");
        }
        _ => {}
    }
}

/// What pages say of the list in use.
#[derive(Debug, Clone)]
pub struct InUse {
    pub id: Uuid,
    pub reference: String,
    pub source: String,
    pub licence: String,
    pub as_of: NaiveDate,
    pub read_at: DateTime<Utc>,
}

/// The list of a kind that is in use.
pub async fn in_use(tx: &mut Tx, kind: &str) -> Result<Option<InUse>> {
    Ok(sqlx::query_as!(
        InUse,
        r#"select id as "id!", ref as "reference!", source as "source!", licence as "licence!", as_of as "as_of!", read_at as "read_at!"
           from visible_context_set where kind = $1 and superseded_at is null"#,
        kind
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// A set that was made of a file.
#[derive(Debug, Clone)]
pub struct Made {
    pub reference: String,
    pub as_of: NaiveDate,
    pub in_use: bool,
}

/// The set made of the same bytes, if they were read before.
pub async fn set_of_file(tx: &mut Tx, kind: &str, digest: &[u8]) -> Result<Option<Made>> {
    Ok(sqlx::query_as!(
        Made,
        r#"select ref as "reference!", as_of as "as_of!", superseded_at is null as "in_use!" from visible_context_set where kind = $1 and file_digest = $2"#,
        kind,
        digest
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// A country in the risk index.
#[derive(Debug, Clone)]
pub struct IndexLine {
    pub value: f64,
    pub class: String,
    pub rank: Option<i32>,
    pub hazard: Option<f64>,
    pub vulnerability: Option<f64>,
    pub coping: Option<f64>,
}

/// The line of a country in a risk index.
pub async fn index_of(tx: &mut Tx, set: Uuid, iso3: &str) -> Result<Option<IndexLine>> {
    Ok(sqlx::query_as!(
        IndexLine,
        r#"select value as "value!", class as "class!", rank, hazard, vulnerability, coping from visible_context_index where set_id = $1 and iso3 = $2"#,
        set,
        iso3
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// A line of an advisory.
#[derive(Debug, Clone)]
pub struct AdvisoryLine {
    pub level: Option<i32>,
    pub words: String,
    pub published: NaiveDate,
}

/// The lines of a country in a list of advisories, the latest first; equal ones once.
pub async fn advisories_of(tx: &mut Tx, set: Uuid, iso3: &str) -> Result<Vec<AdvisoryLine>> {
    Ok(sqlx::query_as!(
        AdvisoryLine,
        r#"select distinct level, words as "words!", published as "published!" from visible_context_advisory
           where set_id = $1 and iso3 = $2 order by 3 desc, 2 limit 20"#,
        set,
        iso3
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Events of one year.
#[derive(Debug, Clone)]
pub struct Year {
    pub year: i32,
    pub events: i64,
    pub deaths: i64,
    pub civilians: i64,
}

/// Events around a position by year, the latest first.
pub async fn years_near(tx: &mut Tx, set: Uuid, position: (f64, f64), km: f64) -> Result<Vec<Year>> {
    Ok(sqlx::query_as!(
        Year,
        r#"select year as "year!", count(*) as "events!", sum(deaths) as "deaths!", coalesce(sum(deaths_civilians), 0) as "civilians!"
           from sec.events_near($1, $2, $3, $4) group by year order by year desc"#,
        set,
        position.0,
        position.1,
        km
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// The years a list of events covers.
pub async fn span(tx: &mut Tx, set: Uuid) -> Result<Option<(i32, i32)>> {
    let row = sqlx::query!("select min(year) as first, max(year) as last from visible_context_event where set_id = $1", set).fetch_one(&mut **tx).await?;
    Ok(row.first.zip(row.last))
}

/// An event near a position.
#[derive(Debug, Clone, FromRow)]
pub struct EventLine {
    pub row: i32,
    pub year: i32,
    pub place: String,
    pub km: f64,
    pub deaths: i32,
    pub deaths_civilians: Option<i32>,
    pub latitude: f64,
    pub longitude: f64,
}

/// Where events are looked for.
#[derive(Debug, Clone, Copy)]
pub struct Around {
    pub set: Uuid,
    pub latitude: f64,
    pub longitude: f64,
    pub km: f64,
}

/// Events around a position, the latest year first, and how many there are in all with their deaths.
pub async fn events_near(tx: &mut Tx, around: Around, years: &[i32], after: Option<(i32, i32)>, limit: i64) -> Result<(Vec<EventLine>, i64, i64)> {
    let mut sum = QueryBuilder::new("select count(*), coalesce(sum(e.deaths), 0)::bigint");
    near(&mut sum, around, years);
    let (total, deaths): (i64, i64) = sum.build_query_as().fetch_one(&mut **tx).await?;
    let mut query = QueryBuilder::new("select e.row, e.year, e.place, sec.km_between(");
    query.push_bind(around.latitude).push(", ").push_bind(around.longitude);
    query.push(", e.latitude, e.longitude) as km, e.deaths, e.deaths_civilians, e.latitude, e.longitude");
    near(&mut query, around, years);
    if let Some((year, row)) = after {
        query.push(" and (e.year < ").push_bind(year).push(" or e.year = ").push_bind(year).push(" and e.row > ").push_bind(row).push(")");
    }
    query.push(" order by e.year desc, e.row limit ").push_bind(limit);
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total, deaths))
}

fn near(query: &mut QueryBuilder<Postgres>, around: Around, years: &[i32]) {
    query.push(" from sec.events_near(").push_bind(around.set).push(", ").push_bind(around.latitude).push(", ").push_bind(around.longitude);
    query.push(", ").push_bind(around.km).push(") e where true");
    if !years.is_empty() {
        query.push(" and e.year = any (").push_bind(years.to_vec()).push(")");
    }
}

/// A place of a country with the events around it.
#[derive(Debug, Clone)]
pub struct PlaceLine {
    pub place: Uuid,
    pub name: String,
    /// Events of the last year of the list.
    pub events: i64,
    pub deaths: i64,
    /// Events of all its years.
    pub all_events: i64,
}

/// The duty stations of a country as places, with the events around each.
pub async fn places_of(tx: &mut Tx, set: Uuid, iso2: &str, last_year: i32, km: f64) -> Result<Vec<PlaceLine>> {
    Ok(sqlx::query_as!(
        PlaceLine,
        r#"select p.id as "place!", p.name as "name!", count(e.row) filter (where e.year = $3) as "events!",
             coalesce(sum(e.deaths) filter (where e.year = $3), 0) as "deaths!", count(e.row) as "all_events!"
           from visible_place p left join lateral sec.events_near($1, p.latitude, p.longitude, $4) e on true
           where p.country = $2 and p.kind = 'duty_station' and p.latitude is not null and p.longitude is not null
           group by p.id, p.name order by p.name, p.id limit 100"#,
        set,
        iso2,
        last_year,
        km
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// A remark about a cell.
#[derive(Debug, Clone, FromRow)]
pub struct RemarkLine {
    pub number: i32,
    pub row: i32,
    pub column_name: String,
    pub code: String,
    pub value: String,
    pub is_refused: bool,
}

/// Remarks of a set in the order of the file, and how many there are in all.
pub async fn remarks(tx: &mut Tx, set: Uuid, codes: &[String], after: Option<i32>, limit: i64) -> Result<(Vec<RemarkLine>, i64)> {
    let mut count = QueryBuilder::new("select count(*) from visible_context_remark r");
    of_set(&mut count, set, codes);
    let total: i64 = count.build_query_scalar().fetch_one(&mut **tx).await?;
    let mut query = QueryBuilder::new("select r.number, r.row, r.column_name, r.code, r.value, r.is_refused from visible_context_remark r");
    of_set(&mut query, set, codes);
    if let Some(number) = after {
        query.push(" and r.number > ").push_bind(number);
    }
    query.push(" order by r.number limit ").push_bind(limit);
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

fn of_set(query: &mut QueryBuilder<Postgres>, set: Uuid, codes: &[String]) {
    query.push(" where r.set_id = ").push_bind(set);
    if !codes.is_empty() {
        query.push(" and r.code = any (").push_bind(codes.to_vec()).push(")");
    }
}

/// How often each remark occurs in a set.
#[derive(Debug, Clone)]
pub struct Tally {
    pub code: String,
    pub is_refused: bool,
    pub count: i64,
}

/// The codes of a set with their counts, refusals first.
pub async fn tallies(tx: &mut Tx, set: Uuid) -> Result<Vec<Tally>> {
    Ok(sqlx::query_as!(
        Tally,
        r#"select code as "code!", is_refused as "is_refused!", count(*) as "count!" from visible_context_remark
           where set_id = $1 group by code, is_refused order by is_refused desc, count(*) desc, code"#,
        set
    )
    .fetch_all(&mut **tx)
    .await?)
}
