//! Contested facts (INV-38, DESIGN 9.1): what happened, was entered later and collides with the ledger.
//!
//! 1. It is kept as it was entered and moves nothing: no custody (INV-17), no rounds (INV-19), no odometer.
//! 2. It stands on the records of both sides and in the register of exceptions until it is settled.
//! 3. Two people settle it (INV-23): one proposes with a reason, another confirms who did not enter it. Either it was
//!    wrong and is withdrawn, or the ledger was and it is upheld. The ledger of then is not rewritten. A trip is upheld
//!    only where nobody else has the vehicle: that is cancelled first. Where its odometer does not fit it stands without it.
//!
//! The database keeps and settles them. Not here: how they are entered (firearms, ammunition, vehicles).

mod commands;
mod handlers;
mod queries;
mod views;

use crate::actions;
use crate::authz::action::Collection;
use crate::authz::routes::Routes;

pub use queries::{how_many, of_act, of_armoury, of_firearm, of_lot, of_officer, of_reservation, of_vehicle};
pub use views::{Bar, bars, url};

use queries::Contested;

actions! {
    /// Contested facts of one's scope, and those one is a side of.
    ListContested: Get "/contested" => "contested.list", Collection, Quiet;
    /// What was entered, what the ledger says, and how it is settled.
    ShowContested: Get "/contested/{ref}" => "contested.show", Contested, Quiet;
    /// Proposes how, with a reason.
    Propose: Post "/contested/{ref}/proposal" => "contested.propose", Contested, Change;
    /// Takes a proposal back.
    TakeBack: Post "/contested/{ref}/take-back" => "contested.propose", Contested, Change;
    /// The second person confirms; the act follows.
    Settle: Post "/contested/{ref}/settle" => "contested.settle", Contested, Change;
    /// What was saved, by whom.
    ContestedHistory: Get "/contested/{ref}/history" => "contested.show", Contested, Quiet;
}

/// `/contested`.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListContested, _, _>(handlers::index)
        .get::<ShowContested, _, _>(handlers::show)
        .post::<Propose, _, _>(handlers::propose)
        .post::<TakeBack, _, _>(handlers::take_back)
        .post::<Settle, _, _>(handlers::settle)
        .get::<ContestedHistory, _, _>(handlers::history_of)
}
