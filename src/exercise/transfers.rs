//! Transfers of the exercise world, played through the public door: one drafted, one on its way, one that came with a
//! difference which has been investigated and waits for the chief, and a vehicle with a kit on their way.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::assets::day;
use super::door::Player;
use crate::app::App;

/// Plays what is missing. A scene that cannot be played is logged; the world goes on without it.
pub async fn play(app: &App, owner: &mut PgConnection) -> anyhow::Result<()> {
    let is_played: bool = sqlx::query_scalar("select exists (select from transfer)").fetch_one(&mut *owner).await?;
    if is_played {
        return Ok(());
    }
    let now: DateTime<Utc> = sqlx::query_scalar("select sec.now()").fetch_one(&mut *owner).await?;
    if let Err(error) = scenes(app, owner, now).await {
        tracing::warn!(error = format!("{error:#}"), "the scenes of transfers were not played");
    }
    Ok(())
}

async fn scenes(app: &App, owner: &mut PgConnection, now: DateTime<Utc>) -> anyhow::Result<()> {
    let store: String =
        sqlx::query_scalar("select a.ref from armoury a join duty_station s on s.id = a.station_id where s.code = 'GOM' order by a.created_at, a.id limit 1")
            .fetch_one(&mut *owner)
            .await?;
    let lot: String = sqlx::query_scalar(
        "select l.ref from ammunition_account k join ammunition_lot l on l.id = k.lot_id join armoury a on a.id = k.armoury_id
         where a.ref = $1 and k.quantity > 300 and l.suspended_at is null order by k.quantity desc, l.ref limit 1",
    )
    .bind(&store)
    .fetch_one(&mut *owner)
    .await?;
    let far = armoury_at_juba(app, owner, now).await?;
    for serial in ["EX-50301", "EX-50302", "EX-50303"] {
        pistol(app, owner, &store, serial).await?;
    }
    let stage = Stage { store: &store, far: &far, planned: &day(now, 6) };
    stage.draft(app, owner, "EX-50301", None).await?;
    let on_its_way = stage.draft(app, owner, "EX-50302", Some((&lot, "100"))).await?;
    send(app, owner, &on_its_way).await?;
    let differs = stage.draft(app, owner, "EX-50303", Some((&lot, "50"))).await?;
    send(app, owner, &differs).await?;
    arrive_short(app, owner, &differs, &lot).await?;
    fleet(app, owner, now).await
}

/// A vehicle and a kit on their way to Juba; neither lies in an armoury.
async fn fleet(app: &App, owner: &mut PgConnection, now: DateTime<Utc>) -> anyhow::Result<()> {
    let player = Player::enter(app, owner, "armourer-goma").await?;
    let vehicle = [
        ("station", "GOM"),
        ("plate", "EX 90-701"),
        ("make", "Invented"),
        ("model", "Wagon"),
        ("seats", "7"),
        ("armour_standard", "none"),
        ("odometer", "61 200"),
    ];
    let vehicle = player.post("/vehicles", &vehicle).await?;
    let kit = player.post("/kits", &[("station", "GOM"), ("name", "Exercise convoy kit"), ("place", "Container 2")]).await?;
    let radio =
        [("station", "GOM"), ("kind", "radio"), ("label", "Handheld radio"), ("serial", "EX-R-701"), ("ownership", "un_owned"), ("place", "Container 2")];
    let radio = player.post("/equipment", &radio).await?;
    player.post(&format!("{kit}/parts"), &[("thing", tail(&radio))]).await?;
    let planned = day(now, 4);
    let form = [("from", "GOM"), ("to", "JUB"), ("planned_on", planned.as_str()), ("reason", "Vehicle and kit for the team of the exercise at Juba.")];
    let transfer = player.post("/transfers", &form).await?;
    for thing in [&vehicle, &kit] {
        player.post(&format!("{transfer}/lines"), &[("thing", tail(thing))]).await?;
    }
    for (kind, country) in [("export", "CD"), ("import", "SS")] {
        let permit = [("kind", kind), ("country", country), ("document", "Exercise note 31: none is needed"), ("waived", "yes")];
        player.post(&format!("{transfer}/permits"), &permit).await?;
    }
    player.leave().await?;
    step(app, owner, "ssp-goma", &transfer, "authorize", &[("as", "ssp")]).await?;
    step(app, owner, "officer-africa", &transfer, "authorize", &[("as", "pcu")]).await?;
    step(app, owner, "armourer-goma", &transfer, "pack", &[("seals", "None; keys in exercise envelope 4")]).await?;
    step(app, owner, "coordinator-goma", &transfer, "packing", &[]).await?;
    let player = Player::enter(app, owner, "armourer-goma").await?;
    player.post(&format!("{transfer}/odometers"), &[(tail(&vehicle), "61 240")]).await?;
    player.leave().await?;
    step(app, owner, "armourer-goma", &transfer, "dispatch", &[("carrier", "Exercise ferry, waybill 8")]).await
}

fn tail(address: &str) -> &str {
    address.rsplit('/').next().unwrap_or_default()
}

/// From where, to where and by when everything goes.
struct Stage<'a> {
    store: &'a str,
    far: &'a str,
    planned: &'a str,
}

