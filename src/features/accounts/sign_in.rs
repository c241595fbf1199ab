//! Signing in and out, the language bar, and the page one lands on.

use askama::Template;
use axum::extract::ConnectInfo;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use sqlx::FromRow;
use std::net::SocketAddr;
use uuid::Uuid;

use super::password;
use crate::actions;
use crate::app::App;
use crate::audit::{Entry, Outcome};
use crate::authz::action::{Authorized, Collection};
use crate::authz::kept::{self, Carried, KeptForm, SignInPage};
use crate::authz::routes::{Routes, Visitor};
use crate::authz::session;
use crate::db::Ctx;
use crate::db::ids::AccountId;
use crate::i18n::{Language, Message};
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::is_own_path;
use crate::web::page::{self, Shell};

actions! {
    /// The page a person lands on.
    ShowHome: Get "/" => "home.show", Collection, Quiet;
}

/// `/`, `/sign-in`, `/sign-out`, `/language`.
pub fn routes() -> Routes {
    Routes::default()
        .get::<ShowHome, _, _>(|auth: Authorized<ShowHome>| async move { Ok(page::see_other(&page::landing(&auth.actor))) })
        .public_get("/sign-in", "public.sign-in", show)
        .public_post("/sign-in", "public.sign-in", sign_in)
        .public_post("/sign-out", "public.sign-out", sign_out)
        .public_post("/language", "public.language", language)
}

/// After signing in: the form that waited, not yet sent.
#[derive(Template)]
#[template(path = "accounts/kept.html")]
struct KeptPage {
    shell: Shell,
    path: String,
    carried: Vec<Carried>,
}

async fn show(visitor: Visitor) -> Result<Response> {
    page::page(&SignInPage::new(&visitor.seed, "", &FieldErrors::default(), None))
}

#[derive(FromRow)]
struct Credential {
    account_id: Uuid,
    password_hash: Option<String>,
    is_disabled: bool,
}

async fn sign_in(visitor: Visitor, form: Form) -> Result<Response> {
    let app = visitor.app.clone();
    let username = form.text("username").trim().to_lowercase();
    let secret = form.text("password").to_owned();
    let kept = KeptForm::carried_by(&form);
    if secret.len() > 1_024 || username.len() > 200 {
        return refused(&visitor, &username, kept.as_ref(), "sign-in-refused");
    }
    let address = peer(&visitor);
    let keys = ThrottleKeys::new(&username, &address);
    match keys.wait(&app).await {
        Err(AppError::TooMany(seconds)) => return throttled(&visitor, &username, kept.as_ref(), seconds),
        outcome => outcome?,
    }
    let mut connection = app.db.stranger().await?;
    let found: Option<Credential> =
        sqlx::query_as("select account_id, password_hash, is_disabled from sec.credential_of($1)").bind(&username).fetch_optional(&mut *connection).await?;
    drop(connection);
    let stored = found.as_ref().and_then(|credential| credential.password_hash.clone());
    let is_right = password::verify_gated(&app, secret, stored).await?;
    let account = found.filter(|credential| is_right && !credential.is_disabled).map(|credential| AccountId(credential.account_id));
    let Some(account) = account else {
        keys.failed(&app).await?;
        app.db.note_stranger(&visitor.seed.request_id, "session.start", "", Outcome::Failed, "").await?;
        return refused(&visitor, &username, kept.as_ref(), "sign-in-refused");
    };
    let device = visitor.parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    keys.succeeded(&app).await?;
    let mut connection = app.db.stranger().await?;
    let token = session::start(&mut connection, account, "web", device, &address).await?;
    drop(connection);
    let live = session::open(&app.db, &session::key_of(&token), true, "web", &visitor.seed.request_id).await?;
    let Some(live) = live else {
        // The password is right, but no right is in force: before or after the rotation.
        return refused(&visitor, &username, kept.as_ref(), "sign-in-no-rights");
    };
    let reset = begin(&app, &live.actor.ctx).await?;
    let back = page::cookie(&visitor.parts, "cordon_back").filter(|path| is_own_path(path) && path != "/sign-in");
    let mut response = match kept {
        Some(kept) => offer_again(&visitor, account, kept).await?,
        None => match reset {
            Some(by) => page::see_other_saying(back.as_deref().unwrap_or("/"), "said-caution-password-reset", &by),
            None => page::see_other(back.as_deref().unwrap_or("/")),
        },
    };
    set_cookie(&mut response, &session_cookie(&app, &token));
    set_cookie(&mut response, "cordon_back=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    Ok(response)
}

/// Notes the beginning of the session. Answers by whom and when the password was reset, if nobody told yet.
async fn begin(app: &App, ctx: &Ctx) -> Result<Option<String>> {
    let mut tx = app.db.write(ctx).await?;
    let reset = sqlx::query!(r#"select coalesce(who, '') as "who!", at as "at!" from sec.told_of_reset()"#).fetch_optional(&mut *tx).await?;
    tx.record(Entry::done("session.start", ""));
    tx.commit("").await?;
    Ok(reset.map(|reset| format!("{} {}", reset.who, reset.at.format("%Y-%m-%d %H:%MZ"))))
}

/// The form that waited, for the account whose session sent it; for anybody else it is gone.
async fn offer_again(visitor: &Visitor, account: AccountId, kept: KeptForm) -> Result<Response> {
    let former = kept::former(&visitor.app, &visitor.parts).await?;
    if former.is_none_or(|former| former.account != account) {
        return Ok(page::see_other_saying("/", "said-caution-kept-not-yours", ""));
    }
    page::page(&KeptPage { shell: Shell::new(&visitor.seed, "kept-title"), carried: kept.original(), path: kept.path })
}

/// What tries are counted by: the name as typed, whether or not it exists, and the address.
pub(super) struct ThrottleKeys {
    name: String,
    address: String,
}

impl ThrottleKeys {
    /// For a name and the address that asks.
    pub(super) fn new(username: &str, address: &str) -> Self {
        Self { name: format!("name:{username}"), address: format!("address:{address}") }
    }

    /// Refused with the seconds to wait, if it is too early for another try.
    pub(super) async fn wait(&self, app: &App) -> Result<()> {
        let mut connection = app.db.stranger().await?;
        let seconds: i32 = sqlx::query_scalar("select greatest(sec.sign_in_wait($1), sec.sign_in_wait($2))")
            .bind(&self.name)
            .bind(&self.address)
            .fetch_one(&mut *connection)
            .await?;
        if seconds > 0 { Err(AppError::TooMany(seconds.into())) } else { Ok(()) }
    }

    /// Counts a wrong try: three are free for a name, thirty for an address.
    pub(super) async fn failed(&self, app: &App) -> Result<()> {
        let mut connection = app.db.stranger().await?;
        sqlx::query("select sec.sign_in_failed($1, 3)").bind(&self.name).execute(&mut *connection).await?;
        sqlx::query("select sec.sign_in_failed($1, 30)").bind(&self.address).execute(&mut *connection).await?;
        Ok(())
    }

    /// The name's count begins anew.
    pub(super) async fn succeeded(&self, app: &App) -> Result<()> {
        let mut connection = app.db.stranger().await?;
        sqlx::query("select sec.sign_in_succeeded($1)").bind(&self.name).execute(&mut *connection).await?;
        Ok(())
    }
}

/// The password of somebody who is signed in, asked for again; tries are counted as at sign-in.
pub(super) async fn check_own_password(app: &App, username: &str, secret: &str) -> Result<()> {
    let keys = ThrottleKeys::new(username, &format!("own:{username}"));
    keys.wait(app).await?;
    let mut connection = app.db.stranger().await?;
    let found: Option<Credential> =
        sqlx::query_as("select account_id, password_hash, is_disabled from sec.credential_of($1)").bind(username).fetch_optional(&mut *connection).await?;
    drop(connection);
    if secret.len() <= 1_024 && password::verify_gated(app, secret.to_owned(), found.and_then(|credential| credential.password_hash)).await? {
        return keys.succeeded(app).await;
    }
    keys.failed(app).await?;
    Err(AppError::field("old_password", "me-password-wrong"))
}

fn refused(visitor: &Visitor, username: &str, kept: Option<&KeptForm>, key: &'static str) -> Result<Response> {
    let mut errors = FieldErrors::default();
    errors.add("username", Message::new(key));
    page::unprocessable(&SignInPage::new(&visitor.seed, username, &errors, kept))
}

fn throttled(visitor: &Visitor, username: &str, kept: Option<&KeptForm>, seconds: i64) -> Result<Response> {
    let mut errors = FieldErrors::default();
    errors.add("username", Message::new("sign-in-wait").with("seconds", seconds.to_string()));
    let page = SignInPage::new(&visitor.seed, username, &errors, kept);
    Ok(retry_after(page::with_status(&page, StatusCode::TOO_MANY_REQUESTS)?, seconds))
}

pub(super) fn retry_after(mut response: Response, seconds: i64) -> Response {
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)));
    response
}

