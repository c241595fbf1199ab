//! Qualifications, armouries and firearms of the exercise world, played through the public door: somebody fit, somebody
//! whose papers lapse, a claim that waits; weapons in store, issued, offered, lost, and one to be inspected.

use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;

use super::door::Player;
use crate::app::App;
use crate::web::time;

/// Papers: type, class, model, obtained days ago, valid for days.
type Papers = &'static [(&'static str, &'static str, &'static str, i64, i64)];

const ARMED: Papers = &[
    ("firearm", "pistol", "", 40, 180),
    ("weapon_authorization", "pistol", "M9", 39, 300),
    ("use_of_force", "", "", 60, 300),
    ("medical_fitness", "", "", 90, 300),
    ("host_weapon_permit", "", "", 90, 400),
    ("cpoc", "", "", 700, 0),
    ("physical_fitness", "", "", 100, 300),
    ("ifak", "", "", 400, 730),
    ("bsafe", "", "", 800, 0),
    ("ssafe", "", "", 500, 1095),
];
/// The medical fitness has lapsed and the firearm qualification soon will.
const LAPSING: Papers = &[
    ("firearm", "pistol", "", 150, 180),
    ("weapon_authorization", "pistol", "M9", 140, 300),
    ("use_of_force", "", "", 60, 300),
    ("medical_fitness", "", "", 380, 365),
    ("host_weapon_permit", "", "", 90, 400),
    ("bsafe", "", "", 900, 0),
    ("ssafe", "", "", 1070, 1095),
];
const DRIVER: Papers = &[("un_driver_permit", "", "", 200, 700), ("av_driver", "", "", 680, 730), ("bsafe", "", "", 300, 0), ("ssafe", "", "", 1120, 1095)];
const MEDIC: Papers = &[("etb", "", "", 300, 730), ("ifak", "", "", 300, 730), ("bsafe", "", "", 300, 0)];

/// Officers of a station with their papers.
struct Fitness {
    station: &'static str,
    country: &'static str,
    /// Who decides about arms there, and who saw the papers.
    by: (&'static str, &'static str),
    officers: &'static [(&'static str, Papers)],
}

const FITNESS: &[Fitness] = &[
    Fitness {
        station: "GOM",
        country: "CD",
        by: ("ssp-goma", "coordinator-goma"),
        officers: &[("O. Okoro", ARMED), ("H. Haddad", LAPSING), ("S. Traore", ARMED), ("M. Mbala", DRIVER), ("D. Kamanzi", MEDIC)],
    },
    Fitness { station: "JUB", country: "SS", by: ("ssp-juba", "coordinator-juba"), officers: &[("L. Deng", ARMED), ("F. Keji", ARMED), ("A. Lomoro", DRIVER)] },
];

const SERIALS: &[&str] = &["EX-31877", "EX-31878", "EX-40112", "EX-40250"];

/// Arms and papers, before anybody plans a day of duty. What cannot be played is logged; the world goes on without it.
pub async fn play_fitness(app: &App, owner: &mut PgConnection) -> anyhow::Result<()> {
    let is_played: bool = sqlx::query_scalar("select exists (select from station_arming)").fetch_one(&mut *owner).await?;
    if is_played {
        return Ok(());
    }
    let now: DateTime<Utc> = sqlx::query_scalar("select sec.now()").fetch_one(&mut *owner).await?;
    for fitness in FITNESS {
        let scenes = async {
            arms(app, owner, now, fitness).await?;
            papers(app, owner, now, fitness).await
        };
        if let Err(error) = scenes.await {
            tracing::warn!(error = format!("{error:#}"), "the scenes of fitness were not played");
        }
    }
    if let Err(error) = claim(app, owner, now).await {
        tracing::warn!(error = format!("{error:#}"), "the claim of an officer was not played");
    }
    Ok(())
}

