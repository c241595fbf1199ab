//! What people do to counts. Each is one statement; the database compares with the ledger and keeps what was scanned.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::queries::{Count, Countable, Item, Lot};
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::Tx;
use crate::db::ids::StockCountId;
use crate::web::conflict;
use crate::web::error::{AppError, Result};

/// Opens a count, now or as it was on paper; answers the reference.
pub async fn open(tx: &mut Tx, actor: &Actor, of: &Countable, counted_at: Option<DateTime<Utc>>) -> Result<String> {
    let facts = Facts { cells: Some(vec![of.cell]), ..Facts::default() };
    if let Decision::Refuse(message) = policy::decide(actor, "count.open", &facts) {
        return Err(AppError::Forbidden(message));
    }
    let reference = sqlx::query_scalar!(
        "insert into stock_count (id, ref, covers, armoury_id, station_id, cell, is_paper, as_of) values ($1, sec.new_ref('SC'), $2, $3, $4, $5, $6, $7) returning ref",
        StockCountId::fresh().0,
        of.covers,
        of.armoury.map(|id| id.0),
        of.station_id.map(|id| id.0),
        of.cell,
        counted_at.is_some(),
        counted_at.unwrap_or(tx.now),
    )
    .fetch_one(&mut **tx)
    .await?;
    tx.record(Entry::done("count.open", &reference).at_cell(of.cell).with_detail(&of.key));
    Ok(reference)
}

/// Keeps a mark as it was scanned.
pub async fn scan(tx: &mut Tx, count: &Count, mark: &str) -> Result<()> {
    sqlx::query!(
        "insert into stock_count_item (id, count_id, cell, number, typed, outcome) values ($1, $2, $3, 0, $4, 'found')",
        Uuid::now_v7(),
        count.id.0,
        count.cell,
        mark
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("count.lead", &count.reference).at_cell(count.cell).with_detail("scanned"));
    Ok(())
}

/// Strikes an unknown mark that was a slip of the hand.
pub async fn strike(tx: &mut Tx, count: &Count, item: &Item, reason: &str) -> Result<()> {
    sqlx::query!(
        "insert into stock_count_item (id, count_id, cell, number, typed, outcome, strikes_id, reason) values ($1, $2, $3, 0, $4, 'struck', $5, $6)",
        Uuid::now_v7(),
        count.id.0,
        count.cell,
        item.typed,
        item.id,
        reason
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("count.lead", &count.reference).at_cell(count.cell).with_detail("struck"));
    Ok(())
}

/// Keeps the parts of kits that were ticked, each as if it had been scanned.
pub async fn tick(tx: &mut Tx, count: &Count, parts: &[String]) -> Result<()> {
    sqlx::query!(
        "insert into stock_count_item (id, count_id, cell, number, typed, outcome)
         select gen_random_uuid(), $1, $2, 0, told.part, 'found' from unnest($3::text[]) told (part)",
        count.id.0,
        count.cell,
        parts
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("count.lead", &count.reference).at_cell(count.cell).with_detail("ticked"));
    Ok(())
}

/// Keeps the numbers that were counted of each lot or thing, over what was typed before.
pub async fn count_rounds(tx: &mut Tx, count: &Count, counted: &[(&Lot, i32)]) -> Result<()> {
    let lots: Vec<Option<Uuid>> = counted.iter().map(|(lot, _)| lot.lot.map(|id| id.0)).collect();
    let things: Vec<Option<Uuid>> = counted.iter().map(|(lot, _)| lot.equipment.map(|id| id.0)).collect();
    let numbers: Vec<i32> = counted.iter().map(|(_, number)| *number).collect();
    sqlx::query!(
        "insert into stock_count_lot (id, count_id, cell, lot_id, equipment_id, counted)
         select gen_random_uuid(), $1, $2, told.lot, told.thing, told.number from unnest($3::uuid[], $4::uuid[], $5::integer[]) told (lot, thing, number)
         on conflict (count_id, (coalesce(lot_id, equipment_id)))
           do update set counted = excluded.counted, entered_by = sec.account_id(), version = stock_count_lot.version + 1",
        count.id.0,
        count.cell,
        &lots as &[Option<Uuid>],
        &things as &[Option<Uuid>],
        &numbers
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("count.lead", &count.reference).at_cell(count.cell).with_detail("rounds"));
    Ok(())
}

/// The first signature: the count is finished, and what differs is opened.
pub async fn finish(tx: &mut Tx, count: &Count, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update stock_count set state = 'counted', counted_by = sec.account_id(), counted_at = $2, version = version + 1
         where id = $1 and version = $3 and state = 'counting'",
        count.id.0,
        tx.now,
        version
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), count, "count.lead", "finished")
}

/// The second signature.
pub async fn sign(tx: &mut Tx, count: &Count, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update stock_count set state = 'signed', second_by = sec.account_id(), second_at = $2, version = version + 1
         where id = $1 and version = $3 and state = 'counted'",
        count.id.0,
        tx.now,
        version
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), count, "count.sign", "")
}

/// Nothing was counted.
pub async fn withdraw(tx: &mut Tx, count: &Count, reason: &str, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update stock_count set state = 'withdrawn', withdraw_reason = $2, version = version + 1 where id = $1 and version = $3 and state = 'counting'",
        count.id.0,
        reason,
        version
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), count, "count.withdraw", "")
}

fn written(tx: &mut Tx, rows: u64, count: &Count, deed: &'static str, detail: &'static str) -> Result<()> {
    if rows == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done(deed, &count.reference).at_cell(count.cell).with_detail(detail));
    Ok(())
}
