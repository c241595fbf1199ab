//! What a person does with a batch: bring a file, choose its columns, apply it, take it back.

use sha2::{Digest, Sha256};
use sqlx::types::Json;
use uuid::Uuid;

use super::model::{self, Choice, Figures, Said, State};
use super::queries::{self, BatchRow};
use super::run::{Batch, Tried};
use crate::audit::{Entry, Outcome};
use crate::authz::actor::{Actor, Role};
use crate::authz::policy::{self, Decision, Facts};
use crate::db::Tx;
use crate::features::movements::journeys::{Fingerprint, Kind};
use crate::i18n::Message;
use crate::web::error::{AppError, Result};

/// Rows of one statement.
const SET: usize = 10_000;

/// A batch that was made just now.
pub struct Made {
    pub id: Uuid,
    pub reference: String,
    pub cell: i32,
    pub portfolio: String,
}

/// A file that somebody brought.
pub struct Upload<'a> {
    pub kind: Kind,
    pub file_name: &'a str,
    pub file: &'a [u8],
    pub aliases: Option<&'a [u8]>,
}

/// What a person chose for the columns of a batch.
pub struct Chosen {
    pub choice: Choice,
    pub day_order: String,
    pub creates_principals: bool,
    /// Headings of the file, to remember the choice by.
    pub headings: String,
}

