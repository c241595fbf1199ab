//! Local times to UTC, by the zone rules of the system or the copy inside the program.
//!
//! The only place where journeys meet the zone library; everything else stores chrono types.
//! A time that the clocks skip does not exist; one that they repeat is the earlier of the two.

use chrono::{DateTime, Datelike, NaiveDateTime, Timelike, Utc};
use jiff::civil;
use jiff::tz::{AmbiguousOffset, TimeZone};

/// A zone known by its IANA name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    name: String,
    rules: TimeZone,
}

/// What a local time is in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InUtc {
    Once(DateTime<Utc>),
    /// The clocks showed this time twice; this is the earlier one.
    Twice(DateTime<Utc>),
    /// The clocks never showed this time.
    Never,
}

impl Zone {
    /// None if there is no zone of this name.
    pub fn named(name: &str) -> Option<Self> {
        let rules = TimeZone::get(name.trim()).ok()?;
        let name = rules.iana_name()?.to_owned();
        Some(Self { name, rules })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn to_utc(&self, local: NaiveDateTime) -> InUtc {
        let Some(civil) = civil_of(local) else {
            return InUtc::Never;
        };
        let found = self.rules.to_ambiguous_timestamp(civil);
        let is_twice = match found.offset() {
            AmbiguousOffset::Gap { .. } => return InUtc::Never,
            AmbiguousOffset::Fold { .. } => true,
            AmbiguousOffset::Unambiguous { .. } => false,
        };
        let utc = found.earlier().ok().and_then(|at| DateTime::from_timestamp(at.as_second(), 0));
        match utc {
            Some(utc) if is_twice => InUtc::Twice(utc),
            Some(utc) => InUtc::Once(utc),
            None => InUtc::Never,
        }
    }
}

/// Whole seconds. None outside the years that the zone library knows.
fn civil_of(local: NaiveDateTime) -> Option<civil::DateTime> {
    civil::DateTime::new(
        i16::try_from(local.year()).ok()?,
        i8::try_from(local.month()).ok()?,
        i8::try_from(local.day()).ok()?,
        i8::try_from(local.hour()).ok()?,
        i8::try_from(local.minute()).ok()?,
        i8::try_from(local.second()).ok()?,
        0,
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_time_exists_once_twice_or_never() {
        let cases = [
            ("America/Sao_Paulo", "2016-01-06T08:40:00", "once 2016-01-06 10:40:00"),
            ("America/Sao_Paulo", "2016-02-20T23:30:00", "twice 2016-02-21 01:30:00"),
            ("Africa/Goma", "2016-01-06T08:40:00", "no such zone"),
            ("Africa/Lubumbashi", "2016-01-06T08:40:00", "once 2016-01-06 06:40:00"),
            ("europe/paris", "2025-03-30T02:30:00", "never"),
            ("Europe/Paris", "2025-10-26T02:30:00", "twice 2025-10-26 00:30:00"),
            ("Etc/Unknown", "2025-10-26T02:30:00", "no such zone"),
            ("", "2025-10-26T02:30:00", "no such zone"),
        ];
        for (name, local, expected) in cases {
            let local: NaiveDateTime = local.parse().expect("local time");
            let told = match Zone::named(name).map(|zone| zone.to_utc(local)) {
                Some(InUtc::Once(at)) => format!("once {}", at.naive_utc()),
                Some(InUtc::Twice(at)) => format!("twice {}", at.naive_utc()),
                Some(InUtc::Never) => "never".to_owned(),
                None => "no such zone".to_owned(),
            };
            assert_eq!(told, expected, "{name} {local}");
        }
    }
}
