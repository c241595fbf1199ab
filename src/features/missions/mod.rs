//! Missions from planning to closing: phase, mandate, successor, stations; and the closing page, which lists what is
//! still open at a mission's stations with where it goes and by when.
//!
//! - INV-26: a mission closes with nothing open; in planning no firearm is issued; in liquidation only closing, guard
//!   and withdrawal start. The database holds all three.
//! - UNC-13: the phase is the chief's, with the paper that says so. A mission of which nobody said the phase has none.
//! - Firearms and ammunition go to other operations, their owner or destruction, never to a buyer.
//!
//! Not here: reading in lists of missions (stations), evacuation of a station (evacuations).

mod closing;
mod commands;
mod forms;
mod handlers;
mod model;
mod queries;
mod views;

use crate::actions;
use crate::authz::action::Collection;
use crate::authz::routes::Routes;

pub use closing::matter_url;

use queries::Mission;

actions! {
    /// Missions.
    ListMissions: Get "/missions" => "mission.list", Collection, Quiet;
    /// The form of a new mission.
    NewMission: Get "/missions/new" => "mission.create", Collection, Quiet;
    /// Records one.
    CreateMission: Post "/missions" => "mission.create", Collection, Change;
    /// The record.
    ShowMission: Get "/missions/{ref}" => "mission.show", Mission, Quiet;
    /// Its form.
    AskMission: Get "/missions/{ref}/edit" => "mission.edit", Mission, Quiet;
    /// Saves it.
    EditMission: Post "/missions/{ref}/edit" => "mission.edit", Mission, Change;
    /// Asks for the next phase and its paper.
    AskPhase: Get "/missions/{ref}/phase" => "mission.phase", Mission, Quiet;
    /// Changes it.
    ChangePhase: Post "/missions/{ref}/phase" => "mission.phase", Mission, Change;
    /// Gives it a station.
    AttachStation: Post "/missions/{ref}/stations" => "mission.edit", Mission, Change;
    /// A station leaves it.
    DetachStation: Post "/missions/{ref}/departures" => "mission.edit", Mission, Change;
    /// What was saved, by whom.
    MissionHistory: Get "/missions/{ref}/history" => "mission.show", Mission, Quiet;
}

/// `/missions`.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListMissions, _, _>(handlers::index)
        .get::<NewMission, _, _>(handlers::ask_new)
        .post::<CreateMission, _, _>(handlers::create)
        .get::<ShowMission, _, _>(handlers::show)
        .get::<AskMission, _, _>(handlers::ask_edit)
        .post::<EditMission, _, _>(handlers::edit)
        .get::<AskPhase, _, _>(handlers::ask_phase)
        .post::<ChangePhase, _, _>(handlers::change_phase)
        .post::<AttachStation, _, _>(handlers::attach)
        .post::<DetachStation, _, _>(handlers::detach)
        .get::<MissionHistory, _, _>(handlers::history_of)
        .and(closing::routes())
}
