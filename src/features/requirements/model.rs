//! States and deeds of a requirement (WF-3), and the sum behind its head count. Pure.

/// Where a requirement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Written, not yet looked at.
    Draft,
    /// Head count computed and sources weighed, by another than its author.
    Validated,
    /// Approved by the chief.
    Approved,
    /// Every seat is filled.
    Resourced,
    /// The leader has accepted the team.
    Active,
    /// Looked at again.
    UnderReview,
    /// Goes on with less.
    Reduced,
    /// Over.
    Ended,
    /// Not granted.
    Refused,
    /// Nothing it rests on is in force (INV-02).
    AssessmentLapsed,
}

impl State {
    /// All, in the order of the workflow.
    pub const ALL: [State; 10] = [
        State::Draft,
        State::Validated,
        State::Approved,
        State::Resourced,
        State::Active,
        State::UnderReview,
        State::Reduced,
        State::AssessmentLapsed,
        State::Ended,
        State::Refused,
    ];

    /// As stored.
    pub fn code(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Validated => "validated",
            State::Approved => "approved",
            State::Resourced => "resourced",
            State::Active => "active",
            State::UnderReview => "under_review",
            State::Reduced => "reduced",
            State::Ended => "ended",
            State::Refused => "refused",
            State::AssessmentLapsed => "assessment_lapsed",
        }
    }

    /// The state of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Key of its word in the catalogue.
    pub fn key(self) -> String {
        format!("protection-requirement-state-{}", self.code().replace('_', "-"))
    }

    /// True while people are on duty under it, or may be.
    pub fn is_standing(self) -> bool {
        matches!(self, State::Approved | State::Resourced | State::Active | State::UnderReview | State::Reduced | State::AssessmentLapsed)
    }
}

/// What people do with a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Checks it and fixes the head count.
    Validate,
    /// Gives it back to its author.
    Return,
    /// Approves it.
    Approve,
    /// Refuses it, with the reason.
    Refuse,
    /// Takes it under review.
    Review,
    /// Lets it go on unchanged after the review.
    Resume,
    /// Lets it go on with less, with the reason.
    Reduce,
    /// Ends it, with the reason.
    End,
}

impl Deed {
    /// All, in the order of the buttons.
    pub const ALL: [Deed; 8] = [Deed::Validate, Deed::Approve, Deed::Return, Deed::Refuse, Deed::Review, Deed::Resume, Deed::Reduce, Deed::End];

    /// Its word: last part of the address, of the action and of the keys.
    pub fn word(self) -> &'static str {
        match self {
            Deed::Validate => "validate",
            Deed::Return => "return",
            Deed::Approve => "approve",
            Deed::Refuse => "refuse",
            Deed::Review => "review",
            Deed::Resume => "resume",
            Deed::Reduce => "reduce",
            Deed::End => "end",
        }
    }

    /// Its line in the rule table.
    pub fn action(self) -> &'static str {
        match self {
            Deed::Validate => "requirement.validate",
            Deed::Return => "requirement.return",
            Deed::Approve => "requirement.approve",
            Deed::Refuse => "requirement.refuse",
            Deed::Review | Deed::Resume => "requirement.review",
            Deed::Reduce => "requirement.reduce",
            Deed::End => "requirement.end",
        }
    }

    /// The state it leads to from this one; `None` where it does not follow.
    pub fn leads(self, from: State) -> Option<State> {
        use State::{Active, Approved, AssessmentLapsed, Draft, Ended, Reduced, Refused, Resourced, UnderReview, Validated};
        let (allowed, to): (&[State], State) = match self {
            Deed::Validate => (&[Draft], Validated),
            Deed::Return => (&[Validated], Draft),
            Deed::Approve => (&[Validated], Approved),
            Deed::Refuse => (&[Draft, Validated], Refused),
            Deed::Review => (&[Approved, Resourced, Active, Reduced], UnderReview),
            Deed::Resume => (&[UnderReview], Active),
            Deed::Reduce => (&[Active, UnderReview], Reduced),
            Deed::End => (&[Approved, Resourced, Active, UnderReview, Reduced, AssessmentLapsed], Ended),
        };
        allowed.contains(&from).then_some(to)
    }

    /// True for deeds on a page of their own, with a reason.
    pub fn wants_reason(self) -> bool {
        matches!(self, Deed::Refuse | Deed::Reduce | Deed::End)
    }
}

/// Where protection comes from, in the UN's order of preference (INV-07): private security last.
pub const SOURCES: &[&str] = &["host_government", "member_state", "un_sss", "un_cpu", "mscpu", "formed_unit_support", "armed_private_security"];
/// Roles of posts.
pub const ROLES: &[&str] = &["team_leader", "second_in_command", "ppo", "pes", "advance", "driver", "cat", "rst", "medic", "comms", "liaison_interpreter"];
/// What came of what was asked for (peers 96).
pub const ANSWERS: &[&str] = &["asked", "met", "part_met", "refused"];
/// Levels of a threat, as interim protection names them.
pub const LEVELS: &[&str] = &["low", "medium", "high", "very_high", "unacceptable"];
/// Letters that the last source's reason needs at least.
pub const REASON_LETTERS: usize = 20;

/// The hours of a post as they are asked for, in tenths, so that the sum is exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pattern {
    /// People on it at once.
    pub count: i32,
    /// Tenths of an hour a day.
    pub hours_tenths: i32,
    /// Tenths of a day a week.
    pub days_tenths: i32,
}

