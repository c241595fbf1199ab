//! `/equipment/{ref}/loss` and `/equipment/{ref}/recovery`: a thing is lost or stolen, and is found again (INV-24). Both are
//! recorded at once by one, with time and place, and signed by another within a day.

use askama::Template;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::super::model::is_missing;
use super::super::queries::Equipment;
use super::super::views::{state_word, url as thing_url, word};
use super::commands;
use super::forms::CONDITIONS;
use super::views::{condition_choices, url};
use super::{AskEquipmentLoss, AskEquipmentRecovery, RecordEquipmentRecovery, ReportEquipmentLoss};
use crate::authz::action::{Action, Authorized};
use crate::features::firearms::{LossForm, MISSING_AS, past_instant};
use crate::features::people::{at_most, required};
use crate::features::requirements::one_of;
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Shell};
use crate::web::time;

/// The form of a recovery, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RecoveryForm {
    pub happened_date: String,
    pub happened_time: String,
    pub place: String,
    pub condition: String,
    pub note: String,
    pub document: String,
}

/// A recovery as somebody tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryDraft {
    pub happened_at: DateTime<Utc>,
    pub place: String,
    pub condition: String,
    pub note: String,
    pub document: String,
}

impl RecoveryForm {
    /// What was posted, understood in the zone of the thing's station.
    pub fn draft(&self, zone: &str, now: DateTime<Utc>) -> Result<RecoveryDraft> {
        let mut errors = FieldErrors::default();
        let happened_at = past_instant(&mut errors, (&self.happened_date, &self.happened_time), zone, now);
        let place = required(&mut errors, "place", &self.place, 160);
        let condition = one_of(&mut errors, "condition", CONDITIONS.iter().copied(), &self.condition).to_owned();
        let note = at_most(&mut errors, "note", &self.note, 1000);
        if condition == "damaged" && note.is_empty() {
            errors.add("note", Message::new("constraint-equipment-damage-is-said"));
        }
        let document = at_most(&mut errors, "document", &self.document, 160);
        errors.or(RecoveryDraft { happened_at, place, condition, note, document })
    }
}

#[derive(Template)]
#[template(path = "equipment/missing.html")]
struct MissingPage {
    shell: Shell,
    reference: String,
    called: String,
    holder: String,
    now: String,
    title: String,
    what: String,
    deed: String,
    action: String,
    back_url: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    /// Lost or stolen; nothing on the form of a recovery.
    missing_as: Option<(Field, Vec<Choice>)>,
    /// In what condition it is; nothing on the form of a loss.
    condition: Option<(Field, Vec<Choice>)>,
    happened_date: Field,
    happened_time: Field,
    place: Field,
    note: Field,
    document: Field,
}

