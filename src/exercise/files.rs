//! Files of the exercise world: a signed decision, a map, a voided annex and a strictly confidential letter at the
//! assessment of KESTREL 4, a photo of the official, the scan of a paper, and photos of a weapon. Attached through the
//! public door, once.

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, Rgb, RgbImage};
use sqlx::PgConnection;

use super::door::Player;
use crate::app::App;

const CODENAME: &str = "KESTREL 4";

/// Plays what is missing.
pub async fn play(app: &App, owner: &mut PgConnection) -> anyhow::Result<()> {
    let assessment: Option<String> = sqlx::query_scalar(
        "select a.ref from risk_assessment a join principal p on p.id = a.principal_id
         where p.codename = $1 and a.state = 'approved' and not exists (select from risk_attachment f where f.assessment_id = a.id) order by a.ref limit 1",
    )
    .bind(CODENAME)
    .fetch_optional(&mut *owner)
    .await?;
    if let Some(reference) = assessment
        && let Err(error) = attach(app, owner, &format!("/risk-assessments/{reference}/attachments")).await
    {
        tracing::warn!(error = format!("{error:#}"), "the files of an assessment were not played");
    }
    let official: Option<String> = sqlx::query_scalar(
        "select p.ref from principal p where p.codename = $1 and not exists (select from principal_photo f where f.principal_id = p.id) limit 1",
    )
    .bind(CODENAME)
    .fetch_optional(&mut *owner)
    .await?;
    if let Some(reference) = official {
        let officer = Player::enter(app, owner, "officer-africa").await?;
        if let Err(error) = officer.upload(&format!("/principals/{reference}/photo/edit"), &[("reason", "")], ("photo", &picture(true)?)).await {
            tracing::warn!(error = format!("{error:#}"), "a photo was not played");
        }
        officer.leave().await?;
    }
    Ok(())
}

/// A scan behind a paper of Goma, where there is none; once there are papers.
pub async fn play_scan(app: &App, owner: &mut PgConnection) -> anyhow::Result<()> {
    let paper: Option<String> = sqlx::query_scalar(
        "select q.ref from qualification q join officer o on o.id = q.officer_id join duty_station s on s.id = o.station_id
         where s.code = 'GOM' and not q.is_void and not exists (select from qualification_scan) order by q.ref limit 1",
    )
    .fetch_optional(&mut *owner)
    .await?;
    if let Some(reference) = paper {
        let coordinator = Player::enter(app, owner, "coordinator-goma").await?;
        let kept = coordinator.upload(&format!("/qualifications/{reference}/scan/edit"), &[("reason", "")], ("scan", DECISION)).await;
        coordinator.leave().await?;
        if let Err(error) = kept {
            tracing::warn!(error = format!("{error:#}"), "a scan was not played");
        }
    }
    Ok(())
}

/// Two photos of a weapon of Goma and one that was taken off, where there is none; once there are weapons.
pub async fn play_weapon(app: &App, owner: &mut PgConnection) -> anyhow::Result<()> {
    let weapon: Option<String> = sqlx::query_scalar(
        "select f.ref from firearm f join duty_station s on s.id = f.station_id
         where s.code = 'GOM' and f.state = 'serviceable' and not exists (select from firearm_photo) order by f.serial, f.id limit 1",
    )
    .fetch_optional(&mut *owner)
    .await?;
    if let Some(reference) = weapon
        && let Err(error) = photograph(app, owner, &format!("/firearms/{reference}/photos")).await
    {
        tracing::warn!(error = format!("{error:#}"), "the photos of a weapon were not played");
    }
    Ok(())
}

async fn photograph(app: &App, owner: &mut PgConnection, url: &str) -> anyhow::Result<()> {
    let armourer = Player::enter(app, owner, "armourer-goma").await?;
    for (shows, note) in [("marking_left", "Number clear (exercise)"), ("whole", ""), ("damage", "Of another weapon")] {
        armourer.upload(url, &[("shows", shows), ("note", note)], ("photo", &picture(false)?)).await?;
    }
    armourer.post(&format!("{url}/3/remove"), &[("reason", "Shows another weapon"), ("version", "1")]).await?;
    armourer.leave().await
}

async fn attach(app: &App, owner: &mut PgConnection, url: &str) -> anyhow::Result<()> {
    let coordinator = Player::enter(app, owner, "coordinator-goma").await?;
    coordinator.upload(url, &[("title", "Signed decision (exercise)"), ("class", "confidential")], ("file", DECISION)).await?;
    coordinator.upload(url, &[("title", "Sketch of the road to the airport"), ("class", "confidential")], ("file", &picture(false)?)).await?;
    coordinator.upload(url, &[("title", "Annex of another assessment"), ("class", "unclassified")], ("file", DECISION)).await?;
    coordinator.post(&format!("{url}/3/void"), &[("reason", "Belongs to another assessment")]).await?;
    coordinator.leave().await?;
    let ssp = Player::enter(app, owner, "ssp-goma").await?;
    ssp.upload(url, &[("title", "Letter of the host authority"), ("class", "strictly_confidential")], ("file", DECISION)).await?;
    ssp.leave().await
}

/// One empty page.
const DECISION: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
    3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

/// A grey figure before a wall, or a road through a field: nobody and nowhere.
fn picture(is_portrait: bool) -> anyhow::Result<Vec<u8>> {
    let drawn = RgbImage::from_fn(360, 440, |x, y| {
        let (x, y) = (i64::from(x) - 180, i64::from(y));
        let is_figure = x * x + (y - 170) * (y - 170) < 80 * 80 || y > 300 && x * x + (y - 440) * (y - 440) < 140 * 140;
        let is_road = (x - (y - 220) / 3).abs() < 24;
        match (is_portrait, is_figure, is_road) {
            (true, true, _) => Rgb([90, 96, 104]),
            (true, false, _) => Rgb([214, 220, 226]),
            (false, _, true) => Rgb([120, 120, 120]),
            (false, _, false) => Rgb([190, 204, 160]),
        }
    });
    let mut out = Vec::new();
    DynamicImage::from(drawn).write_with_encoder(JpegEncoder::new_with_quality(&mut out, 85))?;
    Ok(out)
}
