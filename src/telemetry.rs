//! Logs: one line an event on standard error, JSON on a server, words on a terminal.
//! Never a name, a place, a phone number or a query string.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// Lines that may wait for whoever reads the log.
const WAITING: usize = 4_096;

/// Starts the log. `CORDON_LOG` chooses what is written; by default warnings and our own information.
/// Keep the answer until the program ends: it waits a moment for the last lines.
#[must_use]
pub fn start() -> Kept {
    let filter = EnvFilter::try_from_env("CORDON_LOG").unwrap_or_else(|_| EnvFilter::new("warn,cordon=info"));
    let (log, kept) = Log::to(io::stderr());
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(log).with_target(false);
    // A second start, in tests, changes nothing.
    let _ = if io::stderr().is_terminal() { builder.try_init() } else { builder.json().try_init() };
    kept
}

/// Lines on their way out. Whoever writes one never waits: where nobody reads the log (a pipe whose
/// reader is stuck behind a full disk), lines are dropped and counted, and the program goes on.
#[derive(Clone)]
struct Log {
    queue: SyncSender<Sent>,
    lost: Arc<AtomicU64>,
}

enum Sent {
    Line(Vec<u8>),
    End(SyncSender<()>),
}

impl Log {
    fn to(out: impl Write + Send + 'static) -> (Self, Kept) {
        let (queue, sent) = sync_channel(WAITING);
        let lost = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&lost);
        let writer = std::thread::Builder::new().name("log".into()).spawn(move || write_out(out, &sent, &counted));
        // Without the thread every line is lost, which is better than no program.
        drop(writer);
        (Self { queue: queue.clone(), lost }, Kept { queue })
    }
}

fn write_out(mut out: impl Write, sent: &Receiver<Sent>, lost: &AtomicU64) {
    while let Ok(next) = sent.recv() {
        // A line that cannot be written has nowhere else to go.
        let _ = match next {
            Sent::Line(line) => out.write_all(&line),
            Sent::End(done) => done.send(()).map_err(io::Error::other),
        };
        let missing = lost.swap(0, Ordering::Relaxed);
        if missing > 0 {
            let _ = writeln!(out, r#"{{"level":"WARN","fields":{{"message":"lines of the log were lost: nobody read them","lines":{missing}}}}}"#);
        }
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Line;
    fn make_writer(&'a self) -> Line {
        Line { log: self.clone(), text: Vec::new() }
    }
}

/// One line, sent when it is whole.
struct Line {
    log: Log,
    text: Vec<u8>,
}

impl Write for Line {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.text.extend_from_slice(text);
        Ok(text.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if self.log.queue.try_send(Sent::Line(std::mem::take(&mut self.text))).is_err() {
            self.log.lost.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// The log as long as the program runs.
pub struct Kept {
    queue: SyncSender<Sent>,
}

impl Drop for Kept {
    fn drop(&mut self) {
        let (done, written) = sync_channel(1);
        if self.queue.try_send(Sent::End(done)).is_ok() {
            // A reader that is stuck does not hold the end up.
            let _ = written.recv_timeout(Duration::from_secs(1));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::mpsc;

    use super::*;

    /// A reader that takes nothing until it is told to.
    struct Stuck {
        go: mpsc::Receiver<()>,
        is_free: bool,
        taken: Arc<Mutex<Vec<u8>>>,
    }

    impl Write for Stuck {
        fn write(&mut self, text: &[u8]) -> io::Result<usize> {
            if !self.is_free {
                self.go.recv().map_err(io::Error::other)?;
                self.is_free = true;
            }
            self.taken.lock().unwrap().extend_from_slice(text);
            Ok(text.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_log_that_nobody_reads_does_not_stop_who_writes_and_says_what_it_lost() {
        let (free, go) = mpsc::channel();
        let taken = Arc::new(Mutex::new(Vec::new()));
        let (log, _kept) = Log::to(Stuck { go, is_free: false, taken: Arc::clone(&taken) });
        let all_written = || {
            let (done, written) = sync_channel(1);
            log.queue.send(Sent::End(done)).unwrap();
            written.recv().unwrap();
        };
        for n in 0..2 * WAITING {
            writeln!(log.make_writer(), "line {n}").unwrap();
        }

        free.send(()).unwrap();
        all_written();
        writeln!(log.make_writer(), "after").unwrap();
        all_written();

        let text = String::from_utf8(taken.lock().unwrap().clone()).unwrap();
        assert!(text.starts_with("line 0\nline 1\n") || text.starts_with("line 0\n{"), "{text:.80}");
        assert!(text.contains("lines of the log were lost"), "the loss is told");
        assert!(text.ends_with("after\n"), "it goes on when somebody reads");
    }

    #[test]
    fn the_last_lines_are_written_before_the_program_ends() {
        let (free, go) = mpsc::channel();
        free.send(()).unwrap();
        let taken = Arc::new(Mutex::new(Vec::new()));
        let (log, kept) = Log::to(Stuck { go, is_free: false, taken: Arc::clone(&taken) });
        writeln!(log.make_writer(), "the end").unwrap();

        drop(kept);

        assert_eq!(*taken.lock().unwrap(), b"the end\n");
    }
}
