//! `/me/sessions`: where I am signed in, and how to end it there.

use askama::Template;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::actions;
use crate::audit::{Entry, session_mark};
use crate::authz::action::{Authorized, Collection};
use crate::authz::routes::Routes;
use crate::web::error::{AppError, Result};
use crate::web::form::{Form, fresh_form_key};
use crate::web::page::{self, Shell};
use crate::web::time;

actions! {
    /// My live sessions.
    ListSessions: Get "/me/sessions" => "me.sessions", Collection, Quiet;
    /// Ends one.
    EndSession: Post "/me/sessions/{id}/endings" => "me.end-session", Collection, Change;
    /// Ends all but this one.
    EndOthers: Post "/me/sessions/endings" => "me.end-session", Collection, Change;
    /// Stays signed in; the request itself does it.
    Stay: Post "/me/sessions/stay" => "me.stay", Collection, Quiet;
}

pub(super) fn routes() -> Routes {
    Routes::default().get::<ListSessions, _, _>(index).post::<EndSession, _, _>(end).post::<EndOthers, _, _>(end_others).post::<Stay, _, _>(stay)
}

struct SessionLine {
    url: String,
    device: String,
    network: String,
    kind: String,
    opened: String,
    seen: String,
    ends: String,
    is_this: bool,
    form_key: String,
}

#[derive(Template)]
#[template(path = "accounts/me_sessions.html")]
struct SessionsPage {
    shell: Shell,
    rows: Vec<SessionLine>,
    has_others: bool,
    form_key: String,
}

async fn index(mut auth: Authorized<ListSessions>) -> Result<Response> {
    let language = auth.language();
    let mut tx = auth.read().await?;
    let sessions = sqlx::query!(
        r#"select id as "id!", kind as "kind!", device as "device!", network as "network!", opened_at as "opened_at!",
             last_seen_at as "last_seen_at!", expires_at as "expires_at!", is_this as "is_this!" from sec.my_sessions()"#
    )
    .fetch_all(&mut *tx)
    .await?;
    let rows: Vec<SessionLine> = sessions
        .into_iter()
        .map(|session| SessionLine {
            url: format!("/me/sessions/{}/endings", session.id),
            device: session.device,
            network: session.network,
            kind: language.t(&format!("session-kind-{}", session.kind)),
            opened: time::z(session.opened_at, language),
            seen: time::z(session.last_seen_at, language),
            ends: time::z(session.expires_at, language),
            is_this: session.is_this,
            form_key: fresh_form_key(),
        })
        .collect();
    page::page(&SessionsPage { shell: Shell::new(&auth.seed, "session-title"), has_others: rows.len() > 1, rows, form_key: fresh_form_key() })
}

async fn end(mut auth: Authorized<EndSession>, form: Form) -> Result<Response> {
    let id = auth.params.uuid("id")?;
    let mut tx = auth.write(&form).await?;
    let ended = sqlx::query_scalar!("select sec.end_my_session($1)", id).fetch_one(&mut *tx).await?;
    if ended != Some(true) {
        return Err(AppError::NotFound);
    }
    tx.record(Entry::done("me.end-session", session_mark(id)));
    tx.commit("/me/sessions").await?;
    Ok(page::see_other_saying("/me/sessions", "said-session-ended", ""))
}

async fn end_others(mut auth: Authorized<EndOthers>, form: Form) -> Result<Response> {
    let account = auth.actor.ctx.account.0;
    let mut tx = auth.write(&form).await?;
    sqlx::query!("select sec.end_other_sessions($1, 'ended_by_owner')", account).execute(&mut *tx).await?;
    tx.record(Entry::done("me.end-session", "").with_detail("all others"));
    tx.commit("/me/sessions").await?;
    Ok(page::see_other_saying("/me/sessions", "said-sessions-ended", ""))
}

async fn stay(auth: Authorized<Stay>, _: Form) -> Result<Response> {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let ends = auth.seed.ends_at().map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)).unwrap_or_default();
    if let Ok(value) = HeaderValue::from_str(&ends) {
        response.headers_mut().insert(HeaderName::from_static("x-session-ends"), value);
    }
    Ok(response)
}
