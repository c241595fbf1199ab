//! Posted text to teams, assignments and days of duty, or errors beside the fields.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde::Deserialize;
use uuid::Uuid;

use crate::features::people::{at_most, required};
use crate::features::requirements::read_day;
use crate::i18n::Message;
use crate::web::error::Result;
use crate::web::form::FieldErrors;
use crate::web::time::{self, Resolved};

/// Days that are planned at once, at most.
pub const AT_ONCE: i64 = 31;

/// A new team, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TeamForm {
    pub requirement: String,
    pub name: String,
}

/// A new team.
#[derive(Debug, Clone)]
pub struct TeamDraft {
    pub requirement: String,
    pub name: String,
}

impl TeamForm {
    /// What was posted, understood.
    pub fn draft(&self) -> Result<TeamDraft> {
        let mut errors = FieldErrors::default();
        let requirement = required(&mut errors, "requirement", &self.requirement, 20).to_uppercase();
        let name = required(&mut errors, "name", &self.name, 80);
        errors.or(TeamDraft { requirement, name })
    }
}

/// Somebody for a seat, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AssignForm {
    pub seat: String,
    pub officer: String,
    pub from: String,
    pub to: String,
}

/// Somebody for a seat.
#[derive(Debug, Clone)]
pub struct AssignDraft {
    /// Number of the post, number of the seat.
    pub seat: (i32, i32),
    pub officer: String,
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
}

impl AssignForm {
    /// What was posted, understood.
    pub fn draft(&self) -> Result<AssignDraft> {
        let mut errors = FieldErrors::default();
        let seat = seat_of(&self.seat).unwrap_or_else(|| {
            errors.add("seat", Message::new(if self.seat.trim().is_empty() { "field-required" } else { "field-not-a-choice" }));
            (0, 0)
        });
        let officer = required(&mut errors, "officer", &self.officer, 120);
        let from = read_day(&mut errors, "from", &self.from);
        let to = if self.to.trim().is_empty() { None } else { Some(read_day(&mut errors, "to", &self.to)) };
        if to.is_some_and(|to| to < from) && errors.is_empty() {
            errors.add("to", Message::new("constraint-assignment-ends-after-it-begins"));
        }
        errors.or(AssignDraft { seat, officer, from, to })
    }
}

/// `2-1`: second post, first seat.
pub fn seat_of(text: &str) -> Option<(i32, i32)> {
    let (post, seat) = text.trim().split_once('-')?;
    Some((post.parse().ok()?, seat.parse().ok()?))
}

/// An end, a refusal or a replacement, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LeaveForm {
    pub officer: String,
    pub day: String,
    pub reason: String,
    pub version: String,
}

/// An end or a replacement.
#[derive(Debug, Clone)]
pub struct LeaveDraft {
    pub officer: String,
    pub day: NaiveDate,
    pub reason: String,
    pub version: i32,
}

impl LeaveForm {
    /// What was posted, understood. A replacement names the officer; a refusal no day.
    pub fn draft(&self, names_officer: bool, names_day: bool) -> Result<LeaveDraft> {
        let mut errors = FieldErrors::default();
        let officer = if names_officer { required(&mut errors, "officer", &self.officer, 120) } else { String::new() };
        let day = if names_day { read_day(&mut errors, "day", &self.day) } else { NaiveDate::default() };
        let reason = required(&mut errors, "reason", &self.reason, 300);
        errors.or(LeaveDraft { officer, day, reason, version: self.version.parse().unwrap_or_default() })
    }
}

/// Days of duty, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DutyForm {
    pub assignment: String,
    pub day: String,
    pub until: String,
    pub from: String,
    pub to: String,
    pub window: String,
}

/// Days of duty of one assignment, each with its span in UTC.
#[derive(Debug, Clone)]
pub struct DutyDraft {
    pub assignment: Uuid,
    pub days: Vec<NaiveDate>,
    pub begins: Vec<DateTime<Utc>>,
    pub ends: Vec<DateTime<Utc>>,
}

