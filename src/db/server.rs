//! The private Postgres: a server of our own in the data folder, for installations that bring none.
//!
//! It listens on a local socket inside a folder of mode 0700 and nowhere else, writes durably, ends
//! with the program, starts again when it is killed, and recovers what was committed. One program
//! owns it by a lock in the data folder; others attach to it as guests.
//!
//! Every function here blocks; from async code call it with `spawn_blocking`.
//! This is the only file that starts processes. There is no TCP listener and no password.

mod binaries;
mod folders;

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::fs::FlockOperation;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions};
use sqlx::postgres::{PgConnectOptions, PgSslMode};

pub use binaries::{Binaries, OLDEST_SERVER};
use folders::{PidFile, ServerUser};

/// The superuser of the private Postgres. Requests never use it.
pub const ADMIN_ROLE: &str = "cordon_admin";
/// Part of the socket's name; nothing listens on it.
pub const PORT: u16 = 5432;

const LOCK_PATIENCE: Duration = Duration::from_secs(20);
/// Recovery after a crash replays the log and may take minutes on a slow disk.
const READY_PATIENCE: Duration = Duration::from_secs(300);
/// How long an orphan of an earlier run may take to leave.
const ORPHAN_PATIENCE: Duration = Duration::from_secs(45);
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
    #[error(
        "another program is starting or stopping the database in {0}: try again when it is done"
    )]
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
    Owner {
        watch: Arc<Watch>,
        thread: Option<JoinHandle<()>>,
        guests: File,
        _lock: File,
    },
    Guest {
        _guest: File,
    },
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
        Target {
            host: self.socket_folder.display().to_string(),
            port: PORT,
            role: role.into(),
            database: database.into(),
            password: None,
        }
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
            Part::Owner { watch, .. } => watch
                .running()
                .and_then(|pid| pid.as_raw_nonzero().get().try_into().ok()),
            Part::Guest { .. } => None,
        }
    }

    /// Stops an owned server, but lets commands that attached to it finish first, up to `patience`.
    pub fn stop_after_guests(mut self, patience: Duration) {
        self.end(patience);
    }

    fn end(&mut self, patience: Duration) {
        let Part::Owner {
            watch,
            thread,
            guests,
            ..
        } = &mut self.part
        else {
            return;
        };
        let Some(thread) = thread.take() else {
            return;
        };
        let until = Instant::now() + patience;
        while rustix::fs::flock(&*guests, FlockOperation::NonBlockingLockExclusive).is_err()
            && Instant::now() < until
        {
            thread::sleep(TICK * 4);
        }
        watch.stopping.store(true, Ordering::SeqCst);
        watch.signal(Signal::INT);
        let until = Instant::now() + STOP_PATIENCE;
        while !thread.is_finished() && Instant::now() < until {
            thread::sleep(TICK);
        }
        if !thread.is_finished() {
            tracing::error!(
                "the private Postgres did not stop in time and is stopped without a checkpoint"
            );
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
        let explain = |source| ServerError::Folder {
            folder: data_dir.to_path_buf(),
            source,
        };
        let data_dir = folders::prepare_data_dir(data_dir, user.as_ref()).map_err(explain)?;
        let cluster = folders::cluster_path(&data_dir, user.as_ref()).map_err(explain)?;
        let binaries = find_for(&data_dir, user.as_ref())?;
        let keeper = Keeper::choose();
        let log = data_dir.join("postgres.log");
        Ok(Self {
            binaries,
            user,
            keeper,
            data_dir,
            cluster,
            log,
        })
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
            .map_err(|source| ServerError::Folder {
                folder: path.clone(),
                source,
            })?;
        match rustix::fs::flock(&file, operation) {
            Ok(()) => Ok(Some(file)),
            Err(rustix::io::Errno::WOULDBLOCK) => Ok(None),
            Err(error) => Err(ServerError::Folder {
                folder: path,
                source: error.into(),
            }),
        }
    }

    /// Becomes a guest of the server that another process owns, once it is ready.
    fn try_attach(&self) -> Result<Option<PrivateServer>> {
        let Some(guest) =
            self.try_lock("postgres.guests", FlockOperation::NonBlockingLockShared)?
        else {
            return Ok(None);
        };
        let Some(pid_file) = PidFile::read(&self.cluster).filter(|file| file.is_ready) else {
            return Ok(None);
        };
        if std::os::unix::net::UnixStream::connect(folders::socket_file(&pid_file.socket_folder))
            .is_err()
        {
            return Ok(None);
        }
        Ok(Some(PrivateServer {
            binaries: self.binaries.clone(),
            socket_folder: pid_file.socket_folder,
            part: Part::Guest { _guest: guest },
        }))
    }

    fn start(self, lock: File, durability: Durability) -> Result<PrivateServer> {
        if !self.cluster.join("PG_VERSION").exists() {
            self.create_cluster(durability)?;
        }
        let explain = |source| ServerError::Folder {
            folder: self.data_dir.clone(),
            source,
        };
        let socket_folder =
            folders::socket_folder(&self.data_dir, self.user.as_ref()).map_err(explain)?;
        let guests = fs::OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(self.data_dir.join("postgres.guests"))
            .map_err(explain)?;
        let binaries = self.binaries.clone();
        let watch = Arc::new(Watch::default());
        let (report, started) = mpsc::channel();
        let launch = Launch {
            socket_folder: socket_folder.clone(),
            durability,
            watch: Arc::clone(&watch),
            place: self,
        };
        let log = launch.place.log.clone();
        // The death signal is tied to the thread that started the server, so that thread stays with it.
        let thread = thread::Builder::new()
            .name("private-postgres".into())
            .spawn(move || launch.keep_running(&report))
            .map_err(|error| ServerError::Start {
                reason: error.to_string(),
                log: log.clone(),
            })?;
        match started.recv() {
            Ok(Ok(())) => Ok(PrivateServer {
                binaries,
                socket_folder,
                part: Part::Owner {
                    watch,
                    thread: Some(thread),
                    guests,
                    _lock: lock,
                },
            }),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(ServerError::Start {
                reason: "its watcher ended".into(),
                log,
            }),
        }
    }

    /// Creates the cluster beside its place and renames it, so that a half-made one is never used.
    fn create_cluster(&self, durability: Durability) -> Result<()> {
        let parent = self.cluster.parent().unwrap_or(&self.data_dir);
        let explain = |source| ServerError::Folder {
            folder: self.cluster.clone(),
            source,
        };
        if self.cluster.exists() {
            return Err(explain(io::Error::other(
                "it exists and holds no database; move it away",
            )));
        }
        let own_prefix = format!(
            "{}.new-",
            self.cluster.file_name().unwrap_or_default().display()
        );
        remove_unfinished(parent, &own_prefix);
        let mut reason = String::new();
        for locale in self.locales() {
            let fresh = parent.join(folders::random_name(&own_prefix));
            folders::private_folder(&fresh, self.user.as_ref()).map_err(explain)?;
            let mut command = self.keeper.command(
                self.user.as_ref(),
                &self.binaries.program("initdb"),
                &fresh,
                "KILL",
            );
            command
                .arg("--pgdata")
                .arg(&fresh)
                .args([
                    "--username",
                    ADMIN_ROLE,
                    "--auth-local=trust",
                    "--auth-host=reject",
                ])
                .args(["--encoding=UTF8", "--data-checksums", "--no-instructions"])
                .args(locale);
            if durability == Durability::LostOnCrash {
                command.arg("--no-sync");
            }
            let output =
                output_of(&mut command).map_err(|error| ServerError::Init(error.to_string()))?;
            if output.status.success() {
                fs::rename(&fresh, &self.cluster).map_err(explain)?;
                return File::open(parent)
                    .and_then(|folder| folder.sync_all())
                    .map_err(explain);
            }
            reason = last_words(&String::from_utf8_lossy(&output.stderr));
            // Left-overs do no harm: the next start clears them.
            let _ = fs::remove_dir_all(&fresh);
        }
        Err(ServerError::Init(reason))
    }

    /// A collation that no update of the operating system changes, where the server has one.
    fn locales(&self) -> Vec<Vec<&'static str>> {
        let builtin = vec![
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
        ];
        let rest = [vec!["--locale=C.UTF-8"], vec!["--locale=C"]];
        let newest = (self.binaries.major >= 17).then_some(builtin);
        newest.into_iter().chain(rest).collect()
    }
}

