//! The protection profile of an official (WF-1): ten sections, each with its own page, version, source, due date and
//! right to read; the steps from draft to archive; who opened what.
//!
//! - WF-1 is the database's: `profile_transition` and the triggers of the profile; [`model::STEPS`] says what the pages offer.
//! - INV-05: nobody confirms what they saved nor approves what they submitted.
//! - The interval follows the residual risk in force (UNC-10); thirty days past due it shows on every movement.
//!
//! Not here: opening a compartment ([`super::compartments`]), what the focal point says ([`super::attestation`]).

pub mod commands;
pub mod forms;
mod handlers;
mod lifecycle;
pub mod model;
pub mod queries;
pub mod sections;
pub mod target;
pub mod views;

use crate::authz::routes::Routes;

pub use handlers::page_of;
pub use queries::overdue_days;

/// `/principals/{ref}/{section}`, `/principals/{ref}/profile`, `/principals/{ref}/access`.
pub fn routes() -> Routes {
    handlers::routes().and(lifecycle::routes())
}
