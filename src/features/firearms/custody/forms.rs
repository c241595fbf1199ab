//! Posted text to an act of custody, or errors beside the fields.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::Deserialize;

use crate::features::people::{at_most, required};
use crate::features::requirements::one_of;
use crate::i18n::Message;
use crate::web::error::Result;
use crate::web::form::FieldErrors;
use crate::web::time::{self, Resolved};

/// How long an issue lasts.
pub const TERMS: &[&str] = &["temporary", "assignment"];
/// In what condition it was handed over.
pub const CONDITIONS: &[&str] = &["good", "worn", "damaged"];

/// The form of an issue, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IssueForm {
    pub firearm: String,
    pub officer: String,
    pub terms: String,
    pub purpose: String,
    pub due_date: String,
    pub due_time: String,
    pub condition: String,
    pub note: String,
    /// "yes": it was handed over before it was entered.
    pub handed: String,
    pub handed_date: String,
    pub handed_time: String,
}

/// An issue as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueDraft {
    pub terms: String,
    pub purpose: String,
    pub due_back_at: Option<DateTime<Utc>>,
    pub condition: String,
    pub note: String,
    /// When it was handed over, if that is past.
    pub handed_at: Option<DateTime<Utc>>,
}

impl IssueForm {
    /// What was posted, understood in the zone of the weapon's station.
    pub fn draft(&self, zone: &str, now: DateTime<Utc>) -> Result<IssueDraft> {
        let mut errors = FieldErrors::default();
        let terms = one_of(&mut errors, "terms", TERMS.iter().copied(), &self.terms).to_owned();
        let purpose = required(&mut errors, "purpose", &self.purpose, 300);
        let handed_at = (!self.handed.is_empty()).then(|| instant(&mut errors, ("handed_date", &self.handed_date), ("handed_time", &self.handed_time), zone));
        if handed_at.flatten().is_some_and(|at| at > now) {
            errors.add("handed_date", Message::new("constraint-handover-happened-by-now"));
        }
        let due_back_at = match terms.as_str() {
            "temporary" => instant(&mut errors, ("due_date", &self.due_date), ("due_time", &self.due_time), zone),
            _ => None,
        };
        if due_back_at.is_some_and(|at| at <= handed_at.flatten().unwrap_or(now)) {
            errors.add("due_date", Message::new("constraint-temporary-issue-has-its-end"));
        }
        let condition =
            one_of(&mut errors, "condition", CONDITIONS.iter().copied(), if self.condition.is_empty() { "good" } else { &self.condition }).to_owned();
        let note = at_most(&mut errors, "note", &self.note, 1000);
        errors.or(IssueDraft { terms, purpose, due_back_at, condition, note, handed_at: handed_at.flatten() })
    }
}

/// A local date and time as an instant; of a reading the clocks showed twice, the later one.
pub fn instant(errors: &mut FieldErrors, date: (&'static str, &str), clock: (&'static str, &str), zone: &str) -> Option<DateTime<Utc>> {
    let day = time::read_date(date.1).map_err(|message| errors.add(date.0, message)).ok();
    let hour = time::read_time(clock.1).map_err(|message| errors.add(clock.0, message)).ok();
    let local: NaiveDateTime = day?.and_time(hour?);
    match time::resolve(local, zone) {
        Resolved::Once(at) | Resolved::Twice { later: at, .. } => Some(at),
        Resolved::Never { .. } | Resolved::UnknownZone => {
            errors.add(clock.0, Message::new("custody-time-not-there"));
            None
        }
    }
}

/// The form that takes a weapon back, or moves it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MoveForm {
    /// Reference of an armoury, or `workshop`.
    pub to: String,
    pub workshop: String,
    pub condition: String,
    pub note: String,
}

/// Where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveDraft {
    /// Reference of an armoury; empty for a workshop.
    pub armoury: String,
    pub workshop: String,
    pub condition: String,
    pub note: String,
}

impl MoveForm {
    /// What was posted, understood.
    pub fn draft(&self) -> Result<MoveDraft> {
        let mut errors = FieldErrors::default();
        let to = required(&mut errors, "to", &self.to, 40);
        let is_workshop = to == "workshop";
        let workshop = if is_workshop { required(&mut errors, "workshop", &self.workshop, 120) } else { String::new() };
        let condition = one_of(&mut errors, "condition", CONDITIONS.iter().copied(), &self.condition).to_owned();
        let note = at_most(&mut errors, "note", &self.note, 1000);
        if condition == "damaged" && note.is_empty() {
            errors.add("note", Message::new("custody-damage-is-said"));
        }
        errors.or(MoveDraft { armoury: if is_workshop { String::new() } else { to }, workshop, condition, note })
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
    /// The reason, with at least so many characters.
    pub fn reason(&self, least: usize) -> Result<String> {
        let mut errors = FieldErrors::default();
        let reason = required(&mut errors, "reason", &self.reason, 300);
        if !reason.is_empty() && reason.chars().count() < least {
            errors.add("reason", Message::new("constraint-handover-override-has-reason"));
        }
        errors.or(reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::web::error::AppError;

    #[test]
    fn a_temporary_issue_ends_and_a_fact_is_past() {
        let now = chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap().and_hms_opt(12, 0, 0).unwrap().and_utc();
        let good = || IssueForm {
            terms: "temporary".into(),
            purpose: "Night duty".into(),
            due_date: "23-Nov-2026".into(),
            due_time: "0600".into(),
            ..IssueForm::default()
        };
        let draft = good().draft("Africa/Lubumbashi", now).unwrap();
        assert_eq!(draft.due_back_at.map(|at| at.to_rfc3339()), Some("2026-11-23T04:00:00+00:00".into()));
        assert_eq!(IssueForm { terms: "assignment".into(), due_date: String::new(), ..good() }.draft("UTC", now).unwrap().due_back_at, None);
        for (form, field) in [
            (IssueForm { terms: "for ever".into(), ..good() }, "terms"),
            (IssueForm { purpose: String::new(), ..good() }, "purpose"),
            (IssueForm { due_date: "21-Nov-2026".into(), ..good() }, "due_date"),
            (IssueForm { due_time: "25".into(), ..good() }, "due_time"),
            (IssueForm { handed: "yes".into(), handed_date: "22-Nov-2026".into(), handed_time: "1300".into(), ..good() }, "handed_date"),
        ] {
            let Err(AppError::Invalid(errors)) = form.draft("UTC", now) else { panic!("{field} was accepted") };
            assert!(!errors.of(field, Language::English).is_empty(), "{field}");
        }
    }
}
