//! `/me`: who I am here, and what I may do where until when.

use askama::Template;
use axum::response::Response;

use crate::actions;
use crate::authz::action::{Authorized, Collection, may};
use crate::authz::actor::Lent;
use crate::authz::routes::Routes;
use crate::features::accounts::grants::{model, queries, views::GrantLine};
use crate::i18n::{Hole, Language};
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
    delegations_url: String,
    lent: Vec<String>,
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
        delegations_url: if may(&auth.actor, "delegation.list") { "/delegations?mine=yes".into() } else { String::new() },
        lent: auth.actor.lent.iter().map(|lent| lent_words(lent, auth.language())).collect(),
        shell: Shell::new(&auth.seed, "me-title"),
    })
}

fn lent_words(lent: &Lent, language: Language) -> String {
    let what = language.t(&format!("delegation-authority-{}", lent.authority.code()));
    let (role, scope) = (model::role_words(lent.grant.role.code(), language), model::scope_words(&lent.grant.scope_kind, &lent.grant.scope_code, language));
    let right = language.fill("grant-role-at", &[("role", Hole::Text(&role)), ("scope", Hole::Text(&scope))]);
    language.fill("delegation-held", &[("what", Hole::Text(&what)), ("right", Hole::Text(&right))])
}
