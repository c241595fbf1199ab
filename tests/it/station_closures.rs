//! A duty station closes by two people, with nothing open, and takes nothing afterwards: INV-26 attacked from every side.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use sqlx::PgConnection;

use crate::support::TestApp;
use crate::support::protection::{day, officer, official};
use crate::support::sql::{change, look, must, refusal, strings};
use crate::support::world;

const CLOSING: &str = "/duty-stations/BGF/closing";
const ASK: [(&str, &str); 2] = [("reason", "The office ends"), ("document", "Decision 4")];
/// What somebody could record at Bangui.
const RECORDS: &[(&str, &str)] = &[
    ("officer", "insert into officer (id, ref, name, station_id, category) select gen_random_uuid(), 'O-X1', 'Invented', id, 'SS' from duty_station where code = 'BGF'"),
    (
        "vehicle",
        "insert into vehicle (id, ref, station_id, cell, plate, make, model, seats, armour_standard, odometer_km, communications, created_by)
           select gen_random_uuid(), 'V-X1', s.id, s.cell, 'X 1', 'Make', 'Wagon', 5, 'none', 1, '', a.id from duty_station s, account a where s.code = 'BGF' and a.username = 'chief'",
    ),
    (
        "equipment",
        "insert into equipment (id, ref, station_id, cell, kind, label, serial, ownership, place, created_by)
           select gen_random_uuid(), 'J-X1', s.id, s.cell, 'radio', 'Radio', 'R 1', 'un_owned', 'Store', a.id from duty_station s, account a where s.code = 'BGF' and a.username = 'chief'",
    ),
];
const VISIT: &str = "insert into availability (id, officer_id, cell, kind, from_date, to_date, station_id)
   select gen_random_uuid(), o.id, 0, 'temporary_duty', current_date + 40, current_date + 50, s.id from officer o, duty_station s where o.name = 'S. Traore' and s.code = 'BGF'";
const CLOSE: &str = "update station_closure set state = 'closed', decided_at = sec.now(), version = version + 1,
   decided_by = (select id from account where username = 'chief') where state = 'asked'";

/// An act of the radio at Bangui: kind, whether it is a fact, state, condition, missing as, place.
fn act(what: &str) -> String {
    format!(
        "insert into equipment_act (id, ref, cell, equipment_id, purpose, note, occurred_at, first_by, kind, is_fact, state, condition, missing_as, place)
         select gen_random_uuid(), sec.new_ref('JA'), e.cell, e.id, '', 'x', sec.now(), a.id, {what} from equipment e, account a where e.ref = 'J-X1' and a.username = 'chief'"
    )
}

async fn refused(owner: &mut PgConnection, sql: &str) -> String {
    let said = refusal(&change(owner, sql).await);
    must(owner, "rollback").await;
    said
}

async fn asked(app: &TestApp) {
    app.as_if("officer-africa").await.post(CLOSING, &ASK).await.leads();
}

async fn closed(app: &TestApp) {
    asked(app).await;
    app.as_if("chief").await.post(&format!("{CLOSING}/decision"), &[("version", "1")]).await.leads();
}

