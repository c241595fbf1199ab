//! The form of a vehicle.

use askama::Template;

use super::forms::VehicleForm;
use super::model::ARMOUR;
use super::queries::{StationChoice, Vehicle};
use super::views::{url, word};
use crate::features::people::with_ask;
use crate::i18n::Hole;
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::page::{Seed, Shell};

#[derive(Template)]
#[template(path = "vehicles/form.html")]
pub struct FormPage {
    shell: Shell,
    title: String,
    action: String,
    back_url: String,
    deed: String,
    form_key: String,
    version: String,
    errors: Vec<ErrorLink>,
    is_new: bool,
    station: Field,
    stations: Vec<Choice>,
    plate: Field,
    vin: Field,
    make: Field,
    model: Field,
    seats: Field,
    armour_standard: Field,
    armours: Vec<Choice>,
    armour_level: Field,
    tyres_on: Field,
    communications: Field,
    tracker: Field,
    odometer: Field,
}

impl FormPage {
    /// The form of a new vehicle, or of one that is there.
    pub fn new(seed: &Seed, vehicle: Option<&Vehicle>, form: &VehicleForm, errors: &FieldErrors, stations: &[StationChoice]) -> Self {
        let language = seed.language;
        let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
        let shell = vehicle.map_or_else(|| Shell::new(seed, "vehicle-new"), |vehicle| Shell::titled(seed, vehicle.reference.clone()));
        Self {
            title: vehicle.map_or_else(|| language.t("vehicle-new"), |vehicle| language.fill("asset-edit-title", &[("ref", Hole::Text(&vehicle.reference))])),
            action: vehicle.map_or_else(|| "/vehicles".to_owned(), |vehicle| format!("{}/edit", url(&vehicle.reference))),
            back_url: vehicle.map_or_else(|| "/vehicles".to_owned(), |vehicle| url(&vehicle.reference)),
            deed: language.t(if vehicle.is_some() { "vehicle-save" } else { "vehicle-create" }),
            form_key: fresh_form_key(),
            version: form.version.clone(),
            errors: errors.links(language),
            is_new: vehicle.is_none(),
            station: field("station", "officer-station", &form.station),
            stations: with_ask(
                language,
                stations.iter().map(|one| Choice::new(&one.code, format!("{} {}", one.code, one.name), &form.station.trim().to_uppercase())).collect(),
            ),
            plate: field("plate", "vehicle-plate", &form.plate),
            vin: field("vin", "vehicle-vin", &form.vin).optional(),
            make: field("make", "vehicle-make", &form.make),
            model: field("model", "vehicle-model", &form.model),
            seats: field("seats", "vehicle-seats", &form.seats),
            armour_standard: field("armour_standard", "vehicle-armour-standard", &form.armour_standard),
            armours: with_ask(
                language,
                ARMOUR.iter().map(|code| Choice::new(*code, word(language, "vehicle-armour-standard", code), &form.armour_standard)).collect(),
            ),
            armour_level: field("armour_level", "vehicle-armour-level", &form.armour_level).optional().hint(language, "vehicle-armour-level-hint"),
            tyres_on: field("tyres_on", "vehicle-tyres-on", &form.tyres_on).optional().hint(language, "vehicle-tyres-hint"),
            communications: field("communications", "vehicle-communications", &form.communications).optional(),
            tracker: field("tracker", "vehicle-tracker", &form.tracker).optional(),
            odometer: field("odometer", "vehicle-odometer-km", &form.odometer),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}
