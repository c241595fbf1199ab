//! The page of each error: a sentence, the next step and the request id, never the cause.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::{Seed, Shell, see_other, with_status};
use crate::i18n::{Language, Message};
use crate::web::error::AppError;

#[derive(Template)]
#[template(path = "errors/error.html")]
struct ErrorPage {
    shell: Shell,
    status: String,
    title: String,
    text: String,
    next: String,
    ways: Vec<Way>,
    /// What was entered and is not saved.
    typed: Vec<String>,
}

/// A way on.
struct Way {
    label: String,
    url: String,
}

/// The page of an error; `typed` is what was entered, for whoever would have to write it again.
pub fn of_error(seed: &Seed, error: AppError, typed: Vec<String>) -> Response {
    match error {
        AppError::NotFound | AppError::SignIn => error_page(seed, StatusCode::NOT_FOUND, None),
        AppError::Forbidden(message) => error_page(seed, StatusCode::FORBIDDEN, Some(&message)),
        AppError::Invalid(errors) => {
            let first = errors.links(seed.language).into_iter().next().map(|link| link.text);
            error_page_saying(seed, StatusCode::UNPROCESSABLE_ENTITY, first, typed)
        }
        AppError::Sealed { message, ways } => sealed_page(seed, &message, ways),
        AppError::Conflict(message) => error_page_saying(seed, StatusCode::CONFLICT, Some(seed.language.say(&message)), typed),
        AppError::Refused(constraint) => {
            let key = format!("constraint-{}", constraint.replace('_', "-"));
            let sentence = Language::has(&key).then(|| seed.language.t(&key));
            if sentence.is_none() {
                tracing::warn!(constraint, request_id = seed.request_id, "a constraint without a sentence held");
            }
            error_page_saying(seed, StatusCode::CONFLICT, sentence, typed)
        }
        AppError::Repeated(location) => see_other(&location),
        AppError::Bad(message) => error_page(seed, StatusCode::BAD_REQUEST, Some(&message)),
        AppError::Busy => {
            let mut response = error_page_saying(seed, StatusCode::SERVICE_UNAVAILABLE, None, typed);
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
            error_page_saying(seed, StatusCode::INTERNAL_SERVER_ERROR, None, typed)
        }
    }
}

/// An error page with the sentence of a message, or the general one of its status.
pub fn error_page(seed: &Seed, status: StatusCode, message: Option<&Message>) -> Response {
    error_page_saying(seed, status, message.map(|message| seed.language.say(message)), Vec::new())
}

/// A compartment that stays shut: its name, its owner, how to ask. Never what it holds.
fn sealed_page(seed: &Seed, message: &Message, ways: Vec<(Message, String)>) -> Response {
    let language = seed.language;
    let mut shell = Shell::titled(seed, language.t("sealed-title"));
    shell.flash = None;
    let template = ErrorPage {
        status: StatusCode::FORBIDDEN.as_u16().to_string(),
        title: language.t("sealed-title"),
        text: language.say(message),
        next: language.t("sealed-next"),
        ways: ways.into_iter().map(|(label, url)| Way { label: language.say(&label), url }).collect(),
        typed: Vec::new(),
        shell,
    };
    with_status(&template, StatusCode::FORBIDDEN).unwrap_or_else(|_| StatusCode::FORBIDDEN.into_response())
}

fn error_page_saying(seed: &Seed, status: StatusCode, sentence: Option<String>, typed: Vec<String>) -> Response {
    let code = status.as_u16();
    let language = seed.language;
    let heading = language.t(&format!("error-{code}-title"));
    let mut shell = Shell::titled(seed, heading.clone());
    shell.flash = None;
    let template = ErrorPage {
        status: code.to_string(),
        text: sentence.unwrap_or_else(|| language.t(&format!("error-{code}-text"))),
        next: language.t(&format!("error-{code}-next")),
        ways: Vec::new(),
        typed,
        title: heading,
        shell,
    };
    with_status(&template, status).unwrap_or_else(|_| status.into_response())
}
