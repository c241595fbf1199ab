//! Two weeks of vehicles on one page, and how much of its work a vehicle, a thing or a kit can do.

use axum::http::StatusCode;

use crate::equipment::{kit, out, plate, reference, thing};
use crate::support::TestApp;
use crate::support::protection::day;
use crate::support::sql::look;
use crate::vehicles::{paper, ready, reserve, vehicle};

/// What was done on a vehicle so many days from today.
async fn serviced(app: &TestApp, address: &str, offset: i32) {
    let done_on = day(app, offset).await;
    let form = [("kind", "service"), ("done_on", done_on.as_str()), ("odometer", "48200"), ("done_by", "Workshop North"), ("work", "Oil and filters")];
    app.as_if("armourer-goma").await.post(&format!("{address}/maintenance"), &form).await.leads();
}

#[tokio::test]
async fn two_weeks_show_who_has_which_vehicle_and_what_is_in_the_workshop() {
    let app = TestApp::start().await;
    let used = ready(&app, "UN 12-345").await;
    let broken = ready(&app, "UN 77-001").await;
    let reserved = reserve(&app, &used, 1, 3, "").await.leads();
    let next = reserve(&app, &used, 3, 4, "").await.leads();
    serviced(&app, &used, 0).await;
    app.as_if("coordinator-goma").await.post(&format!("{broken}/state"), &[("state", "workshop"), ("reason", "Gearbox"), ("version", "1")]).await.leads();
    let (today, later) = (day(&app, 0).await, day(&app, 7).await);
    let reader = app.as_if("ssp-goma").await;

    let page = reader.get(&format!("/reservations?as=calendar&from={today}&station=GOM")).await;
    let one = reader.get(&format!("/reservations?as=calendar&from={today}&vehicle={}", reference(&used))).await;
    let bad = reader.get("/reservations?as=calendar&from=yesterday").await;
    let elsewhere = app.as_if("ssp-juba").await.get("/reservations?as=calendar").await;

    assert_eq!(page.all("table.calendar thead th").len(), 15, "the vehicle and fourteen days: {}", page.one("main"));
    assert_eq!(page.all("table.calendar tbody").len(), 2);
    assert_eq!(one.all("table.calendar tbody").len(), 1);
    assert_eq!(one.all("td.reserved").len(), 2, "{}", one.one("main"));
    assert_eq!(one.attribute("td.reserved", "colspan").as_deref(), Some("3"), "from the first morning to the third");
    assert_eq!(one.all("table.calendar tr").len(), 3, "what meets on one day stands in two lines");
    for address in [&reserved, &next] {
        assert!(one.attribute(&format!("td.reserved a[href='{address}']"), "href").is_some(), "{}", one.one("main"));
    }
    assert!(one.one("td.reserved").contains("08:00–08:00 Goma, 06:00Z–06:00Z"), "{}", one.one("td.reserved"));
    assert!(one.one("td.day").contains("done: service"), "{}", one.one("main"));
    assert!(page.one("td.workshop").contains("in the workshop") && page.one("td.workshop").contains("Gearbox"), "{}", page.one("main"));
    assert!(page.attribute("main a[href*='state=all']", "href").is_some(), "the same as a list");
    assert!(page.attribute(&format!("main a[href*='from={later}']"), "href").is_some(), "{}", page.one("main"));
    assert!(!bad.error_of("from").is_empty());
    assert_eq!((bad.status, bad.all("table.calendar tbody").len()), (StatusCode::UNPROCESSABLE_ENTITY, 2), "the page stands all the same");
    assert!(elsewhere.all("table.calendar").is_empty(), "{}", elsewhere.one("main"));
    assert!(reader.get("/reservations").await.attribute("main a[href='/reservations?as=calendar']", "href").is_some());
}

/// How many of a list stand so, and what the tags of the unfiltered list say.
async fn counted(app: &TestApp, list: &str) -> Vec<(usize, usize)> {
    let reader = app.as_if("ssp-goma").await;
    let all = reader.get(list).await;
    let tags = all.all("td[data-label=Capability]");
    let mut counts = Vec::new();
    for state in ["fully", "partly", "not"] {
        let listed = reader.get(&format!("{list}?capability={state}")).await.all("tbody tr").len();
        counts.push((listed, tags.iter().filter(|tag| tag.trim() == format!("{state} capable")).count()));
    }
    counts
}

