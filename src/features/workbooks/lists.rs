//! The lists that may come back, each with the columns and commands of its own feature.

use serde_json::Value;

use crate::audit::history::HistoryTable;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::Tx;
use crate::features::{firearms, people, qualifications, vehicles};
use crate::web::error::{AppError, Result};
use crate::web::sheet::{self, Cells, Column, Record};

/// A list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    Firearms,
    Officers,
    /// Officers with their papers: rows are only added.
    Qualifications,
    Vehicles,
}

impl List {
    /// All of them, in the order of the form.
    pub const ALL: [List; 4] = [List::Firearms, List::Vehicles, List::Officers, List::Qualifications];

    /// Its name in the address, in the table and on the sheet.
    pub fn word(self) -> &'static str {
        match self {
            List::Firearms => "firearms",
            List::Officers => "officers",
            List::Qualifications => "qualifications",
            List::Vehicles => "vehicles",
        }
    }

    /// The list of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.word() == word)
    }

    pub fn columns(self) -> &'static [Column] {
        match self {
            List::Firearms => firearms::sheet::COLUMNS,
            List::Officers => people::sheet::COLUMNS,
            List::Qualifications => qualifications::sheet::COLUMNS,
            List::Vehicles => vehicles::sheet::COLUMNS,
        }
    }

    /// Other headings under which others keep a column. Our own exports never need them.
    pub fn other_headings(self) -> &'static [(&'static str, &'static str)] {
        match self {
            List::Qualifications => &[
                ("officer", "name"),
                ("full_name", "name"),
                ("duty_station", "station"),
                ("usual_duty", "duty_role"),
                ("role", "duty_role"),
                ("qualification", "type"),
                ("class", "weapon_class"),
                ("class_of_weapon", "weapon_class"),
                ("model", "weapon_model"),
                ("obtained", "obtained_on"),
                ("passed_on", "obtained_on"),
                ("expires", "valid_until"),
                ("valid_to", "valid_until"),
                ("issuer", "issued_by"),
                ("certificate", "evidence"),
            ],
            List::Firearms | List::Officers | List::Vehicles => &[],
        }
    }

    /// True if its files hold new rows only, and so neither reference nor version.
    pub fn only_adds(self) -> bool {
        self == List::Qualifications
    }

    /// Address of what a row made, known by the first letter of its reference.
    pub fn made_url(self, reference: &str) -> String {
        match self {
            List::Qualifications if reference.starts_with('O') => List::Officers.record_url(reference),
            List::Firearms | List::Officers | List::Qualifications | List::Vehicles => self.record_url(reference),
        }
    }

    /// The column of a name.
    pub fn column(self, name: &str) -> Option<&'static Column> {
        self.columns().iter().find(|column| column.name == name)
    }

    /// Address of a record.
    pub fn record_url(self, reference: &str) -> String {
        format!("/{}/{reference}", self.word())
    }

    pub fn history(self) -> HistoryTable {
        match self {
            List::Firearms => HistoryTable::Firearm,
            List::Officers => HistoryTable::Officer,
            List::Qualifications => HistoryTable::Qualification,
            List::Vehicles => HistoryTable::Vehicle,
        }
    }

    fn actions(self) -> (&'static str, &'static str) {
        match self {
            List::Firearms => ("firearm.edit", "firearm.create"),
            List::Officers => ("officer.edit", "officer.create"),
            List::Qualifications => ("qualification.create", "qualification.create"),
            List::Vehicles => ("vehicle.edit", "vehicle.create"),
        }
    }

    /// True if the actor may change this record.
    pub fn may_edit(self, actor: &Actor, record: &Record) -> bool {
        let facts = Facts { cells: Some(vec![record.cell]), own: record.is_own, ..Facts::default() };
        policy::decide(actor, self.actions().0, &facts) == Decision::Allow
    }

    /// True if the actor may change some record of the list.
    pub fn is_open_to(self, actor: &Actor) -> bool {
        let (edit, create) = self.actions();
        policy::may(actor, edit) || policy::may(actor, create)
    }

    /// True if the actor may make some record of the list.
    pub fn may_create(self, actor: &Actor) -> bool {
        policy::may(actor, self.actions().1)
    }

    /// The records of these references that the reader may see.
    pub async fn records(self, tx: &mut Tx, references: &[String]) -> Result<Vec<Record>> {
        match self {
            List::Firearms => firearms::sheet::records(tx, references).await,
            List::Officers => people::sheet::records(tx, references).await,
            List::Qualifications => Ok(Vec::new()),
            List::Vehicles => vehicles::sheet::records(tx, references).await,
        }
    }

    /// The open columns of a version of the history.
    pub async fn version(self, tx: &mut Tx, content: &Value) -> Result<Cells> {
        match self {
            List::Officers => people::sheet::version(tx, content).await,
            List::Firearms | List::Qualifications | List::Vehicles => Ok(sheet::saved(self.columns(), content)),
        }
    }

    /// Saves a row over its record.
    pub async fn save(self, tx: &mut Tx, actor: &Actor, reference: &str, version: i32, cells: &Cells) -> Result<()> {
        match self {
            List::Firearms => firearms::sheet::save(tx, actor, reference, version, cells).await,
            List::Officers => people::sheet::save(tx, actor, reference, version, cells).await,
            List::Qualifications => Err(AppError::NotFound),
            List::Vehicles => vehicles::sheet::save(tx, actor, reference, version, cells).await,
        }
    }

    /// Makes a new record; answers its reference.
    pub async fn create(self, tx: &mut Tx, actor: &Actor, cells: &Cells) -> Result<String> {
        match self {
            List::Firearms => firearms::sheet::create(tx, actor, cells).await,
            List::Officers => people::sheet::create(tx, actor, cells).await,
            List::Qualifications => qualifications::sheet::create(tx, actor, cells).await,
            List::Vehicles => vehicles::sheet::create(tx, actor, cells).await,
        }
    }
}
