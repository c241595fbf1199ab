//! Posted text to a qualification, or errors beside the fields.

use chrono::NaiveDate;
use serde::Deserialize;

use super::model::CLASSES;
use super::queries::Kind;
use crate::features::people::{at_most, required};
use crate::features::requirements::{one_of, read_day};
use crate::i18n::Message;
use crate::web::error::Result;
use crate::web::form::FieldErrors;
use crate::web::time;

/// The form of a qualification, as posted. Its type is chosen before and says which fields it has.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QualificationForm {
    #[serde(rename = "type")]
    pub kind: String,
    pub weapon_class: String,
    pub weapon_model: String,
    pub country: String,
    pub obtained_on: String,
    pub valid_until: String,
    pub issued_by: String,
    pub evidence: String,
    pub seen: String,
}

/// A qualification as somebody wants it recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QualificationDraft {
    pub kind: String,
    pub class: String,
    pub model: String,
    pub country: Option<String>,
    pub obtained_on: NaiveDate,
    pub valid_until: Option<NaiveDate>,
    pub issued_by: String,
    pub evidence: String,
    /// Whoever enters it has seen the evidence and verifies it at once.
    pub is_seen: bool,
}

impl QualificationForm {
    /// What was posted, understood. `today` is the day in UTC.
    pub fn draft(&self, kind: &Kind, today: NaiveDate) -> Result<QualificationDraft> {
        let mut errors = FieldErrors::default();
        let class = match kind.names.as_str() {
            "class" | "model" => one_of(&mut errors, "weapon_class", CLASSES.iter().copied(), &self.weapon_class),
            _ => "",
        };
        let model = if kind.names == "model" { required(&mut errors, "weapon_model", &self.weapon_model, 80) } else { String::new() };
        let country = (kind.names == "country").then(|| required(&mut errors, "country", &self.country, 2).to_uppercase());
        let obtained_on = read_day(&mut errors, "obtained_on", &self.obtained_on);
        if obtained_on > today {
            errors.add("obtained_on", Message::new("constraint-qualification-obtained-by-now"));
        }
        let valid_until = match self.valid_until.trim() {
            "" if kind.is_printed => {
                errors.add("valid_until", Message::new("constraint-qualification-states-its-end"));
                None
            }
            "" => None,
            text => time::read_date(text).map_err(|message| errors.add("valid_until", message)).ok(),
        };
        if valid_until.is_some_and(|end| end < obtained_on) {
            errors.add("valid_until", Message::new("constraint-qualification-ends-after-it-begins"));
        }
        if let (Some(end), Some(days)) = (valid_until, kind.validity_days)
            && (end - obtained_on).num_days() > i64::from(days)
        {
            errors.add("valid_until", Message::new("qualification-longer-than-rule").with("days", days.to_string()).with("source", kind.source.clone()));
        }
        let issued_by = at_most(&mut errors, "issued_by", &self.issued_by, 160);
        let evidence = required(&mut errors, "evidence", &self.evidence, 300);
        errors.or(QualificationDraft {
            kind: kind.code.clone(),
            class: class.to_owned(),
            model,
            country,
            obtained_on,
            valid_until,
            issued_by,
            evidence,
            is_seen: !self.seen.is_empty(),
        })
    }
}

/// A reason, and the version it was written on.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReasonForm {
    pub reason: String,
    pub version: String,
}

impl ReasonForm {
    /// The reason, which must be there.
    pub fn reason(&self) -> Result<String> {
        let mut errors = FieldErrors::default();
        let reason = required(&mut errors, "reason", &self.reason, 300);
        errors.or(reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::web::error::AppError;

    fn kind(code: &str, names: &str, validity_days: Option<i32>, is_printed: bool) -> Kind {
        Kind {
            code: code.into(),
            name: String::new(),
            names: names.into(),
            validity_days,
            is_printed,
            lead_days: 60,
            source: "UNC-07".into(),
            blocks: "armed_duty".into(),
            is_withdrawn: false,
            version: 1,
        }
    }

    fn good() -> QualificationForm {
        QualificationForm { obtained_on: "01-Nov-2026".into(), evidence: "File 12".into(), ..QualificationForm::default() }
    }

    #[test]
    fn each_type_asks_for_what_it_names() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let firearm = kind("firearm", "class", Some(180), false);
        let permit = kind("host_weapon_permit", "country", None, true);
        let authorization = kind("weapon_authorization", "model", Some(365), false);
        for (form, kind, field) in [
            (good(), &firearm, "weapon_class"),
            (QualificationForm { weapon_class: "cannon".into(), ..good() }, &firearm, "weapon_class"),
            (QualificationForm { weapon_class: "pistol".into(), valid_until: "01-Dec-2027".into(), ..good() }, &firearm, "valid_until"),
            (QualificationForm { weapon_class: "pistol".into(), valid_until: "01-Oct-2026".into(), ..good() }, &firearm, "valid_until"),
            (QualificationForm { weapon_class: "pistol".into(), obtained_on: "23-Nov-2026".into(), ..good() }, &firearm, "obtained_on"),
            (QualificationForm { weapon_class: "pistol".into(), evidence: " ".into(), ..good() }, &firearm, "evidence"),
            (QualificationForm { weapon_class: "pistol".into(), ..good() }, &authorization, "weapon_model"),
            (QualificationForm { country: "CD".into(), ..good() }, &permit, "valid_until"),
            (QualificationForm { valid_until: "01-Dec-2026".into(), ..good() }, &permit, "country"),
        ] {
            let Err(AppError::Invalid(errors)) = form.draft(kind, today) else { panic!("{field} was accepted") };
            assert!(!errors.of(field, Language::English).is_empty(), "{field}");
        }
        let draft = QualificationForm { weapon_class: "pistol".into(), ..good() }.draft(&firearm, today).unwrap();
        assert_eq!((draft.class.as_str(), draft.valid_until, draft.is_seen), ("pistol", None, false));
    }
}
