//! Officers as a workbook that goes out and comes back.

use serde_json::Value;

use super::commands;
use super::forms::OfficerForm;
use super::model::{CATEGORIES, DUTY_ROLES};
use super::queries;
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::db::Tx;
use crate::web::error::{AppError, Result};
use crate::web::sheet::{Cells, Column, Record, saved};

/// Its columns. A number and its age are decided together.
pub const COLUMNS: &[Column] = &[
    Column::open("name", "officer-name"),
    Column::open("station", "officer-station").stored("station_id"),
    Column::open("category", "officer-category").one_of(CATEGORIES),
    Column::open("duty_role", "officer-duty-role").one_of(DUTY_ROLES),
    Column::open("number_1", "officer-number-1").of("number_1"),
    Column::open("number_1_as_of", "officer-number-1-as-of").day().of("number_1"),
    Column::open("number_2", "officer-number-2").of("number_2"),
    Column::open("number_2_as_of", "officer-number-2-as-of").day().of("number_2"),
    Column::open("satellite", "officer-satellite").of("satellite"),
    Column::open("satellite_as_of", "officer-satellite-as-of").day().of("satellite"),
    Column::shown("state", "officer-state"),
];

/// The officers of these references that the reader may see.
pub async fn records(tx: &mut Tx, references: &[String]) -> Result<Vec<Record>> {
    Ok(sqlx::query_as!(
        Record,
        r#"select o.id as "id!", o.ref as "reference!", o.version as "version!", array[o.cell] as "reach!", coalesce(o.id = (select sec.own_officer()), false) as "is_own!",
             array[o.name, c.code, o.category, o.duty_role, o.number_1, coalesce(o.number_1_as_of::text, ''), o.number_2, coalesce(o.number_2_as_of::text, ''),
               o.satellite, coalesce(o.satellite_as_of::text, ''), o.state] as "cells!: Vec<String>"
           from visible_officer o join sec.cell c on c.no = o.cell where o.ref = any ($1)"#,
        references
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// The open columns of a version of the history; a station the reader may not see is empty.
pub async fn version(tx: &mut Tx, content: &Value) -> Result<Cells> {
    let mut cells = saved(COLUMNS, content);
    let station = cells.get("station").and_then(|id| id.parse().ok());
    let code = match station {
        Some(id) => queries::station_code(tx, id).await?,
        None => String::new(),
    };
    cells.insert("station", code);
    Ok(cells)
}

fn form(cells: &Cells, version: i32) -> OfficerForm {
    let text = |name: &str| cells.get(name).cloned().unwrap_or_default();
    OfficerForm {
        name: text("name"),
        station: text("station"),
        category: text("category"),
        duty_role: text("duty_role"),
        number_1: text("number_1"),
        number_1_as_of: text("number_1_as_of"),
        number_2: text("number_2"),
        number_2_as_of: text("number_2_as_of"),
        satellite: text("satellite"),
        satellite_as_of: text("satellite_as_of"),
        version: version.to_string(),
    }
}

/// Saves a row over the record as it stands with this version, as the form of the page does.
pub async fn save(tx: &mut Tx, actor: &Actor, reference: &str, version: i32, cells: &Cells) -> Result<()> {
    let officer = queries::by_ref(tx, reference).await?.ok_or(AppError::NotFound)?;
    if policy::decide(actor, "officer.edit", &officer.facts(actor)) != Decision::Allow {
        return Err(AppError::NotFound);
    }
    let draft = form(cells, version).draft(tx.now.date_naive())?;
    commands::edit(tx, actor, &officer, &draft).await
}

/// Creates an officer, as the form of the page does. Answers the reference.
pub async fn create(tx: &mut Tx, actor: &Actor, cells: &Cells) -> Result<String> {
    let draft = form(cells, 0).draft(tx.now.date_naive())?;
    commands::create(tx, actor, &draft).await
}
