//! `cordon import officers`: a workbook brought on the command line, by the code of the pages.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use super::lists::List;
use super::model::State;
use super::{applying, judging, queries, reading};
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::authz::policy;
use crate::db::Db;
use crate::i18n::Language;
use crate::web::error::AppError;

/// Remarks that are listed in an answer; the counts are whole.
const LISTED: usize = 1_000;

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Reference of the workbook; none in a dry run.
    pub batch: Option<String>,
    pub kind: &'static str,
    pub rows: usize,
    pub accepted: usize,
    pub unchanged: usize,
    pub quarantined: usize,
    pub by_code: BTreeMap<&'static str, usize>,
    pub details: Vec<Detail>,
}

/// A remark in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Detail {
    pub row: u32,
    pub column: String,
    pub code: &'static str,
    pub message: String,
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("{0}")]
    Unreadable(String),
    #[error("this account may not import officers; see cordon policy")]
    NotAllowed,
    /// The database refused or failed.
    #[error("nothing was imported: {0}")]
    Failed(#[from] AppError),
}

/// Reads officers with their qualifications in. In a dry run nothing is kept.
pub async fn officers(db: &Db, actor: &Actor, program: &Path, name: &str, bytes: &[u8], dry_run: bool) -> Result<Report, ImportError> {
    let list = List::Qualifications;
    if !policy::may(actor, "workbook.create") || !list.may_create(actor) {
        return Err(ImportError::NotAllowed);
    }
    let brought = reading::read(program, list, bytes).await.map_err(|message| ImportError::Unreadable(Language::English.say(&message)))?;
    let judged = judging::judge_all(db, actor, list, brought.lines).await?;
    let mut report = Report {
        batch: None,
        kind: "officers",
        rows: judged.len(),
        accepted: judged.iter().filter(|row| row.verdicts.state.is_ready()).count(),
        unchanged: judged.iter().filter(|row| row.verdicts.state == State::Same).count(),
        quarantined: judged.iter().filter(|row| row.verdicts.state.waits()).count(),
        by_code: BTreeMap::new(),
        details: Vec::new(),
    };
    if dry_run {
        let refused = judged.iter().filter(|row| row.verdicts.state.waits());
        report.tell(refused.flat_map(|row| row.verdicts.said.iter().map(move |said| (row.line.number, said))));
        return Ok(report);
    }
    let mut tx = db.write(&actor.ctx).await?;
    let reference = queries::keep(&mut tx, list, name, bytes, &brought.ignored, &judged).await?;
    tx.record(Entry::done("workbook.create", &reference).with_detail(format!("{} {} rows", list.word(), judged.len())));
    tx.commit("").await?;
    let mut tx = db.read(&actor.ctx).await?;
    let workbook = queries::by_ref(&mut tx, &reference).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    loop {
        let done = applying::apply_all(db, actor, &workbook).await?;
        if done.applied + done.waiting == 0 {
            break;
        }
    }
    let mut tx = db.read(&actor.ctx).await?;
    let counts = queries::counts(&mut tx, workbook.id).await?;
    let waiting = queries::rows(&mut tx, workbook.id, &[State::Refused, State::Conflict], 0, LISTED as i64).await?;
    let of = |wanted: State| counts.iter().find(|(state, _)| *state == wanted).map_or(0, |(_, count)| usize::try_from(*count).unwrap_or_default());
    report.accepted = of(State::Applied);
    report.unchanged = of(State::Same);
    report.quarantined = of(State::Refused) + of(State::Conflict);
    report.batch = Some(reference);
    report.tell(waiting.iter().flat_map(|row| row.said.iter().map(move |said| (row.line.number, said))));
    Ok(report)
}

impl Report {
    fn tell<'a>(&mut self, said: impl Iterator<Item = (u32, &'a super::model::Said)>) {
        for (row, said) in said.take(LISTED) {
            let code = if said.column.is_empty() { "refused" } else { "wrong_value" };
            *self.by_code.entry(code).or_default() += 1;
            self.details.push(Detail { row, column: said.column.clone(), code, message: said.in_words(Language::English) });
        }
    }
}
