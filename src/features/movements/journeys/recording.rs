//! What a trial accepted becomes movements, legs and stays: in sets, with every constraint on.
//!
//! 1. A movement whose last journey is over is `closed`, recorded afterwards, its legs with the times
//!    of the file as actual ones (INV-12). Every other one is `notified` and its legs are plans.
//! 2. It is planned by the station that covers the country where it begins, else by headquarters.
//! 3. Nothing imported is watched (DESIGN 9.9).
//! 4. A contested journey stands outside the exclusion and opens an exception (INV-38).

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use uuid::Uuid;

use super::model::{Journey, Leg, LegTimes, Stay, Times};
use super::places::{NamedPlace, Place};
use super::trial::{Accepted, Trial};
use crate::db::Tx;
use crate::features::principals::by_name;
use crate::features::stations::from_files::{self, Cover, Missing};
use crate::i18n::Message;
use crate::web::error::{AppError, Result};

/// Rows of one statement.
const SET: usize = 10_000;

/// Where what is recorded belongs.
pub struct Home<'a> {
    pub batch: Uuid,
    /// Reference of the batch.
    pub reference: &'a str,
    /// Portfolio of officials that are created.
    pub portfolio: &'a str,
    /// Why contested journeys may stand, in the words of whoever released them.
    pub reason: &'a str,
}

/// A journey as it was recorded.
#[derive(Debug, Clone, Copy)]
pub struct Kept {
    /// Number of the row in the file.
    pub row: u32,
    pub movement: Uuid,
    /// The leg or the stay.
    pub journey: Uuid,
}

struct Movement {
    id: Uuid,
    principal: Uuid,
    station: (Uuid, i32),
    is_over: bool,
    year: i32,
    starts: DateTime<Utc>,
    ends: DateTime<Utc>,
    purpose: String,
}

/// Records all accepted rows of a trial. `told` hears how many are done.
pub async fn record(tx: &mut Tx, trial: &Trial, home: &Home<'_>, told: &mut (dyn FnMut(usize) + Send)) -> Result<Vec<Kept>> {
    if trial.accepted.is_empty() {
        return Ok(vec![]);
    }
    let principals = principals(tx, trial, home.portfolio).await?;
    let places = places(tx, trial, home.reference).await?;
    let cover = Cover::of(tx).await?;
    let mut order: Vec<&Accepted> = trial.accepted.iter().collect();
    order.sort_by_key(|row| (row.movement, row.journey.times().span(), row.row));
    let movements = movements(&order, &principals, &cover, tx.now)?;

    for set in movements.chunks(SET) {
        insert_movements(tx, set, home.batch).await?;
    }
    let mut kept = Vec::with_capacity(order.len());
    let mut numbers = Numbers::default();
    for set in order.chunks(SET) {
        let mut legs = LegColumns::default();
        let mut stays = StayColumns::default();
        for row in set {
            let movement = &movements[row.movement];
            let id = Uuid::now_v7();
            kept.push(Kept { row: row.row, movement: movement.id, journey: id });
            let number = numbers.next(row.movement);
            match &row.journey {
                Journey::Leg(leg) => legs.push(id, movement, number, row, leg, &places),
                Journey::Stay(stay) => stays.push(id, movement, number, row, stay, &places, &cover),
            }
        }
        legs.insert(tx, home).await?;
        stays.insert(tx, home).await?;
        told(kept.len());
    }
    for (row, made) in order.iter().zip(&kept).filter(|(row, _)| row.is_contested) {
        let movement = &movements[row.movement];
        open_exception(tx, movement, matches!(row.journey, Journey::Leg(_)).then_some(made.journey), home, row.row).await?;
    }
    Ok(kept)
}

/// Numbers the journeys of each movement from 1, in the order in which they come.
#[derive(Default)]
struct Numbers {
    last: HashMap<usize, i32>,
}

impl Numbers {
    fn next(&mut self, movement: usize) -> i32 {
        let last = self.last.entry(movement).or_insert(0);
        *last += 1;
        *last
    }
}

