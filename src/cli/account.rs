//! The command line's `--as`: a real session for a real account, opened through the owner's connection.
//! Its rights hold, its scopes are the database's, and the trail names both it and the command line.

use anyhow::Context;
use uuid::Uuid;

use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::authz::session;
use crate::db::ids::AccountId;
use crate::db::{self, Db};
use crate::program::Database;

/// Who acts in the exercise world if nobody is named.
const EXERCISE_ACCOUNT: &str = "officer-world";
/// Connections of one command.
const CONNECTIONS: u32 = 4;

/// An account at work on the command line.
pub struct Seat {
    /// The program's own role, behind both walls.
    pub db: Db,
    /// Who acts.
    pub actor: Actor,
}

/// Opens a session of kind `command` for an account. Without a name: `officer-world` in the exercise
/// world, an error anywhere else.
pub async fn open_as(database: &Database, account: Option<&str>) -> anyhow::Result<Seat> {
    let mut owner = db::connect_owner(&database.admin).await?;
    let kind: Option<String> = sqlx::query_scalar("select sec.installation_kind()").fetch_one(&mut owner).await?;
    let name = match (account, kind.as_deref()) {
        (Some(name), _) => name,
        (None, Some("exercise" | "test")) => EXERCISE_ACCOUNT,
        (None, _) => anyhow::bail!("say for whom: --as ACCOUNT"),
    };
    let id: Option<Uuid> = sqlx::query_scalar("select id from account where username = $1 and disabled_at is null and kind = 'person'")
        .bind(name)
        .fetch_optional(&mut owner)
        .await?;
    let id = id.with_context(|| format!("there is no account {name} that can act"))?;
    let token = session::start(&mut owner, AccountId(id), "command", "command line", "").await.map_err(|error| anyhow::anyhow!(error))?;
    let request_id: String = session::fresh_token().map_err(|error| anyhow::anyhow!(error))?.chars().take(16).collect();
    let db = Db::connect(database.web.clone(), CONNECTIONS);
    let live = session::open(&db, &session::key_of(&token), false, "command line", &request_id).await.map_err(|error| anyhow::anyhow!(error))?;
    let actor = live.with_context(|| format!("the session of {name} did not open"))?.actor;
    db.note(&actor.ctx, Entry::done("session.start", "")).await.map_err(|error| anyhow::anyhow!(error))?;
    Ok(Seat { db, actor })
}

impl Seat {
    /// Ends the session and closes its connections.
    pub async fn leave(self) -> anyhow::Result<()> {
        let mut connection = self.db.stranger().await.map_err(|error| anyhow::anyhow!(error))?;
        sqlx::query("select sec.end_session($1, 'command_done')").bind(self.actor.ctx.session.0).execute(&mut *connection).await?;
        drop(connection);
        self.db.close().await;
        Ok(())
    }
}
