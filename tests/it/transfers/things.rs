//! Vehicles, equipment and kits on transfers: the whole way, what cannot be sent and who holds it, two that want one
//! vehicle, what does not arrive, what nobody else learns; and the station of a thing attacked in SQL.

use axum::http::StatusCode;

use super::{state, step, tail};
use crate::equipment::{kit, out, plate, thing};
use crate::support::protection::day;
use crate::support::sql::{look, must, refusal, run};
use crate::support::{Answer, TestApp};
use crate::vehicles::{driver, ready, reserve};

/// A transfer of stations without armouries from Goma to Juba, with the permits it needs; answers its address.
async fn empty(app: &TestApp) -> String {
    let planned = day(app, 5).await;
    let armourer = app.as_if("armourer-goma").await;
    let form = [("from", "GOM"), ("to", "JUB"), ("planned_on", planned.as_str()), ("reason", "Fleet for Juba")];
    let transfer = armourer.post("/transfers", &form).await.leads();
    for (kind, country) in [("export", "CD"), ("import", "SS")] {
        let permit = [("kind", kind), ("country", country), ("document", "Status agreement"), ("waived", "yes")];
        armourer.post(&format!("{transfer}/permits"), &permit).await.leads();
    }
    transfer
}

async fn add(app: &TestApp, transfer: &str, what: &str) -> Answer {
    app.as_if("armourer-goma").await.post(&format!("{transfer}/lines"), &[("thing", what)]).await
}

async fn pack(app: &TestApp, transfer: &str) {
    step(app, "ssp-goma", transfer, "authorize", &[("as", "ssp")]).await.leads();
    step(app, "officer-africa", transfer, "authorize", &[("as", "pcu")]).await.leads();
    step(app, "armourer-goma", transfer, "pack", &[("seals", "None, keys in envelope 4")]).await.leads();
    step(app, "coordinator-goma", transfer, "packing", &[]).await.leads();
}

/// A ready vehicle, a kit with one plate, and a plate alone, on their way.
struct Load {
    transfer: String,
    vehicle: String,
    kit: String,
    part: String,
    alone: String,
}

async fn packed(app: &TestApp) -> Load {
    let vehicle = ready(app, "UN 12-345").await;
    let part = plate(app, "P-1", 300).await;
    let alone = plate(app, "P-2", 300).await;
    let kit = kit(app, "Convoy", &[("hard_plate", "1")], &[&part]).await;
    let transfer = empty(app).await;
    for what in ["un12345", &tail(&kit), "p 2"] {
        add(app, &transfer, what).await.leads();
    }
    pack(app, &transfer).await;
    Load { transfer, vehicle, kit, part, alone }
}

async fn sent(app: &TestApp) -> Load {
    let load = packed(app).await;
    let vehicle = tail(&load.vehicle);
    app.as_if("armourer-goma").await.post(&format!("{}/odometers", load.transfer), &[(vehicle.as_str(), "48 210")]).await.leads();
    step(app, "armourer-goma", &load.transfer, "dispatch", &[("carrier", "Ferry")]).await.leads();
    load
}

/// Station of the vehicle, the kit, its part and the plate alone.
async fn stations(app: &TestApp) -> String {
    look(
        app,
        "select concat_ws(' ', (select s.code || v.odometer_km from vehicle v join duty_station s on s.id = v.station_id),
           (select s.code from equipment_kit k join duty_station s on s.id = k.station_id),
           (select string_agg(s.code || ':' || e.state, ' ' order by e.serial) from equipment e join duty_station s on s.id = e.station_id))",
    )
    .await
}

