//! Stand-by: pledges, checks, who can move, the month of a station; WF-12, INV-05 and INV-13 attacked.

use axum::http::StatusCode;

use crate::support::TestApp;
use crate::support::protection::{day, officer};
use crate::support::sql::{ENTRY, look, must, refusal, run, string, strings};

/// A pledge of four for close protection, offered by Goma; answers its address.
async fn offered(app: &TestApp, people: &str) -> String {
    let (from, to) = (day(app, -5).await, day(app, 90).await);
    let form = [
        ("station", "GOM"),
        ("category", "close_protection"),
        ("head_count", people),
        ("skills", "French"),
        ("notice_hours", "48"),
        ("from_date", from.as_str()),
        ("to_date", to.as_str()),
    ];
    app.as_if("ssp-goma").await.post("/standby", &form).await.leads()
}

async fn version(app: &TestApp, address: &str) -> String {
    let reference = address.rsplit('/').next().unwrap_or_default();
    look(app, &format!("select version::text from standby_pledge where ref = '{reference}'")).await
}

async fn accepted(app: &TestApp, people: &str) -> String {
    let address = offered(app, people).await;
    let version = version(app, &address).await;
    app.as_if("officer-africa").await.post(&format!("{address}/accept"), &[("version", version.as_str())]).await.leads();
    address
}

/// A readiness check of today that found so many ready.
async fn checked(app: &TestApp, address: &str, ready: &str, reason: &str) {
    let today = day(app, 0).await;
    let form = [("kind", "readiness"), ("done_on", today.as_str()), ("ready", ready), ("reason", reason)];
    app.as_if("ssp-goma").await.post(&format!("{address}/checks"), &form).await.leads();
}

/// Everything close protection takes, for an officer by reference.
async fn make_fit(app: &TestApp, reference: &str) {
    let sql = format!(
        "begin; insert into qualification (id, ref, officer_id, officer_cell, type, obtained_on, evidence, verified_by, verified_at)
           select gen_random_uuid(), sec.new_ref('F'), o.id, 0, t.type, current_date - 20, 'File', a.id, sec.now()
           from officer o, account a, (values ('cpoc'), ('physical_fitness'), ('ifak')) t (type) where o.ref = '{reference}' and a.username = 'ssp-goma';
         {ENTRY}; commit"
    );
    must(&mut app.owner().await, &sql).await;
}

