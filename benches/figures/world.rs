//! The program under measurement: the release binary as a process of its own, over a durable
//! private Postgres in a folder that is thrown away.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use cordon::db::server::{ADMIN_ROLE, PrivateServer};
use sqlx::ConnectOptions;

pub struct World {
    pub address: String,
    pub data: PathBuf,
    child: Option<Child>,
    exercise: bool,
}

const BINARY: &str = env!("CARGO_BIN_EXE_cordon");
const COPIES: [&str; 3] = [
    "insert into movement (id, ref, principal_id, codename, planning_station_id, planning_cell, entity_cell, state, posture, watch_level,
       is_recorded_afterwards, starts_at, ends_at, created_at, updated_at)
     select md5(id::text || $1::integer)::uuid, sec.new_ref('M-20'), principal_id, codename, planning_station_id, planning_cell, entity_cell, state, posture,
       watch_level, true, starts_at - make_interval(days => 1826 * $1), ends_at - make_interval(days => 1826 * $1), created_at, updated_at
     from movement where state = 'closed' and starts_at > sec.now() - interval '5 years'",
    "insert into movement_plan (movement_id, planning_cell, purpose)
     select md5(p.movement_id::text || $1::integer)::uuid, p.planning_cell, p.purpose
     from movement_plan p join movement m on m.id = p.movement_id where m.state = 'closed' and m.starts_at > sec.now() - interval '5 years'",
    "insert into leg (id, movement_id, number, principal_id, mode, departure_place_id, departure_text, departs_local, departs_zone, departs_at,
       arrival_place_id, arrival_text, arrives_local, arrives_zone, arrives_at, planning_cell, departure_cell, arrival_cell, visible_from, visible_until,
       state, departed_at, arrived_at)
     select md5(l.id::text || $1::integer)::uuid, md5(l.movement_id::text || $1::integer)::uuid, l.number, l.principal_id, l.mode, l.departure_place_id,
       l.departure_text, l.departs_local - y.ago, l.departs_zone, l.departs_at - y.ago, l.arrival_place_id, l.arrival_text, l.arrives_local - y.ago,
       l.arrives_zone, l.arrives_at - y.ago, l.planning_cell, l.departure_cell, l.arrival_cell, l.visible_from - y.ago, l.visible_until - y.ago,
       l.state, l.departed_at - y.ago, l.arrived_at - y.ago
     from leg l join movement m on m.id = l.movement_id cross join (select make_interval(days => 1826 * $1::integer) as ago) y
     where m.state = 'closed' and m.starts_at > sec.now() - interval '5 years' and l.state = 'arrived'",
];
const FLIGHTS: &str = "itineraries/au_parliament_flights.csv";

