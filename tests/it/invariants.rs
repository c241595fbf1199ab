//! Rules that nothing may break, attacked in SQL: from inside the program with the live session of the
//! chief, who may write everywhere, and by the owner. Each has its control: with the rule taken away,
//! in a transaction that is rolled back, the same attack succeeds.

use std::sync::Arc;

use sqlx::{ConnectOptions, PgConnection};
use tokio::sync::Barrier;

use crate::support::TestApp;
use crate::support::sql::{ENTRY, change, enter, must, refusal, run, string, strings};
use crate::support::world::{self, BEIRUT, GOMA, JUBA};

struct Attack {
    rule: &'static str,
    /// Constraint that must hold; several where one stands before the other.
    held_by: &'static [&'static str],
    sql: &'static str,
    /// How the rule is taken away.
    without: &'static str,
}

/// A leg of Goma's official: `<when>` after the first leg begins, for two hours.
const LEG: &str = "insert into leg (id, movement_id, number, principal_id, departure_text, departs_local, departs_zone, departs_at, arrival_text, arrives_local, arrives_zone, arrives_at,
      planning_cell, departure_cell, arrival_cell, is_contested)
    select gen_random_uuid(), movement_id, 9, principal_id, 'a', (departs_at + <when>) at time zone 'UTC', 'UTC', departs_at + <when>, 'b', (arrives_at + <when>) at time zone 'UTC', 'UTC',
      arrives_at + <when>, planning_cell, departure_cell, arrival_cell, <contested> from leg where id = <leg>";
const STAY: &str = "insert into stay (id, movement_id, number, principal_id, place_text, from_date, to_date, planning_cell, place_cell, is_contested)
    select gen_random_uuid(), movement_id, 9, principal_id, 'x', from_date + <when>, to_date + <when>, planning_cell, place_cell, <contested> from stay where id = <stay>";

