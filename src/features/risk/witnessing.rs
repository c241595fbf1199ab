//! Commands about decisions taken elsewhere: registering one as a witness, confirming it as the second
//! person (INV-37), and the emergency extension with its two signatures (INV-02).

use chrono::{Duration, NaiveDate};
use uuid::Uuid;

use super::commands::{About, lock, placed};
use super::model::{Level, State};
use super::queries::Assessment;
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::db::Tx;
use crate::db::ids::AssessmentId;
use crate::i18n::Message;
use crate::web::error::{AppError, Result};

/// A decision taken elsewhere, as it is witnessed here (INV-37).
#[derive(Debug, Clone)]
pub struct Witnessed {
    pub level: Level,
    pub criticality: Option<&'static str>,
    pub valid_from: NaiveDate,
    pub valid_to: NaiveDate,
    pub approver_name: String,
    pub approver_capacity: String,
    pub approved_on: NaiveDate,
    pub document_ref: String,
    pub main_measures: String,
}

/// A decision that was registered.
#[derive(Debug)]
pub struct Registered {
    pub id: Uuid,
    pub reference: String,
    pub cell: i32,
    /// False while it waits for a second person.
    pub is_in_force: bool,
}

/// Registers a decision taken elsewhere. One that lowers the level waits for a second person (DESIGN 9.3).
pub async fn register(tx: &mut Tx, actor: &Actor, about: &About, witnessed: &Witnessed, continues: Option<Uuid>) -> Result<Registered> {
    let place = placed(tx, actor, "risk.register", about).await?;
    let today = tx.now.date_naive();
    let earlier = match place.principal {
        Some(principal) => sqlx::query_scalar!(
            r#"select residual_level as "level!" from visible_risk_assessment where principal_id = $1 and kind = 'personal' and state = 'approved' and valid_to >= $2
               order by valid_from desc, created_at desc limit 1"#,
            principal,
            today
        )
        .fetch_optional(&mut **tx)
        .await?
        .and_then(|level| Level::from_code(&level)),
        None => None,
    };
    let lowers = earlier.is_some_and(|earlier| witnessed.level < earlier);
    let id = AssessmentId::fresh();
    let decision = if witnessed.level == Level::Unacceptable { "avoid" } else { "control" };
    let reference = sqlx::query_scalar!(
        "insert into risk_assessment (id, ref, kind, way, principal_id, station_id, cell, state, valid_from, valid_to, residual_level, level_before, criticality, decision,
           main_measures, approver_name, approver_capacity, approved_on, document_ref, supersedes_id)
         values ($1, sec.new_ref('R-' || to_char(sec.now(), 'YY')), $2, 'registered', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) returning ref",
        id.0,
        about.kind,
        place.principal,
        place.station,
        place.cell,
        if lowers { "draft" } else { "approved" },
        witnessed.valid_from,
        witnessed.valid_to,
        witnessed.level.code(),
        earlier.map(Level::code),
        witnessed.criticality,
        decision,
        witnessed.main_measures,
        witnessed.approver_name,
        witnessed.approver_capacity,
        witnessed.approved_on,
        witnessed.document_ref,
        continues
    )
    .fetch_one(&mut **tx)
    .await?;
    if lowers {
        sqlx::query!("update risk_assessment set state = 'submitted', version = version + 1 where id = $1", id.0).execute(&mut **tx).await?;
    }
    let detail = format!("{}{}", witnessed.level.code(), if lowers { ", waits for a second person" } else { "" });
    tx.record(Entry::done("risk.register", &reference).at_cell(place.cell).with_detail(detail));
    Ok(Registered { id: id.0, reference, cell: place.cell, is_in_force: !lowers })
}

/// Confirms a witnessed decision as the second person (INV-37).
pub async fn confirm(tx: &mut Tx, actor: &Actor, assessment: &Assessment) -> Result<()> {
    let (state, _) = lock(tx, assessment).await?;
    if !assessment.is_unconfirmed() || !matches!(state, State::Approved | State::Submitted) {
        return Err(AppError::Conflict(Message::new("risk-confirmed-already")));
    }
    sqlx::query!(
        "update risk_assessment set confirmed_by = $2, confirmed_at = $3, state = 'approved', version = version + 1, updated_at = $3, updated_by = $2
         where id = $1 and confirmed_by is null",
        assessment.id.0,
        actor.ctx.account.0,
        tx.now
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("risk.confirm", &assessment.reference).at_cell(assessment.cell));
    Ok(())
}

/// Asks for an emergency extension of at most fourteen days (INV-02).
pub async fn ask_extension(tx: &mut Tx, assessment: &Assessment, from: NaiveDate, to: NaiveDate, reason: &str) -> Result<()> {
    if to - from >= Duration::days(14) {
        return Err(AppError::field("to_date", "constraint-extension-is-short"));
    }
    sqlx::query!(
        "insert into risk_extension (id, assessment_id, from_date, to_date, reason) values ($1, $2, $3, $4, $5)",
        Uuid::now_v7(),
        assessment.id.0,
        from,
        to,
        reason
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("risk.ask-extension", &assessment.reference).at_cell(assessment.cell));
    Ok(())
}

/// Signs an extension; true if it is in force now.
pub async fn extend(tx: &mut Tx, actor: &Actor, assessment: &Assessment) -> Result<bool> {
    let first = sqlx::query_scalar!("select first_by from risk_extension where assessment_id = $1 for update", assessment.id.0)
        .fetch_optional(&mut **tx)
        .await?
        .ok_or(AppError::NotFound)?;
    sqlx::query!(
        "update risk_extension set second_by = case when first_by is null then null else $2::uuid end, second_at = case when first_by is null then null else $3::timestamptz end,
           first_by = coalesce(first_by, $2), first_at = coalesce(first_at, $3), version = version + 1
         where assessment_id = $1 and second_by is null",
        assessment.id.0,
        actor.ctx.account.0,
        tx.now
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("risk.extend", &assessment.reference).at_cell(assessment.cell).with_detail(if first.is_some() { "second" } else { "first" }));
    Ok(first.is_some())
}
