//! The program under measurement: the release binary as a process of its own, over a durable
//! private Postgres in a folder that is thrown away.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

pub struct World {
    pub address: String,
    pub data: PathBuf,
    child: Option<Child>,
    exercise: bool,
}

const BINARY: &str = env!("CARGO_BIN_EXE_cordon");

impl World {
    pub async fn start(exercise: bool) -> Self {
        let data = std::env::temp_dir().join(format!("cordon-bench-{}-{exercise}", std::process::id()));
        let _ = std::fs::remove_dir_all(&data);
        let mut world = Self { address: String::new(), data, child: None, exercise };
        world.start_again().await;
        world
    }

    pub async fn start_again(&mut self) {
        let mut command = Command::new(BINARY);
        command.args(["serve", "--listen", "127.0.0.1:0", "--data-dir"]).arg(&self.data).env_remove("DATABASE_URL");
        if self.exercise {
            command.arg("--exercise");
        }
        let mut child = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let line = lines.by_ref().map_while(Result::ok).find(|line| line.contains("Cordon is at")).expect("the program starts");
        self.address = line.rsplit_once("http://").unwrap().1.trim_end_matches(|c: char| !c.is_ascii_digit()).to_owned();
        std::thread::spawn(move || lines.for_each(drop));
        self.child = Some(child);
    }

    pub fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = Command::new("kill").arg("-TERM").arg(child.id().to_string()).status();
            let _ = child.wait();
        }
    }

    pub fn load_movements(&self, movements: u32) {
        println!("  loading up to {movements} movements ...");
        let status = Command::new(BINARY)
            .args(["exercise", "load", "--movements", &movements.to_string(), "--officials", "1000", "--seed", &movements.to_string(), "--data-dir"])
            .arg(&self.data)
            .stderr(Stdio::null())
            .status()
            .unwrap();
        assert!(status.success(), "the load failed");
    }

    pub async fn sign_in(&self, name: &str) -> String {
        super::load::sign_in(&self.address, name).await
    }

    /// Seconds of CPU that the program used so far, without the database.
    pub fn server_cpu(&self) -> f64 {
        cpu_of(self.child.as_ref().unwrap().id())
    }

    pub fn resident_mb(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.as_ref().unwrap().id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
    }

    pub fn binary_mb(&self) -> f64 {
        std::fs::metadata(BINARY).unwrap().len() as f64 / 1024.0 / 1024.0
    }

    /// Rows a second of a trial run over the stays that ship with the tests, written out twenty times.
    pub fn trial_rate(&self) -> f64 {
        let text = std::fs::read_to_string("tests/data/itineraries/us_officials_travel.csv").unwrap();
        let (header, rows) = text.split_once('\n').unwrap();
        let file = self.data.join("stays.csv");
        let many: String = (0..20).map(|n| rows.replace("Principal ", &format!("Principal {n}-"))).collect();
        std::fs::write(&file, format!("{header}\n{many}")).unwrap();
        let started = Instant::now();
        let output = Command::new(BINARY)
            .args(["import", "journeys"])
            .arg(&file)
            .args(["--kind", "stays", "--map", "principal=principal,country=country,locality=locality,from_date=start_date,to_date=end_date"])
            .args(["--create-principals", "--dry-run", "--json", "--data-dir"])
            .arg(&self.data)
            .stderr(Stdio::null())
            .output()
            .unwrap();
        let elapsed = started.elapsed().as_secs_f64();
        let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        answer["rows"].as_f64().unwrap() / elapsed
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop();
        let _ = std::fs::remove_dir_all(&self.data);
    }
}

/// Seconds of user and system time of a process.
pub fn cpu_of(pid: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let after = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let fields: Vec<&str> = after.split_whitespace().collect();
    let ticks = |n: usize| fields.get(n).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}

pub fn machine_load() -> String {
    std::fs::read_to_string("/proc/loadavg").unwrap_or_default().split_whitespace().take(3).collect::<Vec<_>>().join(" ")
}
