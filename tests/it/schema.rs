//! What the catalogue of the migrated database must say: walls, history, keys, names, roles.
//! A new table enters one of the lists of [`tables`], or the first test fails.

mod tables;

use sqlx::{AssertSqlSafe, ConnectOptions, PgConnection};

use self::tables::{DELETABLE, LOCAL_TIMES, MACHINERY, OPEN_WHEN_CLOSED, PERSONAL, REFERENCE, SCOPED, SHARED, WORKING};
use crate::support::TestApp;
use crate::support::sql::{change, enter, must, refusal, run, string, strings};
use crate::support::world::{self, GOMA};

fn listed(names: &[&[&str]]) -> String {
    names.iter().flat_map(|list| list.iter()).map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ")
}

/// Rules of the catalogue, each a query that must find nothing.
fn rules() -> Vec<(&'static str, String)> {
    let scoped = listed(&[SCOPED, SHARED]);
    let walled = listed(&[SCOPED, SHARED, PERSONAL, WORKING]);
    let all = listed(&[SCOPED, WORKING, PERSONAL, SHARED, REFERENCE, MACHINERY]);
    let deletable = listed(&[DELETABLE]);
    let local = listed(&[LOCAL_TIMES]);
    let open = listed(&[OPEN_WHEN_CLOSED]);
    vec![
        (
            "tables that stand in no list of this test",
            format!("select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname not in ({all})"),
        ),
        (
            "tables of a list that are not there",
            format!("select name from unnest(array[{all}]) name where to_regclass('public.' || quote_ident(name)) is null"),
        ),
        (
            "walls that are down",
            format!("select relname::text from pg_class where relnamespace = 'public'::regnamespace and relname in ({walled}) and not (relrowsecurity and relforcerowsecurity) and relkind = 'r'"),
        ),
        (
            "restrictive walls that are missing",
            format!(
                "select t || ': ' || c from unnest(array[{scoped}]) t, unnest(array['r', 'a', 'w']) c
                 where not exists (select from pg_policy where polrelid = ('public.' || quote_ident(t))::regclass and polcmd::text = c and not polpermissive)"
            ),
        ),
        (
            "business tables without history, its wall or its triggers",
            format!(
                "select t from unnest(array[{scoped}]) t where to_regclass('history.' || quote_ident(t)) is null
                   or not exists (select from pg_class where oid = to_regclass('history.' || quote_ident(t)) and relrowsecurity and relforcerowsecurity)
                   or (select count(*) from pg_trigger where tgrelid = ('public.' || quote_ident(t))::regclass
                     and tgfoid = 'history.record'::regproc and tgenabled = 'O' and not tgisinternal) < 2"
            ),
        ),
        (
            "business tables without their visible relation",
            format!("select t from unnest(array[{scoped}]) t where to_regclass('public.visible_' || t) is null"),
        ),
        (
            "views that look with the eyes of their owner",
            "select c.oid::regclass::text from pg_class c where relkind = 'v' and relnamespace in ('public'::regnamespace, 'sec'::regnamespace, 'history'::regnamespace, 'audit'::regnamespace)
               and not coalesce(reloptions::text ~ 'security_invoker=(true|on|1)', false)"
                .into(),
        ),
        (
            "materialised views",
            "select c.oid::regclass::text from pg_class c where relkind = 'm' and relnamespace::regnamespace::text not like 'pg%'".into(),
        ),
        (
            "tables without a primary key",
            "select c.oid::regclass::text from pg_class c where relkind = 'r' and relnamespace in ('public'::regnamespace, 'sec'::regnamespace, 'history'::regnamespace, 'audit'::regnamespace)
               and not exists (select from pg_constraint where conrelid = c.oid and contype = 'p')"
                .into(),
        ),
        (
            "foreign keys without an index",
            "select k.conrelid::regclass || ' ' || k.conname from pg_constraint k
             where contype = 'f' and connamespace in ('public'::regnamespace, 'sec'::regnamespace) and not exists (
               select from pg_index i where i.indrelid = k.conrelid and i.indkey[0] = k.conkey[1]
                 and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) ~ 'IS NOT NULL|IS NULL'))"
                .into(),
        ),
        (
            "constraints that were not named",
            "select conrelid::regclass || ' ' || conname from pg_constraint k join pg_class c on c.oid = k.conrelid
             where connamespace = 'public'::regnamespace and contype in ('c', 'u', 'x') and c.relname <> '_sqlx_migrations'
               and conname ~ ('^' || c.relname || '_.*_?(check|key|excl)\\d*$')"
                .into(),
        ),
        (
            "times without a zone",
            format!(
                "select c.relname || '.' || a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid
                 where c.relkind = 'r' and c.relnamespace in ('public'::regnamespace, 'sec'::regnamespace, 'history'::regnamespace, 'audit'::regnamespace)
                   and a.atttypid in ('timestamp'::regtype, 'time'::regtype, 'timetz'::regtype, 'tsrange'::regtype) and not a.attisdropped
                   and c.relname || '.' || a.attname not in ({local})"
            ),
        ),
        (
            "definer functions that may be led astray by a search path",
            "select p.oid::regprocedure::text from pg_proc p where prosecdef and pronamespace in ('public'::regnamespace, 'sec'::regnamespace, 'history'::regnamespace, 'audit'::regnamespace)
               and not exists (select from unnest(proconfig) c where c like 'search_path=pg_catalog%' and c like '%pg_temp')"
                .into(),
        ),
        (
            "functions that everybody may call",
            "select p.oid::regprocedure::text from pg_proc p, aclexplode(coalesce(proacl, acldefault('f', proowner))) a
             where pronamespace in ('sec'::regnamespace, 'history'::regnamespace, 'audit'::regnamespace) and a.grantee = 0 and a.privilege_type = 'EXECUTE'"
                .into(),
        ),
        (
            "what the web role owns",
            "select c.oid::regclass::text from pg_class c join pg_roles r on r.oid = c.relowner where rolname = 'cordon_web'
             union all select p.oid::regprocedure::text from pg_proc p join pg_roles r on r.oid = p.proowner where rolname = 'cordon_web'"
                .into(),
        ),
        (
            "attributes and memberships that the web role must not have",
            "select rolname::text from pg_roles where rolname = 'cordon_web' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)
             union all select roleid::regrole::text from pg_auth_members where member = 'cordon_web'::regrole"
                .into(),
        ),
        (
            "tables that the web role may empty or alter",
            format!(
                "select c.oid::regclass || ': ' || p from pg_class c, unnest(array['DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p
                 where c.relkind in ('r', 'v', 'p') and c.relnamespace in ('public'::regnamespace, 'sec'::regnamespace, 'history'::regnamespace, 'audit'::regnamespace)
                   and has_table_privilege('cordon_web', c.oid, p) and not (p = 'DELETE' and c.relname in ({deletable}))"
            ),
        ),
        (
            "schemas in which the web role may make something",
            "select nspname::text from pg_namespace where nspname in ('public', 'sec', 'history', 'audit') and has_schema_privilege('cordon_web', oid, 'CREATE')".into(),
        ),
        (
            "what the web role may write besides business tables",
            format!(
                "select c.oid::regclass || ': ' || p from pg_class c, unnest(array['INSERT', 'UPDATE']) p
                 where c.relkind in ('r', 'v') and c.relnamespace in ('sec'::regnamespace, 'history'::regnamespace, 'audit'::regnamespace, 'public'::regnamespace)
                   and (c.relkind = 'v' or c.relnamespace <> 'public'::regnamespace or c.relname not in ({walled}))
                   and c.relname not like 'visible_%' and has_table_privilege('cordon_web', c.oid, p)"
            ),
        ),
        (
            "tables of a station that take records where it is closed, and should not",
            format!(
                "select c.relname::text from pg_attribute a join pg_class c on c.oid = a.attrelid
                 where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname = 'cell' and not a.attisdropped and c.relname not in ({open})
                   and not exists (select from pg_trigger where tgrelid = c.oid and tgname = 'station_takes_no_record' and tgenabled = 'O')"
            ),
        ),
        (
            "secrets that the web role may read",
            "select t from unnest(array['sec.credential', 'sec.session', 'sec.throttle', 'sec.form_key', 'sec.reference_key', 'sec.attestation_code', 'audit.head', 'audit.due']) t
             where has_table_privilege('cordon_web', t, 'SELECT')"
                .into(),
        ),
    ]
}

