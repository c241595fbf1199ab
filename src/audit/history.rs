//! History of a record: its saves, newest first, each with one sentence per changed field. Versions
//! are written by the database ([`HistoryTable`] lists the tables that have them) and are visible to
//! whoever may see the record now. Several tables of one record make one history: what one
//! transaction saved is one save.
//!
//! Not here: restoring. Who read what is the trail's affair.

pub mod page;
mod tables;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

pub use tables::HistoryTable;

use crate::db::Tx;
use crate::web::error::Result;

/// Versions read of one record; older ones are beyond the page.
const VERSIONS: usize = 1_000;

/// One version of one row, as the database kept it.
#[derive(Debug, Clone, FromRow)]
struct Version {
    record: String,
    at: DateTime<Utc>,
    save: String,
    account: Option<Uuid>,
    content: Value,
    who: String,
    origin: String,
    action: String,
}

/// What was saved at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Saved {
    /// 1 is the first of this record.
    pub number: usize,
    /// Who, as shown; empty for the installation itself.
    pub who: String,
    /// A short mark of the account, for the filter in the URL.
    pub person: String,
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// `web`, `command line`, `job`; empty if the trail does not say.
    pub origin: String,
    /// The action of the trail.
    pub action: String,
    /// Fields that changed, in the order of their names; empty for a save of the system's own columns.
    pub changes: Vec<Changed>,
}

/// One field before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct Changed {
    /// In which table.
    pub table: HistoryTable,
    /// The row.
    pub record: String,
    /// The column.
    pub column: String,
    /// Before; null when the row was new.
    pub before: Value,
    /// After.
    pub after: Value,
    /// Only that it changed may be shown.
    pub is_sealed: bool,
}

/// The saves of a record, newest first.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// Newest first.
    pub saves: Vec<Saved>,
    states: Vec<(usize, HistoryTable, String, Value)>,
}

/// The last save of a record by somebody else: who, when, and a number to call them.
#[derive(Debug, Clone, Default, FromRow)]
pub struct LastSave {
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// Who, as shown.
    pub who: String,
    /// Their number, where the reader may see their record; empty otherwise.
    pub number: String,
}

/// The history of one row.
pub async fn of(tx: &mut Tx, table: HistoryTable, id: impl std::fmt::Display) -> Result<History> {
    of_several(tx, &[(table, vec![id.to_string()])]).await
}

/// The history of a record made of rows of several tables; keys as text.
pub async fn of_several(tx: &mut Tx, parts: &[(HistoryTable, Vec<String>)]) -> Result<History> {
    let mut versions = Vec::new();
    for (table, keys) in parts {
        let rows: Vec<Version> = sqlx::query_as(table.versions()).bind(keys).bind(VERSIONS as i64).fetch_all(&mut **tx).await?;
        versions.extend(rows.into_iter().map(|row| (*table, row)));
    }
    Ok(History::of_versions(versions))
}

/// The content of a row as it was saved with this version.
pub async fn content_at(tx: &mut Tx, table: HistoryTable, id: impl std::fmt::Display, version: i32) -> Result<Option<Value>> {
    Ok(sqlx::query_scalar(table.content()).bind(id.to_string()).bind(version).fetch_optional(&mut **tx).await?)
}

/// Who saved a row last after this version.
pub async fn last_save(tx: &mut Tx, table: HistoryTable, id: impl std::fmt::Display, after_version: i32) -> Result<LastSave> {
    let found: Option<LastSave> = sqlx::query_as(table.last()).bind(id.to_string()).bind(after_version).fetch_optional(&mut **tx).await?;
    Ok(found.unwrap_or_default())
}

impl History {
    fn of_versions(mut versions: Vec<(HistoryTable, Version)>) -> Self {
        versions.sort_by(|(_, a), (_, b)| (a.at, &a.save).cmp(&(b.at, &b.save)));
        let mut known: BTreeMap<(HistoryTable, String), Value> = BTreeMap::new();
        let mut history = History::default();
        let mut current = String::new();
        for (table, version) in versions {
            if current != version.save {
                current = version.save.clone();
                history.saves.push(Saved::by(&version, history.saves.len() + 1));
            }
            let before = known.insert((table, version.record.clone()), version.content.clone()).unwrap_or(Value::Null);
            history.states.push((history.saves.len(), table, version.record.clone(), version.content.clone()));
            if let Some(save) = history.saves.last_mut() {
                for change in differences(table, &version.record, &before, &version.content) {
                    save.absorb(change);
                }
            }
        }
        history.saves.reverse();
        history
    }

    /// What differs between two saves, the older one first.
    pub fn compare(&self, older: usize, newer: usize) -> Vec<Changed> {
        let (before, after) = (self.as_of(older), self.as_of(newer));
        let rows: BTreeSet<&(HistoryTable, String)> = before.keys().chain(after.keys()).collect();
        let nothing = Value::Null;
        rows.into_iter()
            .flat_map(|key| differences(key.0, &key.1, before.get(key).copied().unwrap_or(&nothing), after.get(key).copied().unwrap_or(&nothing)))
            .collect()
    }

