//! Background work. Each job is a named actor with a session of its own: same walls, same trail.

pub mod detector;

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::app::{Announcement, App};
use crate::web::error::Result;

/// Running jobs.
pub struct Work {
    tasks: JoinSet<()>,
}

impl Work {
    /// Waits until every job has ended; they end at the stop signal.
    pub async fn finish(mut self) {
        while self.tasks.join_next().await.is_some() {}
    }
}

/// Starts the jobs of a server. They end when the program's stop signal is given.
pub async fn start(app: App, admin: &sqlx::postgres::PgConnectOptions) -> anyhow::Result<Work> {
    let mut tasks = JoinSet::new();
    tasks.spawn(checkpoints(app.clone(), app.stop().clone(), admin.clone()));
    tasks.spawn(announcements(app.clone(), app.stop().clone()));
    tasks.spawn(detector::keep(app.clone(), app.stop().clone()));
    tasks.spawn(clean_up(app.clone(), app.stop().clone()));
    Ok(Work { tasks })
}

/// Appends the heads of the trail to the file outside the database, every minute.
async fn checkpoints(app: App, stop: CancellationToken, admin: sqlx::postgres::PgConnectOptions) {
    let mut last = None;
    let mut clock = tokio::time::interval(std::time::Duration::from_secs(60));
    loop {
        tokio::select! {
            _ = clock.tick() => {}
            () = stop.cancelled() => break,
        }
        let written = async {
            let mut owner = crate::db::connect_owner(&admin).await?;
            let checkpoint = crate::audit::checkpoint::take(&mut owner).await?;
            crate::audit::checkpoint::append(app.data_dir(), last.as_ref(), &checkpoint)?;
            last = Some(checkpoint);
            Ok::<_, anyhow::Error>(())
        };
        if let Err(error) = written.await {
            tracing::error!(%error, alarm = "checkpoint", "the trail's checkpoint was not written");
        }
    }
}

/// Forgets each hour what nobody needs any longer.
async fn clean_up(app: App, stop: CancellationToken) {
    let mut clock = tokio::time::interval(std::time::Duration::from_secs(3_600));
    loop {
        tokio::select! {
            _ = clock.tick() => {}
            () = stop.cancelled() => break,
        }
        let cleaned = async {
            let mut connection = app.db.stranger().await?;
            sqlx::query("select sec.clean_up()").execute(&mut *connection).await?;
            Ok::<_, crate::web::error::AppError>(())
        };
        if let Err(error) = cleaned.await {
            tracing::warn!(%error, "old form keys were not forgotten");
        }
    }
}

/// Hands announcements of the database on to open streams.
pub async fn announcements(app: App, stop: CancellationToken) {
    let mut is_deaf = false;
    loop {
        tokio::select! {
            ended = listen(&app) => match ended {
                Ok(()) => is_deaf = false,
                Err(error) => {
                    if !is_deaf {
                        tracing::warn!(%error, "announcements are not heard; trying again each second");
                    }
                    is_deaf = true;
                    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
                }
            },
            () = stop.cancelled() => break,
        }
    }
}

async fn listen(app: &App) -> Result<()> {
    let mut listener = app.db.listener().await?;
    listener.listen("cordon").await?;
    // What was said before this connection stood, nobody here heard.
    app.announce(Announcement { topic: "watch".to_owned(), cells: Vec::new() });
    while let Some(notice) = listener.try_recv().await? {
        if let Some((topic, cells)) = notice.payload().split_once(' ') {
            let cells = cells.split(',').filter_map(|cell| cell.parse().ok()).collect();
            app.announce(Announcement { topic: topic.to_owned(), cells });
        }
    }
    Ok(())
}
