//! A file that came back, as lines of its list.

use std::path::Path;

use super::lists::List;
use crate::i18n::Message;
use crate::importing::{self, ReadError, Row, Table, WorkbookError};
use crate::web::sheet::{Line, MARK, REF, VERSION, WRONG};
use crate::web::table::unharmed;

/// Most rows of a file; an export has at most 2,000.
pub const MOST_ROWS: usize = 5_000;
/// Most bytes of a file.
pub const MOST_BYTES: usize = 8 * 1024 * 1024;

/// The lines of a file.
#[derive(Debug)]
pub struct Brought {
    pub lines: Vec<Line>,
    /// Headings that the list does not have.
    pub ignored: Vec<String>,
}

/// Reads a file: a workbook in a process of its own, text here. What is wrong with it is a sentence.
pub async fn read(program: &Path, list: List, bytes: &[u8]) -> Result<Brought, Message> {
    if bytes.len() > MOST_BYTES {
        return Err(Message::new("workbook-file-large").with("limit", (MOST_BYTES / 1024 / 1024).to_string()));
    }
    if !importing::is_workbook(bytes) {
        let table = importing::read(bytes, &wanted(list)).map_err(|error| unreadable(&error))?;
        return lines(list, &table, true);
    }
    let sheets = importing::read_apart(program, bytes).await.map_err(|error| broken(&error))?;
    let named = sheets.iter().find(|sheet| sheet.name.eq_ignore_ascii_case(list.word()));
    let mut refused = Message::new("workbook-no-sheet").with("list", list.word());
    for sheet in named.into_iter().chain(sheets.iter().filter(|sheet| sheet.name != "about")) {
        let Ok(table) = sheet.table(&wanted(list)) else { continue };
        match lines(list, &table, false) {
            Ok(brought) => return Ok(brought),
            Err(message) if named.is_some() => return Err(message),
            Err(message) => refused = message,
        }
    }
    Err(refused)
}

/// Headings by which the header is found.
fn wanted(list: List) -> Vec<&'static str> {
    if list.only_adds() { vec!["name", "station", "type", "obtained_on", "evidence"] } else { vec![REF, VERSION] }
}

fn lines(list: List, table: &Table, is_text: bool) -> Result<Brought, Message> {
    let heading = |text: &str| {
        let name = text.trim().to_lowercase().replace([' ', '-'], "_");
        let ours = list.other_headings().iter().find(|(other, _)| *other == name);
        ours.map_or(name, |(_, ours)| (*ours).to_owned())
    };
    let header: Vec<String> = table.header.iter().map(|text| heading(text)).collect();
    let at = |name: &str| header.iter().position(|found| found == name);
    let (reference, version) = (at(REF), at(VERSION));
    if list.only_adds() && (at("name").is_none() || at("station").is_none()) {
        return Err(Message::new("workbook-no-names"));
    }
    if !list.only_adds() && (reference.is_none() || version.is_none()) {
        return Err(Message::new("workbook-no-ref").with("list", list.word()));
    }
    if table.row_count() > MOST_ROWS {
        return Err(Message::new("workbook-many-rows").with("limit", MOST_ROWS.to_string()));
    }
    let known = |name: &str| list.column(name).is_some();
    if let Some(twice) = header.iter().enumerate().find(|(position, name)| known(name) && header[..*position].contains(name)) {
        return Err(Message::new("workbook-column-twice").with("column", twice.1.clone()));
    }
    let ours = |name: &&String| !known(name) && ![REF, VERSION, MARK, WRONG, ""].contains(&name.as_str());
    let ignored = header.iter().filter(ours).map(|name| name.chars().take(40).collect()).take(50).collect();
    let mark = at(MARK);
    let cell_of = |text: &str| {
        let text: String = text.chars().take(2_000).collect();
        // a file of text was made harmless as a whole; in a workbook only what came through one was
        if is_text { unharmed(&text) } else { text }
    };
    let text_of = |row: &Row<'_>, column: Option<usize>, most: usize| -> String {
        column.map(|column| cell_of(row.cell(column)).trim().chars().take(most).collect()).unwrap_or_default()
    };
    let lines = table.rows().map(|row| Line {
        number: row.number,
        reference: text_of(&row, reference, 40),
        version: text_of(&row, version, 20),
        cells: header.iter().enumerate().filter(|(_, name)| known(name)).map(|(column, name)| (name.clone(), cell_of(row.cell(column)))).collect(),
        mark: text_of(&row, mark, 400),
    });
    Ok(Brought { lines: lines.collect(), ignored })
}

fn unreadable(error: &ReadError) -> Message {
    Message::new("workbook-unreadable").with("code", error.code())
}

fn broken(error: &WorkbookError) -> Message {
    match error {
        WorkbookError::Protected => Message::new("workbook-protected"),
        other => Message::new("workbook-unreadable").with("code", other.code()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read_text(text: &str) -> Result<Brought, Message> {
        read(Path::new(""), List::Vehicles, text.as_bytes()).await
    }

    #[tokio::test]
    async fn headings_are_found_in_any_order_and_case() {
        let brought = read_text("Exported by somebody\nPlate;REF;colour;version;mark\nUN 1;V-1;red;3;ab\n'+243;;;;\n").await.unwrap();
        assert_eq!(brought.ignored, ["colour"]);
        assert_eq!(brought.lines.iter().map(|line| line.number).collect::<Vec<_>>(), [3, 4]);
        assert_eq!((brought.lines[0].reference.as_str(), brought.lines[0].version.as_str(), brought.lines[0].cells["plate"].as_str()), ("V-1", "3", "UN 1"));
        assert_eq!(brought.lines[1].cells["plate"], "+243");
    }

    #[tokio::test]
    async fn a_file_of_another_kind_says_what_is_missing() {
        for (text, key) in [
            ("plate,seats\nUN 1,5\n", "workbook-no-ref"),
            ("ref,version,plate,plate\nV-1,1,a,b\n", "workbook-column-twice"),
            ("", "workbook-unreadable"),
            ("PK\u{3}\u{4} cut", "workbook-unreadable"),
        ] {
            assert_eq!(read_text(text).await.unwrap_err().key, key, "{text:?}");
        }
        let many = format!("ref,version\n{}", "V-1,1\n".repeat(MOST_ROWS + 1));
        assert_eq!(read_text(&many).await.unwrap_err().key, "workbook-many-rows");
    }
}
