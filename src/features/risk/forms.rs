//! Posted text of the full form to drafts, or errors beside the fields. Pure.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::model::{self, Level};
use super::queries::Assessment;
use crate::features::people::{at_most, required};
use crate::i18n::Message;
use crate::web::conflict::Part;
use crate::web::error::{AppError, Result};
use crate::web::form::FieldErrors;
use crate::web::time;

/// One of a list; an error beside the field otherwise.
pub fn choice(errors: &mut FieldErrors, field: &'static str, list: &[&'static str], text: &str) -> &'static str {
    model::known(list, text.trim()).unwrap_or_else(|| {
        errors.add(field, Message::new(if text.trim().is_empty() { "field-required" } else { "field-not-a-choice" }));
        ""
    })
}

/// One of a list, or nothing.
pub fn maybe_choice(errors: &mut FieldErrors, field: &'static str, list: &[&'static str], text: &str) -> Option<&'static str> {
    if text.trim().is_empty() { None } else { Some(choice(errors, field, list, text)) }
}

/// A level.
pub fn level(errors: &mut FieldErrors, field: &'static str, text: &str) -> Level {
    Level::from_code(text.trim()).unwrap_or_else(|| {
        errors.add(field, Message::new(if text.trim().is_empty() { "field-required" } else { "field-not-a-choice" }));
        Level::Low
    })
}

/// A date that may be missing.
pub fn maybe_date(errors: &mut FieldErrors, field: &'static str, text: &str) -> Option<NaiveDate> {
    if text.trim().is_empty() {
        return None;
    }
    time::read_date(text).map_err(|message| errors.add(field, message)).ok()
}

/// A date that must be there.
pub fn date(errors: &mut FieldErrors, field: &'static str, text: &str) -> NaiveDate {
    match maybe_date(errors, field, text) {
        Some(day) => day,
        None => {
            if text.trim().is_empty() {
                errors.add(field, Message::new("field-required"));
            }
            NaiveDate::default()
        }
    }
}

/// A period: the last day is not before the first.
pub fn period(errors: &mut FieldErrors, from: Option<NaiveDate>, to: Option<NaiveDate>) {
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        errors.add("valid_to", Message::new("constraint-risk-assessment-ends-after-it-begins"));
    }
}

/// A whole number of a range.
pub fn number(errors: &mut FieldErrors, field: &'static str, text: &str, range: std::ops::RangeInclusive<i32>) -> i32 {
    match text.trim().parse::<i32>() {
        Ok(number) if range.contains(&number) => number,
        _ => {
            let message = if text.trim().is_empty() {
                Message::new("field-required")
            } else {
                Message::new("risk-number-between").with("least", range.start().to_string()).with("most", range.end().to_string())
            };
            errors.add(field, message);
            0
        }
    }
}

/// The same, or nothing.
pub fn maybe_number(errors: &mut FieldErrors, field: &'static str, text: &str, range: std::ops::RangeInclusive<i32>) -> Option<i32> {
    if text.trim().is_empty() { None } else { Some(number(errors, field, text, range)) }
}

/// A sum of money as typed: digits and at most two decimals. Empty is none.
pub fn cost(errors: &mut FieldErrors, field: &'static str, text: &str) -> String {
    let plain = text.trim().replace([' ', ','], "");
    let (whole, cents) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !plain.is_empty() && (whole.is_empty() || whole.len() > 10 || cents.len() > 2 || !digits(whole) || !digits(cents)) {
        errors.add(field, Message::new("risk-cost-shape"));
    }
    plain
}

/// Constraints that belong beside a field or on top of a form, with their sentences.
const BESIDE: &[(&str, &str, &str)] = &[
    ("risk_assessment_ends_after_it_begins", "valid_to", "constraint-risk-assessment-ends-after-it-begins"),
    ("risk_assessment_has_subject", "official", "constraint-risk-assessment-has-subject"),
    ("measures_do_not_raise_risk", "residual_likelihood", "constraint-measures-do-not-raise-risk"),
    ("high_risk_has_measures", "", "constraint-high-risk-has-measures"),
    ("assessment_names_threats", "", "constraint-assessment-names-threats"),
    ("registered_high_risk_names_measures", "main_measures", "constraint-registered-high-risk-names-measures"),
    ("measures_are_reviewed", "", "constraint-measures-are-reviewed"),
    ("courses_are_compared", "", "constraint-courses-are-compared"),
    ("unacceptable_risk_is_avoided", "decision", "constraint-unacceptable-risk-is-avoided"),
    ("high_risk_names_criticality", "criticality", "constraint-high-risk-names-criticality"),
    ("residual_risk_within_cap", "criticality", "constraint-residual-risk-within-cap"),
    ("high_risk_decided_by_two", "", "constraint-high-risk-decided-by-two"),
    ("high_risk_decided_by_official_and_chief", "", "constraint-high-risk-decided-by-official-and-chief"),
    ("very_high_risk_has_decision_record", "document_ref", "constraint-very-high-risk-has-decision-record"),
    ("level_lowered_by_two", "", "constraint-level-lowered-by-two"),
    ("risk_assessment_in_force_is_whole", "valid_to", "constraint-risk-assessment-in-force-is-whole"),
    ("one_course_is_recommended", "is_recommended", "constraint-one-course-is-recommended"),
    ("measure_done_is_proven", "proof", "constraint-measure-done-is-proven"),
    ("extension_is_short", "to_date", "constraint-extension-is-short"),
    ("extension_ends_after_it_begins", "to_date", "constraint-extension-ends-after-it-begins"),
    ("extension_follows_assessment", "from_date", "constraint-extension-follows-assessment"),
    ("extension_by_two_people", "", "constraint-extension-by-two-people"),
    ("assessment_step_has_its_role", "", "constraint-assessment-step-has-its-role"),
];