    fn as_of(&self, number: usize) -> BTreeMap<(HistoryTable, String), &Value> {
        self.states.iter().filter(|(save, ..)| *save <= number).map(|(_, table, record, content)| ((*table, record.clone()), content)).collect()
    }
}

impl Saved {
    fn by(version: &Version, number: usize) -> Self {
        Self {
            number,
            who: version.who.clone(),
            person: version.account.map(|id| id.simple().to_string()[24..].to_owned()).unwrap_or_default(),
            at: version.at,
            origin: version.origin.clone(),
            action: version.action.clone(),
            changes: Vec::new(),
        }
    }

    /// Two versions of one row in one transaction are one change.
    fn absorb(&mut self, change: Changed) {
        let same = |old: &Changed| old.table == change.table && old.record == change.record && old.column == change.column;
        match self.changes.iter_mut().find(|old| same(old)) {
            Some(old) => old.after = change.after,
            None => self.changes.push(change),
        }
        self.changes.retain(|change| change.before != change.after);
    }
}

fn differences(table: HistoryTable, record: &str, before: &Value, after: &Value) -> Vec<Changed> {
    let columns: BTreeSet<&String> = [before, after].into_iter().filter_map(Value::as_object).flat_map(|object| object.keys()).collect();
    let value = |content: &Value, column: &str| content.get(column).cloned().unwrap_or(Value::Null);
    columns
        .into_iter()
        .filter(|column| !is_system(table, column))
        .map(|column| (column, value(before, column), value(after, column)))
        .filter(|(_, before, after)| before != after && !(before.is_null() && is_empty(after)))
        .map(|(column, before, after)| Changed { table, record: record.to_owned(), is_sealed: is_sealed(table, column), column: column.clone(), before, after })
        .collect()
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(yes) => !yes,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Number(_) | Value::Object(_) => false,
    }
}

/// Columns that the system keeps for itself or derives from others.
fn is_system(table: HistoryTable, column: &str) -> bool {
    const EVERYWHERE: &[&str] = &[
        "id",
        "version",
        "created_at",
        "created_by",
        "updated_at",
        "updated_by",
        "changed_at",
        "cell",
        "cells",
        "during",
        "visible_from",
        "visible_until",
        "zone_version",
        "device_key",
        "fingerprint",
    ];
    const MOVEMENT: &[&str] = &["starts_at", "ends_at", "codename", "alert_again_at", "batch_id"];
    const LEG: &[&str] = &["movement_id", "principal_id", "batch_id", "departs_at", "arrives_at", "posts_required", "posts_filled"];
    const PART: &[&str] = &["movement_id", "leg_id", "principal_id", "batch_id", "from_at", "to_at"];
    const PROFILE: &[&str] = &["principal_id", "is_complete", "verified_at"];
    let own: &[&str] = match table {
        HistoryTable::Movement => MOVEMENT,
        HistoryTable::Leg => LEG,
        HistoryTable::MovementPlan | HistoryTable::Stay | HistoryTable::Stop | HistoryTable::Formation | HistoryTable::Post | HistoryTable::Tasking => PART,
        HistoryTable::RequirementPost | HistoryTable::RequirementBasis | HistoryTable::ProtectionTeam => &["requirement_id", "carried_at"],
        HistoryTable::TeamAssignment | HistoryTable::DutyDay => &["team_id", "assignment_id", "principal_id"],
        HistoryTable::Availability => &["officer_id", "participation_id"],
        HistoryTable::Employment | HistoryTable::LanguageSkill => &["officer_id"],
        HistoryTable::StationNumber | HistoryTable::StationStrength | HistoryTable::StationClosure => &["station_id"],
        // its time is what a reservation is
        HistoryTable::VehicleReservation if column == "during" => return false,
        HistoryTable::VehicleReservation | HistoryTable::VehiclePaper | HistoryTable::VehicleMaintenance | HistoryTable::OdometerCorrection => &["vehicle_id"],
        HistoryTable::StandbyMember | HistoryTable::StandbyCheck | HistoryTable::StandbyKit => &["pledge_id"],
        HistoryTable::MsAgreement | HistoryTable::MsUnitCheck | HistoryTable::MsUnitMember | HistoryTable::MsRotation | HistoryTable::MsUnitItem => {
            &["unit_id"]
        }
        _ if table.name().starts_with("profile_") || table == HistoryTable::ProtectionProfile => PROFILE,
        HistoryTable::Place => &["source"],
        HistoryTable::Account => &["kind"],
        HistoryTable::Exception => &["movement_id", "leg_id", "other_leg_id", "opened_at", "opened_by"],
        HistoryTable::ImportBatch => &["file_digest", "mapping", "result", "portfolio_code"],
        HistoryTable::RiskAssessment => &["matrix_version"],
        HistoryTable::PropertyRegistration => &["item_id", "made_at", "made_by"],
        HistoryTable::ContextSet => &["file_digest", "made_in", "read_at", "read_by"],
        HistoryTable::RiskThreat
        | HistoryTable::RiskMeasure
        | HistoryTable::RiskCourse
        | HistoryTable::RiskSource
        | HistoryTable::RiskComment
        | HistoryTable::RiskExtension => &["assessment_id"],
        HistoryTable::StockCountLot | HistoryTable::StockDiscrepancy => &["count_id"],
        HistoryTable::StationConfirmation => &["station_id"],
        HistoryTable::TransferLine | HistoryTable::TransferPermit | HistoryTable::TransferScan => &["transfer_id", "mark_key", "typed_key", "is_open"],
        HistoryTable::QualificationType => &["sort", "names", "is_added"],
        HistoryTable::CourseSession => &["station_id", "course_id"],
        HistoryTable::SessionInstructor | HistoryTable::Participation => &["session_id"],
        HistoryTable::AmmunitionLot => &["number_key", "maker_key", "calibre_key"],
        HistoryTable::AmmunitionMinimum => &["calibre_key"],
        HistoryTable::RiskAttachment => &["assessment_id", "key_sealed"],
        HistoryTable::PrincipalPhoto => &["principal_id", "key_sealed"],
        HistoryTable::QualificationScan => &["qualification_id", "key_sealed"],
        HistoryTable::FirearmPhoto => &["firearm_id", "key_sealed"],
        _ => &[],
    };
    EVERYWHERE.contains(&column) || own.contains(&column) || column.ends_with("_cell") || column.ends_with("_key")
}

