//! Hardship classes: set where name and country are exactly those of a city in the code list, letter
//! case aside. Names that stand twice in a country get the class twice, and it is said.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use uuid::Uuid;

use super::reading::Sheet;
use super::tally::Tally;
use crate::db::Tx;
use crate::features::stations::model::HARDSHIP_CLASSES;
use crate::web::error::Result;

struct City {
    id: Uuid,
    station_id: Option<Uuid>,
    class: Option<String>,
}

/// What is set for one city.
struct Rating {
    city: Uuid,
    station: Option<Uuid>,
    class: String,
}

pub(super) async fn import(tx: &mut Tx, sheet: &Sheet, tally: &mut Tally, as_of: Option<NaiveDate>, keep: bool) -> Result<()> {
    let as_of = as_of.unwrap_or(tx.now.date_naive());
    let cities = cities(tx).await?;
    let countries: HashSet<&String> = cities.keys().map(|(_, country)| country).collect();
    let mut seen: HashSet<(String, String)> = HashSet::new();
    let mut fresh: Vec<Rating> = Vec::new();
    for line in sheet.rows() {
        let row = line.number();
        let (name, country, class) = (line.text("name"), line.text("country_name"), line.text("class").to_uppercase());
        if let Some(field) = [("name", &name), ("country_name", &country), ("class", &class)].iter().find(|(_, text)| text.is_empty()).map(|(field, _)| *field)
        {
            tally.refuse(row, sheet.heading(field), "missing_field", "");
            continue;
        }
        if !HARDSHIP_CLASSES.contains(&class.as_str()) {
            tally.refuse(row, sheet.heading("class"), "unknown_class", &class);
            continue;
        }
        let key = (name.to_lowercase(), country.to_lowercase());
        let Some(found) = cities.get(&key) else {
            let code = if countries.contains(&key.1) { "unknown_station" } else { "unknown_country" };
            tally.refuse(
                row,
                sheet.heading(if code == "unknown_station" { "name" } else { "country_name" }),
                code,
                if code == "unknown_station" { &name } else { &country },
            );
            continue;
        };
        if !seen.insert(key) {
            tally.refuse(row, sheet.heading("name"), "duplicate", &name);
            continue;
        }
        if found.len() > 1 {
            tally.warn(row, sheet.heading("name"), "matches_more_than_one", &name);
        }
        let changed: Vec<&City> = found.iter().filter(|city| city.class.as_ref() != Some(&class)).collect();
        tally.keep(!changed.is_empty());
        fresh.extend(changed.into_iter().map(|city| Rating { city: city.id, station: city.station_id, class: class.clone() }));
    }
    if keep && !fresh.is_empty() {
        write(tx, fresh, as_of).await?;
    }
    Ok(())
}

/// Cities by either of their names and their country, in small letters, with the class that holds.
async fn cities(tx: &mut Tx) -> Result<HashMap<(String, String), Vec<City>>> {
    let rows = sqlx::query!(
        r#"select c.id as "id!", c.station_id, lower(c.name) as "name!", lower(c.common_name) as "common_name!", lower(c.country_name) as "country!",
             (select r.class from visible_hardship_rating r where r.city_id = c.id order by r.as_of desc limit 1) as class
           from visible_un_city c"#
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut cities: HashMap<(String, String), Vec<City>> = HashMap::new();
    for row in rows {
        let city = |class: &Option<String>| City { id: row.id, station_id: row.station_id, class: class.clone() };
        if row.common_name != row.name && !row.common_name.is_empty() {
            cities.entry((row.common_name.clone(), row.country.clone())).or_default().push(city(&row.class));
        }
        cities.entry((row.name.clone(), row.country.clone())).or_default().push(city(&row.class));
    }
    Ok(cities)
}

async fn write(tx: &mut Tx, ratings: Vec<Rating>, as_of: NaiveDate) -> Result<()> {
    // Two spellings of a file may name the same city: the first one counts.
    let mut seen = HashSet::new();
    let ratings: Vec<Rating> = ratings.into_iter().filter(|rating| seen.insert(rating.city)).collect();
    sqlx::query(
        "insert into hardship_rating as r (id, city_id, class, as_of) select id, city, class, $4 from unnest($1::uuid[], $2::uuid[], $3::text[]) as x (id, city, class)
         on conflict (city_id, as_of) do update set class = excluded.class, version = r.version + 1",
    )
    .bind(ratings.iter().map(|_| Uuid::now_v7()).collect::<Vec<Uuid>>())
    .bind(ratings.iter().map(|rating| rating.city).collect::<Vec<Uuid>>())
    .bind(ratings.iter().map(|rating| rating.class.clone()).collect::<Vec<String>>())
    .bind(as_of)
    .execute(&mut **tx)
    .await?;
    let ours: Vec<&Rating> = ratings.iter().filter(|rating| rating.station.is_some()).collect();
    // An older list does not overwrite what is known of a station since.
    sqlx::query(
        "update duty_station s set hardship_class = x.class, hardship_as_of = $3, version = s.version + 1, updated_at = $4
         from unnest($1::uuid[], $2::text[]) as x (id, class)
         where s.id = x.id and (s.hardship_as_of is null or s.hardship_as_of <= $3) and (s.hardship_class, s.hardship_as_of) is distinct from (x.class, $3)",
    )
    .bind(ours.iter().filter_map(|rating| rating.station).collect::<Vec<Uuid>>())
    .bind(ours.iter().map(|rating| rating.class.clone()).collect::<Vec<String>>())
    .bind(as_of)
    .bind(tx.now)
    .execute(&mut **tx)
    .await?;
    Ok(())
}
