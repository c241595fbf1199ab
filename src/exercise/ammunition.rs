//! Ammunition of the exercise world, played through the public door: a lot in use, one whose shelf life has ended, one
//! suspended, rounds issued, offered, fired and missing, an act that waits, and a minimum that is not met.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::assets::{day, officer};
use super::door::Player;
use crate::app::App;

/// Lot number, calibre, nature, kept for, days of shelf life left, rounds.
const LOTS: &[(&str, &str, &str, &str, i64, &str)] = &[
    ("EX-118", "9x19", "ball", "operational", 900, "800"),
    ("EX-104", "9x19 mm", "ball", "training", -30, "300"),
    ("EX-77", "5.56x45", "ball", "reserve", 1500, "1200"),
    ("EX-120", "9x19", "hollow_point", "operational", 1200, "500"),
];

/// Plays what is missing. A scene that cannot be played is logged; the world goes on without it.
pub async fn play(app: &App, owner: &mut PgConnection) -> anyhow::Result<()> {
    let is_played: bool = sqlx::query_scalar("select exists (select from ammunition_lot)").fetch_one(&mut *owner).await?;
    if is_played {
        return Ok(());
    }
    let now: DateTime<Utc> = sqlx::query_scalar("select sec.now()").fetch_one(&mut *owner).await?;
    if let Err(error) = scenes(app, owner, now).await {
        tracing::warn!(error = format!("{error:#}"), "the scenes of ammunition were not played");
    }
    Ok(())
}

async fn scenes(app: &App, owner: &mut PgConnection, now: DateTime<Utc>) -> anyhow::Result<()> {
    let store: String = sqlx::query_scalar("select ref from armoury where name = 'Main armoury'").fetch_one(&mut *owner).await?;
    let armourer = Player::enter(app, owner, "armourer-goma").await?;
    let mut lots = Vec::new();
    for (number, calibre, nature, class, days, rounds) in LOTS {
        let until = day(now, *days);
        let form = [
            ("lot_number", *number),
            ("maker", "Invented Cartridges"),
            ("calibre", calibre),
            ("nature", nature),
            ("made_year", "2021"),
            ("hazard", "1.4S"),
            ("stock_class", class),
            ("shelf_life_until", until.as_str()),
            ("to", store.as_str()),
            ("quantity", rounds),
            ("document", "Exercise delivery note"),
        ];
        lots.push(armourer.post("/ammunition", &form).await?);
    }
    // The receipt of the last lot waits for its second signature.
    for lot in &lots[..3] {
        sign(app, owner, "ssp-goma", lot).await?;
    }
    for (name, who) in [("O. Okoro", Some("leader-goma")), ("H. Haddad", None)] {
        let receiver = officer(owner, name).await?;
        let form = [
            ("kind", "issue"),
            ("from", store.as_str()),
            ("officer", receiver.as_str()),
            ("quantity", "45"),
            ("purpose", "duty"),
            ("reason", "Duty rounds (exercise)"),
        ];
        armourer.post(&format!("{}/acts", lots[0]), &form).await?;
        if let Some(who) = who {
            sign(app, owner, who, &lots[0]).await?;
        }
    }
    let fired = [
        ("kind", "expend"),
        ("from", store.as_str()),
        ("quantity", "120"),
        ("cause", "training"),
        ("cause_ref", "Exercise range day 12"),
        ("reason", "Qualification firing"),
    ];
    armourer.post(&format!("{}/acts", lots[0]), &fired).await?;
    sign(app, owner, "ssp-goma", &lots[0]).await?;
    let missing = [("kind", "missing"), ("from", store.as_str()), ("quantity", "20"), ("reason", "One box fewer than the ledger says (exercise)")];
    armourer.post(&format!("{}/acts", lots[2]), &missing).await?;
    armourer.leave().await?;
    let ssp = Player::enter(app, owner, "ssp-goma").await?;
    let version = version(owner, &lots[2]).await?;
    let reason = [("reason", "Corroded primers were seen in one box (exercise)."), ("version", version.as_str())];
    ssp.post(&format!("{}/suspension", lots[2]), &reason).await?;
    let minimum =
        [("calibre", "9x19"), ("minimum", "1000"), ("yearly_training", "4000"), ("authority", "Security professional, exercise note 9"), ("version", "0")];
    ssp.post("/duty-stations/GOM/ammunition", &minimum).await?;
    // of this calibre there is less: it stands in the register
    let other =
        [("calibre", "5.56x45"), ("minimum", "5000"), ("yearly_training", ""), ("authority", "Security professional, exercise note 9"), ("version", "0")];
    ssp.post("/duty-stations/GOM/ammunition", &other).await?;
    ssp.leave().await
}

async fn version(owner: &mut PgConnection, lot: &str) -> anyhow::Result<String> {
    let reference = lot.rsplit('/').next().unwrap_or_default();
    Ok(sqlx::query_scalar("select version::text from ammunition_lot where ref = $1").bind(reference).fetch_one(owner).await?)
}

/// The second signature under the last unsigned act of a lot.
async fn sign(app: &App, owner: &mut PgConnection, who: &'static str, lot: &str) -> anyhow::Result<()> {
    let (act, version): (String, String) = sqlx::query_as(
        "select x.ref, x.version::text from ammunition_act x join ammunition_lot l on l.id = x.lot_id
         where l.ref = $1 and x.second_by is null order by x.first_at desc, x.id desc limit 1",
    )
    .bind(lot.rsplit('/').next().unwrap_or_default())
    .fetch_one(&mut *owner)
    .await?;
    let player = Player::enter(app, owner, who).await?;
    player.post(&format!("/ammunition/acts/{act}/sign"), &[("version", &version)]).await?;
    player.leave().await
}
