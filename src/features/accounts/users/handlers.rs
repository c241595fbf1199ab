//! Pages of accounts.

use axum::response::Response;

use super::commands;
use super::forms::{AccountForm, PARTS};
use super::queries::{self, AccountRow};
use super::views::{self, CodePage, FILTERS, UserFormPage, UserPage, UsersPage};
use crate::actions;
use crate::audit::history::page::{Subject, answer};
use crate::audit::history::{self, HistoryTable};
use crate::authz::action::{Action, Authorized, Collection, Format, Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::accounts::grants::forms::{GrantForm, ReasonForm};
use crate::features::accounts::grants::{handlers as grant_pages, queries as grant_queries, views as grant_views};
use crate::web::conflict::{self, Place, Race};
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::{Asked, EXPORT, PAGE};
use crate::web::{page, table};

actions! {
    /// Every account of a person.
    ListAccounts: Get "/admin/users" => "account.list", Collection, Quiet;
    /// The form of a new one.
    NewAccount: Get "/admin/users/new" => "account.create", Collection, Quiet;
    /// Makes one.
    CreateAccount: Post "/admin/users" => "account.create", Collection, Change;
    /// One account with its rights.
    ShowAccount: Get "/admin/users/{username}" => "account.show", AccountTarget, Quiet;
    /// Its form.
    EditAccount: Get "/admin/users/{username}/edit" => "account.edit", AccountTarget, Quiet;
    /// Saves it.
    SaveAccount: Post "/admin/users/{username}/edit" => "account.edit", AccountTarget, Change;
    /// Shuts it.
    DisableAccount: Post "/admin/users/{username}/disablings" => "account.disable", AccountTarget, Change;
    /// Opens it again.
    EnableAccount: Post "/admin/users/{username}/enablings" => "account.disable", AccountTarget, Change;
    /// Issues a one-time code.
    InviteAccount: Post "/admin/users/{username}/codes" => "account.invite", AccountTarget, Change;
    /// Confirms a reset by code, as the second person.
    ConfirmReset: Post "/admin/users/{username}/resets" => "account.confirm-reset", AccountTarget, Change;
    /// Asks for a right, from the account's own page.
    AskGrantFor: Post "/admin/users/{username}/grants" => "grant.ask", AccountTarget, Change;
    /// Its saved versions.
    AccountHistory: Get "/admin/users/{username}/history" => "account.history", AccountTarget, Quiet;
}

/// `/admin/users`.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListAccounts, _, _>(index)
        .get::<NewAccount, _, _>(new)
        .post::<CreateAccount, _, _>(create)
        .get::<ShowAccount, _, _>(show)
        .get::<EditAccount, _, _>(edit)
        .post::<SaveAccount, _, _>(save)
        .post::<DisableAccount, _, _>(disable)
        .post::<EnableAccount, _, _>(enable)
        .post::<InviteAccount, _, _>(invite)
        .post::<ConfirmReset, _, _>(confirm_reset)
        .post::<AskGrantFor, _, _>(ask)
        .get::<AccountHistory, _, _>(show_history)
}

/// An account as the database shows it to the actor.
pub struct AccountTarget(AccountRow);

impl Target for AccountTarget {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        Ok(queries::by_username(tx, params.get("username")).await?.map(Self))
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts { cells: Some(Vec::new()), ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.0.username.clone()
    }
}

async fn index(mut auth: Authorized<ListAccounts>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &FILTERS);
    let mut tx = auth.read().await?;
    let limit = if auth.format == Format::Page { PAGE } else { EXPORT };
    let (rows, total) = queries::list(&mut tx, &asked, limit + 1).await?;
    if auth.format != Format::Page {
        return table::answer(&auth, &asked, views::table(&rows));
    }
    page::page(&UsersPage::new(&auth.seed, &auth.actor, &asked, rows, total))
}

async fn new(auth: Authorized<NewAccount>) -> Result<Response> {
    page::page(&UserFormPage::new(&auth.seed, None, &AccountForm::default(), &FieldErrors::default()))
}

