//! A row of a workbook: where it stands, what is said of it. No database, no HTTP.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::lists::List;
use crate::i18n::{Language, Message};
use crate::web::conflict::{Merge, Verdict};
use crate::web::error::AppError;
use crate::web::form::FieldErrors;
use crate::web::sheet::{Cells, Closed, Holds};

/// Where a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It says what is recorded.
    Same,
    /// It changes its record.
    Changed,
    /// It makes a new record.
    New,
    /// Somebody else changed the same cells since.
    Conflict,
    /// It cannot be applied as it is.
    Refused,
    Applied,
    Dropped,
}

impl State {
    /// All, in the order of the page: first what asks for somebody.
    pub const ALL: [State; 7] = [State::Refused, State::Conflict, State::Changed, State::New, State::Same, State::Applied, State::Dropped];

    /// The word in the table.
    pub fn word(self) -> &'static str {
        match self {
            State::Same => "same",
            State::Changed => "changed",
            State::New => "new",
            State::Conflict => "conflict",
            State::Refused => "refused",
            State::Applied => "applied",
            State::Dropped => "dropped",
        }
    }

    /// The state of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// It is applied when somebody says so.
    pub fn is_ready(self) -> bool {
        matches!(self, State::Changed | State::New)
    }

    /// It waits for somebody.
    pub fn waits(self) -> bool {
        matches!(self, State::Conflict | State::Refused)
    }
}

/// What is said of a cell, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Heading; empty: the whole row.
    pub column: String,
    /// What stands in the file.
    pub value: String,
    /// The sentence by language.
    pub words: BTreeMap<String, String>,
}

impl Said {
    /// A sentence about a cell, or about the whole row.
    pub fn of(column: &str, value: &str, message: &Message) -> Self {
        let words = Language::ALL.into_iter().map(|language| (language.code().to_owned(), language.say(message))).collect();
        Self { column: column.to_owned(), value: value.chars().take(200).collect(), words }
    }

    /// The sentence.
    pub fn in_words(&self, language: Language) -> String {
        self.words.get(language.code()).cloned().unwrap_or_default()
    }
}

/// A cell that changes, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub column: String,
    pub before: String,
    pub after: String,
    /// What somebody else made of it since; empty where nobody did.
    #[serde(default)]
    pub theirs: String,
}

/// A row with what is known of it.
#[derive(Debug, Clone)]
pub struct Verdicts {
    pub state: State,
    pub said: Vec<Said>,
    pub changes: Vec<Change>,
}

impl Verdicts {
    pub fn of(state: State) -> Self {
        Self { state, said: Vec::new(), changes: Vec::new() }
    }

    /// A row that cannot be applied, for a reason that concerns all of it.
    pub fn refused(message: &Message) -> Self {
        Self { said: vec![Said::of("", "", message)], ..Self::of(State::Refused) }
    }
}

/// What follows from a row beside its record.
pub fn verdicts(merge: &Merge, closed: &[Closed]) -> Verdicts {
    let changes: Vec<Change> = merge
        .fields
        .iter()
        .filter(|(_, verdict)| matches!(verdict, Verdict::Yours | Verdict::Asks))
        .filter(|(side, verdict)| *verdict == Verdict::Asks || side.yours != side.before)
        .map(|(side, verdict)| Change {
            column: side.name.to_owned(),
            before: side.before.clone(),
            after: side.yours.clone(),
            theirs: if *verdict == Verdict::Asks { side.theirs.clone() } else { String::new() },
        })
        .collect();
    let state = match (closed.is_empty(), merge.asks(), changes.is_empty()) {
        (false, _, _) => State::Refused,
        (true, true, _) => State::Conflict,
        (true, false, false) => State::Changed,
        (true, false, true) => State::Same,
    };
    Verdicts { state, said: said_of_closed(closed), changes }
}

/// Cells that may not be changed here, each as a sentence.
pub fn said_of_closed(closed: &[Closed]) -> Vec<Said> {
    let say = |one: &Closed| {
        let message = match one.stands.is_empty() {
            true => Message::new("workbook-wrong-closed-empty"),
            false => Message::new("workbook-wrong-closed").with("stands", one.stands.clone()),
        };
        Said::of(one.column, &one.yours, &message)
    };
    closed.iter().map(say).collect()
}

