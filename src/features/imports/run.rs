//! One run over a file: read it, try it out, and, if asked, record what was accepted. The page and the
//! command line both come through here. A run reports how far it is and can be told to stop.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::commands;
use super::model::Figures;
use super::queries;
use crate::authz::actor::Actor;
use crate::db::Tx;
use crate::features::movements::journeys::{
    AliasError, Columns, Detail, Fingerprint, Kind, Names, Places, Principals, Recorded, Setup, Trial, add_aliases, known, named_in, recording, try_out,
};
use crate::i18n::Message;
use crate::importing::{Mapping, MappingError, Order, ReadError, Table, read};
use crate::web::error::{AppError, Result};

/// A file and what a person chose for it.
pub struct Request {
    pub kind: Kind,
    pub file: Vec<u8>,
    pub aliases: Option<Vec<u8>>,
    pub mapping: Mapping,
    pub order: Option<Order>,
    pub creates_principals: bool,
}

/// Why a file cannot be tried at all.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    #[error("{0}")]
    File(ReadError),
    #[error("{0}")]
    Columns(MappingError),
    #[error("the alias file is refused: {0}")]
    Aliases(AliasError),
}

/// A file, read and understood, before anything is compared with what is recorded.
pub struct Prepared {
    pub table: Table,
    pub columns: Columns,
    names: Names,
    places: Places,
    order: Option<Order>,
    creates_principals: bool,
}

/// How far a run is. Shared between the run and whoever shows it.
#[derive(Clone, Default)]
pub struct Progress {
    done: Arc<AtomicUsize>,
    total: Arc<AtomicUsize>,
    /// Cancelled: the run ends at its next row.
    pub stop: CancellationToken,
}

impl Progress {
    /// Nothing done yet; ends when `stop` is given.
    pub fn until(stop: CancellationToken) -> Self {
        Self { stop, ..Self::default() }
    }

    /// Rows done and rows to do; each row counts once for every pass.
    pub fn now(&self) -> (usize, usize) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }

    fn set(&self, done: usize, total: usize) {
        self.done.store(done, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }
}

/// Reads a request. Works on the processor only: call it where that is allowed.
pub fn prepare(request: Request) -> Result<Prepared, Unusable> {
    let mut places = Places::default();
    if let Some(aliases) = &request.aliases {
        add_aliases(&mut places, aliases).map_err(Unusable::Aliases)?;
    }
    let table = read(&request.file, &request.mapping.wanted()).map_err(Unusable::File)?;
    drop(request.file);
    let columns = Columns::find(request.kind, &request.mapping, &table).map_err(Unusable::Columns)?;
    let names = named_in(&table, &columns);
    Ok(Prepared { table, columns, names, places, order: request.order, creates_principals: request.creates_principals })
}

