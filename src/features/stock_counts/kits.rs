//! `/stock-counts/{ref}/kits`: a kit is opened as one thing and its parts are ticked. A ticked part counts as scanned.

use askama::Template;
use axum::response::Response;
use serde::Deserialize;

use super::model::KITS_A_PAGE;
use super::queries::{self, Count, KitPart};
use super::views::{called, url};
use super::{AskKits, TickKits, commands};
use crate::authz::action::{Action, Authorized};
use crate::i18n::{Hole, Language, Message};
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Seed, Shell};

struct Kit {
    reference: String,
    name: String,
    /// "3 of 5 found"; empty before the first.
    standing: String,
    parts: Vec<Part>,
}

struct Part {
    reference: String,
    mark: String,
    what: String,
}

#[derive(Template)]
#[template(path = "stock_counts/kits.html")]
struct KitsPage {
    shell: Shell,
    reference: String,
    name: String,
    action: String,
    back_url: String,
    form_key: String,
    error: String,
    kits: Vec<Kit>,
}

impl KitsPage {
    fn new(seed: &Seed, count: &Count, parts: &[KitPart], errors: &FieldErrors) -> Self {
        let shell = Shell::titled(seed, count.reference.clone());
        Self {
            reference: count.reference.clone(),
            name: called(seed.language, &count.covers, &count.place_name),
            action: format!("{}/kits", url(&count.reference)),
            back_url: url(&count.reference),
            form_key: fresh_form_key(),
            error: errors.of("found", seed.language),
            kits: parts.chunk_by(|one, next| one.kit == next.kit).filter_map(|parts| kit(seed.language, parts)).take(KITS_A_PAGE).collect(),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

/// A kit with the parts that are still to be ticked; none if there are none.
fn kit(language: Language, parts: &[KitPart]) -> Option<Kit> {
    let left: Vec<Part> = parts
        .iter()
        .filter(|part| !part.is_found)
        .map(|part| Part { reference: part.reference.clone(), mark: part.mark.clone(), what: part.what.clone() })
        .collect();
    let first = parts.first().filter(|_| !left.is_empty())?;
    let found = (parts.len() - left.len()) as i64;
    Some(Kit {
        reference: first.kit.clone(),
        name: first.kit_name.clone(),
        standing: match found {
            0 => String::new(),
            _ => language.fill("count-kit-standing", &[("found", Hole::Number(found)), ("parts", Hole::Number(parts.len() as i64))]),
        },
        parts: left,
    })
}

/// The parts that were ticked, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct TickForm {
    found: Vec<String>,
}

pub async fn ask(mut auth: Authorized<AskKits>) -> Result<Response> {
    let parts = read(&mut auth).await?;
    page::page(&KitsPage::new(&auth.seed, &auth.target, &parts, &FieldErrors::default()))
}

async fn read<A: Action<Target = Count>>(auth: &mut Authorized<A>) -> Result<Vec<KitPart>> {
    queries::kit_parts(&mut auth.read().await?, auth.target.id).await
}

pub async fn tick(mut auth: Authorized<TickKits>, form: Form) -> Result<Response> {
    let address = url(&auth.target.reference);
    let parts = read(&mut auth).await?;
    let ticked = async {
        let found = understood(&form, &parts)?;
        let mut tx = auth.write(&form).await?;
        commands::tick(&mut tx, &auth.target, &found).await?;
        tx.commit(&address).await
    }
    .await;
    match ticked {
        Ok(()) => Ok(page::see_other_saying(&address, "said-count-ticked", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&KitsPage::new(&auth.seed, &auth.target, &parts, &errors)),
        Err(error) => Err(error),
    }
}

/// Parts that are ticked and were not found before; one that is no part of a kit here is refused.
fn understood(form: &Form, parts: &[KitPart]) -> Result<Vec<String>> {
    let mut errors = FieldErrors::default();
    let posted = form.parse::<TickForm>()?.found;
    if posted.is_empty() {
        errors.add("found", Message::new("count-nothing-ticked"));
    }
    if posted.iter().any(|one| parts.iter().all(|part| part.reference != *one)) {
        errors.add("found", Message::new("count-no-such-part"));
    }
    let found = parts.iter().filter(|part| !part.is_found && posted.contains(&part.reference)).map(|part| part.reference.clone()).collect();
    errors.or(found)
}
