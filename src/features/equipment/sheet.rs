//! Equipment by cells, for lists that make several records at once: its columns, and the command of its form.

use super::commands;
use super::forms::EquipmentForm;
use super::model::{CUTS, KINDS, OWNERSHIPS};
use super::queries;
use crate::authz::actor::Actor;
use crate::db::Tx;
use crate::web::error::{AppError, Result};
use crate::web::form::FieldErrors;
use crate::web::sheet::{Cells, Column};

/// Its columns.
pub const COLUMNS: &[Column] = &[
    Column::open("kind", "equipment-kind").one_of(KINDS),
    Column::open("label", "equipment-label"),
    Column::open("serial", "equipment-serial"),
    Column::open("quantity", "equipment-quantity"),
    Column::open("maker", "equipment-maker"),
    Column::open("model", "equipment-model"),
    Column::open("size", "equipment-size"),
    Column::open("cut", "equipment-cut").one_of(CUTS),
    Column::open("ownership", "equipment-ownership").one_of(OWNERSHIPS),
    Column::at_first("station", "officer-station"),
    Column::open("armoury", "equipment-armoury-id"),
    Column::open("place", "equipment-place"),
];

fn form(cells: &Cells) -> EquipmentForm {
    let text = |name: &str| cells.get(name).cloned().unwrap_or_default();
    EquipmentForm {
        station: text("station"),
        kind: text("kind"),
        label: text("label"),
        serial: text("serial"),
        quantity: text("quantity"),
        maker: text("maker"),
        model: text("model"),
        size: text("size"),
        cut: text("cut"),
        ownership: text("ownership"),
        armoury: text("armoury"),
        place: text("place"),
        version: String::new(),
    }
}

/// Records a thing, as the form of the page does. Answers the reference.
pub async fn create(tx: &mut Tx, actor: &Actor, cells: &Cells) -> Result<String> {
    commands::create(tx, actor, &form(cells).draft()?).await
}

/// What the cells of a new thing lack, by column.
pub fn lacks(cells: &Cells) -> FieldErrors {
    match form(cells).draft() {
        Err(AppError::Invalid(errors)) => errors,
        _ => FieldErrors::default(),
    }
}

/// Armouries in which the reader may keep equipment: reference, code of the station, name.
pub async fn stores(tx: &mut Tx) -> Result<Vec<(String, String, String)>> {
    Ok(queries::stores(tx).await?.into_iter().map(|store| (store.reference, store.station, store.name)).collect())
}
