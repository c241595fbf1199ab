//! A place as typed.

use serde::Deserialize;

use super::super::forms::{position, required, zone};
use crate::i18n::Message;
use crate::web::error::Result;
use crate::web::form::FieldErrors;

/// Most other names of a place.
const MOST_ALIASES: usize = 12;

/// A place as typed; other names stand one a line.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PlaceForm {
    pub name: String,
    pub country: String,
    pub zone: String,
    pub latitude: String,
    pub longitude: String,
    pub aliases: String,
}

/// A place to be added. `country` is as typed: the command resolves it.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceDraft {
    pub name: String,
    pub country: String,
    pub zone: String,
    pub position: Option<(f64, f64)>,
    pub aliases: Vec<String>,
}

impl PlaceForm {
    /// The draft, or what is wrong beside each field.
    pub fn draft(&self) -> Result<PlaceDraft> {
        let mut errors = FieldErrors::default();
        let name = required("name", &self.name, 160, &mut errors);
        let country = required("country", &self.country, 160, &mut errors);
        let zone = zone("zone", &self.zone, &mut errors);
        let position = position(&self.latitude, &self.longitude, &mut errors);
        let mut aliases: Vec<String> = Vec::new();
        for line in self.aliases.lines() {
            let alias = crate::importing::clean(line).into_owned();
            if alias.chars().count() > 160 {
                errors.add("aliases", Message::new("field-too-long").with("limit", "160"));
            } else if !alias.is_empty() && alias != name && !aliases.contains(&alias) {
                aliases.push(alias);
            }
        }
        if aliases.len() > MOST_ALIASES {
            errors.add("aliases", Message::new("places-aliases-many").with("limit", MOST_ALIASES.to_string()));
        }
        errors.or(PlaceDraft { name, country, zone, position, aliases })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_stand_one_a_line_and_once() {
        let form = PlaceForm {
            name: "Bunagana".into(),
            country: "CD".into(),
            zone: "Africa/Kigali".into(),
            aliases: "Bunagana border\n\n Bunagana  border \nBunagana".into(),
            ..PlaceForm::default()
        };
        assert_eq!(form.draft().unwrap().aliases, ["Bunagana border"]);
    }

    #[test]
    fn a_place_without_a_zone_is_refused() {
        let form = PlaceForm { name: "Bunagana".into(), country: "CD".into(), ..PlaceForm::default() };
        assert!(form.draft().is_err());
    }
}
