//! Ready values for the form of a thing.

use askama::Template;

use super::forms::EquipmentForm;
use super::model::{COUNTED, CUTS, KINDS, OWNERSHIPS};
use super::queries::{Equipment, Near, StationChoice, Store};
use super::views::{kind_word, url, word};
use crate::features::people::with_ask;
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::page::{Seed, Shell};

#[derive(Template)]
#[template(path = "equipment/form.html")]
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
    station: Field,
    stations: Vec<Choice>,
    kind: Field,
    kinds: Vec<Choice>,
    label: Field,
    serial: Field,
    quantity: Field,
    maker: Field,
    model: Field,
    size: Field,
    cut: Field,
    cuts: Vec<Choice>,
    ownership: Field,
    ownerships: Vec<Choice>,
    armoury: Field,
    armouries: Vec<Choice>,
    place: Field,
}

/// Armouries as choices, the first of which is none.
pub fn store_choices(language: Language, stores: &[Store], current: &str, only_cell: Option<i32>) -> Vec<Choice> {
    let none = Choice::new("", language.t("equipment-no-armoury"), current);
    let open = stores.iter().filter(|one| only_cell.is_none_or(|cell| cell == one.cell));
    std::iter::once(none).chain(open.map(|one| Choice::new(&one.reference, format!("{} {} {}", one.station, one.reference, one.name), current))).collect()
}

/// Stations as choices.
pub fn station_choices(language: Language, stations: &[StationChoice], current: &str) -> Vec<Choice> {
    let current = current.trim().to_uppercase();
    with_ask(language, stations.iter().map(|one| Choice::new(&one.code, format!("{} {}", one.code, one.name), &current)).collect())
}

impl FormPage {
    /// The form of a new thing, or of one that is there.
    pub fn new(
        seed: &Seed,
        thing: Option<&Equipment>,
        form: &EquipmentForm,
        errors: &FieldErrors,
        (stations, stores): (&[StationChoice], &[Store]),
        near: Vec<Near>,
    ) -> Self {
        let language = seed.language;
        let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
        let shell = thing.map_or_else(|| Shell::new(seed, "equipment-new"), |thing| Shell::titled(seed, thing.reference.clone()));
        let counted: Vec<String> = COUNTED.iter().map(|kind| kind_word(language, kind)).collect();
        let serial_hint = language.fill("equipment-serial-hint", &[("kinds", Hole::Text(&counted.join(", ")))]);
        Self {
            title: thing.map_or_else(|| language.t("equipment-new"), |thing| language.fill("asset-edit-title", &[("ref", Hole::Text(&thing.reference))])),
            action: thing.map_or_else(|| "/equipment".to_owned(), |thing| format!("{}/edit", url(&thing.reference))),
            back_url: thing.map_or_else(|| "/equipment".to_owned(), |thing| url(&thing.reference)),
            deed: language.t(if thing.is_some() { "equipment-save" } else { "equipment-create" }),
            form_key: fresh_form_key(),
            version: form.version.clone(),
            errors: errors.links(language),
            near,
            is_new: thing.is_none(),
            station: field("station", "officer-station", &form.station),
            stations: station_choices(language, stations, &form.station),
            kind: field("kind", "equipment-kind", &form.kind),
            kinds: with_ask(language, KINDS.iter().map(|code| Choice::new(*code, kind_word(language, code), &form.kind)).collect()),
            label: field("label", "equipment-label", &form.label).hint(language, "equipment-label-hint"),
            serial: Field { hint: serial_hint, ..field("serial", "equipment-serial", &form.serial).optional() },
            quantity: field("quantity", "equipment-quantity", &form.quantity).optional().hint(language, "equipment-quantity-hint"),
            maker: field("maker", "equipment-maker", &form.maker).optional(),
            model: field("model", "equipment-model", &form.model).optional(),
            size: field("size", "equipment-size", &form.size).optional(),
            cut: field("cut", "equipment-cut", &form.cut).optional(),
            cuts: std::iter::once(Choice::new("", language.t("equipment-no-cut"), &form.cut))
                .chain(CUTS.iter().map(|code| Choice::new(*code, word(language, "equipment-cut", code), &form.cut)))
                .collect(),
            ownership: field("ownership", "equipment-ownership", &form.ownership),
            ownerships: with_ask(
                language,
                OWNERSHIPS.iter().map(|code| Choice::new(*code, word(language, "equipment-ownership", code), &form.ownership)).collect(),
            ),
            armoury: field("armoury", "equipment-armoury-id", &form.armoury).optional(),
            armouries: store_choices(language, stores, &form.armoury, thing.map(|thing| thing.cell)),
            place: field("place", "equipment-place", &form.place).optional().hint(language, "equipment-place-hint"),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}
