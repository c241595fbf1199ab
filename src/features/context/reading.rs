//! Files of public lists as lines and remarks: pure. A row is refused under the first code that applies; what is
//! odd elsewhere is a remark about a row that is kept.

use std::collections::{HashMap, HashSet};

use chrono::{Datelike, NaiveDate, Weekday};

use super::model::Kind;
use crate::importing::{self, Row, Table, clean};

/// A line of the list of events.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub row: i32,
    pub year: i32,
    pub latitude: f64,
    pub longitude: f64,
    pub place: String,
    pub deaths: i32,
    pub civilians: Option<i32>,
}

/// A country in the risk index.
#[derive(Debug, Clone, PartialEq)]
pub struct Index {
    pub row: i32,
    pub iso3: String,
    pub country: String,
    pub value: f64,
    pub class: String,
    pub rank: Option<i32>,
    pub hazard: Option<f64>,
    pub vulnerability: Option<f64>,
    pub coping: Option<f64>,
}

/// A line of an advisory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advisory {
    pub row: i32,
    pub iso3: String,
    pub country: String,
    /// 1 to 4 where the words begin with a plain level.
    pub level: Option<i32>,
    pub words: String,
    pub published: NaiveDate,
}

/// The lines that were kept.
#[derive(Debug, Clone, PartialEq)]
pub enum Lines {
    Events(Vec<Event>),
    Index(Vec<Index>),
    Advisories(Vec<Advisory>),
}

impl Lines {
    /// How many.
    pub fn count(&self) -> usize {
        match self {
            Lines::Events(lines) => lines.len(),
            Lines::Index(lines) => lines.len(),
            Lines::Advisories(lines) => lines.len(),
        }
    }
}

/// Something about a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// As a spreadsheet numbers it.
    pub row: i32,
    /// Heading of the column.
    pub column: String,
    pub code: &'static str,
    pub value: String,
    /// The row was not kept.
    pub is_refused: bool,
}

/// A file, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    pub rows: usize,
    pub lines: Lines,
    pub remarks: Vec<Remark>,
    /// The last day the lines speak about, where they tell.
    pub last_day: Option<NaiveDate>,
}

/// Why nothing was read.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// The file is no table.
    #[error("{0}")]
    File(#[from] importing::ReadError),
    /// A column without which no row can be read.
    #[error("the file has no column for {field}; headings that are known: {known}")]
    NoColumn { field: &'static str, known: String },
    /// Two columns with the same heading.
    #[error("two columns of the file may be {0}")]
    TwoColumns(&'static str),
}

/// A field, the headings it is known under, and whether no row can be read without it.
type Known = (&'static str, &'static [&'static str], bool);

fn fields(kind: Kind) -> &'static [Known] {
    match kind {
        Kind::Events => &[
            ("year", &["year"], true),
            ("latitude", &["latitude"], true),
            ("longitude", &["longitude"], true),
            ("place", &["place", "where_description", "where_coordinates"], true),
            ("deaths", &["deaths_best", "best", "deaths"], true),
            ("civilians", &["deaths_civilians"], false),
        ],
        Kind::RiskIndex => &[
            ("country", &["COUNTRY"], true),
            ("iso3", &["ISO3"], true),
            ("value", &["INFORM RISK", "risk"], true),
            ("class", &["RISK CLASS", "class"], true),
            ("rank", &["Rank"], false),
            ("hazard", &["HAZARD & EXPOSURE"], false),
            ("vulnerability", &["VULNERABILITY"], false),
            ("coping", &["LACK OF COPING CAPACITY"], false),
        ],
        Kind::Advisories => &[
            ("country", &["country"], true),
            ("iso3", &["iso3"], true),
            ("level", &["advisory_level", "level"], true),
            ("published", &["published", "pubDate"], true),
        ],
    }
}

/// Reads a file. `known` are the codes of countries that the product knows.
pub fn read(kind: Kind, bytes: &[u8], known: &HashSet<String>) -> Result<Reading, Unreadable> {
    let sheet = Sheet::open(kind, bytes)?;
    let mut remarks = Remarks::default();
    let lines = match kind {
        Kind::Events => Lines::Events(sheet.rows().filter_map(|line| event(&line, &mut remarks)).collect()),
        Kind::RiskIndex => Lines::Index(indexes(&sheet, known, &mut remarks)),
        Kind::Advisories => Lines::Advisories(advisories(&sheet, known, &mut remarks)),
    };
    let last_day = match &lines {
        Lines::Events(lines) => lines.iter().map(|line| line.year).max().and_then(|year| NaiveDate::from_ymd_opt(year, 12, 31)),
        Lines::Advisories(lines) => lines.iter().map(|line| line.published).max(),
        Lines::Index(_) => None,
    };
    Ok(Reading { rows: sheet.table.row_count(), lines, remarks: remarks.list, last_day })
}

/// A file with its columns found.
struct Sheet {
    table: Table,
    columns: HashMap<&'static str, usize>,
}

impl Sheet {
    fn open(kind: Kind, bytes: &[u8]) -> Result<Self, Unreadable> {
        let known = fields(kind);
        let wanted: Vec<&str> = known.iter().flat_map(|(_, headings, _)| headings.iter().copied()).collect();
        let table = importing::read(bytes, &wanted)?;
        let named: Vec<(&str, &[&str])> = known.iter().map(|(field, headings, _)| (*field, *headings)).collect();
        let mapping = importing::suggest(&table.header, &named);
        let mut columns = HashMap::new();
        for (field, headings, is_must) in known {
            match mapping.position_of(field, &table.header) {
                Ok(Some(column)) => {
                    columns.insert(*field, column);
                }
                Ok(None) if *is_must => return Err(Unreadable::NoColumn { field, known: headings.join(", ") }),
                Ok(None) => {}
                Err(_) => return Err(Unreadable::TwoColumns(field)),
            }
        }
        Ok(Self { table, columns })
    }

    fn rows(&self) -> impl Iterator<Item = Line<'_>> {
        self.table.rows().map(move |row| Line { sheet: self, row })
    }
}

struct Line<'a> {
    sheet: &'a Sheet,
    row: Row<'a>,
}

impl Line<'_> {
    fn number(&self) -> i32 {
        i32::try_from(self.row.number).unwrap_or(i32::MAX)
    }

    fn has(&self, field: &str) -> bool {
        self.sheet.columns.contains_key(field)
    }

    fn text(&self, field: &str) -> String {
        self.sheet.columns.get(field).map(|column| clean(self.row.cell(*column)).into_owned()).unwrap_or_default()
    }

    fn heading(&self, field: &str) -> &str {
        self.sheet.columns.get(field).map_or("", |column| self.sheet.table.header[*column].as_str())
    }

    /// Headings and cells, of every column.
    fn cells(&self) -> impl Iterator<Item = (&str, String)> {
        self.sheet.table.header.iter().enumerate().map(|(column, heading)| (heading.as_str(), clean(self.row.cell(column)).into_owned()))
    }
}

