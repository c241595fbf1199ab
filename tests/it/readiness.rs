//! The gate over a detail: each check says yes, then no or unknown when one thing changes; who may not read a record
//! gets the answer and nothing else; a vehicle is counted on and taken off.

use axum::http::StatusCode;

use crate::equipment::{kit, out, plate, reference, thing};
use crate::support::arms::{armed, armoury, pistol, prepared};
use crate::support::journeys::{Arranged, Journey};
use crate::support::protection::day;
use crate::support::sql::{ENTRY, look, must, refusal, run};
use crate::support::{Answer, Person, TestApp};

/// Changes something behind the walls, as the installation does.
pub async fn alter(app: &TestApp, sql: &str) {
    must(&mut app.owner().await, &format!("begin; {sql}; {ENTRY}; commit")).await;
}

/// Verified papers of the officer of cpo-goma, from twenty days ago to some days from today.
pub async fn papers(app: &TestApp, kinds: &[&str], until: i32) {
    for kind in kinds {
        let named = match *kind {
            "host_weapon_permit" => "country",
            _ => "weapon_class",
        };
        let value = if named == "country" { "'CD'" } else { "''" };
        alter(
            app,
            &format!(
                "insert into qualification (id, ref, officer_id, officer_cell, type, {named}, obtained_on, valid_until, evidence, verified_by, verified_at)
                   select gen_random_uuid(), sec.new_ref('F'), o.officer_id, 0, '{kind}', {value}, (sec.now() at time zone 'UTC')::date - 20,
                     (sec.now() at time zone 'UTC')::date + {until}, 'File', a.id, sec.now()
                   from account a, account o where a.username = 'ssp-goma' and o.username = 'cpo-goma'"
            ),
        )
        .await;
    }
}

/// Takes the papers of a kind back.
async fn without(app: &TestApp, kind: &str) {
    alter(app, &format!("update qualification set is_void = true, void_reason = 'x', version = version + 1 where type = '{kind}' and not is_void")).await;
}

struct Ready {
    app: TestApp,
    movement: Arranged,
    url: String,
    weapon: String,
    lot: String,
    vehicle: String,
    reservation: String,
}

/// A leg by road tomorrow, with an armed officer, rounds and a vehicle, of whom everything holds.
async fn ready() -> Ready {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let officer = armed(&app, "cpo-goma").await;
    papers(&app, &["cpoc", "physical_fitness", "ifak", "un_driver_permit"], 100).await;
    let act = prepared(&app, &weapon, &officer).await;
    app.as_if("cpo-goma").await.post(&format!("{act}/sign"), &[("version", "1")]).await.leads();
    alter(&app, "update firearm set inspection_due_on = current_date + 200, version = version + 1").await;
    let lot = crate::ammunition::lot(&app, &store, "L-118", "100").await.rsplit('/').next().expect("a reference").to_owned();
    alter(
        &app,
        "update ammunition_lot set shelf_life_until = current_date + 200, version = version + 1;
         insert into ammunition_act (id, ref, lot_id, cell, kind, reason, document, occurred_at, state, is_fact, armoury_id, officer_id, purpose, quantity, first_by)
           select gen_random_uuid(), sec.new_ref('U'), l.id, a.cell, 'issue', 'Duty', 'x', sec.now(), 'done', true, a.id, o.officer_id, 'duty', 45, f.id
           from ammunition_lot l, armoury a, account o, account f where o.username = 'cpo-goma' and f.username = 'armourer-goma'",
    )
    .await;
    let vehicle = vehicle(&app, &officer).await;
    let reservation = look(&app, "select ref from vehicle_reservation").await;
    let movement = app.arrange(&Journey { to: "FIH", departs_in: 30 * 60, ..Journey::default() }).await;
    let id = app.officer_of("cpo-goma", "GOM").await;
    app.arrange_post(&movement, "ppo", Some(id)).await;
    let url = format!("/movements/{}", movement.reference);
    app.as_if("coordinator-goma").await.post(&format!("{url}/vehicles"), &[("reservation", &reservation)]).await.leads();
    Ready { app, movement, url, weapon, lot, vehicle, reservation }
}

