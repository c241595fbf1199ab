//! Confirmation of a station's data, block by block (WF-8, UNC-21): its security professional says that the records are
//! right, that there is none, or that nobody knows; its coordinator reconciles before. How old a block is follows from
//! dates and is shown wherever the data is.
//!
//! Weapons that signed counts found count as confirmed. What was said stays; "unchanged" is refused when something
//! changed, "none" when something is recorded. The page reads what changed through the visible relations, as a cover
//! sheet, and links to the records. Not here: counting (stock counts).

mod handlers;
mod model;
mod queries;
mod views;

use crate::actions;
use crate::authz::routes::Routes;
use crate::features::stations::StationTarget;

pub use model::Grade;
pub use queries::{Block, blocks_of};
pub use views::{Age, age_line, age_of_list, block_word};

actions! {
    /// The blocks, what changed in each since, and who said what.
    ShowConfirmation: Get "/duty-stations/{code}/confirmation" => "confirmation.show", StationTarget, Quiet;
    /// Confirms a block.
    ConfirmBlock: Post "/duty-stations/{code}/confirmation" => "confirmation.confirm", StationTarget, Change;
    /// Reconciles a block.
    ReconcileBlock: Post "/duty-stations/{code}/reconciliation" => "confirmation.reconcile", StationTarget, Change;
    /// The blocks on paper.
    PrintConfirmation: Get "/duty-stations/{code}/confirmation/print" => "confirmation.show", StationTarget, Read;
    /// Who said what, when.
    ConfirmationHistory: Get "/duty-stations/{code}/confirmation/history" => "confirmation.show", StationTarget, Quiet;
}

/// `/duty-stations/{code}/confirmation`.
pub fn routes() -> Routes {
    Routes::default()
        .get::<ShowConfirmation, _, _>(handlers::show)
        .post::<ConfirmBlock, _, _>(handlers::confirm)
        .post::<ReconcileBlock, _, _>(handlers::reconcile)
        .get::<PrintConfirmation, _, _>(handlers::print)
        .get::<ConfirmationHistory, _, _>(handlers::history_of)
}
