//! A list of the exercise world that came back edited: one vehicle with a cell changed, one with a cell that is wrong,
//! one that nobody keeps. It waits to be looked at; the officers' papers beside it are applied.

use sqlx::PgConnection;

use super::door::Player;
use crate::app::App;

const PAPERS: &str = "\
EXERCISE: courses of the quarter,,,,,,,,
Name,Station,Category,Duty role,Type,Country,Obtained on,Valid until,Evidence
EXERCISE Newcomer,GOM,FS,driver,un_driver_permit,CD,2026-10-05,2027-10-04,Exercise file 41
EXERCISE Newcomer,GOM,FS,driver,cooking,,2026-10-05,,Exercise file 42
";

/// Brings both back where nobody brought one.
pub async fn play(app: &App, owner: &mut PgConnection) -> anyhow::Result<()> {
    let is_played: bool = sqlx::query_scalar("select exists (select from workbook)").fetch_one(&mut *owner).await?;
    if is_played {
        return Ok(());
    }
    let vehicles: Vec<(String, i32)> =
        sqlx::query_as("select v.ref, v.version from vehicle v join duty_station s on s.id = v.station_id where s.code = 'GOM' order by v.plate limit 2")
            .fetch_all(&mut *owner)
            .await?;
    let mut file = "ref,version,seats,tracker\n".to_owned();
    for ((reference, version), cells) in vehicles.iter().zip(["7,EX tracker 7", "many,"]) {
        file.push_str(&format!("{reference},{version},{cells}\n"));
    }
    file.push_str("V-NONE,1,5,\n");
    let armourer = Player::enter(app, owner, "armourer-goma").await?;
    let brought = armourer.upload("/workbooks", &[("list", "vehicles")], ("file", file.as_bytes())).await;
    armourer.leave().await?;
    let coordinator = Player::enter(app, owner, "coordinator-goma").await?;
    let papers = coordinator.upload("/workbooks", &[("list", "qualifications")], ("file", PAPERS.as_bytes())).await;
    if let Ok(address) = &papers {
        coordinator.try_post(&format!("{address}/apply"), &[]).await;
    }
    coordinator.leave().await?;
    if let Some(error) = brought.err().or(papers.err()) {
        tracing::warn!(%error, "the workbooks were not brought back");
    }
    Ok(())
}
