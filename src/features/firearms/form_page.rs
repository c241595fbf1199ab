//! Ready values for the form of a firearm: new and edit share it.

use askama::Template;

use super::forms::{CLASSES, FirearmForm};
use super::model::OWNERSHIPS;
use super::queries::{Firearm, Near};
use super::views::{class_word, ownership_word, url};
use crate::features::armouries::ArmouryChoice;
use crate::features::people::with_ask;
use crate::i18n::Hole;
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::page::{Seed, Shell};

#[derive(Template)]
#[template(path = "firearms/form.html")]
pub struct FormPage {
    shell: Shell,
    title: String,
    action: String,
    back_url: String,
    deed: String,
    form_key: String,
    version: String,
    errors: Vec<ErrorLink>,
    near: Vec<Near>,
    is_new: bool,
    has_armoury: bool,
    serial: Field,
    make: Field,
    model: Field,
    class: Field,
    classes: Vec<Choice>,
    calibre: Field,
    ownership: Field,
    ownerships: Vec<Choice>,
    country_of_make: Field,
    marks: Field,
    acquired_on: Field,
    document: Field,
    armoury: Field,
    armouries: Vec<Choice>,
}

impl FormPage {
    /// New and edit share one form; a new one also says where it lies.
    pub fn new(seed: &Seed, firearm: Option<&Firearm>, form: &FirearmForm, errors: &FieldErrors, armouries: &[ArmouryChoice], near: &[Near]) -> Self {
        let language = seed.language;
        let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
        let shell = firearm.map_or_else(|| Shell::new(seed, "firearm-new"), |firearm| Shell::titled(seed, firearm.reference.clone()));
        Self {
            title: firearm.map_or_else(|| language.t("firearm-new"), |firearm| language.fill("asset-edit-title", &[("ref", Hole::Text(&firearm.reference))])),
            action: firearm.map_or_else(|| "/firearms".to_owned(), |firearm| format!("{}/edit", url(&firearm.reference))),
            back_url: firearm.map_or_else(|| "/firearms".to_owned(), |firearm| url(&firearm.reference)),
            deed: language.t(if firearm.is_some() { "firearm-save" } else { "firearm-create" }),
            form_key: fresh_form_key(),
            version: form.version.clone(),
            errors: errors.links(language),
            near: near.to_vec(),
            is_new: firearm.is_none(),
            has_armoury: !armouries.is_empty(),
            serial: field("serial", "firearm-serial", &form.serial).hint(language, "firearm-serial-hint"),
            make: field("make", "firearm-make", &form.make),
            model: field("model", "firearm-model", &form.model).hint(language, "firearm-model-hint"),
            class: field("class", "firearm-class", &form.class),
            classes: with_ask(language, CLASSES.iter().map(|code| Choice::new(*code, class_word(language, code), &form.class)).collect()),
            calibre: field("calibre", "firearm-calibre", &form.calibre),
            ownership: field("ownership", "firearm-ownership", &form.ownership),
            ownerships: OWNERSHIPS.iter().map(|code| Choice::new(*code, ownership_word(language, code), &form.ownership)).collect(),
            country_of_make: field("country_of_make", "firearm-country-of-make", &form.country_of_make).optional().hint(language, "qualification-country-hint"),
            marks: field("marks", "firearm-marks", &form.marks).optional().hint(language, "firearm-marks-hint"),
            acquired_on: field("acquired_on", "firearm-acquired-on", &form.acquired_on).optional(),
            document: field("document", "firearm-document", &form.document).optional().hint(language, "firearm-document-hint"),
            armoury: field("armoury", "firearm-armoury", &form.armoury).hint(language, "firearm-armoury-hint"),
            armouries: with_ask(language, super::custody::armoury_options(language, armouries, &form.armoury)),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}
