//! Airports: known by their ICAO code. What somebody corrected stays; what the list says is kept beside it.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::reading::{Position, Sheet, position};
use super::tally::Tally;
use crate::db::Tx;
use crate::features::stations::model::known_zone;
use crate::web::error::Result;

/// Rows of one statement.
const SET: usize = 2_000;

#[derive(Debug, Clone, PartialEq)]
struct Airport {
    icao: String,
    iata: String,
    name: String,
    city: String,
    country: String,
    latitude: Option<f64>,
    longitude: Option<f64>,
    zone: String,
}

pub(super) async fn import(tx: &mut Tx, sheet: &Sheet, tally: &mut Tally, keep: bool) -> Result<()> {
    let countries = super::countries::codes(tx).await?;
    let known = known(tx).await?;
    let (latitudes, longitudes) = (sheet.decimals("latitude"), sheet.decimals("longitude"));
    let mut zones: HashMap<String, Option<String>> = HashMap::new();
    let mut seen: HashSet<String> = HashSet::new();
    let mut fresh: Vec<Airport> = Vec::new();
    for line in sheet.rows() {
        let row = line.number();
        let (icao, country) = (line.text("icao").to_uppercase(), line.text("country").to_uppercase());
        let zone_cell = line.text("zone");
        if icao.is_empty() || icao.len() > 12 {
            tally.refuse(row, sheet.heading("icao"), if icao.is_empty() { "missing_field" } else { "unreadable_code" }, &icao);
            continue;
        }
        if !countries.contains(&country) {
            tally.refuse(row, sheet.heading("country"), if country.is_empty() { "missing_field" } else { "unknown_country" }, &country);
            continue;
        }
        let Some(zone) = zones.entry(zone_cell.clone()).or_insert_with(|| known_zone(&zone_cell)).clone() else {
            tally.refuse(row, sheet.heading("zone"), if zone_cell.is_empty() { "missing_field" } else { "unknown_zone" }, &zone_cell);
            continue;
        };
        let iata = line.text("iata").to_uppercase();
        if !(iata.is_empty() || iata.len() == 3 && iata.bytes().all(|byte| byte.is_ascii_alphanumeric())) {
            tally.refuse(row, sheet.heading("iata"), "unreadable_code", &iata);
            continue;
        }
        if !seen.insert(icao.clone()) {
            tally.refuse(row, sheet.heading("icao"), "duplicate", &icao);
            continue;
        }
        let at = match position(&line, latitudes, longitudes) {
            Position::At(latitude, longitude) => Some((latitude, longitude)),
            Position::Blank => {
                tally.warn(row, sheet.heading("latitude"), "position_missing", &icao);
                None
            }
            Position::Wrong(code) => {
                tally.warn(row, sheet.heading("latitude"), code, &line.cell("latitude"));
                None
            }
        };
        let city = line.text("city");
        let name = [line.text("name"), city.clone(), icao.clone()].into_iter().find(|text| !text.is_empty()).unwrap_or_default();
        let (latitude, longitude) = at.unzip();
        let airport = Airport { icao, iata, name, city, country, latitude, longitude, zone };
        let is_new = known.get(&airport.icao) != Some(&airport);
        tally.keep(is_new);
        if is_new {
            fresh.push(airport);
        }
    }
    if keep {
        for set in fresh.chunks(SET) {
            write(tx, set).await?;
        }
    }
    Ok(())
}

/// What the list said last, by ICAO code: where somebody says otherwise, it stands beside.
async fn known(tx: &mut Tx) -> Result<HashMap<String, Airport>> {
    let rows = sqlx::query!(
        r#"select icao as "icao!", coalesce(iata, '') as "iata!", coalesce(said_name, name) as "name!", coalesce(said_city, city) as "city!",
             coalesce(case when said_name is null then country else said_country end, '') as "country!",
             case when said_name is null then latitude else said_latitude end as latitude,
             case when said_name is null then longitude else said_longitude end as longitude, coalesce(said_zone, zone) as "zone!"
           from visible_place where icao is not null"#
    )
    .fetch_all(&mut **tx)
    .await?;
    let airports = rows.into_iter().map(|row| Airport {
        icao: row.icao,
        iata: row.iata,
        name: row.name,
        city: row.city,
        country: row.country,
        latitude: row.latitude,
        longitude: row.longitude,
        zone: row.zone,
    });
    Ok(airports.map(|airport| (airport.icao.clone(), airport)).collect())
}

async fn write(tx: &mut Tx, set: &[Airport]) -> Result<()> {
    let column = |pick: fn(&Airport) -> &str| set.iter().map(pick).map(str::to_owned).collect::<Vec<String>>();
    sqlx::query(
        "insert into place as p (id, kind, name, city, country, icao, iata, latitude, longitude, zone, source)
         select id, 'airport', name, city, country, icao, nullif(iata, ''), latitude, longitude, zone, 'import'
         from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::float8[], $8::float8[], $9::text[])
           as airport (id, icao, iata, name, city, country, latitude, longitude, zone)
         on conflict (icao) do update set iata = excluded.iata, version = p.version + 1,
           name = case when p.name = coalesce(p.said_name, p.name) then excluded.name else p.name end,
           city = case when p.city = coalesce(p.said_city, p.city) then excluded.city else p.city end,
           country = case when p.said_name is null or p.country is not distinct from p.said_country then excluded.country else p.country end,
           latitude = case when p.said_name is null or (p.latitude, p.longitude) is not distinct from (p.said_latitude, p.said_longitude)
             then excluded.latitude else p.latitude end,
           longitude = case when p.said_name is null or (p.latitude, p.longitude) is not distinct from (p.said_latitude, p.said_longitude)
             then excluded.longitude else p.longitude end,
           zone = case when p.zone = coalesce(p.said_zone, p.zone) then excluded.zone else p.zone end,
           said_name = excluded.name, said_city = excluded.city, said_country = excluded.country, said_latitude = excluded.latitude,
           said_longitude = excluded.longitude, said_zone = excluded.zone",
    )
    .bind(set.iter().map(|_| Uuid::now_v7()).collect::<Vec<Uuid>>())
    .bind(column(|airport| &airport.icao))
    .bind(column(|airport| &airport.iata))
    .bind(column(|airport| &airport.name))
    .bind(column(|airport| &airport.city))
    .bind(column(|airport| &airport.country))
    .bind(set.iter().map(|airport| airport.latitude).collect::<Vec<Option<f64>>>())
    .bind(set.iter().map(|airport| airport.longitude).collect::<Vec<Option<f64>>>())
    .bind(column(|airport| &airport.zone))
    .execute(&mut **tx)
    .await?;
    Ok(())
}
