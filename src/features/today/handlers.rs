//! `/today` and the reports from it.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::{SendReport, ShowAssistance, ShowToday, views};
use crate::authz::action::Authorized;
use crate::features::movements::check_ins::{self, Channel, Report, ReportDraft, Reported};
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::page;

pub async fn show(mut auth: Authorized<ShowToday>) -> Result<Response> {
    let mut tx = auth.read().await?;
    page::page(&views::Today::load(&mut tx, &auth.seed, auth.actor.officer).await?)
}

pub async fn assistance(mut auth: Authorized<ShowAssistance>) -> Result<Response> {
    let mut tx = auth.read().await?;
    page::page(&views::Assistance::load(&mut tx, &auth.seed, auth.actor.officer).await?)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct DutyForm {
    leg: String,
    kind: String,
    at: String,
}

pub async fn report(mut auth: Authorized<SendReport>, form: Form) -> Result<Response> {
    match keep(&mut auth, &form).await {
        Ok((..)) | Err(AppError::Repeated(_)) if auth.is_from_outbox => Ok(StatusCode::NO_CONTENT.into_response()),
        Ok((kept, is_assistance)) => Ok(answer(&kept, is_assistance)),
        Err(error) => Err(error),
    }
}

async fn keep(auth: &mut Authorized<SendReport>, form: &Form) -> Result<(Reported, bool)> {
    let typed: DutyForm = form.parse()?;
    let mut errors = FieldErrors::default();
    let what = match typed.kind.as_str() {
        "well" => Report::Well,
        "late" => Report::Late,
        "assistance" => Report::Assistance,
        _ => {
            errors.add("kind", Message::new("field-not-a-choice"));
            Report::Well
        }
    };
    let now = auth.now();
    let occurred_at = match typed.at.trim() {
        "" => now,
        text => check_ins::read_moment(text, now).unwrap_or_else(|message| {
            errors.add("at", message);
            now
        }),
    };
    let is_assistance = what == Report::Assistance;
    errors.or(())?;
    let mut tx = auth.write(form).await?;
    let (movement, leg) = check_ins::leg_named(&mut tx, &typed.leg).await?.ok_or(AppError::NotFound)?;
    let draft = ReportDraft {
        movement,
        leg,
        what,
        channel: Channel::App,
        reported_by: String::new(),
        occurred_at,
        next_due: None,
        note: String::new(),
        // outlives the form key, which is forgotten after a day: a phone may have been off for longer
        device_key: form.key().map(|key| crate::audit::verify::hex(&key)),
    };
    let kept = match check_ins::report(&mut tx, &auth.actor, draft).await {
        Err(AppError::Refused(name)) if name == "event_reported_once" => return Err(AppError::Repeated("/today".into())),
        other => other?,
    };
    tx.commit("/today").await?;
    Ok((kept, is_assistance))
}

fn answer(kept: &Reported, is_assistance: bool) -> Response {
    if is_assistance {
        return page::see_other("/today/assistance");
    }
    let key = if kept.leg_had_ended { "said-caution-today-ended" } else { "said-report-kept" };
    page::see_other_saying("/today", key, &kept.reference)
}
