//! The watch board, the duty of the watch and its signed handover, alarms.

use crate::authz::routes::Routes;

/// `/watch`, `/events`.
pub fn routes() -> Routes {
    Routes::default()
}
