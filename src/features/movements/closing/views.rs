//! The page of closing, ready to print.

use askama::Template;

use super::forms::{field_of, typed};
use super::queries::LegLine;
use crate::features::movements::exceptions::{self, ExceptionLine};
use crate::features::movements::{MovementState, MovementTarget};
use crate::i18n::{Hole, Language};
use crate::web::form::{ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{Seed, Shell};
use crate::web::time;

#[derive(Template)]
#[template(path = "movements/close.html")]
pub struct ClosingPage {
    shell: Shell,
    errors: Vec<ErrorLink>,
    reference: String,
    state: String,
    is_final: bool,
    legs: Vec<Leg>,
    exceptions: Vec<Open>,
    note: Field,
    form_key: String,
}

struct Leg {
    route: String,
    state: String,
    departed: Field,
    arrived: Field,
}

struct Open {
    reference: String,
    words: String,
}

impl ClosingPage {
    pub fn new(
        seed: &Seed,
        target: &MovementTarget,
        legs: &[LegLine],
        wants_note: bool,
        lines: &[ExceptionLine],
        form: Option<&Form>,
        errors: &FieldErrors,
    ) -> Self {
        let language = seed.language;
        let shell = Shell::titled(seed, target.reference.clone());
        let note = Field::new(language, "note", "closing-note", form.map_or("", |form| form.text("note")), errors).hint(language, "closing-note-hint");
        Self {
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
            errors: errors.links(language),
            reference: target.reference.clone(),
            state: language.t(target.state.word()),
            is_final: matches!(target.state, MovementState::Closed | MovementState::Cancelled),
            legs: legs.iter().map(|leg| shown(language, leg, form, errors)).collect(),
            exceptions: lines
                .iter()
                .filter(|line| line.closed_at.is_none())
                .map(|line| Open { reference: line.reference.clone(), words: exceptions::what(language, line) })
                .collect(),
            note: if wants_note { note } else { note.optional() },
            form_key: fresh_form_key(),
        }
    }
}

fn shown(language: Language, leg: &LegLine, form: Option<&Form>, errors: &FieldErrors) -> Leg {
    let field = |what: &str, label: &str, stored, zone: &str, place: &str| {
        let name = field_of(what, leg);
        let value = form.map_or_else(|| typed(stored, zone), |form| form.text(&name).to_owned());
        let mut field = Field::new(language, &name, label, &value, errors);
        field.hint = language.fill("closing-time-hint", &[("place", Hole::Text(time::short_place(place))), ("zone", Hole::Text(zone))]);
        field
    };
    let arrived = field("arrived", "closing-arrived", leg.arrived_at, &leg.to_zone, &leg.to);
    Leg {
        route: format!("{}. {} → {}", leg.number, time::short_place(&leg.from), time::short_place(&leg.to)),
        state: language.t(leg.state.word()),
        departed: field("departed", "closing-departed", leg.departed_at, &leg.from_zone, &leg.from).optional(),
        arrived: if leg.wants_arrival() { arrived } else { arrived.optional() },
    }
}
