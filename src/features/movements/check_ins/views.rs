//! Pages of reports, notes, takings, corrections and the log, ready to print.

use askama::Template;
use chrono::{DateTime, Duration, Utc};

use super::forms::{CorrectionForm, ReportForm, TakeForm, WordsForm};
use super::model::{self, Channel, Report};
use super::queries::{self, LegLine, LogEntry};
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::db::Tx;
use crate::features::movements::views::Head;
use crate::features::movements::{MovementTarget, own_notes};
use crate::i18n::{Hole, Language};
use crate::web::error::Result;
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::list::{Asked, FilterTag, PAGE, Pager};
use crate::web::page::{Seed, Shell};
use crate::web::table::Table;
use crate::web::time;

/// Kinds of the log, as the filter offers them.
const KINDS: [&str; 14] = [
    "departed",
    "arrived",
    "check_in",
    "late",
    "diverted",
    "assistance",
    "note",
    "taken",
    "taken_over",
    "escalated",
    "state",
    "plan_changed",
    "cover_changed",
    "correction",
];

#[derive(Template)]
#[template(path = "movements/report.html")]
pub struct ReportPage {
    shell: Shell,
    errors: Vec<ErrorLink>,
    reference: String,
    codename: String,
    back: String,
    form_key: String,
    leg: Field,
    legs: Vec<Choice>,
    condition: Field,
    conditions: Vec<Choice>,
    channel: Field,
    channels: Vec<Choice>,
    reported_by: Field,
    at: Field,
    next_due: Field,
    note: Field,
    place: Field,
    expected: Field,
}

impl ReportPage {
    pub async fn load(tx: &mut Tx, seed: &Seed, target: &MovementTarget, typed: &ReportForm, errors: &FieldErrors) -> Result<Self> {
        let language = seed.language;
        let lines = queries::legs(tx, target.id).await?;
        let chosen = queries::named(&lines, &typed.leg).map(|leg| leg.id.0.to_string()).unwrap_or_default();
        let shell = Shell::titled(seed, target.reference.clone());
        let condition = if typed.condition.is_empty() { "well" } else { &typed.condition };
        Ok(Self {
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
            errors: errors.links(language),
            reference: target.reference.clone(),
            codename: queries::codename(tx, target.id).await?,
            back: typed.back.clone(),
            form_key: fresh_form_key(),
            leg: Field::new(language, "leg", "report-leg", "", errors),
            legs: lines.iter().map(|leg| Choice::new(leg.id.0.to_string(), leg_words(leg), &chosen)).collect(),
            condition: Field::new(language, "condition", "report-condition", "", errors),
            conditions: conditions(language, condition),
            channel: Field::new(language, "channel", "report-channel", "", errors),
            channels: channels(language, &typed.channel),
            reported_by: Field::new(language, "reported_by", "report-by", &typed.reported_by, errors).hint(language, "report-by-hint").optional(),
            at: Field::new(language, "at", "report-at", &typed.at, errors).hint(language, "report-at-hint").optional(),
            next_due: Field::new(language, "next_due", "report-next-due", &typed.next_due, errors).hint(language, "report-next-due-hint").optional(),
            note: Field::new(language, "note", "report-note", &typed.note, errors).hint(language, "report-note-hint").optional(),
            place: Field::new(language, "place", "report-place", &typed.place, errors).hint(language, "report-place-hint").optional(),
            expected: Field::new(language, "expected", "report-expected", &typed.expected, errors).hint(language, "report-expected-hint").optional(),
        })
    }
}

/// What can be reported, as the choices of a form.
pub fn conditions(language: Language, current: &str) -> Vec<Choice> {
    Report::CONDITIONS.iter().map(|code| Choice::new(*code, language.t(&format!("report-condition-{code}")), current)).collect()
}

/// Channels, as the choices of a form.
pub fn channels(language: Language, current: &str) -> Vec<Choice> {
    Channel::ALL.iter().map(|channel| Choice::new(channel.code(), channel_word(language, channel.code()), current)).collect()
}

fn channel_word(language: Language, code: &str) -> String {
    if code.is_empty() { String::new() } else { language.t(&format!("report-channel-{}", code.replace('_', "-"))) }
}

fn leg_words(leg: &LegLine) -> String {
    format!("{}. {} → {} ({})", leg.number, time::short_place(&leg.from), time::short_place(&leg.to), leg.departs_at.format("%d-%b %H:%MZ"))
}

/// A note, or an escalation with its reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    Note,
    Escalation,
}

#[derive(Template)]
#[template(path = "movements/words.html")]
pub struct WordsPage {
    shell: Shell,
    errors: Vec<ErrorLink>,
    reference: String,
    codename: String,
    heading: String,
    action: String,
    deed: String,
    back: String,
    take: String,
    form_key: String,
    words: Field,
}

