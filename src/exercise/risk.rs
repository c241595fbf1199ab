//! Risk in the exercise world: an assessment in force for each official whom a journey or a team serves, one
//! about to end, one over, one unconfirmed; a successor in review, one that awaits a decision, a draft; and
//! requests, one of them overdue. Played once for each official; nothing that a person entered is touched.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use sqlx::{Connection, PgConnection};

use super::door::Player;
use crate::app::App;
use crate::web::time::typed_date;

/// An assessment decided on paper and registered: whose, by whom, at which level, from when to when in days
/// from today, and who confirms it; nobody leaves it unconfirmed.
struct Registered {
    codename: &'static str,
    author: &'static str,
    level: &'static str,
    days: (i64, i64),
    confirmed_by: &'static str,
}

const fn registered(codename: &'static str, author: &'static str, level: &'static str, days: (i64, i64), confirmed_by: &'static str) -> Registered {
    Registered { codename, author, level, days, confirmed_by }
}

const REGISTERED: &[Registered] = &[
    registered("KESTREL 4", "coordinator-goma", "high-pc2", (-60, 40), "ssp-goma"),
    registered("HERON 7", "coordinator-juba", "medium", (-170, 12), "ssp-juba"),
    registered("BASALT 1", "coordinator-juba", "medium", (-20, 160), "ssp-juba"),
    registered("AMBER 9", "coordinator-goma", "medium", (-80, 100), "ssp-goma"),
    registered("CEDAR 2", "coordinator-goma", "low", (-1, 300), ""),
    registered("COBALT 3", "coordinator-goma", "medium", (-50, 130), "ssp-goma"),
    registered("DUNLIN 6", "coordinator-juba", "medium", (-190, -4), "ssp-juba"),
    registered("EGRET 2", "coordinator-goma", "medium", (-15, 165), "ssp-goma"),
    registered("FALCON 8", "coordinator-juba", "medium", (-10, 170), "ssp-juba"),
    registered("GARNET 5", "coordinator-goma", "high-pc2", (-25, 65), "ssp-goma"),
    registered("JASPER 3", "coordinator-goma", "medium", (-40, 140), "ssp-goma"),
    registered("LINDEN 1", "coordinator-juba", "medium", (-150, 30), "ssp-juba"),
    registered("LARCH 5", "officer-world", "medium", (-30, 150), "chief"),
];

/// Plays what is missing.
pub async fn play(app: &App, owner: &mut PgConnection) -> anyhow::Result<()> {
    let now: DateTime<Utc> = sqlx::query_scalar("select sec.now()").fetch_one(&mut *owner).await?;
    let today = now.date_naive();
    for paper in REGISTERED {
        let known: bool = sqlx::query_scalar("select exists (select from risk_assessment a join principal p on p.id = a.principal_id where p.codename = $1)")
            .bind(paper.codename)
            .fetch_one(&mut *owner)
            .await?;
        if known {
            continue;
        }
        if let Err(error) = play_official(app, owner, paper, today).await {
            tracing::warn!(error = format!("{error:#}"), codename = paper.codename, "the risk of an official was not played");
        }
    }
    if let Err(error) = play_requests(app, owner, now).await {
        tracing::warn!(error = format!("{error:#}"), "the requests for assessments were not played");
    }
    Ok(())
}

async fn play_official(app: &App, owner: &mut PgConnection, paper: &Registered, today: NaiveDate) -> anyhow::Result<()> {
    let ahead = |days: i64| typed_date(today + Duration::days(days));
    let made = register(app, owner, paper, today).await?;
    if paper.codename == "KESTREL 4" {
        let author = Player::enter(app, owner, paper.author).await?;
        author.post(&format!("{made}/threats"), &threat("terrorism", "ambush", "Ambush on the road between office and airport", ["4", "5", "3", "4"])).await?;
        author.post(&format!("{made}/measures"), &measure("1", "vehicle", "Armoured vehicle with a second car", "CPC Goma", &ahead(20))).await?;
        author.leave().await?;
    }
    if !paper.confirmed_by.is_empty() {
        confirm(app, owner, paper.confirmed_by, &made).await?;
    }
    match paper.codename {
        "KESTREL 4" => in_review(app, owner, paper.codename, &ahead).await,
        "AMBER 9" => recommended(app, owner, paper.codename, &ahead).await,
        "COBALT 3" => draft(app, owner, paper.codename, &ahead).await,
        _ => Ok(()),
    }
}

