//! Clean-up of a cell, so that names match although files spell them carelessly.
//!
//! Blanks at the ends and doubled blanks are not part of a cell. A footnote mark such
//! as `(1)` at the end is not part of a name. Letters are never changed: names match
//! exactly after clean-up.

use std::borrow::Cow;

/// The cell without blanks at its ends and with every run of blanks as one space.
///
/// Line breaks inside a quoted cell, no-break spaces and marks of width zero count as blanks.
pub fn clean(cell: &str) -> Cow<'_, str> {
    let trimmed = cell.trim_matches(is_blank);
    if is_tidy(trimmed) {
        return Cow::Borrowed(trimmed);
    }

    let mut words = trimmed.split(is_blank).filter(|word| !word.is_empty());
    let mut tidy = String::with_capacity(trimmed.len());
    if let Some(first) = words.next() {
        tidy.push_str(first);
    }
    for word in words {
        tidy.push(' ');
        tidy.push_str(word);
    }
    Cow::Owned(tidy)
}

/// A cleaned name without the footnote marks at its end: `(1)`, `[2]`, `¹`, `*`.
///
/// A name that is nothing but a mark stays as it is, so that it can be refused by name.
pub fn without_footnote_mark(name: &str) -> &str {
    let mut rest = name;
    while let Some(shorter) = one_mark_less(rest) {
        rest = shorter.trim_end_matches(is_blank);
    }
    if rest.is_empty() { name } else { rest }
}

fn one_mark_less(name: &str) -> Option<&str> {
    if let Some(shorter) = name.strip_suffix(['*', '†', '‡', '¹', '²', '³']) {
        return Some(shorter);
    }
    let (inside, opening) = match name.strip_suffix(')') {
        Some(inside) => (inside, '('),
        None => (name.strip_suffix(']')?, '['),
    };
    let (before, number) = inside.rsplit_once(opening)?;
    let is_mark = (1..=2).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    is_mark.then_some(before)
}

fn is_tidy(trimmed: &str) -> bool {
    let mut after_space = false;
    for c in trimmed.chars() {
        if c == ' ' && !after_space {
            after_space = true;
        } else if is_blank(c) {
            return false;
        } else {
            after_space = false;
        }
    }
    true
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{2060}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_not_part_of_a_cell() {
        let cases = [
            ("Goma", "Goma"),
            ("  Goma \t", "Goma"),
            ("Ministro da Ciência  Tecnologia", "Ministro da Ciência Tecnologia"),
            ("two\r\nlines", "two lines"),
            ("\u{feff}principal", "principal"),
            ("no\u{a0}\u{a0}break", "no break"),
            ("", ""),
            (" \u{a0} ", ""),
        ];
        for (cell, expected) in cases {
            assert_eq!(clean(cell), expected, "{cell:?}");
        }
    }

    #[test]
    fn a_footnote_mark_is_not_part_of_a_name() {
        let cases = [
            ("Ministro da Defesa (1)", "Ministro da Defesa"),
            ("Ministro da Defesa(12)", "Ministro da Defesa"),
            ("Minister [2] *", "Minister"),
            ("Minister¹", "Minister"),
            ("São Paulo (Congonhas)", "São Paulo (Congonhas)"),
            ("Class of (2016)", "Class of (2016)"),
            ("(1)", "(1)"),
            ("**", "**"),
            ("", ""),
        ];
        for (name, expected) in cases {
            assert_eq!(without_footnote_mark(name), expected, "{name:?}");
        }
    }
}
