//! The page of closing and its deed.

use axum::response::Response;

use super::views::ClosingPage;
use super::{CloseMovement, ShowClosing, commands, forms, queries};
use crate::authz::action::{Action, Authorized};
use crate::features::movements::{MovementTarget, exceptions};
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::page;

pub async fn show(mut auth: Authorized<ShowClosing>) -> Result<Response> {
    page::page(&load(&mut auth, None, &FieldErrors::default()).await?)
}

pub async fn close(mut auth: Authorized<CloseMovement>, form: Form) -> Result<Response> {
    let mut tx = auth.read().await?;
    let legs = queries::legs(&mut tx, auth.target.id).await?;
    let wants_note = queries::wants_note(&mut tx, auth.target.id).await?;
    let last_day = queries::last_day(&mut tx, auth.target.id).await?;
    drop(tx);
    let draft = match forms::read(&form, &legs, last_day, wants_note, auth.now()) {
        Ok(draft) => draft,
        Err(AppError::Invalid(errors)) => return page::unprocessable(&load(&mut auth, Some(&form), &errors).await?),
        Err(other) => return Err(other),
    };
    let mut tx = auth.write(&form).await?;
    commands::close(&mut tx, &auth.actor, &auth.target, &draft).await?;
    let url = format!("/movements/{}", auth.target.reference);
    tx.commit(&url).await?;
    Ok(page::see_other_saying(&url, "said-movement-closed", &auth.target.reference))
}

async fn load<A: Action<Target = MovementTarget>>(auth: &mut Authorized<A>, typed: Option<&Form>, errors: &FieldErrors) -> Result<ClosingPage> {
    let mut tx = auth.read().await?;
    let legs = queries::legs(&mut tx, auth.target.id).await?;
    let wants_note = queries::wants_note(&mut tx, auth.target.id).await?;
    let exceptions = exceptions::of_movement(&mut tx, auth.target.id).await?;
    Ok(ClosingPage::new(&auth.seed, &auth.target, &legs, wants_note, &exceptions, typed, errors))
}
