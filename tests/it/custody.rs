//! Custody: two people sign in themselves, checks before signatures, override by a third, facts kept, one winner of
//! thirty-two; INV-14, 17, 22 and 23 attacked.

mod leaving;
mod missing;
mod returning;
mod rounds;

use axum::http::StatusCode;
use sqlx::ConnectOptions;

use crate::support::arms::{armed, armoury, pistol, prepared};
use crate::support::protection::{day, officer};
use crate::support::sql::{look, must, refusal, run};
use crate::support::{Person, TestApp};

async fn version(app: &TestApp, address: &str) -> String {
    look(app, &format!("select version::text from handover where ref = '{}'", address.rsplit('/').next().unwrap_or_default())).await
}

pub async fn sign(app: &TestApp, person: &Person, address: &str) -> crate::support::Answer {
    let version = version(app, address).await;
    person.post(&format!("{address}/sign"), &[("version", &version)]).await
}

/// Who holds the only weapon now.
async fn holder(app: &TestApp) -> String {
    look(app, "select coalesce(o.ref, a.name, k.workshop) from firearm_custody k left join officer o on o.id = k.officer_id left join armoury a on a.id = k.armoury_id where k.until is null").await
}

#[tokio::test]
async fn a_weapon_goes_to_an_officer_and_back_by_two_hands_each_time() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let reference = armed(&app, "cpo-goma").await;
    let armourer = app.as_if("armourer-goma").await;

    let checked = armourer.get(&format!("/custody/issue?firearm=9f31877&officer={reference}")).await;
    let form = [("firearm", weapon.as_str()), ("officer", reference.as_str()), ("terms", "temporary"), ("purpose", "Night duty")];
    let due = day(&app, 1).await;
    let form: Vec<(&str, &str)> = form.into_iter().chain([("due_date", due.as_str()), ("due_time", "0600")]).collect();
    let address = armourer.post("/custody", &form).await.leads();
    let before = holder(&app).await;
    let own = sign(&app, &armourer, &address).await;
    let witness = sign(&app, &app.as_if("ssp-goma").await, &address).await;
    let cpo = app.as_if("cpo-goma").await;
    let page = cpo.get(&address).await;
    sign(&app, &cpo, &address).await.leads();

    assert!(checked.one("main").contains("All checks passed"), "{}", checked.one("main"));
    assert_eq!(before, "Main", "nothing moves before the second signature");
    assert_eq!(own.status, StatusCode::FORBIDDEN, "the first is not the second");
    assert!(witness.text().contains("INV-23"), "{}", witness.one("main"));
    assert!(page.one("button.button").contains(&format!("I received {weapon}")), "{}", page.one("main"));
    assert_eq!(holder(&app).await, reference);
    let receipt = cpo.get(&format!("{address}/print")).await;
    assert!(receipt.one("main").contains("Night duty") && receipt.one("main").contains("9F-31877"));
    assert!(cpo.get("/firearms").await.one("tbody").contains(&weapon), "the own weapon is on the own list");

    let back = [("to", store.as_str()), ("condition", "good")];
    let returned = app.as_if("armourer-goma").await.post(&format!("/firearms/{weapon}/custody"), &back).await.leads();
    assert_eq!(holder(&app).await, "Main", "what came back is recorded at once");
    assert!(cpo.get("/custody?open=unsigned").await.one("tbody").contains("return"));
    sign(&app, &cpo, &returned).await.leads();
    let chain = app.as_if("coordinator-goma").await.get(&format!("/firearms/{weapon}")).await;
    assert_eq!(chain.all("#chain ~ div tbody tr").len(), 3, "{}", chain.one("main"));
    let acts = app.as_if("coordinator-goma").await.get("/custody").await;
    assert_eq!(acts.one("h1"), "3 acts of custody", "{}", acts.one("main"));
    assert!(app.as_if("ssp-goma").await.get("/custody.csv").await.text().contains("taken_on"));
    assert_eq!(app.as_if("armourer-juba").await.get(&address).await.status, StatusCode::NOT_FOUND);
    assert_eq!(chain.status, StatusCode::OK);
}

