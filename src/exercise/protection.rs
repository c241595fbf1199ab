//! Protection in the exercise world: a requirement in each state that has something to show, teams asked, with an
//! open seat, lapsed, days of duty, and interim protection that nobody confirmed. Played through the
//! public door on assessments that other scenes registered: an official without one is passed over.

use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;
use sqlx::postgres::PgConnectOptions;

use super::door::Player;
use super::risk;
use crate::app::App;
use crate::web::time;

/// How far a requirement is played.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Then {
    Draft,
    Validated,
    Refused,
    /// In force, and nobody has made a team yet.
    Approved,
    /// As approved, and then its assessment was renewed: to be carried over.
    Renewed,
    /// With a team that was asked and has not accepted.
    Asked,
    /// With a team, one seat of which stays open.
    Short,
    /// With a full team that its leader accepted, and a week of duty.
    Active,
    /// As active, and then its assessment ended.
    Lapsed,
}

struct Scene {
    codename: &'static str,
    drafter: &'static str,
    station: &'static str,
    posture: &'static str,
    /// Role and who sits on it; nobody leaves the seat open.
    posts: &'static [(&'static str, &'static str)],
    leader: &'static str,
    then: Then,
}

const SCENES: &[Scene] = &[
    Scene {
        codename: "KESTREL 4",
        drafter: "coordinator-goma",
        station: "GOM",
        posture: "P3",
        posts: &[("team_leader", "O. Okoro"), ("ppo", "H. Haddad"), ("driver", "M. Mbala")],
        leader: "leader-goma",
        then: Then::Active,
    },
    Scene {
        codename: "HERON 7",
        drafter: "coordinator-juba",
        station: "JUB",
        posture: "P4",
        posts: &[("team_leader", "L. Deng"), ("ppo", ""), ("driver", "A. Lomoro")],
        leader: "leader-juba",
        then: Then::Short,
    },
    Scene { codename: "BASALT 1", drafter: "coordinator-juba", station: "JUB", posture: "P3", posts: &[("ppo", "")], leader: "", then: Then::Approved },
    Scene {
        codename: "AMBER 9",
        drafter: "coordinator-goma",
        station: "GOM",
        posture: "P2",
        posts: &[("team_leader", ""), ("driver", "")],
        leader: "",
        then: Then::Approved,
    },
    Scene {
        codename: "CEDAR 2",
        drafter: "coordinator-goma",
        station: "GOM",
        posture: "P2",
        posts: &[("team_leader", "E. Nsimba"), ("driver", "C. Furaha")],
        leader: "",
        then: Then::Asked,
    },
    Scene {
        codename: "COBALT 3",
        drafter: "coordinator-goma",
        station: "GOM",
        posture: "P2",
        posts: &[("team_leader", ""), ("driver", "")],
        leader: "",
        then: Then::Approved,
    },
    Scene { codename: "EGRET 2", drafter: "coordinator-goma", station: "GOM", posture: "P2", posts: &[("ppo", "")], leader: "", then: Then::Draft },
    Scene { codename: "FALCON 8", drafter: "coordinator-juba", station: "JUB", posture: "P3", posts: &[("ppo", "")], leader: "", then: Then::Validated },
    Scene {
        codename: "GARNET 5",
        drafter: "coordinator-goma",
        station: "GOM",
        posture: "P5",
        posts: &[("cat", ""), ("ppo", "")],
        leader: "",
        then: Then::Refused,
    },
    Scene {
        codename: "JASPER 3",
        drafter: "coordinator-goma",
        station: "GOM",
        posture: "P3",
        posts: &[("ppo", "S. Traore"), ("medic", "D. Kamanzi")],
        leader: "",
        then: Then::Lapsed,
    },
    Scene { codename: "LINDEN 1", drafter: "coordinator-juba", station: "JUB", posture: "P2", posts: &[("ppo", "F. Keji")], leader: "", then: Then::Renewed },
];
/// Whose danger did not wait, where, and who says so.
const PROTECTED_NOW: (&str, &str, &str) = ("LARCH 5", "KBL", "officer-world");

