//! The register and the record of an exception, ready to print.

use askama::Template;

use super::queries::{self, ExceptionLine};
use crate::authz::actor::Actor;
use crate::authz::policy;
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::list::{Asked, Column, FilterTag, PAGE, Pager};
use crate::web::page::{Seed, Shell};
use crate::web::table::Table;
use crate::web::time;

#[derive(Template)]
#[template(path = "exceptions/register.html")]
pub struct Register {
    shell: Shell,
    heading: String,
    ignored: String,
    state: Field,
    states: Vec<Choice>,
    rule: Field,
    rules: Vec<Choice>,
    station: Field,
    stations: Vec<Choice>,
    tags: Vec<FilterTag>,
    clear_url: String,
    columns: Vec<Column>,
    rows: Vec<Row>,
    pager: Pager,
    csv_url: String,
    xlsx_url: String,
    empty_title: String,
    empty_text: String,
    empty_url: String,
    empty_label: String,
}

struct Row {
    reference: String,
    rule: String,
    what: String,
    about: String,
    about_url: String,
    movement: String,
    leg: String,
    station: String,
    opened: String,
    owner: String,
    is_open: bool,
    state: String,
}

impl Register {
    pub fn new(seed: &Seed, actor: &Actor, asked: &Asked, mut lines: Vec<ExceptionLine>, total: i64, rules: &[String], stations: &[String]) -> Self {
        let language = seed.language;
        let sort = asked.sort(&queries::SORTS);
        let has_more = lines.len() as i64 > PAGE;
        lines.truncate(PAGE as usize);
        let next = has_more.then(|| lines.last().map(|line| asked.next_url(&queries::cursor_of(line, sort), line.id))).flatten();
        let state = asked.one("state").unwrap_or("open");
        let any = |values: &[String], current: &str| {
            std::iter::once(Choice::new("", language.t("exception-any"), current))
                .chain(values.iter().map(|value| Choice::new(value, value, current)))
                .collect()
        };
        let none = FieldErrors::default();
        let column = |key: &'static str, word: &str| asked.column(language.t(word), key, sort);
        let plain = |word: &str| Column { label: language.t(word), ..Column::default() };
        let is_first = asked.one("after").is_none();
        Self {
            shell: Shell::new(seed, "exception-list-title"),
            heading: language.fill("exception-list-count", &[("count", Hole::Number(total))]),
            ignored: asked.ignored.join(", "),
            state: Field::new(language, "state", "exception-state", state, &none),
            states: ["open", "closed", "all"].map(|code| Choice::new(code, language.t(&format!("exception-state-{code}")), state)).into(),
            rule: Field::new(language, "rule", "exception-rule", "", &none),
            rules: any(rules, asked.one("rule").unwrap_or_default()),
            station: Field::new(language, "station", "exception-station", "", &none),
            stations: any(stations, asked.one("station").unwrap_or_default()),
            tags: tags(language, asked),
            clear_url: asked.clear_url().to_owned(),
            columns: vec![
                column("ref", "exception-col-ref"),
                column("rule", "exception-rule"),
                plain("exception-col-what"),
                plain("exception-col-movement"),
                plain("exception-station"),
                column("opened", "exception-col-opened"),
                plain("exception-col-owner"),
                plain("exception-state"),
            ],
            pager: Pager {
                next,
                first: (!is_first).then(|| asked.without("after", "")),
                shown: language.fill("exception-shown", &[("shown", Hole::Number(lines.len() as i64)), ("total", Hole::Number(total))]),
            },
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
            empty_title: language.t(if asked.is_filtered() { "exception-none-match" } else { "exception-none" }),
            empty_text: language.t(if asked.is_filtered() { "exception-none-match-text" } else { "exception-none-text" }),
            empty_url: if asked.is_filtered() { asked.clear_url().to_owned() } else { String::new() },
            empty_label: language.t("shell-clear"),
            rows: lines.into_iter().map(|line| row(seed, actor, line)).collect(),
        }
    }
}