async fn create(mut auth: Authorized<CreateAccount>, form: Form) -> Result<Response> {
    let posted: AccountForm = form.parse()?;
    let outcome = async {
        let draft = posted.draft()?;
        let location = format!("/admin/users/{}", draft.username);
        let mut tx = auth.write(&form).await?;
        commands::create(&mut tx, &draft).await?;
        tx.commit(&location).await?;
        Ok::<_, AppError>(page::see_other_saying(&location, "said-account-created", &draft.username))
    }
    .await;
    match outcome {
        Err(AppError::Invalid(errors)) => page::unprocessable(&UserFormPage::new(&auth.seed, None, &posted, &errors)),
        outcome => outcome,
    }
}

async fn show(mut auth: Authorized<ShowAccount>) -> Result<Response> {
    let none = FieldErrors::default();
    let page = record(&mut auth, &GrantForm::default(), &none, ("", &none)).await?;
    page::page(&page)
}

async fn record<A: Action<Target = AccountTarget>>(
    auth: &mut Authorized<A>,
    form: &GrantForm,
    errors: &FieldErrors,
    disabling: (&str, &FieldErrors),
) -> Result<UserPage> {
    let mut tx = auth.read().await?;
    let grants = grant_queries::of_account(&mut tx, auth.target.0.id).await?;
    let scopes = grant_queries::scopes(&mut tx).await?;
    let resets = queries::resets_to_confirm(&mut tx, auth.target.0.id).await?;
    Ok(UserPage::new(&auth.seed, &auth.actor, &auth.target.0, &grants, &resets, &scopes, form, errors, disabling))
}

async fn edit(auth: Authorized<EditAccount>) -> Result<Response> {
    let account = &auth.target.0;
    page::page(&UserFormPage::new(&auth.seed, Some(&account.username), &AccountForm::of(account), &FieldErrors::default()))
}

async fn save(mut auth: Authorized<SaveAccount>, form: Form) -> Result<Response> {
    let (form, goes_back) = (conflict::resolve(&form), conflict::wants_form(&form));
    let posted: AccountForm = form.parse()?;
    let username = auth.target.subject();
    if goes_back {
        return page::page(&UserFormPage::new(&auth.seed, Some(&username), &posted, &FieldErrors::default()));
    }
    match save_from(&mut auth, &form).await {
        Ok(()) => Ok(page::see_other_saying(&format!("/admin/users/{username}"), "said-account-saved", &username)),
        Err(error) if conflict::is_stale(&error) => settle(&mut auth, &form, &posted).await,
        Err(AppError::Invalid(errors)) => page::unprocessable(&UserFormPage::new(&auth.seed, Some(&username), &posted, &errors)),
        Err(other) => Err(other),
    }
}

async fn save_from(auth: &mut Authorized<SaveAccount>, form: &Form) -> Result<()> {
    let username = auth.target.subject();
    let posted = AccountForm { username: username.clone(), ..form.parse()? };
    let draft = posted.draft()?;
    let mut tx = auth.write(form).await?;
    commands::edit(&mut tx, &auth.target.0, &draft, &posted.version).await?;
    tx.commit(&format!("/admin/users/{username}")).await
}

/// A lost race: both sides are kept where they can be, and asked about where not.
async fn settle(auth: &mut Authorized<SaveAccount>, form: &Form, yours: &AccountForm) -> Result<Response> {
    let mut tx = auth.read().await?;
    let current = queries::by_username(&mut tx, &auth.target.0.username).await?.ok_or(AppError::NotFound)?;
    let base_version = yours.version.parse().unwrap_or_default();
    let row = (HistoryTable::Account, current.id);
    let base = history::content_at(&mut tx, row.0, row.1, base_version).await?.ok_or_else(conflict::stale)?;
    let text = |column: &str| base.get(column).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    let officer = queries::officer_ref(&mut tx, text("officer_id").parse().ok()).await?;
    let base = AccountForm { display_name: text("display_name"), officer, ..AccountForm::default() };
    let sides = conflict::sides(PARTS, &base, &AccountForm::of(&current), yours)?;
    let url = format!("/admin/users/{}", current.username);
    let at = Place {
        action: format!("{url}/edit"),
        record_url: url.clone(),
        reference: current.username.clone(),
        base_version,
        current_version: current.version,
        ..Place::default()
    };
    let race = conflict::race(&mut tx, &auth.seed, row, at, sides, form, |_, value| value.to_owned()).await?;
    drop(tx);
    match race {
        Race::Asks(page) => Ok(page),
        Race::Merged(merged) => {
            save_from(auth, &merged).await?;
            Ok(page::see_other_saying(&url, "said-merged", &current.username))
        }
    }
}

