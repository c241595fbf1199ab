//! Joint count at the change of armourer: both sign one list, differences are named first, and what changed meanwhile is
//! counted again; INV-23 attacked.

use axum::http::StatusCode;

use crate::ammunition::lot;
use crate::support::TestApp;
use crate::support::arms::{armoury, pistol};
use crate::support::sql::{look, must, refusal, run};

/// The reference at the end of an address.
fn tail(address: &str) -> &str {
    address.rsplit('/').next().unwrap_or_default()
}

#[tokio::test]
async fn both_armourers_sign_the_list_of_what_lies_there() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let (one, two) = (pistol(&app, &store, "9F-31877").await, pistol(&app, &store, "9F-31878").await);
    let lot = lot(&app, &store, "L-118", "100").await;
    let (armourer, ssp) = (app.as_if("armourer-goma").await, app.as_if("ssp-goma").await);
    let path = format!("/armouries/{store}/joint-counts");
    let form = |remark: &'static str| vec![("seen", one.as_str()), ("lot", tail(&lot)), ("found", "98"), ("remark", remark)];

    let page = armourer.get(&format!("{path}/new")).await;
    let unnamed = armourer.post(&path, &form("")).await;
    let uncounted = armourer.post(&path, &[("seen", one.as_str()), ("lot", tail(&lot)), ("found", "")]).await;
    let address = armourer.post(&path, &form("9F-31878 was not there, a box is short; Bah answers for it")).await.leads();
    let twice = ssp.post(&path, &form("The same count once more")).await;
    let own = armourer.post(&format!("{address}/sign"), &[("version", "1")]).await;
    ssp.post(&format!("{address}/sign"), &[("version", "1")]).await.leads();
    let signed = ssp.get(&address).await;

    assert!(page.one("main").contains("9F-31877") && page.one("main").contains("L-118"), "{}", page.one("main"));
    assert!(!unnamed.error_of("remark").is_empty(), "{}", unnamed.one("main"));
    assert!(unnamed.one(&format!("#f-seen-{one}[checked]")).is_empty() && unnamed.attribute(&format!("#f-seen-{one}"), "checked").is_some(), "kept");
    assert!(!uncounted.error_of(&format!("found-{}", tail(&lot))).is_empty(), "{}", uncounted.one("main"));
    assert_eq!(twice.status, StatusCode::CONFLICT, "one count at a time");
    assert_eq!(own.status, StatusCode::FORBIDDEN, "the first is not the second");
    assert!(signed.one("main").contains("not seen") && signed.one("main").contains("98"), "{}", signed.one("main"));
    assert_eq!(app.count("select count(*) from exception where code = 'armoury_difference' and closed_at is null").await, 1);
    let receipt = ssp.get(&format!("{address}/print")).await;
    assert!(receipt.one("main").contains("9F-31878") && receipt.one("main").contains("Bah answers for it"), "{}", receipt.text());
    assert!(armourer.get(&format!("/armouries/{store}")).await.one("main").contains(tail(&address)));
    assert_eq!(armourer.get(&format!("{address}/history")).await.status, StatusCode::OK);
    assert_eq!(app.as_if("armourer-juba").await.get(&address).await.status, StatusCode::NOT_FOUND);
    assert_eq!(app.as_if("coordinator-goma").await.get(&format!("{path}/new")).await.status, StatusCode::FORBIDDEN);
    assert!(!two.is_empty());
}

#[tokio::test]
async fn what_changed_since_the_count_is_counted_again() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let (armourer, ssp) = (app.as_if("armourer-goma").await, app.as_if("ssp-goma").await);
    let path = format!("/armouries/{store}/joint-counts");
    let address = armourer.post(&path, &[("seen", weapon.as_str())]).await.leads();
    let second = pistol(&app, &store, "9F-31878").await;

    let refused = ssp.post(&format!("{address}/sign"), &[("version", "1")]).await;
    let unsaid = armourer.post(&format!("{address}/withdraw"), &[("reason", ""), ("version", "1")]).await;
    armourer.post(&format!("{address}/withdraw"), &[("reason", "One more came in"), ("version", "1")]).await.leads();
    let again = armourer.post(&path, &[("seen", weapon.as_str()), ("seen", second.as_str())]).await.leads();
    ssp.post(&format!("{again}/sign"), &[("version", "1")]).await.leads();

    assert!(refused.text().contains("Count again"), "{}", refused.one("main"));
    assert!(!unsaid.error_of("reason").is_empty(), "{}", unsaid.one("main"));
    assert_eq!(app.count("select count(*) from exception where code = 'armoury_difference'").await, 0);
    assert_eq!(look(&app, "select string_agg(state, ' ' order by first_at) from joint_count").await, "withdrawn signed");
}

#[tokio::test]
async fn the_ledgers_side_of_the_list_is_written_by_no_hand() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let armourer = app.as_if("armourer-goma").await;
    armourer.post(&format!("/armouries/{store}/joint-counts"), &[("seen", weapon.as_str())]).await.leads();
    let mut first = app.inside("armourer-goma").await;
    let (mut second, mut other) = (app.inside("ssp-goma").await, app.inside("armourer-goma").await);
    let hidden =
        "begin; update joint_count set state = 'withdrawn', withdraw_reason = 'x';
        insert into joint_count (id, ref, armoury_id, cell, weapons, has_difference) select gen_random_uuid(), 'JC-ATTAC', armoury_id, cell, '[]', false from joint_count; rollback"
            .to_owned();
    let signed = "state = 'signed', second_by = sec.account_id(), second_at = sec.now()";
    let alone = format!("begin; update joint_count set {signed}; rollback");
    let emptied = format!("begin; update joint_count set {signed}, weapons = '[]'; rollback");

    for (connection, sql, constraint) in [
        (&mut first, &alone, "joint_count_by_two_people"),
        (&mut second, &emptied, "joint_count_is_kept"),
        (&mut other, &hidden, "joint_count_difference_is_named"),
    ] {
        assert_eq!(refusal(&run(connection, sql).await), format!("23514 {constraint}"));
        let _ = run(connection, "rollback").await;
    }
    must(&mut app.owner().await, "drop trigger joint_count_guarded on joint_count; alter table joint_count drop constraint joint_count_by_two_people").await;
    for (connection, sql) in [(&mut first, &alone), (&mut second, &emptied), (&mut other, &hidden)] {
        assert_eq!(refusal(&run(connection, sql).await), "accepted", "the twin");
        let _ = run(connection, "rollback").await;
    }
}
