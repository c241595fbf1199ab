//! What of a person's taskings is now, and what comes next. Pure.

use chrono::{DateTime, Duration, Utc};

use crate::features::movements::LegState;

/// A leg that its person looks ahead to this long is already "now".
const AHEAD_HOURS: i64 = 12;

/// When a leg is, as far as this page needs it.
#[derive(Debug, Clone, Copy)]
pub struct When {
    /// Where the leg stands.
    pub state: LegState,
    /// Planned departure, UTC.
    pub departs_at: DateTime<Utc>,
}

/// Which of the legs, in order of departure, is now: the one under way, else the next one that
/// departs within twelve hours or should have departed.
pub fn current(legs: &[When], now: DateTime<Utc>) -> Option<usize> {
    let under_way = legs.iter().position(|leg| leg.state == LegState::UnderWay);
    under_way.or_else(|| legs.iter().position(|leg| leg.state == LegState::Planned && leg.departs_at <= now + Duration::hours(AHEAD_HOURS)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i64, state: LegState) -> When {
        When { state, departs_at: DateTime::UNIX_EPOCH + Duration::hours(hour) }
    }

    #[test]
    fn now_is_what_runs_else_what_is_near() {
        let now = DateTime::UNIX_EPOCH + Duration::hours(100);
        assert_eq!(current(&[at(90, LegState::Arrived), at(95, LegState::UnderWay), at(101, LegState::Planned)], now), Some(1));
        assert_eq!(current(&[at(90, LegState::Arrived), at(101, LegState::Planned)], now), Some(1));
        assert_eq!(current(&[at(99, LegState::Planned)], now), Some(0));
        assert_eq!(current(&[at(113, LegState::Planned)], now), None);
        assert_eq!(current(&[], now), None);
    }
}
