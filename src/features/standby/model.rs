//! What a pledge is worth on a day, and how old a report is. No database, no HTTP, no language.

use chrono::NaiveDate;

/// What stand-by people are promised for, as stored.
pub const CATEGORIES: &[&str] = &["armed_protection", "close_protection", "coordinator", "driver", "armoured_driver", "medic"];
/// States of a pledge, as stored; that it has expired is stored nowhere.
pub const STATES: &[&str] = &["offered", "accepted", "ready", "not_ready", "activated", "released"];
/// What is recorded about readiness.
pub const CHECKS: &[&str] = &["readiness", "call_out"];
/// What somebody is activated for.
pub const PURPOSES: &[&str] = &["surge", "guard", "closing", "withdrawal"];

/// What a pledge is worth on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub head_count: i32,
    /// How many can move.
    pub counts: i32,
    /// Named people who are not fit.
    pub unfit: i32,
    /// What stands against counting it at all.
    pub blocks: Vec<String>,
}

/// How loud a standing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Everybody promised can move, or nobody is promised.
    Calm,
    /// Fewer than promised, or waiting for somebody.
    Caution,
    /// Promised, and cannot be relied on.
    Warning,
}

impl Standing {
    /// True if any of it can be called out now.
    pub fn can_move(&self) -> bool {
        self.counts > 0
    }

    /// The reason that stands first; empty if it counts.
    pub fn first_block(&self) -> &str {
        // that it is over or was never begun says more than that it was not checked
        const ORDER: &[&str] = &["released", "expired", "offered", "not_yet", "activated", "evacuated", "not_ready", "never_checked", "check_old"];
        let found = ORDER.iter().find(|code| self.blocks.iter().any(|block| block == *code));
        found.copied().unwrap_or_else(|| self.blocks.first().map_or("", String::as_str))
    }

    /// How loud it is.
    pub fn weight(&self) -> Weight {
        match self.first_block() {
            "" if self.counts == self.head_count => Weight::Calm,
            "" => Weight::Caution,
            "released" | "activated" | "not_yet" => Weight::Calm,
            "offered" | "accepted" | "expired" => Weight::Caution,
            _ => Weight::Warning,
        }
    }
}

/// How old the last report of a station is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Age {
    Current,
    Late,
    /// Never reported, or so long ago that nothing follows from it.
    Unknown,
}

impl Age {
    /// In the order of the filter.
    pub const ALL: [Age; 3] = [Age::Current, Age::Late, Age::Unknown];

    /// Of a report of this day; it holds for `days`, is late as long again, and then tells nothing.
    pub fn of(reported_on: Option<NaiveDate>, today: NaiveDate, days: i64) -> Self {
        match reported_on.map(|day| (today - day).num_days()) {
            Some(old) if old <= days => Age::Current,
            Some(old) if old <= 2 * days => Age::Late,
            _ => Age::Unknown,
        }
    }

    /// The last part of its key in the catalogue.
    pub fn code(self) -> &'static str {
        match self {
            Age::Current => "current",
            Age::Late => "late",
            Age::Unknown => "unknown",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(counts: i32, blocks: &[&str]) -> Standing {
        Standing { head_count: 4, counts, unfit: 0, blocks: blocks.iter().map(|block| (*block).to_owned()).collect() }
    }

    #[test]
    fn only_what_counts_in_full_is_calm() {
        assert_eq!(standing(4, &[]).weight(), Weight::Calm);
        assert_eq!(standing(3, &[]).weight(), Weight::Caution);
        for block in ["check_old", "never_checked", "not_ready", "evacuated"] {
            assert_eq!(standing(0, &[block]).weight(), Weight::Warning, "{block}");
        }
        assert_eq!(standing(0, &["accepted", "never_checked"]).first_block(), "never_checked");
        assert_eq!(standing(0, &["never_checked", "expired"]).first_block(), "expired");
    }

    #[test]
    fn a_report_holds_is_late_and_then_tells_nothing() {
        let day = |n: u64| NaiveDate::from_ymd_opt(2026, 11, 1).unwrap() + chrono::Days::new(n);
        for (reported, age) in [(Some(31), Age::Current), (Some(0), Age::Late), (None, Age::Unknown)] {
            assert_eq!(Age::of(reported.map(day), day(62), 31), age);
        }
        assert_eq!(Age::of(Some(day(0)), day(63), 31), Age::Unknown);
    }
}
