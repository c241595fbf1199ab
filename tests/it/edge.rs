//! What every answer carries, and requests that were forged.

use axum::http::{HeaderMap, StatusCode};

use crate::support::{Answer, TestApp};

const HEADERS: &[(&str, &str)] = &[
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-robots-tag", "noindex"),
    ("x-frame-options", "DENY"),
    ("strict-transport-security", "max-age="),
    ("permissions-policy", "geolocation=()"),
    ("content-security-policy", "default-src 'none'"),
];
const POLICY: &[&str] =
    &["base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'", "script-src 'self'", "style-src 'self'", "require-trusted-types-for 'script'"];
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

fn missing(headers: &HeaderMap) -> Vec<String> {
    let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let mut wrong: Vec<String> = HEADERS.iter().filter(|(name, part)| !value(name).contains(part)).map(|(name, _)| (*name).to_owned()).collect();
    let policy = value("content-security-policy");
    wrong.extend(POLICY.iter().filter(|part| !policy.contains(**part)).map(|part| format!("policy without {part}")));
    if policy.contains("unsafe") || policy.contains("http") || policy.contains('*') {
        wrong.push(format!("a weak policy: {policy}"));
    }
    for forbidden in ["server", "x-powered-by", "access-control-allow-origin"] {
        if headers.contains_key(forbidden) {
            wrong.push(format!("{forbidden} is told"));
        }
    }
    if value("x-request-id").len() != 16 {
        wrong.push("no request id".to_owned());
    }
    wrong
}

#[tokio::test]
async fn what_a_deed_says_names_its_record_and_a_made_up_message_says_nothing() {
    let app = TestApp::start().await;
    let session = app.session_of("coordinator-goma").await;
    let next = async |said: &str| {
        let cookie = format!("cordon_session={}; cordon_flash={said}", session.token);
        app.with_cookie("coordinator-goma", cookie).get("/today").await
    };

    assert_eq!(next("said-note-added|M-26-ABCDE").await.one(".flash").trim(), "Note added: M-26-ABCDE.");
    assert!(next("said-caution-detector-stopped|").await.one(".flash.caution").contains("three minutes"), "a message without a name");
    for made_up in ["today-title|M-26-ABCDE", "said-no-such-thing|M-26-ABCDE", "said-note-added"] {
        let seen = next(made_up).await.all(".flash");
        assert!(seen.iter().all(|text| !text.contains("ABCDE")), "{made_up}: {seen:?}");
    }
}

