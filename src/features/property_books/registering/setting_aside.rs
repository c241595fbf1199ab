//! Items that are not ours to register are set aside with a reason, and come back with one.

use askama::Template;
use axum::response::Response;
use serde::Deserialize;

use super::handlers::ids;
use super::queries::{Chosen, chosen};
use super::{AskReopen, AskSetAside, Reopen, SetAside, commands};
use crate::authz::action::{Action, Authorized};
use crate::features::origins;
use crate::features::people::required;
use crate::features::property_books::item_page::ItemRecord;
use crate::i18n::{Hole, Language};
use crate::web::error::{AppError, Result};
use crate::web::form::{ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::list::Asked;
use crate::web::page::{self, Shell};

const OPEN: &str = "/property?registered=open";

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct AsideForm {
    item: Vec<String>,
    reason: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ReopenForm {
    reason: String,
    version: String,
}

fn reason_of(text: &str) -> Result<String> {
    let mut errors = FieldErrors::default();
    let reason = required(&mut errors, "reason", text, 300);
    errors.or(reason)
}

struct ItemLine {
    id: String,
    words: String,
}

#[derive(Template)]
#[template(path = "property_books/set_aside.html")]
struct AsidePage {
    shell: Shell,
    title: String,
    lead: String,
    action: String,
    back_url: String,
    form_key: String,
    version: String,
    errors: Vec<ErrorLink>,
    items: Vec<ItemLine>,
    reason: Field,
}

fn line(language: Language, item: &Chosen) -> ItemLine {
    let place = origins::place(language, &item.sheet, item.row);
    ItemLine { id: item.id.to_string(), words: format!("{} {place} {} {}", item.book, item.item, item.serial).trim_end().to_owned() }
}

fn aside_page<A: Action>(auth: &Authorized<A>, items: &[Chosen], reason: &str, errors: &FieldErrors) -> AsidePage {
    let language = auth.language();
    let shell = Shell::new(&auth.seed, "property-set-aside");
    AsidePage {
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
        title: language.t("property-set-aside"),
        lead: language.fill("property-set-aside-lead", &[("count", Hole::Number(items.len() as i64))]),
        action: "/property/set-aside".to_owned(),
        back_url: OPEN.to_owned(),
        form_key: fresh_form_key(),
        version: String::new(),
        errors: errors.links(language),
        items: items.iter().map(|item| line(language, item)).collect(),
        reason: Field::new(language, "reason", "ending-reason", reason, errors).hint(language, "property-set-aside-hint"),
    }
}

pub async fn ask(mut auth: Authorized<AskSetAside>) -> Result<Response> {
    let here = Asked::read(auth.seed.here(), &["item", "kind"]);
    let asked = ids(here.all("item").iter().map(String::as_str));
    let actor = auth.actor.clone();
    let mut tx = auth.read().await?;
    let items = chosen(&mut tx, &actor, &asked).await?;
    drop(tx);
    page::page(&aside_page(&auth, &items, "", &FieldErrors::default()))
}

pub async fn set_aside(mut auth: Authorized<SetAside>, form: Form) -> Result<Response> {
    let posted: AsideForm = form.parse()?;
    let asked = ids(posted.item.iter().map(String::as_str));
    let actor = auth.actor.clone();
    let mut tx = auth.read().await?;
    let items = chosen(&mut tx, &actor, &asked).await?;
    drop(tx);
    let draft = match (reason_of(&posted.reason), items.is_empty()) {
        (Ok(_), true) => Err(AppError::field("reason", "property-none-chosen")),
        (draft, _) => draft,
    };
    let reason = match draft {
        Ok(reason) => reason,
        Err(AppError::Invalid(errors)) => return page::unprocessable(&aside_page(&auth, &items, &posted.reason, &errors)),
        Err(error) => return Err(error),
    };
    let mut tx = auth.write(&form).await?;
    commands::set_aside(&mut tx, &items, &reason).await?;
    tx.commit(OPEN).await?;
    Ok(page::see_other_saying(OPEN, "said-property-set-aside", &items.len().to_string()))
}

fn reopen_page<A: Action<Target = ItemRecord>>(auth: &Authorized<A>, reason: &str, errors: &FieldErrors) -> AsidePage {
    let (language, item) = (auth.language(), &auth.target);
    let (title, lead) = if item.was_there {
        ("property-unlink", language.fill("property-unlink-lead", &[("record", Hole::Text(&item.record))]))
    } else {
        ("property-reopen", language.fill("property-reopen-lead", &[("reason", Hole::Text(&item.reason))]))
    };
    let shell = Shell::new(&auth.seed, title);
    AsidePage {
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
        title: language.t(title),
        lead,
        action: format!("{}/reopen", item.url()),
        back_url: item.url(),
        form_key: fresh_form_key(),
        version: item.registration_version.to_string(),
        errors: errors.links(language),
        items: vec![ItemLine { id: String::new(), words: item.called() }],
        reason: Field::new(language, "reason", "ending-reason", reason, errors),
    }
}

pub async fn ask_reopen(auth: Authorized<AskReopen>) -> Result<Response> {
    page::page(&reopen_page(&auth, "", &FieldErrors::default()))
}

pub async fn reopen(mut auth: Authorized<Reopen>, form: Form) -> Result<Response> {
    let posted: ReopenForm = form.parse()?;
    let reason = match reason_of(&posted.reason) {
        Ok(reason) => reason,
        Err(AppError::Invalid(errors)) => return page::unprocessable(&reopen_page(&auth, &posted.reason, &errors)),
        Err(error) => return Err(error),
    };
    let address = auth.target.url();
    let mut tx = auth.write(&form).await?;
    commands::reopen(&mut tx, &auth.target, &reason, posted.version.parse().unwrap_or_default()).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-property-reopened", &auth.target.book))
}
