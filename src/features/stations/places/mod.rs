//! Places people travel to: airports, stations, hospitals, borders and what else was entered by hand, each with its zone.
//! Other features find places through [`find_place`] and [`place_by_text`].
//!
//! 1. A correction wins over the list a place came from; what the list says stays beside it (`said_*`).
//! 2. The place of a station is what the station says, and is edited there.
//! 3. A place is put under a station, or taken from it, by those who see that station.
//! 4. A withdrawn place is not offered for a plan any more; records that name it keep it.

mod commands;
mod form_page;
mod forms;
mod handlers;
mod queries;
pub mod sheet;
pub(super) mod views;

pub use handlers::routes;
pub use queries::{PlaceHit, find_place, like_text, place_by_id, place_by_text};
