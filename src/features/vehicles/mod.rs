//! Vehicles: what each one is, with which papers, whether it is ready, and who has it when.
//!
//! - INV-15: who drives has the permits to drive on every day of the reservation.
//! - INV-23: two people write a vehicle off; between them it is unserviceable. Two people put a wrong odometer right.
//! - INV-25: a vehicle that is not available, whose insurance has run out or whose armour is not certified counts as
//!   not ready. That follows from the dates of its papers and is stored nowhere.
//!
//! Not here: transfer to another station (transfers), what drivers must be qualified for (qualifications).

pub mod capability;
mod commands;
mod corrections;
mod form_page;
mod forms;
mod handlers;
mod maintenance;
mod model;
mod parts;
mod queries;
pub mod reservations;
pub mod sheet;
mod views;

pub use queries::{how_many, near_any};

use crate::actions;
use crate::authz::action::Collection;
use crate::authz::routes::Routes;

pub use model::{DISPOSALS, Validity, last_day, needed};
pub use queries::papers_of;
pub use views::paper_word;

use queries::{Paper, Vehicle};

actions! {
    /// Vehicles of one's scope, and those one drives.
    ListVehicles: Get "/vehicles" => "vehicle.list", Collection, Quiet;
    /// The form of a new vehicle.
    NewVehicle: Get "/vehicles/new" => "vehicle.create", Collection, Quiet;
    /// Records one.
    CreateVehicle: Post "/vehicles" => "vehicle.create", Collection, Change;
    /// The record: ready or not, papers, who has it when.
    ShowVehicle: Get "/vehicles/{ref}" => "vehicle.show", Vehicle, Quiet;
    /// The record on paper.
    PrintVehicle: Get "/vehicles/{ref}/print" => "vehicle.show", Vehicle, Read;
    /// Its form.
    AskVehicle: Get "/vehicles/{ref}/edit" => "vehicle.edit", Vehicle, Quiet;
    /// Saves it.
    EditVehicle: Post "/vehicles/{ref}/edit" => "vehicle.edit", Vehicle, Change;
    /// Asks for the new state and why.
    AskVehicleState: Get "/vehicles/{ref}/state" => "vehicle.edit", Vehicle, Quiet;
    /// Changes it.
    ChangeVehicleState: Post "/vehicles/{ref}/state" => "vehicle.edit", Vehicle, Change;
    /// The second person writes it off.
    WriteOffVehicle: Post "/vehicles/{ref}/write-off" => "vehicle.write-off", Vehicle, Change;
    /// The form of a paper.
    NewPaper: Get "/vehicles/{ref}/papers/new" => "vehicle.paper", Vehicle, Quiet;
    /// Records one.
    AddPaper: Post "/vehicles/{ref}/papers" => "vehicle.paper", Vehicle, Change;
    /// Asks why a paper was wrong.
    AskVoidPaper: Get "/vehicles/{ref}/papers/{number}/void" => "vehicle.paper", Paper, Quiet;
    /// Takes it back.
    VoidPaper: Post "/vehicles/{ref}/papers/{number}/void" => "vehicle.paper", Paper, Change;
    /// What was saved, by whom.
    VehicleHistory: Get "/vehicles/{ref}/history" => "vehicle.show", Vehicle, Quiet;
}

/// `/vehicles` and `/reservations`.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListVehicles, _, _>(handlers::index)
        .get::<NewVehicle, _, _>(handlers::ask_new)
        .post::<CreateVehicle, _, _>(handlers::create)
        .get::<ShowVehicle, _, _>(handlers::show)
        .get::<PrintVehicle, _, _>(handlers::print)
        .get::<AskVehicle, _, _>(handlers::ask_edit)
        .post::<EditVehicle, _, _>(handlers::edit)
        .get::<AskVehicleState, _, _>(parts::ask_state)
        .post::<ChangeVehicleState, _, _>(parts::change_state)
        .post::<WriteOffVehicle, _, _>(parts::write_off)
        .get::<NewPaper, _, _>(parts::ask_paper)
        .post::<AddPaper, _, _>(parts::add_paper)
        .get::<AskVoidPaper, _, _>(parts::ask_void)
        .post::<VoidPaper, _, _>(parts::void)
        .get::<VehicleHistory, _, _>(handlers::history_of)
        .and(corrections::routes())
        .and(maintenance::routes())
        .and(reservations::routes())
}