/// Runs a kept command to its end; its input stays open meanwhile, since closing it means that we died.
fn output_of(command: &mut Command) -> io::Result<Output> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let _lifeline = child.stdin.take();
    child.wait_with_output()
}

fn remove_unfinished(parent: &Path, own_prefix: &str) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(own_prefix) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// What the owner and the watching thread share.
#[derive(Debug, Default)]
struct Watch {
    stopping: AtomicBool,
    restarts: AtomicU32,
    pid: Mutex<Option<Pid>>,
}

impl Watch {
    fn pid(&self) -> MutexGuard<'_, Option<Pid>> {
        self.pid.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn running(&self) -> Option<Pid> {
        *self.pid()
    }

    /// The number is cleared before the process is reaped, so a signal never meets a stranger.
    fn signal(&self, signal: Signal) {
        if let Some(pid) = *self.pid() {
            // It may have ended by itself, which is what the signal asks for.
            let _ = rustix::process::kill_process(pid, signal);
        }
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }
}

/// One server process after another, until it is told to stop.
struct Launch {
    place: Place,
    socket_folder: PathBuf,
    durability: Durability,
    watch: Arc<Watch>,
}

impl Launch {
    fn keep_running(&self, report: &mpsc::Sender<Result<()>>) {
        let mut is_first = true;
        let mut patience = Instant::now() + ORPHAN_PATIENCE;
        loop {
            match self.start_once() {
                Ok(mut child) => {
                    if is_first {
                        is_first = false;
                        // Nobody listens only if the program is ending; then the drop below stops us.
                        let _ = report.send(Ok(()));
                    } else {
                        self.watch.restarts.fetch_add(1, Ordering::Relaxed);
                        tracing::warn!("the private Postgres runs again");
                    }
                    self.wait_for_end(&mut child);
                    if self.watch.is_stopping() {
                        return;
                    }
                    tracing::error!("the private Postgres ended unexpectedly and is started again");
                    patience = Instant::now() + ORPHAN_PATIENCE;
                }
                Err(_) if self.watch.is_stopping() => return,
                Err(failure) if is_first && !(failure.may_pass && Instant::now() < patience) => {
                    let reason = failure.reason;
                    let _ = report.send(Err(ServerError::Start {
                        reason,
                        log: self.place.log.clone(),
                    }));
                    return;
                }
                Err(failure) => {
                    tracing::warn!(reason = %failure.reason, "the private Postgres does not start yet");
                    let pause = if failure.may_pass { 100 } else { 2_000 };
                    thread::sleep(Duration::from_millis(pause));
                }
            }
        }
    }

