//! A weapon that left the books comes back under its number: the same record, by two with a paper and a day, in quarantine
//! until an inspection (INV-18, INV-23); attacked, with twins.

use axum::http::StatusCode;

use super::{holder, sign};
use crate::support::TestApp;
use crate::support::arms::{armoury, pistol};
use crate::support::protection::day;
use crate::support::sql::{ENTRY, look, must, refusal, run};

/// A pistol of the United Nations that went to another entity; answers its reference and that of the armoury.
async fn departed(app: &TestApp) -> (String, String) {
    let store = armoury(app, "Main").await;
    let weapon = pistol(app, &store, "9F-31877").await;
    let form = [("recipient", "UN entity of the test"), ("document", "Voucher 3/2026"), ("reason", "Lent")];
    let address = app.as_if("armourer-goma").await.post(&format!("/firearms/{weapon}/departure"), &form).await.leads();
    sign(app, &app.as_if("ssp-goma").await, &address).await.leads();
    (weapon, store)
}

#[tokio::test]
async fn a_number_that_left_the_books_leads_to_its_record_and_that_comes_back_by_two() {
    let app = TestApp::start().await;
    let (weapon, store) = departed(&app).await;
    let (armourer, ssp) = (app.as_if("armourer-goma").await, app.as_if("ssp-goma").await);
    let path = format!("/firearms/{weapon}/readmission");
    let today = day(&app, 0).await;
    let anew = [
        ("serial", "9f 31877"),
        ("make", "Invented"),
        ("model", "M9"),
        ("class", "pistol"),
        ("calibre", "9x19"),
        ("ownership", "un_owned"),
        ("armoury", store.as_str()),
    ];
    let form = [("to", store.as_str()), ("came_on", today.as_str()), ("document", "Voucher 9"), ("reason", "The loan is over")];

    let refused = armourer.post("/firearms", &anew).await;
    let record = armourer.get(&format!("/firearms/{weapon}")).await;
    let asked = armourer.get(&path).await;
    let unsaid = armourer.post(&path, &[("to", ""), ("came_on", ""), ("document", " "), ("reason", "x")]).await;
    let (early, late) = (day(&app, -40).await, day(&app, 9).await);
    let before_it_left = armourer.post(&path, &[form[0], ("came_on", early.as_str()), form[2], form[3]]).await;
    let not_yet = armourer.post(&path, &[form[0], ("came_on", late.as_str()), form[2], form[3]]).await;
    let elsewhere = armourer.post(&path, &[("to", "Y-NONE1"), form[1], form[2], form[3]]).await;
    let address = armourer.post(&path, &form).await.leads();
    let alone = sign(&app, &armourer, &address).await;
    let twice = armourer.post(&path, &form).await;
    let waits = look(&app, "select state from firearm").await;
    sign(&app, &ssp, &address).await.leads();

    assert!(twice.one("main").contains("prepared to take this weapon on again"), "{}", twice.one("main"));
    assert!(refused.error_of("serial").contains("INV-18"), "{}", refused.one("main"));
    assert!(refused.text().contains(&path), "the record is offered: {}", refused.one("main"));
    assert!(record.text().contains(&path), "and by the record itself");
    assert!(asked.one("main").contains("UN entity of the test"), "{}", asked.one("main"));
    for field in ["to", "came_on", "document"] {
        assert!(!unsaid.error_of(field).is_empty(), "{field}: {}", unsaid.one("main"));
    }
    assert!(before_it_left.error_of("came_on").contains("not left"), "{}", before_it_left.one("main"));
    assert!(!not_yet.error_of("came_on").is_empty() && !elsewhere.error_of("to").is_empty());
    assert_eq!(
        (alone.status, twice.status, waits.as_str()),
        (StatusCode::FORBIDDEN, StatusCode::CONFLICT, "transferred_out"),
        "one person takes nothing on again"
    );
    assert_eq!(holder(&app).await, "Main");
    assert_eq!(look(&app, "select count(*) || ' ' || min(state) from firearm").await, "1 quarantined", "the same record lives on");
    let page = armourer.get(&format!("/firearms/{weapon}")).await;
    assert_eq!(page.all("#chain ~ div tbody tr").len(), 2, "the chain goes on: {}", page.one("main"));
    assert!(page.one("#chain ~ div").contains("taken on again"), "{}", page.one("main"));
    assert!(ssp.get(&address).await.one("main").contains("Voucher 9"));
    assert_eq!(armourer.get(&path).await.status, StatusCode::SEE_OTHER, "it is on the books");
    let version = look(&app, "select version::text from firearm").await;
    let out = [("state", "serviceable"), ("reason", "Looks good"), ("version", version.as_str())];
    assert!(!armourer.post(&format!("/firearms/{weapon}/state"), &out).await.error_of("state").is_empty(), "out of quarantine by an inspection");
    let inspection = [("kind", "inspection"), ("done_on", today.as_str()), ("result", "fit"), ("rounds_fired", "0"), ("inspector", "B. Bah")];
    armourer.post(&format!("/firearms/{weapon}/inspections"), &inspection).await.leads();
    assert_eq!(look(&app, "select state from firearm").await, "serviceable");
}

