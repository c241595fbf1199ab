//! Requests about the record of a vehicle: parse, call, show. No rule is written here.

use axum::response::Response;

use super::commands;
use super::corrections;
use super::form_page::FormPage;
use super::forms::VehicleForm;
use super::maintenance;
use super::queries::{self, Vehicle};
use super::reservations;
use super::sheet;
use super::views::{Index, Sheet, Show, url};
use super::{AskVehicle, CreateVehicle, EditVehicle, ListVehicles, NewVehicle, PrintVehicle, ShowVehicle, VehicleHistory};
use crate::audit::history::{self, HistoryTable, page::Subject};
use crate::authz::action::{Action, Authorized, Format};
use crate::features::confirmations::age_of_list;
use crate::features::contested;
use crate::features::origins::{self, Record};
use crate::features::transfers::{self, Thing};
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::Asked;
use crate::web::page;
use crate::web::sheet as web_sheet;
use crate::web::table;
use crate::web::time;

pub async fn index(mut auth: Authorized<ListVehicles>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), queries::FILTERS);
    let mut tx = auth.read().await?;
    let sort = asked.sort(queries::SORTS);
    if auth.format != Format::Page {
        let order = queries::references(&mut tx, &asked, sort).await?;
        table::within_limit(order.len())?;
        let records = sheet::records(&mut tx, &order).await?;
        return table::answer(&auth, &asked, web_sheet::table("vehicles", sheet::COLUMNS, &order, records));
    }
    let (lines, total) = queries::list(&mut tx, &asked, sort).await?;
    let mut view = Index::new(&auth.seed, &auth.actor, &asked, sort, lines, total);
    view.confirmed = age_of_list(&mut tx, &asked, "vehicles", auth.language()).await?;
    page::page(&view)
}

pub async fn ask_new(mut auth: Authorized<NewVehicle>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let stations = queries::stations(&mut tx).await?;
    let mut form = VehicleForm::default();
    if let [only] = stations.as_slice() {
        form.station = only.code.clone();
    }
    page::page(&FormPage::new(&auth.seed, None, &form, &FieldErrors::default(), &stations))
}

pub async fn create(mut auth: Authorized<CreateVehicle>, form: Form) -> Result<Response> {
    let posted: VehicleForm = form.parse()?;
    match create_from(&mut auth, &form, &posted).await {
        Ok(reference) => Ok(page::see_other_saying(&url(&reference), "said-vehicle-created", &reference)),
        Err(AppError::Invalid(errors)) => {
            let mut tx = auth.read().await?;
            let stations = queries::stations(&mut tx).await?;
            page::unprocessable(&FormPage::new(&auth.seed, None, &posted, &errors, &stations))
        }
        Err(error) => Err(error),
    }
}

async fn create_from(auth: &mut Authorized<CreateVehicle>, form: &Form, posted: &VehicleForm) -> Result<String> {
    let draft = posted.draft(auth.now().date_naive())?;
    let mut tx = auth.write(form).await?;
    let reference = commands::create(&mut tx, &auth.actor, &draft).await?;
    tx.commit(&url(&reference)).await?;
    Ok(reference)
}

pub async fn show(mut auth: Authorized<ShowVehicle>) -> Result<Response> {
    page::page(&record(&mut auth).await?)
}

pub async fn print(mut auth: Authorized<PrintVehicle>) -> Result<Response> {
    let record = record(&mut auth).await?;
    page::page(&Sheet::new(&auth.seed, record))
}

async fn record<A: Action<Target = Vehicle>>(auth: &mut Authorized<A>) -> Result<Show> {
    let mut tx = auth.read().await?;
    let vehicle = &auth.target;
    let papers = queries::papers(&mut tx, vehicle.id).await?;
    let coming = reservations::of_vehicle(&mut tx, vehicle.id).await?;
    let mut view = Show::new(&auth.seed, &auth.actor, vehicle, &papers, &coming);
    let due = maintenance::due(&mut tx, vehicle.id).await?;
    let asked = Asked::read(auth.seed.here(), &[]);
    let after = asked.after().map(|(_, work)| work);
    let (works, last) = maintenance::works(&mut tx, vehicle.id, after).await?;
    view.keep_up(&auth.seed, &auth.actor, vehicle, &due, &works);
    view.older_url = last.map(|work| asked.next_url("upkeep", work)).unwrap_or_default();
    view.newest_url = if after.is_some() { url(&vehicle.reference) } else { String::new() };
    corrections::tell(&auth.seed, vehicle, &corrections::of_vehicle(&mut tx, vehicle.id).await?, &mut view);
    view.contested = contested::bars(&auth.seed, &contested::of_vehicle(&mut tx, vehicle.id).await?);
    let under = transfers::of_thing(&mut tx, Thing::Vehicle(vehicle.id.0)).await?;
    view.way = transfers::way_of(&auth.seed, under, time::short_place(&vehicle.station_name), &vehicle.zone);
    view.origin = origins::of_record(&mut tx, Record::Vehicle(vehicle.id.0), auth.seed.language).await?;
    Ok(view)
}

pub async fn ask_edit(auth: Authorized<AskVehicle>) -> Result<Response> {
    let form = VehicleForm::of(&auth.target);
    page::page(&FormPage::new(&auth.seed, Some(&auth.target), &form, &FieldErrors::default(), &[]))
}

pub async fn edit(mut auth: Authorized<EditVehicle>, form: Form) -> Result<Response> {
    let mut posted: VehicleForm = form.parse()?;
    posted.station = auth.target.station.clone();
    match edit_from(&mut auth, &form, &posted).await {
        Ok(()) => Ok(page::see_other_saying(&url(&auth.target.reference), "said-vehicle-saved", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&FormPage::new(&auth.seed, Some(&auth.target), &posted, &errors, &[])),
        Err(error) => Err(error),
    }
}

async fn edit_from(auth: &mut Authorized<EditVehicle>, form: &Form, posted: &VehicleForm) -> Result<()> {
    let draft = posted.draft(auth.now().date_naive())?;
    let mut tx = auth.write(form).await?;
    commands::edit(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url(&auth.target.reference)).await
}

pub async fn history_of(mut auth: Authorized<VehicleHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let vehicle: &Vehicle = &auth.target;
    let papers = queries::papers(&mut tx, vehicle.id).await?.iter().map(|paper| paper.id.to_string()).collect();
    let works = maintenance::ids(&mut tx, vehicle.id).await?;
    let corrections = corrections::of_vehicle(&mut tx, vehicle.id).await?.iter().map(|line| line.id.to_string()).collect();
    let parts = [
        (HistoryTable::Vehicle, vec![vehicle.id.0.to_string()]),
        (HistoryTable::VehiclePaper, papers),
        (HistoryTable::VehicleMaintenance, works),
        (HistoryTable::OdometerCorrection, corrections),
    ];
    let saves = history::of_several(&mut tx, &parts).await?;
    let place = time::short_place(&vehicle.station_name).to_owned();
    let subject = Subject { reference: vehicle.reference.clone(), url: url(&vehicle.reference), zone: vehicle.zone.clone(), place, tabs: Vec::new() };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}
