//! Posted text to an act, or errors beside the fields.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::features::firearms::instant;
use crate::features::people::{at_most, required};
use crate::features::requirements::one_of;
use crate::i18n::Message;
use crate::web::error::Result;
use crate::web::form::FieldErrors;

/// In what condition it was handed over.
pub const CONDITIONS: &[&str] = &["good", "worn", "damaged"];

/// The form of an issue, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IssueForm {
    /// Reference or serial number of a thing, or reference of a kit.
    pub thing: String,
    pub officer: String,
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
    pub purpose: String,
    /// None: until it is given back.
    pub due_back_at: Option<DateTime<Utc>>,
    pub condition: String,
    pub note: String,
    /// When it was handed over, if that is past.
    pub handed_at: Option<DateTime<Utc>>,
}

impl IssueForm {
    /// What was posted, understood in the zone of the station.
    pub fn draft(&self, zone: &str, now: DateTime<Utc>) -> Result<IssueDraft> {
        let mut errors = FieldErrors::default();
        let purpose = required(&mut errors, "purpose", &self.purpose, 300);
        let handed_at = (!self.handed.is_empty()).then(|| instant(&mut errors, ("handed_date", &self.handed_date), ("handed_time", &self.handed_time), zone));
        let handed_at = handed_at.flatten();
        if handed_at.is_some_and(|at| at > now) {
            errors.add("handed_date", Message::new("constraint-equipment-act-happened-by-now"));
        }
        let is_lasting = self.due_date.trim().is_empty() && self.due_time.trim().is_empty();
        let due_back_at = if is_lasting { None } else { instant(&mut errors, ("due_date", &self.due_date), ("due_time", &self.due_time), zone) };
        if due_back_at.is_some_and(|at| at <= handed_at.unwrap_or(now)) {
            errors.add("due_date", Message::new("constraint-equipment-issue-ends-after-it-begins"));
        }
        let (condition, note) = condition(&mut errors, if self.condition.is_empty() { "good" } else { &self.condition }, &self.note);
        errors.or(IssueDraft { purpose, due_back_at, condition, note, handed_at })
    }
}

fn condition(errors: &mut FieldErrors, condition: &str, note: &str) -> (String, String) {
    let condition = one_of(errors, "condition", CONDITIONS.iter().copied(), condition).to_owned();
    let note = at_most(errors, "note", note, 1000);
    if condition == "damaged" && note.is_empty() {
        errors.add("note", Message::new("constraint-equipment-damage-is-said"));
    }
    (condition, note)
}

/// The form of a return, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReturnForm {
    pub condition: String,
    pub note: String,
    /// References of parts of the kit that came back damaged.
    pub damaged: Vec<String>,
    /// References of parts that did not come back.
    pub missing: Vec<String>,
}

/// A return as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnDraft {
    pub condition: String,
    pub note: String,
    pub damaged: Vec<String>,
    pub missing: Vec<String>,
}

impl ReturnForm {
    /// What was posted, understood. `parts` are the references of what went out with the kit.
    pub fn draft(&self, parts: &[String]) -> Result<ReturnDraft> {
        let mut errors = FieldErrors::default();
        for (field, named) in [("damaged", &self.damaged), ("missing", &self.missing)] {
            if named.iter().any(|one| !parts.contains(one)) {
                errors.add(field, Message::new("constraint-returned-parts-are-of-the-kit"));
            }
        }
        if self.damaged.iter().any(|one| self.missing.contains(one)) {
            errors.add("missing", Message::new("equipment-damaged-or-missing"));
        }
        let (said, note) = condition(&mut errors, if self.condition.is_empty() { "good" } else { &self.condition }, &self.note);
        if said != "damaged" && note.is_empty() && !(self.damaged.is_empty() && self.missing.is_empty()) {
            errors.add("note", Message::new("constraint-equipment-damage-is-said"));
        }
        errors.or(ReturnDraft { condition: said, note, damaged: self.damaged.clone(), missing: self.missing.clone() })
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
        let reason = required(&mut errors, "reason", &self.reason, 250);
        errors.or(reason)
    }

    /// The version it was written on.
    pub fn version(&self) -> i32 {
        self.version.parse().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::web::error::AppError;

    fn refused<T: std::fmt::Debug>(outcome: Result<T>, field: &str) {
        let Err(AppError::Invalid(errors)) = outcome else { panic!("{field} was accepted") };
        assert!(!errors.of(field, Language::English).is_empty(), "{field}");
    }

    #[test]
    fn an_issue_has_a_purpose_and_ends_after_it_begins_or_not_at_all() {
        let now = chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap().and_hms_opt(12, 0, 0).unwrap().and_utc();
        let good = || IssueForm { purpose: "Escort".into(), due_date: "23-Nov-2026".into(), due_time: "0600".into(), ..IssueForm::default() };
        let draft = good().draft("Africa/Lubumbashi", now).unwrap();
        assert_eq!(draft.due_back_at.map(|at| at.to_rfc3339()), Some("2026-11-23T04:00:00+00:00".into()));
        assert_eq!(IssueForm { due_date: String::new(), due_time: String::new(), ..good() }.draft("UTC", now).unwrap().due_back_at, None);
        refused(IssueForm { purpose: " ".into(), ..good() }.draft("UTC", now), "purpose");
        refused(IssueForm { due_date: "21-Nov-2026".into(), ..good() }.draft("UTC", now), "due_date");
        refused(IssueForm { due_time: String::new(), ..good() }.draft("UTC", now), "due_time");
        refused(IssueForm { condition: "damaged".into(), ..good() }.draft("UTC", now), "note");
        refused(IssueForm { handed: "yes".into(), handed_date: "22-Nov-2026".into(), handed_time: "1300".into(), ..good() }.draft("UTC", now), "handed_date");
    }

    #[test]
    fn what_is_missing_or_damaged_is_of_the_kit_and_said() {
        let parts = ["J-1".to_owned(), "J-2".to_owned()];
        let form = |damaged: &[&str], missing: &[&str], note: &str| ReturnForm {
            condition: "good".into(),
            note: note.into(),
            damaged: damaged.iter().map(|one| (*one).to_owned()).collect(),
            missing: missing.iter().map(|one| (*one).to_owned()).collect(),
        };
        assert_eq!(form(&["J-1"], &["J-2"], "Broken, left behind").draft(&parts).unwrap().missing, ["J-2"]);
        refused(form(&["J-1"], &[], "").draft(&parts), "note");
        refused(form(&["J-1"], &["J-1"], "x").draft(&parts), "missing");
        refused(form(&["J-9"], &[], "x").draft(&parts), "damaged");
    }
}
