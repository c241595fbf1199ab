//! A list that goes out as a workbook and comes back: its columns, what each cell may become, and how the cells of a
//! file are told apart from those of the record.
//!
//! 1. A record is known by its reference and the version that was exported. Before, theirs and yours are lined up as on
//!    the conflict page ([`crate::web::conflict`]).
//! 2. A column that is only shown is never changed by a workbook, nor dropped in silence: a mark over its cells tells
//!    whether somebody wrote into it, or whether it grew old by itself.
//! 3. A cell that was made harmless for a spreadsheet comes back as it was ([`crate::web::table::unharmed`]).
//!
//! Not here: which lists there are, who may change what, where a file is read.

use std::collections::BTreeMap;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::audit::verify::hex;
use crate::web::conflict::{self, Merge, Sides};
use crate::web::table::{Table, unharmed};
use crate::web::time;

/// Column of the reference.
pub const REF: &str = "ref";
/// Column of the version.
pub const VERSION: &str = "version";
/// Column of the mark over the cells that are only shown.
pub const MARK: &str = "mark";
/// Column of a file of failed rows that says why; read back, it is left aside.
pub const WRONG: &str = "what_is_wrong";

/// Texts by column.
pub type Cells = BTreeMap<&'static str, String>;

/// What a workbook may do to a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Change it.
    Open,
    /// Fill it in for a new record; another act changes it afterwards.
    AtFirst,
    /// Nothing.
    Shown,
}

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Any text.
    Text,
    /// A day, exported as `2026-11-22`.
    Day,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Parts in any order, with blanks between them; the key says what a part is.
    Parts(&'static str),
}

/// A column of a list.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its heading, and the name of its field in the form.
    pub name: &'static str,
    /// Key of its words.
    pub label: &'static str,
    /// Name of the column of the table in which it is stored.
    pub stored: &'static str,
    /// Columns of the same group are decided together; empty stands alone.
    pub group: &'static str,
    pub rule: Rule,
    pub holds: Holds,
}

impl Column {
    /// A column that may be changed.
    pub const fn open(name: &'static str, label: &'static str) -> Self {
        Self { name, label, stored: name, group: "", rule: Rule::Open, holds: Holds::Text }
    }

    /// A column that is filled in for a new record only.
    pub const fn at_first(name: &'static str, label: &'static str) -> Self {
        Self { rule: Rule::AtFirst, ..Self::open(name, label) }
    }

    /// A column that is only shown.
    pub const fn shown(name: &'static str, label: &'static str) -> Self {
        Self { rule: Rule::Shown, ..Self::open(name, label) }
    }

    /// It holds a day.
    pub const fn day(self) -> Self {
        Self { holds: Holds::Day, ..self }
    }

    /// It holds one of these words.
    pub const fn one_of(self, words: &'static [&'static str]) -> Self {
        Self { holds: Holds::OneOf(words), ..self }
    }

    /// It holds parts in any order; the key says what a part is.
    pub const fn parts(self, key: &'static str) -> Self {
        Self { holds: Holds::Parts(key), ..self }
    }

    /// It is decided together with the others of its group.
    pub const fn of(self, group: &'static str) -> Self {
        Self { group, ..self }
    }

    /// It is stored under another name.
    pub const fn stored(self, stored: &'static str) -> Self {
        Self { stored, ..self }
    }

    /// A cell as it is compared: without blanks at its ends, a day written one way, parts in one order.
    pub fn tidy(&self, cell: &str) -> String {
        let text = cell.trim().replace("\r\n", "\n");
        match self.holds {
            // a spreadsheet that has made a date of it says the time too
            Holds::Day => match time::read_date(text.strip_suffix(" 00:00:00").unwrap_or(&text)) {
                Ok(day) => day.to_string(),
                Err(_) => text,
            },
            Holds::Parts(_) => parts(&text).join(" "),
            Holds::Text | Holds::OneOf(_) => text,
        }
    }

    /// The cell as somebody meant it, if the record has this one.
    fn meant(&self, cell: &str, recorded: &str) -> String {
        let text = self.tidy(cell);
        if text == recorded.trim() { text } else { self.tidy(&unharmed(&text)) }
    }
}

/// The parts of a cell in one order, each once.
pub fn parts(cell: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = cell.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';')).filter(|part| !part.is_empty()).collect();
    parts.sort_unstable();
    parts.dedup();
    parts
}

/// A record as its list exports it: one text for each column.
#[derive(Debug, Clone)]
pub struct Record {
    pub id: uuid::Uuid,
    pub reference: String,
    pub version: i32,
    /// The cells from which it may be kept.
    pub reach: Vec<i32>,
    /// It is the reader's own.
    pub is_own: bool,
    pub cells: Vec<String>,
}

