//! Employment and languages of the exercise world, recorded by the security professionals of Goma and Juba: contracts that
//! run on, one that ends soon, funds that have ended, and people of whom nothing is recorded.

use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;

use super::door::Player;
use crate::app::App;
use crate::web::time;

/// Name, who records, days to the end of the contract and of the funds, languages with how well they are spoken.
type Employed = (&'static str, &'static str, i64, i64, &'static [(&'static str, &'static str)]);
const PEOPLE: &[Employed] = &[
    ("H. Haddad", "ssp-goma", 400, 700, &[("ar", "fluent"), ("fr", "fluent"), ("en", "confident"), ("sw", "basic")]),
    ("S. Traore", "ssp-goma", 41, 400, &[("fr", "fluent"), ("en", "basic")]),
    ("K. Silva", "ssp-juba", 300, 25, &[("pt", "fluent"), ("en", "confident")]),
];

/// Records what is missing. A scene that cannot be played is logged; the world goes on without it.
pub async fn play(app: &App, owner: &mut PgConnection) -> anyhow::Result<()> {
    let is_played: bool = sqlx::query_scalar("select exists (select from employment)").fetch_one(&mut *owner).await?;
    if is_played {
        return Ok(());
    }
    if let Err(error) = record(app, owner).await {
        tracing::warn!(error = format!("{error:#}"), "the scenes of employment were not played");
    }
    Ok(())
}

async fn record(app: &App, owner: &mut PgConnection) -> anyhow::Result<()> {
    let now: DateTime<Utc> = sqlx::query_scalar("select sec.now()").fetch_one(&mut *owner).await?;
    let day = |offset: i64| time::typed_date((now + Duration::days(offset)).date_naive());
    for (name, recorder, contract, funds, languages) in PEOPLE {
        let reference: String = sqlx::query_scalar("select ref from officer where name = $1").bind(name).fetch_one(&mut *owner).await?;
        let player = Player::enter(app, owner, recorder).await?;
        let form = [
            ("contract_end", day(*contract)),
            ("post_funded_until", day(*funds)),
            ("entry_on_duty", day(-700)),
            ("position_occupied_since", day(-300)),
            ("grade", "FS-4".to_owned()),
            ("organization", "Exercise Secretariat".to_owned()),
            ("version", "0".to_owned()),
        ];
        let form: Vec<(&str, &str)> = form.iter().map(|(field, value)| (*field, value.as_str())).collect();
        player.post(&format!("/officers/{reference}/employment"), &form).await?;
        for (language, speaking) in *languages {
            let ratings = [("language", *language), ("reading", "confident"), ("writing", "basic"), ("speaking", speaking), ("understanding", "confident")];
            player.post(&format!("/officers/{reference}/languages"), &ratings).await?;
        }
        player.leave().await?;
    }
    Ok(())
}
