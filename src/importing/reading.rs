//! The door of the engine: bytes in, a table or one clear error out.

use std::fmt;

use super::delimited;
use super::encodings;
use super::mapping::same_heading;
use super::table::Table;

/// Largest file that is read, in bytes.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;
/// Most rows that are read.
pub const MAX_ROWS: usize = 1_000_000;
/// Most cells in one record.
pub const MAX_COLUMNS: usize = 1_024;
/// Most cells in one file, empty ones at the end of a record not counted.
pub const MAX_CELLS: usize = 16_000_000;

/// How much of the decoded text is looked at to tell text from a program or a picture.
const SAMPLE_CHARS: usize = 8 * 1024;

/// Why a file could not be read at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    EmptyFile,
    /// The file is of a kind that is known and not read here.
    UnsupportedFormat {
        found: &'static str,
    },
    NotText,
    FileTooLarge {
        bytes: usize,
    },
    TooManyRows,
    TooManyColumns {
        row: usize,
    },
    TooManyCells,
    UnclosedQuote {
        row: usize,
    },
}

impl ReadError {
    /// Stable word for the error, for answers and for translations.
    pub fn code(&self) -> &'static str {
        match self {
            Self::EmptyFile => "empty_file",
            Self::UnsupportedFormat { .. } => "unsupported_format",
            Self::NotText => "not_text",
            Self::FileTooLarge { .. } => "file_too_large",
            Self::TooManyRows => "too_many_rows",
            Self::TooManyColumns { .. } => "too_many_columns",
            Self::TooManyCells => "too_many_cells",
            Self::UnclosedQuote { .. } => "unclosed_quote",
        }
    }

    /// What a sentence about the error needs, by name.
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::EmptyFile | Self::NotText => vec![],
            Self::UnsupportedFormat { found } => vec![("found", (*found).to_owned())],
            Self::FileTooLarge { bytes } => {
                vec![("bytes", bytes.to_string()), ("limit", MAX_BYTES.to_string())]
            }
            Self::TooManyRows => vec![("limit", MAX_ROWS.to_string())],
            Self::TooManyColumns { row } => {
                vec![("row", row.to_string()), ("limit", MAX_COLUMNS.to_string())]
            }
            Self::TooManyCells => vec![("limit", MAX_CELLS.to_string())],
            Self::UnclosedQuote { row } => vec![("row", row.to_string())],
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyFile => write!(f, "The file is empty."),
            Self::UnsupportedFormat { found } => {
                write!(f, "The file is {found}. Save it as CSV and import that.")
            }
            Self::NotText => write!(f, "The file is not text. Save it as CSV and import that."),
            Self::FileTooLarge { bytes } => {
                let (found, limit) = (bytes.div_ceil(1024 * 1024), MAX_BYTES / (1024 * 1024));
                write!(f, "The file has {found} MiB; at most {limit} MiB are read.")
            }
            Self::TooManyRows => write!(f, "The file has more than {MAX_ROWS} rows."),
            Self::TooManyColumns { row } => {
                write!(f, "Row {row} has more than {MAX_COLUMNS} columns.")
            }
            Self::TooManyCells => write!(f, "The file has more than {MAX_CELLS} cells."),
            Self::UnclosedQuote { row } => {
                write!(f, "A quotation mark opened in row {row} is never closed.")
            }
        }
    }
}

impl std::error::Error for ReadError {}

/// Reads a file. The wanted column names, if a person chose any, help to find the header
/// row, the separator and the footers.
pub fn read(bytes: &[u8], wanted: &[&str]) -> Result<Table, ReadError> {
    if bytes.len() > MAX_BYTES {
        return Err(ReadError::FileTooLarge { bytes: bytes.len() });
    }
    if let Some(found) = known_other_format(bytes) {
        return Err(ReadError::UnsupportedFormat { found });
    }
    let (text, encoding) = encodings::decode(bytes);
    if !looks_like_text(&text) {
        return Err(ReadError::NotText);
    }

    let is_wanted = |name: &str| wanted.iter().any(|wish| same_heading(wish, name));
    let delimiter = delimited::sniff(&text, &is_wanted);
    let found = delimited::split(&text, delimiter)?;
    drop(text);

    let mut table = Table::find(found.records, wanted)?;
    table.encoding = encoding;
    table.delimiter = char::from(delimiter);
    table.zeros_removed = found.zeros_removed;
    Ok(table)
}

fn known_other_format(bytes: &[u8]) -> Option<&'static str> {
    const SIGNATURES: [(&[u8], &str); 6] = [
        (b"PK\x03\x04", "a workbook or another packed file"),
        (b"PK\x05\x06", "an empty packed file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old workbook"),
        (b"%PDF", "a PDF"),
        (b"\x1f\x8b", "a packed file"),
        (b"{\\rtf", "a text document"),
    ];
    SIGNATURES.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, name)| *name)
}

/// A stray zero is tolerated; a file in which every eighth sign is one of control is no text.
fn looks_like_text(text: &str) -> bool {
    let sample = text.chars().take(SAMPLE_CHARS);
    let (mut all, mut control) = (0, 0);
    for c in sample {
        all += 1;
        control += usize::from(c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}'));
    }
    control < 2 || control * 8 < all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_said_with_a_code() {
        let cases: [(&[u8], &str); 8] = [
            (b"", "empty_file"),
            (b"\n\n", "empty_file"),
            (b" , ,\n", "empty_file"),
            (b"PK\x03\x04rest", "unsupported_format"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "unsupported_format"),
            (b"%PDF-1.7", "unsupported_format"),
            (b"\x7fELF\x02\x01\x01\0\0\0\x03\0\x02\x01", "not_text"),
            (b"a,b\n\"1,2\n", "unclosed_quote"),
        ];
        for (bytes, code) in cases {
            assert_eq!(read(bytes, &[]).err().map(|error| error.code()), Some(code), "{bytes:?}");
        }
    }

    #[test]
    fn too_much_of_anything_is_an_error_and_not_a_wait() {
        let wide = vec![b','; 2_000];
        let long = b"a\n".repeat(MAX_ROWS + 200);
        let large = vec![b'a'; MAX_BYTES + 1];

        let codes = [&wide, &long, &large].map(|bytes| read(bytes, &[]).err().map(|e| e.code()));

        assert_eq!(codes, [Some("too_many_columns"), Some("too_many_rows"), Some("file_too_large")]);
    }
}
