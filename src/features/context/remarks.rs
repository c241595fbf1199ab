//! `/context/{ref}/remarks`: what could not be read of a file or was read with a remark, by row and column.

use askama::Template;
use axum::response::Response;

use super::import::sentence;
use super::queries::{self, RemarkLine, Set};
use super::sets::{ignored, tabs};
use crate::actions;
use crate::authz::action::{Authorized, Format};
use crate::authz::routes::Routes;
use crate::i18n::{Hole, Language};
use crate::web::error::Result;
use crate::web::list::{Asked, Column, EXPORT, FilterTag, PAGE, Pager};
use crate::web::page::{self, Shell, Tab};
use crate::web::table::{self, Table};

actions! {
    /// Remarks about a file.
    ListRemarks: Get "/context/{ref}/remarks" => "context.show", Set, Quiet;
}

pub fn routes() -> Routes {
    Routes::default().list::<ListRemarks, _, _>(index)
}

const FILTERS: &[&str] = &["code"];

struct Line {
    row: i32,
    column: String,
    words: String,
    is_refused: bool,
}

#[derive(Template)]
#[template(path = "context/remarks.html")]
struct RemarksPage {
    shell: Shell,
    reference: String,
    kind: String,
    tabs: Vec<Tab>,
    title: String,
    tags: Vec<FilterTag>,
    ignored: String,
    clear_url: String,
    columns: Vec<Column>,
    rows: Vec<Line>,
    pager: Pager,
    csv_url: String,
    xlsx_url: String,
}

async fn index(mut auth: Authorized<ListRemarks>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), FILTERS);
    let language = auth.language();
    let codes = asked.all("code");
    let mut tx = auth.read().await?;
    if auth.format != Format::Page {
        let (remarks, _) = queries::remarks(&mut tx, auth.target.id, &codes, None, EXPORT + 1).await?;
        return table::answer(&auth, &asked, export(&auth.target, &remarks));
    }
    let after = asked.after().filter(|(_, id)| *id == auth.target.id).and_then(|(number, _)| number.parse().ok());
    let (mut remarks, total) = queries::remarks(&mut tx, auth.target.id, &codes, after, PAGE + 1).await?;
    drop(tx);
    let has_more = remarks.len() as i64 > PAGE;
    remarks.truncate(PAGE as usize);
    let next = remarks.last().filter(|_| has_more).map(|last| asked.next_url(&last.number.to_string(), auth.target.id));
    page::page(&RemarksPage {
        reference: auth.target.reference.clone(),
        kind: language.t(&format!("context-kind-{}", auth.target.kind)),
        tabs: tabs(language, &auth.target, "remarks"),
        title: language.fill("context-remarks-count", &[("count", Hole::Number(total))]),
        tags: codes.iter().map(|code| FilterTag { label: sentence(language, code, "…"), remove_url: asked.without("code", code) }).collect(),
        ignored: ignored(&asked, language),
        clear_url: asked.clear_url().to_owned(),
        columns: ["row", "column", "remark", "kept"]
            .into_iter()
            .map(|key| Column { label: language.t(&format!("context-remark-col-{key}")), ..Column::default() })
            .collect(),
        pager: Pager {
            next,
            first: asked.one("after").map(|_| asked.without("after", "")),
            shown: language.fill("rows-shown", &[("count", Hole::Number(remarks.len() as i64))]),
        },
        rows: remarks.iter().map(|remark| line(language, remark)).collect(),
        csv_url: asked.export_url("csv"),
        xlsx_url: asked.export_url("xlsx"),
        shell: Shell::titled(&auth.seed, auth.target.reference.clone()),
    })
}

fn line(language: Language, remark: &RemarkLine) -> Line {
    Line { row: remark.row, column: remark.column_name.clone(), words: sentence(language, &remark.code, &remark.value), is_refused: remark.is_refused }
}

fn export(set: &Set, remarks: &[RemarkLine]) -> Table {
    let rows = remarks.iter().map(|remark| {
        vec![
            format!("{}/{}", set.reference, remark.number),
            remark.row.to_string(),
            remark.column_name.clone(),
            remark.code.clone(),
            remark.value.clone(),
            if remark.is_refused { "refused" } else { "kept" }.to_owned(),
        ]
    });
    Table { name: "context-remarks", header: vec!["ref", "row", "column", "code", "value", "outcome"], rows: rows.collect() }
}
