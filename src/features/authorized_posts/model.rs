//! Posts and strength in plain words: what a number looks like, what is short of a minimum.

use chrono::NaiveDate;

/// Where whoever fills a post is now, in the order in which the station's page says it.
pub const PLACES: &[&str] = &["present", "leave", "temporary_duty", "away", "vacant"];
/// Whether a post is in use.
pub const STATES: &[&str] = &["in_use", "abolished"];
/// Whose funds end within sixty days, or have ended.
pub const FUNDS: &[&str] = &["soon", "ended"];
/// Days before the end of the funds from which it is said.
pub const SOON: i64 = 60;

/// A number as staffing tables write it, in capitals: `S-25-019`.
pub fn is_post_number(number: &str) -> bool {
    let fits = |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit();
    number.len() <= 30 && number.starts_with(fits) && number.chars().all(|letter| fits(letter) || "./-".contains(letter))
}

/// The strength a station must not fall below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Minimum {
    /// Present and fit for armed duty.
    pub armed: i32,
    /// Present beside them, armed or not.
    pub unarmed: i32,
}

/// Who is present on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presence {
    pub day: NaiveDate,
    pub present: i32,
    /// Of them, fit for armed duty.
    pub armed: i32,
}

impl Minimum {
    /// Everybody who must be present.
    pub fn total(self) -> i32 {
        self.armed + self.unarmed
    }

    /// True if too few are present, or too few of them armed.
    pub fn is_missed(self, presence: &Presence) -> bool {
        presence.present < self.total() || presence.armed < self.armed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_staffing_tables_write_them() {
        for good in ["S-25-019", "30012345", "UNON/2.1"] {
            assert!(is_post_number(good), "{good}");
        }
        for bad in ["", "s-25-019", "-25", "S 25", "S-25-019-but-much-longer-than-any", "Ś-25"] {
            assert!(!is_post_number(bad), "{bad}");
        }
    }

    #[test]
    fn an_armed_officer_also_counts_as_present_but_not_the_other_way_round() {
        let minimum = Minimum { armed: 2, unarmed: 1 };
        let on = |present, armed| Presence { day: NaiveDate::from_ymd_opt(2026, 11, 22).unwrap(), present, armed };
        for (present, armed, is_missed) in [(3, 2, false), (3, 3, false), (4, 1, true), (2, 2, true), (9, 0, true)] {
            assert_eq!(minimum.is_missed(&on(present, armed)), is_missed, "{present} present, {armed} armed");
        }
    }
}
