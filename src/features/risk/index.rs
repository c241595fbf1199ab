//! `/risk-assessments`: the list.

use askama::Template;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use super::levels::Mark;
use super::model::{self, KINDS, Level, State};
use super::queries;
use super::views::{words, words_of};
use crate::actions;
use crate::authz::action::{Authorized, Collection, Format};
use crate::authz::policy;
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::people::{like, with_any};
use crate::i18n::{Hole, Language};
use crate::web::error::Result;
use crate::web::form::Choice;
use crate::web::list::{Asked, Column, EXPORT, FilterTag, PAGE, Pager, Sort};
use crate::web::page::{self, Shell};
use crate::web::table::{self, Table};
use crate::web::time;

actions! {
    /// The list.
    ListAssessments: Get "/risk-assessments" => "risk.list", Collection, Quiet;
}

/// Routes of the list.
pub fn routes() -> Routes {
    Routes::default().list::<ListAssessments, _, _>(index)
}

const FILTERS: &[&str] = &["q", "state", "level", "kind", "station", "due"];
const SORTS: &[&str] = &["-made", "ref", "valid", "state"];
/// Lists of work: what is about to end, what waits for whom.
const DUES: &[&str] = &["expiry", "review", "decision", "confirmation"];

#[derive(Debug, Clone, FromRow)]
struct Row {
    id: Uuid,
    reference: String,
    called: String,
    kind: String,
    way: String,
    state: String,
    level: String,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
    station: String,
    confirmed_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    is_in_force: bool,
}

const FROM: &str = " from visible_risk_assessment a left join visible_principal p on p.id = a.principal_id left join sec.cell c on c.no = a.cell where true";

fn filter(sql: &mut QueryBuilder<Postgres>, asked: &Asked, me: Uuid, today: NaiveDate, notice: i64) {
    if let Some(text) = asked.one("q") {
        let pattern = like(text);
        sql.push(" and (a.ref ilike ").push_bind(pattern.clone()).push(" or p.codename ilike ").push_bind(pattern.clone());
        sql.push(" or p.ref ilike ").push_bind(pattern).push(")");
    }
    let mut states = asked.all("state");
    if states.iter().any(|state| state == "in_force") {
        states.retain(|state| state != "in_force");
        sql.push(" and a.state in ('approved', 'superseded', 'withdrawn') and a.valid_from <= ").push_bind(today);
        sql.push(" and a.valid_to >= ").push_bind(today).push(" and (a.ended_on is null or a.ended_on > ").push_bind(today).push(")");
    }
    for (key, column, wanted) in [
        ("state", "a.state", states),
        ("level", "a.residual_level", asked.all("level")),
        ("kind", "a.kind", asked.all("kind")),
        ("station", "c.code", asked.all("station").into_iter().map(|code| code.to_uppercase()).collect()),
    ] {
        if !wanted.is_empty() && !key.is_empty() {
            sql.push(" and ").push(column).push(" = any (").push_bind(wanted).push(")");
        }
    }
    match asked.one("due") {
        Some("expiry") => {
            sql.push(" and a.state = 'approved' and a.valid_to between ").push_bind(today).push(" and ").push_bind(today + chrono::Duration::days(notice));
        }
        Some("review") => {
            sql.push(" and a.author_id <> ")
                .push_bind(me)
                .push(" and a.way = 'full' and (a.state = 'submitted' or a.state = 'under_review' and a.reviewer_id = ");
            sql.push_bind(me).push(")");
        }
        Some("decision") => {
            sql.push(" and a.state = 'recommended' and a.author_id <> ").push_bind(me).push(" and a.decided_by is distinct from ").push_bind(me);
        }
        Some("confirmation") => {
            sql.push(" and a.way = 'registered' and a.confirmed_at is null and a.state in ('approved', 'submitted') and a.author_id <> ").push_bind(me);
        }
        _ => {}
    }
}

fn column(key: &str) -> &'static str {
    match key {
        "ref" => "a.ref",
        "valid" => "coalesce(a.valid_to, 'infinity')::text",
        "state" => "a.state",
        _ => "to_char(a.created_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
    }
}

