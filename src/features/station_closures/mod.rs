//! The closing of a duty station, `/duty-stations/{code}/closing`: everything that is still open there with links to it,
//! and the act of two people that closes the station.
//!
//! - INV-26: a station closes with nothing open: custody, ammunition, teams, deployments, discrepancies, exceptions,
//!   vehicles, equipment, members, movements. The database holds it.
//! - A closed station takes no new records and nobody is sent to it; it stays readable.
//! - Whoever asks does not decide; the chief opens it again with a reason.
//!
//! Not here: the closing page of a mission (missions), leaving a station in a hurry (evacuations).

mod commands;
mod forms;
mod handlers;
mod model;
mod queries;
mod views;

use crate::actions;
use crate::authz::routes::Routes;

use queries::Closing;

actions! {
    /// What is open at a station, and how far its closing is.
    ShowClosing: Get "/duty-stations/{code}/closing" => "closure.show", Closing, Quiet;
    /// Asks for the closing.
    AskClosing: Post "/duty-stations/{code}/closing" => "closure.ask", Closing, Change;
    /// Closes what another person asked for.
    DecideClosing: Post "/duty-stations/{code}/closing/decision" => "closure.decide", Closing, Change;
    /// Takes back what was asked.
    WithdrawClosing: Post "/duty-stations/{code}/closing/withdrawal" => "closure.withdraw", Closing, Change;
    /// Opens a closed station again.
    ReopenStation: Post "/duty-stations/{code}/closing/reopening" => "closure.reopen", Closing, Change;
    /// What was saved, by whom.
    ClosingHistory: Get "/duty-stations/{code}/closing/history" => "closure.show", Closing, Quiet;
}

/// `/duty-stations/{code}/closing`.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ShowClosing, _, _>(handlers::show)
        .post::<AskClosing, _, _>(handlers::ask)
        .post::<DecideClosing, _, _>(handlers::decide)
        .post::<WithdrawClosing, _, _>(handlers::withdraw)
        .post::<ReopenStation, _, _>(handlers::reopen)
        .get::<ClosingHistory, _, _>(handlers::history_of)
}
