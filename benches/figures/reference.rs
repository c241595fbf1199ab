//! What the program is held against: pgbench with the same transaction, a Django page on the same database.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use cordon::db::server::{ADMIN_ROLE, PrivateServer};

use super::world::{World, children_of, cpu_of};

/// The statement of a page.
pub enum Script {
    Board,
    List,
    /// One movement, by its reference.
    Row(String),
}

/// What pgbench saw.
pub struct Rate {
    pub per_second: f64,
    /// Seconds of the database's CPU for a transaction.
    pub cpu: f64,
}

/// pgbench with the transaction of a page: begin, identity, the page's statement with its parameters,
/// commit. Without walls the same statement runs as a role that row security does not bind, over the
/// plain tables.
pub fn pgbench(world: &World, cookie: &str, script: &Script, walls: bool, time: Duration) -> Rate {
    let key = cordon::authz::session::key_of(cookie.trim_start_matches("cordon_session="));
    let (name, query) = match script {
        Script::Board => ("board", cordon::features::watch::board_query_text(":until", ":since")),
        Script::List => ("list", cordon::features::movements::list_query_text(":rows")),
        Script::Row(_) => ("row", "select ref, state, starts_at, ends_at from visible_movement where ref = :ref".to_owned()),
    };
    let reference = if let Script::Row(reference) = script { reference } else { "none" };
    let query = if walls { query } else { query.replace("visible_", "") };
    let file = world.data.join(format!("{name}-{walls}.sql"));
    let text =
        format!("begin isolation level repeatable read read only;\nselect sec.now() from set_config('app.key', :key, true);\n{};\ncommit;\n", one_line(&query));
    std::fs::write(&file, text).unwrap();
    let private = PrivateServer::attach_or_start(&world.data).unwrap();
    let target = private.target(if walls { "cordon_web" } else { ADMIN_ROLE }, "cordon");
    let now = cordon::clock::machine_now();
    let stamp = |hours: i64| (now + chrono::Duration::hours(hours)).to_rfc3339();
    let before = world.database_cpu();
    let output = Command::new(private.binaries().program("pgbench"))
        .args(["-n", "-M", "prepared", "-c", "4", "-j", "2", "-T", &time.as_secs().to_string(), "-f"])
        .arg(&file)
        .args([
            "-D",
            &format!("key={key}"),
            "-D",
            &format!("until={}", stamp(24)),
            "-D",
            &format!("since={}", stamp(-12)),
            "-D",
            "rows=51",
            "-D",
            &format!("ref={reference}"),
        ])
        .args(["-h", &target.host, "-p", &target.port.to_string(), "-U", &target.role, "cordon"])
        .env("PGOPTIONS", "-c plan_cache_mode=force_generic_plan -c search_path=public -c TimeZone=UTC")
        .output()
        .unwrap();
    let used = world.database_cpu() - before;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let number = |begins: &str, at: usize| {
        let line = text.lines().find(|line| line.starts_with(begins)).unwrap_or_else(|| panic!("pgbench: {text} {}", String::from_utf8_lossy(&output.stderr)));
        line.split_whitespace().nth(at).unwrap().parse::<f64>().unwrap()
    };
    Rate { per_second: number("tps = ", 2), cpu: used / number("number of transactions actually processed", 5) }
}

fn one_line(query: &str) -> String {
    query.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A Django page on the same database, in an environment of its own under `target/`.
pub struct Django {
    pub address: String,
    child: Child,
    _private: PrivateServer,
}

impl Django {
    pub fn start(world: &World) -> Option<Self> {
        let python = environment()?;
        let private = PrivateServer::attach_or_start(&world.data).ok()?;
        let target = private.target("cordon_backup", "cordon");
        let port = free_port();
        let child = Command::new(python)
            .arg("benches/django/page.py")
            .arg(port.to_string())
            .env("BENCH_SOCKET", &target.host)
            .env("BENCH_PORT", target.port.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let address = format!("127.0.0.1:{port}");
        let started = Instant::now();
        while std::net::TcpStream::connect(&address).is_err() {
            if started.elapsed() > Duration::from_secs(20) {
                return None;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(Self { address, child, _private: private })
    }

    /// Seconds of CPU of its processes.
    pub fn cpu(&self) -> f64 {
        let parent = self.child.id();
        cpu_of(parent).0 + children_of(parent).into_iter().map(|pid| cpu_of(pid).0).sum::<f64>()
    }
}

impl Drop for Django {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

fn environment() -> Option<PathBuf> {
    let folder = &PathBuf::from(std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".into())).join("bench-django");
    let python = folder.join("bin/python");
    if !python.exists() {
        Command::new("python3").args(["-m", "venv"]).arg(folder).status().ok().filter(|status| status.success())?;
    }
    let ready = Command::new(&python).args(["-c", "import django, gunicorn, psycopg"]).stderr(Stdio::null()).status().ok()?;
    if !ready.success() {
        let install = Command::new(&python).args(["-m", "pip", "install", "-q", "django>=5.2,<6", "gunicorn", "psycopg[binary]"]).status().ok()?;
        if !install.success() {
            return None;
        }
    }
    Some(python)
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
