//! Invented data of any size, the same for the same seed.

use clap::Args;
use sqlx::postgres::PgConnectOptions;

/// How much to add.
#[derive(Debug, Clone, Args)]
pub struct Volume {
    /// Movements.
    #[arg(long, default_value_t = 10_000)]
    pub movements: u32,
    /// Officers.
    #[arg(long, default_value_t = 500)]
    pub officers: u32,
    /// Senior officials.
    #[arg(long, default_value_t = 200)]
    pub officials: u32,
    /// Years that the movements spread over.
    #[arg(long, default_value_t = 5)]
    pub years: u32,
    /// Seed of the generator.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// Adds it, in sets.
pub async fn run(_: &PgConnectOptions, _: &Volume) -> anyhow::Result<()> {
    anyhow::bail!("not available in this version")
}
