//! Ready values for the pages of officers.

use askama::Template;
use chrono::NaiveDate;

use super::forms::OfficerForm;
use super::model::{self, NumberAge, slug};
use super::queries::{ComingTasking, Number, Officer, OfficerHit, StationChoice};
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::features::confirmations::Age;
use crate::features::contested::Bar;
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::list::{Asked, Column, FilterTag, Pager, SELECTABLE, Sort};
use crate::web::page::{Seed, Shell, Tab};
use crate::web::time;

/// A number as a page prints it.
#[derive(Debug, Clone)]
pub struct NumberLine {
    /// Its label.
    pub label: String,
    /// As written.
    pub number: String,
    /// `tel:` address.
    pub url: String,
    /// "as of 12-Oct-2026, 41 days ago".
    pub age: String,
    /// True if it should be confirmed first.
    pub is_doubtful: bool,
}

/// A number with its age in words.
pub fn number_line(language: Language, number: &Number, today: NaiveDate) -> NumberLine {
    let age = NumberAge::on(today, number.as_of);
    let day = number.as_of.map(time::typed_date).unwrap_or_default();
    let words = match age {
        NumberAge::Unknown => language.t("number-age-unknown"),
        NumberAge::Fresh(days) => language.fill("number-age", &[("day", Hole::Text(&day)), ("days", Hole::Number(days))]),
        NumberAge::Old(days) => language.fill("number-age-old", &[("day", Hole::Text(&day)), ("days", Hole::Number(days))]),
    };
    NumberLine {
        label: language.t(number.label),
        url: format!("tel:{}", number.number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect::<String>()),
        number: number.number.clone(),
        age: words,
        is_doubtful: age.is_doubtful(),
    }
}

/// One row of the list.
pub struct Row {
    pub reference: String,
    pub url: String,
    pub name: String,
    pub station: String,
    pub category: String,
    pub duty_role: String,
    pub number: Option<NumberLine>,
    pub state: String,
}

#[derive(Template)]
#[template(path = "people/index.html")]
pub struct Index {
    shell: Shell,
    title: String,
    new_url: String,
    employment_url: String,
    q: String,
    stations: Vec<Choice>,
    station_typed: String,
    categories: Vec<Choice>,
    fits: Vec<Choice>,
    languages: Vec<Choice>,
    ends: Vec<Choice>,
    states: Vec<Choice>,
    /// How old the data of the listed station is.
    pub(super) confirmed: Age,
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
    pub fn new(seed: &Seed, actor: &Actor, asked: &Asked, sort: Sort, mut hits: Vec<OfficerHit>, total: i64, stations: &[StationChoice]) -> Self {
        let language = seed.language;
        let pager = Pager::turn(asked, language, &mut hits, total, |last| (super::queries::sort_value(last, sort).to_string(), last.id));
        let one = |key: &str| asked.one(key).unwrap_or_default();
        let is_long = stations.len() > SELECTABLE;
        Self {
            shell: Shell::new(seed, "officers-title"),
            title: language.fill("officers-count", &[("count", Hole::Number(total))]),
            new_url: if policy::may(actor, "officer.create") { "/officers/new".into() } else { String::new() },
            employment_url: if policy::may(actor, "employment.list") { "/officers/employment".into() } else { String::new() },
            q: one("q").to_owned(),
            station_typed: if is_long { one("station").to_owned() } else { String::new() },
            stations: if is_long { Vec::new() } else { with_any(language, station_choices(stations, one("station"))) },
            categories: with_any(language, word_choices(language, "officer-category", model::CATEGORIES, one("category"))),
            fits: with_any(language, word_choices(language, "fitness-duty", super::queries::FIT_FOR, one("fit"))),
            languages: with_any(language, word_choices(language, "language-skill-language", model::LANGUAGES, one("speaks"))),
            ends: with_any(language, word_choices(language, "employment-ends", super::queries::ENDS, one("ends"))),
            confirmed: Age::default(),
            states: word_choices(language, "officer-state", model::STATES, if one("state").is_empty() { "active" } else { one("state") }),
            tags: tags(language, asked),
            clear_url: asked.clear_url().to_owned(),
            ignored: asked.ignored.clone(),
            columns: asked.columns(
                language,
                sort,
                &[
                    ("officer-ref", "ref"),
                    ("officer-name", "name"),
                    ("officer-station", "station"),
                    ("officer-category", "category"),
                    ("officer-duty-role", "role"),
                    ("officer-number", ""),
                    ("officer-state", ""),
                ],
            ),
            pager,
            rows: hits.iter().map(|hit| row(language, hit, seed.now.date_naive())).collect(),
            is_filtered: asked.is_filtered(),
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
            workbook_url: if policy::may(actor, "workbook.create") { "/workbooks/new?list=officers".into() } else { String::new() },
        }
    }
}

