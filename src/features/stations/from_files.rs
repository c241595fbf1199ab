//! Places as files name them: by code, by station, by an alias that somebody recorded.

use std::collections::HashMap;

use uuid::Uuid;

use crate::db::Tx;
use crate::db::ids::PlaceId;
use crate::web::error::Result;

/// A place with the words that found it.
pub struct Found {
    /// The same place has the same key under whatever name.
    pub key: String,
    pub name: String,
    pub icao: Option<String>,
    pub iata: Option<String>,
    pub country: Option<String>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub zone: String,
    pub station: Option<String>,
    /// The alias it was asked for, if that is how it is known.
    pub alias: Option<String>,
}

/// A place that no record holds yet.
pub struct Missing {
    pub key: String,
    pub name: String,
    pub icao: Option<String>,
    pub iata: Option<String>,
    pub country: Option<String>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub zone: String,
}

/// Places that one of these names means, by alias, ICAO, IATA or station code.
pub async fn find(tx: &mut Tx, names: &[String]) -> Result<Vec<Found>> {
    let rows = sqlx::query_as!(
        Found,
        r#"select sec.place_key(p.icao, p.iata, p.name, s.code) as "key!", p.name as "name!", p.icao, p.iata, p.country, p.latitude, p.longitude,
             p.zone as "zone!", s.code as "station?", a.alias as "alias?"
           from (
             select id, null::text as alias from visible_place where icao = any($1) or iata = any($1)
             union all select station_place.id, null from duty_station named join visible_place station_place
               on station_place.station_id = named.id and station_place.kind = 'duty_station' where named.code = any($1)
             union all select place_id, alias from place_alias where alias = any($1)) a
           join visible_place p on p.id = a.id
           left join duty_station s on s.id = p.station_id and p.kind = 'duty_station'
           order by p.icao nulls last, p.id"#,
        names
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows)
}

/// Ids of recorded places by their keys.
pub async fn ids_by_key(tx: &mut Tx, keys: &[String]) -> Result<HashMap<String, PlaceId>> {
    let rows = sqlx::query!(
        r#"select sec.place_key(p.icao, p.iata, p.name, s.code) as "key!", p.id as "id!: PlaceId"
           from visible_place p left join duty_station s on s.id = p.station_id and p.kind = 'duty_station'
           where p.icao = any($1) or p.iata = any($1) or p.kind not in ('airport', 'duty_station') and p.name = any($1) or 'station ' || s.code = any($1)
           order by p.icao nulls last, p.id"#,
        keys
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut ids = HashMap::new();
    for row in rows {
        ids.entry(row.key).or_insert(row.id);
    }
    Ok(ids)
}

/// Records places that a file describes and nobody has. An unknown country stays empty.
pub async fn create(tx: &mut Tx, places: &[Missing], source: &str) -> Result<Vec<PlaceId>> {
    let ids: Vec<Uuid> = places.iter().map(|_| Uuid::now_v7()).collect();
    let text = |pick: fn(&Missing) -> Option<&str>| -> Vec<Option<String>> { places.iter().map(|place| pick(place).map(str::to_owned)).collect() };
    sqlx::query!(
        "insert into place (id, kind, name, country, icao, iata, latitude, longitude, zone, source)
         select n.id, 'other', left(n.name, 160), c.iso2, n.icao, n.iata, n.latitude, n.longitude, n.zone, $9
         from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::float8[], $8::text[])
           as n (id, name, country, icao, iata, latitude, longitude, zone)
         left join country c on c.iso2 = n.country",
        &ids,
        &text(|place| Some(&place.name)) as &[Option<String>],
        &text(|place| place.country.as_deref()) as &[Option<String>],
        &text(|place| place.icao.as_deref()) as &[Option<String>],
        &text(|place| place.iata.as_deref()) as &[Option<String>],
        &places.iter().map(|place| place.latitude).collect::<Vec<_>>() as &[Option<f64>],
        &places.iter().map(|place| place.longitude).collect::<Vec<_>>() as &[Option<f64>],
        &text(|place| Some(&place.zone)) as &[Option<String>],
        source
    )
    .execute(&mut **tx)
    .await?;
    Ok(ids.into_iter().map(PlaceId).collect())
}

/// Which station answers for a country, and which for everything else.
pub struct Cover {
    by_country: HashMap<String, (Uuid, i32)>,
    headquarters: Option<(Uuid, i32)>,
    writable: Vec<i32>,
    own: Option<(Uuid, i32)>,
}

impl Cover {
    /// As the actor may plan: where a station is not theirs, headquarters plan, else a station of theirs.
    pub async fn of(tx: &mut Tx) -> Result<Self> {
        let countries = sqlx::query!(
            r#"select c.iso2, c.iso3, lower(c.name) as "name!", lower(c.name_fr) as "name_fr!", s.id as "id!", s.cell as "cell!"
               from country c join station_cover v on v.country = c.iso2 join visible_duty_station s on s.id = v.station_id"#
        )
        .fetch_all(&mut **tx)
        .await?;
        let mut by_country = HashMap::new();
        for row in countries {
            for word in [row.iso2.to_lowercase(), row.iso3.to_lowercase(), row.name, row.name_fr] {
                by_country.insert(word, (row.id, row.cell));
            }
        }
        let writable =
            sqlx::query_scalar!(r#"select array(select unnest(sec.cells_movement_write()) intersect select unnest(sec.cells_sealed_write())) as "cells!""#)
                .fetch_one(&mut **tx)
                .await?;
        let stations =
            sqlx::query!(r#"select id as "id!", cell as "cell!", is_headquarters as "hq!" from visible_duty_station order by is_headquarters desc, code"#)
                .fetch_all(&mut **tx)
                .await?;
        let headquarters = stations.iter().find(|row| row.hq).map(|row| (row.id, row.cell));
        let own = stations.iter().find(|row| writable.contains(&row.cell)).map(|row| (row.id, row.cell));
        Ok(Self { by_country, headquarters, writable, own })
    }

    /// The cell that covers a country, by code or by name; none if nobody does.
    pub fn cell_of(&self, country: &str) -> Option<i32> {
        self.by_country.get(&country.to_lowercase()).map(|(_, cell)| *cell)
    }

    /// The station that plans a journey that begins in a country.
    pub fn planner(&self, country: Option<&str>) -> Option<(Uuid, i32)> {
        let covering = country.and_then(|country| self.by_country.get(&country.to_lowercase())).copied();
        [covering, self.headquarters, self.own].into_iter().flatten().find(|(_, cell)| self.writable.contains(cell))
    }
}
