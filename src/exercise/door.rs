//! The public door for the cast: forms posted to the program's own router, as people post them, so
//! that every rule holds for the exercise world too.

use anyhow::{Context, ensure};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, StatusCode, header};
use sqlx::PgConnection;
use tower::ServiceExt;

use crate::app::App;
use crate::authz::actor::Actor;
use crate::authz::session;
use crate::db::ids::AccountId;
use crate::web::form::fresh_form_key;

/// A member of the cast at the door.
pub struct Player {
    router: Router,
    cookie: String,
    token: String,
    name: &'static str,
}

impl Player {
    /// Signs a member of the cast in, without a password: the owner's connection opens the session.
    pub async fn enter(app: &App, owner: &mut PgConnection, name: &'static str) -> anyhow::Result<Self> {
        let account: uuid::Uuid = sqlx::query_scalar("select id from account where username = $1").bind(name).fetch_one(&mut *owner).await?;
        let token = session::start(owner, AccountId(account), "command", "exercise world", "").await.map_err(|error| anyhow::anyhow!(error))?;
        Ok(Self { router: crate::program::router(app.clone()), cookie: format!("{}={token}", session::PLAIN_COOKIE), token, name })
    }

    /// The actor behind the cookie, for what has no page.
    pub async fn actor(&self, app: &App) -> anyhow::Result<Actor> {
        let live = session::open(&app.db, &session::key_of(&self.token), false, "exercise world", "").await.map_err(|error| anyhow::anyhow!(error))?;
        Ok(live.context("the session of a player did not open")?.actor)
    }

    /// Posts a form and answers where it leads. Anything but a redirect is a scene that cannot be played.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> anyhow::Result<String> {
        let mut fields: Vec<(String, String)> = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        fields.push(("form_key".into(), fresh_form_key()));
        self.send(path, "application/x-www-form-urlencoded", serde_html_form::to_string(&fields)?.into_bytes()).await
    }

    /// Posts a form with a file in one of its fields.
    pub async fn upload(&self, path: &str, fields: &[(&str, &str)], (field, file): (&str, &[u8])) -> anyhow::Result<String> {
        const EDGE: &str = "exercise-world";
        let key = fresh_form_key();
        let mut body = Vec::new();
        for (name, value) in fields.iter().copied().chain([("form_key", key.as_str())]) {
            body.extend(format!("--{EDGE}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
        }
        body.extend(format!("--{EDGE}\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"exercise\"\r\n\r\n").into_bytes());
        body.extend(file);
        body.extend(format!("\r\n--{EDGE}--\r\n").into_bytes());
        self.send(path, &format!("multipart/form-data; boundary={EDGE}"), body).await
    }

    async fn send(&self, path: &str, kind: &str, body: Vec<u8>) -> anyhow::Result<String> {
        let request = Request::post(path)
            .header(header::HOST, "exercise")
            .header(header::ORIGIN, "http://exercise")
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(body))?;
        let response = self.router.clone().oneshot(request).await?;
        let location = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        ensure!(response.status() == StatusCode::SEE_OTHER, "{} {path}: {}", self.name, refusal(response).await);
        Ok(location)
    }

    /// Posts a form whose refusal is no surprise: the scene goes on.
    pub async fn try_post(&self, path: &str, fields: &[(&str, &str)]) {
        if let Err(error) = self.post(path, fields).await {
            tracing::info!(%error, "a scene goes on without this");
        }
    }

    /// Leaves.
    pub async fn leave(self) -> anyhow::Result<()> {
        self.post("/sign-out", &[]).await.context("a player could not leave").map(drop)
    }
}

async fn refusal(response: Response<Body>) -> String {
    let status = response.status();
    let bytes = to_bytes(response.into_body(), 1024 * 1024).await.unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let errors: Vec<&str> = text.split("class=\"error\"").skip(1).filter_map(|part| part.split("</span>").nth(1)?.split("</p>").next()).collect();
    format!("{status} {}", errors.join(" | "))
}
