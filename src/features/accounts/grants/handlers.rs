//! Pages of rights.

use axum::response::Response;

use super::commands;
use super::forms::{GrantForm, ReasonForm};
use super::queries::{self, GrantRow};
use super::views::{self, FILTERS, GrantPage, GrantsPage, NewGrantPage};
use crate::actions;
use crate::authz::action::{Action, Authorized, Collection, Format, Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::accounts::me::drafts;
use crate::features::accounts::users;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::{Asked, EXPORT, PAGE};
use crate::web::{page, table};

const NEW: &str = "/access-grants/new";

actions! {
    /// Rights asked for, in force and ended.
    ListGrants: Get "/access-grants" => "grant.list", Collection, Quiet;
    /// The form that asks for one.
    NewGrant: Get "/access-grants/new" => "grant.ask", Collection, Quiet;
    /// Asks for one.
    AskGrant: Post "/access-grants" => "grant.ask", Collection, Change;
    /// One right.
    ShowGrant: Get "/access-grants/{ref}" => "grant.show", GrantTarget, Quiet;
    /// The second person agrees.
    ApproveGrant: Post "/access-grants/{ref}/approvals" => "grant.answer", GrantTarget, Change;
    /// The second person does not.
    RefuseGrant: Post "/access-grants/{ref}/refusals" => "grant.answer", GrantTarget, Change;
    /// Ends one at once.
    EndGrant: Post "/access-grants/{ref}/endings" => "grant.end", GrantTarget, Change;
}

/// `/access-grants`.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListGrants, _, _>(index)
        .get::<NewGrant, _, _>(new)
        .post::<AskGrant, _, _>(ask)
        .get::<ShowGrant, _, _>(show)
        .post::<ApproveGrant, _, _>(approve)
        .post::<RefuseGrant, _, _>(refuse)
        .post::<EndGrant, _, _>(end)
}

/// A right as the database shows it to the actor.
pub struct GrantTarget(GrantRow);

impl Target for GrantTarget {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        Ok(queries::by_ref(tx, params.get("ref")).await?.map(Self))
    }
    fn facts(&self, actor: &Actor) -> Facts {
        commands::facts(actor, &self.0)
    }
    fn subject(&self) -> String {
        self.0.r#ref.clone()
    }
    fn cell(&self) -> i32 {
        commands::first(&self.0.cells)
    }
}

async fn index(mut auth: Authorized<ListGrants>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &FILTERS);
    let mut tx = auth.read().await?;
    if auth.format != Format::Page {
        let (rows, _) = queries::list(&mut tx, &asked, EXPORT + 1).await?;
        return table::answer(&auth, &asked, views::table(&rows, auth.now()));
    }
    let (rows, total) = queries::list(&mut tx, &asked, PAGE + 1).await?;
    let (_, overdue) = queries::list(&mut tx, &Asked::read("/access-grants?state=overdue", &FILTERS), 0).await?;
    page::page(&GrantsPage::new(&auth.seed, &auth.actor, &asked, rows, total, overdue))
}

async fn new(mut auth: Authorized<NewGrant>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["account", "draft"]);
    let mut tx = auth.read().await?;
    let draft = drafts::draft_of(&mut tx, NEW).await?;
    let scopes = queries::scopes(&mut tx).await?;
    let (mut form, mut username) = (GrantForm::default(), asked.one("account").unwrap_or_default().to_owned());
    if let Some(draft) = draft.as_ref().filter(|_| asked.one("draft").is_some()) {
        (username, form) = split(&draft.form())?;
    }
    let offer = draft.filter(|_| asked.one("draft").is_none()).map(|draft| draft.offer(NEW, auth.language()));
    page::page(&NewGrantPage::new(&auth.seed, &username, &form, &FieldErrors::default(), &scopes, offer))
}

/// The name of the account and the rest of the form.
fn split(form: &Form) -> Result<(String, GrantForm)> {
    let rest = form.fields().iter().filter(|(name, _)| name != "account").cloned().collect();
    Ok((form.text("account").trim().to_lowercase(), Form::from_fields(rest, Vec::new()).parse()?))
}

