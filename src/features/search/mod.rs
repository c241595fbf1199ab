//! One search over everything the reader may see.

use crate::authz::routes::Routes;

/// `/search`.
pub fn routes() -> Routes {
    Routes::default()
}
