//! The form of an account: pure.

use serde::{Deserialize, Serialize};

use super::queries::AccountRow;
use crate::i18n::Message;
use crate::web::conflict::Part;
use crate::web::error::Result;
use crate::web::form::FieldErrors;

/// As posted, for a new account and for an edit.
#[derive(Debug, Clone, Deserialize, Serialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct AccountForm {
    /// Sign-in name; fixed once made.
    pub username: String,
    /// Name shown beside acts.
    pub display_name: String,
    /// Reference of the officer, empty if none.
    pub officer: String,
    /// The version the person saw.
    pub version: String,
}

/// What takes part in a lost race; the name of an account is fixed.
pub const PARTS: &[Part] = &[Part::alone("display_name", "account-field-display-name"), Part::alone("officer", "account-field-officer")];

/// What an account is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountDraft {
    /// Sign-in name.
    pub username: String,
    /// Name shown beside acts.
    pub display_name: String,
    /// Reference of the officer.
    pub officer: Option<String>,
}

impl AccountForm {
    /// The form of an account as it stands.
    pub fn of(account: &AccountRow) -> Self {
        Self {
            username: account.username.clone(),
            display_name: account.display_name.clone(),
            officer: account.officer_ref.clone().unwrap_or_default(),
            version: account.version.to_string(),
        }
    }

    /// The draft, or what needs correcting.
    pub fn draft(&self) -> Result<AccountDraft> {
        let mut errors = FieldErrors::default();
        let username = self.username.trim().to_lowercase();
        let is_plain = username.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.' || b == b'-');
        if username.is_empty() {
            errors.add("username", Message::new("field-required"));
        } else if !is_plain || !(2..=40).contains(&username.len()) || !username.starts_with(|c: char| c.is_ascii_lowercase()) {
            errors.add("username", Message::new("account-username-shape"));
        }
        let display_name = self.display_name.trim().to_owned();
        if display_name.is_empty() {
            errors.add("display_name", Message::new("field-required"));
        } else if display_name.chars().count() > 120 {
            errors.add("display_name", Message::new("field-too-long").with("limit", "120"));
        }
        let officer = Some(self.officer.trim().to_uppercase()).filter(|reference| !reference.is_empty());
        errors.or(AccountDraft { username, display_name, officer })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain_and_references_upper_case() {
        let form = AccountForm { username: " Amal.Khoury ".into(), display_name: "A. Khoury".into(), officer: "o-7k3fa".into(), ..AccountForm::default() };
        let draft = form.draft().unwrap();
        assert_eq!((draft.username.as_str(), draft.officer.as_deref()), ("amal.khoury", Some("O-7K3FA")));
        for username in ["", "a", "9lives", "amal khoury", "amal@un", "é"] {
            assert!(AccountForm { username: username.into(), ..form.clone() }.draft().is_err(), "{username}");
        }
    }
}
