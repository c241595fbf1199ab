//! `/exceptions` and its deeds.

use axum::response::Response;
use serde::Deserialize;

use super::{CloseException, ExceptionHistory, ListExceptions, ShowException, commands, queries, views};
use crate::audit::history::page::{Subject, answer};
use crate::audit::history::{self, HistoryTable};
use crate::authz::action::{Authorized, Format};
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::{Asked, EXPORT, PAGE};
use crate::web::{page, table};

pub async fn index(mut auth: Authorized<ListExceptions>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &queries::FILTERS);
    let mut tx = auth.read().await?;
    if auth.format != Format::Page {
        let lines = queries::lines(&mut tx, &asked, EXPORT + 1).await?;
        return table::answer(&auth, &asked, views::table_of(lines));
    }
    let lines = queries::lines(&mut tx, &asked, PAGE + 1).await?;
    let total = queries::count(&mut tx, &asked).await?;
    let (rules, stations) = (queries::rules(&mut tx).await?, queries::stations(&mut tx).await?);
    page::page(&views::Register::new(&auth.seed, &auth.actor, &asked, lines, total, &rules, &stations))
}

pub async fn show(mut auth: Authorized<ShowException>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let line = queries::line(&mut tx, auth.target.id).await?.ok_or(AppError::NotFound)?;
    let may_close = may_close(&auth.actor, &auth.target);
    page::page(&views::Record::new(&auth.seed, &auth.actor, &line, may_close, "", &FieldErrors::default()))
}

pub async fn history(mut auth: Authorized<ExceptionHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let history = history::of(&mut tx, HistoryTable::Exception, auth.target.id.0).await?;
    let subject = Subject { url: format!("/exceptions/{}", auth.target.reference), reference: auth.target.reference.clone(), ..Subject::default() };
    answer(&auth, &mut tx, &subject, &history).await
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct CloseForm {
    version: String,
    resolution: String,
}

pub async fn close(mut auth: Authorized<CloseException>, form: Form) -> Result<Response> {
    let typed: CloseForm = form.parse()?;
    let words = typed.resolution.trim();
    let mut errors = FieldErrors::default();
    if words.is_empty() {
        errors.add("resolution", Message::new("field-required"));
    }
    if words.chars().count() > 2_000 {
        errors.add("resolution", Message::new("field-too-long").with("limit", "2000"));
    }
    if !errors.is_empty() {
        let mut tx = auth.read().await?;
        let line = queries::line(&mut tx, auth.target.id).await?.ok_or(AppError::NotFound)?;
        return page::unprocessable(&views::Record::new(&auth.seed, &auth.actor, &line, may_close(&auth.actor, &auth.target), &typed.resolution, &errors));
    }
    let version = typed.version.parse().map_err(|_| AppError::Bad(Message::new("error-form-unreadable")))?;
    let mut tx = auth.write(&form).await?;
    commands::close(&mut tx, &auth.target, version, words).await?;
    let url = format!("/exceptions/{}", auth.target.reference);
    tx.commit(&url).await?;
    Ok(page::see_other_saying(&url, "said-exception-closed", &auth.target.reference))
}

fn may_close(actor: &crate::authz::actor::Actor, target: &queries::ExceptionTarget) -> bool {
    if target.is_of_act {
        return false;
    }
    use crate::authz::action::Target;
    crate::authz::policy::decide(actor, "exception.close", &target.facts(actor)) == crate::authz::policy::Decision::Allow
}
