//! What people do to sessions. Order, seats, days and who may verify are held by the database.

use uuid::Uuid;

use super::forms::{InstructorDraft, ResultDraft, SessionDraft};
use super::queries::{self, Instructor, Participant, Session, officer_typed};
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::Tx;
use crate::features::courses::model::State;
use crate::features::courses::queries::by_name;
use crate::i18n::Message;
use crate::web::conflict;
use crate::web::error::{AppError, Result};

/// Plans a session; answers its reference.
pub async fn create(tx: &mut Tx, actor: &Actor, draft: &SessionDraft) -> Result<String> {
    let course = by_name(tx, &draft.course).await?.ok_or_else(|| AppError::field("course", "course-session-course-unknown"))?;
    let station = sqlx::query!(
        r#"select id as "id!", cell as "cell!" from visible_duty_station where code = $1 and cell = any ((select sec.cells_qualification_write())::integer[])"#,
        draft.station
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or_else(|| AppError::field("station", "standby-station-unknown"))?;
    if let Decision::Refuse(message) = policy::decide(actor, "session.create", &Facts { cells: Some(vec![station.cell]), ..Facts::default() }) {
        return Err(AppError::Forbidden(message));
    }
    let reference = sqlx::query_scalar!(
        "insert into course_session (id, course_id, station_id, cell, place, from_date, to_date, capacity) values ($1, $2, $3, $4, $5, $6, $7, $8) returning ref",
        Uuid::now_v7(),
        course.id,
        station.id,
        station.cell,
        draft.place,
        draft.from,
        draft.to,
        draft.capacity,
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    tx.record(Entry::done("session.create", &reference).at_cell(station.cell).with_detail(course.code));
    Ok(reference)
}

/// Saves days, place and seats. Course and station stay.
pub async fn edit(tx: &mut Tx, session: &Session, draft: &SessionDraft) -> Result<()> {
    let done = sqlx::query!(
        "update course_session set place = $2, from_date = $3, to_date = $4, capacity = $5, version = version + 1, updated_at = $6,
           updated_by = sec.account_id() where id = $1 and version = $7",
        session.id,
        draft.place,
        draft.from,
        draft.to,
        draft.capacity,
        tx.now,
        draft.version,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| match AppError::from(error) {
        AppError::Refused(name) if name == "session_has_a_seat" => AppError::field("capacity", "course-session-more-are-enrolled"),
        AppError::Refused(name) if name == "officer_in_one_session" => AppError::field("from_date", "course-session-participants-elsewhere"),
        other => in_words(other),
    })?;
    changed(done.rows_affected())?;
    note(tx, session, "session.run", "edit");
    Ok(())
}

/// Opens, holds or closes it.
pub async fn step(tx: &mut Tx, session: &Session, to: State, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update course_session set state = $2, version = version + 1, updated_at = $3, updated_by = sec.account_id() where id = $1 and version = $4",
        session.id,
        to.code(),
        tx.now,
        version,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| in_words(error.into()))?;
    changed(done.rows_affected())?;
    note(tx, session, "session.run", to.code());
    Ok(())
}

/// Cancels it, with a reason: its days are free again for those who were enrolled.
pub async fn cancel(tx: &mut Tx, session: &Session, reason: &str, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update course_session set state = 'cancelled', state_reason = $2, version = version + 1, updated_at = $3, updated_by = sec.account_id()
         where id = $1 and version = $4",
        session.id,
        reason,
        tx.now,
        version,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| in_words(error.into()))?;
    changed(done.rows_affected())?;
    note(tx, session, "session.run", "cancelled");
    Ok(())
}

