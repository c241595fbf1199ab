//! The sweep itself is tested: on a sound feature it finds nothing, and each wall that falls is reported.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use cordon::authz::action::{Authorized, Collection, Params, Target};
use cordon::authz::actor::Actor;
use cordon::authz::policy::Facts;
use cordon::authz::routes::Routes;
use cordon::db::Tx;
use cordon::program;
use cordon::web::error::Result;

use super::persona::Personas;
use super::routes::{Route, from};
use super::sweep::{Run, sweep};
use super::{report, unwalled, without_application};
use crate::support::TestApp;
use crate::support::sql::must;

/// An officer, found through the visible relation, as every feature does.
pub struct Officer {
    cell: i32,
    name: String,
}

impl Target for Officer {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        let row: Option<(i32, String)> =
            sqlx::query_as("select cell, name from visible_officer where ref = $1").bind(params.get("ref")).fetch_optional(&mut **tx).await?;
        Ok(row.map(|(cell, name)| Self { cell, name }))
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts { cells: Some(vec![self.cell]), ..Facts::default() }
    }
    fn subject(&self) -> String {
        "O".to_owned()
    }
}

cordon::actions! {
    /// A record.
    Show: Get "/probe/officers/{ref}" => "officer.show", Officer, Quiet;
    /// What changes it.
    Edit: Post "/probe/officers/{ref}" => "officer.edit", Officer, Change;
    /// A list.
    Index: Get "/probe/officers" => "officer.list", Collection, Quiet;
    /// A list that says too much.
    Careless: Get "/probe/careless" => "search.show", Collection, Quiet;
    /// A path nobody has a sample for.
    Strange: Get "/probe/strange/{thing}" => "search.show", Collection, Quiet;
}

async fn show(auth: Authorized<Show>) -> Result<Response> {
    Ok(auth.target.name.into_response())
}

async fn edit(_: Authorized<Edit>, _: cordon::web::form::Form) -> Result<Response> {
    Ok(StatusCode::UNPROCESSABLE_ENTITY.into_response())
}

async fn index(mut auth: Authorized<Index>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let names: Vec<String> = sqlx::query_scalar("select name from visible_officer").fetch_all(&mut *tx).await?;
    Ok(names.join(", ").into_response())
}

async fn careless(_: Authorized<Careless>) -> Result<Response> {
    Ok("zqBEYxpeoplexname".into_response())
}

async fn strange(_: Authorized<Strange>) -> Result<Response> {
    Ok("".into_response())
}

fn sound() -> Routes {
    Routes::default().get::<Show, _, _>(show).post::<Edit, _, _>(edit).list::<Index, _, _>(index)
}

async fn walk(mut app: TestApp, features: Routes, run: Run) -> Vec<String> {
    let table: Vec<Route> = from(features.table());
    app.router = program::edge(features, app.app.clone());
    let personas = Personas::scoped(&app).await;
    sweep(&app, &personas, &table, run).await.findings
}

fn reported(findings: &[String], words: &str) {
    assert!(findings.iter().any(|finding| finding.contains(words)), "nobody noticed {words:?}: {findings:#?}");
}

#[tokio::test]
async fn a_sound_feature_passes_all_three_runs() {
    report(&walk(TestApp::start().await, sound(), Run::BothWalls).await);
    report(&walk(TestApp::start_with(without_application, "cordon_web").await, sound(), Run::RowsOnly).await);
    report(&walk(unwalled(|app| app).await, sound(), Run::ApplicationOnly).await);
}

#[tokio::test]
async fn a_decision_turned_to_yes_is_reported() {
    let findings = walk(TestApp::start_with(without_application, "cordon_web").await, sound(), Run::BothWalls).await;
    reported(&findings, "POST /probe/officers/O-GXM22 answers 422 Unprocessable Entity, expected Forbidden");
    reported(&findings, "GET /probe/officers answers 200 OK, expected Forbidden");
}

#[tokio::test]
async fn a_wall_dropped_in_the_database_is_reported() {
    let app = TestApp::start_with(without_application, "cordon_web").await;
    must(&mut app.owner().await, "drop policy wall_read on officer; create or replace view visible_officer with (security_invoker) as select * from officer")
        .await;
    let findings = walk(app, sound(), Run::RowsOnly).await;
    reported(&findings, "shows people of BEY");
    reported(&findings, "expected NotFound");
}

#[tokio::test]
async fn both_walls_down_are_reported_by_the_application_run() {
    let app = unwalled(without_application).await;
    must(&mut app.owner().await, "create or replace view visible_officer with (security_invoker) as select * from officer").await;
    reported(&walk(app, sound(), Run::ApplicationOnly).await, "shows people of BEY");
}

#[tokio::test]
async fn a_page_that_says_too_much_is_reported() {
    let findings = walk(TestApp::start().await, sound().get::<Careless, _, _>(careless), Run::BothWalls).await;
    reported(&findings, "GET /probe/careless shows people of BEY");
}

#[tokio::test]
async fn a_route_mounted_without_a_guard_is_reported() {
    let open = sound().plain("/probe/unguarded", "public.probe", |_, _, _| async { "zqGOMxpeoplexname".into_response() });
    reported(&walk(TestApp::start().await, open, Run::BothWalls).await, "GET /probe/unguarded shows people of GOM");
}

#[tokio::test]
async fn a_route_without_a_sample_is_reported() {
    let findings = walk(TestApp::start().await, sound().get::<Strange, _, _>(strange), Run::BothWalls).await;
    reported(&findings, "no sample for {thing}");
}
