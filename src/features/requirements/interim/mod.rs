//! Protect now (DESIGN 9.3): one person starts interim protection of an official, alone, on one page, at once,
//! for 72 hours. The chief is told in the same transaction, by an exception and a line on board and Today.
//! Another confirms; unconfirmed after 12 hours it stays in force as a warning; after 72 hours it is a lapse:
//! nobody is removed. It ends with a reason. INV-01 takes it for the ground of a day of duty.

mod commands;
mod forms;
mod handlers;
mod queries;
mod views;

use crate::actions;
use crate::authz::action::Collection;
use crate::authz::routes::Routes;

pub use views::{Notice, notices};

actions! {
    /// Interim protection of one's scope.
    ListInterim: Get "/interim-protection" => "interim.list", Collection, Quiet;
    /// The page that protects now.
    AskInterim: Get "/interim-protection/new" => "interim.start", Collection, Quiet;
    /// Starts it, at once.
    StartInterim: Post "/interim-protection" => "interim.start", Collection, Change;
    /// The record.
    ShowInterim: Get "/interim-protection/{ref}" => "interim.show", queries::Interim, Quiet;
    /// Confirms it: another than who started it.
    ConfirmInterim: Post "/interim-protection/{ref}/confirm" => "interim.confirm", queries::Interim, Change;
    /// Asks why it ends.
    AskEndInterim: Get "/interim-protection/{ref}/end" => "interim.end", queries::Interim, Quiet;
    /// Ends it.
    EndInterim: Post "/interim-protection/{ref}/end" => "interim.end", queries::Interim, Change;
    /// What was saved, by whom.
    InterimHistory: Get "/interim-protection/{ref}/history" => "interim.history", queries::Interim, Quiet;
}

/// `/interim-protection`.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListInterim, _, _>(handlers::index)
        .get::<AskInterim, _, _>(handlers::ask)
        .post::<StartInterim, _, _>(handlers::start)
        .get::<ShowInterim, _, _>(handlers::show)
        .post::<ConfirmInterim, _, _>(handlers::confirm)
        .get::<AskEndInterim, _, _>(handlers::ask_end)
        .post::<EndInterim, _, _>(handlers::end)
        .get::<InterimHistory, _, _>(handlers::history_of)
}
