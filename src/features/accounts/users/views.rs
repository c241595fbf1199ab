//! What the pages of accounts print.

use askama::Template;
use chrono::{DateTime, Utc};

use super::forms::AccountForm;
use super::queries::{AccountRow, Reset};
use crate::authz::action::may;
use crate::authz::actor::{Actor, Role};
use crate::features::accounts::grants::forms::GrantForm;
use crate::features::accounts::grants::model::{role_words, scope_words};
use crate::features::accounts::grants::queries::{GrantRow, Scope};
use crate::features::accounts::grants::views::{GrantFields, GrantLine};
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::list::{Asked, Column, FilterTag, PAGE, Pager};
use crate::web::page::{Seed, Shell, Tab};
use crate::web::table::Table;
use crate::web::time;

/// Filters of the list.
pub const FILTERS: [&str; 3] = ["role", "state", "station"];
const STATES: [&str; 3] = ["active", "disabled", "without-rights"];

/// An account as a line of the list.
pub struct AccountLine {
    url: String,
    username: String,
    name: String,
    rights: Vec<String>,
    officer: String,
    state: String,
    kind: &'static str,
    sessions: String,
}

impl AccountLine {
    fn new(account: &AccountRow, language: Language) -> Self {
        Self {
            url: format!("/admin/users/{}", account.username),
            username: account.username.clone(),
            name: account.display_name.clone(),
            rights: account.rights.iter().map(|right| right_words(right, language)).collect(),
            officer: account.officer_ref.clone().unwrap_or_default(),
            state: language.t(&format!("account-state-{}", state(account))),
            kind: if account.disabled_at.is_some() { "advisory" } else { "" },
            sessions: account.sessions.unwrap_or(0).to_string(),
        }
    }
}

fn state(account: &AccountRow) -> &'static str {
    match (account.disabled_at.is_some(), account.way_in.as_str()) {
        (true, _) => "disabled",
        (_, "code") => "code",
        (_, "none") => "none",
        _ => "active",
    }
}

fn right_words(right: &str, language: Language) -> String {
    let mut parts = right.splitn(3, '|');
    let (role, kind, code) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    language.fill("grant-role-at", &[("role", Hole::Text(&role_words(role, language))), ("scope", Hole::Text(&scope_words(kind, code, language)))])
}

#[derive(Template)]
#[template(path = "accounts/users.html")]
pub struct UsersPage {
    shell: Shell,
    title: String,
    can_create: bool,
    action: String,
    role: Field,
    roles: Vec<Choice>,
    state: Field,
    states: Vec<Choice>,
    station: Field,
    tags: Vec<FilterTag>,
    ignored: String,
    clear_url: String,
    columns: Vec<Column>,
    rows: Vec<AccountLine>,
    pager: Pager,
    csv_url: String,
    xlsx_url: String,
}

impl UsersPage {
    /// The list; `rows` may hold one more than a page.
    pub fn new(seed: &Seed, actor: &Actor, asked: &Asked, mut rows: Vec<AccountRow>, total: i64) -> Self {
        let language = seed.language;
        let none = FieldErrors::default();
        let has_more = rows.len() as i64 > PAGE;
        rows.truncate(PAGE as usize);
        let next = rows.last().filter(|_| has_more).map(|last| asked.next_url(&last.username, last.id));
        let value = |key: &str| asked.one(key).unwrap_or_default().to_owned();
        let field = |name: &str, label: &str| Field::new(language, name, label, &value(name), &none).optional();
        let any = |key: &str| Choice::new("", language.t("rows-any"), &value(key));
        let columns = ["username", "name", "rights", "officer", "state", "sessions"]
            .into_iter()
            .map(|key| Column { label: language.t(&format!("account-col-{key}")), ..Column::default() })
            .collect();
        let tags = FILTERS
            .iter()
            .filter_map(|key| {
                let value = asked.one(key)?;
                let label = match *key {
                    "role" => role_words(value, language),
                    "state" if STATES.contains(&value) => language.t(&format!("account-state-{value}")),
                    _ => value.to_owned(),
                };
                Some(FilterTag { label, remove_url: asked.without(key, value) })
            })
            .collect();
        Self {
            title: language.fill("account-count", &[("count", Hole::Number(total))]),
            can_create: may(actor, "account.create"),
            action: asked.clear_url().to_owned(),
            role: field("role", "grant-col-role"),
            roles: std::iter::once(any("role"))
                .chain(Role::ALL.into_iter().map(|role| Choice::new(role.code(), role_words(role.code(), language), &value("role"))))
                .collect(),
            state: field("state", "account-col-state"),
            states: std::iter::once(any("state"))
                .chain(STATES.into_iter().map(|state| Choice::new(state, language.t(&format!("account-state-{state}")), &value("state"))))
                .collect(),
            station: field("station", "grant-filter-station"),
            tags,
            ignored: if asked.ignored.is_empty() { String::new() } else { language.fill("rows-ignored", &[("keys", Hole::Text(&asked.ignored.join(", ")))]) },
            clear_url: asked.clear_url().to_owned(),
            columns,
            pager: Pager {
                next,
                first: asked.one("after").map(|_| asked.without("after", "")),
                shown: language.fill("rows-shown", &[("count", Hole::Number(rows.len() as i64))]),
            },
            rows: rows.iter().map(|account| AccountLine::new(account, language)).collect(),
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
            shell: Shell::new(seed, "nav-users"),
        }
    }
}