/// A refusal by the database as errors of the form, where it has a sentence of its own.
pub fn beside(error: AppError) -> AppError {
    match error {
        AppError::Refused(name) => match BESIDE.iter().find(|(constraint, ..)| *constraint == name) {
            Some((_, field, key)) => {
                let mut errors = FieldErrors::default();
                errors.add(*field, Message::new(key));
                AppError::Invalid(errors)
            }
            None => AppError::Refused(name),
        },
        other => other,
    }
}

/// The assessment itself: nine fields.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AssessmentForm {
    pub valid_from: String,
    pub valid_to: String,
    pub scope: String,
    pub situation: String,
    pub programme: String,
    pub criticality: String,
    pub decision: String,
    pub recommendation: String,
    pub change_note: String,
    pub version: String,
}

/// Its fields in a conflict: a period is decided as one.
pub const PARTS: &[Part] = &[
    Part::of("period", "valid_from", "risk-assessment-valid-from"),
    Part::of("period", "valid_to", "risk-assessment-valid-to"),
    Part::alone("scope", "risk-assessment-scope"),
    Part::alone("situation", "risk-assessment-situation"),
    Part::alone("programme", "risk-assessment-programme"),
    Part::alone("criticality", "risk-assessment-criticality"),
    Part::alone("decision", "risk-assessment-decision"),
    Part::alone("recommendation", "risk-assessment-recommendation"),
    Part::alone("change_note", "risk-assessment-change-note"),
];

/// An assessment as its author wants it.
#[derive(Debug, Clone, PartialEq)]
pub struct AssessmentDraft {
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    pub scope: String,
    pub situation: String,
    pub programme: String,
    pub criticality: Option<&'static str>,
    pub decision: &'static str,
    pub recommendation: String,
    pub change_note: String,
    pub version: i32,
}

impl AssessmentForm {
    /// Filled from the record.
    pub fn of(assessment: &Assessment) -> Self {
        let day = |day: Option<NaiveDate>| day.map(time::typed_date).unwrap_or_default();
        Self {
            valid_from: day(assessment.valid_from),
            valid_to: day(assessment.valid_to),
            scope: assessment.scope.clone(),
            situation: assessment.situation.clone(),
            programme: assessment.programme.clone(),
            criticality: assessment.criticality.clone(),
            decision: assessment.decision.clone(),
            recommendation: assessment.recommendation.clone(),
            change_note: assessment.change_note.clone(),
            version: assessment.version.to_string(),
        }
    }

    /// What was posted, understood.
    pub fn draft(&self) -> Result<AssessmentDraft> {
        let mut errors = FieldErrors::default();
        let valid_from = maybe_date(&mut errors, "valid_from", &self.valid_from);
        let valid_to = maybe_date(&mut errors, "valid_to", &self.valid_to);
        period(&mut errors, valid_from, valid_to);
        let draft = AssessmentDraft {
            valid_from,
            valid_to,
            scope: required(&mut errors, "scope", &self.scope, 4000),
            situation: at_most(&mut errors, "situation", &self.situation, 4000),
            programme: at_most(&mut errors, "programme", &self.programme, 4000),
            criticality: maybe_choice(&mut errors, "criticality", model::CRITICALITIES, &self.criticality),
            decision: choice(&mut errors, "decision", model::DECISIONS, &self.decision),
            recommendation: at_most(&mut errors, "recommendation", &self.recommendation, 4000),
            change_note: at_most(&mut errors, "change_note", &self.change_note, 2000),
            version: self.version.parse().unwrap_or_default(),
        };
        errors.or(draft)
    }
}

/// A form filled from a version of the history: its fields are named like the columns.
pub fn of_version<T: serde::de::DeserializeOwned>(parts: &[Part], content: &Value) -> Result<T> {
    let text = |value: &Value| match value {
        Value::String(text) => text.parse::<NaiveDate>().map_or_else(|_| text.clone(), time::typed_date),
        Value::Number(number) => number.to_string(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) | Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    };
    let fields = parts.iter().map(|part| (part.name.to_owned(), Value::String(content.get(part.name).map(text).unwrap_or_default()))).collect();
    serde_json::from_value(Value::Object(fields)).map_err(|error| AppError::Internal(error.into()))
}

/// The errors of a draft that must not be accepted.
#[cfg(test)]
pub fn errors_of<T: std::fmt::Debug>(outcome: Result<T>) -> FieldErrors {
    match outcome {
        Err(AppError::Invalid(errors)) => errors,
        other => panic!("{other:?} was accepted"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    #[test]
    fn a_period_that_ends_before_it_begins_is_told_beside_its_end() {
        let form = AssessmentForm {
            scope: "x".into(),
            decision: "control".into(),
            valid_from: "2026-12-01".into(),
            valid_to: "2026-11-30".into(),
            ..Default::default()
        };
        assert!(!errors_of(form.draft()).of("valid_to", Language::English).is_empty());
    }
}
