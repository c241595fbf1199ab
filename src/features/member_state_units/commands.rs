//! What people do to a unit and its parts. That a step follows, that an agreement holds and that everything is accounted
//! for is held by the database.

use chrono::NaiveDate;
use uuid::Uuid;

use super::forms::{StepDraft, UnitDraft};
use super::part_forms::{AgreementDraft, CheckDraft, ItemDraft, MemberDraft, SettlementDraft};
use super::parts::{Agreement, Check, Item, Member, Of, Rotation};
use super::queries::{self, Unit};
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::Tx;
use crate::db::ids::UnitId;
use crate::features::people::OfficerHit;
use crate::web::conflict;
use crate::web::error::{AppError, Result};

/// Records an enquiry or an offer; answers the reference.
pub async fn create(tx: &mut Tx, actor: &Actor, draft: &UnitDraft) -> Result<String> {
    let station = queries::stations(tx).await?.into_iter().find(|station| station.code == draft.station);
    let station = station
        .filter(|station| policy::decide(actor, "unit.create", &Facts { cells: Some(vec![station.cell]), ..Facts::default() }) == Decision::Allow)
        .ok_or_else(|| AppError::field("station", "unit-station-not-yours"))?;
    is_country(tx, draft).await?;
    let reference = sqlx::query_scalar!(
        "insert into ms_cp_unit (id, ref, station_id, cell, name, member_state, strength, is_armed, rotation_months, contact, performance, state)
         values ($1, sec.new_ref('MU'), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning ref",
        UnitId::fresh().0,
        station.id,
        station.cell,
        draft.name,
        draft.member_state,
        draft.strength,
        draft.is_armed,
        draft.rotation_months,
        draft.contact,
        draft.performance,
        draft.state,
    )
    .fetch_one(&mut **tx)
    .await?;
    tx.record(Entry::done("unit.create", &reference).at_cell(station.cell));
    Ok(reference)
}

async fn is_country(tx: &mut Tx, draft: &UnitDraft) -> Result<()> {
    if queries::is_country(tx, &draft.member_state).await? { Ok(()) } else { Err(AppError::field("member_state", "unit-country-unknown")) }
}

/// Saves the form over the record it was made from.
pub async fn edit(tx: &mut Tx, unit: &Unit, draft: &UnitDraft) -> Result<()> {
    is_country(tx, draft).await?;
    let done = sqlx::query!(
        "update ms_cp_unit set name = $2, member_state = $3, strength = $4, is_armed = $5, rotation_months = $6, contact = $7, performance = $8,
           version = version + 1, updated_at = $9, updated_by = sec.account_id() where id = $1 and version = $10",
        unit.id.0,
        draft.name,
        draft.member_state,
        draft.strength,
        draft.is_armed,
        draft.rotation_months,
        draft.contact,
        draft.performance,
        tx.now,
        draft.version,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| beside_unit(error.into()))?;
    changed(tx, done.rows_affected(), "unit.edit", unit, "")
}

/// Takes a step.
pub async fn step(tx: &mut Tx, unit: &Unit, draft: &StepDraft) -> Result<()> {
    let done = sqlx::query!(
        "update ms_cp_unit set state = $2, state_reason = $3, ended_on = $4, version = version + 1, updated_at = $5, updated_by = sec.account_id()
         where id = $1 and version = $6",
        unit.id.0,
        draft.state,
        draft.reason,
        draft.ended_on,
        tx.now,
        draft.version,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    changed(tx, done.rows_affected(), "unit.step", unit, &draft.state)
}

/// Drafts an agreement.
pub async fn draft_agreement(tx: &mut Tx, unit: &Unit, draft: &AgreementDraft) -> Result<()> {
    sqlx::query!(
        "insert into ms_agreement (id, unit_id, cell, number, form, document, from_date, to_date, allows_arms, reimbursement, ceiling, kit_list, liability)
         values ($1, $2, $3, 0, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        Uuid::now_v7(),
        unit.id.0,
        unit.cell,
        draft.form,
        draft.document,
        draft.from_date,
        draft.to_date,
        draft.allows_arms,
        draft.reimbursement,
        draft.ceiling,
        draft.kit_list,
        draft.liability,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    changed(tx, 1, "unit.agree", unit, "")
}

/// Saves the draft of an agreement; whoever saved it last stands as its drafter.
pub async fn edit_draft(tx: &mut Tx, of: &Of<Agreement>, draft: &AgreementDraft) -> Result<()> {
    let done = sqlx::query!(
        "update ms_agreement set form = $2, document = $3, from_date = $4, to_date = $5, allows_arms = $6, reimbursement = $7, ceiling = $8, kit_list = $9,
           liability = $10, drafted_by = sec.account_id(), version = version + 1 where id = $1 and version = $11",
        of.part.id,
        draft.form,
        draft.document,
        draft.from_date,
        draft.to_date,
        draft.allows_arms,
        draft.reimbursement,
        draft.ceiling,
        draft.kit_list,
        draft.liability,
        draft.version,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    changed(tx, done.rows_affected(), "unit.agree", &of.unit, &of.part.number.to_string())
}

/// Approves an agreement as it stood in this version.
pub async fn approve(tx: &mut Tx, of: &Of<Agreement>, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update ms_agreement set approved_by = sec.account_id(), approved_at = $2, version = version + 1 where id = $1 and version = $3",
        of.part.id,
        tx.now,
        version,
    )
    .execute(&mut **tx)
    .await?;
    changed(tx, done.rows_affected(), "unit.approve", &of.unit, &of.part.number.to_string())
}

/// Ends an agreement before its time.
pub async fn end_agreement(tx: &mut Tx, of: &Of<Agreement>, (day, reason, version): &(NaiveDate, String, i32)) -> Result<()> {
    let done = sqlx::query!(
        "update ms_agreement set ended_on = $2, end_reason = $3, version = version + 1 where id = $1 and version = $4",
        of.part.id,
        day,
        reason,
        version,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    changed(tx, done.rows_affected(), "unit.end-agreement", &of.unit, &of.part.number.to_string())
}

/// Records how an item was found.
pub async fn check(tx: &mut Tx, unit: &Unit, draft: &CheckDraft) -> Result<()> {
    sqlx::query!(
        "insert into ms_unit_check (id, unit_id, cell, number, item, outcome, done_on, note) values ($1, $2, $3, 0, $4, $5, $6, $7)",
        Uuid::now_v7(),
        unit.id.0,
        unit.cell,
        draft.item,
        draft.outcome,
        draft.done_on,
        draft.note,
    )
    .execute(&mut **tx)
    .await?;
    changed(tx, 1, "unit.check", unit, &draft.item)
}

/// Confirms it with a second signature.
pub async fn confirm_check(tx: &mut Tx, of: &Of<Check>, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update ms_unit_check set confirmed_by = sec.account_id(), confirmed_at = $2, version = version + 1 where id = $1 and version = $3",
        of.part.id,
        tx.now,
        version,
    )
    .execute(&mut **tx)
    .await?;
    changed(tx, done.rows_affected(), "unit.confirm-check", &of.unit, &of.part.item)
}

/// Puts an officer in post.
pub async fn add_member(tx: &mut Tx, unit: &Unit, officer: &OfficerHit, draft: &MemberDraft) -> Result<()> {
    sqlx::query!(
        "insert into ms_unit_member (id, unit_id, cell, number, officer_id, position, rank, from_date, to_date) values ($1, $2, $3, 0, $4, $5, $6, $7, $8)",
        Uuid::now_v7(),
        unit.id.0,
        unit.cell,
        officer.id,
        draft.position,
        draft.rank,
        draft.from_date,
        draft.to_date,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    changed(tx, 1, "unit.member", unit, &officer.reference)
}

/// Saves position, rank and the day of leaving.
pub async fn edit_member(tx: &mut Tx, of: &Of<Member>, draft: &MemberDraft) -> Result<()> {
    let done = sqlx::query!(
        "update ms_unit_member set position = $2, rank = $3, to_date = $4, version = version + 1 where id = $1 and version = $5",
        of.part.id,
        draft.position,
        draft.rank,
        draft.to_date,
        draft.version,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    changed(tx, done.rows_affected(), "unit.member", &of.unit, &of.part.number.to_string())
}

/// Plans a rotation.
pub async fn plan_rotation(tx: &mut Tx, unit: &Unit, (day, leaving, coming): &(NaiveDate, String, String)) -> Result<()> {
    sqlx::query!(
        "insert into ms_rotation (id, unit_id, cell, number, planned_on, leaving, coming) values ($1, $2, $3, 0, $4, $5, $6)",
        Uuid::now_v7(),
        unit.id.0,
        unit.cell,
        day,
        leaving,
        coming,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    changed(tx, 1, "unit.rotate", unit, "")
}

/// Records that a rotation took place, or was called off.
pub async fn end_rotation(tx: &mut Tx, of: &Of<Rotation>, (done_on, reason, version): &(Option<NaiveDate>, String, i32)) -> Result<()> {
    let done = sqlx::query!(
        "update ms_rotation set done_on = $2, called_off_because = $3, version = version + 1 where id = $1 and version = $4",
        of.part.id,
        *done_on,
        reason,
        version,
    )
    .execute(&mut **tx)
    .await?;
    changed(tx, done.rows_affected(), "unit.rotate", &of.unit, &of.part.number.to_string())
}

/// Lists something the unit brings.
pub async fn add_item(tx: &mut Tx, unit: &Unit, draft: &ItemDraft) -> Result<()> {
    let firearm = match draft.firearm.as_str() {
        "" => None,
        reference => Some(
            sqlx::query_scalar!(r#"select id as "id!" from visible_firearm where ref = $1"#, reference)
                .fetch_optional(&mut **tx)
                .await?
                .ok_or_else(|| AppError::field("firearm", "unit-firearm-unknown"))?,
        ),
    };
    sqlx::query!(
        "insert into ms_unit_item (id, unit_id, cell, number, kind, label, quantity, firearm_id, brought_on) values ($1, $2, $3, 0, $4, $5, $6, $7, $8)",
        Uuid::now_v7(),
        unit.id.0,
        unit.cell,
        draft.kind,
        draft.label,
        draft.quantity,
        firearm,
        draft.brought_on,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    changed(tx, 1, "unit.kit", unit, &draft.firearm)
}

/// Records what became of an item.
pub async fn settle(tx: &mut Tx, of: &Of<Item>, draft: &SettlementDraft) -> Result<()> {
    let done = sqlx::query!(
        "update ms_unit_item set outcome = $2, outcome_on = $3, outcome_document = $4, outcome_note = $5, settled_by = sec.account_id(), version = version + 1
         where id = $1 and version = $6",
        of.part.id,
        draft.outcome,
        draft.outcome_on,
        draft.outcome_document,
        draft.outcome_note,
        draft.version,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    changed(tx, done.rows_affected(), "unit.kit", &of.unit, &of.part.number.to_string())
}

/// Confirms it with a second signature. A weapon that went home is in nobody's custody from then on (UNC-31).
pub async fn confirm_item(tx: &mut Tx, of: &Of<Item>, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update ms_unit_item set confirmed_by = sec.account_id(), confirmed_at = $2, version = version + 1 where id = $1 and version = $3",
        of.part.id,
        tx.now,
        version,
    )
    .execute(&mut **tx)
    .await?;
    changed(tx, done.rows_affected(), "unit.confirm-kit", &of.unit, &of.part.number.to_string())
}

fn changed(tx: &mut Tx, rows: u64, deed: &'static str, unit: &Unit, detail: &str) -> Result<()> {
    if rows == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done(deed, &unit.reference).at_cell(unit.cell).with_detail(detail.to_owned()));
    Ok(())
}

/// A refusal of the database beside the field of the form that asked for it.
fn beside(error: AppError) -> AppError {
    let AppError::Refused(name) = error else { return error };
    let (field, key) = match name.as_str() {
        "ms_unit_follows" => ("state", "constraint-ms-unit-follows"),
        "unit_agreed_by_an_agreement" => ("state", "constraint-unit-agreed-by-an-agreement"),
        "unit_deployed_when_checked" => ("state", "constraint-unit-deployed-when-checked"),
        "unit_deployed_under_an_agreement" => ("state", "constraint-unit-deployed-under-an-agreement"),
        "unit_armed_under_an_agreement" => ("state", "constraint-unit-armed-under-an-agreement"),
        "unit_members_have_left" => ("state", "constraint-unit-members-have-left"),
        "unit_kit_is_accounted_for" => ("state", "constraint-unit-kit-is-accounted-for"),
        "ms_agreement_at_most_ten_years" => ("to_date", "constraint-ms-agreement-at-most-ten-years"),
        "ms_agreement_ends_within_its_time" => ("ended_on", "constraint-ms-agreement-ends-within-its-time"),
        "officer_in_one_unit" => ("officer", "constraint-officer-in-one-unit"),
        "unit_takes_its_own_kind" => ("officer", "constraint-unit-takes-its-own-kind"),
        "unit_within_strength" => ("from_date", "constraint-unit-within-strength"),
        "rotation_planned_once" => ("planned_on", "constraint-rotation-planned-once"),
        "unit_brings_its_own_weapons" => ("firearm", "constraint-unit-brings-its-own-weapons"),
        "weapon_brought_once" => ("firearm", "constraint-weapon-brought-once"),
        "ms_unit_item_outcome_after_it_came" => ("outcome_on", "constraint-ms-unit-item-outcome-after-it-came"),
        "weapon_lost_by_the_register" => ("outcome", "constraint-weapon-lost-by-the-register"),
        "weapon_handed_back_from_an_armoury" => ("outcome", "constraint-weapon-handed-back-from-an-armoury"),
        "registered_weapon_is_not_used_up" => ("outcome", "constraint-registered-weapon-is-not-used-up"),
        _ => return AppError::Refused(name),
    };
    AppError::field(field, key)
}

/// The same, on the form of the unit itself.
fn beside_unit(error: AppError) -> AppError {
    match error {
        AppError::Refused(name) if name == "unit_within_strength" => AppError::field("strength", "unit-strength-below-those-in-post"),
        AppError::Refused(name) if name == "unit_armed_under_an_agreement" => AppError::field("is_armed", "constraint-unit-armed-under-an-agreement"),
        AppError::Refused(name) if name == "agreed_unit_is_kept" => AppError::field("member_state", "constraint-agreed-unit-is-kept"),
        other => other,
    }
}
