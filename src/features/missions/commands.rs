//! What people do to a mission. That it closes with nothing open is held by the database (INV-26).

use uuid::Uuid;

use super::forms::{MissionDraft, PhaseDraft, PlanDraft};
use super::queries::{self, Mission};
use crate::audit::Entry;
use crate::db::Tx;
use crate::db::ids::MissionId;
use crate::web::conflict;
use crate::web::error::{AppError, Result};

/// Records a mission; answers the reference.
pub async fn create(tx: &mut Tx, draft: &MissionDraft) -> Result<String> {
    let reference = sqlx::query_scalar!(
        "insert into mission (id, acronym, name, kind, lead, mandate_from, mandate_to, mandate_document, successor_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning ref",
        MissionId::fresh().0,
        draft.acronym,
        draft.name,
        draft.kind,
        draft.lead,
        draft.mandate_from,
        draft.mandate_to,
        draft.mandate_document,
        successor(tx, draft).await?,
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    tx.record(Entry::done("mission.create", &reference));
    Ok(reference)
}

async fn successor(tx: &mut Tx, draft: &MissionDraft) -> Result<Option<Uuid>> {
    if draft.successor.is_empty() {
        return Ok(None);
    }
    let found = queries::find(tx, &draft.successor).await?;
    found.map(Some).ok_or_else(|| AppError::field("successor", "mission-unknown"))
}

/// Saves the form over the record it was made from.
pub async fn edit(tx: &mut Tx, mission: &Mission, draft: &MissionDraft) -> Result<()> {
    let done = sqlx::query!(
        "update mission set acronym = $2, name = $3, kind = $4, lead = $5, mandate_from = $6, mandate_to = $7, mandate_document = $8, successor_id = $9,
           version = version + 1, updated_at = $10, updated_by = sec.account_id() where id = $1 and version = $11",
        mission.id.0,
        draft.acronym,
        draft.name,
        draft.kind,
        draft.lead,
        draft.mandate_from,
        draft.mandate_to,
        draft.mandate_document,
        successor(tx, draft).await?,
        tx.now,
        draft.version,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    changed(done.rows_affected())?;
    tx.record(Entry::done("mission.edit", &mission.reference));
    Ok(())
}

/// Changes the phase, with its paper.
pub async fn change_phase(tx: &mut Tx, mission: &Mission, draft: &PhaseDraft) -> Result<()> {
    let done = sqlx::query!(
        "update mission set phase = $2, phase_since = $3, phase_document = $4, phase_by = sec.account_id(), version = version + 1, updated_at = $5,
           updated_by = sec.account_id() where id = $1 and version = $6",
        mission.id.0,
        draft.phase,
        draft.since,
        draft.document,
        tx.now,
        draft.version,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    changed(done.rows_affected())?;
    tx.record(Entry::done("mission.phase", &mission.reference).with_detail(draft.phase.clone()));
    Ok(())
}

/// Gives a mission a station.
pub async fn attach(tx: &mut Tx, mission: &Mission, (code, from_date): &(String, chrono::NaiveDate)) -> Result<()> {
    let station = sqlx::query!(r#"select id as "id!", cell as "cell!" from visible_duty_station where code = $1"#, code)
        .fetch_optional(&mut **tx)
        .await?
        .ok_or_else(|| AppError::field("station", "standby-station-unknown"))?;
    sqlx::query!(
        "insert into mission_station (id, mission_id, station_id, cell, number, from_date)
         values ($1, $2, $3, $4, (select count(*) + 1 from visible_mission_station where mission_id = $2), $5)",
        Uuid::now_v7(),
        mission.id.0,
        station.id,
        station.cell,
        from_date,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    tx.record(Entry::done("mission.attach", &mission.reference).at_cell(station.cell).with_detail(code.clone()));
    Ok(())
}

/// A station leaves today.
pub async fn detach(tx: &mut Tx, mission: &Mission, number: i32, version: i32) -> Result<()> {
    let line = queries::stations_of(tx, mission.id).await?.into_iter().find(|line| line.number == number).ok_or(AppError::NotFound)?;
    let today = tx.now.date_naive();
    let done = sqlx::query!(
        "update mission_station set to_date = greatest(from_date, $2::date), version = version + 1 where id = $1 and version = $3 and to_date is null",
        line.id,
        today,
        version,
    )
    .execute(&mut **tx)
    .await?;
    changed(done.rows_affected())?;
    tx.record(Entry::done("mission.detach", &mission.reference).with_detail(line.code));
    Ok(())
}

/// Says where chosen matters go and by when; answers how many. What is not open any more is left out.
pub async fn plan(tx: &mut Tx, mission: &Mission, draft: &PlanDraft) -> Result<u64> {
    let kinds: Vec<String> = draft.items.iter().map(|(kind, _)| kind.clone()).collect();
    let items: Vec<Uuid> = draft.items.iter().map(|(_, item)| *item).collect();
    let done = sqlx::query!(
        "insert into closing_plan (id, mission_id, cell, kind, item, destination_kind, destination, due_on)
         select gen_random_uuid(), $1, o.out_cell, o.out_kind, o.out_item, $4, $5, $6 from sec.visible_matters(sec.mission_cells($1)) o
         join (select unnest($2::text[]) as kind, unnest($3::uuid[]) as item) chosen on chosen.kind = o.out_kind and chosen.item = o.out_item
         where o.out_cell = any ((select sec.cells_closure_write())::integer[])
         on conflict (mission_id, kind, item) do update set destination_kind = excluded.destination_kind, destination = excluded.destination,
           due_on = excluded.due_on, version = closing_plan.version + 1, updated_by = sec.account_id()",
        mission.id.0,
        &kinds,
        &items,
        draft.destination_kind,
        draft.destination,
        draft.due_on,
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(AppError::field("item", "closure-choose-some"));
    }
    tx.record(Entry::done("mission.plan-closing", &mission.reference));
    Ok(done.rows_affected())
}

fn changed(rows: u64) -> Result<()> {
    if rows == 0 { Err(conflict::stale()) } else { Ok(()) }
}

/// A refusal of the database beside the field it is about.
fn beside(error: AppError) -> AppError {
    match error {
        AppError::Refused(name) => match name.as_str() {
            "mission_acronym_once" => AppError::field("acronym", "constraint-mission-acronym-once"),
            "mission_succeeded_by_another" => AppError::field("successor", "constraint-mission-succeeded-by-another"),
            "mission_closes_with_nothing_open" => AppError::field("phase", "constraint-mission-closes-with-nothing-open"),
            "mission_has_station_once" => AppError::field("station", "constraint-mission-has-station-once"),
            _ => AppError::Refused(name),
        },
        other => other,
    }
}
