//! Authorized posts of the exercise world and the strength of two stations: filled ones, a vacant one, one whose funds end
//! soon, and a station that is short of its minimum.

use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;

use super::door::Player;
use crate::app::App;
use crate::web::time;

/// Number, title, duty, category, grade, days until the funds end, whether somebody fills it.
type Scene = (&'static str, &'static str, &'static str, &'static str, &'static str, i64, bool);
const GOMA: &[Scene] = &[
    ("S-25-015", "Close protection coordinator", "cp_coordinator", "P", "P-3", 500, true),
    ("S-25-016", "Team leader", "team_leader", "FS", "FS-5", 500, true),
    ("S-25-017", "Close protection officer", "cp_officer", "FS", "FS-4", 40, true),
    ("S-25-018", "Close protection officer", "cp_officer", "SS", "S-3", 500, true),
    ("S-25-019", "Close protection officer", "cp_officer", "SS", "S-3", 500, false),
];
const JUBA: &[Scene] =
    &[("S-31-004", "Team leader", "team_leader", "FS", "FS-5", 300, true), ("S-31-005", "Security driver", "driver", "GS", "G-4", 300, false)];

/// Records what is missing. A scene that cannot be played is logged; the world goes on without it.
pub async fn play(app: &App, owner: &mut PgConnection) -> anyhow::Result<()> {
    let is_played: bool = sqlx::query_scalar("select exists (select from authorized_post)").fetch_one(&mut *owner).await?;
    if is_played {
        return Ok(());
    }
    for (keeper, code, scenes, (armed, unarmed)) in [("ssp-goma", "GOM", GOMA, ("1", "2")), ("ssp-juba", "JUB", JUBA, ("4", "40"))] {
        if let Err(error) = record(app, owner, keeper, code, scenes, [("armed", armed), ("unarmed", unarmed)]).await {
            tracing::warn!(error = format!("{error:#}"), "the scenes of posts were not played");
        }
    }
    Ok(())
}

async fn record(app: &App, owner: &mut PgConnection, keeper: &'static str, code: &str, scenes: &[Scene], minimum: [(&str, &str); 2]) -> anyhow::Result<()> {
    let now: DateTime<Utc> = sqlx::query_scalar("select sec.now()").fetch_one(&mut *owner).await?;
    let day = |offset: i64| time::typed_date((now + Duration::days(offset)).date_naive());
    let officers: Vec<String> = sqlx::query_scalar(
        "select o.ref from officer o join duty_station s on s.id = o.station_id
         where s.code = $1 and o.state = 'active' and not exists (select from employment e where e.officer_id = o.id) order by o.name, o.ref limit 10",
    )
    .bind(code)
    .fetch_all(&mut *owner)
    .await?;
    let mut free = officers.iter();
    let since = day(-200);
    let player = Player::enter(app, owner, keeper).await?;
    for (number, title, duty_role, category, grade, funds, is_filled) in scenes {
        let funded_until = day(*funds);
        let form = [
            ("station", code),
            ("number", number),
            ("title", title),
            ("duty_role", duty_role),
            ("category", category),
            ("grade", grade),
            ("funded_until", &funded_until),
        ];
        let address = player.post("/authorized-posts", &form).await?;
        if let (true, Some(officer)) = (*is_filled, free.next()) {
            player.post(&format!("{address}/officer"), &[("officer", officer), ("since", &since), ("version", "1")]).await?;
        }
    }
    let [armed, unarmed] = minimum;
    let form = [armed, unarmed, ("document", "Security plan of the exercise"), ("version", "0")];
    player.post(&format!("/duty-stations/{code}/strength"), &form).await?;
    player.leave().await
}
