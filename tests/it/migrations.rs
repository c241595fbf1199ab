//! The steps of the schema: applied on an empty database, each once, never changed behind its back.

use cordon::db::{self, MIGRATOR};
use sqlx::migrate::MigrateError;
use sqlx::{ConnectOptions, Connection};

use crate::support::TestApp;
use crate::support::sql::{must, string, strings};

#[tokio::test]
async fn every_step_is_applied_once_and_the_second_time_changes_nothing() {
    let app = TestApp::start().await;
    let mut owner = app.owner().await;
    let applied = strings(&mut owner, "select version::text from _sqlx_migrations where success order by version").await;
    let shipped: Vec<String> = MIGRATOR.iter().map(|step| step.version.to_string()).collect();
    assert_eq!(applied, shipped);
    let before = string(&mut owner, "select md5(string_agg(t::text, '' order by version)) from _sqlx_migrations t").await;

    db::migrate_schema(&app.admin, "test").await.expect("again");

    assert_eq!(string(&mut owner, "select md5(string_agg(t::text, '' order by version)) from _sqlx_migrations t").await, before);
}

#[tokio::test]
async fn an_empty_database_becomes_the_same_schema() {
    let app = TestApp::start().await;
    let name = format!("empty_{}", uuid::Uuid::now_v7().simple());

    db::migrate(&app.admin, &name, "test").await.expect("the schema is made from nothing");

    let mut fresh = db::connect_owner(&app.admin.clone().database(&name)).await.expect("it answers");
    let mut owner = app.owner().await;
    let shape = "select md5(string_agg(line, E'\\n' order by line)) from (
        select table_schema || '.' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable as line from information_schema.columns
          where table_schema in ('public', 'sec', 'audit', 'history')
        union all select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) from pg_constraint where connamespace::regnamespace::text in ('public', 'sec', 'audit')) x";
    assert_eq!(string(&mut fresh, shape).await, string(&mut owner, shape).await);
    assert_eq!(string(&mut fresh, "select kind from sec.installation").await, "test");
    fresh.close().await.expect("goodbye");
    let mut admin = app.admin.clone().database("postgres").connect().await.expect("the server answers");
    must(&mut admin, &format!("drop database {name} with (force)")).await;
}

#[tokio::test]
async fn a_step_that_was_changed_after_it_landed_is_noticed() {
    let app = TestApp::start().await;
    let mut owner = app.owner().await;
    must(&mut owner, "update _sqlx_migrations set checksum = '\\x00' where version = (select min(version) from _sqlx_migrations)").await;

    let outcome = MIGRATOR.run(&mut owner).await;

    assert!(matches!(outcome, Err(MigrateError::VersionMismatch(_))), "{outcome:?}");
}

#[tokio::test]
async fn the_kind_of_an_installation_does_not_change_with_a_later_step() {
    let app = TestApp::start().await;

    db::migrate_schema(&app.admin, "live").await.expect("again, as another kind");

    assert_eq!(string(&mut app.owner().await, "select kind from sec.installation").await, "test");
}

/// Steps that installations have applied: `version`, first half of the checksum. A change to one would
/// keep every installation from starting; what must change changes in a new step.
#[test]
fn steps_that_landed_are_as_they_landed() {
    let digest = |step: &sqlx::migrate::Migration| step.checksum.iter().take(16).map(|byte| format!("{byte:02x}")).collect::<String>();
    for line in include_str!("landed.txt").lines() {
        let (version, checksum) = line.split_once(' ').expect("version and checksum");
        let step = MIGRATOR.iter().find(|step| step.version.to_string() == version).unwrap_or_else(|| panic!("step {version} is gone"));
        assert_eq!(digest(step), checksum, "step {version} has changed");
    }
}
