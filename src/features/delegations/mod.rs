//! Delegation of approval: whoever holds an authority lends it to a named account from a day to a day.
//! Decisions on risk assessments by residual level, approval of requirements and of profiles can be lent.
//!
//! - Nobody lends what they do not hold by a right of their own, so nothing is lent on; it ends with that right.
//! - It is short (`delegation_max_days`), begins today or later, and is ended early by its two people or the chief.
//! - INV-05: a delegate counts as himself; neither the author nor who acts for the author approves.
//! - Whoever may decide somewhere by a right of their own decides there by that one: nobody stands for two.
//!
//! The database holds all of it (migration `…_delegation`) and notes by itself for whom a signature stands; the
//! rule table (`authz/policy`) says which lines may be lent. Not here: the decisions themselves.

mod commands;
mod forms;
mod handlers;
mod model;
mod queries;
mod views;

use crate::authz::routes::Routes;
use crate::i18n::{Hole, Language};

/// `/delegations`.
pub fn routes() -> Routes {
    handlers::routes()
}

/// Who signed, and for whom if not by a right of their own; empty while nobody did.
pub fn signer(language: Language, who: &str, for_whom: &str) -> String {
    if for_whom.is_empty() || who.is_empty() {
        return who.to_owned();
    }
    language.fill("delegation-signed-for", &[("who", Hole::Text(who)), ("holder", Hole::Text(for_whom))])
}
