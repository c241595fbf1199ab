//! The private Postgres: a server of our own in the data folder, for installations that bring none.
//!
//! It listens on a local socket inside a folder of mode 0700 and nowhere else, writes durably, ends
//! with the program, starts again when it is killed, and recovers what was committed. One program
//! owns it by a lock in the data folder; others attach to it as guests.
//!
//! Every function here blocks; from async code call it with `spawn_blocking`.
//! This file and the folder beside it are the only ones that start processes. There is no TCP
//! listener and no password.

#![expect(clippy::disallowed_methods, reason = "the room in which processes are started")]

mod binaries;
mod folders;
mod keeper;
mod tools;
mod watch;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::Ordering;
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::fs::FlockOperation;
use rustix::process::Signal;
use sqlx::postgres::{PgConnectOptions, PgSslMode};

pub use binaries::{Binaries, OLDEST_SERVER};
use folders::{PidFile, ServerUser};
use keeper::{Keeper, clean_environment, output_of};
pub use tools::{Target, dump, restore};
use watch::{Launch, Watch};

/// The superuser of the private Postgres. Requests never use it.
pub const ADMIN_ROLE: &str = "cordon_admin";
/// Part of the socket's name; nothing listens on it.
pub const PORT: u16 = 5432;

const LOCK_PATIENCE: Duration = Duration::from_secs(20);
/// Recovery after a crash replays the log and may take minutes on a slow disk.
const READY_PATIENCE: Duration = Duration::from_secs(300);
const STOP_PATIENCE: Duration = Duration::from_secs(30);
const GUEST_PATIENCE: Duration = Duration::from_secs(2);
const TICK: Duration = Duration::from_millis(5);

pub type Result<T> = std::result::Result<T, ServerError>;

/// Why there is no private Postgres; each sentence says what to do.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    #[error(
        "no PostgreSQL server programs of version {OLDEST_SERVER} or newer found{0}: install the package 'postgresql', or name their folder in CORDON_PG_BIN"
    )]
    NoBinaries(String),
    #[error("another Cordon holds the database in {0}: stop it, or try again when it is done")]
    Taken(PathBuf),
    #[error("cannot prepare {folder}: {source}")]
    Folder { folder: PathBuf, source: io::Error },
    #[error("initdb did not create the database: {0}")]
    Init(String),
    #[error("the private Postgres did not start: {reason}; its log is {log}")]
    Start { reason: String, log: PathBuf },
    #[error("{tool} failed: {reason}")]
    Tool { tool: String, reason: String },
}

/// A running private Postgres. Dropping the owner stops it; dropping a guest does not.
#[derive(Debug)]
pub struct PrivateServer {
    binaries: Binaries,
    socket_folder: PathBuf,
    part: Part,
}

#[derive(Debug)]
enum Part {
    Owner { watch: Arc<Watch>, thread: Option<JoinHandle<()>>, guests: File, _lock: File },
    Guest { _guest: File },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Durability {
    Safe,
    LostOnCrash,
}

impl PrivateServer {
    /// Starts the server of this data folder and owns it; creates the database if there is none.
    pub fn start(data_dir: &Path) -> Result<Self> {
        let place = Place::prepare(data_dir)?;
        let until = Instant::now() + LOCK_PATIENCE;
        loop {
            if let Some(lock) = place.try_own()? {
                return place.start(lock, Durability::Safe);
            }
            if Instant::now() > until {
                return Err(ServerError::Taken(place.data_dir));
            }
            thread::sleep(TICK * 10);
        }
    }

    /// For throw-away test data only: nothing is forced to disk, a power cut loses it.
    pub fn start_for_tests(data_dir: &Path) -> Result<Self> {
        let place = Place::prepare(data_dir)?;
        match place.try_own()? {
            Some(lock) => place.start(lock, Durability::LostOnCrash),
            None => Err(ServerError::Taken(place.data_dir)),
        }
    }

    /// Uses the running server of this data folder, or starts one for the time of this value.
    pub fn attach_or_start(data_dir: &Path) -> Result<Self> {
        let place = Place::prepare(data_dir)?;
        let until = Instant::now() + READY_PATIENCE;
        loop {
            if let Some(lock) = place.try_own()? {
                return place.start(lock, Durability::Safe);
            }
            if let Some(guest) = place.try_attach()? {
                return Ok(guest);
            }
            if Instant::now() > until {
                return Err(ServerError::Taken(place.data_dir));
            }
            thread::sleep(TICK * 4);
        }
    }

    /// How to reach one database of this server as one role.
    pub fn connect_options(&self, role: &str, database: &str) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .host("localhost")
            .port(PORT)
            .socket(&self.socket_folder)
            .username(role)
            .database(database)
            .ssl_mode(PgSslMode::Disable)
    }

    pub fn binaries(&self) -> &Binaries {
        &self.binaries
    }

    /// Where `pg_dump` and `pg_restore` find this server.
    pub fn target(&self, role: &str, database: &str) -> Target {
        Target { host: self.socket_folder.display().to_string(), port: PORT, role: role.into(), database: database.into(), password: None }
    }

