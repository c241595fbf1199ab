//! Items of property books in our registers: once each, row by row by the rules of the register, set aside with a
//! reason, and what a later book says of them.

use axum::http::StatusCode;

use crate::property_books::load_text;
use crate::support::TestApp;
use crate::support::arms::{armoury, pistol};
use crate::support::sql::{ENTRY, change, look, must, refusal, run};

const HEAD: &str = "Agency,NSN,Item Name,Quantity,Serial Number,Ship Date,Unit Cost\n";
const BOOK: &str = "North,1005-00-073-9421,\"PISTOL,9 MILLIMETER\",1,EX-1,2010-08-02,499\n\
    North,1005-00-073-9421,\"PISTOL,9 MILLIMETER\",1,EX-2,2010-08-02,499\n\
    North,1005-00-073-9421,\"PISTOL,9 MILLIMETER\",1,EX-3,2010-08-02,499\n\
    North,2355-01-553-4634,ARMOURED VEHICLE,1,EXVIN17,2012-01-05,184000\n\
    South,8470-00-ARM-OR,FIRE BLANKET,12,,2010-08-02,40\n\
    South,1005-00-073-9421,RIFLE,3,,2010-08-02,300\n";

/// Goma as a closed station, whatever is open there.
pub const CLOSED: &str = "alter table station_closure disable trigger station_closure_guarded;
    insert into station_closure (id, station_id, cell, reason, document, state, asked_by, decided_by, decided_at)
      select gen_random_uuid(), s.id, s.cell, 'The office ends', 'Decision 4', 'closed', a.id, b.id, sec.now()
      from duty_station s, account a, account b where s.code = 'GOM' and a.username = 'officer-africa' and b.username = 'chief'";

/// Goma with the book, and an armoury that may hold weapons.
async fn prepare(app: &TestApp) -> (String, String) {
    let book = load_text(app, &format!("{HEAD}{BOOK}")).await;
    (book, armoury(app, "Main").await)
}

async fn item(app: &TestApp, what: &str) -> String {
    look(app, &format!("select id::text from property_item where {what} and not is_voided order by id limit 1")).await
}

#[tokio::test]
async fn one_item_becomes_a_vehicle_by_the_form_of_its_register_and_both_know_it() {
    let app = TestApp::start().await;
    let (book, _) = prepare(&app).await;
    let truck = item(&app, "serial = 'EXVIN17'").await;
    let armourer = app.as_if("armourer-goma").await;

    let page = armourer.get(&format!("/property/register?item={truck}")).await;
    let form = [
        ("kind", "vehicle"),
        ("item", truck.as_str()),
        ("1-vin", "EXVIN17"),
        ("1-make", "Invented"),
        ("1-model", "Wagon"),
        ("1-seats", "7"),
        ("1-armour_standard", "none"),
        ("1-odometer", "100"),
    ];
    let lacking = armourer.post("/property/register", &form).await;
    let whole: Vec<(&str, &str)> = form.iter().copied().chain([("1-plate", "UN-EX-17")]).collect();
    let made = armourer.post("/property/register", &whole).await.leads();
    let again = armourer.post("/property/register", &whole).await;

    assert_eq!(page.attribute("#f-1-vin", "value").as_deref(), Some("EXVIN17"), "{}", page.one("main"));
    assert_eq!(page.attribute("#f-1-model", "value").as_deref(), Some("ARMOURED VEHICLE"));
    assert!(!page.error_of("1-plate").is_empty(), "what lacks stands beside the field before anybody sends it");
    assert_eq!(lacking.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!lacking.error_of("1-plate").is_empty() && lacking.attribute("#f-1-make", "value").as_deref() == Some("Invented"), "{}", lacking.one("main"));
    assert!(made.starts_with("/vehicles/V-"), "{made}");
    assert!(armourer.get(&made).await.one("main").contains(&format!("{book} row 5")), "the record knows its row");
    assert!(armourer.get(&format!("/property/{truck}")).await.one("main").contains(made.trim_start_matches("/vehicles/")), "and the item its record");
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "each item once");
    assert_eq!(app.count("select count(*) from vehicle where vin_key = 'EXVIN17'").await, 1);
    assert!(armourer.get(&format!("/property/{truck}/history")).await.one("main").contains("vehicle"));
    assert_eq!(armourer.get("/property?registered=registered").await.all("tbody tr").len(), 1);
    let listed = armourer.get("/property.csv?registered=registered").await.text();
    assert!(listed.contains("registered,record,reason,standing") && listed.contains(made.trim_start_matches("/vehicles/")), "{listed}");
}

