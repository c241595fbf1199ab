//! Officers: recording them, finding them, their numbers and absences, ending their records.

use axum::http::StatusCode;
use sqlx::{Connection, PgConnection};

use crate::support::{Answer, Person, TestApp};

const TESTWELL: &[(&str, &str)] =
    &[("name", "Q. Testwell"), ("station", "GOM"), ("category", "FS"), ("duty_role", "cp_officer"), ("number_1", "+243 990 000 001"), ("number_1_as_of", "")];

fn with<'a>(base: &[(&'a str, &'a str)], name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    base.iter().copied().filter(|(field, _)| *field != name).chain([(name, value)]).collect()
}

async fn recorded(by: &Person, form: &[(&str, &str)]) -> String {
    by.post("/officers", form).await.leads().rsplit('/').next().expect("a reference").to_owned()
}

/// The page without what differs between any two answers: the reference and the request id.
fn faceless(answer: &Answer, reference: &str) -> (StatusCode, String, Vec<String>) {
    let words = answer.all("main :is(h1, p:not(.note))").into_iter().map(|text| text.replace(reference, "REF"));
    (answer.status, answer.one("title"), words.collect())
}

#[tokio::test]
async fn an_officer_is_recorded_found_and_exported() {
    let app = TestApp::start().await;
    let coordinator = app.as_("coordinator-goma").await;

    let reference = recorded(&coordinator, TESTWELL).await;
    let record = coordinator.get(&format!("/officers/{reference}")).await;
    let list = coordinator.get("/officers?q=testw&station=GOM&foo=1").await;
    let export = coordinator.get("/officers.csv?category=FS").await;
    let picker = coordinator.fragment("/officers?q=testw", "choices").await;

    assert_eq!(record.one("title"), format!("{reference} – Cordon"));
    assert!(record.one("header.record").contains("Q. Testwell"));
    assert_eq!(list.one("h1"), "1 officer");
    assert_eq!(list.one("tbody th"), reference);
    assert!(list.text().contains("<code>foo</code>"), "the unknown filter is named");
    assert!(export.text().starts_with("ref,version,name,station,"), "{}", export.text());
    assert!(export.text().contains("'+243 990 000 001"), "a number is no formula");
    assert_eq!(picker.attribute("option", "value"), Some(reference));
    assert_eq!(coordinator.get("/officers.xlsx").await.status, StatusCode::OK);
    assert_eq!(coordinator.get("/officers?q=nobody").await.all("tbody tr").len(), 0);
}

#[tokio::test]
async fn a_form_with_errors_keeps_its_values_and_saves_nothing() {
    let app = TestApp::start().await;
    let coordinator = app.as_("coordinator-goma").await;

    let answer = coordinator.post("/officers", &with(&with(TESTWELL, "number_1", "ring twice"), "category", "")).await;

    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.one("title").starts_with("Error:"));
    assert!(answer.error_of("number_1").contains("telephone number"), "{}", answer.error_of("number_1"));
    assert!(answer.error_of("category").contains("Choose the category"));
    assert_eq!(answer.attribute("#f-name", "value").as_deref(), Some("Q. Testwell"));
    assert_eq!(answer.attribute("#f-number_1", "value").as_deref(), Some("ring twice"));
    assert_eq!(app.count("select count(*) from officer where name = 'Q. Testwell'").await, 0);
    let unknown = coordinator.post("/officers", &with(TESTWELL, "rank", "general")).await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_form_sent_twice_has_one_effect() {
    let app = TestApp::start().await;
    let coordinator = app.as_("coordinator-goma").await;
    let key = coordinator.get("/officers/new").await.attribute("main input[name=form_key]", "value").expect("the form has a key");
    let form = with(TESTWELL, "form_key", &key);

    let first = coordinator.post("/officers", &form).await.leads();
    let second = coordinator.post("/officers", &form).await.leads();

    assert_eq!(first, second);
    assert_eq!(app.count("select count(*) from officer where name = 'Q. Testwell'").await, 1);
}

