//! Thresholds, periods and postures, each with its source; the state of the installation; and the
//! pages that explain it to strangers and people alike.
//!
//! Not here: anything protected. The status page counts sessions and jobs, never records.

mod forms;
mod pages;
mod queries;
mod rules;
mod status;
mod views;

use crate::authz::routes::Routes;

/// `/admin/rules`, `/admin/status`, `/help`, `/accessibility`, `/privacy`, `/offline`.
pub fn routes() -> Routes {
    rules::routes().and(status::routes()).and(pages::routes())
}
