//! Pages: what each begins with ([`Seed`], [`Shell`]), how they are answered, and the error pages.

use askama::Template;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::CookieJar;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use crate::app::{App, InstallationKind};
use crate::audit::verify::hex;
use crate::authz::actor::{Actor, Preferences, Role};
use crate::authz::policy;
use crate::i18n::{Hole, Language, Message};
use crate::web::error::{AppError, Result};
use crate::web::statics;

/// What is known of a request before its page is made. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Seed {
    /// Language of the answer.
    pub language: Language,
    /// The clock of the page, UTC.
    pub now: DateTime<Utc>,
    /// Sixteen hex digits.
    pub request_id: String,
    exercise: bool,
    here: String,
    who: Option<Who>,
    preferences: Preferences,
    flash: Option<String>,
}

#[derive(Debug, Clone)]
struct Who {
    username: String,
    ends_at: DateTime<Utc>,
    nav: Vec<(&'static str, String)>,
    landing: String,
}

/// A link of the navigation.
#[derive(Debug, Clone)]
pub struct NavItem {
    /// Where it leads.
    pub url: String,
    /// Its words.
    pub label: String,
    /// True on the page it leads to.
    pub current: bool,
}

/// A part of a record, as a link.
#[derive(Debug, Clone)]
pub struct Tab {
    /// Where it leads.
    pub url: String,
    /// Its words.
    pub label: String,
    /// True on the page it leads to.
    pub current: bool,
}

/// A message from the page before.
#[derive(Debug, Clone)]
pub struct Flash {
    /// `done` or `caution`.
    pub kind: &'static str,
    /// Its words.
    pub text: String,
}

/// A language of the language bar.
#[derive(Debug, Clone)]
pub struct LanguageChoice {
    /// `en`.
    pub code: &'static str,
    /// Its own name for itself.
    pub name: &'static str,
    /// The page is in it.
    pub current: bool,
}

/// Who is signed in, for the header.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Sign-in name.
    pub username: String,
    /// Their landing page.
    pub landing: String,
}

/// The frame around every page. Every page struct has one as `shell`.
#[derive(Debug, Clone)]
pub struct Shell {
    /// `en` or `fr`.
    pub lang: &'static str,
    /// "" follows the system.
    pub theme: String,
    /// `compact`, `standard`, `touch`.
    pub density: String,
    /// Single keys on.
    pub keys: bool,
    /// Title without names of people.
    pub title: String,
    /// True puts "Error:" before the title.
    pub error_title: bool,
    /// Classification on top of page and paper.
    pub mark: String,
    /// True in the exercise world.
    pub exercise: bool,
    /// At most seven.
    pub nav: Vec<NavItem>,
    /// The rest, under "More".
    pub more: Vec<NavItem>,
    /// `None` for strangers.
    pub signed_in: Option<SignedIn>,
    /// `12:31Z`.
    pub clock_z: String,
    /// Second clock, of a place; empty if none.
    pub clock_zone: String,
    /// RFC 3339, for the script's offset.
    pub server_time: String,
    /// RFC 3339, when the session ends without further requests; empty for strangers.
    pub session_ends: String,
    /// Message from the page before.
    pub flash: Option<Flash>,
    /// Where announcements come from; empty for strangers and printed pages.
    pub stream_url: String,
    /// The language bar.
    pub languages: Vec<LanguageChoice>,
    /// Hashed address of the style sheet.
    pub css_url: String,
    /// Hashed address of the script.
    pub js_url: String,
    /// Path and query of this page.
    pub here: String,
    /// Sixteen hex digits.
    pub request_id: String,
    /// When the page was made, in words.
    pub age: String,
    /// Version of the program.
    pub version: &'static str,
    language: Language,
}

impl Seed {
    /// For a signed-in person.
    pub fn of_actor(app: &App, actor: &Actor, now: DateTime<Utc>, ends_at: DateTime<Utc>, parts: &Parts, request_id: &str) -> Self {
        Self {
            language: actor.language,
            now,
            request_id: request_id.to_owned(),
            exercise: app.kind() != InstallationKind::Live,
            here: here(parts),
            who: Some(Who { username: actor.username.clone(), ends_at, nav: navigation(actor), landing: landing(actor) }),
            preferences: actor.preferences.clone(),
            flash: cookie(parts, "cordon_flash"),
        }
    }