#[tokio::test]
async fn another_station_sees_lists_counts_exports_and_reaches_nothing() {
    let app = TestApp::start().await;
    let reference = recorded(&app.as_("coordinator-goma").await, TESTWELL).await;
    let juba = app.as_("ssp-juba").await;

    for path in ["", "/edit", "/history", "/availability", "/merge", "/void"] {
        let hidden = juba.get(&format!("/officers/{reference}{path}")).await;
        let invented = juba.get(&format!("/officers/O-ZZZZZ{path}")).await;
        assert_eq!(hidden.status, StatusCode::NOT_FOUND);
        assert_eq!(faceless(&hidden, &reference), faceless(&invented, "O-ZZZZZ"), "{path}");
    }
    assert_eq!(juba.get("/officers?q=testw").await.one("h1"), "0 officers");
    assert!(!juba.get("/officers.csv").await.text().contains(&reference));
    assert!(!juba.fragment("/officers?q=testw", "choices").await.text().contains(&reference));
    assert_eq!(juba.post(&format!("/officers/{reference}/edit"), TESTWELL).await.status, StatusCode::NOT_FOUND);
    // the twin: the same addresses answer those who may
    assert_eq!(app.as_("ssp-goma").await.get(&format!("/officers/{reference}/edit")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn who_may_read_may_not_therefore_change() {
    let app = TestApp::start().await;
    let reference = recorded(&app.as_("coordinator-goma").await, TESTWELL).await;
    let auditor = app.as_("auditor").await;

    assert_eq!(auditor.get(&format!("/officers/{reference}")).await.status, StatusCode::OK);
    assert_eq!(auditor.get(&format!("/officers/{reference}/edit")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(auditor.post(&format!("/officers/{reference}/void"), &[("reason", "x"), ("version", "1")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(auditor.get(&format!("/officers/{reference}")).await.all("main .buttons a:not([href$=print])").len(), 0, "no deed is offered");
    assert_eq!(app.as_("focal-wfp").await.get("/officers").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn nobody_records_people_at_a_station_that_is_not_theirs() {
    let app = TestApp::start().await;
    let coordinator = app.as_("coordinator-goma").await;

    let foreign = coordinator.post("/officers", &with(TESTWELL, "station", "JUB")).await;
    let invented = coordinator.post("/officers", &with(TESTWELL, "station", "ZZZ")).await;

    assert_eq!(foreign.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(foreign.error_of("station"), invented.error_of("station"));
    assert_eq!(app.count("select count(*) from officer where name = 'Q. Testwell'").await, 0);
    assert_eq!(coordinator.get("/officers/new").await.all("#f-station option").len(), 2, "only the own station is offered");
}

#[tokio::test]
async fn a_number_grows_old() {
    let app = TestApp::start().await;
    let coordinator = app.as_("coordinator-goma").await;
    let reference = recorded(&coordinator, TESTWELL).await;
    let path = format!("/officers/{reference}");

    let fresh = coordinator.get(&path).await;
    app.shift_clock("100 days").await;
    let coordinator = app.as_("ssp-goma").await;
    let old = coordinator.get(&path).await;

    assert!(fresh.one("#numbers + dl").contains("today"), "{}", fresh.one("#numbers + dl"));
    assert!(fresh.all("#numbers ~ dl .tag.caution").is_empty());
    assert!(old.one("#numbers ~ dl .tag.caution").contains("100 days ago"), "{}", old.one("main"));
}

async fn away(by: &Person, reference: &str, kind: &str, from: &str, to: &str) -> Answer {
    by.post(&format!("/officers/{reference}/availability"), &[("kind", kind), ("from", from), ("to", to)]).await
}

#[tokio::test]
async fn absences_that_collide_are_refused_beside_the_date() {
    let app = TestApp::start().await;
    let coordinator = app.as_("coordinator-goma").await;
    let reference = recorded(&coordinator, TESTWELL).await;
    away(&coordinator, &reference, "leave", "1-Mar-2027", "10-Mar-2027").await.leads();

    let inside = away(&coordinator, &reference, "training", "5-Mar-2027", "12-Mar-2027").await;
    let backwards = away(&coordinator, &reference, "training", "20-Mar-2027", "12-Mar-2027").await;
    let shared_day = away(&coordinator, &reference, "training", "10-Mar-2027", "12-Mar-2027").await;
    let on_call = away(&coordinator, &reference, "stand_by", "2-Mar-2027", "3-Mar-2027").await;

    assert_eq!(inside.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(inside.error_of("from").contains("INV-08"), "{}", inside.error_of("from"));
    assert_eq!(inside.attribute("#f-from", "value").as_deref(), Some("5-Mar-2027"));
    assert!(backwards.error_of("to").contains("before the first"));
    assert_eq!(shared_day.status, StatusCode::SEE_OTHER, "a day of change is shared");
    assert_eq!(on_call.status, StatusCode::SEE_OTHER, "stand-by is no absence");
    assert_eq!(app.count("select count(*) from availability").await, 3);
}

#[tokio::test]
async fn an_absence_over_a_tasking_is_refused() {
    let app = TestApp::start().await;
    let coordinator = app.as_("coordinator-goma").await;
    let reference = recorded(&coordinator, TESTWELL).await;
    let mut owner = app.owner().await;
    sqlx::query(
        "insert into sec.occupation (source_id, officer_id, formation_id, during)
         select gen_random_uuid(), id, gen_random_uuid(), '[2027-03-05 06:00Z,2027-03-05 18:00Z)' from officer where ref = $1",
    )
    .bind(&reference)
    .execute(&mut owner)
    .await
    .expect("a tasking occupies");

    let answer = away(&coordinator, &reference, "leave", "4-Mar-2027", "8-Mar-2027").await;

    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.error_of("from").contains("already occupied"), "{}", answer.error_of("from"));
    assert_eq!(away(&coordinator, &reference, "leave", "6-Mar-2027", "8-Mar-2027").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_span_is_taken_back_with_a_reason() {
    let app = TestApp::start().await;
    let coordinator = app.as_("coordinator-goma").await;
    let reference = recorded(&coordinator, TESTWELL).await;
    away(&coordinator, &reference, "leave", "1-Mar-2027", "10-Mar-2027").await.leads();
    let path = format!("/officers/{reference}/availability/1/void");

    let without = coordinator.post(&path, &[("reason", " "), ("version", "1")]).await;
    let done = coordinator.post(&path, &[("reason", "entered for the wrong officer"), ("version", "1")]).await;
    let again = coordinator.get(&path).await;

    assert!(without.error_of("reason").contains("Write the reason"));
    assert_eq!(done.leads(), format!("/officers/{reference}/availability"));
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    assert_eq!(away(&coordinator, &reference, "training", "5-Mar-2027", "6-Mar-2027").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn officers_keep_their_own_availability_and_no_other() {
    let app = TestApp::start().await;
    let coordinator = app.as_("coordinator-goma").await;
    let own = recorded(&coordinator, TESTWELL).await;
    let other = recorded(&coordinator, &with(TESTWELL, "name", "Q. Otherwell")).await;
    link(&mut app.owner().await, "cpo-goma", &own).await;
    let officer = app.as_("cpo-goma").await;

    assert_eq!(away(&officer, &own, "leave", "1-Mar-2027", "10-Mar-2027").await.status, StatusCode::SEE_OTHER);
    assert_eq!(officer.get(&format!("/officers/{own}/edit")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(away(&officer, &other, "leave", "1-Mar-2027", "10-Mar-2027").await.status, StatusCode::NOT_FOUND);
    assert!(coordinator.get(&format!("/officers/{own}")).await.text().contains("linked to an account"));
}

async fn link(owner: &mut PgConnection, username: &str, reference: &str) {
    let mut tx = owner.begin().await.expect("a transaction");
    sqlx::query("update account set officer_id = (select id from officer where ref = $2) where username = $1")
        .bind(username)
        .bind(reference)
        .execute(&mut *tx)
        .await
        .expect("the account is linked");
    sqlx::query("select audit.append(0::smallint, '', 'test', null, 'account.edit', '', 'done', '', '', '\\x00')").execute(&mut *tx).await.expect("the entry");
    tx.commit().await.expect("kept");
}

#[tokio::test]
async fn a_merged_officer_leads_to_the_record_that_stays() {
    let app = TestApp::start().await;
    let coordinator = app.as_("coordinator-goma").await;
    let twice = recorded(&coordinator, TESTWELL).await;
    let stays = recorded(&coordinator, &with(TESTWELL, "name", "Quirina Testwell")).await;
    away(&coordinator, &twice, "leave", "1-Mar-2027", "10-Mar-2027").await.leads();
    let path = format!("/officers/{twice}/merge");

    assert!(coordinator.get(&path).await.one("main > ul").contains("leaves lists"), "what follows is told first");
    let unknown = coordinator.post(&path, &[("into", "O-ZZZZZ"), ("reason", "same person"), ("version", "1")]).await;
    let itself = coordinator.post(&path, &[("into", &twice), ("reason", "same person"), ("version", "1")]).await;
    let silent = coordinator.post(&path, &[("into", &stays), ("reason", ""), ("version", "1")]).await;
    let stale = coordinator.post(&path, &[("into", &stays), ("reason", "same person"), ("version", "9")]).await;
    let done = coordinator.post(&path, &[("into", &stays), ("reason", "same person"), ("version", "1")]).await;

    assert!(unknown.error_of("into").contains("No officer"));
    assert!(itself.error_of("into").contains("another record"));
    assert!(silent.error_of("reason").contains("Write the reason"));
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert_eq!(done.leads(), format!("/officers/{stays}"));
    let ended = coordinator.get(&format!("/officers/{twice}")).await;
    assert!(ended.one(".bar.caution").contains(&stays), "{}", ended.one("main"));
    assert!(ended.text().contains("1-Mar-2027") || ended.text().contains("01-Mar-2027"), "its availability stays with it");
    assert_eq!(coordinator.get("/officers?q=testw").await.one("h1"), "1 officer");
    assert_eq!(coordinator.get("/officers?state=merged&q=testw").await.one("tbody th"), twice);
    assert_eq!(coordinator.post(&format!("/officers/{twice}/edit"), &with(TESTWELL, "version", "2")).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn every_change_of_an_officer_is_in_the_trail_without_content() {
    let app = TestApp::start().await;
    let coordinator = app.as_("coordinator-goma").await;
    let reference = recorded(&coordinator, TESTWELL).await;
    coordinator.post(&format!("/officers/{reference}/void"), &[("reason", "entered in error"), ("version", "1")]).await.leads();

    let mut owner = app.owner().await;
    let acts: Vec<(String, String)> = sqlx::query_as("select action, detail from audit.entry where subject = $1 and outcome = 'done' order by at")
        .bind(&reference)
        .fetch_all(&mut owner)
        .await
        .expect("the trail");

    assert_eq!(acts.iter().map(|(action, _)| action.as_str()).collect::<Vec<_>>(), ["officer.create", "officer.void"]);
    assert!(acts.iter().all(|(_, detail)| !detail.contains("Testwell") && !detail.contains("error")));
}
