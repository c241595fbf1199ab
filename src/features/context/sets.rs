//! `/context`: which public lists were read in, which are in use; one of them with what could not be read.

use askama::Template;
use axum::response::Response;

use super::import::sentence;
use super::model::{Kind, as_of};
use super::panel::{Part, part_of};
use super::queries::{self, Set, Tally};
use crate::actions;
use crate::audit::history::page::{Subject, answer};
use crate::audit::history::{self, HistoryTable};
use crate::authz::action::{Authorized, Collection, Format};
use crate::authz::routes::Routes;
use crate::i18n::{Hole, Language};
use crate::web::error::Result;
use crate::web::form::{Choice, Field, FieldErrors};
use crate::web::list::{Asked, Column, EXPORT, FilterTag, PAGE, Pager};
use crate::web::page::{self, Shell, Tab};
use crate::web::table::{self, Table};
use crate::web::time;

actions! {
    /// Public lists that were read in.
    ListSets: Get "/context" => "context.show", Collection, Quiet;
    /// One of them.
    ShowSet: Get "/context/{ref}" => "context.show", Set, Quiet;
    /// Its saves.
    SetHistory: Get "/context/{ref}/history" => "context.show", Set, Quiet;
}

pub fn routes() -> Routes {
    Routes::default().list::<ListSets, _, _>(index).get::<ShowSet, _, _>(show).get::<SetHistory, _, _>(history)
}

const FILTERS: &[&str] = &["kind", "state"];
const STATES: [&str; 2] = ["in-use", "superseded"];

struct Line {
    reference: String,
    url: String,
    kind: String,
    source: String,
    as_of: String,
    read: String,
    rows: i32,
    kept: i32,
    refused: i32,
    remarks: i64,
    is_in_use: bool,
    state: String,
}

fn state_of(set: &Set) -> &'static str {
    if set.superseded_at.is_none() { "in-use" } else { "superseded" }
}

fn state_words(code: &str, language: Language) -> String {
    language.t(&format!("context-state-{code}"))
}

fn kind_words(code: &str, language: Language) -> String {
    Kind::of(code).map_or_else(|| code.to_owned(), |kind| kind.name(language))
}

#[derive(Template)]
#[template(path = "context/sets.html")]
struct SetsPage {
    shell: Shell,
    title: String,
    missing: Vec<Part>,
    action: String,
    kind: Field,
    kinds: Vec<Choice>,
    state: Field,
    states: Vec<Choice>,
    tags: Vec<FilterTag>,
    ignored: String,
    clear_url: String,
    columns: Vec<Column>,
    rows: Vec<Line>,
    is_filtered: bool,
    pager: Pager,
    csv_url: String,
    xlsx_url: String,
}

async fn index(mut auth: Authorized<ListSets>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), FILTERS);
    let language = auth.language();
    let today = auth.now().date_naive();
    let mut tx = auth.read().await?;
    if auth.format != Format::Page {
        let (sets, _) = queries::list(&mut tx, &asked, EXPORT + 1).await?;
        return table::answer(&auth, &asked, export(&sets));
    }
    let (mut sets, total) = queries::list(&mut tx, &asked, PAGE + 1).await?;
    let mut missing = Vec::new();
    for kind in Kind::ALL {
        if queries::in_use(&mut tx, kind.word()).await?.is_none() {
            missing.push(part_of(kind, None, today, language));
        }
    }
    drop(tx);
    let has_more = sets.len() as i64 > PAGE;
    sets.truncate(PAGE as usize);
    let next = sets.last().filter(|_| has_more).map(|last| asked.next_url(&last.read_at.to_rfc3339(), last.id));
    let value = |key: &str| asked.one(key).unwrap_or_default().to_owned();
    let none = FieldErrors::default();
    let any = |key: &str| Choice::new("", language.t("rows-any"), &value(key));
    let columns = ["ref", "kind", "source", "as-of", "read", "rows", "kept", "refused", "remarks", "state"];
    page::page(&SetsPage {
        title: language.fill("context-count", &[("count", Hole::Number(total))]),
        missing,
        action: asked.clear_url().to_owned(),
        kind: Field::new(language, "kind", "context-col-kind", &value("kind"), &none).optional(),
        kinds: std::iter::once(any("kind")).chain(Kind::ALL.map(|kind| Choice::new(kind.word(), kind.name(language), &value("kind")))).collect(),
        state: Field::new(language, "state", "context-col-state", &value("state"), &none).optional(),
        states: std::iter::once(any("state")).chain(STATES.map(|code| Choice::new(code, state_words(code, language), &value("state")))).collect(),
        tags: tags(&asked, language),
        ignored: ignored(&asked, language),
        clear_url: asked.clear_url().to_owned(),
        columns: columns.into_iter().map(|key| Column { label: language.t(&format!("context-col-{key}")), ..Column::default() }).collect(),
        is_filtered: asked.is_filtered(),
        pager: Pager {
            next,
            first: asked.one("after").map(|_| asked.without("after", "")),
            shown: language.fill("rows-shown", &[("count", Hole::Number(sets.len() as i64))]),
        },
        rows: sets.iter().map(|set| line(set, today, language)).collect(),
        csv_url: asked.export_url("csv"),
        xlsx_url: asked.export_url("xlsx"),
        shell: Shell::new(&auth.seed, "context-title"),
    })
}

