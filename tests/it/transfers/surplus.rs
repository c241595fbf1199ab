//! What came with a transfer and was not sent: rounds too many, and lots that are not on the list.

use axum::http::StatusCode;

use super::{on_its_way, places, state, step};
use crate::support::TestApp;
use crate::support::sql::look;

#[tokio::test]
async fn what_came_too_much_or_unlisted_waits_in_quarantine_for_the_chief() {
    let app = TestApp::start().await;
    let load = on_its_way(&app).await;
    let receiver = app.as_if("armourer-juba").await;
    let unlisted = format!("{}/unlisted", load.transfer);
    let found = |number: &'static str, rounds: &'static str| {
        [("lot_number", number), ("maker", "Other"), ("calibre", "9x19"), ("nature", "ball"), ("quantity", rounds)]
    };
    receiver.post(&format!("{}/items", load.transfer), &[("typed", "9F-31877")]).await.leads();
    receiver.post(&format!("{}/rounds", load.transfer), &[(load.lot.as_str(), "43")]).await.leads();

    let nothing = receiver.post(&unlisted, &found("X-7", "0")).await;
    let nameless = receiver.post(&unlisted, &found(" - ", "8")).await;
    let sender = app.as_if("armourer-goma").await.post(&unlisted, &found("X-7", "8")).await;
    let (number, maker, calibre) = {
        let said = look(&app, "select number || '|' || maker || '|' || calibre from ammunition_lot").await;
        let parts: Vec<String> = said.split('|').map(str::to_owned).collect();
        (parts[0].clone(), parts[1].clone(), parts[2].clone())
    };
    let listed = [("lot_number", number.as_str()), ("maker", &maker), ("calibre", &calibre), ("nature", "ball"), ("quantity", "8")];
    let listed = receiver.post(&unlisted, &listed).await;
    receiver.post(&unlisted, &found("X-8", "9")).await.leads();
    let slip = look(&app, "select ref from ammunition_lot where number = 'X-8'").await;
    receiver.post(&format!("{}/rounds", load.transfer), &[(slip.as_str(), "0")]).await.leads();
    receiver.post(&unlisted, &found("X-7", "9")).await.leads();
    receiver.post(&unlisted, &found("x 7", "8")).await.leads();
    let counting = receiver.get(&format!("{}/receipt", load.transfer)).await;
    step(&app, "armourer-juba", &load.transfer, "receipt", &[]).await.leads();
    let late = receiver.get(&unlisted).await;
    let before = places(&app, &load).await;
    step(&app, "coordinator-juba", &load.transfer, "received", &[]).await.leads();

    assert!(!nothing.error_of("quantity").is_empty(), "{}", nothing.one("main"));
    assert_eq!(nothing.attribute("#f-maker", "value").as_deref(), Some("Other"), "what was typed stays");
    assert!(!nameless.error_of("lot_number").is_empty(), "{}", nameless.one("main"));
    assert_eq!(sender.status, StatusCode::FORBIDDEN, "the receiver counts");
    assert!(listed.error_of("lot_number").contains("on the list"), "{}", listed.one("main"));
    assert!(counting.one("#lots ~ form").contains("X-7") && !counting.one("#lots ~ form").contains("X-8"), "{}", counting.one("main"));
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(before.ends_with("GOM armoury:60 GOM consignment:40 GOM supplier:-100"), "one signature moves nothing: {before}");
    assert_eq!(state(&app, &load.transfer).await, "discrepancy");
    let rounds = "GOM armoury:60 GOM supplier:-100 JUB consignment:8 JUB consignment:43 JUB supplier:-8 JUB supplier:-3";
    let told: Vec<String> = places(&app, &load).await.split(" | ").nth(1).unwrap_or_default().split(' ').map(str::to_owned).collect();
    let expected: Vec<String> = rounds.split(' ').map(str::to_owned).collect();
    let sorted = |mut words: Vec<String>| {
        words.sort();
        words
    };
    assert_eq!(sorted(told), sorted(expected), "the surplus is quarantined, from the account that closes the sum");
    let page = receiver.get(&load.transfer).await;
    assert!(page.one("#list ~ ol").contains("43 counted, 40 sent") && page.one("#list ~ ol").contains("8 counted"), "{}", page.one("main"));

    step(&app, "ssp-juba", &load.transfer, "investigation", &[("findings", "The sender packed a box that was not on the list.")]).await.leads();
    let closing = app.as_if("chief").await.get(&format!("{}/closing", load.transfer)).await;
    step(&app, "chief", &load.transfer, "closing", &[("reason", "Kept at Juba")]).await.leads();

    assert!(closing.one("main").contains("3 rounds more") && closing.one("main").contains("8 rounds more"), "{}", closing.one("main"));
    assert_eq!(state(&app, &load.transfer).await, "completed");
    let kept = "select string_agg(l.number || ':' || a.quantity, ' ' order by l.number) from ammunition_account a join ammunition_lot l on l.id = a.lot_id
        join sec.cell c on c.no = a.cell where c.code = 'JUB' and a.kind = 'armoury' and a.quantity <> 0";
    assert_eq!(look(&app, kept).await, format!("{number}:43 X-7:8"));
    assert_eq!(look(&app, "select count(*)::text from exception where code = 'transfer_difference' and closed_at is null").await, "0");
    assert_eq!(
        look(&app, "select count(distinct out_lot)::text from (select lot_id as out_lot from ammunition_account group by 1 having sum(quantity) <> 0) odd")
            .await,
        "0"
    );
}
