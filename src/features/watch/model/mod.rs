//! What the board says of a leg, from facts alone: lane, state word, sign, next event and why. The
//! overdue detector asks the same function, so that a page and an alert never disagree (DESIGN 9.9).
//! No database, no language.

mod facts;
mod verdict;
mod words;

pub use facts::{Facts, LegState, Rules, Stage, Watch};
pub use verdict::{Verdict, judge};
pub use words::{Alarm, Class, EventKind, Lane, State};