/// A successor that waits for the decision on paper: in force from today beside the one before.
pub async fn renew(app: &App, owner: &mut PgConnection, codename: &'static str, author: &'static str, confirmed_by: &'static str) -> anyhow::Result<()> {
    let today: NaiveDate = sqlx::query_scalar("select sec.now()::date").fetch_one(&mut *owner).await?;
    let paper = registered(codename, author, "medium", (0, 180), confirmed_by);
    let made = register(app, owner, &paper, today).await?;
    confirm(app, owner, confirmed_by, &made).await
}

async fn draft(app: &App, owner: &mut PgConnection, codename: &'static str, ahead: &impl Fn(i64) -> String) -> anyhow::Result<()> {
    let author = Player::enter(app, owner, "analyst").await?;
    let draft = author.post("/risk-assessments", &new(codename, "Residence and daily routes in Goma, next six months", &ahead(0))).await?;
    author.post(&format!("{draft}/threats"), &threat("crime", "surveillance", "Unknown persons near the residence", ["3", "3", "2", "3"])).await?;
    author.post(&format!("{draft}/measures"), &measure("1", "residence", "Guards change at odd hours", "CPC Goma", &ahead(10))).await?;
    author.post(&format!("{draft}/courses"), &[("name", "Stay and vary the routes"), ("residual_level", "medium"), ("people", "2")]).await?;
    let source = [("reliability", "B"), ("credibility", "2"), ("used", "Two sightings in one week"), ("origin", "Exercise informant at the market")];
    author.post(&format!("{draft}/sources"), &source).await?;
    author.leave().await
}

async fn register(app: &App, owner: &mut PgConnection, paper: &Registered, today: NaiveDate) -> anyhow::Result<String> {
    let (from, to) = (typed_date(today + Duration::days(paper.days.0)), typed_date(today + Duration::days(paper.days.1)));
    let player = Player::enter(app, owner, paper.author).await?;
    let made = player
        .post(
            "/risk-assessments/register",
            &[
                ("official", paper.codename),
                ("level", paper.level),
                ("valid_from", &from),
                ("valid_to", &to),
                ("approver", "I. Invented, Designated Official"),
                ("approved_on", &from),
                ("document_ref", "EX-SRM-26"),
                ("main_measures", "Armoured vehicle, two officers, advance at each venue"),
            ],
        )
        .await;
    player.leave().await?;
    made
}

async fn confirm(app: &App, owner: &mut PgConnection, who: &'static str, address: &str) -> anyhow::Result<()> {
    let player = Player::enter(app, owner, who).await?;
    player.post(&format!("{address}/confirm"), &[]).await?;
    player.leave().await
}

fn new<'a>(codename: &'a str, scope: &'a str, from: &'a str) -> [(&'a str, &'a str); 5] {
    [("official", codename), ("kind", "personal"), ("scope", scope), ("valid_from", from), ("copy", "yes")]
}

/// Likelihood and impact, then both with measures.
fn threat<'a>(category: &'a str, sub_kind: &'a str, description: &'a str, scores: [&'a str; 4]) -> [(&'a str, &'a str); 7] {
    [
        ("category", category),
        ("sub_kind", sub_kind),
        ("description", description),
        ("likelihood", scores[0]),
        ("impact", scores[1]),
        ("residual_likelihood", scores[2]),
        ("residual_impact", scores[3]),
    ]
}

fn measure<'a>(threat: &'a str, area: &'a str, description: &'a str, who: &'a str, due: &'a str) -> [(&'a str, &'a str); 6] {
    [("threat", threat), ("area", area), ("effect", "both"), ("description", description), ("owner", who), ("due_on", due)]
}

fn text<'a>(criticality: &'a str, scope: &'a str, change: &'a str, version: &'a str) -> [(&'a str, &'a str); 7] {
    [
        ("scope", scope),
        ("situation", "Exercise: clashes west of the town, roads open by day"),
        ("programme", "Weekly visits to two sites"),
        ("criticality", criticality),
        ("decision", "control"),
        ("change_note", change),
        ("version", version),
    ]
}

