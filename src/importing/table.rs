//! Records to a table: where the header is, which records are rows.
//!
//! 1. Titles above the header, blank records and footers below the data are not rows.
//!    They are counted out by number, so that a page can say what was left aside.
//! 2. Row numbers are those a spreadsheet shows: the first record of the file is 1, blank
//!    ones count, a cell with a line break does not.
//! 3. A footer is one of at most twenty last records and nearly empty. In doubt a record
//!    is a row: a refused row is seen by somebody, a record left out may not be.

use std::collections::BTreeMap;

use super::cells::clean;
use super::mapping::same_heading;
use super::reading::{MAX_ROWS, ReadError};
use super::records::Records;

/// How far down the header is looked for.
const HEADER_SEARCH: usize = 100;
/// More nearly empty records than this at the end are poor data, not footers.
const MOST_FOOTERS: usize = 20;

/// A file as a header and rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Headings after clean-up.
    pub header: Vec<String>,
    /// Number of the header row.
    pub header_row: u32,
    pub encoding: &'static str,
    pub delimiter: char,
    /// Numbers of the records above the header that hold anything.
    pub titles: Vec<u32>,
    /// Numbers of the records below the data that hold anything.
    pub footers: Vec<u32>,
    /// Zero characters taken out of the cells.
    pub zeros_removed: usize,
    records: Records,
    /// Positions of the rows in `records`.
    rows: Vec<u32>,
}

/// One data row.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// As a spreadsheet numbers it, from 1, the header and blank rows counted.
    pub number: u32,
    records: &'a Records,
    record: usize,
}

impl<'a> Row<'a> {
    /// The cell as it stands in the file, empty where the row is too short.
    pub fn cell(&self, column: usize) -> &'a str {
        self.records.cell(self.record, column)
    }

    /// All cells as they stand in the file, without empty ones at the end.
    pub fn cells(self) -> impl Iterator<Item = &'a str> {
        (0..self.records.width(self.record)).map(move |column| self.cell(column))
    }
}

impl Table {
    /// Data rows in order of the file.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        self.rows.iter().map(|&record| self.row_at(record as usize))
    }

    /// The data row of that number, to show again the cells of a row somebody must look at.
    pub fn row_numbered(&self, number: u32) -> Option<Row<'_>> {
        let record = number.checked_sub(1)?;
        self.rows.binary_search(&record).ok().map(|_| self.row_at(record as usize))
    }

    /// Number of data rows.
    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// Number of records in the file: header, titles, footers and blank ones included.
    pub fn record_count(&self) -> usize {
        self.records.count()
    }

    /// A table of one row, for a row whose cells a person has corrected. Its number is 2.
    pub fn of_one(header: Vec<String>, cells: &[String]) -> Self {
        let mut records = Records::default();
        for record in [&header[..], cells] {
            for cell in record {
                records.push_text(cell);
                records.end_cell();
            }
            records.end_record();
        }
        Self { header, header_row: 1, encoding: "UTF-8", delimiter: ',', titles: vec![], footers: vec![], zeros_removed: 0, records, rows: vec![1] }
    }

    /// Finds header and rows in records, guided by wanted column names if there are any.
    pub(super) fn find(records: Records, wanted: &[&str]) -> Result<Self, ReadError> {
        let filled: Vec<usize> = (0..records.count()).map(|at| filled_cells(&records, at)).collect();
        let usual = usual_fill(&filled).ok_or(ReadError::EmptyFile)?;
        let header_at = header_by_names(&records, wanted).or_else(|| header_by_shape(&filled, usual)).ok_or(ReadError::EmptyFile)?;

        let header: Vec<String> = (0..records.width(header_at)).map(|column| clean(records.cell(header_at, column)).into_owned()).collect();
        let columns: Vec<usize> = (0..header.len()).filter(|&column| wanted.iter().any(|wish| same_heading(wish, &header[column]))).collect();
        let end = match columns.len() {
            0 => data_end(&filled, header_at + 1, usual),
            _ => {
                let in_columns = |at| columns.iter().filter(|&&column| has_text(&records, at, column)).count();
                let filled_wanted: Vec<usize> = (0..records.count()).map(in_columns).collect();
                let is_blank = |at: usize| filled[at] == 0;
                data_end_by(&filled_wanted, &is_blank, header_at + 1, columns.len())
            }
        };

        let rows: Vec<u32> = (header_at + 1..end).filter(|&at| filled[at] > 0).map(number_of).collect();
        if rows.len() > MAX_ROWS {
            return Err(ReadError::TooManyRows);
        }
        let named = |range: std::ops::Range<usize>| range.filter(|&at| filled[at] > 0).map(|at| number_of(at) + 1).collect();
        Ok(Self {
            header,
            header_row: number_of(header_at) + 1,
            encoding: "",
            delimiter: ',',
            titles: named(0..header_at),
            footers: named(end..records.count()),
            zeros_removed: 0,
            records,
            rows,
        })
    }

    fn row_at(&self, record: usize) -> Row<'_> {
        Row { number: number_of(record) + 1, records: &self.records, record }
    }
}

fn number_of(record: usize) -> u32 {
    u32::try_from(record).expect("the limit of rows is far below four thousand million")
}

fn has_text(records: &Records, record: usize, column: usize) -> bool {
    !clean(records.cell(record, column)).is_empty()
}

