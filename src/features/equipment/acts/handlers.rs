//! Requests about acts: parse, call, show. No rule is written here.

use axum::response::Response;

use super::commands;
use super::forms::ReasonForm;
use super::queries::{self, Act};
use super::views::{Index, Paper, ReasonPage, Show, export, url};
use super::{AskWithdrawEquipmentAct, EquipmentActHistory, ListEquipmentActs, PrintEquipmentAct, ShowEquipmentAct, SignEquipmentAct, WithdrawEquipmentAct};
use crate::audit::history::{self, HistoryTable, page::Subject};
use crate::authz::action::{Action, Authorized, Format};
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::Asked;
use crate::web::page;
use crate::web::table;
use crate::web::time;

pub async fn index(mut auth: Authorized<ListEquipmentActs>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), queries::FILTERS);
    let mut tx = auth.read().await?;
    let (lines, total) = queries::list(&mut tx, &asked, auth.format != Format::Page).await?;
    if auth.format != Format::Page {
        return table::answer(&auth, &asked, export(lines));
    }
    page::page(&Index::new(&auth.seed, &auth.actor, &asked, lines, total))
}

pub async fn show(auth: Authorized<ShowEquipmentAct>) -> Result<Response> {
    page::page(&Show::new(&auth.seed, &auth.actor, &auth.target))
}

pub async fn print(auth: Authorized<PrintEquipmentAct>) -> Result<Response> {
    let record = Show::new(&auth.seed, &auth.actor, &auth.target);
    page::page(&Paper::new(&auth.seed, record))
}

pub async fn sign(mut auth: Authorized<SignEquipmentAct>, form: Form) -> Result<Response> {
    let posted: ReasonForm = form.parse()?;
    let address = url(&auth.target.reference);
    let mut tx = auth.write(&form).await?;
    commands::sign(&mut tx, &auth.target, posted.version()).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-equipment-act-signed", &auth.target.reference))
}

fn withdraw_page<A: Action<Target = Act>>(auth: &Authorized<A>, form: &ReasonForm, errors: &FieldErrors) -> Result<ReasonPage> {
    if !auth.target.is_prepared() {
        return Err(AppError::Conflict(Message::new("custody-no-longer-prepared")));
    }
    Ok(ReasonPage::withdraw(&auth.seed, &auth.target, form, errors))
}

pub async fn ask_withdraw(auth: Authorized<AskWithdrawEquipmentAct>) -> Result<Response> {
    page::page(&withdraw_page(&auth, &ReasonForm::default(), &FieldErrors::default())?)
}

pub async fn withdraw(mut auth: Authorized<WithdrawEquipmentAct>, form: Form) -> Result<Response> {
    let posted: ReasonForm = form.parse()?;
    let reason = match posted.reason() {
        Ok(reason) => reason,
        Err(AppError::Invalid(errors)) => return page::unprocessable(&withdraw_page(&auth, &posted, &errors)?),
        Err(error) => return Err(error),
    };
    let address = url(&auth.target.reference);
    let mut tx = auth.write(&form).await?;
    commands::withdraw(&mut tx, &auth.target, &reason, posted.version()).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-equipment-act-withdrawn", &auth.target.reference))
}

pub async fn history_of(mut auth: Authorized<EquipmentActHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let act = &auth.target;
    let saves = history::of(&mut tx, HistoryTable::EquipmentAct, act.id.0).await?;
    let place = time::short_place(&act.station_name).to_owned();
    let subject = Subject { reference: act.reference.clone(), url: url(&act.reference), zone: act.zone.clone(), place, tabs: Vec::new() };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}
