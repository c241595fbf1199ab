//! Requests about joint counts: parse, call, show. No rule is written here.

use axum::response::Response;

use super::super::queries::{Armoury, lying, lying_rounds};
use super::forms::{CountForm, ReasonForm};
use super::queries::JointCount;
use super::views::{CountPage, Paper, Show, url};
use super::{AskCount, CountHistory, PrepareCount, PrintCount, ShowCount, SignCount, WithdrawCount, commands};
use crate::audit::history::{self, HistoryTable, page::Subject};
use crate::authz::action::{Action, Authorized};
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::page;
use crate::web::time;

async fn answer<A: Action<Target = Armoury>>(auth: &mut Authorized<A>, form: &CountForm, errors: &FieldErrors) -> Result<Response> {
    let mut tx = auth.read().await?;
    let at = tx.now;
    let weapons = lying(&mut tx, auth.target.id, at).await?;
    let rounds = lying_rounds(&mut tx, auth.target.id, at).await?;
    let view = CountPage::new(&auth.seed, &auth.target, form, errors, (&weapons, &rounds));
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

pub async fn ask(mut auth: Authorized<AskCount>) -> Result<Response> {
    answer(&mut auth, &CountForm::default(), &FieldErrors::default()).await
}

pub async fn prepare(mut auth: Authorized<PrepareCount>, form: Form) -> Result<Response> {
    let posted: CountForm = form.parse()?;
    match prepare_from(&mut auth, &form, &posted).await {
        Ok(reference) => Ok(page::see_other_saying(&url(&reference), "said-joint-count-prepared", &reference)),
        Err(AppError::Invalid(errors)) => answer(&mut auth, &posted, &errors).await,
        Err(AppError::Refused(name)) if name == "joint_count_open_once" => Err(AppError::Conflict(Message::new("constraint-joint-count-open-once"))),
        Err(error) => Err(error),
    }
}

async fn prepare_from(auth: &mut Authorized<PrepareCount>, form: &Form, posted: &CountForm) -> Result<String> {
    let mut tx = auth.write(form).await?;
    let at = tx.now;
    let weapons = lying(&mut tx, auth.target.id, at).await?;
    let rounds = lying_rounds(&mut tx, auth.target.id, at).await?;
    let draft = posted.draft(&weapons, &rounds)?;
    let reference = commands::prepare(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url(&reference)).await?;
    Ok(reference)
}

pub async fn show(auth: Authorized<ShowCount>) -> Result<Response> {
    page::page(&Show::new(&auth.seed, &auth.actor, &auth.target, &ReasonForm::default(), &FieldErrors::default()))
}

pub async fn print(auth: Authorized<PrintCount>) -> Result<Response> {
    let record = Show::new(&auth.seed, &auth.actor, &auth.target, &ReasonForm::default(), &FieldErrors::default());
    page::page(&Paper::new(&auth.seed, record))
}

pub async fn sign(mut auth: Authorized<SignCount>, form: Form) -> Result<Response> {
    let posted: ReasonForm = form.parse()?;
    let address = url(&auth.target.reference);
    let mut tx = auth.write(&form).await?;
    commands::sign(&mut tx, &auth.target, posted.version()).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-joint-count-signed", &auth.target.reference))
}

pub async fn withdraw(mut auth: Authorized<WithdrawCount>, form: Form) -> Result<Response> {
    let posted: ReasonForm = form.parse()?;
    let reason = match posted.reason() {
        Ok(reason) => reason,
        Err(AppError::Invalid(errors)) => return page::unprocessable(&Show::new(&auth.seed, &auth.actor, &auth.target, &posted, &errors)),
        Err(error) => return Err(error),
    };
    let address = url(&auth.target.reference);
    let mut tx = auth.write(&form).await?;
    commands::withdraw(&mut tx, &auth.target, &reason, posted.version()).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-joint-count-withdrawn", &auth.target.reference))
}

pub async fn history_of(mut auth: Authorized<CountHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let count: &JointCount = &auth.target;
    let saves = history::of(&mut tx, HistoryTable::JointCount, count.id.0).await?;
    let place = time::short_place(&count.station_name).to_owned();
    let subject = Subject { reference: count.reference.clone(), url: url(&count.reference), zone: count.zone.clone(), place, tabs: Vec::new() };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}
