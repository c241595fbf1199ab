//! Trips entered afterwards (INV-38): kept in any case, standing where they fit, contested where they do not, settled by
//! two people; the plan is refused as before, and the rules are attacked.

use axum::http::StatusCode;

use crate::support::protection::day;
use crate::support::sql::{look, must, refusal, run};
use crate::support::{Answer, Person, TestApp};
use crate::vehicles::{driver, ready, reserve};

fn tail(address: &str) -> &str {
    address.rsplit('/').next().unwrap_or_default()
}

/// The date and the time at Goma, so many hours ago.
async fn ago(app: &TestApp, hours: i32) -> (String, String) {
    let told = |format: &str| format!("select to_char((sec.now() - interval '{hours} hours') at time zone 'Africa/Lubumbashi', '{format}')");
    (look(app, &told("DD-Mon-YYYY")).await, look(app, &told("HH24:MI")).await)
}

/// A trip of so many hours ago, from one reading of the odometer to another.
struct Trip<'a> {
    vehicle: &'a str,
    driver: &'a str,
    hours: (i32, i32),
    km: (&'a str, &'a str),
    note: &'a str,
}

async fn enter(app: &TestApp, who: &Person, trip: &Trip<'_>) -> Answer {
    let (from, to) = (ago(app, trip.hours.0).await, ago(app, trip.hours.1).await);
    let form = [
        ("vehicle", trip.vehicle),
        ("driver", trip.driver),
        ("purpose", "Airport run"),
        ("from_date", from.0.as_str()),
        ("from_time", from.1.as_str()),
        ("taken_km", trip.km.0),
        ("to_date", to.0.as_str()),
        ("to_time", to.1.as_str()),
        ("returned_km", trip.km.1),
        ("condition", if trip.note.is_empty() { "good" } else { "damaged" }),
        ("note", trip.note),
    ];
    who.post("/reservations/trip", &form).await
}

fn fact_of(trip: &str) -> String {
    format!("/contested/CF-{}", tail(trip).split_once('-').expect("a reference").1)
}

async fn propose(app: &TestApp, who: &Person, fact: &str, way: &str) -> Answer {
    let version = look(app, &format!("select version::text from contested_fact where ref = '{}'", tail(fact))).await;
    who.post(&format!("{fact}/proposal"), &[("way", way), ("reason", "The log book and both drivers were asked"), ("version", &version)]).await
}

async fn settle(app: &TestApp, who: &Person, fact: &str) -> Answer {
    let version = look(app, &format!("select version::text from contested_fact where ref = '{}'", tail(fact))).await;
    who.post(&format!("{fact}/settle"), &[("version", &version)]).await
}

const OPEN: &str = "select count(*) from exception where code = 'trip_contested' and closed_at is null";

/// A wagon with 48 200 km that nobody has moved for nine hours, and a driver with a permit.
struct Scene {
    app: TestApp,
    address: String,
    vehicle: String,
    driver: String,
    armourer: Person,
    ssp: Person,
}

impl Scene {
    async fn new() -> Self {
        let app = TestApp::start().await;
        let address = ready(&app, "UN 12-345").await;
        let driver = driver(&app, "cpo-goma").await;
        app.shift_clock("9 hours").await;
        let (armourer, ssp) = (app.as_if("armourer-goma").await, app.as_if("ssp-goma").await);
        Self { vehicle: tail(&address).to_owned(), app, address, driver, armourer, ssp }
    }

    fn trip(&self, hours: (i32, i32), km: (&'static str, &'static str)) -> Trip<'_> {
        Trip { vehicle: &self.vehicle, driver: &self.driver, hours, km, note: "" }
    }

    async fn enters(&self, hours: (i32, i32), km: (&'static str, &'static str)) -> String {
        enter(&self.app, &self.armourer, &self.trip(hours, km)).await.leads()
    }

    async fn odometer(&self) -> String {
        look(&self.app, "select odometer_km || ' ' || state from vehicle").await
    }
}

