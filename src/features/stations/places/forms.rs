//! A place as typed, as a draft or as errors beside fields.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::forms::{choice, is_number, position, required, zone};
use super::super::model::{Axis, degrees, known_zone};
use super::queries::Place;
use crate::i18n::Message;
use crate::web::conflict::Part;
use crate::web::error::Result;
use crate::web::form::FieldErrors;

/// Most other names of a place.
const MOST_ALIASES: usize = 12;

/// What a place may be that people enter. The place of a station comes with the station.
pub const ENTERED: [&str; 9] = ["airport", "border", "hospital", "hotel", "office", "police", "residence", "safe_haven", "other"];

/// Whether people still go there.
pub const STATES: [&str; 2] = ["active", "withdrawn"];

/// A place as typed; other names stand one a line, and only for a new place.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct PlaceForm {
    pub version: String,
    pub name: String,
    pub kind: String,
    pub city: String,
    pub country: String,
    pub zone: String,
    pub latitude: String,
    pub longitude: String,
    pub station: String,
    pub phone: String,
    pub note: String,
    pub state: String,
    pub withdrawn_reason: String,
    pub aliases: String,
}

/// What takes part in a lost race: a position is decided as a whole, and so is a withdrawal with its reason.
pub const PARTS: &[Part] = &[
    Part::alone("name", "stations-name"),
    Part::alone("kind", "places-kind"),
    Part::alone("city", "places-city"),
    Part::alone("country", "stations-country"),
    Part::alone("zone", "stations-zone"),
    Part::of("position", "latitude", "places-latitude"),
    Part::of("position", "longitude", "places-longitude"),
    Part::alone("station", "places-station"),
    Part::alone("phone", "places-phone"),
    Part::alone("note", "places-note"),
    Part::of("state", "state", "places-state"),
    Part::of("state", "withdrawn_reason", "places-withdrawn-reason"),
];

/// A place to be added.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceDraft {
    pub facts: PlaceFacts,
    pub aliases: Vec<String>,
}

/// What may change about a place. `country` and `station` are as typed: the command resolves them.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceFacts {
    pub name: String,
    pub kind: String,
    pub city: String,
    pub country: String,
    pub zone: String,
    /// Degrees north and east.
    pub position: Option<(f64, f64)>,
    pub station: String,
    pub phone: String,
    pub note: String,
    pub state: String,
    /// Why nobody is to go there any more; empty while they are.
    pub withdrawn_reason: String,
}

impl PlaceForm {
    /// The form of a place as it stands.
    pub fn of(place: &Place) -> Self {
        Self {
            version: place.version.to_string(),
            name: place.hit.name.clone(),
            kind: place.hit.kind.clone(),
            city: place.city.clone(),
            country: place.hit.country.clone(),
            zone: place.hit.zone.clone(),
            latitude: place.latitude.map(|value| value.to_string()).unwrap_or_default(),
            longitude: place.longitude.map(|value| value.to_string()).unwrap_or_default(),
            station: place.station.clone(),
            phone: place.phone.clone(),
            note: place.note.clone(),
            state: place.state.clone(),
            withdrawn_reason: place.withdrawn_reason.clone(),
            aliases: String::new(),
        }
    }

    /// The form of a place as one version had it; `station` is the code of the one it belonged to.
    pub fn of_version(content: &Value, station: String) -> Self {
        let text = |column: &str| content.get(column).and_then(Value::as_str).unwrap_or_default().to_owned();
        let degrees = |column: &str| content.get(column).and_then(Value::as_f64).map(|value| value.to_string()).unwrap_or_default();
        let state = text("state");
        Self {
            version: String::new(),
            name: text("name"),
            kind: text("kind"),
            city: text("city"),
            country: text("country"),
            zone: text("zone"),
            latitude: degrees("latitude"),
            longitude: degrees("longitude"),
            station,
            phone: text("phone"),
            note: text("note"),
            // versions that are older than withdrawing say nothing of it
            state: if state.is_empty() { STATES[0].to_owned() } else { state },
            withdrawn_reason: text("withdrawn_reason"),
            aliases: String::new(),
        }
    }

    /// The same, written as it would be kept: degrees in decimals, the zone as the zone data has it, the country's code.
    pub fn as_kept(&self, country: Option<&str>) -> Self {
        let decimal = |text: &str, axis: Axis| degrees(text, axis).map_or_else(|| text.to_owned(), |value| value.to_string());
        Self {
            country: country.unwrap_or(&self.country).to_owned(),
            zone: known_zone(&self.zone).unwrap_or_else(|| self.zone.clone()),
            latitude: decimal(&self.latitude, Axis::Latitude),
            longitude: decimal(&self.longitude, Axis::Longitude),
            station: self.station.trim().to_uppercase(),
            ..self.clone()
        }
    }

