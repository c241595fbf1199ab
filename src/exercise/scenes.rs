//! What is always going on in the exercise world, whatever the day: a movement under way, an overdue
//! check-in, an uncovered leg, a movement not ready, one that is ready, one that waits to be closed,
//! and a calm station. At each start and every hour the missing scenes are played; nothing that a
//! person entered is touched.

use chrono::{DateTime, Duration, Utc};
use sqlx::postgres::PgConnectOptions;
use sqlx::{FromRow, PgConnection};

use super::door::Player;
use crate::app::App;
use crate::web::time;

/// A scene: whose journey, from where to where, when it departs and how long it lasts, in minutes from now.
struct Scene {
    codename: &'static str,
    planner: &'static str,
    from: &'static str,
    to: &'static str,
    posture: &'static str,
    departs: i64,
    lasts: i64,
    posts: &'static [(&'static str, &'static str)],
    then: Then,
}

/// How far a scene is played.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Then {
    /// Planned, and left so.
    Planned,
    /// Cleared and ready.
    Ready,
    /// Departed, and in contact.
    UnderWay,
    /// Departed, and not heard of since.
    Silent,
    /// Arrived, not yet closed.
    Completed,
}

const SCENES: &[Scene] = &[
    Scene {
        codename: "KESTREL 4",
        planner: "coordinator-goma",
        from: "GOM",
        to: "FZNA",
        posture: "P3",
        departs: -35,
        lasts: 150,
        posts: &[("1-team_leader-1", "O. Okoro"), ("1-ppo-1", "H. Haddad"), ("1-driver-1", "M. Mbala")],
        then: Then::UnderWay,
    },
    Scene {
        codename: "HERON 7",
        planner: "coordinator-juba",
        from: "JUB",
        to: "HSSJ",
        posture: "P2",
        departs: -100,
        lasts: 180,
        posts: &[("1-team_leader-1", "L. Deng"), ("1-driver-1", "A. Lomoro")],
        then: Then::Silent,
    },
    Scene {
        codename: "BASALT 1",
        planner: "coordinator-juba",
        from: "JUB",
        to: "HSSJ",
        posture: "P3",
        departs: 180,
        lasts: 60,
        posts: &[("1-ppo-1", "K. Silva")],
        then: Then::Planned,
    },
    Scene {
        codename: "AMBER 9",
        planner: "coordinator-goma",
        from: "GOM",
        to: "JUB",
        posture: "P2",
        departs: 400,
        lasts: 150,
        posts: &[("1-team_leader-1", "E. Nsimba"), ("1-driver-1", "C. Furaha")],
        then: Then::Planned,
    },
    Scene {
        codename: "CEDAR 2",
        planner: "coordinator-goma",
        from: "GOM",
        to: "FZNA",
        posture: "P2",
        departs: 1200,
        lasts: 45,
        posts: &[("1-team_leader-1", "E. Nsimba"), ("1-driver-1", "C. Furaha")],
        then: Then::Ready,
    },
    Scene {
        codename: "COBALT 3",
        planner: "coordinator-goma",
        from: "FZNA",
        to: "GOM",
        posture: "P2",
        departs: -300,
        lasts: 60,
        posts: &[("1-team_leader-1", "E. Nsimba"), ("1-driver-1", "C. Furaha")],
        then: Then::Completed,
    },
];

#[derive(FromRow)]
struct Open {
    reference: String,
    state: String,
    departs_at: DateTime<Utc>,
    arrives_at: DateTime<Utc>,
    leg_state: String,
}

/// Plays what is missing now. A scene that cannot be played is logged and tried again in an hour.
pub async fn play(app: &App, admin: &PgConnectOptions) -> anyhow::Result<()> {
    let mut owner = crate::db::connect_owner(admin).await?;
    let now: DateTime<Utc> = sqlx::query_scalar("select sec.now()").fetch_one(&mut owner).await?;
    for scene in SCENES {
        if let Err(error) = play_scene(app, &mut owner, scene, now).await {
            tracing::warn!(error = format!("{error:#}"), "a scene of the exercise world was not played");
        }
    }
    Ok(())
}

async fn play_scene(app: &App, owner: &mut PgConnection, scene: &Scene, now: DateTime<Utc>) -> anyhow::Result<()> {
    let open: Option<Open> = sqlx::query_as(
        "select m.ref as reference, m.state, l.departs_at, l.arrives_at, l.state as leg_state
         from movement m join principal p on p.id = m.principal_id join leg l on l.movement_id = m.id and not l.is_void
         where p.codename = $1 and m.state not in ('closed', 'cancelled') and not m.is_void order by l.departs_at desc limit 1",
    )
    .bind(scene.codename)
    .fetch_optional(&mut *owner)
    .await?;
    let planner = Player::enter(app, owner, scene.planner).await?;
    let outcome = match open {
        Some(open) => keep_going(&planner, scene, &open, now).await,
        None => begin(app, owner, &planner, scene, now).await,
    };
    planner.leave().await?;
    outcome
}

