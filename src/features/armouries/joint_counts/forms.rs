//! Posted text to a joint count, or errors beside the fields.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::queries::{Lying, LyingRounds};
use crate::features::people::{at_most, required};
use crate::i18n::Message;
use crate::web::error::Result;
use crate::web::form::FieldErrors;

/// The form of a joint count, as posted: references of weapons that were seen, lots beside the rounds found of each.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CountForm {
    pub seen: Vec<String>,
    pub lot: Vec<String>,
    pub found: Vec<String>,
    pub unexpected: String,
    pub remark: String,
}

/// What was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountDraft {
    pub seen: Vec<String>,
    pub found: BTreeMap<String, i32>,
    pub unexpected: String,
    pub remark: String,
}

impl CountForm {
    /// What was typed for a lot.
    pub fn typed(&self, lot: &str) -> &str {
        self.lot.iter().position(|one| one == lot).and_then(|at| self.found.get(at)).map_or("", String::as_str)
    }

    /// What was counted, against what should lie there. Every lot is counted; a difference is named.
    pub fn draft(&self, weapons: &[Lying], rounds: &[LyingRounds]) -> Result<CountDraft> {
        let mut errors = FieldErrors::default();
        let mut found = BTreeMap::new();
        let mut differs = weapons.iter().any(|one| !self.seen.contains(&one.reference));
        for one in rounds {
            let typed: String = self.typed(&one.reference).chars().filter(|c| !c.is_whitespace()).collect();
            match typed.parse::<i32>() {
                Ok(count) if count >= 0 => {
                    differs |= i64::from(count) != one.quantity;
                    found.insert(one.reference.clone(), count);
                }
                _ => errors.add(format!("found-{}", one.reference), Message::new("joint-count-number")),
            }
        }
        let unexpected = at_most(&mut errors, "unexpected", &self.unexpected, 1000);
        let remark = at_most(&mut errors, "remark", &self.remark, 1000);
        if (differs || !unexpected.is_empty()) && errors.is_empty() && remark.chars().count() < 10 {
            errors.add("remark", Message::new("constraint-joint-count-difference-is-named"));
        }
        errors.or(CountDraft { seen: self.seen.clone(), found, unexpected, remark })
    }
}

/// A reason, and the version it was written on.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReasonForm {
    pub reason: String,
    pub version: String,
}

impl ReasonForm {
    /// The reason.
    pub fn reason(&self) -> Result<String> {
        let mut errors = FieldErrors::default();
        let reason = required(&mut errors, "reason", &self.reason, 300);
        errors.or(reason)
    }

    /// The version it was written on.
    pub fn version(&self) -> i32 {
        self.version.parse().unwrap_or_default()
    }
}