#[tokio::test]
async fn nobody_unfit_signs_unless_a_third_person_overrides() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let reference = armed(&app, "cpo-goma").await;
    must(
        &mut app.owner().await,
        &format!("begin; update qualification set is_void = true, void_reason = 'x' where type = 'medical_fitness'; {}; commit", crate::support::sql::ENTRY),
    )
    .await;
    let armourer = app.as_if("armourer-goma").await;

    let checked = armourer.get(&format!("/custody/issue?firearm={weapon}&officer={reference}")).await;
    let address = prepared(&app, &weapon, &reference).await;
    let cpo = app.as_if("cpo-goma").await;
    let page = cpo.get(&address).await;
    let refused = sign(&app, &cpo, &address).await;
    let by_first = armourer.post(&format!("{address}/override"), &[("reason", "There is nobody else"), ("version", "1")]).await;
    let ssp = app.as_if("ssp-goma").await;
    let short = ssp.post(&format!("{address}/override"), &[("reason", "Go"), ("version", "1")]).await;
    ssp.post(&format!("{address}/override"), &[("reason", "The convoy leaves and nobody else is here"), ("version", "1")]).await.leads();
    sign(&app, &cpo, &address).await.leads();

    assert!(checked.one("main").contains("Medical fitness: missing"), "{}", checked.one("main"));
    assert!(!page.one("main").contains("I received"), "no dead button");
    assert!(refused.text().contains("INV-14"), "{}", refused.one("main"));
    assert_eq!(by_first.status, StatusCode::FORBIDDEN);
    assert!(!short.error_of("reason").is_empty());
    assert_eq!(holder(&app).await, reference);
    assert_eq!(app.count("select count(*) from exception where code = 'issued_unfit' and closed_at is null").await, 1);
    assert!(ssp.get(&address).await.one("main").contains("nobody else is here"));
}

#[tokio::test]
async fn what_was_handed_over_is_recorded_even_when_a_rule_was_broken() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let unfit = officer(&app, "Unfit Officer").await;
    let armourer = app.as_if("armourer-goma").await;
    app.shift_clock("3 hours").await;
    let armourer_later = app.as_if("armourer-goma").await;
    let (date, hour) = (
        look(&app, "select to_char((sec.now() - interval '1 hour') at time zone 'Africa/Lubumbashi', 'DD-Mon-YYYY')").await,
        look(&app, "select to_char((sec.now() - interval '1 hour') at time zone 'Africa/Lubumbashi', 'HH24:MI')").await,
    );
    drop(armourer);
    let form = [("firearm", weapon.as_str()), ("officer", unfit.as_str()), ("terms", "assignment"), ("purpose", "Attack on the gate")];
    let form: Vec<(&str, &str)> = form.into_iter().chain([("handed", "yes"), ("handed_date", date.as_str()), ("handed_time", hour.as_str())]).collect();

    let address = armourer_later.post("/custody", &form).await.leads();
    let page = armourer_later.get(&address).await;

    assert_eq!(holder(&app).await, unfit);
    assert!(page.one("main").contains("both times are kept"), "{}", page.one("main"));
    assert!(page.one("main").contains("Medical fitness: missing"));
    assert_eq!(app.count("select count(*) from exception where code = 'issued_unfit' and closed_at is null").await, 1);
    // the officer has no sign-in: a witness signs
    sign(&app, &app.as_if("ssp-goma").await, &address).await.leads();
}

#[tokio::test]
async fn one_signature_for_a_day_becomes_an_exception_until_the_second() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let form = [
        ("serial", "9F-1"),
        ("make", "Invented"),
        ("model", "M9"),
        ("class", "pistol"),
        ("calibre", "9x19"),
        ("ownership", "un_owned"),
        ("armoury", store.as_str()),
    ];
    app.as_if("armourer-goma").await.post("/firearms", &form).await.leads();
    let address = format!("/custody/{}", look(&app, "select ref from handover").await);
    let open = "select count(*) from exception where code = 'handover_unsigned' and closed_at is null";

    cordon::jobs::detector::run_once(&app.app).await.expect("the detector runs");
    let at_once = app.count(open).await;
    app.shift_clock("25 hours").await;
    cordon::jobs::detector::run_once(&app.app).await.expect("the detector runs");
    cordon::jobs::detector::run_once(&app.app).await.expect("and a second run adds nothing");
    let after_a_day = app.count(open).await;
    sign(&app, &app.as_if("ssp-goma").await, &address).await.leads();

    assert_eq!((at_once, after_a_day, app.count(open).await), (0, 1, 0));
}

