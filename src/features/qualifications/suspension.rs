//! `/officers/{ref}/armed-suspension`: one person suspends from armed duty at once; another one lifts it.

use askama::Template;
use axum::response::Response;

use super::commands;
use super::forms::ReasonForm;
use super::of_officer::url;
use super::queries::{self, Holder, Suspension, facts_of};
use super::views::shell;
use crate::actions;
use crate::authz::action::{Action, Authorized, Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::people::OfficerHead;
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Shell};

actions! {
    /// Asks why, to suspend or to lift.
    AskSuspension: Get "/officers/{ref}/armed-suspension" => "suspension.order", Suspended, Quiet;
    /// Suspends.
    Suspend: Post "/officers/{ref}/armed-suspension" => "suspension.order", Suspended, Change;
    /// Lifts.
    LiftSuspension: Post "/officers/{ref}/armed-suspension/lift" => "suspension.lift", Suspended, Change;
}

/// `/officers/{ref}/armed-suspension`.
pub fn routes() -> Routes {
    Routes::default().get::<AskSuspension, _, _>(ask).post::<Suspend, _, _>(suspend).post::<LiftSuspension, _, _>(lift)
}

/// An officer with the open suspension, if there is one.
pub struct Suspended {
    holder: Holder,
    open: Option<Suspension>,
}

impl Target for Suspended {
    async fn load(tx: &mut Tx, actor: &Actor, params: &Params) -> Result<Option<Self>> {
        let Some(holder) = Holder::load(tx, actor, params).await? else { return Ok(None) };
        let open = queries::suspensions_of(tx, holder.0.id).await?.into_iter().find(|one| one.lifted_at.is_none());
        Ok(Some(Self { holder, open }))
    }
    fn facts(&self, actor: &Actor) -> Facts {
        let facts = facts_of(actor, &self.holder.0);
        Facts { author: facts.author.or(self.open.as_ref().map(|open| open.orderer)), ..facts }
    }
    fn subject(&self) -> String {
        self.holder.subject()
    }
    fn cell(&self) -> i32 {
        self.holder.cell()
    }
}

#[derive(Template)]
#[template(path = "qualifications/suspension.html")]
struct SuspensionPage {
    shell: Shell,
    officer: OfficerHead,
    is_lift: bool,
    refused: String,
    open_reason: String,
    action: String,
    back_url: String,
    form_key: String,
    version: i32,
    errors: Vec<ErrorLink>,
    reason: Field,
}

fn view<A: Action<Target = Suspended>>(auth: &Authorized<A>, form: &ReasonForm, errors: &FieldErrors) -> SuspensionPage {
    let language = auth.language();
    let officer = &auth.target.holder.0;
    let open = auth.target.open.as_ref();
    let path = format!("/officers/{}/armed-suspension", officer.reference);
    SuspensionPage {
        shell: shell(&auth.seed, &officer.reference, !errors.is_empty()),
        officer: OfficerHead::new(&auth.seed, &auth.actor, officer),
        is_lift: open.is_some(),
        refused: match open.map(|_| policy::decide(&auth.actor, "suspension.lift", &auth.target.facts(&auth.actor))) {
            Some(Decision::Refuse(message)) => language.say(&message),
            Some(Decision::Allow) | None => String::new(),
        },
        open_reason: open.map(|open| open.reason.clone()).unwrap_or_default(),
        action: if open.is_some() { format!("{path}/lift") } else { path },
        back_url: url(&officer.reference),
        form_key: fresh_form_key(),
        version: open.map_or(0, |open| open.version),
        errors: errors.links(language),
        reason: Field::new(language, "reason", "ending-reason", &form.reason, errors),
    }
}

async fn ask(auth: Authorized<AskSuspension>) -> Result<Response> {
    page::page(&view(&auth, &ReasonForm::default(), &FieldErrors::default()))
}

async fn suspend(mut auth: Authorized<Suspend>, form: Form) -> Result<Response> {
    let posted: ReasonForm = form.parse()?;
    if auth.target.open.is_some() {
        return Err(AppError::Conflict(Message::new("constraint-suspension-once-at-a-time")));
    }
    let reason = match posted.reason() {
        Ok(reason) => reason,
        Err(AppError::Invalid(errors)) => return page::unprocessable(&view(&auth, &posted, &errors)),
        Err(error) => return Err(error),
    };
    let address = url(&auth.target.holder.0.reference);
    let mut tx = auth.write(&form).await?;
    commands::suspend(&mut tx, &auth.target.holder, &reason).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-suspension-ordered", &auth.target.holder.0.reference))
}

async fn lift(mut auth: Authorized<LiftSuspension>, form: Form) -> Result<Response> {
    let posted: ReasonForm = form.parse()?;
    if auth.target.open.is_none() {
        return Err(AppError::Conflict(Message::new("suspension-none-open")));
    }
    let reason = match posted.reason() {
        Ok(reason) => reason,
        Err(AppError::Invalid(errors)) => return page::unprocessable(&view(&auth, &posted, &errors)),
        Err(error) => return Err(error),
    };
    let address = url(&auth.target.holder.0.reference);
    let mut tx = auth.write(&form).await?;
    commands::lift(&mut tx, &auth.target.holder, &reason, posted.version.parse().unwrap_or_default()).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-suspension-lifted", &auth.target.holder.0.reference))
}
