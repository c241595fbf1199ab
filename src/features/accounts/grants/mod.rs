//! Rights: a role at a scope from a day to a day, asked by one person and answered by another.
//!
//! Rules: two people, never for oneself (INV-05, DESIGN 9.10); which two stands in
//! `authz/two_person.rs` and, in the database, in `sec.grant_by_its_people`. An urgent right is in
//! force at once and an open exception until its second person confirms it. Ending one acts at once.

mod commands;
pub(super) mod forms;
pub(super) mod handlers;
pub(super) mod model;
pub(super) mod queries;
pub(super) mod views;

pub(super) use handlers::routes;
