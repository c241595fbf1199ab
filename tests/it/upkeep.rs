//! Upkeep: service by kilometres and months, tyres, test firing and cleaning by days and rounds; told, and holding
//! nothing back that INV-25 does not.

use axum::http::StatusCode;

use crate::support::TestApp;
use crate::support::arms::{armoury, pistol};
use crate::support::protection::day;
use crate::support::sql::{ENTRY, look, must, refusal, run};

/// A wagon of Goma with 48 200 km and an insurance in force; answers its address.
async fn wagon(app: &TestApp) -> String {
    let form = [
        ("station", "GOM"),
        ("plate", "UN 77-001"),
        ("make", "Invented"),
        ("model", "Wagon"),
        ("seats", "5"),
        ("armour_standard", "none"),
        ("odometer", "48200"),
    ];
    let armourer = app.as_if("armourer-goma").await;
    let address = armourer.post("/vehicles", &form).await.leads();
    let (from, until) = (day(app, -30).await, day(app, 300).await);
    let paper = [("kind", "insurance"), ("document", "File 12"), ("issued_on", from.as_str()), ("valid_until", until.as_str())];
    armourer.post(&format!("{address}/papers"), &paper).await.leads();
    address
}

async fn serviced(app: &TestApp, address: &str, offset: i32, km: &str) -> StatusCode {
    let done_on = day(app, offset).await;
    let form = [("kind", "service"), ("done_on", done_on.as_str()), ("odometer", km), ("done_by", "Workshop North"), ("work", "Oil and filters")];
    app.as_if("armourer-goma").await.post(&format!("{address}/maintenance"), &form).await.status
}

#[tokio::test]
async fn a_service_is_due_by_months_and_by_kilometres_and_holds_nothing_back() {
    let app = TestApp::start().await;
    let address = wagon(&app).await;
    let armourer = app.as_if("armourer-goma").await;
    let listed = async |due: &str| armourer.get(&format!("/vehicles?due={due}")).await.all("tbody tr").len();

    assert_eq!((listed("never").await, listed("overdue").await), (1, 0));
    assert_eq!(serviced(&app, &address, -20, "47000").await, StatusCode::SEE_OTHER);
    assert_eq!((listed("never").await, listed("soon").await, listed("overdue").await), (0, 0, 0), "ten thousand kilometres and half a year away");
    serviced(&app, &address, -10, "57500").await;
    assert!(armourer.get(&address).await.one("main").contains("57500 km"), "the reading goes forward");
    must(&mut app.owner().await, &format!("begin; update vehicle set odometer_km = 67000; {ENTRY}; commit")).await;
    assert_eq!(listed("soon").await, 1, "due at 67 500");
    must(&mut app.owner().await, &format!("begin; update vehicle set odometer_km = 67500; {ENTRY}; commit")).await;
    assert_eq!(listed("overdue").await, 1);
    let record = armourer.get(&address).await;
    assert!(record.one("main").contains("overdue") && record.one("main").contains("67500 km"), "{}", record.one("main"));
    assert_eq!(armourer.get("/vehicles?needs=ready").await.all("tbody tr").len(), 1, "INV-25 knows no service");
    let station = armourer.get("/duty-stations/GOM").await;
    assert!(station.one("main").contains("upkeep overdue"), "{}", station.one("main"));

    must(&mut app.owner().await, &format!("begin; update setting set value = '20000' where name = 'vehicle_service_km'; {ENTRY}; commit")).await;
    assert_eq!(listed("overdue").await, 0, "the setting decides");
    let listed_out = armourer.get("/vehicles.csv").await.text();
    assert!(listed_out.lines().next().is_some_and(|head| head.contains("due")), "{listed_out}");
}