#[tokio::test]
async fn every_kind_of_answer_carries_every_header() {
    let app = TestApp::start().await;
    let stranger = app.stranger();
    let chief = app.as_if("chief").await;
    let home = [("origin", "http://cordon.test"), FORM];
    let large = "a=".to_owned() + &"x".repeat(1024 * 1024);
    let static_path = {
        let page = stranger.get("/sign-in").await;
        page.attribute("link[rel=stylesheet]", "href").expect("a style sheet")
    };
    let answers: Vec<(&str, StatusCode, Answer)> = vec![
        ("page", StatusCode::OK, stranger.get("/sign-in").await),
        ("redirect", StatusCode::SEE_OTHER, stranger.get("/").await),
        ("not found", StatusCode::NOT_FOUND, chief.get("/no-such-page").await),
        ("wrong method", StatusCode::METHOD_NOT_ALLOWED, stranger.raw("DELETE", "/sign-in", &home, "").await),
        ("made-up method", StatusCode::METHOD_NOT_ALLOWED, stranger.raw("BREW", "/sign-in", &home, "").await),
        ("trace", StatusCode::METHOD_NOT_ALLOWED, stranger.raw("TRACE", "/sign-in", &home, "").await),
        ("field wrong", StatusCode::UNPROCESSABLE_ENTITY, stranger.raw("POST", "/sign-in", &home, "username=x&password=y").await),
        ("forged", StatusCode::FORBIDDEN, chief.raw("POST", "/sign-out", &[FORM], "").await),
        ("forged across sites", StatusCode::FORBIDDEN, chief.raw("POST", "/sign-out", &[("sec-fetch-site", "cross-site"), FORM], "").await),
        ("too large", StatusCode::PAYLOAD_TOO_LARGE, stranger.raw("POST", "/sign-in", &home, &large).await),
        ("other content", StatusCode::BAD_REQUEST, stranger.raw("POST", "/sign-in", &[home[0], ("content-type", "application/json")], "{}").await),
        ("static", StatusCode::OK, stranger.get(&static_path).await),
        ("static not found", StatusCode::NOT_FOUND, stranger.get("/static/no-such.css").await),
        ("health", StatusCode::OK, stranger.get("/healthz").await),
        ("robots", StatusCode::OK, stranger.get("/robots.txt").await),
        ("head", StatusCode::OK, stranger.raw("HEAD", "/sign-in", &[], "").await),
    ];
    let mut wrong = Vec::new();
    for (what, status, answer) in &answers {
        if answer.status != *status {
            wrong.push(format!("{what}: {} instead of {status}", answer.status));
        }
        wrong.extend(missing(&answer.headers).into_iter().map(|problem| format!("{what}: {problem}")));
        let kept = answer.headers.get("cache-control").and_then(|value| value.to_str().ok()).unwrap_or_default();
        if *what != "static" && kept != "no-store" {
            wrong.push(format!("{what}: may be kept ({kept})"));
        }
        let is_html = answer.text().starts_with("<!");
        let kind = answer.headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
        if is_html && kind != "text/html; charset=utf-8" {
            wrong.push(format!("{what}: html as {kind:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn a_missing_header_is_noticed() {
    let app = TestApp::start().await;
    let mut headers = app.stranger().get("/sign-in").await.headers;
    assert!(missing(&headers).is_empty());
    headers.remove("x-content-type-options");
    headers.insert("content-security-policy", "default-src 'none'; script-src 'unsafe-inline'".parse().expect("a value"));
    assert!(missing(&headers).len() >= 3);
}

#[tokio::test]
async fn no_answer_keeps_the_token_within_reach_of_scripts_or_other_sites() {
    let app = TestApp::start().await;
    let answer = app.stranger().post("/sign-in", &[("username", "chief"), ("password", cordon::exercise::PASSWORD)]).await;
    let cookies: Vec<&str> = answer.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok()).collect();
    assert!(!cookies.is_empty());
    for cookie in cookies {
        for attribute in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(attribute), "{attribute} in {}", cookie.split('=').next().unwrap_or_default());
        }
    }
}

#[tokio::test]
async fn forged_requests_are_refused_on_every_route_and_change_nothing() {
    let app = TestApp::start().await;
    let chief = app.as_if("chief").await;
    let before = app.count("select coalesce(sum(position), 0)::bigint from audit.head").await;
    let mut passed = Vec::new();
    for route in cordon::features::routes().table().iter().filter(|route| route.method == "POST") {
        let path = route.path.replace(['{', '}'], "");
        for origin in [Some("https://evil.example"), Some("null"), Some("http://cordon.test.evil.example"), Some("http://other.test"), None] {
            for site in [Some("cross-site"), Some("same-site"), None] {
                let mut headers = vec![FORM];
                headers.extend(origin.map(|origin| ("origin", origin)));
                headers.extend(site.map(|site| ("sec-fetch-site", site)));
                let answer = chief.raw("POST", &path, &headers, "username=chief&password=exercise-only-2026").await;
                if answer.status != StatusCode::FORBIDDEN {
                    passed.push(format!("{path} with {origin:?} and {site:?}: {}", answer.status));
                }
            }
        }
    }
    assert!(passed.is_empty(), "{passed:#?}");
    assert_eq!(app.count("select coalesce(sum(position), 0)::bigint from audit.head").await, before, "forged requests reach no handler");
    assert_ne!(chief.get("/").await.leads(), "/sign-in", "and the session lives");
    assert_eq!(chief.raw("POST", "/sign-out", &[("origin", "http://cordon.test"), FORM], "").await.status, StatusCode::SEE_OTHER, "the control");
}

#[tokio::test]
async fn tempting_paths_lead_nowhere() {
    let app = TestApp::start().await;
    let chief = app.as_if("chief").await;
    for path in [
        "/.env",
        "/.git/config",
        "/admin.php",
        "/wp-login.php",
        "/static/../Cargo.toml",
        "/static/%2e%2e/Cargo.toml",
        "/static/..%2fCargo.toml",
        "/metrics",
        "/debug",
        "/actuator/health",
        "/server-status",
        "/sign-in/",
        "//evil.example/",
        "/sign-in%00",
        "/static/app.css/x",
        "/phpinfo.php",
        "/api/v1",
        "/graphql",
    ] {
        let answer = chief.get(path).await;
        assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
        assert!(!answer.text().contains("[package]"), "{path}");
    }
}
