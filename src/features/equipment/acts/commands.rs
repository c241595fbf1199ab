//! The acts. Each is one statement on the act; the database checks it and writes the ledger.

use super::super::queries::Equipment;
use super::forms::{IssueDraft, ReturnDraft};
use super::missing::RecoveryDraft;
use super::queries::{Act, Receiver};
use super::writing_off::WriteOffDraft;
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::Tx;
use crate::db::ids::{EquipmentActId, EquipmentId, KitId};
use crate::features::firearms::LossDraft;
use crate::web::conflict;
use crate::web::error::{AppError, Result};

/// One thing or one kit, as an act names it.
#[derive(Debug, Clone)]
pub struct Subject {
    pub equipment: Option<EquipmentId>,
    pub kit: Option<KitId>,
    pub reference: String,
    pub cell: i32,
}

/// Prepares an issue, or records one that has happened. Answers the reference.
pub async fn issue(tx: &mut Tx, actor: &Actor, subject: &Subject, receiver: &Receiver, draft: &IssueDraft) -> Result<String> {
    let facts = Facts { cells: Some(vec![subject.cell]), ..Facts::default() };
    if let Decision::Refuse(message) = policy::decide(actor, "equipment-act.issue", &facts) {
        return Err(AppError::Forbidden(message));
    }
    let is_fact = draft.handed_at.is_some();
    let reference = sqlx::query_scalar!(
        "insert into equipment_act (id, ref, cell, kind, equipment_id, kit_id, officer_id, purpose, due_back_at, condition, note, occurred_at, state, is_fact)
         values ($1, sec.new_ref('JA'), $2, 'issue', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning ref",
        EquipmentActId::fresh().0,
        subject.cell,
        subject.equipment.map(|id| id.0),
        subject.kit.map(|id| id.0),
        receiver.id.0,
        draft.purpose,
        draft.due_back_at,
        draft.condition,
        draft.note,
        draft.handed_at.unwrap_or(tx.now),
        if is_fact { "done" } else { "prepared" },
        is_fact,
    )
    .fetch_one(&mut **tx)
    .await?;
    let detail = if is_fact { format!("{} recorded after the fact", subject.reference) } else { subject.reference.clone() };
    tx.record(Entry::done("equipment-act.issue", &reference).at_cell(subject.cell).with_detail(detail));
    Ok(reference)
}

/// Takes a thing or a kit back. Recorded as it happens; the officer signs within a day.
pub async fn take_back(tx: &mut Tx, subject: &Subject, draft: &ReturnDraft) -> Result<String> {
    // The database reads from the ledger who gives it back; what it is given here is overwritten.
    let holder = sqlx::query_scalar!(
        r#"select officer_id as "officer!" from visible_equipment_custody where until is null and (equipment_id = $1 or equipment_id is null and kit_id = $2)"#,
        subject.equipment.map(|id| id.0),
        subject.kit.map(|id| id.0)
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or_else(|| AppError::Refused("equipment_is_where_it_was".into()))?;
    let reference = sqlx::query_scalar!(
        "insert into equipment_act (id, ref, cell, kind, equipment_id, kit_id, officer_id, condition, note, damaged, missing, occurred_at, state, is_fact)
         values ($1, sec.new_ref('JA'), $2, 'return', $3, $4, $5, $6, $7, $8, $9, $10, 'done', true) returning ref",
        EquipmentActId::fresh().0,
        subject.cell,
        subject.equipment.map(|id| id.0),
        subject.kit.map(|id| id.0),
        holder,
        draft.condition,
        draft.note,
        &draft.damaged,
        &draft.missing,
        tx.now,
    )
    .fetch_one(&mut **tx)
    .await?;
    tx.record(Entry::done("equipment-act.return", &reference).at_cell(subject.cell).with_detail(&subject.reference));
    Ok(reference)
}

/// Prepares the write-off of a thing; done when another person signs.
pub async fn write_off(tx: &mut Tx, thing: &Equipment, draft: &WriteOffDraft) -> Result<String> {
    let reference = sqlx::query_scalar!(
        "insert into equipment_act (id, ref, cell, kind, equipment_id, note, disposal_kind, disposal_to, document, occurred_at, state)
         values ($1, sec.new_ref('JA'), $2, 'write_off', $3, $4, $5, $6, $7, $8, 'prepared') returning ref",
        EquipmentActId::fresh().0,
        thing.cell,
        thing.id.0,
        draft.reason,
        draft.disposal_kind,
        draft.disposal_to,
        draft.document,
        tx.now,
    )
    .fetch_one(&mut **tx)
    .await?;
    tx.record(Entry::done("equipment-act.write-off", &reference).at_cell(thing.cell).with_detail(&thing.reference));
    Ok(reference)
}

/// Reports a loss or theft; who had it is told by the ledger. Answers the reference.
pub async fn report_loss(tx: &mut Tx, thing: &Equipment, draft: &LossDraft) -> Result<String> {
    let reference = sqlx::query_scalar!(
        "insert into equipment_act (id, ref, cell, kind, equipment_id, missing_as, condition, place, note, document, occurred_at, state, is_fact)
         values ($1, sec.new_ref('JA'), $2, 'loss', $3, $4, 'unknown', $5, $6, $7, $8, 'done', true) returning ref",
        EquipmentActId::fresh().0,
        thing.cell,
        thing.id.0,
        draft.missing_as,
        draft.place,
        draft.note,
        draft.document,
        draft.happened_at,
    )
    .fetch_one(&mut **tx)
    .await?;
    tx.record(Entry::done("equipment-act.report-loss", &reference).at_cell(thing.cell).with_detail(format!("{} {}", thing.reference, draft.missing_as)));
    Ok(reference)
}

/// Records that a missing thing was found; it is unserviceable until somebody has looked at it. Answers the reference.
pub async fn recover(tx: &mut Tx, thing: &Equipment, draft: &RecoveryDraft) -> Result<String> {
    let reference = sqlx::query_scalar!(
        "insert into equipment_act (id, ref, cell, kind, equipment_id, condition, place, note, document, occurred_at, state, is_fact)
         values ($1, sec.new_ref('JA'), $2, 'recovery', $3, $4, $5, $6, $7, $8, 'done', true) returning ref",
        EquipmentActId::fresh().0,
        thing.cell,
        thing.id.0,
        draft.condition,
        draft.place,
        draft.note,
        draft.document,
        draft.happened_at,
    )
    .fetch_one(&mut **tx)
    .await?;
    tx.record(Entry::done("equipment-act.recover", &reference).at_cell(thing.cell).with_detail(&thing.reference));
    Ok(reference)
}

/// The second signature. A prepared act is done by it.
pub async fn sign(tx: &mut Tx, act: &Act, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update equipment_act set second_by = sec.account_id(), second_at = $2, state = 'done', version = version + 1
         where id = $1 and version = $3 and second_by is null and state <> 'withdrawn'",
        act.id.0,
        tx.now,
        version,
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), "equipment-act.sign", act)
}

/// Nothing comes of a prepared act.
pub async fn withdraw(tx: &mut Tx, act: &Act, reason: &str, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update equipment_act set state = 'withdrawn', withdraw_reason = $2, version = version + 1 where id = $1 and version = $3 and state = 'prepared'",
        act.id.0,
        reason,
        version,
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), "equipment-act.withdraw", act)
}

fn written(tx: &mut Tx, rows: u64, deed: &'static str, act: &Act) -> Result<()> {
    if rows == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done(deed, &act.reference).at_cell(act.cell).with_detail(&act.thing));
    Ok(())
}
