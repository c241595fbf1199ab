//! What is posted about a movement as a whole, as drafts. Pure.

use chrono::NaiveDate;
use serde::Deserialize;

use super::legs::forms::{LegDraft, LegForm, limited, taken};
use super::model::{MovementState, WatchLevel};
use super::places::{Found, Official, Place, Station};
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::FieldErrors;
use crate::web::time;

/// A new movement as typed: blank with its first leg, or a copy with its first day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NewForm {
    /// Reference of the movement that is copied; empty for a blank one.
    pub copy_of: String,
    /// First day of the copy.
    pub start_date: String,
    /// Reference, codename or name.
    pub official: String,
    /// Why they travel.
    pub purpose: String,
    /// Code or name of the planning station.
    pub station: String,
    /// Code of the posture; empty for none.
    pub posture: String,
    /// As in [`LegForm`].
    pub from: String,
    /// As in [`LegForm`].
    pub depart_date: String,
    /// As in [`LegForm`].
    pub depart_time: String,
    /// As in [`LegForm`].
    pub departs_choice: String,
    /// As in [`LegForm`].
    pub to: String,
    /// As in [`LegForm`].
    pub arrive_date: String,
    /// As in [`LegForm`].
    pub arrive_time: String,
    /// As in [`LegForm`].
    pub arrives_choice: String,
    /// As in [`LegForm`].
    pub mode: String,
    /// As in [`LegForm`].
    pub carrier: String,
}

/// What a new movement begins with.
#[derive(Debug, Clone)]
pub struct NewDraft {
    /// Whose journey.
    pub official: Official,
    /// Why.
    pub purpose: String,
    /// Who plans; `None` lets the official's home station plan.
    pub station: Option<Station>,
    /// Code of the posture.
    pub posture: Option<String>,
    /// Its legs.
    pub beginning: Beginning,
}

/// Where the legs come from.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "one value a request, taken apart at once")]
pub enum Beginning {
    /// A first leg.
    Blank(LegDraft),
    /// All legs of another movement, from another day on.
    CopyFrom(NaiveDate),
}

/// What was found for the names in a [`NewForm`].
#[derive(Debug, Clone)]
pub struct NewFound {
    /// The official.
    pub official: Found<Official>,
    /// The planning station; `None` where the person does not choose it.
    pub station: Option<Found<Station>>,
    /// First place.
    pub from: Found<Place>,
    /// Second place.
    pub to: Found<Place>,
}

impl NewForm {
    /// Its first leg.
    pub fn leg(&self) -> LegForm {
        LegForm {
            from: self.from.clone(),
            depart_date: self.depart_date.clone(),
            depart_time: self.depart_time.clone(),
            departs_choice: self.departs_choice.clone(),
            to: self.to.clone(),
            arrive_date: self.arrive_date.clone(),
            arrive_time: self.arrive_time.clone(),
            arrives_choice: self.arrives_choice.clone(),
            mode: self.mode.clone(),
            carrier: self.carrier.clone(),
            version: String::new(),
        }
    }

    /// The movement, or the errors beside its fields.
    pub fn draft(&self, found: &NewFound, postures: &[String]) -> Result<NewDraft> {
        let mut errors = FieldErrors::default();
        let official = taken("official", &found.official, "movement-official-unknown", &mut errors).cloned();
        let purpose = required_text("purpose", &self.purpose, 500, &mut errors);
        let station = found.station.as_ref().map(|station| taken("station", station, "movement-station-unknown", &mut errors).cloned());
        let posture = posture_of(&self.posture, postures, &mut errors);
        let beginning = if self.copy_of.is_empty() {
            self.leg().read(&found.from, &found.to, &mut errors).map(Beginning::Blank)
        } else {
            time::read_date(&self.start_date).map_err(|message| errors.add("start_date", message)).ok().map(Beginning::CopyFrom)
        };
        match (official, beginning) {
            (Some(official), Some(beginning)) => errors.or(NewDraft { official, purpose, station: station.flatten(), posture, beginning }),
            _ => Err(AppError::Invalid(errors)),
        }
    }
}

/// Purpose, posture and watch of a movement as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DetailsForm {
    /// Why they travel.
    pub purpose: String,
    /// What the planners must know.
    pub notes: String,
    /// Code of the posture; empty for none.
    pub posture: String,
    /// Code of the watch level.
    pub watch_level: String,
    /// Version the person started from.
    pub version: String,
}

