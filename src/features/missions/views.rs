//! Ready values for the pages of missions.

use askama::Template;
use chrono::NaiveDate;

use super::forms::{MissionForm, PhaseForm, StationForm};
use super::model::{KINDS, MATTERS, PHASES, following, hinders};
use super::queries::{self, Line, MANDATES, Mission, StationLine};
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::features::people::{with_any, with_ask};
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::list::{Asked, Column, FilterTag, Pager, Sort};
use crate::web::page::{Seed, Shell};
use crate::web::table::Table;
use crate::web::time;

/// Address of a mission.
pub fn url(reference: &str) -> String {
    format!("/missions/{reference}")
}

pub(super) fn word(language: Language, prefix: &str, code: &str) -> String {
    language.t(&format!("{prefix}-{}", code.replace('_', "-")))
}

fn phase_tag(language: Language, phase: &str) -> (&'static str, String) {
    let kind = match phase {
        "drawdown" | "liquidation" => "caution",
        _ => "",
    };
    (kind, word(language, "mission-phase", if phase.is_empty() { "unknown" } else { phase }))
}

fn mandate_tag(language: Language, end: Option<NaiveDate>, today: NaiveDate) -> (&'static str, String) {
    match end {
        None => ("", language.t("mission-mandate-open")),
        Some(end) if end < today => ("warning", language.fill("mission-mandate-ended-on", &[("day", Hole::Text(&time::typed_date(end)))])),
        Some(end) if (end - today).num_days() <= 180 => ("caution", language.fill("mission-mandate-ends-on", &[("day", Hole::Text(&time::typed_date(end)))])),
        Some(end) => ("", time::typed_date(end)),
    }
}

