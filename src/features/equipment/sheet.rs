//! Equipment as a workbook that goes out and comes back: what a thing is, where its store is, its level and its dates. Its
//! state, its kit and who has it are acts of their own, so those columns are only shown; the station is chosen once.

use chrono::NaiveDate;
use serde_json::Value;
use uuid::Uuid;

use super::commands;
use super::forms::{DatesDraft, DatesForm, EquipmentDraft, EquipmentForm};
use super::model::{CUTS, KINDS, OWNERSHIPS, STANDARDS};
use super::queries;
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::db::Tx;
use crate::features::armouries::reference_of;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, together};
use crate::web::sheet::{Cells, Column, Record, saved};

/// Its columns. A store is decided as a whole, and so is a level with its standard.
pub const COLUMNS: &[Column] = &[
    Column::at_first("station", "officer-station"),
    Column::open("kind", "equipment-kind").one_of(KINDS),
    Column::open("label", "equipment-label"),
    Column::open("serial", "equipment-serial").of("marked"),
    Column::open("quantity", "equipment-quantity").of("marked"),
    Column::open("maker", "equipment-maker"),
    Column::open("model", "equipment-model"),
    Column::open("size", "equipment-size"),
    Column::open("cut", "equipment-cut").one_of(CUTS),
    Column::open("ownership", "equipment-ownership").one_of(OWNERSHIPS),
    Column::open("armoury", "equipment-armoury-id").stored("armoury_id").of("store"),
    Column::open("place", "equipment-place").of("store"),
    Column::open("armour_standard", "equipment-armour-standard").one_of(STANDARDS).of("level"),
    Column::open("armour_level", "equipment-armour-level").of("level"),
    Column::open("made_on", "equipment-made-on").day(),
    Column::open("in_service_on", "equipment-in-service-on").day(),
    Column::open("expires_on", "equipment-expires-on").day(),
    Column::shown("state", "equipment-state"),
    Column::shown("lacks", "equipment-standing"),
    Column::shown("good_until", "equipment-good-until").day(),
    Column::shown("kit", "equipment-kit-id"),
    Column::shown("holder", "equipment-holder"),
    Column::shown("due_back_at", "equipment-act-due-back-at"),
    Column::shown("capability", "capability"),
    Column::shown("capability_why", "capability-why"),
];

