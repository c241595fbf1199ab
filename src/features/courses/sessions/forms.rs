//! Posted text to a session, a reason, an instructor, a result, or errors beside the fields.

use chrono::NaiveDate;
use serde::Deserialize;

use super::queries::{Participant, Session};
use crate::features::courses::forms::number;
use crate::features::courses::model::{self, ATTENDANCES, RESULTS};
use crate::features::people::{at_most, required};
use crate::features::requirements::read_day;
use crate::i18n::Message;
use crate::web::error::Result;
use crate::web::form::{FieldErrors, Form};
use crate::web::time;

/// The form of a session, as posted. Course and station are only asked of a new one.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SessionForm {
    /// Code of the course.
    pub course: String,
    /// Code of the station.
    pub station: String,
    pub place: String,
    pub from_date: String,
    pub to_date: String,
    pub capacity: String,
    pub version: String,
}

/// A session as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionDraft {
    pub course: String,
    pub station: String,
    pub place: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub capacity: i32,
    pub version: i32,
}

impl SessionForm {
    /// The form filled from the record.
    pub fn of(session: &Session) -> Self {
        Self {
            course: session.course.clone(),
            station: session.station.clone(),
            place: session.place.clone(),
            from_date: time::typed_date(session.from),
            to_date: time::typed_date(session.to),
            capacity: session.capacity.to_string(),
            version: session.version.to_string(),
        }
    }

    /// What was posted, understood.
    pub fn draft(&self) -> Result<SessionDraft> {
        let mut errors = FieldErrors::default();
        let course = required(&mut errors, "course", &self.course, 20);
        let station = required(&mut errors, "station", &self.station, 3).to_uppercase();
        let place = at_most(&mut errors, "place", &self.place, 160);
        let from = read_day(&mut errors, "from_date", &self.from_date);
        let to = read_day(&mut errors, "to_date", &self.to_date);
        if errors.is_empty() && to < from {
            errors.add("to_date", Message::new("constraint-course-session-ends-after-it-begins"));
        }
        if errors.is_empty() && (to - from).num_days() >= 200 {
            errors.add("to_date", Message::new("constraint-course-session-is-short"));
        }
        let capacity = number(&mut errors, "capacity", &self.capacity, 1, 500).unwrap_or_default();
        errors.or(SessionDraft { course, station, place, from, to, capacity, version: self.version.parse().unwrap_or_default() })
    }
}

/// A step that one button takes, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StepForm {
    pub to: String,
    pub version: String,
}

/// Only a version, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VersionForm {
    pub version: String,
}

/// A reason, and the version it was written on.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReasonForm {
    pub reason: String,
    pub version: String,
}

impl ReasonForm {
    pub fn draft(&self) -> Result<String> {
        let mut errors = FieldErrors::default();
        let reason = required(&mut errors, "reason", &self.reason, 400);
        errors.or(reason)
    }
}

/// Who is enrolled, as posted: a reference or a name that only one has.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EnrolmentForm {
    pub officer: String,
}

impl EnrolmentForm {
    pub fn draft(&self) -> Result<String> {
        let mut errors = FieldErrors::default();
        let officer = required(&mut errors, "officer", &self.officer, 120);
        errors.or(officer)
    }
}

/// Who teaches, as posted: an officer, or a name with its institution.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct InstructorForm {
    pub officer: String,
    pub name: String,
    pub institution: String,
}

/// Who teaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InstructorDraft {
    /// Somebody of the register, as typed.
    Officer(String),
    /// Somebody from outside.
    Outside { name: String, institution: String },
}

impl InstructorForm {
    pub fn draft(&self) -> Result<InstructorDraft> {
        let mut errors = FieldErrors::default();
        if !self.officer.trim().is_empty() {
            if !self.name.trim().is_empty() || !self.institution.trim().is_empty() {
                errors.add("name", Message::new("session-instructor-one-of-two"));
            }
            let officer = at_most(&mut errors, "officer", &self.officer, 120);
            return errors.or(InstructorDraft::Officer(officer));
        }
        let name = required(&mut errors, "name", &self.name, 120);
        let institution = required(&mut errors, "institution", &self.institution, 160);
        errors.or(InstructorDraft::Outside { name, institution })
    }
}

/// Fields of a participant in the form of results.
pub const RESULT_FIELDS: &[&str] = &["attendance", "result", "score", "certificate", "remark"];

/// Name of a participant's field: `score-O-7K3FA`.
pub fn field_of(what: &str, participant: &Participant) -> String {
    format!("{what}-{}", participant.key())
}

