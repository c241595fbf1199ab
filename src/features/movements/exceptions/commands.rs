//! Opening an exception, which a fact does, and closing it, which a person does.

use super::queries::ExceptionTarget;
use crate::audit::Entry;
use crate::db::Tx;
use crate::db::ids::{LegId, MovementId};
use crate::i18n::Message;
use crate::web::error::{AppError, Result};

/// A rule that a fact broke.
#[derive(Debug, Clone)]
pub struct Broken {
    /// Of which movement, if of one.
    pub movement: Option<MovementId>,
    /// On which leg, if on one.
    pub leg: Option<LegId>,
    /// Cell it belongs to; a movement's own station stands above it.
    pub cell: i32,
    /// `INV-11`.
    pub rule: &'static str,
    /// What happened; `exception-code-…` in the catalogue.
    pub code: &'static str,
    /// References or numbers that say more; never names.
    pub detail: String,
    /// Who sees to it; the lead of the movement if nobody is named, else whoever reports.
    pub owner: Option<crate::db::ids::AccountId>,
}

impl Broken {
    /// A rule broken on a leg of a movement, for its lead to see to.
    pub fn on(movement: MovementId, leg: LegId, rule: &'static str, code: &'static str) -> Self {
        Self { movement: Some(movement), leg: Some(leg), cell: 0, rule, code, detail: String::new(), owner: None }
    }
}

/// Opens an exception in the transaction of the fact, or finds the one that is open for the same rule
/// on the same leg. Answers its reference, `X-7K3FA`. The entry of the trail is the fact's.
pub async fn open_exception(tx: &mut Tx, broken: Broken) -> Result<String> {
    Ok(sqlx::query_scalar!(
        r#"select sec.open_exception($1, $2, $3, $4, $5, $6, $7) as "reference!""#,
        broken.movement.map(|id| id.0),
        broken.leg.map(|id| id.0),
        broken.cell,
        broken.rule,
        broken.code,
        broken.detail,
        broken.owner.map(|id| id.0)
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// Closes an exception with words. A second person closing it meanwhile is a conflict.
pub async fn close(tx: &mut Tx, target: &ExceptionTarget, version: i32, resolution: &str) -> Result<()> {
    if target.is_of_act {
        return Err(AppError::Refused("exception_closed_by_second_person".into()));
    }
    let account = tx.ctx().account;
    let done = sqlx::query!(
        "update exception set closed_at = $2, closed_by = $3, resolution = $4, version = version + 1
        where id = $1 and version = $5 and closed_at is null",
        target.id.0,
        tx.now,
        account.0,
        resolution,
        version
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(AppError::Conflict(Message::new("exception-closed-meanwhile")));
    }
    tx.record(Entry::done("exception.close", &target.reference).at_cell(target.cell));
    Ok(())
}
