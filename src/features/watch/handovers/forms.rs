//! Posted text to drafts.

use chrono::Duration;
use serde::Deserialize;

use crate::i18n::Message;
use crate::web::error::Result;
use crate::web::form::FieldErrors;

/// Longest text of open points or of a note.
const TEXT_LIMIT: usize = 8_000;
/// Lengths of a watch that are offered, in hours.
pub const HOURS: [i64; 4] = [4, 8, 12, 24];

/// A watch to begin.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BeginForm {
    /// `station:GOM`.
    pub scope: String,
    /// 4, 8, 12 or 24.
    pub hours: String,
}

/// What was understood of it.
#[derive(Debug, Clone)]
pub struct BeginDraft {
    pub scope_kind: String,
    pub scope_code: String,
    pub lasts: Duration,
}

impl BeginForm {
    /// Understands the form.
    pub fn draft(&self) -> Result<BeginDraft> {
        let mut errors = FieldErrors::default();
        let (kind, code) = self.scope.split_once(':').unwrap_or_default();
        if kind.is_empty() {
            errors.add("scope", Message::new("field-required"));
        }
        let lasts = hours(&self.hours, &mut errors);
        errors.or(BeginDraft { scope_kind: kind.to_owned(), scope_code: code.to_owned(), lasts })
    }
}

/// A handover to offer.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OfferForm {
    /// Reference of the watch.
    pub turn: String,
    /// What the next person must know.
    pub open_points: String,
}

impl OfferForm {
    /// The open points, checked.
    pub fn draft(&self) -> Result<String> {
        let mut errors = FieldErrors::default();
        let text = bounded("open_points", &self.open_points, &mut errors);
        if text.is_empty() {
            errors.add("open_points", Message::new("handovers-points-required"));
        }
        errors.or(text)
    }
}

/// The second signature.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SignForm {
    /// What the incoming person adds.
    pub note: String,
    /// 4, 8, 12 or 24.
    pub hours: String,
}

/// What was understood of it.
#[derive(Debug, Clone)]
pub struct SignDraft {
    pub note: String,
    pub lasts: Duration,
}

impl SignForm {
    /// Understands the form.
    pub fn draft(&self) -> Result<SignDraft> {
        let mut errors = FieldErrors::default();
        let note = bounded("note", &self.note, &mut errors);
        let lasts = hours(&self.hours, &mut errors);
        errors.or(SignDraft { note, lasts })
    }
}

fn bounded(field: &'static str, text: &str, errors: &mut FieldErrors) -> String {
    if text.chars().count() > TEXT_LIMIT {
        errors.add(field, Message::new("field-too-long").with("limit", TEXT_LIMIT.to_string()));
    }
    text.trim().to_owned()
}

fn hours(text: &str, errors: &mut FieldErrors) -> Duration {
    match text.parse::<i64>().ok().filter(|hours| HOURS.contains(hours)) {
        Some(hours) => Duration::hours(hours),
        None => {
            errors.add("hours", Message::new("field-not-a-choice"));
            Duration::zero()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_watch_has_a_scope_and_one_of_four_lengths() {
        let good = BeginForm { scope: "station:GOM".into(), hours: "8".into() };
        assert_eq!(good.draft().unwrap().lasts, Duration::hours(8));
        assert!(BeginForm { scope: "global:".into(), hours: "12".into() }.draft().is_ok());
        for bad in
            [BeginForm { scope: String::new(), ..good.clone() }, BeginForm { hours: "9".into(), ..good.clone() }, BeginForm { hours: "x".into(), ..good }]
        {
            assert!(bad.draft().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn open_points_are_there_and_not_endless() {
        assert!(OfferForm { turn: "W-1".into(), open_points: "  ".into() }.draft().is_err());
        assert!(OfferForm { turn: "W-1".into(), open_points: "x".repeat(8_001) }.draft().is_err());
        assert_eq!(OfferForm { turn: "W-1".into(), open_points: " none ".into() }.draft().unwrap(), "none");
    }
}
