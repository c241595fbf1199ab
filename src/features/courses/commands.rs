//! What people do to the catalogue.

use uuid::Uuid;

use super::forms::CourseDraft;
use super::queries::Course;
use crate::audit::Entry;
use crate::db::Tx;
use crate::web::conflict;
use crate::web::error::{AppError, Result};

/// Records a course; answers its reference.
pub async fn create(tx: &mut Tx, draft: &CourseDraft) -> Result<String> {
    let reference = sqlx::query_scalar!(
        "insert into course (id, code, title, objectives, assessment, pass_mark, leads_to, weapon_class, days, provider, institution, is_withdrawn)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning ref",
        Uuid::now_v7(),
        draft.code,
        draft.title,
        draft.objectives,
        draft.assessment,
        draft.pass_mark,
        draft.leads_to,
        draft.weapon_class,
        draft.days,
        draft.provider,
        draft.institution,
        draft.is_withdrawn,
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    tx.record(Entry::done("course.create", &reference));
    Ok(reference)
}

/// Saves the form over the record it was made from.
pub async fn edit(tx: &mut Tx, course: &Course, draft: &CourseDraft) -> Result<()> {
    let done = sqlx::query!(
        "update course set code = $2, title = $3, objectives = $4, assessment = $5, pass_mark = $6, leads_to = $7, weapon_class = $8, days = $9, provider = $10,
           institution = $11, is_withdrawn = $12, version = version + 1, updated_at = $13, updated_by = sec.account_id() where id = $1 and version = $14",
        course.id,
        draft.code,
        draft.title,
        draft.objectives,
        draft.assessment,
        draft.pass_mark,
        draft.leads_to,
        draft.weapon_class,
        draft.days,
        draft.provider,
        draft.institution,
        draft.is_withdrawn,
        tx.now,
        draft.version,
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done("course.edit", &course.reference));
    Ok(())
}

/// A refusal of the database beside the field it is about.
fn beside(error: AppError) -> AppError {
    match error {
        AppError::Refused(name) => match name.as_str() {
            "course_code_once" => AppError::field("code", "constraint-course-code-once"),
            "course_is_kept_while_judged" => AppError::field("leads_to", "constraint-course-is-kept-while-judged"),
            "course_leads_to_what_is_taught" => AppError::field("leads_to", "constraint-course-leads-to-what-is-taught"),
            _ => AppError::Refused(name),
        },
        other => other,
    }
}
