//! Confirmation of a station's data: block by block, none and unknown apart, graded by dates; WF-8 attacked.

use axum::http::StatusCode;

use crate::support::arms::{armoury, pistol};
use crate::support::sql::{ENTRY, look, must, refusal, run};
use crate::support::{Answer, Person, TestApp};

const PAGE: &str = "/duty-stations/GOM/confirmation";

async fn say(person: &Person, block: &str, statement: &str, seen: &str) -> Answer {
    person.post(PAGE, &[("block", block), ("statement", statement), ("seen", seen)]).await
}

/// What the page offers to say of a block.
fn offers(page: &Answer, block: &str) -> Vec<String> {
    page.all(&format!("#block-{block} button"))
}

#[tokio::test]
async fn none_and_unknown_are_kept_apart_and_unchanged_is_checked() {
    let app = TestApp::start().await;
    let ssp = app.as_if("ssp-goma").await;

    let first = ssp.get(PAGE).await;
    let wrong = say(&ssp, "firearms", "unchanged", "0").await;
    say(&ssp, "firearms", "none", "0").await.leads();
    say(&ssp, "vehicles", "unknown", "0").await.leads();
    let after = ssp.get(PAGE).await;
    let store = armoury(&app, "Main").await;
    pistol(&app, &store, "9F-31877").await;
    let changed = ssp.get(PAGE).await;
    let stale = say(&ssp, "firearms", "changed", "0").await;
    let none_now = say(&ssp, "firearms", "none", "0").await;
    say(&ssp, "firearms", "changed", "1").await.leads();
    let calm = ssp.get(PAGE).await;

    assert!(first.one("#block-firearms").contains("never confirmed"), "{}", first.one("main"));
    assert_eq!(offers(&first, "firearms"), ["None Firearms", "Unknown Firearms"]);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(after.one("#block-firearms").contains("Firearms confirmed"), "{}", after.one("#block-firearms"));
    assert!(after.one("#block-vehicles").contains("said to be unknown"), "{}", after.one("#block-vehicles"));
    assert!(changed.one("#block-firearms").contains("9F-31877") && changed.one("#block-firearms").contains("1 change since"), "{}", changed.one("main"));
    assert!(stale.one(".summary-of-errors").contains("changed while you looked"), "{}", stale.one("main"));
    assert_eq!(none_now.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(offers(&calm, "firearms"), ["Unchanged Firearms", "Unknown Firearms"]);
    assert!(!calm.one("#block-firearms").contains("change since"));
    assert!(ssp.get(&format!("{PAGE}/history")).await.one("main").contains("unknown"));
    assert!(ssp.get(&format!("{PAGE}/print")).await.text().contains("Firearms"));
}

#[tokio::test]
async fn what_is_due_late_or_unknown_stands_on_every_page_of_the_data() {
    let app = TestApp::start().await;
    let ssp = app.as_if("ssp-goma").await;
    say(&ssp, "firearms", "none", "0").await.leads();
    say(&ssp, "vehicles", "none", "0").await.leads();
    let grade = async || {
        let page = app.as_if("ssp-goma").await.get(PAGE).await;
        let last = |block: &str| page.one(&format!("#block-{block} .tag")).rsplit([' ']).next().unwrap_or_default().to_owned();
        [last("people"), last("firearms"), last("vehicles")]
    };

    let good = grade().await;
    app.shift_clock("33 days").await;
    let due = grade().await;
    let due_head = app.as_if("ssp-goma").await.get("/firearms").await.one("main .tag");
    app.shift_clock("41 days").await;
    let late = grade().await;

    assert!(good[0] == "confirmed" && good[1] == good[2] && good[1].ends_with("-2026"), "never; then with their day: {good:?}");
    assert_eq!((due[1].as_str(), late[1].as_str()), ("due", "late"));
    assert_eq!((&due[2], &late[2]), (&good[2], &good[2]), "the rest is quarterly");
    assert!(due_head.starts_with("Goma: Firearms last confirmed") && due_head.ends_with("due"), "{due_head}");
    let reader = app.as_if("ssp-goma").await;
    assert!(reader.get("/firearms?station=GOM").await.one("main .tag").ends_with("late"));
    assert!(reader.get("/vehicles").await.one("main .tag").contains("Vehicles confirmed"));
    assert!(reader.get("/duty-stations/GOM").await.one("#figures ~ .blocks h3").contains("People never confirmed"));
    assert!(reader.get("/duty-stations").await.one("tbody").contains("late"));
    assert!(reader.get("/duty-stations.csv").await.text().contains("late"));
}

#[tokio::test]
async fn a_station_past_its_day_stands_in_the_register_once_until_it_confirms() {
    let app = TestApp::start().await;
    say(&app.as_if("ssp-goma").await, "firearms", "none", "0").await.leads();
    let open = "select coalesce(string_agg(detail, ' '), '') from exception where code = 'station_unconfirmed' and closed_at is null";
    cordon::jobs::detector::run_once(&app.app).await.expect("the detector runs");
    let before = look(&app, open).await;
    app.shift_clock("45 days").await;
    cordon::jobs::detector::run_once(&app.app).await.expect("the detector runs");
    cordon::jobs::detector::run_once(&app.app).await.expect("and a second run adds nothing");
    let late = look(&app, open).await;
    say(&app.as_if("ssp-goma").await, "firearms", "none", "0").await.leads();

    assert_eq!((before.as_str(), late.as_str()), ("", "GOM"), "a station that never confirmed anything is unknown, not late");
    assert_eq!(look(&app, open).await, "");
}

#[tokio::test]
async fn weapons_that_a_signed_count_found_count_as_confirmed() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    pistol(&app, &store, "9F-31877").await;
    let counter = app.as_if("coordinator-goma").await;
    let ssp = app.as_if("ssp-goma").await;
    let count = counter.post("/stock-counts", &[("what", store.as_str())]).await.leads();
    counter.post(&format!("{count}/items"), &[("typed", "9F-31877")]).await.leads();
    counter.post(&format!("{count}/finish"), &[("version", "1")]).await.leads();

    let unsigned = ssp.get(PAGE).await.one("#block-firearms");
    app.as_if("armourer-goma").await.post(&format!("{count}/sign"), &[("version", "2")]).await.leads();
    let signed = ssp.get(PAGE).await.one("#block-firearms");

    assert!(unsigned.contains("never confirmed") && unsigned.contains("0 of 1 counted"), "{unsigned}");
    assert!(signed.contains("Firearms confirmed") && signed.contains("1 of 1 counted this month"), "{signed}");
}