    fn start_once(&self) -> std::result::Result<ServerProcess, StartFailure> {
        let before = self.clear_the_way()?;
        let log = folders::open_log(&self.place.log)?;
        let log_from = log.metadata()?.len();
        let mut command = self.server_command();
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()?;
        let lifeline = child.stdin.take();
        let mut process = ServerProcess {
            child,
            _lifeline: lifeline,
        };
        let until = Instant::now() + READY_PATIENCE;
        loop {
            if let Some(status) = process.child.try_wait()? {
                let said = folders::log_since(&self.place.log, log_from);
                let may_pass = said.contains("postmaster.pid")
                    || said.contains("shared memory block")
                    || said.contains(".lock");
                let reason = format!("it ended with {status} ({})", last_words(&said));
                return Err(StartFailure { reason, may_pass });
            }
            let now = PidFile::read(&self.place.cluster)
                .filter(|file| Some(&file.text) != before.as_ref());
            if let Some(pid) = now.as_ref().and_then(|file| Pid::from_raw(file.pid)) {
                *self.watch.pid() = Some(pid);
            }
            if now.is_some_and(|file| file.is_ready) {
                return Ok(process);
            }
            if self.watch.is_stopping() || Instant::now() > until {
                self.watch.signal(Signal::INT);
                self.wait_for_end(&mut process);
                return Err(StartFailure {
                    reason: "it was not ready in time".into(),
                    may_pass: false,
                });
            }
            thread::sleep(TICK);
        }
    }

