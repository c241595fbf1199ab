//! Senior officials, thin for now: reference, codename, office, entity, home station, portfolio and
//! the office number. Names stand on the record only; lists show the codename, or the reference
//! where there is none. Focal points see the officials of their own entity.
//!
//! Who sees an official: the portfolio, the entity and the home station, each by its cell, and those
//! tasked on one of the official's movements. Nobody types a cell.
//!
//! Not here: the protection profile with its compartments (residence, family, medical), risk, posture.

mod commands;
mod ending;
mod forms;
mod handlers;
mod queries;
mod views;

pub mod by_name;

use crate::authz::routes::Routes;

pub use queries::{Principal, PrincipalHit, by_ref as principal_by_ref, find_principal, search as principal_choices};
pub use views::Head as PrincipalHead;

/// `/principals`.
pub fn routes() -> Routes {
    handlers::routes().and(ending::routes())
}