/// Takes a file in. It lies in the portfolio of whoever brings it.
pub async fn create(tx: &mut Tx, actor: &Actor, upload: &Upload<'_>) -> Result<Made> {
    let (portfolio, cell) = portfolio_of(tx, actor).await?;
    let facts = Facts { cells: Some(vec![cell]), ..Facts::default() };
    if let Decision::Refuse(message) = policy::decide(actor, "import.create", &facts) {
        return Err(AppError::Forbidden(message));
    }
    let id = Uuid::now_v7();
    let digest = Sha256::digest(upload.file).to_vec();
    let file_name: String = upload.file_name.chars().filter(|c| !c.is_control()).take(120).collect();
    let year = tx.now.format("%y").to_string();
    let reference = sqlx::query_scalar!(r#"select sec.new_ref('I-' || $1) as "reference!""#, year).fetch_one(&mut **tx).await?;
    sqlx::query!(
        "insert into import_batch (id, ref, kind, file_name, file_digest, cell, portfolio_code, state) values ($1, $2, $3, $4, $5, $6, $7, 'uploaded')",
        id,
        reference,
        upload.kind.word(),
        file_name,
        digest,
        cell,
        portfolio
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!("insert into import_work (batch_id, file, aliases) values ($1, $2, $3)", id, upload.file, upload.aliases).execute(&mut **tx).await?;
    tx.record(Entry::done("import.create", &reference).at_cell(cell).with_detail(upload.kind.word()));
    Ok(Made { id, reference, cell, portfolio })
}

/// The portfolio of an account's grant; who has none works in the widest.
async fn portfolio_of(tx: &mut Tx, actor: &Actor) -> Result<(String, i32)> {
    let own = actor.grants.iter().find(|grant| grant.role == Role::PcuOfficer && grant.scope_kind == "portfolio");
    let own = own.map(|grant| grant.scope_code.clone());
    let row = sqlx::query!(
        r#"select code, cell as "cell!" from portfolio where $1::text is null or code = $1 order by cardinality(regions) desc, code limit 1"#,
        own
    )
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| (row.code, row.cell)).ok_or_else(|| AppError::Conflict(Message::new("import-no-portfolio")))
}

/// Locks a batch and answers it as it stands now, if it is still the version that was seen.
async fn locked(tx: &mut Tx, reference: &str, version: Option<i32>) -> Result<BatchRow> {
    sqlx::query!("select id from import_batch where ref = $1 for update", reference).fetch_optional(&mut **tx).await?;
    let batch = queries::batch(tx, reference).await?.ok_or(AppError::NotFound)?;
    match version {
        Some(seen) if seen != batch.version => Err(AppError::Conflict(Message::new("import-changed-meanwhile"))),
        _ => Ok(batch),
    }
}

/// Chooses the columns; a trial follows. Answers the version it runs under.
pub async fn choose(tx: &mut Tx, reference: &str, version: Option<i32>, chosen: &Chosen) -> Result<i32> {
    let batch = locked(tx, reference, version).await?;
    let (_, _, beat_at) = queries::progress(tx, batch.id).await?;
    let is_stalled = batch.state.is_running() && model::has_stalled(beat_at, tx.now);
    if !batch.state.is_open() && !is_stalled {
        return Err(AppError::Conflict(Message::new("import-not-open")));
    }
    sqlx::query!(
        "update import_batch set mapping = $2, day_order = $3, creates_principals = $4, state = 'trial_running', failure = '', result = null, version = version + 1
         where id = $1",
        batch.id,
        Json(&chosen.choice) as _,
        chosen.day_order,
        chosen.creates_principals
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!("update import_work set details = '[]', done = 0, total = 0, beat_at = $2 where batch_id = $1", batch.id, tx.now).execute(&mut **tx).await?;
    let account = tx.ctx().account.0;
    sqlx::query!(
        "insert into import_mapping (account_id, kind, headings, mapping, used_at) values ($1, $2, $3, $4, $5)
         on conflict (account_id, kind, headings) do update set mapping = excluded.mapping, used_at = excluded.used_at",
        account,
        batch.kind.word(),
        chosen.headings,
        Json(&chosen.choice) as _,
        tx.now
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("import.run", reference).at_cell(batch.cell).with_detail("trial"));
    Ok(batch.version + 1)
}

/// Keeps what a trial said. False if the batch went on without it.
pub async fn finish_trial(tx: &mut Tx, batch: &BatchRow, version: i32, figures: &Figures, said: &[Said]) -> Result<bool> {
    let now = locked(tx, &batch.reference, None).await?;
    if now.state != State::TrialRunning || now.version != version {
        return Ok(false);
    }
    sqlx::query!("update import_batch set state = 'tried', result = $2, version = version + 1 where id = $1", batch.id, Json(figures) as _)
        .execute(&mut **tx)
        .await?;
    sqlx::query!("update import_work set details = $2 where batch_id = $1", batch.id, Json(said) as _).execute(&mut **tx).await?;
    tx.record(Entry::done("import.run", &batch.reference).at_cell(batch.cell).with_detail(counts("tried", figures)));
    Ok(true)
}

/// Begins to apply a batch that was tried. Answers the version it runs under.
pub async fn begin_apply(tx: &mut Tx, reference: &str, version: i32) -> Result<i32> {
    let batch = locked(tx, reference, Some(version)).await?;
    if batch.state != State::Tried {
        return Err(AppError::Conflict(Message::new("import-not-tried")));
    }
    sqlx::query!("update import_batch set state = 'apply_running', version = version + 1 where id = $1", batch.id).execute(&mut **tx).await?;
    sqlx::query!("update import_work set done = 0, total = 0, beat_at = $2 where batch_id = $1", batch.id, tx.now).execute(&mut **tx).await?;
    tx.record(Entry::done("import.run", reference).at_cell(batch.cell).with_detail("apply"));
    Ok(batch.version + 1)
}

/// Locks a batch for the run that applies it. False if it went on without this run.
pub async fn is_still_applying(tx: &mut Tx, batch: &BatchRow, version: i32) -> Result<bool> {
    let now = locked(tx, &batch.reference, None).await?;
    Ok(now.state == State::ApplyRunning && now.version == version)
}

/// Notes that a run ended without result, so that it can be tried again.
pub async fn fail(tx: &mut Tx, batch: &BatchRow, version: i32, failure: &str) -> Result<()> {
    let now = locked(tx, &batch.reference, None).await?;
    if now.state.is_running() && now.version == version {
        sqlx::query!("update import_batch set state = 'failed', failure = $2, version = version + 1 where id = $1", batch.id, failure)
            .execute(&mut **tx)
            .await?;
    }
    tx.record(Entry::new("import.run", &batch.reference, Outcome::Failed).at_cell(batch.cell).with_detail(failure));
    Ok(())
}

/// Puts the refused rows of a run into quarantine, but those that wait there already.
pub(super) async fn keep_refused(tx: &mut Tx, batch: &Batch<'_>, tried: &Tried) -> Result<()> {
    let fresh: Vec<_> = tried.trial.refused.iter().filter(|row| !row.is_kept_already).collect();
    for set in fresh.chunks(SET) {
        let (mut numbers, mut prints, mut codes, mut columns, mut told, mut cells) = (vec![], vec![], vec![], vec![], vec![], vec![]);
        for refused in set {
            let detail = tried.trial.refused_detail(refused.row, &refused.refusal);
            let raw = tried.prepared.table.row_numbered(refused.row).map(|row| model::cells(row, &tried.prepared.table)).unwrap_or_default();
            numbers.push(i32::try_from(refused.row).unwrap_or(i32::MAX));
            prints.push(print_of(refused.fingerprint));
            codes.push(detail.code.to_owned());
            columns.push(detail.column.clone());
            told.push(serde_json::to_value(detail.args.into_iter().collect::<std::collections::BTreeMap<_, _>>()).unwrap_or_default());
            cells.push(serde_json::to_value(raw).unwrap_or_default());
        }
        let ids: Vec<Uuid> = set.iter().map(|_| Uuid::now_v7()).collect();
        sqlx::query!(
            "insert into import_row (id, batch_id, cell, row_number, fingerprint, cells, state, code, column_name, told)
             select id, $1, $2, number, print, cells, 'quarantined', code, column_name, told
             from unnest($3::uuid[], $4::int[], $5::bytea[], $6::text[], $7::text[], $8::jsonb[], $9::jsonb[])
               as r (id, number, print, code, column_name, told, cells)",
            batch.id,
            batch.cell,
            &ids,
            &numbers,
            &prints,
            &codes,
            &columns,
            &told,
            &cells
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

fn print_of(fingerprint: Fingerprint) -> Vec<u8> {
    fingerprint.to_string().into_bytes()
}

/// Says that a batch is applied.
pub(super) async fn finish_apply(tx: &mut Tx, _: &Actor, batch: &Batch<'_>, figures: &Figures) -> Result<()> {
    sqlx::query!(
        "update import_batch set state = 'applied', result = $2, applied_at = $3, version = version + 1 where id = $1",
        batch.id,
        Json(figures) as _,
        tx.now
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("import.run", batch.reference).at_cell(batch.cell).with_detail(counts("applied", figures)));
    Ok(())
}

/// Notes the choice of the command line on its own batch.
pub async fn note_choice(tx: &mut Tx, batch: &Made, chosen: &Chosen) -> Result<()> {
    sqlx::query!(
        "update import_batch set mapping = $2, day_order = $3, creates_principals = $4, state = 'apply_running' where id = $1",
        batch.id,
        Json(&chosen.choice) as _,
        chosen.day_order,
        chosen.creates_principals
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes back what a batch recorded: voided, kept in the history. Refused when somebody has worked on it.
pub async fn undo(tx: &mut Tx, reference: &str, version: i32) -> Result<()> {
    let batch = locked(tx, reference, Some(version)).await?;
    if batch.state != State::Applied {
        return Err(AppError::Conflict(Message::new("import-not-applied")));
    }
    let worked_on = queries::worked_on(tx, batch.id).await?;
    if !worked_on.is_empty() {
        return Err(AppError::Conflict(Message::new("import-worked-on").with("refs", worked_on.join(", "))));
    }
    let id = batch.id;
    let legs = sqlx::query!("update leg set is_void = true, version = version + 1 where batch_id = $1 and not is_void", id).execute(&mut **tx).await?;
    let stays = sqlx::query!("update stay set is_void = true, version = version + 1 where batch_id = $1 and not is_void", id).execute(&mut **tx).await?;
    sqlx::query!(
        "update movement set is_void = true, version = version + 1, updated_at = $2, updated_by = sec.account_id() where batch_id = $1 and not is_void",
        id,
        tx.now
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update exception set closed_at = $2, closed_by = sec.account_id(), resolution = $3, version = version + 1
         where closed_at is null and movement_id in (select id from movement where batch_id = $1)",
        id,
        tx.now,
        reference
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!("update import_batch set state = 'undone', undone_at = $2, version = version + 1 where id = $1", id, tx.now).execute(&mut **tx).await?;
    let count = legs.rows_affected() + stays.rows_affected();
    tx.record(Entry::done("import.undo", reference).at_cell(batch.cell).with_detail(format!("{count} voided")));
    Ok(())
}

fn counts(deed: &str, figures: &Figures) -> String {
    format!("{deed}: {} accepted, {} unchanged, {} quarantined", figures.accepted, figures.unchanged, figures.quarantined)
}
