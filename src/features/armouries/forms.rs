//! Posted text to an armoury or a decision, or errors beside the fields.

use chrono::{Days, NaiveDate};
use serde::Deserialize;

use super::model::{DECISIONS, KINDS};
use super::queries::Armoury;
use crate::features::people::{at_most, required};
use crate::features::requirements::{one_of, read_day};
use crate::i18n::Message;
use crate::web::error::Result;
use crate::web::form::FieldErrors;

/// The form of an armoury, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ArmouryForm {
    pub name: String,
    pub station: String,
    pub kind: String,
    pub key_holders: String,
    pub capacity: String,
    pub adviser: String,
    pub adviser_number: String,
    pub version: String,
}

/// An armoury as somebody wants it.
#[derive(Debug, Clone, PartialEq)]
pub struct ArmouryDraft {
    pub name: String,
    pub station: String,
    pub kind: String,
    pub key_holders: String,
    pub capacity_kg: Option<f64>,
    pub adviser: String,
    pub adviser_number: String,
    pub version: i32,
}

impl ArmouryForm {
    /// The form filled from the record.
    pub fn of(armoury: &Armoury) -> Self {
        Self {
            name: armoury.name.clone(),
            station: armoury.station.clone(),
            kind: armoury.kind.clone(),
            key_holders: armoury.key_holders.clone(),
            capacity: armoury.capacity_kg.map(|kg| kg.to_string()).unwrap_or_default(),
            adviser: armoury.adviser.clone(),
            adviser_number: armoury.adviser_number.clone(),
            version: armoury.version.to_string(),
        }
    }

    /// What was posted, understood.
    pub fn draft(&self) -> Result<ArmouryDraft> {
        let mut errors = FieldErrors::default();
        let name = required(&mut errors, "name", &self.name, 80);
        let station = required(&mut errors, "station", &self.station, 3).to_uppercase();
        let kind = one_of(&mut errors, "kind", KINDS.iter().copied(), &self.kind).to_owned();
        let key_holders = at_most(&mut errors, "key_holders", &self.key_holders, 300);
        let capacity_kg = match self.capacity.trim() {
            "" => None,
            text => match text.parse::<f64>() {
                Ok(kg) if kg > 0.0 && kg < 100_000.0 => Some(kg),
                _ => {
                    errors.add("capacity", Message::new("armoury-capacity-number"));
                    None
                }
            },
        };
        let adviser = at_most(&mut errors, "adviser", &self.adviser, 160);
        let adviser_number = self.adviser_number.trim().to_owned();
        let digits = adviser_number.strip_prefix('+').unwrap_or(&adviser_number);
        let can_be_called = (3..=40).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit() || b" ()./-".contains(&byte));
        if !adviser_number.is_empty() && !can_be_called {
            errors.add("adviser_number", Message::new("field-number-shape"));
        }
        let version = self.version.parse().unwrap_or_default();
        errors.or(ArmouryDraft { name, station, kind, key_holders, capacity_kg, adviser, adviser_number, version })
    }
}

/// The form of a decision, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DecisionForm {
    pub approval: String,
    pub approved_on: String,
    pub approved_until: String,
    pub authority: String,
    pub conditions: String,
    pub version: String,
}

/// A decision as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionDraft {
    pub approval: String,
    pub approved_on: NaiveDate,
    pub approved_until: Option<NaiveDate>,
    pub authority: String,
    pub conditions: String,
    pub version: i32,
}

impl DecisionForm {
    /// What was posted, understood. `today` is the day in UTC.
    pub fn draft(&self, today: NaiveDate) -> Result<DecisionDraft> {
        let mut errors = FieldErrors::default();
        let approval = one_of(&mut errors, "approval", DECISIONS.iter().copied(), &self.approval).to_owned();
        let approved_on = read_day(&mut errors, "approved_on", &self.approved_on);
        if approved_on > today {
            errors.add("approved_on", Message::new("armoury-decided-in-future"));
        }
        let approved_until = (approval != "refused").then(|| read_day(&mut errors, "approved_until", &self.approved_until));
        if approved_until.is_some_and(|end| end < approved_on || end > approved_on + Days::new(1096)) {
            errors.add("approved_until", Message::new("constraint-armoury-approval-has-dates"));
        }
        let authority = required(&mut errors, "authority", &self.authority, 300);
        let conditions = at_most(&mut errors, "conditions", &self.conditions, 1000);
        if approval == "conditional" && conditions.is_empty() {
            errors.add("conditions", Message::new("constraint-armoury-condition-is-said"));
        }
        let version = self.version.parse().unwrap_or_default();
        errors.or(DecisionDraft { approval, approved_on, approved_until, authority, conditions, version })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::web::error::AppError;

    #[test]
    fn a_decision_has_dates_an_authority_and_its_conditions() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let good = || DecisionForm {
            approval: "approved".into(),
            approved_on: "01-Nov-2026".into(),
            approved_until: "01-Nov-2027".into(),
            authority: "UNMAS note 3".into(),
            ..DecisionForm::default()
        };
        assert!(good().draft(today).is_ok());
        for (form, field) in [
            (DecisionForm { approval: "expired".into(), ..good() }, "approval"),
            (DecisionForm { approved_on: "23-Nov-2026".into(), ..good() }, "approved_on"),
            (DecisionForm { approved_until: "31-Oct-2026".into(), ..good() }, "approved_until"),
            (DecisionForm { approved_until: "02-Dec-2029".into(), ..good() }, "approved_until"),
            (DecisionForm { authority: String::new(), ..good() }, "authority"),
            (DecisionForm { approval: "conditional".into(), ..good() }, "conditions"),
        ] {
            let Err(AppError::Invalid(errors)) = form.draft(today) else { panic!("{field} was accepted") };
            assert!(!errors.of(field, Language::English).is_empty(), "{field}");
        }
    }
}