/// The things of these references that the reader may see.
pub async fn records(tx: &mut Tx, references: &[String]) -> Result<Vec<Record>> {
    Ok(sqlx::query_as!(
        Record,
        r#"select e.id as "id!", e.ref as "reference!", e.version as "version!", array[e.cell] as "reach!", e.id = any ((select sec.own_equipment())::uuid[]) as "is_own!",
             array[c.code, e.kind, e.label, e.serial, e.quantity::text, e.maker, e.model, e.size, e.cut, e.ownership, coalesce(a.ref, ''), e.place,
               e.armour_standard, e.armour_level, coalesce(e.made_on::text, ''), coalesce(e.in_service_on::text, ''), coalesce(e.expires_on::text, ''), e.state,
               array_to_string(stands.out_gaps, ' '), coalesce(stands.out_ends_on::text, ''), coalesce(k.ref, ''),
               coalesce(sec.equipment_holder_label(h.officer_id), ''),
               coalesce(to_char(act.due_back_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), ''), sec.capability(stands.out_capability),
               array_to_string(stands.out_capability, ' ')] as "cells!: Vec<String>"
           from visible_equipment e join sec.cell c on c.no = e.cell
           join sec.equipment_standings(array(select x.id from visible_equipment x where x.ref = any ($1)), (sec.now() at time zone 'UTC')::date) stands
             on stands.out_item = e.id
           left join visible_armoury a on a.id = e.armoury_id
           left join visible_equipment_kit k on k.id = e.kit_id
           left join visible_equipment_custody h on h.equipment_id = e.id and h.until is null
           left join visible_equipment_act act on act.id = h.act_id
           where e.ref = any ($1)"#,
        references
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// The open columns of a version of the history.
pub async fn version(tx: &mut Tx, content: &Value) -> Result<Cells> {
    with_armoury(tx, saved(COLUMNS, content)).await
}

/// The same with the reference of the armoury where its key stands; one the reader may not see is empty.
pub async fn with_armoury(tx: &mut Tx, mut cells: Cells) -> Result<Cells> {
    let id: Option<Uuid> = cells.get("armoury").and_then(|id| id.parse().ok());
    let reference = match id {
        Some(id) => reference_of(tx, id).await?,
        None => String::new(),
    };
    cells.insert("armoury", reference);
    Ok(cells)
}

fn form(cells: &Cells, version: i32) -> EquipmentForm {
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
        version: version.to_string(),
    }
}

fn dates(cells: &Cells, version: i32) -> DatesForm {
    let text = |name: &str| cells.get(name).cloned().unwrap_or_default();
    DatesForm {
        armour_standard: text("armour_standard"),
        armour_level: text("armour_level"),
        made_on: text("made_on"),
        in_service_on: text("in_service_on"),
        expires_on: text("expires_on"),
        version: version.to_string(),
    }
}

/// Both forms of the page, understood.
fn drafts(tx: &Tx, form: &EquipmentForm, dates: &DatesForm) -> Result<(EquipmentDraft, DatesDraft)> {
    together(form.draft(), dates.draft(form.kind.trim(), tx.now.date_naive()))
}

/// Saves a row over the record as it stands with this version, as the two forms of the page do. A level is taken off
/// before its thing becomes one that has none, and put on after it became one that may.
pub async fn save(tx: &mut Tx, actor: &Actor, reference: &str, version: i32, cells: &Cells) -> Result<()> {
    let thing = queries::by_ref(tx, reference).await?.ok_or(AppError::NotFound)?;
    if policy::decide(actor, "equipment.edit", &thing.facts(actor)) != Decision::Allow {
        return Err(AppError::NotFound);
    }
    let form = EquipmentForm { station: thing.station.clone(), ..form(cells, version) };
    let (mut draft, mut dates) = drafts(tx, &form, &dates(cells, version))?;
    let stands = drafts(tx, &EquipmentForm::of(&thing), &DatesForm::of(&thing)).ok();
    let is_edited = stands.as_ref().is_none_or(|(stands, _)| *stands != draft);
    let is_dated = stands.as_ref().is_none_or(|(_, stands)| *stands != dates);
    let is_level_taken_off = dates.armour_standard.is_empty();
    if is_dated && is_level_taken_off {
        commands::set_dates(tx, &thing, &dates).await?;
        draft.version += 1;
    }
    if is_edited {
        commands::edit(tx, &thing, &draft).await?;
        dates.version += 1;
    }
    if is_dated && !is_level_taken_off {
        commands::set_dates(tx, &thing, &dates).await?;
    }
    Ok(())
}

/// Records a thing with its level and dates, as the two forms of the page do. Answers the reference.
pub async fn create(tx: &mut Tx, actor: &Actor, cells: &Cells) -> Result<String> {
    let (draft, dates) = drafts(tx, &form(cells, 0), &dates(cells, 0))?;
    let reference = commands::create(tx, actor, &draft).await?;
    let thing = queries::by_ref(tx, &reference).await?.ok_or(AppError::NotFound)?;
    let dates = DatesDraft { version: thing.version, ..dates };
    if dates != DatesForm::of(&thing).draft(&thing.kind, tx.now.date_naive())? {
        commands::set_dates(tx, &thing, &dates).await?;
    }
    Ok(reference)
}

/// What the cells of a new thing lack, by column.
pub fn lacks(cells: &Cells, today: NaiveDate) -> FieldErrors {
    let form = form(cells, 0);
    match together(form.draft(), dates(cells, 0).draft(form.kind.trim(), today)) {
        Err(AppError::Invalid(errors)) => errors,
        _ => FieldErrors::default(),
    }
}

/// Armouries in which the reader may keep equipment: reference, code of the station, name.
pub async fn stores(tx: &mut Tx) -> Result<Vec<(String, String, String)>> {
    Ok(queries::stores(tx).await?.into_iter().map(|store| (store.reference, store.station, store.name)).collect())
}
