//! What can be said of ammunition without asking anybody. No database, no HTTP, no language.

use chrono::{Days, NaiveDate};

/// Kinds of cartridges.
pub const NATURES: &[&str] = &["ball", "hollow_point", "tracer", "blank", "training", "less_lethal", "other"];
/// What a lot is kept for.
pub const STOCK_CLASSES: &[&str] = &["operational", "training", "reserve", "awaiting_disposal"];
/// A shelf life that ends within so many days is work for now.
pub const ENDING_DAYS: u64 = 90;
/// More rounds than this in one act are a slip of the finger.
pub const MOST_ROUNDS: i32 = 10_000_000;

/// How a lot stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nothing against it.
    Good,
    /// Good, and nobody recorded a shelf life.
    Undated,
    /// The shelf life ends within [`ENDING_DAYS`].
    Ending(NaiveDate),
    /// It has ended.
    Expired(NaiveDate),
    /// Somebody suspended it.
    Suspended,
}

impl Standing {
    /// On a day.
    pub fn on(today: NaiveDate, is_suspended: bool, shelf_life_until: Option<NaiveDate>) -> Self {
        match (is_suspended, shelf_life_until) {
            (true, _) => Standing::Suspended,
            (_, None) => Standing::Undated,
            (_, Some(day)) if day < today => Standing::Expired(day),
            (_, Some(day)) if day <= today + Days::new(ENDING_DAYS) => Standing::Ending(day),
            _ => Standing::Good,
        }
    }
}

/// A number of rounds as typed; spaces between thousands are fine. The error is the key of its sentence.
pub fn rounds(text: &str) -> Result<i32, &'static str> {
    let typed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let digits = typed.trim_start_matches(['-', '−']);
    let is_number = digits.chars().any(|c| c.is_ascii_digit()) && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
    match digits {
        "" => Err("field-required"),
        _ if !is_number => Err("ammunition-rounds-number"),
        _ if digits.len() < typed.len() => Err("ammunition-rounds-negative"),
        _ if digits.contains(['.', ',']) => Err("ammunition-rounds-fraction"),
        _ => match digits.parse::<i64>() {
            Ok(rounds) if rounds <= i64::from(MOST_ROUNDS) => Ok(rounds as i32),
            _ => Err("ammunition-rounds-too-many"),
        },
    }
}

/// An act that a person records. A reversal is another thing: it follows from the act it reverses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// From outside into an armoury.
    Receive,
    /// From an armoury to an officer.
    Issue,
    /// Back from an officer: what is handed back, expended, missing.
    Return,
    /// To another armoury of the station.
    Move,
    /// Fired.
    Expend,
    /// Destroyed.
    Destroy,
    /// More are there than the ledger says.
    Found,
    /// Fewer are there than the ledger says.
    Missing,
}

impl Deed {
    /// All, in the order of the page.
    pub const ALL: [Deed; 8] = [Deed::Issue, Deed::Return, Deed::Receive, Deed::Move, Deed::Expend, Deed::Destroy, Deed::Found, Deed::Missing];

    /// As stored.
    pub fn code(self) -> &'static str {
        match self {
            Deed::Receive => "receive",
            Deed::Issue => "issue",
            Deed::Return => "return",
            Deed::Move => "move",
            Deed::Expend => "expend",
            Deed::Destroy => "destroy",
            Deed::Found => "found",
            Deed::Missing => "missing",
        }
    }

    /// From its code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deed| deed.code() == code)
    }

    /// What has happened is recorded by one at once; anything else may also be prepared for a second signature.
    pub fn is_always_fact(self) -> bool {
        matches!(self, Deed::Return | Deed::Expend | Deed::Found | Deed::Missing)
    }

    /// Rounds leave an armoury in it.
    pub fn leaves_armoury(self) -> bool {
        matches!(self, Deed::Issue | Deed::Move | Deed::Expend | Deed::Destroy | Deed::Missing)
    }

    /// Rounds leave an officer in it.
    pub fn leaves_officer(self) -> bool {
        matches!(self, Deed::Return | Deed::Expend | Deed::Missing)
    }

    /// Rounds come into an armoury in it.
    pub fn enters_armoury(self) -> bool {
        matches!(self, Deed::Receive | Deed::Return | Deed::Move | Deed::Found)
    }

    /// A paper must stand behind it.
    pub fn needs_document(self) -> bool {
        matches!(self, Deed::Receive | Deed::Destroy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_are_whole_and_each_mistake_has_its_sentence() {
        for (text, expected) in [("45", Ok(45)), (" 1 955 ", Ok(1955)), ("0", Ok(0)), ("12\u{202f}000", Ok(12000))] {
            assert_eq!(rounds(text), expected, "{text}");
        }
        for (text, key) in [
            ("", "field-required"),
            ("-5", "ammunition-rounds-negative"),
            ("−5", "ammunition-rounds-negative"),
            ("-5.5", "ammunition-rounds-negative"),
            ("4.5", "ammunition-rounds-fraction"),
            ("1,955", "ammunition-rounds-fraction"),
            ("a box", "ammunition-rounds-number"),
            (".", "ammunition-rounds-number"),
            ("1e3", "ammunition-rounds-number"),
            ("10000001", "ammunition-rounds-too-many"),
            ("99999999999999999999", "ammunition-rounds-too-many"),
        ] {
            assert_eq!(rounds(text), Err(key), "{text}");
        }
    }

    #[test]
    fn a_lot_stands_by_its_date_and_its_suspension() {
        let day = |n| NaiveDate::from_ymd_opt(2026, 11, n).unwrap();
        assert_eq!(Standing::on(day(22), false, None), Standing::Undated);
        assert_eq!(Standing::on(day(22), false, Some(day(22))), Standing::Ending(day(22)));
        assert_eq!(Standing::on(day(22), false, Some(day(21))), Standing::Expired(day(21)));
        assert_eq!(Standing::on(day(22), false, NaiveDate::from_ymd_opt(2027, 11, 1)), Standing::Good);
        assert_eq!(Standing::on(day(22), true, Some(day(21))), Standing::Suspended);
    }

    #[test]
    fn every_deed_is_found_by_its_code() {
        for deed in Deed::ALL {
            assert_eq!(Deed::from_code(deed.code()), Some(deed));
            assert!(deed.leaves_armoury() || deed.leaves_officer() || deed.enters_armoury());
        }
        assert_eq!(Deed::from_code("reversal"), None);
    }
}
