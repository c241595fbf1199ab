//! The state of a vehicle and its papers, each on a page of its own.

use askama::Template;
use axum::response::Response;

use super::commands;
use super::forms::{PaperForm, ReasonForm, StateForm, VersionForm};
use super::model::{DISPOSALS, PAPERS, STATES};
use super::queries::{Paper, Vehicle};
use super::views::{disposal_word, paper_word, state_word, url};
use super::{AddPaper, AskVehicleState, AskVoidPaper, ChangeVehicleState, NewPaper, VoidPaper, WriteOffVehicle};
use crate::authz::action::{Action, Authorized};
use crate::features::people::with_ask;
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Seed, Shell};
use crate::web::time;

pub(super) fn shell(seed: &Seed, reference: &str, errors: &FieldErrors) -> Shell {
    let shell = Shell::titled(seed, reference.to_owned());
    if errors.is_empty() { shell } else { shell.with_errors() }
}

#[derive(Template)]
#[template(path = "vehicles/state.html")]
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
    disposal_kind: Field,
    disposals: Vec<Choice>,
    disposal_to: Field,
    disposal_document: Field,
    is_given: bool,
}

fn state_page<A: Action<Target = Vehicle>>(auth: &Authorized<A>, form: &StateForm, errors: &FieldErrors) -> StatePage {
    let (language, vehicle) = (auth.language(), &auth.target);
    let others = STATES.iter().filter(|code| **code != vehicle.state && !(**code == "written_off" && vehicle.awaits_write_off()));
    StatePage {
        shell: shell(&auth.seed, &vehicle.reference, errors),
        reference: vehicle.reference.clone(),
        called: vehicle.called(),
        now: state_word(language, &vehicle.state),
        action: format!("{}/state", url(&vehicle.reference)),
        back_url: url(&vehicle.reference),
        form_key: fresh_form_key(),
        version: vehicle.version,
        errors: errors.links(language),
        state: Field::new(language, "state", "vehicle-state-new", &form.state, errors),
        states: with_ask(language, others.map(|code| Choice::new(*code, state_word(language, code), &form.state)).collect()),
        reason: Field::new(language, "reason", "vehicle-state-reason", &form.reason, errors).hint(language, "vehicle-state-reason-hint"),
        disposal_kind: Field::new(language, "disposal_kind", "vehicle-disposal-kind", &form.disposal_kind, errors).optional(),
        disposals: std::iter::once(Choice::new("", language.t("vehicle-disposal-none"), &form.disposal_kind))
            .chain(DISPOSALS.iter().map(|code| Choice::new(*code, disposal_word(language, code), &form.disposal_kind)))
            .collect(),
        disposal_to: Field::new(language, "disposal_to", "vehicle-disposal-to", &form.disposal_to, errors).optional(),
        disposal_document: Field::new(language, "disposal_document", "vehicle-disposal-document", &form.disposal_document, errors).optional(),
        is_given: [&form.disposal_kind, &form.disposal_to, &form.disposal_document].iter().any(|text| !text.is_empty()),
    }
}

pub async fn ask_state(auth: Authorized<AskVehicleState>) -> Result<Response> {
    page::page(&state_page(&auth, &StateForm::default(), &FieldErrors::default()))
}

pub async fn change_state(mut auth: Authorized<ChangeVehicleState>, form: Form) -> Result<Response> {
    let posted: StateForm = form.parse()?;
    match state_from(&mut auth, &form, &posted).await {
        Ok(address) => {
            let said = if posted.state == "written_off" { "said-vehicle-write-off-proposed" } else { "said-vehicle-state" };
            Ok(page::see_other_saying(&address, said, &auth.target.reference))
        }
        Err(AppError::Invalid(errors)) => page::unprocessable(&state_page(&auth, &posted, &errors)),
        Err(error) => Err(error),
    }
}

async fn state_from(auth: &mut Authorized<ChangeVehicleState>, form: &Form, posted: &StateForm) -> Result<String> {
    let draft = posted.draft()?;
    let address = url(&auth.target.reference);
    let mut tx = auth.write(form).await?;
    commands::change_state(&mut tx, &auth.target, &draft).await?;
    tx.commit(&address).await?;
    Ok(address)
}

pub async fn write_off(mut auth: Authorized<WriteOffVehicle>, form: Form) -> Result<Response> {
    let posted: VersionForm = form.parse()?;
    let address = url(&auth.target.reference);
    let mut tx = auth.write(&form).await?;
    commands::write_off(&mut tx, &auth.target, posted.version.parse().unwrap_or_default()).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-vehicle-written-off", &auth.target.reference))
}

