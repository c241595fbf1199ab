//! Every reading of stations and their numbers, through the visible relations only.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use crate::db::Tx;
use crate::db::ids::StationId;
use crate::web::error::Result;
use crate::web::list::{Asked, PAGE, Sort};

/// Filters of the list.
pub const FILTERS: &[&str] = &["region", "country", "hardship", "q"];
/// What the list sorts by.
pub const SORTS: &[&str] = &["code", "name", "country", "hardship"];

/// A station, whole.
#[derive(Debug, Clone, FromRow)]
pub struct Station {
    pub id: StationId,
    pub code: String,
    pub name: String,
    pub country: String,
    pub country_name: String,
    pub country_name_fr: String,
    pub region: String,
    pub zone: String,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub hardship_class: String,
    pub hardship_as_of: Option<NaiveDate>,
    pub family_status: String,
    pub is_headquarters: bool,
    pub cell: i32,
    pub version: i32,
    pub updated_at: DateTime<Utc>,
    pub is_watched: bool,
}

/// A station of a code, if the reader may see it.
pub async fn station(tx: &mut Tx, code: &str) -> Result<Option<Station>> {
    Ok(sqlx::query_as!(
        Station,
        r#"select s.id as "id!: StationId", s.code as "code!", s.name as "name!", s.country as "country!",
             c.name as country_name, c.name_fr as country_name_fr, s.region as "region!", s.zone as "zone!",
             s.latitude, s.longitude, s.hardship_class as "hardship_class!", s.hardship_as_of,
             s.family_status as "family_status!", s.is_headquarters as "is_headquarters!", s.cell as "cell!",
             s.version as "version!", s.updated_at as "updated_at!", s.cell = any (sec.cells_watch()) as "is_watched!"
           from visible_duty_station s join country c on c.iso2 = s.country
           where s.code = $1"#,
        code
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// A row of the list.
#[derive(Debug, Clone, FromRow)]
pub struct StationRow {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub country: String,
    pub country_name: String,
    pub country_name_fr: String,
    pub region: String,
    pub zone: String,
    pub cell: i32,
    pub hardship_class: String,
    pub sort_value: String,
    pub always_on: Option<String>,
    pub numbers: i64,
    /// True while it takes no records (INV-26).
    pub is_closed: bool,
}

/// Rows of the list and how many match in all.
pub async fn list(tx: &mut Tx, asked: &Asked, sort: Sort, limit: i64) -> Result<(Vec<StationRow>, i64)> {
    let mut count = QueryBuilder::new("select count(*) from visible_duty_station s join country c on c.iso2 = s.country where true");
    filter(&mut count, asked);
    let total: i64 = count.build_query_scalar().fetch_one(&mut **tx).await?;

    let column = match sort.key {
        "name" => "s.name",
        "country" => "c.name",
        "hardship" => "s.hardship_class",
        _ => "s.code",
    };
    let mut rows = QueryBuilder::new(
        "select s.id, s.code, s.name, s.country, c.name as country_name, c.name_fr as country_name_fr, s.region, s.zone, s.cell, s.hardship_class, ",
    );
    rows.push(column).push(
        " as sort_value,
          (select n.label || ' ' || n.number from visible_station_number n where n.station_id = s.id and n.is_always_on and not n.is_void
             order by n.as_of desc, n.id limit 1) as always_on,
          (select count(*) from visible_station_number n where n.station_id = s.id and not n.is_void) as numbers, sec.station_is_closed(s.cell) as is_closed
         from visible_duty_station s join country c on c.iso2 = s.country where true",
    );
    filter(&mut rows, asked);
    if let Some((value, id)) = asked.after() {
        rows.push(" and (").push(column).push(", s.id) ").push(if sort.is_descending { "<" } else { ">" }).push(" (");
        rows.push_bind(value).push(", ").push_bind(id).push(")");
    }
    let direction = if sort.is_descending { " desc" } else { "" };
    rows.push(" order by ").push(column).push(direction).push(", s.id").push(direction).push(" limit ").push_bind(limit);
    let rows = rows.build_query_as().fetch_all(&mut **tx).await?;
    Ok((rows, total))
}

fn filter(query: &mut QueryBuilder<Postgres>, asked: &Asked) {
    for (key, column) in [("region", "s.region"), ("country", "s.country"), ("hardship", "s.hardship_class")] {
        let values = asked.all(key);
        if !values.is_empty() {
            query.push(" and ").push(column).push(" = any (").push_bind(values).push(")");
        }
    }
    if let Some(text) = asked.one("q") {
        query.push(" and sec.plain(s.code || ' ' || s.name) like '%' || sec.plain(").push_bind(super::places::like_text(text)).push(") || '%'");
    }
}

/// How old the confirmed data of a station is: its worst block.
#[derive(Debug, Clone)]
pub struct Confirmed {
    pub cell: i32,
    /// `good`, `due`, `late`, `unknown`.
    pub grade: String,
    /// When the block that was confirmed longest ago was; none if one never was.
    pub since: Option<DateTime<Utc>>,
}

/// How old the data of these stations is. One reading for all.
pub async fn confirmed(tx: &mut Tx, cells: &[i32]) -> Result<Vec<Confirmed>> {
    Ok(sqlx::query_as!(
        Confirmed,
        r#"select out_cell as "cell!", (array['good', 'due', 'unknown', 'late'])[max(array_position(array['good', 'due', 'unknown', 'late'], out_grade))] as "grade!",
             case when bool_and(coalesce(out_at, out_counted_at) is not null) then min(greatest(out_at, out_counted_at)) end as "since?"
           from sec.station_blocks($1) group by out_cell"#,
        cells
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// True if the page after these rows holds more.
pub fn is_full(rows: usize) -> bool {
    rows as i64 > PAGE
}

/// Codes and names of regions, in order.
pub async fn regions(tx: &mut Tx) -> Result<Vec<(String, String)>> {
    let rows = sqlx::query!("select code, name from region order by name").fetch_all(&mut **tx).await?;
    Ok(rows.into_iter().map(|row| (row.code, row.name)).collect())
}

/// A station as a choice of a select.
#[derive(Debug, Clone)]
pub struct StationChoice {
    pub id: StationId,
    pub code: String,
    pub name: String,
    pub country: String,
    pub zone: String,
    pub cell: i32,
}

/// The stations in the reader's scope, by code: choices of selects and filters.
pub async fn station_choices(tx: &mut Tx) -> Result<Vec<StationChoice>> {
    Ok(sqlx::query_as!(
        StationChoice,
        r#"select id as "id!: StationId", code as "code!", name as "name!", country as "country!", zone as "zone!", cell as "cell!"
           from visible_duty_station order by code limit 500"#
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// A number of a station.
#[derive(Debug, Clone)]
pub struct Number {
    pub id: Uuid,
    pub label: String,
    pub number: String,
    pub is_always_on: bool,
    /// The day it was last known to be right.
    pub as_of: NaiveDate,
    pub is_void: bool,
    pub void_reason: String,
    pub version: i32,
}

/// Whom to call at the station of a cell: 24-hour numbers first, the freshest of each first.
pub async fn numbers_of(tx: &mut Tx, cell: i32) -> Result<Vec<Number>> {
    Ok(sqlx::query_as!(
        Number,
        r#"select id as "id!", label as "label!", number as "number!", is_always_on as "is_always_on!", as_of as "as_of!",
             is_void as "is_void!", void_reason as "void_reason!", version as "version!"
           from visible_station_number where cell = $1 and not is_void
           order by is_always_on desc, as_of desc, label, id limit 50"#,
        cell
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Every number a station ever had, as the history asks for them.
pub async fn number_ids(tx: &mut Tx, cell: i32) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(r#"select id::text as "id!" from visible_station_number where cell = $1 order by id limit 200"#, cell).fetch_all(&mut **tx).await?)
}

/// Numbers that were voided, latest first.
pub async fn void_numbers_of(tx: &mut Tx, cell: i32) -> Result<Vec<Number>> {
    Ok(sqlx::query_as!(
        Number,
        r#"select id as "id!", label as "label!", number as "number!", is_always_on as "is_always_on!", as_of as "as_of!",
             is_void as "is_void!", void_reason as "void_reason!", version as "version!"
           from visible_station_number where cell = $1 and is_void order by as_of desc, id limit 50"#,
        cell
    )
    .fetch_all(&mut **tx)
    .await?)
}
