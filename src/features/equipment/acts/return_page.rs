//! Taking back a thing, or a kit as one: what came back broken, and what did not come back.

use askama::Template;
use axum::response::Response;

use super::super::kits::{self, Kit};
use super::super::queries::Equipment;
use super::super::views::url as thing_url;
use super::commands::{self, Subject};
use super::forms::{CONDITIONS, ReturnForm};
use super::queries::{self, PartOut};
use super::views::{condition_choices, url};
use super::{AskReturnEquipment, AskReturnKit, ReturnEquipment, ReturnKit};
use crate::authz::action::{Action, Authorized};
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Seed, Shell};

#[derive(Template)]
#[template(path = "equipment/return.html")]
struct ReturnPage {
    shell: Shell,
    reference: String,
    called: String,
    holder: String,
    action: String,
    back_url: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    condition: Field,
    conditions: Vec<Choice>,
    damaged: Field,
    damaged_parts: Vec<Choice>,
    missing: Field,
    missing_parts: Vec<Choice>,
    note: Field,
    title: String,
}

/// Whose return it is.
struct About<'a> {
    reference: &'a str,
    called: &'a str,
    holder: &'a str,
    record: String,
    parts: &'a [PartOut],
    is_kit: bool,
}

fn return_page(seed: &Seed, about: &About, form: &ReturnForm, errors: &FieldErrors) -> ReturnPage {
    let language = seed.language;
    let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
    let shell = Shell::titled(seed, about.reference.to_owned());
    let condition = if form.condition.is_empty() { "good" } else { &form.condition };
    let picked = |named: &[String]| -> Vec<Choice> {
        let choice = |part: &PartOut| {
            let current = if named.contains(&part.reference) { part.reference.as_str() } else { "" };
            Choice::new(&part.reference, format!("{} {}", part.reference, part.called), current)
        };
        about.parts.iter().map(choice).collect()
    };
    ReturnPage {
        reference: about.reference.to_owned(),
        called: about.called.to_owned(),
        holder: about.holder.to_owned(),
        action: format!("{}/return", about.record),
        back_url: about.record.clone(),
        form_key: fresh_form_key(),
        errors: errors.links(language),
        condition: field("condition", "equipment-act-condition", condition),
        conditions: condition_choices(language, CONDITIONS, condition),
        damaged: field("damaged", "equipment-act-damaged", "").optional(),
        damaged_parts: picked(&form.damaged),
        missing: field("missing", "equipment-act-missing", "").optional().hint(language, "equipment-missing-hint"),
        missing_parts: picked(&form.missing),
        note: field("note", "equipment-act-note", &form.note).optional().hint(language, "custody-note-hint"),
        title: language.t(if about.is_kit { "kit-return" } else { "equipment-return" }),
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
    }
}

fn about_thing(thing: &Equipment) -> About<'_> {
    About { reference: &thing.reference, called: &thing.label, holder: &thing.holder, record: thing_url(&thing.reference), parts: &[], is_kit: false }
}

fn about_kit<'a>(kit: &'a Kit, parts: &'a [PartOut]) -> About<'a> {
    About { reference: &kit.reference, called: &kit.name, holder: &kit.holder, record: kits::url(&kit.reference), parts, is_kit: true }
}

pub async fn ask_thing(auth: Authorized<AskReturnEquipment>) -> Result<Response> {
    if !auth.target.is_out() || auth.target.is_out_with_kit {
        return Ok(page::see_other(&thing_url(&auth.target.reference)));
    }
    page::page(&return_page(&auth.seed, &about_thing(&auth.target), &ReturnForm::default(), &FieldErrors::default()))
}

pub async fn thing(mut auth: Authorized<ReturnEquipment>, form: Form) -> Result<Response> {
    let posted: ReturnForm = form.parse()?;
    let target = auth.target.clone();
    let subject = Subject { equipment: Some(target.id), kit: None, reference: target.reference.clone(), cell: target.cell };
    match take_back(&mut auth, &form, &posted, &subject, &[]).await {
        Ok(reference) => Ok(page::see_other_saying(&url(&reference), "said-equipment-returned", &target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&return_page(&auth.seed, &about_thing(&target), &posted, &errors)),
        Err(error) => Err(error),
    }
}

pub async fn ask_kit(mut auth: Authorized<AskReturnKit>) -> Result<Response> {
    if !auth.target.is_out() {
        return Ok(page::see_other(&kits::url(&auth.target.reference)));
    }
    let mut tx = auth.read().await?;
    let parts = queries::parts_out(&mut tx, auth.target.id).await?;
    page::page(&return_page(&auth.seed, &about_kit(&auth.target, &parts), &ReturnForm::default(), &FieldErrors::default()))
}

pub async fn kit(mut auth: Authorized<ReturnKit>, form: Form) -> Result<Response> {
    let posted: ReturnForm = form.parse()?;
    let target = auth.target.clone();
    let parts = {
        let mut tx = auth.read().await?;
        queries::parts_out(&mut tx, target.id).await?
    };
    let subject = Subject { equipment: None, kit: Some(target.id), reference: target.reference.clone(), cell: target.cell };
    match take_back(&mut auth, &form, &posted, &subject, &parts).await {
        Ok(reference) => Ok(page::see_other_saying(&url(&reference), "said-equipment-returned", &target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&return_page(&auth.seed, &about_kit(&target, &parts), &posted, &errors)),
        Err(error) => Err(error),
    }
}

async fn take_back<A: Action>(auth: &mut Authorized<A>, form: &Form, posted: &ReturnForm, subject: &Subject, parts: &[PartOut]) -> Result<String> {
    let known: Vec<String> = parts.iter().map(|part| part.reference.clone()).collect();
    let draft = posted.draft(&known)?;
    let mut tx = auth.write(form).await?;
    let done = commands::take_back(&mut tx, subject, &draft).await;
    let reference = done.map_err(|error| match error {
        AppError::Refused(name) if name == "equipment_is_where_it_was" => AppError::Conflict(Message::new("constraint-equipment-is-where-it-was")),
        other => other,
    })?;
    tx.commit(&url(&reference)).await?;
    Ok(reference)
}
