//! Watching the server: start, wait until it is ready, start again when it ends unasked.

use std::fs;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions};

use super::folders::{self, PidFile};
use super::{Durability, Place, READY_PATIENCE, Result, ServerError, TICK, last_words};

/// How long an orphan of an earlier run may take to leave.
const ORPHAN_PATIENCE: Duration = Duration::from_secs(45);
/// A start that fails again and again is told so often, not each time.
const TELL_EVERY: Duration = Duration::from_secs(60);
/// How long a server that was told to end may take for each push.
const END_PATIENCE: Duration = Duration::from_secs(20);
/// How often a server that has not said so is asked whether it is ready.
const ASK_EVERY: Duration = Duration::from_millis(500);

/// What the owner and the watching thread share.
#[derive(Debug, Default)]
pub(super) struct Watch {
    pub(super) stopping: AtomicBool,
    pub(super) restarts: AtomicU32,
    pid: Mutex<Option<Pid>>,
}

impl Watch {
    fn pid(&self) -> MutexGuard<'_, Option<Pid>> {
        self.pid.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn running(&self) -> Option<Pid> {
        *self.pid()
    }

    /// The number is cleared before the process is reaped, so a signal never meets a stranger.
    pub(super) fn signal(&self, signal: Signal) {
        if let Some(pid) = *self.pid() {
            // It may have ended by itself, which is what the signal asks for.
            let _ = rustix::process::kill_process(pid, signal);
        }
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }
}

/// One server process after another, until it is told to stop.
pub(super) struct Launch {
    pub(super) place: Place,
    pub(super) socket_folder: PathBuf,
    pub(super) durability: Durability,
    pub(super) watch: Arc<Watch>,
}

