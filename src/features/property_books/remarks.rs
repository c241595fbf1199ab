//! `/property-books/{ref}/remarks`: the rows of a book that were not taken over, by row and column.

use askama::Template;
use axum::response::Response;

use super::books::{NO_SORT, tabs, words_of};
use super::queries::{self, Book, RemarkLine};
use crate::actions;
use crate::authz::action::{Authorized, Format, Target};
use crate::authz::policy::{self, Decision};
use crate::authz::routes::Routes;
use crate::i18n::{Hole, Language};
use crate::web::error::Result;
use crate::web::list::{Asked, Column, FilterTag, Pager};
use crate::web::page::{self, Shell, Tab};
use crate::web::table::{self, Table};

actions! {
    /// Rows of a book that wait.
    ListRemarks: Get "/property-books/{ref}/remarks" => "property.show", Book, Quiet;
}

pub fn routes() -> Routes {
    Routes::default().list::<ListRemarks, _, _>(index)
}

const FILTERS: &[&str] = &["code", "state"];

struct Row {
    row: i32,
    sheet: String,
    column: String,
    words: String,
    settled: String,
    cells: String,
}

#[derive(Template)]
#[template(path = "property_books/remarks.html")]
struct Index {
    shell: Shell,
    reference: String,
    file_name: String,
    tabs: Vec<Tab>,
    title: String,
    tags: Vec<FilterTag>,
    ignored: Vec<String>,
    clear_url: String,
    settle_url: String,
    columns: Vec<Column>,
    rows: Vec<Row>,
    pager: Pager,
    csv_url: String,
    xlsx_url: String,
}

async fn index(mut auth: Authorized<ListRemarks>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), FILTERS);
    let language = auth.language();
    let mut tx = auth.read().await?;
    let (mut lines, total) = queries::remarks(&mut tx, auth.target.id, &asked, auth.format != Format::Page).await?;
    drop(tx);
    if auth.format != Format::Page {
        return table::answer(&auth, &asked, export(&auth.target, &lines));
    }
    let book = auth.target.id;
    let may_settle = auth.target.voided_at.is_none()
        && lines.iter().any(|line| line.settlement.is_empty())
        && policy::decide(&auth.actor, "property.settle", &auth.target.facts(&auth.actor)) == Decision::Allow;
    let pager = Pager::turn(&asked, language, &mut lines, total, |last| (last.number.to_string(), book));
    page::page(&Index {
        shell: Shell::titled(&auth.seed, auth.target.reference.clone()),
        reference: auth.target.reference.clone(),
        file_name: auth.target.file_name.clone(),
        tabs: tabs(language, &auth.target, "remarks"),
        title: language.fill("property-remarks-count", &[("count", Hole::Number(total))]),
        tags: asked.tags(FILTERS, |key, code| language.t(&format!("property-{key}-{}", code.replace('_', "-")))),
        settle_url: if may_settle { format!("{}/settle", auth.target.url()) } else { String::new() },
        ignored: asked.ignored.clone(),
        clear_url: asked.clear_url().to_owned(),
        columns: asked.columns(
            language,
            NO_SORT,
            &[
                ("property-remark-row", ""),
                ("property-sheet", ""),
                ("property-remark-column", ""),
                ("property-remark-words", ""),
                ("property-settlement", ""),
                ("property-remark-cells", ""),
            ],
        ),
        rows: lines.iter().map(|line| row(language, line)).collect(),
        pager,
        csv_url: asked.export_url("csv"),
        xlsx_url: asked.export_url("xlsx"),
    })
}

fn row(language: Language, line: &RemarkLine) -> Row {
    Row {
        row: line.row,
        sheet: line.sheet.clone(),
        column: line.column_name.clone(),
        words: words_of(language, line),
        settled: settled(language, line),
        cells: cells(language, line),
    }
}

/// What became of the row, by whom and why; empty while it waits.
fn settled(language: Language, line: &RemarkLine) -> String {
    if line.settlement.is_empty() {
        return String::new();
    }
    let what = language.t(&format!("property-settle-{}", line.settlement));
    format!("{what} · {} · {}", line.settled_by, line.settle_reason)
}

/// The cells of the row by their headings, on one line.
fn cells(language: Language, line: &RemarkLine) -> String {
    let cells = line.cells.as_object().into_iter().flatten();
    cells.map(|(heading, cell)| language.pair(heading, cell.as_str().unwrap_or_default())).collect::<Vec<_>>().join(" · ")
}

fn export(book: &Book, lines: &[RemarkLine]) -> Table {
    let rows = lines.iter().map(|line| {
        vec![
            format!("{}/{}", book.reference, line.number),
            line.sheet.clone(),
            line.row.to_string(),
            line.column_name.clone(),
            line.code.clone(),
            line.value.clone(),
            line.settlement.clone(),
            cells(Language::English, line),
        ]
    });
    Table { name: "property-remarks", header: vec!["ref", "sheet", "row", "column", "code", "value", "settlement", "cells"], rows: rows.collect() }
}
