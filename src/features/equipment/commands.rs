//! What people do to the record of a thing. Who has it is done by acts.

use super::forms::{DatesDraft, EquipmentDraft};
use super::queries::{self, Equipment};
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::Tx;
use crate::db::ids::{ArmouryId, EquipmentId, KitId};
use crate::web::conflict;
use crate::web::error::{AppError, Result};

/// Records a thing; answers the reference.
pub async fn create(tx: &mut Tx, actor: &Actor, draft: &EquipmentDraft) -> Result<String> {
    let station = queries::stations(tx).await?.into_iter().find(|station| station.code == draft.station);
    let station = station
        .filter(|station| policy::decide(actor, "equipment.create", &Facts { cells: Some(vec![station.cell]), ..Facts::default() }) == Decision::Allow)
        .ok_or_else(|| AppError::field("station", "equipment-station-not-yours"))?;
    let armoury = armoury(tx, &draft.armoury, station.cell).await?;
    let reference = sqlx::query_scalar!(
        "insert into equipment (id, ref, station_id, cell, kind, label, serial, quantity, maker, model, size, cut, ownership, armoury_id, place)
         values ($1, sec.new_ref('J'), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) returning ref",
        EquipmentId::fresh().0,
        station.id,
        station.cell,
        draft.kind,
        draft.label,
        draft.serial,
        draft.quantity,
        draft.maker,
        draft.model,
        draft.size,
        draft.cut,
        draft.ownership,
        armoury.map(|id| id.0),
        draft.place,
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    tx.record(Entry::done("equipment.create", &reference).at_cell(station.cell));
    Ok(reference)
}

/// The armoury of a reference, of the station of this cell.
pub async fn armoury(tx: &mut Tx, reference: &str, cell: i32) -> Result<Option<ArmouryId>> {
    queries::store_of(&queries::stores(tx).await?, reference, cell).ok_or_else(|| AppError::field("armoury", "constraint-equipment-armoury-of-its-station"))
}

/// Saves the form over the record it was made from.
pub async fn edit(tx: &mut Tx, thing: &Equipment, draft: &EquipmentDraft) -> Result<()> {
    let armoury = armoury(tx, &draft.armoury, thing.cell).await?;
    let done = sqlx::query!(
        "update equipment set kind = $2, label = $3, serial = $4, quantity = $5, maker = $6, model = $7, size = $8, cut = $9, ownership = $10, armoury_id = $11,
           place = $12, version = version + 1, updated_at = $13, updated_by = sec.account_id() where id = $1 and version = $14",
        thing.id.0,
        draft.kind,
        draft.label,
        draft.serial,
        draft.quantity,
        draft.maker,
        draft.model,
        draft.size,
        draft.cut,
        draft.ownership,
        armoury.map(|id| id.0),
        draft.place,
        tx.now,
        draft.version,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    written(tx, done.rows_affected(), "equipment.edit", thing, "")
}

/// Saves level and dates.
pub async fn set_dates(tx: &mut Tx, thing: &Equipment, draft: &DatesDraft) -> Result<()> {
    let done = sqlx::query!(
        "update equipment set armour_standard = $2, armour_level = $3, made_on = $4, in_service_on = $5, expires_on = $6, version = version + 1,
           updated_at = $7, updated_by = sec.account_id() where id = $1 and version = $8",
        thing.id.0,
        draft.armour_standard,
        draft.armour_level,
        draft.made_on,
        draft.in_service_on,
        draft.expires_on,
        tx.now,
        draft.version,
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), "equipment.dates", thing, "")
}

/// Changes the state and says why; loss and theft open an exception in the database.
pub async fn change_state(tx: &mut Tx, thing: &Equipment, state: &str, reason: &str, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update equipment set state = $2, state_reason = $3, version = version + 1, updated_at = $4, updated_by = sec.account_id() where id = $1 and version = $5",
        thing.id.0,
        state,
        reason,
        tx.now,
        version,
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), "equipment.state", thing, state)
}

/// Puts a thing into a kit, or takes it out of the one it is in.
pub async fn set_kit(tx: &mut Tx, thing: &Equipment, kit: Option<(KitId, &str)>, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update equipment set kit_id = $2, version = version + 1, updated_at = $3, updated_by = sec.account_id() where id = $1 and version = $4",
        thing.id.0,
        kit.map(|(id, _)| id.0),
        tx.now,
        version,
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), "equipment.kit", thing, kit.map_or(thing.kit.as_str(), |(_, reference)| reference))
}

fn written(tx: &mut Tx, rows: u64, deed: &'static str, thing: &Equipment, detail: &str) -> Result<()> {
    if rows == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done(deed, &thing.reference).at_cell(thing.cell).with_detail(detail));
    Ok(())
}

/// A rule of the database as an error beside its field; any other error goes on.
fn beside(error: AppError) -> AppError {
    match error {
        AppError::Refused(name) if name == "equipment_serial_once" => AppError::field("serial", "constraint-equipment-serial-once"),
        AppError::Refused(name) if name == "equipment_only_armour_has_level" => AppError::field("kind", "constraint-equipment-only-armour-has-level"),
        other => other,
    }
}