impl WordsPage {
    pub async fn load(tx: &mut Tx, seed: &Seed, target: &MovementTarget, what: Words, typed: &WordsForm, errors: &FieldErrors) -> Result<Self> {
        let language = seed.language;
        let (field, value, label, heading, deed, path) = match what {
            Words::Note => ("text", &typed.text, "watch-note-text", "note-title", "watch-record-note", "notes"),
            Words::Escalation => ("reason", &typed.reason, "watch-escalate-why", "escalation-title", "watch-escalate-send", "escalations"),
        };
        let shell = Shell::titled(seed, target.reference.clone());
        Ok(Self {
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
            errors: errors.links(language),
            reference: target.reference.clone(),
            codename: queries::codename(tx, target.id).await?,
            heading: language.t(heading),
            action: format!("/movements/{}/{path}", target.reference),
            deed: language.t(deed),
            back: typed.back.clone(),
            take: typed.take.clone(),
            form_key: fresh_form_key(),
            words: Field::new(language, field, label, value, errors),
        })
    }
}

#[derive(Template)]
#[template(path = "movements/taken.html")]
pub struct TakenPage {
    shell: Shell,
    errors: Vec<ErrorLink>,
    reference: String,
    heading: String,
    back: String,
    form_key: String,
    note: Field,
}

impl TakenPage {
    pub fn new(seed: &Seed, reference: &str, name: &str, ago: Duration, typed: &TakeForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let seconds = ago.num_seconds().max(0);
        let ago = if seconds < 90 { format!("{seconds} s") } else { time::duration(ago) };
        Self {
            shell: Shell::titled(seed, reference.to_owned()),
            errors: errors.links(language),
            reference: reference.to_owned(),
            heading: language.fill("taken-by", &[("name", Hole::Text(name)), ("ago", Hole::Text(&ago))]),
            back: typed.back.clone(),
            form_key: fresh_form_key(),
            note: Field::new(language, "note", "taken-over-note", &typed.note, errors),
        }
    }
}

#[derive(Template)]
#[template(path = "movements/correction.html")]
pub struct CorrectionPage {
    shell: Shell,
    errors: Vec<ErrorLink>,
    reference: String,
    number: i32,
    route: String,
    departed: String,
    arrived: String,
    form_key: String,
    what: Field,
    whats: Vec<Choice>,
    deed: Field,
    deeds: Vec<Choice>,
    at: Field,
    note: Field,
}

impl CorrectionPage {
    pub fn new(seed: &Seed, reference: &str, leg: &LegLine, typed: &CorrectionForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let shell = Shell::titled(seed, reference.to_owned());
        let shown = |at: Option<DateTime<Utc>>| at.map(|at| time::z(at, language)).unwrap_or_default();
        let choice = |code: &str, key: &str, current: &str| Choice::new(code, language.t(key), current);
        Self {
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
            errors: errors.links(language),
            reference: reference.to_owned(),
            number: leg.number,
            route: leg_words(leg),
            departed: shown(leg.departed_at),
            arrived: shown(leg.arrived_at),
            form_key: fresh_form_key(),
            what: Field::new(language, "what", "correction-what", "", errors),
            whats: vec![choice("departed", "log-kind-departed", &typed.what), choice("arrived", "log-kind-arrived", &typed.what)],
            deed: Field::new(language, "deed", "correction-deed", "", errors),
            deeds: vec![choice("time", "correction-deed-time", &typed.deed), choice("withdraw", "correction-deed-withdraw", &typed.deed)],
            at: Field::new(language, "at", "correction-at", &typed.at, errors).hint(language, "report-at-hint").optional(),
            note: Field::new(language, "note", "correction-note", &typed.note, errors),
        }
    }
}

#[derive(Template)]
#[template(path = "movements/log.html")]
pub struct LogPage {
    shell: Shell,
    head: Head,
    reference: String,
    heading: String,
    ignored: String,
    kind: Field,
    kinds: Vec<Choice>,
    tags: Vec<FilterTag>,
    clear_url: String,
    entries: Vec<Entry>,
    pager: Pager,
    csv_url: String,
    xlsx_url: String,
    empty: String,
    may_report: bool,
    has_legs: bool,
    corrections: Vec<Correction>,
}

struct Entry {
    time: String,
    iso: String,
    kind: String,
    tag: &'static str,
    leg: String,
    by: String,
    note: String,
    due: String,
}

struct Correction {
    url: String,
    label: String,
}

