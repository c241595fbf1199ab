//! Cover: posts of a posture, the picker, nobody in two places.

use axum::http::StatusCode;

use super::{DAY, bare_official, created, legs, official, to_juba, with};
use crate::support::journeys::Journey;
use crate::support::{Answer, Person, TestApp};

/// An officer of Goma.
pub async fn officer(by: &Person, name: &str) -> String {
    let form = [("name", name), ("station", "GOM"), ("category", "FS"), ("duty_role", "team_leader"), ("number_1", "+243 970 000 001")];
    by.post("/officers", &form).await.leads().rsplit('/').next().expect("a reference").to_owned()
}

/// Fills an open post.
pub async fn fill(by: &Person, url: &str, post: &str, officer: &str) -> Answer {
    by.post(&format!("{url}/cover/{post}"), &[("officer", officer), ("replacing", "")]).await
}

/// The line of an officer in the picker.
fn row(picker: &Answer, officer: &str) -> String {
    picker.one(&format!("tr[data-row='{officer}']"))
}

async fn planned(app: &TestApp) -> (Person, String) {
    let official = official(app, "KESTREL 4").await;
    let coordinator = app.as_("coordinator-goma").await;
    let url = created(&coordinator, &to_juba(&official, DAY)).await;
    (coordinator, url)
}

#[tokio::test]
async fn the_gap_in_cover_is_found_and_filled() {
    let app = TestApp::start().await;
    let (coordinator, url) = planned(&app).await;
    let okoro = officer(&coordinator, "O. Okoro").await;
    let before = coordinator.get(&url).await;

    let grid = coordinator.get(&format!("{url}/cover")).await;
    let gap = before.attribute(".needs a[href*='/cover/']", "href").unwrap_or_default();
    assert!(gap.starts_with(&format!("{url}/cover/1-")), "the gap leads to the people for its first open post: {gap}");
    let picker = coordinator.get(&format!("{url}/cover/1-team_leader-1")).await;
    fill(&coordinator, &url, "1-team_leader-1", &okoro).await.leads();
    let after = coordinator.get(&url).await;

    assert!(before.one("tr[data-leg] .cover").contains("0 of 2"));
    assert_eq!(grid.all("tbody tr").len(), 2, "P2 asks for a leader and a driver");
    assert!(grid.one("tbody tr").contains("OPEN"));
    assert!(row(&picker, &okoro).contains("Free"));
    assert!(after.one("tr[data-leg] .cover").contains("1 of 2"));
    assert!(after.one("#calls ~ ul").contains("O. Okoro"), "the leader is whom to call");
}

#[tokio::test]
async fn nobody_is_tasked_in_two_places() {
    let app = TestApp::start().await;
    let (coordinator, url) = planned(&app).await;
    let other = official(&app, "HERON 2").await;
    let second = created(&coordinator, &with(&to_juba(&other, DAY), "depart_time", "0900")).await;
    let okoro = officer(&coordinator, "O. Okoro").await;
    fill(&coordinator, &url, "1-team_leader-1", &okoro).await.leads();

    let picker = coordinator.get(&format!("{second}/cover/1-team_leader-1")).await;
    let refused = fill(&coordinator, &second, "1-team_leader-1", &okoro).await;
    let same_formation = fill(&coordinator, &url, "1-driver-1", &okoro).await;

    assert!(row(&picker, &okoro).contains("Tasked on M-27-"));
    assert_eq!(picker.all("tbody tr").last().map(|last| last.contains(&okoro)), Some(true), "free ones come first");
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.one(".summary-of-errors").contains("INV-08"));
    same_formation.leads();
}

#[tokio::test]
async fn absence_and_short_rest_are_said() {
    let app = TestApp::start().await;
    let (coordinator, url) = planned(&app).await;
    let (okoro, haddad) = (officer(&coordinator, "O. Okoro").await, officer(&coordinator, "H. Haddad").await);
    let leave = [("kind", "leave"), ("from", "10-Jan-2027"), ("to", "25-Jan-2027")];
    coordinator.post(&format!("/officers/{okoro}/availability"), &leave).await.leads();
    let other = official(&app, "HERON 2").await;
    let night = with(&with(&with(&to_juba(&other, "17-Jan-2027"), "depart_time", "2300"), "arrive_date", DAY), "arrive_time", "0400");
    let second = created(&coordinator, &night).await;
    fill(&coordinator, &second, "1-team_leader-1", &haddad).await.leads();

    let picker = coordinator.get(&format!("{url}/cover/1-team_leader-1")).await;
    let absent = fill(&coordinator, &url, "1-team_leader-1", &okoro).await;

    assert!(row(&picker, &haddad).contains("only 4 h 00 min of rest"), "{}", row(&picker, &haddad));
    assert!(row(&picker, &okoro).contains("Leave until 25-Jan-2027"), "{}", row(&picker, &okoro));
    assert_eq!(absent.status, StatusCode::CONFLICT);
    fill(&coordinator, &url, "1-team_leader-1", &haddad).await.leads();
}

