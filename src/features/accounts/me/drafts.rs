//! Drafts: unfinished forms of one person, kept while they type. Rows of their owner, outside history
//! and trail; without passwords and files. Other features call [`draft_of`], offer what it answers or
//! [`hold`] what waits, and [`forget`] it in the transaction in which the form succeeds.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::actions;
use crate::authz::action::{Authorized, Collection};
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::i18n::{Hole, Language};
use crate::web::error::{AppError, Result};
use crate::web::form::{Form, fresh_form_key};
use crate::web::list::is_own_path;
use crate::web::page::{self, Shell};
use crate::web::time;

/// Largest draft, in bytes of its fields as sent.
const LIMIT: usize = 64 * 1024;
/// Drafts of one person; the oldest goes.
const KEPT: i64 = 50;

actions! {
    /// My unfinished forms.
    ListDrafts: Get "/me/drafts" => "me.drafts", Collection, Quiet;
    /// Keeps one while it is typed.
    KeepDraft: Post "/me/drafts/{*path}" => "me.keep-draft", Collection, Quiet;
    /// Drops one.
    DiscardDraft: Post "/me/discarded-drafts/{id}" => "me.discard-draft", Collection, Quiet;
}

pub(super) fn routes() -> Routes {
    Routes::default().get::<ListDrafts, _, _>(index).post::<KeepDraft, _, _>(keep).post::<DiscardDraft, _, _>(discard)
}

/// An unfinished form.
#[derive(Debug, Clone)]
pub struct Draft {
    id: Uuid,
    path: String,
    fields: String,
    kept_at: DateTime<Utc>,
}

impl Draft {
    /// Its fields as if they had been posted.
    pub fn form(&self) -> Form {
        Form::from_urlencoded(self.fields.as_bytes()).unwrap_or_default()
    }

    /// What `form::draft_offer` prints above the form at `path`, which continues at `?draft=continue`.
    pub fn offer(&self, path: &str, language: Language) -> Offer {
        let glue = if path.contains('?') { '&' } else { '?' };
        Offer {
            text: language.fill("draft-offer", &[("at", Hole::Text(&time::z(self.kept_at, language)))]),
            continue_url: format!("{path}{glue}draft=continue"),
            discard_url: format!("/me/discarded-drafts/{}", self.id),
            form_key: fresh_form_key(),
        }
    }
}

/// The face of a draft above its form.
#[derive(Debug, Clone)]
pub struct Offer {
    /// "You have a draft from …".
    pub text: String,
    /// The form with the draft in it.
    pub continue_url: String,
    /// What drops it.
    pub discard_url: String,
    /// One-use key of that form.
    pub form_key: String,
}

/// My draft of the form at this path, if I have one.
pub async fn draft_of(tx: &mut Tx, path: &str) -> Result<Option<Draft>> {
    Ok(sqlx::query_as!(Draft, "select id, path, fields, kept_at from draft where path = $1 and account_id = sec.account_id()", path)
        .fetch_optional(&mut **tx)
        .await?)
}

/// Keeps what waits to be typed on at this path, as if the form there had been left; with the transaction of the caller.
pub async fn hold(tx: &mut Tx, path: &str, fields: &[(String, String)]) -> Result<()> {
    let fields = serde_html_form::to_string(fields).map_err(|error| AppError::Internal(error.into()))?;
    write(tx, path, &fields).await
}

async fn write(tx: &mut Tx, path: &str, fields: &str) -> Result<()> {
    let account = tx.ctx().account.0;
    sqlx::query!(
        "insert into draft (id, account_id, path, fields, kept_at) values ($1, $2, $3, $4, sec.now())
         on conflict (account_id, path) do update set fields = excluded.fields, kept_at = excluded.kept_at",
        Uuid::now_v7(),
        account,
        path,
        fields
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!("delete from draft where id in (select id from draft where account_id = sec.account_id() order by kept_at desc, id offset $1)", KEPT)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The form at this path succeeded: its draft goes with the same transaction.
pub async fn forget(tx: &mut Tx, path: &str) -> Result<()> {
    sqlx::query!("delete from draft where path = $1 and account_id = sec.account_id()", path).execute(&mut **tx).await?;
    Ok(())
}

struct DraftLine {
    path: String,
    continue_url: String,
    discard_url: String,
    kept: String,
    form_key: String,
}

#[derive(Template)]
#[template(path = "accounts/me_drafts.html")]
struct DraftsPage {
    shell: Shell,
    rows: Vec<DraftLine>,
}

async fn index(mut auth: Authorized<ListDrafts>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let drafts =
        sqlx::query_as!(Draft, "select id, path, fields, kept_at from draft where account_id = sec.account_id() order by kept_at desc, id limit $1", KEPT)
            .fetch_all(&mut *tx)
            .await?;
    let rows = drafts
        .into_iter()
        .map(|draft| {
            let offer = draft.offer(&draft.path, auth.language());
            DraftLine {
                continue_url: offer.continue_url,
                discard_url: offer.discard_url,
                form_key: offer.form_key,
                kept: time::z(draft.kept_at, auth.language()),
                path: draft.path,
            }
        })
        .collect();
    page::page(&DraftsPage { shell: Shell::new(&auth.seed, "draft-title"), rows })
}

async fn keep(auth: Authorized<KeepDraft>, form: Form) -> Result<Response> {
    let query = if auth.query.is_empty() { String::new() } else { format!("?{}", auth.query) };
    let path = format!("/{}{query}", auth.params.get("path"));
    if path.len() > 500 || !is_own_path(&path) {
        return Err(AppError::NotFound);
    }
    let kept: Vec<&(String, String)> = form.fields().iter().filter(|(name, _)| !name.contains("password")).collect();
    let fields = serde_html_form::to_string(&kept).map_err(|error| AppError::Internal(error.into()))?;
    if fields.len() > LIMIT {
        return Err(AppError::TooLarge);
    }
    let mut tx = auth.app.db.write(auth.ctx()).await?;
    write(&mut tx, &path, &fields).await?;
    tx.commit_private().await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn discard(auth: Authorized<DiscardDraft>, _: Form) -> Result<Response> {
    let id = auth.params.uuid("id")?;
    let mut tx = auth.app.db.write(auth.ctx()).await?;
    let gone = sqlx::query_scalar!("delete from draft where id = $1 and account_id = sec.account_id() returning id", id).fetch_optional(&mut *tx).await?;
    tx.commit_private().await?;
    gone.ok_or(AppError::NotFound)?;
    Ok(page::see_other_saying("/me/drafts", "said-draft-discarded", ""))
}
