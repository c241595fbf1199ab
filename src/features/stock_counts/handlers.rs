//! Requests about counts: parse, call, show. No rule is written here.

use axum::http::StatusCode;
use axum::response::Response;

use super::commands;
use super::forms::{ReasonForm, ScanForm};
use super::listing::{Index, export};
use super::queries::{self, Count};
use super::views::{Paper, Rows, Scanned, Show, Typed, again_words, url};
use super::{CountHistory, FinishCount, ListCounts, PrintCount, ScanItem, ShowCount, SignCount, StrikeItem, WithdrawCount};
use crate::audit::history::{self, HistoryTable, page::Subject};
use crate::authz::action::{Action, Authorized, Format};
use crate::web::error::{AppError, Result};
use crate::web::form::Form;
use crate::web::list::Asked;
use crate::web::page;
use crate::web::table;
use crate::web::time;

pub async fn index(mut auth: Authorized<ListCounts>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), queries::FILTERS);
    let mut tx = auth.read().await?;
    let sort = asked.sort(queries::SORTS);
    let (lines, total) = queries::list(&mut tx, &asked, sort, auth.format != Format::Page).await?;
    if auth.format != Format::Page {
        return table::answer(&auth, &asked, export(lines));
    }
    page::page(&Index::new(&auth.seed, &auth.actor, &asked, sort, lines, total))
}

pub async fn show(mut auth: Authorized<ShowCount>) -> Result<Response> {
    page::page(&record(&mut auth, &Typed::default()).await?)
}

pub async fn print(mut auth: Authorized<PrintCount>) -> Result<Response> {
    let record = record(&mut auth, &Typed::default()).await?;
    page::page(&Paper::new(&auth.seed, record))
}

async fn record<A: Action<Target = Count>>(auth: &mut Authorized<A>, typed: &Typed) -> Result<Show> {
    let mut tx = auth.read().await?;
    let count = &auth.target;
    let items = queries::items(&mut tx, count.id).await?;
    let last = items.iter().find(|item| item.typed == typed.mark).or(items.first()).cloned();
    let near = match &last {
        Some(last) if count.is_counting() && last.thing.is_empty() && last.struck.is_empty() => queries::near(&mut tx, count, &last.typed).await?,
        _ => Vec::new(),
    };
    // after the second signature the ledger has moved on: what was missing stands among the differences
    let not_yet = if count.is_counting() { queries::not_yet(&mut tx, count.id).await? } else { Vec::new() };
    let kit_parts = if count.is_counting() { queries::kit_parts(&mut tx, count.id).await? } else { Vec::new() };
    let lots = queries::lots(&mut tx, count.id).await?;
    let rows = Rows { not_yet, near, lots, kit_parts, differences: queries::differences(&mut tx, count.id).await?, items, last };
    Ok(Show::new(&auth.seed, &auth.actor, count, rows, typed))
}

pub async fn scan(mut auth: Authorized<ScanItem>, form: Form) -> Result<Response> {
    let posted: ScanForm = form.parse()?;
    let address = url(&auth.target.reference);
    let kept = async {
        let mark = posted.mark()?;
        let mut tx = auth.write(&form).await?;
        commands::scan(&mut tx, &auth.target, &mark).await.map_err(beside)?;
        tx.commit(&address).await
    }
    .await;
    if auth.fragment.is_some() {
        return scanned(&mut auth, &posted, kept).await;
    }
    match kept {
        Ok(()) => Ok(page::see_other(&address)),
        Err(AppError::Refused(name)) if name == "weapon_counted_once" => {
            Ok(page::see_other_saying(&address, "said-caution-count-again", &auth.target.reference))
        }
        Err(AppError::Invalid(errors)) => page::unprocessable(&record(&mut auth, &Typed { mark: posted.typed, errors, ..Typed::default() }).await?),
        Err(error) => Err(error),
    }
}

fn beside(error: AppError) -> AppError {
    match error {
        AppError::Refused(name) if name == "unmarked_things_are_numbered" => AppError::field("typed", "constraint-unmarked-things-are-numbered"),
        other => other,
    }
}

