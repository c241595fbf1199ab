//! Ending an official's record: merging it into another one of the same official, or voiding it. Both
//! ask for a reason and say what follows; movements and history stay with the ended record.

use askama::Template;
use axum::response::Response;
use serde::Deserialize;

use super::commands;
use super::handlers::url;
use super::queries::{self, Principal};
use super::views::{Head, MovementLine, movement_lines};
use crate::actions;
use crate::authz::action::{Action, Authorized};
use crate::authz::routes::Routes;
use crate::features::people::required;
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Shell};

actions! {
    /// Asks into which record.
    AskMerge: Get "/principals/{ref}/merge" => "principal.merge", Principal, Quiet;
    /// Merges.
    Merge: Post "/principals/{ref}/merge" => "principal.merge", Principal, Change;
    /// Asks why the record was wrong.
    AskVoid: Get "/principals/{ref}/void" => "principal.void", Principal, Quiet;
    /// Voids it.
    Void: Post "/principals/{ref}/void" => "principal.void", Principal, Change;
}

/// `/principals/{ref}/merge`, `/principals/{ref}/void`.
pub fn routes() -> Routes {
    Routes::default().get::<AskMerge, _, _>(ask_merge).post::<Merge, _, _>(merge).get::<AskVoid, _, _>(ask_void).post::<Void, _, _>(void)
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct EndForm {
    into: String,
    reason: String,
    version: String,
}

#[derive(Template)]
#[template(path = "principals/ending.html")]
struct EndingPage {
    shell: Shell,
    principal: Head,
    is_merge: bool,
    title: String,
    action: String,
    back_url: String,
    deed: String,
    form_key: String,
    version: i32,
    errors: Vec<ErrorLink>,
    into: Field,
    reason: Field,
    movements: Vec<MovementLine>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Merge,
    Void,
}

async fn answer<A: Action<Target = Principal>>(auth: &mut Authorized<A>, ending: Ending, form: &EndForm, errors: &FieldErrors) -> Result<Response> {
    if !auth.target.is_active() {
        return Err(AppError::Conflict(Message::new("principal-has-ended")));
    }
    let mut tx = auth.read().await?;
    let principal = &auth.target;
    let (movements, _) = queries::movements_of(&mut tx, principal.id).await?;
    let language = auth.language();
    let shell = Shell::titled(&auth.seed, principal.reference.clone());
    let word = if ending == Ending::Merge { "merge" } else { "void" };
    let view = EndingPage {
        principal: Head::new(&auth.seed, &auth.actor, principal),
        is_merge: ending == Ending::Merge,
        title: language.t(&format!("principal-{word}-title")),
        action: format!("{}/{word}", url(&principal.reference)),
        back_url: url(&principal.reference),
        deed: language.t(&format!("principal-{word}-deed")),
        form_key: fresh_form_key(),
        version: principal.version,
        errors: errors.links(language),
        into: Field::new(language, "into", "principal-merge-into", &form.into, errors).hint(language, "principal-merge-into-hint"),
        reason: Field::new(language, "reason", "ending-reason", &form.reason, errors),
        movements: movement_lines(language, &movements).into_iter().filter(|movement| movement.is_open).collect(),
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
    };
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

async fn ask_merge(mut auth: Authorized<AskMerge>) -> Result<Response> {
    answer(&mut auth, Ending::Merge, &EndForm::default(), &FieldErrors::default()).await
}

async fn ask_void(mut auth: Authorized<AskVoid>) -> Result<Response> {
    answer(&mut auth, Ending::Void, &EndForm::default(), &FieldErrors::default()).await
}

async fn merge(mut auth: Authorized<Merge>, form: Form) -> Result<Response> {
    let posted: EndForm = form.parse()?;
    match merge_from(&mut auth, &form, &posted).await {
        Ok(into) => Ok(page::see_other_saying(&url(&into), "said-principal-merged", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => answer(&mut auth, Ending::Merge, &posted, &errors).await,
        Err(error) => Err(error),
    }
}

async fn merge_from(auth: &mut Authorized<Merge>, form: &Form, posted: &EndForm) -> Result<String> {
    let mut errors = FieldErrors::default();
    let into = required(&mut errors, "into", &posted.into, 120);
    let reason = required(&mut errors, "reason", &posted.reason, 300);
    errors.or(())?;
    let mut tx = auth.write(form).await?;
    let Some(into) = queries::by_ref(&mut tx, &into.to_uppercase()).await? else {
        return Err(AppError::field("into", "principal-merge-unknown"));
    };
    commands::merge(&mut tx, &auth.actor, &auth.target, &into, &reason, posted.version.parse().unwrap_or_default()).await?;
    tx.commit(&url(&into.reference)).await?;
    Ok(into.reference)
}

async fn void(mut auth: Authorized<Void>, form: Form) -> Result<Response> {
    let posted: EndForm = form.parse()?;
    match void_from(&mut auth, &form, &posted).await {
        Ok(()) => Ok(page::see_other_saying(&url(&auth.target.reference), "said-principal-voided", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => answer(&mut auth, Ending::Void, &posted, &errors).await,
        Err(error) => Err(error),
    }
}

async fn void_from(auth: &mut Authorized<Void>, form: &Form, posted: &EndForm) -> Result<()> {
    let mut errors = FieldErrors::default();
    let reason = required(&mut errors, "reason", &posted.reason, 300);
    errors.or(())?;
    let mut tx = auth.write(form).await?;
    commands::void(&mut tx, &auth.actor, &auth.target, &reason, posted.version.parse().unwrap_or_default()).await?;
    tx.commit(&url(&auth.target.reference)).await
}
