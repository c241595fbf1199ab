//! Member State units: WF-12 from offer to end, who serves, rotations, kit; INV-05, UNC-19 and UNC-31 attacked.

use axum::http::StatusCode;

use crate::support::TestApp;
use crate::support::arms;
use crate::support::protection::{day, officer};
use crate::support::sql::{ENTRY, look, must, refusal, run, string};

const DESK: &str = "officer-africa";

fn reference(address: &str) -> &str {
    address.rsplit('/').next().unwrap_or_default()
}

/// An offer of so many for Goma; answers its address.
async fn offered(app: &TestApp, strength: &str, armed: &str) -> String {
    let form = [
        ("station", "GOM"),
        ("state", "offer"),
        ("member_state", "UY"),
        ("name", "Unit of the test"),
        ("strength", strength),
        ("is_armed", armed),
        ("rotation_months", "12"),
    ];
    app.as_if(DESK).await.post("/member-state-units", &form).await.leads()
}

/// An agreement from and until so many days from now, approved by the chief.
async fn agreed(app: &TestApp, unit: &str, (from, to): (i32, i32), arms: &str) {
    let (from, to) = (day(app, from).await, day(app, to).await);
    let form = [("form", "mou"), ("document", "Note 1"), ("from_date", from.as_str()), ("to_date", to.as_str()), ("allows_arms", arms)];
    app.as_if(DESK).await.post(&format!("{unit}/agreements"), &form).await.leads();
    let sql = format!("select max(a.number)::text from ms_agreement a join ms_cp_unit u on u.id = a.unit_id where u.ref = '{}'", reference(unit));
    let number = look(app, &sql).await;
    app.as_if("chief").await.post(&format!("{unit}/agreements/{number}/approve"), &[("version", "1")]).await.leads();
}

async fn version(app: &TestApp, unit: &str) -> String {
    look(app, &format!("select version::text from ms_cp_unit where ref = '{}'", reference(unit))).await
}

async fn step(app: &TestApp, unit: &str, state: &str) -> crate::support::Answer {
    let version = version(app, unit).await;
    app.as_if(DESK).await.post(&format!("{unit}/step"), &[("state", state), ("version", version.as_str())]).await
}

async fn end(app: &TestApp, unit: &str) -> crate::support::Answer {
    let (version, today) = (version(app, unit).await, day(app, 0).await);
    let form = [("state", "ended"), ("reason", "Its time is over"), ("ended_on", today.as_str()), ("version", version.as_str())];
    app.as_if(DESK).await.post(&format!("{unit}/step"), &form).await
}

/// Every item passed by the coordinator and confirmed by the security professional.
async fn checked(app: &TestApp, unit: &str) {
    let today = day(app, 0).await;
    for item in ["general", "training", "equipment", "medical", "ict"] {
        let form = [("item", item), ("outcome", "passed"), ("done_on", today.as_str())];
        app.as_if("coordinator-goma").await.post(&format!("{unit}/checks"), &form).await.leads();
        let sql = format!("select max(k.number)::text from ms_unit_check k join ms_cp_unit u on u.id = k.unit_id where u.ref = '{}'", reference(unit));
        let number = look(app, &sql).await;
        app.as_if("ssp-goma").await.post(&format!("{unit}/checks/{number}/confirm"), &[("version", "1")]).await.leads();
    }
}

/// A unit of so many that is out at Goma, under an agreement of 40 days.
async fn deployed(app: &TestApp, strength: &str, arms: &str) -> String {
    let unit = offered(app, strength, arms).await;
    agreed(app, &unit, (-5, 40), arms).await;
    for state in ["negotiation", "agreed", "pre_deployment_check"] {
        step(app, &unit, state).await.leads();
    }
    checked(app, &unit).await;
    for state in ["ready", "deployed"] {
        step(app, &unit, state).await.leads();
    }
    unit
}

/// An officer of Goma whom a Member State sent; answers the reference.
async fn sent(app: &TestApp, name: &str) -> String {
    let reference = officer(app, name).await;
    must(&mut app.owner().await, &format!("begin; update officer set category = 'mscpu_member' where ref = '{reference}'; {ENTRY}; commit")).await;
    reference
}