#[tokio::test]
async fn a_weapon_that_is_not_back_in_time_is_told_until_it_is() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let officer = armed(&app, "cpo-goma").await;
    let due = day(&app, 1).await;
    let form = [
        ("firearm", weapon.as_str()),
        ("officer", officer.as_str()),
        ("terms", "temporary"),
        ("purpose", "Escort"),
        ("due_date", due.as_str()),
        ("due_time", "0800"),
    ];
    let address = app.as_if("armourer-goma").await.post("/custody", &form).await.leads();
    sign(&app, &app.as_if("cpo-goma").await, &address).await.leads();
    let told = "select count(*) from exception where code = 'firearm_not_returned' and closed_at is null";
    let run = async || {
        cordon::jobs::detector::run_once(&app.app).await.expect("the detector runs");
        app.count(told).await
    };

    let before = run().await;
    app.shift_clock("3 days").await;
    let (late, again) = (run().await, run().await);
    let back = [("to", store.as_str()), ("condition", "good"), ("note", "")];
    app.as_if("armourer-goma").await.post(&format!("/firearms/{weapon}/custody"), &back).await.leads();

    assert_eq!((before, late, again, app.count(told).await), (0, 1, 1, 0));
}

#[tokio::test]
async fn of_thirty_two_who_want_one_weapon_one_wins_and_the_others_learn_who() {
    let app = std::sync::Arc::new(TestApp::start().await);
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let mut officers = Vec::new();
    for n in 0..32 {
        officers.push(officer(&app, &format!("Racer {n:02}")).await);
    }
    let armourer = std::sync::Arc::new(app.as_if("armourer-goma").await);

    let racers: Vec<_> = officers
        .into_iter()
        .map(|reference| {
            let (armourer, weapon) = (armourer.clone(), weapon.clone());
            tokio::spawn(async move {
                armourer.post("/custody", &[("firearm", &weapon), ("officer", &reference), ("terms", "assignment"), ("purpose", "Race")]).await
            })
        })
        .collect();
    let mut won = 0;
    for racer in racers {
        let answer = racer.await.expect("a racer arrives");
        if answer.status == StatusCode::SEE_OTHER {
            won += 1;
        } else if answer.status == StatusCode::UNPROCESSABLE_ENTITY {
            assert!(answer.error_of("firearm").contains("was faster"), "{}", answer.one("main"));
            assert_eq!(answer.attribute("#f-purpose", "value").as_deref(), Some("Race"), "entries are kept");
        } else {
            assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.one("main"));
        }
    }

    assert_eq!(won, 1);
    assert_eq!(app.count("select count(*) from handover where state = 'prepared'").await, 1);
    assert_eq!(app.count("select count(*) from firearm_custody where until is null").await, 1);
}

