//! Posted text to what belongs to a unit: agreement, check, member, rotation, kit; or errors beside the fields.

use chrono::NaiveDate;
use serde::Deserialize;

use super::forms::{maybe_day, number, past_day, typed, yes};
use super::model::{CHECKS, FORMS, KINDS, OUTCOMES, POSITIONS, ROTATION_ENDS, SETTLEMENTS};
use super::parts::{Agreement, Item, Member};
use crate::features::people::{at_most, required};
use crate::features::requirements::{one_of, read_day};
use crate::i18n::Message;
use crate::web::error::Result;
use crate::web::form::FieldErrors;
use crate::web::time;

/// An agreement, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AgreementForm {
    pub form: String,
    pub document: String,
    pub from_date: String,
    pub to_date: String,
    pub allows_arms: String,
    pub reimbursement: String,
    pub ceiling: String,
    pub kit_list: String,
    pub liability: String,
    pub version: String,
}

/// An agreement as it is drafted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreementDraft {
    pub form: String,
    pub document: String,
    pub from_date: NaiveDate,
    pub to_date: NaiveDate,
    pub allows_arms: bool,
    pub reimbursement: String,
    pub ceiling: Option<i32>,
    pub kit_list: String,
    pub liability: String,
    pub version: i32,
}

impl AgreementForm {
    /// The form filled from the draft.
    pub fn of(agreement: &Agreement) -> Self {
        Self {
            form: agreement.form.clone(),
            document: agreement.document.clone(),
            from_date: time::typed_date(agreement.from_date),
            to_date: time::typed_date(agreement.to_date),
            allows_arms: yes(agreement.allows_arms),
            reimbursement: agreement.reimbursement.clone(),
            ceiling: agreement.ceiling.map(|ceiling| ceiling.to_string()).unwrap_or_default(),
            kit_list: agreement.kit_list.clone(),
            liability: agreement.liability.clone(),
            version: agreement.version.to_string(),
        }
    }

    /// What was posted, understood.
    pub fn draft(&self) -> Result<AgreementDraft> {
        let mut errors = FieldErrors::default();
        let form = one_of(&mut errors, "form", FORMS.iter().copied(), &self.form).to_owned();
        let document = required(&mut errors, "document", &self.document, 160);
        let from_date = read_day(&mut errors, "from_date", &self.from_date);
        let to_date = read_day(&mut errors, "to_date", &self.to_date);
        if errors.is_empty() && to_date < from_date {
            errors.add("to_date", Message::new("constraint-ms-agreement-ends-after-it-begins"));
        }
        let ceiling = if self.ceiling.trim().is_empty() { None } else { Some(number(&mut errors, "ceiling", &self.ceiling, 0, i32::MAX)) };
        let draft = AgreementDraft {
            form,
            document,
            from_date,
            to_date,
            allows_arms: !self.allows_arms.is_empty(),
            reimbursement: at_most(&mut errors, "reimbursement", &self.reimbursement, 1000),
            ceiling,
            kit_list: at_most(&mut errors, "kit_list", &self.kit_list, 2000),
            liability: at_most(&mut errors, "liability", &self.liability, 1000),
            version: self.version.parse().unwrap_or_default(),
        };
        errors.or(draft)
    }
}

/// When and why something ends, as posted; approvals and confirmations post the version alone.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EndForm {
    pub ended_on: String,
    pub reason: String,
    pub version: String,
}

impl EndForm {
    /// The version it was made from.
    pub fn version(&self) -> i32 {
        self.version.parse().unwrap_or_default()
    }

    /// Day and reason.
    pub fn draft(&self, today: NaiveDate) -> Result<(NaiveDate, String, i32)> {
        let mut errors = FieldErrors::default();
        let day = past_day(&mut errors, "ended_on", &self.ended_on, today);
        let reason = required(&mut errors, "reason", &self.reason, 1000);
        errors.or((day, reason, self.version()))
    }
}

