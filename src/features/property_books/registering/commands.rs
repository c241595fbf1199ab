//! What people do with an item: register it, set it aside, take it back to the open ones.

use uuid::Uuid;

use super::kinds::Kind;
use super::queries::{Chosen, linkable};
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::db::Tx;
use crate::features::property_books::item_page::ItemRecord;
use crate::i18n::Message;
use crate::web::conflict;
use crate::web::error::{AppError, Result};
use crate::web::form::FieldErrors;
use crate::web::sheet::Cells;

/// A row of the page: its number there, its item, the cells of the record it becomes.
#[derive(Debug, Clone)]
pub struct Line {
    pub number: usize,
    pub item: Chosen,
    pub cells: Cells,
    /// Reference of the record that stands in the register already and is this item; empty: one is made.
    pub record: String,
}

impl Line {
    /// Name of a field in the form.
    pub fn field(&self, column: &str) -> String {
        format!("{}-{column}", self.number)
    }
}

/// What became of the rows.
#[derive(Debug, Default)]
pub struct Outcome {
    /// References of the records that were made, or that the rows were linked to.
    pub made: Vec<String>,
    /// How many of them stood in the register before.
    pub linked: usize,
    /// Items that were not, with what each lacks.
    pub waiting: Vec<Uuid>,
    pub errors: FieldErrors,
}

/// Makes every row that can be made, each whole or not at all. The caller commits, or not.
pub async fn register(tx: &mut Tx, actor: &Actor, kind: Kind, lines: &[Line]) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    for line in lines {
        sqlx::query("savepoint one_row").execute(&mut **tx).await?;
        match make(tx, actor, kind, line).await {
            Ok(reference) => {
                outcome.linked += usize::from(!line.record.is_empty());
                outcome.made.push(reference);
            }
            Err(AppError::Invalid(errors)) => {
                sqlx::query("rollback to savepoint one_row").execute(&mut **tx).await?;
                outcome.waiting.push(line.item.id);
                outcome.errors.extend(beside_columns(kind, line, errors));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(outcome)
}

async fn make(tx: &mut Tx, actor: &Actor, kind: Kind, line: &Line) -> Result<String> {
    if kind != Kind::Equipment && line.item.quantity != 1 {
        return Err(AppError::field(kind.mark(), "constraint-registered-row-is-one"));
    }
    if !line.record.is_empty() {
        let fits = linkable(tx, kind, std::slice::from_ref(&line.record)).await?.contains(&(line.record.clone(), line.item.cell));
        if !fits {
            return Err(AppError::field(kind.mark(), "property-link-of-no-record"));
        }
        link(tx, kind, &line.item, &line.record, true).await.map_err(|error| not_linked(kind, error))?;
        return Ok(line.record.clone());
    }
    let reference = kind.create(tx, actor, &line.cells).await.map_err(|error| refused(kind, error))?;
    link(tx, kind, &line.item, &reference, false).await?;
    Ok(reference)
}

/// Why a row is not this record, beside its number.
fn not_linked(kind: Kind, error: AppError) -> AppError {
    const SAID: &[(&str, &str)] = &[
        ("property_item_registered_once", "constraint-property-item-registered-once"),
        ("firearm_from_one_item", "constraint-firearm-from-one-item"),
        ("vehicle_from_one_item", "constraint-vehicle-from-one-item"),
        ("equipment_from_one_item", "constraint-equipment-from-one-item"),
        ("registered_at_the_station_of_its_book", "constraint-registered-at-the-station-of-its-book"),
        ("linked_record_is_on_the_books", "constraint-linked-record-is-on-the-books"),
    ];
    match error {
        AppError::Refused(name) => match SAID.iter().find(|(refusal, _)| *refusal == name) {
            Some((_, sentence)) => AppError::field(kind.mark(), sentence),
            None => refused(kind, AppError::Refused(name)),
        },
        other => other,
    }
}

/// What the register refuses of this row stands beside its number.
fn refused(kind: Kind, error: AppError) -> AppError {
    match error {
        AppError::Refused(name) => {
            let mut errors = FieldErrors::default();
            errors.add(kind.mark(), Message::new("property-row-refused").with("code", name));
            AppError::Invalid(errors)
        }
        other => other,
    }
}

/// An error of a field that the page does not show stands beside the number of the thing.
fn beside_columns(kind: Kind, line: &Line, errors: FieldErrors) -> FieldErrors {
    errors.renamed(|field| line.field(kind.columns().map(|column| column.name).find(|name| *name == field).unwrap_or(kind.mark())))
}

/// What the rows lack before anybody tries.
pub fn lacks(kind: Kind, lines: &[Line], today: chrono::NaiveDate) -> FieldErrors {
    let mut errors = FieldErrors::default();
    for line in lines {
        let mut of_row = FieldErrors::default();
        if kind != Kind::Equipment && line.item.quantity != 1 {
            of_row.add(kind.mark(), Message::new("constraint-registered-row-is-one"));
        }
        if line.record.is_empty() {
            of_row.extend(kind.lacks(&line.cells, today));
        }
        errors.extend(beside_columns(kind, line, of_row));
    }
    errors
}

async fn link(tx: &mut Tx, kind: Kind, item: &Chosen, reference: &str, was_there: bool) -> Result<()> {
    sqlx::query!(
        "insert into property_registration (id, item_id, cell, kind, was_there, firearm_id, vehicle_id, equipment_id)
         values ($1, $2, $3, $4, $6, (select id from visible_firearm where ref = $5 and $4 = 'firearm'), (select id from visible_vehicle where ref = $5 and $4 = 'vehicle'),
           (select id from visible_equipment where ref = $5 and $4 = 'equipment'))",
        Uuid::now_v7(),
        item.id,
        item.cell,
        kind.code(),
        reference,
        was_there,
    )
    .execute(&mut **tx)
    .await?;
    let deed = if was_there { "property.link" } else { "property.register" };
    tx.record(Entry::done(deed, &item.book).at_cell(item.cell).with_detail(format!("row {} {reference}", item.row)));
    Ok(())
}

/// Says why items are not ours to register.
pub async fn set_aside(tx: &mut Tx, items: &[Chosen], reason: &str) -> Result<()> {
    for item in items {
        sqlx::query!(
            "insert into property_registration (id, item_id, cell, kind, reason) values ($1, $2, $3, 'not_ours', $4)",
            Uuid::now_v7(),
            item.id,
            item.cell,
            reason,
        )
        .execute(&mut **tx)
        .await?;
        tx.record(Entry::done("property.set-aside", &item.book).at_cell(item.cell).with_detail(format!("row {}", item.row)));
    }
    Ok(())
}

/// An item that was set aside is ours after all, or a link was wrong.
pub async fn reopen(tx: &mut Tx, item: &ItemRecord, reason: &str, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update property_registration set is_void = true, void_reason = $2, voided_by = sec.account_id(), version = version + 1
         where item_id = $1 and not is_void and (kind = 'not_ours' or was_there) and version = $3",
        item.id,
        reason,
        version,
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done("property.reopen", &item.book).at_cell(item.cell).with_detail(format!("row {}", item.row)));
    Ok(())
}
