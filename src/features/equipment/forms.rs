//! Posted text to a thing, its dates or its state, or errors beside the fields.

use chrono::NaiveDate;
use serde::Deserialize;

use super::model::{ARMOUR, COUNTED, CUTS, KINDS, OWNERSHIPS, STANDARDS, level_of, next_states};
use super::queries::Equipment;
use crate::features::firearms::serial_key;
use crate::features::people::{at_most, required};
use crate::features::requirements::{one_of, read_day};
use crate::i18n::Message;
use crate::web::error::Result;
use crate::web::form::FieldErrors;
use crate::web::time;

/// The form of a thing, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EquipmentForm {
    pub station: String,
    pub kind: String,
    pub label: String,
    pub serial: String,
    pub quantity: String,
    pub maker: String,
    pub model: String,
    pub size: String,
    pub cut: String,
    pub ownership: String,
    /// Reference of an armoury; empty for a store.
    pub armoury: String,
    pub place: String,
    pub version: String,
}

/// A thing as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EquipmentDraft {
    pub station: String,
    pub kind: String,
    pub label: String,
    pub serial: String,
    pub quantity: i32,
    pub maker: String,
    pub model: String,
    pub size: String,
    pub cut: String,
    pub ownership: String,
    pub armoury: String,
    pub place: String,
    pub version: i32,
}

impl EquipmentForm {
    /// The form filled from the record.
    pub fn of(thing: &Equipment) -> Self {
        Self {
            station: thing.station.clone(),
            kind: thing.kind.clone(),
            label: thing.label.clone(),
            serial: thing.serial.clone(),
            quantity: thing.quantity.to_string(),
            maker: thing.maker.clone(),
            model: thing.model.clone(),
            size: thing.size.clone(),
            cut: thing.cut.clone(),
            ownership: thing.ownership.clone(),
            armoury: thing.armoury.clone(),
            place: thing.place.clone(),
            version: thing.version.to_string(),
        }
    }

    /// What was posted, understood.
    pub fn draft(&self) -> Result<EquipmentDraft> {
        let mut errors = FieldErrors::default();
        let station = required(&mut errors, "station", &self.station, 3).to_uppercase();
        let kind = one_of(&mut errors, "kind", KINDS.iter().copied(), &self.kind).to_owned();
        let label = required(&mut errors, "label", &self.label, 80);
        let serial = at_most(&mut errors, "serial", &self.serial, 40);
        let quantity = if self.quantity.trim().is_empty() { 1 } else { number(&mut errors, "quantity", &self.quantity, 1..=100_000) };
        let is_marked = !serial_key(&serial).is_empty();
        if is_marked && quantity != 1 {
            errors.add("quantity", Message::new("equipment-marked-is-one"));
        }
        if !is_marked && !kind.is_empty() && !COUNTED.contains(&kind.as_str()) {
            errors.add("serial", Message::new("equipment-needs-serial"));
        }
        let maker = at_most(&mut errors, "maker", &self.maker, 80);
        let model = at_most(&mut errors, "model", &self.model, 80);
        let size = at_most(&mut errors, "size", &self.size, 20);
        let cut = match self.cut.trim() {
            "" => String::new(),
            typed => one_of(&mut errors, "cut", CUTS.iter().copied(), typed).to_owned(),
        };
        let ownership = one_of(&mut errors, "ownership", OWNERSHIPS.iter().copied(), &self.ownership).to_owned();
        let armoury = self.armoury.trim().to_owned();
        let place = at_most(&mut errors, "place", &self.place, 80);
        if armoury.is_empty() && place.is_empty() {
            errors.add("place", Message::new("constraint-equipment-has-a-place"));
        }
        let version = self.version.parse().unwrap_or_default();
        errors.or(EquipmentDraft { station, kind, label, serial, quantity, maker, model, size, cut, ownership, armoury, place, version })
    }
}

/// A whole number within a range.
pub fn number(errors: &mut FieldErrors, field: &'static str, text: &str, range: std::ops::RangeInclusive<i32>) -> i32 {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    match digits.parse::<i32>() {
        Ok(number) if range.contains(&number) => number,
        _ => {
            let (from, to) = (range.start().to_string(), range.end().to_string());
            errors.add(field, Message::new("equipment-number").with("from", from).with("to", to));
            *range.start()
        }
    }
}

/// The form of armour level and dates, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DatesForm {
    pub armour_standard: String,
    pub armour_level: String,
    pub made_on: String,
    pub in_service_on: String,
    pub expires_on: String,
    pub version: String,
}

/// Armour level and dates as somebody wants them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatesDraft {
    pub armour_standard: String,
    pub armour_level: String,
    pub made_on: Option<NaiveDate>,
    pub in_service_on: Option<NaiveDate>,
    pub expires_on: Option<NaiveDate>,
    pub version: i32,
}

impl DatesForm {
    /// The form filled from the record.
    pub fn of(thing: &Equipment) -> Self {
        let typed = |day: Option<NaiveDate>| day.map(time::typed_date).unwrap_or_default();
        Self {
            armour_standard: thing.armour_standard.clone(),
            armour_level: thing.armour_level.clone(),
            made_on: typed(thing.made_on),
            in_service_on: typed(thing.in_service_on),
            expires_on: typed(thing.expires_on),
            version: thing.version.to_string(),
        }
    }