#[tokio::test]
async fn the_ledger_is_written_by_the_act_alone_and_not_rewritten() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let reference = armed(&app, "cpo-goma").await;
    let address = prepared(&app, &weapon, &reference).await;
    let mut inside = app.inside("armourer-goma").await;
    let open = "insert into firearm_custody (id, firearm_id, cell, number, kind, workshop, since, handover_id)
        select gen_random_uuid(), firearm_id, cell, 9, 'workshop', 'x', since, handover_id from firearm_custody where until is null";

    assert!(refusal(&run(&mut inside, &format!("begin; {open}; rollback")).await).starts_with("42501"), "no hand writes the ledger");
    let _ = run(&mut inside, "rollback").await;
    let rewritten = run(&mut inside, "begin; update firearm_custody set workshop = 'x'; rollback").await;
    assert_eq!(rewritten.expect("the wall shows no row to change"), 0);
    let mut owner = app.owner().await;
    assert_eq!(refusal(&run(&mut owner, &format!("begin; {open}; rollback")).await), "23505 firearm_in_one_custody", "not even its owner");
    let _ = run(&mut owner, "rollback").await;
    assert_eq!(refusal(&run(&mut owner, "begin; update firearm_custody set since = since - interval '1 day'; rollback").await), "23514 custody_is_kept");
    let _ = run(&mut owner, "rollback").await;

    let alone = format!(
        "begin; update handover set second_by = sec.account_id(), second_at = sec.now(), state = 'done' where ref = '{}'; rollback",
        address.rsplit('/').next().unwrap()
    );
    let unsigned = format!("begin; update handover set state = 'done' where ref = '{}'; rollback", address.rsplit('/').next().unwrap());
    for (sql, constraint) in [(&alone, "handover_signed_by_the_officer"), (&unsigned, "done_handover_has_two_signatures")] {
        let refused = refusal(&run(&mut inside, sql).await);
        assert!(refused == format!("23514 {constraint}") || refused == "23514 handover_act_by_two_people", "{refused}");
        let _ = run(&mut inside, "rollback").await;
    }
    must(
        &mut owner,
        "drop index firearm_in_one_custody; drop trigger custody_guarded on firearm_custody; drop trigger handover_guarded on handover;
         alter table handover drop constraint handover_act_by_two_people, drop constraint done_handover_has_two_signatures",
    )
    .await;
    for sql in [format!("begin; {open}; rollback"), "begin; update firearm_custody set since = since - interval '1 day'; rollback".to_owned()] {
        assert_eq!(refusal(&run(&mut owner, &sql).await), "accepted", "the twin");
        let _ = run(&mut owner, "rollback").await;
    }
    for sql in [alone, unsigned] {
        assert_eq!(refusal(&run(&mut inside, &sql).await), "accepted", "the twin");
        let _ = run(&mut inside, "rollback").await;
    }
}

#[tokio::test]
async fn the_guard_of_the_issue_holds_without_the_page() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let id = app.officer_of("cpo-goma", "GOM").await;
    let reference = look(&app, &format!("select ref from officer where id = '{id}'")).await;
    let address = prepared(&app, &weapon, &reference).await;
    let sql = format!(
        "begin; update handover set second_by = sec.account_id(), second_at = sec.now(), state = 'done' where ref = '{}'; rollback",
        address.rsplit('/').next().unwrap()
    );
    let mut inside = app.inside("cpo-goma").await;

    assert_eq!(refusal(&run(&mut inside, &sql).await), "23514 issue_to_the_fit_only");
    let _ = run(&mut inside, "rollback").await;
    let forged = sql.replace("state = 'done'", "state = 'done', override_by = first_by, override_reason = 'because I say so'");
    assert_eq!(refusal(&run(&mut inside, &forged).await), "23514 signature_is_own", "an override is signed by the hand it names");
    let _ = run(&mut inside, "rollback").await;
    must(&mut app.owner().await, "drop trigger handover_guarded on handover; drop trigger handover_moves_custody on handover").await;
    assert_eq!(refusal(&run(&mut inside, &sql).await), "accepted", "the twin");
}