impl World {
    pub async fn start(name: &str, exercise: bool) -> Self {
        let data = std::env::temp_dir().join(format!("cordon-bench-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&data);
        let mut world = Self { address: String::new(), data, child: None, exercise };
        world.start_again().await;
        world
    }

    /// Starts it and waits until it says that it is ready.
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
        let until = Instant::now() + Duration::from_secs(60);
        while !super::load::is_ready(&self.address).await {
            assert!(Instant::now() < until, "the program is not ready");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    pub fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = Command::new("kill").arg("-TERM").arg(child.id().to_string()).status();
            let _ = child.wait();
        }
    }

    /// Adds movements; `ends` says on which day from today the last of them ends.
    pub fn load_movements(&self, movements: u32, officials: u32, ends: Option<i32>) {
        let ends = ends.map(|days| format!("--ends={days}"));
        self.load(&["--movements", &movements.to_string(), "--officials", &officials.to_string(), "--seed", &movements.to_string()], ends.as_deref());
    }

    /// Adds officials with their assessments and profiles, and no journeys.
    pub fn load_assessments(&self, assessments: u32, officials: u32) {
        self.load(&["--movements", "0", "--officers", "0", "--officials", &officials.to_string(), "--assessments", &assessments.to_string()], None);
    }

    fn load(&self, volume: &[&str], more: Option<&str>) {
        let began = Instant::now();
        let mut command = Command::new(BINARY);
        command.args(["exercise", "load"]).args(volume).args(more).arg("--data-dir").arg(&self.data).stderr(Stdio::null());
        assert!(command.status().unwrap().success(), "the load failed");
        println!("loaded {} in {:.0} s", volume.join(" "), began.elapsed().as_secs_f64());
    }

    /// Profile and assessment of a loaded official, and the backlog.
    pub async fn risk_pages(&self) -> [String; 3] {
        let (official, assessment): (String, String) = sqlx::query_as(
            "select p.ref, a.ref from risk_assessment a join principal p on p.id = a.principal_id
             where a.document_ref like 'EX-SRM-%' and a.state = 'approved' and p.display_name like 'Invented Official 1-%' order by p.display_name limit 1",
        )
        .fetch_one(&mut self.owner().await)
        .await
        .unwrap();
        [format!("/principals/{official}/profile"), format!("/risk-assessments/{assessment}"), "/risk-requests".into()]
    }

    /// Lays older history behind: every closed movement once more for each five years of `copies`.
    /// The rules have judged the originals; of the copies only indexes and exclusions are asked.
    pub async fn repeat_history(&self, copies: std::ops::Range<i32>) {
        let began = Instant::now();
        let private = PrivateServer::attach_or_start(&self.data).unwrap();
        let options = private.connect_options(ADMIN_ROLE, "cordon");
        let mut work = Vec::new();
        for half in 0..2 {
            let (options, copies) = (options.clone(), copies.clone());
            work.push(tokio::spawn(async move {
                let mut admin = options.connect().await.unwrap();
                sqlx::raw_sql("set session_replication_role = replica").execute(&mut admin).await.unwrap();
                for copy in copies.filter(|n| n % 2 == half) {
                    for statement in COPIES {
                        sqlx::query(statement).bind(copy).execute(&mut admin).await.unwrap();
                    }
                }
            }));
        }
        for task in work {
            task.await.unwrap();
        }
        let mut admin = options.connect().await.unwrap();
        sqlx::raw_sql("vacuum analyze movement").execute(&mut admin).await.unwrap();
        sqlx::raw_sql("vacuum analyze leg").execute(&mut admin).await.unwrap();
        let there: i64 = sqlx::query_scalar("select count(*) from movement").fetch_one(&mut admin).await.unwrap();
        println!("repeated history up to {there} movements in {:.0} s", began.elapsed().as_secs_f64());
    }

    pub async fn sign_in(&self, name: &str) -> String {
        super::load::sign_in(&self.address, name).await
    }

    pub async fn board_lines(&self, cookie: &str) -> usize {
        super::load::page(&self.address, "/watch", cookie).await.matches("data-row=").count()
    }

    /// A connection that looks behind the walls.
    pub async fn owner(&self) -> sqlx::PgConnection {
        let private = PrivateServer::attach_or_start(&self.data).unwrap();
        cordon::db::connect_owner(&private.connect_options(ADMIN_ROLE, "cordon")).await.unwrap()
    }

    /// Reference of a movement.
    pub async fn a_movement(&self) -> String {
        sqlx::query_scalar("select ref from movement where not is_void order by id limit 1").fetch_one(&mut self.owner().await).await.unwrap()
    }

    /// Seconds of CPU that the program used so far, without the database.
    pub fn server_cpu(&self) -> f64 {
        cpu_of(self.child.as_ref().unwrap().id()).0
    }

    /// Seconds of CPU that the database used so far: its processes, and those that ended. Read when
    /// none of them has just come or gone, so that nobody is counted twice or not at all.
    pub fn database_cpu(&self) -> f64 {
        let text = std::fs::read_to_string(self.data.join("postgres/postmaster.pid")).unwrap();
        let postmaster = text.lines().next().unwrap().trim().parse().unwrap();
        let mut there = children_of(postmaster);
        loop {
            std::thread::sleep(Duration::from_millis(20));
            let (own, ended) = cpu_of(postmaster);
            let used = own + ended + there.iter().map(|pid| cpu_of(*pid).0).sum::<f64>();
            let still = children_of(postmaster);
            if still == there {
                return used;
            }
            there = still;
        }
    }

    pub fn resident_mb(&self) -> f64 {
        memory_of(self.child.as_ref().unwrap().id(), "VmRSS").unwrap()
    }

    /// Rows a second of a trial run over real flights, and its largest memory; `None` where they are not.
    pub fn trial_of_flights(&self) -> Option<(f64, f64)> {
        let folder = std::env::var("CORDON_SHARED_DATA").unwrap_or_else(|_| "../shared/data".into());
        let file = Path::new(&folder).join(FLIGHTS);
        if !file.exists() {
            return None;
        }
        let started = Instant::now();
        let mut child = Command::new(BINARY)
            .args(["import", "journeys"])
            .arg(file)
            .args(["--kind", "legs", "--map", "principal=principal,from=from,departs=date,to=to", "--dry-run", "--json", "--data-dir"])
            .arg(&self.data)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut stdout = child.stdout.take().unwrap();
        let reader = std::thread::spawn(move || {
            let mut text = String::new();
            stdout.read_to_string(&mut text).unwrap();
            text
        });
        let mut peak: f64 = 0.0;
        while child.try_wait().unwrap().is_none() {
            peak = peak.max(memory_of(child.id(), "VmHWM").unwrap_or_default());
            std::thread::sleep(Duration::from_millis(10));
        }
        let elapsed = started.elapsed().as_secs_f64();
        let answer: serde_json::Value = serde_json::from_str(&reader.join().unwrap()).unwrap();
        Some((answer["rows"].as_f64().unwrap() / elapsed, peak))
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop();
        let _ = std::fs::remove_dir_all(&self.data);
    }
}

pub fn binary_mb() -> f64 {
    std::fs::metadata(BINARY).unwrap().len() as f64 / 1024.0 / 1024.0
}

/// Seconds of user and system time of a process, and of its children that ended.
pub fn cpu_of(pid: u32) -> (f64, f64) {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let after = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let fields: Vec<&str> = after.split_whitespace().collect();
    let ticks = |n: usize| fields.get(n).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    ((ticks(11) + ticks(12)) / 100.0, (ticks(13) + ticks(14)) / 100.0)
}

/// Processes whose parent this one is.
pub fn children_of(parent: u32) -> Vec<u32> {
    let numbers = std::fs::read_dir("/proc").unwrap().flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let parent_of = |pid: u32| {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        stat.rsplit_once(')').and_then(|(_, rest)| rest.split_whitespace().nth(1)?.parse::<u32>().ok())
    };
    numbers.filter(|pid| parent_of(*pid) == Some(parent)).collect()
}

fn memory_of(pid: u32, what: &str) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with(what))?;
    Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1024.0)
}

pub fn machine_load() -> String {
    std::fs::read_to_string("/proc/loadavg").unwrap_or_default().split_whitespace().take(3).collect::<Vec<_>>().join(" ")
}
