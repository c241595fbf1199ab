//! `/watch`: the board, its live part, its paper, the wall, and the exercise's switch.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;
use sha2::{Digest, Sha256};

use super::board::{self, Asked, Board};
use super::handovers;
use super::views::{self, BoardPage, Lanes, LanesFragment, PrintPage, Reader, Switch};
use crate::actions;
use crate::app::InstallationKind;
use crate::audit::Entry;
use crate::authz::action::{Authorized, Collection, may};
use crate::authz::routes::Routes;
use crate::authz::session;
use crate::i18n::Hole;
use crate::jobs::detector;
use crate::web::error::{AppError, Result};
use crate::web::form::{Form, fresh_form_key};
use crate::web::page::{self, Shell};

actions! {
    /// The movement watch board.
    ShowBoard: Get "/watch" => "watch.show", Collection, Duty;
    /// The same board on paper.
    PrintBoard: Get "/watch/print" => "watch.show", Collection, Duty;
    /// Turns this browser into a wall display.
    OpenWall: Post "/watch/wall" => "watch.wall", Collection, Change;
    /// Stops or starts the overdue detector, in an exercise.
    SwitchDetector: Post "/watch/detector" => "watch.switch-detector", Collection, Change;
}

/// Shortest and longest refresh that a person may choose, in seconds.
const REFRESH_SECONDS: std::ops::RangeInclusive<u32> = 15..=900;

pub(super) fn routes() -> Routes {
    Routes::default()
        .get::<ShowBoard, _, _>(show)
        .get::<PrintBoard, _, _>(print)
        .post::<OpenWall, _, _>(open_wall)
        .post::<SwitchDetector, _, _>(switch_detector)
}

async fn show(mut auth: Authorized<ShowBoard>) -> Result<Response> {
    let is_wall = auth.actor.session_kind == "wall";
    let mut tx = auth.read().await?;
    let (asked, board) = board::read(&auth, &mut tx).await?;
    let is_fragment = auth.fragment.as_deref() == Some("lanes");
    let turns = if is_fragment { Vec::new() } else { handovers::standing(&mut tx, &auth.actor).await? };
    drop(tx);
    if asked.url.one("display") == Some("wall") && !is_wall {
        // A wall is a session of its own, opened from the board.
        return Ok(page::see_other(&asked.url.without("display", "wall")));
    }
    let language = auth.language();
    let reader = Reader { actor: &auth.actor, language, is_wall };
    let lanes = Lanes::new(&reader, &asked, &board);
    let tag = format!("\"{}\"", &crate::audit::verify::hex(&Sha256::digest(format!("{}{}", language.code(), lanes.mark())))[..24]);
    let mut response = if is_fragment {
        page::page(&LanesFragment { shell: Shell::new(&auth.seed, "watch-title"), board: lanes })?
    } else {
        page::page(&whole(&auth, &asked, &board, lanes, &turns, is_wall))?
    };
    if auth.fragment.is_some() {
        set(&mut response, header::ETAG, &tag);
        set(&mut response, header::VARY, "X-Fragment");
    } else if let Some(seconds) = asked.url.one("refresh").and_then(|value| value.parse::<u32>().ok()).filter(|n| REFRESH_SECONDS.contains(n)) {
        set(&mut response, header::REFRESH, &seconds.to_string());
    }
    Ok(response)
}

fn whole(auth: &Authorized<ShowBoard>, asked: &Asked, board: &Board, lanes: Lanes, turns: &[handovers::Turn], is_wall: bool) -> BoardPage {
    let language = auth.language();
    let holds = turns.iter().any(|turn| turn.is_mine);
    BoardPage {
        shell: Shell::new(&auth.seed, "watch-title"),
        wall: is_wall,
        filters: views::filters(language, asked),
        hand_over_url: if holds { "/watch/handovers/new".into() } else { String::new() },
        handovers_url: "/watch/handovers",
        print_url: views::print_url(asked),
        ignored: if asked.ignored.is_empty() { String::new() } else { language.fill("watch-ignored", &[("keys", Hole::Text(&asked.ignored.join(", ")))]) },
        notices: turns.iter().filter_map(|turn| turn.warning(language, board.now)).collect(),
        can_open_wall: may(&auth.actor, "watch.wall") && !is_wall,
        switch: (auth.app.kind() != InstallationKind::Live && may(&auth.actor, "watch.switch-detector") && !is_wall)
            .then_some(Switch { is_stopped: board.is_detector_stopped }),
        form_key: fresh_form_key(),
        board: lanes,
    }
}

async fn print(mut auth: Authorized<PrintBoard>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let (asked, board) = board::read(&auth, &mut tx).await?;
    drop(tx);
    let language = auth.language();
    let reader = Reader { actor: &auth.actor, language, is_wall: false };
    let stamp = board.now.format("%d%H%MZ%b%y").to_string().to_uppercase();
    let mut shell = Shell::new(&auth.seed, "watch-title");
    // The way back is the board, not this paper.
    shell.here = auth.seed.here().replacen("/watch/print", "/watch", 1);
    page::page(&PrintPage {
        shell,
        printed: language.fill("watch-printed", &[("time", Hole::Text(&stamp)), ("who", Hole::Text(&auth.actor.username))]),
        paper: language.t("watch-title"),
        board: Lanes::new(&reader, &asked, &board),
    })
}

async fn open_wall(mut auth: Authorized<OpenWall>, form: Form) -> Result<Response> {
    let mut tx = auth.write(&form).await?;
    tx.record(Entry::done("watch.wall", ""));
    tx.commit("/watch?display=wall").await?;
    let mut connection = auth.app.db.stranger().await?;
    let token = session::start(&mut connection, auth.actor.ctx.account, "wall", "wall display", "").await?;
    sqlx::query("select sec.end_session($1, 'became_wall')").bind(auth.actor.ctx.session).execute(&mut *connection).await?;
    let mut response = page::see_other("/watch?display=wall");
    set(&mut response, header::SET_COOKIE, &session::cookie(auth.app.secure_cookies(), &token));
    Ok(response)
}

async fn switch_detector(mut auth: Authorized<SwitchDetector>, form: Form) -> Result<Response> {
    if auth.app.kind() == InstallationKind::Live {
        return Err(AppError::NotFound);
    }
    let is_stopped = form.text("stopped") == "yes";
    let mut tx = auth.write(&form).await?;
    sqlx::query("select sec.switch_job($1, $2)").bind(detector::NAME).bind(is_stopped).execute(&mut *tx).await?;
    tx.record(Entry::done("watch.switch-detector", detector::NAME).with_detail(if is_stopped { "stopped" } else { "started" }));
    tx.commit("/watch").await?;
    Ok(page::see_other_saying("/watch", if is_stopped { "said-caution-detector-stopped" } else { "said-detector-started" }, ""))
}

fn set(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}
