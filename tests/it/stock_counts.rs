//! Stock counts: scanned one by one, led by another than the custodian, signed by two; differences that only an
//! investigation closes; INV-23 attacked.

mod of_stations;

use axum::http::StatusCode;

use crate::ammunition::lot;
use crate::support::arms::{armed, armoury, pistol, prepared, report};
use crate::support::protection::day;
use crate::support::sql::{look, must, refusal, run};
use crate::support::{Answer, Person, TestApp};

fn tail(address: &str) -> String {
    address.rsplit('/').next().unwrap_or_default().to_owned()
}

/// A count of an armoury of Goma, opened by its coordinator; answers its address.
async fn opened(app: &TestApp, store: &str) -> String {
    app.as_if("coordinator-goma").await.post("/stock-counts", &[("what", store)]).await.leads()
}

async fn scan(person: &Person, count: &str, mark: &str) -> Answer {
    person.post(&format!("{count}/items"), &[("typed", mark)]).await
}

#[tokio::test]
async fn a_count_splits_into_found_not_yet_and_unexpected() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    pistol(&app, &store, "9F-31877").await;
    pistol(&app, &store, "9F-31878").await;
    let counter = app.as_if("coordinator-goma").await;
    let count = opened(&app, &store).await;

    let empty = scan(&counter, &count, " - ").await;
    scan(&counter, &count, "9f 31877").await.leads();
    let one = counter.get(&count).await;
    scan(&counter, &count, "9F31877").await.leads();
    scan(&counter, &count, "9F-31879").await.leads();
    let two = counter.get(&count).await;

    assert!(!empty.error_of("typed").is_empty(), "{}", empty.one("main"));
    assert!(one.one("#last").starts_with("Found:") && one.one("#last").contains("9F-31877"), "{}", one.one("main"));
    assert!(one.one("header.record").contains("1 found, 1 not yet"), "{}", one.one("header.record"));
    assert!(one.one("#not-yet ~ ul").contains("9F-31878"));
    assert!(two.one("#last").contains("not among the weapons of this station"), "{}", two.one("main"));
    assert!(two.one("#last").contains("9F-31878"), "what is close to it is named: {}", two.one("#last"));
    assert_eq!(look(&app, "select count(*)::text from stock_count_item").await, "2", "a weapon is counted once");
    assert_eq!(
        look(&app, "select count(*)::text from exception where rule = 'INV-23' and code like 'stock%'").await,
        "0",
        "nothing is told before it is finished"
    );
}

#[tokio::test]
async fn a_script_gets_what_a_scan_changed_and_a_scan_sent_twice_counts_once() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    pistol(&app, &store, "9F-31877").await;
    pistol(&app, &store, "9F-31878").await;
    let counter = app.as_if("coordinator-goma").await;
    let count = opened(&app, &store).await;
    let items = format!("{count}/items");
    let send = async |mark: &str, key: &str| {
        let key = format!("00112233445566778899aabbccddee{key}");
        counter.post_fragment(&items, "scan", &[("typed", mark), ("form_key", key.as_str())]).await
    };
    let said = |answer: &Answer| answer.one("[data-fragment=scan] > [data-part=said]");

    let found = send("9f 31877", "01").await;
    let sent_twice = send("9f 31877", "01").await;
    let again = send("9F31877", "02").await;
    let unknown = send("9F-31879", "03").await;
    let unknown_again = send("9f 31879", "04").await;
    let empty = send(" - ", "05").await;
    let page = counter.get(&count).await;

    assert_eq!(found.status, StatusCode::OK, "{}", found.text());
    assert!(said(&found).starts_with("Found:") && said(&found).contains("9F-31877"), "{}", found.text());
    assert_eq!(found.one("[data-part=so-far]"), "1 found, 1 not yet");
    assert!(found.one("[data-part=not-yet] ul").contains("9F-31878") && !found.one("[data-part=not-yet]").contains("9F-31877"));
    assert!(found.one("[data-part=found]").contains("9F-31877"));
    assert!(!found.text().contains("<html") && found.bytes.len() < page.bytes.len() / 2, "{} of {} bytes", found.bytes.len(), page.bytes.len());
    assert_eq!((said(&sent_twice), sent_twice.one("[data-part=so-far]")), (said(&found), found.one("[data-part=so-far]")), "the lost answer is given again");
    assert!(said(&again).contains("9F31877 was counted before"), "{}", again.text());
    assert!(said(&unknown).contains("not among the weapons of this station") && said(&unknown).contains("9F-31878"), "{}", unknown.text());
    assert!(unknown.attribute("[data-part=unexpected] form", "action").is_some(), "it can be struck from the fragment");
    assert!(said(&unknown_again).contains("was counted before"), "{}", unknown_again.text());
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(said(&empty).contains("Type the mark"), "{}", empty.text());
    assert_eq!(look(&app, "select count(*)::text from stock_count_item").await, "2");
    assert_eq!(page.one("header.record [data-part=so-far]"), "1 found, 1 not yet");
    assert!(page.attribute("form[data-scan] ~ script[src*=count-]", "src").is_some(), "the page brings its script");

    counter.post(&format!("{count}/finish"), &[("version", "1")]).await.leads();
    let late = send("9F-31878", "06").await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(!late.one(".oops h1 + p").is_empty(), "the script shows why: {}", late.text());
    assert!(counter.get(&count).await.attribute("script[src*=count-]", "src").is_none(), "nothing is scanned any more");
}

