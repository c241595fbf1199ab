//! Armouries: approval by another, its end, what lay there on a day; INV-05 and INV-22 attacked.

mod joint_counts;

use axum::http::StatusCode;

use crate::support::TestApp;
use crate::support::arms::{armoury, pistol};
use crate::support::protection::day;
use crate::support::sql::{ENTRY, look, must, refusal, run};

#[tokio::test]
async fn who_recorded_an_armoury_does_not_approve_it() {
    let app = TestApp::start().await;
    let ssp = app.as_if("ssp-goma").await;
    let address = ssp.post("/armouries", &[("name", "Main"), ("station", "GOM"), ("kind", "permanent")]).await.leads();
    let (today, next) = (day(&app, 0).await, day(&app, 200).await);
    let decision = [("approval", "approved"), ("approved_on", today.as_str()), ("approved_until", next.as_str()), ("authority", "Note"), ("version", "1")];

    let own = ssp.post(&format!("{address}/approval"), &decision).await;
    let twice = ssp.post("/armouries", &[("name", "main "), ("station", "GOM"), ("kind", "permanent")]).await;
    let elsewhere = ssp.post("/armouries", &[("name", "Other"), ("station", "JUB"), ("kind", "permanent")]).await;

    assert_eq!(own.status, StatusCode::FORBIDDEN);
    assert!(twice.error_of("name").contains("of this name"), "{}", twice.one("main"));
    assert!(!elsewhere.error_of("station").is_empty());
    assert_eq!(app.as_if("ssp-juba").await.get(&address).await.status, StatusCode::NOT_FOUND);
    let sql = "begin; update armoury set approval = 'approved', approved_on = current_date, approved_until = current_date + 9, authority = 'x', decided_by = sec.account_id(); rollback";
    let mut inside = app.inside("ssp-goma").await;
    assert_eq!(refusal(&run(&mut inside, sql).await), "23514 armoury_approved_by_another");
    let _ = run(&mut inside, "rollback").await;
    must(&mut app.owner().await, "alter table armoury drop constraint armoury_approved_by_another").await;
    assert_eq!(refusal(&run(&mut inside, sql).await), "accepted", "the twin");
}

#[tokio::test]
async fn what_lies_there_is_known_for_any_day_and_an_ended_approval_is_said() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let coordinator = app.as_if("coordinator-goma").await;

    let now = coordinator.get(&format!("/armouries/{store}")).await;
    let before = coordinator.get(&format!("/armouries/{store}?on={}", day(&app, -2).await)).await;
    let list = coordinator.get("/armouries").await;
    let edit = coordinator.get(&format!("/armouries/{store}/edit")).await;
    app.shift_clock("301 days").await;
    let later = app.as_if("coordinator-goma").await.get(&format!("/armouries/{store}")).await;

    assert!(now.one("#lying ~ div tbody").contains(&weapon), "{}", now.one("main"));
    assert!(before.one("#lying").starts_with("0 weapons lay there"), "{}", before.one("main"));
    assert!(list.one("tbody").contains("approved until"));
    assert_eq!(edit.status, StatusCode::FORBIDDEN);
    assert!(later.one(".bar.caution").contains("INV-22"), "{}", later.one("main"));
}

#[tokio::test]
async fn a_form_keeps_what_was_typed_and_a_lost_race_saves_nothing() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let armourer = app.as_if("armourer-goma").await;
    let path = format!("/armouries/{store}/edit");

    let bad = armourer.post(&path, &[("name", ""), ("kind", "permanent"), ("adviser", "UNMAS desk"), ("capacity", "much"), ("version", "2")]).await;
    let stale = armourer.post(&path, &[("name", "Renamed"), ("kind", "permanent"), ("version", "1")]).await;
    armourer.post(&path, &[("name", "Renamed"), ("kind", "container"), ("capacity", "2.5"), ("version", "2")]).await.leads();

    assert!(!bad.error_of("name").is_empty() && !bad.error_of("capacity").is_empty());
    assert_eq!(bad.attribute("#f-adviser", "value").as_deref(), Some("UNMAS desk"));
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert_eq!(look(&app, "select name || capacity_neq_kg::text from armoury").await, "Renamed2.50");
    assert!(armourer.get(&format!("/armouries/{store}/history")).await.one("main").contains("Renamed"));
}

#[tokio::test]
async fn an_approval_that_ended_with_something_inside_is_told_once_until_it_is_renewed_or_the_store_is_empty() {
    let app = TestApp::start().await;
    let (full, bare) = (armoury(&app, "Main").await, armoury(&app, "Annex").await);
    let weapon = pistol(&app, &full, "9F-31877").await;
    let run = async || {
        cordon::jobs::detector::run_once(&app.app).await.expect("the detector runs");
        look(&app, "select coalesce(string_agg(detail || ' ' || rule || ' ' || sec.account_label(owner_id), ', '), '') from exception where code = 'armoury_past_approval' and closed_at is null").await
    };
    let total = async || look(&app, "select count(*)::text from exception where code = 'armoury_past_approval'").await;
    let renew = async |store: &str, days: i32| {
        let (from, until) = (day(&app, 0).await, day(&app, days).await);
        let version = look(&app, &format!("select version::text from armoury where ref = '{store}'")).await;
        let decision = [
            ("approval", "approved"),
            ("approved_on", from.as_str()),
            ("approved_until", until.as_str()),
            ("authority", "Note 4"),
            ("version", version.as_str()),
        ];
        app.as_if("ssp-goma").await.post(&format!("/armouries/{store}/approval"), &decision).await.leads();
    };

    let before = run().await;
    app.shift_clock("301 days").await;
    let told = (run().await, run().await, total().await);
    let register = app.as_if("coordinator-goma").await.get("/exceptions?rule=INV-22").await;
    renew(&full, 10).await;
    let renewed = run().await;
    app.shift_clock("312 days").await;
    let again = (run().await, total().await);

    assert_eq!(before, "");
    assert!(told.0.starts_with(&format!("{full} INV-22 ")) && !told.0.contains(&bare), "{told:?}");
    assert_eq!((&told.1, told.2.as_str()), (&told.0, "1"), "a second run adds nothing");
    assert!(register.one("tbody").contains("approval of an armoury"), "{}", register.one("main"));
    assert_eq!(renewed, "", "closed by the renewal");
    assert_eq!((again.0.as_str(), again.1.as_str()), (told.0.as_str(), "2"), "another end is another exception");

    let aside = format!(
        "begin; update exception set closed_at = sec.now(), resolution = 'Known', version = version + 1 where detail = '{full}' and closed_at is null; {ENTRY}; commit"
    );
    must(&mut app.owner().await, &aside).await;
    assert_eq!((run().await.as_str(), total().await.as_str()), ("", "2"), "what was closed with words is not told again");
    renew(&full, 10).await;
    app.shift_clock("323 days").await;
    let third = run().await;
    let empty = format!(
        "begin; update firearm_custody set until = sec.now(), version = version + 1 where until is null and firearm_id = (select id from firearm where ref = '{weapon}'); {ENTRY}; commit"
    );
    must(&mut app.owner().await, &empty).await;
    assert!(third.starts_with(&full), "{third}");
    assert_eq!(
        look(&app, "select resolution from exception where code = 'armoury_past_approval' order by opened_at desc limit 1").await,
        "settled-by-emptying"
    );
    assert_eq!(run().await, "");
}
