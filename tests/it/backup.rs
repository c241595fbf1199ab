//! A backup taken from one server and restored into another: same rows, same owners, dead sessions.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::disallowed_methods, reason = "the date of a backup is the time of this machine")]

use std::path::PathBuf;

use chrono::Utc;
use cordon::backup::{self, BackupError, DATABASE, Passphrase};
use cordon::db::server::{ADMIN_ROLE, PrivateServer};
use sqlx::{Connection, PgConnection};

const ROLES: &str = "create role cordon_owner nologin; create role cordon_web login;";

const CONTENT: &str = "
    create schema sec;
    create table sec.session (id int primary key, ended_at timestamptz);
    create table sec.one_time_code (code text);
    create table line (id int primary key, words text not null);
    insert into line select i, repeat('words ', 200) || i from generate_series(1, 20000) i;
    alter table line enable row level security;
    alter table line force row level security;
    insert into sec.session values (1, null), (2, '2026-01-01');
    insert into sec.one_time_code values ('123456');
    grant select on line to cordon_web;";

struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("cordon-it-backup-{}", uuid::Uuid::new_v4().simple()));
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

async fn connect(server: &PrivateServer, database: &str) -> PgConnection {
    PgConnection::connect_with(&server.connect_options(ADMIN_ROLE, database)).await.unwrap()
}

fn filled(folder: &Folder) -> PrivateServer {
    let server = PrivateServer::start_for_tests(&folder.0.join("source")).unwrap();
    run(async {
        let mut admin = connect(&server, "postgres").await;
        sqlx::raw_sql(ROLES).execute(&mut admin).await.unwrap();
        sqlx::raw_sql("create database cordon owner cordon_owner").execute(&mut admin).await.unwrap();
        let mut owner = connect(&server, DATABASE).await;
        sqlx::raw_sql("set role cordon_owner").execute(&mut owner).await.unwrap();
        sqlx::raw_sql(CONTENT).execute(&mut owner).await.unwrap_or_else(|error| panic!("{error}"));
    });
    server
}

#[test]
fn a_restored_backup_has_all_rows_owners_and_rights_and_no_open_session() {
    let folder = Folder::new();
    let file = folder.0.join("backup");
    let secret = Passphrase::new(b"correct horse battery").unwrap();
    let source = filled(&folder);
    let made = backup::create(&source.target(ADMIN_ROLE, DATABASE), source.binaries(), &file, Some(&secret), Utc::now()).unwrap();
    drop(source);

    let target = folder.0.join("target");
    let restored = backup::restore(&file, &target, Some(&secret), ROLES).unwrap();

    assert_eq!(restored, made);
    let server = PrivateServer::start(&target).unwrap();
    let (rows, owner, may_read, open_sessions, codes) = run(async {
        let mut admin = connect(&server, DATABASE).await;
        sqlx::query_as::<_, (i64, String, bool, i64, i64)>(
            "select (select count(*) from line),
                    (select tableowner::text from pg_tables where tablename = 'line'),
                    has_table_privilege('cordon_web', 'line', 'select'),
                    (select count(*) from sec.session where ended_at is null),
                    (select count(*) from sec.one_time_code)",
        )
        .fetch_one(&mut admin)
        .await
        .unwrap()
    });
    assert_eq!((rows, owner.as_str(), may_read, open_sessions, codes), (20_000, "cordon_owner", true, 0, 0));
}

#[test]
fn a_refused_backup_leaves_the_folder_empty_and_an_occupied_folder_untouched() {
    let folder = Folder::new();
    let file = folder.0.join("backup");
    let source = filled(&folder);
    backup::create(&source.target(ADMIN_ROLE, DATABASE), source.binaries(), &file, None, Utc::now()).unwrap();
    drop(source);

    let occupied = folder.0.join("source");
    assert!(matches!(backup::restore(&file, &occupied, None, ROLES), Err(BackupError::NotEmpty(_))));

    // Roles that the objects belong to are missing: Postgres itself refuses, half way.
    let target = folder.0.join("target");
    let refused = backup::restore(&file, &target, None, "create role cordon_owner nologin");
    assert!(matches!(refused, Err(BackupError::Server(_))), "{refused:?}");
    assert_eq!(std::fs::read_dir(&target).unwrap().count(), 0);

    let whole = std::fs::read(&file).unwrap();
    std::fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    assert!(matches!(backup::restore(&file, &target, None, ROLES), Err(BackupError::Damaged(_))));
    assert_eq!(std::fs::read_dir(&target).unwrap().count(), 0);
}

#[test]
fn a_failed_backup_leaves_no_file_behind() {
    let folder = Folder::new();
    let file = folder.0.join("backup");
    let server = PrivateServer::start_for_tests(&folder.0.join("source")).unwrap();

    let failed = backup::create(&server.target(ADMIN_ROLE, "no_such_database"), server.binaries(), &file, None, Utc::now());

    assert!(failed.unwrap_err().to_string().contains("no_such_database"));
    assert!(!file.exists() && !folder.0.join("backup.part").exists());
}
