//! Requests about reservations: parse, call, show. No rule is written here.

use axum::response::Response;
use chrono::{DateTime, Utc};

use super::super::forms::ReasonForm;
use super::super::model::gaps;
use super::super::queries::{Vehicle, papers, validities};
use super::calendar::{self, Calendar};
use super::commands;
use super::forms::{ReserveForm, ReturnForm, TakeForm};
use super::queries::{self, Driver, Reservation};
use super::views::{Index, ReservePage, Show, StepPage, Ticket, export, url};
use super::{
    AskCancel, AskReturn, AskTake, Cancel, ListReservations, NewReservation, PrintReservation, ReservationHistory, Reserve, Return, ShowReservation, Take,
};
use crate::audit::history::{self, HistoryTable, page::Subject};
use crate::authz::action::{Action, Authorized, Format};
use crate::db::Tx;
use crate::db::ids::VehicleId;
use crate::features::contested;
use crate::i18n::{Language, Message};
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::Asked;
use crate::web::page;
use crate::web::table;
use crate::web::time;

pub async fn index(mut auth: Authorized<ListReservations>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), calendar::KEYS);
    if auth.format == Format::Page && asked.one("as") == Some("calendar") {
        return calendar_of(auth, &asked).await;
    }
    let asked = Asked::read(auth.seed.here(), queries::FILTERS);
    let mut tx = auth.read().await?;
    let (lines, total) = queries::list(&mut tx, &asked, auth.format != Format::Page).await?;
    if auth.format != Format::Page {
        return table::answer(&auth, &asked, export(lines));
    }
    page::page(&Index::new(&auth.seed, &auth.actor, &asked, lines, total))
}

async fn calendar_of(mut auth: Authorized<ListReservations>, asked: &Asked) -> Result<Response> {
    let (first, errors) = calendar::first_day(asked, auth.now().date_naive());
    let mut tx = auth.read().await?;
    let entries = calendar::entries(&mut tx, asked, first).await?;
    let view = Calendar::new(&auth.seed, asked, first, &entries, &errors);
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

async fn reserve_page<A: Action<Target = Vehicle>>(auth: &mut Authorized<A>, form: &ReserveForm, errors: &FieldErrors) -> Result<ReservePage> {
    let mut tx = auth.read().await?;
    let vehicle = &auth.target;
    let papers = papers(&mut tx, vehicle.id).await?;
    let coming = queries::of_vehicle(&mut tx, vehicle.id).await?;
    let today = auth.seed.now.date_naive();
    let mut missing = gaps(&vehicle.state, vehicle.is_armoured(), &validities(&papers), today, today);
    if vehicle.is_in_transit() {
        missing.push("in_transit");
    }
    Ok(ReservePage::new(&auth.seed, vehicle, &missing, &coming, form, errors))
}

pub async fn ask_new(mut auth: Authorized<NewReservation>) -> Result<Response> {
    page::page(&reserve_page(&mut auth, &ReserveForm::default(), &FieldErrors::default()).await?)
}

pub async fn reserve(mut auth: Authorized<Reserve>, form: Form) -> Result<Response> {
    let posted: ReserveForm = form.parse()?;
    let errors = match reserve_from(&mut auth, &form, &posted).await {
        Ok(reference) => return Ok(page::see_other_saying(&url(&reference), "said-reservation-made", &reference)),
        Err(AppError::Invalid(errors)) => errors,
        // Somebody was faster: nothing is saved, what was entered stays, and the page says who has it and until when.
        Err(AppError::Refused(name)) if name == "vehicle_reserved_once_at_a_time" => taken_by(&mut auth, &posted).await?,
        Err(error) => return Err(error),
    };
    page::unprocessable(&reserve_page(&mut auth, &posted, &errors).await?)
}

async fn reserve_from(auth: &mut Authorized<Reserve>, form: &Form, posted: &ReserveForm) -> Result<String> {
    let draft = posted.draft(&auth.target.zone, auth.now())?;
    let mut tx = auth.write(form).await?;
    let driver = driver(&mut tx, &posted.driver).await?;
    let reference = commands::reserve(&mut tx, &auth.target, &draft, driver.as_ref()).await?;
    tx.commit(&url(&reference)).await?;
    Ok(reference)
}

/// The officer who is named as driver, if anybody is.
pub async fn driver(tx: &mut Tx, typed: &str) -> Result<Option<Driver>> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let mut found = queries::drivers(tx, typed).await?;
    let exact = found.iter().position(|one| one.reference.eq_ignore_ascii_case(typed.trim()));
    match (exact, found.len()) {
        (Some(at), _) => Ok(Some(found.swap_remove(at))),
        (None, 1) => Ok(found.pop()),
        (None, 0) => Err(AppError::field("driver", "custody-officer-unknown")),
        (None, _) => {
            let names: Vec<String> = found.iter().map(|one| format!("{} {}", one.reference, one.name)).collect();
            let mut errors = FieldErrors::default();
            errors.add("driver", Message::new("custody-officer-several").with("names", names.join(", ")));
            Err(AppError::Invalid(errors))
        }
    }
}

async fn taken_by(auth: &mut Authorized<Reserve>, posted: &ReserveForm) -> Result<FieldErrors> {
    let draft = posted.draft(&auth.target.zone, auth.now())?;
    let mut tx = auth.read().await?;
    let mut errors = FieldErrors::default();
    errors.add("from_date", who_has_it(&mut tx, auth.language(), auth.target.id, (draft.from, draft.to), "").await?);
    Ok(errors)
}

