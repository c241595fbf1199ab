//! The history page of any record (ux.md 3.13): filters by field, person and period, any two saves
//! side by side, a printed form.

use std::collections::{BTreeMap, HashMap};

use askama::Template;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::{Changed, History, HistoryTable, Saved};
use crate::authz::action::{Action, Authorized};
use crate::db::Tx;
use crate::i18n::{Hole, Language, Message};
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors};
use crate::web::list::{Asked, FilterTag};
use crate::web::page::{self, Shell, Tab};
use crate::web::time;

/// Saves on a page; the older ones follow on the next.
const SHOWN: usize = 50;

/// Whose history it is.
#[derive(Debug, Clone, Default)]
pub struct Subject {
    /// Reference, the heading and the title.
    pub reference: String,
    /// The record's page.
    pub url: String,
    /// Zone and name of the place whose wall clock stands beside Z; empty for Z alone.
    pub zone: String,
    /// Name of that place.
    pub place: String,
    /// The other pages of the record.
    pub tabs: Vec<Tab>,
}

/// One field of a save, in words.
#[derive(Debug, Clone)]
pub struct Change {
    /// Its label.
    pub field: String,
    /// Before; empty if there was nothing.
    pub before: String,
    /// After; empty if there is nothing any more.
    pub after: String,
    /// Only that it changed is told.
    pub sealed: bool,
}

/// One save, in words.
#[derive(Debug, Clone)]
pub struct Line {
    /// 1 is the first.
    pub number: usize,
    /// Who.
    pub who: String,
    /// Place and Z.
    pub when: String,
    /// Form, import, command line, job; empty if unknown.
    pub source: String,
    /// What changed.
    pub changes: Vec<Change>,
}

/// Two saves side by side.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// "Save 2 and save 5".
    pub title: String,
    /// What differs.
    pub changes: Vec<Change>,
}

#[derive(Template)]
#[template(path = "audit/history.html")]
struct HistoryPage {
    shell: Shell,
    reference: String,
    url: String,
    tabs: Vec<Tab>,
    here: String,
    errors: Vec<ErrorLink>,
    count: String,
    fields: Vec<Choice>,
    persons: Vec<Choice>,
    from: Field,
    to: Field,
    /// "since my last visit, 21 Nov 18:02Z"; empty for who is here for the first time.
    since: String,
    is_since: bool,
    older: Vec<Choice>,
    newer: Vec<Choice>,
    tags: Vec<FilterTag>,
    ignored: Vec<String>,
    comparison: Option<Comparison>,
    lines: Vec<Line>,
    folded: Vec<Line>,
    folded_title: String,
    next_url: String,
    print_url: String,
}

#[derive(Template)]
#[template(path = "audit/history_print.html")]
struct HistoryPaper {
    shell: Shell,
    paper: String,
    printed: String,
    comparison: Option<Comparison>,
    lines: Vec<Line>,
}

