//! Reserving, taking, bringing back, cancelling. The database holds the rules; here they are asked and recorded.

use chrono::{DateTime, Utc};

use super::super::queries::Vehicle;
use super::forms::{Reading, ReserveDraft, ReturnDraft};
use super::queries::{Driver, Reservation};
use crate::audit::Entry;
use crate::db::Tx;
use crate::db::ids::ReservationId;
use crate::web::conflict;
use crate::web::error::{AppError, Result};

/// Reserves a vehicle; answers the reference.
pub async fn reserve(tx: &mut Tx, vehicle: &Vehicle, draft: &ReserveDraft, driver: Option<&Driver>) -> Result<String> {
    let reference = sqlx::query_scalar!(
        "insert into vehicle_reservation (id, ref, vehicle_id, cell, during, purpose, driver_id)
         values ($1, sec.new_ref('B'), $2, $3, tstzrange($4, $5), $6, $7) returning ref",
        ReservationId::fresh().0,
        vehicle.id.0,
        vehicle.cell,
        draft.from,
        draft.to,
        draft.purpose,
        driver.map(|driver| driver.id.0),
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    tx.record(Entry::done("reservation.create", &reference).at_cell(vehicle.cell).with_detail(vehicle.reference.clone()));
    Ok(reference)
}

/// A rule of the database as an error beside its field; any other error goes on.
fn beside(error: AppError) -> AppError {
    match error {
        AppError::Refused(name) => match name.as_str() {
            "only_a_ready_vehicle_is_used" => AppError::field("from_date", "constraint-only-a-ready-vehicle-is-used"),
            "driver_is_qualified" => AppError::field("driver", "constraint-driver-is-qualified"),
            _ => AppError::Refused(name),
        },
        other => other,
    }
}

/// The driver takes it, with this reading of the odometer.
pub async fn take(tx: &mut Tx, reservation: &Reservation, reading: Reading, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update vehicle_reservation set state = 'out', taken_at = $2, taken_km = $3, affirmed_km = $5, version = version + 1, updated_at = $2, updated_by = sec.account_id()
         where id = $1 and version = $4 and state = 'reserved'",
        reservation.id.0,
        tx.now,
        reading.km,
        version,
        reading.affirmed_km,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| unread(error.into()))?;
    settled(tx, reservation, "reservation.take", done.rows_affected())
}

/// A reading that cannot be, or is asked again, beside its field.
fn unread(error: AppError) -> AppError {
    let key = match &error {
        AppError::Refused(name) => match name.as_str() {
            "odometer_only_grows" => "constraint-odometer-only-grows",
            "reservation_km_grow" => "constraint-reservation-km-grow",
            "taken_near_its_reading" => "constraint-taken-near-its-reading",
            "return_is_driven" => "constraint-return-is-driven",
            _ => return error,
        },
        _ => return error,
    };
    AppError::field("kilometres", key)
}

/// It is back.
pub async fn bring_back(tx: &mut Tx, reservation: &Reservation, draft: &ReturnDraft, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update vehicle_reservation set state = 'returned', returned_at = $2, returned_km = $3, condition = $4, note = $5, affirmed_km = $7, version = version + 1, updated_at = $2,
           updated_by = sec.account_id() where id = $1 and version = $6 and state = 'out'",
        reservation.id.0,
        tx.now,
        draft.reading.km,
        draft.condition,
        draft.note,
        version,
        draft.reading.affirmed_km,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| unread(error.into()))?;
    settled(tx, reservation, "reservation.return", done.rows_affected())
}

/// Shortens or lengthens it.
pub async fn reschedule(tx: &mut Tx, reservation: &Reservation, (from, to): (DateTime<Utc>, DateTime<Utc>), version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update vehicle_reservation set during = tstzrange($2, $3), version = version + 1, updated_at = $4, updated_by = sec.account_id()
         where id = $1 and version = $5 and state in ('reserved', 'out')",
        reservation.id.0,
        from,
        to,
        tx.now,
        version,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| match error.into() {
        AppError::Refused(name) if name == "only_a_ready_vehicle_is_used" => AppError::field("to_date", "constraint-only-a-ready-vehicle-is-used"),
        AppError::Refused(name) if name == "driver_is_qualified" => AppError::field("to_date", "constraint-driver-is-qualified"),
        AppError::Refused(name) if name == "begun_reservation_keeps_its_start" => AppError::field("to_date", "constraint-begun-reservation-keeps-its-start"),
        other => other,
    })?;
    settled(tx, reservation, "reservation.reschedule", done.rows_affected())
}

/// Gives the vehicle free.
pub async fn cancel(tx: &mut Tx, reservation: &Reservation, reason: &str, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update vehicle_reservation set state = 'cancelled', cancel_reason = $2, version = version + 1, updated_at = $3, updated_by = sec.account_id()
         where id = $1 and version = $4 and state = 'reserved'",
        reservation.id.0,
        reason,
        tx.now,
        version,
    )
    .execute(&mut **tx)
    .await?;
    settled(tx, reservation, "reservation.cancel", done.rows_affected())
}

fn settled(tx: &mut Tx, reservation: &Reservation, action: &'static str, rows: u64) -> Result<()> {
    if rows == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done(action, &reservation.reference).at_cell(reservation.cell));
    Ok(())
}
