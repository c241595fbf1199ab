//! Equipment and kits: ready by state and date, issued and given back by two hands, a kit as one thing; INV-23, 24 and 25
//! attacked.

mod missing;

use axum::http::StatusCode;

use crate::support::protection::{day, officer};
use crate::support::sql::{ENTRY, look, must, refusal, run};
use crate::support::{Answer, Person, TestApp};

pub fn reference(address: &str) -> String {
    address.rsplit('/').next().unwrap_or_default().to_owned()
}

/// A thing of Goma as its custodian records it; answers its address.
pub async fn thing(app: &TestApp, kind: &str, serial: &str) -> String {
    let form = [("station", "GOM"), ("kind", kind), ("label", "Exercise thing"), ("serial", serial), ("ownership", "un_owned"), ("place", "Store")];
    app.as_if("armourer-goma").await.post("/equipment", &form).await.leads()
}

/// A plate of the new standard, good until some days from today.
pub async fn plate(app: &TestApp, serial: &str, until: i32) -> String {
    let address = thing(app, "hard_plate", serial).await;
    dated(app, &address, until).await;
    address
}

async fn dated(app: &TestApp, address: &str, until: i32) {
    let until = day(app, until).await;
    let version = look(app, &format!("select version::text from equipment where ref = '{}'", reference(address))).await;
    let form = [("armour_standard", "nij_0101_07"), ("armour_level", "rf1"), ("expires_on", until.as_str()), ("version", version.as_str())];
    app.as_if("armourer-goma").await.post(&format!("{address}/dates"), &form).await.leads();
}

/// A kit of Goma that must contain these, with these things in it; answers its address.
pub async fn kit(app: &TestApp, name: &str, needs: &[(&str, &str)], things: &[&str]) -> String {
    let armourer = app.as_if("armourer-goma").await;
    let address = armourer.post("/kits", &[("station", "GOM"), ("name", name), ("place", "Store")]).await.leads();
    for (version, (kind, wanted)) in needs.iter().enumerate() {
        let version = (version + 1).to_string();
        armourer.post(&format!("{address}/contents"), &[("kind", *kind), ("wanted", *wanted), ("version", version.as_str())]).await.leads();
    }
    for thing in things {
        armourer.post(&format!("{address}/parts"), &[("thing", &reference(thing))]).await.leads();
    }
    address
}

/// The officer of an account of Goma; answers the reference.
async fn holder(app: &TestApp, account: &str) -> String {
    let id = app.officer_of(account, "GOM").await;
    look(app, &format!("select ref from officer where id = '{id}'")).await
}

async fn issue(app: &TestApp, thing: &str, officer: &str) -> Answer {
    let thing = reference(thing);
    app.as_if("armourer-goma").await.post("/equipment-acts", &[("thing", &thing), ("officer", officer), ("purpose", "Escort")]).await
}

async fn sign(app: &TestApp, person: &Person, address: &str) -> Answer {
    let version = look(app, &format!("select version::text from equipment_act where ref = '{}'", reference(address))).await;
    person.post(&format!("{address}/sign"), &[("version", &version)]).await
}

pub async fn out(app: &TestApp, thing: &str, account: &str) -> String {
    let officer = holder(app, account).await;
    let act = issue(app, thing, &officer).await.leads();
    sign(app, &app.as_if(account).await, &act).await.leads();
    act
}

