//! Close protection officers and coordinators: who they are, where they belong, how to reach them, when they are away.

use crate::authz::routes::Routes;

/// `/officers`.
pub fn routes() -> Routes {
    Routes::default()
}
