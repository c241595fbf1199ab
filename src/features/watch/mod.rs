//! The watch board, the duty of the watch and its signed handover, the stream that tells open boards
//! of changes.
//!
//! Rules: an unreported departure is a caution, never a warning; without a watch level nothing is an
//! alarm; without required posts the board says "no cover asked" (DESIGN 9.9). The board never looks
//! calm while the overdue detector is late. The watch goes over by two signatures (9.4). Facts are
//! recorded elsewhere: the board's forms lead to `/movements/{ref}/…`.

mod board;
mod handlers;
pub mod handovers;
mod model;
mod queries;
mod stream;
mod views;

pub use board::{Asked as BoardAsked, Line, read as read_board};
pub use model::{Alarm, Class, Lane, judge};
pub use queries::{Filter, LegRow, board_query_text, legs, rules};

use crate::authz::routes::Routes;

/// `/watch`, `/events`.
pub fn routes() -> Routes {
    handlers::routes().and(stream::routes()).and(handovers::routes())
}
