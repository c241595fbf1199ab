//! The form of a place, new and changed.

use askama::Template;

use super::forms::{ENTERED, PlaceForm, STATES};
use super::queries::{Place, url};
use super::views::{kind, state};
use crate::features::stations::StationChoice;
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::page::{Seed, Shell};

#[derive(Template)]
#[template(path = "places/form.html")]
pub struct PlacePage {
    shell: Shell,
    heading: String,
    errors: Vec<ErrorLink>,
    action: String,
    back_url: String,
    deed: String,
    form_key: String,
    version: String,
    is_new: bool,
    name: Field,
    kind: Field,
    kinds: Vec<Choice>,
    city: Field,
    country: Field,
    zone: Field,
    latitude: Field,
    longitude: Field,
    station: Field,
    stations: Vec<Choice>,
    phone: Field,
    note: Field,
    state: Field,
    states: Vec<Choice>,
    withdrawn_reason: Field,
    aliases: Field,
}

impl PlacePage {
    pub fn new(seed: &Seed, place: Option<&Place>, form: &PlaceForm, errors: &FieldErrors, stations: &[StationChoice]) -> Self {
        let l = seed.language;
        let field = |name: &str, label: &str, value: &str| Field::new(l, name, label, value, errors);
        let shell = match place {
            Some(place) => Shell::titled(seed, kind(&place.hit.kind, l)),
            None => Shell::new(seed, "places-new"),
        };
        let address = place.map_or_else(|| "/places".to_owned(), |place| url(place.hit.id));
        Self {
            heading: place.map_or_else(|| l.t("places-new"), |place| l.fill("places-edit-heading", &[("name", Hole::Text(&place.hit.label))])),
            errors: errors.links(l),
            action: address.clone(),
            back_url: address,
            deed: l.t(if place.is_some() { "places-save" } else { "places-create" }),
            form_key: fresh_form_key(),
            version: form.version.clone(),
            is_new: place.is_none(),
            name: field("name", "stations-name", &form.name),
            kind: field("kind", "places-kind", &form.kind),
            kinds: kinds(&form.kind, l),
            city: field("city", "places-city", &form.city).optional(),
            country: field("country", "stations-country", &form.country).hint(l, "stations-country-hint"),
            zone: field("zone", "stations-zone", &form.zone).hint(l, "places-zone-hint"),
            latitude: field("latitude", "places-latitude", &form.latitude).hint(l, "places-position-hint").optional(),
            longitude: field("longitude", "places-longitude", &form.longitude).optional(),
            station: field("station", "places-station", &form.station).hint(l, "places-station-hint").optional(),
            stations: choices(stations, &form.station, l),
            phone: field("phone", "places-phone", &form.phone).hint(l, "places-phone-hint").optional(),
            note: field("note", "places-note", &form.note).hint(l, "places-note-hint").optional(),
            state: field("state", "places-state", &form.state).hint(l, "places-state-hint"),
            states: STATES.iter().map(|code| Choice::new(*code, state(code, l), &form.state)).collect(),
            withdrawn_reason: field("withdrawn_reason", "places-withdrawn-reason", &form.withdrawn_reason).optional(),
            aliases: field("aliases", "places-aliases", &form.aliases).hint(l, "places-aliases-hint").optional(),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

fn kinds(chosen: &str, language: Language) -> Vec<Choice> {
    ENTERED.iter().map(|code| Choice::new(*code, kind(code, language), chosen)).collect()
}

fn choices(stations: &[StationChoice], chosen: &str, language: Language) -> Vec<Choice> {
    let mut choices = vec![Choice::new("", language.t("places-station-none"), chosen)];
    choices.extend(stations.iter().map(|station| Choice::new(&station.code, format!("{} {}", station.code, station.name), chosen)));
    choices
}
