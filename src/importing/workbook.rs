//! Workbooks: XLSX, XLSB, XLS and ODS as sheets of text.
//!
//! 1. A parser of such files is large, and the files come from anywhere. It runs in a process of its own
//!    ([`child`]) that may use little memory and little time, opens nothing and starts nothing; what happens to it
//!    is told as an error of the file.
//! 2. What a packed file claims is measured before anything is unpacked ([`measure`]).
//! 3. Cells become text as a person reads them: dates as `2014-08-19`, numbers without padding. Merged cells hold
//!    their text once, at the first of them.

mod cells;
mod child;
mod measure;

use std::fmt;
use std::io::Cursor;

use calamine::{Ods, Reader, SheetType, Sheets, Xls, Xlsb, Xlsx};
use serde::{Deserialize, Serialize};

use super::reading::{MAX_BYTES, MAX_COLUMNS, ReadError};
use super::records::Records;
use super::table::Table;

pub use child::{READ_WORKBOOK, read_apart, serve};

/// Most cells of one workbook, empty ones inside its sheets counted.
const MAX_CELLS: usize = 4_000_000;

/// One sheet as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    pub name: String,
    /// Blank rows above the first one that holds anything.
    pub blank_above: u32,
    pub rows: Vec<Vec<String>>,
}

impl Sheet {
    /// Rows and columns of the part that holds anything.
    pub fn size(&self) -> (usize, usize) {
        (self.rows.len(), self.rows.iter().map(Vec::len).max().unwrap_or(0))
    }

    /// The sheet as a table, guided by wanted column names if there are any.
    pub fn table(&self, wanted: &[&str]) -> Result<Table, ReadError> {
        let mut records = Records::default();
        for _ in 0..self.blank_above {
            records.end_record();
        }
        for row in &self.rows {
            for cell in row {
                records.push_text(cell);
                records.end_cell();
            }
            records.end_record();
        }
        Table::find(records, wanted)
    }
}

/// Why a workbook was not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum WorkbookError {
    /// It begins like none of the kinds that are read.
    NotAWorkbook,
    /// Nothing is read that is locked.
    Protected,
    /// It holds more than is read: parts, bytes when unpacked, or cells.
    TooLarge { what: String },
    /// The parser refused it.
    Broken { why: String },
    /// The parser ended without an answer: too much memory or time, or a fault.
    Ended { how: String },
}

impl WorkbookError {
    /// Stable word for the error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAWorkbook => "not_a_workbook",
            Self::Protected => "protected",
            Self::TooLarge { .. } => "too_large",
            Self::Broken { .. } => "broken",
            Self::Ended { .. } => "unreadable",
        }
    }
}

impl fmt::Display for WorkbookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAWorkbook => write!(f, "The file is no workbook: XLSX, XLSB, XLS and ODS are read."),
            Self::Protected => write!(f, "The workbook is locked with a password. Save it without one."),
            Self::TooLarge { what } => write!(f, "The workbook is too large: {what}."),
            Self::Broken { why } => write!(f, "The workbook is damaged: {why}."),
            Self::Ended { how } => write!(f, "The workbook cannot be read: {how}. Save the sheet as CSV and import that."),
        }
    }
}

impl std::error::Error for WorkbookError {}

/// Whether bytes begin like a workbook: a packed file, or an old one.
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
}

/// Reads every sheet here and now. Only the process made for it calls this.
fn read_here(bytes: &[u8]) -> Result<Vec<Sheet>, WorkbookError> {
    if bytes.len() > MAX_BYTES {
        return Err(WorkbookError::TooLarge { what: format!("more than {} MiB", MAX_BYTES / 1024 / 1024) });
    }
    if !is_workbook(bytes) {
        return Err(WorkbookError::NotAWorkbook);
    }
    measure::measure(bytes)?;
    let mut workbook = open(bytes).map_err(refused)?;
    let mut sheets = Vec::new();
    let mut left = MAX_CELLS;
    for about in workbook.sheets_metadata().to_vec() {
        let range = match workbook.worksheet_range(&about.name) {
            Ok(range) => range,
            // a chart or a macro has no cells
            Err(_) if about.typ != SheetType::WorkSheet => calamine::Range::empty(),
            Err(error) => return Err(refused(error)),
        };
        let (height, width) = range.get_size();
        left = left.checked_sub(height * width).ok_or_else(|| WorkbookError::TooLarge { what: format!("more than {MAX_CELLS} cells") })?;
        if width > MAX_COLUMNS {
            return Err(WorkbookError::TooLarge { what: format!("more than {MAX_COLUMNS} columns") });
        }
        let blank_above = range.start().map_or(0, |(row, _)| row);
        let rows = range.rows().map(|row| row.iter().map(cells::text).collect()).collect();
        sheets.push(Sheet { name: about.name, blank_above, rows });
    }
    Ok(sheets)
}

/// Opens the kind that the file says it is, so that an error speaks of that kind.
fn open(bytes: &[u8]) -> Result<Sheets<Cursor<&[u8]>>, calamine::Error> {
    let holds = |part: &str| bytes.windows(part.len()).any(|found| found == part.as_bytes());
    let file = Cursor::new(bytes);
    if !bytes.starts_with(b"PK") {
        return match (Xls::new(file.clone()), Xlsx::new(file)) {
            (Ok(workbook), _) => Ok(Sheets::Xls(workbook)),
            // a locked file of the new kind is wrapped in one of the old kind
            (_, Err(error @ calamine::XlsxError::Password)) => Err(error.into()),
            (Err(error), _) => Err(error.into()),
        };
    }
    Ok(match (holds("opendocument.spreadsheet"), holds("xl/workbook.bin")) {
        (true, _) => Sheets::Ods(Ods::new(file)?),
        (_, true) => Sheets::Xlsb(Xlsb::new(file)?),
        _ => Sheets::Xlsx(Xlsx::new(file)?),
    })
}

fn refused(error: calamine::Error) -> WorkbookError {
    let why = error.to_string();
    if why.to_lowercase().contains("password") { WorkbookError::Protected } else { WorkbookError::Broken { why } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_becomes_a_table_with_the_numbers_of_a_spreadsheet() {
        let row = |cells: &[&str]| cells.iter().map(|&cell| cell.to_owned()).collect::<Vec<_>>();
        let sheet = Sheet {
            name: "Book".into(),
            blank_above: 2,
            rows: vec![row(&["Title", "", ""]), row(&["Item", "NSN", "Quantity"]), row(&["Rifle", "1005", "1"]), row(&["", "", "1"])],
        };

        let table = sheet.table(&["Item", "NSN", "Quantity"]).unwrap();

        assert_eq!((table.header_row, table.titles.clone(), table.footers.clone()), (4, vec![3], vec![6]));
        assert_eq!(table.rows().map(|row| row.number).collect::<Vec<_>>(), [5]);
        assert_eq!(sheet.size(), (4, 3));
    }

    #[test]
    fn what_is_no_workbook_is_not_opened() {
        assert_eq!(read_here(b"ref,item\n"), Err(WorkbookError::NotAWorkbook));
        let cut = read_here(b"PK\x03\x04 and nothing behind it");
        assert!(matches!(cut, Err(WorkbookError::Broken { .. })), "{cut:?}");
    }
}
