//! Ready values for the pages of evacuations.

use askama::Template;

use super::forms::{EvacuationForm, ReturnForm};
use super::queries::{self, AtStake, Evacuation, Item, Leaving, Line, Person, STANDINGS};
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

/// Address of an evacuation.
pub fn url(reference: &str) -> String {
    format!("/evacuations/{reference}")
}

fn word(language: Language, prefix: &str, code: &str) -> String {
    language.t(&format!("{prefix}-{code}"))
}

fn standing_tag(language: Language, is_over: bool) -> (&'static str, String) {
    if is_over { ("", word(language, "evacuation-standing", "returned")) } else { ("warning", word(language, "evacuation-standing", "open")) }
}

pub struct Row {
    pub reference: String,
    pub url: String,
    pub station: String,
    pub to_station: String,
    pub began: String,
    pub standing: (&'static str, String),
    pub people: i64,
    pub items: i64,
}

#[derive(Template)]
#[template(path = "evacuations/index.html")]
pub struct Index {
    shell: Shell,
    title: String,
    q: String,
    station: String,
    standings: Vec<Choice>,
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
    pub fn new(seed: &Seed, asked: &Asked, mut lines: Vec<Line>, total: i64) -> Self {
        let language = seed.language;
        let one = |key: &str| asked.one(key).unwrap_or_default();
        let standings = STANDINGS.iter().map(|code| Choice::new(*code, word(language, "evacuation-standing", code), one("standing"))).collect();
        Self {
            shell: Shell::new(seed, "evacuations-title"),
            title: language.fill("evacuations-count", &[("count", Hole::Number(total))]),
            q: one("q").to_owned(),
            station: one("station").to_owned(),
            standings: with_any(language, standings),
            tags: asked.tags(queries::FILTERS, |key, value| if key == "standing" { word(language, "evacuation-standing", value) } else { value.to_owned() }),
            clear_url: asked.clear_url().to_owned(),
            ignored: asked.ignored.clone(),
            pager: Pager::turn(asked, language, &mut lines, total, |last| (last.began.clone(), last.id)),
            rows: lines
                .into_iter()
                .map(|line| Row {
                    url: url(&line.reference),
                    began: time::z(line.started_at, language),
                    standing: standing_tag(language, line.ended_at.is_some()),
                    reference: line.reference,
                    station: line.station,
                    to_station: line.to_station,
                    people: line.people,
                    items: line.items,
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
    let instant = |at: chrono::DateTime<chrono::Utc>| at.format("%Y-%m-%dT%H:%MZ").to_string();
    Table {
        name: "evacuations",
        header: vec!["ref", "station", "to_station", "started_at", "ended_at", "people", "items"],
        rows: lines
            .into_iter()
            .map(|line| {
                let (began, ended) = (instant(line.started_at), line.ended_at.map(instant).unwrap_or_default());
                vec![line.reference, line.station, line.to_station, began, ended, line.people.to_string(), line.items.to_string()]
            })
            .collect(),
    }
}

pub struct ItemRow {
    pub kind: String,
    pub reference: String,
    /// Empty: the reader does not see the record itself.
    pub url: String,
    pub place: String,
    pub quantity: String,
}

pub struct PersonRow {
    pub officer: String,
    pub url: String,
    pub name: String,
    pub outcome: String,
}

#[derive(Template)]
#[template(path = "evacuations/show.html")]
pub struct Show {
    shell: Shell,
    reference: String,
    called: String,
    standing: (&'static str, String),
    is_open: bool,
    station_url: String,
    station: String,
    to_station: String,
    reason: String,
    decided: String,
    document: String,
    began: String,
    ended: String,
    people_title: String,
    people: Vec<PersonRow>,
    items_title: String,
    items: Vec<ItemRow>,
    return_url: String,
    history_url: String,
}

impl Show {
    /// The record: who went where, what was left behind.
    pub fn new(seed: &Seed, actor: &Actor, evacuation: &Evacuation, people: Vec<Person>, items: Vec<Item>) -> Self {
        let language = seed.language;
        let is_open = evacuation.ended_at.is_none();
        let at = |moment| time::place_and_z(moment, &evacuation.zone, time::short_place(&evacuation.station_name), seed.now, language);
        let may_end = policy::decide(actor, "evacuation.end", &evacuation.facts(actor)) == Decision::Allow;
        Self {
            shell: Shell::titled(seed, evacuation.reference.clone()),
            reference: evacuation.reference.clone(),
            called: evacuation.station_name.clone(),
            standing: standing_tag(language, !is_open),
            is_open,
            station_url: format!("/duty-stations/{}", evacuation.station),
            station: evacuation.station.clone(),
            to_station: evacuation.to_station.clone(),
            reason: evacuation.reason.clone(),
            decided: format!("{}, {}, {}", evacuation.decider_name, evacuation.decider_capacity, time::typed_date(evacuation.decided_on)),
            document: evacuation.document_ref.clone(),
            began: format!("{} {}", at(evacuation.started_at), evacuation.started_by),
            ended: match evacuation.ended_at {
                Some(moment) => format!("{} {}. {}, {}", at(moment), evacuation.ended_by, evacuation.return_decider, evacuation.return_document),
                None => String::new(),
            },
            people_title: language.fill("evacuation-people", &[("count", Hole::Number(people.len() as i64))]),
            people: people.into_iter().map(|person| person_row(language, person)).collect(),
            items_title: language.fill("evacuation-items", &[("count", Hole::Number(items.len() as i64))]),
            items: items.into_iter().map(|item| item_row(language, item)).collect(),
            return_url: if is_open && may_end { format!("{}/return", url(&evacuation.reference)) } else { String::new() },
            history_url: format!("{}/history", url(&evacuation.reference)),
        }
    }
}

fn person_row(language: Language, person: Person) -> PersonRow {
    let outcome = word(language, "evacuation-person-outcome", &person.outcome);
    PersonRow {
        url: if person.officer.is_empty() { String::new() } else { format!("/officers/{}", person.officer) },
        outcome: match person.until {
            Some(day) => language.fill("evacuation-outcome-until", &[("outcome", Hole::Text(&outcome)), ("day", Hole::Text(&time::typed_date(day)))]),
            None => outcome,
        },
        officer: person.officer,
        name: person.name,
    }
}

fn item_row(language: Language, item: Item) -> ItemRow {
    let folder = match item.kind.as_str() {
        "firearm" => "firearms",
        "ammunition" => "ammunition",
        "equipment" => "equipment",
        "kit" => "kits",
        _ => "vehicles",
    };
    ItemRow {
        url: if item.is_seen { format!("/{folder}/{}", item.reference) } else { String::new() },
        quantity: if item.kind == "ammunition" || item.quantity > 1 { item.quantity.to_string() } else { String::new() },
        kind: word(language, "evacuation-item-kind", &item.kind),
        reference: item.reference,
        place: item.place,
    }
}

#[derive(Template)]
#[template(path = "evacuations/start.html")]
pub struct StartPage {
    shell: Shell,
    code: String,
    name: String,
    open_url: String,
    open: String,
    at_stake: String,
    action: String,
    back_url: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    to_station: Field,
    reason: Field,
    decider_name: Field,
    decider_capacity: Field,
    decided_on: Field,
    document_ref: Field,
    relocated_until: Field,
}

impl StartPage {
    pub fn new(seed: &Seed, station: &Leaving, at_stake: &AtStake, form: &EvacuationForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
        let shell = Shell::titled(seed, station.code.clone());
        let stake = [
            ("people", Hole::Number(at_stake.people)),
            ("firearms", Hole::Number(at_stake.firearms)),
            ("lots", Hole::Number(at_stake.lots)),
            ("vehicles", Hole::Number(at_stake.vehicles)),
            ("equipment", Hole::Number(at_stake.equipment)),
        ];
        Self {
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
            code: station.code.clone(),
            name: station.name.clone(),
            open_url: if station.open.is_empty() { String::new() } else { url(&station.open) },
            open: station.open.clone(),
            at_stake: language.fill("evacuation-at-stake", &stake),
            action: format!("/duty-stations/{}/evacuation", station.code),
            back_url: format!("/duty-stations/{}", station.code),
            form_key: fresh_form_key(),
            errors: errors.links(language),
            to_station: field("to_station", "station-evacuation-to-station-id", &form.to_station).hint(language, "standby-activated-to-hint"),
            reason: field("reason", "station-evacuation-reason", &form.reason),
            decider_name: field("decider_name", "station-evacuation-decider-name", &form.decider_name).hint(language, "evacuation-decider-hint"),
            decider_capacity: field("decider_capacity", "station-evacuation-decider-capacity", &form.decider_capacity),
            decided_on: field("decided_on", "station-evacuation-decided-on", &form.decided_on).hint(language, "requirement-date-hint"),
            document_ref: field("document_ref", "station-evacuation-document-ref", &form.document_ref),
            relocated_until: field("relocated_until", "station-evacuation-relocated-until", &form.relocated_until).hint(language, "evacuation-until-hint"),
        }
    }
}

#[derive(Template)]
#[template(path = "evacuations/return.html")]
pub struct ReturnPage {
    shell: Shell,
    reference: String,
    called: String,
    is_open: bool,
    action: String,
    back_url: String,
    form_key: String,
    version: String,
    errors: Vec<ErrorLink>,
    return_decider: Field,
    return_document: Field,
}

impl ReturnPage {
    pub fn new(seed: &Seed, evacuation: &Evacuation, form: &ReturnForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let shell = Shell::titled(seed, evacuation.reference.clone());
        Self {
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
            reference: evacuation.reference.clone(),
            called: format!("{} {}", evacuation.station, evacuation.station_name),
            is_open: evacuation.ended_at.is_none(),
            action: format!("{}/return", url(&evacuation.reference)),
            back_url: url(&evacuation.reference),
            form_key: fresh_form_key(),
            version: form.version.clone(),
            errors: errors.links(language),
            return_decider: Field::new(language, "return_decider", "station-evacuation-return-decider", &form.return_decider, errors)
                .hint(language, "evacuation-decider-hint"),
            return_document: Field::new(language, "return_document", "station-evacuation-return-document", &form.return_document, errors),
        }
    }
}
