//! The register of open exceptions: facts that broke a rule, each with an owner, until somebody
//! closes it with words (INV-38, DESIGN 9.1). A fact is never refused for the rule it broke.

mod commands;
mod handlers;
mod queries;
mod views;

use crate::actions;
use crate::authz::action::Collection;
use crate::authz::routes::Routes;

pub use commands::{Broken, open_exception};
pub use queries::{ExceptionLine, ExceptionTarget, how_many, of_movement, own_shortages};
pub use views::{shortage_place, what};

actions! {
    /// The register.
    ListExceptions: Get "/exceptions" => "exception.list", Collection, Quiet;
    /// One exception.
    ShowException: Get "/exceptions/{ref}" => "exception.show", ExceptionTarget, Quiet;
    /// Who opened, owned and closed it.
    ExceptionHistory: Get "/exceptions/{ref}/history" => "exception.show", ExceptionTarget, Quiet;
    /// Closes it, with words.
    CloseException: Post "/exceptions/{ref}/close" => "exception.close", ExceptionTarget, Change;
}

/// `/exceptions`.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListExceptions, _, _>(handlers::index)
        .get::<ShowException, _, _>(handlers::show)
        .get::<ExceptionHistory, _, _>(handlers::history)
        .post::<CloseException, _, _>(handlers::close)
}
