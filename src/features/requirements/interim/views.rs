//! Ready values for the pages of interim protection, and its lines on board and Today.

use askama::Template;
use chrono::{DateTime, Duration, Utc};

use super::forms::InterimForm;
use super::queries::{self, Interim, Line, Standing};
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::db::Tx;
use crate::features::people::{with_any, with_ask};
use crate::features::requirements::views::coded_choices;
use crate::features::requirements::{Coded, LEVELS};
use crate::i18n::{Hole, Language};
use crate::web::error::Result;
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::list::{Asked, Column, FilterTag, Pager, SELECTABLE, Sort};
use crate::web::page::{Seed, Shell, Tab};
use crate::web::table::Table;
use crate::web::time;

/// Address of interim protection.
pub fn url(reference: &str) -> String {
    format!("/interim-protection/{reference}")
}

fn can(actor: &Actor, action: &str, interim: &Interim) -> bool {
    policy::decide(actor, action, &interim.facts(actor)) == Decision::Allow
}

fn level_word(language: Language, level: &str) -> String {
    language.t(&format!("interim-protection-level-{}", level.replace('_', "-")))
}

fn standing_tag(language: Language, standing: Standing) -> (&'static str, String) {
    let kind = match standing {
        Standing::Unconfirmed => "caution",
        Standing::Lapsed => "warning",
        Standing::Confirmed | Standing::Ended => "",
    };
    (kind, language.t(&format!("interim-standing-{}", standing.code())))
}

fn reason_words(language: Language, reason: &str) -> String {
    let key = format!("interim-end-{reason}");
    if Language::has(&key) { language.t(&key) } else { reason.to_owned() }
}

/// One row of the list.
pub struct Row {
    pub reference: String,
    pub url: String,
    pub called: String,
    pub station: String,
    pub level: String,
    pub posture: String,
    pub started: String,
    pub until: String,
    pub kind: &'static str,
    pub standing: String,
    pub started_by: String,
    pub confirmed_by: String,
}

#[derive(Template)]
#[template(path = "requirements/interim_index.html")]
pub struct Index {
    shell: Shell,
    title: String,
    new_url: String,
    state: Field,
    states: Vec<Choice>,
    station: Field,
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
    pub fn new(seed: &Seed, actor: &Actor, asked: &Asked, mut lines: Vec<Line>, total: i64) -> Self {
        let language = seed.language;
        let pager = Pager::turn(asked, language, &mut lines, total, |last| (last.started_at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true), last.id));
        let standings = [Standing::Unconfirmed, Standing::Confirmed, Standing::Lapsed, Standing::Ended];
        let current = asked.one("state").unwrap_or_default();
        let sort: Sort = asked.sort(queries::SORTS);
        let none = FieldErrors::default();
        Self {
            shell: Shell::new(seed, "interim-title"),
            title: language.fill("interim-count", &[("count", Hole::Number(total))]),
            new_url: if policy::may(actor, "interim.start") { "/interim-protection/new".into() } else { String::new() },
            state: Field::new(language, "state", "interim-standing", current, &none),
            states: with_any(language, standings.iter().map(|one| Choice::new(one.code(), standing_tag(language, *one).1, current)).collect()),
            station: Field::new(language, "station", "requirement-station", asked.one("station").unwrap_or_default(), &none),
            tags: asked.tags(queries::FILTERS, |key, value| {
                let word = format!("interim-standing-{value}");
                if key == "state" && Language::has(&word) { language.t(&word) } else { value.to_owned() }
            }),
            clear_url: asked.clear_url().to_owned(),
            ignored: asked.ignored.clone(),
            columns: asked.columns(
                language,
                sort,
                &[
                    ("requirement-ref", ""),
                    ("requirement-official", ""),
                    ("requirement-station", ""),
                    ("interim-protection-level", ""),
                    ("protection-requirement-posture", ""),
                    ("interim-protection-started-at", "started"),
                    ("interim-protection-until", ""),
                    ("interim-standing", ""),
                    ("interim-protection-started-by", ""),
                    ("interim-protection-confirmed-by", ""),
                ],
            ),
            pager,
            rows: lines
                .into_iter()
                .map(|line| {
                    let (kind, standing) = standing_tag(language, Standing::of(line.until, line.confirmed_at, line.ended_at, seed.now));
                    Row {
                        url: url(&line.reference),
                        level: level_word(language, &line.level),
                        started: time::z_short(line.started_at, seed.now, language),
                        until: time::z_short(line.until, seed.now, language),
                        kind,
                        standing,
                        reference: line.reference,
                        called: line.called,
                        station: line.station,
                        posture: line.posture,
                        started_by: line.started_by,
                        confirmed_by: line.confirmed_by,
                    }
                })
                .collect(),
            is_filtered: asked.is_filtered(),
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
        }
    }
}

