//! Emergency reading (DESIGN 9.7, security.md 4.17): a security role opens one record at once, with a reason and a
//! sentence; the alarm goes to the chiefs and to the officers of the portfolio in the same statement. It starts from
//! what a rescuer knows, lasts four hours (a setting) and shows on every page while it is open. A chief reviews each;
//! one that waits for its review stands first on the list and blocks nothing. The watch may open one to somebody else.
//!
//! The terms never change; nothing is written, granted or exported through it. The walls of the compartments open by
//! `sec.opened_principals()`; everything else of the sheet comes from `sec.rescue_sheet`, for its reader, while it is open.
//!
//! Not here: what the compartments hold (principals).

mod forms;
mod handlers;
mod queries;
mod views;

use crate::authz::routes::Routes;

/// `/emergency-readings`.
pub fn routes() -> Routes {
    handlers::routes()
}
