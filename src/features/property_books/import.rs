//! `cordon import assets`: a file becomes a property book, in one transaction. The same file twice changes nothing.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::counting::SheetFigures;
use super::reading::{self, Item, Opened, Reading, Remark};
use super::{keeping, queries, sightings};
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::Db;
use crate::i18n::{Hole, Language};
use crate::importing::{self, Mapping, WorkbookError};
use crate::web::error::AppError;

pub use super::reading::field_names;

/// Remarks that are listed in an answer; the counts are whole, and the book keeps all.
const LISTED: usize = 1_000;

/// A file and where it belongs.
#[derive(Debug, Clone)]
pub struct File<'a> {
    pub name: &'a str,
    pub bytes: &'a [u8],
    /// Code of the duty station that keeps the book.
    pub station: &'a str,
    /// One sheet of a workbook; all of them without it.
    pub sheet: Option<&'a str>,
    /// Columns that somebody chose; known by their headings without it.
    pub map: Option<&'a Mapping>,
    /// This program's file, which reads workbooks in a process of its own.
    pub program: &'a Path,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Reference of the book; none in a dry run and where nothing was new.
    pub batch: Option<String>,
    pub kind: &'static str,
    pub station: String,
    /// Lines that name an item, refused ones included.
    pub rows: usize,
    pub accepted: usize,
    pub unchanged: usize,
    pub quarantined: usize,
    /// Lines that name no item: no rows, but they wait too.
    pub unnamed: usize,
    /// Sum of the quantities of all rows.
    pub quantity: i64,
    pub by_code: BTreeMap<&'static str, usize>,
    pub warnings: BTreeMap<&'static str, usize>,
    pub sheets: Vec<SheetFigures>,
    /// The first thousand remarks, by sheet and row.
    pub details: Vec<Detail>,
}

/// A remark in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Detail {
    pub sheet: String,
    pub row: i32,
    pub column: String,
    pub code: &'static str,
    pub message: String,
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("{0}")]
    Workbook(#[from] WorkbookError),
    #[error("{0}")]
    Unreadable(#[from] reading::Unreadable),
    #[error("there is no duty station {0} for this account")]
    NoStation(String),
    #[error("this account may not import property books there; see cordon policy")]
    NotAllowed,
    /// The database refused or failed.
    #[error("nothing was imported: {0}")]
    Failed(#[from] AppError),
}

/// Reads a file and keeps what is new as a book. In a dry run nothing is kept.
pub async fn run(db: &Db, actor: &Actor, file: &File<'_>, dry_run: bool) -> Result<Report, ImportError> {
    if !policy::may(actor, "property.import") {
        return Err(ImportError::NotAllowed);
    }
    let reading = read(file).await?;

    let mut tx = if dry_run { db.read(&actor.ctx).await? } else { db.write(&actor.ctx).await? };
    let station = queries::station(&mut tx, file.station).await?.ok_or_else(|| ImportError::NoStation(file.station.to_owned()))?;
    if policy::decide(actor, "property.import", &Facts { cells: Some(vec![station.cell]), ..Facts::default() }) != Decision::Allow {
        return Err(ImportError::NotAllowed);
    }
    let known = queries::known_items(&mut tx, station.cell, &keys(reading.items.iter().map(|item| &item.row_key))).await?;
    let waiting = queries::known_remarks(&mut tx, station.cell, &keys(reading.remarks.iter().map(|remark| &remark.row_key))).await?;
    let fresh: Vec<&Item> = reading.items.iter().filter(|item| !known.contains(&item.row_key)).collect();
    let newly_waiting: Vec<&Remark> = reading.remarks.iter().filter(|remark| !waiting.contains(&remark.row_key)).collect();
    let told = sightings::told(&mut tx, station.cell, &reading).await?;
    let mut report = report(&station.code, &reading, fresh.len());
    if dry_run || (fresh.is_empty() && newly_waiting.is_empty() && told.is_empty()) {
        return Ok(report);
    }
    let digest = Sha256::digest(file.bytes).to_vec();
    let book = keeping::keep_book(&mut tx, &station, file.name, &digest, &report).await?;
    keeping::keep_items(&mut tx, &book, &report.sheets, &fresh).await?;
    keeping::keep_remarks(&mut tx, &book, &report.sheets, &newly_waiting).await?;
    sightings::keep(&mut tx, &book, &told).await?;
    let detail = format!("rows {} kept {} unchanged {} refused {}", report.rows, report.accepted, report.unchanged, report.quarantined);
    tx.record(Entry::done("property.import", &book.reference).at_cell(station.cell).with_detail(detail));
    tx.commit("").await?;
    report.batch = Some(book.reference);
    Ok(report)
}

/// Reads the file: a workbook in a process of its own, its rows away from the threads that answer.
async fn read(file: &File<'_>) -> Result<Reading, ImportError> {
    let sheets = if importing::is_workbook(file.bytes) { Some(importing::read_apart(file.program, file.bytes).await?) } else { None };
    let text = if sheets.is_some() { Vec::new() } else { file.bytes.to_vec() };
    let (sheet, map) = (file.sheet.map(str::to_owned), file.map.cloned());
    let work = move || {
        let opened = sheets.map_or_else(|| Opened::Text(&text), Opened::Sheets);
        reading::read(&opened, sheet.as_deref(), map.as_ref())
    };
    let reading = tokio::task::spawn_blocking(work).await.map_err(|error| AppError::Internal(error.into()))?;
    Ok(reading?)
}

fn keys<'a>(all: impl Iterator<Item = &'a Vec<u8>>) -> Vec<Vec<u8>> {
    all.collect::<HashSet<_>>().into_iter().cloned().collect()
}

fn report(station: &str, reading: &Reading, accepted: usize) -> Report {
    let mut by_code: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut warnings: BTreeMap<&'static str, usize> = BTreeMap::new();
    for remark in reading.remarks.iter().filter(|remark| !remark.is_unnamed) {
        *by_code.entry(remark.code).or_default() += 1;
    }
    for sheet in &reading.sheets {
        match sheet.state.as_str() {
            "empty" => *warnings.entry("empty_sheet").or_default() += 1,
            "no_header" => *warnings.entry("sheet_without_header").or_default() += 1,
            _ => {}
        }
    }
    let details = reading.remarks.iter().take(LISTED).map(|remark| Detail {
        sheet: reading.sheets[remark.sheet].name.clone(),
        row: remark.row,
        column: remark.column.clone(),
        code: remark.code,
        message: sentence(Language::English, remark.code, &remark.value, remark.earlier_row),
    });
    Report {
        batch: None,
        kind: "assets",
        station: station.to_owned(),
        rows: reading.sheets.iter().map(|sheet| sheet.rows).sum(),
        accepted,
        unchanged: reading.items.len() - accepted,
        quarantined: reading.sheets.iter().map(|sheet| sheet.refused).sum(),
        unnamed: reading.sheets.iter().map(|sheet| sheet.unnamed).sum(),
        quantity: reading.sheets.iter().map(|sheet| sheet.quantity).sum(),
        by_code,
        warnings,
        details: details.collect(),
        sheets: reading.sheets.clone(),
    }
}

/// A remark as a sentence.
pub(super) fn sentence(language: Language, code: &str, value: &str, earlier_row: Option<i32>) -> String {
    let key = format!("property-remark-{}", code.replace('_', "-"));
    language.fill(&key, &[("value", Hole::Text(value)), ("row", Hole::Text(&earlier_row.unwrap_or_default().to_string()))])
}
