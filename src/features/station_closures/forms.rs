//! Posted text to a closing, or errors beside the fields.

use serde::Deserialize;

use crate::features::people::required;
use crate::web::error::Result;
use crate::web::form::FieldErrors;

/// Why a station closes and the paper that says so, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AskForm {
    pub reason: String,
    pub document: String,
}

impl AskForm {
    /// Reason and document.
    pub fn draft(&self) -> Result<(String, String)> {
        let mut errors = FieldErrors::default();
        let reason = required(&mut errors, "reason", &self.reason, 1000);
        let document = required(&mut errors, "document", &self.document, 160);
        errors.or((reason, document))
    }
}

/// The decision, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DecisionForm {
    pub version: String,
}

/// Why it is taken back, or the station opened again, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EndForm {
    pub end_reason: String,
    pub version: String,
}

impl EndForm {
    pub fn draft(&self) -> Result<String> {
        let mut errors = FieldErrors::default();
        let reason = required(&mut errors, "end_reason", &self.end_reason, 1000);
        errors.or(reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closing_and_its_end_have_reasons() {
        assert!(AskForm { reason: "The mission ends".into(), document: "Decision 4".into() }.draft().is_ok());
        assert!(AskForm { reason: " ".into(), document: "Decision 4".into() }.draft().is_err());
        assert!(AskForm { reason: "The mission ends".into(), document: String::new() }.draft().is_err());
        assert!(EndForm { end_reason: String::new(), version: "1".into() }.draft().is_err());
    }
}
