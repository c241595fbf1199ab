//! What people do to a vehicle's record. Who has it when is done by reservations.

use uuid::Uuid;

use super::forms::{PaperDraft, StateDraft, VehicleDraft};
use super::queries::{self, Paper, Vehicle};
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::Tx;
use crate::db::ids::VehicleId;
use crate::web::conflict;
use crate::web::error::{AppError, Result};

/// Records a vehicle; answers the reference.
pub async fn create(tx: &mut Tx, actor: &Actor, draft: &VehicleDraft) -> Result<String> {
    let station = queries::stations(tx).await?.into_iter().find(|station| station.code == draft.station);
    let station = station
        .filter(|station| policy::decide(actor, "vehicle.create", &Facts { cells: Some(vec![station.cell]), ..Facts::default() }) == Decision::Allow)
        .ok_or_else(|| AppError::field("station", "vehicle-station-not-yours"))?;
    let reference = sqlx::query_scalar!(
        "insert into vehicle (id, ref, station_id, cell, plate, vin, make, model, seats, armour_standard, armour_level, tyres_on, communications, tracker, odometer_km)
         values ($1, sec.new_ref('V'), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) returning ref",
        VehicleId::fresh().0,
        station.id,
        station.cell,
        draft.plate,
        draft.vin,
        draft.make,
        draft.model,
        draft.seats,
        draft.armour_standard,
        draft.armour_level,
        draft.tyres_on,
        draft.communications,
        draft.tracker,
        draft.odometer_km,
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    tx.record(Entry::done("vehicle.create", &reference).at_cell(station.cell));
    Ok(reference)
}

/// Saves the form over the record it was made from.
pub async fn edit(tx: &mut Tx, vehicle: &Vehicle, draft: &VehicleDraft) -> Result<()> {
    let done = sqlx::query!(
        "update vehicle set plate = $2, vin = $3, make = $4, model = $5, seats = $6, armour_standard = $7, armour_level = $8, tyres_on = $9, communications = $10,
           tracker = $11, odometer_km = $12, version = version + 1, updated_at = $13, updated_by = sec.account_id() where id = $1 and version = $14",
        vehicle.id.0,
        draft.plate,
        draft.vin,
        draft.make,
        draft.model,
        draft.seats,
        draft.armour_standard,
        draft.armour_level,
        draft.tyres_on,
        draft.communications,
        draft.tracker,
        draft.odometer_km,
        tx.now,
        draft.version,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done("vehicle.edit", &vehicle.reference).at_cell(vehicle.cell));
    Ok(())
}

/// A rule of the database as an error beside its field; any other error goes on.
fn beside(error: AppError) -> AppError {
    match error {
        AppError::Refused(name) if name == "vehicle_plate_once" => AppError::field("plate", "constraint-vehicle-plate-once"),
        AppError::Refused(name) if name == "vehicle_vin_once" => AppError::field("vin", "constraint-vehicle-vin-once"),
        AppError::Refused(name) if name == "odometer_only_grows" => AppError::field("odometer", "constraint-odometer-only-grows"),
        other => other,
    }
}

/// Changes the state and says why. Written off is only proposed: until somebody else confirms, it is unserviceable (INV-23).
pub async fn change_state(tx: &mut Tx, vehicle: &Vehicle, draft: &StateDraft) -> Result<()> {
    let is_write_off = draft.state == "written_off";
    if is_write_off && vehicle.awaits_write_off() {
        return Err(AppError::field("state", "vehicle-write-off-waits"));
    }
    let done = sqlx::query!(
        "update vehicle set state = $2, state_reason = $3, write_off_by = case when $6 then sec.account_id() else write_off_by end,
           write_off_at = case when $6 then $4 else write_off_at end, disposal_kind = case when $6 then $7 else disposal_kind end,
           disposal_to = case when $6 then $8 else disposal_to end, disposal_document = case when $6 then $9 else disposal_document end, version = version + 1, updated_at = $4, updated_by = sec.account_id() where id = $1 and version = $5",
        vehicle.id.0,
        if is_write_off { "unserviceable" } else { draft.state.as_str() },
        draft.reason,
        tx.now,
        draft.version,
        is_write_off,
        draft.disposal_kind,
        draft.disposal_to,
        draft.disposal_document,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| match error.into() {
        AppError::Refused(name) if name == "vehicle_write_off_is_kept" => AppError::field("state", "vehicle-write-off-waits"),
        AppError::Refused(name) if name == "written_off_is_for_good" => AppError::field("state", "constraint-written-off-is-for-good"),
        AppError::Refused(name) if name == "written_off_without_reservations" => AppError::field("state", "constraint-written-off-without-reservations"),
        other => other,
    })?;
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done("vehicle.state", &vehicle.reference).at_cell(vehicle.cell).with_detail(if is_write_off {
        "write_off_proposed".to_owned()
    } else {
        draft.state.clone()
    }));
    Ok(())
}

/// The second person writes it off (INV-23).
pub async fn write_off(tx: &mut Tx, vehicle: &Vehicle, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update vehicle set state = 'written_off', written_off_by = sec.account_id(), version = version + 1, updated_at = $2, updated_by = sec.account_id()
         where id = $1 and version = $3 and write_off_by is not null and state <> 'written_off'",
        vehicle.id.0,
        tx.now,
        version,
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done("vehicle.write-off", &vehicle.reference).at_cell(vehicle.cell));
    Ok(())
}

/// Records a paper.
pub async fn add_paper(tx: &mut Tx, vehicle: &Vehicle, draft: &PaperDraft) -> Result<()> {
    sqlx::query!("select id from vehicle where id = $1 for no key update", vehicle.id.0).fetch_optional(&mut **tx).await?;
    sqlx::query!(
        "insert into vehicle_paper (id, vehicle_id, cell, number, kind, document, issued_on, valid_until)
         select $1, $2, $3, count(*) + 1, $4, $5, $6, $7 from vehicle_paper where vehicle_id = $2",
        Uuid::now_v7(),
        vehicle.id.0,
        vehicle.cell,
        draft.kind,
        draft.document,
        draft.issued_on,
        draft.valid_until,
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("vehicle.paper", &vehicle.reference).at_cell(vehicle.cell).with_detail(draft.kind.clone()));
    Ok(())
}

/// Takes a wrong paper back.
pub async fn void_paper(tx: &mut Tx, paper: &Paper, reason: &str, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update vehicle_paper set is_void = true, void_reason = $2, version = version + 1 where id = $1 and version = $3 and not is_void",
        paper.line.id,
        reason,
        version,
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done("vehicle.paper-void", &paper.vehicle.reference).at_cell(paper.vehicle.cell).with_detail(paper.line.kind.clone()));
    Ok(())
}
