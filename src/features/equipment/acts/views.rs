//! Ready values for the pages of acts.

use askama::Template;

use super::super::kits;
use super::super::views::{gap_words, url as thing_url, word};
use super::forms::ReasonForm;
use super::queries::{self, Act, Line};
use super::writing_off::disposal_word;
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::features::people::with_any;
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::list::{Asked, FilterTag, Pager};
use crate::web::page::{Seed, Shell};
use crate::web::table::Table;
use crate::web::time;

/// Address of an act.
pub fn url(reference: &str) -> String {
    format!("/equipment-acts/{reference}")
}

fn kind_word(language: Language, kind: &str) -> String {
    word(language, "equipment-act-kind", kind)
}

/// Conditions as choices.
pub fn condition_choices(language: Language, conditions: &[&'static str], current: &str) -> Vec<Choice> {
    conditions.iter().map(|code| Choice::new(*code, word(language, "equipment-act-condition", code), current)).collect()
}

/// How an act stands, as a tag.
fn state_tag(language: Language, state: &str, is_signed: bool) -> (&'static str, String) {
    match (state, is_signed) {
        ("prepared", _) => ("advisory", language.t("equipment-act-state-prepared")),
        ("withdrawn", _) => ("", language.t("equipment-act-state-withdrawn")),
        (_, true) => ("", language.t("equipment-act-state-done")),
        (_, false) => ("caution", language.t("equipment-act-state-unsigned")),
    }
}

fn address_of(is_kit: bool, reference: &str) -> String {
    if is_kit { kits::url(reference) } else { thing_url(reference) }
}

pub struct Row {
    pub reference: String,
    pub url: String,
    pub thing: String,
    pub thing_url: String,
    pub called: String,
    pub station: String,
    pub kind: String,
    pub officer: String,
    pub when: String,
    pub state: (&'static str, String),
    pub late: String,
    pub signed: String,
    pub broke_rule: bool,
}

#[derive(Template)]
#[template(path = "equipment/acts.html")]
pub struct Index {
    shell: Shell,
    title: String,
    issue_url: String,
    q: String,
    station: String,
    kinds: Vec<Choice>,
    open: Vec<Choice>,
    tags: Vec<FilterTag>,
    clear_url: String,
    ignored: Vec<String>,
    rows: Vec<Row>,
    pager: Pager,
    is_filtered: bool,
    csv_url: String,
    xlsx_url: String,
}

impl Index {
    /// The list as the address asks for it.
    pub fn new(seed: &Seed, actor: &Actor, asked: &Asked, mut lines: Vec<Line>, total: i64) -> Self {
        let language = seed.language;
        let one = |key: &str| asked.one(key).unwrap_or_default();
        Self {
            shell: Shell::new(seed, "equipment-acts-title"),
            title: language.fill("equipment-acts-count", &[("count", Hole::Number(total))]),
            issue_url: if policy::may(actor, "equipment-act.issue") { "/equipment-acts/issue".into() } else { String::new() },
            q: one("q").to_owned(),
            station: one("station").to_owned(),
            kinds: with_any(language, queries::KINDS.iter().map(|kind| Choice::new(*kind, kind_word(language, kind), one("kind"))).collect()),
            open: with_any(language, queries::OPEN.iter().map(|code| Choice::new(*code, word(language, "custody-open", code), one("open"))).collect()),
            tags: asked.tags(queries::FILTERS, |key, value| match key {
                "kind" => kind_word(language, value),
                "open" => word(language, "custody-open", value),
                _ => value.to_owned(),
            }),
            clear_url: asked.clear_url().to_owned(),
            ignored: asked.ignored.clone(),
            pager: Pager::turn(asked, language, &mut lines, total, |last| (last.sorted.clone(), last.id)),
            rows: lines.into_iter().map(|line| row(seed, line)).collect(),
            is_filtered: asked.is_filtered(),
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
        }
    }
}

fn row(seed: &Seed, line: Line) -> Row {
    let language = seed.language;
    let place = time::short_place(&line.station_name).to_owned();
    let told = |at| time::place_and_z(at, &line.zone, &place, seed.now, language);
    Row {
        url: url(&line.reference),
        thing_url: address_of(line.is_kit, &line.thing),
        kind: kind_word(language, &line.kind),
        when: told(line.occurred_at),
        state: state_tag(language, &line.state, line.is_signed),
        late: match line.due_back_at {
            Some(at) if line.is_late => language.fill("custody-late", &[("when", Hole::Text(&told(at)))]),
            _ => String::new(),
        },
        signed: [line.first_by.as_str(), line.second_by.as_str()].into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(", "),
        reference: line.reference,
        thing: line.thing,
        called: line.called,
        station: line.station,
        officer: line.officer,
        broke_rule: line.broke_rule,
    }
}

/// The same rows as a file.
pub fn export(lines: Vec<Line>) -> Table {
    Table {
        name: "equipment-acts",
        header: vec![
            "ref",
            "station",
            "kind",
            "thing",
            "called",
            "officer",
            "occurred_at",
            "due_back_at",
            "is_late",
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
                    line.station,
                    line.kind,
                    line.thing,
                    line.called,
                    line.officer,
                    line.occurred_at.to_rfc3339(),
                    line.due_back_at.map(|at| at.to_rfc3339()).unwrap_or_default(),
                    line.is_late.to_string(),
                    line.state,
                    line.first_by,
                    line.second_by,
                    line.broke_rule.to_string(),
                ]
            })
            .collect(),
    }
}