    /// What was posted, understood. `today` is the day in UTC.
    pub fn draft(&self, kind: &str, today: NaiveDate) -> Result<DatesDraft> {
        let mut errors = FieldErrors::default();
        let armour_standard = match self.armour_standard.trim() {
            "" => String::new(),
            typed => one_of(&mut errors, "armour_standard", STANDARDS.iter().copied(), typed).to_owned(),
        };
        if !armour_standard.is_empty() && !ARMOUR.contains(&kind) {
            errors.add("armour_standard", Message::new("constraint-equipment-only-armour-has-level"));
        }
        let armour_level = match (armour_standard.as_str(), self.armour_level.trim()) {
            ("", "") => String::new(),
            ("", _) => {
                errors.add("armour_standard", Message::new("equipment-level-without-standard"));
                String::new()
            }
            (standard, typed) => level_of(standard, typed).unwrap_or_else(|| {
                errors.add("armour_level", Message::new("constraint-equipment-armour-level-known"));
                String::new()
            }),
        };
        let mut day = |field: &'static str, text: &str| (!text.trim().is_empty()).then(|| read_day(&mut errors, field, text));
        let (made_on, in_service_on, expires_on) =
            (day("made_on", &self.made_on), day("in_service_on", &self.in_service_on), day("expires_on", &self.expires_on));
        if errors.is_empty() {
            if made_on.is_some_and(|made| made > today) {
                errors.add("made_on", Message::new("equipment-made-in-future"));
            }
            for (field, later) in [("in_service_on", in_service_on), ("expires_on", expires_on)] {
                if made_on.zip(later).is_some_and(|(made, later)| later < made) {
                    errors.add(field, Message::new("constraint-equipment-days-in-order"));
                }
            }
        }
        let version = self.version.parse().unwrap_or_default();
        errors.or(DatesDraft { armour_standard, armour_level, made_on, in_service_on, expires_on, version })
    }
}

/// The form of a change of state, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StateForm {
    pub state: String,
    pub reason: String,
    pub version: String,
}

impl StateForm {
    /// State and reason; what is serviceable needs none.
    pub fn draft(&self, current: &str) -> Result<(String, String)> {
        let mut errors = FieldErrors::default();
        let state = one_of(&mut errors, "state", next_states(current).into_iter(), &self.state).to_owned();
        let reason =
            if state == "serviceable" { at_most(&mut errors, "reason", &self.reason, 300) } else { required(&mut errors, "reason", &self.reason, 300) };
        errors.or((state, reason))
    }
}

/// Into which kit a thing goes, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct KitOfForm {
    /// Reference of a kit; empty: into none.
    pub kit: String,
    pub version: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::web::error::AppError;

    fn refused<T: std::fmt::Debug>(outcome: Result<T>, field: &str) {
        let Err(AppError::Invalid(errors)) = outcome else { panic!("{field} was accepted") };
        assert!(!errors.of(field, Language::English).is_empty(), "{field}");
    }

    #[test]
    fn a_thing_is_marked_or_counted() {
        let radio = || EquipmentForm {
            station: "gom".into(),
            kind: "radio".into(),
            label: "Handheld".into(),
            serial: "R-1".into(),
            ownership: "un_owned".into(),
            place: "Store".into(),
            ..EquipmentForm::default()
        };
        let bandages = || EquipmentForm { kind: "medical_kit".into(), serial: String::new(), quantity: "40".into(), ..radio() };
        assert_eq!(radio().draft().unwrap().quantity, 1);
        assert_eq!(bandages().draft().unwrap().quantity, 40);
        refused(EquipmentForm { serial: " - ".into(), ..radio() }.draft(), "serial");
        refused(EquipmentForm { quantity: "2".into(), ..radio() }.draft(), "quantity");
        refused(EquipmentForm { quantity: "-1".into(), ..bandages() }.draft(), "quantity");
        refused(EquipmentForm { quantity: "1.5".into(), ..bandages() }.draft(), "quantity");
        refused(EquipmentForm { place: " ".into(), ..radio() }.draft(), "place");
        refused(EquipmentForm { kind: "boat".into(), ..radio() }.draft(), "kind");
        refused(EquipmentForm { cut: "wide".into(), ..radio() }.draft(), "cut");
    }

    #[test]
    fn dates_are_in_order_and_a_level_has_its_standard() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let plate = || DatesForm {
            armour_standard: "nij_0101_07".into(),
            armour_level: "rf2".into(),
            made_on: "01-Jan-2024".into(),
            in_service_on: "01-Mar-2024".into(),
            ..DatesForm::default()
        };
        assert_eq!(plate().draft("hard_plate", today).unwrap().armour_level, "RF2");
        refused(plate().draft("radio", today), "armour_standard");
        refused(DatesForm { armour_level: "IV".into(), ..plate() }.draft("hard_plate", today), "armour_level");
        refused(DatesForm { armour_standard: String::new(), ..plate() }.draft("hard_plate", today), "armour_standard");
        refused(DatesForm { in_service_on: "01-Jan-2023".into(), ..plate() }.draft("hard_plate", today), "in_service_on");
        refused(DatesForm { made_on: "01-Jan-2027".into(), in_service_on: String::new(), ..plate() }.draft("hard_plate", today), "made_on");
        refused(DatesForm { expires_on: "soon".into(), ..plate() }.draft("hard_plate", today), "expires_on");
    }
}
