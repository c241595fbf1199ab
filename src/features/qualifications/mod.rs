//! Qualifications of officers: what somebody passed, on whose paper, who verified it, until when; and the
//! fitness that follows from it: armed duty, close protection, driving, armoured driving, medic.
//!
//! - INV-14: armed only if category, station, firearm qualification, written authorization for the class and
//!   model, use-of-force briefing, medical fitness and host permit all hold that day and nobody suspended it.
//! - INV-15: [`Person::first_unfit_day`] answers for a whole span.
//! - INV-16: expiry follows from dates; evidence and a verifier other than the holder.
//! - UNC-08: a paper may end before the rule says, never after.
//! - A type's period and warning change from now on: what was recorded keeps the end it was given.
//! - What a station asks of everybody there (SSAFE, EORE; BSAFE everywhere) warns with its day and blocks nothing.
//! - UNC-18, UNC-19: which categories may be armed, and where the station must say so as well.
//!
//! Fitness is derived by pure functions of [`model`] and never stored; `sec.armed_gaps` gives the same answer
//! inside the database, where the issue of a weapon asks it. Not here: courses and sessions (training), who has
//! which weapon (custody).

mod arming;
mod commands;
mod forms;
mod handlers;
mod lists;
mod matrix;
mod model;
mod of_officer;
mod on_paper;
mod queries;
mod scan;
pub mod sheet;
mod suspension;
mod training;
mod types;
mod views;

use crate::authz::routes::Routes;

pub use matrix::how_many as how_many_people;
pub use model::{ArmedCategory, Arming, Duty, Gap, Held, Lack, Person, State, Weapon};
pub use of_officer::DutyLine;
pub use on_paper::{OnPaper as FitnessOnPaper, PaperOnSheet, on_paper as fitness_on_paper};
pub use queries::{Holder, held_by, how_many, person_of};
pub use training::asked_line;
pub use views::{class_word, gap_words, kind_word, lack_words};

/// `/qualifications`, `/officers/{ref}/qualifications`, `/duty-stations/{code}/arming`, `/duty-stations/{code}/training`.
pub fn routes() -> Routes {
    lists::routes()
        .and(matrix::routes())
        .and(types::routes())
        .and(handlers::routes())
        .and(scan::routes())
        .and(of_officer::routes())
        .and(suspension::routes())
        .and(arming::routes())
        .and(training::routes())
}
