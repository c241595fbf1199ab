//! Joint count at the change of armourer: who gives an armoury over and who takes it over count it together, and both
//! sign the same list of serial numbers and balances. What differs is named before anybody signs.
//!
//! - INV-23: two people with their own sign-in. What the ledgers say is written by the database; a list that no longer
//!   fits them is not signed but counted again. A difference that both signed opens an exception with whoever gave over.
//!
//! Not here: stock counts of a month, which somebody other than the custodian leads.

mod commands;
mod forms;
mod handlers;
mod queries;
mod views;

use crate::actions;
use crate::authz::routes::Routes;

pub(super) use queries::{Line as CountLine, of_armoury};
pub(super) use views::{Last, last};

use super::queries::Armoury;
use queries::JointCount;

actions! {
    /// The list of what should lie there, to be counted.
    AskCount: Get "/armouries/{ref}/joint-counts/new" => "joint-count.prepare", Armoury, Quiet;
    /// Records what was counted; the other armourer signs.
    PrepareCount: Post "/armouries/{ref}/joint-counts" => "joint-count.prepare", Armoury, Change;
    /// What was counted, beside what the ledgers say.
    ShowCount: Get "/joint-counts/{ref}" => "joint-count.show", JointCount, Quiet;
    /// The receipt.
    PrintCount: Get "/joint-counts/{ref}/print" => "joint-count.show", JointCount, Read;
    /// What was saved, by whom.
    CountHistory: Get "/joint-counts/{ref}/history" => "joint-count.show", JointCount, Quiet;
    /// The signature of whoever takes over.
    SignCount: Post "/joint-counts/{ref}/sign" => "joint-count.sign", JointCount, Change;
    /// Nothing comes of it.
    WithdrawCount: Post "/joint-counts/{ref}/withdraw" => "joint-count.withdraw", JointCount, Change;
}

/// `/armouries/{ref}/joint-counts`, `/joint-counts`.
pub fn routes() -> Routes {
    Routes::default()
        .get::<AskCount, _, _>(handlers::ask)
        .post::<PrepareCount, _, _>(handlers::prepare)
        .get::<ShowCount, _, _>(handlers::show)
        .get::<PrintCount, _, _>(handlers::print)
        .get::<CountHistory, _, _>(handlers::history_of)
        .post::<SignCount, _, _>(handlers::sign)
        .post::<WithdrawCount, _, _>(handlers::withdraw)
}
