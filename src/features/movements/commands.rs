//! What people do with a movement as a whole: ask for it, plan it on, decide, call it off.

use chrono::{DateTime, Duration, Utc};

use super::cover::commands::apply_posture;
use super::forms::{Beginning, ClearanceDraft, DetailsDraft, NewDraft};
use super::legs;
use super::model::{MovementState, is_late_notice};
use super::places;
use super::queries;
use super::target::MovementTarget;
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::Tx;
use crate::db::ids::{MovementId, StationId};
use crate::i18n::Message;
use crate::web::conflict;
use crate::web::error::{AppError, Result};

/// A movement whose row is locked until the transaction ends.
#[derive(Debug, Clone)]
pub struct Locked {
    /// Its id.
    pub id: MovementId,
    /// Its reference.
    pub reference: String,
    /// Where it stands now.
    pub state: MovementState,
    /// Cell of the planning station.
    pub planning_cell: i32,
    /// Version now.
    pub version: i32,
}

impl Locked {
    /// An entry of the trail about it.
    pub fn entry(&self, action: &'static str) -> Entry {
        Entry::done(action, self.reference.clone()).at_cell(self.planning_cell)
    }

    /// Refuses what WF-4 does not let follow.
    pub fn must_become(&self, next: MovementState) -> Result<()> {
        if self.state.may_become(next) { Ok(()) } else { Err(AppError::Refused("movement_transition_allowed".into())) }
    }
}

/// Locks the movement for a change of the plan, which an ended one no longer takes.
pub async fn lock_for_planning(tx: &mut Tx, id: MovementId) -> Result<Locked> {
    let locked = lock(tx, id).await?;
    if locked.state.is_over() { Err(AppError::Conflict(Message::new("movement-plan-is-over"))) } else { Ok(locked) }
}

