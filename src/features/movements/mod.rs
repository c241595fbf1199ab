//! Journeys of senior officials: movements, their legs and stays, posts and taskings, what happened.
//!
//! A movement is one journey of one official from asking to closing (WF-4). This folder holds its
//! planning; `legs` its legs, stops and stays; `cover` its posts and who fills them; `readiness` what it
//! still needs and the gate over its detail; `journeys` the rules of imported files.
//!
//! Rules: INV-05 (nobody approves their own plan), INV-06 (a change after clearance is a new version
//! of the itinerary), INV-08 (nobody in two places; the database refuses), INV-12 (no actual time in
//! the future), INV-35 (voided, never deleted). Plans are refused, facts are kept (INV-38).

pub mod check_ins;
pub mod closing;
pub mod commands;
pub mod cover;
pub mod exceptions;
mod forms;
mod handlers;
mod index;
pub mod journeys;
pub mod legs;
pub mod model;
mod new;
mod own_notes;
pub mod places;
pub mod queries;
mod readiness;
mod target;
pub mod views;

use crate::authz::routes::Routes;

pub use index::list_query_text;
pub use model::{Cover, LegState, Mode, MovementState, PostRole, WatchLevel};
pub use target::{LegTarget, MovementTarget};

/// `/movements`, `/exceptions`.
pub fn routes() -> Routes {
    Routes::default()
        .and(index::routes())
        .and(new::routes())
        .and(handlers::routes())
        .and(legs::routes())
        .and(cover::routes())
        .and(readiness::routes())
        .and(check_ins::routes())
        .and(exceptions::routes())
        .and(closing::routes())
}
