//! A trial run: every row of a file answered, nothing kept.
//!
//! 1. Rows are taken in order of departure in UTC, then of the file. Stays begin at noon of
//!    their first day, the one that ends first goes first.
//! 2. A row that a recorded journey answers is unchanged. Else it is refused under the first
//!    code that applies, or accepted into a movement.
//! 3. Applying is the caller's part: it keeps what stands here, in one transaction.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::importing::{Order, Table};

use super::fields::{Columns, Kind};
use super::fingerprints::{Fingerprint, Fingerprints};
use super::identities::{Ids, Subject};
use super::model::Journey;
use super::places::Places;
use super::principals::{NamedPrincipal, Principals};
use super::recorded::{Recorded, RecordedPlace};
use super::refusals::Refusal;
use super::rows::RowReader;
use super::verdicts::{Verdict, Verdicts};
use super::warnings::Warning;

/// Rows between two reports of progress.
const REPORT_EVERY: usize = 1_024;

/// What a trial needs to know beside the file.
pub struct Setup<'a> {
    pub columns: &'a Columns,
    /// The order of day, month and year, if a person gave it.
    pub dates: Option<Order>,
    pub places: &'a Places,
    pub principals: &'a Principals,
    /// Journeys of the same kind that are recorded and not voided, in a stable order.
    pub recorded: &'a [Recorded],
    /// Rows kept in quarantine before, whatever has become of them.
    pub kept: &'a HashSet<Fingerprint>,
    pub now: DateTime<Utc>,
}

/// Reports rows done of rows to do, each row counted twice; told to break, the trial ends.
pub type Progress<'a> = &'a mut dyn FnMut(usize, usize) -> ControlFlow<()>;

/// The trial was told to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cancelled;

/// Every row of a file, answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    pub columns: Columns,
    pub rows: usize,
    /// In order of the file.
    pub accepted: Vec<Accepted>,
    /// In order of the file.
    pub unchanged: Vec<Unchanged>,
    /// In order of the file.
    pub refused: Vec<Refused>,
    /// Movements that the accepted rows form.
    pub movements: usize,
    pub minutes_under_way: i64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Accepted {
    pub row: u32,
    pub fingerprint: Fingerprint,
    pub principal: Arc<NamedPrincipal>,
    pub journey: Journey,
    /// From 0 to [`Trial::movements`].
    pub movement: usize,
    /// The name that the file gives the movement.
    pub movement_name: Option<Arc<str>>,
    pub purpose: Option<Arc<str>>,
    pub warnings: Vec<Warning>,
    /// Released although the principal is elsewhere at that time: recorded outside the exclusion.
    pub is_contested: bool,
}

/// What a person has said, with a reason, may stand although it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pardon {
    /// Nothing.
    None,
    /// A speed that is not believed.
    TooFast,
    /// The principal in two places. A speed stands before it in order, so it was pardoned too.
    TwoPlaces,
}

/// A row that a recorded journey answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unchanged {
    pub row: u32,
    pub fingerprint: Fingerprint,
    /// Position in [`Setup::recorded`].
    pub recorded: usize,
}

/// A row for quarantine. Its cells are in the table, under its number.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused {
    pub row: u32,
    pub fingerprint: Fingerprint,
    pub refusal: Refusal,
    /// Whether it was kept before: then it is counted again and not kept again.
    pub is_kept_already: bool,
}

/// Answers every row of a file.
pub fn try_out(table: &Table, setup: &Setup<'_>, progress: Progress<'_>) -> Result<Trial, Cancelled> {
    run(table, table, setup, Pardon::None, progress)
}

/// Answers one row again: corrected, or pardoned. `row` holds it alone; how its dates are read is
/// settled by the columns of the whole `file`.
pub fn try_out_again(row: &Table, file: &Table, setup: &Setup<'_>, pardon: Pardon) -> Result<Trial, Cancelled> {
    run(row, file, setup, pardon, &mut |_, _| ControlFlow::Continue(()))
}