/// Plays what is missing. A scene that cannot be played is logged and tried again in an hour.
pub async fn play(app: &App, admin: &PgConnectOptions) -> anyhow::Result<()> {
    let mut owner = crate::db::connect_owner(admin).await?;
    let now: DateTime<Utc> = sqlx::query_scalar("select sec.now()").fetch_one(&mut owner).await?;
    for scene in SCENES {
        if let Err(error) = play_scene(app, &mut owner, scene, now).await {
            tracing::warn!(error = format!("{error:#}"), "a scene of protection was not played");
        }
    }
    if let Err(error) = protect_now(app, &mut owner).await {
        tracing::warn!(error = format!("{error:#}"), "interim protection was not played");
    }
    Ok(())
}

async fn play_scene(app: &App, owner: &mut PgConnection, scene: &Scene, now: DateTime<Utc>) -> anyhow::Result<()> {
    let is_there: bool = sqlx::query_scalar(
        "select exists (select from protection_requirement q join principal p on p.id = q.principal_id where p.codename = $1 and q.state <> 'ended')",
    )
    .bind(scene.codename)
    .fetch_one(&mut *owner)
    .await?;
    let has_assessment: bool = sqlx::query_scalar(
        "select exists (select from risk_assessment a join principal p on p.id = a.principal_id
           where p.codename = $1 and a.kind = 'personal' and a.state = 'approved' and current_date between a.valid_from and a.valid_to)",
    )
    .bind(scene.codename)
    .fetch_one(&mut *owner)
    .await?;
    if is_there || !has_assessment {
        return Ok(());
    }
    let address = draft(app, owner, scene, now).await?;
    if scene.then == Then::Draft {
        return Ok(());
    }
    deed(app, owner, "officer-africa", &address, "validate", &[]).await?;
    match scene.then {
        Then::Draft | Then::Validated => return Ok(()),
        Then::Refused => return refuse(app, owner, &address, now).await,
        _ => {}
    }
    deed(app, owner, "chief", &address, "approve", &[]).await?;
    if scene.then == Then::Approved {
        return Ok(());
    }
    staff(app, owner, scene, &address, now).await?;
    match scene.then {
        Then::Renewed => risk::renew(app, owner, scene.codename, scene.drafter, "ssp-juba").await,
        Then::Lapsed => lapse(owner, scene.codename).await,
        _ => Ok(()),
    }
}

async fn draft(app: &App, owner: &mut PgConnection, scene: &Scene, now: DateTime<Utc>) -> anyhow::Result<String> {
    let drafter = Player::enter(app, owner, scene.drafter).await?;
    let address = drafter
        .post(
            "/requirements",
            &[
                ("official", scene.codename),
                ("station", scene.station),
                ("posture", scene.posture),
                // the day before too: what is under way now may have begun before midnight
                ("from", &time::typed_date((now - Duration::days(1)).date_naive())),
                ("places", "Exercise offices and residence"),
                ("vehicles", "2"),
                ("armour", "B6"),
                ("source", "un_cpu"),
                ("productive_hours", "1736"),
            ],
        )
        .await?;
    let address = address.trim_end_matches("/required-posts").to_owned();
    for (role, _) in scene.posts {
        let armed = if matches!(*role, "driver" | "medic") { "" } else { "yes" };
        drafter.post(&format!("{address}/required-posts"), &[("role", role), ("count", "1"), ("armed", armed), ("hours", "12"), ("days", "7")]).await?;
    }
    drafter.leave().await?;
    Ok(address)
}

async fn refuse(app: &App, owner: &mut PgConnection, address: &str, now: DateTime<Utc>) -> anyhow::Result<()> {
    deed(app, owner, "chief", address, "refuse", &[("reason", "The exercise has no counter-assault team to give.")]).await?;
    let day = time::typed_date(now.date_naive());
    let answer =
        [("answer", "refused"), ("note", "No team to give this year."), ("accepted_by", "Designated official of the exercise"), ("accepted_on", day.as_str())];
    deed(app, owner, "officer-africa", address, "answer", &answer).await
}

