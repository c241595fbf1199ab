//! Files that broke other readers, each read or refused in words.
//!
//! What is expected is what an independent reader makes of them with commas: how many
//! records, blank ones included, and how wide they are.

use std::path::PathBuf;

use proptest::prelude::*;

use super::{Table, read};

fn file(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/import_nasties").join(name);
    std::fs::read(path).expect("a file that ships with the tests")
}

fn widths(table: &Table) -> (usize, usize) {
    let widest = table.rows().map(|row| row.cells().count()).max().unwrap_or(0);
    (table.header.len(), widest)
}

/// Name, encoding, separator, records, header row, width of the header and of the widest row.
type Expected = (&'static str, &'static str, char, usize, u32, usize, usize);

const READ: [Expected; 38] = [
    ("csvkit/bad.csv", "UTF-8", ',', 4, 1, 3, 4),
    ("csvkit/blanks.csv", "UTF-8", ',', 2, 1, 6, 6),
    ("csvkit/no_header_row.csv", "UTF-8", ',', 1, 1, 3, 0),
    ("csvkit/null_byte.csv", "UTF-8", ',', 2, 1, 3, 3),
    ("csvkit/optional_quote_characters.csv", "UTF-8", ',', 2, 1, 3, 3),
    ("csvkit/test_header_newline.csv", "UTF-8", ',', 2, 1, 3, 3),
    ("csvkit/test_latin1.csv", "ISO-8859-1", ',', 3, 1, 3, 3),
    ("csvkit/test_locale.csv", "UTF-8", ',', 2, 1, 3, 2),
    ("csvkit/test_no_leading_zeroes.csv", "UTF-8", ',', 2, 1, 3, 3),
    ("csvkit/test_numeric_date_format.csv", "UTF-8", ',', 3, 1, 1, 1),
    ("csvkit/test_skip_lines.csv", "UTF-8", ',', 5, 4, 3, 3),
    ("csvkit/test_utf16_big.csv", "UTF-16BE", ',', 3, 1, 3, 3),
    ("csvkit/test_utf16_little.csv", "UTF-16LE", ',', 3, 1, 3, 3),
    ("csvspectrum/comma_in_quotes.csv", "UTF-8", ',', 2, 1, 5, 5),
    ("csvspectrum/empty.csv", "UTF-8", ',', 3, 1, 3, 3),
    ("csvspectrum/empty_crlf.csv", "UTF-8", ',', 3, 1, 3, 3),
    ("csvspectrum/json.csv", "UTF-8", ',', 2, 1, 2, 2),
    ("csvspectrum/newlines.csv", "UTF-8", ',', 4, 1, 3, 3),
    ("csvspectrum/newlines_crlf.csv", "UTF-8", ',', 4, 1, 3, 3),
    ("csvspectrum/quotes_and_newlines.csv", "UTF-8", ',', 3, 1, 2, 2),
    ("csvspectrum/simple.csv", "UTF-8", ',', 2, 1, 3, 3),
    ("csvspectrum/simple_crlf.csv", "UTF-8", ',', 2, 1, 3, 3),
    ("csvspectrum/utf8.csv", "UTF-8", ',', 3, 1, 3, 3),
    ("frictionless/doublequote.csv", "UTF-8", ',', 6, 1, 17, 17),
    ("frictionless/encoding-issue-274.csv", "UTF-8", ',', 508, 1, 17, 16),
    ("frictionless/table-with-accents.csv", "ISO-8859-1", ';', 639, 1, 8, 8),
    ("messytables/begrotingsanalyse-2011.csv", "UTF-8", ',', 43, 4, 14, 14),
    ("messytables/characters.csv", "ISO-8859-1", ',', 383, 1, 18, 18),
    ("messytables/complex.csv", "UTF-8", ',', 4, 1, 4, 6),
    ("messytables/excel_pasting.csv", "UTF-8", ',', 21, 4, 9, 9),
    ("messytables/long.csv", "UTF-8", ',', 4000, 1, 1, 1),
    ("messytables/mixedGLB.csv", "UTF-8", ',', 137, 4, 19, 19),
    ("messytables/skip_initials.csv", "UTF-8", ',', 3, 1, 2, 2),
    ("messytables/small.csv", "UTF-8", ',', 1, 1, 1, 0),
    ("messytables/spanish_chars.csv", "ISO-8859-1", ',', 117, 1, 8, 8),
    ("messytables/utf8bom.csv", "UTF-8", ',', 1, 1, 2, 0),
    ("messytables/simple.ssv", "UTF-8", ';', 7, 1, 3, 3),
    ("messytables/simple.psv", "UTF-8", ',', 29, 1, 1, 1),
];

