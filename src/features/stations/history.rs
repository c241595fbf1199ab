//! The saves of a record as sentences per field (ux.md 3.13). A version is visible to whoever may see
//! the record now: the database's wall over the history tables decides, not this file.

use serde_json::Value;
use uuid::Uuid;

use crate::db::Tx;
use crate::i18n::Language;
use crate::web::error::{AppError, Result};
use crate::web::time;

/// Saves shown on a page; older ones are counted, not listed.
const LIMIT: i64 = 200;
/// Name, type of key and statement of one table: the text is fixed when the program is built.
macro_rules! versions {
    ($table:literal, $kind:literal) => {
        (
            $table,
            $kind,
            concat!(
                "select h.at, sec.account_label(h.account_id), h.deed, h.content from history.",
                $table,
                " h where h.record_id = $1::",
                $kind,
                " order by h.entry desc limit $2"
            ),
        )
    };
}

/// Tables with a page of history here, and the type of their key.
const TABLES: [(&str, &str, &str); 6] = [
    versions!("duty_station", "uuid"),
    versions!("station_number", "uuid"),
    versions!("place", "uuid"),
    versions!("country", "text"),
    versions!("setting", "text"),
    versions!("posture", "text"),
];

/// A column that is shown, its label, and the beginning of the keys of its values if they are words.
#[derive(Debug, Clone, Copy)]
pub struct Shown {
    pub column: &'static str,
    pub label: &'static str,
    pub words: &'static str,
}

impl Shown {
    /// A column whose value is printed as it is.
    pub const fn plain(column: &'static str, label: &'static str) -> Self {
        Self { column, label, words: "" }
    }
    /// A column whose value is a code with words in the catalogue.
    pub const fn coded(column: &'static str, label: &'static str, words: &'static str) -> Self {
        Self { column, label, words }
    }
}

/// One save of a record.
#[derive(Debug, Clone)]
pub struct Save {
    pub who: String,
    pub when: String,
    pub source: String,
    pub why: String,
    pub changes: Vec<Change>,
}

/// What a save did to one field.
#[derive(Debug, Clone)]
pub struct Change {
    pub field: String,
    pub before: String,
    pub after: String,
    pub sealed: bool,
}

type Version = (chrono::DateTime<chrono::Utc>, Option<String>, String, Value);

/// The saves of a record, newest first. A save that changed no shown field is left out.
pub async fn saves(tx: &mut Tx, table: &'static str, id: &str, shown: &[Shown], language: Language) -> Result<Vec<Save>> {
    let Some((_, kind, sql)) = TABLES.iter().find(|(name, _, _)| *name == table) else {
        return Err(AppError::internal("a table without a history page"));
    };
    if *kind == "uuid" && id.parse::<Uuid>().is_err() {
        return Err(AppError::NotFound);
    }
    let versions: Vec<Version> = sqlx::query_as(*sql).bind(id).bind(LIMIT + 1).fetch_all(&mut **tx).await?;
    let mut list = Vec::new();
    for (n, (at, who, deed, content)) in versions.iter().take(LIMIT as usize).enumerate() {
        let before = versions.get(n + 1).map(|version| &version.3);
        let changes = differences(before, content, shown, language);
        if changes.is_empty() {
            continue;
        }
        list.push(Save {
            who: who.clone().unwrap_or_else(|| language.t("history-installation")),
            when: time::z(*at, language),
            source: language.t(if deed == "insert" { "history-made" } else { "history-saved" }),
            why: String::new(),
            changes,
        });
    }
    Ok(list)
}

fn differences(before: Option<&Value>, after: &Value, shown: &[Shown], language: Language) -> Vec<Change> {
    shown
        .iter()
        .filter_map(|column| {
            let (old, new) = (before.map(|content| &content[column.column]), &after[column.column]);
            let (old, new) = (old.map(|value| in_words(value, column, language)).unwrap_or_default(), in_words(new, column, language));
            (old != new).then(|| Change { field: language.t(column.label), before: old, after: new, sealed: false })
        })
        .collect()
}

fn in_words(value: &Value, column: &Shown, language: Language) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(yes) => language.t(if *yes { "history-yes" } else { "history-no" }),
        Value::String(text) if !column.words.is_empty() && !text.is_empty() => language.t(&format!("{}{}", column.words, text.replace('_', "-"))),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_differs_is_said() {
        let shown = [Shown::plain("name", "stations-name"), Shown::coded("hardship_class", "stations-hardship", "stations-hardship-")];
        let before = json!({"name": "Goma", "hardship_class": "D", "version": 1});
        let after = json!({"name": "Goma", "hardship_class": "E", "version": 2});

        let changes = differences(Some(&before), &after, &shown, Language::English);

        assert_eq!(changes.len(), 1);
        assert_ne!(changes[0].before, changes[0].after);
        assert_eq!(differences(None, &after, &shown, Language::English).len(), 2);
    }
}
