//! Member State units of the exercise world, played through the public door: one that is deployed with people and kit,
//! whose agreement ends soon and whose rotation is overdue, one that is being checked, and one that is offered.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::assets::{day, officer};
use super::door::Player;
use crate::app::App;

/// Plays what is missing. A scene that cannot be played is logged; the world goes on without it.
pub async fn play(app: &App, owner: &mut PgConnection) -> anyhow::Result<()> {
    let is_played: bool = sqlx::query_scalar("select exists (select from ms_cp_unit)").fetch_one(&mut *owner).await?;
    if is_played {
        return Ok(());
    }
    let now: DateTime<Utc> = sqlx::query_scalar("select sec.now()").fetch_one(&mut *owner).await?;
    if let Err(error) = scenes(app, owner, now).await {
        tracing::warn!(error = format!("{error:#}"), "the scenes of Member State units were not played");
    }
    Ok(())
}

async fn scenes(app: &App, owner: &mut PgConnection, now: DateTime<Utc>) -> anyhow::Result<()> {
    let desk = Player::enter(app, owner, "officer-africa").await?;
    let chief = Player::enter(app, owner, "chief").await?;
    let deployed = unit(&desk, "GOM", "UY", "Unit Heron (exercise)", "4", "yes").await?;
    agree(&desk, &chief, &deployed, "Memorandum 12 (exercise)", (now, -200, 45), "yes").await?;
    steps(&desk, &deployed, &["negotiation", "agreed", "pre_deployment_check"]).await?;
    checks(app, owner, now, &deployed).await?;
    for (state, version) in [("ready", "4"), ("deployed", "5")] {
        desk.post(&format!("{deployed}/step"), &[("state", state), ("version", version)]).await?;
    }
    people(app, owner, now, &deployed).await?;
    kit(app, owner, now, &deployed).await?;

    let checked = unit(&desk, "JUB", "UY", "Unit Egret (exercise)", "6", "").await?;
    agree(&desk, &chief, &checked, "Letter of assist 3 (exercise)", (now, -5, 600), "").await?;
    steps(&desk, &checked, &["negotiation", "agreed", "pre_deployment_check"]).await?;
    let failed = [("item", "ict"), ("outcome", "failed"), ("done_on", &day(now, -1)), ("note", "Radios without encryption (exercise)")];
    desk.post(&format!("{checked}/checks"), &failed).await?;
    desk.post(&format!("{checked}/checks"), &[("item", "general"), ("outcome", "passed"), ("done_on", &day(now, -1))]).await?;

    let offered = unit(&desk, "GOM", "FJ", "Unit Plover (exercise)", "8", "").await?;
    draft(&desk, &offered, "Exchange of letters 7 (exercise)", (now, 20, 385), "").await?;
    desk.leave().await?;
    chief.leave().await
}

/// An offer; answers its address.
async fn unit(desk: &Player, station: &str, country: &str, name: &str, strength: &str, armed: &str) -> anyhow::Result<String> {
    let form = [
        ("station", station),
        ("state", "offer"),
        ("member_state", country),
        ("name", name),
        ("strength", strength),
        ("is_armed", armed),
        ("rotation_months", "12"),
        ("contact", "Permanent mission, military adviser (exercise)"),
    ];
    desk.post("/member-state-units", &form).await
}

async fn draft(desk: &Player, unit: &str, document: &str, (now, from, to): (DateTime<Utc>, i64, i64), arms: &str) -> anyhow::Result<()> {
    let (from, to) = (day(now, from), day(now, to));
    let kind = if document.starts_with("Letter") {
        "loa"
    } else if document.starts_with("Exchange") {
        "exchange_of_letters"
    } else {
        "mou"
    };
    let form = [
        ("form", kind),
        ("document", document),
        ("from_date", from.as_str()),
        ("to_date", to.as_str()),
        ("allows_arms", arms),
        ("reimbursement", "Mission subsistence; the State keeps paying salaries (exercise)"),
        ("ceiling", "480000"),
        ("kit_list", "Pistols, radios, body armour (exercise)"),
        ("liability", "Each side bears its own (exercise)"),
    ];
    desk.post(&format!("{unit}/agreements"), &form).await.map(drop)
}

async fn agree(desk: &Player, chief: &Player, unit: &str, document: &str, span: (DateTime<Utc>, i64, i64), arms: &str) -> anyhow::Result<()> {
    draft(desk, unit, document, span, arms).await?;
    chief.post(&format!("{unit}/agreements/1/approve"), &[("version", "1")]).await.map(drop)
}

