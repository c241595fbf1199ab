//! Requests about kits: parse, call, show. No rule is written here.

use axum::response::Response;

use super::super::commands::set_kit;
use super::super::queries as things;
use super::commands;
use super::forms::{KitForm, NeedForm, PartForm};
use super::queries::{self, Kit};
use super::sheet;
use super::views::{ContentsPage, FormPage, Index, PartPage, Sheet, Show, tabs, url};
use super::{AddPart, AskContents, AskKit, AskPart, CreateKit, EditKit, KitHistory, ListKits, NewKit, PrintKit, SetContents, ShowKit};
use crate::audit::history::{self, HistoryTable, page::Subject};
use crate::authz::action::{Action, Authorized, Format};
use crate::features::transfers::{self, Thing};
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::Asked;
use crate::web::page;
use crate::web::sheet as web_sheet;
use crate::web::table;
use crate::web::time;

pub async fn index(mut auth: Authorized<ListKits>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), queries::FILTERS);
    let mut tx = auth.read().await?;
    let sort = asked.sort(queries::SORTS);
    let (lines, total) = queries::list(&mut tx, &asked, sort, auth.format != Format::Page).await?;
    if auth.format != Format::Page {
        let order: Vec<String> = lines.into_iter().map(|line| line.reference).collect();
        let records = sheet::records(&mut tx, &order).await?;
        return table::answer(&auth, &asked, web_sheet::table("kits", sheet::COLUMNS, &order, records));
    }
    page::page(&Index::new(&auth.seed, &auth.actor, &asked, sort, lines, total))
}

async fn form_page<A: Action>(auth: &mut Authorized<A>, kit: Option<&Kit>, form: &KitForm, errors: &FieldErrors) -> Result<FormPage> {
    let mut tx = auth.read().await?;
    let (stations, stores) = (things::stations(&mut tx).await?, things::stores(&mut tx).await?);
    let mut form = form.clone();
    if let ([only], true) = (stations.as_slice(), form.station.is_empty()) {
        form.station = only.code.clone();
    }
    Ok(FormPage::new(&auth.seed, kit, &form, errors, &stations, &stores))
}

pub async fn ask_new(mut auth: Authorized<NewKit>) -> Result<Response> {
    page::page(&form_page(&mut auth, None, &KitForm::default(), &FieldErrors::default()).await?)
}

