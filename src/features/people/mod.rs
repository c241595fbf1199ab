//! Close protection officers and coordinators: who they are, where they belong, how to reach them,
//! when they are away.
//!
//! - INV-08, first layer: a person is never away in two places, nor away and tasked (constraints
//!   `officer_whereabouts_apart` and `officer_in_one_place`).
//! - INV-09: the duty station decides who sees the officer; nobody types a cell.
//! - INV-13: nobody is sent or assigned beyond their contract and the funds of their post.
//! - A number is worth its age: each carries the day it was last known to be right.
//!
//! Merging and voiding end a record with a reason; nothing is deleted and the history stays.
//! Not here: qualifications and weapons (later), who may sign in (accounts), posts (movements).

mod availability;
mod commands;
mod employment;
mod employment_forms;
mod employment_list;
pub mod employment_sheet;
pub mod ending;
mod forms;
mod handlers;
mod model;
mod on_paper;
mod queries;
pub mod sheet;
mod training;
mod views;

use crate::authz::routes::Routes;

pub use forms::{NumberDraft, at_most, number as read_number, required};
pub use model::as_of_after;
pub use model::{CATEGORIES, DUTY_ROLES, NUMBER_IS_OLD_AFTER_DAYS, NumberAge};
pub use on_paper::{OnPaper as EmploymentOnPaper, on_paper as employment_on_paper};
pub use queries::{
    ComingTasking, Number, Officer, OfficerHit, by_ref as officer_by_ref, coming_taskings_of, how_many, like, numbers_of as whom_to_call,
    search as officer_choices,
};
pub use training::{Standing, Training, training_of, training_word};
pub use views::{Head as OfficerHead, NumberLine, number_line, with_any, with_ask, word_choices};

/// `/officers`.
pub fn routes() -> Routes {
    handlers::routes().and(availability::routes()).and(employment::routes()).and(employment_list::routes()).and(ending::routes())
}
