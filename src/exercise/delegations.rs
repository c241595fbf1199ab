//! Delegations in the exercise world: one in force, one that begins later, one ended early. Made once; nothing that
//! a person entered is touched.

use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;

use super::door::Player;
use crate::app::App;
use crate::web::time::typed_date;

/// Makes what is missing.
pub async fn play(app: &App, owner: &mut PgConnection) -> anyhow::Result<()> {
    let known: bool = sqlx::query_scalar("select exists (select from delegation)").fetch_one(&mut *owner).await?;
    if known {
        return Ok(());
    }
    let now: DateTime<Utc> = sqlx::query_scalar("select sec.now()").fetch_one(&mut *owner).await?;
    let ahead = |days: i64| typed_date(now.date_naive() + Duration::days(days));
    delegate(app, owner, "ssp-juba", ("risk", "coordinator-juba", &ahead(0), &ahead(20), "Leave of the adviser")).await?;
    delegate(app, owner, "chief", ("requirement", "officer-africa", &ahead(14), &ahead(28), "Mission of the chief")).await?;
    let ended = delegate(app, owner, "do-goma", ("risk", "officer-world", &ahead(0), &ahead(30), "Consultations in the capital")).await?;
    let player = Player::enter(app, owner, "do-goma").await?;
    player.post(&format!("{ended}/endings"), &[("version", "1"), ("reason", "Back earlier than planned")]).await?;
    player.leave().await
}

async fn delegate(
    app: &App,
    owner: &mut PgConnection,
    who: &'static str,
    (authority, to, from, until, reason): (&str, &str, &str, &str, &str),
) -> anyhow::Result<String> {
    let right: String = sqlx::query_scalar(
        "select g.ref from access_grant g join account a on a.id = g.account_id join sec.authority_role r on r.role = g.role
         where a.username = $1 and r.authority = $2 and g.state = 'granted' order by g.valid_from limit 1",
    )
    .bind(who)
    .bind(authority)
    .fetch_one(&mut *owner)
    .await?;
    let player = Player::enter(app, owner, who).await?;
    let what = format!("{authority}:{right}");
    let made = player.post("/delegations", &[("what", &what), ("delegate", to), ("from", from), ("until", until), ("reason", reason)]).await?;
    player.leave().await?;
    Ok(made)
}
