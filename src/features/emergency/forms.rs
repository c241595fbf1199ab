//! What opens a reading, as posted: which record, why, in a sentence; for whom, if a watch opens it.

use crate::features::principals::EMERGENCIES;
use crate::i18n::Message;
use crate::web::error::Result;
use crate::web::form::{FieldErrors, Form};

/// What a rescuer knows.
pub const KNOWN: &[&str] = &["codename", "office", "flight", "plate", "phone", "place"];
/// Fewest letters of the sentence and of a search.
pub const FEWEST: usize = 3;

/// A reading as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// `P-7K3FA` or `M-26-7K3FA`.
    pub record: String,
    pub reason: &'static str,
    pub sentence: String,
    /// Sign-in name of the reader; empty for oneself.
    pub reader: String,
}

/// What was posted, or what is missing.
pub fn opening(form: &Form) -> Result<Opening> {
    let mut errors = FieldErrors::default();
    let text = |name: &str| form.text(name).trim().to_owned();
    let reason = EMERGENCIES.iter().map(|(code, _)| *code).find(|known| *known == form.text("reason"));
    if reason.is_none() {
        errors.add("reason", Message::new("field-required"));
    }
    let sentence = text("sentence");
    if sentence.chars().count() < 5 {
        errors.add("sentence", Message::new("emergency-say-why"));
    } else if sentence.chars().count() > 300 {
        errors.add("sentence", Message::new("field-too-long").with("limit", "300"));
    }
    let record = text("record").to_uppercase();
    if record.is_empty() || record.len() > 20 {
        errors.add("record", Message::new("emergency-record-unknown"));
    }
    errors.or(Opening { record, reason: reason.unwrap_or_default(), sentence, reader: text("reader").to_lowercase() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::web::error::AppError;

    #[test]
    fn each_field_says_what_is_wrong() {
        let form =
            |pairs: &[(&str, &str)]| Form::from_fields(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(), Vec::new());
        for (pairs, field) in [
            (vec![("record", "P-1"), ("sentence", "Shots at the convoy")], "reason"),
            (vec![("record", "P-1"), ("reason", "attack"), ("sentence", "no")], "sentence"),
            (vec![("reason", "attack"), ("sentence", "Shots at the convoy")], "record"),
        ] {
            let Err(AppError::Invalid(errors)) = opening(&form(&pairs)) else { panic!("{field} was accepted") };
            assert!(!errors.of(field, Language::English).is_empty(), "{field}");
        }
        assert_eq!(opening(&form(&[("record", "p-1"), ("reason", "attack"), ("sentence", "Shots at the convoy")])).unwrap().record, "P-1");
    }
}
