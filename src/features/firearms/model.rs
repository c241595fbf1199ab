//! What can be said of a firearm without asking anybody. No database, no HTTP, no language.

use chrono::{Days, NaiveDate};

/// Who owns it, as stored.
pub const OWNERSHIPS: &[&str] = &["un_owned", "contingent_owned", "member_state_owned", "host_loan"];
/// States that somebody may set by hand; the others follow from acts of custody.
pub const STATES: &[&str] = &["serviceable", "limited", "unserviceable", "in_repair", "quarantined"];
/// States that somebody may look for.
pub const ALL_STATES: &[&str] = &["serviceable", "limited", "unserviceable", "in_repair", "quarantined", "lost", "stolen", "destroyed", "transferred_out"];
/// Kinds of inspections.
pub const INSPECTIONS: &[&str] = &["inspection", "test_firing", "cleaning", "repair"];
/// What an inspection found.
pub const RESULTS: &[&str] = &["fit", "limited", "unfit"];
/// What a permit allows.
pub const PERMITS: &[&str] = &["possession", "carry", "import", "export", "transit"];
/// An inspection due within so many days is work for now.
pub const DUE_DAYS: u64 = 30;
/// An inspection or a permit that ends within so many days is told on the page of the station.
pub const ENDING_DAYS: u64 = 60;

/// True of what nobody can find: it is frozen until it is recovered (INV-24).
pub fn is_missing(state: &str) -> bool {
    matches!(state, "lost" | "stolen")
}

/// True of what has left the books for good.
pub fn is_gone(state: &str) -> bool {
    matches!(state, "destroyed" | "transferred_out")
}

/// A serial number as it is compared: without case, space and hyphen.
pub fn serial_key(serial: &str) -> String {
    serial.chars().filter(|c| !c.is_whitespace() && *c != '-').flat_map(char::to_uppercase).collect()
}

/// The state an inspection leaves a firearm in. What is lost or stolen has not been inspected.
pub fn state_after(current: &str, result: &str) -> Option<&'static str> {
    match (current, result) {
        ("lost" | "stolen", _) => None,
        (_, "fit") => Some("serviceable"),
        (_, "limited") => Some("limited"),
        _ => Some("unserviceable"),
    }
}

/// How the next inspection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Nobody recorded one.
    Never,
    /// Recorded, without a next day.
    Open,
    /// Later.
    Later(NaiveDate),
    /// Within [`DUE_DAYS`].
    Soon(NaiveDate),
    /// Its day has passed.
    Overdue(NaiveDate),
}

impl Due {
    /// On a day.
    pub fn on(today: NaiveDate, inspected_on: Option<NaiveDate>, due_on: Option<NaiveDate>) -> Self {
        match (inspected_on, due_on) {
            (None, None) => Due::Never,
            (Some(_), None) => Due::Open,
            (_, Some(day)) if day < today => Due::Overdue(day),
            (_, Some(day)) if day <= today + Days::new(DUE_DAYS) => Due::Soon(day),
            (_, Some(day)) => Due::Later(day),
        }
    }
}

/// What is due on a weapon, as the database says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upkeep {
    /// `inspection`, `test_firing`, `cleaning`.
    pub what: String,
    pub due_on: Option<NaiveDate>,
    /// Rounds fired since the last cleaning.
    pub rounds: Option<i32>,
    /// `never`, `overdue`, `soon`, `later`.
    pub standing: String,
}
/// How what is due stands, as lists ask for it.
pub const UPKEEP: &[&str] = &["overdue", "soon", "never"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_are_compared_without_case_space_and_hyphen() {
        for (a, b) in [("9F-31877", "9f 31877"), ("9F31877", "9F-318 77"), ("äb-1", "ÄB1")] {
            assert_eq!(serial_key(a), serial_key(b), "{a} {b}");
        }
        assert_ne!(serial_key("9F-31877"), serial_key("9F-31878"));
    }

    #[test]
    fn what_is_lost_is_not_made_fit_by_an_inspection() {
        assert_eq!(state_after("quarantined", "fit"), Some("serviceable"));
        assert_eq!(state_after("serviceable", "unfit"), Some("unserviceable"));
        assert_eq!(state_after("lost", "fit"), None);
        assert_eq!(state_after("stolen", "unfit"), None);
    }

    #[test]
    fn an_inspection_is_due_by_its_day() {
        let day = |n| NaiveDate::from_ymd_opt(2026, 11, n).unwrap();
        assert_eq!(Due::on(day(22), None, None), Due::Never);
        assert_eq!(Due::on(day(22), Some(day(1)), None), Due::Open);
        assert_eq!(Due::on(day(22), Some(day(1)), Some(day(21))), Due::Overdue(day(21)));
        assert_eq!(Due::on(day(22), Some(day(1)), Some(day(22))), Due::Soon(day(22)));
        assert_eq!(Due::on(day(1), None, Some(NaiveDate::from_ymd_opt(2026, 12, 2).unwrap())), Due::Later(NaiveDate::from_ymd_opt(2026, 12, 2).unwrap()));
    }
}
