//! What is posted about a station and its numbers, as drafts or as errors beside fields.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::model::{Axis, FAMILY_STATUSES, HARDSHIP_CLASSES, degrees, is_station_code, known_zone};
use super::queries::Station;
use crate::i18n::Message;
use crate::web::conflict::Part;
use crate::web::error::Result;
use crate::web::form::FieldErrors;
use crate::web::time;

/// A station as typed.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct StationForm {
    pub version: String,
    pub code: String,
    pub name: String,
    pub country: String,
    pub region: String,
    pub zone: String,
    pub latitude: String,
    pub longitude: String,
    pub hardship_class: String,
    pub hardship_as_of: String,
    pub family_status: String,
    pub is_headquarters: String,
}

/// What takes part in a lost race: a position is decided as a whole, and so is a class with its day.
pub const PARTS: &[Part] = &[
    Part::alone("name", "stations-name"),
    Part::alone("zone", "stations-zone"),
    Part::of("position", "latitude", "places-latitude"),
    Part::of("position", "longitude", "places-longitude"),
    Part::of("hardship", "hardship_class", "stations-hardship"),
    Part::of("hardship", "hardship_as_of", "stations-hardship-as-of"),
    Part::alone("family_status", "stations-family"),
    Part::alone("is_headquarters", "stations-is-headquarters"),
];

/// A station to be made. `country` is as typed: a command resolves it.
#[derive(Debug, Clone, PartialEq)]
pub struct NewStation {
    pub code: String,
    pub country: String,
    pub region: String,
    pub facts: StationFacts,
}

/// What may change about a station. Its code, country and region stay: scopes rest on them.
#[derive(Debug, Clone, PartialEq)]
pub struct StationFacts {
    pub name: String,
    pub zone: String,
    pub position: Option<(f64, f64)>,
    pub hardship_class: String,
    pub hardship_as_of: Option<NaiveDate>,
    pub family_status: String,
    pub is_headquarters: bool,
}

impl StationForm {
    /// The form of a station as it stands.
    pub fn of(station: &Station) -> Self {
        Self {
            version: station.version.to_string(),
            code: station.code.clone(),
            name: station.name.clone(),
            zone: station.zone.clone(),
            latitude: station.latitude.map(|value| value.to_string()).unwrap_or_default(),
            longitude: station.longitude.map(|value| value.to_string()).unwrap_or_default(),
            hardship_class: station.hardship_class.clone(),
            hardship_as_of: station.hardship_as_of.map(time::typed_date).unwrap_or_default(),
            family_status: station.family_status.clone(),
            is_headquarters: if station.is_headquarters { "yes".into() } else { String::new() },
            ..Self::default()
        }
    }

    /// The form of a station as one version had it.
    pub fn of_version(content: &Value) -> Self {
        let text = |column: &str| content.get(column).and_then(Value::as_str).unwrap_or_default().to_owned();
        let degrees = |column: &str| content.get(column).and_then(Value::as_f64).map(|value| value.to_string()).unwrap_or_default();
        let day = text("hardship_as_of").parse::<NaiveDate>().map(time::typed_date).unwrap_or_default();
        let is_headquarters = content.get("is_headquarters").and_then(Value::as_bool).unwrap_or_default();
        Self {
            name: text("name"),
            zone: text("zone"),
            latitude: degrees("latitude"),
            longitude: degrees("longitude"),
            hardship_class: text("hardship_class"),
            hardship_as_of: day,
            family_status: text("family_status"),
            is_headquarters: if is_headquarters { "yes".into() } else { String::new() },
            ..Self::default()
        }
    }

    /// The draft of a new station.
    pub fn new_station(&self) -> Result<NewStation> {
        let mut errors = FieldErrors::default();
        let code = self.code.trim().to_uppercase();
        if !is_station_code(&code) {
            errors.add("code", Message::new(if code.is_empty() { "field-required" } else { "stations-code-shape" }));
        }
        let facts = self.read_facts(&mut errors);
        let country = required("country", &self.country, 160, &mut errors);
        errors.or(NewStation { code, country, region: self.region.trim().to_owned(), facts })
    }

    /// The draft of a changed station.
    pub fn facts(&self) -> Result<StationFacts> {
        let mut errors = FieldErrors::default();
        let facts = self.read_facts(&mut errors);
        errors.or(facts)
    }

    /// The version the person started from; an unreadable one is older than any.
    pub fn version(&self) -> i32 {
        self.version.parse().unwrap_or(0)
    }

    fn read_facts(&self, errors: &mut FieldErrors) -> StationFacts {
        let name = required("name", &self.name, 120, errors);
        let zone = zone("zone", &self.zone, errors);
        let position = position(&self.latitude, &self.longitude, errors);
        let hardship_class = choice("hardship_class", &self.hardship_class, &HARDSHIP_CLASSES, errors);
        let hardship_as_of = optional_date("hardship_as_of", &self.hardship_as_of, errors);
        let family_status = choice("family_status", &self.family_status, &FAMILY_STATUSES, errors);
        StationFacts { name, zone, position, hardship_class, hardship_as_of, family_status, is_headquarters: !self.is_headquarters.is_empty() }
    }
}

/// A number as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NumberForm {
    pub label: String,
    pub number: String,
    pub is_always_on: String,
    pub as_of: String,
}

/// A number to be added.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberDraft {
    pub label: String,
    pub number: String,
    pub is_always_on: bool,
    pub as_of: NaiveDate,
}

