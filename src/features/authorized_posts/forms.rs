//! Posted text to a post, to who fills it, to a minimum, or errors beside the fields.

use chrono::{Days, NaiveDate};
use serde::Deserialize;

use super::model::{self, Minimum};
use super::queries::Post;
use crate::features::people::{CATEGORIES, DUTY_ROLES, at_most, required};
use crate::features::requirements::{one_of, read_day};
use crate::i18n::Message;
use crate::web::error::Result;
use crate::web::form::FieldErrors;
use crate::web::time;

/// The form of a post, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PostForm {
    /// Code of the station; only asked of a new post.
    pub station: String,
    pub number: String,
    pub title: String,
    pub duty_role: String,
    pub category: String,
    pub grade: String,
    pub funded_until: String,
    pub version: String,
}

/// A post as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostDraft {
    pub station: String,
    pub number: String,
    pub title: String,
    pub duty_role: String,
    pub category: String,
    pub grade: String,
    /// None: nobody said until when.
    pub funded_until: Option<NaiveDate>,
    pub version: i32,
}

impl PostForm {
    /// The form filled from the record.
    pub fn of(post: &Post) -> Self {
        Self {
            station: post.station.clone(),
            number: post.number.clone(),
            title: post.title.clone(),
            duty_role: post.duty_role.clone(),
            category: post.category.clone(),
            grade: post.grade.clone(),
            funded_until: post.funded_until.map(time::typed_date).unwrap_or_default(),
            version: post.version.to_string(),
        }
    }

    /// What was posted, understood.
    pub fn draft(&self) -> Result<PostDraft> {
        let mut errors = FieldErrors::default();
        let station = required(&mut errors, "station", &self.station, 3).to_uppercase();
        let number = required(&mut errors, "number", &self.number, 30).to_uppercase();
        if !number.is_empty() && !model::is_post_number(&number) {
            errors.add("number", Message::new("constraint-authorized-post-number-shape"));
        }
        let title = required(&mut errors, "title", &self.title, 120);
        let duty_role = one_of(&mut errors, "duty_role", DUTY_ROLES.iter().copied(), &self.duty_role).to_owned();
        let category = one_of(&mut errors, "category", CATEGORIES.iter().copied(), &self.category).to_owned();
        let grade = at_most(&mut errors, "grade", &self.grade, 20);
        let funded_until = if self.funded_until.trim().is_empty() { None } else { Some(read_day(&mut errors, "funded_until", &self.funded_until)) };
        let version = self.version.parse().unwrap_or_default();
        errors.or(PostDraft { station, number, title, duty_role, category, grade, funded_until, version })
    }
}

/// Who fills a post, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OfficerForm {
    pub officer: String,
    pub since: String,
    pub version: String,
}

impl OfficerForm {
    /// Reference of the officer and the first day. It may have begun already elsewhere.
    pub fn draft(&self, today: NaiveDate) -> Result<(String, NaiveDate)> {
        let mut errors = FieldErrors::default();
        let officer = required(&mut errors, "officer", &self.officer, 20);
        let since = read_day(&mut errors, "since", &self.since);
        if since > today + Days::new(1) {
            errors.add("since", Message::new("constraint-post-filled-by-now"));
        }
        errors.or((officer, since))
    }
}

/// Only a version, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VersionForm {
    pub version: String,
}

/// Why a post is abolished, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AbolitionForm {
    pub reason: String,
    pub version: String,
}

impl AbolitionForm {
    pub fn draft(&self) -> Result<String> {
        let mut errors = FieldErrors::default();
        let reason = required(&mut errors, "reason", &self.reason, 400);
        errors.or(reason)
    }
}

/// A minimum strength, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StrengthForm {
    pub armed: String,
    pub unarmed: String,
    pub document: String,
    pub version: String,
}

/// A minimum strength as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StrengthDraft {
    pub minimum: Minimum,
    pub document: String,
    /// Nought: none was set before.
    pub version: i32,
}

impl StrengthForm {
    pub fn draft(&self) -> Result<StrengthDraft> {
        let mut errors = FieldErrors::default();
        let mut count = |field: &'static str, text: &str| match text.trim().parse::<i32>() {
            Ok(number) if (0..1000).contains(&number) => number,
            _ => {
                let key = if text.trim().is_empty() { "field-required" } else { "strength-a-count" };
                errors.add(field, Message::new(key));
                0
            }
        };
        let minimum = Minimum { armed: count("armed", &self.armed), unarmed: count("unarmed", &self.unarmed) };
        let document = required(&mut errors, "document", &self.document, 160);
        errors.or(StrengthDraft { minimum, document, version: self.version.parse().unwrap_or_default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::web::error::AppError;

    #[test]
    fn a_post_needs_its_number_title_role_and_category() {
        let good = || PostForm {
            station: "gom".into(),
            number: "s-25-019".into(),
            title: "Close protection officer".into(),
            duty_role: "cp_officer".into(),
            category: "FS".into(),
            ..PostForm::default()
        };
        let draft = good().draft().expect("good");
        assert_eq!((draft.station.as_str(), draft.number.as_str(), draft.funded_until), ("GOM", "S-25-019", None));
        for (form, field) in [
            (PostForm { station: String::new(), ..good() }, "station"),
            (PostForm { number: "S 25".into(), ..good() }, "number"),
            (PostForm { title: " ".into(), ..good() }, "title"),
            (PostForm { duty_role: "pilot".into(), ..good() }, "duty_role"),
            (PostForm { category: "X".into(), ..good() }, "category"),
            (PostForm { grade: "g".repeat(21), ..good() }, "grade"),
            (PostForm { funded_until: "soon".into(), ..good() }, "funded_until"),
        ] {
            let Err(AppError::Invalid(errors)) = form.draft() else { panic!("{field} was accepted") };
            assert!(!errors.of(field, Language::English).is_empty(), "{field}");
        }
    }

    #[test]
    fn a_minimum_is_two_counts_and_a_paper() {
        let good = || StrengthForm { armed: "3".into(), unarmed: "2".into(), document: "Security plan".into(), version: String::new() };
        assert_eq!(good().draft().expect("good").minimum.total(), 5);
        for (form, field) in [
            (StrengthForm { armed: "-1".into(), ..good() }, "armed"),
            (StrengthForm { unarmed: "1000".into(), ..good() }, "unarmed"),
            (StrengthForm { armed: "many".into(), ..good() }, "armed"),
            (StrengthForm { document: String::new(), ..good() }, "document"),
        ] {
            let Err(AppError::Invalid(errors)) = form.draft() else { panic!("{field} was accepted") };
            assert!(!errors.of(field, Language::English).is_empty(), "{field}");
        }
    }

    #[test]
    fn nobody_fills_a_post_in_advance() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let form = |since: &str| OfficerForm { officer: "O-1".into(), since: since.into(), version: "1".into() };
        assert!(form("23-Nov-2026").draft(today).is_ok());
        assert!(form("24-Nov-2026").draft(today).is_err());
    }
}
