//! Posted text to an act of custody, or errors beside the fields.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::Deserialize;

use crate::features::ammunition::with_weapon::{Count, Held};
use crate::features::ammunition::{CAUSES, rounds};
use crate::features::people::{at_most, required};
use crate::features::requirements::one_of;
use crate::i18n::Message;
use crate::web::error::Result;
use crate::web::form::FieldErrors;
use crate::web::time::{self, Resolved};

/// How long an issue lasts.
pub const TERMS: &[&str] = &["temporary", "assignment"];
/// In what condition it was handed over.
pub const CONDITIONS: &[&str] = &["good", "worn", "damaged"];

/// The form of an issue, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IssueForm {
    pub firearm: String,
    pub officer: String,
    pub terms: String,
    pub purpose: String,
    pub due_date: String,
    pub due_time: String,
    pub condition: String,
    pub note: String,
    /// "yes": it was handed over before it was entered.
    pub handed: String,
    pub handed_date: String,
    pub handed_time: String,
    /// The number of the paper receipt, if it was issued on paper.
    pub paper: String,
    /// Lot and armoury, as the form offers them; they count only with a number of rounds.
    pub lot: String,
    pub rounds: String,
    /// "yes": what stands against the issue was not shown yet.
    pub unchecked: String,
}

/// An issue as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueDraft {
    pub terms: String,
    pub purpose: String,
    pub due_back_at: Option<DateTime<Utc>>,
    pub condition: String,
    pub note: String,
    /// When it was handed over, if that is past.
    pub handed_at: Option<DateTime<Utc>>,
    pub paper: String,
    /// Rounds that go with it.
    pub rounds: Option<i32>,
}

impl IssueForm {
    /// What was posted, understood in the zone of the weapon's station.
    pub fn draft(&self, zone: &str, now: DateTime<Utc>) -> Result<IssueDraft> {
        let mut errors = FieldErrors::default();
        let terms = one_of(&mut errors, "terms", TERMS.iter().copied(), &self.terms).to_owned();
        let purpose = required(&mut errors, "purpose", &self.purpose, 300);
        let handed_at = (!self.handed.is_empty()).then(|| instant(&mut errors, ("handed_date", &self.handed_date), ("handed_time", &self.handed_time), zone));
        if handed_at.flatten().is_some_and(|at| at > now) {
            errors.add("handed_date", Message::new("constraint-handover-happened-by-now"));
        }
        let due_back_at = match terms.as_str() {
            "temporary" => instant(&mut errors, ("due_date", &self.due_date), ("due_time", &self.due_time), zone),
            _ => None,
        };
        if due_back_at.is_some_and(|at| at <= handed_at.flatten().unwrap_or(now)) {
            errors.add("due_date", Message::new("constraint-temporary-issue-has-its-end"));
        }
        let condition =
            one_of(&mut errors, "condition", CONDITIONS.iter().copied(), if self.condition.is_empty() { "good" } else { &self.condition }).to_owned();
        let note = at_most(&mut errors, "note", &self.note, 1000);
        let paper = at_most(&mut errors, "paper", &self.paper, 40);
        let rounds = number(&mut errors, "rounds", &self.rounds).filter(|rounds| *rounds > 0);
        errors.or(IssueDraft { terms, purpose, due_back_at, condition, note, handed_at: handed_at.flatten(), paper, rounds })
    }
}

/// A number of rounds, if one was typed.
fn number(errors: &mut FieldErrors, field: impl Into<String>, text: &str) -> Option<i32> {
    match (text.trim(), rounds(text)) {
        ("", _) => None,
        (_, Ok(rounds)) => Some(rounds),
        (_, Err(key)) => {
            errors.add(field, Message::new(key));
            None
        }
    }
}

/// A local date and time as an instant; of a reading the clocks showed twice, the later one.
pub fn instant(errors: &mut FieldErrors, date: (&'static str, &str), clock: (&'static str, &str), zone: &str) -> Option<DateTime<Utc>> {
    let day = time::read_date(date.1).map_err(|message| errors.add(date.0, message)).ok();
    let hour = time::read_time(clock.1).map_err(|message| errors.add(clock.0, message)).ok();
    let local: NaiveDateTime = day?.and_time(hour?);
    match time::resolve(local, zone) {
        Resolved::Once(at) | Resolved::Twice { later: at, .. } => Some(at),
        Resolved::Never { .. } | Resolved::UnknownZone => {
            errors.add(clock.0, Message::new("custody-time-not-there"));
            None
        }
    }
}

