//! Ready values for the pages of custody.

use askama::Template;

use super::forms::ReasonForm;
use super::queries::{self, Act, Line};
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::features::armouries::ArmouryChoice;
use crate::features::people::{with_any, with_ask};
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::list::{Asked, Column, FilterTag, PAGE, Pager, Sort};
use crate::web::page::{Seed, Shell};
use crate::web::table::Table;
use crate::web::time;

/// Address of an act.
pub fn url(reference: &str) -> String {
    format!("/custody/{reference}")
}

fn kind_word(language: Language, kind: &str) -> String {
    language.t(&format!("handover-kind-{}", kind.replace('_', "-")))
}

/// A condition in words.
pub fn condition_word(language: Language, condition: &str) -> String {
    language.t(&format!("handover-condition-{condition}"))
}

/// Armouries as choices; one without an approval in force says what follows.
pub fn armoury_options(language: Language, armouries: &[ArmouryChoice], current: &str) -> Vec<Choice> {
    let label = |one: &ArmouryChoice| {
        let name = format!("{} {} {}", one.station, one.reference, one.name);
        if one.may_hold { name } else { language.fill("armoury-option-unapproved", &[("name", Hole::Text(&name))]) }
    };
    with_ask(language, armouries.iter().map(|one| Choice::new(&one.reference, label(one), current)).collect())
}

/// What stands against an act, in a sentence.
pub(super) fn gap_words(language: Language, gap: &str) -> String {
    match gap {
        "category" | "station_unknown" | "station" | "station_category" | "suspended" => language.t(&format!("fitness-gap-{}", gap.replace('_', "-"))),
        "weapon_state" | "armoury" => language.t(&format!("custody-gap-{}", gap.replace('_', "-"))),
        kind => {
            let kind = language.t(&format!("qualification-type-{}", kind.replace('_', "-")));
            language.fill("custody-gap-lacks", &[("kind", Hole::Text(&kind))])
        }
    }
}

/// How an act stands, as a tag: its kind for `badge::tag` and its words.
fn state_tag(language: Language, state: &str, is_signed: bool) -> (&'static str, String) {
    match (state, is_signed) {
        ("prepared", _) => ("advisory", language.t("handover-state-prepared")),
        ("withdrawn", _) => ("", language.t("handover-state-withdrawn")),
        (_, true) => ("", language.t("handover-state-done")),
        (_, false) => ("caution", language.t("handover-state-unsigned")),
    }
}

pub struct Row {
    pub reference: String,
    pub url: String,
    pub firearm: String,
    pub firearm_url: String,
    pub serial: String,
    pub kind: String,
    pub way: String,
    pub when: String,
    pub state: (&'static str, String),
    pub late: String,
    pub signed: String,
    pub broke_rule: bool,
}

#[derive(Template)]
#[template(path = "custody/index.html")]
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
        let next = (lines.len() as i64 > PAGE).then(|| {
            lines.truncate(PAGE as usize);
            lines.last().map(|last| asked.next_url(&last.sorted, last.id)).unwrap_or_default()
        });
        let one = |key: &str| asked.one(key).unwrap_or_default();
        let open_word = |code: &str| language.t(&format!("custody-open-{code}"));
        Self {
            shell: Shell::new(seed, "custody-title"),
            title: language.fill("custody-count", &[("count", Hole::Number(total))]),
            issue_url: if policy::may(actor, "custody.prepare") { "/custody/issue".into() } else { String::new() },
            q: one("q").to_owned(),
            station: one("station").to_owned(),
            kinds: with_any(language, queries::KINDS.iter().map(|kind| Choice::new(*kind, kind_word(language, kind), one("kind"))).collect()),
            open: with_any(language, queries::OPEN.iter().map(|code| Choice::new(*code, open_word(code), one("open"))).collect()),
            tags: queries::FILTERS
                .iter()
                .flat_map(|key| asked.all(key).into_iter().map(move |value| (*key, value)))
                .map(|(key, value)| {
                    let label = match key {
                        "kind" => kind_word(language, &value),
                        "open" => open_word(&value),
                        _ => value.clone(),
                    };
                    FilterTag { label, remove_url: asked.without(key, &value) }
                })
                .collect(),
            clear_url: asked.clear_url().to_owned(),
            ignored: asked.ignored.clone(),
            columns: [
                ("handover-ref", ""),
                ("handover-firearm-id", ""),
                ("handover-kind", ""),
                ("custody-way", ""),
                ("handover-occurred-at", ""),
                ("handover-state", ""),
                ("custody-signed", ""),
            ]
            .into_iter()
            .map(|(label, key)| asked.column(language.t(label), key, sort))
            .collect(),
            pager: Pager {
                next,
                first: asked.after().map(|_| asked.with("after", "")),
                shown: language.fill("list-shown", &[("shown", Hole::Number(lines.len() as i64)), ("total", Hole::Number(total))]),
            },
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
        firearm_url: format!("/firearms/{}", line.firearm),
        kind: kind_word(language, &line.kind),
        way: way(&line.from_holder, &line.to_holder),
        when: told(line.occurred_at),
        state: state_tag(language, &line.state, line.is_signed),
        late: match line.due_back_at {
            Some(at) if line.is_late => language.fill("custody-late", &[("when", Hole::Text(&told(at)))]),
            _ => String::new(),
        },
        signed: signatures(&line.first_by, &line.second_by),
        reference: line.reference,
        firearm: line.firearm,
        serial: line.serial,
        broke_rule: line.broke_rule,
    }
}

