//! The list of transfers and the same rows as a file.

use askama::Template;

use super::model::{LOADS, STATES, WAYS};
use super::queries::{self, Row as Line};
use super::show_page::{state_tag, url};
use crate::authz::actor::Actor;
use crate::authz::policy;
use crate::features::people::with_any;
use crate::i18n::{Hole, Language};
use crate::web::form::Choice;
use crate::web::list::{Asked, Column, FilterTag, Pager, Sort};
use crate::web::page::{Seed, Shell};
use crate::web::table::Table;
use crate::web::time;

pub struct Row {
    pub reference: String,
    pub url: String,
    pub way: String,
    pub state: (&'static str, String),
    pub planned: String,
    pub is_late: bool,
    pub load: String,
    pub drafted: String,
}

#[derive(Template)]
#[template(path = "transfers/index.html")]
pub struct Index {
    shell: Shell,
    title: String,
    new_url: String,
    q: String,
    station: String,
    ways: Vec<Choice>,
    states: Vec<Choice>,
    loads: Vec<Choice>,
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
        let word = |key: &str, value: &str| match key {
            "state" if STATES.contains(&value) => state_tag(language, value).1,
            "load" if LOADS.contains(&value) => language.t(&format!("transfer-load-{value}")),
            "way" if WAYS.contains(&value) => language.t(&format!("transfer-way-{value}")),
            _ => value.to_owned(),
        };
        let choices = |key: &str, values: &[&str]| with_any(language, values.iter().map(|value| Choice::new(*value, word(key, value), one(key))).collect());
        let pager = Pager::turn(asked, language, &mut lines, total, |last| (last.sorted.clone(), last.id));
        Self {
            shell: Shell::new(seed, "transfers-title"),
            title: language.fill("transfers-count", &[("count", Hole::Number(total))]),
            new_url: if policy::may(actor, "transfer.create") { "/transfers/new".into() } else { String::new() },
            q: one("q").to_owned(),
            station: one("station").to_owned(),
            ways: choices("way", WAYS),
            states: choices("state", STATES),
            loads: choices("load", LOADS),
            tags: asked.tags(queries::FILTERS, word),
            clear_url: asked.clear_url().to_owned(),
            ignored: asked.ignored.clone(),
            columns: asked.columns(
                language,
                sort,
                &[
                    ("transfer-ref", ""),
                    ("transfer-way", ""),
                    ("transfer-state", ""),
                    ("transfer-planned-on", ""),
                    ("transfer-load", ""),
                    ("transfer-created-by", ""),
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
    let when = time::place_and_z(line.created_at, &line.zone, time::short_place(&line.place), seed.now, language);
    Row {
        url: url(&line.reference),
        way: format!("{} → {}", line.station, line.to_station),
        state: state_tag(language, &line.state),
        planned: time::day(line.planned_on, language),
        is_late: line.state == "in_transit" && line.planned_on < seed.now.date_naive(),
        load: load_words(language, line.weapons, line.rounds, line.things),
        drafted: format!("{}, {when}", line.created_by),
        reference: line.reference,
    }
}

/// `2 weapons, 1,000 rounds`; with vehicles, equipment and kits `… and 3 things`, or `3 things`.
pub(super) fn load_words(language: Language, weapons: i64, rounds: i64, things: i64) -> String {
    let key = match (weapons + rounds, things) {
        (_, 0) => "transfer-load-words",
        (0, _) => "transfer-load-things",
        _ => "transfer-load-words-and-things",
    };
    language.fill(key, &[("weapons", Hole::Number(weapons)), ("rounds", Hole::Number(rounds)), ("things", Hole::Number(things))])
}

/// The same rows as a file.
pub fn export(lines: Vec<Line>) -> Table {
    Table {
        name: "transfers",
        header: vec!["ref", "from_station", "to_station", "state", "planned_on", "weapons", "rounds", "things", "reason", "drafted_by", "drafted_at"],
        rows: lines
            .into_iter()
            .map(|line| {
                vec![
                    line.reference,
                    line.station,
                    line.to_station,
                    line.state,
                    line.planned_on.to_string(),
                    line.weapons.to_string(),
                    line.rounds.to_string(),
                    line.things.to_string(),
                    line.reason,
                    line.created_by,
                    line.created_at.to_rfc3339(),
                ]
            })
            .collect(),
    }
}