/// The rows as a file.
pub fn table(rows: &[AccountRow]) -> Table {
    let rows = rows
        .iter()
        .map(|account| {
            vec![
                account.username.clone(),
                account.display_name.clone(),
                account.rights.join("; ").replace('|', " "),
                account.officer_ref.clone().unwrap_or_default(),
                state(account).to_owned(),
                account.sessions.unwrap_or(0).to_string(),
            ]
        })
        .collect();
    Table { name: "users", header: vec!["ref", "name", "rights", "officer", "state", "sessions"], rows }
}

#[derive(Template)]
#[template(path = "accounts/user.html")]
pub struct UserPage {
    shell: Shell,
    errors: Vec<ErrorLink>,
    tabs: Vec<Tab>,
    url: String,
    line: AccountLine,
    officer_url: String,
    created: String,
    grants: Vec<GrantLine>,
    can_edit: bool,
    can_ask: bool,
    is_disabled: bool,
    disabled_why: String,
    fields: GrantFields,
    reason: Field,
    resets: Vec<String>,
    can_confirm: bool,
    keys: [String; 4],
}

impl UserPage {
    /// The record. Ids of the two forms' reasons differ, so each form's errors show in its own.
    #[expect(clippy::too_many_arguments, reason = "a page of two forms")]
    pub fn new(
        seed: &Seed,
        actor: &Actor,
        account: &AccountRow,
        grants: &[GrantRow],
        resets: &[Reset],
        scopes: &[Scope],
        grant_form: &GrantForm,
        grant_errors: &FieldErrors,
        disabling: (&str, &FieldErrors),
    ) -> Self {
        let language = seed.language;
        let mut errors = grant_errors.links(language);
        errors.extend(disabling.1.links(language).into_iter().map(|mut link| {
            link.field = format!("disable_{}", link.field);
            link
        }));
        let mut reason = Field::new(language, "reason", "account-disable-why", disabling.0, disabling.1);
        reason.required = true;
        let mut shell = Shell::titled(seed, account.username.clone());
        if !errors.is_empty() {
            shell = shell.with_errors();
        }
        Self {
            errors,
            tabs: tabs(account, language, ""),
            url: format!("/admin/users/{}", account.username),
            officer_url: account
                .officer_ref
                .as_ref()
                .filter(|_| may(actor, "officer.list"))
                .map(|reference| format!("/officers/{reference}"))
                .unwrap_or_default(),
            created: time::z(account.created_at, language),
            grants: grants.iter().map(|grant| GrantLine::new(grant, seed.now, language)).collect(),
            can_edit: may(actor, "account.edit"),
            can_ask: may(actor, "grant.ask") && account.disabled_at.is_none(),
            is_disabled: account.disabled_at.is_some(),
            disabled_why: account.disabled_why.clone(),
            fields: GrantFields::new(language, grant_form, grant_errors, scopes),
            reason,
            resets: resets.iter().map(|reset| reset_words(reset, language)).collect(),
            can_confirm: may(actor, "account.confirm-reset")
                && account.id != actor.ctx.account.0
                && resets.iter().any(|reset| reset.issuer != actor.ctx.account.0),
            keys: std::array::from_fn(|_| fresh_form_key()),
            line: AccountLine::new(account, language),
            shell,
        }
    }
}

fn reset_words(reset: &Reset, language: Language) -> String {
    let at = time::z(reset.at, language);
    language.fill("account-reset-by", &[("ref", Hole::Text(&reset.reference)), ("who", Hole::Text(&reset.who)), ("time", Hole::Text(&at))])
}

/// The tabs of an account.
pub fn tabs(account: &AccountRow, language: Language, current: &str) -> Vec<Tab> {
    [("", "account-tab-record"), ("/history", "account-tab-history")]
        .into_iter()
        .map(|(part, key)| Tab { url: format!("/admin/users/{}{part}", account.username), label: language.t(key), current: part == current })
        .collect()
}

#[derive(Template)]
#[template(path = "accounts/user_form.html")]
pub struct UserFormPage {
    shell: Shell,
    errors: Vec<ErrorLink>,
    is_new: bool,
    action: String,
    back_url: String,
    deed: String,
    username: Field,
    display_name: Field,
    officer: Field,
    version: String,
    form_key: String,
}

impl UserFormPage {
    /// For a new account, or the one of this name.
    pub fn new(seed: &Seed, existing: Option<&str>, form: &AccountForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let shell = match existing {
            Some(username) => Shell::titled(seed, username.to_owned()),
            None => Shell::new(seed, "account-new-title"),
        };
        let field = |name: &str, value: &str| Field::new(language, name, &format!("account-field-{}", name.replace('_', "-")), value, errors);
        Self {
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
            errors: errors.links(language),
            is_new: existing.is_none(),
            action: existing.map_or_else(|| "/admin/users".into(), |username| format!("/admin/users/{username}/edit")),
            back_url: existing.map_or_else(|| "/admin/users".into(), |username| format!("/admin/users/{username}")),
            deed: language.t(if existing.is_some() { "account-save" } else { "account-create" }),
            username: field("username", &form.username).hint(language, "account-username-shape"),
            display_name: field("display_name", &form.display_name),
            officer: field("officer", &form.officer).hint(language, "account-officer-hint").optional(),
            version: form.version.clone(),
            form_key: fresh_form_key(),
        }
    }
}

#[derive(Template)]
#[template(path = "accounts/user_code.html")]
pub struct CodePage {
    shell: Shell,
    username: String,
    code: String,
    until: String,
    back_url: String,
}

impl CodePage {
    /// The only page that ever shows it.
    pub fn new(seed: &Seed, username: &str, code: String, now: DateTime<Utc>) -> Self {
        let until = time::z(now + chrono::Duration::hours(1), seed.language);
        Self { shell: Shell::new(seed, "account-code-title"), username: username.to_owned(), code, until, back_url: format!("/admin/users/{username}") }
    }
}
