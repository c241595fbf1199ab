//! Reference data that ships with the program: regions, portfolios, countries, airports.
//! Sources and licences stand in `data/README.md`.

use std::io::Read;

use serde::Deserialize;
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

const REGIONS: [(&str, &str); 5] =
    [("africa", "Africa"), ("americas", "Americas"), ("asia", "Asia and the Pacific"), ("europe", "Europe"), ("mena", "Middle East")];
const COUNTRIES: &str = include_str!("data/countries.csv");
const AIRPORTS: &[u8] = include_bytes!("data/airports.csv.br");

#[derive(Deserialize)]
struct Country {
    iso2: String,
    iso3: String,
    name: String,
    name_fr: String,
    region: Option<String>,
}

#[derive(Deserialize)]
struct Airport {
    icao: String,
    iata: String,
    name: String,
    city: String,
    country: String,
    latitude: f64,
    longitude: f64,
    zone: String,
}

/// Loads what is missing; the second time it changes nothing.
pub async fn load(owner: &mut PgConnection) -> anyhow::Result<()> {
    let is_loaded: bool = sqlx::query_scalar("select exists (select from place where source = 'airportsdata')").fetch_one(&mut *owner).await?;
    if is_loaded {
        return Ok(());
    }
    let mut tx = owner.begin().await?;
    regions_and_portfolios(&mut tx).await?;
    countries(&mut tx).await?;
    let count = airports(&mut tx).await?;
    crate::audit::append_system(&mut tx, "reference.load", "", &format!("{count} airports")).await.map_err(|error| anyhow::anyhow!(error))?;
    tx.commit().await?;
    Ok(())
}

async fn regions_and_portfolios(tx: &mut PgConnection) -> anyhow::Result<()> {
    for (code, name) in REGIONS {
        sqlx::query("insert into region (code, name) values ($1, $2) on conflict do nothing").bind(code).bind(name).execute(&mut *tx).await?;
    }
    let everywhere: Vec<&str> = REGIONS.iter().map(|(code, _)| *code).collect();
    for (code, name, regions) in [("africa", "Africa", vec!["africa"]), ("world", "World", everywhere)] {
        sqlx::query("insert into portfolio (code, name, regions) select $1, $2, $3 where not exists (select from portfolio where code = $1)")
            .bind(code)
            .bind(name)
            .bind(regions)
            .execute(&mut *tx)
            .await?;
    }
    Ok(())
}

async fn countries(tx: &mut PgConnection) -> anyhow::Result<()> {
    let rows: Vec<Country> = csv::Reader::from_reader(COUNTRIES.as_bytes()).deserialize().collect::<Result<_, _>>()?;
    for row in rows {
        sqlx::query("insert into country (iso2, iso3, name, name_fr, region) values ($1, $2, $3, $4, $5) on conflict do nothing")
            .bind(row.iso2)
            .bind(row.iso3)
            .bind(row.name)
            .bind(row.name_fr)
            .bind(row.region.filter(|code| !code.is_empty()))
            .execute(&mut *tx)
            .await?;
    }
    Ok(())
}

async fn airports(tx: &mut PgConnection) -> anyhow::Result<u64> {
    let mut text = String::new();
    brotli::Decompressor::new(AIRPORTS, 64 * 1024).read_to_string(&mut text)?;
    let rows: Vec<Airport> = csv::Reader::from_reader(text.as_bytes()).deserialize().collect::<Result<_, _>>()?;
    let mut count = 0;
    for set in rows.chunks(10_000) {
        let column = |pick: fn(&Airport) -> &str| set.iter().map(pick).map(str::to_owned).collect::<Vec<String>>();
        let ids: Vec<Uuid> = set.iter().map(|_| Uuid::now_v7()).collect();
        let done = sqlx::query(
            "insert into place (id, kind, name, city, country, icao, iata, latitude, longitude, zone, source)
             select id, 'airport', coalesce(nullif(name, ''), nullif(city, ''), icao), city, country, nullif(icao, ''), nullif(iata, ''), latitude, longitude, zone, 'airportsdata'
             from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::float8[], $8::float8[], $9::text[])
               as airport (id, icao, iata, name, city, country, latitude, longitude, zone)
             where exists (select from country where iso2 = country)
             on conflict do nothing",
        )
        .bind(ids)
        .bind(column(|row| &row.icao))
        .bind(column(|row| &row.iata))
        .bind(column(|row| &row.name))
        .bind(column(|row| &row.city))
        .bind(column(|row| &row.country))
        .bind(set.iter().map(|row| row.latitude).collect::<Vec<f64>>())
        .bind(set.iter().map(|row| row.longitude).collect::<Vec<f64>>())
        .bind(column(|row| &row.zone))
        .execute(&mut *tx)
        .await?;
        count += done.rows_affected();
    }
    Ok(count)
}
