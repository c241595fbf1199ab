//! What a person does when something happened. Each locks the movement, decides again, writes and
//! records one entry for the trail.

use chrono::{DateTime, Duration, Utc};
use sqlx::Connection;
use uuid::Uuid;

use super::diversions;
use super::forms::CorrectionDraft;
use super::model::{self, Report, ReportDraft};
use super::queries::{self, Standing};
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::Tx;
use crate::db::ids::{EventId, LegId, MovementId};
use crate::features::movements::exceptions::{self, Broken};
use crate::features::movements::{LegState, MovementState, WatchLevel};
use crate::i18n::Message;
use crate::web::error::{AppError, Result};

/// What became of a report.
#[derive(Debug, Clone)]
pub struct Reported {
    /// Reference of the movement.
    pub reference: String,
    /// An exception that was opened because the fact broke a rule.
    pub exception: Option<String>,
    /// True if it collides with another record.
    pub is_contested: bool,
    /// The time already on record, if this departure or arrival was reported before.
    pub recorded_before: Option<DateTime<Utc>>,
    /// True if the leg had ended before this check-in.
    pub leg_had_ended: bool,
}

/// Keeps a fact. Never refused for what the plan says; refused only if it lies in the future.
pub async fn report(tx: &mut Tx, actor: &Actor, draft: ReportDraft) -> Result<Reported> {
    let now = tx.now;
    let mut at = lock(tx, actor, draft.leg, "movement.report").await?;
    if at.movement != draft.movement {
        return Err(AppError::NotFound);
    }
    if model::is_in_the_future(draft.occurred_at, now) {
        return Err(AppError::Invalid(future(now)));
    }
    let before = leg_state(&at)?;
    let recorded_before = match draft.what {
        Report::Departed => at.departed_at,
        Report::Arrived => at.arrived_at,
        Report::Well | Report::Late | Report::Assistance | Report::Diverted(_) => None,
    };
    let after = model::leg_after(before, &draft.what);
    let begins = matches!(draft.what, Report::Departed | Report::Arrived | Report::Diverted(_)) && has_not_begun(before);
    let mut exception = None;
    if begins {
        exception = begin_movement(tx, &mut at, draft.occurred_at).await?;
    }
    let level = WatchLevel::from_code(&at.watch_level).unwrap_or(WatchLevel::None);
    let interval = Duration::minutes(at.interval_minutes.into());
    let due = model::next_due(level, after, interval, draft.next_due, now);
    write_event(tx, &at, &draft, due).await?;
    set_times(tx, &at, &draft, after).await?;
    if at.last_contact_at.is_none_or(|last| last <= draft.occurred_at) {
        sqlx::query!(
            "update leg set last_contact_at = $2, last_contact_channel = $3, next_due_at = $4, version = version + 1 where id = $1",
            at.leg.0,
            draft.occurred_at,
            draft.channel.code(),
            due
        )
        .execute(&mut **tx)
        .await?;
        answer_alerts(tx, &at, draft.what.answers()).await?;
    }
    match &draft.what {
        Report::Diverted(diversion) => {
            let opened = diversions::divert(tx, &mut at, &draft, diversion, due.or((level == WatchLevel::CheckIns).then(|| now + interval))).await?;
            exception = exception.or(opened);
        }
        Report::Assistance => raise(tx, &at, "assistance", "warning").await?,
        Report::Departed | Report::Arrived | Report::Well | Report::Late => {}
    }
    let collision = judge(tx, at.leg).await?;
    if after == LegState::Arrived {
        complete_if_over(tx, &mut at, draft.occurred_at).await?;
    }
    tx.record(Entry::done("movement.report", &at.reference).at_cell(at.planning_cell).with_detail(format!("leg {} {}", at.number, draft.what.kind())));
    Ok(Reported {
        reference: at.reference,
        is_contested: collision.is_some(),
        exception: collision.or(exception),
        recorded_before,
        leg_had_ended: matches!(before, LegState::Arrived | LegState::Diverted),
    })
}

