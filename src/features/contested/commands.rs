//! Proposing how a contested fact is settled, taking that back, and settling it. The database moves what follows.

use super::queries::Contested;
use crate::audit::Entry;
use crate::db::Tx;
use crate::web::conflict;
use crate::web::error::{AppError, Result};

/// The first of two says how, and why.
pub async fn propose(tx: &mut Tx, one: &Contested, way: &str, reason: &str, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update contested_fact set state = 'proposed', way = $2, reason = $3, proposed_by = sec.account_id(), proposed_at = $4, version = version + 1
         where id = $1 and version = $5 and state = 'open'",
        one.id,
        way,
        reason,
        tx.now,
        version,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| misfit(error.into()))?;
    written(tx, done.rows_affected(), "contested.propose", one, way)
}

/// A trip in the time of another cannot stand: said beside the way.
fn misfit(error: AppError) -> AppError {
    match error {
        AppError::Refused(name) if name == "trip_fits_the_reservations" => AppError::field("way", "constraint-trip-fits-the-reservations"),
        other => other,
    }
}

/// It is open again.
pub async fn take_back(tx: &mut Tx, one: &Contested, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update contested_fact set state = 'open', way = '', reason = '', proposed_by = null, proposed_at = null, version = version + 1
         where id = $1 and version = $2 and state = 'proposed'",
        one.id,
        version,
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), "contested.propose", one, "taken back")
}

/// The second of two: withdrawn or upheld, as proposed.
pub async fn settle(tx: &mut Tx, one: &Contested, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update contested_fact set state = case way when 'uphold' then 'upheld' else 'withdrawn' end, settled_by = sec.account_id(), settled_at = $2,
           version = version + 1 where id = $1 and version = $3 and state = 'proposed'",
        one.id,
        tx.now,
        version,
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), "contested.settle", one, &one.way)
}

fn written(tx: &mut Tx, rows: u64, deed: &'static str, one: &Contested, detail: &str) -> Result<()> {
    if rows == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done(deed, &one.reference).at_cell(one.cell).with_detail(format!("{} {detail}", one.act)));
    Ok(())
}