impl Stage<'_> {
    async fn draft(&self, app: &App, owner: &mut PgConnection, serial: &str, rounds: Option<(&str, &str)>) -> anyhow::Result<String> {
        let player = Player::enter(app, owner, "armourer-goma").await?;
        let form = [("from", self.store), ("to", self.far), ("planned_on", self.planned), ("reason", "Stock of the exercise goes to Juba.")];
        let transfer = player.post("/transfers", &form).await?;
        player.post(&format!("{transfer}/lines"), &[("weapon", serial)]).await?;
        if let Some((lot, rounds)) = rounds {
            player.post(&format!("{transfer}/lines"), &[("lot", lot), ("rounds", rounds)]).await?;
        }
        for (kind, country) in [("export", "CD"), ("import", "SS")] {
            let permit = [("kind", kind), ("country", country), ("document", "Exercise note 31: none is needed"), ("waived", "yes")];
            player.post(&format!("{transfer}/permits"), &permit).await?;
        }
        player.leave().await?;
        Ok(transfer)
    }
}

async fn armoury_at_juba(app: &App, owner: &mut PgConnection, now: DateTime<Utc>) -> anyhow::Result<String> {
    let armourer = Player::enter(app, owner, "armourer-juba").await?;
    let form = [("name", "Compound armoury"), ("station", "JUB"), ("kind", "permanent"), ("key_holders", "Custodian and security professional")];
    let address = armourer.post("/armouries", &form).await?;
    armourer.leave().await?;
    let ssp = Player::enter(app, owner, "ssp-juba").await?;
    let (from, until) = (day(now, -30), day(now, 300));
    let approval = [
        ("approval", "approved"),
        ("approved_on", from.as_str()),
        ("approved_until", until.as_str()),
        ("authority", "Exercise assessment 14"),
        ("version", "1"),
    ];
    ssp.post(&format!("{address}/approval"), &approval).await?;
    ssp.leave().await?;
    Ok(address.rsplit('/').next().unwrap_or_default().to_owned())
}

async fn pistol(app: &App, owner: &mut PgConnection, store: &str, serial: &str) -> anyhow::Result<()> {
    let armourer = Player::enter(app, owner, "armourer-goma").await?;
    let form = [
        ("serial", serial),
        ("make", "Invented Arms"),
        ("model", "M9"),
        ("class", "pistol"),
        ("calibre", "9x19"),
        ("ownership", "un_owned"),
        ("document", "Exercise property record"),
        ("armoury", store),
    ];
    let weapon = armourer.post("/firearms", &form).await?;
    armourer.leave().await?;
    let act: String = sqlx::query_scalar("select h.ref from handover h join firearm f on f.id = h.firearm_id where f.ref = $1")
        .bind(weapon.rsplit('/').next().unwrap_or_default())
        .fetch_one(&mut *owner)
        .await?;
    let ssp = Player::enter(app, owner, "ssp-goma").await?;
    ssp.post(&format!("/custody/{act}/sign"), &[("version", "1")]).await?;
    ssp.leave().await
}

/// One step of one person, on the version that stands now.
async fn step(app: &App, owner: &mut PgConnection, who: &'static str, transfer: &str, deed: &str, fields: &[(&str, &str)]) -> anyhow::Result<()> {
    let reference = transfer.rsplit('/').next().unwrap_or_default();
    let version: String = sqlx::query_scalar("select version::text from transfer where ref = $1").bind(reference).fetch_one(&mut *owner).await?;
    let player = Player::enter(app, owner, who).await?;
    let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("version", version.as_str())]).collect();
    player.post(&format!("{transfer}/{deed}"), &fields).await?;
    player.leave().await
}

async fn send(app: &App, owner: &mut PgConnection, transfer: &str) -> anyhow::Result<()> {
    step(app, owner, "ssp-goma", transfer, "authorize", &[("as", "ssp")]).await?;
    step(app, owner, "officer-africa", transfer, "authorize", &[("as", "pcu")]).await?;
    step(app, owner, "armourer-goma", transfer, "pack", &[("seals", "Exercise seals 101 and 102 on the case")]).await?;
    step(app, owner, "coordinator-goma", transfer, "packing", &[]).await?;
    step(app, owner, "armourer-goma", transfer, "dispatch", &[("carrier", "Exercise flight, waybill 7")]).await
}

/// Everything came but two rounds, and with them a lot that nobody listed.
async fn arrive_short(app: &App, owner: &mut PgConnection, transfer: &str, lot: &str) -> anyhow::Result<()> {
    let armourer = Player::enter(app, owner, "armourer-juba").await?;
    armourer.post(&format!("{transfer}/items"), &[("typed", "EX 50303")]).await?;
    armourer.post(&format!("{transfer}/rounds"), &[(lot, "48")]).await?;
    let unlisted = [("lot_number", "EX-LOT-77"), ("maker", "Invented Cartridges"), ("calibre", "9x19"), ("nature", "ball"), ("quantity", "20")];
    armourer.post(&format!("{transfer}/unlisted"), &unlisted).await?;
    armourer.leave().await?;
    step(app, owner, "armourer-juba", transfer, "receipt", &[("receipt_note", "Seals whole, one box opened inside (exercise).")]).await?;
    step(app, owner, "coordinator-juba", transfer, "received", &[]).await?;
    let findings = "The box was counted twice at both ends; two rounds were never in it (exercise).";
    step(app, owner, "ssp-goma", transfer, "investigation", &[("findings", findings)]).await
}
