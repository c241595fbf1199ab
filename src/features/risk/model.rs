//! Levels, states and who may take which step: what one could read to a protection officer. Pure.
//!
//! The database holds the same rules and has the last word; these answer what a page offers.

use chrono::{DateTime, Duration, Months, NaiveDate, Utc};

use crate::i18n::Language;

/// The five levels, lowest first (domain 3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Low,
    Medium,
    High,
    VeryHigh,
    Unacceptable,
}

impl Level {
    /// All, lowest first.
    pub const ALL: [Level; 5] = [Level::Low, Level::Medium, Level::High, Level::VeryHigh, Level::Unacceptable];

    /// The code in tables and addresses.
    pub fn code(self) -> &'static str {
        match self {
            Level::Low => "low",
            Level::Medium => "medium",
            Level::High => "high",
            Level::VeryHigh => "very_high",
            Level::Unacceptable => "unacceptable",
        }
    }

    /// The level of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.code() == code)
    }

    /// 1 to 5, as it stands beside the shape.
    pub fn number(self) -> &'static str {
        match self {
            Level::Low => "1",
            Level::Medium => "2",
            Level::High => "3",
            Level::VeryHigh => "4",
            Level::Unacceptable => "5",
        }
    }

    /// Its word.
    pub fn word(self, language: Language) -> String {
        language.t(&format!("risk-level-{}", self.code().replace('_', "-")))
    }

    /// Months an assessment of this level stays valid, as a setting's name (WF-2).
    pub fn validity_setting(self) -> &'static str {
        match self {
            Level::Low => "valid_months_low",
            Level::Medium => "valid_months_medium",
            Level::High => "valid_months_high",
            Level::VeryHigh | Level::Unacceptable => "valid_months_very_high",
        }
    }
}

/// The last day of a validity of so many months.
pub fn last_day(from: NaiveDate, months: u32) -> NaiveDate {
    from.checked_add_months(Months::new(months)).and_then(|day| day.pred_opt()).unwrap_or(from)
}

/// The states of WF-2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Draft,
    Submitted,
    UnderReview,
    Returned,
    Recommended,
    Approved,
    Rejected,
    Expired,
    Superseded,
    Withdrawn,
}

impl State {
    /// All, in the order of the workflow.
    pub const ALL: [State; 10] = [
        State::Draft,
        State::Submitted,
        State::UnderReview,
        State::Returned,
        State::Recommended,
        State::Approved,
        State::Rejected,
        State::Expired,
        State::Superseded,
        State::Withdrawn,
    ];

    /// The code in tables and addresses.
    pub fn code(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Submitted => "submitted",
            State::UnderReview => "under_review",
            State::Returned => "returned",
            State::Recommended => "recommended",
            State::Approved => "approved",
            State::Rejected => "rejected",
            State::Expired => "expired",
            State::Superseded => "superseded",
            State::Withdrawn => "withdrawn",
        }
    }

    /// The state of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Its word.
    pub fn word(self, language: Language) -> String {
        language.t(&format!("risk-assessment-state-{}", self.code().replace('_', "-")))
    }

    /// Open to its author.
    pub fn is_written(self) -> bool {
        matches!(self, State::Draft | State::Returned)
    }

    /// Waiting for a reviewer or the authority.
    pub fn is_waiting(self) -> bool {
        matches!(self, State::Submitted | State::UnderReview | State::Recommended)
    }

    /// How a page marks it.
    pub fn kind(self) -> &'static str {
        match self {
            State::Expired | State::Withdrawn | State::Returned => "caution",
            State::Draft | State::Submitted | State::UnderReview | State::Recommended | State::Approved | State::Rejected | State::Superseded => "",
        }
    }
}

/// True if the decision takes two people: high and above (the official and the chief), or a lowered level (DESIGN 9.3).
pub fn takes_two(residual: Level, before: Option<Level>) -> bool {
    residual >= Level::High || before.is_some_and(|before| residual < before)
}

/// True if the decision rests on the record of somebody without an account (very high: USG; UNC-04).
pub fn needs_record(residual: Level) -> bool {
    residual == Level::VeryHigh
}

/// How soon an assessment is asked for.
pub const URGENCIES: &[&str] = &["immediate", "urgent", "priority", "routine"];

/// The setting that holds the hours of an urgency (peers 98).
pub fn standard_setting(urgency: &str) -> Option<&'static str> {
    match urgency {
        "immediate" => Some("standard_immediate_hours"),
        "urgent" => Some("standard_urgent_hours"),
        "priority" => Some("standard_priority_hours"),
        "routine" => Some("standard_routine_hours"),
        _ => None,
    }
}

