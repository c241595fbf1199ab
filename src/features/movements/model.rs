//! States of a movement and of its legs, what may follow what (WF-4), cover and readiness. Pure.

use chrono::{DateTime, Duration, Utc};

/// A closed set with a code in the database and words in the catalogue.
macro_rules! coded {
    ($(#[$doc:meta])* $name:ident, $prefix:literal { $($(#[$vdoc:meta])* $variant:ident = $code:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$vdoc])* $variant),* }
        impl $name {
            /// All of them, in their order.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];
            /// As the database writes it.
            pub fn code(self) -> &'static str {
                match self { $($name::$variant => $code),* }
            }
            /// Key of its words.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => concat!($prefix, $code)),* }
            }
            /// The one with this code.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some($name::$variant),)* _ => None }
            }
        }
    };
}

coded! {
    /// Where a movement stands in WF-4.
    MovementState, "movement-state-" {
        /// Asked for.
        Notified = "notified",
        /// Somebody leads its planning.
        Planning = "planning",
        /// The Designated Official was asked.
        ClearancePending = "clearance_pending",
        /// Cleared.
        Cleared = "cleared",
        /// Cleared under conditions.
        ClearedWithConditions = "cleared_with_conditions",
        /// Not cleared; may be planned anew.
        Refused = "refused",
        /// Approved by another person than its planner.
        Ready = "ready",
        /// A leg has departed.
        UnderWay = "under_way",
        /// Going elsewhere than planned.
        Diverted = "diverted",
        /// Halted on the way.
        Suspended = "suspended",
        /// The last arrival was reported.
        Completed = "completed",
        /// Over, with its times.
        Closed = "closed",
        /// Called off before it began.
        Cancelled = "cancelled",
    }
}

coded! {
    /// Means of transport of a leg.
    Mode, "movement-mode-" {
        /// By road.
        Road = "road",
        /// On an aircraft of the UN.
        UnAir = "un_air",
        /// On a scheduled flight.
        CommercialAir = "commercial_air",
        /// On a chartered aircraft.
        CharterAir = "charter_air",
        /// By helicopter.
        Helicopter = "helicopter",
        /// By rail.
        Rail = "rail",
        /// By sea or river.
        Sea = "sea",
        /// On foot.
        Foot = "foot",
        /// An imported journey that does not say.
        NotStated = "not_stated",
    }
}

coded! {
    /// What somebody does on a leg.
    PostRole, "movement-post-" {
        /// Leads the team.
        TeamLeader = "team_leader",
        /// The leader's deputy.
        SecondInCommand = "second_in_command",
        /// Within arm's reach.
        Ppo = "ppo",
        /// Around the official.
        Pes = "pes",
        /// Goes ahead.
        Advance = "advance",
        /// Drives.
        Driver = "driver",
        /// Counter assault team.
        Cat = "cat",
        /// Residential security team.
        Rst = "rst",
        /// Medic.
        Medic = "medic",
        /// Communications.
        Comms = "comms",
        /// Liaison and interpreting.
        LiaisonInterpreter = "liaison_interpreter",
    }
}

coded! {
    /// How closely the watch follows a movement (DESIGN 9.9).
    WatchLevel, "movement-watch-" {
        /// Not at all.
        None = "none",
        /// Departures and arrivals.
        DepartureArrival = "departure_arrival",
        /// Check-ins on the way, too.
        CheckIns = "check_ins",
    }
}

coded! {
    /// Where a leg stands.
    LegState, "movement-leg-" {
        /// Ahead.
        Planned = "planned",
        /// Departed.
        UnderWay = "under_way",
        /// Arrived.
        Arrived = "arrived",
        /// Ended elsewhere than planned.
        Diverted = "diverted",
        /// Called off.
        Cancelled = "cancelled",
    }
}

impl MovementState {
    /// The states that may follow by WF-4. Facts go further: a departure is recorded from any state
    /// before it (INV-38), and that is not a transition that anybody plans.
    pub fn transitions(self) -> &'static [MovementState] {
        use MovementState::*;
        match self {
            Notified => &[Planning, Cancelled],
            Planning => &[ClearancePending, Cancelled],
            ClearancePending => &[Cleared, ClearedWithConditions, Refused, Cancelled],
            Cleared | ClearedWithConditions => &[Ready, ClearancePending, Cancelled],
            Refused => &[Planning, Cancelled],
            Ready => &[UnderWay, ClearancePending, Cancelled],
            UnderWay => &[Diverted, Suspended, Completed],
            Diverted => &[UnderWay, Suspended, Completed],
            Suspended => &[UnderWay, Diverted, Completed],
            Completed => &[Closed],
            Closed | Cancelled => &[],
        }
    }

    /// True if WF-4 lets `next` follow.
    pub fn may_become(self, next: MovementState) -> bool {
        self.transitions().contains(&next)
    }

    /// True before the first departure.
    pub fn is_ahead(self) -> bool {
        use MovementState::*;
        matches!(self, Notified | Planning | ClearancePending | Cleared | ClearedWithConditions | Refused | Ready)
    }

    /// True from the first departure until the last arrival.
    pub fn is_under_way(self) -> bool {
        use MovementState::*;
        matches!(self, UnderWay | Diverted | Suspended)
    }

    /// True once nothing more is planned in it.
    pub fn is_over(self) -> bool {
        use MovementState::*;
        matches!(self, Completed | Closed | Cancelled)
    }

    /// True once somebody decided on the plan: a change makes a new version of the itinerary (INV-06).
    pub fn was_cleared(self) -> bool {
        use MovementState::*;
        matches!(self, Cleared | ClearedWithConditions | Ready) || self.is_under_way()
    }

    /// Where a material change of the plan leads: back to the Designated Official once cleared.
    pub fn after_material_change(self) -> MovementState {
        use MovementState::*;
        match self {
            Cleared | ClearedWithConditions | Ready => ClearancePending,
            other => other,
        }
    }
}

