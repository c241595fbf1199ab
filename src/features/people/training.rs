//! What the duty stations of an officer ask of everybody on duty there (domain.md 3.1), and how the officer stands to
//! it on a day. It warns and blocks nothing. Not here: what a station asks for (qualifications).

use chrono::NaiveDate;
use uuid::Uuid;

use super::model::slug;
use crate::db::Tx;
use crate::i18n::{Hole, Language};
use crate::web::error::Result;
use crate::web::time;

/// How an officer stands to what is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Kept,
    /// Holds, and ends within the warning of its type.
    Ending,
    Expired,
    /// Recorded, and nobody verified it.
    Waiting,
    Missing,
}

impl Standing {
    fn from_code(code: &str) -> Self {
        match code {
            "kept" => Standing::Kept,
            "ending" => Standing::Ending,
            "expired" => Standing::Expired,
            "waiting" => Standing::Waiting,
            _ => Standing::Missing,
        }
    }

    /// The last part of its key in the catalogue.
    pub fn code(self) -> &'static str {
        match self {
            Standing::Kept => "kept",
            Standing::Ending => "ending",
            Standing::Expired => "expired",
            Standing::Waiting => "waiting",
            Standing::Missing => "missing",
        }
    }

    /// Kind of its tag.
    pub fn tag(self) -> &'static str {
        match self {
            Standing::Kept => "",
            Standing::Ending | Standing::Waiting => "caution",
            Standing::Expired | Standing::Missing => "warning",
        }
    }
}

/// A qualification that is asked of an officer.
#[derive(Debug, Clone)]
pub struct Training {
    pub kind: String,
    /// Name of a type that was added; empty for those that the program names.
    pub name: String,
    /// Codes of the stations that ask.
    pub stations: Vec<String>,
    pub standing: Standing,
    /// Its last day, past or to come.
    pub end: Option<NaiveDate>,
}

impl Training {
    /// `SSAFE (GOM): expired 03-Nov-2026`.
    pub fn words(&self, language: Language) -> String {
        let kind = training_word(language, &self.kind, &self.name);
        let (stations, day) = (self.stations.join(", "), self.end.map(time::typed_date).unwrap_or_default());
        let dated = if self.standing == Standing::Kept && self.end.is_some() { "-until" } else { "" };
        let holes = [("kind", Hole::Text(&kind)), ("stations", Hole::Text(&stations)), ("day", Hole::Text(&day))];
        language.fill(&format!("training-stands-{}{dated}", self.standing.code()), &holes)
    }
}

/// Name of a type: as it was added, or as the program calls it.
pub fn training_word(language: Language, kind: &str, added: &str) -> String {
    if added.is_empty() { language.t(&format!("qualification-type-{}", slug(kind))) } else { added.to_owned() }
}

/// What is asked of each of these officers on a day, of those whose papers the reader may see.
pub async fn training_of(tx: &mut Tx, officers: &[Uuid], day: NaiveDate) -> Result<Vec<(Uuid, Training)>> {
    let rows = sqlx::query!(
        r#"select o.id as "officer!", t.out_type as "kind!", t.out_name as "name!", t.out_stations as "stations!", t.out_state as "state!", t.out_end as ends
           from unnest($1::uuid[]) o (id) cross join lateral sec.training_of(o.id, $2) t"#,
        officers,
        day
    )
    .fetch_all(&mut **tx)
    .await?;
    let read = rows.into_iter().map(|row| {
        let standing = Standing::from_code(&row.state);
        (row.officer, Training { kind: row.kind, name: row.name, stations: row.stations, standing, end: row.ends })
    });
    Ok(read.collect())
}

/// In words what an officer lacks of it or will lack soon.
pub async fn training_warnings(tx: &mut Tx, language: Language, officer: Uuid, day: NaiveDate) -> Result<Vec<String>> {
    let asked = training_of(tx, &[officer], day).await?;
    Ok(asked.into_iter().filter(|(_, one)| one.standing != Standing::Kept).map(|(_, one)| one.words(language)).collect())
}