/// Ids of principals by name; those who are missing are created.
async fn principals(tx: &mut Tx, trial: &Trial, portfolio: &str) -> Result<HashMap<String, Uuid>> {
    let mut ids = HashMap::new();
    let mut missing: BTreeMap<&str, ()> = BTreeMap::new();
    for row in &trial.accepted {
        match row.principal.key.as_deref().map(str::parse::<Uuid>) {
            Some(Ok(id)) => {
                ids.insert(row.principal.name.clone(), id);
            }
            Some(Err(_)) => return Err(AppError::internal("the key of a principal is no id")),
            None => {
                missing.insert(&row.principal.name, ());
            }
        }
    }
    let missing: Vec<String> = missing.into_keys().map(str::to_owned).collect();
    if !missing.is_empty() {
        let made = by_name::create(tx, &missing, portfolio).await?;
        ids.extend(missing.into_iter().zip(made.into_iter().map(|id| id.0)));
    }
    Ok(ids)
}

/// Ids of places by key; those that only the alias file describes are recorded, if their zone is known.
async fn places(tx: &mut Tx, trial: &Trial, source: &str) -> Result<HashMap<String, Uuid>> {
    let mut named: BTreeMap<&str, &Place> = BTreeMap::new();
    for row in &trial.accepted {
        for place in [row.journey.first_place(), row.journey.last_place()] {
            if let Some(place) = &place.place {
                named.insert(&place.key, place);
            }
        }
    }
    let keys: Vec<String> = named.keys().map(|&key| key.to_owned()).collect();
    let mut ids: HashMap<String, Uuid> = from_files::ids_by_key(tx, &keys).await?.into_iter().map(|(key, id)| (key, id.0)).collect();
    let missing: Vec<Missing> = named
        .values()
        .filter(|place| !ids.contains_key(&place.key))
        .filter_map(|place| {
            Some(Missing {
                key: place.key.clone(),
                name: place.name.clone(),
                icao: place.icao.clone(),
                iata: place.iata.clone(),
                country: place.country.clone(),
                latitude: place.position.map(|position| position.latitude()),
                longitude: place.position.map(|position| position.longitude()),
                zone: place.zone.as_ref()?.name().to_owned(),
            })
        })
        .collect();
    if !missing.is_empty() {
        let made = from_files::create(tx, &missing, source).await?;
        ids.extend(missing.into_iter().map(|place| place.key).zip(made.into_iter().map(|id| id.0)));
    }
    Ok(ids)
}

fn movements(order: &[&Accepted], principals: &HashMap<String, Uuid>, cover: &Cover, now: DateTime<Utc>) -> Result<Vec<Movement>> {
    let mut movements: Vec<Movement> = vec![];
    let mut numbers: HashMap<usize, usize> = HashMap::new();
    for row in order {
        let (starts, ends) = instants(&row.journey);
        let is_over = row.journey.times().is_over_at(now);
        let purpose = row.purpose.as_deref().unwrap_or_default();
        if let Some(&at) = numbers.get(&row.movement) {
            let movement = &mut movements[at];
            movement.starts = movement.starts.min(starts);
            movement.ends = movement.ends.max(ends);
            movement.is_over &= is_over;
            add_purpose(&mut movement.purpose, purpose);
            continue;
        }
        numbers.insert(row.movement, movements.len());
        let principal = *principals.get(&row.principal.name).ok_or_else(|| AppError::internal("an accepted row has a principal"))?;
        let station = cover.planner(country(&row.journey)).ok_or_else(|| AppError::Conflict(Message::new("import-no-station")))?;
        movements.push(Movement {
            id: Uuid::now_v7(),
            principal,
            station,
            is_over,
            year: starts.year(),
            starts,
            ends,
            purpose: purpose.chars().take(PURPOSE).collect(),
        });
    }
    // Rows come by movement, so the movements stand under their own numbers.
    Ok(movements)
}

/// Longest purpose that is kept of a movement, in characters.
const PURPOSE: usize = 500;

fn add_purpose(all: &mut String, one: &str) {
    let is_known = one.is_empty() || all.split("; ").any(|known| known == one);
    if is_known || all.chars().count() + one.chars().count() > PURPOSE {
        return;
    }
    if !all.is_empty() {
        all.push_str("; ");
    }
    all.push_str(one);
}