/// Purpose, posture and watch that may be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DetailsDraft {
    /// Why they travel.
    pub purpose: String,
    /// What the planners must know.
    pub notes: String,
    /// Code of the posture.
    pub posture: Option<String>,
    /// How closely the watch follows.
    pub watch: WatchLevel,
}

impl DetailsForm {
    /// The details, or the errors beside their fields.
    pub fn draft(&self, postures: &[String]) -> Result<DetailsDraft> {
        let mut errors = FieldErrors::default();
        let purpose = required_text("purpose", &self.purpose, 500, &mut errors);
        let notes = limited("notes", &self.notes, 4_000, &mut errors);
        let posture = posture_of(&self.posture, postures, &mut errors);
        match WatchLevel::from_code(&self.watch_level) {
            Some(watch) => errors.or(DetailsDraft { purpose, notes, posture, watch }),
            None => {
                errors.add("watch_level", Message::new("field-not-a-choice"));
                Err(AppError::Invalid(errors))
            }
        }
    }
}

/// A decision on clearance as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ClearanceForm {
    /// `cleared`, `cleared_with_conditions` or `refused`.
    pub decision: String,
    /// Reference of the document that carries the decision.
    pub document: String,
    /// Conditions, or why it is refused.
    pub reason: String,
}

/// A decision on clearance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClearanceDraft {
    /// What was decided.
    pub decision: MovementState,
    /// Reference of the document.
    pub document: String,
    /// Conditions, or why it is refused.
    pub reason: String,
}

impl ClearanceForm {
    /// The decision. Whoever records it for the Designated Official names the document (INV-37).
    pub fn draft(&self, is_own_decision: bool) -> Result<ClearanceDraft> {
        use MovementState::*;
        let mut errors = FieldErrors::default();
        let document = limited("document", &self.document, 120, &mut errors);
        let reason = limited("reason", &self.reason, 1_000, &mut errors);
        let decision = MovementState::from_code(&self.decision).filter(|state| matches!(state, Cleared | ClearedWithConditions | Refused));
        if !is_own_decision && document.is_empty() {
            errors.add("document", Message::new("movement-document-required"));
        }
        if reason.is_empty() && matches!(decision, Some(ClearedWithConditions | Refused)) {
            errors.add("reason", Message::new("field-required"));
        }
        match decision {
            Some(decision) => errors.or(ClearanceDraft { decision, document, reason }),
            None => {
                errors.add("decision", Message::new("field-not-a-choice"));
                Err(AppError::Invalid(errors))
            }
        }
    }
}

/// A reason as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReasonForm {
    /// Why.
    pub reason: String,
}

impl ReasonForm {
    /// The reason; without one nothing is undone.
    pub fn draft(&self) -> Result<String> {
        let mut errors = FieldErrors::default();
        let reason = required_text("reason", &self.reason, 500, &mut errors);
        errors.or(reason)
    }
}

fn required_text(field: &'static str, text: &str, limit: usize, errors: &mut FieldErrors) -> String {
    let text = limited(field, text, limit, errors);
    if text.is_empty() {
        errors.add(field, Message::new("field-required"));
    }
    text
}

fn posture_of(code: &str, postures: &[String], errors: &mut FieldErrors) -> Option<String> {
    if code.is_empty() {
        return None;
    }
    let known = postures.iter().find(|known| *known == code).cloned();
    if known.is_none() {
        errors.add("posture", Message::new("field-not-a-choice"));
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recorded_clearance_names_its_document() {
        let cleared = ClearanceForm { decision: "cleared".into(), ..ClearanceForm::default() };

        assert!(cleared.draft(true).is_ok());
        assert!(cleared.draft(false).is_err());
        assert!(ClearanceForm { document: "DO/26/118".into(), ..cleared }.draft(false).is_ok());
    }

    #[test]
    fn conditions_and_refusals_say_why() {
        for decision in ["cleared_with_conditions", "refused"] {
            let form = ClearanceForm { decision: decision.into(), ..ClearanceForm::default() };
            assert!(form.draft(true).is_err(), "{decision}");
        }
        assert!(ClearanceForm { decision: "ready".into(), ..ClearanceForm::default() }.draft(true).is_err());
    }
}
