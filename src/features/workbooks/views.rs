//! Ready values for the pages of workbooks.

use askama::Template;

use super::applying::AT_ONCE;
use super::lists::List;
use super::model::{Change, Said, State};
use super::queries::{Kept, Summary, Workbook};
use super::reading::{MOST_BYTES, MOST_ROWS};
use crate::authz::actor::Actor;
use crate::features::people::with_any;
use crate::i18n::{Hole, Language, Message};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::list::{Asked, Column as Heading, FilterTag, Pager, Sort};
use crate::web::page::{Seed, Shell};
use crate::web::sheet::{self, Holds, Rule, WRONG};
use crate::web::table::Table;
use crate::web::time;

/// Filters of the list.
pub const FILTERS: &[&str] = &["list"];
/// Rows that ask for somebody, shown on the page of a workbook.
pub const OPEN: [State; 4] = [State::Refused, State::Conflict, State::Changed, State::New];
/// So many of them.
pub const FIRST: i64 = 20;

const NO_SORT: Sort = Sort { key: "", is_descending: false };

fn list_word(language: Language, list: &str) -> String {
    language.t(&format!("workbook-list-{list}"))
}

fn state_word(language: Language, state: State) -> String {
    language.t(&format!("workbook-state-{}", state.word()))
}

pub(super) fn tag(language: Language, state: State) -> (&'static str, String) {
    let kind = match state {
        State::Refused | State::Conflict => "caution",
        State::Applied => "done",
        State::Same | State::Changed | State::New | State::Dropped => "",
    };
    (kind, state_word(language, state))
}

fn label(language: Language, list: List, column: &str) -> String {
    list.column(column).map(|column| language.t(column.label)).unwrap_or_default()
}

struct Row {
    reference: String,
    url: String,
    list: String,
    file_name: String,
    brought: String,
    rows: i64,
    ready: i64,
    waiting: i64,
    applied: i64,
}

#[derive(Template)]
#[template(path = "workbooks/index.html")]
pub struct Index {
    shell: Shell,
    title: String,
    lists: Vec<Choice>,
    tags: Vec<FilterTag>,
    clear_url: String,
    ignored: Vec<String>,
    columns: Vec<Heading>,
    rows: Vec<Row>,
    pager: Pager,
    is_filtered: bool,
    csv_url: String,
    xlsx_url: String,
}

impl Index {
    /// One's workbooks.
    pub fn new(seed: &Seed, asked: &Asked, mut rows: Vec<Summary>, total: i64) -> Self {
        let language = seed.language;
        let pager = Pager::turn(asked, language, &mut rows, total, |last| (last.brought_at.to_rfc3339(), last.id));
        let one = asked.one("list").unwrap_or_default();
        Self {
            shell: Shell::new(seed, "workbooks-title"),
            title: language.fill("workbooks-count", &[("count", Hole::Number(total))]),
            lists: with_any(language, List::ALL.iter().map(|list| Choice::new(list.word(), list_word(language, list.word()), one)).collect()),
            tags: asked.tags(FILTERS, |_, value| list_word(language, value)),
            clear_url: asked.clear_url().to_owned(),
            ignored: asked.ignored.clone(),
            columns: asked.columns(
                language,
                NO_SORT,
                &[
                    ("workbook-ref", ""),
                    ("workbook-list", ""),
                    ("workbook-file", ""),
                    ("workbook-brought", ""),
                    ("workbook-rows", ""),
                    ("workbook-ready", ""),
                    ("workbook-waiting", ""),
                    ("workbook-state-applied", ""),
                ],
            ),
            rows: rows
                .into_iter()
                .map(|row| Row {
                    url: format!("/workbooks/{}", row.reference),
                    reference: row.reference,
                    list: list_word(language, &row.list),
                    file_name: row.file_name,
                    brought: time::z(row.brought_at, language),
                    rows: row.rows,
                    ready: row.ready,
                    waiting: row.waiting,
                    applied: row.applied,
                })
                .collect(),
            pager,
            is_filtered: asked.is_filtered(),
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
        }
    }
}

/// The list as a file.
pub fn export(rows: Vec<Summary>) -> Table {
    Table {
        name: "workbooks",
        header: vec!["ref", "list", "file_name", "brought_at", "rows", "ready", "waiting", "applied"],
        rows: rows
            .into_iter()
            .map(|row| {
                let at = row.brought_at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
                let [all, ready, waiting, applied] = [row.rows, row.ready, row.waiting, row.applied].map(|count| count.to_string());
                vec![row.reference, row.list, row.file_name, at, all, ready, waiting, applied]
            })
            .collect(),
    }
}

struct ColumnLine {
    name: &'static str,
    label: String,
    rule: String,
    words: String,
}