/// A row of a file that came back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// As a spreadsheet numbers it.
    pub number: u32,
    pub reference: String,
    pub version: String,
    /// By column; those that the file does not have are not there.
    pub cells: BTreeMap<String, String>,
    pub mark: String,
}

impl Line {
    /// What it says of a new record, tidied: every column that may be filled in.
    pub fn fresh(&self, columns: &[Column]) -> Cells {
        let cell = |column: &Column| self.cells.get(column.name).map(|cell| column.meant(cell, "")).unwrap_or_default();
        columns.iter().filter(|column| column.rule != Rule::Shown).map(|column| (column.name, cell(column))).collect()
    }
}

/// A cell that may not be changed here, and was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    pub column: &'static str,
    /// What somebody wrote.
    pub yours: String,
    /// What stands.
    pub stands: String,
}

/// A row beside its record.
#[derive(Debug, Clone)]
pub struct Compared {
    /// The open columns, as on the conflict page.
    pub merge: Merge,
    /// Cells that may not be changed here, and were.
    pub closed: Vec<Closed>,
}

/// Lines a row up with the record as it was exported (`base`, texts of the open columns) and as it stands.
pub fn compare(columns: &[Column], base: &Cells, record: &Record, line: &Line) -> Compared {
    let (mut sides, mut closed) = (Vec::new(), Vec::new());
    let mut marks = line.mark.split('-');
    for (column, stands) in columns.iter().zip(&record.cells) {
        if column.rule == Rule::Open {
            let before = base.get(column.name).cloned().unwrap_or_default();
            let yours = line.cells.get(column.name).map_or_else(|| before.clone(), |cell| column.meant(cell, &before));
            sides.push(Sides { name: column.name, label: column.label, group: column.group, before, theirs: column.tidy(stands), yours });
            continue;
        }
        let mark = marks.next().unwrap_or_default();
        let Some(cell) = line.cells.get(column.name) else { continue };
        let yours = column.meant(cell, stands);
        let is_old = [cell.trim(), yours.as_str()].iter().any(|text| mark_of(&record.reference, column, text) == mark);
        if yours != column.tidy(stands) && !is_old {
            closed.push(Closed { column: column.name, yours, stands: stands.clone() });
        }
    }
    Compared { merge: conflict::merge(sides), closed }
}

/// What somebody wrote into columns that are only shown, for a record that is not there yet.
pub fn closed_of_new(columns: &[Column], line: &Line) -> Vec<Closed> {
    let shown = columns.iter().filter(|column| column.rule == Rule::Shown);
    shown
        .filter_map(|column| {
            let yours = column.tidy(line.cells.get(column.name)?);
            (!yours.is_empty()).then(|| Closed { column: column.name, yours, stands: String::new() })
        })
        .collect()
}

/// The open columns of a record as it stands.
pub fn standing(columns: &[Column], record: &Record) -> Cells {
    columns.iter().zip(&record.cells).filter(|(column, _)| column.rule == Rule::Open).map(|(column, cell)| (column.name, column.tidy(cell))).collect()
}

/// The open columns of a version of the history.
pub fn saved(columns: &[Column], content: &Value) -> Cells {
    let text = |column: &Column| match content.get(column.stored) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    columns.iter().filter(|column| column.rule == Rule::Open).map(|column| (column.name, column.tidy(&text(column)))).collect()
}

fn mark_of(reference: &str, column: &Column, cell: &str) -> String {
    let digest = Sha256::new().chain_update(reference).chain_update([0]).chain_update(column.name).chain_update([0]).chain_update(column.tidy(cell)).finalize();
    hex(&digest)[..6].to_owned()
}

fn mark(columns: &[Column], record: &Record) -> String {
    let closed = columns.iter().zip(&record.cells).filter(|(column, _)| column.rule != Rule::Open);
    closed.map(|(column, cell)| mark_of(&record.reference, column, cell)).collect::<Vec<_>>().join("-")
}

/// Records as a file, in the order of their references.
pub fn table(name: &'static str, columns: &[Column], order: &[String], records: Vec<Record>) -> Table {
    let mut by_ref: BTreeMap<String, Record> = records.into_iter().map(|record| (record.reference.clone(), record)).collect();
    let rows = order.iter().filter_map(|reference| by_ref.remove(reference)).map(|record| {
        let mark = mark(columns, &record);
        let mut row = vec![record.reference, record.version.to_string()];
        row.extend(record.cells);
        row.push(mark);
        row
    });
    Table { name, header: header(columns), rows: rows.collect() }
}

