//! What people do to an assessment. Each locks, decides again, writes, records. What the database
//! refuses comes back by the name of its rule; `forms::beside` says where it belongs.

use chrono::NaiveDate;
use uuid::Uuid;

use super::forms::AssessmentDraft;
use super::model::{self, Level, State};
use super::queries::{self, Assessment};
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::Tx;
use crate::db::ids::AssessmentId;
use crate::i18n::Message;
use crate::web::conflict;
use crate::web::error::{AppError, Result};

/// Whose assessment, where.
#[derive(Debug, Clone)]
pub struct About {
    pub kind: &'static str,
    /// Reference of the official; empty for an area.
    pub official: String,
    /// Code of the station; empty takes the official's home station.
    pub station: String,
}

/// A decision record of somebody without an account.
#[derive(Debug, Clone, Default)]
pub struct Record {
    pub name: String,
    pub capacity: String,
    pub approved_on: Option<NaiveDate>,
    pub document_ref: String,
}

/// Where an assessment lies.
pub struct Place {
    pub principal: Option<Uuid>,
    pub station: Uuid,
    pub cell: i32,
}

/// Where it lies, and whether the actor may do this there.
pub async fn placed(tx: &mut Tx, actor: &Actor, action: &str, about: &About) -> Result<Place> {
    let subject = match about.official.trim() {
        "" if model::KINDS_WITHOUT_OFFICIAL.contains(&about.kind) => None,
        "" => return Err(AppError::field("official", "constraint-risk-assessment-has-subject")),
        reference => {
            // a picker hands over a reference; a person may type a codename
            let found = crate::features::principals::find_principal(tx, reference).await?.ok_or(AppError::field("official", "risk-official-unknown"))?;
            queries::subject_of(tx, &found.reference).await?
        }
    };
    let station = match (about.station.trim(), &subject) {
        ("", Some(subject)) => match subject.station {
            Some(id) => sqlx::query!(r#"select id as "id!", cell as "cell!" from visible_duty_station where id = $1"#, id)
                .fetch_optional(&mut **tx)
                .await?
                .map(|row| (row.id, row.cell)),
            None => return Err(AppError::field("official", "risk-official-without-station")),
        },
        ("", None) => return Err(AppError::field("station", "field-required")),
        (code, _) => queries::station_of(tx, code).await?,
    };
    let (station, cell) = station.ok_or(AppError::field("station", "risk-station-unknown"))?;
    let mut cells = subject.as_ref().map(|subject| subject.cells.clone()).unwrap_or_default();
    cells.push(cell);
    if policy::decide(actor, action, &Facts { cells: Some(cells), ..Facts::default() }) != Decision::Allow {
        return Err(AppError::Forbidden(Message::new("refused-not-your-right")));
    }
    Ok(Place { principal: subject.map(|subject| subject.principal), station, cell })
}

/// Begins a draft; answers its reference.
pub async fn create(tx: &mut Tx, actor: &Actor, about: &About, draft: &AssessmentDraft) -> Result<String> {
    let place = placed(tx, actor, "risk.write", about).await?;
    let before = match place.principal.filter(|_| about.kind == "personal") {
        Some(principal) => sqlx::query!(
            r#"select id as "id!", residual_level from visible_risk_assessment where principal_id = $1 and kind = 'personal' and state in ('approved', 'expired')
               order by valid_from desc, created_at desc limit 1"#,
            principal
        )
        .fetch_optional(&mut **tx)
        .await?,
        None => None,
    };
    let (before, level_before) = before.map_or((None, None), |row| (Some(row.id), row.residual_level));
    let matrix = queries::newest_matrix(tx).await?;
    let reference = sqlx::query_scalar!(
        "insert into risk_assessment (id, ref, kind, way, principal_id, station_id, cell, valid_from, valid_to, scope, situation, programme, criticality, decision,
           recommendation, change_note, supersedes_id, level_before, matrix_version)
         values ($1, sec.new_ref('R-' || to_char(sec.now(), 'YY')), $2, 'full', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) returning ref",
        AssessmentId::fresh().0,
        about.kind,
        place.principal,
        place.station,
        place.cell,
        draft.valid_from,
        draft.valid_to,
        draft.scope,
        draft.situation,
        draft.programme,
        draft.criticality,
        draft.decision,
        draft.recommendation,
        draft.change_note,
        before,
        level_before,
        matrix
    )
    .fetch_one(&mut **tx)
    .await?;
    tx.record(Entry::done("risk.write", &reference).at_cell(place.cell).with_detail("draft"));
    Ok(reference)
}

