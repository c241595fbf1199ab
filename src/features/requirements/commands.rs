//! What people do with requirements. Each locks, decides again, writes, records. What is not theirs by
//! WF-3 is refused by the database too.

use uuid::Uuid;

use super::forms::{AnswerDraft, PostDraft, RequirementDraft};
use super::model::{self, Deed, State};
use super::queries::{self, Post, Requirement};
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::Tx;
use crate::db::ids::{RequiredPostId, RequirementId};
use crate::features::principals::find_principal;
use crate::i18n::Message;
use crate::web::conflict;
use crate::web::error::{AppError, Result};
use crate::web::form::FieldErrors;

/// Writes a draft; answers its reference.
pub async fn create(tx: &mut Tx, actor: &Actor, draft: &RequirementDraft) -> Result<String> {
    let mut errors = FieldErrors::default();
    let official = find_principal(tx, &draft.official).await?;
    if official.is_none() {
        errors.add("official", Message::new("requirement-official-unknown"));
    }
    let station = queries::station(tx, &draft.station)
        .await?
        .filter(|(_, cell)| policy::decide(actor, "requirement.create", &Facts { cells: Some(vec![*cell]), ..Facts::default() }) == Decision::Allow);
    if station.is_none() {
        errors.add("station", Message::new("requirement-station-not-yours"));
    }
    let assessment = match &official {
        Some(hit) => queries::assessment_for(tx, crate::db::ids::PrincipalId(hit.id), draft.from).await?,
        None => None,
    };
    if official.is_some() && assessment.is_none() {
        errors.add("official", Message::new("requirement-no-assessment"));
    }
    let (Some(official), Some((station, cell)), Some(assessment)) = (official, station, assessment) else {
        return Err(AppError::Invalid(errors));
    };
    let reference = sqlx::query_scalar!(
        r#"insert into protection_requirement (id, ref, principal_id, station_id, cell, risk_assessment_id, posture, from_date, to_date, places, equipment,
             vehicles, armour_level, source_of_protection, source_reason, productive_hours)
           values ($1, sec.new_ref('Q-' || to_char($2::timestamptz, 'YY')), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
           returning ref"#,
        RequirementId::fresh().0,
        tx.now,
        official.id,
        station.0,
        cell,
        assessment,
        draft.posture,
        draft.from,
        draft.to,
        draft.places,
        draft.equipment,
        draft.vehicles,
        draft.armour,
        draft.source,
        draft.source_reason,
        draft.productive_hours,
    )
    .fetch_one(&mut **tx)
    .await?;
    tx.record(Entry::done("requirement.create", &reference).at_cell(cell));
    Ok(reference)
}

/// Saves the form over the draft it was made from. A lost race is [`conflict::stale`].
pub async fn edit(tx: &mut Tx, requirement: &Requirement, draft: &RequirementDraft) -> Result<()> {
    demand(tx, requirement.id, draft.version, &[State::Draft]).await?;
    sqlx::query!(
        "update protection_requirement set posture = $2, from_date = $3, to_date = $4, places = $5, equipment = $6, vehicles = $7, armour_level = $8,
           source_of_protection = $9, source_reason = $10, productive_hours = $11, version = version + 1, updated_at = $12, updated_by = $13
         where id = $1",
        requirement.id.0,
        draft.posture,
        draft.from,
        draft.to,
        draft.places,
        draft.equipment,
        draft.vehicles,
        draft.armour,
        draft.source,
        draft.source_reason,
        draft.productive_hours,
        tx.now,
        tx.ctx().account.0,
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("requirement.edit", &requirement.reference).at_cell(requirement.cell));
    Ok(())
}

/// Adds a post to a draft.
pub async fn add_post(tx: &mut Tx, requirement: &Requirement, draft: &PostDraft) -> Result<()> {
    lock_draft(tx, requirement).await?;
    sqlx::query!(
        "insert into requirement_post (id, requirement_id, number, role, count, is_armed, hours_per_day, days_per_week, note)
         select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6::integer / 10.0, $7::integer / 10.0, $8 from requirement_post where requirement_id = $2",
        RequiredPostId::fresh().0,
        requirement.id.0,
        draft.role,
        draft.pattern.count,
        draft.is_armed,
        draft.pattern.hours_tenths,
        draft.pattern.days_tenths,
        draft.note,
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("requirement.edit", &requirement.reference).at_cell(requirement.cell).with_detail("post"));
    Ok(())
}

