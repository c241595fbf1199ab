//! What people do to a profile and its sections. Each locks by its version, writes, records; the trail gets names of
//! sections, never what they say.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::forms::SectionDraft;
use super::model::{self, State};
use super::queries::Profile;
use super::sections::{Kind, Section};
use crate::audit::Entry;
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::Tx;
use crate::features::principals::queries::Principal;
use crate::i18n::Message;
use crate::sealed::Place;
use crate::web::conflict;
use crate::web::error::{AppError, Result};
use crate::web::form::FieldErrors;

/// Begins the profile of an official who was told what is held.
pub async fn begin(tx: &mut Tx, principal: &Principal, notice_on: NaiveDate) -> Result<()> {
    let id = Uuid::now_v7();
    sqlx::query!("insert into protection_profile (id, principal_id, notice_on) values ($1, $2, $3)", id, principal.id.0, notice_on).execute(&mut **tx).await?;
    tx.record(Entry::done("profile.begin", &principal.reference).at_cell(principal.portfolio_cell));
    Ok(())
}

/// What moves a profile.
#[derive(Debug, Clone)]
pub struct Advance {
    /// Where to.
    pub to: State,
    /// Why.
    pub reason: String,
    /// Set with the approval.
    pub classification: String,
    /// The version it was decided on.
    pub version: i32,
}

/// Takes one step of WF-1.
pub async fn advance(tx: &mut Tx, actor: &Actor, principal: &Principal, profile: &Profile, advance: &Advance) -> Result<()> {
    let Some(step) = model::step_between(profile.state, advance.to) else {
        return Err(AppError::Refused("profile_state_follows".into()));
    };
    let facts = Facts { author: Some(profile.author_person), ..principal.facts(actor) };
    if let Decision::Refuse(message) = policy::decide(actor, step.action, &facts) {
        return Err(AppError::Forbidden(message));
    }
    let mut errors = FieldErrors::default();
    if step.needs_reason && advance.reason.is_empty() {
        errors.add("reason", Message::new("field-required"));
    }
    if advance.to == State::Active && !["unclassified", "confidential", "strictly_confidential"].contains(&advance.classification.as_str()) {
        errors.add("classification", Message::new("field-required"));
    }
    errors.or(())?;
    let me = actor.ctx.account.0;
    let done = sqlx::query!(
        "update protection_profile set state = $3, state_reason = $4,
           classification = case when $3 = 'active' then $5 else classification end,
           author_id = case when $3 = 'in_review' then $6 else author_id end,
           reviewer_id = case when $3 = 'draft' then $6 else null end,
           approved_by = case when $3 = 'active' then $6 when $3 = 'in_review' then null else approved_by end,
           version = version + 1, updated_at = $7, updated_by = $6
         where id = $1 and version = $2",
        profile.id,
        advance.version,
        advance.to.code(),
        advance.reason,
        advance.classification,
        me,
        tx.now,
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done(step.action, &principal.reference).at_cell(principal.portfolio_cell).with_detail(advance.to.code()));
    Ok(())
}

/// Saves a section: begins it, or saves over the version it was made from.
pub async fn save(tx: &mut Tx, actor: &Actor, principal: &Principal, section: Section, draft: &SectionDraft, row: Option<Uuid>) -> Result<()> {
    let id = row.unwrap_or_else(Uuid::now_v7);
    let table = section.table().name();
    let values = columns_of(tx, section, draft, id)?;
    let columns: Vec<String> = values.keys().filter(|column| *column != "id").cloned().collect();
    let mut query = QueryBuilder::new("");
    if draft.version == 0 {
        query.push("insert into ").push(table).push(" (id, principal_id, updated_by, ").push(columns.join(", ")).push(") select r.id, ");
        query.push_bind(principal.id.0).push(", ").push_bind(actor.ctx.account.0).push(", r.").push(columns.join(", r."));
        query.push(" from jsonb_populate_record(null::").push(table).push(", ").push_bind(Value::Object(values)).push(") r");
    } else {
        let set: Vec<String> = columns.iter().map(|column| format!("{column} = r.{column}")).collect();
        query.push("update ").push(table).push(" t set ").push(set.join(", ")).push(", version = t.version + 1, updated_at = ").push_bind(tx.now);
        query.push(", updated_by = ").push_bind(actor.ctx.account.0);
        query.push(" from jsonb_populate_record(null::").push(table).push(", ").push_bind(Value::Object(values)).push(") r");
        query.push(" where t.principal_id = ").push_bind(principal.id.0).push(" and t.version = ").push_bind(draft.version);
    }
    let done = query.build().execute(&mut **tx).await;
    let written = match done.map_err(AppError::from) {
        Ok(done) => done.rows_affected(),
        // somebody else began the section meanwhile
        Err(AppError::Refused(name)) if name == format!("{table}_once") => 0,
        Err(error) => return Err(error),
    };
    if written == 0 {
        return Err(conflict::stale());
    }
    let entry = Entry::done(section.edit_action(), &principal.reference).at_cell(principal.portfolio_cell);
    tx.record(entry.with_detail(section.word()));
    Ok(())
}

fn columns_of(tx: &Tx, section: Section, draft: &SectionDraft, id: Uuid) -> Result<Map<String, Value>> {
    let mut row = Map::new();
    row.insert("id".into(), json!(id));
    for field in section.fields() {
        let (column, text) = (field.column(), draft.values.get(field.name).map(String::as_str).unwrap_or_default());
        let value = match field.kind {
            _ if field.is_sealed => json!(to_hex(&tx.seal(Place { table: section.table().name(), column: &column, row: id }, text)?)),
            Kind::Date if text.is_empty() => Value::Null,
            Kind::Date | Kind::Choice(..) | Kind::Phone | Kind::Line | Kind::Lines => json!(text),
        };
        row.insert(column, value);
    }
    row.insert("source".into(), json!(draft.source));
    row.insert("unable_reason".into(), json!(draft.unable_reason));
    Ok(row)
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::from("\\x"), |text, byte| format!("{text}{byte:02x}"))
}

/// Confirms a section as another than who saved it.
pub async fn verify(tx: &mut Tx, actor: &Actor, principal: &Principal, section: Section, version: i32) -> Result<()> {
    let mut query = QueryBuilder::new("update ");
    query.push(section.table().name()).push(" set verified_by = ").push_bind(actor.ctx.account.0).push(", verified_at = ").push_bind(tx.now);
    query.push(", version = version + 1 where principal_id = ").push_bind(principal.id.0).push(" and version = ").push_bind(version);
    let done = match query.build().execute(&mut **tx).await.map_err(AppError::from) {
        Err(AppError::Refused(name)) if name.ends_with("_verified_by_another") => return Err(AppError::Conflict(Message::new("profile-verified-by-another"))),
        done => done?,
    };
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done(section.edit_action(), &principal.reference).at_cell(principal.portfolio_cell).with_detail(format!("confirmed {}", section.word())));
    Ok(())
}
