//! The rules of transfers attacked in SQL, each with its twin; and steps and signatures below the page.

use sqlx::PgConnection;

use super::{authorized, packed, tail};
use crate::support::TestApp;
use crate::support::sql::{must, refusal, run, strings};

async fn attempt(connection: &mut PgConnection, sql: &str) -> String {
    let outcome = refusal(&run(connection, &format!("begin; {sql}; rollback")).await);
    let _ = run(connection, "rollback").await;
    outcome
}

#[tokio::test]
async fn each_rule_of_a_transfer_holds_without_the_page() {
    let app = TestApp::start().await;
    authorized(&app).await;
    let mut owner = app.owner().await;
    let who = |name: &str| format!("(select id from account where username = '{name}')");
    let pack = format!("update transfer set pack_first_by = {}, seals = '1'", who("armourer-goma"));
    let packed = format!("{pack}; update transfer set state = 'packed', pack_second_by = {}", who("coordinator-goma"));
    let sent = format!("{packed}; update transfer set state = 'in_transit', dispatch_by = {}, carrier = 'x'", who("armourer-goma"));
    let counted = format!(
        "{sent}; update transfer_line set counted = 39 where lot_id is not null; update transfer set state = 'received', receive_first_by = {}",
        who("armourer-juba")
    );
    let differs = format!("{counted}; update transfer set receive_second_by = {}", who("coordinator-juba"));
    let investigated = format!("{differs}; update transfer set findings = 'Twenty characters and more.', investigate_by = {}", who("ssp-goma"));
    let weapon = |column: &str| format!("update firearm set {column}");
    let unlisted = |of: &str, what: &str| {
        format!(
            "insert into ammunition_lot (id, ref, station_id, cell, number, maker, calibre, nature, created_by)
               select gen_random_uuid(), 'L-X', s.id, s.cell, 'X 9', 'Maker', '9x19', 'ball', {} from duty_station s where s.code = 'JUB';
             insert into transfer_line (id, transfer_id, cell, to_cell, number, lot_id, firearm_id, quantity, counted)
               select gen_random_uuid(), t.id, t.cell, t.to_cell, 9, {what}, 0, 5 from {of}",
            who("armourer-juba")
        )
    };
    let attacks = [
        ("update transfer set state = 'packed'".to_owned(), "transfer_signed_in_order"),
        ("update transfer set state = 'in_transit'".to_owned(), "transfer_state_follows"),
        ("update transfer set state = 'completed'".to_owned(), "transfer_state_follows"),
        ("update transfer set reason = 'another'".to_owned(), "signed_transfer_is_kept"),
        (format!("update transfer set ssp_by = {}", who("ssp-juba")), "signed_transfer_is_kept"),
        ("update transfer_line set is_void = true".to_owned(), "authorized_list_is_kept"),
        ("update transfer_line set quantity = 50 where lot_id is not null".to_owned(), "transfer_line_is_kept"),
        ("update transfer_line set counted = 40 where lot_id is not null".to_owned(), "transfer_counted_on_arrival"),
        (unlisted("transfer t, ammunition_lot o where o.ref = 'L-X'", "o.id, null::uuid"), "unlisted_lot_is_counted_on_arrival"),
        ("update transfer_permit set document = 'x'".to_owned(), "transfer_permit_is_kept"),
        (format!("{pack}; update transfer set state = 'packed', pack_second_by = {}", who("armourer-goma")), "transfer_packed_by_two"),
        (format!("update transfer set state = 'packed', pack_second_by = {}", who("coordinator-goma")), "transfer_packed_by_two"),
        (format!("{}; {pack}", weapon("state = 'quarantined', state_reason = 'x'")), "packed_weapon_may_travel"),
        (
            format!(
                "insert into firearm_permit (id, firearm_id, cell, number, country, kind, document, issued_on, valid_until)
                 select gen_random_uuid(), id, 0, 9, 'CD', 'possession', 'x', current_date - 90, current_date - 2 from firearm; {pack}"
            ),
            "packed_weapon_has_its_permits",
        ),
        (format!("update armoury set approved_until = current_date + 1 where name = 'Far'; {pack}"), "transferred_where_approved"),
        (
            format!(
                "insert into transfer_permit (id, transfer_id, cell, to_cell, number, kind, country, document, valid_until, entered_by)
                 select gen_random_uuid(), id, 0, 0, 0, 'export', 'CD', 'x', current_date - 1, {} from transfer",
                who("armourer-goma")
            ),
            "transfer_permit_holds",
        ),
        (format!("{packed}; update transfer set state = 'cancelled', end_by = {}, end_reason = 'x'", who("armourer-goma")), "signed_transfer_is_kept"),
        (
            format!(
                "{packed}; update transfer set end_by = {0}, end_reason = 'x'; update transfer set state = 'cancelled', unpack_by = {0}",
                who("armourer-goma")
            ),
            "transfer_unpacked_by_two",
        ),
        // INV-17 and the station of a weapon
        (weapon("station_id = (select id from duty_station where code = 'JUB')"), "firearm_stays_with_its_station"),
        (format!("{sent}; {}", weapon("station_id = (select id from duty_station where code = 'JUB')")), "firearm_stays_with_its_station"),
        (
            format!(
                "{packed}; insert into handover (id, ref, firearm_id, cell, kind, from_custody_id, armoury_id, occurred_at, state, is_fact, first_by)
                 select gen_random_uuid(), 'C-X', k.firearm_id, 0, 'move', k.id, a.id, sec.now(), 'done', true, {} from firearm_custody k, armoury a
                 where k.until is null and a.name = 'Main'",
                who("armourer-goma")
            ),
            "handover_follows_custody",
        ),
        (format!("{sent}; update transfer set state = 'received', receive_first_by = {}", who("armourer-juba")), "every_round_of_a_transfer_is_counted"),
        (format!("{counted}; update transfer set receive_second_by = {}", who("armourer-juba")), "transfer_received_by_two"),
        (format!("{counted}; update transfer_line set counted = 40 where lot_id is not null"), "transfer_counted_on_arrival"),
        (format!("{differs}; update transfer set close_by = {}, closing_words = 'x'", who("chief")), "transfer_closed_after_an_investigation"),
        (format!("{differs}; update transfer_line set found_later = 1"), "transfer_settled_by_an_investigation"),
        (format!("{investigated}; update transfer set close_by = {}, closing_words = 'x'", who("chief")), "transfer_closes_with_every_line_settled"),
        (format!("{investigated}; update transfer_line set found_later = 2"), "transfer_found_later_plausible"),
        (
            format!("{investigated}; update transfer_line set found_later = 0; update transfer set close_by = {}, closing_words = 'x'", who("ssp-goma")),
            "transfer_closed_by_another",
        ),
    ];
    for (sql, constraint) in &attacks {
        assert_eq!(attempt(&mut owner, sql).await, format!("23514 {constraint}"), "{sql}");
    }
    let in_time = unlisted("transfer t, ammunition_lot o where o.ref = 'L-X'", "o.id, null::uuid");
    assert_eq!(attempt(&mut owner, &format!("{sent}; {in_time}")).await, "accepted", "the receiver writes what came");
    let weapon_unlisted = unlisted("transfer t, firearm f", "null::uuid, f.id");
    assert_eq!(attempt(&mut owner, &format!("{sent}; {weapon_unlisted}")).await, "23514 unlisted_lot_is_counted_on_arrival");
    for control in [&pack, &packed, &sent, &counted, &differs, &investigated] {
        assert_eq!(attempt(&mut owner, control).await, "accepted", "the control: {control}");
    }
    assert_eq!(
        attempt(
            &mut owner,
            "insert into transfer_line (id, transfer_id, cell, to_cell, number, firearm_id, quantity)
             select gen_random_uuid(), transfer_id, 0, 0, 0, firearm_id, 1 from transfer_line where firearm_id is not null"
        )
        .await,
        "23514 authorized_list_is_kept"
    );

    // and with the guards away it is the guards that held
    must(
        &mut owner,
        "drop trigger transfer_guarded on transfer; drop trigger transfer_line_guarded on transfer_line; drop trigger transfer_permit_guarded on transfer_permit;
         drop trigger transfer_signed_by_oneself on transfer; drop trigger firearm_guarded on firearm; drop trigger handover_guarded on handover;
         drop trigger transfer_carried on transfer;
         alter table transfer drop constraint transfer_signed_in_order, drop constraint transfer_packed_by_two, drop constraint transfer_unpacked_by_two,
           drop constraint transfer_received_by_two, drop constraint transfer_closed_by_another, drop constraint transfer_signed_at_a_time,
           drop constraint transfer_packed_with_seals;
         alter table transfer_line drop constraint transfer_found_later_plausible",
    )
    .await;
    for (sql, _) in attacks.iter().filter(|(sql, _)| !sql.contains("handover")) {
        assert_eq!(attempt(&mut owner, sql).await, "accepted", "the twin of {sql}");
    }
}

