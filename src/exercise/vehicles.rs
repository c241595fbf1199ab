//! Vehicles of the exercise world, played through the public door: ready, out, not ready, in the workshop, written off.

use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;

use super::door::Player;
use crate::app::App;
use crate::web::time;

/// Plate, model, armour and its level, and the papers: kind, valid from and until in days from today.
type Vehicle = (&'static str, &'static str, &'static str, &'static str, &'static [(&'static str, i64, i64)]);
const GOMA: &[Vehicle] = &[
    (
        "EX 12-001",
        "Armoured wagon",
        "vpam_brv2009_vr",
        "VR7",
        &[("armour_certificate", -400, 900), ("armour_inspection", -60, 120), ("insurance", -90, 275), ("host_permit", -90, 275)],
    ),
    ("EX 12-002", "Wagon", "none", "", &[("insurance", -90, 275), ("registration", -90, 275)]),
    ("EX 12-003", "Armoured wagon", "en1063_br", "BR6", &[("armour_certificate", -400, 900), ("armour_inspection", -400, -5), ("insurance", -90, 20)]),
    ("EX 12-004", "Minibus", "none", "", &[("insurance", -90, 275)]),
    ("EX 12-005", "Wagon", "none", "", &[]),
];

/// Plays what is missing. A scene that cannot be played is logged; the world goes on without it.
pub async fn play(app: &App, owner: &mut PgConnection) -> anyhow::Result<()> {
    let is_played: bool = sqlx::query_scalar("select exists (select from vehicle)").fetch_one(&mut *owner).await?;
    if is_played {
        return Ok(());
    }
    let now: DateTime<Utc> = sqlx::query_scalar("select sec.now()").fetch_one(&mut *owner).await?;
    if let Err(error) = scenes(app, owner, now).await {
        tracing::warn!(error = format!("{error:#}"), "the scenes of vehicles were not played");
    }
    Ok(())
}

fn day(now: DateTime<Utc>, offset: i64) -> String {
    time::typed_date((now + Duration::days(offset)).date_naive())
}

async fn scenes(app: &App, owner: &mut PgConnection, now: DateTime<Utc>) -> anyhow::Result<()> {
    let armourer = Player::enter(app, owner, "armourer-goma").await?;
    let mut addresses = Vec::new();
    for (plate, model, armour, level, papers) in GOMA {
        let form = [
            ("station", "GOM"),
            ("plate", *plate),
            ("make", "Invented Motors"),
            ("model", model),
            ("seats", "7"),
            ("armour_standard", armour),
            ("armour_level", level),
            ("odometer", "48200"),
            ("communications", "HF, VHF"),
        ];
        let address = armourer.post("/vehicles", &form).await?;
        for (kind, from, until) in *papers {
            let (from, until) = (day(now, *from), day(now, *until));
            let paper = [("kind", *kind), ("document", "Exercise file 12"), ("issued_on", from.as_str()), ("valid_until", until.as_str())];
            armourer.post(&format!("{address}/papers"), &paper).await?;
        }
        addresses.push(address);
    }
    // one was serviced a year ago and is overdue, one is nearly due by its kilometres
    for (address, days, km) in [(&addresses[0], -400, "38000"), (&addresses[1], -60, "38900")] {
        let done_on = day(now, days);
        let work = [
            ("kind", "service"),
            ("done_on", done_on.as_str()),
            ("odometer", km),
            ("done_by", "Exercise workshop"),
            ("work", "Oil, filters, brakes looked at"),
        ];
        armourer.post(&format!("{address}/maintenance"), &work).await?;
    }
    for (address, state, reason) in [(&addresses[3], "workshop", "Gearbox (exercise)"), (&addresses[4], "written_off", "Accident of the exercise")] {
        armourer.post(&format!("{address}/state"), &[("state", state), ("reason", reason), ("version", "1")]).await?;
    }
    // a reading that was mistyped waits for a second person
    let (since_date, reason) = (day(now, -2), "The workshop read 48020, not 48200 (exercise)");
    let correction = [("reading", "48020"), ("since_date", since_date.as_str()), ("since_time", "0900"), ("reason", reason)];
    armourer.post(&format!("{}/odometer", addresses[3]), &correction).await?;
    armourer.leave().await?;
    let second = Player::enter(app, owner, "ssp-goma").await?;
    second.post(&format!("{}/write-off", addresses[4]), &[("version", "2")]).await?;
    second.leave().await?;
    reservations(app, owner, now, &addresses).await
}

/// One that comes, one that is out, one that was cancelled.
async fn reservations(app: &App, owner: &mut PgConnection, now: DateTime<Utc>, vehicles: &[String]) -> anyhow::Result<()> {
    let driver: String = sqlx::query_scalar("select ref from officer where name = 'M. Mbala' and state = 'active'").fetch_one(&mut *owner).await?;
    let desk = Player::enter(app, owner, "coordinator-goma").await?;
    let span = |from: i64, to: i64, purpose: &'static str| {
        [("from_date", day(now, from)), ("from_time", "0800".into()), ("to_date", day(now, to)), ("to_time", "0800".into()), ("purpose", purpose.into())]
    };
    let mut made = Vec::new();
    for (vehicle, from, to, purpose) in [(0, 3, 5, "Arrival of a delegation"), (1, 0, 2, "Route reconnaissance"), (0, 10, 11, "Event")] {
        let times = span(from, to, purpose);
        let mut form: Vec<(&str, &str)> = times.iter().map(|(name, value)| (*name, value.as_str())).collect();
        form.push(("driver", &driver));
        made.push(desk.post(&format!("{}/reservations", vehicles[vehicle]), &form).await?);
    }
    desk.post(&format!("{}/take", made[1]), &[("kilometres", "48210"), ("version", "1")]).await?;
    desk.post(&format!("{}/cancel", made[2]), &[("reason", "The event moved"), ("version", "1")]).await?;
    trips(&desk, now, vehicles, &driver).await?;
    desk.leave().await
}

/// Two trips of yesterday, entered afterwards: one that fits, and one whose odometer runs against what was read today.
async fn trips(desk: &Player, now: DateTime<Utc>, vehicles: &[String], driver: &str) -> anyhow::Result<()> {
    let yesterday = day(now, -1);
    for (vehicle, taken_km, returned_km) in [(0, "48200", "48230"), (1, "48240", "48290")] {
        let form = [
            ("vehicle", vehicles[vehicle].rsplit('/').next().unwrap_or_default()),
            ("driver", driver),
            ("purpose", "Supplies (exercise)"),
            ("from_date", yesterday.as_str()),
            ("from_time", "0900"),
            ("taken_km", taken_km),
            ("to_date", yesterday.as_str()),
            ("to_time", "1100"),
            ("returned_km", returned_km),
            ("condition", "good"),
        ];
        desk.post("/reservations/trip", &form).await?;
    }
    Ok(())
}
