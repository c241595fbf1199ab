//! The names that stand in a file, so that a caller asks once for all of them.

use std::collections::BTreeSet;

use crate::importing::{Table, clean};

use super::fields::{Columns, Field};
use super::places::tidy_name;

/// Names after clean-up, each once.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Names {
    pub principals: BTreeSet<String>,
    /// What [`super::Places::find`] will be asked for.
    pub places: BTreeSet<String>,
}

pub fn named_in(table: &Table, columns: &Columns) -> Names {
    let mut names = Names::default();
    let position = |field| columns.position(field);
    let place_columns = [Field::From, Field::To, Field::Place].map(position);
    let (locality, country) = (position(Field::Locality), position(Field::Country));
    for row in table.rows() {
        let cell = |column: Option<usize>| column.map_or("", |column| row.cell(column));
        insert(&mut names.principals, cell(position(Field::Principal)));
        for column in place_columns {
            insert(&mut names.places, cell(column));
        }
        let (locality, country) = (clean(cell(locality)), clean(cell(country)));
        match locality.is_empty() {
            true => insert(&mut names.places, &country),
            false => insert(&mut names.places, &format!("{locality}, {country}")),
        }
    }
    names
}

fn insert(names: &mut BTreeSet<String>, cell: &str) {
    let name = tidy_name(cell);
    if !name.is_empty() && !names.contains(&name) {
        names.insert(name);
    }
}
