//! What can be said of a leg: lanes, state words, events, alarms and their classes.

/// Lanes of the board, in their fixed order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// A warning stands.
    Act,
    /// Something is due within half an hour, or was not reported.
    Due,
    /// Under way, nothing due yet.
    UnderWay,
    /// Starts in the window.
    Soon,
    /// Arrived or completed; to be closed.
    Closing,
}

impl Lane {
    /// All five, in order.
    pub const ALL: [Lane; 5] = [Lane::Act, Lane::Due, Lane::UnderWay, Lane::Soon, Lane::Closing];

    /// The word in ids and keys.
    pub fn code(self) -> &'static str {
        match self {
            Lane::Act => "act",
            Lane::Due => "due",
            Lane::UnderWay => "under-way",
            Lane::Soon => "soon",
            Lane::Closing => "closing",
        }
    }
}

/// How much attention a state asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Now.
    Warning,
    /// Today.
    Caution,
    /// None.
    Calm,
}

impl Class {
    /// The word in the sign and in the table of alerts; empty for calm.
    pub fn code(self) -> &'static str {
        match self {
            Class::Warning => "warning",
            Class::Caution => "caution",
            Class::Calm => "",
        }
    }
}

/// The state word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Somebody asked for help.
    Assistance,
    /// A check-in did not come.
    Overdue,
    /// An arrival was not reported.
    ArrivalOverdue,
    /// Required posts are open shortly before or during the leg.
    Uncovered,
    /// Should have departed; did it?
    StartAsked,
    /// Collides with another record.
    Contested,
    /// Not ready this close to departure.
    NotReady,
    /// A check-in or an arrival within half an hour.
    Due,
    /// Departed.
    UnderWay,
    /// Departed for another place.
    Diverted,
    /// Halted.
    Suspended,
    /// Between two legs.
    AtStop,
    /// Starts in the window.
    Starts,
    /// By its plan it is under way; nobody was asked to watch it.
    ByPlan,
    /// To be closed.
    Completed,
}

impl State {
    /// Key of its words.
    pub fn key(self) -> &'static str {
        match self {
            State::Assistance => "watch-state-assistance",
            State::Overdue => "watch-state-overdue",
            State::ArrivalOverdue => "watch-state-arrival-overdue",
            State::Uncovered => "watch-state-uncovered",
            State::StartAsked => "watch-state-start-asked",
            State::Contested => "watch-state-contested",
            State::NotReady => "watch-state-not-ready",
            State::Due => "watch-state-due",
            State::UnderWay => "watch-state-under-way",
            State::Diverted => "watch-state-diverted",
            State::Suspended => "watch-state-suspended",
            State::AtStop => "watch-state-at-stop",
            State::Starts => "watch-state-starts",
            State::ByPlan => "watch-state-by-plan",
            State::Completed => "watch-state-completed",
        }
    }
}

/// What comes next on a leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    /// Departs.
    Departure,
    /// A check-in.
    CheckIn,
    /// Arrives.
    Arrival,
    /// Nothing but to close it.
    Close,
}

impl EventKind {
    /// Key of its words.
    pub fn key(self) -> &'static str {
        match self {
            EventKind::Departure => "watch-event-departure",
            EventKind::CheckIn => "watch-event-check-in",
            EventKind::Arrival => "watch-event-arrival",
            EventKind::Close => "watch-event-close",
        }
    }
}

/// Why a row is not calm; also the kinds of alerts that the detector raises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Alarm {
    /// Somebody asked for help.
    Assistance,
    /// A check-in did not come.
    OverdueCheckIn,
    /// An arrival was not reported.
    OverdueArrival,
    /// Required posts are open.
    Uncovered,
    /// A departure was not reported.
    DepartureNotReported,
    /// Collides with another record.
    Contested,
    /// Not ready this close to departure.
    NotReady,
}

impl Alarm {
    /// The word in the table of alerts.
    pub fn code(self) -> &'static str {
        match self {
            Alarm::Assistance => "assistance",
            Alarm::OverdueCheckIn => "overdue_check_in",
            Alarm::OverdueArrival => "overdue_arrival",
            Alarm::Uncovered => "uncovered",
            Alarm::DepartureNotReported => "departure_not_reported",
            Alarm::Contested => "contested",
            Alarm::NotReady => "not_ready",
        }
    }

    /// How much attention it asks for.
    pub fn class(self) -> Class {
        match self {
            Alarm::Assistance | Alarm::OverdueCheckIn | Alarm::OverdueArrival | Alarm::Uncovered => Class::Warning,
            Alarm::DepartureNotReported | Alarm::Contested | Alarm::NotReady => Class::Caution,
        }
    }

    /// Stands once for the movement, not once a leg.
    pub fn is_of_movement(self) -> bool {
        matches!(self, Alarm::Assistance | Alarm::NotReady)
    }

    pub(super) fn state(self) -> State {
        match self {
            Alarm::Assistance => State::Assistance,
            Alarm::OverdueCheckIn => State::Overdue,
            Alarm::OverdueArrival => State::ArrivalOverdue,
            Alarm::Uncovered => State::Uncovered,
            Alarm::DepartureNotReported => State::StartAsked,
            Alarm::Contested => State::Contested,
            Alarm::NotReady => State::NotReady,
        }
    }
}
