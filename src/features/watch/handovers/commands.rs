//! Beginning, offering, signing, withdrawing. The database's triggers decide again.

use uuid::Uuid;

use super::KEPT_BEYOND;
use super::forms::{BeginDraft, SignDraft};
use super::queries::{self, Handover};
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::Tx;
use crate::db::ids::{HandoverId, TurnId};
use crate::i18n::Message;
use crate::web::error::{AppError, Result};

/// Begins a watch that nobody holds, or whose holder let it lapse.
pub async fn begin(tx: &mut Tx, actor: &Actor, draft: &BeginDraft) -> Result<String> {
    let scopes = queries::watchable(tx).await?;
    let scope = scopes.iter().find(|scope| scope.scope_kind == draft.scope_kind && scope.scope_code == draft.scope_code);
    let scope = scope.ok_or_else(|| AppError::field("scope", "field-not-a-choice"))?;
    demand(actor, "watch.begin", &scope.cells)?;
    sqlx::query!(
        "update watch_turn set ended_at = sec.now(), version = version + 1
         where scope_kind = $1 and scope_code = $2 and ended_at is null and due_at <= $3",
        draft.scope_kind,
        draft.scope_code,
        tx.now - KEPT_BEYOND
    )
    .execute(&mut **tx)
    .await?;
    let reference = insert_turn(tx, actor, &draft.scope_kind, &draft.scope_code, None, draft.lasts).await.map_err(|error| match error {
        AppError::Refused(constraint) if constraint == "watch_held_once" => AppError::field("scope", "handovers-held"),
        other => other,
    })?;
    tx.record(Entry::done("watch.begin", reference.clone()).at_cell(first(&scope.cells)).with_detail(format!("{} {}", draft.scope_kind, draft.scope_code)));
    Ok(reference)
}

/// Offers the watch that the actor holds.
pub async fn offer(tx: &mut Tx, actor: &Actor, turn: &str, open_points: &str) -> Result<String> {
    let turns = queries::standing(tx, actor.ctx.account).await?;
    let turn = turns.iter().find(|candidate| candidate.is_mine && candidate.reference == turn).ok_or(AppError::NotFound)?;
    let reference = new_reference(tx, "H").await?;
    sqlx::query!(
        "insert into watch_handover (id, ref, turn_id, scope_kind, scope_code, cells, outgoing_id, open_points) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        HandoverId::fresh().0,
        reference,
        turn.id,
        turn.scope_kind,
        turn.scope_code,
        &turn.cells,
        actor.ctx.account.0,
        open_points
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("watch.hand-over", reference.clone()).at_cell(first(&turn.cells)).with_detail(turn.reference.clone()));
    Ok(reference)
}

/// Signs for the watch: the handover ends the old watch and begins the new one.
pub async fn sign(tx: &mut Tx, actor: &Actor, handover: &Handover, draft: &SignDraft) -> Result<()> {
    demand(actor, "watch.sign", &handover.cells)?;
    let signed = sqlx::query!(
        "update watch_handover set incoming_id = $2, incoming_at = sec.now(), incoming_note = $3, version = version + 1
         where id = $1 and incoming_id is null and not is_withdrawn",
        handover.id,
        actor.ctx.account.0,
        draft.note
    )
    .execute(&mut **tx)
    .await?;
    if signed.rows_affected() == 0 {
        return Err(AppError::Conflict(Message::new("handovers-settled")));
    }
    sqlx::query!("update watch_turn set ended_at = sec.now(), version = version + 1 where id = $1 and ended_at is null", handover.turn_id)
        .execute(&mut **tx)
        .await?;
    let turn = insert_turn(tx, actor, &handover.scope_kind, &handover.scope_code, Some(handover.outgoing_id), draft.lasts).await?;
    tx.record(Entry::done("watch.sign", handover.reference.clone()).at_cell(first(&handover.cells)).with_detail(turn));
    Ok(())
}

/// Takes an offer back before it is signed.
pub async fn withdraw(tx: &mut Tx, actor: &Actor, handover: &Handover) -> Result<()> {
    if handover.outgoing_id != actor.ctx.account.0 {
        return Err(AppError::Forbidden(Message::new("constraint-handover-by-its-holder")));
    }
    let done = sqlx::query!(
        "update watch_handover set is_withdrawn = true, version = version + 1 where id = $1 and incoming_id is null and not is_withdrawn",
        handover.id
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(AppError::Conflict(Message::new("handovers-settled")));
    }
    tx.record(Entry::done("watch.withdraw", handover.reference.clone()).at_cell(first(&handover.cells)));
    Ok(())
}

/// Every cell of the scope, not one of them.
fn demand(actor: &Actor, action: &'static str, cells: &[i32]) -> Result<()> {
    for cell in cells {
        let facts = Facts { cells: Some(vec![*cell]), ..Facts::default() };
        if let Decision::Refuse(message) = policy::decide(actor, action, &facts) {
            return Err(AppError::Forbidden(message));
        }
    }
    Ok(())
}

async fn insert_turn(tx: &mut Tx, actor: &Actor, kind: &str, code: &str, outgoing: Option<Uuid>, lasts: chrono::Duration) -> Result<String> {
    let reference = new_reference(tx, "W").await?;
    let due_at = tx.now + lasts;
    sqlx::query!(
        "insert into watch_turn (id, ref, scope_kind, scope_code, cells, holder_id, outgoing_id, due_at) values ($1, $2, $3, $4, '{}', $5, $6, $7)",
        TurnId::fresh().0,
        reference,
        kind,
        code,
        actor.ctx.account.0,
        outgoing,
        due_at
    )
    .execute(&mut **tx)
    .await?;
    Ok(reference)
}

async fn new_reference(tx: &mut Tx, prefix: &str) -> Result<String> {
    Ok(sqlx::query_scalar!(r#"select sec.new_ref($1) as "reference!""#, prefix).fetch_one(&mut **tx).await?)
}

fn first(cells: &[i32]) -> i32 {
    cells.first().copied().unwrap_or(0)
}
