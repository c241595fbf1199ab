//! What belongs to a firearm and is recorded on pages of its own: its state, inspections, permits.

use askama::Template;
use axum::response::Response;
use serde::Deserialize;

use super::commands;
use super::forms::{InspectionForm, PermitForm, StateForm};
use super::model::{INSPECTIONS, PERMITS, RESULTS, STATES};
use super::queries::{Firearm, Permit};
use super::views::{inspection_word, permit_word, result_word, state_word, url};
use super::{AddInspection, AddPermit, AskState, AskVoidPermit, ChangeState, NewInspection, NewPermit, VoidPermit};
use crate::authz::action::{Action, Authorized};
use crate::features::people::{required, with_ask};
use crate::i18n::{Language, Message};
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Seed, Shell};
use crate::web::time;

fn shell(seed: &Seed, reference: &str, errors: &FieldErrors) -> Shell {
    let shell = Shell::titled(seed, reference.to_owned());
    if errors.is_empty() { shell } else { shell.with_errors() }
}

fn choices(language: Language, codes: &[&'static str], word: fn(Language, &str) -> String, current: &str) -> Vec<Choice> {
    codes.iter().map(|code| Choice::new(*code, word(language, code), current)).collect()
}

/// What the database says of a state that does not follow, and how the page says it.
const OF_STATE: &[(&str, &str)] = &[
    ("firearm_state_follows", "constraint-firearm-state-follows"),
    ("quarantine_ends_by_inspection", "constraint-quarantine-ends-by-inspection"),
    ("recovery_signed_by_two", "constraint-recovery-signed-by-two"),
    ("recovered_by_an_act", "constraint-recovered-by-an-act"),
    ("taken_on_again_by_two", "constraint-taken-on-again-by-two"),
];

#[derive(Template)]
#[template(path = "firearms/state.html")]
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

fn state_page<A: Action<Target = Firearm>>(auth: &Authorized<A>, form: &StateForm, errors: &FieldErrors) -> StatePage {
    let (language, firearm) = (auth.language(), &auth.target);
    StatePage {
        shell: shell(&auth.seed, &firearm.reference, errors),
        reference: firearm.reference.clone(),
        called: firearm.called(),
        now: state_word(language, &firearm.state),
        action: format!("{}/state", url(&firearm.reference)),
        back_url: url(&firearm.reference),
        form_key: fresh_form_key(),
        version: firearm.version,
        errors: errors.links(language),
        state: Field::new(language, "state", "firearm-state-new", &form.state, errors).hint(language, "firearm-state-hint"),
        states: with_ask(language, choices(language, STATES, state_word, &form.state).into_iter().filter(|one| one.value != firearm.state).collect()),
        reason: Field::new(language, "reason", "firearm-state-reason", &form.reason, errors).hint(language, "firearm-state-reason-hint"),
    }
}

pub async fn ask_state(auth: Authorized<AskState>) -> Result<Response> {
    page::page(&state_page(&auth, &StateForm::default(), &FieldErrors::default()))
}

pub async fn change_state(mut auth: Authorized<ChangeState>, form: Form) -> Result<Response> {
    let posted: StateForm = form.parse()?;
    match state_from(&mut auth, &form, &posted).await {
        Ok(address) => Ok(page::see_other_saying(&address, "said-firearm-state", &auth.target.reference)),
        Err(AppError::Refused(name)) if OF_STATE.iter().any(|(refusal, _)| *refusal == name) => {
            let mut errors = FieldErrors::default();
            for (_, sentence) in OF_STATE.iter().filter(|(refusal, _)| *refusal == name) {
                errors.add("state", Message::new(sentence));
            }
            page::unprocessable(&state_page(&auth, &posted, &errors))
        }
        Err(AppError::Invalid(errors)) => page::unprocessable(&state_page(&auth, &posted, &errors)),
        Err(error) => Err(error),
    }
}

async fn state_from(auth: &mut Authorized<ChangeState>, form: &Form, posted: &StateForm) -> Result<String> {
    let (state, reason) = posted.draft()?;
    let address = url(&auth.target.reference);
    let mut tx = auth.write(form).await?;
    commands::change_state(&mut tx, &auth.target, &state, &reason, posted.version.parse().unwrap_or_default()).await?;
    tx.commit(&address).await?;
    Ok(address)
}

#[derive(Template)]
#[template(path = "firearms/inspection.html")]
struct InspectionPage {
    shell: Shell,
    reference: String,
    called: String,
    action: String,
    back_url: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    kind: Field,
    kinds: Vec<Choice>,
    done_on: Field,
    result: Field,
    results: Vec<Choice>,
    rounds_fired: Field,
    next_due_on: Field,
    inspector: Field,
    note: Field,
}

fn inspection_page<A: Action<Target = Firearm>>(auth: &Authorized<A>, form: &InspectionForm, errors: &FieldErrors) -> InspectionPage {
    let (language, firearm) = (auth.language(), &auth.target);
    let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
    InspectionPage {
        shell: shell(&auth.seed, &firearm.reference, errors),
        reference: firearm.reference.clone(),
        called: firearm.called(),
        action: format!("{}/inspections", url(&firearm.reference)),
        back_url: url(&firearm.reference),
        form_key: fresh_form_key(),
        errors: errors.links(language),
        kind: field("kind", "firearm-inspection-kind", &form.kind),
        kinds: with_ask(language, choices(language, INSPECTIONS, inspection_word, &form.kind)),
        done_on: field("done_on", "firearm-inspection-done-on", &form.done_on).hint(language, "requirement-date-hint"),
        result: field("result", "firearm-inspection-result", &form.result),
        results: choices(language, RESULTS, result_word, &form.result),
        rounds_fired: field("rounds_fired", "firearm-inspection-rounds-fired", &form.rounds_fired).optional().hint(language, "firearm-rounds-hint"),
        next_due_on: field("next_due_on", "firearm-inspection-next-due-on", &form.next_due_on).optional(),
        inspector: field("inspector", "firearm-inspection-inspector", &form.inspector),
        note: field("note", "firearm-inspection-note", &form.note).optional(),
    }
}

pub async fn ask_inspection(auth: Authorized<NewInspection>) -> Result<Response> {
    page::page(&inspection_page(&auth, &InspectionForm::default(), &FieldErrors::default()))
}

pub async fn inspect(mut auth: Authorized<AddInspection>, form: Form) -> Result<Response> {
    let posted: InspectionForm = form.parse()?;
    match inspect_from(&mut auth, &form, &posted).await {
        Ok(address) => Ok(page::see_other_saying(&address, "said-firearm-inspected", &auth.target.reference)),
        Err(AppError::Refused(name)) if name == "recovery_signed_by_two" => {
            let mut errors = FieldErrors::default();
            errors.add("result", Message::new("constraint-recovery-signed-by-two"));
            page::unprocessable(&inspection_page(&auth, &posted, &errors))
        }
        Err(AppError::Invalid(errors)) => page::unprocessable(&inspection_page(&auth, &posted, &errors)),
        Err(error) => Err(error),
    }
}

async fn inspect_from(auth: &mut Authorized<AddInspection>, form: &Form, posted: &InspectionForm) -> Result<String> {
    let draft = posted.draft(auth.now().date_naive())?;
    let address = url(&auth.target.reference);
    let mut tx = auth.write(form).await?;
    commands::inspect(&mut tx, &auth.target, &draft).await?;
    tx.commit(&address).await?;
    Ok(address)
}

#[derive(Template)]
#[template(path = "firearms/permit.html")]
struct PermitPage {
    shell: Shell,
    reference: String,
    called: String,
    action: String,
    back_url: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    country: Field,
    kind: Field,
    kinds: Vec<Choice>,
    document: Field,
    issued_on: Field,
    valid_until: Field,
}

fn permit_page<A: Action<Target = Firearm>>(auth: &Authorized<A>, form: &PermitForm, errors: &FieldErrors) -> PermitPage {
    let (language, firearm) = (auth.language(), &auth.target);
    let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
    PermitPage {
        shell: shell(&auth.seed, &firearm.reference, errors),
        reference: firearm.reference.clone(),
        called: firearm.called(),
        action: format!("{}/permits", url(&firearm.reference)),
        back_url: url(&firearm.reference),
        form_key: fresh_form_key(),
        errors: errors.links(language),
        country: field("country", "qualification-country", &form.country).hint(language, "qualification-country-hint"),
        kind: field("kind", "firearm-permit-kind", &form.kind),
        kinds: with_ask(language, choices(language, PERMITS, permit_word, &form.kind)),
        document: field("document", "firearm-permit-document", &form.document).hint(language, "qualification-evidence-hint"),
        issued_on: field("issued_on", "firearm-permit-issued-on", &form.issued_on).hint(language, "requirement-date-hint"),
        valid_until: field("valid_until", "firearm-permit-valid-until", &form.valid_until).hint(language, "qualification-end-printed-hint"),
    }
}

pub async fn ask_permit(auth: Authorized<NewPermit>) -> Result<Response> {
    let form = PermitForm { country: auth.target.country.clone(), ..PermitForm::default() };
    page::page(&permit_page(&auth, &form, &FieldErrors::default()))
}

pub async fn permit(mut auth: Authorized<AddPermit>, form: Form) -> Result<Response> {
    let posted: PermitForm = form.parse()?;
    match permit_from(&mut auth, &form, &posted).await {
        Ok(address) => Ok(page::see_other_saying(&address, "said-permit-added", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&permit_page(&auth, &posted, &errors)),
        Err(error) => Err(error),
    }
}

async fn permit_from(auth: &mut Authorized<AddPermit>, form: &Form, posted: &PermitForm) -> Result<String> {
    let draft = posted.draft()?;
    let address = url(&auth.target.reference);
    let mut tx = auth.write(form).await?;
    commands::permit(&mut tx, &auth.target, &draft).await?;
    tx.commit(&address).await?;
    Ok(address)
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ReasonForm {
    reason: String,
    version: String,
}

#[derive(Template)]
#[template(path = "firearms/void_permit.html")]
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

fn void_page<A: Action<Target = Permit>>(auth: &Authorized<A>, form: &ReasonForm, errors: &FieldErrors) -> VoidPage {
    let (language, firearm, line) = (auth.language(), &auth.target.firearm, &auth.target.line);
    VoidPage {
        shell: shell(&auth.seed, &firearm.reference, errors),
        reference: firearm.reference.clone(),
        called: firearm.called(),
        what: format!("{} {} {}, {}", line.country, permit_word(language, &line.kind), line.document, time::typed_date(line.valid_until)),
        action: format!("{}/permits/{}/void", url(&firearm.reference), line.number),
        back_url: url(&firearm.reference),
        form_key: fresh_form_key(),
        version: line.version,
        errors: errors.links(language),
        reason: Field::new(language, "reason", "ending-reason", &form.reason, errors),
    }
}

pub async fn ask_void(auth: Authorized<AskVoidPermit>) -> Result<Response> {
    page::page(&void_page(&auth, &ReasonForm::default(), &FieldErrors::default()))
}

pub async fn void(mut auth: Authorized<VoidPermit>, form: Form) -> Result<Response> {
    let posted: ReasonForm = form.parse()?;
    let mut errors = FieldErrors::default();
    let reason = required(&mut errors, "reason", &posted.reason, 300);
    if !errors.is_empty() {
        return page::unprocessable(&void_page(&auth, &posted, &errors));
    }
    let address = url(&auth.target.firearm.reference);
    let mut tx = auth.write(&form).await?;
    commands::void_permit(&mut tx, &auth.target, &reason, posted.version.parse().unwrap_or_default()).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-permit-voided", &auth.target.firearm.reference))
}