#[tokio::test]
async fn what_was_done_is_kept_and_a_wrong_entry_taken_back() {
    let app = TestApp::start().await;
    let address = wagon(&app).await;
    let armourer = app.as_if("armourer-goma").await;
    let (today, tomorrow) = (day(&app, 0).await, day(&app, 2).await);
    let form = |done_on: &str, km: &str, next: &str| {
        vec![
            ("kind".to_owned(), "tyres".to_owned()),
            ("done_on".to_owned(), done_on.to_owned()),
            ("odometer".to_owned(), km.to_owned()),
            ("done_by".to_owned(), "Workshop North".to_owned()),
            ("work".to_owned(), "Four new tyres".to_owned()),
            ("next_due_km".to_owned(), next.to_owned()),
        ]
    };
    let post = async |fields: Vec<(String, String)>| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        armourer.post(&format!("{address}/maintenance"), &fields).await
    };

    for (fields, field) in [(form(&tomorrow, "48200", ""), "done_on"), (form(&today, "many", ""), "odometer"), (form(&today, "48200", "48200"), "next_due_km")]
    {
        let answer = post(fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(!answer.error_of(field).is_empty(), "{field}: {}", answer.one("main"));
    }
    post(form(&today, "48200", "")).await.leads();
    let due_later = async || look(&app, "select string_agg(out_what || ' ' || out_standing, ' ') from vehicle v, sec.vehicle_due(v.id, '2026-01-01') d").await;
    assert!(due_later().await.contains("tyres later"), "the tyres are as old as the entry: {}", due_later().await);
    let unsaid = armourer.post(&format!("{address}/maintenance/1/void"), &[("reason", " "), ("version", "1")]).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    armourer.post(&format!("{address}/maintenance/1/void"), &[("reason", "Another vehicle"), ("version", "1")]).await.leads();
    assert!(armourer.get(&address).await.one("main").contains("Another vehicle"));
    assert!(!due_later().await.contains("tyres"), "what was taken back says nothing of the tyres: {}", due_later().await);
    post(form(&today, "482000", "")).await.leads();
    assert!(armourer.get(&address).await.one("main").contains("482000 km"));
    armourer.post(&format!("{address}/maintenance/2/void"), &[("reason", "A nought too many"), ("version", "1")]).await.leads();
    assert!(armourer.get(&address).await.one("main").contains("48200 km"), "a mistyped reading goes with its entry");
    assert!(armourer.get(&format!("{address}/history")).await.one("main").contains("Four new tyres"));
    assert_ne!(app.as_if("leader-goma").await.get(&format!("{address}/maintenance/new")).await.status, StatusCode::OK);

    let mut owner = app.owner().await;
    for (statement, constraint) in [
        ("update vehicle_maintenance set work = 'Less'", "vehicle_maintenance_is_kept"),
        (
            "insert into vehicle_maintenance (id, vehicle_id, cell, number, kind, done_on, odometer_km, done_by, work)
             select gen_random_uuid(), id, 0, 9, 'service', current_date + 3, 1, 'x', 'y' from vehicle",
            "vehicle_maintenance_done_by_now",
        ),
    ] {
        let refused = refusal(&run(&mut owner, statement).await);
        assert!(refused.contains(constraint), "{constraint}: {refused}");
    }
}

#[tokio::test]
async fn a_weapon_is_cleaned_by_days_and_by_rounds() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "UP-1").await;
    let armourer = app.as_if("armourer-goma").await;
    let enter = async |kind: &str, offset: i32, rounds: &str| {
        let done_on = day(&app, offset).await;
        let form = [("kind", kind), ("done_on", done_on.as_str()), ("result", "fit"), ("rounds_fired", rounds), ("inspector", "B. Bah")];
        armourer.post(&format!("/firearms/{weapon}/inspections"), &form).await.leads()
    };
    let listed = async |due: &str| armourer.get(&format!("/firearms?due={due}")).await.all("tbody tr").len();

    assert_eq!(listed("never").await, 1);
    enter("inspection", -5, "0").await;
    enter("cleaning", -4, "0").await;
    enter("test_firing", -3, "499").await;
    assert_eq!((listed("never").await, listed("overdue").await), (0, 0));
    enter("test_firing", -2, "1").await;
    assert_eq!(listed("overdue").await, 1, "five hundred rounds since the cleaning");
    assert!(armourer.get(&format!("/firearms/{weapon}")).await.one("main").contains("500 rounds since"));
    enter("cleaning", -1, "0").await;
    assert_eq!(listed("overdue").await, 0);
    enter("test_firing", -2, "700").await;
    assert_eq!(listed("overdue").await, 0, "what was fired before the cleaning and entered after it");
    must(&mut app.owner().await, &format!("begin; update setting set value = '1' where name = 'firearm_cleaning_days'; {ENTRY}; commit")).await;
    assert_eq!(listed("soon").await + listed("overdue").await, 1);
    let gone =
        "alter table firearm disable trigger user; update firearm set state = 'transferred_out', state_reason = 'x'; alter table firearm enable trigger user";
    must(&mut app.owner().await, gone).await;
    assert_eq!(
        look(&app, "select count(d.*)::text from firearm f, sec.firearm_due(f.id, '2030-01-01') d").await,
        "0",
        "what left the books is due for nothing"
    );
}