fn row(language: Language, hit: &OfficerHit, today: NaiveDate) -> Row {
    let number = Number { label: "officer-number-1", number: hit.number_1.clone(), as_of: hit.number_1_as_of };
    Row {
        url: format!("/officers/{}", hit.reference),
        reference: hit.reference.clone(),
        name: hit.name.clone(),
        station: hit.station.clone(),
        category: language.t(&format!("officer-category-{}", slug(&hit.category))),
        duty_role: language.t(&format!("officer-duty-role-{}", slug(&hit.duty_role))),
        number: (!number.number.is_empty()).then(|| number_line(language, &number, today)),
        state: language.t(&format!("officer-state-{}", hit.state)),
    }
}

pub(super) fn tags(language: Language, asked: &Asked) -> Vec<FilterTag> {
    super::queries::FILTERS
        .iter()
        .flat_map(|key| asked.all(key).into_iter().map(move |value| (*key, value)))
        .map(|(key, value)| {
            let words = match key {
                "fit" => language.t(&format!("fitness-duty-{value}")),
                "speaks" if model::LANGUAGES.contains(&value.as_str()) => language.t(&format!("language-skill-language-{value}")),
                "ends" if super::queries::ENDS.contains(&value.as_str()) => language.t(&format!("employment-ends-{value}")),
                "category" | "state" => language.t(&format!("officer-{key}-{}", slug(&value))),
                _ => value.clone(),
            };
            FilterTag { label: language.pair(&language.t(&format!("officer-filter-{key}")), &words), remove_url: asked.without(key, &value) }
        })
        .collect()
}

/// What pickers read: one option per officer.
#[derive(Template)]
#[template(path = "people/_choices.html")]
pub struct Choices {
    pub options: Vec<Choice>,
}

/// A tasking as the record prints it.
pub struct TaskingLine {
    pub movement: String,
    pub url: String,
    pub leg: i32,
    pub role: String,
    pub when: String,
}

/// Lines of an officer's coming posts.
pub fn tasking_lines(language: Language, seed: &Seed, taskings: &[ComingTasking]) -> Vec<TaskingLine> {
    taskings
        .iter()
        .map(|tasking| TaskingLine {
            url: format!("/movements/{}", tasking.movement),
            movement: tasking.movement.clone(),
            leg: tasking.leg,
            role: language.t(&format!("officer-post-{}", slug(&tasking.role))),
            when: time::place_and_z(tasking.starts_at, &tasking.zone, &tasking.place, seed.now, language),
        })
        .collect()
}

/// An absence as the record prints it.
pub struct SpanLine {
    pub kind: String,
    /// Reference of the session it follows; empty: none, or not visible.
    pub session: String,
    pub from: String,
    pub to: String,
    pub station: String,
    pub moment: String,
    pub is_running: bool,
    pub is_past: bool,
    pub void_url: String,
    pub void_label: String,
}

#[derive(Template)]
#[template(path = "people/show.html")]
pub struct Show {
    pub shell: Shell,
    pub officer: Head,
    pub station: String,
    pub station_url: String,
    pub account: String,
    pub numbers: Vec<NumberLine>,
    pub missing: String,
    pub contested: Vec<Bar>,
    /// What the stations ask for and the officer lacks or soon will.
    pub training: Vec<String>,
    pub fitness_url: String,
    pub spans: Vec<SpanLine>,
    pub past: Vec<SpanLine>,
    pub taskings: Vec<TaskingLine>,
    pub edit_url: String,
    pub add_url: String,
    pub merge_url: String,
    pub void_url: String,
    pub print_url: String,
}

/// The identity bar and the tabs of an officer's pages.
pub struct Head {
    pub reference: String,
    pub name: String,
    pub station: String,
    pub category: String,
    pub duty_role: String,
    /// Words of a record that ended; empty while it is in use.
    pub ended: String,
    pub ended_url: String,
    pub tabs: Vec<Tab>,
}

impl Head {
    pub fn new(seed: &Seed, actor: &Actor, officer: &Officer) -> Self {
        let language = seed.language;
        let here = seed.here().split('?').next().unwrap_or_default();
        let record = format!("/officers/{}", officer.reference);
        let mut tabs = vec![("officer-tab-record", "officer.show", record.clone())];
        tabs.push(("officer-tab-employment", "employment.show", format!("{record}/employment")));
        tabs.push(("officer-tab-availability", "availability.add", format!("{record}/availability")));
        tabs.push(("officer-tab-qualifications", "qualification.of-officer", format!("{record}/qualifications")));
        tabs.push(("officer-tab-courses", "training.of-officer", format!("{record}/courses")));
        tabs.push(("officer-tab-custody", "custody.of-officer", format!("{record}/custody")));
        tabs.push(("officer-tab-history", "officer.history", format!("{record}/history")));
        let target = officer.merged_into.clone().unwrap_or_default();
        Self {
            reference: officer.reference.clone(),
            name: officer.name.clone(),
            station: officer.station_code.clone(),
            category: language.t(&format!("officer-category-{}", slug(&officer.category))),
            duty_role: language.t(&format!("officer-duty-role-{}", slug(&officer.duty_role))),
            ended: match officer.is_active() {
                true => String::new(),
                false => {
                    language.fill(&format!("officer-ended-{}", officer.state), &[("ref", Hole::Text(&target)), ("reason", Hole::Text(&officer.state_reason))])
                }
            },
            ended_url: if target.is_empty() { String::new() } else { format!("/officers/{target}") },
            tabs: tabs
                .into_iter()
                .filter(|(_, action, _)| *action == "officer.show" || can(actor, action, officer))
                .map(|(label, _, url)| Tab { current: url == here, url, label: language.t(label) })
                .collect(),
        }
    }
}