#[tokio::test]
async fn the_coordinator_reconciles_and_the_security_professional_confirms() {
    let app = TestApp::start().await;
    let coordinator = app.as_if("coordinator-goma").await;
    let ssp = app.as_if("ssp-goma").await;
    let form = [("block", "firearms"), ("statement", "none"), ("seen", "0")];
    let reconcile = "/duty-stations/GOM/reconciliation";

    let not_theirs = coordinator.post(PAGE, &form).await;
    let nor_theirs = ssp.post(reconcile, &form).await;
    coordinator.post(reconcile, &form).await.leads();
    let page = ssp.get(PAGE).await.one("#block-firearms");
    let elsewhere = app.as_if("ssp-juba").await.get(PAGE).await;
    let reader = app.as_if("leader-goma").await.get(PAGE).await;

    assert_eq!(not_theirs.status, StatusCode::FORBIDDEN);
    assert_eq!(nor_theirs.status, StatusCode::FORBIDDEN);
    assert!(page.contains("Reconciled by") && page.contains("never confirmed"), "to reconcile is not to confirm: {page}");
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
    assert!(reader.all("main button").is_empty(), "{:?}", reader.all("main button"));
}

#[tokio::test]
async fn the_database_holds_the_rules_of_a_confirmation() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    pistol(&app, &store, "9F-31877").await;
    let insert = |block: &str, statement: &str| {
        format!(
            "begin; insert into station_confirmation (id, station_id, cell, block, step, statement) select gen_random_uuid(), id, cell, '{block}', 'confirmed', '{statement}' from duty_station where code = 'GOM'; rollback"
        )
    };
    let mut ssp = app.inside("ssp-goma").await;
    let mut coordinator = app.inside("coordinator-goma").await;

    for (block, statement, held) in [
        ("firearms", "none", "23514 none_means_none"),
        ("vehicles", "unchanged", "23514 nothing_is_said_to_be_none"),
        ("firearms", "unchanged", "23514 unchanged_means_unchanged"),
        ("firearms", "perhaps", "23514 confirmation_statement_known"),
    ] {
        assert_eq!(refusal(&run(&mut ssp, &insert(block, statement)).await), held);
        let _ = run(&mut ssp, "rollback").await;
    }
    assert!(refusal(&run(&mut coordinator, &insert("firearms", "changed")).await).starts_with("42501"));
    let _ = run(&mut coordinator, "rollback").await;
    say(&app.as_if("ssp-goma").await, "firearms", "changed", "0").await.leads();
    let mut owner = app.owner().await;
    let rewrite = "begin; update station_confirmation set statement = 'none', at = now() + interval '1 year'; rollback";
    assert_eq!(refusal(&run(&mut owner, rewrite).await), "23514 confirmation_is_kept");
    let _ = run(&mut owner, "rollback").await;
    must(&mut owner, "alter table station_confirmation disable trigger station_confirmation_guarded").await;
    assert_eq!(refusal(&run(&mut owner, rewrite).await), "accepted", "the twin");
    assert_eq!(refusal(&run(&mut ssp, &insert("firearms", "none")).await), "accepted", "the twin");
}

