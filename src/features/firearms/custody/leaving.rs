//! `/firearms/{ref}/departure`: a weapon leaves the books, back to whoever owns it or on to another UN entity. Prepared by
//! one with the document behind it, done when another signs, final. To whom follows from its ownership: a weapon of the
//! United Nations goes to no buyer and to no Government from here (domain.md 3.1).

use askama::Template;
use axum::response::Response;
use serde::Deserialize;

use super::super::queries::Firearm;
use super::super::views::{ownership_word, url as firearm_url};
use super::views::url;
use super::{AskDeparture, PrepareDeparture, commands};
use crate::authz::action::{Action, Authorized};
use crate::features::people::required;
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Shell};

/// The form of a departure, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DepartureForm {
    pub recipient: String,
    pub document: String,
    pub reason: String,
}

/// A departure as somebody decided it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepartureDraft {
    pub recipient: String,
    pub document: String,
    pub reason: String,
}

impl DepartureForm {
    /// What was posted, understood.
    pub fn draft(&self) -> Result<DepartureDraft> {
        let mut errors = FieldErrors::default();
        let recipient = required(&mut errors, "recipient", &self.recipient, 160);
        let document = required(&mut errors, "document", &self.document, 160);
        let reason = required(&mut errors, "reason", &self.reason, 300);
        errors.or(DepartureDraft { recipient, document, reason })
    }
}

/// To whom a weapon of this ownership may go, as stored.
pub fn recipient_kind(ownership: &str) -> &'static str {
    if ownership == "un_owned" { "other_un" } else { "owner" }
}

#[derive(Template)]
#[template(path = "custody/departure.html")]
struct DeparturePage {
    shell: Shell,
    reference: String,
    called: String,
    holder: String,
    ownership: String,
    what: String,
    action: String,
    back_url: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    recipient: Field,
    document: Field,
    reason: Field,
}

fn answer<A: Action<Target = Firearm>>(auth: &Authorized<A>, form: &DepartureForm, errors: &FieldErrors) -> Result<Response> {
    let (firearm, language) = (&auth.target, auth.language());
    if firearm.place != "armoury" {
        return Err(AppError::Conflict(Message::new("custody-departure-from-armoury")));
    }
    let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
    let shell = Shell::titled(&auth.seed, firearm.reference.clone());
    let to = recipient_kind(&firearm.ownership);
    let view = DeparturePage {
        reference: firearm.reference.clone(),
        called: firearm.called(),
        holder: firearm.holder.clone(),
        ownership: ownership_word(language, &firearm.ownership),
        what: language.t(if to == "owner" { "custody-departure-to-owner" } else { "custody-departure-to-other-un" }),
        action: format!("{}/departure", firearm_url(&firearm.reference)),
        back_url: firearm_url(&firearm.reference),
        form_key: fresh_form_key(),
        errors: errors.links(language),
        recipient: field("recipient", "handover-recipient", &form.recipient).hint(language, "custody-departure-recipient-hint"),
        document: field("document", "handover-document", &form.document).hint(language, "custody-departure-document-hint"),
        reason: field("reason", "ending-reason", &form.reason),
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
    };
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

pub async fn ask(auth: Authorized<AskDeparture>) -> Result<Response> {
    answer(&auth, &DepartureForm::default(), &FieldErrors::default())
}

pub async fn post(mut auth: Authorized<PrepareDeparture>, form: Form) -> Result<Response> {
    let posted: DepartureForm = form.parse()?;
    match prepare_from(&mut auth, &form, &posted).await {
        Ok(reference) => Ok(page::see_other_saying(&url(&reference), "said-custody-prepared", &reference)),
        Err(AppError::Invalid(errors)) => answer(&auth, &posted, &errors),
        Err(AppError::Refused(name)) => Err(match refused(&name) {
            Some(sentence) => AppError::Conflict(Message::new(sentence)),
            None => AppError::Refused(name),
        }),
        Err(error) => Err(error),
    }
}

/// What stands against a departure, as the page says it.
fn refused(name: &str) -> Option<&'static str> {
    Some(match name {
        "weapon_is_where_it_was" | "handover_follows_custody" => "constraint-weapon-is-where-it-was",
        "transferred_out_by_one_way" => "constraint-transferred-out-by-one-way",
        "weapon_of_unit_leaves_with_its_unit" => "constraint-weapon-of-unit-leaves-with-its-unit",
        "transferred_out_is_final" => "constraint-transferred-out-is-final",
        _ => return None,
    })
}

async fn prepare_from(auth: &mut Authorized<PrepareDeparture>, form: &Form, posted: &DepartureForm) -> Result<String> {
    let draft = posted.draft()?;
    let mut tx = auth.write(form).await?;
    let reference = commands::transfer_out(&mut tx, &auth.target, &draft, recipient_kind(&auth.target.ownership)).await?;
    tx.commit(&url(&reference)).await?;
    Ok(reference)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    #[test]
    fn what_is_the_united_nations_goes_on_within_it_and_the_rest_goes_back() {
        assert_eq!(recipient_kind("un_owned"), "other_un");
        for ownership in ["contingent_owned", "member_state_owned", "host_loan"] {
            assert_eq!(recipient_kind(ownership), "owner", "{ownership}");
        }
    }

    #[test]
    fn a_departure_names_recipient_document_and_reason() {
        let good = || DepartureForm { recipient: "Contingent of the test".into(), document: "Voucher 3".into(), reason: "Rotation".into() };
        assert!(good().draft().is_ok());
        for (form, field) in [
            (DepartureForm { recipient: String::new(), ..good() }, "recipient"),
            (DepartureForm { document: " ".into(), ..good() }, "document"),
            (DepartureForm { reason: String::new(), ..good() }, "reason"),
        ] {
            let Err(AppError::Invalid(errors)) = form.draft() else { panic!("{field} was accepted") };
            assert!(!errors.of(field, Language::English).is_empty(), "{field}");
        }
    }
}
