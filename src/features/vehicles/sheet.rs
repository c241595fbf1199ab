//! Vehicles as a workbook that goes out and comes back. State, papers and reservations are acts of their own, so those
//! columns are only shown; the station is chosen once.

use chrono::NaiveDate;

use super::commands;
use super::forms::VehicleForm;
use super::model::ARMOUR;
use super::queries;
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::db::Tx;
use crate::web::error::{AppError, Result};
use crate::web::form::FieldErrors;
use crate::web::sheet::{Cells, Column, Record};

/// Its columns.
pub const COLUMNS: &[Column] = &[
    Column::open("plate", "vehicle-plate"),
    Column::open("vin", "vehicle-vin"),
    Column::open("make", "vehicle-make"),
    Column::open("model", "vehicle-model"),
    Column::at_first("station", "officer-station"),
    Column::open("seats", "vehicle-seats"),
    Column::open("armour_standard", "vehicle-armour-standard").one_of(ARMOUR),
    Column::open("armour_level", "vehicle-armour-level"),
    Column::open("tyres_on", "vehicle-tyres-on").day(),
    Column::open("communications", "vehicle-communications"),
    Column::open("tracker", "vehicle-tracker"),
    Column::open("odometer", "vehicle-odometer-km").stored("odometer_km"),
    Column::shown("state", "vehicle-state"),
    Column::shown("lacks", "vehicle-standing"),
    Column::shown("first_end", "vehicle-first-end").day(),
    Column::shown("out", "vehicle-place"),
    Column::shown("due", "upkeep-filter"),
    Column::shown("capability", "capability"),
    Column::shown("capability_why", "capability-why"),
];

/// The vehicles of these references that the reader may see.
pub async fn records(tx: &mut Tx, references: &[String]) -> Result<Vec<Record>> {
    Ok(sqlx::query_as!(
        Record,
        r#"select v.id as "id!", v.ref as "reference!", v.version as "version!", array[v.cell] as "reach!", v.id = any ((select sec.own_vehicles())::uuid[]) as "is_own!",
             array[v.plate, v.vin, v.make, v.model, c.code, v.seats::text, v.armour_standard, v.armour_level, coalesce(v.tyres_on::text, ''), v.communications,
               v.tracker, v.odometer_km::text, v.state, array_to_string(stands.out_gaps, ' '), coalesce(ends.first_end::text, ''),
               coalesce(r.ref, ''), array_to_string(array(select one from unnest(stands.out_due) one where split_part(one, ':', 2) <> 'later'), ' '),
               sec.capability(stands.out_capability), array_to_string(stands.out_capability, ' ')] as "cells!: Vec<String>"
           from visible_vehicle v join sec.cell c on c.no = v.cell
           join sec.vehicle_standings(array(select x.id from visible_vehicle x where x.ref = any ($1)), (sec.now() at time zone 'UTC')::date) stands
             on stands.out_vehicle = v.id
           left join visible_vehicle_reservation r on r.vehicle_id = v.id and r.state = 'out'
           left join lateral (select min(latest) as first_end from (select max(p.valid_until) as latest from visible_vehicle_paper p
             where p.vehicle_id = v.id and not p.is_void and p.kind in ('armour_certificate', 'armour_inspection', 'insurance') group by p.kind) each_kind) ends on true
           where v.ref = any ($1)"#,
        references
    )
    .fetch_all(&mut **tx)
    .await?)
}

fn form(cells: &Cells, version: i32) -> VehicleForm {
    let text = |name: &str| cells.get(name).cloned().unwrap_or_default();
    VehicleForm {
        station: text("station"),
        plate: text("plate"),
        vin: text("vin"),
        make: text("make"),
        model: text("model"),
        seats: text("seats"),
        armour_standard: text("armour_standard"),
        armour_level: text("armour_level"),
        tyres_on: text("tyres_on"),
        communications: text("communications"),
        tracker: text("tracker"),
        odometer: text("odometer"),
        version: version.to_string(),
    }
}

/// Saves a row over the record as it stands with this version, as the form of the page does.
pub async fn save(tx: &mut Tx, actor: &Actor, reference: &str, version: i32, cells: &Cells) -> Result<()> {
    let vehicle = queries::by_ref(tx, reference).await?.ok_or(AppError::NotFound)?;
    if policy::decide(actor, "vehicle.edit", &vehicle.facts(actor)) != Decision::Allow {
        return Err(AppError::NotFound);
    }
    let form = VehicleForm { station: vehicle.station.clone(), ..form(cells, version) };
    commands::edit(tx, &vehicle, &form.draft(tx.now.date_naive())?).await
}

/// Records a vehicle, as the form of the page does. Answers the reference.
pub async fn create(tx: &mut Tx, actor: &Actor, cells: &Cells) -> Result<String> {
    let draft = form(cells, 0).draft(tx.now.date_naive())?;
    commands::create(tx, actor, &draft).await
}

/// What the cells of a new vehicle lack, by column.
pub fn lacks(cells: &Cells, today: NaiveDate) -> FieldErrors {
    match form(cells, 0).draft(today) {
        Err(AppError::Invalid(errors)) => errors,
        _ => FieldErrors::default(),
    }
}
