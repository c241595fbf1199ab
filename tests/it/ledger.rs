//! The sealed ledgers of custody and ammunition: whatever the owner of the database alters, adds or takes away is found.

use cordon::audit::{checkpoint, ledger};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection};

use crate::ammunition::lot;
use crate::support::TestApp;
use crate::support::arms::{armed, armoury, pistol, prepared};
use crate::support::sql::look;

/// A store with a weapon that was issued, and a lot.
async fn lived_in() -> (TestApp, PgConnection) {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    lot(&app, &store, "L-118", "100").await;
    let officer = armed(&app, "cpo-goma").await;
    let act = prepared(&app, &weapon, &officer).await;
    app.as_if("cpo-goma").await.post(&format!("{act}/sign"), &[("version", "1")]).await.leads();
    // nobody has more rights than the installation
    let owner = app.admin.connect().await.expect("the installation can connect");
    (app, owner)
}

/// Where the verdict points after this was done behind every guard; nothing of it stays.
async fn found(owner: &mut PgConnection, checkpoints: &[checkpoint::Checkpoint], attack: &str) -> Option<String> {
    let mut tx = owner.begin().await.unwrap();
    let done = format!("do $$ begin {attack}; end $$");
    tx.execute(AssertSqlSafe(done)).await.unwrap_or_else(|error| panic!("{attack}: {error}"));
    ledger::verify(&mut tx, checkpoints).await.unwrap().err().map(|wrong| wrong.place)
}

/// The triggers of a table, off until the end of the transaction.
fn unguarded(table: &str) -> String {
    format!("alter table {table} disable trigger user")
}

#[tokio::test]
async fn an_untouched_ledger_holds_and_its_length_is_told() {
    let (_app, mut owner) = lived_in().await;
    let witnessed = [checkpoint::take(&mut owner).await.unwrap()];
    let lines = ledger::verify(&mut owner, &witnessed).await.unwrap();
    // taken on, signed, prepared, signed, with two lines of custody and the end of one; the act of the rounds with its accounts
    assert!(lines.as_ref().is_ok_and(|lines| *lines >= 10), "{lines:?}");
}

#[tokio::test]
async fn whatever_is_altered_in_a_ledger_is_found() {
    let (app, mut owner) = lived_in().await;
    let tables: Vec<&str> = ledger::TABLES.into_iter().filter(|table| !table.starts_with("equipment")).collect();
    for table in tables {
        let lines: i64 = look(&app, &format!("select count(*)::text from history.{table}")).await.parse().unwrap();
        assert!(lines > 0, "{table} has a history");
        for line in 0..lines {
            let one = format!("(select entry from history.{table} order by entry offset {line} limit 1)");
            for attack in [
                format!("update history.{table} set content = content || '{{\"note\": \"altered\"}}' where entry = {one}"),
                format!("update history.{table} set at = at - interval '1 second' where entry = {one}"),
                format!("update history.{table} set account_id = gen_random_uuid() where entry = {one}"),
                format!("delete from history.{table} where entry = {one}"),
                format!("delete from audit.ledger where name = '{table}' and entry = {one}"),
            ] {
                let place = found(&mut owner, &[], &attack).await;
                assert!(place.as_ref().is_some_and(|place| place.starts_with("ledger/")), "{attack}: {place:?}");
            }
        }
        let guard = unguarded(table);
        let record = format!("(select id from {table} order by id limit 1)");
        for attack in [format!("update {table} set version = version + 1 where id = {record}"), format!("delete from {table} where id = {record}")] {
            // other tables point at the record: they let go of it for the attack
            let place = found(&mut owner, &[], &format!("set local session_replication_role = replica; {attack}")).await;
            assert!(place.as_ref().is_some_and(|place| place.starts_with(table)), "{attack}: {place:?}");
        }
        let copied = format!(
            "{}; insert into history.{table} (record_id, version, at, xact, account_id, deed, content)
               select record_id, version, at, xact, account_id, deed, content from history.{table} order by entry desc limit 1",
            unguarded(&format!("history.{table}"))
        );
        let place = found(&mut owner, &[], &copied).await;
        assert!(place.as_ref().is_some_and(|place| place.starts_with(table)), "{copied}: {place:?}");
        assert_eq!(found(&mut owner, &[], &guard).await, None, "the guards alone change nothing");
    }
}

#[tokio::test]
async fn a_cut_tail_and_a_ledger_that_was_written_anew_are_found_by_checkpoints_alone() {
    let (_app, mut owner) = lived_in().await;
    let witnessed = [checkpoint::take(&mut owner).await.unwrap()];
    let cut = "set local session_replication_role = replica;
       delete from history.handover h using audit.ledger l where l.name = 'handover' and l.entry = h.entry and l.position = (select max(position) from audit.ledger);
       delete from audit.ledger where position = (select max(position) from audit.ledger);
       update audit.ledger_head set (position, hash) = (select position, hash from audit.ledger order by position desc limit 1)";
    let anew = "declare line record; begin
       set local session_replication_role = replica;
       update firearm_custody set since = since - interval '1 hour' where until is null;
       update history.firearm_custody h set content = to_jsonb(k) from firearm_custody k where k.id = h.record_id and k.until is null;
       create temporary table kept on commit drop as select * from audit.ledger;
       delete from audit.ledger;
       update audit.ledger_head set position = 0, hash = sha256('cordon-ledger'::bytea);
       for line in select h.* from kept k
         join (select 'handover' as name, * from history.handover union all select 'firearm_custody', * from history.firearm_custody
               union all select 'ammunition_act', * from history.ammunition_act union all select 'ammunition_entry', * from history.ammunition_entry
               union all select 'ammunition_account', * from history.ammunition_account) h on h.name = k.name and h.entry = k.entry
         order by k.position loop
         perform audit.seal(line.name, line.entry, line.record_id, line.version, line.at, line.account_id, line.deed, line.content);
       end loop; end";

    let place = found(&mut owner, &witnessed, cut).await;
    assert!(place.as_ref().is_some_and(|place| place.starts_with("ledger/")), "{place:?}");
    assert_eq!(found(&mut owner, &[], anew).await, None, "the chain alone cannot know");
    let place = found(&mut owner, &witnessed, anew).await;
    assert!(place.as_ref().is_some_and(|place| place.starts_with("ledger/")), "{place:?}");
}

#[tokio::test]
async fn the_program_cannot_write_the_seals() {
    let app = TestApp::start().await;
    let mut web = app.web_role().await;
    for attack in [
        "update audit.ledger set hash = ''",
        "delete from audit.ledger",
        "update audit.ledger_head set position = 0",
        "insert into audit.ledger (position, name, entry, digest, hash) values (1, 'x', 1, '', '')",
        "select audit.seal('handover', 1, gen_random_uuid(), 1, now(), null, 'insert', '{}')",
    ] {
        let error = sqlx::query(attack).execute(&mut web).await.expect_err(attack);
        assert!(error.to_string().contains("permission denied"), "{attack}: {error}");
    }
}
