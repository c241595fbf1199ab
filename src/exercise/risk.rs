//! Risk in the exercise world: an assessment for each official in one of the states that matter (in
//! force, about to end, over, unconfirmed, in review, awaiting a decision, a draft) and requests, one of
//! them overdue. Played once for each official; nothing that a person entered is touched.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use sqlx::{Connection, PgConnection};

use super::door::Player;
use crate::app::App;
use crate::web::time::typed_date;

/// Plays what is missing.
pub async fn play(app: &App, owner: &mut PgConnection) -> anyhow::Result<()> {
    let now: DateTime<Utc> = sqlx::query_scalar("select sec.now()").fetch_one(&mut *owner).await?;
    let today = now.date_naive();
    for codename in ["KESTREL 4", "HERON 7", "BASALT 1", "AMBER 9", "CEDAR 2", "COBALT 3", "LARCH 5"] {
        let known: bool = sqlx::query_scalar("select exists (select from risk_assessment a join principal p on p.id = a.principal_id where p.codename = $1)")
            .bind(codename)
            .fetch_one(&mut *owner)
            .await?;
        if known {
            continue;
        }
        if let Err(error) = play_official(app, owner, codename, today).await {
            tracing::warn!(error = format!("{error:#}"), codename, "the risk of an official was not played");
        }
    }
    if let Err(error) = play_requests(app, owner, now).await {
        tracing::warn!(error = format!("{error:#}"), "the requests for assessments were not played");
    }
    Ok(())
}

async fn play_official(app: &App, owner: &mut PgConnection, codename: &'static str, today: NaiveDate) -> anyhow::Result<()> {
    let ahead = |days: i64| typed_date(today + Duration::days(days));
    match codename {
        "KESTREL 4" => {
            let first = register(app, owner, "coordinator-goma", codename, ("high-pc2", &ahead(-60), &ahead(40))).await?;
            let author = Player::enter(app, owner, "coordinator-goma").await?;
            author
                .post(&format!("{first}/threats"), &threat("terrorism", "ambush", "Ambush on the road between office and airport", ["4", "5", "3", "4"]))
                .await?;
            author.post(&format!("{first}/measures"), &measure("1", "vehicle", "Armoured vehicle with a second car", "CPC Goma", &ahead(20))).await?;
            author.leave().await?;
            confirm(app, owner, "ssp-goma", &first).await?;
            in_review(app, owner, codename, &ahead).await
        }
        "HERON 7" => {
            let made = register(app, owner, "coordinator-juba", codename, ("medium", &ahead(-170), &ahead(12))).await?;
            confirm(app, owner, "ssp-juba", &made).await
        }
        "BASALT 1" => {
            let made = register(app, owner, "coordinator-juba", codename, ("medium", &ahead(-190), &ahead(-4))).await?;
            confirm(app, owner, "ssp-juba", &made).await
        }
        "AMBER 9" => recommended(app, owner, codename, &ahead).await,
        "CEDAR 2" => register(app, owner, "coordinator-goma", codename, ("low", &ahead(-1), &ahead(300))).await.map(drop),
        "COBALT 3" => {
            let author = Player::enter(app, owner, "analyst").await?;
            let draft = author.post("/risk-assessments", &new(codename, "Residence and daily routes in Goma, next six months", &ahead(0))).await?;
            author.post(&format!("{draft}/threats"), &threat("crime", "surveillance", "Unknown persons near the residence", ["3", "3", "2", "3"])).await?;
            let source = [("reliability", "B"), ("credibility", "2"), ("used", "Two sightings in one week"), ("origin", "Exercise informant at the market")];
            author.post(&format!("{draft}/sources"), &source).await?;
            author.leave().await
        }
        _ => {
            let made = register(app, owner, "officer-world", codename, ("medium", &ahead(-30), &ahead(150))).await?;
            confirm(app, owner, "chief", &made).await
        }
    }
}

async fn register(app: &App, owner: &mut PgConnection, who: &'static str, codename: &str, (level, from, to): (&str, &str, &str)) -> anyhow::Result<String> {
    let player = Player::enter(app, owner, who).await?;
    let made = player
        .post(
            "/risk-assessments/register",
            &[
                ("official", codename),
                ("level", level),
                ("valid_from", from),
                ("valid_to", to),
                ("approver", "I. Invented, Designated Official"),
                ("approved_on", from),
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
    author.post(&format!("{draft}/edit"), &text("PC2", "Mission of the envoy, three months", "First assessment", "1")).await?;
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
                ("official", "BASALT 1"),
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
