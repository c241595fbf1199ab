//! Where things are, for features that look at what lies around them.

use uuid::Uuid;

use crate::db::Tx;
use crate::web::error::Result;

/// A station or a place with its country and, where it is recorded, its position.
#[derive(Debug, Clone)]
pub struct Site {
    /// Its place; none for a station without one.
    pub place: Option<Uuid>,
    /// Code of the station; empty for a place.
    pub station: String,
    /// Name.
    pub name: String,
    /// ISO code of two letters; empty if unknown.
    pub iso2: String,
    /// ISO code of three letters; empty if unknown.
    pub iso3: String,
    /// Name of the country in English; empty if unknown.
    pub country: String,
    /// Name of the country in French; empty if unknown.
    pub country_fr: String,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
}

impl Site {
    /// Latitude and longitude, where both are recorded.
    pub fn position(&self) -> Option<(f64, f64)> {
        self.latitude.zip(self.longitude)
    }
}

/// The station of a code, if the reader may see it.
pub async fn site_of_station(tx: &mut Tx, code: &str) -> Result<Option<Site>> {
    Ok(sqlx::query_as!(
        Site,
        r#"select p.id as "place?", s.code as "station!", s.name as "name!", c.iso2 as "iso2!", c.iso3 as "iso3!", c.name as "country!", c.name_fr as "country_fr!",
             coalesce(s.latitude, p.latitude) as latitude, coalesce(s.longitude, p.longitude) as longitude
           from visible_duty_station s join visible_country c on c.iso2 = s.country
           left join visible_place p on p.station_id = s.id and p.kind = 'duty_station'
           where s.code = upper($1) order by p.id limit 1"#,
        code
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// A place.
pub async fn site_of_place(tx: &mut Tx, place: Uuid) -> Result<Option<Site>> {
    Ok(sqlx::query_as!(
        Site,
        r#"select p.id as "place?", '' as "station!", p.name as "name!", coalesce(c.iso2, '') as "iso2!", coalesce(c.iso3, '') as "iso3!",
             coalesce(c.name, '') as "country!", coalesce(c.name_fr, '') as "country_fr!", p.latitude, p.longitude
           from visible_place p left join visible_country c on c.iso2 = p.country where p.id = $1"#,
        place
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// Codes of three letters of every country.
pub async fn country_codes(tx: &mut Tx) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(r#"select iso3 as "iso3!" from visible_country"#).fetch_all(&mut **tx).await?)
}