/// An insured vehicle, reserved for three days with a driver; answers its address.
pub async fn vehicle(app: &TestApp, driver: &str) -> String {
    let form = [
        ("station", "GOM"),
        ("plate", "UN 12-345"),
        ("make", "Invented"),
        ("model", "Wagon"),
        ("seats", "7"),
        ("armour_standard", "none"),
        ("odometer", "48 200"),
    ];
    let address = app.as_if("armourer-goma").await.post("/vehicles", &form).await.leads();
    insurance(app, &address, 300).await;
    let (from, to) = (day(app, 0).await, day(app, 4).await);
    let form = [("from_date", from.as_str()), ("from_time", "0800"), ("to_date", to.as_str()), ("to_time", "0800"), ("purpose", "Convoy"), ("driver", driver)];
    app.as_if("coordinator-goma").await.post(&format!("{address}/reservations"), &form).await.leads();
    address
}

async fn insurance(app: &TestApp, address: &str, until: i32) {
    let (from, until) = (day(app, -10).await, day(app, until).await);
    let form = [("kind", "insurance"), ("document", "File 7"), ("issued_on", from.as_str()), ("valid_until", until.as_str())];
    app.as_if("armourer-goma").await.post(&format!("{address}/papers"), &form).await.leads();
}

/// The lines of a topic.
async fn topic(reader: &Person, url: &str, code: &str) -> String {
    reader.get(&format!("{url}/readiness")).await.one(&format!("section[aria-labelledby={code}]"))
}

/// The line of the overview that speaks of this.
fn need(page: &Answer, words: &str) -> String {
    page.all(".needs li").into_iter().find(|line| line.contains(words)).unwrap_or_else(|| panic!("{words}: {}", page.one(".needs")))
}

#[tokio::test]
async fn a_ready_detail_says_yes_and_one_change_says_no_or_unknown() {
    let Ready { app, movement, url, weapon, lot, vehicle, .. } = ready().await;
    let reader = app.as_if("coordinator-goma").await;
    for (code, record) in [("roles", "O-"), ("weapons", weapon.as_str()), ("rounds", lot.as_str()), ("vehicles", "V-"), ("rest", "O-")] {
        let said = topic(&reader, &url, code).await;
        assert!(said.contains("yes") && said.contains(record) && !said.contains("no,") && !said.contains("unknown"), "{code}: {said}");
    }
    let overview = reader.get(&url).await;
    for words in ["qualified for their posts", "Weapons carried and permits hold", "Rounds are in date", "Vehicles are reserved", "Rest between duties is kept"]
    {
        assert!(need(&overview, words).contains("there"), "{words}");
    }
    assert!(need(&overview, "No officer on a post holds kit").contains("none"));

    let says = async |code: &str, answer: &str, why: &str| {
        let said = topic(&reader, &url, code).await;
        assert!(said.contains(answer) && said.contains(why), "{code}: {answer}, {why}: {said}");
    };
    says("training", "unknown", "BSAFE, asked for at GOM: never recorded").await;
    papers(&app, &["bsafe"], 0).await;
    says("training", "no, from", "BSAFE, asked for at GOM: last day").await;
    papers(&app, &["bsafe"], 100).await;
    says("training", "yes", "O-").await;
    without(&app, "ifak").await;
    says("roles", "unknown", "Individual first aid kit (IFAK): never recorded").await;
    papers(&app, &["ifak"], 0).await;
    says("roles", "no, from", "Individual first aid kit (IFAK): last day").await;
    without(&app, "host_weapon_permit").await;
    says("weapons", "unknown", "Host-country weapon permit: never recorded (CD)").await;
    papers(&app, &["host_weapon_permit"], 0).await;
    says("weapons", "no, from", "Host-country weapon permit: last day").await;
    alter(&app, "update firearm set inspection_due_on = current_date, version = version + 1").await;
    says("weapons", "no, from", "Inspection due").await;
    alter(
        &app,
        "update ammunition_lot set suspended_at = sec.now(), suspended_by = (select id from account where username = 'ssp-goma'), suspension_reason = 'x', version = version + 1",
    )
    .await;
    says("rounds", "no, from", "The lot is suspended").await;
    app.as_if("armourer-goma").await.post(&format!("{vehicle}/papers/1/void"), &[("reason", "Of another vehicle"), ("version", "1")]).await.leads();
    says("vehicles", "unknown", "insurance: never recorded").await;
    insurance(&app, &vehicle, 0).await;
    says("vehicles", "no, from", "insurance: last day").await;
    let other = app.arrange(&Journey { codename: "HERON", to: "FIH", departs_in: 36 * 60, ..Journey::default() }).await;
    let id = app.officer_of("cpo-goma", "GOM").await;
    app.arrange_post(&other, "ppo", Some(id)).await;
    says("rest", "no, from", "Only 3 h").await;
    let overview = reader.get(&url).await;
    for words in
        ["not qualified for their posts: 1", "may not be carried all the way: 1", "not fit for duty: 1", "Vehicles not ready: 1", "without full rest: 1"]
    {
        assert!(need(&overview, words).contains("no"), "{words}");
    }

    app.alter("update leg set state = 'cancelled', version = version + 1 where id = $1", movement.leg).await;
    app.alter("update movement set state = 'cancelled', version = version + 1 where id = $1", movement.movement).await;
    assert!(reader.get(&format!("{url}/readiness")).await.one("main").contains("Nothing is judged any more"));
}

