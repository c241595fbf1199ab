//! Reading the trail. Row security shows it to its readers alone.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

use crate::db::Tx;
use crate::web::error::Result;
use crate::web::list::Asked;
use crate::web::time;

/// Beyond this many the heading says "more than".
pub const COUNTED: i64 = 10_000;

/// An entry as pages show it.
#[derive(Debug, Clone, FromRow)]
pub struct EntryRow {
    pub chain: i16,
    pub position: i64,
    pub at: DateTime<Utc>,
    pub username: Option<String>,
    pub session_mark: String,
    pub origin: String,
    pub action: String,
    pub subject: String,
    pub outcome: String,
    pub detail: String,
    pub request_id: String,
    pub hash: Vec<u8>,
}

const SHAPE: &str = "select e.chain, e.position, e.at, sec.account_username(e.account_id) as username, e.session_mark, e.origin,
    e.action, e.subject, e.outcome, e.detail, e.request_id, e.hash from audit.entry e";

impl EntryRow {
    /// Its place, as addresses name it.
    pub fn place(&self) -> String {
        format!("{}-{}", self.chain, self.position)
    }

    /// The cursor that goes on after it.
    pub fn cursor(&self) -> String {
        format!("{}~{}", self.at.timestamp_micros(), self.place())
    }
}

/// A place in an address; `None` if it is none.
pub fn place_of(text: &str) -> Option<(i16, i64)> {
    let (chain, position) = text.split_once('-')?;
    Some((chain.parse().ok()?, position.parse().ok()?))
}

/// Entries, newest first.
pub async fn list(tx: &mut Tx, asked: &Asked, limit: i64) -> Result<Vec<EntryRow>> {
    let mut query = QueryBuilder::new(SHAPE);
    filter(tx, &mut query, asked).await?;
    let after = asked.one("after").and_then(|text| {
        let (micros, place) = text.split_once('~')?;
        Some((DateTime::from_timestamp_micros(micros.parse().ok()?)?, place_of(place)?))
    });
    if let Some((at, (chain, position))) = after {
        query.push(" and (e.at, e.chain, e.position) < (").push_bind(at).push(", ").push_bind(chain).push("::smallint, ").push_bind(position).push(")");
    }
    query.push(" order by e.at desc, e.chain desc, e.position desc limit ").push_bind(limit);
    Ok(query.build_query_as().fetch_all(&mut **tx).await?)
}

/// How many match; one more than [`COUNTED`] means more.
pub async fn count(tx: &mut Tx, asked: &Asked) -> Result<i64> {
    let mut query = QueryBuilder::new("select count(*) from (select from audit.entry e");
    filter(tx, &mut query, asked).await?;
    query.push(" limit ").push_bind(COUNTED + 1).push(") counted");
    Ok(query.build_query_scalar().fetch_one(&mut **tx).await?)
}

async fn filter(tx: &mut Tx, query: &mut QueryBuilder<sqlx::Postgres>, asked: &Asked) -> Result<()> {
    query.push(" where true");
    if let Some(person) = asked.one("person") {
        let account: Option<Uuid> = sqlx::query_scalar("select id from visible_account where username = $1").bind(person).fetch_optional(&mut **tx).await?;
        query.push(" and e.account_id = ").push_bind(account);
    }
    for (key, column) in [("action", "e.action"), ("subject", "e.subject"), ("outcome", "e.outcome")] {
        if let Some(value) = asked.one(key) {
            query.push(" and ").push(column).push(" = ").push_bind(value.to_owned());
        }
    }
    let midnight = |day: NaiveDate| day.and_time(chrono::NaiveTime::MIN).and_utc();
    if let Some(day) = day(asked, "from") {
        query.push(" and e.at >= ").push_bind(midnight(day));
    }
    if let Some(day) = day(asked, "to") {
        query.push(" and e.at < ").push_bind(midnight(day + chrono::Days::new(1)));
    }
    Ok(())
}

/// The day of a filter; one that cannot be read is no filter, and [`unread`] names it.
fn day(asked: &Asked, key: &str) -> Option<NaiveDate> {
    asked.one(key).and_then(|text| time::read_date(text).ok())
}

/// Filters whose value could not be read.
pub fn unread(asked: &Asked) -> Vec<String> {
    ["from", "to"]
        .into_iter()
        .filter(|key| asked.one(key).is_some() && day(asked, key).is_none())
        .map(|key| format!("{key}={}", asked.one(key).unwrap_or_default()))
        .collect()
}

/// One entry.
pub async fn by_place(tx: &mut Tx, chain: i16, position: i64) -> Result<Option<EntryRow>> {
    let mut query = QueryBuilder::new(SHAPE);
    query.push(" where e.chain = ").push_bind(chain).push(" and e.position = ").push_bind(position);
    Ok(query.build_query_as().fetch_optional(&mut **tx).await?)
}

/// Refusals of strangers on one day.
#[derive(Debug, Clone, FromRow)]
pub struct Refusals {
    pub day: NaiveDate,
    pub action: String,
    pub times: i64,
}

/// Refusals of strangers, newest day first.
pub async fn strangers(tx: &mut Tx, limit: i64) -> Result<Vec<Refusals>> {
    let rows = sqlx::query_as("select day, action, times from audit.anonymous_refusal order by day desc, times desc, action limit $1");
    Ok(rows.bind(limit).fetch_all(&mut **tx).await?)
}
