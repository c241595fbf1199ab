//! Logs: one line an event on standard error, JSON on a server, words on a terminal.
//! Never a name, a place, a phone number or a query string.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// Starts the log. `CORDON_LOG` chooses what is written; by default warnings and our own information.
pub fn start() {
    let filter = EnvFilter::try_from_env("CORDON_LOG").unwrap_or_else(|_| EnvFilter::new("warn,cordon=info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    // A second start, in tests, changes nothing.
    let _ = if std::io::stderr().is_terminal() { builder.try_init() } else { builder.json().try_init() };
}