#[tokio::test]
async fn rows_that_lack_something_wait_and_nothing_is_half_done() {
    let app = TestApp::start().await;
    let (_, store) = prepare(&app).await;
    let (one, two, three) = (item(&app, "serial = 'EX-1'").await, item(&app, "serial = 'EX-2'").await, item(&app, "serial = 'EX-3'").await);
    let armourer = app.as_if("armourer-goma").await;
    let before = app.count("select count(*) from firearm").await;
    // the first is complete, the second takes its calibre from what holds for all, the third has a wrong class
    let form = |third_class: &'static str| {
        vec![
            ("kind", "firearm"),
            ("item", one.as_str()),
            ("item", two.as_str()),
            ("item", three.as_str()),
            ("all-calibre", "9x19"),
            ("all-make", "Invented Arms"),
            ("all-ownership", "un_owned"),
            ("all-armoury", store.as_str()),
            ("1-serial", "EX-1"),
            ("1-model", "M9"),
            ("1-class", "pistol"),
            ("1-calibre", ".45"),
            ("2-serial", "EX-2"),
            ("2-model", "M9"),
            ("2-class", "pistol"),
            ("3-serial", "EX-3"),
            ("3-model", "M9"),
            ("3-class", third_class),
        ]
    };

    let refused = armourer.post("/property/register", &form("trebuchet")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!refused.error_of("3-class").is_empty() && refused.error_of("1-class").is_empty(), "{}", refused.one("main"));
    assert_eq!(app.count("select count(*) from firearm").await, before, "all or nothing");

    let mut some = form("");
    some.push(("deed", "whole"));
    let address = armourer.post("/property/register", &some).await.leads();
    assert_eq!(address, format!("/property/register?kind=firearm&item={three}"), "what waits is shown again");
    assert_eq!(app.count("select count(*) from firearm").await, before + 2);
    assert_eq!(look(&app, "select string_agg(calibre, ' ' order by serial) from firearm where serial in ('EX-1', 'EX-2')").await, ".45 9x19");
    assert_eq!(app.count("select count(*) from property_registration where kind = 'firearm'").await, 2);
    let waiting = armourer.get(&address).await;
    assert_eq!(waiting.attribute("#f-1-model", "value").as_deref(), Some("M9"), "what waits keeps what was typed: {}", waiting.one("main"));
    assert_eq!(waiting.attribute("#f-1-calibre", "value").as_deref(), Some("9x19"), "and what was typed for all");
    let other = app.as_if("ssp-goma").await.get(&address).await;
    assert_eq!(other.attribute("#f-1-model", "value").as_deref(), Some("PISTOL,9 MILLIMETER"), "for whoever typed it");
    assert!(waiting.one("main").contains("EX-2"), "a near serial number stands apart: {}", waiting.one("main"));

    let twice = [
        ("kind", "firearm"),
        ("item", three.as_str()),
        ("1-serial", "EX 2"),
        ("1-make", "Invented Arms"),
        ("1-model", "M9"),
        ("1-class", "pistol"),
        ("1-calibre", "9x19"),
        ("1-ownership", "un_owned"),
        ("1-armoury", store.as_str()),
    ];
    let refused = armourer.post("/property/register", &twice).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!refused.error_of("1-serial").is_empty(), "never twice the same (INV-18): {}", refused.one("main"));

    let several = item(&app, "item = 'RIFLE'").await;
    let page = armourer.get(&format!("/property/register?item={several}")).await;
    assert!(page.error_of("1-serial").contains("several"), "{}", page.one("main"));
    let blanket = item(&app, "item = 'FIRE BLANKET'").await;
    let counted = [
        ("kind", "equipment"),
        ("item", blanket.as_str()),
        ("1-kind", "fire"),
        ("1-label", "Fire blanket"),
        ("1-quantity", "12"),
        ("1-ownership", "un_owned"),
        ("1-place", "Store"),
    ];
    assert!(armourer.post("/property/register", &counted).await.leads().starts_with("/equipment/J-"));
    assert_eq!(armourer.post("/property/register", &[("kind", "firearm"), ("item", &three), ("1-wings", "2")]).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn what_is_not_ours_is_set_aside_with_a_reason_and_comes_back_with_one() {
    let app = TestApp::start().await;
    prepare(&app).await;
    let rifle = item(&app, "item = 'RIFLE'").await;
    let armourer = app.as_if("armourer-goma").await;

    let unsaid = armourer.post("/property/set-aside", &[("item", &rifle), ("reason", " ")]).await;
    armourer.post("/property/set-aside", &[("item", &rifle), ("reason", "Belongs to a contingent")]).await.leads();
    let aside = armourer.get("/property?registered=not_ours").await;
    let late = armourer.get(&format!("/property/register?item={rifle}")).await;
    let stale = armourer.post(&format!("/property/{rifle}/reopen"), &[("reason", "Ours"), ("version", "7")]).await;
    armourer.post(&format!("/property/{rifle}/reopen"), &[("reason", "It is ours"), ("version", "1")]).await.leads();

    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(aside.all("tbody tr")[0].contains("Belongs to a contingent"), "{}", aside.one("main"));
    assert!(late.one("main").contains("left out"), "{}", late.one("main"));
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert_eq!(armourer.get("/property?registered=not_ours").await.all("tbody tr").len(), 0);
    assert!(armourer.get(&format!("/property/{rifle}/history")).await.one("main").contains("It is ours"));
    assert_eq!(app.as_if("coordinator-goma").await.get(&format!("/property/register?item={rifle}")).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_later_book_tells_what_changed_and_what_is_no_longer_there() {
    let app = TestApp::start().await;
    prepare(&app).await;
    let truck = item(&app, "serial = 'EXVIN17'").await;
    let armourer = app.as_if("armourer-goma").await;
    let form = [
        ("kind", "vehicle"),
        ("item", truck.as_str()),
        ("1-vin", "EXVIN17"),
        ("1-plate", "UN-EX-17"),
        ("1-make", "Invented"),
        ("1-model", "Wagon"),
        ("1-seats", "7"),
        ("1-armour_standard", "none"),
        ("1-odometer", "100"),
    ];
    let record = armourer.post("/property/register", &form).await.leads();

    load_text(&app, &format!("{HEAD}Elsewhere,5820-00-000-0001,RADIO,1,R-1,2012-01-05,90\n")).await;
    let other_list = armourer.get(&record).await;
    let changed_book = load_text(&app, &format!("{HEAD}{}", BOOK.replace("184000", "150000"))).await;
    let changed = armourer.get(&record).await;
    let without: String = BOOK.lines().filter(|line| !line.contains("EXVIN17")).map(|line| format!("{line}\n")).collect();
    let missing_book = load_text(&app, &format!("{HEAD}{without}")).await;
    let missing = armourer.get(&record).await;

    assert!(!other_list.one("main").contains("No longer"), "another list says nothing of it");
    assert!(changed.one("main").contains(&changed_book) && changed.one("main").contains("184000.00, now 150000.00"), "{}", changed.one("main"));
    assert!(missing.one("main").contains("No longer in the book of") && missing.one("main").contains(&missing_book), "{}", missing.one("main"));
    assert_eq!(armourer.get("/property?standing=missing").await.all("tbody tr").len(), 1);
    let ssp = app.as_if("ssp-goma").await;
    ssp.post(&format!("/property-books/{missing_book}/void"), &[("reason", "Wrong file"), ("version", "1")]).await.leads();
    assert!(armourer.get(&record).await.one("main").contains(&changed_book), "a book that was taken back says nothing");
}

#[tokio::test]
async fn the_database_keeps_what_became_of_an_item() {
    let app = TestApp::start().await;
    let (_, store) = prepare(&app).await;
    pistol(&app, &store, "NEAR-1").await;
    let (rifle, one) = (item(&app, "item = 'RIFLE'").await, item(&app, "serial = 'EX-1'").await);
    let account = look(&app, "select id::text from account where username = 'armourer-goma'").await;
    let mut owner = app.owner().await;
    let aside = |item: &str| {
        format!(
            "insert into property_registration (id, item_id, cell, kind, reason, made_by) values (gen_random_uuid(), '{item}', 0, 'not_ours', 'Not ours', '{account}')"
        )
    };
    let far = "(select id from firearm where cell <> (select no from sec.cell where code = 'GOM') limit 1)";
    let near = "(select id from firearm where cell = (select no from sec.cell where code = 'GOM') limit 1)";
    let link = |item: &str, firearm: &str| {
        format!(
            "insert into property_registration (id, item_id, cell, kind, firearm_id, made_by) values (gen_random_uuid(), '{item}', 0, 'firearm', {firearm}, '{account}')"
        )
    };

    let far_firearm = "insert into firearm (id, ref, station_id, cell, serial, make, model, class, calibre, ownership)
        select gen_random_uuid(), 'W-FAR00', id, cell, 'FAR-1', 'Invented', 'M9', 'pistol', '9x19', 'un_owned' from duty_station where code = 'JUB'";
    must(&mut owner, &format!("begin; {far_firearm}; {ENTRY}; commit")).await;
    must(&mut owner, &format!("begin; {}; {ENTRY}; commit", aside(&one))).await;
    for (statement, constraint) in [
        (aside(&one), "property_item_registered_once"),
        (link(&rifle, near), "registered_row_is_one"),
        (link(&item(&app, "serial = 'EX-2'").await, far), "registered_at_the_station_of_its_book"),
        (format!("update property_registration set item_id = '{rifle}'"), "registration_is_kept"),
        ("update property_registration set is_void = true".to_owned(), "reopened_with_reason"),
        (aside(&rifle).replace("'Not ours'", "' '"), "set_aside_has_reason"),
    ] {
        let refused = refusal(&run(&mut owner, &statement).await);
        assert!(refused.contains(constraint), "{constraint}: {refused}");
    }
    let reopen = format!("update property_registration set is_void = true, void_reason = 'Ours', voided_by = '{account}', version = 2");
    must(&mut owner, &format!("begin; {reopen}; {ENTRY}; commit")).await;
    must(&mut owner, &format!("begin; {}; {ENTRY}; commit", aside(&one))).await;
}

#[tokio::test]
async fn a_closed_station_registers_nothing() {
    let app = TestApp::start().await;
    prepare(&app).await;
    let one = item(&app, "serial = 'EX-1'").await;
    let mut owner = app.owner().await;
    let aside = format!(
        "begin; insert into property_registration (id, item_id, cell, kind, reason, made_by)
           select gen_random_uuid(), '{one}', 0, 'not_ours', 'Not ours', id from account where username = 'armourer-goma'; {ENTRY}; rollback"
    );
    must(&mut owner, &aside).await;
    must(&mut owner, &format!("begin; {CLOSED}; {ENTRY}; commit")).await;

    let refused = refusal(&run(&mut owner, &aside).await);
    let _ = run(&mut owner, "rollback").await;
    must(&mut owner, "alter table property_registration disable trigger station_takes_no_record").await;

    assert_eq!(refused, "23514 station_is_closed");
    must(&mut owner, &aside).await;
}

#[tokio::test]
async fn an_item_is_linked_to_the_record_that_stands_in_the_register_each_once() {
    let app = TestApp::start().await;
    let (book, store) = prepare(&app).await;
    let weapon = pistol(&app, &store, "ex 1").await;
    let (one, two) = (item(&app, "serial = 'EX-1'").await, item(&app, "serial = 'EX-2'").await);
    let armourer = app.as_if("armourer-goma").await;
    let address = format!("/property/register?kind=firearm&item={one}");
    let form = |item: &str| [("kind", "firearm".to_owned()), ("item", item.to_owned()), ("1-serial", "EX-2".to_owned()), ("1-link", weapon.clone())];
    let send = async |item: &str| {
        let form = form(item);
        let form: Vec<(&str, &str)> = form.iter().map(|(name, text)| (*name, text.as_str())).collect();
        armourer.post("/property/register", &form).await
    };

    let asked = armourer.get(&address).await;
    let near = armourer.get(&format!("/property/register?kind=firearm&item={two}")).await;
    let record = send(&one).await.leads();
    let twice = send(&two).await;
    let unknown = armourer.post("/property/register", &[("kind", "firearm"), ("item", &two), ("1-link", "W-NONE1")]).await;
    let page = armourer.get(&format!("/property/{one}")).await;

    assert!(asked.one("main").contains("a new one") && asked.text().contains(&format!("value=\"{weapon}\"")), "{}", asked.one("main"));
    assert!(near.text().contains(&format!("value=\"{weapon}\"")), "a near number is proposed too: {}", near.one("main"));
    assert_eq!(record, format!("/firearms/{weapon}"));
    assert_eq!(app.count("select count(*) from firearm").await, 1, "nothing was made");
    let linked = armourer.get(&record).await;
    assert!(linked.one("main").contains(&book) && linked.one("main").contains("linked:"), "{}", linked.one("main"));
    assert!(page.one("main").contains("linked to a record") && page.one("main").contains(&weapon), "{}", page.one("main"));
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!twice.error_of("1-serial").is_empty(), "each record once: {}", twice.one("main"));
    assert!(unknown.error_of("1-serial").contains("no record of the station"), "{}", unknown.one("main"));
    let later = armourer.get(&format!("/property/register?kind=firearm&item={two}")).await;
    assert!(!later.text().contains(&format!("value=\"{weapon}\"")), "what is linked is not proposed again");

    let unsaid = armourer.post(&format!("/property/{one}/reopen"), &[("reason", " "), ("version", "1")]).await;
    armourer.post(&format!("/property/{one}/reopen"), &[("reason", "Another pistol"), ("version", "1")]).await.leads();
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!armourer.get(&record).await.one("main").contains(&book), "the record has no row behind it any more");
    assert!(armourer.get(&format!("/property/{one}/history")).await.one("main").contains("Another pistol"));
    send(&two).await.leads();

    let mut owner = app.owner().await;
    let gone = format!(
        "alter table firearm disable trigger user; update firearm set state = 'destroyed', state_reason = 'x'; alter table firearm enable trigger user;
         insert into property_registration (id, item_id, cell, kind, was_there, firearm_id, made_by)
           select gen_random_uuid(), '{one}', 0, 'firearm', true, f.id, a.id from firearm f, account a where a.username = 'armourer-goma'"
    );
    let taken_back = "update property_registration set is_void = true, void_reason = 'x', voided_by = made_by, version = version + 1 where not is_void";
    assert_eq!(refusal(&change(&mut owner, &format!("{taken_back}; {gone}")).await), "23514 linked_record_is_on_the_books");
    must(
        &mut owner,
        &format!("rollback; begin; alter table property_registration disable trigger property_link_of_what_is_there; {taken_back}; {gone}; {ENTRY}; rollback"),
    )
    .await;
    let made = "update property_registration set was_there = false";
    assert_eq!(refusal(&change(&mut owner, made).await), "23514 registration_is_kept");
    must(&mut owner, "rollback").await;
}
