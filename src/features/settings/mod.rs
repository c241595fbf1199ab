//! Thresholds, periods and names of levels, each with its source.

use crate::authz::routes::Routes;

/// `/admin/rules`, `/admin/status`.
pub fn routes() -> Routes {
    Routes::default()
}
