//! Vehicles: ready by their papers, reserved by one at a time, taken and brought back; INV-15 and INV-25 attacked.

use axum::http::StatusCode;

use crate::support::TestApp;
use crate::support::protection::day;
use crate::support::sql::{ENTRY, look, must, refusal, run, string};

/// A vehicle of Goma as its custodian records it; answers its address.
pub async fn vehicle(app: &TestApp, plate: &str, armour: &str, level: &str) -> String {
    let form = [
        ("station", "GOM"),
        ("plate", plate),
        ("make", "Invented"),
        ("model", "Wagon"),
        ("seats", "7"),
        ("armour_standard", armour),
        ("armour_level", level),
        ("odometer", "48 200"),
    ];
    app.as_if("armourer-goma").await.post("/vehicles", &form).await.leads()
}

/// A paper valid from some days from today to others.
pub async fn paper(app: &TestApp, address: &str, kind: &str, from: i32, until: i32) {
    let (from, until) = (day(app, from).await, day(app, until).await);
    let form = [("kind", kind), ("document", "File 7"), ("issued_on", from.as_str()), ("valid_until", until.as_str())];
    app.as_if("armourer-goma").await.post(&format!("{address}/papers"), &form).await.leads();
}

/// An insured vehicle without armour.
pub async fn ready(app: &TestApp, plate: &str) -> String {
    let address = vehicle(app, plate, "none", "").await;
    paper(app, &address, "insurance", -10, 300).await;
    address
}

/// The officer of an account of Goma with a permit to drive; answers the reference.
pub async fn driver(app: &TestApp, account: &str) -> String {
    let id = app.officer_of(account, "GOM").await;
    let sql = format!(
        "begin;
         insert into qualification (id, ref, officer_id, officer_cell, type, obtained_on, valid_until, evidence, verified_by, verified_at)
           select gen_random_uuid(), sec.new_ref('F'), '{id}', 0, 'un_driver_permit', current_date - 20, current_date + 100, 'File', a.id, sec.now()
           from account a where a.username = 'ssp-goma';
         {ENTRY}; commit"
    );
    let mut owner = app.owner().await;
    must(&mut owner, &sql).await;
    string(&mut owner, &format!("select ref from officer where id = '{id}'")).await
}

/// Posts a reservation from some days from today to others, at eight.
pub async fn reserve(app: &TestApp, address: &str, from: i32, to: i32, driver: &str) -> crate::support::Answer {
    let (from, to) = (day(app, from).await, day(app, to).await);
    let form =
        [("from_date", from.as_str()), ("from_time", "0800"), ("to_date", to.as_str()), ("to_time", "0800"), ("purpose", "Airport run"), ("driver", driver)];
    app.as_if("coordinator-goma").await.post(&format!("{address}/reservations"), &form).await
}

