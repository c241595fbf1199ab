//! `/property-books`: which books were read in; one of them, sheet by sheet, with what waits.

use askama::Template;
use axum::response::Response;

use super::counting::SheetFigures;
use super::import::sentence;
use super::queries::{self, BOOK_FILTERS, BOOK_STATES, Book};
use crate::actions;
use crate::audit::history::page::{Subject, answer};
use crate::audit::history::{self, HistoryTable};
use crate::authz::action::{Authorized, Collection, Format, Target};
use crate::authz::policy::{self, Decision};
use crate::authz::routes::Routes;
use crate::features::people::with_any;
use crate::i18n::{Hole, Language};
use crate::web::error::Result;
use crate::web::form::Choice;
use crate::web::list::{Asked, Column, FilterTag, Pager, Sort};
use crate::web::page::{self, Shell, Tab};
use crate::web::table::{self, Table};
use crate::web::time;

actions! {
    /// Property books that were read in.
    ListBooks: Get "/property-books" => "property.list", Collection, Quiet;
    /// One of them.
    ShowBook: Get "/property-books/{ref}" => "property.show", Book, Quiet;
    /// Its saves.
    BookHistory: Get "/property-books/{ref}/history" => "property.show", Book, Quiet;
}

pub fn routes() -> Routes {
    Routes::default().list::<ListBooks, _, _>(index).get::<ShowBook, _, _>(show).get::<BookHistory, _, _>(history)
}

/// The list has one order.
pub(super) const NO_SORT: Sort = Sort { key: "", is_descending: false };

struct Row {
    reference: String,
    url: String,
    station: String,
    file_name: String,
    read: String,
    rows: i32,
    kept: i32,
    waiting: i32,
    quantity: i64,
    is_voided: bool,
}

#[derive(Template)]
#[template(path = "property_books/index.html")]
struct Index {
    shell: Shell,
    title: String,
    station: String,
    states: Vec<Choice>,
    tags: Vec<FilterTag>,
    clear_url: String,
    new_url: String,
    ignored: Vec<String>,
    columns: Vec<Column>,
    rows: Vec<Row>,
    pager: Pager,
    is_filtered: bool,
    csv_url: String,
    xlsx_url: String,
}

async fn index(mut auth: Authorized<ListBooks>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), BOOK_FILTERS);
    let language = auth.language();
    let mut tx = auth.read().await?;
    let (mut books, total) = queries::books(&mut tx, &asked, auth.format != Format::Page).await?;
    drop(tx);
    if auth.format != Format::Page {
        return table::answer(&auth, &asked, export(&books));
    }
    let pager = Pager::turn(&asked, language, &mut books, total, |last| (last.read_at.to_rfc3339(), last.id));
    let state = asked.one("state").unwrap_or_default();
    page::page(&Index {
        shell: Shell::new(&auth.seed, "property-books-title"),
        title: language.fill("property-books-count", &[("count", Hole::Number(total))]),
        station: asked.one("station").unwrap_or_default().to_owned(),
        states: with_any(language, BOOK_STATES.iter().map(|code| Choice::new(*code, state_word(language, code), state)).collect()),
        tags: asked.tags(BOOK_FILTERS, |key, value| if key == "state" { state_word(language, value) } else { value.to_owned() }),
        clear_url: asked.clear_url().to_owned(),
        new_url: if policy::may(&auth.actor, "property.import") { "/property-books/new".into() } else { String::new() },
        ignored: asked.ignored.clone(),
        columns: asked.columns(
            language,
            NO_SORT,
            &[
                ("property-book", ""),
                ("officer-station", ""),
                ("property-file", ""),
                ("property-read", ""),
                ("property-rows", ""),
                ("property-kept", ""),
                ("property-waiting", ""),
                ("property-quantity", ""),
            ],
        ),
        rows: books.iter().map(|book| row(language, book)).collect(),
        pager,
        is_filtered: asked.is_filtered(),
        csv_url: asked.export_url("csv"),
        xlsx_url: asked.export_url("xlsx"),
    })
}

fn state_word(language: Language, state: &str) -> String {
    language.t(&format!("property-state-{state}"))
}

fn row(language: Language, book: &Book) -> Row {
    Row {
        reference: book.reference.clone(),
        url: book.url(),
        station: book.station.clone(),
        file_name: book.file_name.clone(),
        read: time::z(book.read_at, language),
        rows: book.rows,
        kept: book.kept,
        waiting: book.refused + book.unnamed,
        quantity: book.quantity,
        is_voided: book.voided_at.is_some(),
    }
}

