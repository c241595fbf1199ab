//! Posted text to a kit or a line of its contents, or errors beside the fields.

use serde::Deserialize;

use super::super::forms::number;
use super::super::model::KINDS;
use super::queries::Kit;
use crate::features::people::{at_most, required};
use crate::features::requirements::one_of;
use crate::i18n::Message;
use crate::web::error::Result;
use crate::web::form::FieldErrors;

/// States of a kit.
pub const STATES: &[&str] = &["in_use", "retired"];

/// The form of a kit, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct KitForm {
    pub station: String,
    pub name: String,
    pub armoury: String,
    pub place: String,
    pub note: String,
    pub state: String,
    pub version: String,
}

/// A kit as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KitDraft {
    pub station: String,
    pub name: String,
    pub armoury: String,
    pub place: String,
    pub note: String,
    pub state: String,
    pub version: i32,
}

impl KitForm {
    /// The form filled from the record.
    pub fn of(kit: &Kit) -> Self {
        Self {
            station: kit.station.clone(),
            name: kit.name.clone(),
            armoury: kit.armoury.clone(),
            place: kit.place.clone(),
            note: kit.note.clone(),
            state: kit.state.clone(),
            version: kit.version.to_string(),
        }
    }

    /// What was posted, understood. A new kit is in use.
    pub fn draft(&self) -> Result<KitDraft> {
        let mut errors = FieldErrors::default();
        let station = required(&mut errors, "station", &self.station, 3).to_uppercase();
        let name = required(&mut errors, "name", &self.name, 80);
        let armoury = self.armoury.trim().to_owned();
        let place = at_most(&mut errors, "place", &self.place, 80);
        if armoury.is_empty() && place.is_empty() {
            errors.add("place", Message::new("constraint-kit-has-a-place"));
        }
        let note = at_most(&mut errors, "note", &self.note, 300);
        let state = one_of(&mut errors, "state", STATES.iter().copied(), if self.state.is_empty() { "in_use" } else { &self.state }).to_owned();
        let version = self.version.parse().unwrap_or_default();
        errors.or(KitDraft { station, name, armoury, place, note, state, version })
    }
}

/// How many of a kind a kit must contain, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NeedForm {
    pub kind: String,
    pub wanted: String,
    pub version: String,
}

impl NeedForm {
    /// Kind and number; nought: no longer.
    pub fn draft(&self) -> Result<(String, i32)> {
        let mut errors = FieldErrors::default();
        let kind = one_of(&mut errors, "kind", KINDS.iter().copied(), &self.kind).to_owned();
        let wanted = number(&mut errors, "wanted", &self.wanted, 0..=999);
        errors.or((kind, wanted))
    }
}

/// What is put into a kit, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PartForm {
    /// Reference or serial number.
    pub thing: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kit_has_a_name_and_a_place_and_contents_are_whole_numbers() {
        let kit = || KitForm { station: "gom".into(), name: "Escort 1".into(), place: "Store".into(), ..KitForm::default() };
        assert_eq!(kit().draft().unwrap().state, "in_use");
        assert!(KitForm { name: " ".into(), ..kit() }.draft().is_err());
        assert!(KitForm { place: String::new(), ..kit() }.draft().is_err());
        let need = |kind: &str, wanted: &str| NeedForm { kind: kind.into(), wanted: wanted.into(), version: String::new() }.draft();
        assert_eq!(need("radio", "2").unwrap(), ("radio".into(), 2));
        assert!(need("radio", "-1").is_err() && need("radio", "").is_err() && need("boat", "1").is_err());
    }
}
