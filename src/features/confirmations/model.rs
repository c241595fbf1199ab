//! What may be said of a block, and how old it is. No database, no HTTP, no language.

/// How old the confirmation of a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// In time.
    Good,
    /// Its day has come.
    Due,
    /// Its day has passed, and the days of grace.
    Late,
    /// Nobody ever said, or somebody said that nobody knows.
    Unknown,
}

impl Grade {
    /// As the database says it.
    pub fn from_code(code: &str) -> Self {
        match code {
            "good" => Grade::Good,
            "due" => Grade::Due,
            "late" => Grade::Late,
            _ => Grade::Unknown,
        }
    }

    /// The last part of its key in the catalogue.
    pub fn code(self) -> &'static str {
        match self {
            Grade::Good => "good",
            Grade::Due => "due",
            Grade::Late => "late",
            Grade::Unknown => "unknown",
        }
    }

    /// The kind of its tag.
    pub fn tag(self) -> &'static str {
        match self {
            Grade::Good => "",
            Grade::Due | Grade::Unknown => "caution",
            Grade::Late => "warning",
        }
    }
}

/// What may be said of a block: the first is what the facts suggest. `records`: `None` where nobody counts them.
pub fn statements(records: Option<i64>, was_confirmed: bool, changes: i64) -> Vec<&'static str> {
    let right = if was_confirmed && changes == 0 { "unchanged" } else { "changed" };
    match records {
        Some(0) => vec!["none", "unknown"],
        Some(_) => vec![right, "unknown"],
        None => vec![right, "none", "unknown"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_and_unknown_are_kept_apart_and_unchanged_is_offered_only_where_it_is_true() {
        assert_eq!(statements(Some(0), true, 0), ["none", "unknown"]);
        assert_eq!(statements(Some(14), true, 0), ["unchanged", "unknown"]);
        assert_eq!(statements(Some(14), true, 2), ["changed", "unknown"]);
        assert_eq!(statements(Some(14), false, 0), ["changed", "unknown"], "the first time everything is new");
        assert_eq!(statements(None, false, 0), ["changed", "none", "unknown"]);
    }

    #[test]
    fn grades_are_ordered_and_an_unheard_word_is_unknown() {
        assert!(Grade::Good < Grade::Due && Grade::Due < Grade::Late);
        for grade in [Grade::Good, Grade::Due, Grade::Late, Grade::Unknown] {
            assert_eq!(Grade::from_code(grade.code()), grade);
        }
        assert_eq!(Grade::from_code("?"), Grade::Unknown);
    }
}
