//! `/transfers/new`, and what is corrected while nobody has authorized it: its head, its list, its permits.

use askama::Template;
use axum::response::Response;

use super::ends::{self, Destination, Source};
use super::forms::{CorrectionForm, DraftForm, LineDraft, LineForm, PermitForm};
use super::handlers::refused;
use super::lines::{self, Thing};
use super::queries::Transfer;
use super::show_page::url;
use super::{AddLine, AddTransferPermit, DraftTransfer, EditTransfer, NewTransfer, RemoveLine, SaveTransfer, commands};
use crate::authz::action::Authorized;
use crate::db::Tx;
use crate::features::people::with_ask;
use crate::i18n::{Hole, Message};
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::list::Asked;
use crate::web::page::{self, Seed, Shell};
use crate::web::time;

#[derive(Template)]
#[template(path = "transfers/form.html")]
struct FormPage {
    shell: Shell,
    form_key: String,
    errors: Vec<ErrorLink>,
    from: Field,
    sources: Vec<Choice>,
    to: Field,
    destinations: Vec<Choice>,
    planned_on: Field,
    reason: Field,
}

impl FormPage {
    fn new(seed: &Seed, form: &DraftForm, errors: &FieldErrors, sources: &[Source], destinations: &[Destination]) -> Self {
        let language = seed.language;
        let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
        let shell = Shell::new(seed, "transfer-new");
        let ours = |one: &Source| Choice::new(&one.reference, end_words(seed, &one.station, &one.reference, &one.name), form.from.trim());
        let theirs = |one: &Destination| Choice::new(&one.reference, end_words(seed, &one.station, &one.reference, ""), form.to.trim());
        Self {
            form_key: fresh_form_key(),
            errors: errors.links(language),
            from: field("from", "transfer-armoury-id", &form.from),
            sources: with_ask(language, sources.iter().map(ours).collect()),
            to: field("to", "transfer-to-armoury-id", &form.to).hint(language, "transfer-to-hint"),
            destinations: with_ask(language, destinations.iter().map(theirs).collect()),
            planned_on: field("planned_on", "transfer-planned-on", &form.planned_on).hint(language, "transfer-planned-hint"),
            reason: field("reason", "transfer-reason", &form.reason),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

/// An armoury by its station, reference and name; a station alone says what it is for.
fn end_words(seed: &Seed, station: &str, reference: &str, name: &str) -> String {
    if station == reference {
        return seed.language.fill("transfer-no-armoury", &[("station", Hole::Text(station))]);
    }
    format!("{station} {reference} {name}").trim_end().to_owned()
}

pub async fn ask_new(mut auth: Authorized<NewTransfer>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["armoury"]);
    let form = DraftForm { from: asked.one("armoury").unwrap_or_default().to_owned(), ..DraftForm::default() };
    let mut tx = auth.read().await?;
    let (sources, destinations) = (ends::sources(&mut tx).await?, ends::destinations(&mut tx).await?);
    page::page(&FormPage::new(&auth.seed, &form, &FieldErrors::default(), &sources, &destinations))
}

pub async fn draft(mut auth: Authorized<DraftTransfer>, form: Form) -> Result<Response> {
    let posted: DraftForm = form.parse()?;
    match draft_from(&mut auth, &form, &posted).await.map_err(beside) {
        Ok(reference) => Ok(page::see_other_saying(&url(&reference), "said-transfer-drafted", &reference)),
        Err(AppError::Invalid(errors)) => {
            let mut tx = auth.read().await?;
            let (sources, destinations) = (ends::sources(&mut tx).await?, ends::destinations(&mut tx).await?);
            page::unprocessable(&FormPage::new(&auth.seed, &posted, &errors, &sources, &destinations))
        }
        Err(error) => Err(error),
    }
}

async fn draft_from(auth: &mut Authorized<DraftTransfer>, form: &Form, posted: &DraftForm) -> Result<String> {
    let draft = posted.draft(auth.now().date_naive())?;
    let mut tx = auth.write(form).await?;
    let source = ends::sources(&mut tx).await?.into_iter().find(|one| one.reference == posted.from.trim());
    let source = source.ok_or_else(|| AppError::field("from", "transfer-source-not-yours"))?;
    let destination = ends::destinations(&mut tx).await?.into_iter().find(|one| one.reference == posted.to.trim());
    let destination = destination.ok_or_else(|| AppError::field("to", "transfer-destination-unknown"))?;
    let reference = commands::draft(&mut tx, &auth.actor, &source, &destination, &draft).await?;
    tx.commit(&url(&reference)).await?;
    Ok(reference)
}

#[derive(Template)]
#[template(path = "transfers/edit.html")]
struct EditPage {
    shell: Shell,
    form_key: String,
    errors: Vec<ErrorLink>,
    title: String,
    record_url: String,
    version: String,
    planned_on: Field,
    reason: Field,
}

impl EditPage {
    fn new(seed: &Seed, transfer: &Transfer, form: &CorrectionForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let shell = Shell::new(seed, "transfer-edit");
        Self {
            form_key: fresh_form_key(),
            errors: errors.links(language),
            title: format!("{} {} → {}", transfer.reference, transfer.station, transfer.to_station),
            record_url: url(&transfer.reference),
            version: form.version.clone(),
            planned_on: Field::new(language, "planned_on", "transfer-planned-on", &form.planned_on, errors).hint(language, "transfer-planned-hint"),
            reason: Field::new(language, "reason", "transfer-reason", &form.reason, errors),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

pub async fn ask_edit(auth: Authorized<EditTransfer>) -> Result<Response> {
    let transfer = &auth.target.0;
    let form = CorrectionForm { planned_on: time::typed_date(transfer.planned_on), reason: transfer.reason.clone(), version: transfer.version.to_string() };
    page::page(&EditPage::new(&auth.seed, transfer, &form, &FieldErrors::default()))
}

pub async fn save(mut auth: Authorized<SaveTransfer>, form: Form) -> Result<Response> {
    let posted: CorrectionForm = form.parse()?;
    let transfer = auth.target.0.clone();
    let address = url(&transfer.reference);
    let saved = async {
        let draft = posted.draft(auth.now().date_naive(), transfer.planned_on)?;
        let mut tx = auth.write(&form).await?;
        commands::correct(&mut tx, &transfer, &draft, posted.version()).await?;
        tx.commit(&address).await
    }
    .await
    .map_err(beside);
    match saved {
        Ok(()) => Ok(page::see_other_saying(&address, "said-transfer-corrected", &transfer.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&EditPage::new(&auth.seed, &transfer, &posted, &errors)),
        Err(error) => Err(error),
    }
}

/// Refusals of the database beside the field they speak of.
fn beside(error: AppError) -> AppError {
    match error {
        AppError::Refused(name) => match name.as_str() {
            "transfer_leads_elsewhere" => AppError::field("to", "constraint-transfer-leads-elsewhere"),
            "transfer_planned_ahead" => AppError::field("planned_on", "constraint-transfer-planned-ahead"),
            "signed_transfer_is_kept" => AppError::field("planned_on", "constraint-signed-transfer-is-kept"),
            "transferred_where_approved" => AppError::field("to", "constraint-transferred-where-approved"),
            "weapon_in_one_transfer" => AppError::field("weapon", "constraint-weapon-in-one-transfer"),
            "vehicle_in_one_transfer" | "equipment_in_one_transfer" | "kit_in_one_transfer" => AppError::field("thing", "constraint-vehicle-in-one-transfer"),
            "weapons_go_between_armouries" => AppError::field("weapon", "constraint-weapons-go-between-armouries"),
            "lot_once_in_a_transfer" => AppError::field("lot", "constraint-lot-once-in-a-transfer"),
            "transfer_permit_country_fkey" => AppError::field("country", "qualification-country-unknown"),
            _ => AppError::Refused(name),
        },
        other => other,
    }
}

pub async fn add_line(mut auth: Authorized<AddLine>, form: Form) -> Result<Response> {
    let posted: LineForm = form.parse()?;
    let transfer = auth.target.0.clone();
    let address = url(&transfer.reference);
    let added = async {
        let draft = posted.draft()?;
        let mut tx = auth.write(&form).await?;
        match draft {
            LineDraft::Weapon(mark) => {
                let weapon = lines::weapon(&mut tx, transfer.id, &mark).await?;
                let weapon = weapon.ok_or_else(|| AppError::field("weapon", "transfer-weapon-unknown"))?;
                commands::add_weapon(&mut tx, &transfer, weapon).await?;
            }
            LineDraft::Thing(text) => {
                let thing = lines::thing(&mut tx, transfer.id, &text).await?;
                let thing = thing.ok_or_else(|| AppError::field("thing", "transfer-thing-unknown"))?;
                free(&mut tx, thing).await?;
                commands::add_thing(&mut tx, &transfer, thing).await.map_err(held)?;
            }
            LineDraft::Rounds { lot, rounds } => {
                let lot = lines::stored_lots(&mut tx, transfer.id).await?.into_iter().find(|one| one.reference == lot);
                let lot = lot.ok_or_else(|| AppError::field("lot", "transfer-lot-unknown"))?;
                commands::add_rounds(&mut tx, &transfer, lot.id, rounds).await?;
            }
        }
        tx.commit(&address).await
    }
    .await
    .map_err(beside);
    match added {
        Ok(()) => Ok(page::see_other(&address)),
        Err(error) => {
            refused(&mut auth, &transfer, error, &[("weapon", &posted.weapon), ("thing", &posted.thing), ("lot", &posted.lot), ("rounds", &posted.rounds)])
                .await
        }
    }
}

/// Says by name who or what holds a thing; the database asks again, and sees more.
async fn free(tx: &mut Tx, thing: Thing) -> Result<()> {
    let Some((key, name)) = lines::holder(tx, thing).await? else { return Ok(()) };
    let mut errors = FieldErrors::default();
    errors.add("thing", Message::new(key).with("by", name));
    Err(AppError::Invalid(errors))
}

/// What the database says of a thing that may not be sent, beside its field.
fn held(error: AppError) -> AppError {
    match error {
        AppError::Refused(name) => match name.as_str() {
            "sent_thing_is_of_the_sender" => AppError::field("thing", "constraint-sent-thing-is-of-the-sender"),
            "sent_thing_is_in_use" => AppError::field("thing", "constraint-sent-thing-is-in-use"),
            "sent_vehicle_is_not_reserved" => AppError::field("thing", "constraint-sent-vehicle-is-not-reserved"),
            "sent_thing_is_with_nobody" => AppError::field("thing", "constraint-sent-thing-is-with-nobody"),
            "sent_thing_is_not_promised" => AppError::field("thing", "constraint-sent-thing-is-not-promised"),
            "sent_thing_is_not_pledged" => AppError::field("thing", "constraint-sent-thing-is-not-pledged"),
            "kit_is_sent_whole" => AppError::field("thing", "constraint-kit-is-sent-whole"),
            _ => AppError::Refused(name),
        },
        other => other,
    }
}

pub async fn remove_line(mut auth: Authorized<RemoveLine>, form: Form) -> Result<Response> {
    let number = auth.params.number("number")?;
    let address = url(&auth.target.0.reference);
    let mut tx = auth.write(&form).await?;
    commands::remove(&mut tx, &auth.target.0, number).await?;
    tx.commit(&address).await?;
    Ok(page::see_other(&address))
}

pub async fn add_permit(mut auth: Authorized<AddTransferPermit>, form: Form) -> Result<Response> {
    let posted: PermitForm = form.parse()?;
    let transfer = auth.target.0.clone();
    let address = url(&transfer.reference);
    let added = async {
        let draft = posted.draft(auth.now().date_naive())?;
        let mut tx = auth.write(&form).await?;
        commands::permit(&mut tx, &transfer, &draft).await?;
        tx.commit(&address).await
    }
    .await
    .map_err(beside);
    match added {
        Ok(()) => Ok(page::see_other_saying(&address, "said-transfer-permit", &transfer.reference)),
        Err(error) => {
            let values = [
                ("kind", posted.kind.as_str()),
                ("country", posted.country.as_str()),
                ("document", posted.document.as_str()),
                ("valid_until", posted.valid_until.as_str()),
                ("waived", posted.waived.as_str()),
            ];
            refused(&mut auth, &transfer, error, &values).await
        }
    }
}