#[tokio::test]
async fn a_vehicle_a_kit_and_a_plate_go_the_whole_way() {
    let app = TestApp::start().await;
    let load = packed(&app).await;
    let vehicle = tail(&load.vehicle);
    let sender = app.as_if("armourer-goma").await;
    let receiver = app.as_if("armourer-juba").await;
    let true_reading = [("reading", "48 190"), ("since_date", "01-Jan-2026"), ("since_time", "0800"), ("reason", "Digits were swapped in the log")];
    sender.post(&format!("{}/odometer", load.vehicle), &true_reading).await.leads();
    let unread = step(&app, "armourer-goma", &load.transfer, "dispatch", &[("carrier", "Ferry")]).await;
    let odometers = format!("{}/odometers", load.transfer);
    let backwards = sender.post(&odometers, &[(vehicle.as_str(), "48 000")]).await;
    sender.post(&odometers, &[(vehicle.as_str(), "48 210")]).await.leads();
    step(&app, "armourer-goma", &load.transfer, "dispatch", &[("carrier", "Ferry")]).await.leads();

    let page = sender.get(&load.vehicle).await;
    let part = sender.get(&load.part).await;
    let kit_page = sender.get(&load.kit).await;
    let ready_ones = sender.get("/vehicles?needs=ready").await;
    let reserved = reserve(&app, &load.vehicle, 1, 2, "").await;
    let unseen = receiver.get(&load.vehicle).await;
    let theirs = receiver.get(&load.transfer).await;
    let listed = receiver.get("/transfers?load=vehicle").await;
    let not_listed = receiver.get("/transfers?load=lot").await;

    assert_eq!(unread.status, StatusCode::CONFLICT, "{}", unread.one("main"));
    assert!(!backwards.error_of(&vehicle).is_empty(), "{}", backwards.one("main"));
    assert!(page.one("dl.facts-list").contains("in transit to JUB since"), "{}", page.one("main"));
    assert!(part.one("dl.facts-list").contains("in transit to JUB since"), "a part goes with its kit: {}", part.one("main"));
    assert!(kit_page.one("dl.facts-list").contains("in transit to JUB since"), "{}", kit_page.one("main"));
    assert_eq!(ready_ones.one("h1"), "0 vehicles");
    assert_ne!(reserved.status, StatusCode::SEE_OTHER, "nobody reserves what is on its way");
    assert_eq!(unseen.status, StatusCode::NOT_FOUND, "it is not theirs yet");
    assert!(theirs.one("#list ~ ol").contains("UN 12-345"), "both ends read the list: {}", theirs.one("main"));
    assert_eq!((listed.one("h1"), not_listed.one("h1")), ("1 transfer".into(), "0 transfers".into()));

    for mark in ["UN12345", "P-2", &tail(&load.kit)] {
        receiver.post(&format!("{}/items", load.transfer), &[("typed", mark)]).await.leads();
    }
    let early = step(&app, "armourer-juba", &load.transfer, "receipt", &[]).await.leads();
    let fewer = receiver.post(&format!("{}/rounds", load.transfer), &[(vehicle.as_str(), "48 209")]).await;
    receiver.post(&format!("{}/rounds", load.transfer), &[(vehicle.as_str(), "48 990")]).await.leads();
    step(&app, "armourer-juba", &load.transfer, "receipt", &[]).await.leads();
    let before = stations(&app).await;
    step(&app, "coordinator-juba", &load.transfer, "received", &[]).await.leads();

    assert!(early.ends_with("/receipt"), "{early}");
    assert!(!fewer.error_of(&vehicle).is_empty(), "{}", fewer.one("main"));
    assert_eq!(before, "GOM48210 GOM GOM:serviceable GOM:serviceable", "one signature moves nothing");
    assert_eq!(stations(&app).await, "JUB48990 JUB JUB:serviceable JUB:serviceable");
    let followed = "select bool_and(x.cell = v.cell)::text from vehicle v, lateral (select cell from vehicle_paper where vehicle_id = v.id
        union all select cell from odometer_correction where vehicle_id = v.id) x";
    assert_eq!(look(&app, followed).await, "true", "its papers and its corrections go with it");
    assert_eq!(state(&app, &load.transfer).await, "completed");
    assert!(receiver.get("/vehicles").await.one("main").contains("UN 12-345"));
    assert_eq!(receiver.get(&load.vehicle).await.status, StatusCode::OK);
    assert_eq!(receiver.get("/vehicles?needs=ready").await.one("h1"), "1 vehicle", "its papers came with it");
    assert!(receiver.get(&load.kit).await.one("main").contains("P-1"), "the kit came whole");
    assert_eq!(sender.get("/vehicles").await.one("h1"), "0 vehicles");
    for gone in [&load.vehicle, &load.kit, &load.part, &load.alone] {
        assert_eq!(sender.get(gone).await.status, StatusCode::NOT_FOUND, "it is the receiver's now");
    }
    let sent_page = sender.get(&load.transfer).await;
    assert!(sent_page.one("main").contains("came with"), "{}", sent_page.one("main"));
    assert!(sender.get(&format!("{}/history", load.transfer)).await.one("main").contains("UN 12-345"), "the sender's history keeps it");
    let history = receiver.get(&format!("{}/history", load.vehicle)).await.one("main");
    assert!(history.contains("Juba") && history.contains("not visible to you") && !history.contains("Goma"), "it came; from where is another's: {history}");
    assert_eq!(look(&app, "select count(*)::text from exception where detail like 'TR-%'").await, "0");
}

