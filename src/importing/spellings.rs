//! One cell to the dates it may mean. Which of them it means is settled by its column.
//!
//! Read: `2016-01-06`, `20160106`, `06/01/2016`, `6.1.16`, `27 Jan 16`, `18-Nov-2025`,
//! `January 6, 2016`, `5 de marzo de 2013`, `1er février 2016`; behind it a time: `08:40`,
//! `08:40:00`, `08h40`, `8:40 pm`, `24:00`, after a blank, a dash, a comma or a `T`.
//! Months by name in English, French, Portuguese and Spanish, whole or cut short.
//!
//! Not read: dates without a year, and times with an offset or a `Z` (times are local here).

use chrono::{NaiveDate, NaiveTime, TimeDelta};

use super::cells::clean;

/// The order of day, month and year in figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Order {
    Dmy,
    Mdy,
    Ymd,
}

impl Order {
    pub fn parse(word: &str) -> Option<Self> {
        match word.trim().to_lowercase().as_str() {
            "dmy" => Some(Self::Dmy),
            "mdy" => Some(Self::Mdy),
            "ymd" => Some(Self::Ymd),
            _ => None,
        }
    }
}

/// What a cell spells: a date that may still have more than one reading, and a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spelling {
    pub day: Day,
    pub time: Option<NaiveTime>,
    /// `24:00` is the first moment of the next day.
    pub is_end_of_day: bool,
}

/// The date of a spelling under each order that makes it a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    Certain(NaiveDate),
    Figures { dmy: Option<NaiveDate>, mdy: Option<NaiveDate>, ymd: Option<NaiveDate> },
}

impl Day {
    pub(super) fn under(self, order: Order) -> Option<NaiveDate> {
        match (self, order) {
            (Self::Certain(date), _) => Some(date),
            (Self::Figures { dmy, .. }, Order::Dmy) => dmy,
            (Self::Figures { mdy, .. }, Order::Mdy) => mdy,
            (Self::Figures { ymd, .. }, Order::Ymd) => ymd,
        }
    }
}

impl Spelling {
    /// None if the cell is not a date, whatever the order.
    pub(super) fn of(cell: &str) -> Option<Self> {
        let cell = clean(cell);
        if cell.is_empty() || cell.len() > 60 {
            return None;
        }
        let (date, clock) = split_time(&cell);
        let day = day(date)?;
        let (time, is_end_of_day) = match clock {
            Some(clock) => {
                let (time, is_end) = time(clock)?;
                (Some(time), is_end)
            }
            None => (None, false),
        };
        Some(Self { day, time, is_end_of_day })
    }

    /// The date with the end of a day carried over.
    pub(super) fn on(self, date: NaiveDate) -> Option<NaiveDate> {
        if !self.is_end_of_day {
            return Some(date);
        }
        date.checked_add_signed(TimeDelta::days(1))
    }
}

/// Splits before the figures that stand in front of the first `:` or between `h`'s figures.
fn split_time(cell: &str) -> (&str, Option<&str>) {
    let bytes = cell.as_bytes();
    let is_hour_mark = |at: usize| match bytes[at] {
        b':' => true,
        b'h' | b'H' => at > 0 && bytes[at - 1].is_ascii_digit(),
        _ => false,
    };
    let Some(mark) = (0..bytes.len()).find(|&at| is_hour_mark(at)) else {
        return (cell, None);
    };
    let mut start = mark;
    while start > 0 && bytes[start - 1].is_ascii_digit() {
        start -= 1;
    }
    let before = cell[..start].trim_end();
    let before = before.strip_suffix(['T', '-', '–', ',']).unwrap_or(before).trim_end();
    (before, Some(&cell[start..]))
}

/// The time and whether it is the end of the day.
fn time(clock: &str) -> Option<(NaiveTime, bool)> {
    let lower = clock.to_ascii_lowercase().replace("a.m.", "am").replace("p.m.", "pm");
    let (figures, half) = match lower.strip_suffix("am") {
        Some(figures) => (figures.trim_end(), Some(0)),
        None => match lower.strip_suffix("pm") {
            Some(figures) => (figures.trim_end(), Some(12)),
            None => (lower.as_str(), None),
        },
    };
    let figures = figures.replace('h', ":");
    let mut parts = figures.split(':');
    let hour = small(parts.next()?, 2)?;
    let minute = match parts.next()? {
        "" => 0,
        text if text.len() == 2 => small(text, 2)?,
        _ => return None,
    };
    let second = parts.next().map_or(Some(0), seconds)?;
    if parts.next().is_some() {
        return None;
    }
    match half {
        Some(_) if hour == 0 || hour > 12 => None,
        Some(offset) => Some((NaiveTime::from_hms_opt(hour % 12 + offset, minute, second)?, false)),
        None if (hour, minute, second) == (24, 0, 0) => Some((NaiveTime::MIN, true)),
        None => Some((NaiveTime::from_hms_opt(hour, minute, second)?, false)),
    }
}

