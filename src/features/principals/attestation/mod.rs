//! Attestation: the focal point of the entity says of each value of a profile whether it is right, signed in or with a
//! one-use code that opens this and nothing else; or an officer enters that it was confirmed by telephone or mail, by
//! whom and when. A second person, an officer of the portfolio, accepts what changes and confirms the sections (INV-05).
//!
//! Nothing sealed is asked or shown. Not here: what the sections hold.

mod by_code;
mod commands;
mod forms;
mod handlers;
mod queries;
mod views;

use crate::authz::routes::Routes;

/// `/principals/{ref}/attestations`, `/attest`.
pub fn routes() -> Routes {
    handlers::routes().and(by_code::routes())
}
