//! `cordon import places`: reference lists of others, as they are published.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is where the program speaks to a terminal")]

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use chrono::NaiveDate;
use clap::Args;

use crate::cli::account::open_as;
use crate::config::Installation;
use crate::features::stations::import;
use crate::program;

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

/// Reads a reference list in and answers the exit status.
pub async fn run(installation: &Installation, asked: PlacesFile) -> anyhow::Result<ExitCode> {
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