fn export(books: &[Book]) -> Table {
    let rows = books.iter().map(|book| {
        vec![
            book.reference.clone(),
            book.station.clone(),
            book.file_name.clone(),
            book.read_at.format("%Y-%m-%dT%H:%MZ").to_string(),
            book.rows.to_string(),
            book.kept.to_string(),
            book.refused.to_string(),
            book.unnamed.to_string(),
            book.quantity.to_string(),
            if book.voided_at.is_some() { "voided" } else { "kept" }.to_owned(),
        ]
    });
    let header = vec!["ref", "station", "file", "read_at", "rows", "kept", "refused", "unnamed", "quantity", "state"];
    Table { name: "property-books", header, rows: rows.collect() }
}

struct SheetLine {
    name: String,
    state: String,
    header_row: u32,
    rows: usize,
    waiting: usize,
    left_aside: usize,
    quantity: i64,
    is_read: bool,
}

struct TallyLine {
    words: String,
    url: String,
}

#[derive(Template)]
#[template(path = "property_books/show.html")]
struct Show {
    shell: Shell,
    reference: String,
    file_name: String,
    tabs: Vec<Tab>,
    is_voided: bool,
    facts: Vec<(String, String)>,
    sheets: Vec<SheetLine>,
    tallies: Vec<TallyLine>,
    items_url: String,
    void_url: String,
}

async fn show(mut auth: Authorized<ShowBook>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let tallies = queries::tallies(&mut tx, auth.target.id).await?;
    drop(tx);
    let (book, language) = (&auth.target, auth.language());
    let mut facts = vec![
        ("officer-station", book.station.clone()),
        ("property-read", time::z(book.read_at, language)),
        ("property-read-by", book.read_by.clone()),
        ("property-rows", book.rows.to_string()),
        ("property-kept", book.kept.to_string()),
        ("property-waiting", (book.refused + book.unnamed).to_string()),
        ("property-quantity", book.quantity.to_string()),
    ];
    if let Some(at) = book.voided_at {
        facts.push(("property-voided", format!("{} · {}", time::z(at, language), book.void_reason)));
    }
    let may_void = book.voided_at.is_none() && policy::decide(&auth.actor, "property.void", &book.facts(&auth.actor)) == Decision::Allow;
    page::page(&Show {
        shell: Shell::titled(&auth.seed, book.reference.clone()),
        reference: book.reference.clone(),
        file_name: book.file_name.clone(),
        tabs: tabs(language, book, "show"),
        is_voided: book.voided_at.is_some(),
        facts: facts.into_iter().map(|(key, value)| (language.t(key), value)).collect(),
        sheets: book.sheets.iter().map(|sheet| sheet_line(language, sheet)).collect(),
        tallies: tallies.iter().map(|(code, count)| tally(language, book, code, *count)).collect(),
        items_url: if book.voided_at.is_none() { format!("/property?book={}", book.reference) } else { String::new() },
        void_url: if may_void { format!("{}/void", book.url()) } else { String::new() },
    })
}

fn sheet_line(language: Language, sheet: &SheetFigures) -> SheetLine {
    SheetLine {
        name: if sheet.name.is_empty() { language.t("property-sheet-none") } else { sheet.name.clone() },
        state: language.t(&format!("property-sheet-{}", sheet.state.replace('_', "-"))),
        header_row: sheet.header_row,
        rows: sheet.rows,
        waiting: sheet.refused + sheet.unnamed,
        left_aside: sheet.titles + sheet.footers,
        quantity: sheet.quantity,
        is_read: sheet.state == "read",
    }
}

fn tally(language: Language, book: &Book, code: &str, count: i64) -> TallyLine {
    let words = language.t(&format!("property-code-{}", code.replace('_', "-")));
    TallyLine { words: format!("{count} × {words}"), url: format!("{}/remarks?code={code}", book.url()) }
}

/// A remark in the reader's language.
pub(super) fn words_of(language: Language, line: &queries::RemarkLine) -> String {
    sentence(language, &line.code, &line.value, line.earlier_row)
}

/// The tabs of a book.
pub(super) fn tabs(language: Language, book: &Book, current: &str) -> Vec<Tab> {
    [
        ("show", "property-tab-show", book.url()),
        ("remarks", "property-tab-remarks", format!("{}/remarks", book.url())),
        ("history", "history-title", format!("{}/history", book.url())),
    ]
    .into_iter()
    .map(|(name, key, url)| Tab { url, label: language.t(key), current: name == current })
    .collect()
}

async fn history(mut auth: Authorized<BookHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let book = &auth.target;
    let history = history::of(&mut tx, HistoryTable::PropertyBook, book.id).await?;
    let subject = Subject { reference: book.reference.clone(), url: book.url(), tabs: tabs(auth.language(), book, "history"), ..Subject::default() };
    answer(&auth, &mut tx, &subject, &history).await
}