#[tokio::test]
async fn a_vehicle_is_ready_as_long_as_its_papers_are() {
    let app = TestApp::start().await;
    let address = vehicle(&app, "UN 12-345", "vpam_brv2009_vr", "VR7").await;
    let reader = app.as_if("ssp-goma").await;
    let stands = async |words: &str, listed: &str, ready: &str| {
        let record = reader.get(&address).await;
        let list = reader.get("/vehicles").await;
        assert!(record.one("header.record").contains(words), "{words}: {}", record.one("main"));
        assert!(list.one("tbody").contains(listed), "the list says the same: {}", list.one("main"));
        assert_eq!(reader.get("/vehicles?needs=ready").await.one("h1"), ready);
    };

    let all = "not capable no armour certificate in force, no armour inspection in force, no insurance in force";
    stands("not ready: armour certificate, armour inspection, insurance", all, "0 vehicles").await;
    paper(&app, &address, "insurance", -10, 300).await;
    paper(&app, &address, "armour_certificate", -400, 300).await;
    paper(&app, &address, "armour_inspection", -100, -1).await;
    stands("not ready: armour inspection", "not capable no armour inspection in force", "0 vehicles").await;
    paper(&app, &address, "armour_inspection", 0, 20).await;
    stands("ready", "fully capable", "1 vehicle").await;
    assert_eq!(reader.get("/vehicles?needs=ending").await.one("h1"), "1 vehicle", "the inspection ends within a month");
    let wrong = app.as_if("armourer-goma").await.post(&format!("{address}/papers/1/void"), &[("reason", ""), ("version", "1")]).await;
    app.as_if("armourer-goma").await.post(&format!("{address}/papers/1/void"), &[("reason", "Of another vehicle"), ("version", "1")]).await.leads();
    assert!(!wrong.error_of("reason").is_empty());
    stands("not ready: insurance", "not capable no insurance in force", "0 vehicles").await;
    assert!(reader.get(&format!("{address}/history")).await.one("main").contains("Of another vehicle"));
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_field_and_kept() {
    let app = TestApp::start().await;
    let address = vehicle(&app, "UN 12-345", "none", "").await;
    let armourer = app.as_if("armourer-goma").await;
    let form = |plate: &'static str, seats: &'static str, station: &'static str| {
        vec![
            ("station", station),
            ("plate", plate),
            ("make", "Invented"),
            ("model", "Wagon"),
            ("seats", seats),
            ("armour_standard", "none"),
            ("odometer", "10"),
        ]
    };

    let twice = armourer.post("/vehicles", &form("un12345", "5", "GOM")).await;
    let bad = armourer.post("/vehicles", &form("UN 9", "5.5", "GOM")).await;
    let elsewhere = armourer.post("/vehicles", &form("UN 9", "5", "JUB")).await;
    let mut edit = form("UN 12-345", "5", "GOM");
    edit.extend([("version", "1")]);
    let less = armourer.post(&format!("{address}/edit"), &edit).await;
    let silent = armourer.post(&format!("{address}/state"), &[("state", "workshop"), ("reason", ""), ("version", "1")]).await;

    assert!(!twice.error_of("plate").is_empty());
    assert_eq!(twice.attribute("#f-plate", "value").as_deref(), Some("un12345"));
    assert!(!bad.error_of("seats").is_empty());
    assert!(!elsewhere.error_of("station").is_empty());
    assert!(less.error_of("odometer").contains("less"), "{}", less.one("main"));
    assert!(!silent.error_of("reason").is_empty());
    assert_eq!(app.count("select count(*) from vehicle").await, 1);
}

#[tokio::test]
async fn a_vehicle_is_reserved_taken_and_brought_back_by_its_driver() {
    let app = TestApp::start().await;
    let address = ready(&app, "UN 12-345").await;
    let driver = driver(&app, "cpo-goma").await;
    let reserved = reserve(&app, &address, 0, 2, &driver).await.leads();
    let cpo = app.as_if("cpo-goma").await;

    let other = reserve(&app, &address, 1, 3, "").await;
    assert!(other.error_of("from_date").contains(reserved.rsplit('/').next().unwrap()), "who has it: {}", other.one("main"));
    assert_eq!(other.attribute("#f-purpose", "value").as_deref(), Some("Airport run"), "entries are kept");
    assert_eq!(app.as_if("ssp-juba").await.get(&reserved).await.status, StatusCode::NOT_FOUND);

    let less = cpo.post(&format!("{reserved}/take"), &[("kilometres", "48 000"), ("version", "1")]).await;
    cpo.post(&format!("{reserved}/take"), &[("kilometres", "48 210"), ("version", "1")]).await.leads();
    let written_off = app.as_if("ssp-goma").await.post(&format!("{address}/state"), &[("state", "written_off"), ("reason", "Old"), ("version", "1")]).await;
    app.shift_clock("3 days").await;
    let cpo = app.as_if("cpo-goma").await;
    let late = app.as_if("coordinator-goma").await.get("/reservations?state=late").await;
    cordon::jobs::detector::run_once(&app.app).await.expect("the detector runs");
    cordon::jobs::detector::run_once(&app.app).await.expect("and a second run adds nothing");
    let told = "select count(*) from exception where code = 'vehicle_not_returned' and closed_at is null";
    assert_eq!(app.count(told).await, 1);
    let broken = [("kilometres", "48 300"), ("condition", "damaged"), ("note", ""), ("version", "2")];
    let silent = cpo.post(&format!("{reserved}/return"), &broken).await;
    let broken = [("kilometres", "48 300"), ("condition", "damaged"), ("note", "Windscreen cracked"), ("version", "2")];
    cpo.post(&format!("{reserved}/return"), &broken).await.leads();

    assert_eq!(app.count(told).await, 0, "settled by its return");
    assert!(less.error_of("kilometres").contains("less"), "{}", less.one("main"));
    assert!(written_off.error_of("state").contains("reserved"), "{}", written_off.one("main"));
    assert_eq!(late.one("h1"), "1 reservation");
    assert!(!silent.error_of("note").is_empty());
    assert_eq!(look(&app, "select odometer_km || ' ' || state from vehicle").await, "48300 unserviceable");
    let record = app.as_if("ssp-goma").await.get(&address).await;
    assert!(record.one("main").contains("Windscreen cracked"), "{}", record.one("main"));
}