#[tokio::test]
async fn what_was_done_this_morning_is_entered_ahead_of_utc() {
    let app = TestApp::start().await;
    // half past midnight at Goma, the evening before in UTC
    let shift = "select (date_trunc('day', now() at time zone 'UTC') + interval '46 hours 30 minutes' - now() at time zone 'UTC')::text";
    app.shift_clock(&look(&app, shift).await).await;
    let address = wagon(&app).await;
    let at_goma = |days: i32| format!("select to_char((sec.now() + interval '{days} days') at time zone 'Africa/Lubumbashi', 'DD-Mon-YYYY')");
    let enter = async |done_on: String| {
        let form = [("kind", "repair"), ("done_on", done_on.as_str()), ("odometer", "48200"), ("done_by", "Workshop North"), ("work", "Mirror")];
        app.as_if("armourer-goma").await.post(&format!("{address}/maintenance"), &form).await
    };

    let tomorrow = enter(look(&app, &at_goma(1)).await).await;
    enter(look(&app, &at_goma(0)).await).await.leads();

    assert!(!tomorrow.error_of("done_on").is_empty(), "{}", tomorrow.one("main"));
    assert_eq!(app.count("select count(*) from vehicle_maintenance where done_on > (sec.now() at time zone 'UTC')::date").await, 1);
}

#[tokio::test]
async fn more_work_than_a_page_holds_is_read_on_and_taken_back() {
    let app = TestApp::start().await;
    let address = wagon(&app).await;
    let weapon = pistol(&app, &armoury(&app, "Main").await, "UP-2").await;
    let many = format!(
        "begin;
         insert into vehicle_maintenance (id, vehicle_id, cell, number, kind, done_on, odometer_km, done_by, work)
           select gen_random_uuid(), v.id, 0, n, 'repair', current_date - 400 + n / 3, 100 + n, 'Workshop North', 'Work ' || n || '.' from vehicle v, generate_series(1, 205) n;
         insert into firearm_inspection (id, firearm_id, cell, number, kind, done_on, result, inspector)
           select gen_random_uuid(), f.id, f.cell, n, 'inspection', current_date - 400 + n / 3, 'fit', 'Armourer ' || n || '.' from firearm f, generate_series(1, 205) n;
         {ENTRY}; commit"
    );
    must(&mut app.owner().await, &many).await;
    let armourer = app.as_if("armourer-goma").await;

    for (page, section, first) in [
        (address.clone(), "section[aria-labelledby=upkeep]", "Work 1."),
        (format!("/firearms/{weapon}"), "section[aria-labelledby=inspections]", "Armourer 1."),
    ] {
        let newest = armourer.get(&page).await;
        assert_eq!(newest.all(&format!("{section} li")).len(), 200, "{page}");
        let older = newest.attribute(&format!("{section} a[href*='after=']"), "href").expect("older ones");
        let rest = armourer.get(older.split('#').next().unwrap_or_default()).await;
        assert_eq!(rest.all(&format!("{section} li")).len(), 5, "{page}");
        assert!(rest.one(section).contains(first), "{}", rest.one(section));
        assert!(rest.attribute(&format!("{section} a[href^='{page}#']"), "href").is_some(), "and back");
    }
    armourer.post(&format!("{address}/maintenance/1/void"), &[("reason", "Another vehicle"), ("version", "1")]).await.leads();
    assert_eq!(look(&app, "select is_void::text from vehicle_maintenance where number = 1").await, "true");
}
