//! The registers an item can go into: their columns, their command, what stands near in them.

use chrono::NaiveDate;

use crate::authz::actor::Actor;
use crate::db::Tx;
use crate::features::armouries::armoury_choices;
use crate::features::{equipment, firearms, vehicles};
use crate::web::error::Result;
use crate::web::form::FieldErrors;
use crate::web::sheet::{Cells, Column, Rule};

/// A register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Firearm,
    Vehicle,
    Equipment,
}

/// Columns that must be filled for every row of its own, never for all at once.
const OWN: &[&str] = &["serial", "vin", "plate", "label", "quantity", "marks", "document", "odometer", "acquired_on", "tracker"];
/// Columns that may stay empty.
const OPTIONAL: &[&str] = &["country_of_make", "marks", "acquired_on", "document", "vin", "armour_level", "tyres_on", "communications", "tracker"];
const OPTIONAL_EQUIPMENT: &[&str] =
    &["serial", "quantity", "maker", "model", "size", "cut", "armoury", "place", "armour_standard", "armour_level", "made_on", "in_service_on", "expires_on"];

impl Kind {
    pub const ALL: [Kind; 3] = [Kind::Vehicle, Kind::Firearm, Kind::Equipment];

    /// As stored.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Firearm => "firearm",
            Kind::Vehicle => "vehicle",
            Kind::Equipment => "equipment",
        }
    }

    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// By the class of a row; ammunition is kept as lots, and no register of single things is its own.
    pub fn proposed(class: &str) -> Self {
        Self::of(class).unwrap_or(Kind::Equipment)
    }

    /// Address of a record.
    pub fn url(self, reference: &str) -> String {
        match self {
            Kind::Firearm => format!("/firearms/{reference}"),
            Kind::Vehicle => format!("/vehicles/{reference}"),
            Kind::Equipment => format!("/equipment/{reference}"),
        }
    }

    /// The columns that somebody fills in; the station is that of the book.
    pub fn columns(self) -> impl Iterator<Item = &'static Column> {
        let all = match self {
            Kind::Firearm => firearms::sheet::COLUMNS,
            Kind::Vehicle => vehicles::sheet::COLUMNS,
            Kind::Equipment => equipment::sheet::COLUMNS,
        };
        all.iter().filter(|column| column.rule != Rule::Shown && column.name != "station")
    }

    /// The columns that one value may fill for all rows that leave them empty.
    pub fn shared(self) -> impl Iterator<Item = &'static Column> {
        self.columns().filter(|column| !OWN.contains(&column.name))
    }

    pub fn is_optional(self, column: &Column) -> bool {
        OPTIONAL.contains(&column.name) || (self == Kind::Equipment && OPTIONAL_EQUIPMENT.contains(&column.name))
    }

    /// The column of the number a thing is told apart by.
    pub fn mark(self) -> &'static str {
        if self == Kind::Vehicle { "vin" } else { "serial" }
    }

    /// What the words of a column's choices begin with.
    pub fn words_of(column: &Column) -> &'static str {
        if column.label == "firearm-class" { "weapon-class" } else { column.label }
    }

    /// What the cells of a new record lack, by column.
    pub fn lacks(self, cells: &Cells, today: NaiveDate) -> FieldErrors {
        match self {
            Kind::Firearm => firearms::sheet::lacks(cells, today),
            Kind::Vehicle => vehicles::sheet::lacks(cells, today),
            Kind::Equipment => equipment::sheet::lacks(cells, today),
        }
    }

    /// Makes a record, as the form of its register does. Answers the reference.
    pub async fn create(self, tx: &mut Tx, actor: &Actor, cells: &Cells) -> Result<String> {
        match self {
            Kind::Firearm => firearms::sheet::create(tx, actor, cells).await,
            Kind::Vehicle => vehicles::sheet::create(tx, actor, cells).await,
            Kind::Equipment => equipment::sheet::create(tx, actor, cells).await,
        }
    }

    /// Records whose number is one of these, or differs in one sign: which one, reference, number as marked.
    pub async fn near(self, tx: &mut Tx, marks: &[String]) -> Result<Vec<(String, String, String)>> {
        match self {
            Kind::Firearm => firearms::near_any(tx, marks).await,
            Kind::Vehicle => vehicles::near_any(tx, marks).await,
            Kind::Equipment => equipment::near_any(tx, marks).await,
        }
    }

    /// Where a new record may lie: reference, code of the station, name.
    pub async fn stores(self, tx: &mut Tx) -> Result<Vec<(String, String, String)>> {
        Ok(match self {
            Kind::Firearm => armoury_choices(tx).await?.into_iter().filter(|one| one.may_hold).map(|one| (one.reference, one.station, one.name)).collect(),
            Kind::Vehicle => Vec::new(),
            Kind::Equipment => equipment::sheet::stores(tx).await?,
        })
    }
}
