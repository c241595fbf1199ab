//! Posted text to a senior official, or errors beside the fields.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::queries::Principal;
use crate::features::people::{NumberDraft, at_most, read_number, required};
use crate::web::conflict::Part;
use crate::web::error::Result;
use crate::web::form::FieldErrors;
use crate::web::time;

/// The form of an official, as posted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PrincipalForm {
    pub codename: String,
    pub display_name: String,
    pub office: String,
    pub entity: String,
    pub station: String,
    pub portfolio: String,
    pub office_number: String,
    pub office_number_as_of: String,
    pub version: String,
}

/// Its fields in a conflict: the number and its age are decided together.
pub const PARTS: &[Part] = &[
    Part::alone("codename", "principal-codename"),
    Part::alone("display_name", "principal-display-name"),
    Part::alone("office", "principal-office"),
    Part::alone("entity", "principal-entity"),
    Part::alone("station", "principal-station"),
    Part::alone("portfolio", "principal-portfolio"),
    Part::of("office_number", "office_number", "principal-office-number"),
    Part::of("office_number", "office_number_as_of", "principal-office-number-as-of"),
];

/// An official as somebody wants it. Empty entity and station mean none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrincipalDraft {
    pub codename: String,
    pub display_name: String,
    pub office: String,
    pub entity: String,
    pub station: String,
    pub portfolio: String,
    pub office_number: NumberDraft,
    pub version: i32,
}

impl PrincipalForm {
    /// The form filled from the record.
    pub fn of(principal: &Principal) -> Self {
        Self {
            codename: principal.codename.clone(),
            display_name: principal.display_name.clone(),
            office: principal.office.clone(),
            entity: principal.entity_code.clone(),
            station: principal.station_code.clone(),
            portfolio: principal.portfolio_code.clone(),
            office_number: principal.office_number.number.clone(),
            office_number_as_of: typed(principal.office_number.as_of),
            version: principal.version.to_string(),
        }
    }

    /// The form filled from a version of the history. `station` is its code.
    pub fn of_version(content: &Value, station: String) -> Self {
        let text = |column: &str| content.get(column).and_then(Value::as_str).unwrap_or_default().to_owned();
        Self {
            codename: text("codename"),
            display_name: text("display_name"),
            office: text("office"),
            entity: text("entity_code"),
            station,
            portfolio: text("portfolio_code"),
            office_number: text("office_number"),
            office_number_as_of: typed(text("office_number_as_of").parse().ok()),
            version: content.get("version").map(Value::to_string).unwrap_or_default(),
        }
    }

    /// What was posted, understood. `today` is the day in UTC.
    pub fn draft(&self, today: NaiveDate) -> Result<PrincipalDraft> {
        let mut errors = FieldErrors::default();
        let codename = at_most(&mut errors, "codename", &self.codename, 40).to_uppercase();
        let display_name = required(&mut errors, "display_name", &self.display_name, 160);
        let office = at_most(&mut errors, "office", &self.office, 160);
        let entity = at_most(&mut errors, "entity", &self.entity, 20).to_uppercase();
        let station = at_most(&mut errors, "station", &self.station, 3).to_uppercase();
        let portfolio = required(&mut errors, "portfolio", &self.portfolio, 20);
        let number = ("office_number", self.office_number.as_str());
        let office_number = read_number(&mut errors, number, ("office_number_as_of", &self.office_number_as_of), today);
        let version = self.version.parse().unwrap_or_default();
        errors.or(PrincipalDraft { codename, display_name, office, entity, station, portfolio, office_number, version })
    }
}

fn typed(date: Option<NaiveDate>) -> String {
    date.map(time::typed_date).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::web::error::AppError;

    #[test]
    fn each_field_says_what_is_wrong() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let good = || PrincipalForm { display_name: "A. Example".into(), portfolio: "africa".into(), codename: "kestrel 4".into(), ..PrincipalForm::default() };
        assert_eq!(good().draft(today).unwrap().codename, "KESTREL 4");
        for (form, field) in [
            (PrincipalForm { display_name: String::new(), ..good() }, "display_name"),
            (PrincipalForm { codename: "x".repeat(41), ..good() }, "codename"),
            (PrincipalForm { portfolio: String::new(), ..good() }, "portfolio"),
            (PrincipalForm { station: "GOMA".into(), ..good() }, "station"),
            (PrincipalForm { office_number: "ring".into(), ..good() }, "office_number"),
            (PrincipalForm { office_number_as_of: "tomorrow".into(), ..good() }, "office_number_as_of"),
        ] {
            let Err(AppError::Invalid(errors)) = form.draft(today) else { panic!("{field} was accepted") };
            assert!(!errors.of(field, Language::English).is_empty(), "{field}");
        }
    }
}
