//! Ready values for the pages of reservations.

use askama::Template;

use super::super::model::PAPERS;
use super::super::queries::Vehicle;
use super::super::views::{paper_word, ready_tag, url as vehicle_url};
use super::forms::{CONDITIONS, ReserveForm, ReturnForm, TakeForm};
use super::queries::{self, Coming, Reservation, STATES};
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::features::contested::Bar;
use crate::features::qualifications::kind_word;
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::list::{Asked, FilterTag, Pager};
use crate::web::page::{Seed, Shell};
use crate::web::table::Table;
use crate::web::time;

/// Address of a reservation.
pub fn url(reference: &str) -> String {
    format!("/reservations/{reference}")
}

pub fn state_word(language: Language, state: &str) -> String {
    language.t(&format!("vehicle-reservation-state-{state}"))
}

fn state_tag(language: Language, state: &str, is_late: bool) -> (&'static str, String) {
    match state {
        _ if is_late => ("warning", state_word(language, "late")),
        "contested" => ("warning", state_word(language, state)),
        _ => ("", state_word(language, state)),
    }
}

/// A reservation on one line.
pub struct Row {
    pub reference: String,
    pub url: String,
    pub vehicle: String,
    pub vehicle_url: String,
    pub called: String,
    pub station: String,
    pub span: String,
    pub purpose: String,
    pub driver: String,
    pub state: (&'static str, String),
}

/// What a list shows of it: late is told with what it is late for.
pub fn row(seed: &Seed, one: &Coming) -> Row {
    let language = seed.language;
    let is_late = one.state == "out" && one.to < seed.now;
    Row {
        reference: one.reference.clone(),
        url: url(&one.reference),
        vehicle: one.vehicle.clone(),
        vehicle_url: vehicle_url(&one.vehicle),
        called: one.called.clone(),
        station: one.station.clone(),
        span: format!("{} – {}", time::z(one.from, language), time::z(one.to, language)),
        purpose: one.purpose.clone(),
        driver: one.driver.clone(),
        state: state_tag(language, &one.state, is_late),
    }
}

#[derive(Template)]
#[template(path = "vehicles/reservations.html")]
pub struct Index {
    shell: Shell,
    title: String,
    calendar_url: String,
    trip_url: String,
    states: Vec<Choice>,
    station: String,
    vehicle: String,
    within: String,
    tags: Vec<FilterTag>,
    clear_url: String,
    ignored: Vec<String>,
    rows: Vec<Row>,
    pager: Pager,
    is_filtered: bool,
    csv_url: String,
    xlsx_url: String,
}

impl Index {
    /// The list as the address asks for it.
    pub fn new(seed: &Seed, actor: &Actor, asked: &Asked, mut lines: Vec<Coming>, total: i64) -> Self {
        let language = seed.language;
        let one = |key: &str| asked.one(key).unwrap_or_default();
        let state = if one("state").is_empty() { "coming" } else { one("state") };
        let word = |code: &str| language.t(&format!("reservations-{code}"));
        Self {
            shell: Shell::new(seed, "reservations-title"),
            title: language.fill("reservations-count", &[("count", Hole::Number(total))]),
            trip_url: if policy::may(actor, "reservation.enter") { "/reservations/trip".into() } else { String::new() },
            calendar_url: calendar_url(one("station"), one("vehicle")),
            states: STATES.iter().map(|code| Choice::new(*code, word(code), state)).collect(),
            station: one("station").to_owned(),
            vehicle: one("vehicle").to_owned(),
            within: one("within").to_owned(),
            tags: queries::FILTERS
                .iter()
                .flat_map(|key| asked.all(key).into_iter().map(move |value| (*key, value)))
                .map(|(key, value)| {
                    let label = match key {
                        "state" => word(&value),
                        "within" => language.fill("reservations-within", &[("days", Hole::Text(&value))]),
                        _ => value.clone(),
                    };
                    FilterTag { label, remove_url: asked.without(key, &value) }
                })
                .collect(),
            clear_url: asked.clear_url().to_owned(),
            ignored: asked.ignored.clone(),
            pager: Pager::turn(asked, language, &mut lines, total, |last| (last.from.to_rfc3339(), last.id)),
            rows: lines.iter().map(|line| row(seed, line)).collect(),
            is_filtered: asked.is_filtered(),
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
        }
    }
}

/// Two weeks of the same vehicles as a calendar.
pub fn calendar_url(station: &str, vehicle: &str) -> String {
    let pairs = [("as", "calendar"), ("station", station), ("vehicle", vehicle)];
    let asked: Vec<(&str, &str)> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    format!("/reservations?{}", serde_html_form::to_string(asked).unwrap_or_default())
}

/// The same rows as a file.
pub fn export(lines: Vec<Coming>) -> Table {
    Table {
        name: "reservations",
        header: vec!["ref", "vehicle", "called", "station", "from", "to", "purpose", "driver", "state"],
        rows: lines
            .into_iter()
            .map(|line| {
                let (from, to) = (line.from.format("%Y-%m-%dT%H:%MZ").to_string(), line.to.format("%Y-%m-%dT%H:%MZ").to_string());
                vec![line.reference, line.vehicle, line.called, line.station, from, to, line.purpose, line.driver, line.state]
            })
            .collect(),
    }
}

#[derive(Template)]
#[template(path = "vehicles/reservation.html")]
pub struct Show {
    shell: Shell,
    reference: String,
    vehicle_url: String,
    called: String,
    state: (&'static str, String),
    ready: (&'static str, String),
    is_open: bool,
    from: String,
    to: String,
    purpose: String,
    driver: String,
    taken: String,
    returned: String,
    note: String,
    cancel_reason: String,
    reserved_label: String,
    reserved_by: String,
    stood_against: String,
    uncounted: String,
    pub(super) contested: Vec<Bar>,
    take_url: String,
    return_url: String,
    times_url: String,
    cancel_url: String,
    history_url: String,
    print_url: String,
}

impl Show {
    /// The record with the steps that this reader may take now.
    pub fn new(seed: &Seed, actor: &Actor, one: &Reservation) -> Self {
        let language = seed.language;
        let may = |action: &str, from: &str| one.state == from && policy::decide(actor, action, &one.facts(actor)) == Decision::Allow;
        let link = |action: &str, from: &str, word: &str| if may(action, from) { format!("{}/{word}", url(&one.reference)) } else { String::new() };
        let at = |at| time::place_and_z(at, &one.zone, time::short_place(&one.station_name), seed.now, language);
        let with_km = |at_time: Option<_>, km: Option<i32>| match (at_time, km) {
            (Some(time), Some(km)) => format!("{}, {km} km", at(time)),
            _ => String::new(),
        };
        let is_late = one.state == "out" && one.to < seed.now;
        Self {
            shell: Shell::titled(seed, one.reference.clone()),
            reference: one.reference.clone(),
            vehicle_url: vehicle_url(&one.vehicle),
            called: one.called.clone(),
            state: state_tag(language, &one.state, is_late),
            is_open: matches!(one.state.as_str(), "reserved" | "out"),
            ready: match one.gaps.iter().any(|gap| gap == "state") {
                true => ("warning", language.t("vehicle-not-available")),
                false => ready_tag(language, "available", &one.gaps),
            },
            from: at(one.from),
            to: at(one.to),
            purpose: one.purpose.clone(),
            driver: one.driver.clone(),
            taken: with_km(one.taken_at, one.taken_km),
            returned: with_km(one.returned_at, one.returned_km),
            note: match one.condition.as_str() {
                "" => String::new(),
                condition => format!("{} {}", language.t(&format!("vehicle-reservation-condition-{condition}")), one.note).trim_end().to_owned(),
            },
            cancel_reason: one.cancel_reason.clone(),
            reserved_label: language.t(if one.is_fact { "trip-entered-by" } else { "reservation-by" }),
            reserved_by: if one.is_fact { format!("{}, {}", one.reserved_by, at(one.entered_at)) } else { one.reserved_by.clone() },
            stood_against: one.stood_against.iter().map(|code| against(language, code)).collect::<Vec<_>>().join(", "),
            uncounted: if one.reading_counts { String::new() } else { language.t("trip-reading-uncounted") },
            contested: Vec::new(),
            take_url: link("reservation.take", "reserved", "take"),
            return_url: link("reservation.return", "out", "return"),
            times_url: [link("reservation.reschedule", "reserved", "times"), link("reservation.reschedule", "out", "times")].concat(),
            cancel_url: link("reservation.cancel", "reserved", "cancel"),
            history_url: format!("{}/history", url(&one.reference)),
            print_url: format!("{}/print", url(&one.reference)),
        }
    }
}

/// A paper of the vehicle or a permit of the driver that was not in force.
fn against(language: Language, code: &str) -> String {
    if PAPERS.contains(&code) { paper_word(language, code) } else { kind_word(language, code) }
}

/// The trip ticket.
#[derive(Template)]
#[template(path = "vehicles/ticket.html")]
pub struct Ticket {
    shell: Shell,
    paper: String,
    printed: String,
    r: Show,
}

impl Ticket {
    /// Who printed it and when stands on every sheet.
    pub fn new(seed: &Seed, record: Show) -> Self {
        Self { shell: Shell::paper(seed, &record.reference, &url(&record.reference)), paper: record.reference.clone(), printed: seed.printed(), r: record }
    }
}

#[derive(Template)]
#[template(path = "vehicles/reserve.html")]
pub struct ReservePage {
    shell: Shell,
    reference: String,
    called: String,
    place: String,
    ready: (&'static str, String),
    coming: Vec<Row>,
    action: String,
    back_url: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    from_date: Field,
    from_time: Field,
    to_date: Field,
    to_time: Field,
    purpose: Field,
    driver: Field,
}

impl ReservePage {
    /// The form, below what is reserved already.
    pub fn new(seed: &Seed, vehicle: &Vehicle, gaps: &[&'static str], coming: &[Coming], form: &ReserveForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
        let shell = Shell::titled(seed, vehicle.reference.clone());
        Self {
            reference: vehicle.reference.clone(),
            called: vehicle.called(),
            place: language.fill("reservation-times-of", &[("place", Hole::Text(time::short_place(&vehicle.station_name)))]),
            ready: ready_tag(language, &vehicle.state, gaps),
            coming: coming.iter().map(|one| row(seed, one)).collect(),
            action: format!("{}/reservations", vehicle_url(&vehicle.reference)),
            back_url: vehicle_url(&vehicle.reference),
            form_key: fresh_form_key(),
            errors: errors.links(language),
            from_date: field("from_date", "reservation-from-date", &form.from_date).hint(language, "requirement-date-hint"),
            from_time: field("from_time", "reservation-from-time", &form.from_time),
            to_date: field("to_date", "reservation-to-date", &form.to_date),
            to_time: field("to_time", "reservation-to-time", &form.to_time),
            purpose: field("purpose", "vehicle-reservation-purpose", &form.purpose).hint(language, "vehicle-reservation-purpose-hint"),
            driver: field("driver", "reservation-driver", &form.driver).optional().hint(language, "reservation-driver-hint"),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

/// A step of a reservation: what is asked depends on the step.
#[derive(Template)]
#[template(path = "vehicles/step.html")]
pub struct StepPage {
    shell: Shell,
    title: String,
    deed: String,
    reference: String,
    called: String,
    action: String,
    back_url: String,
    form_key: String,
    version: i32,
    errors: Vec<ErrorLink>,
    kilometres: Option<Field>,
    /// Asked when the reading is far from what was expected.
    is_right: Option<Field>,
    condition: Option<Field>,
    conditions: Vec<Choice>,
    note: Option<Field>,
    reason: Option<Field>,
}

impl StepPage {
    fn of(seed: &Seed, one: &Reservation, word: &str, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let shell = Shell::titled(seed, one.reference.clone());
        Self {
            title: language.t(&format!("reservation-{word}")),
            deed: language.t(&format!("reservation-{word}-deed")),
            reference: one.reference.clone(),
            called: one.called.clone(),
            action: format!("{}/{word}", url(&one.reference)),
            back_url: url(&one.reference),
            form_key: fresh_form_key(),
            version: one.version,
            errors: errors.links(language),
            kilometres: None,
            is_right: None,
            condition: None,
            conditions: Vec::new(),
            note: None,
            reason: None,
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }

    /// Taking it: the reading of the odometer.
    pub fn take(seed: &Seed, one: &Reservation, form: &TakeForm, errors: &FieldErrors) -> Self {
        let last = seed.language.fill("reservation-last-km", &[("km", Hole::Text(&one.odometer_km.to_string()))]);
        let mut field = Field::new(seed.language, "kilometres", "vehicle-odometer-km", &form.kilometres, errors);
        field.hint = last;
        Self { kilometres: Some(field), is_right: asked_again(seed, &form.is_right, errors), ..Self::of(seed, one, "take", errors) }
    }

    /// Its return: kilometres, condition, what is broken.
    pub fn bring_back(seed: &Seed, one: &Reservation, form: &ReturnForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let condition = Field::new(language, "condition", "vehicle-reservation-condition", &form.condition, errors);
        let word = |code: &str| language.t(&format!("vehicle-reservation-condition-{code}"));
        Self {
            kilometres: Some(Field::new(language, "kilometres", "vehicle-odometer-km", &form.kilometres, errors)),
            is_right: asked_again(seed, &form.is_right, errors),
            condition: Some(condition),
            conditions: CONDITIONS.iter().map(|code| Choice::new(*code, word(code), &form.condition)).collect(),
            note: Some(Field::new(language, "note", "vehicle-reservation-note", &form.note, errors).optional().hint(language, "vehicle-reservation-note-hint")),
            ..Self::of(seed, one, "return", errors)
        }
    }

    /// Cancelling: why.
    pub fn cancel(seed: &Seed, one: &Reservation, reason: &str, errors: &FieldErrors) -> Self {
        let field = Field::new(seed.language, "reason", "ending-reason", reason, errors);
        Self { reason: Some(field), ..Self::of(seed, one, "cancel", errors) }
    }
}

/// The box that says a reading is right: there once the reading was refused as too far, and while it is ticked.
fn asked_again(seed: &Seed, ticked: &str, errors: &FieldErrors) -> Option<Field> {
    let said = errors.of("kilometres", seed.language);
    let is_asked = ["constraint-taken-near-its-reading", "constraint-return-is-driven"].iter().any(|key| said == seed.language.t(key));
    (is_asked || !ticked.is_empty()).then(|| Field::new(seed.language, "is_right", "reservation-reading-is-right", ticked, errors).optional())
}
