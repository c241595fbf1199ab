//! Posted text to a requirement, its posts, its answer, or errors beside the fields.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::model::{self, Pattern};
use super::queries::Requirement;
use crate::features::people::{at_most, required};
use crate::i18n::Message;
use crate::web::conflict::Part;
use crate::web::error::Result;
use crate::web::form::FieldErrors;
use crate::web::time;

/// The form of a requirement, as posted. Official and station are asked once, for a new one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RequirementForm {
    pub official: String,
    pub station: String,
    pub posture: String,
    pub from: String,
    pub to: String,
    pub places: String,
    pub equipment: String,
    pub vehicles: String,
    pub armour: String,
    pub source: String,
    pub source_reason: String,
    pub productive_hours: String,
    pub version: String,
}

/// Its fields in a conflict.
pub const PARTS: &[Part] = &[
    Part::alone("posture", "protection-requirement-posture"),
    Part::of("period", "from", "protection-requirement-from-date"),
    Part::of("period", "to", "protection-requirement-to-date"),
    Part::alone("places", "protection-requirement-places"),
    Part::alone("equipment", "protection-requirement-equipment"),
    Part::of("vehicles", "vehicles", "protection-requirement-vehicles"),
    Part::of("vehicles", "armour", "protection-requirement-armour-level"),
    Part::of("source", "source", "protection-requirement-source-of-protection"),
    Part::of("source", "source_reason", "protection-requirement-source-reason"),
    Part::alone("productive_hours", "protection-requirement-productive-hours"),
];

/// A requirement as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequirementDraft {
    pub official: String,
    pub station: String,
    pub posture: String,
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
    pub places: String,
    pub equipment: String,
    pub vehicles: i32,
    pub armour: String,
    pub source: &'static str,
    pub source_reason: String,
    pub productive_hours: i32,
    pub version: i32,
}

impl RequirementForm {
    /// The form filled from the record.
    pub fn of(requirement: &Requirement) -> Self {
        Self {
            official: String::new(),
            station: String::new(),
            posture: requirement.posture.clone(),
            from: time::typed_date(requirement.from_date),
            to: typed(requirement.to_date),
            places: requirement.places.clone(),
            equipment: requirement.equipment.clone(),
            vehicles: requirement.vehicles.to_string(),
            armour: requirement.armour_level.clone(),
            source: requirement.source_of_protection.clone(),
            source_reason: requirement.source_reason.clone(),
            productive_hours: requirement.productive_hours.to_string(),
            version: requirement.version.to_string(),
        }
    }

    /// The form filled from a version of the history.
    pub fn of_version(content: &Value) -> Self {
        let text = |column: &str| match content.get(column) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        Self {
            official: String::new(),
            station: String::new(),
            posture: text("posture"),
            from: typed(text("from_date").parse().ok()),
            to: typed(text("to_date").parse().ok()),
            places: text("places"),
            equipment: text("equipment"),
            vehicles: text("vehicles"),
            armour: text("armour_level"),
            source: text("source_of_protection"),
            source_reason: text("source_reason"),
            productive_hours: text("productive_hours"),
            version: text("version"),
        }
    }

