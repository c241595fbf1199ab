//! Stock counts of armouries, and of the vehicles and the equipment of a station: what is there, scanned or typed one by
//! one, against the ledger (WF-8).
//!
//! - INV-23: a count is led by somebody who keeps nothing there, and signed by a second person. What differs
//!   opens a [`discrepancies`] entry at the first signature; only an investigation closes it.
//! - What was scanned stays. A slip of the hand is struck by a further row with a reason.
//! - A mark that is not of the station is unexpected, whether another station has it or nobody: the answer is the same.
//! - With script a scan is answered with the parts of the page that it changed (`X-Fragment: scan`); each has a key of
//!   its own, so that a scan sent twice is counted once.
//! - A vehicle or a marked thing is expected wherever it is, in whose hands ever; what has no serial number is counted by
//!   number, like rounds. A kit is opened as one thing and its parts are ticked.
//! - Rounds are counted without seeing the balance. A count on paper keeps the time of the counting and of the entry.
//!
//! Not here: what becomes of a lost weapon (firearms) or thing (equipment), of rounds that are gone (ammunition); how old a station's data
//! is (confirmations).

pub mod discrepancies;

mod commands;
mod forms;
mod handlers;
mod kits;
mod listing;
mod model;
mod opening;
mod queries;
mod rounds;
mod sheets;
mod views;

use crate::actions;
use crate::authz::action::Collection;
use crate::authz::routes::Routes;
use crate::features::armouries::Armoury;
use crate::features::stations::StationTarget;

use queries::Count;
pub use queries::{how_many, stores_of};
pub use views::{covers_word, place_url};

actions! {
    /// Counts of one's scope.
    ListCounts: Get "/stock-counts" => "count.list", Collection, Quiet;
    /// What is counted, and whether it was counted on paper.
    NewCount: Get "/stock-counts/new" => "count.open", Collection, Quiet;
    /// Opens one.
    OpenCount: Post "/stock-counts" => "count.open", Collection, Change;
    /// The sheet to count on without a device.
    CountingSheet: Get "/armouries/{ref}/counting-sheet" => "count.sheet", Armoury, Read;
    /// The same for the vehicles of a station.
    VehiclesSheet: Get "/duty-stations/{code}/vehicles-sheet" => "count.sheet", StationTarget, Read;
    /// The same for its equipment.
    EquipmentSheet: Get "/duty-stations/{code}/equipment-sheet" => "count.sheet", StationTarget, Read;
    /// Found, not yet, unexpected; and the field to scan into.
    ShowCount: Get "/stock-counts/{ref}" => "count.show", Count, Quiet;
    /// One scanned mark.
    ScanItem: Post "/stock-counts/{ref}/items" => "count.lead", Count, Change;
    /// Strikes a mark that was mistyped.
    StrikeItem: Post "/stock-counts/{ref}/items/{number}/strike" => "count.lead", Count, Change;
    /// The parts of kits, to tick.
    AskKits: Get "/stock-counts/{ref}/kits" => "count.lead", Count, Quiet;
    /// Counts those that were ticked.
    TickKits: Post "/stock-counts/{ref}/kits" => "count.lead", Count, Change;
    /// The form for the rounds of each lot.
    AskRoundsCounted: Get "/stock-counts/{ref}/rounds" => "count.lead", Count, Quiet;
    /// Keeps them.
    CountRounds: Post "/stock-counts/{ref}/rounds" => "count.lead", Count, Change;
    /// The first signature.
    FinishCount: Post "/stock-counts/{ref}/finish" => "count.lead", Count, Change;
    /// The second signature.
    SignCount: Post "/stock-counts/{ref}/sign" => "count.sign", Count, Change;
    /// Nothing was counted.
    WithdrawCount: Post "/stock-counts/{ref}/withdraw" => "count.withdraw", Count, Change;
    /// The protocol.
    PrintCount: Get "/stock-counts/{ref}/print" => "count.show", Count, Read;
    /// What was saved, by whom.
    CountHistory: Get "/stock-counts/{ref}/history" => "count.show", Count, Quiet;
}

/// `/stock-counts`, `/discrepancies`.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListCounts, _, _>(handlers::index)
        .get::<NewCount, _, _>(opening::ask_new)
        .post::<OpenCount, _, _>(opening::open)
        .get::<CountingSheet, _, _>(sheets::armoury)
        .get::<VehiclesSheet, _, _>(sheets::vehicles)
        .get::<EquipmentSheet, _, _>(sheets::equipment)
        .get::<ShowCount, _, _>(handlers::show)
        .post::<ScanItem, _, _>(handlers::scan)
        .post::<StrikeItem, _, _>(handlers::strike)
        .get::<AskKits, _, _>(kits::ask)
        .post::<TickKits, _, _>(kits::tick)
        .get::<AskRoundsCounted, _, _>(rounds::ask)
        .post::<CountRounds, _, _>(rounds::keep)
        .post::<FinishCount, _, _>(handlers::finish)
        .post::<SignCount, _, _>(handlers::sign)
        .post::<WithdrawCount, _, _>(handlers::withdraw)
        .get::<PrintCount, _, _>(handlers::print)
        .get::<CountHistory, _, _>(handlers::history_of)
        .and(discrepancies::routes())
}