/// Answers with the history of a record.
pub async fn answer<A: Action>(auth: &Authorized<A>, tx: &mut Tx, subject: &Subject, history: &History) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["field", "person", "from", "to", "since", "older", "newer"]);
    let names = names(tx, history).await?;
    let last_visit: Option<DateTime<Utc>> = sqlx::query_scalar("select sec.last_visit()").fetch_one(&mut **tx).await?;
    let words = Words { language: auth.language(), names, subject, now: auth.now(), last_visit };
    let mut errors = FieldErrors::default();
    let filter = Filter::read(&asked, last_visit, &mut errors);
    let matching: Vec<&Saved> = history.saves.iter().filter(|save| filter.matches(save)).collect();
    let (told, folded): (Vec<&Saved>, Vec<&Saved>) = matching.into_iter().partition(|save| !save.changes.is_empty());
    let before = asked.one("after").and_then(|number| number.parse::<usize>().ok()).unwrap_or(usize::MAX);
    let rest: Vec<&Saved> = told.iter().copied().filter(|save| save.number < before).collect();
    let comparison = filter.compared(history).map(|(older, newer)| Comparison {
        title: words.language.fill("history-compared", &[("older", Hole::Number(older as i64)), ("newer", Hole::Number(newer as i64))]),
        changes: history.compare(older, newer).iter().map(|change| words.change(change)).collect(),
    });
    if asked.one("view") == Some("print") {
        let lines = told.iter().map(|save| words.line(save, &filter)).collect();
        let shell = Shell::paper(&auth.seed, &subject.reference, &subject.url);
        return page::page(&HistoryPaper { shell, paper: subject.reference.clone(), printed: auth.seed.printed(), comparison, lines });
    }
    let shell = Shell::titled(&auth.seed, subject.reference.clone());
    let next_url = rest.get(SHOWN - 1).filter(|_| rest.len() > SHOWN).map(|save| asked.with("after", &save.number.to_string())).unwrap_or_default();
    let language = words.language;
    let view = HistoryPage {
        reference: subject.reference.clone(),
        url: subject.url.clone(),
        tabs: subject.tabs.clone(),
        here: asked.clear_url().to_owned(),
        errors: errors.links(language),
        count: language.fill("history-count", &[("count", Hole::Number(told.len() as i64))]),
        fields: words.fields(history, asked.one("field").unwrap_or_default()),
        persons: words.persons(history, asked.one("person").unwrap_or_default()),
        from: Field::new(language, "from", "history-from", asked.one("from").unwrap_or_default(), &errors).optional(),
        to: Field::new(language, "to", "history-to", asked.one("to").unwrap_or_default(), &errors).optional(),
        since: words.since(),
        is_since: filter.since.is_some(),
        older: words.saves(history, asked.one("older").unwrap_or_default()),
        newer: words.saves(history, asked.one("newer").unwrap_or_default()),
        tags: words.tags(&asked, history),
        ignored: asked.ignored.clone(),
        comparison,
        lines: rest.iter().take(SHOWN).map(|save| words.line(save, &filter)).collect(),
        folded_title: language.fill("history-folded", &[("count", Hole::Number(folded.len() as i64))]),
        folded: folded.iter().take(SHOWN).map(|save| words.line(save, &filter)).collect(),
        next_url,
        print_url: asked.with("view", "print"),
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
    };
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

#[derive(Debug, Default)]
struct Filter {
    field: String,
    person: String,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    since: Option<DateTime<Utc>>,
    older: Option<usize>,
    newer: Option<usize>,
}

impl Filter {
    fn read(asked: &Asked, last_visit: Option<DateTime<Utc>>, errors: &mut FieldErrors) -> Self {
        let mut date = |name: &'static str| asked.one(name).and_then(|text| time::read_date(text).map_err(|message: Message| errors.add(name, message)).ok());
        let number = |name: &str| asked.one(name).and_then(|text| text.parse().ok());
        Self {
            from: date("from"),
            to: date("to"),
            since: last_visit.filter(|_| asked.one("since") == Some("visit")),
            field: asked.one("field").unwrap_or_default().to_owned(),
            person: asked.one("person").unwrap_or_default().to_owned(),
            older: number("older"),
            newer: number("newer"),
        }
    }

    fn matches(&self, save: &Saved) -> bool {
        let day = save.at.date_naive();
        (self.field.is_empty() || save.changes.iter().any(|change| self.wants(change)))
            && (self.person.is_empty() || save.person == self.person)
            && self.from.is_none_or(|from| day >= from)
            && self.to.is_none_or(|to| day <= to)
            && self.since.is_none_or(|since| save.at > since)
    }

    fn wants(&self, change: &Changed) -> bool {
        self.field.is_empty() || self.field == key_of(change.table, &change.column)
    }

    fn compared(&self, history: &History) -> Option<(usize, usize)> {
        let known = 1..=history.saves.len();
        let (older, newer) = (self.older?, self.newer?);
        (known.contains(&older) && known.contains(&newer) && older != newer).then_some((older.min(newer), older.max(newer)))
    }
}