/// Adds a note to the log.
pub async fn note(tx: &mut Tx, actor: &Actor, leg: LegId, text: &str) -> Result<String> {
    let at = lock(tx, actor, leg, "movement.report").await?;
    log(tx, &at, "note", text).await?;
    tx.record(Entry::done("movement.report", &at.reference).at_cell(at.planning_cell).with_detail("note"));
    Ok(at.reference)
}

/// What came of taking an alarm.
#[derive(Debug, Clone)]
pub enum Taken {
    /// It is the actor's now.
    Yours,
    /// Somebody was faster.
    By {
        /// Who.
        name: String,
        /// How long ago.
        ago: Duration,
    },
}

/// Takes an alarm for a while; after it (a setting) the alarm comes back with the owner's name.
pub async fn take(tx: &mut Tx, actor: &Actor, leg: LegId, over: Option<&str>) -> Result<Taken> {
    let at = lock(tx, actor, leg, "movement.take").await?;
    let owner = sqlx::query!(
        r#"select m.owner_id, m.owned_at, coalesce(sec.account_label(m.owner_id), '') as "name!",
            coalesce(m.alert_again_at > $2, false) as "holds!" from movement m where m.id = $1"#,
        at.movement.0,
        tx.now
    )
    .fetch_one(&mut **tx)
    .await?;
    let is_anothers = owner.owner_id.is_some_and(|id| id != actor.ctx.account.0) && owner.holds;
    if is_anothers && over.is_none() {
        return Ok(Taken::By { name: owner.name, ago: owner.owned_at.map_or(Duration::zero(), |since| tx.now - since) });
    }
    sqlx::query!(
        "update movement set owner_id = $2, owned_at = $3::timestamptz, version = version + 1, updated_at = $3::timestamptz, updated_by = $2,
            alert_again_at = $3::timestamptz + make_interval(mins => (select value::int from setting where name = 'alert_again_minutes'))
        where id = $1",
        at.movement.0,
        actor.ctx.account.0,
        tx.now
    )
    .execute(&mut **tx)
    .await?;
    log(tx, &at, if is_anothers { "taken_over" } else { "taken" }, over.unwrap_or_default()).await?;
    tx.record(Entry::done("movement.take", &at.reference).at_cell(at.planning_cell).with_detail(if is_anothers { "taken over" } else { "" }));
    Ok(Taken::Yours)
}

/// Says that the duty chief must know now, and why.
pub async fn escalate(tx: &mut Tx, actor: &Actor, leg: LegId, reason: &str) -> Result<String> {
    let at = lock(tx, actor, leg, "movement.escalate").await?;
    log(tx, &at, "escalated", reason).await?;
    tx.record(Entry::done("movement.escalate", &at.reference).at_cell(at.planning_cell));
    Ok(at.reference)
}

/// Corrects a reported time, or says that it did not happen. The report stays in the log.
pub async fn correct(tx: &mut Tx, actor: &Actor, leg: LegId, draft: &CorrectionDraft) -> Result<String> {
    let mut at = lock(tx, actor, leg, "movement.report").await?;
    let before = leg_state(&at)?;
    let state = match (draft.is_arrival, draft.at, before) {
        (true, Some(_), _) => LegState::Arrived,
        (true, None, LegState::Arrived) if at.departed_at.is_some() => LegState::UnderWay,
        (true, None, LegState::Arrived) | (false, None, LegState::UnderWay) => LegState::Planned,
        (false, Some(_), LegState::Planned | LegState::Cancelled) => LegState::UnderWay,
        (_, _, same) => same,
    };
    if let Some(when) = draft.at
        && (has_not_begun(before) || at.movement_state == MovementState::Closed.code())
    {
        begin_movement(tx, &mut at, when).await?;
    }
    let (departed, arrived) = if draft.is_arrival { (at.departed_at, draft.at) } else { (draft.at, at.arrived_at) };
    put_leg(tx, at.leg, state, departed, arrived).await?;
    let what = if draft.is_arrival { "arrived" } else { "departed" };
    let was = if draft.is_arrival { at.arrived_at } else { at.departed_at };
    let shown = |time: Option<DateTime<Utc>>| time.map_or("–".to_owned(), stamp);
    log(tx, &at, "correction", &format!("{what} {} → {}. {}", shown(was), shown(draft.at), draft.note)).await?;
    judge(tx, at.leg).await?;
    follow_correction(tx, &mut at).await?;
    tx.record(Entry::done("movement.report", &at.reference).at_cell(at.planning_cell).with_detail(format!("leg {} correction {what}", at.number)));
    Ok(at.reference)
}

