//! What was acknowledged survives: twenty times the program or its database is killed right after an
//! answer, and every session that was given still opens, and the trail still follows from entry to entry.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::disallowed_methods, reason = "programs are started and killed here")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const KILLS: usize = 20;
const PASSWORD: &str = "kept-through-every-kill";
const NAMES: [&str; 2] = ["keeper-one", "keeper-two"];
const PATIENCE: Duration = Duration::from_secs(60);

struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The built program, serving; killed hard when dropped.
struct Server {
    child: Child,
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn cordon(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cordon"));
    command.arg("--data-dir").arg(folder).env_remove("DATABASE_URL").env_remove("CORDON_OWNER_URL").current_dir(folder).stdin(Stdio::null());
    command
}

fn serve(folder: &Path) -> Server {
    let mut child = cordon(folder).args(["serve", "--listen", "127.0.0.1:0"]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut said = Vec::new();
    let address = lines.by_ref().map_while(Result::ok).find_map(|line| {
        let address = line.strip_prefix("Cordon is at http://").map(str::to_owned);
        said.push(line);
        address
    });
    let address = address.unwrap_or_else(|| panic!("the program did not say where it is: {said:?}"));
    std::thread::spawn(move || lines.for_each(drop));
    Server { child, address }
}

/// Status line and headers; empty while nobody answers.
fn ask(address: &str, request: &str) -> String {
    let mut answer = Vec::new();
    if let Ok(mut stream) = TcpStream::connect(address) {
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        if stream.write_all(request.as_bytes()).is_ok() {
            // What came before the connection broke is no answer unless its head is whole.
            let _ = stream.read_to_end(&mut answer);
        }
    }
    String::from_utf8_lossy(&answer).split_once("\r\n\r\n").map(|(head, _)| head.to_lowercase()).unwrap_or_default()
}

fn sign_in(address: &str, name: &str) -> Option<String> {
    let body = format!("username={name}&password={PASSWORD}");
    let head = ask(
        address,
        &format!(
            "POST /sign-in HTTP/1.1\r\nHost: {address}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        ),
    );
    let cookie = head.lines().filter_map(|line| line.strip_prefix("set-cookie: ")).find(|cookie| cookie.starts_with("cordon_session="))?;
    Some(cookie.split(';').next().unwrap().to_owned())
}

/// Where the front page leads the holder of this cookie; empty while it cannot say.
fn leads(address: &str, cookie: &str) -> String {
    let head = ask(address, &format!("GET / HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"));
    head.lines().find_map(|line| line.strip_prefix("location: ")).unwrap_or_default().to_owned()
}

fn until<T>(what: &str, mut answers: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = answers() {
            return found;
        }
        assert!(Instant::now() < end, "not within {PATIENCE:?}: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn database_of(folder: &Path) -> rustix::process::Pid {
    let text = std::fs::read_to_string(folder.join("postgres/postmaster.pid")).unwrap();
    rustix::process::Pid::from_raw(text.lines().next().unwrap().trim().parse().unwrap()).unwrap()
}

fn kill_database(folder: &Path) {
    rustix::process::kill_process(database_of(folder), rustix::process::Signal::KILL).unwrap();
}

#[test]
fn while_the_database_cannot_start_pages_say_so_and_come_back_by_themselves() {
    let folder = Folder(std::env::temp_dir().join(format!("cordon-it-barred-{}", uuid::Uuid::new_v4().simple())));
    std::fs::create_dir(&folder.0).unwrap();
    let server = serve(&folder.0);
    let get = |path: &str, cookie: &str| {
        ask(&server.address, &format!("GET {path} HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n", server.address))
    };
    let nobody = format!("cordon_session={}", "a".repeat(64));
    until("ready", || get("/readyz", "").starts_with("http/1.1 200").then_some(()));
    assert!(get("/watch", &nobody).starts_with("http/1.1 303"), "an unknown session is led to sign-in");
    let cluster = folder.0.join("postgres");

    let pid = database_of(&folder.0);
    std::fs::set_permissions(&cluster, std::fs::Permissions::from_mode(0o000)).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();

    until("not ready", || get("/readyz", "").starts_with("http/1.1 503").then_some(()));
    // a connection that was open may outlive its server for a moment
    until("a page says that the database is away", || get("/watch", &nobody).starts_with("http/1.1 503").then_some(()));
    assert!(get("/healthz", "").starts_with("http/1.1 200"), "the program itself lives");
    std::fs::set_permissions(&cluster, std::fs::Permissions::from_mode(0o700)).unwrap();
    until("ready again", || get("/readyz", "").starts_with("http/1.1 200").then_some(()));
    assert!(get("/watch", &nobody).starts_with("http/1.1 303"));
}

#[test]
fn what_was_acknowledged_survives_twenty_kills_of_program_and_database() {
    let folder = Folder(std::env::temp_dir().join(format!("cordon-it-kills-{}", uuid::Uuid::new_v4().simple())));
    std::fs::create_dir(&folder.0).unwrap();
    let password = folder.0.join("password");
    std::fs::write(&password, PASSWORD).unwrap();
    let data = folder.0.join("var");
    std::fs::create_dir(&data).unwrap();
    for name in NAMES {
        let added = cordon(&data).args(["user", "add", name, "--role", "system_admin", "--password-file"]).arg(&password).output().unwrap();
        assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
    }
    let mut server = serve(&data);
    let mut given: Vec<String> = Vec::new();

    for kill in 0..KILLS {
        let name = NAMES[kill / 2 % 2];
        given.push(until("signed in", || sign_in(&server.address, name)));
        if kill % 2 == 0 {
            drop(server);
            server = serve(&data);
        } else {
            kill_database(&data);
        }
        // The five latest sessions of a person live; the older ones were ended on purpose.
        for cookie in given.iter().rev().take(6) {
            let place = until("the front page answers", || Some(leads(&server.address, cookie)).filter(|place| !place.is_empty()));
            assert_ne!(place, "/sign-in", "kill {kill}: a session that was given is gone");
        }
    }

    let entries = cordon(&data).args(["audit", "verify", "--json"]).output().unwrap();
    assert!(entries.status.success(), "{}{}", String::from_utf8_lossy(&entries.stdout), String::from_utf8_lossy(&entries.stderr));
    let verdict: serde_json::Value = serde_json::from_slice(&entries.stdout).unwrap();
    assert!(verdict["entries"].as_u64().unwrap() >= (KILLS + NAMES.len()) as u64, "{verdict}");
}
