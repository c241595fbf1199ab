//! Signing in and out, as strangers and people meet it.

use axum::http::StatusCode;

use crate::support::TestApp;

#[tokio::test]
async fn the_cast_signs_in_and_lands_on_its_page() {
    let app = TestApp::start().await;

    let ssp = app.as_("ssp-juba").await;

    assert_eq!(ssp.get("/").await.leads(), "/duty-stations/JUB");
    assert_eq!(app.as_("officer-africa").await.get("/").await.leads(), "/watch");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_get_the_same_answer() {
    let app = TestApp::start().await;

    let wrong = app.sign_in("ssp-juba", "not the password at all").await.err().expect("refused");
    let unknown = app.sign_in("nobody-here", "not the password at all").await.err().expect("refused");

    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(unknown.status, wrong.status);
    assert_eq!(unknown.error_of("username"), wrong.error_of("username"));
}

#[tokio::test]
async fn a_stranger_is_led_to_sign_in_from_every_address() {
    let app = TestApp::start().await;

    for path in ["/", "/watch", "/no-such-page", "/movements/M-26-AAAAA"] {
        assert_eq!(app.stranger().get(path).await.leads(), "/sign-in", "{path}");
    }
}