#[tokio::test]
async fn abroad_every_country_is_asked_and_an_armed_officer_without_rounds_is_noticed() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let officer = armed(&app, "cpo-goma").await;
    let act = prepared(&app, &weapon, &officer).await;
    app.as_if("cpo-goma").await.post(&format!("{act}/sign"), &[("version", "1")]).await.leads();
    let movement = app.arrange(&Journey { to: "JUB", departs_in: 30 * 60, ..Journey::default() }).await;
    let id = app.officer_of("cpo-goma", "GOM").await;
    app.arrange_post(&movement, "comms", Some(id)).await;
    let url = format!("/movements/{}", movement.reference);
    let reader = app.as_if("coordinator-goma").await;

    let weapons = topic(&reader, &url, "weapons").await;
    let rounds = topic(&reader, &url, "rounds").await;
    let vehicles = topic(&reader, &url, "vehicles").await;

    assert!(weapons.contains("unknown") && !weapons.contains("no, from"), "{weapons}");
    assert!(weapons.contains("Host-country weapon permit: never recorded (SS)") && !weapons.contains("(CD)"), "{weapons}");
    assert!(weapons.contains("ever recorded for SS"), "{weapons}");
    assert!(rounds.contains("unknown") && rounds.contains("no rounds are recorded"), "{rounds}");
    assert!(vehicles.contains("unknown") && vehicles.contains("No vehicle is reserved"), "{vehicles}");
    assert!(topic(&reader, &url, "roles").await.contains("Nobody is on a post that takes a qualification"));

    let permit = |until: i32| {
        format!(
            "insert into firearm_permit (id, firearm_id, cell, number, country, kind, document, issued_on, valid_until)
             select gen_random_uuid(), id, cell, coalesce((select max(number) from firearm_permit), 0) + 1, 'SS', 'carry', 'Note', current_date - 30, current_date + {until} from firearm"
        )
    };
    alter(&app, &permit(0)).await;
    let ended = topic(&reader, &url, "weapons").await;
    assert!(ended.contains("no, from") && ended.contains("holds in SS"), "{ended}");
    alter(&app, &permit(30)).await;
    assert!(!topic(&reader, &url, "weapons").await.contains("permit to carry"), "the twin: a permit in force");
}

