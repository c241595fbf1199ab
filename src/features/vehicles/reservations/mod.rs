//! Reservations of vehicles: reserved for a span, taken, brought back. Of two who want the same vehicle for the same
//! time the database lets one through; the other reads who has it and until when.
//!
//! INV-38: a trip that has happened is entered afterwards and kept. Where it does not fit it is contested, and settled by
//! two people (contested).

mod calendar;
mod commands;
mod forms;
mod handlers;
mod queries;
mod times;
mod trips;
mod views;

use super::queries::Vehicle;
use crate::actions;
use crate::authz::action::Collection;
use crate::authz::routes::Routes;

pub(super) use forms::instant;
pub use queries::{Coming, how_many, of_vehicle, within};
pub use views::{Row, calendar_url, row, url};

use queries::Reservation;

actions! {
    /// Reservations of one's scope, and one's own.
    ListReservations: Get "/reservations" => "reservation.list", Collection, Quiet;
    /// The form of a reservation.
    NewReservation: Get "/vehicles/{ref}/reservations/new" => "reservation.create", Vehicle, Quiet;
    /// Reserves a vehicle.
    Reserve: Post "/vehicles/{ref}/reservations" => "reservation.create", Vehicle, Change;
    /// The form of a trip that has happened.
    NewTrip: Get "/reservations/trip" => "reservation.enter", Collection, Quiet;
    /// Enters it.
    EnterTrip: Post "/reservations/trip" => "reservation.enter", Collection, Change;
    /// The record with its next step.
    ShowReservation: Get "/reservations/{ref}" => "reservation.show", Reservation, Quiet;
    /// The trip ticket, with places for kilometres and signatures.
    PrintReservation: Get "/reservations/{ref}/print" => "reservation.show", Reservation, Read;
    /// The form of taking it.
    AskTake: Get "/reservations/{ref}/take" => "reservation.take", Reservation, Quiet;
    /// The driver takes it.
    Take: Post "/reservations/{ref}/take" => "reservation.take", Reservation, Change;
    /// The form of its return.
    AskReturn: Get "/reservations/{ref}/return" => "reservation.return", Reservation, Quiet;
    /// Brings it back, with its kilometres and its condition.
    Return: Post "/reservations/{ref}/return" => "reservation.return", Reservation, Change;
    /// The form of its times.
    AskTimes: Get "/reservations/{ref}/times" => "reservation.reschedule", Reservation, Quiet;
    /// Shortens or lengthens it.
    ChangeTimes: Post "/reservations/{ref}/times" => "reservation.reschedule", Reservation, Change;
    /// Asks why it is not needed.
    AskCancel: Get "/reservations/{ref}/cancel" => "reservation.cancel", Reservation, Quiet;
    /// Gives the vehicle free.
    Cancel: Post "/reservations/{ref}/cancel" => "reservation.cancel", Reservation, Change;
    /// What was saved, by whom.
    ReservationHistory: Get "/reservations/{ref}/history" => "reservation.show", Reservation, Quiet;
}

/// `/reservations`.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListReservations, _, _>(handlers::index)
        .get::<NewReservation, _, _>(handlers::ask_new)
        .post::<Reserve, _, _>(handlers::reserve)
        .get::<NewTrip, _, _>(trips::ask)
        .post::<EnterTrip, _, _>(trips::save)
        .get::<ShowReservation, _, _>(handlers::show)
        .get::<PrintReservation, _, _>(handlers::print)
        .get::<AskTake, _, _>(handlers::ask_take)
        .post::<Take, _, _>(handlers::take)
        .get::<AskReturn, _, _>(handlers::ask_return)
        .post::<Return, _, _>(handlers::bring_back)
        .get::<AskTimes, _, _>(times::ask)
        .post::<ChangeTimes, _, _>(times::save)
        .get::<AskCancel, _, _>(handlers::ask_cancel)
        .post::<Cancel, _, _>(handlers::cancel)
        .get::<ReservationHistory, _, _>(handlers::history_of)
}