#[derive(Default)]
struct Remarks {
    list: Vec<Remark>,
}

impl Remarks {
    fn add(&mut self, line: &Line<'_>, column: &str, code: &'static str, value: &str, is_refused: bool) {
        let value = value.chars().take(120).collect();
        self.list.push(Remark { row: line.number(), column: column.to_owned(), code, value, is_refused });
    }

    /// Refuses the row for what stands in a field.
    fn refuse<T>(&mut self, line: &Line<'_>, field: &str, code: &'static str) -> Option<T> {
        self.add(line, line.heading(field), code, &line.text(field), true);
        None
    }
}

/// Why a cell is no number.
fn number_problem(cell: &str) -> &'static str {
    match cell {
        "" => "missing_field",
        cell if is_error(cell) => "error_cell",
        cell if is_no_value(cell) => "no_value",
        _ => "unreadable_number",
    }
}

/// A cell in which a spreadsheet failed: `#VALUE!`, `#N/A`, `#REF!`.
fn is_error(cell: &str) -> bool {
    cell.starts_with('#') && cell.len() > 1 && cell[1..].chars().all(|c| c.is_ascii_uppercase() || matches!(c, '/' | '!' | '?' | '0'))
}

/// A cell in which the source says that it has no value.
fn is_no_value(cell: &str) -> bool {
    cell == "x"
}

fn number(cell: &str) -> Option<f64> {
    cell.parse().ok().filter(|value: &f64| value.is_finite())
}

fn event(line: &Line<'_>, remarks: &mut Remarks) -> Option<Event> {
    for field in ["year", "latitude", "longitude", "deaths"] {
        if number(&line.text(field)).is_none() {
            return remarks.refuse(line, field, number_problem(&line.text(field)));
        }
    }
    let Some(year) = line.text("year").parse().ok().filter(|year| (1900..=2100).contains(year)) else {
        return remarks.refuse(line, "year", "unreadable_date");
    };
    let (latitude, longitude) = (number(&line.text("latitude"))?, number(&line.text("longitude"))?);
    if latitude.abs() > 90.0 {
        return remarks.refuse(line, "latitude", "position_out_of_range");
    }
    if longitude.abs() > 180.0 {
        return remarks.refuse(line, "longitude", "position_out_of_range");
    }
    let Some(deaths) = whole(&line.text("deaths")) else {
        return remarks.refuse(line, "deaths", "unreadable_number");
    };
    let civilians = whole(&line.text("civilians"));
    if line.has("civilians") && civilians.is_none() {
        remarks.add(line, line.heading("civilians"), number_problem(&line.text("civilians")), &line.text("civilians"), false);
    }
    let place = line.text("place");
    if place.is_empty() {
        remarks.add(line, line.heading("place"), "missing_field", "", false);
    }
    Some(Event { row: line.number(), year, latitude, longitude, place, deaths, civilians })
}

