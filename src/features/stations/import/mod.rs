//! Reference lists of others, read from a file: airports, countries, cities with their codes, hardship
//! classes, missions, entities.
//!
//! 1. A row is refused under a code, by row and column, and nothing about it is kept.
//! 2. What is odd but can be kept is a warning: an obsolete row, a code that is no key, a position that
//!    is blank or mangled (then the row is kept without one).
//! 3. Names match exactly after clean-up, letter case aside; what does not match is reported, never guessed.
//! 4. The same file twice changes nothing the second time.
//! 5. What the product ships is not renamed by a list: a different name is a warning.

mod airports;
mod cities;
mod countries;
mod entities;
mod hardship;
mod missions;
mod reading;
mod tally;

use chrono::NaiveDate;

pub use tally::{Detail, Report};

use self::reading::Sheet;
use self::tally::Tally;
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::{Db, Tx};
use crate::web::error::{AppError, Result};

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// ICAO, IATA, position, zone.
    Airports,
    /// ISO codes, or the United Nations' own country codes.
    Countries,
    /// Cities of the United Nations' code list.
    DutyStations,
    /// Hardship classes by city and country.
    Hardship,
    /// Peace operations.
    Missions,
    /// Entities and their codes.
    Entities,
}

impl Kind {
    /// The word on the command line and in answers.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Airports => "airports",
            Kind::Countries => "countries",
            Kind::DutyStations => "duty-stations",
            Kind::Hardship => "hardship",
            Kind::Missions => "missions",
            Kind::Entities => "entities",
        }
    }
}

/// Why nothing was read.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file is no table.
    #[error("{0}")]
    Unreadable(#[from] crate::importing::ReadError),
    /// A column without which no row can be read.
    #[error("the file has no column for {field}; headings that are known: {known}")]
    NoColumn { field: &'static str, known: String },
    /// Two columns with the same heading.
    #[error("two columns of the file may be {0}")]
    TwoColumns(&'static str),
    /// The account may not read lists in.
    #[error("this account may not import places; see cordon policy")]
    NotAllowed,
    /// The database refused or failed.
    #[error("nothing was imported: {0}")]
    Failed(#[from] AppError),
}

/// Reads a file and keeps what can be kept, in one transaction. In a dry run nothing is kept.
/// `as_of` is the day from which hardship classes hold; the day of the import if it is not given.
pub async fn run(db: &Db, actor: &Actor, kind: Kind, file: &[u8], as_of: Option<NaiveDate>, dry_run: bool) -> std::result::Result<Report, ImportError> {
    if policy::decide(actor, "place.import", &Facts::default()) != Decision::Allow {
        return Err(ImportError::NotAllowed);
    }
    let sheet = Sheet::read(file, kind)?;
    let mut tally = Tally::new(kind, sheet.row_count());
    let mut tx = if dry_run { db.read(&actor.ctx).await? } else { db.write(&actor.ctx).await? };
    let keep = !dry_run;
    match kind {
        Kind::Airports => airports::import(&mut tx, &sheet, &mut tally, keep).await?,
        Kind::Countries => countries::import(&mut tx, &sheet, &mut tally, keep).await?,
        Kind::DutyStations => cities::import(&mut tx, &sheet, &mut tally, keep).await?,
        Kind::Hardship => hardship::import(&mut tx, &sheet, &mut tally, as_of, keep).await?,
        Kind::Missions => missions::import(&mut tx, &sheet, &mut tally, keep).await?,
        Kind::Entities => entities::import(&mut tx, &sheet, &mut tally, keep).await?,
    }
    let report = tally.report();
    if keep {
        finish(tx, kind, &report).await?;
    }
    Ok(report)
}

async fn finish(mut tx: Tx, kind: Kind, report: &Report) -> Result<()> {
    let detail = format!("rows {} accepted {} unchanged {} quarantined {}", report.rows, report.accepted, report.unchanged, report.quarantined);
    tx.record(Entry::done("place.import", kind.word()).with_detail(detail));
    tx.commit("").await
}