impl DutyForm {
    /// What was posted, understood. Times are of the station's zone; an end not after the beginning is of the next day.
    pub fn draft(&self, zone: &str) -> Result<DutyDraft> {
        let mut errors = FieldErrors::default();
        let assignment = self.assignment.trim().parse::<Uuid>().unwrap_or_else(|_| {
            errors.add("assignment", Message::new(if self.assignment.trim().is_empty() { "field-required" } else { "field-not-a-choice" }));
            Uuid::nil()
        });
        let day = read_day(&mut errors, "day", &self.day);
        let until = if self.until.trim().is_empty() { day } else { read_day(&mut errors, "until", &self.until) };
        let mut clock = |field: &'static str, text: &str| {
            time::read_time(text).unwrap_or_else(|message| {
                errors.add(field, message);
                chrono::NaiveTime::MIN
            })
        };
        let (from, to) = (clock("from", &self.from), clock("to", &self.to));
        if until < day && errors.is_empty() {
            errors.add("until", Message::new("duty-until-before"));
        }
        if (until - day).num_days() >= AT_ONCE {
            errors.add("until", Message::new("duty-too-many").with("limit", AT_ONCE.to_string()));
        }
        let mut draft = DutyDraft { assignment, days: Vec::new(), begins: Vec::new(), ends: Vec::new() };
        if !errors.is_empty() {
            return errors.or(draft);
        }
        let overnight = Duration::days(i64::from(to <= from));
        for day in day.iter_days().take_while(|one| *one <= until) {
            match (instant(day.and_time(from), zone), instant((day + overnight).and_time(to), zone)) {
                (Some(begin), Some(end)) => {
                    draft.days.push(day);
                    draft.begins.push(begin);
                    draft.ends.push(end);
                }
                _ => {
                    errors.add("from", Message::new("duty-time-never").with("day", time::typed_date(day)));
                    break;
                }
            }
        }
        errors.or(draft)
    }
}

/// The earlier instant where the clocks showed it twice; none where they jumped over it.
fn instant(local: chrono::NaiveDateTime, zone: &str) -> Option<DateTime<Utc>> {
    match time::resolve(local, if zone.is_empty() { "UTC" } else { zone }) {
        Resolved::Once(at) | Resolved::Twice { earlier: at, .. } => Some(at),
        Resolved::Never { .. } | Resolved::UnknownZone => None,
    }
}

/// A reason alone.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VoidForm {
    pub reason: String,
}

impl VoidForm {
    /// What was posted, understood.
    pub fn draft(&self) -> Result<String> {
        let mut errors = FieldErrors::default();
        let reason = required(&mut errors, "reason", &self.reason, 300);
        errors.or(reason)
    }
}

/// A text of a field that is only bounded.
pub fn window(text: &str) -> String {
    at_most(&mut FieldErrors::default(), "window", text, 12)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::web::error::AppError;

    fn duty() -> DutyForm {
        DutyForm { assignment: Uuid::nil().to_string(), day: "1-Dec-2026".into(), from: "0600".into(), to: "1400".into(), ..DutyForm::default() }
    }

    #[test]
    fn days_are_of_the_stations_clock_and_nights_run_over() {
        let day = duty().draft("Africa/Lubumbashi").unwrap();
        assert_eq!((day.begins[0].to_rfc3339(), day.ends[0].to_rfc3339()), ("2026-12-01T04:00:00+00:00".into(), "2026-12-01T12:00:00+00:00".into()));
        let night = DutyForm { from: "2200".into(), to: "0600".into(), until: "3-Dec-2026".into(), ..duty() }.draft("").unwrap();
        assert_eq!(night.days.len(), 3);
        assert_eq!(night.ends[2].to_rfc3339(), "2026-12-04T06:00:00+00:00");
    }

    #[test]
    fn each_field_says_what_is_wrong() {
        for (form, field) in [
            (DutyForm { assignment: String::new(), ..duty() }, "assignment"),
            (DutyForm { day: "x".into(), ..duty() }, "day"),
            (DutyForm { until: "30-Nov-2026".into(), ..duty() }, "until"),
            (DutyForm { until: "1-Feb-2027".into(), ..duty() }, "until"),
            (DutyForm { from: "25:00".into(), ..duty() }, "from"),
        ] {
            let Err(AppError::Invalid(errors)) = form.draft("UTC") else { panic!("{field} was accepted") };
            assert!(!errors.of(field, Language::English).is_empty(), "{field}");
        }
        let form = DutyForm { day: "29-Mar-2026".into(), from: "0230".into(), ..duty() };
        let Err(AppError::Invalid(errors)) = form.draft("Europe/Paris") else { panic!("an hour that is not was accepted") };
        assert!(!errors.of("from", Language::English).is_empty());
        assert_eq!((seat_of("2-1"), seat_of("x"), seat_of("2")), (Some((2, 1)), None, None));
    }
}
