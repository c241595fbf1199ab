//! What a session may become and what a result must say. No database, no HTTP, no language.

/// Who gives a course, as stored.
pub const PROVIDERS: &[&str] = &["un", "outside"];
/// Filter of the catalogue.
pub const USES: &[&str] = &["active", "withdrawn"];
/// Attendance of a participant, as stored.
pub const ATTENDANCES: &[&str] = &["attended", "absent"];
/// Results, as stored.
pub const RESULTS: &[&str] = &["passed", "failed", "not_assessed"];

/// Where a session stands (WF-13).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Planned,
    Open,
    Held,
    ResultsEntered,
    Verified,
    Closed,
    Cancelled,
}

impl State {
    /// In their order, the side state last.
    pub const ALL: [State; 7] = [State::Planned, State::Open, State::Held, State::ResultsEntered, State::Verified, State::Closed, State::Cancelled];

    /// As stored.
    pub fn code(self) -> &'static str {
        match self {
            State::Planned => "planned",
            State::Open => "open",
            State::Held => "held",
            State::ResultsEntered => "results_entered",
            State::Verified => "verified",
            State::Closed => "closed",
            State::Cancelled => "cancelled",
        }
    }

    /// The state of a stored word.
    pub fn read(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// The step that one button takes; others have a page of their own.
    pub fn next(self) -> Option<State> {
        match self {
            State::Planned => Some(State::Open),
            State::Open => Some(State::Held),
            State::Verified => Some(State::Closed),
            State::Held | State::ResultsEntered | State::Closed | State::Cancelled => None,
        }
    }

    /// True while its days and seats may change, and while it may be cancelled.
    pub fn is_to_come(self) -> bool {
        match self {
            State::Planned | State::Open => true,
            State::Held | State::ResultsEntered | State::Verified | State::Closed | State::Cancelled => false,
        }
    }

    /// True while somebody may be enrolled or withdrawn: who came all the same is recorded.
    pub fn takes_participants(self) -> bool {
        match self {
            State::Planned | State::Open | State::Held => true,
            State::ResultsEntered | State::Verified | State::Closed | State::Cancelled => false,
        }
    }

    /// True while instructors may be named.
    pub fn takes_instructors(self) -> bool {
        match self {
            State::Planned | State::Open | State::Held | State::ResultsEntered => true,
            State::Verified | State::Closed | State::Cancelled => false,
        }
    }
}

/// What is wrong with a result: the field and the key of the sentence. The database holds the same.
pub fn fault(pass_mark: Option<i32>, attendance: &str, result: &str, score: Option<i32>) -> Option<(&'static str, &'static str)> {
    if attendance == "absent" && !matches!(result, "" | "not_assessed") {
        return Some(("result", "constraint-absent-is-not-assessed"));
    }
    if score.is_some() && !matches!(result, "passed" | "failed") {
        return Some(("score", "constraint-score-of-the-assessed"));
    }
    let mark = pass_mark?;
    match (result, score) {
        ("passed", Some(score)) if score >= mark => None,
        ("failed", Some(score)) if score < mark => None,
        ("passed" | "failed", _) => Some(("score", "constraint-result-follows-the-pass-mark")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_read_as_it_is_written() {
        for state in State::ALL {
            assert_eq!(State::read(state.code()), Some(state));
        }
        assert_eq!(State::read("done"), None);
    }

    #[test]
    fn no_button_leads_past_results_or_verification() {
        let led_to: Vec<State> = State::ALL.into_iter().filter_map(State::next).collect();
        assert_eq!(led_to, [State::Open, State::Held, State::Closed]);
    }

    #[test]
    fn a_result_follows_the_mark_and_the_attendance() {
        for (mark, attendance, result, score, field) in [
            (None, "attended", "passed", None, ""),
            (None, "attended", "failed", Some(99), ""),
            (None, "absent", "passed", None, "result"),
            (None, "absent", "not_assessed", None, ""),
            (None, "attended", "not_assessed", Some(50), "score"),
            (None, "attended", "", Some(50), "score"),
            (Some(70), "attended", "passed", Some(70), ""),
            (Some(70), "attended", "passed", Some(69), "score"),
            (Some(70), "attended", "passed", None, "score"),
            (Some(70), "attended", "failed", Some(69), ""),
            (Some(70), "attended", "failed", Some(70), "score"),
            (Some(70), "attended", "", None, ""),
        ] {
            let found = fault(mark, attendance, result, score).map_or("", |(field, _)| field);
            assert_eq!(found, field, "{mark:?} {attendance} {result} {score:?}");
        }
    }
}
