//! The form that delegates and the one that ends: pure.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::authz::actor::Authority;
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::FieldErrors;
use crate::web::time;

/// As posted.
#[derive(Debug, Clone, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct DelegationForm {
    /// `risk:G-7K3FA`: what, and the right it rests on.
    pub what: String,
    /// User name.
    pub delegate: String,
    /// First day; empty is today.
    pub from: String,
    /// Last day.
    pub until: String,
    /// Why.
    pub reason: String,
}

/// A delegation to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DelegationDraft {
    /// What.
    pub authority: Authority,
    /// Reference of the right.
    pub grant: String,
    /// User name.
    pub delegate: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
    /// Why.
    pub reason: String,
}

impl DelegationForm {
    /// The draft, or what needs correcting.
    pub fn draft(&self, today: NaiveDate) -> Result<DelegationDraft> {
        let mut errors = FieldErrors::default();
        let what = self.what.split_once(':').and_then(|(authority, grant)| Some((Authority::from_code(authority)?, grant.to_owned())));
        if what.is_none() {
            errors.add("what", Message::new(if self.what.is_empty() { "field-required" } else { "field-not-a-choice" }));
        }
        let delegate = self.delegate.trim().to_lowercase();
        if delegate.is_empty() {
            errors.add("delegate", Message::new("field-required"));
        }
        let from = if self.from.trim().is_empty() { Ok(today) } else { time::read_date(&self.from) };
        let until = time::read_date(&self.until);
        match (&from, &until) {
            (Ok(from), _) if *from < today => errors.add("from", Message::new("constraint-delegation-begins-today-or-later")),
            (Ok(from), Ok(until)) if until < from => errors.add("until", Message::new("constraint-delegation-ends-after-it-begins")),
            _ => {}
        }
        for (field, read) in [("from", &from), ("until", &until)] {
            if let Err(message) = read {
                errors.add(field, message.clone());
            }
        }
        let reason = reason(&mut errors, &self.reason);
        match (what, from, until, errors.is_empty()) {
            (Some((authority, grant)), Ok(from), Ok(until), true) => Ok(DelegationDraft { authority, grant, delegate, from, until, reason }),
            _ => Err(AppError::Invalid(errors)),
        }
    }
}

/// Why it is ended.
#[derive(Debug, Clone, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct EndForm {
    /// Version it was decided on.
    pub version: String,
    /// Why.
    pub reason: String,
}

impl EndForm {
    /// The reason, or what needs correcting.
    pub fn reason(&self) -> Result<String> {
        let mut errors = FieldErrors::default();
        let reason = reason(&mut errors, &self.reason);
        errors.or(reason)
    }
}

fn reason(errors: &mut FieldErrors, text: &str) -> String {
    let text = text.trim();
    if text.is_empty() {
        errors.add("reason", Message::new("field-required"));
    } else if text.chars().count() > 500 {
        errors.add("reason", Message::new("field-too-long").with("limit", "500"));
    }
    text.to_owned()
}

/// Where the sentence of a rule of the database stands in the form.
pub fn field_of(constraint: &str) -> Option<(&'static str, &'static str)> {
    Some(match constraint {
        "delegation_of_what_one_holds" => ("what", "constraint-delegation-of-what-one-holds"),
        "one_delegate_at_a_time" => ("what", "constraint-one-delegate-at-a-time"),
        "delegation_to_another" => ("delegate", "constraint-delegation-to-another"),
        "delegate_is_a_person" => ("delegate", "constraint-delegate-is-a-person"),
        "delegation_begins_today_or_later" => ("from", "constraint-delegation-begins-today-or-later"),
        "delegation_ends_after_it_begins" => ("until", "constraint-delegation-ends-after-it-begins"),
        "delegation_is_short" => ("until", "constraint-delegation-is-short"),
        "delegation_within_its_right" => ("until", "constraint-delegation-within-its-right"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn form() -> DelegationForm {
        DelegationForm { what: "risk:G-7K3FA".into(), delegate: " SSP-Goma ".into(), from: String::new(), until: "30-Nov-2026".into(), reason: "Leave".into() }
    }

    #[test]
    fn an_empty_first_day_is_today() {
        let draft = form().draft(day("2026-11-22")).unwrap();
        assert_eq!((draft.from, draft.until, draft.delegate.as_str()), (day("2026-11-22"), day("2026-11-30"), "ssp-goma"));
        assert_eq!((draft.authority, draft.grant.as_str()), (Authority::Risk, "G-7K3FA"));
    }

    #[test]
    fn what_needs_correcting_stands_at_its_field() {
        let cases: [(DelegationForm, &str); 6] = [
            (DelegationForm { what: "everything:G-1".into(), ..form() }, "what"),
            (DelegationForm { delegate: String::new(), ..form() }, "delegate"),
            (DelegationForm { from: "21-Nov-2026".into(), ..form() }, "from"),
            (DelegationForm { from: "02/03/2027".into(), ..form() }, "from"),
            (DelegationForm { until: "21-Nov-2026".into(), ..form() }, "until"),
            (DelegationForm { reason: "x".repeat(501), ..form() }, "reason"),
        ];
        for (form, field) in cases {
            let Err(AppError::Invalid(errors)) = form.draft(day("2026-11-22")) else { panic!("accepted: {form:?}") };
            let fields: Vec<String> = errors.links(crate::i18n::Language::English).into_iter().map(|link| link.field).collect();
            assert_eq!(fields, [field], "{form:?}");
        }
    }
}
