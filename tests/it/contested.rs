//! Facts are kept (INV-38): the plan is refused, the receipt that says otherwise is kept and moves nothing, and two people
//! settle it; INV-17, 19 and 23 hold meanwhile and are attacked.

use axum::http::StatusCode;

use crate::ammunition::lot;
use crate::support::arms::{armed, armoury, pistol, prepared};
use crate::support::protection::officer;
use crate::support::sql::{look, must, refusal, run};
use crate::support::{Answer, Person, TestApp};

/// The reference at the end of an address.
fn tail(address: &str) -> &str {
    address.rsplit('/').next().unwrap_or_default()
}

/// The date and the time at Goma, so many hours ago.
async fn ago(app: &TestApp, hours: i32) -> (String, String) {
    let told = |format: &str| format!("select to_char((sec.now() - interval '{hours} hours') at time zone 'Africa/Lubumbashi', '{format}')");
    (look(app, &told("DD-Mon-YYYY")).await, look(app, &told("HH24:MI")).await)
}

/// Who has the only weapon by the ledger.
async fn holder(app: &TestApp) -> String {
    look(app, "select coalesce(o.ref, a.name) from firearm_custody k left join officer o on o.id = k.officer_id left join armoury a on a.id = k.armoury_id where k.until is null").await
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

const OPEN: &str = "select count(*) from exception where code in ('custody_contested', 'rounds_contested') and closed_at is null";

async fn version(app: &TestApp, fact: &str) -> String {
    look(app, &format!("select version::text from contested_fact where ref = '{}'", tail(fact))).await
}

async fn propose(app: &TestApp, who: &Person, fact: &str, way: &str) -> Answer {
    let version = version(app, fact).await;
    who.post(&format!("{fact}/proposal"), &[("way", way), ("reason", "The paper and both people were asked"), ("version", &version)]).await
}

async fn settle(app: &TestApp, who: &Person, fact: &str) -> Answer {
    let version = version(app, fact).await;
    who.post(&format!("{fact}/settle"), &[("version", &version)]).await
}

/// A weapon that the ledger says is with cpo-goma, and a receipt that says somebody else got it two hours ago.
struct Scene {
    app: TestApp,
    store: String,
    weapon: String,
    holder: String,
    other: String,
    armourer: Person,
    ssp: Person,
}

impl Scene {
    async fn new() -> Self {
        let app = TestApp::start().await;
        let store = armoury(&app, "Main").await;
        let weapon = pistol(&app, &store, "9F-31877").await;
        let holder = armed(&app, "cpo-goma").await;
        let other = officer(&app, "Other Officer").await;
        let act = prepared(&app, &weapon, &holder).await;
        app.as_if("cpo-goma").await.post(&format!("{act}/sign"), &[("version", "1")]).await.leads();
        app.shift_clock("9 hours").await;
        let (armourer, ssp) = (app.as_if("armourer-goma").await, app.as_if("ssp-goma").await);
        Self { app, store, weapon, holder, other, armourer, ssp }
    }

    /// Enters the receipt.
    async fn receipt(&self) -> Answer {
        let (date, hour) = ago(&self.app, 2).await;
        let form = [
            ("firearm", self.weapon.as_str()),
            ("officer", self.other.as_str()),
            ("terms", "assignment"),
            ("purpose", "Night duty"),
            ("handed", "yes"),
            ("handed_date", date.as_str()),
            ("handed_time", hour.as_str()),
            ("paper", "GOM 0042"),
        ];
        self.armourer.post("/custody", &form).await
    }

    /// Enters it; answers the address of the contested fact.
    async fn contested(&self) -> String {
        let act = self.receipt().await.leads();
        format!("/contested/CF-{}", tail(&act).split_once('-').expect("a reference").1)
    }
}

#[tokio::test]
async fn a_receipt_that_says_otherwise_is_kept_and_shown_to_both_sides() {
    let s = Scene::new().await;
    let plan = [("firearm", s.weapon.as_str()), ("officer", s.other.as_str()), ("terms", "assignment"), ("purpose", "Night duty")];

    let planned = s.armourer.post("/custody", &plan).await;
    let offered = s.armourer.get(&format!("/custody/issue?firearm={}&officer={}", s.weapon, s.other)).await;
    let later = s.armourer.get(&format!("/custody/issue?firearm={}&officer={}&handed=yes", s.weapon, s.other)).await;
    let entered = s.receipt().await;
    let act = entered.leads();
    let fact = format!("/contested/CF-{}", tail(&act).split_once('-').unwrap().1);

    assert!(!planned.error_of("firearm").is_empty(), "a plan is refused: {}", planned.one("main"));
    assert!(offered.attribute("a[href*='handed=yes']", "href").is_some(), "{}", offered.one("main"));
    assert!(later.attribute("form[action='/custody'] #f-paper", "name").is_some(), "{}", later.one("main"));
    let page = s.armourer.get(&act).await;
    assert!(page.one(".bar").contains("Contested: issue") && page.one(".bar").contains(&s.holder), "{}", page.one("main"));
    assert!(!page.one("main").contains("Sign for"), "no dead button: {}", page.one("main"));
    assert_eq!(holder(&s.app).await, s.holder, "it moves nothing");
    assert_eq!(s.app.count("select count(*) from firearm_custody where until is null").await, 1);
    assert_eq!(s.app.count(OPEN).await, 1);
    for path in [format!("/firearms/{}", s.weapon), format!("/officers/{}", s.holder), format!("/officers/{}", s.other)] {
        let shown = s.ssp.get(&path).await;
        assert!(shown.one(".bar").contains("Contested: issue"), "{path}: {}", shown.one("main"));
    }
    assert!(s.ssp.get("/custody?open=contested").await.one("tbody").contains(tail(&act)));
    assert!(s.ssp.get("/contested").await.one("tbody").contains(tail(&fact)));
    assert!(s.ssp.get("/contested.csv?station=GOM").await.text().contains(tail(&act)));
    assert!(s.ssp.get("/duty-stations/GOM").await.one("main").contains("contested fact"));
    let exception = s.ssp.get("/exceptions").await;
    assert!(exception.one("main").contains("says otherwise than the ledger"), "{}", exception.one("main"));
    let named = s.app.as_if("cpo-goma").await;
    assert_eq!(named.get(&act).await.status, StatusCode::OK, "whom the ledger names reads it");
    assert_eq!(named.get(&fact).await.status, StatusCode::OK);
    assert!(!named.get(&fact).await.one("main").contains("Propose"), "a side settles nothing");
    assert!(!named.get("/custody").await.one("main").contains("I received"));
    for path in [&act, &fact] {
        assert_eq!(s.app.as_if("armourer-juba").await.get(path).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(s.ssp.get(&format!("{fact}/history")).await.status, StatusCode::OK);
    let signed = s.ssp.post(&format!("{act}/sign"), &[("version", "1")]).await;
    assert_eq!(signed.status, StatusCode::CONFLICT, "nobody signs what is contested");
}

#[tokio::test]
async fn a_wrong_receipt_is_withdrawn_by_two_with_a_reason() {
    let s = Scene::new().await;
    let fact = s.contested().await;

    let unsaid = s.armourer.post(&format!("{fact}/proposal"), &[("way", "withdraw"), ("reason", "wrong"), ("version", "1")]).await;
    let aimless = s.armourer.post(&format!("{fact}/proposal"), &[("way", ""), ("reason", "The paper was misread"), ("version", "1")]).await;
    let early = settle(&s.app, &s.ssp, &fact).await;
    propose(&s.app, &s.armourer, &fact, "withdraw").await.leads();
    let alone = settle(&s.app, &s.armourer, &fact).await;
    let waits = s.armourer.get(&fact).await;
    settle(&s.app, &s.ssp, &fact).await.leads();
    let again = settle(&s.app, &s.ssp, &fact).await;

    assert!(unsaid.error_of("reason").contains("ten characters"), "{}", unsaid.one("main"));
    assert_eq!(unsaid.one("#f-reason"), "wrong", "entries are kept");
    assert!(!aimless.error_of("way").is_empty());
    assert_eq!((early.status, alone.status, again.status), (StatusCode::CONFLICT, StatusCode::FORBIDDEN, StatusCode::CONFLICT));
    assert!(waits.one("main").contains("Another person settles it"), "{}", waits.one("main"));
    assert_eq!(holder(&s.app).await, s.holder);
    assert_eq!(s.app.count(OPEN).await, 0);
    let act = look(&s.app, "select ref || ' ' || state || ' ' || withdraw_reason from handover where paper = 'GOM 0042'").await;
    assert!(act.ends_with("withdrawn The paper and both people were asked"), "{act}");
    assert!(!s.ssp.get(&format!("/firearms/{}", s.weapon)).await.one("main").contains("Contested"));
    s.receipt().await.leads();
}

#[tokio::test]
async fn a_right_receipt_is_upheld_and_the_ledger_goes_on_from_it() {
    let s = Scene::new().await;
    let fact = s.contested().await;

    propose(&s.app, &s.ssp, &fact, "uphold").await.leads();
    let own = settle(&s.app, &s.ssp, &fact).await;
    let author = settle(&s.app, &s.armourer, &fact).await;
    let version = version(&s.app, &fact).await;
    s.armourer.post(&format!("{fact}/take-back"), &[("version", &version)]).await.leads();
    propose(&s.app, &s.armourer, &fact, "uphold").await.leads();
    settle(&s.app, &s.ssp, &fact).await.leads();

    assert_eq!(own.status, StatusCode::FORBIDDEN);
    assert!(author.text().contains("INV-23: you entered it"), "{}", author.one("main"));
    assert_eq!(holder(&s.app).await, s.other);
    let chain = "select string_agg(coalesce(o.ref, a.name), ' ' order by k.number) from firearm_custody k left join officer o on o.id = k.officer_id left join armoury a on a.id = k.armoury_id";
    assert_eq!(look(&s.app, chain).await, format!("Main {} {}", s.holder, s.other), "history is not rewritten");
    assert_eq!(look(&s.app, "select bool_and(until >= since)::text from firearm_custody where until is not null").await, "true");
    assert_eq!(s.app.count("select count(*) from firearm_custody where until is null").await, 1, "INV-17");
    assert_eq!(s.app.count(OPEN).await, 0);
    assert_eq!(s.app.count("select count(*) from handover where paper <> '' and state = 'done' and second_by is not null").await, 1);
    assert_eq!(s.app.count("select count(*) from exception where code = 'issued_unfit' and closed_at is null").await, 1, "what stood against it is told");
    assert!(s.ssp.get(&fact).await.one("main").contains("upheld"));
    assert!(s.ssp.get("/contested").await.one("main").contains("Nothing is contested"));
    assert_eq!(s.ssp.get("/contested?state=upheld").await.all("tbody tr").len(), 1);
}

#[tokio::test]
async fn a_receipt_of_a_return_names_who_gave_it_back() {
    let s = Scene::new().await;
    let (date, hour) = ago(&s.app, 1).await;
    let path = format!("/firearms/{}/custody", s.weapon);
    let form = [("to", s.store.as_str()), ("condition", "good"), ("giver", s.other.as_str()), ("paper", "GOM 0043")];
    let dated = [form.to_vec(), vec![("handed_date", date.as_str()), ("handed_time", hour.as_str())]].concat();

    let undated = s.armourer.post(&path, &form[..3]).await;
    let unknown = s.armourer.post(&path, &[("to", s.store.as_str()), ("condition", "good"), ("giver", "Nobody At All"), ("paper", "GOM 0044")]).await;
    let act = s.armourer.post(&path, &dated).await.leads();
    let page = s.armourer.get(&act).await;
    let before = holder(&s.app).await;
    let fact = format!("/contested/CF-{}", tail(&act).split_once('-').unwrap().1);
    propose(&s.app, &s.armourer, &fact, "uphold").await.leads();
    settle(&s.app, &s.ssp, &fact).await.leads();

    assert!(!undated.error_of("handed_date").is_empty(), "{}", undated.one("main"));
    assert!(!unknown.error_of("giver").is_empty(), "{}", unknown.one("main"));
    assert!(page.one("main").contains(&format!("{} Other Officer → Main", s.other)), "{}", page.one("main"));
    assert_eq!((before, holder(&s.app).await), (s.holder.clone(), "Main".to_owned()));
}

#[tokio::test]
async fn what_is_contested_moves_by_two_alone() {
    let s = Scene::new().await;
    let fact = s.contested().await;
    let mut inside = s.app.inside("armourer-goma").await;
    let mut owner = s.app.owner().await;
    let own = "sec.account_id()";
    let forged = "update contested_fact set state = 'upheld', settled_by = sec.account_id(), settled_at = sec.now()";
    let done = "update handover set state = 'done' where state = 'contested'";
    let attacks = [
        (done.to_owned(), "contested_act_settled_by_two"),
        ("update handover set second_by = sec.account_id() where state = 'contested'".to_owned(), "contested_act_settled_by_two"),
        (
            "insert into handover (id, ref, firearm_id, cell, kind, officer_id, terms, occurred_at, state, is_fact) select gen_random_uuid(), 'C-ZZ', firearm_id, cell, kind,
             officer_id, terms, occurred_at, 'contested', true from handover where state = 'contested'"
                .to_owned(),
            "handover_begins_with_one_signature",
        ),
        ("insert into contested_fact (id, ref, cell, handover_id, entered_by) select id, 'CF-ZZ', cell, id, sec.account_id() from handover where state = 'done' limit 1".to_owned(), "contested_fact_of_contested_act"),
        (forged.to_owned(), "contested_fact_follows"),
        (format!("update contested_fact set state = 'proposed', way = 'uphold', reason = 'short', proposed_by = {own}"), "contested_proposal_has_reason"),
        ("update contested_fact set held = 7".to_owned(), "settled_fact_is_kept"),
    ];
    for (sql, constraint) in &attacks {
        let refused = refusal(&run(&mut inside, &format!("begin; {sql}; rollback")).await);
        assert_eq!(refused, format!("23514 {constraint}"), "{sql}");
        let _ = run(&mut inside, "rollback").await;
    }
    let closed = "begin; update exception set closed_at = sec.now(), resolution = 'as I say', closed_by = opened_by where code = 'custody_contested'; rollback";
    assert_eq!(refusal(&run(&mut owner, closed).await), "23514 contested_act_settled_by_two", "the register is no way round");
    let _ = run(&mut owner, "rollback").await;
    propose(&s.app, &s.armourer, &fact, "uphold").await.leads();
    let refused = refusal(&run(&mut inside, &format!("begin; {forged}; rollback")).await);
    assert!(refused == "23514 contested_settled_by_another" || refused == "23514 contested_not_settled_by_its_author", "{refused}");
    let _ = run(&mut inside, "rollback").await;
    must(
        &mut owner,
        "alter table contested_fact drop constraint contested_settled_by_another, drop constraint contested_not_settled_by_its_author;
         drop trigger contested_fact_guarded on contested_fact; drop trigger contested_fact_settles on contested_fact",
    )
    .await;
    assert_eq!(refusal(&run(&mut inside, &format!("begin; {forged}; rollback")).await), "accepted", "the twin");
    let _ = run(&mut inside, "rollback").await;
    must(&mut owner, "drop trigger handover_guarded on handover; drop trigger exception_of_contest_guarded on exception").await;
    assert_eq!(refusal(&run(&mut owner, closed).await), "accepted", "the twin");
    let _ = run(&mut owner, "rollback").await;
    assert_ne!(refusal(&run(&mut inside, &format!("begin; {done}; rollback")).await), "23514 contested_act_settled_by_two", "the twin");
}

#[tokio::test]
async fn rounds_beyond_the_balance_are_kept_outside_the_sum_and_posted_once_they_fit() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let lot = lot(&app, &store, "L-118", "100").await;
    let other = officer(&app, "Other Officer").await;
    app.shift_clock("9 hours").await;
    let (armourer, ssp) = (app.as_if("armourer-goma").await, app.as_if("ssp-goma").await);
    let (date, hour) = ago(&app, 2).await;
    let acts = format!("{lot}/acts");
    let issue = [("kind", "issue"), ("from", store.as_str()), ("officer", other.as_str()), ("quantity", "150"), ("purpose", "duty"), ("reason", "Night duty")];
    let dated = [("handed", "yes"), ("handed_date", date.as_str()), ("handed_time", hour.as_str())];

    let planned = armourer.post(&acts, &issue).await;
    let act = armourer.post(&acts, &[issue.to_vec(), dated.to_vec()].concat()).await.leads();
    let fact = format!("/contested/CF-{}", tail(&act).split_once('-').unwrap().1);
    let (page, kept) = (armourer.get(&act).await, balances(&app).await);
    propose(&app, &armourer, &fact, "uphold").await.leads();
    let beyond = settle(&app, &ssp, &fact).await;
    let still = balances(&app).await;
    let more = [("kind", "receive"), ("to", store.as_str()), ("quantity", "80"), ("document", "Delivery 8"), ("handed", "yes")];
    armourer.post(&acts, &more).await.leads();
    settle(&app, &ssp, &fact).await.leads();

    assert!(planned.error_of("quantity").contains("INV-19"), "{}", planned.one("main"));
    assert!(page.one(".bar").contains("the account had 100"), "{}", page.one("main"));
    assert_eq!((kept.as_str(), still.as_str()), ("Main:100 supplier:-100", "Main:100 supplier:-100"));
    assert!(beyond.text().contains("still has fewer rounds"), "{}", beyond.one("main"));
    assert_eq!(balances(&app).await, format!("Main:30 {other}:150 supplier:-180"));
    assert_eq!(app.count(OPEN).await, 0);
    assert_eq!(app.count("select coalesce(sum(quantity), 0)::bigint from ammunition_account").await, 0, "INV-19");
}

#[tokio::test]
async fn rounds_fired_beyond_what_an_officer_holds_stand_on_lot_and_armoury_until_withdrawn() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let lot = lot(&app, &store, "L-118", "100").await;
    app.shift_clock("9 hours").await;
    let (armourer, ssp) = (app.as_if("armourer-goma").await, app.as_if("ssp-goma").await);
    let (date, hour) = ago(&app, 2).await;
    let acts = format!("{lot}/acts");
    let fired = [
        ("kind", "expend"),
        ("from", store.as_str()),
        ("quantity", "101"),
        ("cause", "incident"),
        ("cause_ref", "Incident 12"),
        ("reason", "Attack on the gate"),
    ];

    let now = armourer.post(&acts, &fired).await;
    let later = [fired.to_vec(), vec![("handed_date", date.as_str()), ("handed_time", hour.as_str())]].concat();
    let act = armourer.post(&acts, &later).await.leads();
    let fact = format!("/contested/CF-{}", tail(&act).split_once('-').unwrap().1);
    let mut inside = app.inside("armourer-goma").await;
    let alone = refusal(&run(&mut inside, "begin; update ammunition_act set state = 'done' where state = 'contested'; rollback").await);
    let shown = [ssp.get(&lot).await, ssp.get(&format!("/armouries/{store}")).await];
    let listed = ssp.get("/ammunition/acts?open=contested").await;
    propose(&app, &armourer, &fact, "withdraw").await.leads();
    settle(&app, &ssp, &fact).await.leads();

    assert!(now.error_of("quantity").contains("INV-19"), "what is entered as it happens is counted: {}", now.one("main"));
    assert_eq!(alone, "23514 contested_act_settled_by_two");
    for page in shown {
        assert!(page.one(".bar").contains("Contested: expenditure, 101 rounds"), "{}", page.one("main"));
    }
    assert_eq!(listed.all("tbody tr").len(), 1);
    assert_eq!(balances(&app).await, "Main:100 supplier:-100");
    assert_eq!(look(&app, &format!("select state from ammunition_act where ref = '{}'", tail(&act))).await, "withdrawn");
    assert_eq!(app.count(OPEN).await, 0);
    assert!(!ssp.get(&lot).await.one("main").contains("Contested"));
}

#[tokio::test]
async fn rounds_of_a_contested_receipt_are_settled_by_themselves() {
    let s = Scene::new().await;
    let lot = lot(&s.app, &s.store, "L-118", "100").await;
    let code = format!("{} {}", tail(&lot), s.store);
    let (date, hour) = ago(&s.app, 2).await;
    let form = [
        ("firearm", s.weapon.as_str()),
        ("officer", s.other.as_str()),
        ("terms", "assignment"),
        ("purpose", "Night duty"),
        ("handed", "yes"),
        ("handed_date", date.as_str()),
        ("handed_time", hour.as_str()),
        ("paper", "GOM 0042"),
        ("lot", code.as_str()),
        ("rounds", "15"),
    ];

    s.armourer.post("/custody", &form).await.leads();
    let facts = look(&s.app, "select string_agg(ref, ' ' order by handover_id nulls last) from contested_fact").await;
    let kept = balances(&s.app).await;
    for fact in facts.split(' ') {
        propose(&s.app, &s.armourer, &format!("/contested/{fact}"), "uphold").await.leads();
        settle(&s.app, &s.ssp, &format!("/contested/{fact}")).await.leads();
    }

    assert_eq!(facts.split(' ').count(), 2, "{facts}");
    assert_eq!(kept, "Main:100 supplier:-100");
    assert_eq!((holder(&s.app).await, balances(&s.app).await), (s.other.clone(), format!("Main:85 {}:15 supplier:-100", s.other)));
    assert_eq!(s.app.count(OPEN).await, 0);
}
