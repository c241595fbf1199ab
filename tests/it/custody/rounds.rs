//! Weapon and rounds in one act: out and back to the last round, nothing half done, receipts on paper entered later,
//! and destruction; each guard attacked, with its twin.

use axum::http::StatusCode;

use super::{holder, sign};
use crate::ammunition::lot;
use crate::support::TestApp;
use crate::support::arms::{armed, armoury, pistol};
use crate::support::protection::officer;
use crate::support::sql::{look, must, refusal, run};

/// The reference at the end of an address.
fn tail(address: &str) -> &str {
    address.rsplit('/').next().unwrap_or_default()
}

/// Balances of the only lot, without empty ones.
async fn balances(app: &TestApp) -> String {
    look(
        app,
        "select coalesce(string_agg(coalesce(a.name, o.ref, k.kind) || ':' || k.quantity, ' ' order by k.kind, a.name, o.ref), '') from ammunition_account k
         left join armoury a on a.id = k.armoury_id left join officer o on o.id = k.officer_id where k.quantity <> 0",
    )
    .await
}

fn issue<'a>(weapon: &'a str, officer: &'a str, lot: &'a str, rounds: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("firearm", weapon), ("officer", officer), ("terms", "assignment"), ("purpose", "Night duty"), ("rounds", rounds), ("lot", lot), ("unchecked", "yes")]
}

/// The date and the time at Goma, so many hours ago.
async fn ago(app: &TestApp, hours: i32) -> (String, String) {
    let told = |format: &str| format!("select to_char((sec.now() - interval '{hours} hours') at time zone 'Africa/Lubumbashi', '{format}')");
    (look(app, &told("DD-Mon-YYYY")).await, look(app, &told("HH24:MI")).await)
}

#[tokio::test]
async fn weapon_and_rounds_go_out_and_come_back_by_the_same_two_hands() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let lot = lot(&app, &store, "L-118", "100").await;
    let code = format!("{} {store}", tail(&lot));
    let reference = armed(&app, "cpo-goma").await;
    let (armourer, cpo) = (app.as_if("armourer-goma").await, app.as_if("cpo-goma").await);

    let list = armourer.get("/firearms").await;
    let page = armourer.get(&format!("/custody/issue?firearm={weapon}")).await;
    let address = armourer.post("/custody", &issue(&weapon, &reference, &code, "45")).await.leads();
    let rounds = format!("/ammunition/acts/{}", look(&app, "select ref from ammunition_act where handover_id is not null").await);
    let alone = cpo.post(&format!("{rounds}/sign"), &[("version", "1")]).await;
    let waiting = cpo.get("/custody").await;
    let before = balances(&app).await;
    sign(&app, &cpo, &address).await.leads();

    assert!(list.one("tbody").contains("Issue"), "{}", list.one("tbody"));
    assert!(page.one("#f-lot").contains("100"), "{}", page.one("main"));
    assert!(alone.text().contains("Sign or withdraw the act of the weapon"), "{}", alone.one("main"));
    assert!(!cpo.get(&rounds).await.one("main").contains("I received"), "no dead button");
    assert!(waiting.one("section button").contains(&format!("I received {weapon} and 45 rounds")), "{}", waiting.one("main"));
    assert_eq!(before, "Main:100 supplier:-100", "nothing moves before the second signature");
    assert_eq!((holder(&app).await, balances(&app).await), (reference.clone(), format!("Main:55 {reference}:45 supplier:-100")));
    assert!(cpo.get(&format!("{address}/print")).await.one("main").contains("45 rounds"), "the receipt tells both");

    let back = format!("/firearms/{weapon}/custody");
    let form = armourer.get(&back).await;
    let count = |back: &'static str, expended: &'static str| {
        vec![("to", store.as_str()), ("condition", "good"), ("lot", tail(&lot)), ("back", back), ("expended", expended)]
    };
    let cause = vec![("cause", "training"), ("cause_ref", "Range day 12"), ("reason", "Qualification")];
    let field = format!("back-{}", tail(&lot));
    let uncounted = armourer.post(&back, &count("", "")).await;
    let beyond = armourer.post(&back, &[count("40", "15"), cause.clone()].concat()).await;
    let uncaused = armourer.post(&back, &count("25", "15")).await;
    let negative = armourer.post(&back, &count("-3", "")).await;
    let (held, with) = (balances(&app).await, holder(&app).await);
    let returned = armourer.post(&back, &[count("25", "15"), cause].concat()).await.leads();

    assert!(form.one("main").contains("45 rounds of"), "{}", form.one("main"));
    assert_eq!(form.one("#f-to option[selected]"), format!("GOM {store} Main"), "back to where it came from");
    assert!(uncounted.error_of(&field).contains("write 0"), "{}", uncounted.one("main"));
    assert!(beyond.error_of(&field).contains("55 are told, 45 are held"), "{}", beyond.one("main"));
    assert_eq!(beyond.attribute(&format!("#f-{field}"), "value").as_deref(), Some("40"), "entries are kept");
    assert!(!uncaused.error_of("cause_ref").is_empty() && !negative.error_of(&field).is_empty());
    assert_eq!((held, with), (format!("Main:55 {reference}:45 supplier:-100"), reference.clone()), "nothing half done");
    assert_eq!(holder(&app).await, "Main");
    assert_eq!(balances(&app).await, format!("Main:80 expended:15 {reference}:5 supplier:-100"));
    let told = armourer.get(&returned).await;
    assert!(told.one("main").contains("25 handed back, 15 expended, 5 outstanding"), "{}", told.one("main"));
    let open = "select count(*) from exception where code = 'ammunition_outstanding' and closed_at is null";
    assert_eq!(app.count(open).await, 1, "what nobody accounts for is told");
    sign(&app, &cpo, &returned).await.leads();

    let rest = [("kind", "return"), ("from", reference.as_str()), ("to", store.as_str()), ("quantity", "5"), ("reason", "Found in the vest")];
    armourer.post(&format!("{lot}/acts"), &rest).await.leads();
    assert_eq!((app.count(open).await, balances(&app).await.as_str()), (0, "Main:85 expended:15 supplier:-100"));
}

