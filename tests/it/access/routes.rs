//! The routes of the program, and what stands for the parts of their paths.

use crate::support::world::Station;

/// A route of the table.
#[derive(Debug, Clone)]
pub struct Route {
    pub method: &'static str,
    pub path: String,
    pub action: &'static str,
    pub audited: bool,
}

/// A path with its parts filled, and the area of the record it leads to.
#[derive(Debug, Clone)]
pub struct Filled {
    pub path: String,
    /// `None` for collections.
    pub area: Option<&'static str>,
    /// What stands for the record in the path.
    pub value: String,
}

pub fn mounted() -> Vec<Route> {
    from(cordon::features::routes().table())
}

pub fn from(table: &[cordon::authz::routes::Mounted]) -> Vec<Route> {
    table.iter().map(|line| Route { method: line.method, path: line.path.clone(), action: line.action, audited: line.audited }).collect()
}

/// What stands for a part of a path: by the noun before it and its own name. `None`: no sample.
fn sample(noun: &str, part: &str, station: Station) -> Option<(String, &'static str)> {
    Some(match (noun, part) {
        ("duty-stations", _) => (station.code.to_owned(), "station"),
        ("numbers", _) => (station.id("station_number"), "station"),
        ("officers", _) => (station.ref_of("O"), "people"),
        ("availability", "number") => ("1".to_owned(), "people"),
        ("languages", _) => ("fr".to_owned(), "people"),
        ("availability" | "absences", _) => (station.id("availability"), "people"),
        ("principals", _) => (station.ref_of("P"), "principal"),
        ("movements", _) => (station.ref_of("M-26"), "movement"),
        ("legs", "n" | "number" | "leg") => ("1".to_owned(), "movement"),
        ("legs", _) => (station.id("leg"), "movement"),
        ("stays", "n" | "number" | "stay") => ("1".to_owned(), "movement"),
        ("stays", _) => (station.id("stay"), "movement"),
        ("stops", "n" | "number" | "stop") => ("1".to_owned(), "sealed"),
        ("stops", _) => (station.id("stop"), "sealed"),
        ("posts", _) => (station.id("post"), "movement"),
        ("cover", _) => ("1-team_leader-1".to_owned(), "movement"),
        ("taskings", _) => (station.id("tasking"), "movement"),
        ("formations", _) => (station.id("formation"), "movement"),
        ("events" | "log", _) => (station.id("event"), "movement"),
        ("exceptions", _) => (station.ref_of("X"), "movement"),
        ("alerts", _) => (station.id("alert"), "movement"),
        ("handovers", _) => (station.ref_of("H"), "watch"),
        ("turns", _) => (station.ref_of("W"), "watch"),
        ("imports", _) => (station.ref_of("B"), "imports"),
        ("rows", "number" | "row") => ("1".to_owned(), "imports"),
        ("rows", _) => (station.id("row"), "imports"),
        ("risk-assessments", _) => (station.ref_of("R-26"), "risk"),
        ("risk-requests", _) => (station.ref_of("A-26"), "risk"),
        ("qualification-types", _) => ("ifak".to_owned(), "open"),
        // courses and their sessions
        ("courses", "ref") => (station.ref_of("CO"), "open"),
        ("sessions", "ref") => (station.ref_of("CS"), "qualification"),
        ("participants", _) => (station.ref_of("O"), "qualification"),
        ("instructors", _) => ("1".to_owned(), "qualification"),
        ("threats" | "measures" | "courses" | "comments" | "attachments", _) => ("1".to_owned(), "risk"),
        ("sources", _) => ("1".to_owned(), "source"),
        ("delegations", _) => (station.ref_of("D"), "risk"),
        ("context", _) => (station.ref_of("K"), "context"),
        ("interim-protection", _) => (station.ref_of("N-26"), "interim"),
        ("requirements", _) => (station.ref_of("Q-26"), "requirement"),
        ("required-posts", _) => ("1".to_owned(), "requirement"),
        ("teams", _) => (station.ref_of("T"), "requirement"),
        ("assignments", _) => (station.id("assignment"), "requirement"),
        ("duty-days", _) => (station.id("duty"), "requirement"),
        ("attestations", _) => ("1".to_owned(), "principal"),
        ("emergency-readings", _) => (station.ref_of("E"), "emergency"),
        ("property", "item") => (station.id("book"), "asset"),
        ("property-books", _) => (station.ref_of("S"), "asset"),
        ("workbooks", _) => (station.ref_of("WB"), "bringer"),
        ("armouries", _) => (station.ref_of("Y"), "asset"),
        ("firearms", _) => (station.ref_of("W"), "asset"),
        ("joint-counts", _) => (station.ref_of("JC"), "asset"),
        ("permits" | "photos", "number") => ("1".to_owned(), "asset"),
        ("custody", _) => (station.ref_of("C"), "asset"),
        ("contested", _) => (station.ref_of("CF"), "asset"),
        ("ammunition", _) => (station.ref_of("L"), "asset"),
        ("acts", _) => (station.ref_of("U"), "asset"),
        ("stock-counts", _) => (station.ref_of("SC"), "asset"),
        ("items", "number") => ("1".to_owned(), "asset"),
        // transfers between stations
        ("transfers", _) => (station.ref_of("TR"), "transfer"),
        ("lines", "number") => ("1".to_owned(), "transfer"),
        ("discrepancies", _) => (station.ref_of("SD"), "asset"),
        // a vehicle that a movement counts on
        ("vehicles", "n") => ("1".to_owned(), "movement"),
        ("vehicles", _) => (station.ref_of("V"), "vehicle"),
        ("odometer", "number") => ("1".to_owned(), "vehicle"),
        ("maintenance", "number") => ("1".to_owned(), "vehicle"),
        ("papers", "number") => ("1".to_owned(), "vehicle"),
        ("reservations", _) => (station.ref_of("BV"), "vehicle"),
        // equipment and kits
        ("equipment", _) => (station.ref_of("J"), "vehicle"),
        ("kits", _) => (station.ref_of("KT"), "vehicle"),
        ("equipment-acts", _) => (station.ref_of("JA"), "vehicle"),
        ("qualifications", _) => (station.ref_of("F"), "qualification"),
        // stand-by, missions, evacuations
        ("standby", _) => (station.ref_of("SB"), "standby"),
        ("members" | "kit", "number") => ("1".to_owned(), "standby"),
        // Member State units
        ("member-state-units", _) => (station.ref_of("MU"), "unit"),
        ("agreements" | "checks" | "rotations", _) | ("members", "member") | ("items", "item") => ("1".to_owned(), "unit"),
        ("authorized-posts", _) => (station.ref_of("AP"), "people"),
        ("missions", _) => (station.ref_of("MI"), "open"),
        ("evacuations", _) => (station.ref_of("EV"), "closure"),
        ("users", _) => (format!("guest-of-{}", station.code.to_lowercase()), "accounts"),
        ("access-grants" | "grants", _) => (station.ref_of("G"), "grants"),
        ("sessions" | "discarded-drafts", _) => (station.id("account"), "nobody"),
        // Everybody keeps drafts of their own, under any path.
        ("drafts", _) => ("officers/new".to_owned(), "own"),
        ("places", _) => (station.id("place"), "open"),
        ("countries", _) => (station.country.to_owned(), "open"),
        ("rules", _) => ("minimum_rest_hours".to_owned(), "open"),
        ("audit", _) => ("0-1".to_owned(), "open"),
        ("postures", _) => ("P2".to_owned(), "open"),
        ("help", _) => ("keys".to_owned(), "open"),
        ("static", _) => ("app.css".to_owned(), "open"),
        _ => return None,
    })
}

