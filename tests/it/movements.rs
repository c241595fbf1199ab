//! Movements through their pages: asking, planning, deciding; who sees what; what is refused.

mod cover;
mod legs;

use axum::http::StatusCode;

use crate::support::{Answer, Person, TestApp};

/// An official of Goma, recorded by the desk, for whom duty rests on something.
pub async fn official(app: &TestApp, codename: &str) -> String {
    let reference = bare_official(app, codename).await;
    app.ground(&reference).await;
    reference
}

/// An official of Goma with neither assessment nor requirement.
pub async fn bare_official(app: &TestApp, codename: &str) -> String {
    let form = [("codename", codename), ("display_name", "Invented Official"), ("entity", "WFP"), ("station", "GOM"), ("portfolio", "africa")];
    app.as_("officer-africa").await.post("/principals", &form).await.leads().rsplit('/').next().expect("a reference").to_owned()
}

/// What a person types for a movement from Goma to Juba, a week of January 2027.
pub fn to_juba<'a>(official: &'a str, day: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("official", official),
        ("purpose", "canary-purpose"),
        ("station", "GOM"),
        ("posture", "P2"),
        ("from", "GOM"),
        ("depart_date", day),
        ("depart_time", "0800"),
        ("to", "Juba"),
        ("arrive_date", day),
        ("arrive_time", "11:30"),
        ("mode", "un_air"),
        ("carrier", "UNO-123"),
    ]
}

pub fn with<'a>(base: &[(&'a str, &'a str)], name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    base.iter().copied().filter(|(field, _)| *field != name).chain([(name, value)]).collect()
}

/// Creates a movement and answers its address.
pub async fn created(by: &Person, form: &[(&str, &str)]) -> String {
    by.post("/movements", form).await.leads()
}

/// The state on the bar of the record.
async fn state(by: &Person, url: &str) -> String {
    by.get(url).await.one("header.record .tag")
}

/// A day far enough ahead that nothing is late, by the database's clock.
pub const DAY: &str = "18-Jan-2027";

async fn advance(by: &Person, url: &str, to: &str) -> Answer {
    by.post(&format!("{url}/advance"), &[("to", to)]).await
}

#[tokio::test]
async fn a_movement_is_planned_cleared_and_approved_by_three_people() {
    let app = TestApp::start().await;
    let official = official(&app, "KESTREL 4").await;
    let coordinator = app.as_("coordinator-goma").await;

    let url = created(&coordinator, &with(&to_juba(&official, DAY), "posture", "")).await;
    assert_eq!(state(&coordinator, &url).await, "Notified");
    advance(&coordinator, &url, "planning").await.leads();
    advance(&coordinator, &url, "clearance_pending").await.leads();
    let own = coordinator.post(&format!("{url}/clearance"), &[("decision", "cleared"), ("document", "X")]).await;
    app.as_("do-goma").await.post(&format!("{url}/clearance"), &[("decision", "cleared_with_conditions"), ("reason", "By daylight")]).await.leads();
    let by_planner = coordinator.post(&format!("{url}/ready"), &[]).await;
    app.as_("officer-africa").await.post(&format!("{url}/ready"), &[]).await.leads();

    assert_eq!(own.status, StatusCode::FORBIDDEN);
    assert_eq!(by_planner.status, StatusCode::FORBIDDEN, "the planner does not approve (INV-05)");
    assert_eq!(state(&coordinator, &url).await, "Ready");
    let page = coordinator.get(&url).await;
    assert!(page.one(".needs").contains("not yet checked in this version"));
    assert!(page.text().contains("10:00 Goma") || page.text().contains("08:00 Goma"), "times of the place first");
}