    /// For a stranger.
    pub fn of_stranger(app: &App, parts: &Parts, request_id: &str) -> Self {
        Self {
            language: language_of(parts),
            now: crate::clock::machine_now(),
            request_id: request_id.to_owned(),
            exercise: app.kind() != InstallationKind::Live,
            here: here(parts),
            who: None,
            preferences: Preferences { theme: String::new(), density: "standard".into(), keys: false },
            flash: cookie(parts, "cordon_flash"),
        }
    }

    /// True in the exercise world.
    pub fn is_exercise(&self) -> bool {
        self.exercise
    }

    /// When the session ends without further requests, UTC; `None` for strangers.
    pub fn ends_at(&self) -> Option<DateTime<Utc>> {
        self.who.as_ref().map(|who| who.ends_at)
    }

    /// Path and query of this request.
    pub fn here(&self) -> &str {
        &self.here
    }
}

impl Shell {
    /// The frame of a page with this title.
    pub fn new(seed: &Seed, title: &str) -> Self {
        Self::titled(seed, seed.language.t(title))
    }

    /// The frame of a page whose title is already words (a reference, never a name).
    pub fn titled(seed: &Seed, title: String) -> Self {
        let language = seed.language;
        let path = seed.here.split('?').next().unwrap_or_default();
        let mut nav: Vec<NavItem> = Vec::new();
        if let Some(who) = &seed.who {
            nav = who
                .nav
                .iter()
                .map(|(key, url)| NavItem {
                    current: path == url || path.strip_prefix(url.as_str()).is_some_and(|rest| rest.starts_with('/')),
                    url: url.clone(),
                    label: language.t(key),
                })
                .collect();
        }
        let more = if nav.len() > 7 { nav.split_off(6) } else { Vec::new() };
        let z = seed.now.format("%H:%MZ").to_string();
        Self {
            lang: language.code(),
            theme: seed.preferences.theme.clone(),
            density: seed.preferences.density.clone(),
            keys: seed.preferences.keys,
            title,
            error_title: false,
            mark: if seed.who.is_some() { language.t("mark-confidential") } else { String::new() },
            exercise: seed.exercise,
            nav,
            more,
            signed_in: seed.who.as_ref().map(|who| SignedIn { username: who.username.clone(), landing: who.landing.clone() }),
            age: language.fill("shell-page-age", &[("time", Hole::Text(&z))]),
            clock_z: z,
            clock_zone: String::new(),
            server_time: seed.now.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            session_ends: seed.who.as_ref().map(|who| who.ends_at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)).unwrap_or_default(),
            flash: seed.flash.as_deref().and_then(|value| flash_of(value, language)),
            stream_url: if seed.who.is_some() { "/events".into() } else { String::new() },
            languages: Language::ALL
                .into_iter()
                .map(|choice| LanguageChoice { code: choice.code(), name: choice.own_name(), current: choice == language })
                .collect(),
            css_url: statics::css_url().to_owned(),
            js_url: statics::js_url().to_owned(),
            here: seed.here.clone(),
            request_id: seed.request_id.clone(),
            version: env!("CARGO_PKG_VERSION"),
            language,
        }
    }

    /// Marked as a page with errors.
    pub fn with_errors(mut self) -> Self {
        self.error_title = true;
        self
    }

    /// Marked strictly confidential.
    pub fn strictly(mut self) -> Self {
        self.mark = self.language.t("mark-strictly-confidential");
        self
    }

    /// The words of a key.
    pub fn t(&self, key: &str) -> String {
        self.language.t(key)
    }

    /// Language of the page.
    pub fn language(&self) -> Language {
        self.language
    }
}

/// The landing page of a person's main role (ux.md 2.4).
pub fn landing(actor: &Actor) -> String {
    if actor.has(&[Role::PcuOfficer, Role::PcuChief, Role::PcuSupport, Role::RegionalDesk]) {
        return "/watch".into();
    }
    if let Some(grant) = actor.grants.iter().find(|grant| grant.role == Role::SeniorSecurityProfessional && grant.scope_kind == "station") {
        return format!("/duty-stations/{}", grant.scope_code);
    }
    if actor.has(&[Role::SeniorSecurityProfessional, Role::DesignatedOfficial]) {
        return "/watch".into();
    }
    if actor.has(&[Role::CpCoordinator, Role::TraAnalyst]) {
        return "/movements".into();
    }
    if actor.has(&[Role::EntityFocalPoint]) {
        return "/principals".into();
    }
    if actor.has(&[Role::Auditor]) {
        return "/audit".into();
    }
    if actor.has(&[Role::SystemAdmin]) {
        return "/admin/users".into();
    }
    "/today".into()
}

