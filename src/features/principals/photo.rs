//! The photo of an official: small, made anew, without what its camera wrote beside it ([`crate::uploads`]). It stands on
//! no page and no list; a click opens it, which is logged and shown to the owner like any opening. It is replaced or
//! removed with a reason, and what was there stays stored, though nobody opens it any more.

use askama::Template;
use axum::response::Response;
use uuid::Uuid;

use super::handlers::url;
use super::queries::Principal;
use super::views::{Head, can};
use crate::actions;
use crate::authz::action::{Action, Authorized};
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::db::ids::PrincipalId;
use crate::features::people::{at_most, required};
use crate::i18n::{Hole, Language, Message};
use crate::uploads;
use crate::web::error::{AppError, Result};
use crate::web::form::{ErrorLink, Field, FieldErrors, Form, fresh_form_key, together};
use crate::web::page::{self, Shell};
use crate::web::time;

actions! {
    /// Opens the photo.
    ShowPhoto: Get "/principals/{ref}/photo" => "profile.photo", Principal, Read;
    /// The forms that replace and remove it.
    AskPhoto: Get "/principals/{ref}/photo/edit" => "profile.edit-photo", Principal, Quiet;
    /// Adds or replaces it.
    KeepPhoto: Post "/principals/{ref}/photo/edit" => "profile.edit-photo", Principal, Change;
    /// Removes it.
    RemovePhoto: Post "/principals/{ref}/photo/remove" => "profile.edit-photo", Principal, Change;
}

/// `/principals/{ref}/photo`.
pub fn routes() -> Routes {
    Routes::default().get::<ShowPhoto, _, _>(show).get::<AskPhoto, _, _>(ask).post::<KeepPhoto, _, _>(keep).post::<RemovePhoto, _, _>(remove)
}

const TABLE: &str = "principal_photo";

/// What is known of a photo.
pub struct Photo {
    id: Uuid,
    bytes: i32,
    key_sealed: Vec<u8>,
    added: String,
    added_at: chrono::DateTime<chrono::Utc>,
}

