//! Peace operations: known by their acronym. Positions are written with a decimal comma; a place that
//! stands at two positions in one file is a remark, for one of them is wrong.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::reading::{Flag, Line, Position, Sheet, date, flag, position};
use super::tally::Tally;
use crate::db::Tx;
use crate::importing::DateColumn;
use crate::web::error::Result;

#[derive(Debug, Clone, PartialEq)]
struct Mission {
    name: String,
    lead: String,
    is_active: Option<bool>,
    started_on: Option<NaiveDate>,
    ended_on: Option<NaiveDate>,
    location: String,
    latitude: Option<f64>,
    longitude: Option<f64>,
}

pub(super) async fn import(tx: &mut Tx, sheet: &Sheet, tally: &mut Tally, keep: bool) -> Result<()> {
    let known = known(tx).await?;
    let (starts, ends) = (sheet.dates("start"), sheet.dates("end"));
    let (latitudes, longitudes) = (sheet.decimals("latitude"), sheet.decimals("longitude"));
    let mut positions: HashMap<String, HashSet<String>> = HashMap::new();
    for line in sheet.rows().filter(|line| !line.cell("location").is_empty() && !line.cell("latitude").is_empty()) {
        positions.entry(line.text("location")).or_default().insert(format!("{} {}", line.cell("latitude"), line.cell("longitude")));
    }
    let mut seen = HashSet::new();
    for line in sheet.rows() {
        let row = line.number();
        let (acronym, name) = (line.text("acronym"), line.text("name"));
        if acronym.is_empty() || name.is_empty() {
            tally.refuse(row, sheet.heading(if acronym.is_empty() { "acronym" } else { "name" }), "missing_field", "");
            continue;
        }
        if !seen.insert(acronym.clone()) {
            tally.refuse(row, sheet.heading("acronym"), "duplicate", &acronym);
            continue;
        }
        let Some((started_on, ended_on)) = read_dates(&line, sheet, tally, &starts, &ends) else { continue };
        let is_active = read_active(&line, sheet, tally);
        if started_on.is_none() {
            tally.warn(row, sheet.heading("start"), "start_missing", &acronym);
        }
        if ended_on.is_none() && is_active == Some(false) {
            tally.warn(row, sheet.heading("end"), "ended_without_date", &acronym);
        }
        let location = line.text("location");
        let at = match position(&line, latitudes, longitudes) {
            Position::At(latitude, longitude) => Some((latitude, longitude)),
            Position::Blank => {
                tally.warn(row, sheet.heading("latitude"), "position_missing", &acronym);
                None
            }
            Position::Wrong(code) => {
                tally.warn(row, sheet.heading("latitude"), code, &line.cell("latitude"));
                None
            }
        };
        if at.is_some() && positions.get(&location).is_some_and(|all| all.len() > 1) {
            tally.warn(row, sheet.heading("location"), "positions_disagree", &location);
        }
        let (latitude, longitude) = at.unzip();
        let mission = Mission { name, lead: line.text("lead"), is_active, started_on, ended_on, location, latitude, longitude };
        let is_new = known.get(&acronym) != Some(&mission);
        tally.keep(is_new);
        if is_new && keep {
            write(tx, &acronym, &mission).await?;
        }
    }
    Ok(())
}

type Span = (Option<NaiveDate>, Option<NaiveDate>);

fn read_dates(line: &Line<'_>, sheet: &Sheet, tally: &mut Tally, starts: &DateColumn, ends: &DateColumn) -> Option<Span> {
    let mut read = |field: &str, column: &DateColumn| match date(&line.cell(field), column) {
        Ok(date) => Some(date),
        Err(code) => {
            tally.refuse(line.number(), sheet.heading(field), code, &line.cell(field));
            None
        }
    };
    let span = (read("start", starts)?, read("end", ends)?);
    if span.0.zip(span.1).is_some_and(|(start, end)| end < start) {
        tally.refuse(line.number(), sheet.heading("end"), "reversed_dates", &line.cell("end"));
        return None;
    }
    Some(span)
}

fn read_active(line: &Line<'_>, sheet: &Sheet, tally: &mut Tally) -> Option<bool> {
    let cell = line.cell("active");
    match flag(&cell) {
        Flag::Is(value) => Some(value),
        Flag::Oddly(value) => {
            tally.warn(line.number(), sheet.heading("active"), "flag_spelling", &cell);
            Some(value)
        }
        Flag::Blank | Flag::Unreadable => {
            if sheet.has("active") {
                tally.warn(line.number(), sheet.heading("active"), "flag_missing", &cell);
            }
            None
        }
    }
}

async fn known(tx: &mut Tx) -> Result<HashMap<String, Mission>> {
    let rows = sqlx::query!(
        r#"select acronym as "acronym!", name as "name!", lead as "lead!", is_active, started_on, ended_on, location as "location!", latitude, longitude from visible_mission"#
    )
    .fetch_all(&mut **tx)
    .await?;
    let missions = rows.into_iter().map(|row| {
        let mission = Mission {
            name: row.name,
            lead: row.lead,
            is_active: row.is_active,
            started_on: row.started_on,
            ended_on: row.ended_on,
            location: row.location,
            latitude: row.latitude,
            longitude: row.longitude,
        };
        (row.acronym, mission)
    });
    Ok(missions.collect())
}

async fn write(tx: &mut Tx, acronym: &str, mission: &Mission) -> Result<()> {
    sqlx::query!(
        "insert into mission as m (id, acronym, name, lead, is_active, started_on, ended_on, location, latitude, longitude)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (acronym) do update set name = excluded.name, lead = excluded.lead, is_active = excluded.is_active, started_on = excluded.started_on,
           ended_on = excluded.ended_on, location = excluded.location, latitude = excluded.latitude, longitude = excluded.longitude, version = m.version + 1",
        uuid::Uuid::now_v7(),
        acronym,
        mission.name,
        mission.lead,
        mission.is_active,
        mission.started_on,
        mission.ended_on,
        mission.location,
        mission.latitude,
        mission.longitude
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
