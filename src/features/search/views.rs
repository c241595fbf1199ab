//! The page of results.

use askama::Template;

use crate::web::page::Shell;

/// What was found, kind by kind.
#[derive(Template)]
#[template(path = "search/show.html")]
pub struct SearchPage {
    pub shell: Shell,
    pub q: String,
    /// Why there is nothing to show; empty if there is.
    pub note: String,
    pub next: String,
    pub groups: Vec<Group>,
}

/// Hits of one kind.
pub struct Group {
    pub title: String,
    pub hits: Vec<HitLine>,
    /// Said when there are more than are shown.
    pub more: String,
}

/// One hit.
pub struct HitLine {
    pub url: String,
    pub reference: String,
    pub label: String,
    /// The level in force of an official.
    pub risk: Option<RiskLink>,
}

/// A level and the assessment that says so.
pub struct RiskLink {
    pub level: &'static str,
    pub word: String,
    pub url: String,
}
