//! Ready values for the pages of emergency readings.

use askama::Template;
use chrono::{DateTime, Utc};

use super::forms::KNOWN;
use super::queries::{Hit, Reading, Sheet};
use crate::authz::action::may;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::features::principals::{EMERGENCIES, Section};
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::list::{Asked, Column, PAGE, Pager};
use crate::web::page::{Seed, Shell};
use crate::web::table::Table;
use crate::web::time;

/// A reading as a line of the list.
pub struct ReadingLine {
    pub reference: String,
    pub url: String,
    pub principal: String,
    pub reader: String,
    pub reason: String,
    pub opened: String,
    pub until: String,
    pub kind: &'static str,
    pub state: String,
}

fn reason_words(language: Language, reason: &str) -> String {
    language.t(&format!("emergency-reason-{}", reason.replace('_', "-")))
}

/// In words.
pub fn reading_line(language: Language, reading: &Reading, now: DateTime<Utc>) -> ReadingLine {
    let (kind, state) = match (reading.reviewed_at, reading.is_open(now), reading.is_late) {
        (Some(_), ..) => ("", "emergency-state-reviewed"),
        (None, _, true) => ("warning", "emergency-state-late"),
        (None, true, false) => ("warning", "emergency-state-open"),
        (None, false, false) => ("caution", "emergency-state-waiting"),
    };
    ReadingLine {
        reference: reading.reference.clone(),
        url: format!("/emergency-readings/{}", reading.reference),
        principal: reading.principal.clone(),
        reader: reading.reader.clone(),
        reason: reason_words(language, &reading.reason),
        opened: time::z(reading.opened_at, language),
        until: time::z(reading.closed_at.unwrap_or(reading.until), language),
        kind,
        state: language.t(state),
    }
}

/// `/emergency-readings`.
#[derive(Template)]
#[template(path = "emergency/index.html")]
pub struct IndexPage {
    shell: Shell,
    title: String,
    search_url: String,
    state: Field,
    states: Vec<Choice>,
    clear_url: String,
    is_filtered: bool,
    ignored: Vec<String>,
    columns: Vec<Column>,
    rows: Vec<ReadingLine>,
    pager: Pager,
    csv_url: String,
    xlsx_url: String,
}

impl IndexPage {
    /// Newest first.
    pub fn new(seed: &Seed, actor: &Actor, asked: &Asked, mut readings: Vec<Reading>, total: i64) -> Self {
        let (language, now) = (seed.language, seed.now);
        let next = (readings.len() as i64 > PAGE).then(|| {
            readings.truncate(PAGE as usize);
            readings.last().map(|last| asked.next_url(&last.opened_at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true), last.id)).unwrap_or_default()
        });
        let chosen = asked.one("state").unwrap_or("all");
        Self {
            shell: Shell::new(seed, "emergency-title"),
            title: language.fill("emergency-count", &[("count", Hole::Number(total))]),
            search_url: if may(actor, "emergency.search") { "/emergency-readings/search".into() } else { String::new() },
            state: Field::new(language, "state", "emergency-state", chosen, &FieldErrors::default()),
            states: ["all", "open", "waiting"].map(|code| Choice::new(code, language.t(&format!("emergency-filter-{code}")), chosen)).into(),
            clear_url: asked.clear_url().to_owned(),
            is_filtered: asked.is_filtered(),
            ignored: asked.ignored.clone(),
            columns: ["ref", "principal", "reader", "reason", "opened", "until", "state"]
                .map(|key| Column { label: language.t(&format!("emergency-{key}")), ..Column::default() })
                .into(),
            pager: Pager {
                next,
                first: asked.after().map(|_| asked.with("after", "")),
                shown: language.fill("list-shown", &[("shown", Hole::Number(readings.len() as i64)), ("total", Hole::Number(total))]),
            },
            rows: readings.iter().map(|reading| reading_line(language, reading, now)).collect(),
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
        }
    }
}

/// The same as a file: terms, no content.
pub fn export(readings: Vec<Reading>) -> Table {
    let at = |at: Option<DateTime<Utc>>| at.map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)).unwrap_or_default();
    Table {
        name: "emergency-readings",
        header: vec![
            "ref",
            "principal",
            "movement",
            "reader",
            "opened_by",
            "reason",
            "sentence",
            "opened_at",
            "until",
            "closed_at",
            "reviewed_at",
            "reviewed_by",
            "finding",
        ],
        rows: readings
            .into_iter()
            .map(|reading| {
                vec![
                    reading.reference,
                    reading.principal,
                    reading.movement,
                    reading.reader,
                    reading.opened_by,
                    reading.reason,
                    reading.sentence,
                    at(Some(reading.opened_at)),
                    at(Some(reading.until)),
                    at(reading.closed_at),
                    at(reading.reviewed_at),
                    reading.reviewed_by,
                    reading.finding,
                ]
            })
            .collect(),
    }
}

