//! One search over everything the reader may see. A whole reference leads to its record; anything else
//! is looked for in references, codenames, names of officers, stations and places, through the same
//! visible relations as the lists: nothing hidden is found or counted. Names of officials are not
//! searched: they stand on the record only.

mod handlers;
mod model;
mod queries;
mod views;

use crate::authz::routes::Routes;

/// `/search`.
pub fn routes() -> Routes {
    handlers::routes()
}