fn navigation(actor: &Actor) -> Vec<(&'static str, String)> {
    let mut items: Vec<(&'static str, String)> = Vec::new();
    let mut offer = |action: &str, key: &'static str, url: &str| {
        if policy::may(actor, action) {
            items.push((key, url.to_owned()));
        }
    };
    offer("watch.show", "nav-watch", "/watch");
    offer("today.show", "nav-today", "/today");
    offer("movement.list", "nav-movements", "/movements");
    offer("principal.list", "nav-principals", "/principals");
    offer("risk.list", "nav-risk", "/risk-assessments");
    offer("officer.list", "nav-people", "/officers");
    offer("station.list", "nav-stations", "/duty-stations");
    offer("exception.list", "nav-exceptions", "/exceptions");
    offer("import.list", "nav-imports", "/imports");
    offer("place.list", "nav-places", "/places");
    offer("account.list", "nav-users", "/admin/users");
    offer("grant.list", "nav-grants", "/access-grants");
    offer("trail.list", "nav-trail", "/audit");
    offer("setting.list", "nav-rules", "/admin/rules");
    offer("status.show", "nav-status", "/admin/status");
    items
}

/// Answers with a page.
pub fn page<T: Template>(template: &T) -> Result<Response> {
    with_status(template, StatusCode::OK)
}

/// Answers with a form that needs correcting: 422.
pub fn unprocessable<T: Template>(template: &T) -> Result<Response> {
    with_status(template, StatusCode::UNPROCESSABLE_ENTITY)
}

/// Answers with a page and a status.
pub fn with_status<T: Template>(template: &T, status: StatusCode) -> Result<Response> {
    let html = template.render()?;
    Ok((status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response())
}

/// Leads on after a change.
pub fn see_other(location: &str) -> Response {
    let location = if location.starts_with('/') && !location.starts_with("//") { location } else { "/" };
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(value) = HeaderValue::from_str(location) {
        response.headers_mut().insert(header::LOCATION, value);
    }
    response
}

/// Leads on with a message for the next page: a key of the catalogue and the reference it speaks of.
pub fn see_other_saying(location: &str, key: &'static str, reference: &str) -> Response {
    let mut response = see_other(location);
    let value = encode_cookie(&format!("{key}|{reference}"));
    let cookie = format!("cordon_flash={value}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// What is done to every page on its way out: the message was shown, so it goes; fragments carry a tag.
pub(crate) fn after(seed: &Seed, parts: &Parts, mut response: Response) -> Response {
    if seed.flash.is_some() && response.status() != StatusCode::SEE_OTHER && !parts.headers.contains_key("x-fragment") {
        response.headers_mut().append(header::SET_COOKIE, HeaderValue::from_static("cordon_flash=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"));
    }
    let known = parts.headers.get(header::IF_NONE_MATCH);
    if known.is_some() && known == response.headers().get(header::ETAG) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.body_mut() = axum::body::Body::empty();
    }
    response
}

/// A fragment: the part of a page that changed, with a tag; 304 if the reader has it.
pub fn fragment<T: Template>(template: &T, if_none_match: Option<&str>) -> Result<Response> {
    let html = template.render()?;
    let tag = format!("\"{}\"", &hex(&Sha256::digest(html.as_bytes()))[..24]);
    if if_none_match == Some(tag.as_str()) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    Ok(([(header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()), (header::ETAG, tag), (header::VARY, "X-Fragment".to_owned())], html).into_response())
}

#[derive(Template)]
#[template(path = "errors/error.html")]
struct ErrorPage {
    shell: Shell,
    status: String,
    title: String,
    text: String,
    next: String,
    next_url: String,
    next_label: String,
}

/// The page of an error.
pub fn of_error(seed: &Seed, error: AppError) -> Response {
    match error {
        AppError::NotFound | AppError::SignIn => error_page(seed, StatusCode::NOT_FOUND, None),
        AppError::Forbidden(message) => error_page(seed, StatusCode::FORBIDDEN, Some(&message)),
        AppError::Invalid(errors) => {
            let first = errors.links(seed.language).into_iter().next().map(|link| link.text);
            error_page_saying(seed, StatusCode::UNPROCESSABLE_ENTITY, first)
        }
        AppError::Conflict(message) => error_page(seed, StatusCode::CONFLICT, Some(&message)),
        AppError::Refused(constraint) => {
            let key = format!("constraint-{}", constraint.replace('_', "-"));
            let sentence = Language::has(&key).then(|| seed.language.t(&key));
            if sentence.is_none() {
                tracing::warn!(constraint, request_id = seed.request_id, "a constraint without a sentence held");
            }
            error_page_saying(seed, StatusCode::CONFLICT, sentence)
        }
        AppError::Repeated(location) => see_other(&location),
        AppError::Bad(message) => error_page(seed, StatusCode::BAD_REQUEST, Some(&message)),
        AppError::Busy => {
            let mut response = error_page(seed, StatusCode::SERVICE_UNAVAILABLE, None);
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
            response
        }
        AppError::TooMany(seconds) => {
            let mut response = error_page(seed, StatusCode::TOO_MANY_REQUESTS, None);
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)));
            response
        }
        AppError::TooLarge => error_page(seed, StatusCode::PAYLOAD_TOO_LARGE, None),
        AppError::Internal(cause) => {
            tracing::error!(request_id = seed.request_id, cause = format!("{cause:#}"), "internal error");
            error_page(seed, StatusCode::INTERNAL_SERVER_ERROR, None)
        }
    }
}

