//! The only place that reads the machine's clock. What authority in time needs is the database's
//! `sec.now()`, which arrives with every transaction; this one is for timers and the start-up log.

use chrono::{DateTime, Utc};

/// The machine's idea of now, in UTC. Never compare it with a deadline of the product.
#[expect(clippy::disallowed_methods, reason = "this is the one place")]
pub fn machine_now() -> DateTime<Utc> {
    Utc::now()
}
