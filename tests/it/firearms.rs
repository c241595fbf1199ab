//! Firearms: file, near serials, permits, inspections, rounds; INV-18 attacked. Loss stands in
//! `custody/missing.rs`.

use axum::http::StatusCode;

use crate::support::TestApp;
use crate::support::arms::{armoury, pistol};
use crate::support::protection::day;
use crate::support::sql::{look, must, refusal, run, string};

#[tokio::test]
async fn a_serial_number_is_one_weapon_however_it_is_written() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let near = pistol(&app, &store, "9F-31878").await;
    let armourer = app.as_if("armourer-goma").await;
    let again = [
        ("serial", "9f 31877"),
        ("make", "INVENTED"),
        ("model", "m-9"),
        ("class", "pistol"),
        ("calibre", "9x19"),
        ("ownership", "un_owned"),
        ("armoury", store.as_str()),
    ];

    let twice = armourer.post("/firearms", &again).await;
    let found = armourer.get("/firearms?q=9f31877").await;
    let search = armourer.get("/search?q=9f%2031877").await;
    let record = armourer.get(&format!("/firearms/{weapon}")).await;

    assert!(twice.error_of("serial").contains("INV-18"), "{}", twice.one("main"));
    assert_eq!(twice.attribute("#f-calibre", "value").as_deref(), Some("9x19"));
    assert!(twice.one("main").contains(&weapon), "the weapon is linked");
    assert_eq!(found.one("h1"), "1 firearm");
    assert!(search.one("main").contains("Main"), "who holds it, at once: {}", search.one("main"));
    assert!(record.one(".note").contains(&near), "the near one is shown apart: {}", record.one("main"));
    assert_eq!(app.count("select count(*) from firearm").await, 2);

    let sql = "begin; insert into firearm (id, ref, station_id, cell, serial, make, model, class, calibre, ownership)
         select gen_random_uuid(), 'W-TWICE', station_id, cell, '9f-3 1877', 'in vented', 'M 9', class, calibre, ownership from firearm limit 1; rollback";
    let mut inside = app.inside("armourer-goma").await;
    assert_eq!(refusal(&run(&mut inside, sql).await), "23505 firearm_serial_once");
    let _ = run(&mut inside, "rollback").await;
    must(&mut app.owner().await, "drop index firearm_serial_once").await;
    assert_eq!(refusal(&run(&mut inside, sql).await), "accepted", "the twin");
}

#[tokio::test]
async fn an_inspection_counts_rounds_and_sets_the_state() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let armourer = app.as_if("armourer-goma").await;
    let (today, next) = (day(&app, 0).await, day(&app, 180).await);
    let path = format!("/firearms/{weapon}/inspections");
    let form = |rounds: &'static str, result: &'static str| {
        vec![
            ("kind", "inspection"),
            ("done_on", today.as_str()),
            ("result", result),
            ("rounds_fired", rounds),
            ("next_due_on", next.as_str()),
            ("inspector", "B. Bah"),
            ("note", "Slide sticks"),
        ]
    };

    let bad = armourer.post(&path, &form("-3", "fit")).await;
    let silent = armourer.post(&path, &form("3", "unfit")[..6]).await;
    armourer.post(&path, &form("15", "unfit")).await.leads();
    armourer.post(&path, &form("5", "fit")).await.leads();
    let record = armourer.get(&format!("/firearms/{weapon}")).await;
    let due = armourer.get("/firearms?needs=inspection").await;

    assert!(!bad.error_of("rounds_fired").is_empty());
    assert!(!silent.error_of("note").is_empty());
    assert_eq!(look(&app, "select round_count || ' ' || state from firearm").await, "20 serviceable");
    assert!(record.one("#inspections ~ ul").contains("not fit"), "{}", record.one("main"));
    assert_eq!(due.one("h1"), "0 firearms", "the next one is half a year away");
    for (sql, constraint, twin) in [
        (
            "begin; update firearm_inspection set result = 'fit'; rollback",
            "firearm_inspection_is_kept",
            "drop trigger inspection_of_firearm on firearm_inspection",
        ),
        ("begin; update firearm set round_count = 0; rollback", "round_count_only_grows", "drop trigger firearm_guarded on firearm"),
    ] {
        let mut inside = app.inside("armourer-goma").await;
        assert_eq!(refusal(&run(&mut inside, sql).await), format!("23514 {constraint}"));
        let _ = run(&mut inside, "rollback").await;
        must(&mut app.owner().await, twin).await;
        assert_eq!(refusal(&run(&mut inside, sql).await), "accepted", "the twin");
    }
}