#[derive(Template)]
#[template(path = "vehicles/paper.html")]
struct PaperPage {
    shell: Shell,
    reference: String,
    called: String,
    action: String,
    back_url: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    kind: Field,
    kinds: Vec<Choice>,
    document: Field,
    issued_on: Field,
    valid_until: Field,
}

fn paper_page<A: Action<Target = Vehicle>>(auth: &Authorized<A>, form: &PaperForm, errors: &FieldErrors) -> PaperPage {
    let (language, vehicle) = (auth.language(), &auth.target);
    let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
    PaperPage {
        shell: shell(&auth.seed, &vehicle.reference, errors),
        reference: vehicle.reference.clone(),
        called: vehicle.called(),
        action: format!("{}/papers", url(&vehicle.reference)),
        back_url: url(&vehicle.reference),
        form_key: fresh_form_key(),
        errors: errors.links(language),
        kind: field("kind", "vehicle-paper-kind", &form.kind),
        kinds: with_ask(language, PAPERS.iter().map(|code| Choice::new(*code, paper_word(language, code), &form.kind)).collect()),
        document: field("document", "vehicle-paper-document", &form.document).hint(language, "vehicle-paper-document-hint"),
        issued_on: field("issued_on", "vehicle-paper-issued-on", &form.issued_on).hint(language, "requirement-date-hint"),
        valid_until: field("valid_until", "vehicle-paper-valid-until", &form.valid_until),
    }
}

pub async fn ask_paper(auth: Authorized<NewPaper>) -> Result<Response> {
    page::page(&paper_page(&auth, &PaperForm::default(), &FieldErrors::default()))
}

pub async fn add_paper(mut auth: Authorized<AddPaper>, form: Form) -> Result<Response> {
    let posted: PaperForm = form.parse()?;
    match paper_from(&mut auth, &form, &posted).await {
        Ok(address) => Ok(page::see_other_saying(&address, "said-vehicle-paper", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&paper_page(&auth, &posted, &errors)),
        Err(error) => Err(error),
    }
}

async fn paper_from(auth: &mut Authorized<AddPaper>, form: &Form, posted: &PaperForm) -> Result<String> {
    let draft = posted.draft()?;
    let address = url(&auth.target.reference);
    let mut tx = auth.write(form).await?;
    commands::add_paper(&mut tx, &auth.target, &draft).await?;
    tx.commit(&address).await?;
    Ok(address)
}

#[derive(Template)]
#[template(path = "vehicles/void_paper.html")]
struct VoidPage {
    shell: Shell,
    reference: String,
    called: String,
    what: String,
    action: String,
    back_url: String,
    form_key: String,
    version: i32,
    errors: Vec<ErrorLink>,
    reason: Field,
}

fn void_page<A: Action<Target = Paper>>(auth: &Authorized<A>, form: &ReasonForm, errors: &FieldErrors) -> VoidPage {
    let (language, vehicle, line) = (auth.language(), &auth.target.vehicle, &auth.target.line);
    VoidPage {
        shell: shell(&auth.seed, &vehicle.reference, errors),
        reference: vehicle.reference.clone(),
        called: vehicle.called(),
        what: format!("{} {}, {}", paper_word(language, &line.kind), line.document, time::typed_date(line.valid_until)),
        action: format!("{}/papers/{}/void", url(&vehicle.reference), line.number),
        back_url: url(&vehicle.reference),
        form_key: fresh_form_key(),
        version: line.version,
        errors: errors.links(language),
        reason: Field::new(language, "reason", "ending-reason", &form.reason, errors),
    }
}

pub async fn ask_void(auth: Authorized<AskVoidPaper>) -> Result<Response> {
    page::page(&void_page(&auth, &ReasonForm::default(), &FieldErrors::default()))
}

pub async fn void(mut auth: Authorized<VoidPaper>, form: Form) -> Result<Response> {
    let posted: ReasonForm = form.parse()?;
    let reason = match posted.reason() {
        Ok(reason) => reason,
        Err(AppError::Invalid(errors)) => return page::unprocessable(&void_page(&auth, &posted, &errors)),
        Err(error) => return Err(error),
    };
    let address = url(&auth.target.vehicle.reference);
    let mut tx = auth.write(&form).await?;
    commands::void_paper(&mut tx, &auth.target, &reason, posted.version.parse().unwrap_or_default()).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-vehicle-paper-voided", &auth.target.vehicle.reference))
}
