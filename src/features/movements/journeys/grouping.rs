//! How accepted rows become movements.
//!
//! 1. Legs of one principal form a movement until the principal is back at the place where
//!    it began, or a leg does not start where the last one ended.
//! 2. Stays form one movement while each begins at most one day after the latest end so far.
//! 3. A movement that the file names groups the rows that name it, whatever their order.
//! 4. Only rows of this trial count: a recorded movement is never extended.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::identities::PlaceId;

/// Puts rows, taken in order, into movements numbered from 0.
#[derive(Default)]
pub(super) struct Grouping {
    movements: usize,
    named: HashMap<(u32, Arc<str>), usize>,
    legs: HashMap<u32, Legs>,
    stays: HashMap<u32, Stays>,
}

/// The legs of one principal so far.
struct Legs {
    /// Where the last leg ended, by identity and in the words of its row.
    ended_at: (PlaceId, Arc<str>),
    /// The movement that is not yet back, and the place where it began.
    open: Option<(usize, PlaceId)>,
}

/// The stays of one principal so far.
struct Stays {
    movement: usize,
    latest_end: NaiveDate,
}

/// A leg as grouping needs it.
pub(super) struct Step<'a> {
    pub from: PlaceId,
    pub to: PlaceId,
    pub to_words: &'a Arc<str>,
}

impl Grouping {
    pub(super) fn movement_count(&self) -> usize {
        self.movements
    }

    /// The movement of a leg, and where the last leg ended if that is not where this one starts.
    pub(super) fn leg(&mut self, principal: u32, step: &Step<'_>, name: Option<&Arc<str>>) -> (usize, Option<Arc<str>>) {
        let before = self.legs.remove(&principal);
        let broken = before.as_ref().filter(|legs| legs.ended_at.0 != step.from);
        let break_at = broken.map(|legs| Arc::clone(&legs.ended_at.1));
        let ended_at = (step.to, Arc::clone(step.to_words));
        if let Some(name) = name {
            self.legs.insert(principal, Legs { ended_at, open: None });
            return (self.named(principal, name), break_at);
        }

        let open = before.and_then(|legs| legs.open).filter(|_| break_at.is_none());
        let (movement, began_at) = open.unwrap_or_else(|| (self.begin(), step.from));
        let open = (began_at != step.to).then_some((movement, began_at));
        self.legs.insert(principal, Legs { ended_at, open });
        (movement, break_at)
    }

    /// The movement of a stay.
    pub(super) fn stay(&mut self, principal: u32, from: NaiveDate, to: NaiveDate, name: Option<&Arc<str>>) -> usize {
        if let Some(name) = name {
            return self.named(principal, name);
        }
        if let Some(stays) = self.stays.get_mut(&principal)
            && (from - stays.latest_end).num_days() <= 1
        {
            stays.latest_end = stays.latest_end.max(to);
            return stays.movement;
        }
        let movement = self.begin();
        self.stays.insert(principal, Stays { movement, latest_end: to });
        movement
    }

    fn named(&mut self, principal: u32, name: &Arc<str>) -> usize {
        let next = self.movements;
        let movement = *self.named.entry((principal, Arc::clone(name))).or_insert(next);
        self.movements = self.movements.max(movement + 1);
        movement
    }

    fn begin(&mut self) -> usize {
        self.movements += 1;
        self.movements - 1
    }
}