/// One record that was found.
pub struct HitLine {
    pub reference: String,
    pub called: String,
    pub detail: String,
    pub starts: String,
    pub url: String,
}

/// `/emergency-readings/search`.
#[derive(Template)]
#[template(path = "emergency/search.html")]
pub struct SearchPage {
    shell: Shell,
    errors: Vec<ErrorLink>,
    by: Field,
    known: Vec<Choice>,
    q: Field,
    at: Field,
    hits: Vec<HitLine>,
    /// True once something was looked for.
    is_asked: bool,
}

impl SearchPage {
    /// With what was found; `None` before anything was looked for.
    pub fn new(seed: &Seed, asked: (&str, &str, &str), hits: Option<Vec<Hit>>, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let (by, q, at) = asked;
        let shell = Shell::new(seed, "emergency-search");
        Self {
            errors: errors.links(language),
            by: Field::new(language, "by", "emergency-by", by, errors),
            known: KNOWN.iter().map(|code| Choice::new(*code, language.t(&format!("emergency-by-{code}")), by)).collect(),
            q: Field::new(language, "q", "emergency-q", q, errors),
            at: Field::new(language, "at", "emergency-at", at, errors).hint(language, "emergency-at-hint").optional(),
            is_asked: hits.is_some(),
            hits: hits.unwrap_or_default().into_iter().map(|hit| hit_line(language, hit)).collect(),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

fn hit_line(language: Language, hit: Hit) -> HitLine {
    HitLine {
        url: format!("/emergency-readings/new?record={}", hit.reference),
        reference: hit.reference,
        called: hit.called,
        detail: hit.detail,
        starts: hit.starts_at.map(|at| time::z(at, language)).unwrap_or_default(),
    }
}

/// `/emergency-readings/new`.
#[derive(Template)]
#[template(path = "emergency/new.html")]
pub struct NewPage {
    shell: Shell,
    errors: Vec<ErrorLink>,
    form_key: String,
    record: Field,
    reason: Field,
    reasons: Vec<Choice>,
    sentence: Field,
    /// For a watch: to whom.
    reader: Option<Field>,
}

impl NewPage {
    /// With what was typed.
    pub fn new(seed: &Seed, actor: &Actor, form: &Form, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let shell = Shell::new(seed, "emergency-new");
        Self {
            errors: errors.links(language),
            form_key: fresh_form_key(),
            record: Field::new(language, "record", "emergency-record", form.text("record"), errors).hint(language, "emergency-record-hint"),
            reason: Field::new(language, "reason", "emergency-reason", "", errors),
            reasons: EMERGENCIES.iter().map(|(code, key)| Choice::new(*code, language.t(key), form.text("reason"))).collect(),
            sentence: Field::new(language, "sentence", "emergency-sentence", form.text("sentence"), errors),
            reader: actor.holds_watch.then(|| {
                Field::new(language, "reader", "emergency-reader-other", form.text("reader"), errors).optional().hint(language, "emergency-reader-other-hint")
            }),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

/// `/emergency-readings/{ref}`: the terms, and what became of them.
#[derive(Template)]
#[template(path = "emergency/show.html")]
pub struct ShowPage {
    shell: Shell,
    errors: Vec<ErrorLink>,
    line: ReadingLine,
    facts: Vec<(String, String)>,
    sheet_url: String,
    close_url: String,
    seen_url: String,
    can_close: bool,
    can_see: bool,
    can_review: bool,
    why_not: String,
    finding: Field,
    keys: Vec<String>,
}

impl ShowPage {
    /// With what was typed.
    pub fn new(seed: &Seed, actor: &Actor, reading: &Reading, facts: &Facts, finding: &str, errors: &FieldErrors) -> Self {
        let (language, now) = (seed.language, seed.now);
        let shell = Shell::titled(seed, reading.reference.clone());
        let review = policy::decide(actor, "emergency.review", facts);
        let mut told = vec![
            (language.t("emergency-principal"), reading.principal.clone()),
            (language.t("emergency-reader"), reading.reader.clone()),
            (language.t("emergency-opened-by"), reading.opened_by.clone()),
            (language.t("emergency-reason"), reason_words(language, &reading.reason)),
            (language.t("emergency-sentence"), reading.sentence.clone()),
            (language.t("emergency-opened"), time::z(reading.opened_at, language)),
            (language.t("emergency-until"), time::z(reading.until, language)),
        ];
        if !reading.movement.is_empty() {
            told.insert(1, (language.t("emergency-movement"), reading.movement.clone()));
        }
        if let Some(at) = reading.closed_at {
            told.push((language.t("emergency-closed"), time::z(at, language)));
        }
        if let Some(at) = reading.reviewed_at {
            told.push((language.t("emergency-reviewed"), format!("{} · {}", reading.reviewed_by, time::z(at, language))));
            told.push((language.t("emergency-finding"), reading.finding.clone()));
        }
        Self {
            errors: errors.links(language),
            line: reading_line(language, reading, now),
            facts: told,
            sheet_url: if reading.is_reader && reading.is_open(now) { format!("/emergency-readings/{}/sheet", reading.reference) } else { String::new() },
            close_url: format!("/emergency-readings/{}/close", reading.reference),
            seen_url: format!("/emergency-readings/{}/seen", reading.reference),
            can_close: reading.is_open(now) && (reading.is_reader || reading.is_opener || policy::may(actor, "emergency.review")),
            can_see: reading.is_alarm,
            can_review: reading.reviewed_at.is_none() && review == Decision::Allow,
            why_not: match review {
                Decision::Refuse(message) if policy::may(actor, "emergency.review") && reading.reviewed_at.is_none() => language.say(&message),
                Decision::Allow | Decision::Refuse(_) => String::new(),
            },
            finding: Field::new(language, "finding", "emergency-finding", finding, errors),
            keys: (0..3).map(|_| fresh_form_key()).collect(),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

/// A number to call, with whose it is.
pub struct CallLine {
    pub label: String,
    pub number: String,
    pub url: String,
}

/// One leg in words.
pub struct LegLine {
    pub movement: String,
    pub route: String,
    pub carrier: String,
    pub departs: String,
    pub arrives: String,
}

/// One compartment with what it holds.
pub struct SheetSection {
    pub title: String,
    pub values: Vec<(String, String)>,
}

/// What is needed at the place, on screen and on paper.
pub struct SheetLines {
    pub reference: String,
    pub codename: String,
    pub name: String,
    pub office: String,
    pub until: String,
    pub calls: Vec<CallLine>,
    pub team: Vec<CallLine>,
    pub legs: Vec<LegLine>,
    pub sections: Vec<SheetSection>,
}

/// Values of the compartments, in the order of the sheet.
pub type Compartments = Vec<(Section, Vec<(String, String)>)>;

impl SheetLines {
    /// In words.
    pub fn new(language: Language, reading: &Reading, sheet: &Sheet, compartments: Compartments, now: DateTime<Utc>) -> Self {
        let call = |label: String, number: &str| {
            let digits: String = number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
            (!number.is_empty()).then(|| CallLine { label, number: number.to_owned(), url: format!("tel:{digits}") })
        };
        let official = &sheet.official;
        let [mobile, satellite, office, assistant, assistant_phone] = official.contacts.clone().unwrap_or_default();
        let mut calls: Vec<Option<CallLine>> = vec![
            call(language.t("profile-contacts-mobile-phone"), &mobile),
            call(language.t("profile-contacts-satellite-phone"), &satellite),
            call(language.t("profile-contacts-office-phone"), &office),
            call(language.t("principal-office-number"), &official.number),
            call(format!("{} {assistant}", language.t("profile-contacts-assistant-phone")), &assistant_phone),
        ];
        calls.extend(sheet.stations.iter().map(|station| call(station.label.clone(), &station.number)));
        let numbers = |member: &super::queries::TeamMember| [member.number.clone(), member.other.clone(), member.satellite.clone()];
        Self {
            reference: official.reference.clone(),
            codename: official.codename.clone(),
            name: official.name.clone(),
            office: official.office.clone(),
            until: time::z_short(reading.until, now, language),
            calls: calls.into_iter().flatten().collect(),
            team: sheet
                .team
                .iter()
                .flat_map(|member| {
                    let role = language.t(&format!("rules-post-{}", member.role.replace('_', "-")));
                    numbers(member).into_iter().filter_map(move |number| call(format!("{} · {role}", member.name), &number)).collect::<Vec<_>>()
                })
                .collect(),
            legs: sheet
                .legs
                .iter()
                .map(|leg| LegLine {
                    movement: format!("{} {}", leg.movement, leg.number),
                    route: format!("{} → {}", leg.from, leg.to),
                    carrier: leg.carrier.clone(),
                    departs: time::place_and_z(leg.departs_at, &leg.from_zone, time::short_place(&leg.from), now, language),
                    arrives: time::place_and_z(leg.arrives_at, &leg.to_zone, time::short_place(&leg.to), now, language),
                })
                .collect(),
            sections: compartments
                .into_iter()
                .map(|(section, values)| SheetSection { title: language.t(&format!("profile-section-{}", section.word())), values })
                .collect(),
        }
    }
}

/// `/emergency-readings/{ref}/sheet`.
#[derive(Template)]
#[template(path = "emergency/sheet.html")]
pub struct SheetPage {
    pub shell: Shell,
    pub reading: String,
    pub close_url: String,
    pub s: SheetLines,
    pub form_key: String,
}

/// The same on paper.
#[derive(Template)]
#[template(path = "emergency/print.html")]
pub struct SheetPaper {
    pub shell: Shell,
    pub paper: String,
    pub printed: String,
    pub s: SheetLines,
}
