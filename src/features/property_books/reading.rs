//! A file as items and remarks: pure. A row is refused under the first code that applies.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::counting::SheetFigures;
use super::model::{cents, class_of, quantity, serial_key};
use crate::importing::{self, DateColumn, Mapping, MappingError, Order, ReadError, Row, Sheet, Table, clean, suggest};

/// Fields of an item, each with the headings it is known under, the first found wins.
const FIELDS: &[(&str, &[&str])] = &[
    ("item", &["Item Name", "Item", "Item Description", "Description", "Nomenclature"]),
    ("nsn", &["NSN", "National Stock Number", "Stock Number"]),
    ("serial", &["Serial Number", "Serial", "Serial No"]),
    ("quantity", &["Quantity", "Qty"]),
    ("unit", &["UI", "Unit of Issue", "Unit"]),
    ("unit_cost", &["Unit Cost", "Acquisition Cost", "Unit Price", "Acquisition Value"]),
    ("acquired_on", &["Ship Date", "Acquired on", "Acquisition Date", "Date Acquired"]),
    ("holder", &["Station Name (LEA)", "Law Enforcement Agency", "Holder", "Agency", "Agency Name", "County"]),
    ("number", &["Property Number", "Asset Number", "Inventory Number"]),
    ("class", &["Class", "Federal Supply Class"]),
    ("make", &["Make", "Manufacturer", "Maker"]),
    ("model", &["Model"]),
    ("condition", &["Condition", "Condition Code"]),
];

/// Names of the fields, for `--map`.
pub fn field_names() -> Vec<&'static str> {
    FIELDS.iter().map(|(name, _)| *name).collect()
}

/// An item as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    #[serde(skip)]
    pub sheet: usize,
    #[serde(skip)]
    pub row: i32,
    pub item: String,
    pub class: &'static str,
    pub make: String,
    pub model: String,
    pub serial: String,
    pub nsn: String,
    pub number: String,
    pub holder: String,
    pub condition: String,
    pub quantity: i32,
    pub unit: String,
    pub unit_cost_cents: Option<i64>,
    pub acquired_on: Option<NaiveDate>,
    #[serde(skip)]
    pub row_key: Vec<u8>,
}

/// A row that was not taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    pub sheet: usize,
    pub row: i32,
    /// Heading of the column.
    pub column: String,
    pub code: &'static str,
    pub value: String,
    /// Where the same serial number stands already.
    pub earlier_row: Option<i32>,
    /// The line names no item, so it is none.
    pub is_unnamed: bool,
    /// The item it would be, where nothing but a repeated serial number stands against it.
    pub item: Option<Box<Item>>,
    pub cells: BTreeMap<String, String>,
    pub row_key: Vec<u8>,
}

/// A file, read.
#[derive(Debug, Default)]
pub struct Reading {
    pub sheets: Vec<SheetFigures>,
    pub items: Vec<Item>,
    pub remarks: Vec<Remark>,
}

/// Why nothing was read.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    #[error("{0}")]
    File(#[from] ReadError),
    #[error("{0}")]
    Mapping(#[from] MappingError),
    #[error("no sheet has a column for the item; headings that are known: {known}")]
    NoItems { known: String },
    #[error("the file has no sheet “{asked}”; its sheets are: {sheets}")]
    NoSheet { asked: String, sheets: String },
}

/// What a file was opened as: a table, or the sheets of a workbook.
pub enum Opened<'a> {
    Text(&'a [u8]),
    Sheets(Vec<Sheet>),
}

/// Reads every sheet, or the one that was asked for.
pub fn read(opened: &Opened<'_>, only: Option<&str>, map: Option<&Mapping>) -> Result<Reading, Unreadable> {
    let mut reader = Reader { map, ..Reader::default() };
    match opened {
        Opened::Text(bytes) => reader.sheet("", (1, 1), |wanted| importing::read(bytes, wanted))?,
        Opened::Sheets(sheets) => {
            let chosen: Vec<&Sheet> = sheets.iter().filter(|sheet| only.is_none_or(|name| sheet.name == name)).collect();
            if chosen.is_empty() {
                let names: Vec<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
                return Err(Unreadable::NoSheet { asked: only.unwrap_or_default().to_owned(), sheets: names.join(", ") });
            }
            for sheet in chosen {
                reader.sheet(&sheet.name, sheet.size(), |wanted| sheet.table(wanted))?;
            }
        }
    }
    if reader.reading.sheets.iter().all(|sheet| sheet.state != "read") {
        return match (reader.map, reader.not_mapped) {
            (Some(_), Some(error)) => Err(error.into()),
            _ => Err(Unreadable::NoItems { known: FIELDS[0].1.join(", ") }),
        };
    }
    Ok(reader.reading)
}

#[derive(Default)]
struct Reader<'a> {
    map: Option<&'a Mapping>,
    not_mapped: Option<MappingError>,
    reading: Reading,
    /// Where a serial number with its stock number, or make and model, stood first.
    serials: HashMap<String, i32>,
    /// How often a line without a serial number came.
    lines: HashMap<Vec<u8>, u32>,
}

