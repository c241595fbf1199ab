//! Places as a workbook that goes out and comes back. A reference is the id of the place; codes come from lists of others,
//! other names are chosen once, and the place of a station is kept with the station.

use serde_json::Value;
use uuid::Uuid;

use super::commands;
use super::forms::{ENTERED, PlaceForm, STATES};
use super::queries;
use crate::authz::actor::Actor;
use crate::db::Tx;
use crate::db::ids::PlaceId;
use crate::web::error::{AppError, Result};
use crate::web::sheet::{Cells, Column, Record, saved};

/// Its columns. A position is decided as a whole, and so is a withdrawal with its reason.
pub const COLUMNS: &[Column] = &[
    Column::open("kind", "places-kind").one_of(&ENTERED),
    Column::shown("code", "workbook-col-place-code"),
    Column::open("name", "stations-name"),
    Column::open("city", "places-city"),
    Column::open("country", "stations-country"),
    Column::open("zone", "stations-zone"),
    Column::open("latitude", "places-latitude").of("position"),
    Column::open("longitude", "places-longitude").of("position"),
    Column::open("station", "places-station"),
    Column::open("phone", "places-phone"),
    Column::open("note", "places-note"),
    Column::open("state", "places-state").one_of(&STATES).of("state"),
    Column::open("withdrawn_reason", "places-withdrawn-reason").of("state"),
    Column::shown("source", "places-source"),
    Column::shown("source_says", "places-said"),
];

/// The places of these ids.
pub async fn records(tx: &mut Tx, references: &[String]) -> Result<Vec<Record>> {
    let ids: Vec<Uuid> = references.iter().filter_map(|reference| reference.parse().ok()).collect();
    Ok(sqlx::query_as!(
        Record,
        r#"select p.id as "id!", p.id::text as "reference!", p.version as "version!", '{}'::integer[] as "reach!", false as "is_own!",
             array[p.kind, coalesce(p.icao, p.iata, case when p.kind = 'duty_station' then s.code end, ''), p.name, p.city, coalesce(p.country, ''), p.zone,
               coalesce(p.latitude::text, ''), coalesce(p.longitude::text, ''), coalesce(s.code, ''), p.phone, p.note, p.state, p.withdrawn_reason,
               p.source, concat_ws('; ', case when p.said_name <> p.name then p.said_name end, case when p.said_city <> p.city then p.said_city end,
                 case when p.said_name is not null and p.said_country is distinct from p.country then coalesce(p.said_country, '-') end,
                 case when p.said_zone <> p.zone then p.said_zone end,
                 case when p.said_name is not null and (p.said_latitude, p.said_longitude) is distinct from (p.latitude, p.longitude)
                   then coalesce(p.said_latitude || ' ' || p.said_longitude, '-') end)] as "cells!: Vec<String>"
           from unnest($1::uuid[]) as wanted (id)
           cross join lateral (select * from visible_place v where v.id = wanted.id limit 1) p
           left join lateral (select d.code from visible_duty_station d where d.id = p.station_id limit 1) s on true"#,
        &ids
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// The open columns of a version of the history.
pub async fn version(tx: &mut Tx, content: &Value) -> Result<Cells> {
    let as_kept = of_version(tx, content).await?;
    let mut cells = saved(COLUMNS, content);
    cells.insert("latitude", as_kept.latitude);
    cells.insert("longitude", as_kept.longitude);
    cells.insert("station", as_kept.station);
    cells.insert("state", as_kept.state);
    Ok(cells)
}

/// The form of a place as one version had it.
pub(super) async fn of_version(tx: &mut Tx, content: &Value) -> Result<PlaceForm> {
    let station = content.get("station_id").and_then(Value::as_str).and_then(|id| id.parse().ok());
    let code = queries::station_code(tx, station).await?;
    Ok(PlaceForm::of_version(content, code))
}

fn form(cells: &Cells, version: i32) -> PlaceForm {
    let text = |name: &str| cells.get(name).cloned().unwrap_or_default();
    PlaceForm {
        version: version.to_string(),
        name: text("name"),
        kind: text("kind"),
        city: text("city"),
        country: text("country"),
        zone: text("zone"),
        latitude: text("latitude"),
        longitude: text("longitude"),
        station: text("station"),
        phone: text("phone"),
        note: text("note"),
        state: text("state"),
        withdrawn_reason: text("withdrawn_reason"),
        aliases: String::new(),
    }
}

/// Saves a row over the record as it stands with this version, as the form of the page does.
pub async fn save(tx: &mut Tx, actor: &Actor, reference: &str, version: i32, cells: &Cells) -> Result<()> {
    let id = reference.parse().map_err(|_| AppError::NotFound)?;
    let place = queries::place(tx, PlaceId(id)).await?.ok_or(AppError::NotFound)?;
    commands::kept_here(&place)?;
    commands::edit(tx, actor, &place, &form(cells, version).facts()?, version).await
}

/// Makes a place, as the form of the page does. Answers its id.
pub async fn create(tx: &mut Tx, cells: &Cells) -> Result<String> {
    Ok(commands::create(tx, &form(cells, 0).draft()?).await?.0.to_string())
}
