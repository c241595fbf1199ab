//! How a delegation stands: pure.

use chrono::{DateTime, Utc};

use crate::i18n::{Hole, Language};

/// How a delegation stands at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Its first day lies ahead.
    Coming,
    /// It counts.
    InForce,
    /// Its days run, but the right behind it has ended.
    Lapsed,
    /// Its last day is over.
    Over,
    /// Ended before its last day.
    Ended,
}

impl Standing {
    /// Every standing, in the order of the filter.
    pub const ALL: [Standing; 5] = [Standing::InForce, Standing::Coming, Standing::Lapsed, Standing::Over, Standing::Ended];

    /// The code in addresses and exports.
    pub fn code(self) -> &'static str {
        match self {
            Standing::Coming => "coming",
            Standing::InForce => "in-force",
            Standing::Lapsed => "lapsed",
            Standing::Over => "over",
            Standing::Ended => "ended",
        }
    }

    /// The standing of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.code() == code)
    }

    /// Its word.
    pub fn word(self, language: Language) -> String {
        language.t(&format!("delegation-standing-{}", self.code()))
    }

    /// The kind of its badge.
    pub fn kind(self) -> &'static str {
        match self {
            Standing::InForce => "done",
            Standing::Lapsed => "caution",
            Standing::Coming | Standing::Over | Standing::Ended => "",
        }
    }

    /// True while it can be ended.
    pub fn is_endable(self) -> bool {
        matches!(self, Standing::Coming | Standing::InForce | Standing::Lapsed)
    }
}

/// What the standing follows from.
#[derive(Debug, Clone, Copy)]
pub struct Facts {
    /// First instant, UTC.
    pub begins: DateTime<Utc>,
    /// Midnight after the last day, UTC.
    pub ends: DateTime<Utc>,
    /// It was ended by somebody.
    pub is_ended: bool,
    /// The right it rests on is in force.
    pub right_stands: bool,
}

/// How it stands at `now`.
pub fn standing(facts: Facts, now: DateTime<Utc>) -> Standing {
    match facts {
        Facts { is_ended: true, .. } => Standing::Ended,
        Facts { ends, .. } if ends <= now => Standing::Over,
        Facts { right_stands: false, .. } => Standing::Lapsed,
        Facts { begins, .. } if begins > now => Standing::Coming,
        _ => Standing::InForce,
    }
}

/// An authority in words.
pub fn authority_words(code: &str, language: Language) -> String {
    language.t(&format!("delegation-authority-{code}"))
}

/// A role in words.
pub fn role_words(code: &str, language: Language) -> String {
    language.t(&format!("grant-role-{}", code.replace('_', "-")))
}

/// A scope in words.
pub fn scope_words(kind: &str, code: &str, language: Language) -> String {
    language.fill(&format!("grant-scope-{kind}"), &[("code", Hole::Text(code))])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authz::actor::Authority;

    #[test]
    fn a_delegation_stands_as_its_days_its_end_and_its_right_say() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let facts = Facts { begins: at("2026-11-02T00:00:00Z"), ends: at("2026-11-10T00:00:00Z"), is_ended: false, right_stands: true };
        let cases = [
            ("2026-11-01T23:59:59Z", Standing::Coming, Standing::Lapsed),
            ("2026-11-02T00:00:00Z", Standing::InForce, Standing::Lapsed),
            ("2026-11-10T00:00:00Z", Standing::Over, Standing::Over),
        ];
        for (now, stands, without_right) in cases {
            assert_eq!(standing(facts, at(now)), stands, "{now}");
            assert_eq!(standing(Facts { right_stands: false, ..facts }, at(now)), without_right, "{now}");
            assert_eq!(standing(Facts { is_ended: true, ..facts }, at(now)), Standing::Ended, "{now}");
        }
    }

    #[test]
    fn every_standing_and_authority_has_its_word_in_both_languages() {
        for language in Language::ALL {
            for standing in Standing::ALL {
                assert!(!standing.word(language).starts_with("delegation-standing"), "{}", standing.code());
                assert_eq!(Standing::from_code(standing.code()), Some(standing));
            }
            for authority in Authority::ALL {
                assert!(!authority_words(authority.code(), language).starts_with("delegation-authority"), "{}", authority.code());
            }
        }
    }
}
