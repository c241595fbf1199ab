//! Facts are kept from any state; plans are refused. Alarms have one owner at a time.

use axum::http::StatusCode;

use crate::support::TestApp;
use crate::support::journeys::Journey;
use crate::support::sql::{change, look, refusal};

fn z(minutes: i64) -> String {
    (cordon::clock::machine_now() + chrono::Duration::minutes(minutes)).format("%H:%M").to_string()
}

#[tokio::test]
async fn the_desk_keeps_a_departure_an_arrival_and_the_journey_is_complete() {
    let app = TestApp::start().await;
    let journey = app.arrange(&Journey::goma_to_juba()).await;
    let desk = app.as_if("coordinator-goma").await;
    let url = format!("/movements/{}/check-ins", journey.reference);

    let departed = desk.post(&url, &[("condition", "departed"), ("channel", "radio"), ("reported_by", "TL"), ("back", "/today")]).await;
    assert_eq!(departed.leads(), "/today");
    assert!(departed.cookie("cordon_flash").is_some_and(|said| said.starts_with("said-report-kept")));
    assert_eq!(look(&app, "select state || ' ' || (next_due_at - last_contact_at > interval '29 minutes') from leg").await, "under_way true");
    desk.post(&url, &[("condition", "arrived"), ("channel", "phone")]).await.leads();

    assert_eq!(look(&app, "select state from leg").await, "arrived");
    assert_eq!(look(&app, "select state from movement").await, "completed");
    let log = desk.get(&format!("/movements/{}/log", journey.reference)).await;
    assert_eq!(log.status, StatusCode::OK);
    assert!(log.text().contains("kept by T. Bisimwa"), "{}", log.one("main"));
    assert_eq!(desk.get(&format!("/movements/{}/log.csv?kind=departed", journey.reference)).await.text().lines().count(), 2);
}

#[tokio::test]
async fn a_departure_from_a_state_that_is_not_ready_is_kept_and_opens_an_exception_with_an_owner() {
    let app = TestApp::start().await;
    let journey = app.arrange(&Journey { state: "planning", ..Journey::goma_to_juba() }).await;
    app.arrange_post(&journey, "team_leader", None).await;
    let mut owner = app.owner().await;

    let planned = change(&mut owner, "update movement set state = 'ready'").await;
    assert_eq!(refusal(&planned), "23514 movement_transition_allowed");
    let desk = app.as_if("coordinator-goma").await;
    let kept = desk.post(&format!("/movements/{}/check-ins", journey.reference), &[("condition", "departed"), ("channel", "radio")]).await;

    assert!(kept.cookie("cordon_flash").is_some_and(|said| said.starts_with("said-caution-report-exception")), "INV-11");
    assert_eq!(look(&app, "select state from movement").await, "under_way");
    assert_eq!(
        look(&app, "select string_agg(rule || ' ' || code || ' ' || (owner_id is not null), ', ' order by code) from exception").await,
        "INV-11 departed_not_ready true, INV-11 departed_uncovered true"
    );
}

#[tokio::test]
async fn a_departure_when_ready_and_covered_opens_nothing() {
    let app = TestApp::start().await;
    let journey = app.arrange(&Journey::goma_to_juba()).await;

    app.as_if("coordinator-goma")
        .await
        .post(&format!("/movements/{}/check-ins", journey.reference), &[("condition", "departed"), ("channel", "radio")])
        .await
        .leads();

    assert_eq!(app.count("select count(*) from exception").await, 0);
}

