//! `/qualifications`: the papers that count and those that wait; who lapses soon; the matrix of people and types.

use std::collections::HashMap;

use askama::Template;
use axum::response::Response;
use uuid::Uuid;

use super::model::{Held, State};
use super::queries::{self, Kind, Line, MatrixPerson};
use super::views::{class_word, kind_choices, kind_word, paper_words, slug, type_word};
use crate::actions;
use crate::authz::action::{Authorized, Collection, Format};
use crate::authz::routes::Routes;
use crate::features::people::with_any;
use crate::i18n::{Hole, Language};
use crate::web::error::Result;
use crate::web::form::Choice;
use crate::web::list::{Asked, Column, FilterTag, PAGE, Pager, Sort};
use crate::web::page::{self, Seed, Shell};
use crate::web::table::{self, Table};
use crate::web::time;

actions! {
    /// Papers of one's scope, and one's own.
    ListQualifications: Get "/qualifications" => "qualification.list", Collection, Quiet;
    /// People and types.
    ShowMatrix: Get "/qualifications/matrix" => "qualification.list", Collection, Quiet;
}

/// The lists.
pub fn routes() -> Routes {
    Routes::default().list::<ListQualifications, _, _>(index).list::<ShowMatrix, _, _>(matrix)
}

/// Who lapses in the next sixty days (T25): where the navigation leads.
const SOON: &[&str] = &["30", "60", "90"];

struct Row {
    reference: String,
    url: String,
    officer: String,
    officer_url: String,
    station: String,
    what: String,
    obtained: String,
    ends: String,
    state: String,
    state_kind: &'static str,
}

#[derive(Template)]
#[template(path = "qualifications/index.html")]
struct Index {
    shell: Shell,
    title: String,
    q: String,
    station: String,
    kinds: Vec<Choice>,
    states: Vec<Choice>,
    within: Vec<Choice>,
    tags: Vec<FilterTag>,
    clear_url: String,
    ignored: Vec<String>,
    columns: Vec<Column>,
    rows: Vec<Row>,
    pager: Pager,
    is_filtered: bool,
    csv_url: String,
    xlsx_url: String,
}

async fn index(mut auth: Authorized<ListQualifications>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), queries::FILTERS);
    let mut tx = auth.read().await?;
    let sort = asked.sort(queries::SORTS);
    let (lines, total) = queries::list(&mut tx, &asked, sort, auth.format != Format::Page).await?;
    if auth.format != Format::Page {
        return table::answer(&auth, &asked, export(lines));
    }
    let kinds = queries::kinds(&mut tx).await?;
    page::page(&index_of(&auth.seed, &asked, sort, lines, total, &kinds))
}

fn index_of(seed: &Seed, asked: &Asked, sort: Sort, mut lines: Vec<Line>, total: i64, kinds: &[Kind]) -> Index {
    let language = seed.language;
    let next = (lines.len() as i64 > PAGE).then(|| {
        lines.truncate(PAGE as usize);
        lines.last().map(|last| asked.next_url(queries::sort_value(last, sort), last.id)).unwrap_or_default()
    });
    let one = |key: &str| asked.one(key).unwrap_or_default();
    let days = |days: &str| language.fill("qualification-within", &[("days", Hole::Number(days.parse().unwrap_or(0)))]);
    let state_choices = queries::STATES.iter().map(|state| Choice::new(*state, language.t(&format!("qualification-state-{state}")), one("state"))).collect();
    Index {
        shell: Shell::new(seed, "qualifications-title"),
        title: language.fill("qualifications-count", &[("count", Hole::Number(total))]),
        q: one("q").to_owned(),
        station: one("station").to_owned(),
        kinds: with_any(language, kind_choices(language, kinds, one("type"))),
        states: with_any(language, state_choices),
        within: with_any(language, SOON.iter().map(|n| Choice::new(*n, days(n), one("within"))).collect()),
        tags: queries::FILTERS
            .iter()
            .flat_map(|key| asked.all(key).into_iter().map(move |value| (*key, value)))
            .map(|(key, value)| {
                let label = match key {
                    "type" => kinds.iter().find(|kind| kind.code == value).map_or_else(|| kind_word(language, &value), |kind| type_word(language, kind)),
                    "state" => language.t(&format!("qualification-state-{value}")),
                    "within" => days(&value),
                    "class" if Language::has(&format!("weapon-class-{value}")) => class_word(language, &value),
                    _ => value.clone(),
                };
                FilterTag { label, remove_url: asked.without(key, &value) }
            })
            .collect(),
        clear_url: asked.clear_url().to_owned(),
        ignored: asked.ignored.clone(),
        columns: [
            ("officer-ref", ""),
            ("qualification-officer-id", "name"),
            ("officer-station", "station"),
            ("qualification-type", "type"),
            ("qualification-obtained-on", ""),
            ("qualification-valid-until", "ends"),
            ("qualification-state", ""),
        ]
        .into_iter()
        .map(|(label, key)| asked.column(language.t(label), key, sort))
        .collect(),
        pager: Pager {
            next,
            first: asked.after().map(|_| asked.with("after", "")),
            shown: language.fill("list-shown", &[("shown", Hole::Number(lines.len() as i64)), ("total", Hole::Number(total))]),
        },
        rows: lines.into_iter().map(|line| row(language, line)).collect(),
        is_filtered: asked.is_filtered(),
        csv_url: asked.export_url("csv"),
        xlsx_url: asked.export_url("xlsx"),
    }
}

