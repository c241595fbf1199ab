//! Ready values for the pages of stand-by.

use askama::Template;
use chrono::NaiveDate;

use super::forms::MemberForm;
use super::kit::{self, KitLine, KitRow};
use super::model::{CATEGORIES, STATES, Standing, Weight};
use super::queries::{self, Check, Line, Person, Pledge, SOURCES, STANDINGS, TESTS};
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::features::people::with_any;
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::list::{Asked, Column, FilterTag, Pager, Sort};
use crate::web::page::{Seed, Shell};
use crate::web::time;

/// Address of a pledge.
pub fn url(reference: &str) -> String {
    format!("/standby/{reference}")
}

pub(super) fn word(language: Language, prefix: &str, code: &str) -> String {
    language.t(&format!("{prefix}-{}", code.replace('_', "-")))
}

pub fn category_word(language: Language, category: &str) -> String {
    word(language, "standby-pledge-category", category)
}

/// What a pledge is worth, as a tag.
pub(super) fn standing_tag(language: Language, standing: &Standing) -> (&'static str, String) {
    let kind = match standing.weight() {
        Weight::Calm => "",
        Weight::Caution => "caution",
        Weight::Warning => "warning",
    };
    let words = match standing.first_block() {
        "" => language.fill("standby-counts", &[("count", Hole::Number(standing.counts.into())), ("of", Hole::Number(standing.head_count.into()))]),
        block => word(language, "standby-block", block),
    };
    (kind, words)
}

/// What stands against counting somebody, in words.
pub fn gap_word(language: Language, gap: &str) -> String {
    let code = gap.replace('_', "-");
    let known = ["standby-gap", "fitness-gap", "qualification-type"].iter().map(|prefix| format!("{prefix}-{code}")).find(|key| Language::has(key));
    known.map_or_else(|| gap.to_owned(), |key| language.t(&key))
}

/// A day with its age: `03-Nov-2026, 19 days ago`.
pub fn aged(language: Language, day: Option<NaiveDate>, today: NaiveDate) -> String {
    match day {
        Some(day) => language.fill("standby-aged", &[("day", Hole::Text(&time::typed_date(day))), ("days", Hole::Number((today - day).num_days().max(0)))]),
        None => language.t("standby-never"),
    }
}

pub(super) fn shell(seed: &Seed, reference: &str, errors: &FieldErrors) -> Shell {
    let shell = Shell::titled(seed, reference.to_owned());
    if errors.is_empty() { shell } else { shell.with_errors() }
}