/// Lets long statements of a run be: the limits of a request are not those of a file.
pub async fn take_time(tx: &mut Tx) -> Result<()> {
    sqlx::query!(
        "select set_config('statement_timeout', '15min', true) as a, set_config('lock_timeout', '15min', true) as b,
           set_config('idle_in_transaction_session_timeout', '15min', true) as c"
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(())
}

/// A trial and what it was made of.
pub struct Tried {
    pub prepared: Prepared,
    pub trial: Trial,
}

/// Everything a single row is judged by, besides itself.
pub struct Context {
    pub prepared: Prepared,
    known: known::Known,
    now: chrono::DateTime<chrono::Utc>,
}

impl Context {
    /// Reads what is recorded. `row` holds the names of a corrected row, which the file may not have.
    pub async fn read(tx: &mut Tx, mut prepared: Prepared, row: Option<&Table>) -> Result<Self> {
        if let Some(row) = row {
            prepared.names = named_in(row, &prepared.columns);
        }
        let principals = if prepared.creates_principals { Principals::creating_missing() } else { Principals::only_known() };
        let places = std::mem::take(&mut prepared.places);
        let known = known::read(tx, prepared.columns.kind(), &prepared.names, places, principals).await?;
        Ok(Self { prepared, known, now: tx.now })
    }

    /// Reference of the movement that holds a recorded journey.
    pub fn reference_of(&self, recorded: usize) -> String {
        self.known.recorded.get(recorded).map(|journey| journey.reference.clone()).unwrap_or_default()
    }

    /// The setup of a trial in this context.
    pub fn setup<'a>(&'a self, kept: &'a HashSet<Fingerprint>) -> Setup<'a> {
        let recorded: &[Recorded] = &self.known.recorded;
        Setup {
            columns: &self.prepared.columns,
            dates: self.prepared.order,
            places: &self.known.places,
            principals: &self.known.principals,
            recorded,
            kept,
            now: self.now,
        }
    }
}

/// Tries a file out against what is recorded. Changes nothing.
pub async fn try_it(tx: &mut Tx, prepared: Prepared, passes: usize, progress: &Progress) -> Result<Tried> {
    let kept = queries::kept_fingerprints(tx).await?;
    let context = Context::read(tx, prepared, None).await?;
    let progress = progress.clone();
    let work = tokio::task::spawn_blocking(move || {
        let rows = context.prepared.table.row_count();
        let trial = try_out(&context.prepared.table, &context.setup(&kept), &mut |done, _| {
            progress.set(done, rows * passes);
            if progress.stop.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        trial.map(|trial| Tried { prepared: context.prepared, trial })
    });
    work.await.map_err(|error| AppError::Internal(error.into()))?.map_err(|_| AppError::Busy)
}

/// A batch that is being applied.
pub struct Batch<'a> {
    pub id: Uuid,
    pub reference: &'a str,
    pub cell: i32,
    pub portfolio: &'a str,
}

/// Tries a file out and records what is accepted; refused rows wait in quarantine.
pub async fn apply(tx: &mut Tx, actor: &Actor, batch: &Batch<'_>, prepared: Prepared, progress: &Progress) -> Result<Tried> {
    sqlx::query!("select sec.import_turn()").execute(&mut **tx).await?;
    let tried = try_it(tx, prepared, 3, progress).await?;
    let rows = tried.trial.rows;
    let home = recording::Home { batch: batch.id, reference: batch.reference, portfolio: batch.portfolio, reason: "" };
    let report = progress.clone();
    recording::record(tx, &tried.trial, &home, &mut |done| report.set(2 * rows + done, 3 * rows)).await?;
    commands::keep_refused(tx, batch, &tried).await?;
    commands::finish_apply(tx, actor, batch, &Figures::of(&tried.trial)).await?;
    progress.set(3 * rows, 3 * rows);
    Ok(tried)
}

/// The answer of the command line, one object.
#[derive(serde::Serialize)]
pub struct Answer {
    pub batch: Option<String>,
    pub kind: &'static str,
    #[serde(flatten)]
    pub figures: Figures,
    pub details: Vec<AnswerDetail>,
}

/// One entry of the details.
#[derive(serde::Serialize)]
pub struct AnswerDetail {
    pub row: u32,
    pub column: String,
    pub code: &'static str,
    pub message: String,
}

impl Answer {
    /// Of a trial, applied under a batch or not.
    pub fn of(trial: &Trial, batch: Option<String>) -> Self {
        let details = trial.details(1_000).into_iter().map(|Detail { row, column, code, message, .. }| AnswerDetail { row, column, code, message }).collect();
        Self { batch, kind: trial.kind().word(), figures: Figures::of(trial), details }
    }
}

/// What an unusable file is called on a page: the field it belongs to and the sentence.
pub fn why_unusable(error: &Unusable) -> (&'static str, Message) {
    let (field, code, args) = match error {
        Unusable::File(error) => ("file", error.code(), error.args()),
        Unusable::Columns(error) => ("mapping", error.code(), error.args()),
        Unusable::Aliases(AliasError::Rows(cells)) => {
            let first = &cells[0];
            let args =
                vec![("row", first.row.to_string()), ("column", first.column.to_owned()), ("text", first.text.clone()), ("count", cells.len().to_string())];
            ("aliases", "wrong_alias", args)
        }
        Unusable::Aliases(AliasError::Unread(error)) => ("aliases", error.code(), error.args()),
        Unusable::Aliases(AliasError::Header(error)) => ("aliases", error.code(), error.args()),
    };
    let mut message = Message::new(unusable_key(code));
    message.args = args;
    (field, message)
}

fn unusable_key(code: &str) -> &'static str {
    match code {
        "empty_file" => "import-file-empty",
        "unsupported_format" => "import-file-unsupported",
        "not_text" => "import-file-not-text",
        "file_too_large" => "import-file-too-large",
        "too_many_rows" => "import-file-too-many-rows",
        "too_many_columns" => "import-file-too-many-columns",
        "too_many_cells" => "import-file-too-many-cells",
        "unclosed_quote" => "import-file-unclosed-quote",
        "empty_mapping" => "import-columns-none",
        "unknown_field" | "malformed_mapping" | "field_twice" => "import-columns-malformed",
        "unknown_column" => "import-columns-unknown",
        "ambiguous_column" => "import-columns-ambiguous",
        "field_not_mapped" => "import-columns-missing",
        _ => "import-alias-wrong",
    }
}
