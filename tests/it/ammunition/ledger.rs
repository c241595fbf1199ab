//! The ledger attacked in SQL, each attack with its twin; and ten thousand random operations of several clients, with
//! kills in the middle of transactions, through which every lot sums to zero.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use sqlx::{ConnectOptions, PgConnection};

use super::{lot, officer_with_pistol};
use crate::support::TestApp;
use crate::support::arms::armoury;
use crate::support::sql::{ENTRY, look, must, refusal, run, string};

/// An act of the only lot, as SQL: kind, columns and their values beside those every act has.
fn act(kind: &str, state: &str, is_fact: bool, columns: &str, values: &str) -> String {
    format!(
        "insert into ammunition_act (id, ref, lot_id, cell, kind, state, is_fact, occurred_at, reason, document{columns})
         select gen_random_uuid(), sec.new_ref('U'), l.id, a.cell, '{kind}', '{state}', {is_fact}, sec.now(), 'x', 'x'{values}
         from ammunition_lot l, armoury a where a.name = 'Main'"
    )
}

async fn attempt(connection: &mut PgConnection, sql: &str) -> String {
    let outcome = refusal(&run(connection, &format!("begin; {sql}; rollback")).await);
    let _ = run(connection, "rollback").await;
    outcome
}

#[tokio::test]
async fn what_stands_in_the_ledger_is_not_rewritten_and_adds_up_whoever_writes() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    lot(&app, &store, "L-118", "100").await;
    let mut inside = app.inside("armourer-goma").await;
    let mut owner = app.owner().await;
    let entry = "insert into ammunition_entry (id, lot_id, cell, act_id, from_account_id, to_account_id, quantity, occurred_at)
        select gen_random_uuid(), lot_id, cell, act_id, from_account_id, to_account_id, 1, sec.now() from ammunition_entry";

    assert!(attempt(&mut inside, entry).await.starts_with("42501"), "no hand writes the ledger");
    for sql in ["update ammunition_entry set quantity = 1", "update ammunition_account set quantity = 7"] {
        let changed = run(&mut inside, &format!("begin; {sql}; rollback")).await;
        assert_eq!(changed.expect("the wall shows no row to change"), 0, "{sql}");
    }
    let attacks = [
        ("update ammunition_entry set quantity = 1", "ammunition_entry_is_kept"),
        ("delete from ammunition_entry", "ammunition_entry_is_kept"),
        ("update ammunition_account set quantity = quantity + 5 where kind = 'armoury'", "ammunition_sums_to_zero"),
        ("update ammunition_account set quantity = quantity * 2 where kind = 'supplier'", "ammunition_sums_to_zero"),
        ("update ammunition_account set quantity = -quantity", "ammunition_never_below_zero"),
    ];
    for (sql, constraint) in attacks {
        let at_once = format!("{sql}; set constraints ammunition_account_sums immediate");
        assert_eq!(attempt(&mut owner, &at_once).await, format!("23514 {constraint}"), "{sql}: not even its owner");
    }
    let entry_of_nothing = entry.replace(", 1, sec.now()", ", 0, sec.now()");
    assert_eq!(attempt(&mut owner, &entry_of_nothing).await, "23514 ammunition_entry_moves_rounds");
    assert_eq!(attempt(&mut owner, &entry_of_nothing.replace(", 0,", ", -5,")).await, "23514 ammunition_entry_moves_rounds");

    must(
        &mut owner,
        "drop trigger ammunition_entry_kept on ammunition_entry; drop trigger ammunition_account_sums on ammunition_account;
         alter table ammunition_entry drop constraint ammunition_entry_moves_rounds; alter table ammunition_account drop constraint ammunition_never_below_zero",
    )
    .await;
    for sql in attacks.map(|(sql, _)| sql).into_iter().chain([entry_of_nothing.as_str()]) {
        assert_eq!(attempt(&mut owner, sql).await, "accepted", "the twin of {sql}");
    }
}

