//! How long an answer may take: [`ANSWER`] for everybody. Only where a signed-in person who may do so sends files is
//! that put off, once, so that they pass a slow link; the edge still cuts a body that stops flowing.

use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::time::{Instant, timeout_at};

/// For a page or a form.
const ANSWER: Duration = Duration::from_secs(30);
/// For a form with files: 10 MB at 250 kbit/s take less than six minutes.
const UPLOAD: Duration = Duration::from_secs(15 * 60);

/// When the answer to a request is due.
#[derive(Debug, Clone)]
struct Deadline(Arc<Mutex<Instant>>);

impl Deadline {
    fn at(&self) -> Instant {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put_off(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now() + UPLOAD;
    }
}

/// Answers 503 when the time is over.
pub async fn in_time(request: Request, next: Next) -> Response {
    by(Instant::now() + ANSWER, request, next).await
}

async fn by(due: Instant, mut request: Request, next: Next) -> Response {
    let deadline = Deadline(Arc::new(Mutex::new(due)));
    request.extensions_mut().insert(deadline.clone());
    let mut answer = pin!(next.run(request));
    loop {
        let due = deadline.at();
        match timeout_at(due, &mut answer).await {
            Ok(response) => return response,
            Err(_) if deadline.at() > due => {}
            Err(_) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        }
    }
}

/// Gives a form with files the time that it needs. Call it when it is known who sends it, and that they may.
pub fn allow_for_files(parts: &Parts) {
    let brings_files = parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"));
    if let (true, Some(deadline)) = (brings_files, parts.extensions.get::<Deadline>()) {
        deadline.put_off();
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use axum::body::Body;
    use tower::{Layer, ServiceExt, service_fn};

    use super::*;

    /// The answer to a form that is not ready when its time is over, if the files it may bring are allowed for or not.
    async fn late(kind: &str, is_allowed: bool) -> StatusCode {
        let handler = service_fn(move |request: Request| async move {
            let (parts, _) = request.into_parts();
            if is_allowed {
                allow_for_files(&parts);
            }
            tokio::task::yield_now().await;
            Ok::<_, Infallible>(StatusCode::OK.into_response())
        });
        let request = Request::builder().header(header::CONTENT_TYPE, kind).body(Body::empty()).unwrap();
        let is_over = axum::middleware::from_fn(|request: Request, next: Next| by(Instant::now() - ANSWER, request, next));
        is_over.layer(handler).oneshot(request).await.unwrap().status()
    }

    #[tokio::test]
    async fn only_files_that_are_allowed_for_have_more_time() {
        assert_eq!(late("multipart/form-data; boundary=x", true).await, StatusCode::OK);
        assert_eq!(late("multipart/form-data; boundary=x", false).await, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(late("application/x-www-form-urlencoded", true).await, StatusCode::SERVICE_UNAVAILABLE);
    }
}
