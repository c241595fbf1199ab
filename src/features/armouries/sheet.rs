//! Armouries as a workbook that goes out and comes back. Whether one is approved is decided by another person on its page,
//! so those columns are only shown; the station is chosen once.

use serde_json::Value;

use super::commands;
use super::forms::ArmouryForm;
use super::handlers::beside_the_name;
use super::model::KINDS;
use super::queries;
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::db::Tx;
use crate::web::error::{AppError, Result};
use crate::web::sheet::{Cells, Column, Record, saved};

/// Its columns. An adviser and the number are decided together.
pub const COLUMNS: &[Column] = &[
    Column::open("name", "armoury-name"),
    Column::at_first("station", "officer-station"),
    Column::open("kind", "armoury-kind").one_of(KINDS),
    Column::open("key_holders", "armoury-key-holders"),
    Column::open("capacity", "armoury-capacity-neq-kg").stored("capacity_neq_kg"),
    Column::open("adviser", "armoury-adviser").of("adviser"),
    Column::open("adviser_number", "armoury-adviser-number").of("adviser"),
    Column::shown("approval", "armoury-approval"),
    Column::shown("approved_on", "armoury-approved-on").day(),
    Column::shown("approved_until", "armoury-approved-until").day(),
    Column::shown("authority", "armoury-authority"),
    Column::shown("conditions", "armoury-conditions"),
    Column::shown("weapons", "armoury-weapons"),
];

/// The armouries of these references that the reader may see.
pub async fn records(tx: &mut Tx, references: &[String]) -> Result<Vec<Record>> {
    Ok(sqlx::query_as!(
        Record,
        r#"select a.id as "id!", a.ref as "reference!", a.version as "version!", array[a.cell] as "reach!", false as "is_own!",
             array[a.name, c.code, a.kind, a.key_holders, coalesce(a.capacity_neq_kg::double precision::text, ''), a.adviser, a.adviser_number, a.approval,
               coalesce(a.approved_on::text, ''), coalesce(a.approved_until::text, ''), a.authority, a.conditions,
               (select count(*) from visible_firearm_custody k where k.armoury_id = a.id and k.until is null)::text] as "cells!: Vec<String>"
           from visible_armoury a join sec.cell c on c.no = a.cell where a.ref = any ($1)"#,
        references
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// The open columns of a version of the history; a quantity as the list writes it.
pub fn version(content: &Value) -> Cells {
    let mut cells = saved(COLUMNS, content);
    let capacity = content.get("capacity_neq_kg").and_then(Value::as_f64).map(|kg| kg.to_string()).unwrap_or_default();
    cells.insert("capacity", capacity);
    cells
}

fn form(cells: &Cells, version: i32) -> ArmouryForm {
    let text = |name: &str| cells.get(name).cloned().unwrap_or_default();
    ArmouryForm {
        name: text("name"),
        station: text("station"),
        kind: text("kind"),
        key_holders: text("key_holders"),
        capacity: text("capacity"),
        adviser: text("adviser"),
        adviser_number: text("adviser_number"),
        version: version.to_string(),
    }
}

/// Saves a row over the record as it stands with this version, as the form of the page does.
pub async fn save(tx: &mut Tx, actor: &Actor, reference: &str, version: i32, cells: &Cells) -> Result<()> {
    let armoury = queries::by_ref(tx, reference).await?.ok_or(AppError::NotFound)?;
    if policy::decide(actor, "armoury.edit", &armoury.facts(actor)) != Decision::Allow {
        return Err(AppError::NotFound);
    }
    let form = ArmouryForm { station: armoury.station.clone(), ..form(cells, version) };
    commands::edit(tx, &armoury, &form.draft()?).await.map_err(beside_the_name)
}

/// Records an armoury, not yet assessed, as the form of the page does. Answers the reference.
pub async fn create(tx: &mut Tx, actor: &Actor, cells: &Cells) -> Result<String> {
    commands::create(tx, actor, &form(cells, 0).draft()?).await.map_err(beside_the_name)
}