/// Takes a post out of a draft.
pub async fn void_post(tx: &mut Tx, requirement: &Requirement, post: &Post) -> Result<()> {
    lock_draft(tx, requirement).await?;
    sqlx::query!("update requirement_post set is_void = true, version = version + 1 where id = $1", post.id).execute(&mut **tx).await?;
    tx.record(Entry::done("requirement.edit", &requirement.reference).at_cell(requirement.cell).with_detail("post"));
    Ok(())
}

/// Fixes the head count from the posts and signs; another than the author (INV-05).
pub async fn validate(tx: &mut Tx, requirement: &Requirement, version: i32) -> Result<()> {
    demand(tx, requirement.id, version, &[State::Draft]).await?;
    let posts = queries::posts(tx, requirement.id).await?;
    if posts.is_empty() {
        return Err(AppError::Refused("validated_requirement_is_computed".into()));
    }
    let patterns: Vec<_> = posts.iter().map(|post| post.pattern).collect();
    let head_count = i32::try_from(model::head_count(&patterns, requirement.productive_hours)).map_err(|_| AppError::internal("a head count out of range"))?;
    sqlx::query!(
        "update protection_requirement set state = 'validated', head_count = $2, validated_by = $3, validated_at = $4, version = version + 1, updated_at = $4, updated_by = $3
         where id = $1",
        requirement.id.0,
        head_count,
        tx.ctx().account.0,
        tx.now,
    )
    .execute(&mut **tx)
    .await?;
    record(tx, requirement, Deed::Validate);
    Ok(())
}

/// Approves and signs: INV-01 asks for an assessment in force, INV-05 for another than the author.
pub async fn approve(tx: &mut Tx, requirement: &Requirement, version: i32) -> Result<()> {
    demand(tx, requirement.id, version, &[State::Validated]).await?;
    let review = review_due(tx).await?;
    sqlx::query!(
        "update protection_requirement set state = 'approved', approved_by = $2, approved_at = $3, review_due_on = $4, version = version + 1, updated_at = $3, updated_by = $2
         where id = $1",
        requirement.id.0,
        tx.ctx().account.0,
        tx.now,
        review,
    )
    .execute(&mut **tx)
    .await?;
    record(tx, requirement, Deed::Approve);
    Ok(())
}

/// Any other step of WF-3, with its reason where it needs one.
pub async fn step(tx: &mut Tx, requirement: &Requirement, deed: Deed, reason: &str, version: i32) -> Result<()> {
    let current = lock(tx, requirement.id).await?;
    if current.1 != version {
        return Err(conflict::stale());
    }
    let Some(to) = deed.leads(current.0) else {
        return Err(moved_on());
    };
    let review = if deed == Deed::Resume || deed == Deed::Reduce { Some(review_due(tx).await?) } else { None };
    let today = tx.now.date_naive();
    let last_day = (deed == Deed::End && requirement.to_date.is_none_or(|day| day > today)).then(|| today.max(requirement.from_date));
    sqlx::query!(
        "update protection_requirement set state = $2, state_reason = $3, review_due_on = coalesce($4, review_due_on), to_date = coalesce($5, to_date),
           version = version + 1, updated_at = $6, updated_by = $7
         where id = $1",
        requirement.id.0,
        to.code(),
        reason,
        review,
        last_day,
        tx.now,
        tx.ctx().account.0,
    )
    .execute(&mut **tx)
    .await?;
    if deed == Deed::End {
        end_team(tx, requirement, reason).await?;
    }
    record(tx, requirement, deed);
    Ok(())
}

