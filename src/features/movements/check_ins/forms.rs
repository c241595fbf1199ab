//! Reports, notes, escalations, takings and corrections as they are typed.

use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use serde::Deserialize;

use super::model::{self, Channel};
use crate::features::movements::LegState;
use crate::i18n::Message;
use crate::web::error::Result;
use crate::web::form::FieldErrors;
use crate::web::time;

/// Longest note.
const LONGEST: usize = 2_000;

/// A report as typed. `leg` is the leg's id or its number; empty is the leg that runs.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReportForm {
    pub leg: String,
    pub back: String,
    pub condition: String,
    pub channel: String,
    pub reported_by: String,
    pub at: String,
    pub next_due: String,
    pub note: String,
    pub place: String,
    pub expected: String,
}

/// What of a report is understood before leg and place are looked up.
#[derive(Debug, Clone)]
pub struct Understood {
    pub condition: String,
    pub channel: Channel,
    pub reported_by: String,
    pub occurred_at: DateTime<Utc>,
    pub next_due: Option<DateTime<Utc>>,
    pub note: String,
    pub place: String,
    pub expected_at: Option<DateTime<Utc>>,
}

impl ReportForm {
    /// Times without a date are Z and near now: a report lies behind, a due time ahead.
    pub fn understand(&self, now: DateTime<Utc>) -> Result<Understood> {
        let mut errors = FieldErrors::default();
        if !model::Report::CONDITIONS.contains(&self.condition.as_str()) {
            errors.add("condition", Message::new("field-not-a-choice"));
        }
        let channel = Channel::from_code(&self.channel);
        if channel.is_none() {
            errors.add("channel", Message::new("field-not-a-choice"));
        }
        limit(&mut errors, "reported_by", &self.reported_by, 120);
        let occurred_at = read_past(&mut errors, "at", &self.at, now).unwrap_or(now);
        let next_due = read_ahead(&mut errors, "next_due", &self.next_due, now);
        let expected_at = read_ahead(&mut errors, "expected", &self.expected, now);
        limit(&mut errors, "note", &self.note, LONGEST);
        limit(&mut errors, "place", &self.place, 160);
        if self.condition == "diverted" {
            for (field, value) in [("note", &self.note), ("place", &self.place)] {
                if value.trim().is_empty() {
                    errors.add(field, Message::new("field-required"));
                }
            }
        }
        errors.or(Understood {
            condition: self.condition.clone(),
            channel: channel.unwrap_or(Channel::Other),
            reported_by: self.reported_by.trim().to_owned(),
            occurred_at,
            next_due,
            note: self.note.trim().to_owned(),
            place: self.place.trim().to_owned(),
            expected_at,
        })
    }
}

/// Words about a movement: a note (`text`), or why the duty chief must know (`reason`). `take` takes the
/// alarm with the note.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WordsForm {
    pub back: String,
    pub leg: String,
    pub text: String,
    pub reason: String,
    pub take: String,
}

impl WordsForm {
    /// The words of a field that must not be empty.
    pub fn words(&self, field: &'static str) -> Result<String> {
        let value = if field == "reason" { &self.reason } else { &self.text };
        let mut errors = FieldErrors::default();
        if value.trim().is_empty() {
            errors.add(field, Message::new("field-required"));
        }
        limit(&mut errors, field, value, LONGEST);
        errors.or(value.trim().to_owned())
    }
}

/// Taking an alarm; `over` carries a note when it is taken from somebody.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TakeForm {
    pub back: String,
    pub over: String,
    pub note: String,
}

/// A correction of a reported time; `deed` is `time` or `withdraw`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CorrectionForm {
    pub what: String,
    pub deed: String,
    pub at: String,
    pub note: String,
}

/// What a correction says happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectionDraft {
    /// True corrects the arrival, false the departure.
    pub is_arrival: bool,
    /// The right time; `None` if it did not happen.
    pub at: Option<DateTime<Utc>>,
    /// Why.
    pub note: String,
}

impl CorrectionForm {
    /// A departure or an arrival, at another time or not at all, and why.
    pub fn draft(&self, now: DateTime<Utc>, state: LegState) -> Result<CorrectionDraft> {
        let mut errors = FieldErrors::default();
        if !matches!(self.what.as_str(), "departed" | "arrived") || state == LegState::Diverted && self.what == "arrived" {
            errors.add("what", Message::new("field-not-a-choice"));
        }
        let at = match self.deed.as_str() {
            "withdraw" => None,
            "time" => {
                if self.at.trim().is_empty() {
                    errors.add("at", Message::new("field-required"));
                }
                read_past(&mut errors, "at", &self.at, now)
            }
            _ => {
                errors.add("deed", Message::new("field-not-a-choice"));
                None
            }
        };
        if self.note.trim().is_empty() {
            errors.add("note", Message::new("field-required"));
        }
        limit(&mut errors, "note", &self.note, LONGEST);
        errors.or(CorrectionDraft { is_arrival: self.what == "arrived", at, note: self.note.trim().to_owned() })
    }
}

