//! `/delegations`: the list, a new one, the record with its end, its history.

use axum::response::Response;

use super::commands;
use super::forms::{DelegationForm, EndForm};
use super::queries::{self, Delegation, FILTERS};
use super::views::{self, IndexPage, NewPage, ShowPage};
use crate::actions;
use crate::audit::history::page::{Subject, answer};
use crate::audit::history::{self, HistoryTable};
use crate::authz::action::{Action, Authorized, Collection, Format};
use crate::authz::routes::Routes;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::{Asked, EXPORT, PAGE};
use crate::web::{page, table};

actions! {
    /// Delegations in force, coming and over.
    ListDelegations: Get "/delegations" => "delegation.list", Collection, Quiet;
    /// The form that delegates.
    NewDelegation: Get "/delegations/new" => "delegation.create", Collection, Quiet;
    /// Delegates.
    CreateDelegation: Post "/delegations" => "delegation.create", Collection, Change;
    /// One delegation, with what was signed under it.
    ShowDelegation: Get "/delegations/{ref}" => "delegation.show", Delegation, Quiet;
    /// Ends it early.
    EndDelegation: Post "/delegations/{ref}/endings" => "delegation.end", Delegation, Change;
    /// Its saves.
    DelegationHistory: Get "/delegations/{ref}/history" => "delegation.history", Delegation, Quiet;
}

pub fn routes() -> Routes {
    Routes::default()
        .list::<ListDelegations, _, _>(index)
        .get::<NewDelegation, _, _>(new)
        .post::<CreateDelegation, _, _>(create)
        .get::<ShowDelegation, _, _>(show)
        .post::<EndDelegation, _, _>(end)
        .get::<DelegationHistory, _, _>(history)
}

async fn index(mut auth: Authorized<ListDelegations>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &FILTERS);
    let me = auth.actor.ctx.account.0;
    let mut tx = auth.read().await?;
    if auth.format != Format::Page {
        let (rows, _) = queries::list(&mut tx, &asked, me, EXPORT + 1).await?;
        return table::answer(&auth, &asked, views::table(&rows, auth.now()));
    }
    let (rows, total) = queries::list(&mut tx, &asked, me, PAGE + 1).await?;
    page::page(&IndexPage::new(&auth.seed, &auth.actor, &asked, rows, total))
}

async fn new(mut auth: Authorized<NewDelegation>) -> Result<Response> {
    new_page(&mut auth, &DelegationForm::default(), &FieldErrors::default()).await
}

async fn new_page<A: Action>(auth: &mut Authorized<A>, form: &DelegationForm, errors: &FieldErrors) -> Result<Response> {
    let me = auth.actor.ctx.account.0;
    let mut tx = auth.read().await?;
    let offers = queries::offers(&mut tx, me).await?;
    let longest = queries::longest(&mut tx).await?;
    let view = NewPage::new(&auth.seed, form, errors, &offers, longest);
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

async fn create(mut auth: Authorized<CreateDelegation>, posted: Form) -> Result<Response> {
    let form: DelegationForm = posted.parse()?;
    let outcome = async {
        let draft = form.draft(auth.now().date_naive())?;
        let mut tx = auth.write(&posted).await?;
        let reference = commands::create(&mut tx, &auth.actor, &draft).await?;
        tx.commit(&format!("/delegations/{reference}")).await?;
        Ok(reference)
    };
    match outcome.await {
        Ok(reference) => Ok(page::see_other_saying(&format!("/delegations/{reference}"), "said-delegation-made", &reference)),
        Err(AppError::Invalid(errors)) => new_page(&mut auth, &form, &errors).await,
        Err(error) => Err(error),
    }
}

async fn show(mut auth: Authorized<ShowDelegation>) -> Result<Response> {
    record(&mut auth, "", &FieldErrors::default()).await
}

async fn record<A: Action<Target = Delegation>>(auth: &mut Authorized<A>, reason: &str, errors: &FieldErrors) -> Result<Response> {
    let mut tx = auth.read().await?;
    let signatures = queries::signatures(&mut tx, auth.target.id).await?;
    let view = ShowPage::new(&auth.seed, &auth.actor, &auth.target, &signatures, reason, errors);
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

async fn end(mut auth: Authorized<EndDelegation>, posted: Form) -> Result<Response> {
    let form: EndForm = posted.parse()?;
    let url = auth.target.url();
    let outcome = async {
        let reason = form.reason()?;
        let mut tx = auth.write(&posted).await?;
        commands::end(&mut tx, &auth.actor, &auth.target, form.version.parse().unwrap_or_default(), &reason).await?;
        tx.commit(&url).await
    };
    match outcome.await {
        Ok(()) => Ok(page::see_other_saying(&url, "said-delegation-ended", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => record(&mut auth, &form.reason, &errors).await,
        Err(error) => Err(error),
    }
}

async fn history(mut auth: Authorized<DelegationHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let delegation = &auth.target;
    let history = history::of(&mut tx, HistoryTable::Delegation, delegation.id).await?;
    let subject = Subject {
        reference: delegation.reference.clone(),
        url: delegation.url(),
        tabs: views::tabs(auth.language(), delegation, "history"),
        ..Subject::default()
    };
    answer(&auth, &mut tx, &subject, &history).await
}