/// The form that takes a weapon back, or moves it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MoveForm {
    /// Reference of an armoury, or `workshop`.
    pub to: String,
    pub workshop: String,
    pub condition: String,
    pub note: String,
    /// Lots that the officer holds, one beside the other with what was handed back and what was fired.
    pub lot: Vec<String>,
    pub back: Vec<String>,
    pub expended: Vec<String>,
    pub cause: String,
    pub cause_ref: String,
    pub reason: String,
    /// When it happened; empty: now.
    pub handed_date: String,
    pub handed_time: String,
    pub paper: String,
    /// Who gave it back by the receipt, if that is not whom the ledger names.
    pub giver: String,
}

/// Where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveDraft {
    /// Reference of an armoury; empty for a workshop.
    pub armoury: String,
    pub workshop: String,
    pub condition: String,
    pub note: String,
    pub cause: String,
    pub cause_ref: String,
    pub reason: String,
    pub happened_at: Option<DateTime<Utc>>,
    pub paper: String,
}

impl MoveForm {
    /// What was posted, understood in the zone of the weapon's station.
    pub fn draft(&self, zone: &str, now: DateTime<Utc>) -> Result<MoveDraft> {
        let mut errors = FieldErrors::default();
        let to = required(&mut errors, "to", &self.to, 40);
        let is_workshop = to == "workshop";
        let workshop = if is_workshop { required(&mut errors, "workshop", &self.workshop, 120) } else { String::new() };
        let condition = one_of(&mut errors, "condition", CONDITIONS.iter().copied(), &self.condition).to_owned();
        let note = at_most(&mut errors, "note", &self.note, 1000);
        if condition == "damaged" && note.is_empty() {
            errors.add("note", Message::new("custody-damage-is-said"));
        }
        let is_dated = !(self.handed_date.trim().is_empty() && self.handed_time.trim().is_empty());
        let happened_at = if is_dated { instant(&mut errors, ("handed_date", &self.handed_date), ("handed_time", &self.handed_time), zone) } else { None };
        if happened_at.is_some_and(|at| at > now) {
            errors.add("handed_date", Message::new("constraint-handover-happened-by-now"));
        }
        let paper = at_most(&mut errors, "paper", &self.paper, 40);
        let fired = self.expended.iter().any(|text| rounds(text).is_ok_and(|rounds| rounds > 0));
        let (cause, cause_ref, reason) = if fired { self.cause(&mut errors) } else { Default::default() };
        errors.or(MoveDraft { armoury: if is_workshop { String::new() } else { to }, workshop, condition, note, cause, cause_ref, reason, happened_at, paper })
    }

    /// INV-20: what the rounds were fired in, which, and why.
    fn cause(&self, errors: &mut FieldErrors) -> (String, String, String) {
        let cause = one_of(errors, "cause", CAUSES.iter().copied(), &self.cause).to_owned();
        let cause_ref = required(errors, "cause_ref", &self.cause_ref, 160);
        if !cause_ref.is_empty() && cause_ref.chars().count() < 3 {
            errors.add("cause_ref", Message::new("constraint-expenditure-has-cause"));
        }
        (cause, cause_ref, required(errors, "reason", &self.reason, 300))
    }

