//! `/stock-counts`: the list of counts, as a page and as a file.

use askama::Template;

use super::model::{COVERS, STATES};
use super::queries::{self, Line};
use super::views::{called, covers_word, result_words, state_tag, url};
use crate::authz::actor::Actor;
use crate::authz::policy;
use crate::features::people::with_any;
use crate::i18n::Hole;
use crate::web::form::Choice;
use crate::web::list::{Asked, Column, FilterTag, Pager, Sort};
use crate::web::page::{Seed, Shell};
use crate::web::table::Table;
use crate::web::time;

pub struct Row {
    pub reference: String,
    pub url: String,
    pub what: String,
    pub station: String,
    pub when: String,
    pub state: (&'static str, String),
    pub result: String,
    pub open: String,
    pub signed: String,
}

#[derive(Template)]
#[template(path = "stock_counts/index.html")]
pub struct Index {
    shell: Shell,
    title: String,
    new_url: String,
    q: String,
    station: String,
    covers: Vec<Choice>,
    states: Vec<Choice>,
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

impl Index {
    /// The list as the address asks for it.
    pub fn new(seed: &Seed, actor: &Actor, asked: &Asked, sort: Sort, mut lines: Vec<Line>, total: i64) -> Self {
        let language = seed.language;
        let one = |key: &str| asked.one(key).unwrap_or_default();
        let word = |state: &str| language.t(&format!("count-state-{state}"));
        let pager = Pager::turn(asked, language, &mut lines, total, |last| (last.sorted.clone(), last.id));
        Self {
            shell: Shell::new(seed, "counts-title"),
            title: language.fill("counts-count", &[("count", Hole::Number(total))]),
            new_url: if policy::may(actor, "count.open") { "/stock-counts/new".into() } else { String::new() },
            q: one("q").to_owned(),
            station: one("station").to_owned(),
            covers: with_any(language, COVERS.iter().map(|covers| Choice::new(*covers, covers_word(language, covers), one("covers"))).collect()),
            states: with_any(language, STATES.iter().map(|state| Choice::new(*state, word(state), one("state"))).collect()),
            tags: asked.tags(queries::FILTERS, |key, value| match key {
                "state" => word(value),
                "covers" => covers_word(language, value),
                _ => value.to_owned(),
            }),
            clear_url: asked.clear_url().to_owned(),
            ignored: asked.ignored.clone(),
            columns: asked.columns(
                language,
                sort,
                &[
                    ("stock-count-ref", ""),
                    ("count-what", ""),
                    ("stock-count-as-of", ""),
                    ("stock-count-state", ""),
                    ("count-result", ""),
                    ("custody-signed", ""),
                ],
            ),
            rows: lines.into_iter().map(|line| row(seed, line)).collect(),
            pager,
            is_filtered: asked.is_filtered(),
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
        }
    }
}

fn row(seed: &Seed, line: Line) -> Row {
    let language = seed.language;
    let place = time::short_place(&line.station_name).to_owned();
    Row {
        url: url(&line.reference),
        when: time::place_and_z(line.as_of, &line.zone, &place, seed.now, language),
        state: state_tag(language, &line.state),
        result: result_words(language, &line.covers, line.found, line.expected),
        open: if line.open > 0 { language.fill("count-differences-open", &[("count", Hole::Number(line.open))]) } else { String::new() },
        signed: if line.second_by.is_empty() { line.counted_by } else { format!("{}, {}", line.counted_by, line.second_by) },
        what: match line.covers.as_str() {
            "armoury" => format!("{} {}", line.place, line.place_name),
            covers => called(language, covers, &line.place_name),
        },
        station: line.station,
        reference: line.reference,
    }
}

/// The same rows as a file.
pub fn export(lines: Vec<Line>) -> Table {
    let number = |number: Option<i32>| number.map(|number| number.to_string()).unwrap_or_default();
    Table {
        name: "stock-counts",
        header: vec![
            "ref",
            "covers",
            "place",
            "place_name",
            "station",
            "as_of",
            "is_paper",
            "state",
            "expected",
            "found",
            "differences_open",
            "counted_by",
            "second_by",
        ],
        rows: lines
            .into_iter()
            .map(|line| {
                vec![
                    line.reference,
                    line.covers,
                    line.place,
                    line.place_name,
                    line.station,
                    line.as_of.to_rfc3339(),
                    line.is_paper.to_string(),
                    line.state,
                    number(line.expected),
                    number(line.found),
                    line.open.to_string(),
                    line.counted_by,
                    line.second_by,
                ]
            })
            .collect(),
    }
}
