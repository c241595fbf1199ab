//! Every change of stations and their numbers.

use uuid::Uuid;

use super::countries::country_by_text;
use super::forms::{NewStation, NumberDraft, StationFacts};
use super::queries::Station;
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::Tx;
use crate::db::ids::StationId;
use crate::i18n::Message;
use crate::web::conflict;
use crate::web::error::{AppError, Result};

/// Makes a station; it takes its cell and is a place at once. Answers its code.
pub async fn create(tx: &mut Tx, draft: &NewStation) -> Result<String> {
    let country = country_by_text(tx, &draft.country).await?.ok_or_else(|| AppError::field("country", "stations-country-unknown"))?;
    let region = match (draft.region.is_empty(), country.region) {
        (false, _) => draft.region.clone(),
        (true, Some(region)) => region,
        (true, None) => return Err(AppError::field("region", "field-required")),
    };
    let is_region = sqlx::query_scalar!(r#"select exists (select from region where code = $1) as "is!""#, region).fetch_one(&mut **tx).await?;
    if !is_region {
        return Err(AppError::field("region", "field-not-a-choice"));
    }
    let facts = &draft.facts;
    let (latitude, longitude) = facts.position.unzip();
    let made = sqlx::query!(
        "insert into duty_station (id, code, name, country, region, zone, latitude, longitude, hardship_class, hardship_as_of, family_status, is_headquarters)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        StationId::fresh().0,
        draft.code,
        facts.name,
        country.iso2,
        region,
        facts.zone,
        latitude,
        longitude,
        facts.hardship_class,
        facts.hardship_as_of,
        facts.family_status,
        facts.is_headquarters
    )
    .execute(&mut **tx)
    .await;
    match made.map_err(AppError::from) {
        Ok(_) => {}
        // The only answer that tells a code is taken elsewhere: station codes are public knowledge among those who make stations.
        Err(AppError::Refused(name)) if name == "duty_station_code_once" || name == "cell_named_once" => {
            return Err(AppError::field("code", "constraint-duty-station-code-once"));
        }
        Err(other) => return Err(other),
    }
    tx.record(Entry::done("station.create", &draft.code));
    Ok(draft.code.clone())
}

/// Changes what may change about a station.
pub async fn edit(tx: &mut Tx, actor: &Actor, station: &Station, facts: &StationFacts, version: i32) -> Result<()> {
    allowed(actor, "station.edit", station.cell)?;
    let (latitude, longitude) = facts.position.unzip();
    let done = sqlx::query!(
        "update duty_station set name = $1, zone = $2, latitude = $3, longitude = $4, hardship_class = $5, hardship_as_of = $6,
           family_status = $7, is_headquarters = $8, version = version + 1, updated_at = $9
         where id = $10 and version = $11",
        facts.name,
        facts.zone,
        latitude,
        longitude,
        facts.hardship_class,
        facts.hardship_as_of,
        facts.family_status,
        facts.is_headquarters,
        tx.now,
        station.id.0,
        version
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done("station.edit", &station.code).at_cell(station.cell).with_detail(changed(station, facts)));
    Ok(())
}

/// Adds a number to a station.
pub async fn add_number(tx: &mut Tx, actor: &Actor, station: &Station, draft: &NumberDraft) -> Result<()> {
    allowed(actor, "station.numbers", station.cell)?;
    sqlx::query!(
        "insert into station_number (id, station_id, cell, label, number, is_always_on, as_of) values ($1, $2, $3, $4, $5, $6, $7)",
        Uuid::now_v7(),
        station.id.0,
        station.cell,
        draft.label,
        draft.number,
        draft.is_always_on,
        draft.as_of
    )
    .execute(&mut **tx)
    .await?;
    tx.record(Entry::done("station.numbers", &station.code).at_cell(station.cell).with_detail("number added"));
    Ok(())
}

/// Voids a number: it stays in the history, and nobody calls it any more.
pub async fn void_number(tx: &mut Tx, actor: &Actor, station: &Station, number: Uuid, reason: &str, version: i32) -> Result<()> {
    allowed(actor, "station.numbers", station.cell)?;
    let done = sqlx::query!(
        "update station_number set is_void = true, void_reason = $1, version = version + 1
         where id = $2 and station_id = $3 and version = $4 and not is_void",
        reason,
        number,
        station.id.0,
        version
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(AppError::Conflict(Message::new("stations-number-conflict")));
    }
    tx.record(Entry::done("station.numbers", &station.code).at_cell(station.cell).with_detail("number voided"));
    Ok(())
}

fn allowed(actor: &Actor, action: &str, cell: i32) -> Result<()> {
    match policy::decide(actor, action, &Facts { cells: Some(vec![cell]), ..Facts::default() }) {
        Decision::Allow => Ok(()),
        Decision::Refuse(message) => Err(AppError::Forbidden(message)),
    }
}

/// Names of the fields that differ, for the trail.
fn changed(station: &Station, facts: &StationFacts) -> String {
    let before = (station.latitude.zip(station.longitude), station.hardship_as_of);
    [
        ("name", station.name != facts.name),
        ("zone", station.zone != facts.zone),
        ("position", before.0 != facts.position),
        ("hardship_class", station.hardship_class != facts.hardship_class),
        ("hardship_as_of", before.1 != facts.hardship_as_of),
        ("family_status", station.family_status != facts.family_status),
        ("is_headquarters", station.is_headquarters != facts.is_headquarters),
    ]
    .iter()
    .filter_map(|(field, differs)| differs.then_some(*field))
    .collect::<Vec<_>>()
    .join(" ")
}
