//! Requests about confirmations, and the one thing people do: say how a block stands.

use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::model::statements;
use super::queries;
use super::views::{BlockFacts, Page, Paper, facts_of, url};
use super::{ConfirmBlock, ConfirmationHistory, PrintConfirmation, ReconcileBlock, ShowConfirmation};
use crate::audit::Entry;
use crate::audit::history::{HistoryTable, of_several, page::Subject, page::answer};
use crate::authz::action::{Action, Authorized};
use crate::db::Tx;
use crate::features::stations::{Station, StationTarget};
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::page;

/// What is said of a block, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct SayForm {
    block: String,
    statement: String,
    /// How many changes stood on the page.
    seen: String,
}

pub async fn show(mut auth: Authorized<ShowConfirmation>) -> Result<Response> {
    page::page(&whole(&mut auth, &FieldErrors::default()).await?)
}

pub async fn print(mut auth: Authorized<PrintConfirmation>) -> Result<Response> {
    let page = whole(&mut auth, &FieldErrors::default()).await?;
    page::page(&Paper::new(&auth.seed, page))
}

async fn whole<A: Action<Target = StationTarget>>(auth: &mut Authorized<A>, errors: &FieldErrors) -> Result<Page> {
    let mut tx = auth.read().await?;
    let facts = facts_of(&mut tx, &auth.actor, &auth.target.0).await?;
    Ok(Page::new(&auth.seed, &auth.actor, &auth.target, facts, errors))
}

pub async fn confirm(mut auth: Authorized<ConfirmBlock>, form: Form) -> Result<Response> {
    let outcome = say(&mut auth, &form, "confirmed", "confirmation.confirm").await;
    answered(&mut auth, outcome, "said-block-confirmed").await
}

pub async fn reconcile(mut auth: Authorized<ReconcileBlock>, form: Form) -> Result<Response> {
    let outcome = say(&mut auth, &form, "reconciled", "confirmation.reconcile").await;
    answered(&mut auth, outcome, "said-block-reconciled").await
}

async fn answered<A: Action<Target = StationTarget>>(auth: &mut Authorized<A>, outcome: Result<String>, said: &'static str) -> Result<Response> {
    match outcome {
        Ok(place) => Ok(page::see_other_saying(&place, said, &auth.target.0.code)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&whole(auth, &errors).await?),
        Err(error) => Err(error),
    }
}

/// Keeps what is said of a block if it is still what the page showed; answers where to go on.
async fn say<A: Action<Target = StationTarget>>(auth: &mut Authorized<A>, form: &Form, step: &'static str, deed: &'static str) -> Result<String> {
    let posted: SayForm = form.parse()?;
    let mut tx = auth.write(form).await?;
    let station = &auth.target.0;
    let facts = facts_of(&mut tx, &auth.actor, station).await?;
    let block = facts.into_iter().find(|one| one.block.code == posted.block.trim()).ok_or_else(|| AppError::field("block", "field-not-a-choice"))?;
    let statement = offered(&block, &posted)?;
    keep(&mut tx, station, &block.block.code, step, statement, deed).await.map_err(changed_meanwhile)?;
    let place = format!("{}#block-{}", url(&station.code), block.block.code);
    tx.commit(&place).await?;
    Ok(place)
}

/// What was posted, if the page offers it now: something else may have changed meanwhile.
fn offered(block: &BlockFacts, posted: &SayForm) -> Result<&'static str> {
    let known = ["unchanged", "changed", "none", "unknown"].contains(&posted.statement.trim());
    if !known {
        return Err(AppError::field("statement", "field-not-a-choice"));
    }
    let statement = statements(block.records, block.was_confirmed(), block.changed).into_iter().find(|one| *one == posted.statement.trim());
    let has_seen_all = statement != Some("changed") || posted.seen.trim() == block.changed.to_string();
    statement.filter(|_| has_seen_all).ok_or_else(|| AppError::field("statement", "confirmation-changed-meanwhile"))
}

fn changed_meanwhile(error: AppError) -> AppError {
    match error {
        AppError::Refused(name) => match name.as_str() {
            "unchanged_means_unchanged" => AppError::field("statement", "constraint-unchanged-means-unchanged"),
            "none_means_none" => AppError::field("statement", "constraint-none-means-none"),
            "nothing_is_said_to_be_none" => AppError::field("statement", "constraint-nothing-is-said-to-be-none"),
            _ => AppError::Refused(name),
        },
        other => other,
    }
}

async fn keep(tx: &mut Tx, station: &Station, block: &str, step: &str, statement: &str, deed: &'static str) -> Result<()> {
    sqlx::query!(
        "insert into station_confirmation (id, station_id, cell, block, step, statement) values ($1, $2, $3, $4, $5, $6)",
        Uuid::now_v7(),
        station.id.0,
        station.cell,
        block,
        step,
        statement
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done(deed, &station.code).at_cell(station.cell).with_detail(format!("{block} {statement}")));
    Ok(())
}

pub async fn history_of(mut auth: Authorized<ConfirmationHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let station = &auth.target.0;
    let said = queries::said_ids(&mut tx, station.cell).await?;
    let saves = of_several(&mut tx, &[(HistoryTable::StationConfirmation, said)]).await?;
    let subject =
        Subject { url: url(&station.code), reference: station.code.clone(), zone: station.zone.clone(), place: station.name.clone(), tabs: Vec::new() };
    answer(&auth, &mut tx, &subject, &saves).await
}
