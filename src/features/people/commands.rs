//! What people do to an officer's record. Each locks, decides again with the draft, writes, records.

use super::forms::{NumberDraft, OfficerDraft};
use super::model::as_of_after;
use super::queries::{self, Officer, StationChoice};
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::Tx;
use crate::db::ids::OfficerId;
use crate::web::conflict;
use crate::web::error::{AppError, Result};

/// Creates an officer; answers the reference.
pub async fn create(tx: &mut Tx, actor: &Actor, draft: &OfficerDraft) -> Result<String> {
    let station = station_of(tx, actor, "officer.create", &draft.station).await?;
    let today = tx.now.date_naive();
    let number = |draft: &NumberDraft| as_of_after(("", None), &draft.number, draft.as_of, today);
    let reference = sqlx::query_scalar!(
        r#"insert into officer (id, ref, name, station_id, category, duty_role, number_1, number_1_as_of, number_2, number_2_as_of, satellite, satellite_as_of)
           values ($1, sec.new_ref('O'), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
           returning ref"#,
        OfficerId::fresh().0,
        draft.name,
        station.id,
        draft.category,
        draft.duty_role,
        draft.number_1.number,
        number(&draft.number_1),
        draft.number_2.number,
        number(&draft.number_2),
        draft.satellite.number,
        number(&draft.satellite),
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(|error| beside_the_station(error.into()))?;
    tx.record(Entry::done("officer.create", &reference).at_cell(station.cell));
    Ok(reference)
}

/// A closed station takes nobody (INV-26).
fn beside_the_station(error: AppError) -> AppError {
    match error {
        AppError::Refused(name) if name == "station_is_closed" => AppError::field("station", "constraint-station-is-closed"),
        other => other,
    }
}

/// Saves the form over the record it was made from. A lost race is [`conflict::stale`].
pub async fn edit(tx: &mut Tx, actor: &Actor, officer: &Officer, draft: &OfficerDraft) -> Result<()> {
    let locked = lock(tx, officer.id).await?;
    if locked.state != "active" {
        return Err(ended());
    }
    if locked.version != draft.version {
        return Err(conflict::stale());
    }
    let station = if draft.station == officer.station_code && officer.station_id.0 == locked.station_id {
        StationChoice { id: locked.station_id, code: officer.station_code.clone(), name: String::new(), cell: officer.cell }
    } else {
        station_of(tx, actor, "officer.edit", &draft.station).await?
    };
    let today = tx.now.date_naive();
    sqlx::query!(
        "update officer set name = $2, station_id = $3, category = $4, duty_role = $5, number_1 = $6, number_1_as_of = $7,
           number_2 = $8, number_2_as_of = $9, satellite = $10, satellite_as_of = $11,
           version = version + 1, updated_at = $12, updated_by = $13
         where id = $1",
        officer.id.0,
        draft.name,
        station.id,
        draft.category,
        draft.duty_role,
        draft.number_1.number,
        as_of_after((&locked.number_1, locked.number_1_as_of), &draft.number_1.number, draft.number_1.as_of, today),
        draft.number_2.number,
        as_of_after((&locked.number_2, locked.number_2_as_of), &draft.number_2.number, draft.number_2.as_of, today),
        draft.satellite.number,
        as_of_after((&locked.satellite, locked.satellite_as_of), &draft.satellite.number, draft.satellite.as_of, today),
        tx.now,
        actor.ctx.account.0,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| beside_the_station(error.into()))?;
    tx.record(Entry::done("officer.edit", &officer.reference).at_cell(station.cell));
    Ok(())
}

/// Ends the record in favour of another one of the same person. What it did stays with it.
pub async fn merge(tx: &mut Tx, actor: &Actor, officer: &Officer, into: &Officer, reason: &str, version: i32) -> Result<()> {
    if into.id == officer.id || !into.is_active() {
        return Err(AppError::field("into", "officer-merge-not-itself"));
    }
    allow(actor, "officer.merge", into.cell).map_err(|_| AppError::field("into", "officer-merge-not-yours"))?;
    // Both rows in one order, so that two merges never wait for each other.
    let (first, second) = if officer.id < into.id { (officer.id, into.id) } else { (into.id, officer.id) };
    let states = [lock(tx, first).await?.state, lock(tx, second).await?.state];
    if states.iter().any(|state| state != "active") {
        return Err(ended());
    }
    end(tx, actor, officer, "merged", Some(into.id), reason, version).await?;
    tx.record(Entry::done("officer.merge", &officer.reference).at_cell(officer.cell).with_detail(format!("into {}", into.reference)));
    Ok(())
}

/// Ends a record that should never have been.
pub async fn void(tx: &mut Tx, actor: &Actor, officer: &Officer, reason: &str, version: i32) -> Result<()> {
    if lock(tx, officer.id).await?.state != "active" {
        return Err(ended());
    }
    end(tx, actor, officer, "voided", None, reason, version).await?;
    tx.record(Entry::done("officer.void", &officer.reference).at_cell(officer.cell));
    Ok(())
}

async fn end(tx: &mut Tx, actor: &Actor, officer: &Officer, state: &str, into: Option<OfficerId>, reason: &str, version: i32) -> Result<()> {
    // A post held by an ended record would look covered.
    if !queries::coming_taskings_of(tx, officer.id).await?.is_empty() {
        return Err(AppError::field("reason", "officer-end-has-posts"));
    }
    let done = sqlx::query!(
        "update officer set state = $2, merged_into = $3, state_reason = $4, version = version + 1, updated_at = $5, updated_by = $6
         where id = $1 and version = $7",
        officer.id.0,
        state,
        into.map(|id| id.0),
        reason,
        tx.now,
        actor.ctx.account.0,
        version,
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 { Err(conflict::stale()) } else { Ok(()) }
}

struct Locked {
    version: i32,
    state: String,
    station_id: uuid::Uuid,
    number_1: String,
    number_1_as_of: Option<chrono::NaiveDate>,
    number_2: String,
    number_2_as_of: Option<chrono::NaiveDate>,
    satellite: String,
    satellite_as_of: Option<chrono::NaiveDate>,
}

async fn lock(tx: &mut Tx, officer: OfficerId) -> Result<Locked> {
    sqlx::query_as!(
        Locked,
        "select version, state, station_id, number_1, number_1_as_of, number_2, number_2_as_of, satellite, satellite_as_of
         from officer where id = $1 for update",
        officer.0
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(AppError::NotFound)
}

fn ended() -> AppError {
    AppError::Conflict(crate::i18n::Message::new("officer-has-ended"))
}

/// The station of a code, if the actor may put people there. Unknown and not theirs get the same answer.
async fn station_of(tx: &mut Tx, actor: &Actor, action: &str, code: &str) -> Result<StationChoice> {
    let found = queries::writable_stations(tx).await?.into_iter().find(|station| station.code == code);
    match found {
        Some(station) if allow(actor, action, station.cell).is_ok() => Ok(station),
        _ => Err(AppError::field("station", "officer-station-not-yours")),
    }
}

fn allow(actor: &Actor, action: &str, cell: i32) -> Result<()> {
    match policy::decide(actor, action, &Facts { cells: Some(vec![cell]), ..Facts::default() }) {
        Decision::Allow => Ok(()),
        Decision::Refuse(message) => Err(AppError::Forbidden(message)),
    }
}
