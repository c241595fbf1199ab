//! Requests about the record of a thing: parse, call, show. No rule is written here.

use axum::response::Response;

use super::commands;
use super::form_page::FormPage;
use super::forms::EquipmentForm;
use super::queries::{self, Equipment};
use super::sheet;
use super::views::{Index, Sheet, Show, tabs, url};
use super::{AskEquipment, CreateEquipment, EditEquipment, EquipmentHistory, ListEquipment, NewEquipment, PrintEquipment, ShowEquipment};
use crate::audit::history::{self, HistoryTable, page::Subject};
use crate::authz::action::{Action, Authorized, Format};
use crate::features::confirmations::age_of_list;
use crate::features::origins::{self, Record};
use crate::features::transfers::{self, Thing};
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::Asked;
use crate::web::page;
use crate::web::sheet as web_sheet;
use crate::web::table;
use crate::web::time;

pub async fn index(mut auth: Authorized<ListEquipment>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), queries::FILTERS);
    let mut tx = auth.read().await?;
    let sort = asked.sort(queries::SORTS);
    if auth.format != Format::Page {
        let order = queries::references(&mut tx, &asked, sort).await?;
        table::within_limit(order.len())?;
        let records = sheet::records(&mut tx, &order).await?;
        return table::answer(&auth, &asked, web_sheet::table("equipment", sheet::COLUMNS, &order, records));
    }
    let (lines, total) = queries::list(&mut tx, &asked, sort).await?;
    let mut view = Index::new(&auth.seed, &auth.actor, &asked, sort, lines, total);
    view.confirmed = age_of_list(&mut tx, &asked, "equipment", auth.language()).await?;
    page::page(&view)
}

async fn form_page<A: Action>(auth: &mut Authorized<A>, thing: Option<&Equipment>, form: &EquipmentForm, errors: &FieldErrors) -> Result<FormPage> {
    let mut tx = auth.read().await?;
    let (stations, stores) = (queries::stations(&mut tx).await?, queries::stores(&mut tx).await?);
    let near = if errors.is_empty() { Vec::new() } else { queries::near(&mut tx, &form.serial, thing.map_or("", |thing| &thing.reference)).await? };
    let mut form = form.clone();
    if let ([only], true) = (stations.as_slice(), form.station.is_empty()) {
        form.station = only.code.clone();
    }
    Ok(FormPage::new(&auth.seed, thing, &form, errors, (&stations, &stores), near))
}

pub async fn ask_new(mut auth: Authorized<NewEquipment>) -> Result<Response> {
    let form = EquipmentForm { ownership: "un_owned".into(), ..EquipmentForm::default() };
    page::page(&form_page(&mut auth, None, &form, &FieldErrors::default()).await?)
}

pub async fn create(mut auth: Authorized<CreateEquipment>, form: Form) -> Result<Response> {
    let posted: EquipmentForm = form.parse()?;
    match create_from(&mut auth, &form, &posted).await {
        Ok(reference) => Ok(page::see_other_saying(&url(&reference), "said-equipment-created", &reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&form_page(&mut auth, None, &posted, &errors).await?),
        Err(error) => Err(error),
    }
}

async fn create_from(auth: &mut Authorized<CreateEquipment>, form: &Form, posted: &EquipmentForm) -> Result<String> {
    let draft = posted.draft()?;
    let mut tx = auth.write(form).await?;
    let reference = commands::create(&mut tx, &auth.actor, &draft).await?;
    tx.commit(&url(&reference)).await?;
    Ok(reference)
}

pub async fn show(mut auth: Authorized<ShowEquipment>) -> Result<Response> {
    page::page(&record(&mut auth).await?)
}

pub async fn print(mut auth: Authorized<PrintEquipment>) -> Result<Response> {
    let record = record(&mut auth).await?;
    page::page(&Sheet::new(&auth.seed, record))
}

async fn record<A: Action<Target = Equipment>>(auth: &mut Authorized<A>) -> Result<Show> {
    let mut tx = auth.read().await?;
    let thing = &auth.target;
    let chain = queries::chain(&mut tx, Some(thing.id), None).await?;
    let near = if thing.serial.is_empty() { Vec::new() } else { queries::near(&mut tx, &thing.serial, &thing.reference).await? };
    let mut view = Show::new(&auth.seed, &auth.actor, thing, &chain, near);
    let under = transfers::of_thing(&mut tx, Thing::Equipment(thing.id.0)).await?;
    view.way = transfers::way_of(&auth.seed, under, time::short_place(&thing.station_name), &thing.zone);
    view.origin = origins::of_record(&mut tx, Record::Equipment(thing.id.0), auth.seed.language).await?;
    Ok(view)
}

pub async fn ask_edit(mut auth: Authorized<AskEquipment>) -> Result<Response> {
    let thing = auth.target.clone();
    page::page(&form_page(&mut auth, Some(&thing), &EquipmentForm::of(&thing), &FieldErrors::default()).await?)
}

pub async fn edit(mut auth: Authorized<EditEquipment>, form: Form) -> Result<Response> {
    let mut posted: EquipmentForm = form.parse()?;
    posted.station = auth.target.station.clone();
    match edit_from(&mut auth, &form, &posted).await {
        Ok(()) => Ok(page::see_other_saying(&url(&auth.target.reference), "said-equipment-saved", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => {
            let thing = auth.target.clone();
            page::unprocessable(&form_page(&mut auth, Some(&thing), &posted, &errors).await?)
        }
        Err(error) => Err(error),
    }
}

async fn edit_from(auth: &mut Authorized<EditEquipment>, form: &Form, posted: &EquipmentForm) -> Result<()> {
    let draft = posted.draft()?;
    let mut tx = auth.write(form).await?;
    commands::edit(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url(&auth.target.reference)).await
}

pub async fn history_of(mut auth: Authorized<EquipmentHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let thing = &auth.target;
    let saves = history::of(&mut tx, HistoryTable::Equipment, thing.id.0).await?;
    let place = time::short_place(&thing.station_name).to_owned();
    let tabs = tabs(auth.language(), &thing.reference, "history");
    let subject = Subject { reference: thing.reference.clone(), url: url(&thing.reference), zone: thing.zone.clone(), place, tabs };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}
