//! What people do to a firearm's record. Where it goes is done by the acts of custody.

use super::custody;
use super::forms::{FirearmDraft, InspectionDraft, PermitDraft};
use super::model::state_after;
use super::queries::{Firearm, Permit};
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::Tx;
use crate::db::ids::FirearmId;
use crate::features::armouries::ArmouryChoice;
use crate::web::conflict;
use crate::web::error::{AppError, Result};

/// Takes a firearm on charge, into an armoury. Its first custody waits for a second signature. Answers the reference.
pub async fn create(tx: &mut Tx, actor: &Actor, draft: &FirearmDraft, armoury: &ArmouryChoice) -> Result<String> {
    let facts = Facts { cells: Some(vec![armoury.cell]), ..Facts::default() };
    if policy::decide(actor, "firearm.create", &facts) != Decision::Allow {
        return Err(AppError::field("armoury", "asset-armoury-not-yours"));
    }
    let id = FirearmId::fresh();
    let reference = sqlx::query_scalar!(
        "insert into firearm (id, ref, station_id, cell, serial, make, model, class, calibre, country_of_make, ownership, marks, acquired_on, document)
         values ($1, sec.new_ref('W'), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) returning ref",
        id.0,
        armoury.station_id.0,
        armoury.cell,
        draft.serial,
        draft.make,
        draft.model,
        draft.class,
        draft.calibre,
        draft.country_of_make,
        draft.ownership,
        draft.marks,
        draft.acquired_on,
        draft.document,
    )
    .fetch_one(&mut **tx)
    .await?;
    custody::take_on(tx, id, armoury).await?;
    tx.record(Entry::done("firearm.create", &reference).at_cell(armoury.cell));
    Ok(reference)
}

/// Saves the form over the record it was made from.
pub async fn edit(tx: &mut Tx, firearm: &Firearm, draft: &FirearmDraft) -> Result<()> {
    let done = sqlx::query!(
        "update firearm set serial = $2, make = $3, model = $4, class = $5, calibre = $6, country_of_make = $7, ownership = $8, marks = $9, acquired_on = $10,
           document = $11, version = version + 1, updated_at = $12, updated_by = sec.account_id() where id = $1 and version = $13",
        firearm.id.0,
        draft.serial,
        draft.make,
        draft.model,
        draft.class,
        draft.calibre,
        draft.country_of_make,
        draft.ownership,
        draft.marks,
        draft.acquired_on,
        draft.document,
        tx.now,
        draft.version,
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done("firearm.edit", &firearm.reference).at_cell(firearm.cell));
    Ok(())
}

/// Sets the state; loss and theft open an exception in the database.
pub async fn change_state(tx: &mut Tx, firearm: &Firearm, state: &str, reason: &str, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update firearm set state = $2, state_reason = $3, version = version + 1, updated_at = $4, updated_by = sec.account_id() where id = $1 and version = $5",
        firearm.id.0,
        state,
        reason,
        tx.now,
        version,
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done("firearm.state", &firearm.reference).at_cell(firearm.cell).with_detail(state));
    Ok(())
}

/// Records an inspection; the rounds fired are counted and the state follows from what was found.
pub async fn inspect(tx: &mut Tx, firearm: &Firearm, draft: &InspectionDraft) -> Result<()> {
    // The row first: numbers count up in its order.
    let current = sqlx::query_scalar!("select state from firearm where id = $1 for update", firearm.id.0).fetch_optional(&mut **tx).await?;
    let current = current.ok_or(AppError::NotFound)?;
    sqlx::query!(
        "insert into firearm_inspection (id, firearm_id, cell, number, kind, done_on, result, rounds_fired, next_due_on, inspector, note)
         values ($1, $2, $3, (select count(*) + 1 from firearm_inspection where firearm_id = $2), $4, $5, $6, $7, $8, $9, $10)",
        uuid::Uuid::now_v7(),
        firearm.id.0,
        firearm.cell,
        draft.kind,
        draft.done_on,
        draft.result,
        draft.rounds_fired,
        draft.next_due_on,
        draft.inspector,
        draft.note,
    )
    .execute(&mut **tx)
    .await?;
    let state = state_after(&current, &draft.result).unwrap_or(&current);
    let is_inspection = draft.kind == "inspection";
    sqlx::query!(
        "update firearm set round_count = round_count + $2, state = $3, state_reason = case when $3 = state then state_reason else $4 end,
           inspected_on = case when $5 then greatest(inspected_on, $6) else inspected_on end, inspection_due_on = case when $5 then $7 else inspection_due_on end,
           version = version + 1, updated_at = $8, updated_by = sec.account_id() where id = $1",
        firearm.id.0,
        draft.rounds_fired,
        state,
        draft.note,
        is_inspection,
        draft.done_on,
        draft.next_due_on,
        tx.now,
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("firearm.inspect", &firearm.reference).at_cell(firearm.cell).with_detail(format!("{} {}", draft.kind, draft.result)));
    Ok(())
}

/// Records a permit.
pub async fn permit(tx: &mut Tx, firearm: &Firearm, draft: &PermitDraft) -> Result<()> {
    sqlx::query!("select id from firearm where id = $1 for update", firearm.id.0).fetch_optional(&mut **tx).await?;
    sqlx::query!(
        "insert into firearm_permit (id, firearm_id, cell, number, country, kind, document, issued_on, valid_until)
         values ($1, $2, $3, (select count(*) + 1 from firearm_permit where firearm_id = $2), $4, $5, $6, $7, $8)",
        uuid::Uuid::now_v7(),
        firearm.id.0,
        firearm.cell,
        draft.country,
        draft.kind,
        draft.document,
        draft.issued_on,
        draft.valid_until,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| match AppError::from(error) {
        AppError::Refused(name) if name == "firearm_permit_country_fkey" => AppError::field("country", "qualification-country-unknown"),
        other => other,
    })?;
    tx.record(Entry::done("firearm.permit", &firearm.reference).at_cell(firearm.cell).with_detail(format!("{} {}", draft.country, draft.kind)));
    Ok(())
}

/// Takes a permit back that was wrong.
pub async fn void_permit(tx: &mut Tx, permit: &Permit, reason: &str, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update firearm_permit set is_void = true, void_reason = $2, version = version + 1 where id = $1 and version = $3 and not is_void",
        permit.line.id,
        reason,
        version,
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done("firearm.permit", &permit.firearm.reference).at_cell(permit.firearm.cell).with_detail("taken back"));
    Ok(())
}
