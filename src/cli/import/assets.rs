//! `cordon import assets`: property books, as others keep them.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is where the program speaks to a terminal")]

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;

use crate::cli::account::open_as;
use crate::config::Installation;
use crate::features::property_books::import::{self, File};
use crate::importing::Mapping;
use crate::program;

/// A property book and how to read it.
#[derive(Args)]
pub struct PropertyBook {
    /// File to read: XLSX, XLSB, XLS, ODS or CSV.
    file: PathBuf,
    /// The only sheet to read; all sheets without it.
    #[arg(long)]
    sheet: Option<String>,
    /// Which column is which field, as item=Name,serial=Number; known by their headings without it.
    #[arg(long)]
    map: Option<String>,
    /// Duty station that keeps the book.
    #[arg(long)]
    station: String,
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

/// Reads a property book in and answers the exit status.
pub async fn run(installation: &Installation, asked: PropertyBook) -> anyhow::Result<ExitCode> {
    let bytes = std::fs::read(&asked.file).with_context(|| format!("{} cannot be read", asked.file.display()))?;
    let name = asked.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let map = asked.map.as_deref().map(|map| Mapping::parse(map, &import::field_names())).transpose()?;
    let program = std::env::current_exe().context("the program does not find its own file")?;
    let database = program::reach(installation, false)?;
    let seat = open_as(&database, asked.account.as_deref()).await?;
    let file = File { name: &name, bytes: &bytes, station: &asked.station, sheet: asked.sheet.as_deref(), map: map.as_ref(), program: &program };
    let outcome = import::run(&seat.db, &seat.actor, &file, asked.dry_run).await;
    seat.leave().await?;
    let report = outcome?;
    if asked.json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        for detail in report.details.iter().take(20) {
            eprintln!("{} row {}, {}: {}", detail.sheet, detail.row, detail.column, detail.message);
        }
        for sheet in report.sheets.iter().filter(|sheet| sheet.state != "read") {
            eprintln!("sheet {}: {}", sheet.name, if sheet.state == "empty" { "empty" } else { "no header with items" });
        }
        let book = report.batch.as_deref().unwrap_or("nothing new was kept");
        eprintln!("{book}: {} items, {} accepted, {} unchanged, {} refused", report.rows, report.accepted, report.unchanged, report.quarantined);
        eprintln!("{} in all; {} lines name no item", report.quantity, report.unnamed);
        for (code, count) in &report.by_code {
            eprintln!("  {code}: {count}");
        }
    }
    Ok(if report.quarantined + report.unnamed > 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
}
