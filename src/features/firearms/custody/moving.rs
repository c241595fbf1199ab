//! `/firearms/{ref}/custody`: a weapon comes back from its officer or its workshop, goes to a workshop, or to another
//! armoury of the station. What happened is recorded by one at once; the second signs within a day.

use askama::Template;
use axum::response::Response;

use super::super::queries::Firearm;
use super::super::views::url as firearm_url;
use super::forms::{CONDITIONS, MoveForm};
use super::views::{condition_word, url};
use super::{AskMove, MoveFirearm, commands};
use crate::authz::action::{Action, Authorized};
use crate::features::armouries::{ArmouryChoice, armoury_choices};
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Shell};

#[derive(Template)]
#[template(path = "custody/move.html")]
struct MovePage {
    shell: Shell,
    reference: String,
    called: String,
    title: String,
    holder: String,
    is_return: bool,
    action: String,
    back_url: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    to: Field,
    destinations: Vec<Choice>,
    workshop: Field,
    offers_workshop: bool,
    condition: Field,
    conditions: Vec<Choice>,
    note: Field,
}

/// Armouries of the weapon's station but the one it lies in.
fn open_to(firearm: &Firearm, armouries: Vec<ArmouryChoice>) -> Vec<ArmouryChoice> {
    armouries.into_iter().filter(|one| one.cell == firearm.cell && one.reference != firearm.armoury).collect()
}

async fn answer<A: Action<Target = Firearm>>(auth: &mut Authorized<A>, form: &MoveForm, errors: &FieldErrors) -> Result<Response> {
    let mut tx = auth.read().await?;
    let armouries = open_to(&auth.target, armoury_choices(&mut tx).await?);
    let (firearm, language) = (&auth.target, auth.language());
    let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
    let shell = Shell::titled(&auth.seed, firearm.reference.clone());
    let mut destinations = super::armoury_options(language, &armouries, &form.to);
    let offers_workshop = firearm.place == "armoury";
    if offers_workshop {
        destinations.push(Choice::new("workshop", language.t("custody-to-workshop"), &form.to));
    }
    let view = MovePage {
        reference: firearm.reference.clone(),
        called: firearm.called(),
        title: language.t(if firearm.place == "person" { "custody-return" } else { "custody-move" }),
        holder: firearm.holder.clone(),
        is_return: firearm.place == "person",
        action: format!("{}/custody", firearm_url(&firearm.reference)),
        back_url: firearm_url(&firearm.reference),
        form_key: fresh_form_key(),
        errors: errors.links(language),
        to: field("to", "custody-to", &form.to),
        destinations,
        workshop: field("workshop", "handover-workshop", &form.workshop).optional().hint(language, "custody-workshop-hint"),
        offers_workshop,
        condition: field("condition", "handover-condition", &form.condition),
        conditions: CONDITIONS.iter().map(|code| Choice::new(*code, condition_word(language, code), &form.condition)).collect(),
        note: field("note", "handover-note", &form.note).optional().hint(language, "custody-note-hint"),
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
    };
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

pub async fn ask(mut auth: Authorized<AskMove>) -> Result<Response> {
    let form = MoveForm { condition: "good".into(), ..MoveForm::default() };
    answer(&mut auth, &form, &FieldErrors::default()).await
}

pub async fn post(mut auth: Authorized<MoveFirearm>, form: Form) -> Result<Response> {
    let posted: MoveForm = form.parse()?;
    match move_from(&mut auth, &form, &posted).await {
        Ok(reference) => Ok(page::see_other_saying(&url(&reference), "said-custody-moved", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => answer(&mut auth, &posted, &errors).await,
        Err(AppError::Refused(name)) if matches!(name.as_str(), "weapon_is_where_it_was" | "handover_follows_custody") => {
            Err(AppError::Conflict(crate::i18n::Message::new("constraint-weapon-is-where-it-was")))
        }
        Err(error) => Err(error),
    }
}

async fn move_from(auth: &mut Authorized<MoveFirearm>, form: &Form, posted: &MoveForm) -> Result<String> {
    let draft = posted.draft()?;
    let mut tx = auth.write(form).await?;
    let armoury = match draft.armoury.as_str() {
        "" => None,
        wanted => {
            let found = open_to(&auth.target, armoury_choices(&mut tx).await?).into_iter().find(|one| one.reference == wanted);
            Some(found.ok_or_else(|| AppError::field("to", "asset-armoury-not-yours"))?)
        }
    };
    let reference = commands::move_on(&mut tx, &auth.target, armoury.as_ref(), &draft).await?;
    tx.commit(&url(&reference)).await?;
    Ok(reference)
}
