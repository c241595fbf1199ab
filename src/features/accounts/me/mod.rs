//! What is one's own: the account and its rights in words, password, sessions, preferences, drafts.

pub mod drafts;
mod own;
mod password;
mod preferences;
mod sessions;

use crate::authz::routes::Routes;

pub(super) use password::chosen as chosen_password;

/// `/me`.
pub(super) fn routes() -> Routes {
    Routes::default().and(own::routes()).and(password::routes()).and(sessions::routes()).and(preferences::routes()).and(drafts::routes())
}
