//! What changed between saved versions of an account: pure.

use serde_json::Value;

use super::queries::Saved;
use crate::i18n::Language;
use crate::web::time;

/// A field that changed. Its names are those of `components/record.html`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// In words.
    pub field: String,
    /// Empty if there was none.
    pub before: String,
    /// Empty if there is none.
    pub after: String,
    /// True if only the fact of the change is shown.
    pub sealed: bool,
}

/// One save with its changes.
#[derive(Debug, Clone)]
pub struct Save {
    pub who: String,
    pub when: String,
    pub changes: Vec<Change>,
}

/// Fields that a history shows. An officer is a change without content: its id says nothing.
const FIELDS: [(&str, bool); 8] = [
    ("username", false),
    ("display_name", false),
    ("officer_id", true),
    ("disabled_at", false),
    ("language", false),
    ("theme", false),
    ("density", false),
    ("keys_on", false),
];

/// Newest first; saves that changed nothing shown are left out.
pub fn saves(rows: &[Saved], language: Language) -> Vec<Save> {
    let mut before = &Value::Null;
    let mut saves = Vec::new();
    for row in rows {
        let changes = changes(before, &row.content, language);
        if !changes.is_empty() {
            let who = row.by.clone().unwrap_or_else(|| language.t("history-system"));
            saves.push(Save { who, when: time::z(row.at, language), changes });
        }
        before = &row.content;
    }
    saves.reverse();
    saves
}

fn changes(before: &Value, after: &Value, language: Language) -> Vec<Change> {
    let text = |value: Option<&Value>| match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    FIELDS
        .iter()
        .map(|(name, sealed)| (name, sealed, text(before.get(name)), text(after.get(name))))
        .filter(|(_, _, before, after)| before != after)
        .map(|(name, sealed, before, after)| Change { field: language.t(&format!("account-field-{}", name.replace('_', "-"))), before, after, sealed: *sealed })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changed_is_a_change() {
        let one = serde_json::json!({"username": "amal", "display_name": "A", "officer_id": null, "version": 1});
        let two = serde_json::json!({"username": "amal", "display_name": "B", "officer_id": "x", "version": 2});
        let found = changes(&one, &two, Language::English);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].before.as_str(), found[0].after.as_str()), ("A", "B"));
        assert!(found[1].sealed);
    }
}
