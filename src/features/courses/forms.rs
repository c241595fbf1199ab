//! Posted text to a course, or errors beside the fields.

use serde::Deserialize;

use super::model::PROVIDERS;
use super::queries::{Course, Taught};
use crate::features::people::{at_most, required};
use crate::features::requirements::one_of;
use crate::i18n::Message;
use crate::web::error::Result;
use crate::web::form::FieldErrors;

/// The form of a course, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CourseForm {
    pub code: String,
    pub title: String,
    pub objectives: String,
    pub assessment: String,
    pub pass_mark: String,
    /// `cpoc`, or `firearm:pistol` where the type names a class.
    pub leads_to: String,
    pub days: String,
    pub provider: String,
    pub institution: String,
    /// "yes": it is not given any more.
    pub withdrawn: String,
    pub version: String,
}

/// A course as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CourseDraft {
    pub code: String,
    pub title: String,
    pub objectives: String,
    pub assessment: String,
    pub pass_mark: Option<i32>,
    pub leads_to: Option<String>,
    pub weapon_class: String,
    pub days: i32,
    pub provider: String,
    pub institution: String,
    pub is_withdrawn: bool,
    pub version: i32,
}

impl CourseForm {
    /// The form filled from the record.
    pub fn of(course: &Course) -> Self {
        Self {
            code: course.code.clone(),
            title: course.title.clone(),
            objectives: course.objectives.clone(),
            assessment: course.assessment.clone(),
            pass_mark: course.pass_mark.map(|mark| mark.to_string()).unwrap_or_default(),
            leads_to: course.leads().map(|taught| taught.value()).unwrap_or_default(),
            days: course.days.to_string(),
            provider: course.provider.clone(),
            institution: course.institution.clone(),
            withdrawn: if course.is_withdrawn { "yes".to_owned() } else { String::new() },
            version: course.version.to_string(),
        }
    }

    /// What was posted, understood; it leads to one of these or to nothing.
    pub fn draft(&self, taught: &[Taught]) -> Result<CourseDraft> {
        let mut errors = FieldErrors::default();
        let code = required(&mut errors, "code", &self.code, 20).to_uppercase();
        if !code.is_empty() && !is_code(&code) {
            errors.add("code", Message::new("constraint-course-code-shape"));
        }
        let title = required(&mut errors, "title", &self.title, 120);
        let objectives = at_most(&mut errors, "objectives", &self.objectives, 2000);
        let assessment = required(&mut errors, "assessment", &self.assessment, 1000);
        let pass_mark = if self.pass_mark.trim().is_empty() { None } else { number(&mut errors, "pass_mark", &self.pass_mark, 1, 100) };
        let leads_to = taught.iter().find(|one| one.value() == self.leads_to);
        if leads_to.is_none() && !self.leads_to.is_empty() {
            errors.add("leads_to", Message::new("field-not-a-choice"));
        }
        let days = number(&mut errors, "days", &self.days, 1, 120).unwrap_or_default();
        let provider = one_of(&mut errors, "provider", PROVIDERS.iter().copied(), &self.provider).to_owned();
        let institution = at_most(&mut errors, "institution", &self.institution, 160);
        if provider == "outside" && institution.is_empty() {
            errors.add("institution", Message::new("constraint-outside-course-names-institution"));
        }
        errors.or(CourseDraft {
            code,
            title,
            objectives,
            assessment,
            pass_mark,
            leads_to: leads_to.map(|one| one.kind.clone()),
            weapon_class: leads_to.map(|one| one.class.clone()).unwrap_or_default(),
            days,
            provider,
            institution,
            is_withdrawn: !self.withdrawn.is_empty(),
            version: self.version.parse().unwrap_or_default(),
        })
    }
}

/// A whole number between two others, else an error and nothing.
pub fn number(errors: &mut FieldErrors, field: &'static str, text: &str, least: i32, most: i32) -> Option<i32> {
    let read = text.trim().parse::<i32>().ok().filter(|number| (least..=most).contains(number));
    if read.is_none() {
        errors.add(field, Message::new("course-a-number").with("least", least.to_string()).with("most", most.to_string()));
    }
    read
}

fn is_code(code: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
    (2..=20).contains(&code.len()) && code.starts_with(is_letter) && code.chars().all(|c| is_letter(c) || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::web::error::AppError;

    fn good() -> CourseForm {
        CourseForm {
            code: "cpoc-1".into(),
            title: "Close protection".into(),
            assessment: "Written test".into(),
            days: "15".into(),
            provider: "un".into(),
            ..CourseForm::default()
        }
    }

    #[test]
    fn a_course_says_how_it_is_judged_how_long_it_is_and_who_gives_it() {
        let taught = [Taught { kind: "firearm".into(), name: String::new(), class: "pistol".into() }];
        for (form, field) in [
            (CourseForm { code: "C 1".into(), ..good() }, "code"),
            (CourseForm { title: " ".into(), ..good() }, "title"),
            (CourseForm { assessment: String::new(), ..good() }, "assessment"),
            (CourseForm { pass_mark: "101".into(), ..good() }, "pass_mark"),
            (CourseForm { days: "many".into(), ..good() }, "days"),
            (CourseForm { leads_to: "firearm".into(), ..good() }, "leads_to"),
            (CourseForm { provider: "outside".into(), ..good() }, "institution"),
        ] {
            let Err(AppError::Invalid(errors)) = form.draft(&taught) else { panic!("{field} was accepted") };
            assert!(!errors.of(field, Language::English).is_empty(), "{field}");
        }
        let draft = CourseForm { leads_to: "firearm:pistol".into(), ..good() }.draft(&taught).unwrap();
        assert_eq!((draft.code.as_str(), draft.leads_to.as_deref(), draft.weapon_class.as_str()), ("CPOC-1", Some("firearm"), "pistol"));
    }
}
