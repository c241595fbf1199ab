//! Loss, theft and recovery of equipment as acts, and where it goes when it is written off; INV-23 and INV-24 attacked.

use axum::http::StatusCode;

use super::{holder, issue, reference, sign, thing};
use crate::support::arms::ago;
use crate::support::sql::{look, must, refusal, run};
use crate::support::{Answer, Person, TestApp};

/// The report of a loss or a recovery, so long ago at Goma.
async fn told(app: &TestApp, person: &Person, path: &str, interval: &str, more: &[(&str, &str)]) -> Answer {
    let (date, hour) = ago(app, interval).await;
    let form: Vec<(&str, &str)> =
        [("happened_date", date.as_str()), ("happened_time", hour.as_str()), ("place", "Roadside")].into_iter().chain(more.iter().copied()).collect();
    person.post(path, &form).await
}

#[tokio::test]
async fn loss_alerts_and_ends_custody_what_is_found_is_looked_at_and_two_write_off() {
    let app = TestApp::start().await;
    let radio = thing(&app, "radio", "R-1").await;
    let officer = holder(&app, "cpo-goma").await;
    let (armourer, cpo) = (app.as_if("armourer-goma").await, app.as_if("cpo-goma").await);
    let act = issue(&app, &radio, &officer).await.leads();
    sign(&app, &cpo, &act).await.leads();
    let state = async |state: &str| {
        let version = look(&app, "select version::text from equipment").await;
        armourer.post(&format!("{radio}/state"), &[("state", state), ("reason", "Convoy"), ("version", &version)]).await
    };
    let now = async || look(&app, "select state || ' ' || (select count(*) from equipment_custody where until is null) from equipment").await;

    let silent = cpo.post(&format!("{radio}/loss"), &[("missing_as", "lost"), ("place", "")]).await;
    let loss = told(&app, &cpo, &format!("{radio}/loss"), "30 minutes", &[("missing_as", "lost"), ("note", "Convoy")]).await.leads();
    let missing = now().await;
    let own = sign(&app, &cpo, &loss).await;
    sign(&app, &app.as_if("ssp-goma").await, &loss).await.leads();
    let by_state = state("unserviceable").await;
    let found = told(&app, &armourer, &format!("{radio}/recovery"), "10 minutes", &[("condition", "worn")]).await.leads();
    let back = now().await;
    let alone = state("serviceable").await;
    sign(&app, &app.as_if("ssp-goma").await, &found).await.leads();
    state("serviceable").await.leads();
    let by_hand = state("written_off").await;

    for field in ["happened_date", "place", "note"] {
        assert!(!silent.error_of(field).is_empty(), "{field}: {}", silent.one("main"));
    }
    assert_eq!((missing.as_str(), back.as_str()), ("lost 0", "unserviceable 0"), "nobody is shown as having it");
    assert_eq!(own.status, StatusCode::FORBIDDEN);
    assert_eq!(app.count("select count(*) from exception where code = 'equipment_lost' and closed_at is null").await, 1);
    assert!(!by_state.error_of("state").is_empty() && !by_hand.error_of("state").is_empty());
    assert!(alone.error_of("state").contains("INV-23"), "{}", alone.one("main"));
    let ssp = app.as_if("ssp-goma").await;
    assert!(ssp.get(&loss).await.one("main").contains("Roadside") && ssp.get("/equipment-acts?kind=loss").await.one("h1").starts_with('1'));

    let unsaid = armourer.post(&format!("{radio}/write-off"), &[("reason", "Beyond repair"), ("disposal_kind", "owner")]).await;
    let given = [("reason", "Beyond repair"), ("disposal_kind", "owner"), ("disposal_to", "Contingent of the test"), ("document", "Voucher 2")];
    let act = armourer.post(&format!("{radio}/write-off"), &given).await.leads();
    let alone = sign(&app, &armourer, &act).await;
    let before = look(&app, "select state from equipment").await;
    sign(&app, &app.as_if("coordinator-goma").await, &act).await.leads();

    assert!(!unsaid.error_of("disposal_to").is_empty() && !unsaid.error_of("document").is_empty(), "{}", unsaid.one("main"));
    assert_eq!(alone.status, StatusCode::FORBIDDEN);
    assert_eq!((before.as_str(), look(&app, "select state from equipment").await.as_str()), ("serviceable", "written_off"));
    assert!(ssp.get(&act).await.one("main").contains("handed back to its owner: Contingent of the test"));
    assert!(ssp.get(&radio).await.one("main").contains("Beyond repair"));
    assert_eq!(ssp.get(&format!("{radio}/loss")).await.status, StatusCode::CONFLICT);
    assert_eq!(ssp.get("/equipment?needs=ready").await.one("h1"), "0 pieces of equipment");
}

#[tokio::test]
async fn equipment_is_neither_missing_nor_found_by_hand() {
    let app = TestApp::start().await;
    let (radio, lost) = (thing(&app, "radio", "R-1").await, thing(&app, "radio", "R-2").await);
    let armourer = app.as_if("armourer-goma").await;
    told(&app, &armourer, &format!("{lost}/loss"), "30 minutes", &[("missing_as", "stolen"), ("note", "Convoy")]).await.leads();
    let (radio, lost) = (reference(&radio), reference(&lost));
    let act = |fields: &str, values: &str| {
        format!(
            "begin; insert into equipment_act (id, ref, cell, kind, equipment_id, occurred_at, is_fact, {fields})
             select gen_random_uuid(), 'JA-ATTAC', cell, 'loss', id, sec.now(), true, {values} from equipment where ref = '{radio}'; rollback"
        )
    };
    let attempts = [
        (
            format!("begin; update equipment set state = 'unserviceable' where ref = '{lost}'; rollback"),
            "equipment_recovered_by_an_act",
            "alter table equipment disable trigger equipment_then_missing",
        ),
        (
            format!("begin; update equipment set state = 'lost', state_reason = 'x' where ref = '{radio}'; rollback"),
            "equipment_missing_by_an_act",
            "alter table equipment disable trigger equipment_then_missing",
        ),
        (
            act("missing_as, condition, note, state", "'lost', 'unknown', 'x', 'done'"),
            "equipment_loss_says_what_where_and_how",
            "alter table equipment_act drop constraint equipment_loss_says_what_where_and_how",
        ),
        (
            act("missing_as, condition, note, place, state", "'lost', 'unknown', 'x', 'x', 'prepared'"),
            "equipment_loss_is_told_at_once",
            "alter table equipment_act drop constraint equipment_loss_is_told_at_once",
        ),
    ];
    for (sql, constraint, twin) in attempts {
        must(&mut app.owner().await, "alter table equipment enable trigger equipment_then_missing").await;
        let mut inside = app.inside("armourer-goma").await;
        assert_eq!(refusal(&run(&mut inside, &sql).await), format!("23514 {constraint}"), "{sql}");
        let _ = run(&mut inside, "rollback").await;
        must(&mut app.owner().await, twin).await;
        assert_eq!(refusal(&run(&mut inside, &sql).await), "accepted", "the twin of {constraint}");
    }
}