    /// What was posted, understood. `is_new` asks for the official and the station too.
    pub fn draft(&self, is_new: bool, postures: &[String]) -> Result<RequirementDraft> {
        let mut errors = FieldErrors::default();
        let (mut official, mut station) = (String::new(), String::new());
        if is_new {
            official = required(&mut errors, "official", &self.official, 120);
            station = required(&mut errors, "station", &self.station, 3).to_uppercase();
        }
        let posture = one_of(&mut errors, "posture", postures.iter().map(String::as_str), &self.posture).to_owned();
        let from = date(&mut errors, "from", &self.from);
        let to = if self.to.trim().is_empty() { None } else { Some(date(&mut errors, "to", &self.to)) };
        if to.is_some_and(|to| to < from) && errors.is_empty() {
            errors.add("to", Message::new("requirement-ends-before-it-begins"));
        }
        let places = at_most(&mut errors, "places", &self.places, 1000);
        let equipment = at_most(&mut errors, "equipment", &self.equipment, 1000);
        let vehicles = if self.vehicles.trim().is_empty() { 0 } else { number(&mut errors, "vehicles", &self.vehicles, 0..=99) };
        let armour = at_most(&mut errors, "armour", &self.armour, 40);
        let source = one_of(&mut errors, "source", model::SOURCES.iter().copied(), &self.source);
        let source_reason = at_most(&mut errors, "source_reason", &self.source_reason, 1000);
        if source == "armed_private_security" && source_reason.chars().count() < model::REASON_LETTERS {
            errors.add("source_reason", Message::new("constraint-private-security-needs-reason"));
        }
        let productive_hours = number(&mut errors, "productive_hours", &self.productive_hours, 200..=3000);
        errors.or(RequirementDraft {
            official,
            station,
            posture,
            from,
            to,
            places,
            equipment,
            vehicles,
            armour,
            source: model::SOURCES.iter().copied().find(|known| *known == source).unwrap_or_default(),
            source_reason,
            productive_hours,
            version: self.version.parse().unwrap_or_default(),
        })
    }
}

/// The form of a post, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PostForm {
    pub role: String,
    pub count: String,
    pub armed: String,
    pub hours: String,
    pub days: String,
    pub note: String,
}

/// A post as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostDraft {
    pub role: String,
    pub pattern: Pattern,
    pub is_armed: bool,
    pub note: String,
}

impl PostForm {
    /// What was posted, understood.
    pub fn draft(&self) -> Result<PostDraft> {
        let mut errors = FieldErrors::default();
        let role = one_of(&mut errors, "role", model::ROLES.iter().copied(), &self.role).to_owned();
        let count = number(&mut errors, "count", &self.count, 1..=99);
        let hours_tenths = decimal(&mut errors, "hours", &self.hours, 240);
        let days_tenths = decimal(&mut errors, "days", &self.days, 70);
        let note = at_most(&mut errors, "note", &self.note, 300);
        errors.or(PostDraft { role, pattern: Pattern { count, hours_tenths, days_tenths }, is_armed: !self.armed.is_empty(), note })
    }
}

/// What came of the request, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AnswerForm {
    pub answer: String,
    pub note: String,
    pub accepted_by: String,
    pub accepted_on: String,
    pub version: String,
}

/// What came of the request, and who bears what is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerDraft {
    pub answer: String,
    pub note: String,
    pub accepted_by: String,
    pub accepted_on: Option<NaiveDate>,
    pub version: i32,
}

impl AnswerForm {
    /// What was posted, understood. `today` is the day in UTC.
    pub fn draft(&self, today: NaiveDate) -> Result<AnswerDraft> {
        let mut errors = FieldErrors::default();
        let answer = one_of(&mut errors, "answer", model::ANSWERS.iter().copied(), &self.answer).to_owned();
        let is_unmet = matches!(answer.as_str(), "part_met" | "refused");
        let mut text = |field: &'static str, value: &str, limit| {
            if is_unmet { required(&mut errors, field, value, limit) } else { at_most(&mut errors, field, value, limit) }
        };
        let note = text("note", &self.note, 1000);
        let accepted_by = text("accepted_by", &self.accepted_by, 120);
        let accepted_on = match self.accepted_on.trim() {
            "" if is_unmet => {
                errors.add("accepted_on", Message::new("field-required"));
                None
            }
            "" => None,
            day => Some(date(&mut errors, "accepted_on", day)),
        };
        if accepted_on.is_some_and(|day| day > today) {
            errors.add("accepted_on", Message::new("requirement-accepted-in-future"));
        }
        errors.or(AnswerDraft { answer, note, accepted_by, accepted_on, version: self.version.parse().unwrap_or_default() })
    }
}