impl Reader<'_> {
    fn sheet(&mut self, name: &str, size: (usize, usize), open: impl Fn(&[&str]) -> Result<Table, ReadError>) -> Result<(), Unreadable> {
        if size.0 == 0 {
            self.reading.sheets.push(SheetFigures::without_rows(name, "empty"));
            return Ok(());
        }
        // The header first, by its shape or by the columns somebody chose; then again by the columns that are used.
        let mapping = match self.map {
            Some(map) => map.clone(),
            None => match open(&[]) {
                Ok(table) => suggest(&table.header, FIELDS),
                Err(ReadError::EmptyFile) => Mapping::default(),
                Err(error) => return Err(error.into()),
            },
        };
        let table = match mapping.column_of("item").map(|_| open(&mapping.wanted())) {
            None | Some(Err(ReadError::EmptyFile)) => {
                self.reading.sheets.push(SheetFigures::without_rows(name, "no_header"));
                return Ok(());
            }
            Some(table) => table?,
        };
        match Columns::find(&table, &mapping) {
            Ok(columns) => self.rows(name, &table, &columns),
            Err(error) => {
                self.reading.sheets.push(SheetFigures::without_rows(name, "no_header"));
                self.not_mapped = Some(error);
            }
        }
        Ok(())
    }

    fn rows(&mut self, name: &str, table: &Table, columns: &Columns) {
        let at = self.reading.sheets.len();
        self.reading.sheets.push(SheetFigures::of(name, table, |field| columns.heading(field).is_some()));
        for row in table.rows() {
            let line = Line { columns, row };
            let key = self.key(&line);
            let outcome = self.item(at, &line, key.clone());
            let figures = &mut self.reading.sheets[at];
            if !line.text("item").is_empty() {
                figures.count(&line.text("holder"), &line.text("nsn"), &line.text("serial"), quantity_of(&line), cents(&line.text("unit_cost")));
            }
            match outcome {
                Ok(item) => self.reading.items.push(item),
                Err(refusal) => {
                    figures.refuse(refusal.is_unnamed);
                    let cells = line.cells(table);
                    self.reading.remarks.push(Remark { sheet: at, row: line.number(), cells, row_key: key, ..Remark::from(refusal) });
                }
            }
        }
    }

    fn item(&mut self, sheet: usize, line: &Line<'_>, row_key: Vec<u8>) -> Result<Item, Refusal> {
        let item = line.text("item");
        if item.is_empty() {
            return Err(Refusal { is_unnamed: true, ..Refusal::of(line, "item", "missing_field") });
        }
        for field in ["holder", "quantity"] {
            if line.columns.heading(field).is_some() && line.text(field).is_empty() {
                return Err(Refusal::of(line, field, "missing_field"));
            }
        }
        let acquired_on = match line.text("acquired_on").as_str() {
            "" => None,
            text => Some(line.columns.dates.read(text).map_err(|_| Refusal::of(line, "acquired_on", "unreadable_date"))?.date),
        };
        let quantity = quantity_of(line).ok_or_else(|| Refusal::of(line, "quantity", "unreadable_number"))?;
        let unit_cost_cents = match line.text("unit_cost").as_str() {
            "" => None,
            text => Some(cents(text).ok_or_else(|| Refusal::of(line, "unit_cost", "unreadable_number"))?),
        };
        let class = [line.text("nsn"), line.text("class")].into_iter().find(|text| !text.is_empty()).unwrap_or_default();
        let item = Item {
            sheet,
            row: line.number(),
            item,
            class: super::model::CLASSES.iter().find(|known| **known == class.to_lowercase()).copied().unwrap_or_else(|| class_of(&class)),
            make: line.text("make"),
            model: line.text("model"),
            serial: line.text("serial"),
            nsn: line.text("nsn"),
            number: line.text("number"),
            holder: line.text("holder"),
            condition: line.text("condition"),
            quantity,
            unit: line.text("unit"),
            unit_cost_cents,
            acquired_on,
            row_key,
        };
        match serial_identity(line).map(|serial| self.serials.entry(serial)) {
            Some(Entry::Occupied(first)) => {
                Err(Refusal { earlier_row: Some(*first.get()), item: Some(Box::new(item)), ..Refusal::of(line, "serial", "serial_duplicate") })
            }
            Some(Entry::Vacant(place)) => {
                place.insert(line.number());
                Ok(item)
            }
            None => Ok(item),
        }
    }

    /// What a row is known by when its file comes again: its serial number at its holder, else all its cells and
    /// how often they came.
    fn key(&mut self, line: &Line<'_>) -> Vec<u8> {
        let mut digest = Sha256::new();
        if let Some(serial) = serial_identity(line) {
            digest.update(format!("serial\u{1f}{}\u{1f}{serial}", line.text("holder")));
        } else {
            for cell in line.row.cells() {
                digest.update(clean(cell).as_bytes());
                digest.update(b"\x1f");
            }
            let times = self.lines.entry(digest.clone().finalize().to_vec()).or_default();
            *times += 1;
            digest.update(times.to_be_bytes());
        }
        digest.finalize()[..16].to_vec()
    }
}

