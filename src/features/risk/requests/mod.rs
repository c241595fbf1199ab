//! `/risk-requests`: assessments asked for, against a time standard for each urgency (peers 98). The
//! overdue ones come first; each is answered with an assessment or closed with a reason.

mod answering;
mod asking;

use askama::Template;
use axum::response::Response;
use chrono::{DateTime, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use super::model::{URGENCIES, standard_setting};
use super::queries;
use super::views::{words, words_of};
use crate::actions;
use crate::authz::action::{Authorized, Collection, Format, Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Facts};
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::people::with_any;
use crate::i18n::{Hole, Language};
use crate::web::error::Result;
use crate::web::form::Choice;
use crate::web::list::{Asked, EXPORT, FilterTag, PAGE, Pager};
use crate::web::page::{self, Shell};
use crate::web::table::{self, Table};
use crate::web::time;

actions! {
    /// The board.
    ListRequests: Get "/risk-requests" => "risk-request.list", Collection, Quiet;
}

pub fn routes() -> Routes {
    Routes::default().list::<ListRequests, _, _>(index).and(asking::routes()).and(answering::routes())
}

/// A request with what its page needs.
#[derive(Debug, Clone, FromRow)]
pub struct Request {
    id: Uuid,
    reference: String,
    called: String,
    official: String,
    kind: String,
    cause: String,
    urgency: String,
    reason: String,
    station: String,
    cell: i32,
    cells: Vec<i32>,
    asked_by: String,
    asked_at: DateTime<Utc>,
    due_at: DateTime<Utc>,
    assessment: String,
    closed_at: Option<DateTime<Utc>>,
    close_reason: String,
}

const SELECT: &str = "select r.id, r.ref as reference, coalesce(nullif(p.codename, ''), p.ref, '') as called, coalesce(p.ref, '') as official, r.kind, r.cause, r.urgency, r.reason,
    coalesce(c.code, '') as station, r.cell, array_remove(array[r.cell, r.portfolio_cell], null) as cells, coalesce(sec.account_label(r.asked_by), '') as asked_by,
    r.asked_at, r.due_at, coalesce(a.ref, '') as assessment, r.closed_at, r.close_reason";
const JOINS: &str = " left join visible_principal p on p.id = r.principal_id left join sec.cell c on c.no = r.cell
    left join visible_risk_assessment a on a.id = r.assessment_id";

impl Target for Request {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        let mut sql = QueryBuilder::new(SELECT);
        sql.push(" from visible_risk_request r").push(JOINS).push(" where r.ref = ").push_bind(params.get("ref").to_owned());
        Ok(sql.build_query_as().fetch_optional(&mut **tx).await?)
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts { cells: Some(self.cells.clone()), ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.cell
    }
}

impl Request {
    fn url(&self) -> String {
        format!("/risk-requests/{}", self.reference)
    }
}

fn filter(sql: &mut QueryBuilder<Postgres>, asked: &Asked, now: DateTime<Utc>) {
    sql.push(" from visible_risk_request r where ");
    match asked.one("state") {
        Some("all") => sql.push("true"),
        Some("closed") => sql.push("r.closed_at is not null"),
        Some("overdue") => sql.push("r.closed_at is null and r.due_at < ").push_bind(now),
        _ => sql.push("r.closed_at is null"),
    };
    let urgencies = asked.all("urgency");
    if !urgencies.is_empty() {
        sql.push(" and r.urgency = any (").push_bind(urgencies).push(")");
    }
    if let Some(code) = asked.one("station") {
        sql.push(" and r.cell = (select c.no from sec.cell c where c.code = ").push_bind(code.to_uppercase()).push(")");
    }
}

/// The rows of the page are chosen before anything is joined to them, so that the page does not
/// grow with the table; its limit is written out, for the planner counts on it.
async fn rows(tx: &mut Tx, asked: &Asked, is_export: bool) -> Result<(Vec<Request>, i64)> {
    let now = tx.now;
    let mut count = QueryBuilder::new("select count(*)");
    filter(&mut count, asked, now);
    let total: i64 = count.build_query_scalar().fetch_one(&mut **tx).await?;
    let mut sql = QueryBuilder::new(SELECT);
    sql.push(" from (select r.*");
    filter(&mut sql, asked, now);
    if let (Some((value, id)), false) = (asked.after(), is_export)
        && let Ok(at) = value.parse::<DateTime<Utc>>()
    {
        sql.push(" and (r.due_at, r.id) > (").push_bind(at).push(", ").push_bind(id).push(")");
    }
    let limit = if is_export { EXPORT + 1 } else { PAGE + 1 };
    sql.push(format_args!(" order by r.due_at, r.id limit {limit}) r")).push(JOINS).push(" order by r.due_at, r.id");
    Ok((sql.build_query_as().fetch_all(&mut **tx).await?, total))
}

struct Line {
    url: String,
    reference: String,
    called: String,
    kind: String,
    cause: String,
    urgency: String,
    due: String,
    standing: String,
    standing_kind: &'static str,
    station: String,
}

fn line(language: Language, row: &Request, now: DateTime<Utc>) -> Line {
    let (standing, standing_kind) = standing(language, row, now);
    Line {
        url: row.url(),
        reference: row.reference.clone(),
        called: row.called.clone(),
        kind: words_of(language, "risk-assessment-kind", &row.kind),
        cause: words_of(language, "risk-request-cause", &row.cause),
        urgency: words_of(language, "risk-request-urgency", &row.urgency),
        due: time::z(row.due_at, language),
        standing,
        standing_kind,
        station: row.station.clone(),
    }
}

fn standing(language: Language, row: &Request, now: DateTime<Utc>) -> (String, &'static str) {
    if row.closed_at.is_some() {
        return (language.t(if row.assessment.is_empty() { "risk-request-closed" } else { "risk-request-answered" }), "");
    }
    let hours = (row.due_at - now).num_hours();
    if row.due_at < now {
        return (language.fill("risk-request-overdue", &[("time", Hole::Text(&span(language, -hours)))]), "warning");
    }
    let kind = if hours < 24 { "caution" } else { "" };
    (language.fill("risk-request-due-in", &[("time", Hole::Text(&span(language, hours)))]), kind)
}

fn span(language: Language, hours: i64) -> String {
    if hours < 48 { language.fill("risk-hours", &[("count", Hole::Number(hours))]) } else { language.fill("risk-days", &[("count", Hole::Number(hours / 24))]) }
}

#[derive(Template)]
#[template(path = "risk/requests.html")]
struct Index {
    shell: Shell,
    title: String,
    states: Vec<Choice>,
    urgencies: Vec<Choice>,
    station: String,
    tags: Vec<FilterTag>,
    clear_url: String,
    ignored: Vec<String>,
    rows: Vec<Line>,
    standards: Vec<(String, String)>,
    pager: Pager,
    is_filtered: bool,
    csv_url: String,
    xlsx_url: String,
    new_url: String,
}

async fn index(mut auth: Authorized<ListRequests>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["state", "urgency", "station"]);
    let is_export = auth.format != Format::Page;
    let mut tx = auth.read().await?;
    let (mut found, total) = rows(&mut tx, &asked, is_export).await?;
    if is_export {
        drop(tx);
        return table::answer(&auth, &asked, export(found));
    }
    let (language, now) = (auth.language(), auth.now());
    let mut standards = Vec::new();
    for urgency in URGENCIES {
        let hours = match standard_setting(urgency) {
            Some(name) => queries::setting(&mut tx, name).await?,
            None => 0,
        };
        standards.push((words_of(language, "risk-request-urgency", urgency), span(language, hours)));
    }
    drop(tx);
    let pager = Pager::turn(&asked, language, &mut found, total, |last| (last.due_at.to_rfc3339(), last.id));
    let chosen = |key: &str| asked.one(key).unwrap_or_default();
    page::page(&Index {
        shell: Shell::new(&auth.seed, "risk-requests-title"),
        title: language.fill("risk-requests-count", &[("count", Hole::Number(total))]),
        states: words(language, "risk-request-state", &["open", "overdue", "closed", "all"], if chosen("state").is_empty() { "open" } else { chosen("state") }),
        urgencies: with_any(language, words(language, "risk-request-urgency", URGENCIES, chosen("urgency"))),
        station: chosen("station").to_owned(),
        tags: tags(language, &asked),
        clear_url: asked.clear_url().to_owned(),
        ignored: asked.ignored.clone(),
        pager,
        rows: found.iter().map(|row| line(language, row, now)).collect(),
        standards,
        is_filtered: asked.is_filtered(),
        csv_url: asked.export_url("csv"),
        xlsx_url: asked.export_url("xlsx"),
        new_url: if policy::may(&auth.actor, "risk-request.create") { "/risk-requests/new".into() } else { String::new() },
    })
}

