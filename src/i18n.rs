//! Words: the Fluent catalogue in `messages/`, embedded. English is complete; French follows it key by key.
//! No sentence is built from parts: a message has named holes.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{Loader, static_loader};
use unic_langid::{LanguageIdentifier, langid};

static_loader! {
    static CATALOGUE = {
        locales: "./messages",
        fallback_language: "en",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static ENGLISH: LanguageIdentifier = langid!("en");
static FRENCH: LanguageIdentifier = langid!("fr");

/// A language the pages are offered in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// French.
    French,
}

impl Language {
    /// Every language, in the order of the language bar.
    pub const ALL: [Language; 2] = [Language::English, Language::French];

    /// The code in `lang` attributes, cookies and tables.
    pub fn code(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::French => "fr",
        }
    }

    /// Its own name for itself, as the language bar shows it.
    pub fn own_name(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::French => "Français",
        }
    }

    /// The language of a code; `None` for one that is not offered.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// The first language of an Accept-Language header that is offered.
    pub fn accepted(header: &str) -> Self {
        header.split(',').filter_map(|part| Self::from_code(part.trim().get(..2)?)).next().unwrap_or_default()
    }

    fn id(self) -> &'static LanguageIdentifier {
        match self {
            Language::English => &ENGLISH,
            Language::French => &FRENCH,
        }
    }

    /// The words of a key.
    pub fn t(self, key: &str) -> String {
        CATALOGUE.try_lookup(self.id(), key).unwrap_or_else(|| key.to_owned())
    }

    /// True if the catalogue has the key in English, as words without holes.
    pub fn has(key: &str) -> bool {
        CATALOGUE.try_lookup(&ENGLISH, key).is_some()
    }

    /// The words of a key with its holes filled.
    pub fn fill(self, key: &str, holes: &[(&'static str, Hole<'_>)]) -> String {
        self.try_fill(key, holes).unwrap_or_else(|| key.to_owned())
    }

    /// `label: value`, with the space that the language wants before the colon.
    pub fn pair(self, label: &str, value: &str) -> String {
        self.fill("label-value", &[("label", Hole::Text(label)), ("value", Hole::Text(value))])
    }

    /// `label:`, before a value with marks of its own.
    pub fn colon(self, label: &str) -> String {
        self.fill("label-colon", &[("label", Hole::Text(label))])
    }

    /// As [`Language::fill`], for a key that came from outside: none if the catalogue does not have it.
    pub fn try_fill(self, key: &str, holes: &[(&'static str, Hole<'_>)]) -> Option<String> {
        let args: HashMap<Cow<'static, str>, FluentValue<'_>> = holes
            .iter()
            .map(|(name, hole)| {
                let value = match hole {
                    Hole::Text(text) => FluentValue::from(*text),
                    Hole::Number(number) => FluentValue::from(*number),
                };
                (Cow::Borrowed(*name), value)
            })
            .collect();
        CATALOGUE.try_lookup_with_args(self.id(), key, &args)
    }

    /// The words of a message that travelled as key and arguments.
    pub fn say(self, message: &Message) -> String {
        let holes: Vec<(&'static str, Hole<'_>)> = message.args.iter().map(|(name, value)| (*name, Hole::Text(value.as_str()))).collect();
        self.fill(message.key, &holes)
    }
}

/// What fills a hole of a message.
#[derive(Debug, Clone, Copy)]
pub enum Hole<'a> {
    /// Words as they are.
    Text(&'a str),
    /// A number, which chooses plural forms.
    Number(i64),
}

impl<'a> From<&'a str> for Hole<'a> {
    fn from(text: &'a str) -> Self {
        Hole::Text(text)
    }
}

impl<'a> From<&'a String> for Hole<'a> {
    fn from(text: &'a String) -> Self {
        Hole::Text(text)
    }
}

impl From<i64> for Hole<'_> {
    fn from(number: i64) -> Self {
        Hole::Number(number)
    }
}

/// A message that is not yet in a language: what forms and commands answer with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Key in the catalogue.
    pub key: &'static str,
    /// Named holes.
    pub args: Vec<(&'static str, String)>,
}

impl Message {
    /// A message without holes.
    pub fn new(key: &'static str) -> Self {
        Self { key, args: Vec::new() }
    }

    /// Fills one hole.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.args.push((name, value.into()));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colon_stands_as_the_language_wants_it() {
        assert_eq!((Language::English.pair("State", "open"), Language::English.colon("State")), ("State: open".into(), "State:".into()));
        assert_eq!((Language::French.pair("État", "ouvert"), Language::French.colon("État")), ("État\u{a0}: ouvert".into(), "État\u{a0}:".into()));
    }
}