async fn in_post(app: &TestApp, unit: &str, officer: &str, from: i32, to: &str) -> crate::support::Answer {
    let from = day(app, from).await;
    let form = [("officer", officer), ("position", "member"), ("rank", "Sergeant"), ("from_date", from.as_str()), ("to_date", to)];
    app.as_if("coordinator-goma").await.post(&format!("{unit}/members"), &form).await
}

#[tokio::test]
async fn a_unit_is_deployed_under_an_agreement_and_after_checks_of_two() {
    let app = TestApp::start().await;
    let unit = offered(&app, "4", "").await;
    step(&app, &unit, "negotiation").await.leads();
    let nothing_agreed = step(&app, &unit, "agreed").await;
    let (from, to, today) = (day(&app, -5).await, day(&app, 40).await, day(&app, 0).await);
    let draft = [("form", "loa"), ("document", "Note 1"), ("from_date", from.as_str()), ("to_date", to.as_str())];
    let desk = app.as_if(DESK).await;
    desk.post(&format!("{unit}/agreements"), &draft).await.leads();
    let own = desk.post(&format!("{unit}/agreements/1/approve"), &[("version", "1")]).await;
    let drafted = step(&app, &unit, "agreed").await;
    app.as_if("chief").await.post(&format!("{unit}/agreements/1/approve"), &[("version", "1")]).await.leads();
    step(&app, &unit, "agreed").await.leads();
    let coordinator = app.as_if("coordinator-goma").await;
    let early = coordinator.post(&format!("{unit}/checks"), &[("item", "ict"), ("outcome", "passed"), ("done_on", &today)]).await;
    let skipped = step(&app, &unit, "deployed").await;
    step(&app, &unit, "pre_deployment_check").await.leads();
    let unchecked = step(&app, &unit, "ready").await;
    let failed = [("item", "ict"), ("outcome", "failed"), ("done_on", today.as_str()), ("note", "No radios")];
    coordinator.post(&format!("{unit}/checks"), &failed).await.leads();
    let twice = coordinator.post(&format!("{unit}/checks/1/confirm"), &[("version", "1")]).await;
    let open = coordinator.get(&unit).await;
    checked(&app, &unit).await;
    step(&app, &unit, "ready").await.leads();
    step(&app, &unit, "deployed").await.leads();
    let record = app.as_if("ssp-goma").await.get(&unit).await;

    assert!(nothing_agreed.error_of("state").contains("approved agreement"), "{}", nothing_agreed.one("main"));
    assert_eq!(own.status, StatusCode::FORBIDDEN);
    assert!(drafted.error_of("state").contains("approved agreement"), "a draft is no agreement");
    assert_eq!(early.status, StatusCode::CONFLICT, "{}", early.text());
    assert!(!skipped.error_of("state").is_empty(), "{}", skipped.one("main"));
    assert!(unchecked.error_of("state").contains("second person"), "{}", unchecked.one("main"));
    assert_eq!(twice.status, StatusCode::FORBIDDEN, "who checked does not confirm");
    assert!(open.one("#against").contains("general, training"), "{}", open.one("main"));
    assert!(record.one("header.record").contains("deployed") && record.one("header.record").contains("agreement ends"), "{}", record.one("main"));
    assert!(record.one("#checks ~ ul").contains("No radios"));
    assert_eq!(app.as_if("ssp-juba").await.get(&unit).await.status, StatusCode::NOT_FOUND);
    assert!(app.as_if("ssp-juba").await.get("/member-state-units").await.all("tbody tr").is_empty());
    assert_eq!(app.as_if("armourer-goma").await.get("/member-state-units").await.status, StatusCode::FORBIDDEN);
    let step_of_the_field = app.as_if("coordinator-goma").await.get(&format!("{unit}/step")).await;
    assert_eq!(step_of_the_field.status, StatusCode::FORBIDDEN);
    let history = app.as_if("auditor").await.get(&format!("{unit}/history")).await;
    assert!(history.text().contains("Strength agreed") && history.text().contains("Confirmed by"), "{}", history.one("main"));
    let paper = app.as_if("chief").await.get(&format!("{unit}/print")).await;
    assert!(paper.one("main").contains("Note 1") && paper.one("main").contains("Unit of the test"));
}

