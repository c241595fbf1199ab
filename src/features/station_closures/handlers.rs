//! Requests about the closing of a station: parse, call, show. No rule is written here.

use axum::response::Response;

use super::forms::{AskForm, DecisionForm, EndForm};
use super::queries::{self, Closing};
use super::views::{ClosingPage, export, url};
use super::{AskClosing, ClosingHistory, DecideClosing, ReopenStation, ShowClosing, WithdrawClosing, commands};
use crate::audit::history::{self, HistoryTable, page::Subject};
use crate::authz::action::{Action, Authorized, Format};
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::{Asked, EXPORT, PAGE};
use crate::web::page;
use crate::web::table;

pub async fn show(mut auth: Authorized<ShowClosing>) -> Result<Response> {
    if auth.format == Format::Page {
        return page::page(&closing_page(&mut auth, &AskForm::default(), &EndForm::default(), &FieldErrors::default()).await?);
    }
    let asked = Asked::read(auth.seed.here(), queries::FILTERS);
    let mut tx = auth.read().await?;
    let (matters, _) = queries::matters(&mut tx, auth.target.cell, &asked, EXPORT + 1).await?;
    table::answer(&auth, &asked, export(matters))
}

/// The page, also after an act of it was refused: then its address is the act's, which has no filters.
async fn closing_page<A: Action<Target = Closing>>(auth: &mut Authorized<A>, ask: &AskForm, end: &EndForm, errors: &FieldErrors) -> Result<ClosingPage> {
    let here = if errors.is_empty() { auth.seed.here().to_owned() } else { url(&auth.target.code) };
    let asked = Asked::read(&here, queries::FILTERS);
    let mut tx = auth.read().await?;
    let (matters, total) = queries::matters(&mut tx, auth.target.cell, &asked, PAGE + 1).await?;
    drop(tx);
    Ok(ClosingPage::new(&auth.seed, &auth.actor, &auth.target, (&asked, matters, total), (ask, end), errors))
}

pub async fn ask(mut auth: Authorized<AskClosing>, form: Form) -> Result<Response> {
    let posted: AskForm = form.parse()?;
    match ask_from(&mut auth, &form, &posted).await {
        Ok(address) => Ok(page::see_other_saying(&address, "said-closure-asked", &auth.target.code)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&closing_page(&mut auth, &posted, &EndForm::default(), &errors).await?),
        Err(error) => Err(error),
    }
}

async fn ask_from(auth: &mut Authorized<AskClosing>, form: &Form, posted: &AskForm) -> Result<String> {
    let draft = posted.draft()?;
    let address = url(&auth.target.code);
    let mut tx = auth.write(form).await?;
    commands::ask(&mut tx, &auth.target, &draft).await?;
    tx.commit(&address).await?;
    Ok(address)
}

pub async fn decide(mut auth: Authorized<DecideClosing>, form: Form) -> Result<Response> {
    let posted: DecisionForm = form.parse()?;
    match decide_from(&mut auth, &form, &posted).await {
        Ok(address) => Ok(page::see_other_saying(&address, "said-station-closed", &auth.target.code)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&closing_page(&mut auth, &AskForm::default(), &EndForm::default(), &errors).await?),
        Err(error) => Err(error),
    }
}

async fn decide_from(auth: &mut Authorized<DecideClosing>, form: &Form, posted: &DecisionForm) -> Result<String> {
    let address = url(&auth.target.code);
    let mut tx = auth.write(form).await?;
    commands::decide(&mut tx, &auth.target, posted.version.parse().unwrap_or_default()).await?;
    tx.commit(&address).await?;
    Ok(address)
}

pub async fn withdraw(mut auth: Authorized<WithdrawClosing>, form: Form) -> Result<Response> {
    let posted: EndForm = form.parse()?;
    match withdraw_from(&mut auth, &form, &posted).await {
        Ok(address) => Ok(page::see_other_saying(&address, "said-closure-withdrawn", &auth.target.code)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&closing_page(&mut auth, &AskForm::default(), &posted, &errors).await?),
        Err(error) => Err(error),
    }
}

async fn withdraw_from(auth: &mut Authorized<WithdrawClosing>, form: &Form, posted: &EndForm) -> Result<String> {
    let reason = posted.draft()?;
    let address = url(&auth.target.code);
    let mut tx = auth.write(form).await?;
    commands::withdraw(&mut tx, &auth.target, &reason, posted.version.parse().unwrap_or_default()).await?;
    tx.commit(&address).await?;
    Ok(address)
}

pub async fn reopen(mut auth: Authorized<ReopenStation>, form: Form) -> Result<Response> {
    let posted: EndForm = form.parse()?;
    match reopen_from(&mut auth, &form, &posted).await {
        Ok(address) => Ok(page::see_other_saying(&address, "said-station-reopened", &auth.target.code)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&closing_page(&mut auth, &AskForm::default(), &posted, &errors).await?),
        Err(error) => Err(error),
    }
}

async fn reopen_from(auth: &mut Authorized<ReopenStation>, form: &Form, posted: &EndForm) -> Result<String> {
    let reason = posted.draft()?;
    let address = url(&auth.target.code);
    let mut tx = auth.write(form).await?;
    commands::reopen(&mut tx, &auth.target, &reason, posted.version.parse().unwrap_or_default()).await?;
    tx.commit(&address).await?;
    Ok(address)
}

pub async fn history_of(mut auth: Authorized<ClosingHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let closing: &Closing = &auth.target;
    let ids = queries::ids_of(&mut tx, closing.station_id).await?;
    let saves = history::of_several(&mut tx, &[(HistoryTable::StationClosure, ids)]).await?;
    let subject =
        Subject { reference: closing.code.clone(), url: url(&closing.code), zone: closing.zone.clone(), place: closing.name.clone(), tabs: Vec::new() };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}
