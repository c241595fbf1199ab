//! Posted text to a transfer, a line, a permit, a step, or errors beside the fields.

use chrono::NaiveDate;
use serde::Deserialize;

use super::model::{AUTHORIZERS, MARK, PERMITS, read_rounds};
use crate::features::people::required;
use crate::features::requirements::one_of;
use crate::i18n::Message;
use crate::web::error::Result;
use crate::web::form::FieldErrors;
use crate::web::time;

/// The form of a new transfer, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DraftForm {
    /// Reference of the armoury it leaves.
    pub from: String,
    /// Reference of the armoury it goes to.
    pub to: String,
    pub planned_on: String,
    pub reason: String,
}

/// A transfer as somebody wants it, but for its armouries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub planned_on: NaiveDate,
    pub reason: String,
}

impl DraftForm {
    /// What was posted, understood.
    pub fn draft(&self, today: NaiveDate) -> Result<Draft> {
        head(&self.planned_on, &self.reason, today)
    }
}

/// The form that corrects a draft, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CorrectionForm {
    pub planned_on: String,
    pub reason: String,
    pub version: String,
}

impl CorrectionForm {
    /// The version the person started from; an unreadable one is older than any.
    pub fn version(&self) -> i32 {
        self.version.parse().unwrap_or_default()
    }

    /// What was posted, understood; a day that was planned before may stay.
    pub fn draft(&self, today: NaiveDate, planned: NaiveDate) -> Result<Draft> {
        head(&self.planned_on, &self.reason, today.min(planned))
    }
}

fn head(planned_on: &str, reason: &str, earliest: NaiveDate) -> Result<Draft> {
    let mut errors = FieldErrors::default();
    let planned_on = time::read_date(planned_on).unwrap_or_else(|message| {
        errors.add("planned_on", message);
        earliest
    });
    if planned_on < earliest {
        errors.add("planned_on", Message::new("constraint-transfer-planned-ahead"));
    }
    let reason = required(&mut errors, "reason", reason, 1000);
    errors.or(Draft { planned_on, reason })
}

/// A weapon by its mark, rounds of a lot, or a vehicle, a thing or a kit.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LineForm {
    /// Serial number or reference of a weapon.
    pub weapon: String,
    /// Plate, serial number or reference of a vehicle, a thing or a kit.
    pub thing: String,
    /// Reference of a lot.
    pub lot: String,
    pub rounds: String,
}

/// What goes on the list; the marks as they were typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineDraft {
    Weapon(String),
    Thing(String),
    Rounds { lot: String, rounds: i32 },
}

impl LineForm {
    /// What was posted, understood.
    pub fn draft(&self) -> Result<LineDraft> {
        let mut errors = FieldErrors::default();
        if !self.thing.trim().is_empty() {
            let mark = required(&mut errors, "thing", &self.thing, MARK);
            return errors.or(LineDraft::Thing(mark));
        }
        if self.lot.trim().is_empty() && self.rounds.trim().is_empty() {
            let mark = required(&mut errors, "weapon", &self.weapon, MARK);
            return errors.or(LineDraft::Weapon(mark));
        }
        let lot = required(&mut errors, "lot", &self.lot, MARK);
        let rounds = read_rounds(&self.rounds).filter(|rounds| *rounds > 0).unwrap_or_else(|| {
            errors.add("rounds", Message::new("transfer-rounds-some"));
            0
        });
        errors.or(LineDraft::Rounds { lot, rounds })
    }
}

/// The form of a permit, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PermitForm {
    pub kind: String,
    pub country: String,
    pub document: String,
    pub valid_until: String,
    /// "yes": none is needed, and the document says why.
    pub waived: String,
}

/// A permit as somebody recorded it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermitDraft {
    pub kind: String,
    pub country: String,
    pub document: String,
    /// `None`: none is needed.
    pub valid_until: Option<NaiveDate>,
}

impl PermitForm {
    /// What was posted, understood.
    pub fn draft(&self, today: NaiveDate) -> Result<PermitDraft> {
        let mut errors = FieldErrors::default();
        let kind = one_of(&mut errors, "kind", PERMITS.iter().copied(), &self.kind).to_owned();
        let country = required(&mut errors, "country", &self.country, 2).to_uppercase();
        let document = required(&mut errors, "document", &self.document, 160);
        let valid_until =
            if self.waived.is_empty() { time::read_date(&self.valid_until).map_err(|message| errors.add("valid_until", message)).ok() } else { None };
        if valid_until.is_some_and(|day| day < today) {
            errors.add("valid_until", Message::new("constraint-transfer-permit-holds"));
        }
        errors.or(PermitDraft { kind, country, document, valid_until })
    }
}

/// A step with the words it takes, and the version it was taken on.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StepForm {
    /// Whose authorization it is.
    pub r#as: String,
    pub reason: String,
    pub seals: String,
    pub carrier: String,
    pub findings: String,
    pub receipt_note: String,
    pub version: String,
}

