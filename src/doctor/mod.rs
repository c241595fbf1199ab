//! The doctor: settings and surroundings that matter, each with what to do.
//!
//! Looks, never changes. Connects as a role that may read the catalogue of roles; what it cannot
//! find out is a finding too, never silence.

mod database;
mod disk;
mod time;

use std::path::Path;

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    Ok,
    Warn,
    Fail,
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Status::Ok => "ok",
            Status::Warn => "warn",
            Status::Fail => "fail",
        })
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub name: &'static str,
    pub status: Status,
    pub detail: String,
    /// What to do; empty when all is well.
    pub remedy: String,
}

impl Finding {
    fn ok(name: &'static str, detail: impl Into<String>) -> Self {
        Self { name, status: Status::Ok, detail: detail.into(), remedy: String::new() }
    }

    fn warn(name: &'static str, detail: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { name, status: Status::Warn, detail: detail.into(), remedy: remedy.into() }
    }

    fn fail(name: &'static str, detail: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { name, status: Status::Fail, detail: detail.into(), remedy: remedy.into() }
    }
}

/// The findings as one JSON array.
pub fn to_json(findings: &[Finding]) -> serde_json::Result<String> {
    serde_json::to_string_pretty(findings)
}

pub fn worst(findings: &[Finding]) -> Status {
    findings.iter().map(|finding| finding.status).max().unwrap_or(Status::Ok)
}

/// Examines the database behind `options`, the data folder, and the system around them.
pub async fn examine(options: &PgConnectOptions, data_dir: &Path, now: impl Fn() -> DateTime<Utc>) -> Vec<Finding> {
    let mut findings = match PgConnection::connect_with(options).await {
        Ok(mut connection) => {
            let mut found = vec![Finding::ok("database", "answers")];
            found.extend(database::examine(&mut connection, &now).await);
            // The answer is complete; a late refusal to say goodbye changes nothing.
            let _ = connection.close().await;
            found
        }
        Err(error) => vec![Finding::fail("database", error.to_string(), "start the database, or check DATABASE_URL and --data-dir")],
    };
    findings.extend(time::zone_data(now()));
    findings.extend(disk::folders(data_dir));
    findings.push(disk::space(data_dir));
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_for_programs_has_four_fields_and_small_letters() {
        let json = to_json(&[Finding::warn("time", "late", "set it")]).unwrap();

        let value: serde_json::Value = serde_json::from_str(&json).unwrap();

        assert_eq!(value, serde_json::json!([{"name": "time", "status": "warn", "detail": "late", "remedy": "set it"}]));
    }
}
