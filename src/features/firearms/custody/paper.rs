//! `/custody/paper`: blank receipts to be filled by hand where there is no device. Each has a number of its own, under
//! which it is entered later, once, with both times.

use askama::Template;
use axum::response::Response;

use super::PrintBlanks;
use crate::authz::action::Authorized;
use crate::web::error::Result;
use crate::web::form::fresh_form_key;
use crate::web::list::Asked;
use crate::web::page::{self, Shell};

/// So many blanks if nobody says how many, and at most so many.
const USUAL: usize = 4;
const MOST: usize = 20;

#[derive(Template)]
#[template(path = "custody/blanks.html")]
struct Blanks {
    shell: Shell,
    paper: String,
    printed: String,
    numbers: Vec<String>,
}

/// A number that no other receipt has: drawn, because a counter would tell how many there are.
fn fresh_number() -> String {
    format!("PR-{}", fresh_form_key()[..8].to_uppercase())
}

pub async fn print(auth: Authorized<PrintBlanks>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["count"]);
    let count = asked.one("count").and_then(|text| text.parse().ok()).unwrap_or(USUAL).clamp(1, MOST);
    let title = auth.language().t("custody-blanks");
    let shell = Shell::paper(&auth.seed, &title, "/custody");
    page::page(&Blanks { shell, paper: title, printed: auth.seed.printed(), numbers: (0..count).map(|_| fresh_number()).collect() })
}