fn key_of(table: HistoryTable, column: &str) -> String {
    format!("{}-{column}", table.name()).replace('_', "-")
}

struct Words<'a> {
    language: Language,
    names: HashMap<Uuid, String>,
    subject: &'a Subject,
    now: DateTime<Utc>,
    last_visit: Option<DateTime<Utc>>,
}

impl Words<'_> {
    fn line(&self, save: &Saved, filter: &Filter) -> Line {
        Line {
            number: save.number,
            who: self.who(save),
            when: self.when(save.at),
            source: self.source(save),
            changes: save.changes.iter().filter(|change| filter.wants(change)).map(|change| self.change(change)).collect(),
        }
    }

    fn who(&self, save: &Saved) -> String {
        if save.who.is_empty() { self.language.t("history-installation") } else { save.who.clone() }
    }

    fn when(&self, at: DateTime<Utc>) -> String {
        if self.subject.zone.is_empty() {
            return time::z(at, self.language);
        }
        time::place_and_z(at, &self.subject.zone, &self.subject.place, self.now, self.language)
    }

    fn since(&self) -> String {
        self.last_visit.map(|at| self.language.fill("history-since-visit", &[("time", Hole::Text(&self.when(at)))])).unwrap_or_default()
    }

    fn source(&self, save: &Saved) -> String {
        let key = match (save.action.split('.').next(), save.origin.as_str()) {
            (_, "") => return String::new(),
            (Some("import"), _) => "history-by-import",
            (_, "command line") => "history-by-command",
            (_, "job") => "history-by-job",
            _ => "history-by-form",
        };
        self.language.t(key)
    }

    fn change(&self, change: &Changed) -> Change {
        let told = |value: &Value| if change.is_sealed { String::new() } else { self.value(change.table, &change.column, value) };
        Change { field: self.label(change.table, &change.column), before: told(&change.before), after: told(&change.after), sealed: change.is_sealed }
    }

    /// `history-<table>-<column>`, else the label the forms use, else what the column means in every table, else its own name.
    fn label(&self, table: HistoryTable, column: &str) -> String {
        let plain = key_of(table, column);
        let everywhere = format!("history-any-{}", column.replace('_', "-"));
        let key = [format!("history-{plain}"), plain, everywhere].into_iter().find(|key| Language::has(key));
        key.map_or_else(|| column.replace('_', " "), |key| self.language.t(&key))
    }

    fn value(&self, table: HistoryTable, column: &str, value: &Value) -> String {
        match value {
            Value::Null => String::new(),
            Value::Bool(true) => self.language.t("history-yes"),
            Value::Bool(false) => self.language.t("history-no"),
            Value::Number(number) => number.to_string(),
            Value::String(text) => self.text(table, column, text),
            Value::Array(items) => items.iter().map(|item| self.value(table, column, item)).collect::<Vec<_>>().join(", "),
            Value::Object(_) => value.to_string(),
        }
    }

    fn text(&self, table: HistoryTable, column: &str, text: &str) -> String {
        let is_code = !text.is_empty() && text.len() <= 40 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if is_code {
            let key = format!("{}-{}", key_of(table, column), text.replace('_', "-").to_lowercase());
            if Language::has(&key) {
                return self.language.t(&key);
            }
        }
        if let Ok(id) = text.parse::<Uuid>() {
            return self.names.get(&id).map_or_else(|| self.language.t("history-not-visible"), |name| self.name(name));
        }
        if let ("during", Some(span)) = (column, self.span(text)) {
            return span;
        }
        if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            return time::typed_date(date);
        }
        if text.len() >= 19 && text.as_bytes().get(10) == Some(&b'T') {
            if let Ok(at) = DateTime::parse_from_rfc3339(text) {
                return time::z(at.to_utc(), self.language);
            }
            if let Ok(local) = text.parse::<NaiveDateTime>() {
                return format!("{} {}", time::typed_date(local.date()), local.format("%H:%M"));
            }
        }
        text.to_owned()
    }

    /// A span of time as the database writes it: from when until when.
    fn span(&self, text: &str) -> Option<String> {
        let (from, to) = text.trim_matches(|c: char| "[]()".contains(c)).split_once(',')?;
        let read = |part: &str| DateTime::parse_from_str(part.trim_matches('"'), "%Y-%m-%d %H:%M:%S%.f%#z").ok().map(|at| at.to_utc());
        Some(format!("{} – {}", self.when(read(from)?), self.when(read(to)?)))
    }

    /// What is called by a code, such as a post by its role, in words.
    fn name(&self, name: &str) -> String {
        let key = format!("history-name-{}", name.replace('_', "-"));
        if Language::has(&key) { self.language.t(&key) } else { name.to_owned() }
    }

    fn fields(&self, history: &History, current: &str) -> Vec<Choice> {
        let found: BTreeMap<String, String> = history
            .saves
            .iter()
            .flat_map(|save| &save.changes)
            .map(|change| (key_of(change.table, &change.column), self.label(change.table, &change.column)))
            .collect();
        self.any("history-any-field", found.into_iter(), current)
    }

    fn persons(&self, history: &History, current: &str) -> Vec<Choice> {
        let found: BTreeMap<String, String> =
            history.saves.iter().map(|save| (save.person.clone(), self.who(save))).filter(|(mark, _)| !mark.is_empty()).collect();
        self.any("history-any-person", found.into_iter(), current)
    }

    fn saves(&self, history: &History, current: &str) -> Vec<Choice> {
        let told = history.saves.iter().filter(|save| !save.changes.is_empty()).take(200);
        self.any("history-choose-save", told.map(|save| (save.number.to_string(), format!("{} – {}", save.number, self.when(save.at)))), current)
    }

    fn any(&self, key: &str, found: impl Iterator<Item = (String, String)>, current: &str) -> Vec<Choice> {
        let first = Choice::new("", self.language.t(key), current);
        std::iter::once(first).chain(found.map(|(value, label)| Choice::new(value, label, current))).collect()
    }

    fn tags(&self, asked: &Asked, history: &History) -> Vec<FilterTag> {
        let label_of = |choices: Vec<Choice>| choices.into_iter().find(|choice| choice.chosen && !choice.value.is_empty()).map(|choice| choice.label);
        let since = (asked.one("since") == Some("visit") && self.last_visit.is_some())
            .then(|| FilterTag { label: self.since(), remove_url: asked.without("since", "visit") });
        ["field", "person", "from", "to"]
            .into_iter()
            .filter_map(|name| {
                let value = asked.one(name)?;
                let shown = match name {
                    "field" => label_of(self.fields(history, value)),
                    "person" => label_of(self.persons(history, value)),
                    _ => None,
                };
                let key = format!("history-{name}");
                Some(FilterTag { label: self.language.pair(&self.language.t(&key), shown.as_deref().unwrap_or(value)), remove_url: asked.without(name, value) })
            })
            .chain(since)
            .collect()
    }
}

/// What the ids in the history are called, asked once for all of them.
async fn names(tx: &mut Tx, history: &History) -> Result<HashMap<Uuid, String>, AppError> {
    let mut ids: Vec<Uuid> = history
        .states
        .iter()
        .filter_map(|(.., content)| content.as_object())
        .flat_map(|object| object.values())
        .filter_map(|value| value.as_str().filter(|text| text.len() == 36)?.parse().ok())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let rows: Vec<(Uuid, Option<String>)> = sqlx::query_as("select id, history.name_of(id) from unnest($1::uuid[]) id").bind(&ids).fetch_all(&mut **tx).await?;
    Ok(rows.into_iter().filter_map(|(id, name)| Some((id, name?))).collect())
}
