//! Posted text to an officer's employment and languages, or errors beside the fields.

use chrono::NaiveDate;
use serde::Deserialize;

use super::employment::Employment;
use super::forms::at_most;
use super::model::{self, known};
use crate::i18n::Message;
use crate::web::error::Result;
use crate::web::form::FieldErrors;
use crate::web::time;

/// The form, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EmploymentForm {
    pub grade: String,
    pub organization: String,
    pub nationality: String,
    pub gender: String,
    pub entry_on_duty: String,
    pub contract_end: String,
    pub post_funded_until: String,
    pub position_occupied_since: String,
    pub version: String,
}

impl EmploymentForm {
    pub fn of(employment: &Employment) -> Self {
        let typed = |day: Option<NaiveDate>| day.map(time::typed_date).unwrap_or_default();
        Self {
            grade: employment.grade.clone(),
            organization: employment.organization.clone(),
            nationality: employment.nationality.clone(),
            gender: employment.gender.clone(),
            entry_on_duty: typed(employment.entry_on_duty),
            contract_end: typed(employment.contract_end),
            post_funded_until: typed(employment.post_funded_until),
            position_occupied_since: typed(employment.position_occupied_since),
            version: employment.version.to_string(),
        }
    }

    /// What was posted, understood. Everything may stay empty.
    pub fn draft(&self) -> Result<Employment> {
        let mut errors = FieldErrors::default();
        let mut day = |field: &'static str, text: &str| match text.trim() {
            "" => None,
            text => time::read_date(text).map_err(|message| errors.add(field, message)).ok(),
        };
        let entry_on_duty = day("entry_on_duty", &self.entry_on_duty);
        let contract_end = day("contract_end", &self.contract_end);
        let post_funded_until = day("post_funded_until", &self.post_funded_until);
        let position_occupied_since = day("position_occupied_since", &self.position_occupied_since);
        if entry_on_duty.zip(contract_end).is_some_and(|(entry, end)| end < entry) {
            errors.add("contract_end", Message::new("constraint-employment-contract-ends-after-entry"));
        }
        if entry_on_duty.zip(position_occupied_since).is_some_and(|(entry, since)| since < entry) {
            errors.add("position_occupied_since", Message::new("constraint-employment-position-after-entry"));
        }
        if !self.gender.is_empty() && known(model::GENDERS, &self.gender).is_none() {
            errors.add("gender", Message::new("field-not-a-choice"));
        }
        let grade = at_most(&mut errors, "grade", &self.grade, 20);
        let organization = at_most(&mut errors, "organization", &self.organization, 120);
        let nationality = at_most(&mut errors, "nationality", &self.nationality, 2).to_uppercase();
        let version = self.version.parse().unwrap_or(-1);
        errors.or(Employment {
            id: None,
            grade,
            organization,
            nationality,
            gender: self.gender.clone(),
            entry_on_duty,
            contract_end,
            post_funded_until,
            position_occupied_since,
            version,
        })
    }
}

/// A rating of a language, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SkillForm {
    pub language: String,
    pub reading: String,
    pub writing: String,
    pub speaking: String,
    pub understanding: String,
}

impl SkillForm {
    pub fn ratings(&self) -> [(&'static str, &'static str, &str); 4] {
        [
            ("reading", "language-skill-reading", &self.reading),
            ("writing", "language-skill-writing", &self.writing),
            ("speaking", "language-skill-speaking", &self.speaking),
            ("understanding", "language-skill-understanding", &self.understanding),
        ]
    }

    /// The code of the language and its four ratings.
    pub fn draft(&self) -> Result<(&'static str, [&'static str; 4])> {
        let mut errors = FieldErrors::default();
        let mut choice = |field: &'static str, list: &[&'static str], posted: &str| {
            known(list, posted.trim()).unwrap_or_else(|| {
                errors.add(field, Message::new(if posted.is_empty() { "field-required" } else { "field-not-a-choice" }));
                ""
            })
        };
        let language = choice("language", model::LANGUAGES, &self.language);
        let ratings = self.ratings().map(|(field, _, posted)| choice(field, model::RATINGS, posted));
        errors.or((language, ratings))
    }
}
