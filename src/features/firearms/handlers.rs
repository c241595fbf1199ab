//! Requests about firearms: parse, call, show. No rule is written here.

use axum::response::Response;

use super::commands;
use super::custody::custody_url;
use super::form_page::FormPage;
use super::forms::FirearmForm;
use super::listing;
use super::photos;
use super::queries::{self, Firearm};
use super::sheet;
use super::upkeep::upkeep_lines;
use super::views::{Index, Paper, Show, missing_words, url, withdraw_words};
use super::{AskFirearm, CreateFirearm, EditFirearm, FirearmHistory, ListFirearms, NewFirearm, PrintFirearm, ShowFirearm};
use crate::audit::history::{self, HistoryTable, page::Subject};
use crate::authz::action::{Action, Authorized, Format};
use crate::features::armouries::armoury_choices;
use crate::features::confirmations::age_of_list;
use crate::features::contested;
use crate::features::origins::{self, Record};
use crate::features::transfers;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::Asked;
use crate::web::page;
use crate::web::sheet as web_sheet;
use crate::web::table;
use crate::web::time;

pub async fn index(mut auth: Authorized<ListFirearms>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), listing::FILTERS);
    let mut tx = auth.read().await?;
    let sort = asked.sort(listing::SORTS);
    if auth.format != Format::Page {
        let order = listing::references(&mut tx, &asked, sort).await?;
        table::within_limit(order.len())?;
        let records = sheet::records(&mut tx, &order).await?;
        return table::answer(&auth, &asked, web_sheet::table("firearms", sheet::COLUMNS, &order, records));
    }
    let (lines, total) = listing::list(&mut tx, &asked, sort).await?;
    let mut view = Index::new(&auth.seed, &auth.actor, &asked, sort, lines, total);
    view.confirmed = age_of_list(&mut tx, &asked, "firearms", auth.language()).await?;
    page::page(&view)
}

pub async fn ask_new(mut auth: Authorized<NewFirearm>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let armouries = armoury_choices(&mut tx).await?;
    let form = FirearmForm { ownership: "un_owned".into(), ..FirearmForm::default() };
    page::page(&FormPage::new(&auth.seed, None, &form, &FieldErrors::default(), &armouries, &[]))
}

pub async fn create(mut auth: Authorized<CreateFirearm>, form: Form) -> Result<Response> {
    let posted: FirearmForm = form.parse()?;
    match create_from(&mut auth, &form, &posted).await.map_err(beside) {
        Ok(reference) => Ok(page::see_other_saying(&url(&reference), "said-firearm-created", &reference)),
        Err(AppError::Invalid(errors)) => {
            let mut tx = auth.read().await?;
            let armouries = armoury_choices(&mut tx).await?;
            let near = queries::near(&mut tx, &posted.serial, "").await?;
            page::unprocessable(&FormPage::new(&auth.seed, None, &posted, &errors, &armouries, &near))
        }
        Err(error) => Err(error),
    }
}

async fn create_from(auth: &mut Authorized<CreateFirearm>, form: &Form, posted: &FirearmForm) -> Result<String> {
    let draft = posted.draft(auth.now().date_naive())?;
    let mut tx = auth.write(form).await?;
    let armoury = armoury_choices(&mut tx).await?.into_iter().find(|one| one.reference == draft.armoury);
    let armoury = armoury.ok_or_else(|| AppError::field("armoury", "asset-armoury-not-yours"))?;
    let reference = commands::create(&mut tx, &auth.actor, &draft, &armoury).await?;
    tx.commit(&url(&reference)).await?;
    Ok(reference)
}

/// Refusals of the database beside the field they speak of.
pub(super) fn beside(error: AppError) -> AppError {
    match error {
        AppError::Refused(name) => match name.as_str() {
            "firearm_serial_once" => AppError::field("serial", "constraint-firearm-serial-once"),
            "firearm_country_of_make_fkey" => AppError::field("country_of_make", "qualification-country-unknown"),
            "stored_where_approved" => AppError::field("armoury", "constraint-stored-where-approved"),
            _ => AppError::Refused(name),
        },
        other => other,
    }
}

