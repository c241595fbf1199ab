//! Cities of the United Nations' code list. A city code alone is no key (two cities of two countries
//! share one, Juba stands in two countries): code, country and name together are. They are reference
//! rows beside our stations; one is tied to a station only where name and country are exactly the same.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::reading::{Flag, Position, Sheet, flag, position};
use super::tally::Tally;
use crate::db::Tx;
use crate::web::error::Result;

const SET: usize = 1_000;

/// Code, country code, name.
type Key = (String, String, String);

#[derive(Debug, Clone, PartialEq)]
struct City {
    country_name: String,
    common_name: String,
    latitude: Option<f64>,
    longitude: Option<f64>,
    is_obsolete: Option<bool>,
    station_id: Option<Uuid>,
}

pub(super) async fn import(tx: &mut Tx, sheet: &Sheet, tally: &mut Tally, keep: bool) -> Result<()> {
    let known = known(tx).await?;
    let stations = stations(tx).await?;
    let (latitudes, longitudes) = (sheet.decimals("latitude"), sheet.decimals("longitude"));
    let shared = Shared::of(sheet);
    let mut seen: HashSet<Key> = HashSet::new();
    let mut fresh: Vec<(Key, City)> = Vec::new();
    for line in sheet.rows() {
        let row = line.number();
        let key: Key = (line.text("code"), line.text("country_code"), line.text("name"));
        let country_name = line.text("country_name");
        let empty = [("code", key.0.is_empty()), ("country_code", key.1.is_empty()), ("name", key.2.is_empty()), ("country_name", country_name.is_empty())];
        if let Some((field, _)) = empty.iter().find(|(_, is_empty)| *is_empty) {
            tally.refuse(row, sheet.heading(field), "missing_field", "");
            continue;
        }
        if !seen.insert(key.clone()) {
            tally.refuse(row, sheet.heading("code"), "duplicate", &key.0);
            continue;
        }
        shared.remark(tally, sheet, row, &key, &country_name);
        let at = match position(&line, latitudes, longitudes) {
            Position::At(latitude, longitude) => Some((latitude, longitude)),
            Position::Blank => {
                tally.warn(row, sheet.heading("latitude"), "position_missing", &key.2);
                None
            }
            Position::Wrong(code) => {
                tally.warn(row, sheet.heading("latitude"), code, &line.cell("latitude"));
                None
            }
        };
        let is_obsolete = match flag(&line.cell("obsolete")) {
            Flag::Is(value) | Flag::Oddly(value) => Some(value),
            Flag::Blank | Flag::Unreadable => {
                tally.warn(row, sheet.heading("obsolete"), "flag_missing", &key.2);
                None
            }
        };
        if is_obsolete == Some(true) {
            tally.warn(row, sheet.heading("obsolete"), "obsolete", &key.2);
        }
        let station_id = if is_obsolete == Some(false) { stations.get(&(key.2.to_lowercase(), country_name.to_lowercase())).copied() } else { None };
        let (latitude, longitude) = at.unzip();
        let city = City { country_name, common_name: line.text("common_name"), latitude, longitude, is_obsolete, station_id };
        let is_new = known.get(&key) != Some(&city);
        tally.keep(is_new);
        if is_new {
            fresh.push((key, city));
        }
    }
    if keep {
        for set in fresh.chunks(SET) {
            write(tx, set).await?;
        }
    }
    Ok(())
}

/// How often codes and names stand in a file.
struct Shared {
    codes: HashMap<String, usize>,
    countries_of: HashMap<(String, String), HashSet<String>>,
    names: HashMap<(String, String), usize>,
}

impl Shared {
    fn of(sheet: &Sheet) -> Self {
        let mut shared = Self { codes: HashMap::new(), countries_of: HashMap::new(), names: HashMap::new() };
        for line in sheet.rows() {
            let (code, country, name) = (line.text("code"), line.text("country_name"), line.text("name").to_lowercase());
            *shared.codes.entry(code.clone()).or_default() += 1;
            shared.countries_of.entry((code, name.clone())).or_default().insert(country.clone());
            *shared.names.entry((name, country)).or_default() += 1;
        }
        shared
    }

    fn remark(&self, tally: &mut Tally, sheet: &Sheet, row: u32, key: &Key, country: &str) {
        let name = key.2.to_lowercase();
        if self.countries_of.get(&(key.0.clone(), name.clone())).is_some_and(|countries| countries.len() > 1) {
            tally.warn(row, sheet.heading("country_name"), "city_in_two_countries", &key.2);
        }
        if self.names.get(&(name, country.to_owned())).is_some_and(|times| *times > 1) {
            tally.warn(row, sheet.heading("name"), "name_repeated_in_country", &key.2);
        }
        if self.codes.get(&key.0).is_some_and(|times| *times > 1) {
            tally.warn(row, sheet.heading("code"), "city_code_shared", &key.0);
        }
    }
}

async fn known(tx: &mut Tx) -> Result<HashMap<Key, City>> {
    let rows = sqlx::query!(
        r#"select code as "code!", country_code as "country_code!", name as "name!", country_name as "country_name!", common_name as "common_name!",
             latitude, longitude, is_obsolete, station_id from visible_un_city"#
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let city = City {
                country_name: row.country_name,
                common_name: row.common_name,
                latitude: row.latitude,
                longitude: row.longitude,
                is_obsolete: row.is_obsolete,
                station_id: row.station_id,
            };
            ((row.code, row.country_code, row.name), city)
        })
        .collect())
}

/// Our stations by name and country, both in small letters.
async fn stations(tx: &mut Tx) -> Result<HashMap<(String, String), Uuid>> {
    let rows = sqlx::query!(
        r#"select s.id as "id!", lower(s.name) as "name!", lower(c.name) as "country!" from visible_duty_station s join visible_country c on c.iso2 = s.country"#
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| ((row.name, row.country), row.id)).collect())
}

async fn write(tx: &mut Tx, set: &[(Key, City)]) -> Result<()> {
    let column = |pick: fn(&(Key, City)) -> &str| set.iter().map(pick).map(str::to_owned).collect::<Vec<String>>();
    sqlx::query(
        "insert into un_city as c (id, code, country_code, name, country_name, common_name, latitude, longitude, is_obsolete, station_id)
         select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::float8[], $8::float8[], $9::bool[], $10::uuid[])
         on conflict (code, country_code, name) do update set country_name = excluded.country_name, common_name = excluded.common_name,
           latitude = excluded.latitude, longitude = excluded.longitude, is_obsolete = excluded.is_obsolete, station_id = excluded.station_id,
           version = c.version + 1",
    )
    .bind(set.iter().map(|_| Uuid::now_v7()).collect::<Vec<Uuid>>())
    .bind(column(|(key, _)| &key.0))
    .bind(column(|(key, _)| &key.1))
    .bind(column(|(key, _)| &key.2))
    .bind(column(|(_, city)| &city.country_name))
    .bind(column(|(_, city)| &city.common_name))
    .bind(set.iter().map(|(_, city)| city.latitude).collect::<Vec<Option<f64>>>())
    .bind(set.iter().map(|(_, city)| city.longitude).collect::<Vec<Option<f64>>>())
    .bind(set.iter().map(|(_, city)| city.is_obsolete).collect::<Vec<Option<bool>>>())
    .bind(set.iter().map(|(_, city)| city.station_id).collect::<Vec<Option<Uuid>>>())
    .execute(&mut **tx)
    .await?;
    Ok(())
}
