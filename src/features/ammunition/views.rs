//! Ready values for the list and the record of lots.

use askama::Template;

use super::acts::{kind_word, place_word};
use super::minimums::Stock;
use super::model::{Deed, NATURES, Standing};
use super::queries::{self, EntryLine, Line, Lot, Place};
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::features::confirmations::Age;
use crate::features::contested::Bar;
use crate::features::people::with_any;
use crate::features::transfers;
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::list::{Asked, Column, FilterTag, Pager, Sort};
use crate::web::page::{Seed, Shell};
use crate::web::time;

/// Address of a lot.
pub fn url(reference: &str) -> String {
    format!("/ammunition/{reference}")
}

/// A code of a lot's column in words.
pub(super) fn word(language: Language, column: &str, code: &str) -> String {
    language.t(&format!("ammunition-lot-{column}-{}", code.replace('_', "-")))
}

/// How a lot stands, as a tag: kind and words.
pub(super) fn standing_tag(language: Language, standing: Standing) -> (&'static str, String) {
    let on = |key: &str, day| language.fill(key, &[("day", Hole::Text(&time::typed_date(day)))]);
    match standing {
        Standing::Good => ("", language.t("ammunition-state-good")),
        Standing::Undated => ("", language.t("ammunition-state-undated")),
        Standing::Ending(day) => ("caution", on("ammunition-ends", day)),
        Standing::Expired(day) => ("warning", on("ammunition-expired", day)),
        Standing::Suspended => ("warning", language.t("ammunition-state-suspended")),
    }
}

/// A balance below its minimum, or without one.
pub struct Shortage {
    pub text: String,
    pub url: String,
    pub kind: &'static str,
}

pub(super) fn shortage(language: Language, stock: &Stock) -> Option<Shortage> {
    let usable = Hole::Number(stock.usable);
    let (kind, key, minimum) = match stock.minimum {
        None => ("advisory", "ammunition-minimum-unset", 0),
        Some(minimum) if stock.usable < i64::from(minimum) => ("caution", "ammunition-minimum-short", minimum),
        Some(_) => return None,
    };
    let holes =
        [("station", Hole::Text(&stock.station)), ("calibre", Hole::Text(&stock.calibre)), ("usable", usable), ("minimum", Hole::Number(i64::from(minimum)))];
    Some(Shortage { text: language.fill(key, &holes), url: format!("/duty-stations/{}/ammunition", stock.station), kind })
}

