//! Posts on legs and who fills them.
//!
//! A leg takes its posts from the posture of its movement; further posts come and go with a reason.
//! Filling one makes a tasking in the movement's formation. Nobody is in two places (INV-08): the
//! picker says who is not free and why, and the database refuses whatever slips past it. Less rest
//! than the rule asks is a warning (INV-10).

pub mod commands;
mod ground;
mod handlers;
pub mod model;
pub mod queries;
mod views;

pub use handlers::routes;
pub use views::Meter;
