//! Posted text to a step of a reservation, or errors beside the fields.

use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use serde::Deserialize;

use super::super::forms::kilometres;
use crate::features::people::{at_most, required};
use crate::features::requirements::one_of;
use crate::i18n::Message;
use crate::web::error::Result;
use crate::web::form::FieldErrors;
use crate::web::time::{self, Resolved};

/// In what condition it came back.
pub const CONDITIONS: &[&str] = &["good", "damaged"];

/// The form of a reservation, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReserveForm {
    pub from_date: String,
    pub from_time: String,
    pub to_date: String,
    pub to_time: String,
    pub purpose: String,
    pub driver: String,
}

/// A reservation as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReserveDraft {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub purpose: String,
}

impl ReserveForm {
    /// What was posted, understood in the zone of the vehicle's station.
    pub fn draft(&self, zone: &str, now: DateTime<Utc>) -> Result<ReserveDraft> {
        let mut errors = FieldErrors::default();
        let from = instant(&mut errors, ("from_date", &self.from_date), ("from_time", &self.from_time), zone);
        let to = instant(&mut errors, ("to_date", &self.to_date), ("to_time", &self.to_time), zone);
        if let (Some(from), Some(to)) = (from, to) {
            bounds(&mut errors, from, to, now);
        }
        let purpose = required(&mut errors, "purpose", &self.purpose, 300);
        errors.or(ReserveDraft { from: from.unwrap_or(now), to: to.unwrap_or(now), purpose })
    }
}

/// What is wrong with the span of a reservation, beside its end.
pub fn bounds(errors: &mut FieldErrors, from: DateTime<Utc>, to: DateTime<Utc>, now: DateTime<Utc>) {
    if to <= from {
        errors.add("to_date", Message::new("constraint-reservation-has-bounds"));
    } else if to <= now {
        errors.add("to_date", Message::new("constraint-reservation-is-to-come"));
    } else if to > from + Duration::days(60) {
        errors.add("to_date", Message::new("constraint-reservation-at-most-sixty-days"));
    }
}

/// A local date and time as an instant; of a reading the clocks showed twice, the later one.
pub fn instant(errors: &mut FieldErrors, date: (&'static str, &str), clock: (&'static str, &str), zone: &str) -> Option<DateTime<Utc>> {
    let day = time::read_date(date.1).map_err(|message| errors.add(date.0, message)).ok();
    let hour = time::read_time(clock.1).map_err(|message| errors.add(clock.0, message)).ok();
    let local: NaiveDateTime = day?.and_time(hour?);
    match time::resolve(local, zone) {
        Resolved::Once(at) | Resolved::Twice { later: at, .. } => Some(at),
        Resolved::Never { .. } | Resolved::UnknownZone => {
            errors.add(clock.0, Message::new("custody-time-not-there"));
            None
        }
    }
}

/// A reading of the odometer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    pub km: i32,
    /// The same, if the person says that it is right although it is far from what was expected.
    pub affirmed_km: Option<i32>,
}

impl Reading {
    fn of(km: i32, ticked: &str) -> Self {
        Self { km, affirmed_km: (!ticked.trim().is_empty()).then_some(km) }
    }
}

/// The form of taking a vehicle, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TakeForm {
    pub kilometres: String,
    pub is_right: String,
    pub version: String,
}

impl TakeForm {
    /// The reading of the odometer.
    pub fn draft(&self) -> Result<Reading> {
        let mut errors = FieldErrors::default();
        let km = kilometres(&mut errors, "kilometres", &self.kilometres);
        errors.or(Reading::of(km, &self.is_right))
    }
}

/// The form of a return, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReturnForm {
    pub kilometres: String,
    pub is_right: String,
    pub condition: String,
    pub note: String,
    pub version: String,
}

/// A return as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnDraft {
    pub reading: Reading,
    pub condition: String,
    pub note: String,
}

impl ReturnForm {
    /// What was posted, understood; `left_km` is the reading it left with, as it counts now.
    pub fn draft(&self, left_km: i32) -> Result<ReturnDraft> {
        let mut errors = FieldErrors::default();
        let km = kilometres(&mut errors, "kilometres", &self.kilometres);
        if errors.is_empty() && km < left_km {
            errors.add("kilometres", Message::new("constraint-reservation-km-grow"));
        }
        let condition = one_of(&mut errors, "condition", CONDITIONS.iter().copied(), &self.condition).to_owned();
        let note = at_most(&mut errors, "note", &self.note, 1000);
        if condition == "damaged" && note.is_empty() {
            errors.add("note", Message::new("constraint-reservation-damage-is-said"));
        }
        errors.or(ReturnDraft { reading: Reading::of(km, &self.is_right), condition, note })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::web::error::AppError;

    #[test]
    fn a_reservation_ends_after_it_begins_and_lies_ahead() {
        let now = DateTime::parse_from_rfc3339("2026-11-22T10:00:00Z").unwrap().to_utc();
        let good = || ReserveForm {
            from_date: "23-Nov-2026".into(),
            from_time: "0800".into(),
            to_date: "23-Nov-2026".into(),
            to_time: "1700".into(),
            purpose: "Airport".into(),
            ..ReserveForm::default()
        };
        let draft = good().draft("Africa/Lubumbashi", now).unwrap();
        assert_eq!(draft.from.to_rfc3339(), "2026-11-23T06:00:00+00:00");
        for (form, field) in [
            (ReserveForm { to_time: "0800".into(), ..good() }, "to_date"),
            (ReserveForm { from_date: "20-Nov-2026".into(), to_date: "21-Nov-2026".into(), ..good() }, "to_date"),
            (ReserveForm { to_date: "23-Feb-2027".into(), ..good() }, "to_date"),
            (ReserveForm { from_time: "25".into(), ..good() }, "from_time"),
            (ReserveForm { purpose: String::new(), ..good() }, "purpose"),
        ] {
            let Err(AppError::Invalid(errors)) = form.draft("Africa/Lubumbashi", now) else { panic!("{field} was accepted") };
            assert!(!errors.of(field, Language::English).is_empty(), "{field}");
        }
    }

    #[test]
    fn what_comes_back_damaged_is_said() {
        let good = || ReturnForm { kilometres: "1200".into(), condition: "good".into(), ..ReturnForm::default() };
        assert_eq!(good().draft(1100).unwrap().reading, Reading { km: 1200, affirmed_km: None });
        assert_eq!(ReturnForm { is_right: "yes".into(), ..good() }.draft(1100).unwrap().reading.affirmed_km, Some(1200));
        for (form, field) in [
            (ReturnForm { kilometres: "1000".into(), ..good() }, "kilometres"),
            (ReturnForm { condition: "damaged".into(), ..good() }, "note"),
            (ReturnForm { condition: String::new(), ..good() }, "condition"),
        ] {
            let Err(AppError::Invalid(errors)) = form.draft(1100) else { panic!("{field} was accepted") };
            assert!(!errors.of(field, Language::English).is_empty(), "{field}");
        }
    }
}
