//! Signing in and out, one's own pages, accounts and the rights they hold from a day to a day.
//!
//! Rules: two people for a right (INV-05, DESIGN 9.10), an administrator reads no protected content
//! (INV-34). Passwords are hashed two at a time; the answers of sign-in do not tell whether a name exists.

pub mod bootstrap;
pub mod password;
mod sign_in;

use crate::authz::routes::Routes;

/// `/sign-in`, `/sign-out`, `/language`, `/me`, `/admin/users`, `/access-grants`.
pub fn routes() -> Routes {
    Routes::default().and(sign_in::routes())
}
