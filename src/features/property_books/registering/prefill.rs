//! What a row of a book says of a new record. What is doubtful stays empty: somebody looks. No database, no HTTP.

use super::kinds::Kind;
use super::queries::Chosen;
use crate::web::sheet::Cells;
use crate::web::time;

/// Words of an item, the first found wins, and the class of weapon they mean.
const WEAPONS: &[(&str, &str)] = &[
    ("SUBMACHINE", "smg"),
    ("MACHINE GUN", "lmg"),
    ("PISTOL", "pistol"),
    ("REVOLVER", "pistol"),
    ("SHOTGUN", "shotgun"),
    ("CARBINE", "carbine"),
    ("RIFLE", "rifle"),
];
/// The same for kinds of equipment.
const GEAR: &[(&str, &str)] = &[
    ("HELMET", "helmet"),
    ("PLATE", "hard_plate"),
    ("SHIELD", "shield"),
    ("NIGHT VISION", "nvg"),
    ("SATELLITE PHONE", "satphone"),
    ("RADIO", "radio"),
    ("TRACKER", "tracker"),
    ("SIGHT", "optics"),
    ("BINOCULAR", "optics"),
    ("FIRST AID", "medical_kit"),
    ("MEDICAL", "medical_kit"),
    ("BODY CAMERA", "body_camera"),
    ("VEST", "soft_armour"),
    ("BODY ARMOR", "soft_armour"),
    ("BODY ARMOUR", "soft_armour"),
];

/// The cells of a new record, by column.
pub fn cells(kind: Kind, item: &Chosen) -> Cells {
    let made = |text: &str| if text.is_empty() { item.item.clone() } else { text.to_owned() };
    let acquired_on = item.acquired_on.map(time::typed_date).unwrap_or_default();
    let pairs: Vec<(&'static str, String)> = match kind {
        Kind::Firearm => vec![
            ("serial", item.serial.clone()),
            ("make", item.make.clone()),
            ("model", made(&item.model)),
            ("class", known(WEAPONS, &item.item)),
            ("calibre", calibre(&item.item)),
            ("ownership", "un_owned".to_owned()),
            ("marks", item.number.clone()),
            ("acquired_on", acquired_on),
            ("document", item.place()),
        ],
        Kind::Vehicle => vec![("vin", item.serial.clone()), ("make", item.make.clone()), ("model", made(&item.model))],
        Kind::Equipment => vec![
            ("kind", known(GEAR, &item.item)),
            ("label", item.item.clone()),
            ("serial", item.serial.clone()),
            ("quantity", item.quantity.to_string()),
            ("maker", item.make.clone()),
            ("model", item.model.clone()),
            ("ownership", "un_owned".to_owned()),
            ("place", item.holder.clone()),
        ],
    };
    pairs.into_iter().chain([("station", item.station.clone())]).collect()
}

fn known(words: &[(&str, &str)], item: &str) -> String {
    let item = item.to_uppercase();
    words.iter().find(|(word, _)| item.contains(word)).map(|(_, code)| (*code).to_owned()).unwrap_or_default()
}

/// The calibre in a description: `PISTOL,9 MILLIMETER`, `SHOTGUN,12 GAGE`, `RIFLE,5.56 MM`. Cartridges are not guessed.
fn calibre(item: &str) -> String {
    let item = item.to_uppercase();
    let number_before = |word: &str| {
        let (before, _) = item.split_once(word)?;
        let number: String = before.trim_end().chars().rev().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        let number: String = number.chars().rev().collect();
        number.starts_with(|c: char| c.is_ascii_digit()).then_some(number)
    };
    for (word, unit) in [("MILLIMETER", "mm"), ("MILLIMETRE", "mm"), ("MM", "mm"), ("GAGE", "gauge"), ("GAUGE", "gauge")] {
        if let Some(number) = number_before(word) {
            return format!("{number} {unit}");
        }
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_calibre_is_read_where_it_stands_and_never_guessed() {
        for (item, found) in [
            ("PISTOL,9 MILLIMETER", "9 mm"),
            ("RIFLE,5.56 MILLIMETER", "5.56 mm"),
            ("Shotgun, 12 gage, riot type", "12 gauge"),
            ("RIFLE 7.62MM", "7.62 mm"),
            ("PISTOL,CALIBER .45", ""),
            ("HAMMER", ""),
            ("MM", ""),
        ] {
            assert_eq!(calibre(item), found, "{item}");
        }
    }

    #[test]
    fn kinds_follow_from_words() {
        assert_eq!(known(WEAPONS, "Submachine gun, 9 mm"), "smg");
        assert_eq!(known(WEAPONS, "PISTOL"), "pistol");
        assert_eq!(known(GEAR, "PLATE,BODY ARMOUR"), "hard_plate");
        assert_eq!(known(GEAR, "Ladder"), "");
    }
}
