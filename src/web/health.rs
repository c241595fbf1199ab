//! Alive and ready, and the small files browsers ask for unasked.

use axum::http::{StatusCode, header};
use axum::response::IntoResponse;

use crate::app::App;
use crate::authz::routes::Routes;

/// `/healthz`, `/readyz`, `/favicon.ico`, `/robots.txt`.
pub fn routes() -> Routes {
    Routes::default()
        .plain("/healthz", "public.health", |_, _, _| async { (StatusCode::OK, "alive\n").into_response() })
        .plain("/readyz", "public.ready", |app, _, _| async move {
            match readiness(&app).await {
                Ok(()) => (StatusCode::OK, "ready\n").into_response(),
                Err(what) => (StatusCode::SERVICE_UNAVAILABLE, format!("not ready: {what}\n")).into_response(),
            }
        })
        .plain("/favicon.ico", "public.icon", |_, _, _| async { StatusCode::NO_CONTENT.into_response() })
        .plain("/robots.txt", "public.robots", |_, _, _| async { ([(header::CONTENT_TYPE, "text/plain")], "User-agent: *\nDisallow: /\n").into_response() })
}

/// Database, schema, overdue detector, zone data. Answers the first that is missing.
async fn readiness(app: &App) -> Result<(), &'static str> {
    if app.stop().is_cancelled() {
        return Err("stopping");
    }
    let mut connection = app.db.stranger().await.map_err(|_| "database")?;
    let expected = crate::db::MIGRATOR.iter().count() as i64;
    let applied: i64 = sqlx::query_scalar("select sec.migrations_applied()").fetch_one(&mut *connection).await.map_err(|_| "database")?;
    if applied < expected {
        return Err("schema");
    }
    let late: bool = sqlx::query_scalar("select coalesce(sec.now() - sec.heartbeat_of('overdue-detector') > interval '3 minutes', true)")
        .fetch_one(&mut *connection)
        .await
        .map_err(|_| "database")?;
    if late {
        return Err("overdue detector");
    }
    if !crate::web::time::is_zone("Africa/Kinshasa") {
        return Err("zone data");
    }
    Ok(())
}
