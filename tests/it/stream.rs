//! `/events`: topic and version only, to those whom it concerns, while their session lasts.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Response, StatusCode};
use http_body_util::BodyExt;
use tokio::time::timeout;

use crate::support::TestApp;
use crate::support::journeys::Journey;

/// The next lines of a stream; `None` when it has ended.
async fn next(stream: &mut Response<Body>) -> Option<String> {
    let frame = timeout(Duration::from_secs(5), stream.body_mut().frame()).await.expect("a line or the end within five seconds")?;
    let bytes = frame.expect("the stream is whole").into_data().expect("only data");
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

fn listen(app: &TestApp) {
    tokio::spawn(cordon::jobs::announcements(app.app.clone(), app.app.stop().clone()));
}

/// Waits until the listener hears: it says so itself, to everybody.
async fn listening(app: &TestApp) {
    let mut heard = app.app.announcements().subscribe();
    listen(app);
    timeout(Duration::from_secs(5), heard.recv()).await.expect("the listener stands").expect("it speaks");
}

#[tokio::test]
async fn a_change_reaches_those_it_concerns_as_topic_and_version_only() {
    let app = TestApp::start().await;
    listening(&app).await;
    let (goma, juba) = (app.as_("ssp-goma").await, app.as_("ssp-juba").await);
    let (mut at_goma, mut at_juba) = (goma.open("/events").await, juba.open("/events").await);
    assert_eq!(at_goma.headers()["content-type"], "text/event-stream");
    let hello = next(&mut at_goma).await.expect("the current version");
    assert!(hello.contains("data: watch "), "{hello}");
    next(&mut at_juba).await.expect("the current version");

    app.arrange(&Journey { codename: "CANARY", ..Journey::default() }).await;

    let news = next(&mut at_goma).await.expect("news");
    let version = news.strip_prefix("data: watch ").and_then(|rest| rest.strip_suffix("\n\n")).expect("topic and version only");
    assert!(version.trim_end_matches('d').bytes().all(|b| b.is_ascii_digit()), "{news}");
    assert!(timeout(Duration::from_millis(700), at_juba.body_mut().frame()).await.is_err(), "what is not Juba's is silent there");
}

#[tokio::test]
async fn the_page_knows_the_version_that_the_stream_begins_with() {
    let app = TestApp::start().await;
    listening(&app).await;
    let desk = app.as_("officer-africa").await;

    let version = desk.get("/watch").await.attribute("[data-live=watch]", "data-version").expect("a version");
    let hello = next(&mut desk.open("/events").await).await.expect("the current version");

    assert!(hello.contains(&format!("data: watch {version}\n")), "{hello} {version}");
}

#[tokio::test]
async fn a_stream_ends_with_its_session() {
    let app = TestApp::start().await;
    listening(&app).await;
    let desk = app.as_("officer-africa").await;
    let mut stream = desk.open("/events").await;
    next(&mut stream).await.expect("the current version");

    desk.post("/sign-out", &[]).await.leads();

    assert_eq!(next(&mut stream).await, None);
    assert_eq!(desk.get("/events").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_stream_ends_when_the_server_stops_and_holds_no_connection() {
    let app = TestApp::start().await;
    let desk = app.as_("officer-africa").await;
    let mut streams = Vec::new();
    for _ in 0..24 {
        let mut stream = desk.open("/events").await;
        next(&mut stream).await.expect("the current version");
        streams.push(stream);
    }
    // More streams than connections, and the board still answers.
    assert_eq!(desk.get("/watch").await.status, StatusCode::OK);

    app.app.stop().cancel();

    for mut stream in streams {
        assert_eq!(next(&mut stream).await, None);
    }
}
