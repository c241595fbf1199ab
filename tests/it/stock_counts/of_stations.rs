//! Counts of a station's vehicles and equipment: what has a mark is scanned, the rest is numbered, a kit is one thing with
//! its parts ticked; INV-23 and INV-24 attacked.

use axum::http::StatusCode;

use super::{scan, tail};
use crate::equipment::{kit, thing};
use crate::support::protection::day;
use crate::support::sql::{ENTRY, look, must, refusal, run};
use crate::support::{Person, TestApp};
use crate::vehicles::vehicle;

async fn opened(counter: &Person, what: &str) -> String {
    counter.post("/stock-counts", &[("what", what)]).await.leads()
}

const TOLD: &str = "select coalesce(string_agg(d.kind || ' ' || expected || counted || ' ' || coalesce(v.plate, nullif(e.serial, ''), e.label, k.name, d.typed),
    ', ' order by d.kind, e.serial, v.plate, d.typed), '')
  from stock_discrepancy d left join vehicle v on v.id = d.vehicle_id left join equipment e on e.id = d.equipment_id left join equipment_kit k on k.id = d.kit_id";

#[tokio::test]
async fn vehicles_are_counted_by_plate_and_one_that_is_lost_is_no_longer_available() {
    let app = TestApp::start().await;
    let lost = vehicle(&app, "UN 1001", "none", "").await;
    vehicle(&app, "UN 1002", "none", "").await;
    let (counter, armourer) = (app.as_if("coordinator-goma").await, app.as_if("armourer-goma").await);
    let ssp = app.as_if("ssp-goma").await;
    let sheet = counter.get("/duty-stations/GOM/vehicles-sheet").await;
    let count = opened(&counter, "vehicles-GOM").await;
    let twice = counter.post("/stock-counts", &[("what", "vehicles-GOM")]).await;
    opened(&counter, "equipment-GOM").await;

    let own = scan(&armourer, &count, "UN 1002").await;
    scan(&counter, &count, "un-1002").await.leads();
    let found = counter.get(&count).await;
    scan(&counter, &count, "UN 1003").await.leads();
    let near = counter.get(&count).await.one("#last");
    counter.post(&format!("{count}/items/2/strike"), &[("reason", "Misread")]).await.leads();
    counter.post(&format!("{count}/finish"), &[("version", "1")]).await.leads();
    let unsigned = ssp.get("/duty-stations/GOM/confirmation").await.one("#block-vehicles");
    armourer.post(&format!("{count}/sign"), &[("version", "2")]).await.leads();
    let signed = ssp.get("/duty-stations/GOM/confirmation").await.one("#block-vehicles");

    assert!(sheet.text().contains("UN 1001") && sheet.text().contains("Vehicles of Goma"), "{}", sheet.text());
    assert!(twice.error_of("what").contains("being counted"), "{}", twice.one("main"));
    assert_eq!(own.status, StatusCode::FORBIDDEN, "who keeps them does not count them");
    assert!(found.one("#last").starts_with("Found:") && found.one("#last").contains("UN 1002"), "{}", found.one("main"));
    assert!(found.one("#not-yet ~ ul").contains("UN 1001") && found.one("h1").contains("Vehicles of Goma"), "{}", found.one("main"));
    assert!(near.contains("not among the vehicles") && near.contains("UN 1001"), "{near}");
    assert_eq!(look(&app, TOLD).await, "missing 10 UN 1001");
    assert_eq!(look(&app, "select found || '/' || expected from stock_count where covers = 'vehicles'").await, "1/2");
    assert!(unsigned.contains("0 of 2 counted this quarter") && signed.contains("1 of 2 counted this quarter"), "{signed}");
    assert!(signed.contains("never confirmed"), "one was not found: {signed}");

    let difference = format!("/discrepancies/{}", look(&app, "select ref from stock_discrepancy").await);
    let page = ssp.get(&difference).await;
    let findings = [("outcome", "stolen"), ("findings", "Taken from the car park at night."), ("version", "1")];
    let undeclared = ssp.post(&format!("{difference}/investigation"), &findings).await;
    let link = page.attribute(&format!("a[href='{lost}/state']"), "href");
    ssp.post(&format!("{lost}/state"), &[("state", "unserviceable"), ("reason", "Stolen"), ("version", "1")]).await.leads();
    ssp.post(&format!("{difference}/investigation"), &findings).await.leads();

    assert!(link.is_some(), "it leads on to the record of the vehicle: {}", page.one("main"));
    assert!(undeclared.error_of("outcome").contains("INV-24"), "{}", undeclared.one("main"));
    assert_eq!(look(&app, "select state || outcome from stock_discrepancy").await, "investigatedstolen");
    assert!(counter.get("/stock-counts?covers=vehicles").await.one("tbody").contains("1 of 2 vehicles found"));
    assert!(counter.get("/stock-counts.csv?covers=vehicles").await.text().contains("vehicles,GOM"));
    assert!(counter.get(&format!("{count}/print")).await.text().contains("UN 1002"));
    assert!(counter.get(&format!("{count}/history")).await.one("main").contains("Vehicles"));
    assert!(counter.get("/duty-stations/GOM").await.one("[data-store=vehicles-GOM]").contains("counted"));
}