#[tokio::test]
async fn of_thirty_two_who_want_one_vehicle_one_wins_and_the_others_learn_who() {
    let app = std::sync::Arc::new(TestApp::start().await);
    let address = ready(&app, "UN 12-345").await;
    let (from, to) = (day(&app, 1).await, day(&app, 2).await);
    let desk = std::sync::Arc::new(app.as_if("coordinator-goma").await);
    let racers: Vec<_> = (0..32)
        .map(|_| {
            let (desk, address, from, to) = (desk.clone(), address.clone(), from.clone(), to.clone());
            tokio::spawn(async move {
                let form = [("from_date", from.as_str()), ("from_time", "0800"), ("to_date", &to), ("to_time", "0800"), ("purpose", "Race"), ("driver", "")];
                desk.post(&format!("{address}/reservations"), &form).await
            })
        })
        .collect();
    let mut won = 0;
    for racer in racers {
        let answer = racer.await.expect("a racer arrives");
        match answer.status {
            StatusCode::SEE_OTHER => won += 1,
            StatusCode::UNPROCESSABLE_ENTITY => assert!(answer.error_of("from_date").contains("has it already"), "{}", answer.one("main")),
            status => assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.one("main")),
        }
    }
    assert_eq!(won, 1);
    assert_eq!(app.count("select count(*) from vehicle_reservation").await, 1);
}

#[tokio::test]
async fn attacked_in_sql_nothing_unready_is_used_and_nobody_drives_without_a_permit() {
    let app = TestApp::start().await;
    ready(&app, "UN 12-345").await;
    let lapsing = vehicle(&app, "UN 77-001", "none", "").await;
    paper(&app, &lapsing, "insurance", -10, 3).await;
    let armoured = vehicle(&app, "UN 55-100", "nij", "III").await;
    for kind in ["insurance", "armour_certificate", "armour_inspection"] {
        paper(&app, &armoured, kind, -10, 300).await;
    }
    driver(&app, "cpo-goma").await;
    let licensed = app.officer_of("cpo-goma", "GOM").await;
    let unlicensed = app.officer_of("leader-goma", "GOM").await;
    let attack = |plate: &str, days: i32, who: uuid::Uuid| {
        format!(
            "begin; insert into vehicle_reservation (id, ref, vehicle_id, cell, during, purpose, driver_id)
             select gen_random_uuid(), sec.new_ref('B'), v.id, v.cell, tstzrange(sec.now(), sec.now() + interval '{days} days'), 'attack',
               '{who}' from vehicle v where v.plate = '{plate}'; rollback"
        )
    };
    let mut inside = app.inside("coordinator-goma").await;
    for (sql, expected) in [
        (attack("UN 12-345", 5, licensed), "accepted"),
        (attack("UN 77-001", 5, licensed), "23514 only_a_ready_vehicle_is_used"),
        (attack("UN 12-345", 5, unlicensed), "23514 driver_is_qualified"),
        (attack("UN 55-100", 5, licensed), "23514 driver_is_qualified"),
    ] {
        assert_eq!(refusal(&run(&mut inside, &sql).await), expected, "{sql}");
        let _ = run(&mut inside, "rollback").await;
    }
    for (sql, expected) in [
        ("begin; update vehicle set odometer_km = 1; rollback", "23514 odometer_only_grows"),
        ("begin; update vehicle_paper set valid_until = valid_until + 300; rollback", "23514 vehicle_paper_is_kept"),
    ] {
        assert_eq!(refusal(&run(&mut inside, sql).await), expected);
        let _ = run(&mut inside, "rollback").await;
    }
    for twin in
        ["drop trigger reservation_guarded on vehicle_reservation", "drop trigger vehicle_guarded on vehicle", "drop trigger paper_of_vehicle on vehicle_paper"]
    {
        must(&mut app.owner().await, twin).await;
    }
    for sql in [
        attack("UN 77-001", 5, unlicensed),
        "begin; update vehicle set odometer_km = 1; rollback".into(),
        "begin; update vehicle_paper set valid_until = valid_until + 300; rollback".into(),
    ] {
        assert_eq!(refusal(&run(&mut inside, &sql).await), "accepted", "the twin");
        let _ = run(&mut inside, "rollback").await;
    }
}

