//! Posted text to interim protection.

use serde::Deserialize;

use super::super::forms::one_of;
use super::super::model::LEVELS;
use crate::features::people::required;
use crate::web::error::Result;
use crate::web::form::FieldErrors;

/// The page that protects now, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct InterimForm {
    pub official: String,
    pub station: String,
    pub threat: String,
    pub level: String,
    pub posture: String,
}

/// What is started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InterimDraft {
    pub official: String,
    pub station: String,
    pub threat: String,
    pub level: String,
    pub posture: String,
}

impl InterimForm {
    /// What was posted, understood.
    pub fn draft(&self, postures: &[String]) -> Result<InterimDraft> {
        let mut errors = FieldErrors::default();
        let official = required(&mut errors, "official", &self.official, 120);
        let station = required(&mut errors, "station", &self.station, 3).to_uppercase();
        let threat = required(&mut errors, "threat", &self.threat, 2000);
        let level = one_of(&mut errors, "level", LEVELS.iter().copied(), &self.level).to_owned();
        let posture = one_of(&mut errors, "posture", postures.iter().map(String::as_str), &self.posture).to_owned();
        errors.or(InterimDraft { official, station, threat, level, posture })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::web::error::AppError;

    #[test]
    fn each_field_says_what_is_wrong() {
        let Err(AppError::Invalid(errors)) = InterimForm::default().draft(&["P4".to_owned()]) else { panic!("it was accepted") };
        for field in ["official", "station", "threat", "level", "posture"] {
            assert!(!errors.of(field, Language::English).is_empty(), "{field}");
        }
    }
}
