//! The level in force, as lists, boards and records of other features show it: asked once for all rows.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::model::Level;
use crate::db::Tx;
use crate::i18n::Language;
use crate::web::error::Result;

/// The level in force of one official.
#[derive(Debug, Clone)]
pub struct InForce {
    /// Reference of the assessment.
    pub reference: String,
    /// What is left of the risk.
    pub level: Level,
    /// Last day of its validity.
    pub valid_to: NaiveDate,
}

/// How the risk of several officials stands for the reader: the level in force, none, or not theirs to know. Who may
/// not know is never told that nobody assessed.
#[derive(Debug, Clone, Default)]
pub struct Levels {
    in_force: HashMap<Uuid, InForce>,
    known: HashSet<Uuid>,
}

/// What `risk::mark` prints: number ("" if there is none) and word.
#[derive(Debug, Clone, Default)]
pub struct Mark {
    /// "1" to "5"; empty where nothing is in force, or it is not shown.
    pub level: String,
    /// The word of the level, that there is none, or that it is not shown.
    pub word: String,
}

impl Mark {
    /// The mark of a level.
    pub fn of(level: Option<Level>, language: Language) -> Self {
        match level {
            Some(level) => Self { level: level.number().to_owned(), word: level.word(language) },
            None => Self { level: String::new(), word: language.t("risk-not-assessed") },
        }
    }
}

impl Levels {
    /// The levels in force today of these officials.
    pub async fn today(tx: &mut Tx, officials: &[Uuid]) -> Result<Self> {
        let today = tx.now.date_naive();
        Self::on(tx, officials, today, None).await
    }

    /// The levels in force on a day, as far as they were known at a moment.
    pub async fn on(tx: &mut Tx, officials: &[Uuid], day: NaiveDate, known_at: Option<DateTime<Utc>>) -> Result<Self> {
        if officials.is_empty() {
            return Ok(Self::default());
        }
        let rows = sqlx::query!(
            r#"select principal_id as "principal!", ref as reference, level, valid_to, is_hidden as "is_hidden!" from sec.risk_standings($1, $2, $3)"#,
            officials,
            day,
            known_at
        )
        .fetch_all(&mut **tx)
        .await?;
        let known = rows.iter().filter(|row| !row.is_hidden).map(|row| row.principal).collect();
        let in_force = rows.into_iter().filter_map(|row| {
            let level = Level::from_code(row.level.as_deref()?)?;
            Some((row.principal, InForce { reference: row.reference?, level, valid_to: row.valid_to? }))
        });
        Ok(Self { in_force: in_force.collect(), known })
    }

    /// What is in force for an official.
    pub fn of(&self, official: Uuid) -> Option<&InForce> {
        self.in_force.get(&official)
    }

    /// What every page shows for an official: the one place that says "not assessed" or "not shown". A row that does
    /// not even tell whose risk it is shows nothing.
    pub fn mark(&self, official: Option<Uuid>, language: Language) -> Mark {
        match official.filter(|id| self.known.contains(id)) {
            Some(id) => Mark::of(self.of(id).map(|found| found.level), language),
            None => Mark { level: String::new(), word: language.t("risk-not-shown") },
        }
    }
}

/// A level that moved: what it was and what it is.
#[derive(Debug, Clone)]
pub struct Moved {
    /// When the plan was made.
    pub before: Option<Level>,
    /// Now.
    pub now: Option<Level>,
}

/// Whether the level of an official moved since a moment (peers 14); `None` where it did not.
pub async fn moved_since(tx: &mut Tx, official: Uuid, since: DateTime<Utc>) -> Result<Option<Moved>> {
    let then = Levels::on(tx, &[official], since.date_naive(), Some(since)).await?.of(official).map(|found| found.level);
    let now = Levels::today(tx, &[official]).await?.of(official).map(|found| found.level);
    Ok((then != now).then_some(Moved { before: then, now }))
}