pub async fn show(mut auth: Authorized<ShowFirearm>) -> Result<Response> {
    page::page(&record(&mut auth).await?)
}

pub async fn print(mut auth: Authorized<PrintFirearm>) -> Result<Response> {
    let record = record(&mut auth).await?;
    page::page(&Paper::new(&auth.seed, record))
}

async fn record<A: Action<Target = Firearm>>(auth: &mut Authorized<A>) -> Result<Show> {
    let mut tx = auth.read().await?;
    let firearm = &auth.target;
    let asked = Asked::read(auth.seed.here(), &["before"]);
    let before = asked.one("before").and_then(|number| number.parse().ok()).unwrap_or(i32::MAX);
    let chain = queries::chain(&mut tx, firearm.id, before).await?;
    let permits = queries::permits(&mut tx, firearm.id).await?;
    let after = asked.after().map(|(_, inspection)| inspection);
    let (inspections, last) = queries::inspections(&mut tx, firearm.id, after).await?;
    let near = queries::near(&mut tx, &firearm.serial, &firearm.reference).await?;
    let transfer = transfers::of_firearm(&mut tx, firearm.id).await?;
    let gaps = queries::withdraw_gaps(&mut tx, firearm.id).await?;
    let mut view = Show::new(&auth.seed, &auth.actor, firearm, &chain, (&permits, &inspections), &near, transfer);
    view.older_inspections = (
        if after.is_some() { url(&firearm.reference) } else { String::new() },
        last.map(|inspection| asked.next_url("inspections", inspection)).unwrap_or_default(),
    );
    view.upkeep = upkeep_lines(auth.seed.language, &queries::upkeep(&mut tx, firearm.id).await?);
    view.photos = photos::of_record(&mut tx, &auth.actor, firearm, auth.seed.language).await?;
    view.origin = origins::of_record(&mut tx, Record::Firearm(firearm.id.0), auth.seed.language).await?;
    view.contested = contested::bars(&auth.seed, &contested::of_firearm(&mut tx, firearm.id).await?);
    if let Some(report) = queries::missing(&mut tx, firearm.id).await? {
        view.missing = (missing_words(&auth.seed, firearm, &report), custody_url(&report.act));
    }
    view.withdraw = withdraw_words(auth.seed.language, &firearm.holder, &gaps);
    Ok(view)
}

pub async fn ask_edit(auth: Authorized<AskFirearm>) -> Result<Response> {
    let form = FirearmForm::of(&auth.target);
    page::page(&FormPage::new(&auth.seed, Some(&auth.target), &form, &FieldErrors::default(), &[], &[]))
}

pub async fn edit(mut auth: Authorized<EditFirearm>, form: Form) -> Result<Response> {
    let posted: FirearmForm = form.parse()?;
    match edit_from(&mut auth, &form, &posted).await.map_err(beside) {
        Ok(()) => Ok(page::see_other_saying(&url(&auth.target.reference), "said-firearm-saved", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&FormPage::new(&auth.seed, Some(&auth.target), &posted, &errors, &[], &[])),
        Err(error) => Err(error),
    }
}

async fn edit_from(auth: &mut Authorized<EditFirearm>, form: &Form, posted: &FirearmForm) -> Result<()> {
    let draft = posted.draft(auth.now().date_naive())?;
    let mut tx = auth.write(form).await?;
    commands::edit(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url(&auth.target.reference)).await
}

pub async fn history_of(mut auth: Authorized<FirearmHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let firearm = &auth.target;
    let (permits, inspections) = queries::part_ids(&mut tx, firearm.id).await?;
    let parts = [
        (HistoryTable::Firearm, vec![firearm.id.0.to_string()]),
        (HistoryTable::FirearmPermit, permits),
        (HistoryTable::FirearmInspection, inspections),
        (HistoryTable::FirearmPhoto, photos::ids(&mut tx, firearm.id).await?),
    ];
    let saves = history::of_several(&mut tx, &parts).await?;
    let place = time::short_place(&firearm.station_name).to_owned();
    let subject = Subject { reference: firearm.reference.clone(), url: url(&firearm.reference), zone: firearm.zone.clone(), place, tabs: Vec::new() };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}