/// A check, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CheckForm {
    pub item: String,
    pub outcome: String,
    pub done_on: String,
    pub note: String,
}

/// A check as it is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckDraft {
    pub item: String,
    pub outcome: String,
    pub done_on: NaiveDate,
    pub note: String,
}

impl CheckForm {
    /// What was posted, understood.
    pub fn draft(&self, today: NaiveDate) -> Result<CheckDraft> {
        let mut errors = FieldErrors::default();
        let item = one_of(&mut errors, "item", CHECKS.iter().copied(), &self.item).to_owned();
        let outcome = one_of(&mut errors, "outcome", OUTCOMES.iter().copied(), &self.outcome).to_owned();
        let done_on = past_day(&mut errors, "done_on", &self.done_on, today);
        let note = at_most(&mut errors, "note", &self.note, 1000);
        if outcome == "failed" && note.is_empty() {
            errors.add("note", Message::new("constraint-ms-unit-check-says-why"));
        }
        errors.or(CheckDraft { item, outcome, done_on, note })
    }
}

/// A member, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MemberForm {
    pub officer: String,
    pub position: String,
    pub rank: String,
    pub from_date: String,
    pub to_date: String,
    pub version: String,
}

/// A member as somebody is put in post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberDraft {
    pub officer: String,
    pub position: String,
    pub rank: String,
    pub from_date: NaiveDate,
    pub to_date: Option<NaiveDate>,
    pub version: i32,
}

impl MemberForm {
    /// The form filled from the record.
    pub fn of(member: &Member) -> Self {
        Self {
            officer: member.officer.clone(),
            position: member.position.clone(),
            rank: member.rank.clone(),
            from_date: time::typed_date(member.from_date),
            to_date: typed(member.to_date),
            version: member.version.to_string(),
        }
    }

    /// What was posted, understood.
    pub fn draft(&self) -> Result<MemberDraft> {
        let mut errors = FieldErrors::default();
        let officer = self.officer.trim().to_owned();
        let position = one_of(&mut errors, "position", POSITIONS.iter().copied(), &self.position).to_owned();
        let rank = at_most(&mut errors, "rank", &self.rank, 60);
        let from_date = read_day(&mut errors, "from_date", &self.from_date);
        let to_date = maybe_day(&mut errors, "to_date", &self.to_date);
        if errors.is_empty() && to_date.is_some_and(|day| day < from_date) {
            errors.add("to_date", Message::new("constraint-ms-unit-member-leaves-after-coming"));
        }
        errors.or(MemberDraft { officer, position, rank, from_date, to_date, version: self.version.parse().unwrap_or_default() })
    }
}

/// A rotation, as posted when it is planned.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RotationForm {
    pub planned_on: String,
    pub leaving: String,
    pub coming: String,
}

impl RotationForm {
    /// The day, who leaves and who comes.
    pub fn draft(&self) -> Result<(NaiveDate, String, String)> {
        let mut errors = FieldErrors::default();
        let day = read_day(&mut errors, "planned_on", &self.planned_on);
        let (leaving, coming) = (at_most(&mut errors, "leaving", &self.leaving, 1000), at_most(&mut errors, "coming", &self.coming, 1000));
        errors.or((day, leaving, coming))
    }
}

/// How a planned rotation went, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RotationEndForm {
    pub outcome: String,
    pub done_on: String,
    pub reason: String,
    pub version: String,
}

impl RotationEndForm {
    /// The day on which it took place, or why it was called off.
    pub fn draft(&self, today: NaiveDate) -> Result<(Option<NaiveDate>, String, i32)> {
        let mut errors = FieldErrors::default();
        let outcome = one_of(&mut errors, "outcome", ROTATION_ENDS.iter().copied(), &self.outcome);
        let (mut done_on, mut reason) = (None, String::new());
        if outcome == "done" {
            done_on = Some(past_day(&mut errors, "done_on", &self.done_on, today));
        } else {
            reason = required(&mut errors, "reason", &self.reason, 1000);
        }
        errors.or((done_on, reason, self.version.parse().unwrap_or_default()))
    }
}

