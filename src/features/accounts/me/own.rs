//! `/me`: who I am here, and what I may do where until when.

use askama::Template;
use axum::response::Response;

use crate::actions;
use crate::authz::action::{Authorized, Collection};
use crate::authz::routes::Routes;
use crate::features::accounts::grants::{queries, views::GrantLine};
use crate::web::error::Result;
use crate::web::page::{self, Shell};

actions! {
    /// My account and my rights.
    ShowMe: Get "/me" => "me.show", Collection, Quiet;
}

pub(super) fn routes() -> Routes {
    Routes::default().get::<ShowMe, _, _>(show)
}

#[derive(Template)]
#[template(path = "accounts/me.html")]
struct MePage {
    shell: Shell,
    username: String,
    name: String,
    officer: String,
    grants: Vec<GrantLine>,
    holds_watch: bool,
}

async fn show(mut auth: Authorized<ShowMe>) -> Result<Response> {
    let account = auth.actor.ctx.account.0;
    let mut tx = auth.read().await?;
    let grants = queries::of_account(&mut tx, account).await?;
    let officer = sqlx::query_scalar!("select sec.officer_ref(sec.own_officer())").fetch_one(&mut *tx).await?;
    page::page(&MePage {
        username: auth.actor.username.clone(),
        name: auth.actor.display_name.clone(),
        officer: officer.unwrap_or_default(),
        grants: grants.iter().map(|grant| GrantLine::new(grant, auth.now(), auth.language())).collect(),
        holds_watch: auth.actor.holds_watch,
        shell: Shell::new(&auth.seed, "me-title"),
    })
}
