//! What the gate answers: findings, each with its verdict, its record and its reasons.

use chrono::{Duration, NaiveDate};

use super::facts::{Kind, Shortfall};
use crate::features::qualifications::{Gap, Lack};

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// What the post takes.
    Roles,
    /// What the stations ask of everybody.
    Training,
    /// Weapons and permits.
    Weapons,
    Rounds,
    /// Kits and single things.
    Kit,
    Vehicles,
    Rest,
}

impl Topic {
    pub const ALL: [Topic; 7] = [Topic::Roles, Topic::Training, Topic::Weapons, Topic::Rounds, Topic::Kit, Topic::Vehicles, Topic::Rest];

    /// The last part of its key in the catalogue.
    pub fn code(self) -> &'static str {
        match self {
            Topic::Roles => "roles",
            Topic::Training => "training",
            Topic::Weapons => "weapons",
            Topic::Rounds => "rounds",
            Topic::Kit => "kit",
            Topic::Vehicles => "vehicles",
            Topic::Rest => "rest",
        }
    }
}

/// The record that a finding concerns; its reference is empty where the reader may not see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    Officer,
    Firearm(String),
    Lot(String),
    Kit(String),
    Equipment(String),
    Vehicle(String),
    Leg(i32),
}

/// Why something does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// A condition of fitness, and the country if it is a permit.
    Gap(Gap, String),
    /// A station asks for it and nothing verified was ever recorded: which stations.
    TrainingNever(Kind, String),
    /// The same, and its last day.
    TrainingEnds(Kind, String, NaiveDate),
    /// An end of a leg lies in no known country.
    CountryUnknown,
    WeaponState(String),
    InspectionNever,
    InspectionDue(NaiveDate),
    /// No permit to carry in a country; was there one?
    NoCarryPermit(String, bool),
    LotSuspended,
    LotExpired(NaiveDate),
    ShelfLifeNever,
    Misfit,
    /// A weapon and no rounds.
    NoRounds,
    /// A kit or a thing is not complete, not in order, or past its date.
    Kit(Shortfall),
    /// Nobody recorded what it takes to know whether it is.
    KitUnrecorded(Shortfall),
    ReservationOver,
    VehicleState(String),
    PaperNever(&'static str),
    PaperEnds(&'static str, NaiveDate),
    NoDriver,
    DriverLacks(String),
    NoVehicle,
    ShortRest(Duration),
    LongDuty(Duration),
    TimesUnknown,
    /// The record says it to those who may read it.
    Sealed,
}

impl Reason {
    /// True for what was never recorded: nobody knows, which is no "no".
    pub fn is_unknown(&self) -> bool {
        match self {
            Reason::Gap(gap, _) => matches!(gap, Gap::StationUnknown | Gap::Lacks(_, Lack::Never | Lack::Unverified)),
            Reason::NoCarryPermit(_, was_there) => !was_there,
            Reason::CountryUnknown
            | Reason::TrainingNever(..)
            | Reason::InspectionNever
            | Reason::ShelfLifeNever
            | Reason::NoRounds
            | Reason::KitUnrecorded(_)
            | Reason::PaperNever(_)
            | Reason::NoDriver
            | Reason::NoVehicle
            | Reason::TimesUnknown => true,
            Reason::WeaponState(_)
            | Reason::TrainingEnds(..)
            | Reason::InspectionDue(_)
            | Reason::LotSuspended
            | Reason::LotExpired(_)
            | Reason::Misfit
            | Reason::Kit(_)
            | Reason::ReservationOver
            | Reason::VehicleState(_)
            | Reason::PaperEnds(..)
            | Reason::DriverLacks(_)
            | Reason::ShortRest(_)
            | Reason::LongDuty(_)
            | Reason::Sealed => false,
        }
    }
}

/// The answer to one check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Holds throughout; until when, if it has an end.
    Holds(Option<NaiveDate>),
    /// Does not hold from this day on.
    Fails(NaiveDate),
    /// Nobody recorded what it takes to know.
    Unknown,
}

/// Whom a finding concerns; empty for vehicles and legs, and where the reader may not see them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Who {
    pub reference: String,
    pub name: String,
    /// True if the reader may open their papers.
    pub is_open: bool,
}

/// One check and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub topic: Topic,
    pub officer: Who,
    pub record: Record,
    pub verdict: Verdict,
    pub reasons: Vec<Reason>,
}
