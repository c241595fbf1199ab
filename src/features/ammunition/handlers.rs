//! Requests about lots: parse, call, show. No rule is written here.

use axum::response::Response;

use super::form_page::FormPage;
use super::forms::{LotForm, ReasonForm};
use super::queries::{self, Lot};
use super::sheet;
use super::views::{Index, Paper, Parts, Show, Trouble, url};
use super::{AskLot, CreateLot, EditLot, LiftSuspension, ListLots, LotHistory, NewLot, PrintLot, ShowLot, SuspendLot};
use super::{acts, commands, minimums};
use crate::audit::history::{self, HistoryTable, page::Subject};
use crate::authz::action::{Action, Authorized, Collection, Format, may};
use crate::db::ids::LotId;
use crate::features::armouries::armoury_choices;
use crate::features::confirmations::age_of_list;
use crate::features::contested;
use crate::features::transfers;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form, together};
use crate::web::list::Asked;
use crate::web::page;
use crate::web::sheet as web_sheet;
use crate::web::table;
use crate::web::time;

/// Entries on the page of a lot, and on its paper.
const ON_PAGE: i64 = 200;
const ON_PAPER: i64 = 2_000;

pub async fn index(mut auth: Authorized<ListLots>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), queries::FILTERS);
    let mut tx = auth.read().await?;
    let sort = asked.sort(queries::SORTS);
    let (lines, total) = queries::list(&mut tx, &asked, sort, auth.format != Format::Page).await?;
    if auth.format != Format::Page {
        let order: Vec<String> = lines.into_iter().map(|line| line.reference).collect();
        let records = sheet::records(&mut tx, &order).await?;
        return table::answer(&auth, &asked, web_sheet::table("ammunition", sheet::COLUMNS, &order, records));
    }
    let stock = if may(&auth.actor, "ammunition.minimums") { minimums::stock(&mut tx, None).await? } else { Vec::new() };
    let mut view = Index::new(&auth.seed, &auth.actor, &asked, sort, lines, total, &stock);
    view.confirmed = age_of_list(&mut tx, &asked, "ammunition", auth.language()).await?;
    page::page(&view)
}

async fn new_page<A: Action<Target = Collection>>(auth: &mut Authorized<A>, form: &LotForm, errors: &FieldErrors) -> Result<FormPage> {
    let mut tx = auth.read().await?;
    // no lot yet: the armouries one keeps
    let places = queries::places(&mut tx, LotId(uuid::Uuid::nil())).await?;
    Ok(FormPage::new(&auth.seed, None, form, errors, &places))
}

pub async fn ask_new(mut auth: Authorized<NewLot>) -> Result<Response> {
    let form = LotForm { stock_class: "operational".into(), ..LotForm::default() };
    page::page(&new_page(&mut auth, &form, &FieldErrors::default()).await?)
}

