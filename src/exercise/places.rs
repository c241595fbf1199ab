//! Places of the exercise world, entered and kept by the coordinator of Goma through the public door: what the station
//! needs, one that is not used any more, and an airfield of which somebody knows better than the list.

use sqlx::PgConnection;

use super::door::Player;
use crate::app::App;

/// Name, kind, latitude, longitude, telephone, remark.
const ENTERED: &[[&str; 6]] = &[
    ["EXERCISE hospital", "hospital", "1\u{b0}40\u{2032}12\u{2033} S", "29\u{b0}13\u{2032}30\u{2033} E", "+243 970 000 101", "Trauma team by day (exercise)"],
    ["EXERCISE frontier post", "border", "-1.6790", "29.2460", "", "Closed from 22:00 (exercise)"],
    ["EXERCISE safe haven", "safe_haven", "-1.6650", "29.2200", "+243 970 000 102", ""],
    ["EXERCISE old guest house", "hotel", "-1.6700", "29.2300", "", ""],
];

/// Plays what is missing. A scene that cannot be played is logged; the world goes on without it.
pub async fn play(app: &App, owner: &mut PgConnection) -> anyhow::Result<()> {
    let is_played: bool = sqlx::query_scalar("select exists (select from place where source = 'entered')").fetch_one(&mut *owner).await?;
    if is_played {
        return Ok(());
    }
    let coordinator = Player::enter(app, owner, "coordinator-goma").await?;
    let outcome = scenes(&coordinator, owner).await;
    coordinator.leave().await?;
    if let Err(error) = outcome {
        tracing::warn!(error = format!("{error:#}"), "the scenes of places were not played");
    }
    Ok(())
}

async fn scenes(coordinator: &Player, owner: &mut PgConnection) -> anyhow::Result<()> {
    let mut last = String::new();
    for [name, kind, latitude, longitude, phone, note] in ENTERED {
        let form = [
            ("name", *name),
            ("kind", kind),
            ("city", "Goma"),
            ("country", "CD"),
            ("zone", "Africa/Lubumbashi"),
            ("latitude", latitude),
            ("longitude", longitude),
            ("station", "GOM"),
            ("phone", phone),
            ("note", note),
        ];
        last = coordinator.post("/places", &form).await?;
    }
    let withdrawn = [
        ("version", "1"),
        ("name", "EXERCISE old guest house"),
        ("kind", "hotel"),
        ("city", "Goma"),
        ("country", "CD"),
        ("zone", "Africa/Lubumbashi"),
        ("latitude", "-1.6700"),
        ("longitude", "29.2300"),
        ("station", "GOM"),
        ("state", "withdrawn"),
        ("withdrawn_reason", "Its wall came down (exercise)"),
    ];
    coordinator.post(&last, &withdrawn).await?;
    corrected(coordinator, owner).await
}

/// The airfield of Bunia, of which the list of airports has another position.
async fn corrected(coordinator: &Player, owner: &mut PgConnection) -> anyhow::Result<()> {
    let found: Option<(String, i32, String, String, String)> =
        sqlx::query_as("select id::text, version, name, city, zone from place where icao = 'FZKA' and country = 'CD'").fetch_optional(&mut *owner).await?;
    let Some((id, version, name, city, zone)) = found else { return Ok(()) };
    let version = version.to_string();
    let form = [
        ("version", version.as_str()),
        ("name", &name),
        ("kind", "airport"),
        ("city", &city),
        ("country", "CD"),
        ("zone", &zone),
        ("latitude", "1\u{b0}33\u{2032}57\u{2033} N"),
        ("longitude", "30\u{b0}13\u{2032}15\u{2033} E"),
        ("note", "Position of the apron (exercise)"),
    ];
    coordinator.post(&format!("/places/{id}"), &form).await.map(drop)
}
