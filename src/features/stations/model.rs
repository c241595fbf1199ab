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

/// One half of a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    Latitude,
    Longitude,
}

impl Axis {
    /// Most degrees from zero.
    pub fn limit(self) -> f64 {
        match self {
            Axis::Latitude => 90.0,
            Axis::Longitude => 180.0,
        }
    }

    /// The sign that a letter stands for; west is `W` or, in French, `O`.
    fn sign(self, letter: char) -> Option<f64> {
        match (self, letter) {
            (Axis::Latitude, 'N') | (Axis::Longitude, 'E') => Some(1.0),
            (Axis::Latitude, 'S') | (Axis::Longitude, 'W' | 'O') => Some(-1.0),
            _ => None,
        }
    }
}

/// Degrees as people write them: `-1.6585`, `1,6585 S`, `1°39'30" S`, `S 1 39.5`. None if they cannot be read or lie
/// beyond the limit of the axis.
pub fn degrees(text: &str, axis: Axis) -> Option<f64> {
    let text = text.trim().to_uppercase().replace(',', ".").replace('\u{2212}', "-");
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphabetic() && *c != '\u{ba}').collect();
    let by_letter = match letters.as_slice() {
        [] => None,
        [letter] => Some(axis.sign(*letter)?),
        _ => return None,
    };
    let is_mark = |c: char| c.is_whitespace() || c.is_alphabetic() || "\u{b0}\u{ba}'\u{2032}\u{2019}\"\u{2033}\u{201d}".contains(c);
    let parts: Vec<&str> = text.split(is_mark).filter(|part| !part.is_empty()).collect();
    let (first, rest) = parts.split_first()?;
    let (by_sign, first) = match first.strip_prefix('-') {
        Some(size) => (Some(-1.0), size),
        None => (None, first.strip_prefix('+').unwrap_or(first)),
    };
    if rest.len() > 2 || by_letter.is_some() && by_sign.is_some() {
        return None;
    }
    let mut size = 0.0;
    for (position, part) in [first].iter().chain(rest).enumerate() {
        let is_last = position == rest.len();
        let is_written = part.bytes().all(|byte| byte.is_ascii_digit() || is_last && byte == b'.');
        let value: f64 = part.parse().ok().filter(|_| is_written)?;
        if position > 0 && value >= 60.0 {
            return None;
        }
        size += value / [1.0, 60.0, 3600.0][position];
    }
    if !rest.is_empty() {
        size = (size * 1e6).round() / 1e6;
    }
    // a sum with zero, so that nobody reads of minus nought
    (size <= axis.limit()).then(|| by_letter.or(by_sign).unwrap_or(1.0) * size + 0.0)
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
    fn degrees_are_read_as_people_write_them() {
        let is = [
            ("-1.6585", Some(-1.6585)),
            ("-1,6585", Some(-1.6585)),
            ("1.6585 S", Some(-1.6585)),
            ("1\u{b0}39'30\" S", Some(-1.658333)),
            ("S 1\u{b0} 39\u{2032} 30.6\u{2033}", Some(-1.6585)),
            ("1 39.51 s", Some(-1.6585)),
            ("-1 30 0", Some(-1.5)),
            ("-0 30", Some(-0.5)),
            ("\u{2212}2", Some(-2.0)),
            ("90 N", Some(90.0)),
            ("0 S", Some(0.0)),
        ];
        for (text, expected) in is {
            assert_eq!(degrees(text, Axis::Latitude), expected, "{text}");
        }
        assert_eq!(degrees("29\u{b0}13'20\"E", Axis::Longitude), Some(29.222222));
        assert_eq!(degrees("12\u{b0}30\u{2019} O", Axis::Longitude), Some(-12.5));
        for text in ["", "S", "91", "90 0 1", "1 60", "1 2 3 4", "-1 S", "1.5 30", "1e1", "nan", "inf", "1 N S", "29 E", "1 -30", "1.2.3"] {
            assert_eq!(degrees(text, Axis::Latitude), None, "{text}");
        }
    }

    #[test]
    fn station_codes_are_three_capitals() {
        assert!(is_station_code("GOM"));
        for code in ["", "gom", "GO1", "GOMA", "GÖM"] {
            assert!(!is_station_code(code), "{code}");
        }
    }
}
