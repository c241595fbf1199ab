//! Whether a principal is elsewhere at the time, asked for rows in order of their start.
//!
//! Each question costs one search, however many journeys there are. Empty spans (a single
//! day) exclude nothing and are excluded by nothing.

use std::collections::HashMap;

use super::identities::Ids;
use super::model::Span;
use super::recorded::Recorded;
use super::refusals::Other;

/// Where every principal is, by what is recorded and by the rows accepted so far.
#[derive(Default)]
pub(super) struct Occupancy {
    recorded: HashMap<u32, Vec<UpTo>>,
    accepted: HashMap<u32, Latest>,
}

/// The recorded spans of one principal up to one of them, in order of their start.
struct UpTo {
    start: i64,
    /// The latest end of this span and all before it, and the journey that ends then.
    latest_end: i64,
    journey: usize,
}

/// The accepted row that ends last.
struct Latest {
    end: i64,
    row: u32,
}

impl Occupancy {
    pub(super) fn of(recorded: &[Recorded], ids: &mut Ids) -> Self {
        let mut spans: HashMap<u32, Vec<(Span, usize)>> = HashMap::new();
        for (index, journey) in recorded.iter().enumerate().filter(|(_, journey)| journey.excludes) {
            let span = journey.times.span();
            if !span.is_empty() {
                spans.entry(ids.principal(&journey.principal)).or_default().push((span, index));
            }
        }
        let recorded = spans.into_iter().map(|(principal, spans)| (principal, in_order(spans))).collect();
        Self { recorded, accepted: HashMap::new() }
    }

    /// What the principal does at that time. Rows must be asked for in order of their start.
    pub(super) fn other_at(&self, principal: u32, span: Span, journeys: &[Recorded]) -> Option<Other> {
        if span.is_empty() {
            return None;
        }
        // An accepted row started no later, so it overlaps exactly if it ends after this start.
        if let Some(latest) = self.accepted.get(&principal).filter(|latest| latest.end > span.start) {
            return Some(Other::Row(latest.row));
        }
        let recorded = self.recorded.get(&principal)?;
        let starting_before_end = recorded.partition_point(|up_to| up_to.start < span.end);
        let last = recorded[..starting_before_end].last()?;
        let is_elsewhere = last.latest_end > span.start;
        is_elsewhere.then(|| Other::Recorded(journeys[last.journey].reference.clone()))
    }

    pub(super) fn accept(&mut self, principal: u32, span: Span, row: u32) {
        if span.is_empty() {
            return;
        }
        let latest = self.accepted.entry(principal).or_insert(Latest { end: span.end, row });
        if span.end > latest.end {
            *latest = Latest { end: span.end, row };
        }
    }
}

fn in_order(mut spans: Vec<(Span, usize)>) -> Vec<UpTo> {
    spans.sort_unstable();
    let mut latest = (i64::MIN, 0);
    let mut order = Vec::with_capacity(spans.len());
    for (span, index) in spans {
        if span.end > latest.0 {
            latest = (span.end, index);
        }
        order.push(UpTo { start: span.start, latest_end: latest.0, journey: latest.1 });
    }
    order
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::model::Times;
    use super::super::recorded::RecordedPlace;
    use super::*;

    fn recorded(from: i64, to: i64) -> Recorded {
        let at = |seconds| chrono::DateTime::from_timestamp(seconds, 0).expect("instant");
        let place = RecordedPlace { key: None, as_written: "x".into() };
        Recorded {
            principal: "p".into(),
            reference: format!("{from}-{to}"),
            from: place.clone(),
            to: place,
            times: Times::Clock { departs: at(from), arrives: at(to) },
            excludes: true,
        }
    }

    proptest! {
        #[test]
        fn it_answers_as_comparing_with_everything_would(
            kept in proptest::collection::vec((0i64..60, 0i64..20), 0..12),
            mut rows in proptest::collection::vec((0i64..60, 0i64..20), 0..20),
        ) {
            let kept: Vec<Recorded> = kept.into_iter().map(|(from, long)| recorded(from, from + long)).collect();
            let mut all: Vec<Span> = kept.iter().map(|journey| journey.times.span()).collect();
            let mut ids = Ids::default();
            let mut occupancy = Occupancy::of(&kept, &mut ids);
            let principal = ids.principal("p");
            rows.sort_unstable();

            for (number, (start, long)) in (1..).zip(rows) {
                let span = Span { start, end: start + long };
                let shares = |other: &Span| other.start.max(span.start) < other.end.min(span.end);
                let expected = all.iter().any(shares);
                let found = occupancy.other_at(principal, span, &kept).is_some();
                prop_assert_eq!(found, expected);
                if !found {
                    occupancy.accept(principal, span, number);
                    all.push(span);
                }
            }
        }
    }
}
