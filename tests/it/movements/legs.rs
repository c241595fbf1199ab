//! The plan: legs, shifts, change days, stays and stops.

use axum::http::StatusCode;

use super::{DAY, created, official, to_juba, with};
use crate::support::{Answer, Person, TestApp};

/// The afternoon of the same day, from one station to another.
pub fn onward<'a>(from: &'a str, to: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("from", from),
        ("depart_date", DAY),
        ("depart_time", "1400"),
        ("to", to),
        ("arrive_date", DAY),
        ("arrive_time", "1730"),
        ("mode", "road"),
        ("carrier", ""),
    ]
}

/// Adds a leg.
pub async fn add(by: &Person, url: &str, form: &[(&str, &str)]) -> Answer {
    by.post(&format!("{url}/legs"), form).await
}

/// A movement of Goma with one leg to Juba.
async fn planned(app: &TestApp) -> (Person, String) {
    let official = official(app, "KESTREL 4").await;
    let coordinator = app.as_("coordinator-goma").await;
    let url = created(&coordinator, &to_juba(&official, DAY)).await;
    (coordinator, url)
}

#[tokio::test]
async fn legs_are_added_numbered_by_departure_and_taken_out() {
    let app = TestApp::start().await;
    let (coordinator, url) = planned(&app).await;
    add(&coordinator, &url, &onward("Juba", "Addis Ababa")).await.leads();
    let early = with(&with(&onward("Kinshasa", "Goma"), "depart_time", "0300"), "arrive_time", "0700");

    add(&coordinator, &url, &early).await.leads();
    let plan = coordinator.get(&format!("{url}/edit")).await;
    coordinator.post(&format!("{url}/legs/1/void"), &[("reason", "Not needed")]).await.leads();
    let after = coordinator.get(&format!("{url}/edit")).await;

    assert!(plan.all("tr[data-leg]")[0].starts_with("1 Kinshasa → Goma"), "{:?}", plan.all("tr[data-leg]"));
    assert!(after.all("tr[data-leg]")[0].starts_with("1 Goma → Juba"));
    assert_eq!(after.all("tr[data-leg]").len(), 2);
    assert_eq!(app.count("select count(*) from leg where zone_version = ''").await, 0, "the rules the times were resolved by");
    assert_eq!(coordinator.get(&format!("{url}/legs/3")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn all_times_move_together() {
    let app = TestApp::start().await;
    let (coordinator, url) = planned(&app).await;
    add(&coordinator, &url, &with(&onward("Juba", "Addis Ababa"), "depart_time", "1130")).await.leads();

    let wrong = coordinator.post(&format!("{url}/shift"), &[("by", "2 hours")]).await;
    coordinator.post(&format!("{url}/shift"), &[("by", "+2:00")]).await.leads();
    coordinator.post(&format!("{url}/shift"), &[("by", "-0:30")]).await.leads();

    assert!(!wrong.error_of("by").is_empty());
    let legs = coordinator.get(&url).await.all("tr[data-leg]");
    assert!(legs[0].contains("09:30 Goma"), "{}", legs[0]);
    assert!(legs[1].contains("13:00 Juba"), "{}", legs[1]);
}

#[tokio::test]
async fn a_material_change_after_clearance_asks_again() {
    let app = TestApp::start().await;
    let (coordinator, url) = planned(&app).await;
    coordinator.post(&format!("{url}/advance"), &[("to", "planning")]).await.leads();
    coordinator.post(&format!("{url}/advance"), &[("to", "clearance_pending")]).await.leads();
    app.as_("do-goma").await.post(&format!("{url}/clearance"), &[("decision", "cleared")]).await.leads();

    coordinator.post(&format!("{url}/shift"), &[("by", "+1:00")]).await.leads();
    let small = coordinator.get(&url).await.one("header.record");
    coordinator.post(&format!("{url}/shift"), &[("by", "+2:30")]).await.leads();
    let large = coordinator.get(&url).await.one("header.record");

    assert!(small.contains("Cleared") && small.contains("rev B"), "{small}");
    assert!(large.contains("Clearance pending") && large.contains("rev C"), "{large}");
}

#[tokio::test]
async fn times_that_the_clocks_skip_or_repeat_are_asked_about() {
    let app = TestApp::start().await;
    let (coordinator, url) = planned(&app).await;
    let geneva = with(&with(&with(&onward("Geneva", "Juba"), "depart_date", "28-Mar-2027"), "depart_time", "0230"), "arrive_date", "28-Mar-2027");

    let never = add(&coordinator, &url, &geneva).await;
    let answered = add(&coordinator, &url, &with(&geneva, "departs_choice", "after")).await;
    let twice = with(&with(&with(&geneva, "depart_date", "31-Oct-2027"), "arrive_date", "31-Oct-2027"), "departs_choice", "");
    let asked = add(&coordinator, &url, &twice).await;

    assert_eq!(never.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(never.error_of("departs_choice").contains("does not exist"));
    let choices = never.all("input[name=departs_choice] + label");
    assert!(choices[0].starts_with("01:30") && choices[1].starts_with("03:30"), "{choices:?}");
    answered.leads();
    assert!(asked.error_of("departs_choice").contains("twice"));
    assert_eq!(asked.attribute("#f-depart_time", "value").as_deref(), Some("0230"), "what was typed stays");
    add(&coordinator, &url, &with(&twice, "departs_choice", "later")).await.leads();
}

#[tokio::test]
async fn a_leg_keeps_a_place_that_was_withdrawn_and_no_other_plan_takes_it() {
    let app = TestApp::start().await;
    let (coordinator, url) = planned(&app).await;
    let clinic = [("name", "Mugunga clinic"), ("kind", "hospital"), ("country", "CD"), ("zone", "Africa/Lubumbashi"), ("station", "GOM")];
    let place = coordinator.post("/places", &clinic).await.leads();
    add(&coordinator, &url, &onward("Juba", "Mugunga clinic")).await.leads();
    let withdrawn = [("state", "withdrawn"), ("withdrawn_reason", "Burnt down"), ("version", "1")];
    coordinator.post(&place, &[&clinic[..], &withdrawn].concat()).await.leads();

    let later = with(&with(&onward("Juba", "Mugunga clinic"), "arrive_time", "1800"), "version", "1");
    coordinator.post(&format!("{url}/legs/2"), &later).await.leads();
    let other = created(&coordinator, &to_juba(&official(&app, "KESTREL 5").await, DAY)).await;
    let elsewhere = add(&coordinator, &other, &onward("Juba", "Mugunga clinic")).await;

    assert!(coordinator.get(&url).await.all("tr[data-leg]")[1].contains("18:00"), "{:?}", coordinator.get(&url).await.all("tr[data-leg]"));
    assert!(!elsewhere.error_of("to").is_empty(), "{}", elsewhere.one("main"));
}

#[tokio::test]
async fn a_lost_race_on_a_leg_shows_both_sides() {
    let app = TestApp::start().await;
    let (coordinator, url) = planned(&app).await;
    let leg = format!("{url}/legs/1");
    let page = coordinator.get(&leg).await;
    let value = |field: &str| page.attribute(&format!("#f-{field}"), "value").unwrap_or_default();
    let (from, to) = (value("from"), value("to"));
    let base = [
        ("from", from.as_str()),
        ("depart_date", DAY),
        ("depart_time", "08:00"),
        ("to", to.as_str()),
        ("arrive_date", DAY),
        ("arrive_time", "11:30"),
        ("mode", "un_air"),
        ("carrier", "UNO-123"),
        ("version", "1"),
    ];

    app.as_("officer-africa").await.post(&leg, &with(&base, "depart_time", "0830")).await.leads();
    let merged = coordinator.post(&leg, &with(&base, "carrier", "UNO-9")).await;
    let asked = coordinator.post(&leg, &with(&base, "depart_time", "0900")).await;

    merged.leads();
    assert_eq!(asked.status, StatusCode::CONFLICT);
    assert!(asked.text().contains("08:30") && asked.text().contains("09:00"));
    let now = coordinator.get(&leg).await;
    assert_eq!(now.attribute("#f-depart_time", "value").as_deref(), Some("08:30"));
    assert_eq!(now.attribute("#f-carrier", "value").as_deref(), Some("UNO-9"));
}

#[tokio::test]
async fn stays_and_stops_are_kept_and_stops_are_sealed() {
    let app = TestApp::start().await;
    let (coordinator, url) = planned(&app).await;
    let stop = [
        ("place", "JUB"),
        ("site", "canary-hotel"),
        ("depart_date", DAY),
        ("depart_time", "1300"),
        ("arrive_date", DAY),
        ("arrive_time", "1345"),
        ("notes", "canary-notes"),
    ];

    coordinator.post(&format!("{url}/stops"), &stop).await.leads();
    coordinator.post(&format!("{url}/stays"), &[("place", "JUB"), ("from_date", "20-Jan-2027"), ("to_date", "22-Jan-2027")]).await.leads();
    let backwards = coordinator.post(&format!("{url}/stays"), &[("place", "JUB"), ("from_date", "25-Jan-2027"), ("to_date", "24-Jan-2027")]).await;
    let overlap = coordinator.post(&format!("{url}/stays"), &[("place", "ADD"), ("from_date", "21-Jan-2027"), ("to_date", "24-Jan-2027")]).await;

    assert!(coordinator.get(&url).await.text().contains("canary-hotel"));
    assert!(coordinator.get(&format!("{url}/stops/1")).await.text().contains("canary-notes"));
    assert!(!app.as_("support").await.get(&url).await.text().contains("canary-hotel"), "support has no compartment");
    assert!(!backwards.error_of("to_date").is_empty());
    assert!(overlap.error_of("from_date").contains("INV-08"));
    coordinator.post(&format!("{url}/stops/1/void"), &[("reason", "Moved")]).await.leads();
    assert!(!coordinator.get(&url).await.text().contains("canary-hotel"));
    assert!(!coordinator.get(&format!("{url}/history")).await.text().contains("canary-hotel"), "what a compartment says is not told");
}
