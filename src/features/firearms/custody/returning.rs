//! `/firearms/{ref}/readmission`: a weapon that left the books comes back under its number (INV-18). The same record lives
//! on with its chain; prepared by one with the paper and the day by which it came, done when another signs, and in
//! quarantine until an inspection. What was destroyed stays destroyed; what was lost is recovered.

use askama::Template;
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;

use super::super::queries::Firearm;
use super::super::views::url as firearm_url;
use super::views::{armoury_options, url};
use super::{AskReadmission, ReadmitFirearm, commands};
use crate::authz::action::{Action, Authorized};
use crate::features::armouries::{ArmouryChoice, armoury_choices};
use crate::features::people::required;
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Shell};
use crate::web::time;

/// The form of a readmission, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReadmissionForm {
    /// Reference of an armoury.
    pub to: String,
    pub came_on: String,
    pub document: String,
    pub reason: String,
}

/// A readmission as somebody decided it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadmissionDraft {
    pub to: String,
    pub came_on: NaiveDate,
    pub document: String,
    pub reason: String,
}

impl ReadmissionForm {
    /// What was posted, understood.
    pub fn draft(&self) -> Result<ReadmissionDraft> {
        let mut errors = FieldErrors::default();
        let to = required(&mut errors, "to", &self.to, 40);
        let came_on = time::read_date(&self.came_on).map_err(|message| errors.add("came_on", message)).unwrap_or_default();
        let document = required(&mut errors, "document", &self.document, 160);
        let reason = required(&mut errors, "reason", &self.reason, 300);
        errors.or(ReadmissionDraft { to, came_on, document, reason })
    }
}

#[derive(Template)]
#[template(path = "custody/readmission.html")]
struct ReadmissionPage {
    shell: Shell,
    reference: String,
    called: String,
    left: String,
    action: String,
    back_url: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    to: Field,
    armouries: Vec<Choice>,
    came_on: Field,
    document: Field,
    reason: Field,
}

/// The armouries of the weapon's station.
async fn stores<A: Action<Target = Firearm>>(auth: &mut Authorized<A>) -> Result<Vec<ArmouryChoice>> {
    let cell = auth.target.cell;
    let mut tx = auth.read().await?;
    Ok(armoury_choices(&mut tx).await?.into_iter().filter(|one| one.cell == cell).collect())
}

async fn answer<A: Action<Target = Firearm>>(auth: &mut Authorized<A>, form: &ReadmissionForm, errors: &FieldErrors) -> Result<Response> {
    let stores = stores(auth).await?;
    let (firearm, language) = (&auth.target, auth.language());
    let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
    let shell = Shell::titled(&auth.seed, firearm.reference.clone());
    let view = ReadmissionPage {
        reference: firearm.reference.clone(),
        called: firearm.called(),
        left: firearm.state_reason.clone(),
        action: format!("{}/readmission", firearm_url(&firearm.reference)),
        back_url: firearm_url(&firearm.reference),
        form_key: fresh_form_key(),
        errors: errors.links(language),
        to: field("to", "firearm-armoury", &form.to),
        armouries: armoury_options(language, &stores, &form.to),
        came_on: field("came_on", "handover-came-on", &form.came_on).hint(language, "requirement-date-hint"),
        document: field("document", "handover-document", &form.document).hint(language, "custody-readmission-document-hint"),
        reason: field("reason", "ending-reason", &form.reason),
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
    };
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

pub async fn ask(mut auth: Authorized<AskReadmission>) -> Result<Response> {
    if auth.target.state != "transferred_out" {
        return Ok(page::see_other(&firearm_url(&auth.target.reference)));
    }
    answer(&mut auth, &ReadmissionForm::default(), &FieldErrors::default()).await
}

pub async fn post(mut auth: Authorized<ReadmitFirearm>, form: Form) -> Result<Response> {
    let posted: ReadmissionForm = form.parse()?;
    match prepare_from(&mut auth, &form, &posted).await.map_err(beside) {
        Ok(reference) => Ok(page::see_other_saying(&url(&reference), "said-custody-prepared", &reference)),
        Err(AppError::Invalid(errors)) => answer(&mut auth, &posted, &errors).await,
        Err(error) => Err(error),
    }
}

/// Refusals of the database beside the field they speak of, and what somebody else did meanwhile.
fn beside(error: AppError) -> AppError {
    match error {
        AppError::Refused(name) => match name.as_str() {
            "taken_on_again_has_come" => AppError::field("came_on", "constraint-taken-on-again-has-come"),
            "taken_on_again_after_it_left" => AppError::field("came_on", "constraint-taken-on-again-after-it-left"),
            "weapon_is_where_it_was" | "handover_follows_custody" => AppError::Conflict(Message::new("custody-readmission-of-what-left")),
            "firearm_offered_once" => AppError::Conflict(Message::new("custody-readmission-prepared")),
            _ => AppError::Refused(name),
        },
        other => other,
    }
}

async fn prepare_from(auth: &mut Authorized<ReadmitFirearm>, form: &Form, posted: &ReadmissionForm) -> Result<String> {
    let draft = posted.draft()?;
    let store = stores(auth).await?.into_iter().find(|one| one.reference == draft.to);
    let store = store.ok_or_else(|| AppError::field("to", "asset-armoury-not-yours"))?;
    let mut tx = auth.write(form).await?;
    let reference = commands::readmit(&mut tx, &auth.target, &store, &draft).await?;
    tx.commit(&url(&reference)).await?;
    Ok(reference)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    #[test]
    fn a_readmission_names_armoury_day_paper_and_reason() {
        let good =
            || ReadmissionForm { to: "Y-AAAAA".into(), came_on: "20-Nov-2026".into(), document: "Voucher 9".into(), reason: "The contingent lends it".into() };
        assert!(good().draft().is_ok());
        for (form, field) in [
            (ReadmissionForm { to: String::new(), ..good() }, "to"),
            (ReadmissionForm { came_on: String::new(), ..good() }, "came_on"),
            (ReadmissionForm { came_on: "soon".into(), ..good() }, "came_on"),
            (ReadmissionForm { document: " ".into(), ..good() }, "document"),
            (ReadmissionForm { reason: String::new(), ..good() }, "reason"),
        ] {
            let Err(AppError::Invalid(errors)) = form.draft() else { panic!("{field} was accepted") };
            assert!(!errors.of(field, Language::English).is_empty(), "{field}");
        }
    }
}
