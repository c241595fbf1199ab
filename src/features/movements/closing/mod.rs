//! Closing a movement: its times as they were, an after-action note where something happened, and
//! what is still open (WF-4). INV-12: each leg has its actual arrival.

mod commands;
mod forms;
mod handlers;
mod queries;
mod views;

use crate::actions;
use crate::authz::routes::Routes;
use crate::features::movements::MovementTarget;

pub use commands::close;
pub use forms::{CloseDraft, LegTimes};

actions! {
    /// The page of closing.
    ShowClosing: Get "/movements/{ref}/close" => "movement.close", MovementTarget, Quiet;
    /// Closes it.
    CloseMovement: Post "/movements/{ref}/close" => "movement.close", MovementTarget, Change;
}

/// `/movements/{ref}/close`.
pub fn routes() -> Routes {
    Routes::default().get::<ShowClosing, _, _>(handlers::show).post::<CloseMovement, _, _>(handlers::close)
}