    /// Waits for an orphan of an earlier run to leave, and takes a stale pid file out of the way.
    /// Returns what the pid file says now, so that the next text is known to be new.
    fn clear_the_way(&self) -> std::result::Result<Option<String>, StartFailure> {
        let cluster = &self.place.cluster;
        let since = Instant::now();
        let mut asked = 0;
        while let Some(file) = PidFile::read(cluster) {
            let Some(pid) = Pid::from_raw(file.pid).filter(|pid| is_alive(*pid)) else {
                return Ok(Some(file.text));
            };
            if !self.is_ours(pid) {
                file.disown(cluster)?;
                return Ok(PidFile::read(cluster).map(|file| file.text));
            }
            let waited = since.elapsed();
            if waited > ORPHAN_PATIENCE {
                return Err(StartFailure {
                    reason: format!("process {} still holds it", file.pid),
                    may_pass: true,
                });
            }
            // It lost its parent and is on its way out; a hint after a while, a push after longer.
            for (number, after, signal) in [(1, 1, Signal::INT), (2, 20, Signal::QUIT)] {
                if asked < number && waited > Duration::from_secs(after) {
                    asked = number;
                    let _ = rustix::process::kill_process(pid, signal);
                }
            }
            thread::sleep(TICK);
        }
        Ok(None)
    }

    /// Whether that process is a server of this very cluster, and not a stranger with its number.
    fn is_ours(&self, pid: Pid) -> bool {
        let command_line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_else(|_| {
            let mut list = Command::new("ps");
            list.args(["-o", "command=", "-p"]).arg(pid.to_string());
            list.output()
                .map(|output| output.stdout)
                .unwrap_or_default()
        });
        let cluster = self.place.cluster.as_os_str().as_encoded_bytes();
        command_line
            .windows(cluster.len())
            .any(|window| window == cluster)
    }

    fn server_command(&self) -> Command {
        let place = &self.place;
        let program = place.binaries.program("postgres");
        let mut command =
            place
                .keeper
                .command(place.user.as_ref(), &program, &place.cluster, "INT");
        command.arg("-D").arg(&place.cluster);
        let durable = if self.durability == Durability::Safe {
            "on"
        } else {
            "off"
        };
        let sockets = format!("\"{}\"", self.socket_folder.display());
        let settings = [
            ("listen_addresses", ""),
            ("unix_socket_directories", sockets.as_str()),
            ("unix_socket_permissions", "0700"),
            ("port", "5432"),
            ("fsync", durable),
            ("synchronous_commit", durable),
            ("full_page_writes", durable),
            ("wal_level", "minimal"),
            ("max_wal_senders", "0"),
            ("max_wal_size", "1GB"),
            ("shared_buffers", "64MB"),
            ("max_connections", "60"),
            ("jit", "off"),
            ("TimeZone", "UTC"),
            ("log_timezone", "UTC"),
            ("client_connection_check_interval", "2s"),
            // Nothing that a person typed may reach the log: no statements, no parameters, no row details.
            ("log_statement", "none"),
            ("log_min_error_statement", "panic"),
            ("log_min_duration_statement", "-1"),
            ("log_parameter_max_length", "0"),
            ("log_parameter_max_length_on_error", "0"),
            ("log_error_verbosity", "terse"),
            ("log_destination", "stderr"),
            ("logging_collector", "off"),
        ];
        for (name, value) in settings {
            command.arg("-c").arg(format!("{name}={value}"));
        }
        // A group of its own: Ctrl-C in the terminal reaches the program, which then stops the server last.
        command.process_group(0);
        command
    }

