//! Equipment and kits of the exercise world, played through the public door: ready, past its date, lost; a kit that is
//! complete and out, one that lacks a part, a vest on issue and one that waits for its signature.

use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;

use super::assets::officer;
use super::door::Player;
use crate::app::App;
use crate::web::time;

/// Kind, name, serial, how many, standard and level, in service and good until in days from today; 0: not known.
type Thing = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str, i64, i64);
const GOMA: &[Thing] = &[
    ("radio", "Handheld radio", "EX-R-101", "", "", "", -400, 0),
    ("radio", "Handheld radio", "EX-R-102", "", "", "", -400, 0),
    ("hard_plate", "Plate, front", "EX-P-201", "", "nij_0101_06", "IV", -900, 400),
    ("hard_plate", "Plate, front", "EX-P-202", "", "nij_0101_06", "IV", -2000, -12),
    ("soft_armour", "Vest", "EX-V-301", "", "nij_0101_07", "HG2", -700, 0),
    ("soft_armour", "Vest", "EX-V-302", "", "nij_0101_06", "IIIA", -1790, 0),
    ("soft_armour", "Vest", "EX-V-303", "", "", "", 0, 0),
    ("medical_kit", "Dressings", "", "24", "", "", 0, 45),
    ("satphone", "Satellite phone", "EX-S-401", "", "", "", -100, 0),
];

/// Plays what is missing. A scene that cannot be played is logged; the world goes on without it.
pub async fn play(app: &App, owner: &mut PgConnection) -> anyhow::Result<()> {
    let is_played: bool = sqlx::query_scalar("select exists (select from equipment)").fetch_one(&mut *owner).await?;
    if is_played {
        return Ok(());
    }
    let now: DateTime<Utc> = sqlx::query_scalar("select sec.now()").fetch_one(&mut *owner).await?;
    if let Err(error) = scenes(app, owner, now).await {
        tracing::warn!(error = format!("{error:#}"), "the scenes of equipment were not played");
    }
    Ok(())
}

fn day(now: DateTime<Utc>, offset: i64) -> String {
    if offset == 0 { String::new() } else { time::typed_date((now + Duration::days(offset)).date_naive()) }
}

fn reference(address: &str) -> &str {
    address.rsplit('/').next().unwrap_or_default()
}

async fn scenes(app: &App, owner: &mut PgConnection, now: DateTime<Utc>) -> anyhow::Result<()> {
    let armourer = Player::enter(app, owner, "armourer-goma").await?;
    let mut things = Vec::new();
    for (kind, label, serial, quantity, standard, level, since, until) in GOMA {
        let form = [
            ("station", "GOM"),
            ("kind", *kind),
            ("label", label),
            ("serial", serial),
            ("quantity", quantity),
            ("maker", "Invented Works"),
            ("size", if *kind == "soft_armour" { "L" } else { "" }),
            ("ownership", "un_owned"),
            ("place", "Store 2"),
        ];
        let address = armourer.post("/equipment", &form).await?;
        let (since, until) = (day(now, *since), day(now, *until));
        let dates =
            [("armour_standard", *standard), ("armour_level", level), ("in_service_on", since.as_str()), ("expires_on", until.as_str()), ("version", "1")];
        armourer.post(&format!("{address}/dates"), &dates).await?;
        things.push(address);
    }
    let (today, minute) = time::typed_local(now, "Africa/Lubumbashi");
    let lost = [
        ("missing_as", "lost"),
        ("happened_date", today.as_str()),
        ("happened_time", minute.as_str()),
        ("place", "Road to the airport"),
        ("note", "Left in a vehicle (exercise)"),
    ];
    armourer.post(&format!("{}/loss", things[8]), &lost).await?;
    let mut kits = Vec::new();
    for (name, parts, needs) in
        [("Escort bag 1", &[0, 2][..], &[("radio", "1"), ("hard_plate", "1")][..]), ("Escort bag 2", &[1, 3][..], &[("radio", "2"), ("hard_plate", "1")][..])]
    {
        let kit = armourer.post("/kits", &[("station", "GOM"), ("name", name), ("place", "Store 2, shelf 1")]).await?;
        for (version, (kind, wanted)) in needs.iter().enumerate() {
            let version = (version + 1).to_string();
            armourer.post(&format!("{kit}/contents"), &[("kind", *kind), ("wanted", wanted), ("version", version.as_str())]).await?;
        }
        for part in parts {
            armourer.post(&format!("{kit}/parts"), &[("thing", reference(&things[*part]))]).await?;
        }
        kits.push(kit);
    }
    let holder = officer(owner, "H. Haddad").await?;
    let (date, hour) = (day(now, 2), "1800");
    for (thing, due) in [(&kits[0], true), (&things[4], false)] {
        let form = [("thing", reference(thing)), ("officer", holder.as_str()), ("purpose", "Escort of the exercise")];
        let due = if due { [("due_date", date.as_str()), ("due_time", hour)] } else { [("due_date", ""), ("due_time", "")] };
        let form: Vec<(&str, &str)> = form.into_iter().chain(due).collect();
        let act = armourer.post("/equipment-acts", &form).await?;
        let signer = Player::enter(app, owner, "cpo-goma").await?;
        signer.post(&format!("{act}/sign"), &[("version", "1")]).await?;
        signer.leave().await?;
    }
    let waits = [("thing", reference(&things[5])), ("officer", holder.as_str()), ("purpose", "Own vest")];
    armourer.try_post("/equipment-acts", &waits).await;
    armourer.leave().await
}
