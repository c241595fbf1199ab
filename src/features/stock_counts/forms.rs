//! Posted text to a count, a mark, a reason, or errors beside the fields.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::model::MARK;
use crate::features::people::required;
use crate::i18n::Message;
use crate::web::error::Result;
use crate::web::form::FieldErrors;
use crate::web::time::{self, Resolved};

/// The form that opens a count, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OpenForm {
    /// The reference of an armoury, or `vehicles-GOM`.
    pub what: String,
    /// "yes": it was counted on paper, at this time.
    pub paper: String,
    pub counted_date: String,
    pub counted_time: String,
}

impl OpenForm {
    /// When it was counted, if that was on paper, in the zone of the station.
    pub fn counted_at(&self, zone: &str, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
        if self.paper.is_empty() {
            return Ok(None);
        }
        let mut errors = FieldErrors::default();
        let day = time::read_date(&self.counted_date).map_err(|message| errors.add("counted_date", message)).ok();
        let hour = time::read_time(&self.counted_time).map_err(|message| errors.add("counted_time", message)).ok();
        let at = match day.zip(hour).map(|(day, hour)| time::resolve(day.and_time(hour), zone)) {
            Some(Resolved::Once(at) | Resolved::Twice { later: at, .. }) => Some(at),
            Some(Resolved::Never { .. } | Resolved::UnknownZone) => {
                errors.add("counted_time", Message::new("custody-time-not-there"));
                None
            }
            None => None,
        };
        if at.is_some_and(|at| at > now) {
            errors.add("counted_date", Message::new("constraint-stock-counted-by-now"));
        }
        errors.or(at)
    }
}

/// A scanned or typed mark.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScanForm {
    pub typed: String,
}

impl ScanForm {
    /// The mark.
    pub fn mark(&self) -> Result<String> {
        let mut errors = FieldErrors::default();
        let mark = required(&mut errors, "typed", &self.typed, MARK);
        if !mark.is_empty() && mark.chars().all(|c| c.is_whitespace() || c == '-') {
            errors.add("typed", Message::new("count-mark-empty"));
        }
        errors.or(mark)
    }
}

/// A reason, and the version it was written on.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReasonForm {
    pub reason: String,
    pub version: String,
}

impl ReasonForm {
    /// The reason.
    pub fn reason(&self) -> Result<String> {
        let mut errors = FieldErrors::default();
        let reason = required(&mut errors, "reason", &self.reason, 300);
        errors.or(reason)
    }

    /// The version the person started from; an unreadable one is older than any.
    pub fn version(&self) -> i32 {
        self.version.parse().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::error::AppError;

    #[test]
    fn a_count_on_paper_has_a_time_that_is_past() {
        let now = chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap().and_hms_opt(12, 0, 0).unwrap().and_utc();
        let form = |date: &str, clock: &str| OpenForm { paper: "yes".into(), counted_date: date.into(), counted_time: clock.into(), ..OpenForm::default() };
        assert_eq!(OpenForm::default().counted_at("UTC", now).unwrap(), None);
        let at = form("22-Nov-2026", "1100").counted_at("Africa/Lubumbashi", now).unwrap();
        assert_eq!(at.map(|at| at.to_rfc3339()), Some("2026-11-22T09:00:00+00:00".into()));
        for (date, clock) in [("23-Nov-2026", "0800"), ("", "0800"), ("22-Nov-2026", "")] {
            assert!(matches!(form(date, clock).counted_at("UTC", now), Err(AppError::Invalid(_))), "{date} {clock}");
        }
    }

    #[test]
    fn a_mark_is_more_than_blanks_and_hyphens() {
        for typed in ["", "  ", " - "] {
            assert!(ScanForm { typed: typed.into() }.mark().is_err(), "{typed}");
        }
        assert_eq!(ScanForm { typed: " 9f 31877 ".into() }.mark().unwrap(), "9f 31877");
    }
}
