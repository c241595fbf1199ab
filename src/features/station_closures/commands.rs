//! What people do to the closing of a station. That it closes with nothing open, by two people, is held by the database.

use uuid::Uuid;

use super::queries::Closing;
use crate::audit::Entry;
use crate::db::Tx;
use crate::i18n::Message;
use crate::web::conflict;
use crate::web::error::{AppError, Result};

/// Asks for the closing, with a reason and the paper that says so.
pub async fn ask(tx: &mut Tx, closing: &Closing, (reason, document): &(String, String)) -> Result<()> {
    sqlx::query!(
        "insert into station_closure (id, station_id, cell, reason, document) values ($1, $2, $3, $4, $5)",
        Uuid::now_v7(),
        closing.station_id.0,
        closing.cell,
        reason,
        document,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    tx.record(Entry::done("closure.ask", &closing.code).at_cell(closing.cell));
    Ok(())
}

/// Closes the station.
pub async fn decide(tx: &mut Tx, closing: &Closing, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update station_closure set state = 'closed', decided_by = sec.account_id(), decided_at = $3, version = version + 1
         where id = $1 and version = $2 and state = 'asked'",
        closing.id,
        version,
        tx.now,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    changed(done.rows_affected())?;
    tx.record(Entry::done("closure.decide", &closing.code).at_cell(closing.cell));
    Ok(())
}

/// Takes back what was asked.
pub async fn withdraw(tx: &mut Tx, closing: &Closing, reason: &str, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update station_closure set state = 'withdrawn', ended_by = sec.account_id(), ended_at = $4, end_reason = $3, version = version + 1
         where id = $1 and version = $2 and state = 'asked'",
        closing.id,
        version,
        reason,
        tx.now,
    )
    .execute(&mut **tx)
    .await?;
    changed(done.rows_affected())?;
    tx.record(Entry::done("closure.withdraw", &closing.code).at_cell(closing.cell));
    Ok(())
}

/// Opens a closed station again.
pub async fn reopen(tx: &mut Tx, closing: &Closing, reason: &str, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update station_closure set state = 'reopened', ended_by = sec.account_id(), ended_at = $4, end_reason = $3, version = version + 1
         where id = $1 and version = $2 and state = 'closed'",
        closing.id,
        version,
        reason,
        tx.now,
    )
    .execute(&mut **tx)
    .await?;
    changed(done.rows_affected())?;
    tx.record(Entry::done("closure.reopen", &closing.code).at_cell(closing.cell));
    Ok(())
}

fn changed(rows: u64) -> Result<()> {
    if rows == 0 { Err(conflict::stale()) } else { Ok(()) }
}

/// A refusal of the database beside the part of the page it is about.
fn beside(error: AppError) -> AppError {
    match error {
        AppError::Refused(name) => match name.as_str() {
            "station_closes_with_nothing_open" => AppError::field("decision", "constraint-station-closes-with-nothing-open"),
            "station_closes_once" => AppError::Conflict(Message::new("constraint-station-closes-once")),
            _ => AppError::Refused(name),
        },
        other => other,
    }
}
