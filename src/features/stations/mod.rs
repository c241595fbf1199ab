//! Duty stations, countries and places: where things are, which zone their clocks keep, which
//! station answers for them, and whom to call there.

pub mod from_files;
pub mod reference;

use crate::authz::routes::Routes;

/// `/duty-stations`, `/places`, `/countries`.
pub fn routes() -> Routes {
    Routes::default()
}
