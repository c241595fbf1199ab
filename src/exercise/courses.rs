//! Courses of the exercise world: three in the catalogue, one session to come with participants, and one that was held,
//! whose results somebody else verified.

use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;

use super::door::Player;
use crate::app::App;
use crate::web::time;

/// Records what is missing. A scene that cannot be played is logged; the world goes on without it.
pub async fn play(app: &App, owner: &mut PgConnection) -> anyhow::Result<()> {
    let is_played: bool = sqlx::query_scalar("select exists (select from course)").fetch_one(&mut *owner).await?;
    if is_played {
        return Ok(());
    }
    if let Err(error) = record(app, owner).await {
        tracing::warn!(error = format!("{error:#}"), "the scenes of courses were not played");
    }
    Ok(())
}

async fn record(app: &App, owner: &mut PgConnection) -> anyhow::Result<()> {
    let now: DateTime<Utc> = sqlx::query_scalar("select sec.now()").fetch_one(&mut *owner).await?;
    let day = |offset: i64| time::typed_date((now + Duration::days(offset)).date_naive());
    let officers: Vec<String> = sqlx::query_scalar(
        "select o.ref from officer o join duty_station s on s.id = o.station_id where s.code = 'GOM' and o.state = 'active' order by o.name, o.ref limit 7",
    )
    .fetch_all(&mut *owner)
    .await?;
    let trainer = Player::enter(app, owner, "training").await?;
    catalogue(&trainer).await?;
    held(app, owner, &trainer, &officers, [&day(-12), &day(-9)]).await?;
    to_come(&trainer, &officers, [&day(20), &day(22)]).await?;
    let (first, last) = (day(-3), day(-2));
    let waiting = session(&trainer, "EORE", "GOM", [&first, &last], "Training room of the mission").await?;
    for officer in officers.iter().rev().take(2) {
        trainer.post(&format!("{waiting}/participants"), &[("officer", officer)]).await?;
    }
    step(&trainer, &waiting, "held", "2").await?;
    trainer.leave().await
}

async fn catalogue(trainer: &Player) -> anyhow::Result<()> {
    for (code, title, assessment, mark, leads_to, days, provider, institution) in [
        ("IFAK-R", "Individual first aid kit, refresher", "Practical test with a checklist", "", "ifak", "2", "un", ""),
        ("HEAT-3", "Hostile environment awareness", "Exercise, written test", "70", "hostage_survival", "3", "outside", "Invented Police Academy"),
        ("EORE", "Explosive ordnance risk education", "Written test", "60", "eore", "1", "un", ""),
    ] {
        let form = [
            ("code", code),
            ("title", title),
            ("objectives", "Officers keep what they must be able to do under stress (exercise)."),
            ("assessment", assessment),
            ("pass_mark", mark),
            ("leads_to", leads_to),
            ("days", days),
            ("provider", provider),
            ("institution", institution),
        ];
        trainer.post("/courses", &form).await?;
    }
    Ok(())
}

/// A session that is planned and open; answers its address.
async fn session(trainer: &Player, course: &str, station: &str, [from, to]: [&str; 2], place: &str) -> anyhow::Result<String> {
    let form = [("course", course), ("station", station), ("place", place), ("from_date", from), ("to_date", to), ("capacity", "6")];
    let address = trainer.post("/sessions", &form).await?;
    step(trainer, &address, "open", "1").await?;
    Ok(address)
}

async fn step(trainer: &Player, address: &str, to: &str, version: &str) -> anyhow::Result<()> {
    trainer.post(&format!("{address}/step"), &[("to", to), ("version", version)]).await.map(drop)
}

/// Held, judged by the trainer and verified by the desk: those who passed are qualified.
async fn held(app: &App, owner: &mut PgConnection, trainer: &Player, officers: &[String], days: [&str; 2]) -> anyhow::Result<()> {
    let address = session(trainer, "HEAT-3", "GOM", days, "Police academy, hall 2").await?;
    trainer.post(&format!("{address}/instructors"), &[("name", "R. Invented"), ("institution", "Invented Police Academy")]).await?;
    let people: Vec<&String> = officers.iter().take(3).collect();
    for officer in &people {
        trainer.post(&format!("{address}/participants"), &[("officer", officer)]).await?;
    }
    step(trainer, &address, "held", "2").await?;
    let mut form = vec![("version".to_owned(), "3".to_owned()), ("finish".to_owned(), "yes".to_owned())];
    for (officer, (attendance, result, score)) in
        people.iter().zip([("attended", "passed", "88"), ("attended", "failed", "51"), ("absent", "not_assessed", "")])
    {
        for (what, value) in [("attendance", attendance), ("result", result), ("score", score)] {
            form.push((format!("{what}-{officer}"), value.to_owned()));
        }
    }
    let fields: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    trainer.post(&format!("{address}/results"), &fields).await?;
    let desk = Player::enter(app, owner, "officer-africa").await?;
    desk.post(&format!("{address}/verification"), &[("version", "4")]).await?;
    desk.leave().await
}

/// To come, with three participants and an instructor of the register.
async fn to_come(trainer: &Player, officers: &[String], days: [&str; 2]) -> anyhow::Result<()> {
    let address = session(trainer, "IFAK-R", "GOM", days, "Clinic of the mission").await?;
    let (teachers, participants) = officers.split_at(officers.len().min(1));
    for officer in teachers {
        trainer.post(&format!("{address}/instructors"), &[("officer", officer)]).await?;
    }
    for officer in participants.iter().take(3) {
        trainer.post(&format!("{address}/participants"), &[("officer", officer)]).await?;
    }
    Ok(())
}
