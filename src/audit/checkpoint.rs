//! Checkpoints: the heads of all chains and of the sealed ledger, appended every minute to a file outside the database.
//! Against them a cut tail, a rewrite and an older backup show.

use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use super::verify::hex;

/// The state of all chains at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// The database's clock, UTC.
    pub at: DateTime<Utc>,
    /// One head per chain, in order.
    pub heads: Vec<Head>,
    /// The head of the sealed ledger; none in checkpoints older than it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ledger: Option<Head>,
}

/// Last place and hash of a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Entries in the chain.
    pub position: i64,
    /// Hex of the last hash.
    pub hash: String,
}

/// Where the checkpoints of an installation stand.
pub fn path(data_dir: &Path) -> PathBuf {
    data_dir.join("trail-checkpoints.jsonl")
}

/// The checkpoints written so far; lines that cannot be read are an error, not ignored.
pub fn read(data_dir: &Path) -> anyhow::Result<Vec<Checkpoint>> {
    let path = path(data_dir);
    if !path.exists() {
        return Ok(Vec::new());
    }
    let text = std::fs::read_to_string(path)?;
    text.lines().filter(|line| !line.is_empty()).map(|line| Ok(serde_json::from_str(line)?)).collect()
}

/// Takes the heads from the database.
pub async fn take(connection: &mut PgConnection) -> anyhow::Result<Checkpoint> {
    let rows: Vec<(i64, Vec<u8>)> = sqlx::query_as("select position, hash from audit.heads()").fetch_all(&mut *connection).await?;
    let ledger: (i64, Vec<u8>) = sqlx::query_as("select position, hash from audit.ledger_head").fetch_one(&mut *connection).await?;
    let at = sqlx::query_scalar("select sec.now()").fetch_one(connection).await?;
    let head = |(position, hash): (i64, Vec<u8>)| Head { position, hash: hex(&hash) };
    Ok(Checkpoint { at, heads: rows.into_iter().map(head).collect(), ledger: Some(head(ledger)) })
}

/// Appends a checkpoint unless nothing happened since the last one, and makes it durable.
pub fn append(data_dir: &Path, last: Option<&Checkpoint>, checkpoint: &Checkpoint) -> anyhow::Result<()> {
    if last.is_some_and(|last| last.heads == checkpoint.heads) {
        return Ok(());
    }
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path(data_dir))?;
    writeln!(file, "{}", serde_json::to_string(checkpoint)?)?;
    file.sync_data()?;
    Ok(())
}