#[tokio::test]
async fn an_agreement_that_ended_and_a_rotation_that_is_late_are_told_everywhere() {
    let app = TestApp::start().await;
    let unit = deployed(&app, "2", "").await;
    let list = "/member-state-units?needs=";
    let chief = app.as_if("chief").await;
    let (ending, on_time) = (chief.get(&format!("{list}agreement_ending")).await, chief.get(&format!("{list}rotation_overdue")).await);
    let planned = day(&app, 10).await;
    let coordinator = app.as_if("coordinator-goma").await;
    coordinator.post(&format!("{unit}/rotations"), &[("planned_on", planned.as_str()), ("leaving", "One")]).await.leads();
    let twice = coordinator.post(&format!("{unit}/rotations"), &[("planned_on", planned.as_str())]).await;
    step(&app, &unit, "rotating").await.leads();
    app.shift_clock("42 days").await;
    let chief = app.as_if("chief").await;
    let (ended, late) = (chief.get(&format!("{list}agreement_ended")).await, chief.get(&format!("{list}rotation_overdue")).await);
    let station = app.as_if("ssp-goma").await.get("/duty-stations/GOM").await;
    let record = app.as_if("ssp-goma").await.get(&unit).await;
    let back = step(&app, &unit, "deployed").await;
    let (today, file) = (day(&app, 0).await, chief.get("/member-state-units.csv?country=uy").await);
    let done = [("outcome", "done"), ("done_on", today.as_str()), ("version", "1")];
    app.as_if("coordinator-goma").await.post(&format!("{unit}/rotations/1/end"), &done).await.leads();
    let after = app.as_if("chief").await.get(&format!("{list}rotation_overdue")).await;

    assert_eq!(ending.all("tbody tr").len(), 1, "{}", ending.one("main"));
    assert!(on_time.all("tbody tr").is_empty(), "nothing is due before a year");
    assert!(twice.error_of("planned_on").contains("planned already"), "{}", twice.one("main"));
    assert!(ended.one("tbody .warning").contains("agreement ended"), "{}", ended.one("main"));
    assert!(late.one("tbody").contains("rotation overdue since"), "{}", late.one("main"));
    let told = station.text();
    assert!(told.contains("serves without an agreement in force") && told.contains("rotation of one Member State unit is overdue"), "{told}");
    assert!(record.one("#against").contains("agreement ended") && record.one("#agreements ~ ul").contains("agreement ended"), "{}", record.one("main"));
    assert!(back.error_of("state").contains("without an agreement in force"), "{}", back.one("main"));
    assert!(file.text().contains("ended") && file.text().contains(reference(&unit)), "{}", file.text());
    assert!(after.all("tbody tr").is_empty(), "the next is due a year after the last: {}", after.one("main"));
}

#[tokio::test]
async fn no_more_serve_than_agreed_and_nobody_in_two_units() {
    let app = TestApp::start().await;
    let (one, other) = (deployed(&app, "2", "").await, deployed(&app, "2", "").await);
    let own = officer(&app, "Own Invented").await;
    let (alba, bruno, cora) = (sent(&app, "Alba Invented").await, sent(&app, "Bruno Invented").await, sent(&app, "Cora Invented").await);

    let wrong_kind = in_post(&app, &one, &own, 0, "").await;
    in_post(&app, &one, &alba, 0, "").await.leads();
    in_post(&app, &one, &bruno, 0, "").await.leads();
    let full = in_post(&app, &one, &cora, 0, "").await;
    let in_two = in_post(&app, &other, &alba, 0, "").await;
    let kept = in_post(&app, &one, "Nobody at all", 0, "").await;
    let fewer = [("member_state", "UY"), ("name", "Unit of the test"), ("strength", "1"), ("rotation_months", "12"), ("version", &version(&app, &one).await)];
    let shrunk = app.as_if(DESK).await.post(&format!("{one}/edit"), &fewer).await;
    let today = day(&app, 0).await;
    let left = [("position", "member"), ("rank", "Sergeant"), ("to_date", today.as_str()), ("version", "1")];
    app.as_if("coordinator-goma").await.post(&format!("{one}/members/1/edit"), &left).await.leads();
    let same_day = in_post(&app, &one, &cora, 0, "").await;
    in_post(&app, &one, &cora, 1, "").await.leads();
    in_post(&app, &other, &alba, 1, "").await.leads();
    let record = app.as_if("coordinator-goma").await.get(&one).await;

    assert!(wrong_kind.error_of("officer").contains("category"), "{}", wrong_kind.one("main"));
    assert!(full.error_of("from_date").contains("than were agreed"), "{}", full.one("main"));
    assert!(in_two.error_of("officer").contains("serves in a unit"), "{}", in_two.one("main"));
    assert_eq!(kept.attribute("#f-officer", "value").as_deref(), Some("Nobody at all"));
    assert!(shrunk.error_of("strength").contains("in post"), "{}", shrunk.one("main"));
    assert!(!same_day.error_of("from_date").is_empty(), "the last day is a day in post");
    assert!(record.one("#members ~ ul").contains("Cora Invented") && record.one("#members ~ ul").contains("Sergeant"), "{}", record.one("main"));
    let sql = format!("begin; update officer set category = 'FS' where ref = '{cora}'; {ENTRY}; commit");
    assert_eq!(refusal(&run(&mut app.owner().await, &sql).await), "23514 unit_takes_its_own_kind");
}

