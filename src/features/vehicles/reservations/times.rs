//! `/reservations/{ref}/times`: a reservation is shortened or lengthened; its start only as long as it has not begun. That
//! nobody else has the vehicle then is the database's to say.

use askama::Template;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::commands;
use super::forms::{bounds, instant};
use super::handlers::who_has_it;
use super::queries::Reservation;
use super::views::url;
use super::{AskTimes, ChangeTimes};
use crate::authz::action::{Action, Authorized};
use crate::i18n::{Hole, Message};
use crate::web::error::{AppError, Result};
use crate::web::form::{ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Shell};
use crate::web::time;

/// The form, as posted; the start is not asked of a reservation that has begun.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct TimesForm {
    from_date: String,
    from_time: String,
    to_date: String,
    to_time: String,
    version: String,
}

fn has_begun(one: &Reservation, now: DateTime<Utc>) -> bool {
    one.state != "reserved" || one.from <= now
}

impl TimesForm {
    fn of(one: &Reservation) -> Self {
        let ((from_date, from_time), (to_date, to_time)) = (time::typed_local(one.from, &one.zone), time::typed_local(one.to, &one.zone));
        Self { from_date, from_time, to_date, to_time, version: one.version.to_string() }
    }

    /// The span, understood in the zone of the vehicle's station.
    fn draft(&self, one: &Reservation, now: DateTime<Utc>) -> Result<(DateTime<Utc>, DateTime<Utc>)> {
        let mut errors = FieldErrors::default();
        let from = match has_begun(one, now) {
            true => Some(one.from),
            false => instant(&mut errors, ("from_date", &self.from_date), ("from_time", &self.from_time), &one.zone),
        };
        let to = instant(&mut errors, ("to_date", &self.to_date), ("to_time", &self.to_time), &one.zone);
        if let (Some(from), Some(to)) = (from, to) {
            bounds(&mut errors, from, to, now);
            if errors.is_empty() && (from, to) == (one.from, one.to) {
                errors.add("to_date", Message::new("reservation-times-same"));
            }
        }
        errors.or((from.unwrap_or(now), to.unwrap_or(now)))
    }
}

#[derive(Template)]
#[template(path = "vehicles/times.html")]
struct TimesPage {
    shell: Shell,
    reference: String,
    called: String,
    place: String,
    has_begun: bool,
    action: String,
    back_url: String,
    form_key: String,
    version: String,
    errors: Vec<ErrorLink>,
    from_date: Field,
    from_time: Field,
    to_date: Field,
    to_time: Field,
}

fn times_page<A: Action<Target = Reservation>>(auth: &Authorized<A>, form: &TimesForm, errors: &FieldErrors) -> TimesPage {
    let (language, one) = (auth.language(), &auth.target);
    let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
    let shell = Shell::titled(&auth.seed, one.reference.clone());
    TimesPage {
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
        reference: one.reference.clone(),
        called: one.called.clone(),
        place: language.fill("reservation-times-of", &[("place", Hole::Text(time::short_place(&one.station_name)))]),
        has_begun: has_begun(one, auth.seed.now),
        action: format!("{}/times", url(&one.reference)),
        back_url: url(&one.reference),
        form_key: fresh_form_key(),
        version: form.version.clone(),
        errors: errors.links(language),
        from_date: field("from_date", "reservation-from-date", &form.from_date).hint(language, "requirement-date-hint"),
        from_time: field("from_time", "reservation-from-time", &form.from_time),
        to_date: field("to_date", "reservation-to-date", &form.to_date).hint(language, "requirement-date-hint"),
        to_time: field("to_time", "reservation-to-time", &form.to_time),
    }
}

pub async fn ask(auth: Authorized<AskTimes>) -> Result<Response> {
    if !matches!(auth.target.state.as_str(), "reserved" | "out") {
        return Ok(page::see_other(&url(&auth.target.reference)));
    }
    page::page(&times_page(&auth, &TimesForm::of(&auth.target), &FieldErrors::default()))
}

pub async fn save(mut auth: Authorized<ChangeTimes>, form: Form) -> Result<Response> {
    let posted: TimesForm = form.parse()?;
    let errors = match save_from(&mut auth, &form, &posted).await {
        Ok(address) => return Ok(page::see_other_saying(&address, "said-reservation-moved", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => errors,
        // Somebody has it then: nothing is saved, what was entered stays, and the page says who has it and until when.
        Err(AppError::Refused(name)) if name == "vehicle_reserved_once_at_a_time" => taken_by(&mut auth, &posted).await?,
        Err(error) => return Err(error),
    };
    page::unprocessable(&times_page(&auth, &posted, &errors))
}

async fn save_from(auth: &mut Authorized<ChangeTimes>, form: &Form, posted: &TimesForm) -> Result<String> {
    let span = posted.draft(&auth.target, auth.now())?;
    let address = url(&auth.target.reference);
    let mut tx = auth.write(form).await?;
    commands::reschedule(&mut tx, &auth.target, span, posted.version.parse().unwrap_or_default()).await?;
    tx.commit(&address).await?;
    Ok(address)
}

async fn taken_by(auth: &mut Authorized<ChangeTimes>, posted: &TimesForm) -> Result<FieldErrors> {
    let span = posted.draft(&auth.target, auth.now())?;
    let mut tx = auth.read().await?;
    let mut errors = FieldErrors::default();
    errors.add("to_date", who_has_it(&mut tx, auth.language(), auth.target.vehicle_id, span, &auth.target.reference).await?);
    Ok(errors)
}
