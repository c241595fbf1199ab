//! The acts. Each is one statement on the act; the database checks it and writes the ledger.

use uuid::Uuid;

use super::super::model::Deed;
use super::forms::ActDraft;
use super::queries::Act;
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::Tx;
use crate::db::ids::{AmmunitionActId, LotId};
use crate::features::armouries::ArmouryChoice;
use crate::web::conflict;
use crate::web::error::{AppError, Result};

/// Where rounds leave and arrive.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ways {
    pub cell: i32,
    pub armoury: Option<Uuid>,
    pub to_armoury: Option<Uuid>,
    pub officer: Option<Uuid>,
}

/// The first receipt of a lot, or a further one. Answers the reference of the act.
pub async fn receive(tx: &mut Tx, actor: &Actor, lot: LotId, armoury: &ArmouryChoice, quantity: i32, document: &str, is_fact: bool) -> Result<String> {
    let draft = ActDraft {
        deed: Deed::Receive,
        quantity,
        expended: 0,
        missing: 0,
        purpose: String::new(),
        cause: String::new(),
        cause_ref: String::new(),
        reason: String::new(),
        document: document.to_owned(),
        is_fact,
        happened_at: None,
    };
    let ways = Ways { cell: armoury.cell, armoury: Some(armoury.id.0), ..Ways::default() };
    Ok(prepare(tx, actor, lot, ways, &draft).await?.reference)
}

/// An act as the database kept it.
#[derive(Debug, Clone)]
pub struct Kept {
    pub reference: String,
    /// INV-38: the account has not so many rounds; it stands outside the sum and two people settle it.
    pub is_contested: bool,
}

/// Prepares an act, or records one that has happened.
pub async fn prepare(tx: &mut Tx, actor: &Actor, lot: LotId, ways: Ways, draft: &ActDraft) -> Result<Kept> {
    let facts = Facts { cells: Some(vec![ways.cell]), ..Facts::default() };
    if let Decision::Refuse(message) = policy::decide(actor, "rounds.prepare", &facts) {
        return Err(AppError::Forbidden(message));
    }
    let kept = sqlx::query_as!(
        Kept,
        r#"insert into ammunition_act (id, ref, lot_id, cell, kind, armoury_id, to_armoury_id, officer_id, quantity, expended, missing, purpose, cause, cause_ref,
           reason, document, occurred_at, state, is_fact)
         values ($1, sec.new_ref('U'), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
         returning ref as reference, state = 'contested' as "is_contested!""#,
        AmmunitionActId::fresh().0,
        lot.0,
        ways.cell,
        draft.deed.code(),
        ways.armoury,
        ways.to_armoury,
        ways.officer,
        draft.quantity,
        draft.expended,
        draft.missing,
        draft.purpose,
        draft.cause,
        draft.cause_ref,
        draft.reason,
        draft.document,
        draft.happened_at.unwrap_or(tx.now),
        if draft.is_fact { "done" } else { "prepared" },
        draft.is_fact,
    )
    .fetch_one(&mut **tx)
    .await?;
    let detail = if draft.is_fact { format!("{} recorded after the fact", draft.deed.code()) } else { draft.deed.code().to_owned() };
    tx.record(Entry::done("rounds.prepare", &kept.reference).at_cell(ways.cell).with_detail(detail));
    Ok(kept)
}

/// The second signature. A prepared act is done by it.
pub async fn sign(tx: &mut Tx, act: &Act, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update ammunition_act set second_by = sec.account_id(), second_at = $2, state = 'done', version = version + 1
         where id = $1 and version = $3 and second_by is null and state in ('prepared', 'done')",
        act.id.0,
        tx.now,
        version,
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), "rounds.sign", act)
}

/// Nothing comes of a prepared act.
pub async fn withdraw(tx: &mut Tx, act: &Act, reason: &str, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update ammunition_act set state = 'withdrawn', withdraw_reason = $2, version = version + 1 where id = $1 and version = $3 and state = 'prepared'",
        act.id.0,
        reason,
        version,
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), "rounds.withdraw", act)
}

/// Prepares the entries of an act the other way round; done when another person signs. Answers the reference.
pub async fn reverse(tx: &mut Tx, act: &Act, reason: &str) -> Result<String> {
    let reference = sqlx::query_scalar!(
        "insert into ammunition_act (id, ref, lot_id, cell, kind, quantity, reason, reverses_id, occurred_at, state)
         values ($1, sec.new_ref('U'), $2, $3, 'reversal', $4, $5, $6, $7, 'prepared') returning ref",
        AmmunitionActId::fresh().0,
        act.lot_id.0,
        act.cell,
        act.quantity + act.expended + act.missing,
        reason,
        act.id.0,
        tx.now,
    )
    .fetch_one(&mut **tx)
    .await?;
    tx.record(Entry::done("rounds.reverse", &reference).at_cell(act.cell).with_detail(&act.reference));
    Ok(reference)
}

fn written(tx: &mut Tx, rows: u64, deed: &'static str, act: &Act) -> Result<()> {
    if rows == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done(deed, &act.reference).at_cell(act.cell).with_detail(&act.lot));
    Ok(())
}
