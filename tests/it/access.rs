//! The matrix: every mounted route × person × station of the record, expected by the rule table and
//! by what each role reaches (domain.md 6.2), never by the code under test. Run with both walls, with
//! row security alone and with the application alone. A new route without a sample for its parts, or
//! a leak of a single canary word, fails.

mod controls;
mod found;
mod hidden;
mod persona;
mod routes;
mod snapshots;
mod sweep;

use crate::support::TestApp;
use persona::Personas;
use sweep::{Run, sweep};

/// What each run must find.
fn report(findings: &[String]) {
    let shown: Vec<&String> = findings.iter().take(60).collect();
    assert!(findings.is_empty(), "\n{} findings:\n{shown:#?}", findings.len());
}

/// In two worlds side by side: it is the longest of all tests.
#[tokio::test]
async fn the_matrix_holds_behind_both_walls() {
    let half = async |second| {
        let app = TestApp::start().await;
        let personas = Personas::everybody(&app).await.half(second);
        sweep(&app, &personas, &routes::mounted(), Run::BothWalls).await
    };
    let (first, second) = tokio::join!(half(false), half(true));
    report(&first.and(second).with_unreached(&routes::mounted()));
}

#[tokio::test]
async fn row_security_alone_keeps_every_station_apart() {
    let app = TestApp::start_with(without_application, "cordon_web").await;
    let personas = Personas::scoped(&app).await;
    report(&sweep(&app, &personas, &routes::mounted(), Run::RowsOnly).await.findings);
}

#[tokio::test]
async fn the_application_alone_keeps_every_station_apart() {
    let app = unwalled(|app| app).await;
    let personas = Personas::scoped(&app).await;
    report(&sweep(&app, &personas, &routes::mounted(), Run::ApplicationOnly).await.findings);
}

fn without_application(mut app: cordon::app::App) -> cordon::app::App {
    app.walls = cordon::app::Walls::without_application();
    app
}

/// A program whose database role row security does not bind.
async fn unwalled(change: impl FnOnce(cordon::app::App) -> cordon::app::App) -> TestApp {
    let any = TestApp::start().await;
    let mut admin = sqlx::ConnectOptions::connect(&any.admin).await.expect("the administrator connects");
    crate::support::sql::must(
        &mut admin,
        "do $$ begin create role cordon_web_unwalled login bypassrls in role cordon_web; exception when duplicate_object or unique_violation then null; end $$",
    )
    .await;
    TestApp::start_with(change, "cordon_web_unwalled").await
}