#[tokio::test]
async fn a_recorded_clearance_names_its_document() {
    let app = TestApp::start().await;
    let official = official(&app, "KESTREL 4").await;
    let coordinator = app.as_("coordinator-goma").await;
    let url = created(&coordinator, &to_juba(&official, DAY)).await;
    advance(&coordinator, &url, "planning").await.leads();
    advance(&coordinator, &url, "clearance_pending").await.leads();
    let ssp = app.as_("ssp-goma").await;

    let without = ssp.post(&format!("{url}/clearance"), &[("decision", "cleared")]).await;
    let with_document = ssp.post(&format!("{url}/clearance"), &[("decision", "cleared"), ("document", "DO/26/118")]).await;

    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!without.error_of("document").is_empty());
    with_document.leads();
}

#[tokio::test]
async fn open_posts_keep_a_movement_from_ready() {
    let app = TestApp::start().await;
    let official = official(&app, "KESTREL 4").await;
    let coordinator = app.as_("coordinator-goma").await;
    let url = created(&coordinator, &to_juba(&official, DAY)).await;
    advance(&coordinator, &url, "planning").await.leads();
    advance(&coordinator, &url, "clearance_pending").await.leads();
    app.as_("do-goma").await.post(&format!("{url}/clearance"), &[("decision", "cleared")]).await.leads();

    let refused = app.as_("officer-africa").await.post(&format!("{url}/ready"), &[]).await;

    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.one("main").contains("open on leg 1"));
}

#[tokio::test]
async fn what_wf4_does_not_know_is_refused_on_the_page_and_in_sql() {
    let app = TestApp::start().await;
    let official = official(&app, "KESTREL 4").await;
    let coordinator = app.as_("coordinator-goma").await;
    let url = created(&coordinator, &to_juba(&official, DAY)).await;

    for to in ["clearance_pending", "ready", "closed", "under_way", "nonsense"] {
        assert_eq!(advance(&coordinator, &url, to).await.status, StatusCode::CONFLICT, "{to}");
    }
    let sql = sqlx::query("update movement set state = 'closed'").execute(&mut app.owner().await).await;

    assert!(sql.is_err(), "the database refuses it too");
    assert_eq!(state(&coordinator, &url).await, "Notified");
    advance(&coordinator, &url, "planning").await.leads();
}

#[tokio::test]
async fn a_cancelled_movement_releases_its_people_and_stays_cancelled() {
    let app = TestApp::start().await;
    let official = official(&app, "KESTREL 4").await;
    let coordinator = app.as_("coordinator-goma").await;
    let url = created(&coordinator, &to_juba(&official, DAY)).await;
    let officer = cover::officer(&coordinator, "O. Okoro").await;
    cover::fill(&coordinator, &url, "1-team_leader-1", &officer).await.leads();

    let asked = coordinator.get(&format!("{url}/cancel")).await;
    let without = coordinator.post(&format!("{url}/cancel"), &[("reason", " ")]).await;
    coordinator.post(&format!("{url}/cancel"), &[("reason", "Visit put off")]).await.leads();

    assert!(asked.one("main").contains("One tasking is released"));
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(state(&coordinator, &url).await, "Cancelled");
    assert_eq!(app.count("select count(*) from tasking where state = 'released'").await, 1);
    assert_eq!(advance(&coordinator, &url, "planning").await.status, StatusCode::CONFLICT);
    let again = created(&coordinator, &to_juba(&official, DAY)).await;
    assert_ne!(again, url, "the official is free again");
}

#[tokio::test]
async fn a_voided_movement_leaves_lists_and_frees_the_official() {
    let app = TestApp::start().await;
    let official = official(&app, "KESTREL 4").await;
    let coordinator = app.as_("coordinator-goma").await;
    let url = created(&coordinator, &to_juba(&official, DAY)).await;

    let own = coordinator.post(&format!("{url}/void"), &[("reason", "Entered twice")]).await;
    app.as_("officer-africa").await.post(&format!("{url}/void"), &[("reason", "Entered twice")]).await.leads();

    assert_eq!(own.status, StatusCode::FORBIDDEN);
    assert_eq!(coordinator.get("/movements").await.one("h1"), "0 movements");
    created(&coordinator, &to_juba(&official, DAY)).await;
}

