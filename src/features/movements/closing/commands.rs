//! Closing a movement.

use super::forms::CloseDraft;
use super::queries;
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::db::Tx;
use crate::features::movements::check_ins::commands::{lock, log, move_on, put_times};
use crate::features::movements::check_ins::whole;
use crate::features::movements::{MovementState, MovementTarget};
use crate::i18n::Message;
use crate::web::error::{AppError, Result};

/// Keeps the times as they were and closes. The database refuses a leg without its arrival (INV-12).
pub async fn close(tx: &mut Tx, actor: &Actor, target: &MovementTarget, draft: &CloseDraft) -> Result<()> {
    let now = tx.now;
    let Some(first) = draft.legs.first() else { return close_stays(tx, actor, target, draft).await };
    let mut at = lock(tx, actor, first.leg, "movement.close").await?;
    if at.movement != target.id {
        return Err(AppError::NotFound);
    }
    for times in &draft.legs {
        let state = at.movement_state.clone();
        at = lock(tx, actor, times.leg, "movement.close").await?;
        at.movement_state = state;
        put_times(tx, &mut at, times.departed_at, times.arrived_at).await?;
    }
    let state = MovementState::from_code(&at.movement_state).ok_or_else(|| AppError::internal("a movement in an unknown state"))?;
    refuse_if_over(state)?;
    if state.is_ahead() {
        move_on(tx, &mut at, MovementState::UnderWay, now).await?;
    }
    if !draft.note.is_empty() {
        log(tx, &at, "note", &draft.note).await?;
    }
    move_on(tx, &mut at, MovementState::Completed, now).await?;
    move_on(tx, &mut at, MovementState::Closed, now).await?;
    tx.record(Entry::done("movement.close", &at.reference).at_cell(at.planning_cell));
    Ok(())
}

/// A movement of stays alone has no arrival to ask for: its last day is over.
async fn close_stays(tx: &mut Tx, actor: &Actor, target: &MovementTarget, draft: &CloseDraft) -> Result<()> {
    let now = tx.now;
    let mut state = whole::lock(tx, actor, target, "movement.close").await?;
    refuse_if_over(state)?;
    if !queries::has_stays(tx, target.id).await? {
        return Err(AppError::Conflict(Message::new("closing-no-legs")));
    }
    if state.is_ahead() {
        state = whole::move_on(tx, target, state, MovementState::UnderWay, now).await?;
    }
    if !draft.note.is_empty() {
        whole::log(tx, target, "note", &draft.note).await?;
    }
    state = whole::move_on(tx, target, state, MovementState::Completed, now).await?;
    whole::move_on(tx, target, state, MovementState::Closed, now).await?;
    tx.record(Entry::done("movement.close", &target.reference).at_cell(target.planning_cell));
    Ok(())
}

fn refuse_if_over(state: MovementState) -> Result<()> {
    match state {
        MovementState::Closed | MovementState::Cancelled => Err(AppError::Conflict(Message::new("closing-already"))),
        _ => Ok(()),
    }
}
