//! Posted text to a pledge, a check, an activation or a report, or errors beside the fields.

use chrono::NaiveDate;
use serde::Deserialize;

use super::model::{CATEGORIES, CHECKS, PURPOSES};
use super::queries::Pledge;
use crate::features::people::{at_most, required};
use crate::features::requirements::{one_of, read_day};
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::time;

/// A whole number in a range.
fn number(errors: &mut FieldErrors, field: &str, text: &str, least: i32, most: i32) -> i32 {
    match text.trim().parse::<i32>() {
        Ok(number) if (least..=most).contains(&number) => number,
        _ => {
            let message = if text.trim().is_empty() {
                Message::new("field-required")
            } else {
                Message::new("standby-number-range").with("least", least.to_string()).with("most", most.to_string())
            };
            errors.add(field, message);
            least
        }
    }
}

/// The form of a pledge, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PledgeForm {
    pub station: String,
    pub member_state: String,
    pub category: String,
    pub head_count: String,
    pub skills: String,
    pub notice_hours: String,
    pub from_date: String,
    pub to_date: String,
    pub document: String,
    pub version: String,
}

/// A pledge as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PledgeDraft {
    pub station: String,
    /// Two letters; empty: the station's own people.
    pub member_state: String,
    pub category: String,
    pub head_count: i32,
    pub skills: String,
    pub notice_hours: i32,
    pub from_date: NaiveDate,
    pub to_date: NaiveDate,
    pub document: String,
    pub version: i32,
}

impl PledgeForm {
    /// The form filled from the record.
    pub fn of(pledge: &Pledge) -> Self {
        Self {
            station: pledge.station.clone(),
            member_state: pledge.member_state.clone(),
            category: pledge.category.clone(),
            head_count: pledge.head_count.to_string(),
            skills: pledge.skills.clone(),
            notice_hours: pledge.notice_hours.to_string(),
            from_date: time::typed_date(pledge.from_date),
            to_date: time::typed_date(pledge.to_date),
            document: pledge.document.clone(),
            version: pledge.version.to_string(),
        }
    }

    /// What was posted, understood. `today` is the day in UTC.
    pub fn draft(&self, today: NaiveDate) -> Result<PledgeDraft> {
        let mut errors = FieldErrors::default();
        let station = required(&mut errors, "station", &self.station, 3).to_uppercase();
        let member_state = at_most(&mut errors, "member_state", &self.member_state, 2).to_uppercase();
        let category = one_of(&mut errors, "category", CATEGORIES.iter().copied(), &self.category).to_owned();
        let head_count = number(&mut errors, "head_count", &self.head_count, 1, 500);
        let skills = at_most(&mut errors, "skills", &self.skills, 300);
        let notice_hours = number(&mut errors, "notice_hours", &self.notice_hours, 1, 2160);
        let from_date = read_day(&mut errors, "from_date", &self.from_date);
        let to_date = read_day(&mut errors, "to_date", &self.to_date);
        if !errors.is_empty() {
            // dates that were not read say so themselves
        } else if to_date < from_date {
            errors.add("to_date", Message::new("constraint-standby-ends-after-it-begins"));
        } else if to_date < today {
            errors.add("to_date", Message::new("standby-over"));
        }
        let document = at_most(&mut errors, "document", &self.document, 160);
        if !member_state.is_empty() && document.is_empty() {
            errors.add("document", Message::new("constraint-standby-member-state-has-paper"));
        }
        let version = self.version.parse().unwrap_or_default();
        errors.or(PledgeDraft { station, member_state, category, head_count, skills, notice_hours, from_date, to_date, document, version })
    }
}

/// A readiness check or a call-out test, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CheckForm {
    pub kind: String,
    pub done_on: String,
    pub ready: String,
    pub hours: String,
    pub reason: String,
}

/// A check as it is recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckDraft {
    pub kind: String,
    pub done_on: NaiveDate,
    pub ready: i32,
    pub not_ready: i32,
    pub hours: Option<f64>,
    pub reason: String,
}

impl CheckForm {
    /// What was posted, understood. Whoever is not ready is the rest of the head count.
    pub fn draft(&self, head_count: i32, today: NaiveDate) -> Result<CheckDraft> {
        let mut errors = FieldErrors::default();
        let kind = one_of(&mut errors, "kind", CHECKS.iter().copied(), &self.kind).to_owned();
        let done_on = read_day(&mut errors, "done_on", &self.done_on);
        if done_on > today {
            errors.add("done_on", Message::new("standby-check-in-future"));
        }
        let ready = number(&mut errors, "ready", &self.ready, 0, head_count);
        let hours = match (kind.as_str(), self.hours.trim()) {
            ("call_out", text) => match text.parse::<f64>() {
                Ok(hours) if (0.0..=9999.0).contains(&hours) => Some(hours),
                _ => {
                    errors.add("hours", Message::new(if text.is_empty() { "constraint-standby-test-has-its-hours" } else { "standby-hours-number" }));
                    None
                }
            },
            (_, "") => None,
            _ => {
                errors.add("hours", Message::new("constraint-standby-test-has-its-hours"));
                None
            }
        };
        let reason = at_most(&mut errors, "reason", &self.reason, 1000);
        if ready < head_count && reason.is_empty() {
            errors.add("reason", Message::new("constraint-standby-check-says-why"));
        }
        errors.or(CheckDraft { kind, done_on, ready, not_ready: head_count - ready, hours, reason })
    }
}