    pub fn is_owner(&self) -> bool {
        matches!(self.part, Part::Owner { .. })
    }

    /// How often the server had to be started again since it is ours. For a guest always 0.
    pub fn restarts(&self) -> u32 {
        match &self.part {
            Part::Owner { watch, .. } => watch.restarts.load(Ordering::Relaxed),
            Part::Guest { .. } => 0,
        }
    }

    /// The process number of the server now, while it runs and is ours.
    pub fn pid(&self) -> Option<u32> {
        match &self.part {
            Part::Owner { watch, .. } => watch.running().and_then(|pid| pid.as_raw_nonzero().get().try_into().ok()),
            Part::Guest { .. } => None,
        }
    }

    /// Stops an owned server, but lets commands that attached to it finish first, up to `patience`.
    pub fn stop_after_guests(mut self, patience: Duration) {
        self.end(patience);
    }

    fn end(&mut self, patience: Duration) {
        let Part::Owner { watch, thread, guests, .. } = &mut self.part else {
            return;
        };
        let Some(thread) = thread.take() else {
            return;
        };
        let until = Instant::now() + patience;
        while rustix::fs::flock(&*guests, FlockOperation::NonBlockingLockExclusive).is_err() && Instant::now() < until {
            thread::sleep(TICK * 4);
        }
        watch.stopping.store(true, Ordering::SeqCst);
        watch.signal(Signal::INT);
        let until = Instant::now() + STOP_PATIENCE;
        while !thread.is_finished() && Instant::now() < until {
            thread::sleep(TICK);
        }
        if !thread.is_finished() {
            tracing::error!("the private Postgres did not stop in time and is stopped without a checkpoint");
            watch.signal(Signal::QUIT);
        }
        // A watcher that panicked left the server to its death signal; there is nothing to add.
        let _ = thread.join();
        // It is empty now, and made anew at each start; a short one would litter the temporary folder.
        let _ = fs::remove_dir(&self.socket_folder);
    }
}

impl Drop for PrivateServer {
    fn drop(&mut self) {
        self.end(GUEST_PATIENCE);
    }
}

/// The folders of one installation, found and checked before anything starts.
#[derive(Debug, Clone)]
struct Place {
    binaries: Binaries,
    user: Option<ServerUser>,
    keeper: Keeper,
    data_dir: PathBuf,
    cluster: PathBuf,
    log: PathBuf,
}

impl Place {
    fn prepare(data_dir: &Path) -> Result<Self> {
        let user = ServerUser::to_become();
        let explain = |source| ServerError::Folder { folder: data_dir.to_path_buf(), source };
        let data_dir = folders::prepare_data_dir(data_dir, user.as_ref()).map_err(explain)?;
        let cluster = folders::cluster_path(&data_dir, user.as_ref()).map_err(explain)?;
        let binaries = find_for(&data_dir, user.as_ref())?;
        let keeper = Keeper::choose();
        let log = data_dir.join("postgres.log");
        Ok(Self { binaries, user, keeper, data_dir, cluster, log })
    }

    /// The right to start a server here, if nobody has it. The lock ends with the process, however it ends.
    fn try_own(&self) -> Result<Option<File>> {
        self.try_lock("postgres.lock", FlockOperation::NonBlockingLockExclusive)
    }

