//! Ready values for the pages of differences.

use askama::Template;

use super::handlers::AnswerForm;
use super::queries::{self, Discrepancy, Line};
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::features::people::with_any;
use crate::features::stock_counts::model::{KINDS, OUTCOMES, STANDINGS};
use crate::features::stock_counts::views::{called, kind_word, standing_tag};
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::list::{Asked, Column, FilterTag, Pager, Sort};
use crate::web::page::{Seed, Shell};
use crate::web::table::Table;
use crate::web::time;

/// Address of a difference.
pub fn url(reference: &str) -> String {
    format!("/discrepancies/{reference}")
}

fn outcome_word(language: Language, outcome: &str) -> String {
    language.t(&format!("discrepancy-outcome-{}", outcome.replace('_', "-")))
}

pub struct Row {
    pub reference: String,
    pub url: String,
    pub kind: String,
    pub what: String,
    pub station: String,
    pub count: String,
    pub when: String,
    pub state: (&'static str, String),
}

#[derive(Template)]
#[template(path = "stock_counts/discrepancies.html")]
pub struct Index {
    shell: Shell,
    title: String,
    q: String,
    station: String,
    states: Vec<Choice>,
    kinds: Vec<Choice>,
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
    pub fn new(seed: &Seed, asked: &Asked, sort: Sort, mut lines: Vec<Line>, total: i64) -> Self {
        let language = seed.language;
        let one = |key: &str| asked.one(key).unwrap_or_default();
        let state_word = |state: &str| language.t(&format!("discrepancy-state-{state}"));
        let pager = Pager::turn(asked, language, &mut lines, total, |last| (last.sorted.clone(), last.id));
        Self {
            shell: Shell::new(seed, "discrepancies-title"),
            title: language.fill("discrepancies-count", &[("count", Hole::Number(total))]),
            q: one("q").to_owned(),
            station: one("station").to_owned(),
            states: with_any(language, STANDINGS.iter().map(|state| Choice::new(*state, state_word(state), one("state"))).collect()),
            kinds: with_any(language, KINDS.iter().map(|kind| Choice::new(*kind, kind_word(language, kind), one("kind"))).collect()),
            tags: asked.tags(queries::FILTERS, |key, value| match key {
                "state" => state_word(value),
                "kind" => kind_word(language, value),
                _ => value.to_owned(),
            }),
            clear_url: asked.clear_url().to_owned(),
            ignored: asked.ignored.clone(),
            columns: asked.columns(
                language,
                sort,
                &[
                    ("stock-discrepancy-ref", ""),
                    ("stock-discrepancy-kind", ""),
                    ("discrepancy-what", ""),
                    ("officer-station", ""),
                    ("discrepancy-count", ""),
                    ("stock-discrepancy-opened-at", ""),
                    ("stock-discrepancy-state", ""),
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
        when: time::place_and_z(line.opened_at, &line.zone, &place, seed.now, language),
        kind: kind_word(language, &line.kind),
        what: match line.kind.as_str() {
            "rounds" | "number" => language.fill(
                "count-difference-rounds",
                &[("what", Hole::Text(&line.what)), ("counted", Hole::Number(line.counted.into())), ("expected", Hole::Number(line.expected.into()))],
            ),
            _ => line.what,
        },
        state: standing_tag(language, &line.state),
        reference: line.reference,
        station: line.station,
        count: line.count,
    }
}

/// The same rows as a file.
pub fn export(lines: Vec<Line>) -> Table {
    Table {
        name: "discrepancies",
        header: vec!["ref", "kind", "what", "station", "count", "expected", "counted", "opened_at", "state", "outcome"],
        rows: lines
            .into_iter()
            .map(|line| {
                vec![
                    line.reference,
                    line.kind,
                    line.what,
                    line.station,
                    line.count,
                    line.expected.to_string(),
                    line.counted.to_string(),
                    line.opened_at.to_rfc3339(),
                    line.state,
                    line.outcome,
                ]
            })
            .collect(),
    }
}

#[derive(Template)]
#[template(path = "stock_counts/discrepancy.html")]
pub struct Show {
    pub shell: Shell,
    pub reference: String,
    pub title: String,
    pub state: (&'static str, String),
    pub count: String,
    pub place: String,
    pub thing: String,
    pub thing_url: String,
    pub thing_label: String,
    pub mark: String,
    /// Where its loss is declared; empty where that is not asked.
    pub loss_url: String,
    pub typed: String,
    pub unknown: bool,
    pub expected: i32,
    pub counted: i32,
    pub opened: String,
    pub outcome_line: String,
    pub findings_line: String,
    pub investigated: String,
    pub closed: String,
    pub closing_line: String,
    pub waits: String,
    pub investigate_url: String,
    pub close_url: String,
    pub errors: Vec<ErrorLink>,
    pub outcome: Field,
    pub outcomes: Vec<Choice>,
    pub findings: Field,
    pub closing_words: Field,
    pub form_key: String,
    pub version: i32,
}

/// What a difference is about, in a word.
fn thing_word(language: Language, register: &str) -> String {
    language.t(match register {
        "firearms" => "stock-discrepancy-firearm-id",
        "ammunition" => "stock-discrepancy-lot-id",
        "vehicles" => "stock-discrepancy-vehicle-id",
        "equipment" => "stock-discrepancy-equipment-id",
        _ => "stock-discrepancy-kit-id",
    })
}

/// INV-24: what was not found and stands nowhere as lost is declared on its own record, by whoever may.
fn loss_url(one: &Discrepancy, may: impl Fn(&str) -> bool) -> String {
    let is_asked = one.kind == "missing" && !one.is_declared && (one.state == "open" || matches!(one.outcome.as_str(), "lost" | "stolen"));
    match one.register.as_str() {
        "firearms" if is_asked && may("custody.report-loss") => format!("/firearms/{}/loss", one.thing),
        "equipment" if is_asked && may("equipment-act.report-loss") => format!("/equipment/{}/loss", one.thing),
        "vehicles" if is_asked && may("vehicle.edit") => format!("/vehicles/{}/state", one.thing),
        "kits" if is_asked && may("kit.show") => format!("/kits/{}", one.thing),
        _ => String::new(),
    }
}

impl Show {
    /// The difference for this reader.
    pub fn new(seed: &Seed, actor: &Actor, one: &Discrepancy, form: &AnswerForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let may = |action: &str| policy::decide(actor, action, &one.facts(actor)) == Decision::Allow;
        let record = url(&one.reference);
        let place = time::short_place(&one.station_name).to_owned();
        let told = |at| time::place_and_z(at, &one.zone, &place, seed.now, language);
        let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
        let shell = Shell::titled(seed, one.reference.clone());
        Self {
            reference: one.reference.clone(),
            title: kind_word(language, &one.kind),
            state: standing_tag(language, &one.state),
            count: one.count.clone(),
            place: called(language, &one.covers, &one.place_name),
            thing: one.thing.clone(),
            thing_url: format!("/{}/{}", one.register, one.thing),
            thing_label: thing_word(language, &one.register),
            mark: one.mark.clone(),
            loss_url: loss_url(one, may),
            typed: one.typed.clone(),
            unknown: one.kind == "unexpected" && one.thing.is_empty(),
            expected: one.expected,
            counted: one.counted,
            opened: told(one.opened_at),
            outcome_line: if one.outcome.is_empty() { String::new() } else { outcome_word(language, &one.outcome) },
            findings_line: one.findings.clone(),
            investigated: one.investigated_at.map(|at| format!("{}, {}", one.investigated_by, told(at))).unwrap_or_default(),
            closed: one.closed_at.map(|at| format!("{}, {}", one.closed_by, told(at))).unwrap_or_default(),
            closing_line: one.closing_words.clone(),
            waits: match one.state.as_str() {
                "open" => language.t("discrepancy-waits-investigation"),
                "investigated" => language.t("discrepancy-waits-closing"),
                _ => String::new(),
            },
            investigate_url: if one.state == "open" && may("discrepancy.investigate") { format!("{record}/investigation") } else { String::new() },
            close_url: if one.state == "investigated" && may("discrepancy.close") { format!("{record}/close") } else { String::new() },
            errors: errors.links(language),
            outcome: field("outcome", "stock-discrepancy-outcome", &form.outcome),
            outcomes: OUTCOMES.iter().map(|code| Choice::new(*code, outcome_word(language, code), form.outcome.trim())).collect(),
            findings: field("findings", "stock-discrepancy-findings", &form.findings).hint(language, "discrepancy-findings-hint"),
            closing_words: field("closing_words", "stock-discrepancy-closing-words", &form.closing_words),
            form_key: fresh_form_key(),
            version: one.version,
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

#[derive(Template)]
#[template(path = "stock_counts/discrepancy_print.html")]
pub struct Paper {
    shell: Shell,
    paper: String,
    printed: String,
    d: Show,
}

impl Paper {
    /// Who printed it and when stands on every sheet.
    pub fn new(seed: &Seed, record: Show) -> Self {
        Self { shell: Shell::paper(seed, &record.reference, &url(&record.reference)), paper: record.reference.clone(), printed: seed.printed(), d: record }
    }
}
