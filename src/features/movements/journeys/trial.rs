//! A trial run: every row of a file answered, nothing kept.
//!
//! 1. Rows are taken in order of departure in UTC, then of the file. Stays begin at noon of
//!    their first day, the one that ends first goes first.
//! 2. A row that a recorded journey answers is unchanged. Else it is refused under the first
//!    code that applies, or accepted into a movement.
//! 3. Applying is the caller's part: it keeps what stands here, in one transaction.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::importing::{Order, Table};

use super::fields::{Columns, Kind};
use super::fingerprints::{Fingerprint, Fingerprints};
use super::grouping::{Grouping, Step};
use super::identities::{Identity, Ids};
use super::model::{Journey, LegTimes, Times};
use super::occupancy::Occupancy;
use super::places::Places;
use super::principals::{NamedPrincipal, Principals};
use super::recorded::{Recorded, RecordedPlace, Unclaimed};
use super::refusals::{Other, Refusal};
use super::rows::{Candidate, RowReader};
use super::warnings::Warning;

/// Fastest speed over ground that is believed.
const FASTEST_KMH: f64 = 1_000.0;
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
    /// In the order in which they were taken.
    pub accepted: Vec<Accepted>,
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
pub fn try_out(
    table: &Table,
    setup: &Setup<'_>,
    progress: Progress<'_>,
) -> Result<Trial, Cancelled> {
    let mut ids = Ids::default();
    let mut refused = vec![];
    let mut candidates = read_rows(table, setup, &mut ids, &mut refused, progress)?;
    candidates.sort_by_key(|(candidate, _)| order_of(candidate));

    let mut court = Court::new(setup, &mut ids);
    let rows = table.row_count();
    let mut answered = Answers::default();
    for (done, (candidate, fingerprint)) in candidates.into_iter().enumerate() {
        report(progress, rows + done, 2 * rows)?;
        court.answer(candidate, fingerprint, &mut answered);
    }
    refused.append(&mut answered.refused);
    refused.sort_by_key(|refused| refused.row);
    for row in &mut refused {
        row.is_kept_already = setup.kept.contains(&row.fingerprint);
    }
    Ok(Trial {
        columns: setup.columns.clone(),
        rows,
        accepted: answered.accepted,
        unchanged: answered.unchanged,
        refused,
        movements: court.grouping.movement_count(),
        minutes_under_way: answered.seconds_under_way / 60,
    })
}

fn read_rows(
    table: &Table,
    setup: &Setup<'_>,
    ids: &mut Ids,
    refused: &mut Vec<Refused>,
    progress: Progress<'_>,
) -> Result<Vec<(Candidate, Fingerprint)>, Cancelled> {
    let Setup {
        columns,
        dates,
        places,
        principals,
        now,
        ..
    } = *setup;
    let mut reader = RowReader::new(table, columns, dates, places, principals, now);
    let mut fingerprints = Fingerprints::default();
    let mut candidates = vec![];
    for (done, row) in table.rows().enumerate() {
        report(progress, done, 2 * table.row_count())?;
        let fingerprint = fingerprints.take(columns, row);
        match reader.read(row, ids) {
            Ok(candidate) => candidates.push((candidate, fingerprint)),
            Err(refusal) => refused.push(Refused::new(row.number, fingerprint, refusal)),
        }
    }
    Ok(candidates)
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

/// Legs by departure, then by row; stays by first day, last day, then by row.
fn order_of(candidate: &Candidate) -> (i64, i64, u32) {
    let span = candidate.journey.times().span();
    let end = match candidate.journey {
        Journey::Leg(_) => 0,
        Journey::Stay(_) => span.end,
    };
    (span.start, end, candidate.row)
}

/// Rows as they are answered one after the other.
#[derive(Default)]
struct Answers {
    accepted: Vec<Accepted>,
    unchanged: Vec<Unchanged>,
    refused: Vec<Refused>,
    seconds_under_way: i64,
}

/// What the rows before a row, and the records, say about it.
struct Court<'a> {
    recorded: &'a [Recorded],
    unclaimed: Unclaimed,
    occupancy: Occupancy,
    seen: HashMap<Identity, Other>,
    grouping: Grouping,
}

