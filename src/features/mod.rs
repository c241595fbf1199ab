//! Features, in an order in which each may import only those above it, with their nouns in the address.
//!
//! | feature | addresses |
//! | --- | --- |
//! | [`stations`] | `/duty-stations`, `/places`, `/countries` |
//! | [`accounts`] | `/sign-in`, `/me`, `/admin/users`, `/access-grants` |

pub mod accounts;
pub mod movements;
pub mod stations;

use crate::authz::routes::Routes;
use crate::web::statics;

/// Every route of the program.
pub fn routes() -> Routes {
    Routes::default()
        .plain("/static/{file}", "public.static", |_, parts, _| async move { statics::serve(&parts) })
        .plain("/sw.js", "public.worker", |_, parts, _| async move { statics::serve(&parts) })
        .and(crate::web::health::routes())
        .and(accounts::routes())
        .and(stations::routes())
        .and(crate::audit::pages::routes())
}
