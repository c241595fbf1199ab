//! `/reservations/trip`: a trip that has happened and is entered afterwards, with when it began and ended and both readings
//! of the odometer (INV-38). It is kept in any case: where it fits it stands as brought back, else it is contested, which
//! the database decides.

use askama::Template;
use axum::response::Response;
use chrono::{DateTime, Duration, Utc};
use serde::Deserialize;

use super::forms::{CONDITIONS, instant};
use super::handlers::driver;
use super::views::url;
use super::{EnterTrip, NewTrip};
use crate::audit::Entry;
use crate::authz::action::Authorized;
use crate::db::Tx;
use crate::db::ids::ReservationId;
use crate::features::people::{at_most, required};
use crate::features::requirements::one_of;
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::list::Asked;
use crate::web::page::{self, Seed, Shell};

use super::super::forms::kilometres;

/// The form, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct TripForm {
    vehicle: String,
    driver: String,
    purpose: String,
    from_date: String,
    from_time: String,
    taken_km: String,
    to_date: String,
    to_time: String,
    returned_km: String,
    condition: String,
    note: String,
}

/// A trip as somebody tells it.
#[derive(Debug)]
struct TripDraft {
    purpose: String,
    taken_at: DateTime<Utc>,
    taken_km: i32,
    returned_at: DateTime<Utc>,
    returned_km: i32,
    condition: String,
    note: String,
}

/// A vehicle that the reader may enter a trip of.
struct Driven {
    id: uuid::Uuid,
    reference: String,
    cell: i32,
    zone: String,
    /// The reader keeps the vehicles of its station, and may name another driver.
    is_kept: bool,
}

impl TripForm {
    /// What was posted, understood in the zone of the vehicle's station.
    fn draft(&self, zone: &str, now: DateTime<Utc>) -> Result<TripDraft> {
        let mut errors = FieldErrors::default();
        let purpose = required(&mut errors, "purpose", &self.purpose, 300);
        let from = instant(&mut errors, ("from_date", &self.from_date), ("from_time", &self.from_time), zone);
        let to = instant(&mut errors, ("to_date", &self.to_date), ("to_time", &self.to_time), zone);
        if let (Some(from), Some(to)) = (from, to) {
            if to <= from {
                errors.add("to_date", Message::new("constraint-reservation-has-bounds"));
            } else if to > now {
                errors.add("to_date", Message::new("constraint-trip-has-happened"));
            } else if to > from + Duration::days(60) {
                errors.add("to_date", Message::new("constraint-reservation-at-most-sixty-days"));
            }
        }
        let (mut out, mut back) = (FieldErrors::default(), FieldErrors::default());
        let taken_km = kilometres(&mut out, "taken_km", &self.taken_km);
        let returned_km = kilometres(&mut back, "returned_km", &self.returned_km);
        if out.is_empty() && back.is_empty() && returned_km < taken_km {
            back.add("returned_km", Message::new("constraint-reservation-km-grow"));
        }
        errors.extend(out);
        errors.extend(back);
        let condition = one_of(&mut errors, "condition", CONDITIONS.iter().copied(), &self.condition).to_owned();
        let note = at_most(&mut errors, "note", &self.note, 1000);
        if condition == "damaged" && note.is_empty() {
            errors.add("note", Message::new("constraint-reservation-damage-is-said"));
        }
        let (taken_at, returned_at) = (from.unwrap_or(now), to.unwrap_or(now));
        errors.or(TripDraft { purpose, taken_at, taken_km, returned_at, returned_km, condition, note })
    }
}

/// The vehicle of a reference or a plate; several with one plate ask for the reference.
async fn driven(tx: &mut Tx, typed: &str) -> Result<Driven> {
    if typed.trim().is_empty() {
        return Err(AppError::field("vehicle", "field-required"));
    }
    let mut found = sqlx::query_as!(
        Driven,
        r#"select out_id as "id!", out_ref as "reference!", out_cell as "cell!", out_zone as "zone!", out_is_kept as "is_kept!" from sec.vehicle_of_trip($1)"#,
        typed.trim()
    )
    .fetch_all(&mut **tx)
    .await?;
    match found.len() {
        1 => Ok(found.swap_remove(0)),
        0 => Err(AppError::field("vehicle", "trip-vehicle-unknown")),
        _ => Err(AppError::field("vehicle", "trip-vehicle-several")),
    }
}

