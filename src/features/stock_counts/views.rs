//! Ready values for the pages of counts.

use askama::Template;

use super::model;
use super::queries::{Awaited, Count, Difference, Item, KitPart, Lot};
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::i18n::{Hole, Language};
use crate::web::form::{ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::page::{Seed, Shell};
use crate::web::statics;
use crate::web::time;

/// Address of a count.
pub fn url(reference: &str) -> String {
    format!("/stock-counts/{reference}")
}

/// What is counted, by its name: an armoury, or the vehicles or the equipment of a station.
pub fn called(language: Language, covers: &str, place_name: &str) -> String {
    match covers {
        "armoury" => place_name.to_owned(),
        _ => language.fill(&format!("count-of-{covers}"), &[("place", Hole::Text(time::short_place(place_name)))]),
    }
}

/// Where what is counted is shown.
pub fn place_url(covers: &str, place: &str) -> String {
    match covers {
        "armoury" => format!("/armouries/{place}"),
        _ => format!("/{covers}?station={place}"),
    }
}

/// What a count covers, in a word.
pub fn covers_word(language: Language, covers: &str) -> String {
    language.t(&format!("stock-count-covers-{covers}"))
}

/// A sentence of its own for armouries, for vehicles and for equipment.
fn of_kind(language: Language, key: &str, covers: &str) -> String {
    language.fill(key, &[("covers", Hole::Text(covers))])
}

/// How a count stands, as a tag.
pub fn state_tag(language: Language, state: &str) -> (&'static str, String) {
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

/// How many were found of how many; empty while it is counted.
pub fn result_words(language: Language, covers: &str, found: Option<i32>, expected: Option<i32>) -> String {
    match found.zip(expected) {
        Some((found, expected)) => language
            .fill("count-found-of", &[("covers", Hole::Text(covers)), ("found", Hole::Number(found.into())), ("expected", Hole::Number(expected.into()))]),
        None => String::new(),
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
    pub kit_parts: Vec<KitPart>,
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

/// Something that was found.
pub struct FoundLine {
    pub reference: String,
    pub url: String,
    pub mark: String,
    pub what: String,
}

pub struct LotLine {
    pub reference: String,
    pub url: String,
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
    pub covers: String,
    pub place: String,
    pub place_url: String,
    pub name: String,
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
    pub all_found: String,
    pub found: Vec<FoundLine>,
    /// Where the parts of kits are ticked, and how many are left; empty if there is nothing to tick.
    pub kits_url: String,
    pub kits_left: String,
    pub unexpected: Vec<Unexpected>,
    pub lots_title: String,
    pub lots: Vec<LotLine>,
    pub lots_left: String,
    pub differences: Vec<DifferenceLine>,
    pub rounds_url: String,
    pub rounds_label: String,
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
        let parts_left = rows.kit_parts.iter().filter(|part| !part.is_found).count() as i64;
        let has_lots = count.covers == "armoury";
        let is_begun = !rows.items.is_empty() || rows.lots.iter().any(|lot| lot.counted.is_some());
        Self {
            reference: count.reference.clone(),
            covers: covers_word(language, &count.covers),
            place: count.place.clone(),
            place_url: place_url(&count.covers, &count.place),
            name: called(language, &count.covers, &count.place_name),
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
                false => result_words(language, &count.covers, count.found, count.expected),
            },
            last: if count.is_counting() {
                rows.last.as_ref().map(|item| last_words(language, &count.covers, item)).unwrap_or_default()
            } else {
                Default::default()
            },
            near: if rows.near.is_empty() { String::new() } else { language.fill("count-near", &[("marks", Hole::Text(&rows.near.join(", ")))]) },
            keeper_note: count.is_counting() && is_keeper,
            scan_url: when(leads, "items"),
            script_url: statics::count_js_url(),
            typed: Field {
                label: of_kind(language, "count-mark", &count.covers),
                ..Field::new(language, "typed", "count-mark-hint", &typed.mark, &typed.errors).hint(language, "count-mark-hint")
            },
            reason: Field::new(language, "reason", "count-reason", &typed.reason, &typed.errors),
            errors: typed.errors.links(language),
            all_found: of_kind(language, "count-all-found", &count.covers),
            found: found.iter().map(|item| found_line(item)).collect(),
            unexpected: rows
                .items
                .iter()
                .filter(|item| !item.is_found())
                .map(|item| unexpected(language, &count.covers, item, if leads { &record } else { "" }))
                .collect(),
            kits_url: when(leads && parts_left > 0, "kits"),
            kits_left: language.fill("count-parts-left", &[("count", Hole::Number(parts_left))]),
            lots_title: language.t(if has_lots { "ammunition-title" } else { "count-by-number" }),
            lots_left: if count.is_counting() && lots_left > 0 {
                language.fill(if has_lots { "count-lots-left" } else { "count-numbers-left" }, &[("count", Hole::Number(lots_left))])
            } else {
                String::new()
            },
            rounds_url: when(leads && !rows.lots.is_empty(), "rounds"),
            rounds_label: language.t(if has_lots { "count-rounds" } else { "count-numbers" }),
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

fn last_words(language: Language, covers: &str, item: &Item) -> (&'static str, String) {
    if item.is_found() {
        let called = [item.thing.as_str(), &item.mark, &item.what].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        let key = if item.register == "kits" { "count-last-found-kit" } else { "count-last-found" };
        return ("done", language.fill(key, &[("weapon", Hole::Text(&called))]));
    }
    if !item.struck.is_empty() {
        return Default::default();
    }
    ("warning", language.fill("count-last-unexpected", &[("mark", Hole::Text(&item.typed)), ("why", Hole::Text(&why_unexpected(language, covers, item)))]))
}

fn why_unexpected(language: Language, covers: &str, item: &Item) -> String {
    let thing = ("weapon", Hole::Text(&item.thing));
    match (item.thing.is_empty(), item.holder.is_empty()) {
        (true, _) => of_kind(language, "count-not-of-station", covers),
        (false, _) if item.register != "firearms" => language.fill("count-off-the-books", &[thing]),
        (false, true) => language.fill("count-not-here", &[thing]),
        (false, false) => language.fill("count-elsewhere", &[thing, ("holder", Hole::Text(&item.holder))]),
    }
}

fn found_line(item: &Item) -> FoundLine {
    FoundLine { url: format!("/{}/{}", item.register, item.thing), reference: item.thing.clone(), mark: item.mark.clone(), what: item.what.clone() }
}

fn unexpected(language: Language, covers: &str, item: &Item, record: &str) -> Unexpected {
    let can_strike = !record.is_empty() && item.thing.is_empty() && item.struck.is_empty();
    Unexpected {
        typed: item.typed.clone(),
        words: why_unexpected(language, covers, item),
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
        url: format!("/{}/{}", if lot.lot.is_some() { "ammunition" } else { "equipment" }, lot.reference),
        reference: lot.reference,
        what: lot.what,
    }
}

fn difference_words(language: Language, one: &Difference) -> String {
    let kind = kind_word(language, &one.kind);
    match one.kind.as_str() {
        "rounds" | "number" => language.fill(
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