/// Moves a movement on by what happened; the log says from which state.
pub(in crate::features::movements) async fn move_on(tx: &mut Tx, at: &mut Standing, to: MovementState, when: DateTime<Utc>) -> Result<()> {
    if at.movement_state == to.code() {
        return Ok(());
    }
    put_state(tx, on(at), &at.movement_state, to, when).await?;
    at.movement_state = to.code().to_owned();
    Ok(())
}

/// Writes a state and the entry of the log that says from which.
pub(super) async fn put_state(tx: &mut Tx, on: (MovementId, Option<LegId>), from: &str, to: MovementState, when: DateTime<Utc>) -> Result<()> {
    let account = tx.ctx().account;
    sqlx::query!("update movement set state = $2, version = version + 1, updated_at = $3, updated_by = $4 where id = $1", on.0.0, to.code(), tx.now, account.0)
        .execute(&mut **tx)
        .await?;
    insert_event(tx, on, "state", "", "", when, None, &format!("{from}>{}", to.code()), None).await
}

/// What an entry of the log stands on.
fn on(at: &Standing) -> (MovementId, Option<LegId>) {
    (at.movement, Some(at.leg))
}

/// The movement is under way with its first fact, from whatever state (INV-38). What INV-11 wants
/// beforehand and is missing becomes an open exception.
pub(in crate::features::movements) async fn begin_movement(tx: &mut Tx, at: &mut Standing, when: DateTime<Utc>) -> Result<Option<String>> {
    let state = movement_state(at)?;
    let mut opened = None;
    if at.departed_at.is_none() && at.arrived_at.is_none() {
        if at.posts_required > at.posts_filled {
            opened = Some(exceptions::open_exception(tx, Broken::on(at.movement, at.leg, "INV-11", "departed_uncovered")).await?);
        }
        // a movement that nobody watches and for which no cover was asked is nobody's to make ready (DESIGN 9.9)
        let is_followed = at.watch_level != WatchLevel::None.code() || at.posts_required > 0;
        if state.is_ahead() && state != MovementState::Ready && is_followed || state == MovementState::Cancelled {
            opened = Some(exceptions::open_exception(tx, Broken::on(at.movement, at.leg, "INV-11", "departed_not_ready")).await?);
        }
    }
    match state {
        MovementState::UnderWay => {}
        MovementState::Closed => {
            opened = Some(exceptions::open_exception(tx, Broken::on(at.movement, at.leg, "INV-12", "reported_after_closing")).await?);
        }
        MovementState::Completed if at.arrived_at.is_some() || at.departed_at.is_some() => {}
        _ => move_on(tx, at, MovementState::UnderWay, when).await?,
    }
    Ok(opened)
}

