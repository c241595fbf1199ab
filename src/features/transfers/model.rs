//! What can be said of a transfer without asking anybody. No database, no HTTP, no language.

/// States of a transfer, as stored.
pub const STATES: &[&str] = &["drafted", "authorized", "packed", "in_transit", "received", "completed", "discrepancy", "refused", "cancelled", "lost"];
/// Kinds of permits.
pub const PERMITS: &[&str] = &["export", "import", "overflight", "host"];
/// Which end the reader is at.
pub const WAYS: &[&str] = &["sent", "received"];
/// What may be on a list.
pub const LOADS: &[&str] = &["firearm", "lot", "vehicle", "equipment", "kit"];
/// Whose authorization: the security professional of the sender, the protection unit.
pub const AUTHORIZERS: &[&str] = &["ssp", "pcu"];
/// Most km that an odometer shows.
pub const ODOMETER: i32 = 5_000_000;
/// Longest mark that is read.
pub const MARK: usize = 60;
/// Lots on one form.
pub const LOTS_A_PAGE: usize = 10;

/// Who has signed so far, as far as the next step asks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Signed {
    pub has_ssp: bool,
    pub has_pcu: bool,
    pub has_first_packer: bool,
    pub has_end: bool,
    pub has_investigator: bool,
}

/// What comes next and who does it, as the key of a sentence; empty: it is over.
pub fn next_step(state: &str, signed: Signed) -> &'static str {
    match state {
        "drafted" if signed.has_ssp => "transfer-next-unit",
        "drafted" if signed.has_pcu => "transfer-next-professional",
        "drafted" => "transfer-next-authorization",
        "authorized" if signed.has_first_packer => "transfer-next-second-packer",
        "authorized" => "transfer-next-packing",
        "packed" if signed.has_end => "transfer-next-unpacking",
        "packed" => "transfer-next-dispatch",
        "in_transit" => "transfer-next-receipt",
        "received" => "transfer-next-second-receiver",
        "discrepancy" if signed.has_investigator => "transfer-next-closing",
        "discrepancy" => "transfer-next-investigation",
        _ => "",
    }
}

/// A number of rounds or of km as it is typed: `1 955`; no fraction, not below nothing.
pub fn read_rounds(text: &str) -> Option<i32> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    digits.parse().ok().filter(|rounds| (0..=10_000_000).contains(rounds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_open_state_says_who_acts_next_and_none_that_is_over() {
        let nobody = Signed::default();
        let over = ["completed", "refused", "cancelled", "lost"];
        for state in STATES {
            assert_eq!(next_step(state, nobody).is_empty(), over.contains(state), "{state}");
        }
        assert_eq!(next_step("drafted", Signed { has_ssp: true, ..nobody }), "transfer-next-unit");
        assert_eq!(next_step("authorized", Signed { has_first_packer: true, ..nobody }), "transfer-next-second-packer");
        assert_eq!(next_step("packed", Signed { has_end: true, ..nobody }), "transfer-next-unpacking");
        assert_eq!(next_step("discrepancy", Signed { has_investigator: true, ..nobody }), "transfer-next-closing");
    }

    #[test]
    fn rounds_are_whole_and_not_below_nothing() {
        assert_eq!(read_rounds("1 955"), Some(1955));
        assert_eq!(read_rounds("0"), Some(0));
        for text in ["", "-1", "1.5", "many", "10000001"] {
            assert_eq!(read_rounds(text), None, "{text}");
        }
    }
}