/// An error page with the sentence of a message, or the general one of its status.
pub fn error_page(seed: &Seed, status: StatusCode, message: Option<&Message>) -> Response {
    error_page_saying(seed, status, message.map(|message| seed.language.say(message)))
}

fn error_page_saying(seed: &Seed, status: StatusCode, sentence: Option<String>) -> Response {
    let code = status.as_u16();
    let language = seed.language;
    let heading = language.t(&format!("error-{code}-title"));
    let mut shell = Shell::titled(seed, heading.clone());
    shell.flash = None;
    let template = ErrorPage {
        status: code.to_string(),
        text: sentence.unwrap_or_else(|| language.t(&format!("error-{code}-text"))),
        next: language.t(&format!("error-{code}-next")),
        next_url: String::new(),
        next_label: String::new(),
        title: heading,
        shell,
    };
    with_status(&template, status).unwrap_or_else(|_| status.into_response())
}

/// Language of a stranger: their cookie, else what their browser accepts.
pub fn language_of(parts: &Parts) -> Language {
    cookie(parts, "cordon_language").and_then(|code| Language::from_code(&code)).unwrap_or_else(|| {
        let accepted = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Language::accepted(accepted)
    })
}

/// The value of a cookie of ours, decoded.
pub fn cookie(parts: &Parts, name: &str) -> Option<String> {
    let jar = CookieJar::from_headers(&parts.headers);
    jar.get(name).map(|cookie| decode_cookie(cookie.value())).filter(|value| !value.is_empty())
}

/// Makes a value safe for a cookie.
pub fn encode_cookie(value: &str) -> String {
    value
        .bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/' | b'|' | b'~') {
                (byte as char).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

fn decode_cookie(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let decoded =
            (first == b'%').then(|| tail.get(..2).and_then(|pair| std::str::from_utf8(pair).ok()).and_then(|pair| u8::from_str_radix(pair, 16).ok())).flatten();
        match decoded {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_default()
}

fn flash_of(value: &str, language: Language) -> Option<Flash> {
    let (key, reference) = value.split_once('|').unwrap_or((value, ""));
    if !key.starts_with("said-") || !Language::has(key) {
        return None;
    }
    let reference: String = reference.chars().filter(|c| c.is_ascii_alphanumeric() || "-:. ".contains(*c)).take(60).collect();
    let kind = if key.starts_with("said-caution-") { "caution" } else { "done" };
    Some(Flash { kind, text: language.fill(key, &[("ref", Hole::Text(&reference))]) })
}

fn here(parts: &Parts) -> String {
    parts.uri.path_and_query().map(|path| path.as_str().to_owned()).unwrap_or_else(|| "/".into())
}
