//! Senior officials: recording them, who sees whom, names kept to the record.

use axum::http::StatusCode;

use crate::support::{Person, TestApp};

const QUILLWORT: &[(&str, &str)] = &[
    ("codename", "Quillwort 4"),
    ("display_name", "Aurelia Quist"),
    ("office", "Envoy of Tests"),
    ("entity", "WFP"),
    ("station", "GOM"),
    ("portfolio", "africa"),
    ("office_number", "+1 212 555 0100"),
    ("office_number_as_of", "1-Jan-2020"),
];

fn with<'a>(base: &[(&'a str, &'a str)], name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    base.iter().copied().filter(|(field, _)| *field != name).chain([(name, value)]).collect()
}

async fn recorded(by: &Person, form: &[(&str, &str)]) -> String {
    by.post("/principals", form).await.leads().rsplit('/').next().expect("a reference").to_owned()
}

#[tokio::test]
async fn names_stand_on_the_record_only() {
    let app = TestApp::start().await;
    let desk = app.as_("officer-africa").await;

    let reference = recorded(&desk, QUILLWORT).await;
    let nameless = recorded(&desk, &with(QUILLWORT, "codename", "")).await;
    let record = desk.get(&format!("/principals/{reference}")).await;
    let list = desk.get("/principals?q=quist").await;
    let export = desk.get("/principals.csv").await;
    let picker = desk.fragment("/principals?q=quist", "choices").await;

    assert!(record.one("main").contains("Aurelia Quist"));
    assert!(!record.one("title").contains("Quist"));
    assert!(record.one("#numbers ~ dl .tag.caution").contains("confirm it"), "an old number says so");
    assert_eq!(list.one("h1"), "2 senior officials");
    assert!(list.text().contains("QUILLWORT 4") && list.text().contains(&nameless));
    for page in [&list, &export, &picker] {
        assert!(!page.text().contains("Quist"));
    }
    assert_eq!(picker.all("option").len(), 2, "found by name, offered without it");
}

#[tokio::test]
async fn a_focal_point_sees_the_officials_of_its_entity_only() {
    let app = TestApp::start().await;
    let desk = app.as_("officer-africa").await;
    let reference = recorded(&desk, QUILLWORT).await;

    let own = app.as_("focal-wfp").await;
    let other = app.as_("focal-ohchr").await;

    assert_eq!(own.get("/principals?q=quillwort").await.one("tbody th"), reference);
    assert_eq!(own.get(&format!("/principals/{reference}")).await.status, StatusCode::OK);
    assert_eq!(own.get(&format!("/principals/{reference}/edit")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(other.get("/principals?q=quillwort").await.one("h1"), "0 senior officials");
    let hidden = other.get(&format!("/principals/{reference}")).await;
    let invented = other.get("/principals/P-ZZZZZ").await;
    assert_eq!((hidden.status, hidden.all("main p:not(.note)")), (invented.status, invented.all("main p:not(.note)")));
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
    for name in ["ssp-goma", "coordinator-goma", "chief", "auditor"] {
        assert_eq!(app.as_(name).await.get(&format!("/principals/{reference}")).await.status, StatusCode::OK, "{name}");
    }
    assert_eq!(app.as_("ssp-juba").await.get(&format!("/principals/{reference}")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_form_with_errors_keeps_its_values_and_saves_nothing() {
    let app = TestApp::start().await;
    let desk = app.as_("officer-africa").await;

    for (field, value, words) in [
        ("display_name", "", "Write the name"),
        ("portfolio", "world", "portfolio of yours"),
        ("portfolio", "mars", "portfolio of yours"),
        ("entity", "ACME", "entity of the list"),
        ("station", "ZZZ", "duty station"),
        ("office_number", "ring", "telephone number"),
        ("office_number_as_of", "02/03/2026", "Write the month"),
    ] {
        let answer = desk.post("/principals", &with(QUILLWORT, field, value)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(answer.error_of(field).contains(words), "{field}: {}", answer.error_of(field));
        assert_eq!(answer.attribute("#f-office", "value").as_deref(), Some("Envoy of Tests"));
    }
    assert_eq!(app.count("select count(*) from principal where office = 'Envoy of Tests'").await, 0);
}

#[tokio::test]
async fn a_form_sent_twice_has_one_effect() {
    let app = TestApp::start().await;
    let desk = app.as_("officer-africa").await;
    let key = desk.get("/principals/new").await.attribute("main input[name=form_key]", "value").expect("the form has a key");
    let form = with(QUILLWORT, "form_key", &key);

    assert_eq!(desk.post("/principals", &form).await.leads(), desk.post("/principals", &form).await.leads());
    assert_eq!(app.count("select count(*) from principal where office = 'Envoy of Tests'").await, 1);
}

#[tokio::test]
async fn a_record_ends_with_a_reason_and_is_found_where_it_went() {
    let app = TestApp::start().await;
    let desk = app.as_("officer-africa").await;
    let twice = recorded(&desk, QUILLWORT).await;
    let stays = recorded(&desk, &with(QUILLWORT, "codename", "Quillwort")).await;
    let foreign = recorded(&app.as_("officer-world").await, &with(&with(QUILLWORT, "portfolio", "world"), "station", "NYC")).await;
    let path = format!("/principals/{twice}/merge");

    let not_theirs = desk.post(&path, &[("into", &foreign), ("reason", "same"), ("version", "1")]).await;
    let done = desk.post(&path, &[("into", &stays), ("reason", "same official"), ("version", "1")]).await;

    assert!(not_theirs.error_of("into").contains("may not change"), "{}", not_theirs.one("main"));
    assert_eq!(done.leads(), format!("/principals/{stays}"));
    assert!(desk.get(&format!("/principals/{twice}")).await.one(".bar.caution").contains(&stays));
    assert_eq!(desk.get(&path).await.status, StatusCode::CONFLICT);
    assert_eq!(desk.post(&format!("/principals/{stays}/void"), &[("reason", ""), ("version", "1")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(desk.post(&format!("/principals/{stays}/void"), &[("reason", "exercise only"), ("version", "1")]).await.status, StatusCode::SEE_OTHER);
    assert!(!desk.get("/principals").await.text().contains(&stays));
}

#[tokio::test]
async fn the_words_are_french_for_those_who_read_french() {
    let app = TestApp::start().await;
    let desk = app.as_("officer-africa").await;
    let reference = recorded(&desk, QUILLWORT).await;
    desk.post("/language", &[("language", "fr"), ("back", "/principals")]).await.leads();

    assert_eq!(desk.get("/principals?q=quillwort").await.one("h1"), "1 haut responsable");
    assert!(desk.get(&format!("/principals/{reference}")).await.text().contains("Qui appeler"));
}