fn country(journey: &Journey) -> Option<&str> {
    let of_place = |place: &'_ NamedPlace| place.place.as_ref().and_then(|place| place.country.clone());
    match journey {
        Journey::Leg(leg) => leg.from.place.as_ref().and_then(|place| place.country.as_deref()),
        Journey::Stay(stay) if of_place(&stay.place).is_some() => stay.place.place.as_ref().and_then(|place| place.country.as_deref()),
        Journey::Stay(stay) => stay.country.as_deref().or(Some(&stay.place.as_written)),
    }
}

/// First and last instant, as the span of a movement counts them.
fn instants(journey: &Journey) -> (DateTime<Utc>, DateTime<Utc>) {
    match journey.times() {
        Times::Clock { departs, arrives } => (departs, arrives),
        Times::Days { from, to } => match journey {
            Journey::Leg(_) => (noon(from), noon(to)),
            Journey::Stay(_) => (midnight(from).and_utc(), midnight(to.succ_opt().unwrap_or(to)).and_utc()),
        },
    }
}

fn midnight(day: NaiveDate) -> NaiveDateTime {
    day.and_time(NaiveTime::MIN)
}

fn noon(day: NaiveDate) -> DateTime<Utc> {
    (midnight(day) + chrono::TimeDelta::hours(12)).and_utc()
}

