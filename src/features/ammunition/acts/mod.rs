//! Acts that move rounds: receipt, issue, return, move, expenditure, destruction, what was found or is missing, and
//! the reversal of any of them. Each takes two people with their own sign-in (INV-23).
//!
//! What is planned is prepared by one and done when another signs; until then its rounds are set aside. What has
//! happened is recorded by one at once and signed by another within a day, else an exception stands until they did.
//! The officer who takes or gives back signs; a witness does for officers without a sign-in. What is entered later and is
//! beyond the balance is kept as contested, outside the sum (INV-38, contested facts).

mod commands;
mod form_page;
mod forms;
mod handlers;
mod queries;
mod views;

use crate::actions;
use crate::authz::action::Collection;
use crate::authz::routes::Routes;

pub(super) use commands::receive;
pub(super) use form_page::store_options;
pub use forms::CAUSES;
pub(super) use views::{kind_word, place_word};

use super::queries::Lot;
use queries::Act;

actions! {
    /// Acts of one's scope, and one's own.
    ListRounds: Get "/ammunition/acts" => "rounds.list", Collection, Quiet;
    /// The act with its checks and signatures, and what may be done about it.
    ShowRounds: Get "/ammunition/acts/{ref}" => "rounds.show", Act, Quiet;
    /// The receipt.
    PrintRounds: Get "/ammunition/acts/{ref}/print" => "rounds.show", Act, Read;
    /// What was saved, by whom.
    RoundsHistory: Get "/ammunition/acts/{ref}/history" => "rounds.show", Act, Quiet;
    /// The form of an act on a lot.
    AskRounds: Get "/ammunition/{ref}/acts/new" => "rounds.prepare", Lot, Quiet;
    /// Prepares an act, or records one that has happened.
    PrepareRounds: Post "/ammunition/{ref}/acts" => "rounds.prepare", Lot, Change;
    /// The second signature.
    SignRounds: Post "/ammunition/acts/{ref}/sign" => "rounds.sign", Act, Change;
    /// Nothing comes of it.
    WithdrawRounds: Post "/ammunition/acts/{ref}/withdraw" => "rounds.withdraw", Act, Change;
    /// Prepares the entries the other way round.
    ReverseRounds: Post "/ammunition/acts/{ref}/reverse" => "rounds.reverse", Act, Change;
}

/// `/ammunition/acts`, `/ammunition/{ref}/acts`.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListRounds, _, _>(handlers::index)
        .get::<ShowRounds, _, _>(handlers::show)
        .get::<PrintRounds, _, _>(handlers::print)
        .get::<RoundsHistory, _, _>(handlers::history_of)
        .get::<AskRounds, _, _>(form_page::ask)
        .post::<PrepareRounds, _, _>(form_page::prepare)
        .post::<SignRounds, _, _>(handlers::sign)
        .post::<WithdrawRounds, _, _>(handlers::withdraw)
        .post::<ReverseRounds, _, _>(handlers::reverse)
}
