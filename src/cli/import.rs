//! `cordon import …`: the same engine and the same code as the pages.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use chrono::NaiveDate;
use clap::{Args, Subcommand};

use super::account::open_as;
use crate::config::Installation;
use crate::features::stations::import;
use crate::program;

/// What can be read in.
#[derive(Subcommand)]
pub enum ImportCommand {
    /// Reference lists: airports, countries, cities, hardship classes, missions, entities.
    Places(PlacesFile),
    /// Property books.
    Assets {
        /// File to read.
        file: PathBuf,
        /// Ignored in this version.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        rest: Vec<String>,
    },
}

/// A reference list and how to read it.
#[derive(Args)]
pub struct PlacesFile {
    /// File to read.
    file: PathBuf,
    /// What it holds.
    #[arg(long, value_enum)]
    kind: import::Kind,
    /// Day from which hardship classes hold, such as 2025-01-01; today without it.
    #[arg(long)]
    as_of: Option<NaiveDate>,
    /// Say what would happen; keep nothing.
    #[arg(long)]
    dry_run: bool,
    /// Answer one JSON object.
    #[arg(long)]
    json: bool,
    /// Account that imports; officer-world in the exercise world.
    #[arg(long = "as", value_name = "ACCOUNT")]
    account: Option<String>,
}

/// Runs an import and answers its exit status.
pub async fn run(installation: &Installation, command: ImportCommand) -> anyhow::Result<ExitCode> {
    match command {
        ImportCommand::Places(places) => run_places(installation, places).await,
        ImportCommand::Assets { .. } => anyhow::bail!("not available in this version"),
    }
}

async fn run_places(installation: &Installation, asked: PlacesFile) -> anyhow::Result<ExitCode> {
    let file = std::fs::read(&asked.file).with_context(|| format!("{} cannot be read", asked.file.display()))?;
    let database = program::reach(installation, false)?;
    let seat = open_as(&database, asked.account.as_deref()).await?;
    let outcome = import::run(&seat.db, &seat.actor, asked.kind, &file, asked.as_of, asked.dry_run).await;
    seat.leave().await?;
    let report = outcome?;
    if asked.json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        for detail in &report.details {
            eprintln!("row {}, {}: {} ({})", detail.row, detail.column, detail.message, detail.code);
        }
        eprintln!("{} rows: {} accepted, {} unchanged, {} refused", report.rows, report.accepted, report.unchanged, report.quarantined);
    }
    Ok(if report.quarantined > 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
}
