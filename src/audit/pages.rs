//! The trail as pages: `/audit`.

use crate::authz::routes::Routes;

/// `/audit`, `/audit/{id}`.
pub fn routes() -> Routes {
    Routes::default()
}