fn line(set: &Set, today: chrono::NaiveDate, language: Language) -> Line {
    Line {
        reference: set.reference.clone(),
        url: set.url(),
        kind: kind_words(&set.kind, language),
        source: set.source.clone(),
        as_of: as_of(set.as_of, today, language),
        read: time::z(set.read_at, language),
        rows: set.rows,
        kept: set.kept,
        refused: set.refused,
        remarks: set.remarks,
        is_in_use: set.superseded_at.is_none(),
        state: state_words(state_of(set), language),
    }
}

fn tags(asked: &Asked, language: Language) -> Vec<FilterTag> {
    let mut tags = Vec::new();
    for key in FILTERS {
        for value in asked.all(key) {
            let label = if *key == "kind" { kind_words(&value, language) } else { state_words(&value, language) };
            tags.push(FilterTag { label, remove_url: asked.without(key, &value) });
        }
    }
    tags
}

/// "Ignored: foo"; empty if every key of the address is known.
pub(super) fn ignored(asked: &Asked, language: Language) -> String {
    if asked.ignored.is_empty() { String::new() } else { language.fill("rows-ignored", &[("keys", Hole::Text(&asked.ignored.join(", ")))]) }
}

fn export(sets: &[Set]) -> Table {
    let rows = sets.iter().map(|set| {
        vec![
            set.reference.clone(),
            set.kind.clone(),
            set.source.clone(),
            set.licence.clone(),
            set.as_of.to_string(),
            set.read_at.format("%Y-%m-%dT%H:%MZ").to_string(),
            set.rows.to_string(),
            set.kept.to_string(),
            set.refused.to_string(),
            set.remarks.to_string(),
            state_of(set).to_owned(),
        ]
    });
    let header = vec!["ref", "kind", "source", "licence", "as_of", "read_at", "rows", "kept", "refused", "remarks", "state"];
    Table { name: "context", header, rows: rows.collect() }
}

/// A code with its count.
struct TallyLine {
    words: String,
    count: i64,
    url: String,
    is_refused: bool,
}

#[derive(Template)]
#[template(path = "context/set.html")]
struct SetPage {
    shell: Shell,
    reference: String,
    kind: String,
    is_in_use: bool,
    state: String,
    tabs: Vec<Tab>,
    facts: Vec<(String, String)>,
    tallies: Vec<TallyLine>,
}

async fn show(mut auth: Authorized<ShowSet>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let tallies = queries::tallies(&mut tx, auth.target.id).await?;
    drop(tx);
    let (set, language, today) = (&auth.target, auth.language(), auth.now().date_naive());
    let mut facts = vec![
        ("context-col-source", set.source.clone()),
        ("context-col-licence", set.licence.clone()),
        ("context-col-as-of", as_of(set.as_of, today, language)),
        ("context-col-read", time::z(set.read_at, language)),
        ("context-col-read-by", set.read_by.clone()),
        ("context-col-file", set.file_name.clone()),
        ("context-col-rows", set.rows.to_string()),
        ("context-col-kept", set.kept.to_string()),
        ("context-col-refused", set.refused.to_string()),
    ];
    if let Some(at) = set.superseded_at {
        facts.push(("context-superseded", time::z(at, language)));
    }
    page::page(&SetPage {
        reference: set.reference.clone(),
        kind: kind_words(&set.kind, language),
        is_in_use: set.superseded_at.is_none(),
        state: state_words(state_of(set), language),
        tabs: tabs(language, set, "show"),
        facts: facts.into_iter().map(|(key, value)| (language.t(key), value)).collect(),
        tallies: tallies.iter().map(|tally| tally_line(language, set, tally)).collect(),
        shell: Shell::titled(&auth.seed, set.reference.clone()),
    })
}

fn tally_line(language: Language, set: &Set, tally: &Tally) -> TallyLine {
    TallyLine {
        words: sentence(language, &tally.code, "…"),
        count: tally.count,
        url: format!("{}/remarks?code={}", set.url(), tally.code),
        is_refused: tally.is_refused,
    }
}

/// The tabs of a set.
pub(super) fn tabs(language: Language, set: &Set, current: &str) -> Vec<Tab> {
    [
        ("show", "context-tab-show", set.url()),
        ("remarks", "context-tab-remarks", format!("{}/remarks", set.url())),
        ("history", "history-title", format!("{}/history", set.url())),
    ]
    .into_iter()
    .map(|(name, key, url)| Tab { url, label: language.t(key), current: name == current })
    .collect()
}

async fn history(mut auth: Authorized<SetHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let set = &auth.target;
    let history = history::of(&mut tx, HistoryTable::ContextSet, set.id).await?;
    let subject = Subject { reference: set.reference.clone(), url: set.url(), tabs: tabs(auth.language(), set, "history"), ..Subject::default() };
    answer(&auth, &mut tx, &subject, &history).await
}
