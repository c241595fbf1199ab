//! The trail: who did or read what, chained, without content. Sixteen chains; each entry's hash
//! covers the one before it, its place, its time and its canonical bytes. [`verify`] finds an edit,
//! an insertion and a deletion; a cut tail is found against the checkpoints that the server appends
//! to a file outside the database ([`checkpoint`]). The ledgers of custody and ammunition are sealed in a chain of
//! their own ([`ledger`]).
//!
//! Never here: names, places, phone numbers, free text of people.

pub mod checkpoint;
pub mod history;
pub mod ledger;
pub mod pages;
mod queries;
pub mod verify;

use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use crate::db::Ctx;
use crate::web::error::Result;

/// How an act ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It changed something.
    Done,
    /// The rules refused it.
    Refused,
    /// Something audited was read.
    Read,
    /// It could not be done, a failed sign-in for example.
    Failed,
}

impl Outcome {
    /// The word in the trail.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Done => "done",
            Outcome::Refused => "refused",
            Outcome::Read => "read",
            Outcome::Failed => "failed",
        }
    }
}

/// One act for the trail.
#[derive(Debug, Clone)]
pub struct Entry {
    action: &'static str,
    subject: String,
    outcome: Outcome,
    detail: String,
    cell: i32,
}

impl Entry {
    /// An act on a subject, named by its reference.
    pub fn new(action: &'static str, subject: impl Into<String>, outcome: Outcome) -> Self {
        Self { action, subject: subject.into(), outcome, detail: String::new(), cell: 0 }
    }

    /// A change that was made.
    pub fn done(action: &'static str, subject: impl Into<String>) -> Self {
        Self::new(action, subject, Outcome::Done)
    }

    /// Field names, counts or codes that say more; never content.
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// The cell of the subject, which chooses the chain.
    pub fn at_cell(mut self, cell: i32) -> Self {
        self.cell = cell;
        self
    }

    /// The chain this entry goes to, 0 to 15.
    pub fn chain(&self) -> i16 {
        (self.cell.rem_euclid(16)) as i16
    }
}

/// What the canonical bytes are made of.
pub(crate) struct Canonical<'a> {
    pub account: Option<uuid::Uuid>,
    pub session_mark: &'a str,
    pub origin: &'a str,
    pub action: &'a str,
    pub subject: &'a str,
    pub outcome: &'a str,
    pub detail: &'a str,
    pub request_id: &'a str,
}

impl Canonical<'_> {
    /// Length-prefixed fields in fixed order; lengths as four bytes, big-endian.
    pub fn bytes(&self) -> Vec<u8> {
        let account = self.account.map(|id| id.as_bytes().to_vec()).unwrap_or_default();
        let fields: [&[u8]; 8] = [
            &account,
            self.session_mark.as_bytes(),
            self.origin.as_bytes(),
            self.action.as_bytes(),
            self.subject.as_bytes(),
            self.outcome.as_bytes(),
            self.detail.as_bytes(),
            self.request_id.as_bytes(),
        ];
        let mut bytes = vec![1u8];
        for field in fields {
            bytes.extend_from_slice(&(field.len() as u32).to_be_bytes());
            bytes.extend_from_slice(field);
        }
        bytes
    }
}

/// Eight hex digits of a session's hash: enough to tell sessions apart, useless to enter one.
pub fn session_mark(session: uuid::Uuid) -> String {
    let digest = Sha256::digest(session.as_bytes());
    digest[..4].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Appends an entry for a person. The last statement of a transaction.
pub(crate) async fn append(connection: &mut PgConnection, ctx: &Ctx, entry: &Entry) -> Result<()> {
    write(connection, Some(ctx.account.0), &session_mark(ctx.session.0), ctx.origin, &ctx.request_id, entry).await
}

/// Appends an entry for the installation itself: reference data, the first account.
pub async fn append_system(connection: &mut PgConnection, action: &'static str, subject: &str, detail: &str) -> Result<()> {
    write(connection, None, "", "command line", "", &Entry::done(action, subject).with_detail(detail)).await
}

/// Appends an entry for a stranger.
pub(crate) async fn append_stranger(connection: &mut PgConnection, request_id: &str, entry: &Entry) -> Result<()> {
    write(connection, None, "", "web", request_id, entry).await
}

async fn write(connection: &mut PgConnection, account: Option<uuid::Uuid>, session_mark: &str, origin: &str, request_id: &str, entry: &Entry) -> Result<()> {
    let body = Canonical {
        account,
        session_mark,
        origin,
        action: entry.action,
        subject: &entry.subject,
        outcome: entry.outcome.word(),
        detail: &entry.detail,
        request_id,
    }
    .bytes();
    sqlx::query("select audit.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
        .bind(entry.chain())
        .bind(session_mark)
        .bind(origin)
        .bind(account)
        .bind(entry.action)
        .bind(&entry.subject)
        .bind(entry.outcome.word())
        .bind(&entry.detail)
        .bind(request_id)
        .bind(body)
        .execute(connection)
        .await?;
    Ok(())
}