#[tokio::test]
async fn a_trip_that_fits_stands_as_brought_back_with_both_times() {
    let s = Scene::new().await;
    let form = s.armourer.get(&format!("/reservations/trip?vehicle={}", s.vehicle)).await;
    let trip = s.enters((6, 5), ("48 210", "48 260")).await;
    let cpo = s.app.as_if("cpo-goma").await;
    let own = enter(&s.app, &cpo, &Trip { vehicle: "un 12345", driver: "", ..s.trip((4, 3), ("48 260", "48 300")) }).await;
    let record = s.ssp.get(&trip).await;

    assert_eq!(form.attribute("#f-vehicle", "value").as_deref(), Some(s.vehicle.as_str()));
    assert!(record.one("header.record").contains("brought back") && record.one("dl").contains("Entered afterwards by"), "{}", record.one("main"));
    assert!(record.one("dl").contains("48210 km") && record.one("dl").contains("48260 km"), "{}", record.one("dl"));
    assert!(cpo.get(&own.leads()).await.one("dl").contains("48300 km"), "who drives enters it alone");
    assert_eq!(s.odometer().await, "48300 available");
    assert_eq!(s.app.count("select count(*) from exception").await, 0);
    assert!(s.ssp.get("/reservations?state=returned").await.one("tbody").contains(tail(&trip)));
    let calendar = s.ssp.get("/reservations?as=calendar").await;
    assert_eq!(calendar.status, StatusCode::OK);
    assert!(s.ssp.get(&format!("{trip}/history")).await.one("main").contains("Entered afterwards"));
    s.enters((8, 7), ("48 200", "48 210")).await;
    assert_eq!(s.odometer().await, "48300 available", "an older trip takes nothing back");
    assert_eq!(s.app.count("select count(*) from vehicle_reservation where state = 'returned' and is_fact").await, 3);
}

#[tokio::test]
async fn what_is_wrong_with_a_trip_is_said_beside_its_field() {
    let s = Scene::new().await;
    let cpo = s.app.as_if("cpo-goma").await;
    let other = driver(&s.app, "leader-goma").await;

    let ahead = enter(&s.app, &s.armourer, &s.trip((3, -1), ("48 200", "48 260"))).await;
    let back = enter(&s.app, &s.armourer, &s.trip((3, 1), ("48 260", "48 200"))).await;
    let unknown = enter(&s.app, &s.armourer, &Trip { vehicle: "V-NONE", ..s.trip((3, 1), ("48 200", "x")) }).await;
    let nobody = enter(&s.app, &s.app.as_if("coordinator-goma").await, &Trip { driver: "Nobody at all", ..s.trip((3, 1), ("48 200", "48 260")) }).await;
    let for_another = enter(&s.app, &cpo, &Trip { driver: &other, ..s.trip((3, 1), ("48 200", "48 260")) }).await;
    let elsewhere = enter(&s.app, &s.app.as_if("armourer-juba").await, &s.trip((3, 1), ("48 200", "48 260"))).await;

    assert!(ahead.error_of("to_date").contains("is over"), "{}", ahead.one("main"));
    assert!(!back.error_of("returned_km").is_empty());
    assert_eq!(back.attribute("#f-taken_km", "value").as_deref(), Some("48 260"), "entries are kept");
    assert!(!unknown.error_of("vehicle").is_empty() && !unknown.error_of("returned_km").is_empty(), "all at once: {}", unknown.one("main"));
    assert!(!nobody.error_of("driver").is_empty());
    assert!(!for_another.error_of("driver").is_empty(), "{}", for_another.one("main"));
    assert!(!elsewhere.error_of("vehicle").is_empty(), "{}", elsewhere.one("main"));
    assert_eq!(s.app.count("select count(*) from vehicle_reservation").await, 0);
}

