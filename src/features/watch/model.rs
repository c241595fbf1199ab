//! What the board says of a leg, from facts alone: lane, state word, sign, next event and why. The
//! overdue detector asks the same function, so that a page and an alert never disagree (DESIGN 9.9).
//! No database, no language.

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

    fn state(self) -> State {
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

/// What the board says of a leg.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Where it stands.
    pub lane: Lane,
    /// In a word.
    pub state: State,
    /// Its sign.
    pub class: Class,
    /// What comes next.
    pub event: EventKind,
    /// When, UTC; what the row is sorted by.
    pub at: DateTime<Utc>,
    /// Everything that is not calm, worst first.
    pub alarms: Vec<Alarm>,
}

/// How soon an event must be to stand in the lane "due".
const DUE_WITHIN: Duration = Duration::minutes(30);

/// Judges one leg.
pub fn judge(facts: &Facts, rules: &Rules, now: DateTime<Utc>) -> Verdict {
    let (event, at) = next_event(facts, now);
    let alarms = if facts.watch == Watch::Nothing { Vec::new() } else { alarms(facts, rules, now) };
    let class = alarms.first().map_or(Class::Calm, |alarm| alarm.class());
    let lane = lane(facts, &alarms, class, at, now);
    let state = alarms.first().map_or_else(|| calm_state(facts, lane), |alarm| alarm.state());
    Verdict { lane, state, class, event, at, alarms }
}

fn next_event(facts: &Facts, now: DateTime<Utc>) -> (EventKind, DateTime<Utc>) {
    let due = facts.due_at.filter(|_| facts.watch != Watch::Nothing);
    match (facts.stage, facts.leg) {
        (Stage::Completed, _) => (EventKind::Close, facts.arrives_at),
        (_, LegState::Arrived) => match (due, facts.onward_at) {
            (Some(at), _) => (EventKind::CheckIn, at),
            (None, Some(at)) => (EventKind::Departure, at),
            (None, None) => (EventKind::Close, facts.arrives_at),
        },
        (_, LegState::Planned) if facts.watch == Watch::Nothing && facts.departs_at <= now => (EventKind::Arrival, facts.arrives_at),
        (_, LegState::Planned) => match due {
            Some(at) if at < facts.departs_at => (EventKind::CheckIn, at),
            _ => (EventKind::Departure, facts.departs_at),
        },
        (_, LegState::UnderWay | LegState::Diverted) => match due {
            Some(at) if at < facts.arrives_at || facts.leg == LegState::Diverted => (EventKind::CheckIn, at),
            _ => (EventKind::Arrival, facts.arrives_at),
        },
    }
}

/// Everything that is not calm, worst first.
fn alarms(facts: &Facts, rules: &Rules, now: DateTime<Utc>) -> Vec<Alarm> {
    let mut found = Vec::new();
    if facts.stage == Stage::Completed {
        return found;
    }
    let is_moving = matches!(facts.leg, LegState::UnderWay | LegState::Diverted);
    let is_near = facts.leg == LegState::Planned && facts.departs_at - rules.not_ready <= now;
    let departure_grace = if facts.is_by_air { rules.departure_grace_air } else { rules.departure_grace_road };
    let arrival_grace = if facts.is_by_air { rules.arrival_grace_air } else { rules.arrival_grace_road };
    let is_open = facts.posts_filled < facts.posts_required;
    if facts.assistance_at.is_some() {
        found.push(Alarm::Assistance);
    }
    if facts.due_at.is_some_and(|due| due < now) {
        found.push(Alarm::OverdueCheckIn);
    }
    if facts.leg == LegState::UnderWay && !facts.is_day_only && facts.arrives_at + arrival_grace < now {
        found.push(Alarm::OverdueArrival);
    }
    if is_open && (is_moving || is_near) {
        found.push(Alarm::Uncovered);
    }
    if facts.leg == LegState::Planned && !facts.is_day_only && facts.departs_at + departure_grace < now {
        found.push(Alarm::DepartureNotReported);
    }
    if facts.is_contested {
        found.push(Alarm::Contested);
    }
    if is_near && (is_open || facts.stage == Stage::Preparing) {
        found.push(Alarm::NotReady);
    }
    found
}

