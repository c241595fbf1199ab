//! Country context in the exercise world: excerpts of real public lists around its stations, with what is wrong in
//! them. Read in once, by the code of `cordon import threat`; a person's newer list stays in use.

use sqlx::PgConnection;

use super::door::Player;
use crate::app::App;
use crate::features::context::import::{self, File, Kind};

const LISTS: [(Kind, &str, &[u8]); 3] = [
    (Kind::Events, "events.csv", include_bytes!("../../tests/data/threat/events.csv")),
    (Kind::RiskIndex, "risk-index-2020.csv", include_bytes!("../../tests/data/threat/risk-index-2020.csv")),
    (Kind::Advisories, "advisories.csv", include_bytes!("../../tests/data/threat/advisories.csv")),
];

/// Reads in what is missing.
pub async fn play(app: &App, owner: &mut PgConnection) -> anyhow::Result<()> {
    for (kind, name, bytes) in LISTS {
        let known: bool = sqlx::query_scalar("select exists (select from context_set where kind = $1)").bind(kind.word()).fetch_one(&mut *owner).await?;
        if known {
            continue;
        }
        let player = Player::enter(app, owner, "officer-world").await?;
        let source = format!("{} (excerpt)", kind.source());
        let file = File { kind, name, bytes, as_of: None, source: Some(&source), licence: None };
        let outcome = import::run(&app.db, &player.actor(app).await?, &file, false).await;
        player.leave().await?;
        if let Err(error) = outcome {
            tracing::warn!(%error, kind = kind.word(), "a public list was not read in");
        }
    }
    Ok(())
}