async fn rows(tx: &mut Tx, asked: &Asked, sort: Sort, me: Uuid, notice: i64, is_export: bool) -> Result<(Vec<Row>, i64)> {
    let today = tx.now.date_naive();
    let mut count = QueryBuilder::new("select count(*)");
    count.push(FROM);
    filter(&mut count, asked, me, today, notice);
    let total: i64 = count.build_query_scalar().fetch_one(&mut **tx).await?;
    let mut sql = QueryBuilder::new(
        "select a.id, a.ref as reference, coalesce(nullif(p.codename, ''), p.ref, '') as called, a.kind, a.way, a.state, coalesce(a.residual_level, '') as level,
           a.valid_from, a.valid_to, coalesce(c.code, '') as station, a.confirmed_at, a.created_at,
           a.state in ('approved', 'expired', 'superseded', 'withdrawn') and sec.assessment_in_force(a.id, (sec.now() at time zone 'UTC')::date) as is_in_force",
    );
    sql.push(FROM);
    filter(&mut sql, asked, me, today, notice);
    let (key, direction) = (column(sort.key), if sort.is_descending { " desc" } else { "" });
    if let (Some((value, id)), false) = (asked.after(), is_export) {
        sql.push(" and (")
            .push(key)
            .push(", a.id) ")
            .push(if sort.is_descending { "<" } else { ">" })
            .push(" (")
            .push_bind(value)
            .push(", ")
            .push_bind(id)
            .push(")");
    }
    if sort.key == "made" {
        // in the order of the index
        sql.push(" order by a.created_at").push(direction);
    } else {
        sql.push(" order by ").push(key).push(direction);
    }
    sql.push(", a.id").push(direction).push(" limit ").push_bind(if is_export { EXPORT + 1 } else { PAGE + 1 });
    Ok((sql.build_query_as().fetch_all(&mut **tx).await?, total))
}

fn cursor(row: &Row, sort: Sort) -> String {
    match sort.key {
        "ref" => row.reference.clone(),
        "valid" => row.valid_to.map_or_else(|| "infinity".to_owned(), |day| day.to_string()),
        "state" => row.state.clone(),
        _ => row.created_at.format("%Y-%m-%d %H:%M:%S%.6f").to_string(),
    }
}

struct Line {
    reference: String,
    url: String,
    called: String,
    kind: String,
    state: String,
    state_kind: &'static str,
    mark: Mark,
    valid: String,
    station: String,
    /// What needs attention, in words.
    flags: Vec<String>,
}

/// Whoever asks for what waits for them is led to where it is answered.
fn line(language: Language, row: &Row, now: DateTime<Utc>, notice: i64, is_inbox: bool) -> Line {
    let state = State::from_code(&row.state).unwrap_or(State::Draft);
    let today = now.date_naive();
    let mut flags = Vec::new();
    if state == State::Approved && row.valid_to.is_some_and(|last| last >= today && (last - today).num_days() <= notice) {
        flags.push(language.t("risk-flag-expiry"));
    }
    if state == State::Approved && row.valid_to.is_some_and(|last| last < today) {
        flags.push(language.t("risk-flag-over"));
    }
    if row.way == "registered" && row.confirmed_at.is_none() && matches!(state, State::Approved | State::Submitted) {
        let late = model::is_confirmation_late(row.created_at, now);
        flags.push(language.t(if late { "risk-flag-unconfirmed-late" } else { "risk-flag-unconfirmed" }));
    }
    Line {
        url: if is_inbox { format!("{}/reviews", queries::url(&row.reference)) } else { queries::url(&row.reference) },
        reference: row.reference.clone(),
        called: row.called.clone(),
        kind: words_of(language, "risk-assessment-kind", &row.kind),
        state: if row.is_in_force && state == State::Approved { language.t("risk-in-force") } else { state.word(language) },
        state_kind: state.kind(),
        mark: match Level::from_code(&row.level) {
            Some(level) => Mark::of(Some(level), language),
            None => Mark { level: String::new(), word: language.t("risk-not-yet-computed") },
        },
        valid: period(row.valid_from, row.valid_to, language),
        station: row.station.clone(),
        flags,
    }
}

/// `16-Nov-2026 to 15-Feb-2027`; empty parts are left out.
pub fn period(from: Option<NaiveDate>, to: Option<NaiveDate>, language: Language) -> String {
    match (from, to) {
        (Some(from), Some(to)) => language.fill("risk-period", &[("from", Hole::Text(&time::typed_date(from))), ("to", Hole::Text(&time::typed_date(to)))]),
        _ => language.t("risk-period-open"),
    }
}