/// Locks the movement.
pub async fn lock(tx: &mut Tx, id: MovementId) -> Result<Locked> {
    let row = sqlx::query!(
        r#"select ref as "reference!", state as "state!", planning_cell as "planning_cell!", version as "version!"
        from visible_movement where id = $1 and not is_void for update"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(AppError::Conflict(Message::new("movement-is-void")))?;
    Ok(Locked {
        id,
        reference: row.reference,
        state: MovementState::from_code(&row.state).ok_or_else(|| AppError::internal("a movement in an unknown state"))?,
        planning_cell: row.planning_cell,
        version: row.version,
    })
}

/// Writes a line of the log. Somebody of the other end writes it on the leg that they see.
pub async fn write_log(tx: &mut Tx, movement: MovementId, kind: &str, note: &str) -> Result<()> {
    sqlx::query!(
        "insert into movement_event (id, movement_id, leg_id, kind, occurred_at, note)
        select $1, m.id, case when m.planning_cell = any (sec.cells_movement_write()) or m.id = any (sec.own_movements()) then null
            else (select l.id from visible_leg l where l.movement_id = m.id and not l.is_void order by l.number limit 1) end, $3, $4, $5
        from visible_movement m where m.id = $2",
        uuid::Uuid::now_v7(),
        movement.0,
        kind,
        tx.now,
        note
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn set_state(tx: &mut Tx, locked: &Locked, next: MovementState, reason: &str) -> Result<()> {
    let (now, account) = (tx.now, tx.ctx().account.0);
    sqlx::query!(
        "update movement set state = $2, state_reason = $3, version = version + 1, updated_at = $4, updated_by = $5 where id = $1",
        locked.id.0,
        next.code(),
        reason,
        now,
        account
    )
    .execute(&mut **tx)
    .await?;
    let note = if reason.is_empty() { next.code().to_owned() } else { format!("{} {reason}", next.code()) };
    write_log(tx, locked.id, "state", &note).await
}

/// Asks for a movement, blank with its first leg or as a copy of `source`.
pub async fn create(tx: &mut Tx, actor: &Actor, draft: NewDraft, source: Option<&MovementTarget>) -> Result<String> {
    let station = match draft.station.as_ref().map(|station| (station.id, station.cell)) {
        Some(station) => station,
        None => places::station_for(tx, &draft.official).await?.ok_or(AppError::field("official", "movement-official-without-station"))?,
    };
    must_plan_at(actor, station, draft.station.is_some())?;
    let legs = match &draft.beginning {
        Beginning::Blank(leg) => vec![leg.clone()],
        Beginning::CopyFrom(day) => {
            let source = source.ok_or(AppError::field("copy_of", "movement-copy-unknown"))?;
            let recorded = queries::legs(tx, source.id).await?;
            legs::copies(&recorded, *day)?
        }
    };
    let first = legs.iter().map(|leg| leg.departs_at).min().ok_or(AppError::field("copy_of", "movement-copy-without-legs"))?;
    let notice = Duration::days(queries::setting(tx, "late_notice_days").await?);
    let is_late = is_late_notice(first, tx.now, notice);
    let id = MovementId::fresh();
    let row = sqlx::query!(
        r#"insert into movement (id, ref, principal_id, planning_station_id, state, posture, watch_level, is_late_notice)
        values ($1, sec.new_ref('M-' || to_char($2::timestamptz, 'YY')), $3, $4, 'notified', $5,
            coalesce((select p.watch_level from posture p where p.code = $5), 'departure_arrival'), $6)
        returning ref as "reference!", planning_cell as "planning_cell!""#,
        id.0,
        first,
        draft.official.id.0,
        station.0.0,
        draft.posture,
        is_late
    )
    .fetch_one(&mut **tx)
    .await?;
    sqlx::query!("insert into movement_plan (movement_id, planning_cell, purpose) values ($1, $2, $3)", id.0, row.planning_cell, draft.purpose)
        .execute(&mut **tx)
        .await?;
    for (n, leg) in legs.iter().enumerate() {
        legs::commands::insert(tx, id, n as i32 + 1, leg).await?;
    }
    apply_posture(tx, id).await?;
    tx.record(Entry::done("movement.create", row.reference.clone()).at_cell(row.planning_cell).with_detail(if is_late { "late notice" } else { "" }));
    Ok(row.reference)
}

/// A create is decided at the door and again with the station that would plan.
fn must_plan_at(actor: &Actor, (_, cell): (StationId, i32), is_chosen: bool) -> Result<()> {
    if !is_chosen {
        return Ok(());
    }
    let facts = Facts { cells: Some(vec![cell]), ..Facts::default() };
    match policy::decide(actor, "movement.create", &facts) {
        Decision::Allow => Ok(()),
        Decision::Refuse(_) => Err(AppError::field("station", "movement-station-not-yours")),
    }
}

/// Changes purpose, posture and watch.
pub async fn edit(tx: &mut Tx, target: &MovementTarget, version: i32, draft: &DetailsDraft) -> Result<()> {
    let locked = lock_for_planning(tx, target.id).await?;
    let (now, account) = (tx.now, tx.ctx().account.0);
    let changed = sqlx::query!(
        "update movement set posture = $3, watch_level = $4, version = version + 1, updated_at = $5, updated_by = $6 where id = $1 and version = $2",
        locked.id.0,
        version,
        draft.posture,
        draft.watch.code(),
        now,
        account
    )
    .execute(&mut **tx)
    .await?;
    if changed.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    sqlx::query!(
        "insert into movement_plan as p (movement_id, planning_cell, purpose, notes) values ($1, $2, $3, $4)
        on conflict (movement_id) do update set purpose = excluded.purpose, notes = excluded.notes, version = p.version + 1
        where (p.purpose, p.notes) is distinct from (excluded.purpose, excluded.notes)",
        locked.id.0,
        locked.planning_cell,
        draft.purpose,
        draft.notes
    )
    .execute(&mut **tx)
    .await?;
    apply_posture(tx, locked.id).await?;
    write_log(tx, locked.id, "plan_changed", "details").await?;
    tx.record(locked.entry("movement.plan").with_detail("purpose, notes, posture, watch"));
    Ok(())
}

/// Takes the planning up, or asks for clearance.
pub async fn advance(tx: &mut Tx, actor: &Actor, target: &MovementTarget, next: MovementState) -> Result<()> {
    if !matches!(next, MovementState::Planning | MovementState::ClearancePending) {
        return Err(AppError::Refused("movement_transition_allowed".into()));
    }
    let locked = lock(tx, target.id).await?;
    locked.must_become(next)?;
    if next == MovementState::Planning {
        sqlx::query!("update movement set lead_id = $2 where id = $1", locked.id.0, actor.ctx.account.0).execute(&mut **tx).await?;
    } else {
        ask_for_clearance(tx, &locked).await?;
    }
    set_state(tx, &locked, next, "").await?;
    tx.record(locked.entry("movement.advance").with_detail(next.code()));
    Ok(())
}

/// Both ends see a leg from the moment they are asked for anything (DESIGN 9.5).
async fn ask_for_clearance(tx: &mut Tx, locked: &Locked) -> Result<()> {
    let now = tx.now;
    let asked =
        sqlx::query!("update leg set asked_at = coalesce(asked_at, $2) where movement_id = $1 and not is_void", locked.id.0, now).execute(&mut **tx).await?;
    let stays = sqlx::query_scalar!(r#"select count(*) as "count!" from visible_stay where movement_id = $1 and not is_void"#, locked.id.0)
        .fetch_one(&mut **tx)
        .await?;
    if asked.rows_affected() == 0 && stays == 0 { Err(AppError::Conflict(Message::new("movement-without-legs"))) } else { Ok(()) }
}

/// Records the decision of the Designated Official.
pub async fn clear(tx: &mut Tx, target: &MovementTarget, draft: &ClearanceDraft) -> Result<()> {
    let locked = lock(tx, target.id).await?;
    locked.must_become(draft.decision)?;
    let reason = [draft.document.as_str(), draft.reason.as_str()].iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(": ");
    set_state(tx, &locked, draft.decision, &reason).await?;
    tx.record(locked.entry("movement.clear").with_detail(draft.decision.code()));
    Ok(())
}

/// Another person than the planner says that it may go: every required post is filled.
pub async fn approve_ready(tx: &mut Tx, target: &MovementTarget) -> Result<()> {
    let locked = lock(tx, target.id).await?;
    locked.must_become(MovementState::Ready)?;
    let open = sqlx::query_scalar!(
        r#"select coalesce(string_agg(l.number::text, ', ' order by l.number), '') as "open!"
        from visible_leg l where l.movement_id = $1 and not l.is_void and l.state = 'planned' and l.posts_filled < l.posts_required"#,
        locked.id.0
    )
    .fetch_one(&mut **tx)
    .await?;
    if !open.is_empty() {
        return Err(AppError::Conflict(Message::new("movement-posts-open").with("legs", open)));
    }
    set_state(tx, &locked, MovementState::Ready, "").await?;
    tx.record(locked.entry("movement.approve-ready"));
    Ok(())
}

/// Calls it off before it began; whoever was tasked is free again.
pub async fn cancel(tx: &mut Tx, target: &MovementTarget, reason: &str) -> Result<()> {
    let locked = lock(tx, target.id).await?;
    locked.must_become(MovementState::Cancelled)?;
    set_state(tx, &locked, MovementState::Cancelled, reason).await?;
    sqlx::query!("update leg set state = 'cancelled', version = version + 1 where movement_id = $1 and not is_void and state = 'planned'", locked.id.0)
        .execute(&mut **tx)
        .await?;
    tx.record(locked.entry("movement.cancel"));
    Ok(())
}

/// Takes a wrong record back: kept in history, outside exclusions, lists and numbers (INV-35).
pub async fn void(tx: &mut Tx, target: &MovementTarget, reason: &str) -> Result<()> {
    let locked = lock(tx, target.id).await?;
    if locked.state.is_under_way() {
        return Err(AppError::Conflict(Message::new("movement-under-way-not-voided")));
    }
    let (now, account) = (tx.now, tx.ctx().account.0);
    write_log(tx, locked.id, "state", &format!("void {reason}")).await?;
    sqlx::query!("update leg set is_void = true, version = version + 1 where movement_id = $1 and not is_void", locked.id.0).execute(&mut **tx).await?;
    sqlx::query!("update stay set is_void = true, version = version + 1 where movement_id = $1 and not is_void", locked.id.0).execute(&mut **tx).await?;
    sqlx::query!("update stop set is_void = true, version = version + 1 where movement_id = $1 and not is_void", locked.id.0).execute(&mut **tx).await?;
    sqlx::query!(
        "update movement set is_void = true, state_reason = $2, version = version + 1, updated_at = $3, updated_by = $4 where id = $1",
        locked.id.0,
        reason,
        now,
        account
    )
    .execute(&mut **tx)
    .await?;
    tx.record(locked.entry("movement.void"));
    Ok(())
}

/// Notes a change of the plan: a new version of the itinerary once it was cleared, and back to the
/// Designated Official if it matters to the clearance (WF-4).
pub async fn note_plan_change(tx: &mut Tx, locked: &Locked, is_material: bool, note: &str) -> Result<()> {
    let (now, account): (DateTime<Utc>, _) = (tx.now, tx.ctx().account.0);
    sqlx::query!(
        "update movement set itinerary_version = itinerary_version + $2, version = version + 1, updated_at = $3, updated_by = $4 where id = $1",
        locked.id.0,
        i32::from(locked.state.was_cleared()),
        now,
        account
    )
    .execute(&mut **tx)
    .await?;
    write_log(tx, locked.id, "plan_changed", note).await?;
    let next = if is_material { locked.state.after_material_change() } else { locked.state };
    if next != locked.state {
        set_state(tx, locked, next, "").await?;
        ask_for_clearance(tx, locked).await?;
    }
    tx.record(locked.entry("movement.plan").with_detail(note.split(' ').next().unwrap_or_default().to_owned()));
    Ok(())
}
