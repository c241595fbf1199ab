//! The posts of a requirement and the sum behind its head count.

use axum::response::Response;

use super::commands;
use super::forms::PostForm;
use super::pages::PostsPage;
use super::queries::{self, Requirement};
use super::views::url;
use super::{AddPost, ShowPosts, VoidPost};
use crate::authz::action::{Action, Authorized};
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::page;

pub async fn show(mut auth: Authorized<ShowPosts>) -> Result<Response> {
    answer(&mut auth, &PostForm::default(), &FieldErrors::default()).await
}

async fn answer<A: Action<Target = Requirement>>(auth: &mut Authorized<A>, form: &PostForm, errors: &FieldErrors) -> Result<Response> {
    let mut tx = auth.read().await?;
    let posts = queries::posts(&mut tx, auth.target.id).await?;
    let view = PostsPage::new(&auth.seed, &auth.actor, &auth.target, &posts, form, errors);
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

pub async fn add(mut auth: Authorized<AddPost>, form: Form) -> Result<Response> {
    let posted: PostForm = form.parse()?;
    match add_from(&mut auth, &form, &posted).await {
        Ok(()) => Ok(page::see_other_saying(&here(&auth.target), "said-requirement-post-added", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => answer(&mut auth, &posted, &errors).await,
        Err(error) => Err(error),
    }
}

async fn add_from(auth: &mut Authorized<AddPost>, form: &Form, posted: &PostForm) -> Result<()> {
    let draft = posted.draft()?;
    let mut tx = auth.write(form).await?;
    commands::add_post(&mut tx, &auth.target, &draft).await?;
    tx.commit(&here(&auth.target)).await
}

pub async fn void(mut auth: Authorized<VoidPost>, form: Form) -> Result<Response> {
    let number = auth.params.number("n")?;
    let mut tx = auth.write(&form).await?;
    let posts = queries::posts(&mut tx, auth.target.id).await?;
    let post = posts.iter().find(|post| post.number == number).ok_or(AppError::NotFound)?;
    commands::void_post(&mut tx, &auth.target, post).await?;
    tx.commit(&here(&auth.target)).await?;
    Ok(page::see_other_saying(&here(&auth.target), "said-requirement-post-removed", &auth.target.reference))
}

fn here(requirement: &Requirement) -> String {
    format!("{}/required-posts", url(&requirement.reference))
}