#[tokio::test]
async fn whoever_a_member_state_sent_is_armed_only_under_an_agreement_that_says_so() {
    let app = TestApp::start().await;
    let reference = arms::armed(&app, "cpo-goma").await;
    let gaps = format!(
        "select array_to_string(sec.armed_gaps(o.id, 'pistol', 'M9', o.station_id, (sec.now() at time zone 'UTC')::date), ' ') from officer o where o.ref = '{reference}'"
    );
    let page = format!("/officers/{reference}/qualifications");
    assert_eq!(look(&app, &gaps).await, "", "the control: fit before");
    must(&mut app.owner().await, &format!("begin; update officer set category = 'mscpu_member' where ref = '{reference}'; {ENTRY}; commit")).await;
    assert_eq!(look(&app, &gaps).await, "agreement");
    let alone = app.as_if("ssp-goma").await.get(&page).await;
    let unarmed = deployed(&app, "2", "").await;
    let yesterday = day(&app, 0).await;
    in_post(&app, &unarmed, &reference, -1, &yesterday).await.leads();
    assert_eq!(look(&app, &gaps).await, "agreement", "an agreement that does not say armed arms nobody");
    let armed = offered(&app, "2", "yes").await;
    agreed(&app, &armed, (-5, 40), "yes").await;
    in_post(&app, &armed, &reference, 1, "").await.leads();
    app.shift_clock("1 day").await;
    assert_eq!(look(&app, &gaps).await, "");
    let under = app.as_if("ssp-goma").await.get(&page).await;
    app.shift_clock("60 days").await;
    let after = app.as_if("ssp-goma").await.get(&page).await;

    assert!(alone.text().contains("No agreement in force lets"), "{}", alone.one("main"));
    assert!(!under.text().contains("No agreement in force lets"), "{}", under.one("main"));
    assert!(after.text().contains("No agreement in force lets"), "{}", after.one("main"));
    assert!(look(&app, &gaps).await.starts_with("agreement"));
}

#[tokio::test]
async fn an_armed_unit_needs_an_agreement_that_says_armed() {
    let app = TestApp::start().await;
    let unit = offered(&app, "2", "yes").await;
    agreed(&app, &unit, (-5, 40), "").await;
    for state in ["negotiation", "agreed", "pre_deployment_check"] {
        step(&app, &unit, state).await.leads();
    }
    checked(&app, &unit).await;
    step(&app, &unit, "ready").await.leads();
    let refused = step(&app, &unit, "deployed").await;
    let today = day(&app, 0).await;
    let end = [("ended_on", today.as_str()), ("reason", "Replaced"), ("version", "2")];
    app.as_if(DESK).await.post(&format!("{unit}/agreements/1/end"), &end).await.leads();
    let over = {
        let (from, to) = (day(&app, 0).await, day(&app, 300).await);
        let form = [("form", "mou"), ("document", "Note 2"), ("from_date", from.as_str()), ("to_date", to.as_str()), ("allows_arms", "yes")];
        app.as_if(DESK).await.post(&format!("{unit}/agreements"), &form).await.leads();
        app.as_if("chief").await.post(&format!("{unit}/agreements/2/approve"), &[("version", "1")]).await
    };
    app.shift_clock("1 day").await;
    agreed(&app, &unit, (0, 300), "yes").await;
    step(&app, &unit, "deployed").await.leads();

    assert!(refused.error_of("state").contains("UNC-19"), "{}", refused.one("main"));
    assert_eq!(over.status, StatusCode::CONFLICT, "two agreements on one day");
    assert!(over.text().contains("covers these days"), "{}", over.text());
}