#[tokio::test]
async fn a_vehicle_does_all_its_work_some_of_it_or_none_and_says_why() {
    let app = TestApp::start().await;
    let address = ready(&app, "UN 12-345").await;
    ready(&app, "UN 77-001").await;
    let bare = vehicle(&app, "UN 55-100", "none", "").await;
    let reader = app.as_if("ssp-goma").await;

    assert_eq!(counted(&app, "/vehicles").await, [(2, 2), (0, 0), (1, 1)]);
    assert!(reader.get(&bare).await.one("dl").contains("not capable no insurance in force"), "{}", reader.get(&bare).await.one("dl"));
    serviced(&app, &address, -300).await;
    paper(&app, &address, "registration", -400, -3).await;
    assert_eq!(counted(&app, "/vehicles").await, [(1, 1), (1, 1), (1, 1)]);
    let partly = reader.get(&address).await;
    assert!(partly.one("dl").contains("service overdue, registration ended"), "{}", partly.one("dl"));
    assert!(partly.one("header.record").contains("ready"), "INV-25 knows neither");
    let told = app.as_if("coordinator-goma").await;
    let version = look(&app, "select version::text from vehicle where plate = 'UN 12-345'").await;
    told.post(&format!("{address}/state"), &[("state", "workshop"), ("reason", "Gearbox"), ("version", &version)]).await.leads();
    assert_eq!(counted(&app, "/vehicles").await, [(1, 1), (0, 0), (2, 2)]);
    let station = reader.get("/duty-stations/GOM").await;
    assert!(station.attribute("main a[href='/vehicles?station=GOM&capability=not']", "href").is_some(), "{}", station.one("main"));
    let file = reader.get("/vehicles.csv").await.text();
    assert!(file.contains("capability_why") && file.contains("not:state partly:due:service partly:paper:registration"), "{file}");
    told.post(&format!("{bare}/state"), &[("state", "written_off"), ("reason", "Burnt out"), ("version", "1")]).await.leads();
    reader.post(&format!("{bare}/write-off"), &[("version", "2")]).await.leads();
    assert_eq!(counted(&app, "/vehicles").await, [(1, 1), (0, 0), (1, 1)], "what is written off is not counted");
}

#[tokio::test]
async fn a_thing_that_is_worn_and_a_kit_that_lacks_some_do_part_of_their_work() {
    let app = TestApp::start().await;
    let (first, second) = (thing(&app, "radio", "R-1").await, thing(&app, "radio", "R-2").await);
    plate(&app, "P-1", -1).await;
    let bag = kit(&app, "Bag", &[("radio", "2")], &[&first]).await;
    let empty = kit(&app, "Empty bag", &[("satphone", "1")], &[]).await;
    kit(&app, "Case without a list", &[], &[]).await;
    let armourer = app.as_if("armourer-goma").await;

    assert_eq!(counted(&app, "/equipment").await, [(2, 2), (0, 0), (1, 1)]);
    out(&app, &second, "cpo-goma").await;
    armourer.post(&format!("{second}/return"), &[("condition", "worn"), ("note", "Knob loose")]).await.leads();
    assert_eq!(counted(&app, "/equipment").await, [(1, 1), (1, 1), (1, 1)]);
    assert!(armourer.get(&second).await.one("dl").contains("partly capable worn"), "{}", armourer.get(&second).await.one("dl"));
    assert_eq!(counted(&app, "/kits").await, [(0, 0), (1, 1), (2, 2)]);
    assert!(armourer.get(&bag).await.one("dl").contains("partly capable"), "{}", armourer.get(&bag).await.one("dl"));
    assert!(armourer.get(&empty).await.one("dl").contains("not capable"));
    assert!(armourer.get("/kits.csv").await.text().contains("partly:lacks:radio:1:2"));
    let station = armourer.get("/duty-stations/GOM").await;
    assert!(station.attribute("main a[href='/kits?station=GOM&capability=partly']", "href").is_some(), "{}", station.one("main"));
}
