//! The watch as a duty: begun, handed over by two people, kept beyond its time, lapsed.

use axum::http::StatusCode;
use uuid::Uuid;

use crate::support::journeys::{Journey, settle};
use crate::support::{Person, TestApp};

async fn begin(person: &Person, scope: &str) {
    assert_eq!(person.post("/watch/turns", &[("scope", scope), ("hours", "8")]).await.leads(), "/watch");
}

/// Offers the only watch that the person holds; answers the address of the handover.
async fn offer(person: &Person) -> String {
    let form = person.get("/watch/handovers/new").await;
    let turn = form.attribute("input[name=turn]", "value").expect("a watch to hand over");
    person.post("/watch/handovers", &[("turn", &turn), ("open_points", &form.one("#f-open_points"))]).await.leads()
}

async fn sign(person: &Person, handover: &str) -> crate::support::Answer {
    person.post(&format!("{handover}/sign"), &[("note", "seen"), ("hours", "8")]).await
}

#[tokio::test]
async fn the_watch_goes_over_by_two_signatures_with_the_open_points_of_the_board() {
    let app = TestApp::start().await;
    let overdue = app.arrange(&Journey { next_due_in: Some(-18), codename: "KESTREL", ..Journey::under_way() }).await;
    let (out, into) = (app.as_("ssp-goma").await, app.as_("coordinator-goma").await);
    begin(&out, "station:GOM").await;

    let handover = offer(&out).await;
    let page = into.get(&handover).await;
    assert!(page.one("pre").contains(&overdue.reference) && page.one("pre").contains("Overdue"), "{}", page.one("pre"));
    assert_eq!(sign(&into, &handover).await.leads(), "/watch");

    let log = into.get("/watch/handovers").await;
    assert!(log.one("#standing + ul").contains("T. Bisimwa"), "{}", log.one("main"));
    assert!(log.one("table.list").contains("P. Verhagen"));
    let shown = into.get(&handover).await;
    assert!(shown.one(".facts-list").contains("P. Verhagen") && shown.one(".facts-list").contains("T. Bisimwa"));
    let csv = into.get("/watch/handovers.csv").await.text();
    assert!(csv.starts_with("ref,scope_kind") && csv.lines().count() == 3, "{csv}");
    assert_eq!(into.get("/watch/handovers.xlsx").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_same_person_is_refused_on_the_page_and_in_sql() {
    let app = TestApp::start().await;
    let out = app.as_("ssp-goma").await;
    begin(&out, "station:GOM").await;
    let handover = offer(&out).await;

    let refused = sign(&out, &handover).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);

    let mut owner = app.owner().await;
    let attack = sqlx::query("update watch_handover set incoming_id = outgoing_id, incoming_at = sec.now()").execute(&mut owner).await;
    assert!(attack.expect_err("refused").to_string().contains("same person"));
    // The twin: another person is taken.
    let mut tx = sqlx::Connection::begin(&mut owner).await.expect("a transaction begins");
    sqlx::query("update watch_handover set incoming_id = (select id from account where username = 'chief'), incoming_at = sec.now()")
        .execute(&mut *tx)
        .await
        .expect("another person may sign");
    settle(&mut tx).await;
}

#[tokio::test]
async fn two_accounts_of_one_officer_are_one_person() {
    let app = TestApp::start().await;
    let out = app.as_("ssp-goma").await;
    begin(&out, "station:GOM").await;
    offer(&out).await;
    let mut owner = app.owner().await;
    let mut tx = sqlx::Connection::begin(&mut owner).await.expect("a transaction begins");
    // Links in the schema are one to one; an attacker of that rule still meets this one.
    sqlx::query("alter table account drop constraint account_per_officer_once").execute(&mut *tx).await.expect("the first rule is taken away");
    sqlx::query(
        "with o as (insert into officer (id, ref, name, station_id, category) select $1, sec.new_ref('O'), 'One Person', id, 'SS' from duty_station where code = 'GOM' returning id)
         update account set officer_id = o.id from o where username in ('ssp-goma', 'chief')",
    )
    .bind(Uuid::now_v7())
    .execute(&mut *tx)
    .await
    .expect("two accounts of one officer");
    let attack = sqlx::query("update watch_handover set incoming_id = (select id from account where username = 'chief'), incoming_at = sec.now()")
        .execute(&mut *tx)
        .await;
    assert!(attack.expect_err("refused").to_string().contains("same person"));
}

#[tokio::test]
async fn the_holder_gains_rights_over_the_scope_and_loses_them_at_the_next_signature() {
    let app = TestApp::start().await;
    let overdue = app.arrange(&Journey { next_due_in: Some(-18), ..Journey::under_way() }).await;
    let (desk, goma) = (app.as_("desk-africa").await, app.as_("ssp-goma").await);
    let take = format!("[data-row=\"{}\"] [data-key=t]", overdue.reference);
    assert!(desk.get("/watch").await.all(&take).is_empty(), "a regional desk reads; it takes only while it holds the watch");

    begin(&desk, "station:GOM").await;
    assert_eq!(desk.get("/watch").await.all(&take).len(), 1);

    let handover = offer(&desk).await;
    sign(&goma, &handover).await.leads();
    assert!(desk.get("/watch").await.all(&take).is_empty());
    assert_eq!(
        app.count("select count(*) from sec.session s join account a on a.id = s.account_id where a.username = 'desk-africa' and s.cells_watch <> '{}'").await,
        0
    );
}

#[tokio::test]
async fn nobody_takes_a_watch_beyond_their_scope_on_the_page_or_in_sql() {
    let app = TestApp::start().await;
    let juba = app.as_("ssp-juba").await;

    for scope in ["station:GOM", "global:", "region:africa"] {
        let refused = juba.post("/watch/turns", &[("scope", scope), ("hours", "8")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{scope}");
        assert!(refused.error_of("scope").contains("Choose one of the choices."));
    }
    begin(&juba, "station:JUB").await;
    let held = app.as_("coordinator-juba").await.post("/watch/turns", &[("scope", "station:JUB"), ("hours", "8")]).await;
    assert!(held.error_of("scope").contains("Somebody holds this watch"), "{}", held.one("main"));

    let mut web = app.web_role().await;
    let token = "a".repeat(64);
    let key = cordon::authz::session::key_of(&token);
    let account: Uuid = sqlx::query_scalar("select id from account where username = 'ssp-juba'").fetch_one(&mut app.owner().await).await.expect("the account");
    sqlx::query("select sec.start_session($1, $2, 'web', '', '', '1 hour', '1 hour')")
        .bind(account)
        .bind(cordon::authz::session::hash_of(&key))
        .execute(&mut web)
        .await
        .expect("a session");
    let mut tx = sqlx::Connection::begin(&mut web).await.expect("a transaction begins");
    sqlx::query("select set_config('app.key', $1, true)").bind(&key).execute(&mut *tx).await.expect("the key is set");
    let attack = sqlx::query("insert into watch_turn (id, ref, scope_kind, scope_code, cells, holder_id, due_at) values ($1, 'W-AAAAA', 'global', '', '{}', $2, sec.now() + interval '8 hours')")
        .bind(Uuid::now_v7())
        .bind(account)
        .execute(&mut *tx)
        .await;
    assert!(attack.expect_err("refused").to_string().contains("inside their own scope"));
}

#[tokio::test]
async fn an_overdue_watch_keeps_its_rights_two_hours_and_warns_then_it_lapses() {
    let app = TestApp::start().await;
    let goma = app.as_("ssp-goma").await;
    begin(&goma, "station:GOM").await;

    // Held through the idle limit, and warned of after its time.
    app.shift_clock("9 hours").await;
    let board = goma.get("/watch").await;
    assert_eq!(board.status, StatusCode::OK);
    assert!(board.one(".bar.caution").contains("P. Verhagen"), "{}", board.one("main"));
    assert!(board.one(".bar.caution").contains("keeps its rights"));

    app.shift_clock("10 hours 5 minutes").await;
    let coordinator = app.as_("coordinator-goma").await;
    assert!(coordinator.get("/watch").await.one(".bar.caution").contains("lapsed"));
    begin(&coordinator, "station:GOM").await;
    assert_eq!(coordinator.get("/watch").await.one(".bar.caution"), "");
    assert_eq!(app.count("select count(*) from watch_turn where ended_at is null").await, 1);
}

#[tokio::test]
async fn a_handover_is_withdrawn_only_by_whoever_offered_it_and_a_form_is_kept_when_refused() {
    let app = TestApp::start().await;
    let (out, into) = (app.as_("ssp-goma").await, app.as_("coordinator-goma").await);
    begin(&out, "station:GOM").await;
    let handover = offer(&out).await;

    assert_eq!(into.post(&format!("{handover}/withdraw"), &[]).await.status, StatusCode::FORBIDDEN);
    let wrong = into.post(&format!("{handover}/sign"), &[("note", "kept words"), ("hours", "99")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!wrong.error_of("hours").is_empty() && wrong.one("#f-note").contains("kept words"));

    out.post(&format!("{handover}/withdraw"), &[]).await.leads();
    assert_eq!(sign(&into, &handover).await.status, StatusCode::CONFLICT);
    assert!(app.as_("ssp-juba").await.get(&handover).await.status == StatusCode::NOT_FOUND);
}
