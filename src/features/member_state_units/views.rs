//! Ready values for the list of units, and the words its pages share.

use askama::Template;
use chrono::NaiveDate;

use super::model::{Paper, STATES, Weight, is_out};
use super::queries::{self, Line, NEEDS, Unit};
use crate::authz::actor::Actor;
use crate::authz::policy;
use crate::features::people::with_any;
use crate::i18n::{Hole, Language};
use crate::web::form::Choice;
use crate::web::list::{Asked, Column, FilterTag, Pager, Sort};
use crate::web::page::{Seed, Shell};
use crate::web::table::Table;
use crate::web::time;

/// Address of a unit.
pub fn url(reference: &str) -> String {
    format!("/member-state-units/{reference}")
}

pub(super) fn word(language: Language, prefix: &str, code: &str) -> String {
    language.t(&format!("{prefix}-{}", code.replace('_', "-")))
}

/// Its name, with the Member State and the duty station.
pub(super) fn whose(language: Language, unit: &Unit) -> String {
    let holes = [("name", Hole::Text(&unit.name)), ("state", Hole::Text(&unit.member_state_name)), ("station", Hole::Text(&unit.station))];
    language.fill("unit-whose", &holes)
}

fn kind(weight: Weight) -> &'static str {
    match weight {
        Weight::Calm => "",
        Weight::Caution => "caution",
        Weight::Warning => "warning",
    }
}

/// What the agreements of a unit say, as a tag.
pub(super) fn paper_tag(language: Language, paper: Paper, state: &str) -> (&'static str, String) {
    let (code, day) = paper.words();
    let day = day.map(time::typed_date).unwrap_or_default();
    (kind(paper.weight(state)), language.fill(&format!("unit-paper-{code}"), &[("day", Hole::Text(&day))]))
}

/// When the next rotation is due, as a tag; nothing for a unit that is not out.
pub(super) fn rotation_tag(language: Language, due: Option<NaiveDate>, today: NaiveDate) -> (&'static str, String) {
    let Some(due) = due else { return ("", String::new()) };
    let (kind, key) = if due < today { ("warning", "unit-rotation-overdue") } else { ("", "unit-rotation-due") };
    (kind, language.fill(key, &[("day", Hole::Text(&time::typed_date(due)))]))
}

/// How many serve, of how many agreed.
pub(super) fn strength_words(language: Language, in_post: i32, strength: i32) -> String {
    language.fill("unit-in-post-of", &[("count", Hole::Number(in_post.into())), ("of", Hole::Number(strength.into()))])
}

pub(super) fn armed_word(language: Language, is_armed: bool) -> String {
    language.t(if is_armed { "unit-armed" } else { "unit-unarmed" })
}

pub struct Row {
    pub reference: String,
    pub url: String,
    pub name: String,
    pub armed: String,
    pub member_state: String,
    pub station: String,
    pub state: String,
    pub people: String,
    pub paper: (&'static str, String),
    pub rotation: (&'static str, String),
}

#[derive(Template)]
#[template(path = "member_state_units/index.html")]
pub struct Index {
    shell: Shell,
    title: String,
    new_url: String,
    q: String,
    station: String,
    country: String,
    states: Vec<Choice>,
    needs: Vec<Choice>,
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
        let picks = |key: &str, prefix: &str, codes: &[&'static str]| {
            with_any(language, codes.iter().map(|code| Choice::new(*code, word(language, prefix, code), one(key))).collect())
        };
        let label = |key: &str, value: &str| match key {
            "state" => word(language, "ms-cp-unit-state", value),
            "needs" => word(language, "unit-needs", value),
            _ => value.to_owned(),
        };
        Self {
            shell: Shell::new(seed, "unit-title"),
            title: language.fill("unit-count", &[("count", Hole::Number(total))]),
            new_url: if policy::may(actor, "unit.create") { "/member-state-units/new".into() } else { String::new() },
            q: one("q").to_owned(),
            station: one("station").to_owned(),
            country: one("country").to_owned(),
            states: picks("state", "ms-cp-unit-state", STATES),
            needs: picks("needs", "unit-needs", NEEDS),
            tags: asked.tags(queries::FILTERS, label),
            clear_url: asked.clear_url().to_owned(),
            ignored: asked.ignored.clone(),
            columns: asked.columns(
                language,
                sort,
                &[
                    ("unit-ref", "ref"),
                    ("ms-cp-unit-name", "name"),
                    ("ms-cp-unit-member-state", "country"),
                    ("ms-cp-unit-station-id", "station"),
                    ("ms-cp-unit-state", ""),
                    ("unit-people", ""),
                    ("unit-agreement", "agreement"),
                    ("unit-next-rotation", "rotation"),
                ],
            ),
            pager: Pager::turn(asked, language, &mut lines, total, |last| (queries::sort_value(last, sort), last.id)),
            rows: lines.into_iter().map(|line| row(seed, line)).collect(),
            is_filtered: asked.is_filtered(),
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
        }
    }
}

fn row(seed: &Seed, line: Line) -> Row {
    let (language, today) = (seed.language, seed.now.date_naive());
    Row {
        url: url(&line.reference),
        armed: armed_word(language, line.is_armed),
        state: word(language, "ms-cp-unit-state", &line.state),
        people: if is_out(&line.state) {
            strength_words(language, line.in_post, line.strength)
        } else {
            language.fill("unit-strength-agreed", &[("count", Hole::Number(line.strength.into()))])
        },
        paper: paper_tag(language, line.paper(today), &line.state),
        rotation: rotation_tag(language, line.rotation_due, today),
        reference: line.reference,
        name: line.name,
        member_state: line.member_state,
        station: line.station,
    }
}

/// The same rows as a file.
pub fn export(lines: Vec<Line>, today: NaiveDate) -> Table {
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    Table {
        name: "member_state_units",
        header: vec![
            "ref",
            "name",
            "member_state",
            "station",
            "state",
            "strength",
            "in_post",
            "is_armed",
            "agreement",
            "agreed_from",
            "agreed_until",
            "rotation_due",
        ],
        rows: lines
            .into_iter()
            .map(|line| {
                let paper = line.paper(today).words().0.replace('-', "_");
                vec![
                    line.reference,
                    line.name,
                    line.member_state,
                    line.station,
                    line.state,
                    line.strength.to_string(),
                    line.in_post.to_string(),
                    if line.is_armed { "yes".into() } else { "no".into() },
                    paper,
                    day(line.agreed_from),
                    day(line.agreed_until),
                    day(line.rotation_due),
                ]
            })
            .collect(),
    }
}