impl<'a> Court<'a> {
    fn new(setup: &Setup<'a>, ids: &mut Ids) -> Self {
        Self {
            recorded: setup.recorded,
            unclaimed: Unclaimed::of(setup.recorded, ids),
            occupancy: Occupancy::of(setup.recorded, ids),
            seen: HashMap::new(),
            grouping: Grouping::default(),
        }
    }

    fn answer(&mut self, candidate: Candidate, fingerprint: Fingerprint, answers: &mut Answers) {
        let times = candidate.journey.times();
        let identities = Ids::both(candidate.principal_id, candidate.from, candidate.to, times);
        let identity = Identity {
            principal: candidate.principal_id,
            from: candidate.from.best(),
            to: candidate.to.best(),
            times,
        };
        if let Some(recorded) = self.unclaimed.claim(identities) {
            let reference = self.recorded[recorded].reference.clone();
            self.seen.insert(identity, Other::Recorded(reference));
            answers.unchanged.push(Unchanged {
                row: candidate.row,
                fingerprint,
                recorded,
            });
            return;
        }
        if let Some(refusal) = self.refusal(&candidate, &identity) {
            answers
                .refused
                .push(Refused::new(candidate.row, fingerprint, refusal));
            return;
        }

        self.seen.insert(identity, Other::Row(candidate.row));
        self.occupancy
            .accept(candidate.principal_id, times.span(), candidate.row);
        answers.seconds_under_way += times.seconds_under_way();
        answers.accepted.push(self.accept(candidate, fingerprint));
    }

    fn refusal(&self, candidate: &Candidate, identity: &Identity) -> Option<Refusal> {
        if let Some(too_fast) = too_fast(&candidate.journey) {
            return Some(too_fast);
        }
        if let Some(of) = self.seen.get(identity) {
            return Some(Refusal::Duplicate { of: of.clone() });
        }
        let span = identity.times.span();
        let with = self
            .occupancy
            .other_at(candidate.principal_id, span, self.recorded)?;
        Some(Refusal::PrincipalInTwoPlaces { with })
    }

    fn accept(&mut self, candidate: Candidate, fingerprint: Fingerprint) -> Accepted {
        let name = candidate.movement.as_ref();
        let mut warnings = candidate.warnings;
        let movement = match &candidate.journey {
            Journey::Leg(leg) => {
                let step = Step {
                    from: candidate.from.best(),
                    to: candidate.to.best(),
                    to_words: &leg.to.as_written,
                };
                let (movement, break_at) = self.grouping.leg(candidate.principal_id, &step, name);
                if let Some(expected) = break_at {
                    let found = Arc::clone(&leg.from.as_written);
                    warnings.push(Warning::ContinuityBreak { expected, found });
                }
                movement
            }
            Journey::Stay(stay) => {
                self.grouping
                    .stay(candidate.principal_id, stay.from, stay.to, name)
            }
        };
        Accepted {
            row: candidate.row,
            fingerprint,
            principal: candidate.principal,
            journey: candidate.journey,
            movement,
            movement_name: candidate.movement,
            purpose: candidate.purpose,
            warnings,
        }
    }
}

impl Refused {
    fn new(row: u32, fingerprint: Fingerprint, refusal: Refusal) -> Self {
        Self {
            row,
            fingerprint,
            refusal,
            is_kept_already: false,
        }
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

/// Only a timed leg between two known positions has a speed.
fn too_fast(journey: &Journey) -> Option<Refusal> {
    let Journey::Leg(leg) = journey else {
        return None;
    };
    let LegTimes::Timed { .. } = leg.times else {
        return None;
    };
    let km = leg.from.distance_km(&leg.to)?;
    let Times::Clock { departs, arrives } = journey.times() else {
        return None;
    };
    let seconds = (arrives - departs).num_seconds();
    let is_too_fast = km * 3_600.0 > FASTEST_KMH * seconds as f64;
    is_too_fast.then(|| Refusal::TooFast {
        km: km.round() as u32,
        minutes: seconds / 60,
    })
}