    fn try_lock(&self, name: &str, operation: FlockOperation) -> Result<Option<File>> {
        let path = self.data_dir.join(name);
        let file = fs::OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|source| ServerError::Folder { folder: path.clone(), source })?;
        match rustix::fs::flock(&file, operation) {
            Ok(()) => Ok(Some(file)),
            Err(rustix::io::Errno::WOULDBLOCK) => Ok(None),
            Err(error) => Err(ServerError::Folder { folder: path, source: error.into() }),
        }
    }

    /// Becomes a guest of the server that another process owns, once it is ready.
    fn try_attach(&self) -> Result<Option<PrivateServer>> {
        let Some(guest) = self.try_lock("postgres.guests", FlockOperation::NonBlockingLockShared)? else {
            return Ok(None);
        };
        let Some(pid_file) = PidFile::read(&self.cluster).filter(|file| file.is_ready) else {
            return Ok(None);
        };
        if std::os::unix::net::UnixStream::connect(folders::socket_file(&pid_file.socket_folder)).is_err() {
            return Ok(None);
        }
        Ok(Some(PrivateServer { binaries: self.binaries.clone(), socket_folder: pid_file.socket_folder, part: Part::Guest { _guest: guest } }))
    }

    fn start(self, lock: File, durability: Durability) -> Result<PrivateServer> {
        if !self.cluster.join("PG_VERSION").exists() {
            self.create_cluster(durability)?;
        }
        let explain = |source| ServerError::Folder { folder: self.data_dir.clone(), source };
        let socket_folder = folders::socket_folder(&self.data_dir, self.user.as_ref()).map_err(explain)?;
        let guests = fs::OpenOptions::new().create(true).truncate(false).write(true).open(self.data_dir.join("postgres.guests")).map_err(explain)?;
        let binaries = self.binaries.clone();
        let watch = Arc::new(Watch::default());
        let (report, started) = mpsc::channel();
        let launch = Launch { socket_folder: socket_folder.clone(), durability, watch: Arc::clone(&watch), place: self };
        let log = launch.place.log.clone();
        // The death signal is tied to the thread that started the server, so that thread stays with it.
        let thread = thread::Builder::new()
            .name("private-postgres".into())
            .spawn(move || launch.keep_running(&report))
            .map_err(|error| ServerError::Start { reason: error.to_string(), log: log.clone() })?;
        match started.recv() {
            Ok(Ok(())) => Ok(PrivateServer { binaries, socket_folder, part: Part::Owner { watch, thread: Some(thread), guests, _lock: lock } }),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(ServerError::Start { reason: "its watcher ended".into(), log }),
        }
    }

    /// Creates the cluster beside its place and renames it, so that a half-made one is never used.
    fn create_cluster(&self, durability: Durability) -> Result<()> {
        let parent = self.cluster.parent().unwrap_or(&self.data_dir);
        let explain = |source| ServerError::Folder { folder: self.cluster.clone(), source };
        if self.cluster.exists() {
            return Err(explain(io::Error::other("it exists and holds no database; move it away")));
        }
        let own_prefix = format!("{}.new-", self.cluster.file_name().unwrap_or_default().display());
        remove_unfinished(parent, &own_prefix);
        let mut reason = String::new();
        for locale in self.locales() {
            let fresh = parent.join(folders::random_name(&own_prefix));
            folders::private_folder(&fresh, self.user.as_ref()).map_err(explain)?;
            let mut command = self.keeper.command(self.user.as_ref(), &self.binaries.program("initdb"), &fresh, "KILL");
            command
                .arg("--pgdata")
                .arg(&fresh)
                .args(["--username", ADMIN_ROLE, "--auth-local=trust", "--auth-host=reject"])
                .args(["--encoding=UTF8", "--data-checksums", "--no-instructions"])
                .args(locale);
            if durability == Durability::LostOnCrash {
                command.arg("--no-sync");
            }
            let output = output_of(&mut command).map_err(|error| ServerError::Init(error.to_string()))?;
            if output.status.success() {
                fs::rename(&fresh, &self.cluster).map_err(explain)?;
                return File::open(parent).and_then(|folder| folder.sync_all()).map_err(explain);
            }
            reason = last_words(&String::from_utf8_lossy(&output.stderr));
            // Left-overs do no harm: the next start clears them.
            let _ = fs::remove_dir_all(&fresh);
        }
        Err(ServerError::Init(reason))
    }

    /// A collation that no update of the operating system changes, where the server has one.
    fn locales(&self) -> Vec<Vec<&'static str>> {
        let builtin = vec!["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"];
        let rest = [vec!["--locale=C.UTF-8"], vec!["--locale=C"]];
        let newest = (self.binaries.major >= 17).then_some(builtin);
        newest.into_iter().chain(rest).collect()
    }
}

fn remove_unfinished(parent: &Path, own_prefix: &str) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(own_prefix) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// The server programs that this installation would use.
pub fn find_binaries(data_dir: &Path) -> Result<Binaries> {
    find_for(data_dir, ServerUser::to_become().as_ref())
}

fn find_for(data_dir: &Path, user: Option<&ServerUser>) -> Result<Binaries> {
    let wished = std::env::var_os("CORDON_PG_BIN").filter(|value| !value.is_empty()).map(PathBuf::from);
    let mut seen = Vec::new();
    for folder in binaries::candidates(wished.as_deref(), data_dir, std::env::var_os("PATH").as_deref()) {
        let mut ask = Command::new(folder.join("postgres"));
        clean_environment(&mut ask);
        let printed = ask.arg("--version").output();
        let printed = printed.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
        let barrier = user.and_then(|user| user.barred_at(&folder.canonicalize().unwrap_or_else(|_| folder.clone())));
        match (binaries::major_version(&printed), barrier) {
            (Some(major), None) if major >= OLDEST_SERVER => return Ok(Binaries { folder, major }),
            (Some(_), Some(barrier)) => {
                seen.push(format!("{} is behind {}, which the server's account cannot enter", folder.display(), barrier.display()));
            }
            (Some(major), None) => seen.push(format!("{} is version {major}", folder.display())),
            (None, _) => seen.push(format!("{} does not run", folder.display())),
        }
    }
    let seen = if seen.is_empty() { String::new() } else { format!(" ({})", seen.join("; ")) };
    Err(ServerError::NoBinaries(seen))
}

/// The end of what a program said, on one line.
fn last_words(said: &str) -> String {
    let lines: Vec<&str> = said.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines[lines.len().saturating_sub(3)..].join(" | ")
}
