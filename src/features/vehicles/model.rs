//! Whether a vehicle is ready. No database, no HTTP, no language.

use chrono::{Days, NaiveDate};

/// Standards of armour, as stored.
pub const ARMOUR: &[&str] = &["none", "cen_b", "en1063_br", "vpam_brv2009_vr", "erv2010_blast", "nij", "other"];
/// States that somebody may set.
pub const STATES: &[&str] = &["available", "workshop", "unserviceable", "written_off"];
/// What may become of a vehicle that leaves the books (domain.md 3.1); none of them: nothing is left of it.
pub const DISPOSALS: &[&str] = &["other_operation", "other_un", "sold", "commercial", "government", "owner"];
/// Kinds of papers.
pub const PAPERS: &[&str] = &["armour_certificate", "armour_inspection", "insurance", "registration", "road_worthiness", "host_permit"];
/// A paper that ends within so many days is shown as ending.
pub const LEAD_DAYS: u64 = 30;

/// A plate or a chassis number as it is compared: without case, space and hyphen.
pub fn mark_key(mark: &str) -> String {
    mark.chars().filter(|c| !c.is_whitespace() && *c != '-').flat_map(char::to_uppercase).collect()
}

/// The papers without which a vehicle is not used.
pub fn needed(is_armoured: bool) -> &'static [&'static str] {
    if is_armoured { &["armour_certificate", "armour_inspection", "insurance"] } else { &["insurance"] }
}

/// From when to when a paper is valid, both days included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity<'a> {
    /// As in [`PAPERS`].
    pub kind: &'a str,
    pub from: NaiveDate,
    pub until: NaiveDate,
}

/// INV-25: what stands against using a vehicle on every day from one to another; empty: nothing.
/// A renewal may continue the paper before it.
pub fn gaps(state: &str, is_armoured: bool, papers: &[Validity], from: NaiveDate, to: NaiveDate) -> Vec<&'static str> {
    let state_gap = (state != "available").then_some("state");
    let missing = needed(is_armoured).iter().copied().filter(|kind| last_day(papers, kind, from).is_none_or(|last| last < to));
    state_gap.into_iter().chain(missing).collect()
}

/// The last day up to which papers of a kind are valid without a break from a day on; none if they are not valid on it.
pub fn last_day(papers: &[Validity], kind: &str, from: NaiveDate) -> Option<NaiveDate> {
    let mut last = None;
    let mut next = from;
    while let Some(paper) = papers.iter().filter(|one| one.kind == kind && one.from <= next && one.until >= next).max_by_key(|one| one.until) {
        last = Some(paper.until);
        next = paper.until + Days::new(1);
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    #[test]
    fn armour_needs_two_papers_more() {
        let insured = [Validity { kind: "insurance", from: day(1, 1), until: day(12, 31) }];
        assert_eq!(gaps("available", false, &insured, day(5, 1), day(5, 9)), Vec::<&str>::new());
        assert_eq!(gaps("available", true, &insured, day(5, 1), day(5, 9)), ["armour_certificate", "armour_inspection"]);
        assert_eq!(gaps("workshop", false, &[], day(5, 1), day(5, 9)), ["state", "insurance"]);
    }

    #[test]
    fn a_renewal_continues_the_paper_before_it_and_a_day_between_breaks() {
        let paper = |from, until| Validity { kind: "insurance", from, until };
        let continued = [paper(day(1, 1), day(6, 30)), paper(day(7, 1), day(12, 31))];
        let broken = [paper(day(1, 1), day(6, 29)), paper(day(7, 1), day(12, 31))];
        assert_eq!(last_day(&continued, "insurance", day(6, 1)), Some(day(12, 31)));
        assert_eq!(last_day(&broken, "insurance", day(6, 1)), Some(day(6, 29)));
        assert_eq!(last_day(&broken, "insurance", day(6, 30)), None);
        assert_eq!(gaps("available", false, &broken, day(6, 20), day(7, 2)), ["insurance"]);
    }

    #[test]
    fn a_plate_is_one_plate_however_it_is_written() {
        assert_eq!(mark_key("un 12-345"), mark_key("UN12345"));
    }
}