/// A weapon of a Member State in this armoury, its taking-on signed by two; answers its reference.
async fn their_pistol(app: &TestApp, armoury: &str, serial: &str) -> String {
    let weapon = arms::pistol(app, armoury, serial).await;
    must(&mut app.owner().await, &format!("begin; update firearm set ownership = 'member_state_owned' where ref = '{weapon}'; {ENTRY}; commit")).await;
    weapon
}

#[tokio::test]
async fn a_weapon_of_a_member_state_is_counted_and_never_disposed_of() {
    let app = TestApp::start().await;
    let store = arms::armoury(&app, "Store of the test").await;
    let (ours, theirs) = (arms::pistol(&app, &store, "UN-1").await, their_pistol(&app, &store, "MS-1").await);
    let unit = deployed(&app, "2", "yes").await;
    let today = day(&app, 0).await;
    let item = |firearm: String| {
        [("kind", "firearm".to_owned()), ("label", "Pistol".into()), ("quantity", "1".into()), ("firearm", firearm), ("brought_on", today.clone())]
    };
    let list = async |firearm: &str| {
        let form = item(firearm.to_owned());
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        app.as_if("ssp-goma").await.post(&format!("{unit}/items"), &form).await
    };
    let not_theirs = list(&ours).await;
    list(&theirs).await.leads();
    let again = list(&theirs).await;

    let destroy = [("document", "Order 1"), ("reason", "Worn out")];
    let armourer = app.as_if("armourer-goma").await;
    let refused = armourer.post(&format!("/firearms/{theirs}/destruction"), &destroy).await;
    let control = armourer.post(&format!("/firearms/{ours}/destruction"), &destroy).await;

    assert!(not_theirs.error_of("firearm").contains("owns"), "{}", not_theirs.one("main"));
    assert!(again.error_of("firearm").contains("listed this weapon"), "{}", again.one("main"));
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text().contains("UNC-31"), "{}", refused.text());
    control.leads();
    let mut owner = app.owner().await;
    let attempts = [
        (format!("update firearm set state = 'destroyed', state_reason = 'x' where ref = '{theirs}'"), "23514 member_state_weapon_not_disposed"),
        (format!("update firearm set ownership = 'un_owned' where ref = '{theirs}'"), "23514 weapon_of_unit_keeps_its_owner"),
        (format!("update firearm set ownership = 'host_loan' where ref = '{ours}'"), "accepted"),
        (
            format!("update firearm set station_id = (select id from duty_station where code = 'JUB') where ref = '{theirs}'"),
            "23514 member_state_weapon_not_disposed",
        ),
        (
            format!(
                "insert into handover (id, ref, firearm_id, cell, kind, from_custody_id, occurred_at, state, first_by, document)
                 select gen_random_uuid(), 'C-ATTACK', f.id, f.cell, 'destroy', k.id, sec.now(), 'prepared', a.id, 'Order 2'
                 from firearm f join firearm_custody k on k.firearm_id = f.id and k.until is null, account a where f.ref = '{theirs}' and a.username = 'chief'"
            ),
            "23514 member_state_weapon_not_disposed",
        ),
    ];
    for (sql, expected) in attempts {
        let outcome = run(&mut owner, &format!("begin; {sql}; {ENTRY}; commit")).await;
        assert_eq!(refusal(&outcome), expected, "{sql}");
        let _ = run(&mut owner, "rollback").await;
    }
}

