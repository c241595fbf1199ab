//! Withdrawing an assessment, and the emergency extension that bridges its end (INV-02).

use axum::response::Response;
use chrono::Duration;
use serde::Deserialize;

use super::commands;
use super::forms::{beside, date};
use super::model::State;
use super::queries::Assessment;
use super::show;
use super::views::{self, Frame, Head, Inputs};
use super::witnessing;
use crate::actions;
use crate::authz::action::{Action, Authorized};
use crate::authz::routes::Routes;
use crate::features::people::required;
use crate::i18n::Hole;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::page;
use crate::web::time;

actions! {
    /// What follows from a withdrawal.
    AskWithdraw: Get "/risk-assessments/{ref}/withdraw" => "risk.decide", Assessment, Quiet;
    /// Withdraws.
    Withdraw: Post "/risk-assessments/{ref}/withdraw" => "risk.decide", Assessment, Change;
    /// What discarding a draft asks for.
    AskDiscard: Get "/risk-assessments/{ref}/discard" => "risk.write", Assessment, Quiet;
    /// Its author gives a draft up.
    Discard: Post "/risk-assessments/{ref}/discard" => "risk.write", Assessment, Change;
    /// The form that asks for an extension.
    AskExtension: Get "/risk-assessments/{ref}/extension" => "risk.ask-extension", Assessment, Quiet;
    /// Asks for it.
    RequestExtension: Post "/risk-assessments/{ref}/extension" => "risk.ask-extension", Assessment, Change;
    /// Signs it: the first, then another.
    SignExtension: Post "/risk-assessments/{ref}/extension/signatures" => "risk.extend", Assessment, Change;
}

pub fn routes() -> Routes {
    Routes::default()
        .get::<AskWithdraw, _, _>(ask_withdraw)
        .post::<Withdraw, _, _>(withdraw)
        .get::<AskDiscard, _, _>(ask_discard)
        .post::<Discard, _, _>(discard)
        .get::<AskExtension, _, _>(ask_extension)
        .post::<RequestExtension, _, _>(request_extension)
        .post::<SignExtension, _, _>(sign_extension)
}

fn withdraw_page<A: Action<Target = Assessment>>(auth: &Authorized<A>, reason: &str, errors: &FieldErrors) -> Result<Response> {
    let language = auth.language();
    let assessment = &auth.target;
    let inputs = Inputs::new(language, errors).area("reason", "risk-reason", reason, "3");
    let frame = Frame {
        title: language.fill("risk-withdraw-title", &[("ref", Hole::Text(&assessment.reference))]),
        lead: vec![language.t("risk-withdraw-lead"), language.t("risk-withdraw-lapse")],
        why: vec![language.t("risk-why-lapse")],
        action: format!("{}/withdraw", assessment.url()),
        deed: language.t("risk-withdraw-deed"),
        is_danger: true,
        back_url: assessment.url(),
        ..Frame::default()
    };
    views::form(&auth.seed, Some(Head::new(&auth.seed, &auth.actor, assessment)), frame, inputs)
}

async fn ask_withdraw(auth: Authorized<AskWithdraw>) -> Result<Response> {
    withdraw_page(&auth, "", &FieldErrors::default())
}

async fn withdraw(mut auth: Authorized<Withdraw>, posted: Form) -> Result<Response> {
    let mut errors = FieldErrors::default();
    let reason = required(&mut errors, "reason", posted.text("reason"), 2000);
    if !errors.is_empty() {
        return withdraw_page(&auth, posted.text("reason"), &errors);
    }
    let back = auth.target.url();
    let mut tx = auth.write(&posted).await?;
    commands::end(&mut tx, &auth.actor, &auth.target, State::Withdrawn, &reason).await?;
    tx.commit(&back).await?;
    Ok(page::see_other_saying(&back, "said-risk-withdrawn", &auth.target.reference))
}

fn discard_page<A: Action<Target = Assessment>>(auth: &Authorized<A>, reason: &str, errors: &FieldErrors) -> Result<Response> {
    let language = auth.language();
    let assessment = &auth.target;
    let frame = Frame {
        title: language.fill("risk-discard-title", &[("ref", Hole::Text(&assessment.reference))]),
        lead: vec![language.t("risk-discard-lead")],
        action: format!("{}/discard", assessment.url()),
        deed: language.t("risk-discard-deed"),
        is_danger: true,
        back_url: assessment.url(),
        ..Frame::default()
    };
    let inputs = Inputs::new(language, errors).area("reason", "risk-reason", reason, "2");
    views::form(&auth.seed, Some(Head::new(&auth.seed, &auth.actor, assessment)), frame, inputs)
}

