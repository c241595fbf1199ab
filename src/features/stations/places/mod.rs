//! Places people travel to: airports, stations, and what was entered by hand, each with its zone.
//! Other features find places through [`find_place`] and [`place_by_text`].

mod commands;
mod forms;
mod handlers;
mod queries;
pub(super) mod views;

pub use handlers::routes;
pub use queries::{PlaceHit, find_place, like_text, place_by_id, place_by_text};
