//! The steps of a unit, and what its agreement is worth on a day. No database, no HTTP, no language.

use chrono::NaiveDate;

/// States of a unit in their order, as stored.
pub const STATES: &[&str] = &["enquiry", "offer", "negotiation", "agreed", "pre_deployment_check", "ready", "deployed", "rotating", "ended"];
/// In what a unit may begin.
pub const BEGINNINGS: &[&str] = &["offer", "enquiry"];
/// Forms of an agreement.
pub const FORMS: &[&str] = &["mou", "loa", "exchange_of_letters"];
/// Items of the check before deployment.
pub const CHECKS: &[&str] = &["general", "training", "equipment", "medical", "ict"];
/// How an item was found.
pub const OUTCOMES: &[&str] = &["passed", "failed"];
/// What somebody is in a unit.
pub const POSITIONS: &[&str] = &["commander", "deputy", "member", "driver", "medic", "technician"];
/// Kinds of what a unit brings.
pub const KINDS: &[&str] = &["firearm", "ammunition", "vehicle", "armour", "radio", "medical", "other"];
/// What becomes of it.
pub const SETTLEMENTS: &[&str] = &["handed_back", "used_up", "lost"];
/// How a planned rotation ends.
pub const ROTATION_ENDS: &[&str] = &["done", "called_off"];
/// States in which items are checked.
pub const CHECKED_IN: &[&str] = &["pre_deployment_check", "ready", "rotating"];

/// What may follow a state; the database holds the same table.
pub fn steps(state: &str) -> &'static [&'static str] {
    match state {
        "enquiry" => &["offer", "ended"],
        "offer" => &["negotiation", "ended"],
        "negotiation" => &["agreed", "ended"],
        "agreed" => &["pre_deployment_check", "ended"],
        "pre_deployment_check" => &["ready", "ended"],
        "ready" => &["deployed", "pre_deployment_check", "ended"],
        "deployed" => &["rotating", "ended"],
        "rotating" => &["deployed", "ended"],
        _ => &[],
    }
}

/// True if its people serve.
pub fn is_out(state: &str) -> bool {
    matches!(state, "deployed" | "rotating")
}

/// What a unit's agreements say on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// Nothing was approved.
    Missing,
    /// Begins on this day.
    ToCome(NaiveDate),
    /// Holds until this day.
    InForce(NaiveDate),
    /// Holds until this day, soon, and nothing follows.
    Ending(NaiveDate),
    /// Ended on this day.
    Ended(NaiveDate),
}

/// How loud something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    Calm,
    Caution,
    Warning,
}

impl Paper {
    /// From the span that counts; `is_in_force` and `is_ending` as the database found them on the day.
    pub fn of(span: Option<(NaiveDate, NaiveDate)>, is_in_force: bool, is_ending: bool, today: NaiveDate) -> Self {
        match span {
            None => Paper::Missing,
            Some((_, until)) if is_in_force && is_ending => Paper::Ending(until),
            Some((_, until)) if is_in_force => Paper::InForce(until),
            Some((from, _)) if from > today => Paper::ToCome(from),
            Some((_, until)) => Paper::Ended(until),
        }
    }

    /// How loud it is for a unit in this state.
    pub fn weight(self, state: &str) -> Weight {
        match self {
            _ if state == "ended" => Weight::Calm,
            Paper::InForce(_) => Weight::Calm,
            Paper::Ending(_) => Weight::Caution,
            Paper::Missing | Paper::ToCome(_) | Paper::Ended(_) if is_out(state) => Weight::Warning,
            Paper::Ended(_) => Weight::Caution,
            Paper::Missing | Paper::ToCome(_) => Weight::Calm,
        }
    }

    /// The last part of its key in the catalogue, and its day.
    pub fn words(self) -> (&'static str, Option<NaiveDate>) {
        match self {
            Paper::Missing => ("missing", None),
            Paper::ToCome(day) => ("to-come", Some(day)),
            Paper::InForce(day) => ("in-force", Some(day)),
            Paper::Ending(day) => ("ending", Some(day)),
            Paper::Ended(day) => ("ended", Some(day)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, n).unwrap()
    }

    #[test]
    fn every_state_but_the_last_goes_on_and_may_end() {
        for state in STATES.iter().filter(|state| **state != "ended") {
            assert!(steps(state).contains(&"ended"), "{state}");
            assert!(steps(state).iter().all(|next| STATES.contains(next)), "{state}");
        }
        assert!(steps("ended").is_empty());
    }

    #[test]
    fn an_agreement_that_ended_is_said_and_loud_for_a_unit_that_is_out() {
        let span = Some((day(1), day(20)));
        for (found, paper, out, home) in [
            (Paper::of(span, true, false, day(5)), Paper::InForce(day(20)), Weight::Calm, Weight::Calm),
            (Paper::of(span, true, true, day(5)), Paper::Ending(day(20)), Weight::Caution, Weight::Caution),
            (Paper::of(span, false, false, day(21)), Paper::Ended(day(20)), Weight::Warning, Weight::Caution),
            (Paper::of(Some((day(9), day(20))), false, false, day(5)), Paper::ToCome(day(9)), Weight::Warning, Weight::Calm),
            (Paper::of(None, false, false, day(5)), Paper::Missing, Weight::Warning, Weight::Calm),
        ] {
            assert_eq!((found, found.weight("deployed"), found.weight("agreed")), (paper, out, home));
            assert_eq!(found.weight("ended"), Weight::Calm);
        }
    }
}
