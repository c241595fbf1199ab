//! Cookies of ours, and the language of a stranger.

use axum::http::header;
use axum::http::request::Parts;
use axum_extra::extract::cookie::CookieJar;

use crate::i18n::Language;

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