#[tokio::test]
async fn a_refusal_leaves_both_ledgers_as_they_were_and_says_why() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let other = lot(&app, &store, "L-119", "100").await;
    let lot = lot(&app, &store, "L-118", "100").await;
    let code = format!("{} {store}", tail(&lot));
    let other_code = format!("{} {store}", tail(&other));
    let reference = armed(&app, "cpo-goma").await;
    let unfit = officer(&app, "Unfit Officer").await;
    let (armourer, cpo) = (app.as_if("armourer-goma").await, app.as_if("cpo-goma").await);
    let acts = "select count(*) from handover where kind = 'issue'";

    for (rounds, words) in [("101", "only 100 rounds are there"), ("-1", "never negative"), ("4.5", "Rounds are whole")] {
        let answer = armourer.post("/custody", &issue(&weapon, &reference, &code, rounds)).await;
        assert!(answer.error_of("rounds").contains(words), "{rounds}: {}", answer.one("main"));
        assert_eq!(answer.attribute("#f-purpose", "value").as_deref(), Some("Night duty"), "entries are kept");
    }
    let nowhere = armourer.post("/custody", &issue(&weapon, &reference, "L-ZZZZZ Y-ZZZZZ", "45")).await;
    let unseen = armourer.post("/custody", &issue(&weapon, &unfit, &code, "45")).await;
    assert!(!nowhere.error_of("lot").is_empty(), "{}", nowhere.one("main"));
    assert!(unseen.text().contains("Medical fitness: missing"), "checked first: {}", unseen.one("main"));
    assert_eq!((unseen.status, app.count(acts).await), (StatusCode::UNPROCESSABLE_ENTITY, 0));

    let address = armourer.post("/custody", &issue(&weapon, &reference, &code, "45")).await.leads();
    let aside = armourer.get(&lot).await;
    armourer.post(&format!("{lot}/suspension"), &[("reason", "Corroded primers"), ("version", "1")]).await.leads();
    let blocked = cpo.get(&address).await;
    let refused = sign(&app, &cpo, &address).await;
    assert!(aside.one("main").contains("45 set aside"), "{}", aside.one("main"));
    assert!(!blocked.one("main").contains("I received"), "{}", blocked.one("main"));
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("INV-21") && refused.text().contains("Nothing of it was signed"), "{}", refused.one("main"));
    assert_eq!((holder(&app).await.as_str(), balances(&app).await.as_str()), ("Main", "Main:100 Main:100 supplier:-100 supplier:-100"));

    cpo.post(&format!("{address}/withdraw"), &[("reason", "Another lot"), ("version", "1")]).await.leads();
    assert_eq!(app.count("select count(*) from ammunition_act where state = 'withdrawn'").await, 1, "both are withdrawn");
    app.shift_clock("10 minutes").await;
    let faster = [("firearm", weapon.as_str()), ("officer", unfit.as_str()), ("terms", "assignment"), ("purpose", "Attack on the gate"), ("handed", "yes")];
    let (date, hour) = ago(&app, 0).await;
    let faster: Vec<(&str, &str)> = faster.into_iter().chain([("handed_date", date.as_str()), ("handed_time", hour.as_str())]).collect();
    armourer.post("/custody", &faster).await.leads();
    let late = armourer.post("/custody", &issue(&weapon, &reference, &other_code, "45")).await;
    assert!(late.error_of("firearm").contains("Unfit Officer") && late.error_of("firearm").contains("s ago"), "who and where: {}", late.one("main"));
    assert_eq!(late.attribute("#f-purpose", "value").as_deref(), Some("Night duty"), "entries are kept");
    assert_eq!(late.attribute("#f-rounds", "value").as_deref(), Some("45"), "entries are kept");
}