async fn disable(mut auth: Authorized<DisableAccount>, form: Form) -> Result<Response> {
    let posted: ReasonForm = form.parse()?;
    let username = auth.target.subject();
    let location = format!("/admin/users/{username}");
    let outcome = async {
        let why = posted.reason()?;
        let mut tx = auth.write(&form).await?;
        commands::disable(&mut tx, &auth.target.0, &why).await?;
        tx.commit(&location).await?;
        Ok::<_, AppError>(page::see_other_saying(&location, "said-account-disabled", &username))
    }
    .await;
    match outcome {
        Err(AppError::Invalid(errors)) => {
            let page = record(&mut auth, &GrantForm::default(), &FieldErrors::default(), (&posted.reason, &errors)).await?;
            page::unprocessable(&page)
        }
        outcome => outcome,
    }
}

async fn enable(mut auth: Authorized<EnableAccount>, form: Form) -> Result<Response> {
    let username = auth.target.subject();
    let location = format!("/admin/users/{username}");
    let mut tx = auth.write(&form).await?;
    commands::enable(&mut tx, &auth.target.0).await?;
    tx.commit(&location).await?;
    Ok(page::see_other_saying(&location, "said-account-enabled", &username))
}

async fn invite(mut auth: Authorized<InviteAccount>, form: Form) -> Result<Response> {
    let username = auth.target.subject();
    let mut tx = auth.write(&form).await?;
    let now = tx.now;
    let code = commands::invite(&mut tx, &auth.target.0).await?;
    tx.commit(&format!("/admin/users/{username}")).await?;
    page::page(&CodePage::new(&auth.seed, &username, code, now))
}

async fn confirm_reset(mut auth: Authorized<ConfirmReset>, form: Form) -> Result<Response> {
    let username = auth.target.subject();
    let location = format!("/admin/users/{username}");
    let mut tx = auth.write(&form).await?;
    commands::confirm_reset(&mut tx, &auth.target.0).await?;
    tx.commit(&location).await?;
    Ok(page::see_other_saying(&location, "said-reset-confirmed", &username))
}

async fn ask(mut auth: Authorized<AskGrantFor>, form: Form) -> Result<Response> {
    let posted: GrantForm = form.parse()?;
    let (account, location) = (auth.target.0.id, format!("/admin/users/{}", auth.target.0.username));
    if auth.target.0.disabled_at.is_some() {
        return Err(AppError::Conflict(crate::i18n::Message::new("account-is-disabled")));
    }
    let errors = match grant_pages::ask_for(&mut auth, &form, account, &location).await {
        Ok(reference) => return Ok(grant_pages::said(&posted, &location, &reference)),
        Err(error) => grant_views::field_errors(error)?,
    };
    let page = record(&mut auth, &posted, &errors, ("", &FieldErrors::default())).await?;
    page::unprocessable(&page)
}

async fn show_history(mut auth: Authorized<AccountHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let account = &auth.target.0;
    let history = history::of(&mut tx, HistoryTable::Account, account.id).await?;
    let subject = Subject {
        reference: account.username.clone(),
        url: format!("/admin/users/{}", account.username),
        tabs: views::tabs(account, auth.language(), "/history"),
        ..Subject::default()
    };
    answer(&auth, &mut tx, &subject, &history).await
}
