//! The lists that may come back, each with the columns and commands of its own feature.

use crate::audit::history::{self, HistoryTable, LastSave};
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::Tx;
use crate::features::{ammunition, armouries, equipment, firearms, people, qualifications, standby, stations, vehicles};
use crate::web::error::{AppError, Result};
use crate::web::sheet::{self, Cells, Column, Record};

/// A list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    Ammunition,
    Armouries,
    /// Employment and languages of officers, who are recorded by their own list.
    Employment,
    Equipment,
    Firearms,
    Kits,
    Officers,
    Places,
    /// Officers with their papers: rows are only added.
    Qualifications,
    Standby,
    Stations,
    Vehicles,
}

impl List {
    /// All of them, in the order of the form.
    pub const ALL: [List; 12] = [
        List::Firearms,
        List::Ammunition,
        List::Armouries,
        List::Equipment,
        List::Kits,
        List::Vehicles,
        List::Officers,
        List::Employment,
        List::Qualifications,
        List::Standby,
        List::Stations,
        List::Places,
    ];

    /// Its name in the address, in the table and on the sheet.
    pub fn word(self) -> &'static str {
        match self {
            List::Ammunition => "ammunition",
            List::Armouries => "armouries",
            List::Employment => "employment",
            List::Equipment => "equipment",
            List::Firearms => "firearms",
            List::Kits => "kits",
            List::Officers => "officers",
            List::Places => "places",
            List::Qualifications => "qualifications",
            List::Standby => "standby",
            List::Stations => "duty-stations",
            List::Vehicles => "vehicles",
        }
    }

    /// The list of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.word() == word)
    }

    pub fn columns(self) -> &'static [Column] {
        match self {
            List::Ammunition => ammunition::sheet::COLUMNS,
            List::Armouries => armouries::sheet::COLUMNS,
            List::Employment => people::employment_sheet::COLUMNS,
            List::Equipment => equipment::sheet::COLUMNS,
            List::Firearms => firearms::sheet::COLUMNS,
            List::Kits => equipment::kits_sheet::COLUMNS,
            List::Officers => people::sheet::COLUMNS,
            List::Places => stations::places_sheet::COLUMNS,
            List::Qualifications => qualifications::sheet::COLUMNS,
            List::Standby => standby::sheet::COLUMNS,
            List::Stations => stations::sheet::COLUMNS,
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
            List::Ammunition
            | List::Armouries
            | List::Employment
            | List::Equipment
            | List::Firearms
            | List::Kits
            | List::Officers
            | List::Places
            | List::Standby
            | List::Stations
            | List::Vehicles => &[],
        }
    }

    /// True if its files hold new rows only, and so neither reference nor version.
    pub fn only_adds(self) -> bool {
        self == List::Qualifications
    }

    /// Address of what a row made, known by the first letter of its reference.
    pub fn made_url(self, reference: &str) -> String {
        let is_officer = self == List::Qualifications && reference.starts_with('O');
        if is_officer { List::Officers.record_url(reference) } else { self.record_url(reference) }
    }

    /// The column of a name.
    pub fn column(self, name: &str) -> Option<&'static Column> {
        self.columns().iter().find(|column| column.name == name)
    }

    /// Address of a record.
    pub fn record_url(self, reference: &str) -> String {
        match self {
            List::Employment => format!("/officers/{reference}/employment"),
            _ => format!("/{}/{reference}", self.word()),
        }
    }

    fn history(self) -> HistoryTable {
        match self {
            List::Ammunition => HistoryTable::AmmunitionLot,
            List::Armouries => HistoryTable::Armoury,
            List::Employment => HistoryTable::Employment,
            List::Equipment => HistoryTable::Equipment,
            List::Firearms => HistoryTable::Firearm,
            List::Kits => HistoryTable::EquipmentKit,
            List::Officers => HistoryTable::Officer,
            List::Places => HistoryTable::Place,
            List::Qualifications => HistoryTable::Qualification,
            List::Standby => HistoryTable::StandbyPledge,
            List::Stations => HistoryTable::DutyStation,
            List::Vehicles => HistoryTable::Vehicle,
        }
    }

    fn actions(self) -> (&'static str, &'static str) {
        match self {
            List::Ammunition => ("ammunition.edit", "ammunition.create"),
            List::Armouries => ("armoury.edit", "armoury.create"),
            List::Employment => ("employment.edit", "employment.edit"),
            List::Equipment => ("equipment.edit", "equipment.create"),
            List::Firearms => ("firearm.edit", "firearm.create"),
            List::Kits => ("kit.edit", "kit.create"),
            List::Officers => ("officer.edit", "officer.create"),
            List::Places => ("place.edit", "place.create"),
            List::Qualifications => ("qualification.create", "qualification.create"),
            List::Standby => ("standby.edit", "standby.create"),
            List::Stations => ("station.edit", "station.create"),
            List::Vehicles => ("vehicle.edit", "vehicle.create"),
        }
    }

    /// True if the actor may change this record.
    pub fn may_edit(self, actor: &Actor, record: &Record) -> bool {
        let facts = Facts { cells: Some(record.reach.clone()), own: record.is_own, ..Facts::default() };
        policy::decide(actor, self.actions().0, &facts) == Decision::Allow
    }

    /// True if the actor may change some record of the list.
    pub fn is_open_to(self, actor: &Actor) -> bool {
        let (edit, create) = self.actions();
        policy::may(actor, edit) || policy::may(actor, create)
    }

    /// True if the actor may make some record of the list.
    pub fn may_create(self, actor: &Actor) -> bool {
        self != List::Employment && policy::may(actor, self.actions().1)
    }

    /// The records of these references that the reader may see.
    pub async fn records(self, tx: &mut Tx, references: &[String]) -> Result<Vec<Record>> {
        match self {
            List::Ammunition => ammunition::sheet::records(tx, references).await,
            List::Armouries => armouries::sheet::records(tx, references).await,
            List::Employment => people::employment_sheet::records(tx, references).await,
            List::Equipment => equipment::sheet::records(tx, references).await,
            List::Firearms => firearms::sheet::records(tx, references).await,
            List::Kits => equipment::kits_sheet::records(tx, references).await,
            List::Officers => people::sheet::records(tx, references).await,
            List::Places => stations::places_sheet::records(tx, references).await,
            List::Qualifications => Ok(Vec::new()),
            List::Standby => standby::sheet::records(tx, references).await,
            List::Stations => stations::sheet::records(tx, references).await,
            List::Vehicles => vehicles::sheet::records(tx, references).await,
        }
    }

    /// The open columns of a record as they were saved with this version; none if it never had it.
    pub async fn base(self, tx: &mut Tx, record: &Record, version: i32) -> Result<Option<Cells>> {
        if self == List::Employment {
            return people::employment_sheet::base(tx, record.id, version).await;
        }
        let Some(content) = history::content_at(tx, self.history(), record.id, version).await? else { return Ok(None) };
        let cells = match self {
            List::Armouries => armouries::sheet::version(&content),
            List::Equipment => equipment::sheet::version(tx, &content).await?,
            List::Kits => equipment::kits_sheet::version(tx, &content).await?,
            List::Officers => people::sheet::version(tx, &content).await?,
            List::Places => stations::places_sheet::version(tx, &content).await?,
            List::Stations => stations::sheet::version(&content),
            List::Ammunition | List::Employment | List::Firearms | List::Qualifications | List::Standby | List::Vehicles => {
                sheet::saved(self.columns(), &content)
            }
        };
        Ok(Some(cells))
    }

    /// Who saved a record last after this version.
    pub async fn last_save(self, tx: &mut Tx, record: &Record, version: i32) -> Result<LastSave> {
        if self == List::Employment {
            return people::employment_sheet::last_save(tx, record.id).await;
        }
        history::last_save(tx, self.history(), record.id, version).await
    }

    /// Saves a row over its record.
    pub async fn save(self, tx: &mut Tx, actor: &Actor, reference: &str, version: i32, cells: &Cells) -> Result<()> {
        match self {
            List::Ammunition => ammunition::sheet::save(tx, actor, reference, version, cells).await,
            List::Armouries => armouries::sheet::save(tx, actor, reference, version, cells).await,
            List::Employment => people::employment_sheet::save(tx, actor, reference, version, cells).await,
            List::Equipment => equipment::sheet::save(tx, actor, reference, version, cells).await,
            List::Firearms => firearms::sheet::save(tx, actor, reference, version, cells).await,
            List::Kits => equipment::kits_sheet::save(tx, actor, reference, version, cells).await,
            List::Officers => people::sheet::save(tx, actor, reference, version, cells).await,
            List::Places => stations::places_sheet::save(tx, actor, reference, version, cells).await,
            List::Qualifications => Err(AppError::NotFound),
            List::Standby => standby::sheet::save(tx, actor, reference, version, cells).await,
            List::Stations => stations::sheet::save(tx, actor, reference, version, cells).await,
            List::Vehicles => vehicles::sheet::save(tx, actor, reference, version, cells).await,
        }
    }

    /// Makes a new record; answers its reference.
    pub async fn create(self, tx: &mut Tx, actor: &Actor, cells: &Cells) -> Result<String> {
        match self {
            List::Ammunition => ammunition::sheet::create(tx, actor, cells).await,
            List::Armouries => armouries::sheet::create(tx, actor, cells).await,
            List::Employment => Err(AppError::NotFound),
            List::Equipment => equipment::sheet::create(tx, actor, cells).await,
            List::Firearms => firearms::sheet::create(tx, actor, cells).await,
            List::Kits => equipment::kits_sheet::create(tx, actor, cells).await,
            List::Officers => people::sheet::create(tx, actor, cells).await,
            List::Places => stations::places_sheet::create(tx, cells).await,
            List::Qualifications => qualifications::sheet::create(tx, actor, cells).await,
            List::Standby => standby::sheet::create(tx, actor, cells).await,
            List::Stations => stations::sheet::create(tx, cells).await,
            List::Vehicles => vehicles::sheet::create(tx, actor, cells).await,
        }
    }
}