#[tokio::test]
async fn a_unit_ends_when_its_people_have_left_and_two_have_accounted_for_its_kit() {
    let app = TestApp::start().await;
    let store = arms::armoury(&app, "Store of the test").await;
    let weapon = their_pistol(&app, &store, "MS-2").await;
    let unit = deployed(&app, "2", "yes").await;
    let member = sent(&app, "Leaving Invented").await;
    in_post(&app, &unit, &member, 0, "").await.leads();
    let ssp = app.as_if("ssp-goma").await;
    let today = day(&app, 0).await;
    let item = [("kind", "firearm"), ("label", "Pistol"), ("quantity", "1"), ("firearm", weapon.as_str()), ("brought_on", today.as_str())];
    ssp.post(&format!("{unit}/items"), &item).await.leads();

    let departure = [("recipient", "Member State of the test"), ("document", "Voucher 1"), ("reason", "Home")];
    let by_itself = app.as_if("armourer-goma").await.post(&format!("/firearms/{weapon}/departure"), &departure).await;
    let manned = end(&app, &unit).await;
    let left = [("position", "member"), ("rank", ""), ("to_date", today.as_str()), ("version", "1")];
    ssp.post(&format!("{unit}/members/1/edit"), &left).await.leads();
    let unaccounted = end(&app, &unit).await;
    let settle = |outcome: &'static str| {
        [("outcome", outcome), ("outcome_on", today.as_str()), ("outcome_document", "Receipt 9"), ("outcome_note", ""), ("version", "1")]
    };
    let lost = ssp.post(&format!("{unit}/items/1/settlement"), &settle("lost")).await;
    ssp.post(&format!("{unit}/items/1/settlement"), &settle("handed_back")).await.leads();
    let unconfirmed = end(&app, &unit).await;
    let own = ssp.post(&format!("{unit}/items/1/confirm"), &[("version", "2")]).await;
    app.as_if("coordinator-goma").await.post(&format!("{unit}/items/1/confirm"), &[("version", "2")]).await.leads();
    let open =
        look(&app, &format!("select count(*)::text from firearm_custody k join firearm f on f.id = k.firearm_id where f.ref = '{weapon}' and k.until is null"))
            .await;
    let ledger = look(&app, &format!("select count(*)::text from firearm_custody k join firearm f on f.id = k.firearm_id where f.ref = '{weapon}'")).await;
    end(&app, &unit).await.leads();
    let record = ssp.get(&unit).await;
    let after = ssp.post(&format!("{unit}/items"), &[("kind", "radio"), ("label", "Radio"), ("quantity", "1"), ("brought_on", today.as_str())]).await;

    assert!(manned.error_of("state").contains("still in post"), "{}", manned.one("main"));
    assert!(unaccounted.error_of("state").contains("accounted"), "{}", unaccounted.one("main"));
    assert!(lost.error_of("outcome").contains("register of firearms"), "{}", lost.one("main"));
    assert!(unconfirmed.error_of("state").contains("accounted"), "one person accounts for nothing");
    assert_eq!(own.status, StatusCode::FORBIDDEN);
    assert_eq!((open.as_str(), ledger.as_str()), ("0", "1"), "the weapon is in nobody's custody, and its ledger stays");
    assert_eq!(look(&app, &format!("select state from firearm where ref = '{weapon}'")).await, "transferred_out", "it has left the books");
    assert_eq!(by_itself.status, StatusCode::CONFLICT, "its unit accounts for it: {}", by_itself.one("main"));
    assert!(record.one("header.record").contains("ended") && record.one("#kit ~ ul").contains("handed back"), "{}", record.one("main"));
    assert!(record.all("section a.button").is_empty(), "nothing is added to what has ended: {}", record.one("main"));
    assert_eq!(after.status, StatusCode::CONFLICT, "{}", after.text());
    assert!(app.as_if("ssp-goma").await.get(&format!("/firearms/{weapon}")).await.status.is_success());
}

