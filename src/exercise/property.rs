//! A property book of the exercise world: an invented list with what is wrong in such lists, read in once by the code
//! of `cordon import assets`.

use std::path::Path;

use sqlx::PgConnection;

use super::door::Player;
use crate::app::App;
use crate::features::property_books::import::{self, File};

const BOOK: &str = "\
EXERCISE: property of the regional logistics base,,,,,,,
,,,,,,,
Holder,NSN,Item Name,Quantity,UI,Serial Number,Ship Date,Unit Cost
Exercise base North,1005-00-000-0001,\"PISTOL,9 MILLIMETER\",1,Each,EX-70011,2024-03-12,310
Exercise base North,1005-00-000-0001,\"PISTOL,9 MILLIMETER\",1,Each,EX-70012,2024-03-12,310
Exercise base North,1005-00-000-0001,\"PISTOL,9 MILLIMETER\",1,Each,ex 70012,2024-03-12,310
Exercise base North,1305-00-000-0002,\"CARTRIDGE,9 MILLIMETER\",4000,Round,,2024-05-02,0.42
Exercise base South,2355-00-000-0003,ARMOURED VEHICLE,1,Each,EXVIN000000000017,2023-11-20,184000
Exercise base South,8470-00-000-0004,\"PLATE,BODY ARMOUR\",24,Each,,2021-07-01,412.50
Exercise base South,8470-00-000-0005,HELMET,18,Each,,last summer,260
Exercise base South,5820-00-000-0006,\"RADIO SET,PORTABLE\",12,Each,,2022-01-15,990
Exercise base South,6545-00-000-0007,,6,Each,,2022-02-15,140
,,,,,,,
EXERCISE end of list,,,,,,,
";

/// Reads it in where no book is.
pub async fn play(app: &App, owner: &mut PgConnection) -> anyhow::Result<()> {
    let is_played: bool = sqlx::query_scalar("select exists (select from property_book)").fetch_one(&mut *owner).await?;
    if is_played {
        return Ok(());
    }
    let player = Player::enter(app, owner, "ssp-goma").await?;
    // a list of text needs no reader of workbooks
    let file = File { name: "exercise-property.csv", bytes: BOOK.as_bytes(), station: "GOM", sheet: None, map: None, program: Path::new("") };
    let outcome = import::run(&app.db, &player.actor(app).await?, &file, false).await;
    player.leave().await?;
    if let Err(error) = outcome {
        tracing::warn!(%error, "the property book was not read in");
    }
    Ok(())
}

/// Takes a pistol and a vehicle of the book into our registers, links another pistol to its record and sets rounds aside; then a later book comes in which
/// the vehicle has another cost and the pistol no longer stands.
pub async fn register(app: &App, owner: &mut PgConnection) -> anyhow::Result<()> {
    let is_played: bool =
        sqlx::query_scalar("select exists (select from property_registration) or not exists (select from property_book)").fetch_one(&mut *owner).await?;
    if is_played {
        return Ok(());
    }
    let item = async |owner: &mut PgConnection, what: &str| -> anyhow::Result<String> {
        Ok(sqlx::query_scalar("select id::text from property_item where (serial = $1 or nsn = $1) and not is_voided order by id limit 1")
            .bind(what)
            .fetch_one(owner)
            .await?)
    };
    let (pistol, vehicle, rounds) =
        (item(&mut *owner, "EX-70011").await?, item(&mut *owner, "EXVIN000000000017").await?, item(&mut *owner, "1305-00-000-0002").await?);
    let store: String = sqlx::query_scalar(
        "select a.ref from armoury a join duty_station s on s.id = a.station_id where s.code = 'GOM' and a.approval = 'approved' order by a.ref limit 1",
    )
    .fetch_one(&mut *owner)
    .await?;
    let armourer = Player::enter(app, owner, "armourer-goma").await?;
    let as_firearm = [
        ("kind", "firearm"),
        ("item", pistol.as_str()),
        ("1-serial", "EX-70011"),
        ("1-make", "Invented Arms"),
        ("1-model", "P9"),
        ("1-class", "pistol"),
        ("1-calibre", "9x19"),
        ("1-ownership", "un_owned"),
        ("1-document", "Exercise property book"),
        ("1-armoury", store.as_str()),
    ];
    armourer.post("/property/register", &as_firearm).await?;
    let as_vehicle = [
        ("kind", "vehicle"),
        ("item", vehicle.as_str()),
        ("1-plate", "EX-UN 1700"),
        ("1-vin", "EXVIN000000000017"),
        ("1-make", "Invented Motors"),
        ("1-model", "Carrier"),
        ("1-seats", "7"),
        ("1-armour_standard", "none"),
        ("1-odometer", "41200"),
    ];
    armourer.post("/property/register", &as_vehicle).await?;
    let known = [
        ("serial", "EX-70012"),
        ("make", "Invented Arms"),
        ("model", "P9"),
        ("class", "pistol"),
        ("calibre", "9x19"),
        ("ownership", "un_owned"),
        ("document", "Exercise property record"),
        ("armoury", store.as_str()),
    ];
    let record = armourer.post("/firearms", &known).await?;
    let record = record.rsplit('/').next().unwrap_or_default();
    let second = item(&mut *owner, "EX-70012").await?;
    armourer.post("/property/register", &[("kind", "firearm"), ("item", second.as_str()), ("1-serial", "EX-70012"), ("1-link", record)]).await?;
    armourer.post("/property/set-aside", &[("item", rounds.as_str()), ("reason", "Rounds are kept as lots (exercise)")]).await?;
    armourer.leave().await?;
    let player = Player::enter(app, owner, "ssp-goma").await?;
    let later: String = BOOK.lines().filter(|line| !line.contains("EX-70011")).map(|line| format!("{}\n", line.replace("184000", "171500"))).collect();
    let file = File { name: "exercise-property-later.csv", bytes: later.as_bytes(), station: "GOM", sheet: None, map: None, program: Path::new("") };
    let outcome = import::run(&app.db, &player.actor(app).await?, &file, false).await;
    player.leave().await?;
    if let Err(error) = outcome {
        tracing::warn!(%error, "the later property book was not read in");
    }
    Ok(())
}
