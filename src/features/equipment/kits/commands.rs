//! What people do to the record of a kit. Who has it is done by acts.

use uuid::Uuid;

use super::super::commands::armoury;
use super::super::queries::stations;
use super::forms::KitDraft;
use super::queries::Kit;
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::Tx;
use crate::db::ids::KitId;
use crate::web::conflict;
use crate::web::error::{AppError, Result};

/// Records a kit; answers the reference.
pub async fn create(tx: &mut Tx, actor: &Actor, draft: &KitDraft) -> Result<String> {
    let station = stations(tx).await?.into_iter().find(|station| station.code == draft.station);
    let station = station
        .filter(|station| policy::decide(actor, "kit.create", &Facts { cells: Some(vec![station.cell]), ..Facts::default() }) == Decision::Allow)
        .ok_or_else(|| AppError::field("station", "equipment-station-not-yours"))?;
    let armoury = armoury(tx, &draft.armoury, station.cell).await?;
    let reference = sqlx::query_scalar!(
        "insert into equipment_kit (id, ref, station_id, cell, name, armoury_id, place, note) values ($1, sec.new_ref('KT'), $2, $3, $4, $5, $6, $7) returning ref",
        KitId::fresh().0,
        station.id,
        station.cell,
        draft.name,
        armoury.map(|id| id.0),
        draft.place,
        draft.note,
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    tx.record(Entry::done("kit.create", &reference).at_cell(station.cell));
    Ok(reference)
}

/// Saves the form over the record it was made from.
pub async fn edit(tx: &mut Tx, kit: &Kit, draft: &KitDraft) -> Result<()> {
    let armoury = armoury(tx, &draft.armoury, kit.cell).await?;
    let done = sqlx::query!(
        "update equipment_kit set name = $2, armoury_id = $3, place = $4, note = $5, state = $6, version = version + 1, updated_at = $7,
           updated_by = sec.account_id() where id = $1 and version = $8",
        kit.id.0,
        draft.name,
        armoury.map(|id| id.0),
        draft.place,
        draft.note,
        draft.state,
        tx.now,
        draft.version,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done("kit.edit", &kit.reference).at_cell(kit.cell));
    Ok(())
}

/// Sets how many of a kind a kit must contain. The version is the kit's: contents are read as a whole.
pub async fn set_need(tx: &mut Tx, kit: &Kit, kind: &str, wanted: i32, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update equipment_kit set version = version + 1, updated_at = $2, updated_by = sec.account_id() where id = $1 and version = $3",
        kit.id.0,
        tx.now,
        version,
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    sqlx::query!(
        "insert into equipment_kit_need (id, kit_id, cell, kind, wanted) values ($1, $2, $3, $4, $5)
         on conflict (kit_id, kind) do update set wanted = excluded.wanted, version = equipment_kit_need.version + 1, updated_at = $6,
           updated_by = sec.account_id()",
        Uuid::now_v7(),
        kit.id.0,
        kit.cell,
        kind,
        wanted,
        tx.now,
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("kit.contents", &kit.reference).at_cell(kit.cell).with_detail(format!("{kind} {wanted}")));
    Ok(())
}

/// A rule of the database as an error beside its field; any other error goes on.
fn beside(error: AppError) -> AppError {
    match error {
        AppError::Refused(name) if name == "kit_named_once" => AppError::field("name", "constraint-kit-named-once"),
        AppError::Refused(name) if name == "retired_kit_is_empty" => AppError::field("state", "constraint-retired-kit-is-empty"),
        other => other,
    }
}
