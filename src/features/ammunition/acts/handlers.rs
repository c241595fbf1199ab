//! Requests about acts: parse, call, show. No rule is written here.

use axum::response::Response;

use super::super::forms::ReasonForm;
use super::queries::{self, Act};
use super::views::{Index, Paper, Show, Trouble, export, url};
use super::{ListRounds, PrintRounds, ReverseRounds, RoundsHistory, ShowRounds, SignRounds, WithdrawRounds, commands};
use crate::audit::history::{self, HistoryTable, page::Subject};
use crate::authz::action::{Action, Authorized, Format};
use crate::features::contested;
use crate::web::error::{AppError, Result};
use crate::web::form::Form;
use crate::web::list::Asked;
use crate::web::page;
use crate::web::table;
use crate::web::time;

pub async fn index(mut auth: Authorized<ListRounds>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), queries::FILTERS);
    let mut tx = auth.read().await?;
    let sort = asked.sort(queries::SORTS);
    let (lines, total) = queries::list(&mut tx, &asked, sort, auth.format != Format::Page).await?;
    if auth.format != Format::Page {
        return table::answer(&auth, &asked, export(auth.language(), lines));
    }
    page::page(&Index::new(&auth.seed, &asked, sort, lines, total))
}

pub async fn show(mut auth: Authorized<ShowRounds>) -> Result<Response> {
    page::page(&record(&mut auth, &Trouble::default()).await?)
}

pub async fn print(mut auth: Authorized<PrintRounds>) -> Result<Response> {
    let record = record(&mut auth, &Trouble::default()).await?;
    page::page(&Paper::new(&auth.seed, record))
}

async fn record<A: Action<Target = Act>>(auth: &mut Authorized<A>, trouble: &Trouble) -> Result<Show> {
    let mut tx = auth.read().await?;
    let act = &auth.target;
    let mut gaps = if act.is_prepared() { queries::gaps(&mut tx, act.id).await? } else { act.gaps.clone() };
    // the weapon comes with the same signature
    if act.is_prepared() && !act.custody.is_empty() {
        gaps.retain(|gap| gap != "calibre");
    }
    let contested = contested::of_act(&mut tx, act.id.0).await?;
    let mut view = Show::new(&auth.seed, &auth.actor, act, &gaps, trouble);
    view.contested = contested::bars(&auth.seed, &contested);
    Ok(view)
}

pub async fn sign(mut auth: Authorized<SignRounds>, form: Form) -> Result<Response> {
    let posted: ReasonForm = form.parse()?;
    let address = url(&auth.target.reference);
    let mut tx = auth.write(&form).await?;
    commands::sign(&mut tx, &auth.target, posted.version()).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-rounds-signed", &auth.target.reference))
}

pub async fn withdraw(mut auth: Authorized<WithdrawRounds>, form: Form) -> Result<Response> {
    let posted: ReasonForm = form.parse()?;
    let reason = match posted.reason() {
        Ok(reason) => reason,
        Err(AppError::Invalid(errors)) => return page::unprocessable(&record(&mut auth, &Trouble { typed: posted.reason, errors }).await?),
        Err(error) => return Err(error),
    };
    let address = url(&auth.target.reference);
    let mut tx = auth.write(&form).await?;
    commands::withdraw(&mut tx, &auth.target, &reason, posted.version()).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-rounds-withdrawn", &auth.target.reference))
}

pub async fn reverse(mut auth: Authorized<ReverseRounds>, form: Form) -> Result<Response> {
    let posted: ReasonForm = form.parse()?;
    let reason = match posted.reason() {
        Ok(reason) => reason,
        Err(AppError::Invalid(errors)) => return page::unprocessable(&record(&mut auth, &Trouble { typed: posted.reason, errors }).await?),
        Err(error) => return Err(error),
    };
    let mut tx = auth.write(&form).await?;
    let reference = commands::reverse(&mut tx, &auth.target, &reason).await?;
    tx.commit(&url(&reference)).await?;
    Ok(page::see_other_saying(&url(&reference), "said-rounds-prepared", &reference))
}

pub async fn history_of(mut auth: Authorized<RoundsHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let act = &auth.target;
    let saves = history::of(&mut tx, HistoryTable::AmmunitionAct, act.id.0).await?;
    let place = time::short_place(&act.station_name).to_owned();
    let subject = Subject { reference: act.reference.clone(), url: url(&act.reference), zone: act.zone.clone(), place, tabs: Vec::new() };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}
