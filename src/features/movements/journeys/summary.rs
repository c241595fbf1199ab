//! The answer to an import in numbers and in sentences, as page and command show it.

use std::collections::{BTreeMap, BTreeSet};

use super::fields::{Field, Kind};
use super::refusals::Refusal;
use super::trial::Trial;
use super::warnings::Warning;

/// One thing said about one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    pub row: u32,
    /// Heading of the column to look at, as the file has it.
    pub column: String,
    pub code: &'static str,
    /// For a page that says it in another language.
    pub args: Vec<(&'static str, String)>,
    /// English.
    pub message: String,
}

impl Trial {
    /// Rows in quarantine by code; only codes that occurred.
    pub fn by_code(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        for refused in &self.refused {
            *counts.entry(refused.refusal.code()).or_insert(0) += 1;
        }
        counts
    }

    /// Accepted rows by the warnings they carry; a row counts once for a code.
    pub fn warnings(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        for accepted in &self.accepted {
            let codes: BTreeSet<&str> = accepted.warnings.iter().map(Warning::code).collect();
            for code in codes {
                *counts.entry(code).or_insert(0) += 1;
            }
        }
        counts
    }

    /// What is said about rows: refusals in order of the file, then warnings in order of the
    /// file, so that a long list of warnings never hides a refusal.
    pub fn details(&self, limit: usize) -> Vec<Detail> {
        let mut details: Vec<Detail> = self.refused.iter().take(limit).map(|refused| self.refused_detail(refused.row, &refused.refusal)).collect();
        let mut warned: Vec<_> = self.accepted.iter().filter(|accepted| !accepted.warnings.is_empty()).collect();
        warned.sort_by_key(|accepted| accepted.row);
        for accepted in warned {
            if details.len() >= limit {
                break;
            }
            let said = accepted.warnings.iter().map(|warning| self.warning_detail(accepted.row, warning));
            details.extend(said);
        }
        details.truncate(limit);
        details
    }

    /// What is said about one refused row.
    pub fn refused_detail(&self, row: u32, refusal: &Refusal) -> Detail {
        let column = self.columns.heading(refusal.field()).to_owned();
        let message = refusal.sentence(&column);
        Detail { row, code: refusal.code(), args: refusal.args(), message, column }
    }

    /// What is said about one accepted row.
    pub fn warning_detail(&self, row: u32, warning: &Warning) -> Detail {
        let last_day = match self.kind() {
            Kind::Legs if self.columns.position(Field::Arrives).is_some() => Field::Arrives,
            Kind::Legs => Field::Departs,
            Kind::Stays => Field::ToDate,
        };
        let column = self.columns.heading(warning.field(last_day)).to_owned();
        Detail { row, column, code: warning.code(), args: warning.args(), message: warning.sentence() }
    }
}