/// A serial number with what it must be unique among: the stock number, else make and model, else the item.
fn serial_identity(line: &Line<'_>) -> Option<String> {
    let serial = serial_key(&line.text("serial"));
    if serial.is_empty() {
        return None;
    }
    let among = match (line.text("nsn"), line.text("make") + &line.text("model")) {
        (nsn, _) if !nsn.is_empty() => nsn,
        (_, made) if !made.is_empty() => made,
        _ => line.text("item"),
    };
    Some(format!("{}\u{1f}{serial}", serial_key(&among)))
}

/// How many; one where the book has no such column.
fn quantity_of(line: &Line<'_>) -> Option<i32> {
    if line.columns.heading("quantity").is_none() { Some(1) } else { quantity(&line.text("quantity")) }
}

/// Why a row was not taken over.
struct Refusal {
    column: String,
    code: &'static str,
    value: String,
    earlier_row: Option<i32>,
    is_unnamed: bool,
    item: Option<Box<Item>>,
}

impl Refusal {
    fn of(line: &Line<'_>, field: &str, code: &'static str) -> Self {
        let column = line.columns.heading(field).unwrap_or(field).to_owned();
        Self { column, code, value: line.text(field), earlier_row: None, is_unnamed: false, item: None }
    }
}

impl From<Refusal> for Remark {
    fn from(refusal: Refusal) -> Self {
        let Refusal { column, code, value, earlier_row, is_unnamed, item } = refusal;
        Self { sheet: 0, row: 0, column, code, value, earlier_row, is_unnamed, item, cells: BTreeMap::new(), row_key: Vec::new() }
    }
}

/// Where the fields stand.
struct Columns {
    positions: Vec<(&'static str, usize, String)>,
    dates: DateColumn,
}

impl Columns {
    fn find(table: &Table, mapping: &Mapping) -> Result<Self, MappingError> {
        let mut positions = Vec::new();
        for (field, _) in FIELDS {
            if let Some(position) = mapping.position_of(field, &table.header)? {
                positions.push((*field, position, table.header[position].clone()));
            }
        }
        let dates = positions.iter().find(|(field, ..)| *field == "acquired_on").map(|(_, position, _)| *position);
        let cells = table.rows().filter_map(|row| dates.map(|position| row.cell(position)));
        Ok(Self { dates: DateColumn::settle(cells, None::<Order>), positions })
    }

    fn heading(&self, field: &str) -> Option<&str> {
        self.positions.iter().find(|(name, ..)| *name == field).map(|(_, _, heading)| heading.as_str())
    }
}

/// A row with the columns that are used.
struct Line<'a> {
    columns: &'a Columns,
    row: Row<'a>,
}

