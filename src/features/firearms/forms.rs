//! Posted text to a firearm and its parts, or errors beside the fields.

use chrono::NaiveDate;
use serde::Deserialize;

use super::model::{INSPECTIONS, OWNERSHIPS, PERMITS, RESULTS, STATES, serial_key};
use super::queries::Firearm;
use crate::features::people::{at_most, required};
use crate::features::requirements::{one_of, read_day};
use crate::i18n::Message;
use crate::web::error::Result;
use crate::web::form::FieldErrors;
use crate::web::time;

/// Classes of weapons, as qualifications name them.
pub const CLASSES: &[&str] = &["pistol", "smg", "carbine", "rifle", "shotgun", "lmg", "other"];

/// The form of a firearm, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FirearmForm {
    pub serial: String,
    pub make: String,
    pub model: String,
    pub class: String,
    pub calibre: String,
    pub country_of_make: String,
    pub ownership: String,
    pub marks: String,
    pub acquired_on: String,
    pub document: String,
    /// Where it lies when it is taken on charge; not on the form of a change.
    pub armoury: String,
    pub version: String,
}

/// A firearm as somebody wants it recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirearmDraft {
    pub serial: String,
    pub make: String,
    pub model: String,
    pub class: String,
    pub calibre: String,
    pub country_of_make: Option<String>,
    pub ownership: String,
    pub marks: String,
    pub acquired_on: Option<NaiveDate>,
    pub document: String,
    pub armoury: String,
    pub version: i32,
}

impl FirearmForm {
    /// The form filled from the record.
    pub fn of(firearm: &Firearm) -> Self {
        Self {
            serial: firearm.serial.clone(),
            make: firearm.make.clone(),
            model: firearm.model.clone(),
            class: firearm.class.clone(),
            calibre: firearm.calibre.clone(),
            country_of_make: firearm.country_of_make.clone(),
            ownership: firearm.ownership.clone(),
            marks: firearm.marks.clone(),
            acquired_on: firearm.acquired_on.map(time::typed_date).unwrap_or_default(),
            document: firearm.document.clone(),
            armoury: String::new(),
            version: firearm.version.to_string(),
        }
    }

    /// What was posted, understood. `today` is the day in UTC.
    pub fn draft(&self, today: NaiveDate) -> Result<FirearmDraft> {
        let mut errors = FieldErrors::default();
        let serial = required(&mut errors, "serial", &self.serial, 40);
        if !serial.is_empty() && serial_key(&serial).is_empty() {
            errors.add("serial", Message::new("constraint-firearm-serial-key-present"));
        }
        let make = required(&mut errors, "make", &self.make, 80);
        let model = required(&mut errors, "model", &self.model, 80);
        let class = one_of(&mut errors, "class", CLASSES.iter().copied(), &self.class).to_owned();
        let calibre = required(&mut errors, "calibre", &self.calibre, 40);
        let country = at_most(&mut errors, "country_of_make", &self.country_of_make, 2).to_uppercase();
        let ownership = one_of(&mut errors, "ownership", OWNERSHIPS.iter().copied(), &self.ownership).to_owned();
        let marks = at_most(&mut errors, "marks", &self.marks, 300);
        let acquired_on = match self.acquired_on.trim() {
            "" => None,
            text => time::read_date(text).map_err(|message| errors.add("acquired_on", message)).ok(),
        };
        if acquired_on.is_some_and(|day| day > today) {
            errors.add("acquired_on", Message::new("firearm-acquired-in-future"));
        }
        let document = at_most(&mut errors, "document", &self.document, 160);
        errors.or(FirearmDraft {
            serial,
            make,
            model,
            class,
            calibre,
            country_of_make: (!country.is_empty()).then_some(country),
            ownership,
            marks,
            acquired_on,
            document,
            armoury: self.armoury.trim().to_owned(),
            version: self.version.parse().unwrap_or_default(),
        })
    }
}

/// The form of a new state.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StateForm {
    pub state: String,
    pub reason: String,
    pub version: String,
}

impl StateForm {
    /// State and reason.
    pub fn draft(&self) -> Result<(String, String)> {
        let mut errors = FieldErrors::default();
        let state = one_of(&mut errors, "state", STATES.iter().copied(), &self.state).to_owned();
        let reason = required(&mut errors, "reason", &self.reason, 300);
        errors.or((state, reason))
    }
}

/// The form of an inspection.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct InspectionForm {
    pub kind: String,
    pub done_on: String,
    pub result: String,
    pub rounds_fired: String,
    pub next_due_on: String,
    pub inspector: String,
    pub note: String,
}

