//! `cordon import …`: the same engine and the same code as the pages.

mod assets;
mod journeys;
mod officers;
mod places;
mod threat;

use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::config::Installation;

/// What can be read in.
#[derive(Subcommand)]
pub enum ImportCommand {
    /// Journeys of senior officials: legs with times, or stays by days.
    Journeys(journeys::Journeys),
    /// Reference lists: airports, countries, cities, hardship classes, missions, entities.
    Places(places::PlacesFile),
    /// Property books: workbooks and lists of equipment that others keep.
    Assets(assets::PropertyBook),
    /// Public lists beside an assessment: events, a risk index, travel advisories.
    Threat(threat::ThreatFile),
    /// Officers with their qualifications; what comes from a file is verified by somebody afterwards.
    Officers(officers::OfficersFile),
    /// Candidates of a campaign; not available in this version.
    Candidates(Later),
}

/// The arguments of a command whose version has not come.
#[derive(Args)]
pub struct Later {
    /// Whatever it was given.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    rest: Vec<String>,
}

/// Runs an import and answers its exit status.
pub async fn run(installation: &Installation, command: ImportCommand) -> anyhow::Result<ExitCode> {
    match command {
        ImportCommand::Journeys(journeys) => journeys::run(installation, journeys).await,
        ImportCommand::Places(places) => places::run(installation, places).await,
        ImportCommand::Threat(list) => threat::run(installation, list).await,
        ImportCommand::Assets(book) => assets::run(installation, book).await,
        ImportCommand::Officers(list) => officers::run(installation, list).await,
        ImportCommand::Candidates(later) => {
            drop(later.rest);
            anyhow::bail!("not available in this version")
        }
    }
}
