//! What concerns a movement as a whole: one made of stays has no leg to write on.

use chrono::{DateTime, Utc};

use super::commands::insert_event;
use crate::audit::Entry;
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::db::Tx;
use crate::features::movements::{MovementState, MovementTarget};
use crate::web::error::{AppError, Result};

/// Adds a note to the log.
pub async fn note(tx: &mut Tx, actor: &Actor, target: &MovementTarget, text: &str) -> Result<String> {
    lock(tx, actor, target, "movement.report").await?;
    log(tx, target, "note", text).await?;
    tx.record(Entry::done("movement.report", &target.reference).at_cell(target.planning_cell).with_detail("note"));
    Ok(target.reference.clone())
}

/// Says that the duty chief must know now, and why.
pub async fn escalate(tx: &mut Tx, actor: &Actor, target: &MovementTarget, reason: &str) -> Result<String> {
    lock(tx, actor, target, "movement.escalate").await?;
    log(tx, target, "escalated", reason).await?;
    tx.record(Entry::done("movement.escalate", &target.reference).at_cell(target.planning_cell));
    Ok(target.reference.clone())
}

/// Locks the movement, decides again, and says where it stands now.
pub(in crate::features::movements) async fn lock(tx: &mut Tx, actor: &Actor, target: &MovementTarget, action: &str) -> Result<MovementState> {
    if let Decision::Refuse(message) = policy::decide(actor, action, &target.facts(actor)) {
        return Err(AppError::Forbidden(message));
    }
    let state = sqlx::query_scalar!("select state from movement where id = $1 for update", target.id.0).fetch_optional(&mut **tx).await?;
    MovementState::from_code(&state.ok_or(AppError::NotFound)?).ok_or_else(|| AppError::internal("a movement in an unknown state"))
}

/// Adds an entry that happens now to the log.
pub(in crate::features::movements) async fn log(tx: &mut Tx, target: &MovementTarget, kind: &'static str, note: &str) -> Result<()> {
    let now = tx.now;
    insert_event(tx, (target.id, None), kind, "", "", now, None, note, None).await
}

/// Moves it on; the log says from which state. Answers the new one.
pub(in crate::features::movements) async fn move_on(
    tx: &mut Tx,
    target: &MovementTarget,
    from: MovementState,
    to: MovementState,
    when: DateTime<Utc>,
) -> Result<MovementState> {
    if from == to {
        return Ok(to);
    }
    super::commands::put_state(tx, (target.id, None), from.code(), to, when).await?;
    Ok(to)
}