/// The last arrival completes the movement.
pub(in crate::features::movements) async fn complete_if_over(tx: &mut Tx, at: &mut Standing, when: DateTime<Utc>) -> Result<()> {
    let is_over = sqlx::query_scalar!(r#"select sec.movement_is_over($1) as "is_over!""#, at.movement.0).fetch_one(&mut **tx).await?;
    if is_over && movement_state(at)?.is_under_way() {
        move_on(tx, at, MovementState::Completed, when).await?;
    }
    Ok(())
}

/// Puts the facts of a leg. What collides with another plan stands outside the exclusion (DESIGN 9.1).
pub(in crate::features::movements) async fn put_leg(
    tx: &mut Tx,
    leg: LegId,
    state: LegState,
    departed: Option<DateTime<Utc>>,
    arrived: Option<DateTime<Utc>>,
) -> Result<()> {
    for is_contested in [false, true] {
        let mut attempt = tx.begin().await?;
        let done = sqlx::query!(
            "update leg set state = $2, departed_at = $3, arrived_at = $4, version = version + 1,
                is_contested = is_contested or $5, contested_reason = case when $5 then 'principal_elsewhere' else contested_reason end
            where id = $1",
            leg.0,
            state.code(),
            departed,
            arrived,
            is_contested
        )
        .execute(&mut *attempt)
        .await;
        match done.map_err(AppError::from) {
            Ok(_) => {
                attempt.commit().await?;
                return Ok(());
            }
            Err(AppError::Refused(name)) if !is_contested && name == "principal_in_one_place" => attempt.rollback().await?,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Puts the times of a leg as they were, as late entries or corrections, each in the log.
pub(in crate::features::movements) async fn put_times(
    tx: &mut Tx,
    at: &mut Standing,
    departed: Option<DateTime<Utc>>,
    arrived: Option<DateTime<Utc>>,
) -> Result<()> {
    if (departed, arrived) == (at.departed_at, at.arrived_at) {
        return Ok(());
    }
    let before = leg_state(at)?;
    if has_not_begun(before) {
        begin_movement(tx, at, departed.or(arrived).unwrap_or(tx.now)).await?;
    }
    let after = match (before, departed, arrived) {
        (LegState::Diverted, ..) => LegState::Diverted,
        (_, _, Some(_)) => LegState::Arrived,
        (_, Some(_), None) => LegState::UnderWay,
        (same, None, None) => same,
    };
    put_leg(tx, at.leg, after, departed, arrived).await?;
    for (kind, was, is) in [("departed", at.departed_at, departed), ("arrived", at.arrived_at, arrived)] {
        match (was, is) {
            (None, Some(when)) => insert_event(tx, on(at), kind, "other", "", when, None, "", None).await?,
            (Some(old), Some(new)) if old != new => log(tx, at, "correction", &format!("{kind} {} → {}", stamp(old), stamp(new))).await?,
            _ => {}
        }
    }
    judge(tx, at.leg).await?;
    Ok(())
}

/// Looks for collisions with other records, opens or settles them.
pub(in crate::features::movements) async fn judge(tx: &mut Tx, leg: LegId) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!("select sec.judge_leg($1)", leg.0).fetch_one(&mut **tx).await?)
}

/// Adds an entry that happens now to the log.
pub(in crate::features::movements) async fn log(tx: &mut Tx, at: &Standing, kind: &'static str, note: &str) -> Result<()> {
    let now = tx.now;
    insert_event(tx, on(at), kind, "", "", now, None, note, None).await
}

/// Locks the movement of a leg and decides again with the facts of the leg itself.
pub(in crate::features::movements) async fn lock(tx: &mut Tx, actor: &Actor, leg: LegId, action: &str) -> Result<Standing> {
    let seen = queries::standing(tx, leg).await?.ok_or(AppError::NotFound)?;
    let facts = Facts {
        cells: Some(std::iter::once(seen.planning_cell).chain(seen.entity_cell).collect()),
        touching: vec![seen.departure_cell, seen.arrival_cell],
        own: seen.is_own,
        author: None,
        watched: seen.is_watched,
    };
    if let Decision::Refuse(message) = policy::decide(actor, action, &facts) {
        return Err(AppError::Forbidden(message));
    }
    let locked = sqlx::query_scalar!("select id from movement where id = $1 for update", seen.movement.0).fetch_optional(&mut **tx).await?;
    if locked.is_none() {
        return Err(AppError::NotFound);
    }
    queries::standing(tx, leg).await?.ok_or(AppError::NotFound)
}

/// The refusal of a time in the future, beside its field.
pub(in crate::features::movements) fn future(now: DateTime<Utc>) -> crate::web::form::FieldErrors {
    let mut errors = crate::web::form::FieldErrors::default();
    errors.add("at", Message::new("report-in-the-future").with("now", now.format("%H:%MZ").to_string()));
    errors
}

async fn write_event(tx: &mut Tx, at: &Standing, draft: &ReportDraft, due: Option<DateTime<Utc>>) -> Result<()> {
    let note = match &draft.what {
        Report::Diverted(diversion) => format!("{}. {}", diversion.text, draft.note),
        Report::Departed | Report::Arrived | Report::Well | Report::Late | Report::Assistance => draft.note.clone(),
    };
    let key = draft.device_key.as_deref();
    insert_event(tx, on(at), draft.what.kind(), draft.channel.code(), &draft.reported_by, draft.occurred_at, due, &note, key).await
}

#[expect(clippy::too_many_arguments, reason = "one column each")]
pub(super) async fn insert_event(
    tx: &mut Tx,
    (movement, leg): (MovementId, Option<LegId>),
    kind: &'static str,
    channel: &str,
    reported_by: &str,
    occurred_at: DateTime<Utc>,
    due: Option<DateTime<Utc>>,
    note: &str,
    key: Option<&str>,
) -> Result<()> {
    let well = match kind {
        "check_in" | "late" => Some(true),
        "assistance" => Some(false),
        _ => None,
    };
    sqlx::query!(
        "insert into movement_event (id, movement_id, leg_id, kind, channel, well, reported_by, occurred_at, received_at, next_due_at, note, device_key)
        values ($1, $2, $3, $4, $5, $6, $7, least($8::timestamptz, $9::timestamptz), $9::timestamptz, $10, $11, $12)",
        EventId::fresh().0,
        movement.0,
        leg.map(|leg| leg.0),
        kind,
        channel,
        well,
        reported_by,
        occurred_at,
        tx.now,
        due,
        note,
        key
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The first report of a departure or arrival sets its time; a second one is in the log only.
async fn set_times(tx: &mut Tx, at: &Standing, draft: &ReportDraft, after: LegState) -> Result<()> {
    let occurred = Some(draft.occurred_at.min(tx.now));
    let (departed, arrived) = match draft.what {
        Report::Departed => (at.departed_at.or(occurred), at.arrived_at),
        Report::Arrived | Report::Diverted(_) => (at.departed_at, at.arrived_at.or(occurred)),
        Report::Well | Report::Late | Report::Assistance => return Ok(()),
    };
    put_leg(tx, at.leg, after, departed, arrived).await
}

async fn answer_alerts(tx: &mut Tx, at: &Standing, kinds: &[&str]) -> Result<()> {
    let kinds: Vec<String> = kinds.iter().map(|kind| (*kind).to_owned()).collect();
    sqlx::query!(
        "update alert set cleared_at = $3, version = version + 1 where movement_id = $1 and (leg_id = $2 or leg_id is null) and kind = any ($4) and cleared_at is null",
        at.movement.0,
        at.leg.0,
        tx.now,
        &kinds
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn raise(tx: &mut Tx, at: &Standing, kind: &str, class: &str) -> Result<()> {
    sqlx::query!(
        "insert into alert (id, movement_id, leg_id, kind, class, raised_at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
        Uuid::now_v7(),
        at.movement.0,
        at.leg.0,
        kind,
        class,
        tx.now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// After a correction: nothing runs any more, the journey is halted; everything arrived, it is complete;
/// a completed one with a leg under way again runs on.
async fn follow_correction(tx: &mut Tx, at: &mut Standing) -> Result<()> {
    let now = tx.now;
    let counts = sqlx::query!(
        r#"select count(*) filter (where state = 'under_way') as "running!", count(*) filter (where state in ('arrived', 'diverted')) as "ended!"
        from leg where movement_id = $1 and not is_void"#,
        at.movement.0
    )
    .fetch_one(&mut **tx)
    .await?;
    match movement_state(at)? {
        MovementState::Completed if counts.running > 0 => move_on(tx, at, MovementState::UnderWay, now).await,
        MovementState::UnderWay if counts.running == 0 && counts.ended == 0 => move_on(tx, at, MovementState::Suspended, now).await,
        _ => complete_if_over(tx, at, now).await,
    }
}

/// A time as the log writes it, the same in every language.
fn stamp(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%MZ").to_string()
}

fn has_not_begun(state: LegState) -> bool {
    matches!(state, LegState::Planned | LegState::Cancelled)
}

fn movement_state(at: &Standing) -> Result<MovementState> {
    MovementState::from_code(&at.movement_state).ok_or_else(|| AppError::internal("a movement in an unknown state"))
}

fn leg_state(at: &Standing) -> Result<LegState> {
    LegState::from_code(&at.state).ok_or_else(|| AppError::internal("a leg in an unknown state"))
}