impl LogPage {
    pub fn new(seed: &Seed, asked: &Asked, head: Head, mut entries: Vec<LogEntry>, total: i64, legs: &[LegLine], may_report: bool) -> Self {
        let language = seed.language;
        let has_more = entries.len() as i64 > PAGE;
        entries.truncate(PAGE as usize);
        let next = has_more.then(|| entries.last().map(|entry| asked.next_url(&entry.occurred_at.to_rfc3339(), entry.id))).flatten();
        let current = asked.one("kind").unwrap_or_default();
        let all = Choice::new("", language.t("log-kind-any"), current);
        Self {
            shell: Shell::titled(seed, head.reference.clone()),
            heading: language.fill("log-count", &[("count", Hole::Number(total))]),
            ignored: asked.ignored.join(", "),
            kind: Field::new(language, "kind", "log-kind", "", &FieldErrors::default()),
            kinds: std::iter::once(all).chain(KINDS.iter().map(|kind| Choice::new(*kind, kind_word(language, kind), current))).collect(),
            tags: asked.all("kind").into_iter().map(|kind| FilterTag { label: kind_word(language, &kind), remove_url: asked.without("kind", &kind) }).collect(),
            clear_url: asked.clear_url().to_owned(),
            pager: Pager {
                next,
                first: asked.one("after").map(|_| asked.without("after", "")),
                shown: language.fill("exception-shown", &[("shown", Hole::Number(entries.len() as i64)), ("total", Hole::Number(total))]),
            },
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
            empty: language.t(if asked.is_filtered() { "log-none-match" } else { "log-none" }),
            entries: entries.iter().map(|entry| shown(language, seed.now, entry)).collect(),
            may_report,
            has_legs: !legs.is_empty(),
            corrections: corrections(language, &head.reference, legs),
            reference: head.reference.clone(),
            head,
        }
    }
}

fn corrections(language: Language, reference: &str, legs: &[LegLine]) -> Vec<Correction> {
    let link = |leg: &LegLine, what: &str| Correction {
        url: format!("/movements/{reference}/legs/{}/corrections/new?what={what}", leg.number),
        label: language.fill(&format!("correction-link-{what}"), &[("leg", Hole::Number(leg.number.into()))]),
    };
    legs.iter()
        .flat_map(|leg| {
            let departed = leg.departed_at.map(|_| link(leg, "departed"));
            let arrived = leg.arrived_at.filter(|_| leg.state == "arrived").map(|_| link(leg, "arrived"));
            [departed, arrived]
        })
        .flatten()
        .collect()
}

fn shown(language: Language, now: DateTime<Utc>, entry: &LogEntry) -> Entry {
    let at = time::z_short(entry.occurred_at, now, language);
    let received = time::z_short(entry.received_at, now, language);
    let both = || language.fill("log-both-times", &[("reported", Hole::Text(&at)), ("received", Hole::Text(&received))]);
    let is_late = model::is_late_entry(entry.occurred_at, entry.received_at);
    let channel = channel_word(language, &entry.channel);
    let by = match (entry.reported_by.is_empty(), channel.is_empty()) {
        (true, true) => entry.who.clone(),
        (true, false) => language.fill("log-by-channel", &[("who", Hole::Text(&entry.who)), ("channel", Hole::Text(&channel))]),
        (false, _) => language
            .fill("log-reported-by", &[("reporter", Hole::Text(&entry.reported_by)), ("channel", Hole::Text(&channel)), ("who", Hole::Text(&entry.who))]),
    };
    Entry {
        time: if is_late { both() } else { at.clone() },
        iso: entry.occurred_at.to_rfc3339(),
        kind: kind_word(language, &entry.kind),
        tag: match entry.kind.as_str() {
            "assistance" => "warning",
            "diverted" | "late" | "escalated" => "caution",
            _ => "",
        },
        leg: entry.leg.map(|number| language.fill("log-leg", &[("leg", Hole::Number(number.into()))])).unwrap_or_default(),
        by,
        note: own_notes::in_words(language, &entry.kind, &entry.note),
        due: entry.next_due_at.map(|due| language.fill("log-next-due", &[("time", Hole::Text(&time::z_short(due, now, language)))])).unwrap_or_default(),
    }
}

fn kind_word(language: Language, kind: &str) -> String {
    let key = format!("log-kind-{}", kind.replace('_', "-"));
    if Language::has(&key) { language.t(&key) } else { kind.to_owned() }
}

pub fn table_of(reference: &str, entries: Vec<LogEntry>) -> Table {
    let stamp = |at: DateTime<Utc>| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    Table {
        name: "log",
        header: vec!["ref", "occurred_at", "received_at", "kind", "leg", "channel", "reported_by", "kept_by", "next_due_at", "note"],
        rows: entries
            .into_iter()
            .map(|entry| {
                vec![
                    reference.to_owned(),
                    stamp(entry.occurred_at),
                    stamp(entry.received_at),
                    entry.kind,
                    entry.leg.map(|number| number.to_string()).unwrap_or_default(),
                    entry.channel,
                    entry.reported_by,
                    entry.who,
                    entry.next_due_at.map(stamp).unwrap_or_default(),
                    entry.note,
                ]
            })
            .collect(),
    }
}

/// True if the reader may keep facts of this movement: then the buttons are there.
pub fn may_report(actor: &Actor, target: &MovementTarget) -> bool {
    policy::decide(actor, "movement.report", &target.facts(actor)) == Decision::Allow
}
