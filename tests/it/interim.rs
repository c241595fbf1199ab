//! Protect now: one person, one page, at once; told, confirmed by another, late, run out, ended.

use axum::http::StatusCode;

use crate::support::protection::{Official, official};
use crate::support::sql::{ENTRY, must, refusal, run, string};
use crate::support::{Person, TestApp};

const DANGER: &[(&str, &str)] = &[("station", "GOM"), ("threat", "A caller named the house."), ("level", "high"), ("posture", "P4")];

async fn started(by: &Person, official: &Official) -> String {
    let fields: Vec<(&str, &str)> = DANGER.iter().copied().chain([("official", official.reference.as_str())]).collect();
    by.post("/interim-protection", &fields).await.leads()
}

async fn protected(app: &TestApp) -> (Official, String) {
    let official = official(app, "NTRM2").await;
    let address = started(&app.as_if("coordinator-goma").await, &official).await;
    (official, address)
}

#[tokio::test]
async fn from_a_threat_to_protection_in_force_is_one_person_and_one_page() {
    let app = TestApp::start().await;
    let official = official(&app, "NTRM2").await;
    let coordinator = app.as_if("coordinator-goma").await;

    let page = coordinator.get(&format!("/interim-protection/new?official={}", official.reference)).await;
    let address = started(&coordinator, &official).await;

    assert_eq!(page.attribute("#f-official", "value").as_deref(), Some("P-NTRM2"), "the official is there already");
    assert_eq!(page.all("main form .field").len(), 5);
    let mut owner = app.owner().await;
    let ground = string(&mut owner, &format!("select sec.duty_rests_on('{}', (sec.now() at time zone 'UTC')::date)", official.id)).await;
    assert_eq!(address, format!("/interim-protection/{ground}"), "a day of duty rests on it from now on");
    assert_eq!(
        string(&mut owner, "select (until - started_at between interval '71 hours 59 minutes' and interval '72 hours')::text from interim_protection").await,
        "true"
    );
    let chief = app.as_if("chief").await;
    for path in ["/watch", "/today", "/exceptions"] {
        assert!(chief.get(path).await.text().contains(&ground), "{path} tells the chief");
    }
}

#[tokio::test]
async fn any_security_role_of_the_station_protects_and_no_other() {
    let app = TestApp::start().await;
    for (n, (who, may)) in [
        ("officer-africa", true),
        ("ssp-goma", true),
        ("do-goma", true),
        ("chief", true),
        ("ssp-juba", false),
        ("cpo-goma", false),
        ("analyst", false),
        ("auditor", false),
        ("focal-wfp", false),
    ]
    .into_iter()
    .enumerate()
    {
        let official = official(&app, &format!("NTR{n}X")).await;
        let fields: Vec<(&str, &str)> = DANGER.iter().copied().chain([("official", official.reference.as_str())]).collect();
        let answer = app.as_if(who).await.post("/interim-protection", &fields).await;
        assert_eq!(answer.status == StatusCode::SEE_OTHER, may, "{who}: {}", answer.status);
    }
}

#[tokio::test]
async fn another_confirms_and_the_exception_closes() {
    let app = TestApp::start().await;
    let (_, address) = protected(&app).await;
    let version = [("version", "1")];

    let alone = app.as_if("coordinator-goma").await.post(&format!("{address}/confirm"), &version).await;
    let other = app.as_if("ssp-goma").await.post(&format!("{address}/confirm"), &version).await;

    assert_eq!(alone.status, StatusCode::FORBIDDEN);
    assert_eq!(other.leads(), address);
    let mut owner = app.owner().await;
    assert_eq!(string(&mut owner, "select resolution from exception where code = 'interim_started'").await, "settled-by-confirmation");
}

