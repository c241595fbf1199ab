//! Attestation: three loads for a focal point, a one-use code for a stranger, a second person who accepts.

use axum::http::StatusCode;

use crate::support::sql::{ENTRY, refusal, run, string};
use crate::support::{Person, TestApp};

async fn official(by: &Person) -> String {
    let form = [("codename", "Quillwort 4"), ("display_name", "Aurelia Quist"), ("entity", "WFP"), ("station", "GOM"), ("portfolio", "africa")];
    let record = by.post("/principals", &form).await.leads();
    let contacts = [("mobile_phone", "+41 22 000 1111"), ("focal_name", "F. Moretti"), ("focal_phone", "+39 06 000 111"), ("source", "call"), ("version", "0")];
    by.post(&format!("{record}/contacts/edit"), &contacts).await.leads();
    by.post(&format!("{record}/medical/edit"), &[("blood_group", "zqsealed"), ("source", "doctor"), ("version", "0")]).await.leads();
    record
}

const ALL_RIGHT: &[(&str, &str)] = &[("rest", "yes"), ("declared", "yes")];

#[tokio::test]
async fn a_focal_point_confirms_in_three_loads_and_an_officer_accepts() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-africa").await;
    let record = official(&officer).await;
    let focal = app.as_("focal-wfp").await;

    let form = focal.get(&format!("{record}/attestations/new")).await;
    let sent = focal.post(&format!("{record}/attestations"), ALL_RIGHT).await;

    assert!(form.text().contains("+41 22 000 1111") && !form.text().contains("zqsealed"));
    assert!(form.all("input[checked]").is_empty(), "nothing is chosen beforehand");
    assert_eq!(sent.leads(), record);
    assert_eq!(focal.post(&format!("{record}/attestations/1/decision"), &[("verdict", "approve"), ("version", "1")]).await.status, StatusCode::FORBIDDEN);
    officer.post(&format!("{record}/attestations/1/decision"), &[("verdict", "approve"), ("version", "1")]).await.leads();
    assert_eq!(app.count("select count(*) from profile_contacts where verified_by is not null and next_review > current_date").await, 1);
    assert_eq!(app.as_("focal-ohchr").await.get(&format!("{record}/attestations/new")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_changed_number_waits_until_it_is_accepted() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-africa").await;
    let record = official(&officer).await;
    let focal = app.as_("focal-wfp").await;
    let change = [("value-contacts-mobile_phone", "+41 22 000 2222"), ("value-identity-known_as", "Rel"), ("rest", "yes"), ("declared", "yes")];

    focal.post(&format!("{record}/attestations"), &change).await.leads();
    let page = officer.get(&format!("{record}/attestations/1")).await;
    let undecided = officer.post(&format!("{record}/attestations/1/decision"), &[("verdict", "approve"), ("version", "1")]).await;

    assert!(page.text().contains("+41 22 000 2222") && page.text().contains("+41 22 000 1111"));
    assert_eq!(undecided.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(app.count("select count(*) from profile_contacts where mobile_phone = '+41 22 000 2222'").await, 0);
    let mut owner = app.owner().await;
    let phone = string(&mut owner, "select id::text from profile_answer where field = 'mobile_phone'").await;
    let name = string(&mut owner, "select id::text from profile_answer where field = 'known_as'").await;
    let (phone, name) = (format!("decision-{phone}"), format!("decision-{name}"));
    let decision = [(phone.as_str(), "accepted"), (name.as_str(), "refused"), ("verdict", "approve"), ("version", "1")];
    officer.post(&format!("{record}/attestations/1/decision"), &decision).await.leads();
    assert_eq!(app.count("select count(*) from profile_contacts where mobile_phone = '+41 22 000 2222' and verified_by is not null").await, 1);
    assert_eq!(app.count("select count(*) from profile_identity where known_as = 'Rel'").await, 0);
    let again = officer.post(&format!("{record}/attestations/1/decision"), &decision).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn what_is_missing_is_said_and_what_was_marked_stays() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-africa").await;
    let record = official(&officer).await;
    let focal = app.as_("focal-wfp").await;

    let answer = focal.post(&format!("{record}/attestations"), &[("mark-contacts-email", "unknown"), ("value-contacts-mobile_phone", "ring")]).await;

    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!answer.error_of("rest").is_empty() && !answer.error_of("declared").is_empty() && !answer.error_of("value-contacts-mobile_phone").is_empty());
    assert_eq!(answer.attribute("input[name=mark-contacts-email][checked]", "value").as_deref(), Some("unknown"));
    assert_eq!(app.count("select count(*) from profile_attestation").await, 0);
}

#[tokio::test]
async fn a_call_is_entered_in_three_interactions_and_accepted_by_another() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-africa").await;
    let record = official(&officer).await;
    let form = officer.get(&format!("{record}/attestations/new")).await;
    let today = form.attribute("#f-attested_on", "value").expect("the day is filled in");

    let call = [("channel", "phone"), ("attested_by", "F. Moretti"), ("attested_on", today.as_str())];
    officer.post(&format!("{record}/attestations/confirmed"), &call).await.leads();
    let own = officer.post(&format!("{record}/attestations/1/decision"), &[("verdict", "approve"), ("version", "1")]).await;
    let mut inside = app.inside("officer-africa").await;
    let attack = run(&mut inside, &format!("begin; update profile_attestation set state = 'approved', approved_by = sec.account_id(); {ENTRY}; commit")).await;

    assert_eq!(own.status, StatusCode::FORBIDDEN);
    assert!(refusal(&attack).contains("attestation_approved_by_another"), "{}", refusal(&attack));
    assert_eq!(string(&mut app.owner().await, "select channel || ' ' || attested_by from profile_attestation").await, "phone F. Moretti");
}