fn row(language: Language, line: Line) -> Row {
    let held = Held {
        kind: line.kind,
        class: line.class,
        model: line.model,
        country: line.country,
        obtained_on: line.obtained_on,
        valid_until: line.valid_until,
        is_verified: true,
    };
    Row {
        url: format!("/qualifications/{}", line.reference),
        reference: line.reference,
        officer: line.name,
        officer_url: format!("/officers/{}/qualifications", line.officer),
        station: line.station,
        what: paper_words(language, &held, &line.kind_name),
        obtained: time::typed_date(held.obtained_on),
        ends: held.valid_until.map_or_else(|| language.t("qualification-no-end"), time::typed_date),
        state: language.t(&format!("qualification-state-{}", slug(&line.state))),
        state_kind: match line.state.as_str() {
            "expired" => "warning",
            "warning" => "caution",
            "waiting" => "advisory",
            _ => "",
        },
    }
}

fn export(lines: Vec<Line>) -> Table {
    Table {
        name: "qualifications",
        header: vec!["ref", "officer", "name", "station", "type", "weapon_class", "weapon_model", "country", "obtained_on", "valid_until", "state", "evidence"],
        rows: lines
            .into_iter()
            .map(|line| {
                vec![
                    line.reference,
                    line.officer,
                    line.name,
                    line.station,
                    line.kind,
                    line.class,
                    line.model,
                    line.country,
                    line.obtained_on.to_string(),
                    line.valid_until.map(|day| day.to_string()).unwrap_or_default(),
                    line.state,
                    line.evidence,
                ]
            })
            .collect(),
    }
}

struct Cell {
    label: String,
    words: String,
    kind: &'static str,
}

struct MatrixRow {
    reference: String,
    url: String,
    name: String,
    station: String,
    cells: Vec<Cell>,
}

#[derive(Template)]
#[template(path = "qualifications/matrix.html")]
struct Matrix {
    shell: Shell,
    title: String,
    q: String,
    station: String,
    heads: Vec<String>,
    rows: Vec<MatrixRow>,
    ignored: Vec<String>,
    clear_url: String,
    is_filtered: bool,
    pager: Pager,
    csv_url: String,
    xlsx_url: String,
}

async fn matrix(mut auth: Authorized<ShowMatrix>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), queries::MATRIX_FILTERS);
    let mut tx = auth.read().await?;
    let (mut people, total) = queries::matrix_people(&mut tx, &asked, auth.format != Format::Page).await?;
    let kinds = queries::kinds(&mut tx).await?;
    let ids: Vec<Uuid> = people.iter().map(|person| person.id).collect();
    let mut held: HashMap<Uuid, Vec<Held>> = HashMap::new();
    for (officer, one) in queries::held_by(&mut tx, &ids).await? {
        held.entry(officer).or_default().push(one);
    }
    let today = auth.now().date_naive();
    let state = |person: &MatrixPerson, kind: &Kind| {
        let papers = held.get(&person.id).map(Vec::as_slice).unwrap_or_default();
        State::of(papers.iter().filter(|one| one.kind == kind.code), today, kind.lead_days)
    };
    if auth.format != Format::Page {
        return table::answer(&auth, &asked, matrix_export(&people, &kinds, state));
    }
    let language = auth.language();
    let next = (people.len() as i64 > PAGE).then(|| {
        people.truncate(PAGE as usize);
        people.last().map(|last| asked.next_url(&last.name, last.id)).unwrap_or_default()
    });
    let heads: Vec<String> = kinds.iter().map(|kind| type_word(language, kind)).collect();
    let rows: Vec<MatrixRow> = people
        .iter()
        .map(|person| MatrixRow {
            reference: person.reference.clone(),
            url: format!("/officers/{}/qualifications", person.reference),
            name: person.name.clone(),
            station: person.station.clone(),
            cells: kinds.iter().zip(&heads).map(|(kind, head)| cell(language, head, state(person, kind))).collect(),
        })
        .collect();
    page::page(&Matrix {
        shell: Shell::new(&auth.seed, "qualification-matrix-title"),
        title: language.fill("qualification-matrix-count", &[("count", Hole::Number(total))]),
        q: asked.one("q").unwrap_or_default().to_owned(),
        station: asked.one("station").unwrap_or_default().to_owned(),
        heads,
        ignored: asked.ignored.clone(),
        clear_url: asked.clear_url().to_owned(),
        is_filtered: asked.is_filtered(),
        pager: Pager {
            next,
            first: asked.after().map(|_| asked.with("after", "")),
            shown: language.fill("list-shown", &[("shown", Hole::Number(rows.len() as i64)), ("total", Hole::Number(total))]),
        },
        rows,
        csv_url: asked.export_url("csv"),
        xlsx_url: asked.export_url("xlsx"),
    })
}

/// A cell is a date: it fits where a sentence does not.
fn cell(language: Language, head: &str, state: State) -> Cell {
    let words = match state {
        State::Valid(None) => language.t("qualification-cell-open"),
        State::Never => "–".to_owned(),
        State::Valid(Some(end)) | State::Warning(end) | State::Expired(end) => time::typed_date(end),
    };
    let kind = match state {
        State::Valid(_) | State::Never => "",
        State::Warning(_) => "caution",
        State::Expired(_) => "warning",
    };
    Cell { label: head.to_owned(), words, kind }
}

fn matrix_export(people: &[MatrixPerson], kinds: &[Kind], state: impl Fn(&MatrixPerson, &Kind) -> State) -> Table {
    let rows = people.iter().flat_map(|person| {
        kinds.iter().map(|kind| {
            let state = state(person, kind);
            vec![
                person.reference.clone(),
                person.name.clone(),
                person.station.clone(),
                kind.code.clone(),
                state.code().to_owned(),
                state.end().map(|end| end.to_string()).unwrap_or_default(),
            ]
        })
    });
    Table { name: "qualification-matrix", header: vec!["ref", "name", "station", "type", "state", "valid_until"], rows: rows.collect() }
}
