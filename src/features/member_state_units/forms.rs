//! Posted text to a unit or a step, or errors beside the fields.

use chrono::NaiveDate;
use serde::Deserialize;

use super::model::{BEGINNINGS, steps};
use super::queries::Unit;
use crate::features::people::{at_most, required};
use crate::features::requirements::{one_of, read_day};
use crate::i18n::Message;
use crate::web::error::Result;
use crate::web::form::FieldErrors;
use crate::web::time;

/// The form of a unit, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UnitForm {
    pub station: String,
    pub member_state: String,
    pub name: String,
    pub state: String,
    pub strength: String,
    pub is_armed: String,
    pub rotation_months: String,
    pub contact: String,
    pub performance: String,
    pub version: String,
}

/// A unit as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitDraft {
    pub station: String,
    pub member_state: String,
    pub name: String,
    pub state: String,
    pub strength: i32,
    pub is_armed: bool,
    pub rotation_months: i32,
    pub contact: String,
    pub performance: String,
    pub version: i32,
}

impl UnitForm {
    /// The form filled from the record.
    pub fn of(unit: &Unit) -> Self {
        Self {
            station: unit.station.clone(),
            member_state: unit.member_state.clone(),
            name: unit.name.clone(),
            state: String::new(),
            strength: unit.strength.to_string(),
            is_armed: yes(unit.is_armed),
            rotation_months: unit.rotation_months.to_string(),
            contact: unit.contact.clone(),
            performance: unit.performance.clone(),
            version: unit.version.to_string(),
        }
    }

    /// What was posted, understood; a new unit says in what it begins.
    pub fn draft(&self, is_new: bool) -> Result<UnitDraft> {
        let mut errors = FieldErrors::default();
        let draft = UnitDraft {
            station: required(&mut errors, "station", &self.station, 3).to_uppercase(),
            member_state: required(&mut errors, "member_state", &self.member_state, 2).to_uppercase(),
            name: required(&mut errors, "name", &self.name, 80),
            state: if is_new { one_of(&mut errors, "state", BEGINNINGS.iter().copied(), &self.state).to_owned() } else { String::new() },
            strength: number(&mut errors, "strength", &self.strength, 1, 200),
            is_armed: !self.is_armed.is_empty(),
            rotation_months: number(&mut errors, "rotation_months", &self.rotation_months, 1, 36),
            contact: at_most(&mut errors, "contact", &self.contact, 300),
            performance: at_most(&mut errors, "performance", &self.performance, 2000),
            version: self.version.parse().unwrap_or_default(),
        };
        errors.or(draft)
    }
}

/// A step, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StepForm {
    pub state: String,
    pub reason: String,
    pub ended_on: String,
    pub version: String,
}

/// A step as it is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepDraft {
    pub state: String,
    pub reason: String,
    pub ended_on: Option<NaiveDate>,
    pub version: i32,
}

impl StepForm {
    /// What was posted, understood. The end has a reason and a day.
    pub fn draft(&self, from: &str, today: NaiveDate) -> Result<StepDraft> {
        let mut errors = FieldErrors::default();
        let state = one_of(&mut errors, "state", steps(from).iter().copied(), &self.state).to_owned();
        let reason = at_most(&mut errors, "reason", &self.reason, 1000);
        let mut ended_on = None;
        if state == "ended" {
            ended_on = Some(past_day(&mut errors, "ended_on", &self.ended_on, today));
            if reason.is_empty() {
                errors.add("reason", Message::new("constraint-ms-unit-end-has-reason"));
            }
        } else if !self.ended_on.trim().is_empty() {
            errors.add("ended_on", Message::new("constraint-ms-unit-ended-on-a-day"));
        }
        errors.or(StepDraft { state, reason, ended_on, version: self.version.parse().unwrap_or_default() })
    }
}

/// A whole number in a range.
pub(super) fn number(errors: &mut FieldErrors, field: &str, text: &str, least: i32, most: i32) -> i32 {
    match text.trim().parse::<i32>() {
        Ok(number) if (least..=most).contains(&number) => number,
        _ => {
            let range = || Message::new("unit-number-range").with("least", least.to_string()).with("most", most.to_string());
            errors.add(field, if text.trim().is_empty() { Message::new("field-required") } else { range() });
            least
        }
    }
}

/// A day that may stay empty.
pub(super) fn maybe_day(errors: &mut FieldErrors, field: &'static str, text: &str) -> Option<NaiveDate> {
    if text.trim().is_empty() { None } else { Some(read_day(errors, field, text)) }
}

/// A day that is not to come.
pub(super) fn past_day(errors: &mut FieldErrors, field: &'static str, text: &str, today: NaiveDate) -> NaiveDate {
    let day = read_day(errors, field, text);
    if day > today {
        errors.add(field, Message::new("unit-day-to-come"));
    }
    day
}

/// A day as it is typed; nothing if there is none.
pub(super) fn typed(day: Option<NaiveDate>) -> String {
    day.map(time::typed_date).unwrap_or_default()
}

/// The value of a tick.
pub(super) fn yes(is: bool) -> String {
    if is { "yes".to_owned() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::web::error::AppError;

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    fn told<T: std::fmt::Debug>(outcome: Result<T>, field: &str) {
        let Err(AppError::Invalid(errors)) = outcome else { panic!("{field} was accepted: {outcome:?}") };
        assert!(!errors.of(field, Language::English).is_empty(), "{field}: {errors:?}");
    }

    #[test]
    fn a_unit_says_beside_each_field_what_is_wrong() {
        let good = || UnitForm {
            station: "gom".into(),
            member_state: "ro".into(),
            name: "Unit of the test".into(),
            state: "offer".into(),
            strength: "12".into(),
            rotation_months: "12".into(),
            ..UnitForm::default()
        };
        assert_eq!(good().draft(true).unwrap().member_state, "RO");
        for (form, field) in [
            (UnitForm { strength: "0".into(), ..good() }, "strength"),
            (UnitForm { strength: "2.5".into(), ..good() }, "strength"),
            (UnitForm { rotation_months: "37".into(), ..good() }, "rotation_months"),
            (UnitForm { state: "deployed".into(), ..good() }, "state"),
            (UnitForm { name: " ".into(), ..good() }, "name"),
        ] {
            told(form.draft(true), field);
        }
    }

    #[test]
    fn a_step_follows_and_the_end_has_its_day_and_reason() {
        let step = |state: &str, ended_on: &str, reason: &str| StepForm {
            state: state.into(),
            ended_on: ended_on.into(),
            reason: reason.into(),
            ..StepForm::default()
        };
        assert!(step("negotiation", "", "").draft("offer", day()).is_ok());
        assert!(step("ended", "22-Nov-2026", "Withdrawn").draft("offer", day()).is_ok());
        told(step("deployed", "", "").draft("offer", day()), "state");
        told(step("ended", "", "Withdrawn").draft("offer", day()), "ended_on");
        told(step("ended", "23-Nov-2026", "Withdrawn").draft("offer", day()), "ended_on");
        told(step("ended", "22-Nov-2026", "").draft("offer", day()), "reason");
    }
}
