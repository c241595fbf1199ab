//! Journeys of senior officials: movements, their legs and stays, posts and taskings, what happened.

pub mod journeys;

use crate::authz::routes::Routes;

/// `/movements`, `/exceptions`.
pub fn routes() -> Routes {
    Routes::default()
}
