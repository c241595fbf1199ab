//! Ready values for the pages of armouries.

use askama::Template;
use chrono::NaiveDate;

use super::forms::{ArmouryForm, DecisionForm};
use super::joint_counts::{CountLine, Last, last};
use super::model::{DECISIONS, KINDS, NEEDS, Standing};
use super::queries::{self, Armoury, Line, Lying, LyingRounds, StationChoice};
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::features::confirmations::Age;
use crate::features::contested::Bar;
use crate::features::people::{with_any, with_ask};
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::list::{Asked, Column, FilterTag, PAGE, Pager, Sort};
use crate::web::page::{Seed, Shell};
use crate::web::time;

/// Address of an armoury.
pub fn url(reference: &str) -> String {
    format!("/armouries/{reference}")
}

fn kind_word(language: Language, kind: &str) -> String {
    language.t(&format!("armoury-kind-{}", kind.replace('_', "-")))
}

/// How an approval stands on a day, as a tag: its kind and its words.
pub fn standing_words(language: Language, day: NaiveDate, approval: &str, until: Option<NaiveDate>) -> (&'static str, String) {
    standing_tag(language, Standing::on(day, approval, until))
}

/// How it stands, as a tag: its kind for `badge::tag` and its words.
fn standing_tag(language: Language, standing: Standing) -> (&'static str, String) {
    let kind = match standing {
        Standing::Approved(_) | Standing::Conditional(_) => "",
        Standing::Ending(_) | Standing::NotAssessed => "caution",
        Standing::Ended(_) | Standing::Refused => "warning",
    };
    let key = format!("armoury-standing-{}", standing.code());
    let words = match standing.until() {
        Some(end) => language.fill(&key, &[("day", Hole::Text(&time::typed_date(end)))]),
        None => language.t(&key),
    };
    (kind, words)
}