#[tokio::test]
async fn a_station_is_closed_by_two_people_and_opened_again_by_the_chief() {
    let app = TestApp::start().await;
    let (desk, chief) = (app.as_if("officer-africa").await, app.as_if("chief").await);

    let bare = desk.post(CLOSING, &[("reason", ""), ("document", "Decision 4")]).await;
    asked(&app).await;
    let own = desk.get(CLOSING).await;
    let alone = desk.post(&format!("{CLOSING}/decision"), &[("version", "1")]).await;
    let waiting = desk.get("/duty-stations/BGF").await;
    let stale = chief.post(&format!("{CLOSING}/decision"), &[("version", "7")]).await;
    chief.post(&format!("{CLOSING}/decision"), &[("version", "1")]).await.leads();
    let shut = desk.get("/duty-stations/BGF").await;
    let late = desk.post("/officers", &[("name", "Invented"), ("station", "BGF"), ("category", "SS"), ("duty_role", "cp_officer")]).await;
    let mine = desk.post(&format!("{CLOSING}/reopening"), &[("end_reason", "Needed"), ("version", "2")]).await;
    let silent = chief.post(&format!("{CLOSING}/reopening"), &[("end_reason", " "), ("version", "2")]).await;
    chief.post(&format!("{CLOSING}/reopening"), &[("end_reason", "The office stays"), ("version", "2")]).await.leads();
    change(&mut app.owner().await, RECORDS[0].1).await.expect("it takes records again");

    assert!(!bare.error_of("reason").is_empty());
    assert_eq!(bare.attribute("#f-document", "value").as_deref(), Some("Decision 4"), "entries are kept");
    assert!(own.one("main").contains("You asked for it") && own.all("form[action$=decision]").is_empty());
    assert_eq!(alone.status, StatusCode::FORBIDDEN);
    assert!(waiting.one("section[aria-labelledby=protection]").contains("closing asked for"));
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(shut.one("section[aria-labelledby=protection]").contains("closed"), "it stays readable");
    assert_ne!(late.status, StatusCode::SEE_OTHER);
    assert!(late.one("main").contains("INV-26"), "{}", late.one("main"));
    assert_eq!(mine.status, StatusCode::FORBIDDEN);
    assert!(!silent.error_of("end_reason").is_empty());
    let history = chief.get(&format!("{CLOSING}/history")).await;
    assert!(history.one("main").contains("The office stays") && history.one("main").contains("Decision 4"), "{}", history.one("main"));
}