async fn insert_movements(tx: &mut Tx, set: &[Movement], batch: Uuid) -> Result<()> {
    let ids: Vec<Uuid> = set.iter().map(|movement| movement.id).collect();
    let cells: Vec<i32> = set.iter().map(|movement| movement.station.1).collect();
    sqlx::query!(
        "insert into movement (id, ref, principal_id, planning_station_id, planning_cell, state, watch_level, is_recorded_afterwards, batch_id, starts_at, ends_at)
         select id, sec.new_ref('M-' || lpad((year % 100)::text, 2, '0')), principal, station, cell,
           case when is_over then 'closed' else 'notified' end, 'none', is_over, $1, starts_at, ends_at
         from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::int[], $6::bool[], $7::int[], $8::timestamptz[], $9::timestamptz[])
           as m (id, principal, station, cell, is_over, year, starts_at, ends_at)",
        batch,
        &ids,
        &set.iter().map(|movement| movement.principal).collect::<Vec<_>>(),
        &set.iter().map(|movement| movement.station.0).collect::<Vec<_>>(),
        &cells,
        &set.iter().map(|movement| movement.is_over).collect::<Vec<_>>(),
        &set.iter().map(|movement| movement.year.rem_euclid(100)).collect::<Vec<_>>(),
        &set.iter().map(|movement| movement.starts).collect::<Vec<_>>(),
        &set.iter().map(|movement| movement.ends).collect::<Vec<_>>()
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into movement_plan (movement_id, planning_cell, purpose)
         select id, cell, purpose from unnest($1::uuid[], $2::int[], $3::text[]) as p (id, cell, purpose)",
        &ids,
        &cells,
        &set.iter().map(|movement| movement.purpose.clone()).collect::<Vec<_>>()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// One set of legs, column by column.
#[derive(Default)]
struct LegColumns {
    ids: Vec<Uuid>,
    movements: Vec<Uuid>,
    principals: Vec<Uuid>,
    cells: Vec<i32>,
    numbers: Vec<i32>,
    modes: Vec<&'static str>,
    carriers: Vec<String>,
    precisions: Vec<&'static str>,
    from: Vec<Option<Uuid>>,
    from_texts: Vec<String>,
    departs_local: Vec<NaiveDateTime>,
    departs_zones: Vec<String>,
    departs_at: Vec<DateTime<Utc>>,
    to: Vec<Option<Uuid>>,
    to_texts: Vec<String>,
    arrives_local: Vec<NaiveDateTime>,
    arrives_zones: Vec<String>,
    arrives_at: Vec<DateTime<Utc>>,
    are_over: Vec<bool>,
    are_contested: Vec<bool>,
}

impl LegColumns {
    fn push(&mut self, id: Uuid, movement: &Movement, number: i32, row: &Accepted, leg: &Leg, places: &HashMap<String, Uuid>) {
        let (departs, arrives) = instants(&row.journey);
        let (precision, departs_local, arrives_local) = match leg.times {
            LegTimes::Timed { departs, arrives } => ("minute", departs.local, arrives.local),
            LegTimes::DayPrecise { departs, arrives } => ("day", midnight(departs), midnight(arrives)),
        };
        self.ids.push(id);
        self.movements.push(movement.id);
        self.principals.push(movement.principal);
        self.cells.push(movement.station.1);
        self.numbers.push(number);
        self.modes.push(leg.mode.as_deref().map_or("not_stated", mode));
        self.carriers.push(leg.carrier.as_deref().unwrap_or_default().to_owned());
        self.precisions.push(precision);
        self.from.push(id_of(&leg.from, places));
        self.from_texts.push(leg.from.as_written.to_string());
        self.departs_local.push(departs_local);
        self.departs_zones.push(zone(&leg.from));
        self.departs_at.push(departs);
        self.to.push(id_of(&leg.to, places));
        self.to_texts.push(leg.to.as_written.to_string());
        self.arrives_local.push(arrives_local);
        self.arrives_zones.push(zone(&leg.to));
        self.arrives_at.push(arrives);
        self.are_over.push(movement.is_over);
        self.are_contested.push(row.is_contested);
    }

    async fn insert(&self, tx: &mut Tx, home: &Home<'_>) -> Result<()> {
        if self.ids.is_empty() {
            return Ok(());
        }
        // Cells and windows are the trigger's; the zeros are never stored.
        sqlx::query(
            "insert into leg (id, movement_id, principal_id, planning_cell, number, mode, carrier, precision, departure_place_id, departure_text, departs_local,
               departs_zone, departs_at, arrival_place_id, arrival_text, arrives_local, arrives_zone, arrives_at, state, departed_at, arrived_at,
               is_contested, contested_reason, batch_id, zone_version)
             select id, movement, principal, cell, number, mode, carrier, precision, departure, departure_text, departs_local, departs_zone, departs_at,
               arrival, arrival_text, arrives_local, arrives_zone, arrives_at, case when is_over then 'arrived' else 'planned' end,
               case when is_over then departs_at end, case when is_over then arrives_at end,
               is_contested, case when is_contested then $22 else '' end, $21, $23
             from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[], $5::int[], $6::text[], $7::text[], $8::text[], $9::uuid[], $10::text[],
               $11::timestamp[], $12::text[], $13::timestamptz[], $14::uuid[], $15::text[], $16::timestamp[], $17::text[], $18::timestamptz[], $19::bool[], $20::bool[])
               as l (id, movement, principal, cell, number, mode, carrier, precision, departure, departure_text, departs_local, departs_zone, departs_at,
                 arrival, arrival_text, arrives_local, arrives_zone, arrives_at, is_over, is_contested)",
        )
        .bind(&self.ids)
        .bind(&self.movements)
        .bind(&self.principals)
        .bind(&self.cells)
        .bind(&self.numbers)
        .bind(&self.modes)
        .bind(&self.carriers)
        .bind(&self.precisions)
        .bind(&self.from)
        .bind(&self.from_texts)
        .bind(&self.departs_local)
        .bind(&self.departs_zones)
        .bind(&self.departs_at)
        .bind(&self.to)
        .bind(&self.to_texts)
        .bind(&self.arrives_local)
        .bind(&self.arrives_zones)
        .bind(&self.arrives_at)
        .bind(&self.are_over)
        .bind(&self.are_contested)
        .bind(home.batch)
        .bind(home.reason)
        .bind(crate::web::time::zone_version())
        .execute(&mut **tx)
        .await?;
        Ok(())
    }
}