    /// Sleeps until the server ended, forgets its number, then reaps it.
    fn wait_for_end(&self, process: &mut ServerProcess) {
        let direct = i32::try_from(process.child.id())
            .ok()
            .and_then(Pid::from_raw);
        if let Some(pid) = direct {
            let ended = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
            while matches!(
                rustix::process::waitid(WaitId::Pid(pid), ended),
                Err(rustix::io::Errno::INTR)
            ) {}
        }
        *self.watch.pid() = None;
        let _ = process.child.wait();
    }
}

/// The server, and the pipe whose closing tells the fallback keeper that we are gone.
struct ServerProcess {
    child: Child,
    _lifeline: Option<ChildStdin>,
}

struct StartFailure {
    reason: String,
    may_pass: bool,
}

impl From<io::Error> for StartFailure {
    fn from(error: io::Error) -> Self {
        Self {
            reason: error.to_string(),
            may_pass: false,
        }
    }
}

fn is_alive(pid: Pid) -> bool {
    !matches!(
        rustix::process::test_kill_process(pid),
        Err(rustix::io::Errno::SRCH)
    )
}

/// How a child learns that its parent died, even by kill -9.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keeper {
    /// The kernel sends the signal (`setpriv --pdeathsig`).
    Kernel,
    /// A shell waits beside the server for the end of a pipe that only we hold.
    Shell,
}

/// `$1` is the folder whose pid file names the server, the rest is the command.
const WATCHING_SHELL: &str = r#"
folder=$1; signal=$2; shift 2
exec 3<&0 </dev/null
"$@" 3<&- &
server=$!
( cat <&3 >/dev/null; kill -"$signal" "$(head -n 1 "$folder/postmaster.pid" 2>/dev/null || echo $server)" ) 2>/dev/null &
watch=$!
exec 3<&-
wait $server
status=$?
kill $watch 2>/dev/null
exit $status
"#;

impl Keeper {
    fn choose() -> Self {
        let help = Command::new("setpriv").arg("--help").output();
        match help {
            Ok(output) if String::from_utf8_lossy(&output.stdout).contains("--pdeathsig") => {
                Self::Kernel
            }
            _ => Self::Shell,
        }
    }

    /// A command that runs as the server's account, ends with us, and inherits no secret of ours.
    fn command(
        self,
        user: Option<&ServerUser>,
        program: &Path,
        folder: &Path,
        death_signal: &str,
    ) -> Command {
        let mut words: Vec<std::ffi::OsString> = Vec::new();
        match (self, user) {
            (Self::Kernel, user) => {
                words.extend([
                    "setpriv".into(),
                    format!("--pdeathsig={death_signal}").into(),
                    "--no-new-privs".into(),
                ]);
                if let Some(user) = user {
                    let ids = [
                        format!("--reuid={}", user.uid),
                        format!("--regid={}", user.gid),
                    ];
                    words.extend(ids.map(Into::into));
                    words.push("--clear-groups".into());
                }
                words.push("--".into());
            }
            (Self::Shell, user) => {
                words.extend(["/bin/sh", "-c", WATCHING_SHELL, "sh"].map(Into::into));
                words.extend([folder.into(), death_signal.into()]);
                if let Some(user) = user {
                    words.extend(
                        [
                            "su",
                            "-s",
                            "/bin/sh",
                            "-c",
                            r#"exec "$0" "$@""#,
                            &user.name,
                            "--",
                        ]
                        .map(Into::into),
                    );
                }
            }
        }
        words.push(program.into());
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]);
        clean_environment(&mut command);
        command.env("PG_GRANDPARENT_PID", std::process::id().to_string());
        command.current_dir("/");
        command
    }
}