async fn ask_discard(auth: Authorized<AskDiscard>) -> Result<Response> {
    if let Some(refused) = super::parts::refusal(&auth) {
        return refused;
    }
    discard_page(&auth, "", &FieldErrors::default())
}

async fn discard(mut auth: Authorized<Discard>, posted: Form) -> Result<Response> {
    commands::may_write(&auth.actor, &auth.target)?;
    let mut errors = FieldErrors::default();
    let reason = required(&mut errors, "reason", posted.text("reason"), 2000);
    if !errors.is_empty() {
        return discard_page(&auth, posted.text("reason"), &errors);
    }
    let mut tx = auth.write(&posted).await?;
    commands::discard(&mut tx, &auth.actor, &auth.target, &reason).await?;
    tx.commit("/risk-assessments").await?;
    Ok(page::see_other_saying("/risk-assessments", "said-risk-discarded", &auth.target.reference))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ExtensionForm {
    from_date: String,
    to_date: String,
    reason: String,
}

fn extension_page<A: Action<Target = Assessment>>(auth: &Authorized<A>, form: &ExtensionForm, errors: &FieldErrors) -> Result<Response> {
    let language = auth.language();
    let assessment = &auth.target;
    let inputs = Inputs::new(language, errors)
        .date("from_date", "risk-extension-from-date", &form.from_date)
        .date("to_date", "risk-extension-to-date", &form.to_date)
        .hint("risk-extension-to-hint")
        .area("reason", "risk-extension-reason", &form.reason, "3");
    let frame = Frame {
        title: language.fill("risk-extension-title", &[("ref", Hole::Text(&assessment.reference))]),
        lead: vec![language.t("risk-extension-lead")],
        why: vec![language.t("risk-why-lapse")],
        action: format!("{}/extension", assessment.url()),
        deed: language.t("risk-extension-deed"),
        back_url: assessment.url(),
        ..Frame::default()
    };
    views::form(&auth.seed, Some(Head::new(&auth.seed, &auth.actor, assessment)), frame, inputs)
}

async fn ask_extension(auth: Authorized<AskExtension>) -> Result<Response> {
    let today = auth.now().date_naive();
    let from = auth.target.valid_to.and_then(|last| last.succ_opt()).map_or(today, |next| next.max(today));
    let form = ExtensionForm { from_date: time::typed_date(from), to_date: time::typed_date(from + Duration::days(13)), ..ExtensionForm::default() };
    extension_page(&auth, &form, &FieldErrors::default())
}

async fn request_extension(mut auth: Authorized<RequestExtension>, posted: Form) -> Result<Response> {
    let form: ExtensionForm = posted.parse()?;
    match ask_from(&mut auth, &posted, &form).await.map_err(beside) {
        Ok(()) => Ok(page::see_other_saying(&auth.target.url(), "said-risk-extension-asked", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => extension_page(&auth, &form, &errors),
        Err(error) => Err(error),
    }
}

async fn ask_from(auth: &mut Authorized<RequestExtension>, posted: &Form, form: &ExtensionForm) -> Result<()> {
    let mut errors = FieldErrors::default();
    let from = date(&mut errors, "from_date", &form.from_date);
    let to = date(&mut errors, "to_date", &form.to_date);
    let reason = required(&mut errors, "reason", &form.reason, 2000);
    errors.or(())?;
    let location = auth.target.url();
    let mut tx = auth.write(posted).await?;
    witnessing::ask_extension(&mut tx, &auth.target, from, to, &reason).await?;
    tx.commit(&location).await
}

async fn sign_extension(mut auth: Authorized<SignExtension>, posted: Form) -> Result<Response> {
    let back = auth.target.url();
    let outcome = async {
        let mut tx = auth.write(&posted).await?;
        let is_whole = witnessing::extend(&mut tx, &auth.actor, &auth.target).await?;
        tx.commit(&back).await?;
        Ok(is_whole)
    }
    .await;
    match outcome.map_err(beside) {
        Ok(true) => Ok(page::see_other_saying(&back, "said-risk-extended", &auth.target.reference)),
        Ok(false) => Ok(page::see_other_saying(&back, "said-caution-risk-first-of-two", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => show::again(&mut auth, &errors).await,
        Err(error) => Err(error),
    }
}
