//! The steps of a pledge, each on a page of its own: accept, check, activate, release, name somebody and take a name back.

use axum::response::Response;

use super::form_pages::{ActivationPage, CheckPage, ReasonPage};
use super::forms::{ActivationForm, CheckForm, MemberForm, ReasonForm};
use super::queries;
use super::views::{Show, url};
use super::{AcceptPledge, Activate, AddCheck, AddMember, AskActivation, AskCheck, AskRelease, AskRemoval, Release, RemoveMember, commands, kit};
use crate::authz::action::Authorized;
use crate::db::Tx;
use crate::features::people::{OfficerHit, officer_choices};
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::page;
use crate::web::time;

pub async fn accept(mut auth: Authorized<AcceptPledge>, form: Form) -> Result<Response> {
    let version = form.parse::<ReasonForm>()?.version.parse().unwrap_or_default();
    let address = url(&auth.target.reference);
    let mut tx = auth.write(&form).await?;
    commands::accept(&mut tx, &auth.target, version).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-standby-accepted", &auth.target.reference))
}

pub async fn ask_check(mut auth: Authorized<AskCheck>) -> Result<Response> {
    let able = auth.target.head_count - auth.target.unfit;
    let form =
        CheckForm { kind: "readiness".into(), done_on: time::typed_date(auth.now().date_naive()), ready: able.max(0).to_string(), ..CheckForm::default() };
    let lines = kit::of(&mut auth.read().await?, auth.target.id).await?;
    page::page(&CheckPage::new(&auth.seed, &auth.target, &lines, &form, &FieldErrors::default()))
}

