//! The form that asks for a right: pure.

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::Deserialize;

use crate::authz::actor::Role;
use crate::i18n::Message;
use crate::web::error::Result;
use crate::web::form::FieldErrors;
use crate::web::time;

/// Longest right that can be asked for, in days.
const LONGEST_DAYS: u64 = 366 * 3;

/// As posted.
#[derive(Debug, Clone, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct GrantForm {
    /// Code of the role.
    pub role: String,
    /// Code of the scope; empty for global.
    pub scope: String,
    /// First day; empty is now.
    pub from: String,
    /// Last day.
    pub until: String,
    /// Why.
    pub reason: String,
    /// `yes`: in force at once.
    pub urgent: String,
}

/// A right to ask for; the kind of its scope is found with its code.
#[derive(Debug, Clone)]
pub struct GrantDraft {
    /// What.
    pub role: Role,
    /// Code of the scope, upper-case as typed; empty for global.
    pub scope: String,
    /// First instant, UTC; `None` is now.
    pub from: Option<DateTime<Utc>>,
    /// Midnight after the last day, UTC.
    pub to: DateTime<Utc>,
    /// Why.
    pub reason: String,
    /// In force at once.
    pub is_urgent: bool,
}

impl GrantForm {
    /// The draft, or what needs correcting.
    pub fn draft(&self, now: DateTime<Utc>) -> Result<GrantDraft> {
        let mut errors = FieldErrors::default();
        let role = Role::from_code(&self.role);
        if role.is_none() {
            errors.add("role", Message::new(if self.role.is_empty() { "field-required" } else { "field-not-a-choice" }));
        }
        let scope = self.scope.trim().to_owned();
        let is_global_only = role.is_some_and(|role| role.scope_kinds() == ["global"]);
        let may_be_global = role.is_some_and(|role| role.scope_kinds().contains(&"global"));
        if is_global_only && !scope.is_empty() {
            errors.add("scope", Message::new("grant-scope-is-global"));
        }
        if role.is_some() && !may_be_global && scope.is_empty() {
            errors.add("scope", Message::new("field-required"));
        }
        let today = now.date_naive();
        let from = day(&self.from, "from", false, &mut errors).filter(|day| *day != today);
        if from.is_some_and(|day| day < today) {
            errors.add("from", Message::new("grant-from-past"));
        }
        let until = day(&self.until, "until", true, &mut errors);
        match until {
            Some(until) if until < from.unwrap_or(today) => errors.add("until", Message::new("grant-until-past")),
            Some(until) if until > today + Days::new(LONGEST_DAYS) => errors.add("until", Message::new("grant-until-far")),
            _ => {}
        }
        let reason = reason(&self.reason, &mut errors);
        let midnight = |day: NaiveDate| day.and_time(chrono::NaiveTime::MIN).and_utc();
        match (role, until) {
            (Some(role), Some(until)) => {
                errors.or(GrantDraft { role, scope, from: from.map(midnight), to: midnight(until + Days::new(1)), reason, is_urgent: self.urgent == "yes" })
            }
            _ => Err(crate::web::error::AppError::Invalid(errors)),
        }
    }
}

fn day(text: &str, field: &'static str, is_required: bool, errors: &mut FieldErrors) -> Option<NaiveDate> {
    if text.trim().is_empty() {
        if is_required {
            errors.add(field, Message::new("field-required"));
        }
        return None;
    }
    time::read_date(text.trim()).map_err(|message| errors.add(field, message)).ok()
}

/// A reason, trimmed; required and of a length that is read.
pub fn reason(text: &str, errors: &mut FieldErrors) -> String {
    let text = text.trim();
    if text.is_empty() {
        errors.add("reason", Message::new("field-required"));
    } else if text.chars().count() > 500 {
        errors.add("reason", Message::new("field-too-long").with("limit", "500"));
    }
    text.to_owned()
}

/// A reason alone: to refuse, to revoke, to disable.
#[derive(Debug, Clone, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct ReasonForm {
    /// Why.
    pub reason: String,
    /// The version the person saw.
    pub version: String,
}

impl ReasonForm {
    /// The reason, or what needs correcting.
    pub fn reason(&self) -> Result<String> {
        let mut errors = FieldErrors::default();
        let text = reason(&self.reason, &mut errors);
        errors.or(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::error::AppError;

    fn form() -> GrantForm {
        GrantForm { role: "cp_officer".into(), scope: "JUB".into(), until: "2027-01-31".into(), reason: "rotation".into(), ..GrantForm::default() }
    }

    fn now() -> DateTime<Utc> {
        "2026-11-22T10:00:00Z".parse().unwrap()
    }

    #[test]
    fn the_last_day_counts_whole() {
        let draft = form().draft(now()).unwrap();
        assert_eq!(draft.to.to_rfc3339(), "2027-02-01T00:00:00+00:00");
        assert_eq!(draft.from, None);
    }

    #[test]
    fn what_needs_correcting_is_said_at_its_field() {
        let cases: [(&str, GrantForm); 7] = [
            ("role", GrantForm { role: "captain".into(), ..form() }),
            ("scope", GrantForm { scope: String::new(), ..form() }),
            ("scope", GrantForm { role: "auditor".into(), ..form() }),
            ("until", GrantForm { until: String::new(), ..form() }),
            ("until", GrantForm { until: "2026-11-21".into(), ..form() }),
            ("from", GrantForm { from: "2026-11-01".into(), ..form() }),
            ("reason", GrantForm { reason: "  ".into(), ..form() }),
        ];
        for (field, form) in cases {
            let Err(AppError::Invalid(errors)) = form.draft(now()) else { panic!("{field}: {form:?}") };
            assert!(!errors.of(field, crate::i18n::Language::English).is_empty(), "{field}: {form:?}");
        }
    }
}
