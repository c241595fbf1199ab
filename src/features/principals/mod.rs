//! Senior officials, thin for now: reference, codename, office, entity, home station, portfolio.

use crate::authz::routes::Routes;

/// `/principals`.
pub fn routes() -> Routes {
    Routes::default()
}
