//! One record of every kind at each of three stations, with canary words in every text: a word that
//! tells the station and the area it must not leave. Goma and Juba are siblings, Beirut is foreign.

use std::collections::BTreeSet;

use cordon::sealed::{FileKey, Place, Seals};
use sqlx::PgConnection;

use super::TestApp;
use super::sql::{ENTRY, must};

/// A furnished station.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Station {
    pub code: &'static str,
    pub country: &'static str,
    pub region: &'static str,
    /// The last part of its records' references.
    tail: &'static str,
    digits: &'static str,
    n: u32,
}

pub const GOMA: Station = Station { code: "GOM", country: "CD", region: "africa", tail: "GXM22", digits: "9990001", n: 1 };
pub const JUBA: Station = Station { code: "JUB", country: "SS", region: "africa", tail: "JXB22", digits: "9990002", n: 2 };
pub const BEIRUT: Station = Station { code: "BEY", country: "LB", region: "mena", tail: "BXY22", digits: "9990003", n: 3 };
pub const STATIONS: [Station; 3] = [GOMA, JUBA, BEIRUT];

const KINDS: [&str; 130] = [
    "contested",
    "station_number",
    "officer",
    "receiver",
    "availability",
    "employment",
    "language",
    "principal",
    "movement",
    "leg",
    "stay",
    "stop",
    "formation",
    "post",
    "tasking",
    "event",
    "exception",
    "alert",
    "turn",
    "handover",
    "batch",
    "row",
    "account",
    "grant",
    "grantee",
    "note",
    "place",
    "assessment",
    "threat",
    "measure",
    "course",
    "source",
    "comment",
    "extension",
    "notice",
    "request",
    "interim",
    "requirement",
    "required_post",
    "team",
    "assignment",
    "duty",
    "profile",
    "identity",
    "contacts",
    "work",
    "arrangements",
    "preferences",
    "routine",
    "documents",
    "residence",
    "family",
    "medical",
    "attestation",
    "answer",
    "reading",
    "alarm",
    "attachment",
    "photo",
    "scan",
    "held",
    "delegation",
    "signature",
    "context_set",
    "paper",
    "suspension",
    "arming",
    "armoury",
    "firearm",
    "permit",
    "inspection",
    "taken",
    "issue",
    "book",
    "registration",
    "lot",
    "rounds_in",
    "rounds_out",
    "minimum",
    "vehicle",
    "maintenance",
    "vehicle_paper",
    "reservation",
    "stock_count",
    "counted_item",
    "counted_lot",
    "discrepancy",
    "confirmation",
    "gear",
    "kit",
    "kit_need",
    "gear_act",
    "counted_vehicle",
    "workbook",
    "joint_count",
    "pledge",
    "pledged",
    "pledged_kit",
    "check",
    "month",
    "mission",
    "mission_station",
    "evacuation",
    "gear_out",
    "gear_taken",
    // Member State units
    "unit_officer",
    "ms_unit",
    "ms_agreement",
    "ms_check",
    "ms_member",
    "ms_rotation",
    "ms_item",
    // transfers between stations
    "far_armoury",
    "transfer",
    "transfer_line",
    "transfer_permit",
    "transfer_import",
    "transfer_scan",
    "far_lot",
    "arriving",
    // authorized posts and strength
    "authorized_post",
    "strength",
    "closure",
    // courses
    "training_course",
    "session",
    "seat",
    "teacher",
    "weapon_photo",
    // readings put right
    "correction",
    "asked_training",
];

impl Station {
    /// The id of its record of a kind.
    pub fn id(&self, kind: &str) -> String {
        let at = KINDS.iter().position(|known| *known == kind).unwrap_or_else(|| panic!("no record of kind {kind}"));
        format!("00000000-0000-4000-8{:03}-{at:012}", self.n)
    }

    /// The reference of its record: `ref_of("M-26")`.
    pub fn ref_of(&self, prefix: &str) -> String {
        format!("{prefix}-{}", self.tail)
    }
}

/// Which canaries of which area and station a text holds.
pub fn canaries(text: &str) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for part in text.split("zq").skip(1) {
        let word: String = part.chars().take_while(char::is_ascii_alphanumeric).collect();
        let mut parts = word.split('x');
        if let (Some(station), Some(area)) = (parts.next(), parts.next())
            && STATIONS.iter().any(|known| known.code == station)
        {
            found.insert((station.to_owned(), area.to_owned()));
        }
    }
    for station in STATIONS {
        for (digits, area) in [("1", "station"), ("2", "people"), ("3", "principal")] {
            if text.contains(&format!("{}{digits}", station.digits)) {
                found.insert((station.code.to_owned(), area.to_owned()));
            }
        }
    }
    found
}

/// Fills the three stations.
pub async fn furnish(app: &TestApp) {
    let mut owner = app.owner().await;
    let seals = Seals::of(app.app.data_dir()).expect("the keys of the test");
    for station in STATIONS {
        fill(&mut owner, &seals, station).await;
    }
}

/// A stored file as the program stores it: its content and its key, both as SQL.
fn stored(seals: &Seals, table: &'static str, row: &str, plain: &[u8]) -> (String, String) {
    let hex = |bytes: &[u8]| format!("'\\x{}'::bytea", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    let (row, key) = (row.parse().expect("an id"), FileKey::fresh().expect("a key"));
    let sealed = seals.seal(Place { table, column: "key_sealed", row }, &key.text()).expect("sealed");
    (hex(&key.lock(row, plain).expect("locked")), hex(&sealed))
}

async fn fill(owner: &mut PgConnection, seals: &Seals, station: Station) {
    let mut sql = include_str!("world.sql").to_owned();
    for (kind, table, area) in [
        ("attachment", "risk_attachment", "risk"),
        ("photo", "principal_photo", "risk"),
        ("scan", "qualification_scan", "qualification"),
        ("weapon_photo", "firearm_photo", "asset"),
    ] {
        let (content, key) = stored(seals, table, &station.id(kind), format!("%PDF-1.7 zq{}x{area}xfile %%EOF", station.code).as_bytes());
        sql = sql.replace(&format!("<{kind}_content>"), &content).replace(&format!("<{kind}_key>"), &key);
    }
    for kind in KINDS {
        sql = sql.replace(&format!("<{kind}>"), &format!("'{}'", station.id(kind)));
    }
    sql = sql
        .replace("<code>", station.code)
        .replace("<lower>", &station.code.to_lowercase())
        .replace("<tail>", station.tail)
        .replace("<digits>", station.digits);
    must(owner, &format!("begin; {sql}\n{ENTRY}; commit")).await;
}