/// An inspection as somebody wants it recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectionDraft {
    pub kind: String,
    pub done_on: NaiveDate,
    pub result: String,
    pub rounds_fired: i32,
    pub next_due_on: Option<NaiveDate>,
    pub inspector: String,
    pub note: String,
}

impl InspectionForm {
    /// What was posted, understood. `today` is the day in UTC.
    pub fn draft(&self, today: NaiveDate) -> Result<InspectionDraft> {
        let mut errors = FieldErrors::default();
        let kind = one_of(&mut errors, "kind", INSPECTIONS.iter().copied(), &self.kind).to_owned();
        let done_on = read_day(&mut errors, "done_on", &self.done_on);
        if done_on > today {
            errors.add("done_on", Message::new("constraint-firearm-inspection-done-by-now"));
        }
        let result = one_of(&mut errors, "result", RESULTS.iter().copied(), &self.result).to_owned();
        let rounds_fired = match self.rounds_fired.trim() {
            "" => 0,
            text => match text.parse::<i32>() {
                Ok(rounds) if (0..=100_000).contains(&rounds) => rounds,
                _ => {
                    errors.add("rounds_fired", Message::new("firearm-rounds-whole"));
                    0
                }
            },
        };
        let next_due_on = match self.next_due_on.trim() {
            "" => None,
            text => time::read_date(text).map_err(|message| errors.add("next_due_on", message)).ok(),
        };
        if next_due_on.is_some_and(|day| day <= done_on) {
            errors.add("next_due_on", Message::new("constraint-firearm-inspection-due-later"));
        }
        let inspector = required(&mut errors, "inspector", &self.inspector, 160);
        let note = at_most(&mut errors, "note", &self.note, 300);
        if result == "unfit" && note.is_empty() {
            errors.add("note", Message::new("firearm-unfit-says-why"));
        }
        errors.or(InspectionDraft { kind, done_on, result, rounds_fired, next_due_on, inspector, note })
    }
}

/// The form of a permit.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PermitForm {
    pub country: String,
    pub kind: String,
    pub document: String,
    pub issued_on: String,
    pub valid_until: String,
}

/// A permit as somebody wants it recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermitDraft {
    pub country: String,
    pub kind: String,
    pub document: String,
    pub issued_on: NaiveDate,
    pub valid_until: NaiveDate,
}

impl PermitForm {
    /// What was posted, understood.
    pub fn draft(&self) -> Result<PermitDraft> {
        let mut errors = FieldErrors::default();
        let country = required(&mut errors, "country", &self.country, 2).to_uppercase();
        let kind = one_of(&mut errors, "kind", PERMITS.iter().copied(), &self.kind).to_owned();
        let document = required(&mut errors, "document", &self.document, 160);
        let issued_on = read_day(&mut errors, "issued_on", &self.issued_on);
        let valid_until = read_day(&mut errors, "valid_until", &self.valid_until);
        if valid_until < issued_on {
            errors.add("valid_until", Message::new("constraint-permit-ends-after-it-begins"));
        }
        errors.or(PermitDraft { country, kind, document, issued_on, valid_until })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::web::error::AppError;

    fn good() -> FirearmForm {
        FirearmForm {
            serial: "9F-31877".into(),
            make: "Invented".into(),
            model: "M9".into(),
            class: "pistol".into(),
            calibre: "9x19".into(),
            ownership: "un_owned".into(),
            ..FirearmForm::default()
        }
    }

    #[test]
    fn each_field_says_what_is_wrong() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        assert!(good().draft(today).is_ok());
        for (form, field) in [
            (FirearmForm { serial: " - ".into(), ..good() }, "serial"),
            (FirearmForm { class: "cannon".into(), ..good() }, "class"),
            (FirearmForm { calibre: String::new(), ..good() }, "calibre"),
            (FirearmForm { acquired_on: "23-Nov-2026".into(), ..good() }, "acquired_on"),
            (FirearmForm { ownership: "mine".into(), ..good() }, "ownership"),
        ] {
            let Err(AppError::Invalid(errors)) = form.draft(today) else { panic!("{field} was accepted") };
            assert!(!errors.of(field, Language::English).is_empty(), "{field}");
        }
    }

    #[test]
    fn rounds_are_whole_and_not_negative() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let form = |rounds: &str| InspectionForm {
            kind: "test_firing".into(),
            done_on: "01-Nov-2026".into(),
            result: "fit".into(),
            rounds_fired: rounds.into(),
            inspector: "B. Bah".into(),
            ..InspectionForm::default()
        };
        assert_eq!(form("15").draft(today).unwrap().rounds_fired, 15);
        assert_eq!(form("").draft(today).unwrap().rounds_fired, 0);
        for rounds in ["-1", "1.5", "many"] {
            assert!(form(rounds).draft(today).is_err(), "{rounds}");
        }
    }
}
