//! Stand-by (F-2.22): what stations and Member States promise, who of it can move within how many hours, and what a
//! station reports each month.
//!
//! - WF-12: offered, accepted, ready or not ready, activated, released. That a pledge has expired follows from its dates.
//! - A readiness check holds for 30 days (a setting); what was not checked, has expired or is not ready never counts.
//! - A pledge whose last call-out test is older than a setting says, or that was never tested so long after it was
//!   accepted, is due for one. It still counts: a test is due, nothing is known to be wrong.
//! - INV-05: who pledged does not accept. INV-13: an activation lies inside its pledge.
//! - A named officer who is not fit, is away or has left counts as not ready, with the reason; derived, never typed.
//! - Kit is pledged by reference, weapons and rounds by number; whether it can move is asked of the registers on the day
//!   (INV-25), and nothing is promised twice for the same time.
//! - A month that was not reported is unknown; "none" is an answer.
//!
//! Not here: where people are (people), what fitness takes (qualifications), requests for surge and their matching (later).

mod capacity;
mod commands;
mod deeds;
mod form_pages;
mod forms;
mod handlers;
mod kit;
mod model;
mod queries;
mod reports;
pub mod sheet;
mod views;

use crate::actions;
use crate::authz::action::Collection;
use crate::authz::routes::Routes;

pub use queries::offered;

use kit::KitTarget;
use queries::{Member, Pledge};

actions! {
    /// Pledges of one's scope, and those in which one is named.
    ListPledges: Get "/standby" => "standby.list", Collection, Quiet;
    /// The form of a new pledge.
    NewPledge: Get "/standby/new" => "standby.create", Collection, Quiet;
    /// Offers one.
    CreatePledge: Post "/standby" => "standby.create", Collection, Change;
    /// The record: who can move, and why others cannot.
    ShowPledge: Get "/standby/{ref}" => "standby.show", Pledge, Quiet;
    /// Its form.
    AskPledge: Get "/standby/{ref}/edit" => "standby.edit", Pledge, Quiet;
    /// Saves it.
    EditPledge: Post "/standby/{ref}/edit" => "standby.edit", Pledge, Change;
    /// Accepts it: another than who pledged.
    AcceptPledge: Post "/standby/{ref}/accept" => "standby.accept", Pledge, Change;
    /// The form of a readiness check or a call-out test.
    AskCheck: Get "/standby/{ref}/checks/new" => "standby.check", Pledge, Quiet;
    /// Records one.
    AddCheck: Post "/standby/{ref}/checks" => "standby.check", Pledge, Change;
    /// Asks where to, for what, until when.
    AskActivation: Get "/standby/{ref}/activation" => "standby.activate", Pledge, Quiet;
    /// Activates.
    Activate: Post "/standby/{ref}/activation" => "standby.activate", Pledge, Change;
    /// Asks why it ends.
    AskRelease: Get "/standby/{ref}/release" => "standby.release", Pledge, Quiet;
    /// Releases it.
    Release: Post "/standby/{ref}/release" => "standby.release", Pledge, Change;
    /// Names an officer.
    AddMember: Post "/standby/{ref}/members" => "standby.name", Pledge, Change;
    /// Asks why a name is taken back.
    AskRemoval: Get "/standby/{ref}/members/{number}/removal" => "standby.name", Member, Quiet;
    /// Takes it back.
    RemoveMember: Post "/standby/{ref}/members/{number}/removal" => "standby.name", Member, Change;
    /// Asks what kit is pledged.
    AskKit: Get "/standby/{ref}/kit/new" => "standby.kit", Pledge, Quiet;
    /// Pledges it.
    PledgeKit: Post "/standby/{ref}/kit" => "standby.kit", Pledge, Change;
    /// Asks why kit is taken back.
    AskKitRemoval: Get "/standby/{ref}/kit/{number}/removal" => "standby.kit", KitTarget, Quiet;
    /// Takes it back.
    RemoveKit: Post "/standby/{ref}/kit/{number}/removal" => "standby.kit", KitTarget, Change;
    /// The record on paper.
    PrintPledge: Get "/standby/{ref}/print" => "standby.show", Pledge, Read;
    /// What was saved, by whom.
    PledgeHistory: Get "/standby/{ref}/history" => "standby.show", Pledge, Quiet;
}

/// `/standby`, `/standby/capacity` and `/duty-stations/{code}/standby`.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListPledges, _, _>(handlers::index)
        .get::<NewPledge, _, _>(handlers::ask_new)
        .post::<CreatePledge, _, _>(handlers::create)
        .get::<ShowPledge, _, _>(handlers::show)
        .get::<AskPledge, _, _>(handlers::ask_edit)
        .post::<EditPledge, _, _>(handlers::edit)
        .post::<AcceptPledge, _, _>(deeds::accept)
        .get::<AskCheck, _, _>(deeds::ask_check)
        .post::<AddCheck, _, _>(deeds::check)
        .get::<AskActivation, _, _>(deeds::ask_activation)
        .post::<Activate, _, _>(deeds::activate)
        .get::<AskRelease, _, _>(deeds::ask_release)
        .post::<Release, _, _>(deeds::release)
        .post::<AddMember, _, _>(deeds::name)
        .get::<AskRemoval, _, _>(deeds::ask_removal)
        .post::<RemoveMember, _, _>(deeds::remove)
        .get::<AskKit, _, _>(kit::ask)
        .post::<PledgeKit, _, _>(kit::pledge)
        .get::<AskKitRemoval, _, _>(kit::ask_removal)
        .post::<RemoveKit, _, _>(kit::remove)
        .get::<PrintPledge, _, _>(handlers::print)
        .get::<PledgeHistory, _, _>(handlers::history_of)
        .and(capacity::routes())
        .and(reports::routes())
}
