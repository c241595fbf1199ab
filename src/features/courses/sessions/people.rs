//! Who takes part and who teaches: enrolment, withdrawal, instructors, and the sheet that everybody signs.

use axum::response::Response;

use super::forms::{EnrolmentForm, InstructorForm};
use super::pages::{EnrolmentPage, InstructorPage, SheetPage};
use super::queries;
use super::views::url;
use super::{AskEnrolment, AskInstructor, Enrol, NameInstructor, PrintAttendance, RemoveInstructor, Withdraw, commands};
use crate::authz::action::Authorized;
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::page;

pub async fn ask_enrolment(auth: Authorized<AskEnrolment>) -> Result<Response> {
    if !auth.target.state.takes_participants() {
        return Err(AppError::Conflict(Message::new("constraint-participation-is-kept")));
    }
    page::page(&EnrolmentPage::new(&auth.seed, &auth.target, &EnrolmentForm::default(), &FieldErrors::default()))
}

pub async fn enrol(mut auth: Authorized<Enrol>, form: Form) -> Result<Response> {
    let posted: EnrolmentForm = form.parse()?;
    let address = url(&auth.target.reference);
    let outcome = async {
        let officer = posted.draft()?;
        let mut tx = auth.write(&form).await?;
        commands::enrol(&mut tx, &auth.target, &officer).await?;
        tx.commit(&address).await
    }
    .await;
    match outcome {
        Ok(()) => Ok(page::see_other_saying(&address, "said-participation-enrolled", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&EnrolmentPage::new(&auth.seed, &auth.target, &posted, &errors)),
        Err(error) => Err(error),
    }
}

pub async fn withdraw(mut auth: Authorized<Withdraw>, form: Form) -> Result<Response> {
    if !form.fields().is_empty() {
        return Err(AppError::Bad(Message::new("error-form-unknown-field")));
    }
    let address = url(&auth.target.reference);
    let officer = auth.params.get("officer").to_owned();
    let mut tx = auth.write(&form).await?;
    let participants = queries::participants(&mut tx, auth.target.id).await?;
    let participant = participants.iter().find(|one| one.key() == officer).ok_or(AppError::NotFound)?;
    commands::withdraw(&mut tx, &auth.target, participant).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-participation-withdrawn", &officer))
}

pub async fn ask_instructor(auth: Authorized<AskInstructor>) -> Result<Response> {
    if !auth.target.state.takes_instructors() {
        return Err(AppError::Conflict(Message::new("constraint-held-session-is-kept")));
    }
    page::page(&InstructorPage::new(&auth.seed, &auth.target, &InstructorForm::default(), &FieldErrors::default()))
}

pub async fn name_instructor(mut auth: Authorized<NameInstructor>, form: Form) -> Result<Response> {
    let posted: InstructorForm = form.parse()?;
    let address = url(&auth.target.reference);
    let outcome = async {
        let draft = posted.draft()?;
        let mut tx = auth.write(&form).await?;
        commands::name_instructor(&mut tx, &auth.target, &draft).await?;
        tx.commit(&address).await
    }
    .await;
    match outcome {
        Ok(()) => Ok(page::see_other_saying(&address, "said-session-instructor-named", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&InstructorPage::new(&auth.seed, &auth.target, &posted, &errors)),
        Err(error) => Err(error),
    }
}

pub async fn remove_instructor(mut auth: Authorized<RemoveInstructor>, form: Form) -> Result<Response> {
    if !form.fields().is_empty() {
        return Err(AppError::Bad(Message::new("error-form-unknown-field")));
    }
    let number = i64::from(auth.params.number("number")?);
    let address = url(&auth.target.reference);
    let mut tx = auth.write(&form).await?;
    let instructors = queries::instructors(&mut tx, auth.target.id).await?;
    let instructor = instructors.iter().find(|one| one.number == number).ok_or(AppError::NotFound)?;
    commands::remove_instructor(&mut tx, &auth.target, instructor).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-session-instructor-removed", &auth.target.reference))
}

pub async fn sheet(mut auth: Authorized<PrintAttendance>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let participants = queries::participants(&mut tx, auth.target.id).await?;
    let instructors = queries::instructors(&mut tx, auth.target.id).await?;
    page::page(&SheetPage::new(&auth.seed, &auth.target, participants, instructors))
}
