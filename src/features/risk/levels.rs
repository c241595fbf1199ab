//! The level in force, as lists, boards and records of other features show it: asked once for all rows.

use std::collections::HashMap;

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

/// The levels in force of several officials.
#[derive(Debug, Clone, Default)]
pub struct Levels(HashMap<Uuid, InForce>);

/// What `risk::mark` prints: number ("" if there is none) and word.
#[derive(Debug, Clone, Default)]
pub struct Mark {
    /// "1" to "5"; empty where nothing is in force.
    pub level: String,
    /// The word of the level, or that there is none.
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
    /// The levels in force today of these officials; those the reader may not know are missing.
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
            r#"select principal_id as "principal_id!", ref as "reference!", level as "level!", valid_to as "valid_to!" from sec.risk_levels($1, $2, $3)"#,
            officials,
            day,
            known_at
        )
        .fetch_all(&mut **tx)
        .await?;
        let in_force = |row: (String, String, NaiveDate)| Some(InForce { reference: row.0, level: Level::from_code(&row.1)?, valid_to: row.2 });
        Ok(Self(rows.into_iter().filter_map(|row| Some((row.principal_id, in_force((row.reference, row.level, row.valid_to))?))).collect()))
    }

    /// What is in force for an official.
    pub fn of(&self, official: Uuid) -> Option<&InForce> {
        self.0.get(&official)
    }

    /// What a list shows for an official.
    pub fn mark(&self, official: Option<Uuid>, language: Language) -> Mark {
        Mark::of(official.and_then(|id| self.of(id)).map(|found| found.level), language)
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
