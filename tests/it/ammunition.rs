//! Ammunition: to the last round, by two hands; refusals with their sentences; reversal; one lot at two stations; one
//! winner of thirty-two. The attacks on INV-19 to 23 and the random operations stand in `ammunition/ledger.rs`.

mod ledger;

use axum::http::StatusCode;

use crate::support::arms::{armed, armoury, pistol, prepared};
use crate::support::protection::day;
use crate::support::sql::{look, refusal, run};
use crate::support::{Answer, Person, TestApp};

/// The reference at the end of an address.
fn tail(address: &str) -> &str {
    address.rsplit('/').next().unwrap_or_default()
}

fn lot_form<'a>(number: &'a str, store: &'a str, quantity: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("lot_number", number),
        ("maker", "Invented"),
        ("calibre", "9 x 19 mm"),
        ("nature", "ball"),
        ("stock_class", "operational"),
        ("to", store),
        ("quantity", quantity),
        ("document", "Delivery 7"),
    ]
}

/// The second signature under an act, by its address.
async fn sign(app: &TestApp, person: &Person, address: &str) -> Answer {
    let version = look(app, &format!("select version::text from ammunition_act where ref = '{}'", tail(address))).await;
    person.post(&format!("{address}/sign"), &[("version", &version)]).await
}

/// A lot received into an armoury of Goma and signed by two; answers its address.
pub(crate) async fn lot(app: &TestApp, store: &str, number: &str, quantity: &str) -> String {
    let address = app.as_if("armourer-goma").await.post("/ammunition", &lot_form(number, store, quantity)).await.leads();
    let act = look(app, &format!("select x.ref from ammunition_act x join ammunition_lot l on l.id = x.lot_id where l.ref = '{}'", tail(&address))).await;
    sign(app, &app.as_if("ssp-goma").await, &format!("/ammunition/acts/{act}")).await.leads();
    address
}

/// Balances of the only lot: `Main:55 expended:15 …`, without empty ones.
async fn balances(app: &TestApp) -> String {
    look(
        app,
        "select coalesce(string_agg(coalesce(a.name, o.ref, k.kind) || ':' || k.quantity, ' ' order by k.kind, a.name, o.ref), '') from ammunition_account k
         left join armoury a on a.id = k.armoury_id left join officer o on o.id = k.officer_id where k.quantity <> 0",
    )
    .await
}

fn issue<'a>(store: &'a str, officer: &'a str, quantity: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("kind", "issue"), ("from", store), ("officer", officer), ("quantity", quantity), ("purpose", "duty"), ("reason", "Night duty")]
}

/// The officer of cpo-goma with an M9 in hand; answers the reference.
async fn officer_with_pistol(app: &TestApp, store: &str) -> String {
    let weapon = pistol(app, store, "9F-31877").await;
    let officer = armed(app, "cpo-goma").await;
    let act = prepared(app, &weapon, &officer).await;
    app.as_if("cpo-goma").await.post(&format!("{act}/sign"), &[("version", "1")]).await.leads();
    officer
}