pub async fn create(mut auth: Authorized<CreateLot>, form: Form) -> Result<Response> {
    let posted: LotForm = form.parse()?;
    match create_from(&mut auth, &form, &posted).await.map_err(beside) {
        Ok((address, said, reference)) => Ok(page::see_other_saying(&address, said, &reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&new_page(&mut auth, &posted, &errors).await?),
        Err(error) => Err(error),
    }
}

async fn create_from(auth: &mut Authorized<CreateLot>, form: &Form, posted: &LotForm) -> Result<(String, &'static str, String)> {
    let (draft, receipt) = together(posted.lot(auth.now().date_naive()), posted.receipt())?;
    let mut tx = auth.write(form).await?;
    let armoury = armoury_choices(&mut tx).await?.into_iter().find(|one| one.reference == receipt.to);
    let armoury = armoury.ok_or_else(|| AppError::field("to", "asset-armoury-not-yours"))?;
    let (lot, reference, was_known) = commands::find_or_create(&mut tx, &draft, &armoury).await?;
    acts::receive(&mut tx, &auth.actor, lot, &armoury, receipt.quantity, &receipt.document, receipt.is_fact).await?;
    let address = url(&reference);
    tx.commit(&address).await?;
    Ok((address, if was_known { "said-ammunition-known" } else { "said-ammunition-created" }, reference))
}

/// Refusals of the database beside the field they speak of.
pub(super) fn beside(error: AppError) -> AppError {
    match error {
        AppError::Refused(name) => match name.as_str() {
            "ammunition_lot_once" => AppError::field("lot_number", "constraint-ammunition-lot-once"),
            "counted_lot_keeps_its_calibre" => AppError::field("calibre", "constraint-counted-lot-keeps-its-calibre"),
            "rounds_stored_where_approved" => AppError::field("to", "constraint-rounds-stored-where-approved"),
            _ => AppError::Refused(name),
        },
        other => other,
    }
}

pub async fn show(mut auth: Authorized<ShowLot>) -> Result<Response> {
    page::page(&record(&mut auth, &Trouble::default(), ON_PAGE).await?)
}

pub async fn print(mut auth: Authorized<PrintLot>) -> Result<Response> {
    let record = record(&mut auth, &Trouble::default(), ON_PAPER).await?;
    page::page(&Paper::new(&auth.seed, record))
}

async fn record<A: Action<Target = Lot>>(auth: &mut Authorized<A>, trouble: &Trouble, most: i64) -> Result<Show> {
    let mut tx = auth.read().await?;
    let lot = auth.target.id;
    let parts = Parts {
        places: queries::places(&mut tx, lot).await?,
        waiting: queries::waiting(&mut tx, lot).await?,
        entries: queries::entries(&mut tx, lot, most).await?,
        transfers: transfers::of_lot(&mut tx, lot).await?,
    };
    let mut view = Show::new(&auth.seed, &auth.actor, &auth.target, &parts, trouble);
    view.contested = contested::bars(&auth.seed, &contested::of_lot(&mut tx, lot).await?);
    Ok(view)
}

pub async fn ask_edit(auth: Authorized<AskLot>) -> Result<Response> {
    page::page(&FormPage::new(&auth.seed, Some(&auth.target), &LotForm::of(&auth.target), &FieldErrors::default(), &[]))
}

pub async fn edit(mut auth: Authorized<EditLot>, form: Form) -> Result<Response> {
    let posted: LotForm = form.parse()?;
    match edit_from(&mut auth, &form, &posted).await.map_err(beside) {
        Ok(()) => Ok(page::see_other_saying(&url(&auth.target.reference), "said-ammunition-saved", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&FormPage::new(&auth.seed, Some(&auth.target), &posted, &errors, &[])),
        Err(error) => Err(error),
    }
}

async fn edit_from(auth: &mut Authorized<EditLot>, form: &Form, posted: &LotForm) -> Result<()> {
    let draft = posted.lot(auth.now().date_naive())?;
    let mut tx = auth.write(form).await?;
    commands::edit(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url(&auth.target.reference)).await
}

pub async fn suspend(mut auth: Authorized<SuspendLot>, form: Form) -> Result<Response> {
    let posted: ReasonForm = form.parse()?;
    let reason = match posted.reason() {
        Ok(reason) => reason,
        Err(AppError::Invalid(errors)) => return page::unprocessable(&record(&mut auth, &Trouble { typed: posted.reason, errors }, ON_PAGE).await?),
        Err(error) => return Err(error),
    };
    let address = url(&auth.target.reference);
    let mut tx = auth.write(&form).await?;
    commands::suspend(&mut tx, &auth.target, &reason, posted.version()).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-ammunition-suspended", &auth.target.reference))
}

pub async fn lift(mut auth: Authorized<LiftSuspension>, form: Form) -> Result<Response> {
    let posted: ReasonForm = form.parse()?;
    let reason = match posted.reason() {
        Ok(reason) => reason,
        Err(AppError::Invalid(errors)) => return page::unprocessable(&record(&mut auth, &Trouble { typed: posted.reason, errors }, ON_PAGE).await?),
        Err(error) => return Err(error),
    };
    let address = url(&auth.target.reference);
    let mut tx = auth.write(&form).await?;
    commands::lift(&mut tx, &auth.target, &reason, posted.version()).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-ammunition-lifted", &auth.target.reference))
}

pub async fn history_of(mut auth: Authorized<LotHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let lot = &auth.target;
    let saves = history::of(&mut tx, HistoryTable::AmmunitionLot, lot.id.0).await?;
    let place = time::short_place(&lot.station_name).to_owned();
    let subject = Subject { reference: lot.reference.clone(), url: url(&lot.reference), zone: lot.zone.clone(), place, tabs: Vec::new() };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}
