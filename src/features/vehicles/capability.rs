//! How much of its work a vehicle, a thing or a kit can do: fully, partly or not, with the reasons. The reasons follow from
//! the record and are read from the database, each as `not:…` or `partly:…`; `gone` is what left the books. INV-25 alone
//! decides what may be used; this is told and holds nothing back.

use crate::i18n::Language;

/// How much, as lists ask for it.
pub const STATES: &[&str] = &["fully", "partly", "not"];

/// `fully`, `partly`, `not`; empty for what is gone.
pub fn state(reasons: &[String]) -> &'static str {
    if reasons.iter().any(|reason| reason == "gone") {
        ""
    } else if reasons.iter().any(|reason| reason.starts_with("not:")) {
        "not"
    } else if reasons.is_empty() {
        "fully"
    } else {
        "partly"
    }
}

/// A state in words.
pub fn word(language: Language, state: &str) -> String {
    if state.is_empty() { String::new() } else { language.t(&format!("capability-{state}")) }
}

/// The state as a tag.
pub fn tag(language: Language, reasons: &[String]) -> (&'static str, String) {
    let state = state(reasons);
    let kind = match state {
        "not" => "warning",
        "partly" => "caution",
        _ => "",
    };
    (kind, word(language, state))
}

/// The state as a tag, and why, with the words that a register has for its reasons.
#[derive(Debug, Clone, Default)]
pub struct Capability {
    pub tag: (&'static str, String),
    pub why: String,
}

impl Capability {
    /// Of these reasons.
    pub fn new(language: Language, reasons: &[String], words: impl Fn(&str) -> String) -> Self {
        let why: Vec<String> = reasons.iter().filter_map(|reason| reason.split_once(':')).map(|(_, code)| words(code)).collect();
        Self { tag: tag(language, reasons), why: why.join(", ") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_reason_against_it_outweighs_every_lesser_one() {
        for (reasons, wanted) in [
            (&[][..], "fully"),
            (&["partly:due:service"][..], "partly"),
            (&["not:insurance", "partly:due:service"][..], "not"),
            (&["partly:part:J-7K3FA:expired", "not:lacks:radio:0:2"][..], "not"),
            (&["gone"][..], ""),
        ] {
            let reasons: Vec<String> = reasons.iter().map(|reason| (*reason).to_owned()).collect();
            assert_eq!(state(&reasons), wanted, "{reasons:?}");
        }
    }

    #[test]
    fn every_reason_is_told() {
        let reasons = ["not:insurance".to_owned(), "partly:due:service".to_owned()];
        let told = Capability::new(Language::English, &reasons, |code| format!("<{code}>"));
        assert_eq!((told.tag.0, told.why.as_str()), ("warning", "<insurance>, <due:service>"));
    }
}