async fn sign_out(visitor: Visitor, _: Form) -> Result<Response> {
    let app = &visitor.app;
    if let Some(token) = session::token_of(&visitor.parts.headers) {
        let live = session::open(&app.db, &session::key_of(&token), false, "web", &visitor.seed.request_id).await?;
        if let Some(live) = live {
            app.db.note(&live.actor.ctx, Entry::done("session.end", "")).await?;
            let mut connection = app.db.stranger().await?;
            sqlx::query("select sec.end_session($1, 'signed_out')").bind(live.actor.ctx.session).execute(&mut *connection).await?;
        }
    }
    let mut response = page::see_other("/sign-in");
    let (name, secure) = cookie_name(app);
    set_cookie(&mut response, &format!("{name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax{secure}"));
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\", \"storage\""));
    Ok(response)
}

async fn language(visitor: Visitor, form: Form) -> Result<Response> {
    let chosen = Language::from_code(form.text("language")).unwrap_or_default();
    let back = form.text("back");
    if let Some(token) = session::token_of(&visitor.parts.headers) {
        let live = session::open(&visitor.app.db, &session::key_of(&token), false, "web", &visitor.seed.request_id).await?;
        if let Some(live) = live {
            let mut tx = visitor.app.db.write(&live.actor.ctx).await?;
            sqlx::query!("update account set language = $1 where id = $2", chosen.code(), live.actor.ctx.account.0).execute(&mut *tx).await?;
            tx.record(Entry::done("me.preferences", "").with_detail("language"));
            tx.commit("").await?;
        }
    }
    let mut response = page::see_other(if is_own_path(back) { back } else { "/" });
    set_cookie(&mut response, &format!("cordon_language={}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax", chosen.code()));
    Ok(response)
}

fn session_cookie(app: &App, token: &str) -> String {
    let (name, secure) = cookie_name(app);
    format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax{secure}")
}

fn cookie_name(app: &App) -> (&'static str, &'static str) {
    if app.secure_cookies() { (session::SECURE_COOKIE, "; Secure") } else { (session::PLAIN_COOKIE, "") }
}

fn set_cookie(response: &mut Response, cookie: &str) {
    match HeaderValue::from_str(cookie) {
        Ok(value) => {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
        Err(_) => tracing::error!("a cookie could not be set"),
    }
}

/// Address of the peer, without its port.
pub(super) fn peer(visitor: &Visitor) -> String {
    visitor.parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip().to_string()).unwrap_or_default()
}