/// Who has a vehicle in a span besides a reservation, and until when.
pub async fn who_has_it(tx: &mut Tx, language: Language, vehicle: VehicleId, span: (DateTime<Utc>, DateTime<Utc>), besides: &str) -> Result<Message> {
    Ok(match queries::holder_of(tx, vehicle, span, besides).await? {
        Some(other) => Message::new("reservation-taken-by")
            .with("ref", other.reference)
            .with("who", if other.driver.is_empty() { other.purpose } else { other.driver })
            .with("until", time::z(other.to, language)),
        None => Message::new("constraint-vehicle-reserved-once-at-a-time"),
    })
}

pub async fn show(mut auth: Authorized<ShowReservation>) -> Result<Response> {
    page::page(&record(&mut auth).await?)
}

async fn record<A: Action<Target = Reservation>>(auth: &mut Authorized<A>) -> Result<Show> {
    let mut tx = auth.read().await?;
    let facts = contested::of_reservation(&mut tx, auth.target.id).await?;
    let mut view = Show::new(&auth.seed, &auth.actor, &auth.target);
    view.contested = contested::bars(&auth.seed, &facts);
    Ok(view)
}

pub async fn print(mut auth: Authorized<PrintReservation>) -> Result<Response> {
    let record = record(&mut auth).await?;
    page::page(&Ticket::new(&auth.seed, record))
}

pub async fn ask_take(auth: Authorized<AskTake>) -> Result<Response> {
    if auth.target.state != "reserved" {
        return Ok(page::see_other(&url(&auth.target.reference)));
    }
    page::page(&StepPage::take(&auth.seed, &auth.target, &TakeForm::default(), &FieldErrors::default()))
}

pub async fn take(mut auth: Authorized<Take>, form: Form) -> Result<Response> {
    let posted: TakeForm = form.parse()?;
    match take_from(&mut auth, &form, &posted).await {
        Ok(address) => Ok(page::see_other_saying(&address, "said-reservation-taken", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&StepPage::take(&auth.seed, &auth.target, &posted, &errors)),
        Err(error) => Err(error),
    }
}

async fn take_from(auth: &mut Authorized<Take>, form: &Form, posted: &TakeForm) -> Result<String> {
    let reading = posted.draft()?;
    let address = url(&auth.target.reference);
    let mut tx = auth.write(form).await?;
    commands::take(&mut tx, &auth.target, reading, posted.version.parse().unwrap_or_default()).await?;
    tx.commit(&address).await?;
    Ok(address)
}

pub async fn ask_return(auth: Authorized<AskReturn>) -> Result<Response> {
    if auth.target.state != "out" {
        return Ok(page::see_other(&url(&auth.target.reference)));
    }
    page::page(&StepPage::bring_back(&auth.seed, &auth.target, &ReturnForm::default(), &FieldErrors::default()))
}

pub async fn bring_back(mut auth: Authorized<Return>, form: Form) -> Result<Response> {
    let posted: ReturnForm = form.parse()?;
    match return_from(&mut auth, &form, &posted).await {
        Ok(address) => Ok(page::see_other_saying(&address, "said-reservation-returned", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&StepPage::bring_back(&auth.seed, &auth.target, &posted, &errors)),
        Err(error) => Err(error),
    }
}

async fn return_from(auth: &mut Authorized<Return>, form: &Form, posted: &ReturnForm) -> Result<String> {
    let draft = posted.draft(auth.target.left_km)?;
    let address = url(&auth.target.reference);
    let mut tx = auth.write(form).await?;
    commands::bring_back(&mut tx, &auth.target, &draft, posted.version.parse().unwrap_or_default()).await?;
    tx.commit(&address).await?;
    Ok(address)
}

pub async fn ask_cancel(auth: Authorized<AskCancel>) -> Result<Response> {
    if auth.target.state != "reserved" {
        return Ok(page::see_other(&url(&auth.target.reference)));
    }
    page::page(&StepPage::cancel(&auth.seed, &auth.target, "", &FieldErrors::default()))
}

pub async fn cancel(mut auth: Authorized<Cancel>, form: Form) -> Result<Response> {
    let posted: ReasonForm = form.parse()?;
    match cancel_from(&mut auth, &form, &posted).await {
        Ok(address) => Ok(page::see_other_saying(&address, "said-reservation-cancelled", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&StepPage::cancel(&auth.seed, &auth.target, &posted.reason, &errors)),
        Err(error) => Err(error),
    }
}

async fn cancel_from(auth: &mut Authorized<Cancel>, form: &Form, posted: &ReasonForm) -> Result<String> {
    let reason = posted.reason()?;
    let address = url(&auth.target.reference);
    let mut tx = auth.write(form).await?;
    commands::cancel(&mut tx, &auth.target, &reason, posted.version.parse().unwrap_or_default()).await?;
    tx.commit(&address).await?;
    Ok(address)
}

pub async fn history_of(mut auth: Authorized<ReservationHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let one = &auth.target;
    let saves = history::of(&mut tx, HistoryTable::VehicleReservation, one.id.0).await?;
    let place = time::short_place(&one.station_name).to_owned();
    let subject = Subject { reference: one.reference.clone(), url: url(&one.reference), zone: one.zone.clone(), place, tabs: Vec::new() };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}
