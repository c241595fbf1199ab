//! Posted text of the parts to drafts, or errors beside the fields. Pure.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::features::people::{at_most, required};
use crate::features::risk::forms::{choice, cost, level, maybe_date, maybe_number, number};
use crate::features::risk::model::{self, Level};
use crate::features::risk::queries::{Course, Measure, Source, Threat};
use crate::i18n::Message;
use crate::web::conflict::Part;
use crate::web::error::Result;
use crate::web::form::FieldErrors;
use crate::web::time;

/// A threat: ten fields.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ThreatForm {
    pub category: String,
    pub sub_kind: String,
    pub description: String,
    pub intent: String,
    pub capability: String,
    pub context: String,
    pub likelihood: String,
    pub impact: String,
    pub residual_likelihood: String,
    pub residual_impact: String,
    pub version: String,
}

/// Fields of a threat in a conflict: likelihood and impact are decided together.
pub const THREAT_PARTS: &[Part] = &[
    Part::alone("category", "risk-threat-category"),
    Part::alone("sub_kind", "risk-threat-sub-kind"),
    Part::alone("description", "risk-threat-description"),
    Part::alone("intent", "risk-threat-intent"),
    Part::alone("capability", "risk-threat-capability"),
    Part::alone("context", "risk-threat-context"),
    Part::of("risk", "likelihood", "risk-threat-likelihood"),
    Part::of("risk", "impact", "risk-threat-impact"),
    Part::of("risk", "residual_likelihood", "risk-threat-residual-likelihood"),
    Part::of("risk", "residual_impact", "risk-threat-residual-impact"),
];

/// A threat as somebody wants it.
#[derive(Debug, Clone, PartialEq)]
pub struct ThreatDraft {
    pub category: &'static str,
    pub sub_kind: &'static str,
    pub description: String,
    pub intent: Option<i32>,
    pub capability: Option<i32>,
    pub context: Option<i32>,
    pub likelihood: i32,
    pub impact: i32,
    pub residual_likelihood: i32,
    pub residual_impact: i32,
    pub version: i32,
}

impl ThreatForm {
    pub fn of(threat: &Threat) -> Self {
        let maybe = |number: Option<i32>| number.map(|number| number.to_string()).unwrap_or_default();
        Self {
            category: threat.category.clone(),
            sub_kind: threat.sub_kind.clone(),
            description: threat.description.clone(),
            intent: maybe(threat.intent),
            capability: maybe(threat.capability),
            context: maybe(threat.context),
            likelihood: threat.likelihood.to_string(),
            impact: threat.impact.to_string(),
            residual_likelihood: threat.residual_likelihood.to_string(),
            residual_impact: threat.residual_impact.to_string(),
            version: threat.version.to_string(),
        }
    }

    pub fn draft(&self) -> Result<ThreatDraft> {
        let mut errors = FieldErrors::default();
        let draft = ThreatDraft {
            category: choice(&mut errors, "category", model::CATEGORIES, &self.category),
            sub_kind: choice(&mut errors, "sub_kind", model::SUB_KINDS, &self.sub_kind),
            description: required(&mut errors, "description", &self.description, 2000),
            intent: maybe_number(&mut errors, "intent", &self.intent, 1..=5),
            capability: maybe_number(&mut errors, "capability", &self.capability, 1..=5),
            context: maybe_number(&mut errors, "context", &self.context, 1..=5),
            likelihood: number(&mut errors, "likelihood", &self.likelihood, 1..=5),
            impact: number(&mut errors, "impact", &self.impact, 1..=5),
            residual_likelihood: number(&mut errors, "residual_likelihood", &self.residual_likelihood, 1..=5),
            residual_impact: number(&mut errors, "residual_impact", &self.residual_impact, 1..=5),
            version: self.version.parse().unwrap_or_default(),
        };
        if errors.is_empty() && (draft.residual_likelihood > draft.likelihood || draft.residual_impact > draft.impact) {
            let field = if draft.residual_likelihood > draft.likelihood { "residual_likelihood" } else { "residual_impact" };
            errors.add(field, Message::new("constraint-measures-do-not-raise-risk"));
        }
        errors.or(draft)
    }
}

/// A measure: seven fields.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MeasureForm {
    pub threat: String,
    pub area: String,
    pub effect: String,
    pub description: String,
    pub owner: String,
    pub due_on: String,
    pub cost: String,
    pub version: String,
}

/// Fields of a measure in a conflict.
pub const MEASURE_PARTS: &[Part] = &[
    Part::alone("threat", "risk-measure-threat-id"),
    Part::alone("area", "risk-measure-area"),
    Part::alone("effect", "risk-measure-effect"),
    Part::alone("description", "risk-measure-description"),
    Part::alone("owner", "risk-measure-owner"),
    Part::alone("due_on", "risk-measure-due-on"),
    Part::alone("cost", "risk-measure-cost"),
];

/// A measure as somebody wants it. Without a threat it is against all.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasureDraft {
    pub threat: Option<i32>,
    pub area: &'static str,
    pub effect: &'static str,
    pub description: String,
    pub owner: String,
    pub due_on: Option<NaiveDate>,
    pub cost: String,
    pub version: i32,
}

impl MeasureForm {
    pub fn of(measure: &Measure) -> Self {
        Self {
            threat: measure.threat_number.map(|number| number.to_string()).unwrap_or_default(),
            area: measure.area.clone(),
            effect: measure.effect.clone(),
            description: measure.description.clone(),
            owner: measure.owner.clone(),
            due_on: measure.due_on.map(time::typed_date).unwrap_or_default(),
            cost: measure.cost.clone(),
            version: measure.version.to_string(),
        }
    }

