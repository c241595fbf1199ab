//! Every change of places.

use uuid::Uuid;

use super::super::countries::country_by_text;
use super::forms::{PlaceDraft, PlaceFacts};
use super::queries::{self, Place};
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::authz::policy;
use crate::db::Tx;
use crate::db::ids::PlaceId;
use crate::i18n::Message;
use crate::web::conflict;
use crate::web::error::{AppError, Result};
use crate::web::form::FieldErrors;

/// Adds a place with its zone and its other names.
pub async fn create(tx: &mut Tx, draft: &PlaceDraft) -> Result<PlaceId> {
    let facts = &draft.facts;
    let country = country_of(tx, facts).await?;
    if is_named(tx, facts, &country, None).await? {
        return Err(AppError::field("name", "places-name-there"));
    }
    let station = station_of(tx, None, facts).await?;
    let id = PlaceId::fresh();
    let (latitude, longitude) = facts.position.unzip();
    sqlx::query!(
        "insert into place (id, kind, name, city, country, latitude, longitude, zone, station_id, phone, note, state, withdrawn_reason)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        id.0,
        facts.kind,
        facts.name,
        facts.city,
        country,
        latitude,
        longitude,
        facts.zone,
        station,
        facts.phone,
        facts.note,
        facts.state,
        facts.withdrawn_reason
    )
    .execute(&mut **tx)
    .await?;
    for alias in &draft.aliases {
        let made = sqlx::query!("insert into place_alias (alias, place_id) values ($1, $2) on conflict do nothing", alias, id.0).execute(&mut **tx).await?;
        if made.rows_affected() == 0 {
            let mut errors = FieldErrors::default();
            errors.add("aliases", Message::new("places-alias-taken").with("alias", alias.clone()));
            return Err(AppError::Invalid(errors));
        }
    }
    tx.record(Entry::done("place.create", queries::url(id)));
    Ok(id)
}

/// Changes a place. What its source says stays beside it: the database keeps that.
pub async fn edit(tx: &mut Tx, actor: &Actor, place: &Place, facts: &PlaceFacts, version: i32) -> Result<()> {
    if !policy::may(actor, "place.edit") {
        return Err(AppError::Forbidden(Message::new("refused-not-your-right")));
    }
    kept_here(place)?;
    let country = country_of(tx, facts).await?;
    if (place.hit.name != facts.name || place.hit.country != country) && is_named(tx, facts, &country, Some(place.hit.id)).await? {
        return Err(AppError::field("name", "places-name-there"));
    }
    let station = station_of(tx, Some(place), facts).await?;
    let (latitude, longitude) = facts.position.unzip();
    let done = sqlx::query!(
        "update place set kind = $1, name = $2, city = $3, country = $4, latitude = $5, longitude = $6, zone = $7, station_id = $8, phone = $9,
           note = $10, state = $11, withdrawn_reason = $12, version = version + 1
         where id = $13 and version = $14",
        facts.kind,
        facts.name,
        facts.city,
        country,
        latitude,
        longitude,
        facts.zone,
        station,
        facts.phone,
        facts.note,
        facts.state,
        facts.withdrawn_reason,
        place.hit.id.0,
        version
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| beside_what_moves(error.into(), place, facts, &country))?;
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done("place.edit", queries::url(place.hit.id)).with_detail(changed(place, facts, &country, station)));
    Ok(())
}

/// A move out of reach is refused beside the field that moves the place.
fn beside_what_moves(error: AppError, place: &Place, facts: &PlaceFacts, country: &str) -> AppError {
    let field = match () {
        () if place.state != facts.state => "state",
        () if place.hit.country != country => "country",
        () if place.latitude.zip(place.longitude) != facts.position => "latitude",
        () => "station",
    };
    match error {
        AppError::Refused(name) if name == "place_answered_for_within_reach" => AppError::field(field, "constraint-place-answered-for-within-reach"),
        other => other,
    }
}

/// The place of a station is kept with the station, whatever is asked of it.
pub fn kept_here(place: &Place) -> Result<()> {
    match place.is_of_station() {
        true => Err(AppError::Conflict(Message::new("constraint-place-of-station-follows-it"))),
        false => Ok(()),
    }
}

async fn country_of(tx: &mut Tx, facts: &PlaceFacts) -> Result<String> {
    let country = country_by_text(tx, &facts.country).await?;
    Ok(country.ok_or_else(|| AppError::field("country", "stations-country-unknown"))?.iso2)
}

/// True if another place of the country that is no airport has this name.
async fn is_named(tx: &mut Tx, facts: &PlaceFacts, country: &str, but: Option<PlaceId>) -> Result<bool> {
    if facts.kind == "airport" {
        return Ok(false);
    }
    Ok(sqlx::query_scalar!(
        r#"select exists (select from visible_place where kind <> 'airport' and country = $1 and sec.plain(name) = sec.plain($2)
             and id is distinct from $3) as "is!""#,
        country,
        facts.name,
        but.map(|id| id.0)
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// The station of a code within reach. Nobody takes a place from a station that they do not see: then it stays.
async fn station_of(tx: &mut Tx, place: Option<&Place>, facts: &PlaceFacts) -> Result<Option<Uuid>> {
    let hidden = place.filter(|place| place.station.is_empty()).and_then(|place| place.station_id);
    if facts.station.is_empty() || hidden.is_some() {
        return match facts.station.is_empty() {
            true => Ok(hidden),
            false => Err(AppError::field("station", "constraint-place-station-within-reach")),
        };
    }
    let id = sqlx::query_scalar!(r#"select id as "id!" from visible_duty_station where code = $1"#, facts.station).fetch_optional(&mut **tx).await?;
    id.map(Some).ok_or_else(|| AppError::field("station", "constraint-place-station-within-reach"))
}

/// Names of the fields that differ, for the trail.
fn changed(place: &Place, facts: &PlaceFacts, country: &str, station: Option<Uuid>) -> String {
    [
        ("kind", place.hit.kind != facts.kind),
        ("name", place.hit.name != facts.name),
        ("city", place.city != facts.city),
        ("country", place.hit.country != country),
        ("zone", place.hit.zone != facts.zone),
        ("position", place.latitude.zip(place.longitude) != facts.position),
        ("station", place.station_id != station),
        ("phone", place.phone != facts.phone),
        ("note", place.note != facts.note),
        ("state", place.state != facts.state || place.withdrawn_reason != facts.withdrawn_reason),
    ]
    .iter()
    .filter_map(|(field, differs)| differs.then_some(*field))
    .collect::<Vec<_>>()
    .join(" ")
}
