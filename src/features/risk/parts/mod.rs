//! The parts of an assessment, each with its page and its forms: threats, measures, courses of action,
//! sources. They are written by the author while the assessment is open to them; a registered one may
//! be given its structure later (INV-06 holds the rest in the database).

mod carrying;
mod courses;
mod forms;
mod measures;
mod sources;
mod threats;

use axum::response::Response;
use uuid::Uuid;

use super::commands;
use super::queries::{self, Assessment};
use super::views::{self, Head};
use crate::audit::history::{self, HistoryTable};
use crate::authz::action::{Action, Authorized};
use crate::authz::actor::Actor;
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::web::conflict::{self, Part, Place, Race};
use crate::web::error::{AppError, Result};
use crate::web::form::Form;

/// Routes of all parts.
pub fn routes() -> Routes {
    threats::routes().and(measures::routes()).and(courses::routes()).and(sources::routes()).and(carrying::routes())
}

/// The page that says why a form is not offered; `None` where it is.
pub fn refusal<A: Action<Target = Assessment>>(auth: &Authorized<A>) -> Option<Result<Response>> {
    let key = match commands::may_write(&auth.actor, &auth.target) {
        Ok(()) => return None,
        Err(AppError::Forbidden(message) | AppError::Conflict(message)) => message.key,
        Err(error) => return Some(Err(error)),
    };
    let head = Head::new(&auth.seed, &auth.actor, &auth.target);
    Some(views::locked(&auth.seed, head, key, &auth.target.url()))
}

/// True if the forms of parts are offered to this person.
fn can_add(actor: &Actor, assessment: &Assessment) -> bool {
    views::can(actor, "risk.write", assessment) && commands::may_write(actor, assessment).is_ok()
}

/// The next free number of a table of parts.
async fn next_number(tx: &mut Tx, assessment: Uuid, table: HistoryTable) -> Result<i32> {
    // locked, so that two who add at once do not take the same number
    sqlx::query!("select id from risk_assessment where id = $1 for update", assessment).fetch_optional(&mut **tx).await?.ok_or(AppError::NotFound)?;
    let last = match table {
        HistoryTable::RiskThreat => {
            sqlx::query_scalar!("select max(number) from visible_risk_threat where assessment_id = $1", assessment).fetch_one(&mut **tx).await?
        }
        HistoryTable::RiskMeasure => {
            sqlx::query_scalar!("select max(number) from visible_risk_measure where assessment_id = $1", assessment).fetch_one(&mut **tx).await?
        }
        HistoryTable::RiskCourse => {
            sqlx::query_scalar!("select max(number) from visible_risk_course where assessment_id = $1", assessment).fetch_one(&mut **tx).await?
        }
        _ => sqlx::query_scalar!("select max(number) from visible_risk_source where assessment_id = $1", assessment).fetch_one(&mut **tx).await?,
    };
    Ok(last.unwrap_or_default() + 1)
}

/// A part that two people changed at once.
struct Clash<'a, T> {
    row: (HistoryTable, Uuid),
    action: String,
    back: String,
    parts: &'static [Part],
    base_version: i32,
    current_version: i32,
    theirs: T,
    yours: &'a T,
}

/// Settles a lost race over a part, or asks.
async fn settle<A, T>(auth: &Authorized<A>, tx: &mut Tx, form: &Form, clash: Clash<'_, T>) -> Result<Race>
where
    A: Action<Target = Assessment>,
    T: serde::Serialize + serde::de::DeserializeOwned,
{
    let base = history::content_at(tx, clash.row.0, clash.row.1, clash.base_version).await?.ok_or_else(conflict::stale)?;
    let base: T = super::forms::of_version(clash.parts, &base)?;
    let sides = conflict::sides(clash.parts, &base, &clash.theirs, clash.yours)?;
    let at = Place {
        action: clash.action,
        record_url: clash.back,
        reference: auth.target.reference.clone(),
        base_version: clash.base_version,
        current_version: clash.current_version,
        zone: auth.target.zone.clone(),
        place: auth.target.station_name.clone(),
        ..Place::default()
    };
    conflict::race(tx, &auth.seed, clash.row, at, sides, form, |_, value| value.to_owned()).await
}

/// The assessment as it is now, after what was just changed.
async fn again(tx: &mut Tx, assessment: &Assessment) -> Result<Assessment> {
    queries::by_ref(tx, &assessment.reference).await?.ok_or(AppError::NotFound)
}
