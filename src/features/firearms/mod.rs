//! Firearms: what each one is, in what state, where it is and who answers for it; permits, inspections, rounds.
//!
//! - INV-17: a firearm is in exactly one custody: an armoury, a person, a workshop. Place and state are two facts.
//! - INV-18: serial, make and model are unique, compared without case, space and hyphen, stored as marked.
//! - INV-24: loss and theft alert at once and are not undone: what is found comes back through quarantine and an
//!   inspection.
//!
//! The ledger is written by the acts of [`custody`] alone, which also end it by destruction. Not here: transfer between
//! stations, stock counts, ammunition, what somebody must be qualified for (qualifications).

pub mod custody;

mod commands;
mod form_page;
mod forms;
mod handlers;
mod listing;
mod model;
mod parts;
mod photos;
mod queries;
pub mod sheet;
mod upkeep;
mod views;

use crate::actions;
use crate::authz::action::Collection;
use crate::authz::routes::Routes;

pub use custody::{LossDraft, LossForm, MISSING_AS, instant, past_instant};
pub use listing::how_many;
pub use model::serial_key;
pub use queries::near_any;

use queries::{Firearm, Permit};

actions! {
    /// Firearms of one's scope, and those one holds.
    ListFirearms: Get "/firearms" => "firearm.list", Collection, Quiet;
    /// The form of a new firearm.
    NewFirearm: Get "/firearms/new" => "firearm.create", Collection, Quiet;
    /// Takes one on charge, into an armoury.
    CreateFirearm: Post "/firearms" => "firearm.create", Collection, Change;
    /// The record with its chain of custody.
    ShowFirearm: Get "/firearms/{ref}" => "firearm.show", Firearm, Quiet;
    /// The record on paper.
    PrintFirearm: Get "/firearms/{ref}/print" => "firearm.show", Firearm, Read;
    /// Its form.
    AskFirearm: Get "/firearms/{ref}/edit" => "firearm.edit", Firearm, Quiet;
    /// Saves it.
    EditFirearm: Post "/firearms/{ref}/edit" => "firearm.edit", Firearm, Change;
    /// Asks for the new state and why.
    AskState: Get "/firearms/{ref}/state" => "firearm.state", Firearm, Quiet;
    /// Changes it; loss and theft alert.
    ChangeState: Post "/firearms/{ref}/state" => "firearm.state", Firearm, Change;
    /// The form of an inspection.
    NewInspection: Get "/firearms/{ref}/inspections/new" => "firearm.inspect", Firearm, Quiet;
    /// Records one.
    AddInspection: Post "/firearms/{ref}/inspections" => "firearm.inspect", Firearm, Change;
    /// The form of a permit.
    NewPermit: Get "/firearms/{ref}/permits/new" => "firearm.permit", Firearm, Quiet;
    /// Records one.
    AddPermit: Post "/firearms/{ref}/permits" => "firearm.permit", Firearm, Change;
    /// Asks why a permit was wrong.
    AskVoidPermit: Get "/firearms/{ref}/permits/{number}/void" => "firearm.permit", Permit, Quiet;
    /// Takes it back.
    VoidPermit: Post "/firearms/{ref}/permits/{number}/void" => "firearm.permit", Permit, Change;
    /// What was saved, by whom.
    FirearmHistory: Get "/firearms/{ref}/history" => "firearm.show", Firearm, Quiet;
}

/// `/firearms`, `/custody`.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListFirearms, _, _>(handlers::index)
        .get::<NewFirearm, _, _>(handlers::ask_new)
        .post::<CreateFirearm, _, _>(handlers::create)
        .get::<ShowFirearm, _, _>(handlers::show)
        .get::<PrintFirearm, _, _>(handlers::print)
        .get::<AskFirearm, _, _>(handlers::ask_edit)
        .post::<EditFirearm, _, _>(handlers::edit)
        .get::<FirearmHistory, _, _>(handlers::history_of)
        .get::<AskState, _, _>(parts::ask_state)
        .post::<ChangeState, _, _>(parts::change_state)
        .get::<NewInspection, _, _>(parts::ask_inspection)
        .post::<AddInspection, _, _>(parts::inspect)
        .get::<NewPermit, _, _>(parts::ask_permit)
        .post::<AddPermit, _, _>(parts::permit)
        .get::<AskVoidPermit, _, _>(parts::ask_void)
        .post::<VoidPermit, _, _>(parts::void)
        .and(photos::routes())
        .and(custody::routes())
}
