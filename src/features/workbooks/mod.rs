//! Lists that go out as a workbook, are edited outside, and come back.
//!
//! 1. A row is known by its reference and the version that was exported. The page shows, cell by cell, what it changes,
//!    what somebody else changed since, and what cannot be; nothing changes before that was shown.
//! 2. Each row is applied in a transaction of its own, by the command of the page that edits the record: the same rules,
//!    the same rights, the same history. A row without a reference makes a new record, the same way.
//! 3. What cannot be applied waits, until it is corrected, dropped with a reason, or comes back in a file.
//! 4. A record that is not there and one that is not the reader's to change get the same answer.
//! 5. A workbook is its bringer's own. The same file twice changes nothing.
//!
//! Not here: columns and commands of a list (its own feature's `sheet`), files of journeys (imports), lists that others
//! keep (property books).

mod applying;
mod handlers;
pub mod import;
mod judging;
mod lists;
mod model;
mod queries;
mod reading;
mod row_page;
mod rows;
mod views;

use crate::authz::routes::Routes;

/// `/workbooks`.
pub fn routes() -> Routes {
    handlers::routes().and(rows::routes())
}
