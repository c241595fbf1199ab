//! WF-1: how a profile and its sections stand, what a step needs, how complete a profile is.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::sections::Section;
use crate::authz::actor::{Actor, Role};

/// Where a profile stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Draft,
    InReview,
    Active,
    ReviewDue,
    Suspended,
    Archived,
}

impl State {
    /// Every state.
    pub const ALL: [State; 6] = [State::Draft, State::InReview, State::Active, State::ReviewDue, State::Suspended, State::Archived];

    /// As stored.
    pub fn code(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::InReview => "in_review",
            State::Active => "active",
            State::ReviewDue => "review_due",
            State::Suspended => "suspended",
            State::Archived => "archived",
        }
    }

    /// The state of a stored word.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// A step that a person takes; the action of the rule table says who.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// From here.
    pub from: State,
    /// To there.
    pub to: State,
    /// Line of the rule table.
    pub action: &'static str,
    /// Cannot be taken without words.
    pub needs_reason: bool,
}

const fn step(from: State, to: State, action: &'static str) -> Step {
    Step { from, to, action, needs_reason: matches!(to, State::Draft | State::Suspended | State::Archived) }
}

/// WF-1. `active → review_due` is the system's.
pub const STEPS: &[Step] = &[
    step(State::Draft, State::InReview, "profile.submit"),
    step(State::InReview, State::Draft, "profile.return"),
    step(State::InReview, State::Active, "profile.approve"),
    step(State::ReviewDue, State::InReview, "profile.submit"),
    step(State::Suspended, State::InReview, "profile.submit"),
    step(State::Active, State::Suspended, "profile.suspend"),
    step(State::ReviewDue, State::Suspended, "profile.suspend"),
    step(State::Draft, State::Archived, "profile.archive"),
    step(State::InReview, State::Archived, "profile.archive"),
    step(State::Active, State::Archived, "profile.archive"),
    step(State::ReviewDue, State::Archived, "profile.archive"),
    step(State::Suspended, State::Archived, "profile.archive"),
];

/// The step between two states, if WF-1 has one.
pub fn step_between(from: State, to: State) -> Option<&'static Step> {
    STEPS.iter().find(|step| step.from == from && step.to == to)
}

/// How a section stands on the task list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    NotStarted,
    InProgress,
    /// Complete, but nobody else confirmed it, or its confirmation is past due.
    ToConfirm,
    Complete,
    /// Cannot be completed yet; the section says why.
    Unable,
    /// Not for this reader.
    Sealed,
}

impl Standing {
    /// The word in keys of the catalogue.
    pub fn word(self) -> &'static str {
        match self {
            Standing::NotStarted => "not-started",
            Standing::InProgress => "in-progress",
            Standing::ToConfirm => "to-confirm",
            Standing::Complete => "complete",
            Standing::Unable => "unable",
            Standing::Sealed => "sealed",
        }
    }

    /// How loud it is.
    pub fn kind(self) -> &'static str {
        match self {
            Standing::ToConfirm | Standing::Unable => "caution",
            Standing::NotStarted | Standing::InProgress | Standing::Complete | Standing::Sealed => "",
        }
    }
}

/// What is known of a section without its content.
#[derive(Debug, Clone, Default)]
pub struct SectionFacts {
    pub may_open: bool,
    pub is_started: bool,
    pub is_complete: bool,
    pub unable_reason: String,
    pub verified_at: Option<DateTime<Utc>>,
    pub next_review: Option<NaiveDate>,
}

impl SectionFacts {
    /// How it stands on a day.
    pub fn standing(&self, today: NaiveDate) -> Standing {
        let is_confirmed = self.verified_at.is_some() && self.next_review.is_none_or(|due| due >= today);
        match self {
            Self { may_open: false, .. } => Standing::Sealed,
            Self { is_complete: true, .. } if is_confirmed => Standing::Complete,
            Self { is_complete: true, .. } => Standing::ToConfirm,
            Self { is_started: true, unable_reason, .. } if !unable_reason.is_empty() => Standing::Unable,
            Self { is_started: true, .. } => Standing::InProgress,
            Self { .. } => Standing::NotStarted,
        }
    }
}

