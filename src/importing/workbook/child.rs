//! The process that reads a workbook: this program itself, with one word as its command. It gets the file on its
//! standard input, answers sheets on its standard output, and is held by limits it sets before the first byte.

use std::io::{self, BufWriter, Read, Write};
use std::path::Path;
use std::process::{ExitCode, Stdio};
use std::time::Duration;

use rustix::process::{Resource, Rlimit, setrlimit};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;
use tokio::sync::Semaphore;

use super::{MAX_BYTES, Sheet, WorkbookError, read_here};

/// The command behind which the program reads a workbook.
pub const READ_WORKBOOK: &str = "read-workbook";

const MEMORY_BYTES: u64 = 256 * 1024 * 1024;
const PROCESSOR_SECONDS: u64 = 20;
const WALL: Duration = Duration::from_secs(30);
/// Two workbooks are read at a time, whatever comes at once.
static TURNS: Semaphore = Semaphore::const_new(2);
/// Most bytes of an answer.
const ANSWER_BYTES: u64 = 96 * 1024 * 1024;

/// Reads a workbook in a process of its own. `program` is this program's file.
pub async fn read_apart(program: &Path, bytes: &[u8]) -> Result<Vec<Sheet>, WorkbookError> {
    let ended = |how: &str| WorkbookError::Ended { how: how.to_owned() };
    let _turn = TURNS.acquire().await.map_err(|_| ended("the program is stopping"))?;
    let work = tokio::time::timeout(WALL, converse(program, bytes));
    match work.await {
        Err(_) => Err(ended("it takes too long")),
        Ok(Err(error)) => Err(ended(&format!("its reader did not run ({error})"))),
        Ok(Ok((_, answer))) if answer.len() as u64 > ANSWER_BYTES => Err(WorkbookError::TooLarge { what: "its text fills too much memory".into() }),
        Ok(Ok((true, answer))) => serde_json::from_slice(&answer).unwrap_or_else(|_| Err(ended("its reader gave no answer"))),
        Ok(Ok((false, _))) => Err(ended("reading it takes more memory or time than is allowed, or it is damaged")),
    }
}

/// Whether the process ended well, and what it said. Dropped half-way, it takes the process with it.
async fn converse(program: &Path, bytes: &[u8]) -> io::Result<(bool, Vec<u8>)> {
    #[expect(clippy::disallowed_methods, reason = "the reader of workbooks is the other process the product starts (DESIGN 8)")]
    let mut command = Command::new(program);
    command.arg(READ_WORKBOOK).env_clear().current_dir("/").kill_on_drop(true);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    if let Some(mut input) = child.stdin.take() {
        // a reader that ends before it has read all says so by its status
        let _ = input.write_all(bytes).await;
        let _ = input.shutdown().await;
    }
    let mut answer = Vec::new();
    if let Some(output) = child.stdout.take() {
        output.take(ANSWER_BYTES + 1).read_to_end(&mut answer).await?;
    }
    Ok((child.wait().await?.success(), answer))
}

/// What the process does: limits itself, reads, answers.
pub fn serve() -> ExitCode {
    let outcome = limit().and_then(|()| {
        let mut bytes = Vec::new();
        io::stdin().lock().take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
        let mut output = BufWriter::new(io::stdout().lock());
        serde_json::to_writer(&mut output, &read_here(&bytes))?;
        output.flush()
    });
    if outcome.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Memory, processor time, no file written, nothing opened: no file and no connection beyond the three it has.
fn limit() -> io::Result<()> {
    let limits = [(Resource::Data, MEMORY_BYTES), (Resource::Cpu, PROCESSOR_SECONDS), (Resource::Fsize, 0), (Resource::Core, 0), (Resource::Nofile, 3)];
    for (resource, most) in limits {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    Ok(())
}
