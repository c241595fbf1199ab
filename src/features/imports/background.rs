//! Runs that outlive their request. How far one is stands in the database, so that any server shows it;
//! a run that dies is found by its silence and can be started again.

use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::commands;
use super::model::{self, Figures};
use super::queries::{self, BatchRow};
use super::run::{self, Batch, Prepared, Progress, Request};
use crate::app::App;
use crate::authz::actor::Actor;
use crate::db::Tx;
use crate::features::movements::journeys::mapping_from_pairs;
use crate::web::error::{AppError, Result};

/// One run at a time in a server: a second file waits for the memory of the first.
static TURN: Semaphore = Semaphore::const_new(1);
/// How long a request waits for a short run, so that most people never see it running.
const MOMENT: Duration = Duration::from_secs(3);

/// What a run is to do.
#[derive(Clone, Copy)]
pub enum Task {
    /// Try the file out.
    Trial,
    /// Apply it.
    Apply,
}

/// Starts a run under the version that began it, and waits for a moment.
pub async fn start(app: &App, actor: &Actor, reference: &str, version: i32, task: Task) {
    let run = spawn(app.clone(), actor.clone(), reference.to_owned(), version, task);
    // Longer runs go on; the page shows how far they are.
    let _ = tokio::time::timeout(MOMENT, run).await;
}

fn spawn(app: App, actor: Actor, reference: String, version: i32, task: Task) -> JoinHandle<()> {
    tokio::spawn(async move {
        let Ok(_turn) = TURN.acquire().await else { return };
        let progress = Progress::until(app.stop().child_token());
        let outcome = carry_out(&app, &actor, &reference, version, task, &progress).await;
        if let Err(error) = outcome {
            let failure = name_of(&error);
            if let AppError::Internal(cause) = &error {
                tracing::error!(request_id = actor.ctx.request_id, cause = format!("{cause:#}"), "a run over a file failed");
            }
            if let Err(error) = note_failure(&app, &actor, &reference, version, &failure).await {
                tracing::error!(%error, "a failed run could not be noted");
            }
        }
    })
}

async fn carry_out(app: &App, actor: &Actor, reference: &str, version: i32, task: Task, progress: &Progress) -> Result<()> {
    let mut tx = app.db.read(&actor.ctx).await?;
    let batch = queries::batch(&mut tx, reference).await?.ok_or(AppError::NotFound)?;
    let prepared = prepared(&mut tx, &batch).await?;
    drop(tx);
    let work = async {
        match task {
            Task::Trial => try_out(app, actor, &batch, version, prepared, progress).await,
            Task::Apply => apply(app, actor, &batch, version, prepared, progress).await,
        }
    };
    told_while(work, app, batch.id, progress).await
}

/// Reads the file of a batch under the columns that were chosen for it.
pub(super) async fn prepared(tx: &mut Tx, batch: &BatchRow) -> Result<Prepared> {
    let (file, aliases) = queries::file(tx, batch.id).await?;
    let pairs = batch.choice.fields.clone().into_iter().collect();
    let mapping = mapping_from_pairs(batch.kind, pairs).map_err(|error| AppError::Internal(error.into()))?;
    let request = Request { kind: batch.kind, file, aliases, mapping, order: model::order_of(&batch.day_order), creates_principals: batch.creates_principals };
    let reading = tokio::task::spawn_blocking(move || run::prepare(request));
    reading.await.map_err(|error| AppError::Internal(error.into()))?.map_err(|error| AppError::Internal(error.into()))
}

async fn try_out(app: &App, actor: &Actor, batch: &BatchRow, version: i32, prepared: Prepared, progress: &Progress) -> Result<()> {
    let mut tx = app.db.read(&actor.ctx).await?;
    run::take_time(&mut tx).await?;
    let tried = run::try_it(&mut tx, prepared, 2, progress).await?;
    drop(tx);
    let (figures, said) = (Figures::of(&tried.trial), model::said(&tried.trial, &tried.prepared.table));
    drop(tried);
    let mut tx = app.db.write(&actor.ctx).await?;
    if commands::finish_trial(&mut tx, batch, version, &figures, &said).await? {
        tx.commit("").await?;
    }
    Ok(())
}

async fn apply(app: &App, actor: &Actor, batch: &BatchRow, version: i32, prepared: Prepared, progress: &Progress) -> Result<()> {
    let mut tx = app.db.write(&actor.ctx).await?;
    run::take_time(&mut tx).await?;
    if commands::is_still_applying(&mut tx, batch, version).await? {
        let target = Batch { id: batch.id, reference: &batch.reference, cell: batch.cell, portfolio: &batch.portfolio };
        run::apply(&mut tx, actor, &target, prepared, progress).await?;
        tx.commit("").await?;
    }
    Ok(())
}

/// Writes down how far a run is, twice a second, and that it has ended.
async fn told_while(work: impl Future<Output = Result<()>>, app: &App, batch: Uuid, progress: &Progress) -> Result<()> {
    let mut work = std::pin::pin!(work);
    let mut clock = tokio::time::interval(Duration::from_millis(500));
    clock.tick().await;
    let outcome = loop {
        tokio::select! {
            outcome = &mut work => break outcome,
            _ = clock.tick() => beat(app, batch, progress).await,
        }
    };
    beat(app, batch, progress).await;
    outcome
}

async fn beat(app: &App, batch: Uuid, progress: &Progress) {
    let (done, total) = progress.now();
    let number = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
    let told = async {
        let mut connection = app.db.stranger().await?;
        sqlx::query!("select sec.import_beat($1, $2, $3)", batch, number(done), number(total)).execute(&mut *connection).await?;
        Ok::<_, AppError>(())
    };
    if told.await.is_err() {
        tracing::warn!("the progress of a run was not noted");
    }
}

async fn note_failure(app: &App, actor: &Actor, reference: &str, version: i32, failure: &str) -> Result<()> {
    let mut tx = app.db.write(&actor.ctx).await?;
    let batch = queries::batch(&mut tx, reference).await?.ok_or(AppError::NotFound)?;
    commands::fail(&mut tx, &batch, version, failure).await?;
    tx.commit("").await
}

/// Key of the sentence that says why a run ended.
fn name_of(error: &AppError) -> String {
    match error {
        AppError::Refused(constraint) => format!("constraint-{}", constraint.replace('_', "-")),
        AppError::Conflict(message) | AppError::Forbidden(message) | AppError::Bad(message) | AppError::Sealed { message, .. } => message.key.to_owned(),
        AppError::Busy => "import-failed-busy".to_owned(),
        AppError::NotFound
        | AppError::SignIn
        | AppError::Invalid(_)
        | AppError::Repeated(_)
        | AppError::TooMany(_)
        | AppError::TooLarge
        | AppError::Internal(_) => "import-failed-internal".to_owned(),
    }
}