/// A successor of the assessment in force, in review with its differences.
async fn in_review(app: &App, owner: &mut PgConnection, codename: &str, ahead: &impl Fn(i64) -> String) -> anyhow::Result<()> {
    let author = Player::enter(app, owner, "ssp-goma").await?;
    let draft = author.post("/risk-assessments", &new(codename, "Goma and North Kivu, three months", &ahead(1))).await?;
    let change = text("PC1", "Goma and North Kivu, three months", "Ambush more likely on the airport road after two incidents; explosive ordnance added", "1");
    author.post(&format!("{draft}/edit"), &change).await?;
    author
        .post(&format!("{draft}/threats"), &threat("armed_conflict", "explosive_ordnance", "Unexploded ordnance beside the western road", ["3", "5", "2", "5"]))
        .await?;
    author.post(&format!("{draft}/measures"), &measure("2", "route", "Cleared route only, reconnaissance on the day", "SSP Goma", &ahead(7))).await?;
    author
        .post(
            &format!("{draft}/courses"),
            &[("name", "Stay with a second armoured vehicle"), ("residual_level", "high"), ("people", "6"), ("is_recommended", "yes")],
        )
        .await?;
    author.post(&format!("{draft}/courses"), &[("name", "Work from Bukavu by air"), ("residual_level", "medium"), ("people", "4"), ("days", "10")]).await?;
    author.post(&format!("{draft}/submit"), &[]).await?;
    author.leave().await?;
    let reviewer = Player::enter(app, owner, "officer-africa").await?;
    reviewer.post(&format!("{draft}/take"), &[]).await?;
    reviewer.post(&format!("{draft}/comments"), &[("point", "measures"), ("comment", "Who reconnoitres the route, and from when?")]).await?;
    reviewer.leave().await
}

/// One that the authority has to decide on.
async fn recommended(app: &App, owner: &mut PgConnection, codename: &str, ahead: &impl Fn(i64) -> String) -> anyhow::Result<()> {
    let author = Player::enter(app, owner, "coordinator-goma").await?;
    let draft = author.post("/risk-assessments", &new(codename, "Mission of the envoy, three months", &ahead(0))).await?;
    author.post(&format!("{draft}/edit"), &text("PC2", "Mission of the envoy, three months", "Talks moved to a venue in the centre", "1")).await?;
    author.post(&format!("{draft}/threats"), &threat("civil_unrest", "protest", "Crowd at the venue of the talks", ["4", "4", "3", "4"])).await?;
    author.post(&format!("{draft}/measures"), &measure("1", "venue", "Second exit held by the advance", "CPC Goma", &ahead(3))).await?;
    author
        .post(&format!("{draft}/courses"), &[("name", "Talks at the present venue"), ("residual_level", "high"), ("people", "8"), ("is_recommended", "yes")])
        .await?;
    author.post(&format!("{draft}/courses"), &[("name", "Talks at the airport"), ("residual_level", "medium"), ("people", "5"), ("days", "4")]).await?;
    author.post(&format!("{draft}/submit"), &[]).await?;
    author.leave().await?;
    let reviewer = Player::enter(app, owner, "officer-africa").await?;
    reviewer.post(&format!("{draft}/take"), &[]).await?;
    reviewer
        .post(&format!("{draft}/reviews"), &[("measure-1", "approved"), ("recommendation", "Approve with the second exit held"), ("deed", "recommend")])
        .await?;
    reviewer.leave().await
}

async fn play_requests(app: &App, owner: &mut PgConnection, now: DateTime<Utc>) -> anyhow::Result<()> {
    let known: i64 = sqlx::query_scalar("select count(*) from risk_request").fetch_one(&mut *owner).await?;
    if known > 0 {
        return Ok(());
    }
    let asking = Player::enter(app, owner, "coordinator-juba").await?;
    let late = asking
        .post(
            "/risk-requests",
            &[
                ("official", "DUNLIN 6"),
                ("kind", "personal"),
                ("cause", "expiry"),
                ("urgency", "immediate"),
                ("reason", "The assessment is over and visits go on."),
            ],
        )
        .await?;
    asking
        .post(
            "/risk-requests",
            &[("official", "HERON 7"), ("kind", "personal"), ("cause", "expiry"), ("urgency", "priority"), ("reason", "Ends within three weeks.")],
        )
        .await?;
    asking
        .post(
            "/risk-requests",
            &[("station", "JUB"), ("kind", "area"), ("cause", "incident"), ("urgency", "routine"), ("reason", "Two carjackings on the ring road.")],
        )
        .await?;
    asking.leave().await?;
    // asked two days ago, as the standard counts
    let reference = late.rsplit('/').next().unwrap_or_default().to_owned();
    let mut tx = owner.begin().await?;
    sqlx::query("update risk_request set asked_at = $1, due_at = $2, version = version + 1 where ref = $3")
        .bind(now - Duration::hours(50))
        .bind(now - Duration::hours(26))
        .bind(&reference)
        .execute(&mut *tx)
        .await?;
    crate::audit::append_system(&mut tx, "exercise.scene", &reference, "asked_at, due_at").await.map_err(|error| anyhow::anyhow!(error))?;
    tx.commit().await?;
    Ok(())
}
