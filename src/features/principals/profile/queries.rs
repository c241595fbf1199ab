//! Every SELECT of profiles and their sections, through the visible relations. Statements of a section are made
//! from the table of fields: names of tables and columns are the program's own, never typed by anybody.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Map, Value};
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::forms::{Typed, filled};
use super::model::{SectionFacts, State};
use super::sections::Section;
use crate::db::Tx;
use crate::db::ids::PrincipalId;
use crate::sealed::{Place, from_json};
use crate::web::error::{AppError, Result};

/// A profile as a whole.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Its id.
    pub id: Uuid,
    /// Where it stands.
    pub state: State,
    /// Why it stands there.
    pub reason: String,
    /// Counts reviews, from 1.
    pub edition: i32,
    /// Empty until set.
    pub classification: String,
    /// The day of the information notice.
    pub notice_on: NaiveDate,
    /// Who submitted it, as shown.
    pub author: String,
    /// As a person, for the rule of four eyes.
    pub author_person: Uuid,
    /// Who approved it, as shown; empty if nobody.
    pub approved_by: String,
    /// Who lent the approval; empty if nobody did.
    pub approved_for: String,
    /// When, UTC.
    pub approved_at: Option<DateTime<Utc>>,
    /// When it is due again.
    pub next_review: Option<NaiveDate>,
    /// What made it due; empty if nothing did.
    pub due_cause: String,
    /// Version of the row.
    pub version: i32,
}

/// The profile of an official, if one was begun.
pub async fn profile(tx: &mut Tx, principal: PrincipalId) -> Result<Option<Profile>> {
    let row = sqlx::query!(
        r#"select id as "id!", state as "state!", state_reason as "reason!", edition as "edition!", classification as "classification!", notice_on as "notice_on!",
             coalesce(sec.account_label(author_id), '') as "author!", sec.person_of(author_id) as "author_person!",
             coalesce(sec.account_label(approved_by), '') as "approved_by!",
             coalesce(sec.signed_for(id, 'approved_by'), '') as "approved_for!", approved_at, next_review, due_cause as "due_cause!", version as "version!"
           from visible_protection_profile where principal_id = $1"#,
        principal.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| {
        Ok(Profile {
            id: row.id,
            state: State::of(&row.state).ok_or_else(|| AppError::internal("a profile in an unknown state"))?,
            reason: row.reason,
            edition: row.edition,
            classification: row.classification,
            notice_on: row.notice_on,
            author: row.author,
            author_person: row.author_person,
            approved_by: row.approved_by,
            approved_for: row.approved_for,
            approved_at: row.approved_at,
            next_review: row.next_review,
            due_cause: row.due_cause,
            version: row.version,
        })
    })
    .transpose()
}

/// A line of the task list.
#[derive(Debug, Clone)]
pub struct SectionLine {
    /// Which.
    pub section: Section,
    /// How it stands.
    pub facts: SectionFacts,
    /// When it was last saved, UTC.
    pub updated_at: Option<DateTime<Utc>>,
    /// By whom, as shown.
    pub updated_by: String,
}

/// The ten sections of an official, in the order of the task list.
pub async fn sections(tx: &mut Tx, principal: PrincipalId) -> Result<Vec<SectionLine>> {
    let rows = sqlx::query!(
        r#"select section as "section!", may_open as "may_open!", is_started as "is_started!", is_complete as "is_complete!", unable_reason as "unable_reason!",
             verified_at, next_review, updated_at, updated_by as "updated_by!"
           from sec.profile_sections($1)"#,
        principal.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(SectionLine {
                section: Section::of(&row.section)?,
                facts: SectionFacts {
                    may_open: row.may_open,
                    is_started: row.is_started,
                    is_complete: row.is_complete,
                    unable_reason: row.unable_reason,
                    verified_at: row.verified_at,
                    next_review: row.next_review,
                },
                updated_at: row.updated_at,
                updated_by: row.updated_by,
            })
        })
        .collect())
}

