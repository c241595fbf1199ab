//! What happened on a movement: departures, arrivals, check-ins, diversions, calls for assistance,
//! notes; who took an alarm and who was told. The log of a movement.
//!
//! Facts are kept from any state, by anyone on that duty, the desk on behalf of others included, with
//! reported and received time (INV-38). A rule that a fact breaks becomes an open exception (INV-11);
//! a fact that collides with another record is contested (INV-08, DESIGN 9.1). An actual time in the
//! future is refused (INV-12). The log is never changed: a wrong entry is corrected by another.
//!
//! Not here: planning, the overdue detector, the board.

pub mod commands;
mod diversions;
mod forms;
mod handlers;
pub mod model;
mod queries;
mod views;
pub mod whole;

use crate::actions;
use crate::authz::routes::Routes;
use crate::features::movements::{LegTarget, MovementTarget};

pub use commands::{Reported, report};
pub use forms::read_moment;
pub use model::{Channel, Diversion, Report, ReportDraft};
pub use queries::{Contact, LogEntry, last_contacts, leg_named, log_entries};
pub use views::{channels, conditions};

actions! {
    /// The page of a report.
    NewReport: Get "/movements/{ref}/check-ins/new" => "movement.report", MovementTarget, Quiet;
    /// Keeps a departure, an arrival, a check-in or a diversion.
    KeepReport: Post "/movements/{ref}/check-ins" => "movement.report", MovementTarget, Change;
    /// The page of a note.
    NewNote: Get "/movements/{ref}/notes/new" => "movement.report", MovementTarget, Quiet;
    /// Adds a note to the log.
    AddNote: Post "/movements/{ref}/notes" => "movement.report", MovementTarget, Change;
    /// Takes an alarm.
    Take: Post "/movements/{ref}/take" => "movement.take", MovementTarget, Change;
    /// The page of an escalation.
    NewEscalation: Get "/movements/{ref}/escalations/new" => "movement.escalate", MovementTarget, Quiet;
    /// Tells the duty chief.
    Escalate: Post "/movements/{ref}/escalations" => "movement.escalate", MovementTarget, Change;
    /// The page that corrects a reported time.
    NewCorrection: Get "/movements/{ref}/legs/{n}/corrections/new" => "movement.report", LegTarget, Quiet;
    /// Corrects or withdraws a reported time.
    Correct: Post "/movements/{ref}/legs/{n}/corrections" => "movement.report", LegTarget, Change;
    /// The log.
    ShowLog: Get "/movements/{ref}/log" => "movement.show", MovementTarget, Quiet;
}

/// `/movements/{ref}/check-ins`, `/notes`, `/take`, `/escalations`, `/log`, `/legs/{n}/corrections`.
pub fn routes() -> Routes {
    Routes::default()
        .get::<NewReport, _, _>(handlers::new_report)
        .post::<KeepReport, _, _>(handlers::report)
        .get::<NewNote, _, _>(handlers::new_note)
        .post::<AddNote, _, _>(handlers::add_note)
        .post::<Take, _, _>(handlers::take)
        .get::<NewEscalation, _, _>(handlers::new_escalation)
        .post::<Escalate, _, _>(handlers::escalate)
        .get::<NewCorrection, _, _>(handlers::new_correction)
        .post::<Correct, _, _>(handlers::correct)
        .list::<ShowLog, _, _>(handlers::log)
}
