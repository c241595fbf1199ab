//! Requests about differences, and what follows from them.

use axum::response::Response;
use serde::Deserialize;

use super::queries::{self, Discrepancy};
use super::views::{Index, Paper, Show, export, url};
use super::{CloseDiscrepancy, DiscrepancyHistory, Investigate, ListDiscrepancies, PrintDiscrepancy, ShowDiscrepancy};
use crate::audit::Entry;
use crate::audit::history::{self, HistoryTable, page::Subject};
use crate::authz::action::{Action, Authorized, Format};
use crate::db::Tx;
use crate::features::people::required;
use crate::features::requirements::one_of;
use crate::features::stock_counts::model::OUTCOMES;
use crate::i18n::Message;
use crate::web::conflict;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::Asked;
use crate::web::page;
use crate::web::table;
use crate::web::time;

/// What was found, or the words that close it, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AnswerForm {
    pub outcome: String,
    pub findings: String,
    pub closing_words: String,
    pub version: String,
}

pub async fn index(mut auth: Authorized<ListDiscrepancies>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), queries::FILTERS);
    let mut tx = auth.read().await?;
    let sort = asked.sort(queries::SORTS);
    let (lines, total) = queries::list(&mut tx, &asked, sort, auth.format != Format::Page).await?;
    if auth.format != Format::Page {
        return table::answer(&auth, &asked, export(lines));
    }
    page::page(&Index::new(&auth.seed, &asked, sort, lines, total))
}

pub async fn show(auth: Authorized<ShowDiscrepancy>) -> Result<Response> {
    page::page(&record(&auth, &AnswerForm::default(), &FieldErrors::default()))
}

pub async fn print(auth: Authorized<PrintDiscrepancy>) -> Result<Response> {
    page::page(&Paper::new(&auth.seed, record(&auth, &AnswerForm::default(), &FieldErrors::default())))
}

fn record<A: Action<Target = Discrepancy>>(auth: &Authorized<A>, form: &AnswerForm, errors: &FieldErrors) -> Show {
    Show::new(&auth.seed, &auth.actor, &auth.target, form, errors)
}

pub async fn investigate(mut auth: Authorized<Investigate>, form: Form) -> Result<Response> {
    let posted: AnswerForm = form.parse()?;
    let address = url(&auth.target.reference);
    let found = async {
        let (outcome, findings) = investigation(&posted)?;
        let mut tx = auth.write(&form).await?;
        keep_findings(&mut tx, &auth.target, &outcome, &findings, posted.version.parse().unwrap_or_default()).await.map_err(beside)?;
        tx.commit(&address).await
    }
    .await;
    match found {
        Ok(()) => Ok(page::see_other_saying(&address, "said-discrepancy-investigated", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&record(&auth, &posted, &errors)),
        Err(error) => Err(error),
    }
}

fn investigation(posted: &AnswerForm) -> Result<(String, String)> {
    let mut errors = FieldErrors::default();
    let outcome = one_of(&mut errors, "outcome", OUTCOMES.iter().copied(), &posted.outcome).to_owned();
    let findings = required(&mut errors, "findings", &posted.findings, 2000);
    if !findings.is_empty() && findings.chars().count() < 20 {
        errors.add("findings", Message::new("constraint-investigation-has-findings"));
    }
    errors.or((outcome, findings))
}

fn beside(error: AppError) -> AppError {
    match error {
        AppError::Refused(name) if name == "lost_weapon_is_declared" => AppError::field("outcome", "constraint-lost-weapon-is-declared"),
        AppError::Refused(name) if name == "lost_thing_is_declared" => AppError::field("outcome", "constraint-lost-thing-is-declared"),
        other => other,
    }
}

/// Keeps what the investigation found.
async fn keep_findings(tx: &mut Tx, one: &Discrepancy, outcome: &str, findings: &str, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update stock_discrepancy set state = 'investigated', outcome = $2, findings = $3, investigated_by = sec.account_id(), version = version + 1
         where id = $1 and version = $4 and state = 'open'",
        one.id.0,
        outcome,
        findings,
        version
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), "discrepancy.investigate", one, outcome)
}

pub async fn close(mut auth: Authorized<CloseDiscrepancy>, form: Form) -> Result<Response> {
    let posted: AnswerForm = form.parse()?;
    let address = url(&auth.target.reference);
    let closed = async {
        let mut errors = FieldErrors::default();
        let words = required(&mut errors, "closing_words", &posted.closing_words, 300);
        let words = errors.or(words)?;
        let mut tx = auth.write(&form).await?;
        close_with(&mut tx, &auth.target, &words, posted.version.parse().unwrap_or_default()).await?;
        tx.commit(&address).await
    }
    .await;
    match closed {
        Ok(()) => Ok(page::see_other_saying(&address, "said-discrepancy-closed", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&record(&auth, &posted, &errors)),
        Err(error) => Err(error),
    }
}

/// Closes what was investigated.
async fn close_with(tx: &mut Tx, one: &Discrepancy, words: &str, version: i32) -> Result<()> {
    if one.state == "open" {
        return Err(AppError::Refused("only_an_investigation_closes".into()));
    }
    let done = sqlx::query!(
        "update stock_discrepancy set state = 'closed', closing_words = $2, closed_by = sec.account_id(), version = version + 1
         where id = $1 and version = $3 and state = 'investigated'",
        one.id.0,
        words,
        version
    )
    .execute(&mut **tx)
    .await?;
    written(tx, done.rows_affected(), "discrepancy.close", one, "")
}

fn written(tx: &mut Tx, rows: u64, deed: &'static str, one: &Discrepancy, detail: &str) -> Result<()> {
    if rows == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done(deed, &one.reference).at_cell(one.cell).with_detail(detail));
    Ok(())
}

pub async fn history_of(mut auth: Authorized<DiscrepancyHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let one = &auth.target;
    let saves = history::of(&mut tx, HistoryTable::StockDiscrepancy, one.id.0).await?;
    let place = time::short_place(&one.station_name).to_owned();
    let subject = Subject { reference: one.reference.clone(), url: url(&one.reference), zone: one.zone.clone(), place, tabs: Vec::new() };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}
