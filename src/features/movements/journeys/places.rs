//! Places a file may name, and how a name finds one.
//!
//! A name is looked up after clean-up, exactly: first as an alias, then as ICAO code, IATA
//! code and station code. The caller fills a [`Places`] from the alias file and from what
//! is recorded; [`super::named_in`] tells which names a file holds, so that only those
//! need be asked for.

use std::collections::HashMap;
use std::sync::Arc;

use crate::importing::{clean, without_footnote_mark};

use super::zones::Zone;

/// Radius of the sphere on which distances are taken.
const EARTH_RADIUS_KM: f64 = 6_371.008_8;

/// A place with what a journey needs to know of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// The same place has the same key under whatever name it was found.
    pub key: String,
    pub name: String,
    pub icao: Option<String>,
    pub iata: Option<String>,
    /// Two letters of ISO 3166, or whatever the source says.
    pub country: Option<String>,
    pub position: Option<Position>,
    /// Without it no time at this place can be understood.
    pub zone: Option<Zone>,
    /// The duty station at this place, if there is one.
    pub station: Option<String>,
}

/// Degrees, north and east positive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    latitude: f64,
    longitude: f64,
}

impl Position {
    /// None if it is not on the globe.
    pub fn new(latitude: f64, longitude: f64) -> Option<Self> {
        let is_on_globe = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
        is_on_globe.then_some(Self { latitude, longitude })
    }

    pub fn latitude(self) -> f64 {
        self.latitude
    }

    pub fn longitude(self) -> f64 {
        self.longitude
    }

    /// Along the great circle, in kilometres.
    pub fn distance_km(self, other: Self) -> f64 {
        let (from, to) = (self.latitude.to_radians(), other.latitude.to_radians());
        let north = (to - from) / 2.0;
        let east = (other.longitude - self.longitude).to_radians() / 2.0;
        let half = north.sin().powi(2) + from.cos() * to.cos() * east.sin().powi(2);
        2.0 * EARTH_RADIUS_KM * half.clamp(0.0, 1.0).sqrt().asin()
    }
}

/// A place as a row names it: always the words, and the place they mean if it is known.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedPlace {
    pub as_written: Arc<str>,
    pub place: Option<Arc<Place>>,
}

impl NamedPlace {
    pub fn zone(&self) -> Option<&Zone> {
        self.place.as_ref()?.zone.as_ref()
    }

    /// None if either position is not known.
    pub fn distance_km(&self, other: &Self) -> Option<f64> {
        let (from, to) = (self.place.as_ref()?.position?, other.place.as_ref()?.position?);
        Some(from.distance_km(to))
    }
}

/// All places that names can find.
#[derive(Debug, Default, Clone)]
pub struct Places {
    by_alias: HashMap<String, Arc<Place>>,
    by_icao: HashMap<String, Arc<Place>>,
    by_iata: HashMap<String, Arc<Place>>,
    by_station: HashMap<String, Arc<Place>>,
}

impl Places {
    /// Makes a place known by the codes it carries. The first place under a code keeps it.
    pub fn add(&mut self, place: Arc<Place>) {
        let codes = [(&mut self.by_icao, &place.icao), (&mut self.by_iata, &place.iata), (&mut self.by_station, &place.station)];
        for (known, code) in codes {
            if let Some(code) = code {
                known.entry(code.clone()).or_insert_with(|| Arc::clone(&place));
            }
        }
    }

    /// Makes a place known under a name as some file writes it. The first name wins.
    pub fn add_alias(&mut self, as_written: &str, place: Arc<Place>) {
        self.by_alias.entry(tidy_name(as_written)).or_insert(place);
    }

    pub fn find(&self, name: &str) -> Option<&Arc<Place>> {
        [&self.by_alias, &self.by_icao, &self.by_iata, &self.by_station].into_iter().find_map(|known| known.get(name))
    }
}

/// A name without blanks at its ends, doubled blanks and footnote mark.
pub(super) fn tidy_name(cell: &str) -> String {
    without_footnote_mark(&clean(cell)).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(key: &str) -> Place {
        Place { key: key.into(), name: key.into(), icao: None, iata: None, country: None, position: None, zone: None, station: None }
    }

    #[test]
    fn an_alias_wins_over_icao_iata_and_station() {
        let mut places = Places::default();
        places.add(Arc::new(Place { station: Some("GOM".into()), ..place("station") }));
        places.add(Arc::new(Place { icao: Some("FZNA".into()), iata: Some("GOM".into()), ..place("airport") }));
        let key = |places: &Places, name: &str| places.find(name).map(|place| place.key.clone());

        assert_eq!(key(&places, "GOM").as_deref(), Some("airport"));
        places.add_alias(" GOM  (1)", Arc::new(place("alias")));
        assert_eq!(key(&places, "GOM").as_deref(), Some("alias"));
        assert_eq!(key(&places, "FZNA").as_deref(), Some("airport"));
        assert_eq!(key(&places, "gom"), None);
    }

    #[test]
    fn distances_follow_the_great_circle() {
        let at = |latitude, longitude| Position::new(latitude, longitude).expect("on the globe");
        let cases = [
            (at(0.0, 0.0), at(0.0, 180.0), 20_015.114),
            (at(0.0, 179.5), at(0.0, -179.5), 111.195),
            (at(-3.0386, -60.0497), at(-15.8711, -47.9186), 1_947.0),
            (at(12.5, 3.25), at(12.5, 3.25), 0.0),
        ];
        for (from, to, expected) in cases {
            assert!((from.distance_km(to) - expected).abs() < 3.0, "{from:?} {to:?}");
        }
        assert_eq!(Position::new(91.0, 0.0), None);
        assert_eq!(Position::new(f64::NAN, 0.0), None);
    }
}