struct Guide {
    list: String,
    columns: Vec<ColumnLine>,
}

#[derive(Template)]
#[template(path = "workbooks/new.html")]
pub struct NewPage {
    shell: Shell,
    errors: Vec<ErrorLink>,
    form_key: String,
    list: Field,
    lists: Vec<Choice>,
    file: Field,
    guides: Vec<Guide>,
}

impl NewPage {
    /// The form for a file, with what each column may hold.
    pub fn new(seed: &Seed, actor: &Actor, list: &str, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let open: Vec<List> = List::ALL.into_iter().filter(|one| one.is_open_to(actor)).collect();
        let limit = (MOST_BYTES / 1024 / 1024).to_string();
        let rows = MOST_ROWS.to_string();
        let mut file = Field::new(language, "file", "workbook-file", "", errors);
        file.hint = language.fill("workbook-file-hint", &[("limit", Hole::Text(&limit)), ("rows", Hole::Text(&rows))]);
        let shell = Shell::new(seed, "workbook-new");
        Self {
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
            errors: errors.links(language),
            form_key: fresh_form_key(),
            list: Field::new(language, "list", "workbook-list", list, errors),
            lists: open.iter().map(|one| Choice::new(one.word(), list_word(language, one.word()), list)).collect(),
            file,
            guides: open.iter().map(|one| guide(language, *one)).collect(),
        }
    }
}

fn guide(language: Language, list: List) -> Guide {
    let columns = list.columns().iter().map(|column| ColumnLine {
        name: column.name,
        label: language.t(column.label),
        rule: language.t(match column.rule {
            Rule::Open => "workbook-rule-open",
            Rule::AtFirst => "workbook-rule-at-first",
            Rule::Shown => "workbook-rule-shown",
        }),
        words: match column.holds {
            Holds::OneOf(few) if column.rule != Rule::Shown => few.join(", "),
            Holds::Day => language.t("workbook-holds-day"),
            Holds::Parts(key) if column.rule != Rule::Shown => language.t(key),
            Holds::OneOf(_) | Holds::Parts(_) | Holds::Text => String::new(),
        },
    });
    Guide { list: list_word(language, list.word()), columns: columns.collect() }
}

pub struct Cell {
    pub label: String,
    pub before: String,
    pub after: String,
    pub theirs: String,
}

pub struct Sentence {
    pub label: String,
    pub value: String,
    pub words: String,
}