async fn steps(desk: &Player, unit: &str, states: &[&str]) -> anyhow::Result<()> {
    for (n, state) in states.iter().enumerate() {
        desk.post(&format!("{unit}/step"), &[("state", *state), ("version", &(n + 1).to_string())]).await?;
    }
    Ok(())
}

async fn checks(app: &App, owner: &mut PgConnection, now: DateTime<Utc>, unit: &str) -> anyhow::Result<()> {
    let coordinator = Player::enter(app, owner, "coordinator-goma").await?;
    let second = Player::enter(app, owner, "ssp-goma").await?;
    for (n, item) in ["general", "training", "equipment", "medical", "ict"].into_iter().enumerate() {
        coordinator.post(&format!("{unit}/checks"), &[("item", item), ("outcome", "passed"), ("done_on", &day(now, -2))]).await?;
        second.post(&format!("{unit}/checks/{}/confirm", n + 1), &[("version", "1")]).await?;
    }
    coordinator.leave().await?;
    second.leave().await
}

async fn people(app: &App, owner: &mut PgConnection, now: DateTime<Utc>, unit: &str) -> anyhow::Result<()> {
    let coordinator = Player::enter(app, owner, "coordinator-goma").await?;
    for (name, position, rank, until) in [
        ("Invented Member Alba", "commander", "Captain", ""),
        ("Invented Member Bruno", "member", "Sergeant", ""),
        ("Invented Member Cora", "medic", "Corporal", ""),
        ("Invented Member Dino", "driver", "Corporal", "left"),
    ] {
        coordinator.post("/officers", &[("name", name), ("station", "GOM"), ("category", "mscpu_member"), ("duty_role", "cp_officer")]).await?;
        let reference = officer(owner, name).await?;
        let to = if until.is_empty() { String::new() } else { day(now, -3) };
        let form = [("officer", reference.as_str()), ("position", position), ("rank", rank), ("from_date", &day(now, -100)), ("to_date", to.as_str())];
        coordinator.post(&format!("{unit}/members"), &form).await?;
    }
    let rotation = [("planned_on", &*day(now, -4)), ("leaving", "Two members (exercise)"), ("coming", "Two members (exercise)")];
    coordinator.post(&format!("{unit}/rotations"), &rotation).await?;
    coordinator.leave().await
}

/// A weapon that stands in the register as the Member State's, radios that were handed back, and armour.
async fn kit(app: &App, owner: &mut PgConnection, now: DateTime<Utc>, unit: &str) -> anyhow::Result<()> {
    let armoury: String = sqlx::query_scalar("select ref from armoury where name = 'Main armoury'").fetch_one(&mut *owner).await?;
    let armourer = Player::enter(app, owner, "armourer-goma").await?;
    let weapon = [
        ("serial", "EX-MS-501"),
        ("make", "Invented"),
        ("model", "M9"),
        ("class", "pistol"),
        ("calibre", "9x19"),
        ("ownership", "member_state_owned"),
        ("armoury", armoury.as_str()),
    ];
    let address = armourer.post("/firearms", &weapon).await?;
    armourer.leave().await?;
    let reference = address.rsplit('/').next().unwrap_or_default();
    let act: String = sqlx::query_scalar("select h.ref from handover h join firearm f on f.id = h.firearm_id where f.ref = $1")
        .bind(reference)
        .fetch_one(&mut *owner)
        .await?;
    let ssp = Player::enter(app, owner, "ssp-goma").await?;
    ssp.post(&format!("/custody/{act}/sign"), &[("version", "1")]).await?;
    let brought = day(now, -100);
    for (kind, label, quantity, firearm) in [("firearm", "Pistol M9", "1", reference), ("radio", "Hand radio", "4", ""), ("armour", "Vest, covert", "4", "")] {
        let form = [("kind", kind), ("label", label), ("quantity", quantity), ("firearm", firearm), ("brought_on", brought.as_str())];
        ssp.post(&format!("{unit}/items"), &form).await?;
    }
    let back = [("outcome", "handed_back"), ("outcome_on", &*day(now, -1)), ("outcome_document", "Receipt 4 (exercise)"), ("version", "1")];
    ssp.post(&format!("{unit}/items/2/settlement"), &back).await?;
    ssp.leave().await
}
