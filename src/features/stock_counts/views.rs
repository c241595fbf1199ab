//! Ready values for the pages of counts.

use askama::Template;

use super::forms::OpenForm;
use super::model::{self, STATES};
use super::queries::{self, Awaited, Count, Countable, Difference, Item, Line, Lot};
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::features::armouries::{Armoury, Lying, LyingRounds};
use crate::features::people::{with_any, with_ask};
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::list::{Asked, Column, FilterTag, Pager, Sort};
use crate::web::page::{Seed, Shell};
use crate::web::statics;
use crate::web::table::Table;
use crate::web::time;

/// Address of a count.
pub fn url(reference: &str) -> String {
    format!("/stock-counts/{reference}")
}

/// How a count stands, as a tag.
fn state_tag(language: Language, state: &str) -> (&'static str, String) {
    let kind = match state {
        "counting" => "advisory",
        "counted" => "caution",
        _ => "",
    };
    (kind, language.t(&format!("count-state-{state}")))
}

/// How a difference stands, as a tag.
pub fn standing_tag(language: Language, state: &str) -> (&'static str, String) {
    let kind = match state {
        "open" => "warning",
        "investigated" => "caution",
        _ => "",
    };
    (kind, language.t(&format!("discrepancy-state-{state}")))
}

/// What a difference is about, in words.
pub fn kind_word(language: Language, kind: &str) -> String {
    language.t(&format!("discrepancy-kind-{kind}"))
}

