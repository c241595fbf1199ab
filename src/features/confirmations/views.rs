//! Ready values for the page of confirmations, and the line other lists show.

use askama::Template;
use chrono::{DateTime, Datelike, Months, Utc};

use super::model::{Grade, statements};
use super::queries::{self, Block, Change, Grades, Uncounted, blocks_of};
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::Tx;
use crate::features::stations::{Station, StationTarget};
use crate::i18n::{Hole, Language};
use crate::web::error::Result;
use crate::web::form::{ErrorLink, FieldErrors, fresh_form_key};
use crate::web::list::Asked;
use crate::web::page::{Seed, Shell};
use crate::web::time;

/// What ends within so many days is told.
pub const SOON_DAYS: u64 = 60;
/// Lines of a block; the rest is counted.
pub const SHOWN: i64 = 12;

/// Address of the page.
pub fn url(code: &str) -> String {
    format!("/duty-stations/{code}/confirmation")
}

/// A block in words.
pub fn block_word(language: Language, block: &str) -> String {
    language.t(&format!("confirmation-block-{block}"))
}

/// How old a block is, as a tag: its kind and a sentence.
pub fn age_line(language: Language, block: &Block) -> (&'static str, String) {
    let what = block_word(language, &block.code);
    let words = match (block.grade, block.known_at()) {
        (Grade::Unknown, _) if block.statement == "unknown" => language.fill("confirmation-age-said-unknown", &[("what", Hole::Text(&what))]),
        (grade, Some(at)) => {
            let day = time::typed_date(at.date_naive());
            language.fill(&format!("confirmation-age-{}", grade.code()), &[("what", Hole::Text(&what)), ("day", Hole::Text(&day))])
        }
        (_, None) => language.fill("confirmation-age-never", &[("what", Hole::Text(&what))]),
    };
    (block.grade.tag(), words)
}

/// The line that a list shows on top: how old what it shows is, and where that is said anew.
#[derive(Debug, Clone, Default)]
pub struct Age {
    /// The kind of its tag.
    pub kind: &'static str,
    /// Empty: nothing is shown.
    pub words: String,
    pub url: String,
}

/// "Goma: Firearms confirmed 12-Oct-2026, late"; of several stations how many are due, late or unknown.
pub async fn age_of_list(tx: &mut Tx, asked: &Asked, block: &str, language: Language) -> Result<Age> {
    let stations = queries::stations_of_list(tx, &asked.all("station")).await?;
    let cells: Vec<i32> = stations.iter().map(|station| station.cell).collect();
    Ok(match stations.as_slice() {
        [] => Age::default(),
        [only] => match blocks_of(tx, &cells).await?.iter().find(|one| one.code == block) {
            Some(one) => {
                let (kind, words) = age_line(language, one);
                Age { kind, words: language.pair(time::short_place(&only.name), &words), url: url(&only.code) }
            }
            None => Age::default(),
        },
        several => several_line(language, block, several.len(), queries::grades(tx, &cells, block).await?),
    })
}

fn several_line(language: Language, block: &str, stations: usize, of: Grades) -> Age {
    let what = block_word(language, block);
    let key = if of.late + of.due + of.unknown == 0 { "confirmation-age-of-all" } else { "confirmation-age-of-several" };
    let holes = [
        ("what", Hole::Text(&what)),
        ("stations", Hole::Number(stations as i64)),
        ("late", Hole::Number(of.late)),
        ("due", Hole::Number(of.due)),
        ("unknown", Hole::Number(of.unknown)),
    ];
    let grade = [(of.late, Grade::Late), (of.due, Grade::Due), (of.unknown, Grade::Unknown)].into_iter().find(|(count, _)| *count > 0);
    Age { kind: grade.map_or("", |(_, grade)| grade.tag()), words: language.fill(key, &holes), url: "/duty-stations".into() }
}

/// A block with what the reader sees of it.
#[derive(Debug, Clone)]
pub struct BlockFacts {
    pub block: Block,
    /// The reader may see its records.
    pub is_seen: bool,
    /// `None` where nobody counts them.
    pub records: Option<i64>,
    pub ending: i64,
    pub changes: Vec<Change>,
    pub changed: i64,
    pub uncounted: Vec<Uncounted>,
    pub uncounted_total: i64,
}

impl BlockFacts {
    /// The security professional said before that the records are right.
    pub fn was_confirmed(&self) -> bool {
        self.block.at.is_some() && self.block.statement != "unknown"
    }
}

