//! What stands beside an assessment: the country's line in each list and the events around its place, each with the
//! day of its data. An aid to reading: nothing here is a score of ours.

use super::model::{Kind, NEAR_KM, as_of, class_words, decimal};
use super::queries::{self, InUse};
use crate::db::Tx;
use crate::features::stations::Site;
use crate::i18n::{Hole, Language};
use crate::web::error::Result;
use crate::web::time;

/// One list's answer.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// Name of the list.
    pub name: String,
    /// What it says; empty if it says nothing.
    pub values: Vec<String>,
    /// Why it says nothing, and who can change that.
    pub missing: String,
    /// The day of the data and its age; empty if the list is not loaded.
    pub as_of: String,
    /// Source and licence.
    pub source: String,
    /// The page of the set.
    pub url: String,
}

/// Events of a year.
#[derive(Debug, Clone)]
pub struct YearLine {
    pub year: i32,
    pub events: i64,
    pub deaths: i64,
    pub civilians: i64,
    pub url: String,
}

/// The context of a place.
#[derive(Debug, Clone, Default)]
pub struct Panel {
    /// Of where.
    pub title: String,
    pub parts: Vec<Part>,
    pub years: Vec<YearLine>,
    pub events_url: String,
    pub country_url: String,
}

/// The context of a station or a place, as every list in use tells it.
pub async fn panel_of(tx: &mut Tx, language: Language, site: &Site) -> Result<Panel> {
    let today = tx.now.date_naive();
    let country = if language == Language::French { &site.country_fr } else { &site.country };
    let mut parts = Vec::new();
    for kind in [Kind::RiskIndex, Kind::Advisories] {
        let set = queries::in_use(tx, kind.word()).await?;
        let mut part = part_of(kind, set.as_ref(), today, language);
        if let Some(set) = &set {
            part.values = match kind {
                Kind::RiskIndex => index_words(tx, set, &site.iso3, language).await?,
                _ => advisory_words(tx, set, &site.iso3, language).await?,
            };
            if part.values.is_empty() {
                part.missing = language.t("context-no-line");
            }
        }
        parts.push(part);
    }
    let (events, years) = events_around(tx, site, today, language).await?;
    parts.push(events);
    Ok(Panel {
        title: language.fill("context-of", &[("place", Hole::Text(&site.name)), ("country", Hole::Text(country))]),
        events_url: if years.is_empty() { String::new() } else { events_url(site) },
        years,
        parts,
        country_url: if site.iso2.is_empty() { String::new() } else { format!("/countries/{}/context", site.iso2) },
    })
}

/// A list with its source and its age, or the way to load it.
pub(super) fn part_of(kind: Kind, set: Option<&InUse>, today: chrono::NaiveDate, language: Language) -> Part {
    let name = kind.name(language);
    let Some(set) = set else {
        return Part { name, missing: language.fill("context-not-loaded", &[("kind", Hole::Text(kind.word()))]), ..Part::default() };
    };
    let read = time::typed_date(set.read_at.date_naive());
    let holes = [("source", Hole::Text(set.source.as_str())), ("licence", Hole::Text(set.licence.as_str())), ("read", Hole::Text(read.as_str()))];
    Part {
        name,
        as_of: as_of(set.as_of, today, language),
        source: language.fill("context-source-line", &holes),
        url: format!("/context/{}", set.reference),
        ..Part::default()
    }
}

pub(super) async fn index_words(tx: &mut Tx, set: &InUse, iso3: &str, language: Language) -> Result<Vec<String>> {
    let Some(line) = queries::index_of(tx, set.id, iso3).await? else { return Ok(Vec::new()) };
    let (value, class) = (decimal(line.value, language), class_words(&line.class, language));
    let mut words = vec![language.fill("context-index-value", &[("value", Hole::Text(&value)), ("class", Hole::Text(&class))])];
    if let Some(rank) = line.rank {
        words.push(language.fill("context-index-rank", &[("rank", Hole::Number(i64::from(rank)))]));
    }
    for (key, value) in [("context-index-hazard", line.hazard), ("context-index-vulnerability", line.vulnerability), ("context-index-coping", line.coping)] {
        if let Some(value) = value {
            words.push(language.fill(key, &[("value", Hole::Text(&decimal(value, language)))]));
        }
    }
    Ok(words)
}

pub(super) async fn advisory_words(tx: &mut Tx, set: &InUse, iso3: &str, language: Language) -> Result<Vec<String>> {
    let lines = queries::advisories_of(tx, set.id, iso3).await?;
    let told = lines.iter().map(|line| {
        let day = time::typed_date(line.published);
        match line.level {
            Some(level) => {
                let level = language.t(&format!("context-level-{level}"));
                language.fill("context-advisory", &[("level", Hole::Text(&level)), ("day", Hole::Text(&day))])
            }
            None => language.fill("context-advisory-words", &[("words", Hole::Text(&line.words)), ("day", Hole::Text(&day))]),
        }
    });
    Ok(told.collect())
}

async fn events_around(tx: &mut Tx, site: &Site, today: chrono::NaiveDate, language: Language) -> Result<(Part, Vec<YearLine>)> {
    let set = queries::in_use(tx, Kind::Events.word()).await?;
    let mut part = part_of(Kind::Events, set.as_ref(), today, language);
    let Some(set) = set else { return Ok((part, Vec::new())) };
    let Some(position) = site.position() else {
        part.missing = language.t("context-no-position");
        return Ok((part, Vec::new()));
    };
    let years = queries::years_near(tx, set.id, position, NEAR_KM).await?;
    let (first, last) = queries::span(tx, set.id).await?.unwrap_or_default();
    let (events, deaths) = years.iter().fold((0, 0), |sum, year| (sum.0 + year.events, sum.1 + year.deaths));
    let (first, last) = (first.to_string(), last.to_string());
    let holes = [("count", Hole::Number(events)), ("deaths", Hole::Number(deaths)), ("first", Hole::Text(&first)), ("last", Hole::Text(&last))];
    part.values.push(language.fill("context-events-sum", &holes));
    let list = events_url(site);
    let lines = years.into_iter().map(|year| YearLine {
        url: format!("{list}&year={}", year.year),
        year: year.year,
        events: year.events,
        deaths: year.deaths,
        civilians: year.civilians,
    });
    Ok((part, lines.collect()))
}

/// The list of events around a station or a place.
fn events_url(site: &Site) -> String {
    match (site.station.as_str(), site.place) {
        ("", Some(place)) => format!("/context/events?place={place}"),
        (code, _) => format!("/context/events?station={code}"),
    }
}