#[tokio::test]
async fn two_reservations_of_one_time_cannot_stand_even_for_the_owner() {
    let app = TestApp::start().await;
    let address = ready(&app, "UN 12-345").await;
    reserve(&app, &address, 1, 3, "").await.leads();
    let again = "begin; insert into vehicle_reservation (id, ref, vehicle_id, cell, during, purpose)
        select gen_random_uuid(), sec.new_ref('B'), vehicle_id, cell, during, 'attack' from vehicle_reservation; rollback";
    let mut owner = app.owner().await;
    assert_eq!(refusal(&run(&mut owner, again).await), "23P01 vehicle_reserved_once_at_a_time");
    let _ = run(&mut owner, "rollback").await;
    must(&mut owner, "alter table vehicle_reservation drop constraint vehicle_reserved_once_at_a_time").await;
    assert_eq!(refusal(&run(&mut owner, again).await), "accepted", "the twin");
}

#[tokio::test]
async fn two_people_write_a_vehicle_off() {
    let app = TestApp::start().await;
    let address = ready(&app, "UN 12-345").await;
    let (first, second) = (app.as_if("coordinator-goma").await, app.as_if("ssp-goma").await);
    let state = async || look(&app, "select state || coalesce(' by ' || sec.account_label(write_off_by), '') from vehicle").await;
    let propose = [("state", "written_off"), ("reason", "Burnt out"), ("version", "1")];

    first.post(&format!("{address}/state"), &propose).await.leads();
    let proposed = state().await;
    let own_page = first.get(&address).await;
    let own = first.post(&format!("{address}/write-off"), &[("version", "2")]).await;
    let twice = second.post(&format!("{address}/state"), &[("state", "written_off"), ("reason", "Again"), ("version", "2")]).await;
    second.post(&format!("{address}/state"), &[("state", "workshop"), ("reason", "It can be mended"), ("version", "2")]).await.leads();
    let taken_back = state().await;
    let nothing = second.post(&format!("{address}/write-off"), &[("version", "3")]).await;
    first.post(&format!("{address}/state"), &[("state", "written_off"), ("reason", "It cannot"), ("version", "3")]).await.leads();
    let stranger = app.as_if("auditor").await.post(&format!("{address}/write-off"), &[("version", "4")]).await;
    let page = second.get(&address).await;
    let stale = second.post(&format!("{address}/write-off"), &[("version", "3")]).await;
    second.post(&format!("{address}/write-off"), &[("version", "4")]).await.leads();
    let gone = second.get(&address).await;

    assert!(proposed.starts_with("unserviceable by "), "{proposed}");
    assert!(own_page.one("main").contains("waits for another person") && own_page.all("main form[action$='write-off']").is_empty(), "{}", own_page.one("main"));
    assert_eq!(own.status, StatusCode::FORBIDDEN);
    assert!(twice.error_of("state").contains("already"), "{}", twice.one("main"));
    assert_eq!(taken_back, "workshop");
    assert_eq!((nothing.status, stale.status), (StatusCode::CONFLICT, StatusCode::CONFLICT));
    assert_eq!(stranger.status, StatusCode::FORBIDDEN);
    assert!(page.all("main form[action$='write-off']").len() == 1, "{}", page.one("main"));
    let (offered, left) = (page.all("main a[href$='/reservations/new']").len(), gone.all("main a[href$='/new'], main a[href$='/state']").len());
    assert_eq!((offered, left), (1, 0), "nobody reserves what is written off");
    assert!(gone.one("header.record").contains("written off") && gone.one("main").contains("confirmed it"), "{}", gone.one("main"));
    assert!(state().await.starts_with("written_off by "));
    assert!(second.get(&format!("{address}/history")).await.one("main").contains("Write-off confirmed by"));
}