#[tokio::test]
async fn what_somebody_holds_is_not_sent_and_the_page_says_who() {
    let app = TestApp::start().await;
    let transfer = empty(&app).await;
    let (reserved, taken, other) = (ready(&app, "UN 1").await, ready(&app, "UN 2").await, empty(&app).await);
    let booking = tail(&reserve(&app, &reserved, 1, 2, "").await.leads());
    let drives = driver(&app, "leader-goma").await;
    let trip = reserve(&app, &taken, 0, 2, &drives).await.leads();
    app.as_if("coordinator-goma").await.post(&format!("{trip}/take"), &[("kilometres", "48 300"), ("version", "1")]).await.leads();
    let (issued, part, free) = (plate(&app, "P-1", 300).await, plate(&app, "P-2", 300).await, thing(&app, "radio", "R-3").await);
    out(&app, &issued, "cpo-goma").await;
    let kit = kit(&app, "Convoy", &[("hard_plate", "1")], &[&part]).await;

    let said = async |what: &str| add(&app, &transfer, what).await.error_of("thing");
    assert!(said("UN 1").await.contains(&booking), "{}", said("UN 1").await);
    assert!(said("UN 2").await.contains(&tail(&trip)), "a running trip: {}", said("UN 2").await);
    assert!(said("P-1").await.contains("has it"), "{}", said("P-1").await);
    assert!(said("P-2").await.contains(&tail(&kit)), "{}", said("P-2").await);
    assert!(said("UN 77").await.contains("No vehicle"), "{}", said("UN 77").await);
    add(&app, &transfer, &tail(&free)).await.leads();
    let twice = add(&app, &other, "R-3").await;
    let weapon = app.as_if("armourer-goma").await.post(&format!("{other}/lines"), &[("weapon", "Z 1")]).await;

    assert!(twice.error_of("thing").contains("another transfer"), "{}", twice.one("main"));
    assert_eq!(weapon.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", weapon.one("main"));
    assert_eq!(app.count("select count(*) from transfer_line where not is_void").await, 1);
}

#[tokio::test]
async fn what_was_listed_and_is_reserved_since_is_not_packed() {
    let app = TestApp::start().await;
    let vehicle = ready(&app, "UN 1").await;
    let transfer = empty(&app).await;
    add(&app, &transfer, "UN 1").await.leads();
    step(&app, "ssp-goma", &transfer, "authorize", &[("as", "ssp")]).await.leads();
    step(&app, "officer-africa", &transfer, "authorize", &[("as", "pcu")]).await.leads();
    let booking = reserve(&app, &vehicle, 1, 2, "").await.leads();

    let refused = step(&app, "armourer-goma", &transfer, "pack", &[("seals", "None")]).await;
    app.as_if("coordinator-goma").await.post(&format!("{booking}/cancel"), &[("reason", "Goes to Juba"), ("version", "1")]).await.leads();
    let accepted = step(&app, "armourer-goma", &transfer, "pack", &[("seals", "None")]).await;

    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.one("main"));
    assert_eq!(accepted.status, StatusCode::SEE_OTHER, "{}", accepted.one("main"));
}

#[tokio::test]
async fn of_eight_transfers_that_want_one_vehicle_one_has_it() {
    let app = std::sync::Arc::new(TestApp::start().await);
    ready(&app, "UN 1").await;
    let mut transfers = Vec::new();
    for _ in 0..8 {
        transfers.push(empty(&app).await);
    }
    let desk = std::sync::Arc::new(app.as_if("armourer-goma").await);
    let racers: Vec<_> = transfers
        .into_iter()
        .map(|transfer| {
            let desk = desk.clone();
            tokio::spawn(async move { desk.post(&format!("{transfer}/lines"), &[("thing", "UN 1")]).await })
        })
        .collect();
    let mut won = 0;
    for racer in racers {
        let answer = racer.await.expect("a racer arrives");
        match answer.status {
            StatusCode::SEE_OTHER => won += 1,
            StatusCode::UNPROCESSABLE_ENTITY => assert!(answer.error_of("thing").contains("another transfer"), "{}", answer.one("main")),
            status => assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.one("main")),
        }
    }

    assert_eq!(won, 1);
    assert_eq!(app.count("select count(*) from transfer_line where vehicle_id is not null").await, 1);
}

#[tokio::test]
async fn what_does_not_arrive_is_investigated_and_lost_and_the_rest_is_looked_at() {
    let app = TestApp::start().await;
    let load = sent(&app).await;
    let receiver = app.as_if("armourer-juba").await;
    receiver.post(&format!("{}/items", load.transfer), &[("typed", "UN 12-345")]).await.leads();
    receiver.post(&format!("{}/rounds", load.transfer), &[(tail(&load.vehicle).as_str(), "48 300")]).await.leads();
    step(&app, "armourer-juba", &load.transfer, "receipt", &[]).await.leads();
    step(&app, "coordinator-juba", &load.transfer, "received", &[]).await.leads();

    assert_eq!(state(&app, &load.transfer).await, "discrepancy");
    assert_eq!(stations(&app).await, "JUB48300 GOM GOM:serviceable GOM:serviceable", "what is missing is still the sender's");
    assert_eq!(look(&app, "select state || ' ' || state_reason from vehicle").await, format!("unserviceable {}", tail(&load.transfer)));
    assert!(app.as_if("armourer-goma").await.get(&load.kit).await.one("main").contains("in transit to JUB"), "missing, it is not ready");

    step(&app, "ssp-goma", &load.transfer, "investigation", &[("findings", "The second lorry was asked for at every post.")]).await.leads();
    let (kit, alone) = (tail(&load.kit), tail(&load.alone));
    let closing = [(kit.as_str(), "1"), (alone.as_str(), "0"), ("reason", "The box was found, the plate was not")];
    step(&app, "chief", &load.transfer, "closing", &closing).await.leads();

    assert_eq!(state(&app, &load.transfer).await, "lost");
    assert_eq!(stations(&app).await, "JUB48300 JUB JUB:unserviceable GOM:lost");
    assert_eq!(look(&app, "select string_agg(code, ' ' order by code) from exception where closed_at is null").await, "equipment_lost");
}