/// Children see where programs are and nothing else of our environment.
fn clean_environment(command: &mut Command) {
    command.env_clear();
    for name in ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command.env("LC_ALL", "C");
}

/// The server programs that this installation would use.
pub fn find_binaries(data_dir: &Path) -> Result<Binaries> {
    find_for(data_dir, ServerUser::to_become().as_ref())
}

fn find_for(data_dir: &Path, user: Option<&ServerUser>) -> Result<Binaries> {
    let wished = std::env::var_os("CORDON_PG_BIN")
        .filter(|value| !value.is_empty())
        .map(PathBuf::from);
    let mut seen = Vec::new();
    for folder in binaries::candidates(
        wished.as_deref(),
        data_dir,
        std::env::var_os("PATH").as_deref(),
    ) {
        let mut ask = Command::new(folder.join("postgres"));
        clean_environment(&mut ask);
        let printed = ask.arg("--version").output();
        let printed = printed
            .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
            .unwrap_or_default();
        let barrier = user.and_then(|user| {
            user.barred_at(&folder.canonicalize().unwrap_or_else(|_| folder.clone()))
        });
        match (binaries::major_version(&printed), barrier) {
            (Some(major), None) if major >= OLDEST_SERVER => return Ok(Binaries { folder, major }),
            (Some(_), Some(barrier)) => {
                seen.push(format!(
                    "{} is behind {}, which the server's account cannot enter",
                    folder.display(),
                    barrier.display()
                ));
            }
            (Some(major), None) => seen.push(format!("{} is version {major}", folder.display())),
            (None, _) => seen.push(format!("{} does not run", folder.display())),
        }
    }
    let seen = if seen.is_empty() {
        String::new()
    } else {
        format!(" ({})", seen.join("; "))
    };
    Err(ServerError::NoBinaries(seen))
}

/// Where a tool of Postgres connects. The password travels in the environment, never in the arguments.
#[derive(Clone)]
pub struct Target {
    pub host: String,
    pub port: u16,
    pub role: String,
    pub database: String,
    pub password: Option<String>,
}

impl Target {
    /// What a database address says, its password included.
    pub fn from_url(url: &str) -> std::result::Result<Self, sqlx::Error> {
        let options: PgConnectOptions = url.parse()?;
        let host = options.get_socket().map_or_else(
            || options.get_host().to_owned(),
            |socket| socket.display().to_string(),
        );
        let role = options.get_username().to_owned();
        Ok(Self {
            host,
            port: options.get_port(),
            database: options.get_database().unwrap_or(&role).to_owned(),
            password: password_in(url),
            role,
        })
    }
}

fn password_in(url: &str) -> Option<String> {
    let authority = url.split_once("://")?.1.split(['/', '?']).next()?;
    let (_, password) = authority.rsplit_once('@')?.0.split_once(':')?;
    let mut plain = Vec::new();
    let mut rest = password.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail
            .get(..2)
            .filter(|_| *first == b'%')
            .and_then(|two| std::str::from_utf8(two).ok());
        match hex.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) => {
                plain.push(byte);
                rest = &tail[2..];
            }
            None => {
                plain.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(plain).ok()
}