/// How long a witnessed decision may wait for its second person (INV-37).
pub const CONFIRMATION: Duration = Duration::hours(24);

/// True if a witnessed decision has waited longer than that.
pub fn is_confirmation_late(registered_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - registered_at > CONFIRMATION
}

/// Kinds of assessment.
pub const KINDS: &[&str] = &["personal", "area", "travel", "event", "ad_hoc", "residence"];
/// Kinds that may be without an official.
pub const KINDS_WITHOUT_OFFICIAL: &[&str] = &["area", "event", "ad_hoc"];
/// Programme criticalities (INV-04).
pub const CRITICALITIES: &[&str] = &["PC1", "PC2", "PC3", "PC4"];
/// What is done about a risk.
pub const DECISIONS: &[&str] = &["control", "accept", "avoid", "transfer"];
/// Categories of threats.
pub const CATEGORIES: &[&str] = &["armed_conflict", "terrorism", "crime", "civil_unrest", "hazard"];
/// Kinds of threats in close protection.
pub const SUB_KINDS: &[&str] = &[
    "assassination",
    "abduction",
    "assault",
    "ied",
    "explosive_ordnance",
    "indirect_fire",
    "complex_attack",
    "ambush",
    "surveillance",
    "stalking",
    "threat_message",
    "harassment",
    "protest",
    "cyber_doxxing",
    "medical",
    "road_accident",
    "aviation_accident",
    "natural_hazard",
    "disease",
];
/// Areas of measures.
pub const AREAS: &[&str] =
    &["personal", "residence", "office", "vehicle", "route", "venue", "travel", "information", "medical", "technical", "liaison", "training"];
/// Effects of measures.
pub const EFFECTS: &[&str] = &["prevention", "mitigation", "both"];
/// How far a measure is carried out.
pub const IMPLEMENTATIONS: &[&str] = &["not_started", "in_progress", "implemented", "not_feasible", "withdrawn"];
/// What a review says of a measure.
pub const RESULTS: &[&str] = &["approved", "changed", "refused"];
/// Points a comment is about.
pub const POINTS: &[&str] = &["scope", "situation", "programme", "threats", "measures", "courses", "sources", "recommendation"];
/// Why an assessment is asked for.
pub const CAUSES: &[&str] = &["new_official", "expiry", "threat_message", "incident", "new_function", "media_event", "travel", "mandate_decision", "other"];
/// How reliable a source is.
pub const RELIABILITIES: &[&str] = &["A", "B", "C", "D", "E", "F"];

/// The code of a list that equals the text.
pub fn known(list: &[&'static str], text: &str) -> Option<&'static str> {
    list.iter().copied().find(|code| *code == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_and_states_come_back_from_their_codes() {
        assert!(Level::ALL.into_iter().all(|level| Level::from_code(level.code()) == Some(level)));
        assert!(State::ALL.into_iter().all(|state| State::from_code(state.code()) == Some(state)));
        assert!(Level::ALL.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn high_risk_and_a_lowered_level_take_two() {
        for (residual, before, two) in [
            (Level::Low, None, false),
            (Level::Medium, Some(Level::Low), false),
            (Level::Medium, Some(Level::Medium), false),
            (Level::Medium, Some(Level::High), true),
            (Level::High, None, true),
            (Level::VeryHigh, Some(Level::Low), true),
            (Level::Unacceptable, None, true),
        ] {
            assert_eq!(takes_two(residual, before), two, "{residual:?} after {before:?}");
        }
        assert!(needs_record(Level::VeryHigh) && !needs_record(Level::High));
    }

    #[test]
    fn a_validity_of_months_ends_the_day_before() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(last_day(day("2026-11-16"), 3), day("2027-02-15"));
        assert_eq!(last_day(day("2026-01-31"), 1), day("2026-02-27"));
    }

    #[test]
    fn a_witnessed_decision_is_confirmed_within_a_day() {
        let at = DateTime::UNIX_EPOCH;
        assert!(!is_confirmation_late(at, at + Duration::hours(24)));
        assert!(is_confirmation_late(at, at + Duration::hours(25)));
    }

    #[test]
    fn every_urgency_has_a_standard() {
        assert!(URGENCIES.iter().all(|urgency| standard_setting(urgency).is_some()));
    }
}
