//! What is only likely wrong with a row. The row is kept and says so.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};

use super::fields::Field;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// A leg does not start where the last accepted one of the principal ended.
    ContinuityBreak { expected: Arc<str>, found: Arc<str> },
    /// A stay over 366 days, first and last day counted.
    ImplausibleDuration { days: i64 },
    /// More than two years ahead.
    EndInFarFuture { end: NaiveDate },
    /// The place stays as written.
    PlaceUnresolved { field: Field, name: Arc<str> },
    /// The clocks show this time twice; the earlier one is taken.
    TimeExistsTwice { field: Field, local: NaiveDateTime },
}

impl Warning {
    pub fn code(&self) -> &'static str {
        match self {
            Self::ContinuityBreak { .. } => "continuity_break",
            Self::ImplausibleDuration { .. } => "implausible_duration",
            Self::EndInFarFuture { .. } => "end_in_far_future",
            Self::PlaceUnresolved { .. } => "place_unresolved",
            Self::TimeExistsTwice { .. } => "time_exists_twice",
        }
    }

    /// The field to look at first; `last_day` is the one that holds the end of a row of this kind.
    pub fn field(&self, last_day: Field) -> Field {
        match self {
            Self::ContinuityBreak { .. } => Field::From,
            Self::ImplausibleDuration { .. } | Self::EndInFarFuture { .. } => last_day,
            Self::PlaceUnresolved { field, .. } | Self::TimeExistsTwice { field, .. } => *field,
        }
    }

    /// What a sentence needs, by name.
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::ContinuityBreak { expected, found } => {
                vec![("expected", expected.to_string()), ("found", found.to_string())]
            }
            Self::ImplausibleDuration { days } => vec![("days", days.to_string())],
            Self::EndInFarFuture { end } => vec![("end", end.to_string())],
            Self::PlaceUnresolved { name, .. } => vec![("name", name.to_string())],
            Self::TimeExistsTwice { local, .. } => {
                vec![("local", local.format("%Y-%m-%d %H:%M").to_string())]
            }
        }
    }

    pub fn sentence(&self) -> String {
        match self {
            Self::ContinuityBreak { expected, found } => {
                format!("The leg starts at {found}, but the last one ended at {expected}.")
            }
            Self::ImplausibleDuration { days } => format!("The stay lasts {days} days."),
            Self::EndInFarFuture { end } => {
                format!("The end, {end}, is more than two years ahead.")
            }
            Self::PlaceUnresolved { name, .. } => {
                format!("“{name}” is not a known place; it stays as written.")
            }
            Self::TimeExistsTwice { local, .. } => {
                let local = local.format("%Y-%m-%d %H:%M");
                format!("The clocks show {local} twice; the earlier one is taken.")
            }
        }
    }
}
