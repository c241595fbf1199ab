//! The trail as pages: `/audit`. Reading it is in it.

use askama::Template;
use axum::response::Response;

use super::queries::{self, EntryRow, Refusals};
use super::verify::{self, hex};
use crate::actions;
use crate::authz::action::{Authorized, Collection, Format};
use crate::authz::routes::Routes;
use crate::i18n::{Hole, Language};
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, Field, FieldErrors};
use crate::web::list::{Asked, Column, EXPORT, FilterTag, PAGE, Pager};
use crate::web::page::{self, Seed, Shell};
use crate::web::table::{self, Table};
use crate::web::time;

actions! {
    /// The trail, newest first.
    ListTrail: Get "/audit" => "trail.list", Collection, Read;
    /// Refusals of strangers: counted by day, not chained.
    ListStrangers: Get "/audit/strangers" => "trail.strangers", Collection, Read;
    /// One entry and its place in the chain.
    ShowEntry: Get "/audit/{place}" => "trail.show", Collection, Read;
}

const FILTERS: [&str; 6] = ["person", "action", "subject", "outcome", "from", "to"];
const OUTCOMES: [&str; 4] = ["done", "read", "refused", "failed"];

/// `/audit`.
pub fn routes() -> Routes {
    Routes::default().list::<ListTrail, _, _>(index).list::<ListStrangers, _, _>(strangers).get::<ShowEntry, _, _>(show)
}

struct EntryLine {
    place: String,
    url: String,
    at: String,
    person: String,
    action: String,
    subject: String,
    outcome: String,
    kind: &'static str,
    detail: String,
}

impl EntryLine {
    fn new(entry: &EntryRow, language: Language) -> Self {
        Self {
            place: entry.place(),
            url: format!("/audit/{}", entry.place()),
            at: time::z(entry.at, language),
            person: person(entry, language),
            action: entry.action.clone(),
            subject: entry.subject.clone(),
            outcome: language.t(&format!("trail-outcome-{}", entry.outcome)),
            kind: if matches!(entry.outcome.as_str(), "refused" | "failed") { "advisory" } else { "" },
            detail: detail(entry, language),
        }
    }
}

/// Why something was refused stands in the trail as a key of the catalogue.
fn detail(entry: &EntryRow, language: Language) -> String {
    if entry.detail.starts_with("refused-") && Language::has(&entry.detail) { language.t(&entry.detail) } else { entry.detail.clone() }
}

fn person(entry: &EntryRow, language: Language) -> String {
    entry.username.clone().unwrap_or_else(|| language.t(if entry.origin == "web" { "trail-stranger" } else { "trail-installation" }))
}

#[derive(Template)]
#[template(path = "audit/index.html")]
struct TrailPage {
    shell: Shell,
    title: String,
    action_url: String,
    person: Field,
    by_action: Field,
    subject: Field,
    outcome: Field,
    outcomes: Vec<Choice>,
    from: Field,
    to: Field,
    tags: Vec<FilterTag>,
    ignored: String,
    clear_url: String,
    columns: Vec<Column>,
    rows: Vec<EntryLine>,
    pager: Pager,
    csv_url: String,
    xlsx_url: String,
}

impl TrailPage {
    fn new(seed: &Seed, asked: &Asked, mut rows: Vec<EntryRow>, total: i64) -> Self {
        let language = seed.language;
        let none = FieldErrors::default();
        let has_more = rows.len() as i64 > PAGE;
        rows.truncate(PAGE as usize);
        let value = |key: &str| asked.one(key).unwrap_or_default().to_owned();
        let field = |name: &str| Field::new(language, name, &format!("trail-filter-{name}"), &value(name), &none).optional();
        let outcome_words = |outcome: &str| language.t(&format!("trail-outcome-{outcome}"));
        let tag = |key: &&str| {
            let value = asked.one(key)?;
            let words = if *key == "outcome" && OUTCOMES.contains(&value) { outcome_words(value) } else { value.to_owned() };
            let label =
                language.fill("trail-filter-tag", &[("filter", Hole::Text(&language.t(&format!("trail-filter-{key}")))), ("value", Hole::Text(&words))]);
            Some(FilterTag { label, remove_url: asked.without(key, value) })
        };
        let mut ignored = asked.ignored.clone();
        ignored.extend(queries::unread(asked));
        let (count_key, count) = if total > queries::COUNTED { ("trail-count-more", queries::COUNTED) } else { ("trail-count", total) };
        Self {
            title: language.fill(count_key, &[("count", Hole::Number(count))]),
            action_url: asked.clear_url().to_owned(),
            person: field("person"),
            by_action: field("action"),
            subject: field("subject"),
            outcome: field("outcome"),
            outcomes: std::iter::once(Choice::new("", language.t("trail-any"), &value("outcome")))
                .chain(OUTCOMES.into_iter().map(|outcome| Choice::new(outcome, outcome_words(outcome), &value("outcome"))))
                .collect(),
            from: field("from"),
            to: field("to"),
            tags: FILTERS.iter().filter_map(tag).collect(),
            ignored: if ignored.is_empty() { String::new() } else { language.fill("trail-ignored", &[("keys", Hole::Text(&ignored.join(", ")))]) },
            clear_url: asked.clear_url().to_owned(),
            columns: ["at", "person", "action", "subject", "outcome", "detail"]
                .into_iter()
                .map(|key| Column { label: language.t(&format!("trail-col-{key}")), ..Column::default() })
                .collect(),
            pager: Pager {
                next: rows.last().filter(|_| has_more).map(|last| asked.with("after", &last.cursor())),
                first: asked.one("after").map(|_| asked.without("after", "")),
                shown: language.fill("trail-shown", &[("count", Hole::Number(rows.len() as i64))]),
            },
            rows: rows.iter().map(|entry| EntryLine::new(entry, language)).collect(),
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
            shell: Shell::new(seed, "nav-trail"),
        }
    }
}