pub struct Row {
    pub reference: String,
    pub url: String,
    pub whose: String,
    pub category: String,
    pub skills: String,
    pub notice: String,
    pub standing: (&'static str, String),
    pub unfit: String,
    pub test_due: String,
    pub checked: String,
    pub until: String,
}

#[derive(Template)]
#[template(path = "standby/index.html")]
pub struct Index {
    shell: Shell,
    title: String,
    people: String,
    capacity_url: &'static str,
    silent: String,
    new_url: String,
    q: String,
    station: String,
    within: String,
    sources: Vec<Choice>,
    categories: Vec<Choice>,
    states: Vec<Choice>,
    standings: Vec<Choice>,
    tests: Vec<Choice>,
    tags: Vec<FilterTag>,
    clear_url: String,
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
    /// The list as the address asks for it, with how many people of it can move and how many stations are silent.
    pub fn new(seed: &Seed, actor: &Actor, asked: &Asked, sort: Sort, mut lines: Vec<Line>, (total, people, silent): (i64, i64, i64)) -> Self {
        let language = seed.language;
        let sees_capacity = policy::may(actor, "standby.capacity");
        let one = |key: &str| asked.one(key).unwrap_or_default();
        let prefix_of = |key: &str| match key {
            "source" => "standby-source",
            "category" => "standby-pledge-category",
            "state" => "standby-pledge-state",
            "standing" => "standby-standing",
            "test" => "standby-test",
            _ => "",
        };
        let picks = |key: &str, codes: &[&'static str]| {
            with_any(language, codes.iter().map(|code| Choice::new(*code, word(language, prefix_of(key), code), one(key))).collect())
        };
        let label = |key: &str, value: &str| match (key, prefix_of(key)) {
            ("within", _) => language.fill("standby-within-hours", &[("hours", Hole::Text(value))]),
            (_, "") => value.to_owned(),
            (_, prefix) => word(language, prefix, value),
        };
        let count = ("people", Hole::Number(people));
        Self {
            shell: Shell::new(seed, "standby-title"),
            title: language.fill("standby-count", &[("count", Hole::Number(total))]),
            people: match queries::within(asked) {
                Some(hours) => language.fill("standby-people-within", &[count, ("hours", Hole::Number(hours.into()))]),
                None => language.fill("standby-people", &[count]),
            },
            capacity_url: if sees_capacity { "/standby/capacity" } else { "" },
            silent: if silent > 0 && sees_capacity { language.fill("standby-silent", &[("count", Hole::Number(silent))]) } else { String::new() },
            new_url: if policy::may(actor, "standby.create") { "/standby/new".into() } else { String::new() },
            q: one("q").to_owned(),
            station: one("station").to_owned(),
            within: one("within").to_owned(),
            sources: picks("source", SOURCES),
            categories: picks("category", CATEGORIES),
            states: picks("state", STATES),
            standings: picks("standing", STANDINGS),
            tests: picks("test", TESTS),
            tags: asked.tags(queries::FILTERS, label),
            clear_url: asked.clear_url().to_owned(),
            ignored: asked.ignored.clone(),
            columns: asked.columns(
                language,
                sort,
                &[
                    ("standby-ref", "ref"),
                    ("standby-whose", "station"),
                    ("standby-pledge-category", ""),
                    ("standby-pledge-notice-hours", "notice"),
                    ("standby-standing", ""),
                    ("standby-checked", ""),
                    ("standby-pledge-to-date", "ends"),
                ],
            ),
            pager: Pager::turn(asked, language, &mut lines, total, |last| (queries::sort_value(last, sort), last.id)),
            rows: lines.into_iter().map(|line| row(seed, line)).collect(),
            is_filtered: asked.is_filtered(),
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
            workbook_url: if policy::may(actor, "standby.edit") { "/workbooks/new?list=standby".into() } else { String::new() },
        }
    }
}

pub(super) fn whose(language: Language, station: &str, member_state: &str) -> String {
    if member_state.is_empty() {
        return station.to_owned();
    }
    language.fill("standby-of-member-state", &[("state", Hole::Text(member_state)), ("station", Hole::Text(station))])
}

pub(super) fn unfit_words(language: Language, unfit: i32) -> String {
    if unfit == 0 { String::new() } else { language.fill("standby-unfit", &[("count", Hole::Number(unfit.into()))]) }
}

/// That a call-out test is due; empty: none is.
fn test_due_words(language: Language, is_due: bool) -> String {
    if is_due { language.t("standby-test-due") } else { String::new() }
}

fn row(seed: &Seed, line: Line) -> Row {
    let language = seed.language;
    Row {
        url: url(&line.reference),
        standing: standing_tag(language, &line.standing()),
        whose: whose(language, &line.station, &line.member_state),
        category: category_word(language, &line.category),
        notice: language.fill("standby-hours", &[("hours", Hole::Number(line.notice_hours.into()))]),
        unfit: unfit_words(language, line.unfit),
        test_due: test_due_words(language, line.is_test_due),
        checked: aged(language, line.checked_on, seed.now.date_naive()),
        until: time::typed_date(line.to_date),
        reference: line.reference,
        skills: line.skills,
    }
}

pub struct PersonRow {
    pub officer: String,
    pub url: String,
    pub name: String,
    pub gaps: String,
    pub is_removed: bool,
    pub reason: String,
    pub remove_url: String,
}

pub struct CheckRow {
    pub what: String,
    pub day: String,
    pub result: String,
    pub reason: String,
    pub by: String,
}

#[derive(Template)]
#[template(path = "standby/show.html")]
pub struct Show {
    shell: Shell,
    reference: String,
    whose: String,
    standing: (&'static str, String),
    against: Vec<String>,
    unfit: String,
    test_due: String,
    state_line: String,
    station_url: String,
    category: String,
    head_count: String,
    skills: String,
    notice: String,
    period: String,
    document: String,
    offered_by: String,
    accepted_by: String,
    checked: String,
    tested: String,
    activation: String,
    people: Vec<PersonRow>,
    kit: Vec<KitRow>,
    kit_url: String,
    checks: Vec<CheckRow>,
    errors: Vec<ErrorLink>,
    officer: Field,
    name_url: String,
    form_key: String,
    accept_url: String,
    accept_key: String,
    version: i32,
    check_url: String,
    activate_url: String,
    release_url: String,
    edit_url: String,
    history_url: String,
    print_url: String,
}

impl Show {
    /// The record, with its people, its checks and what may be done to it.
    pub fn new(
        seed: &Seed,
        actor: &Actor,
        pledge: &Pledge,
        (people, checks, lines): (Vec<Person>, Vec<Check>, Vec<KitLine>),
        form: &MemberForm,
        errors: &FieldErrors,
    ) -> Self {
        let language = seed.language;
        let today = seed.now.date_naive();
        let may = |action: &str| policy::decide(actor, action, &pledge.facts(actor)) == Decision::Allow;
        let link = |action: &str, states: &[&str], rest: &str| {
            if may(action) && states.contains(&pledge.state.as_str()) { format!("{}{rest}", url(&pledge.reference)) } else { String::new() }
        };
        let open: &[&str] = &["offered", "accepted", "ready", "not_ready", "activated"];
        let since = time::place_and_z(pledge.state_since, &pledge.zone, time::short_place(&pledge.station_name), seed.now, language);
        let standing = pledge.standing();
        let name_url = link("standby.name", open, "/members");
        let kit_url = if pledge.member_state.is_empty() { link("standby.kit", open, "/kit/new") } else { String::new() };
        let tag = standing_tag(language, &standing);
        // What the tag says already is not said twice.
        let against = standing.blocks.iter().map(|block| word(language, "standby-block", block)).filter(|words| *words != tag.1).collect();
        Self {
            shell: shell(seed, &pledge.reference, errors),
            reference: pledge.reference.clone(),
            whose: whose(language, &pledge.station, &pledge.member_state),
            standing: tag,
            against,
            unfit: unfit_words(language, pledge.unfit),
            test_due: test_due_words(language, pledge.is_test_due),
            state_line: format!("{} {since} {}", word(language, "standby-pledge-state", &pledge.state), pledge.state_reason).trim_end().to_owned(),
            station_url: if policy::may(actor, "station.show") { format!("/duty-stations/{}/standby", pledge.station) } else { String::new() },
            category: category_word(language, &pledge.category),
            head_count: pledge.head_count.to_string(),
            skills: pledge.skills.clone(),
            notice: language.fill("standby-hours", &[("hours", Hole::Number(pledge.notice_hours.into()))]),
            period: format!("{} – {}", time::typed_date(pledge.from_date), time::typed_date(pledge.to_date)),
            document: pledge.document.clone(),
            offered_by: pledge.created_by_label.clone(),
            accepted_by: pledge.accepted_by.clone(),
            checked: aged(language, pledge.checked_on, today),
            tested: aged(language, pledge.tested_on, today),
            activation: activation(language, pledge),
            people: people.into_iter().map(|person| person_row(language, pledge, person, (may("officer.show"), !name_url.is_empty()))).collect(),
            kit: kit::rows(language, pledge, &lines, !kit_url.is_empty()),
            kit_url,
            checks: checks.into_iter().map(|check| check_row(language, check)).collect(),
            errors: errors.links(language),
            officer: Field::new(language, "officer", "standby-member-officer-id", &form.officer, errors).hint(language, "standby-officer-hint"),
            name_url,
            form_key: fresh_form_key(),
            accept_url: link("standby.accept", &["offered"], "/accept"),
            accept_key: fresh_form_key(),
            version: pledge.version,
            check_url: link("standby.check", &["accepted", "ready", "not_ready"], "/checks/new"),
            activate_url: if standing.can_move() { link("standby.activate", &["ready"], "/activation") } else { String::new() },
            release_url: link("standby.release", open, "/release"),
            edit_url: link("standby.edit", &["offered"], "/edit"),
            history_url: format!("{}/history", url(&pledge.reference)),
            print_url: format!("{}/print", url(&pledge.reference)),
        }
    }
}

#[derive(Template)]
#[template(path = "standby/print.html")]
pub struct Paper {
    shell: Shell,
    paper: String,
    printed: String,
    p: Show,
}

impl Paper {
    /// The pledge on paper: people, kit, checks.
    pub fn new(seed: &Seed, record: Show) -> Self {
        Self { shell: Shell::paper(seed, &record.reference, &url(&record.reference)), paper: record.reference.clone(), printed: seed.printed(), p: record }
    }
}

fn activation(language: Language, pledge: &Pledge) -> String {
    let (Some(count), Some(from), Some(until)) = (pledge.activated_count, pledge.activated_from, pledge.activated_until) else { return String::new() };
    language.fill(
        "standby-activation",
        &[
            ("count", Hole::Number(count.into())),
            ("station", Hole::Text(&pledge.activated_to)),
            ("from", Hole::Text(&time::typed_date(from))),
            ("until", Hole::Text(&time::typed_date(until))),
            ("purpose", Hole::Text(&word(language, "standby-pledge-activation-purpose", &pledge.activation_purpose))),
            ("document", Hole::Text(&pledge.activation_document)),
            ("by", Hole::Text(&pledge.activated_by)),
        ],
    )
}

fn person_row(language: Language, pledge: &Pledge, person: Person, (sees_people, may_name): (bool, bool)) -> PersonRow {
    let gaps: Vec<String> = person.gaps.iter().map(|gap| gap_word(language, gap)).collect();
    PersonRow {
        url: if sees_people { format!("/officers/{}", person.officer) } else { String::new() },
        remove_url: if may_name && !person.is_removed { format!("{}/members/{}/removal", url(&pledge.reference), person.number) } else { String::new() },
        gaps: gaps.join(", "),
        officer: person.officer,
        name: person.name,
        is_removed: person.is_removed,
        reason: person.reason,
    }
}

fn check_row(language: Language, check: Check) -> CheckRow {
    let hours = check.hours.map(|hours| language.fill("standby-in-hours", &[("hours", Hole::Text(&hours.to_string()))])).unwrap_or_default();
    let result = language.fill("standby-check-result", &[("ready", Hole::Number(check.ready.into())), ("not_ready", Hole::Number(check.not_ready.into()))]);
    CheckRow {
        what: word(language, "standby-check-kind", &check.kind),
        day: time::typed_date(check.done_on),
        result: format!("{result} {hours}").trim_end().to_owned(),
        reason: check.reason,
        by: check.by,
    }
}
