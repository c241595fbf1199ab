//! Requests about contested facts: parse, call, show. No rule is written here.

use axum::response::Response;
use serde::Deserialize;

use super::commands;
use super::queries::{self, Contested};
use super::views::{Index, Show, export, url};
use super::{ContestedHistory, ListContested, Propose, Settle, ShowContested, TakeBack};
use crate::audit::history::{self, HistoryTable, page::Subject};
use crate::authz::action::{Action, Authorized, Format};
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::Asked;
use crate::web::page;
use crate::web::table;
use crate::web::time;

/// How a contested fact may be settled.
pub const WAYS: &[&str] = &["withdraw", "uphold"];

/// A proposal, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProposalForm {
    pub way: String,
    pub reason: String,
    pub version: String,
}

impl ProposalForm {
    /// The way and why.
    fn draft(&self) -> Result<(&'static str, String)> {
        let mut errors = FieldErrors::default();
        let way = WAYS.iter().copied().find(|way| *way == self.way.trim());
        if way.is_none() {
            errors.add("way", Message::new("field-required"));
        }
        let reason = self.reason.trim();
        match reason.chars().count() {
            0 => errors.add("reason", Message::new("field-required")),
            1..=9 => errors.add("reason", Message::new("constraint-contested-proposal-has-reason")),
            10..=300 => {}
            _ => errors.add("reason", Message::new("field-too-long").with("limit", "300")),
        }
        errors.or((way.unwrap_or_default(), reason.to_owned()))
    }

    fn version(&self) -> i32 {
        self.version.parse().unwrap_or_default()
    }
}

pub async fn index(mut auth: Authorized<ListContested>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), queries::FILTERS);
    let mut tx = auth.read().await?;
    let sort = asked.sort(queries::SORTS);
    let (lines, total) = queries::list(&mut tx, &asked, sort, auth.format != Format::Page).await?;
    if auth.format != Format::Page {
        return table::answer(&auth, &asked, export(lines));
    }
    page::page(&Index::new(&auth.seed, &asked, sort, lines, total))
}

pub async fn show(auth: Authorized<ShowContested>) -> Result<Response> {
    page::page(&record(&auth, &ProposalForm::default(), &FieldErrors::default(), String::new()))
}

/// The record; `refused` is the sentence of a confirmation that the database did not take.
fn record<A: Action<Target = Contested>>(auth: &Authorized<A>, form: &ProposalForm, errors: &FieldErrors, refused: String) -> Show {
    Show::new(&auth.seed, &auth.actor, &auth.target, form, errors, refused)
}

pub async fn propose(mut auth: Authorized<Propose>, form: Form) -> Result<Response> {
    let posted: ProposalForm = form.parse()?;
    let (way, reason) = match posted.draft() {
        Ok(draft) => draft,
        Err(AppError::Invalid(errors)) => return page::unprocessable(&record(&auth, &posted, &errors, String::new())),
        Err(error) => return Err(error),
    };
    let address = url(&auth.target.reference);
    let mut tx = auth.write(&form).await?;
    match commands::propose(&mut tx, &auth.target, way, &reason, posted.version()).await {
        Ok(()) => {}
        Err(AppError::Invalid(errors)) => return page::unprocessable(&record(&auth, &posted, &errors, String::new())),
        Err(error) => return Err(error),
    }
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-contested-proposed", &auth.target.reference))
}

pub async fn take_back(mut auth: Authorized<TakeBack>, form: Form) -> Result<Response> {
    let posted: ProposalForm = form.parse()?;
    let address = url(&auth.target.reference);
    let mut tx = auth.write(&form).await?;
    commands::take_back(&mut tx, &auth.target, posted.version()).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-contested-open", &auth.target.reference))
}

pub async fn settle(mut auth: Authorized<Settle>, form: Form) -> Result<Response> {
    let posted: ProposalForm = form.parse()?;
    match settle_from(&mut auth, &form, &posted).await {
        Ok(()) => Ok(page::see_other_saying(&url(&auth.target.reference), "said-contested-settled", &auth.target.reference)),
        // Nothing moved; the proposal stays, and the page says why.
        Err(AppError::Refused(name)) => {
            let language = auth.language();
            let refused = match name.as_str() {
                "ammunition_never_below_zero" | "return_accounts_for_every_round" => language.t("contested-still-beyond"),
                name => language.t(&format!("constraint-{}", name.replace('_', "-"))),
            };
            page::unprocessable(&record(&auth, &ProposalForm::default(), &FieldErrors::default(), refused))
        }
        Err(error) => Err(error),
    }
}

async fn settle_from(auth: &mut Authorized<Settle>, form: &Form, posted: &ProposalForm) -> Result<()> {
    let mut tx = auth.write(form).await?;
    commands::settle(&mut tx, &auth.target, posted.version()).await?;
    tx.commit(&url(&auth.target.reference)).await
}

pub async fn history_of(mut auth: Authorized<ContestedHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let one = &auth.target;
    let saves = history::of(&mut tx, HistoryTable::ContestedFact, one.id).await?;
    let place = time::short_place(&one.station_name).to_owned();
    let subject = Subject { reference: one.reference.clone(), url: url(&one.reference), zone: one.zone.clone(), place, tabs: Vec::new() };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proposal_names_its_way_and_why() {
        let form = |way: &str, reason: &str| ProposalForm { way: way.into(), reason: reason.into(), version: "1".into() };
        assert_eq!(form("uphold", " The clerk confirms the paper ").draft().unwrap(), ("uphold", "The clerk confirms the paper".to_owned()));
        for (way, reason) in [("", "The clerk confirms the paper"), ("both", "The clerk confirms the paper"), ("withdraw", ""), ("withdraw", "wrong")] {
            assert!(matches!(form(way, reason).draft(), Err(AppError::Invalid(_))), "{way} {reason}");
        }
        assert!(matches!(form("withdraw", &"x".repeat(301)).draft(), Err(AppError::Invalid(_))));
    }
}
