//! When two journeys are the same: same principal, places and times.
//!
//! Names become numbers once, so that comparing two journeys compares numbers.

use std::collections::HashMap;

use super::model::Times;
use super::places::NamedPlace;
use super::recorded::{Recorded, RecordedPlace};

/// What makes a journey the one it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Identity {
    pub principal: u32,
    pub from: PlaceId,
    pub to: PlaceId,
    pub times: Times,
}

/// A place by its key if it is known, else by its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct PlaceId(u32);

/// A place under both of its identities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PlaceIds {
    by_key: Option<PlaceId>,
    by_words: PlaceId,
}

impl PlaceIds {
    pub(super) fn best(self) -> PlaceId {
        self.by_key.unwrap_or(self.by_words)
    }
}

/// Who and where, as numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject {
    pub principal: u32,
    pub from: PlaceIds,
    pub to: PlaceIds,
}

impl Subject {
    /// The one identity under which the rows of a file are compared with each other.
    pub(super) fn identity(&self, times: Times) -> Identity {
        let (from, to) = (self.from.best(), self.to.best());
        Identity { principal: self.principal, from, to, times }
    }

    /// By keys if both places are known, and by words.
    pub(super) fn identities(&self, times: Times) -> [Option<Identity>; 2] {
        let principal = self.principal;
        let by_keys = self.from.by_key.zip(self.to.by_key);
        let (from, to) = (self.from.by_words, self.to.by_words);
        [by_keys.map(|(from, to)| Identity { principal, from, to, times }), Some(Identity { principal, from, to, times })]
    }
}

/// The numbers that names have been given.
#[derive(Default)]
pub(super) struct Ids {
    principals: HashMap<String, u32>,
    place_keys: HashMap<String, u32>,
    place_words: HashMap<String, u32>,
    next: u32,
}

impl Ids {
    pub(super) fn principal(&mut self, key: &str) -> u32 {
        number(&mut self.principals, &mut self.next, key)
    }

    pub(super) fn place(&mut self, named: &NamedPlace) -> PlaceIds {
        let key = named.place.as_ref().map(|place| place.key.as_str());
        self.place_ids(key, &named.as_written)
    }

    pub(super) fn of_recorded(&mut self, journey: &Recorded) -> [Option<Identity>; 2] {
        let principal = self.principal(&journey.principal);
        let from = self.recorded_place(&journey.from);
        let to = self.recorded_place(&journey.to);
        Subject { principal, from, to }.identities(journey.times)
    }

    fn recorded_place(&mut self, place: &RecordedPlace) -> PlaceIds {
        self.place_ids(place.key.as_deref(), &place.as_written)
    }

    fn place_ids(&mut self, key: Option<&str>, words: &str) -> PlaceIds {
        let by_key = key.map(|key| PlaceId(number(&mut self.place_keys, &mut self.next, key)));
        let by_words = PlaceId(number(&mut self.place_words, &mut self.next, words));
        PlaceIds { by_key, by_words }
    }
}

fn number(known: &mut HashMap<String, u32>, next: &mut u32, name: &str) -> u32 {
    if let Some(&number) = known.get(name) {
        return number;
    }
    let number = *next;
    *next += 1;
    known.insert(name.to_owned(), number);
    number
}