#[tokio::test]
async fn rounds_go_to_an_officer_and_come_back_to_the_last_one() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let lot = lot(&app, &store, "L-118", "100").await;
    let acts = format!("{lot}/acts");
    let officer = armed(&app, "cpo-goma").await;
    let armourer = app.as_if("armourer-goma").await;
    let cpo = app.as_if("cpo-goma").await;

    let address = armourer.post(&acts, &issue(&store, &officer, "45")).await.leads();
    let unarmed = cpo.get(&address).await;
    let refused = sign(&app, &cpo, &address).await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let custody = prepared(&app, &weapon, &officer).await;
    cpo.post(&format!("{custody}/sign"), &[("version", "1")]).await.leads();
    let own = sign(&app, &armourer, &address).await;
    let witness = sign(&app, &app.as_if("ssp-goma").await, &address).await;
    let page = cpo.get(&address).await;
    let before = balances(&app).await;
    sign(&app, &cpo, &address).await.leads();

    assert!(unarmed.one("main").contains("no weapon of this calibre") && !unarmed.one("main").contains("I received"), "{}", unarmed.one("main"));
    assert!(refused.text().contains("INV-21"), "{}", refused.one("main"));
    assert_eq!(own.status, StatusCode::FORBIDDEN, "the first is not the second");
    assert!(witness.text().contains("INV-23"), "{}", witness.one("main"));
    assert!(page.one("button.button").contains("I received 45 rounds"), "{}", page.one("main"));
    assert_eq!(before, "Main:100 supplier:-100", "nothing moves before the second signature");
    assert_eq!(balances(&app).await, format!("Main:55 {officer}:45 supplier:-100"));
    assert!(cpo.get("/ammunition").await.one("tbody").contains("L-118"), "what one holds is on the own list");

    let back = |quantity, expended| {
        vec![("kind", "return"), ("from", officer.as_str()), ("to", store.as_str()), ("quantity", quantity), ("expended", expended), ("reason", "End of duty")]
    };
    let cause = [("cause", "training"), ("cause_ref", "Range day 12")];
    let without = armourer.post(&acts, &back("30", "15")).await;
    let short = armourer.post(&acts, &[back("30", "10"), cause.to_vec()].concat()).await;
    let returned = armourer.post(&acts, &[back("30", "15"), cause.to_vec()].concat()).await.leads();

    assert!(without.error_of("cause_ref").contains("INV-20"), "{}", without.one("main"));
    assert!(short.error_of("quantity").contains("45 are held"), "{}", short.one("main"));
    assert_eq!(short.attribute("#f-expended", "value").as_deref(), Some("10"), "entries are kept");
    assert_eq!(balances(&app).await, "Main:85 expended:15 supplier:-100");
    sign(&app, &cpo, &returned).await.leads();
    assert!(cpo.get(&format!("{returned}/print")).await.one("main").contains("handed back 30, expended 15, missing 0"));

    let coordinator = app.as_if("coordinator-goma").await;
    let record = coordinator.get(&lot).await;
    assert_eq!(record.all("#ledger ~ div tbody tr").len(), 4, "{}", record.one("main"));
    assert!(coordinator.get(&format!("{lot}/print")).await.one("main").contains("Range day 12") || record.one("main").contains("End of duty"));
    assert!(coordinator.get("/ammunition.csv").await.text().contains("Main: 85"));
    assert!(coordinator.get("/ammunition/acts.csv").await.text().contains("Range day 12"));
    assert_eq!(coordinator.get("/ammunition/acts?kind=return").await.all("tbody tr").len(), 1);
    for path in [format!("{lot}/history"), format!("{returned}/history"), format!("/search?q={}", tail(&lot))] {
        assert!(matches!(coordinator.get(&path).await.status, StatusCode::OK | StatusCode::SEE_OTHER), "{path}");
    }
    assert_eq!(coordinator.get(&format!("{lot}/acts/new?kind=issue")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(app.as_if("armourer-juba").await.get(&lot).await.status, StatusCode::NOT_FOUND);
    let in_store = coordinator.get(&format!("/armouries/{store}")).await;
    assert!(in_store.one("main").contains("85"), "{}", in_store.one("main"));
    let yesterday = coordinator.get(&format!("/armouries/{store}?on={}", day(&app, -2).await)).await;
    assert!(!yesterday.one("main").contains("L-118"), "INV-22: nothing lay there then");
}

#[tokio::test]
async fn each_wrong_number_has_its_sentence_and_nothing_is_saved() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let lot = lot(&app, &store, "L-118", "50").await;
    let officer = officer_with_pistol(&app, &store).await;
    let armourer = app.as_if("armourer-goma").await;
    let acts = format!("{lot}/acts");

    for (quantity, words) in [
        ("-5", "never negative"),
        ("4.5", "Rounds are whole"),
        ("4,5", "Rounds are whole"),
        ("0", "At least one round"),
        ("", "Write how many"),
        ("a box", "A whole number"),
        ("51", "only 50 rounds are there"),
    ] {
        let answer = armourer.post(&acts, &issue(&store, &officer, quantity)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{quantity}");
        assert!(answer.error_of("quantity").contains(words), "{quantity}: {}", answer.error_of("quantity"));
        assert_eq!(answer.attribute("#f-quantity", "value").as_deref(), Some(quantity), "it is kept");
        assert_eq!(answer.attribute("#f-reason", "value").as_deref(), Some("Night duty"), "it is kept");
    }
    armourer.post(&acts, &issue(&store, &officer, "40")).await.leads();
    let aside = armourer.post(&acts, &issue(&store, &officer, "11")).await;
    let nobody = armourer.post(&acts, &issue(&store, "O-ZZZZZ", "5")).await;

    assert!(aside.error_of("quantity").contains("40 of them set aside"), "{}", aside.one("main"));
    assert!(!nobody.error_of("officer").is_empty());
    assert_eq!(balances(&app).await, "Main:50 supplier:-50");
    assert_eq!(app.count("select count(*) from ammunition_act").await, 2);
    assert!(armourer.get(&lot).await.one("main").contains("40 set aside"));
}

#[tokio::test]
async fn a_wrong_act_is_reversed_by_two_and_once() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let lot = lot(&app, &store, "L-118", "100").await;
    let receipt = format!("/ammunition/acts/{}", look(&app, "select ref from ammunition_act").await);
    let (armourer, ssp) = (app.as_if("armourer-goma").await, app.as_if("ssp-goma").await);
    let fired = [
        ("kind", "expend"),
        ("from", store.as_str()),
        ("quantity", "30"),
        ("cause", "incident"),
        ("cause_ref", "Shots at the gate"),
        ("reason", "Written under the wrong lot"),
    ];
    let act = armourer.post(&format!("{lot}/acts"), &fired).await.leads();

    let unsaid = armourer.post(&format!("{act}/reverse"), &[("reason", ""), ("version", "1")]).await;
    let reversal = armourer.post(&format!("{act}/reverse"), &[("reason", "They were of lot 119"), ("version", "1")]).await.leads();
    let twice = ssp.post(&format!("{act}/reverse"), &[("reason", "Once more"), ("version", "1")]).await;
    let before = balances(&app).await;
    let alone = sign(&app, &armourer, &reversal).await;
    sign(&app, &ssp, &reversal).await.leads();
    let back = balances(&app).await;
    let of_reversal = ssp.post(&format!("{reversal}/reverse"), &[("reason", "And back"), ("version", "2")]).await;

    assert!(!unsaid.error_of("reason").is_empty(), "{}", unsaid.one("main"));
    assert!(twice.text().contains("reversed already"), "{}", twice.one("main"));
    assert_eq!(before, "Main:70 expended:30 supplier:-100", "one person reverses nothing");
    assert_eq!(alone.status, StatusCode::FORBIDDEN);
    assert_eq!(back, "Main:100 supplier:-100");
    assert_eq!(of_reversal.status, StatusCode::CONFLICT);
    assert!(ssp.get(&act).await.one(".bar.caution").contains(tail(&reversal)));

    // What has gone on cannot be taken back from before it.
    let officer = officer_with_pistol(&app, &store).await;
    let issued = armourer.post(&format!("{lot}/acts"), &issue(&store, &officer, "60")).await.leads();
    sign(&app, &app.as_if("cpo-goma").await, &issued).await.leads();
    let late = armourer.post(&format!("{receipt}/reverse"), &[("reason", "Never came"), ("version", "2")]).await.leads();
    let refused = sign(&app, &ssp, &late).await;
    assert!(refused.text().contains("INV-19"), "{}", refused.one("main"));
    assert_eq!(balances(&app).await, format!("Main:40 {officer}:60 supplier:-100"));
    armourer.post(&format!("{late}/withdraw"), &[("reason", "It did come"), ("version", "1")]).await.leads();
    assert!(armourer.get("/ammunition/acts?open=prepared").await.all("tbody tr").is_empty());
}