    pub fn draft(&self) -> Result<MeasureDraft> {
        let mut errors = FieldErrors::default();
        let draft = MeasureDraft {
            threat: maybe_number(&mut errors, "threat", &self.threat, 1..=999),
            area: choice(&mut errors, "area", model::AREAS, &self.area),
            effect: choice(&mut errors, "effect", model::EFFECTS, &self.effect),
            description: required(&mut errors, "description", &self.description, 2000),
            owner: at_most(&mut errors, "owner", &self.owner, 160),
            due_on: maybe_date(&mut errors, "due_on", &self.due_on),
            cost: cost(&mut errors, "cost", &self.cost),
            version: self.version.parse().unwrap_or_default(),
        };
        errors.or(draft)
    }
}

/// A course of action: seven fields.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CourseForm {
    pub name: String,
    pub residual_level: String,
    pub people: String,
    pub cost: String,
    pub days: String,
    pub note: String,
    pub is_recommended: String,
    pub version: String,
}

/// Fields of a course of action in a conflict.
pub const COURSE_PARTS: &[Part] = &[
    Part::alone("name", "risk-course-name"),
    Part::alone("residual_level", "risk-course-residual-level"),
    Part::alone("people", "risk-course-people"),
    Part::alone("cost", "risk-course-cost"),
    Part::alone("days", "risk-course-days"),
    Part::alone("note", "risk-course-note"),
    Part::alone("is_recommended", "risk-course-is-recommended"),
];

/// A course of action as somebody wants it.
#[derive(Debug, Clone, PartialEq)]
pub struct CourseDraft {
    pub name: String,
    pub residual_level: Level,
    pub people: i32,
    pub cost: String,
    pub days: Option<i32>,
    pub note: String,
    pub is_recommended: bool,
    pub version: i32,
}

impl CourseForm {
    pub fn of(course: &Course) -> Self {
        Self {
            name: course.name.clone(),
            residual_level: course.residual_level.clone(),
            people: course.people.to_string(),
            cost: course.cost.clone(),
            days: course.days.map(|days| days.to_string()).unwrap_or_default(),
            note: course.note.clone(),
            is_recommended: if course.is_recommended { "yes".to_owned() } else { String::new() },
            version: course.version.to_string(),
        }
    }

    pub fn draft(&self) -> Result<CourseDraft> {
        let mut errors = FieldErrors::default();
        let draft = CourseDraft {
            name: required(&mut errors, "name", &self.name, 200),
            residual_level: level(&mut errors, "residual_level", &self.residual_level),
            people: number(&mut errors, "people", &self.people, 0..=999),
            cost: cost(&mut errors, "cost", &self.cost),
            days: maybe_number(&mut errors, "days", &self.days, 0..=9999),
            note: at_most(&mut errors, "note", &self.note, 2000),
            is_recommended: !self.is_recommended.is_empty(),
            version: self.version.parse().unwrap_or_default(),
        };
        errors.or(draft)
    }
}

/// A source of information: four fields.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SourceForm {
    pub reliability: String,
    pub credibility: String,
    pub used: String,
    pub origin: String,
    pub version: String,
}

/// Fields of a source in a conflict: what was used rests on its origin.
pub const SOURCE_PARTS: &[Part] = &[
    Part::of("worth", "reliability", "risk-source-reliability"),
    Part::of("worth", "credibility", "risk-source-credibility"),
    Part::alone("used", "risk-source-used"),
    Part::alone("origin", "risk-source-origin"),
];

/// A source as somebody wants it; the origin is sealed before it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceDraft {
    pub reliability: &'static str,
    pub credibility: i32,
    pub used: String,
    pub origin: String,
    pub version: i32,
}

impl SourceForm {
    /// `origin` was opened for those who reach it.
    pub fn of(source: &Source, origin: String) -> Self {
        Self {
            reliability: source.reliability.clone(),
            credibility: source.credibility.to_string(),
            used: source.used.clone(),
            origin,
            version: source.version.to_string(),
        }
    }

    pub fn draft(&self) -> Result<SourceDraft> {
        let mut errors = FieldErrors::default();
        let draft = SourceDraft {
            reliability: choice(&mut errors, "reliability", model::RELIABILITIES, &self.reliability),
            credibility: number(&mut errors, "credibility", &self.credibility, 1..=6),
            used: required(&mut errors, "used", &self.used, 2000),
            origin: required(&mut errors, "origin", &self.origin, 2000),
            version: self.version.parse().unwrap_or_default(),
        };
        errors.or(draft)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::risk::forms::errors_of;
    use crate::i18n::Language;

    #[test]
    fn measures_never_raise_a_risk() {
        let form = |residual: &str| ThreatForm {
            category: "crime".into(),
            sub_kind: "ambush".into(),
            description: "x".into(),
            likelihood: "3".into(),
            impact: "3".into(),
            residual_likelihood: residual.into(),
            residual_impact: "2".into(),
            ..Default::default()
        };
        assert!(form("3").draft().is_ok());
        assert!(!errors_of(form("4").draft()).of("residual_likelihood", Language::English).is_empty());
        assert!(!errors_of(form("6").draft()).of("residual_likelihood", Language::English).is_empty());
    }

    #[test]
    fn costs_are_plain_sums() {
        for (text, is_good) in [("", true), ("1200", true), ("1,200.50", true), ("1.234", false), ("-5", false), ("abc", false), (".5", false)] {
            let mut errors = FieldErrors::default();
            cost(&mut errors, "cost", text);
            assert_eq!(errors.is_empty(), is_good, "{text}");
        }
    }
}