fn filled_cells(records: &Records, record: usize) -> usize {
    (0..records.width(record)).filter(|&column| has_text(records, record, column)).count()
}

/// How many cells most of the first records fill, the larger number where two are as frequent.
fn usual_fill(filled: &[usize]) -> Option<usize> {
    let mut counts = BTreeMap::new();
    for &cells in filled.iter().filter(|&&cells| cells > 0).take(HEADER_SEARCH) {
        *counts.entry(cells).or_insert(0usize) += 1;
    }
    counts.into_iter().max_by_key(|&(cells, count)| (count, cells)).map(|(cells, _)| cells)
}

/// The record that holds the most wanted names, if it holds at least half of them.
fn header_by_names(records: &Records, wanted: &[&str]) -> Option<usize> {
    let mut best = None;
    let mut most = 0;
    for at in 0..records.count().min(HEADER_SEARCH) {
        let is_here = |wish: &&&str| (0..records.width(at)).any(|column| same_heading(wish, records.cell(at, column)));
        let found = wanted.iter().filter(is_here).count();
        if found > most {
            most = found;
            best = Some(at);
        }
    }
    best.filter(|_| most * 2 >= wanted.len())
}

/// The first record that fills nearly as many cells as most records do.
fn header_by_shape(filled: &[usize], usual: usize) -> Option<usize> {
    filled.iter().position(|&cells| cells > 0 && cells * 5 >= usual * 4)
}

fn data_end(filled: &[usize], first: usize, usual: usize) -> usize {
    data_end_by(filled, &|at| filled[at] == 0, first, usual)
}

/// Where the data end and footers begin. `full` is how many cells a whole row fills.
fn data_end_by(filled: &[usize], is_blank: &dyn Fn(usize) -> bool, first: usize, full: usize) -> usize {
    if full < 3 {
        return filled.len();
    }
    let mut tail = vec![];
    for at in (first..filled.len()).rev() {
        if is_blank(at) {
            continue;
        }
        if filled[at] * 3 > full {
            break;
        }
        tail.push(at);
        if tail.len() > MOST_FOOTERS {
            return filled.len();
        }
    }
    // Behind a blank record all of the tail is footer; without one only lines of a single cell.
    let behind_blank = tail.iter().rev().copied().find(|&at| at > first && is_blank(at - 1));
    let single = tail.iter().copied().take_while(|&at| filled[at] <= 1).last();
    [behind_blank, single].into_iter().flatten().min().unwrap_or(filled.len())
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    fn table(text: &str, wanted: &[&str]) -> Table {
        read(text.as_bytes(), wanted).expect("read")
    }

    fn numbers(table: &Table) -> Vec<u32> {
        table.rows().map(|row| row.number).collect()
    }

    #[test]
    fn titles_blank_rows_and_footers_are_not_rows() {
        let text = "Trips of 2016,,,\n\n\nWho,From,To,On\nA,Goma,Juba,5 Mar 13\n,,,\nB,Goma,Juba,6 Mar 13\n\nSource: registry,,,\n";

        for wanted in [&[][..], &["who", "FROM", " to ", "on"]] {
            let table = table(text, wanted);

            assert_eq!(table.header, ["Who", "From", "To", "On"]);
            assert_eq!((table.header_row, numbers(&table)), (4, vec![5, 7]));
            assert_eq!((table.titles, table.footers), (vec![1], vec![9]));
        }
    }

    #[test]
    fn a_poor_row_in_the_middle_or_a_long_poor_end_is_data() {
        let middle = table("a,b,c,d\n1,2,3,4\n1,,,\n1,2,3,4\n", &["a", "b", "c", "d"]);
        assert_eq!(numbers(&middle), [2, 3, 4]);

        let end = format!("a,b,c,d\n1,2,3,4\n{}", "1,,,\n".repeat(21));
        assert_eq!(table(&end, &["a", "b", "c", "d"]).row_count(), 22);
    }

    #[test]
    fn rows_behind_a_blank_line_stay_rows_when_only_optional_cells_are_missing() {
        let text = "p,f,d,t,a,m,x,y\n1,2,3,4,5,6,7,8\n\n1,2,3,4\n1,2,3,4\n";

        let table = table(text, &["p", "f", "d", "t", "a", "m", "x", "y"]);

        assert_eq!((numbers(&table), table.footers), (vec![2, 4, 5], vec![]));
    }

    #[test]
    fn numbers_are_those_of_a_spreadsheet() {
        let table = table("a,b\r\"1\r\r1\",2\r\r3,4", &[]);

        assert_eq!(numbers(&table), [2, 4]);
        assert_eq!(table.rows().map(|row| row.cell(0)).collect::<Vec<_>>(), ["1\r\r1", "3"]);
        assert_eq!(table.rows().last().map(|row| row.cell(9)), Some(""));
        assert_eq!(table.row_numbered(4).map(|row| row.cell(1)), Some("4"));
        assert!([0, 1, 3, 5].iter().all(|&number| table.row_numbered(number).is_none()));
    }

    #[test]
    fn wanted_names_find_the_header_below_a_wider_line() {
        let text = "x,y,z,w,v\nprincipal,country\nA,Kenya\n";

        assert_eq!(table(text, &["principal", "country"]).header_row, 2);
    }
}
