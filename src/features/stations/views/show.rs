//! The page of a station: the answer to a call, and the cover sheet of what others keep about it.

use askama::Template;
use chrono::{DateTime, Utc};

use super::numbers::{NumberView, number_of};
use super::{clock_of, family, hardship, in_language, position_words, region, tabs};
use crate::features::stations::model;
use crate::features::stations::overview::{Officer, Resident, Touching};
use crate::features::stations::queries::{Number, Station};
use crate::i18n::{Hole, Language};
use crate::web::page::{Seed, Shell, Tab};
use crate::web::time;

/// A block of the page: absent if the reader's duties do not include it.
pub struct Block<T> {
    pub rows: Vec<T>,
    pub summary: String,
    pub age: String,
    pub more: String,
}

/// An officer as printed.
pub struct OfficerView {
    pub reference: String,
    pub url: String,
    pub name: String,
    pub role: String,
    pub number: String,
    /// What a telephone dials.
    pub number_url: String,
    pub state: String,
    pub is_away: bool,
}

/// A leg as printed.
pub struct LegView {
    pub reference: String,
    pub url: String,
    pub codename: String,
    pub route: String,
    pub departs: String,
    pub arrives: String,
    pub state: String,
}

/// An official as printed.
pub struct ResidentView {
    pub reference: String,
    pub url: String,
    pub codename: String,
    pub office: String,
    pub entity: String,
}

/// A count, and the list that has as many rows.
pub struct Figure {
    pub label: String,
    pub count: i64,
    pub url: String,
    /// Kind of its tag; empty for an ordinary one.
    pub kind: &'static str,
}