#[tokio::test]
async fn the_kit_in_the_hands_of_a_detail_is_whole_and_in_date_on_every_day() {
    let app = TestApp::start().await;
    let plate = plate(&app, "P-201", 200).await;
    let bag = kit(&app, "Bag 1", &[("hard_plate", "1")], &[&plate]).await;
    let radio = thing(&app, "radio", "R-77").await;
    let spare = thing(&app, "radio", "R-78").await;
    out(&app, &bag, "cpo-goma").await;
    out(&app, &radio, "cpo-goma").await;
    let movement = app.arrange(&Journey { to: "FIH", departs_in: 30 * 60, ..Journey::default() }).await;
    let id = app.officer_of("cpo-goma", "GOM").await;
    app.arrange_post(&movement, "comms", Some(id)).await;
    let url = format!("/movements/{}", movement.reference);
    let (coordinator, desk) = (app.as_if("coordinator-goma").await, app.as_if("desk-africa").await);
    let tags = async |reader: &Person| {
        let page = reader.get(&format!("{url}/readiness")).await;
        let mut tags: Vec<String> = page.all("section[aria-labelledby=kit] .tag").into_iter().map(|tag| tag.trim().to_owned()).collect();
        tags.sort();
        tags
    };
    let bag = reference(&bag);

    let ready = topic(&coordinator, &url, "kit").await;
    assert!(ready.contains("yes, until") && ready.contains(&bag) && ready.contains(&reference(&radio)), "{ready}");
    assert!(!ready.contains(&reference(&plate)) && !ready.contains(&reference(&spare)), "a part goes with its kit, the rest stays in store: {ready}");
    assert!(need(&coordinator.get(&url).await, "Kit is complete and in date").contains("there"));
    assert_eq!(tags(&desk).await, tags(&coordinator).await);

    let cases = [
        ("update equipment set expires_on = current_date, version = version + 1 where kind = 'hard_plate'", "no, from", "last day"),
        ("update equipment set expires_on = null, version = version + 1 where kind = 'hard_plate'", "unknown", "no date recorded"),
        (
            "update equipment set state = 'in_repair', state_reason = 'x', version = version + 1 where kind = 'hard_plate'",
            "no, from",
            "hard armour plate: 0 of 1",
        ),
        ("update equipment set state = 'serviceable', expires_on = current_date + 90, version = version + 1 where kind = 'hard_plate'", "yes, until", "R-"),
        ("update equipment_kit_need set wanted = 0, version = version + 1", "unknown", "nobody has said what belongs into it"),
        ("update equipment_kit_need set wanted = 2, version = version + 1", "no, from", "hard armour plate: 1 of 2"),
        ("update equipment_kit_need set wanted = 1, version = version + 1", "yes, until", "R-"),
        ("update equipment set state = 'unserviceable', state_reason = 'x', version = version + 1 where serial = 'R-77'", "no, from", "not serviceable"),
    ];
    for (change, answer, why) in cases {
        alter(&app, change).await;
        let said = topic(&coordinator, &url, "kit").await;
        assert!(said.contains(answer) && (why == "R-" || said.contains(why)), "{change}: {answer}, {why}: {said}");
        assert_eq!(tags(&desk).await, tags(&coordinator).await, "{change}: the same answer for who may not read why");
    }
    assert!(need(&coordinator.get(&url).await, "Kits and things not ready: 1").contains("no"));
    let (sealed, open) = (desk.get(&format!("{url}/readiness")).await, coordinator.get(&format!("{url}/readiness")).await);
    for word in [bag.as_str(), &reference(&radio), "not serviceable", "/kits/", "/equipment/"] {
        assert!(!sealed.one("main").contains(word) && !sealed.text().contains(&format!("href=\"{word}")), "{word} is not for the desk");
    }
    for link in [format!("/kits/{bag}"), format!("/equipment/{}", reference(&radio))] {
        assert!(open.attribute(&format!("a[href='{link}']"), "href").is_some() && coordinator.get(&link).await.status == StatusCode::OK, "the twin: {link}");
    }
    let ask = format!("select count(*)::text from sec.detail_kit('{}')", movement.movement);
    assert_eq!(crate::support::sql::string(&mut app.inside("coordinator-juba").await, &ask).await, "0");
    assert_eq!(crate::support::sql::string(&mut app.inside("coordinator-goma").await, &ask).await, "2", "the twin");
    let hidden = "select sec.first_unkitted_day(gen_random_uuid(), null, current_date, current_date)";
    assert!(refusal(&run(&mut app.inside("coordinator-goma").await, hidden).await).starts_with("42501"));
}