#[tokio::test]
async fn of_sixteen_who_want_weapon_and_rounds_one_gets_both() {
    let app = std::sync::Arc::new(TestApp::start().await);
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let lot = lot(&app, &store, "L-118", "50").await;
    let code = format!("{} {store}", tail(&lot));
    let reference = armed(&app, "cpo-goma").await;
    let armourer = std::sync::Arc::new(app.as_if("armourer-goma").await);

    let racers: Vec<_> = (0..16)
        .map(|_| {
            let (armourer, weapon, reference, code) = (armourer.clone(), weapon.clone(), reference.clone(), code.clone());
            tokio::spawn(async move { armourer.post("/custody", &issue(&weapon, &reference, &code, "45")).await })
        })
        .collect();
    let mut won = 0;
    for racer in racers {
        let answer = racer.await.expect("a racer arrives");
        match answer.status {
            StatusCode::SEE_OTHER => won += 1,
            StatusCode::UNPROCESSABLE_ENTITY => assert_eq!(answer.attribute("#f-purpose", "value").as_deref(), Some("Night duty"), "entries are kept"),
            status => assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.one("main")),
        }
    }

    let open = "select (select count(*) from handover where state = 'prepared') * 10 + (select count(*) from ammunition_act where state = 'prepared')";
    assert_eq!((won, app.count(open).await), (1, 11), "one weapon, one set of rounds");
}

#[tokio::test]
async fn neither_is_signed_without_the_other() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let lot = lot(&app, &store, "L-118", "100").await;
    let code = format!("{} {store}", tail(&lot));
    let reference = armed(&app, "cpo-goma").await;
    app.as_if("armourer-goma").await.post("/custody", &issue(&weapon, &reference, &code, "45")).await.leads();
    let mut inside = app.inside("cpo-goma").await;
    let mut desk = app.inside("ssp-goma").await;
    let signed = "second_by = sec.account_id(), second_at = sec.now(), state = 'done'";
    let weapon_alone = format!("begin; update handover set {signed} where kind = 'issue'; set constraints handover_takes_its_rounds immediate; rollback");
    let rounds_alone = format!("begin; update ammunition_act set {signed} where handover_id is not null; rollback");
    let other_hand =
        "begin; insert into ammunition_act (id, ref, lot_id, cell, kind, armoury_id, officer_id, quantity, purpose, reason, occurred_at, state, handover_id)
        select gen_random_uuid(), 'U-ATTAC', x.lot_id, x.cell, 'issue', x.armoury_id, x.officer_id, 1, 'duty', 'x', sec.now(), 'prepared', x.handover_id
        from ammunition_act x where x.handover_id is not null; rollback";

    assert_eq!(refusal(&run(&mut inside, &weapon_alone).await), "23514 weapon_and_rounds_in_one_act");
    let _ = run(&mut inside, "rollback").await;
    assert_eq!(refusal(&run(&mut inside, &rounds_alone).await), "23514 rounds_follow_their_weapon");
    let _ = run(&mut inside, "rollback").await;
    assert_eq!(refusal(&run(&mut desk, other_hand).await), "23514 rounds_go_with_their_weapon", "another hand than that of the weapon");
    let _ = run(&mut desk, "rollback").await;

    must(&mut app.owner().await, "drop trigger rounds_guarded_with_weapon on ammunition_act; drop trigger act_follows_its_weapon on ammunition_act").await;
    assert_eq!(refusal(&run(&mut desk, other_hand).await), "accepted", "the twin");
    let _ = run(&mut desk, "rollback").await;
    assert_eq!(refusal(&run(&mut inside, &rounds_alone).await), "23514 rounds_fit_the_weapon", "INV-21 still holds");
    let _ = run(&mut inside, "rollback").await;
    must(&mut app.owner().await, "drop trigger ammunition_act_guarded on ammunition_act; drop trigger handover_takes_its_rounds on handover").await;
    assert_eq!(refusal(&run(&mut inside, &rounds_alone).await), "accepted", "the twin");
    let _ = run(&mut inside, "rollback").await;
    let weapon_alone = weapon_alone.replace("set constraints handover_takes_its_rounds immediate;", "");
    assert_eq!(refusal(&run(&mut inside, &weapon_alone).await), "accepted", "the twin");
}

