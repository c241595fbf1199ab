//! What people do to a pledge. That a check moves it, and what an activation takes, is held by the database.

use uuid::Uuid;

use super::forms::{ActivationDraft, CheckDraft, PledgeDraft};
use super::queries::{self, Member, Pledge};
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::Tx;
use crate::db::ids::PledgeId;
use crate::features::people::OfficerHit;
use crate::web::conflict;
use crate::web::error::{AppError, Result};

/// Offers a pledge; answers the reference.
pub async fn create(tx: &mut Tx, actor: &Actor, draft: &PledgeDraft) -> Result<String> {
    let station = queries::stations(tx).await?.into_iter().find(|station| station.code == draft.station);
    let station = station
        .filter(|station| policy::decide(actor, "standby.create", &Facts { cells: Some(vec![station.cell]), ..Facts::default() }) == Decision::Allow)
        .ok_or_else(|| AppError::field("station", "standby-station-not-yours"))?;
    let reference = sqlx::query_scalar!(
        "insert into standby_pledge (id, ref, station_id, cell, member_state, category, head_count, skills, notice_hours, from_date, to_date, document)
         values ($1, sec.new_ref('SB'), $2, $3, nullif($4::text, ''), $5, $6, $7, $8, $9, $10, $11) returning ref",
        PledgeId::fresh().0,
        station.id,
        station.cell,
        country_of(tx, draft).await?,
        draft.category,
        draft.head_count,
        draft.skills,
        draft.notice_hours,
        draft.from_date,
        draft.to_date,
        draft.document,
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    tx.record(Entry::done("standby.create", &reference).at_cell(station.cell));
    Ok(reference)
}

async fn country_of(tx: &mut Tx, draft: &PledgeDraft) -> Result<String> {
    if draft.member_state.is_empty() || queries::is_country(tx, &draft.member_state).await? {
        return Ok(draft.member_state.clone());
    }
    Err(AppError::field("member_state", "standby-country-unknown"))
}

/// Saves the form over the record it was made from; only an offer is rewritten.
pub async fn edit(tx: &mut Tx, pledge: &Pledge, draft: &PledgeDraft) -> Result<()> {
    let done = sqlx::query!(
        "update standby_pledge set member_state = nullif($2::text, ''), category = $3, head_count = $4, skills = $5, notice_hours = $6, from_date = $7,
           to_date = $8, document = $9, version = version + 1, updated_at = $10, updated_by = sec.account_id() where id = $1 and version = $11",
        pledge.id.0,
        country_of(tx, draft).await?,
        draft.category,
        draft.head_count,
        draft.skills,
        draft.notice_hours,
        draft.from_date,
        draft.to_date,
        draft.document,
        tx.now,
        draft.version,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    changed(done.rows_affected())?;
    tx.record(Entry::done("standby.edit", &pledge.reference).at_cell(pledge.cell));
    Ok(())
}

/// Accepts it, as it stood in this version.
pub async fn accept(tx: &mut Tx, pledge: &Pledge, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update standby_pledge set state = 'accepted', accepted_by = sec.account_id(), accepted_at = $2, version = version + 1, updated_at = $2,
           updated_by = sec.account_id() where id = $1 and version = $3",
        pledge.id.0,
        tx.now,
        version,
    )
    .execute(&mut **tx)
    .await?;
    changed(done.rows_affected())?;
    tx.record(Entry::done("standby.accept", &pledge.reference).at_cell(pledge.cell));
    Ok(())
}

/// Records a check or a test; the pledge is ready or not by that.
pub async fn check(tx: &mut Tx, pledge: &Pledge, draft: &CheckDraft) -> Result<()> {
    sqlx::query!(
        "insert into standby_check (id, pledge_id, cell, number, kind, done_on, ready, not_ready, hours, reason)
         values ($1, $2, $3, (select count(*) + 1 from visible_standby_check where pledge_id = $2), $4, $5, $6, $7, $8::double precision, $9)",
        Uuid::now_v7(),
        pledge.id.0,
        pledge.cell,
        draft.kind,
        draft.done_on,
        draft.ready,
        draft.not_ready,
        draft.hours,
        draft.reason,
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("standby.check", &pledge.reference).at_cell(pledge.cell).with_detail(draft.kind.clone()));
    Ok(())
}

/// Sends people of it to a station (INV-13; no more than can move).
pub async fn activate(tx: &mut Tx, pledge: &Pledge, draft: &ActivationDraft) -> Result<()> {
    let station = sqlx::query_scalar!(r#"select id as "id!" from visible_duty_station where code = $1"#, draft.station)
        .fetch_optional(&mut **tx)
        .await?
        .ok_or_else(|| AppError::field("station", "standby-station-unknown"))?;
    let done = sqlx::query!(
        "update standby_pledge set state = 'activated', activated_to = $2, activated_count = $3, activated_from = $4, activated_until = $5,
           activation_purpose = $6, activation_document = $7, activated_by = sec.account_id(), version = version + 1, updated_at = $8,
           updated_by = sec.account_id() where id = $1 and version = $9",
        pledge.id.0,
        station,
        draft.count,
        draft.from_date,
        draft.until_date,
        draft.purpose,
        draft.document,
        tx.now,
        draft.version,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    changed(done.rows_affected())?;
    tx.record(Entry::done("standby.activate", &pledge.reference).at_cell(pledge.cell));
    Ok(())
}

/// Ends it, with the reason.
pub async fn release(tx: &mut Tx, pledge: &Pledge, (reason, version): &(String, i32)) -> Result<()> {
    let done = sqlx::query!(
        "update standby_pledge set state = 'released', state_reason = $2, version = version + 1, updated_at = $3, updated_by = sec.account_id()
         where id = $1 and version = $4",
        pledge.id.0,
        reason,
        tx.now,
        version,
    )
    .execute(&mut **tx)
    .await?;
    changed(done.rows_affected())?;
    tx.record(Entry::done("standby.release", &pledge.reference).at_cell(pledge.cell));
    Ok(())
}

/// Names an officer of the pledge.
pub async fn name(tx: &mut Tx, pledge: &Pledge, officer: &OfficerHit) -> Result<()> {
    sqlx::query!(
        "insert into standby_member (id, pledge_id, cell, number, officer_id, during)
         values ($1, $2, $3, (select count(*) + 1 from visible_standby_member where pledge_id = $2), $4, 'empty')",
        Uuid::now_v7(),
        pledge.id.0,
        pledge.cell,
        officer.id,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    tx.record(Entry::done("standby.name", &pledge.reference).at_cell(pledge.cell).with_detail(officer.reference.clone()));
    Ok(())
}

/// Takes a name back, with the reason.
pub async fn remove(tx: &mut Tx, member: &Member, (reason, version): &(String, i32)) -> Result<()> {
    let done = sqlx::query!(
        "update standby_member set removed_at = $3, remove_reason = $4, version = version + 1 where pledge_id = $1 and number = $2 and version = $5",
        member.pledge.id.0,
        member.person.number,
        tx.now,
        reason,
        version,
    )
    .execute(&mut **tx)
    .await?;
    changed(done.rows_affected())?;
    tx.record(Entry::done("standby.remove", &member.pledge.reference).at_cell(member.pledge.cell).with_detail(member.person.officer.clone()));
    Ok(())
}

fn changed(rows: u64) -> Result<()> {
    if rows == 0 { Err(conflict::stale()) } else { Ok(()) }
}

/// A refusal of the database beside the field it is about.
fn beside(error: AppError) -> AppError {
    match error {
        AppError::Refused(name) => match name.as_str() {
            "standby_at_most_two_years" => AppError::field("to_date", "constraint-standby-at-most-two-years"),
            "activation_of_the_ready_only" => AppError::field("count", "constraint-activation-of-the-ready-only"),
            "activation_is_to_come" => AppError::field("until_date", "constraint-activation-is-to-come"),
            "vehicle_pledged_once" => AppError::field("to_date", "constraint-vehicle-pledged-once"),
            "equipment_pledged_once" => AppError::field("to_date", "constraint-equipment-pledged-once"),
            "kit_pledged_once" => AppError::field("to_date", "constraint-kit-pledged-once"),
            "numbers_pledged_once" => AppError::field("to_date", "constraint-numbers-pledged-once"),
            "standby_pledges_own_kit" => AppError::field("member_state", "constraint-standby-pledges-own-kit"),
            "officer_pledged_once" => AppError::field("officer", "constraint-officer-pledged-once"),
            "standby_names_within_head_count" => AppError::field("officer", "constraint-standby-names-within-head-count"),
            "standby_names_own_officers" => AppError::field("officer", "constraint-standby-names-own-officers"),
            "mission_in_liquidation" => AppError::field("purpose", "constraint-mission-in-liquidation"),
            "mission_is_closed" => AppError::field("station", "constraint-mission-is-closed"),
            _ => AppError::Refused(name),
        },
        other => other,
    }
}
