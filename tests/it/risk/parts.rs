//! Courses of action and sources that two people change at once, and sources that are voided with a reason.

use axum::http::StatusCode;

use super::{courses, draft, official};
use crate::support::TestApp;
use crate::support::sql::{change, must, refusal, string, strings};

fn course<'a>(name: &'a str, people: &'a str, version: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("name", name), ("residual_level", "high"), ("people", people), ("is_recommended", "yes"), ("version", version)]
}

#[tokio::test]
async fn two_who_edit_a_course_are_merged_or_asked() {
    let app = TestApp::start().await;
    let official = official(&app, "TESTER 1").await;
    let author = app.as_if("coordinator-goma").await;
    let url = draft(&author, &official, ["4", "4", "3", "4"]).await;
    courses(&author, &url).await;
    let edit = format!("{url}/courses/1/edit");
    author.post(&edit, &course("Stay in town", "4", "1")).await.leads();

    author.post(&edit, &course("Stay", "6", "1")).await.leads();
    let page = author.get(&edit).await;
    assert_eq!(page.attribute("#f-name", "value").as_deref(), Some("Stay in town"), "theirs is kept");
    assert_eq!(page.attribute("#f-people", "value").as_deref(), Some("6"), "and yours");

    let clash = author.post(&edit, &course("Stay at the hotel", "6", "1")).await;
    assert_eq!(clash.status, StatusCode::CONFLICT);
    let asked = clash.one("tr.asks");
    assert!(asked.contains("Stay in town") && asked.contains("Stay at the hotel"), "{asked}");
    assert!(clash.text().contains("High") && !clash.text().contains(">high<"), "levels in words");
    let answer = |choice: &'static str| {
        vec![
            ("base_version", "1"),
            ("version", "3"),
            ("asks-name", "name"),
            ("choice-name", choice),
            ("theirs-name", "Stay in town"),
            ("yours-name", "Stay at the hotel"),
            ("other-name", ""),
            ("yours-residual_level", "high"),
            ("yours-people", "6"),
            ("yours-cost", ""),
            ("yours-days", ""),
            ("yours-note", ""),
            ("yours-is_recommended", "yes"),
        ]
    };
    assert_eq!(author.post(&edit, &answer("")).await.status, StatusCode::CONFLICT, "no side is chosen for anybody");
    let mut back = answer("yours");
    back.push(("conflict", "back"));
    assert_eq!(author.post(&edit, &back).await.attribute("#f-name", "value").as_deref(), Some("Stay at the hotel"), "back to my form");
    author.post(&edit, &answer("yours")).await.leads();
    assert_eq!(string(&mut app.owner().await, "select name from risk_course where number = 1").await, "Stay at the hotel");
}

fn source<'a>(used: &'a str, origin: &'a str, version: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("reliability", "B"), ("credibility", "2"), ("used", used), ("origin", origin), ("version", version)]
}

#[tokio::test]
async fn a_source_is_edited_sealed_again_and_a_lost_race_is_asked() {
    let app = TestApp::start().await;
    let official = official(&app, "TESTER 1").await;
    let analyst = app.as_if("analyst").await;
    let url = draft(&analyst, &official, ["3", "3", "2", "3"]).await;
    analyst.post(&format!("{url}/sources"), &source("Seen twice", "zqorigin one", "")).await.leads();
    let edit = format!("{url}/sources/1/edit");
    let mut owner = app.owner().await;
    let sealed = "select encode(origin_sealed, 'hex') from risk_source";
    let before = string(&mut owner, sealed).await;
    assert!(analyst.get(&edit).await.one("#f-origin").contains("zqorigin one"));

    analyst.post(&edit, &source("Seen three times", "zqorigin one", "1")).await.leads();
    assert_eq!(string(&mut owner, sealed).await, before, "the same words stay sealed as they are");
    let clash = analyst.post(&edit, &source("Seen once", "zqorigin two", "1")).await;
    assert_eq!(clash.status, StatusCode::CONFLICT);
    assert!(clash.one(".mark").to_lowercase().contains("strictly"), "the page carries the mark of the form");
    analyst.post(&edit, &source("Seen three times", "zqorigin two", "2")).await.leads();

    assert_ne!(string(&mut owner, sealed).await, before);
    assert!(analyst.get(&format!("{url}/sources")).await.text().contains("zqorigin two"));
    let stored = strings(&mut owner, "select content::text from history.risk_source").await;
    assert!(stored.len() == 3 && stored.iter().all(|text| !text.contains("zqorigin")));
    assert!(!analyst.get(&format!("{url}/history")).await.text().contains("zqorigin"));
    let read = strings(&mut owner, "select action from audit.entry where action = 'risk.sources' and outcome = 'read'").await;
    assert_eq!(read.len(), 2, "the form with the origin and the page were logged");
    assert_eq!(app.as_if("ssp-goma").await.get(&edit).await.status, StatusCode::NOT_FOUND, "a draft is its author's");
}

#[tokio::test]
async fn a_source_is_voided_with_its_reason() {
    let app = TestApp::start().await;
    let official = official(&app, "TESTER 1").await;
    let analyst = app.as_if("analyst").await;
    let url = draft(&analyst, &official, ["3", "3", "2", "3"]).await;
    analyst.post(&format!("{url}/sources"), &source("Seen twice", "zqorigin one", "")).await.leads();
    let void = format!("{url}/sources/1/void");
    assert_eq!(analyst.get(&void).await.status, StatusCode::OK);
    let silent = analyst.post(&void, &[("reason", "")]).await;
    assert_eq!((silent.status, silent.error_of("reason").is_empty()), (StatusCode::UNPROCESSABLE_ENTITY, false));
    let mut owner = app.owner().await;
    let attack = "update risk_source set is_void = true";
    assert_eq!(refusal(&change(&mut owner, attack).await), "23514 source_void_has_reason");
    must(&mut owner, &format!("rollback; begin; alter table risk_source drop constraint source_void_has_reason; {attack}; rollback")).await;

    analyst.post(&void, &[("reason", "Withdrawn by who told it")]).await.leads();

    assert!(analyst.get(&format!("{url}/sources")).await.all("tbody tr").is_empty());
    assert!(analyst.get(&format!("{url}/history")).await.text().contains("Withdrawn by who told it"));
    assert_eq!(analyst.get(&void).await.status, StatusCode::NOT_FOUND);
    analyst.post(&format!("{url}/submit"), &[]).await.leads();
    assert_eq!(analyst.post(&format!("{url}/sources"), &source("x", "y", "")).await.status, StatusCode::CONFLICT, "what is handed in is locked");
}
