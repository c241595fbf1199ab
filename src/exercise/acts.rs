//! Acts of custody with rounds in the exercise world, played through the public door: weapons in store to be issued, two
//! out with rounds, one that came back short of rounds, one to be destroyed, one that a paper receipt gives to somebody else,
//! one stolen and found again, one that left the books and is about to come back, and an armoury counted by two armourers.

use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;

use super::assets::{officer, sign};
use super::door::Player;
use crate::app::App;
use crate::web::time;

/// Serial, who has it with rounds, how many.
const WEAPONS: &[(&str, &str, &str)] = &[
    ("EX-50001", "", ""),
    ("EX-50002", "", ""),
    ("EX-50003", "O. Okoro", "30"),
    ("EX-50004", "O. Okoro", "30"),
    ("EX-50005", "O. Okoro", "20"),
    ("EX-50006", "", ""),
    ("EX-50007", "", ""),
    ("EX-50008", "", ""),
    ("EX-50009", "", ""),
];

/// Plays what is missing. A scene that cannot be played is logged; the world goes on without it.
pub async fn play(app: &App, owner: &mut PgConnection) -> anyhow::Result<()> {
    let is_played: bool = sqlx::query_scalar("select exists (select from firearm where serial = 'EX-50001')").fetch_one(&mut *owner).await?;
    if is_played {
        return Ok(());
    }
    if let Err(error) = scenes(app, owner).await {
        tracing::warn!(error = format!("{error:#}"), "the scenes of custody with rounds were not played");
    }
    Ok(())
}

async fn scenes(app: &App, owner: &mut PgConnection) -> anyhow::Result<()> {
    let store: String = sqlx::query_scalar("select ref from armoury where name = 'Main armoury'").fetch_one(&mut *owner).await?;
    let lot: String = sqlx::query_scalar("select ref from ammunition_lot where number = 'EX-118'").fetch_one(&mut *owner).await?;
    let code = format!("{lot} {store}");
    let armourer = Player::enter(app, owner, "armourer-goma").await?;
    let mut weapons = Vec::new();
    for (serial, _, _) in WEAPONS {
        let form = [
            ("serial", *serial),
            ("make", "Invented Arms"),
            ("model", "M9"),
            ("class", "pistol"),
            ("calibre", "9x19"),
            ("ownership", "un_owned"),
            ("document", "Exercise property record"),
            ("armoury", store.as_str()),
        ];
        weapons.push(armourer.post("/firearms", &form).await?.rsplit('/').next().unwrap_or_default().to_owned());
    }
    for ((_, name, rounds), weapon) in WEAPONS.iter().zip(&weapons).filter(|((_, name, _), _)| !name.is_empty()) {
        let receiver = officer(owner, name).await?;
        let form = [
            ("firearm", weapon.as_str()),
            ("officer", receiver.as_str()),
            ("terms", "assignment"),
            ("purpose", "Night duty (exercise)"),
            ("rounds", rounds),
            ("lot", code.as_str()),
        ];
        armourer.post("/custody", &form).await?;
        sign(app, owner, "leader-goma", weapon).await?;
    }
    // Prepared for somebody who may not carry: it waits for a third person, or is withdrawn.
    let driver = officer(owner, "M. Mbala").await?;
    let form = [("firearm", weapons[6].as_str()), ("officer", driver.as_str()), ("terms", "assignment"), ("purpose", "Night duty (exercise)")];
    armourer.post("/custody", &form).await?;
    // Back without all of its rounds; the officer keeps another weapon, so that they are not missed yet.
    let back = [("to", store.as_str()), ("condition", "good"), ("lot", lot.as_str()), ("back", "15"), ("expended", "0")];
    armourer.try_post(&format!("/firearms/{}/custody", weapons[4]), &back).await;
    let decision = [("document", "Exercise decision 12"), ("reason", "Cracked frame found at the exercise inspection.")];
    armourer.post(&format!("/firearms/{}/destruction", weapons[5]), &decision).await?;
    leave_and_return(app, owner, &armourer, &weapons[8], &store).await?;
    lose_and_find(owner, &armourer, &weapons[7], &store).await?;
    sign(app, owner, "ssp-goma", &weapons[7]).await?;
    count_together(owner, &armourer, &store).await?;
    contest(owner, &armourer, &weapons[2]).await?;
    armourer.leave().await
}

