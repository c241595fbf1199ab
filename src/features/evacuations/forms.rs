//! Posted text to an evacuation or a return, or errors beside the fields.

use chrono::{Days, NaiveDate};
use serde::Deserialize;

use crate::features::people::required;
use crate::features::requirements::read_day;
use crate::i18n::Message;
use crate::web::error::Result;
use crate::web::form::FieldErrors;

/// An evacuation, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EvacuationForm {
    pub to_station: String,
    pub reason: String,
    pub decider_name: String,
    pub decider_capacity: String,
    pub decided_on: String,
    pub document_ref: String,
    pub relocated_until: String,
}

/// An evacuation as it was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvacuationDraft {
    pub to_station: String,
    pub reason: String,
    pub decider_name: String,
    pub decider_capacity: String,
    pub decided_on: NaiveDate,
    pub document_ref: String,
    pub relocated_until: NaiveDate,
}

impl EvacuationForm {
    /// What was posted, understood. `today` is the day in UTC.
    pub fn draft(&self, today: NaiveDate) -> Result<EvacuationDraft> {
        let mut errors = FieldErrors::default();
        let to_station = required(&mut errors, "to_station", &self.to_station, 3).to_uppercase();
        let reason = required(&mut errors, "reason", &self.reason, 1000);
        let decider_name = required(&mut errors, "decider_name", &self.decider_name, 120);
        let decider_capacity = required(&mut errors, "decider_capacity", &self.decider_capacity, 120);
        let decided_on = read_day(&mut errors, "decided_on", &self.decided_on);
        if decided_on > today {
            errors.add("decided_on", Message::new("constraint-evacuation-decided-by-now"));
        }
        let document_ref = required(&mut errors, "document_ref", &self.document_ref, 160);
        let relocated_until = read_day(&mut errors, "relocated_until", &self.relocated_until);
        if errors.is_empty() && (relocated_until < today || relocated_until > today + Days::new(366)) {
            errors.add("relocated_until", Message::new("evacuation-until-range"));
        }
        errors.or(EvacuationDraft { to_station, reason, decider_name, decider_capacity, decided_on, document_ref, relocated_until })
    }
}

/// A return, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReturnForm {
    pub return_decider: String,
    pub return_document: String,
    pub version: String,
}

/// A return as it was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnDraft {
    pub return_decider: String,
    pub return_document: String,
    pub version: i32,
}

impl ReturnForm {
    /// What was posted, understood.
    pub fn draft(&self) -> Result<ReturnDraft> {
        let mut errors = FieldErrors::default();
        let return_decider = required(&mut errors, "return_decider", &self.return_decider, 240);
        let return_document = required(&mut errors, "return_document", &self.return_document, 160);
        errors.or(ReturnDraft { return_decider, return_document, version: self.version.parse().unwrap_or_default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::web::error::AppError;

    #[test]
    fn an_evacuation_names_who_decided_where_to_and_until_when() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let good = || EvacuationForm {
            to_station: "nbo".into(),
            reason: "Shelling".into(),
            decider_name: "M. Kabasele".into(),
            decider_capacity: "Designated official".into(),
            decided_on: "22-Nov-2026".into(),
            document_ref: "DO note 4".into(),
            relocated_until: "22-Dec-2026".into(),
        };
        assert_eq!(good().draft(today).unwrap().to_station, "NBO");
        for (form, field) in [
            (EvacuationForm { to_station: String::new(), ..good() }, "to_station"),
            (EvacuationForm { decider_name: " ".into(), ..good() }, "decider_name"),
            (EvacuationForm { document_ref: String::new(), ..good() }, "document_ref"),
            (EvacuationForm { decided_on: "23-Nov-2026".into(), ..good() }, "decided_on"),
            (EvacuationForm { relocated_until: "21-Nov-2026".into(), ..good() }, "relocated_until"),
        ] {
            let Err(AppError::Invalid(errors)) = form.draft(today) else { panic!("{field} was accepted") };
            assert!(!errors.of(field, Language::English).is_empty(), "{field}");
        }
    }
}