async fn ask(mut auth: Authorized<AskGrant>, form: Form) -> Result<Response> {
    let (username, grant_form) = split(&form)?;
    let outcome = try_ask(&mut auth, &form, &username, &grant_form).await;
    let errors = match outcome {
        Ok(reference) => return Ok(said(&grant_form, &format!("/access-grants/{reference}"), &reference)),
        Err(error) => views::field_errors(error)?,
    };
    let mut tx = auth.read().await?;
    let scopes = queries::scopes(&mut tx).await?;
    page::unprocessable(&NewGrantPage::new(&auth.seed, &username, &grant_form, &errors, &scopes, None))
}

async fn try_ask(auth: &mut Authorized<AskGrant>, form: &Form, username: &str, grant_form: &GrantForm) -> Result<String> {
    let draft = grant_form.draft(auth.now())?;
    let mut tx = auth.write(form).await?;
    let account = users::id_of(&mut tx, username).await?.ok_or(AppError::field("account", "grant-no-account"))?;
    let reference = commands::ask(&mut tx, &auth.actor, account, draft).await?;
    drafts::forget(&mut tx, NEW).await?;
    tx.commit(&format!("/access-grants/{reference}")).await?;
    Ok(reference)
}

/// Asks on behalf of the page of an account, whose form names no account.
pub async fn ask_for<A: Action>(auth: &mut Authorized<A>, form: &Form, account: uuid::Uuid, location: &str) -> Result<String> {
    let draft = form.parse::<GrantForm>()?.draft(auth.now())?;
    let mut tx = auth.write(form).await?;
    let reference = commands::ask(&mut tx, &auth.actor, account, draft).await?;
    tx.commit(location).await?;
    Ok(reference)
}

/// Leads on, saying whether it waits or is in force.
pub fn said(form: &GrantForm, location: &str, reference: &str) -> Response {
    page::see_other_saying(location, if form.urgent == "yes" { "said-caution-grant-urgent" } else { "said-grant-asked" }, reference)
}

async fn show(auth: Authorized<ShowGrant>) -> Result<Response> {
    page::page(&GrantPage::new(&auth.seed, &auth.actor, &auth.target.0, "", &FieldErrors::default()))
}

async fn approve(mut auth: Authorized<ApproveGrant>, form: Form) -> Result<Response> {
    let reference = auth.target.subject();
    let location = format!("/access-grants/{reference}");
    let mut tx = auth.write(&form).await?;
    commands::approve(&mut tx, &auth.actor, &reference, form.text("version")).await?;
    tx.commit(&location).await?;
    Ok(page::see_other_saying(&location, "said-grant-approved", &reference))
}

async fn refuse(mut auth: Authorized<RefuseGrant>, form: Form) -> Result<Response> {
    let posted: ReasonForm = form.parse()?;
    let why = match posted.reason() {
        Ok(why) => why,
        Err(error) => return again(&auth, &posted.reason, error),
    };
    let reference = auth.target.subject();
    let location = format!("/access-grants/{reference}");
    let mut tx = auth.write(&form).await?;
    commands::refuse(&mut tx, &auth.actor, &reference, &posted.version, &why).await?;
    tx.commit(&location).await?;
    Ok(page::see_other_saying(&location, "said-grant-refused", &reference))
}

async fn end(mut auth: Authorized<EndGrant>, form: Form) -> Result<Response> {
    let posted: ReasonForm = form.parse()?;
    let why = match posted.reason() {
        Ok(why) => why,
        Err(error) => return again(&auth, &posted.reason, error),
    };
    let reference = auth.target.subject();
    let location = format!("/access-grants/{reference}");
    let mut tx = auth.write(&form).await?;
    commands::revoke(&mut tx, &auth.actor, &reference, &posted.version, &why).await?;
    tx.commit(&location).await?;
    Ok(page::see_other_saying(&location, "said-grant-ended", &reference))
}

fn again<A: Action<Target = GrantTarget>>(auth: &Authorized<A>, reason: &str, error: AppError) -> Result<Response> {
    let errors = views::field_errors(error)?;
    page::unprocessable(&GrantPage::new(&auth.seed, &auth.actor, &auth.target.0, reason, &errors))
}