#[tokio::test]
async fn a_prepared_issue_is_withdrawn_with_a_reason() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let reference = armed(&app, "cpo-goma").await;
    let address = prepared(&app, &weapon, &reference).await;
    let cpo = app.as_if("cpo-goma").await;
    let path = format!("{address}/withdraw");

    assert!(!cpo.post(&path, &[("reason", ""), ("version", "1")]).await.error_of("reason").is_empty());
    cpo.post(&path, &[("reason", "I am going on leave"), ("version", "1")]).await.leads();

    assert!(cpo.get(&address).await.one("main").contains("going on leave"));
    assert_eq!(cpo.get(&path).await.status, StatusCode::CONFLICT);
    assert_eq!(holder(&app).await, "Main");
    prepared(&app, &weapon, &reference).await;
    assert_eq!(app.as_if("armourer-goma").await.get(&format!("{address}/history")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn who_had_what_on_a_day_is_asked_by_day_person_place_and_weapon() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let other = pistol(&app, &store, "9F-40112").await;
    let reference = armed(&app, "cpo-goma").await;
    let address = prepared(&app, &weapon, &reference).await;
    let cpo = app.as_if("cpo-goma").await;
    sign(&app, &cpo, &address).await.leads();
    let today = crate::support::protection::day(&app, 0).await;
    let tomorrow = crate::support::protection::day(&app, 1).await;
    let yesterday = crate::support::protection::day(&app, -1).await;
    let desk = app.as_if("coordinator-goma").await;

    let all = desk.get("/custody/held").await;
    let asked = desk.get(&format!("/custody/held?on={today}&place=person")).await;
    let before = desk.get(&format!("/custody/held?on={yesterday}")).await;
    let coming = desk.get(&format!("/custody/held?on={tomorrow}")).await;
    let odd = desk.get("/custody/held?on=someday").await;
    let export = desk.get(&format!("/custody/held.csv?on={today}&officer={reference}")).await;
    let own = cpo.get("/custody/held").await;
    let juba = app.as_if("coordinator-juba").await.get("/custody/held").await;

    assert_eq!(all.one("h1"), format!("3 custodies on {today}"), "{}", all.one("main"));
    assert_eq!(all.all("tbody tr").len(), 3, "the store had it first, then the officer");
    assert_eq!(asked.all("tbody tr").len(), 1);
    assert!(asked.one("tbody tr").contains(&weapon) && asked.one("tbody tr").contains(&reference) && asked.one("tbody tr").contains("since"));
    assert!(before.one("main").contains("No custody matches"), "{}", before.one("main"));
    assert!(coming.error_of("on").contains("still to come") && coming.status == StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!odd.error_of("on").is_empty());
    assert_eq!(export.text().lines().count(), 2, "{}", export.text());
    assert!(export.text().contains(&weapon) && !export.text().contains(&other));
    assert_eq!(desk.get("/custody/held?q=40112").await.all("tbody tr").len(), 1);
    assert_eq!(desk.get("/custody/held?officer=Nobody").await.all("tbody tr").len(), 0);
    assert_eq!(own.all("tbody tr").len(), 1, "one's own custody alone: {}", own.one("main"));
    assert!(!own.one("main").contains(&other));
    assert_eq!(juba.all("tbody tr").len(), 0);
    assert!(juba.one("main").contains("Nothing was in custody"));
    assert!(desk.get("/custody").await.attribute("a[href='/custody/held']", "href").is_some());
    assert!(cpo.get("/custody").await.one("tbody").contains("issue"), "what one took is on the own list");
}

#[tokio::test]
async fn a_long_chain_is_read_page_by_page() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let mut installation = app.admin.connect().await.expect("the installation can connect");
    must(
        &mut installation,
        &format!(
            "begin; set local session_replication_role = replica;
             update firearm_custody set until = since;
             insert into firearm_custody (id, firearm_id, cell, number, kind, armoury_id, since, until, handover_id)
               select gen_random_uuid(), firearm_id, cell, n, kind, armoury_id, since, case when n < 60 then since end, handover_id from firearm_custody, generate_series(2, 60) n;
             {}; commit",
            crate::support::sql::ENTRY
        ),
    )
    .await;
    let desk = app.as_if("coordinator-goma").await;

    let first = desk.get(&format!("/firearms/{weapon}")).await;
    let older = first.attribute("section[aria-labelledby=chain] p a", "href").unwrap_or_default();
    let rest = desk.get(older.split('#').next().unwrap_or_default()).await;

    assert_eq!(first.all("#chain ~ div tbody tr").len(), 50);
    assert_eq!(rest.all("#chain ~ div tbody tr").len(), 10, "{older}");
    assert!(rest.attribute("section[aria-labelledby=chain] p a", "href").is_none());
}