#[tokio::test]
async fn scanning_keeps_the_session_and_without_one_nothing_is_counted() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    pistol(&app, &store, "9F-31877").await;
    let counter = app.as_if("coordinator-goma").await;
    let items = format!("{}/items", opened(&app, &store).await);
    let send = async |person: &Person| person.post_fragment(&items, "scan", &[("typed", "9F-31877")]).await;

    let stranger = send(&app.stranger()).await;
    app.shift_clock("20 minutes").await;
    let first = send(&counter).await;
    app.shift_clock("40 minutes").await;
    let second = send(&counter).await;
    app.shift_clock("90 minutes").await;
    let ended = send(&counter).await;

    assert_eq!(stranger.status, StatusCode::UNAUTHORIZED);
    assert_eq!(first.status, StatusCode::OK, "{}", first.text());
    assert!(first.headers.contains_key("x-session-ends"), "the page knows until when");
    assert_eq!(second.status, StatusCode::OK, "whoever scans is not idle");
    assert_eq!(ended.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_weapon_of_another_station_is_unexpected_like_one_of_nobody() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    must(
        &mut app.owner().await,
        "begin; insert into firearm (id, ref, station_id, cell, serial, make, model, class, calibre, ownership)
           select gen_random_uuid(), 'W-JUBA1', id, cell, 'JB-1', 'Invented', 'M9', 'pistol', '9x19', 'un_owned' from duty_station where code = 'JUB';
         select audit.append(0::smallint, '', 'test', null, 'test.fixture', '', 'done', '', '', ''::bytea); commit",
    )
    .await;
    let counter = app.as_if("coordinator-goma").await;
    let count = opened(&app, &store).await;

    scan(&counter, &count, "JB-1").await.leads();
    let theirs = counter.get(&count).await.one("#last");
    scan(&counter, &count, "W-JUBA1").await.leads();
    let by_reference = counter.get(&count).await.one("#last");
    scan(&counter, &count, "ZZ-9").await.leads();
    let nobodys = counter.get(&count).await.one("#last");

    assert_eq!(theirs.replace("JB-1", "X"), nobodys.replace("ZZ-9", "X"));
    assert_eq!(by_reference.replace("W-JUBA1", "X"), nobodys.replace("ZZ-9", "X"));
    assert_eq!(look(&app, "select count(*)::text from stock_count_item where firearm_id is null and outcome = 'unexpected'").await, "3");
}

#[tokio::test]
async fn who_keeps_the_armoury_neither_counts_nor_signs_first() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    pistol(&app, &store, "9F-31877").await;
    let armourer = app.as_if("armourer-goma").await;
    let count = armourer.post("/stock-counts", &[("what", store.as_str())]).await.leads();
    let both = "begin; insert into access_grant (id, ref, account_id, role, scope_kind, scope_code, valid_from, state, asked_by, reason, is_urgent)
        select gen_random_uuid(), sec.new_ref('G'), id, 'asset_custodian', 'station', 'GOM', sec.now() - interval '1 day', 'granted', id, 'test', true
        from account where username = 'coordinator-goma';
        select audit.append(0::smallint, '', 'test', null, 'test.fixture', '', 'done', '', '', ''::bytea); commit";

    let page = armourer.get(&count).await;
    let own = scan(&armourer, &count, "9F-31877").await;
    must(&mut app.owner().await, both).await;
    let other_hat = app.as_if("coordinator-goma").await;
    let with_both = scan(&other_hat, &count, "9F-31877").await;
    let elsewhere = app.as_if("ssp-juba").await.get(&count).await;

    assert!(page.one(".bar.caution").contains("INV-23"), "{}", page.one("main"));
    assert_eq!(own.status, StatusCode::FORBIDDEN);
    assert_eq!(with_both.status, StatusCode::CONFLICT, "separation looks at the person, not the role: {}", with_both.one("main"));
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
    assert_eq!(look(&app, "select count(*)::text from stock_count_item").await, "0");
}

