//! The state of a thing, and the kit it belongs to, each on a page of its own.

use askama::Template;
use axum::response::Response;

use super::commands;
use super::forms::{KitOfForm, StateForm};
use super::kits;
use super::model::next_states;
use super::queries::Equipment;
use super::views::{state_word, url};
use super::{AskEquipmentState, AskKitOf, ChangeEquipmentState, ChangeKitOf};
use crate::authz::action::{Action, Authorized};
use crate::features::people::with_ask;
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Shell};

#[derive(Template)]
#[template(path = "equipment/state.html")]
struct StatePage {
    shell: Shell,
    reference: String,
    called: String,
    now: String,
    action: String,
    back_url: String,
    form_key: String,
    version: i32,
    errors: Vec<ErrorLink>,
    state: Field,
    states: Vec<Choice>,
    reason: Field,
}

fn state_page<A: Action<Target = Equipment>>(auth: &Authorized<A>, form: &StateForm, errors: &FieldErrors) -> StatePage {
    let (language, thing) = (auth.language(), &auth.target);
    let shell = Shell::titled(&auth.seed, thing.reference.clone());
    StatePage {
        reference: thing.reference.clone(),
        called: thing.called(),
        now: state_word(language, &thing.state),
        action: format!("{}/state", url(&thing.reference)),
        back_url: url(&thing.reference),
        form_key: fresh_form_key(),
        version: thing.version,
        errors: errors.links(language),
        state: Field::new(language, "state", "equipment-state-new", &form.state, errors).hint(language, "equipment-state-hint"),
        states: with_ask(language, next_states(&thing.state).iter().map(|code| Choice::new(*code, state_word(language, code), &form.state)).collect()),
        reason: Field::new(language, "reason", "equipment-state-reason", &form.reason, errors).hint(language, "equipment-state-reason-hint"),
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
    }
}

pub async fn ask_state(auth: Authorized<AskEquipmentState>) -> Result<Response> {
    page::page(&state_page(&auth, &StateForm::default(), &FieldErrors::default()))
}

pub async fn change_state(mut auth: Authorized<ChangeEquipmentState>, form: Form) -> Result<Response> {
    let posted: StateForm = form.parse()?;
    match state_from(&mut auth, &form, &posted).await {
        Ok(address) => Ok(page::see_other_saying(&address, "said-equipment-state", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&state_page(&auth, &posted, &errors)),
        Err(AppError::Refused(name)) if name == "equipment_recovery_signed_by_two" => {
            let mut errors = FieldErrors::default();
            errors.add("state", crate::i18n::Message::new("constraint-equipment-recovery-signed-by-two"));
            page::unprocessable(&state_page(&auth, &posted, &errors))
        }
        Err(error) => Err(error),
    }
}

async fn state_from(auth: &mut Authorized<ChangeEquipmentState>, form: &Form, posted: &StateForm) -> Result<String> {
    let (state, reason) = posted.draft(&auth.target.state)?;
    let address = url(&auth.target.reference);
    let mut tx = auth.write(form).await?;
    commands::change_state(&mut tx, &auth.target, &state, &reason, posted.version.parse().unwrap_or_default()).await?;
    tx.commit(&address).await?;
    Ok(address)
}

#[derive(Template)]
#[template(path = "equipment/kit_of.html")]
struct KitOfPage {
    shell: Shell,
    reference: String,
    called: String,
    action: String,
    back_url: String,
    form_key: String,
    version: i32,
    errors: Vec<ErrorLink>,
    kit: Field,
    kits: Vec<Choice>,
}

async fn kit_page<A: Action<Target = Equipment>>(auth: &mut Authorized<A>, chosen: &str, errors: &FieldErrors) -> Result<KitOfPage> {
    let mut tx = auth.read().await?;
    let open = kits::open_at(&mut tx, auth.target.cell).await?;
    let (language, thing) = (auth.language(), &auth.target);
    let shell = Shell::titled(&auth.seed, thing.reference.clone());
    Ok(KitOfPage {
        reference: thing.reference.clone(),
        called: thing.called(),
        action: format!("{}/kit", url(&thing.reference)),
        back_url: url(&thing.reference),
        form_key: fresh_form_key(),
        version: thing.version,
        errors: errors.links(language),
        kit: Field::new(language, "kit", "equipment-kit-id", chosen, errors).optional().hint(language, "equipment-kit-hint"),
        kits: std::iter::once(Choice::new("", language.t("equipment-no-kit"), chosen))
            .chain(open.iter().map(|one| Choice::new(&one.reference, format!("{} {}", one.reference, one.name), chosen)))
            .collect(),
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
    })
}

pub async fn ask_kit(mut auth: Authorized<AskKitOf>) -> Result<Response> {
    let chosen = auth.target.kit.clone();
    page::page(&kit_page(&mut auth, &chosen, &FieldErrors::default()).await?)
}

pub async fn change_kit(mut auth: Authorized<ChangeKitOf>, form: Form) -> Result<Response> {
    let posted: KitOfForm = form.parse()?;
    let errors = match kit_from(&mut auth, &form, &posted).await {
        Ok(address) => return Ok(page::see_other_saying(&address, "said-equipment-kit", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => errors,
        Err(AppError::Refused(name)) if name == "kit_changes_at_home" => {
            let mut errors = FieldErrors::default();
            errors.add("kit", crate::i18n::Message::new("constraint-kit-changes-at-home"));
            errors
        }
        Err(error) => return Err(error),
    };
    page::unprocessable(&kit_page(&mut auth, &posted.kit, &errors).await?)
}

async fn kit_from(auth: &mut Authorized<ChangeKitOf>, form: &Form, posted: &KitOfForm) -> Result<String> {
    let address = url(&auth.target.reference);
    let mut tx = auth.write(form).await?;
    let kit = match posted.kit.trim() {
        "" => None,
        wanted => {
            let open = kits::open_at(&mut tx, auth.target.cell).await?;
            let found = open.into_iter().find(|one| one.reference == wanted);
            Some(found.ok_or_else(|| AppError::field("kit", "constraint-kit-of-the-same-station"))?)
        }
    };
    let kit = kit.as_ref().map(|kit| (kit.id, kit.reference.as_str()));
    commands::set_kit(&mut tx, &auth.target, kit, posted.version.parse().unwrap_or_default()).await?;
    tx.commit(&address).await?;
    Ok(address)
}