/// Plays what is missing. A scene that cannot be played is logged; the world goes on without it.
pub async fn play(app: &App, owner: &mut PgConnection) -> anyhow::Result<()> {
    let is_played: bool = sqlx::query_scalar("select exists (select from armoury)").fetch_one(&mut *owner).await?;
    if is_played {
        return Ok(());
    }
    let now: DateTime<Utc> = sqlx::query_scalar("select sec.now()").fetch_one(&mut *owner).await?;
    let scenes = async {
        let stores = armouries(app, owner, now).await?;
        weapons(app, owner, now, &stores).await
    };
    if let Err(error) = scenes.await {
        tracing::warn!(error = format!("{error:#}"), "the scenes of assets were not played");
    }
    Ok(())
}

pub(super) fn day(now: DateTime<Utc>, offset: i64) -> String {
    time::typed_date((now + Duration::days(offset)).date_naive())
}

async fn arms(app: &App, owner: &mut PgConnection, now: DateTime<Utc>, fitness: &Fitness) -> anyhow::Result<()> {
    let player = Player::enter(app, owner, fitness.by.0).await?;
    player
        .post(
            &format!("/duty-stations/{}/arming", fitness.station),
            &[("allows", "yes"), ("authority", "Designated official, exercise note 7"), ("decided_on", &day(now, -200)), ("version", "0")],
        )
        .await?;
    // explosive ordnance lies around Goma
    for kind in if fitness.station == "GOM" { &["ssafe", "eore"][..] } else { &["ssafe"] } {
        player
            .post(
                &format!("/duty-stations/{}/training", fitness.station),
                &[("type", kind), ("from_date", &day(now, -180)), ("authority", "Designated official, exercise note 9"), ("version", "0")],
            )
            .await?;
    }
    player.leave().await
}

pub(super) async fn officer(owner: &mut PgConnection, name: &str) -> anyhow::Result<String> {
    Ok(sqlx::query_scalar("select ref from officer where name = $1 and state = 'active'").bind(name).fetch_one(owner).await?)
}

async fn papers(app: &App, owner: &mut PgConnection, now: DateTime<Utc>, fitness: &Fitness) -> anyhow::Result<()> {
    let coordinator = Player::enter(app, owner, fitness.by.1).await?;
    for (name, papers) in fitness.officers {
        let path = format!("/officers/{}/qualifications", officer(owner, name).await?);
        for (kind, class, model, ago, lasts) in *papers {
            let until = if *lasts == 0 { String::new() } else { day(now, lasts - ago) };
            let obtained = day(now, -ago);
            let form = [
                ("type", *kind),
                ("weapon_class", class),
                ("weapon_model", model),
                ("country", if *kind == "host_weapon_permit" { fitness.country } else { "" }),
                ("obtained_on", obtained.as_str()),
                ("valid_until", until.as_str()),
                ("issued_by", "Exercise training centre"),
                ("evidence", "Exercise file, certificate seen"),
                ("seen", "yes"),
            ];
            coordinator.post(&path, &form).await?;
        }
    }
    coordinator.leave().await
}

/// A paper that its holder claims and nobody has verified.
async fn claim(app: &App, owner: &mut PgConnection, now: DateTime<Utc>) -> anyhow::Result<()> {
    let holder = Player::enter(app, owner, "cpo-goma").await?;
    let path = format!("/officers/{}/qualifications", officer(owner, "H. Haddad").await?);
    holder.post(&path, &[("type", "medical_fitness"), ("obtained_on", &day(now, -3)), ("evidence", "Clinic letter of this week")]).await?;
    holder.leave().await
}