fn whole(cell: &str) -> Option<i32> {
    cell.parse().ok().filter(|value| *value >= 0)
}

/// The code of the row's country; refused where there is none that can be one.
fn iso3(line: &Line<'_>, known: &HashSet<String>, remarks: &mut Remarks) -> Option<String> {
    let code = line.text("iso3").to_uppercase();
    if code.is_empty() {
        return remarks.refuse(line, "iso3", "missing_field");
    }
    if code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return remarks.refuse(line, "iso3", "unreadable_code");
    }
    if !known.contains(&code) {
        remarks.add(line, line.heading("iso3"), "unknown_country", &code, false);
    }
    Some(code)
}

fn indexes(sheet: &Sheet, known: &HashSet<String>, remarks: &mut Remarks) -> Vec<Index> {
    let mut seen = HashSet::new();
    let mut lines = Vec::new();
    for line in sheet.rows() {
        let index = index(&line, known, remarks).filter(|index| seen.insert(index.iso3.clone()) || remarks.refuse::<()>(&line, "iso3", "duplicate").is_some());
        let Some(index) = index else { continue };
        // every odd cell of a kept row is told, whether the column is used or not
        for (heading, cell) in line.cells() {
            if is_error(&cell) || is_no_value(&cell) {
                remarks.add(&line, heading, number_problem(&cell), &cell, false);
            }
        }
        lines.push(index);
    }
    lines
}

fn index(line: &Line<'_>, known: &HashSet<String>, remarks: &mut Remarks) -> Option<Index> {
    let iso3 = iso3(line, known, remarks)?;
    let text = line.text("value");
    let Some(value) = number(&text).filter(|value| (0.0..=10.0).contains(value)) else {
        return remarks.refuse(line, "value", if number(&text).is_some() { "out_of_range" } else { number_problem(&text) });
    };
    let class = line.text("class");
    if class.is_empty() || class.chars().count() > 40 || is_error(&class) || is_no_value(&class) {
        return remarks.refuse(line, "class", number_problem(&class));
    }
    Some(Index {
        row: line.number(),
        iso3,
        country: line.text("country"),
        value,
        class,
        rank: whole(&line.text("rank")),
        hazard: number(&line.text("hazard")),
        vulnerability: number(&line.text("vulnerability")),
        coping: number(&line.text("coping")),
    })
}

fn advisories(sheet: &Sheet, known: &HashSet<String>, remarks: &mut Remarks) -> Vec<Advisory> {
    let mut seen = HashSet::new();
    let mut lines = Vec::new();
    for line in sheet.rows() {
        let Some(advisory) = advisory(&line, known, remarks) else { continue };
        if !seen.insert(advisory.iso3.clone()) {
            remarks.add(&line, line.heading("iso3"), "country_repeated", &advisory.iso3, false);
        }
        lines.push(advisory);
    }
    lines
}

fn advisory(line: &Line<'_>, known: &HashSet<String>, remarks: &mut Remarks) -> Option<Advisory> {
    let iso3 = iso3(line, known, remarks)?;
    let words = line.text("level");
    if words.is_empty() {
        return remarks.refuse(line, "level", "missing_field");
    }
    let Some((published, weekday)) = published(&line.text("published")) else {
        let code = if line.text("published").is_empty() { "missing_field" } else { "unreadable_date" };
        return remarks.refuse(line, "published", code);
    };
    if weekday.is_some_and(|weekday| weekday != published.weekday()) {
        remarks.add(line, line.heading("published"), "weekday_differs", &line.text("published"), false);
    }
    let level = plain_level(&words);
    if level.is_none() {
        remarks.add(line, line.heading("level"), "not_a_level", &words, false);
    }
    Some(Advisory { row: line.number(), iso3, country: line.text("country"), level, words, published })
}

/// `Level 4: Do Not Travel`; none for words that only mention a level.
fn plain_level(words: &str) -> Option<i32> {
    let (level, _) = words.strip_prefix("Level ")?.split_once(':')?;
    level.trim().parse().ok().filter(|level| (1..=4).contains(level))
}

