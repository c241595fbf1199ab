//! What may be open at a station, and what of it keeps the station from closing.

/// Kinds of open matters, in the order of the page.
pub const MATTERS: &[&str] = &[
    "custody",
    "ammunition",
    "transfer",
    "discrepancy",
    "exception",
    "team",
    "assignment",
    "deployment",
    "standby",
    "movement",
    "officer",
    "investigation",
    "vehicle",
    "equipment",
    "evacuation",
    "grant",
];

/// INV-26: whether an open matter of this kind keeps a station from closing.
pub fn hinders(matter: &str) -> bool {
    matter != "grant"
}

/// How far a closing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Nobody asked for it.
    Open,
    /// Asked by one person.
    Asked,
    /// Closed by another.
    Closed,
}

impl Step {
    /// From the stored state of the closure that stands; empty if none does.
    pub fn of(state: &str) -> Self {
        match state {
            "asked" => Step::Asked,
            "closed" => Step::Closed,
            _ => Step::Open,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rights_alone_do_not_keep_a_station_open() {
        assert_eq!(MATTERS.iter().filter(|matter| !hinders(matter)).collect::<Vec<_>>(), [&"grant"]);
    }

    #[test]
    fn what_was_withdrawn_or_opened_again_does_not_stand() {
        for (state, step) in [("", Step::Open), ("asked", Step::Asked), ("closed", Step::Closed), ("withdrawn", Step::Open), ("reopened", Step::Open)] {
            assert_eq!(Step::of(state), step, "{state}");
        }
    }
}