#[tokio::test]
async fn what_is_missing_is_told_at_once_and_only_an_investigation_closes_it() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let lot = tail(&lot(&app, &store, "L-1", "1037").await);
    let counter = app.as_if("coordinator-goma").await;
    let armourer = app.as_if("armourer-goma").await;
    let (ssp, chief) = (app.as_if("ssp-goma").await, app.as_if("chief").await);
    let count = opened(&app, &store).await;

    let lots_first = counter.post(&format!("{count}/finish"), &[("version", "1")]).await.leads();
    let fraction = counter.post(&format!("{count}/rounds"), &[(lot.as_str(), "10.5")]).await;
    let blind = counter.get(&format!("{count}/rounds")).await;
    counter.post(&format!("{count}/rounds"), &[(lot.as_str(), "990")]).await.leads();
    let unseen = counter.get(&count).await;
    counter.post(&format!("{count}/finish"), &[("version", "1")]).await.leads();
    let told = look(&app, "select string_agg(kind || expected || counted, ' ' order by kind) from stock_discrepancy").await;
    let alert = look(&app, "select ref from exception where code = 'stock_difference' and closed_at is null").await;
    let by_words = ssp.post(&format!("/exceptions/{alert}/close"), &[("version", "1"), ("resolution", "It will turn up")]).await;
    let own = counter.post(&format!("{count}/sign"), &[("version", "2")]).await;
    armourer.post(&format!("{count}/sign"), &[("version", "2")]).await.leads();

    assert!(lots_first.ends_with("/rounds"), "{lots_first}");
    assert!(!fraction.error_of(&lot).is_empty(), "{}", fraction.one("main"));
    assert!(!blind.one("main").contains("1037") && !unseen.one("main").contains("1037"), "whoever counts does not see the balance");
    assert_eq!(told, "missing10 rounds1037990");
    assert!(!alert.is_empty());
    assert_ne!(by_words.status, StatusCode::SEE_OTHER);
    assert_eq!(own.status, StatusCode::FORBIDDEN, "INV-23");
    assert_eq!(look(&app, "select state || found || expected from stock_count").await, "signed01");

    for reference in crate::support::sql::strings(&mut app.owner().await, "select ref from stock_discrepancy order by kind").await {
        let at = format!("/discrepancies/{reference}");
        let early = chief.post(&format!("{at}/close"), &[("closing_words", "Done"), ("version", "1")]).await;
        let short = ssp.post(&format!("{at}/investigation"), &[("outcome", "miscount"), ("findings", "No idea"), ("version", "1")]).await;
        let lost = ssp
            .post(&format!("{at}/investigation"), &[("outcome", "lost"), ("findings", "Searched the store for two days, not found."), ("version", "1")])
            .await;
        if lost.status != StatusCode::SEE_OTHER {
            assert!(lost.error_of("outcome").contains("INV-24"), "{}", lost.one("main"));
            assert!(lost.one("textarea").contains("Searched"), "what was typed is kept");
            report(&app, "armourer-goma", &weapon, "lost").await.leads();
            ssp.post(&format!("{at}/investigation"), &[("outcome", "lost"), ("findings", "Searched the store for two days, not found."), ("version", "1")])
                .await
                .leads();
        }
        let not_theirs = ssp.post(&format!("{at}/close"), &[("closing_words", "Done"), ("version", "2")]).await;
        chief.post(&format!("{at}/close"), &[("closing_words", "Board of inquiry 7"), ("version", "2")]).await.leads();
        assert_eq!(early.status, StatusCode::CONFLICT, "{}", early.one("main"));
        assert!(!short.error_of("findings").is_empty());
        assert_eq!(not_theirs.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(look(&app, "select count(*)::text from exception where code = 'stock_difference' and closed_at is null").await, "0", "the register follows");
    assert_eq!(ssp.get("/discrepancies?state=open&state=investigated").await.one("h1"), "0 differences");
    assert!(ssp.get("/discrepancies.csv").await.text().contains("lost"));
}

#[tokio::test]
async fn a_weapon_issued_during_the_count_is_not_missing() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    pistol(&app, &store, "9F-31878").await;
    let officer = armed(&app, "cpo-goma").await;
    let count = opened(&app, &store).await;
    let counter = app.as_if("coordinator-goma").await;

    let act = prepared(&app, &weapon, &officer).await;
    app.as_if("cpo-goma").await.post(&format!("{act}/sign"), &[("version", "1")]).await.leads();
    scan(&counter, &count, "9F-31878").await.leads();
    counter.post(&format!("{count}/finish"), &[("version", "1")]).await.leads();

    assert_eq!(look(&app, "select found || '/' || expected from stock_count").await, "1/1");
    assert_eq!(look(&app, "select count(*)::text from stock_discrepancy").await, "0");
}

