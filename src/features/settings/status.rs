//! `/admin/status`: what an operator must know, and nothing that is protected.

use axum::response::Response;

use super::queries;
use super::views::{Database, StatusPage};
use crate::actions;
use crate::authz::action::{Authorized, Collection};
use crate::authz::routes::Routes;
use crate::web::error::Result;
use crate::web::page;
use crate::web::time;

actions! {
    /// Jobs, zone data, size of the database, sessions.
    ShowStatus: Get "/admin/status" => "status.show", Collection, Quiet;
}

/// `/admin/status`.
pub fn routes() -> Routes {
    Routes::default().get::<ShowStatus, _, _>(show)
}

async fn show(mut auth: Authorized<ShowStatus>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let beats = queries::beats(&mut tx).await?;
    let sessions = queries::sessions(&mut tx).await?;
    let (bytes, server, migrations) = queries::database(&mut tx).await?;
    page::page(&StatusPage::new(&auth.seed, beats, sessions, &Database { bytes, server, migrations }, time::zone_version().to_owned()))
}
