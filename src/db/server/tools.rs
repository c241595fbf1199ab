//! `pg_dump` and `pg_restore`: the tools that backups need.

use std::io::{self, Read, Write};
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle};

use sqlx::postgres::PgConnectOptions;

use super::keeper::clean_environment;
use super::{Binaries, Result, ServerError, last_words};

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
        let host = options.get_socket().map_or_else(|| options.get_host().to_owned(), |socket| socket.display().to_string());
        let role = options.get_username().to_owned();
        Ok(Self { host, port: options.get_port(), database: options.get_database().unwrap_or(&role).to_owned(), password: password_in(url), role })
    }
}

fn password_in(url: &str) -> Option<String> {
    let authority = url.split_once("://")?.1.split(['/', '?']).next()?;
    let (_, password) = authority.rsplit_once('@')?.0.split_once(':')?;
    let mut plain = Vec::new();
    let mut rest = password.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail.get(..2).filter(|_| *first == b'%').and_then(|two| std::str::from_utf8(two).ok());
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
pub fn dump(binaries: &Binaries, target: &Target, take: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> Result<()> {
    let mut command = tool(binaries, "pg_dump", target);
    command.args(["--format=custom", "--compress=6", "--dbname", &target.database]);
    let mut child = spawn_tool("pg_dump", command.stdin(Stdio::null()).stdout(Stdio::piped()))?;
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
pub fn restore(binaries: &Binaries, target: &Target, give: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    let mut command = tool(binaries, "pg_restore", target);
    command.args(["--exit-on-error", "--single-transaction", "--dbname", &target.database]);
    let mut child = spawn_tool("pg_restore", command.stdin(Stdio::piped()).stdout(Stdio::null()))?;
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
    command.args(["--no-password", "--host", &target.host, "--port", &target.port.to_string(), "--username", &target.role]);
    if let Some(password) = &target.password {
        command.env("PGPASSWORD", password);
    }
    command
}

fn spawn_tool(name: &str, command: &mut Command) -> Result<Child> {
    command.stderr(Stdio::piped()).spawn().map_err(|error| tool_failed(name, error))
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

fn finish_tool(name: &str, mut child: Child, said: JoinHandle<String>, copied: io::Result<()>) -> Result<()> {
    if matches!(&copied, Err(error) if error.kind() != io::ErrorKind::BrokenPipe) {
        let _ = child.kill();
    }
    let status = child.wait().map_err(|error| tool_failed(name, error))?;
    let said = said.join().unwrap_or_default();
    match copied {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(tool_failed(name, error)),
        Ok(()) if status.success() => Ok(()),
        _ => Err(tool_failed(name, format!("{status}: {}", last_words(&said)))),
    }
}

fn tool_failed(tool: &str, reason: impl ToString) -> ServerError {
    ServerError::Tool { tool: tool.into(), reason: reason.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_address_gives_the_tools_what_they_need() {
        let far = Target::from_url("postgres://app:p%40ss%2fw@db.example.org:6432/cordon?sslmode=require").unwrap();
        let near = Target::from_url("postgres://app@localhost/cordon?host=/run/db").unwrap();

        assert_eq!((far.host.as_str(), far.port, far.role.as_str(), far.database.as_str()), ("db.example.org", 6432, "app", "cordon"));
        assert_eq!(far.password.as_deref(), Some("p@ss/w"));
        assert_eq!((near.host.as_str(), near.password), ("/run/db", None));
    }
}