fn loss_page<A: Action<Target = Equipment>>(auth: &Authorized<A>, form: &LossForm, errors: &FieldErrors) -> Result<Response> {
    let (thing, language) = (&auth.target, auth.language());
    if thing.state == "written_off" {
        return Err(AppError::Conflict(Message::new("equipment-loss-of-what-is-there")));
    }
    let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
    let shell = Shell::titled(&auth.seed, thing.reference.clone());
    let view = MissingPage {
        reference: thing.reference.clone(),
        called: thing.called(),
        holder: thing.holder.clone(),
        now: state_word(language, &thing.state),
        title: language.t(if is_missing(&thing.state) { "custody-loss-again" } else { "custody-loss" }),
        what: language.t("equipment-loss-what"),
        deed: language.t("custody-loss-deed"),
        action: format!("{}/loss", thing_url(&thing.reference)),
        back_url: thing_url(&thing.reference),
        form_key: fresh_form_key(),
        errors: errors.links(language),
        missing_as: Some((
            field("missing_as", "equipment-act-missing-as", &form.missing_as),
            MISSING_AS.iter().map(|code| Choice::new(*code, word(language, "equipment-act-missing-as", code), &form.missing_as)).collect(),
        )),
        condition: None,
        happened_date: field("happened_date", "custody-missed-on", &form.happened_date).hint(language, "custody-missed-hint"),
        happened_time: field("happened_time", "custody-missed-at", &form.happened_time).hint(language, "custody-time-hint"),
        place: field("place", "equipment-act-place", &form.place).hint(language, "custody-place-hint"),
        note: field("note", "custody-loss-note", &form.note),
        document: field("document", "custody-loss-document", &form.document).optional().hint(language, "custody-loss-document-hint"),
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
    };
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

pub async fn ask_loss(auth: Authorized<AskEquipmentLoss>) -> Result<Response> {
    let (happened_date, happened_time) = time::typed_local(auth.now(), &auth.target.zone);
    loss_page(&auth, &LossForm { happened_date, happened_time, ..LossForm::default() }, &FieldErrors::default())
}

pub async fn report_loss(mut auth: Authorized<ReportEquipmentLoss>, form: Form) -> Result<Response> {
    let posted: LossForm = form.parse()?;
    match loss_from(&mut auth, &form, &posted).await {
        Ok(reference) => Ok(page::see_other_saying(&url(&reference), "said-equipment-missed", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => loss_page(&auth, &posted, &errors),
        Err(AppError::Refused(name)) if name == "equipment_is_where_it_was" => Err(AppError::Conflict(Message::new("equipment-loss-of-what-is-there"))),
        Err(error) => Err(error),
    }
}

async fn loss_from(auth: &mut Authorized<ReportEquipmentLoss>, form: &Form, posted: &LossForm) -> Result<String> {
    let draft = posted.draft(&auth.target.zone, auth.now())?;
    let mut tx = auth.write(form).await?;
    let reference = commands::report_loss(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url(&reference)).await?;
    Ok(reference)
}

fn recovery_page<A: Action<Target = Equipment>>(auth: &Authorized<A>, form: &RecoveryForm, errors: &FieldErrors) -> Result<Response> {
    let (thing, language) = (&auth.target, auth.language());
    if !is_missing(&thing.state) {
        return Err(AppError::Conflict(Message::new("equipment-recovery-of-what-is-missing")));
    }
    let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
    let shell = Shell::titled(&auth.seed, thing.reference.clone());
    let view = MissingPage {
        reference: thing.reference.clone(),
        called: thing.called(),
        holder: String::new(),
        now: format!("{} {}", state_word(language, &thing.state), thing.state_reason),
        title: language.t("custody-recovery"),
        what: language.t("equipment-recovery-what"),
        deed: language.t("custody-recovery"),
        action: format!("{}/recovery", thing_url(&thing.reference)),
        back_url: thing_url(&thing.reference),
        form_key: fresh_form_key(),
        errors: errors.links(language),
        missing_as: None,
        condition: Some((field("condition", "equipment-act-condition", &form.condition), condition_choices(language, CONDITIONS, &form.condition))),
        happened_date: field("happened_date", "custody-found-on", &form.happened_date).hint(language, "requirement-date-hint"),
        happened_time: field("happened_time", "custody-found-at", &form.happened_time).hint(language, "custody-time-hint"),
        place: field("place", "equipment-act-place", &form.place).hint(language, "custody-place-hint"),
        note: field("note", "equipment-act-note", &form.note).optional().hint(language, "custody-note-hint"),
        document: field("document", "custody-loss-document", &form.document).optional().hint(language, "custody-loss-document-hint"),
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
    };
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

pub async fn ask_recovery(auth: Authorized<AskEquipmentRecovery>) -> Result<Response> {
    if !is_missing(&auth.target.state) {
        return Ok(page::see_other(&thing_url(&auth.target.reference)));
    }
    let (happened_date, happened_time) = time::typed_local(auth.now(), &auth.target.zone);
    let form = RecoveryForm { happened_date, happened_time, condition: "good".into(), ..RecoveryForm::default() };
    recovery_page(&auth, &form, &FieldErrors::default())
}

pub async fn record_recovery(mut auth: Authorized<RecordEquipmentRecovery>, form: Form) -> Result<Response> {
    let posted: RecoveryForm = form.parse()?;
    match recovery_from(&mut auth, &form, &posted).await {
        Ok(reference) => Ok(page::see_other_saying(&url(&reference), "said-equipment-recovered", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => recovery_page(&auth, &posted, &errors),
        Err(AppError::Refused(name)) if name == "equipment_is_where_it_was" => Err(AppError::Conflict(Message::new("equipment-recovery-of-what-is-missing"))),
        Err(error) => Err(error),
    }
}

async fn recovery_from(auth: &mut Authorized<RecordEquipmentRecovery>, form: &Form, posted: &RecoveryForm) -> Result<String> {
    let draft = posted.draft(&auth.target.zone, auth.now())?;
    let mut tx = auth.write(form).await?;
    let reference = commands::recover(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url(&reference)).await?;
    Ok(reference)
}
