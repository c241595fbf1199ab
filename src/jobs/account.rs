//! The account of a job: it opens a session like everybody, behind the same walls and in the same trail.

use uuid::Uuid;

use crate::app::App;
use crate::authz::session;
use crate::db::Ctx;
use crate::db::ids::AccountId;
use crate::web::error::{AppError, Result};

/// The job's live session; a new one when the last has ended. `key` keeps it between runs.
pub async fn enter(app: &App, account: &str, key: &mut String) -> Result<Ctx> {
    if !key.is_empty()
        && let Some(live) = session::open(&app.db, key, true, "job", "").await?
    {
        return Ok(live.actor.ctx);
    }
    let mut connection = app.db.stranger().await?;
    let id: Option<Uuid> = sqlx::query_scalar("select sec.job_account($1)").bind(account).fetch_one(&mut *connection).await?;
    let id = id.ok_or_else(|| AppError::internal("a job has no account"))?;
    let token = session::start(&mut connection, AccountId(id), "job", "", "").await?;
    drop(connection);
    *key = session::key_of(&token);
    let live = session::open(&app.db, key, true, "job", "").await?.ok_or_else(|| AppError::internal("the session of a job did not open"))?;
    Ok(live.actor.ctx)
}

/// Ends it.
pub async fn leave(app: &App, key: &str) {
    let ended = async {
        if let Some(live) = session::open(&app.db, key, false, "job", "").await? {
            let mut connection = app.db.stranger().await?;
            sqlx::query("select sec.end_session($1, 'job_ended')").bind(live.actor.ctx.session).execute(&mut *connection).await?;
        }
        Ok::<_, AppError>(())
    };
    if let Err(error) = ended.await {
        tracing::warn!(%error, "the session of a job was not ended");
    }
}
