//! Duty stations as a workbook that goes out and comes back. Code, country and region are chosen once: scopes rest on
//! them. Numbers are added and voided on their page, so they are only shown: whose, the number, the day it was last right.

use serde_json::Value;

use super::commands;
use super::forms::StationForm;
use super::model::{FAMILY_STATUSES, HARDSHIP_CLASSES};
use super::queries;
use crate::authz::actor::Actor;
use crate::db::Tx;
use crate::web::error::{AppError, Result};
use crate::web::sheet::{Cells, Column, Record, saved};

/// The word of a station that is a headquarters.
const YES: &str = "yes";

/// Its columns. A position is decided as a whole, and so is a class with its day.
pub const COLUMNS: &[Column] = &[
    Column::at_first("code", "stations-code"),
    Column::open("name", "stations-name"),
    Column::at_first("country", "stations-country"),
    Column::at_first("region", "stations-region"),
    Column::open("zone", "stations-zone"),
    Column::open("latitude", "places-latitude").of("position"),
    Column::open("longitude", "places-longitude").of("position"),
    Column::open("hardship_class", "stations-hardship").one_of(&HARDSHIP_CLASSES).of("hardship"),
    Column::open("hardship_as_of", "stations-hardship-as-of").day().of("hardship"),
    Column::open("family_status", "stations-family").one_of(&FAMILY_STATUSES),
    Column::open("is_headquarters", "stations-is-headquarters").one_of(&[YES]),
    Column::shown("always_on_number", "stations-always-on"),
    Column::shown("numbers", "stations-numbers"),
    Column::shown("confirmation", "stations-confirmed"),
    Column::shown("confirmed_since", "workbook-col-confirmed-since"),
];

/// The stations of these codes that the reader may see.
pub async fn records(tx: &mut Tx, references: &[String]) -> Result<Vec<Record>> {
    Ok(sqlx::query_as!(
        Record,
        r#"with block as (
             select out_cell, (array['good', 'due', 'unknown', 'late'])[max(array_position(array['good', 'due', 'unknown', 'late'], out_grade))] as grade,
               case when bool_and(coalesce(out_at, out_counted_at) is not null) then min(greatest(out_at, out_counted_at)) end as since
             from sec.station_blocks((select array_agg(cell) from visible_duty_station where code = any ($1))) group by out_cell)
           select s.id as "id!", s.code as "reference!", s.version as "version!", array[s.cell] as "reach!", false as "is_own!",
             array[s.code, s.name, s.country, s.region, s.zone, coalesce(s.latitude::text, ''), coalesce(s.longitude::text, ''), s.hardship_class,
               coalesce(s.hardship_as_of::text, ''), s.family_status, case when s.is_headquarters then 'yes' else '' end,
               coalesce((select n.label || ' ' || n.number from visible_station_number n where n.station_id = s.id and n.is_always_on and not n.is_void
                 order by n.as_of desc, n.id limit 1), ''),
               coalesce((select string_agg(n.label || ' ' || n.number || case when n.is_always_on then ' (24 h)' else '' end || ' ' || n.as_of, '; '
                 order by n.is_always_on desc, n.as_of desc, n.label, n.id) from visible_station_number n where n.station_id = s.id and not n.is_void), ''),
               case when sec.station_is_closed(s.cell) then 'closed' else coalesce(b.grade, '') end,
               coalesce(to_char(b.since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), '')] as "cells!: Vec<String>"
           from visible_duty_station s left join block b on b.out_cell = s.cell where s.code = any ($1)"#,
        references
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// The open columns of a version of the history.
pub fn version(content: &Value) -> Cells {
    let mut cells = saved(COLUMNS, content);
    let as_kept = StationForm::of_version(content);
    cells.insert("latitude", as_kept.latitude);
    cells.insert("longitude", as_kept.longitude);
    cells.insert("is_headquarters", as_kept.is_headquarters);
    cells
}

fn form(cells: &Cells, version: i32) -> Result<StationForm> {
    let text = |name: &str| cells.get(name).cloned().unwrap_or_default();
    let form = StationForm {
        version: version.to_string(),
        code: text("code"),
        name: text("name"),
        country: text("country"),
        region: text("region"),
        zone: text("zone"),
        latitude: text("latitude"),
        longitude: text("longitude"),
        hardship_class: text("hardship_class"),
        hardship_as_of: text("hardship_as_of"),
        family_status: text("family_status"),
        is_headquarters: text("is_headquarters"),
    };
    match form.is_headquarters.as_str() {
        "" | YES => Ok(form),
        _ => Err(AppError::field("is_headquarters", "field-not-a-choice")),
    }
}

/// Saves a row over the record as it stands with this version, as the form of the page does.
pub async fn save(tx: &mut Tx, actor: &Actor, reference: &str, version: i32, cells: &Cells) -> Result<()> {
    let station = queries::station(tx, reference).await?.ok_or(AppError::NotFound)?;
    let facts = form(cells, version)?.facts()?;
    commands::edit(tx, actor, &station, &facts, version).await
}

/// Makes a station, as the form of the page does. Answers its code.
pub async fn create(tx: &mut Tx, cells: &Cells) -> Result<String> {
    commands::create(tx, &form(cells, 0)?.new_station()?).await
}
