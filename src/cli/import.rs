//! `cordon import …`: the same engine and the same code as the pages.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;

use crate::config::Installation;

/// What can be read in.
#[derive(Subcommand)]
pub enum ImportCommand {
    /// Property books.
    Assets {
        /// File to read.
        file: PathBuf,
        /// Ignored in this version.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        rest: Vec<String>,
    },
}

/// Runs an import and answers its exit status.
pub async fn run(_: &Installation, command: ImportCommand) -> anyhow::Result<ExitCode> {
    match command {
        ImportCommand::Assets { .. } => anyhow::bail!("not available in this version"),
    }
}
