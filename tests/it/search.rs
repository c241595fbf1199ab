//! One search over what the reader may see, and nothing of what they may not.

use axum::http::StatusCode;

use crate::support::TestApp;
use crate::support::journeys::Journey;

#[tokio::test]
async fn a_whole_reference_leads_to_its_record() {
    let app = TestApp::start().await;
    let made = app.arrange(&Journey::default()).await;
    let desk = app.as_("officer-africa").await;

    assert_eq!(desk.get(&format!("/search?q={}", made.reference.to_lowercase())).await.leads(), format!("/movements/{}", made.reference));
    assert_eq!(desk.get(&format!("/search?q={}", made.principal_reference)).await.leads(), format!("/principals/{}", made.principal_reference));
}

#[tokio::test]
async fn words_find_movements_officials_officers_stations_and_places() {
    let app = TestApp::start().await;
    let made =
        app.arrange(&Journey { codename: "QZKITE", posts: &["team_leader"], filled: 1, leader: ("Gomari Okoro", "+243 1234"), ..Journey::default() }).await;
    let desk = app.as_("officer-africa").await;

    let by_codename = desk.get("/search?q=qzki").await;
    assert_eq!(by_codename.all("h2"), ["Movements", "Senior officials"]);
    assert!(by_codename.one("main").contains(&made.reference));
    let by_name = desk.get("/search?q=goma").await;
    assert!(by_name.all("h2").starts_with(&["Officers".into(), "Duty stations".into(), "Places".into()]), "{:?}", by_name.all("h2"));
    assert_eq!(desk.get("/search?q=m%20qzki").await.all("h2"), ["Movements"]);
}

#[tokio::test]
async fn what_is_hidden_is_not_found_and_looks_like_what_does_not_exist() {
    let app = TestApp::start().await;
    let hidden = app
        .arrange(&Journey { codename: "QZCANARY", posts: &["team_leader"], filled: 1, leader: ("Qzcanary Leader", "+243 1234"), ..Journey::default() })
        .await;
    let juba = app.as_("ssp-juba").await;

    assert!(juba.get("/search?q=qzcanary").await.one("main").contains("Nothing you may see matches this."));
    let of_hidden = juba.get(&format!("/search?q={}", hidden.reference)).await;
    let of_invented = juba.get("/search?q=M-26-ZZZZZ").await;
    assert_eq!((of_hidden.status, of_invented.status), (StatusCode::OK, StatusCode::OK));
    assert_eq!(of_hidden.one("main .empty"), of_invented.one("main .empty"));
    // The twin: whose it is finds it.
    assert!(app.as_("ssp-goma").await.get("/search?q=qzcanary").await.one("main").contains(&hidden.reference));
}

#[tokio::test]
async fn nothing_typed_too_little_and_signs_of_patterns_are_answered() {
    let app = TestApp::start().await;
    app.arrange(&Journey::default()).await;
    let desk = app.as_("officer-africa").await;

    assert!(desk.get("/search").await.one(".empty").contains("Type a reference"));
    assert!(desk.get("/search?q=k").await.one(".empty").contains("at least two"));
    assert!(desk.get("/search?q=%25%25%25").await.one(".empty").contains("at least two"));
    assert!(desk.get("/search?q=a%25%25z").await.one(".empty").contains("Nothing"));
}
