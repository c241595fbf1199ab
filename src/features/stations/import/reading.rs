//! A file as rows of named cells, and how its flags, dates and positions are read.

use std::borrow::Cow;
use std::collections::HashMap;

use chrono::NaiveDate;

use super::{ImportError, Kind};
use crate::importing::{self, DateColumn, Row, Table, clean};

/// A field, the headings it is known under, and whether no row can be read without it.
struct Known {
    field: &'static str,
    headings: &'static [&'static str],
    must: bool,
}

const fn must(field: &'static str, headings: &'static [&'static str]) -> Known {
    Known { field, headings, must: true }
}
const fn may(field: &'static str, headings: &'static [&'static str]) -> Known {
    Known { field, headings, must: false }
}

fn fields(kind: Kind) -> &'static [Known] {
    const LATITUDE: Known = may("latitude", &["latitude", "mission_latitude"]);
    const LONGITUDE: Known = may("longitude", &["longitude", "mission_longitude"]);
    const AIRPORTS: &[Known] = &[
        must("icao", &["icao"]),
        may("iata", &["iata"]),
        may("name", &["name"]),
        may("city", &["city"]),
        must("country", &["country"]),
        LATITUDE,
        LONGITUDE,
        must("zone", &["timezone", "zone", "tz"]),
    ];
    const COUNTRIES: &[Known] = &[
        must("iso2", &["ISO2", "ISO3166-1-Alpha-2", "iso2"]),
        must("iso3", &["ISO3", "ISO3166-1-Alpha-3", "iso3"]),
        must("name", &["COUNTRY_NAME", "official_name_en", "name"]),
        may("name_fr", &["official_name_fr", "name_fr"]),
        may("code", &["COUNTRY_CODE"]),
        LATITUDE,
        LONGITUDE,
        may("obsolete", &["OBSOLETE"]),
    ];
    const CITIES: &[Known] = &[
        must("code", &["CITY_CODE"]),
        must("name", &["CITY_NAME"]),
        may("common_name", &["CITY_COMMON_NAME"]),
        must("country_code", &["COUNTRY_CODE"]),
        must("country_name", &["COUNTRY_NAME"]),
        LATITUDE,
        LONGITUDE,
        may("obsolete", &["OBSOLETE"]),
    ];
    const HARDSHIP: &[Known] = &[
        must("name", &["duty_station", "duty station", "city"]),
        must("country_name", &["country"]),
        must("class", &["hardship_class", "classification", "class"]),
    ];
    const MISSIONS: &[Known] = &[
        must("acronym", &["mission_acronym", "acronym"]),
        must("name", &["mission_name", "name"]),
        may("lead", &["lead_department", "lead"]),
        may("active", &["mission_isactive", "is_active"]),
        may("start", &["start_date"]),
        may("end", &["end_date"]),
        may("location", &["mission_location", "location"]),
        LATITUDE,
        LONGITUDE,
    ];
    const ENTITIES: &[Known] =
        &[must("code", &["ENTITYCODE", "ENTITY", "code"]), must("name", &["Entity name", "ORG_LONG_NAME", "name"]), may("synonym", &["SYNONYM", "ORG_CODE"])];
    match kind {
        Kind::Airports => AIRPORTS,
        Kind::Countries => COUNTRIES,
        Kind::DutyStations => CITIES,
        Kind::Hardship => HARDSHIP,
        Kind::Missions => MISSIONS,
        Kind::Entities => ENTITIES,
    }
}

/// A file with its columns found.
pub(super) struct Sheet {
    table: Table,
    columns: HashMap<&'static str, usize>,
}

impl Sheet {
    /// Reads the bytes; a column that must be there and is not stops the import.
    pub(super) fn read(bytes: &[u8], kind: Kind) -> Result<Self, ImportError> {
        let known = fields(kind);
        let wanted: Vec<&str> = known.iter().flat_map(|known| known.headings.iter().copied()).collect();
        let table = importing::read(bytes, &wanted)?;
        let named: Vec<(&str, &[&str])> = known.iter().map(|known| (known.field, known.headings)).collect();
        let mapping = importing::suggest(&table.header, &named);
        let mut columns = HashMap::new();
        for known in known {
            match mapping.position_of(known.field, &table.header) {
                Ok(Some(column)) => {
                    columns.insert(known.field, column);
                }
                Ok(None) if known.must => return Err(ImportError::NoColumn { field: known.field, known: known.headings.join(", ") }),
                Ok(None) => {}
                Err(_) => return Err(ImportError::TwoColumns(known.field)),
            }
        }
        Ok(Self { table, columns })
    }

    pub(super) fn row_count(&self) -> usize {
        self.table.row_count()
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = Line<'_>> {
        self.table.rows().map(move |row| Line { sheet: self, row })
    }

    /// True if the file has a column for a field.
    pub(super) fn has(&self, field: &str) -> bool {
        self.columns.contains_key(field)
    }

    /// The heading of a field as the file writes it.
    pub(super) fn heading(&self, field: &str) -> &str {
        self.columns.get(field).map_or("", |column| self.table.header[*column].as_str())
    }

    /// How the numbers of a column are written, settled by the column as a whole.
    pub(super) fn decimals(&self, field: &str) -> Decimals {
        Decimals::settle(self.rows().map(|line| line.cell(field).into_owned()))
    }

    /// How the dates of a column are written, settled by the column as a whole.
    pub(super) fn dates(&self, field: &str) -> DateColumn {
        let cells: Vec<String> = self.rows().map(|line| line.cell(field).into_owned()).collect();
        DateColumn::settle(cells.iter().map(String::as_str), None)
    }
}

/// One row.
pub(super) struct Line<'a> {
    sheet: &'a Sheet,
    row: Row<'a>,
}

