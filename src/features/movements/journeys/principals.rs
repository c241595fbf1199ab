//! Principals a file may name. Names match exactly after clean-up.

use std::collections::HashMap;

/// A longer name is no name, and nobody is created under it.
const LONGEST_NAME: usize = 160;

/// Who is known under which name, and what becomes of a name that nobody has.
#[derive(Debug, Default, Clone)]
pub struct Principals {
    key_by_name: HashMap<String, String>,
    creates_missing: bool,
}

/// A principal as a row names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedPrincipal {
    /// The name after clean-up, without a footnote mark.
    pub name: String,
    /// None for a principal that is to be created.
    pub key: Option<String>,
}

impl Principals {
    /// Rows of other principals are refused.
    pub fn only_known() -> Self {
        Self::default()
    }

    /// Other principals are to be created by whoever applies the trial.
    pub fn creating_missing() -> Self {
        Self { creates_missing: true, ..Self::default() }
    }

    /// Makes a principal known under a name. One key may have many names.
    pub fn add(&mut self, name: &str, key: &str) {
        self.key_by_name.insert(name.to_owned(), key.to_owned());
    }

    /// As [`Principals::add`], unless somebody has the name already.
    pub fn add_first(&mut self, name: &str, key: &str) {
        self.key_by_name.entry(name.to_owned()).or_insert_with(|| key.to_owned());
    }

    pub(super) fn find(&self, name: &str) -> Option<NamedPrincipal> {
        let key = self.key_by_name.get(name).cloned();
        if key.is_none() && (!self.creates_missing || name.chars().count() > LONGEST_NAME) {
            return None;
        }
        Some(NamedPrincipal { name: name.to_owned(), key })
    }
}
