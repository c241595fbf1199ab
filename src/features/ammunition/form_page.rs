//! Ready values for the form of a lot: new and edit share it; a new one also says what was received.

use askama::Template;

use super::acts::store_options;
use super::forms::LotForm;
use super::model::{NATURES, STOCK_CLASSES};
use super::queries::{Lot, Place};
use super::views::{url, word};
use crate::features::people::with_ask;
use crate::i18n::Hole;
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::page::{Seed, Shell};

#[derive(Template)]
#[template(path = "ammunition/form.html")]
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
    has_armoury: bool,
    number: Field,
    maker: Field,
    calibre: Field,
    nature: Field,
    natures: Vec<Choice>,
    made_year: Field,
    hazard: Field,
    stock_class: Field,
    stock_classes: Vec<Choice>,
    shelf_life_until: Field,
    to: Field,
    stores: Vec<Choice>,
    quantity: Field,
    document: Field,
    handed: Field,
}

impl FormPage {
    /// The form, filled as typed.
    pub fn new(seed: &Seed, lot: Option<&Lot>, form: &LotForm, errors: &FieldErrors, places: &[Place]) -> Self {
        let language = seed.language;
        let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
        let shell = lot.map_or_else(|| Shell::new(seed, "ammunition-new"), |lot| Shell::titled(seed, lot.reference.clone()));
        Self {
            title: lot.map_or_else(|| language.t("ammunition-new"), |lot| language.fill("asset-edit-title", &[("ref", Hole::Text(&lot.reference))])),
            action: lot.map_or_else(|| "/ammunition".to_owned(), |lot| format!("{}/edit", url(&lot.reference))),
            back_url: lot.map_or_else(|| "/ammunition".to_owned(), |lot| url(&lot.reference)),
            deed: language.t(if lot.is_some() { "ammunition-save" } else { "ammunition-create" }),
            form_key: fresh_form_key(),
            version: form.version.clone(),
            errors: errors.links(language),
            is_new: lot.is_none(),
            has_armoury: !places.is_empty(),
            number: field("lot_number", "ammunition-lot-number", &form.lot_number).hint(language, "ammunition-number-hint"),
            maker: field("maker", "ammunition-lot-maker", &form.maker),
            calibre: field("calibre", "ammunition-lot-calibre", &form.calibre).hint(language, "ammunition-calibre-hint"),
            nature: field("nature", "ammunition-lot-nature", &form.nature),
            natures: with_ask(language, NATURES.iter().map(|code| Choice::new(*code, word(language, "nature", code), &form.nature)).collect()),
            made_year: field("made_year", "ammunition-lot-made-year", &form.made_year).optional(),
            hazard: field("hazard", "ammunition-lot-hazard", &form.hazard).optional().hint(language, "ammunition-hazard-hint"),
            stock_class: field("stock_class", "ammunition-lot-stock-class", &form.stock_class),
            stock_classes: STOCK_CLASSES.iter().map(|code| Choice::new(*code, word(language, "stock-class", code), &form.stock_class)).collect(),
            shelf_life_until: field("shelf_life_until", "ammunition-lot-shelf-life-until", &form.shelf_life_until)
                .optional()
                .hint(language, "ammunition-shelf-life-hint"),
            to: field("to", "rounds-to", &form.to).hint(language, "rounds-to-hint"),
            stores: store_options(language, places, &form.to),
            quantity: field("quantity", "ammunition-act-quantity", &form.quantity),
            document: field("document", "ammunition-act-document", &form.document).hint(language, "rounds-document-hint"),
            handed: field("handed", "rounds-handed", &form.handed).hint(language, "rounds-handed-hint"),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}