pub async fn check(mut auth: Authorized<AddCheck>, form: Form) -> Result<Response> {
    let posted: CheckForm = form.parse()?;
    match check_from(&mut auth, &form, &posted).await {
        Ok(()) => Ok(page::see_other_saying(&url(&auth.target.reference), "said-standby-checked", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => {
            let lines = kit::of(&mut auth.read().await?, auth.target.id).await?;
            page::unprocessable(&CheckPage::new(&auth.seed, &auth.target, &lines, &posted, &errors))
        }
        Err(error) => Err(error),
    }
}

async fn check_from(auth: &mut Authorized<AddCheck>, form: &Form, posted: &CheckForm) -> Result<()> {
    let draft = posted.draft(auth.target.head_count, auth.now().date_naive())?;
    let mut tx = auth.write(form).await?;
    commands::check(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url(&auth.target.reference)).await
}

pub async fn ask_activation(mut auth: Authorized<AskActivation>) -> Result<Response> {
    let form = ActivationForm {
        count: auth.target.counts.to_string(),
        from_date: time::typed_date(auth.now().date_naive()),
        version: auth.target.version.to_string(),
        ..ActivationForm::default()
    };
    let lines = kit::of(&mut auth.read().await?, auth.target.id).await?;
    page::page(&ActivationPage::new(&auth.seed, &auth.target, &lines, &form, &FieldErrors::default()))
}

pub async fn activate(mut auth: Authorized<Activate>, form: Form) -> Result<Response> {
    let posted: ActivationForm = form.parse()?;
    match activate_from(&mut auth, &form, &posted).await {
        Ok(()) => Ok(page::see_other_saying(&url(&auth.target.reference), "said-standby-activated", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => {
            let lines = kit::of(&mut auth.read().await?, auth.target.id).await?;
            page::unprocessable(&ActivationPage::new(&auth.seed, &auth.target, &lines, &posted, &errors))
        }
        Err(error) => Err(error),
    }
}

async fn activate_from(auth: &mut Authorized<Activate>, form: &Form, posted: &ActivationForm) -> Result<()> {
    let draft = posted.draft(&auth.target)?;
    let mut tx = auth.write(form).await?;
    commands::activate(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url(&auth.target.reference)).await
}

pub async fn ask_release(auth: Authorized<AskRelease>) -> Result<Response> {
    let form = ReasonForm { version: auth.target.version.to_string(), ..ReasonForm::default() };
    page::page(&ReasonPage::release(&auth.seed, &auth.target, &form, &FieldErrors::default()))
}

pub async fn release(mut auth: Authorized<Release>, form: Form) -> Result<Response> {
    let posted: ReasonForm = form.parse()?;
    let draft = match posted.draft() {
        Ok(draft) => draft,
        Err(AppError::Invalid(errors)) => return page::unprocessable(&ReasonPage::release(&auth.seed, &auth.target, &posted, &errors)),
        Err(error) => return Err(error),
    };
    let address = url(&auth.target.reference);
    let mut tx = auth.write(&form).await?;
    commands::release(&mut tx, &auth.target, &draft).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-standby-released", &auth.target.reference))
}

pub async fn name(mut auth: Authorized<AddMember>, form: Form) -> Result<Response> {
    let posted: MemberForm = form.parse()?;
    match name_from(&mut auth, &form, &posted).await {
        Ok(()) => Ok(page::see_other_saying(&url(&auth.target.reference), "said-standby-named", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => {
            let mut tx = auth.read().await?;
            let people = queries::people(&mut tx, auth.target.id).await?;
            let checks = queries::checks(&mut tx, auth.target.id).await?;
            let lines = kit::of(&mut tx, auth.target.id).await?;
            page::unprocessable(&Show::new(&auth.seed, &auth.actor, &auth.target, (people, checks, lines), &posted, &errors))
        }
        Err(error) => Err(error),
    }
}

async fn name_from(auth: &mut Authorized<AddMember>, form: &Form, posted: &MemberForm) -> Result<()> {
    let mut tx = auth.write(form).await?;
    let officer = officer(&mut tx, posted.officer.trim()).await?;
    commands::name(&mut tx, &auth.target, &officer).await?;
    tx.commit(&url(&auth.target.reference)).await
}

/// The one officer who was meant.
async fn officer(tx: &mut Tx, typed: &str) -> Result<OfficerHit> {
    if typed.is_empty() {
        return Err(AppError::field("officer", "field-required"));
    }
    let mut found = officer_choices(tx, typed).await?;
    let exact = found.iter().position(|one| one.reference.eq_ignore_ascii_case(typed) || one.name.eq_ignore_ascii_case(typed));
    match (exact, found.len()) {
        (Some(at), _) => Ok(found.swap_remove(at)),
        (None, 1) => Ok(found.swap_remove(0)),
        (None, 0) => Err(AppError::field("officer", "custody-officer-unknown")),
        (None, _) => {
            let mut errors = FieldErrors::default();
            let names: Vec<String> = found.iter().map(|one| format!("{} {}", one.reference, one.name)).collect();
            errors.add("officer", Message::new("custody-officer-several").with("names", names.join(", ")));
            Err(AppError::Invalid(errors))
        }
    }
}

pub async fn ask_removal(auth: Authorized<AskRemoval>) -> Result<Response> {
    let form = ReasonForm { version: auth.target.person.version.to_string(), ..ReasonForm::default() };
    page::page(&ReasonPage::removal(&auth.seed, &auth.target, &form, &FieldErrors::default()))
}

pub async fn remove(mut auth: Authorized<RemoveMember>, form: Form) -> Result<Response> {
    let posted: ReasonForm = form.parse()?;
    let draft = match posted.draft() {
        Ok(draft) => draft,
        Err(AppError::Invalid(errors)) => return page::unprocessable(&ReasonPage::removal(&auth.seed, &auth.target, &posted, &errors)),
        Err(error) => return Err(error),
    };
    let address = url(&auth.target.pledge.reference);
    let mut tx = auth.write(&form).await?;
    commands::remove(&mut tx, &auth.target, &draft).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-standby-removed", &auth.target.pledge.reference))
}
