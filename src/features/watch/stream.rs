//! `/events`: one stream a browser, topic and version only. Rights are checked again by whoever asks for
//! the fragment after it. A stream keeps no transaction and no connection of the database.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};
use tokio_stream::wrappers::ReceiverStream;

use super::board;
use crate::actions;
use crate::app::App;
use crate::authz::action::{Authorized, Collection};
use crate::authz::routes::Routes;
use crate::authz::session;
use crate::web::error::Result;

actions! {
    /// Announcements of changes, as server-sent events.
    OpenStream: Get "/events" => "stream.open", Collection, Quiet;
}

/// A sign of life, so that a silent connection is known to be one; the session is asked after too.
const BEAT: Duration = Duration::from_secs(25);
/// A stream ends after this and the browser opens another.
const LIFE: Duration = Duration::from_secs(600);

pub(super) fn routes() -> Routes {
    Routes::default().get::<OpenStream, _, _>(open)
}

/// What the stream knows of its reader. Its question is boxed where it is asked: a thousand streams
/// that wait would each keep the room for it.
struct Reader {
    key: String,
    session: String,
    cells: Vec<i32>,
    is_detector_late: bool,
}

async fn open(auth: Authorized<OpenStream>) -> Result<Response> {
    let app = auth.app.clone();
    let mut reader =
        Reader { key: auth.actor.ctx.key.clone(), session: format!("session:{}", auth.actor.ctx.session.0), cells: Vec::new(), is_detector_late: false };
    // Gives the connection of the proof back before the stream begins.
    drop(auth);
    // Heard from here on: a change between the reading of the scope and the first line is not lost.
    let heard = app.announcements().subscribe();
    if !Box::pin(reader.ask_again(&app)).await? {
        return Err(crate::web::error::AppError::SignIn);
    }
    let (lines, body) = mpsc::channel::<Result<Bytes, Infallible>>(8);
    tokio::spawn(tell(app, reader, heard, lines));
    let mut response = Body::from_stream(ReceiverStream::new(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    Ok(response)
}

impl Reader {
    /// Whether the session lives, which cells it reaches now, and whether the detector speaks.
    async fn ask_again(&mut self, app: &App) -> Result<bool> {
        let Some(live) = session::open(&app.db, &self.key, false, "web", "").await? else {
            return Ok(false);
        };
        let mut tx = app.db.read(&live.actor.ctx).await?;
        let pulse = sqlx::query!(r#"select sec.board_cells() as "cells!", sec.heartbeat_of('overdue-detector') as beat"#).fetch_one(&mut *tx).await?;
        self.is_detector_late = board::is_late(pulse.beat, tx.now);
        self.cells = pulse.cells;
        Ok(true)
    }

    fn line(&self, app: &App, event: &str) -> Bytes {
        format!("{event}data: watch {}\n\n", board::version(app.version("watch", &self.cells), self.is_detector_late)).into()
    }
}

async fn tell(
    app: App,
    mut reader: Reader,
    mut heard: tokio::sync::broadcast::Receiver<crate::app::Announcement>,
    lines: mpsc::Sender<Result<Bytes, Infallible>>,
) {
    let end = Instant::now() + LIFE;
    let mut beat = Instant::now() + BEAT;
    if lines.send(Ok(reader.line(&app, "retry: 3000\n"))).await.is_err() {
        return;
    }
    loop {
        let line = tokio::select! {
            () = app.stop().cancelled() => return,
            () = lines.closed() => return,
            () = sleep_until(end) => return,
            () = sleep_until(beat) => {
                beat = Instant::now() + BEAT;
                let was_late = reader.is_detector_late;
                match Box::pin(reader.ask_again(&app)).await {
                    Ok(true) => {}
                    Ok(false) => return,
                    // The database is away: say nothing, so that the page grows stale and says so.
                    Err(_) => continue,
                }
                reader.line(&app, if was_late == reader.is_detector_late { "event: beat\n" } else { "" })
            }
            news = heard.recv() => match news {
                Ok(news) if news.topic == reader.session => match Box::pin(reader.ask_again(&app)).await {
                    Ok(true) => reader.line(&app, ""),
                    Ok(false) | Err(_) => return,
                },
                Ok(news) if news.topic.starts_with("session:") => continue,
                Ok(news) if !news.cells.is_empty() && !news.cells.iter().any(|cell| reader.cells.contains(cell)) => continue,
                Ok(news) if news.topic == "watch" => reader.line(&app, ""),
                Ok(news) => format!("data: {} {}\n\n", news.topic, app.version(&news.topic, &reader.cells)).into(),
                Err(RecvError::Lagged(_)) => reader.line(&app, ""),
                Err(RecvError::Closed) => return,
            },
        };
        if lines.send(Ok(line)).await.is_err() {
            return;
        }
    }
}
