//! What every response carries, whoever made it; and the refusal of forged requests.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::authz::routes::RequestId;
use crate::authz::session;

const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; \
    require-trusted-types-for 'script'; trusted-types cordon";

/// Gives the request its id and the response its headers. The outermost layer.
pub async fn dress(mut request: Request, next: Next) -> Response {
    let id = fresh_request_id();
    request.extensions_mut().insert(RequestId(id.clone()));
    let path_is_static = request.uri().path().starts_with("/static/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let fixed: [(HeaderName, &'static str); 9] = [
        (header::CONTENT_SECURITY_POLICY, CONTENT_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
    ];
    for (name, value) in fixed {
        // a file that is handed over brings a policy of its own, under which nothing in it may act
        if name != header::CONTENT_SECURITY_POLICY || !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if !path_is_static || !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(HeaderName::from_static("x-request-id"), value);
    }
    response
}

/// Refuses an unsafe request that carries a session cookie but neither `Origin` nor `Sec-Fetch-Site`:
/// the gap that tower-http's csrf layer leaves open.
pub async fn refuse_unmarked(request: Request, next: Next) -> Response {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let headers = request.headers();
    let is_marked = headers.contains_key(header::ORIGIN) || headers.contains_key("sec-fetch-site");
    if !is_safe && !is_marked && (session::token_of(headers).is_some() || request.uri().path() == "/sign-in") {
        return (StatusCode::FORBIDDEN, "A form must be sent from its own page.").into_response();
    }
    next.run(request).await
}

/// Behind a proxy of ours the asking address is the last one of `X-Forwarded-For`, which that proxy
/// wrote; from anybody else the header means nothing.
pub async fn take_forwarded(proxies: Arc<[IpAddr]>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0);
    if let Some(peer) = peer.filter(|peer| proxies.contains(&peer.ip().to_canonical())) {
        let last =
            request.headers().get_all("x-forwarded-for").iter().next_back().and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
        if let Some(address) = last {
            request.extensions_mut().insert(ConnectInfo(SocketAddr::new(address, peer.port())));
        }
    }
    next.run(request).await
}

fn fresh_request_id() -> Arc<str> {
    let mut bytes = [0u8; 8];
    if getrandom::fill(&mut bytes).is_err() {
        tracing::error!("the system's random generator failed");
    }
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into()
}
