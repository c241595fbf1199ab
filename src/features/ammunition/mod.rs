//! Ammunition: lots, what each armoury and person has of them, and the acts of two people that move rounds.
//!
//! - INV-19: a ledger of entries from one account to another; real accounts never go below zero, the sum of a lot over
//!   all accounts is zero, and a wrong entry is reversed, not rewritten. The database keeps the balances.
//! - INV-20: expenditure names its training session or incident.
//! - INV-21: rounds fit a weapon that the officer holds; a suspended or expired lot is not issued for duty.
//! - INV-22, INV-23: no rounds where no approval is in force, and two people for every act ([`acts`]).
//! - UNC-20: a station sets its own minimum; not set is a warning of its own ([`minimums`]).
//!
//! Rounds that go out and come back with a weapon do so in the weapon's own act of custody ([`with_weapon`]).
//! A lot is one wherever it lies: suspending it holds at every station. A lot that came
//! with a transfer and was not on its list is written down by its receiver ([`unlisted`]). Not here: transfers between
//! stations, counts.

pub mod acts;
pub mod minimums;
pub mod with_weapon;

mod commands;
mod form_page;
mod forms;
mod handlers;
mod model;
mod queries;
pub mod sheet;
mod unlisted;
mod views;

pub use acts::CAUSES;
pub use model::rounds;
pub use queries::how_many;

use crate::actions;
use crate::authz::action::Collection;
use crate::authz::routes::Routes;

use queries::Lot;

actions! {
    /// Lots of one's scope, and those one holds rounds of.
    ListLots: Get "/ammunition" => "ammunition.list", Collection, Quiet;
    /// The form of a new lot and its first receipt.
    NewLot: Get "/ammunition/new" => "ammunition.create", Collection, Quiet;
    /// Records a lot with its first receipt.
    CreateLot: Post "/ammunition" => "ammunition.create", Collection, Change;
    /// The lot with its balances and entries.
    ShowLot: Get "/ammunition/{ref}" => "ammunition.show", Lot, Quiet;
    /// Its ledger on paper.
    PrintLot: Get "/ammunition/{ref}/print" => "ammunition.show", Lot, Read;
    /// Its form.
    AskLot: Get "/ammunition/{ref}/edit" => "ammunition.edit", Lot, Quiet;
    /// Saves it.
    EditLot: Post "/ammunition/{ref}/edit" => "ammunition.edit", Lot, Change;
    /// Nobody issues it any more, wherever it lies.
    SuspendLot: Post "/ammunition/{ref}/suspension" => "ammunition.suspend", Lot, Change;
    /// Another person ends that.
    LiftSuspension: Post "/ammunition/{ref}/lift" => "ammunition.lift", Lot, Change;
    /// What was saved, by whom.
    LotHistory: Get "/ammunition/{ref}/history" => "ammunition.show", Lot, Quiet;
}

/// `/ammunition`, `/ammunition/acts`, `/duty-stations/{code}/ammunition`, `/transfers/{ref}/unlisted`.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListLots, _, _>(handlers::index)
        .get::<NewLot, _, _>(handlers::ask_new)
        .post::<CreateLot, _, _>(handlers::create)
        .get::<ShowLot, _, _>(handlers::show)
        .get::<PrintLot, _, _>(handlers::print)
        .get::<AskLot, _, _>(handlers::ask_edit)
        .post::<EditLot, _, _>(handlers::edit)
        .post::<SuspendLot, _, _>(handlers::suspend)
        .post::<LiftSuspension, _, _>(handlers::lift)
        .get::<LotHistory, _, _>(handlers::history_of)
        .and(acts::routes())
        .and(minimums::routes())
        .and(unlisted::routes())
}
