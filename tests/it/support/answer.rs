//! What came back, looked at as a person would: status, heading, error beside the field, rows.

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Response, StatusCode, header};
use scraper::{Html, Selector};

/// An answer, read whole.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub async fn read(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        // A stream of events never ends.
        let is_stream = parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"));
        let bytes = if is_stream { Vec::new() } else { Self::whole(body).await };
        Self { status: parts.status, headers: parts.headers, bytes }
    }

    async fn whole(body: Body) -> Vec<u8> {
        to_bytes(body, usize::MAX).await.expect("the body can be read").to_vec()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Where a redirect leads; empty if it is none.
    pub fn location(&self) -> String {
        self.headers.get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    }

    /// The value of a cookie that was set and not emptied.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.headers
            .get_all(header::SET_COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .filter_map(|cookie| cookie.split(';').next()?.split_once('='))
            .find(|(found, value)| *found == name && !value.is_empty())
            .map(|(_, value)| value.to_owned())
    }

    /// The text of every element that a selector finds, spaces folded.
    pub fn all(&self, selector: &str) -> Vec<String> {
        let html = Html::parse_document(&self.text());
        let selector = Selector::parse(selector).expect("the selector is well formed");
        html.select(&selector).map(|element| element.text().collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }

    /// The text of the first, empty if there is none.
    pub fn one(&self, selector: &str) -> String {
        self.all(selector).into_iter().next().unwrap_or_default()
    }

    /// An attribute of the first element that a selector finds.
    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        let html = Html::parse_document(&self.text());
        let selector = Selector::parse(selector).expect("the selector is well formed");
        html.select(&selector).next().and_then(|element| element.value().attr(name)).map(str::to_owned)
    }

    /// The error beside a field.
    pub fn error_of(&self, field: &str) -> String {
        self.one(&format!("#f-{field}-error"))
    }

    /// Asserts a redirect and answers where it leads.
    pub fn leads(&self) -> String {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.one("main"));
        self.location()
    }
}