const ATTACKS: &[Attack] = &[
    Attack {
        rule: "INV-05: who asked for a right does not give it",
        held_by: &["grant_by_two_people", "42501"],
        sql: "update access_grant set state = 'granted', decided_by = asked_by, decided_at = sec.now() where id = <grant>",
        without: "alter table access_grant drop constraint grant_by_two_people; drop trigger grant_has_its_people on access_grant",
    },
    Attack {
        rule: "INV-05: nobody decides about their own right",
        held_by: &["grant_not_to_oneself", "42501"],
        sql: "update access_grant set state = 'granted', decided_by = account_id, decided_at = sec.now() where id = <grant>",
        without: "alter table access_grant drop constraint grant_not_to_oneself; drop trigger grant_has_its_people on access_grant",
    },
    Attack {
        rule: "INV-05: a right that is in force was given by somebody",
        held_by: &["grant_decided_when_granted", "42501"],
        sql: "update access_grant set state = 'granted' where id = <grant>",
        without: "alter table access_grant drop constraint grant_decided_when_granted; drop trigger grant_has_its_people on access_grant",
    },
    Attack {
        rule: "INV-05: a handover has two signatures of two people",
        held_by: &["handover_by_two_people"],
        sql: "update watch_handover set incoming_id = outgoing_id, incoming_at = sec.now() where id = <handover>",
        without: "alter table watch_handover drop constraint handover_by_two_people; drop trigger handover_obeys on watch_handover",
    },
    Attack {
        rule: "a watch is held once",
        held_by: &["watch_held_once"],
        sql: "insert into watch_turn (id, ref, scope_kind, scope_code, cells, holder_id, due_at)
              select gen_random_uuid(), 'W-SECND', scope_kind, scope_code, cells, coalesce(sec.account_id(), holder_id), due_at from watch_turn where id = <turn>",
        without: "drop index watch_held_once",
    },
    Attack { rule: "INV-08: an official is in one place (legs)", held_by: &["principal_in_one_place"], sql: "<leg at> interval '1 hour'", without: "alter table leg drop constraint principal_in_one_place" },
    Attack { rule: "INV-08: an official is in one place (stays)", held_by: &["principal_stays_apart"], sql: "<stay at> 1", without: "alter table stay drop constraint principal_stays_apart" },
    Attack {
        rule: "INV-08: an officer is in one place (absence during a tasking)",
        held_by: &["officer_in_one_place"],
        sql: "insert into availability (id, officer_id, cell, kind, from_date, to_date) select gen_random_uuid(), officer_id, 0, 'leave', lower(during)::date - 1, lower(during)::date + 2 from tasking where id = <tasking>",
        without: "alter table sec.occupation drop constraint officer_in_one_place",
    },
    Attack {
        rule: "INV-08: an officer has one whereabouts",
        held_by: &["officer_whereabouts_apart", "officer_in_one_place"],
        sql: "insert into availability (id, officer_id, cell, kind, from_date, to_date) select gen_random_uuid(), officer_id, 0, 'temporary_duty', from_date + 1, to_date from availability where id = <availability>",
        without: "alter table availability drop constraint officer_whereabouts_apart",
    },
    Attack {
        rule: "INV-01: an officer is tasked on days that rest on something",
        held_by: &["tasking_rests_on_assessment"],
        sql: "update risk_assessment set state = 'withdrawn', state_reason = 'x', ended_on = sec.now()::date where id = <assessment>;
              update interim_protection set ended_at = sec.now(), ended_by = coalesce(sec.account_id(), <account>), end_reason = 'x' where id = <interim>;
              update tasking set state = 'released' where id = <tasking>;
              insert into tasking (id, movement_id, leg_id, post_id, formation_id, officer_id, planning_cell, officer_cell, during)
              select gen_random_uuid(), movement_id, leg_id, post_id, formation_id, officer_id, 0, 0, 'empty' from tasking where id = <tasking>",
        without: "alter table tasking disable trigger tasking_rests",
    },
    Attack {
        rule: "a post is filled once",
        held_by: &["post_filled_once"],
        sql: "update tasking set state = 'released' where id = <tasking of JUB>;
              insert into tasking (id, movement_id, leg_id, post_id, formation_id, officer_id, planning_cell, officer_cell, during)
              select gen_random_uuid(), movement_id, leg_id, post_id, formation_id, <officer of JUB>, 0, 0, 'empty' from tasking where id = <tasking>",
        without: "drop index post_filled_once; alter table sec.occupation drop constraint officer_in_one_place",
    },
    Attack {
        rule: "INV-12: no departure in the future",
        held_by: &["leg_actual_not_in_future"],
        sql: "update leg set departed_at = sec.now() + interval '5 minutes', state = 'under_way' where id = <leg>",
        without: "alter table leg disable trigger leg_obeys",
    },
    Attack {
        rule: "INV-12: no report of the future, whenever it claims to be received",
        held_by: &["event_not_in_the_future"],
        sql: "insert into movement_event (id, movement_id, kind, occurred_at, received_at, account_id)
              values (gen_random_uuid(), <movement>, 'arrived', sec.now() + interval '5 minutes', sec.now() + interval '9 minutes', coalesce(sec.account_id(), <account>))",
        without: "drop trigger event_received_by_now on movement_event",
    },
    Attack {
        rule: "INV-12: a closed movement has its arrivals",
        held_by: &["closed_movement_has_arrivals"],
        sql: "update movement set state = 'under_way' where id = <movement>; update movement set state = 'completed' where id = <movement>; update movement set state = 'closed' where id = <movement>",
        without: "alter table movement disable trigger movement_obeys",
    },
    Attack {
        rule: "the log of a movement is final",
        held_by: &["movement_log_is_final"],
        sql: "update movement_event set note = 'never happened' where id = <event>",
        without: "drop trigger event_stays on movement_event",
    },
    Attack {
        rule: "a leg arrives after it departs",
        held_by: &["leg_arrives_after_it_departs"],
        sql: "update leg set arrives_at = departs_at where id = <leg>",
        without: "alter table leg drop constraint leg_arrives_after_it_departs",
    },
    Attack {
        rule: "an officer is tasked to a post of the leg",
        held_by: &["tasking_on_post_of_leg", "tasking_in_formation_of_movement"],
        sql: "insert into tasking (id, movement_id, leg_id, post_id, formation_id, officer_id, planning_cell, officer_cell, during, state)
              select gen_random_uuid(), movement_id, leg_id, <post of JUB>, <formation of JUB>, officer_id, 0, 0, 'empty', 'released' from tasking where id = <tasking>",
        without: "alter table tasking drop constraint tasking_on_post_of_leg; alter table tasking drop constraint tasking_in_formation_of_movement",
    },
    Attack {
        rule: "a row in quarantine is decided with a reason",
        held_by: &["import_row_decided_with_reason"],
        sql: "update import_row set state = 'released', reason = '  ' where id = <row>",
        without: "alter table import_row drop constraint import_row_decided_with_reason",
    },
    Attack {
        rule: "an exception is closed with words",
        held_by: &["exception_closed_with_words"],
        sql: "update exception set closed_at = sec.now(), resolution = '' where id = <exception>",
        without: "alter table exception drop constraint exception_closed_with_words",
    },
    Attack {
        rule: "INV-05: words do not take the place of the second person",
        held_by: &["exception_closed_by_second_person"],
        sql: "update exception set code = 'reset_unconfirmed' where id = <exception>; update exception set closed_at = sec.now(), resolution = 'It is fine.' where id = <exception>",
        without: "drop trigger exception_of_act_obeys on exception",
    },
];

