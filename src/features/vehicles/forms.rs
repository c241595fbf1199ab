//! Posted text to a vehicle, a state or a paper, or errors beside the fields.

use chrono::NaiveDate;
use serde::Deserialize;

use super::model::{ARMOUR, DISPOSALS, PAPERS, STATES};
use super::queries::Vehicle;
use crate::features::people::{at_most, required};
use crate::features::requirements::{one_of, read_day};
use crate::i18n::Message;
use crate::web::error::Result;
use crate::web::form::FieldErrors;

/// The form of a vehicle, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VehicleForm {
    pub station: String,
    pub plate: String,
    pub vin: String,
    pub make: String,
    pub model: String,
    pub seats: String,
    pub armour_standard: String,
    pub armour_level: String,
    pub tyres_on: String,
    pub communications: String,
    pub tracker: String,
    pub odometer: String,
    pub version: String,
}

/// A vehicle as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VehicleDraft {
    pub station: String,
    pub plate: String,
    pub vin: String,
    pub make: String,
    pub model: String,
    pub seats: i32,
    pub armour_standard: String,
    pub armour_level: String,
    pub tyres_on: Option<NaiveDate>,
    pub communications: String,
    pub tracker: String,
    pub odometer_km: i32,
    pub version: i32,
}

impl VehicleForm {
    /// The form filled from the record.
    pub fn of(vehicle: &Vehicle) -> Self {
        Self {
            station: vehicle.station.clone(),
            plate: vehicle.plate.clone(),
            vin: vehicle.vin.clone(),
            make: vehicle.make.clone(),
            model: vehicle.model.clone(),
            seats: vehicle.seats.to_string(),
            armour_standard: vehicle.armour_standard.clone(),
            armour_level: vehicle.armour_level.clone(),
            tyres_on: vehicle.tyres_on.map(crate::web::time::typed_date).unwrap_or_default(),
            communications: vehicle.communications.clone(),
            tracker: vehicle.tracker.clone(),
            odometer: vehicle.odometer_km.to_string(),
            version: vehicle.version.to_string(),
        }
    }

    /// What was posted, understood. `today` is the day in UTC.
    pub fn draft(&self, today: NaiveDate) -> Result<VehicleDraft> {
        let mut errors = FieldErrors::default();
        let station = required(&mut errors, "station", &self.station, 3).to_uppercase();
        let plate = required(&mut errors, "plate", &self.plate, 20);
        let vin = at_most(&mut errors, "vin", &self.vin, 30);
        let make = required(&mut errors, "make", &self.make, 80);
        let model = required(&mut errors, "model", &self.model, 80);
        let seats = whole(&mut errors, "seats", &self.seats, 1..=60, "vehicle-seats-number");
        let armour_standard = one_of(&mut errors, "armour_standard", ARMOUR.iter().copied(), &self.armour_standard).to_owned();
        let armour_level = at_most(&mut errors, "armour_level", &self.armour_level, 20);
        if !armour_standard.is_empty() && (armour_standard == "none") != armour_level.is_empty() {
            errors.add("armour_level", Message::new("constraint-vehicle-armour-has-level"));
        }
        let tyres_on = (!self.tyres_on.trim().is_empty()).then(|| read_day(&mut errors, "tyres_on", &self.tyres_on));
        if tyres_on.is_some_and(|day| day > today) {
            errors.add("tyres_on", Message::new("vehicle-tyres-in-future"));
        }
        let communications = at_most(&mut errors, "communications", &self.communications, 160);
        let tracker = at_most(&mut errors, "tracker", &self.tracker, 80);
        let odometer_km = kilometres(&mut errors, "odometer", &self.odometer);
        let version = self.version.parse().unwrap_or_default();
        errors.or(VehicleDraft {
            station,
            plate,
            vin,
            make,
            model,
            seats,
            armour_standard,
            armour_level,
            tyres_on,
            communications,
            tracker,
            odometer_km,
            version,
        })
    }
}

/// A reading of the odometer, in whole kilometres.
pub fn kilometres(errors: &mut FieldErrors, field: &'static str, text: &str) -> i32 {
    whole(errors, field, text, 0..=5_000_000, "vehicle-kilometres-number")
}

fn whole(errors: &mut FieldErrors, field: &'static str, text: &str, range: std::ops::RangeInclusive<i32>, wrong: &'static str) -> i32 {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    match digits.parse::<i32>() {
        Ok(number) if range.contains(&number) => number,
        _ => {
            errors.add(field, Message::new(wrong));
            0
        }
    }
}

