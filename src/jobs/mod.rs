//! Background work. Each job is a named actor with a session of its own: same walls, same trail.

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::app::App;

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

/// Hands announcements of the database on to open streams.
async fn announcements(app: App, stop: CancellationToken) {
    loop {
        let listening = async {
            let mut listener = app.db.listener().await?;
            listener.listen("cordon").await?;
            loop {
                let notice = listener.recv().await?;
                if let Some((topic, cells)) = notice.payload().split_once(' ') {
                    let cells = cells.split(',').filter_map(|cell| cell.parse().ok()).collect();
                    // Nobody listening is no error.
                    let _ = app.announcements().send(crate::app::Announcement { topic: topic.to_owned(), cells });
                }
            }
            #[expect(unreachable_code, reason = "names the type of the error")]
            Ok::<(), crate::web::error::AppError>(())
        };
        tokio::select! {
            ended = listening => if ended.is_err() {
                tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            },
            () = stop.cancelled() => break,
        }
    }
}
