//! Property books: lists of equipment that others keep, read in as they are and kept apart from our own registers.
//!
//! 1. A book is one file at one station. Its sheets are found with their headers, whatever stands above and below;
//!    empty sheets are named.
//! 2. What cannot be read waits by row and column, with its cells. A line that names no item is no item and waits too.
//! 3. A serial number that stands twice with the same stock number, or the same make and model, is taken once; the
//!    others wait by name. Somebody settles what waits: left aside or taken over, with a reason.
//! 4. The same file twice changes nothing; a row is known by its serial number, else by all its cells.
//! 5. A book that was wrong is voided with a reason: it stays in history and out of every list, and may come again.
//! 6. An item goes into one of our registers once, or is set aside with a reason; what later books say of it is told
//!    where it differs.
//!
//! Not here: firearms and equipment of our own (their registers), how a file becomes a table (importing).

mod books;
mod bringing;
mod counting;
pub mod import;
mod item_page;
mod items;
mod keeping;
mod model;
mod queries;
mod reading;
mod registering;
mod remarks;
mod settling;
mod sightings;
mod voiding;

use crate::authz::routes::Routes;

/// `/property-books`, `/property`.
pub fn routes() -> Routes {
    books::routes()
        .and(bringing::routes())
        .and(voiding::routes())
        .and(remarks::routes())
        .and(settling::routes())
        .and(items::routes())
        .and(item_page::routes())
        .and(registering::routes())
}
