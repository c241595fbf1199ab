//! Armour level and dates of a thing: from them follows until when it is good.

use askama::Template;
use axum::response::Response;

use super::commands;
use super::forms::DatesForm;
use super::model::{ARMOUR, STANDARDS, levels};
use super::queries::Equipment;
use super::views::{url, word};
use super::{AskDates, EditDates};
use crate::authz::action::{Action, Authorized};
use crate::i18n::Hole;
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Shell};

#[derive(Template)]
#[template(path = "equipment/dates.html")]
struct DatesPage {
    shell: Shell,
    reference: String,
    called: String,
    action: String,
    back_url: String,
    form_key: String,
    version: String,
    errors: Vec<ErrorLink>,
    is_armour: bool,
    armour_standard: Field,
    standards: Vec<Choice>,
    armour_level: Field,
    made_on: Field,
    in_service_on: Field,
    expires_on: Field,
}

fn dates_page<A: Action<Target = Equipment>>(auth: &Authorized<A>, form: &DatesForm, errors: &FieldErrors) -> DatesPage {
    let (language, thing) = (auth.language(), &auth.target);
    let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
    let shell = Shell::titled(&auth.seed, thing.reference.clone());
    let known = |standard: &str| levels(standard).unwrap_or_default().join(", ");
    let hint = language.fill("equipment-armour-level-hint", &[("old", Hole::Text(&known("nij_0101_06"))), ("new", Hole::Text(&known("nij_0101_07")))]);
    DatesPage {
        reference: thing.reference.clone(),
        called: thing.called(),
        action: format!("{}/dates", url(&thing.reference)),
        back_url: url(&thing.reference),
        form_key: fresh_form_key(),
        version: form.version.clone(),
        errors: errors.links(language),
        is_armour: ARMOUR.contains(&thing.kind.as_str()) || !thing.armour_standard.is_empty(),
        armour_standard: field("armour_standard", "equipment-armour-standard", &form.armour_standard).optional(),
        standards: std::iter::once(Choice::new("", language.t("equipment-no-standard"), &form.armour_standard))
            .chain(STANDARDS.iter().map(|code| Choice::new(*code, word(language, "equipment-armour-standard", code), &form.armour_standard)))
            .collect(),
        armour_level: Field { hint, ..field("armour_level", "equipment-armour-level", &form.armour_level).optional() },
        made_on: field("made_on", "equipment-made-on", &form.made_on).optional().hint(language, "requirement-date-hint"),
        in_service_on: field("in_service_on", "equipment-in-service-on", &form.in_service_on).optional(),
        expires_on: field("expires_on", "equipment-expires-on", &form.expires_on).optional().hint(language, "equipment-expires-on-hint"),
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
    }
}

pub async fn ask(auth: Authorized<AskDates>) -> Result<Response> {
    page::page(&dates_page(&auth, &DatesForm::of(&auth.target), &FieldErrors::default()))
}

pub async fn save(mut auth: Authorized<EditDates>, form: Form) -> Result<Response> {
    let posted: DatesForm = form.parse()?;
    match save_from(&mut auth, &form, &posted).await {
        Ok(address) => Ok(page::see_other_saying(&address, "said-equipment-saved", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&dates_page(&auth, &posted, &errors)),
        Err(error) => Err(error),
    }
}

async fn save_from(auth: &mut Authorized<EditDates>, form: &Form, posted: &DatesForm) -> Result<String> {
    let draft = posted.draft(&auth.target.kind, auth.now().date_naive())?;
    let address = url(&auth.target.reference);
    let mut tx = auth.write(form).await?;
    commands::set_dates(&mut tx, &auth.target, &draft).await?;
    tx.commit(&address).await?;
    Ok(address)
}
