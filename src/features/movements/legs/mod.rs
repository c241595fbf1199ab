//! Legs of a movement and what lies between them: stays known by their dates, and stops (sealed).
//!
//! A leg keeps the wall clock, place and zone as planned and the instants they mean. Its number
//! follows the order of departure; a leg taken out of the plan stays in history. An official's
//! journeys follow one another (INV-08): the database refuses what overlaps.
//!
//! Not here: what happened on a leg. Facts stand in the log.

pub mod commands;
pub mod forms;
mod handlers;
mod race;
mod stays;
mod stops;
pub mod views;

use chrono::{NaiveDate, NaiveDateTime};

use crate::authz::routes::Routes;
use crate::db::ids::PlaceId;
use crate::features::movements::legs::forms::LegDraft;
use crate::features::movements::places::{Place, label_of};
use crate::features::movements::queries::{End, Leg};
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::FieldErrors;
use crate::web::time::{self, Resolved};

/// Routes of the plan.
pub fn routes() -> Routes {
    handlers::routes().and(stays::routes()).and(stops::routes())
}

/// The legs of a movement moved to another first day, at the same wall clock.
pub fn copies(recorded: &[Leg], first_day: NaiveDate) -> Result<Vec<LegDraft>> {
    let Some(start) = recorded.iter().map(|leg| leg.from.local.date()).min() else {
        return Err(AppError::field("copy_of", "movement-copy-without-legs"));
    };
    let days = first_day - start;
    recorded
        .iter()
        .map(|leg| {
            let (departs_local, arrives_local) = (leg.from.local + days, leg.to.local + days);
            Ok(LegDraft {
                from: place_of(&leg.from)?,
                departs_local,
                departs_at: instant(departs_local, &leg.from.zone, leg.number)?,
                to: place_of(&leg.to)?,
                arrives_local,
                arrives_at: instant(arrives_local, &leg.to.zone, leg.number)?,
                mode: leg.mode,
                carrier: leg.carrier.clone(),
            })
        })
        .collect()
}

/// The way back: the route in reverse from `departs_at` on, legs and pauses as long as they were.
pub fn way_back(recorded: &[Leg], departs_at: chrono::DateTime<chrono::Utc>) -> Result<Vec<LegDraft>> {
    let Some(end) = recorded.last().map(|leg| leg.to.at) else {
        return Err(AppError::field("depart_date", "movement-copy-without-legs"));
    };
    recorded
        .iter()
        .rev()
        .map(|leg| {
            let (from_at, to_at) = (departs_at + (end - leg.to.at), departs_at + (end - leg.from.at));
            Ok(LegDraft {
                from: place_of(&leg.to)?,
                departs_local: time::local(from_at, &leg.to.zone),
                departs_at: from_at,
                to: place_of(&leg.from)?,
                arrives_local: time::local(to_at, &leg.from.zone),
                arrives_at: to_at,
                mode: leg.mode,
                carrier: String::new(),
            })
        })
        .collect()
}

/// A place of a recorded leg, as drafts know it.
pub fn place_of(end: &End) -> Result<Place> {
    let id = end.place.map(PlaceId).ok_or(AppError::field("copy_of", "movement-copy-needs-places"))?;
    Ok(Place { id, name: end.name.clone(), label: label_of(&end.name, &end.code), zone: end.zone.clone() })
}

/// A time that the clocks never show, or show twice, on the new day is not guessed.
fn instant(local: NaiveDateTime, zone: &str, number: i32) -> Result<chrono::DateTime<chrono::Utc>> {
    match time::resolve(local, zone) {
        Resolved::Once(at) => Ok(at),
        Resolved::Never { .. } | Resolved::Twice { .. } | Resolved::UnknownZone => {
            let mut errors = FieldErrors::default();
            let time = local.format("%H:%M").to_string();
            errors.add("start_date", Message::new("movement-copy-time-unclear").with("leg", number.to_string()).with("time", time));
            Err(AppError::Invalid(errors))
        }
    }
}