#[tokio::test]
async fn the_second_to_fill_a_post_is_told_who_was_first() {
    let app = TestApp::start().await;
    let (coordinator, url) = planned(&app).await;
    let (okoro, haddad) = (officer(&coordinator, "O. Okoro").await, officer(&coordinator, "H. Haddad").await);
    fill(&app.as_("officer-africa").await, &url, "1-team_leader-1", &okoro).await.leads();

    let second = fill(&coordinator, &url, "1-team_leader-1", &haddad).await;
    let replaced = coordinator.post(&format!("{url}/cover/1-team_leader-1"), &[("officer", &haddad), ("replacing", &okoro)]).await;

    assert_eq!(second.status, StatusCode::CONFLICT);
    assert!(second.one(".summary-of-errors").contains("A. Diallo has put O. Okoro on this post"), "{}", second.one(".summary-of-errors"));
    replaced.leads();
    coordinator.post(&format!("{url}/cover/1-team_leader-1/release"), &[]).await.leads();
    assert!(coordinator.get(&url).await.one("tr[data-leg] .cover").contains("0 of 2"));
}

#[tokio::test]
async fn posts_follow_the_posture_and_come_and_go_with_a_reason() {
    let app = TestApp::start().await;
    let (coordinator, url) = planned(&app).await;
    legs::add(&coordinator, &url, &legs::onward("Juba", "Addis Ababa")).await.leads();

    let without = coordinator.post(&format!("{url}/cover"), &[("role", "medic"), ("leg", ""), ("required", "yes"), ("reason", "")]).await;
    coordinator.post(&format!("{url}/cover"), &[("role", "medic"), ("leg", "2"), ("required", "yes"), ("reason", "Remote road")]).await.leads();
    coordinator.post(&format!("{url}/cover/1-driver-1/void"), &[("reason", "Aircraft")]).await.leads();

    assert!(!without.error_of("reason").is_empty());
    let meters = coordinator.get(&url).await.all("tr[data-leg] .cover .vh");
    assert_eq!(meters, ["0 of 1 posts filled", "0 of 3 posts filled"]);
    assert_eq!(coordinator.get(&format!("{url}/cover/1-boss-1")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn without_a_posture_no_cover_is_asked() {
    let app = TestApp::start().await;
    let official = official(&app, "KESTREL 4").await;
    let coordinator = app.as_("coordinator-goma").await;

    let url = created(&coordinator, &with(&to_juba(&official, DAY), "posture", "")).await;

    assert_eq!(coordinator.get(&url).await.one("tr[data-leg] .cover"), "no cover asked");
    assert!(coordinator.get(&format!("{url}/cover")).await.one("main").contains("No cover asked"));
}

#[tokio::test]
async fn nobody_is_assigned_while_nothing_is_in_force() {
    let app = TestApp::start().await;
    let official = bare_official(&app, "KESTREL 4").await;
    let coordinator = app.as_("coordinator-goma").await;
    let url = created(&coordinator, &to_juba(&official, DAY)).await;
    let okoro = officer(&coordinator, "O. Okoro").await;

    let grid = coordinator.get(&format!("{url}/cover")).await;
    let refused = fill(&coordinator, &url, "1-team_leader-1", &okoro).await;
    app.ground(&official).await;
    let accepted = fill(&coordinator, &url, "1-team_leader-1", &okoro).await;
    let after = coordinator.get(&format!("{url}/cover")).await;

    assert!(grid.one("main").contains("nobody can be assigned (INV-01)"));
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.one(".summary-of-errors").contains("INV-01"));
    accepted.leads();
    assert!(after.one("main").contains("duty rests on Q-26-"));
}

#[tokio::test]
async fn who_is_on_a_leg_under_way_is_kept_and_opens_an_exception() {
    let app = TestApp::start().await;
    let arranged = app.arrange(&Journey { posts: &["team_leader"], is_grounded: false, ..Journey::under_way() }).await;
    let coordinator = app.as_("coordinator-goma").await;
    let okoro = officer(&coordinator, "O. Okoro").await;

    fill(&coordinator, &format!("/movements/{}", arranged.reference), "1-team_leader-1", &okoro).await.leads();

    assert_eq!(app.count("select count(*) from tasking where state = 'active' and rests_on = ''").await, 1);
    assert_eq!(app.count("select count(*) from exception where rule = 'INV-01' and closed_at is null").await, 1);
}