#[tokio::test]
async fn a_lot_is_one_at_two_stations_and_its_suspension_holds_at_both() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let address = lot(&app, &store, "L-118", "100").await;
    let juba = app.as_if("armourer-juba").await;
    let there = juba.post("/armouries", &[("name", "Second"), ("station", "JUB"), ("kind", "permanent")]).await.leads();
    let (from, until) = (day(&app, -10).await, day(&app, 300).await);
    let decision = [("approval", "approved"), ("approved_on", from.as_str()), ("approved_until", until.as_str()), ("authority", "Note"), ("version", "1")];
    app.as_if("ssp-juba").await.post(&format!("{there}/approval"), &decision).await.leads();

    let same = juba.post("/ammunition", &lot_form("l 118", tail(&there), "20")).await.leads();
    let armourer = app.as_if("armourer-goma").await;
    let officer = officer_with_pistol(&app, &store).await;
    let offered = armourer.post(&format!("{address}/acts"), &issue(&store, &officer, "45")).await.leads();
    let unsaid = armourer.post(&format!("{address}/suspension"), &[("reason", ""), ("version", "1")]).await;
    armourer.post(&format!("{address}/suspension"), &[("reason", "Corroded primers"), ("version", "1")]).await.leads();
    let seen = juba.get(&address).await;
    let refused = sign(&app, &app.as_if("cpo-goma").await, &offered).await;
    let own = armourer.post(&format!("{address}/lift"), &[("reason", "Fine after all"), ("version", "2")]).await;
    app.as_if("ssp-goma").await.post(&format!("{address}/lift"), &[("reason", "Inspected by the adviser"), ("version", "2")]).await.leads();
    sign(&app, &app.as_if("cpo-goma").await, &offered).await.leads();

    assert_eq!(same, address, "one lot, however it is typed");
    assert!(!unsaid.error_of("reason").is_empty());
    assert!(seen.one(".bar.warning").contains("Corroded primers"), "{}", seen.one("main"));
    assert!(!seen.one("main").contains("Main"), "the other station's balance is not seen");
    assert!(refused.text().contains("INV-21"), "{}", refused.one("main"));
    assert_eq!(own.status, StatusCode::FORBIDDEN, "who suspends does not lift");
    assert!(armourer.get(&format!("{address}/history")).await.one("main").contains("Corroded"));
}

