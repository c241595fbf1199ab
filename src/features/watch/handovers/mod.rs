//! The watch as a duty (DESIGN 9.4): begun by whoever may keep it where nobody does, handed over by two
//! people with their own sign-ins, kept two hours beyond its time, lapsed after that. The rules stand in
//! the database (`watch_turn_rules`, `handover_rules`); what is here asks it.

mod commands;
mod forms;
mod handlers;
mod queries;
mod views;

use chrono::{DateTime, Duration, Utc};

use crate::authz::actor::Actor;
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::i18n::{Hole, Language};
use crate::web::error::Result;
use crate::web::time;

/// How long an overdue watch keeps its rights.
const KEPT_BEYOND: Duration = Duration::hours(2);

/// A watch that somebody holds.
#[derive(Debug, Clone)]
pub struct Turn {
    pub id: uuid::Uuid,
    pub reference: String,
    pub scope_kind: String,
    pub scope_code: String,
    pub cells: Vec<i32>,
    pub holder: String,
    pub is_mine: bool,
    pub due_at: DateTime<Utc>,
    /// Reference of the handover that waits for its second signature.
    pub offered: Option<String>,
}

impl Turn {
    /// What every board says of a watch whose time is over.
    pub fn warning(&self, language: Language, now: DateTime<Utc>) -> Option<String> {
        if self.due_at > now {
            return None;
        }
        let key = if self.due_at + KEPT_BEYOND > now { "handovers-overdue" } else { "handovers-lapsed" };
        let (due, until) = (time::z_short(self.due_at, now, language), time::z_short(self.due_at + KEPT_BEYOND, now, language));
        let scope = scope_words(language, &self.scope_kind, &self.scope_code);
        Some(
            language.fill(key, &[("scope", Hole::Text(&scope)), ("name", Hole::Text(&self.holder)), ("time", Hole::Text(&due)), ("until", Hole::Text(&until))]),
        )
    }
}

/// A scope in words: "station GOM".
pub(super) fn scope_words(language: Language, kind: &str, code: &str) -> String {
    language.fill(&format!("handovers-scope-{kind}"), &[("code", Hole::Text(code))])
}

/// The watches that stand over anything the reader reaches.
pub async fn standing(tx: &mut Tx, actor: &Actor) -> Result<Vec<Turn>> {
    queries::standing(tx, actor.ctx.account).await
}

/// `/watch/handovers`, `/watch/turns`.
pub(super) fn routes() -> Routes {
    handlers::routes()
}