/// Required sections that keep a profile out of review.
pub async fn lacking(tx: &mut Tx, principal: PrincipalId) -> Result<Vec<Section>> {
    let words = sqlx::query_scalar!(r#"select sec.profile_lacks($1) as "lacking!""#, principal.0).fetch_one(&mut **tx).await?;
    Ok(words.iter().filter_map(|word| Section::of(word)).collect())
}

/// Who answers for a section: a name to ask.
pub async fn owner_of(tx: &mut Tx, principal: PrincipalId, section: Section) -> Result<String> {
    Ok(sqlx::query_scalar!(r#"select sec.section_owner($1, $2) as "owner!""#, principal.0, section.word()).fetch_one(&mut **tx).await?)
}

/// True while an emergency reading opens the official to the reader.
pub async fn is_opened(tx: &mut Tx, principal: PrincipalId) -> Result<bool> {
    Ok(sqlx::query_scalar!(r#"select $1 = any (sec.opened_principals()) as "is_opened!""#, principal.0).fetch_one(&mut **tx).await?)
}

/// The emergency reading that opens the official to the reader: its reference, for the trail.
pub async fn opening_reading(tx: &mut Tx, principal: PrincipalId) -> Result<String> {
    let found = sqlx::query_scalar!(
        r#"select ref as "reference!" from visible_emergency_reading
           where principal_id = $1 and account_id = sec.account_id() and closed_at is null and until > sec.now() order by opened_at desc limit 1"#,
        principal.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found.unwrap_or_default())
}

/// A section with its content.
#[derive(Debug, Clone)]
pub struct Content {
    /// Its row.
    pub id: Uuid,
    /// Version of the row.
    pub version: i32,
    /// As the form types it.
    pub typed: Typed,
    /// Who confirmed it; empty if nobody.
    pub verified_by: Option<Uuid>,
    /// When, UTC.
    pub verified_at: Option<DateTime<Utc>>,
    /// When it is due again.
    pub next_review: Option<NaiveDate>,
    /// Who saved it last.
    pub updated_by: Option<Uuid>,
    /// When, UTC.
    pub updated_at: Option<DateTime<Utc>>,
}

/// The content of a section the reader may open; `None` if nothing was saved yet.
pub async fn content(tx: &mut Tx, section: Section, principal: PrincipalId) -> Result<Option<Content>> {
    let mut query = QueryBuilder::new("select to_jsonb(t) from visible_");
    query.push(section.table().name()).push(" t where t.principal_id = ").push_bind(principal.0);
    let row: Option<Value> = query.build_query_scalar().fetch_optional(&mut **tx).await?;
    let Some(Value::Object(row)) = row else { return Ok(None) };
    let text = |column: &str| row.get(column).and_then(Value::as_str).unwrap_or_default();
    let id: Uuid = text("id").parse().map_err(|_| AppError::internal("a section without an id"))?;
    Ok(Some(Content {
        id,
        version: row.get("version").and_then(Value::as_i64).and_then(|version| i32::try_from(version).ok()).unwrap_or_default(),
        typed: typed_of(tx, section, id, &row)?,
        verified_by: text("verified_by").parse().ok(),
        verified_at: text("verified_at").parse().ok(),
        next_review: text("next_review").parse().ok(),
        updated_by: text("updated_by").parse().ok(),
        updated_at: text("updated_at").parse().ok(),
    }))
}

/// The form of a row, or of a version of it in the history, with sealed values opened.
pub fn typed_of(tx: &Tx, section: Section, id: Uuid, row: &Map<String, Value>) -> Result<Typed> {
    let mut opened = BTreeMap::new();
    for field in section.fields().iter().filter(|field| field.is_sealed) {
        let column = field.column();
        let sealed = from_json(row.get(&column).unwrap_or(&Value::Null));
        opened.insert(field.name, tx.unseal(Place { table: section.table().name(), column: &column, row: id }, &sealed)?);
    }
    Ok(filled(section, row, &opened))
}

/// The name of an account, to print beside an act.
pub async fn label_of(tx: &mut Tx, account: Option<Uuid>) -> Result<String> {
    Ok(sqlx::query_scalar!(r#"select coalesce(sec.account_label($1), '') as "label!""#, account).fetch_one(&mut **tx).await?)
}

/// Days by which the profile behind a movement is past due, if that is long; 0 otherwise.
pub async fn overdue_days(tx: &mut Tx, movement: Uuid) -> Result<i32> {
    Ok(sqlx::query_scalar!(r#"select sec.movement_profile_overdue($1) as "days!""#, movement).fetch_one(&mut **tx).await?)
}

/// Who opened what of an official.
#[derive(Debug, Clone)]
pub struct Reading {
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// Who, as shown.
    pub who: String,
    /// The action of the trail.
    pub action: String,
    /// Why: `duty`, `purpose planning M-26-7K3FA`, `emergency E-7K3FA`; empty for an edit.
    pub why: String,
}

/// The readings of an official that are in the trail, newest first.
pub async fn readings(tx: &mut Tx, principal: PrincipalId) -> Result<Vec<Reading>> {
    Ok(sqlx::query_as!(Reading, r#"select at as "at!", who as "who!", action as "action!", why as "why!" from sec.profile_readings($1, 200)"#, principal.0)
        .fetch_all(&mut **tx)
        .await?)
}