#[tokio::test]
async fn a_time_in_the_future_is_refused_beside_its_field_and_an_earlier_one_is_a_late_entry() {
    let app = TestApp::start().await;
    let journey = app.arrange(&Journey::goma_to_juba()).await;
    let desk = app.as_if("coordinator-goma").await;
    let url = format!("/movements/{}/check-ins", journey.reference);

    let ahead = desk.post(&url, &[("condition", "departed"), ("channel", "radio"), ("at", &z(20)), ("reported_by", "TL Okoro")]).await;
    assert_eq!(ahead.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(ahead.error_of("at").contains("INV-12"), "{}", ahead.error_of("at"));
    assert_eq!(ahead.attribute("#f-reported_by", "value").as_deref(), Some("TL Okoro"));
    assert_eq!(app.count("select count(*) from movement_event").await, 0);
    let mut owner = app.owner().await;
    assert_eq!(refusal(&change(&mut owner, "update leg set departed_at = sec.now() + interval '1 hour'").await), "23514 leg_actual_not_in_future");

    desk.post(&url, &[("condition", "departed"), ("channel", "radio"), ("at", &z(-26))]).await.leads();
    let log = desk.get(&format!("/movements/{}/log", journey.reference)).await;
    assert!(log.text().contains("reported ") && log.text().contains("received "), "{}", log.one("table"));
}

#[tokio::test]
async fn reports_out_of_order_keep_both_times_and_the_latest_state() {
    let app = TestApp::start().await;
    let journey = app.arrange(&Journey::goma_to_juba()).await;
    let desk = app.as_if("coordinator-goma").await;
    let url = format!("/movements/{}/check-ins", journey.reference);

    desk.post(&url, &[("condition", "arrived"), ("channel", "radio"), ("at", &z(-5))]).await.leads();
    desk.post(&url, &[("condition", "departed"), ("channel", "radio"), ("at", &z(-50))]).await.leads();
    desk.post(&url, &[("condition", "departed"), ("channel", "radio"), ("at", &z(-48))]).await.leads();

    assert_eq!(
        look(&app, "select state || ' ' || (arrived_at - departed_at between interval '44 minutes' and interval '46 minutes') from leg").await,
        "arrived true"
    );
    assert_eq!(app.count("select count(*) from movement_event where kind = 'departed'").await, 2);
    assert_eq!(look(&app, "select state from movement").await, "completed");
}

#[tokio::test]
async fn an_official_reported_in_two_places_is_contested_on_both_records_until_one_is_corrected() {
    let app = TestApp::start().await;
    let first = app.arrange(&Journey { to: "NBO", departs_in: -180, lasts: 60, ..Journey::goma_to_juba() }).await;
    let second = app
        .arrange(&Journey {
            principal: Some(first.principal),
            planned_by: "JUB",
            from: "JUB",
            to: "BGF",
            departs_in: -60,
            lasts: 120,
            ..Journey::goma_to_juba()
        })
        .await;
    let mut owner = app.owner().await;
    let plan = change(&mut owner, &format!("update leg set departs_at = departs_at - interval '2 hours' where id = '{}'", second.leg)).await;
    assert_eq!(refusal(&plan), "23P01 principal_in_one_place", "the plan is refused (INV-08)");
    let (goma, juba) = (app.as_if("coordinator-goma").await, app.as_if("coordinator-juba").await);

    goma.post(&format!("/movements/{}/check-ins", first.reference), &[("condition", "departed"), ("channel", "radio"), ("at", &z(-150))]).await.leads();
    let kept = juba.post(&format!("/movements/{}/check-ins", second.reference), &[("condition", "departed"), ("channel", "radio"), ("at", &z(-60))]).await;

    assert!(kept.cookie("cordon_flash").is_some_and(|said| said.starts_with("said-caution-report-contested")), "{:?}", kept.cookie("cordon_flash"));
    assert_eq!(
        look(&app, &format!("select state || ' ' || is_contested || ' ' || contested_reason from leg where id = '{}'", second.leg)).await,
        "under_way true principal_elsewhere"
    );
    assert_eq!(app.count("select count(distinct movement_id) from exception where code = 'principal_elsewhere' and closed_at is null").await, 2);
    let register = goma.get("/exceptions").await;
    assert!(register.text().contains(&first.reference) && !register.text().contains(&second.reference), "each desk sees its own side");

    let arrived = [("what", "arrived"), ("deed", "time"), ("at", &z(-100)), ("note", "The arrival had not been reported.")];
    goma.post(&format!("/movements/{}/legs/1/corrections", first.reference), &arrived).await.leads();
    assert_eq!(app.count("select count(*) from exception where closed_at is null").await, 0);
    assert_eq!(look(&app, &format!("select is_contested::text from leg where id = '{}'", second.leg)).await, "false");
}

#[tokio::test]
async fn a_diversion_ends_the_leg_and_runs_on_to_a_station_that_sees_it_at_once() {
    let app = TestApp::start().await;
    let journey = app.arrange(&Journey::goma_to_juba()).await;
    let cpo = app.officer_of("cpo-goma", "GOM").await;
    app.arrange_post(&journey, "ppo", Some(cpo)).await;
    let desk = app.as_if("coordinator-goma").await;
    let url = format!("/movements/{}/check-ins", journey.reference);
    desk.post(&url, &[("condition", "departed"), ("channel", "radio")]).await.leads();
    assert_eq!(look(&app, "select count(*)::text from leg where arrival_cell = (select cell from duty_station where code = 'BGF')").await, "0");

    let bare = desk.post(&url, &[("condition", "diverted"), ("channel", "radio")]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!bare.error_of("place").is_empty() && !bare.error_of("note").is_empty());
    desk.post(&url, &[("condition", "diverted"), ("channel", "radio"), ("place", "Bangui"), ("note", "Weather at Juba")]).await.leads();

    assert_eq!(look(&app, "select string_agg(number || ' ' || state, ', ' order by number) from leg").await, "1 diverted, 2 under_way");
    assert_eq!(look(&app, "select state from movement").await, "diverted");
    assert_eq!(
        look(&app, "select (visible_from <= sec.now())::text from leg where number = 2 and arrival_cell = (select cell from duty_station where code = 'BGF')")
            .await,
        "true"
    );
    assert_eq!(
        look(&app, "select t.state || ' ' || t.is_contested from tasking t join leg l on l.id = t.leg_id where l.number = 2").await.as_str(),
        "active false"
    );
    assert_eq!(app.count("select count(*) from exception where code = 'clearance_after_diversion'").await, 1);
    desk.post(&url, &[("condition", "arrived"), ("channel", "radio")]).await.leads();
    assert_eq!(look(&app, "select state from movement").await, "completed");
}

#[tokio::test]
async fn the_other_end_reports_its_leg_and_no_leg_that_does_not_touch_it() {
    let app = TestApp::start().await;
    let journey = app.arrange(&Journey { to: "NBO", departs_in: -30, lasts: 90, ..Journey::goma_to_juba() }).await;
    app.arrange_leg(&journey, 2, &Journey { from: "NBO", departs_in: 180, lasts: 120, ..Journey::goma_to_juba() }).await;
    let ssp = app.as_if("ssp-juba").await;
    let url = format!("/movements/{}/check-ins", journey.reference);

    let arrived = ssp.post(&url, &[("leg", "2"), ("condition", "arrived"), ("channel", "phone")]).await;
    assert_eq!(arrived.status, StatusCode::SEE_OTHER, "{}", arrived.one("main"));
    assert_eq!(look(&app, "select state from leg where number = 2").await, "arrived");

    let hidden = ssp.post(&url, &[("leg", &journey.leg.to_string()), ("condition", "arrived"), ("channel", "phone")]).await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
    let stranger = app.as_if("coordinator-juba").await;
    let away = app.arrange(&Journey { to: "NBO", departs_in: -60, lasts: 120, ..Journey::goma_to_juba() }).await;
    let refused = stranger.post(&format!("/movements/{}/check-ins", away.reference), &[("condition", "arrived"), ("channel", "phone")]).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    assert_eq!(app.count("select count(*) from movement_event where kind = 'arrived'").await, 1);
}

#[tokio::test]
async fn the_second_to_take_a_row_is_told_who_was_first() {
    let app = TestApp::start().await;
    let journey = app.arrange(&Journey::goma_to_juba()).await;
    let (first, second) = (app.as_if("officer-africa").await, app.as_if("coordinator-goma").await);
    let url = format!("/movements/{}/take", journey.reference);

    assert_eq!(first.post(&url, &[("form_key", "00112233445566778899aabbccddeeff")]).await.leads(), "/watch");
    let late = second.post(&url, &[]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.one("h1").contains("Taken by A. Diallo"), "{}", late.one("h1"));
    assert_eq!(second.post(&url, &[("over", "yes")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    second.post(&url, &[("over", "yes"), ("note", "Spoke with him.")]).await.leads();
    assert_eq!(look(&app, "select sec.account_label(owner_id) from movement").await, "T. Bisimwa");
    assert_eq!(look(&app, "select string_agg(kind, ' ' order by received_at) from movement_event").await, "taken taken_over");

    app.shift_clock("16 minutes").await;
    assert_eq!(look(&app, "select (alert_again_at < sec.now())::text from movement").await, "true");
    app.as_if("officer-africa").await.post(&url, &[]).await.leads();
    assert_eq!(look(&app, "select sec.account_label(owner_id) from movement").await, "A. Diallo");
}

#[tokio::test]
async fn a_note_with_the_key_of_a_check_in_is_kept_and_the_same_check_in_only_once() {
    let app = TestApp::start().await;
    let journey = app.arrange(&Journey::goma_to_juba()).await;
    let desk = app.as_if("coordinator-goma").await;
    let key = ("form_key", "00112233445566778899aabbccddeeff");

    for _ in 0..2 {
        desk.post(&format!("/movements/{}/check-ins", journey.reference), &[key, ("condition", "well"), ("channel", "radio")]).await.leads();
    }
    desk.post(&format!("/movements/{}/notes", journey.reference), &[key, ("text", "Convoy complete.")]).await.leads();
    let silent = desk.post(&format!("/movements/{}/escalations", journey.reference), &[("reason", " ")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    desk.post(&format!("/movements/{}/escalations", journey.reference), &[key, ("reason", "No contact.")]).await.leads();

    assert_eq!(look(&app, "select string_agg(kind, ' ' order by received_at) from movement_event").await, "check_in note escalated");
}

#[tokio::test]
async fn a_note_takes_the_alarm_with_it_and_its_words_wait_when_somebody_was_faster() {
    let app = TestApp::start().await;
    let journey = app.arrange(&Journey { next_due_in: Some(-5), ..Journey::under_way() }).await;
    let (desk, second) = (app.as_if("coordinator-goma").await, app.as_if("ssp-goma").await);
    let url = format!("/movements/{}/notes", journey.reference);

    let taken = desk.post(&url, &[("text", "Called the leader."), ("take", "yes"), ("back", "/watch")]).await;
    assert_eq!(taken.leads(), "/watch");
    assert!(taken.cookie("cordon_flash").is_some_and(|said| said.starts_with("said-taken-and-noted")));
    assert_eq!(look(&app, "select sec.account_label(owner_id) from movement").await, "T. Bisimwa");
    let late = second.post(&url, &[("text", "Sent a car."), ("take", "yes"), ("back", "/watch")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.one("h1").contains("T. Bisimwa"), "{}", late.one("h1"));
    assert_eq!(late.one("#f-note").trim(), "Sent a car.");
    assert_eq!(app.count("select count(*) from movement_event where note = 'Sent a car.'").await, 0);

    second.post(&url, &[("text", "Sent a car.")]).await.leads();
    assert_eq!(look(&app, "select string_agg(kind, ' ' order by kind) from movement_event").await, "note note taken", "a note alone takes nothing");
    assert_eq!(look(&app, "select sec.account_label(owner_id) from movement").await, "T. Bisimwa");
    let silent = second.post(&url, &[("text", " "), ("take", "yes")]).await;
    assert_eq!(silent.attribute("input[name=take]", "value"), Some("yes".into()), "values are kept");
}

#[tokio::test]
async fn at_watch_level_departure_and_arrival_no_check_in_is_due() {
    let app = TestApp::start().await;
    let journey = app.arrange(&Journey { watch: "departure_arrival", ..Journey::goma_to_juba() }).await;
    let desk = app.as_if("coordinator-goma").await;
    let url = format!("/movements/{}/check-ins", journey.reference);

    desk.post(&url, &[("condition", "departed"), ("channel", "radio")]).await.leads();
    assert_eq!(look(&app, "select (next_due_at is null)::text from leg").await, "true");
    desk.post(&url, &[("condition", "well"), ("channel", "radio"), ("next_due", &z(45))]).await.leads();
    assert_eq!(look(&app, "select (next_due_at between sec.now() and sec.now() + interval '46 minutes')::text from leg").await, "true");
}