#[tokio::test]
async fn a_vehicle_that_never_came_is_told_and_a_transfer_called_back_returns_everything() {
    let app = TestApp::start().await;
    let load = packed(&app).await;
    step(&app, "armourer-goma", &load.transfer, "cancel", &[("reason", "The ferry is cancelled")]).await.leads();
    step(&app, "coordinator-goma", &load.transfer, "unpack", &[]).await.leads();
    let home = app.as_if("armourer-goma").await.get("/vehicles?needs=ready").await;
    let next = empty(&app).await;
    add(&app, &next, "UN 12-345").await.leads();
    pack(&app, &next).await;
    app.as_if("armourer-goma").await.post(&format!("{next}/odometers"), &[(tail(&load.vehicle).as_str(), "48 210")]).await.leads();
    step(&app, "armourer-goma", &next, "dispatch", &[("carrier", "Ferry")]).await.leads();
    step(&app, "armourer-juba", &next, "receipt", &[]).await.leads();
    step(&app, "coordinator-juba", &next, "received", &[]).await.leads();
    step(&app, "ssp-juba", &next, "investigation", &[("findings", "The ferry sank with everything on it.")]).await.leads();
    step(&app, "chief", &next, "closing", &[(tail(&load.vehicle).as_str(), "0"), ("reason", "Sunk")]).await.leads();

    assert_eq!(home.one("h1"), "1 vehicle");
    assert_eq!(state(&app, &next).await, "lost");
    assert_eq!(look(&app, "select state from vehicle").await, "unserviceable");
    assert_eq!(look(&app, "select code from exception where closed_at is null").await, "vehicle_missing");
}

#[tokio::test]
async fn nobody_else_learns_of_it() {
    let app = TestApp::start().await;
    let load = sent(&app).await;

    for stranger in ["cpo-juba", "cpo-goma", "roster"] {
        let person = app.as_if(stranger).await;
        assert_ne!(person.get(&load.transfer).await.status, StatusCode::OK, "{stranger}");
        assert_ne!(person.get(&load.vehicle).await.status, StatusCode::OK, "{stranger}");
    }
}

#[tokio::test]
async fn the_station_of_a_thing_changes_by_no_other_way() {
    let app = TestApp::start().await;
    sent(&app).await;
    let mut owner = app.owner().await;
    let there = "(select id from duty_station where code = 'JUB')";
    let attacks = [
        (format!("update vehicle set station_id = {there}"), "vehicle_stays_with_its_station"),
        (format!("update equipment_kit set station_id = {there}"), "kit_stays_with_its_station"),
        (format!("update equipment set station_id = {there}"), "equipment_stays_with_its_station"),
        ("update equipment set kit_id = null where kit_id is not null".to_owned(), "thing_in_transit_is_kept"),
        ("update transfer_line set km_sent = 60000 where vehicle_id is not null".to_owned(), "odometer_read_before_it_leaves"),
        ("update transfer_line set km_received = 5 where vehicle_id is not null".to_owned(), "transfer_odometer_only_grows"),
        ("update transfer_line set km_received = 5 where kit_id is not null".to_owned(), "only_a_vehicle_has_an_odometer"),
    ];
    for (attack, rule) in &attacks {
        let outcome = run(&mut owner, &format!("begin; {attack}; rollback")).await;
        let _ = run(&mut owner, "rollback").await;
        assert!(refusal(&outcome).ends_with(rule), "{attack}: {}", refusal(&outcome));
    }

    // their twins: without the guard it would happen
    for guard in ["vehicle_guarded on vehicle", "equipment_kit_then_guarded on equipment_kit", "equipment_then_guarded on equipment"] {
        must(&mut owner, &format!("drop trigger {guard}")).await;
    }
    for (attack, rule) in &attacks[..4] {
        let outcome = run(&mut owner, &format!("begin; {attack}; rollback")).await;
        let _ = run(&mut owner, "rollback").await;
        assert!(outcome.is_ok(), "{rule} is held by something else");
    }
}
