//! Countries: names in the reader's language, region, and how many days ahead the host wants notice.
//! The days of notice decide from when a leg is visible to the country's station (DESIGN 9.5).

mod handlers;
mod queries;
mod views;

pub use handlers::{CountryTarget, routes};
pub use queries::{CountryRow, country_by_text};
