//! Whether an armoury may hold weapons on a day. No database, no HTTP, no language.

use chrono::{Days, NaiveDate};

/// Kinds, as stored.
pub const KINDS: &[&str] = &["permanent", "temporary", "container", "vehicle_safe", "host_provided"];
/// Decisions that may be taken.
pub const DECISIONS: &[&str] = &["approved", "conditional", "refused"];
/// An approval that ends within so many days is shown as ending.
pub const LEAD_DAYS: u64 = 60;
/// What the list may ask of approvals: they end soon, they have ended.
pub const NEEDS: &[&str] = &["ending", "ended"];

/// How an armoury stands on a day. That an approval has ended is derived, never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    NotAssessed,
    Refused,
    /// In force until a day.
    Approved(NaiveDate),
    /// In force on conditions until a day.
    Conditional(NaiveDate),
    /// Ends soon.
    Ending(NaiveDate),
    /// Ended on a day.
    Ended(NaiveDate),
}

impl Standing {
    /// From the decision as stored and its last day.
    pub fn on(day: NaiveDate, approval: &str, until: Option<NaiveDate>) -> Self {
        match (approval, until) {
            ("approved" | "conditional", Some(end)) if end < day => Standing::Ended(end),
            ("approved" | "conditional", Some(end)) if end < day + Days::new(LEAD_DAYS) => Standing::Ending(end),
            ("approved", Some(end)) => Standing::Approved(end),
            ("conditional", Some(end)) => Standing::Conditional(end),
            ("refused", _) => Standing::Refused,
            _ => Standing::NotAssessed,
        }
    }

    /// INV-22.
    pub fn may_hold(self) -> bool {
        matches!(self, Standing::Approved(_) | Standing::Conditional(_) | Standing::Ending(_))
    }

    /// The last part of its key in the catalogue.
    pub fn code(self) -> &'static str {
        match self {
            Standing::NotAssessed => "not-assessed",
            Standing::Refused => "refused",
            Standing::Approved(_) => "approved",
            Standing::Conditional(_) => "conditional",
            Standing::Ending(_) => "ending",
            Standing::Ended(_) => "ended",
        }
    }

    /// The last day of its approval.
    pub fn until(self) -> Option<NaiveDate> {
        match self {
            Standing::NotAssessed | Standing::Refused => None,
            Standing::Approved(end) | Standing::Conditional(end) | Standing::Ending(end) | Standing::Ended(end) => Some(end),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_approval_holds_to_its_last_day() {
        let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
        let end = Some(day(6, 30));
        for (on, approval, until, standing, holds) in [
            (day(1, 1), "approved", end, Standing::Approved(day(6, 30)), true),
            (day(1, 1), "conditional", end, Standing::Conditional(day(6, 30)), true),
            (day(6, 30), "approved", end, Standing::Ending(day(6, 30)), true),
            (day(7, 1), "conditional", end, Standing::Ended(day(6, 30)), false),
            (day(1, 1), "refused", None, Standing::Refused, false),
            (day(1, 1), "not_assessed", None, Standing::NotAssessed, false),
        ] {
            assert_eq!(Standing::on(on, approval, until), standing);
            assert_eq!(standing.may_hold(), holds);
        }
    }
}