impl<'a> Line<'a> {
    pub(super) fn number(&self) -> u32 {
        self.row.number
    }

    /// The cell of a field after clean-up; empty if the file has no such column.
    pub(super) fn cell(&self, field: &str) -> Cow<'a, str> {
        match self.sheet.columns.get(field) {
            Some(column) => clean(self.row.cell(*column)),
            None => Cow::Borrowed(""),
        }
    }

    /// The cell of a field as an own string.
    pub(super) fn text(&self, field: &str) -> String {
        self.cell(field).into_owned()
    }
}

/// How the numbers of a column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decimals {
    /// `45.35`.
    Point,
    /// `45,3500`.
    Comma,
    /// `3,452,813`: grouped by thousands, so that the decimal mark is lost. No number can be read.
    Mangled,
}

impl Decimals {
    fn settle(cells: impl Iterator<Item = String>) -> Self {
        let (mut points, mut commas) = (false, false);
        for cell in cells {
            match (cell.matches(',').count(), cell.contains('.')) {
                (0, true) => points = true,
                (0, false) => {}
                (1, false) => commas = true,
                _ => return Decimals::Mangled,
            }
        }
        match (points, commas) {
            (true, true) => Decimals::Mangled,
            (false, true) => Decimals::Comma,
            (_, false) => Decimals::Point,
        }
    }

    /// The number of a cell; none if it cannot be one.
    pub(super) fn read(self, cell: &str) -> Option<f64> {
        let value: f64 = match self {
            Decimals::Point => cell.parse().ok()?,
            Decimals::Comma => cell.replace(',', ".").parse().ok()?,
            Decimals::Mangled => return None,
        };
        value.is_finite().then_some(value)
    }
}

/// What is known of a position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Position {
    /// Both halves, in range.
    At(f64, f64),
    /// Blank, or not in the file.
    Blank,
    /// Not readable: the code says why.
    Wrong(&'static str),
}

/// Reads both halves of a position.
pub(super) fn position(line: &Line<'_>, latitudes: Decimals, longitudes: Decimals) -> Position {
    let (latitude, longitude) = (line.cell("latitude"), line.cell("longitude"));
    if latitude.is_empty() && longitude.is_empty() {
        return Position::Blank;
    }
    if latitude.is_empty() || longitude.is_empty() {
        return Position::Wrong("position_half");
    }
    if latitudes == Decimals::Mangled || longitudes == Decimals::Mangled {
        return Position::Wrong("position_mangled");
    }
    match (latitudes.read(&latitude), longitudes.read(&longitude)) {
        (Some(latitude), Some(longitude)) if latitude.abs() <= 90.0 && longitude.abs() <= 180.0 => Position::At(latitude, longitude),
        (Some(_), Some(_)) => Position::Wrong("position_out_of_range"),
        _ => Position::Wrong("unreadable_number"),
    }
}

/// A yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flag {
    /// As it is usually written.
    Is(bool),
    /// Meant, but written unlike the others (`NO`).
    Oddly(bool),
    Blank,
    Unreadable,
}

/// Reads a flag: `0` and `1`, `Yes` and `No`.
pub(super) fn flag(cell: &str) -> Flag {
    match cell {
        "" => Flag::Blank,
        "1" | "Yes" => Flag::Is(true),
        "0" | "No" => Flag::Is(false),
        other => match other.to_ascii_lowercase().as_str() {
            "yes" | "true" | "y" => Flag::Oddly(true),
            "no" | "false" | "n" => Flag::Oddly(false),
            _ => Flag::Unreadable,
        },
    }
}

/// A date, none for a blank cell, an error code for what is no date.
pub(super) fn date(cell: &str, column: &DateColumn) -> Result<Option<NaiveDate>, &'static str> {
    if cell.is_empty() {
        return Ok(None);
    }
    column.read(cell).map(|moment| Some(moment.date)).map_err(|problem| match problem {
        importing::DateProblem::Unreadable => "unreadable_date",
        importing::DateProblem::Ambiguous => "ambiguous_date",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settle(cells: &[&str]) -> Decimals {
        Decimals::settle(cells.iter().map(|cell| (*cell).to_owned()))
    }

    #[test]
    fn numbers_are_settled_by_the_column_as_a_whole() {
        assert_eq!(settle(&["45.35", "-1", ""]), Decimals::Point);
        assert_eq!(settle(&["45,3500", "-1,25", ""]), Decimals::Comma);
        assert_eq!(settle(&["3,452,813", "152,109"]), Decimals::Mangled);
        assert_eq!(settle(&["45.35", "45,35"]), Decimals::Mangled);
        assert_eq!(Decimals::Comma.read("-72,3333"), Some(-72.3333));
        assert_eq!(Decimals::Mangled.read("152,109"), None);
    }

    #[test]
    fn flags_are_read_and_odd_ones_noticed() {
        assert_eq!(
            [flag("No"), flag("NO"), flag("1"), flag(""), flag("perhaps")],
            [Flag::Is(false), Flag::Oddly(false), Flag::Is(true), Flag::Blank, Flag::Unreadable]
        );
    }

    #[test]
    fn a_file_without_its_key_is_not_read() {
        assert!(matches!(Sheet::read(b"name,country\nGoma,CD\n", Kind::Airports), Err(ImportError::NoColumn { field: "icao", .. })));
        assert!(Sheet::read("\u{feff}ICAO;Country;Timezone\nFZNA;CD;Africa/Lubumbashi\n".as_bytes(), Kind::Airports).is_ok());
    }
}