#[tokio::test]
async fn who_may_not_read_a_record_gets_the_same_answer_and_nothing_else() {
    let Ready { app, url, weapon, lot, vehicle, reservation, .. } = ready().await;
    let (coordinator, desk) = (app.as_if("coordinator-goma").await, app.as_if("desk-africa").await);
    let plate = "UN 12-345";
    let answers = async |reader: &Person| {
        let mut said = Vec::new();
        for code in ["roles", "weapons", "rounds", "vehicles", "rest"] {
            let page = reader.get(&format!("{url}/readiness")).await;
            let tags: Vec<String> = page.all(&format!("section[aria-labelledby={code}] .tag")).into_iter().map(|tag| tag.chars().take(40).collect()).collect();
            said.push((code, tags.into_iter().map(|tag| tag.split(", until").next().unwrap_or_default().trim().to_owned()).collect::<Vec<_>>()));
        }
        said
    };
    assert_eq!(answers(&desk).await, answers(&coordinator).await, "ready: both read yes");

    // the database's answer for the one is the program's own for the other, paper by paper
    for kind in ["cpoc", "physical_fitness", "use_of_force", "medical_fitness", "host_weapon_permit"] {
        without(&app, kind).await;
        papers(&app, &[kind], 0).await;
        let said = answers(&desk).await;
        assert_eq!(said, answers(&coordinator).await, "{kind}");
        assert!(said.iter().any(|(_, tags)| tags.iter().any(|tag| tag.starts_with("no, from"))), "{kind}: {said:?}");
    }
    alter(&app, "update firearm set state = 'unserviceable', state_reason = 'x', version = version + 1").await;
    app.as_if("armourer-goma").await.post(&format!("{vehicle}/papers/1/void"), &[("reason", "x of another"), ("version", "1")]).await.leads();
    insurance(&app, &vehicle, 0).await;
    assert_eq!(answers(&desk).await, answers(&coordinator).await);

    let sealed = desk.get(&format!("{url}/readiness")).await;
    let open = coordinator.get(&format!("{url}/readiness")).await;
    assert!(sealed.one("main").contains("The station that keeps the record says why"));
    let vehicle = vehicle.trim_start_matches("/vehicles/").to_owned();
    for word in
        [weapon.as_str(), &lot, &vehicle, plate, &reservation, "insurance", "Medical fitness", "Use-of-force", "unserviceable", "/firearms/", "/qualifications"]
    {
        assert!(!sealed.one("main").contains(word) && !sealed.text().contains(&format!("href=\"{word}")), "{word} is not for the desk: {}", sealed.one("main"));
    }
    for word in [weapon.as_str(), &lot, &vehicle, plate, "insurance", "Medical fitness", "unserviceable"] {
        assert!(open.one("main").contains(word), "the twin: {word}: {}", open.one("main"));
    }
    for link in [format!("/firearms/{weapon}"), format!("/ammunition/{lot}"), format!("/vehicles/{vehicle}")] {
        assert!(open.attribute(&format!("a[href='{link}']"), "href").is_some() && coordinator.get(&link).await.status == StatusCode::OK, "{link}");
        assert!(sealed.attribute(&format!("a[href='{link}']"), "href").is_none(), "{link}");
    }

    // the other end of the leg, and nobody: no detail at all
    let elsewhere = app.as_if("coordinator-juba").await.get(&format!("{url}/readiness")).await;
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
    let mut juba = app.inside("coordinator-juba").await;
    let mut goma = app.inside("coordinator-goma").await;
    for (function, rows) in [("detail_officers", "1"), ("detail_weapons", "1"), ("detail_rounds", "1"), ("detail_vehicles", "1")] {
        let id = look(&app, "select movement_id::text from movement_vehicle").await;
        let ask = format!("select count(*)::text from sec.{function}('{id}')");
        assert_eq!(crate::support::sql::string(&mut juba, &ask).await, "0", "{function}");
        assert_eq!(crate::support::sql::string(&mut goma, &ask).await, rows, "the twin of {function}");
    }
    assert!(
        refusal(&run(&mut goma, "select sec.first_unarmed_day(gen_random_uuid(), '', '', gen_random_uuid(), '{}', current_date, current_date)").await)
            .starts_with("42501")
    );
}