#[tokio::test]
async fn a_signature_is_ones_own_and_a_step_is_its_roles_also_below_the_page() {
    let app = TestApp::start().await;
    let load = packed(&app).await;
    let mut sender = app.inside("armourer-goma").await;
    let mut receiver = app.inside("armourer-juba").await;
    let mut unit = app.inside("officer-africa").await;
    let leaves = "update transfer set state = 'in_transit', dispatch_by = sec.account_id(), carrier = 'x'";
    let forged = "update transfer set state = 'in_transit', dispatch_by = (select id from account where username = 'chief'), carrier = 'x'";

    assert!(attempt(&mut receiver, leaves).await.starts_with("42501"), "the receiver does not dispatch");
    assert!(attempt(&mut unit, leaves).await.starts_with("42501"), "nor does the unit");
    assert_ne!(attempt(&mut sender, forged).await, "accepted");
    assert_eq!(attempt(&mut sender, leaves).await, "accepted", "the control");
    for sql in [
        "update firearm_custody set until = sec.now() where kind = 'consignment'",
        "update ammunition_account set quantity = 0 where kind = 'consignment'",
        "update ammunition_entry set quantity = 1",
    ] {
        assert_eq!(run(&mut sender, &format!("begin; {sql}; rollback")).await.unwrap_or_default(), 0, "no hand writes the ledgers: {sql}");
        let _ = run(&mut sender, "rollback").await;
    }
    let mut stranger = app.inside("leader-goma").await;
    assert_eq!(strings(&mut stranger, "select ref from visible_transfer").await, Vec::<String>::new());
    assert_eq!(strings(&mut receiver, "select ref from visible_transfer").await, [tail(&load.transfer)]);
    assert_eq!(strings(&mut receiver, "select ref from visible_firearm").await, Vec::<String>::new());
}
