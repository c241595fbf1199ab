//! What people do to counts. Each is one statement; the database compares with the ledger and keeps what was scanned.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::queries::{Count, Countable, Item};
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::Tx;
use crate::db::ids::{LotId, StockCountId};
use crate::web::conflict;
use crate::web::error::{AppError, Result};

/// Opens a count of an armoury, now or as it was on paper; answers the reference.
pub async fn open(tx: &mut Tx, actor: &Actor, armoury: &Countable, counted_at: Option<DateTime<Utc>>) -> Result<String> {
    let facts = Facts { cells: Some(vec![armoury.cell]), ..Facts::default() };
    if let Decision::Refuse(message) = policy::decide(actor, "count.open", &facts) {
        return Err(AppError::Forbidden(message));
    }
    let reference = sqlx::query_scalar!(
        "insert into stock_count (id, ref, armoury_id, cell, is_paper, as_of) values ($1, sec.new_ref('SC'), $2, $3, $4, $5) returning ref",
        StockCountId::fresh().0,
        armoury.id.0,
        armoury.cell,
        counted_at.is_some(),
        counted_at.unwrap_or(tx.now),
    )
    .fetch_one(&mut **tx)
    .await?;
    tx.record(Entry::done("count.open", &reference).at_cell(armoury.cell).with_detail(&armoury.reference));
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

/// Keeps the rounds that were counted of each lot, over what was typed before.
pub async fn count_rounds(tx: &mut Tx, count: &Count, counted: &[(LotId, i32)]) -> Result<()> {
    let (lots, rounds): (Vec<Uuid>, Vec<i32>) = counted.iter().map(|(lot, rounds)| (lot.0, *rounds)).unzip();
    sqlx::query!(
        "insert into stock_count_lot (id, count_id, cell, lot_id, counted)
         select gen_random_uuid(), $1, $2, told.lot, told.rounds from unnest($3::uuid[], $4::integer[]) told (lot, rounds)
         on conflict (count_id, lot_id) do update set counted = excluded.counted, entered_by = sec.account_id(), version = stock_count_lot.version + 1",
        count.id.0,
        count.cell,
        &lots,
        &rounds
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
