//! Firearms as a workbook that goes out and comes back. Where a weapon is and in what state are acts of their own, so
//! those columns are only shown.

use chrono::NaiveDate;

use super::commands;
use super::forms::{CLASSES, FirearmForm};
use super::handlers::beside;
use super::model::OWNERSHIPS;
use super::queries;
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::db::Tx;
use crate::features::armouries::armoury_choices;
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::FieldErrors;
use crate::web::sheet::{Cells, Column, Record};

/// Its columns.
pub const COLUMNS: &[Column] = &[
    Column::open("serial", "firearm-serial"),
    Column::open("make", "firearm-make"),
    Column::open("model", "firearm-model"),
    Column::open("class", "firearm-class").one_of(CLASSES),
    Column::open("calibre", "firearm-calibre"),
    Column::open("country_of_make", "firearm-country-of-make"),
    Column::open("ownership", "firearm-ownership").one_of(OWNERSHIPS),
    Column::open("marks", "firearm-marks"),
    Column::open("acquired_on", "firearm-acquired-on").day(),
    Column::open("document", "firearm-document"),
    Column::at_first("armoury", "firearm-armoury"),
    Column::shown("station", "officer-station"),
    Column::shown("state", "firearm-state"),
    Column::shown("place", "firearm-place"),
    Column::shown("holder", "firearm-holder"),
    Column::shown("since", "workbook-col-since"),
    Column::shown("due_back_at", "handover-due-back-at"),
    Column::shown("inspected_on", "firearm-inspected-on").day(),
    Column::shown("inspection_due_on", "firearm-inspection-due-on").day(),
    Column::shown("round_count", "firearm-round-count"),
    Column::shown("permits", "firearm-permits"),
    Column::shown("due", "upkeep-filter"),
];

/// The firearms of these references that the reader may see.
pub async fn records(tx: &mut Tx, references: &[String]) -> Result<Vec<Record>> {
    Ok(sqlx::query_as!(
        Record,
        r#"select f.id as "id!", f.ref as "reference!", f.version as "version!", array[f.cell] as "reach!", f.id = any ((select sec.own_firearms())::uuid[]) as "is_own!",
             array[f.serial, f.make, f.model, f.class, f.calibre, coalesce(f.country_of_make, ''), f.ownership, f.marks, coalesce(f.acquired_on::text, ''),
               f.document, coalesce(a.ref, ''), c.code, f.state, coalesce(k.kind, ''), coalesce(a.name, nullif(k.workshop, ''), sec.holder_label(k.officer_id),
               (select t.ref from visible_transfer t where t.id = k.transfer_id), case when k.kind = 'missing' then h.place end, ''),
               coalesce(to_char(k.since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), ''),
               coalesce(to_char(h.due_back_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), ''), coalesce(f.inspected_on::text, ''),
               coalesce(f.inspection_due_on::text, ''), f.round_count::text,
               coalesce((select string_agg(distinct p.country, ' ' order by p.country) from visible_firearm_permit p
                 where p.firearm_id = f.id and not p.is_void and p.valid_until >= (sec.now() at time zone 'UTC')::date), ''),
               array_to_string(array(select d.out_what || ':' || d.out_standing from sec.firearm_due(f.id, (sec.now() at time zone 'UTC')::date) d
                 where d.out_standing <> 'later'), ' ')] as "cells!: Vec<String>"
           from visible_firearm f join sec.cell c on c.no = f.cell
           left join visible_firearm_custody k on k.firearm_id = f.id and k.until is null
           left join visible_armoury a on a.id = k.armoury_id left join visible_handover h on h.id = k.handover_id
           where f.ref = any ($1)"#,
        references
    )
    .fetch_all(&mut **tx)
    .await?)
}

fn form(cells: &Cells, version: i32) -> FirearmForm {
    let text = |name: &str| cells.get(name).cloned().unwrap_or_default();
    FirearmForm {
        serial: text("serial"),
        make: text("make"),
        model: text("model"),
        class: text("class"),
        calibre: text("calibre"),
        country_of_make: text("country_of_make"),
        ownership: text("ownership"),
        marks: text("marks"),
        acquired_on: text("acquired_on"),
        document: text("document"),
        armoury: text("armoury"),
        version: version.to_string(),
    }
}

/// Saves a row over the record as it stands with this version, as the form of the page does.
pub async fn save(tx: &mut Tx, actor: &Actor, reference: &str, version: i32, cells: &Cells) -> Result<()> {
    let firearm = queries::by_ref(tx, reference).await?.ok_or(AppError::NotFound)?;
    if policy::decide(actor, "firearm.edit", &firearm.facts(actor)) != Decision::Allow {
        return Err(AppError::NotFound);
    }
    let draft = form(cells, version).draft(tx.now.date_naive())?;
    commands::edit(tx, &firearm, &draft).await.map_err(beside)
}

/// Takes a firearm on charge, as the form of the page does. Answers the reference.
pub async fn create(tx: &mut Tx, actor: &Actor, cells: &Cells) -> Result<String> {
    let draft = form(cells, 0).draft(tx.now.date_naive())?;
    let armoury = armoury_choices(tx).await?.into_iter().find(|one| one.reference == draft.armoury);
    let armoury = armoury.ok_or_else(|| AppError::field("armoury", "asset-armoury-not-yours"))?;
    commands::create(tx, actor, &draft, &armoury).await.map_err(beside)
}

/// What the cells of a new firearm lack, by column.
pub fn lacks(cells: &Cells, today: NaiveDate) -> FieldErrors {
    let mut errors = match form(cells, 0).draft(today) {
        Err(AppError::Invalid(errors)) => errors,
        _ => FieldErrors::default(),
    };
    if cells.get("armoury").is_none_or(|armoury| armoury.trim().is_empty()) {
        errors.add("armoury", Message::new("field-required"));
    }
    errors
}