#[tokio::test]
async fn a_count_on_paper_is_entered_later_with_its_own_time() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let counter = app.as_if("coordinator-goma").await;
    let sheet = counter.get(&format!("/armouries/{store}/counting-sheet")).await;
    // after the weapon came in and before the entry, whatever the hour of this test
    let counted_on = day(&app, 1).await;
    app.shift_clock("49 hours").await;
    let counter = app.as_if("coordinator-goma").await;

    let form = |date: &str| vec![("what", store.clone()), ("paper", "yes".to_owned()), ("counted_date", date.to_owned()), ("counted_time", "2359".to_owned())];
    let post = async |date: &str| {
        let form = form(date);
        let fields: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        counter.post("/stock-counts", &fields).await
    };
    let to_come = post(&day(&app, 9).await).await;
    let count = post(&counted_on).await.leads();
    scan(&counter, &count, "9F-31877").await.leads();
    counter.post(&format!("{count}/finish"), &[("version", "1")]).await.leads();
    let paper = counter.get(&format!("{count}/print")).await;

    assert!(sheet.text().contains("9F-31877") && sheet.text().contains(&weapon));
    assert!(to_come.error_of("counted_date").contains("still to come"), "{}", to_come.one("main"));
    assert_eq!(to_come.attribute("#f-counted_time", "value").as_deref(), Some("2359"));
    assert_eq!(look(&app, "select (as_of < opened_at)::text || is_paper from stock_count").await, "truetrue");
    assert_eq!(look(&app, "select (i.seen_at = n.as_of)::text || n.found from stock_count n join stock_count_item i on i.count_id = n.id").await, "true1");
    assert!(paper.text().contains("Counted on paper"), "{}", paper.text());
}

#[tokio::test]
async fn a_slip_of_the_hand_is_struck_and_what_was_begun_is_not_withdrawn() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    pistol(&app, &store, "9F-31877").await;
    let counter = app.as_if("coordinator-goma").await;
    let count = opened(&app, &store).await;
    let twice = counter.post("/stock-counts", &[("what", store.as_str())]).await;
    let silent = counter.post(&format!("{count}/withdraw"), &[("reason", ""), ("version", "1")]).await;
    scan(&counter, &count, "9F-3187").await.leads();

    let no_reason = counter.post(&format!("{count}/items/1/strike"), &[("reason", "")]).await;
    counter.post(&format!("{count}/items/1/strike"), &[("reason", "One digit left out")]).await.leads();
    scan(&counter, &count, "9F-31877").await.leads();
    let away = counter.post(&format!("{count}/withdraw"), &[("reason", "No time"), ("version", "1")]).await;
    counter.post(&format!("{count}/finish"), &[("version", "1")]).await.leads();
    let late = scan(&counter, &count, "9F-31877").await;

    assert!(twice.error_of("what").contains("being counted"), "{}", twice.one("main"));
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(no_reason.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(away.status, StatusCode::CONFLICT);
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(look(&app, "select count(*)::text from stock_discrepancy").await, "0", "what was struck is no difference");
    assert!(counter.get(&count).await.one("main").contains("One digit left out"));
    assert!(counter.get(&format!("{count}/history")).await.one("main").contains("Led by"));
    assert!(counter.get("/stock-counts.csv").await.text().contains("counted"));
}