#[tokio::test]
async fn where_a_vehicle_goes_is_signed_by_both_and_stays() {
    let app = TestApp::start().await;
    let address = ready(&app, "UN 12-345").await;
    let (first, second) = (app.as_if("coordinator-goma").await, app.as_if("ssp-goma").await);
    let form = |state: &'static str, to: &'static str, document: &'static str| {
        [("state", state), ("reason", "Mission ends"), ("disposal_kind", "government"), ("disposal_to", to), ("disposal_document", document), ("version", "1")]
    };

    let unsaid = first.post(&format!("{address}/state"), &form("written_off", "", "")).await;
    let in_use = first.post(&format!("{address}/state"), &form("workshop", "Ministry of the test", "Note 5")).await;
    first.post(&format!("{address}/state"), &form("written_off", "Ministry of the test", "Note 5")).await.leads();
    let mut inside = app.inside("ssp-goma").await;
    let changed = "begin; update vehicle set disposal_to = 'Somebody else'; rollback";
    let refused = refusal(&run(&mut inside, changed).await);
    let _ = run(&mut inside, "rollback").await;
    let page = second.get(&address).await;
    second.post(&format!("{address}/write-off"), &[("version", "2")]).await.leads();
    let gone = second.get(&address).await;

    assert!(!unsaid.error_of("disposal_to").is_empty() && !unsaid.error_of("disposal_document").is_empty(), "{}", unsaid.one("main"));
    assert!(in_use.error_of("disposal_kind").contains("written off"), "{}", in_use.one("main"));
    assert_eq!(refused, "23514 vehicle_write_off_is_kept");
    for shown in [&page, &gone] {
        assert!(shown.one("main").contains("left to the Government: Ministry of the test, Note 5"), "{}", shown.one("main"));
    }
    must(&mut app.owner().await, "drop trigger vehicle_then_disposed on vehicle").await;
    assert_eq!(refusal(&run(&mut inside, changed).await), "accepted", "the twin");

    ready(&app, "UN 77-001").await;
    let alone = "begin; update vehicle set disposal_kind = 'sold', disposal_to = 'x', disposal_document = 'x' where plate = 'UN 77-001'; rollback";
    assert_eq!(refusal(&run(&mut inside, alone).await), "23514 vehicle_disposal_with_write_off");
    let _ = run(&mut inside, "rollback").await;
    must(&mut app.owner().await, "alter table vehicle drop constraint vehicle_disposal_with_write_off").await;
    assert_eq!(refusal(&run(&mut inside, alone).await), "accepted", "the twin");
}

