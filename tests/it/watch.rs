//! The watch board as the desk meets it: alarms, calm, scope, walls, fragments.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use cordon::jobs::detector;

use crate::support::TestApp;
use crate::support::journeys::{Journey, arrange};

/// The text of the row of a movement, empty if it is not on the board.
fn row(answer: &crate::support::Answer, reference: &str) -> String {
    answer.one(&format!("[data-row=\"{reference}\"]"))
}

fn lane_of(answer: &crate::support::Answer, lane: &str, reference: &str) -> bool {
    !answer.one(&format!("[data-rows=\"{lane}\"] [data-row=\"{reference}\"]")).is_empty()
}

#[tokio::test]
async fn the_board_flags_overdue_uncovered_and_not_ready() {
    let app = TestApp::start().await;
    let overdue =
        app.arrange(&Journey { next_due_in: Some(-18), last_contact_in: Some(-70), codename: "KESTREL", is_grounded: false, ..Journey::under_way() }).await;
    let uncovered = app
        .arrange(&Journey { departs_in: 300, posts: &["team_leader", "driver"], filled: 1, posture: Some("P2"), codename: "BASALT", ..Journey::default() })
        .await;
    let not_ready = app.arrange(&Journey { departs_in: 600, state: "planning", codename: "AMBER", ..Journey::default() }).await;
    let calm = app.arrange(&Journey { codename: "HERON", ..Journey::under_way() }).await;
    detector::run_once(&app.app).await.expect("the detector runs");

    let board = app.as_("officer-africa").await.get("/watch").await;

    assert_eq!(board.status, StatusCode::OK);
    assert!(lane_of(&board, "act", &overdue.reference));
    let text = row(&board, &overdue.reference);
    assert!(text.contains("Overdue") && text.contains("18 min late") && text.contains("not assessed") && text.contains("radio"), "{text}");
    assert!(lane_of(&board, "act", &uncovered.reference));
    let text = row(&board, &uncovered.reference);
    assert!(text.contains("Uncovered") && text.contains("1 of 2") && text.contains("TL O. Okoro") && text.contains("+243 970 000 001"), "{text}");
    assert!(lane_of(&board, "soon", &not_ready.reference));
    assert!(row(&board, &not_ready.reference).contains("Not ready"));
    assert!(lane_of(&board, "under-way", &calm.reference));
    assert!(row(&board, &calm.reference).contains("no cover asked"));
    assert_eq!(app.count("select count(*) from alert where cleared_at is null").await, 4);
}

#[tokio::test]
async fn alerts_are_raised_once_and_cleared_when_their_reason_is_gone() {
    let app = TestApp::start().await;
    let overdue = app.arrange(&Journey { next_due_in: Some(-18), ..Journey::under_way() }).await;

    let first = detector::run_once(&app.app).await.expect("the detector runs");
    let second = detector::run_once(&app.app).await.expect("the detector runs");
    app.alter("update leg set next_due_at = sec.now() + interval '1 hour', version = version + 1 where id = $1", overdue.leg).await;
    let third = detector::run_once(&app.app).await.expect("the detector runs");

    assert_eq!((first.raised, first.cleared), (1, 0));
    assert_eq!((second.raised, second.cleared), (0, 0));
    assert_eq!((third.raised, third.cleared), (0, 1));
    assert_eq!(app.count("select count(*) from sec.session where kind = 'job' and ended_at is null").await, 0);
    assert!(app.count("select count(*) from audit.entry where action in ('alert.raise', 'alert.clear')").await == 2);
}

#[tokio::test]
async fn two_hundred_imported_movements_leave_the_board_calm() {
    let app = TestApp::start().await;
    let mut owner = app.owner().await;
    for n in 0..200 {
        arrange(&mut owner, &Journey { departs_in: -600 + n * 10, ..Journey::imported() }).await;
    }
    let run = detector::run_once(&app.app).await.expect("the detector runs");

    let board = app.as_("officer-africa").await.get("/watch").await;

    assert_eq!(run.raised, 0);
    assert!(board.all(".row.warning, .row.caution").is_empty());
    assert_eq!(board.one("#lane-act .n"), "(0)");
    assert!(board.one(".calm").starts_with("Nobody is overdue."), "{}", board.one(".calm"));
    assert!(!board.text().contains("Uncovered"));
}