#[tokio::test]
async fn a_pledge_counts_when_another_accepted_it_and_a_check_found_it_ready() {
    let app = TestApp::start().await;
    let address = offered(&app, "4").await;
    let ssp = app.as_if("ssp-goma").await;
    let within = |hours: &str| format!("/standby?within={hours}");

    let own = ssp.post(&format!("{address}/accept"), &[("version", "1")]).await;
    app.as_if("officer-africa").await.post(&format!("{address}/accept"), &[("version", "1")]).await.leads();
    let unchecked = app.as_if("chief").await.get(&within("48")).await;
    checked(&app, &address, "3", "One is on leave").await;
    let chief = app.as_if("chief").await;
    let (ready, sooner) = (chief.get(&within("48")).await, chief.get(&within("24")).await);
    let record = ssp.get(&address).await;
    app.shift_clock("31 days").await;
    let stale = app.as_if("chief").await.get(&within("48")).await;

    assert_eq!(own.status, StatusCode::FORBIDDEN);
    assert!(unchecked.one("#people").starts_with("0 people"), "{}", unchecked.one("main"));
    assert!(unchecked.one("tbody").contains("accepted, not checked") || unchecked.one("tbody").contains("never checked"));
    assert!(ready.one("#people").contains("3 people can move within 48 hours"), "{}", ready.one("#people"));
    assert!(ready.one("tbody").contains("3 of 4 can move"));
    assert!(sooner.one("#people").starts_with("0 people") && sooner.all("tbody tr").is_empty());
    assert!(record.one("#checks ~ ul").contains("One is on leave"), "{}", record.one("main"));
    assert!(stale.one("#people").starts_with("0 people"), "old figures are not calm: {}", stale.one("main"));
    assert!(stale.one("tbody .warning").contains("too old"));
    assert_eq!(app.as_if("ssp-juba").await.get(&address).await.status, StatusCode::NOT_FOUND);
    assert_eq!(app.as_if("armourer-goma").await.get("/standby").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_call_out_test_is_due_a_while_after_the_last_and_still_the_pledge_counts() {
    let app = TestApp::start().await;
    must(&mut app.owner().await, &format!("begin; update setting set value = '20', version = version + 1 where name = 'standby_test_days'; {ENTRY}; commit"))
        .await;
    let address = accepted(&app, "4").await;
    let promised = offered(&app, "2").await;
    let reference = address.rsplit('/').next().expect("a reference").to_owned();
    let stands = async |on: &str, is_due: bool| {
        app.shift_clock(on).await;
        let chief = app.as_if("chief").await;
        let (record, due, all) = (chief.get(&address).await, chief.get("/standby?test=due").await, chief.get("/standby").await);
        assert_eq!(record.one("header.record").contains("call-out test due"), is_due, "{on}: {}", record.one("header.record"));
        assert_eq!(due.one("h1"), if is_due { "1 pledge" } else { "0 pledges" }, "{on}");
        assert_eq!(due.one("main").contains(&reference), is_due, "{on}");
        assert_eq!(all.one("tbody").contains("call-out test due"), is_due, "{on}");
        assert!(!chief.get(&promised).await.one("header.record").contains("due"), "what nobody accepted is not tested");
    };

    stands("20 days", false).await;
    stands("21 days", true).await;
    checked(&app, &address, "4", "").await;
    let counts = app.as_if("chief").await.get("/standby?test=due").await;
    assert!(counts.one("tbody").contains("4 of 4 can move"), "a test that is due takes nobody away: {}", counts.one("main"));
    let today = day(&app, 0).await;
    let test = [("kind", "call_out"), ("done_on", today.as_str()), ("ready", "4"), ("hours", "6.5"), ("reason", "")];
    app.as_if("ssp-goma").await.post(&format!("{address}/checks"), &test).await.leads();
    stands("21 days 1 hour", false).await;
    stands("42 days", true).await;
    let exported = app.as_if("auditor").await.get("/standby.csv?test=due").await.text();
    assert!(exported.contains("test_due") && exported.contains(&reference), "{exported}");
    stands("100 days", false).await;
}

#[tokio::test]
async fn who_is_named_and_not_fit_counts_as_not_ready_with_the_reason() {
    let app = TestApp::start().await;
    let address = accepted(&app, "2").await;
    let (fit, unfit) = (officer(&app, "Fit Invented").await, officer(&app, "Unfit Invented").await);
    make_fit(&app, &fit).await;
    let ssp = app.as_if("ssp-goma").await;
    for reference in [&fit, &unfit] {
        ssp.post(&format!("{address}/members"), &[("officer", reference)]).await.leads();
    }
    checked(&app, &address, "2", "").await;

    let record = ssp.get(&address).await;
    let third = officer(&app, "Third Invented").await;
    let full = ssp.post(&format!("{address}/members"), &[("officer", third.as_str())]).await;
    let other = accepted(&app, "1").await;
    let twice = ssp.post(&format!("{other}/members"), &[("officer", fit.as_str())]).await;
    let unknown = ssp.post(&format!("{other}/members"), &[("officer", "Nobody at all")]).await;
    let exported = app.as_if("executive").await.get(&address).await;
    ssp.post(&format!("{address}/members/2/removal"), &[("reason", "Left"), ("version", "1")]).await.leads();
    let after = ssp.get(&address).await;

    assert!(record.one("header.record").contains("1 of 2 can move"), "{}", record.one("main"));
    assert!(record.one("#named ~ ul").contains("Close Protection Officers Course"), "{}", record.one("main"));
    assert!(full.error_of("officer").contains("as are promised"), "{}", full.one("main"));
    assert!(twice.error_of("officer").contains("another pledge"), "{}", twice.one("main"));
    assert_eq!(unknown.attribute("#f-officer", "value").as_deref(), Some("Nobody at all"));
    assert!(exported.text().contains(&unfit) && !exported.text().contains("Unfit Invented"), "counts only, no names");
    assert!(after.one("header.record").contains("2 of 2 can move"), "{}", after.one("main"));
    // leave counts as well
    let sql = format!(
        "begin; insert into availability (id, officer_id, cell, kind, from_date, to_date) select gen_random_uuid(), id, cell, 'leave', current_date - 1, current_date + 5
           from officer where ref = '{fit}'; {ENTRY}; commit"
    );
    must(&mut app.owner().await, &sql).await;
    assert!(ssp.get(&address).await.one("#named ~ ul").contains("away"));
}

#[tokio::test]
async fn the_database_and_the_program_agree_on_who_is_fit() {
    use cordon::features::qualifications::Duty;

    let app = TestApp::start().await;
    let reference = officer(&app, "Compared Invented").await;
    let duties = [("close_protection", Duty::CloseProtection), ("driver", Duty::Driving), ("armoured_driver", Duty::ArmouredDriving), ("medic", Duty::Medic)];
    for (category, duty) in duties {
        let sql = format!("select unnest(sec.standby_gaps(id, '{category}', current_date)) from officer where ref = '{reference}'");
        assert_eq!(strings(&mut app.owner().await, &sql).await, duty.takes(), "{category}");
    }
    make_fit(&app, &reference).await;
    let rest = look(&app, &format!("select array_to_string(sec.standby_gaps(id, 'medic', current_date), ' ') from officer where ref = '{reference}'")).await;
    assert_eq!(rest, "etb");
    let armed =
        look(&app, &format!("select array_to_string(sec.standby_gaps(id, 'armed_protection', current_date), ' ') from officer where ref = '{reference}'"))
            .await;
    assert!(Duty::Armed.takes().iter().all(|kind| armed.contains(kind)) && armed.contains("station_unknown"), "{armed}");
}

#[tokio::test]
async fn no_more_are_activated_than_can_move_and_only_within_the_pledge() {
    let app = TestApp::start().await;
    let address = accepted(&app, "4").await;
    checked(&app, &address, "3", "One is sick").await;
    let officer = app.as_if("officer-africa").await;
    let (from, until, late) = (day(&app, 1).await, day(&app, 30).await, day(&app, 200).await);
    let version = version(&app, &address).await;
    let form = |count: &'static str, until: &str, document: &'static str| {
        [
            ("station", "JUB"),
            ("count", count),
            ("purpose", "surge"),
            ("from_date", from.as_str()),
            ("until_date", until),
            ("document", document),
            ("version", version.as_str()),
        ]
        .map(|(name, value)| (name, value.to_owned()))
    };
    let post = async |fields: [(&'static str, String); 7]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        officer.post(&format!("{address}/activation"), &fields).await
    };

    let many = post(form("4", &until, "Note 5")).await;
    let long = post(form("3", &late, "Note 5")).await;
    let wordless = post(form("3", &until, "")).await;
    let own = app.as_if("ssp-goma").await.get(&format!("{address}/activation")).await;
    post(form("3", &until, "Note 5")).await.leads();
    let record = officer.get(&address).await;
    let again = post(form("1", &until, "Note 5")).await;

    assert!(many.error_of("count").contains("Fewer people"), "{}", many.one("main"));
    assert!(long.error_of("until_date").contains("INV-13"));
    assert!(!wordless.error_of("document").is_empty());
    assert_eq!(wordless.attribute("#f-station", "value").as_deref(), Some("JUB"));
    assert_eq!(own.status, StatusCode::FORBIDDEN);
    assert!(record.one("main").contains("3 to JUB"), "{}", record.one("main"));
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(app.as_if("chief").await.get("/standby").await.one("#people").starts_with("0 people"));
}

#[tokio::test]
async fn rules_of_pledges_hold_below_the_program_and_fall_only_when_taken_away() {
    let app = TestApp::start().await;
    let address = accepted(&app, "4").await;
    let reference = address.rsplit('/').next().unwrap_or_default().to_owned();
    let mut inside = app.inside("officer-africa").await;
    let mut admin = app.owner().await;
    let attacks = [
        ("ready without a check", "update standby_pledge set state = 'ready'", "readiness_follows_a_check", "standby_pledge disable trigger standby_guarded"),
        ("activated out of order", "update standby_pledge set state = 'activated', activated_to = (select id from duty_station where code = 'JUB'), activated_count = 1,
            activated_from = current_date, activated_until = current_date + 1, activation_purpose = 'surge', activation_document = 'x', activated_by = sec.account_id()",
            "standby_follows", "standby_pledge disable trigger standby_guarded"),
        ("rewritten after acceptance", "update standby_pledge set head_count = 40", "accepted_pledge_is_kept", "standby_pledge disable trigger standby_guarded"),
        ("a check of more than were promised", "insert into standby_check (id, pledge_id, cell, number, kind, done_on, ready, not_ready)
            select gen_random_uuid(), id, cell, 1, 'readiness', current_date, 9, 0 from standby_pledge", "standby_check_covers_everybody", "standby_check disable trigger check_of_pledge"),
        ("a check of tomorrow's tomorrow", "insert into standby_check (id, pledge_id, cell, number, kind, done_on, ready, not_ready)
            select gen_random_uuid(), id, cell, 1, 'readiness', current_date + 3, 4, 0 from standby_pledge", "standby_check_done_by_now", "standby_check disable trigger check_of_pledge"),
    ];
    for (name, sql, constraint, without) in attacks {
        let held = refusal(&run(&mut inside, &format!("begin; {sql}; rollback")).await);
        let _ = run(&mut inside, "rollback").await;
        assert_eq!(held, format!("23514 {constraint}"), "{name}");
        must(&mut admin, &format!("alter table {without}")).await;
        let twin = refusal(&run(&mut inside, &format!("begin; {sql}; rollback")).await);
        let _ = run(&mut inside, "rollback").await;
        must(&mut admin, &format!("alter table {}", without.replace("disable", "enable"))).await;
        assert_eq!(twin, "accepted", "{name}: the twin");
    }
    // INV-05, where nobody checks but the database
    let own = format!("begin; update standby_pledge set accepted_by = created_by where ref = '{reference}'; rollback");
    assert!(refusal(&run(&mut admin, &own).await).contains("signed_pledge_is_kept"));
    let _ = run(&mut admin, "rollback").await;
}

#[tokio::test]
async fn a_form_keeps_what_was_typed_a_lost_race_saves_nothing_and_the_history_tells() {
    let app = TestApp::start().await;
    let address = offered(&app, "4").await;
    let ssp = app.as_if("ssp-goma").await;
    let (from, to) = (day(&app, 0).await, day(&app, 30).await);
    let edit = |people: &'static str, version: &'static str| {
        [
            ("category", "medic"),
            ("head_count", people),
            ("notice_hours", "24"),
            ("from_date", from.as_str()),
            ("to_date", to.as_str()),
            ("skills", "Surgery"),
            ("version", version),
        ]
        .map(|(name, value)| (name, value.to_owned()))
    };
    let post = async |fields: [(&'static str, String); 7]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        ssp.post(&format!("{address}/edit"), &fields).await
    };

    let bad = post(edit("half", "1")).await;
    let stale = post(edit("6", "7")).await;
    post(edit("6", "1")).await.leads();
    let elsewhere = ssp
        .post(
            "/standby",
            &[("station", "JUB"), ("category", "medic"), ("head_count", "1"), ("notice_hours", "1"), ("from_date", from.as_str()), ("to_date", to.as_str())],
        )
        .await;
    let export = app.as_if("auditor").await.get("/standby.csv?category=medic&foo=1").await;

    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!bad.error_of("head_count").is_empty());
    assert_eq!(bad.attribute("#f-skills", "value").as_deref(), Some("Surgery"));
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert_eq!(look(&app, "select head_count || category from standby_pledge").await, "6medic");
    assert!(!elsewhere.error_of("station").is_empty());
    assert!(export.text().contains("Surgery") && export.text().starts_with("ref,version,station"), "{}", export.text());
    assert!(ssp.get(&format!("{address}/history")).await.one("main").contains("medic"));
    ssp.post(&format!("{address}/release"), &[("reason", "Needed at home"), ("version", "2")]).await.leads();
    assert!(ssp.get(&address).await.one("header.record").contains("released"));
}

#[tokio::test]
async fn a_month_is_reported_by_figures_as_before_or_as_none_and_silence_is_unknown() {
    let app = TestApp::start().await;
    let page = "/duty-stations/GOM/standby";
    let ssp = app.as_if("ssp-goma").await;
    let row = |answer: &crate::support::Answer, code: &str| answer.one(&format!("tr[data-row={code}]"));

    let home = ssp.get("/duty-stations/GOM").await;
    let silent = app.as_if("chief").await.get("/standby/capacity").await;
    let nothing = ssp.post(page, &[("answer", "same")]).await;
    let bad = ssp.post(page, &[("answer", "figures"), ("ready-medic", "2"), ("not_ready-medic", "1"), ("note", "Kept")]).await;
    let strange = ssp.post(page, &[("answer", "figures"), ("ready-cook", "2")]).await;
    let form = [("answer", "figures"), ("ready-medic", "2"), ("not_ready-medic", "1"), ("reason-medic", "On leave"), ("ready-driver", "0")];
    ssp.post(page, &form).await.leads();
    let told = app.as_if("chief").await.get("/standby/capacity").await;
    let afterwards = ssp.get("/duty-stations/GOM").await;
    app.shift_clock("40 days").await;
    let late = app.as_if("chief").await.get("/standby/capacity?age=late").await;
    let ssp = app.as_if("ssp-goma").await;
    ssp.post(page, &[("answer", "same")]).await.leads();
    let same = app.as_if("chief").await.get("/standby/capacity.csv?station=GOM").await;
    ssp.post(page, &[("answer", "none")]).await.leads();
    let none = app.as_if("chief").await.get("/standby/capacity").await;
    app.shift_clock("140 days").await;
    let forgotten = app.as_if("chief").await.get("/standby/capacity").await;

    assert!(home.one("#protection ~ ul").contains("not reported"), "{}", home.one("main"));
    assert!(row(&silent, "GOM").contains("unknown") && row(&silent, "GOM").contains("never reported"), "{}", row(&silent, "GOM"));
    assert!(!nothing.error_of("note").is_empty() || nothing.text().contains("no earlier report"), "{}", nothing.one("main"));
    assert!(bad.error_of("reason-medic").contains("why"), "{}", bad.one("main"));
    assert_eq!(bad.attribute("#f-ready-medic", "value").as_deref(), Some("2"));
    assert_eq!(strange.status, StatusCode::BAD_REQUEST);
    assert!(row(&told, "GOM").contains("medic: 2 ready, 1 not (On leave)") && row(&told, "GOM").contains("driver: 0 ready"), "{}", row(&told, "GOM"));
    assert!(row(&told, "JUB").contains("unknown"), "nought at one is not silence at the other");
    assert!(afterwards.one("#protection ~ ul").contains("is reported"));
    assert!(row(&late, "GOM").contains("late"), "{}", late.one("main"));
    assert_eq!(same.text().lines().filter(|line| line.contains(",same,")).count(), 2, "{}", same.text());
    assert!(row(&none, "GOM").contains("no stand-by capacity") && !row(&none, "GOM").contains("unknown"), "{}", row(&none, "GOM"));
    assert!(row(&forgotten, "GOM").contains("too old to tell"), "{}", row(&forgotten, "GOM"));
    assert_eq!(app.as_if("coordinator-juba").await.get(page).await.status, StatusCode::NOT_FOUND);
    assert_eq!(app.as_if("do-goma").await.post(page, &[("answer", "none")]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_report_stays_as_it_was_made() {
    let app = TestApp::start().await;
    app.as_if("ssp-goma").await.post("/duty-stations/GOM/standby", &[("answer", "figures"), ("ready-medic", "2")]).await.leads();
    let mut inside = app.inside("ssp-goma").await;
    let rewritten = "begin; update standby_report_line set ready = 9; rollback";
    let added = "begin; insert into standby_report_line (id, report_id, cell, category, ready, not_ready) select gen_random_uuid(), id, cell, 'driver', 7, 0 from standby_report; rollback";
    for sql in [rewritten, added] {
        assert_eq!(refusal(&run(&mut inside, sql).await), "23514 standby_report_is_kept");
        let _ = run(&mut inside, "rollback").await;
    }
    must(&mut app.owner().await, "alter table standby_report_line disable trigger standby_line_guarded").await;
    assert_eq!(refusal(&run(&mut inside, rewritten).await), "accepted", "the twin");
    assert_eq!(string(&mut app.owner().await, "select count(*)::text from standby_report").await, "1");
}

#[tokio::test]
async fn kit_is_pledged_once_and_says_when_it_is_not_ready() {
    let app = TestApp::start().await;
    let (one, other) = (offered(&app, "4").await, offered(&app, "2").await);
    let tail = |address: &str| address.rsplit('/').next().unwrap_or_default().to_owned();
    let (radio, spare) = (crate::equipment::thing(&app, "radio", "R-1").await, crate::equipment::thing(&app, "radio", "R-2").await);
    let (radio_ref, wagon) = (tail(&radio), tail(&crate::vehicles::vehicle(&app, "UN 1001", "none", "").await));
    let bag = tail(&crate::equipment::kit(&app, "Bag 1", &[("radio", "1")], &[&spare]).await);
    let store = crate::support::arms::armoury(&app, "Main").await;
    crate::ammunition::lot(&app, &store, "L-1", "100").await;
    let ssp = app.as_if("ssp-goma").await;
    let pledge = async |address: &str, choice: &str, what: &str, quantity: &str| {
        ssp.post(&format!("{address}/kit"), &[("choice", choice), ("thing", what), ("quantity", quantity)]).await
    };

    let empty = pledge(&one, "thing", "", "").await;
    let unknown = pledge(&one, "thing", "V-XXXXX", "").await;
    let none = pledge(&one, "rounds", "9x19", "0").await;
    let part = pledge(&one, "thing", &tail(&spare), "").await;
    pledge(&one, "thing", &radio_ref, "").await.leads();
    pledge(&one, "thing", &wagon, "").await.leads();
    pledge(&one, "thing", &bag, "").await.leads();
    pledge(&one, "rounds", "9x19", "80").await.leads();
    let twice = pledge(&other, "thing", &radio_ref, "").await;
    let more = pledge(&other, "rounds", "9x19", "21").await;
    pledge(&other, "rounds", "9x19", "20").await.leads();
    let pistols = pledge(&one, "pistol", "", "1").await;
    let ready = ssp.get(&one).await.one("section[aria-labelledby=kit]");
    crate::equipment::out(&app, &radio, "cpo-goma").await;
    let issued = ssp.get(&one).await.one("section[aria-labelledby=kit]");
    let version = version(&app, &one).await;
    app.as_if("officer-africa").await.post(&format!("{one}/accept"), &[("version", version.as_str())]).await.leads();
    let check = ssp.get(&format!("{one}/checks/new")).await.one("#kit");
    let paper = ssp.get(&format!("{one}/print")).await;
    let silent = ssp.post(&format!("{one}/kit/1/removal"), &[("reason", ""), ("version", "1")]).await;
    ssp.post(&format!("{one}/kit/1/removal"), &[("reason", "Needed here"), ("version", "1")]).await.leads();
    pledge(&other, "thing", &radio_ref, "").await.leads();

    for (answer, field) in
        [(&empty, "thing"), (&unknown, "thing"), (&none, "quantity"), (&part, "thing"), (&twice, "thing"), (&more, "quantity"), (&pistols, "quantity")]
    {
        assert!(!answer.error_of(field).is_empty(), "{field}: {}", answer.one("main"));
    }
    assert!(ready.contains("80 rounds 9x19") && ready.contains("Bag 1") && ready.contains(&radio_ref), "{ready}");
    assert!(ready.contains("insurance") || ready.contains("Insurance"), "a vehicle without insurance is not ready: {ready}");
    assert!(!ready.contains("issued") && issued.contains("issued"), "{issued}");
    assert!(check.contains(&radio_ref) && check.contains("issued") && !check.contains("80 rounds"), "{check}");
    assert!(paper.text().contains("80 rounds"));
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(ssp.get(&format!("{one}/history")).await.one("main").contains("Needed here"));
    assert!(ssp.get("/standby.csv").await.text().contains("9x19"));
    assert_eq!(
        app.as_if("auditor").await.post(&format!("{one}/kit"), &[("choice", "rounds"), ("thing", "9x19"), ("quantity", "1")]).await.status,
        StatusCode::FORBIDDEN
    );

    let mut owner = app.owner().await;
    for (attack, held, twin) in [
        (
            "insert into standby_kit (id, pledge_id, cell, number, kind, vehicle_id, during) select gen_random_uuid(), p.id, p.cell, 90, 'vehicle', v.id, p.during
               from standby_pledge p cross join vehicle v where p.head_count = 2",
            "23P01 vehicle_pledged_once",
            "alter table standby_kit drop constraint vehicle_pledged_once",
        ),
        (
            "update standby_kit set quantity = 1, version = version + 1 where kind = 'rounds'",
            "23514 standby_kit_is_kept",
            "alter table standby_kit disable trigger standby_kit_guarded",
        ),
        (
            "alter table standby_kit disable trigger user;
             update standby_kit set during = daterange(upper(during) + 9, upper(during) + 20), quantity = 90 where quantity = 20;
             alter table standby_kit enable trigger user; alter table standby_kit disable trigger standby_kit_guarded;
             update standby_kit set during = daterange(lower(during), upper(during) + 30) where quantity = 80",
            "23514 numbers_pledged_once",
            "create or replace function sec.left_to_pledge(k public.standby_kit) returns integer language sql as 'select 1000'",
        ),
    ] {
        assert_eq!(refusal(&run(&mut owner, &format!("begin; {attack}; rollback")).await), held, "{attack}");
        let _ = run(&mut owner, "rollback").await;
        assert_eq!(refusal(&run(&mut owner, &format!("begin; {twin}; {attack}; rollback")).await), "accepted", "the twin of {attack}");
        let _ = run(&mut owner, "rollback").await;
    }
}