#[derive(Template)]
#[template(path = "risk/index.html")]
struct Index {
    shell: Shell,
    title: String,
    q: String,
    filters: Vec<(&'static str, String, Vec<Choice>)>,
    station: String,
    tags: Vec<FilterTag>,
    clear_url: String,
    ignored: Vec<String>,
    columns: Vec<Column>,
    rows: Vec<Line>,
    pager: Pager,
    is_filtered: bool,
    csv_url: String,
    xlsx_url: String,
    links: Vec<(String, String)>,
}

async fn index(mut auth: Authorized<ListAssessments>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), FILTERS);
    let sort = asked.sort(SORTS);
    let me = auth.actor.ctx.account.0;
    let mut tx = auth.read().await?;
    let notice = queries::setting(&mut tx, "expiry_notice_days").await?;
    let is_export = auth.format != Format::Page;
    let (mut found, total) = rows(&mut tx, &asked, sort, me, notice, is_export).await?;
    drop(tx);
    if is_export {
        return table::answer(&auth, &asked, export(found));
    }
    let language = auth.language();
    let pager = Pager::turn(&asked, language, &mut found, total, |last| (cursor(last, sort).to_string(), last.id));
    let mut links = Vec::new();
    for (action, key, url) in [
        ("risk.register", "risk-register", "/risk-assessments/register"),
        ("risk.write", "risk-new", "/risk-assessments/new"),
        ("risk-request.list", "risk-requests-title", "/risk-requests"),
        ("risk.list", "risk-open-measures-title", "/risk-assessments/measures"),
        ("risk.list", "risk-matrix-title", "/risk-matrix"),
    ] {
        if policy::may(&auth.actor, action) {
            links.push((url.to_owned(), language.t(key)));
        }
    }
    let chosen = |key: &str| asked.one(key).unwrap_or_default().to_owned();
    let mut states = vec![Choice::new("in_force", language.t("risk-in-force"), &chosen("state"))];
    states.extend(State::ALL.into_iter().map(|state| Choice::new(state.code(), state.word(language), &chosen("state"))));
    let levels = Level::ALL.into_iter().map(|level| Choice::new(level.code(), level.word(language), &chosen("level"))).collect();
    let label = |key: &str| language.t(key);
    page::page(&Index {
        shell: Shell::new(&auth.seed, "nav-risk"),
        title: language.fill("risk-count", &[("count", Hole::Number(total))]),
        q: chosen("q"),
        filters: vec![
            ("state", label("risk-assessment-state"), with_any(language, states)),
            ("level", label("risk-assessment-residual-level"), with_any(language, levels)),
            ("kind", label("risk-assessment-kind"), with_any(language, words(language, "risk-assessment-kind", KINDS, &chosen("kind")))),
            ("due", label("risk-due"), with_any(language, words(language, "risk-due", DUES, &chosen("due")))),
        ],
        station: chosen("station"),
        tags: tags(language, &asked),
        clear_url: asked.clear_url().to_owned(),
        ignored: asked.ignored.clone(),
        columns: [
            ("risk-col-ref", "ref"),
            ("risk-assessment-kind", ""),
            ("risk-assessment-state", "state"),
            ("risk-assessment-residual-level", ""),
            ("risk-col-valid", "valid"),
            ("risk-assessment-station-id", ""),
        ]
        .into_iter()
        .map(|(key, sorted)| asked.column(language.t(key), sorted, sort))
        .collect(),
        pager,
        rows: found.iter().map(|row| line(language, row, auth.now(), notice, matches!(asked.one("due"), Some("review" | "decision")))).collect(),
        is_filtered: asked.is_filtered(),
        csv_url: asked.export_url("csv"),
        xlsx_url: asked.export_url("xlsx"),
        links,
    })
}

fn tags(language: Language, asked: &Asked) -> Vec<FilterTag> {
    FILTERS
        .iter()
        .flat_map(|key| asked.all(key).into_iter().map(move |value| (*key, value)))
        .map(|(key, value)| {
            let (label, shown) = match key {
                "state" if value == "in_force" => ("risk-assessment-state", language.t("risk-in-force")),
                "state" => ("risk-assessment-state", words_of(language, "risk-assessment-state", &value)),
                "level" => ("risk-assessment-residual-level", words_of(language, "risk-level", &value)),
                "kind" => ("risk-assessment-kind", words_of(language, "risk-assessment-kind", &value)),
                "due" => ("risk-due", words_of(language, "risk-due", &value)),
                "station" => ("risk-assessment-station-id", value.clone()),
                _ => ("risk-filter-q", value.clone()),
            };
            FilterTag { label: language.pair(&language.t(label), &shown), remove_url: asked.without(key, &value) }
        })
        .collect()
}

fn export(rows: Vec<Row>) -> Table {
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    Table {
        name: "risk-assessments",
        header: vec!["ref", "official", "kind", "way", "state", "in_force", "residual_level", "valid_from", "valid_to", "station"],
        rows: rows
            .into_iter()
            .map(|row| {
                let in_force = if row.is_in_force { "yes" } else { "no" }.to_owned();
                vec![row.reference, row.called, row.kind, row.way, row.state, in_force, row.level, day(row.valid_from), day(row.valid_to), row.station]
            })
            .collect(),
    }
}
