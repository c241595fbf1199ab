//! What is known of a leg, and the thresholds it is measured by.

use chrono::{DateTime, Duration, Utc};

/// Watch level of a movement. None is never an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watch {
    /// Nobody asked for one, as after an import.
    Nothing,
    /// Departure and arrival are expected to be reported.
    DepartureArrival,
    /// Also check-ins between them.
    CheckIns,
}

/// How a leg stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LegState {
    /// Not departed as far as anybody reported.
    Planned,
    /// Departed.
    UnderWay,
    /// Departed, for another place than planned.
    Diverted,
    /// Arrived; a night stop if the movement goes on.
    Arrived,
}

/// How far the movement is, as far as the board minds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Before `ready`.
    Preparing,
    /// Ready to start.
    Ready,
    /// Started and not completed.
    Running,
    /// Started, halted.
    Suspended,
    /// Completed, to be closed.
    Completed,
}

/// Facts of one leg.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Of the movement.
    pub stage: Stage,
    /// Of the movement.
    pub watch: Watch,
    /// Of the leg.
    pub leg: LegState,
    /// By air; otherwise the shorter grace of the road holds.
    pub is_by_air: bool,
    /// Only the day is known: no time to be late for.
    pub is_day_only: bool,
    /// Planned, UTC.
    pub departs_at: DateTime<Utc>,
    /// Planned, UTC.
    pub arrives_at: DateTime<Utc>,
    /// The one due time, of the next check-in or of a night stop, UTC.
    pub due_at: Option<DateTime<Utc>>,
    /// When the next leg departs, if this one has arrived and there is one, UTC.
    pub onward_at: Option<DateTime<Utc>>,
    /// Posts that must be filled; 0 means no cover was asked.
    pub posts_required: i32,
    /// Of them filled.
    pub posts_filled: i32,
    /// Collides with another record.
    pub is_contested: bool,
    /// When somebody asked for help that has not ended, UTC.
    pub assistance_at: Option<DateTime<Utc>>,
}

/// Thresholds out of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Before an unreported departure is asked about, by road.
    pub departure_grace_road: Duration,
    /// By air.
    pub departure_grace_air: Duration,
    /// Before an arrival is overdue, by road.
    pub arrival_grace_road: Duration,
    /// By air.
    pub arrival_grace_air: Duration,
    /// How long before departure everything must be ready.
    pub not_ready: Duration,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            departure_grace_road: Duration::minutes(15),
            departure_grace_air: Duration::minutes(45),
            arrival_grace_road: Duration::minutes(15),
            arrival_grace_air: Duration::minutes(30),
            not_ready: Duration::hours(24),
        }
    }
}
