//! Accounts: who may sign in, under which name, linked to which officer. Made, linked, disabled and
//! let in by an administrator, who reads no protected content (INV-34): an officer is named by
//! reference alone. The way in is a one-time code, shown once, hashed at rest, good for an hour.

mod commands;
mod forms;
mod handlers;
mod queries;
mod views;

pub(super) use handlers::routes;
pub(super) use queries::id_of;
