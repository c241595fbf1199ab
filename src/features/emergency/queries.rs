//! Every statement of emergency readings: they are opened, closed, reviewed by definer functions, and read through
//! their visible relation.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use super::forms::Opening;
use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::web::error::Result;
use crate::web::list::{Asked, EXPORT, PAGE};

/// A reading with its terms and what became of it.
#[derive(Debug, Clone, FromRow)]
pub struct Reading {
    /// Never shown.
    pub id: Uuid,
    /// `E-7K3FA`.
    pub reference: String,
    /// Of whom.
    pub principal: String,
    /// Their id, for those who may open them.
    pub principal_id: Uuid,
    /// Portfolio that owns the record; chooses the chain of the trail.
    pub portfolio_cell: i32,
    /// Through which movement; empty if through none.
    pub movement: String,
    /// Who reads, as shown.
    pub reader: String,
    /// Who opened it, as shown.
    pub opened_by: String,
    /// As stored.
    pub reason: String,
    pub sentence: String,
    /// UTC.
    pub opened_at: DateTime<Utc>,
    /// UTC.
    pub until: DateTime<Utc>,
    /// UTC.
    pub closed_at: Option<DateTime<Utc>>,
    /// UTC.
    pub reviewed_at: Option<DateTime<Utc>>,
    pub reviewed_by: String,
    pub finding: String,
    /// The reader's account is the asker's.
    pub is_reader: bool,
    /// Opened by the asker, for somebody else.
    pub is_opener: bool,
    /// The asker is to look at it and has not said so yet.
    pub is_alarm: bool,
    /// The reader, as a person.
    pub person: Option<Uuid>,
    /// True past the hours within which it was to be reviewed.
    pub is_late: bool,
}

impl Reading {
    /// True while it opens the record.
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        self.closed_at.is_none() && self.until > now
    }
}

const READING: &str = "select e.id, e.ref as reference, sec.emergency_subject(e.id) as principal, e.principal_id, e.portfolio_cell,
    coalesce(sec.emergency_journey(e.id), '') as movement,
    coalesce(sec.account_label(e.account_id), '') as reader, coalesce(sec.account_label(e.opened_by), '') as opened_by, e.reason, e.sentence, e.opened_at, e.until,
    e.closed_at, e.reviewed_at, coalesce(sec.account_label(e.reviewed_by), '') as reviewed_by, e.finding,
    e.account_id = sec.account_id() as is_reader, e.opened_by = sec.account_id() as is_opener,
    exists (select from visible_emergency_alarm a where a.reading_id = e.id and a.account_id = sec.account_id() and a.seen_at is null) as is_alarm,
    sec.person_of(e.account_id) as person,
    e.reviewed_at is null and e.opened_at < sec.now() - make_interval(hours => (select value::integer from setting where name = 'emergency_review_hours')) as is_late
  from visible_emergency_reading e where true";

/// Filters of the list.
pub const FILTERS: &[&str] = &["state"];

fn filter(query: &mut QueryBuilder<Postgres>, asked: &Asked) {
    match asked.one("state") {
        Some("open") => query.push(" and e.closed_at is null and e.until > sec.now()"),
        Some("waiting") => query.push(" and e.reviewed_at is null"),
        _ => query,
    };
}

