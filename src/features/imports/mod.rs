//! Files read in: batches, their rows, quarantine. The rules of a kind stand with its feature.

use crate::authz::routes::Routes;

/// `/imports`.
pub fn routes() -> Routes {
    Routes::default()
}