/// The photo of an official, if there is one.
pub async fn photo_of(tx: &mut Tx, principal: PrincipalId) -> Result<Option<Photo>> {
    Ok(sqlx::query_as!(
        Photo,
        r#"select id as "id!", bytes as "bytes!", key_sealed as "key_sealed!", coalesce(sec.account_label(added_by), '') as "added!", added_at as "added_at!"
           from visible_principal_photo where principal_id = $1 and removed_at is null"#,
        principal.0
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// Every photo there was, for the history.
pub async fn ids(tx: &mut Tx, principal: PrincipalId) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(r#"select id::text as "id!" from visible_principal_photo where principal_id = $1"#, principal.0).fetch_all(&mut **tx).await?)
}

/// "Show photo, 18 KB"; nothing where there is none.
pub fn offer(language: Language, photo: Option<&Photo>) -> String {
    photo.map(|photo| language.fill("principal-photo-show", &[("size", Hole::Text(&uploads::size(photo.bytes, language)))])).unwrap_or_default()
}

fn since(language: Language, photo: &Photo) -> String {
    language.fill("principal-photo-since", &[("who", Hole::Text(&photo.added)), ("time", Hole::Text(&time::z(photo.added_at, language)))])
}

#[derive(Template)]
#[template(path = "principals/photo.html")]
struct Page {
    shell: Shell,
    principal: Head,
    /// As the page itself carries it; empty if there is none.
    source: String,
    alt: String,
    since: String,
    edit_url: String,
}

async fn show(mut auth: Authorized<ShowPhoto>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let (principal, language) = (&auth.target, auth.language());
    let photo = photo_of(&mut tx, principal.id).await?;
    let source = match &photo {
        Some(photo) => uploads::base64(&uploads::open(&mut tx, TABLE, photo.id, &photo.key_sealed).await?),
        None => String::new(),
    };
    drop(tx);
    let may_edit = principal.is_active() && can(&auth.actor, "profile.edit-photo", principal);
    page::page(&Page {
        shell: Shell::titled(&auth.seed, principal.reference.clone()),
        principal: Head::new(&auth.seed, &auth.actor, principal),
        source,
        alt: language.fill("principal-photo-alt", &[("ref", Hole::Text(principal.called()))]),
        since: photo.as_ref().map(|photo| since(language, photo)).unwrap_or_default(),
        edit_url: if may_edit { format!("{}/photo/edit", url(&principal.reference)) } else { String::new() },
    })
}

#[derive(Template)]
#[template(path = "principals/photo_form.html")]
struct FormPage {
    shell: Shell,
    principal: Head,
    since: String,
    title: String,
    action: String,
    remove_action: String,
    back_url: String,
    form_key: String,
    remove_key: String,
    errors: Vec<ErrorLink>,
    photo: Field,
    reason: Field,
    removal: Field,
}

async fn ask(mut auth: Authorized<AskPhoto>) -> Result<Response> {
    form(&mut auth, &Form::default(), &FieldErrors::default()).await
}

async fn form<A: Action<Target = Principal>>(auth: &mut Authorized<A>, posted: &Form, errors: &FieldErrors) -> Result<Response> {
    let mut tx = auth.read().await?;
    let (principal, language) = (&auth.target, auth.language());
    if !principal.is_active() {
        return Err(AppError::Conflict(Message::new("principal-has-ended")));
    }
    let present = photo_of(&mut tx, principal.id).await?;
    drop(tx);
    let record = url(&principal.reference);
    let shell = Shell::titled(&auth.seed, principal.reference.clone());
    let view = FormPage {
        principal: Head::new(&auth.seed, &auth.actor, principal),
        since: present.as_ref().map(|photo| since(language, photo)).unwrap_or_default(),
        title: language.t(if present.is_some() { "principal-photo-replace" } else { "principal-photo-add" }),
        action: format!("{record}/photo/edit"),
        remove_action: if present.is_some() { format!("{record}/photo/remove") } else { String::new() },
        back_url: record,
        form_key: fresh_form_key(),
        remove_key: fresh_form_key(),
        errors: errors.links(language),
        photo: Field::new(language, "photo", "principal-photo", "", errors).hint(language, "principal-photo-hint"),
        reason: Field::new(language, "reason", "principal-photo-reason", posted.text("reason"), errors),
        removal: Field::new(language, "removal", "principal-photo-removal", posted.text("removal"), errors),
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
    };
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

async fn keep(mut auth: Authorized<KeepPhoto>, posted: Form) -> Result<Response> {
    let record = url(&auth.target.reference);
    match replace(&mut auth, &posted).await {
        Ok(()) => Ok(page::see_other_saying(&record, "said-photo-kept", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => form(&mut auth, &posted, &errors).await,
        Err(error) => Err(error),
    }
}

async fn replace(auth: &mut Authorized<KeepPhoto>, posted: &Form) -> Result<()> {
    if !auth.target.is_active() {
        return Err(AppError::Conflict(Message::new("principal-has-ended")));
    }
    let picture = uploads::portrait(posted, "photo").await;
    let mut tx = auth.write(posted).await?;
    let principal = auth.target.id;
    let present = photo_of(&mut tx, principal).await?;
    let mut errors = FieldErrors::default();
    let reason = match present {
        Some(_) => required(&mut errors, "reason", posted.text("reason"), 500),
        None => at_most(&mut errors, "reason", posted.text("reason"), 500),
    };
    let (picture, ()) = together(picture, errors.or(()))?;
    if present.is_some() {
        end(&mut tx, principal, &reason).await?;
    }
    let kept = uploads::keep(&mut tx, TABLE, &picture.bytes).await?;
    sqlx::query!(
        "insert into principal_photo (id, principal_id, bytes, digest, key_sealed) values ($1, $2, $3, $4, $5)",
        kept.id,
        principal.0,
        i32::try_from(picture.bytes.len()).unwrap_or(i32::MAX),
        picture.digest,
        kept.key_sealed
    )
    .execute(&mut *tx)
    .await?;
    tx.record(auth.entry().with_detail(if present.is_some() { "replaced" } else { "added" }));
    tx.commit(&url(&auth.target.reference)).await
}

/// Takes the present photo away; answers how many there were.
async fn end(tx: &mut Tx, principal: PrincipalId, reason: &str) -> Result<u64> {
    let now = tx.now;
    let account = tx.ctx().account.0;
    let done = sqlx::query!(
        "update principal_photo set removed_at = $2, removed_by = $3, removal_reason = $4, version = version + 1 where principal_id = $1 and removed_at is null",
        principal.0,
        now,
        account,
        reason
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected())
}

async fn remove(mut auth: Authorized<RemovePhoto>, posted: Form) -> Result<Response> {
    let mut errors = FieldErrors::default();
    let reason = required(&mut errors, "removal", posted.text("removal"), 500);
    if !errors.is_empty() {
        return form(&mut auth, &posted, &errors).await;
    }
    let record = url(&auth.target.reference);
    let mut tx = auth.write(&posted).await?;
    if end(&mut tx, auth.target.id, &reason).await? == 0 {
        return Err(AppError::Conflict(Message::new("principal-photo-is-gone")));
    }
    tx.record(auth.entry().with_detail("removed"));
    tx.commit(&record).await?;
    Ok(page::see_other_saying(&record, "said-photo-removed", &auth.target.reference))
}
