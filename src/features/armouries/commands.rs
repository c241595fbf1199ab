//! What people do to armouries.

use super::forms::{ArmouryDraft, DecisionDraft};
use super::queries::{self, Armoury};
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::Tx;
use crate::db::ids::ArmouryId;
use crate::web::conflict;
use crate::web::error::{AppError, Result};

/// Records an armoury, not yet assessed; answers the reference.
pub async fn create(tx: &mut Tx, actor: &Actor, draft: &ArmouryDraft) -> Result<String> {
    let station = queries::stations(tx).await?.into_iter().find(|station| station.code == draft.station);
    let station = station
        .filter(|station| policy::decide(actor, "armoury.create", &Facts { cells: Some(vec![station.cell]), ..Facts::default() }) == Decision::Allow)
        .ok_or_else(|| AppError::field("station", "asset-station-not-yours"))?;
    let reference = sqlx::query_scalar!(
        "insert into armoury (id, ref, station_id, cell, name, kind, key_holders, capacity_neq_kg, adviser, adviser_number)
         values ($1, sec.new_ref('Y'), $2, $3, $4, $5, $6, $7::double precision, $8, $9) returning ref",
        ArmouryId::fresh().0,
        station.id,
        station.cell,
        draft.name,
        draft.kind,
        draft.key_holders,
        draft.capacity_kg,
        draft.adviser,
        draft.adviser_number,
    )
    .fetch_one(&mut **tx)
    .await?;
    tx.record(Entry::done("armoury.create", &reference).at_cell(station.cell));
    Ok(reference)
}

/// Saves the form over the record it was made from.
pub async fn edit(tx: &mut Tx, armoury: &Armoury, draft: &ArmouryDraft) -> Result<()> {
    let done = sqlx::query!(
        "update armoury set name = $2, kind = $3, key_holders = $4, capacity_neq_kg = $5::double precision, adviser = $6, adviser_number = $7,
           version = version + 1, updated_at = $8, updated_by = sec.account_id() where id = $1 and version = $9",
        armoury.id.0,
        draft.name,
        draft.kind,
        draft.key_holders,
        draft.capacity_kg,
        draft.adviser,
        draft.adviser_number,
        tx.now,
        draft.version,
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done("armoury.edit", &armoury.reference).at_cell(armoury.cell));
    Ok(())
}

/// Records who decided about the approval, until when.
pub async fn decide(tx: &mut Tx, armoury: &Armoury, draft: &DecisionDraft) -> Result<()> {
    let done = sqlx::query!(
        "update armoury set approval = $2, approved_on = $3, approved_until = $4, authority = $5, conditions = $6, decided_by = sec.account_id(), decided_at = $7,
           version = version + 1, updated_at = $7, updated_by = sec.account_id() where id = $1 and version = $8",
        armoury.id.0,
        draft.approval,
        draft.approved_on,
        draft.approved_until,
        draft.authority,
        draft.conditions,
        tx.now,
        draft.version,
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done("armoury.approve", &armoury.reference).at_cell(armoury.cell).with_detail(draft.approval.clone()));
    Ok(())
}