/// Enrols an officer, also one who was withdrawn before.
pub async fn enrol(tx: &mut Tx, session: &Session, typed: &str) -> Result<()> {
    let (officer, cell) = officer_typed(tx, typed).await?;
    let done = sqlx::query!(
        "insert into participation as p (id, session_id, cell, officer_id, officer_cell) values ($1, $2, $3, $4, $5)
         on conflict (session_id, officer_id) do update set state = 'enrolled', version = p.version + 1, updated_at = $6, updated_by = sec.account_id()
           where p.state = 'withdrawn'",
        Uuid::now_v7(),
        session.id,
        session.cell,
        officer.0,
        cell,
        tx.now,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    if done.rows_affected() == 0 {
        return Err(AppError::field("officer", "constraint-officer-enrolled-once"));
    }
    note(tx, session, "session.enrol", "enrolled");
    Ok(())
}

/// Takes an officer off: the seat is free.
pub async fn withdraw(tx: &mut Tx, session: &Session, participant: &Participant) -> Result<()> {
    let done = sqlx::query!(
        "update participation set state = 'withdrawn', attendance = '', result = '', score = null, version = version + 1, updated_at = $2,
           updated_by = sec.account_id() where id = $1 and state = 'enrolled'",
        participant.id,
        tx.now,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| in_words(error.into()))?;
    changed(done.rows_affected())?;
    note(tx, session, "session.enrol", "withdrawn");
    Ok(())
}

/// Names who teaches.
pub async fn name_instructor(tx: &mut Tx, session: &Session, draft: &InstructorDraft) -> Result<()> {
    let (officer, name, institution) = match draft {
        InstructorDraft::Officer(typed) => (Some(officer_typed(tx, typed).await?.0.0), "", ""),
        InstructorDraft::Outside { name, institution } => (None, name.as_str(), institution.as_str()),
    };
    sqlx::query!(
        "insert into session_instructor (id, session_id, cell, officer_id, name, institution) values ($1, $2, $3, $4, $5, $6)",
        Uuid::now_v7(),
        session.id,
        session.cell,
        officer,
        name,
        institution,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    note(tx, session, "session.run", "instructor");
    Ok(())
}

/// Takes an instructor off.
pub async fn remove_instructor(tx: &mut Tx, session: &Session, instructor: &Instructor) -> Result<()> {
    let done = sqlx::query!("update session_instructor set is_removed = true, version = version + 1 where id = $1 and not is_removed", instructor.id)
        .execute(&mut **tx)
        .await
        .map_err(|error| in_words(error.into()))?;
    changed(done.rows_affected())?;
    note(tx, session, "session.run", "instructor removed");
    Ok(())
}

/// Keeps what was entered; `is_whole`: enters it for good, signed by the actor.
pub async fn save_results(tx: &mut Tx, session: &Session, results: &[ResultDraft], is_whole: bool, version: i32) -> Result<()> {
    if session.state != State::Held {
        return Err(AppError::Conflict(Message::new("constraint-participation-is-kept")));
    }
    let ids: Vec<Uuid> = results.iter().map(|one| one.participation).collect();
    let attendances: Vec<String> = results.iter().map(|one| one.attendance.clone()).collect();
    let judged: Vec<String> = results.iter().map(|one| one.result.clone()).collect();
    let certificates: Vec<String> = results.iter().map(|one| one.certificate.clone()).collect();
    let remarks: Vec<String> = results.iter().map(|one| one.remark.clone()).collect();
    // below nought: no score
    let scores: Vec<i32> = results.iter().map(|one| one.score.unwrap_or(-1)).collect();
    sqlx::query!(
        "update participation p set attendance = x.attendance, result = x.result, score = nullif(x.score, -1), certificate = x.certificate, remark = x.remark,
           version = p.version + 1, updated_at = $8, updated_by = sec.account_id()
         from unnest($1::uuid[], $2::text[], $3::text[], $4::integer[], $5::text[], $6::text[]) x (id, attendance, result, score, certificate, remark)
         where p.id = x.id and p.session_id = $7 and p.state = 'enrolled'
           and (p.attendance, p.result, p.score, p.certificate, p.remark)
             is distinct from (x.attendance, x.result, nullif(x.score, -1), x.certificate, x.remark)",
        &ids[..],
        &attendances[..],
        &judged[..],
        &scores[..],
        &certificates[..],
        &remarks[..],
        session.id,
        tx.now,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| in_words(error.into()))?;
    let done = sqlx::query!(
        "update course_session set state = case when $2 then 'results_entered' else state end, results_by = case when $2 then sec.account_id() end,
           results_at = case when $2 then $3::timestamptz end, version = version + 1, updated_at = $3, updated_by = sec.account_id()
         where id = $1 and version = $4",
        session.id,
        is_whole,
        tx.now,
        version,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    changed(done.rows_affected())?;
    note(tx, session, "session.enter-results", if is_whole { "entered" } else { "kept" });
    Ok(())
}

/// Verifies the results: the database qualifies those who passed.
pub async fn verify(tx: &mut Tx, session: &Session, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update course_session set state = 'verified', verified_by = sec.account_id(), verified_at = $2, version = version + 1, updated_at = $2,
           updated_by = sec.account_id() where id = $1 and version = $3",
        session.id,
        tx.now,
        version,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| in_words(error.into()))?;
    changed(done.rows_affected())?;
    let made = queries::participants(tx, session.id).await?.into_iter().filter(|one| !one.qualification.is_empty()).count();
    note(tx, session, "session.verify", &format!("{made} qualified"));
    Ok(())
}

/// Sends the results back to whoever enters them, with a reason.
pub async fn send_back(tx: &mut Tx, session: &Session, reason: &str, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update course_session set state = 'held', state_reason = $2, results_by = null, results_at = null, version = version + 1, updated_at = $3,
           updated_by = sec.account_id() where id = $1 and version = $4 and state = 'results_entered'",
        session.id,
        reason,
        tx.now,
        version,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| in_words(error.into()))?;
    changed(done.rows_affected())?;
    note(tx, session, "session.verify", "sent back");
    Ok(())
}

fn note(tx: &mut Tx, session: &Session, deed: &'static str, detail: &str) {
    tx.record(Entry::done(deed, &session.reference).at_cell(session.cell).with_detail(detail.to_owned()));
}

fn changed(rows: u64) -> Result<()> {
    if rows == 0 { Err(conflict::stale()) } else { Ok(()) }
}

/// What the database refuses of a step without fields, in words on a page of its own.
fn in_words(error: AppError) -> AppError {
    match error {
        AppError::Refused(name) => match name.as_str() {
            "session_goes_in_order" => AppError::Conflict(Message::new("constraint-session-goes-in-order")),
            "session_held_from_its_first_day" => AppError::Conflict(Message::new("constraint-session-held-from-its-first-day")),
            "held_session_is_kept" => AppError::Conflict(Message::new("constraint-held-session-is-kept")),
            "participation_is_kept" => AppError::Conflict(Message::new("constraint-participation-is-kept")),
            "session_verified_by_no_participant" => AppError::Conflict(Message::new("constraint-session-verified-by-no-participant")),
            "qualification_of_a_type_in_use" => AppError::Conflict(Message::new("constraint-qualification-of-a-type-in-use")),
            "session_results_verified_by_another" => AppError::Conflict(Message::new("constraint-session-results-verified-by-another")),
            _ => AppError::Refused(name),
        },
        other => other,
    }
}

/// A refusal of the database beside the field it is about.
fn beside(error: AppError) -> AppError {
    match error {
        AppError::Refused(name) => match name.as_str() {
            "session_of_a_course_in_use" => AppError::field("course", "constraint-session-of-a-course-in-use"),
            "station_is_closed" => AppError::field("station", "constraint-station-is-closed"),
            "session_has_a_seat" => AppError::field("officer", "constraint-session-has-a-seat"),
            "officer_in_one_session" => AppError::field("officer", "constraint-officer-in-one-session"),
            "participant_in_service" => AppError::field("officer", "constraint-participant-in-service"),
            "instructor_takes_no_seat" => AppError::field("officer", "constraint-instructor-takes-no-seat"),
            "instructor_named_once" => AppError::field("officer", "constraint-instructor-named-once"),
            "session_results_after_its_last_day" => AppError::field("finish", "constraint-session-results-after-its-last-day"),
            "session_results_are_complete" => AppError::field("finish", "constraint-session-results-are-complete"),
            _ => in_words(AppError::Refused(name)),
        },
        other => other,
    }
}