#[tokio::test]
async fn a_kit_is_one_thing_its_parts_are_ticked_and_what_has_no_number_is_numbered() {
    let app = TestApp::start().await;
    let (one, two) = (thing(&app, "radio", "R-1").await, thing(&app, "radio", "R-2").await);
    let loose = thing(&app, "radio", "R-3").await;
    let dressings = thing(&app, "medical_kit", "").await;
    let bag = kit(&app, "Bag 1", &[("radio", "2")], &[&one, &two]).await;
    let counter = app.as_if("coordinator-goma").await;
    let sheet = counter.get("/duty-stations/GOM/equipment-sheet").await;
    let count = opened(&counter, "equipment-GOM").await;
    let kits = format!("{count}/kits");

    let unmarked = scan(&counter, &count, &tail(&dressings)).await;
    scan(&counter, &count, "r3").await.leads();
    scan(&counter, &count, &tail(&bag)).await.leads();
    let opened_kit = counter.get(&count).await;
    let form = counter.get(&kits).await;
    let nothing = counter.post(&kits, &[]).await;
    let other = counter.post(&kits, &[("found", &tail(&loose))]).await;
    counter.post(&kits, &[("found", &tail(&one)), ("found", &tail(&one))]).await.leads();
    let left = counter.get(&kits).await;
    let numbers_first = counter.post(&format!("{count}/finish"), &[("version", "1")]).await.leads();
    counter.post(&format!("{count}/rounds"), &[(tail(&dressings).as_str(), "3")]).await.leads();
    counter.post(&format!("{count}/finish"), &[("version", "1")]).await.leads();

    assert!(sheet.text().contains("R-2") && sheet.text().contains("Bag 1"), "{}", sheet.text());
    assert!(unmarked.error_of("typed").contains("no serial number"), "{}", unmarked.one("main"));
    assert!(opened_kit.one("#last").contains("Bag 1") && opened_kit.one("#last").contains("tick its parts"), "{}", opened_kit.one("main"));
    assert!(opened_kit.attribute(&format!("a[href='{kits}']"), "href").is_some(), "{}", opened_kit.one("main"));
    assert!(form.one("fieldset").contains("R-1") && form.one("fieldset").contains("R-2") && !form.one("main").contains("R-3"));
    assert_eq!((nothing.status, other.status), (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::UNPROCESSABLE_ENTITY));
    assert!(left.one("fieldset").contains("1 of 2 found") && !left.one("fieldset").contains("R-1"), "{}", left.one("main"));
    assert!(numbers_first.contains("/rounds"), "{numbers_first}");
    assert_eq!(look(&app, TOLD).await, "missing 10 R-2, number 13 Exercise thing");
    assert_eq!(look(&app, "select found || '/' || expected from stock_count").await, "2/3");

    let ssp = app.as_if("ssp-goma").await;
    let difference = format!("/discrepancies/{}", look(&app, "select ref from stock_discrepancy where kind = 'missing'").await);
    let page = ssp.get(&difference).await;
    let undeclared =
        ssp.post(&format!("{difference}/investigation"), &[("outcome", "lost"), ("findings", "Nobody has seen it since the move."), ("version", "1")]).await;
    assert!(page.attribute(&format!("a[href='{two}/loss']"), "href").is_some(), "it leads on to the act of loss: {}", page.one("main"));
    assert!(undeclared.error_of("outcome").contains("INV-24"), "{}", undeclared.one("main"));
}

#[tokio::test]
async fn a_kit_of_which_nothing_was_found_is_one_difference() {
    let app = TestApp::start().await;
    let (one, two) = (thing(&app, "radio", "R-1").await, thing(&app, "radio", "R-2").await);
    kit(&app, "Bag 1", &[("radio", "2")], &[&one, &two]).await;
    thing(&app, "radio", "R-3").await;
    let counter = app.as_if("coordinator-goma").await;

    let count = opened(&counter, "equipment-GOM").await;
    scan(&counter, &count, "R-3").await.leads();
    counter.post(&format!("{count}/finish"), &[("version", "1")]).await.leads();

    assert_eq!(look(&app, TOLD).await, "missing 10 Bag 1");
    assert_eq!(look(&app, "select found || '/' || expected from stock_count").await, "1/3", "its parts are still counted one by one");
}

