//! Ready values for the pages of acts.

use askama::Template;

use super::super::views::url as lot_url;
use super::queries::{self, Act, Line};
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::features::contested::Bar;
use crate::features::people::with_any;
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::list::{Asked, Column, FilterTag, Pager, Sort};
use crate::web::page::{Seed, Shell};
use crate::web::table::Table;
use crate::web::time;

/// Address of an act.
pub fn url(reference: &str) -> String {
    format!("/ammunition/acts/{reference}")
}

/// A kind of act in words.
pub fn kind_word(language: Language, kind: &str) -> String {
    language.t(&format!("ammunition-act-kind-{kind}"))
}

/// An account in words: the name of its armoury or officer, else what it stands for.
pub fn place_word(language: Language, kind: &str, name: &str) -> String {
    if name.is_empty() && !matches!(kind, "armoury" | "person") { language.t(&format!("ammunition-account-{kind}")) } else { name.to_owned() }
}

/// From where to where, in words.
fn way(language: Language, kind: &str, armoury: &str, to_armoury: &str, officer: &str) -> String {
    let outside = |code: &str| language.t(&format!("ammunition-account-{code}"));
    let holder = if officer.is_empty() { armoury } else { officer };
    match kind {
        "receive" | "found" => format!("{} → {armoury}", outside("supplier")),
        "issue" => format!("{armoury} → {officer}"),
        "return" => format!("{officer} → {armoury}"),
        "move" => format!("{armoury} → {to_armoury}"),
        "expend" => format!("{holder} → {}", outside("expended")),
        "destroy" => format!("{armoury} → {}", outside("destroyed")),
        "missing" => format!("{holder} → {}", outside("lost")),
        _ => String::new(),
    }
}

/// How an act stands, as a tag: its kind for `badge::tag` and its words.
fn state_tag(language: Language, state: &str, is_signed: bool) -> (&'static str, String) {
    match (state, is_signed) {
        ("prepared", _) => ("advisory", language.t("ammunition-act-state-prepared")),
        ("withdrawn", _) => ("", language.t("ammunition-act-state-withdrawn")),
        ("contested", _) => ("warning", language.t("ammunition-act-state-contested")),
        (_, true) => ("", language.t("ammunition-act-state-done")),
        (_, false) => ("caution", language.t("ammunition-act-state-unsigned")),
    }
}