fn row(seed: &Seed, actor: &Actor, line: ExceptionLine) -> Row {
    let language = seed.language;
    let is_open = line.closed_at.is_none();
    Row {
        what: what(language, &line),
        about_url: about_url(actor, &line),
        about: if line.movement.is_none() { line.detail.clone() } else { String::new() },
        movement: line.movement.unwrap_or_default(),
        leg: line.leg.map(|number| number.to_string()).unwrap_or_default(),
        station: line.station.unwrap_or_default(),
        opened: time::z_short(line.opened_at, seed.now, language),
        owner: line.owner.unwrap_or_default(),
        state: language.t(if is_open { "exception-state-open" } else { "exception-state-closed" }),
        is_open,
        reference: line.reference,
        rule: line.rule,
    }
}

fn tags(language: Language, asked: &Asked) -> Vec<FilterTag> {
    queries::FILTERS
        .iter()
        .flat_map(|key| asked.all(key).into_iter().map(move |value| (*key, value)))
        .map(|(key, value)| {
            let word = language.t(&format!("exception-state-{value}"));
            let label = if key == "state" { word } else { value.clone() };
            FilterTag { label, remove_url: asked.without(key, &value) }
        })
        .collect()
}

/// Where a record is that an exception without a movement names; empty for anything else, and for those who read no
/// such records.
fn about_url(actor: &Actor, line: &ExceptionLine) -> String {
    const PLACES: &[(&str, &str, &str)] = &[
        ("N-", "/interim-protection/", "interim.show"),
        ("Q-", "/requirements/", "requirement.show"),
        ("T-", "/teams/", "team.show"),
        ("R-", "/risk-assessments/", "risk.show"),
        ("A-", "/risk-requests/", "risk-request.show"),
        ("W-", "/firearms/", "firearm.show"),
        ("Y-", "/armouries/", "armoury.show"),
        ("C-", "/custody/", "custody.show"),
        ("U-", "/ammunition/acts/", "rounds.show"),
        ("SC-", "/stock-counts/", "count.show"),
        ("TR-", "/transfers/", "transfer.show"),
        ("B-", "/reservations/", "reservation.show"),
        ("J-", "/equipment/", "equipment.show"),
        ("JA-", "/equipment-acts/", "equipment-act.show"),
        ("EV-", "/evacuations/", "evacuation.show"),
    ];
    let detail = &line.detail;
    if let Some((place, action)) = shortage_place(&line.code, detail) {
        return if policy::may(actor, action) { place } else { String::new() };
    }
    let place = PLACES.iter().find(|(prefix, _, action)| detail.starts_with(prefix) && policy::may(actor, action));
    place.map(|(_, place, _)| format!("{place}{detail}")).unwrap_or_default()
}

/// The page of a station on which a minimum that is not met stands, and the right to read it; none for anything else.
pub fn shortage_place(code: &str, detail: &str) -> Option<(String, &'static str)> {
    let station = detail.split_whitespace().next().unwrap_or_default();
    match code {
        "rounds_below_minimum" => Some((format!("/duty-stations/{station}/ammunition"), "ammunition.minimums")),
        "strength_below_minimum" => Some((format!("/duty-stations/{station}/strength"), "strength.show")),
        _ => None,
    }
}

/// What an exception is about, in a sentence.
pub fn what(language: Language, line: &ExceptionLine) -> String {
    let key = format!("exception-code-{}", line.code.replace('_', "-"));
    if Language::has(&key) { language.t(&key) } else { line.code.clone() }
}

/// Where the act stands that lacks its second person; empty for exceptions of facts.
fn act_url(line: &ExceptionLine) -> String {
    match line.code.as_str() {
        "grant_unconfirmed" => format!("/access-grants/{}", line.detail),
        "reset_unconfirmed" => format!("/admin/users/{}", line.detail),
        "stock_difference" => format!("/stock-counts/{}", line.detail),
        "transfer_difference" => format!("/transfers/{}", line.detail),
        "custody_contested" | "rounds_contested" | "trip_contested" => format!("/contested/CF-{}", line.detail.split_once('-').unwrap_or_default().1),
        _ => String::new(),
    }
}