impl Mode {
    /// True for what flies: its grace is longer (DESIGN 9.9).
    pub fn is_air(self) -> bool {
        matches!(self, Mode::UnAir | Mode::CommercialAir | Mode::CharterAir | Mode::Helicopter)
    }
}

/// Cover of a leg: posts that must be filled, and how many are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cover {
    /// Posts that must be filled; none means that no cover was asked.
    pub required: i32,
    /// How many of them are.
    pub filled: i32,
}

impl Cover {
    /// True if anybody asked for cover.
    pub fn is_asked(self) -> bool {
        self.required > 0
    }

    /// Required posts that are open.
    pub fn open(self) -> i32 {
        (self.required - self.filled).max(0)
    }

    /// Cover of several legs together.
    pub fn and(self, other: Cover) -> Cover {
        Cover { required: self.required + other.required, filled: self.filled + other.filled }
    }
}

/// What the question "is it ready?" depends on.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    /// Where the movement stands.
    pub state: MovementState,
    /// How closely it is watched.
    pub watch: WatchLevel,
    /// Departure of its next leg, UTC.
    pub departs_at: Option<DateTime<Utc>>,
    /// Cover of all its legs.
    pub cover: Cover,
}

/// Not ready: departs within the limit (24 h) with a required post open or in a state that is not
/// `ready`. A movement that nobody watches and for which no cover was asked, such as an imported
/// one, is nobody's to make ready (DESIGN 9.9).
pub fn is_not_ready(standing: Standing, now: DateTime<Utc>, limit: Duration) -> bool {
    if !standing.state.is_ahead() || standing.watch == WatchLevel::None && !standing.cover.is_asked() {
        return false;
    }
    let is_near = standing.departs_at.is_some_and(|at| at <= now + limit);
    is_near && (standing.state != MovementState::Ready || standing.cover.open() > 0)
}

/// Late notice: asked for fewer days ahead than the setting says. Flagged, not refused.
pub fn is_late_notice(departs_at: DateTime<Utc>, now: DateTime<Utc>, notice: Duration) -> bool {
    departs_at < now + notice
}

/// What of a leg matters to the one who cleared it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Both places.
    pub places: (uuid::Uuid, uuid::Uuid),
    /// Departure and arrival, UTC.
    pub times: (DateTime<Utc>, DateTime<Utc>),
    /// Means of transport.
    pub mode: Mode,
}

/// A new place, a shift of more than two hours or a new mode: the clearance is asked again (WF-4).
pub fn is_material(before: Plan, after: Plan) -> bool {
    let moved = |a: DateTime<Utc>, b: DateTime<Utc>| (a - b).abs() > Duration::hours(2);
    before.places != after.places || before.mode != after.mode || moved(before.times.0, after.times.0) || moved(before.times.1, after.times.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::hours(hour)
    }

    fn standing(state: MovementState, departs: i64, required: i32, filled: i32) -> Standing {
        Standing { state, watch: WatchLevel::CheckIns, departs_at: Some(at(departs)), cover: Cover { required, filled } }
    }

    #[test]
    fn not_ready_is_near_and_open_or_not_approved() {
        let limit = Duration::hours(24);
        for (what, expected) in [
            (standing(MovementState::Ready, 10, 3, 3), false),
            (standing(MovementState::Ready, 10, 3, 2), true),
            (standing(MovementState::Cleared, 10, 3, 3), true),
            (standing(MovementState::Cleared, 25, 3, 0), false),
            (standing(MovementState::UnderWay, 10, 3, 0), false),
            (standing(MovementState::Notified, -1, 0, 0), true),
            (Standing { watch: WatchLevel::None, ..standing(MovementState::Notified, 1, 0, 0) }, false),
            (Standing { watch: WatchLevel::None, ..standing(MovementState::Notified, 1, 1, 0) }, true),
        ] {
            assert_eq!(is_not_ready(what, at(0), limit), expected, "{what:?}");
        }
    }

    #[test]
    fn nothing_follows_an_end_and_everything_else_has_a_way_out() {
        for state in MovementState::ALL {
            assert_eq!(state.transitions().is_empty(), matches!(state, MovementState::Closed | MovementState::Cancelled), "{state:?}");
            assert_eq!(MovementState::from_code(state.code()), Some(*state));
        }
    }

    #[test]
    fn cancelling_is_for_what_has_not_begun() {
        for state in MovementState::ALL {
            assert_eq!(state.may_become(MovementState::Cancelled), state.is_ahead(), "{state:?}");
        }
    }

    #[test]
    fn a_shift_over_two_hours_is_material() {
        let (a, b) = (uuid::Uuid::from_u128(1), uuid::Uuid::from_u128(2));
        let plan = Plan { places: (a, b), times: (at(10), at(12)), mode: Mode::Road };

        assert!(!is_material(plan, Plan { times: (at(12), at(14)), ..plan }));
        assert!(is_material(plan, Plan { times: (at(13), at(15)), ..plan }));
        assert!(is_material(plan, Plan { mode: Mode::UnAir, ..plan }));
        assert!(is_material(plan, Plan { places: (b, a), ..plan }));
    }

    #[test]
    fn without_posts_no_cover_is_asked() {
        assert!(!Cover::default().is_asked());
        assert_eq!(Cover { required: 4, filled: 5 }.open(), 0);
        assert_eq!(Cover { required: 4, filled: 1 }.open(), 3);
    }
}
