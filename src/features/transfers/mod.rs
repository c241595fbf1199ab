//! Transfers of firearms, ammunition, vehicles, equipment and kits between duty stations (WF-7): drafted and packed by the
//! sender, authorized by its security professional and the protection unit, counted and signed by the receiver.
//!
//! - INV-05, INV-23: who drafted does not authorize; packing, unpacking and receipt take two people of the station, each
//!   with their own sign-in.
//! - INV-17, INV-19: from the packing to the receipt each weapon and each round is in a consignment and nowhere else.
//! - INV-25: from the packing to the receipt a vehicle, a thing or a kit is in transit and not ready; a kit goes as one.
//! - INV-22: nothing is planned into an armoury that may not hold it; what came is recorded, and that is told.
//! - What differs, rounds too many and lots not listed among it, is quarantined and investigated; only the chief closes it, and what stays lost is posted as lost.
//!
//! The ledgers are written by the database alone. Not here: handovers within a station (firearms), acts that move rounds
//! within a station (ammunition), counts of armouries (stock_counts).

mod commands;
mod drafting;
mod ends;
mod forms;
mod handlers;
mod lines;
mod list_page;
mod model;
mod queries;
mod receiving;
mod show_page;
mod steps;

use crate::actions;
use crate::authz::action::Collection;
use crate::authz::routes::Routes;

pub use commands::count_unlisted;
pub use lines::{Thing, of_firearm, of_lot, of_thing};
use queries::Sent;
pub use queries::{Arriving, Transfer, how_many};
pub use show_page::{ThingWay, state_word, way_of};

actions! {
    /// Transfers of one's scope, at either end.
    ListTransfers: Get "/transfers" => "transfer.list", Collection, Quiet;
    /// From where to where, why, by when.
    NewTransfer: Get "/transfers/new" => "transfer.create", Collection, Quiet;
    /// Drafts one.
    DraftTransfer: Post "/transfers" => "transfer.create", Collection, Change;
    /// The list, the steps, and what comes next.
    ShowTransfer: Get "/transfers/{ref}" => "transfer.show", Transfer, Quiet;
    /// The packing list, with places for seals and signatures.
    PrintTransfer: Get "/transfers/{ref}/print" => "transfer.show", Transfer, Read;
    /// What was saved, by whom.
    TransferHistory: Get "/transfers/{ref}/history" => "transfer.show", Transfer, Quiet;
    /// Until when it should be there, and why.
    EditTransfer: Get "/transfers/{ref}/edit" => "transfer.edit", Sent, Quiet;
    /// Saves that.
    SaveTransfer: Post "/transfers/{ref}" => "transfer.edit", Sent, Change;
    /// Puts a weapon, rounds, a vehicle, a thing or a kit on the list.
    AddLine: Post "/transfers/{ref}/lines" => "transfer.edit", Sent, Change;
    /// Takes a line off.
    RemoveLine: Post "/transfers/{ref}/lines/{number}/remove" => "transfer.edit", Sent, Change;
    /// Records a permit, or why none is needed.
    AddTransferPermit: Post "/transfers/{ref}/permits" => "transfer.edit", Sent, Change;
    /// One of the two authorizations.
    Authorize: Post "/transfers/{ref}/authorize" => "transfer.authorize", Sent, Change;
    /// No.
    Refuse: Post "/transfers/{ref}/refuse" => "transfer.refuse", Sent, Change;
    /// Nothing comes of it; what is packed waits for the second person.
    Cancel: Post "/transfers/{ref}/cancel" => "transfer.cancel", Sent, Change;
    /// It stays packed after all.
    KeepPacked: Post "/transfers/{ref}/keep" => "transfer.cancel", Sent, Change;
    /// The second signature: everything goes back.
    Unpack: Post "/transfers/{ref}/unpack" => "transfer.unpack", Sent, Change;
    /// The first signature of the packing, with the seals.
    Pack: Post "/transfers/{ref}/pack" => "transfer.pack", Sent, Change;
    /// The second.
    SignPacking: Post "/transfers/{ref}/packing" => "transfer.sign-packing", Sent, Change;
    /// What the odometer of each vehicle shows.
    ReadOdometers: Post "/transfers/{ref}/odometers" => "transfer.pack", Sent, Change;
    /// It leaves.
    Dispatch: Post "/transfers/{ref}/dispatch" => "transfer.dispatch", Sent, Change;
    /// The list to count by.
    AskReceipt: Get "/transfers/{ref}/receipt" => "transfer.receive", Arriving, Quiet;
    /// One mark that was read.
    ReadMark: Post "/transfers/{ref}/items" => "transfer.receive", Arriving, Change;
    /// Strikes a mark that was mistyped.
    StrikeMark: Post "/transfers/{ref}/items/{number}/strike" => "transfer.receive", Arriving, Change;
    /// The rounds of each lot, and the odometer of each vehicle.
    CountLots: Post "/transfers/{ref}/rounds" => "transfer.receive", Arriving, Change;
    /// The first signature of the receipt.
    FinishReceipt: Post "/transfers/{ref}/receipt" => "transfer.receive", Arriving, Change;
    /// The second; what was found belongs to the receiver.
    SignReceipt: Post "/transfers/{ref}/received" => "transfer.sign-receipt", Arriving, Change;
    /// The second person found it otherwise.
    CountAgain: Post "/transfers/{ref}/recount" => "transfer.recount", Arriving, Change;
    /// What was found out about a difference.
    Investigate: Post "/transfers/{ref}/investigation" => "transfer.investigate", Transfer, Change;
    /// What became of each line that is missing.
    AskClosing: Get "/transfers/{ref}/closing" => "transfer.close", Transfer, Quiet;
    /// Closes the difference.
    Close: Post "/transfers/{ref}/closing" => "transfer.close", Transfer, Change;
}

/// `/transfers`.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListTransfers, _, _>(handlers::index)
        .get::<NewTransfer, _, _>(drafting::ask_new)
        .post::<DraftTransfer, _, _>(drafting::draft)
        .get::<ShowTransfer, _, _>(handlers::show)
        .get::<PrintTransfer, _, _>(handlers::print)
        .get::<TransferHistory, _, _>(handlers::history_of)
        .get::<EditTransfer, _, _>(drafting::ask_edit)
        .post::<SaveTransfer, _, _>(drafting::save)
        .post::<AddLine, _, _>(drafting::add_line)
        .post::<RemoveLine, _, _>(drafting::remove_line)
        .post::<AddTransferPermit, _, _>(drafting::add_permit)
        .post::<Authorize, _, _>(steps::authorize)
        .post::<Refuse, _, _>(steps::refuse)
        .post::<Cancel, _, _>(steps::cancel)
        .post::<KeepPacked, _, _>(steps::keep)
        .post::<Unpack, _, _>(steps::unpack)
        .post::<Pack, _, _>(steps::pack)
        .post::<SignPacking, _, _>(steps::sign_packing)
        .post::<ReadOdometers, _, _>(steps::read_odometers)
        .post::<Dispatch, _, _>(steps::dispatch)
        .get::<AskReceipt, _, _>(receiving::ask)
        .post::<ReadMark, _, _>(receiving::read)
        .post::<StrikeMark, _, _>(receiving::strike)
        .post::<CountLots, _, _>(receiving::count)
        .post::<FinishReceipt, _, _>(receiving::finish)
        .post::<SignReceipt, _, _>(steps::sign_receipt)
        .post::<CountAgain, _, _>(steps::count_again)
        .post::<Investigate, _, _>(steps::investigate)
        .get::<AskClosing, _, _>(receiving::ask_closing)
        .post::<Close, _, _>(receiving::close)
}
