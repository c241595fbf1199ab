//! Closing: every leg has its actual arrival (INV-12), what happened is told.

use axum::http::StatusCode;

use crate::support::TestApp;
use crate::support::journeys::{Arranged, Journey};
use crate::support::sql::{change, look, refusal};

#[tokio::test]
async fn a_journey_without_an_arrival_is_not_closed_neither_on_the_page_nor_in_the_database() {
    let app = TestApp::start().await;
    let journey = app.arrange(&Journey { departs_in: -180, lasts: 120, ..Journey::goma_to_juba() }).await;
    let desk = app.as_if("coordinator-goma").await;
    desk.post(&format!("/movements/{}/check-ins", journey.reference), &[("condition", "departed"), ("channel", "radio")]).await.leads();
    let url = format!("/movements/{}/close", journey.reference);

    let page = desk.get(&url).await;
    assert!(page.attribute("#f-departed-1", "value").is_some_and(|value| !value.is_empty()), "prefilled");
    let refused = desk.post(&url, &[("departed-1", ""), ("arrived-1", "")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.error_of("arrived-1").contains("INV-12"));
    let mut owner = app.owner().await;
    change(&mut owner, "update movement set state = 'completed'").await.expect("a transition");
    assert_eq!(refusal(&change(&mut owner, "update movement set state = 'closed'").await), "23514 closed_movement_has_arrivals");
}

#[tokio::test]
async fn times_as_they_were_are_late_entries_and_the_movement_is_closed() {
    let app = TestApp::start().await;
    let journey = app.arrange(&Journey { departs_in: -180, lasts: 120, ..Journey::goma_to_juba() }).await;
    let desk = app.as_if("coordinator-goma").await;
    let at = |minutes: i64| (cordon::clock::machine_now() - chrono::Duration::minutes(minutes)).format("%d-%b-%Y %H:%MZ").to_string();
    let url = format!("/movements/{}/close", journey.reference);

    let backwards = desk.post(&url, &[("departed-1", &at(60)), ("arrived-1", &at(170))]).await;
    assert!(!backwards.error_of("arrived-1").is_empty());
    assert_eq!(backwards.attribute("#f-departed-1", "value"), Some(at(60)), "values are kept");
    desk.post(&url, &[("departed-1", &at(170)), ("arrived-1", &at(60))]).await.leads();

    assert_eq!(look(&app, "select state from movement").await, "closed");
    assert_eq!(look(&app, "select state from leg").await, "arrived");
    assert_eq!(app.count("select count(*) from movement_event where kind in ('departed', 'arrived')").await, 2);
    assert_eq!(desk.post(&url, &[("departed-1", ""), ("arrived-1", &at(60))]).await.status, StatusCode::CONFLICT);
    let juba = app.as_if("coordinator-juba").await;
    assert_eq!(juba.get(&url).await.status, StatusCode::FORBIDDEN, "the other end does not close");
}

#[tokio::test]
async fn after_an_exception_the_note_is_required() {
    let app = TestApp::start().await;
    let journey = app.arrange(&Journey { state: "cleared", ..Journey::goma_to_juba() }).await;
    let desk = app.as_if("coordinator-goma").await;
    for condition in ["departed", "arrived"] {
        desk.post(&format!("/movements/{}/check-ins", journey.reference), &[("condition", condition), ("channel", "radio")]).await.leads();
    }
    let url = format!("/movements/{}/close", journey.reference);

    let page = desk.get(&url).await;
    assert!(page.text().contains("/exceptions/X-"), "open exceptions are listed");
    let arrived = page.attribute("#f-arrived-1", "value").expect("prefilled");
    let silent = desk.post(&url, &[("arrived-1", &arrived)]).await;
    assert!(!silent.error_of("note").is_empty());
    desk.post(&url, &[("arrived-1", &arrived), ("note", "Left before the order was signed; agreed by phone.")]).await.leads();
    assert_eq!(look(&app, "select state from movement").await, "closed");
}

/// A movement whose only leg was taken out.
async fn without_legs(app: &TestApp) -> Arranged {
    let journey = app.arrange(&Journey { watch: "none", ..Journey::default() }).await;
    app.alter("update leg set is_void = true, version = version + 1 where id = $1", journey.leg).await;
    journey
}

#[tokio::test]
async fn a_movement_of_stays_alone_is_noted_on_escalated_and_closed_after_its_last_day() {
    let app = TestApp::start().await;
    let journey = without_legs(&app).await;
    let stay = |days: i64| {
        format!(
            "insert into stay (id, movement_id, number, principal_id, place_id, place_text, from_date, to_date, planning_cell, place_cell)
             select gen_random_uuid(), m.id, 1, m.principal_id, p.id, p.name, sec.now()::date - 2, sec.now()::date + {days}, m.planning_cell, m.planning_cell
             from movement m, place p join duty_station s on s.id = p.station_id where s.code = 'JUB' limit 1"
        )
    };
    let mut owner = app.owner().await;
    change(&mut owner, &stay(3)).await.expect("a stay");
    let desk = app.as_if("coordinator-goma").await;
    let (url, close) = (format!("/movements/{}", journey.reference), format!("/movements/{}/close", journey.reference));

    desk.post(&format!("{url}/notes"), &[("text", "Hotel changed; told by phone.")]).await.leads();
    desk.post(&format!("{url}/escalations"), &[("reason", "The hotel has no guard.")]).await.leads();
    let log = desk.get(&format!("{url}/log")).await;
    assert!(log.text().contains("Hotel changed; told by phone.") && log.text().contains("The hotel has no guard."));
    assert_eq!(log.attribute("nav.tabs a[aria-current]", "href"), Some(format!("{url}/log")), "the record's tabs stand on the log");

    let early = desk.post(&close, &[("note", "Calm.")]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.error_of("note").contains("stay lasts until"), "{}", early.error_of("note"));
    change(&mut owner, "update stay set to_date = sec.now()::date, version = version + 1").await.expect("a shorter stay");
    desk.post(&close, &[("note", "Calm.")]).await.leads();

    assert_eq!(look(&app, "select state from movement").await, "closed");
    assert_eq!(app.count("select count(*) from movement_event where kind = 'state' and leg_id is null").await, 3);
    assert_eq!(desk.post(&close, &[("note", "Again.")]).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_movement_of_nothing_is_not_closed() {
    let app = TestApp::start().await;
    let journey = without_legs(&app).await;
    let desk = app.as_if("coordinator-goma").await;

    let refused = desk.post(&format!("/movements/{}/close", journey.reference), &[("note", "")]).await;

    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert_eq!(look(&app, "select state from movement").await, "ready");
}
