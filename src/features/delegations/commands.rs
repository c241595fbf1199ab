//! Delegating and ending. The database holds the rules; here they are asked and recorded.

use uuid::Uuid;

use super::forms::{DelegationDraft, field_of};
use super::queries::{self, Delegation};
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::db::Tx;
use crate::i18n::Message;
use crate::web::conflict;
use crate::web::error::{AppError, Result};
use crate::web::form::FieldErrors;

/// Delegates; answers the reference.
pub async fn create(tx: &mut Tx, actor: &Actor, draft: &DelegationDraft) -> Result<String> {
    let me = actor.ctx.account.0;
    let grant = queries::own_grant(tx, me, &draft.grant).await?.ok_or(AppError::field("what", "constraint-delegation-of-what-one-holds"))?;
    let delegate = queries::delegate_named(tx, &draft.delegate).await?.ok_or(AppError::field("delegate", "delegation-no-account"))?;
    let longest = queries::longest(tx).await?;
    if (draft.until - draft.from).num_days() >= longest {
        let mut errors = FieldErrors::default();
        errors.add("until", Message::new("delegation-too-long").with("days", longest.to_string()));
        return Err(AppError::Invalid(errors));
    }
    // the trigger takes role, scope and period from the right and the days
    let made = sqlx::query!(
        "insert into delegation (id, authority, grant_id, role, scope_kind, scope_code, delegate_id, from_date, to_date, during, reason)
         values ($1, $2, $3, '', '', '', $4, $5, $6, 'empty', $7) returning ref, authority, role, scope_kind, scope_code, sec.cells_of(scope_kind, scope_code) as cells",
        Uuid::now_v7(),
        draft.authority.code(),
        grant,
        delegate,
        draft.from,
        draft.until,
        draft.reason
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    let detail = format!("{} {} {} {}", made.authority, made.role, made.scope_kind, made.scope_code);
    let cell = made.cells.and_then(|cells| cells.first().copied()).unwrap_or_default();
    tx.record(Entry::done("delegation.create", &made.r#ref).at_cell(cell).with_detail(detail.trim_end()));
    Ok(made.r#ref)
}

/// A rule of the database as an error beside its field; any other error goes on.
fn beside(error: AppError) -> AppError {
    match error {
        AppError::Refused(constraint) => match field_of(&constraint) {
            Some((field, key)) => AppError::field(field, key),
            None => AppError::Refused(constraint),
        },
        other => other,
    }
}

/// Ends it at once.
pub async fn end(tx: &mut Tx, actor: &Actor, delegation: &Delegation, version: i32, reason: &str) -> Result<()> {
    if !delegation.standing(tx.now).is_endable() {
        return Err(AppError::Conflict(Message::new("delegation-over")));
    }
    let done = sqlx::query!(
        "update delegation set ended_at = $3, ended_by = $4, end_reason = $5, version = version + 1 where id = $1 and version = $2",
        delegation.id,
        version,
        tx.now,
        actor.ctx.account.0,
        reason
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    let cell = delegation.cells.first().copied().unwrap_or_default();
    tx.record(Entry::done("delegation.end", &delegation.reference).at_cell(cell).with_detail(delegation.authority.clone()));
    Ok(())
}
