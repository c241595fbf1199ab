//! Posted text to a section, or errors beside the fields. One form for all sections: the table of fields says what
//! may come, anything else is refused.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::sections::{FieldSpec, Kind, Section};
use crate::i18n::Message;
use crate::web::conflict::Part;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::time;

/// Values of a section as they are typed, by name of the field; with `source` and `unable_reason`.
pub type Typed = BTreeMap<String, String>;

/// Fields that every section has.
pub const COMMON: &[&str] = &["source", "unable_reason"];

/// A section as somebody wants it.
#[derive(Debug, Clone)]
pub struct SectionDraft {
    /// Values by field, dates as the database writes them; sealed ones still in clear.
    pub values: BTreeMap<&'static str, String>,
    /// Where it comes from.
    pub source: String,
    /// Why it cannot be completed yet; empty if it can.
    pub unable_reason: String,
    /// The version it was made from; 0 for a section not started.
    pub version: i32,
}

/// What was posted, by field. A field that the section does not have is refused.
pub fn typed(section: Section, form: &Form) -> Result<Typed> {
    let mut typed = Typed::new();
    for (name, value) in form.fields() {
        let is_known = name == "version" || COMMON.contains(&name.as_str()) || section.fields().iter().any(|field| field.name == name);
        if !is_known || typed.insert(name.clone(), value.clone()).is_some() {
            return Err(AppError::Bad(Message::new("error-form-unknown-field")));
        }
    }
    Ok(typed)
}

/// The draft, or what is wrong. `today` is the day in UTC.
pub fn draft(section: Section, typed: &Typed) -> Result<SectionDraft> {
    let mut errors = FieldErrors::default();
    let text = |name: &str| typed.get(name).map(|value| value.trim().to_owned()).unwrap_or_default();
    let mut values = BTreeMap::new();
    for field in section.fields() {
        values.insert(field.name, read(&mut errors, field, &text(field.name)));
    }
    let source = text("source");
    if source.is_empty() {
        errors.add("source", Message::new("profile-source-required"));
    }
    for (name, value) in [("source", &source), ("unable_reason", &text("unable_reason"))] {
        if value.chars().count() > 300 {
            errors.add(name, Message::new("field-too-long").with("limit", "300"));
        }
    }
    follow(&mut errors, section, &values);
    let version = text("version").parse().unwrap_or_default();
    errors.or(SectionDraft { values, source, unable_reason: text("unable_reason"), version })
}

/// One value, as the database writes it.
pub fn read(errors: &mut FieldErrors, field: &FieldSpec, text: &str) -> String {
    if text.chars().count() > field.limit() {
        errors.add(field.name, Message::new("field-too-long").with("limit", field.limit().to_string()));
    }
    match field.kind {
        Kind::Date if !text.is_empty() => match time::read_date(text) {
            Ok(date) => return date.to_string(),
            Err(message) => errors.add(field.name, message),
        },
        Kind::Choice(known, _) if !text.is_empty() && !known.contains(&text) => errors.add(field.name, Message::new("field-not-a-choice")),
        Kind::Phone if !text.is_empty() && !is_phone(text) => errors.add(field.name, Message::new("field-number-shape")),
        Kind::Date | Kind::Choice(..) | Kind::Phone | Kind::Line | Kind::Lines => {}
    }
    text.to_owned()
}

fn is_phone(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or(text);
    (3..=40).contains(&digits.chars().count()) && digits.chars().all(|c| c.is_ascii_digit() || " ()./-".contains(c))
}

/// Rules between fields; the database has them too.
fn follow(errors: &mut FieldErrors, section: Section, values: &BTreeMap<&'static str, String>) {
    let value = |name: &str| values.get(name).map(String::as_str).unwrap_or_default();
    match section {
        Section::Work => {
            if matches!(value("rank"), "D2" | "other") && value("rank_reason").is_empty() {
                errors.add("rank_reason", Message::new("profile-rank-needs-reason"));
            }
            if !value("appointment_end").is_empty() && value("appointment_end") < value("appointment_start") {
                errors.add("appointment_end", Message::new("profile-ends-before-it-begins"));
            }
        }
        Section::Residence if !matches!(value("compliance"), "" | "not_surveyed") && value("survey_date").is_empty() => {
            errors.add("survey_date", Message::new("profile-compliance-needs-survey"));
        }
        Section::Documents if !value("passport").is_empty() && value("passport_country").is_empty() => {
            errors.add("passport_country", Message::new("profile-passport-needs-country"));
        }
        _ => {}
    }
}

/// The form filled from a row of the database; sealed values come in clear.
pub fn filled(section: Section, row: &Map<String, Value>, opened: &BTreeMap<&'static str, String>) -> Typed {
    let text = |column: &str| row.get(column).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut typed = Typed::new();
    for field in section.fields() {
        let value = match field.kind {
            _ if field.is_sealed => opened.get(field.name).cloned().unwrap_or_default(),
            Kind::Date => text(field.name).parse::<NaiveDate>().map(time::typed_date).unwrap_or_default(),
            Kind::Choice(..) | Kind::Phone | Kind::Line | Kind::Lines => text(field.name),
        };
        typed.insert(field.name.to_owned(), value);
    }
    for name in COMMON {
        typed.insert((*name).to_owned(), text(name));
    }
    typed.insert("version".to_owned(), row.get("version").map(Value::to_string).unwrap_or_else(|| "0".to_owned()));
    typed
}

/// The fields of a section in a conflict.
pub fn parts(section: Section) -> Vec<Part> {
    let own = section.fields().iter().map(|field| Part::alone(field.name, field.label));
    own.chain([Part::alone("source", "profile-source"), Part::alone("unable_reason", "profile-unable-reason")]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    fn typed_of(pairs: &[(&str, &str)]) -> Typed {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn each_field_says_what_is_wrong() {
        for (section, pairs, field) in [
            (Section::Contacts, vec![("mobile_phone", "ring me"), ("source", "x")], "mobile_phone"),
            (Section::Contacts, vec![("mobile_phone", "+1 212 555 0100")], "source"),
            (Section::Identity, vec![("born_on", "02/03/1960"), ("source", "x")], "born_on"),
            (Section::Work, vec![("rank", "king"), ("source", "x")], "rank"),
            (Section::Work, vec![("rank", "other"), ("source", "x")], "rank_reason"),
            (Section::Work, vec![("appointment_start", "1-Feb-2026"), ("appointment_end", "1-Jan-2026"), ("source", "x")], "appointment_end"),
            (Section::Residence, vec![("compliance", "compliant"), ("source", "x")], "survey_date"),
            (Section::Documents, vec![("passport", "X1"), ("source", "x")], "passport_country"),
        ] {
            let Err(AppError::Invalid(errors)) = draft(section, &typed_of(&pairs)) else { panic!("{field} was accepted") };
            assert!(!errors.of(field, Language::English).is_empty(), "{field}");
        }
        let good = draft(Section::Work, &typed_of(&[("rank", "USG"), ("appointment_end", "1-Jan-2030"), ("source", "letter")])).unwrap();
        assert_eq!(good.values["appointment_end"], "2030-01-01");
    }

    #[test]
    fn a_field_of_another_section_is_refused() {
        let form = Form::from_fields(vec![("blood_group".into(), "A".into())], Vec::new());
        assert!(matches!(typed(Section::Identity, &form), Err(AppError::Bad(_))));
        assert!(typed(Section::Medical, &form).is_ok());
    }
}
