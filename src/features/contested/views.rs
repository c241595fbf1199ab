//! Ready values for the pages of contested facts, and for the bars that tell them elsewhere.

use askama::Template;

use super::handlers::{ProposalForm, WAYS};
use super::queries::{self, Contested};
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::list::{Asked, Column, FilterTag, Pager, Sort};
use crate::web::page::{Seed, Shell};
use crate::web::table::Table;
use crate::web::time;

/// Address of a contested fact.
pub fn url(reference: &str) -> String {
    format!("/contested/{reference}")
}

/// A contested fact on the record of a side.
#[derive(Debug, Clone)]
pub struct Bar {
    pub reference: String,
    pub url: String,
    /// `warning` until it is settled.
    pub kind: &'static str,
    pub words: String,
}

/// The bars of contested facts.
pub fn bars(seed: &Seed, facts: &[Contested]) -> Vec<Bar> {
    let bar = |one: &Contested| Bar {
        reference: one.reference.clone(),
        url: url(&one.reference),
        kind: if one.is_settled() { "caution" } else { "warning" },
        words: words(seed, one),
    };
    facts.iter().map(bar).collect()
}

/// What was entered and what the ledger says instead, in a sentence.
fn words(seed: &Seed, one: &Contested) -> String {
    let language = seed.language;
    let place = time::short_place(&one.station_name).to_owned();
    let when = time::place_and_z(one.occurred_at, &one.zone, &place, seed.now, language);
    let deed = kind_word(language, one);
    if one.is_settled() {
        let state = state_word(language, &one.state);
        return language.fill("contested-bar-settled", &[("state", Hole::Text(&state)), ("reason", Hole::Text(&one.reason))]);
    }
    if one.subject == "rounds" {
        let holes =
            [("deed", Hole::Text(&deed)), ("count", Hole::Number(one.quantity.into())), ("when", Hole::Text(&when)), ("held", Hole::Number(one.held.into()))];
        return language.fill("contested-bar-rounds", &holes);
    }
    if one.subject == "trip" {
        let ledger = clash_words(language, &one.clash, &one.others);
        let holes = [("driver", Hole::Text(&one.taker)), ("km", Hole::Text(&one.readings)), ("when", Hole::Text(&when)), ("ledger", Hole::Text(&ledger))];
        return language.fill("contested-bar-trip", &holes);
    }
    let way = way(one);
    let ledger = ledger_words(seed, one);
    language
        .fill("contested-bar-custody", &[("deed", Hole::Text(&deed)), ("way", Hole::Text(&way)), ("when", Hole::Text(&when)), ("ledger", Hole::Text(&ledger))])
}

/// Who had the weapon by the ledger and since when; whom the reader may not know stays unnamed.
fn ledger_words(seed: &Seed, one: &Contested) -> String {
    let language = seed.language;
    match (one.ledger.as_str(), one.ledger_since) {
        ("", _) | (_, None) => language.t("contested-ledger-unnamed"),
        (holder, Some(since)) => {
            let since = time::place_and_z(since, &one.zone, time::short_place(&one.station_name), seed.now, language);
            language.fill("contested-ledger-since", &[("holder", Hole::Text(holder)), ("since", Hole::Text(&since))])
        }
    }
}

/// Why a trip does not fit; of a time that others have, which reservations they are.
fn clash_words(language: Language, clash: &str, others: &str) -> String {
    match clash {
        "overlap" => language.fill("contested-clash-overlap", &[("others", Hole::Text(others))]).trim_end().to_owned(),
        "odometer" | "distance" => language.t(&format!("contested-clash-{clash}")),
        _ => language.t("contested-clash-none"),
    }
}

fn kind_word(language: Language, one: &Contested) -> String {
    let prefix = match one.subject.as_str() {
        "trip" => return subject_word(language, "trip"),
        "rounds" => "ammunition-act-kind",
        _ => "handover-kind",
    };
    language.t(&format!("{prefix}-{}", one.kind.replace('_', "-")))
}

/// What the ledger said when it was entered.
fn then_words(seed: &Seed, one: &Contested) -> String {
    match one.subject.as_str() {
        "rounds" => held_words(seed.language, one.held.into()),
        "trip" => clash_words(seed.language, &one.clash, &one.others),
        _ => ledger_words(seed, one),
    }
}

/// What it says now.
fn now_words(language: Language, one: &Contested) -> String {
    match one.subject.as_str() {
        "rounds" => held_words(language, one.held_now),
        "trip" if one.is_settled() => String::new(),
        "trip" => clash_words(language, &one.clash_now, &one.others),
        _ => one.now_with.clone(),
    }
}

/// From whom to whom; of a trip, who drove.
fn way(one: &Contested) -> String {
    if one.subject == "trip" {
        return one.taker.clone();
    }
    match (one.giver.as_str(), one.taker.as_str()) {
        ("", taker) => format!("→ {taker}"),
        (giver, "") => giver.to_owned(),
        (giver, taker) => format!("{giver} → {taker}"),
    }
}