#[tokio::test]
async fn a_vehicle_is_counted_on_once_and_taken_off() {
    let Ready { app, url, reservation, .. } = ready().await;
    let coordinator = app.as_if("coordinator-goma").await;
    let add = |reference: &str| vec![("reservation".to_owned(), reference.to_owned())];
    let post = async |fields: Vec<(String, String)>| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        coordinator.post(&format!("{url}/vehicles"), &fields).await
    };

    let (nothing, unknown, twice) = (post(add("")).await, post(add("BV-NONE9")).await, post(add(&reservation)).await);
    let leader = app.as_if("leader-goma").await.post(&format!("{url}/vehicles"), &[("reservation", &reservation)]).await;
    let stale = coordinator.post(&format!("{url}/vehicles/1/release"), &[("version", "7")]).await;
    let log = coordinator.get(&format!("{url}/log")).await;
    coordinator.post(&format!("{url}/vehicles/1/release"), &[("version", "1")]).await.leads();
    let gone = coordinator.post(&format!("{url}/vehicles/9/release"), &[("version", "1")]).await;
    let after = coordinator.get(&format!("{url}/readiness")).await;

    for (answer, words) in [(&nothing, "Choose one"), (&unknown, "No reservation of yours"), (&twice, "already")] {
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.one("main"));
        assert!(answer.error_of("reservation").contains(words), "{}", answer.one("main"));
    }
    assert_eq!(leader.status, StatusCode::NOT_FOUND);
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    assert!(log.one("main").contains(&format!("Vehicle counted on: {reservation}")), "{}", log.one("main"));
    assert!(after.one("section[aria-labelledby=vehicles]").contains("No vehicle is reserved for this leg"));
    assert!(after.one("section[aria-labelledby=counted]").contains(&reservation) || after.text().contains(&format!("value=\"{reservation}\"")));
    assert_eq!(app.count("select count(*) from history.movement_vehicle").await, 2);

    let count_on = |reservation: &str| {
        format!(
            "begin; insert into movement_vehicle (id, movement_id, planning_cell, number, reservation_id)
             select gen_random_uuid(), x.movement_id, x.planning_cell, 7, r.id from movement_vehicle x, vehicle_reservation r where r.ref = '{reservation}'; rollback"
        )
    };
    let moved = "begin; update movement_vehicle set is_void = false, version = 9; rollback";
    let mut inside = app.inside("coordinator-goma").await;
    let mut juba = app.inside("coordinator-juba").await;
    let attack = async |connection: &mut sqlx::PgConnection, sql: &str| {
        let outcome = refusal(&run(connection, sql).await);
        let _ = run(connection, "rollback").await;
        outcome
    };
    assert_eq!(attack(&mut inside, moved).await, "23514 counted_vehicle_is_kept");
    assert_eq!(attack(&mut inside, &count_on(&reservation)).await, "accepted");
    assert_eq!(app.count("select count(*) from movement_vehicle").await, 1);
    assert_eq!(juba_rows(&mut juba).await, "0", "another station's movement counts on nothing that Juba sees");
    alter(&app, "update vehicle_reservation set state = 'cancelled', cancel_reason = 'x', version = version + 1").await;
    assert_eq!(attack(&mut inside, &count_on(&reservation)).await, "23514 vehicle_counted_while_reserved");
    must(&mut app.owner().await, "drop trigger movement_vehicle_guarded on movement_vehicle").await;
    assert_eq!(attack(&mut inside, moved).await, "accepted", "the twin");
    assert_eq!(attack(&mut inside, &count_on(&reservation)).await, "accepted", "the twin");
}

async fn juba_rows(connection: &mut sqlx::PgConnection) -> String {
    crate::support::sql::string(connection, "select count(*)::text from movement_vehicle").await
}
