//! The three ways out of quarantine. Each locks the row, judges it again, and records what stands.

use std::collections::{BTreeMap, HashSet};

use sqlx::types::Json;
use uuid::Uuid;

use super::super::background;
use super::super::model::{Said, State};
use super::super::queries::BatchRow;
use super::super::run::Context;
use super::queries::{self, RowRow};
use crate::audit::Entry;
use crate::db::Tx;
use crate::features::movements::journeys::{Kind, Pardon, recording, try_out_again};
use crate::i18n::Message;
use crate::importing::Table;
use crate::web::error::{AppError, Result};

/// What became of a row.
#[derive(Debug)]
pub enum Outcome {
    /// It is recorded.
    Recorded,
    /// It is still refused, for this reason; nothing is saved.
    Refused(Said),
    /// It may be released from what was wrong, but something else is: it waits under the new code.
    WaitsOn,
}

/// Records a row with corrected cells, if it is right now.
pub async fn correct(tx: &mut Tx, batch: &BatchRow, number: i32, version: i32, cells: Vec<String>) -> Result<Outcome> {
    let row = waiting(tx, batch, number, version).await?;
    match judge(tx, batch, &cells, Pardon::None, "").await? {
        Verdict::Stands(journey) => {
            settle(tx, batch, &row, "corrected", &cells, "", Some(journey)).await?;
            Ok(Outcome::Recorded)
        }
        Verdict::Falls(said) => Ok(Outcome::Refused(said)),
    }
}

/// Records a row although it was refused, for a reason. Only two codes may be released.
pub async fn release(tx: &mut Tx, batch: &BatchRow, number: i32, version: i32, reason: &str) -> Result<Outcome> {
    let row = waiting(tx, batch, number, version).await?;
    let pardon = match row.code.as_str() {
        "too_fast" => Pardon::TooFast,
        "principal_in_two_places" => Pardon::TwoPlaces,
        _ => return Err(AppError::Conflict(Message::new("import-not-releasable"))),
    };
    let cells = row.cells.0.clone();
    match judge(tx, batch, &cells, pardon, reason).await? {
        Verdict::Stands(journey) => {
            settle(tx, batch, &row, "released", &cells, reason, Some(journey)).await?;
            Ok(Outcome::Recorded)
        }
        Verdict::Falls(said) if said.code == "principal_in_two_places" && row.code != said.code => {
            sqlx::query!(
                "update import_row set code = $2, column_name = $3, told = $4, version = version + 1 where id = $1",
                row.id,
                said.code,
                said.column,
                Json(&said.args) as _
            )
            .execute(&mut **tx)
            .await?;
            tx.record(entry(batch, &row, "code changed"));
            Ok(Outcome::WaitsOn)
        }
        Verdict::Falls(said) => Ok(Outcome::Refused(said)),
    }
}

/// Lets a row go, for a reason. It stays to be seen.
pub async fn drop_row(tx: &mut Tx, batch: &BatchRow, number: i32, version: i32, reason: &str) -> Result<()> {
    let row = waiting(tx, batch, number, version).await?;
    let cells = row.cells.0.clone();
    settle(tx, batch, &row, "dropped", &cells, reason, None).await
}

async fn waiting(tx: &mut Tx, batch: &BatchRow, number: i32, version: i32) -> Result<RowRow> {
    sqlx::query!("select sec.import_turn()").execute(&mut **tx).await?;
    sqlx::query!("select id from import_row where batch_id = $1 and row_number = $2 for update", batch.id, number).fetch_optional(&mut **tx).await?;
    let row = queries::row(tx, batch.id, number).await?.ok_or(AppError::NotFound)?;
    if row.state != "quarantined" || row.version != version {
        return Err(AppError::Conflict(Message::new("import-row-decided").with("by", row.decided_by)));
    }
    if batch.state != State::Applied {
        return Err(AppError::Conflict(Message::new("import-not-applied")));
    }
    Ok(row)
}

/// Whether a row may stand.
enum Verdict {
    /// It is recorded as this leg or stay.
    Stands(Uuid),
    Falls(Said),
}

/// Judges one row and records it if it may stand; otherwise says why not.
async fn judge(tx: &mut Tx, batch: &BatchRow, cells: &[String], pardon: Pardon, reason: &str) -> Result<Verdict> {
    let prepared = background::prepared(tx, batch).await?;
    let one = Table::of_one(prepared.table.header.clone(), cells);
    let context = Context::read(tx, prepared, Some(&one)).await?;
    let work = tokio::task::spawn_blocking(move || {
        let kept = HashSet::new();
        let trial = try_out_again(&one, &context.prepared.table, &context.setup(&kept), pardon);
        trial.map(|trial| (trial, one, context))
    });
    let (trial, one, context) = work.await.map_err(|error| AppError::Internal(error.into()))?.map_err(|_| AppError::Busy)?;
    if let Some(refused) = trial.refused.first() {
        return Ok(Verdict::Falls(Said::of(trial.refused_detail(refused.row, &refused.refusal), &one, true)));
    }
    if let Some(unchanged) = trial.unchanged.first() {
        let args = BTreeMap::from([("reference".to_owned(), context.reference_of(unchanged.recorded))]);
        let column = one.header.first().cloned().unwrap_or_default();
        return Ok(Verdict::Falls(Said { row: 2, column, value: String::new(), code: "duplicate".to_owned(), args, is_error: true }));
    }
    let home = recording::Home { batch: batch.id, reference: &batch.reference, portfolio: &batch.portfolio, reason };
    let kept = recording::record(tx, &trial, &home, &mut |_| {}).await?;
    kept.first().map(|kept| Verdict::Stands(kept.journey)).ok_or_else(|| AppError::Conflict(Message::new("import-row-empty")))
}

async fn settle(tx: &mut Tx, batch: &BatchRow, row: &RowRow, state: &'static str, cells: &[String], reason: &str, journey: Option<Uuid>) -> Result<()> {
    let (leg, stay) = match batch.kind {
        Kind::Legs => (journey, None),
        Kind::Stays => (None, journey),
    };
    sqlx::query!(
        "update import_row set state = $2, cells = $3, reason = $4, leg_id = $5, stay_id = $6, decided_by = sec.account_id(), decided_at = $7, version = version + 1
         where id = $1",
        row.id,
        state,
        Json(cells) as _,
        reason,
        leg,
        stay,
        tx.now
    )
    .execute(&mut **tx)
    .await?;
    tx.record(entry(batch, row, state));
    Ok(())
}

fn entry(batch: &BatchRow, row: &RowRow, deed: &str) -> Entry {
    Entry::done("import.decide", format!("{} {}", batch.reference, row.number)).at_cell(batch.cell).with_detail(deed)
}
