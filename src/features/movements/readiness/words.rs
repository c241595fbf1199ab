//! Findings in words.

use chrono::NaiveDate;

use super::facts::{Kind, Shortfall};
use super::findings::{Finding, Reason, Record, Topic, Verdict};
use crate::features::equipment;
use crate::features::people::training_word;
use crate::features::qualifications::{Gap, Lack, gap_words, kind_word};
use crate::features::vehicles::paper_word;
use crate::i18n::{Hole, Language};
use crate::web::time;

/// The answer as a tag: its kind for `badge::tag` and its words.
pub fn verdict_tag(language: Language, verdict: Verdict) -> (&'static str, String) {
    let on = |key: &str, day| language.fill(key, &[("day", Hole::Text(&time::typed_date(day)))]);
    match verdict {
        Verdict::Holds(None) => ("", language.t("readiness-yes")),
        Verdict::Holds(Some(end)) => ("", on("readiness-yes-until", end)),
        Verdict::Fails(day) => ("caution", on("readiness-no-from", day)),
        Verdict::Unknown => ("advisory", language.t("readiness-unknown")),
    }
}

/// The record that a finding concerns: its words, and its page for those who may read it.
pub fn record(language: Language, finding: &Finding, reference: &str, may_plan: bool) -> (String, String) {
    let named = |key: &str, noun: &str, known: &str| match known {
        "" => (language.t(key), String::new()),
        known => (known.to_owned(), format!("/{noun}/{known}")),
    };
    match &finding.record {
        Record::Officer if finding.officer.reference.is_empty() => (language.t("readiness-an-officer"), String::new()),
        Record::Officer => {
            let page = if matches!(finding.topic, Topic::Roles | Topic::Training) && finding.officer.is_open { "/qualifications" } else { "" };
            (finding.officer.reference.clone(), format!("/officers/{}{page}", finding.officer.reference))
        }
        Record::Firearm(known) => named("readiness-a-weapon", "firearms", known),
        Record::Lot(known) => named("readiness-a-lot", "ammunition", known),
        Record::Kit(known) => named("readiness-a-kit", "kits", known),
        Record::Equipment(known) => named("readiness-a-thing", "equipment", known),
        Record::Vehicle(known) => named("readiness-a-vehicle", "vehicles", known),
        Record::Leg(number) => {
            let url = if may_plan { format!("/movements/{reference}/legs/{number}") } else { String::new() };
            (language.fill("movement-log-leg", &[("n", Hole::Number(i64::from(*number)))]), url)
        }
    }
}

/// Why, in a sentence.
pub fn reason(language: Language, reason: &Reason) -> String {
    let day = |key: &str, day| language.fill(key, &[("day", Hole::Text(&time::typed_date(day)))]);
    let named = |key: &str, name: &'static str, value: &str| language.fill(key, &[(name, Hole::Text(value))]);
    match reason {
        Reason::Gap(gap, country) if country.is_empty() => gap_in_words(language, *gap),
        Reason::Gap(gap, country) => {
            language.fill("readiness-in-country", &[("gap", Hole::Text(&gap_in_words(language, *gap))), ("country", Hole::Text(country))])
        }
        Reason::TrainingNever(kind, stations) => asked_in_words(language, "readiness-training-never", kind, stations, None),
        Reason::TrainingEnds(kind, stations, end) => asked_in_words(language, "readiness-training-ends", kind, stations, Some(*end)),
        Reason::CountryUnknown => language.t("readiness-country-unknown"),
        Reason::WeaponState(state) => named("readiness-weapon-state", "state", &language.t(&format!("firearm-state-{}", state.replace('_', "-")))),
        Reason::InspectionNever => language.t("readiness-inspection-never"),
        Reason::InspectionDue(due) => day("readiness-inspection-due", *due),
        Reason::NoCarryPermit(country, true) => named("readiness-carry-ended", "country", country),
        Reason::NoCarryPermit(country, false) => named("readiness-carry-never", "country", country),
        Reason::LotSuspended => language.t("readiness-lot-suspended"),
        Reason::LotExpired(end) => day("readiness-lot-expired", *end),
        Reason::ShelfLifeNever => language.t("readiness-lot-undated"),
        Reason::Misfit => language.t("readiness-lot-misfit"),
        Reason::NoRounds => language.t("readiness-no-rounds"),
        Reason::Kit(gap) | Reason::KitUnrecorded(gap) => shortfall_words(language, gap),
        Reason::ReservationOver => language.t("readiness-reservation-over"),
        Reason::VehicleState(state) => named("readiness-vehicle-state", "state", &language.t(&format!("vehicle-state-{}", state.replace('_', "-")))),
        Reason::PaperNever(kind) => named("readiness-paper-never", "paper", &paper_word(language, kind)),
        Reason::PaperEnds(kind, end) => ends(language, &paper_word(language, kind), *end),
        Reason::NoDriver => language.t("readiness-no-driver"),
        Reason::DriverLacks(kind) => named("readiness-driver-lacks", "kind", &kind_word(language, kind)),
        Reason::NoVehicle => language.t("readiness-no-vehicle"),
        Reason::ShortRest(rest) => named("readiness-short-rest", "time", &time::duration(*rest)),
        Reason::LongDuty(length) => named("readiness-long-duty", "time", &time::duration(*length)),
        Reason::TimesUnknown => language.t("readiness-times-unknown"),
        Reason::Sealed => language.t("readiness-sealed"),
    }
}

fn asked_in_words(language: Language, key: &str, kind: &Kind, stations: &str, end: Option<NaiveDate>) -> String {
    let (kind, day) = (training_word(language, &kind.code, &kind.name), end.map(time::typed_date).unwrap_or_default());
    language.fill(key, &[("kind", Hole::Text(&kind)), ("stations", Hole::Text(stations)), ("day", Hole::Text(&day))])
}

/// A paper that ends on the way has not expired yet: its last day is told.
fn gap_in_words(language: Language, gap: Gap) -> String {
    match gap {
        Gap::Lacks(kind, Lack::Expired(end)) => ends(language, &kind_word(language, kind), end),
        other => gap_words(language, other),
    }
}

fn shortfall_words(language: Language, gap: &Shortfall) -> String {
    match gap {
        Shortfall::Says(code) => equipment::gap_words(language, code),
        Shortfall::Ends(part, day) if part.is_empty() => language.fill("readiness-thing-ends", &[("day", Hole::Text(&time::typed_date(*day)))]),
        Shortfall::Ends(part, day) => ends(language, part, *day),
        Shortfall::Sealed => language.t("readiness-kit-unrecorded"),
    }
}

fn ends(language: Language, paper: &str, end: NaiveDate) -> String {
    language.fill("readiness-paper-ends", &[("paper", Hole::Text(paper)), ("day", Hole::Text(&time::typed_date(end)))])
}
