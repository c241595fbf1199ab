//! One page for the person on duty: what now, when the next contact is due, report with one press,
//! whom to call. For everybody else: off duty, and when duty begins.
//!
//! The script keeps a report that could not be sent and repeats it with its form key; it wants 204
//! and nothing else as proof that it was received. What a report does is `movements::check_ins`.

mod handlers;
mod model;
mod queries;
mod views;

use crate::actions;
use crate::authz::action::Collection;
use crate::authz::routes::Routes;

actions! {
    /// The page of the person on duty.
    ShowToday: Get "/today" => "today.show", Collection, Duty;
    /// Keeps a report from it.
    SendReport: Post "/today/reports" => "today.report", Collection, Change;
    /// After a call for assistance: whom to call now.
    ShowAssistance: Get "/today/assistance" => "today.show", Collection, Quiet;
}

/// `/today`.
pub fn routes() -> Routes {
    Routes::default().get::<ShowToday, _, _>(handlers::show).post::<SendReport, _, _>(handlers::report).get::<ShowAssistance, _, _>(handlers::assistance)
}
