//! Posted text to a mission, a phase, a station or a closing plan, or errors beside the fields.

use chrono::NaiveDate;
use serde::Deserialize;
use uuid::Uuid;

use super::model::{DESTINATIONS, KINDS, following, may_go};
use super::queries::Mission;
use crate::features::people::{at_most, required};
use crate::features::requirements::{one_of, read_day};
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::time;

/// The form of a mission, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MissionForm {
    pub acronym: String,
    pub name: String,
    pub kind: String,
    pub lead: String,
    pub mandate_from: String,
    pub mandate_to: String,
    pub mandate_document: String,
    pub successor: String,
    pub version: String,
}

/// A mission as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissionDraft {
    pub acronym: String,
    pub name: String,
    pub kind: String,
    pub lead: String,
    pub mandate_from: Option<NaiveDate>,
    pub mandate_to: Option<NaiveDate>,
    pub mandate_document: String,
    /// Acronym or reference of another mission; empty: none.
    pub successor: String,
    pub version: i32,
}

fn day_or_none(errors: &mut FieldErrors, field: &'static str, text: &str) -> Option<NaiveDate> {
    if text.trim().is_empty() { None } else { Some(read_day(errors, field, text)) }
}

impl MissionForm {
    /// The form filled from the record.
    pub fn of(mission: &Mission) -> Self {
        let typed = |day: Option<NaiveDate>| day.map(time::typed_date).unwrap_or_default();
        Self {
            acronym: mission.acronym.clone(),
            name: mission.name.clone(),
            kind: mission.kind.clone(),
            lead: mission.lead.clone(),
            mandate_from: typed(mission.mandate_from),
            mandate_to: typed(mission.mandate_to),
            mandate_document: mission.mandate_document.clone(),
            successor: mission.successor.clone(),
            version: mission.version.to_string(),
        }
    }

    /// What was posted, understood.
    pub fn draft(&self) -> Result<MissionDraft> {
        let mut errors = FieldErrors::default();
        let acronym = required(&mut errors, "acronym", &self.acronym, 40);
        let name = required(&mut errors, "name", &self.name, 200);
        let kind = if self.kind.trim().is_empty() { String::new() } else { one_of(&mut errors, "kind", KINDS.iter().copied(), &self.kind).to_owned() };
        let lead = at_most(&mut errors, "lead", &self.lead, 80);
        let mandate_from = day_or_none(&mut errors, "mandate_from", &self.mandate_from);
        let mandate_to = day_or_none(&mut errors, "mandate_to", &self.mandate_to);
        if errors.is_empty() && mandate_from.zip(mandate_to).is_some_and(|(from, to)| to < from) {
            errors.add("mandate_to", Message::new("constraint-mission-mandate-ends-after-it-begins"));
        }
        let mandate_document = at_most(&mut errors, "mandate_document", &self.mandate_document, 160);
        if (mandate_from.is_some() || mandate_to.is_some()) && mandate_document.is_empty() {
            errors.add("mandate_document", Message::new("constraint-mission-mandate-has-document"));
        }
        let successor = at_most(&mut errors, "successor", &self.successor, 40);
        let version = self.version.parse().unwrap_or_default();
        errors.or(MissionDraft { acronym, name, kind, lead, mandate_from, mandate_to, mandate_document, successor, version })
    }
}

/// A change of phase, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PhaseForm {
    pub phase: String,
    pub since: String,
    pub document: String,
    pub version: String,
}

/// A change of phase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhaseDraft {
    pub phase: String,
    pub since: NaiveDate,
    pub document: String,
    pub version: i32,
}

impl PhaseForm {
    /// What was posted, understood.
    pub fn draft(&self, mission: &Mission, today: NaiveDate) -> Result<PhaseDraft> {
        let mut errors = FieldErrors::default();
        let phase = one_of(&mut errors, "phase", following(&mission.phase).iter().copied(), &self.phase).to_owned();
        let since = read_day(&mut errors, "since", &self.since);
        if since > today {
            errors.add("since", Message::new("constraint-mission-phase-begun-by-now"));
        }
        let document = required(&mut errors, "document", &self.document, 160);
        errors.or(PhaseDraft { phase, since, document, version: self.version.parse().unwrap_or_default() })
    }
}

