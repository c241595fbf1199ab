//! Changes of the plan: legs, stays and stops added, moved, taken out.

use chrono::Duration;

use super::forms::{LegDraft, StayDraft, StopDraft};
use super::place_of;
use crate::db::Tx;
use crate::db::ids::{LegId, MovementId, StayId, StopId};
use crate::features::movements::commands::{lock_for_planning, note_plan_change};
use crate::features::movements::cover::commands::apply_posture;
use crate::features::movements::model::{LegState, is_material};
use crate::features::movements::queries::{self, Leg, Stay, Stop};
use crate::features::movements::target::MovementTarget;
use crate::i18n::Message;
use crate::web::conflict;
use crate::web::error::{AppError, Result};
use crate::web::time;

/// Adds a leg and gives it the posts of the movement's posture.
pub async fn add(tx: &mut Tx, target: &MovementTarget, draft: &LegDraft) -> Result<()> {
    let locked = lock_for_planning(tx, target.id).await?;
    let next = sqlx::query_scalar!(r#"select coalesce(max(number), 0) + 1 as "next!" from visible_leg where movement_id = $1"#, target.id.0)
        .fetch_one(&mut **tx)
        .await?;
    insert(tx, target.id, next, draft).await?;
    apply_posture(tx, target.id).await?;
    renumber(tx, target.id).await?;
    note_plan_change(tx, &locked, true, "leg-added").await
}

/// Writes a new leg. Cells, official and window of visibility follow from movement and places.
pub async fn insert(tx: &mut Tx, movement: MovementId, number: i32, draft: &LegDraft) -> Result<()> {
    sqlx::query!(
        "insert into leg (id, movement_id, number, mode, carrier, departure_place_id, departure_text, departs_local, departs_zone, departs_at,
            arrival_place_id, arrival_text, arrives_local, arrives_zone, arrives_at, zone_version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        LegId::fresh().0,
        movement.0,
        number,
        draft.mode.code(),
        draft.carrier,
        draft.from.id.0,
        draft.from.name,
        draft.departs_local,
        draft.from.zone,
        draft.departs_at,
        draft.to.id.0,
        draft.to.name,
        draft.arrives_local,
        draft.to.zone,
        draft.arrives_at,
        time::zone_version()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Changes a leg that has not departed. A lost race is a conflict.
pub async fn edit(tx: &mut Tx, target: &MovementTarget, leg: &Leg, version: i32, draft: &LegDraft) -> Result<()> {
    let locked = lock_for_planning(tx, target.id).await?;
    must_be_ahead(leg)?;
    write(tx, leg.id, version, draft).await?;
    renumber(tx, target.id).await?;
    let before = place_of(&leg.from).and_then(|from| Ok((from, place_of(&leg.to)?)));
    let is_material = match before {
        Ok((from, to)) => {
            is_material(crate::features::movements::model::Plan { places: (from.id.0, to.id.0), times: (leg.from.at, leg.to.at), mode: leg.mode }, draft.plan())
        }
        Err(_) => true,
    };
    note_plan_change(tx, &locked, is_material, &format!("leg-changed {}", leg.number)).await
}

async fn write(tx: &mut Tx, leg: LegId, version: i32, draft: &LegDraft) -> Result<()> {
    let changed = sqlx::query!(
        "update leg set mode = $3, carrier = $4, precision = 'minute', departure_place_id = $5, departure_text = $6, departs_local = $7, departs_zone = $8,
            departs_at = $9, arrival_place_id = $10, arrival_text = $11, arrives_local = $12, arrives_zone = $13, arrives_at = $14, zone_version = $15, version = version + 1
        where id = $1 and version = $2",
        leg.0,
        version,
        draft.mode.code(),
        draft.carrier,
        draft.from.id.0,
        draft.from.name,
        draft.departs_local,
        draft.from.zone,
        draft.departs_at,
        draft.to.id.0,
        draft.to.name,
        draft.arrives_local,
        draft.to.zone,
        draft.arrives_at,
        time::zone_version()
    )
    .execute(&mut **tx)
    .await?;
    must_have_changed(changed.rows_affected())
}

fn must_have_changed(rows: u64) -> Result<()> {
    if rows == 0 { Err(conflict::stale()) } else { Ok(()) }
}

fn must_be_ahead(leg: &Leg) -> Result<()> {
    if leg.state == LegState::Planned { Ok(()) } else { Err(AppError::Conflict(Message::new("movement-leg-has-departed"))) }
}

/// Takes a leg out of the plan; whoever was tasked on it is free again.
pub async fn void(tx: &mut Tx, target: &MovementTarget, leg: &Leg, reason: &str) -> Result<()> {
    let locked = lock_for_planning(tx, target.id).await?;
    must_be_ahead(leg)?;
    sqlx::query!("update leg set is_void = true, version = version + 1 where id = $1", leg.id.0).execute(&mut **tx).await?;
    renumber(tx, target.id).await?;
    note_plan_change(tx, &locked, true, &format!("leg-voided {} {reason}", leg.number)).await
}

/// Moves every leg that has not departed by the same length of time; the wall clocks follow.
pub async fn shift(tx: &mut Tx, target: &MovementTarget, by: Duration) -> Result<()> {
    let locked = lock_for_planning(tx, target.id).await?;
    let mut legs: Vec<Leg> = queries::legs(tx, target.id).await?.into_iter().filter(|leg| leg.state == LegState::Planned && leg.is_timed).collect();
    if legs.is_empty() {
        return Err(AppError::Conflict(Message::new("movement-nothing-ahead")));
    }
    // The leg that moves into free time goes first, so that no leg meets the one before it on the way.
    if by > Duration::zero() {
        legs.reverse();
    }
    for leg in &legs {
        let (departs_at, arrives_at) = (leg.from.at + by, leg.to.at + by);
        sqlx::query!(
            "update leg set departs_at = $2, departs_local = $3, arrives_at = $4, arrives_local = $5, zone_version = $6, version = version + 1 where id = $1",
            leg.id.0,
            departs_at,
            time::local(departs_at, &leg.from.zone),
            arrives_at,
            time::local(arrives_at, &leg.to.zone),
            time::zone_version()
        )
        .execute(&mut **tx)
        .await?;
    }
    shift_stops(tx, target.id, by).await?;
    let minutes = by.num_minutes();
    let sign = if minutes < 0 { "-" } else { "+" };
    let note = format!("shifted {sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60);
    note_plan_change(tx, &locked, by.abs() > Duration::hours(2), &note).await
}

async fn shift_stops(tx: &mut Tx, movement: MovementId, by: Duration) -> Result<()> {
    let now = tx.now;
    for stop in queries::stops(tx, movement).await?.into_iter().filter(|stop| stop.from_at > now) {
        let (from_at, to_at) = (stop.from_at + by, stop.to_at + by);
        sqlx::query!(
            "update stop set from_at = $2, from_local = $3, to_at = $4, to_local = $5, version = version + 1 where id = $1",
            stop.id.0,
            from_at,
            time::local(from_at, &stop.zone),
            to_at,
            time::local(to_at, &stop.zone)
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// Adds the way back: the legs of the route in reverse, each as long as it was, from `departs` on.
pub async fn reverse(tx: &mut Tx, target: &MovementTarget, legs: &[LegDraft]) -> Result<()> {
    let locked = lock_for_planning(tx, target.id).await?;
    let next = sqlx::query_scalar!(r#"select coalesce(max(number), 0) + 1 as "next!" from visible_leg where movement_id = $1"#, target.id.0)
        .fetch_one(&mut **tx)
        .await?;
    for (n, leg) in legs.iter().enumerate() {
        insert(tx, target.id, next + n as i32, leg).await?;
    }
    apply_posture(tx, target.id).await?;
    renumber(tx, target.id).await?;
    note_plan_change(tx, &locked, true, "reversed").await
}

/// Numbers follow the order of departure; what was taken out comes last.
async fn renumber(tx: &mut Tx, movement: MovementId) -> Result<()> {
    sqlx::query!(
        "update leg l set number = x.number
        from (select id, row_number() over (order by is_void, departs_at, number) as number from visible_leg where movement_id = $1) x
        where l.id = x.id and l.number <> x.number",
        movement.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Adds a stay known by its dates.
pub async fn add_stay(tx: &mut Tx, target: &MovementTarget, draft: &StayDraft) -> Result<()> {
    let locked = lock_for_planning(tx, target.id).await?;
    sqlx::query!(
        "insert into stay (id, movement_id, number, place_id, place_text, from_date, to_date)
        select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6 from visible_stay where movement_id = $2",
        StayId::fresh().0,
        target.id.0,
        draft.place.id.0,
        draft.place.name,
        draft.from,
        draft.to
    )
    .execute(&mut **tx)
    .await?;
    note_plan_change(tx, &locked, true, "stay-added").await
}

/// Changes a stay.
pub async fn edit_stay(tx: &mut Tx, target: &MovementTarget, stay: &Stay, version: i32, draft: &StayDraft) -> Result<()> {
    let locked = lock_for_planning(tx, target.id).await?;
    let changed = sqlx::query!(
        "update stay set place_id = $3, place_text = $4, from_date = $5, to_date = $6, version = version + 1 where id = $1 and version = $2",
        stay.id.0,
        version,
        draft.place.id.0,
        draft.place.name,
        draft.from,
        draft.to
    )
    .execute(&mut **tx)
    .await?;
    must_have_changed(changed.rows_affected())?;
    note_plan_change(tx, &locked, true, &format!("stay-changed {}", stay.number)).await
}

/// Takes a stay out of the programme.
pub async fn void_stay(tx: &mut Tx, target: &MovementTarget, stay: &Stay, reason: &str) -> Result<()> {
    let locked = lock_for_planning(tx, target.id).await?;
    sqlx::query!("update stay set is_void = true, version = version + 1 where id = $1", stay.id.0).execute(&mut **tx).await?;
    note_plan_change(tx, &locked, true, &format!("stay-voided {} {reason}", stay.number)).await
}

/// Adds a stop. It is sealed: the log only says that one was added.
pub async fn add_stop(tx: &mut Tx, target: &MovementTarget, draft: &StopDraft) -> Result<()> {
    let locked = lock_for_planning(tx, target.id).await?;
    sqlx::query!(
        "insert into stop (id, movement_id, number, place_id, planning_cell, place_cell, site, from_local, to_local, zone, from_at, to_at, notes)
        select $1, $2, coalesce(max(number), 0) + 1, $3, $4, sec.cell_of_place($3), $5, $6, $7, $8, $9, $10, $11 from visible_stop where movement_id = $2",
        StopId::fresh().0,
        target.id.0,
        draft.place.id.0,
        locked.planning_cell,
        draft.site,
        draft.from.0,
        draft.to.0,
        draft.place.zone,
        draft.from.1,
        draft.to.1,
        draft.notes
    )
    .execute(&mut **tx)
    .await?;
    note_plan_change(tx, &locked, false, "stop-added").await
}

/// Changes a stop.
pub async fn edit_stop(tx: &mut Tx, target: &MovementTarget, stop: &Stop, version: i32, draft: &StopDraft) -> Result<()> {
    let locked = lock_for_planning(tx, target.id).await?;
    let changed = sqlx::query!(
        "update stop set place_id = $3, place_cell = sec.cell_of_place($3), site = $4, from_local = $5, to_local = $6, zone = $7, from_at = $8, to_at = $9,
            notes = $10, version = version + 1
        where id = $1 and version = $2",
        stop.id.0,
        version,
        draft.place.id.0,
        draft.site,
        draft.from.0,
        draft.to.0,
        draft.place.zone,
        draft.from.1,
        draft.to.1,
        draft.notes
    )
    .execute(&mut **tx)
    .await?;
    must_have_changed(changed.rows_affected())?;
    note_plan_change(tx, &locked, false, &format!("stop-changed {}", stop.number)).await
}

/// Takes a stop out.
pub async fn void_stop(tx: &mut Tx, target: &MovementTarget, stop: &Stop, reason: &str) -> Result<()> {
    let locked = lock_for_planning(tx, target.id).await?;
    sqlx::query!("update stop set is_void = true, version = version + 1 where id = $1", stop.id.0).execute(&mut **tx).await?;
    note_plan_change(tx, &locked, false, &format!("stop-voided {} {reason}", stop.number)).await
}