/// One page of readings, newest first, and how many there are; exports ask for all they may have.
pub async fn list(tx: &mut Tx, asked: &Asked, is_export: bool) -> Result<(Vec<Reading>, i64)> {
    let mut count = QueryBuilder::new("select count(*) from visible_emergency_reading e where true");
    filter(&mut count, asked);
    let total: i64 = count.build_query_scalar().fetch_one(&mut **tx).await?;
    let mut query = QueryBuilder::new(READING);
    filter(&mut query, asked);
    if let (Some((value, id)), false) = (asked.after(), is_export)
        && let Ok(at) = value.parse::<DateTime<Utc>>()
    {
        query.push(" and (e.opened_at, e.id) < (").push_bind(at).push(", ").push_bind(id).push(")");
    }
    query.push(" order by e.opened_at desc, e.id desc limit ").push_bind(if is_export { EXPORT + 1 } else { PAGE + 1 });
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

async fn by_ref(tx: &mut Tx, reference: &str) -> Result<Option<Reading>> {
    let mut query = QueryBuilder::new(READING);
    query.push(" and e.ref = ").push_bind(reference);
    Ok(query.build_query_as().fetch_optional(&mut **tx).await?)
}

/// A reading, for those who may know of it.
pub struct ReadingTarget(pub Reading);

impl Target for ReadingTarget {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        Ok(by_ref(tx, params.get("ref")).await?.map(Self))
    }
    fn facts(&self, _: &Actor) -> Facts {
        let Self(reading) = self;
        let own = reading.is_reader || reading.is_opener || reading.is_alarm;
        Facts { cells: Some(vec![reading.portfolio_cell]), own, author: reading.person, ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.0.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.0.portfolio_cell
    }
}

/// What an open reading shows, for its reader. In the trail it is a reading of the official.
pub struct SheetTarget(pub Reading);

impl Target for SheetTarget {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        Ok(by_ref(tx, params.get("ref")).await?.map(Self))
    }
    fn facts(&self, _: &Actor) -> Facts {
        let Self(reading) = self;
        // the clock that decides is the database's: a sheet that is over has no content
        Facts { cells: Some(vec![reading.portfolio_cell]), own: reading.is_reader && reading.closed_at.is_none(), ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.0.principal.clone()
    }
    fn cell(&self) -> i32 {
        self.0.portfolio_cell
    }
}

/// A record that a rescuer's knowledge leads to.
#[derive(Debug, Clone, FromRow)]
pub struct Hit {
    pub reference: String,
    pub called: String,
    pub detail: String,
    pub starts_at: Option<DateTime<Utc>>,
}

/// Records beyond the walls, at most thirty, named by reference and codename.
pub async fn search(tx: &mut Tx, known: &str, text: &str, around: DateTime<Utc>) -> Result<Vec<Hit>> {
    Ok(sqlx::query_as!(
        Hit,
        r#"select ref as "reference!", called as "called!", detail as "detail!", starts_at from sec.rescue_search($1, $2, $3)"#,
        known,
        text,
        around
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Opens a record. `None`: no such record; an empty text: no such reader.
pub async fn open(tx: &mut Tx, opening: &Opening) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!("select sec.open_reading($1, $2, $3, $4)", opening.record, opening.reason, opening.sentence, opening.reader)
        .fetch_one(&mut **tx)
        .await?)
}

/// Closes a reading before its time. False if it was closed before.
pub async fn close(tx: &mut Tx, reference: &str) -> Result<bool> {
    Ok(sqlx::query_scalar!(r#"select sec.close_reading($1) as "done!""#, reference).fetch_one(&mut **tx).await?)
}

/// Notes that an alarm was seen by whom it went to.
pub async fn see(tx: &mut Tx, reference: &str) -> Result<bool> {
    Ok(sqlx::query_scalar!(r#"select sec.see_alarm($1) as "done!""#, reference).fetch_one(&mut **tx).await?)
}

/// Reviews a reading with words. False if somebody did meanwhile.
pub async fn review(tx: &mut Tx, reference: &str, finding: &str) -> Result<bool> {
    Ok(sqlx::query_scalar!(r#"select sec.review_reading($1, $2) as "done!""#, reference, finding).fetch_one(&mut **tx).await?)
}

/// What a rescuer needs besides the compartments.
#[derive(Debug, Clone, Deserialize)]
pub struct Sheet {
    pub official: Official,
    pub legs: Vec<SheetLeg>,
    pub team: Vec<TeamMember>,
    pub stations: Vec<StationNumber>,
}

/// Who is to be found.
#[derive(Debug, Clone, Deserialize)]
pub struct Official {
    #[serde(rename = "ref")]
    pub reference: String,
    pub codename: String,
    pub name: String,
    pub office: String,
    pub number: String,
    /// Mobile, satellite, office, name of the assistant, number of the assistant.
    pub contacts: Option<[String; 5]>,
}

/// One leg as it is planned.
#[derive(Debug, Clone, Deserialize)]
pub struct SheetLeg {
    pub movement: String,
    pub number: i32,
    pub carrier: String,
    pub from: String,
    pub to: String,
    pub from_zone: String,
    pub to_zone: String,
    pub departs_at: DateTime<Utc>,
    pub arrives_at: DateTime<Utc>,
}

/// Somebody of the detail.
#[derive(Debug, Clone, Deserialize)]
pub struct TeamMember {
    pub name: String,
    pub role: String,
    pub number: String,
    pub other: String,
    pub satellite: String,
}

/// A number that answers day and night.
#[derive(Debug, Clone, Deserialize)]
pub struct StationNumber {
    pub label: String,
    pub number: String,
}

/// The sheet of a reading; `None` once it is over.
pub async fn sheet(tx: &mut Tx, reference: &str) -> Result<Option<Sheet>> {
    let found: Option<sqlx::types::Json<Sheet>> = sqlx::query_scalar("select sec.rescue_sheet($1)").bind(reference).fetch_one(&mut **tx).await?;
    Ok(found.map(|found| found.0))
}