#[tokio::test]
async fn the_calm_sentence_names_the_next_check_in_and_goes_when_somebody_is_overdue() {
    let app = TestApp::start().await;
    let moving = app.arrange(&Journey { posts: &["team_leader"], filled: 1, ..Journey::under_way() }).await;
    detector::run_once(&app.app).await.expect("the detector runs");
    let desk = app.as_("officer-africa").await;

    let calm = desk.get("/watch").await.one(".calm");
    assert!(calm.contains(&moving.reference) && calm.contains("Next check-in") && calm.contains("covered"), "{calm}");

    app.alter("update leg set next_due_at = sec.now() - interval '1 minute', version = version + 1 where id = $1", moving.leg).await;
    assert_eq!(desk.get("/watch").await.one(".calm"), "");
}

#[tokio::test]
async fn a_silent_detector_turns_the_board_red() {
    let app = TestApp::start().await;
    app.arrange(&Journey::under_way()).await;
    let desk = app.as_("officer-africa").await;
    assert!(desk.get("/watch").await.one(".bar.warning").contains("has not run yet"));

    detector::run_once(&app.app).await.expect("the detector runs");
    assert_eq!(desk.get("/watch").await.one(".bar.warning"), "");

    let stopped = desk.post("/watch/detector", &[("stopped", "yes")]).await;
    assert_eq!(stopped.leads(), "/watch");
    assert!(!detector::run_once(&app.app).await.expect("it answers").ran);
    app.shift_clock("3 minutes").await;
    let board = desk.get("/watch").await;
    assert!(board.one(".bar.warning").contains("Overdue detection has not run since"), "{}", board.one(".status"));
    assert_eq!(board.one(".calm"), "");

    desk.post("/watch/detector", &[("stopped", "no")]).await.leads();
    assert!(detector::run_once(&app.app).await.expect("the detector runs").ran);
    assert_eq!(desk.get("/watch").await.one(".bar.warning"), "");
}

#[tokio::test]
async fn another_station_sees_the_legs_that_touch_it_and_counts_no_others() {
    let app = TestApp::start().await;
    let hidden = app.arrange(&Journey { next_due_in: Some(-18), codename: "CANARY", ..Journey::under_way() }).await;
    let touching = app.arrange(&Journey { to: "JUB", next_due_in: Some(-18), codename: "HERON", ..Journey::under_way() }).await;
    app.arrange_leg(&touching, 2, &Journey { from: "NBO", to: "GOM", departs_in: 400, ..Journey::default() }).await;
    detector::run_once(&app.app).await.expect("the detector runs");

    let juba = app.as_("ssp-juba").await.get("/watch").await;
    let goma = app.as_("ssp-goma").await.get("/watch").await;

    assert_eq!(juba.one("#lane-act .n"), "(1)");
    assert!(lane_of(&juba, "act", &touching.reference));
    assert!(!juba.text().contains("CANARY") && !juba.text().contains(&hidden.reference));
    assert!(row(&juba, &touching.reference).contains("Goma → Juba"));
    assert!(row(&goma, &touching.reference).contains("1/2"), "whoever sees the whole journey sees how many legs it has");
    assert!(!row(&juba, &touching.reference).contains("1/"));
    assert_eq!(goma.one("#lane-act .n"), "(2)");
}