fn way(from: &str, to: &str) -> String {
    if from.is_empty() { format!("→ {to}") } else { format!("{from} → {to}") }
}

fn signatures(first: &str, second: &str) -> String {
    if second.is_empty() { first.to_owned() } else { format!("{first}, {second}") }
}

/// The same rows as a file.
pub fn export(lines: Vec<Line>) -> Table {
    Table {
        name: "custody",
        header: vec!["ref", "firearm", "serial", "station", "kind", "from", "to", "occurred_at", "due_back_at", "state", "first_by", "second_by", "broke_rule"],
        rows: lines
            .into_iter()
            .map(|line| {
                vec![
                    line.reference,
                    line.firearm,
                    line.serial,
                    line.station,
                    line.kind,
                    line.from_holder,
                    line.to_holder,
                    line.occurred_at.to_rfc3339(),
                    line.due_back_at.map(|at| at.to_rfc3339()).unwrap_or_default(),
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
#[template(path = "custody/show.html")]
pub struct Show {
    pub shell: Shell,
    pub reference: String,
    pub title: String,
    pub state: (&'static str, String),
    pub late: String,
    pub firearm: String,
    pub firearm_url: String,
    pub serial: String,
    pub what: String,
    pub way: String,
    pub terms: String,
    pub purpose: String,
    pub due_back: String,
    pub condition: String,
    pub note: String,
    pub occurred: String,
    pub is_late_entry: bool,
    pub first: String,
    pub second: String,
    pub waits_for: String,
    pub override_line: String,
    pub withdrawn: String,
    pub gaps: Vec<String>,
    pub gaps_title: String,
    pub is_blocked: bool,
    pub checks_passed: bool,
    pub sign_url: String,
    pub sign_label: String,
    pub override_url: String,
    pub withdraw_url: String,
    pub history_url: String,
    pub print_url: String,
    pub form_key: String,
    pub version: i32,
}

impl Show {
    /// The act; `gaps` are those of now while it is prepared, and those of the act once it is done.
    pub fn new(seed: &Seed, actor: &Actor, act: &Act, gaps: &[String]) -> Self {
        let language = seed.language;
        let may = |action: &str| policy::decide(actor, action, &act.facts(actor)) == Decision::Allow;
        let place = time::short_place(&act.station_name).to_owned();
        let told = |at| time::place_and_z(at, &act.zone, &place, seed.now, language);
        let record = url(&act.reference);
        let is_late = act.state == "done" && !act.is_past && act.due_back_at.is_some_and(|at| at < seed.now);
        let is_blocked = act.is_prepared() && !gaps.is_empty() && act.override_at.is_none();
        let may_sign = act.is_unsigned() && !is_blocked && may("custody.sign");
        let is_signer = actor.officer.is_some() && actor.officer == act.officer_id;
        Self {
            shell: Shell::titled(seed, act.reference.clone()),
            reference: act.reference.clone(),
            title: kind_word(language, &act.kind),
            state: state_tag(language, &act.state, act.second_at.is_some()),
            late: match act.due_back_at {
                Some(at) if is_late => language.fill("custody-late", &[("when", Hole::Text(&told(at)))]),
                _ => String::new(),
            },
            firearm: act.firearm.clone(),
            firearm_url: format!("/firearms/{}", act.firearm),
            serial: act.serial.clone(),
            what: act.what.clone(),
            way: way(&act.from_holder, &act.to_holder),
            terms: if act.terms.is_empty() { String::new() } else { language.t(&format!("handover-terms-{}", act.terms)) },
            purpose: act.purpose.clone(),
            due_back: act.due_back_at.map(told).unwrap_or_default(),
            condition: condition_word(language, &act.condition),
            note: act.note.clone(),
            occurred: if act.state == "done" { told(act.occurred_at) } else { String::new() },
            is_late_entry: act.is_fact && (act.first_at - act.occurred_at).num_minutes() >= 1,
            first: format!("{}, {}", act.first_by, told(act.first_at)),
            second: act.second_at.map(|at| format!("{}, {}", act.second_by, told(at))).unwrap_or_default(),
            waits_for: match (act.is_unsigned(), act.officer.as_str()) {
                (false, _) => String::new(),
                (true, "") => language.t("custody-waits-for-another"),
                (true, officer) => language.fill("custody-waits-for", &[("who", Hole::Text(officer))]),
            },
            override_line: match act.override_at {
                Some(at) => language.fill(
                    "custody-overridden",
                    &[("who", Hole::Text(&act.override_by)), ("when", Hole::Text(&told(at))), ("reason", Hole::Text(&act.override_reason))],
                ),
                None => String::new(),
            },
            withdrawn: match act.state.as_str() {
                "withdrawn" => language.fill("custody-withdrawn", &[("reason", Hole::Text(&act.withdraw_reason))]),
                _ => String::new(),
            },
            gaps_title: language.t(if act.is_prepared() { "custody-gaps-now" } else { "custody-gaps-then" }),
            gaps: gaps.iter().map(|gap| gap_words(language, gap)).collect(),
            is_blocked,
            checks_passed: act.is_prepared() && gaps.is_empty(),
            sign_url: if may_sign { format!("{record}/sign") } else { String::new() },
            sign_label: language.fill(
                match (act.kind.as_str(), is_signer) {
                    ("issue", true) => "custody-sign-received",
                    ("return", true) => "custody-sign-returned",
                    _ => "custody-sign-witness",
                },
                &[("weapon", Hole::Text(&act.firearm))],
            ),
            override_url: if is_blocked && may("custody.override") { format!("{record}/override") } else { String::new() },
            withdraw_url: if act.is_prepared() && may("custody.withdraw") { format!("{record}/withdraw") } else { String::new() },
            history_url: format!("{record}/history"),
            print_url: format!("{record}/print"),
            form_key: fresh_form_key(),
            version: act.version,
        }
    }
}

#[derive(Template)]
#[template(path = "custody/print.html")]
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
#[template(path = "custody/reason.html")]
pub struct ReasonPage {
    shell: Shell,
    title: String,
    what: String,
    act: String,
    action: String,
    back_url: String,
    form_key: String,
    version: i32,
    errors: Vec<ErrorLink>,
    reason: Field,
}

impl ReasonPage {
    /// `deed` is `override` or `withdraw`.
    pub fn new(seed: &Seed, act: &Act, deed: &'static str, form: &ReasonForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let shell = Shell::titled(seed, act.reference.clone());
        Self {
            title: language.t(&format!("custody-{deed}")),
            what: language.t(&format!("custody-{deed}-what")),
            act: format!("{} {} {}: {}", act.reference, act.firearm, act.serial, way(&act.from_holder, &act.to_holder)),
            action: format!("{}/{deed}", url(&act.reference)),
            back_url: url(&act.reference),
            form_key: fresh_form_key(),
            version: act.version,
            errors: errors.links(language),
            reason: Field::new(language, "reason", "ending-reason", &form.reason, errors),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}
