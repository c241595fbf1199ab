//! Attendance and results of everybody on one page, their verification by another, and the way back.

use std::collections::HashSet;

use axum::response::Response;

use super::forms::{RESULT_FIELDS, ReasonForm, VersionForm, field_of, results_of};
use super::pages::{ReasonPage, ResultsPage};
use super::queries::{self, Participant};
use super::views::url;
use super::{AskResults, AskReturn, ReturnResults, SaveResults, VerifySession, commands};
use crate::authz::action::Authorized;
use crate::features::courses::model::State;
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::page;

pub async fn ask(mut auth: Authorized<AskResults>) -> Result<Response> {
    if auth.target.state != State::Held {
        return Err(AppError::Conflict(Message::new("constraint-result-of-a-held-session")));
    }
    let mut tx = auth.read().await?;
    let participants = enrolled(queries::participants(&mut tx, auth.target.id).await?);
    page::page(&ResultsPage::new(&auth.seed, &auth.target, &participants, None, &FieldErrors::default()))
}

pub async fn save(mut auth: Authorized<SaveResults>, form: Form) -> Result<Response> {
    let everybody = queries::participants(&mut auth.read().await?, auth.target.id).await?;
    // somebody may have been withdrawn while the form was open
    let known: HashSet<String> = everybody.iter().flat_map(|one| RESULT_FIELDS.iter().map(|what| field_of(what, one))).collect();
    let participants = enrolled(everybody);
    if form.fields().iter().any(|(name, _)| !matches!(name.as_str(), "version" | "finish") && !known.contains(name)) {
        return Err(AppError::Bad(Message::new("error-form-unknown-field")));
    }
    let is_whole = !form.text("finish").is_empty();
    let address = url(&auth.target.reference);
    let outcome = async {
        let results = results_of(&form, &participants, auth.target.pass_mark, is_whole)?;
        let mut tx = auth.write(&form).await?;
        commands::save_results(&mut tx, &auth.target, &results, is_whole, form.text("version").parse().unwrap_or_default()).await?;
        tx.commit(&address).await
    }
    .await;
    let said = if is_whole { "said-course-session-results-entered" } else { "said-course-session-results-kept" };
    match outcome {
        Ok(()) => Ok(page::see_other_saying(&address, said, &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&ResultsPage::new(&auth.seed, &auth.target, &participants, Some(&form), &errors)),
        Err(error) => Err(error),
    }
}

/// Those who hold a seat.
fn enrolled(participants: Vec<Participant>) -> Vec<Participant> {
    participants.into_iter().filter(|one| one.is_enrolled).collect()
}

pub async fn verify(mut auth: Authorized<VerifySession>, form: Form) -> Result<Response> {
    let posted: VersionForm = form.parse()?;
    let address = url(&auth.target.reference);
    let mut tx = auth.write(&form).await?;
    commands::verify(&mut tx, &auth.target, posted.version.parse().unwrap_or_default()).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-course-session-verified", &auth.target.reference))
}

pub async fn ask_return(auth: Authorized<AskReturn>) -> Result<Response> {
    if auth.target.state != State::ResultsEntered {
        return Ok(page::see_other(&url(&auth.target.reference)));
    }
    let form = ReasonForm { version: auth.target.version.to_string(), ..ReasonForm::default() };
    page::page(&ReasonPage::new(&auth.seed, &auth.target, "return", &form, &FieldErrors::default()))
}

pub async fn send_back(mut auth: Authorized<ReturnResults>, form: Form) -> Result<Response> {
    let posted: ReasonForm = form.parse()?;
    let address = url(&auth.target.reference);
    let outcome = async {
        let reason = posted.draft()?;
        let mut tx = auth.write(&form).await?;
        commands::send_back(&mut tx, &auth.target, &reason, posted.version.parse().unwrap_or_default()).await?;
        tx.commit(&address).await
    }
    .await;
    match outcome {
        Ok(()) => Ok(page::see_other_saying(&address, "said-course-session-returned", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&ReasonPage::new(&auth.seed, &auth.target, "return", &posted, &errors)),
        Err(error) => Err(error),
    }
}
