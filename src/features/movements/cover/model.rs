//! Who can take a post: free first, then those who are not, each with the reason. Pure.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use crate::features::movements::model::PostRole;

/// What is known of an officer for the time of a leg.
#[derive(Debug, Clone, Default)]
pub struct Circumstances {
    /// Kind and last day of an absence in that time.
    pub absence: Option<(String, NaiveDate)>,
    /// Tasked on another movement in that time; its reference, if the reader may see it.
    pub tasking: Option<Option<String>>,
    /// At a station that has no part in the leg.
    pub is_elsewhere: bool,
    /// End of the last duty before, UTC.
    pub rested_since: Option<DateTime<Utc>>,
    /// Beginning of the next duty after, UTC.
    pub wanted_from: Option<DateTime<Utc>>,
}

/// Whether an officer can take a post, best first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Availability {
    /// Free.
    Free,
    /// Free, with less rest than the rule asks (INV-10): a warning.
    ShortRest {
        /// Rest in minutes.
        minutes: i64,
    },
    /// At another station: their desk sends them first.
    Elsewhere,
    /// Tasked on another movement in that time (INV-08).
    Tasked {
        /// Reference of that movement, if it may be seen.
        movement: Option<String>,
    },
    /// Absent (INV-08).
    Absent {
        /// Kind of absence.
        kind: String,
        /// Last day.
        until: NaiveDate,
    },
}

impl Availability {
    /// True if the post may be filled with them.
    pub fn is_free(&self) -> bool {
        matches!(self, Availability::Free | Availability::ShortRest { .. })
    }
}

/// Judges an officer for a leg from `departs` to `arrives`; `rest` is the shortest rest between duties.
pub fn availability(of: Circumstances, departs: DateTime<Utc>, arrives: DateTime<Utc>, rest: Duration) -> Availability {
    if let Some((kind, until)) = of.absence {
        return Availability::Absent { kind, until };
    }
    if let Some(movement) = of.tasking {
        return Availability::Tasked { movement };
    }
    if of.is_elsewhere {
        return Availability::Elsewhere;
    }
    let gaps = [of.rested_since.map(|since| departs - since), of.wanted_from.map(|from| from - arrives)];
    match gaps.into_iter().flatten().filter(|gap| *gap < rest).min() {
        Some(gap) => Availability::ShortRest { minutes: gap.num_minutes() },
        None => Availability::Free,
    }
}

/// Address of a post inside its movement: leg, role and number, such as `2-team_leader-1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PostKey {
    /// Number of the leg.
    pub leg: i32,
    /// What it does.
    pub role: PostRole,
    /// Number among posts of the role.
    pub number: i32,
}

impl PostKey {
    /// Reads an address.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let key = Self { leg: parts.next()?.parse().ok()?, role: PostRole::from_code(parts.next()?)?, number: parts.next()?.parse().ok()? };
        parts.next().is_none().then_some(key)
    }
}

impl std::fmt::Display for PostKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}-{}", self.leg, self.role.code(), self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::hours(hour)
    }

    #[test]
    fn the_hardest_reason_is_said_first() {
        let rest = Duration::hours(11);
        let day = NaiveDate::default();
        for (of, expected) in [
            (Circumstances::default(), Availability::Free),
            (Circumstances { rested_since: Some(at(0)), ..Default::default() }, Availability::ShortRest { minutes: 600 }),
            (Circumstances { rested_since: Some(at(-2)), ..Default::default() }, Availability::Free),
            (Circumstances { wanted_from: Some(at(19)), ..Default::default() }, Availability::ShortRest { minutes: 420 }),
            (Circumstances { is_elsewhere: true, rested_since: Some(at(0)), ..Default::default() }, Availability::Elsewhere),
            (Circumstances { tasking: Some(None), is_elsewhere: true, ..Default::default() }, Availability::Tasked { movement: None }),
            (
                Circumstances { absence: Some(("leave".into(), day)), tasking: Some(None), ..Default::default() },
                Availability::Absent { kind: "leave".into(), until: day },
            ),
        ] {
            assert_eq!(availability(of.clone(), at(10), at(12), rest), expected, "{of:?}");
        }
    }

    #[test]
    fn free_ones_come_first() {
        let mut list = vec![Availability::Elsewhere, Availability::ShortRest { minutes: 5 }, Availability::Free];
        list.sort();
        assert_eq!(list, [Availability::Free, Availability::ShortRest { minutes: 5 }, Availability::Elsewhere]);
        assert!(list[1].is_free() && !list[2].is_free());
    }

    #[test]
    fn the_address_of_a_post_is_read_back() {
        let key = PostKey { leg: 2, role: PostRole::TeamLeader, number: 1 };
        assert_eq!(PostKey::parse(&key.to_string()), Some(key));
        for text in ["", "2", "2-boss-1", "2-ppo-1-1", "x-ppo-1"] {
            assert_eq!(PostKey::parse(text), None, "{text}");
        }
    }
}