#[tokio::test]
async fn facts_are_kept_and_told_where_plans_are_refused() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let armourer = app.as_if("armourer-goma").await;
    let open = armourer.post("/armouries", &[("name", "Open site"), ("station", "GOM"), ("kind", "temporary")]).await.leads();
    let count = |code: &str| format!("select count(*)::text from exception where code = '{code}' and closed_at is null");

    let plan = armourer.post("/ammunition", &lot_form("L-9", tail(&open), "10")).await;
    let fact = armourer.post("/ammunition", &[lot_form("L-9", tail(&open), "10"), vec![("handed", "yes")]].concat()).await.leads();
    assert!(plan.error_of("to").contains("INV-22"), "{}", plan.one("main"));
    assert_eq!(plan.attribute("#f-lot_number", "value").as_deref(), Some("L-9"));
    assert_eq!(look(&app, &count("ammunition_unapproved")).await, "1");
    assert!(armourer.get(&fact).await.one("main").contains("10"));

    // Handed over in an attack, to somebody without a weapon.
    let lot = lot(&app, &store, "L-118", "100").await;
    let officer = armed(&app, "cpo-goma").await;
    let handed = [issue(&store, &officer, "30"), vec![("handed", "yes")]].concat();
    let act = armourer.post(&format!("{lot}/acts"), &handed).await.leads();
    assert!(armourer.get(&act).await.one("main").contains("no weapon of this calibre"));
    assert_eq!(look(&app, &count("ammunition_unfit")).await, "1");

    let missing = [("kind", "missing"), ("from", store.as_str()), ("quantity", "5"), ("reason", "A box is short")];
    armourer.post(&format!("{lot}/acts"), &missing).await.leads();
    let found = [("kind", "found"), ("to", store.as_str()), ("quantity", "3"), ("reason", "Behind the shelf")];
    armourer.post(&format!("{lot}/acts"), &found).await.leads();
    assert_eq!(look(&app, &count("ammunition_missing")).await, "1");
    assert_eq!(look(&app, &count("ammunition_found")).await, "1");

    cordon::jobs::detector::run_once(&app.app).await.expect("the detector runs");
    let at_once = look(&app, &count("ammunition_unsigned")).await;
    app.shift_clock("25 hours").await;
    cordon::jobs::detector::run_once(&app.app).await.expect("the detector runs");
    cordon::jobs::detector::run_once(&app.app).await.expect("and a second run adds nothing");
    let after_a_day = look(&app, &count("ammunition_unsigned")).await;
    sign(&app, &app.as_if("cpo-goma").await, &act).await.leads();
    assert_eq!((at_once.as_str(), after_a_day.as_str()), ("0", "4"));
    assert_eq!(look(&app, &count("ammunition_unsigned")).await, "3");
    let register = app.as_if("ssp-goma").await.get("/exceptions").await;
    assert!(register.one("main").contains("Rounds are missing"), "{}", register.one("main"));
}

