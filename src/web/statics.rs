//! Own style sheet, script and icons: embedded, named by their content, compressed once at start.

use std::io::Write;
use std::sync::LazyLock;

use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::audit::verify::hex;

struct Asset {
    url: String,
    kind: &'static str,
    plain: &'static [u8],
    brotli: Vec<u8>,
    forever: bool,
}

static CSS: &str = concat!(
    include_str!("../../static/css/tokens.css"),
    include_str!("../../static/css/base.css"),
    include_str!("../../static/css/layout.css"),
    include_str!("../../static/css/nav.css"),
    include_str!("../../static/css/state.css"),
    include_str!("../../static/css/list.css"),
    include_str!("../../static/css/record.css"),
    include_str!("../../static/css/form.css"),
    include_str!("../../static/css/change.css"),
    include_str!("../../static/css/board.css"),
    include_str!("../../static/css/today.css"),
    include_str!("../../static/css/print.css"),
);
static JS: &str = include_str!("../../static/app.js");
static COUNT_JS: &str = include_str!("../../static/count.js");
static WORKER: &str = include_str!("../../static/sw.js");

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    vec![
        named("app", "css", "text/css; charset=utf-8", CSS.as_bytes()),
        named("app", "js", "text/javascript; charset=utf-8", JS.as_bytes()),
        Asset { url: "/sw.js".into(), kind: "text/javascript; charset=utf-8", plain: WORKER.as_bytes(), brotli: compress(WORKER.as_bytes()), forever: false },
        named("count", "js", "text/javascript; charset=utf-8", COUNT_JS.as_bytes()),
    ]
});

fn named(name: &str, extension: &str, kind: &'static str, plain: &'static [u8]) -> Asset {
    let digest = hex(&Sha256::digest(plain));
    Asset { url: format!("/static/{name}-{}.{extension}", &digest[..12]), kind, plain, brotli: compress(plain), forever: true }
}

fn compress(plain: &[u8]) -> Vec<u8> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 4096, 11, 22);
    if writer.write_all(plain).is_err() {
        return Vec::new();
    }
    writer.into_inner()
}

/// Address of the style sheet.
pub fn css_url() -> &'static str {
    &ASSETS[0].url
}

/// Address of the script.
pub fn js_url() -> &'static str {
    &ASSETS[1].url
}

/// Address of the script that the page of a stock count has besides.
pub fn count_js_url() -> &'static str {
    &ASSETS[3].url
}

/// Sizes under brotli, in bytes: style sheet and script (ux.md 4.8).
pub fn weights() -> (usize, usize) {
    (ASSETS[0].brotli.len(), ASSETS[1].brotli.len())
}

/// Answers a static file.
pub fn serve(parts: &Parts) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.url == parts.uri.path()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let takes_brotli = parts
        .headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.split(',').any(|coding| coding.trim().starts_with("br")));
    let mut response = if takes_brotli && !asset.brotli.is_empty() {
        let mut response = asset.brotli.clone().into_response();
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
        response
    } else {
        asset.plain.into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(if asset.forever { "public, max-age=31536000, immutable" } else { "public, max-age=3600" }));
    if asset.url == "/sw.js" {
        headers.insert("service-worker-allowed", HeaderValue::from_static("/"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_and_scripts_stay_within_their_budget() {
        let (css, js) = weights();
        assert!(css <= 10 * 1024, "the style sheet weighs {css} bytes");
        assert!(js <= 8 * 1024, "the script weighs {js} bytes");
        assert!(css + js <= 18 * 1024, "both weigh {} bytes", css + js);
        assert!(ASSETS[3].brotli.len() <= 3 * 1024, "the script of the count weighs {} bytes", ASSETS[3].brotli.len());
        assert!(count_js_url().starts_with("/static/count-"));
    }
}
