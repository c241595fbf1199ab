//! An officer's papers on paper: each part for those who may open the page it is from, and every opening is logged.

use axum::http::StatusCode;

use crate::custody::sign;
use crate::support::TestApp;
use crate::support::arms::{armed, armoury, pistol, prepared};
use crate::support::sql::look;

#[tokio::test]
async fn the_sheet_says_what_the_reader_may_read_elsewhere_and_no_more() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let reference = armed(&app, "cpo-goma").await;
    let cpo = app.as_if("cpo-goma").await;
    let act = prepared(&app, &weapon, &reference).await;
    sign(&app, &cpo, &act).await.leads();
    let coordinator = app.as_if("coordinator-goma").await;
    let rated = [("language", "fr"), ("reading", "fluent"), ("writing", "fluent"), ("speaking", "fluent"), ("understanding", "fluent")];
    coordinator.post(&format!("/officers/{reference}/languages"), &rated).await.leads();
    let url = format!("/officers/{reference}/print");

    let (sheet, own, trainer) = (coordinator.get(&url).await, cpo.get(&url).await, app.as_if("training").await.get(&url).await);

    for read in [&sheet, &own] {
        let text = read.one("main");
        assert_eq!(read.status, StatusCode::OK);
        assert!(text.contains(&weapon) && text.contains("Armed duty") && text.contains("Permits to carry") && text.contains("French"), "{text}");
        assert!(text.contains("File") && text.contains("P. Verhagen"), "certificate and verifier: {text}");
    }
    assert_eq!(trainer.status, StatusCode::OK);
    assert!(!trainer.text().contains(&weapon), "who may not read custody reads none of it on paper");
    assert!(coordinator.get(&format!("/officers/{reference}")).await.attribute(&format!("a[href='{url}']"), "href").is_some(), "the record leads there");
    for (other, status) in [("coordinator-juba", StatusCode::NOT_FOUND), ("leader-goma", StatusCode::NOT_FOUND)] {
        let answer = app.as_if(other).await.get(&url).await;
        assert_eq!(answer.status, status, "{other}");
        assert!(!answer.text().contains(&weapon), "{other}");
    }
    let read = format!("select count(*)::text from audit.entry where action = 'qualification.of-officer' and subject = '{reference}' and outcome = 'read'");
    assert_eq!(look(&app, &read).await, "3", "each opening is logged");
}
