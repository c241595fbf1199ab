//! What a right is and how it stands: pure.

use chrono::{DateTime, Duration, Utc};

use crate::authz::actor::Role;
use crate::authz::two_person;
use crate::i18n::{Hole, Language};

/// How a right stands at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Waits for its second person.
    Asked,
    /// In force by one person alone, within the hours of the urgent form.
    ToConfirm,
    /// In force by one person alone, and the hours are over: an open exception.
    Overdue,
    /// Granted, not begun.
    Coming,
    /// In force.
    InForce,
    /// Its last day is over.
    Ended,
    /// Refused by its second person.
    Refused,
    /// Ended before its last day.
    Revoked,
}

impl Standing {
    /// Every standing, in the order of the filter.
    pub const ALL: [Standing; 8] =
        [Standing::Asked, Standing::ToConfirm, Standing::Overdue, Standing::InForce, Standing::Coming, Standing::Ended, Standing::Refused, Standing::Revoked];

    /// The code in addresses and exports.
    pub fn code(self) -> &'static str {
        match self {
            Standing::Asked => "asked",
            Standing::ToConfirm => "to-confirm",
            Standing::Overdue => "overdue",
            Standing::Coming => "coming",
            Standing::InForce => "in-force",
            Standing::Ended => "ended",
            Standing::Refused => "refused",
            Standing::Revoked => "revoked",
        }
    }

    /// The standing of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.code() == code)
    }

    /// Its word.
    pub fn word(self, language: Language) -> String {
        language.t(&format!("grant-standing-{}", self.code()))
    }

    /// The kind of its badge.
    pub fn kind(self) -> &'static str {
        match self {
            Standing::Overdue => "warning",
            Standing::Asked | Standing::ToConfirm => "caution",
            _ => "",
        }
    }

    /// True while a second person has something to answer.
    pub fn is_open(self) -> bool {
        matches!(self, Standing::Asked | Standing::ToConfirm | Standing::Overdue)
    }

    /// True while it can be ended.
    pub fn is_endable(self) -> bool {
        !matches!(self, Standing::Ended | Standing::Refused | Standing::Revoked)
    }
}

/// What the standing follows from.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// `asked`, `granted`, `refused`, `revoked`.
    pub state: &'a str,
    /// Given by one person alone, unconfirmed.
    pub is_unconfirmed: bool,
    /// When it was asked for, UTC.
    pub asked_at: DateTime<Utc>,
    /// First instant, UTC.
    pub from: DateTime<Utc>,
    /// End, UTC.
    pub to: Option<DateTime<Utc>>,
    /// Hours of the urgent form.
    pub urgent_hours: i64,
}

/// How it stands at `now`.
pub fn standing(facts: &Facts<'_>, now: DateTime<Utc>) -> Standing {
    match facts.state {
        "asked" => Standing::Asked,
        "refused" => Standing::Refused,
        "revoked" => Standing::Revoked,
        _ if facts.to.is_some_and(|to| to <= now) => Standing::Ended,
        _ if facts.is_unconfirmed && facts.asked_at + Duration::hours(facts.urgent_hours) <= now => Standing::Overdue,
        _ if facts.is_unconfirmed => Standing::ToConfirm,
        _ if facts.from > now => Standing::Coming,
        _ => Standing::InForce,
    }
}

/// Hours within which an urgent right of this kind must be confirmed.
pub fn urgent_hours(role: Option<Role>, scope_kind: &str) -> i64 {
    role.and_then(|role| two_person::of_grant(role, scope_kind).urgent).map_or(24, |urgent| urgent.hours)
}

/// A role in words.
pub fn role_words(code: &str, language: Language) -> String {
    language.t(&format!("grant-role-{}", code.replace('_', "-")))
}

/// A scope in words.
pub fn scope_words(kind: &str, code: &str, language: Language) -> String {
    language.fill(&format!("grant-scope-{kind}"), &[("code", Hole::Text(code))])
}

/// The last day of a right, from its end: rights end at midnight UTC after it.
pub fn last_day(to: DateTime<Utc>) -> chrono::NaiveDate {
    (to - Duration::seconds(1)).date_naive()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_right_stands_as_its_state_and_the_clock_say() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let facts = Facts {
            state: "granted",
            is_unconfirmed: false,
            asked_at: at("2026-11-01T00:00:00Z"),
            from: at("2026-11-02T00:00:00Z"),
            to: Some(at("2026-11-10T00:00:00Z")),
            urgent_hours: 24,
        };
        let cases = [("2026-11-01T12:00:00Z", Standing::Coming), ("2026-11-02T00:00:00Z", Standing::InForce), ("2026-11-10T00:00:00Z", Standing::Ended)];
        for (now, expected) in cases {
            assert_eq!(standing(&facts, at(now)), expected, "{now}");
        }
        let urgent = Facts { is_unconfirmed: true, ..facts };
        assert_eq!(standing(&urgent, at("2026-11-01T23:59:59Z")), Standing::ToConfirm);
        assert_eq!(standing(&urgent, at("2026-11-02T00:00:00Z")), Standing::Overdue);
        assert_eq!(standing(&Facts { state: "asked", ..urgent }, at("2026-11-09T00:00:00Z")), Standing::Asked);
        assert_eq!(last_day(at("2026-11-10T00:00:00Z")).to_string(), "2026-11-09");
    }

    #[test]
    fn every_standing_and_role_has_its_word_in_both_languages() {
        for language in Language::ALL {
            for standing in Standing::ALL {
                assert!(!standing.word(language).starts_with("grant-standing"), "{}", standing.code());
            }
            for role in Role::ALL {
                assert!(!role_words(role.code(), language).starts_with("grant-role"), "{}", role.code());
                for kind in role.scope_kinds() {
                    assert!(!scope_words(kind, "X", language).starts_with("grant-scope"), "{kind}");
                }
            }
        }
    }
}
