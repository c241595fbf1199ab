//! Country context: public lists beside an assessment, as a reading aid and never as a score. Events within 50 km
//! of a place, a risk index by country, the level of a travel advisory; each with its source, its licence, the day
//! its data ends and its age.
//!
//! 1. A file is one set, kept as it was read; the newest in use, the others superseded. The same file twice
//!    changes nothing.
//! 2. What cannot be read is refused by row and column; what is odd is kept with a remark. Nothing is guessed.
//! 3. Whoever reads risk reads the context; the chief and the officers of PCU load it (`cordon import threat`).
//! 4. A distance is the great circle on a sphere of 6,371.0088 km, computed by the database.
//!
//! Not here: any influence on a level of risk. No rule and no calculation reads these tables.

mod country;
mod events;
pub mod import;
mod model;
mod panel;
mod queries;
mod reading;
mod remarks;
mod sets;

use crate::authz::routes::Routes;

pub use panel::{Panel, panel_of};

/// `/context`, `/countries/{iso}/context`.
pub fn routes() -> Routes {
    sets::routes().and(remarks::routes()).and(events::routes()).and(country::routes())
}