/// Copies threats, measures and courses of the assessment that a draft continues, as a beginning.
pub async fn copy_parts(tx: &mut Tx, reference: &str) -> Result<()> {
    let Some(row) = sqlx::query!(r#"select id as "id!", supersedes_id from visible_risk_assessment where ref = $1 and supersedes_id is not null"#, reference)
        .fetch_optional(&mut **tx)
        .await?
    else {
        return Ok(());
    };
    sqlx::query!(
        "insert into risk_threat (id, assessment_id, number, category, sub_kind, description, intent, capability, context, likelihood, impact, residual_likelihood, residual_impact)
         select gen_random_uuid(), $1, number, category, sub_kind, description, intent, capability, context, likelihood, impact, residual_likelihood, residual_impact
         from visible_risk_threat where assessment_id = $2 and not is_void",
        row.id,
        row.supersedes_id
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into risk_measure (id, assessment_id, number, threat_id, area, effect, description, owner, due_on, implementation, proof, cost)
         select gen_random_uuid(), $1, m.number, n.id, m.area, m.effect, m.description, m.owner, m.due_on, m.implementation, m.proof, m.cost
         from visible_risk_measure m left join visible_risk_threat t on t.id = m.threat_id
           left join visible_risk_threat n on n.assessment_id = $1 and n.number = t.number
         where m.assessment_id = $2 and not m.is_void and m.decision <> 'refused'",
        row.id,
        row.supersedes_id
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Locks it; answers its state and version.
pub async fn lock(tx: &mut Tx, assessment: &Assessment) -> Result<(State, i32)> {
    let row = sqlx::query!("select state, version from risk_assessment where id = $1 for update", assessment.id.0)
        .fetch_optional(&mut **tx)
        .await?
        .ok_or(AppError::NotFound)?;
    Ok((State::from_code(&row.state).unwrap_or(State::Draft), row.version))
}

async fn lock_in(tx: &mut Tx, assessment: &Assessment, states: &[State]) -> Result<()> {
    let (state, _) = lock(tx, assessment).await?;
    if states.contains(&state) { Ok(()) } else { Err(AppError::Refused("risk_assessment_state_follows".into())) }
}

/// Only its author writes it, while it is open to them.
pub fn may_write(actor: &Actor, assessment: &Assessment) -> Result<()> {
    if assessment.author_id != actor.ctx.account.0 {
        return Err(AppError::Forbidden(Message::new("risk-author-writes")));
    }
    if assessment.state().is_written() || assessment.is_registered() && assessment.state() == State::Approved {
        return Ok(());
    }
    Err(AppError::Conflict(Message::new("constraint-assessment-under-review-is-locked")))
}

/// Saves the form over the draft it was made from.
pub async fn edit(tx: &mut Tx, actor: &Actor, assessment: &Assessment, draft: &AssessmentDraft) -> Result<()> {
    may_write(actor, assessment)?;
    let (state, version) = lock(tx, assessment).await?;
    if !state.is_written() {
        return Err(AppError::Conflict(Message::new("constraint-assessment-under-review-is-locked")));
    }
    if version != draft.version {
        return Err(conflict::stale());
    }
    sqlx::query!(
        "update risk_assessment set valid_from = $2, valid_to = $3, scope = $4, situation = $5, programme = $6, criticality = $7, decision = $8, recommendation = $9,
           change_note = $10, version = version + 1, updated_at = $11, updated_by = $12 where id = $1",
        assessment.id.0,
        draft.valid_from,
        draft.valid_to,
        draft.scope,
        draft.situation,
        draft.programme,
        draft.criticality,
        draft.decision,
        draft.recommendation,
        draft.change_note,
        tx.now,
        actor.ctx.account.0
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("risk.write", &assessment.reference).at_cell(assessment.cell));
    Ok(())
}

/// Hands the draft to the reviewers. Validity that was left open follows from the level.
pub async fn submit(tx: &mut Tx, actor: &Actor, assessment: &Assessment) -> Result<()> {
    may_write(actor, assessment)?;
    lock_in(tx, assessment, &[State::Draft, State::Returned]).await?;
    let worst = queries::threats(tx, assessment.id.0).await?.iter().filter_map(|threat| Level::from_code(&threat.residual_level)).max();
    let today = tx.now.date_naive();
    let from = assessment.valid_from.unwrap_or(today);
    let to = match (assessment.valid_to, worst) {
        (None, Some(level)) => {
            let months = queries::setting(tx, level.validity_setting()).await?;
            Some(model::last_day(from, u32::try_from(months).unwrap_or(1)))
        }
        (to, _) => to,
    };
    // the period first: what is under review is locked
    sqlx::query!("update risk_assessment set valid_from = $2, valid_to = $3, version = version + 1 where id = $1", assessment.id.0, from, to)
        .execute(&mut **tx)
        .await?;
    step(tx, actor, assessment, "submitted", "").await?;
    tx.record(Entry::done("risk.write", &assessment.reference).at_cell(assessment.cell).with_detail("submitted"));
    Ok(())
}

async fn step(tx: &mut Tx, actor: &Actor, assessment: &Assessment, state: &str, reason: &str) -> Result<()> {
    sqlx::query!(
        "update risk_assessment set state = $2, state_reason = $3, version = version + 1, updated_at = $4, updated_by = $5 where id = $1",
        assessment.id.0,
        state,
        reason,
        tx.now,
        actor.ctx.account.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes a submitted assessment for review.
pub async fn take(tx: &mut Tx, actor: &Actor, assessment: &Assessment) -> Result<()> {
    lock_in(tx, assessment, &[State::Submitted]).await?;
    sqlx::query!(
        "update risk_assessment set state = 'under_review', state_reason = '', reviewer_id = $2, version = version + 1, updated_at = $3, updated_by = $2 where id = $1",
        assessment.id.0,
        actor.ctx.account.0,
        tx.now
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("risk.review", &assessment.reference).at_cell(assessment.cell).with_detail("taken"));
    Ok(())
}

/// What the reviewer said of each measure, by number.
pub async fn keep_results(tx: &mut Tx, assessment: &Assessment, results: &[(i32, &'static str)]) -> Result<()> {
    lock_in(tx, assessment, &[State::UnderReview]).await?;
    let (numbers, decisions): (Vec<i32>, Vec<String>) = results.iter().map(|(number, result)| (*number, (*result).to_owned())).unzip();
    sqlx::query!(
        "update risk_measure m set decision = x.decision, version = m.version + 1
         from unnest($2::integer[], $3::text[]) x (number, decision)
         where m.assessment_id = $1 and m.number = x.number and not m.is_void and m.decision <> x.decision",
        assessment.id.0,
        &numbers,
        &decisions
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("risk.review", &assessment.reference).at_cell(assessment.cell).with_detail("results of measures"));
    Ok(())
}

/// Adds a comment on a point.
pub async fn comment(tx: &mut Tx, assessment: &Assessment, point: &str, text: &str) -> Result<()> {
    sqlx::query!("insert into risk_comment (id, assessment_id, point, comment) values ($1, $2, $3, $4)", Uuid::now_v7(), assessment.id.0, point, text)
        .execute(&mut **tx)
        .await?;
    tx.record(Entry::done("risk.comment", &assessment.reference).at_cell(assessment.cell).with_detail(point.to_owned()));
    Ok(())
}

/// Marks a comment as settled.
pub async fn settle(tx: &mut Tx, actor: &Actor, assessment: &Assessment, comment: Uuid) -> Result<()> {
    let done = sqlx::query!(
        "update risk_comment set settled_at = $3, settled_by = $4, version = version + 1 where id = $1 and assessment_id = $2 and settled_at is null",
        comment,
        assessment.id.0,
        tx.now,
        actor.ctx.account.0
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(AppError::NotFound);
    }
    tx.record(Entry::done("risk.comment", &assessment.reference).at_cell(assessment.cell).with_detail("settled"));
    Ok(())
}

/// Sends it back to its author, from the review or before a decision.
pub async fn send_back(tx: &mut Tx, actor: &Actor, assessment: &Assessment, reason: &str) -> Result<()> {
    lock_in(tx, assessment, &[State::UnderReview, State::Recommended]).await?;
    sqlx::query!(
        "update risk_assessment set state = 'returned', state_reason = $2, decided_by = null, decided_at = null, second_decided_by = null, second_decided_at = null,
           version = version + 1, updated_at = $3, updated_by = $4 where id = $1",
        assessment.id.0,
        reason,
        tx.now,
        actor.ctx.account.0
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("risk.review", &assessment.reference).at_cell(assessment.cell).with_detail("returned"));
    Ok(())
}

/// Recommends it to the authority.
pub async fn recommend(tx: &mut Tx, actor: &Actor, assessment: &Assessment, recommendation: &str) -> Result<()> {
    lock_in(tx, assessment, &[State::UnderReview]).await?;
    sqlx::query!(
        "update risk_assessment set state = 'recommended', state_reason = '', recommendation = $2, version = version + 1, updated_at = $3, updated_by = $4 where id = $1",
        assessment.id.0,
        recommendation,
        tx.now,
        actor.ctx.account.0
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("risk.review", &assessment.reference).at_cell(assessment.cell).with_detail("recommended"));
    Ok(())
}

/// Decides. The first signature of two leaves it recommended; true if it is approved now.
pub async fn approve(tx: &mut Tx, actor: &Actor, assessment: &Assessment, decision: &str, record: &Record) -> Result<bool> {
    lock_in(tx, assessment, &[State::Recommended]).await?;
    let residual = assessment.residual().ok_or(AppError::Refused("risk_assessment_in_force_is_whole".into()))?;
    let before = queries::level_to_lower(tx, assessment).await?;
    let first = sqlx::query_scalar!("select decided_by from risk_assessment where id = $1", assessment.id.0).fetch_one(&mut **tx).await?;
    if first == Some(actor.ctx.account.0) {
        return Err(AppError::Refused("risk_assessment_second_is_another".into()));
    }
    let is_whole = first.is_some() || !model::takes_two(residual, before);
    sqlx::query!(
        "update risk_assessment set decided_by = coalesce(decided_by, $2), decided_at = coalesce(decided_at, $3),
           second_decided_by = case when decided_by is null then null else $2 end, second_decided_at = case when decided_by is null then null else $3::timestamptz end,
           state = case when $4 then 'approved' else state end, decision = $5,
           approver_name = coalesce(nullif($6, ''), approver_name), approver_capacity = coalesce(nullif($7, ''), approver_capacity),
           approved_on = coalesce($8, approved_on), document_ref = coalesce(nullif($9, ''), document_ref),
           state_reason = '', version = version + 1, updated_at = $3, updated_by = $2 where id = $1",
        assessment.id.0,
        actor.ctx.account.0,
        tx.now,
        is_whole,
        decision,
        record.name,
        record.capacity,
        record.approved_on,
        record.document_ref
    )
    .execute(&mut **tx)
    .await?;
    let detail = if is_whole { "approved" } else { "first of two" };
    tx.record(Entry::done("risk.decide", &assessment.reference).at_cell(assessment.cell).with_detail(detail));
    Ok(is_whole)
}

/// Rejects a recommendation, or withdraws what was approved (INV-02).
pub async fn end(tx: &mut Tx, actor: &Actor, assessment: &Assessment, state: State, reason: &str) -> Result<()> {
    let from: &[State] = match state {
        State::Rejected => &[State::Recommended],
        _ => &[State::Approved],
    };
    lock_in(tx, assessment, from).await?;
    step(tx, actor, assessment, state.code(), reason).await?;
    tx.record(Entry::done("risk.decide", &assessment.reference).at_cell(assessment.cell).with_detail(state.code()));
    Ok(())
}

/// Gives a draft up.
pub async fn discard(tx: &mut Tx, actor: &Actor, assessment: &Assessment, reason: &str) -> Result<()> {
    lock_in(tx, assessment, &[State::Draft, State::Returned]).await?;
    step(tx, actor, assessment, "withdrawn", reason).await?;
    tx.record(Entry::done("risk.write", &assessment.reference).at_cell(assessment.cell).with_detail("discarded"));
    Ok(())
}