pub fn table_of(lines: Vec<ExceptionLine>) -> Table {
    let stamp = |at: chrono::DateTime<chrono::Utc>| at.format("%Y-%m-%dT%H:%MZ").to_string();
    Table {
        name: "exceptions",
        header: vec!["ref", "rule", "code", "movement", "leg", "station", "opened_at", "opened_by", "owner", "closed_at", "closed_by", "resolution"],
        rows: lines
            .into_iter()
            .map(|line| {
                vec![
                    line.reference,
                    line.rule,
                    line.code,
                    line.movement.unwrap_or_default(),
                    line.leg.map(|number| number.to_string()).unwrap_or_default(),
                    line.station.unwrap_or_default(),
                    stamp(line.opened_at),
                    line.opened_by.unwrap_or_default(),
                    line.owner.unwrap_or_default(),
                    line.closed_at.map(stamp).unwrap_or_default(),
                    line.closed_by.unwrap_or_default(),
                    line.resolution,
                ]
            })
            .collect(),
    }
}

#[derive(Template)]
#[template(path = "exceptions/show.html")]
pub struct Record {
    shell: Shell,
    errors: Vec<ErrorLink>,
    reference: String,
    rule: String,
    is_open: bool,
    state: String,
    what: String,
    why: String,
    about: String,
    about_url: String,
    act: String,
    act_url: String,
    movement: String,
    leg: String,
    other: String,
    station: String,
    opened: String,
    owner: String,
    closed: String,
    resolution: String,
    may_close: bool,
    words: Field,
    version: i32,
    form_key: String,
}

impl Record {
    pub fn new(seed: &Seed, actor: &Actor, line: &ExceptionLine, may_close: bool, typed: &str, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let by = |at: chrono::DateTime<chrono::Utc>, who: &Option<String>| {
            language.fill("exception-by", &[("time", Hole::Text(&time::z(at, language))), ("who", Hole::Text(who.as_deref().unwrap_or("–")))])
        };
        let shell = Shell::titled(seed, line.reference.clone());
        let settled = format!("exception-resolution-{}", line.resolution);
        Self {
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
            errors: errors.links(language),
            reference: line.reference.clone(),
            rule: line.rule.clone(),
            is_open: line.closed_at.is_none(),
            state: language.t(if line.closed_at.is_none() { "exception-state-open" } else { "exception-state-closed" }),
            what: what(language, line),
            why: language.t(match line.code.as_str() {
                "custody_contested" | "rounds_contested" | "trip_contested" => "contested-why",
                _ if act_url(line).is_empty() => "exception-why",
                _ => "exception-why-act",
            }),
            about_url: about_url(actor, line),
            about: if line.movement.is_none() { line.detail.clone() } else { String::new() },
            act: act_url(line).rsplit('/').next().unwrap_or_default().to_owned(),
            act_url: act_url(line),
            movement: line.movement.clone().unwrap_or_default(),
            leg: line.leg.map(|number| number.to_string()).unwrap_or_default(),
            other: line.other.clone().unwrap_or_default(),
            station: line.station.clone().unwrap_or_default(),
            opened: by(line.opened_at, &line.opened_by),
            owner: line.owner.clone().unwrap_or_default(),
            closed: line.closed_at.map(|at| by(at, &line.closed_by)).unwrap_or_default(),
            resolution: if Language::has(&settled) { language.t(&settled) } else { line.resolution.clone() },
            may_close: may_close && line.closed_at.is_none(),
            words: Field::new(language, "resolution", "exception-resolution", typed, errors).hint(language, "exception-resolution-hint"),
            version: line.version,
            form_key: fresh_form_key(),
        }
    }
}
