//! A weapon leaves the books: by two with a document, from an armoury, to whom its ownership allows; attacked, with twins.

use axum::http::StatusCode;

use super::{holder, sign};
use crate::support::TestApp;
use crate::support::arms::{armed, armoury, pistol, prepared};
use crate::support::sql::{ENTRY, look, must, refusal, run};

const FORM: [(&str, &str); 3] = [("recipient", "Contingent of the test, Captain Invented"), ("document", "Voucher 3/2026"), ("reason", "Rotation")];

#[tokio::test]
async fn a_weapon_goes_back_to_its_owner_by_two_and_is_on_no_list_of_what_is_held() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let loan = format!("begin; update firearm set ownership = 'contingent_owned' where ref = '{weapon}'; {ENTRY}; commit");
    must(&mut app.owner().await, &loan).await;
    let reference = armed(&app, "cpo-goma").await;
    let (armourer, ssp) = (app.as_if("armourer-goma").await, app.as_if("ssp-goma").await);
    let path = format!("/firearms/{weapon}/departure");

    let asked = armourer.get(&path).await;
    let unsaid = armourer.post(&path, &[("recipient", ""), ("document", ""), ("reason", "Rotation")]).await;
    let address = armourer.post(&path, &FORM).await.leads();
    let alone = sign(&app, &armourer, &address).await;
    let before = holder(&app).await;
    sign(&app, &ssp, &address).await.leads();
    let issue = [("firearm", weapon.as_str()), ("officer", reference.as_str()), ("terms", "assignment"), ("purpose", "Night duty")];
    let after = armourer.post("/custody", &issue).await;
    let record = armourer.get(&format!("/firearms/{weapon}")).await;

    assert!(asked.one("main").contains("back to its owner"), "{}", asked.one("main"));
    assert!(!unsaid.error_of("recipient").is_empty() && !unsaid.error_of("document").is_empty(), "{}", unsaid.one("main"));
    assert_eq!((alone.status, before.as_str()), (StatusCode::FORBIDDEN, "Main"), "one person hands nothing over");
    assert_eq!(app.count("select count(*) from firearm_custody where until is null").await, 0);
    assert_eq!(after.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(record.one("main").contains("left the books") && record.one("main").contains("Captain Invented"), "{}", record.one("main"));
    for deed in ["Issue a weapon", "Report loss", "Destroy", "Change state"] {
        assert!(!record.one("main").contains(deed), "{deed}: {}", record.one("main"));
    }
    assert!(ssp.get(&format!("{address}/print")).await.one("main").contains("Voucher 3/2026"), "the receipt prints");
    assert!(ssp.get("/custody").await.one("tbody").contains("Captain Invented"));
    assert!(armourer.get("/firearms?state=transferred_out").await.one("tbody").contains(&weapon));
    for again in [&path, &format!("/firearms/{weapon}/loss")] {
        assert_eq!(armourer.get(again).await.status, StatusCode::CONFLICT, "{again}");
    }
    assert_eq!(app.as_if("coordinator-goma").await.get(&path).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn nothing_leaves_the_books_that_is_out_or_goes_to_whom_it_may_not() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let (out, ours) = (pistol(&app, &store, "9F-31877").await, pistol(&app, &store, "9F-31878").await);
    let reference = armed(&app, "cpo-goma").await;
    let cpo = app.as_if("cpo-goma").await;
    sign(&app, &cpo, &prepared(&app, &out, &reference).await).await.leads();
    let armourer = app.as_if("armourer-goma").await;

    let from_officer = armourer.post(&format!("/firearms/{out}/departure"), &FORM).await;
    let asked = armourer.get(&format!("/firearms/{ours}/departure")).await;

    assert_eq!(from_officer.status, StatusCode::CONFLICT, "{}", from_officer.one("main"));
    assert!(asked.one("main").contains("not to a buyer"), "{}", asked.one("main"));
    let act = |weapon: &str, kind: &str, state: &str| {
        format!(
            "begin; insert into handover (id, ref, firearm_id, cell, kind, from_custody_id, recipient_kind, recipient, document, occurred_at, state)
             select gen_random_uuid(), 'C-ATTAC', f.id, f.cell, 'transfer_out', k.id, '{kind}', 'Somebody', 'Paper', sec.now(), '{state}'
             from firearm f join firearm_custody k on k.firearm_id = f.id and k.until is null where f.ref = '{weapon}'; rollback"
        )
    };
    let attempts = [
        (act(&ours, "owner", "prepared"), "transferred_out_by_ownership", "drop trigger handover_of_what_is_on_the_books on handover"),
        (act(&out, "other_un", "prepared"), "handover_follows_custody", "drop trigger handover_guarded on handover"),
        (
            act(&ours, "other_un", "done"),
            "done_handover_has_two_signatures",
            "drop trigger firearm_transferred_out_by_two on firearm; alter table handover drop constraint done_handover_has_two_signatures",
        ),
    ];
    for (sql, constraint, twin) in attempts {
        let mut inside = app.inside("armourer-goma").await;
        assert_eq!(refusal(&run(&mut inside, &sql).await), format!("23514 {constraint}"), "{sql}");
        let _ = run(&mut inside, "rollback").await;
        must(&mut app.owner().await, twin).await;
        assert_eq!(refusal(&run(&mut inside, &sql).await), "accepted", "the twin of {constraint}");
    }
}

#[tokio::test]
async fn the_state_alone_takes_nothing_off_the_books() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    pistol(&app, &store, "9F-31877").await;
    let sql = "begin; update firearm set state = 'transferred_out', state_reason = 'x'; rollback";
    let mut inside = app.inside("armourer-goma").await;

    assert_eq!(refusal(&run(&mut inside, sql).await), "23514 transferred_out_by_two");
    let _ = run(&mut inside, "rollback").await;
    must(&mut app.owner().await, "drop trigger firearm_transferred_out_by_two on firearm").await;
    assert_eq!(refusal(&run(&mut inside, sql).await), "accepted", "the twin");
    assert_eq!(look(&app, "select state from firearm").await, "serviceable");
}