#[tokio::test]
async fn a_permit_is_of_a_country_and_ends() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let armourer = app.as_if("armourer-goma").await;
    let (from, until) = (day(&app, -5).await, day(&app, 90).await);
    let path = format!("/firearms/{weapon}/permits");
    let permit = |country: &'static str| {
        vec![("country", country), ("kind", "possession"), ("document", "P-1"), ("issued_on", from.as_str()), ("valid_until", until.as_str())]
    };

    let unknown = armourer.post(&path, &permit("ZZ")).await;
    armourer.post(&path, &permit("KE")).await.leads();
    let without = armourer.get("/firearms?needs=permit").await;
    armourer.post(&path, &permit("CD")).await.leads();
    let with = armourer.get("/firearms?needs=permit").await;
    armourer.post(&format!("{path}/2/void"), &[("reason", "Another weapon's"), ("version", "1")]).await.leads();

    assert!(!unknown.error_of("country").is_empty());
    assert_eq!((without.one("h1"), with.one("h1")), ("1 firearm".into(), "0 firearms".into()));
    assert_eq!(armourer.get(&format!("{path}/2/void")).await.status, StatusCode::NOT_FOUND);
    assert!(armourer.get(&format!("/firearms/{weapon}")).await.one("#permits ~ ul").contains("Another weapon"));
    assert_eq!(armourer.get(&format!("/firearms/{weapon}/history")).await.status, StatusCode::OK);
    assert_eq!(armourer.get(&format!("/firearms/{weapon}/print")).await.status, StatusCode::OK);
    assert!(armourer.get("/firearms.csv").await.text().contains("9F-31877"));
}

#[tokio::test]
async fn another_station_neither_sees_nor_changes_a_weapon() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let juba = app.as_if("armourer-juba").await;

    assert_eq!(juba.get(&format!("/firearms/{weapon}")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(juba.get("/firearms").await.one("h1"), "0 firearms");
    assert!(!juba.get("/search?q=9F-31877").await.one("main").contains(&weapon));
    let hidden = [
        ("serial", "9F-31877"),
        ("make", "Invented"),
        ("model", "M9"),
        ("class", "pistol"),
        ("calibre", "9x19"),
        ("ownership", "un_owned"),
        ("armoury", store.as_str()),
    ];
    assert!(!juba.post("/firearms", &hidden).await.error_of("armoury").is_empty(), "nor takes one into another's armoury");
    assert_eq!(app.as_if("coordinator-goma").await.get(&format!("/firearms/{weapon}/edit")).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_is_easily_taken_for_a_serial_number_is_found_as_by_reading_the_register() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    pistol(&app, &store, "9F-31877").await;
    let sign = |text: &str, length: &str| format!("translate(left(md5({text}), {length}), '0123456789abcdef', 'AAAA1111????ÉÉÉÉ')");
    let (serial, mark) = (sign("'s' || n", "2 + n % 4"), sign("'m' || n", "2 + n % 4"));
    let many = format!(
        "begin; insert into firearm (id, ref, station_id, cell, serial, make, model, class, calibre, ownership)
           select gen_random_uuid(), 'W-MANY' || n, f.station_id, f.cell, {serial}, 'Make ' || n, 'M9', f.class, f.calibre, f.ownership
           from firearm f cross join generate_series(1, 400) n"
    );
    let compared = format!(
        "with asked as (select distinct {mark} as mark from generate_series(1, 80) n), slow as (
           select a.mark, f.id from asked a join visible_firearm f on length(f.serial_key) = length(a.mark)
             and (select count(*) from generate_series(1, length(a.mark)) n where substr(f.serial_key, n, 1) <> substr(a.mark, n, 1)) <= 1
         ), quick as (select out_mark, out_id from sec.firearms_near(array(select mark from asked)))
         select concat_ws(' ', (select count(*) > 500 from slow), (select count(*) from (table slow except all table quick) missed),
           (select count(*) from (table quick except all table slow) added))"
    );
    let mut inside = app.inside("armourer-goma").await;

    must(&mut inside, &many).await;
    let found = string(&mut inside, &compared).await;
    must(&mut inside, "rollback").await;

    assert_eq!(found, "t 0 0", "none missed, none added");
    for (account, marks, wanted) in [("armourer-goma", "9F31878", "1"), ("armourer-goma", "9F31788", "0"), ("ssp-juba", "9F31877", "0")] {
        let sql = format!("select count(*)::text from sec.firearms_near(array['{marks}'])");
        assert_eq!(string(&mut app.inside(account).await, &sql).await, wanted, "{account} {marks}");
    }
}