fn act_url(one: &Contested) -> String {
    let noun = match one.subject.as_str() {
        "trip" => "reservations",
        "rounds" => "ammunition/acts",
        _ => "custody",
    };
    format!("/{noun}/{}", one.act)
}

fn thing_url(one: &Contested) -> String {
    let noun = match one.subject.as_str() {
        "trip" => "vehicles",
        "rounds" => "ammunition",
        _ => "firearms",
    };
    if one.sees_thing { format!("/{noun}/{}", one.thing) } else { String::new() }
}

fn state_word(language: Language, state: &str) -> String {
    language.t(&format!("contested-fact-state-{state}"))
}

fn state_tag(language: Language, state: &str) -> (&'static str, String) {
    let kind = match state {
        "open" => "warning",
        "proposed" => "caution",
        _ => "",
    };
    (kind, state_word(language, state))
}

fn subject_word(language: Language, subject: &str) -> String {
    language.t(&format!("contested-subject-{subject}"))
}

pub struct Row {
    pub reference: String,
    pub url: String,
    pub subject: String,
    pub thing: String,
    pub thing_url: String,
    pub mark: String,
    pub act: String,
    pub act_url: String,
    pub says: String,
    pub ledger: String,
    pub station: String,
    pub opened: String,
    pub state: (&'static str, String),
}

#[derive(Template)]
#[template(path = "contested/index.html")]
pub struct Index {
    shell: Shell,
    title: String,
    station: String,
    states: Vec<Choice>,
    subjects: Vec<Choice>,
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
    pub fn new(seed: &Seed, asked: &Asked, sort: Sort, mut lines: Vec<Contested>, total: i64) -> Self {
        let language = seed.language;
        let one = |key: &str| asked.one(key).unwrap_or_default();
        let choices = |first: &str, codes: &[&'static str], current: &str, word: &dyn Fn(&str) -> String| -> Vec<Choice> {
            let rest = codes.iter().map(|code| Choice::new(*code, word(code), current));
            std::iter::once(Choice::new("", language.t(first), current)).chain(rest).collect()
        };
        let pager = Pager::turn(asked, language, &mut lines, total, |last| (last.sorted.clone(), last.id));
        Self {
            shell: Shell::new(seed, "contested-title"),
            title: language.fill("contested-count", &[("count", Hole::Number(total))]),
            station: one("station").to_owned(),
            states: choices("contested-state-unsettled", queries::STATES, one("state"), &|code: &str| state_word(language, code)),
            subjects: choices("exception-any", queries::SUBJECTS, one("subject"), &|code: &str| subject_word(language, code)),
            tags: asked.tags(queries::FILTERS, |key, value| match key {
                "state" if queries::STATES.contains(&value) => state_word(language, value),
                "subject" if queries::SUBJECTS.contains(&value) => subject_word(language, value),
                _ => value.to_owned(),
            }),
            clear_url: asked.clear_url().to_owned(),
            ignored: asked.ignored.clone(),
            columns: asked.columns(
                language,
                sort,
                &[
                    ("contested-fact-ref", ""),
                    ("contested-thing", ""),
                    ("contested-says", ""),
                    ("contested-ledger", ""),
                    ("officer-station", ""),
                    ("contested-fact-opened-at", ""),
                    ("contested-fact-state", ""),
                ],
            ),
            pager,
            rows: lines.into_iter().map(|line| row(seed, line)).collect(),
            is_filtered: asked.is_filtered(),
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
        }
    }
}

fn row(seed: &Seed, line: Contested) -> Row {
    let language = seed.language;
    let place = time::short_place(&line.station_name).to_owned();
    let told = |at| time::place_and_z(at, &line.zone, &place, seed.now, language);
    Row {
        url: url(&line.reference),
        subject: subject_word(language, &line.subject),
        thing_url: thing_url(&line),
        act_url: act_url(&line),
        says: language.pair(&kind_word(language, &line), &format!("{}, {}", [way(&line), line.readings.clone()].join(" ").trim_end(), told(line.occurred_at))),
        ledger: then_words(seed, &line),
        opened: told(line.opened_at),
        state: state_tag(language, &line.state),
        reference: line.reference,
        thing: line.thing,
        mark: line.mark,
        act: line.act,
        station: line.station,
    }
}

fn held_words(language: Language, held: i64) -> String {
    language.fill("contested-held", &[("held", Hole::Number(held))])
}

/// The same rows as a file.
pub fn export(lines: Vec<Contested>) -> Table {
    Table {
        name: "contested",
        header: vec!["ref", "subject", "thing", "mark", "act", "kind", "from", "to", "rounds", "occurred_at", "ledger", "station", "opened_at", "state", "way"],
        rows: lines
            .into_iter()
            .map(|line| {
                vec![
                    line.reference,
                    line.subject,
                    line.thing,
                    line.mark,
                    line.act,
                    line.kind,
                    line.giver,
                    line.taker,
                    line.quantity.to_string(),
                    line.occurred_at.to_rfc3339(),
                    line.ledger,
                    line.station,
                    line.opened_at.to_rfc3339(),
                    line.state,
                    line.way,
                ]
            })
            .collect(),
    }
}

#[derive(Template)]
#[template(path = "contested/show.html")]
pub struct Show {
    shell: Shell,
    reference: String,
    title: String,
    state: (&'static str, String),
    refused: String,
    means: String,
    thing_label: String,
    thing: String,
    thing_url: String,
    mark: String,
    act: String,
    act_url: String,
    kind: String,
    way: String,
    rounds: String,
    paper: String,
    occurred: String,
    entered: String,
    ledger: String,
    now: String,
    proposal: String,
    proposed: String,
    settled: String,
    waits: String,
    propose_url: String,
    take_back_url: String,
    settle_url: String,
    settle_label: String,
    history_url: String,
    errors: Vec<ErrorLink>,
    way_field: Field,
    ways: Vec<Choice>,
    reason: Field,
    form_key: String,
    version: i32,
}

impl Show {
    /// The fact for this reader.
    pub fn new(seed: &Seed, actor: &Actor, one: &Contested, form: &ProposalForm, errors: &FieldErrors, refused: String) -> Self {
        let language = seed.language;
        let may = |action: &str| policy::decide(actor, action, &one.facts(actor)) == Decision::Allow;
        let place = time::short_place(&one.station_name).to_owned();
        let told = |at| time::place_and_z(at, &one.zone, &place, seed.now, language);
        let record = url(&one.reference);
        let subject = one.subject.as_str();
        let (ways_of, hints_of) = if subject == "trip" { ("contested-trip-way", "contested-trip-way") } else { ("contested-fact-way", "contested-way") };
        let may_settle = one.is_proposed() && may("contested.settle") && one.author != actor.person();
        let deed = |is_offered: bool, path: &str| if is_offered { format!("{record}/{path}") } else { String::new() };
        let way_word = |way: &str| language.t(&format!("{ways_of}-{way}"));
        let shell = Shell::titled(seed, one.reference.clone());
        Self {
            shell: if errors.is_empty() && refused.is_empty() { shell } else { shell.with_errors() },
            reference: one.reference.clone(),
            title: subject_word(language, &one.subject),
            state: state_tag(language, &one.state),
            refused,
            means: language.t(&format!("contested-means-{subject}")),
            thing_label: language.t(match subject {
                "trip" => "reservation-vehicle",
                "rounds" => "ammunition-act-lot-id",
                _ => "handover-firearm-id",
            }),
            thing: one.thing.clone(),
            thing_url: thing_url(one),
            mark: one.mark.clone(),
            act: one.act.clone(),
            act_url: act_url(one),
            kind: kind_word(language, one),
            way: way(one),
            rounds: match subject {
                "rounds" => language.fill("ammunition-rounds", &[("count", Hole::Number(one.quantity.into()))]),
                _ => one.readings.clone(),
            },
            paper: one.paper.clone(),
            occurred: told(one.occurred_at),
            entered: format!("{}, {}", one.entered_by, told(one.opened_at)),
            ledger: then_words(seed, one),
            now: now_words(language, one),
            proposal: if one.is_open() { String::new() } else { language.pair(&way_word(&one.way), &one.reason) },
            proposed: one.proposed_at.map(|at| format!("{}, {}", one.proposed_by, told(at))).unwrap_or_default(),
            settled: one.settled_at.map(|at| format!("{}, {}", one.settled_by, told(at))).unwrap_or_default(),
            waits: if one.is_proposed() && !may_settle { language.t("contested-waits") } else { String::new() },
            propose_url: deed(one.is_open() && may("contested.propose"), "proposal"),
            take_back_url: deed(one.is_proposed() && may("contested.propose"), "take-back"),
            settle_url: deed(may_settle, "settle"),
            settle_label: if may_settle { language.t(&format!("contested-settle-{}", one.way)) } else { String::new() },
            history_url: format!("{record}/history"),
            errors: errors.links(language),
            way_field: Field::new(language, "way", "contested-fact-way", &form.way, errors),
            ways: WAYS
                .iter()
                .map(|code| Choice { hint: language.t(&format!("{hints_of}-{code}-hint")), ..Choice::new(*code, way_word(code), &form.way) })
                .collect(),
            reason: Field::new(language, "reason", "contested-fact-reason", &form.reason, errors).hint(language, "contested-reason-hint"),
            form_key: fresh_form_key(),
            version: one.version,
        }
    }
}