#[tokio::test]
async fn one_person_cannot_write_a_vehicle_off_in_sql_either() {
    let app = TestApp::start().await;
    let address = ready(&app, "UN 12-345").await;
    app.as_if("coordinator-goma").await.post(&format!("{address}/state"), &[("state", "written_off"), ("reason", "Burnt out"), ("version", "1")]).await.leads();
    ready(&app, "UN 77-001").await;
    let off = |plate: &str, more: &str| {
        format!(
            "begin; update vehicle set state = 'written_off', state_reason = 'Burnt out', written_off_by = sec.account_id(){more} where plate = '{plate}'; rollback"
        )
    };
    let mut first = app.inside("coordinator-goma").await;
    let mut second = app.inside("ssp-goma").await;
    for (is_first, sql, expected) in [
        (true, off("UN 12-345", ""), "23514 vehicle_written_off_by_another"),
        (false, off("UN 12-345", ""), "accepted"),
        (false, off("UN 77-001", ""), "23514 vehicle_written_off_by_two"),
        (false, off("UN 77-001", ", write_off_by = sec.account_id(), write_off_at = sec.now()"), "23514 vehicle_written_off_by_two"),
        (false, off("UN 12-345", ", write_off_by = null, write_off_at = null"), "23514 vehicle_write_off_is_kept"),
        (false, "begin; update vehicle set write_off_by = sec.account_id() where plate = 'UN 12-345'; rollback".into(), "23514 vehicle_write_off_is_kept"),
        (
            false,
            "begin; update vehicle set write_off_by = sec.account_id() where plate = 'UN 77-001'; rollback".into(),
            "23514 vehicle_write_off_waits_unserviceable",
        ),
    ] {
        let inside = if is_first { &mut first } else { &mut second };
        assert_eq!(refusal(&run(inside, &sql).await), expected, "{sql}");
        let _ = run(inside, "rollback").await;
    }
    for twin in ["drop trigger vehicle_guarded on vehicle", "alter table vehicle drop constraint vehicle_written_off_by_another"] {
        must(&mut app.owner().await, twin).await;
    }
    assert_eq!(refusal(&run(&mut first, &off("UN 12-345", "")).await), "accepted", "the twin");
    let _ = run(&mut first, "rollback").await;
    assert_eq!(refusal(&run(&mut second, &off("UN 77-001", "")).await), "accepted", "the twin");
}

/// Posts new times of a reservation, in days from today at eight.
async fn reschedule(app: &TestApp, reserved: &str, from: i32, to: i32, version: &str) -> crate::support::Answer {
    let (from, to) = (day(app, from).await, day(app, to).await);
    let form = [("from_date", from.as_str()), ("from_time", "0800"), ("to_date", to.as_str()), ("to_time", "0800"), ("version", version)];
    app.as_if("coordinator-goma").await.post(&format!("{reserved}/times"), &form).await
}

#[tokio::test]
async fn a_reservation_is_lengthened_and_shortened_and_its_start_stays_once_begun() {
    let app = TestApp::start().await;
    let address = ready(&app, "UN 12-345").await;
    let officer = driver(&app, "cpo-goma").await;
    let first = reserve(&app, &address, 1, 2, &officer).await.leads();
    let other = reserve(&app, &address, 4, 5, "").await.leads();
    let desk = app.as_if("coordinator-goma").await;

    let form = desk.get(&format!("{first}/times")).await;
    assert_eq!(form.attribute("#f-to_date", "value"), Some(day(&app, 2).await), "{}", form.one("main"));
    let taken = reschedule(&app, &first, 1, 5, "1").await;
    let same = reschedule(&app, &first, 1, 2, "1").await;
    let backwards = reschedule(&app, &first, 3, 2, "1").await;
    let beyond = reschedule(&app, &first, 1, 90, "1").await;
    assert!(taken.error_of("to_date").contains(other.rsplit('/').next().unwrap()), "{}", taken.one("main"));
    assert_eq!(taken.attribute("#f-to_date", "value"), Some(day(&app, 5).await), "entries are kept");
    for refused in [same, backwards, beyond] {
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!refused.error_of("to_date").is_empty(), "{}", refused.one("main"));
    }
    assert_eq!(app.as_if("cpo-goma").await.get(&format!("{first}/times")).await.status, StatusCode::FORBIDDEN);

    reschedule(&app, &first, 2, 3, "1").await.leads();
    let stale = reschedule(&app, &first, 1, 2, "1").await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let span = "select (upper(during) - lower(during))::text from vehicle_reservation order by created_at limit 1";
    assert_eq!(look(&app, span).await, "1 day");
    let history = app.as_if("coordinator-goma").await.get(&format!("{first}/history")).await.one("main");
    assert_eq!(history.matches("08:00 Goma").count(), 6, "the times that were and the times that are: {history}");

    app.shift_clock("2 days 12 hours").await;
    let begun = app.as_if("coordinator-goma").await.get(&format!("{first}/times")).await;
    let begun_now = look(&app, "select (lower(during) <= sec.now())::text from vehicle_reservation order by created_at limit 1").await;
    assert_eq!(begun.attribute("#f-from_date", "value").is_none().to_string(), begun_now, "{}", begun.one("main"));
    desk_cancels(&app, &other).await;
    assert_eq!(app.as_if("coordinator-goma").await.get(&format!("{other}/times")).await.status, StatusCode::SEE_OTHER, "what is over leads back");
}

