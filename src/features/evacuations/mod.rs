//! Evacuation of a duty station as one act, and the return to it. The act relocates the people, marks the kit
//! "left behind, uncounted", closes the armoury for issue and opens an exception, all in one transaction of the
//! database; it is undone by another act only, and nothing waits for a count.
//!
//! - INV-37: who decided, in what capacity, when and on what paper stands on the record.
//! - People who are away stay where they are and join the others afterwards.
//! - Facts are kept: what is handed over from a left armoury is recorded as what has happened, and told.
//!
//! Not here: missions and their closing (missions), counts after the return (stock counts).

mod commands;
mod forms;
mod handlers;
mod queries;
mod views;

use crate::actions;
use crate::authz::action::Collection;
use crate::authz::routes::Routes;

use queries::{Evacuation, Leaving};

actions! {
    /// Evacuations of one's scope.
    ListEvacuations: Get "/evacuations" => "evacuation.list", Collection, Quiet;
    /// The record: who went where, what was left.
    ShowEvacuation: Get "/evacuations/{ref}" => "evacuation.show", Evacuation, Quiet;
    /// The form that evacuates, with what it will do.
    AskEvacuation: Get "/duty-stations/{code}/evacuation" => "evacuation.start", Leaving, Quiet;
    /// Evacuates.
    Evacuate: Post "/duty-stations/{code}/evacuation" => "evacuation.start", Leaving, Change;
    /// Asks who decided about the return.
    AskReturn: Get "/evacuations/{ref}/return" => "evacuation.end", Evacuation, Quiet;
    /// Returns.
    Return: Post "/evacuations/{ref}/return" => "evacuation.end", Evacuation, Change;
    /// What was saved, by whom.
    EvacuationHistory: Get "/evacuations/{ref}/history" => "evacuation.show", Evacuation, Quiet;
}

/// `/evacuations` and `/duty-stations/{code}/evacuation`.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListEvacuations, _, _>(handlers::index)
        .get::<ShowEvacuation, _, _>(handlers::show)
        .get::<AskEvacuation, _, _>(handlers::ask_start)
        .post::<Evacuate, _, _>(handlers::start)
        .get::<AskReturn, _, _>(handlers::ask_return)
        .post::<Return, _, _>(handlers::end)
        .get::<EvacuationHistory, _, _>(handlers::history_of)
}