#[tokio::test]
async fn an_expired_lot_goes_to_training_and_not_to_duty() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let address = lot(&app, &store, "L-118", "100").await;
    let officer = officer_with_pistol(&app, &store).await;
    let armourer = app.as_if("armourer-goma").await;
    let ended = day(&app, -1).await;
    let edit = [
        ("lot_number", "L-118"),
        ("maker", "Invented"),
        ("calibre", "9x19"),
        ("nature", "ball"),
        ("stock_class", "training"),
        ("shelf_life_until", ended.as_str()),
    ];
    let stale = armourer.post(&format!("{address}/edit"), &[edit.to_vec(), vec![("version", "9")]].concat()).await;
    armourer.post(&format!("{address}/edit"), &[edit.to_vec(), vec![("version", "1")]].concat()).await.leads();
    let renamed = [edit.map(|(name, value)| if name == "calibre" { (name, "5.56x45") } else { (name, value) }).to_vec(), vec![("version", "2")]].concat();
    let recut = armourer.post(&format!("{address}/edit"), &renamed).await;

    let duty = armourer.post(&format!("{address}/acts"), &issue(&store, &officer, "20")).await.leads();
    let training = issue(&store, &officer, "20").into_iter().map(|(name, value)| if name == "purpose" { (name, "training") } else { (name, value) });
    let training = armourer.post(&format!("{address}/acts"), &training.collect::<Vec<_>>()).await.leads();
    let cpo = app.as_if("cpo-goma").await;
    let refused = sign(&app, &cpo, &duty).await;
    sign(&app, &cpo, &training).await.leads();

    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(!recut.error_of("calibre").is_empty(), "{}", recut.one("main"));
    assert!(refused.text().contains("INV-21"), "{}", refused.one("main"));
    assert!(armourer.get("/ammunition?state=expired").await.one("tbody").contains("expired"));
    assert!(armourer.get("/ammunition?state=good").await.all("tbody tr").is_empty());
    assert_eq!(armourer.get(&format!("/ammunition?calibre=9mm+Luger&at={store}&station=GOM&q=l118")).await.all("tbody tr").len(), 1);
}

#[tokio::test]
async fn a_station_sets_its_minimum_and_what_is_not_set_says_so() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    lot(&app, &store, "L-118", "100").await;
    let (path, ssp) = ("/duty-stations/GOM/ammunition", app.as_if("ssp-goma").await);
    let form = |minimum: &'static str, version: &'static str| [("calibre", "9mm Luger"), ("minimum", minimum), ("authority", "Note 4"), ("version", version)];

    let unset = ssp.get("/ammunition").await;
    let bad = ssp.post(path, &form("-1", "0")).await;
    ssp.post(path, &form("500", "0")).await.leads();
    let short = ssp.get("/ammunition").await;
    let stale = ssp.post(path, &form("10", "0")).await;
    ssp.post(path, &form("100", "1")).await.leads();
    let enough = ssp.get(path).await;

    assert!(unset.one("main").contains("GOM 9x19: 100, no minimum set"), "{}", unset.one("main"));
    assert!(bad.error_of("minimum").contains("never negative"));
    assert!(short.one("main").contains("100 of at least 500"), "{}", short.one("main"));
    assert_eq!(stale.status, StatusCode::CONFLICT, "one row a calibre, however it is written");
    assert!(enough.one("tbody").contains("enough"), "{}", enough.one("main"));
    assert_eq!(app.as_if("coordinator-goma").await.post(path, &form("1", "2")).await.status, StatusCode::FORBIDDEN);
    assert!(ssp.get(&format!("{path}/history")).await.one("main").contains("500"));
}

