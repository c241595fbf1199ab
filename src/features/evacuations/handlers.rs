//! Requests about evacuations: parse, call, show. No rule is written here.

use axum::response::Response;
use chrono::Days;

use super::commands;
use super::forms::{EvacuationForm, ReturnForm};
use super::queries::{self, Evacuation};
use super::views::{Index, ReturnPage, Show, StartPage, export, url};
use super::{AskEvacuation, AskReturn, Evacuate, EvacuationHistory, ListEvacuations, Return, ShowEvacuation};
use crate::audit::history::{self, HistoryTable, page::Subject};
use crate::authz::action::{Authorized, Format};
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::Asked;
use crate::web::page;
use crate::web::table;
use crate::web::time;

pub async fn index(mut auth: Authorized<ListEvacuations>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), queries::FILTERS);
    let mut tx = auth.read().await?;
    let (lines, total) = queries::list(&mut tx, &asked, auth.format != Format::Page).await?;
    if auth.format != Format::Page {
        return table::answer(&auth, &asked, export(lines));
    }
    page::page(&Index::new(&auth.seed, &asked, lines, total))
}

pub async fn show(mut auth: Authorized<ShowEvacuation>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let people = queries::people(&mut tx, auth.target.id).await?;
    let items = queries::items(&mut tx, auth.target.id).await?;
    page::page(&Show::new(&auth.seed, &auth.actor, &auth.target, people, items))
}

pub async fn ask_start(mut auth: Authorized<AskEvacuation>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let at_stake = queries::at_stake(&mut tx, &auth.target).await?;
    let today = auth.now().date_naive();
    let form = EvacuationForm { decided_on: time::typed_date(today), relocated_until: time::typed_date(today + Days::new(30)), ..EvacuationForm::default() };
    page::page(&StartPage::new(&auth.seed, &auth.target, &at_stake, &form, &FieldErrors::default()))
}

pub async fn start(mut auth: Authorized<Evacuate>, form: Form) -> Result<Response> {
    let posted: EvacuationForm = form.parse()?;
    match start_from(&mut auth, &form, &posted).await {
        Ok(reference) => Ok(page::see_other_saying(&url(&reference), "said-evacuated", &reference)),
        Err(AppError::Invalid(errors)) => {
            let mut tx = auth.read().await?;
            let at_stake = queries::at_stake(&mut tx, &auth.target).await?;
            page::unprocessable(&StartPage::new(&auth.seed, &auth.target, &at_stake, &posted, &errors))
        }
        Err(error) => Err(error),
    }
}

async fn start_from(auth: &mut Authorized<Evacuate>, form: &Form, posted: &EvacuationForm) -> Result<String> {
    let draft = posted.draft(auth.now().date_naive())?;
    let mut tx = auth.write(form).await?;
    let reference = commands::start(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url(&reference)).await?;
    Ok(reference)
}

pub async fn ask_return(auth: Authorized<AskReturn>) -> Result<Response> {
    let form = ReturnForm { version: auth.target.version.to_string(), ..ReturnForm::default() };
    page::page(&ReturnPage::new(&auth.seed, &auth.target, &form, &FieldErrors::default()))
}

pub async fn end(mut auth: Authorized<Return>, form: Form) -> Result<Response> {
    let posted: ReturnForm = form.parse()?;
    let draft = match posted.draft() {
        Ok(draft) => draft,
        Err(AppError::Invalid(errors)) => return page::unprocessable(&ReturnPage::new(&auth.seed, &auth.target, &posted, &errors)),
        Err(error) => return Err(error),
    };
    let address = url(&auth.target.reference);
    let mut tx = auth.write(&form).await?;
    commands::end(&mut tx, &auth.target, &draft).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-evacuation-returned", &auth.target.reference))
}

pub async fn history_of(mut auth: Authorized<EvacuationHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let evacuation: &Evacuation = &auth.target;
    let saves = history::of(&mut tx, HistoryTable::Evacuation, evacuation.id.0).await?;
    let place = time::short_place(&evacuation.station_name).to_owned();
    let subject = Subject { reference: evacuation.reference.clone(), url: url(&evacuation.reference), zone: evacuation.zone.clone(), place, tabs: Vec::new() };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}