/// Figures of one kind of record, and how old they are.
pub struct FigureGroup {
    pub name: String,
    pub age: (&'static str, String),
    pub figures: Vec<Figure>,
}

/// An armoury: its approval, when it was counted last, and the way to count it.
pub struct StoreLine {
    pub reference: String,
    pub url: String,
    /// As it is chosen where a count is opened.
    pub key: String,
    pub name: String,
    /// What a count can be made on without a device.
    pub sheet_url: String,
    pub standing: (&'static str, String),
    pub counted: (&'static str, String),
    /// The count that is going on; empty if there is none.
    pub going_on: String,
    pub can_count: bool,
}

/// The protection unit of a station: its posts by where their officers are, and its strength. Each with its page.
pub struct UnitLine {
    /// How many posts, and their list.
    pub posts: (String, String),
    pub places: Vec<(String, String)>,
    /// Numbers of vacant posts.
    pub vacant: Vec<(String, String)>,
    /// Strength now and its minimum; a kind says that it is too low.
    pub strength: (&'static str, String),
    /// The coming days on which it will be too low; empty: none.
    pub coming: String,
    pub strength_url: String,
}

/// What other features know of the station, read from their lists.
pub struct Figures {
    /// Absent for those who do not read posts.
    pub unit: Option<UnitLine>,
    /// Readiness and rules, each a sentence with its page.
    pub lines: Vec<(String, String)>,
    pub groups: Vec<FigureGroup>,
    pub stores: Vec<StoreLine>,
    pub confirm_url: String,
    pub confirm_label: String,
    pub print_url: String,
    pub form_key: String,
}

#[derive(Template)]
#[template(path = "stations/show.html")]
pub struct ShowPage {
    shell: Shell,
    code: String,
    name: String,
    country: String,
    country_url: String,
    tabs: Vec<Tab>,
    clock: String,
    zone: String,
    summer_time: String,
    hardship: String,
    family: String,
    headquarters: String,
    position: String,
    region: String,
    edit_url: String,
    context_url: String,
    numbers_url: String,
    evacuate_url: String,
    closing_url: String,
    numbers: Vec<NumberView>,
    lacks_always_on: bool,
    facts_age: String,
    officers: Option<Block<OfficerView>>,
    movements: Option<Block<LegView>>,
    residents: Option<Block<ResidentView>>,
    /// The figures of the lists; absent until they were read.
    pub figures: Option<Figures>,
    /// Interim protection and open seats of teams, each with its page.
    pub(in crate::features::stations) protection: Vec<(String, &'static str, String)>,
}

impl ShowPage {
    pub fn new(
        seed: &Seed,
        station: &Station,
        numbers: Vec<Number>,
        officers: Option<Vec<Officer>>,
        movements: Option<(Vec<Touching>, i64)>,
        residents: Option<Vec<Resident>>,
        may_here: &dyn Fn(&str) -> bool,
    ) -> Self {
        let (language, now) = (seed.language, seed.now);
        let url = format!("/duty-stations/{}", station.code);
        let numbers: Vec<NumberView> = numbers.into_iter().map(|number| number_of(number, &station.code, now, language)).collect();
        let mut shell = Shell::titled(seed, station.code.clone());
        shell.clock_zone = format!("{} {}", time::local(now, &station.zone).format("%H:%M"), time::short_place(&station.name));
        let hardship = match station.hardship_as_of {
            Some(date) => language.fill(
                "stations-hardship-since",
                &[("class", Hole::Text(&hardship(&station.hardship_class, language))), ("date", Hole::Text(&time::typed_date(date)))],
            ),
            None => hardship(&station.hardship_class, language),
        };
        Self {
            tabs: tabs(language, &station.code, "show", may_here),
            clock: clock_of(&station.zone, now),
            zone: model::zone_and_offset(&station.zone, now),
            summer_time: language.t(if model::changes_clocks(&station.zone, now) { "stations-clocks-change" } else { "stations-clocks-stay" }),
            hardship,
            family: family(&station.family_status, language),
            headquarters: if station.is_headquarters { language.t("stations-headquarters") } else { String::new() },
            position: position_words(station.latitude, station.longitude),
            region: region(&station.region, &station.region, language),
            country: in_language(&station.country_name, &station.country_name_fr, language),
            country_url: if may_here("country.show") { format!("/countries/{}", station.country) } else { String::new() },
            context_url: if may_here("context.show") { format!("/context/events?station={}", station.code) } else { String::new() },
            edit_url: if may_here("station.edit") { format!("{url}/edit") } else { String::new() },
            closing_url: if may_here("closure.show") { format!("{url}/closing") } else { String::new() },
            evacuate_url: if may_here("evacuation.start") { format!("{url}/evacuation") } else { String::new() },
            numbers_url: if may_here("station.numbers") { format!("{url}/numbers") } else { String::new() },
            lacks_always_on: !numbers.iter().any(|number| number.is_always_on),
            numbers,
            facts_age: changed_at(Some(station.updated_at), now, language),
            officers: officers.map(|officers| officer_block(officers, now, language)),
            movements: movements.map(|(legs, total)| movement_block(legs, total, now, language)),
            figures: None,
            protection: Vec::new(),
            residents: residents.map(|residents| resident_block(residents, now, language)),
            code: station.code.clone(),
            name: station.name.clone(),
            shell,
        }
    }
}

fn officer_block(officers: Vec<Officer>, now: DateTime<Utc>, language: Language) -> Block<OfficerView> {
    let away = officers.iter().filter(|officer| !officer.away.is_empty()).count() as i64;
    let newest = officers.iter().map(|officer| officer.updated_at).max();
    Block {
        summary: language.fill("stations-officers-summary", &[("present", Hole::Number(officers.len() as i64 - away)), ("away", Hole::Number(away))]),
        age: changed_at(newest, now, language),
        more: String::new(),
        rows: officers
            .into_iter()
            .map(|officer| OfficerView {
                url: format!("/officers/{}", officer.reference),
                role: language.t(&format!("stations-duty-{}", officer.duty_role.replace('_', "-"))),
                is_away: !officer.away.is_empty(),
                state: match (&officer.away, officer.away_until) {
                    (kind, Some(until)) if !kind.is_empty() => {
                        let kind = language.t(&format!("stations-away-{}", kind.replace('_', "-")));
                        language.fill("stations-away-until", &[("kind", Hole::Text(&kind)), ("date", Hole::Text(&time::typed_date(until)))])
                    }
                    _ => language.t("stations-present"),
                },
                reference: officer.reference,
                name: officer.name,
                number_url: format!("tel:{}", officer.number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect::<String>()),
                number: officer.number,
            })
            .collect(),
    }
}

fn movement_block(legs: Vec<Touching>, total: i64, now: DateTime<Utc>, language: Language) -> Block<LegView> {
    let newest = legs.iter().filter_map(|leg| leg.last_contact_at).max();
    let hidden = total - legs.len() as i64;
    Block {
        summary: language.fill("stations-movements-summary", &[("count", Hole::Number(total))]),
        age: match newest {
            Some(at) => language.fill("stations-last-contact", &[("time", Hole::Text(&time::z_short(at, now, language)))]),
            None => language.t("stations-no-contact"),
        },
        more: if hidden > 0 { language.fill("stations-movements-more", &[("count", Hole::Number(hidden))]) } else { String::new() },
        rows: legs
            .into_iter()
            .map(|leg| {
                let at = |instant, zone: &str, place: &str| match leg.is_day_precise {
                    true => time::day(time::local(instant, zone).date(), language),
                    false => time::place_and_z(instant, zone, place, now, language),
                };
                LegView {
                    url: format!("/movements/{}", leg.reference),
                    route: language
                        .fill("stations-route", &[("from", Hole::Text(time::short_place(&leg.from))), ("to", Hole::Text(time::short_place(&leg.to)))]),
                    departs: at(leg.departs_at, &leg.departs_zone, &leg.from),
                    arrives: at(leg.arrives_at, &leg.arrives_zone, &leg.to),
                    state: language.t(&format!("stations-leg-{}", leg.state.replace('_', "-"))),
                    codename: if leg.codename.is_empty() { leg.reference.clone() } else { leg.codename },
                    reference: leg.reference,
                }
            })
            .collect(),
    }
}

fn resident_block(residents: Vec<Resident>, now: DateTime<Utc>, language: Language) -> Block<ResidentView> {
    let newest = residents.iter().map(|resident| resident.updated_at).max();
    Block {
        summary: language.fill("stations-residents-summary", &[("count", Hole::Number(residents.len() as i64))]),
        age: changed_at(newest, now, language),
        more: String::new(),
        rows: residents
            .into_iter()
            .map(|resident| ResidentView {
                url: format!("/principals/{}", resident.reference),
                codename: if resident.codename.is_empty() { resident.reference.clone() } else { resident.codename },
                reference: resident.reference,
                office: resident.office,
                entity: resident.entity,
            })
            .collect(),
    }
}

fn changed_at(at: Option<DateTime<Utc>>, now: DateTime<Utc>, language: Language) -> String {
    match at {
        Some(at) => language.fill("stations-changed-at", &[("time", Hole::Text(&time::z_short(at, now, language)))]),
        None => String::new(),
    }
}