impl Pattern {
    /// Hours of a year of 52 weeks, in hundredths. One post round the clock is 8,736 hours.
    pub fn year_hundredths(self) -> i64 {
        i64::from(self.count) * i64::from(self.hours_tenths) * i64::from(self.days_tenths) * 52
    }
}

/// `ceil(Σ hours of the posts in a year / productive hours of one officer)` (domain 3.1).
pub fn head_count(posts: &[Pattern], productive_hours: i32) -> i64 {
    let hundredths: i64 = posts.iter().map(|post| post.year_hundredths()).sum();
    let one = i64::from(productive_hours.max(1)) * 100;
    (hundredths + one - 1) / one
}

/// Officers that these hours take, with two decimals: the relief factor of a single post.
pub fn officers(hundredths: i64, productive_hours: i32) -> String {
    let hundredth_officers = (hundredths + i64::from(productive_hours.max(1)) / 2) / i64::from(productive_hours.max(1));
    format!("{}.{:02}", hundredth_officers / 100, hundredth_officers % 100)
}

/// Hours in words: `8736`, `2496.5`.
pub fn hours(hundredths: i64) -> String {
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    if rest == 0 { whole.to_string() } else { format!("{whole}.{rest:02}").trim_end_matches('0').to_owned() }
}

/// Tenths in words: `12`, `12.5`.
pub fn tenths(value: i32) -> String {
    if value % 10 == 0 { (value / 10).to_string() } else { format!("{}.{}", value / 10, value % 10) }
}

/// Reads a number with at most one decimal, as tenths: `12`, `12.5`, `12,5`.
pub fn read_tenths(text: &str) -> Option<i32> {
    let text = text.trim().replace(',', ".");
    let (whole, rest) = text.split_once('.').unwrap_or((&text, "0"));
    let is_plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_plain(whole) || !is_plain(rest) || whole.len() > 3 || rest.len() != 1 {
        return None;
    }
    Some(whole.parse::<i32>().ok()? * 10 + rest.parse::<i32>().ok()?)
}

/// The team below which a posture is only a word (UNC-06).
pub fn smallest_team(posture: &str) -> i64 {
    match posture {
        "P3" => 4,
        "P4" => 10,
        "P5" => 16,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROUND_THE_CLOCK: Pattern = Pattern { count: 1, hours_tenths: 240, days_tenths: 70 };

    #[test]
    fn a_post_round_the_clock_is_8736_hours_and_five_officers() {
        assert_eq!(hours(ROUND_THE_CLOCK.year_hundredths()), "8736");
        assert_eq!(officers(ROUND_THE_CLOCK.year_hundredths(), 1736), "5.03");
        assert_eq!(officers(ROUND_THE_CLOCK.year_hundredths(), 1874), "4.66");
        assert_eq!(head_count(&[ROUND_THE_CLOCK], 1736), 6);
        assert_eq!(head_count(&[ROUND_THE_CLOCK; 2], 1736), 11, "the sum is rounded, not each line");
    }

    #[test]
    fn the_head_count_is_rounded_up_once() {
        let office = Pattern { count: 1, hours_tenths: 80, days_tenths: 50 };
        assert_eq!(hours(office.year_hundredths()), "2080");
        for (posts, productive, expected) in [(vec![], 1736, 0), (vec![office], 2080, 1), (vec![office], 2079, 2), (vec![office, office], 1736, 3)] {
            assert_eq!(head_count(&posts, productive), expected, "{posts:?} {productive}");
        }
        assert_eq!(hours(Pattern { count: 1, hours_tenths: 125, days_tenths: 55 }.year_hundredths()), "3575");
    }

    #[test]
    fn tenths_are_read_as_people_write_them() {
        for (text, expected) in
            [("12", Some(120)), ("12.5", Some(125)), ("12,5", Some(125)), (" 7 ", Some(70)), ("", None), ("1.25", None), ("-1", None), ("x", None)]
        {
            assert_eq!(read_tenths(text), expected, "{text}");
        }
        assert_eq!((tenths(125), tenths(120)), ("12.5".to_owned(), "12".to_owned()));
    }

    #[test]
    fn each_state_knows_its_deeds() {
        let deeds = |state: State| Deed::ALL.into_iter().filter(|deed| deed.leads(state).is_some()).map(Deed::word).collect::<Vec<_>>();
        assert_eq!(deeds(State::Draft), ["validate", "refuse"]);
        assert_eq!(deeds(State::Validated), ["approve", "return", "refuse"]);
        assert_eq!(deeds(State::Approved), ["review", "end"]);
        assert_eq!(deeds(State::Resourced), ["review", "end"]);
        assert_eq!(deeds(State::Active), ["review", "reduce", "end"]);
        assert_eq!(deeds(State::UnderReview), ["resume", "reduce", "end"]);
        assert_eq!(deeds(State::Reduced), ["review", "end"]);
        assert_eq!(deeds(State::AssessmentLapsed), ["end"]);
        assert!(deeds(State::Ended).is_empty() && deeds(State::Refused).is_empty());
    }

    #[test]
    fn postures_warn_below_their_team() {
        assert_eq!(["P0", "P2", "P3", "P4", "P5"].map(smallest_team), [0, 0, 4, 10, 16]);
    }
}