/// Columns of a compartment: that they changed is told, what they say is not.
fn is_sealed(table: HistoryTable, column: &str) -> bool {
    column.ends_with("_sealed")
        || matches!(
            (table, column),
            (HistoryTable::MovementPlan, "purpose" | "notes") | (HistoryTable::Stop, "site" | "notes") | (HistoryTable::Availability, "note")
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn version(save: &str, minute: i64, content: Value) -> (HistoryTable, Version) {
        let version = Version {
            record: "r".into(),
            at: DateTime::UNIX_EPOCH + chrono::Duration::minutes(minute),
            save: save.into(),
            account: Some(Uuid::from_u128(7)),
            content,
            who: "A. Diallo".into(),
            origin: "web".into(),
            action: "officer.edit".into(),
        };
        (HistoryTable::Officer, version)
    }

    #[test]
    fn saves_come_newest_first_with_the_fields_that_changed() {
        let history = History::of_versions(vec![
            version("1", 0, json!({"name": "A", "number_1": "", "version": 1, "cell": 3})),
            version("2", 5, json!({"name": "A", "number_1": "+1", "version": 2, "cell": 4})),
        ]);

        assert_eq!(history.saves.iter().map(|save| save.number).collect::<Vec<_>>(), [2, 1]);
        let changed: Vec<&str> = history.saves[0].changes.iter().map(|change| change.column.as_str()).collect();
        assert_eq!(changed, ["number_1"]);
        assert_eq!(history.saves[1].changes.len(), 1, "a new record names only what it was given");
    }

    #[test]
    fn what_one_transaction_saved_is_one_save() {
        let history =
            History::of_versions(vec![version("1", 0, json!({"name": "A"})), version("2", 1, json!({"name": "B"})), version("2", 1, json!({"name": "C"}))]);

        assert_eq!(history.saves.len(), 2);
        assert_eq!(history.saves[0].changes[0].before, json!("A"));
        assert_eq!(history.saves[0].changes[0].after, json!("C"));
    }

    #[test]
    fn a_save_of_system_columns_has_no_change() {
        let history = History::of_versions(vec![version("1", 0, json!({"name": "A", "cell": 1})), version("2", 1, json!({"name": "A", "cell": 2}))]);

        assert!(history.saves[0].changes.is_empty());
    }

    #[test]
    fn any_two_saves_can_be_compared() {
        let history = History::of_versions(vec![
            version("1", 0, json!({"name": "A", "state": "x"})),
            version("2", 1, json!({"name": "B", "state": "x"})),
            version("3", 2, json!({"name": "A", "state": "y"})),
        ]);

        let changed = history.compare(1, 3);
        assert_eq!(changed.len(), 1);
        assert_eq!((changed[0].column.as_str(), &changed[0].after), ("state", &json!("y")));
    }

    #[test]
    fn what_a_compartment_says_is_sealed() {
        let sealed = differences(HistoryTable::MovementPlan, "r", &json!({"purpose": "a"}), &json!({"purpose": "b"}));
        assert!(sealed[0].is_sealed);
        let open = differences(HistoryTable::Officer, "r", &json!({"name": "a"}), &json!({"name": "b"}));
        assert!(!open[0].is_sealed);
    }
}
