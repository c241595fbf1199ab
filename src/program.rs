//! Puts the program together: database, schema, jobs, router, listener. Used by `serve` and by tests.

use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use sqlx::postgres::PgConnectOptions;
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;

use crate::app::{App, InstallationKind};
use crate::authz::routes::Routes;
use crate::config::{Edge, Installation};
use crate::db::server::PrivateServer;
use crate::db::{self, Db};
use crate::sealed::Seals;
use crate::web::{answering, headers, serve};
use crate::{features, jobs};

/// Name of the database of the private server.
pub const DATABASE: &str = "cordon";
const ADMIN_ROLE: &str = "cordon_admin";
const WEB_ROLE: &str = "cordon_web";

/// How to reach the database of an installation, in its three parts.
pub struct Database {
    /// As the program's own role.
    pub web: PgConnectOptions,
    /// As a login that may act as the owner.
    pub admin: PgConnectOptions,
    /// The private server, kept while it is used.
    pub private: Option<PrivateServer>,
}

/// Reaches the database: the one of the URL, or the private server of the data folder, which is
/// started if none runs there. `owns` makes this process its keeper.
pub fn reach(installation: &Installation, owns: bool) -> anyhow::Result<Database> {
    if let Some(url) = &installation.database_url {
        let web: PgConnectOptions = url.expose().parse().context("the database URL cannot be read")?;
        let admin = match &installation.owner_url {
            Some(owner) => owner.expose().parse().context("the owner URL cannot be read")?,
            None => web.clone(),
        };
        return Ok(Database { web, admin, private: None });
    }
    let private = if owns { PrivateServer::start(&installation.data_dir)? } else { PrivateServer::attach_or_start(&installation.data_dir)? };
    Ok(Database { web: private.connect_options(WEB_ROLE, DATABASE), admin: private.connect_options(ADMIN_ROLE, DATABASE), private: Some(private) })
}

/// Brings the schema of a private server up to date, with its reference data.
pub async fn prepare(database: &Database, kind: &str) -> anyhow::Result<()> {
    if database.private.is_some() {
        db::migrate(&database.admin, DATABASE, kind).await?;
    } else {
        db::migrate_schema(&database.admin, kind).await?;
    }
    let mut owner = db::connect_owner(&database.admin).await?;
    features::stations::reference::load(&mut owner).await?;
    Ok(())
}

/// Serves until the stop signal. `exercise` plays the exercise world.
pub async fn run(installation: &Installation, listen: &str, metrics: Option<&str>, exercise: bool, edge: &Edge, stop: CancellationToken) -> anyhow::Result<()> {
    let installation_for_server = installation.clone();
    let database = tokio::task::spawn_blocking(move || reach(&installation_for_server, true)).await??;
    if database.private.is_some() {
        prepare(&database, if exercise { "exercise" } else { "live" }).await?;
    }
    let app = assemble(&database, &installation.data_dir, edge.behind_tls, stop.clone()).await?;
    if exercise {
        anyhow::ensure!(app.kind() == InstallationKind::Exercise, "this database holds real data: --exercise is refused");
        crate::exercise::ensure(&app, &database.admin).await?;
    }
    let listener = tokio::net::TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
    let address = listener.local_addr()?;
    let work = jobs::start(app.clone(), &database.admin).await?;
    let metrics_work = match metrics {
        Some(address) => Some(crate::web::metrics::listen(address, app.clone(), stop.clone()).await?),
        None => None,
    };
    let scenes = exercise.then(|| tokio::spawn(crate::exercise::keep_playing(app.clone(), database.admin.clone())));
    announce(&address.to_string(), exercise);
    let limits = serve::Limits { uncounted_addresses: edge.trusted(), ..serve::Limits::default() };
    serve::serve_within(listener, behind(router(app.clone()), edge.trusted()), stop.clone(), limits).await?;
    stop.cancel();
    work.finish().await;
    if let Some(task) = scenes {
        task.abort();
    }
    if let Some(task) = metrics_work {
        task.abort();
    }
    app.db.close().await;
    Ok(())
}

/// The program over a reachable database.
pub async fn assemble(database: &Database, data_dir: &Path, secure_cookies: bool, stop: CancellationToken) -> anyhow::Result<App> {
    let db = Db::connect(database.web.clone(), 16).with_seals(Seals::of(data_dir)?);
    let mut connection = db.stranger().await.map_err(|_| anyhow::anyhow!("the database does not answer"))?;
    let kind: Option<String> = sqlx::query_scalar("select sec.installation_kind()").fetch_one(&mut *connection).await?;
    drop(connection);
    let kind = match kind.as_deref() {
        Some("exercise") => InstallationKind::Exercise,
        Some("test") => InstallationKind::Test,
        _ => InstallationKind::Live,
    };
    let mut app = App::new(db, kind, secure_cookies, data_dir.to_path_buf(), stop);
    app.workbook_reader = std::env::current_exe().context("the program does not find its own file")?.into();
    Ok(app)
}

/// Every route of the program behind the layers of the edge.
pub fn router(app: App) -> Router {
    edge(features::routes(), app)
}

/// Routes behind the layers of the edge.
pub fn edge(routes: Routes, app: App) -> Router {
    routes
        .into_router(app)
        .layer(CompressionLayer::new())
        .layer(axum::middleware::from_fn(headers::refuse_unmarked))
        .layer(CsrfLayer::new())
        .layer(RequestBodyTimeoutLayer::new(Duration::from_secs(20)))
        .layer(axum::middleware::from_fn(answering::in_time))
        .layer(CatchPanicLayer::custom(|_| {
            tracing::error!(alarm = "panic", "a handler panicked");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }))
        .layer(axum::middleware::from_fn(headers::dress))
}

/// The router behind these proxies: what they say of the asking address is believed.
pub fn behind(router: Router, proxies: Vec<std::net::IpAddr>) -> Router {
    let proxies: std::sync::Arc<[std::net::IpAddr]> = proxies.into();
    router.layer(axum::middleware::from_fn(move |request, next| headers::take_forwarded(proxies.clone(), request, next)))
}

#[expect(clippy::print_stderr, reason = "the address is for the person at the terminal")]
fn announce(address: &str, exercise: bool) {
    eprintln!("Cordon is at http://{address}");
    if exercise {
        eprintln!("EXERCISE: every account has the password {}", crate::exercise::PASSWORD);
        eprintln!("{}", crate::exercise::account_names().join(", "));
    }
}
