//! Kinds of public lists, and how old they are: pure.

use chrono::NaiveDate;

use crate::i18n::{Hole, Language};
use crate::web::time;

/// Kilometres around a place in which events are counted.
pub const NEAR_KM: f64 = 50.0;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// Events of organized violence with year, position and deaths.
    Events,
    /// A risk index by country.
    RiskIndex,
    /// Levels of travel advisories by country.
    Advisories,
}

impl Kind {
    /// All three, in the order of pages.
    pub const ALL: [Kind; 3] = [Kind::RiskIndex, Kind::Advisories, Kind::Events];

    /// The word on the command line, in tables and in answers.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Events => "events",
            Kind::RiskIndex => "risk-index",
            Kind::Advisories => "advisories",
        }
    }

    /// The kind of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Its name.
    pub fn name(self, language: Language) -> String {
        language.t(&format!("context-kind-{}", self.word()))
    }

    /// Who published the list, unless somebody says otherwise.
    pub fn source(self) -> &'static str {
        match self {
            Kind::Events => "UCDP Georeferenced Event Dataset, Uppsala University",
            Kind::RiskIndex => "INFORM Risk Index, European Commission Joint Research Centre",
            Kind::Advisories => "Travel advisories, United States Department of State",
        }
    }

    /// Under which licence, unless somebody says otherwise.
    pub fn licence(self) -> &'static str {
        match self {
            Kind::Events | Kind::RiskIndex => "CC BY 4.0",
            Kind::Advisories => "Public domain, work of the United States Government",
        }
    }
}

/// The day of the data with its age, in words.
pub fn as_of(day: NaiveDate, today: NaiveDate, language: Language) -> String {
    let days = (today - day).num_days().max(0);
    let (key, count) = match days {
        0..=60 => ("context-as-of-days", days),
        61..=730 => ("context-as-of-months", days / 30),
        _ => ("context-as-of-years", days * 100 / 36_525),
    };
    language.fill(key, &[("date", Hole::Text(&time::typed_date(day))), ("count", Hole::Number(count))])
}

/// The word of an index class; the word of the source where we have none.
pub fn class_words(class: &str, language: Language) -> String {
    let key = format!("context-class-{}", class.to_lowercase().replace(' ', "-"));
    if Language::has(&key) { language.t(&key) } else { class.to_owned() }
}

/// A number as people of the language write it.
pub fn decimal(value: f64, language: Language) -> String {
    let text = format!("{value:.1}");
    match language {
        Language::English => text,
        Language::French => text.replace('.', ","),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_told_in_the_unit_people_would_use() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (of, words) in [("2026-11-21", "1 day"), ("2026-08-01", "3 months"), ("2025-01-13", "22 months"), ("2019-12-31", "6 years")] {
            let told = as_of(day(of), day("2026-11-22"), Language::English);
            assert!(told.contains(words), "{told}");
        }
    }

    #[test]
    fn every_kind_and_class_has_its_words() {
        for language in Language::ALL {
            for kind in Kind::ALL {
                assert!(!kind.name(language).starts_with("context-kind"), "{}", kind.word());
                assert_eq!(Kind::of(kind.word()), Some(kind));
            }
        }
        assert_eq!(class_words("Very High", Language::French), "très élevé");
        assert_eq!(class_words("Unheard of", Language::French), "Unheard of");
        assert_eq!(decimal(7.04, Language::French), "7,0");
    }
}
