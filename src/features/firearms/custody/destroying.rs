//! `/firearms/{ref}/destruction`: a weapon that lies in an armoury is to be destroyed. Prepared by one with the document
//! behind it, done when another signs, final.

use askama::Template;
use axum::response::Response;

use super::super::queries::Firearm;
use super::super::views::url as firearm_url;
use super::forms::DestroyForm;
use super::views::url;
use super::{AskDestruction, DestroyFirearm, commands};
use crate::authz::action::{Action, Authorized};
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Shell};

#[derive(Template)]
#[template(path = "custody/destroy.html")]
struct DestroyPage {
    shell: Shell,
    reference: String,
    called: String,
    holder: String,
    action: String,
    back_url: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    document: Field,
    reason: Field,
}

fn answer<A: Action<Target = Firearm>>(auth: &Authorized<A>, form: &DestroyForm, errors: &FieldErrors) -> Result<Response> {
    let (firearm, language) = (&auth.target, auth.language());
    if firearm.place != "armoury" {
        return Err(AppError::Conflict(Message::new("custody-destroy-from-armoury")));
    }
    let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
    let shell = Shell::titled(&auth.seed, firearm.reference.clone());
    let view = DestroyPage {
        reference: firearm.reference.clone(),
        called: firearm.called(),
        holder: firearm.holder.clone(),
        action: format!("{}/destruction", firearm_url(&firearm.reference)),
        back_url: firearm_url(&firearm.reference),
        form_key: fresh_form_key(),
        errors: errors.links(language),
        document: field("document", "handover-document", &form.document).hint(language, "custody-destroy-document-hint"),
        reason: field("reason", "ending-reason", &form.reason),
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
    };
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

pub async fn ask(auth: Authorized<AskDestruction>) -> Result<Response> {
    answer(&auth, &DestroyForm::default(), &FieldErrors::default())
}

pub async fn post(mut auth: Authorized<DestroyFirearm>, form: Form) -> Result<Response> {
    let posted: DestroyForm = form.parse()?;
    match destroy_from(&mut auth, &form, &posted).await {
        Ok(reference) => Ok(page::see_other_saying(&url(&reference), "said-custody-prepared", &reference)),
        Err(AppError::Invalid(errors)) => answer(&auth, &posted, &errors),
        Err(AppError::Refused(name)) if matches!(name.as_str(), "weapon_is_where_it_was" | "handover_follows_custody") => {
            Err(AppError::Conflict(Message::new("constraint-weapon-is-where-it-was")))
        }
        Err(error) => Err(error),
    }
}

async fn destroy_from(auth: &mut Authorized<DestroyFirearm>, form: &Form, posted: &DestroyForm) -> Result<String> {
    let draft = posted.draft()?;
    let mut tx = auth.write(form).await?;
    let reference = commands::destroy(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url(&reference)).await?;
    Ok(reference)
}