#[tokio::test]
async fn the_catalogue_keeps_every_rule() {
    let app = TestApp::start().await;
    let mut owner = app.owner().await;
    let mut wrong = Vec::new();
    for (what, sql) in rules() {
        let found = strings(&mut owner, &sql).await;
        if !found.is_empty() {
            wrong.push(format!("{what}:\n    {}", found.join("\n    ")));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[tokio::test]
async fn each_rule_of_the_catalogue_notices_its_breach() {
    let app = TestApp::start().await;
    let mut owner = app.owner().await;
    let mut admin = sqlx::ConnectOptions::connect(&app.admin).await.expect("the administrator connects");
    let breaches = [
        ("tables that stand in no list of this test", "create table public.stray (id int primary key)"),
        ("walls that are down", "alter table public.leg no force row level security"),
        ("restrictive walls that are missing", "drop policy wall_update on public.officer"),
        ("business tables without history, its wall or its triggers", "alter table public.movement disable trigger history_of_updates"),
        ("business tables without their visible relation", "drop view public.visible_alert cascade"),
        ("views that look with the eyes of their owner", "create view public.everything as select * from public.officer"),
        ("materialised views", "create materialized view public.frozen as select 1 as one"),
        ("tables without a primary key", "alter table audit.anonymous_refusal drop constraint anonymous_refusal_pkey"),
        ("foreign keys without an index", "drop index public.leg_by_batch"),
        ("constraints that were not named", "alter table public.officer add check (version > 0)"),
        ("times without a zone", "alter table public.movement add column wall_clock timestamp"),
        ("definer functions that may be led astray by a search path", "alter function sec.now() reset search_path"),
        ("functions that everybody may call", "grant execute on function sec.now() to public"),
        ("what the web role owns", "alter table public.draft owner to cordon_web"),
        ("tables that the web role may empty or alter", "grant delete on public.leg to cordon_web"),
        ("schemas in which the web role may make something", "grant create on schema public to cordon_web"),
        ("what the web role may write besides business tables", "grant update on sec.session to cordon_web"),
        ("tables of a station that take records where it is closed, and should not", "drop trigger station_takes_no_record on public.vehicle_maintenance"),
        ("secrets that the web role may read", "grant select on sec.credential to cordon_web"),
    ];
    for (what, breach) in breaches {
        let (_, sql) = rules().into_iter().find(|(name, _)| *name == what).unwrap_or_else(|| panic!("no rule: {what}"));
        assert!(strings(&mut owner, &sql).await.is_empty(), "{what} before its breach");
        must(&mut admin, &format!("begin; {breach}")).await;
        let found = strings(&mut admin, &sql).await;
        must(&mut admin, "rollback").await;
        assert!(!found.is_empty(), "not noticed: {breach}");
    }
}

/// The rows a connection sees and could change, table by table.
async fn reach(connection: &mut PgConnection, tables: &[&str]) -> Vec<String> {
    let mut reached = Vec::new();
    for table in tables {
        for relation in [format!("public.{table}"), format!("public.visible_{table}"), format!("history.{table}")] {
            let count: Result<i64, _> = sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {relation}"))).fetch_one(&mut *connection).await;
            if count.as_ref().is_ok_and(|count| *count > 0) {
                reached.push(format!("{relation} is read"));
            }
        }
        let column = string(connection, &format!("select attname::text from pg_attribute where attrelid = 'public.{table}'::regclass and attnum > 0 and attgenerated = '' order by attnum limit 1")).await;
        let changed = run(connection, &format!("update public.{table} set {column} = {column}")).await;
        if changed.as_ref().is_ok_and(|rows| *rows > 0) {
            reached.push(format!("{table} is changed"));
        }
    }
    reached
}

#[tokio::test]
async fn without_a_live_session_nothing_of_a_scope_is_seen_or_changed() {
    let app = TestApp::start().await;
    world::furnish(&app).await;
    let mut owner = app.owner().await;
    for table in SCOPED.iter().chain(WORKING) {
        let rows: i64 = sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {table}"))).fetch_one(&mut owner).await.expect(table);
        assert!(rows > 0, "{table} has no row in tests/it/support/world.sql: nothing is proven about it");
    }
    let ended = app.session_of("chief").await;
    must(&mut owner, "update sec.session set ended_at = sec.now()").await;
    let expired = app.session_of("chief").await;
    must(&mut owner, "update sec.session set expires_at = sec.now() - interval '1 second', scopes_until = 'infinity' where ended_at is null").await;
    let good = app.session_of("chief").await;
    let forged = "ab".repeat(32);
    let hash = string(&mut owner, "select encode(key_hash, 'hex') from sec.session where ended_at is null and expires_at > sec.now()").await;
    let scoped: Vec<&str> = SCOPED.iter().chain(WORKING).copied().collect();
    let mut web = app.web_role().await;

    for (name, key) in [
        ("no key", ""),
        ("a forged key", forged.as_str()),
        ("the stored hash as key", hash.as_str()),
        ("the token as key", good.token.as_str()),
        ("the key of an ended session", ended.key.as_str()),
        ("the key of an expired session", expired.key.as_str()),
    ] {
        enter(&mut web, key).await;
        assert_eq!(reach(&mut web, &scoped).await, Vec::<String>::new(), "{name}");
    }
    enter(&mut web, "not hexadecimal").await;
    assert!(run(&mut web, "select count(*) from officer").await.is_err(), "a key of another form");

    enter(&mut web, &good.key).await;
    assert!(reach(&mut web, &["officer", "movement"]).await.contains(&"public.officer is read".to_owned()), "the control sees something");
}

#[tokio::test]
async fn without_a_session_nothing_is_inserted() {
    let app = TestApp::start().await;
    world::furnish(&app).await;
    let mut owner = app.owner().await;
    let mut web = app.web_role().await;
    // these rules would answer before the wall, which is what is looked at here
    let guards =
        "alter table protection_requirement disable trigger requirement_guarded; alter table requirement_post disable trigger requirement_post_guarded;
        alter table protection_profile disable trigger a_step_is_theirs; alter table handover disable trigger handover_guarded; alter table contested_fact disable trigger contested_fact_guarded;
        alter table ammunition_act disable trigger ammunition_act_guarded; alter table standby_pledge disable trigger standby_guarded;
        alter table standby_report_line disable trigger standby_line_guarded; alter table stock_count_item disable trigger counted_item_guarded;
        alter table vehicle_reservation disable trigger reservation_of_what_is_there; alter table equipment_act disable trigger equipment_issued_where_people_are;
        alter table ms_cp_unit disable trigger ms_unit_guarded; alter table ms_agreement disable trigger agreement_of_unit;
        alter table course_session disable trigger course_session_guarded;
        alter table transfer disable trigger transfer_guarded; alter table transfer_line disable trigger transfer_line_guarded;
        alter table transfer_permit disable trigger transfer_permit_guarded; alter table transfer_scan disable trigger transfer_scan_guarded";
    must(&mut app.admin.connect().await.expect("the administrator connects"), guards).await;
    let mut accepted = Vec::new();
    for table in SCOPED.iter().chain(WORKING).chain(PERSONAL).chain(SHARED) {
        let columns = strings(
            &mut owner,
            &format!("select quote_ident(attname) from pg_attribute where attrelid = 'public.{table}'::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum"),
        )
        .await
        .join(", ");
        let row = string(&mut owner, &format!("select quote_literal(to_jsonb(t)) from {table} t limit 1")).await;
        let row = if row.is_empty() {
            format!(
                "'{{\"account_id\": \"{}\", \"id\": \"{}\", \"path\": \"/\", \"fields\": \"\", \"kind\": \"\", \"headings\": \"\", \"mapping\": {{}}, \"kept_at\": \"2026-01-01\", \"used_at\": \"2026-01-01\"}}'",
                GOMA.id("account"),
                GOMA.id("grant")
            )
        } else {
            row
        };
        let outcome = run(&mut web, &format!("insert into {table} ({columns}) select {columns} from jsonb_populate_record(null::{table}, {row})")).await;
        // Where a rule of the row speaks before the wall does, the rule refuses.
        let by_rule = ["23514 requirement_begins_as_draft", "23514 approved_requirement_is_frozen"];
        if !refusal(&outcome).starts_with("42501") && !by_rule.contains(&refusal(&outcome).as_str()) {
            accepted.push(format!("{table}: {}", refusal(&outcome)));
        }
    }
    assert_eq!(accepted, Vec::<String>::new());
}

#[tokio::test]
async fn an_account_sees_its_own_drafts_only() {
    let app = TestApp::start().await;
    let mut ours = app.inside("ssp-juba").await;
    must(&mut ours, "insert into draft (id, account_id, path, fields) values (gen_random_uuid(), sec.account_id(), '/x', 'a=1')").await;

    let mut theirs = app.inside("chief").await;

    assert_eq!(string(&mut theirs, "select count(*)::text from draft").await, "0");
    assert_eq!(must(&mut theirs, "delete from draft").await, 0);
    assert_eq!(string(&mut ours, "select count(*)::text from draft").await, "1");
}

#[tokio::test]
async fn a_scope_ends_at_its_station_in_every_table() {
    let app = TestApp::start().await;
    world::furnish(&app).await;
    let mut coordinator = app.inside("coordinator-juba").await;
    let mut owner = app.owner().await;
    for table in SCOPED.iter().chain(WORKING).filter(|table| !["account", "access_grant", "account_note"].contains(table)) {
        let rows = strings(&mut coordinator, &format!("select to_jsonb(t)::text from {table} t")).await;
        for row in rows {
            let leaked = world::canaries(&row);
            assert!(leaked.iter().all(|(station, _)| station == "JUB"), "{table} shows {leaked:?} to Juba");
        }
    }
    change(&mut owner, "update duty_station set name = name").await.expect("the owner may change a station");
}
