//! `/officers/employment`: until when officers work and what languages they have, as a list that goes out and comes back.

use askama::Template;
use axum::response::Response;

use super::employment::name_of;
use super::employment_sheet::{self as sheet, Line};
use super::model;
use super::queries::{self, OfficerHit};
use super::views::{tags, with_any, word_choices};
use crate::actions;
use crate::authz::action::{Authorized, Collection, Format};
use crate::authz::actor::Actor;
use crate::authz::policy;
use crate::authz::routes::Routes;
use crate::i18n::{Hole, Language};
use crate::web::error::Result;
use crate::web::form::Choice;
use crate::web::list::{Asked, Column, FilterTag, Pager, Sort};
use crate::web::page::{self, Seed, Shell};
use crate::web::sheet as web_sheet;
use crate::web::table;
use crate::web::time;

actions! {
    /// Employment and languages of the officers of one's scope.
    ListEmployment: Get "/officers/employment" => "employment.list", Collection, Quiet;
}

/// `/officers/employment`.
pub fn routes() -> Routes {
    Routes::default().list::<ListEmployment, _, _>(index)
}

/// Filters, in the order of the page.
const FILTERS: &[&str] = &["q", "station", "speaks", "ends"];
/// What the list sorts by.
const SORTS: &[&str] = &["name", "ref", "station"];

async fn index(mut auth: Authorized<ListEmployment>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), FILTERS);
    let mut tx = auth.read().await?;
    let sort = asked.sort(SORTS);
    let is_page = auth.format == Format::Page;
    let (hits, total) = queries::list(&mut tx, &asked, sort, !is_page).await?;
    let order: Vec<String> = hits.iter().map(|hit| hit.reference.clone()).collect();
    if !is_page {
        let records = sheet::records(&mut tx, &order).await?;
        return table::answer(&auth, &asked, web_sheet::table("employment", sheet::COLUMNS, &order, records));
    }
    let lines = sheet::lines(&mut tx, &order).await?;
    page::page(&Index::new(&auth.seed, &auth.actor, &asked, sort, (hits, total), &lines))
}

struct Row {
    reference: String,
    url: String,
    name: String,
    station: String,
    contract_end: String,
    post_funded_until: String,
    grade: String,
    languages: String,
}

#[derive(Template)]
#[template(path = "people/employment_list.html")]
struct Index {
    shell: Shell,
    title: String,
    q: String,
    station: String,
    languages: Vec<Choice>,
    ends: Vec<Choice>,
    tags: Vec<FilterTag>,
    clear_url: String,
    ignored: Vec<String>,
    columns: Vec<Column>,
    rows: Vec<Row>,
    pager: Pager,
    is_filtered: bool,
    csv_url: String,
    xlsx_url: String,
    workbook_url: String,
}

impl Index {
    fn new(seed: &Seed, actor: &Actor, asked: &Asked, sort: Sort, (mut hits, total): (Vec<OfficerHit>, i64), lines: &[Line]) -> Self {
        let language = seed.language;
        let one = |key: &str| asked.one(key).unwrap_or_default();
        let pager = Pager::turn(asked, language, &mut hits, total, |last| (queries::sort_value(last, sort).to_string(), last.id));
        Self {
            shell: Shell::new(seed, "employments-title"),
            title: language.fill("employments-count", &[("count", Hole::Number(total))]),
            q: one("q").to_owned(),
            station: one("station").to_owned(),
            languages: with_any(language, word_choices(language, "language-skill-language", model::LANGUAGES, one("speaks"))),
            ends: with_any(language, word_choices(language, "employment-ends", queries::ENDS, one("ends"))),
            tags: tags(language, asked),
            clear_url: asked.clear_url().to_owned(),
            ignored: asked.ignored.clone(),
            columns: asked.columns(
                language,
                sort,
                &[
                    ("officer-ref", "ref"),
                    ("officer-name", "name"),
                    ("officer-station", "station"),
                    ("employment-contract-end", ""),
                    ("employment-post-funded-until", ""),
                    ("employment-grade", ""),
                    ("language-title", ""),
                ],
            ),
            pager,
            rows: hits.iter().filter_map(|hit| lines.iter().find(|line| line.reference == hit.reference)).map(|line| row(language, line)).collect(),
            is_filtered: asked.is_filtered(),
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
            workbook_url: if policy::may(actor, "employment.edit") { "/workbooks/new?list=employment".into() } else { String::new() },
        }
    }
}

fn row(language: Language, line: &Line) -> Row {
    let names = line.languages.iter().map(|part| name_of(language, part.split(':').next().unwrap_or_default()));
    Row {
        url: format!("/officers/{}/employment", line.reference),
        reference: line.reference.clone(),
        name: line.name.clone(),
        station: line.station.clone(),
        contract_end: line.contract_end.map(time::typed_date).unwrap_or_default(),
        post_funded_until: line.post_funded_until.map(time::typed_date).unwrap_or_default(),
        grade: line.grade.clone(),
        languages: names.collect::<Vec<_>>().join(", "),
    }
}