/// The headings of the file.
pub fn header(columns: &[Column]) -> Vec<&'static str> {
    let mut header = vec![REF, VERSION];
    header.extend(columns.iter().map(|column| column.name));
    header.push(MARK);
    header
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::conflict::Verdict;
    use crate::web::table::harmless;

    const COLUMNS: &[Column] =
        &[Column::open("plate", "plate"), Column::open("tyres_on", "tyres").day(), Column::shown("state", "state"), Column::at_first("station", "station")];

    fn record(cells: [&str; 4]) -> Record {
        let cells = cells.map(str::to_owned).to_vec();
        Record { id: uuid::Uuid::nil(), reference: "V-1".into(), version: 3, reach: vec![1], is_own: false, cells }
    }

    fn line(record: &Record, change: &[(&str, &str)]) -> Line {
        let mut cells: BTreeMap<String, String> = COLUMNS.iter().zip(&record.cells).map(|(column, cell)| (column.name.to_owned(), harmless(cell))).collect();
        for (column, cell) in change {
            cells.insert((*column).to_owned(), (*cell).to_owned());
        }
        Line { number: 2, reference: "V-1".into(), version: "3".into(), cells, mark: mark(COLUMNS, record) }
    }

    fn verdicts(compared: &Compared) -> Vec<Verdict> {
        compared.merge.fields.iter().map(|(_, verdict)| *verdict).collect()
    }

    #[test]
    fn what_nobody_touched_is_the_same_however_it_was_made_harmless() {
        for plate in ["UN 1", "+243 99", "=1+1", "@x", "-5", "'=1", "''+1", "'", "%x", "\u{200b}=1"] {
            let record = record([plate, "2026-11-02", "ready", "GOM"]);
            let base = standing(COLUMNS, &record);
            for line in [line(&record, &[]), line(&record, &[("plate", plate)]), line(&record, &[("tyres_on", "02-Nov-2026"), ("plate", plate)])] {
                let compared = compare(COLUMNS, &base, &record, &line);
                assert_eq!(verdicts(&compared), [Verdict::Same, Verdict::Same], "{plate:?} {line:?}");
                assert_eq!(compared.closed, [], "{plate:?}");
            }
        }
    }

    #[test]
    fn a_shown_cell_may_grow_old_and_may_not_be_written() {
        let exported = record(["UN 1", "", "ready", "GOM"]);
        let now = record(["UN 1", "", "out", "GOM"]);
        let base = standing(COLUMNS, &exported);
        let closed = |line: &Line| compare(COLUMNS, &base, &now, line).closed.into_iter().map(|closed| closed.column).collect::<Vec<_>>();
        assert_eq!(closed(&line(&exported, &[])), [""; 0], "it grew old by itself");
        assert_eq!(closed(&line(&exported, &[("state", "lost")])), ["state"]);
        assert_eq!(closed(&line(&exported, &[("station", "JUB")])), ["station"]);
        assert_eq!(closed(&Line { mark: String::new(), ..line(&exported, &[]) }), ["state"], "without its mark nothing speaks for it");
    }

    #[test]
    fn both_sides_are_told_apart_by_the_version_that_was_exported() {
        let base = standing(COLUMNS, &record(["UN 1", "", "ready", "GOM"]));
        let now = record(["UN 2", "2026-01-01", "ready", "GOM"]);
        let exported = record(["UN 1", "", "ready", "GOM"]);
        assert_eq!(verdicts(&compare(COLUMNS, &base, &now, &line(&exported, &[("plate", "UN 3")]))), [Verdict::Asks, Verdict::Theirs]);
        assert_eq!(verdicts(&compare(COLUMNS, &base, &now, &line(&exported, &[("plate", "UN 2")]))), [Verdict::Both, Verdict::Theirs]);
        let mut narrow = line(&exported, &[]);
        narrow.cells.remove("plate");
        assert_eq!(verdicts(&compare(COLUMNS, &base, &now, &narrow)), [Verdict::Theirs, Verdict::Theirs], "a column that is not in the file changes nothing");
    }

    #[test]
    fn parts_are_the_same_in_any_order() {
        let column = Column::open("contents", "contents").parts("contents");
        assert_eq!(column.tidy(" radio:2,\nhelmet:1 ; radio:2"), "helmet:1 radio:2");
        assert_eq!(column.tidy(" "), "");
    }

    #[test]
    fn a_new_record_fills_what_may_be_filled() {
        let cells = [("plate", "'+1"), ("state", "lost"), ("station", " gom ")].map(|(name, cell)| (name.to_owned(), cell.to_owned()));
        let line = Line { cells: cells.into(), ..Line::default() };
        assert_eq!(line.fresh(COLUMNS), Cells::from([("plate", "+1".to_owned()), ("station", "gom".to_owned()), ("tyres_on", String::new())]));
        assert_eq!(closed_of_new(COLUMNS, &line), [Closed { column: "state", yours: "lost".into(), stands: String::new() }]);
    }
}
