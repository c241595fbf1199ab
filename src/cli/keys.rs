//! `cordon keys rotate`: a new key first in the key file, then every sealed value sealed again, in the tables and in their
//! history, a few hundred at a time. What was sealed again is known by its key, so a rotation that was interrupted goes
//! on where it stopped; values that people save meanwhile stay theirs (compare and swap).
//!
//! The rows keep their version: nothing of them changed. So triggers are off in these transactions, and the trail gets
//! one entry for each. Old keys stay in the file: backups made before still open.

use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use crate::audit;
use crate::config::Installation;
use crate::sealed::{Place, Seals};
use crate::{db, program};

/// Values of one transaction.
const BATCH: i64 = 200;

/// A sealed column, with its statements as fixed text.
struct Sealed {
    table: &'static str,
    column: &'static str,
    rows: &'static str,
    off: &'static str,
    swap: &'static str,
    on: &'static str,
    versions: &'static str,
    swap_version: &'static str,
}

macro_rules! sealed {
    ($($table:literal $column:literal),* $(,)?) => { &[$(Sealed {
        table: $table,
        column: $column,
        rows: concat!("select id, ", $column, " from public.", $table, " where octet_length(", $column, ") > 0 and id > $1 order by id limit $2"),
        off: concat!("alter table public.", $table, " disable trigger user"),
        swap: concat!("update public.", $table, " set ", $column, " = $1 where id = $2 and ", $column, " = $3"),
        on: concat!("alter table public.", $table, " enable trigger user"),
        versions: concat!("select entry, record_id, decode(substr(content ->> '", $column, "', 3), 'hex') from history.", $table,
            " where length(content ->> '", $column, "') > 2 and entry > $1 order by entry limit $2"),
        swap_version: concat!("update history.", $table, " set content = jsonb_set(content, '{", $column, "}', to_jsonb('\\x' || encode($1, 'hex'))) where entry = $2"),
    }),*] };
}

/// Every sealed column. `tests/it/profiles.rs` compares this with the catalogue.
const SEALED: &[Sealed] = sealed![
    "profile_residence" "address_sealed",
    "profile_family" "members_sealed",
    "profile_family" "schools_sealed",
    "profile_family" "contacts_sealed",
    "profile_medical" "blood_group_sealed",
    "profile_medical" "allergies_sealed",
    "profile_medical" "medication_sealed",
    "profile_medical" "hospital_limits_sealed",
    "profile_medical" "doctor_sealed",
    "risk_source" "origin_sealed",
    "risk_attachment" "key_sealed",
    "principal_photo" "key_sealed",
    "qualification_scan" "key_sealed",
    "firearm_photo" "key_sealed",
];

/// Table and column of everything the rotation knows.
pub fn sealed_columns() -> Vec<(&'static str, &'static str)> {
    SEALED.iter().map(|sealed| (sealed.table, sealed.column)).collect()
}

/// Puts a new key first and seals everything again; answers how many values. `goes_on` continues an interrupted
/// rotation: the newest key stays.
pub async fn rotate(installation: &Installation, goes_on: bool) -> anyhow::Result<u64> {
    let database = program::reach(installation, false)?;
    let seals = if goes_on { Seals::of(&installation.data_dir)? } else { Seals::rotate(&installation.data_dir)? };
    let mut owner = db::connect_owner(&database.admin).await?;
    seal_again(&mut owner, &seals).await
}

/// Seals every value that an older key sealed with the newest one.
pub async fn seal_again(owner: &mut PgConnection, seals: &Seals) -> anyhow::Result<u64> {
    let mut done = 0;
    for sealed in SEALED {
        let rows = rows(owner, seals, sealed).await?;
        let versions = versions(owner, seals, sealed).await?;
        done += rows + versions;
    }
    Ok(done)
}

async fn rows(owner: &mut PgConnection, seals: &Seals, sealed: &Sealed) -> anyhow::Result<u64> {
    let (mut last, mut done) = (Uuid::nil(), 0);
    loop {
        let batch: Vec<(Uuid, Vec<u8>)> = sqlx::query_as(sealed.rows).bind(last).bind(BATCH).fetch_all(&mut *owner).await?;
        let Some((end, _)) = batch.last() else { return Ok(done) };
        last = *end;
        let mut tx = owner.begin().await?;
        sqlx::query(sealed.off).execute(&mut *tx).await?;
        let mut swapped = 0;
        for (id, old) in batch.iter().filter(|(_, old)| seals.is_old(old)) {
            let place = Place { table: sealed.table, column: sealed.column, row: *id };
            let new = seals.seal(place, &seals.open(place, old)?)?;
            swapped += sqlx::query(sealed.swap).bind(new).bind(id).bind(old).execute(&mut *tx).await?.rows_affected();
        }
        sqlx::query(sealed.on).execute(&mut *tx).await?;
        done += finish(tx, sealed, swapped).await?;
    }
}

async fn versions(owner: &mut PgConnection, seals: &Seals, sealed: &Sealed) -> anyhow::Result<u64> {
    let (mut last, mut done) = (0i64, 0);
    loop {
        let batch: Vec<(i64, Uuid, Vec<u8>)> = sqlx::query_as(sealed.versions).bind(last).bind(BATCH).fetch_all(&mut *owner).await?;
        let Some((end, ..)) = batch.last() else { return Ok(done) };
        last = *end;
        let mut tx = owner.begin().await?;
        let mut swapped = 0;
        for (entry, id, old) in batch.iter().filter(|(_, _, old)| seals.is_old(old)) {
            let place = Place { table: sealed.table, column: sealed.column, row: *id };
            let new = seals.seal(place, &seals.open(place, old)?)?;
            swapped += sqlx::query(sealed.swap_version).bind(new).bind(entry).execute(&mut *tx).await?.rows_affected();
        }
        done += finish(tx, sealed, swapped).await?;
    }
}

/// Commits with an entry for the trail, or leaves everything as it was if nothing was old.
async fn finish(mut tx: sqlx::Transaction<'_, sqlx::Postgres>, sealed: &Sealed, swapped: u64) -> anyhow::Result<u64> {
    if swapped == 0 {
        tx.rollback().await?;
        return Ok(0);
    }
    audit::append_system(&mut tx, "keys.rotate", sealed.table, sealed.column).await.map_err(|error| anyhow::anyhow!(error))?;
    tx.commit().await?;
    Ok(swapped)
}
