//! What people do with teams. Each locks, decides again, writes, records; INV-01, INV-02 and INV-08 are the database's.

use uuid::Uuid;

use super::forms::{AssignDraft, DutyDraft, LeaveDraft, TeamDraft};
use super::queries::{self, Assignment, DutyTarget, Team};
use crate::audit::Entry;
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::db::Tx;
use crate::db::ids::{AssignmentId, DutyDayId, OfficerId, TeamId};
use crate::features::requirements::requirement_by_ref;
use crate::i18n::Message;
use crate::web::conflict;
use crate::web::error::{AppError, Result};
use crate::web::form::FieldErrors;
use crate::web::time;

/// Makes a team on an approved requirement; answers its reference.
pub async fn create(tx: &mut Tx, actor: &Actor, draft: &TeamDraft) -> Result<String> {
    let Some(requirement) = requirement_by_ref(tx, &draft.requirement).await? else {
        return Err(AppError::field("requirement", "team-requirement-unknown"));
    };
    if policy::decide(actor, "team.create", &requirement.facts(actor)) != Decision::Allow {
        return Err(AppError::field("requirement", "team-requirement-not-yours"));
    }
    let reference = sqlx::query_scalar!(
        "insert into protection_team (id, ref, requirement_id, cell, name) values ($1, sec.new_ref('T'), $2, $3, $4) returning ref",
        TeamId::fresh().0,
        requirement.id.0,
        requirement.cell,
        draft.name
    )
    .fetch_one(&mut **tx)
    .await?;
    tx.record(Entry::done("team.create", &reference).at_cell(requirement.cell));
    Ok(reference)
}

/// The leader accepts the team; with every seat filled the requirement is active (WF-3).
pub async fn accept(tx: &mut Tx, team: &Team) -> Result<()> {
    let done = sqlx::query!(
        "update protection_team set accepted_by = $2, accepted_at = $3, state = 'active', version = version + 1 where id = $1 and state = 'forming'",
        team.id.0,
        tx.ctx().account.0,
        tx.now
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(moved_on());
    }
    tx.record(Entry::done("team.accept", &team.reference).at_cell(team.cell));
    Ok(())
}

