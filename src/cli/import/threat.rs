//! `cordon import threat`: public lists beside an assessment, as they are published.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is where the program speaks to a terminal")]

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use chrono::NaiveDate;
use clap::Args;

use crate::cli::account::open_as;
use crate::config::Installation;
use crate::features::context::import::{self, File, Kind};
use crate::program;

/// A public list and how to read it.
#[derive(Args)]
pub struct ThreatFile {
    /// File to read.
    file: PathBuf,
    /// What it holds.
    #[arg(long, value_enum)]
    kind: Kind,
    /// The last day the data speaks about, as 2025-05-22, or its year; found in the file or its name without it.
    #[arg(long, value_parser = import::read_as_of)]
    as_of: Option<NaiveDate>,
    /// Who published it; the usual source of its kind without it.
    #[arg(long)]
    source: Option<String>,
    /// Under which licence; the usual one of its kind without it.
    #[arg(long)]
    licence: Option<String>,
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

/// Reads a public list in and answers the exit status.
pub async fn run(installation: &Installation, asked: ThreatFile) -> anyhow::Result<ExitCode> {
    let bytes = std::fs::read(&asked.file).with_context(|| format!("{} cannot be read", asked.file.display()))?;
    let name = asked.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let database = program::reach(installation, false)?;
    let seat = open_as(&database, asked.account.as_deref()).await?;
    let file = File { kind: asked.kind, name: &name, bytes: &bytes, as_of: asked.as_of, source: asked.source.as_deref(), licence: asked.licence.as_deref() };
    let outcome = import::run(&seat.db, &seat.actor, &file, asked.dry_run).await;
    seat.leave().await?;
    let report = outcome?;
    if asked.json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        for detail in report.details.iter().take(20) {
            eprintln!("row {}, {}: {}", detail.row, detail.column, detail.message);
        }
        let set = report.set.as_deref().unwrap_or("dry run, nothing kept");
        eprintln!("{set}: {} rows, {} accepted, {} unchanged, {} refused", report.rows, report.accepted, report.unchanged, report.quarantined);
        eprintln!("{}, {}, as of {}{}", report.source, report.licence, report.as_of, if report.in_use { "" } else { "; a newer list is in use" });
        for (code, count) in report.by_code.iter().chain(&report.warnings) {
            eprintln!("  {code}: {count}");
        }
    }
    Ok(if report.quarantined > 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
}