#[tokio::test]
async fn each_rule_of_an_act_holds_without_the_page() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    lot(&app, &store, "L-118", "100").await;
    let id = app.officer_of("cpo-goma", "GOM").await;
    let mut inside = app.inside("armourer-goma").await;
    let attacks = [
        // INV-19
        (act("expend", "done", true, ", armoury_id, quantity, cause, cause_ref", ", a.id, 101, 'training', 'Range day'"), "ammunition_never_below_zero"),
        (act("expend", "done", true, ", armoury_id, quantity, cause, cause_ref", ", a.id, 0, 'training', 'Range day'"), "ammunition_act_moves_rounds"),
        (act("receive", "done", true, ", armoury_id, quantity", ", a.id, -5"), "ammunition_act_moves_rounds"),
        (act("destroy", "prepared", false, ", armoury_id, quantity", ", a.id, 101"), "rounds_offered_once"),
        // INV-20
        (act("expend", "done", true, ", armoury_id, quantity", ", a.id, 5"), "expenditure_has_cause"),
        (act("expend", "done", true, ", armoury_id, quantity, cause, cause_ref", ", a.id, 5, 'training', ' '"), "expenditure_has_cause"),
        // INV-23
        (act("destroy", "done", false, ", armoury_id, quantity", ", a.id, 5"), "ammunition_done_with_two_signatures"),
        (
            act("receive", "done", true, ", armoury_id, quantity, second_by, second_at", ", a.id, 5, sec.account_id(), sec.now()"),
            "ammunition_act_begins_with_one",
        ),
        (act("return", "done", true, ", armoury_id, officer_id, quantity", &format!(", a.id, '{id}', 5")), "return_accounts_for_every_round"),
    ];
    for (sql, constraint) in &attacks {
        assert_eq!(attempt(&mut inside, sql).await, format!("23514 {constraint}"), "{sql}");
    }
    let forged = act(
        "receive",
        "done",
        true,
        ", armoury_id, quantity, first_by",
        &format!(", a.id, 5, '{}'", look(&app, "select id::text from account where username = 'chief'").await),
    );
    assert_eq!(attempt(&mut inside, &forged).await, "23514 signature_is_own");

    must(
        &mut app.owner().await,
        "drop trigger ammunition_act_guarded on ammunition_act; drop trigger ammunition_act_moves_rounds on ammunition_act;
         alter table ammunition_act drop constraint ammunition_act_moves_rounds, drop constraint expenditure_has_cause, drop constraint ammunition_done_with_two_signatures,
           drop constraint ammunition_act_by_two_people",
    )
    .await;
    for (sql, _) in &attacks {
        assert_eq!(attempt(&mut inside, sql).await, "accepted", "the twin of {sql}");
    }
}

#[tokio::test]
async fn the_second_signature_is_guarded_in_the_database() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    lot(&app, &store, "L-118", "100").await;
    let officer = app.officer_of("cpo-goma", "GOM").await;
    let mut armourer = app.inside("armourer-goma").await;
    let issue = act("issue", "prepared", false, ", armoury_id, officer_id, quantity, purpose", &format!(", a.id, '{officer}', 45, 'duty'"));
    must(&mut armourer, &format!("begin; {issue}; {ENTRY}; commit")).await;
    let sign = "update ammunition_act set second_by = sec.account_id(), second_at = sec.now(), state = 'done' where state = 'prepared'";
    let mut cpo = app.inside("cpo-goma").await;
    let mut ssp = app.inside("ssp-goma").await;

    assert!(attempt(&mut armourer, sign).await.starts_with("23514"), "one person is not two");
    assert_eq!(attempt(&mut ssp, sign).await, "23514 rounds_signed_by_the_officer");
    assert_eq!(attempt(&mut cpo, sign).await, "23514 rounds_fit_the_weapon", "INV-21");
    officer_with_pistol(&app, &store).await;
    let suspended = format!(
        "begin; update ammunition_lot set suspended_at = sec.now(), suspended_by = (select id from account where username = 'ssp-goma'), suspension_reason = 'x'; {ENTRY}; commit"
    );
    must(&mut app.owner().await, &suspended).await;
    assert_eq!(attempt(&mut cpo, sign).await, "23514 lot_fit_for_issue", "INV-21");
    let rewritten = "update ammunition_act set quantity = 1 where state = 'prepared'";
    assert_eq!(attempt(&mut ssp, rewritten).await, "23514 signed_ammunition_act_is_kept");
    let lifted = "update ammunition_lot set lifted_at = sec.now(), lifted_by = sec.account_id(), lift_reason = 'x'";
    assert_eq!(attempt(&mut ssp, lifted).await, "23514 lot_suspension_lifted_by_another");
    must(
        &mut app.owner().await,
        &format!("begin; update armoury set approved_until = approved_on; {ENTRY}; commit; alter table ammunition_lot drop constraint lot_suspension_lifted_by_another"),
    )
    .await;
    let receive = act("receive", "prepared", false, ", armoury_id, quantity", ", a.id, 5");
    assert_eq!(attempt(&mut armourer, &receive).await, "23514 rounds_stored_where_approved", "INV-22");
    assert_eq!(attempt(&mut armourer, &receive.replace("'prepared', false", "'done', true")).await, "accepted", "a fact is kept");

    must(&mut app.owner().await, "drop trigger ammunition_act_guarded on ammunition_act; drop trigger ammunition_act_moves_rounds on ammunition_act").await;
    for (person, sql) in [(&mut ssp, sign), (&mut cpo, sign), (&mut armourer, receive.as_str())] {
        assert_eq!(attempt(person, sql).await, "accepted", "the twin of {sql}");
    }
    for sql in [rewritten, lifted] {
        assert_eq!(attempt(&mut ssp, sql).await, "accepted", "the twin of {sql}");
    }
}

