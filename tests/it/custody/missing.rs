//! Loss, theft and recovery as acts: kept from whatever state, nobody holds what is missing, back by two and an
//! inspection; INV-24 attacked, with twins; a loss against an issue.

use axum::http::StatusCode;

use super::sign;
use crate::support::TestApp;
use crate::support::arms::{armed, armoury, pistol, prepared, recover, report};
use crate::support::protection::day;
use crate::support::sql::{look, must, refusal, run};

/// Where the only weapon is by the ledger, and in what state.
async fn stands(app: &TestApp) -> String {
    look(app, "select string_agg(k.kind || ' ' || f.state, ', ') from firearm f join firearm_custody k on k.firearm_id = f.id and k.until is null").await
}

#[tokio::test]
async fn whoever_has_a_weapon_reports_its_loss_and_is_no_longer_shown_as_holding_it() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let reference = armed(&app, "cpo-goma").await;
    let cpo = app.as_if("cpo-goma").await;
    sign(&app, &cpo, &prepared(&app, &weapon, &reference).await).await.leads();
    let path = format!("/firearms/{weapon}/loss");
    let ahead = day(&app, 3).await;

    let offered = cpo.get(&format!("/firearms/{weapon}")).await;
    let asked = cpo.get(&path).await;
    let silent = cpo.post(&path, &[("missing_as", "stolen"), ("happened_date", &ahead), ("happened_time", "1200"), ("place", ""), ("note", "")]).await;
    let act = report(&app, "cpo-goma", &weapon, "stolen").await.leads();
    let exceptions = app.as_if("ssp-goma").await.get("/exceptions").await;
    let own = sign(&app, &cpo, &act).await;
    let mine = cpo.get("/firearms").await;
    let open = app.as_if("ssp-goma").await.get("/custody?open=unsigned").await;
    sign(&app, &app.as_if("ssp-goma").await, &act).await.leads();

    assert!(offered.one("main").contains("Report loss or theft"), "{}", offered.one("main"));
    assert!(asked.one("main").contains(&reference), "who has it is told by the ledger: {}", asked.one("main"));
    for field in ["happened_date", "place", "note"] {
        assert!(!silent.error_of(field).is_empty(), "{field}: {}", silent.one("main"));
    }
    assert!(exceptions.one("main").contains("reported stolen"), "{}", exceptions.one("main"));
    assert_eq!(own.status, StatusCode::FORBIDDEN, "the first is not the second");
    assert_eq!(mine.one("h1"), "0 firearms", "{}", mine.one("main"));
    assert!(open.one("tbody").contains("loss or theft") && open.one("tbody").contains("stolen"), "{}", open.one("main"));
    assert_eq!(stands(&app).await, "missing stolen");
    let coordinator = app.as_if("coordinator-goma").await;
    let record = coordinator.get(&format!("/firearms/{weapon}")).await;
    assert!(record.one("main").contains("Missing: stolen") && record.one("main").contains("Roadside north of the town"), "{}", record.one("main"));
    assert!(record.one("main").contains(&reference), "from whom: {}", record.one("main"));
    assert_eq!(record.all("#chain ~ div tbody tr").len(), 3, "{}", record.one("main"));
    let paper = coordinator.get(&format!("{act}/print")).await;
    assert!(paper.one("main").contains("Police 12") && paper.one("main").contains("Roadside"), "{}", paper.one("main"));
    assert!(coordinator.get(&format!("{act}/history")).await.one("main").contains("Roadside"));
    assert!(coordinator.get("/custody/held?place=missing").await.one("tbody").contains(&weapon));
    assert!(coordinator.get("/firearms?place=missing").await.one("tbody").contains(&weapon));
    assert_eq!(app.as_if("armourer-juba").await.get(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(coordinator.get(&path).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_is_found_comes_back_by_two_and_an_inspection() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let early = recover(&app, &weapon, &store, "0 minutes").await;
    report(&app, "armourer-goma", &weapon, "lost").await.leads();
    report(&app, "ssp-goma", &weapon, "stolen").await.leads();
    let retold = stands(&app).await;
    app.shift_clock("3 hours").await;
    report(&app, "armourer-goma", &weapon, "stolen").await.leads();

    let before = recover(&app, &weapon, &store, "1 day").await;
    let act = recover(&app, &weapon, &store, "1 hour").await.leads();
    let found = stands(&app).await;
    let today = day(&app, 0).await;
    let armourer = app.as_if("armourer-goma").await;
    let fit = [("kind", "inspection"), ("done_on", today.as_str()), ("result", "fit"), ("inspector", "B. Bah")];
    let alone = armourer.post(&format!("/firearms/{weapon}/inspections"), &fit).await;
    sign(&app, &app.as_if("ssp-goma").await, &act).await.leads();
    let version = look(&app, &format!("select version::text from firearm where ref = '{weapon}'")).await;
    let by_state = armourer.post(&format!("/firearms/{weapon}/state"), &[("state", "serviceable"), ("reason", "x"), ("version", &version)]).await;
    armourer.post(&format!("/firearms/{weapon}/inspections"), &fit).await.leads();

    assert_eq!(early.status, StatusCode::CONFLICT, "nothing is found that is not missing");
    assert_eq!(retold, "missing stolen", "what was lost turns out to be stolen");
    assert_eq!(
        look(&app, "select count(*)::text from firearm_custody where kind = 'missing'").await,
        "1",
        "it is missing since one hour, however often that is told"
    );
    assert!(!before.error_of("happened_date").is_empty(), "{}", before.one("main"));
    assert_eq!(before.attribute("#f-place", "value").as_deref(), Some("Market of the town"), "what was typed is kept");
    assert_eq!(found, "armoury quarantined");
    assert!(alone.error_of("result").contains("INV-23"), "{}", alone.one("main"));
    assert!(by_state.error_of("state").contains("inspection"), "{}", by_state.one("main"));
    assert_eq!(stands(&app).await, "armoury serviceable");
    let record = armourer.get(&format!("/firearms/{weapon}")).await;
    assert!(record.one("main").contains("Issue a weapon") && !record.one("main").contains("Missing:"), "{}", record.one("main"));
    assert!(record.one("#chain ~ div").contains("recovery"), "{}", record.one("main"));
    assert!(armourer.get(&act).await.one("main").contains("Market of the town"));
}

#[tokio::test]
async fn a_loss_is_kept_from_odd_states_and_not_of_what_has_left() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let (broken, gone) = (pistol(&app, &store, "9F-31877").await, pistol(&app, &store, "9F-31878").await);
    let armourer = app.as_if("armourer-goma").await;
    let state = [("state", "in_repair"), ("reason", "Slide"), ("version", "1")];
    armourer.post(&format!("/firearms/{broken}/state"), &state).await.leads();
    armourer.post(&format!("/firearms/{broken}/custody"), &[("to", "workshop"), ("workshop", "Armourer of the test"), ("condition", "good")]).await.leads();
    let act = armourer.post(&format!("/firearms/{gone}/destruction"), &[("document", "Order 1"), ("reason", "Worn out")]).await.leads();

    report(&app, "armourer-goma", &broken, "lost").await.leads();
    // somebody is about to destroy it: it is missing all the same, and the destruction finds nothing
    report(&app, "armourer-goma", &gone, "lost").await.leads();
    let nothing = sign(&app, &app.as_if("ssp-goma").await, &act).await;

    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", nothing.one("main"));
    assert_eq!(stands(&app).await, "missing lost, missing lost");
}

#[tokio::test]
async fn of_a_loss_and_an_issue_at_once_the_ledger_keeps_one_open_custody() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let reference = armed(&app, "cpo-goma").await;
    let address = prepared(&app, &weapon, &reference).await;
    let cpo = app.as_if("cpo-goma").await;

    let (issued, lost) = tokio::join!(sign(&app, &cpo, &address), report(&app, "armourer-goma", &weapon, "lost"));

    assert_eq!(lost.status, StatusCode::SEE_OTHER, "a fact is kept: {}", lost.text());
    assert!(matches!(issued.status, StatusCode::SEE_OTHER | StatusCode::UNPROCESSABLE_ENTITY), "{}", issued.text());
    assert_eq!(stands(&app).await, "missing lost");
    let before = if issued.status == StatusCode::SEE_OTHER { "armoury person missing" } else { "armoury missing" };
    assert_eq!(look(&app, "select string_agg(kind, ' ' order by number) from firearm_custody").await, before);
}