/// The answer to a script: what became of this mark, and the parts of the page that it changed. A scan that is sent
/// again, because its answer was lost, gets the answer of the first time.
async fn scanned(auth: &mut Authorized<ScanItem>, posted: &ScanForm, kept: Result<()>) -> Result<Response> {
    let language = auth.language();
    let mark = posted.typed.trim().to_owned();
    let (status, said) = match kept {
        Ok(()) | Err(AppError::Repeated(_)) => (StatusCode::OK, None),
        Err(AppError::Refused(name)) if name == "weapon_counted_once" => (StatusCode::OK, Some(again_words(language, &mark))),
        Err(AppError::Invalid(errors)) => (StatusCode::UNPROCESSABLE_ENTITY, Some(("warning", errors.of("typed", language)))),
        Err(error) => return Err(error),
    };
    let record = record(auth, &Typed { mark, ..Typed::default() }).await?;
    page::with_status(&Scanned::new(&auth.seed, record, said), status)
}

pub async fn strike(mut auth: Authorized<StrikeItem>, form: Form) -> Result<Response> {
    let posted: ReasonForm = form.parse()?;
    let number = auth.params.number("number")?;
    let address = url(&auth.target.reference);
    let item = queries::items(&mut auth.read().await?, auth.target.id).await?.into_iter().find(|item| item.number == number).ok_or(AppError::NotFound)?;
    let struck = async {
        let reason = posted.reason()?;
        let mut tx = auth.write(&form).await?;
        commands::strike(&mut tx, &auth.target, &item, &reason).await?;
        tx.commit(&address).await
    }
    .await;
    match struck {
        Ok(()) => Ok(page::see_other_saying(&address, "said-count-struck", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&record(&mut auth, &Typed { reason: posted.reason, errors, ..Typed::default() }).await?),
        Err(error) => Err(error),
    }
}

pub async fn finish(mut auth: Authorized<FinishCount>, form: Form) -> Result<Response> {
    let posted: ReasonForm = form.parse()?;
    let address = url(&auth.target.reference);
    let finished = async {
        let mut tx = auth.write(&form).await?;
        commands::finish(&mut tx, &auth.target, posted.version()).await?;
        tx.commit(&address).await
    }
    .await;
    match finished {
        Ok(()) => Ok(page::see_other_saying(&address, "said-count-finished", &auth.target.reference)),
        // the lots are what is missing: lead there
        Err(AppError::Refused(name)) if name == "every_lot_is_counted" => {
            Ok(page::see_other_saying(&format!("{address}/rounds"), "said-caution-count-lots-missing", &auth.target.reference))
        }
        Err(error) => Err(error),
    }
}

pub async fn sign(mut auth: Authorized<SignCount>, form: Form) -> Result<Response> {
    let posted: ReasonForm = form.parse()?;
    let address = url(&auth.target.reference);
    let mut tx = auth.write(&form).await?;
    commands::sign(&mut tx, &auth.target, posted.version()).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-count-signed", &auth.target.reference))
}

pub async fn withdraw(mut auth: Authorized<WithdrawCount>, form: Form) -> Result<Response> {
    let posted: ReasonForm = form.parse()?;
    let address = url(&auth.target.reference);
    let reason = match posted.reason() {
        Ok(reason) => reason,
        Err(AppError::Invalid(errors)) => {
            return page::unprocessable(&record(&mut auth, &Typed { reason: posted.reason, errors, ..Typed::default() }).await?);
        }
        Err(error) => return Err(error),
    };
    let mut tx = auth.write(&form).await?;
    commands::withdraw(&mut tx, &auth.target, &reason, posted.version()).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-count-withdrawn", &auth.target.reference))
}

pub async fn history_of(mut auth: Authorized<CountHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let count = &auth.target;
    let lots = queries::lot_ids(&mut tx, count.id).await?;
    let parts = [(HistoryTable::StockCount, vec![count.id.0.to_string()]), (HistoryTable::StockCountLot, lots)];
    let saves = history::of_several(&mut tx, &parts).await?;
    let place = time::short_place(&count.station_name).to_owned();
    let subject = Subject { reference: count.reference.clone(), url: url(&count.reference), zone: count.zone.clone(), place, tabs: Vec::new() };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}
