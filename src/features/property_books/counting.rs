//! What a sheet held, counted while it is read. Figures of a column that the sheet does not have are not told.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::model::{class_of, serial_key};
use crate::importing::Table;

/// A sheet in figures: over every line that names an item, refused ones included.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SheetFigures {
    pub name: String,
    /// `read`, `empty`, `no_header`.
    pub state: String,
    pub header_row: u32,
    pub columns: usize,
    /// Lines above the header.
    pub titles: usize,
    /// Lines below the data.
    pub footers: usize,
    /// Lines that name an item.
    pub rows: usize,
    pub refused: usize,
    /// Lines that name no item.
    pub unnamed: usize,
    pub quantity: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agencies: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fsc_1005_rows: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vehicles_23xx_rows: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ammo_13xx_rows: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serials: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serial_duplicated_within_nsn: Option<usize>,
    /// Sum of the cost of one of each line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_cost_sum: Option<f64>,
    #[serde(skip)]
    holders: HashSet<String>,
    #[serde(skip)]
    marks: HashSet<String>,
    #[serde(skip)]
    cents: i64,
}

impl SheetFigures {
    /// A sheet without anything to read.
    pub fn without_rows(name: &str, state: &str) -> Self {
        Self { name: name.to_owned(), state: state.to_owned(), ..Self::default() }
    }

    /// A sheet that is about to be read; `has` says which fields it has columns for.
    pub fn of(name: &str, table: &Table, has: impl Fn(&str) -> bool) -> Self {
        let counted = |field| has(field).then_some(0);
        Self {
            header_row: table.header_row,
            columns: table.header.iter().filter(|heading| !heading.is_empty()).count(),
            titles: table.titles.len(),
            footers: table.footers.len(),
            agencies: counted("holder"),
            fsc_1005_rows: counted("nsn"),
            vehicles_23xx_rows: counted("nsn"),
            ammo_13xx_rows: counted("nsn"),
            serials: counted("serial"),
            serial_duplicated_within_nsn: counted("serial").filter(|_| has("nsn")),
            unit_cost_sum: has("unit_cost").then_some(0.0),
            ..Self::without_rows(name, "read")
        }
    }

    /// One more line that names an item.
    pub fn count(&mut self, holder: &str, nsn: &str, serial: &str, quantity: Option<i32>, cents: Option<i64>) {
        self.rows += 1;
        self.quantity += i64::from(quantity.unwrap_or_default());
        if !holder.is_empty() && !self.holders.contains(holder) {
            self.holders.insert(holder.to_owned());
        }
        self.agencies = self.agencies.map(|_| self.holders.len());
        let more = |count: &mut Option<usize>| *count = count.map(|count| count + 1);
        match class_of(nsn) {
            "firearm" => more(&mut self.fsc_1005_rows),
            "vehicle" => more(&mut self.vehicles_23xx_rows),
            "ammunition" => more(&mut self.ammo_13xx_rows),
            _ => {}
        }
        let serial = serial_key(serial);
        if !serial.is_empty() {
            more(&mut self.serials);
            if !self.marks.insert(format!("{nsn}\u{1f}{serial}")) {
                more(&mut self.serial_duplicated_within_nsn);
            }
        }
        self.cents += cents.unwrap_or_default();
        self.unit_cost_sum = self.unit_cost_sum.map(|_| self.cents as f64 / 100.0);
    }

    /// One more line that was not taken over.
    pub fn refuse(&mut self, is_unnamed: bool) {
        if is_unnamed {
            self.unnamed += 1;
        } else {
            self.refused += 1;
        }
    }
}