/// Completeness in per cent of what the reader may open: a section counts by how much it matters, half of
/// it while nobody confirmed it. `None` if nothing may be opened.
pub fn completeness(sections: &[(Section, Standing)]) -> Option<u32> {
    let mut whole = 0;
    let mut there = 0;
    for (section, standing) in sections {
        let weight = 2 * section.weight();
        match standing {
            Standing::Sealed => continue,
            Standing::Complete => there += weight,
            Standing::ToConfirm => there += weight / 2,
            Standing::NotStarted | Standing::InProgress | Standing::Unable => {}
        }
        whole += weight;
    }
    (whole > 0).then(|| there * 100 / whole)
}

/// Days past due beyond which a profile shows on every movement that uses it (WF-1).
pub const OVERDUE_AFTER_DAYS: u64 = 30;

/// True if a profile is past due by more than thirty days.
pub fn is_long_overdue(state: State, next_review: Option<NaiveDate>, today: NaiveDate) -> bool {
    matches!(state, State::Active | State::ReviewDue)
        && next_review.is_some_and(|due| due.checked_add_days(Days::new(OVERDUE_AFTER_DAYS)).is_some_and(|last| last < today))
}

/// Why somebody opens a compartment outside their duty.
pub const PURPOSES: &[&str] = &["planning", "review", "incident", "at_request", "oversight"];

/// True if opening a compartment of this record is the reader's duty: the officer of the portfolio, the
/// coordinator of the home station. Everybody else says why.
pub fn is_duty(actor: &Actor, cells: &[i32]) -> bool {
    actor.grants.iter().any(|grant| matches!(grant.role, Role::PcuOfficer | Role::CpCoordinator) && grant.covers(cells))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_system_alone_makes_a_profile_due() {
        for from in State::ALL {
            assert!(step_between(from, State::ReviewDue).is_none(), "{from:?}");
            assert!(step_between(State::Archived, from).is_none(), "{from:?}");
        }
    }

    #[test]
    fn a_state_is_read_as_it_is_stored() {
        for state in State::ALL {
            assert_eq!(State::of(state.code()), Some(state));
        }
        assert_eq!(State::of("gone"), None);
    }

    #[test]
    fn a_section_stands_as_the_task_list_says() {
        let today = day("2026-11-22");
        let open = || SectionFacts { may_open: true, is_started: true, ..SectionFacts::default() };
        for (facts, standing) in [
            (SectionFacts::default(), Standing::Sealed),
            (SectionFacts { may_open: true, ..SectionFacts::default() }, Standing::NotStarted),
            (open(), Standing::InProgress),
            (SectionFacts { unable_reason: "abroad".into(), ..open() }, Standing::Unable),
            (SectionFacts { is_complete: true, ..open() }, Standing::ToConfirm),
            (SectionFacts { is_complete: true, verified_at: Some(DateTime::UNIX_EPOCH), next_review: Some(day("2026-11-22")), ..open() }, Standing::Complete),
            (SectionFacts { is_complete: true, verified_at: Some(DateTime::UNIX_EPOCH), next_review: Some(day("2026-11-21")), ..open() }, Standing::ToConfirm),
        ] {
            assert_eq!(facts.standing(today), standing, "{facts:?}");
        }
    }

    #[test]
    fn what_matters_most_weighs_most_and_what_is_sealed_weighs_nothing() {
        let medical = completeness(&[(Section::Medical, Standing::Complete), (Section::Preferences, Standing::NotStarted)]);
        let diet = completeness(&[(Section::Medical, Standing::NotStarted), (Section::Preferences, Standing::Complete)]);
        assert_eq!((medical, diet), (Some(75), Some(25)));
        assert_eq!(completeness(&[(Section::Work, Standing::Complete), (Section::Medical, Standing::Sealed)]), Some(100));
        assert_eq!(completeness(&[(Section::Contacts, Standing::ToConfirm)]), Some(50));
        assert_eq!(completeness(&[(Section::Medical, Standing::Sealed)]), None);
    }

    #[test]
    fn thirty_days_late_is_late_and_thirty_one_is_long_overdue() {
        let due = Some(day("2026-10-01"));
        assert!(!is_long_overdue(State::ReviewDue, due, day("2026-10-31")));
        assert!(is_long_overdue(State::ReviewDue, due, day("2026-11-01")));
        assert!(!is_long_overdue(State::Suspended, due, day("2026-12-31")));
        assert!(!is_long_overdue(State::Active, None, day("2026-12-31")));
    }
}