pub struct Row {
    pub reference: String,
    pub url: String,
    pub lot: String,
    pub lot_url: String,
    pub number: String,
    pub kind: String,
    pub way: String,
    pub rounds: i32,
    pub when: String,
    pub state: (&'static str, String),
    pub signed: String,
    pub broke_rule: bool,
}

#[derive(Template)]
#[template(path = "ammunition/acts.html")]
pub struct Index {
    shell: Shell,
    title: String,
    q: String,
    station: String,
    kinds: Vec<Choice>,
    open: Vec<Choice>,
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
        let pager = Pager::turn(asked, language, &mut lines, total, |line| (line.sorted.clone(), line.id));
        let one = |key: &str| asked.one(key).unwrap_or_default();
        let open_word = |code: &str| language.t(&format!("rounds-open-{code}"));
        Self {
            shell: Shell::new(seed, "rounds-title"),
            title: language.fill("rounds-count", &[("count", Hole::Number(total))]),
            q: one("q").to_owned(),
            station: one("station").to_owned(),
            kinds: with_any(language, queries::KINDS.iter().map(|kind| Choice::new(*kind, kind_word(language, kind), one("kind"))).collect()),
            open: with_any(language, queries::OPEN.iter().map(|code| Choice::new(*code, open_word(code), one("open"))).collect()),
            tags: asked.tags(queries::FILTERS, |key, value| match key {
                "kind" => kind_word(language, value),
                "open" => open_word(value),
                _ => value.to_owned(),
            }),
            clear_url: asked.clear_url().to_owned(),
            ignored: asked.ignored.clone(),
            columns: asked.columns(
                language,
                sort,
                &[
                    ("ammunition-act-ref", ""),
                    ("ammunition-act-lot-id", ""),
                    ("ammunition-act-kind", ""),
                    ("custody-way", ""),
                    ("ammunition-act-quantity", ""),
                    ("ammunition-act-occurred-at", ""),
                    ("ammunition-act-state", ""),
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
        lot_url: lot_url(&line.lot),
        kind: kind_word(language, &line.kind),
        way: way(language, &line.kind, &line.armoury, &line.to_armoury, &line.officer),
        rounds: line.quantity + line.expended + line.missing,
        when: time::place_and_z(line.occurred_at, &line.zone, &place, seed.now, language),
        state: state_tag(language, &line.state, line.is_signed),
        signed: if line.second_by.is_empty() { line.first_by } else { format!("{}, {}", line.first_by, line.second_by) },
        reference: line.reference,
        lot: line.lot,
        number: line.number,
        broke_rule: line.broke_rule,
    }
}

/// The same rows as a file.
pub fn export(language: Language, lines: Vec<Line>) -> Table {
    Table {
        name: "ammunition-acts",
        header: vec![
            "ref",
            "lot",
            "number",
            "calibre",
            "station",
            "kind",
            "way",
            "quantity",
            "expended",
            "missing",
            "cause",
            "cause_ref",
            "reason",
            "document",
            "occurred_at",
            "state",
            "first_by",
            "second_by",
            "broke_rule",
        ],
        rows: lines
            .into_iter()
            .map(|line| {
                vec![
                    line.reference,
                    line.lot,
                    line.number,
                    line.calibre,
                    line.station,
                    line.kind.clone(),
                    way(language, &line.kind, &line.armoury, &line.to_armoury, &line.officer),
                    line.quantity.to_string(),
                    line.expended.to_string(),
                    line.missing.to_string(),
                    line.cause,
                    line.cause_ref,
                    line.reason,
                    line.document,
                    line.occurred_at.to_rfc3339(),
                    line.state,
                    line.first_by,
                    line.second_by,
                    line.broke_rule.to_string(),
                ]
            })
            .collect(),
    }
}

/// A reason that could not be understood, kept on the page.
#[derive(Debug, Clone, Default)]
pub struct Trouble {
    pub typed: String,
    pub errors: FieldErrors,
}

#[derive(Template)]
#[template(path = "ammunition/act.html")]
pub struct Show {
    pub shell: Shell,
    pub reference: String,
    pub title: String,
    pub state: (&'static str, String),
    pub lot: String,
    pub lot_url: String,
    pub called: String,
    pub way: String,
    pub rounds: String,
    pub purpose: String,
    pub cause: String,
    /// Reference of the session it names, for those who may open it.
    pub session: String,
    pub reason: String,
    pub document: String,
    pub reverses: String,
    pub reversed_by: String,
    pub custody: String,
    pub occurred: String,
    pub is_late_entry: bool,
    pub first: String,
    pub second: String,
    pub waits_for: String,
    pub withdrawn: String,
    /// Why it is contested, if it is or was.
    pub contested: Vec<Bar>,
    pub gaps: Vec<String>,
    pub gaps_title: String,
    pub is_blocked: bool,
    pub checks_passed: bool,
    pub sign_url: String,
    pub sign_label: String,
    pub withdraw_url: String,
    pub reverse_url: String,
    pub reason_field: Field,
    pub errors: Vec<ErrorLink>,
    pub history_url: String,
    pub print_url: String,
    pub form_key: String,
    pub version: i32,
}

impl Show {
    /// The act; `gaps` are those of now while it is prepared, and those of the act once it is done.
    pub fn new(seed: &Seed, actor: &Actor, act: &Act, gaps: &[String], trouble: &Trouble) -> Self {
        let language = seed.language;
        let may = |action: &str| policy::decide(actor, action, &act.facts(actor)) == Decision::Allow;
        let place = time::short_place(&act.station_name).to_owned();
        let told = |at| time::place_and_z(at, &act.zone, &place, seed.now, language);
        let record = url(&act.reference);
        let deed = |holds: bool, path: &str| if holds { format!("{record}/{path}") } else { String::new() };
        let is_blocked = act.is_prepared() && !gaps.is_empty();
        let shell = Shell::titled(seed, act.reference.clone());
        Self {
            shell: if trouble.errors.is_empty() { shell } else { shell.with_errors() },
            reference: act.reference.clone(),
            title: kind_word(language, &act.kind),
            state: state_tag(language, &act.state, act.second_at.is_some()),
            lot: act.lot.clone(),
            lot_url: lot_url(&act.lot),
            called: act.called.clone(),
            way: way(language, &act.kind, &act.armoury, &act.to_armoury, &act.officer),
            rounds: rounds_words(language, act),
            purpose: if act.purpose.is_empty() { String::new() } else { language.t(&format!("ammunition-act-purpose-{}", act.purpose)) },
            cause: match act.cause.as_str() {
                "" => String::new(),
                cause => language.pair(&language.t(&format!("ammunition-act-cause-{cause}")), &act.cause_ref),
            },
            session: if policy::may(actor, "session.list") { act.session.clone() } else { String::new() },
            reason: act.reason.clone(),
            document: act.document.clone(),
            reverses: act.reverses.clone(),
            reversed_by: act.reversed_by.clone(),
            custody: act.custody.clone(),
            occurred: if matches!(act.state.as_str(), "done" | "contested") { told(act.occurred_at) } else { String::new() },
            is_late_entry: act.is_fact && (act.first_at - act.occurred_at).num_minutes() >= 1,
            first: format!("{}, {}", act.first_by, told(act.first_at)),
            second: act.second_at.map(|at| format!("{}, {}", act.second_by, told(at))).unwrap_or_default(),
            waits_for: match (act.is_unsigned(), act.officer.as_str()) {
                (true, officer) if matches!(act.kind.as_str(), "issue" | "return") => language.fill("custody-waits-for", &[("who", Hole::Text(officer))]),
                (true, _) => language.t("custody-waits-for-another"),
                (false, _) => String::new(),
            },
            withdrawn: match act.state.as_str() {
                "withdrawn" => language.fill("custody-withdrawn", &[("reason", Hole::Text(&act.withdraw_reason))]),
                _ => String::new(),
            },
            contested: Vec::new(),
            gaps_title: language.t(if act.is_prepared() { "custody-gaps-now" } else { "custody-gaps-then" }),
            gaps: gaps.iter().map(|gap| language.t(&format!("ammunition-gap-{gap}"))).collect(),
            is_blocked,
            checks_passed: act.is_prepared() && act.kind == "issue" && gaps.is_empty(),
            sign_url: deed(act.is_unsigned() && !is_blocked && act.custody.is_empty() && may("rounds.sign"), "sign"),
            sign_label: sign_label(language, actor, act),
            withdraw_url: deed(act.is_prepared() && act.custody.is_empty() && may("rounds.withdraw"), "withdraw"),
            reverse_url: deed(act.is_reversible() && may("rounds.reverse"), "reverse"),
            reason_field: Field::new(language, "reason", "ammunition-act-reason", &trouble.typed, &trouble.errors),
            errors: trouble.errors.links(language),
            history_url: format!("{record}/history"),
            print_url: format!("{record}/print"),
            form_key: fresh_form_key(),
            version: act.version,
        }
    }
}

/// How many rounds; of a return, what became of each part.
fn rounds_words(language: Language, act: &Act) -> String {
    let number = |n: i32| Hole::Number(i64::from(n));
    if act.kind == "return" {
        let parts = [("back", number(act.quantity)), ("expended", number(act.expended)), ("missing", number(act.missing))];
        let told = language.fill("ammunition-return-parts", &parts);
        return match act.outstanding {
            0 => told,
            left => format!("{told}. {}", language.fill("ammunition-outstanding", &[("count", number(left)), ("who", Hole::Text(&act.officer))])),
        };
    }
    language.fill("ammunition-rounds", &[("count", number(act.quantity))])
}

fn sign_label(language: Language, actor: &Actor, act: &Act) -> String {
    let is_officer = actor.officer.is_some() && actor.officer == act.officer_id;
    let rounds = act.quantity.to_string();
    match (act.kind.as_str(), is_officer) {
        ("issue", true) => language.fill("ammunition-sign-received", &[("rounds", Hole::Text(&rounds))]),
        ("return", true) => language.fill("ammunition-sign-returned", &[("rounds", Hole::Text(&rounds))]),
        _ => language.fill("ammunition-sign-witness", &[("ref", Hole::Text(&act.reference))]),
    }
}

#[derive(Template)]
#[template(path = "ammunition/act_print.html")]
pub struct Paper {
    shell: Shell,
    paper: String,
    printed: String,
    a: Show,
}

impl Paper {
    /// A receipt: who printed it and when stands on every sheet.
    pub fn new(seed: &Seed, record: Show) -> Self {
        Self { shell: Shell::paper(seed, &record.reference, &url(&record.reference)), paper: record.reference.clone(), printed: seed.printed(), a: record }
    }
}
