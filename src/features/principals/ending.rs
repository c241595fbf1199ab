//! Ending an official's record: merging it into another one of the same official, or voiding it. Both
//! ask for a reason and say what follows; movements and history stay with the ended record.

use askama::Template;
use axum::response::Response;

use super::commands;
use super::handlers::url;
use super::queries::{self, Principal};
use super::views::{Head, MovementLine, movement_lines};
use crate::actions;
use crate::authz::action::{Action, Authorized};
use crate::authz::actor::Actor;
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::people::ending::{Endable, Ending, Words, ask_merge, ask_void, merge, void};
use crate::web::error::Result;
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

#[derive(Template)]
#[template(path = "principals/ending.html")]
struct EndingPage {
    shell: Shell,
    principal: Head,
    e: Ending,
    movements: Vec<MovementLine>,
}

impl Endable for Principal {
    const WORDS: Words = Words {
        noun: "principal",
        has_ended: "principal-has-ended",
        unknown: "principal-merge-unknown",
        said_merged: "said-principal-merged",
        said_voided: "said-principal-voided",
    };

    fn reference(&self) -> &str {
        &self.reference
    }
    fn url(reference: &str) -> String {
        url(reference)
    }
    fn version(&self) -> i32 {
        self.version
    }
    fn is_active(&self) -> bool {
        Principal::is_active(self)
    }
    async fn find(tx: &mut Tx, reference: &str) -> Result<Option<Self>> {
        queries::by_ref(tx, reference).await
    }
    async fn merge(&self, tx: &mut Tx, actor: &Actor, into: &Self, reason: &str, version: i32) -> Result<()> {
        commands::merge(tx, actor, self, into, reason, version).await
    }
    async fn void(&self, tx: &mut Tx, actor: &Actor, reason: &str, version: i32) -> Result<()> {
        commands::void(tx, actor, self, reason, version).await
    }

    async fn page<A: Action<Target = Self>>(auth: &mut Authorized<A>, e: Ending) -> Result<Response> {
        let mut tx = auth.read().await?;
        let principal = &auth.target;
        let (movements, _) = queries::movements_of(&mut tx, principal.id).await?;
        drop(tx);
        let view = EndingPage {
            shell: e.shell.clone(),
            principal: Head::new(&auth.seed, &auth.actor, principal),
            movements: movement_lines(auth.language(), &movements).into_iter().filter(|movement| movement.is_open).collect(),
            e,
        };
        if view.e.errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
    }
}
