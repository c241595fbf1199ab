//! Delimited text to records: commas, semicolons or tabs, quotes, any kind of line end.
//!
//! Written here and not taken from a crate for three reasons: blank lines must keep their
//! number, so that a person finds row 120 where their own program shows it; a quote that is
//! never closed must be told, because it would swallow the rest of the file in silence; and
//! a lone carriage return ends a line in files of old machines.

use super::reading::{MAX_CELLS, MAX_COLUMNS, MAX_ROWS, ReadError};
use super::records::Records;

/// Separators looked for, the usual one first.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];
/// Records read with each separator to see which one fits.
const SAMPLE_RECORDS: usize = 100;

/// What was read, and what had to be left out.
pub(super) struct Delimited {
    pub records: Records,
    /// Zero characters, which no database keeps, taken out of the cells.
    pub zeros_removed: usize,
}

/// Reads the whole text.
pub(super) fn split(text: &str, delimiter: u8) -> Result<Delimited, ReadError> {
    read_records(text, delimiter, usize::MAX)
}

/// The separator under which the records are the most alike, and among equals the one
/// under which the wanted headings appear.
pub(super) fn sniff(text: &str, is_wanted: &dyn Fn(&str) -> bool) -> u8 {
    let mut best = (0, 0);
    let mut delimiter = DELIMITERS[0];
    for candidate in DELIMITERS {
        let Ok(sample) = read_records(text, candidate, SAMPLE_RECORDS) else {
            continue;
        };
        let score = (wanted_headings(&sample.records, is_wanted), likeness(&sample.records));
        if score > best {
            best = score;
            delimiter = candidate;
        }
    }
    delimiter
}

fn wanted_headings(records: &Records, is_wanted: &dyn Fn(&str) -> bool) -> usize {
    let in_record = |record| (0..records.width(record)).filter(|&column| is_wanted(records.cell(record, column))).count();
    (0..records.count()).map(in_record).max().unwrap_or(0)
}

/// Cells beyond the first in all records of the most frequent width.
fn likeness(records: &Records) -> usize {
    let mut widths = std::collections::BTreeMap::new();
    for record in 0..records.count() {
        *widths.entry(records.width(record)).or_insert(0usize) += 1;
    }
    widths.into_iter().map(|(width, count)| width.saturating_sub(1) * count).max().unwrap_or(0)
}

/// Where the reader stands in a cell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    CellStart,
    Plain,
    Quoted,
    /// Behind a quote inside a quoted cell: doubled, or the end of the quoted part.
    AfterQuote,
}

fn read_records(text: &str, delimiter: u8, limit: usize) -> Result<Delimited, ReadError> {
    let bytes = text.as_bytes();
    let mut records = Records::default();
    let mut zeros_removed = 0;
    let mut place = Place::CellStart;
    let mut quote_opened_in = 0;
    let mut copied = 0;
    let mut at = 0;
    while at < bytes.len() && records.count() < limit {
        let byte = bytes[at];
        if place == Place::Quoted {
            match byte {
                b'"' => {
                    records.push_text(&text[copied..at]);
                    copied = at + 1;
                    place = Place::AfterQuote;
                }
                0 => {
                    records.push_text(&text[copied..at]);
                    copied = at + 1;
                    zeros_removed += 1;
                }
                _ => {}
            }
            at += 1;
            continue;
        }
        match byte {
            b'"' if place == Place::CellStart => {
                place = Place::Quoted;
                quote_opened_in = records.count() + 1;
                copied = at + 1;
            }
            b'"' if place == Place::AfterQuote => {
                // A doubled quote: the second one is text.
                place = Place::Quoted;
                copied = at;
            }
            b'\n' | b'\r' => {
                let is_pair = byte == b'\r' && bytes.get(at + 1) == Some(&b'\n');
                records.push_text(&text[copied..at]);
                records.end_cell();
                end_record(&mut records)?;
                at += usize::from(is_pair);
                copied = at + 1;
                place = Place::CellStart;
            }
            _ if byte == delimiter => {
                records.push_text(&text[copied..at]);
                records.end_cell();
                check_width(&records)?;
                copied = at + 1;
                place = Place::CellStart;
            }
            0 => {
                records.push_text(&text[copied..at]);
                copied = at + 1;
                zeros_removed += 1;
            }
            _ => place = Place::Plain,
        }
        at += 1;
    }
    if at == bytes.len() && records.count() < limit {
        if place == Place::Quoted {
            return Err(ReadError::UnclosedQuote { row: quote_opened_in });
        }
        let ends_in_a_line = copied < at || place != Place::CellStart || records.open_cells() > 0;
        if ends_in_a_line {
            records.push_text(&text[copied..at]);
            records.end_cell();
            end_record(&mut records)?;
        }
    }
    Ok(Delimited { records, zeros_removed })
}

fn check_width(records: &Records) -> Result<(), ReadError> {
    if records.open_cells() >= MAX_COLUMNS {
        return Err(ReadError::TooManyColumns { row: records.count() + 1 });
    }
    Ok(())
}

fn end_record(records: &mut Records) -> Result<(), ReadError> {
    records.end_record();
    if records.cell_count() > MAX_CELLS {
        return Err(ReadError::TooManyCells);
    }
    // The header and a few titles do not count as rows.
    if records.count() > MAX_ROWS + SAMPLE_RECORDS {
        return Err(ReadError::TooManyRows);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        let records = split(text, b',').expect("read").records;
        let cells = |record| (0..records.width(record)).map(|column| records.cell(record, column).to_owned()).collect();
        (0..records.count()).map(cells).collect()
    }

    #[test]
    fn quotes_and_line_ends_of_every_kind() {
        let cases: [(&str, &[&[&str]]); 12] = [
            ("a,b\n1,2\n", &[&["a", "b"], &["1", "2"]]),
            ("a,b\r\n1,2", &[&["a", "b"], &["1", "2"]]),
            ("a,b\r1,2\r", &[&["a", "b"], &["1", "2"]]),
            ("a\n\n\nb", &[&["a"], &[], &[], &["b"]]),
            ("\"x,y\",z", &[&["x,y", "z"]]),
            ("\"line\r\nbreak\",z", &[&["line\r\nbreak", "z"]]),
            ("\"say \"\"ha\"\"\"", &[&["say \"ha\""]]),
            ("\"\"\"\"", &[&["\""]]),
            ("say \"ha\",z", &[&["say \"ha\"", "z"]]),
            ("\"a\"b,c", &[&["ab", "c"]]),
            ("\0a,b\0c", &[&["a", "bc"]]),
            ("\"é\0\",ü", &[&["é", "ü"]]),
        ];
        for (text, expected) in cases {
            assert_eq!(rows(text), expected, "{text:?}");
        }
        assert!(rows("").is_empty());
    }

    #[test]
    fn a_quote_that_is_never_closed_is_told_with_its_row() {
        let error = split("a,b\n1,\"2\n3,4\n", b',').err();

        assert_eq!(error, Some(ReadError::UnclosedQuote { row: 2 }));
    }

    #[test]
    fn the_separator_is_the_one_that_makes_records_alike() {
        let cases =
            [("a,b\n1,2\n", b','), ("a;b\n1,5;2\n", b';'), ("a\tb\n1,5\t2;3\n", b'\t'), ("a\nb\n", b','), ("n,route\n1,\"a; b; c\"\n2,\"d; e; f; g\"\n", b',')];
        for (text, expected) in cases {
            assert_eq!(sniff(text, &|_| false), expected, "{text:?}");
        }
        assert_eq!(sniff("x,y,z;from;to\n1,2,3;4;5\n", &|name| name == "from"), b';');
    }
}
