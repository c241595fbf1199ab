//! Every change of places.

use super::super::countries::country_by_text;
use super::forms::PlaceDraft;
use super::queries;
use crate::audit::Entry;
use crate::db::Tx;
use crate::db::ids::PlaceId;
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::FieldErrors;

/// Adds a place with its zone and its other names.
pub async fn create(tx: &mut Tx, draft: &PlaceDraft) -> Result<PlaceId> {
    let country = country_by_text(tx, &draft.country).await?.ok_or_else(|| AppError::field("country", "stations-country-unknown"))?;
    let is_there = sqlx::query_scalar!(
        r#"select exists (select from visible_place where kind <> 'airport' and country = $1 and sec.plain(name) = sec.plain($2)) as "is!""#,
        country.iso2,
        draft.name
    )
    .fetch_one(&mut **tx)
    .await?;
    if is_there {
        return Err(AppError::field("name", "places-name-there"));
    }
    let id = PlaceId::fresh();
    let (latitude, longitude) = draft.position.unzip();
    sqlx::query!(
        "insert into place (id, kind, name, country, latitude, longitude, zone) values ($1, 'other', $2, $3, $4, $5, $6)",
        id.0,
        draft.name,
        country.iso2,
        latitude,
        longitude,
        draft.zone
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