#[tokio::test]
async fn a_code_opens_one_attestation_once() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-africa").await;
    let record = official(&officer).await;
    let issued = officer.post(&format!("{record}/attestations/codes"), &[("for_name", "F. Moretti")]).await;
    let code = issued.one("main dl code");
    let stranger = app.stranger();

    let opened = stranger.get(&format!("/attest?code={code}")).await;
    let mut form = vec![("code", code.as_str()), ("name", "F. Moretti"), ("value-contacts-email", "new@example.org")];
    form.extend_from_slice(ALL_RIGHT);
    let sent = stranger.post("/attest", &form).await;
    let used = stranger.post("/attest", &form).await;
    let wrong = stranger.get("/attest?code=AAAAA-AAAAA-AAAAA").await;

    assert_eq!(opened.status, StatusCode::OK);
    assert!(opened.text().contains("+41 22 000 1111") && !opened.text().contains("zqsealed") && !opened.text().contains("Aurelia Quist"));
    assert_eq!(sent.status, StatusCode::OK);
    assert!(sent.one(".flash.done").contains("Thank you"));
    assert_eq!((used.status, wrong.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert_eq!(used.one(".error"), wrong.one(".error"));
    assert_eq!(app.count("select count(*) from profile_answer where proposed = 'new@example.org' and answer = 'change'").await, 1);
    assert_eq!(app.count("select count(*) from audit.entry where action = 'attestation.by-code'").await, 1);
    assert_eq!(stranger.get(&record).await.leads(), "/sign-in");
    let mut owner = app.owner().await;
    assert_eq!(string(&mut owner, &format!("select count(*)::text from sec.attestation_code t where t::text like '%{code}%'")).await, "0", "hashed");
    officer.post(&format!("{record}/attestations/1/decision"), &[("verdict", "refuse"), ("note", "not them"), ("version", "1")]).await.leads();
    assert_eq!(app.count("select count(*) from profile_contacts where email = 'new@example.org'").await, 0);
}

#[tokio::test]
async fn a_code_ends_by_time_by_a_newer_one_and_after_too_many_tries() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-africa").await;
    let record = official(&officer).await;
    let path = format!("{record}/attestations/codes");
    let first = officer.post(&path, &[("for_name", "F. Moretti")]).await.one("main dl code");
    let second = officer.post(&path, &[("for_name", "F. Moretti")]).await.one("main dl code");
    let stranger = app.stranger();

    assert_eq!(stranger.get(&format!("/attest?code={first}")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(stranger.get(&format!("/attest?code={second}")).await.status, StatusCode::OK);
    assert_eq!(app.as_("focal-wfp").await.post(&path, &[("for_name", "me")]).await.status, StatusCode::FORBIDDEN);
    let mut focal = app.inside("focal-wfp").await;
    let attack = run(&mut focal, "select sec.issue_attestation_code((select id from principal limit 1), '\\x01', 'me')").await;
    assert!(refusal(&attack).starts_with("42501"), "{}", refusal(&attack));
    for _ in 0..12 {
        stranger.get("/attest?code=WRONG").await;
    }
    assert_eq!(stranger.get(&format!("/attest?code={second}")).await.status, StatusCode::TOO_MANY_REQUESTS);
    app.shift_clock("15 days").await;
    assert_eq!(stranger.get(&format!("/attest?code={second}")).await.status, StatusCode::NOT_FOUND);
}