#[tokio::test]
async fn both_ends_see_their_leg_and_other_stations_nothing() {
    let app = TestApp::start().await;
    let official = official(&app, "KESTREL 4").await;
    let coordinator = app.as_("coordinator-goma").await;
    let url = created(&coordinator, &to_juba(&official, DAY)).await;
    legs::add(&coordinator, &url, &legs::onward("Juba", "Addis Ababa")).await.leads();
    let juba = app.as_("ssp-juba").await;
    let reference = url.rsplit('/').next().expect("a reference").to_owned();

    let before = juba.get(&url).await;
    let invented = juba.get("/movements/M-26-AAAAA").await;
    advance(&coordinator, &url, "planning").await.leads();
    advance(&coordinator, &url, "clearance_pending").await.leads();
    let after = juba.get(&url).await;
    let kinshasa = app.as_("coordinator-juba").await.get("/movements?q=kestrel").await;

    assert_eq!(before.status, StatusCode::NOT_FOUND, "a week ahead nobody asked Juba for anything");
    assert_eq!(invented.status, before.status);
    assert_eq!(after.status, StatusCode::OK, "asked for clearance, both ends see it");
    assert_eq!(after.all("tr[data-leg]").len(), 2, "both legs touch Juba");
    assert!(!after.text().contains("canary-purpose"));
    assert!(after.one(".sealed").contains("Sealed"));
    assert_eq!(juba.get(&format!("{url}/edit")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(kinshasa.one("h1"), "1 movement");
    assert!(coordinator.get(&url).await.text().contains("canary-purpose"));
    assert_eq!(app.as_("admin").await.get(&url).await.status, StatusCode::NOT_FOUND);
    assert!(coordinator.get("/movements.csv").await.text().contains(&reference));
}

#[tokio::test]
async fn a_leg_that_does_not_touch_a_station_is_not_theirs() {
    let app = TestApp::start().await;
    let official = official(&app, "KESTREL 4").await;
    let coordinator = app.as_("coordinator-goma").await;
    let first = with(&with(&to_juba(&official, DAY), "to", "Nairobi"), "arrive_time", "1230");
    let url = created(&coordinator, &first).await;
    legs::add(&coordinator, &url, &legs::onward("Nairobi", "Juba")).await.leads();
    advance(&coordinator, &url, "planning").await.leads();
    advance(&coordinator, &url, "clearance_pending").await.leads();

    let seen = app.as_("ssp-juba").await.get(&url).await;
    let list = app.as_("ssp-juba").await.get("/movements").await;

    assert_eq!(seen.all("tr[data-leg]").len(), 1);
    assert!(seen.one("tr[data-leg]").contains("Nairobi → Juba"));
    assert!(!seen.text().contains("Goma →"));
    assert!(list.one("tbody tr").contains("Nairobi → Juba"));
    assert!(!list.one("tbody tr").contains("Goma"));
}

#[tokio::test]
async fn a_form_with_errors_keeps_its_values_and_saves_nothing() {
    let app = TestApp::start().await;
    let official = official(&app, "KESTREL 4").await;
    let coordinator = app.as_("coordinator-goma").await;
    let base = to_juba(&official, DAY);

    for (field, value, beside) in [
        ("official", "P-ZZZZZ", "official"),
        ("purpose", "", "purpose"),
        ("station", "JUB", "station"),
        ("posture", "P9", "posture"),
        ("from", "Atlantis", "from"),
        ("depart_date", "02/03/2027", "depart_date"),
        ("depart_time", "24:00", "depart_time"),
        ("arrive_time", "0730", "arrive_time"),
        ("mode", "carpet", "mode"),
    ] {
        let answer = coordinator.post("/movements", &with(&base, field, value)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(!answer.error_of(beside).is_empty(), "{field}: {}", answer.one(".summary-of-errors"));
        assert_eq!(answer.attribute("#f-carrier", "value").as_deref(), Some("UNO-123"), "{field}");
    }
    assert_eq!(app.count("select count(*) from movement").await, 0);
    assert_eq!(coordinator.post("/movements", &with(&base, "surprise", "1")).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_form_sent_twice_has_one_effect() {
    let app = TestApp::start().await;
    let official = official(&app, "KESTREL 4").await;
    let coordinator = app.as_("coordinator-goma").await;
    let form = with(&to_juba(&official, DAY), "form_key", "00112233445566778899aabbccddeeff");

    let first = created(&coordinator, &form).await;
    let second = created(&coordinator, &form).await;

    assert_eq!(first, second);
    assert_eq!(app.count("select count(*) from movement").await, 1);
}

#[tokio::test]
async fn an_official_is_never_planned_in_two_places() {
    let app = TestApp::start().await;
    let official = official(&app, "KESTREL 4").await;
    let coordinator = app.as_("coordinator-goma").await;
    created(&coordinator, &to_juba(&official, DAY)).await;

    let twice = coordinator.post("/movements", &with(&to_juba(&official, DAY), "depart_time", "0900")).await;
    let after = coordinator.post("/movements", &with(&with(&to_juba(&official, DAY), "depart_time", "1130"), "arrive_time", "1500")).await;

    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.error_of("depart_time").contains("INV-08"));
    after.leads();
}

#[tokio::test]
async fn a_three_leg_movement_is_planned_from_an_earlier_one() {
    let app = TestApp::start().await;
    let official = official(&app, "KESTREL 4").await;
    let coordinator = app.as_("coordinator-goma").await;
    let url = created(&coordinator, &to_juba(&official, DAY)).await;
    legs::add(&coordinator, &url, &legs::onward("Juba", "Addis Ababa")).await.leads();
    let back = [("depart_date", "20-Jan-2027"), ("depart_time", "0900")];
    coordinator.post(&format!("{url}/reverse"), &back).await.leads();
    let reference = url.rsplit('/').next().expect("a reference");

    let form = coordinator.get(&format!("/movements/new?from={reference}")).await;
    let copy = [
        ("copy_of", reference),
        ("start_date", "1-Feb-2027"),
        ("official", form.attribute("#f-official", "value").as_deref().unwrap_or_default()),
        ("purpose", "Again"),
        ("station", "GOM"),
        ("posture", "P2"),
    ]
    .map(|(name, value)| (name, value.to_owned()));
    let copy: Vec<(&str, &str)> = copy.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let second = created(&coordinator, &copy).await;

    let legs = coordinator.get(&second).await.all("tr[data-leg]");
    assert_eq!(legs.len(), 4);
    assert!(legs[0].contains("1 Feb 08:00 Goma"), "{}", legs[0]);
    assert!(legs[2].contains("Addis Ababa → Juba"), "{}", legs[2]);
}

#[tokio::test]
async fn a_focal_point_asks_and_follows_its_own_request_only() {
    let app = TestApp::start().await;
    let official = official(&app, "KESTREL 4").await;
    let focal = app.as_("focal-wfp").await;
    let form: Vec<(&str, &str)> = to_juba(&official, DAY).into_iter().filter(|(name, _)| !matches!(*name, "station" | "posture")).collect();

    let url = created(&focal, &form).await;
    let seen = focal.get(&url).await;

    assert_eq!(seen.status, StatusCode::OK);
    assert_eq!(seen.one("header.record .tag"), "Notified");
    assert!(seen.text().contains("canary-purpose"));
    assert_eq!(focal.get(&format!("{url}/edit")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(focal.get("/movements").await.one("h1"), "1 movement");
    assert_eq!(app.as_("focal-ohchr").await.get(&url).await.status, StatusCode::NOT_FOUND);
    assert_eq!(state(&app.as_("coordinator-goma").await, &url).await, "Notified", "the home station plans it");
}

#[tokio::test]
async fn late_notice_and_not_ready_are_said_not_refused() {
    let app = TestApp::start().await;
    let official = official(&app, "KESTREL 4").await;
    let coordinator = app.as_("coordinator-goma").await;
    let soon: String = sqlx::query_scalar("select to_char(sec.now() at time zone 'Africa/Lubumbashi' + interval '20 hours', 'DD-Mon-YYYY')")
        .fetch_one(&mut app.owner().await)
        .await
        .expect("a day");
    let late = with(&with(&to_juba(&official, &soon), "depart_time", "0000"), "arrive_time", "2300");

    let url = created(&coordinator, &late).await;

    let tags = coordinator.get(&url).await.all("header.record .tag").join(" ");
    assert!(tags.contains("Late notice"), "{tags}");
    assert!(tags.contains("Not ready"), "{tags}");
    assert_eq!(coordinator.get("/movements?ready=no").await.one("h1"), "1 movement");
    let far = created(&coordinator, &to_juba(&official, DAY)).await;
    assert!(!coordinator.get(&far).await.all("header.record .tag").join(" ").contains("Not ready"));
    assert_eq!(coordinator.get("/movements?ready=no").await.one("h1"), "1 movement");
}

#[tokio::test]
async fn the_list_filters_sorts_and_names_what_it_ignores() {
    let app = TestApp::start().await;
    let official = official(&app, "KESTREL 4").await;
    let coordinator = app.as_("coordinator-goma").await;
    created(&coordinator, &to_juba(&official, DAY)).await;
    created(&coordinator, &to_juba(&official, "19-Jan-2027")).await;

    for (query, count) in [
        ("", "2 movements"),
        ("?q=kestrel", "2 movements"),
        ("?state=open&station=GOM", "2 movements"),
        ("?state=closed", "0 movements"),
        ("?from=19-Jan-2027", "1 movement"),
        ("?to=18-Jan-2027&sort=ref", "1 movement"),
        ("?station=JUB", "0 movements"),
        ("?sort=-state&after=tampered", "2 movements"),
    ] {
        assert_eq!(coordinator.get(&format!("/movements{query}")).await.one("h1"), count, "{query}");
    }
    assert!(coordinator.get("/movements?foo=1").await.one("main").contains("foo"));
    assert!(coordinator.get("/movements.csv").await.text().starts_with("ref,"));
    assert_eq!(coordinator.get("/movements.xlsx").await.status, StatusCode::OK);
    assert!(coordinator.get("/movements?state=closed").await.one(".empty").contains("No movement matches"));
}

#[tokio::test]
async fn details_changed_by_two_are_merged_or_asked() {
    let app = TestApp::start().await;
    let official = official(&app, "KESTREL 4").await;
    let coordinator = app.as_("coordinator-goma").await;
    let url = format!("{}/edit", created(&coordinator, &to_juba(&official, DAY)).await);
    let version = coordinator.get(&url).await.attribute("input[name=version]", "value").expect("a version");
    let base = [("purpose", "canary-purpose"), ("notes", ""), ("posture", "P2"), ("watch_level", "check_ins"), ("version", version.as_str())];

    app.as_("officer-africa").await.post(&url, &with(&base, "notes", "Theirs")).await.leads();
    let merged = coordinator.post(&url, &with(&base, "purpose", "Mine")).await;
    let asked = coordinator.post(&url, &with(&base, "notes", "Mine too")).await;

    merged.leads();
    assert_eq!(asked.status, StatusCode::CONFLICT);
    assert!(asked.text().contains("Theirs") && asked.text().contains("Mine too"));
    let plan = coordinator.get(&url).await;
    assert_eq!(plan.one("#f-notes"), "Theirs");
    assert_eq!(plan.attribute("#f-purpose", "value").as_deref(), Some("Mine"));
}