/// Enters it; answers the reference, and whether it is contested.
async fn enter(tx: &mut Tx, vehicle: &Driven, driver: uuid::Uuid, draft: &TripDraft) -> Result<(String, bool)> {
    let kept = sqlx::query!(
        r#"insert into vehicle_reservation (id, ref, vehicle_id, cell, during, purpose, driver_id, state, is_fact, taken_at, taken_km, returned_at, returned_km, condition, note)
           values ($1, sec.new_ref('B'), $2, $3, tstzrange($4, $5), $6, $7, 'returned', true, $4, $8, $5, $9, $10, $11)
           returning ref, state = 'contested' as "is_contested!""#,
        ReservationId::fresh().0,
        vehicle.id,
        vehicle.cell,
        draft.taken_at,
        draft.returned_at,
        draft.purpose,
        driver,
        draft.taken_km,
        draft.returned_km,
        draft.condition,
        draft.note,
    )
    .fetch_one(&mut **tx)
    .await?;
    tx.record(Entry::done("reservation.enter", &kept.r#ref).at_cell(vehicle.cell).with_detail(vehicle.reference.clone()));
    Ok((kept.r#ref, kept.is_contested))
}

pub async fn ask(auth: Authorized<NewTrip>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["vehicle"]);
    let form = TripForm { vehicle: asked.one("vehicle").unwrap_or_default().to_owned(), ..TripForm::default() };
    page::page(&TripPage::new(&auth.seed, &form, &FieldErrors::default()))
}

pub async fn save(mut auth: Authorized<EnterTrip>, form: Form) -> Result<Response> {
    let posted: TripForm = form.parse()?;
    match save_from(&mut auth, &form, &posted).await {
        Ok((reference, is_contested)) => {
            Ok(page::see_other_saying(&url(&reference), if is_contested { "said-trip-contested" } else { "said-trip-entered" }, &reference))
        }
        Err(AppError::Invalid(errors)) => page::unprocessable(&TripPage::new(&auth.seed, &posted, &errors)),
        Err(error) => Err(error),
    }
}

async fn save_from(auth: &mut Authorized<EnterTrip>, form: &Form, posted: &TripForm) -> Result<(String, bool)> {
    let (now, own) = (auth.now(), auth.actor.officer.map(|officer| officer.0));
    let mut tx = auth.write(form).await?;
    let vehicle = match driven(&mut tx, &posted.vehicle).await {
        Ok(vehicle) => vehicle,
        // what else is wrong is told at once
        Err(AppError::Invalid(mut errors)) => {
            if let Err(AppError::Invalid(more)) = posted.draft("UTC", now) {
                errors.extend(more);
            }
            return Err(AppError::Invalid(errors));
        }
        Err(error) => return Err(error),
    };
    let draft = posted.draft(&vehicle.zone, now)?;
    let driver = match driver(&mut tx, &posted.driver).await? {
        Some(other) if vehicle.is_kept || Some(other.id.0) == own => other.id.0,
        Some(_) => return Err(AppError::field("driver", "trip-driver-only-oneself")),
        None => own.ok_or_else(|| AppError::field("driver", "field-required"))?,
    };
    let kept = enter(&mut tx, &vehicle, driver, &draft).await?;
    tx.commit(&url(&kept.0)).await?;
    Ok(kept)
}

#[derive(Template)]
#[template(path = "vehicles/trip.html")]
struct TripPage {
    shell: Shell,
    form_key: String,
    errors: Vec<ErrorLink>,
    vehicle: Field,
    driver: Field,
    purpose: Field,
    from_date: Field,
    from_time: Field,
    taken_km: Field,
    to_date: Field,
    to_time: Field,
    returned_km: Field,
    condition: Field,
    conditions: Vec<Choice>,
    note: Field,
}

impl TripPage {
    fn new(seed: &Seed, form: &TripForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
        let word = |code: &str| language.t(&format!("vehicle-reservation-condition-{code}"));
        let shell = Shell::new(seed, "trip-title");
        Self {
            form_key: fresh_form_key(),
            errors: errors.links(language),
            vehicle: field("vehicle", "reservation-vehicle", &form.vehicle).hint(language, "trip-vehicle-hint"),
            driver: field("driver", "reservation-driver", &form.driver).optional().hint(language, "trip-driver-hint"),
            purpose: field("purpose", "vehicle-reservation-purpose", &form.purpose).hint(language, "vehicle-reservation-purpose-hint"),
            from_date: field("from_date", "trip-from-date", &form.from_date).hint(language, "requirement-date-hint"),
            from_time: field("from_time", "trip-from-time", &form.from_time),
            taken_km: field("taken_km", "vehicle-reservation-taken-km", &form.taken_km),
            to_date: field("to_date", "trip-to-date", &form.to_date),
            to_time: field("to_time", "trip-to-time", &form.to_time),
            returned_km: field("returned_km", "vehicle-reservation-returned-km", &form.returned_km),
            condition: field("condition", "vehicle-reservation-condition", &form.condition),
            conditions: CONDITIONS.iter().map(|code| Choice::new(*code, word(code), &form.condition)).collect(),
            note: field("note", "vehicle-reservation-note", &form.note).optional().hint(language, "trip-note-hint"),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    #[test]
    fn a_trip_is_over_and_goes_forward() {
        let now = DateTime::parse_from_rfc3339("2026-11-22T18:00:00Z").unwrap().to_utc();
        let good = || TripForm {
            vehicle: "V-7K3FA".into(),
            purpose: "Airport".into(),
            from_date: "22-Nov-2026".into(),
            from_time: "0800".into(),
            taken_km: "48 200".into(),
            to_date: "22-Nov-2026".into(),
            to_time: "1700".into(),
            returned_km: "48 260".into(),
            condition: "good".into(),
            ..TripForm::default()
        };
        assert_eq!(good().draft("Africa/Lubumbashi", now).unwrap().taken_at.to_rfc3339(), "2026-11-22T06:00:00+00:00");
        for (form, field) in [
            (TripForm { to_time: "0800".into(), ..good() }, "to_date"),
            (TripForm { to_date: "23-Nov-2026".into(), ..good() }, "to_date"),
            (TripForm { from_date: "01-Sep-2026".into(), ..good() }, "to_date"),
            (TripForm { from_time: "25".into(), ..good() }, "from_time"),
            (TripForm { taken_km: "many".into(), ..good() }, "taken_km"),
            (TripForm { returned_km: "48 100".into(), ..good() }, "returned_km"),
            (TripForm { condition: "damaged".into(), ..good() }, "note"),
            (TripForm { purpose: String::new(), ..good() }, "purpose"),
        ] {
            let Err(AppError::Invalid(errors)) = form.draft("Africa/Lubumbashi", now) else { panic!("{field} was accepted") };
            assert!(!errors.of(field, Language::English).is_empty(), "{field}");
        }
    }
}