/// A participant's result as somebody enters it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultDraft {
    pub participation: uuid::Uuid,
    pub attendance: String,
    pub result: String,
    pub score: Option<i32>,
    pub certificate: String,
    pub remark: String,
}

/// Every result of the form, understood. Entering them for good takes an answer for everybody.
pub fn results_of(form: &Form, participants: &[Participant], pass_mark: Option<i32>, is_whole: bool) -> Result<Vec<ResultDraft>> {
    let mut errors = FieldErrors::default();
    let drafts = participants.iter().map(|participant| result_of(&mut errors, form, participant, pass_mark, is_whole)).collect();
    errors.or(drafts)
}

fn result_of(errors: &mut FieldErrors, form: &Form, participant: &Participant, pass_mark: Option<i32>, is_whole: bool) -> ResultDraft {
    let text = |what: &str| form.text(&field_of(what, participant)).trim().to_owned();
    let (attendance, result, typed) = (text("attendance"), text("result"), text("score"));
    let mut wrong = |what: &str, message: Message| errors.add(field_of(what, participant), message);
    for (what, value, list) in [("attendance", &attendance, ATTENDANCES), ("result", &result, RESULTS)] {
        if value.is_empty() && is_whole {
            wrong(what, Message::new("field-required"));
        } else if !value.is_empty() && !list.contains(&value.as_str()) {
            wrong(what, Message::new("field-not-a-choice"));
        }
    }
    let score = typed.parse::<i32>().ok().filter(|score| (0..=100).contains(score));
    if score.is_none() && !typed.is_empty() {
        wrong("score", Message::new("participation-score-hint"));
    } else if let Some((what, key)) = model::fault(pass_mark, &attendance, &result, score) {
        wrong(what, Message::new(key));
    }
    for (what, limit) in [("certificate", 60), ("remark", 300)] {
        if text(what).chars().count() > limit {
            wrong(what, Message::new("field-too-long").with("limit", limit.to_string()));
        }
    }
    ResultDraft { participation: participant.id, attendance, result, score, certificate: text("certificate"), remark: text("remark") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::web::error::AppError;

    fn participant() -> Participant {
        Participant { officer: "O-1".into(), is_enrolled: true, ..Participant::default() }
    }

    fn posted(fields: &[(&str, &str)]) -> Form {
        Form::from_fields(fields.iter().map(|(name, value)| (format!("{name}-O-1"), (*value).to_owned())).collect(), Vec::new())
    }

    #[test]
    fn results_are_kept_half_done_and_entered_whole() {
        let form = posted(&[("attendance", "attended")]);
        assert_eq!(results_of(&form, &[participant()], None, false).unwrap()[0].attendance, "attended");
        let Err(AppError::Invalid(errors)) = results_of(&form, &[participant()], None, true) else { panic!("half a result was entered") };
        assert!(!errors.of("result-O-1", Language::English).is_empty());
    }

    #[test]
    fn what_is_wrong_stands_beside_the_field_of_its_participant() {
        let long = "x".repeat(61);
        for (fields, field) in [
            (vec![("attendance", "late")], "attendance-O-1"),
            (vec![("attendance", "absent"), ("result", "passed"), ("score", "90")], "result-O-1"),
            (vec![("attendance", "attended"), ("result", "passed"), ("score", "many")], "score-O-1"),
            (vec![("attendance", "attended"), ("result", "passed"), ("score", "69")], "score-O-1"),
            (vec![("certificate", long.as_str())], "certificate-O-1"),
        ] {
            let Err(AppError::Invalid(errors)) = results_of(&posted(&fields), &[participant()], Some(70), false) else { panic!("{field} was accepted") };
            assert!(!errors.of(field, Language::English).is_empty(), "{field}");
        }
    }

    #[test]
    fn an_instructor_is_an_officer_or_somebody_with_an_institution() {
        let outside = InstructorForm { name: "R. Invented".into(), institution: "Police academy".into(), ..InstructorForm::default() };
        assert!(matches!(outside.draft(), Ok(InstructorDraft::Outside { .. })));
        assert!(InstructorForm { institution: String::new(), ..outside.clone() }.draft().is_err());
        assert!(InstructorForm { officer: "O-1".into(), ..outside }.draft().is_err());
        assert!(matches!(InstructorForm { officer: "O-1".into(), ..InstructorForm::default() }.draft(), Ok(InstructorDraft::Officer(_))));
    }
}
