//! What the program is held against: pgbench with the same transaction, a Django page on the same database.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::world::{World, cpu_of};

/// Transactions a second of pgbench: begin, identity, the board's query, commit. Without walls the
/// same query runs on a role that row security does not bind, over the plain tables.
pub fn pgbench(world: &World, cookie: &str, walls: bool, time: Duration) -> f64 {
    let key = cordon::authz::session::key_of(cookie.trim_start_matches("cordon_session="));
    let query = cordon::features::watch::board_query_text();
    let query = if walls { query } else { query.replace("visible_", "") };
    let script = world.data.join(if walls { "walled.sql" } else { "open.sql" });
    let text = format!("begin isolation level repeatable read read only;\nselect sec.now() from set_config('app.key', '{key}', true);\n{query};\ncommit;\n");
    std::fs::write(&script, text).unwrap();
    let private = cordon::db::server::PrivateServer::attach_or_start(&world.data).unwrap();
    let target = private.target(if walls { "cordon_web" } else { "cordon_backup" }, "cordon");
    let output = Command::new(private.binaries().program("pgbench"))
        .args(["-n", "-M", "prepared", "-c", "4", "-j", "2", "-T", &time.as_secs().to_string(), "-f"])
        .arg(&script)
        .args(["-h", &target.host, "-p", &target.port.to_string(), "-U", &target.role, "cordon"])
        .env("PGOPTIONS", "-c plan_cache_mode=force_generic_plan")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().find(|line| line.starts_with("tps = ")).unwrap_or_else(|| panic!("pgbench: {text} {}", String::from_utf8_lossy(&output.stderr)));
    line.split_whitespace().nth(2).unwrap().parse().unwrap()
}

/// A Django page on the same database, in an environment of its own under `target/`.
pub struct Django {
    pub address: String,
    child: Child,
    _private: cordon::db::server::PrivateServer,
}

impl Django {
    pub fn start(world: &World) -> Option<Self> {
        let python = environment()?;
        let private = cordon::db::server::PrivateServer::attach_or_start(&world.data).ok()?;
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
        let mut total = cpu_of(self.child.id());
        for entry in std::fs::read_dir("/proc").unwrap().flatten() {
            let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
            let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            let parent = stat.rsplit_once(')').and_then(|(_, rest)| rest.split_whitespace().nth(1)?.parse::<u32>().ok());
            if parent == Some(self.child.id()) {
                total += cpu_of(pid);
            }
        }
        total
    }
}

impl Drop for Django {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

fn environment() -> Option<PathBuf> {
    let folder = Path::new("target/bench-django");
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
