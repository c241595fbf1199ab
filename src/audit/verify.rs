//! Checks the whole trail: places without gaps, hashes, columns equal to the canonical bytes, heads,
//! and the checkpoints kept outside the database; then the sealed ledgers ([`ledger`]).

use chrono::{DateTime, Utc};
use serde::Serialize;
use sha2::{Digest, Sha256};
use sqlx::{FromRow, PgConnection};

use super::checkpoint::Checkpoint;
use super::{Canonical, ledger};

/// What the check found.
#[derive(Debug, Serialize)]
pub struct Verdict {
    /// True if nothing is wrong.
    pub ok: bool,
    /// Entries read.
    pub entries: i64,
    /// Lines of the ledgers of custody and ammunition that hold; 0 if the trail does not.
    pub ledger: i64,
    /// Checkpoints compared.
    pub checkpoints: usize,
    /// The first that is wrong: an entry as `chain/position`, a line as `ledger/position`, a record as `table/id`.
    pub first_wrong: Option<String>,
    /// What is wrong with it.
    pub reason: Option<String>,
}

/// What is wrong, and with what.
#[derive(Debug)]
pub struct Wrong {
    /// As in [`Verdict::first_wrong`].
    pub place: String,
    pub reason: String,
}

impl Wrong {
    pub fn new(place: String, reason: &str) -> Self {
        Self { place, reason: reason.to_owned() }
    }
}

#[derive(FromRow)]
struct Row {
    position: i64,
    at: DateTime<Utc>,
    account_id: Option<uuid::Uuid>,
    session_mark: String,
    origin: String,
    action: String,
    subject: String,
    outcome: String,
    detail: String,
    request_id: String,
    body: Vec<u8>,
    hash: Vec<u8>,
}

/// Reads every chain in pages and recomputes it, then the ledgers. `connection` must be one that sees the whole trail.
pub async fn verify(connection: &mut PgConnection, checkpoints: &[Checkpoint]) -> anyhow::Result<Verdict> {
    let mut verdict = Verdict { ok: true, entries: 0, ledger: 0, checkpoints: checkpoints.len(), first_wrong: None, reason: None };
    if let Some(wrong) = everything(connection, checkpoints, &mut verdict).await? {
        verdict.ok = false;
        verdict.first_wrong = Some(wrong.place);
        verdict.reason = Some(wrong.reason);
    }
    Ok(verdict)
}

async fn everything(connection: &mut PgConnection, checkpoints: &[Checkpoint], verdict: &mut Verdict) -> anyhow::Result<Option<Wrong>> {
    for chain in 0..16i16 {
        if let Some((position, reason)) = verify_chain(connection, chain, checkpoints, &mut verdict.entries).await? {
            return Ok(Some(Wrong::new(format!("{chain}/{position}"), &reason)));
        }
    }
    match ledger::verify(connection, checkpoints).await? {
        Ok(lines) => {
            verdict.ledger = lines;
            Ok(None)
        }
        Err(wrong) => Ok(Some(wrong)),
    }
}

async fn verify_chain(connection: &mut PgConnection, chain: i16, checkpoints: &[Checkpoint], entries: &mut i64) -> anyhow::Result<Option<(i64, String)>> {
    let mut hash = Sha256::digest(format!("cordon-trail-{chain}").as_bytes()).to_vec();
    let mut position = 0i64;
    let mut witnessed: Vec<(i64, &str)> =
        checkpoints.iter().filter_map(|checkpoint| checkpoint.heads.get(chain as usize).map(|head| (head.position, head.hash.as_str()))).collect();
    witnessed.sort_unstable();
    witnessed.dedup();
    let mut witnessed = witnessed.into_iter().filter(|(at, _)| *at > 0).peekable();
    loop {
        let rows: Vec<Row> = sqlx::query_as(
            "select position, at, account_id, session_mark, origin, action, subject, outcome, detail, request_id, body, hash
             from audit.entry where chain = $1 and position > $2 order by position limit 5000",
        )
        .bind(chain)
        .bind(position)
        .fetch_all(&mut *connection)
        .await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            if row.position != position + 1 {
                return Ok(Some((position + 1, "an entry is missing".into())));
            }
            if canonical_of(&row) != row.body {
                return Ok(Some((row.position, "its columns do not equal its canonical bytes".into())));
            }
            let digest = digest(&hash, chain, &row);
            if digest != row.hash {
                return Ok(Some((row.position, "its hash does not follow from the entry before it".into())));
            }
            position = row.position;
            hash = digest;
            *entries += 1;
            while let Some((_, witness)) = witnessed.next_if(|(at, _)| *at == position) {
                if witness != hex(&hash) {
                    return Ok(Some((position, "a checkpoint outside the database says otherwise".into())));
                }
            }
        }
    }
    if let Some((at, _)) = witnessed.next() {
        return Ok(Some((position + 1, format!("the tail is cut: a checkpoint saw entry {at}"))));
    }
    let head: (i64, Vec<u8>) = sqlx::query_as("select position, hash from audit.head where chain = $1").bind(chain).fetch_one(connection).await?;
    if head != (position, hash) {
        return Ok(Some((position + 1, "the head does not equal the last entry".into())));
    }
    Ok(None)
}

/// True if one entry follows from the one before it: its hash and its columns.
pub async fn entry_holds(connection: &mut PgConnection, chain: i16, position: i64) -> Result<bool, sqlx::Error> {
    let before: Option<Vec<u8>> = sqlx::query_scalar("select hash from audit.entry where chain = $1 and position = $2 - 1")
        .bind(chain)
        .bind(position)
        .fetch_optional(&mut *connection)
        .await?;
    let before = match before {
        Some(hash) => hash,
        None if position == 1 => Sha256::digest(format!("cordon-trail-{chain}").as_bytes()).to_vec(),
        None => return Ok(false),
    };
    let row: Option<Row> = sqlx::query_as(
        "select position, at, account_id, session_mark, origin, action, subject, outcome, detail, request_id, body, hash
         from audit.entry where chain = $1 and position = $2",
    )
    .bind(chain)
    .bind(position)
    .fetch_optional(connection)
    .await?;
    Ok(row.is_some_and(|row| canonical_of(&row) == row.body && digest(&before, chain, &row) == row.hash))
}

fn canonical_of(row: &Row) -> Vec<u8> {
    Canonical {
        account: row.account_id,
        session_mark: &row.session_mark,
        origin: &row.origin,
        action: &row.action,
        subject: &row.subject,
        outcome: &row.outcome,
        detail: &row.detail,
        request_id: &row.request_id,
    }
    .bytes()
}

fn digest(before: &[u8], chain: i16, row: &Row) -> Vec<u8> {
    let mut hasher = Sha256::new();
    hasher.update(before);
    hasher.update(chain.to_be_bytes());
    hasher.update(row.position.to_be_bytes());
    hasher.update(row.at.timestamp_micros().to_be_bytes());
    hasher.update(&row.body);
    hasher.finalize().to_vec()
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