#[tokio::test]
async fn what_was_asked_can_be_taken_back() {
    let app = TestApp::start().await;
    let desk = app.as_if("officer-africa").await;
    asked(&app).await;

    let twice = desk.post(CLOSING, &ASK).await;
    desk.post(&format!("{CLOSING}/withdrawal"), &[("end_reason", "Not yet"), ("version", "1")]).await.leads();
    let page = desk.get(CLOSING).await;

    assert_eq!(twice.status, StatusCode::CONFLICT);
    assert!(twice.one("main").contains("already"), "{}", twice.one("main"));
    assert_eq!(page.all("form[action$=closing][method=post]").len(), 1, "it can be asked for anew");
    let coordinator = app.as_if("coordinator-goma").await;
    assert_eq!(coordinator.get("/duty-stations/GOM/closing").await.status, StatusCode::OK);
    assert_eq!(coordinator.post("/duty-stations/GOM/closing", &ASK).await.status, StatusCode::FORBIDDEN);
    assert_eq!(app.as_if("armourer-goma").await.get("/duty-stations/GOM/closing").await.status, StatusCode::FORBIDDEN);
    assert_eq!(coordinator.get(CLOSING).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn everything_that_is_open_stands_on_the_page_and_keeps_it_from_closing() {
    let app = TestApp::start().await;
    world::furnish(&app).await;
    let mut owner = app.owner().await;
    let known: BTreeSet<String> =
        strings(&mut owner, "select distinct m.out_kind from duty_station s cross join sec.station_matters(array[s.cell]) m where s.code in ('GOM', 'JUB')")
            .await
            .into_iter()
            .collect();
    let page = app.as_if("chief").await.get("/duty-stations/GOM/closing.csv").await.text();

    for kind in [
        "custody",
        "ammunition",
        "transfer",
        "discrepancy",
        "exception",
        "team",
        "assignment",
        "standby",
        "movement",
        "officer",
        "vehicle",
        "equipment",
        "evacuation",
    ] {
        assert!(known.contains(kind), "{kind} is not known: {known:?}");
        assert!(page.contains(&format!(",{kind},")), "{kind} is not on the page: {page}");
    }
    let close = "update station_closure set state = 'closed', decided_at = sec.now(), version = version + 1, decided_by = (select id from account where username = 'chief')
       where cell = (select cell from duty_station where code = 'GOM')";
    assert_eq!(refused(&mut owner, close).await, "23514 station_closes_with_nothing_open");
}

#[tokio::test]
async fn each_thing_alone_keeps_the_station_from_closing() {
    let app = TestApp::start().await;
    officer(&app, "S. Traore").await;
    asked(&app).await;
    let mut owner = app.owner().await;

    for (kind, record) in RECORDS.iter().chain(&[("deployment", VISIT)]) {
        assert_eq!(refused(&mut owner, &format!("{record}; {CLOSE}")).await, "23514 station_closes_with_nothing_open", "{kind}");
    }
    change(&mut owner, RECORDS[1].1).await.expect("a vehicle");
    let chief = app.as_if("chief").await;
    let page = chief.post(&format!("{CLOSING}/decision"), &[("version", "1")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.one("#f-decision").contains("INV-26") && page.attribute("tbody a", "href").as_deref() == Some("/vehicles/V-X1"), "{}", page.one("main"));
}

#[tokio::test]
async fn the_database_closes_by_two_people_and_keeps_what_was_signed() {
    let app = TestApp::start().await;
    asked(&app).await;
    let mut owner = app.owner().await;
    let asker = "update station_closure set state = 'closed', decided_at = sec.now(), decided_by = asked_by";

    assert_eq!(refused(&mut owner, asker).await, "23514 station_closed_by_two_people");
    for (attack, held_by) in [
        ("update station_closure set state = 'reopened', ended_by = asked_by, end_reason = 'x'", "station_closure_follows"),
        ("update station_closure set reason = 'Other'", "station_closure_is_kept"),
        ("update station_closure set state = 'withdrawn', ended_by = asked_by", "station_closure_ends_with_reason"),
        ("update station_closure set state = 'closed'", "station_closed_when_decided"),
    ] {
        assert_eq!(refused(&mut owner, attack).await, format!("23514 {held_by}"), "{attack}");
    }
    change(&mut owner, CLOSE).await.expect("the twin: another person closes");
    let again = "update station_closure set decided_by = (select id from account where username = 'executive')";
    assert_eq!(refused(&mut owner, again).await, "23514 station_closure_is_kept");
    let mut desk = app.inside("officer-africa").await;
    let undo = "update station_closure set state = 'reopened', ended_at = sec.now(), end_reason = 'x', version = version + 1, ended_by = sec.account_id()";
    assert_eq!(refused(&mut desk, undo).await, "23514 station_reopened_by_the_chief");
}

#[tokio::test]
async fn a_closed_station_takes_no_record_and_nobody_is_sent_there() {
    let app = TestApp::start().await;
    officer(&app, "S. Traore").await;
    let mut owner = app.owner().await;
    for (kind, record) in RECORDS {
        must(&mut owner, &format!("begin; {record}; rollback")).await;
        assert_eq!(look(&app, &format!("select count(*)::text from {kind} where ref like '%-X1'")).await, "0", "the twin was accepted and taken back");
    }
    closed(&app).await;

    for (kind, record) in RECORDS {
        assert_eq!(refused(&mut owner, record).await, "23514 station_is_closed", "{kind}");
    }
    for (attack, held_by) in [
        ("update officer set station_id = (select id from duty_station where code = 'BGF') where name = 'S. Traore'", "station_is_closed"),
        (
            "insert into station_number (id, station_id, cell, label, number, as_of) select gen_random_uuid(), id, cell, 'Desk', '+123', '2026-01-01' from duty_station where code = 'BGF'",
            "station_is_closed",
        ),
        (
            "insert into station_strength (id, station_id, cell, armed, unarmed, document) select gen_random_uuid(), id, cell, 1, 1, 'Plan' from duty_station where code = 'BGF'",
            "station_is_closed",
        ),
        (VISIT, "destination_is_closed"),
    ] {
        assert_eq!(refused(&mut owner, attack).await, format!("23514 {held_by}"), "{attack}");
    }
    change(&mut owner, &VISIT.replace("'BGF'", "'NBO'")).await.expect("the twin goes elsewhere");
    change(
        &mut owner,
        "insert into exception (id, ref, cell, rule, code, detail) select gen_random_uuid(), 'X-X1', cell, 'INV-26', 'contested', 'x' from duty_station where code = 'BGF'",
    )
    .await
    .expect("what is found there is told all the same");
    let (from, to) = (day(&app, 60).await, day(&app, 70).await);
    let officer = look(&app, "select ref from officer where name = 'S. Traore'").await;
    let form = [("kind", "temporary_duty"), ("from", from.as_str()), ("to", to.as_str()), ("station", "BGF"), ("note", "")];
    let sent = app.as_if("officer-africa").await.post(&format!("/officers/{officer}/availability"), &form).await;
    assert!(sent.one("main").contains("INV-26"), "{}", sent.one("main"));
}

#[tokio::test]
async fn what_cannot_wait_and_what_happened_is_kept_at_a_closed_station() {
    let app = TestApp::start().await;
    let official = official(&app, "NTRM2").await;
    officer(&app, "S. Traore").await;
    let mut owner = app.owner().await;
    change(&mut owner, &VISIT.replace("current_date + 50", "current_date + 45")).await.expect("a visit that is to end");
    change(&mut owner, "update availability set to_date = current_date - 1, from_date = current_date - 9").await.expect("it is over");
    change(&mut owner, RECORDS[0].1).await.expect("an officer");
    change(&mut owner, "update officer set state = 'voided', state_reason = 'x' where ref = 'O-X1'").await.expect("entered in error");
    change(&mut owner, RECORDS[2].1).await.expect("a radio");
    change(&mut owner, &act("'loss', true, 'done', 'unknown', 'lost', 'Roadside'")).await.expect("it is lost");
    change(&mut owner, "update exception set closed_at = sec.now(), resolution = 'Told to the owner', version = version + 1 where closed_at is null")
        .await
        .expect("settled");
    closed(&app).await;

    let danger = [("official", official.reference.as_str()), ("station", "BGF"), ("threat", "A caller named the house."), ("level", "high"), ("posture", "P4")];
    app.as_if("officer-africa").await.post("/interim-protection", &danger).await.leads();
    change(&mut owner, &act("'recovery', true, 'done', 'good', '', 'Market'")).await.expect("found, whatever became of the station");
    assert_eq!(look(&app, "select count(*)::text from exception where code = 'fact_at_closed_station'").await, "1", "and told");
    assert_eq!(refused(&mut owner, &act("'write_off', false, 'prepared', 'good', '', ''")).await, "23514 station_is_closed", "a plan is refused");

    for (attack, held_by) in [
        ("update availability set to_date = current_date + 30", "destination_is_closed"),
        ("update officer set state = 'active', state_reason = '' where ref = 'O-X1'", "station_is_closed"),
    ] {
        assert_eq!(refused(&mut owner, attack).await, format!("23514 {held_by}"), "{attack}");
    }
    change(&mut owner, "update availability set to_date = current_date - 2").await.expect("the twin: a shorter stay");
}

#[tokio::test]
async fn the_page_knows_every_kind_of_matter() {
    let app = TestApp::start().await;
    let body = look(&app, "select string_agg(prosrc, ' ') from pg_proc where proname in ('station_matters', 'open_matters')").await;
    let told: BTreeSet<&str> = body.split("select '").skip(1).filter_map(|rest| rest.split('\'').next()).collect();
    let chief = app.as_if("chief").await.get(CLOSING).await;
    for kind in told {
        assert!(chief.attribute(&format!("select[name=kind] option[value={kind}]"), "value").is_some(), "{kind}: {}", chief.one("main"));
    }
}

#[tokio::test]
async fn whoever_records_something_at_that_moment_is_waited_for() {
    let app = TestApp::start().await;
    asked(&app).await;
    let (mut one, mut other) = (app.owner().await, app.owner().await);
    must(&mut one, &format!("begin; {}", RECORDS[0].1)).await;

    assert_eq!(refused(&mut other, &format!("set local lock_timeout = '300ms'; {CLOSE}")).await, "55P03");
    must(&mut one, "rollback").await;
    change(&mut other, CLOSE).await.expect("nobody records anything there any more");
}

#[tokio::test]
async fn invented_plans_name_the_closed_station_that_takes_none() {
    let app = TestApp::start().await;
    let few = cordon::exercise::load::Volume { movements: 4, officers: 2, officials: 2, assessments: 0, years: 1, ends: 10, seed: 7 };
    closed(&app).await;

    let refused = cordon::exercise::load::run(&app.admin, &few).await.expect_err("a station is closed").to_string();
    app.as_if("chief").await.post(&format!("{CLOSING}/reopening"), &[("end_reason", "The exercise goes on"), ("version", "2")]).await.leads();
    let loaded = cordon::exercise::load::run(&app.admin, &few).await;

    assert!(refused.contains("closed duty stations take no plans: BGF"), "{refused}");
    assert!(loaded.is_ok(), "{loaded:?}");
}
