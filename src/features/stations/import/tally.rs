//! What became of each row, counted, with the first thousand remarks in words.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;

use super::Kind;
use crate::i18n::{Hole, Language};

/// Remarks that are listed; the counts are whole.
const LISTED: usize = 1_000;

/// What a file became.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    pub kind: &'static str,
    pub rows: usize,
    pub accepted: usize,
    pub unchanged: usize,
    pub quarantined: usize,
    /// Refused rows by code.
    pub by_code: BTreeMap<&'static str, usize>,
    /// Remarks about rows that were kept, by code.
    pub warnings: BTreeMap<&'static str, usize>,
    /// Refusals first, then remarks; the first thousand.
    pub details: Vec<Detail>,
}

/// A remark about a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Detail {
    pub row: u32,
    pub column: String,
    pub code: &'static str,
    pub message: String,
}

/// Counts while a file is read.
pub(super) struct Tally {
    kind: Kind,
    rows: usize,
    accepted: usize,
    unchanged: usize,
    refused: HashSet<u32>,
    by_code: BTreeMap<&'static str, usize>,
    warnings: BTreeMap<&'static str, usize>,
    refusals: Vec<Detail>,
    remarks: Vec<Detail>,
}

impl Tally {
    pub(super) fn new(kind: Kind, rows: usize) -> Self {
        Self {
            kind,
            rows,
            accepted: 0,
            unchanged: 0,
            refused: HashSet::new(),
            by_code: BTreeMap::new(),
            warnings: BTreeMap::new(),
            refusals: Vec::new(),
            remarks: Vec::new(),
        }
    }

    /// Refuses a row under the first code that applies.
    pub(super) fn refuse(&mut self, row: u32, column: &str, code: &'static str, value: &str) {
        if self.refused.insert(row) {
            *self.by_code.entry(code).or_default() += 1;
            push(&mut self.refusals, row, column, code, value);
        }
    }

    /// Says something about a row that is kept.
    pub(super) fn warn(&mut self, row: u32, column: &str, code: &'static str, value: &str) {
        *self.warnings.entry(code).or_default() += 1;
        push(&mut self.remarks, row, column, code, value);
    }

    /// A row that was kept, or that is there already.
    pub(super) fn keep(&mut self, is_new: bool) {
        if is_new {
            self.accepted += 1;
        } else {
            self.unchanged += 1;
        }
    }

    pub(super) fn report(mut self) -> Report {
        let room = LISTED.saturating_sub(self.refusals.len());
        self.refusals.extend(self.remarks.into_iter().take(room));
        Report {
            kind: self.kind.word(),
            rows: self.rows,
            accepted: self.accepted,
            unchanged: self.unchanged,
            quarantined: self.refused.len(),
            by_code: self.by_code,
            warnings: self.warnings,
            details: self.refusals,
        }
    }
}

fn push(list: &mut Vec<Detail>, row: u32, column: &str, code: &'static str, value: &str) {
    if list.len() >= LISTED {
        return;
    }
    let key = format!("places-import-{}", code.replace('_', "-"));
    let message = Language::English.fill(&key, &[("value", Hole::Text(value))]);
    list.push(Detail { row, column: column.to_owned(), code, message });
}