#[tokio::test]
async fn what_a_signed_count_found_counts_as_confirmed_for_the_quarter() {
    let app = TestApp::start().await;
    thing(&app, "radio", "R-1").await;
    let dressings = tail(&thing(&app, "medical_kit", "").await);
    let counted_on = day(&app, 1).await;
    app.shift_clock("49 hours").await;
    let counter = app.as_if("coordinator-goma").await;
    let form = [("what", "equipment-GOM"), ("paper", "yes"), ("counted_date", counted_on.as_str()), ("counted_time", "2359")];
    let count = counter.post("/stock-counts", &form).await.leads();
    scan(&counter, &count, "R-1").await.leads();
    counter.post(&format!("{count}/rounds"), &[(dressings.as_str(), "1")]).await.leads();
    counter.post(&format!("{count}/finish"), &[("version", "1")]).await.leads();
    let block = async || app.as_if("ssp-goma").await.get("/duty-stations/GOM/confirmation").await.one("#block-equipment");

    let unsigned = block().await;
    app.as_if("armourer-goma").await.post(&format!("{count}/sign"), &[("version", "2")]).await.leads();
    let signed = block().await;
    app.shift_clock("80 days").await;
    let within = block().await;
    app.shift_clock("110 days").await;
    let after = block().await;

    assert!(unsigned.contains("never confirmed"), "{unsigned}");
    assert!(signed.contains("Equipment confirmed"), "{signed}");
    assert!(within.contains("Equipment confirmed") && !after.contains("Equipment confirmed"), "{within} {after}");
    assert_eq!(look(&app, "select (as_of < opened_at)::text || found || (select count(*) from stock_discrepancy) from stock_count").await, "true10");
}

#[tokio::test]
async fn what_must_never_be_counted_is_held_by_the_database() {
    let app = TestApp::start().await;
    vehicle(&app, "UN 1001", "none", "").await;
    thing(&app, "medical_kit", "").await;
    let counter = app.as_if("coordinator-goma").await;
    let count = opened(&counter, "equipment-GOM").await;
    opened(&counter, "vehicles-GOM").await;
    let mut owner = app.owner().await;
    let of = "from stock_count n cross join duty_station s where s.code = 'GOM' and n.covers = 'equipment'";

    for (attack, held) in [
        (
            format!("insert into stock_count (id, ref, covers, cell, opened_by) select gen_random_uuid(), 'SC-X', 'vehicles', n.cell, n.opened_by {of}"),
            "23514 stock_count_of_one_place",
        ),
        (
            format!(
                "insert into stock_count (id, ref, covers, station_id, cell, opened_by) select gen_random_uuid(), 'SC-X', 'armoury', s.id, n.cell, n.opened_by {of}"
            ),
            "23514 stock_count_of_one_place",
        ),
        (
            format!(
                "insert into stock_count (id, ref, covers, station_id, cell, opened_by) select gen_random_uuid(), 'SC-X', 'equipment', s.id, n.cell, n.opened_by {of}"
            ),
            "23505 one_station_count_at_a_time",
        ),
        (
            "insert into stock_count_lot (id, count_id, cell, equipment_id, counted, entered_by)
               select gen_random_uuid(), n.id, n.cell, e.id, 1, n.opened_by from stock_count n cross join equipment e where n.covers = 'vehicles'"
                .to_owned(),
            "23514 number_belongs_to_the_count",
        ),
        (
            "insert into stock_count_item (id, count_id, cell, number, typed, outcome, entered_by)
               select gen_random_uuid(), n.id, n.cell, 0, e.ref, 'found', n.opened_by from stock_count n cross join equipment e where n.covers = 'equipment'"
                .to_owned(),
            "23514 unmarked_things_are_numbered",
        ),
    ] {
        let outcome = run(&mut owner, &format!("begin; {attack}; rollback")).await;
        assert_eq!(refusal(&outcome), held, "{attack}");
        let _ = run(&mut owner, "rollback").await;
    }
    let twin = format!(
        "begin; drop index one_station_count_at_a_time;
         insert into stock_count (id, ref, covers, station_id, cell, opened_by) select gen_random_uuid(), 'SC-X', 'equipment', s.id, n.cell, n.opened_by {of}; rollback"
    );
    assert_eq!(refusal(&run(&mut owner, &twin).await), "accepted", "the twin");
    let _ = run(&mut owner, "rollback").await;

    counter.post(&format!("{count}/rounds"), &[(look(&app, "select ref from equipment").await.as_str(), "1")]).await.leads();
    must(&mut owner, &format!("begin; update equipment set quantity = 4, version = version + 1; {ENTRY}; commit")).await;
    counter.post(&format!("{count}/finish"), &[("version", "1")]).await.leads();
    assert_eq!(look(&app, TOLD).await, "", "the number is compared with the books of the moment it was seen");
}