fn run(table: &Table, settled_by: &Table, setup: &Setup<'_>, pardon: Pardon, progress: Progress<'_>) -> Result<Trial, Cancelled> {
    let mut ids = Ids::default();
    let Readable { mut rows, mut order, mut refused } = read_rows(table, settled_by, setup, &mut ids, progress)?;
    order.sort_unstable_by_key(|turn| turn.key);

    let count = table.row_count();
    let mut verdicts = Verdicts::new(setup.recorded, &mut ids, pardon);
    let mut unchanged = vec![];
    let mut is_accepted = vec![false; rows.len()];
    let mut seconds_under_way = 0;
    for (done, turn) in order.iter().enumerate() {
        report(progress, count + done, 2 * count)?;
        let row = &mut rows[turn.index];
        match verdicts.on(row, &turn.subject) {
            Verdict::Accepted => {
                is_accepted[turn.index] = true;
                seconds_under_way += row.journey.times().seconds_under_way();
            }
            Verdict::Unchanged { recorded } => {
                unchanged.push(Unchanged { row: row.row, fingerprint: row.fingerprint, recorded });
            }
            Verdict::Refused(refusal) => {
                refused.push(Refused::new(row.row, row.fingerprint, refusal));
            }
        }
    }

    let mut is_accepted = is_accepted.into_iter();
    rows.retain(|_| is_accepted.next().unwrap_or(false));
    unchanged.sort_unstable_by_key(|row| row.row);
    refused.sort_unstable_by_key(|row| row.row);
    for row in &mut refused {
        row.is_kept_already = setup.kept.contains(&row.fingerprint);
    }
    Ok(Trial {
        columns: setup.columns.clone(),
        rows: count,
        accepted: rows,
        unchanged,
        refused,
        movements: verdicts.movement_count(),
        minutes_under_way: seconds_under_way / 60,
    })
}

/// Rows that are right in themselves, when it is the turn of each, and the other rows.
struct Readable {
    rows: Vec<Accepted>,
    order: Vec<Turn>,
    refused: Vec<Refused>,
}

/// When it is the turn of a row.
struct Turn {
    /// Legs by departure, then by row; stays by first day, last day, then by row.
    key: (i64, i64, u32),
    index: usize,
    subject: Subject,
}

fn read_rows(table: &Table, settled_by: &Table, setup: &Setup<'_>, ids: &mut Ids, progress: Progress<'_>) -> Result<Readable, Cancelled> {
    let Setup { columns, dates, places, principals, now, .. } = *setup;
    let mut reader = RowReader::new(settled_by, columns, dates, places, principals, now);
    let mut fingerprints = Fingerprints::default();
    let mut found = Readable { rows: vec![], order: vec![], refused: vec![] };
    // One block, filled once: growing it would hold every row twice for a while.
    found.rows.reserve_exact(table.row_count());
    for (done, row) in table.rows().enumerate() {
        report(progress, done, 2 * table.row_count())?;
        let fingerprint = fingerprints.take(columns, row);
        match reader.read(row, fingerprint, ids) {
            Ok((row, subject)) => {
                let span = row.journey.times().span();
                let end = match row.journey {
                    Journey::Leg(_) => 0,
                    Journey::Stay(_) => span.end,
                };
                let key = (span.start, end, row.row);
                found.order.push(Turn { key, index: found.rows.len(), subject });
                found.rows.push(row);
            }
            Err(refusal) => found.refused.push(Refused::new(row.number, fingerprint, refusal)),
        }
    }
    Ok(found)
}

fn report(progress: Progress<'_>, done: usize, all: usize) -> Result<(), Cancelled> {
    if !done.is_multiple_of(REPORT_EVERY) {
        return Ok(());
    }
    match progress(done, all) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Cancelled),
    }
}

impl Refused {
    fn new(row: u32, fingerprint: Fingerprint, refusal: Refusal) -> Self {
        Self { row, fingerprint, refusal, is_kept_already: false }
    }
}

impl Accepted {
    /// The row as it will be known once it is recorded under a reference.
    pub fn as_recorded(&self, reference: &str) -> Recorded {
        let principal = &self.principal;
        Recorded {
            principal: principal.key.as_ref().unwrap_or(&principal.name).clone(),
            reference: reference.to_owned(),
            from: RecordedPlace::of(self.journey.first_place()),
            to: RecordedPlace::of(self.journey.last_place()),
            times: self.journey.times(),
            excludes: true,
        }
    }
}

impl Trial {
    pub fn kind(&self) -> Kind {
        self.columns.kind()
    }
}
