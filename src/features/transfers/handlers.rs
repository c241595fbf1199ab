//! Requests that read transfers. No rule is written here.

use axum::response::Response;

use super::lines;
use super::list_page::{Index, export};
use super::queries::{self, Transfer};
use super::show_page::{Paper, Parts, Show, Typed, url};
use super::{ListTransfers, PrintTransfer, ShowTransfer, TransferHistory};
use crate::audit::history::{self, HistoryTable, page::Subject};
use crate::authz::action::{Action, Authorized, Format};
use crate::web::error::{AppError, Result};
use crate::web::list::Asked;
use crate::web::page;
use crate::web::table;
use crate::web::time;

pub async fn index(mut auth: Authorized<ListTransfers>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), queries::FILTERS);
    let mut tx = auth.read().await?;
    let sort = asked.sort(queries::SORTS);
    let (lines, total) = queries::list(&mut tx, &asked, sort, auth.format != Format::Page).await?;
    if auth.format != Format::Page {
        return table::answer(&auth, &asked, export(lines));
    }
    page::page(&Index::new(&auth.seed, &auth.actor, &asked, sort, lines, total))
}

pub async fn show(mut auth: Authorized<ShowTransfer>) -> Result<Response> {
    let transfer = auth.target.clone();
    page::page(&record(&mut auth, &transfer, &Typed::default()).await?)
}

pub async fn print(mut auth: Authorized<PrintTransfer>) -> Result<Response> {
    let transfer = auth.target.clone();
    let record = record(&mut auth, &transfer, &Typed::default()).await?;
    page::page(&Paper::new(&auth.seed, record))
}

/// The page of a transfer, with what was posted and could not be understood.
pub(super) async fn record<A: Action>(auth: &mut Authorized<A>, transfer: &Transfer, typed: &Typed) -> Result<Show> {
    let mut tx = auth.read().await?;
    let lots = if transfer.is_open_draft() { lines::stored_lots(&mut tx, transfer.id).await? } else { Vec::new() };
    let parts = Parts {
        lines: lines::lines(&mut tx, transfer.id).await?,
        permits: queries::permits(&mut tx, transfer.id).await?,
        unlisted: queries::unlisted(&mut tx, transfer.id).await?,
        troubles: queries::troubles(&mut tx, transfer.id).await?,
        lots,
    };
    Ok(Show::new(&auth.seed, &auth.actor, transfer, parts, typed))
}

/// What could not be understood comes back with the page; everything else is an error.
pub(super) async fn refused<A: Action>(auth: &mut Authorized<A>, transfer: &Transfer, error: AppError, values: &[(&str, &str)]) -> Result<Response> {
    match error {
        AppError::Invalid(errors) => {
            let values = values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            page::unprocessable(&record(auth, transfer, &Typed { values, errors }).await?)
        }
        error => Err(error),
    }
}

pub async fn history_of(mut auth: Authorized<TransferHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let transfer = &auth.target;
    let (lines, permits, marks) = queries::part_ids(&mut tx, transfer.id).await?;
    let parts = [
        (HistoryTable::Transfer, vec![transfer.id.0.to_string()]),
        (HistoryTable::TransferLine, lines),
        (HistoryTable::TransferPermit, permits),
        (HistoryTable::TransferScan, marks),
    ];
    let saves = history::of_several(&mut tx, &parts).await?;
    let place = time::short_place(&transfer.place).to_owned();
    let subject = Subject { reference: transfer.reference.clone(), url: url(&transfer.reference), zone: transfer.zone.clone(), place, tabs: Vec::new() };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}
