//! The one reading engine: a file somebody was sent becomes a table of rows.
//!
//! 1. Bytes become text ([`encodings`]), text becomes records ([`delimited`]),
//!    records become a table with its header found ([`table`]).
//! 2. Columns are chosen by a person or suggested from their headings ([`mapping`]).
//! 3. Cells are cleaned ([`cells`]); dates are read by the column as a whole ([`dates`]).
//! 4. Nothing disappears: lines that are not rows (titles, footers) are named in the table.
//! 5. Workbooks are read by a process of their own and become the same tables ([`workbook`]).
//! 6. No input makes it panic or run without end; too much of anything is a [`ReadError`].
//!
//! Not here: what the columns mean, which rows are right, where they are kept.
//! This folder knows no domain noun, no database, no request and no clock.

mod cells;
mod dates;
mod delimited;
mod encodings;
mod mapping;
mod reading;
#[cfg(test)]
mod real_files;
mod records;
mod spellings;
mod table;
mod workbook;

pub use cells::{clean, without_footnote_mark};
pub use dates::{DateColumn, DateProblem, Moment};
pub use mapping::{Mapping, MappingError, suggest};
pub use reading::{MAX_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, ReadError, read};
pub use spellings::Order;
pub use table::{Row, Table};
pub use workbook::{READ_WORKBOOK, Sheet, WorkbookError, is_workbook, read_apart, serve as serve_workbook};