    /// The draft of a new place, or what is wrong beside each field.
    pub fn draft(&self) -> Result<PlaceDraft> {
        let mut errors = FieldErrors::default();
        let facts = self.read_facts(&mut errors);
        let mut aliases: Vec<String> = Vec::new();
        for line in self.aliases.lines() {
            let alias = crate::importing::clean(line).into_owned();
            if alias.chars().count() > 160 {
                errors.add("aliases", Message::new("field-too-long").with("limit", "160"));
            } else if !alias.is_empty() && alias != facts.name && !aliases.contains(&alias) {
                aliases.push(alias);
            }
        }
        if aliases.len() > MOST_ALIASES {
            errors.add("aliases", Message::new("places-aliases-many").with("limit", MOST_ALIASES.to_string()));
        }
        errors.or(PlaceDraft { facts, aliases })
    }

    /// The draft of a changed place.
    pub fn facts(&self) -> Result<PlaceFacts> {
        let mut errors = FieldErrors::default();
        let facts = self.read_facts(&mut errors);
        errors.or(facts)
    }

    /// The version the person started from; an unreadable one is older than any.
    pub fn version(&self) -> i32 {
        self.version.parse().unwrap_or(0)
    }

    fn read_facts(&self, errors: &mut FieldErrors) -> PlaceFacts {
        let or = |text: &str, usual: &str| if text.trim().is_empty() { usual.to_owned() } else { text.trim().to_owned() };
        let name = required("name", &self.name, 160, errors);
        let kind = choice("kind", &or(&self.kind, "other"), &ENTERED, errors);
        let city = short("city", &self.city, 160, errors);
        let country = required("country", &self.country, 160, errors);
        let zone = zone("zone", &self.zone, errors);
        let position = position(&self.latitude, &self.longitude, errors);
        let phone = self.phone.trim().to_owned();
        if !phone.is_empty() && !is_number(&phone) {
            errors.add("phone", Message::new("field-number-shape"));
        }
        let note = short("note", &self.note, 500, errors);
        let state = choice("state", &or(&self.state, STATES[0]), &STATES, errors);
        let withdrawn_reason = short("withdrawn_reason", &self.withdrawn_reason, 300, errors);
        match (state.as_str(), withdrawn_reason.is_empty()) {
            ("withdrawn", true) => errors.add("withdrawn_reason", Message::new("field-required")),
            ("active", false) => errors.add("withdrawn_reason", Message::new("places-withdrawn-reason-idle")),
            _ => {}
        }
        PlaceFacts { name, kind, city, country, zone, position, station: self.station.trim().to_uppercase(), phone, note, state, withdrawn_reason }
    }
}

/// Text that may stay empty and is not too long. Line breaks are kept.
fn short(field: &'static str, text: &str, limit: usize, errors: &mut FieldErrors) -> String {
    let text = text.trim().replace("\r\n", "\n").replace('\0', "");
    if text.chars().count() > limit {
        errors.add(field, Message::new("field-too-long").with("limit", limit.to_string()));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::error::AppError;

    fn bunagana() -> PlaceForm {
        PlaceForm { name: "Bunagana".into(), country: "CD".into(), zone: "Africa/Kigali".into(), ..PlaceForm::default() }
    }

    fn wrong(form: &PlaceForm) -> Vec<String> {
        let Err(AppError::Invalid(errors)) = form.facts() else { return Vec::new() };
        errors.links(crate::i18n::Language::English).into_iter().map(|link| link.field).collect()
    }

    #[test]
    fn aliases_stand_one_a_line_and_once() {
        let form = PlaceForm { aliases: "Bunagana border\n\n Bunagana  border \nBunagana".into(), ..bunagana() };
        assert_eq!(form.draft().unwrap().aliases, ["Bunagana border"]);
    }

    #[test]
    fn a_place_without_a_zone_is_refused() {
        assert_eq!(wrong(&PlaceForm { zone: String::new(), ..bunagana() }), ["zone"]);
    }

    #[test]
    fn each_wrong_field_is_named() {
        let form = PlaceForm { kind: "duty_station".into(), phone: "call me".into(), latitude: "1 61 S".into(), longitude: "29 E".into(), ..bunagana() };
        assert_eq!(wrong(&form), ["kind", "latitude", "phone"]);
    }

    #[test]
    fn a_withdrawal_has_a_reason_and_a_reason_a_withdrawal() {
        assert_eq!(wrong(&PlaceForm { state: "withdrawn".into(), ..bunagana() }), ["withdrawn_reason"]);
        assert_eq!(wrong(&PlaceForm { withdrawn_reason: "burnt".into(), ..bunagana() }), ["withdrawn_reason"]);
        assert_eq!(wrong(&PlaceForm { state: "withdrawn".into(), withdrawn_reason: "burnt".into(), ..bunagana() }), [""; 0]);
    }

    #[test]
    fn what_is_typed_otherwise_and_means_the_same_is_the_same() {
        let form = PlaceForm { zone: "africa/kinshasa".into(), latitude: "1\u{b0}30' S".into(), longitude: "29,5".into(), station: "gom".into(), ..bunagana() };
        let kept = form.as_kept(Some("CD"));
        assert_eq!([kept.zone.as_str(), &kept.latitude, &kept.longitude, &kept.station], ["Africa/Kinshasa", "-1.5", "29.5", "GOM"]);
    }
}