#[tokio::test]
async fn a_trip_in_the_time_of_another_is_kept_contested_until_two_settle_it() {
    let s = Scene::new().await;
    let other = driver(&s.app, "leader-goma").await;
    let reserved = reserve(&s.app, &s.address, -1, 3, &other).await.leads();
    let trip = s.enters((3, 1), ("48 200", "48 260")).await;
    let fact = fact_of(&trip);

    let planned = reserve(&s.app, &s.address, 0, 2, &s.driver).await;
    assert!(planned.error_of("from_date").contains(tail(&reserved)), "a plan is refused: {}", planned.one("main"));
    assert_eq!(s.odometer().await, "48200 available", "it moves nothing");
    assert_eq!(s.app.count(OPEN).await, 1);
    for path in [&s.address, &reserved, &trip] {
        let shown = s.ssp.get(path).await;
        assert!(shown.one(".bar").contains("Contested: a trip of") && shown.one(".bar").contains(tail(&reserved)), "{path}: {}", shown.one("main"));
    }
    assert!(s.ssp.get("/contested?subject=trip").await.one("tbody").contains(tail(&trip)));
    assert!(s.ssp.get("/contested.csv").await.text().contains(tail(&trip)));
    assert!(s.ssp.get("/exceptions").await.one("main").contains("does not fit what is recorded"));
    let from = day(&s.app, -3).await;
    assert!(s.ssp.get(&format!("/reservations?as=calendar&from={from}")).await.one("td.contested").contains(tail(&trip)));
    assert_eq!(s.app.as_if("cpo-goma").await.get(&fact).await.status, StatusCode::OK, "who drove reads it");
    for path in [&trip, &fact] {
        assert_eq!(s.app.as_if("armourer-juba").await.get(path).await.status, StatusCode::NOT_FOUND);
    }

    let early = propose(&s.app, &s.armourer, &fact, "uphold").await;
    assert!(early.error_of("way").contains("Somebody else"), "{}", early.one("main"));
    let coordinator = s.app.as_if("coordinator-goma").await;
    coordinator.post(&format!("{reserved}/cancel"), &[("reason", "The other one drove"), ("version", "1")]).await.leads();
    propose(&s.app, &s.armourer, &fact, "uphold").await.leads();
    let alone = settle(&s.app, &s.armourer, &fact).await;
    let between = reserve(&s.app, &s.address, -1, 3, &other).await.leads();
    let refused = settle(&s.app, &s.ssp, &fact).await;
    coordinator.post(&format!("{between}/cancel"), &[("reason", "Again"), ("version", "1")]).await.leads();
    settle(&s.app, &s.ssp, &fact).await.leads();

    assert_eq!(alone.status, StatusCode::FORBIDDEN);
    assert!(refused.one(".bar").contains("Somebody else"), "{}", refused.one("main"));
    assert_eq!(s.odometer().await, "48260 available");
    assert_eq!(s.app.count(OPEN).await, 0);
    assert!(s.ssp.get(&trip).await.one("header.record").contains("brought back"));
    assert!(s.ssp.get(&fact).await.one("main").contains("upheld"));
}

#[tokio::test]
async fn an_odometer_that_runs_back_is_contested_and_settled_by_two_either_way() {
    let s = Scene::new().await;
    s.enters((6, 5), ("48 200", "48 260")).await;
    let less = s.enters((4, 3), ("48 250", "48 300")).await;
    let more = s.enters((8, 7), ("48 200", "48 230")).await;
    let fact = fact_of(&less);

    assert_eq!(s.app.count("select count(*) from vehicle_reservation where state = 'contested'").await, 2);
    propose(&s.app, &s.armourer, &fact, "withdraw").await.leads();
    settle(&s.app, &s.ssp, &fact).await.leads();
    let record = s.ssp.get(&less).await;

    assert!(record.one("header.record").contains("withdrawn") && record.one("dl").contains("both drivers were asked"), "{}", record.one("main"));
    assert_eq!(s.odometer().await, "48260 available");
    assert_eq!(s.app.count(OPEN).await, 1, "the other one waits");
    assert!(s.ssp.get(&s.address).await.one(".bar").contains("odometer"), "{more}");
    assert_eq!(s.ssp.get("/reservations?state=withdrawn").await.all("tbody tr").len(), 1);
    let other = fact_of(&more);
    propose(&s.app, &s.armourer, &other, "uphold").await.leads();
    settle(&s.app, &s.ssp, &other).await.leads();
    assert_eq!(s.odometer().await, "48260 available", "it stands and moves nothing");
    assert_eq!(look(&s.app, &format!("select state || ' ' || reading_counts from vehicle_reservation where ref = '{}'", tail(&more))).await, "returned false");
}