/// A station that joins, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StationForm {
    pub station: String,
    pub from_date: String,
}

impl StationForm {
    /// Code of the station, and the day from which it belongs.
    pub fn draft(&self) -> Result<(String, NaiveDate)> {
        let mut errors = FieldErrors::default();
        let station = required(&mut errors, "station", &self.station, 3).to_uppercase();
        let from_date = read_day(&mut errors, "from_date", &self.from_date);
        errors.or((station, from_date))
    }
}

/// Which station leaves, and its version, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EndForm {
    pub number: String,
    pub version: String,
}

/// Where chosen matters go, as posted: `item` is repeated, `kind:id`.
#[derive(Debug, Clone, Default)]
pub struct PlanForm {
    pub items: Vec<String>,
    pub destination_kind: String,
    pub destination: String,
    pub due_on: String,
}

/// Where chosen matters go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanDraft {
    /// Kind and id of each.
    pub items: Vec<(String, Uuid)>,
    pub destination_kind: String,
    pub destination: String,
    pub due_on: NaiveDate,
}

impl PlanForm {
    /// Reads the boxes that were ticked. A field that the page does not have is refused.
    pub fn read(form: &Form) -> Result<Self> {
        if form.fields().iter().any(|(name, _)| !matches!(name.as_str(), "item" | "destination_kind" | "destination" | "due_on")) {
            return Err(AppError::Bad(Message::new("error-form-unknown-field")));
        }
        Ok(Self {
            items: form.all("item").map(str::to_owned).collect(),
            destination_kind: form.text("destination_kind").to_owned(),
            destination: form.text("destination").to_owned(),
            due_on: form.text("due_on").to_owned(),
        })
    }

    /// What was posted, understood.
    pub fn draft(&self) -> Result<PlanDraft> {
        let mut errors = FieldErrors::default();
        let items: Vec<(String, Uuid)> =
            self.items.iter().filter_map(|item| item.split_once(':').and_then(|(kind, id)| Some((kind.to_owned(), id.parse().ok()?)))).collect();
        if items.is_empty() || items.len() != self.items.len() {
            errors.add("item", Message::new("closure-choose-some"));
        }
        let destination_kind = one_of(&mut errors, "destination_kind", DESTINATIONS.iter().copied(), &self.destination_kind).to_owned();
        if errors.is_empty() && items.iter().any(|(kind, _)| !may_go(kind, &destination_kind)) {
            errors.add("destination_kind", Message::new("constraint-closing-arms-stay-in-good-hands"));
        }
        let destination = required(&mut errors, "destination", &self.destination, 160);
        let due_on = read_day(&mut errors, "due_on", &self.due_on);
        errors.or(PlanDraft { items, destination_kind, destination, due_on })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    #[test]
    fn a_mandate_has_its_document_and_ends_after_it_begins() {
        let good = || MissionForm { acronym: "INVENT".into(), name: "Invented mission".into(), ..MissionForm::default() };
        assert!(good().draft().is_ok());
        for (form, field) in [
            (MissionForm { mandate_from: "01-Nov-2026".into(), ..good() }, "mandate_document"),
            (MissionForm { mandate_from: "02-Nov-2026".into(), mandate_to: "01-Nov-2026".into(), mandate_document: "S/RES/1".into(), ..good() }, "mandate_to"),
            (MissionForm { kind: "club".into(), ..good() }, "kind"),
            (MissionForm { acronym: " ".into(), ..good() }, "acronym"),
        ] {
            let Err(AppError::Invalid(errors)) = form.draft() else { panic!("{field} was accepted") };
            assert!(!errors.of(field, Language::English).is_empty(), "{field}");
        }
    }

    #[test]
    fn a_weapon_is_not_sold() {
        let form = |kind: &str| PlanForm {
            items: vec![format!("{kind}:{}", Uuid::nil())],
            destination_kind: "sold".into(),
            destination: "Market".into(),
            due_on: "01-Dec-2026".into(),
        };
        assert!(form("vehicle").draft().is_ok());
        let Err(AppError::Invalid(errors)) = form("custody").draft() else { panic!("it was sold") };
        assert!(!errors.of("destination_kind", Language::English).is_empty());
    }
}
