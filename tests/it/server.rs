//! The private Postgres: starts, is killed, is left alone, is shared; what was committed stays.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::disallowed_methods, reason = "programs are killed here")]

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use cordon::db::server::{ADMIN_ROLE, PrivateServer};
use sqlx::{Connection, PgConnection};

/// Set in the child process that plays a program which owns a server and is then killed.
const PLAY_PARENT: &str = "CORDON_TEST_PLAY_PARENT_IN";

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("cordon-it-{name}-{}", uuid::Uuid::new_v4().simple()));
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn within(limit: Duration, what: &str, mut holds: impl FnMut() -> bool) {
    let until = Instant::now() + limit;
    while !holds() {
        assert!(Instant::now() < until, "not within {limit:?}: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

async fn connect(server: &PrivateServer) -> sqlx::Result<PgConnection> {
    PgConnection::connect_with(&server.connect_options(ADMIN_ROLE, "postgres")).await
}

fn write_note(server: &PrivateServer, note: &'static str) {
    run(async {
        let mut connection = connect(server).await.unwrap();
        sqlx::raw_sql("create table if not exists note (line text)").execute(&mut connection).await.unwrap();
        sqlx::query("insert into note values ($1)").bind(note).execute(&mut connection).await.unwrap();
    });
}

fn notes(server: &PrivateServer) -> Vec<String> {
    run(async {
        let mut connection = connect(server).await.unwrap();
        sqlx::query_scalar("select line from note order by line").fetch_all(&mut connection).await.unwrap()
    })
}

fn setting(server: &PrivateServer, name: &'static str) -> String {
    run(async {
        let mut connection = connect(server).await.unwrap();
        sqlx::query_scalar("select current_setting($1)").bind(name).fetch_one(&mut connection).await.unwrap()
    })
}

fn kill_hard(pid: u32) {
    let pid = rustix::process::Pid::from_raw(i32::try_from(pid).unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
}

fn runs(pid: u32) -> bool {
    if !std::path::Path::new("/proc/self").exists() {
        let pid = rustix::process::Pid::from_raw(i32::try_from(pid).unwrap()).unwrap();
        return rustix::process::test_kill_process(pid).is_ok();
    }
    let state = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    !state.is_empty() && !state.contains(") Z ")
}

#[test]
fn a_private_server_keeps_its_data_from_start_to_start_and_is_durable_and_closed() {
    let folder = Folder::new("cold");
    let cold = Instant::now();
    let server = PrivateServer::start(&folder.0).unwrap();
    let cold = cold.elapsed();
    write_note(&server, "kept");
    for (name, expected) in [
        ("fsync", "on"),
        ("full_page_writes", "on"),
        ("synchronous_commit", "on"),
        ("data_checksums", "on"),
        ("server_encoding", "UTF8"),
        ("listen_addresses", ""),
        ("log_statement", "none"),
        ("TimeZone", "UTC"),
    ] {
        assert_eq!(setting(&server, name), expected, "{name}");
    }
    drop(server);

    let warm = Instant::now();
    let server = PrivateServer::start(&folder.0).unwrap();
    let warm = warm.elapsed();

    assert_eq!(notes(&server), ["kept"]);
    eprintln!("cold {cold:?}, warm {warm:?}");
}

#[test]
fn a_killed_server_runs_again_with_what_was_committed() {
    let folder = Folder::new("killed");
    let server = PrivateServer::start(&folder.0).unwrap();
    write_note(&server, "committed");
    let first = server.pid().unwrap();

    kill_hard(first);
    within(Duration::from_secs(60), "started again", || server.restarts() == 1);

    assert_eq!(notes(&server), ["committed"]);
    assert_ne!(server.pid().unwrap(), first);
}

#[test]
fn a_killed_server_that_cannot_start_for_a_while_runs_again_when_it_can() {
    let folder = Folder::new("barred");
    let server = PrivateServer::start(&folder.0).unwrap();
    write_note(&server, "committed");
    let cluster = folder.0.join("postgres");
    let refused = || std::fs::read_to_string(folder.0.join("postgres.log")).unwrap().contains("ermission denied");
    assert!(!refused());

    std::fs::set_permissions(&cluster, std::fs::Permissions::from_mode(0o000)).unwrap();
    kill_hard(server.pid().unwrap());
    within(Duration::from_secs(60), "a start was tried and refused", refused);
    assert_eq!(server.restarts(), 0);
    std::fs::set_permissions(&cluster, std::fs::Permissions::from_mode(0o700)).unwrap();

    within(Duration::from_secs(60), "started again", || server.restarts() == 1);
    assert_eq!(notes(&server), ["committed"]);
}

#[test]
fn what_a_full_disk_and_a_crash_leave_behind_does_not_stop_the_start() {
    let (folder, other) = (Folder::new("leftovers"), Folder::new("neighbour"));
    let server = PrivateServer::start(&folder.0).unwrap();
    write_note(&server, "kept");
    let socket = server.target(ADMIN_ROLE, "postgres").host;
    drop(server);
    let neighbour = PrivateServer::start_for_tests(&other.0).unwrap();
    let empty = std::fs::File::create(folder.0.join("postgres/postmaster.pid")).unwrap();
    empty.set_modified(std::time::SystemTime::now() - Duration::from_secs(60)).unwrap();
    let owner = std::fs::metadata(folder.0.join("postgres")).unwrap();
    std::fs::create_dir_all(&socket).unwrap();
    std::os::unix::fs::chown(&socket, Some(owner.uid()), Some(owner.gid())).unwrap();
    std::fs::write(Path::new(&socket).join(".s.PGSQL.5432.lock"), format!("{}\n", neighbour.pid().unwrap())).unwrap();

    let server = PrivateServer::start(&folder.0).unwrap();

    assert_eq!(notes(&server), ["kept"]);
}

#[test]
fn play_a_parent_that_waits_to_be_killed() {
    let Some(folder) = std::env::var_os(PLAY_PARENT) else {
        return; // Only the test below wants a parent.
    };
    let server = PrivateServer::start(Path::new(&folder)).unwrap();
    write_note(&server, "before the parent died");
    std::fs::write(Path::new(&folder).join("pid"), server.pid().unwrap().to_string()).unwrap();
    std::thread::sleep(Duration::from_secs(120));
}

#[test]
fn a_server_does_not_outlive_its_killed_parent_and_the_next_start_finds_all() {
    let folder = Folder::new("orphan");
    let mut parent = Command::new(std::env::current_exe().unwrap())
        .args(["play_a_parent_that_waits_to_be_killed", "--nocapture"])
        .env(PLAY_PARENT, &folder.0)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let told = folder.0.join("pid");
    within(Duration::from_secs(60), "the parent has a server", || std::fs::read_to_string(&told).is_ok_and(|t| !t.is_empty()));
    let orphan: u32 = std::fs::read_to_string(&told).unwrap().parse().unwrap();
    assert!(runs(orphan));

    parent.kill().unwrap();
    parent.wait().unwrap();
    let server = PrivateServer::start(&folder.0).unwrap();

    assert_eq!(notes(&server), ["before the parent died"]);
    within(Duration::from_secs(10), "the orphan is gone", || !runs(orphan));
}

#[test]
fn a_stale_pid_file_with_the_number_of_a_stranger_does_not_stop_the_start() {
    let folder = Folder::new("stale");
    let server = PrivateServer::start(&folder.0).unwrap();
    write_note(&server, "kept");
    let pid_file = folder.0.join("postgres/postmaster.pid");
    let text = std::fs::read_to_string(&pid_file).unwrap();
    drop(server);
    let mut stranger = Command::new("sleep").arg("60").spawn().unwrap();
    let rest = text.split_once('\n').unwrap().1;
    std::fs::write(&pid_file, format!("{}\n{rest}", stranger.id())).unwrap();

    let server = PrivateServer::start(&folder.0);

    stranger.kill().unwrap();
    stranger.wait().unwrap();
    assert_eq!(notes(&server.unwrap()), ["kept"]);
}

#[test]
fn a_second_program_shares_the_server_and_does_not_stop_it() {
    let folder = Folder::new("shared");
    let owner = PrivateServer::start(&folder.0).unwrap();
    write_note(&owner, "of the owner");

    let guest = PrivateServer::attach_or_start(&folder.0).unwrap();
    assert!(owner.is_owner() && !guest.is_owner());
    assert_eq!(notes(&guest), ["of the owner"]);
    drop(guest);

    assert_eq!(notes(&owner), ["of the owner"]);
}

#[test]
fn without_a_running_server_a_command_has_one_for_its_own_time() {
    let folder = Folder::new("own-time");
    let first = PrivateServer::attach_or_start(&folder.0).unwrap();
    assert!(first.is_owner());
    let pid = first.pid().unwrap();

    drop(first);

    assert!(!runs(pid));
}

#[test]
fn a_long_path_gets_a_short_socket() {
    let folder = Folder::new("long");
    let deep = folder.0.join("a-folder-with-a-long-name".repeat(3)).join("and-another".repeat(4));

    let server = PrivateServer::start_for_tests(&deep).unwrap();

    write_note(&server, "reached");
    assert_eq!(notes(&server), ["reached"]);
}
