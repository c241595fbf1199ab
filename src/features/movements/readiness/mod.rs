//! Readiness of a movement: what it still needs, and the gate over its detail (peers 95). One check before a detail
//! goes: every officer current on what they carry, permits of the countries travelled, rounds, kit, vehicles, rest.
//!
//! - INV-10: rest between duties and length of a duty.
//! - INV-14, 15, 16: armed duty and the role on the post, over the whole span of the legs, by the dates of papers.
//! - INV-21: lots suspended, past their shelf life or of another calibre.
//! - INV-25: vehicles by their state and the dates of their papers; kits and single things by their contents, states
//!   and dates.
//!
//! [`model`] judges `facts` into `findings` and knows no database; `queries` reads them in a fixed number of statements. What was never
//! recorded is `unknown` and no "no". Who may not read a record gets its answer and its day, from the database.
//!
//! These are dated warnings: a plan that says "no" may still be approved, and what happens is recorded (DESIGN 9.2).
//! Hard refusals stand where the duty begins: at the issue of a weapon, of rounds, of kit, and of a vehicle.

mod facts;
mod findings;
mod handlers;
mod model;
mod needs;
mod queries;
mod views;
mod words;

pub(super) use handlers::routes;
pub(super) use model::judge;
pub(super) use needs::{Need, gate, needs};
pub(super) use queries::{detail, rules};