/// Why a command refused a row, by cell where it can be said; none for a defect, which is not the row's.
pub fn said_of(list: List, cells: &Cells, error: AppError) -> Result<Vec<Said>, AppError> {
    Ok(match error {
        AppError::Invalid(errors) => said_of_fields(list, cells, &errors),
        AppError::NotFound | AppError::Forbidden(_) => vec![Said::of("", "", &Message::new("workbook-wrong-not-yours"))],
        AppError::Conflict(message) => vec![Said::of("", "", &message)],
        AppError::Refused(name) => vec![said_of_rule(&name)],
        other => return Err(other),
    })
}

fn said_of_fields(list: List, cells: &Cells, errors: &FieldErrors) -> Vec<Said> {
    let words = |position: usize| -> BTreeMap<String, String> {
        let text = |language: Language| errors.links(language).get(position).map(|link| link.text.clone()).unwrap_or_default();
        Language::ALL.into_iter().map(|language| (language.code().to_owned(), text(language))).collect()
    };
    let fields: Vec<String> = errors.links(Language::English).into_iter().map(|link| link.field).collect();
    fields
        .into_iter()
        .enumerate()
        .map(|(position, field)| {
            let value = cells.get(field.as_str()).map(|cell| cell.chars().take(200).collect::<String>()).unwrap_or_default();
            // a word that is not one of a few is told with the few
            match list.column(&field).map(|column| column.holds) {
                Some(Holds::OneOf(few)) if !few.contains(&value.trim()) => {
                    Said::of(&field, &value, &Message::new("workbook-wrong-choice").with("few", few.join(", ")))
                }
                _ => Said { column: field, value, words: words(position) },
            }
        })
        .collect()
}

/// A rule of the database in the words of the catalogue.
fn said_of_rule(name: &str) -> Said {
    let key = format!("constraint-{}", name.replace('_', "-"));
    let text = |language: Language| language.try_fill(&key, &[]).unwrap_or_else(|| language.t("workbook-wrong-rule"));
    Said {
        column: String::new(),
        value: String::new(),
        words: Language::ALL.into_iter().map(|language| (language.code().to_owned(), text(language))).collect(),
    }
}

/// By what a new record is known when the file comes again.
pub fn print(list: List, cells: &Cells) -> Vec<u8> {
    let mut digest = Sha256::new().chain_update(list.word());
    for (name, cell) in cells {
        digest.update([0]);
        digest.update(name);
        digest.update([0]);
        digest.update(cell);
    }
    digest.finalize().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::conflict::{Sides, merge};

    fn sides(before: &str, theirs: &str, yours: &str) -> Merge {
        merge(vec![Sides { name: "plate", label: "vehicle-plate", group: "", before: before.into(), theirs: theirs.into(), yours: yours.into() }])
    }

    #[test]
    fn a_row_is_what_its_cells_are() {
        for (merge, state) in [
            (sides("a", "a", "a"), State::Same),
            (sides("a", "a", "b"), State::Changed),
            (sides("a", "b", "a"), State::Same),
            (sides("a", "b", "b"), State::Same),
            (sides("a", "b", "c"), State::Conflict),
        ] {
            assert_eq!(verdicts(&merge, &[]).state, state, "{merge:?}");
        }
        let closed = [Closed { column: "state", yours: "lost".into(), stands: "available".into() }];
        assert_eq!(verdicts(&sides("a", "a", "b"), &closed).state, State::Refused, "nothing of it is dropped in silence");
    }

    #[test]
    fn a_wrong_word_is_told_with_the_right_ones() {
        let mut errors = FieldErrors::default();
        errors.add("class", Message::new("field-not-a-choice"));
        let cells = Cells::from([("class", "cannon".to_owned())]);
        let said = said_of(List::Firearms, &cells, AppError::Invalid(errors)).unwrap();
        assert!(said[0].in_words(Language::English).contains("carbine"), "{said:?}");
        assert_eq!((said[0].column.as_str(), said[0].value.as_str()), ("class", "cannon"));
    }

    #[test]
    fn states_are_found_by_their_words() {
        for state in State::ALL {
            assert_eq!(State::parse(state.word()), Some(state));
        }
    }
}
