//! What is known of a detail: who goes, with what, in which vehicles, over which legs.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use crate::features::movements::model::PostRole;
use crate::features::qualifications::{ArmedCategory, Arming, Duty, Held, Weapon};

/// Everything that is judged: who goes, with what, in which vehicles, over which legs.
#[derive(Debug, Clone, Default)]
pub struct Detail {
    pub officers: Vec<Member>,
    pub vehicles: Vec<Counted>,
    /// Legs by road that are still ahead: their number, departure and arrival.
    pub roads: Vec<(i32, DateTime<Utc>, DateTime<Utc>)>,
}

/// An officer of the detail.
#[derive(Debug, Clone)]
pub struct Member {
    /// Reference and name; empty if the reader may not see them.
    pub reference: String,
    pub name: String,
    pub roles: Vec<PostRole>,
    /// First and last day of their legs, UTC.
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Their legs in this movement, in order.
    pub legs: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    /// False if a leg is known by its days only.
    pub is_timed: bool,
    /// Countries of both ends of their legs, two letters.
    pub countries: Vec<String>,
    /// True if an end lies in no known country.
    pub has_unknown_place: bool,
    /// End of the duty before and beginning of the duty after, UTC.
    pub rested_since: Option<DateTime<Utc>>,
    pub wanted_from: Option<DateTime<Utc>>,
    /// Their papers; `None`: not for this reader, who gets `unfit_on` alone.
    pub papers: Option<Vec<Held>>,
    /// First day on which something is missing that their roles take, as the database says.
    pub unfit_on: Option<NaiveDate>,
    pub weapons: Vec<Carried>,
    pub rounds: Vec<Rounds>,
    pub kit: Vec<Kit>,
    /// What their stations and the one that plans ask of everybody.
    pub asked: Vec<Asked>,
}

/// A qualification that a station asks for on the days of the legs.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Its name and the stations that ask; `None`: not for this reader, who gets `missing_on` alone.
    pub named: Option<(Kind, String)>,
    /// First day without it, as the database says.
    pub missing_on: Option<NaiveDate>,
    /// Its last day; `None`: no end, or never recorded.
    pub end: Option<NaiveDate>,
}

/// Code of a type of qualification and the name of one that was added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    pub code: String,
    pub name: String,
}

/// A weapon in the custody of an officer.
#[derive(Debug, Clone)]
pub struct Carried {
    /// Empty if the reader may not see it.
    pub reference: String,
    pub weapon: Option<Weapon>,
    pub state: String,
    pub inspection_due: Option<NaiveDate>,
    /// What else an armed duty follows from; `None`: not for this reader, who gets `unarmed_on` alone.
    pub ground: Option<Ground>,
    /// First day on which the officer may not carry it, as the database says.
    pub unarmed_on: Option<NaiveDate>,
    /// First day and country without a permit for the weapon, and whether one was ever recorded there.
    pub uncarried: Option<(NaiveDate, String, bool)>,
}

/// What an armed duty follows from besides papers.
#[derive(Debug, Clone, Copy)]
pub struct Ground {
    pub category: ArmedCategory,
    pub arming: Option<Arming>,
    pub is_suspended: bool,
}

/// Rounds of one lot that an officer holds.
#[derive(Debug, Clone)]
pub struct Rounds {
    /// Reference of the lot; empty if the reader may not see it.
    pub reference: String,
    pub is_suspended: bool,
    pub shelf_life_until: Option<NaiveDate>,
    /// True if they fit a weapon that the officer carries.
    pub fits: bool,
}

/// A kit, or a single thing, that an officer holds, judged by the database for every day of their legs.
#[derive(Debug, Clone)]
pub struct Kit {
    /// Empty if the reader may not see it.
    pub reference: String,
    pub is_kit: bool,
    /// What is known to stand against it, and what nobody recorded.
    pub gaps: Vec<Shortfall>,
    pub unrecorded: Vec<Shortfall>,
    /// First day on which something stands against it.
    pub failed_on: Option<NaiveDate>,
    /// Last day of what ends first.
    pub until: Option<NaiveDate>,
}

/// What stands against counting on a thing or a kit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shortfall {
    /// A gap as equipment words it.
    Says(String),
    /// The last day of a part; of the thing itself if no part is named.
    Ends(String, NaiveDate),
    /// Not for this reader.
    Sealed,
}

impl Shortfall {
    /// `sealed`, `expired:2026-12-03`, `part:J-7K3FA:expired:2026-12-03`, or a gap of equipment.
    pub fn read(code: &str) -> Self {
        let parts: Vec<&str> = code.split(':').collect();
        let ends = |part: &str, day: &str| day.parse().map(|day| Shortfall::Ends(part.to_owned(), day)).ok();
        match parts.as_slice() {
            ["sealed"] => Some(Shortfall::Sealed),
            ["expired", day] => ends("", day),
            ["part", part, "expired", day] => ends(part, day),
            _ => None,
        }
        .unwrap_or_else(|| Shortfall::Says(code.to_owned()))
    }
}

/// A vehicle that the movement counts on.
#[derive(Debug, Clone)]
pub struct Counted {
    pub number: i32,
    pub version: i32,
    /// References and plate; empty if the reader may not see it.
    pub reference: String,
    pub called: String,
    pub reservation: String,
    /// False once the reservation was cancelled or ended.
    pub is_reserved: bool,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub state: String,
    pub is_armoured: bool,
    /// Kind, first and last day of its papers; `None`: not for this reader, who gets `unready_on` alone.
    pub papers: Option<Vec<(String, NaiveDate, NaiveDate)>>,
    pub unready_on: Option<NaiveDate>,
    pub has_driver: bool,
    /// What its driver lacks, as codes.
    pub driver_lacks: Vec<String>,
    /// Days for which it is needed.
    pub first: NaiveDate,
    pub last: NaiveDate,
}

/// Limits of the rules.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// Shortest rest between duties (INV-10).
    pub rest: Duration,
    /// Longest duty (INV-10).
    pub longest: Duration,
}

/// What a role takes (INV-15); some take nothing of their own. `sec.roles_take` says the same.
pub fn duty_of(role: PostRole) -> Option<Duty> {
    use PostRole::*;
    match role {
        Driver => Some(Duty::Driving),
        Medic => Some(Duty::Medic),
        Comms | LiaisonInterpreter => None,
        TeamLeader | SecondInCommand | Ppo | Pes | Advance | Cat | Rst => Some(Duty::CloseProtection),
    }
}