#[tokio::test]
async fn a_paper_of_a_record_is_a_change_of_it() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let officer = app.officer_of("cpo-goma", "GOM").await;
    let sql = format!(
        "begin; insert into vehicle (id, ref, station_id, cell, plate, make, model, seats, armour_standard, odometer_km)
           select gen_random_uuid(), 'V-AAAAA', id, cell, 'UN 1', 'Invented', 'Wagon', 5, 'none', 0 from duty_station where code = 'GOM'; {ENTRY}; commit"
    );
    must(&mut app.owner().await, &sql).await;
    let insert = |block: &str| {
        format!(
            "begin; insert into station_confirmation (id, station_id, cell, block, step, statement) select gen_random_uuid(), id, cell, '{block}', 'confirmed', 'unchanged' from duty_station where code = 'GOM'; rollback"
        )
    };
    let mut inside = app.inside("ssp-goma").await;
    let parts = [
        (
            "people",
            "insert into qualification (id, ref, officer_id, officer_cell, type, obtained_on, valid_until, evidence) values (gen_random_uuid(), sec.new_ref('F'), '{o}', 0, 'un_driver_permit', current_date - 20, current_date + 100, 'File')",
        ),
        ("people", "update qualification set is_void = true, void_reason = 'Wrong', version = version + 1"),
        (
            "people",
            "insert into armed_suspension (id, officer_id, officer_cell, reason, ordered_by) select gen_random_uuid(), '{o}', 0, 'Inquiry', id from account where username = 'ssp-goma'",
        ),
        (
            "people",
            "insert into availability (id, officer_id, cell, kind, from_date, to_date) values (gen_random_uuid(), '{o}', 0, 'leave', current_date, current_date + 9)",
        ),
        ("people", "insert into employment (id, officer_id, cell, grade) values (gen_random_uuid(), '{o}', 0, 'P-3')"),
        (
            "people",
            "insert into language_skill (id, officer_id, cell, language, reading, writing, speaking, understanding) values (gen_random_uuid(), '{o}', 0, 'fr', 'fluent', 'fluent', 'fluent', 'fluent')",
        ),
        (
            "vehicles",
            "insert into vehicle_paper (id, vehicle_id, cell, number, kind, document, issued_on, valid_until) select gen_random_uuid(), id, cell, 1, 'insurance', 'File', current_date - 9, current_date + 90 from vehicle",
        ),
        (
            "firearms",
            "insert into firearm_permit (id, firearm_id, cell, number, kind, document, country, issued_on, valid_until) select gen_random_uuid(), id, cell, 9, 'possession', 'File', 'CD', current_date - 9, current_date + 90 from firearm",
        ),
        (
            "firearms",
            "insert into firearm_inspection (id, firearm_id, cell, number, kind, done_on, result, inspector) select gen_random_uuid(), id, cell, 9, 'inspection', current_date, 'fit', 'Armourer' from firearm",
        ),
    ];
    let ssp = app.as_if("ssp-goma").await;
    for (block, part) in parts {
        let page = ssp.get(PAGE).await;
        let changes = page.attribute(&format!("#block-{block} input[name=seen]"), "value").unwrap_or_default();
        let statement = if offers(&page, block)[0].starts_with("Unchanged") { "unchanged" } else { "changed" };
        say(&ssp, block, statement, &changes).await.leads();
        let calm = ssp.get(PAGE).await;
        assert_eq!(refusal(&run(&mut inside, &insert(block)).await), "accepted", "nothing changed yet, before {part}");
        let _ = run(&mut inside, "rollback").await;
        must(&mut app.owner().await, &format!("begin; {}; {ENTRY}; commit", part.replace("{o}", &officer.to_string()))).await;

        let told = ssp.get(PAGE).await;
        let wrong = say(&ssp, block, "unchanged", "0").await;

        assert!(offers(&calm, block)[0].starts_with("Unchanged"), "{}", calm.one(&format!("#block-{block}")));
        assert!(told.one(&format!("#block-{block}")).contains("1 change since"), "{part}: {}", told.one(&format!("#block-{block}")));
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{part}");
        assert_eq!(refusal(&run(&mut inside, &insert(block)).await), "23514 unchanged_means_unchanged", "{part}");
        let _ = run(&mut inside, "rollback").await;
    }
    assert!(ssp.get(PAGE).await.one("#block-firearms").contains(&weapon));
    must(&mut app.owner().await, "create or replace function sec.parts_changed(in_cell integer) returns table (out_area text, out_record uuid, out_at timestamptz) language sql stable as 'select null::text, null::uuid, null::timestamptz where false'").await;
    assert_eq!(refusal(&run(&mut inside, &insert("people")).await), "accepted", "the twin");
}

#[tokio::test]
async fn a_list_of_several_stations_says_at_how_many_its_data_is_old() {
    let app = TestApp::start().await;
    say(&app.as_if("ssp-goma").await, "firearms", "none", "0").await.leads();
    let good = app.as_if("auditor").await.get("/firearms?station=GOM&station=JUB").await;
    let one = app.as_if("ssp-goma").await.get("/armouries").await;
    let equipment = app.as_if("ssp-goma").await.get("/equipment").await;
    app.shift_clock("45 days").await;
    let late = app.as_if("auditor").await.get("/armouries?station=GOM&station=JUB").await;

    assert_eq!(good.one("main .tag"), "Firearms, 2 stations: 0 late, 0 due, 1 unknown");
    assert_eq!(late.one("main .tag"), "Firearms, 2 stations: 1 late, 0 due, 1 unknown");
    assert!(late.attribute("main p > a[href='/duty-stations']", "href").is_some(), "{}", late.one("main"));
    assert!(one.one("main .tag").starts_with("Goma: Firearms confirmed"), "{}", one.one("main"));
    assert!(one.attribute("main p > a[href='/duty-stations/GOM/confirmation']", "href").is_some());
    assert_eq!(equipment.one("main .tag"), "Goma: Equipment never confirmed");
}