/// Runs `pg_dump` and hands what it writes to `take`, piece by piece.
pub fn dump(
    binaries: &Binaries,
    target: &Target,
    take: &mut dyn FnMut(&[u8]) -> io::Result<()>,
) -> Result<()> {
    let mut command = tool(binaries, "pg_dump", target);
    command.args([
        "--format=custom",
        "--compress=6",
        "--dbname",
        &target.database,
    ]);
    let mut child = spawn_tool(
        "pg_dump",
        command.stdin(Stdio::null()).stdout(Stdio::piped()),
    )?;
    let said = collect_errors(&mut child);
    let mut copied = Ok(());
    if let Some(mut stdout) = child.stdout.take() {
        let mut piece = vec![0; 256 * 1024];
        copied = loop {
            match stdout.read(&mut piece) {
                Ok(0) => break Ok(()),
                Ok(length) => {
                    if let Err(error) = take(&piece[..length]) {
                        break Err(error);
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => break Err(error),
            }
        };
    }
    finish_tool("pg_dump", child, said, copied)
}

/// Runs `pg_restore` in one transaction on what `give` writes.
pub fn restore(
    binaries: &Binaries,
    target: &Target,
    give: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
) -> Result<()> {
    let mut command = tool(binaries, "pg_restore", target);
    command.args([
        "--exit-on-error",
        "--single-transaction",
        "--dbname",
        &target.database,
    ]);
    let mut child = spawn_tool(
        "pg_restore",
        command.stdin(Stdio::piped()).stdout(Stdio::null()),
    )?;
    let said = collect_errors(&mut child);
    let mut given = Ok(());
    if let Some(mut stdin) = child.stdin.take() {
        given = give(&mut stdin);
        if given.is_err() {
            // The input is not to be trusted: end it before it takes the short stream for a whole one.
            let _ = child.kill();
        }
    }
    finish_tool("pg_restore", child, said, given)
}

fn tool(binaries: &Binaries, name: &str, target: &Target) -> Command {
    let mut command = Command::new(binaries.program(name));
    clean_environment(&mut command);
    command.current_dir("/");
    command.args([
        "--no-password",
        "--host",
        &target.host,
        "--port",
        &target.port.to_string(),
        "--username",
        &target.role,
    ]);
    if let Some(password) = &target.password {
        command.env("PGPASSWORD", password);
    }
    command
}

fn spawn_tool(name: &str, command: &mut Command) -> Result<Child> {
    command
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| tool_failed(name, error))
}

fn collect_errors(child: &mut Child) -> JoinHandle<String> {
    let stderr = child.stderr.take();
    thread::spawn(move || {
        let mut said = Vec::new();
        if let Some(stderr) = stderr {
            // What could not be read is missing from a message only.
            let _ = stderr.take(64 * 1024).read_to_end(&mut said);
        }
        String::from_utf8_lossy(&said).into_owned()
    })
}

fn finish_tool(
    name: &str,
    mut child: Child,
    said: JoinHandle<String>,
    copied: io::Result<()>,
) -> Result<()> {
    if matches!(&copied, Err(error) if error.kind() != io::ErrorKind::BrokenPipe) {
        let _ = child.kill();
    }
    let status = child.wait().map_err(|error| tool_failed(name, error))?;
    let said = said.join().unwrap_or_default();
    match copied {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(tool_failed(name, error)),
        Ok(()) if status.success() => Ok(()),
        _ => Err(tool_failed(
            name,
            format!("{status}: {}", last_words(&said)),
        )),
    }
}

fn tool_failed(tool: &str, reason: impl ToString) -> ServerError {
    ServerError::Tool {
        tool: tool.into(),
        reason: reason.to_string(),
    }
}

/// The end of what a program said, on one line.
fn last_words(said: &str) -> String {
    let lines: Vec<&str> = said
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    lines[lines.len().saturating_sub(3)..].join(" | ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_address_gives_the_tools_what_they_need() {
        let far = Target::from_url(
            "postgres://app:p%40ss%2fw@db.example.org:6432/cordon?sslmode=require",
        )
        .unwrap();
        let near = Target::from_url("postgres://app@localhost/cordon?host=/run/db").unwrap();

        assert_eq!(
            (
                far.host.as_str(),
                far.port,
                far.role.as_str(),
                far.database.as_str()
            ),
            ("db.example.org", 6432, "app", "cordon")
        );
        assert_eq!(far.password.as_deref(), Some("p@ss/w"));
        assert_eq!((near.host.as_str(), near.password), ("/run/db", None));
    }
}
