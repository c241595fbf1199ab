//! The verdict on a row that is right in itself, by what is recorded and by the rows taken
//! before it. Rows must come in their order.

use std::collections::HashMap;
use std::sync::Arc;

use super::grouping::{Grouping, Step};
use super::identities::{Identity, Ids, Subject};
use super::model::{Journey, Times};
use super::occupancy::Occupancy;
use super::recorded::{Recorded, Unclaimed};
use super::refusals::{Other, Refusal};
use super::trial::{Accepted, Pardon};
use super::warnings::Warning;

/// Fastest speed over ground that is believed.
const FASTEST_KMH: f64 = 1_000.0;

pub(super) enum Verdict {
    Accepted,
    /// By its position among the recorded journeys.
    Unchanged {
        recorded: usize,
    },
    Refused(Refusal),
}

/// All that a verdict takes into account beside the row.
pub(super) struct Verdicts<'a> {
    recorded: &'a [Recorded],
    unclaimed: Unclaimed,
    occupancy: Occupancy,
    seen: HashMap<Identity, Seen>,
    grouping: Grouping,
    pardon: Pardon,
}

/// What said the same before.
#[derive(Clone, Copy)]
enum Seen {
    Row(u32),
    Recorded(usize),
}

impl<'a> Verdicts<'a> {
    pub(super) fn new(recorded: &'a [Recorded], ids: &mut Ids, pardon: Pardon) -> Self {
        let (unclaimed, occupancy) = (Unclaimed::of(recorded, ids), Occupancy::of(recorded, ids));
        Self { recorded, unclaimed, occupancy, seen: HashMap::new(), grouping: Grouping::default(), pardon }
    }

    pub(super) fn movement_count(&self) -> usize {
        self.grouping.movement_count()
    }

    /// An accepted row is put into its movement, and told if the chain of places is broken.
    pub(super) fn on(&mut self, row: &mut Accepted, subject: &Subject) -> Verdict {
        let times = row.journey.times();
        let identity = subject.identity(times);
        if let Some(recorded) = self.unclaimed.claim(subject.identities(times)) {
            self.seen.insert(identity, Seen::Recorded(recorded));
            return Verdict::Unchanged { recorded };
        }
        match self.refusal(&row.journey, &identity) {
            Some(Refusal::PrincipalInTwoPlaces { .. }) if self.pardon == Pardon::TwoPlaces => row.is_contested = true,
            Some(refusal) => return Verdict::Refused(refusal),
            None => {}
        }

        self.seen.insert(identity, Seen::Row(row.row));
        self.occupancy.accept(identity.principal, times.span(), row.row);
        self.put_into_movement(row, subject);
        Verdict::Accepted
    }

    fn refusal(&self, journey: &Journey, identity: &Identity) -> Option<Refusal> {
        if self.pardon == Pardon::None
            && let Some(too_fast) = too_fast(journey)
        {
            return Some(too_fast);
        }
        if let Some(seen) = self.seen.get(identity) {
            let of = match *seen {
                Seen::Row(row) => Other::Row(row),
                Seen::Recorded(index) => Other::Recorded(self.recorded[index].reference.clone()),
            };
            return Some(Refusal::Duplicate { of });
        }
        let span = identity.times.span();
        let with = self.occupancy.other_at(identity.principal, span, self.recorded)?;
        Some(Refusal::PrincipalInTwoPlaces { with })
    }

    fn put_into_movement(&mut self, row: &mut Accepted, subject: &Subject) {
        let name = row.movement_name.as_ref();
        match &row.journey {
            Journey::Leg(leg) => {
                let step = Step { from: subject.from.best(), to: subject.to.best(), to_words: &leg.to.as_written };
                let (movement, break_at) = self.grouping.leg(subject.principal, &step, name);
                row.movement = movement;
                if let Some(expected) = break_at {
                    let found = Arc::clone(&leg.from.as_written);
                    row.warnings.push(Warning::ContinuityBreak { expected, found });
                }
            }
            Journey::Stay(stay) => {
                row.movement = self.grouping.stay(subject.principal, stay.from, stay.to, name);
            }
        }
    }
}

/// Only a timed leg between two known positions has a speed.
fn too_fast(journey: &Journey) -> Option<Refusal> {
    let Journey::Leg(leg) = journey else {
        return None;
    };
    let Times::Clock { departs, arrives } = journey.times() else {
        return None;
    };
    let km = leg.from.distance_km(&leg.to)?;
    let seconds = (arrives - departs).num_seconds();
    let is_too_fast = km * 3_600.0 > FASTEST_KMH * seconds as f64;
    is_too_fast.then(|| Refusal::TooFast { km: km.round() as u32, minutes: seconds / 60 })
}