/// A weapon went to another entity and is back: its return waits for the second signature.
async fn leave_and_return(app: &App, owner: &mut PgConnection, armourer: &Player, weapon: &str, store: &str) -> anyhow::Result<()> {
    let departure = [("recipient", "UN entity of the exercise"), ("document", "Exercise voucher 8"), ("reason", "Lent for the exercise")];
    armourer.post(&format!("/firearms/{weapon}/departure"), &departure).await?;
    sign(app, owner, "ssp-goma", weapon).await?;
    let now: DateTime<Utc> = sqlx::query_scalar("select sec.now()").fetch_one(&mut *owner).await?;
    let day = time::typed_date(now.date_naive());
    let again = [("to", store), ("came_on", day.as_str()), ("document", "Exercise voucher 9"), ("reason", "The loan is over")];
    armourer.post(&format!("/firearms/{weapon}/readmission"), &again).await?;
    Ok(())
}

/// A paper receipt says that a driver got the weapon an hour ago; by the ledger somebody else has it.
async fn contest(owner: &mut PgConnection, armourer: &Player, weapon: &str) -> anyhow::Result<()> {
    let now: DateTime<Utc> = sqlx::query_scalar("select sec.now()").fetch_one(&mut *owner).await?;
    let then = time::local(now - Duration::hours(1), "Africa/Lubumbashi");
    let (date, hour) = (time::typed_date(then.date()), then.format("%H:%M").to_string());
    let driver = officer(owner, "M. Mbala").await?;
    let form = [
        ("firearm", weapon),
        ("officer", driver.as_str()),
        ("terms", "assignment"),
        ("purpose", "Receipt found in the guard house (exercise)"),
        ("handed", "yes"),
        ("handed_date", date.as_str()),
        ("handed_time", hour.as_str()),
        ("paper", "EX-PAPER-7"),
    ];
    armourer.post("/custody", &form).await.map(drop)
}

/// Stolen from the store and brought back by the police; the recovery is signed next, the inspection is still to come.
async fn lose_and_find(owner: &mut PgConnection, armourer: &Player, weapon: &str, store: &str) -> anyhow::Result<()> {
    let now: DateTime<Utc> = sqlx::query_scalar("select sec.now()").fetch_one(&mut *owner).await?;
    let (day, hour) = time::typed_local(now, "Africa/Lubumbashi");
    let told = [("happened_date", day.as_str()), ("happened_time", hour.as_str())];
    let theft = [("missing_as", "stolen"), ("place", "Main armoury"), ("note", "Lock forced at night (exercise)"), ("document", "Exercise police report 4")];
    let theft: Vec<(&str, &str)> = told.into_iter().chain(theft).collect();
    armourer.post(&format!("/firearms/{weapon}/loss"), &theft).await?;
    let found = [("to", store), ("place", "Market of the exercise town"), ("condition", "worn"), ("note", "Handed in by the police (exercise)")];
    let found: Vec<(&str, &str)> = told.into_iter().chain(found).collect();
    armourer.post(&format!("/firearms/{weapon}/recovery"), &found).await.map(drop)
}

/// The armourer goes on leave: everything is seen but one box; whoever takes over has not signed yet.
async fn count_together(owner: &mut PgConnection, armourer: &Player, store: &str) -> anyhow::Result<()> {
    let weapons: Vec<String> = sqlx::query_scalar(
        "select f.ref from firearm_custody k join firearm f on f.id = k.firearm_id join armoury a on a.id = k.armoury_id where a.ref = $1 and k.until is null",
    )
    .bind(store)
    .fetch_all(&mut *owner)
    .await?;
    let lots: Vec<(String, String)> = sqlx::query_as(
        "select l.ref, greatest(k.quantity - case when l.number = 'EX-77' then 20 else 0 end, 0)::text from ammunition_account k
         join ammunition_lot l on l.id = k.lot_id join armoury a on a.id = k.armoury_id where a.ref = $1 and k.quantity > 0",
    )
    .bind(store)
    .fetch_all(&mut *owner)
    .await?;
    let mut form: Vec<(&str, &str)> = weapons.iter().map(|weapon| ("seen", weapon.as_str())).collect();
    for (lot, found) in &lots {
        form.extend([("lot", lot.as_str()), ("found", found.as_str())]);
    }
    form.push(("remark", "One box of EX-77 fewer than the ledger says; the custodian looks into it (exercise)."));
    armourer.post(&format!("/armouries/{store}/joint-counts"), &form).await.map(drop)
}