pub struct RowLine {
    pub number: i32,
    pub url: String,
    pub reference: String,
    pub record_url: String,
    pub tag: (&'static str, String),
    pub cells: Vec<Cell>,
    pub sentences: Vec<Sentence>,
    pub reason: String,
}

pub(super) fn sentences(language: Language, list: List, said: &[Said]) -> Vec<Sentence> {
    let line = |one: &Said| Sentence { label: label(language, list, &one.column), value: one.value.clone(), words: one.in_words(language) };
    said.iter().map(line).collect()
}

pub(super) fn row_line(language: Language, workbook: &Workbook, row: &Kept) -> RowLine {
    let list = workbook.list;
    let cell = |change: &Change| Cell {
        label: label(language, list, &change.column),
        before: change.before.clone(),
        after: change.after.clone(),
        theirs: change.theirs.clone(),
    };
    // a reference that is none of the reader's leads nowhere
    let is_known = matches!(row.state, State::Same | State::Changed | State::Conflict | State::Applied);
    RowLine {
        number: row.number,
        url: format!("{}/rows/{}", workbook.url(), row.number),
        record_url: if is_known && !row.line.reference.is_empty() { list.made_url(&row.line.reference) } else { String::new() },
        reference: row.line.reference.clone(),
        tag: tag(language, row.state),
        cells: row.changes.iter().map(cell).collect(),
        sentences: sentences(language, list, &row.said),
        reason: row.reason.clone(),
    }
}

struct Count {
    number: i64,
    words: String,
    url: String,
}

#[derive(Template)]
#[template(path = "workbooks/show.html")]
pub struct Show {
    shell: Shell,
    reference: String,
    what: String,
    brought: String,
    ignored: String,
    counts: Vec<Count>,
    said: String,
    apply_url: String,
    apply: String,
    form_key: String,
    rows: Vec<RowLine>,
    rows_url: String,
    more: bool,
    failed_csv: String,
    failed_xlsx: String,
}

impl Show {
    /// What the file would do, what it did, what waits.
    pub fn new(seed: &Seed, workbook: &Workbook, counts: &[(State, i64)], mut open: Vec<Kept>) -> Self {
        let language = seed.language;
        let url = workbook.url();
        let of = |wanted: fn(State) -> bool| counts.iter().filter(|(state, _)| wanted(*state)).map(|(_, count)| count).sum::<i64>();
        let (ready, waiting) = (of(State::is_ready), of(State::waits));
        let more = open.len() as i64 > FIRST;
        open.truncate(FIRST as usize);
        let failed = |suffix: &str| if waiting > 0 { format!("{url}/rows.{suffix}?state=refused&state=conflict") } else { String::new() };
        Self {
            shell: Shell::titled(seed, workbook.reference.clone()),
            reference: workbook.reference.clone(),
            what: language
                .fill("workbook-what", &[("list", Hole::Text(&list_word(language, workbook.list.word()))), ("file", Hole::Text(&workbook.file_name))]),
            brought: time::z(workbook.brought_at, language),
            ignored: match workbook.ignored.is_empty() {
                true => String::new(),
                false => language.fill("workbook-ignored", &[("columns", Hole::Text(&workbook.ignored.join(", ")))]),
            },
            counts: counts
                .iter()
                .filter(|(_, count)| *count > 0)
                .map(|(state, count)| Count { number: *count, words: state_word(language, *state), url: format!("{url}/rows?state={}", state.word()) })
                .collect(),
            said: language.t(match (ready, waiting) {
                (0, 0) => "workbook-said-nothing",
                (0, _) => "workbook-said-waiting",
                _ => "workbook-said-ready",
            }),
            apply_url: if ready > 0 { format!("{url}/apply") } else { String::new() },
            apply: language.fill("workbook-apply", &[("count", Hole::Number(ready.min(AT_ONCE)))]),
            form_key: fresh_form_key(),
            rows: open.iter().map(|row| row_line(language, workbook, row)).collect(),
            rows_url: format!("{url}/rows"),
            more,
            failed_csv: failed("csv"),
            failed_xlsx: failed("xlsx"),
        }
    }
}

#[derive(Template)]
#[template(path = "workbooks/rows.html")]
pub struct RowsPage {
    shell: Shell,
    title: String,
    url: String,
    reference: String,
    states: Vec<Choice>,
    tags: Vec<FilterTag>,
    clear_url: String,
    ignored: Vec<String>,
    rows: Vec<RowLine>,
    pager: Pager,
    is_filtered: bool,
    csv_url: String,
    xlsx_url: String,
}

impl RowsPage {
    /// Rows in the order of the file.
    pub fn new(seed: &Seed, workbook: &Workbook, asked: &Asked, mut rows: Vec<Kept>, total: i64) -> Self {
        let language = seed.language;
        let pager = Pager::turn(asked, language, &mut rows, total, |last| (last.number.to_string(), workbook.id));
        let one = asked.one("state").unwrap_or_default();
        Self {
            shell: Shell::titled(seed, workbook.reference.clone()),
            title: language.fill("workbook-rows-count", &[("count", Hole::Number(total))]),
            url: workbook.url(),
            reference: workbook.reference.clone(),
            states: with_any(language, State::ALL.iter().map(|state| Choice::new(state.word(), state_word(language, *state), one)).collect()),
            tags: asked.tags(&["state"], |_, value| State::parse(value).map_or_else(|| value.to_owned(), |state| state_word(language, state))),
            clear_url: asked.clear_url().to_owned(),
            ignored: asked.ignored.clone(),
            rows: rows.iter().map(|row| row_line(language, workbook, row)).collect(),
            pager,
            is_filtered: asked.is_filtered(),
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
        }
    }
}

/// Rows as a file of their list, each with what is wrong: to be corrected and brought back.
pub fn failed(list: List, language: Language, rows: Vec<Kept>) -> Table {
    let mut header = sheet::header(list.columns());
    header.push(WRONG);
    let why = |row: &Kept| {
        let said = row.said.iter().map(|one| format!("{} {}", one.column, one.in_words(language)).trim().to_owned());
        let clashes = row.changes.iter().filter(|_| row.state == State::Conflict).filter(|change| !change.theirs.is_empty() || row.said.is_empty());
        let clashes = clashes.map(|change| {
            let message = Message::new("workbook-wrong-conflict").with("column", change.column.clone()).with("theirs", change.theirs.clone());
            language.say(&message)
        });
        said.chain(clashes).collect::<Vec<_>>().join(" | ")
    };
    let rows = rows.into_iter().map(|row| {
        let why = why(&row);
        let mut cells = vec![row.line.reference.clone(), row.line.version.clone()];
        cells.extend(list.columns().iter().map(|column| row.line.cells.get(column.name).cloned().unwrap_or_default()));
        cells.extend([row.line.mark.clone(), why]);
        cells
    });
    Table { name: list.word(), header, rows: rows.collect() }
}
