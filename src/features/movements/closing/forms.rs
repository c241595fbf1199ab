//! The times of each leg as they were, typed as on the clocks of the place.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::queries::LegLine;
use crate::db::ids::LegId;
use crate::features::movements::check_ins::model;
use crate::i18n::Message;
use crate::web::error::Result;
use crate::web::form::{FieldErrors, Form};
use crate::web::time::{self, Resolved};

/// What closing keeps.
#[derive(Debug, Clone)]
pub struct CloseDraft {
    /// Times of each leg.
    pub legs: Vec<LegTimes>,
    /// The after-action note; empty if none.
    pub note: String,
}

/// The times of a leg as they were, UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegTimes {
    /// Which.
    pub leg: LegId,
    /// Actual departure.
    pub departed_at: Option<DateTime<Utc>>,
    /// Actual arrival.
    pub arrived_at: Option<DateTime<Utc>>,
}

/// Name of the field of a time: `arrived-2`.
pub fn field_of(what: &str, leg: &LegLine) -> String {
    format!("{what}-{}", leg.number)
}

/// A time as it is typed: `22-Nov-2026 14:05` on the clocks of the place.
pub fn typed(at: Option<DateTime<Utc>>, zone: &str) -> String {
    at.map(|at| time::local(at, zone).format("%d-%b-%Y %H:%M").to_string()).unwrap_or_default()
}

/// Reads the form. Every leg that took place wants its arrival, a journey on which something happened its note;
/// nobody closes before the last day of a stay.
pub fn read(form: &Form, legs: &[LegLine], last_day: Option<NaiveDate>, wants_note: bool, now: DateTime<Utc>) -> Result<CloseDraft> {
    let mut errors = FieldErrors::default();
    let mut times = Vec::new();
    for leg in legs {
        let (departed_name, arrived_name) = (field_of("departed", leg), field_of("arrived", leg));
        let departed_at = read_time(&mut errors, &departed_name, form.text(&departed_name), leg.departed_at, &leg.from_zone, now);
        let arrived_at = read_time(&mut errors, &arrived_name, form.text(&arrived_name), leg.arrived_at, &leg.to_zone, now);
        if leg.wants_arrival() && form.text(&arrived_name).trim().is_empty() {
            errors.add(&arrived_name, Message::new("closing-arrival-missing").with("leg", leg.number.to_string()));
        }
        if leg.is_day && leg.arrives_local.date() > now.date_naive() {
            errors.add(&arrived_name, Message::new("closing-not-over").with("leg", leg.number.to_string()));
        }
        if departed_at.zip(arrived_at).is_some_and(|(departed, arrived)| arrived < departed) {
            errors.add(&arrived_name, Message::new("closing-arrives-before"));
        }
        times.push(LegTimes { leg: leg.id, departed_at, arrived_at });
    }
    let note = form.text("note").trim().to_owned();
    if let Some(day) = last_day.filter(|day| *day > now.date_naive()) {
        errors.add("note", Message::new("closing-stay-not-over").with("day", time::typed_date(day)));
    }
    if wants_note && note.is_empty() {
        errors.add("note", Message::new("closing-note-missing"));
    }
    if note.chars().count() > 4_000 {
        errors.add("note", Message::new("field-too-long").with("limit", "4000"));
    }
    errors.or(CloseDraft { legs: times, note })
}

fn read_time(errors: &mut FieldErrors, name: &str, text: &str, stored: Option<DateTime<Utc>>, zone: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if text.is_empty() {
        return stored;
    }
    if text == typed(stored, zone) {
        return stored;
    }
    match read_local(text, zone) {
        Ok(at) if model::is_in_the_future(at, now) => {
            errors.add(name, Message::new("report-in-the-future").with("now", now.format("%H:%MZ").to_string()));
            None
        }
        Ok(at) => Some(at),
        Err(message) => {
            errors.add(name, message);
            None
        }
    }
}

fn read_local(text: &str, zone: &str) -> Result<DateTime<Utc>, Message> {
    let is_z = text.ends_with(['Z', 'z']);
    let plain = text.trim_end_matches(['Z', 'z']).trim();
    let (date, clock) = plain.rsplit_once([' ', 'T']).ok_or(Message::new("closing-time-shape"))?;
    let local = NaiveDateTime::new(time::read_date(date)?, time::read_time(clock)?);
    if is_z {
        return Ok(local.and_utc());
    }
    match time::resolve(local, zone) {
        Resolved::Once(at) => Ok(at),
        Resolved::Never { .. } | Resolved::Twice { .. } | Resolved::UnknownZone => Err(Message::new("closing-time-in-z")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::movements::LegState;
    use crate::web::error::AppError;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
    }

    fn leg(state: LegState, arrived: Option<&str>) -> LegLine {
        LegLine {
            id: LegId::fresh(),
            number: 1,
            state,
            is_day: false,
            from: "Goma".into(),
            from_zone: "Africa/Lubumbashi".into(),
            to: "Juba".into(),
            to_zone: "Africa/Juba".into(),
            arrives_local: at("2026-11-20T12:00:00Z").naive_utc(),
            departed_at: Some(at("2026-11-20T08:00:30Z")),
            arrived_at: arrived.map(at),
        }
    }

    fn form(fields: &[(&str, &str)]) -> Form {
        Form::from_fields(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(), Vec::new())
    }

    fn errors_of(result: Result<CloseDraft>) -> Vec<String> {
        match result {
            Err(AppError::Invalid(errors)) => errors.links(crate::i18n::Language::English).into_iter().map(|link| link.field).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn each_leg_wants_its_arrival() {
        let now = at("2026-11-21T08:00:00Z");
        assert_eq!(errors_of(read(&form(&[]), &[leg(LegState::UnderWay, None)], None, false, now)), ["arrived-1"]);
        assert!(read(&form(&[]), &[leg(LegState::Cancelled, None)], None, false, now).is_ok());
        let draft = read(&form(&[("arrived-1", "20-Nov-2026 12:10")]), &[leg(LegState::UnderWay, None)], None, false, now).unwrap();
        assert_eq!(draft.legs[0].arrived_at, Some(at("2026-11-20T10:10:00Z")));
        assert_eq!(draft.legs[0].departed_at, Some(at("2026-11-20T08:00:30Z")));
    }

    #[test]
    fn a_future_or_backward_arrival_is_refused_beside_its_field() {
        let now = at("2026-11-21T08:00:00Z");
        for typed in ["22-Nov-2026 12:10", "20-Nov-2026 01:00", "14:05"] {
            assert_eq!(errors_of(read(&form(&[("arrived-1", typed)]), &[leg(LegState::UnderWay, None)], None, false, now)), ["arrived-1"], "{typed}");
        }
    }

    #[test]
    fn what_happened_is_told() {
        let now = at("2026-11-21T08:00:00Z");
        let over = leg(LegState::Arrived, Some("2026-11-20T10:00:00Z"));
        assert_eq!(errors_of(read(&form(&[("arrived-1", "20-Nov-2026 12:00")]), std::slice::from_ref(&over), None, true, now)), ["note"]);
        assert!(read(&form(&[("arrived-1", "20-Nov-2026 12:00"), ("note", "Calm.")]), &[over], None, true, now).is_ok());
    }
}