#[tokio::test]
async fn a_plate_is_ready_as_long_as_its_warranty_and_a_vest_as_the_rule_says() {
    let app = TestApp::start().await;
    let address = thing(&app, "hard_plate", "P-201").await;
    let reader = app.as_if("ssp-goma").await;
    let stands = async |words: &str, ready: &str| {
        let record = reader.get(&address).await;
        let list = reader.get("/equipment").await;
        assert!(record.one("header.record").contains(words), "{words}: {}", record.one("main"));
        let listed = if words == "ready" { "fully capable" } else { words };
        assert!(list.one("tbody").contains(listed), "the list says the same: {}", list.one("main"));
        assert_eq!(reader.get("/equipment?needs=ready").await.one("h1"), ready);
    };

    stands("level of armour not recorded, no date recorded", "0 pieces of equipment").await;
    dated(&app, &address, 40).await;
    stands("ready", "1 piece of equipment").await;
    assert_eq!(reader.get("/equipment?needs=ending&sort=end").await.one("h1"), "1 piece of equipment", "it ends within 60 days");
    dated(&app, &address, -1).await;
    stands("past its date", "0 pieces of equipment").await;
    assert!(reader.get("/equipment.csv").await.text().contains("expired"));

    // without a declaration: five years in service, six from making, whichever ends first (UNC-22)
    for (in_service, made, end) in [(-30, -60, 1826 - 30), (-30, -2100, 2192 - 2100)] {
        let (in_service, made) = (day(&app, in_service).await, day(&app, made).await);
        let version = look(&app, "select version::text from equipment").await;
        let form = [
            ("armour_standard", "nij_0101_06"),
            ("armour_level", "IV"),
            ("in_service_on", in_service.as_str()),
            ("made_on", made.as_str()),
            ("version", version.as_str()),
        ];
        app.as_if("armourer-goma").await.post(&format!("{address}/dates"), &form).await.leads();
        let days: i32 =
            look(&app, "select (sec.equipment_end(kind, expires_on, in_service_on, made_on) - current_date)::text from equipment").await.parse().unwrap();
        assert!((days - end).abs() <= 2, "{days} instead of {end}");
    }
    assert!(reader.get(&address).await.one("main").contains("by the rule"));
    let history = reader.get(&format!("{address}/history")).await;
    assert!(history.one("main").contains("NIJ 0101.06"), "{}", history.one("main"));
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_field_and_kept() {
    let app = TestApp::start().await;
    let address = thing(&app, "radio", "R 10-1").await;
    let armourer = app.as_if("armourer-goma").await;
    let form = |kind: &'static str, serial: &'static str, quantity: &'static str, station: &'static str| {
        vec![
            ("station", station),
            ("kind", kind),
            ("label", "Handheld"),
            ("serial", serial),
            ("quantity", quantity),
            ("ownership", "un_owned"),
            ("place", "Store"),
        ]
    };

    let twice = armourer.post("/equipment", &form("radio", "r101", "", "GOM")).await;
    let bare = armourer.post("/equipment", &form("radio", "", "", "GOM")).await;
    let half = armourer.post("/equipment", &form("medical_kit", "", "1.5", "GOM")).await;
    let elsewhere = armourer.post("/equipment", &form("radio", "R-9", "", "JUB")).await;
    let dates = [("armour_standard", "nij_0101_07"), ("armour_level", "IIIA"), ("version", "1")];
    let old_name = armourer.post(&format!("{}/dates", plate(&app, "P-1", 100).await), &dates).await;
    let silent = armourer.post(&format!("{address}/state"), &[("state", "in_repair"), ("reason", ""), ("version", "1")]).await;
    armourer.post("/equipment", &form("medical_kit", "", "40", "GOM")).await.leads();

    assert!(!twice.error_of("serial").is_empty(), "{}", twice.one("main"));
    assert_eq!(twice.attribute("#f-serial", "value").as_deref(), Some("r101"));
    assert!(twice.one("main").contains("R 10-1"), "the near one is shown");
    assert!(!bare.error_of("serial").is_empty());
    assert!(!half.error_of("quantity").is_empty());
    assert!(!elsewhere.error_of("station").is_empty());
    assert_eq!(old_name.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!old_name.error_of("armour_level").is_empty(), "names of the old standard are not names of the new one");
    assert!(!silent.error_of("reason").is_empty());
    assert_eq!(app.count("select count(*) from equipment").await, 3);
    let list = app.as_if("ssp-goma").await;
    assert_eq!(list.get("/equipment?kind=medical_kit&station=GOM&state=serviceable").await.one("h1"), "1 piece of equipment");
    assert!(list.get("/equipment?colour=red").await.one("main").contains("colour"), "what the list does not know is named");
    assert!(list.get("/equipment?q=nothing").await.one(".empty").contains("Nothing matches"));
    assert_eq!(app.as_if("focal-wfp").await.get("/equipment").await.status, StatusCode::FORBIDDEN);
    assert_eq!(app.as_if("ssp-juba").await.get(&address).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whoever_saves_over_another_save_is_told() {
    let app = TestApp::start().await;
    let address = thing(&app, "radio", "R-1").await;
    let form = |label: &'static str| [("kind", "radio"), ("label", label), ("serial", "R-1"), ("ownership", "un_owned"), ("place", "Store"), ("version", "1")];

    app.as_if("coordinator-goma").await.post(&format!("{address}/edit"), &form("First")).await.leads();
    let late = app.as_if("armourer-goma").await.post(&format!("{address}/edit"), &form("Second")).await;

    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(look(&app, "select label from equipment").await, "First");
}

#[tokio::test]
async fn a_radio_goes_to_an_officer_and_back_by_two_hands_each_time() {
    let app = TestApp::start().await;
    let radio = thing(&app, "radio", "R-1").await;
    let officer = holder(&app, "cpo-goma").await;
    let armourer = app.as_if("armourer-goma").await;
    let with = "select coalesce((select o.ref from equipment_custody c join officer o on o.id = c.officer_id where c.until is null), 'store')";

    let checked = armourer.get(&format!("/equipment-acts/issue?thing=r1&officer={officer}")).await;
    let act = issue(&app, &radio, &officer).await.leads();
    let before = look(&app, with).await;
    let own = sign(&app, &armourer, &act).await;
    let witness = sign(&app, &app.as_if("ssp-goma").await, &act).await;
    let cpo = app.as_if("cpo-goma").await;
    let page = cpo.get(&act).await;
    sign(&app, &cpo, &act).await.leads();

    assert!(checked.one("main").contains("All checks passed"), "{}", checked.one("main"));
    assert_eq!(before, "store", "nothing moves before the second signature");
    assert_eq!(own.status, StatusCode::FORBIDDEN, "the first is not the second");
    assert!(witness.text().contains("INV-23"), "{}", witness.one("main"));
    assert!(page.one("button.button").contains("I received"), "{}", page.one("main"));
    assert_eq!(look(&app, with).await, officer);
    assert!(cpo.get("/equipment").await.one("tbody").contains(&reference(&radio)), "the own radio is on the own list");
    assert!(cpo.get(&format!("{act}/print")).await.one("main").contains("Escort"));
    let reader = app.as_if("coordinator-goma").await;
    assert_eq!(reader.get(&format!("/equipment?holder={officer}")).await.one("h1"), "1 piece of equipment");
    assert_eq!(reader.get("/equipment?needs=in_store").await.one("h1"), "0 pieces of equipment");
    assert!(issue(&app, &radio, &officer).await.error_of("thing").contains("was faster"));

    let silent = armourer.post(&format!("{radio}/return"), &[("condition", "damaged"), ("note", "")]).await;
    let back = armourer.post(&format!("{radio}/return"), &[("condition", "damaged"), ("note", "Aerial broken")]).await.leads();
    let again = armourer.post(&format!("{radio}/return"), &[("condition", "good")]).await;
    sign(&app, &cpo, &back).await.leads();

    assert!(!silent.error_of("note").is_empty());
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert_eq!(look(&app, with).await, "store", "what came back is recorded at once");
    let record = reader.get(&radio).await;
    assert!(record.one("header.record").contains("unserviceable"), "{}", record.one("main"));
    assert!(record.one("main").contains("Aerial broken"));
    assert_eq!(reader.get("/equipment-acts").await.one("h1"), "2 acts");
    assert_eq!(app.as_if("armourer-juba").await.get(&act).await.status, StatusCode::NOT_FOUND);
    assert!(issue(&app, &radio, &officer).await.error_of("thing").contains("INV-25"), "what is broken is not issued");
}

#[tokio::test]
async fn what_was_lent_until_a_day_and_is_not_back_is_told_once_until_all_of_it_is() {
    let app = TestApp::start().await;
    let (first, second) = (thing(&app, "radio", "R-1").await, thing(&app, "radio", "R-2").await);
    let kit = kit(&app, "Kit of two radios", &[("radio", "2")], &[&first, &second]).await;
    let (officer, due, bag) = (holder(&app, "cpo-goma").await, day(&app, 1).await, reference(&kit));
    let form = [("thing", bag.as_str()), ("officer", officer.as_str()), ("purpose", "Escort"), ("due_date", due.as_str()), ("due_time", "0800")];
    let act = app.as_if("armourer-goma").await.post("/equipment-acts", &form).await.leads();
    sign(&app, &app.as_if("cpo-goma").await, &act).await.leads();
    let told = "select count(*) from exception where code = 'equipment_not_returned' and closed_at is null";
    let run = async || {
        cordon::jobs::detector::run_once(&app.app).await.expect("the detector runs");
        app.count(told).await
    };

    let before = run().await;
    app.shift_clock("3 days").await;
    let (late, again) = (run().await, run().await);
    let armourer = app.as_if("armourer-goma").await;
    armourer.post(&format!("{kit}/return"), &[("condition", "good"), ("note", "One is at the gate"), ("missing", &reference(&second))]).await.leads();
    let short = app.count(told).await;
    armourer.post(&format!("{second}/return"), &[("condition", "good")]).await.leads();

    assert_eq!((before, late, again, short, app.count(told).await), (0, 1, 1, 1, 0));
}

#[tokio::test]
async fn a_kit_says_what_it_lacks_and_goes_and_comes_as_one() {
    let app = TestApp::start().await;
    let (radio, plate_ok) = (thing(&app, "radio", "R-1").await, plate(&app, "P-1", 100).await);
    let kit = kit(&app, "Escort bag", &[("radio", "2"), ("hard_plate", "1")], &[&radio, &plate_ok]).await;
    let officer = holder(&app, "cpo-goma").await;
    let reader = app.as_if("ssp-goma").await;
    let armourer = app.as_if("armourer-goma").await;

    let short = reader.get(&kit).await;
    let refused = issue(&app, &kit, &officer).await;
    let spare = thing(&app, "radio", "R-2").await;
    armourer.post(&format!("{kit}/parts"), &[("thing", "r2")]).await.leads();
    dated(&app, &plate_ok, -1).await;
    let expired = reader.get(&kit).await;
    let also_refused = issue(&app, &kit, &officer).await;
    dated(&app, &plate_ok, 100).await;
    let whole = reader.get(&kit).await;

    assert!(short.one("header.record").contains("not complete"), "{}", short.one("main"));
    assert!(short.one("#missing ~ ul").contains("radio: 1 of 2"), "{}", short.one("main"));
    assert!(refused.error_of("thing").contains("INV-25"), "{}", refused.one("main"));
    assert_eq!(refused.attribute("#f-purpose", "value").as_deref(), Some("Escort"), "entries are kept");
    let missing = expired.one("#missing ~ ul");
    assert!(missing.contains("hard armour plate: 0 of 1") && missing.contains(&format!("{}: past its date", reference(&plate_ok))), "{missing}");
    assert_eq!(also_refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!whole.one("header.record").contains("not complete"), "{}", whole.one("main"));

    let single = issue(&app, &radio, &officer).await;
    let act = issue(&app, &kit, &officer).await.leads();
    // an account keeps so many sessions; the first one has ended by now
    let armourer = app.as_if("armourer-goma").await;
    let moved = armourer.post(&format!("{spare}/kit"), &[("kit", ""), ("version", "2")]).await;
    sign(&app, &app.as_if("cpo-goma").await, &act).await.leads();
    let alone = armourer.post(&format!("{radio}/return"), &[("condition", "good")]).await;

    assert!(single.error_of("thing").contains("kit"), "{}", single.one("main"));
    assert!(!moved.error_of("kit").is_empty(), "what is about to be signed for does not change: {} {}", moved.status, moved.one("main"));
    assert!(!alone.status.is_redirection(), "what went out with the kit comes back with it");
    assert_eq!(app.count("select count(*) from equipment_custody where until is null").await, 4, "the kit and its three parts");
    assert_eq!(reader.get("/kits?needs=out").await.one("h1"), "1 kit");
    assert!(app.as_if("cpo-goma").await.get("/kits").await.one("tbody").contains("Escort bag"), "the own kit is on the own list");

    let spare_ref = reference(&spare);
    let plate_ref = reference(&plate_ok);
    let silent = armourer.post(&format!("{kit}/return"), &[("condition", "good"), ("missing", &spare_ref)]).await;
    let form = [("condition", "good"), ("missing", spare_ref.as_str()), ("damaged", plate_ref.as_str()), ("note", "Radio at the gate, plate cracked")];
    let back = armourer.post(&format!("{kit}/return"), &form).await.leads();
    let after = reader.get(&kit).await;

    assert!(!silent.error_of("note").is_empty());
    assert_eq!(app.count("select count(*) from equipment_custody where until is null").await, 1, "what is missing stays with the officer");
    let missing = after.one("#missing ~ ul");
    assert!(missing.contains("with somebody, not with the kit") && missing.contains("not serviceable"), "{missing}");
    assert_eq!(app.count("select count(*) from exception where code = 'kit_came_back_short' and closed_at is null").await, 1);
    assert!(reader.get(&back).await.one("main").contains(&spare_ref));
    armourer.post(&format!("{spare}/return"), &[("condition", "good")]).await.leads();
    assert_eq!(app.count("select count(*) from equipment_custody where until is null").await, 0);
    assert_eq!(reader.get(&format!("{kit}/history")).await.status, StatusCode::OK);
    assert!(reader.get("/kits.csv").await.text().contains("lacks:hard_plate:0:1"));
}

#[tokio::test]
async fn what_was_handed_over_unready_is_recorded_and_opens_an_exception() {
    let app = TestApp::start().await;
    let old = plate(&app, "P-1", -3).await;
    let officer = officer(&app, "Without Sign-in").await;
    app.shift_clock("3 hours").await;
    let at = |format: &str| format!("select to_char((sec.now() - interval '1 hour') at time zone 'Africa/Lubumbashi', '{format}')");
    let (date, hour) = (look(&app, &at("DD-Mon-YYYY")).await, look(&app, &at("HH24:MI")).await);
    let thing = reference(&old);
    let form = [("thing", thing.as_str()), ("officer", officer.as_str()), ("purpose", "Attack on the gate")];
    let form: Vec<(&str, &str)> = form.into_iter().chain([("handed", "yes"), ("handed_date", date.as_str()), ("handed_time", hour.as_str())]).collect();

    let planned = issue(&app, &old, &officer).await;
    let address = app.as_if("armourer-goma").await.post("/equipment-acts", &form).await.leads();
    let page = app.as_if("armourer-goma").await.get(&address).await;

    assert!(planned.error_of("thing").contains("INV-25"), "the plan is refused");
    assert!(page.one("main").contains("both times are kept") && page.one("main").contains("past its date"), "{}", page.one("main"));
    assert_eq!(app.count("select count(*) from equipment_custody where until is null").await, 1, "the fact is kept");
    assert_eq!(app.count("select count(*) from exception where code = 'equipment_issued_unready' and closed_at is null").await, 1);
    // one signature for a day becomes an exception until the second; the officer has no sign-in: a witness signs
    let open = "select count(*) from exception where code = 'equipment_unsigned' and closed_at is null";
    app.shift_clock("30 hours").await;
    cordon::jobs::detector::run_once(&app.app).await.expect("the detector runs");
    cordon::jobs::detector::run_once(&app.app).await.expect("and a second run adds nothing");
    assert_eq!(app.count(open).await, 1);
    sign(&app, &app.as_if("ssp-goma").await, &address).await.leads();
    assert_eq!(app.count(open).await, 0);
}

#[tokio::test]
async fn of_thirty_two_who_want_one_kit_one_wins_and_the_others_learn_who() {
    let app = std::sync::Arc::new(TestApp::start().await);
    let radio = thing(&app, "radio", "R-1").await;
    let kit = reference(&kit(&app, "Escort bag", &[("radio", "1")], &[&radio]).await);
    let mut officers = Vec::new();
    for n in 0..32 {
        officers.push(officer(&app, &format!("Racer {n:02}")).await);
    }
    let armourer = std::sync::Arc::new(app.as_if("armourer-goma").await);

    let racers: Vec<_> = officers
        .into_iter()
        .map(|officer| {
            let (armourer, kit) = (armourer.clone(), kit.clone());
            tokio::spawn(async move { armourer.post("/equipment-acts", &[("thing", &kit), ("officer", &officer), ("purpose", "Race")]).await })
        })
        .collect();
    let mut won = 0;
    for racer in racers {
        let answer = racer.await.expect("a racer arrives");
        match answer.status {
            StatusCode::SEE_OTHER => won += 1,
            StatusCode::UNPROCESSABLE_ENTITY => {
                assert!(answer.error_of("thing").contains("was faster"), "{}", answer.one("main"));
                assert_eq!(answer.attribute("#f-purpose", "value").as_deref(), Some("Race"), "entries are kept");
            }
            status => assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.one("main")),
        }
    }

    assert_eq!(won, 1);
    assert_eq!(app.count("select count(*) from equipment_act where state = 'prepared'").await, 1);
}

#[tokio::test]
async fn attacked_in_sql_the_rules_hold_and_their_twins_show_it() {
    let app = TestApp::start().await;
    let (radio, old) = (thing(&app, "radio", "R-1").await, plate(&app, "P-1", -1).await);
    let bag = kit(&app, "Escort bag", &[("radio", "1"), ("hard_plate", "1")], &[&radio, &old]).await;
    let free = thing(&app, "radio", "R-9").await;
    out(&app, &free, "cpo-goma").await;
    let taker = app.officer_of("leader-goma", "GOM").await;
    let act = |kind: &str, thing: &str, what: &str| {
        format!(
            "begin; insert into equipment_act (id, ref, cell, kind, {what}, officer_id, purpose, note, occurred_at, state, is_fact)
             select gen_random_uuid(), sec.new_ref('JA'), x.cell, '{kind}', x.id, {}, 'attack', 'attack', sec.now(), '{}', {}
             from {} x where x.ref = '{}'; rollback",
            if kind == "write_off" { "null".to_owned() } else { format!("'{taker}'") },
            if kind == "return" { "done" } else { "prepared" },
            kind == "return",
            if what == "kit_id" { "equipment_kit" } else { "equipment" },
            reference(thing)
        )
    };
    let item = |thing: &str| format!("begin; update equipment set state = 'written_off', state_reason = 'x' where ref = '{}'; rollback", reference(thing));
    let leave = format!("begin; update equipment set kit_id = (select id from equipment_kit) where ref = '{}'; rollback", reference(&free));
    let mut inside = app.inside("armourer-goma").await;
    let attacks = [
        (act("issue", &old, "equipment_id"), "23514 kit_goes_as_one"),
        (act("issue", &bag, "kit_id"), "23514 only_ready_equipment_is_issued"),
        (act("issue", &free, "equipment_id"), "23514 equipment_is_where_it_was"),
        (act("return", &bag, "kit_id"), "23514 equipment_is_where_it_was"),
    ];
    for (sql, expected) in &attacks {
        assert_eq!(refusal(&run(&mut inside, sql).await), *expected, "{sql}");
        let _ = run(&mut inside, "rollback").await;
    }
    for (sql, expected) in [(item(&radio), "23514 equipment_written_off_by_two"), (leave.clone(), "23514 kit_changes_at_home")] {
        assert_eq!(refusal(&run(&mut inside, &sql).await), expected, "{sql}");
        let _ = run(&mut inside, "rollback").await;
    }
    let open = "insert into equipment_custody (id, equipment_id, cell, officer_id, since, act_id)
        select gen_random_uuid(), equipment_id, cell, officer_id, since, act_id from equipment_custody where until is null";
    assert!(refusal(&run(&mut inside, &format!("begin; {open}; rollback")).await).starts_with("42501"), "no hand writes the ledger");
    let _ = run(&mut inside, "rollback").await;
    let mut owner = app.owner().await;
    let rewritten = "begin; update equipment_custody set since = since - interval '1 day'; rollback";
    for (sql, expected) in [(format!("begin; {open}; rollback"), "23505 equipment_in_one_custody"), (rewritten.to_owned(), "23514 equipment_custody_is_kept")] {
        assert_eq!(refusal(&run(&mut owner, &sql).await), expected, "not even its owner");
        let _ = run(&mut owner, "rollback").await;
    }

    must(
        &mut owner,
        "drop trigger equipment_act_then_guarded on equipment_act; drop trigger equipment_then_guarded on equipment;
         drop index equipment_in_one_custody; drop trigger equipment_custody_guarded on equipment_custody",
    )
    .await;
    for sql in attacks.iter().take(3).map(|(sql, _)| sql.clone()).chain([item(&radio), leave]) {
        assert_eq!(refusal(&run(&mut inside, &sql).await), "accepted", "the twin: {sql}");
        let _ = run(&mut inside, "rollback").await;
    }
    for sql in [format!("begin; {open}; rollback"), rewritten.to_owned()] {
        assert_eq!(refusal(&run(&mut owner, &sql).await), "accepted", "the twin");
        let _ = run(&mut owner, "rollback").await;
    }
}

#[tokio::test]
async fn a_kit_is_complete_on_a_span_or_not() {
    let app = TestApp::start().await;
    let (radio, ending) = (thing(&app, "radio", "R-1").await, plate(&app, "P-1", 10).await);
    kit(&app, "Escort bag", &[("radio", "1"), ("hard_plate", "1")], &[&radio, &ending]).await;
    let complete = async |from: i32, to: i32| {
        look(&app, &format!("select sec.kit_is_complete(id, current_date + {from}, current_date + {to})::text from equipment_kit")).await
    };

    assert_eq!((complete(0, 9).await.as_str(), complete(0, 12).await.as_str()), ("true", "false"), "the plate ends within the span");
    must(&mut app.owner().await, &format!("begin; update equipment set state = 'in_repair', state_reason = 'x' where kind = 'radio'; {ENTRY}; commit")).await;
    assert_eq!(complete(0, 9).await, "false", "an unserviceable part is not counted");
    assert_eq!(
        look(&app, "select array_to_string(sec.kit_gaps(id, current_date, current_date), ' ') from equipment_kit").await,
        format!("lacks:radio:0:1 part:{}:state", reference(&radio))
    );
}
