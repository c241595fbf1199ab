//! What people do to papers. Each decides again with what it finds, writes, records.

use super::forms::QualificationDraft;
use super::queries::{Holder, Record, facts_of};
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::db::Tx;
use crate::db::ids::QualificationId;
use crate::i18n::Message;
use crate::web::conflict;
use crate::web::error::{AppError, Result};

/// Records a paper; verified at once if whoever enters it has seen the evidence and may verify. Answers the reference.
pub async fn create(tx: &mut Tx, actor: &Actor, holder: &Holder, draft: &QualificationDraft) -> Result<String> {
    if !holder.0.is_active() {
        return Err(AppError::Conflict(Message::new("officer-has-ended")));
    }
    if draft.is_seen
        && let Decision::Refuse(message) = policy::decide(actor, "qualification.verify", &facts_of(actor, &holder.0))
    {
        return Err(AppError::Forbidden(message));
    }
    let reference = sqlx::query_scalar!(
        "insert into qualification (id, ref, officer_id, officer_cell, type, weapon_class, weapon_model, country, obtained_on, valid_until, issued_by, evidence,
           verified_by, verified_at)
         values ($1, sec.new_ref('F'), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, case when $12 then sec.account_id() end, case when $12 then $13::timestamptz end)
         returning ref",
        QualificationId::fresh().0,
        holder.0.id.0,
        holder.0.cell,
        draft.kind,
        draft.class,
        draft.model,
        draft.country,
        draft.obtained_on,
        draft.valid_until,
        draft.issued_by,
        draft.evidence,
        draft.is_seen,
        tx.now,
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(beside)?;
    let detail = if draft.is_seen { format!("{} {} verified", holder.0.reference, draft.kind) } else { format!("{} {}", holder.0.reference, draft.kind) };
    tx.record(Entry::done("qualification.create", &reference).at_cell(holder.0.cell).with_detail(detail));
    Ok(reference)
}

/// Refusals of the database beside the field they speak of.
fn beside(error: sqlx::Error) -> AppError {
    match AppError::from(error) {
        AppError::Refused(name) => match name.as_str() {
            "authorization_follows_qualification" => AppError::field("obtained_on", "constraint-authorization-follows-qualification"),
            "qualification_of_a_type_in_use" => AppError::field("obtained_on", "constraint-qualification-of-a-type-in-use"),
            "qualification_country_fkey" => AppError::field("country", "qualification-country-unknown"),
            _ => AppError::Refused(name),
        },
        other => other,
    }
}

/// Verifies a paper: the evidence was seen by somebody else than its holder.
pub async fn verify(tx: &mut Tx, record: &Record, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update qualification set verified_by = sec.account_id(), verified_at = $2, version = version + 1
         where id = $1 and version = $3 and verified_by is null and not is_void",
        record.paper.id.0,
        tx.now,
        version,
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done("qualification.verify", &record.paper.reference).at_cell(record.officer.cell).with_detail(record.paper.held.kind.clone()));
    Ok(())
}

/// Takes a paper back that was wrong; it stays readable.
pub async fn void(tx: &mut Tx, record: &Record, reason: &str, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update qualification set is_void = true, void_reason = $2, voided_by = sec.account_id(), version = version + 1
         where id = $1 and version = $3 and not is_void",
        record.paper.id.0,
        reason,
        version,
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done("qualification.void", &record.paper.reference).at_cell(record.officer.cell).with_detail(record.paper.held.kind.clone()));
    Ok(())
}

/// Suspends an officer from armed duty, at once.
pub async fn suspend(tx: &mut Tx, holder: &Holder, reason: &str) -> Result<()> {
    sqlx::query!(
        "insert into armed_suspension (id, officer_id, officer_cell, reason, from_at) values ($1, $2, $3, $4, $5)",
        uuid::Uuid::now_v7(),
        holder.0.id.0,
        holder.0.cell,
        reason,
        tx.now,
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("suspension.order", &holder.0.reference).at_cell(holder.0.cell));
    Ok(())
}

/// Lifts the open suspension of an officer.
pub async fn lift(tx: &mut Tx, holder: &Holder, reason: &str, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update armed_suspension set lifted_at = $2, lifted_by = sec.account_id(), lift_reason = $3, version = version + 1
         where officer_id = $1 and lifted_at is null and version = $4",
        holder.0.id.0,
        tx.now,
        reason,
        version,
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done("suspension.lift", &holder.0.reference).at_cell(holder.0.cell));
    Ok(())
}
