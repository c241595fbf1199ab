//! Ready values for the pages of senior officials. Names stand on the record only.

use askama::Template;
use chrono::NaiveDate;

use super::forms::PrincipalForm;
use super::profile::views::Overview;
use super::queries::{self, Coded, MovementOf, Offered, Principal, PrincipalHit};
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::features::people::{Number, NumberLine, number_line, with_any, with_ask};
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::list::{Asked, Column, Filter, FilterTag, Pager, SELECTABLE, Sort};
use crate::web::page::{Seed, Shell, Tab};
use crate::web::time;

const STATES: &[&str] = &["active", "merged", "voided"];

/// One row of the list.
pub struct Row {
    pub reference: String,
    pub url: String,
    pub called: String,
    pub office: String,
    pub entity: String,
    pub station: String,
    pub portfolio: String,
    pub state: String,
}

#[derive(Template)]
#[template(path = "principals/index.html")]
pub struct Index {
    shell: Shell,
    title: String,
    new_url: String,
    q: String,
    filters: Vec<Filter>,
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
    pub fn new(seed: &Seed, actor: &Actor, asked: &Asked, sort: Sort, mut hits: Vec<PrincipalHit>, total: i64, offered: &Offered) -> Self {
        let language = seed.language;
        let pager = Pager::turn(asked, language, &mut hits, total, |last| (queries::sort_value(last, sort).to_string(), last.id));
        let state = asked.one("state").unwrap_or("active");
        let coded = |name: &'static str, coded: &[Coded]| {
            let choices = with_any(language, coded_choices(coded, asked.one(name).unwrap_or_default()));
            Filter::new(asked, name, language.t(&format!("principal-{name}")), choices)
        };
        let mut filters = vec![coded("entity", &offered.entities), coded("station", &offered.stations), coded("portfolio", &offered.portfolios)];
        filters.push(Filter {
            name: "state",
            label: language.t("principal-state"),
            typed: String::new(),
            choices: STATES.iter().map(|word| Choice::new(*word, language.t(&format!("principal-state-{word}")), state)).collect(),
        });
        Self {
            shell: Shell::new(seed, "principals-title"),
            title: language.fill("principals-count", &[("count", Hole::Number(total))]),
            new_url: if policy::may(actor, "principal.create") { "/principals/new".into() } else { String::new() },
            q: asked.one("q").unwrap_or_default().to_owned(),
            filters,
            tags: tags(language, asked),
            clear_url: asked.clear_url().to_owned(),
            ignored: asked.ignored.clone(),
            columns: asked.columns(
                language,
                sort,
                &[
                    ("principal-ref", "ref"),
                    ("principal-called", "called"),
                    ("principal-office", "office"),
                    ("principal-entity", "entity"),
                    ("principal-station", "station"),
                    ("principal-portfolio", "portfolio"),
                    ("principal-state", ""),
                ],
            ),
            pager,
            rows: hits.into_iter().map(|hit| row(language, hit)).collect(),
            is_filtered: asked.is_filtered(),
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
        }
    }
}

fn row(language: Language, hit: PrincipalHit) -> Row {
    Row {
        url: format!("/principals/{}", hit.reference),
        state: language.t(&format!("principal-state-{}", hit.state)),
        reference: hit.reference,
        called: hit.called,
        office: hit.office,
        entity: hit.entity,
        station: hit.station,
        portfolio: hit.portfolio,
    }
}

fn coded_choices(coded: &[Coded], current: &str) -> Vec<Choice> {
    coded.iter().map(|one| Choice::new(&one.code, format!("{} {}", one.code, one.name), current)).collect()
}

fn tags(language: Language, asked: &Asked) -> Vec<FilterTag> {
    asked.tags(queries::FILTERS, |key, value| {
        let words = if key == "state" { language.t(&format!("principal-state-{value}")) } else { value.to_owned() };
        language.pair(&language.t(&format!("principal-{}", if key == "q" { "filter-q" } else { key })), &words)
    })
}

/// What pickers read: one option per official, without the name.
#[derive(Template)]
#[template(path = "people/_choices.html")]
pub struct Choices {
    pub options: Vec<Choice>,
}

/// A movement as the record prints it.
pub struct MovementLine {
    pub reference: String,
    pub url: String,
    pub state: String,
    pub starts: String,
    pub ends: String,
    pub is_open: bool,
}

/// Movements in words; their states are named by the catalogue of movements.
pub fn movement_lines(language: Language, movements: &[MovementOf]) -> Vec<MovementLine> {
    let day = |at: Option<chrono::DateTime<chrono::Utc>>| at.map(|at| time::z(at, language)).unwrap_or_default();
    movements
        .iter()
        .map(|movement| MovementLine {
            url: format!("/movements/{}", movement.reference),
            reference: movement.reference.clone(),
            state: language.t(&format!("principal-movement-{}", movement.state.replace('_', "-"))),
            starts: day(movement.starts_at),
            ends: day(movement.ends_at),
            is_open: !matches!(movement.state.as_str(), "closed" | "cancelled"),
        })
        .collect()
}

/// The identity bar and the tabs of an official's pages.
pub struct Head {
    pub reference: String,
    /// Codename, else nothing: the name stands below, on the record only.
    pub codename: String,
    pub office: String,
    pub entity: String,
    /// Words of a record that ended; empty while it is in use.
    pub ended: String,
    pub ended_url: String,
    pub tabs: Vec<Tab>,
}