async fn desk_cancels(app: &TestApp, reserved: &str) {
    let form = [("reason", "Not needed"), ("version", "1")];
    app.as_if("coordinator-goma").await.post(&format!("{reserved}/cancel"), &form).await.leads();
}

#[tokio::test]
async fn of_two_that_grow_into_one_another_one_wins() {
    let app = TestApp::start().await;
    let address = ready(&app, "UN 12-345").await;
    let first = reserve(&app, &address, 1, 2, "").await.leads();
    let second = reserve(&app, &address, 4, 5, "").await.leads();

    let answers = tokio::join!(reschedule(&app, &first, 1, 3, "1"), reschedule(&app, &second, 2, 5, "1"));
    let won = [&answers.0, &answers.1].iter().filter(|answer| answer.status == StatusCode::SEE_OTHER).count();
    assert_eq!(won, 1, "{} {}", answers.0.status, answers.1.status);
    assert_eq!(app.count("select count(*) from vehicle_reservation where version = 2").await, 1);
}

#[tokio::test]
async fn attacked_in_sql_a_reservation_moves_only_as_it_may() {
    let app = TestApp::start().await;
    let address = ready(&app, "UN 12-345").await;
    let lapsing = vehicle(&app, "UN 77-001", "none", "").await;
    paper(&app, &lapsing, "insurance", -10, 3).await;
    reserve(&app, &address, 1, 2, "").await.leads();
    reserve(&app, &lapsing, 1, 2, "").await.leads();
    let moved = |plate: &str, during: &str| {
        format!(
            "begin; update vehicle_reservation r set during = {during}, version = r.version + 1 from vehicle v where v.id = r.vehicle_id and v.plate = '{plate}'; rollback"
        )
    };
    let mut inside = app.inside("coordinator-goma").await;
    let cases = [
        (moved("UN 12-345", "tstzrange(lower(during), upper(during) + interval '9 days')"), "accepted"),
        (moved("UN 12-345", "tstzrange(lower(during) + interval '1 hour', upper(during))"), "accepted"),
        (moved("UN 12-345", "tstzrange(lower(during) - interval '9 days', sec.now())"), "23514 reservation_is_to_come"),
        (moved("UN 12-345", "tstzrange(lower(during), upper(during) + interval '9 hours'), purpose = 'Another'"), "23514 reservation_follows"),
        (moved("UN 77-001", "tstzrange(lower(during), upper(during) + interval '9 days')"), "23514 only_a_ready_vehicle_is_used"),
    ];
    for (sql, expected) in &cases {
        assert_eq!(refusal(&run(&mut inside, sql).await), *expected, "{sql}");
        let _ = run(&mut inside, "rollback").await;
    }
    app.shift_clock("36 hours").await;
    let mut inside = app.inside("coordinator-goma").await;
    let early = moved("UN 12-345", "tstzrange(lower(during) - interval '1 hour', upper(during) + interval '2 days')");
    let begun = look(&app, "select (lower(during) <= sec.now())::text from vehicle_reservation limit 1").await;
    assert_eq!(refusal(&run(&mut inside, &early).await), if begun == "true" { "23514 begun_reservation_keeps_its_start" } else { "accepted" });
    let _ = run(&mut inside, "rollback").await;

    must(&mut app.owner().await, "drop trigger reservation_moved on vehicle_reservation").await;
    for (sql, _) in &cases {
        assert_eq!(refusal(&run(&mut inside, sql).await), "accepted", "the twin: {sql}");
        let _ = run(&mut inside, "rollback").await;
    }
}