async fn index(mut auth: Authorized<ListTrail>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &FILTERS);
    let mut tx = auth.read().await?;
    if auth.format != Format::Page {
        let rows = queries::list(&mut tx, &asked, EXPORT + 1).await?;
        return table::answer(&auth, &asked, trail_table(&rows));
    }
    let rows = queries::list(&mut tx, &asked, PAGE + 1).await?;
    let total = queries::count(&mut tx, &asked).await?;
    page::page(&TrailPage::new(&auth.seed, &asked, rows, total))
}

fn trail_table(rows: &[EntryRow]) -> Table {
    let rows = rows
        .iter()
        .map(|entry| {
            vec![
                entry.place(),
                entry.at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
                entry.username.clone().unwrap_or_default(),
                entry.origin.clone(),
                entry.session_mark.clone(),
                entry.action.clone(),
                entry.subject.clone(),
                entry.outcome.clone(),
                entry.detail.clone(),
                entry.request_id.clone(),
                hex(&entry.hash),
            ]
        })
        .collect();
    Table { name: "trail", header: vec!["ref", "at", "account", "origin", "session", "action", "subject", "outcome", "detail", "request", "hash"], rows }
}

#[derive(Template)]
#[template(path = "audit/entry.html")]
struct EntryPage {
    shell: Shell,
    line: EntryLine,
    person_url: String,
    subject_url: String,
    origin: String,
    session: String,
    request: String,
    hash: String,
    holds: bool,
    before_url: String,
    after_url: String,
}

async fn show(mut auth: Authorized<ShowEntry>) -> Result<Response> {
    let (chain, position) = queries::place_of(auth.params.get("place")).ok_or(AppError::NotFound)?;
    let language = auth.language();
    let mut tx = auth.read().await?;
    let entry = queries::by_place(&mut tx, chain, position).await?.ok_or(AppError::NotFound)?;
    let has_next = queries::by_place(&mut tx, chain, position + 1).await?.is_some();
    let line = EntryLine::new(&entry, language);
    page::page(&EntryPage {
        shell: Shell::titled(&auth.seed, line.place.clone()),
        person_url: entry.username.as_ref().map(|name| format!("/audit?person={name}")).unwrap_or_default(),
        subject_url: if entry.subject.is_empty() { String::new() } else { format!("/audit?subject={}", page::encode_cookie(&entry.subject)) },
        origin: entry.origin.clone(),
        session: entry.session_mark.clone(),
        request: entry.request_id.clone(),
        hash: hex(&entry.hash),
        holds: verify::entry_holds(&mut tx, chain, position).await?,
        before_url: if position > 1 { format!("/audit/{chain}-{}", position - 1) } else { String::new() },
        after_url: if has_next { format!("/audit/{chain}-{}", position + 1) } else { String::new() },
        line,
    })
}

#[derive(Template)]
#[template(path = "audit/strangers.html")]
struct StrangersPage {
    shell: Shell,
    rows: Vec<StrangersLine>,
    csv_url: String,
    xlsx_url: String,
}

struct StrangersLine {
    day: String,
    action: String,
    times: String,
}

async fn strangers(mut auth: Authorized<ListStrangers>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &[]);
    let mut tx = auth.read().await?;
    let limit = if auth.format == Format::Page { 500 } else { EXPORT + 1 };
    let rows = queries::strangers(&mut tx, limit).await?;
    if auth.format != Format::Page {
        let cells = |row: &Refusals| vec![format!("{} {}", row.day, row.action), row.day.to_string(), row.action.clone(), row.times.to_string()];
        return table::answer(
            &auth,
            &asked,
            Table { name: "strangers", header: vec!["ref", "day", "action", "times"], rows: rows.iter().map(cells).collect() },
        );
    }
    let rows = rows.into_iter().map(|row| StrangersLine { day: time::typed_date(row.day), action: row.action, times: row.times.to_string() }).collect();
    page::page(&StrangersPage {
        shell: Shell::new(&auth.seed, "trail-strangers-title"),
        rows,
        csv_url: asked.export_url("csv"),
        xlsx_url: asked.export_url("xlsx"),
    })
}