/// A reason with the version it was given for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReasonForm {
    pub reason: String,
    pub version: String,
}

/// A date that must be there; today's epoch stands in where it is not, beside its error.
pub fn date(errors: &mut FieldErrors, field: &'static str, text: &str) -> NaiveDate {
    time::read_date(text).unwrap_or_else(|message| {
        errors.add(field, message);
        NaiveDate::default()
    })
}

/// One of a list, else an error and nothing.
pub fn one_of<'a>(errors: &mut FieldErrors, field: &'static str, mut list: impl Iterator<Item = &'a str>, posted: &str) -> &'a str {
    list.find(|known| *known == posted.trim()).unwrap_or_else(|| {
        errors.add(field, Message::new(if posted.trim().is_empty() { "field-required" } else { "field-not-a-choice" }));
        ""
    })
}

fn number(errors: &mut FieldErrors, field: &'static str, text: &str, range: std::ops::RangeInclusive<i32>) -> i32 {
    match text.trim().parse::<i32>() {
        Ok(number) if range.contains(&number) => number,
        _ => {
            let message = if text.trim().is_empty() { Message::new("field-required") } else { between(range.start(), range.end()) };
            errors.add(field, message);
            *range.start()
        }
    }
}

fn decimal(errors: &mut FieldErrors, field: &'static str, text: &str, most: i32) -> i32 {
    match model::read_tenths(text) {
        Some(tenths) if tenths > 0 && tenths <= most => tenths,
        _ => {
            errors.add(field, if text.trim().is_empty() { Message::new("field-required") } else { between(&0, &(most / 10)) });
            most
        }
    }
}

fn between(low: &i32, high: &i32) -> Message {
    Message::new("requirement-number-between").with("low", low.to_string()).with("high", high.to_string())
}

fn typed(date: Option<NaiveDate>) -> String {
    date.map(time::typed_date).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::web::error::AppError;

    fn good() -> RequirementForm {
        RequirementForm {
            official: "KESTREL 4".into(),
            station: "gom".into(),
            posture: "P3".into(),
            from: "1-Dec-2026".into(),
            source: "un_cpu".into(),
            productive_hours: "1736".into(),
            ..RequirementForm::default()
        }
    }

    #[test]
    fn each_field_says_what_is_wrong() {
        let postures = ["P3".to_owned()];
        assert_eq!(good().draft(true, &postures).unwrap().station, "GOM");
        for (form, field) in [
            (RequirementForm { official: String::new(), ..good() }, "official"),
            (RequirementForm { posture: "P9".into(), ..good() }, "posture"),
            (RequirementForm { from: "02/03/2026".into(), ..good() }, "from"),
            (RequirementForm { to: "30-Nov-2026".into(), ..good() }, "to"),
            (RequirementForm { vehicles: "-1".into(), ..good() }, "vehicles"),
            (RequirementForm { source: "friends".into(), ..good() }, "source"),
            (RequirementForm { source: "armed_private_security".into(), source_reason: "too short".into(), ..good() }, "source_reason"),
            (RequirementForm { productive_hours: "100".into(), ..good() }, "productive_hours"),
        ] {
            let Err(AppError::Invalid(errors)) = form.draft(true, &postures) else { panic!("{field} was accepted") };
            assert!(!errors.of(field, Language::English).is_empty(), "{field}");
        }
    }

    #[test]
    fn what_was_not_met_names_who_bears_the_rest() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let form = AnswerForm { answer: "part_met".into(), ..AnswerForm::default() };
        let Err(AppError::Invalid(errors)) = form.draft(today) else { panic!("it was accepted") };
        for field in ["note", "accepted_by", "accepted_on"] {
            assert!(!errors.of(field, Language::English).is_empty(), "{field}");
        }
        assert!(AnswerForm { answer: "met".into(), ..AnswerForm::default() }.draft(today).is_ok());
    }
}
