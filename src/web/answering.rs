//! How long an answer may take. A form with files takes as long as its bytes need on a slow link, as long as they
//! keep coming (the edge watches over that); everything else is answered within [`ANSWER`].

use std::time::Duration;

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::time::timeout;

/// For a page or a form.
const ANSWER: Duration = Duration::from_secs(30);
/// For a form with files: 10 MB at 250 kbit/s take less than six minutes.
const UPLOAD: Duration = Duration::from_secs(15 * 60);

/// Answers 503 when the time is over.
pub async fn in_time(request: Request, next: Next) -> Response {
    timeout(limit_of(&request), next.run(request)).await.unwrap_or_else(|_| StatusCode::SERVICE_UNAVAILABLE.into_response())
}

fn limit_of(request: &Request) -> Duration {
    let brings_files = request.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"));
    if brings_files { UPLOAD } else { ANSWER }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[test]
    fn files_have_more_time_than_forms_and_pages() {
        let sent = |kind: &str| limit_of(&Request::builder().header(header::CONTENT_TYPE, kind).body(Body::empty()).unwrap());
        assert_eq!(sent("multipart/form-data; boundary=x"), UPLOAD);
        assert_eq!(sent("application/x-www-form-urlencoded"), ANSWER);
        assert_eq!(limit_of(&Request::new(Body::empty())), ANSWER);
    }
}