pub struct Row {
    pub reference: String,
    pub url: String,
    pub name: String,
    pub station: String,
    pub kind: String,
    pub standing: (&'static str, String),
    pub weapons: i64,
}

#[derive(Template)]
#[template(path = "armouries/index.html")]
pub struct Index {
    shell: Shell,
    title: String,
    new_url: String,
    q: String,
    station: String,
    approvals: Vec<Choice>,
    needs: Vec<Choice>,
    tags: Vec<FilterTag>,
    clear_url: String,
    /// How old the data of the listed stations is.
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
    pub fn new(seed: &Seed, actor: &Actor, asked: &Asked, sort: Sort, mut lines: Vec<Line>, total: i64) -> Self {
        let language = seed.language;
        let next = (lines.len() as i64 > PAGE).then(|| {
            lines.truncate(PAGE as usize);
            lines.last().map(|last| asked.next_url(queries::sort_value(last, sort), last.id)).unwrap_or_default()
        });
        let one = |key: &str| asked.one(key).unwrap_or_default();
        let word = |approval: &str| language.t(&format!("armoury-approval-{}", approval.replace('_', "-")));
        let approvals = ["not_assessed"].iter().chain(DECISIONS).map(|code| Choice::new(*code, word(code), one("approval"))).collect();
        Self {
            shell: Shell::new(seed, "armouries-title"),
            title: language.fill("armouries-count", &[("count", Hole::Number(total))]),
            new_url: if policy::may(actor, "armoury.create") { "/armouries/new".into() } else { String::new() },
            q: one("q").to_owned(),
            station: one("station").to_owned(),
            approvals: with_any(language, approvals),
            needs: with_any(language, NEEDS.iter().map(|code| Choice::new(*code, language.t(&format!("armoury-needs-{code}")), one("needs"))).collect()),
            tags: queries::FILTERS
                .iter()
                .flat_map(|key| asked.all(key).into_iter().map(move |value| (*key, value)))
                .map(|(key, value)| {
                    let label = match key {
                        "approval" => word(&value),
                        "needs" => language.t(&format!("armoury-needs-{value}")),
                        _ => value.clone(),
                    };
                    FilterTag { label, remove_url: asked.without(key, &value) }
                })
                .collect(),
            clear_url: asked.clear_url().to_owned(),
            confirmed: Age::default(),
            ignored: asked.ignored.clone(),
            columns: [
                ("armoury-ref", "ref"),
                ("armoury-name", "name"),
                ("officer-station", "station"),
                ("armoury-kind", ""),
                ("armoury-approval", ""),
                ("armoury-weapons", ""),
            ]
            .into_iter()
            .map(|(label, key)| asked.column(language.t(label), key, sort))
            .collect(),
            pager: Pager {
                next,
                first: asked.after().map(|_| asked.with("after", "")),
                shown: language.fill("list-shown", &[("shown", Hole::Number(lines.len() as i64)), ("total", Hole::Number(total))]),
            },
            rows: lines
                .into_iter()
                .map(|line| Row {
                    url: url(&line.reference),
                    reference: line.reference,
                    name: line.name,
                    station: line.station,
                    kind: kind_word(language, &line.kind),
                    standing: standing_tag(language, Standing::on(seed.now.date_naive(), &line.approval, line.approved_until)),
                    weapons: line.weapons,
                })
                .collect(),
            is_filtered: asked.is_filtered(),
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
            workbook_url: if policy::may(actor, "armoury.edit") { "/workbooks/new?list=armouries".into() } else { String::new() },
        }
    }
}

pub struct LyingLine {
    pub reference: String,
    pub url: String,
    pub serial: String,
    pub what: String,
    pub since: String,
}

#[derive(Template)]
#[template(path = "armouries/show.html")]
pub struct Show {
    counts: Vec<Last>,
    count_url: String,
    pub(super) contested: Vec<Bar>,
    shell: Shell,
    reference: String,
    name: String,
    standing: (&'static str, String),
    blocked: bool,
    is_evacuated: bool,
    station: String,
    station_url: String,
    kind: String,
    key_holders: String,
    capacity: String,
    adviser: String,
    adviser_number: String,
    authority: String,
    decided: String,
    conditions: String,
    lying_title: String,
    lying: Vec<LyingLine>,
    rounds: Vec<LyingRounds>,
    on: String,
    unread_day: String,
    edit_url: String,
    approval_url: String,
    joint_count_url: String,
    print_url: String,
    history_url: String,
}

/// What is shown of an armoury besides itself.
pub struct Parts {
    pub lying: (Vec<Lying>, Vec<LyingRounds>),
    pub counts: Vec<CountLine>,
}

impl Show {
    /// The record, with what lay there at the end of a day, or lies there now.
    pub fn new(seed: &Seed, actor: &Actor, armoury: &Armoury, parts: Parts, day: Option<NaiveDate>, unread_day: String) -> Self {
        let language = seed.language;
        let Parts { lying: (lying, rounds), counts } = parts;
        let may = |action: &str| policy::decide(actor, action, &armoury.facts(actor)) == Decision::Allow;
        let standing = Standing::on(seed.now.date_naive(), &armoury.approval, armoury.approved_until);
        let record = url(&armoury.reference);
        let on = day.map(time::typed_date).unwrap_or_default();
        let count = Hole::Number(lying.len() as i64);
        Self {
            print_url: if on.is_empty() { format!("{record}/print") } else { format!("{record}/print?on={on}") },
            shell: Shell::titled(seed, armoury.reference.clone()),
            reference: armoury.reference.clone(),
            name: armoury.name.clone(),
            blocked: !standing.may_hold(),
            contested: Vec::new(),
            is_evacuated: armoury.is_evacuated,
            standing: standing_tag(language, standing),
            station: format!("{} {}", armoury.station, armoury.station_name),
            station_url: format!("/duty-stations/{}", armoury.station),
            kind: kind_word(language, &armoury.kind),
            key_holders: armoury.key_holders.clone(),
            capacity: armoury.capacity_kg.map(|kg| format!("{kg} kg")).unwrap_or_default(),
            adviser: armoury.adviser.clone(),
            adviser_number: armoury.adviser_number.clone(),
            authority: armoury.authority.clone(),
            decided: match armoury.approved_on {
                Some(day) => format!("{} ({})", time::typed_date(day), armoury.decided_by),
                None => String::new(),
            },
            conditions: armoury.conditions.clone(),
            lying_title: match day {
                None => language.fill("armoury-lying-now", &[("count", count)]),
                Some(_) => language.fill("armoury-lying-on", &[("count", count), ("day", Hole::Text(&on))]),
            },
            lying: lying
                .iter()
                .map(|one| LyingLine {
                    reference: one.reference.clone(),
                    url: format!("/firearms/{}", one.reference),
                    serial: one.serial.clone(),
                    what: one.what.clone(),
                    since: time::place_and_z(one.since, &armoury.zone, time::short_place(&armoury.station_name), seed.now, language),
                })
                .collect(),
            rounds,
            on,
            unread_day,
            edit_url: if may("armoury.edit") { format!("{record}/edit") } else { String::new() },
            count_url: if may("count.open") { format!("/stock-counts/new?what={}", armoury.reference) } else { String::new() },
            approval_url: if may("armoury.approve") { format!("{record}/approval") } else { String::new() },
            history_url: format!("{record}/history"),
            counts: last(seed, &counts, &armoury.zone, &armoury.station_name),
            joint_count_url: if may("joint-count.prepare") { format!("{record}/joint-counts/new") } else { String::new() },
        }
    }
}

#[derive(Template)]
#[template(path = "armouries/form.html")]
pub struct FormPage {
    shell: Shell,
    title: String,
    action: String,
    back_url: String,
    deed: String,
    form_key: String,
    version: String,
    errors: Vec<ErrorLink>,
    is_new: bool,
    name: Field,
    station: Field,
    stations: Vec<Choice>,
    kind: Field,
    kinds: Vec<Choice>,
    key_holders: Field,
    capacity: Field,
    adviser: Field,
    adviser_number: Field,
}

impl FormPage {
    /// New and edit share one form; the station stays.
    pub fn new(seed: &Seed, armoury: Option<&Armoury>, form: &ArmouryForm, errors: &FieldErrors, stations: &[StationChoice]) -> Self {
        let language = seed.language;
        let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
        let shell = armoury.map_or_else(|| Shell::new(seed, "armoury-new"), |armoury| Shell::titled(seed, armoury.reference.clone()));
        Self {
            title: armoury.map_or_else(|| language.t("armoury-new"), |armoury| language.fill("asset-edit-title", &[("ref", Hole::Text(&armoury.reference))])),
            action: armoury.map_or_else(|| "/armouries".to_owned(), |armoury| format!("{}/edit", url(&armoury.reference))),
            back_url: armoury.map_or_else(|| "/armouries".to_owned(), |armoury| url(&armoury.reference)),
            deed: language.t(if armoury.is_some() { "armoury-save" } else { "armoury-create" }),
            form_key: fresh_form_key(),
            version: form.version.clone(),
            errors: errors.links(language),
            is_new: armoury.is_none(),
            name: field("name", "armoury-name", &form.name).hint(language, "armoury-name-hint"),
            station: field("station", "officer-station", &form.station),
            stations: with_ask(
                language,
                stations.iter().map(|one| Choice::new(&one.code, format!("{} {}", one.code, one.name), &form.station.trim().to_uppercase())).collect(),
            ),
            kind: field("kind", "armoury-kind", &form.kind),
            kinds: with_ask(language, KINDS.iter().map(|kind| Choice::new(*kind, kind_word(language, kind), &form.kind)).collect()),
            key_holders: field("key_holders", "armoury-key-holders", &form.key_holders).optional().hint(language, "armoury-key-holders-hint"),
            capacity: field("capacity", "armoury-capacity-neq-kg", &form.capacity).optional().hint(language, "armoury-capacity-hint"),
            adviser: field("adviser", "armoury-adviser", &form.adviser).optional().hint(language, "armoury-adviser-hint"),
            adviser_number: field("adviser_number", "armoury-adviser-number", &form.adviser_number).optional().hint(language, "number-hint"),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

#[derive(Template)]
#[template(path = "armouries/approval.html")]
pub struct DecisionPage {
    shell: Shell,
    reference: String,
    name: String,
    action: String,
    back_url: String,
    form_key: String,
    version: String,
    errors: Vec<ErrorLink>,
    approval: Field,
    choices: Vec<Choice>,
    approved_on: Field,
    approved_until: Field,
    authority: Field,
    conditions: Field,
}

impl DecisionPage {
    /// Who decided, until when, on which conditions.
    pub fn new(seed: &Seed, armoury: &Armoury, form: &DecisionForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
        let shell = Shell::titled(seed, armoury.reference.clone());
        Self {
            reference: armoury.reference.clone(),
            name: armoury.name.clone(),
            action: format!("{}/approval", url(&armoury.reference)),
            back_url: url(&armoury.reference),
            form_key: fresh_form_key(),
            version: form.version.clone(),
            errors: errors.links(language),
            approval: field("approval", "armoury-approval", &form.approval),
            choices: DECISIONS.iter().map(|code| Choice::new(*code, language.t(&format!("armoury-approval-{code}")), &form.approval)).collect(),
            approved_on: field("approved_on", "armoury-approved-on", &form.approved_on).hint(language, "requirement-date-hint"),
            approved_until: field("approved_until", "armoury-approved-until", &form.approved_until).hint(language, "armoury-until-hint"),
            authority: field("authority", "armoury-authority", &form.authority).hint(language, "armoury-authority-hint"),
            conditions: field("conditions", "armoury-conditions", &form.conditions).optional().hint(language, "armoury-conditions-hint"),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

/// An armoury on paper, with what lies there.
#[derive(Template)]
#[template(path = "armouries/print.html")]
pub struct Sheet {
    shell: Shell,
    paper: String,
    printed: String,
    a: Show,
}

impl Sheet {
    /// Who printed it and when stands on every sheet.
    pub fn new(seed: &Seed, record: Show) -> Self {
        Self { shell: Shell::paper(seed, &record.reference, &url(&record.reference)), paper: record.reference.clone(), printed: seed.printed(), a: record }
    }
}
