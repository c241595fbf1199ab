//! Files read in: a batch is one file that somebody brought, from its columns to its report.
//!
//! 1. A trial changes nothing; applying is all or nothing, in one transaction.
//! 2. A refused row waits in quarantine until it is corrected, released with a reason or dropped with a
//!    reason. Nothing disappears.
//! 3. Undo voids what a batch recorded, unless somebody has worked on it since.
//! 4. Page and command use the same code ([`run`]).
//!
//! Not here: what makes a row right. The rules of journeys stand with the movements.

mod background;
mod commands;
mod forms;
mod handlers;
pub mod model;
mod quarantine;
mod queries;
pub mod run;
mod views;

pub use commands::Upload;

use crate::authz::actor::Actor;
use crate::authz::routes::Routes;
use crate::db::Db;
use crate::web::error::Result;
use model::Choice;
use run::{Batch, Prepared, Progress, Tried};

/// `/imports`.
pub fn routes() -> Routes {
    handlers::routes().and(quarantine::routes())
}

/// Takes a file in and applies it at once, in one transaction. Answers the reference of its batch.
#[expect(clippy::too_many_arguments, reason = "what a command line says is said once")]
pub async fn apply_at_once(
    db: &Db,
    actor: &Actor,
    upload: &Upload<'_>,
    choice: Choice,
    day_order: String,
    creates_principals: bool,
    prepared: Prepared,
    progress: &Progress,
) -> Result<(Tried, String)> {
    let mut tx = db.write(&actor.ctx).await?;
    run::take_time(&mut tx).await?;
    let made = commands::create(&mut tx, actor, upload).await?;
    let chosen = commands::Chosen { choice, day_order, creates_principals, headings: String::new() };
    commands::note_choice(&mut tx, &made, &chosen).await?;
    let batch = Batch { id: made.id, reference: &made.reference, cell: made.cell, portfolio: &made.portfolio };
    let tried = run::apply(&mut tx, actor, &batch, prepared, progress).await?;
    tx.commit("").await?;
    Ok((tried, made.reference))
}
