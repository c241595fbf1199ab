//! One page for the person on duty: what now, report, whom to call.

use crate::authz::routes::Routes;

/// `/today`.
pub fn routes() -> Routes {
    Routes::default()
}