/// Two approved armouries at Goma, one of them on conditions that end soon, and one nobody has assessed.
async fn armouries(app: &App, owner: &mut PgConnection, now: DateTime<Utc>) -> anyhow::Result<Vec<String>> {
    let armourer = Player::enter(app, owner, "armourer-goma").await?;
    let mut stores = Vec::new();
    for (name, kind) in [("Main armoury", "permanent"), ("Gate container", "container"), ("New site", "temporary")] {
        let form =
            [("name", name), ("station", "GOM"), ("kind", kind), ("key_holders", "Custodian and security professional"), ("adviser", "Exercise adviser")];
        stores.push(armourer.post("/armouries", &form).await?.rsplit('/').next().unwrap_or_default().to_owned());
    }
    armourer.leave().await?;
    let ssp = Player::enter(app, owner, "ssp-goma").await?;
    for (store, approval, until, conditions) in [(&stores[0], "approved", 250, ""), (&stores[1], "conditional", 30, "Pistols only, guarded day and night.")] {
        let (from, until) = (day(now, -60), day(now, until));
        let form = [
            ("approval", approval),
            ("approved_on", from.as_str()),
            ("approved_until", until.as_str()),
            ("authority", "Exercise assessment 12"),
            ("conditions", conditions),
            ("version", "1"),
        ];
        ssp.post(&format!("/armouries/{store}/approval"), &form).await?;
    }
    ssp.leave().await?;
    Ok(stores)
}

async fn weapons(app: &App, owner: &mut PgConnection, now: DateTime<Utc>, stores: &[String]) -> anyhow::Result<()> {
    let armourer = Player::enter(app, owner, "armourer-goma").await?;
    let mut weapons = Vec::new();
    for serial in SERIALS {
        let form = [
            ("serial", *serial),
            ("make", "Invented Arms"),
            ("model", "M9"),
            ("class", "pistol"),
            ("calibre", "9x19"),
            ("ownership", "un_owned"),
            ("document", "Exercise property record"),
            ("armoury", stores[0].as_str()),
        ];
        weapons.push(armourer.post("/firearms", &form).await?.rsplit('/').next().unwrap_or_default().to_owned());
    }
    let (inspected, next, issued, until) = (day(now, -20), day(now, 160), day(now, -100), day(now, 265));
    // The last one was never inspected, has no permit, and its taking-on waits for the second signature.
    for weapon in &weapons[..3] {
        let inspection = [
            ("kind", "inspection"),
            ("done_on", inspected.as_str()),
            ("result", "fit"),
            ("rounds_fired", "20"),
            ("next_due_on", next.as_str()),
            ("inspector", "B. Bah (exercise)"),
        ];
        armourer.post(&format!("/firearms/{weapon}/inspections"), &inspection).await?;
        let permit =
            [("country", "CD"), ("kind", "possession"), ("document", "Exercise permit"), ("issued_on", issued.as_str()), ("valid_until", until.as_str())];
        armourer.post(&format!("/firearms/{weapon}/permits"), &permit).await?;
        sign(app, owner, "ssp-goma", weapon).await?;
    }
    for (weapon, name) in [(&weapons[0], "O. Okoro"), (&weapons[1], "H. Haddad")] {
        let officer = officer(owner, name).await?;
        let issue = [("firearm", weapon.as_str()), ("officer", officer.as_str()), ("terms", "assignment"), ("purpose", "Duty weapon (exercise)")];
        armourer.post("/custody", &issue).await?;
    }
    sign(app, owner, "leader-goma", &weapons[0]).await?;
    let (today, hour) = time::typed_local(now, "Africa/Lubumbashi");
    let lost = [
        ("missing_as", "lost"),
        ("happened_date", today.as_str()),
        ("happened_time", hour.as_str()),
        ("place", "Gate of the exercise compound"),
        ("note", "Not found after the journey of the exercise; last seen at the gate."),
    ];
    armourer.post(&format!("/firearms/{}/loss", weapons[2]), &lost).await?;
    armourer.leave().await
}

/// The second signature under the last act of a weapon.
pub(super) async fn sign(app: &App, owner: &mut PgConnection, who: &'static str, weapon: &str) -> anyhow::Result<()> {
    let (act, version): (String, i32) = sqlx::query_as(
        "select h.ref, h.version from handover h join firearm f on f.id = h.firearm_id where f.ref = $1 and h.second_by is null order by h.first_at desc limit 1",
    )
    .bind(weapon)
    .fetch_one(&mut *owner)
    .await?;
    let player = Player::enter(app, owner, who).await?;
    player.post(&format!("/custody/{act}/sign"), &[("version", &version.to_string())]).await?;
    player.leave().await
}