fn lane(facts: &Facts, alarms: &[Alarm], class: Class, at: DateTime<Utc>, now: DateTime<Utc>) -> Lane {
    let is_watched = facts.watch != Watch::Nothing;
    if class == Class::Warning {
        return Lane::Act;
    }
    if facts.stage == Stage::Completed {
        return Lane::Closing;
    }
    if alarms.contains(&Alarm::DepartureNotReported) || (is_watched && !facts.is_day_only && facts.leg != LegState::Arrived && at <= now + DUE_WITHIN) {
        return Lane::Due;
    }
    match facts.leg {
        LegState::UnderWay | LegState::Diverted => Lane::UnderWay,
        LegState::Arrived if is_watched && facts.due_at.is_some_and(|due| due <= now + DUE_WITHIN) => Lane::Due,
        LegState::Arrived if facts.due_at.is_none() && facts.onward_at.is_none() => Lane::Closing,
        LegState::Arrived => Lane::UnderWay,
        LegState::Planned if !is_watched && facts.departs_at <= now => Lane::UnderWay,
        LegState::Planned => Lane::Soon,
    }
}

fn calm_state(facts: &Facts, lane: Lane) -> State {
    match (lane, facts.leg) {
        (Lane::Closing, _) => State::Completed,
        (_, LegState::Diverted) => State::Diverted,
        (_, LegState::Arrived) => State::AtStop,
        (Lane::Due, _) => State::Due,
        (_, LegState::UnderWay) if facts.stage == Stage::Suspended => State::Suspended,
        (_, LegState::UnderWay) => State::UnderWay,
        (Lane::UnderWay, LegState::Planned) => State::ByPlan,
        (_, LegState::Planned) => State::Starts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }
    fn at(minutes: i64) -> DateTime<Utc> {
        noon() + Duration::minutes(minutes)
    }
    fn planned(departs_in: i64) -> Facts {
        Facts {
            stage: Stage::Ready,
            watch: Watch::CheckIns,
            leg: LegState::Planned,
            is_by_air: false,
            is_day_only: false,
            departs_at: at(departs_in),
            arrives_at: at(departs_in + 180),
            due_at: None,
            onward_at: None,
            posts_required: 0,
            posts_filled: 0,
            is_contested: false,
            assistance_at: None,
        }
    }
    fn moving(due_in: Option<i64>) -> Facts {
        Facts { stage: Stage::Running, leg: LegState::UnderWay, due_at: due_in.map(at), ..planned(-60) }
    }
    fn says(facts: &Facts) -> (Lane, State, Class) {
        let verdict = judge(facts, &Rules::default(), noon());
        (verdict.lane, verdict.state, verdict.class)
    }

    #[test]
    fn each_fact_has_its_lane_and_its_word() {
        let cases: Vec<(&str, Facts, (Lane, State, Class))> = vec![
            ("check-in late by a minute", moving(Some(-1)), (Lane::Act, State::Overdue, Class::Warning)),
            ("check-in in nine minutes", moving(Some(9)), (Lane::Due, State::Due, Class::Calm)),
            ("check-in in an hour", moving(Some(60)), (Lane::UnderWay, State::UnderWay, Class::Calm)),
            ("help asked for", Facts { assistance_at: Some(at(-2)), ..moving(Some(60)) }, (Lane::Act, State::Assistance, Class::Warning)),
            ("road arrival within its grace", Facts { departs_at: at(-190), arrives_at: at(-14), ..moving(None) }, (Lane::Due, State::Due, Class::Calm)),
            ("road arrival late", Facts { arrives_at: at(-16), ..moving(None) }, (Lane::Act, State::ArrivalOverdue, Class::Warning)),
            ("air arrival within its grace", Facts { is_by_air: true, arrives_at: at(-29), ..moving(None) }, (Lane::Due, State::Due, Class::Calm)),
            ("air arrival late", Facts { is_by_air: true, arrives_at: at(-31), ..moving(None) }, (Lane::Act, State::ArrivalOverdue, Class::Warning)),
            ("road departure within its grace", planned(-14), (Lane::Due, State::Due, Class::Calm)),
            ("road departure not reported", planned(-16), (Lane::Due, State::StartAsked, Class::Caution)),
            ("air departure within its grace", Facts { is_by_air: true, ..planned(-44) }, (Lane::Due, State::Due, Class::Calm)),
            ("air departure not reported", Facts { is_by_air: true, ..planned(-46) }, (Lane::Due, State::StartAsked, Class::Caution)),
            ("ready, departs in five hours", planned(300), (Lane::Soon, State::Starts, Class::Calm)),
            ("planning, departs in five hours", Facts { stage: Stage::Preparing, ..planned(300) }, (Lane::Soon, State::NotReady, Class::Caution)),
            ("planning, departs in two days", Facts { stage: Stage::Preparing, ..planned(2_880) }, (Lane::Soon, State::Starts, Class::Calm)),
            (
                "one of two posts open in five hours",
                Facts { posts_required: 2, posts_filled: 1, ..planned(300) },
                (Lane::Act, State::Uncovered, Class::Warning),
            ),
            ("one of two posts open in two days", Facts { posts_required: 2, posts_filled: 1, ..planned(2_880) }, (Lane::Soon, State::Starts, Class::Calm)),
            ("cover lost under way", Facts { posts_required: 2, posts_filled: 1, ..moving(Some(60)) }, (Lane::Act, State::Uncovered, Class::Warning)),
            ("no cover asked", planned(300), (Lane::Soon, State::Starts, Class::Calm)),
            ("contested", Facts { is_contested: true, ..planned(300) }, (Lane::Soon, State::Contested, Class::Caution)),
            ("night stop, due at six", Facts { leg: LegState::Arrived, ..moving(Some(360)) }, (Lane::UnderWay, State::AtStop, Class::Calm)),
            ("night stop, due time passed", Facts { leg: LegState::Arrived, ..moving(Some(-5)) }, (Lane::Act, State::Overdue, Class::Warning)),
            (
                "night stop, arrival long past",
                Facts { leg: LegState::Arrived, arrives_at: at(-600), ..moving(Some(360)) },
                (Lane::UnderWay, State::AtStop, Class::Calm),
            ),
            (
                "arrived, goes on tomorrow",
                Facts { leg: LegState::Arrived, onward_at: Some(at(1_000)), ..moving(None) },
                (Lane::UnderWay, State::AtStop, Class::Calm),
            ),
            ("arrived at the end", Facts { leg: LegState::Arrived, ..moving(None) }, (Lane::Closing, State::Completed, Class::Calm)),
            ("diverted", Facts { leg: LegState::Diverted, arrives_at: at(-600), ..moving(Some(60)) }, (Lane::UnderWay, State::Diverted, Class::Calm)),
            ("suspended", Facts { stage: Stage::Suspended, ..moving(Some(60)) }, (Lane::UnderWay, State::Suspended, Class::Calm)),
            ("completed", Facts { stage: Stage::Completed, leg: LegState::Arrived, ..moving(Some(-60)) }, (Lane::Closing, State::Completed, Class::Calm)),
            ("day only, that day", Facts { is_day_only: true, ..planned(-300) }, (Lane::Soon, State::Starts, Class::Calm)),
        ];
        for (name, facts, expected) in cases {
            assert_eq!(says(&facts), expected, "{name}");
        }
    }

    #[test]
    fn without_a_watch_nothing_is_ever_an_alarm() {
        for minutes in [-6_000, -200, -46, -1, 1, 60, 1_500] {
            for leg in [LegState::Planned, LegState::UnderWay, LegState::Diverted, LegState::Arrived] {
                let facts = Facts {
                    stage: Stage::Preparing,
                    watch: Watch::Nothing,
                    leg,
                    posts_required: 3,
                    is_contested: true,
                    due_at: Some(at(minutes)),
                    ..planned(minutes)
                };
                let verdict = judge(&facts, &Rules::default(), noon());
                assert_eq!((verdict.class, verdict.alarms), (Class::Calm, vec![]), "{leg:?} {minutes}");
            }
        }
    }

    #[test]
    fn the_next_event_is_the_one_that_comes_first() {
        let cases = [
            (planned(60), EventKind::Departure, 60),
            (moving(Some(30)), EventKind::CheckIn, 30),
            (moving(Some(300)), EventKind::Arrival, 120),
            (moving(None), EventKind::Arrival, 120),
            (Facts { watch: Watch::Nothing, ..planned(-60) }, EventKind::Arrival, 120),
        ];
        for (facts, event, minutes) in cases {
            let verdict = judge(&facts, &Rules::default(), noon());
            assert_eq!((verdict.event, verdict.at), (event, at(minutes)));
        }
    }

    #[test]
    fn an_open_post_is_both_uncovered_and_not_ready() {
        let verdict = judge(&Facts { posts_required: 2, ..planned(300) }, &Rules::default(), noon());
        assert_eq!(verdict.alarms, vec![Alarm::Uncovered, Alarm::NotReady]);
    }
}