#[test]
fn files_that_broke_other_readers_are_read() {
    for (name, encoding, delimiter, records, header_row, header, widest) in READ {
        let table = read(&file(name), &[]).unwrap_or_else(|error| panic!("{name}: {error}"));

        let found = (table.encoding, table.delimiter, table.record_count(), table.header_row);
        let expected = (encoding, delimiter, records, header_row);
        assert_eq!((found, widths(&table)), (expected, (header, widest)), "{name}");
    }
}

#[test]
fn files_that_hold_nothing_to_read_are_refused_in_words() {
    for (name, code) in [("csvkit/empty.csv", "empty_file"), ("messytables/simple.zip", "unsupported_format")] {
        assert_eq!(read(&file(name), &[]).err().map(|error| error.code()), Some(code), "{name}");
    }
}

#[test]
fn letters_survive_their_encoding() {
    let last_cell = |name| {
        let table = read(&file(name), &[]).expect("read");
        table.rows().last().map(|row| row.cell(2).to_owned())
    };

    assert_eq!(last_cell("csvkit/test_latin1.csv").as_deref(), Some("©"));
    assert_eq!(last_cell("csvkit/test_utf16_big.csv").as_deref(), Some("ʤ"));
    assert_eq!(last_cell("csvkit/test_utf16_little.csv").as_deref(), Some("ʤ"));
    assert_eq!(last_cell("csvspectrum/utf8.csv").as_deref(), Some("ʤ"));
    assert_eq!(read(&file("csvkit/null_byte.csv"), &[]).map(|table| table.zeros_removed), Ok(1));
}

/// What readers stumble over.
const PIECES: [&[u8]; 15] =
    [b"\"", b",", b";", b"\t", b"\n", b"\r", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3\xa9", b"\xe9", b"a", b" ", b"06/01/2016", b"from"];

proptest! {
    #[test]
    fn no_bytes_make_the_reader_fall(
        pieces in proptest::collection::vec(
            proptest::sample::select(&PIECES[..]),
            0..60,
        ),
        any in proptest::collection::vec(proptest::num::u8::ANY, 0..20),
    ) {
        let mut bytes = pieces.concat();
        bytes.extend(any);
        for wanted in [&[][..], &["from", "to", "a"]] {
            if let Ok(table) = read(&bytes, wanted) {
                let beside = table.titles.len() + table.footers.len() + 1;
                prop_assert!(table.row_count() + beside <= table.record_count());
                for row in table.rows() {
                    prop_assert!(row.cells().any(|cell| !super::clean(cell).is_empty()));
                    prop_assert!(!row.cell(usize::from(u16::MAX)).contains('\0'));
                }
            }
        }
    }

    #[test]
    fn no_cell_makes_the_date_reader_fall(cell in "[ -~éº–]{0,24}|[0-9]{0,4}[-/. ][0-9a-zé]{0,5}[-/. ][0-9]{0,5}[ T,-]{0,2}[0-9:h]{0,9}(am|pm)?") {
        for order in [None, Some(super::Order::Dmy), Some(super::Order::Ymd)] {
            let column = super::DateColumn::settle(std::iter::once(cell.as_str()), order);
            let _ = column.read(&cell);
        }
    }
}