impl NumberForm {
    /// The draft; a day in the future is refused.
    pub fn draft(&self, today: NaiveDate) -> Result<NumberDraft> {
        let mut errors = FieldErrors::default();
        let label = required("label", &self.label, 80, &mut errors);
        let number = self.number.trim().to_owned();
        if !is_number(&number) {
            errors.add("number", Message::new(if number.is_empty() { "field-required" } else { "field-number-shape" }));
        }
        let as_of = match time::read_date(&self.as_of) {
            Ok(date) if date > today => {
                errors.add("as_of", Message::new("stations-number-in-future"));
                today
            }
            Ok(date) => date,
            Err(message) => {
                errors.add("as_of", message);
                today
            }
        };
        errors.or(NumberDraft { label, number, is_always_on: !self.is_always_on.is_empty(), as_of })
    }
}

/// Why a number is void.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VoidForm {
    pub version: String,
    pub reason: String,
}

impl VoidForm {
    /// The reason and the version it was given for.
    pub fn draft(&self) -> Result<(String, i32)> {
        let mut errors = FieldErrors::default();
        let reason = required("reason", &self.reason, 400, &mut errors);
        errors.or((reason, self.version.parse().unwrap_or(0)))
    }
}

/// Text that must be there and not too long.
pub(super) fn required(field: &'static str, text: &str, limit: usize, errors: &mut FieldErrors) -> String {
    let text = crate::importing::clean(text).into_owned();
    if text.is_empty() {
        errors.add(field, Message::new("field-required"));
    } else if text.chars().count() > limit {
        errors.add(field, Message::new("field-too-long").with("limit", limit.to_string()));
    }
    text
}

/// A zone that the zone data knows.
pub(super) fn zone(field: &'static str, text: &str, errors: &mut FieldErrors) -> String {
    if text.trim().is_empty() {
        errors.add(field, Message::new("field-required"));
        return String::new();
    }
    known_zone(text).unwrap_or_else(|| {
        errors.add(field, Message::new("places-zone-unknown"));
        String::new()
    })
}

/// Both halves of a position, or neither: decimal degrees, or degrees, minutes and seconds.
pub(super) fn position(latitude: &str, longitude: &str, errors: &mut FieldErrors) -> Option<(f64, f64)> {
    let mut read = |field: &'static str, text: &str, axis: Axis| {
        if text.trim().is_empty() {
            return None;
        }
        let value = degrees(text, axis);
        if value.is_none() {
            errors.add(field, Message::new("places-position-unreadable").with("limit", axis.limit().to_string()));
        }
        value
    };
    let pair = (read("latitude", latitude, Axis::Latitude), read("longitude", longitude, Axis::Longitude));
    match pair {
        (Some(latitude), Some(longitude)) => Some((latitude, longitude)),
        (None, Some(_)) if latitude.trim().is_empty() => {
            errors.add("latitude", Message::new("places-position-whole"));
            None
        }
        (Some(_), None) if longitude.trim().is_empty() => {
            errors.add("longitude", Message::new("places-position-whole"));
            None
        }
        _ => None,
    }
}

pub(super) fn choice(field: &'static str, value: &str, allowed: &[&str], errors: &mut FieldErrors) -> String {
    if !allowed.contains(&value) {
        errors.add(field, Message::new("field-not-a-choice"));
    }
    value.to_owned()
}

fn optional_date(field: &'static str, text: &str, errors: &mut FieldErrors) -> Option<NaiveDate> {
    if text.trim().is_empty() {
        return None;
    }
    time::read_date(text).map_err(|message| errors.add(field, message)).ok()
}

/// True for a telephone number as people write it.
pub(super) fn is_number(text: &str) -> bool {
    let rest = text.strip_prefix('+').unwrap_or(text);
    (3..=40).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_digit() || b" ()./-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::error::AppError;

    fn good() -> StationForm {
        StationForm {
            code: "nbo".into(),
            name: " Nairobi ".into(),
            country: "KE".into(),
            zone: "africa/nairobi".into(),
            latitude: "-1,29".into(),
            longitude: "36.82".into(),
            hardship_class: "B".into(),
            family_status: "family".into(),
            ..StationForm::default()
        }
    }

    #[test]
    fn a_station_is_read_as_people_type_it() {
        let draft = good().new_station().unwrap();
        assert_eq!((draft.code.as_str(), draft.facts.name.as_str(), draft.facts.zone.as_str()), ("NBO", "Nairobi", "Africa/Nairobi"));
        assert_eq!(draft.facts.position, Some((-1.29, 36.82)));
    }

    #[test]
    fn each_wrong_field_is_named() {
        let form = StationForm {
            code: "N1".into(),
            name: String::new(),
            zone: "Mars/Olympus".into(),
            latitude: "95".into(),
            longitude: "x".into(),
            hardship_class: "F".into(),
            ..good()
        };
        let Err(AppError::Invalid(errors)) = form.new_station() else { panic!("refused") };
        let fields: Vec<String> = errors.links(crate::i18n::Language::English).into_iter().map(|link| link.field).collect();
        assert_eq!(fields, ["code", "name", "zone", "latitude", "longitude", "hardship_class"]);
    }

    #[test]
    fn half_a_position_is_refused() {
        let form = StationForm { longitude: String::new(), ..good() };
        assert!(form.facts().is_err());
    }

    #[test]
    fn a_number_is_digits_and_was_right_in_the_past() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let form = |number: &str, as_of: &str| NumberForm { label: "Duty".into(), number: number.into(), as_of: as_of.into(), ..NumberForm::default() };
        assert!(form("+243 99 1", "2026-11-22").draft(today).is_ok());
        for (number, as_of) in [("call me", "2026-11-22"), ("", "2026-11-22"), ("+1", "2026-11-22"), ("123", "2026-11-23"), ("123", "")] {
            assert!(form(number, as_of).draft(today).is_err(), "{number} {as_of}");
        }
    }
}
