//! Signing in and out, one's own pages, accounts and the rights they hold from a day to a day.
//!
//! Rules: two people for a right (INV-05, DESIGN 9.10), an administrator reads no protected content
//! (INV-34). Passwords are hashed two at a time; the answers of sign-in do not tell whether a name exists.

mod activation;
pub mod bootstrap;
pub mod codes;
mod grants;
mod me;
pub mod password;
mod sign_in;
mod users;

use crate::authz::routes::Routes;

pub use me::drafts::{Draft, Offer, draft_of, forget as forget_draft, hold as hold_draft};

/// `/sign-in`, `/sign-out`, `/language`, `/activate`, `/me`, `/admin/users`, `/access-grants`.
pub fn routes() -> Routes {
    Routes::default().and(sign_in::routes()).and(activation::routes()).and(me::routes()).and(users::routes()).and(grants::routes())
}
