//! The page of the person on duty, and its outbox.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use crate::support::journeys::{Arranged, Journey};
use crate::support::sql::look;
use crate::support::{Answer, Person, TestApp};

async fn on_duty(app: &TestApp) -> Arranged {
    let journey = app.arrange(&Journey::goma_to_juba()).await;
    let cpo = app.officer_of("cpo-goma", "GOM").await;
    let leader = app.officer_of("leader-goma", "GOM").await;
    app.arrange_post(&journey, "ppo", Some(cpo)).await;
    app.arrange_post(&journey, "team_leader", Some(leader)).await;
    journey
}

async fn outbox(person: &Person, fields: &[(&str, &str)]) -> Answer {
    let body = serde_html_form::to_string(fields).expect("a form");
    let request = Request::post("/today/reports")
        .header(header::ORIGIN, "http://cordon.test")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("x-outbox", "1");
    person.send(request, Body::from(body)).await
}

#[tokio::test]
async fn an_officer_on_duty_sees_the_leg_reports_well_and_knows_whom_to_call() {
    let app = TestApp::start().await;
    let journey = on_duty(&app).await;
    let cpo = app.as_if("cpo-goma").await;

    let page = cpo.get("/today").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.one("main"));
    assert_eq!(page.all("button.big").len(), 3);
    assert!(page.one(".call").starts_with("TL "), "{}", page.one(".calls"));
    assert!(page.attribute(".call", "href").is_some_and(|url| url.starts_with("tel:+")));
    let leg = page.attribute("input[name=leg]", "value").expect("a leg");
    let key = page.attribute("input[name=form_key]", "value").expect("a key");
    assert_eq!(cpo.post("/today/reports", &[("form_key", &key), ("leg", &leg), ("kind", "well"), ("at", "")]).await.leads(), "/today");

    assert_eq!(look(&app, "select kind || ' ' || channel || ' ' || sec.account_label(account_id) from movement_event").await, "check_in app H. Haddad");
    assert_eq!(look(&app, "select last_contact_channel from leg").await, "app");
    assert!(cpo.get("/today").await.one(".sent").contains("Last report"));
    let other = cpo.get(&format!("/movements/{}/check-ins/new?back=/today", journey.reference)).await;
    assert_eq!(other.status, StatusCode::OK);
}

#[tokio::test]
async fn the_outbox_gets_204_once_the_report_is_received_and_again_when_it_repeats() {
    let app = TestApp::start().await;
    let journey = on_duty(&app).await;
    let cpo = app.as_if("cpo-goma").await;
    let leg = journey.leg.to_string();
    let at = (cordon::clock::machine_now() - chrono::Duration::minutes(26)).to_rfc3339();
    let report = [("form_key", "00112233445566778899aabbccddeeff"), ("leg", leg.as_str()), ("kind", "late"), ("at", at.as_str())];

    for _ in 0..2 {
        assert_eq!(outbox(&cpo, &report).await.status, StatusCode::NO_CONTENT);
    }
    let mut owner = app.owner().await;
    sqlx::query("delete from sec.form_key").execute(&mut owner).await.expect("keys are forgotten after a day");
    assert_eq!(outbox(&cpo, &report).await.status, StatusCode::NO_CONTENT);

    assert_eq!(app.count("select count(*) from movement_event").await, 1);
    assert_eq!(
        look(&app, "select (received_at - occurred_at between interval '25 minutes' and interval '27 minutes')::text from movement_event").await,
        "true"
    );
    let ahead = (cordon::clock::machine_now() + chrono::Duration::minutes(26)).to_rfc3339();
    assert_eq!(outbox(&cpo, &[("leg", &leg), ("kind", "well"), ("at", &ahead)]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(outbox(&app.stranger(), &report).await.status, StatusCode::SEE_OTHER, "a redirect is not received");
}

#[tokio::test]
async fn the_page_weighs_at_most_six_kilobytes() {
    let app = TestApp::start().await;
    on_duty(&app).await;

    let page = app.as_if("cpo-goma").await.raw("GET", "/today", &[("accept-encoding", "br")], "").await;

    assert_eq!(page.headers.get(header::CONTENT_ENCODING).and_then(|value| value.to_str().ok()), Some("br"));
    assert!(page.bytes.len() <= 6 * 1024, "{} bytes", page.bytes.len());
}

#[tokio::test]
async fn assistance_is_asked_once_and_then_the_numbers_are_shown() {
    let app = TestApp::start().await;
    let journey = on_duty(&app).await;
    let cpo = app.as_if("cpo-goma").await;

    let sent = cpo.post("/today/reports", &[("leg", &journey.leg.to_string()), ("kind", "assistance"), ("at", "")]).await;
    assert_eq!(sent.leads(), "/today/assistance");
    let page = cpo.get("/today/assistance").await;
    assert!(page.text().contains("This does not replace radio and phone."));
    assert!(page.attribute(".call", "href").is_some_and(|url| url.starts_with("tel:+")));
    assert_eq!(look(&app, "select kind || ' ' || class from alert where cleared_at is null").await, "assistance warning");
    app.as_if("coordinator-goma")
        .await
        .post(&format!("/movements/{}/check-ins", journey.reference), &[("condition", "well"), ("channel", "phone")])
        .await
        .leads();
    assert_eq!(app.count("select count(*) from alert where cleared_at is null").await, 0);
}

#[tokio::test]
async fn a_leg_of_others_is_not_found_and_a_check_in_after_the_end_is_added() {
    let app = TestApp::start().await;
    let journey = on_duty(&app).await;
    let leg = journey.leg.to_string();

    let armourer = app.as_if("armourer-goma").await;
    assert_eq!(armourer.post("/today/reports", &[("leg", &leg), ("kind", "well"), ("at", "")]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(app.count("select count(*) from movement_event").await, 0);
    app.as_if("coordinator-goma")
        .await
        .post(&format!("/movements/{}/check-ins", journey.reference), &[("condition", "arrived"), ("channel", "radio")])
        .await
        .leads();
    let late = app.as_if("cpo-goma").await.post("/today/reports", &[("leg", &leg), ("kind", "well"), ("at", "")]).await;
    assert!(late.cookie("cordon_flash").is_some_and(|said| said.starts_with("said-caution-today-ended")));
}

#[tokio::test]
async fn everybody_else_is_off_duty() {
    let app = TestApp::start().await;
    let journey = on_duty(&app).await;

    for name in ["auditor", "cpo-juba", "focal-wfp"] {
        let page = app.as_if(name).await.get("/today").await;
        assert_eq!(page.status, StatusCode::OK, "{name}");
        assert!(page.one(".calm").starts_with("Off duty."), "{name}: {}", page.one("main"));
        assert!(!page.text().contains(&journey.reference));
    }
    let mut owner = app.owner().await;
    crate::support::sql::change(
        &mut owner,
        "update tasking set state = 'released' where officer_id = (select officer_id from account where username = 'cpo-goma')",
    )
    .await
    .expect("released");
    assert!(app.as_if("cpo-goma").await.get("/today").await.one(".calm").contains("Handed over"));
}