/// Whole seconds; a fraction behind them is dropped.
fn seconds(text: &str) -> Option<u32> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_fraction = fraction.bytes().all(|b| b.is_ascii_digit());
    (whole.len() == 2 && is_fraction).then(|| small(whole, 2)).flatten()
}

/// One piece of a date.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    Number { value: u32, digits: usize },
    Month(u32),
}

fn day(text: &str) -> Option<Day> {
    let pieces = pieces(text)?;
    match pieces[..] {
        [Piece::Number { value, digits: 8 }] => {
            let date = NaiveDate::from_ymd_opt((value / 10_000) as i32, value / 100 % 100, value % 100)?;
            Some(Day::Certain(date))
        }
        [a @ Piece::Number { .. }, Piece::Month(month), c @ Piece::Number { .. }] => {
            let is_year_first = matches!(a, Piece::Number { digits: 4, .. });
            let (day, year) = if is_year_first { (c, a) } else { (a, c) };
            date(year, month, day).map(Day::Certain)
        }
        [Piece::Month(month), day @ Piece::Number { .. }, year @ Piece::Number { .. }] => date(year, month, day).map(Day::Certain),
        [a @ Piece::Number { .. }, b @ Piece::Number { .. }, c @ Piece::Number { .. }] => figures(a, b, c),
        _ => None,
    }
}

fn figures(a: Piece, b: Piece, c: Piece) -> Option<Day> {
    let in_order = |year, month, day| match month {
        Piece::Number { value, digits: 1..=2 } => date(year, value, day),
        _ => None,
    };
    if matches!(a, Piece::Number { digits: 4, .. }) {
        return in_order(a, b, c).map(Day::Certain);
    }
    let (dmy, mdy, ymd) = (in_order(c, b, a), in_order(c, a, b), in_order(a, b, c));
    dmy.or(mdy).or(ymd)?;
    Some(Day::Figures { dmy, mdy, ymd })
}

fn date(year: Piece, month: u32, day: Piece) -> Option<NaiveDate> {
    let (Piece::Number { value: year, digits }, Piece::Number { value: day, digits: 1..=2 }) = (year, day) else {
        return None;
    };
    let year = match digits {
        4 if year >= 1000 => year,
        2 if year >= 70 => 1900 + year,
        2 => 2000 + year,
        _ => return None,
    };
    NaiveDate::from_ymd_opt(year as i32, month, day)
}

fn pieces(text: &str) -> Option<Vec<Piece>> {
    let mut pieces = vec![];
    let separators = |c: char| c == ' ' || matches!(c, '/' | '-' | '.' | ',' | '–');
    for word in text.split(separators).filter(|word| !word.is_empty()) {
        if matches!(word, "de" | "del" | "of") && !pieces.is_empty() {
            continue;
        }
        if pieces.is_empty() && is_weekday(word) {
            continue;
        }
        pieces.push(piece(word)?);
        if pieces.len() > 3 {
            return None;
        }
    }
    Some(pieces)
}

fn piece(word: &str) -> Option<Piece> {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 {
        return month(word).map(Piece::Month);
    }
    if !matches!(&word[digits..], "" | "st" | "nd" | "rd" | "th" | "er" | "º" | "°") {
        return None;
    }
    Some(Piece::Number { value: small(&word[..digits], 8)?, digits })
}

fn small(text: &str, most_digits: usize) -> Option<u32> {
    let is_figures = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    (is_figures && text.len() <= most_digits).then(|| text.parse().ok()).flatten()
}

const MONTHS: [&[&str]; 12] = [
    &["january", "janvier", "janeiro", "enero"],
    &["february", "fevrier", "fevereiro", "febrero"],
    &["march", "mars", "marco", "marzo"],
    &["april", "avril", "abril"],
    &["may", "mai", "maio", "mayo"],
    &["june", "juin", "junho", "junio"],
    &["july", "juillet", "julho", "julio"],
    &["august", "aout", "agosto"],
    &["september", "septembre", "setembro", "septiembre", "setiembre"],
    &["october", "octobre", "outubro", "octubre"],
    &["november", "novembre", "novembro", "noviembre"],
    &["december", "decembre", "dezembro", "diciembre"],
];

const WEEKDAYS: [&str; 21] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "lunes",
    "martes",
    "miercoles",
    "jueves",
    "viernes",
    "sabado",
    "domingo",
];

/// A month by a whole name or a start of one that fits no other month.
fn month(word: &str) -> Option<u32> {
    let word = without_accents(word);
    if word.len() < 3 {
        return None;
    }
    let mut found = (1..).zip(MONTHS).filter(|(_, names)| names.iter().any(|name| name.starts_with(&word)));
    let (number, _) = found.next()?;
    found.next().is_none().then_some(number)
}

/// A weekday in front of a date is heard and not checked. `mar` alone is left to March.
fn is_weekday(word: &str) -> bool {
    let word = without_accents(word);
    word.len() >= 3 && month(&word).is_none() && WEEKDAYS.iter().any(|name| name.starts_with(&word))
}

