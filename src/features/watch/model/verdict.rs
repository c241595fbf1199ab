//! The judgement: one function over facts, thresholds and the clock.

use chrono::{DateTime, Duration, Utc};

use super::{Alarm, Class, EventKind, Facts, Lane, LegState, Rules, Stage, State, Watch};

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