fn tags(language: Language, asked: &Asked) -> Vec<FilterTag> {
    ["state", "urgency", "station"]
        .into_iter()
        .flat_map(|key| asked.all(key).into_iter().map(move |value| (key, value)))
        .map(|(key, value)| {
            let (label, shown) = match key {
                "state" => ("risk-request-state", words_of(language, "risk-request-state", &value)),
                "urgency" => ("risk-request-urgency", words_of(language, "risk-request-urgency", &value)),
                _ => ("risk-assessment-station-id", value.clone()),
            };
            FilterTag { label: language.pair(&language.t(label), &shown), remove_url: asked.without(key, &value) }
        })
        .collect()
}

fn export(rows: Vec<Request>) -> Table {
    Table {
        name: "risk-requests",
        header: vec!["ref", "official", "kind", "cause", "urgency", "asked_at", "due_at", "station", "answer", "closed_at"],
        rows: rows
            .into_iter()
            .map(|row| {
                let closed = row.closed_at.map(|at| at.format("%Y-%m-%dT%H:%MZ").to_string()).unwrap_or_default();
                let at = |at: DateTime<Utc>| at.format("%Y-%m-%dT%H:%MZ").to_string();
                vec![row.reference, row.called, row.kind, row.cause, row.urgency, at(row.asked_at), at(row.due_at), row.station, row.assessment, closed]
            })
            .collect(),
    }
}
