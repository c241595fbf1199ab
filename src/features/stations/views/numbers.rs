//! The numbers of a station: whom to call, and the end of a number.

use askama::Template;
use chrono::{DateTime, Utc};

use crate::features::stations::forms::NumberForm;
use crate::features::stations::model::NUMBER_OLD_DAYS;
use crate::features::stations::queries::{Number, Station};
use crate::i18n::{Hole, Language};
use crate::web::form::{ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::page::{Seed, Shell, Tab};
use crate::web::time;

/// A number as printed.
pub struct NumberView {
    pub label: String,
    pub number: String,
    pub call_url: String,
    pub is_always_on: bool,
    pub age: String,
    pub is_old: bool,
    pub void_url: String,
    pub void_reason: String,
}

pub(super) fn number_of(number: Number, code: &str, now: DateTime<Utc>, language: Language) -> NumberView {
    let days = (now.date_naive() - number.as_of).num_days().max(0);
    NumberView {
        call_url: format!("tel:{}", number.number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect::<String>()),
        age: language.fill("stations-number-age", &[("date", Hole::Text(&time::typed_date(number.as_of))), ("days", Hole::Number(days))]),
        is_old: days > NUMBER_OLD_DAYS,
        void_url: format!("/duty-stations/{code}/numbers/{}/void", number.id),
        label: number.label,
        number: number.number,
        is_always_on: number.is_always_on,
        void_reason: number.void_reason,
    }
}

#[derive(Template)]
#[template(path = "stations/numbers.html")]
pub struct NumbersPage {
    shell: Shell,
    code: String,
    name: String,
    tabs: Vec<Tab>,
    errors: Vec<ErrorLink>,
    action: String,
    back_url: String,
    form_key: String,
    numbers: Vec<NumberView>,
    voided: Vec<NumberView>,
    label: Field,
    number: Field,
    is_always_on: Field,
    as_of: Field,
}

impl NumbersPage {
    pub fn new(seed: &Seed, station: &Station, tabs: Vec<Tab>, numbers: [Vec<Number>; 2], form: &NumberForm, errors: &FieldErrors) -> Self {
        let l = seed.language;
        let view = |numbers: Vec<Number>| numbers.into_iter().map(|number| number_of(number, &station.code, seed.now, l)).collect();
        let field = |name: &str, label: &str, value: &str| Field::new(l, name, label, value, errors);
        let shell = Shell::titled(seed, station.code.clone());
        let [numbers, voided] = numbers;
        Self {
            tabs,
            errors: errors.links(l),
            action: format!("/duty-stations/{}/numbers", station.code),
            back_url: format!("/duty-stations/{}", station.code),
            form_key: fresh_form_key(),
            numbers: view(numbers),
            voided: view(voided),
            label: field("label", "stations-number-label", &form.label).hint(l, "stations-number-label-hint"),
            number: field("number", "stations-number", &form.number),
            is_always_on: field("is_always_on", "stations-number-always", &form.is_always_on),
            as_of: field("as_of", "stations-number-as-of", &form.as_of).hint(l, "stations-date-hint"),
            code: station.code.clone(),
            name: station.name.clone(),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

#[derive(Template)]
#[template(path = "stations/void.html")]
pub struct VoidPage {
    shell: Shell,
    heading: String,
    errors: Vec<ErrorLink>,
    action: String,
    back_url: String,
    form_key: String,
    version: String,
    reason: Field,
}

impl VoidPage {
    pub fn new(seed: &Seed, station: &Station, number: &Number, reason: &str, errors: &FieldErrors) -> Self {
        let l = seed.language;
        let shell = Shell::titled(seed, station.code.clone());
        Self {
            heading: l.fill("stations-void-heading", &[("label", Hole::Text(&number.label)), ("number", Hole::Text(&number.number))]),
            errors: errors.links(l),
            action: format!("/duty-stations/{}/numbers/{}/voidings", station.code, number.id),
            back_url: format!("/duty-stations/{}/numbers", station.code),
            form_key: fresh_form_key(),
            version: number.version.to_string(),
            reason: Field::new(l, "reason", "stations-void-reason", reason, errors).hint(l, "stations-void-reason-hint"),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}