#[tokio::test]
async fn what_was_issued_on_paper_is_entered_later_with_both_times_and_once() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let second = pistol(&app, &store, "9F-31878").await;
    let lot = lot(&app, &store, "L-118", "100").await;
    let code = format!("{} {store}", tail(&lot));
    let reference = armed(&app, "cpo-goma").await;
    app.shift_clock("9 hours").await;
    let armourer = app.as_if("armourer-goma").await;
    let ((date, hour), (later_date, later_hour), (early_date, early_hour)) = (ago(&app, 6).await, ago(&app, 2).await, ago(&app, 8).await);
    let paper = [("handed", "yes"), ("handed_date", date.as_str()), ("handed_time", hour.as_str()), ("paper", "GOM 0007")];
    let form = [issue(&weapon, &reference, &code, "45"), paper.to_vec()].concat();

    let address = armourer.post("/custody", &form).await.leads();
    let page = armourer.get(&address).await;
    let twice: Vec<(&str, &str)> = form.iter().map(|(name, value)| if *name == "firearm" { (*name, second.as_str()) } else { (*name, *value) }).collect();
    let twice = armourer.post("/custody", &twice).await;

    assert!(page.one("main").contains("both times are kept") && page.one("main").contains("GOM 0007"), "{}", page.one("main"));
    assert_eq!((holder_of(&app, &weapon).await, balances(&app).await), (reference.clone(), format!("Main:55 {reference}:45 supplier:-100")));
    let times = "select bool_and(h.occurred_at < h.first_at - interval '5 hours' and x.occurred_at = h.occurred_at)::text from handover h join ammunition_act x on x.handover_id = h.id";
    assert_eq!(look(&app, times).await, "true", "time of the act and time of entry, of both");
    assert!(!twice.error_of("paper").is_empty(), "{}", twice.one("main"));
    assert_eq!(app.count("select count(*) from ammunition_act where handover_id is not null").await, 1, "nothing half done");

    let back = format!("/firearms/{weapon}/custody");
    let returning = [("to", store.as_str()), ("condition", "good"), ("lot", tail(&lot)), ("back", "45"), ("expended", ""), ("paper", "GOM 0008")].to_vec();
    let at = |date, hour| [returning.clone(), vec![("handed_date", date), ("handed_time", hour)]].concat();
    let before = armourer.post(&back, &at(&early_date, &early_hour)).await.leads();
    let contested = (armourer.get(&before).await, holder_of(&app, &weapon).await, balances(&app).await);
    let unused: Vec<(&str, &str)> =
        at(&later_date, &later_hour).into_iter().map(|(name, value)| (name, if value == "GOM 0008" { "GOM 0009" } else { value })).collect();
    let returned = armourer.post(&back, &unused).await.leads();

    let blanks = armourer.get("/custody/paper?count=3").await;
    assert_eq!(blanks.all("section h1").len(), 3, "{}", blanks.text());
    assert_ne!(blanks.all("section h1")[0], blanks.all("section h1")[1], "each has its number");
    assert!(contested.0.one(".bar").contains("Contested: return"), "it was elsewhere then: {}", contested.0.one("main"));
    assert_eq!((contested.1, contested.2), (reference.clone(), format!("Main:55 {reference}:45 supplier:-100")), "and it moves nothing");
    assert_eq!((holder_of(&app, &weapon).await.as_str(), balances(&app).await.as_str()), ("Main", "Main:100 supplier:-100"));
    assert!(armourer.get(&returned).await.one("main").contains("both times are kept"));
}

