//! Posted text to a lot and its first receipt, or errors beside the fields.

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

use super::model::{NATURES, STOCK_CLASSES, rounds};
use super::queries::Lot;
use crate::features::people::{at_most, required};
use crate::features::requirements::one_of;
use crate::i18n::Message;
use crate::web::error::Result;
use crate::web::form::FieldErrors;
use crate::web::time;

/// The form of a lot, as posted. The last four fields are those of its first receipt.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LotForm {
    pub lot_number: String,
    pub maker: String,
    pub calibre: String,
    pub nature: String,
    pub made_year: String,
    pub hazard: String,
    pub stock_class: String,
    pub shelf_life_until: String,
    pub version: String,
    pub to: String,
    pub quantity: String,
    pub document: String,
    /// "yes": it lies there already.
    pub handed: String,
}

/// A lot as somebody wants it recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LotDraft {
    pub number: String,
    pub maker: String,
    pub calibre: String,
    pub nature: String,
    pub made_year: Option<i32>,
    pub hazard: String,
    pub stock_class: String,
    pub shelf_life_until: Option<NaiveDate>,
    pub version: i32,
}

/// Its first receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptDraft {
    /// Reference of the armoury.
    pub to: String,
    pub quantity: i32,
    pub document: String,
    pub is_fact: bool,
}

impl LotForm {
    /// The form filled from the record.
    pub fn of(lot: &Lot) -> Self {
        Self {
            lot_number: lot.number.clone(),
            maker: lot.maker.clone(),
            calibre: lot.calibre.clone(),
            nature: lot.nature.clone(),
            made_year: lot.made_year.map(|year| year.to_string()).unwrap_or_default(),
            hazard: lot.hazard.clone(),
            stock_class: lot.stock_class.clone(),
            shelf_life_until: lot.shelf_life_until.map(time::typed_date).unwrap_or_default(),
            version: lot.version.to_string(),
            ..Self::default()
        }
    }

    /// The lot, understood. `today` is the day in UTC.
    pub fn lot(&self, today: NaiveDate) -> Result<LotDraft> {
        let mut errors = FieldErrors::default();
        let number = required(&mut errors, "lot_number", &self.lot_number, 40);
        if !number.is_empty() && number.chars().all(|c| c.is_whitespace() || c == '-') {
            errors.add("lot_number", Message::new("constraint-ammunition-lot-keys-present"));
        }
        let maker = required(&mut errors, "maker", &self.maker, 80);
        let calibre = required(&mut errors, "calibre", &self.calibre, 40);
        let nature = one_of(&mut errors, "nature", NATURES.iter().copied(), &self.nature).to_owned();
        let made_year = match self.made_year.trim() {
            "" => None,
            text => {
                let year = text.parse().ok().filter(|year| (1900..=today.year()).contains(year));
                if year.is_none() {
                    errors.add("made_year", Message::new("ammunition-year"));
                }
                year
            }
        };
        let hazard = self.hazard.trim().to_uppercase();
        if !is_hazard(&hazard) {
            errors.add("hazard", Message::new("ammunition-hazard"));
        }
        let stock_class = one_of(&mut errors, "stock_class", STOCK_CLASSES.iter().copied(), &self.stock_class).to_owned();
        let shelf_life_until = match self.shelf_life_until.trim() {
            "" => None,
            text => time::read_date(text).map_err(|message| errors.add("shelf_life_until", message)).ok(),
        };
        let version = self.version.parse().unwrap_or_default();
        errors.or(LotDraft { number, maker, calibre, nature, made_year, hazard, stock_class, shelf_life_until, version })
    }

    /// Its first receipt, understood.
    pub fn receipt(&self) -> Result<ReceiptDraft> {
        let mut errors = FieldErrors::default();
        let to = required(&mut errors, "to", &self.to, 40);
        let quantity = some_rounds(&mut errors, "quantity", &self.quantity);
        let document = required(&mut errors, "document", &self.document, 160);
        errors.or(ReceiptDraft { to, quantity, document, is_fact: !self.handed.is_empty() })
    }
}

/// At least one round.
pub fn some_rounds(errors: &mut FieldErrors, field: &'static str, text: &str) -> i32 {
    match rounds(text) {
        Ok(0) => errors.add(field, Message::new("ammunition-rounds-none")),
        Ok(rounds) => return rounds,
        Err(key) => errors.add(field, Message::new(key)),
    }
    0
}

/// `1.4S`, or nothing.
fn is_hazard(text: &str) -> bool {
    match text.as_bytes() {
        [] => true,
        [b'1', b'.', division, rest @ ..] if (b'1'..=b'6').contains(division) => {
            matches!(rest, [] | [b'A'..=b'H' | b'J'..=b'L' | b'N' | b'S'])
        }
        _ => false,
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

    /// The version it was written on.
    pub fn version(&self) -> i32 {
        self.version.parse().unwrap_or_default()
    }
}

/// The paper behind an act.
pub fn document(errors: &mut FieldErrors, text: &str, is_needed: bool) -> String {
    if is_needed { required(errors, "document", text, 160) } else { at_most(errors, "document", text, 160) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::web::error::AppError;

    #[test]
    fn a_lot_says_what_it_is() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let good = || LotForm {
            lot_number: "L-118".into(),
            maker: "Invented".into(),
            calibre: "9x19".into(),
            nature: "ball".into(),
            hazard: "1.4s".into(),
            stock_class: "operational".into(),
            to: "Y-AAAAA".into(),
            quantity: "2 000".into(),
            document: "Delivery 7".into(),
            ..LotForm::default()
        };
        assert_eq!(good().lot(today).unwrap().hazard, "1.4S");
        assert_eq!(good().receipt().unwrap().quantity, 2000);
        for (form, field) in [
            (LotForm { lot_number: " - ".into(), ..good() }, "lot_number"),
            (LotForm { maker: String::new(), ..good() }, "maker"),
            (LotForm { nature: "magic".into(), ..good() }, "nature"),
            (LotForm { made_year: "2027".into(), ..good() }, "made_year"),
            (LotForm { hazard: "1.7".into(), ..good() }, "hazard"),
            (LotForm { shelf_life_until: "soon".into(), ..good() }, "shelf_life_until"),
        ] {
            let Err(AppError::Invalid(errors)) = form.lot(today) else { panic!("{field} was accepted") };
            assert!(!errors.of(field, Language::English).is_empty(), "{field}");
        }
        for (form, field) in [(LotForm { quantity: "0".into(), ..good() }, "quantity"), (LotForm { document: String::new(), ..good() }, "document")] {
            let Err(AppError::Invalid(errors)) = form.receipt() else { panic!("{field} was accepted") };
            assert!(!errors.of(field, Language::English).is_empty(), "{field}");
        }
    }

    #[test]
    fn a_hazard_division_is_one_of_six() {
        for text in ["", "1.4", "1.4S", "1.1D"] {
            assert!(is_hazard(text), "{text}");
        }
        for text in ["1", "1.0", "1.4I", "1.4SS", "2.1", "14S"] {
            assert!(!is_hazard(text), "{text}");
        }
    }
}