#[tokio::test]
async fn damage_and_a_missing_permit_are_told_and_keep_nothing_from_being_kept() {
    let s = Scene::new().await;
    let unlicensed = s.app.officer_of("leader-goma", "GOM").await;
    let unlicensed = look(&s.app, &format!("select ref from officer where id = '{unlicensed}'")).await;
    let trip = enter(&s.app, &s.armourer, &Trip { driver: &unlicensed, note: "Mirror broken", ..s.trip((3, 1), ("48 200", "48 260")) }).await.leads();

    assert_eq!(s.odometer().await, "48260 unserviceable");
    assert_eq!(s.app.count("select count(*) from exception where code = 'trip_unfit' and closed_at is null").await, 1);
    let record = s.ssp.get(&trip).await;
    assert!(record.one("dl").contains("Not in force then UN driver’s permit"), "{}", record.one("dl"));
}

#[tokio::test]
async fn attacked_in_sql_a_trip_is_a_fact_and_a_contested_one_waits_for_two() {
    let s = Scene::new().await;
    let stands = s.enters((6, 4), ("48 200", "48 260")).await;
    let trip = s.enters((5, 3), ("48 260", "48 300")).await;
    let (first, second) = (tail(&stands), tail(&trip));
    let attack = |state: &str, from: &str, to: &str| {
        format!(
            "begin; insert into vehicle_reservation (id, ref, vehicle_id, cell, during, purpose, driver_id, state, is_fact, taken_at, taken_km, returned_at, returned_km, condition)
             select gen_random_uuid(), sec.new_ref('B'), vehicle_id, cell, tstzrange(began, ended), 'attack', driver_id, '{state}', true, began, 48300, ended, 48301, 'good'
             from vehicle_reservation, (select sec.now() {from} as began, sec.now() {to} as ended offset 0) times where ref = '{first}'; rollback"
        )
    };
    let upheld = format!("begin; update vehicle_reservation set state = 'returned' where ref = '{second}'; rollback");
    let rewritten = format!("begin; update vehicle_reservation set returned_km = returned_km + 1 where ref = '{first}'; rollback");
    let closed = "begin; update exception set closed_at = sec.now(), resolution = 'as I say', closed_by = opened_by where code = 'trip_contested'; rollback";
    let mut inside = s.app.inside("coordinator-goma").await;
    for (sql, expected) in [
        (attack("returned", "- interval '2 hours'", "- interval '1 hour'"), "accepted"),
        (attack("returned", "- interval '2 hours'", "+ interval '1 hour'"), "23514 trip_has_happened"),
        (attack("contested", "- interval '2 hours'", "- interval '1 hour'"), "23514 reservation_follows"),
        (upheld.clone(), "23514 contested_act_settled_by_two"),
        (rewritten.clone(), "23514 reservation_follows"),
    ] {
        assert_eq!(refusal(&run(&mut inside, &sql).await), expected, "{sql}");
        let _ = run(&mut inside, "rollback").await;
    }
    assert_eq!(look(&s.app, &format!("select state from vehicle_reservation where ref = '{second}'")).await, "contested");
    let mut owner = s.app.owner().await;
    assert_eq!(refusal(&run(&mut owner, closed).await), "23514 contested_act_settled_by_two", "the register is no way round");
    let _ = run(&mut owner, "rollback").await;
    must(&mut owner, "drop trigger trip_guarded on vehicle_reservation; drop trigger exception_of_contest_guarded on exception").await;
    assert_eq!(refusal(&run(&mut owner, closed).await), "accepted", "the twin");
    for sql in [attack("returned", "- interval '2 hours'", "+ interval '1 hour'"), upheld, rewritten] {
        assert_eq!(refusal(&run(&mut inside, &sql).await), "accepted", "the twin: {sql}");
        let _ = run(&mut inside, "rollback").await;
    }
}