impl StepForm {
    /// The version the person started from; an unreadable one is older than any.
    pub fn version(&self) -> i32 {
        self.version.parse().unwrap_or_default()
    }

    /// Whose authorization it is.
    pub fn authorizer(&self) -> Result<&str> {
        let mut errors = FieldErrors::default();
        let authorizer = one_of(&mut errors, "as", AUTHORIZERS.iter().copied(), &self.r#as);
        errors.or(authorizer)
    }

    /// Why.
    pub fn reason(&self) -> Result<String> {
        let mut errors = FieldErrors::default();
        let reason = required(&mut errors, "reason", &self.reason, 300);
        errors.or(reason)
    }

    /// Numbers of the seals and where they are.
    pub fn seals(&self) -> Result<String> {
        let mut errors = FieldErrors::default();
        let seals = required(&mut errors, "seals", &self.seals, 300);
        errors.or(seals)
    }

    /// Who carries it, by what.
    pub fn carrier(&self) -> Result<String> {
        let mut errors = FieldErrors::default();
        let carrier = required(&mut errors, "carrier", &self.carrier, 300);
        errors.or(carrier)
    }

    /// What an investigation found, in twenty characters at least.
    pub fn findings(&self) -> Result<String> {
        let mut errors = FieldErrors::default();
        let findings = required(&mut errors, "findings", &self.findings, 2000);
        if !findings.is_empty() && findings.chars().count() < 20 {
            errors.add("findings", Message::new("constraint-transfer-investigation-has-findings"));
        }
        errors.or(findings)
    }

    /// In what condition it came; may be empty.
    pub fn receipt_note(&self) -> String {
        self.receipt_note.trim().chars().take(1000).collect()
    }
}

/// A mark that was read or typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MarkForm {
    pub typed: String,
}

impl MarkForm {
    /// The mark.
    pub fn mark(&self) -> Result<String> {
        let mut errors = FieldErrors::default();
        let mark = required(&mut errors, "typed", &self.typed, MARK);
        if !mark.is_empty() && mark.chars().all(|c| c.is_whitespace() || c == '-') {
            errors.add("typed", Message::new("count-mark-empty"));
        }
        errors.or(mark)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::web::error::AppError;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    fn names<T: std::fmt::Debug>(outcome: Result<T>, field: &str) -> bool {
        matches!(outcome, Err(AppError::Invalid(errors)) if !errors.of(field, Language::English).is_empty())
    }

    #[test]
    fn a_transfer_is_planned_for_a_day_to_come_and_says_why() {
        let form = |planned: &str, reason: &str| DraftForm { planned_on: planned.into(), reason: reason.into(), ..DraftForm::default() };
        assert_eq!(form("30-Nov-2026", "Stock").draft(today()).unwrap().reason, "Stock");
        assert!(names(form("21-Nov-2026", "Stock").draft(today()), "planned_on"));
        assert!(names(form("30-Nov-2026", " ").draft(today()), "reason"));
    }

    #[test]
    fn a_line_is_a_weapon_or_some_rounds() {
        let line = |weapon: &str, lot: &str, rounds: &str| LineForm { weapon: weapon.into(), lot: lot.into(), rounds: rounds.into(), ..LineForm::default() };
        assert_eq!(line(" 9F-1 ", "", "").draft().unwrap(), LineDraft::Weapon("9F-1".into()));
        assert_eq!(line("", "L-1", "1 000").draft().unwrap(), LineDraft::Rounds { lot: "L-1".into(), rounds: 1000 });
        assert_eq!(LineForm { thing: " UN 12 ".into(), ..LineForm::default() }.draft().unwrap(), LineDraft::Thing("UN 12".into()));
        assert!(names(line("", "", "").draft(), "weapon"));
        assert!(names(line("", "L-1", "0").draft(), "rounds"));
        assert!(names(line("", "", "5").draft(), "lot"));
    }

    #[test]
    fn a_permit_says_its_end_or_why_there_is_none() {
        let permit = |until: &str, waived: &str| PermitForm {
            kind: "export".into(),
            country: "cd".into(),
            document: "Paper 7".into(),
            valid_until: until.into(),
            waived: waived.into(),
        };
        assert_eq!(permit("30-Nov-2026", "").draft(today()).unwrap().country, "CD");
        assert_eq!(permit("", "yes").draft(today()).unwrap().valid_until, None);
        assert!(names(permit("", "").draft(today()), "valid_until"));
        assert!(names(permit("21-Nov-2026", "").draft(today()), "valid_until"));
    }

    #[test]
    fn findings_are_more_than_a_word() {
        let form = |findings: &str| StepForm { findings: findings.into(), ..StepForm::default() };
        assert!(names(form("No idea").findings(), "findings"));
        assert!(form("Searched the vehicle and asked both drivers.").findings().is_ok());
    }
}