/// Names of records in a statement become ids: of Goma, or of the station named.
fn filled(sql: &str) -> String {
    let mut text = sql.to_owned();
    for (short, long) in [("<leg at>", LEG), ("<stay at>", STAY)] {
        if let Some(when) = text.strip_prefix(short) {
            text = long.replace("<when>", when.trim()).replace("<contested>", "false");
        }
    }
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        let named = after.split_once('>').filter(|(name, _)| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == ' '));
        if let Some((name, tail)) = named {
            let (kind, station) = name.split_once(" of ").unwrap_or((name, "GOM"));
            let station = world::STATIONS.into_iter().find(|known| known.code == station).expect("a furnished station");
            out.push_str(&format!("'{}'", station.id(kind)));
            rest = tail;
        } else {
            out.push('<');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// Runs statements in a transaction that is rolled back and answers what refused them.
async fn tried(connection: &mut PgConnection, sql: &str) -> String {
    must(connection, "begin").await;
    let outcome = refusal(&run(connection, &filled(sql)).await);
    must(connection, "rollback").await;
    outcome
}

async fn furnished() -> TestApp {
    let app = TestApp::start().await;
    world::furnish(&app).await;
    app
}

#[tokio::test]
async fn rules_hold_from_inside_and_against_the_owner_and_fall_only_when_taken_away() {
    let app = furnished().await;
    let (mut inside, mut owner) = (app.inside("chief").await, app.owner().await);
    let mut admin = app.admin.connect().await.expect("the administrator connects");
    let mut wrong = Vec::new();
    for attack in ATTACKS {
        for (who, connection) in [("inside", &mut inside), ("owner", &mut owner)] {
            let outcome = tried(connection, attack.sql).await;
            if !attack.held_by.iter().any(|name| outcome == *name || outcome.ends_with(&format!(" {name}"))) {
                wrong.push(format!("{} ({who}): {outcome}", attack.rule));
            }
        }
        let control = tried(&mut admin, &format!("{}; {}", attack.without, filled(attack.sql))).await;
        if control != "accepted" {
            wrong.push(format!("{} (control): {control}", attack.rule));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn spans_are_half_open_and_contested_records_stand_outside() {
    let app = furnished().await;
    let mut inside = app.inside("chief").await;
    let leg = |when: &str, contested: &str| LEG.replace("<when>", when).replace("<contested>", contested);
    let stay = |when: &str, contested: &str| STAY.replace("<when>", when).replace("<contested>", contested);
    for (what, sql, expected) in [
        ("a leg that begins when the other ends", leg("interval '2 hours'", "false"), "accepted"),
        ("a leg that ends when the other begins", leg("interval '-2 hours'", "false"), "accepted"),
        ("a leg a microsecond early", leg("interval '2 hours' - interval '1 microsecond'", "false"), "23P01 principal_in_one_place"),
        ("a contested leg at the same time", leg("interval '0'", "true"), "accepted"),
        ("a stay that begins on the last day of the other", stay("2", "false"), "accepted"),
        ("a stay a day earlier", stay("1", "false"), "23P01 principal_stays_apart"),
        ("a contested stay on the same days", stay("0", "true"), "accepted"),
    ] {
        assert_eq!(tried(&mut inside, &sql).await, expected, "{what}");
    }
}

#[tokio::test]
async fn an_officer_holds_two_posts_of_one_formation_and_none_elsewhere() {
    let app = furnished().await;
    let mut inside = app.inside("chief").await;
    let task = |station: &str, state: &str, contested: bool| {
        let post = format!(
            "insert into post (id, movement_id, leg_id, planning_cell, role, number) select '00000000-0000-4000-9000-000000000001', movement_id, leg_id, planning_cell, 'driver', 7 from post where id = <post of {station}>"
        );
        format!(
            "{post}; insert into tasking (id, movement_id, leg_id, post_id, formation_id, officer_id, planning_cell, officer_cell, during, state, is_contested)
             select gen_random_uuid(), movement_id, leg_id, '00000000-0000-4000-9000-000000000001', formation_id, <officer>, 0, 0, during, '{state}', {contested}
             from tasking where id = <tasking of {station}>"
        )
    };
    assert_eq!(tried(&mut inside, &task("GOM", "planned", false)).await, "accepted", "second post of the same formation");
    assert_eq!(tried(&mut inside, &task("JUB", "planned", false)).await, "23P01 officer_in_one_place", "another formation");
    assert_eq!(tried(&mut inside, &task("JUB", "done", false)).await, "23P01 officer_in_one_place", "another formation, claimed as done");
    assert_eq!(tried(&mut inside, &task("JUB", "planned", true)).await, "accepted", "a fact that collides is kept as contested");
    assert_eq!(tried(&mut inside, &task("JUB", "released", false)).await, "accepted", "released");
    let standby = "insert into availability (id, officer_id, cell, kind, from_date, to_date) select gen_random_uuid(), officer_id, 0, 'stand_by', lower(during)::date - 1, lower(during)::date + 2 from tasking where id = <tasking>";
    assert_eq!(tried(&mut inside, standby).await, "accepted", "on call is no absence");
    let moved = "update leg set departs_at = departs_at + interval '1 day', arrives_at = arrives_at + interval '1 day' where id = <leg>; select 1";
    assert_eq!(tried(&mut inside, moved).await, "accepted", "a leg takes its people with it");
}

#[tokio::test]
async fn nobody_hangs_a_record_on_a_record_of_another_station() {
    let app = furnished().await;
    let mut juba = app.inside("coordinator-juba").await;
    let mut owner = app.owner().await;
    let cell = string(&mut owner, "select cell::text from duty_station where code = 'JUB'").await;
    let goma = string(&mut owner, "select cell::text from duty_station where code = 'GOM'").await;
    for (what, sql) in [
        ("a formation", format!("insert into formation (id, movement_id, planning_cell) values (gen_random_uuid(), <movement>, {cell})")),
        ("a stop", format!("insert into stop (id, movement_id, number, planning_cell, place_cell, site, from_local, to_local, zone, from_at, to_at) values (gen_random_uuid(), <movement>, 5, {cell}, 0, 'x', '2026-01-01', '2026-01-02', 'UTC', '2026-01-01', '2026-01-02')")),
        ("a post", format!("insert into post (id, movement_id, leg_id, planning_cell, role, number) values (gen_random_uuid(), <movement>, <leg>, {cell}, 'medic', 5)")),
        ("a number", format!("insert into station_number (id, station_id, cell, label, number, as_of) select gen_random_uuid(), station_id, {cell}, 'x', '12345', '2026-01-01' from (select '{}'::uuid as station_id) x", string(&mut owner, "select id::text from duty_station where code = 'GOM'").await)),
        ("an absence", format!("insert into availability (id, officer_id, cell, kind, from_date, to_date) values (gen_random_uuid(), <officer>, {cell}, 'leave', '2032-01-01', '2032-01-02')")),
        ("an event", "insert into movement_event (id, movement_id, kind, occurred_at) values (gen_random_uuid(), <movement>, 'note', sec.now())".to_owned()),
        ("an exception", format!("insert into exception (id, ref, movement_id, cell, rule, code) values (gen_random_uuid(), 'X-AAAAA', <movement>, {goma}, 'x', 'x')")),
        ("a movement", "insert into movement (id, ref, principal_id, planning_station_id, planning_cell, state) select gen_random_uuid(), 'M-26-AAAAA', <principal of JUB>, '<goma>', 0, 'planning'".replace("<goma>", &string(&mut owner, "select id::text from duty_station where code = 'GOM'").await)),
        ("a new home for an own officer", format!("update officer set station_id = '{}' where id = <officer of JUB>", string(&mut owner, "select id::text from duty_station where code = 'GOM'").await)),
    ] {
        assert_eq!(tried(&mut juba, &sql).await, "42501", "{what}");
    }
    let crossed = "insert into movement_event (id, movement_id, leg_id, kind, occurred_at) values ('00000000-0000-4000-9000-000000000002', <movement of GOM>, <leg of JUB>, 'note', sec.now())";
    must(&mut juba, "begin").await;
    must(&mut juba, &filled(crossed)).await;
    let landed = string(&mut juba, "select movement_id::text from movement_event where id = '00000000-0000-4000-9000-000000000002'").await;
    must(&mut juba, "rollback").await;
    assert_eq!(landed, JUBA.id("movement"), "an event belongs to the movement of its leg");
    let control = format!(
        "drop trigger formation_takes_cell on formation; set local role cordon_web; insert into formation (id, movement_id, planning_cell) values (gen_random_uuid(), <movement>, {cell})"
    );
    let mut admin = app.admin.connect().await.expect("the administrator connects");
    enter(&mut admin, &app.session_of("coordinator-juba").await.key).await;
    assert_eq!(tried(&mut admin, &control).await, "accepted", "the control");
}

#[tokio::test]
async fn a_change_without_an_entry_is_refused_at_commit() {
    let app = furnished().await;
    let mut inside = app.inside("chief").await;
    let silent = filled("begin; update officer set duty_role = 'medic' where id = <officer>; commit");
    let outcome = run(&mut inside, &silent).await;
    assert_eq!(refusal(&outcome), "CD002");
    must(&mut inside, "rollback").await;
    assert_eq!(string(&mut inside, &filled("select duty_role from officer where id = <officer>")).await, "cp_officer");
    let told = filled(&format!("begin; update officer set duty_role = 'medic' where id = <officer>; {ENTRY}; commit"));
    assert_eq!(refusal(&run(&mut inside, &told).await), "accepted");

    must(&mut app.owner().await, "drop trigger change_has_entry on audit.due").await;
    assert_eq!(refusal(&run(&mut inside, &silent).await), "accepted", "the control");
}

#[tokio::test]
async fn nothing_is_deleted_and_the_trail_is_only_read() {
    let app = furnished().await;
    let mut inside = app.inside("chief").await;
    let mut owner = app.owner().await;
    let mut allowed = Vec::new();
    for table in strings(&mut owner, "select oid::regclass::text from pg_class where relkind = 'r' and relnamespace in ('public'::regnamespace, 'history'::regnamespace, 'audit'::regnamespace, 'sec'::regnamespace) and relname <> 'draft'").await {
        for deed in ["delete from", "truncate"] {
            if !tried(&mut inside, &format!("{deed} {table}")).await.starts_with("42501") {
                allowed.push(format!("{deed} {table}"));
            }
        }
    }
    for sql in [
        "update audit.entry set action = 'nothing'",
        "insert into audit.entry (chain, position, at, session_mark, origin, action, subject, outcome, detail, request_id, body, hash) values (0, 999, now(), '', '', '', '', 'done', '', '', '', '')",
        "update audit.head set position = 0",
        "update history.officer set content = '{}'",
        "alter table audit.entry disable trigger all",
        "update sec.session set expires_at = 'infinity'",
        "insert into sec.clock_shift (shift) values ('1 day')",
        "set role cordon_owner",
        "set session authorization cordon_owner",
        "create table public.mine (id int)",
    ] {
        if !tried(&mut inside, sql).await.starts_with("42501") {
            allowed.push(sql.to_owned());
        }
    }
    assert_eq!(allowed, Vec::<String>::new());
    must(&mut owner, "grant delete on leg to cordon_web").await;
    assert_ne!(tried(&mut inside, "delete from leg").await, "42501", "the control");
}

const STATES: [&str; 13] = [
    "notified",
    "planning",
    "clearance_pending",
    "cleared",
    "cleared_with_conditions",
    "refused",
    "ready",
    "under_way",
    "diverted",
    "suspended",
    "completed",
    "closed",
    "cancelled",
];

#[tokio::test]
async fn every_pair_of_states_obeys_the_table_of_transitions() {
    let app = furnished().await;
    let mut inside = app.inside("chief").await;
    let mut owner = app.owner().await;
    let legal = strings(&mut owner, "select from_state || ' ' || to_state from movement_transition").await;
    let mut wrong = Vec::new();
    for from in STATES {
        let put = format!(
            "alter table movement disable trigger movement_obeys; update movement set state = '{from}' where id = '{}'; alter table movement enable trigger movement_obeys",
            GOMA.id("movement")
        );
        change(&mut owner, &put).await.expect("the state can be arranged");
        for to in STATES.into_iter().filter(|to| *to != from) {
            let outcome = tried(&mut inside, &format!("update movement set state = '{to}' where id = <movement>")).await;
            let expected: &[&str] = match legal.contains(&format!("{from} {to}")) {
                true if to == "closed" => &["23514 closed_movement_has_arrivals"],
                true => &["accepted"],
                false => &["23514 movement_transition_allowed"],
            };
            if !expected.contains(&outcome.as_str()) {
                wrong.push(format!("{from} to {to}: {outcome}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn of_thirty_two_clients_after_one_officer_one_wins() {
    const CLIENTS: usize = 32;
    let app = furnished().await;
    let mut owner = app.owner().await;
    let mut sql = String::new();
    for n in 0..CLIENTS {
        let id = |kind: u32| format!("00000000-0000-4000-9{kind:03}-0000000000{n:02}");
        sql.push_str(&format!(
            "insert into principal (id, ref, display_name, portfolio_code, home_station_id) select '{p}', 'P-RACE{n:02}', 'Racer', 'world', id from duty_station where code = 'GOM';
             insert into movement (id, ref, principal_id, planning_station_id, planning_cell, state) select '{m}', 'M-26-RACE{n:02}', '{p}', id, cell, 'planning' from duty_station where code = 'GOM';
             insert into leg (id, movement_id, number, principal_id, departure_text, departs_local, departs_zone, departs_at, arrival_text, arrives_local, arrives_zone, arrives_at, planning_cell, departure_cell, arrival_cell)
               select '{l}', '{m}', 1, '{p}', 'a', '2031-06-01 10:00', 'UTC', '2031-06-01 10:00Z', 'b', '2031-06-01 12:00', 'UTC', '2031-06-01 12:00Z', cell, cell, cell from duty_station where code = 'GOM';
             insert into formation (id, movement_id, planning_cell) values ('{f}', '{m}', 0);
             insert into post (id, movement_id, leg_id, planning_cell, role, number) values ('{o}', '{m}', '{l}', 0, 'driver', 1);",
            p = id(1), m = id(2), l = id(3), f = id(4), o = id(5)
        ));
    }
    must(&mut owner, &format!("begin; {sql} {ENTRY}; commit")).await;
    for n in 0..CLIENTS {
        app.ground(&format!("P-RACE{n:02}")).await;
    }
    let session = app.session_of("coordinator-goma").await;
    let start = Arc::new(Barrier::new(CLIENTS));
    let mut clients = tokio::task::JoinSet::new();
    for n in 0..CLIENTS {
        let mut inside = app.web_role().await;
        enter(&mut inside, &session.key).await;
        let start = Arc::clone(&start);
        clients.spawn(async move {
            let id = |kind: u32| format!("00000000-0000-4000-9{kind:03}-0000000000{n:02}");
            let sql = format!(
                "begin; insert into tasking (id, movement_id, leg_id, post_id, formation_id, officer_id, planning_cell, officer_cell, during)
                 values (gen_random_uuid(), '{}', '{}', '{}', '{}', '{}', 0, 0, 'empty'); {ENTRY}; commit",
                id(2),
                id(3),
                id(5),
                id(4),
                GOMA.id("officer")
            );
            start.wait().await;
            refusal(&run(&mut inside, &sql).await)
        });
    }
    let outcomes = clients.join_all().await;

    assert_eq!(outcomes.iter().filter(|outcome| *outcome == "accepted").count(), 1, "{outcomes:?}");
    let honest = ["23P01 officer_in_one_place"];
    assert!(outcomes.iter().filter(|outcome| *outcome != "accepted").all(|outcome| honest.contains(&outcome.as_str())), "{outcomes:?}");
    assert_eq!(app.count("select count(*) from tasking where during && '[2031-06-01 10:00Z,2031-06-01 12:00Z)'").await, 1);
    assert_eq!(app.count("select count(*) from sec.occupation where during && '[2031-06-01 10:00Z,2031-06-01 12:00Z)'").await, 1);
}

#[tokio::test]
async fn both_ends_see_a_leg_and_nothing_else_of_the_movement() {
    let app = furnished().await;
    let mut owner = app.owner().await;
    let place =
        string(&mut owner, "select p.id::text from place p join duty_station s on s.id = p.station_id where p.kind = 'duty_station' and s.code = 'JUB'").await;
    let leg = LEG.replace("<when>", "interval '5 hours'").replace("<contested>", "false");
    change(&mut owner, &filled(&leg)).await.expect("a second leg");
    change(&mut owner, &filled(&format!("update leg set arrival_place_id = '{place}' where movement_id = <movement> and number = 9")))
        .await
        .expect("it ends in Juba");
    let mut juba = app.inside("ssp-juba").await;
    assert_eq!(strings(&mut juba, &filled("select number::text from leg where movement_id = <movement>")).await, ["9"]);
    assert_eq!(strings(&mut juba, &filled("select ref from movement where id = <movement>")).await, [GOMA.ref_of("M-26")]);
    for table in ["movement_plan", "stop", "stay"] {
        assert_eq!(strings(&mut juba, &filled(&format!("select 'seen' from {table} where movement_id = <movement>"))).await, Vec::<String>::new(), "{table}");
    }
    assert_eq!(
        strings(&mut juba, &filled("select 'seen' from movement_event where movement_id = <movement>")).await,
        Vec::<String>::new(),
        "events of the other leg"
    );
    assert_eq!(
        strings(&mut juba, &filled("select 'seen' from post where movement_id = <movement> and leg_id = <leg>")).await,
        Vec::<String>::new(),
        "posts of the other leg"
    );
    let mut beirut = app.inside("ssp-goma").await;
    assert_eq!(string(&mut beirut, &format!("select count(*)::text from leg where movement_id = '{}'", BEIRUT.id("movement"))).await, "0");
    assert_eq!(tried(&mut juba, "update movement_plan set purpose = 'x'").await, "accepted", "no row is reached");
    must(&mut juba, "begin").await;
    assert_eq!(must(&mut juba, &filled("update leg set carrier = 'x' where id = <leg>")).await, 0, "the other leg is out of reach");
}
