//! From cookie to actor. The token never reaches the database: K = SHA-256("db" || token) is sent,
//! the table stores SHA-256(K).

use axum::http::{HeaderMap, header};
use axum_extra::extract::cookie::Cookie;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use sqlx::FromRow;
use uuid::Uuid;

use crate::audit::verify::hex;
use crate::authz::actor::{Actor, Grant, Lent, Preferences};
use crate::db::ids::{AccountId, OfficerId, SessionId};
use crate::db::{Ctx, Db};
use crate::i18n::Language;
use crate::web::error::{AppError, Result};

/// Name of the cookie over plain http on loopback.
pub const PLAIN_COOKIE: &str = "cordon_session";
/// Name of the cookie behind TLS.
pub const SECURE_COOKIE: &str = "__Host-cordon_session";

/// A fresh token of 256 bits, as hex. It lives in the cookie only.
pub fn fresh_token() -> Result<String> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(|_| AppError::internal("the system's random generator failed"))?;
    Ok(hex(&bytes))
}

/// What is sent to the database for a token.
pub fn key_of(token: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update(b"db");
    hasher.update(token.as_bytes());
    hex(&hasher.finalize())
}

/// What the table stores for a key.
pub fn hash_of(key: &str) -> Vec<u8> {
    let bytes: Vec<u8> = (0..key.len() / 2).filter_map(|i| u8::from_str_radix(key.get(i * 2..i * 2 + 2)?, 16).ok()).collect();
    Sha256::digest(&bytes).to_vec()
}

/// The cookie that carries a token.
pub fn cookie(is_secure: bool, token: &str) -> String {
    let (name, secure) = if is_secure { (SECURE_COOKIE, "; Secure") } else { (PLAIN_COOKIE, "") };
    format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax{secure}")
}

/// The token of a request. Two different session cookies are as good as none.
pub fn token_of(headers: &HeaderMap) -> Option<String> {
    // Not a jar: it keeps one cookie of a name and would hide the second.
    let mut tokens: Vec<String> = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(Cookie::split_parse)
        .flatten()
        .filter(|cookie| cookie.name() == PLAIN_COOKIE || cookie.name() == SECURE_COOKIE)
        .map(|cookie| cookie.value().to_owned())
        .collect();
    tokens.dedup();
    let token = tokens.pop().filter(|_| tokens.is_empty())?;
    (token.len() == 64 && token.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(token)
}

#[derive(FromRow)]
struct SessionRow {
    session_id: Uuid,
    account_id: Uuid,
    username: String,
    display_name: String,
    officer_id: Option<Uuid>,
    language: String,
    theme: String,
    density: String,
    keys_on: bool,
    kind: String,
    idle_until: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    holds_watch: bool,
    moment: DateTime<Utc>,
    grants: sqlx::types::Json<Vec<Grant>>,
    lent: sqlx::types::Json<Vec<Lent>>,
    emergencies: Vec<String>,
}

/// A live session: its actor, and when it ends if nothing more is asked.
#[derive(Debug, Clone)]
pub struct Live {
    /// Who.
    pub actor: Actor,
    /// The database's clock when it was opened, UTC.
    pub now: DateTime<Utc>,
    /// When it ends without further requests, UTC.
    pub ends_at: DateTime<Utc>,
}

/// Opens the session of a key for one request. `None` if it has ended or never was.
/// `touch` is false for fragments and streams: they do not keep a session alive.
pub async fn open(db: &Db, key: &str, touch: bool, origin: &'static str, request_id: &str) -> Result<Option<Live>> {
    let mut connection = db.stranger().await?;
    let row: Option<SessionRow> =
        sqlx::query_as("select s.*, sec.emergency_bars(s.account_id) as emergencies, sec.lent_to(s.account_id) as lent from sec.open_session($1, $2) s")
            .bind(key)
            .bind(touch)
            .fetch_optional(&mut *connection)
            .await?;
    Ok(row.map(|row| Live {
        now: row.moment,
        ends_at: row.idle_until.min(row.expires_at),
        actor: Actor {
            ctx: Ctx { key: key.to_owned(), account: AccountId(row.account_id), session: SessionId(row.session_id), origin, request_id: request_id.to_owned() },
            username: row.username,
            display_name: row.display_name,
            officer: row.officer_id.map(OfficerId),
            grants: row.grants.0,
            lent: row.lent.0,
            holds_watch: row.holds_watch,
            session_kind: row.kind,
            emergencies: row.emergencies,
            language: Language::from_code(&row.language).unwrap_or_default(),
            preferences: Preferences { theme: row.theme, density: row.density, keys: row.keys_on },
        },
    }))
}

/// Starts a session and answers its token. `kind` is `web`, `wall`, `command` or `job`.
pub async fn start(connection: &mut sqlx::PgConnection, account: AccountId, kind: &'static str, device: &str, network: &str) -> Result<String> {
    let token = fresh_token()?;
    let (idle, life) = match kind {
        "web" => ("30 minutes", "12 hours"),
        "wall" => ("12 hours", "12 hours"),
        "command" => ("1 hour", "4 hours"),
        _ => ("1 day", "1 day"),
    };
    sqlx::query("select sec.start_session($1, $2, $3, $4, $5, $6::interval, $7::interval)")
        .bind(account)
        .bind(hash_of(&key_of(&token)))
        .bind(kind)
        .bind(device)
        .bind(network)
        .bind(idle)
        .bind(life)
        .execute(connection)
        .await?;
    Ok(token)
}
