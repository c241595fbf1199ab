//! Rows that were refused and wait. Each ends in one of three ways, by a person: corrected and recorded,
//! released with a reason (only what may be so), or dropped with a reason. A corrected row is judged by
//! the same code as the whole file.

mod commands;
mod handlers;
mod queries;
mod views;

pub use handlers::routes;