pub struct Row {
    pub reference: String,
    pub url: String,
    pub armoury: String,
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
            states: with_any(language, STATES.iter().map(|state| Choice::new(*state, word(state), one("state"))).collect()),
            tags: asked.tags(queries::FILTERS, |key, value| if key == "state" { word(value) } else { value.to_owned() }),
            clear_url: asked.clear_url().to_owned(),
            ignored: asked.ignored.clone(),
            columns: asked.columns(
                language,
                sort,
                &[
                    ("stock-count-ref", ""),
                    ("stock-count-armoury-id", ""),
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
        result: result_words(language, line.found, line.expected),
        open: if line.open > 0 { language.fill("count-differences-open", &[("count", Hole::Number(line.open))]) } else { String::new() },
        signed: if line.second_by.is_empty() { line.counted_by } else { format!("{}, {}", line.counted_by, line.second_by) },
        armoury: format!("{} {}", line.armoury, line.armoury_name),
        station: line.station,
        reference: line.reference,
    }
}

fn result_words(language: Language, found: Option<i32>, expected: Option<i32>) -> String {
    match found.zip(expected) {
        Some((found, expected)) => language.fill("count-found-of", &[("found", Hole::Number(found.into())), ("expected", Hole::Number(expected.into()))]),
        None => String::new(),
    }
}

/// The same rows as a file.
pub fn export(lines: Vec<Line>) -> Table {
    let number = |number: Option<i32>| number.map(|number| number.to_string()).unwrap_or_default();
    Table {
        name: "stock-counts",
        header: vec![
            "ref",
            "armoury",
            "armoury_name",
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
                    line.armoury,
                    line.armoury_name,
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

#[derive(Template)]
#[template(path = "stock_counts/open.html")]
pub struct OpenPage {
    shell: Shell,
    form_key: String,
    errors: Vec<ErrorLink>,
    armoury: Field,
    armouries: Vec<Choice>,
    paper: Field,
    counted_date: Field,
    counted_time: Field,
}

impl OpenPage {
    /// Which armoury, and whether it was counted on paper.
    pub fn new(seed: &Seed, form: &OpenForm, errors: &FieldErrors, armouries: &[Countable]) -> Self {
        let language = seed.language;
        let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
        let label = |one: &Countable| {
            let name = format!("{} {} {}", one.station, one.reference, one.name);
            if one.going_on.is_empty() {
                return name;
            }
            language.fill("count-option-going-on", &[("name", Hole::Text(&name)), ("ref", Hole::Text(&one.going_on))])
        };
        let shell = Shell::new(seed, "count-new");
        Self {
            form_key: fresh_form_key(),
            errors: errors.links(language),
            armoury: field("armoury", "stock-count-armoury-id", &form.armoury),
            armouries: with_ask(language, armouries.iter().map(|one| Choice::new(&one.reference, label(one), form.armoury.trim())).collect()),
            paper: field("paper", "count-paper", &form.paper).optional(),
            counted_date: field("counted_date", "count-counted-date", &form.counted_date).optional().hint(language, "count-paper-hint"),
            counted_time: field("counted_time", "count-counted-time", &form.counted_time).optional().hint(language, "custody-time-hint"),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

/// What stands on the page of a count.
pub struct Rows {
    pub items: Vec<Item>,
    /// What was just scanned, or else scanned last.
    pub last: Option<Item>,
    pub not_yet: Vec<Awaited>,
    pub near: Vec<String>,
    pub lots: Vec<Lot>,
    pub differences: Vec<Difference>,
}

/// What was posted and could not be understood, kept on the page.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    pub mark: String,
    pub reason: String,
    pub errors: FieldErrors,
}

pub struct Unexpected {
    pub typed: String,
    pub words: String,
    pub struck: String,
    pub strike_url: String,
}

pub struct LotLine {
    pub reference: String,
    pub what: String,
    pub counted: String,
    pub expected: String,
    pub differs: bool,
}

pub struct DifferenceLine {
    pub reference: String,
    pub url: String,
    pub words: String,
    pub state: (&'static str, String),
}

#[derive(Template)]
#[template(path = "stock_counts/show.html")]
pub struct Show {
    pub shell: Shell,
    pub reference: String,
    pub armoury: String,
    pub armoury_url: String,
    pub armoury_name: String,
    pub state: (&'static str, String),
    pub is_counting: bool,
    pub as_of: String,
    pub paper_line: String,
    pub opened: String,
    pub first: String,
    pub second: String,
    pub withdrawn: String,
    pub result: String,
    /// What the last scan found: the kind of its bar and a sentence; empty before the first.
    pub last: (&'static str, String),
    pub near: String,
    pub keeper_note: bool,
    pub scan_url: String,
    pub script_url: &'static str,
    pub typed: Field,
    pub reason: Field,
    pub errors: Vec<ErrorLink>,
    pub not_yet: Vec<Awaited>,
    pub found: Vec<(String, String, String)>,
    pub unexpected: Vec<Unexpected>,
    pub lots: Vec<LotLine>,
    pub lots_left: String,
    pub differences: Vec<DifferenceLine>,
    pub rounds_url: String,
    pub finish_url: String,
    pub sign_url: String,
    pub withdraw_url: String,
    pub form_key: String,
    pub version: i32,
}

impl Show {
    /// The count for this reader.
    pub fn new(seed: &Seed, actor: &Actor, count: &Count, rows: Rows, typed: &Typed) -> Self {
        let language = seed.language;
        let may = |action: &str| policy::decide(actor, action, &count.facts(actor)) == Decision::Allow;
        let record = url(&count.reference);
        let is_keeper = model::keeps(actor, count.cell);
        let leads = count.is_counting() && may("count.lead") && !is_keeper;
        let when = |on: bool, deed: &str| if on { format!("{record}/{deed}") } else { String::new() };
        let place = time::short_place(&count.station_name).to_owned();
        let told = |at| time::place_and_z(at, &count.zone, &place, seed.now, language);
        let signed = |who: &str, at: Option<_>| at.map(|at| format!("{who}, {}", told(at))).unwrap_or_default();
        let shell = Shell::titled(seed, count.reference.clone());
        let found: Vec<&Item> = rows.items.iter().filter(|item| item.is_found()).collect();
        let lots_left = rows.lots.iter().filter(|lot| lot.counted.is_none()).count() as i64;
        let is_begun = !rows.items.is_empty() || rows.lots.iter().any(|lot| lot.counted.is_some());
        Self {
            reference: count.reference.clone(),
            armoury: count.armoury.clone(),
            armoury_url: format!("/armouries/{}", count.armoury),
            armoury_name: count.armoury_name.clone(),
            state: state_tag(language, &count.state),
            is_counting: count.is_counting(),
            as_of: told(count.as_of),
            paper_line: if count.is_paper { language.fill("count-paper-line", &[("when", Hole::Text(&told(count.opened_at)))]) } else { String::new() },
            opened: count.opened_by.clone(),
            first: signed(&count.counted_by, count.counted_at),
            second: signed(&count.second_by, count.second_at),
            withdrawn: match count.state.as_str() {
                "withdrawn" => language.fill("count-withdrawn", &[("reason", Hole::Text(&count.withdraw_reason))]),
                _ => String::new(),
            },
            result: match count.is_counting() {
                true => {
                    let (found, left) = (found.len() as i64, rows.not_yet.len() as i64);
                    language.fill("count-so-far", &[("found", Hole::Number(found)), ("left", Hole::Number(left))])
                }
                false => result_words(language, count.found, count.expected),
            },
            last: if count.is_counting() { rows.last.as_ref().map(|item| last_words(language, item)).unwrap_or_default() } else { Default::default() },
            near: if rows.near.is_empty() { String::new() } else { language.fill("count-near", &[("marks", Hole::Text(&rows.near.join(", ")))]) },
            keeper_note: count.is_counting() && is_keeper,
            scan_url: when(leads, "items"),
            script_url: statics::count_js_url(),
            typed: Field::new(language, "typed", "count-mark", &typed.mark, &typed.errors).hint(language, "count-mark-hint"),
            reason: Field::new(language, "reason", "count-reason", &typed.reason, &typed.errors),
            errors: typed.errors.links(language),
            found: found.iter().map(|item| (item.firearm.clone(), item.serial.clone(), item.what.clone())).collect(),
            unexpected: rows.items.iter().filter(|item| !item.is_found()).map(|item| unexpected(language, item, if leads { &record } else { "" })).collect(),
            lots_left: if count.is_counting() && lots_left > 0 {
                language.fill("count-lots-left", &[("count", Hole::Number(lots_left))])
            } else {
                String::new()
            },
            rounds_url: when(leads && !rows.lots.is_empty(), "rounds"),
            lots: rows.lots.into_iter().map(|lot| lot_line(count, lot)).collect(),
            differences: rows
                .differences
                .iter()
                .map(|one| DifferenceLine {
                    reference: one.reference.clone(),
                    url: super::discrepancies::url(&one.reference),
                    words: difference_words(language, one),
                    state: standing_tag(language, &one.state),
                })
                .collect(),
            not_yet: rows.not_yet,
            finish_url: when(leads, "finish"),
            sign_url: when(count.state == "counted" && may("count.sign"), "sign"),
            withdraw_url: when(count.is_counting() && !is_begun && may("count.withdraw"), "withdraw"),
            form_key: fresh_form_key(),
            version: count.version,
            shell: if typed.errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

/// What a scan changed on the page, for its script.
#[derive(Template)]
#[template(path = "stock_counts/_scan.html")]
pub struct Scanned {
    shell: Shell,
    n: Show,
}

impl Scanned {
    /// The count as it is now, with a sentence of its own if the mark was not kept.
    pub fn new(seed: &Seed, record: Show, said: Option<(&'static str, String)>) -> Self {
        let last = said.unwrap_or_else(|| record.last.clone());
        Self { shell: Shell::titled(seed, record.reference.clone()), n: Show { last, ..record } }
    }
}

/// The sentence for a mark that was counted before.
pub fn again_words(language: Language, mark: &str) -> (&'static str, String) {
    ("caution", language.fill("count-last-again", &[("mark", Hole::Text(mark))]))
}

fn last_words(language: Language, item: &Item) -> (&'static str, String) {
    if item.is_found() {
        let called = format!("{} {} {}", item.firearm, item.serial, item.what);
        return ("done", language.fill("count-last-found", &[("weapon", Hole::Text(&called))]));
    }
    if !item.struck.is_empty() {
        return Default::default();
    }
    ("warning", language.fill("count-last-unexpected", &[("mark", Hole::Text(&item.typed)), ("why", Hole::Text(&why_unexpected(language, item)))]))
}

fn why_unexpected(language: Language, item: &Item) -> String {
    match (item.firearm.is_empty(), item.holder.is_empty()) {
        (true, _) => language.t("count-not-of-station"),
        (false, true) => language.fill("count-not-here", &[("weapon", Hole::Text(&item.firearm))]),
        (false, false) => language.fill("count-elsewhere", &[("weapon", Hole::Text(&item.firearm)), ("holder", Hole::Text(&item.holder))]),
    }
}

fn unexpected(language: Language, item: &Item, record: &str) -> Unexpected {
    let can_strike = !record.is_empty() && item.firearm.is_empty() && item.struck.is_empty();
    Unexpected {
        typed: item.typed.clone(),
        words: why_unexpected(language, item),
        struck: if item.struck.is_empty() { String::new() } else { language.fill("count-struck", &[("reason", Hole::Text(&item.struck))]) },
        strike_url: if can_strike { format!("{record}/items/{}/strike", item.number) } else { String::new() },
    }
}

fn lot_line(count: &Count, lot: Lot) -> LotLine {
    let number = |number: Option<i32>| number.map(|number| number.to_string()).unwrap_or_default();
    LotLine {
        differs: !count.is_counting() && lot.counted != lot.expected,
        // whoever counts does not see what should be there
        expected: if count.is_counting() { String::new() } else { number(lot.expected) },
        counted: number(lot.counted),
        reference: lot.reference,
        what: lot.what,
    }
}

fn difference_words(language: Language, one: &Difference) -> String {
    let kind = kind_word(language, &one.kind);
    match one.kind.as_str() {
        "rounds" => language.fill(
            "count-difference-rounds",
            &[("what", Hole::Text(&one.what)), ("counted", Hole::Number(one.counted.into())), ("expected", Hole::Number(one.expected.into()))],
        ),
        _ => language.pair(&kind, &one.what),
    }
}

#[derive(Template)]
#[template(path = "stock_counts/print.html")]
pub struct Paper {
    shell: Shell,
    paper: String,
    printed: String,
    n: Show,
}

impl Paper {
    /// The protocol of a count.
    pub fn new(seed: &Seed, record: Show) -> Self {
        Self { shell: Shell::paper(seed, &record.reference, &url(&record.reference)), paper: record.reference.clone(), printed: seed.printed(), n: record }
    }
}

#[derive(Template)]
#[template(path = "stock_counts/sheet.html")]
pub struct Sheet {
    shell: Shell,
    paper: String,
    printed: String,
    name: String,
    weapons: Vec<Lying>,
    lots: Vec<LyingRounds>,
}

impl Sheet {
    /// The sheet to count on: what lies there by the ledger, without the balances.
    pub fn new(seed: &Seed, armoury: &Armoury, weapons: Vec<Lying>, lots: Vec<LyingRounds>) -> Self {
        Self {
            shell: Shell::paper(seed, &armoury.reference, &format!("/armouries/{}", armoury.reference)),
            paper: armoury.reference.clone(),
            printed: seed.printed(),
            name: armoury.name.clone(),
            weapons,
            lots,
        }
    }
}
