//! Pages that strangers and people read alike: help, keys, accessibility, privacy, offline.

use askama::Template;
use axum::response::Response;

use crate::authz::routes::{Routes, Visitor};
use crate::authz::session;
use crate::web::error::{AppError, Result};
use crate::web::page::{self, Seed, Shell};

/// `/help`, `/help/{topic}`, `/accessibility`, `/privacy`, `/offline`.
pub fn routes() -> Routes {
    Routes::default()
        .public_get("/help", "public.help", |visitor: Visitor| async move { page::page(&Help { shell: Shell::new(&reader(&visitor).await?, "help-title") }) })
        .public_get("/help/{topic}", "public.help", topic)
        .public_get("/accessibility", "public.accessibility", |visitor: Visitor| async move {
            page::page(&Accessibility { shell: Shell::new(&reader(&visitor).await?, "accessibility-title") })
        })
        .public_get("/privacy", "public.privacy", |visitor: Visitor| async move {
            page::page(&Privacy { shell: Shell::new(&reader(&visitor).await?, "privacy-title") })
        })
        // Kept on devices by the service worker: always without a person, whoever asks.
        .public_get("/offline", "public.offline", |visitor: Visitor| async move { page::page(&Offline { shell: Shell::new(&visitor.seed, "offline-title") }) })
}

#[derive(Template)]
#[template(path = "pages/help.html")]
struct Help {
    shell: Shell,
}

#[derive(Template)]
#[template(path = "pages/help_keys.html")]
struct Keys {
    shell: Shell,
}

#[derive(Template)]
#[template(path = "pages/accessibility.html")]
struct Accessibility {
    shell: Shell,
}

#[derive(Template)]
#[template(path = "pages/privacy.html")]
struct Privacy {
    shell: Shell,
}

#[derive(Template)]
#[template(path = "pages/offline.html")]
struct Offline {
    shell: Shell,
}

async fn topic(visitor: Visitor) -> Result<Response> {
    match visitor.params.get("topic") {
        "keys" => page::page(&Keys { shell: Shell::new(&reader(&visitor).await?, "keys-title") }),
        _ => Err(AppError::NotFound),
    }
}

/// The seed of whoever reads: the person of the session if one is live, else a stranger.
async fn reader(visitor: &Visitor) -> Result<Seed> {
    let Some(token) = session::token_of(&visitor.parts.headers) else {
        return Ok(visitor.seed.clone());
    };
    let live = session::open(&visitor.app.db, &session::key_of(&token), false, "web", &visitor.seed.request_id).await?;
    Ok(match live {
        Some(live) => Seed::of_actor(&visitor.app, &live.actor, live.now, live.ends_at, &visitor.parts, &visitor.seed.request_id),
        None => visitor.seed.clone(),
    })
}
