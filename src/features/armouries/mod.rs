//! Armouries: where weapons and ammunition may lie, on whose approval, until when, who holds the keys, and what lies
//! there on any day.
//!
//! - INV-05: who recorded an armoury does not approve it.
//! - INV-22: nothing is stored where no approval is in force; the ledger of custody holds that in the database.
//!
//! Whoever takes an armoury over counts it with whoever gives it over ([`joint_counts`]). Not here: the layout of a store and where in it a weapon lies (sealed, later), the weapons (firearms).

mod commands;
mod forms;
mod handlers;
mod joint_counts;
mod model;
mod queries;
pub mod sheet;
mod views;

use crate::actions;
use crate::authz::action::Collection;
use crate::authz::routes::Routes;

pub use queries::{
    Armoury, ArmouryChoice, Lying, LyingRounds, choices as armoury_choices, how_many, lying as lying_at, lying_rounds as lying_rounds_at, reference_of,
};
pub use views::standing_words;

actions! {
    /// Armouries of one's scope.
    ListArmouries: Get "/armouries" => "armoury.list", Collection, Quiet;
    /// The form of a new armoury.
    NewArmoury: Get "/armouries/new" => "armoury.create", Collection, Quiet;
    /// Records one.
    CreateArmoury: Post "/armouries" => "armoury.create", Collection, Change;
    /// The record, and what lies there on a day.
    ShowArmoury: Get "/armouries/{ref}" => "armoury.show", queries::Armoury, Quiet;
    /// The record on paper, with what lies there.
    PrintArmoury: Get "/armouries/{ref}/print" => "armoury.show", queries::Armoury, Read;
    /// Its form.
    AskArmoury: Get "/armouries/{ref}/edit" => "armoury.edit", queries::Armoury, Quiet;
    /// Saves it.
    EditArmoury: Post "/armouries/{ref}/edit" => "armoury.edit", queries::Armoury, Change;
    /// Asks for the decision.
    AskApproval: Get "/armouries/{ref}/approval" => "armoury.approve", queries::Armoury, Quiet;
    /// Approves, approves on conditions, or refuses.
    Decide: Post "/armouries/{ref}/approval" => "armoury.approve", queries::Armoury, Change;
    /// What was saved, by whom.
    ArmouryHistory: Get "/armouries/{ref}/history" => "armoury.show", queries::Armoury, Quiet;
}

/// `/armouries`, `/joint-counts`.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListArmouries, _, _>(handlers::index)
        .get::<NewArmoury, _, _>(handlers::ask_new)
        .post::<CreateArmoury, _, _>(handlers::create)
        .get::<ShowArmoury, _, _>(handlers::show)
        .get::<PrintArmoury, _, _>(handlers::print)
        .get::<AskArmoury, _, _>(handlers::ask_edit)
        .post::<EditArmoury, _, _>(handlers::edit)
        .get::<AskApproval, _, _>(handlers::ask_approval)
        .post::<Decide, _, _>(handlers::decide)
        .get::<ArmouryHistory, _, _>(handlers::history_of)
        .and(joint_counts::routes())
}
