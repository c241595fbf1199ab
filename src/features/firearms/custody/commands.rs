//! The acts. Each is one statement on the act; the database checks it and writes the ledger.

use super::super::queries::Firearm;
use super::forms::{DestroyDraft, IssueDraft, MoveDraft};
use super::leaving::DepartureDraft;
use super::missing::{LossDraft, RecoveryDraft};
use super::queries::{Act, Receiver};
use super::returning::ReadmissionDraft;
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::Tx;
use crate::db::ids::{FirearmId, HandoverActId};
use crate::features::ammunition::with_weapon::{self, Companion, Count, Offer};
use crate::features::armouries::ArmouryChoice;
use crate::web::conflict;
use crate::web::error::{AppError, Result};

/// The first custody of a weapon that is taken on charge; waits for the second signature. The caller records the entry.
pub async fn take_on(tx: &mut Tx, firearm: FirearmId, armoury: &ArmouryChoice) -> Result<()> {
    sqlx::query!(
        "insert into handover (id, ref, firearm_id, cell, kind, armoury_id, occurred_at, state, is_fact)
         values ($1, sec.new_ref('C'), $2, $3, 'taken_on', $4, $5, 'done', true)",
        HandoverActId::fresh().0,
        firearm.0,
        armoury.cell,
        armoury.id.0,
        tx.now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Who takes a weapon, and the rounds that go with it.
pub struct Taking<'a> {
    pub receiver: &'a Receiver,
    pub rounds: Option<(&'a Offer, i32)>,
}

/// An act as the database kept it.
#[derive(Debug, Clone)]
pub struct Kept {
    pub reference: String,
    /// INV-38: the ledger says otherwise; it moved nothing and two people settle it.
    pub is_contested: bool,
}

/// Prepares an issue with its rounds, or records one that has happened.
pub async fn issue(tx: &mut Tx, actor: &Actor, firearm: &Firearm, taking: &Taking<'_>, draft: &IssueDraft) -> Result<Kept> {
    let facts = Facts { cells: Some(vec![firearm.cell]), ..Facts::default() };
    if let Decision::Refuse(message) = policy::decide(actor, "custody.prepare", &facts) {
        return Err(AppError::Forbidden(message));
    }
    let is_fact = draft.handed_at.is_some();
    let (id, at) = (HandoverActId::fresh(), draft.handed_at.unwrap_or(tx.now));
    let kept = sqlx::query_as!(
        Kept,
        r#"insert into handover (id, ref, firearm_id, cell, kind, from_custody_id, officer_id, terms, purpose, due_back_at, condition, note, occurred_at, state, is_fact,
           paper)
         values ($1, sec.new_ref('C'), $2, $3, 'issue', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         returning ref as reference, state = 'contested' as "is_contested!""#,
        id.0,
        firearm.id.0,
        firearm.cell,
        firearm.custody_id.map(|id| id.0),
        taking.receiver.id.0,
        draft.terms,
        draft.purpose,
        draft.due_back_at,
        draft.condition,
        draft.note,
        at,
        if is_fact { "done" } else { "prepared" },
        is_fact,
        draft.paper,
    )
    .fetch_one(&mut **tx)
    .await?;
    let detail = if is_fact { format!("{} recorded after the fact", firearm.reference) } else { firearm.reference.clone() };
    tx.record(Entry::done("custody.prepare", &kept.reference).at_cell(firearm.cell).with_detail(detail));
    if let Some((offer, rounds)) = taking.rounds {
        let with = Companion { handover: id, cell: firearm.cell, officer: taking.receiver.id, is_fact, at };
        with_weapon::issue(tx, actor, with, offer, rounds, &draft.purpose).await?;
    }
    Ok(kept)
}

/// Where a weapon goes: an armoury, or a workshop; who gave it back, if a receipt names another than the ledger; and what
/// became of the rounds.
#[derive(Clone, Copy)]
pub struct Going<'a> {
    pub armoury: Option<&'a ArmouryChoice>,
    pub giver: Option<&'a Receiver>,
    pub counts: &'a [Count],
}

/// Takes a weapon back from an officer with the rounds it went out with, or from a workshop, or moves it. Recorded as it
/// happens; the second signs within a day.
pub async fn move_on(tx: &mut Tx, actor: &Actor, firearm: &Firearm, going: &Going<'_>, draft: &MoveDraft) -> Result<Kept> {
    let Going { armoury, giver, counts } = *going;
    let kind = match (firearm.place.as_str(), armoury) {
        (_, None) => "to_workshop",
        (_, Some(_)) if giver.is_some() => "return",
        ("person", Some(_)) => "return",
        ("workshop", Some(_)) => "from_workshop",
        (_, Some(_)) => "move",
    };
    let (id, at) = (HandoverActId::fresh(), draft.happened_at.unwrap_or(tx.now));
    // a receipt names its officer, whatever the ledger says by now
    let is_later = draft.happened_at.is_some() || !draft.paper.is_empty();
    let by_receipt = giver.map(|giver| giver.id).or(firearm.holder_id).filter(|_| kind == "return" && is_later).map(|officer| officer.0);
    let kept = sqlx::query_as!(
        Kept,
        r#"insert into handover (id, ref, firearm_id, cell, kind, from_custody_id, armoury_id, workshop, condition, note, occurred_at, state, is_fact, paper, officer_id)
         values ($1, sec.new_ref('C'), $2, $3, $4, $5, $6, $7, $8, $9, $10, 'done', true, $11, $12)
         returning ref as reference, state = 'contested' as "is_contested!""#,
        id.0,
        firearm.id.0,
        firearm.cell,
        kind,
        firearm.custody_id.map(|id| id.0),
        armoury.map(|armoury| armoury.id.0),
        draft.workshop,
        draft.condition,
        draft.note,
        at,
        draft.paper,
        by_receipt,
    )
    .fetch_one(&mut **tx)
    .await?;
    tx.record(Entry::done("custody.move", &kept.reference).at_cell(firearm.cell).with_detail(format!("{} {kind}", firearm.reference)));
    if let (Some(officer), Some(armoury), None) = (firearm.holder_id, armoury, giver) {
        let with = Companion { handover: id, cell: firearm.cell, officer, is_fact: true, at };
        let reason = if draft.reason.is_empty() { &firearm.reference } else { &draft.reason };
        for count in counts {
            with_weapon::take_back(tx, actor, with, armoury.id.0, count, (&draft.cause, &draft.cause_ref), reason).await?;
        }
    }
    Ok(kept)
}

/// Prepares the destruction of a weapon where it lies; done when another person signs. Answers the reference.
pub async fn destroy(tx: &mut Tx, firearm: &Firearm, draft: &DestroyDraft) -> Result<String> {
    let reference = sqlx::query_scalar!(
        "insert into handover (id, ref, firearm_id, cell, kind, from_custody_id, note, document, occurred_at, state)
         values ($1, sec.new_ref('C'), $2, $3, 'destroy', $4, $5, $6, $7, 'prepared') returning ref",
        HandoverActId::fresh().0,
        firearm.id.0,
        firearm.cell,
        firearm.custody_id.map(|id| id.0),
        draft.reason,
        draft.document,
        tx.now,
    )
    .fetch_one(&mut **tx)
    .await?;
    tx.record(Entry::done("custody.destroy", &reference).at_cell(firearm.cell).with_detail(&firearm.reference));
    Ok(reference)
}

/// Reports a loss or theft, from whatever state; who had it is told by the ledger. The answer is the reference alone:
/// until it is written, the act is not yet one that its reporter may read.
pub async fn report_loss(tx: &mut Tx, firearm: &Firearm, draft: &LossDraft) -> Result<String> {
    let reference = sqlx::query_scalar!(r#"select sec.new_ref('C') as "reference!""#).fetch_one(&mut **tx).await?;
    sqlx::query!(
        "insert into handover (id, ref, firearm_id, cell, kind, missing_as, condition, place, note, document, occurred_at, state, is_fact)
         values ($1, $2, $3, $4, 'loss', $5, 'unknown', $6, $7, $8, $9, 'done', true)",
        HandoverActId::fresh().0,
        reference,
        firearm.id.0,
        firearm.cell,
        draft.missing_as,
        draft.place,
        draft.note,
        draft.document,
        draft.happened_at,
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("custody.report-loss", &reference).at_cell(firearm.cell).with_detail(format!("{} {}", firearm.reference, draft.missing_as)));
    Ok(reference)
}

/// Records that a missing weapon was found and where it lies now, in quarantine. Answers the reference.
pub async fn recover(tx: &mut Tx, firearm: &Firearm, armoury: &ArmouryChoice, draft: &RecoveryDraft) -> Result<String> {
    let reference = sqlx::query_scalar!(
        "insert into handover (id, ref, firearm_id, cell, kind, armoury_id, condition, place, note, document, occurred_at, state, is_fact)
         values ($1, sec.new_ref('C'), $2, $3, 'recovery', $4, $5, $6, $7, $8, $9, 'done', true) returning ref",
        HandoverActId::fresh().0,
        firearm.id.0,
        firearm.cell,
        armoury.id.0,
        draft.condition,
        draft.place,
        draft.note,
        draft.document,
        draft.happened_at,
    )
    .fetch_one(&mut **tx)
    .await?;
    tx.record(Entry::done("custody.recover", &reference).at_cell(firearm.cell).with_detail(&firearm.reference));
    Ok(reference)
}

/// Prepares that a weapon leaves the books from where it lies; done when another person signs. Answers the reference.
pub async fn transfer_out(tx: &mut Tx, firearm: &Firearm, draft: &DepartureDraft, recipient_kind: &str) -> Result<String> {
    let reference = sqlx::query_scalar!(
        "insert into handover (id, ref, firearm_id, cell, kind, from_custody_id, recipient_kind, recipient, note, document, occurred_at, state)
         values ($1, sec.new_ref('C'), $2, $3, 'transfer_out', $4, $5, $6, $7, $8, $9, 'prepared') returning ref",
        HandoverActId::fresh().0,
        firearm.id.0,
        firearm.cell,
        firearm.custody_id.map(|id| id.0),
        recipient_kind,
        draft.recipient,
        draft.reason,
        draft.document,
        tx.now,
    )
    .fetch_one(&mut **tx)
    .await?;
    tx.record(Entry::done("custody.transfer-out", &reference).at_cell(firearm.cell).with_detail(&firearm.reference));
    Ok(reference)
}

/// Prepares that a weapon that left the books comes back into an armoury; done when another person signs, and then in
/// quarantine. Answers the reference.
pub async fn readmit(tx: &mut Tx, firearm: &Firearm, armoury: &ArmouryChoice, draft: &ReadmissionDraft) -> Result<String> {
    let reference = sqlx::query_scalar!(
        "insert into handover (id, ref, firearm_id, cell, kind, armoury_id, came_on, note, document, occurred_at, state)
         values ($1, sec.new_ref('C'), $2, $3, 'taken_on_again', $4, $5, $6, $7, $8, 'prepared') returning ref",
        HandoverActId::fresh().0,
        firearm.id.0,
        firearm.cell,
        armoury.id.0,
        draft.came_on,
        draft.reason,
        draft.document,
        tx.now,
    )
    .fetch_one(&mut **tx)
    .await?;
    tx.record(Entry::done("custody.take-on-again", &reference).at_cell(firearm.cell).with_detail(&firearm.reference));
    Ok(reference)
}

/// The second signature, under the weapon and its rounds. A prepared act is done by it.
pub async fn sign(tx: &mut Tx, act: &Act, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update handover set second_by = sec.account_id(), second_at = $2, state = 'done', version = version + 1
         where id = $1 and version = $3 and second_by is null and state in ('prepared', 'done')",
        act.id.0,
        tx.now,
        version,
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), "custody.sign", act, &act.firearm)?;
    with_weapon::sign(tx, act.id).await
}

/// A third person lets an issue go on although something stands against it.
pub async fn override_it(tx: &mut Tx, act: &Act, reason: &str, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update handover set override_by = sec.account_id(), override_at = $2, override_reason = $3, version = version + 1
         where id = $1 and version = $4 and state = 'prepared' and override_by is null",
        act.id.0,
        tx.now,
        reason,
        version,
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), "custody.override", act, &act.firearm)
}

/// Nothing comes of a prepared act, nor of its rounds.
pub async fn withdraw(tx: &mut Tx, act: &Act, reason: &str, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update handover set state = 'withdrawn', withdraw_reason = $2, version = version + 1 where id = $1 and version = $3 and state = 'prepared'",
        act.id.0,
        reason,
        version,
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), "custody.withdraw", act, &act.firearm)?;
    with_weapon::withdraw(tx, act.id, reason).await
}

fn written(tx: &mut Tx, rows: u64, deed: &'static str, act: &Act, detail: &str) -> Result<()> {
    if rows == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done(deed, &act.reference).at_cell(act.cell).with_detail(detail));
    Ok(())
}