pub struct Row {
    pub reference: String,
    pub url: String,
    pub number: String,
    pub maker: String,
    pub calibre: String,
    pub nature: String,
    pub state: (&'static str, String),
    pub stored: i64,
    pub issued: i64,
    pub holders: String,
    pub waiting: i64,
}

#[derive(Template)]
#[template(path = "ammunition/index.html")]
pub struct Index {
    shell: Shell,
    title: String,
    new_url: String,
    acts_url: String,
    shortages: Vec<Shortage>,
    q: String,
    station: String,
    calibre: String,
    at: String,
    natures: Vec<Choice>,
    states: Vec<Choice>,
    tags: Vec<FilterTag>,
    clear_url: String,
    /// How old the data of the listed station is.
    pub(super) confirmed: Age,
    ignored: Vec<String>,
    columns: Vec<Column>,
    rows: Vec<Row>,
    pager: Pager,
    is_filtered: bool,
    csv_url: String,
    xlsx_url: String,
    workbook_url: String,
}

impl Index {
    /// The list as the address asks for it.
    pub fn new(seed: &Seed, actor: &Actor, asked: &Asked, sort: Sort, mut lines: Vec<Line>, total: i64, stock: &[Stock]) -> Self {
        let language = seed.language;
        let pager = Pager::turn(asked, language, &mut lines, total, |line| (line.sorted.clone(), line.id));
        let one = |key: &str| asked.one(key).unwrap_or_default();
        let state_word = |code: &str| language.t(&format!("ammunition-state-{code}"));
        Self {
            shell: Shell::new(seed, "ammunition-title"),
            title: language.fill("ammunition-count", &[("count", Hole::Number(total))]),
            new_url: if policy::may(actor, "ammunition.create") { "/ammunition/new".into() } else { String::new() },
            acts_url: if policy::may(actor, "rounds.list") { "/ammunition/acts".into() } else { String::new() },
            shortages: stock.iter().filter_map(|stock| shortage(language, stock)).take(20).collect(),
            q: one("q").to_owned(),
            station: one("station").to_owned(),
            calibre: one("calibre").to_owned(),
            at: one("at").to_owned(),
            natures: with_any(language, NATURES.iter().map(|code| Choice::new(*code, word(language, "nature", code), one("nature"))).collect()),
            states: with_any(language, queries::STATES.iter().map(|code| Choice::new(*code, state_word(code), one("state"))).collect()),
            tags: asked.tags(queries::FILTERS, |key, value| match key {
                "nature" => word(language, "nature", value),
                "state" => state_word(value),
                _ => value.to_owned(),
            }),
            clear_url: asked.clear_url().to_owned(),
            confirmed: Age::default(),
            ignored: asked.ignored.clone(),
            columns: asked.columns(
                language,
                sort,
                &[
                    ("ammunition-lot-ref", "ref"),
                    ("ammunition-lot-number", "number"),
                    ("ammunition-lot-calibre", "calibre"),
                    ("ammunition-state", ""),
                    ("ammunition-stored", ""),
                    ("ammunition-issued", ""),
                    ("ammunition-holders", ""),
                ],
            ),
            rows: lines.into_iter().map(|line| row(seed, line)).collect(),
            pager,
            is_filtered: asked.is_filtered(),
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
            workbook_url: if policy::may(actor, "ammunition.edit") { "/workbooks/new?list=ammunition".into() } else { String::new() },
        }
    }
}

fn row(seed: &Seed, line: Line) -> Row {
    let language = seed.language;
    Row {
        url: url(&line.reference),
        nature: word(language, "nature", &line.nature),
        state: match line.is_left_behind {
            true => ("warning", language.t("evacuation-left-behind")),
            false => standing_tag(language, Standing::on(seed.now.date_naive(), line.is_suspended, line.shelf_life_until)),
        },
        reference: line.reference,
        number: line.number,
        maker: line.maker,
        calibre: line.calibre,
        stored: line.stored,
        issued: line.issued,
        holders: line.holders.iter().zip(&line.rounds).map(|(holder, rounds)| language.pair(holder, &rounds.to_string())).collect::<Vec<_>>().join("; "),
        waiting: line.waiting,
    }
}

/// What one holder has of a lot.
pub struct Balance {
    pub name: String,
    pub station: String,
    pub quantity: i32,
    pub set_aside: String,
    pub back_url: String,
    pub issue_url: String,
}

/// A line of the ledger, ready to print.
pub struct LedgerLine {
    pub act: String,
    pub act_url: String,
    pub kind: String,
    pub way: String,
    pub quantity: i32,
    pub when: String,
    pub signed: String,
    pub is_unsigned: bool,
    pub words: String,
    pub reversed_by: String,
}

/// A deed that may be done to the lot, as a link.
pub struct DeedLink {
    pub url: String,
    pub label: String,
}

/// A reason that could not be understood, kept on the page.
#[derive(Debug, Clone, Default)]
pub struct Trouble {
    pub typed: String,
    pub errors: FieldErrors,
}

#[derive(Template)]
#[template(path = "ammunition/show.html")]
pub struct Show {
    pub shell: Shell,
    pub reference: String,
    pub called: String,
    pub state: (&'static str, String),
    pub suspension: String,
    pub contested: Vec<Bar>,
    pub number: String,
    pub maker: String,
    pub calibre: String,
    pub nature: String,
    pub made_year: String,
    pub hazard: String,
    pub stock_class: String,
    pub shelf_life: String,
    pub station: String,
    pub total: String,
    pub balances: Vec<Balance>,
    pub waiting: Vec<(String, String)>,
    pub transfers: Vec<(String, String)>,
    pub entries: Vec<LedgerLine>,
    pub entries_title: String,
    pub deeds: Vec<DeedLink>,
    pub suspend_url: String,
    pub lift_url: String,
    pub lift_waits: bool,
    pub reason: Field,
    pub errors: Vec<ErrorLink>,
    pub edit_url: String,
    pub history_url: String,
    pub print_url: String,
    pub form_key: String,
    pub version: i32,
}

/// What is shown of a lot besides itself.
pub struct Parts {
    pub places: Vec<Place>,
    pub waiting: Vec<(String, String)>,
    pub entries: Vec<EntryLine>,
    /// Transfers that are not over: reference, state, rounds.
    pub transfers: Vec<(String, String, i32)>,
}

impl Show {
    /// The record; what is seen of it is decided by the relations it was read from.
    pub fn new(seed: &Seed, actor: &Actor, lot: &Lot, parts: &Parts, trouble: &Trouble) -> Self {
        let language = seed.language;
        let may = |action: &str| policy::decide(actor, action, &lot.facts(actor)) == Decision::Allow;
        let record = url(&lot.reference);
        let deed_url = |holds: bool, path: &str| if holds { format!("{record}/{path}") } else { String::new() };
        let may_prepare = may("rounds.prepare");
        let shell = Shell::titled(seed, lot.reference.clone());
        let held: Vec<&Place> = parts.places.iter().filter(|place| place.quantity > 0).collect();
        let total: i64 = held.iter().map(|place| i64::from(place.quantity)).sum();
        Self {
            shell: if trouble.errors.is_empty() { shell } else { shell.with_errors() },
            reference: lot.reference.clone(),
            called: lot.called(),
            state: match lot.is_left_behind {
                true => ("warning", language.t("evacuation-left-behind")),
                false => standing_tag(language, lot.standing(seed.now.date_naive())),
            },
            contested: Vec::new(),
            suspension: match lot.suspended_at {
                Some(at) if lot.is_suspended => {
                    let when = time::z_short(at, seed.now, language);
                    let holes = [("who", Hole::Text(&lot.suspended_by)), ("when", Hole::Text(&when)), ("reason", Hole::Text(&lot.suspension_reason))];
                    language.fill("ammunition-suspended", &holes)
                }
                _ => String::new(),
            },
            number: lot.number.clone(),
            maker: lot.maker.clone(),
            calibre: lot.calibre.clone(),
            nature: word(language, "nature", &lot.nature),
            made_year: lot.made_year.map(|year| year.to_string()).unwrap_or_default(),
            hazard: lot.hazard.clone(),
            stock_class: word(language, "stock-class", &lot.stock_class),
            shelf_life: lot.shelf_life_until.map(time::typed_date).unwrap_or_default(),
            station: format!("{} {}", lot.station, lot.station_name),
            total: language.fill("ammunition-rounds", &[("count", Hole::Number(total))]),
            balances: held.iter().map(|place| balance(language, &record, place, may_prepare, lot.is_suspended)).collect(),
            waiting: parts.waiting.iter().map(|(reference, kind)| (reference.clone(), kind_word(language, kind))).collect(),
            transfers: parts.transfers.iter().map(|(reference, state, rounds)| (reference.clone(), transfer_words(language, state, *rounds))).collect(),
            entries_title: language.fill("ammunition-entries", &[("count", Hole::Number(parts.entries.len() as i64))]),
            entries: parts.entries.iter().map(|line| ledger_line(seed, line)).collect(),
            deeds: Deed::ALL
                .into_iter()
                .filter(|deed| may_prepare && !(lot.is_suspended && *deed == Deed::Issue))
                .map(|deed| DeedLink { url: format!("{record}/acts/new?kind={}", deed.code()), label: language.t(&format!("rounds-{}", deed.code())) })
                .collect(),
            suspend_url: deed_url(!lot.is_suspended && may("ammunition.suspend"), "suspension"),
            lift_url: deed_url(lot.is_suspended && may("ammunition.lift"), "lift"),
            lift_waits: lot.is_suspended && may("ammunition.suspend") && !may("ammunition.lift"),
            reason: Field::new(language, "reason", "ammunition-suspension-reason", &trouble.typed, &trouble.errors),
            errors: trouble.errors.links(language),
            edit_url: deed_url(may("ammunition.edit"), "edit"),
            history_url: format!("{record}/history"),
            print_url: format!("{record}/print"),
            form_key: fresh_form_key(),
            version: lot.version,
        }
    }
}

fn balance(language: Language, record: &str, place: &Place, may_prepare: bool, is_suspended: bool) -> Balance {
    let deed = |kind: &str| format!("{record}/acts/new?kind={kind}&from={}", place.reference);
    let may_prepare = may_prepare && place.is_kept;
    Balance {
        name: place.name.clone(),
        station: place.station.clone(),
        quantity: place.quantity,
        set_aside: if place.set_aside > 0 { language.fill("ammunition-set-aside", &[("aside", Hole::Number(place.set_aside))]) } else { String::new() },
        back_url: if may_prepare && place.is_person { deed("return") } else { String::new() },
        issue_url: if may_prepare && !place.is_person && !is_suspended { deed("issue") } else { String::new() },
    }
}

fn transfer_words(language: Language, state: &str, rounds: i32) -> String {
    format!("{}, {}", language.fill("ammunition-rounds", &[("count", Hole::Number(rounds.into()))]), transfers::state_word(language, state))
}

fn ledger_line(seed: &Seed, line: &EntryLine) -> LedgerLine {
    let language = seed.language;
    let place = time::short_place(&line.station_name).to_owned();
    let words: Vec<&str> = [line.reason.as_str(), line.document.as_str()].into_iter().filter(|text| !text.is_empty()).collect();
    LedgerLine {
        act_url: if line.kind == "transfer" { format!("/transfers/{}", line.act) } else { format!("/ammunition/acts/{}", line.act) },
        act: line.act.clone(),
        kind: kind_word(language, &line.kind),
        way: format!("{} → {}", place_word(language, &line.from_kind, &line.from_name), place_word(language, &line.to_kind, &line.to_name)),
        quantity: line.quantity,
        when: time::place_and_z(line.occurred_at, &line.zone, &place, seed.now, language),
        signed: if line.second_by.is_empty() { line.first_by.clone() } else { format!("{}, {}", line.first_by, line.second_by) },
        is_unsigned: line.second_by.is_empty(),
        words: words.join(" · "),
        reversed_by: line.reversed_by.clone(),
    }
}

#[derive(Template)]
#[template(path = "ammunition/print.html")]
pub struct Paper {
    shell: Shell,
    paper: String,
    printed: String,
    l: Show,
}

impl Paper {
    /// Who printed it and when stands on every sheet.
    pub fn new(seed: &Seed, record: Show) -> Self {
        Self { shell: Shell::paper(seed, &record.reference, &url(&record.reference)), paper: record.reference.clone(), printed: seed.printed(), l: record }
    }
}
