//! The risk matrix: data with versions, shown as a table. `/risk-matrix` shows it alone, with its rule.

use askama::Template;
use axum::response::Response;

use super::levels::Mark;
use super::queries::{self, MatrixCell};
use super::views::mark;
use crate::actions;
use crate::authz::action::{Authorized, Collection};
use crate::authz::routes::Routes;
use crate::i18n::{Hole, Language};
use crate::web::error::Result;
use crate::web::page::{self, Shell};

actions! {
    /// The matrix in use.
    ShowMatrix: Get "/risk-matrix" => "risk.list", Collection, Quiet;
}

/// Route of the page.
pub fn routes() -> Routes {
    Routes::default().get::<ShowMatrix, _, _>(show)
}

/// One cell: level, and how many threats stand there.
pub struct Cell {
    pub mark: Mark,
    pub count: String,
}

/// One row: a likelihood.
pub struct MatrixRow {
    pub label: String,
    pub cells: Vec<Cell>,
}

/// The matrix with counts.
pub struct Matrix {
    pub title: String,
    pub rule: String,
    pub impacts: Vec<String>,
    pub rows: Vec<MatrixRow>,
}

impl Matrix {
    /// The matrix with the threats that stand at these likelihoods and impacts.
    pub fn new(language: Language, title: String, version: i32, cells: &[MatrixCell], placed: &[(i32, i32)]) -> Self {
        let label = |of: &str, n: i32| format!("{n} {}", language.t(&format!("risk-{of}-{n}")));
        let row = |likelihood: i32| MatrixRow {
            label: label("likelihood", likelihood),
            cells: (1..=5)
                .map(|impact| {
                    let level = cells.iter().find(|cell| cell.likelihood == likelihood && cell.impact == impact).map_or("", |cell| cell.level.as_str());
                    let count = placed.iter().filter(|at| **at == (likelihood, impact)).count() as i64;
                    let count = if count == 0 { String::new() } else { language.fill("risk-matrix-threats", &[("count", Hole::Number(count))]) };
                    Cell { mark: mark(language, level), count }
                })
                .collect(),
        };
        Self {
            title,
            rule: language.fill("risk-matrix-rule", &[("version", Hole::Number(version.into()))]),
            impacts: (1..=5).map(|impact| label("impact", impact)).collect(),
            rows: (1..=5).rev().map(row).collect(),
        }
    }
}

#[derive(Template)]
#[template(path = "risk/matrix.html")]
struct Page {
    shell: Shell,
    matrix: Matrix,
    source: String,
}

async fn show(mut auth: Authorized<ShowMatrix>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let version = queries::newest_matrix(&mut tx).await?;
    let cells = queries::matrix(&mut tx, version).await?;
    let language = auth.language();
    let source = cells.first().map(|cell| cell.source.clone()).unwrap_or_default();
    page::page(&Page {
        shell: Shell::new(&auth.seed, "risk-matrix-title"),
        matrix: Matrix::new(language, language.t("risk-matrix-title"), version, &cells, &[]),
        source: language.fill("risk-matrix-source", &[("source", Hole::Text(&source))]),
    })
}