/// A generator whose numbers a failing run can be played again with.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

/// Accounts that broke a rule: a lot that does not sum to zero, a real account below it, a balance that its entries do not make.
const WRONG: &str = "select coalesce(string_agg(what, '; '), '') from (
    select 'sum of ' || lot_id || ' is ' || sum(quantity) as what from ammunition_account group by lot_id having sum(quantity) <> 0
    union all select kind || ' at ' || quantity from ammunition_account where kind <> 'supplier' and quantity < 0
    union all select 'entries of ' || k.kind || ' make another balance' from ammunition_account k where k.quantity <>
      coalesce((select sum(e.quantity) from ammunition_entry e where e.to_account_id = k.id), 0)
      - coalesce((select sum(e.quantity) from ammunition_entry e where e.from_account_id = k.id), 0)) wrong";

const OPERATIONS: usize = 10_000;
const CLIENTS: usize = 4;
const LOTS: u64 = 6;
/// A client is killed in the middle of a transaction each time so many operations were sent.
const KILL_AFTER: usize = 200;

/// A random operation on a random lot, with the name it would have in the ledger.
fn operation(dice: &mut Dice, name: &str) -> (&'static str, String) {
    let lot = format!("(select id from ammunition_lot order by number limit 1 offset {})", dice.below(LOTS));
    let store = format!("(select id from armoury order by name limit 1 offset {})", dice.below(2));
    let other = format!("(select id from armoury order by name limit 1 offset {})", dice.below(2));
    let officer = format!("(select id from officer where name like 'Holder%' order by name limit 1 offset {})", dice.below(3));
    let quantity = dice.below(60) as i64;
    let account = "(select id from account where username = 'armourer-goma')";
    let (kind, columns, values) = match dice.below(9) {
        0 => ("receive", "armoury_id, quantity", format!("{store}, {quantity}")),
        1 | 2 => ("issue", "armoury_id, officer_id, purpose, quantity", format!("{store}, {officer}, 'training', {quantity}")),
        3 | 4 => {
            // a share of what is held comes back, another was fired; one time in four the account is wrong
            let (share, wrong) = (dice.below(100), i32::from(dice.below(4) == 0));
            let held = format!("coalesce((select sum(quantity) from ammunition_account where officer_id = {officer} and lot_id = {lot}), 0)::integer");
            let parts = format!("{store}, {officer}, held * {share} / 100 + {wrong}, 0, held - held * {share} / 100, '', '' from (select {held} as held) told");
            ("return", "armoury_id, officer_id, quantity, expended, missing, cause, cause_ref", parts)
        }
        5 => ("move", "armoury_id, to_armoury_id, quantity", format!("{store}, {other}, {quantity}")),
        6 => ("expend", "armoury_id, quantity, cause, cause_ref", format!("{store}, {quantity}, 'incident', 'At the gate'")),
        7 => ("missing", "officer_id, quantity", format!("{officer}, {quantity}")),
        _ => {
            let any = format!("(select id from ammunition_act where lot_id = {lot} and kind <> 'reversal' order by md5(id::text || '{name}') limit 1)");
            let sql = format!(
                "insert into ammunition_act (id, ref, lot_id, cell, kind, reverses_id, quantity, reason, occurred_at, state, first_by)
                   values (gen_random_uuid(), '{name}', {lot}, 0, 'reversal', {any}, 1, 'x', sec.now(), 'prepared', {account});
                 update ammunition_act set state = 'done', second_by = (select id from account where username = 'ssp-goma'), second_at = sec.now() where ref = '{name}'"
            );
            return ("reversal", sql);
        }
    };
    let sql = format!(
        "insert into ammunition_act (id, ref, lot_id, cell, kind, reason, document, occurred_at, state, is_fact, first_by, {columns})
         select gen_random_uuid(), '{name}', {lot}, (select cell from duty_station where code = 'GOM'), '{kind}', 'x', 'x', sec.now(), 'done', true, {account}, {values}"
    );
    (kind, sql)
}

/// What became of the operations of one client.
#[derive(Default)]
struct Outcome {
    done: Vec<String>,
    refused: usize,
    killed: usize,
}

/// A connection that the killer knows by its name.
async fn operator(app: &TestApp) -> PgConnection {
    let mut owner = app.owner().await;
    must(&mut owner, "set application_name = 'operations'").await;
    owner
}

