//! Figures for the operator, on a listener of their own and only if asked for. Never a label by record or person.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::app::App;

/// Listens until the stop signal; answers every request with the figures as text.
pub async fn listen(address: &str, app: App, stop: CancellationToken) -> anyhow::Result<JoinHandle<()>> {
    let listener = TcpListener::bind(address).await?;
    Ok(tokio::spawn(async move {
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = stop.cancelled() => break,
            };
            let Ok((mut stream, _)) = accepted else { continue };
            let text = figures(&app);
            let _ = tokio::time::timeout(std::time::Duration::from_secs(2), async {
                let mut head = [0u8; 1024];
                let _ = stream.read(&mut head).await;
                let answer =
                    format!("HTTP/1.1 200 OK\r\ncontent-type: text/plain; version=0.0.4\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{text}", text.len());
                let _ = stream.write_all(answer.as_bytes()).await;
            })
            .await;
        }
    }))
}

fn figures(app: &App) -> String {
    let (size, idle) = app.db.pool_size();
    format!(
        "# TYPE cordon_pool_connections gauge\ncordon_pool_connections {size}\n\
         # TYPE cordon_pool_idle gauge\ncordon_pool_idle {idle}\n\
         # TYPE cordon_open_streams gauge\ncordon_open_streams {}\n",
        app.announcements().receiver_count()
    )
}
