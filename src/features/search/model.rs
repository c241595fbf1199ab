//! What a typed line asks for. Pure.

/// Things that can be found, in the order of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Journeys of senior officials.
    Movement,
    /// Senior officials.
    Principal,
    /// Officers.
    Officer,
    /// Duty stations.
    Station,
    /// Places.
    Place,
    /// Firearms, by serial number.
    Firearm,
}

impl Kind {
    /// All six, in order.
    pub const ALL: [Kind; 6] = [Kind::Movement, Kind::Principal, Kind::Officer, Kind::Station, Kind::Place, Kind::Firearm];

    /// The line of the rule table that lists them.
    pub fn action(self) -> &'static str {
        match self {
            Kind::Movement => "movement.list",
            Kind::Principal => "principal.list",
            Kind::Officer => "officer.list",
            Kind::Station => "station.list",
            Kind::Place => "place.list",
            Kind::Firearm => "firearm.list",
        }
    }

    /// Key of its heading.
    pub fn key(self) -> &'static str {
        match self {
            Kind::Movement => "search-movements",
            Kind::Principal => "search-principals",
            Kind::Officer => "search-officers",
            Kind::Station => "search-stations",
            Kind::Place => "search-places",
            Kind::Firearm => "firearms-title",
        }
    }
}

/// What was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// Nothing typed.
    Nothing,
    /// Fewer than two letters or digits.
    TooShort,
    /// A whole reference.
    Reference(String),
    /// Words, perhaps of one kind only.
    Words {
        /// `m 412` looks in movements only.
        only: Option<Kind>,
        /// What to look for.
        text: String,
    },
}

/// Longest line that is looked at.
const LIMIT: usize = 80;

/// Understands a typed line.
pub fn understand(line: &str) -> Wanted {
    let line: String = line.trim().chars().take(LIMIT).collect();
    if line.is_empty() {
        return Wanted::Nothing;
    }
    let upper = line.to_uppercase();
    if is_reference(&upper) {
        return Wanted::Reference(upper);
    }
    let (only, text) = match line.split_once(' ') {
        Some(("m" | "M", rest)) => (Some(Kind::Movement), rest.trim()),
        Some(("p" | "P", rest)) => (Some(Kind::Principal), rest.trim()),
        Some(("o" | "O", rest)) => (Some(Kind::Officer), rest.trim()),
        Some(("s" | "S", rest)) => (Some(Kind::Station), rest.trim()),
        _ => (None, line.as_str()),
    };
    if text.chars().filter(|c| c.is_alphanumeric()).count() < 2 {
        return Wanted::TooShort;
    }
    Wanted::Words { only, text: text.to_owned() }
}

/// `M-26-7K3FA`, `P-7K3FA`, `TR-7K3FA`: a letter or two, perhaps a year, five signs of the alphabet of references.
fn is_reference(text: &str) -> bool {
    let mut parts = text.split('-');
    let (Some(letters), Some(tail)) = (parts.next(), parts.next_back()) else { return false };
    let is_year = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    matches!(letters.len(), 1 | 2)
        && letters.bytes().all(|b| b.is_ascii_uppercase())
        && tail.len() == 5
        && tail.bytes().all(|b| b.is_ascii_alphanumeric())
        && parts.all(is_year)
}

/// A line as a pattern of LIKE, with its own signs harmless.
pub fn pattern(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_understood() {
        let words = |only, text: &str| Wanted::Words { only, text: text.into() };
        let cases = [
            ("", Wanted::Nothing),
            ("   ", Wanted::Nothing),
            ("k", Wanted::TooShort),
            ("%%", Wanted::TooShort),
            ("m 4", Wanted::TooShort),
            (" m-26-7k3fa ", Wanted::Reference("M-26-7K3FA".into())),
            ("P-7K3FA", Wanted::Reference("P-7K3FA".into())),
            ("tr-7k3fa", Wanted::Reference("TR-7K3FA".into())),
            ("M-26-7K3", words(None, "M-26-7K3")),
            ("m 412", words(Some(Kind::Movement), "412")),
            ("kestrel 4", words(None, "kestrel 4")),
        ];
        for (line, expected) in cases {
            assert_eq!(understand(line), expected, "{line:?}");
        }
    }

    #[test]
    fn signs_of_patterns_are_harmless() {
        assert_eq!(pattern("50%_\\"), "%50\\%\\_\\\\%");
    }
}
