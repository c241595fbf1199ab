//! Stock counts and confirmations of the exercise world, played through the public door: one signed, one with a mark
//! nobody expected that is being investigated, one going on; vehicles of which one was not found, equipment that is being
//! counted kit by kit; a station that confirmed, and one that says it does not know.

use sqlx::PgConnection;

use super::door::Player;
use crate::app::App;

/// Plays what is missing. A scene that cannot be played is logged; the world goes on without it.
pub async fn play(app: &App, owner: &mut PgConnection) -> anyhow::Result<()> {
    let is_played: bool = sqlx::query_scalar("select exists (select from stock_count)").fetch_one(&mut *owner).await?;
    if is_played {
        return Ok(());
    }
    let scenes = async {
        counts(app, owner).await?;
        of_station(app, owner).await?;
        confirmations(app, owner).await
    };
    if let Err(error) = scenes.await {
        tracing::warn!(error = format!("{error:#}"), "the scenes of stock counts were not played");
    }
    Ok(())
}

async fn counts(app: &App, owner: &mut PgConnection) -> anyhow::Result<()> {
    let stores: Vec<String> =
        sqlx::query_scalar("select a.ref from armoury a join duty_station s on s.id = a.station_id where s.code = 'GOM' order by a.created_at, a.id")
            .fetch_all(&mut *owner)
            .await?;
    let counter = Player::enter(app, owner, "coordinator-goma").await?;
    let mut made = Vec::new();
    for (store, marks) in stores.iter().zip([&["EX-40250", "EX-00000"] as &[&str], &[], &[]]) {
        let count = counter.post("/stock-counts", &[("what", store.as_str())]).await?;
        for mark in marks {
            counter.post(&format!("{count}/items"), &[("typed", *mark)]).await?;
        }
        made.push(count);
    }
    // the last one goes on; what lies in the others is counted to the last round
    for count in made.iter().take(made.len().saturating_sub(1)) {
        let reference = count.rsplit('/').next().unwrap_or_default();
        let lots: Vec<(String, i32)> = sqlx::query_as(
            "select l.ref, a.quantity from stock_count n join ammunition_account a on a.armoury_id = n.armoury_id join ammunition_lot l on l.id = a.lot_id
             where n.ref = $1 and a.quantity > 0 order by l.ref",
        )
        .bind(reference)
        .fetch_all(&mut *owner)
        .await?;
        let rounds: Vec<(String, String)> = lots.into_iter().map(|(lot, quantity)| (lot, quantity.to_string())).collect();
        if !rounds.is_empty() {
            let fields: Vec<(&str, &str)> = rounds.iter().map(|(lot, rounds)| (lot.as_str(), rounds.as_str())).collect();
            counter.post(&format!("{count}/rounds"), &fields).await?;
        }
        counter.post(&format!("{count}/finish"), &[("version", "1")]).await?;
    }
    counter.leave().await?;
    let armourer = Player::enter(app, owner, "armourer-goma").await?;
    for count in made.iter().take(made.len().saturating_sub(1)) {
        armourer.post(&format!("{count}/sign"), &[("version", "2")]).await?;
    }
    armourer.leave().await?;
    // another one of the first store has just begun: nothing was found yet
    if let Some(store) = stores.first() {
        let counter = Player::enter(app, owner, "coordinator-goma").await?;
        counter.post("/stock-counts", &[("what", store.as_str())]).await?;
        counter.leave().await?;
    }
    let marks: Option<String> = sqlx::query_scalar("select ref from stock_discrepancy where typed = 'EX-00000'").fetch_optional(&mut *owner).await?;
    let ssp = Player::enter(app, owner, "ssp-goma").await?;
    if let Some(reference) = marks {
        let findings = "The mark of a training weapon of the exercise, left in the store after a course.";
        ssp.post(&format!("/discrepancies/{reference}/investigation"), &[("outcome", "records_wrong"), ("findings", findings), ("version", "1")]).await?;
    }
    ssp.leave().await
}

/// All vehicles of Goma but one are found and signed for; of its equipment a lost telephone turned up and a part of a kit
/// was ticked so far.
async fn of_station(app: &App, owner: &mut PgConnection) -> anyhow::Result<()> {
    let plates: Vec<String> = sqlx::query_scalar(
        "select v.plate from vehicle v join duty_station s on s.id = v.station_id where s.code = 'GOM' and v.state <> 'written_off' order by v.plate",
    )
    .fetch_all(&mut *owner)
    .await?;
    let counter = Player::enter(app, owner, "coordinator-goma").await?;
    let vehicles = counter.post("/stock-counts", &[("what", "vehicles-GOM")]).await?;
    for plate in plates.iter().skip(1) {
        counter.post(&format!("{vehicles}/items"), &[("typed", plate.as_str())]).await?;
    }
    counter.post(&format!("{vehicles}/finish"), &[("version", "1")]).await?;
    let equipment = counter.post("/stock-counts", &[("what", "equipment-GOM")]).await?;
    counter.post(&format!("{equipment}/items"), &[("typed", "EX-S-401")]).await?;
    let part: Option<String> = sqlx::query_scalar(
        "select e.ref from equipment e join equipment_kit k on k.id = e.kit_id join duty_station s on s.id = k.station_id
         where s.code = 'GOM' and e.serial <> '' and e.state = 'serviceable' order by k.name, e.ref limit 1",
    )
    .fetch_optional(&mut *owner)
    .await?;
    if let Some(part) = part {
        counter.post(&format!("{equipment}/kits"), &[("found", part.as_str())]).await?;
    }
    counter.leave().await?;
    let armourer = Player::enter(app, owner, "armourer-goma").await?;
    armourer.post(&format!("{vehicles}/sign"), &[("version", "2")]).await?;
    armourer.leave().await
}

async fn confirmations(app: &App, owner: &mut PgConnection) -> anyhow::Result<()> {
    let coordinator = Player::enter(app, owner, "coordinator-goma").await?;
    coordinator.post("/duty-stations/GOM/reconciliation", &[("block", "people"), ("statement", "changed"), ("seen", "0")]).await?;
    coordinator.leave().await?;
    let ssp = Player::enter(app, owner, "ssp-goma").await?;
    for block in ["people", "firearms", "vehicles"] {
        ssp.post("/duty-stations/GOM/confirmation", &[("block", block), ("statement", "changed"), ("seen", "0")]).await?;
    }
    ssp.post("/duty-stations/GOM/confirmation", &[("block", "equipment"), ("statement", "unknown"), ("seen", "0")]).await?;
    ssp.leave().await?;
    let juba = Player::enter(app, owner, "ssp-juba").await?;
    juba.post("/duty-stations/JUB/confirmation", &[("block", "equipment"), ("statement", "unknown"), ("seen", "0")]).await?;
    juba.leave().await
}