#[tokio::test]
async fn of_thirty_two_who_want_the_last_rounds_one_wins() {
    let app = std::sync::Arc::new(TestApp::start().await);
    let store = armoury(&app, "Main").await;
    let lot = lot(&app, &store, "L-118", "30").await;
    let armourer = std::sync::Arc::new(app.as_if("armourer-goma").await);

    let racers: Vec<_> = (0..32)
        .map(|n| {
            let (armourer, store, path) = (armourer.clone(), store.clone(), format!("{lot}/acts"));
            tokio::spawn(async move {
                let session = format!("Session {n}");
                let form = [
                    ("kind", "expend"),
                    ("from", store.as_str()),
                    ("quantity", "20"),
                    ("cause", "training"),
                    ("cause_ref", session.as_str()),
                    ("reason", "Race"),
                ];
                armourer.post(&path, &form).await
            })
        })
        .collect();
    let mut won = 0;
    for racer in racers {
        let answer = racer.await.expect("a racer arrives");
        match answer.status {
            StatusCode::SEE_OTHER => won += 1,
            StatusCode::UNPROCESSABLE_ENTITY => assert!(answer.error_of("quantity").contains("INV-19"), "{}", answer.one("main")),
            status => assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.one("main")),
        }
    }

    assert_eq!(won, 1);
    assert_eq!(balances(&app).await, "Main:10 expended:20 supplier:-30");
}

#[tokio::test]
async fn a_minimum_not_met_stands_in_the_register_until_it_is_met() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    lot(&app, &store, "L-118", "100").await;
    let (path, ssp) = ("/duty-stations/GOM/ammunition", app.as_if("ssp-goma").await);
    let set = async |minimum: &str, version: &str| {
        ssp.post(path, &[("calibre", "9x19"), ("minimum", minimum), ("authority", "Note 4"), ("version", version)]).await.leads();
        cordon::jobs::detector::run_once(&app.app).await.expect("the detector runs");
    };
    let open = async || {
        look(&app, "select coalesce(string_agg(detail || ' ' || rule || ' ' || sec.account_label(owner_id), ', '), '') from exception where code = 'rounds_below_minimum' and closed_at is null").await
    };

    set("100", "0").await;
    let met = open().await;
    set("500", "1").await;
    cordon::jobs::detector::run_once(&app.app).await.expect("and a second run adds nothing");
    let short = open().await;
    let alert = look(&app, "select ref from exception where code = 'rounds_below_minimum'").await;
    let words = ssp.post(&format!("/exceptions/{alert}/close"), &[("version", "1"), ("resolution", "It will come")]).await;
    let (page, record, today) = (ssp.get(path).await, ssp.get(&format!("/exceptions/{alert}")).await, ssp.get("/today").await);
    let others_day = app.as_if("coordinator-goma").await.get("/today").await;
    lot(&app, &store, "L-119", "400").await;
    cordon::jobs::detector::run_once(&app.app).await.expect("the detector runs");

    assert_eq!(met, "");
    assert!(short.starts_with("GOM 9x19 UNC-20 ") && !short.contains(','), "once, with whoever set it: {short}");
    assert_ne!(words.status, StatusCode::SEE_OTHER, "{}", words.one("main"));
    assert!(page.one("tbody").contains(&alert), "{}", page.one("tbody"));
    assert!(record.attribute(&format!("main a[href='{path}']"), "href").is_some(), "{}", record.one("main"));
    assert!(today.one("main").contains("GOM 9x19") && !others_day.one("main").contains("GOM 9x19"), "{}", today.one("main"));
    assert_eq!(open().await, "");
    assert_eq!(look(&app, &format!("select resolution from exception where ref = '{alert}'")).await, "settled-by-minimum");

    set("900", "2").await;
    let mut owner = app.owner().await;
    let attack = "begin; update exception set closed_at = now(), resolution = 'x', version = version + 1 where code = 'rounds_below_minimum' and closed_at is null; rollback";
    assert_eq!(refusal(&run(&mut owner, attack).await), "23514 shortage_closes_with_stock");
    let _ = run(&mut owner, "rollback").await;
    let twin = format!("begin; alter table exception disable trigger exception_of_minimum_guarded; {}", &attack[7..]);
    assert_eq!(refusal(&run(&mut owner, &twin).await), "accepted", "the twin");
}