/// Reads the moment of a report: `1405` or `14:05` in Z (yesterday's if it would lie more than twelve
/// hours ahead), `18-Nov-2026 14:05` in Z, or RFC 3339.
pub fn read_moment(text: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, Message> {
    let near = |at: DateTime<Utc>| if at > now + Duration::hours(12) { at - Duration::days(1) } else { at };
    read(text, now, near)
}

/// Reads a time ahead: the next `14:05` in Z, a full date and time, or RFC 3339.
fn read_due(text: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, Message> {
    let near = |at: DateTime<Utc>| if at <= now { at + Duration::days(1) } else { at };
    read(text, now, near)
}

fn read(text: &str, now: DateTime<Utc>, near: impl Fn(DateTime<Utc>) -> DateTime<Utc>) -> Result<DateTime<Utc>, Message> {
    let text = text.trim();
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Ok(at.with_timezone(&Utc));
    }
    let plain = text.trim_end_matches(['Z', 'z']).trim();
    match plain.rsplit_once([' ', 'T']) {
        Some((date, clock)) => Ok(NaiveDateTime::new(time::read_date(date)?, time::read_time(clock)?).and_utc()),
        None => Ok(near(NaiveDateTime::new(now.date_naive(), time::read_time(plain)?).and_utc())),
    }
}

fn read_past(errors: &mut FieldErrors, field: &'static str, text: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if text.trim().is_empty() {
        return None;
    }
    match read_moment(text, now) {
        Ok(at) if model::is_in_the_future(at, now) => {
            errors.add(field, Message::new("report-in-the-future").with("now", now.format("%H:%MZ").to_string()));
            None
        }
        Ok(at) => Some(at.min(now)),
        Err(message) => {
            errors.add(field, message);
            None
        }
    }
}

fn read_ahead(errors: &mut FieldErrors, field: &'static str, text: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if text.trim().is_empty() {
        return None;
    }
    match read_due(text, now) {
        Ok(at) if at <= now => {
            errors.add(field, Message::new("report-due-behind"));
            None
        }
        Ok(at) => Some(at),
        Err(message) => {
            errors.add(field, message);
            None
        }
    }
}

fn limit(errors: &mut FieldErrors, field: &'static str, value: &str, most: usize) {
    if value.chars().count() > most {
        errors.add(field, Message::new("field-too-long").with("limit", most.to_string()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
    }

    #[test]
    fn a_report_lies_behind_and_a_due_time_ahead() {
        let now = at("2026-11-22T00:10:00Z");
        assert_eq!(read_moment("2350", now), Ok(at("2026-11-21T23:50:00Z")));
        assert_eq!(read_moment("00:05Z", now), Ok(at("2026-11-22T00:05:00Z")));
        assert_eq!(read_moment("00:40", now), Ok(at("2026-11-22T00:40:00Z")));
        assert_eq!(read_moment("20-Nov-2026 14:05", now), Ok(at("2026-11-20T14:05:00Z")));
        assert_eq!(read_moment("2026-11-20T14:05:00Z", now), Ok(at("2026-11-20T14:05:00Z")));
        assert_eq!(read_due("0005", now), Ok(at("2026-11-23T00:05:00Z")));
        assert!(read_moment("soon", now).is_err());
    }

    #[test]
    fn a_future_time_is_refused_beside_its_field() {
        let now = at("2026-11-22T12:00:00Z");
        let form = ReportForm { condition: "well".into(), channel: "radio".into(), at: "1230".into(), ..ReportForm::default() };
        let Err(crate::web::error::AppError::Invalid(errors)) = form.understand(now) else { panic!("refused") };
        assert!(!errors.of("at", crate::i18n::Language::English).is_empty());
        assert!(ReportForm { at: "1145".into(), ..form }.understand(now).is_ok());
    }

    #[test]
    fn a_diversion_needs_its_reason_and_its_place() {
        let form = ReportForm { condition: "diverted".into(), channel: "radio".into(), ..ReportForm::default() };
        assert!(form.understand(at("2026-11-22T12:00:00Z")).is_err());
    }
}