/// Puts somebody on a seat.
pub async fn assign(tx: &mut Tx, team: &Team, draft: &AssignDraft) -> Result<()> {
    let officer = officer(tx, &draft.officer).await?;
    let post = sqlx::query_scalar!(
        r#"select id as "id!" from visible_requirement_post where requirement_id = $1 and number = $2 and not is_void"#,
        team.requirement_id.0,
        draft.seat.0
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or_else(|| AppError::field("seat", "field-not-a-choice"))?;
    sqlx::query!(
        "insert into team_assignment (id, team_id, cell, post_id, seat, officer_id, officer_cell, from_date, to_date) values ($1, $2, $3, $4, $5, $6, $3, $7, $8)",
        AssignmentId::fresh().0,
        team.id.0,
        team.cell,
        post,
        draft.seat.1,
        officer.0,
        draft.from,
        draft.to
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("team.staff", &team.reference).at_cell(team.cell).with_detail(format!("seat {}-{}", draft.seat.0, draft.seat.1)));
    Ok(())
}

/// The officer, their leader, or the desk for them, says yes.
pub async fn accept_assignment(tx: &mut Tx, assignment: &Assignment) -> Result<()> {
    let done = sqlx::query!(
        "update team_assignment set state = 'accepted', accepted_at = $2, version = version + 1 where id = $1 and state = 'proposed'",
        assignment.seated.id.0,
        tx.now
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(moved_on());
    }
    record(tx, assignment, "assignment.answer", "accepted");
    Ok(())
}

/// The officer says no, and why: the seat is open again.
pub async fn decline(tx: &mut Tx, assignment: &Assignment, draft: &LeaveDraft) -> Result<()> {
    let done = sqlx::query!(
        "update team_assignment set state = 'declined', state_reason = $2, version = version + 1 where id = $1 and state = 'proposed' and version = $3",
        assignment.seated.id.0,
        draft.reason,
        draft.version
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(moved_on());
    }
    void_days(tx, assignment, tx.now.date_naive(), &draft.reason).await?;
    record(tx, assignment, "assignment.answer", "declined");
    Ok(())
}

/// Ends an assignment with its last day; later days of duty are taken back.
pub async fn end(tx: &mut Tx, assignment: &Assignment, draft: &LeaveDraft) -> Result<()> {
    leave(tx, assignment, draft, draft.day).await?;
    void_days(tx, assignment, draft.day + chrono::Days::new(1), &draft.reason).await?;
    record(tx, assignment, "assignment.end", "");
    Ok(())
}

/// One for one from a day on, also while the assessment has lapsed (INV-02): same seat, same last day, same days of duty.
pub async fn replace(tx: &mut Tx, assignment: &Assignment, draft: &LeaveDraft) -> Result<()> {
    let officer = officer(tx, &draft.officer).await?;
    if officer == assignment.seated.officer_id {
        return Err(AppError::field("officer", "assignment-replace-by-another"));
    }
    if draft.day < assignment.seated.from_date || assignment.seated.to_date.is_some_and(|to| to < draft.day) {
        return Err(AppError::field("day", "assignment-day-outside"));
    }
    leave(tx, assignment, draft, draft.day - chrono::Days::new(1)).await?;
    let days = void_days(tx, assignment, draft.day, &draft.reason).await?;
    let new = AssignmentId::fresh();
    sqlx::query!(
        "insert into team_assignment (id, team_id, cell, post_id, seat, officer_id, officer_cell, from_date, to_date, replaces_id)
         select $1, team_id, cell, post_id, seat, $3, officer_cell, $4, $5, id from team_assignment where id = $2",
        new.0,
        assignment.seated.id.0,
        officer.0,
        draft.day,
        assignment.seated.to_date
    )
    .execute(&mut **tx)
    .await?;
    let ids: Vec<Uuid> = days.iter().map(|_| DutyDayId::fresh().0).collect();
    sqlx::query!(
        "insert into duty_day (id, assignment_id, officer_id, principal_id, cell, officer_cell, day, during, rests_on, replaces_id)
         select n.id, $3, $4, d.principal_id, d.cell, d.officer_cell, d.day, d.during, '', d.id
         from unnest($1::uuid[], $2::uuid[]) n (id, old) join duty_day d on d.id = n.old",
        &ids,
        &days,
        new.0,
        officer.0
    )
    .execute(&mut **tx)
    .await?;
    record(tx, assignment, "assignment.replace", &format!("{} days of duty", days.len()));
    Ok(())
}

/// Plans days of duty; the first bare day is named (INV-01).
pub async fn plan(tx: &mut Tx, team: &Team, draft: &DutyDraft) -> Result<()> {
    let seated = queries::seated(tx, team.id).await?.into_iter().find(|seated| seated.id.0 == draft.assignment && seated.is_open());
    let Some(seated) = seated else {
        return Err(AppError::field("assignment", "field-not-a-choice"));
    };
    let grounds = queries::grounds(tx, team.principal_id, &draft.days).await?;
    if let Some(bare) = grounds.iter().position(String::is_empty).and_then(|at| draft.days.get(at)) {
        let mut errors = FieldErrors::default();
        errors.add("day", Message::new("duty-day-is-bare").with("day", time::typed_date(*bare)));
        return Err(AppError::Invalid(errors));
    }
    let ids: Vec<Uuid> = draft.days.iter().map(|_| DutyDayId::fresh().0).collect();
    sqlx::query!(
        "insert into duty_day (id, assignment_id, officer_id, principal_id, cell, officer_cell, day, during, rests_on)
         select n.id, $5, $6, $7, $8, $8, n.day, tstzrange(n.begins, n.ends), '' from unnest($1::uuid[], $2::date[], $3::timestamptz[], $4::timestamptz[]) n (id, day, begins, ends)",
        &ids,
        &draft.days,
        &draft.begins,
        &draft.ends,
        seated.id.0,
        seated.officer_id.0,
        team.principal_id.0,
        team.cell
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("duty.plan", &team.reference).at_cell(team.cell).with_detail(format!("{} days", draft.days.len())));
    Ok(())
}

/// Takes a day of duty back.
pub async fn void_duty(tx: &mut Tx, target: &DutyTarget, reason: &str) -> Result<()> {
    let done =
        sqlx::query!("update duty_day set is_void = true, void_reason = $2, version = version + 1 where id = $1 and not is_void", target.duty.id.0, reason)
            .execute(&mut **tx)
            .await?;
    if done.rows_affected() == 0 {
        return Err(moved_on());
    }
    tx.record(Entry::done("duty.void", &target.team.reference).at_cell(target.team.cell).with_detail(target.duty.day.to_string()));
    Ok(())
}

async fn leave(tx: &mut Tx, assignment: &Assignment, draft: &LeaveDraft, last: chrono::NaiveDate) -> Result<()> {
    let done = sqlx::query!(
        "update team_assignment set state = 'ended', state_reason = $2, to_date = greatest(from_date, least(coalesce(to_date, $3), $3)), version = version + 1
         where id = $1 and state not in ('ended', 'declined') and version = $4",
        assignment.seated.id.0,
        draft.reason,
        last,
        draft.version
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 { Err(conflict::stale()) } else { Ok(()) }
}

/// Takes back the days from this one on that have not begun; answers them.
async fn void_days(tx: &mut Tx, assignment: &Assignment, from: chrono::NaiveDate, reason: &str) -> Result<Vec<Uuid>> {
    let now = tx.now;
    Ok(sqlx::query_scalar!(
        "update duty_day set is_void = true, void_reason = $3, version = version + 1
         where assignment_id = $1 and day >= $2 and not is_void and upper(during) > $4 returning id",
        assignment.seated.id.0,
        from,
        reason,
        now
    )
    .fetch_all(&mut **tx)
    .await?)
}

async fn officer(tx: &mut Tx, named: &str) -> Result<OfficerId> {
    queries::officer_named(tx, named).await?.ok_or_else(|| AppError::field("officer", "team-officer-unknown"))
}

fn record(tx: &mut Tx, assignment: &Assignment, action: &'static str, detail: &str) {
    let seat = format!("seat {}-{} {detail}", assignment.seated.post, assignment.seated.seat);
    tx.record(Entry::done(action, &assignment.team.reference).at_cell(assignment.team.cell).with_detail(seat.trim_end().to_owned()));
}

fn moved_on() -> AppError {
    AppError::Conflict(Message::new("team-moved-on"))
}