/// Something the unit brings, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ItemForm {
    pub kind: String,
    pub label: String,
    pub quantity: String,
    pub firearm: String,
    pub brought_on: String,
}

/// An item as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemDraft {
    pub kind: String,
    pub label: String,
    pub quantity: i32,
    /// Reference in the register of firearms; empty: not there.
    pub firearm: String,
    pub brought_on: NaiveDate,
}

impl ItemForm {
    /// What was posted, understood.
    pub fn draft(&self, today: NaiveDate) -> Result<ItemDraft> {
        let mut errors = FieldErrors::default();
        let draft = ItemDraft {
            kind: one_of(&mut errors, "kind", KINDS.iter().copied(), &self.kind).to_owned(),
            label: required(&mut errors, "label", &self.label, 160),
            quantity: number(&mut errors, "quantity", &self.quantity, 1, 1_000_000),
            firearm: self.firearm.trim().to_uppercase(),
            brought_on: past_day(&mut errors, "brought_on", &self.brought_on, today),
        };
        if !draft.firearm.is_empty() && errors.is_empty() && (draft.kind != "firearm" || draft.quantity != 1) {
            errors.add("firearm", Message::new("constraint-registered-weapon-is-one"));
        }
        errors.or(draft)
    }
}

/// What became of an item, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SettlementForm {
    pub outcome: String,
    pub outcome_on: String,
    pub outcome_document: String,
    pub outcome_note: String,
    pub version: String,
}

/// What became of it, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettlementDraft {
    pub outcome: String,
    pub outcome_on: NaiveDate,
    pub outcome_document: String,
    pub outcome_note: String,
    pub version: i32,
}

impl SettlementForm {
    /// The form filled from what was recorded before.
    pub fn of(item: &Item) -> Self {
        Self {
            outcome: item.outcome.clone(),
            outcome_on: typed(item.outcome_on),
            outcome_document: item.outcome_document.clone(),
            outcome_note: item.outcome_note.clone(),
            version: item.version.to_string(),
        }
    }

    /// What was posted, understood.
    pub fn draft(&self, today: NaiveDate) -> Result<SettlementDraft> {
        let mut errors = FieldErrors::default();
        let draft = SettlementDraft {
            outcome: one_of(&mut errors, "outcome", SETTLEMENTS.iter().copied(), &self.outcome).to_owned(),
            outcome_on: past_day(&mut errors, "outcome_on", &self.outcome_on, today),
            outcome_document: required(&mut errors, "outcome_document", &self.outcome_document, 160),
            outcome_note: at_most(&mut errors, "outcome_note", &self.outcome_note, 1000),
            version: self.version.parse().unwrap_or_default(),
        };
        errors.or(draft)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::web::error::AppError;

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    fn told<T: std::fmt::Debug>(outcome: Result<T>, field: &str) {
        let Err(AppError::Invalid(errors)) = outcome else { panic!("{field} was accepted: {outcome:?}") };
        assert!(!errors.of(field, Language::English).is_empty(), "{field}: {errors:?}");
    }

    #[test]
    fn failures_say_why_and_a_registered_weapon_is_one() {
        told(CheckForm { item: "ict".into(), outcome: "failed".into(), done_on: "22-Nov-2026".into(), ..CheckForm::default() }.draft(day()), "note");
        let pair = ItemForm { kind: "firearm".into(), label: "Pistols".into(), quantity: "2".into(), firearm: "w-1".into(), brought_on: "22-Nov-2026".into() };
        told(pair.draft(day()), "firearm");
        assert!(ItemForm { quantity: "1".into(), ..pair }.draft(day()).is_ok());
    }
}