/// An activation, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ActivationForm {
    pub station: String,
    pub count: String,
    pub purpose: String,
    pub from_date: String,
    pub until_date: String,
    pub document: String,
    pub version: String,
}

/// An activation as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivationDraft {
    pub station: String,
    pub count: i32,
    pub purpose: String,
    pub from_date: NaiveDate,
    pub until_date: NaiveDate,
    pub document: String,
    pub version: i32,
}

impl ActivationForm {
    /// What was posted, understood; INV-13 is said beside the day.
    pub fn draft(&self, pledge: &Pledge) -> Result<ActivationDraft> {
        let mut errors = FieldErrors::default();
        let station = required(&mut errors, "station", &self.station, 3).to_uppercase();
        let count = number(&mut errors, "count", &self.count, 1, pledge.head_count);
        let purpose = one_of(&mut errors, "purpose", PURPOSES.iter().copied(), &self.purpose).to_owned();
        let from_date = read_day(&mut errors, "from_date", &self.from_date);
        let until_date = read_day(&mut errors, "until_date", &self.until_date);
        let document = required(&mut errors, "document", &self.document, 160);
        if errors.is_empty() && from_date < pledge.from_date {
            errors.add("from_date", Message::new("constraint-activation-within-the-pledge"));
        }
        if errors.is_empty() && until_date > pledge.to_date {
            errors.add("until_date", Message::new("constraint-activation-within-the-pledge"));
        }
        if errors.is_empty() && until_date < from_date {
            errors.add("until_date", Message::new("constraint-standby-ends-after-it-begins"));
        }
        errors.or(ActivationDraft { station, count, purpose, from_date, until_date, document, version: self.version.parse().unwrap_or_default() })
    }
}

/// A reason, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReasonForm {
    pub reason: String,
    pub version: String,
}

impl ReasonForm {
    /// The reason, and the version it is about.
    pub fn draft(&self) -> Result<(String, i32)> {
        let mut errors = FieldErrors::default();
        let reason = required(&mut errors, "reason", &self.reason, 1000);
        errors.or((reason, self.version.parse().unwrap_or_default()))
    }
}

/// An officer to be named, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MemberForm {
    pub officer: String,
}

/// One category of a report, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedLine {
    pub ready: String,
    pub not_ready: String,
    pub reason: String,
}

/// One category of a report. A category that is not there is unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportLine {
    pub category: String,
    pub ready: i32,
    pub not_ready: i32,
    pub reason: String,
}

/// The month of a station, as posted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportForm {
    /// `figures`, `same` or `none`.
    pub answer: String,
    pub note: String,
    /// By category.
    pub lines: Vec<(&'static str, TypedLine)>,
}

/// What a station says about a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReportDraft {
    Figures(Vec<ReportLine>, String),
    SameAsBefore(String),
    None(String),
}

impl ReportForm {
    /// Reads the table of the page. A field that the page does not have is refused.
    pub fn read(form: &Form) -> Result<Self> {
        let known = |name: &str| {
            matches!(name, "answer" | "note")
                || ["ready-", "not_ready-", "reason-"].iter().any(|prefix| name.strip_prefix(prefix).is_some_and(|category| CATEGORIES.contains(&category)))
        };
        if form.fields().iter().any(|(name, _)| !known(name)) {
            return Err(AppError::Bad(Message::new("error-form-unknown-field")));
        }
        let typed = |category: &str| TypedLine {
            ready: form.text(&format!("ready-{category}")).to_owned(),
            not_ready: form.text(&format!("not_ready-{category}")).to_owned(),
            reason: form.text(&format!("reason-{category}")).to_owned(),
        };
        Ok(Self {
            answer: form.text("answer").to_owned(),
            note: form.text("note").to_owned(),
            lines: CATEGORIES.iter().map(|category| (*category, typed(category))).collect(),
        })
    }