impl Launch {
    pub(super) fn keep_running(&self, report: &mpsc::Sender<Result<()>>) {
        let mut is_first = true;
        let mut patience = Instant::now() + ORPHAN_PATIENCE;
        let mut told: Option<Instant> = None;
        loop {
            match self.start_once() {
                Ok(mut child) => {
                    told = None;
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
                    let _ = report.send(Err(ServerError::Start { reason, log: self.place.log.clone() }));
                    return;
                }
                Err(failure) => {
                    if told.is_none_or(|at| at.elapsed() > TELL_EVERY) {
                        told = Some(Instant::now());
                        tracing::error!(reason = %failure.reason, alarm = "database", "the private Postgres does not start and is tried again");
                    }
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
        let mut child = command.stdin(Stdio::piped()).stdout(log.try_clone()?).stderr(log).spawn()?;
        let lifeline = child.stdin.take();
        let mut process = ServerProcess { child, _lifeline: lifeline };
        let until = Instant::now() + READY_PATIENCE;
        let mut asked = Instant::now();
        loop {
            // Forgotten before it is reaped, so that a signal never meets a stranger.
            if !is_running(&process) {
                *self.watch.pid() = None;
                let status = process.child.wait()?;
                let said = folders::log_since(&self.place.log, log_from);
                let may_pass = ["already exists", "is empty", "shared memory block"].iter().any(|sign| said.contains(sign));
                let reason = format!("it ended with {status} ({})", cause_of(&said));
                return Err(StartFailure { reason, may_pass });
            }
            let now = PidFile::read(&self.place.cluster).filter(|file| Some(&file.text) != before.as_ref());
            if let Some(pid) = now.as_ref().and_then(|file| Pid::from_raw(file.pid)) {
                *self.watch.pid() = Some(pid);
            }
            if now.as_ref().is_some_and(|file| file.is_ready) || now.is_some() && self.answers(&mut asked) {
                return Ok(process);
            }
            if self.watch.is_stopping() || Instant::now() > until {
                self.push_out(&mut process);
                return Err(StartFailure { reason: "it was not ready in time".into(), may_pass: false });
            }
            thread::sleep(TICK);
        }
    }

    /// Whether it lets somebody in. Its pid file says so too, but a full disk may keep that line out.
    fn answers(&self, asked: &mut Instant) -> bool {
        if asked.elapsed() < ASK_EVERY {
            return false;
        }
        *asked = Instant::now();
        folders::lets_in(&self.socket_folder).unwrap_or(false)
    }

    /// Ends a server that does not get ready: politely, then without a checkpoint, then by force.
    fn push_out(&self, process: &mut ServerProcess) {
        for signal in [Signal::INT, Signal::QUIT, Signal::KILL] {
            self.watch.signal(signal);
            let until = Instant::now() + END_PATIENCE;
            while Instant::now() < until {
                if !is_running(process) {
                    return self.wait_for_end(process);
                }
                thread::sleep(TICK);
            }
        }
        self.wait_for_end(process);
    }

    /// Waits for an orphan of an earlier run to leave, and takes a stale pid file out of the way.
    /// Returns what the pid file says now, so that the next text is known to be new.
    fn clear_the_way(&self) -> std::result::Result<Option<String>, StartFailure> {
        let cluster = &self.place.cluster;
        let since = Instant::now();
        let mut asked = 0;
        while let Some(file) = PidFile::read(cluster) {
            let Some(pid) = Pid::from_raw(file.pid).filter(|pid| is_alive(*pid)) else {
                break;
            };
            if !self.is_ours(pid) {
                file.disown(cluster)?;
                break;
            }
            if self.watch.is_stopping() {
                return Err(StartFailure { reason: "it is being stopped".into(), may_pass: false });
            }
            let waited = since.elapsed();
            if waited > ORPHAN_PATIENCE {
                return Err(StartFailure { reason: format!("process {} still holds it", file.pid), may_pass: true });
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
        folders::clear_leftovers(cluster, &self.socket_folder)?;
        Ok(PidFile::read(cluster).map(|file| file.text))
    }

    /// Whether that process is a server of this very cluster, and not a stranger with its number.
    fn is_ours(&self, pid: Pid) -> bool {
        let command_line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_else(|_| {
            let mut list = Command::new("ps");
            list.args(["-o", "command=", "-p"]).arg(pid.to_string());
            list.output().map(|output| output.stdout).unwrap_or_default()
        });
        let cluster = self.place.cluster.as_os_str().as_encoded_bytes();
        command_line.windows(cluster.len()).any(|window| window == cluster)
    }

    fn server_command(&self) -> Command {
        let place = &self.place;
        let program = place.binaries.program("postgres");
        let mut command = place.keeper.command(place.user.as_ref(), &program, &place.cluster, "INT");
        command.arg("-D").arg(&place.cluster);
        // what is lost on a crash serves tests, of which many run side by side
        let (durable, connections) = if self.durability == Durability::Safe { ("on", "60") } else { ("off", "200") };
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
            ("max_connections", connections),
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
        let direct = i32::try_from(process.child.id()).ok().and_then(Pid::from_raw);
        if let Some(pid) = direct {
            let ended = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
            while matches!(rustix::process::waitid(WaitId::Pid(pid), ended), Err(rustix::io::Errno::INTR)) {}
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
        Self { reason: error.to_string(), may_pass: false }
    }
}

/// Whether it has not ended; it stays to be reaped, so that its number is nobody else's.
fn is_running(process: &ServerProcess) -> bool {
    let direct = i32::try_from(process.child.id()).ok().and_then(Pid::from_raw);
    let ended = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG;
    direct.is_some_and(|pid| matches!(rustix::process::waitid(WaitId::Pid(pid), ended), Ok(None)))
}

/// The last thing that the server's log calls fatal, without its stamp; its last words if there is none.
fn cause_of(said: &str) -> String {
    let fatal = |line: &'_ str| ["PANIC:  ", "FATAL:  "].iter().find_map(|level| Some(line.split_once(level)?.1.trim().to_owned()));
    let cause = said.lines().rev().filter_map(fatal).find(|cause| !cause.starts_with("the database system is"));
    cause.unwrap_or_else(|| last_words(said))
}

fn is_alive(pid: Pid) -> bool {
    !matches!(rustix::process::test_kill_process(pid), Err(rustix::io::Errno::SRCH))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cause_of_a_failed_start_is_what_the_log_calls_fatal() {
        let said = "2026-11-22 LOG:  redo done\n2026-11-22 FATAL:  could not write to file \"x\": No space left on device\n\
            2026-11-22 FATAL:  the database system is not yet accepting connections\n2026-11-22 LOG:  database system is shut down\n";

        assert_eq!(cause_of(said), "could not write to file \"x\": No space left on device");
        assert_eq!(cause_of("one\ntwo\n"), "one | two");
    }
}