/// The list as a file.
pub fn export(lines: Vec<Line>, now: DateTime<Utc>) -> Table {
    let stamp = |at: DateTime<Utc>| at.format("%Y-%m-%dT%H:%MZ").to_string();
    Table {
        name: "interim-protection",
        header: vec!["ref", "official", "station", "level", "posture", "started_at", "until", "standing", "started_by", "confirmed_by", "end_reason"],
        rows: lines
            .into_iter()
            .map(|line| {
                let standing = Standing::of(line.until, line.confirmed_at, line.ended_at, now).code().to_owned();
                vec![
                    line.reference,
                    line.called,
                    line.station,
                    line.level,
                    line.posture,
                    stamp(line.started_at),
                    stamp(line.until),
                    standing,
                    line.started_by,
                    line.confirmed_by,
                    line.end_reason,
                ]
            })
            .collect(),
    }
}

#[derive(Template)]
#[template(path = "requirements/interim_new.html")]
pub struct NewPage {
    shell: Shell,
    form_key: String,
    errors: Vec<ErrorLink>,
    official: Field,
    station: Field,
    stations: Vec<Choice>,
    threat: Field,
    level: Field,
    levels: Vec<Choice>,
    posture: Field,
    postures: Vec<Choice>,
}

impl NewPage {
    /// One page, five fields.
    pub fn new(seed: &Seed, form: &InterimForm, errors: &FieldErrors, postures: &[Coded], stations: &[Coded]) -> Self {
        let language = seed.language;
        let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
        let shell = Shell::new(seed, "interim-start");
        Self {
            form_key: fresh_form_key(),
            errors: errors.links(language),
            official: field("official", "requirement-official", &form.official).hint(language, "requirement-official-hint"),
            station: field("station", "requirement-station", &form.station),
            stations: if stations.len() > SELECTABLE { Vec::new() } else { with_ask(language, coded_choices(stations, form.station.trim())) },
            threat: field("threat", "interim-protection-threat", &form.threat).hint(language, "interim-threat-hint"),
            level: field("level", "interim-protection-level", &form.level),
            levels: LEVELS.iter().map(|level| Choice::new(*level, level_word(language, level), &form.level)).collect(),
            posture: field("posture", "protection-requirement-posture", &form.posture),
            postures: coded_choices(postures, &form.posture),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

/// The identity bar and tabs.
pub struct Head {
    pub reference: String,
    pub called: String,
    pub kind: &'static str,
    pub standing: String,
    pub tabs: Vec<Tab>,
}

impl Head {
    fn new(seed: &Seed, actor: &Actor, interim: &Interim) -> Self {
        let language = seed.language;
        let here = seed.here().split('?').next().unwrap_or_default();
        let record = url(&interim.reference);
        let mut tabs = vec![("requirement-tab-record", record.clone())];
        if can(actor, "interim.history", interim) {
            tabs.push(("requirement-tab-history", format!("{record}/history")));
        }
        let (kind, standing) = standing_tag(language, interim.standing(seed.now));
        Self {
            reference: interim.reference.clone(),
            called: interim.called.clone(),
            kind,
            standing,
            tabs: tabs.into_iter().map(|(label, url)| Tab { current: url == here, url, label: language.t(label) }).collect(),
        }
    }
}

#[derive(Template)]
#[template(path = "requirements/interim_show.html")]
pub struct Show {
    shell: Shell,
    head: Head,
    notice: String,
    official_url: String,
    station: String,
    level: String,
    posture: String,
    threat: String,
    started: String,
    until: String,
    confirmed: String,
    ended: String,
    reason: String,
    confirm_url: String,
    end_url: String,
    requirement_url: String,
    form_key: String,
    version: i32,
}

impl Show {
    /// The record for this reader.
    pub fn new(seed: &Seed, actor: &Actor, interim: &Interim) -> Self {
        let language = seed.language;
        let standing = interim.standing(seed.now);
        let at = |at: DateTime<Utc>| match interim.zone.is_empty() {
            true => time::z(at, language),
            false => time::place_and_z(at, &interim.zone, &interim.station_name, seed.now, language),
        };
        let by = |who: &str, when: Option<DateTime<Utc>>| {
            when.map(|when| language.fill("requirement-signed", &[("who", Hole::Text(who)), ("time", Hole::Text(&at(when)))])).unwrap_or_default()
        };
        let is_open = standing != Standing::Ended;
        let record = url(&interim.reference);
        Self {
            shell: Shell::titled(seed, interim.reference.clone()),
            head: Head::new(seed, actor, interim),
            notice: match standing {
                Standing::Unconfirmed if seed.now - interim.started_at > Duration::hours(12) => language.t("interim-notice-late"),
                Standing::Unconfirmed => language.t("interim-notice-unconfirmed"),
                Standing::Lapsed => language.t("interim-notice-lapsed"),
                Standing::Confirmed | Standing::Ended => String::new(),
            },
            official_url: if interim.official.is_empty() { String::new() } else { format!("/principals/{}", interim.official) },
            station: format!("{} {}", interim.station_code, interim.station_name),
            level: level_word(language, &interim.level),
            posture: interim.posture.clone(),
            threat: interim.threat.clone(),
            started: by(&interim.started_by, Some(interim.started_at)),
            until: at(interim.until),
            confirmed: by(&interim.confirmed_by, interim.confirmed_at),
            ended: by(&interim.ended_by, interim.ended_at),
            reason: reason_words(language, &interim.end_reason),
            confirm_url: if is_open && interim.confirmed_at.is_none() && can(actor, "interim.confirm", interim) {
                format!("{record}/confirm")
            } else {
                String::new()
            },
            end_url: if is_open && can(actor, "interim.end", interim) { format!("{record}/end") } else { String::new() },
            requirement_url: if is_open && policy::may(actor, "requirement.create") && !interim.official.is_empty() {
                format!("/requirements/new?official={}&station={}", interim.official, interim.station_code)
            } else {
                String::new()
            },
            form_key: fresh_form_key(),
            version: interim.version,
        }
    }
}

#[derive(Template)]
#[template(path = "requirements/interim_end.html")]
pub struct EndPage {
    shell: Shell,
    head: Head,
    action: String,
    back_url: String,
    form_key: String,
    version: i32,
    errors: Vec<ErrorLink>,
    reason: Field,
}

impl EndPage {
    /// Ending asks for the reason.
    pub fn new(seed: &Seed, actor: &Actor, interim: &Interim, typed: &str, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let shell = Shell::titled(seed, interim.reference.clone());
        Self {
            head: Head::new(seed, actor, interim),
            action: format!("{}/end", url(&interim.reference)),
            back_url: url(&interim.reference),
            form_key: fresh_form_key(),
            version: interim.version,
            errors: errors.links(language),
            reason: Field::new(language, "reason", "ending-reason", typed, errors).hint(language, "interim-end-hint"),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

/// A line about protection on board and Today.
pub struct Notice {
    /// `warning` or `caution`.
    pub kind: &'static str,
    /// The sentence.
    pub text: String,
    /// Where it leads.
    pub url: String,
    /// Reference shown as the link.
    pub reference: String,
}

/// What stands and is not yet ended, in the reader's reach.
pub async fn notices(tx: &mut Tx, language: Language) -> Result<Vec<Notice>> {
    let now = tx.now;
    let lines = queries::open(tx).await?;
    Ok(lines
        .into_iter()
        .map(|line| {
            let standing = Standing::of(line.until, line.confirmed_at, line.ended_at, now);
            let until = time::z_short(line.until, now, language);
            let is_late = standing == Standing::Unconfirmed && now - line.started_at > Duration::hours(12);
            let key = if is_late { "interim-line-late".to_owned() } else { format!("interim-line-{}", standing.code()) };
            Notice {
                kind: if is_late || standing == Standing::Lapsed { "warning" } else { "caution" },
                text: language.fill(
                    &key,
                    &[
                        ("called", Hole::Text(&line.called)),
                        ("station", Hole::Text(&line.station)),
                        ("posture", Hole::Text(&line.posture)),
                        ("until", Hole::Text(&until)),
                    ],
                ),
                url: url(&line.reference),
                reference: line.reference,
            }
        })
        .collect())
}