#[tokio::test]
async fn unconfirmed_it_warns_and_run_out_it_is_a_lapse() {
    let app = TestApp::start().await;
    let (_, address) = protected(&app).await;
    let open = "select count(*) from exception where closed_at is null and code = ";

    app.shift_clock("13 hours").await;
    cordon::jobs::expiry::run_once(&app.app).await.unwrap();
    cordon::jobs::expiry::run_once(&app.app).await.unwrap();
    let late = app.as_if("ssp-goma").await.get(&address).await;
    let mut owner = app.owner().await;
    assert_eq!(string(&mut owner, &format!("select ({open} 'interim_unconfirmed')::text")).await, "1", "told once");
    assert!(late.one(".bar.caution").contains("12 hours"), "{}", late.one("main"));

    app.shift_clock("73 hours").await;
    cordon::jobs::expiry::run_once(&app.app).await.unwrap();
    assert_eq!(string(&mut owner, &format!("select ({open} 'interim_lapsed')::text")).await, "1");
    let ended = app.as_if("ssp-goma").await.post(&format!("{address}/end"), &[("reason", "The caller was found."), ("version", "1")]).await;
    assert_eq!(ended.leads(), address);
    assert_eq!(string(&mut owner, "select count(*)::text from exception where code like 'interim%' and closed_at is null").await, "0");
}

#[tokio::test]
async fn a_second_start_is_refused_and_a_start_after_a_lapse_is_not() {
    let app = TestApp::start().await;
    let (official, _) = protected(&app).await;
    let coordinator = app.as_if("coordinator-goma").await;
    let fields: Vec<(&str, &str)> = DANGER.iter().copied().chain([("official", official.reference.as_str())]).collect();

    let twice = coordinator.post("/interim-protection", &fields).await;
    app.shift_clock("80 hours").await;
    let anew = app.as_if("coordinator-goma").await.post("/interim-protection", &fields).await;

    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.error_of("official").contains("already"));
    assert_eq!(twice.one("#f-threat"), "A caller named the house.", "what was typed stays");
    assert_eq!(anew.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_form_with_errors_keeps_its_values() {
    let app = TestApp::start().await;
    let official = official(&app, "NTRM2").await;
    let coordinator = app.as_if("coordinator-goma").await;
    for (field, value) in [("official", "NOBODY"), ("station", "JUB"), ("threat", ""), ("level", "huge"), ("posture", "P9")] {
        let fields: Vec<(&str, &str)> =
            DANGER.iter().copied().chain([("official", official.reference.as_str())]).filter(|(name, _)| *name != field).chain([(field, value)]).collect();
        let answer = coordinator.post("/interim-protection", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(!answer.error_of(field).is_empty(), "{field}");
    }
    assert_eq!(app.count("select count(*) from interim_protection").await, 0);
}

#[tokio::test]
async fn in_sql_it_is_neither_stretched_nor_confirmed_by_its_starter() {
    let app = TestApp::start().await;
    let (_, _) = protected(&app).await;
    let mut inside = app.inside("coordinator-goma").await;
    for (sql, held_by) in [
        ("update interim_protection set until = until + interval '1 day', version = 2", "interim_is_not_changed"),
        ("update interim_protection set threat = 'another', version = 2", "interim_is_not_changed"),
        ("update interim_protection set confirmed_by = sec.account_id(), confirmed_at = sec.now(), version = 2", "interim_confirmed_by_its_role"),
        ("update interim_protection set ended_at = sec.now(), ended_by = sec.account_id(), version = 2", "interim_end_has_reason"),
    ] {
        let outcome = run(&mut inside, &format!("begin; {sql}; {ENTRY}; rollback")).await;
        let _ = run(&mut inside, "rollback").await;
        assert_eq!(refusal(&outcome), format!("23514 {held_by}"), "{sql}");
    }
    // the twin: without the guard the same hand stretches and confirms
    must(&mut app.owner().await, "drop trigger interim_guarded on interim_protection; alter table interim_protection drop constraint interim_confirmed_by_another, drop constraint interim_is_short").await;
    for sql in [
        "update interim_protection set until = until + interval '1 day', version = 2",
        "update interim_protection set confirmed_by = sec.account_id(), confirmed_at = sec.now(), version = 2",
    ] {
        assert_eq!(refusal(&run(&mut inside, &format!("begin; {sql}; rollback")).await), "accepted", "{sql}");
    }
}
