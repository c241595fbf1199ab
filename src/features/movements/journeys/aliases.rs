//! The alias file: names as other people's files write them, with the place each means.
//!
//! Columns `place_as_written, icao, iata, country, latitude, longitude, timezone`, in any
//! order; all but the first may be empty in a row. An alias file with an error in it is
//! refused whole, with every row that is wrong: a place at a wrong position is worse than
//! none.

use std::fmt;
use std::sync::Arc;

use crate::importing::{Mapping, MappingError, ReadError, Row, Table, clean, read};

use super::places::{Place, Places, Position};
use super::zones::Zone;

const COLUMNS: [&str; 7] = ["place_as_written", "icao", "iata", "country", "latitude", "longitude", "timezone"];

/// Why an alias file is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AliasError {
    Unread(ReadError),
    Header(MappingError),
    /// Row and column of every cell that is wrong.
    Rows(Vec<WrongCell>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongCell {
    pub row: u32,
    pub column: &'static str,
    pub text: String,
}

/// Reads an alias file and makes its places known under their names. Returns how many.
pub fn add_aliases(places: &mut Places, bytes: &[u8]) -> Result<usize, AliasError> {
    let table = read(bytes, &COLUMNS).map_err(AliasError::Unread)?;
    let columns = positions(&table).map_err(AliasError::Header)?;
    let mut aliases = vec![];
    let mut wrong = vec![];
    for row in table.rows() {
        match alias(row, &columns) {
            Ok(alias) => aliases.push(alias),
            Err(cell) => wrong.push(cell),
        }
    }
    if !wrong.is_empty() {
        return Err(AliasError::Rows(wrong));
    }

    let count = aliases.len();
    for (as_written, place) in aliases {
        places.add_alias(&as_written, Arc::new(place));
    }
    Ok(count)
}

fn positions(table: &Table) -> Result<[usize; 7], MappingError> {
    let pairs = COLUMNS.map(|column| (column.to_owned(), column.to_owned())).to_vec();
    let mapping = Mapping::from_pairs(pairs, &COLUMNS)?;
    let mut positions = [0; 7];
    for (position, column) in positions.iter_mut().zip(COLUMNS) {
        let missing = || MappingError::FieldNotMapped { field: column.to_owned() };
        *position = mapping.position_of(column, &table.header)?.ok_or_else(missing)?;
    }
    Ok(positions)
}

fn alias(row: Row<'_>, columns: &[usize; 7]) -> Result<(String, Place), WrongCell> {
    let cells = columns.map(|column| clean(row.cell(column)).into_owned());
    let wrong = |at: usize| WrongCell { row: row.number, column: COLUMNS[at], text: cells[at].clone() };
    let some = |at: usize| Some(cells[at].clone()).filter(|text| !text.is_empty());
    if cells[0].is_empty() {
        return Err(wrong(0));
    }
    let degrees = |at: usize| -> Result<Option<f64>, WrongCell> { some(at).map(|text| text.replace(',', ".").parse().map_err(|_| wrong(at))).transpose() };
    let position = match (degrees(4)?, degrees(5)?) {
        (Some(latitude), Some(longitude)) => Some(Position::new(latitude, longitude).ok_or_else(|| wrong(4))?),
        (None, None) => None,
        (Some(_), None) => return Err(wrong(5)),
        (None, Some(_)) => return Err(wrong(4)),
    };
    let zone = some(6).map(|name| Zone::named(&name).ok_or_else(|| wrong(6))).transpose()?;

    let (icao, iata) = (some(1), some(2));
    let key = icao.clone().or_else(|| iata.clone()).unwrap_or_else(|| cells[0].clone());
    let place = Place { key, name: cells[0].clone(), icao, iata, country: some(3), position, zone, station: None };
    Ok((cells[0].clone(), place))
}

impl AliasError {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unread(error) => error.code(),
            Self::Header(error) => error.code(),
            Self::Rows(_) => "wrong_alias",
        }
    }
}

impl fmt::Display for AliasError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unread(error) => write!(f, "{error}"),
            Self::Header(error) => write!(f, "{error}"),
            Self::Rows(cells) => {
                for (index, WrongCell { row, column, text }) in cells.iter().enumerate() {
                    let gap = if index == 0 { "" } else { " " };
                    write!(f, "{gap}Row {row}: “{text}” is no {column}.")?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for AliasError {}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "place_as_written,icao,iata,country,latitude,longitude,timezone\n";

    #[test]
    fn names_find_their_places() {
        let mut places = Places::default();
        let file = format!("{HEADER}Somewhere,,,,,,\nGoma (Congo),FZNA,GOM,CD,-1.67,29.24,Africa/Maputo\n");

        assert_eq!(add_aliases(&mut places, file.as_bytes()), Ok(2));
        let goma = places.find("Goma (Congo)").expect("known");
        assert_eq!(goma.key, "FZNA");
        assert_eq!(goma.zone.as_ref().map(Zone::name), Some("Africa/Maputo"));
        assert_eq!(places.find("Somewhere").map(|place| place.key.as_str()), Some("Somewhere"));
        assert_eq!(places.find("FZNA"), None);
    }

    #[test]
    fn a_wrong_cell_refuses_the_file_and_says_where() {
        let mut places = Places::default();
        let file = format!("{HEADER}A,,,,91,0,UTC\nB,,,,x,0,UTC\nC,,,,1,2,Mars/Base\nD,,,,1,,UTC\n,X,,,1,2,UTC\n");

        let error = add_aliases(&mut places, file.as_bytes()).expect_err("refused");

        let AliasError::Rows(cells) = &error else { panic!("{error:?}") };
        let told: Vec<_> = cells.iter().map(|cell| (cell.row, cell.column)).collect();
        let expected = [(2, "latitude"), (3, "latitude"), (4, "timezone"), (5, "longitude"), (6, "place_as_written")];
        assert_eq!(told, expected);
        assert!(error.to_string().contains("Row 4: “Mars/Base” is no timezone."));
        assert!(places.find("A").is_none());
    }

    #[test]
    fn a_file_without_a_column_is_refused() {
        let error = add_aliases(&mut Places::default(), b"place_as_written,icao,iata\nA,B,C\n");

        assert_eq!(error.map_err(|error| error.code()), Err("unknown_column"));
    }
}
