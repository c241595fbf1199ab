//! Differences between a count and the ledger (INV-23). The security professional of the station investigates, the
//! chief closes; nothing else does, the register of exceptions neither.

mod handlers;
mod queries;
mod views;

use crate::actions;
use crate::authz::action::Collection;
use crate::authz::routes::Routes;

use queries::Discrepancy;
pub use queries::how_many;
pub(super) use views::url;

actions! {
    /// Differences of one's scope.
    ListDiscrepancies: Get "/discrepancies" => "discrepancy.list", Collection, Quiet;
    /// The difference, and what may be done about it.
    ShowDiscrepancy: Get "/discrepancies/{ref}" => "discrepancy.show", Discrepancy, Quiet;
    /// What the investigation found.
    Investigate: Post "/discrepancies/{ref}/investigation" => "discrepancy.investigate", Discrepancy, Change;
    /// Closes it.
    CloseDiscrepancy: Post "/discrepancies/{ref}/close" => "discrepancy.close", Discrepancy, Change;
    /// The difference on paper.
    PrintDiscrepancy: Get "/discrepancies/{ref}/print" => "discrepancy.show", Discrepancy, Read;
    /// What was saved, by whom.
    DiscrepancyHistory: Get "/discrepancies/{ref}/history" => "discrepancy.show", Discrepancy, Quiet;
}

/// `/discrepancies`.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListDiscrepancies, _, _>(handlers::index)
        .get::<ShowDiscrepancy, _, _>(handlers::show)
        .post::<Investigate, _, _>(handlers::investigate)
        .post::<CloseDiscrepancy, _, _>(handlers::close)
        .get::<PrintDiscrepancy, _, _>(handlers::print)
        .get::<DiscrepancyHistory, _, _>(handlers::history_of)
}
