//! The register: what a fact broke, who sees to it, the words that close it.

use axum::http::StatusCode;

use crate::support::TestApp;
use crate::support::journeys::Journey;
use crate::support::sql::look;

async fn broken(app: &TestApp) -> String {
    let journey = app.arrange(&Journey { state: "cleared", ..Journey::goma_to_juba() }).await;
    app.as_if("coordinator-goma")
        .await
        .post(&format!("/movements/{}/check-ins", journey.reference), &[("condition", "departed"), ("channel", "radio")])
        .await
        .leads();
    look(app, "select ref from exception").await
}

#[tokio::test]
async fn an_exception_is_listed_filtered_exported_and_closed_with_words() {
    let app = TestApp::start().await;
    let reference = broken(&app).await;
    let desk = app.as_if("coordinator-goma").await;

    for (url, rows) in [("/exceptions", 1), ("/exceptions?rule=INV-11&station=GOM", 1), ("/exceptions?state=closed", 0), ("/exceptions?rule=INV-08", 0)] {
        assert_eq!(desk.get(url).await.all("tbody tr").len(), rows, "{url}");
    }
    assert!(desk.get("/exceptions.csv").await.text().contains(&reference));
    assert_eq!(desk.get("/exceptions.xlsx").await.status, StatusCode::OK);
    let page = desk.get(&format!("/exceptions/{reference}")).await;
    let version = page.attribute("input[name=version]", "value").expect("a version");

    let silent = desk.post(&format!("/exceptions/{reference}/close"), &[("version", &version), ("resolution", "  ")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!silent.error_of("resolution").is_empty());
    desk.post(&format!("/exceptions/{reference}/close"), &[("version", &version), ("resolution", "Order given by radio.")]).await.leads();
    let second = desk.post(&format!("/exceptions/{reference}/close"), &[("version", &version), ("resolution", "Mine too.")]).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert_eq!(desk.get("/exceptions").await.all("tbody tr").len(), 0);
    assert!(desk.get(&format!("/exceptions/{reference}")).await.text().contains("Order given by radio."));
    let history = desk.get(&format!("/exceptions/{reference}/history")).await;
    assert!(history.all("ins").iter().any(|text| text.contains("Order given by radio.")), "{}", history.one("main"));
}

#[tokio::test]
async fn an_exception_of_another_station_is_not_there_and_a_reader_does_not_close_it() {
    let app = TestApp::start().await;
    let reference = broken(&app).await;

    let juba = app.as_if("coordinator-juba").await;
    assert_eq!(juba.get(&format!("/exceptions/{reference}")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(juba.get("/exceptions?state=all").await.all("tbody tr").len(), 0);
    let support = app.as_if("support").await;
    assert!(support.get(&format!("/exceptions/{reference}")).await.all("form[action$=close]").is_empty());
    let refused = support.post(&format!("/exceptions/{reference}/close"), &[("version", "1"), ("resolution", "No.")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(app.count("select count(*) from exception where closed_at is not null").await, 0);
}
