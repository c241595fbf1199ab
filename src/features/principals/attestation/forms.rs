//! What a focal point says of each value, as posted: right, change, do not know. Nothing is chosen beforehand; one tick
//! says that the values not marked are right, and one declaration ends it.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::super::profile::forms::{Typed, read};
use super::super::profile::sections::{FieldSpec, Section, attested};
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::time;

/// What is said of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Right,
    Change,
    Unknown,
}

impl Answer {
    /// As posted and stored.
    pub fn code(self) -> &'static str {
        match self {
            Answer::Right => "right",
            Answer::Change => "change",
            Answer::Unknown => "unknown",
        }
    }

    /// The answer of a word.
    pub fn of(code: &str) -> Option<Self> {
        [Answer::Right, Answer::Change, Answer::Unknown].into_iter().find(|answer| answer.code() == code)
    }
}

/// One value with what is said of it.
#[derive(Debug, Clone)]
pub struct Said {
    pub section: Section,
    pub field: &'static FieldSpec,
    pub answer: Answer,
    /// The value as it should be; empty unless it changes.
    pub proposed: String,
}

/// What is typed now, by section; the page and the check both go by it.
pub type Present = BTreeMap<Section, Typed>;

/// Name of the input that marks a value.
pub fn mark_name(section: Section, field: &FieldSpec) -> String {
    format!("mark-{}-{}", section.word(), field.name)
}

/// Name of the input with the value as it should be.
pub fn value_name(section: Section, field: &FieldSpec) -> String {
    format!("value-{}-{}", section.word(), field.name)
}

/// The answers, or what is missing. A value typed without a mark is a change.
pub fn read_answers(form: &Form, with: &[&str]) -> Result<Vec<Said>> {
    let known = |name: &str| with.contains(&name) || matches!(name, "rest" | "declared");
    let is_known = |name: &str| known(name) || attested().any(|(section, field)| name == mark_name(section, field) || name == value_name(section, field));
    if form.fields().iter().any(|(name, _)| !is_known(name)) {
        return Err(AppError::Bad(Message::new("error-form-unknown-field")));
    }
    let mut errors = FieldErrors::default();
    let rest_is_right = form.text("rest") == "yes";
    let mut said = Vec::new();
    let mut is_open = false;
    for (section, field) in attested() {
        let proposed = form.text(&value_name(section, field)).trim().to_owned();
        let answer = match Answer::of(form.text(&mark_name(section, field))) {
            None if !proposed.is_empty() => Answer::Change,
            None if rest_is_right => Answer::Right,
            None => {
                is_open = true;
                continue;
            }
            Some(answer) => answer,
        };
        let mut own = FieldErrors::default();
        let proposed = if answer == Answer::Change { read(&mut own, field, &proposed) } else { String::new() };
        if answer == Answer::Change && proposed.is_empty() {
            own.add(field.name, Message::new("attestation-value-required"));
        }
        if let Err(AppError::Invalid(own)) = own.or(()) {
            errors.add(value_name(section, field), own.first());
        }
        said.push(Said { section, field, answer, proposed });
    }
    if is_open {
        errors.add("rest", Message::new("attestation-mark-each"));
    }
    if form.text("declared") != "yes" {
        errors.add("declared", Message::new("attestation-declare"));
    }
    errors.or(said)
}

/// Confirmed by telephone or mail: by whom, when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmed {
    pub channel: &'static str,
    pub by: String,
    pub on: NaiveDate,
}

/// What an officer enters of a call or a mail. `today` is the day in UTC.
pub fn read_confirmed(form: &Form, today: NaiveDate) -> Result<Confirmed> {
    let mut errors = FieldErrors::default();
    let channel = ["phone", "mail"].into_iter().find(|known| *known == form.text("channel"));
    if channel.is_none() {
        errors.add("channel", Message::new("field-required"));
    }
    let by = form.text("attested_by").trim().to_owned();
    if by.is_empty() {
        errors.add("attested_by", Message::new("field-required"));
    } else if by.chars().count() > 120 {
        errors.add("attested_by", Message::new("field-too-long").with("limit", "120"));
    }
    let on = match time::read_date(form.text("attested_on")) {
        Ok(day) if day > today => {
            errors.add("attested_on", Message::new("attestation-ahead"));
            today
        }
        Ok(day) => day,
        Err(message) => {
            errors.add("attested_on", message);
            today
        }
    };
    errors.or(Confirmed { channel: channel.unwrap_or_default(), by, on })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    fn form(pairs: &[(&str, &str)]) -> Form {
        Form::from_fields(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(), Vec::new())
    }

    #[test]
    fn one_tick_says_that_the_rest_is_right() {
        let said = read_answers(&form(&[("rest", "yes"), ("declared", "yes")]), &[]).unwrap();
        assert!(said.iter().all(|said| said.answer == Answer::Right));
        assert_eq!(said.len(), attested().count());
    }

    #[test]
    fn a_value_typed_without_a_mark_is_a_change() {
        let said = read_answers(&form(&[("value-contacts-mobile_phone", "+41 22 000 1111"), ("rest", "yes"), ("declared", "yes")]), &[]).unwrap();
        let changed: Vec<&Said> = said.iter().filter(|said| said.answer == Answer::Change).collect();
        assert_eq!((changed.len(), changed[0].proposed.as_str()), (1, "+41 22 000 1111"));
    }

    #[test]
    fn what_is_missing_is_said_beside_its_field() {
        for (pairs, field) in [
            (vec![("declared", "yes")], "rest"),
            (vec![("rest", "yes")], "declared"),
            (vec![("mark-contacts-email", "change"), ("rest", "yes"), ("declared", "yes")], "value-contacts-email"),
            (vec![("value-contacts-mobile_phone", "ring me"), ("rest", "yes"), ("declared", "yes")], "value-contacts-mobile_phone"),
        ] {
            let Err(AppError::Invalid(errors)) = read_answers(&form(&pairs), &[]) else { panic!("{field} was accepted") };
            assert!(!errors.of(field, Language::English).is_empty(), "{field}");
        }
        assert!(matches!(read_answers(&form(&[("mark-medical-blood_group", "right")]), &[]), Err(AppError::Bad(_))));
    }
}
