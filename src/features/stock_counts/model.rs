//! What can be said of a count without asking anybody. No database, no HTTP, no language.

use crate::authz::actor::{Actor, Role};

/// What a count may cover: one armoury, or all vehicles or all equipment of a station.
pub const COVERS: &[&str] = &["armoury", "vehicles", "equipment"];
/// States of a count, as stored.
pub const STATES: &[&str] = &["counting", "counted", "signed", "withdrawn"];
/// What a difference is about.
pub const KINDS: &[&str] = &["missing", "unexpected", "rounds", "number"];
/// How a difference stands.
pub const STANDINGS: &[&str] = &["open", "investigated", "closed"];
/// What an investigation may find.
pub const OUTCOMES: &[&str] = &["miscount", "records_wrong", "found_elsewhere", "lost", "stolen", "other"];
/// Longest mark that is read.
pub const MARK: usize = 60;
/// Kits on one form.
pub const KITS_A_PAGE: usize = 12;
/// Lots on one form.
pub const LOTS_A_PAGE: usize = 12;

/// INV-23: whoever keeps the assets of a station does not lead a count there, whatever else they hold.
pub fn keeps(actor: &Actor, cell: i32) -> bool {
    actor.grants.iter().any(|grant| grant.role == Role::AssetCustodian && grant.covers(&[cell]))
}

/// A number of rounds as it is typed: `1 955`; no fraction, not below nothing.
pub fn read_rounds(text: &str) -> Option<i32> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    digits.parse().ok().filter(|rounds| (0..=10_000_000).contains(rounds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_are_whole_and_not_below_nothing() {
        assert_eq!(read_rounds("1 955"), Some(1955));
        assert_eq!(read_rounds("0"), Some(0));
        for text in ["", "-1", "1.5", "many", "10000001"] {
            assert_eq!(read_rounds(text), None, "{text}");
        }
    }
}