    /// What was posted, understood. Both boxes of a category empty: unknown.
    pub fn draft(&self) -> Result<ReportDraft> {
        let mut errors = FieldErrors::default();
        let note = at_most(&mut errors, "note", &self.note, 1000);
        match one_of(&mut errors, "answer", ["figures", "same", "none"].into_iter(), &self.answer) {
            "same" => return errors.or(ReportDraft::SameAsBefore(note)),
            "none" => return errors.or(ReportDraft::None(note)),
            _ => {}
        }
        let mut lines = Vec::new();
        for (category, typed) in &self.lines {
            if typed.ready.trim().is_empty() && typed.not_ready.trim().is_empty() {
                if !typed.reason.trim().is_empty() {
                    errors.add(format!("ready-{category}"), Message::new("field-required"));
                }
                continue;
            }
            let zero = |text: &str| if text.trim().is_empty() { "0".to_owned() } else { text.to_owned() };
            let ready = number(&mut errors, &format!("ready-{category}"), &zero(&typed.ready), 0, 500);
            let not_ready = number(&mut errors, &format!("not_ready-{category}"), &zero(&typed.not_ready), 0, 500);
            let reason = typed.reason.trim().to_owned();
            if not_ready > 0 && reason.is_empty() {
                errors.add(format!("reason-{category}"), Message::new("constraint-standby-line-says-why"));
            }
            if reason.chars().count() > 300 {
                errors.add(format!("reason-{category}"), Message::new("constraint-standby-line-reason-short"));
            }
            lines.push(ReportLine { category: (*category).to_owned(), ready, not_ready, reason });
        }
        if lines.is_empty() && errors.is_empty() {
            errors.add("ready-armed_protection", Message::new("standby-report-empty"));
        }
        errors.or(ReportDraft::Figures(lines, note))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    fn told<T: std::fmt::Debug>(outcome: Result<T>, field: &str) {
        let Err(AppError::Invalid(errors)) = outcome else { panic!("{field} was accepted: {outcome:?}") };
        assert!(!errors.of(field, Language::English).is_empty(), "{field}: {errors:?}");
    }

    #[test]
    fn a_pledge_says_beside_each_field_what_is_wrong() {
        let good = || PledgeForm {
            station: "gom".into(),
            category: "medic".into(),
            head_count: "4".into(),
            notice_hours: "48".into(),
            from_date: "01-Nov-2026".into(),
            to_date: "30-Nov-2026".into(),
            ..PledgeForm::default()
        };
        assert_eq!(good().draft(day()).unwrap().station, "GOM");
        for (form, field) in [
            (PledgeForm { head_count: "0".into(), ..good() }, "head_count"),
            (PledgeForm { head_count: "2.5".into(), ..good() }, "head_count"),
            (PledgeForm { notice_hours: "-4".into(), ..good() }, "notice_hours"),
            (PledgeForm { category: "cook".into(), ..good() }, "category"),
            (PledgeForm { to_date: "31-Oct-2026".into(), ..good() }, "to_date"),
            (PledgeForm { from_date: "01-Oct-2026".into(), to_date: "21-Nov-2026".into(), ..good() }, "to_date"),
            (PledgeForm { member_state: "RO".into(), ..good() }, "document"),
        ] {
            told(form.draft(day()), field);
        }
    }

    #[test]
    fn a_check_says_why_somebody_is_not_ready_and_a_test_how_long_it_took() {
        let good = || CheckForm { kind: "readiness".into(), done_on: "22-Nov-2026".into(), ready: "4".into(), ..CheckForm::default() };
        assert_eq!(good().draft(4, day()).unwrap().not_ready, 0);
        for (form, field) in [
            (CheckForm { ready: "5".into(), ..good() }, "ready"),
            (CheckForm { ready: "3".into(), ..good() }, "reason"),
            (CheckForm { kind: "call_out".into(), ..good() }, "hours"),
            (CheckForm { hours: "3".into(), ..good() }, "hours"),
            (CheckForm { done_on: "23-Nov-2026".into(), ..good() }, "done_on"),
        ] {
            told(form.draft(4, day()), field);
        }
    }

    #[test]
    fn none_and_unknown_are_two_answers_and_not_ready_has_a_reason() {
        let line = |ready: &str, not_ready: &str, reason: &str| TypedLine { ready: ready.into(), not_ready: not_ready.into(), reason: reason.into() };
        let form = |lines: Vec<(&'static str, TypedLine)>| ReportForm { answer: "figures".into(), lines, ..ReportForm::default() };
        let Ok(ReportDraft::Figures(lines, _)) = form(vec![("medic", line("0", "", "")), ("driver", line("", "", ""))]).draft() else { panic!("refused") };
        assert_eq!(lines.len(), 1, "what is empty is unknown");
        assert_eq!((lines[0].ready, lines[0].not_ready), (0, 0), "nought is none");
        told(form(vec![("medic", line("2", "1", ""))]).draft(), "reason-medic");
        told(form(vec![("medic", line("", "", "leave"))]).draft(), "ready-medic");
        told(form(vec![("medic", line("x", "", ""))]).draft(), "ready-medic");
        told(form(Vec::new()).draft(), "ready-armed_protection");
        assert_eq!(ReportForm { answer: "none".into(), ..ReportForm::default() }.draft().unwrap(), ReportDraft::None(String::new()));
    }
}
