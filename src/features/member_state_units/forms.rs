//! Posted text to a unit, a step or a part of it, or errors beside the fields.

use chrono::NaiveDate;
use serde::Deserialize;

use super::model::{BEGINNINGS, CHECKS, FORMS, KINDS, OUTCOMES, POSITIONS, ROTATION_ENDS, SETTLEMENTS, steps};
use super::parts::{Agreement, Item, Member};
use super::queries::Unit;
use crate::features::people::{at_most, required};
use crate::features::requirements::{one_of, read_day};
use crate::i18n::Message;
use crate::web::error::Result;
use crate::web::form::FieldErrors;
use crate::web::time;

fn number(errors: &mut FieldErrors, field: &str, text: &str, least: i32, most: i32) -> i32 {
    match text.trim().parse::<i32>() {
        Ok(number) if (least..=most).contains(&number) => number,
        _ => {
            let range = || Message::new("unit-number-range").with("least", least.to_string()).with("most", most.to_string());
            errors.add(field, if text.trim().is_empty() { Message::new("field-required") } else { range() });
            least
        }
    }
}

/// A day that may stay empty.
fn maybe_day(errors: &mut FieldErrors, field: &'static str, text: &str) -> Option<NaiveDate> {
    if text.trim().is_empty() { None } else { Some(read_day(errors, field, text)) }
}

/// A day that is not to come.
fn past_day(errors: &mut FieldErrors, field: &'static str, text: &str, today: NaiveDate) -> NaiveDate {
    let day = read_day(errors, field, text);
    if day > today {
        errors.add(field, Message::new("unit-day-to-come"));
    }
    day
}

fn typed(day: Option<NaiveDate>) -> String {
    day.map(time::typed_date).unwrap_or_default()
}

fn yes(is: bool) -> String {
    if is { "yes".to_owned() } else { String::new() }
}

/// The form of a unit, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UnitForm {
    pub station: String,
    pub member_state: String,
    pub name: String,
    pub state: String,
    pub strength: String,
    pub is_armed: String,
    pub rotation_months: String,
    pub contact: String,
    pub performance: String,
    pub version: String,
}

/// A unit as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitDraft {
    pub station: String,
    pub member_state: String,
    pub name: String,
    pub state: String,
    pub strength: i32,
    pub is_armed: bool,
    pub rotation_months: i32,
    pub contact: String,
    pub performance: String,
    pub version: i32,
}

impl UnitForm {
    /// The form filled from the record.
    pub fn of(unit: &Unit) -> Self {
        Self {
            station: unit.station.clone(),
            member_state: unit.member_state.clone(),
            name: unit.name.clone(),
            state: String::new(),
            strength: unit.strength.to_string(),
            is_armed: yes(unit.is_armed),
            rotation_months: unit.rotation_months.to_string(),
            contact: unit.contact.clone(),
            performance: unit.performance.clone(),
            version: unit.version.to_string(),
        }
    }

    /// What was posted, understood; a new unit says in what it begins.
    pub fn draft(&self, is_new: bool) -> Result<UnitDraft> {
        let mut errors = FieldErrors::default();
        let draft = UnitDraft {
            station: required(&mut errors, "station", &self.station, 3).to_uppercase(),
            member_state: required(&mut errors, "member_state", &self.member_state, 2).to_uppercase(),
            name: required(&mut errors, "name", &self.name, 80),
            state: if is_new { one_of(&mut errors, "state", BEGINNINGS.iter().copied(), &self.state).to_owned() } else { String::new() },
            strength: number(&mut errors, "strength", &self.strength, 1, 200),
            is_armed: !self.is_armed.is_empty(),
            rotation_months: number(&mut errors, "rotation_months", &self.rotation_months, 1, 36),
            contact: at_most(&mut errors, "contact", &self.contact, 300),
            performance: at_most(&mut errors, "performance", &self.performance, 2000),
            version: self.version.parse().unwrap_or_default(),
        };
        errors.or(draft)
    }
}

/// A step, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StepForm {
    pub state: String,
    pub reason: String,
    pub ended_on: String,
    pub version: String,
}

/// A step as it is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepDraft {
    pub state: String,
    pub reason: String,
    pub ended_on: Option<NaiveDate>,
    pub version: i32,
}

impl StepForm {
    /// What was posted, understood. The end has a reason and a day.
    pub fn draft(&self, from: &str, today: NaiveDate) -> Result<StepDraft> {
        let mut errors = FieldErrors::default();
        let state = one_of(&mut errors, "state", steps(from).iter().copied(), &self.state).to_owned();
        let reason = at_most(&mut errors, "reason", &self.reason, 1000);
        let mut ended_on = None;
        if state == "ended" {
            ended_on = Some(past_day(&mut errors, "ended_on", &self.ended_on, today));
            if reason.is_empty() {
                errors.add("reason", Message::new("constraint-ms-unit-end-has-reason"));
            }
        } else if !self.ended_on.trim().is_empty() {
            errors.add("ended_on", Message::new("constraint-ms-unit-ended-on-a-day"));
        }
        errors.or(StepDraft { state, reason, ended_on, version: self.version.parse().unwrap_or_default() })
    }
}

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
    fn a_unit_says_beside_each_field_what_is_wrong() {
        let good = || UnitForm {
            station: "gom".into(),
            member_state: "ro".into(),
            name: "Unit of the test".into(),
            state: "offer".into(),
            strength: "12".into(),
            rotation_months: "12".into(),
            ..UnitForm::default()
        };
        assert_eq!(good().draft(true).unwrap().member_state, "RO");
        for (form, field) in [
            (UnitForm { strength: "0".into(), ..good() }, "strength"),
            (UnitForm { strength: "2.5".into(), ..good() }, "strength"),
            (UnitForm { rotation_months: "37".into(), ..good() }, "rotation_months"),
            (UnitForm { state: "deployed".into(), ..good() }, "state"),
            (UnitForm { name: " ".into(), ..good() }, "name"),
        ] {
            told(form.draft(true), field);
        }
    }

    #[test]
    fn a_step_follows_and_the_end_has_its_day_and_reason() {
        let step = |state: &str, ended_on: &str, reason: &str| StepForm {
            state: state.into(),
            ended_on: ended_on.into(),
            reason: reason.into(),
            ..StepForm::default()
        };
        assert!(step("negotiation", "", "").draft("offer", day()).is_ok());
        assert!(step("ended", "22-Nov-2026", "Withdrawn").draft("offer", day()).is_ok());
        told(step("deployed", "", "").draft("offer", day()), "state");
        told(step("ended", "", "Withdrawn").draft("offer", day()), "ended_on");
        told(step("ended", "23-Nov-2026", "Withdrawn").draft("offer", day()), "ended_on");
        told(step("ended", "22-Nov-2026", "").draft("offer", day()), "reason");
    }

    #[test]
    fn failures_say_why_and_a_registered_weapon_is_one() {
        told(CheckForm { item: "ict".into(), outcome: "failed".into(), done_on: "22-Nov-2026".into(), ..CheckForm::default() }.draft(day()), "note");
        let pair = ItemForm {
            kind: "firearm".into(),
            label: "Pistols".into(),
            quantity: "2".into(),
            firearm: "w-1".into(),
            brought_on: "22-Nov-2026".into(),
        };
        told(pair.draft(day()), "firearm");
        assert!(ItemForm { quantity: "1".into(), ..pair }.draft(day()).is_ok());
    }
}
