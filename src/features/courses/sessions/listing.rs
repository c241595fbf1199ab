//! The list of sessions: filters and keyset pages, through the visible relations.

use chrono::NaiveDate;
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use crate::db::Tx;
use crate::features::people::like;
use crate::web::error::Result;
use crate::web::list::{Asked, EXPORT, PAGE, Sort};
use crate::web::time;

/// Sessions that the page of a course shows.
const OF_COURSE: i64 = 20;

/// A session as lists show it.
#[derive(Debug, Clone, FromRow)]
pub struct Line {
    pub id: Uuid,
    pub reference: String,
    pub course: String,
    pub title: String,
    pub station: String,
    pub place: String,
    pub from_date: NaiveDate,
    pub to_date: NaiveDate,
    pub state: String,
    /// Those enrolled whom the reader may see.
    pub enrolled: i64,
    pub capacity: i32,
}

/// Filters of the list, in the order of the page.
pub const FILTERS: &[&str] = &["q", "state", "station", "course", "from", "to"];
/// What the list sorts by; the latest first.
pub const SORTS: &[&str] = &["-from", "station", "course"];

const COLUMNS: &str = "select s.id, s.ref as reference, k.code as course, k.title, c.code as station, s.place, s.from_date, s.to_date, s.state,
   (select count(*) from visible_participation p where p.session_id = s.id and p.state = 'enrolled') as enrolled, s.capacity";
const FROM: &str = " from visible_course_session s join visible_course k on k.id = s.course_id join sec.cell c on c.no = s.cell where true";

fn column(key: &str) -> &'static str {
    match key {
        "station" => "(c.code || ' ' || s.from_date::text)",
        "course" => "(k.code || ' ' || s.from_date::text)",
        _ => "s.from_date::text",
    }
}

/// One page of sessions and how many there are in all; exports ask for all they may have.
pub async fn list(tx: &mut Tx, asked: &Asked, sort: Sort, is_export: bool) -> Result<(Vec<Line>, i64)> {
    let mut count = QueryBuilder::new("select count(*)");
    count.push(FROM);
    filter(&mut count, asked);
    let total: i64 = count.build_query_scalar().fetch_one(&mut **tx).await?;
    let mut query = QueryBuilder::new(COLUMNS);
    query.push(FROM);
    filter(&mut query, asked);
    let column = column(sort.key);
    if let (Some((value, id)), false) = (asked.after(), is_export) {
        let sign = if sort.is_descending { "<" } else { ">" };
        query.push(" and (").push(column).push(", s.id) ").push(sign).push(" (").push_bind(value).push(", ").push_bind(id).push(")");
    }
    let direction = if sort.is_descending { " desc" } else { "" };
    query.push(" order by ").push(column).push(direction).push(", s.id").push(direction);
    query.push(" limit ").push_bind(if is_export { EXPORT + 1 } else { PAGE + 1 });
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

/// The latest sessions of a course.
pub async fn of_course(tx: &mut Tx, code: &str) -> Result<Vec<Line>> {
    let mut query = QueryBuilder::new(COLUMNS);
    query.push(FROM).push(" and k.code = ").push_bind(code.to_owned());
    query.push(" order by s.from_date desc, s.id limit ").push_bind(OF_COURSE);
    Ok(query.build_query_as().fetch_all(&mut **tx).await?)
}

/// The value of the sort column in a row, for the cursor.
pub fn sort_value(line: &Line, sort: Sort) -> String {
    match sort.key {
        "station" => format!("{} {}", line.station, line.from_date),
        "course" => format!("{} {}", line.course, line.from_date),
        _ => line.from_date.to_string(),
    }
}

fn filter(query: &mut QueryBuilder<Postgres>, asked: &Asked) {
    if let Some(text) = asked.one("q") {
        let pattern = like(text);
        query.push(" and (s.ref ilike ").push_bind(pattern.clone()).push(" or k.title ilike ").push_bind(pattern.clone());
        query.push(" or s.place ilike ").push_bind(pattern).push(")");
    }
    for (key, column) in [("state", "s.state"), ("station", "c.code"), ("course", "k.code")] {
        let values = asked.all(key);
        if !values.is_empty() {
            query.push(" and ").push(column).push(" = any (").push_bind(values).push(")");
        }
    }
    if let Some(day) = day(asked, "from") {
        query.push(" and s.to_date >= ").push_bind(day);
    }
    if let Some(day) = day(asked, "to") {
        query.push(" and s.from_date <= ").push_bind(day);
    }
}

/// A day of the address; what is no day asks for nothing.
fn day(asked: &Asked, key: &str) -> Option<NaiveDate> {
    asked.one(key).and_then(|text| time::read_date(text).ok())
}
