//! Risk assessments (WF-2): from threat to residual risk to measures that are owned, dated and proven.
//! Two ways in: a decision taken elsewhere is registered in eight fields and counts at once as a witnessed
//! decision (INV-37); or the full form goes through review and the authority of its residual risk.
//!
//! - INV-02: what is withdrawn or over is marked, nobody is removed; an extension takes two approvers.
//! - INV-03, INV-04: unacceptable is only avoided; criticality caps what is left of a risk.
//! - INV-05: the author neither reviews, decides nor confirms. INV-06: what was decided is frozen.
//! - Raising a level takes one person, lowering two (DESIGN 9.3).
//!
//! The database holds all of it (migrations `…_risk`, `…_risk_steps`); pages say it beforehand.
//! The origin of a threat is sealed (K6). Not here: requirements, interim protection, the day of expiry.

mod attachments;
mod commands;
mod differences;
mod ending;
mod forms;
mod index;
mod levels;
mod matrix;
mod model;
mod official;
mod parts;
mod printing;
mod queries;
mod readers;
mod registering;
mod requests;
mod reviewing;
mod show;
mod views;
mod witnessing;
mod writing;

use crate::authz::routes::Routes;

pub use levels::{InForce, Levels, Mark as RiskMark, Moved, moved_since};
pub use model::{CONFIRMATION, Level};
pub use readers::{Notice, own_unread};

/// `/risk-assessments`, `/risk-requests`, `/risk-matrix`, `/principals/{ref}/risk`.
pub fn routes() -> Routes {
    index::routes()
        .and(show::routes())
        .and(parts::routes())
        .and(attachments::routes())
        .and(printing::routes())
        .and(registering::routes())
        .and(writing::routes())
        .and(reviewing::routes())
        .and(ending::routes())
        .and(readers::routes())
        .and(requests::routes())
        .and(official::routes())
        .and(matrix::routes())
}
