//! Batches and what a run says of them: states, steps, figures.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::features::movements::journeys::{Detail, Kind, Trial};
use crate::importing::{Order, Row, Table};

/// Refused rows of a trial that are kept to be shown; one more than an export may hold.
const SHOWN_REFUSED: usize = 2_001;
/// Warnings of a trial that are kept to be shown.
const SHOWN_WARNINGS: usize = 1_000;

/// Where a batch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The file is here; its columns are not chosen.
    Uploaded,
    /// A trial is running.
    TrialRunning,
    /// Tried: nothing is changed yet.
    Tried,
    /// It is being applied.
    ApplyRunning,
    /// Applied; refused rows wait.
    Applied,
    /// Applied and taken back.
    Undone,
    /// The last run ended without result.
    Failed,
}

impl State {
    /// All, in the order of the life of a batch.
    pub const ALL: [State; 7] = [Self::Uploaded, Self::TrialRunning, Self::Tried, Self::ApplyRunning, Self::Applied, Self::Undone, Self::Failed];

    /// The word in the table.
    pub fn word(self) -> &'static str {
        match self {
            Self::Uploaded => "uploaded",
            Self::TrialRunning => "trial_running",
            Self::Tried => "tried",
            Self::ApplyRunning => "apply_running",
            Self::Applied => "applied",
            Self::Undone => "undone",
            Self::Failed => "failed",
        }
    }

    /// The state of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// A run is on.
    pub fn is_running(self) -> bool {
        match self {
            Self::TrialRunning | Self::ApplyRunning => true,
            Self::Uploaded | Self::Tried | Self::Applied | Self::Undone | Self::Failed => false,
        }
    }

    /// The columns may still be chosen.
    pub fn is_open(self) -> bool {
        match self {
            Self::Uploaded | Self::Tried | Self::Failed => true,
            Self::TrialRunning | Self::ApplyRunning | Self::Applied | Self::Undone => false,
        }
    }
}

/// True if a run has given no sign of life for so long that it is taken for dead.
pub fn has_stalled(beat_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - beat_at > TimeDelta::minutes(2)
}

/// How the columns of a file are understood.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choice {
    /// Field and column.
    pub fields: BTreeMap<String, String>,
    /// Headings of the file, in its order.
    pub header: Vec<String>,
}

/// What a run says in numbers: kept with the batch, printed by the command.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    pub rows: usize,
    pub accepted: usize,
    pub unchanged: usize,
    pub quarantined: usize,
    pub movements: usize,
    pub minutes_under_way: i64,
    pub by_code: BTreeMap<String, usize>,
    pub warnings: BTreeMap<String, usize>,
}

impl Figures {
    /// Counts a trial.
    pub fn of(trial: &Trial) -> Self {
        let owned = |counts: BTreeMap<&'static str, usize>| counts.into_iter().map(|(code, count)| (code.to_owned(), count)).collect();
        Self {
            rows: trial.rows,
            accepted: trial.accepted.len(),
            unchanged: trial.unchanged.len(),
            quarantined: trial.refused.len(),
            movements: trial.movements,
            minutes_under_way: trial.minutes_under_way,
            by_code: owned(trial.by_code()),
            warnings: owned(trial.warnings()),
        }
    }
}

/// One thing said about one row, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    pub row: u32,
    /// Heading in the file.
    pub column: String,
    /// What stands there.
    pub value: String,
    pub code: String,
    pub args: BTreeMap<String, String>,
    /// The row is refused; otherwise it is kept and the reader is told.
    pub is_error: bool,
}

impl Said {
    /// A thing said, with the cell it is about.
    pub fn of(detail: Detail, table: &Table, is_error: bool) -> Self {
        let position = table.header.iter().position(|heading| *heading == detail.column);
        let value = position.and_then(|at| Some(table.row_numbered(detail.row)?.cell(at).chars().take(200).collect())).unwrap_or_default();
        let args = detail.args.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { row: detail.row, column: detail.column, value, code: detail.code.to_owned(), args, is_error }
    }
}

/// What a trial says about rows, refusals first, as much as is shown.
pub fn said(trial: &Trial, table: &Table) -> Vec<Said> {
    let refused = trial.refused.iter().take(SHOWN_REFUSED).map(|refused| Said::of(trial.refused_detail(refused.row, &refused.refusal), table, true));
    let warned = trial
        .accepted
        .iter()
        .flat_map(|row| row.warnings.iter().map(|warning| trial.warning_detail(row.row, warning)))
        .take(SHOWN_WARNINGS)
        .map(|detail| Said::of(detail, table, false));
    refused.chain(warned).collect()
}

/// The cells of a row, one for each heading.
pub fn cells(row: Row<'_>, table: &Table) -> Vec<String> {
    (0..table.header.len()).map(|column| row.cell(column).to_owned()).collect()
}

/// The word of a kind's order of dates; empty: settled by the file.
pub fn order_of(word: &str) -> Option<Order> {
    Order::parse(word)
}

/// Fields of a kind a row cannot do without, for the hint on the form.
pub fn is_needed(kind: Kind, field: &str) -> bool {
    match kind {
        Kind::Legs => matches!(field, "principal" | "from" | "departs" | "to"),
        Kind::Stays => matches!(field, "principal" | "from_date" | "to_date"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_found_by_its_word() {
        for state in State::ALL {
            assert_eq!(State::parse(state.word()), Some(state));
        }
        assert_eq!(State::parse("gone"), None);
    }

    #[test]
    fn a_run_without_a_sign_of_life_has_stalled() {
        let now: DateTime<Utc> = "2026-03-01T12:00:00Z".parse().unwrap();
        assert!(!has_stalled(now - TimeDelta::seconds(119), now));
        assert!(has_stalled(now - TimeDelta::seconds(121), now));
    }
}
