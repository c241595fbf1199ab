//! Phases of a mission, and what may become of what is open when it closes. No database, no HTTP, no language.

/// Kinds, as stored; empty: not recorded.
pub const KINDS: &[&str] = &["peacekeeping", "special_political", "regional_office", "support_office", "hybrid", "partner_led", "emergency", "country_team"];
/// Phases, in order, as stored.
pub const PHASES: &[&str] = &["planning", "start_up", "mandate_implementation", "drawdown", "liquidation", "closed"];
/// What may be open, as the database names it.
pub const MATTERS: &[&str] = &["custody", "ammunition", "team", "assignment", "deployment", "exception", "equipment", "vehicle", "grant", "investigation"];
/// Where it may go.
pub const DESTINATIONS: &[&str] = &["other_operation", "other_un", "sold", "commercial", "government", "owner", "destroyed", "ended"];

/// Phases that may follow; every one where none was recorded. The database has the same table; a test holds the two together.
pub fn following(phase: &str) -> &'static [&'static str] {
    match phase {
        "" => PHASES,
        "planning" => &["start_up", "closed"],
        "start_up" => &["mandate_implementation"],
        "mandate_implementation" => &["drawdown"],
        "drawdown" => &["mandate_implementation", "liquidation"],
        "liquidation" => &["closed"],
        _ => &[],
    }
}

/// INV-26: whether an open matter of this kind keeps a mission from closing.
pub fn hinders(matter: &str) -> bool {
    !matches!(matter, "vehicle" | "grant")
}

/// Whether something of this kind may go there.
pub fn may_go(matter: &str, destination: &str) -> bool {
    !matches!(matter, "custody" | "ammunition") || matches!(destination, "other_operation" | "other_un" | "owner" | "destroyed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mission_goes_through_its_phases_and_closes_once() {
        for (phase, next, follows) in [
            ("planning", "start_up", true),
            ("planning", "mandate_implementation", false),
            ("mandate_implementation", "liquidation", false),
            ("drawdown", "mandate_implementation", true),
            ("liquidation", "closed", true),
            ("closed", "planning", false),
            ("", "liquidation", true),
        ] {
            assert_eq!(following(phase).contains(&next), follows, "{phase} to {next}");
        }
    }

    #[test]
    fn arms_are_neither_sold_nor_left() {
        for destination in ["sold", "commercial", "government", "ended"] {
            assert!(!may_go("custody", destination) && !may_go("ammunition", destination) && may_go("vehicle", destination), "{destination}");
        }
        assert!(may_go("custody", "other_operation"));
    }
}
