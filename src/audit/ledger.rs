//! Checks the sealed ledgers of custody and ammunition (INV-17, INV-19): the chain of their lines, that every line of
//! their history is sealed once, that the tables still say what the latest line says, and the checkpoints.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use sqlx::{FromRow, PgConnection, QueryBuilder};

use super::checkpoint::{Checkpoint, Head};
use super::verify::{Wrong, hex};

/// The tables whose history is sealed.
pub const TABLES: [&str; 7] = ["handover", "firearm_custody", "ammunition_act", "ammunition_entry", "ammunition_account", "equipment_act", "equipment_custody"];
/// Lines read at a time.
const PAGE: i64 = 5000;

#[derive(FromRow)]
struct Seal {
    position: i64,
    name: String,
    entry: i64,
    digest: Vec<u8>,
    hash: Vec<u8>,
}

#[derive(FromRow)]
struct Line {
    entry: i64,
    record_id: uuid::Uuid,
    version: i32,
    at: DateTime<Utc>,
    account_id: Option<uuid::Uuid>,
    deed: String,
    content: String,
}

/// Recomputes the chain, then compares the tables with it. Answers how many lines hold, or the first that does not.
/// `connection` must be one that sees everything, with the time zone UTC.
pub async fn verify(connection: &mut PgConnection, checkpoints: &[Checkpoint]) -> anyhow::Result<Result<i64, Wrong>> {
    let lines = match chain(connection, checkpoints).await? {
        Ok(lines) => lines,
        Err(wrong) => return Ok(Err(wrong)),
    };
    for table in TABLES {
        if let Some(wrong) = unsealed(connection, table).await? {
            return Ok(Err(wrong));
        }
        if let Some(wrong) = altered(connection, table).await? {
            return Ok(Err(wrong));
        }
    }
    Ok(Ok(lines))
}

async fn chain(connection: &mut PgConnection, checkpoints: &[Checkpoint]) -> anyhow::Result<Result<i64, Wrong>> {
    let mut witnessed: Vec<&Head> = checkpoints.iter().filter_map(|checkpoint| checkpoint.ledger.as_ref()).filter(|head| head.position > 0).collect();
    witnessed.sort_unstable_by_key(|head| head.position);
    let mut witnessed = witnessed.into_iter().peekable();
    let mut hash = Sha256::digest(b"cordon-ledger").to_vec();
    let mut position = 0i64;
    let wrong = |position: i64, reason: &str| Ok(Err(Wrong::new(format!("ledger/{position}"), reason)));
    loop {
        let seals: Vec<Seal> = sqlx::query_as("select position, name, entry, digest, hash from audit.ledger where position > $1 order by position limit $2")
            .bind(position)
            .bind(PAGE)
            .fetch_all(&mut *connection)
            .await?;
        if seals.is_empty() {
            break;
        }
        let lines = lines_of(connection, &seals).await?;
        for seal in &seals {
            if seal.position != position + 1 {
                return wrong(position + 1, "a line is missing");
            }
            let Some(line) = lines.get(&(seal.name.as_str(), seal.entry)) else {
                return wrong(seal.position, "its line of the history is gone");
            };
            if digest_of(&seal.name, line) != seal.digest {
                return wrong(seal.position, "its line of the history was altered");
            }
            hash = [hash.as_slice(), &seal.position.to_be_bytes(), &seal.digest].concat();
            hash = Sha256::digest(&hash).to_vec();
            if hash != seal.hash {
                return wrong(seal.position, "its hash does not follow from the line before it");
            }
            position = seal.position;
            while let Some(head) = witnessed.next_if(|head| head.position == position) {
                if head.hash != hex(&hash) {
                    return wrong(position, "a checkpoint outside the database says otherwise");
                }
            }
        }
    }
    if let Some(head) = witnessed.next() {
        return wrong(position + 1, &format!("the tail is cut: a checkpoint saw line {}", head.position));
    }
    let head: (i64, Vec<u8>) = sqlx::query_as("select position, hash from audit.ledger_head").fetch_one(connection).await?;
    if head != (position, hash) {
        return wrong(position + 1, "the head does not equal the last line");
    }
    Ok(Ok(position))
}

/// Lines of the history that these seals are of, by table and line.
async fn lines_of(connection: &mut PgConnection, seals: &[Seal]) -> anyhow::Result<HashMap<(&'static str, i64), Line>> {
    let mut found = HashMap::with_capacity(seals.len());
    for table in TABLES {
        let entries: Vec<i64> = seals.iter().filter(|seal| seal.name == table).map(|seal| seal.entry).collect();
        let mut query = QueryBuilder::new("select entry, record_id, version, at, account_id, deed, content::text as content from history.");
        query.push(table).push(" where entry = any (").push_bind(entries).push(")");
        let lines: Vec<Line> = query.build_query_as().fetch_all(&mut *connection).await?;
        found.extend(lines.into_iter().map(|line| ((table, line.entry), line)));
    }
    Ok(found)
}

/// The first line of a history that no seal is of.
async fn unsealed(connection: &mut PgConnection, table: &str) -> anyhow::Result<Option<Wrong>> {
    let mut query = QueryBuilder::new("select min(h.entry) from history.");
    query.push(table).push(" h where not exists (select from audit.ledger l where l.name = ").push_bind(table).push(" and l.entry = h.entry)");
    let entry: Option<i64> = query.build_query_scalar().fetch_one(connection).await?;
    Ok(entry.map(|entry| Wrong::new(format!("{table}/{entry}"), "a line of the history was added and is not sealed")))
}

/// The first row of a table that does not say what its latest line says. Columns that came later are not compared.
async fn altered(connection: &mut PgConnection, table: &str) -> anyhow::Result<Option<Wrong>> {
    let mut query = QueryBuilder::new("select coalesce(r.id, h.record_id) from public.");
    query.push(table).push(" r full join (select distinct on (record_id) record_id, content from history.").push(table).push(
        " order by record_id, entry desc) h on h.record_id = r.id
         where r.id is null or h.record_id is null
           or exists (select from jsonb_each(h.content) c where to_jsonb(r) ? c.key and to_jsonb(r) -> c.key is distinct from c.value)
         order by 1 limit 1",
    );
    let record: Option<uuid::Uuid> = query.build_query_scalar().fetch_optional(connection).await?;
    Ok(record.map(|record| Wrong::new(format!("{table}/{record}"), "the record does not say what its history says")))
}

fn digest_of(table: &str, line: &Line) -> Vec<u8> {
    let mut hasher = Sha256::new();
    let field = |hasher: &mut Sha256, bytes: &[u8]| {
        hasher.update((bytes.len() as u32).to_be_bytes());
        hasher.update(bytes);
    };
    field(&mut hasher, table.as_bytes());
    hasher.update(line.entry.to_be_bytes());
    field(&mut hasher, line.record_id.as_bytes());
    hasher.update(line.version.to_be_bytes());
    hasher.update(line.at.timestamp_micros().to_be_bytes());
    field(&mut hasher, line.account_id.as_ref().map(|id| id.as_bytes().as_slice()).unwrap_or_default());
    field(&mut hasher, line.deed.as_bytes());
    field(&mut hasher, line.content.as_bytes());
    hasher.finalize().to_vec()
}