impl Line<'_> {
    fn text(&self, field: &str) -> String {
        let position = self.columns.positions.iter().find(|(name, ..)| *name == field).map(|(_, position, _)| *position);
        position.map(|position| clean(self.row.cell(position)).into_owned()).unwrap_or_default()
    }

    fn number(&self) -> i32 {
        i32::try_from(self.row.number).unwrap_or(i32::MAX)
    }

    /// The cells that hold anything, by their headings.
    fn cells(&self, table: &Table) -> BTreeMap<String, String> {
        let named = |(at, cell): (usize, &str)| {
            (table.header.get(at).filter(|name| !name.is_empty()).cloned().unwrap_or_else(|| (at + 1).to_string()), clean(cell).into_owned())
        };
        self.row.cells().enumerate().filter(|(_, cell)| !clean(cell).is_empty()).map(named).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_text(text: &str) -> Reading {
        read(&Opened::Text(text.as_bytes()), None, None).expect("read")
    }

    fn told(reading: &Reading) -> Vec<(i32, &str, &str)> {
        reading.remarks.iter().map(|remark| (remark.row, remark.column.as_str(), remark.code)).collect()
    }

    const BOOK: &str = "Property of 2014,,,,,,\n\nAgency,NSN,Item Name,Quantity,Serial Number,Ship Date,Unit Cost\n\
        A,1005-00-073-9421,RIFLE,1,531 2703,2010-08-02,499\n\
        A,1005-00-073-9421,RIFLE,1,531-2703,2010-08-02,499\n\
        B,1005-00-589-1271,RIFLE,1,5312703,2010-08-02,138\n\
        B,2355-01-553-4634,VEHICLE,2,,never,658000\n\
        B,1305-01-155-5459,CARTRIDGE,1.5,,2010-08-02,1\n\
        B,8470-00-ARM-OR,ARMOR,3,,2010-08-02,dear\n\
        ,8470-00-ARM-OR,ARMOR,3,,2010-08-02,1\n\
        B,8470-00-ARM-OR,,3,,2010-08-02,1\n\
        Summary,,,14,,,\n";

    #[test]
    fn rows_are_taken_or_wait_by_row_and_column() {
        let reading = from_text(BOOK);

        assert_eq!(reading.items.iter().map(|item| (item.row, item.class)).collect::<Vec<_>>(), [(4, "firearm"), (6, "firearm")]);
        assert_eq!(
            told(&reading),
            [
                (5, "Serial Number", "serial_duplicate"),
                (7, "Ship Date", "unreadable_date"),
                (8, "Quantity", "unreadable_number"),
                (9, "Unit Cost", "unreadable_number"),
                (10, "Agency", "missing_field"),
                (11, "Item Name", "missing_field"),
                (12, "Item Name", "missing_field"),
            ]
        );
        assert_eq!(reading.remarks[0].earlier_row, Some(4));
        assert_eq!(reading.remarks[5].cells["NSN"], "8470-00-ARM-OR");
        let sheet = &reading.sheets[0];
        assert_eq!((sheet.header_row, sheet.rows, sheet.refused, sheet.unnamed), (3, 7, 5, 2));
        assert_eq!((sheet.serials, sheet.serial_duplicated_within_nsn), (Some(3), Some(1)));
    }

    #[test]
    fn equal_lines_are_told_apart_by_how_often_they_come() {
        let reading = from_text("Agency,Item Name,Quantity\nA,RIFLE,1\nA,RIFLE,1\nB,RIFLE,1\n");
        let again = from_text("Agency,Item Name,Quantity\nA,RIFLE,1\nA,RIFLE,1\nB,RIFLE,1\n");

        let keys = |reading: &Reading| reading.items.iter().map(|item| item.row_key.clone()).collect::<Vec<_>>();
        assert_eq!(keys(&reading), keys(&again));
        assert_ne!(reading.items[0].row_key, reading.items[1].row_key);
        assert_eq!(reading.sheets[0].quantity, 3);
    }

    #[test]
    fn columns_may_be_chosen_and_a_file_without_items_is_none() {
        let text = "What,How many\nRadio,4\nHelmet,2\n";
        let map = Mapping::parse("item=What,quantity=How many", &field_names()).unwrap();
        let reading = read(&Opened::Text(text.as_bytes()), None, Some(&map)).unwrap();
        assert_eq!(reading.items.iter().map(|item| item.quantity).collect::<Vec<_>>(), [4, 2]);

        assert!(matches!(read(&Opened::Text(text.as_bytes()), None, None), Err(Unreadable::NoItems { .. })));
        let wrong = Mapping::parse("item=Thing", &field_names()).unwrap();
        let outcome = read(&Opened::Text(text.as_bytes()), None, Some(&wrong));
        assert!(matches!(outcome, Err(Unreadable::Mapping(_))), "{outcome:?}");
    }

    #[test]
    fn empty_sheets_are_named_and_one_sheet_may_be_asked_for() {
        let row = |cells: &[&str]| cells.iter().map(|&cell| cell.to_owned()).collect::<Vec<_>>();
        let sheet = |name: &str, rows| Sheet { name: name.into(), blank_above: 0, rows };
        let full = || vec![row(&["Item", "Quantity"]), row(&["Radio", "4"])];
        let sheets = || Opened::Sheets(vec![sheet("Book", full()), sheet("Sheet2", vec![]), sheet("Notes", vec![row(&["Nothing"])])]);

        let reading = read(&sheets(), None, None).unwrap();
        let states: Vec<_> = reading.sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.state.as_str())).collect();
        assert_eq!(states, [("Book", "read"), ("Sheet2", "empty"), ("Notes", "no_header")]);

        assert_eq!(read(&sheets(), Some("Book"), None).unwrap().sheets.len(), 1);
        let outcome = read(&sheets(), Some("Other"), None).map(|reading| reading.sheets.len());
        assert!(matches!(outcome, Err(Unreadable::NoSheet { .. })), "{outcome:?}");
    }
}