#[tokio::test]
async fn filters_stand_in_the_address_and_unknown_ones_are_named() {
    let app = TestApp::start().await;
    let goma = app.arrange(&Journey { codename: "KESTREL", ..Journey::default() }).await;
    let juba = app.arrange(&Journey { planned_by: "JUB", from: "JUB", to: "ADD", codename: "HERON", ..Journey::default() }).await;
    let late = app.arrange(&Journey { departs_in: 4_000, codename: "AMBER", ..Journey::default() }).await;
    let desk = app.as_("officer-africa").await;

    let board = desk.get("/watch?station=JUB&foo=1&scope=region:mars").await;
    assert!(row(&board, &goma.reference).is_empty() && !row(&board, &juba.reference).is_empty());
    assert!(board.one("main .note").contains("foo, scope=region:mars"), "{}", board.one("main .note"));
    assert_eq!(board.attribute("select[name=station] option[selected]", "value").as_deref(), Some("JUB"));

    assert!(row(&desk.get("/watch").await, &late.reference).is_empty());
    assert!(!row(&desk.get("/watch?window=7d").await, &late.reference).is_empty());

    let empty = desk.get("/watch?scope=region:europe").await;
    assert!(empty.one(".calm").contains("No movements in this scope in the next 24 hours."));
    assert_eq!(empty.attribute(".calm a:last-child", "href").as_deref(), Some("/watch"));
}

#[tokio::test]
async fn the_live_part_has_a_tag_and_a_refresh_can_be_asked_for_without_script() {
    let app = TestApp::start().await;
    let moving = app.arrange(&Journey::under_way()).await;
    detector::run_once(&app.app).await.expect("the detector runs");
    let desk = app.as_("officer-africa").await;

    let first = desk.fragment("/watch", "lanes").await;
    let tag = first.headers["etag"].to_str().unwrap().to_owned();
    assert!(first.text().starts_with("<div class=\"lanes\"") && !first.text().contains("<html"), "{}", &first.text()[..60]);
    let ask = || Request::get("/watch").header("x-fragment", "lanes").header("if-none-match", tag.clone());
    let same = desk.send(ask(), Body::empty()).await;
    assert_eq!((same.status, same.bytes.len()), (StatusCode::NOT_MODIFIED, 0));

    app.alter("update leg set next_due_at = sec.now() - interval '1 minute', version = version + 1 where id = $1", moving.leg).await;
    assert_eq!(desk.send(ask(), Body::empty()).await.status, StatusCode::OK);

    assert_eq!(desk.get("/watch?refresh=60").await.headers["refresh"], "60");
    assert!(!desk.get("/watch?refresh=1").await.headers.contains_key("refresh"));
}

