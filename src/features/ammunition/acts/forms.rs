//! Posted text to an act, or errors beside the fields.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::Deserialize;

use super::super::forms::{document, some_rounds};
use super::super::model::{Deed, rounds};
use crate::features::people::required;
use crate::features::requirements::one_of;
use crate::i18n::Message;
use crate::web::error::Result;
use crate::web::form::FieldErrors;
use crate::web::time::{self, Resolved};

/// What rounds are issued for.
pub const PURPOSES: &[&str] = &["duty", "training"];
/// INV-20: what rounds are expended in.
pub const CAUSES: &[&str] = &["training", "incident"];

/// The form of an act, as posted; which fields there are follows from its kind.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ActForm {
    pub kind: String,
    /// Reference of the armoury or officer that the rounds leave.
    pub from: String,
    /// Reference of the armoury they come into.
    pub to: String,
    /// Name or reference of the officer who takes them.
    pub officer: String,
    pub quantity: String,
    pub expended: String,
    pub missing: String,
    pub purpose: String,
    pub cause: String,
    pub cause_ref: String,
    pub reason: String,
    pub document: String,
    /// "yes": it has happened.
    pub handed: String,
    pub handed_date: String,
    pub handed_time: String,
}

/// An act as somebody wants it, but for its places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActDraft {
    pub deed: Deed,
    pub quantity: i32,
    pub expended: i32,
    pub missing: i32,
    pub purpose: String,
    pub cause: String,
    pub cause_ref: String,
    pub reason: String,
    pub document: String,
    pub is_fact: bool,
    /// When it happened; `None`: now, or when it is signed.
    pub happened_at: Option<DateTime<Utc>>,
}

impl ActForm {
    /// What was posted, understood in the zone of its station.
    pub fn draft(&self, deed: Deed, zone: &str, now: DateTime<Utc>) -> Result<ActDraft> {
        let mut errors = FieldErrors::default();
        let is_return = deed == Deed::Return;
        let part = |errors: &mut FieldErrors, field: &'static str, text: &str| match text.trim() {
            "" => 0,
            text => rounds(text).unwrap_or_else(|key| {
                errors.add(field, Message::new(key));
                0
            }),
        };
        let (quantity, expended, missing) = if is_return {
            let back = part(&mut errors, "quantity", &self.quantity);
            (back, part(&mut errors, "expended", &self.expended), part(&mut errors, "missing", &self.missing))
        } else {
            (some_rounds(&mut errors, "quantity", &self.quantity), 0, 0)
        };
        if is_return && errors.is_empty() && i64::from(quantity) + i64::from(expended) + i64::from(missing) == 0 {
            errors.add("quantity", Message::new("ammunition-rounds-none"));
        }
        let purpose = if deed == Deed::Issue { one_of(&mut errors, "purpose", PURPOSES.iter().copied(), &self.purpose).to_owned() } else { String::new() };
        let (cause, cause_ref) = if deed == Deed::Expend || expended > 0 { self.cause(&mut errors) } else { (String::new(), String::new()) };
        let reason = if deed == Deed::Receive { self.reason.trim().chars().take(300).collect() } else { required(&mut errors, "reason", &self.reason, 300) };
        let document = document(&mut errors, &self.document, deed.needs_document());
        let is_fact = deed.is_always_fact() || !self.handed.is_empty();
        let is_dated = is_fact && !(self.handed_date.trim().is_empty() && self.handed_time.trim().is_empty());
        let happened_at = if is_dated { instant(&mut errors, &self.handed_date, &self.handed_time, zone) } else { None };
        // A time is typed to the minute; this minute is not to come.
        if happened_at.is_some_and(|at| at > now) {
            errors.add("handed_date", Message::new("constraint-ammunition-act-happened-by-now"));
        }
        errors.or(ActDraft { deed, quantity, expended, missing, purpose, cause, cause_ref, reason, document, is_fact, happened_at })
    }

    /// INV-20: what the rounds were expended in, and which.
    fn cause(&self, errors: &mut FieldErrors) -> (String, String) {
        let cause = one_of(errors, "cause", CAUSES.iter().copied(), &self.cause).to_owned();
        let cause_ref = required(errors, "cause_ref", &self.cause_ref, 160);
        if !cause_ref.is_empty() && cause_ref.chars().count() < 3 {
            errors.add("cause_ref", Message::new("constraint-expenditure-has-cause"));
        }
        (cause, cause_ref)
    }
}

/// A local date and time as an instant; of a reading the clocks showed twice, the later one.
fn instant(errors: &mut FieldErrors, date: &str, clock: &str, zone: &str) -> Option<DateTime<Utc>> {
    let day = time::read_date(date).map_err(|message| errors.add("handed_date", message)).ok();
    let hour = time::read_time(clock).map_err(|message| errors.add("handed_time", message)).ok();
    let local: NaiveDateTime = day?.and_time(hour?);
    match time::resolve(local, zone) {
        Resolved::Once(at) | Resolved::Twice { later: at, .. } => Some(at),
        Resolved::Never { .. } | Resolved::UnknownZone => {
            errors.add("handed_time", Message::new("custody-time-not-there"));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::web::error::AppError;

    fn refused(form: &ActForm, deed: Deed, field: &str) {
        let now = DateTime::parse_from_rfc3339("2026-11-22T12:00:00Z").unwrap().to_utc();
        let Err(AppError::Invalid(errors)) = form.draft(deed, "UTC", now) else { panic!("{field} was accepted") };
        assert!(!errors.of(field, Language::English).is_empty(), "{field}");
    }

    #[test]
    fn a_return_tells_what_became_of_the_rounds() {
        let now = DateTime::parse_from_rfc3339("2026-11-22T12:00:00Z").unwrap().to_utc();
        let form = || ActForm { quantity: "30".into(), reason: "End of duty".into(), ..ActForm::default() };
        let draft = form().draft(Deed::Return, "UTC", now).unwrap();
        assert_eq!((draft.quantity, draft.expended, draft.missing, draft.is_fact), (30, 0, 0, true));
        refused(&ActForm { quantity: String::new(), ..form() }, Deed::Return, "quantity");
        refused(&ActForm { expended: "15".into(), ..form() }, Deed::Return, "cause");
        refused(&ActForm { missing: "-1".into(), ..form() }, Deed::Return, "missing");
        let fired = ActForm { quantity: "0".into(), expended: "45".into(), cause: "training".into(), cause_ref: "Range day 12".into(), ..form() };
        assert_eq!(fired.draft(Deed::Return, "UTC", now).unwrap().cause, "training");
    }

    #[test]
    fn every_deed_asks_for_what_it_needs() {
        let form = || ActForm { quantity: "30".into(), reason: "Duty".into(), purpose: "duty".into(), document: "Paper 1".into(), ..ActForm::default() };
        refused(&ActForm { purpose: String::new(), ..form() }, Deed::Issue, "purpose");
        refused(&ActForm { document: String::new(), ..form() }, Deed::Receive, "document");
        refused(&ActForm { document: String::new(), ..form() }, Deed::Destroy, "document");
        refused(&ActForm { reason: String::new(), ..form() }, Deed::Move, "reason");
        refused(&form(), Deed::Expend, "cause");
        refused(&ActForm { cause: "incident".into(), cause_ref: "x".into(), ..form() }, Deed::Expend, "cause_ref");
        refused(&ActForm { quantity: "0".into(), ..form() }, Deed::Missing, "quantity");
        refused(&ActForm { handed: "yes".into(), handed_date: "23-Nov-2026".into(), handed_time: "0100".into(), ..form() }, Deed::Issue, "handed_date");
    }
}
