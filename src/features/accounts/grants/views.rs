//! What the pages of rights print.

use askama::Template;
use chrono::{DateTime, Utc};

use super::commands;
use super::forms::GrantForm;
use super::model::{self, Standing};
use super::queries::{GrantRow, Scope};
use crate::authz::action::may;
use crate::authz::actor::{Actor, Role};
use crate::authz::policy::{self, Decision};
use crate::i18n::{Hole, Language, Message};
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::list::{Asked, Column, FilterTag, PAGE, Pager};
use crate::web::page::{Seed, Shell};
use crate::web::table::Table;
use crate::web::time;

/// A right as a line of a list.
pub struct GrantLine {
    pub reference: String,
    pub url: String,
    pub name: String,
    pub username: String,
    pub role: String,
    pub scope: String,
    pub from: String,
    pub until: String,
    pub kind: &'static str,
    pub standing: String,
    pub asked: String,
    pub reason: String,
}

impl GrantLine {
    /// In words.
    pub fn new(grant: &GrantRow, now: DateTime<Utc>, language: Language) -> Self {
        let standing = grant.standing(now);
        Self {
            reference: grant.r#ref.clone(),
            url: format!("/access-grants/{}", grant.r#ref),
            name: grant.name.clone(),
            username: grant.username.clone(),
            role: model::role_words(&grant.role, language),
            scope: model::scope_words(&grant.scope_kind, &grant.scope_code, language),
            from: time::typed_date(grant.valid_from.date_naive()),
            until: grant.valid_to.map_or_else(|| language.t("grant-no-end"), |to| time::typed_date(model::last_day(to))),
            kind: standing.kind(),
            standing: standing.word(language),
            asked: grant.asked_name.clone(),
            reason: grant.reason.clone(),
        }
    }
}

/// The fields that ask for a right; the same on the page of an account and on their own.
pub struct GrantFields {
    pub role: Field,
    pub roles: Vec<Choice>,
    pub scope: Field,
    pub scopes: Vec<Choice>,
    pub from: Field,
    pub until: Field,
    pub reason: Field,
    pub urgent: Field,
    pub form_key: String,
}

impl GrantFields {
    /// With values as typed.
    pub fn new(language: Language, form: &GrantForm, errors: &FieldErrors, scopes: &[Scope]) -> Self {
        let field = |name: &str, value: &str| Field::new(language, name, &format!("grant-field-{name}"), value, errors);
        let roles = std::iter::once(Choice::new("", language.t("grant-choose-role"), &form.role))
            .chain(Role::ALL.into_iter().map(|role| Choice::new(role.code(), model::role_words(role.code(), language), &form.role)))
            .collect();
        Self {
            role: field("role", &form.role),
            roles,
            scope: field("scope", &form.scope).hint(language, "grant-field-scope-hint").optional(),
            scopes: scopes.iter().map(|scope| Choice::new(scope.code.clone(), scope.name.clone(), "")).collect(),
            from: field("from", &form.from).hint(language, "grant-field-from-hint").optional(),
            until: field("until", &form.until).hint(language, "grant-field-until-hint"),
            reason: field("reason", &form.reason),
            urgent: field("urgent", &form.urgent).hint(language, "grant-field-urgent-hint").optional(),
            form_key: fresh_form_key(),
        }
    }
}

#[derive(Template)]
#[template(path = "accounts/grants.html")]
pub struct GrantsPage {
    shell: Shell,
    title: String,
    can_ask: bool,
    overdue: String,
    overdue_url: String,
    action: String,
    state: Field,
    states: Vec<Choice>,
    role: Field,
    roles: Vec<Choice>,
    station: Field,
    account: Field,
    tags: Vec<FilterTag>,
    ignored: String,
    clear_url: String,
    columns: Vec<Column>,
    rows: Vec<GrantLine>,
    is_filtered: bool,
    pager: Pager,
    csv_url: String,
    xlsx_url: String,
}

/// Filters of the list.
pub const FILTERS: [&str; 4] = ["state", "role", "station", "account"];

impl GrantsPage {
    /// The list; `rows` may hold one more than a page.
    pub fn new(seed: &Seed, actor: &Actor, asked: &Asked, mut rows: Vec<GrantRow>, total: i64, overdue: i64) -> Self {
        let language = seed.language;
        let none = FieldErrors::default();
        let has_more = rows.len() as i64 > PAGE;
        rows.truncate(PAGE as usize);
        let next = rows.last().filter(|_| has_more).map(|last| asked.next_url(&last.asked_at.to_rfc3339(), last.id));
        let value = |key: &str| asked.one(key).unwrap_or_default().to_owned();
        let field = |name: &str, label: &str| Field::new(language, name, label, &value(name), &none).optional();
        let any = || language.t("rows-any");
        let states = std::iter::once(Choice::new("", any(), &value("state")))
            .chain(Standing::ALL.into_iter().map(|standing| Choice::new(standing.code(), standing.word(language), &value("state"))))
            .collect();
        let roles = std::iter::once(Choice::new("", any(), &value("role")))
            .chain(Role::ALL.into_iter().map(|role| Choice::new(role.code(), model::role_words(role.code(), language), &value("role"))))
            .collect();
        let columns = ["ref", "person", "role", "scope", "from", "until", "standing", "asked"]
            .into_iter()
            .map(|key| Column { label: language.t(&format!("grant-col-{key}")), ..Column::default() })
            .collect();
        Self {
            title: language.fill("grant-count", &[("count", Hole::Number(total))]),
            can_ask: may(actor, "grant.ask"),
            overdue: if overdue > 0 { language.fill("grant-overdue-alert", &[("count", Hole::Number(overdue))]) } else { String::new() },
            overdue_url: "/access-grants?state=overdue".into(),
            action: asked.clear_url().to_owned(),
            state: field("state", "grant-col-standing"),
            states,
            role: field("role", "grant-col-role"),
            roles,
            station: field("station", "grant-filter-station"),
            account: field("account", "grant-filter-account"),
            tags: tags(asked, language),
            ignored: if asked.ignored.is_empty() { String::new() } else { language.fill("rows-ignored", &[("keys", Hole::Text(&asked.ignored.join(", ")))]) },
            clear_url: asked.clear_url().to_owned(),
            columns,
            is_filtered: asked.is_filtered(),
            pager: Pager {
                next,
                first: asked.one("after").map(|_| asked.without("after", "")),
                shown: language.fill("rows-shown", &[("count", Hole::Number(rows.len() as i64))]),
            },
            rows: rows.iter().map(|grant| GrantLine::new(grant, seed.now, language)).collect(),
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
            shell: Shell::new(seed, "nav-grants"),
        }
    }
}

fn tags(asked: &Asked, language: Language) -> Vec<FilterTag> {
    let mut tags = Vec::new();
    for key in FILTERS {
        for value in asked.all(key) {
            let words = match key {
                "state" => Standing::from_code(&value).map_or_else(|| value.clone(), |standing| standing.word(language)),
                "role" => model::role_words(&value, language),
                _ => value.clone(),
            };
            tags.push(FilterTag { label: words, remove_url: asked.without(key, &value) });
        }
    }
    tags
}

/// The rows as a file.
pub fn table(rows: &[GrantRow], now: DateTime<Utc>) -> Table {
    let rows = rows
        .iter()
        .map(|grant| {
            vec![
                grant.r#ref.clone(),
                grant.username.clone(),
                grant.role.clone(),
                grant.scope_kind.clone(),
                grant.scope_code.clone(),
                grant.valid_from.format("%Y-%m-%dT%H:%MZ").to_string(),
                grant.valid_to.map(|to| to.format("%Y-%m-%dT%H:%MZ").to_string()).unwrap_or_default(),
                grant.standing(now).code().to_owned(),
                grant.asked_name.clone(),
                grant.decided_name.clone().unwrap_or_default(),
                grant.reason.clone(),
            ]
        })
        .collect();
    Table {
        name: "access-grants",
        header: vec!["ref", "account", "role", "scope_kind", "scope", "from", "to", "state", "asked_by", "answered_by", "reason"],
        rows,
    }
}

#[derive(Template)]
#[template(path = "accounts/grant.html")]
pub struct GrantPage {
    shell: Shell,
    errors: Vec<ErrorLink>,
    line: GrantLine,
    person_url: String,
    asked: String,
    decided: String,
    ended: String,
    answer: String,
    alone: String,
    why_not: String,
    can_answer: bool,
    can_end: bool,
    approve: String,
    reason: Field,
    version: String,
    keys: [String; 3],
}

impl GrantPage {
    /// The right, with what the actor may do about it.
    pub fn new(seed: &Seed, actor: &Actor, grant: &GrantRow, reason: &str, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let standing = grant.standing(seed.now);
        let by = |name: &str, at: DateTime<Utc>| language.fill("grant-by-at", &[("name", Hole::Text(name)), ("at", Hole::Text(&time::z(at, language)))]);
        let can_answer = commands::can_answer(actor, grant, standing);
        let hours = model::urgent_hours(grant.role(), &grant.scope_kind);
        let why_not = match commands::second_may(actor, grant) {
            Decision::Refuse(_) if standing.is_open() => {
                language.t(if crate::authz::two_person::GRANT_AT_STATION.second == second_of(grant) { "grant-second-station" } else { "grant-second-chief" })
            }
            _ => String::new(),
        };
        let mut shell = Shell::titled(seed, grant.r#ref.clone());
        if !errors.is_empty() {
            shell = shell.with_errors();
        }
        Self {
            errors: errors.links(language),
            person_url: if may(actor, "account.show") { format!("/admin/users/{}", grant.username) } else { String::new() },
            asked: by(&grant.asked_name, grant.asked_at),
            decided: match (&grant.decided_name, grant.decided_at) {
                (Some(name), Some(at)) => by(name, at),
                _ => String::new(),
            },
            ended: match (&grant.ended_name, grant.ended_at) {
                (Some(name), Some(at)) => by(name, at),
                _ => String::new(),
            },
            answer: grant.answer.clone(),
            alone: match standing {
                Standing::ToConfirm | Standing::Overdue => {
                    let until = time::z(grant.asked_at + chrono::Duration::hours(hours), language);
                    language.fill(if standing == Standing::Overdue { "grant-alone-overdue" } else { "grant-alone" }, &[("until", Hole::Text(&until))])
                }
                _ => String::new(),
            },
            why_not,
            can_answer,
            can_end: standing.is_endable() && policy::decide(actor, "grant.end", &commands::facts(actor, grant)) == Decision::Allow,
            approve: language.t(if grant.state == "asked" { "grant-approve" } else { "grant-confirm" }),
            reason: Field::new(language, "reason", "grant-field-why", reason, errors),
            version: grant.version.to_string(),
            keys: std::array::from_fn(|_| fresh_form_key()),
            line: GrantLine::new(grant, seed.now, language),
            shell,
        }
    }
}

fn second_of(grant: &GrantRow) -> &'static str {
    grant.role().map_or("", |role| crate::authz::two_person::of_grant(role, &grant.scope_kind).second)
}

#[derive(Template)]
#[template(path = "accounts/grant_new.html")]
pub struct NewGrantPage {
    shell: Shell,
    errors: Vec<ErrorLink>,
    account: Field,
    fields: GrantFields,
    action: String,
    back_url: String,
    draft_url: String,
    offer: Option<crate::features::accounts::me::drafts::Offer>,
}

impl NewGrantPage {
    /// The form, for the account of this name if one is given.
    pub fn new(
        seed: &Seed,
        username: &str,
        form: &GrantForm,
        errors: &FieldErrors,
        scopes: &[Scope],
        offer: Option<crate::features::accounts::me::drafts::Offer>,
    ) -> Self {
        let language = seed.language;
        let shell = Shell::new(seed, "grant-new-title");
        Self {
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
            errors: errors.links(language),
            account: Field::new(language, "account", "grant-filter-account", username, errors),
            fields: GrantFields::new(language, form, errors, scopes),
            action: "/access-grants".into(),
            back_url: "/access-grants".into(),
            draft_url: "/me/drafts/access-grants/new".into(),
            offer,
        }
    }
}

/// The errors of a refused command, for its form; any other error goes on.
pub fn field_errors(error: AppError) -> Result<FieldErrors> {
    match error {
        AppError::Invalid(errors) => Ok(errors),
        AppError::Refused(name) if name == "grant_not_to_oneself" => {
            let mut errors = FieldErrors::default();
            errors.add("urgent", Message::new("constraint-grant-not-to-oneself"));
            Ok(errors)
        }
        other => Err(other),
    }
}