#[tokio::test]
async fn nothing_is_missing_or_found_by_hand() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    pistol(&app, &store, "9F-31877").await;
    let lost = pistol(&app, &store, "9F-31878").await;
    report(&app, "armourer-goma", &lost, "lost").await.leads();
    let act = |of: &str, fields: &str, values: &str| {
        format!(
            "begin; insert into handover (id, ref, firearm_id, cell, kind, occurred_at, is_fact, {fields})
             select gen_random_uuid(), 'C-ATTAC', f.id, f.cell, 'loss', sec.now(), true, {values} from firearm f where f.ref = '{of}'; rollback"
        )
    };
    let by_state = [
        ("begin; update firearm set state = 'lost', state_reason = 'x' where serial = '9F-31877'; rollback".to_owned(), "missing_by_an_act"),
        (format!("begin; update firearm set state = 'quarantined', state_reason = 'x' where ref = '{lost}'; rollback"), "recovered_by_an_act"),
    ];
    for (sql, constraint) in &by_state {
        let mut inside = app.inside("armourer-goma").await;
        assert_eq!(refusal(&run(&mut inside, sql).await), format!("23514 {constraint}"), "{sql}");
    }
    must(&mut app.owner().await, "drop trigger firearm_missing_by_an_act on firearm").await;
    for (sql, constraint) in &by_state {
        let mut inside = app.inside("armourer-goma").await;
        assert_eq!(refusal(&run(&mut inside, sql).await), "accepted", "the twin of {constraint}");
    }
    for (fields, values, constraint) in [
        ("missing_as, condition, note, state", "'lost', 'unknown', 'x', 'done'", "loss_says_what_where_and_how"),
        ("missing_as, condition, note, place, state", "'lost', 'unknown', 'x', 'x', 'prepared'", "loss_is_told_at_once"),
    ] {
        let sql = act(&lost, fields, values);
        let mut inside = app.inside("armourer-goma").await;
        assert_eq!(refusal(&run(&mut inside, &sql).await), format!("23514 {constraint}"), "{sql}");
        let _ = run(&mut inside, "rollback").await;
        must(&mut app.owner().await, &format!("alter table handover drop constraint {constraint}")).await;
        assert_eq!(refusal(&run(&mut inside, &sql).await), "accepted", "the twin of {constraint}");
    }
}

#[tokio::test]
async fn an_officer_reports_what_they_have_and_nothing_else() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    pistol(&app, &store, "9F-31877").await;
    let id = look(&app, "select id::text from firearm").await;
    let sql = format!(
        "begin; insert into handover (id, ref, firearm_id, cell, kind, occurred_at, is_fact, missing_as, condition, note, place, state)
         values (gen_random_uuid(), 'C-ATTAC', '{id}', 0, 'loss', sec.now(), true, 'lost', 'unknown', 'x', 'x', 'done'); rollback"
    );
    let mut stranger = app.inside("cpo-goma").await;

    assert!(refusal(&run(&mut stranger, &sql).await).starts_with("42501"), "the wall");
    let _ = run(&mut stranger, "rollback").await;
    must(&mut app.owner().await, "drop policy wall_insert on handover").await;
    assert_eq!(refusal(&run(&mut stranger, &sql).await), "accepted", "the twin");
}
