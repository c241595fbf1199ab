//! The form of a station, new and changed.

use askama::Template;

use super::{family, hardship, region};
use crate::features::stations::forms::StationForm;
use crate::features::stations::model::{FAMILY_STATUSES, HARDSHIP_CLASSES};
use crate::features::stations::queries::Station;
use crate::i18n::Hole;
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::page::{Seed, Shell};

#[derive(Template)]
#[template(path = "stations/form.html")]
pub struct StationPage {
    shell: Shell,
    heading: String,
    errors: Vec<ErrorLink>,
    action: String,
    back_url: String,
    deed: String,
    form_key: String,
    version: String,
    is_new: bool,
    code: Field,
    name: Field,
    country: Field,
    region: Field,
    regions: Vec<Choice>,
    zone: Field,
    latitude: Field,
    longitude: Field,
    hardship_class: Field,
    classes: Vec<Choice>,
    hardship_as_of: Field,
    family_status: Field,
    families: Vec<Choice>,
    is_headquarters: Field,
}

impl StationPage {
    pub fn new(seed: &Seed, station: Option<&Station>, form: &StationForm, errors: &FieldErrors, regions: &[(String, String)]) -> Self {
        let l = seed.language;
        let field = |name: &str, label: &str, value: &str| Field::new(l, name, label, value, errors);
        let shell = match station {
            Some(station) => Shell::titled(seed, station.code.clone()),
            None => Shell::new(seed, "stations-new"),
        };
        let mut region_choices = vec![Choice::new("", l.t("stations-region-of-country"), &form.region)];
        region_choices.extend(regions.iter().map(|(code, name)| Choice::new(code, region(code, name, l), &form.region)));
        Self {
            heading: station.map_or_else(|| l.t("stations-new"), |station| l.fill("stations-edit-heading", &[("ref", Hole::Text(&station.code))])),
            errors: errors.links(l),
            action: station.map_or_else(|| "/duty-stations".to_owned(), |station| format!("/duty-stations/{}", station.code)),
            back_url: station.map_or_else(|| "/duty-stations".to_owned(), |station| format!("/duty-stations/{}", station.code)),
            deed: l.t(if station.is_some() { "stations-save" } else { "stations-create" }),
            form_key: fresh_form_key(),
            version: form.version.clone(),
            is_new: station.is_none(),
            code: field("code", "stations-code", &form.code).hint(l, "stations-code-hint"),
            name: field("name", "stations-name", &form.name),
            country: field("country", "stations-country", &form.country).hint(l, "stations-country-hint"),
            region: field("region", "stations-region", &form.region).optional(),
            regions: region_choices,
            zone: field("zone", "stations-zone", &form.zone).hint(l, "places-zone-hint"),
            latitude: field("latitude", "places-latitude", &form.latitude).hint(l, "places-position-hint").optional(),
            longitude: field("longitude", "places-longitude", &form.longitude).optional(),
            hardship_class: field("hardship_class", "stations-hardship", &form.hardship_class),
            classes: HARDSHIP_CLASSES.iter().map(|class| Choice::new(*class, hardship(class, l), &form.hardship_class)).collect(),
            hardship_as_of: field("hardship_as_of", "stations-hardship-as-of", &form.hardship_as_of).hint(l, "stations-date-hint").optional(),
            family_status: field("family_status", "stations-family", &form.family_status),
            families: FAMILY_STATUSES.iter().map(|status| Choice::new(*status, family(status, l), &form.family_status)).collect(),
            is_headquarters: field("is_headquarters", "stations-is-headquarters", &form.is_headquarters),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}