pub async fn create(mut auth: Authorized<CreateKit>, form: Form) -> Result<Response> {
    let posted: KitForm = form.parse()?;
    match create_from(&mut auth, &form, &posted).await {
        Ok(reference) => Ok(page::see_other_saying(&url(&reference), "said-kit-created", &reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&form_page(&mut auth, None, &posted, &errors).await?),
        Err(error) => Err(error),
    }
}

async fn create_from(auth: &mut Authorized<CreateKit>, form: &Form, posted: &KitForm) -> Result<String> {
    let draft = posted.draft()?;
    let mut tx = auth.write(form).await?;
    let reference = commands::create(&mut tx, &auth.actor, &draft).await?;
    tx.commit(&url(&reference)).await?;
    Ok(reference)
}

pub async fn show(mut auth: Authorized<ShowKit>) -> Result<Response> {
    page::page(&record(&mut auth).await?)
}

pub async fn print(mut auth: Authorized<PrintKit>) -> Result<Response> {
    let record = record(&mut auth).await?;
    page::page(&Sheet::new(&auth.seed, record))
}

async fn record<A: Action<Target = Kit>>(auth: &mut Authorized<A>) -> Result<Show> {
    let mut tx = auth.read().await?;
    let kit = &auth.target;
    let parts = things::parts_of(&mut tx, kit.id).await?;
    let needs = queries::needs(&mut tx, kit.id).await?;
    let chain = things::chain(&mut tx, None, Some(kit.id)).await?;
    let mut view = Show::new(&auth.seed, &auth.actor, kit, (&needs, parts), &chain);
    let under = transfers::of_thing(&mut tx, Thing::Kit(kit.id.0)).await?;
    view.way = transfers::way_of(&auth.seed, under, time::short_place(&kit.station_name), &kit.zone);
    Ok(view)
}

pub async fn ask_edit(mut auth: Authorized<AskKit>) -> Result<Response> {
    let kit = auth.target.clone();
    page::page(&form_page(&mut auth, Some(&kit), &KitForm::of(&kit), &FieldErrors::default()).await?)
}

pub async fn edit(mut auth: Authorized<EditKit>, form: Form) -> Result<Response> {
    let mut posted: KitForm = form.parse()?;
    posted.station = auth.target.station.clone();
    match edit_from(&mut auth, &form, &posted).await {
        Ok(address) => Ok(page::see_other_saying(&address, "said-kit-saved", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => {
            let kit = auth.target.clone();
            page::unprocessable(&form_page(&mut auth, Some(&kit), &posted, &errors).await?)
        }
        Err(error) => Err(error),
    }
}

async fn edit_from(auth: &mut Authorized<EditKit>, form: &Form, posted: &KitForm) -> Result<String> {
    let draft = posted.draft()?;
    let address = url(&auth.target.reference);
    let mut tx = auth.write(form).await?;
    commands::edit(&mut tx, &auth.target, &draft).await?;
    tx.commit(&address).await?;
    Ok(address)
}

async fn contents_page<A: Action<Target = Kit>>(auth: &mut Authorized<A>, form: &NeedForm, errors: &FieldErrors) -> Result<ContentsPage> {
    let mut tx = auth.read().await?;
    let needs = queries::needs(&mut tx, auth.target.id).await?;
    Ok(ContentsPage::new(&auth.seed, &auth.target, &needs, form, errors))
}

pub async fn ask_contents(mut auth: Authorized<AskContents>) -> Result<Response> {
    page::page(&contents_page(&mut auth, &NeedForm::default(), &FieldErrors::default()).await?)
}

pub async fn set_contents(mut auth: Authorized<SetContents>, form: Form) -> Result<Response> {
    let posted: NeedForm = form.parse()?;
    match contents_from(&mut auth, &form, &posted).await {
        Ok(address) => Ok(page::see_other_saying(&address, "said-kit-saved", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&contents_page(&mut auth, &posted, &errors).await?),
        Err(error) => Err(error),
    }
}

async fn contents_from(auth: &mut Authorized<SetContents>, form: &Form, posted: &NeedForm) -> Result<String> {
    let (kind, wanted) = posted.draft()?;
    let address = format!("{}/contents", url(&auth.target.reference));
    let mut tx = auth.write(form).await?;
    commands::set_need(&mut tx, &auth.target, &kind, wanted, posted.version.parse().unwrap_or_default()).await?;
    tx.commit(&address).await?;
    Ok(address)
}

pub async fn ask_part(auth: Authorized<AskPart>) -> Result<Response> {
    page::page(&PartPage::new(&auth.seed, &auth.target, "", &FieldErrors::default()))
}

pub async fn add_part(mut auth: Authorized<AddPart>, form: Form) -> Result<Response> {
    let posted: PartForm = form.parse()?;
    let errors = match part_from(&mut auth, &form, &posted).await {
        Ok(address) => return Ok(page::see_other_saying(&address, "said-kit-part", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => errors,
        Err(AppError::Refused(name)) if matches!(name.as_str(), "kit_changes_at_home" | "kit_of_the_same_station") => {
            let mut errors = FieldErrors::default();
            errors.add(
                "thing",
                Message::new(if name == "kit_changes_at_home" { "constraint-kit-changes-at-home" } else { "constraint-kit-of-the-same-station" }),
            );
            errors
        }
        Err(error) => return Err(error),
    };
    page::unprocessable(&PartPage::new(&auth.seed, &auth.target, &posted.thing, &errors))
}

async fn part_from(auth: &mut Authorized<AddPart>, form: &Form, posted: &PartForm) -> Result<String> {
    if posted.thing.trim().is_empty() {
        return Err(AppError::field("thing", "field-required"));
    }
    let address = url(&auth.target.reference);
    let mut tx = auth.write(form).await?;
    let thing = match things::one_called(&mut tx, &posted.thing).await? {
        Some(called) if !called.is_kit => things::by_ref(&mut tx, &called.reference).await?,
        _ => None,
    };
    let thing = thing.ok_or_else(|| AppError::field("thing", "equipment-thing-unknown"))?;
    if !thing.kit.is_empty() {
        let mut errors = FieldErrors::default();
        errors.add("thing", Message::new("kit-part-of-another").with("ref", thing.reference).with("kit", thing.kit));
        return Err(AppError::Invalid(errors));
    }
    set_kit(&mut tx, &thing, Some((auth.target.id, &auth.target.reference)), thing.version).await?;
    tx.commit(&address).await?;
    Ok(address)
}

pub async fn history_of(mut auth: Authorized<KitHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let kit = &auth.target;
    let needs = queries::needs(&mut tx, kit.id).await?.iter().map(|need| need.id.to_string()).collect();
    let parts = [(HistoryTable::EquipmentKit, vec![kit.id.0.to_string()]), (HistoryTable::EquipmentKitNeed, needs)];
    let saves = history::of_several(&mut tx, &parts).await?;
    let place = time::short_place(&kit.station_name).to_owned();
    let tabs = tabs(auth.language(), &kit.reference, "history");
    let subject = Subject { reference: kit.reference.clone(), url: url(&kit.reference), zone: kit.zone.clone(), place, tabs };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}