/// True if the rule of the action allows it on this officer.
pub fn can(actor: &Actor, action: &str, officer: &Officer) -> bool {
    policy::decide(actor, action, &officer.facts(actor)) == Decision::Allow
}

#[derive(Template)]
#[template(path = "people/form.html")]
pub struct FormPage {
    shell: Shell,
    title: String,
    action: String,
    back_url: String,
    deed: String,
    form_key: String,
    version: String,
    errors: Vec<ErrorLink>,
    name: Field,
    station: Field,
    stations: Vec<Choice>,
    category: Field,
    categories: Vec<Choice>,
    duty_role: Field,
    duty_roles: Vec<Choice>,
    numbers: Vec<(Field, Field)>,
}

impl FormPage {
    /// `officer` is the reference of the record that is edited; `None` for a new one.
    pub fn new(seed: &Seed, officer: Option<&str>, form: &OfficerForm, errors: &FieldErrors, stations: &[StationChoice]) -> Self {
        let language = seed.language;
        let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
        let number = |name: &str, label: &str, number: &str, as_of: &str| {
            let day = field(&format!("{name}_as_of"), &format!("{label}-as-of"), as_of).optional().hint(language, "number-as-of-hint");
            (field(name, label, number).optional().hint(language, "number-hint"), day)
        };
        let shell = match officer {
            Some(reference) => Shell::titled(seed, reference.to_owned()),
            None => Shell::new(seed, "officer-new"),
        };
        let chosen = form.station.trim().to_uppercase();
        let is_long = stations.len() > SELECTABLE;
        Self {
            title: match officer {
                Some(reference) => language.fill("officer-edit-title", &[("ref", Hole::Text(reference))]),
                None => language.t("officer-new"),
            },
            action: officer.map_or_else(|| "/officers".to_owned(), |reference| format!("/officers/{reference}/edit")),
            back_url: officer.map_or_else(|| "/officers".to_owned(), |reference| format!("/officers/{reference}")),
            deed: language.t(if officer.is_some() { "officer-save" } else { "officer-create" }),
            form_key: fresh_form_key(),
            version: form.version.clone(),
            errors: errors.links(language),
            name: field("name", "officer-name", &form.name),
            station: if is_long {
                field("station", "officer-station", &form.station).hint(language, "officer-station-hint")
            } else {
                field("station", "officer-station", &form.station)
            },
            stations: if is_long { Vec::new() } else { with_ask(language, station_choices(stations, &chosen)) },
            category: field("category", "officer-category", &form.category),
            categories: with_ask(language, word_choices(language, "officer-category", model::CATEGORIES, &form.category)),
            duty_role: field("duty_role", "officer-duty-role", &form.duty_role),
            duty_roles: with_ask(language, word_choices(language, "officer-duty-role", model::DUTY_ROLES, &form.duty_role)),
            numbers: vec![
                number("number_1", "officer-number-1", &form.number_1, &form.number_1_as_of),
                number("number_2", "officer-number-2", &form.number_2, &form.number_2_as_of),
                number("satellite", "officer-satellite", &form.satellite, &form.satellite_as_of),
            ],
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

/// Stations as choices.
pub fn station_choices(stations: &[StationChoice], current: &str) -> Vec<Choice> {
    stations.iter().map(|station| Choice::new(&station.code, format!("{} {}", station.code, station.name), current)).collect()
}

/// Stored words as choices, in the reader's language.
pub fn word_choices(language: Language, prefix: &str, words: &[&'static str], current: &str) -> Vec<Choice> {
    words.iter().map(|word| Choice::new(*word, language.t(&format!("{prefix}-{}", slug(word))), current)).collect()
}

/// With an empty first choice that means every one.
pub fn with_any(language: Language, choices: Vec<Choice>) -> Vec<Choice> {
    first(language.t("list-any"), choices)
}

/// With an empty first choice, so that a person chooses.
pub fn with_ask(language: Language, choices: Vec<Choice>) -> Vec<Choice> {
    first(language.t("list-choose"), choices)
}

fn first(label: String, choices: Vec<Choice>) -> Vec<Choice> {
    let is_any = choices.iter().all(|choice| !choice.chosen);
    let empty = Choice { value: String::new(), label, chosen: is_any, hint: String::new() };
    std::iter::once(empty).chain(choices).collect()
}