#[derive(Template)]
#[template(path = "equipment/act.html")]
pub struct Show {
    pub shell: Shell,
    pub reference: String,
    pub title: String,
    pub state: (&'static str, String),
    pub late: String,
    pub thing: String,
    pub thing_url: String,
    pub called: String,
    pub officer: String,
    pub purpose: String,
    pub due_back: String,
    pub missing_as: String,
    pub place: String,
    pub condition: String,
    pub note: String,
    pub document: String,
    pub disposal: String,
    pub damaged: String,
    pub missing: String,
    pub occurred: String,
    pub is_late_entry: bool,
    pub first: String,
    pub second: String,
    pub waits_for: String,
    pub withdrawn: String,
    pub gaps: Vec<String>,
    pub sign_url: String,
    pub sign_label: String,
    pub withdraw_url: String,
    pub history_url: String,
    pub print_url: String,
    pub form_key: String,
    pub version: i32,
}

impl Show {
    /// The act with its signatures.
    pub fn new(seed: &Seed, actor: &Actor, act: &Act) -> Self {
        let language = seed.language;
        let may = |action: &str| policy::decide(actor, action, &act.facts(actor)) == Decision::Allow;
        let place = time::short_place(&act.station_name).to_owned();
        let told = |at| time::place_and_z(at, &act.zone, &place, seed.now, language);
        let record = url(&act.reference);
        let is_late = act.state == "done" && act.is_out && act.due_back_at.is_some_and(|at| at < seed.now);
        let is_officer = actor.officer.is_some() && actor.officer == act.officer_id;
        Self {
            shell: Shell::titled(seed, act.reference.clone()),
            reference: act.reference.clone(),
            title: kind_word(language, &act.kind),
            state: state_tag(language, &act.state, act.second_at.is_some()),
            late: match act.due_back_at {
                Some(at) if is_late => language.fill("custody-late", &[("when", Hole::Text(&told(at)))]),
                _ => String::new(),
            },
            thing: act.thing.clone(),
            thing_url: address_of(act.is_kit, &act.thing),
            called: act.called.clone(),
            officer: act.officer.clone(),
            purpose: act.purpose.clone(),
            due_back: act.due_back_at.map(told).unwrap_or_default(),
            missing_as: if act.missing_as.is_empty() { String::new() } else { word(language, "equipment-act-missing-as", &act.missing_as) },
            place: act.place.clone(),
            document: act.document.clone(),
            disposal: match act.disposal_kind.as_str() {
                "" => String::new(),
                kind => language.pair(&disposal_word(language, kind), &act.disposal_to),
            },
            condition: if matches!(act.kind.as_str(), "write_off" | "loss") {
                String::new()
            } else {
                word(language, "equipment-act-condition", &act.condition)
            },
            note: act.note.clone(),
            damaged: act.damaged.join(", "),
            missing: act.missing.join(", "),
            occurred: if act.state == "done" { told(act.occurred_at) } else { String::new() },
            is_late_entry: act.is_fact && (act.first_at - act.occurred_at).num_minutes() >= 1,
            first: format!("{}, {}", act.first_by, told(act.first_at)),
            second: act.second_at.map(|at| format!("{}, {}", act.second_by, told(at))).unwrap_or_default(),
            waits_for: match (act.is_unsigned(), act.officer.as_str()) {
                (false, _) => String::new(),
                (true, _) if act.kind == "loss" => language.t("custody-waits-for-another"),
                (true, "") => language.t("custody-waits-for-another"),
                (true, officer) => language.fill("custody-waits-for", &[("who", Hole::Text(officer))]),
            },
            withdrawn: match act.state.as_str() {
                "withdrawn" => language.fill("custody-withdrawn", &[("reason", Hole::Text(&act.withdraw_reason))]),
                _ => String::new(),
            },
            gaps: act.gaps.iter().map(|gap| gap_words(language, gap)).collect(),
            sign_url: if act.is_unsigned() && may("equipment-act.sign") { format!("{record}/sign") } else { String::new() },
            sign_label: language.fill(
                match (act.kind.as_str(), is_officer) {
                    ("issue", true) => "custody-sign-received",
                    ("return", true) => "custody-sign-returned",
                    ("write_off", _) => "equipment-sign-write-off",
                    _ => "custody-sign-witness",
                },
                &[("weapon", Hole::Text(&act.thing))],
            ),
            withdraw_url: if act.is_prepared() && may("equipment-act.withdraw") { format!("{record}/withdraw") } else { String::new() },
            history_url: format!("{record}/history"),
            print_url: format!("{record}/print"),
            form_key: fresh_form_key(),
            version: act.version,
        }
    }
}

#[derive(Template)]
#[template(path = "equipment/act_print.html")]
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

#[derive(Template)]
#[template(path = "equipment/reason.html")]
pub struct ReasonPage {
    shell: Shell,
    title: String,
    about: String,
    what: String,
    action: String,
    back_url: String,
    form_key: String,
    version: i32,
    errors: Vec<ErrorLink>,
    reason: Field,
}

impl ReasonPage {
    /// Why nothing comes of a prepared act.
    pub fn withdraw(seed: &Seed, act: &Act, form: &ReasonForm, errors: &FieldErrors) -> Self {
        let about = format!("{} {} {}", act.reference, act.thing, act.called);
        Self::new(seed, (&act.reference, about, act.version), ["custody-withdraw", "equipment-withdraw-what"], "withdraw", &url(&act.reference), form, errors)
    }

    fn new(
        seed: &Seed,
        (reference, about, version): (&str, String, i32),
        [title, what]: [&str; 2],
        deed: &str,
        record: &str,
        form: &ReasonForm,
        errors: &FieldErrors,
    ) -> Self {
        let language = seed.language;
        let shell = Shell::titled(seed, reference.to_owned());
        Self {
            title: language.t(title),
            about,
            what: language.t(what),
            action: format!("{record}/{deed}"),
            back_url: record.to_owned(),
            form_key: fresh_form_key(),
            version,
            errors: errors.links(language),
            reason: Field::new(language, "reason", "ending-reason", &form.reason, errors),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}