async fn holder_of(app: &TestApp, weapon: &str) -> String {
    look(
        app,
        &format!(
            "select coalesce(o.ref, a.name) from firearm_custody k join firearm f on f.id = k.firearm_id left join officer o on o.id = k.officer_id
             left join armoury a on a.id = k.armoury_id where k.until is null and f.ref = '{weapon}'"
        ),
    )
    .await
}

#[tokio::test]
async fn a_weapon_is_destroyed_by_two_with_a_document_and_never_again_issued() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let reference = armed(&app, "cpo-goma").await;
    let (armourer, ssp) = (app.as_if("armourer-goma").await, app.as_if("ssp-goma").await);
    let path = format!("/firearms/{weapon}/destruction");

    let unsaid = armourer.post(&path, &[("document", ""), ("reason", "Cracked frame")]).await;
    let address = armourer.post(&path, &[("document", "Decision 12/2026"), ("reason", "Cracked frame")]).await.leads();
    let meanwhile = armourer.post("/custody", &issue(&weapon, &reference, "", "")).await;
    let alone = sign(&app, &armourer, &address).await;
    let before = holder(&app).await;
    sign(&app, &ssp, &address).await.leads();
    let record = armourer.get(&format!("/firearms/{weapon}")).await;
    let after = armourer.post("/custody", &issue(&weapon, &reference, "", "")).await;

    assert!(!unsaid.error_of("document").is_empty(), "{}", unsaid.one("main"));
    assert!(meanwhile.error_of("firearm").contains("was faster"), "{}", meanwhile.one("main"));
    assert_eq!((alone.status, before.as_str()), (StatusCode::FORBIDDEN, "Main"), "one person destroys nothing");
    assert!(record.one("main").contains("destroyed") && !record.one("main").contains("Issue a weapon"), "{}", record.one("main"));
    assert_eq!(app.count("select count(*) from firearm_custody where until is null").await, 0);
    assert_eq!(after.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(ssp.get(&format!("{address}/print")).await.one("main").contains("Decision 12/2026"), "the receipt prints");
    assert!(armourer.get("/firearms?state=destroyed").await.one("tbody").contains(&weapon));
    assert_eq!(armourer.get(&path).await.status, StatusCode::CONFLICT);

    let second = pistol(&app, &store, "9F-31878").await;
    let mut owner = app.owner().await;
    let by_hand = format!("begin; update firearm set state = 'destroyed', state_reason = 'x' where ref = '{second}'; rollback");
    let again = format!(
        "begin; insert into handover (id, ref, firearm_id, cell, kind, armoury_id, occurred_at, state, is_fact, first_by)
         select gen_random_uuid(), 'C-ATTAC', f.id, f.cell, 'taken_on', a.id, sec.now(), 'done', true, h.first_by from firearm f, armoury a, handover h
         where f.ref = '{weapon}' and h.firearm_id = f.id limit 1; rollback"
    );
    let back = format!("begin; update firearm set state = 'serviceable' where ref = '{weapon}'; rollback");
    for (sql, constraint) in [(&by_hand, "destroyed_by_two"), (&again, "destroyed_is_final"), (&back, "firearm_state_follows")] {
        assert_eq!(refusal(&run(&mut owner, sql).await), format!("23514 {constraint}"));
        let _ = run(&mut owner, "rollback").await;
    }
    must(
        &mut owner,
        "drop trigger firearm_destroyed_by_two on firearm; drop trigger handover_of_what_is on handover; drop trigger firearm_guarded on firearm;
         drop trigger handover_signed_by_oneself on handover",
    )
    .await;
    for sql in [by_hand, again, back] {
        assert_eq!(refusal(&run(&mut owner, &sql).await), "accepted", "the twin");
        let _ = run(&mut owner, "rollback").await;
    }
}