fn list_action(block: &str) -> &'static str {
    match block {
        "people" => "officer.list",
        "firearms" => "firearm.list",
        "ammunition" => "ammunition.list",
        "vehicles" => "vehicle.list",
        _ => "equipment.list",
    }
}

fn list_url(block: &str, code: &str) -> String {
    match block {
        "people" => format!("/officers?station={code}"),
        "firearms" => format!("/firearms?station={code}"),
        "ammunition" => format!("/ammunition?station={code}"),
        "vehicles" => format!("/vehicles?station={code}"),
        _ => format!("/equipment?station={code}"),
    }
}

fn record_url(block: &str, reference: &str) -> String {
    match block {
        "people" => format!("/officers/{reference}"),
        "firearms" => format!("/firearms/{reference}"),
        "ammunition" => format!("/ammunition/acts/{reference}"),
        "vehicles" => format!("/vehicles/{reference}"),
        _ => format!("/equipment/{reference}"),
    }
}

/// The blocks of a station with what changed since each was confirmed. Five readings, whatever the station has.
pub async fn facts_of(tx: &mut Tx, actor: &Actor, station: &Station) -> Result<Vec<BlockFacts>> {
    let blocks = blocks_of(tx, &[station.cell]).await?;
    // what was never confirmed is read whole in its list, not change by change
    let since: Vec<(String, DateTime<Utc>)> =
        blocks.iter().filter(|block| block.statement != "unknown").filter_map(|block| Some((block.code.clone(), block.at?))).collect();
    let records = queries::records(tx, station.id, station.cell).await?;
    let changes = queries::changes(tx, station.id, station.cell, &since).await?;
    let month = first_of_month(tx.now);
    let uncounted = queries::uncounted(tx, station.cell, (month, first_of_quarter(tx.now))).await?;
    let here = Facts { cells: Some(vec![station.cell]), ..Facts::default() };
    Ok(blocks
        .into_iter()
        .map(|block| {
            let is_seen = policy::decide(actor, list_action(&block.code), &here) == Decision::Allow;
            let known = records.iter().find(|one| one.block == block.code);
            let changes: Vec<Change> = changes.iter().filter(|one| one.block == block.code).cloned().collect();
            let uncounted: Vec<Uncounted> = uncounted.iter().filter(|one| one.block == block.code).cloned().collect();
            BlockFacts {
                is_seen,
                records: known.map(|one| one.records),
                ending: known.map_or(0, |one| one.ending),
                changed: changes.first().map_or(0, |one| one.total),
                changes,
                uncounted_total: uncounted.first().map_or(0, |one| one.total),
                uncounted,
                block,
            }
        })
        .collect())
}

fn first_of_month(now: DateTime<Utc>) -> DateTime<Utc> {
    let first = now.date_naive().with_day(1).unwrap_or_else(|| now.date_naive());
    first.and_time(chrono::NaiveTime::MIN).and_utc()
}

/// The first of January, April, July or October.
fn first_of_quarter(now: DateTime<Utc>) -> DateTime<Utc> {
    let month = first_of_month(now);
    month - Months::new(month.month0() % 3)
}

pub struct Line {
    pub reference: String,
    pub url: String,
    pub what: String,
    pub when: String,
}

/// A button: what it says of the block, and in which words.
pub struct Say {
    pub statement: &'static str,
    pub label: String,
    pub is_first: bool,
}