/// One set of stays, column by column.
#[derive(Default)]
struct StayColumns {
    ids: Vec<Uuid>,
    movements: Vec<Uuid>,
    principals: Vec<Uuid>,
    cells: Vec<i32>,
    numbers: Vec<i32>,
    places: Vec<Option<Uuid>>,
    texts: Vec<String>,
    countries: Vec<String>,
    place_cells: Vec<Option<i32>>,
    from: Vec<NaiveDate>,
    to: Vec<NaiveDate>,
    are_contested: Vec<bool>,
}

impl StayColumns {
    #[expect(clippy::too_many_arguments, reason = "one column each")]
    fn push(&mut self, id: Uuid, movement: &Movement, number: i32, row: &Accepted, stay: &Stay, places: &HashMap<String, Uuid>, cover: &Cover) {
        self.ids.push(id);
        self.movements.push(movement.id);
        self.principals.push(movement.principal);
        self.cells.push(movement.station.1);
        self.numbers.push(number);
        self.places.push(id_of(&stay.place, places));
        self.texts.push(stay.place.as_written.to_string());
        self.countries.push(stay.country.as_deref().unwrap_or_default().to_owned());
        self.place_cells.push(country(&row.journey).and_then(|country| cover.cell_of(country)));
        self.from.push(stay.from);
        self.to.push(stay.to);
        self.are_contested.push(row.is_contested);
    }

    async fn insert(&self, tx: &mut Tx, home: &Home<'_>) -> Result<()> {
        if self.ids.is_empty() {
            return Ok(());
        }
        sqlx::query!(
            "insert into stay (id, movement_id, principal_id, planning_cell, number, place_id, place_text, country_text, place_cell, from_date, to_date,
               is_contested, contested_reason, batch_id)
             select id, movement, principal, cell, number, place, place_text, country, place_cell, from_date, to_date,
               is_contested, case when is_contested then $14 else '' end, $13
             from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[], $5::int[], $6::uuid[], $7::text[], $8::text[], $9::int[], $10::date[], $11::date[], $12::bool[])
               as y (id, movement, principal, cell, number, place, place_text, country, place_cell, from_date, to_date, is_contested)",
            &self.ids,
            &self.movements,
            &self.principals,
            &self.cells,
            &self.numbers,
            &self.places as &[Option<Uuid>],
            &self.texts,
            &self.countries,
            &self.place_cells as &[Option<i32>],
            &self.from,
            &self.to,
            &self.are_contested,
            home.batch,
            home.reason
        )
        .execute(&mut **tx)
        .await?;
        Ok(())
    }
}

async fn open_exception(tx: &mut Tx, movement: &Movement, leg: Option<Uuid>, home: &Home<'_>, row: u32) -> Result<()> {
    let account = tx.ctx().account.0;
    sqlx::query!(
        "insert into exception (id, ref, movement_id, leg_id, cell, rule, code, detail, owner_id)
         values ($1, sec.new_ref('E'), $2, $3, $4, 'INV-08', 'principal_in_two_places', $5, $6)",
        Uuid::now_v7(),
        movement.id,
        leg,
        movement.station.1,
        format!("{} {row}: {}", home.reference, home.reason),
        account
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

fn id_of(named: &NamedPlace, places: &HashMap<String, Uuid>) -> Option<Uuid> {
    places.get(&named.place.as_ref()?.key).copied()
}

fn zone(named: &NamedPlace) -> String {
    named.zone().map_or("UTC", |zone| zone.name()).to_owned()
}

/// The mode of a leg in our words, where the file's can be understood.
fn mode(word: &str) -> &'static str {
    match word.to_lowercase().as_str() {
        "road" | "car" | "vehicle" | "convoy" | "voiture" | "route" => "road",
        "un_air" | "un air" | "unhas" | "un flight" => "un_air",
        "commercial_air" | "commercial" | "air" | "flight" | "plane" | "avion" => "commercial_air",
        "charter_air" | "charter" | "private" | "affrété" => "charter_air",
        "helicopter" | "helo" | "hélicoptère" => "helicopter",
        "rail" | "train" => "rail",
        "sea" | "boat" | "ship" | "bateau" => "sea",
        "foot" | "walk" | "à pied" => "foot",
        _ => "not_stated",
    }
}
