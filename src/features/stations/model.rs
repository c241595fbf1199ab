//! What a station is, in plain types: classes, codes, the offset of its clock.

use chrono::{DateTime, Utc};
use jiff::tz::TimeZone;

use crate::web::time;

/// Hardship classes of the International Civil Service Commission, and ours for "not in the list".
pub const HARDSHIP_CLASSES: [&str; 7] = ["H", "A", "B", "C", "D", "E", "unclassified"];

/// May staff bring their families.
pub const FAMILY_STATUSES: [&str; 2] = ["family", "non_family"];

/// A number older than this many days is shown as old.
pub const NUMBER_OLD_DAYS: i64 = 180;

/// True for a code as stations have them: three letters A to Z.
pub fn is_station_code(code: &str) -> bool {
    code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// A zone with its offset now: `Africa/Lubumbashi, UTC+2`. Half hours stand as `UTC+5:30`.
pub fn zone_and_offset(zone: &str, now: DateTime<Utc>) -> String {
    match offset(zone, now) {
        Some(offset) => format!("{zone}, {offset}"),
        None => zone.to_owned(),
    }
}

/// The offset of a zone at an instant: `UTC+2`; none if the zone is unknown.
pub fn offset(zone: &str, now: DateTime<Utc>) -> Option<String> {
    let zone = TimeZone::get(zone).ok()?;
    let minutes = zone.to_offset(jiff::Timestamp::from_second(now.timestamp()).ok()?).seconds() / 60;
    let (sign, size) = if minutes < 0 { ('-', -minutes) } else { ('+', minutes) };
    Some(match (size / 60, size % 60) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, rest) => format!("UTC{sign}{hours}:{rest:02}"),
    })
}

/// True if the clocks of a zone change within a year from now.
pub fn changes_clocks(zone: &str, now: DateTime<Utc>) -> bool {
    let read = || {
        let zone = TimeZone::get(zone).ok()?;
        let start = jiff::Timestamp::from_second(now.timestamp()).ok()?;
        let end = jiff::Timestamp::from_second(now.timestamp() + 366 * 86_400).ok()?;
        let first = zone.to_offset(start);
        Some(zone.following(start).take_while(|change| change.timestamp() < end).any(|change| change.offset() != first))
    };
    read().unwrap_or(false)
}

/// The zone a person typed, if the zone data has it: as written there, whatever the letter case.
pub fn known_zone(text: &str) -> Option<String> {
    let text = text.trim().replace(' ', "_");
    if text.is_empty() || text.eq_ignore_ascii_case("utc") || !time::is_zone(&text) {
        return text.eq_ignore_ascii_case("utc").then(|| "UTC".to_owned());
    }
    TimeZone::get(&text).ok()?.iana_name().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn offsets_read_as_people_say_them() {
        let winter = at("2026-01-15T12:00:00Z");
        for (zone, expected) in [("Africa/Lubumbashi", "UTC+2"), ("Asia/Kabul", "UTC+4:30"), ("Africa/Abidjan", "UTC"), ("America/St_Johns", "UTC-3:30")] {
            assert_eq!(offset(zone, winter).as_deref(), Some(expected), "{zone}");
        }
        assert_eq!(offset("Mars/Olympus", winter), None);
    }

    #[test]
    fn summer_time_is_known_a_year_ahead() {
        let now = at("2026-01-15T12:00:00Z");
        assert!(changes_clocks("Europe/Zurich", now));
        assert!(!changes_clocks("Africa/Lubumbashi", now));
    }

    #[test]
    fn zones_are_taken_as_the_zone_data_writes_them() {
        assert_eq!(known_zone("africa/goma"), None);
        assert_eq!(known_zone("africa/kinshasa").as_deref(), Some("Africa/Kinshasa"));
        assert_eq!(known_zone("America/New York").as_deref(), Some("America/New_York"));
        assert_eq!(known_zone("utc").as_deref(), Some("UTC"));
        assert_eq!(known_zone(""), None);
    }

    #[test]
    fn station_codes_are_three_capitals() {
        assert!(is_station_code("GOM"));
        for code in ["", "gom", "GO1", "GOMA", "GÖM"] {
            assert!(!is_station_code(code), "{code}");
        }
    }
}