/// Sends its share of operations one after the other; after each kill it comes back and goes on.
async fn client(app: Arc<TestApp>, sent: Arc<AtomicUsize>, n: usize, seed: u64) -> Outcome {
    let mut outcome = Outcome::default();
    let mut dice = Dice(seed + n as u64);
    let mut owner = operator(&app).await;
    for step in 0..OPERATIONS / CLIENTS {
        let name = format!("U-{n}-{step}");
        let (kind, sql) = operation(&mut dice, &name);
        let answer = refusal(&run(&mut owner, &format!("begin; {sql}; {ENTRY}; commit")).await);
        sent.fetch_add(1, Ordering::Relaxed);
        match answer.as_str() {
            "accepted" => outcome.done.push(name),
            refused if refused.starts_with("235") => {
                outcome.refused += 1;
                // a kill may come with the goodbye
                if run(&mut owner, "rollback").await.is_err() {
                    owner = operator(&app).await;
                }
            }
            // the server said goodbye, or the connection broke under the answer
            killed => {
                assert!(!killed.starts_with("23") && !killed.starts_with("22") && !killed.starts_with("42"), "seed {seed}, {name}, {kind}: {killed}");
                outcome.killed += 1;
                owner = operator(&app).await;
            }
        }
    }
    outcome
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_ten_thousand_operations_with_kills_every_lot_sums_to_zero() {
    let app = Arc::new(TestApp::start().await);
    armoury(&app, "Main").await;
    let second = armoury(&app, "Second").await;
    for n in 0..LOTS {
        lot(&app, &second, &format!("L-{n}"), "50").await;
    }
    for n in 0..3 {
        crate::support::protection::officer(&app, &format!("Holder {n}")).await;
    }
    let seed = 20_261_122;
    let sent = Arc::new(AtomicUsize::new(0));
    let clients: Vec<_> = (0..CLIENTS).map(|n| tokio::spawn(client(app.clone(), sent.clone(), n, seed))).collect();

    // whoever is in the middle of a transaction is killed, and the books are read right after
    let mut owner = app.owner().await;
    let mut killer = app.admin.connect().await.expect("the installation can connect");
    let kill = "select coalesce(bool_or(pg_terminate_backend(pid)), false)::text from (select pid from pg_stat_activity
        where application_name = 'operations' and datname = current_database() and xact_start is not null and state = 'active' order by random() limit 1) one";
    let mut next = KILL_AFTER;
    while clients.iter().any(|client| !client.is_finished()) {
        if sent.load(Ordering::Relaxed) >= next && string(&mut killer, kill).await == "true" {
            next += KILL_AFTER;
            assert_eq!(string(&mut owner, WRONG).await, "", "seed {seed}, after {} operations", sent.load(Ordering::Relaxed));
        }
        tokio::task::yield_now().await;
    }
    let mut outcome = Outcome::default();
    for client in clients {
        let part = client.await.expect("a client comes to its end");
        outcome.done.extend(part.done);
        outcome.refused += part.refused;
        outcome.killed += part.killed;
    }

    assert_eq!(string(&mut owner, WRONG).await, "", "seed {seed}");
    assert_eq!(outcome.done.len() + outcome.refused + outcome.killed, OPERATIONS);
    assert!(outcome.killed >= 20, "{} were killed in a transaction: the kills prove little", outcome.killed);
    assert!(outcome.done.len() > 2_000 && outcome.refused > 500, "{} done, {} refused: the operations prove little", outcome.done.len(), outcome.refused);
    // what was acknowledged stands; of what was killed, all or nothing
    let kept: std::collections::HashSet<String> =
        crate::support::sql::strings(&mut owner, "select ref from ammunition_act where ref like 'U-_-%' and state = 'done'").await.into_iter().collect();
    let lost: Vec<&String> = outcome.done.iter().filter(|name| !kept.contains(*name)).collect();
    assert_eq!(lost, Vec::<&String>::new(), "seed {seed}: acknowledged and not there");
    assert!(kept.len() <= outcome.done.len() + outcome.killed, "what was refused is not there");
    let bare = "select count(*)::text from ammunition_act x where x.state = 'done' and x.ref like 'U-_-%' and not exists (select from ammunition_entry e where e.act_id = x.id)";
    assert_eq!(string(&mut owner, bare).await, "0", "no act without its entries");

    must(&mut owner, "drop trigger ammunition_account_sums on ammunition_account").await;
    let half = format!("begin; update ammunition_account set quantity = quantity + 1 where kind = 'expended'; {ENTRY}; commit");
    must(&mut owner, &half).await;
    assert_ne!(string(&mut owner, WRONG).await, "", "the twin: half an operation is noticed");
}