async fn staff(app: &App, owner: &mut PgConnection, scene: &Scene, address: &str, now: DateTime<Utc>) -> anyhow::Result<()> {
    let requirement = address.rsplit('/').next().unwrap_or_default().to_owned();
    let drafter = Player::enter(app, owner, scene.drafter).await?;
    let team = drafter.post("/teams", &[("requirement", &requirement), ("name", &format!("Team {}", scene.codename))]).await?;
    let team = team.trim_end_matches("/posts").to_owned();
    let today = now.date_naive();
    for (n, (_, name)) in scene.posts.iter().enumerate().filter(|(_, (_, name))| !name.is_empty()) {
        let officer: String = sqlx::query_scalar("select ref from officer where name = $1 and state = 'active'").bind(name).fetch_one(&mut *owner).await?;
        drafter.post(&format!("{team}/assignments"), &[("seat", &format!("{}-1", n + 1)), ("officer", &officer), ("from", &time::typed_date(today))]).await?;
    }
    let assignments: Vec<uuid::Uuid> =
        sqlx::query_scalar("select a.id from team_assignment a join protection_team t on t.id = a.team_id where t.ref = $1 order by a.created_at, a.id")
            .bind(team.rsplit('/').next().unwrap_or_default())
            .fetch_all(&mut *owner)
            .await?;
    for assignment in &assignments {
        if scene.then == Then::Asked {
            continue;
        }
        drafter.post(&format!("{team}/assignments/{assignment}/accept"), &[]).await?;
        let (first, last) = (time::typed_date(today + Duration::days(2)), time::typed_date(today + Duration::days(6)));
        let fields = [("assignment", assignment.to_string()), ("day", first), ("until", last), ("from", "0600".to_owned()), ("to", "1800".to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        // whoever lacks what the seat asks has no day of duty, and the seat says why (INV-14, INV-15)
        drafter.try_post(&format!("{team}/duty-days"), &fields).await;
    }
    drafter.leave().await?;
    if !scene.leader.is_empty() && scene.then == Then::Active {
        let leader = Player::enter(app, owner, scene.leader).await?;
        leader.post(&format!("{team}/accept"), &[]).await?;
        leader.leave().await?;
    }
    Ok(())
}

/// A deed with the version as it stands.
async fn deed(app: &App, owner: &mut PgConnection, who: &'static str, address: &str, word: &str, fields: &[(&str, &str)]) -> anyhow::Result<()> {
    let version: i32 = sqlx::query_scalar("select version from protection_requirement where ref = $1")
        .bind(address.rsplit('/').next().unwrap_or_default())
        .fetch_one(&mut *owner)
        .await?;
    let version = version.to_string();
    let player = Player::enter(app, owner, who).await?;
    let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("version", version.as_str())]).collect();
    player.post(&format!("{address}/{word}"), &fields).await?;
    player.leave().await
}

/// The assessment ends before its time; requirement and assignments are marked, nobody is removed.
async fn lapse(owner: &mut PgConnection, codename: &str) -> anyhow::Result<()> {
    let mut tx = sqlx::Connection::begin(owner).await?;
    sqlx::query(
        "update risk_assessment a set state = 'withdrawn', state_reason = 'The scene of the exercise.', ended_on = current_date, version = a.version + 1
         from principal p where p.id = a.principal_id and p.codename = $1 and a.state = 'approved' and a.kind = 'personal'",
    )
    .bind(codename)
    .execute(&mut *tx)
    .await?;
    sqlx::query("select sec.mark_lapse(id) from principal where codename = $1").bind(codename).execute(&mut *tx).await?;
    crate::audit::append_system(&mut tx, "exercise.scene", codename, "assessment ended").await.map_err(|error| anyhow::anyhow!(error))?;
    tx.commit().await?;
    Ok(())
}

async fn protect_now(app: &App, owner: &mut PgConnection) -> anyhow::Result<()> {
    let (codename, station, who) = PROTECTED_NOW;
    let stands: bool = sqlx::query_scalar(
        "select exists (select from interim_protection i join principal p on p.id = i.principal_id where p.codename = $1 and i.ended_at is null and i.until > sec.now())",
    )
    .bind(codename)
    .fetch_one(&mut *owner)
    .await?;
    if stands {
        return Ok(());
    }
    let player = Player::enter(app, owner, who).await?;
    let threat = "A caller named the hotel and the hour (exercise).";
    player.post("/interim-protection", &[("official", codename), ("station", station), ("threat", threat), ("level", "high"), ("posture", "P4")]).await?;
    player.leave().await
}
