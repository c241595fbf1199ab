//! What two armourers do. The database writes the ledger's side of the list and checks it again at the signature.

use sqlx::types::Json;

use super::super::queries::Armoury;
use super::forms::CountDraft;
use super::queries::JointCount;
use crate::audit::Entry;
use crate::db::Tx;
use crate::db::ids::JointCountId;
use crate::web::conflict;
use crate::web::error::Result;

/// Records what was counted. Answers the reference.
pub async fn prepare(tx: &mut Tx, armoury: &Armoury, draft: &CountDraft) -> Result<String> {
    let reference = sqlx::query_scalar!(
        "insert into joint_count (id, ref, armoury_id, cell, seen, found, unexpected, remark) values ($1, sec.new_ref('JC'), $2, $3, $4, $5, $6, $7) returning ref",
        JointCountId::fresh().0,
        armoury.id.0,
        armoury.cell,
        &draft.seen,
        Json(&draft.found) as _,
        draft.unexpected,
        draft.remark,
    )
    .fetch_one(&mut **tx)
    .await?;
    tx.record(Entry::done("joint-count.prepare", &reference).at_cell(armoury.cell).with_detail(&armoury.reference));
    Ok(reference)
}

/// Whoever takes the armoury over signs.
pub async fn sign(tx: &mut Tx, count: &JointCount, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update joint_count set second_by = sec.account_id(), second_at = $2, state = 'signed', version = version + 1
         where id = $1 and version = $3 and state = 'counted'",
        count.id.0,
        tx.now,
        version,
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), "joint-count.sign", count)
}

/// Nothing comes of it.
pub async fn withdraw(tx: &mut Tx, count: &JointCount, reason: &str, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update joint_count set state = 'withdrawn', withdraw_reason = $2, version = version + 1 where id = $1 and version = $3 and state = 'counted'",
        count.id.0,
        reason,
        version,
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), "joint-count.withdraw", count)
}

fn written(tx: &mut Tx, rows: u64, deed: &'static str, count: &JointCount) -> Result<()> {
    if rows == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done(deed, &count.reference).at_cell(count.cell).with_detail(&count.armoury));
    Ok(())
}
