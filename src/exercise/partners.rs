//! Stand-by, missions and evacuations of the exercise world, played through the public door: pledges in every state,
//! a station that reported and others that did not, missions in several phases, a station that is left.

use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;

use super::door::Player;
use crate::app::App;
use crate::web::time;

/// Plays what is missing. A scene that cannot be played is logged; the world goes on without it.
pub async fn play(app: &App, owner: &mut PgConnection) -> anyhow::Result<()> {
    let is_played: bool = sqlx::query_scalar("select exists (select from standby_pledge)").fetch_one(&mut *owner).await?;
    if is_played {
        return Ok(());
    }
    let now: DateTime<Utc> = sqlx::query_scalar("select sec.now()").fetch_one(&mut *owner).await?;
    if let Err(error) = scenes(app, owner, now).await {
        tracing::warn!(error = format!("{error:#}"), "the scenes of stand-by and missions were not played");
    }
    Ok(())
}

fn day(now: DateTime<Utc>, offset: i64) -> String {
    time::typed_date((now + Duration::days(offset)).date_naive())
}

async fn scenes(app: &App, owner: &mut PgConnection, now: DateTime<Utc>) -> anyhow::Result<()> {
    pledges(app, owner, now).await?;
    missions(app, owner, now).await?;
    evacuations(app, owner, now).await
}