fn without_accents(word: &str) -> String {
    let plain = |c: char| match c {
        'á' | 'à' | 'â' | 'ã' => 'a',
        'é' | 'è' | 'ê' => 'e',
        'í' => 'i',
        'ó' | 'ô' => 'o',
        'ú' | 'û' | 'ù' => 'u',
        'ç' => 'c',
        _ => c,
    };
    word.chars().flat_map(char::to_lowercase).map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certain(cell: &str) -> Option<String> {
        let spelling = Spelling::of(cell)?;
        let Day::Certain(date) = spelling.day else {
            return Some("figures".into());
        };
        let date = spelling.on(date)?;
        Some(spelling.time.map_or(date.to_string(), |time| format!("{date} {time}")))
    }

    #[test]
    fn dates_that_need_no_column_to_be_understood() {
        let cases = [
            ("2016-01-06", "2016-01-06"),
            ("2016/1/6", "2016-01-06"),
            ("20160106", "2016-01-06"),
            ("1866-01-09", "1866-01-09"),
            ("27 Jan 16", "2016-01-27"),
            ("5 Mar 13", "2013-03-05"),
            ("18-Nov-2025", "2025-11-18"),
            ("1 Jan 69", "2069-01-01"),
            ("1 Jan 70", "1970-01-01"),
            ("17-ene-2012", "2012-01-17"),
            ("6 février 2016", "2016-02-06"),
            ("6 FÉV. 2016", "2016-02-06"),
            ("1er août 2016", "2016-08-01"),
            ("5 de março de 2013", "2013-03-05"),
            ("5 de setiembre de 2013", "2013-09-05"),
            ("12 dez 2013", "2013-12-12"),
            ("12 juil. 2013", "2013-07-12"),
            ("January 6th, 2016", "2016-01-06"),
            ("Tue 5 Mar 13", "2013-03-05"),
            ("2016 Jan 27", "2016-01-27"),
            ("29 Feb 2016", "2016-02-29"),
            ("2012-02-02 00:00:00", "2012-02-02 00:00:00"),
            ("2016-01-06T08:40", "2016-01-06 08:40:00"),
            ("2016-01-06T08:40:15.250", "2016-01-06 08:40:15"),
            ("27 Jan 16 - 8:05", "2016-01-27 08:05:00"),
            ("27 Jan 16, 08h40", "2016-01-27 08:40:00"),
            ("27 Jan 16 8h", "2016-01-27 08:00:00"),
            ("27 Jan 16 8:05 pm", "2016-01-27 20:05:00"),
            ("27 Jan 16 12:05 a.m.", "2016-01-27 00:05:00"),
            ("31 Dec 2016 24:00", "2017-01-01 00:00:00"),
            ("  31  Dec\n2016 ", "2016-12-31"),
        ];
        for (cell, expected) in cases {
            assert_eq!(certain(cell).as_deref(), Some(expected), "{cell:?}");
        }
    }

    #[test]
    fn what_is_no_date_is_not_guessed_at() {
        let cells = [
            "",
            "**",
            "#",
            "Adjustment by Member.",
            "20 Jan",
            "17-ene",
            "05/02 al 11/02",
            "2016-13-01",
            "2016-02-30",
            "29 Feb 2015",
            "31/31/2016",
            "6/1/123",
            "1/2/3/4",
            "12 jui 2013",
            "12 ma 2013",
            "2016-01-06T08:40Z",
            "2016-01-06 08:40+02:00",
            "2016-01-06 24:01",
            "2016-01-06 25:00",
            "2016-01-06 08:60",
            "2016-01-06 08:40:60",
            "2016-01-06 8:4",
            "2016-01-06 13:00 pm",
            "08:40",
            "42375",
            "99999999999999999999",
            "2016",
            "Mar 2013",
            "0000-01-01",
            "é:ü",
            ":",
            "h",
            "1h",
            "2016-01-06 08:40:00:00",
            "2016-01-06 ::",
            "\u{661}/\u{662}/2016",
        ];
        for cell in cells {
            assert_eq!(Spelling::of(cell), None, "{cell:?}");
        }
    }

    #[test]
    fn figures_keep_every_order_that_makes_a_date() {
        let orders = |cell: &str| {
            let day = Spelling::of(cell).expect(cell).day;
            [Order::Dmy, Order::Mdy, Order::Ymd].map(|order| day.under(order).map(|d| d.to_string()))
        };
        let some = |text: &str| Some(text.to_owned());

        assert_eq!(orders("06/01/2016"), [some("2016-01-06"), some("2016-06-01"), None]);
        assert_eq!(orders("21/02/2016 - 08:40"), [some("2016-02-21"), None, None]);
        assert_eq!(orders("02.21.2016"), [None, some("2016-02-21"), None]);
        assert_eq!(orders("98-05-03"), [None, None, some("1998-05-03")]);
        assert_eq!(orders("01-02-03"), [some("2003-02-01"), some("2003-01-02"), some("2001-02-03")]);
    }
}
