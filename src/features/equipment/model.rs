//! What can be said of equipment without asking anybody. No database, no HTTP, no language.

/// Kinds, as stored.
pub const KINDS: &[&str] = &[
    "soft_armour",
    "hard_plate",
    "helmet",
    "shield",
    "radio",
    "satphone",
    "tracker",
    "ecm",
    "nvg",
    "optics",
    "medical_kit",
    "cbrn",
    "body_camera",
    "breaching",
    "fire",
    "other",
];
/// Kinds of which so many without a serial number may stand under one reference.
pub const COUNTED: &[&str] = &["medical_kit", "cbrn", "breaching", "fire", "other"];
/// Kinds that may have a level of armour.
pub const ARMOUR: &[&str] = &["soft_armour", "hard_plate", "helmet", "shield"];
/// Standards of armour; the names of the old one and of the new one stay apart.
pub const STANDARDS: &[&str] = &["nij_0101_06", "nij_0101_07", "other"];
/// Gender cuts.
pub const CUTS: &[&str] = &["unisex", "female", "male"];
/// Who owns it.
pub const OWNERSHIPS: &[&str] = &["un_owned", "contingent_owned", "member_state_owned", "host_loan"];
/// Every state.
pub const STATES: &[&str] = &["serviceable", "unserviceable", "in_repair", "lost", "stolen", "written_off"];
/// What ends within so many days is shown as ending.
pub const LEAD_DAYS: u64 = 60;

/// The levels that a standard knows; none: any.
pub fn levels(standard: &str) -> Option<&'static [&'static str]> {
    match standard {
        "nij_0101_06" => Some(&["IIA", "II", "IIIA", "III", "IV"]),
        "nij_0101_07" => Some(&["HG1", "HG2", "RF1", "RF2", "RF3"]),
        _ => None,
    }
}

/// A level as its standard writes it: without spaces and a leading "NIJ" or "level", in capitals.
pub fn level_of(standard: &str, typed: &str) -> Option<String> {
    let typed = typed.trim();
    match levels(standard) {
        Some(known) => {
            let plain: String = typed.to_uppercase().replace("NIJ", "").replace("LEVEL", "").split_whitespace().collect();
            known.iter().find(|level| **level == plain).map(|level| (*level).to_owned())
        }
        None => (!typed.is_empty() && typed.chars().count() <= 20).then(|| typed.to_owned()),
    }
}

/// True of what nobody can find (INV-24).
pub fn is_missing(state: &str) -> bool {
    matches!(state, "lost" | "stolen")
}

/// States that may follow one by hand. Writing off takes two people; loss and recovery are acts of their own.
pub fn next_states(state: &str) -> Vec<&'static str> {
    let all = match state {
        "written_off" | "lost" | "stolen" => &[][..],
        _ => &["serviceable", "unserviceable", "in_repair"][..],
    };
    all.iter().copied().filter(|next| *next != state).collect()
}

/// INV-25: what stands against using a thing or a kit, as the database says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap<'a> {
    /// One word: `state`, `expired`, `undated`, `level`, `not_yet`, `away`, `retired`, `contents`.
    Plain(&'a str),
    /// Fewer of a kind than must be there.
    Lacks { kind: &'a str, ready: &'a str, wanted: &'a str },
    /// Something stands against a part.
    Part { reference: &'a str, gap: &'a str },
}

impl<'a> Gap<'a> {
    /// `state`, `lacks:radio:1:2`, `part:J-7K3FA:expired`.
    pub fn read(code: &'a str) -> Self {
        let parts: Vec<&str> = code.split(':').collect();
        match parts.as_slice() {
            ["lacks", kind, ready, wanted] => Gap::Lacks { kind, ready, wanted },
            ["part", reference, gap] => Gap::Part { reference, gap },
            _ => Gap::Plain(code),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_belongs_to_its_standard() {
        for (standard, typed, level) in [
            ("nij_0101_06", "level iiia", Some("IIIA")),
            ("nij_0101_06", "NIJ III A", Some("IIIA")),
            ("nij_0101_06", "RF1", None),
            ("nij_0101_07", "rf1", Some("RF1")),
            ("nij_0101_07", "IV", None),
            ("other", "VPAM 4", Some("VPAM 4")),
            ("other", " ", None),
        ] {
            assert_eq!(level_of(standard, typed).as_deref(), level, "{standard} {typed}");
        }
    }

    #[test]
    fn what_is_lost_comes_back_by_an_act() {
        assert!(next_states("lost").is_empty() && next_states("stolen").is_empty());
        assert!(next_states("unserviceable").contains(&"serviceable"));
        assert!(next_states("written_off").is_empty());
        assert!(KINDS.iter().all(|_| STATES.iter().all(|state| !next_states(state).contains(&"written_off"))));
    }

    #[test]
    fn a_gap_says_what_is_missing() {
        assert_eq!(Gap::read("lacks:radio:1:2"), Gap::Lacks { kind: "radio", ready: "1", wanted: "2" });
        assert_eq!(Gap::read("part:J-7K3FA:expired"), Gap::Part { reference: "J-7K3FA", gap: "expired" });
        assert_eq!(Gap::read("contents"), Gap::Plain("contents"));
    }
}