    /// What was typed for a lot: handed back and fired.
    pub fn typed<'a>(&'a self, lot: &str) -> (&'a str, &'a str) {
        let at = self.lot.iter().position(|one| one == lot);
        let text = |texts: &'a [String]| at.and_then(|at| texts.get(at)).map_or("", String::as_str);
        (text(&self.back), text(&self.expended))
    }

    /// It is entered later: then it is kept although the ledger says otherwise (INV-38).
    fn is_later(&self) -> bool {
        [&self.handed_date, &self.handed_time, &self.paper].iter().any(|text| !text.trim().is_empty())
    }

    /// What became of the rounds that the officer holds. Each lot is counted; a count of none is written as 0.
    pub fn counts(&self, held: &[Held]) -> Result<Vec<Count>> {
        let mut errors = FieldErrors::default();
        let mut counts = Vec::new();
        for gone in self.lot.iter().filter(|lot| !held.iter().any(|one| one.lot == **lot)) {
            errors.add("to", Message::new("custody-rounds-gone").with("lot", gone.clone()));
        }
        for one in held {
            let (back, expended) = self.typed(&one.lot);
            let field = format!("back-{}", one.lot);
            let (back, expended) = (number(&mut errors, field.clone(), back), number(&mut errors, format!("expended-{}", one.lot), expended));
            if back.is_none() && expended.is_none() && one.may_stay {
                continue;
            }
            let told = i64::from(back.unwrap_or_default()) + i64::from(expended.unwrap_or_default());
            if back.is_none() && !self.typed(&one.lot).0.trim().is_empty() {
                continue;
            }
            if back.is_none() {
                errors.add(field, Message::new("custody-rounds-count").with("held", one.quantity.to_string()));
            } else if told > i64::from(one.quantity) && !self.is_later() {
                errors.add(field, Message::new("custody-rounds-beyond").with("held", one.quantity.to_string()).with("told", told.to_string()));
            }
            let (back, expended) = (back.unwrap_or_default(), expended.unwrap_or_default());
            counts.push(Count {
                lot_id: one.lot_id,
                lot: one.lot.clone(),
                back,
                expended,
                outstanding: one.quantity.saturating_sub(back).saturating_sub(expended),
            });
        }
        errors.or(counts)
    }
}

/// The form of a destruction.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DestroyForm {
    pub document: String,
    pub reason: String,
}

/// A destruction as somebody decided it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DestroyDraft {
    pub document: String,
    pub reason: String,
}

impl DestroyForm {
    /// What was posted, understood.
    pub fn draft(&self) -> Result<DestroyDraft> {
        let mut errors = FieldErrors::default();
        let document = required(&mut errors, "document", &self.document, 160);
        let reason = required(&mut errors, "reason", &self.reason, 300);
        errors.or(DestroyDraft { document, reason })
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
    /// The reason, with at least so many characters.
    pub fn reason(&self, least: usize) -> Result<String> {
        let mut errors = FieldErrors::default();
        let reason = required(&mut errors, "reason", &self.reason, 300);
        if !reason.is_empty() && reason.chars().count() < least {
            errors.add("reason", Message::new("constraint-handover-override-has-reason"));
        }
        errors.or(reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::web::error::AppError;

    #[test]
    fn a_temporary_issue_ends_and_a_fact_is_past() {
        let now = chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap().and_hms_opt(12, 0, 0).unwrap().and_utc();
        let good = || IssueForm {
            terms: "temporary".into(),
            purpose: "Night duty".into(),
            due_date: "23-Nov-2026".into(),
            due_time: "0600".into(),
            ..IssueForm::default()
        };
        let draft = good().draft("Africa/Lubumbashi", now).unwrap();
        assert_eq!(draft.due_back_at.map(|at| at.to_rfc3339()), Some("2026-11-23T04:00:00+00:00".into()));
        assert_eq!(IssueForm { terms: "assignment".into(), due_date: String::new(), ..good() }.draft("UTC", now).unwrap().due_back_at, None);
        for (form, field) in [
            (IssueForm { terms: "for ever".into(), ..good() }, "terms"),
            (IssueForm { purpose: String::new(), ..good() }, "purpose"),
            (IssueForm { due_date: "21-Nov-2026".into(), ..good() }, "due_date"),
            (IssueForm { due_time: "25".into(), ..good() }, "due_time"),
            (IssueForm { handed: "yes".into(), handed_date: "22-Nov-2026".into(), handed_time: "1300".into(), ..good() }, "handed_date"),
        ] {
            let Err(AppError::Invalid(errors)) = form.draft("UTC", now) else { panic!("{field} was accepted") };
            assert!(!errors.of(field, Language::English).is_empty(), "{field}");
        }
    }
}