#[tokio::test]
async fn an_unsigned_count_stands_in_the_register_until_it_is_signed() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let count = opened(&app, &store).await;
    app.as_if("coordinator-goma").await.post(&format!("{count}/finish"), &[("version", "1")]).await.leads();
    let open = "select count(*)::text from exception where code = 'stock_count_unsigned' and closed_at is null";

    app.shift_clock("25 hours").await;
    cordon::jobs::detector::run_once(&app.app).await.expect("the detector runs");
    cordon::jobs::detector::run_once(&app.app).await.expect("the detector runs");
    let told = look(&app, open).await;
    app.as_if("armourer-goma").await.post(&format!("{count}/sign"), &[("version", "2")]).await.leads();

    assert_eq!(told, "1", "once");
    assert_eq!(look(&app, open).await, "0");
}

#[tokio::test]
async fn the_database_holds_the_rules_of_a_count() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    pistol(&app, &store, "9F-31877").await;
    let count = opened(&app, &store).await;
    let counter = app.as_if("coordinator-goma").await;
    scan(&counter, &count, "9F-31877").await.leads();
    scan(&counter, &count, "ZZ-9").await.leads();
    let mut owner = app.owner().await;

    for (table, attack, held, twin) in [
        ("stock_count_item", "update stock_count_item set typed = 'other'", "23514 counted_item_is_kept", "counted_item_guarded"),
        ("stock_count_item", "delete from stock_count_item", "23514 counted_item_is_kept", "counted_item_guarded"),
        (
            "stock_count",
            "update stock_count set state = 'withdrawn', withdraw_reason = 'x', version = 2",
            "23514 begun_count_is_finished",
            "stock_count_guarded",
        ),
        (
            "stock_count",
            "update stock_count set state = 'signed', counted_by = opened_by, counted_at = now(), second_by = (select id from account where username = 'chief'), second_at = now()",
            "23514 stock_count_follows",
            "stock_count_guarded",
        ),
        (
            "stock_count",
            "update stock_count set state = 'counted', counted_at = now(), counted_by = (select id from account where username = 'armourer-goma')",
            "23514 count_not_led_by_custodian",
            "stock_count_guarded",
        ),
    ] {
        let attack = format!("begin; {attack}; rollback");
        assert_eq!(refusal(&run(&mut owner, &attack).await), held, "{attack}");
        let _ = run(&mut owner, "rollback").await;
        let without = format!("begin; alter table {table} disable trigger {twin}; {}", &attack[7..]);
        assert_eq!(refusal(&run(&mut owner, &without).await), "accepted", "the twin of {attack}");
        let _ = run(&mut owner, "rollback").await;
    }
    counter.post(&format!("{count}/finish"), &[("version", "1")]).await.leads();
    for (attack, held) in [
        ("update stock_count set state = 'signed', second_by = counted_by, second_at = now()", "23514 stock_count_by_two_people"),
        (
            "update stock_discrepancy set state = 'closed', closed_by = (select id from account where username = 'chief'), closing_words = 'x'",
            "23514 only_an_investigation_closes",
        ),
        (
            "update exception set closed_at = now(), resolution = 'x', closed_by = (select id from account where username = 'chief') where code = 'stock_difference'",
            "23514 only_an_investigation_closes",
        ),
    ] {
        assert_eq!(refusal(&run(&mut owner, &format!("begin; {attack}; rollback")).await), held, "{attack}");
        let _ = run(&mut owner, "rollback").await;
    }
    must(
        &mut owner,
        "alter table stock_discrepancy disable trigger stock_discrepancy_guarded; alter table exception disable trigger exception_of_count_guarded",
    )
    .await;
    let twin = "begin; update exception set closed_at = now(), resolution = 'x', closed_by = (select id from account where username = 'chief') where code = 'stock_difference'; rollback";
    assert_eq!(refusal(&run(&mut owner, twin).await), "accepted", "the twin");
    let mut inside = app.inside("ssp-goma").await;
    let forged =
        "insert into stock_discrepancy (id, count_id, cell, kind, expected, counted) select gen_random_uuid(), id, cell, 'missing', 1, 0 from stock_count";
    assert!(refusal(&run(&mut inside, forged).await).starts_with("42501"), "differences are opened by the count alone");
}