/// The team goes with its requirement: its people are released from today on, days to come are voided.
async fn end_team(tx: &mut Tx, requirement: &Requirement, reason: &str) -> Result<()> {
    let today = tx.now.date_naive();
    sqlx::query!(
        "update duty_day set is_void = true, void_reason = $2, version = version + 1
         where not is_void and lower(during) > $3 and assignment_id in
           (select a.id from team_assignment a join protection_team t on t.id = a.team_id where t.requirement_id = $1)",
        requirement.id.0,
        reason,
        tx.now
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update team_assignment set state = 'ended', state_reason = $2, to_date = greatest(from_date, least(coalesce(to_date, $3), $3)), version = version + 1
         where state not in ('ended', 'declined') and team_id in (select id from protection_team where requirement_id = $1)",
        requirement.id.0,
        reason,
        today
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!("update protection_team set state = 'ended', version = version + 1 where requirement_id = $1 and state <> 'ended'", requirement.id.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Writes into the register what came of the request, and who bears what is left (peers 96).
pub async fn answer(tx: &mut Tx, requirement: &Requirement, draft: &AnswerDraft) -> Result<()> {
    let (_, version) = lock(tx, requirement.id).await?;
    if version != draft.version {
        return Err(conflict::stale());
    }
    sqlx::query!(
        "update protection_requirement set answer = $2, answer_note = $3, risk_accepted_by = $4, risk_accepted_on = $5, version = version + 1, updated_at = $6, updated_by = $7
         where id = $1",
        requirement.id.0,
        draft.answer,
        draft.note,
        draft.accepted_by,
        draft.accepted_on,
        tx.now,
        tx.ctx().account.0,
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("requirement.answer", &requirement.reference).at_cell(requirement.cell).with_detail(draft.answer.clone()));
    Ok(())
}

/// Lets requirement, posts and people go on under a newer approved assessment (DESIGN 9.2).
pub async fn carry_over(tx: &mut Tx, requirement: &Requirement, assessment: &str) -> Result<()> {
    let (state, _) = lock(tx, requirement.id).await?;
    if !state.is_standing() {
        return Err(moved_on());
    }
    let newer = queries::newer_bases(tx, requirement).await?;
    let basis = newer.iter().find(|basis| basis.reference == assessment).ok_or_else(|| AppError::field("assessment", "field-not-a-choice"))?;
    sqlx::query!("insert into requirement_basis (id, requirement_id, assessment_id) values ($1, $2, $3)", Uuid::now_v7(), requirement.id.0, basis.id)
        .execute(&mut **tx)
        .await?;
    // a level that moved is a reason to look at the posture again: the review is due with each assessment (WF-3)
    let review = review_due(tx).await?;
    sqlx::query!(
        "update protection_requirement set review_due_on = $2, version = version + 1, updated_at = $3, updated_by = $4 where id = $1",
        requirement.id.0,
        review,
        tx.now,
        tx.ctx().account.0
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("requirement.carry-over", &requirement.reference).at_cell(requirement.cell).with_detail(format!("to {}", basis.reference)));
    Ok(())
}

async fn review_due(tx: &mut Tx) -> Result<chrono::NaiveDate> {
    let days = queries::setting(tx, "requirement_review_days").await?;
    Ok(tx.now.date_naive() + chrono::Duration::days(days))
}

fn record(tx: &mut Tx, requirement: &Requirement, deed: Deed) {
    tx.record(Entry::done(deed.action(), &requirement.reference).at_cell(requirement.cell).with_detail(deed.word()));
}

async fn lock(tx: &mut Tx, id: RequirementId) -> Result<(State, i32)> {
    let row = sqlx::query!("select state, version from protection_requirement where id = $1 for update", id.0)
        .fetch_optional(&mut **tx)
        .await?
        .ok_or(AppError::NotFound)?;
    Ok((queries::state_of(&row.state)?, row.version))
}

async fn lock_draft(tx: &mut Tx, requirement: &Requirement) -> Result<()> {
    match lock(tx, requirement.id).await?.0 {
        State::Draft => Ok(()),
        _ => Err(AppError::Refused("approved_requirement_is_frozen".into())),
    }
}

async fn demand(tx: &mut Tx, id: RequirementId, version: i32, states: &[State]) -> Result<()> {
    let (state, current) = lock(tx, id).await?;
    if !states.contains(&state) {
        return Err(moved_on());
    }
    if current != version {
        return Err(conflict::stale());
    }
    Ok(())
}

fn moved_on() -> AppError {
    AppError::Conflict(Message::new("requirement-moved-on"))
}
