//! Legs, stays and the time they take.
//!
//! 1. A timed leg takes the time from departure to arrival in UTC; its local times stand
//!    beside it, each with the zone of its own place.
//! 2. Whatever is known by days only takes from noon UTC of its first day to noon UTC of its
//!    last, so a shared hand-over day is no overlap and a single day takes no time at all.
//! 3. Spans are half-open.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::places::NamedPlace;

/// What one row says.
#[derive(Debug, Clone, PartialEq)]
pub enum Journey {
    Leg(Leg),
    Stay(Stay),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Leg {
    pub from: Arc<NamedPlace>,
    pub to: Arc<NamedPlace>,
    pub times: LegTimes,
    pub mode: Option<Arc<str>>,
    pub carrier: Option<Arc<str>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LegTimes {
    Timed {
        departs: PlannedTime,
        arrives: PlannedTime,
    },
    /// Known by date only, local to the places.
    DayPrecise {
        departs: NaiveDate,
        arrives: NaiveDate,
    },
}

/// A local time with what it is in UTC. The zone is the one of its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedTime {
    pub local: NaiveDateTime,
    pub utc: DateTime<Utc>,
}

/// Days at one place, both of them spent there.
#[derive(Debug, Clone, PartialEq)]
pub struct Stay {
    pub place: Arc<NamedPlace>,
    pub country: Option<Arc<str>>,
    pub locality: Option<Arc<str>>,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// When a journey is, by the clock or by the day. Two journeys at the same times have equal ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Times {
    Clock { departs: DateTime<Utc>, arrives: DateTime<Utc> },
    Days { from: NaiveDate, to: NaiveDate },
}

/// Half-open stretch of UTC seconds since 1970. Empty if it ends where it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    pub start: i64,
    pub end: i64,
}

impl Journey {
    pub fn times(&self) -> Times {
        match self {
            Self::Leg(leg) => match leg.times {
                LegTimes::Timed { departs, arrives } => Times::Clock { departs: departs.utc, arrives: arrives.utc },
                LegTimes::DayPrecise { departs, arrives } => Times::Days { from: departs, to: arrives },
            },
            Self::Stay(stay) => Times::Days { from: stay.from, to: stay.to },
        }
    }

    /// The first place; for a stay its only one.
    pub(super) fn first_place(&self) -> &NamedPlace {
        match self {
            Self::Leg(leg) => &leg.from,
            Self::Stay(stay) => &stay.place,
        }
    }

    /// The last place; for a stay its only one.
    pub(super) fn last_place(&self) -> &NamedPlace {
        match self {
            Self::Leg(leg) => &leg.to,
            Self::Stay(stay) => &stay.place,
        }
    }
}

impl Times {
    /// Whether it is over: an arrival has passed, or the last day has ended everywhere.
    pub fn is_over_at(&self, now: DateTime<Utc>) -> bool {
        match self {
            Self::Clock { arrives, .. } => *arrives <= now,
            // The last place to leave a day behind is twelve hours west of UTC.
            Self::Days { to, .. } => noon(*to) + TimeDelta::hours(24) <= now,
        }
    }

    pub(super) fn span(&self) -> Span {
        match self {
            Self::Clock { departs, arrives } => Span { start: departs.timestamp(), end: arrives.timestamp() },
            Self::Days { from, to } => Span { start: noon(*from).timestamp(), end: noon(*to).timestamp() },
        }
    }

    pub(super) fn last_day(&self) -> NaiveDate {
        match self {
            Self::Clock { arrives, .. } => arrives.date_naive(),
            Self::Days { to, .. } => *to,
        }
    }

    /// Seconds between departure and arrival; none are known of days.
    pub(super) fn seconds_under_way(&self) -> i64 {
        match self {
            Self::Clock { departs, arrives } => (*arrives - *departs).num_seconds(),
            Self::Days { .. } => 0,
        }
    }
}

impl Span {
    pub(super) fn is_empty(self) -> bool {
        self.start >= self.end
    }
}

fn noon(day: NaiveDate) -> DateTime<Utc> {
    let noon = NaiveTime::from_hms_opt(12, 0, 0).expect("twelve hours are a time of day");
    day.and_time(noon).and_utc()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(from: &str, to: &str) -> Times {
        Times::Days { from: from.parse().expect("date"), to: to.parse().expect("date") }
    }

    #[test]
    fn days_run_from_noon_to_noon_and_one_day_takes_no_time() {
        let (one, three) = (days("2016-01-05", "2016-01-05").span(), days("2016-01-05", "2016-01-07").span());

        assert!(one.is_empty());
        assert_eq!(three.end - three.start, 2 * 86_400);
        assert_eq!(one.start, three.start);
    }

    #[test]
    fn a_day_is_over_when_it_is_over_everywhere() {
        let cases = [("2016-01-08T11:59:00Z", false), ("2016-01-08T12:00:00Z", true)];
        for (now, expected) in cases {
            let now = now.parse().expect("instant");
            assert_eq!(days("2016-01-05", "2016-01-07").is_over_at(now), expected, "{now}");
        }
    }
}
