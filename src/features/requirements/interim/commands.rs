//! Starting, confirming, ending. The exception for the chief is opened by the database in the same transaction.

use super::forms::InterimDraft;
use super::queries::{self, Interim};
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::Tx;
use crate::db::ids::InterimId;
use crate::features::principals::find_principal;
use crate::i18n::Message;
use crate::web::conflict;
use crate::web::error::{AppError, Result};
use crate::web::form::FieldErrors;

/// Protects now; answers the reference. What stood there and has run out ends with it.
pub async fn start(tx: &mut Tx, actor: &Actor, draft: &InterimDraft) -> Result<String> {
    let mut errors = FieldErrors::default();
    let official = find_principal(tx, &draft.official).await?;
    if official.is_none() {
        errors.add("official", Message::new("requirement-official-unknown"));
    }
    let station = sqlx::query!(
        r#"select id as "id!", cell as "cell!", cell = any ((select sec.cells_watch())::integer[]) as "is_watched!" from visible_duty_station where code = $1"#,
        draft.station
    )
    .fetch_optional(&mut **tx)
    .await?
    .filter(|row| {
        let facts = Facts { cells: Some(vec![row.cell]), watched: row.is_watched, ..Facts::default() };
        policy::decide(actor, "interim.start", &facts) == Decision::Allow
    });
    if station.is_none() {
        errors.add("station", Message::new("requirement-station-not-yours"));
    }
    let (Some(official), Some(station)) = (official, station) else {
        return Err(AppError::Invalid(errors));
    };
    sqlx::query!(
        "update interim_protection set ended_at = $3, ended_by = $4, end_reason = 'started-anew', version = version + 1
         where principal_id = $1 and station_id = $2 and ended_at is null and until <= $3",
        official.id,
        station.id,
        tx.now,
        tx.ctx().account.0
    )
    .execute(&mut **tx)
    .await?;
    let reference = sqlx::query_scalar!(
        "insert into interim_protection (id, ref, principal_id, station_id, cell, level, posture, threat, until)
         values ($1, sec.new_ref('N-' || to_char($2::timestamptz, 'YY')), $3, $4, $5, $6, $7, $8,
           $2::timestamptz + make_interval(hours => (select least(value::int, 72) from setting where name = 'interim_hours')))
         returning ref",
        InterimId::fresh().0,
        tx.now,
        official.id,
        station.id,
        station.cell,
        draft.level,
        draft.posture,
        draft.threat,
    )
    .fetch_one(&mut **tx)
    .await?;
    tx.record(Entry::done("interim.start", &reference).at_cell(station.cell));
    Ok(reference)
}

/// Confirms it: another than who started it (DESIGN 9.3).
pub async fn confirm(tx: &mut Tx, interim: &Interim, version: i32) -> Result<()> {
    let current = lock(tx, interim, version).await?;
    if interim.confirmed_at.is_some() || current.ended_at.is_some() {
        return Err(AppError::Conflict(Message::new("interim-moved-on")));
    }
    sqlx::query!(
        "update interim_protection set confirmed_by = $2, confirmed_at = $3, version = version + 1 where id = $1",
        interim.id.0,
        tx.ctx().account.0,
        tx.now
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("interim.confirm", &interim.reference).at_cell(interim.cell));
    Ok(())
}

/// Ends it, with the reason.
pub async fn end(tx: &mut Tx, interim: &Interim, reason: &str, version: i32) -> Result<()> {
    let current = lock(tx, interim, version).await?;
    if current.ended_at.is_some() {
        return Err(AppError::Conflict(Message::new("interim-moved-on")));
    }
    sqlx::query!(
        "update interim_protection set ended_at = $2, ended_by = $3, end_reason = $4, version = version + 1 where id = $1",
        interim.id.0,
        tx.now,
        tx.ctx().account.0,
        reason
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("interim.end", &interim.reference).at_cell(interim.cell));
    Ok(())
}

async fn lock(tx: &mut Tx, interim: &Interim, version: i32) -> Result<Interim> {
    sqlx::query!("select id from interim_protection where id = $1 for update", interim.id.0).fetch_optional(&mut **tx).await?.ok_or(AppError::NotFound)?;
    let current = queries::by_ref(tx, &interim.reference).await?.ok_or(AppError::NotFound)?;
    if current.version == version { Ok(current) } else { Err(conflict::stale()) }
}