/// Steps of a transfer that its receiver takes.
const ARRIVING: &[&str] = &["receipt", "items", "rounds", "received", "recount", "unlisted"];

impl Route {
    pub fn is_public(&self) -> bool {
        self.action.starts_with("public.")
    }

    pub fn is_export(&self) -> bool {
        self.path.ends_with(".csv") || self.path.ends_with(".xlsx")
    }

    /// True if a part of its path names a record.
    pub fn has_parts(&self) -> bool {
        self.path.contains('{')
    }

    /// The path with samples in it, or the part that has none. The area is that of the first part.
    pub fn fill(&self, station: Station) -> Result<Filled, String> {
        let (mut path, mut area, mut value, mut noun) = (String::new(), None, String::new(), "");
        for segment in self.path.split('/').skip(1) {
            path.push('/');
            if let Some(start) = segment.find('{') {
                let end = segment.find('}').unwrap_or(segment.len());
                let (mut filled, of) = sample(noun, &segment[start + 1..end], station).ok_or_else(|| format!("no sample for {segment} in {}", self.path))?;
                // what the receiver does is done to what arrives
                if noun == "transfers" && ARRIVING.iter().any(|deed| self.path.starts_with(&format!("/transfers/{{ref}}/{deed}"))) {
                    filled = station.ref_of("TR").replace("TR-", "TR-A");
                }
                path.push_str(&segment[..start]);
                path.push_str(&filled);
                path.push_str(segment.get(end + 1..).unwrap_or_default());
                if area.is_none() {
                    area = Some(of);
                    value = filled;
                }
            } else {
                path.push_str(segment);
                noun = segment;
            }
        }
        Ok(Filled { path, area, value })
    }
}
