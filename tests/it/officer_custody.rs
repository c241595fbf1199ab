//! What an officer has and had: the officer, the own station and nobody else.

use axum::http::StatusCode;

use crate::ammunition::lot;
use crate::custody::sign;
use crate::support::TestApp;
use crate::support::arms::{armed, armoury, pistol};
use crate::support::protection::day;

#[tokio::test]
async fn the_page_of_an_officer_says_what_the_officer_has_and_had() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let lot = lot(&app, &store, "L-118", "100").await;
    let code = format!("{} {store}", lot.rsplit('/').next().unwrap_or_default());
    let reference = armed(&app, "cpo-goma").await;
    let page = format!("/officers/{reference}/custody");
    let cpo = app.as_if("cpo-goma").await;
    let empty = cpo.get(&page).await;
    let due = day(&app, 1).await;
    let form = [
        ("firearm", weapon.as_str()),
        ("officer", reference.as_str()),
        ("terms", "temporary"),
        ("purpose", "Night duty"),
        ("due_date", due.as_str()),
        ("due_time", "0600"),
        ("rounds", "45"),
        ("lot", code.as_str()),
        ("unchecked", "yes"),
    ];
    let act = app.as_if("armourer-goma").await.post("/custody", &form).await.leads();
    sign(&app, &cpo, &act).await.leads();

    let coordinator = app.as_if("coordinator-goma").await;
    let held = coordinator.get(&page).await;
    let own = cpo.get(&page).await;
    assert!(empty.one("main").contains("Nothing is recorded as held"), "{}", empty.one("main"));
    for seen in [&held, &own] {
        let lines = seen.one("main");
        assert!(lines.contains(&weapon) && lines.contains("45 rounds of 9 x 19 mm") && lines.contains("06:00"), "{lines}");
    }
    assert!(coordinator.get(&format!("/officers/{reference}")).await.text().contains(&page), "the record leads there");
    for (other, status) in [("coordinator-juba", StatusCode::NOT_FOUND), ("training", StatusCode::FORBIDDEN), ("leader-goma", StatusCode::NOT_FOUND)] {
        let answer = app.as_if(other).await.get(&page).await;
        assert_eq!(answer.status, status, "{other}");
        assert!(!answer.text().contains(&weapon));
    }

    app.shift_clock("3 days").await;
    let late = app.as_if("coordinator-goma").await.get(&page).await;
    let form = [("to", store.as_str()), ("condition", "good"), ("lot", lot.rsplit('/').next().unwrap_or_default()), ("back", "45"), ("expended", "0")];
    let answer = app.as_if("armourer-goma").await.post(&format!("/firearms/{weapon}/custody"), &form).await;
    assert!(late.one("main").contains("late, was due"), "{}", late.one("main"));
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.one("main"));
    let after = app.as_if("coordinator-goma").await.get(&page).await;
    assert!(after.one("section[aria-labelledby=before] tbody").contains(&weapon), "{}", after.one("main"));
}