pub struct Row {
    pub reference: String,
    pub url: String,
    pub acronym: String,
    pub name: String,
    pub phase: (&'static str, String),
    pub mandate: (&'static str, String),
    pub stations: String,
    pub successor: String,
}

#[derive(Template)]
#[template(path = "missions/index.html")]
pub struct Index {
    shell: Shell,
    title: String,
    new_url: String,
    q: String,
    station: String,
    phases: Vec<Choice>,
    mandates: Vec<Choice>,
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
        let one = |key: &str| asked.one(key).unwrap_or_default();
        let label = |key: &str, value: &str| match key {
            "phase" => word(language, "mission-phase", value),
            "mandate" => word(language, "mission-mandate", value),
            _ => value.to_owned(),
        };
        let phases = PHASES.iter().chain(&["unknown"]).map(|code| Choice::new(*code, word(language, "mission-phase", code), one("phase"))).collect();
        let mandates = MANDATES.iter().map(|code| Choice::new(*code, word(language, "mission-mandate", code), one("mandate"))).collect();
        Self {
            shell: Shell::new(seed, "missions-title"),
            title: language.fill("missions-count", &[("count", Hole::Number(total))]),
            new_url: if policy::may(actor, "mission.create") { "/missions/new".into() } else { String::new() },
            q: one("q").to_owned(),
            station: one("station").to_owned(),
            phases: with_any(language, phases),
            mandates: with_any(language, mandates),
            tags: asked.tags(queries::FILTERS, label),
            clear_url: asked.clear_url().to_owned(),
            ignored: asked.ignored.clone(),
            columns: asked.columns(
                language,
                sort,
                &[
                    ("mission-acronym", "acronym"),
                    ("mission-name", ""),
                    ("mission-phase", ""),
                    ("mission-mandate-to", "mandate"),
                    ("mission-stations", ""),
                    ("mission-successor-id", ""),
                ],
            ),
            pager: Pager::turn(asked, language, &mut lines, total, |last| (queries::sort_value(last, sort), last.id)),
            rows: lines
                .into_iter()
                .map(|line| Row {
                    url: url(&line.reference),
                    phase: phase_tag(language, &line.phase),
                    mandate: mandate_tag(language, line.mandate_to, seed.now.date_naive()),
                    stations: line.stations.join(", "),
                    reference: line.reference,
                    acronym: line.acronym,
                    name: line.name,
                    successor: line.successor,
                })
                .collect(),
            is_filtered: asked.is_filtered(),
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
        }
    }
}

/// The same rows as a file.
pub fn export(lines: Vec<Line>) -> Table {
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    Table {
        name: "missions",
        header: vec!["ref", "acronym", "name", "kind", "phase", "phase_since", "mandate_to", "stations", "successor"],
        rows: lines
            .into_iter()
            .map(|line| {
                let (since, until, stations) = (day(line.phase_since), day(line.mandate_to), line.stations.join(" "));
                vec![line.reference, line.acronym, line.name, line.kind, line.phase, since, until, stations, line.successor]
            })
            .collect(),
    }
}

pub struct StationRow {
    pub code: String,
    pub url: String,
    pub period: String,
    pub is_evacuated: bool,
    pub number: i32,
    pub end_url: String,
    pub form_key: String,
    pub version: i32,
}

#[derive(Template)]
#[template(path = "missions/show.html")]
pub struct Show {
    shell: Shell,
    reference: String,
    called: String,
    phase: (&'static str, String),
    phase_line: String,
    kind: String,
    lead: String,
    mandate: String,
    mandate_tag: (&'static str, String),
    successor: String,
    successor_url: String,
    succeeds: String,
    stations: Vec<StationRow>,
    errors: Vec<ErrorLink>,
    attach_url: String,
    form_key: String,
    station: Field,
    from_date: Field,
    tally: Vec<(String, String, bool)>,
    closing_url: String,
    phase_url: String,
    edit_url: String,
    history_url: String,
}

impl Show {
    /// The record, with its stations and how much is open there.
    pub fn new(
        seed: &Seed,
        actor: &Actor,
        mission: &Mission,
        (stations, tally): (&[StationLine], &[(String, i64)]),
        form: &StationForm,
        errors: &FieldErrors,
    ) -> Self {
        let language = seed.language;
        let may = |action: &str| policy::decide(actor, action, &mission.facts(actor)) == Decision::Allow;
        let link = |action: &str, rest: &str| if may(action) { format!("{}{rest}", url(&mission.reference)) } else { String::new() };
        let typed = |day: Option<NaiveDate>| day.map(time::typed_date).unwrap_or_default();
        let shell = Shell::titled(seed, mission.reference.clone());
        let closing_url = link("mission.closing", "/closing");
        Self {
            reference: mission.reference.clone(),
            called: format!("{} {}", mission.acronym, mission.name),
            phase: phase_tag(language, &mission.phase),
            phase_line: match mission.phase_since {
                Some(since) => format!("{}, {} {}", time::typed_date(since), mission.phase_document, mission.phase_by),
                None => String::new(),
            },
            kind: if mission.kind.is_empty() { String::new() } else { word(language, "mission-kind", &mission.kind) },
            lead: mission.lead.clone(),
            mandate: match (mission.mandate_from, mission.mandate_to) {
                (None, None) => String::new(),
                (from, to) => format!("{} – {}, {}", typed(from), typed(to), mission.mandate_document),
            },
            mandate_tag: mandate_tag(language, mission.mandate_to, seed.now.date_naive()),
            successor_url: if mission.successor_ref.is_empty() { String::new() } else { url(&mission.successor_ref) },
            successor: mission.successor.clone(),
            succeeds: mission.succeeds.join(", "),
            stations: stations
                .iter()
                .map(|line| StationRow {
                    url: format!("/duty-stations/{}", line.code),
                    period: format!("{} – {}", time::typed_date(line.from_date), typed(line.to_date)),
                    is_evacuated: line.is_evacuated,
                    number: line.number,
                    end_url: if line.to_date.is_none() { link("mission.edit", "/departures") } else { String::new() },
                    form_key: fresh_form_key(),
                    version: line.version,
                    code: line.code.clone(),
                })
                .collect(),
            errors: errors.links(language),
            attach_url: link("mission.edit", "/stations"),
            form_key: fresh_form_key(),
            station: Field::new(language, "station", "mission-station-station-id", &form.station, errors).hint(language, "standby-activated-to-hint"),
            from_date: Field::new(language, "from_date", "mission-station-from-date", &form.from_date, errors).hint(language, "requirement-date-hint"),
            tally: MATTERS
                .iter()
                .filter_map(|kind| tally.iter().find(|(code, _)| code == kind))
                .map(|(kind, count)| {
                    let words =
                        language.fill("closure-open", &[("what", Hole::Text(&word(language, "closing-plan-kind", kind))), ("count", Hole::Number(*count))]);
                    (words, format!("{closing_url}?kind={kind}"), hinders(kind))
                })
                .collect(),
            closing_url,
            phase_url: if following(&mission.phase).is_empty() { String::new() } else { link("mission.phase", "/phase") },
            edit_url: link("mission.edit", "/edit"),
            history_url: format!("{}/history", url(&mission.reference)),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

#[derive(Template)]
#[template(path = "missions/form.html")]
pub struct FormPage {
    shell: Shell,
    title: String,
    action: String,
    back_url: String,
    deed: String,
    form_key: String,
    version: String,
    errors: Vec<ErrorLink>,
    acronym: Field,
    name: Field,
    kind: Field,
    kinds: Vec<Choice>,
    lead: Field,
    mandate_from: Field,
    mandate_to: Field,
    mandate_document: Field,
    successor: Field,
}

impl FormPage {
    /// New and edit share one form.
    pub fn new(seed: &Seed, mission: Option<&Mission>, form: &MissionForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
        let shell = mission.map_or_else(|| Shell::new(seed, "mission-new"), |mission| Shell::titled(seed, mission.reference.clone()));
        Self {
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
            title: mission.map_or_else(|| language.t("mission-new"), |mission| language.fill("asset-edit-title", &[("ref", Hole::Text(&mission.reference))])),
            action: mission.map_or_else(|| "/missions".to_owned(), |mission| format!("{}/edit", url(&mission.reference))),
            back_url: mission.map_or_else(|| "/missions".to_owned(), |mission| url(&mission.reference)),
            deed: language.t(if mission.is_some() { "mission-save" } else { "mission-create" }),
            form_key: fresh_form_key(),
            version: form.version.clone(),
            errors: errors.links(language),
            acronym: field("acronym", "mission-acronym", &form.acronym),
            name: field("name", "mission-name", &form.name),
            kind: field("kind", "mission-kind", &form.kind).optional(),
            kinds: with_ask(language, KINDS.iter().map(|code| Choice::new(*code, word(language, "mission-kind", code), &form.kind)).collect()),
            lead: field("lead", "mission-lead", &form.lead).optional().hint(language, "mission-lead-hint"),
            mandate_from: field("mandate_from", "mission-mandate-from", &form.mandate_from).optional().hint(language, "requirement-date-hint"),
            mandate_to: field("mandate_to", "mission-mandate-to", &form.mandate_to).optional(),
            mandate_document: field("mandate_document", "mission-mandate-document", &form.mandate_document).optional().hint(language, "mission-mandate-hint"),
            successor: field("successor", "mission-successor-id", &form.successor).optional().hint(language, "mission-successor-hint"),
        }
    }
}

#[derive(Template)]
#[template(path = "missions/phase.html")]
pub struct PhasePage {
    shell: Shell,
    reference: String,
    called: String,
    now: String,
    action: String,
    back_url: String,
    closing_url: String,
    form_key: String,
    version: String,
    errors: Vec<ErrorLink>,
    phase: Field,
    phases: Vec<Choice>,
    since: Field,
    document: Field,
}

impl PhasePage {
    pub fn new(seed: &Seed, mission: &Mission, form: &PhaseForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
        let shell = Shell::titled(seed, mission.reference.clone());
        Self {
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
            reference: mission.reference.clone(),
            called: format!("{} {}", mission.acronym, mission.name),
            now: phase_tag(language, &mission.phase).1,
            action: format!("{}/phase", url(&mission.reference)),
            back_url: url(&mission.reference),
            closing_url: format!("{}/closing", url(&mission.reference)),
            form_key: fresh_form_key(),
            version: form.version.clone(),
            errors: errors.links(language),
            phase: field("phase", "mission-phase-next", &form.phase),
            phases: following(&mission.phase).iter().map(|code| Choice::new(*code, word(language, "mission-phase", code), &form.phase)).collect(),
            since: field("since", "mission-phase-since", &form.since).hint(language, "requirement-date-hint"),
            document: field("document", "mission-phase-document", &form.document).hint(language, "mission-phase-document-hint"),
        }
    }
}
