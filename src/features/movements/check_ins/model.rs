//! What can be reported and what follows from it. Pure.

use chrono::{DateTime, Duration, Utc};

use crate::db::ids::{LegId, MovementId, PlaceId};
use crate::features::movements::{LegState, WatchLevel};

/// How a report came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// By radio.
    Radio,
    /// By telephone.
    Phone,
    /// By satellite phone.
    Satellite,
    /// By text message.
    Message,
    /// From the page of the person on duty.
    App,
    /// Said in person.
    InPerson,
    /// Otherwise.
    Other,
}

impl Channel {
    /// All of them, the commonest first.
    pub const ALL: [Channel; 7] = [Channel::Radio, Channel::Phone, Channel::Satellite, Channel::Message, Channel::App, Channel::InPerson, Channel::Other];

    /// As the database and forms write it.
    pub fn code(self) -> &'static str {
        match self {
            Channel::Radio => "radio",
            Channel::Phone => "phone",
            Channel::Satellite => "satellite",
            Channel::Message => "message",
            Channel::App => "app",
            Channel::InPerson => "in_person",
            Channel::Other => "other",
        }
    }

    /// The channel of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.code() == code)
    }
}

/// What was reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Report {
    /// The leg has begun.
    Departed,
    /// The leg has ended where it was planned to.
    Arrived,
    /// All well.
    Well,
    /// Running late.
    Late,
    /// Needs assistance.
    Assistance,
    /// Going elsewhere.
    Diverted(Diversion),
}

/// Where a diverted leg goes now, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diversion {
    /// The place, if it is a known one.
    pub place: Option<PlaceId>,
    /// Its name as it will be shown.
    pub text: String,
    /// Its zone.
    pub zone: String,
    /// When arrival is expected there, UTC.
    pub expected_at: DateTime<Utc>,
}

impl Report {
    /// The choices of the form, in their order.
    pub const CONDITIONS: [&'static str; 6] = ["well", "late", "departed", "arrived", "diverted", "assistance"];

    /// Kind of the entry in the log.
    pub fn kind(&self) -> &'static str {
        match self {
            Report::Departed => "departed",
            Report::Arrived => "arrived",
            Report::Well => "check_in",
            Report::Late => "late",
            Report::Assistance => "assistance",
            Report::Diverted(_) => "diverted",
        }
    }

    /// Alerts that this report answers.
    pub fn answers(&self) -> &'static [&'static str] {
        match self {
            Report::Departed => &["overdue_check_in", "departure_not_reported"],
            Report::Arrived => &["overdue_check_in", "departure_not_reported", "overdue_arrival"],
            Report::Well => &["overdue_check_in", "assistance"],
            Report::Late => &["overdue_check_in"],
            Report::Diverted(_) => &["overdue_check_in", "overdue_arrival"],
            Report::Assistance => &[],
        }
    }
}

/// A report as it is to be kept.
#[derive(Debug, Clone)]
pub struct ReportDraft {
    /// Of which movement.
    pub movement: MovementId,
    /// On which leg.
    pub leg: LegId,
    /// What.
    pub what: Report,
    /// How it came in.
    pub channel: Channel,
    /// Who reported, in words; empty if it is the one who keeps it.
    pub reported_by: String,
    /// When it happened, UTC.
    pub occurred_at: DateTime<Utc>,
    /// When the next contact is due, if somebody said so, UTC.
    pub next_due: Option<DateTime<Utc>>,
    /// Words; of a diversion its reason.
    pub note: String,
    /// Same key, same report: it has one effect.
    pub device_key: Option<String>,
}

/// When the next contact is due after a report (DESIGN 9.9): by the posture's interval while a leg
/// under way is followed by check-ins; never at watch level "departure and arrival"; at a night stop
/// only if somebody named one time. What was agreed stands above the rule.
pub fn next_due(level: WatchLevel, after: LegState, interval: Duration, agreed: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    agreed.or_else(|| (level == WatchLevel::CheckIns && after == LegState::UnderWay).then(|| now + interval))
}

/// Both times are shown if they are more than two minutes apart: "reported 14:05, received 14:31".
pub fn is_late_entry(occurred_at: DateTime<Utc>, received_at: DateTime<Utc>) -> bool {
    received_at - occurred_at > Duration::minutes(2)
}

/// An actual time cannot lie in the future (INV-12); a minute is the clocks'.
pub fn is_in_the_future(at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    at > now + Duration::minutes(1)
}

/// The state of a leg after a report. A report that arrives out of order does not bring an ended leg back.
pub fn leg_after(before: LegState, what: &Report) -> LegState {
    match (before, what) {
        (LegState::Planned | LegState::Cancelled, Report::Departed) => LegState::UnderWay,
        (LegState::Planned | LegState::Cancelled | LegState::UnderWay | LegState::Arrived, Report::Arrived) => LegState::Arrived,
        (LegState::Planned | LegState::Cancelled | LegState::UnderWay, Report::Diverted(_)) => LegState::Diverted,
        (state, Report::Departed | Report::Arrived | Report::Diverted(_) | Report::Well | Report::Late | Report::Assistance) => state,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::minutes(minute)
    }

    #[test]
    fn the_next_contact_is_due_by_watch_level_and_state() {
        let half_hour = Duration::minutes(30);
        for (level, state, agreed, expected) in [
            (WatchLevel::CheckIns, LegState::UnderWay, None, Some(at(130))),
            (WatchLevel::CheckIns, LegState::UnderWay, Some(at(115)), Some(at(115))),
            (WatchLevel::CheckIns, LegState::Arrived, None, None),
            (WatchLevel::CheckIns, LegState::Arrived, Some(at(600)), Some(at(600))),
            (WatchLevel::DepartureArrival, LegState::UnderWay, None, None),
            (WatchLevel::None, LegState::UnderWay, None, None),
        ] {
            assert_eq!(next_due(level, state, half_hour, agreed, at(100)), expected, "{level:?} {state:?}");
        }
    }

    #[test]
    fn reports_out_of_order_do_not_bring_a_leg_back() {
        assert_eq!(leg_after(LegState::Planned, &Report::Departed), LegState::UnderWay);
        assert_eq!(leg_after(LegState::Arrived, &Report::Departed), LegState::Arrived);
        assert_eq!(leg_after(LegState::Planned, &Report::Arrived), LegState::Arrived);
        assert_eq!(leg_after(LegState::UnderWay, &Report::Well), LegState::UnderWay);
        assert_eq!(leg_after(LegState::Diverted, &Report::Arrived), LegState::Diverted);
    }

    #[test]
    fn two_minutes_apart_is_a_late_entry() {
        assert!(!is_late_entry(at(10), at(12)));
        assert!(is_late_entry(at(10), at(13)));
        assert!(is_in_the_future(at(13), at(10)));
        assert!(!is_in_the_future(at(10), at(10)));
    }
}
