//! What a line of a property book says of an item. No database, no HTTP, no language.

/// Classes of items, as stored.
pub const CLASSES: &[&str] = &["firearm", "ammunition", "vehicle", "equipment"];

/// The class by the federal supply class: the first four figures of a stock number, or the class alone.
pub fn class_of(stock_number: &str) -> &'static str {
    match stock_number.get(..4) {
        Some("1005") => "firearm",
        Some(class) if class.starts_with("13") => "ammunition",
        Some(class) if class.starts_with("23") => "vehicle",
        _ => "equipment",
    }
}

/// A serial number as it is compared: without case, space and hyphen.
pub fn serial_key(serial: &str) -> String {
    serial.chars().filter(|c| !c.is_whitespace() && *c != '-').flat_map(char::to_uppercase).collect()
}

/// A whole number above zero, as books write it: `30`, `30.0`, `1,000`.
pub fn quantity(cell: &str) -> Option<i32> {
    let plain = without_thousands(cell)?;
    let whole = plain.split_once('.').map_or(plain.as_str(), |(whole, rest)| if rest.bytes().all(|b| b == b'0') { whole } else { "" });
    whole.parse().ok().filter(|number| *number > 0)
}

/// An amount of money in cents, not negative: `499`, `2499.99`, `$1,299.50`. Tenths of cents are rounded.
pub fn cents(cell: &str) -> Option<i64> {
    let plain = without_thousands(cell.trim_start_matches('$').trim_start())?;
    if !plain.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    let amount: f64 = plain.parse().ok()?;
    (amount < 1e13).then(|| (amount * 100.0).round() as i64)
}

/// A number without the commas between its thousands; none where commas stand elsewhere.
fn without_thousands(cell: &str) -> Option<String> {
    let (whole, rest) = cell.split_once('.').map_or((cell, ""), |(whole, _)| (whole, &cell[whole.len()..]));
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let is_plain = !whole.contains(',');
    let is_grouped = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit()));
    (is_plain || is_grouped).then(|| format!("{}{rest}", whole.replace(',', "")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_class_follows_from_the_federal_supply_class() {
        for (number, class) in [
            ("1005-00-073-9421", "firearm"),
            ("1005", "firearm"),
            ("1305-01-155-5459", "ammunition"),
            ("2355-01-553-4634", "vehicle"),
            ("5855-01-432-0524", "equipment"),
            ("1010-00-000-0000", "equipment"),
            ("", "equipment"),
            ("été", "equipment"),
        ] {
            assert_eq!(class_of(number), class, "{number}");
        }
    }

    #[test]
    fn quantities_are_whole_and_above_zero() {
        for (cell, number) in [("30", Some(30)), ("30.0", Some(30)), ("1,000", Some(1000)), ("12,345,678", Some(12_345_678))] {
            assert_eq!(quantity(cell), number, "{cell}");
        }
        for cell in ["", "0", "-3", "1.5", "1,5", "10,00", "many", "1e3", "99999999999", ",", "."] {
            assert_eq!(quantity(cell), None, "{cell}");
        }
    }

    #[test]
    fn costs_are_kept_in_cents() {
        for (cell, number) in [("499", Some(49_900)), ("2499.99", Some(249_999)), ("$1,299.50", Some(129_950)), ("0", Some(0)), ("58.7149", Some(5_871))] {
            assert_eq!(cents(cell), number, "{cell}");
        }
        for cell in ["", "-1", "NaN", "inf", "1e9", "12,5", "12 €", "99999999999999"] {
            assert_eq!(cents(cell), None, "{cell}");
        }
    }

    #[test]
    fn serials_are_compared_without_case_space_and_hyphen() {
        assert_eq!(serial_key("gmb 408385e-KY"), "GMB408385EKY");
    }
}
