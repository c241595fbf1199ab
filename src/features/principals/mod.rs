//! Senior officials: reference, codename, office, entity, home station, portfolio and
//! the office number. Names stand on the record only; lists show the codename, or the reference
//! where there is none. Focal points see the officials of their own entity.
//!
//! Who sees an official: the portfolio, the entity and the home station, each by its cell, and those
//! tasked on one of the official's movements. Nobody types a cell.
//!
//! The protection profile stands in [`profile`], its compartments in [`compartments`], what the focal point says of it
//! in [`attestation`], the photo in [`photo`].
//!
//! Not here: risk, posture, emergency reading.

mod attestation;
mod commands;
mod compartments;
mod ending;
mod forms;
mod handlers;
mod photo;
mod protection;
mod profile;
mod queries;
mod views;

pub mod by_name;

use crate::authz::routes::Routes;

pub use profile::overdue_days as profile_overdue_days;
pub use profile::sections::{FieldSpec, Section};
pub use profile::target::EMERGENCIES;
pub use profile::{queries as profile_queries, views::value_words as profile_value_words};
pub use queries::{Principal, PrincipalHit, by_ref as principal_by_ref, find_principal, search as principal_choices};
pub use views::Head as PrincipalHead;

/// `/principals`.
pub fn routes() -> Routes {
    handlers::routes().and(ending::routes()).and(profile::routes()).and(compartments::routes()).and(attestation::routes()).and(photo::routes())
}
