//! `/countries/{iso}/context`: what the public lists say of a country, and the events around its duty stations.

use askama::Template;
use axum::response::Response;

use super::model::{Kind, NEAR_KM};
use super::panel::{Part, advisory_words, index_words, part_of};
use super::queries;
use crate::actions;
use crate::authz::action::Authorized;
use crate::authz::routes::Routes;
use crate::features::stations::CountryTarget;
use crate::i18n::{Hole, Language};
use crate::web::error::Result;
use crate::web::page::{self, Shell};

actions! {
    /// A country in the public lists.
    ShowCountryContext: Get "/countries/{iso}/context" => "context.show", CountryTarget, Quiet;
}

pub fn routes() -> Routes {
    Routes::default().get::<ShowCountryContext, _, _>(show)
}

struct Line {
    name: String,
    url: String,
    events: i64,
    deaths: i64,
    all_events: i64,
}

#[derive(Template)]
#[template(path = "context/country.html")]
struct CountryPage {
    shell: Shell,
    iso2: String,
    name: String,
    country_url: String,
    parts: Vec<Part>,
    places_title: String,
    last_year: String,
    rows: Vec<Line>,
}

async fn show(mut auth: Authorized<ShowCountryContext>) -> Result<Response> {
    let (language, today) = (auth.language(), auth.now().date_naive());
    let mut tx = auth.read().await?;
    let country = auth.target.0.clone();
    let mut parts = Vec::new();
    let (mut rows, mut last_year) = (Vec::new(), String::new());
    for kind in Kind::ALL {
        let set = queries::in_use(&mut tx, kind.word()).await?;
        let mut part = part_of(kind, set.as_ref(), today, language);
        if let Some(set) = set {
            match kind {
                Kind::RiskIndex => part.values = index_words(&mut tx, &set, &country.iso3, language).await?,
                Kind::Advisories => part.values = advisory_words(&mut tx, &set, &country.iso3, language).await?,
                Kind::Events => {
                    let (first, last) = queries::span(&mut tx, set.id).await?.unwrap_or_default();
                    rows = queries::places_of(&mut tx, set.id, &country.iso2, last, NEAR_KM).await?;
                    last_year = last.to_string();
                    part.values.push(language.fill("context-events-span", &[("first", Hole::Text(&first.to_string())), ("last", Hole::Text(&last_year))]));
                }
            }
            if part.values.is_empty() {
                part.missing = language.t("context-no-line");
            }
        }
        parts.push(part);
    }
    drop(tx);
    page::page(&CountryPage {
        name: if language == Language::French { country.name_fr.clone() } else { country.name.clone() },
        country_url: format!("/countries/{}", country.iso2),
        places_title: language.fill("context-places", &[("km", Hole::Text(&format!("{NEAR_KM:.0}")))]),
        last_year,
        rows: rows
            .into_iter()
            .map(|row| Line {
                url: format!("/context/events?place={}", row.place),
                name: row.name,
                events: row.events,
                deaths: row.deaths,
                all_events: row.all_events,
            })
            .collect(),
        parts,
        shell: Shell::titled(&auth.seed, country.iso2.clone()),
        iso2: country.iso2,
    })
}