/// The form of a change of state, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StateForm {
    pub state: String,
    pub reason: String,
    /// Of a write-off: what becomes of it, who takes it, by which document.
    pub disposal_kind: String,
    pub disposal_to: String,
    pub disposal_document: String,
    pub version: String,
}

/// A state as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateDraft {
    pub state: String,
    pub reason: String,
    /// Empty if nothing is left to give.
    pub disposal_kind: String,
    pub disposal_to: String,
    pub disposal_document: String,
    pub version: i32,
}

impl StateForm {
    /// State and reason; a vehicle that is available again needs none, and one that is given away says to whom.
    pub fn draft(&self) -> Result<StateDraft> {
        let mut errors = FieldErrors::default();
        let state = one_of(&mut errors, "state", STATES.iter().copied(), &self.state).to_owned();
        let reason = if state == "available" { at_most(&mut errors, "reason", &self.reason, 300) } else { required(&mut errors, "reason", &self.reason, 300) };
        let is_given = [&self.disposal_kind, &self.disposal_to, &self.disposal_document].iter().any(|text| !text.trim().is_empty());
        if is_given && !state.is_empty() && state != "written_off" {
            errors.add("disposal_kind", Message::new("constraint-vehicle-disposal-with-write-off"));
        }
        let (disposal_kind, disposal_to, disposal_document) = match is_given {
            true => (
                one_of(&mut errors, "disposal_kind", DISPOSALS.iter().copied(), &self.disposal_kind).to_owned(),
                required(&mut errors, "disposal_to", &self.disposal_to, 160),
                required(&mut errors, "disposal_document", &self.disposal_document, 160),
            ),
            false => Default::default(),
        };
        let version = self.version.parse().unwrap_or_default();
        errors.or(StateDraft { state, reason, disposal_kind, disposal_to, disposal_document, version })
    }
}

/// The form of a paper, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PaperForm {
    pub kind: String,
    pub document: String,
    pub issued_on: String,
    pub valid_until: String,
}

/// A paper as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperDraft {
    pub kind: String,
    pub document: String,
    pub issued_on: NaiveDate,
    pub valid_until: NaiveDate,
}

impl PaperForm {
    /// What was posted, understood.
    pub fn draft(&self) -> Result<PaperDraft> {
        let mut errors = FieldErrors::default();
        let kind = one_of(&mut errors, "kind", PAPERS.iter().copied(), &self.kind).to_owned();
        let document = required(&mut errors, "document", &self.document, 160);
        let issued_on = read_day(&mut errors, "issued_on", &self.issued_on);
        let valid_until = read_day(&mut errors, "valid_until", &self.valid_until);
        if errors.is_empty() && valid_until < issued_on {
            errors.add("valid_until", Message::new("constraint-vehicle-paper-ends-after-it-begins"));
        }
        errors.or(PaperDraft { kind, document, issued_on, valid_until })
    }
}

/// A reason, and the version it was written on.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReasonForm {
    pub reason: String,
    pub version: String,
}

impl ReasonForm {
    /// The reason.
    pub fn reason(&self) -> Result<String> {
        let mut errors = FieldErrors::default();
        let reason = required(&mut errors, "reason", &self.reason, 300);
        errors.or(reason)
    }
}

/// A form of one button: the version of the page it stood on.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VersionForm {
    pub version: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::web::error::AppError;

    #[test]
    fn a_vehicle_has_a_plate_seats_kilometres_and_a_level_of_its_armour() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let good = || VehicleForm {
            station: "gom".into(),
            plate: "UN 12-345".into(),
            make: "Invented".into(),
            model: "Wagon".into(),
            seats: "7".into(),
            armour_standard: "vpam_brv2009_vr".into(),
            armour_level: "VR7".into(),
            odometer: "48 200".into(),
            ..VehicleForm::default()
        };
        assert_eq!(good().draft(today).unwrap().odometer_km, 48_200);
        for (form, field) in [
            (VehicleForm { plate: " ".into(), ..good() }, "plate"),
            (VehicleForm { seats: "0".into(), ..good() }, "seats"),
            (VehicleForm { seats: "7.5".into(), ..good() }, "seats"),
            (VehicleForm { armour_level: String::new(), ..good() }, "armour_level"),
            (VehicleForm { armour_standard: "none".into(), ..good() }, "armour_level"),
            (VehicleForm { odometer: "-3".into(), ..good() }, "odometer"),
            (VehicleForm { tyres_on: "23-Nov-2026".into(), ..good() }, "tyres_on"),
        ] {
            let Err(AppError::Invalid(errors)) = form.draft(today) else { panic!("{field} was accepted") };
            assert!(!errors.of(field, Language::English).is_empty(), "{field}");
        }
    }
}
