//! Senior officials, thin for now: reference, codename, office, entity, home station, portfolio.

pub mod by_name;

use crate::authz::routes::Routes;

/// `/principals`.
pub fn routes() -> Routes {
    Routes::default()
}