#[tokio::test]
async fn nothing_comes_back_by_one_hand_and_nothing_that_was_destroyed() {
    let app = TestApp::start().await;
    let (weapon, _) = departed(&app).await;
    let mut inside = app.inside("armourer-goma").await;
    let act = |state: &str, columns: &str, values: &str| {
        format!(
            "begin; insert into handover (id, ref, firearm_id, cell, kind, armoury_id, document, note, occurred_at, state{columns})
             select gen_random_uuid(), 'C-ATTAC', f.id, f.cell, 'taken_on_again', a.id, 'Paper', 'Why', sec.now(), '{state}'{values}
             from firearm f, armoury a where f.ref = '{weapon}' and a.name = 'Main'; rollback"
        )
    };
    let today = ", (sec.now() at time zone 'UTC')::date";
    let alone = "begin; update firearm set state = 'quarantined', state_reason = 'x'; rollback".to_owned();
    let attempts = [
        (alone, "taken_on_again_by_two", "drop trigger firearm_taken_on_again_by_two on firearm"),
        (act("prepared", "", ""), "taken_on_again_has_paper_and_day", "alter table handover drop constraint taken_on_again_has_paper_and_day"),
        (
            act("done", ", came_on, is_fact", &format!("{today}, true")),
            "taken_on_again_waits_for_both",
            "alter table handover drop constraint taken_on_again_waits_for_both",
        ),
        (act("prepared", ", came_on", ", '2001-01-01'"), "taken_on_again_after_it_left", "drop trigger handover_of_what_is_on_the_books on handover"),
    ];
    for (sql, constraint, twin) in attempts {
        assert_eq!(refusal(&run(&mut inside, &sql).await), format!("23514 {constraint}"), "{sql}");
        let _ = run(&mut inside, "rollback").await;
        must(&mut app.owner().await, twin).await;
        assert_eq!(refusal(&run(&mut inside, &sql).await), "accepted", "the twin of {constraint}");
    }

    let destroyed = format!(
        "alter table firearm disable trigger user; begin; update firearm set state = 'destroyed'; {ENTRY}; commit; alter table firearm enable trigger user"
    );
    must(&mut app.owner().await, &destroyed).await;
    let path = format!("/firearms/{weapon}/readmission");
    assert_eq!(app.as_if("armourer-goma").await.get(&path).await.status, StatusCode::SEE_OTHER, "the record says what became of it");
    let sql = act("prepared", ", came_on", today);
    let said = refusal(&run(&mut inside, &sql).await);
    assert!(said == "23514 handover_follows_custody" || said == "23514 destroyed_is_final", "{said}");
    assert_eq!(app.as_if("coordinator-goma").await.get(&path).await.status, StatusCode::FORBIDDEN);
    assert_eq!(app.as_if("armourer-juba").await.get(&path).await.status, StatusCode::NOT_FOUND);
}
