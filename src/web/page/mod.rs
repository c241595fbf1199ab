//! Pages: what each begins with ([`Seed`], [`Shell`]), how they are answered, and the error pages.

mod cookies;
mod errors;
mod navigation;
mod parts;
mod shell;

use askama::Template;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

pub use self::cookies::{cookie, encode_cookie, language_of};
pub use self::errors::{error_page, of_error};
pub use self::navigation::landing;
pub use self::parts::tag;
pub use self::shell::{Bar, Flash, LanguageChoice, NavItem, Seed, Shell, SignedIn, Tab};
use crate::audit::verify::hex;
use crate::web::error::Result;

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

/// What is done to every page on its way out: the message was shown, so it goes; fragments carry a tag, and to what a
/// script sent they say until when the session now lasts.
pub(crate) fn after(seed: &Seed, parts: &Parts, mut response: Response) -> Response {
    if seed.flash.is_some() && response.status() != StatusCode::SEE_OTHER && !parts.headers.contains_key("x-fragment") {
        response.headers_mut().append(header::SET_COOKIE, HeaderValue::from_static("cordon_flash=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"));
    }
    let is_sent_by_script = parts.method == Method::POST && parts.headers.contains_key("x-fragment");
    if let (true, Some(ends)) = (is_sent_by_script, seed.ends_at())
        && let Ok(ends) = HeaderValue::from_str(&ends.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
    {
        response.headers_mut().insert("x-session-ends", ends);
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