pub struct BlockView {
    pub code: String,
    pub name: String,
    pub age: (&'static str, String),
    pub said: String,
    pub due: String,
    pub reconciled: String,
    pub is_seen: bool,
    pub records: String,
    pub list_url: String,
    pub ending: String,
    pub counted: String,
    pub uncounted_title: String,
    pub uncounted: Vec<(String, String, String)>,
    pub changes_title: String,
    pub changes: Vec<Line>,
    pub more: String,
    pub seen: i64,
    pub says: Vec<Say>,
}

#[derive(Template)]
#[template(path = "confirmations/show.html")]
pub struct Page {
    pub shell: Shell,
    pub code: String,
    pub name: String,
    pub station_url: String,
    pub blocks: Vec<BlockView>,
    pub confirm_url: String,
    pub says_what: String,
    pub form_key: String,
    pub errors: Vec<ErrorLink>,
}

impl Page {
    /// The blocks for this reader.
    pub fn new(seed: &Seed, actor: &Actor, target: &StationTarget, facts: Vec<BlockFacts>, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let station = &target.0;
        let may = |action: &str| policy::decide(actor, action, &target.facts(actor)) == Decision::Allow;
        let (confirm_url, says_what) = match (may("confirmation.confirm"), may("confirmation.reconcile")) {
            (true, _) => (url(&station.code), language.t("confirmation-you-confirm")),
            (false, true) => (format!("/duty-stations/{}/reconciliation", station.code), language.t("confirmation-you-reconcile")),
            (false, false) => (String::new(), language.t("confirmation-who-confirms")),
        };
        let shell = Shell::titled(seed, station.code.clone());
        Self {
            code: station.code.clone(),
            name: station.name.clone(),
            station_url: format!("/duty-stations/{}", station.code),
            blocks: facts.into_iter().map(|facts| block_view(seed, station, facts, !confirm_url.is_empty())).collect(),
            confirm_url,
            says_what,
            form_key: fresh_form_key(),
            errors: errors.links(language),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

fn block_view(seed: &Seed, station: &Station, facts: BlockFacts, may_say: bool) -> BlockView {
    let language = seed.language;
    let block = &facts.block;
    let place = time::short_place(&station.name).to_owned();
    let told = |at| time::place_and_z(at, &station.zone, &place, seed.now, language);
    let statement = |code: &str| language.t(&format!("confirmation-statement-{code}"));
    let by = |key: &str, who: &str, what: &str, at: DateTime<Utc>| {
        language.fill(key, &[("who", Hole::Text(who)), ("what", Hole::Text(&statement(what))), ("when", Hole::Text(&told(at)))])
    };
    let number = |key: &str, count: i64| if count > 0 { language.fill(key, &[("count", Hole::Number(count))]) } else { String::new() };
    let says = if may_say && facts.is_seen { statements(facts.records, facts.was_confirmed(), facts.changed) } else { Vec::new() };
    let hidden = facts.changed - facts.changes.len() as i64;
    BlockView {
        name: block_word(language, &block.code),
        age: age_line(language, block),
        said: block.at.map(|at| by("confirmation-said", &block.said_by, &block.statement, at)).unwrap_or_default(),
        due: block.due_at.map(|at| language.fill("confirmation-due", &[("day", Hole::Text(&time::typed_date(at.date_naive())))])).unwrap_or_default(),
        reconciled: block.reconciled_at.map(|at| by("confirmation-reconciled", &block.reconciled_by, &block.reconciled, at)).unwrap_or_default(),
        is_seen: facts.is_seen,
        records: match facts.records {
            Some(0) => language.t("confirmation-no-records"),
            Some(count) => language.fill("confirmation-records", &[("count", Hole::Number(count))]),
            None => language.t("confirmation-not-registered"),
        },
        list_url: list_url(&block.code, &station.code),
        ending: number("confirmation-ending", facts.ending),
        counted: match (block.code.as_str(), facts.records) {
            ("firearms", Some(records)) if records > 0 => {
                language.fill("confirmation-counted", &[("counted", Hole::Number(records - facts.uncounted_total)), ("records", Hole::Number(records))])
            }
            ("vehicles" | "equipment", Some(records)) if records > 0 => {
                language.fill("confirmation-counted-quarter", &[("counted", Hole::Number(records - facts.uncounted_total)), ("records", Hole::Number(records))])
            }
            _ => String::new(),
        },
        uncounted_title: language.t(if block.code == "firearms" { "confirmation-uncounted" } else { "confirmation-uncounted-quarter" }),
        uncounted: facts.uncounted.iter().map(|one| (record_url(&block.code, &one.reference), one.reference.clone(), one.what.clone())).collect(),
        changes_title: number("confirmation-changes", facts.changed),
        changes: facts
            .changes
            .iter()
            .map(|one| Line {
                url: record_url(&block.code, &one.reference),
                reference: one.reference.clone(),
                what: if block.code == "ammunition" { language.t(&format!("ammunition-act-kind-{}", one.what)) } else { one.what.clone() },
                when: told(one.at),
            })
            .collect(),
        more: number("confirmation-more", hidden),
        seen: facts.changed,
        says: says
            .into_iter()
            .enumerate()
            .map(|(n, code)| Say { statement: code, label: language.t(&format!("confirmation-say-{code}")), is_first: n == 0 })
            .collect(),
        code: block.code.clone(),
    }
}

#[derive(Template)]
#[template(path = "confirmations/print.html")]
pub struct Paper {
    shell: Shell,
    paper: String,
    printed: String,
    p: Page,
}

impl Paper {
    /// Who printed it and when stands on every sheet.
    pub fn new(seed: &Seed, page: Page) -> Self {
        Self { shell: Shell::paper(seed, &page.code, &url(&page.code)), paper: page.code.clone(), printed: seed.printed(), p: page }
    }
}
