//! Duty stations, countries and places: where things are, which zone their clocks keep, which
//! station answers for them, and whom to call there.
//!
//! 1. A station and its numbers are seen inside its own cell only; to others its code is as good as
//!    invented. Places and countries are reference data that everybody reads.
//! 2. Every place has a zone that the zone data knows; without one no time there can be read.
//! 3. A number carries the day it was last known to be right, and is voided with a reason, never deleted.
//! 4. Hardship classes are dated; the history of the station keeps the earlier ones.
//! 5. What is read from lists of others is kept beside our own records ([`import`]); a name that does
//!    not match exactly is reported, never guessed.
//!
//! Not here: who works at a station and what moves there. The page of a station reads those through
//! their `visible_*` relations, as a cover sheet, and links to the records.

pub mod from_files;
mod commands;
mod countries;
mod forms;
mod handlers;
pub mod import;
mod model;
mod overview;
mod places;
mod queries;
pub mod reference;
pub mod sheet;
mod sites;
mod views;

pub use countries::{CountryRow, CountryTarget, country_by_text};
pub use handlers::{StationTarget, cover_sheet};
pub use model::{HARDSHIP_CLASSES, zone_and_offset};
pub use places::sheet as places_sheet;
pub use places::{PlaceHit, find_place, place_by_id, place_by_text};
pub use queries::{Number, Station, StationChoice, numbers_of, station_choices};
pub use sites::{Site, country_codes, site_of_place, site_of_station};
pub use views::{Figure, FigureGroup, Figures, ShowPage, StoreLine, UnitLine};

use crate::authz::routes::Routes;

/// `/duty-stations`, `/places`, `/countries`.
pub fn routes() -> Routes {
    handlers::routes().and(places::routes()).and(countries::routes())
}