impl Head {
    pub fn new(seed: &Seed, actor: &Actor, principal: &Principal) -> Self {
        let language = seed.language;
        let here = seed.here().split('?').next().unwrap_or_default();
        let record = format!("/principals/{}", principal.reference);
        let target = principal.merged_into.clone().unwrap_or_default();
        let mut tabs = vec![("principal-tab-record", record.clone())];
        if can(actor, "risk.of-official", principal) {
            tabs.push(("principal-tab-risk", format!("{record}/risk")));
        }
        if can(actor, "profile.access", principal) {
            tabs.push(("principal-tab-access", format!("{record}/access")));
        }
        if can(actor, "principal.history", principal) {
            tabs.push(("principal-tab-history", format!("{record}/history")));
        }
        Self {
            reference: principal.reference.clone(),
            codename: principal.codename.clone(),
            office: principal.office.clone(),
            entity: principal.entity_code.clone(),
            ended: match principal.is_active() {
                true => String::new(),
                false => language
                    .fill(&format!("principal-ended-{}", principal.state), &[("ref", Hole::Text(&target)), ("reason", Hole::Text(&principal.state_reason))]),
            },
            ended_url: if target.is_empty() { String::new() } else { format!("/principals/{target}") },
            tabs: tabs.into_iter().map(|(label, url)| Tab { current: url == here, url, label: language.t(label) }).collect(),
        }
    }
}

/// True if the rule of the action allows it on this official.
pub fn can(actor: &Actor, action: &str, principal: &Principal) -> bool {
    policy::decide(actor, action, &principal.facts(actor)) == Decision::Allow
}

#[derive(Template)]
#[template(path = "principals/show.html")]
pub struct Show {
    pub shell: Shell,
    pub principal: Head,
    pub overview: Overview,
    pub display_name: String,
    pub entity: String,
    pub station: String,
    pub portfolio: String,
    /// Number ("" if none is shown) and word of the level: also that there is none, or that it is not shown.
    pub risk: (String, String),
    pub risk_url: String,
    pub photo_offer: String,
    pub photo_url: String,
    pub photo_add_url: String,
    pub numbers: Vec<NumberLine>,
    pub missing: String,
    pub protection: Vec<super::protection::ProtectionLine>,
    pub protect_url: String,
    pub movements_title: String,
    pub movements: Vec<MovementLine>,
    pub edit_url: String,
    pub merge_url: String,
    pub void_url: String,
}

/// Whom to call: the office first, then the round-the-clock numbers of the home station.
pub fn numbers(language: Language, principal: &Principal, station: Vec<(String, Number)>, today: NaiveDate) -> Vec<NumberLine> {
    let office = (!principal.office_number.number.is_empty()).then(|| number_line(language, &principal.office_number, today));
    let station = station.into_iter().map(|(label, number)| {
        let line = number_line(language, &number, today);
        NumberLine { label: format!("{} · {label}", principal.station_code), ..line }
    });
    office.into_iter().chain(station).collect()
}

#[derive(Template)]
#[template(path = "principals/form.html")]
pub struct FormPage {
    shell: Shell,
    title: String,
    action: String,
    back_url: String,
    deed: String,
    form_key: String,
    version: String,
    errors: Vec<ErrorLink>,
    codename: Field,
    display_name: Field,
    office: Field,
    entity: Field,
    entities: Vec<Choice>,
    station: Field,
    stations: Vec<Choice>,
    portfolio: Field,
    portfolios: Vec<Choice>,
    office_number: Field,
    office_number_as_of: Field,
}

impl FormPage {
    /// `principal` is the reference of the record that is edited; `None` for a new one.
    pub fn new(seed: &Seed, principal: Option<&str>, form: &PrincipalForm, errors: &FieldErrors, offered: &Offered) -> Self {
        let language = seed.language;
        let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
        let choices = |coded: &[Coded], current: &str| {
            if coded.len() > SELECTABLE { Vec::new() } else { with_ask(language, coded_choices(coded, current.trim())) }
        };
        let shell = match principal {
            Some(reference) => Shell::titled(seed, reference.to_owned()),
            None => Shell::new(seed, "principal-new"),
        };
        Self {
            title: match principal {
                Some(reference) => language.fill("principal-edit-title", &[("ref", Hole::Text(reference))]),
                None => language.t("principal-new"),
            },
            action: principal.map_or_else(|| "/principals".to_owned(), |reference| format!("/principals/{reference}/edit")),
            back_url: principal.map_or_else(|| "/principals".to_owned(), |reference| format!("/principals/{reference}")),
            deed: language.t(if principal.is_some() { "principal-save" } else { "principal-create" }),
            form_key: fresh_form_key(),
            version: form.version.clone(),
            errors: errors.links(language),
            codename: field("codename", "principal-codename", &form.codename).optional().hint(language, "principal-codename-hint"),
            display_name: field("display_name", "principal-display-name", &form.display_name).hint(language, "principal-display-name-hint"),
            office: field("office", "principal-office", &form.office).optional(),
            entity: field("entity", "principal-entity", &form.entity).optional(),
            entities: choices(&offered.entities, &form.entity),
            station: field("station", "principal-station", &form.station).optional().hint(language, "principal-station-hint"),
            stations: choices(&offered.stations, &form.station),
            portfolio: field("portfolio", "principal-portfolio", &form.portfolio),
            portfolios: choices(&offered.portfolios, &form.portfolio),
            office_number: field("office_number", "principal-office-number", &form.office_number).optional().hint(language, "number-hint"),
            office_number_as_of: field("office_number_as_of", "principal-office-number-as-of", &form.office_number_as_of)
                .optional()
                .hint(language, "number-as-of-hint"),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}