#[tokio::test]
async fn the_database_refuses_what_no_page_offers() {
    let app = TestApp::start().await;
    let unit = deployed(&app, "2", "").await;
    let member = sent(&app, "Kept Invented").await;
    in_post(&app, &unit, &member, 0, "").await.leads();
    let r = reference(&unit);
    let of = format!("unit_id = (select id from ms_cp_unit where ref = '{r}')");
    let mut owner = app.owner().await;
    let attempts = [
        (format!("update ms_cp_unit set state = 'offer' where ref = '{r}'"), "23514 ms_unit_follows"),
        (format!("update ms_cp_unit set member_state = 'FJ' where ref = '{r}'"), "23514 agreed_unit_is_kept"),
        (format!("update ms_cp_unit set station_id = (select id from duty_station where code = 'JUB') where ref = '{r}'"), "23514 agreed_unit_is_kept"),
        (format!("update ms_cp_unit set is_armed = true where ref = '{r}'"), "23514 unit_armed_under_an_agreement"),
        (format!("update ms_agreement set to_date = to_date + 100 where {of}"), "23514 approved_agreement_is_kept"),
        (format!("update ms_agreement set approved_by = null, approved_at = null where {of}"), "23514 approved_agreement_is_kept"),
        (format!("update ms_unit_check set outcome = 'failed', note = 'x' where {of}"), "23514 ms_unit_check_is_kept"),
        (format!("update ms_unit_member set from_date = from_date - 9 where {of}"), "23514 ms_unit_member_is_kept"),
        (
            format!(
                "insert into ms_unit_check (id, unit_id, cell, number, item, outcome, done_on, done_by) select gen_random_uuid(), u.id, u.cell, 9, 'ict', 'passed', current_date - 1, a.id from ms_cp_unit u, account a where u.ref = '{r}' and a.username = 'chief'"
            ),
            "23514 unit_checked_before_deployment",
        ),
        (
            format!(
                "insert into ms_agreement (id, unit_id, cell, number, form, document, from_date, to_date, drafted_by, approved_by) select gen_random_uuid(), u.id, u.cell, 9, 'mou', 'x', current_date + 400, current_date + 500, a.id, a.id from ms_cp_unit u, account a where u.ref = '{r}' and a.username = 'chief'"
            ),
            "23514 approved_agreement_is_kept",
        ),
        (format!("update ms_cp_unit set name = 'The control' where ref = '{r}'"), "accepted"),
    ];
    for (sql, expected) in attempts {
        let outcome = run(&mut owner, &format!("begin; {sql}; {ENTRY}; commit")).await;
        assert_eq!(refusal(&outcome), expected, "{sql}");
        let _ = run(&mut owner, "rollback").await;
    }

    // the paper is PCU's, and a signature is one's own
    let mut field = app.inside("coordinator-goma").await;
    let paper = format!(
        "insert into ms_agreement (id, unit_id, cell, number, form, document, from_date, to_date) select gen_random_uuid(), id, cell, 9, 'mou', 'x', current_date + 400, current_date + 500 from visible_ms_cp_unit where ref = '{r}'"
    );
    assert_eq!(refusal(&run(&mut field, &paper).await), "42501");
    let forged = format!("insert into ms_unit_item (id, unit_id, cell, number, kind, label, quantity, brought_on) select gen_random_uuid(), id, cell, 9, 'radio', 'x', 1, current_date - 1 from visible_ms_cp_unit where ref = '{r}';
        update ms_unit_item set outcome = 'lost', outcome_on = current_date - 1, outcome_document = 'x', settled_by = (select drafted_by from visible_ms_agreement limit 1) where {of}");
    assert_eq!(refusal(&run(&mut field, &forged).await), "23514 signature_is_own");
    let mut desk = app.inside(DESK).await;
    assert_eq!(refusal(&run(&mut desk, &format!("begin; {paper}")).await), "accepted", "the control");
    let _ = run(&mut desk, "rollback").await;
    let mut juba = app.inside("coordinator-juba").await;
    assert_eq!(string(&mut juba, "select count(*)::text from ms_cp_unit").await, "0");
    let standing = format!(
        "select count(*)::text from sec.ms_unit_standing('{}', current_date)",
        look(&app, &format!("select id::text from ms_cp_unit where ref = '{r}'")).await
    );
    assert_eq!(string(&mut juba, &standing).await, "0", "no figure of what one may not see");
    assert_eq!(string(&mut field, &standing).await, "1", "the control");
}
