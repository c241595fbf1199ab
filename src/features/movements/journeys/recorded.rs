//! Journeys that are recorded already, as a trial must know them.
//!
//! 1. Each recorded journey answers one row of a file: the first row that says the same is
//!    unchanged, a further one is a duplicate.
//! 2. Two places are the same by their key or by the words they were written in, so that a
//!    place that has become known since does not make an old row new.
//! 3. A contested journey answers its row but excludes nothing.

use std::collections::HashMap;

use super::identities::{Identity, Ids};
use super::model::Times;
use super::places::NamedPlace;

/// A recorded leg or stay of the kind that is imported. Voided ones are not handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Key of the principal, as in [`super::Principals`].
    pub principal: String,
    /// How a person finds it, for sentences.
    pub reference: String,
    pub from: RecordedPlace,
    /// The same as `from` for a stay.
    pub to: RecordedPlace,
    pub times: Times,
    /// False for a contested journey.
    pub excludes: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedPlace {
    pub key: Option<String>,
    pub as_written: String,
}

impl RecordedPlace {
    pub(super) fn of(named: &NamedPlace) -> Self {
        let key = named.place.as_ref().map(|place| place.key.clone());
        Self { key, as_written: named.as_written.to_string() }
    }
}

/// Recorded journeys that no row has claimed yet.
pub(super) struct Unclaimed {
    /// The first journey under an identity, by keys or by words.
    first: HashMap<Identity, usize>,
    /// For each journey the next one under the same identity, by keys and by words.
    next: Vec<[Option<usize>; 2]>,
    is_claimed: Vec<bool>,
}

impl Unclaimed {
    pub(super) fn of(recorded: &[Recorded], ids: &mut Ids) -> Self {
        let mut first = HashMap::new();
        let mut next = vec![[None; 2]; recorded.len()];
        // Backwards, so that each journey finds the one after it.
        for (index, journey) in recorded.iter().enumerate().rev() {
            for (way, identity) in ids.of_recorded(journey).into_iter().enumerate() {
                if let Some(identity) = identity {
                    next[index][way] = first.insert(identity, index);
                }
            }
        }
        Self { first, next, is_claimed: vec![false; recorded.len()] }
    }

    /// Takes a recorded journey that says the same, if one is left.
    pub(super) fn claim(&mut self, identities: [Option<Identity>; 2]) -> Option<usize> {
        for (way, identity) in identities.into_iter().enumerate() {
            let Some(identity) = identity else { continue };
            while let Some(index) = self.first.get(&identity).copied() {
                match self.next[index][way] {
                    Some(next) => self.first.insert(identity, next),
                    None => self.first.remove(&identity),
                };
                if !self.is_claimed[index] {
                    self.is_claimed[index] = true;
                    return Some(index);
                }
            }
        }
        None
    }
}