/// Category, people, hours, country of a Member State, how many a check found ready; none: not checked.
type Promise = (&'static str, &'static str, &'static str, &'static str, Option<&'static str>);
const GOMA: &[Promise] = &[
    ("close_protection", "3", "48", "", Some("2")),
    ("driver", "2", "24", "", Some("2")),
    ("medic", "1", "72", "", Some("0")),
    ("coordinator", "1", "120", "", None),
    ("armed_protection", "12", "336", "RO", Some("12")),
    ("armoured_driver", "2", "96", "", Some("2")),
];

async fn pledges(app: &App, owner: &mut PgConnection, now: DateTime<Utc>) -> anyhow::Result<()> {
    let station = Player::enter(app, owner, "ssp-goma").await?;
    let desk = Player::enter(app, owner, "officer-africa").await?;
    let (from, to, today) = (day(now, -20), day(now, 160), day(now, 0));
    let mut made = Vec::new();
    for (category, people, hours, country, ready) in GOMA {
        let form = [
            ("station", "GOM"),
            ("member_state", country),
            ("category", *category),
            ("head_count", *people),
            ("skills", "French"),
            ("notice_hours", *hours),
            ("from_date", from.as_str()),
            ("to_date", to.as_str()),
            ("document", if country.is_empty() { "" } else { "Exchange of letters (exercise)" }),
        ];
        let address = station.post("/standby", &form).await?;
        desk.post(&format!("{address}/accept"), &[("version", "1")]).await?;
        if let Some(ready) = ready {
            let reason = if ready == people { "" } else { "On leave (exercise)" };
            station.post(&format!("{address}/checks"), &[("kind", "readiness"), ("done_on", &today), ("ready", ready), ("reason", reason)]).await?;
        }
        made.push(address);
    }
    station.post(&format!("{}/checks", made[1]), &[("kind", "call_out"), ("done_on", &today), ("ready", "2"), ("hours", "6.5")]).await?;
    let named: String = sqlx::query_scalar("select ref from officer where name = 'S. Traore' and state = 'active'").fetch_one(&mut *owner).await?;
    station.post(&format!("{}/members", made[0]), &[("officer", &named)]).await?;
    // kit goes with it: a vehicle, the first kit, and what the armouries hold
    let things: Vec<String> = sqlx::query_scalar(
        "(select v.ref from vehicle v join duty_station s on s.id = v.station_id where s.code = 'GOM' and v.state = 'available' order by v.plate limit 1)
         union all (select k.ref from equipment_kit k join duty_station s on s.id = k.station_id where s.code = 'GOM' and k.state = 'in_use' order by k.name limit 1)",
    )
    .fetch_all(&mut *owner)
    .await?;
    for thing in &things {
        station.post(&format!("{}/kit", made[0]), &[("choice", "thing"), ("thing", thing.as_str())]).await?;
    }
    station.post(&format!("{}/kit", made[0]), &[("choice", "rounds"), ("thing", "9x19"), ("quantity", "200")]).await?;
    let (begin, end) = (day(now, 2), day(now, 40));
    let activation = [
        ("station", "JUB"),
        ("count", "2"),
        ("purpose", "surge"),
        ("from_date", begin.as_str()),
        ("until_date", end.as_str()),
        ("document", "Surge note 3 (exercise)"),
        ("version", "4"),
    ];
    desk.post(&format!("{}/activation", made[1]), &activation).await?;
    desk.post(&format!("{}/release", made[5]), &[("reason", "Needed at home (exercise)"), ("version", "3")]).await?;
    let offer =
        [("station", "GOM"), ("category", "medic"), ("head_count", "1"), ("notice_hours", "48"), ("from_date", from.as_str()), ("to_date", to.as_str())];
    station.post("/standby", &offer).await?;
    station.leave().await?;
    desk.leave().await?;
    let world = Player::enter(app, owner, "officer-world").await?;
    world.post("/duty-stations/NBO/standby", &[("answer", "none"), ("note", "All are deployed (exercise)")]).await?;
    world
        .post("/duty-stations/ADD/standby", &[("answer", "figures"), ("ready-driver", "1"), ("not_ready-driver", "1"), ("reason-driver", "Permit expired")])
        .await?;
    world.leave().await
}

async fn missions(app: &App, owner: &mut PgConnection, now: DateTime<Utc>) -> anyhow::Result<()> {
    let chief = Player::enter(app, owner, "chief").await?;
    let (from, to, since) = (day(now, -300), day(now, 120), day(now, -60));
    for (acronym, name, kind, phase, station, successor) in [
        ("EXNEXT", "Follow-up mission of the exercise", "special_political", "planning", "BGF", ""),
        ("EXMIS", "Invented mission of the exercise", "peacekeeping", "mandate_implementation", "GOM", ""),
        ("EXLAST", "Mission of the exercise that ends", "peacekeeping", "liquidation", "MGQ", "EXNEXT"),
    ] {
        let form = [
            ("acronym", acronym),
            ("name", name),
            ("kind", kind),
            ("lead", "UN"),
            ("mandate_from", from.as_str()),
            ("mandate_to", to.as_str()),
            ("mandate_document", "Resolution of the exercise"),
            ("successor", successor),
        ];
        let address = chief.post("/missions", &form).await?;
        chief.post(&format!("{address}/stations"), &[("station", station), ("from_date", &from)]).await?;
        chief.post(&format!("{address}/phase"), &[("phase", phase), ("since", &since), ("document", "Decision of the exercise"), ("version", "1")]).await?;
    }
    chief.leave().await?;
    let desk = Player::enter(app, owner, "officer-africa").await?;
    desk.post("/duty-stations/MGQ/closing", &[("reason", "The mission ends (exercise)"), ("document", "Decision 12 of the exercise")]).await?;
    desk.leave().await
}

async fn evacuations(app: &App, owner: &mut PgConnection, now: DateTime<Utc>) -> anyhow::Result<()> {
    let chief = Player::enter(app, owner, "chief").await?;
    let (today, until) = (day(now, 0), day(now, 30));
    let form = [
        ("to_station", "NBO"),
        ("relocated_until", until.as_str()),
        ("reason", "Fighting in the town (exercise)"),
        ("decider_name", "Designated official of the exercise"),
        ("decider_capacity", "Designated official"),
        ("decided_on", today.as_str()),
        ("document_ref", "Decision 7 of the exercise"),
    ];
    let back = chief.post("/duty-stations/BGF/evacuation", &form).await?;
    chief.post(&format!("{back}/return"), &[("return_decider", "Designated official"), ("return_document", "Decision 9"), ("version", "1")]).await?;
    chief.post("/duty-stations/KBL/evacuation", &form).await?;
    chief.leave().await
}