#[tokio::test]
async fn a_wall_is_a_session_of_its_own_that_only_shows() {
    let app = TestApp::start().await;
    app.arrange(&Journey { next_due_in: Some(-18), posts: &["team_leader"], filled: 1, ..Journey::under_way() }).await;
    let desk = app.as_("officer-africa").await;
    assert_eq!(desk.get("/watch?display=wall").await.leads(), "/watch");

    let opened = desk.post("/watch/wall", &[]).await;
    assert_eq!(opened.leads(), "/watch?display=wall");
    let wall = desk.with_cookie(&opened.cookie("cordon_session").expect("a session of its own"));

    assert_eq!(desk.get("/watch").await.leads(), "/sign-in");
    let board = wall.get("/watch?display=wall").await;
    assert_eq!(board.attribute("body", "data-page").as_deref(), Some("wall"));
    assert!(board.all(".tel").is_empty() && board.all(".lanes form").is_empty());
    assert_eq!(wall.post("/watch/detector", &[("stopped", "yes")]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_board_is_printed_with_whom_to_call() {
    let app = TestApp::start().await;
    let moving = app.arrange(&Journey { posts: &["team_leader"], filled: 1, ..Journey::under_way() }).await;

    let paper = app.as_("officer-africa").await.get("/watch/print").await;

    assert!(paper.one("table.list").contains(&moving.reference) && paper.one("table.list").contains("+243 970 000 001"));
}

#[tokio::test]
async fn fifty_rows_weigh_at_most_twelve_kilobytes() {
    let app = TestApp::start().await;
    let mut owner = app.owner().await;
    for n in 0..50i64 {
        let journey = match n % 5 {
            0 => Journey { next_due_in: Some(-n), posts: &["team_leader", "driver"], filled: 2, ..Journey::under_way() },
            1 => Journey { departs_in: 200 + n, posts: &["team_leader", "driver"], filled: 1, ..Journey::default() },
            2 => Journey { next_due_in: Some(5 + n % 20), ..Journey::under_way() },
            3 => Journey { departs_in: 100 + n * 3, state: "planning", ..Journey::default() },
            _ => Journey { posts: &["team_leader"], filled: 1, ..Journey::under_way() },
        };
        arrange(&mut owner, &journey).await;
    }
    let board = app.as_("officer-africa").await.get("/watch").await;
    assert_eq!(board.all("[data-row]").len(), 50);

    let mut packed = Vec::new();
    let settings = brotli::enc::BrotliEncoderParams { quality: 5, ..Default::default() };
    brotli::BrotliCompress(&mut board.bytes.as_slice(), &mut packed, &settings).expect("it can be packed");

    assert!(packed.len() <= 12 * 1024, "{} bytes", packed.len());
}

#[tokio::test]
async fn the_board_speaks_french_and_refuses_those_without_the_duty() {
    let app = TestApp::start().await;
    app.arrange(&Journey { next_due_in: Some(-18), ..Journey::under_way() }).await;
    let desk = app.as_("officer-africa").await;

    desk.post("/language", &[("language", "fr"), ("back", "/watch")]).await.leads();
    let board = desk.get("/watch").await;

    assert!(board.one("#lane-act").contains("En retard") && !board.text().contains("watch-"), "{}", board.one("#lane-act"));
    assert_eq!(app.as_("focal-wfp").await.get("/watch").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_hidden_movement_shows_as_restricted_only_where_it_uses_people_of_the_station() {
    let app = TestApp::start().await;
    let hidden = app.arrange(&Journey { codename: "CANARY", posts: &["team_leader"], filled: 1, ..Journey::under_way() }).await;
    let juba = app.as_("ssp-juba").await;
    assert_eq!(juba.get("/watch").await.all(".row").len(), 0, "not at all and not counted");

    app.alter("update officer set station_id = (select id from duty_station where code = 'JUB'), version = version + 1 where id = $1", hidden.officers[0])
        .await;
    app.alter("update tasking set version = version + 1 where movement_id = $1", hidden.movement).await;

    let board = juba.get("/watch").await;
    assert_eq!(board.all(".row"), ["Restricted movement, owner: duty chief"]);
    assert!(!board.text().contains("CANARY") && !board.text().contains(&hidden.reference));
}

#[tokio::test]
async fn a_call_for_help_stands_until_a_good_report_follows() {
    let app = TestApp::start().await;
    let moving = app.arrange(&Journey::under_way()).await;
    app.alter(
        "insert into movement_event (id, movement_id, leg_id, kind, occurred_at, account_id)
         select gen_random_uuid(), movement_id, id, 'assistance', sec.now(), (select id from account where username = 'chief') from leg where id = $1",
        moving.leg,
    )
    .await;
    let desk = app.as_("officer-africa").await;
    assert_eq!(detector::run_once(&app.app).await.expect("the detector runs").raised, 1);
    assert!(row(&desk.get("/watch").await, &moving.reference).contains("Needs assistance"));

    app.alter(
        "insert into movement_event (id, movement_id, leg_id, kind, well, occurred_at, account_id)
         select gen_random_uuid(), movement_id, id, 'check_in', true, sec.now(), (select id from account where username = 'chief') from leg where id = $1",
        moving.leg,
    )
    .await;
    assert_eq!(detector::run_once(&app.app).await.expect("the detector runs").cleared, 1);
    assert!(lane_of(&desk.get("/watch").await, "under-way", &moving.reference));
}
