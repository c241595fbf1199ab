//! Requests about units: parse, call, show. No rule is written here.

use axum::response::Response;

use super::form_page::FormPage;
use super::forms::{StepForm, UnitForm};
use super::parts::{self, Part};
use super::queries::{self, Unit};
use super::record::{Paged, Parts, Show};
use super::views::{Index, export, url};
use super::{AskStep, AskUnit, CreateUnit, EditUnit, ListUnits, NewUnit, PrintUnit, ShowUnit, TakeStep, UnitHistory, commands};
use crate::audit::history::{self, HistoryTable, page::Subject};
use crate::authz::action::{Action, Authorized, Format};
use crate::db::Tx;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::Asked;
use crate::web::page;
use crate::web::table;
use crate::web::time;

pub async fn index(mut auth: Authorized<ListUnits>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), queries::FILTERS);
    let mut tx = auth.read().await?;
    let sort = asked.sort(queries::SORTS);
    let (lines, total) = queries::list(&mut tx, &asked, sort, auth.format != Format::Page).await?;
    if auth.format != Format::Page {
        return table::answer(&auth, &asked, export(lines, auth.now().date_naive()));
    }
    page::page(&Index::new(&auth.seed, &auth.actor, &asked, sort, lines, total))
}

pub async fn ask_new(mut auth: Authorized<NewUnit>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let stations = queries::stations(&mut tx).await?;
    let form = UnitForm { rotation_months: queries::usual_rotation(&mut tx).await?, ..UnitForm::default() };
    page::page(&FormPage::create(&auth.seed, &form, &FieldErrors::default(), &stations))
}

pub async fn create(mut auth: Authorized<CreateUnit>, form: Form) -> Result<Response> {
    let posted: UnitForm = form.parse()?;
    match create_from(&mut auth, &form, &posted).await {
        Ok(reference) => Ok(page::see_other_saying(&url(&reference), "said-unit-created", &reference)),
        Err(AppError::Invalid(errors)) => {
            let mut tx = auth.read().await?;
            let stations = queries::stations(&mut tx).await?;
            page::unprocessable(&FormPage::create(&auth.seed, &posted, &errors, &stations))
        }
        Err(error) => Err(error),
    }
}

async fn create_from(auth: &mut Authorized<CreateUnit>, form: &Form, posted: &UnitForm) -> Result<String> {
    let draft = posted.draft(true)?;
    let mut tx = auth.write(form).await?;
    let reference = commands::create(&mut tx, &auth.actor, &draft).await?;
    tx.commit(&url(&reference)).await?;
    Ok(reference)
}

pub async fn show(mut auth: Authorized<ShowUnit>) -> Result<Response> {
    let record = record(&mut auth).await?;
    page::page(&record)
}

pub async fn print(mut auth: Authorized<PrintUnit>) -> Result<Response> {
    let record = record(&mut auth).await?;
    page::page(&Paged::new(&auth.seed, record))
}

async fn record<A: Action<Target = Unit>>(auth: &mut Authorized<A>) -> Result<Show> {
    let mut tx = auth.read().await?;
    let unit = &auth.target;
    let parts = Parts {
        agreements: parts::agreements(&mut tx, unit).await?,
        checks: parts::checks(&mut tx, unit).await?,
        members: parts::members(&mut tx, unit).await?,
        rotations: parts::rotations(&mut tx, unit).await?,
        items: parts::items(&mut tx, unit).await?,
    };
    Ok(Show::new(&auth.seed, &auth.actor, unit, parts))
}

pub async fn ask_edit(auth: Authorized<AskUnit>) -> Result<Response> {
    page::page(&FormPage::edit(&auth.seed, &auth.target, &UnitForm::of(&auth.target), &FieldErrors::default()))
}

pub async fn edit(mut auth: Authorized<EditUnit>, form: Form) -> Result<Response> {
    let mut posted: UnitForm = form.parse()?;
    posted.station = auth.target.station.clone();
    match edit_from(&mut auth, &form, &posted).await {
        Ok(()) => Ok(page::see_other_saying(&url(&auth.target.reference), "said-unit-saved", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&FormPage::edit(&auth.seed, &auth.target, &posted, &errors)),
        Err(error) => Err(error),
    }
}

async fn edit_from(auth: &mut Authorized<EditUnit>, form: &Form, posted: &UnitForm) -> Result<()> {
    let draft = posted.draft(false)?;
    let mut tx = auth.write(form).await?;
    commands::edit(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url(&auth.target.reference)).await
}

pub async fn ask_step(auth: Authorized<AskStep>) -> Result<Response> {
    let form = StepForm { version: auth.target.version.to_string(), ..StepForm::default() };
    page::page(&FormPage::step(&auth.seed, &auth.target, &form, &FieldErrors::default()))
}

pub async fn step(mut auth: Authorized<TakeStep>, form: Form) -> Result<Response> {
    let posted: StepForm = form.parse()?;
    match step_from(&mut auth, &form, &posted).await {
        Ok(()) => Ok(page::see_other_saying(&url(&auth.target.reference), "said-unit-step", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&FormPage::step(&auth.seed, &auth.target, &posted, &errors)),
        Err(error) => Err(error),
    }
}

async fn step_from(auth: &mut Authorized<TakeStep>, form: &Form, posted: &StepForm) -> Result<()> {
    let draft = posted.draft(&auth.target.state, auth.now().date_naive())?;
    let mut tx = auth.write(form).await?;
    commands::step(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url(&auth.target.reference)).await
}

async fn ids<P: Part>(tx: &mut Tx, unit: &Unit) -> Result<Vec<String>> {
    Ok(P::all(tx, unit).await?.iter().map(|part| part.id().to_string()).collect())
}

pub async fn history_of(mut auth: Authorized<UnitHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let unit: &Unit = &auth.target;
    let told = [
        (HistoryTable::MsUnit, vec![unit.id.0.to_string()]),
        (HistoryTable::MsAgreement, ids::<parts::Agreement>(&mut tx, unit).await?),
        (HistoryTable::MsUnitCheck, ids::<parts::Check>(&mut tx, unit).await?),
        (HistoryTable::MsUnitMember, ids::<parts::Member>(&mut tx, unit).await?),
        (HistoryTable::MsRotation, ids::<parts::Rotation>(&mut tx, unit).await?),
        (HistoryTable::MsUnitItem, ids::<parts::Item>(&mut tx, unit).await?),
    ];
    let saves = history::of_several(&mut tx, &told).await?;
    let place = time::short_place(&unit.station_name).to_owned();
    let subject = Subject { reference: unit.reference.clone(), url: url(&unit.reference), zone: unit.zone.clone(), place, tabs: Vec::new() };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}
