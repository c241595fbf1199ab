//! Why a row waits in quarantine. One code a row: the first that applies, in the order of
//! [`Refusal`]. Sentences here are English; a page translates by code and arguments.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::fields::Field;

/// In the order in which they are looked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    MissingField { field: Field },
    UnreadableDate { field: Field, text: String },
    AmbiguousDate { field: Field, text: String },
    NonexistentTime { field: Field, local: NaiveDateTime, zone: String },
    UnknownPrincipal { name: Arc<str> },
    UnknownPlace { field: Field, name: Arc<str> },
    ReversedDates { from: NaiveDate, to: NaiveDate },
    ArrivesBeforeDeparture { departs: Moment, arrives: Moment },
    TooFast { km: u32, minutes: i64 },
    Duplicate { of: Other },
    PrincipalInTwoPlaces { with: Other },
}

/// What arrival and departure are compared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    Utc(DateTime<Utc>),
    Day(NaiveDate),
}

/// The row or the record that stands in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Other {
    /// Number of an accepted row of the same file.
    Row(u32),
    /// Reference of a recorded journey.
    Recorded(String),
}

impl Refusal {
    pub fn code(&self) -> &'static str {
        match self {
            Self::MissingField { .. } => "missing_field",
            Self::UnreadableDate { .. } => "unreadable_date",
            Self::AmbiguousDate { .. } => "ambiguous_date",
            Self::NonexistentTime { .. } => "nonexistent_time",
            Self::UnknownPrincipal { .. } => "unknown_principal",
            Self::UnknownPlace { .. } => "unknown_place",
            Self::ReversedDates { .. } => "reversed_dates",
            Self::ArrivesBeforeDeparture { .. } => "arrives_before_departure",
            Self::TooFast { .. } => "too_fast",
            Self::Duplicate { .. } => "duplicate",
            Self::PrincipalInTwoPlaces { .. } => "principal_in_two_places",
        }
    }

    /// Whether a person may release the row with a reason; every other is corrected or dropped.
    pub fn may_be_released(&self) -> bool {
        match self {
            Self::TooFast { .. } | Self::PrincipalInTwoPlaces { .. } => true,
            Self::MissingField { .. }
            | Self::UnreadableDate { .. }
            | Self::AmbiguousDate { .. }
            | Self::NonexistentTime { .. }
            | Self::UnknownPrincipal { .. }
            | Self::UnknownPlace { .. }
            | Self::ReversedDates { .. }
            | Self::ArrivesBeforeDeparture { .. }
            | Self::Duplicate { .. } => false,
        }
    }

    /// The field to look at first.
    pub fn field(&self) -> Field {
        match self {
            Self::MissingField { field }
            | Self::UnreadableDate { field, .. }
            | Self::AmbiguousDate { field, .. }
            | Self::NonexistentTime { field, .. }
            | Self::UnknownPlace { field, .. } => *field,
            Self::UnknownPrincipal { .. } | Self::Duplicate { .. } | Self::PrincipalInTwoPlaces { .. } => Field::Principal,
            Self::ReversedDates { .. } => Field::ToDate,
            Self::ArrivesBeforeDeparture { .. } | Self::TooFast { .. } => Field::Arrives,
        }
    }

    /// What a sentence needs, by name. `column` is added by the caller, who knows the headings.
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::MissingField { .. } => vec![],
            Self::UnreadableDate { text, .. } | Self::AmbiguousDate { text, .. } => {
                vec![("text", text.clone())]
            }
            Self::NonexistentTime { local, zone, .. } => {
                vec![("local", minute(*local)), ("zone", zone.clone())]
            }
            Self::UnknownPrincipal { name } | Self::UnknownPlace { name, .. } => {
                vec![("name", name.to_string())]
            }
            Self::ReversedDates { from, to } => {
                vec![("from", from.to_string()), ("to", to.to_string())]
            }
            Self::ArrivesBeforeDeparture { departs, arrives } => {
                vec![("departs", departs.told()), ("arrives", arrives.told())]
            }
            Self::TooFast { km, minutes } => {
                let speed = i64::from(*km) * 60 / (*minutes).max(1);
                vec![("km", km.to_string()), ("minutes", minutes.to_string()), ("speed_kmh", speed.to_string())]
            }
            Self::Duplicate { of: other } | Self::PrincipalInTwoPlaces { with: other } => match other {
                Other::Row(row) => vec![("row", row.to_string())],
                Other::Recorded(reference) => vec![("reference", reference.clone())],
            },
        }
    }

    /// English sentence; `column` is the heading of [`Refusal::field`] in the file.
    pub fn sentence(&self, column: &str) -> String {
        match self {
            Self::MissingField { .. } => format!("“{column}” is empty."),
            Self::UnreadableDate { text, .. } => {
                format!("“{text}” in “{column}” is not a date and time that can be read.")
            }
            Self::AmbiguousDate { text, .. } => {
                format!("“{text}” in “{column}” can mean two days, and no other row settles which.")
            }
            Self::NonexistentTime { local, zone, .. } => {
                format!("{} does not exist in {zone}: the clocks skip it.", minute(*local))
            }
            Self::UnknownPrincipal { name } => format!("“{name}” is not a known principal."),
            Self::UnknownPlace { name, .. } => {
                format!("“{name}” is not a known place, and a time needs the zone of its place.")
            }
            Self::ReversedDates { from, to } => {
                format!("The stay ends on {to}, before it begins on {from}.")
            }
            Self::ArrivesBeforeDeparture { departs, arrives } => {
                format!("Arrival at {} is not after departure at {}.", arrives.told(), departs.told())
            }
            Self::TooFast { km, minutes } => {
                format!("{km} km in {minutes} minutes is faster than 1,000 km/h.")
            }
            Self::Duplicate { of: Other::Row(row) } => format!("The row says the same as row {row}."),
            Self::Duplicate { of: Other::Recorded(reference) } => {
                format!("The row says the same as {reference}, which is recorded.")
            }
            Self::PrincipalInTwoPlaces { with: Other::Row(row) } => {
                format!("The principal is elsewhere at that time, by row {row}.")
            }
            Self::PrincipalInTwoPlaces { with: Other::Recorded(reference) } => {
                format!("The principal is elsewhere at that time, by {reference}, which is recorded.")
            }
        }
    }
}

impl Moment {
    fn told(self) -> String {
        match self {
            Self::Utc(at) => format!("{} UTC", minute(at.naive_utc())),
            Self::Day(day) => day.to_string(),
        }
    }
}

fn minute(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%d %H:%M").to_string()
}
