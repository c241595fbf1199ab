//! `/equipment/{ref}/write-off`: a thing leaves the books. Prepared by one, with where it goes if anything is left of it,
//! done when another signs (INV-23).

use askama::Template;
use axum::response::Response;
use serde::Deserialize;

use super::super::queries::Equipment;
use super::super::views::{url as thing_url, word};
use super::views::url;
use super::{AskWriteOff, WriteOff, commands};
use crate::authz::action::{Action, Authorized};
use crate::features::people::required;
use crate::features::requirements::one_of;
use crate::features::vehicles::DISPOSALS;
use crate::i18n::{Language, Message};
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Shell};

/// The form of a write-off, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WriteOffForm {
    pub reason: String,
    /// What becomes of it, who takes it, by which document.
    pub disposal_kind: String,
    pub disposal_to: String,
    pub document: String,
}

/// A write-off as somebody decided it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteOffDraft {
    pub reason: String,
    /// Empty if nothing is left to give.
    pub disposal_kind: String,
    pub disposal_to: String,
    pub document: String,
}

impl WriteOffForm {
    fn is_given(&self) -> bool {
        [&self.disposal_kind, &self.disposal_to, &self.document].iter().any(|text| !text.trim().is_empty())
    }

    /// What was posted, understood.
    pub fn draft(&self) -> Result<WriteOffDraft> {
        let mut errors = FieldErrors::default();
        let reason = required(&mut errors, "reason", &self.reason, 250);
        let (disposal_kind, disposal_to, document) = match self.is_given() {
            true => (
                one_of(&mut errors, "disposal_kind", DISPOSALS.iter().copied(), &self.disposal_kind).to_owned(),
                required(&mut errors, "disposal_to", &self.disposal_to, 160),
                required(&mut errors, "document", &self.document, 160),
            ),
            false => Default::default(),
        };
        errors.or(WriteOffDraft { reason, disposal_kind, disposal_to, document })
    }
}

/// What becomes of a thing that leaves the books, in words.
pub(super) fn disposal_word(language: Language, kind: &str) -> String {
    word(language, "equipment-act-disposal-kind", kind)
}

#[derive(Template)]
#[template(path = "equipment/write_off.html")]
struct WriteOffPage {
    shell: Shell,
    reference: String,
    called: String,
    action: String,
    back_url: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    reason: Field,
    disposal_kind: Field,
    disposals: Vec<Choice>,
    disposal_to: Field,
    document: Field,
    is_given: bool,
}

fn write_off_page<A: Action<Target = Equipment>>(auth: &Authorized<A>, form: &WriteOffForm, errors: &FieldErrors) -> WriteOffPage {
    let (thing, language) = (&auth.target, auth.language());
    let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
    let shell = Shell::titled(&auth.seed, thing.reference.clone());
    WriteOffPage {
        reference: thing.reference.clone(),
        called: thing.called(),
        action: format!("{}/write-off", thing_url(&thing.reference)),
        back_url: thing_url(&thing.reference),
        form_key: fresh_form_key(),
        errors: errors.links(language),
        reason: field("reason", "ending-reason", &form.reason),
        disposal_kind: field("disposal_kind", "equipment-act-disposal-kind", &form.disposal_kind).optional(),
        disposals: std::iter::once(Choice::new("", language.t("equipment-disposal-none"), &form.disposal_kind))
            .chain(DISPOSALS.iter().map(|code| Choice::new(*code, disposal_word(language, code), &form.disposal_kind)))
            .collect(),
        disposal_to: field("disposal_to", "equipment-act-disposal-to", &form.disposal_to).optional(),
        document: field("document", "equipment-act-document", &form.document).optional(),
        is_given: form.is_given(),
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
    }
}

pub async fn ask(auth: Authorized<AskWriteOff>) -> Result<Response> {
    if auth.target.state == "written_off" {
        return Ok(page::see_other(&thing_url(&auth.target.reference)));
    }
    page::page(&write_off_page(&auth, &WriteOffForm::default(), &FieldErrors::default()))
}

pub async fn post(mut auth: Authorized<WriteOff>, form: Form) -> Result<Response> {
    let posted: WriteOffForm = form.parse()?;
    match prepare_from(&mut auth, &form, &posted).await {
        Ok(reference) => Ok(page::see_other_saying(&url(&reference), "said-equipment-act-prepared", &reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&write_off_page(&auth, &posted, &errors)),
        Err(AppError::Refused(name)) if name == "equipment_offered_once" => Err(AppError::Conflict(Message::new("constraint-equipment-offered-once"))),
        Err(error) => Err(error),
    }
}

async fn prepare_from(auth: &mut Authorized<WriteOff>, form: &Form, posted: &WriteOffForm) -> Result<String> {
    let draft = posted.draft()?;
    let mut tx = auth.write(form).await?;
    let reference = commands::write_off(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url(&reference)).await?;
    Ok(reference)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_away_says_to_whom_and_by_which_document() {
        let good = || WriteOffForm { reason: "Mission ends".into(), ..WriteOffForm::default() };
        assert!(good().draft().unwrap().disposal_kind.is_empty(), "nothing is left of it");
        let given = || WriteOffForm { disposal_kind: "owner".into(), disposal_to: "Contingent".into(), document: "Voucher 2".into(), ..good() };
        assert_eq!(given().draft().unwrap().disposal_kind, "owner");
        for (form, field) in [
            (WriteOffForm { disposal_kind: String::new(), ..given() }, "disposal_kind"),
            (WriteOffForm { disposal_kind: "friends".into(), ..given() }, "disposal_kind"),
            (WriteOffForm { disposal_to: String::new(), ..given() }, "disposal_to"),
            (WriteOffForm { document: String::new(), ..given() }, "document"),
            (WriteOffForm { reason: String::new(), ..given() }, "reason"),
        ] {
            let Err(AppError::Invalid(errors)) = form.draft() else { panic!("{field} was accepted") };
            assert!(!errors.of(field, Language::English).is_empty(), "{field}");
        }
    }
}