/// A date of RFC 822 (`Mon, 13 Jan 2025`, a time after it or not) or of ISO 8601, with the weekday it names.
fn published(cell: &str) -> Option<(NaiveDate, Option<Weekday>)> {
    if let Ok(day) = NaiveDate::parse_from_str(cell, "%Y-%m-%d") {
        return Some((day, None));
    }
    let (weekday, rest) = match cell.split_once(',') {
        Some((weekday, rest)) => (Some(weekday.trim().parse::<Weekday>().ok()?), rest),
        None => (None, cell),
    };
    let words: Vec<&str> = rest.split_whitespace().take(3).collect();
    let day = NaiveDate::parse_from_str(&words.join(" "), "%d %b %Y").ok()?;
    Some((day, weekday))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> HashSet<String> {
        ["COD", "AFG", "CHN", "CIV"].map(str::to_owned).into()
    }

    fn told(reading: &Reading) -> Vec<(i32, &str, &str, bool)> {
        reading.remarks.iter().map(|remark| (remark.row, remark.column.as_str(), remark.code, remark.is_refused)).collect()
    }

    #[test]
    fn events_are_kept_or_refused_by_row_and_column() {
        let file = "year,longitude,latitude,place,deaths_best,deaths_civilians\n2019,29.2,-1.6,Goma,3,1\n2019,29.2,-91,Nowhere,3,1\n\
                    2019,29.2,#VALUE!,Goma,3,1\nlast year,29.2,-1.6,Goma,3,1\n2018,29.2,-1.6,,-1,0\n2018,29.2,-1.6,,1,x\n";
        let reading = read(Kind::Events, file.as_bytes(), &known()).unwrap();
        assert_eq!((reading.rows, reading.lines.count(), reading.last_day), (6, 2, NaiveDate::from_ymd_opt(2019, 12, 31)));
        assert_eq!(
            told(&reading),
            [
                (3, "latitude", "position_out_of_range", true),
                (4, "latitude", "error_cell", true),
                (5, "year", "unreadable_number", true),
                (6, "deaths_best", "unreadable_number", true),
                (7, "deaths_civilians", "no_value", false),
                (7, "place", "missing_field", false),
            ]
        );
    }

    #[test]
    fn every_error_cell_of_an_index_is_told_and_latin_1_is_read() {
        let file = b"COUNTRY,ISO3,DRR,INFORM RISK,RISK CLASS,Rank,Recentness\nC\xf4te d'Ivoire,CIV,x,5.1,High,40,#VALUE!\nCongo,COD,6,7.5,Very High,8,1\n\
                     Congo,COD,6,7.5,Very High,8,#VALUE!\nNowhere,,1,2,Low,1,1\nAfghanistan,AFG,1,x,Low,1,#VALUE!\n";
        let reading = read(Kind::RiskIndex, file, &known()).unwrap();
        let Lines::Index(lines) = &reading.lines else { panic!("an index") };
        assert_eq!(lines.iter().map(|line| line.country.as_str()).collect::<Vec<_>>(), ["Côte d'Ivoire", "Congo"]);
        assert_eq!(
            told(&reading),
            [
                (2, "DRR", "no_value", false),
                (2, "Recentness", "error_cell", false),
                (4, "ISO3", "duplicate", true),
                (5, "ISO3", "missing_field", true),
                (6, "INFORM RISK", "no_value", true),
            ]
        );
    }

    #[test]
    fn advisories_keep_their_words_and_only_a_plain_level_is_a_level() {
        let file = "country,iso3,advisory_level,published\nAfghanistan,AFG,Level 4: Do Not Travel,\"Mon, 13 Jan 2025\"\n\
                    China,CHN,See Summaries - Level 2: Exercise Increased Caution,\"Wed, 27 Nov 2024 05:00:00 EST\"\nChina,CHN,Level 2: Care,\"Tue, 27 Nov 2024\"\n\
                    Kosovo,XKX,Level 1: None,2025-02-01\nCongo,COD,Level 9: Much,13/01/2025\n";
        let reading = read(Kind::Advisories, file.as_bytes(), &known()).unwrap();
        let Lines::Advisories(lines) = &reading.lines else { panic!("advisories") };
        assert_eq!(lines.iter().map(|line| line.level).collect::<Vec<_>>(), [Some(4), None, Some(2), Some(1)]);
        assert_eq!(reading.last_day, NaiveDate::from_ymd_opt(2025, 2, 1));
        assert_eq!(
            told(&reading),
            [
                (3, "advisory_level", "not_a_level", false),
                (4, "published", "weekday_differs", false),
                (4, "iso3", "country_repeated", false),
                (5, "iso3", "unknown_country", false),
                (6, "published", "unreadable_date", true),
            ]
        );
    }

    #[test]
    fn a_file_without_its_columns_is_not_read() {
        let outcome = read(Kind::Events, b"year,place\n2019,Goma\n", &known());
        assert!(matches!(outcome, Err(Unreadable::NoColumn { field: "latitude", .. })), "{outcome:?}");
    }
}