/// Keeps a running scene as it should be: heard of, or over when its time is over.
async fn keep_going(planner: &Player, scene: &Scene, open: &Open, now: DateTime<Utc>) -> anyhow::Result<()> {
    let address = format!("/movements/{}", open.reference);
    let is_over = open.arrives_at < now;
    match (scene.then, open.leg_state.as_str()) {
        (Then::UnderWay, "under_way") if is_over => {
            report(planner, &address, "arrived", now, None).await?;
            close(planner, &address).await;
        }
        (Then::UnderWay, "under_way") => report(planner, &address, "well", now, Some(now + Duration::minutes(90))).await?,
        (Then::Planned | Then::Ready, "planned") if open.departs_at < now => {
            planner.try_post(&format!("{address}/cancel"), &[("reason", "The scene of the exercise is over.")]).await;
        }
        (Then::Completed, _) if open.state == "completed" && open.arrives_at < now - Duration::hours(20) => close(planner, &address).await,
        _ => {}
    }
    Ok(())
}

async fn begin(app: &App, owner: &mut PgConnection, planner: &Player, scene: &Scene, now: DateTime<Utc>) -> anyhow::Result<()> {
    let departs = now + Duration::minutes(scene.departs);
    let arrives = departs + Duration::minutes(scene.lasts);
    let (from_zone, to_zone) = (zone_of(owner, scene.from).await?, zone_of(owner, scene.to).await?);
    let (departs_there, arrives_there) = (time::local(departs, &from_zone), time::local(arrives, &to_zone));
    let station = if scene.planner.ends_with("juba") { "JUB" } else { "GOM" };
    let address = planner
        .post(
            "/movements",
            &[
                ("official", scene.codename),
                ("purpose", "Exercise visit"),
                ("station", station),
                ("posture", scene.posture),
                ("from", scene.from),
                ("depart_date", &time::typed_date(departs_there.date())),
                ("depart_time", &departs_there.format("%H:%M").to_string()),
                ("to", scene.to),
                ("arrive_date", &time::typed_date(arrives_there.date())),
                ("arrive_time", &arrives_there.format("%H:%M").to_string()),
                ("mode", "road"),
            ],
        )
        .await?;
    let address = address.split('?').next().unwrap_or_default().trim_end_matches("/edit").to_owned();
    for (post, name) in scene.posts {
        let officer: String = sqlx::query_scalar("select ref from officer where name = $1 and state = 'active'").bind(name).fetch_one(&mut *owner).await?;
        planner.post(&format!("{address}/cover/{post}"), &[("officer", &officer)]).await?;
    }
    if scene.then != Then::Planned {
        make_ready(app, owner, planner, &address).await?;
    }
    match scene.then {
        Then::Planned | Then::Ready => {}
        Then::UnderWay => {
            report(planner, &address, "departed", departs, None).await?;
            report(planner, &address, "well", now - Duration::minutes(4), Some(now + Duration::minutes(90))).await?;
        }
        Then::Silent => report(planner, &address, "departed", departs, None).await?,
        Then::Completed => {
            report(planner, &address, "departed", departs, None).await?;
            report(planner, &address, "arrived", arrives, None).await?;
        }
    }
    Ok(())
}

/// Planning, clearance by the security professional or official, approval by another person.
async fn make_ready(app: &App, owner: &mut PgConnection, planner: &Player, address: &str) -> anyhow::Result<()> {
    for next in ["planning", "clearance_pending"] {
        planner.post(&format!("{address}/advance"), &[("to", next)]).await?;
    }
    let station: String = sqlx::query_scalar("select s.code from movement m join duty_station s on s.id = m.planning_station_id where m.ref = $1")
        .bind(address.rsplit('/').next().unwrap_or_default())
        .fetch_one(&mut *owner)
        .await?;
    let clearing = Player::enter(app, owner, if station == "JUB" { "ssp-juba" } else { "ssp-goma" }).await?;
    clearing.post(&format!("{address}/clearance"), &[("decision", "cleared"), ("document", "EX-CLEAR-1")]).await?;
    clearing.leave().await?;
    let approving = Player::enter(app, owner, "officer-africa").await?;
    approving.post(&format!("{address}/ready"), &[]).await?;
    approving.leave().await
}

async fn report(planner: &Player, address: &str, condition: &str, at: DateTime<Utc>, next_due: Option<DateTime<Utc>>) -> anyhow::Result<()> {
    let at = at.format("%H:%M").to_string();
    let next_due = next_due.map(|due| due.format("%H:%M").to_string()).unwrap_or_default();
    let fields = [("leg", "1"), ("condition", condition), ("channel", "radio"), ("reported_by", "team leader"), ("at", &at), ("next_due", &next_due)];
    planner.post(&format!("{address}/check-ins"), &fields).await.map(drop)
}

async fn close(planner: &Player, address: &str) {
    planner.try_post(&format!("{address}/close"), &[("note", "The scene of the exercise is over.")]).await;
}

async fn zone_of(owner: &mut PgConnection, code: &str) -> anyhow::Result<String> {
    Ok(sqlx::query_scalar(
        "select p.zone from place p left join duty_station s on s.id = p.station_id where s.code = $1 or p.icao = $1 order by s.code nulls last limit 1",
    )
    .bind(code)
    .fetch_one(owner)
    .await?)
}
