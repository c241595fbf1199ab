//! Officers as a protection officer would speak of them. No database, no HTTP, no language.

use chrono::{DateTime, NaiveDate, Utc};

/// A number that nobody confirmed for longer than this is doubtful.
pub const NUMBER_IS_OLD_AFTER_DAYS: i64 = 90;

/// Personnel categories (domain.md 3.1), as stored.
pub const CATEGORIES: &[&str] = &[
    "P",
    "D",
    "FS",
    "GS",
    "NPO",
    "SS",
    "TC",
    "LT",
    "unv_international",
    "unv_national",
    "GPP",
    "UNPOL",
    "military_staff",
    "formed_unit_member",
    "mscpu_member",
    "consultant",
    "individual_contractor",
    "company_contractor",
    "intern",
];

/// What an officer usually does.
pub const DUTY_ROLES: &[&str] = &["cp_coordinator", "team_leader", "cp_officer", "driver", "medic"];

/// States of the record.
pub const STATES: &[&str] = &["active", "merged", "voided"];

/// Whereabouts and duty spans.
pub const ABSENCES: &[&str] = &["leave", "rest_and_recuperation", "training", "sick", "travel", "temporary_duty", "stand_by"];

/// Languages that are asked for, by their codes of ISO 639-1: the six of the organization, then those of its missions.
pub const LANGUAGES: &[&str] = &[
    "ar", "en", "es", "fr", "ru", "zh", "am", "de", "fa", "ha", "hi", "ht", "it", "ku", "ln", "ne", "ps", "pt", "rw", "so", "sq", "sr", "sw", "tr", "uk", "ur",
];

/// How well somebody has a language, worst first (domain.md 3.1).
pub const RATINGS: &[&str] = &["none", "basic", "confident", "fluent"];

/// Gender, as the statistics of teams tell it.
pub const GENDERS: &[&str] = &["female", "male", "other"];

/// The stored word for what was posted, if it is one of the list.
pub fn known(list: &[&'static str], posted: &str) -> Option<&'static str> {
    list.iter().copied().find(|word| *word == posted)
}

/// The part of a catalogue key that names a stored word.
pub fn slug(word: &str) -> String {
    word.replace('_', "-").to_lowercase()
}

/// How far a number can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberAge {
    /// Nobody noted when it was right.
    Unknown,
    /// Confirmed lately; days.
    Fresh(i64),
    /// Confirmed too long ago; days.
    Old(i64),
}

impl NumberAge {
    /// The age of a number on a day.
    pub fn on(today: NaiveDate, as_of: Option<NaiveDate>) -> Self {
        match as_of.map(|day| (today - day).num_days()) {
            None => NumberAge::Unknown,
            Some(days) if days > NUMBER_IS_OLD_AFTER_DAYS => NumberAge::Old(days),
            Some(days) => NumberAge::Fresh(days.max(0)),
        }
    }

    /// True if it should be confirmed before anybody relies on it.
    pub fn is_doubtful(self) -> bool {
        !matches!(self, NumberAge::Fresh(_))
    }
}

/// The day a number is known to be right, after a save: none without a number; today if the number
/// is new and the person did not name a day.
pub fn as_of_after(old: (&str, Option<NaiveDate>), number: &str, named: Option<NaiveDate>, today: NaiveDate) -> Option<NaiveDate> {
    if number.is_empty() {
        return None;
    }
    let is_untouched = named == old.1;
    match named {
        None => Some(today),
        Some(_) if is_untouched && number != old.0 => Some(today),
        Some(day) => Some(day),
    }
}

/// Where a span lies relative to now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Over.
    Past,
    /// Now.
    Running,
    /// Ahead.
    Coming,
}

impl Moment {
    /// Of a date span, both days included, on the day of `now` in UTC.
    pub fn of(from: NaiveDate, to: NaiveDate, now: DateTime<Utc>) -> Self {
        let today = now.date_naive();
        if to < today {
            Moment::Past
        } else if from > today {
            Moment::Coming
        } else {
            Moment::Running
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
    fn a_number_is_old_after_ninety_days() {
        let today = day(22);
        assert_eq!(NumberAge::on(today, Some(today)), NumberAge::Fresh(0));
        assert_eq!(NumberAge::on(today, today.checked_sub_days(chrono::Days::new(90))), NumberAge::Fresh(90));
        assert_eq!(NumberAge::on(today, today.checked_sub_days(chrono::Days::new(91))), NumberAge::Old(91));
        assert_eq!(NumberAge::on(today, None), NumberAge::Unknown);
        assert!(NumberAge::on(today, None).is_doubtful());
    }

    #[test]
    fn a_new_number_is_known_today_unless_a_day_is_named() {
        let old = ("+1", Some(day(1)));
        assert_eq!(as_of_after(old, "", Some(day(1)), day(22)), None);
        assert_eq!(as_of_after(old, "+1", Some(day(1)), day(22)), Some(day(1)));
        assert_eq!(as_of_after(old, "+2", Some(day(1)), day(22)), Some(day(22)));
        assert_eq!(as_of_after(old, "+2", Some(day(20)), day(22)), Some(day(20)));
        assert_eq!(as_of_after(("", None), "+2", None, day(22)), Some(day(22)));
    }

    #[test]
    fn a_span_knows_whether_it_is_over() {
        let noon = day(10).and_hms_opt(12, 0, 0).unwrap().and_utc();
        assert_eq!(Moment::of(day(1), day(9), noon), Moment::Past);
        assert_eq!(Moment::of(day(1), day(10), noon), Moment::Running);
        assert_eq!(Moment::of(day(11), day(12), noon), Moment::Coming);
    }
}
