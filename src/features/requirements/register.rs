//! The register of requirements: what was asked for, what came of it, who bears what is left (peers 96).

use askama::Template;
use axum::response::Response;

use super::ListRequirements;
use super::model::{self, State};
use super::queries::{self, Coded, Line};
use super::views::{coded_choices, day, ground, period, state_tag, url, word_of};
use crate::authz::action::{Authorized, Format};
use crate::authz::actor::Actor;
use crate::authz::policy;
use crate::features::people::with_any;
use crate::i18n::{Hole, Language};
use crate::web::error::Result;
use crate::web::form::Choice;
use crate::web::list::{Asked, Column, Filter, FilterTag, Pager, Sort};
use crate::web::page::{self, Seed, Shell};
use crate::web::table::{self, Table};

/// The register as a page or a file.
pub async fn index(mut auth: Authorized<ListRequirements>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), queries::FILTERS);
    let mut tx = auth.read().await?;
    let sort = asked.sort(queries::SORTS);
    let (lines, total) = queries::list(&mut tx, &asked, sort, auth.format != Format::Page).await?;
    if auth.format != Format::Page {
        return table::answer(&auth, &asked, export(lines));
    }
    let (stations, postures) = (queries::stations(&mut tx).await?, queries::postures(&mut tx).await?);
    page::page(&Index::new(&auth.seed, &auth.actor, &asked, sort, lines, total, (&stations, &postures)))
}

fn export(lines: Vec<Line>) -> Table {
    let date = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let cells = |line: Line| {
        vec![
            line.reference,
            line.called,
            line.station,
            line.posture,
            line.from_date.to_string(),
            date(line.to_date),
            line.head_count.map(|count| count.to_string()).unwrap_or_default(),
            line.source,
            line.state,
            line.answer,
            line.answer_note,
            line.accepted_by,
            date(line.accepted_on),
            date(line.review_due_on),
            line.ground.unwrap_or_default(),
            date(line.ground_until),
        ]
    };
    Table {
        name: "requirements",
        header: vec![
            "ref",
            "official",
            "station",
            "posture",
            "from",
            "to",
            "head_count",
            "source",
            "state",
            "answer",
            "answer_note",
            "risk_accepted_by",
            "risk_accepted_on",
            "review_due_on",
            "rests_on",
            "rests_until",
        ],
        rows: lines.into_iter().map(cells).collect(),
    }
}

/// One row of the register.
pub struct Row {
    pub reference: String,
    pub url: String,
    pub called: String,
    pub station: String,
    pub posture: String,
    pub period: String,
    pub head_count: String,
    pub state_kind: &'static str,
    pub state: String,
    pub ground: String,
    pub answer: String,
    pub accepted: String,
}

#[derive(Template)]
#[template(path = "requirements/index.html")]
pub struct Index {
    shell: Shell,
    title: String,
    sees_interim: bool,
    new_url: String,
    q: String,
    filters: Vec<Filter>,
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

/// The label of a filter or a form field in the catalogue.
fn label_of(name: &str) -> &'static str {
    match name {
        "q" => "requirement-filter-q",
        "state" => "protection-requirement-state",
        "answer" => "protection-requirement-answer",
        "station" => "requirement-station",
        "posture" => "protection-requirement-posture",
        "source" => "protection-requirement-source-of-protection",
        _ => "requirement-filter-due",
    }
}

impl Index {
    /// The register as the address asks for it.
    pub fn new(seed: &Seed, actor: &Actor, asked: &Asked, sort: Sort, mut lines: Vec<Line>, total: i64, offered: (&[Coded], &[Coded])) -> Self {
        let language = seed.language;
        let pager = Pager::turn(asked, language, &mut lines, total, |last| (queries::sort_value(last, sort), last.id));
        let words = |name: &'static str, codes: Vec<&str>| {
            let current = asked.one(name).unwrap_or_default();
            let choices = codes.into_iter().map(|code| Choice::new(code, word_of(language, name, code), current)).collect();
            Filter::new(asked, name, language.t(label_of(name)), with_any(language, choices))
        };
        let coded = |name: &'static str, coded: &[Coded]| {
            Filter::new(asked, name, language.t(label_of(name)), with_any(language, coded_choices(coded, asked.one(name).unwrap_or_default())))
        };
        let (stations, postures) = offered;
        Self {
            shell: Shell::new(seed, "requirements-title"),
            title: language.fill("requirements-count", &[("count", Hole::Number(total))]),
            sees_interim: policy::may(actor, "interim.list"),
            new_url: if policy::may(actor, "requirement.create") { "/requirements/new".into() } else { String::new() },
            q: asked.one("q").unwrap_or_default().to_owned(),
            filters: vec![
                words("state", State::ALL.iter().map(|state| state.code()).collect()),
                words("answer", model::ANSWERS.to_vec()),
                coded("station", stations),
                coded("posture", postures),
                words("source", model::SOURCES.to_vec()),
                words("due", vec!["review"]),
            ],
            tags: asked.tags(queries::FILTERS, |key, value| language.pair(&language.t(label_of(key)), &word_of(language, key, value))),
            clear_url: asked.clear_url().to_owned(),
            ignored: asked.ignored.clone(),
            columns: asked.columns(
                language,
                sort,
                &[
                    ("requirement-ref", "ref"),
                    ("requirement-official", ""),
                    ("requirement-station", "station"),
                    ("protection-requirement-posture", ""),
                    ("requirement-period", "from"),
                    ("protection-requirement-head-count", ""),
                    ("protection-requirement-state", ""),
                    ("requirement-ground", ""),
                    ("protection-requirement-answer", ""),
                    ("protection-requirement-risk-accepted-by", ""),
                ],
            ),
            pager,
            rows: rows(language, lines),
            is_filtered: asked.is_filtered(),
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
        }
    }
}

/// The register's rows in words.
pub fn rows(language: Language, lines: Vec<Line>) -> Vec<Row> {
    lines
        .into_iter()
        .map(|line| {
            let state = State::from_code(&line.state);
            let (state_kind, word) = state.map_or(("", line.state.clone()), |state| state_tag(language, state));
            let is_standing = state.is_some_and(State::is_standing);
            Row {
                url: url(&line.reference),
                period: period(language, line.from_date, line.to_date),
                head_count: line.head_count.map(|count| count.to_string()).unwrap_or_default(),
                state_kind,
                state: word,
                ground: if is_standing { ground(language, line.ground.as_deref().unwrap_or_default(), line.ground_until) } else { String::new() },
                answer: word_of(language, "answer", &line.answer),
                accepted: [line.accepted_by.clone(), day(line.accepted_on)].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "),
                reference: line.reference,
                called: line.called,
                station: line.station,
                posture: line.posture,
            }
        })
        .collect()
}
