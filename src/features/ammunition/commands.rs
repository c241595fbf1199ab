//! What people do to a lot's record. Where its rounds go is done by the acts.

use super::forms::LotDraft;
use super::queries::Lot;
use crate::audit::Entry;
use crate::db::Tx;
use crate::db::ids::LotId;
use crate::features::armouries::ArmouryChoice;
use crate::web::conflict;
use crate::web::error::Result;

/// The lot with this number, maker and calibre: recorded before, perhaps by another station, or now.
/// Answers its id, its reference and whether it was known. The receipt that follows records the entry.
pub async fn find_or_create(tx: &mut Tx, draft: &LotDraft, armoury: &ArmouryChoice) -> Result<(LotId, String, bool)> {
    let known =
        sqlx::query!(r#"select out_id as "id!: LotId", out_ref as "reference!" from sec.lot_called($1, $2, $3)"#, draft.number, draft.maker, draft.calibre)
            .fetch_optional(&mut **tx)
            .await?;
    if let Some(known) = known {
        return Ok((known.id, known.reference, true));
    }
    let id = LotId::fresh();
    let reference = sqlx::query_scalar!(
        "insert into ammunition_lot (id, ref, station_id, cell, number, maker, calibre, nature, made_year, hazard, stock_class, shelf_life_until)
         values ($1, sec.new_ref('L'), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning ref",
        id.0,
        armoury.station_id.0,
        armoury.cell,
        draft.number,
        draft.maker,
        draft.calibre,
        draft.nature,
        draft.made_year,
        draft.hazard,
        draft.stock_class,
        draft.shelf_life_until,
    )
    .fetch_one(&mut **tx)
    .await?;
    tx.record(Entry::done("ammunition.create", &reference).at_cell(armoury.cell));
    Ok((id, reference, false))
}

/// Saves the form over the record it was made from.
pub async fn edit(tx: &mut Tx, lot: &Lot, draft: &LotDraft) -> Result<()> {
    let done = sqlx::query!(
        "update ammunition_lot set number = $2, maker = $3, calibre = $4, nature = $5, made_year = $6, hazard = $7, stock_class = $8, shelf_life_until = $9,
           version = version + 1, updated_at = $10, updated_by = sec.account_id() where id = $1 and version = $11",
        lot.id.0,
        draft.number,
        draft.maker,
        draft.calibre,
        draft.nature,
        draft.made_year,
        draft.hazard,
        draft.stock_class,
        draft.shelf_life_until,
        tx.now,
        draft.version,
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), "ammunition.edit", lot)
}

/// Suspends it wherever it lies.
pub async fn suspend(tx: &mut Tx, lot: &Lot, reason: &str, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update ammunition_lot set suspended_at = $2, suspended_by = sec.account_id(), suspension_reason = $3, lifted_at = null, lifted_by = null, lift_reason = '',
           version = version + 1, updated_at = $2, updated_by = sec.account_id()
         where id = $1 and version = $4 and (suspended_at is null or lifted_at is not null)",
        lot.id.0,
        tx.now,
        reason,
        version,
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), "ammunition.suspend", lot)
}

/// Another person lifts the suspension.
pub async fn lift(tx: &mut Tx, lot: &Lot, reason: &str, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update ammunition_lot set lifted_at = $2, lifted_by = sec.account_id(), lift_reason = $3, version = version + 1, updated_at = $2,
           updated_by = sec.account_id() where id = $1 and version = $4 and suspended_at is not null and lifted_at is null",
        lot.id.0,
        tx.now,
        reason,
        version,
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), "ammunition.lift", lot)
}

fn written(tx: &mut Tx, rows: u64, deed: &'static str, lot: &Lot) -> Result<()> {
    if rows == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done(deed, &lot.reference).at_cell(lot.cell));
    Ok(())
}
