//! `cordon import officers`: officers with their qualifications, as a workbook or a list.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is where the program speaks to a terminal")]

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;

use crate::cli::account::open_as;
use crate::config::Installation;
use crate::features::workbooks::import;
use crate::program;

/// A list of officers, one row for each of their qualifications.
#[derive(Args)]
pub struct OfficersFile {
    /// File to read: XLSX, XLSB, XLS, ODS or CSV, with the columns name, station, category, duty_role, type,
    /// weapon_class, weapon_model, country, obtained_on, valid_until, issued_by, evidence.
    file: PathBuf,
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

/// Reads officers in and answers the exit status.
pub async fn run(installation: &Installation, asked: OfficersFile) -> anyhow::Result<ExitCode> {
    let bytes = std::fs::read(&asked.file).with_context(|| format!("{} cannot be read", asked.file.display()))?;
    let name = asked.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let program = std::env::current_exe().context("the program does not find its own file")?;
    let database = program::reach(installation, false)?;
    let seat = open_as(&database, asked.account.as_deref()).await?;
    let outcome = import::officers(&seat.db, &seat.actor, &program, &name, &bytes, asked.dry_run).await;
    seat.leave().await?;
    let report = outcome?;
    if asked.json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        for detail in report.details.iter().take(20) {
            eprintln!("row {}, {}: {}", detail.row, detail.column, detail.message);
        }
        let batch = report.batch.as_deref().unwrap_or("nothing was kept");
        eprintln!("{batch}: {} rows, {} accepted, {} unchanged, {} waiting", report.rows, report.accepted, report.unchanged, report.quarantined);
    }
    Ok(if report.quarantined > 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
}
