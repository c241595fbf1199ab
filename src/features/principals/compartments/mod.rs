//! Compartments: residence, family, medical, routine, documents (domain 6.3, K1 to K3). Each is a table with a wall of
//! its own, so a right to the official is no right to them. A click opens one, after the page said that this is logged
//! and shown to the owner; outside one's duty the purpose is asked first. The trail gets the purpose as a word, and it
//! is written before the content leaves (INV-31).
//!
//! Not here: what the sections hold ([`super::profile::sections`]) and how they are edited.

use axum::response::Response;

use super::profile::model::PURPOSES;
use super::profile::page_of;
use super::profile::queries;
use super::profile::target::Of;
use super::profile::views::{Ask, AskPage};
use crate::actions;
use crate::audit::{Entry, Outcome};
use crate::authz::action::{Action, Authorized};
use crate::authz::routes::Routes;
use crate::i18n::{Hole, Message};
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::page;

actions! {
    /// Asks before routine opens.
    AskRoutine: Get "/principals/{ref}/routine" => "routine.open", Of<5>, Quiet;
    /// Opens routine.
    OpenRoutine: Post "/principals/{ref}/routine" => "routine.open", Of<5>, Change;
    /// Asks before documents opens.
    AskDocuments: Get "/principals/{ref}/documents" => "documents.open", Of<6>, Quiet;
    /// Opens documents.
    OpenDocuments: Post "/principals/{ref}/documents" => "documents.open", Of<6>, Change;
    /// Asks before residence opens.
    AskResidence: Get "/principals/{ref}/residence" => "residence.open", Of<7>, Quiet;
    /// Opens residence.
    OpenResidence: Post "/principals/{ref}/residence" => "residence.open", Of<7>, Change;
    /// Asks before family opens.
    AskFamily: Get "/principals/{ref}/family" => "family.open", Of<8>, Quiet;
    /// Opens family.
    OpenFamily: Post "/principals/{ref}/family" => "family.open", Of<8>, Change;
    /// Asks before medical opens.
    AskMedical: Get "/principals/{ref}/medical" => "medical.open", Of<9>, Quiet;
    /// Opens medical.
    OpenMedical: Post "/principals/{ref}/medical" => "medical.open", Of<9>, Change;
}

/// `/principals/{ref}/{compartment}`.
pub fn routes() -> Routes {
    Routes::default()
        .get::<AskRoutine, _, _>(ask)
        .post::<OpenRoutine, _, _>(open)
        .get::<AskDocuments, _, _>(ask)
        .post::<OpenDocuments, _, _>(open)
        .get::<AskResidence, _, _>(ask)
        .post::<OpenResidence, _, _>(open)
        .get::<AskFamily, _, _>(ask)
        .post::<OpenFamily, _, _>(open)
        .get::<AskMedical, _, _>(ask)
        .post::<OpenMedical, _, _>(open)
}

async fn ask<const AT: usize, A: Action<Target = Of<AT>>>(mut auth: Authorized<A>) -> Result<Response> {
    ask_page(&mut auth, &Form::default(), &FieldErrors::default()).await
}

async fn ask_page<const AT: usize, A: Action<Target = Of<AT>>>(auth: &mut Authorized<A>, form: &Form, errors: &FieldErrors) -> Result<Response> {
    let mut tx = auth.read().await?;
    let (language, principal) = (auth.language(), &auth.target.principal);
    let owner = queries::owner_of(&mut tx, principal.id, Of::<AT>::SECTION).await?;
    let (given, why_none) = match (auth.target.is_duty(&auth.actor), auth.target.is_opened) {
        (true, _) => ("duty", language.t("profile-open-duty")),
        (false, true) => {
            let reading = queries::opening_reading(&mut tx, principal.id).await?;
            ("emergency", language.fill("profile-open-emergency", &[("ref", Hole::Text(&reading))]))
        }
        (false, false) => ("", String::new()),
    };
    let ask = Ask { owner, given, why_none, purpose: form.text("purpose"), movement: form.text("movement") };
    let view = AskPage::new(&auth.seed, &auth.actor, principal, Of::<AT>::SECTION, ask, errors);
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

/// Opens the content in the answer to the form: the address of the page stays the question.
async fn open<const AT: usize, A: Action<Target = Of<AT>>>(mut auth: Authorized<A>, form: Form) -> Result<Response> {
    let why = match why(&mut auth, &form).await {
        Ok(why) => why,
        Err(AppError::Invalid(errors)) => return ask_page(&mut auth, &form, &errors).await,
        Err(error) => return Err(error),
    };
    let section = Of::<AT>::SECTION;
    let entry = Entry::new(section.open_action(), &auth.target.principal.reference, Outcome::Read).at_cell(auth.target.principal.portfolio_cell);
    auth.app.db.note(&auth.actor.ctx, entry.with_detail(why)).await?;
    let mut tx = auth.read().await?;
    let content = queries::content(&mut tx, section, auth.target.principal.id).await?;
    let note = auth.language().t("profile-opened-note");
    page_of(&auth, &mut tx, content.as_ref(), note).await
}

/// Why it is opened, as the trail says it. `purpose planning M-26-7K3FA`.
async fn why<const AT: usize, A: Action<Target = Of<AT>>>(auth: &mut Authorized<A>, form: &Form) -> Result<String> {
    let asked = form.text("purpose");
    if asked == "duty" && auth.target.is_duty(&auth.actor) {
        return Ok("duty".into());
    }
    if asked == "emergency" && auth.target.is_opened {
        let mut tx = auth.read().await?;
        return Ok(format!("emergency {}", queries::opening_reading(&mut tx, auth.target.principal.id).await?));
    }
    let mut errors = FieldErrors::default();
    let purpose = PURPOSES.iter().find(|known| **known == asked).copied();
    if purpose.is_none() {
        errors.add("purpose", Message::new("profile-purpose-required"));
    }
    let movement = form.text("movement").trim().to_uppercase();
    let is_reference = movement.len() <= 20 && movement.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !(movement.is_empty() || is_reference && movement.starts_with("M-")) {
        errors.add("movement", Message::new("profile-purpose-movement-shape"));
    }
    errors.or(format!("purpose {} {movement}", purpose.unwrap_or_default()).trim_end().to_owned())
}
