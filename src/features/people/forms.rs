//! Posted text to an officer, or errors beside the fields.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::model;
use super::queries::Officer;
use crate::i18n::Message;
use crate::web::conflict::Part;
use crate::web::error::Result;
use crate::web::form::FieldErrors;
use crate::web::time;

/// The form of an officer, as posted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OfficerForm {
    pub name: String,
    pub station: String,
    pub category: String,
    pub duty_role: String,
    pub number_1: String,
    pub number_1_as_of: String,
    pub number_2: String,
    pub number_2_as_of: String,
    pub satellite: String,
    pub satellite_as_of: String,
    pub version: String,
}

/// Its fields in a conflict: a number and its age are decided together.
pub const PARTS: &[Part] = &[
    Part::alone("name", "officer-name"),
    Part::alone("station", "officer-station"),
    Part::alone("category", "officer-category"),
    Part::alone("duty_role", "officer-duty-role"),
    Part::of("number_1", "number_1", "officer-number-1"),
    Part::of("number_1", "number_1_as_of", "officer-number-1-as-of"),
    Part::of("number_2", "number_2", "officer-number-2"),
    Part::of("number_2", "number_2_as_of", "officer-number-2-as-of"),
    Part::of("satellite", "satellite", "officer-satellite"),
    Part::of("satellite", "satellite_as_of", "officer-satellite-as-of"),
];

/// A number with the day it was known to be right.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NumberDraft {
    pub number: String,
    pub as_of: Option<NaiveDate>,
}

/// An officer as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficerDraft {
    pub name: String,
    pub station: String,
    pub category: &'static str,
    pub duty_role: &'static str,
    pub number_1: NumberDraft,
    pub number_2: NumberDraft,
    pub satellite: NumberDraft,
    pub version: i32,
}

impl OfficerForm {
    /// The form filled from the record.
    pub fn of(officer: &Officer) -> Self {
        let [first, second, satellite] = &officer.numbers;
        Self {
            name: officer.name.clone(),
            station: officer.station_code.clone(),
            category: officer.category.clone(),
            duty_role: officer.duty_role.clone(),
            number_1: first.number.clone(),
            number_1_as_of: typed(first.as_of),
            number_2: second.number.clone(),
            number_2_as_of: typed(second.as_of),
            satellite: satellite.number.clone(),
            satellite_as_of: typed(satellite.as_of),
            version: officer.version.to_string(),
        }
    }

    /// The form filled from a version of the history. `station` is its code.
    pub fn of_version(content: &Value, station: String) -> Self {
        let text = |column: &str| content.get(column).and_then(Value::as_str).unwrap_or_default().to_owned();
        let date = |column: &str| typed(text(column).parse().ok());
        Self {
            name: text("name"),
            station,
            category: text("category"),
            duty_role: text("duty_role"),
            number_1: text("number_1"),
            number_1_as_of: date("number_1_as_of"),
            number_2: text("number_2"),
            number_2_as_of: date("number_2_as_of"),
            satellite: text("satellite"),
            satellite_as_of: date("satellite_as_of"),
            version: content.get("version").map(Value::to_string).unwrap_or_default(),
        }
    }

    /// What was posted, understood. `today` is the day in UTC: no number is confirmed in the future.
    pub fn draft(&self, today: NaiveDate) -> Result<OfficerDraft> {
        let mut errors = FieldErrors::default();
        let name = required(&mut errors, "name", &self.name, 120);
        let station = required(&mut errors, "station", &self.station, 3).to_uppercase();
        let category = one_of(&mut errors, "category", model::CATEGORIES, &self.category);
        let duty_role = one_of(&mut errors, "duty_role", model::DUTY_ROLES, &self.duty_role);
        let number_1 = number(&mut errors, ("number_1", &self.number_1), ("number_1_as_of", &self.number_1_as_of), today);
        let number_2 = number(&mut errors, ("number_2", &self.number_2), ("number_2_as_of", &self.number_2_as_of), today);
        let satellite = number(&mut errors, ("satellite", &self.satellite), ("satellite_as_of", &self.satellite_as_of), today);
        let version = self.version.parse().unwrap_or_default();
        errors.or(OfficerDraft { name, station, category, duty_role, number_1, number_2, satellite, version })
    }
}

fn typed(date: Option<NaiveDate>) -> String {
    date.map(time::typed_date).unwrap_or_default()
}

/// A text that must be there and not too long.
pub fn required(errors: &mut FieldErrors, field: &'static str, text: &str, limit: usize) -> String {
    let text = text.trim();
    if text.is_empty() {
        errors.add(field, Message::new("field-required"));
    }
    at_most(errors, field, text, limit)
}

/// A text that is not too long.
pub fn at_most(errors: &mut FieldErrors, field: &'static str, text: &str, limit: usize) -> String {
    if text.chars().count() > limit {
        errors.add(field, Message::new("field-too-long").with("limit", limit.to_string()));
    }
    text.trim().to_owned()
}

fn one_of(errors: &mut FieldErrors, field: &'static str, list: &[&'static str], posted: &str) -> &'static str {
    model::known(list, posted.trim()).unwrap_or_else(|| {
        errors.add(field, Message::new(if posted.is_empty() { "field-required" } else { "field-not-a-choice" }));
        ""
    })
}

/// A number and the day it was known to be right.
pub fn number(errors: &mut FieldErrors, number: (&'static str, &str), as_of: (&'static str, &str), today: NaiveDate) -> NumberDraft {
    let text = number.1.trim().to_owned();
    if !is_number(&text) {
        errors.add(number.0, Message::new("field-number-shape"));
    }
    let as_of = match as_of.1.trim() {
        "" => None,
        day => time::read_date(day).map_err(|message| errors.add(as_of.0, message)).ok().inspect(|day| {
            if *day > today {
                errors.add(as_of.0, Message::new("number-as-of-future"));
            }
        }),
    };
    NumberDraft { number: text, as_of }
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or(text);
    text.is_empty() || (3..=40).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit() || b" ()./-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::web::error::AppError;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    fn good() -> OfficerForm {
        OfficerForm { name: "H. Haddad".into(), station: "gom".into(), category: "FS".into(), duty_role: "cp_officer".into(), ..OfficerForm::default() }
    }

    #[test]
    fn a_good_form_is_a_draft() {
        let draft = good().draft(today()).unwrap();
        assert_eq!((draft.station.as_str(), draft.category), ("GOM", "FS"));
    }

    #[test]
    fn each_field_says_what_is_wrong() {
        let english = Language::English;
        for (form, field) in [
            (OfficerForm { name: " ".into(), ..good() }, "name"),
            (OfficerForm { name: "x".repeat(121), ..good() }, "name"),
            (OfficerForm { station: String::new(), ..good() }, "station"),
            (OfficerForm { category: "USG".into(), ..good() }, "category"),
            (OfficerForm { duty_role: "chief".into(), ..good() }, "duty_role"),
            (OfficerForm { number_1: "call me".into(), ..good() }, "number_1"),
            (OfficerForm { number_2: "+2".into(), ..good() }, "number_2"),
            (OfficerForm { satellite_as_of: "02/03/2026".into(), ..good() }, "satellite_as_of"),
            (OfficerForm { number_1_as_of: "23-Nov-2026".into(), ..good() }, "number_1_as_of"),
        ] {
            let Err(AppError::Invalid(errors)) = form.draft(today()) else { panic!("{field} was accepted") };
            assert!(!errors.of(field, english).is_empty(), "{field}");
        }
    }
}
