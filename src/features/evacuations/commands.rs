//! The two acts. What follows from each, the database carries out in the same transaction.

use super::forms::{EvacuationDraft, ReturnDraft};
use super::queries::{Evacuation, Leaving};
use crate::audit::Entry;
use crate::db::Tx;
use crate::db::ids::EvacuationId;
use crate::web::conflict;
use crate::web::error::{AppError, Result};

/// Evacuates a station, all or nothing; answers the reference.
pub async fn start(tx: &mut Tx, station: &Leaving, draft: &EvacuationDraft) -> Result<String> {
    let destination = sqlx::query_scalar!(r#"select sec.station_by_code($1) as "id""#, draft.to_station)
        .fetch_one(&mut **tx)
        .await?
        .ok_or_else(|| AppError::field("to_station", "standby-station-unknown"))?;
    let reference = sqlx::query_scalar!(
        "insert into station_evacuation (id, ref, station_id, cell, to_station_id, relocated_until, reason, decider_name, decider_capacity, decided_on, document_ref)
         values ($1, sec.new_ref('EV'), $2, $3, $4, $5, $6, $7, $8, $9, $10) returning ref",
        EvacuationId::fresh().0,
        station.id.0,
        station.cell,
        destination,
        draft.relocated_until,
        draft.reason,
        draft.decider_name,
        draft.decider_capacity,
        draft.decided_on,
        draft.document_ref,
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    tx.record(Entry::done("evacuation.start", &reference).at_cell(station.cell).with_detail(station.code.clone()));
    Ok(reference)
}

/// Returns to the station.
pub async fn end(tx: &mut Tx, evacuation: &Evacuation, draft: &ReturnDraft) -> Result<()> {
    let done = sqlx::query!(
        "update station_evacuation set ended_at = $2, ended_by = sec.account_id(), return_decider = $3, return_document = $4, version = version + 1
         where id = $1 and version = $5 and ended_at is null",
        evacuation.id.0,
        tx.now,
        draft.return_decider,
        draft.return_document,
        draft.version,
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done("evacuation.end", &evacuation.reference).at_cell(evacuation.cell).with_detail(evacuation.station.clone()));
    Ok(())
}

/// A refusal of the database beside the field it is about.
fn beside(error: AppError) -> AppError {
    match error {
        AppError::Refused(name) => match name.as_str() {
            "evacuation_leads_elsewhere" => AppError::field("to_station", "constraint-evacuation-leads-elsewhere"),
            "evacuation_leads_to_safety" => AppError::field("to_station", "constraint-evacuation-leads-to-safety"),
            "evacuation_until_later" => AppError::field("relocated_until", "constraint-evacuation-until-later"),
            "station_evacuated_once" => AppError::field("to_station", "constraint-station-evacuated-once"),
            _ => AppError::Refused(name),
        },
        other => other,
    }
}
