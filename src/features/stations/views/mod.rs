//! Ready-made values of the station pages, and what pages of countries and places print alike.

mod form;
mod index;
mod numbers;
mod show;

use chrono::{DateTime, Utc};

use super::model;
use crate::i18n::{Hole, Language};
use crate::web::list::{Asked, FilterTag, Pager};
use crate::web::page::Tab;
use crate::web::time;
pub use form::StationPage;
pub use index::{Filter, IndexPage};
pub use numbers::{NumbersPage, VoidPage};
pub use show::{Figure, FigureGroup, Figures, ShowPage, StoreLine, UnitLine};

/// The tabs of a station; those the reader may not open are absent.
pub fn tabs(language: Language, code: &str, current: &str, may_here: &dyn Fn(&str) -> bool) -> Vec<Tab> {
    let url = format!("/duty-stations/{code}");
    [("show", "station.show", url.clone()), ("numbers", "station.numbers", format!("{url}/numbers")), ("history", "station.history", format!("{url}/history"))]
        .into_iter()
        .filter(|(_, action, _)| may_here(action))
        .map(|(name, _, url)| Tab { url, label: language.t(&format!("stations-tab-{name}")), current: name == current })
        .collect()
}

/// `14:31 (UTC+2)`.
pub fn clock_of(zone: &str, now: DateTime<Utc>) -> String {
    let offset = model::offset(zone, now).unwrap_or_else(|| zone.to_owned());
    format!("{} ({offset})", time::local(now, zone).format("%H:%M"))
}

/// Latitude and longitude with four decimals; empty if unknown.
pub fn position_words(latitude: Option<f64>, longitude: Option<f64>) -> String {
    latitude.zip(longitude).map(|(latitude, longitude)| format!("{latitude:.4}, {longitude:.4}")).unwrap_or_default()
}

/// The name of a country in the reader's language.
pub fn in_language(english: &str, french: &str, language: Language) -> String {
    match language {
        Language::English => english.to_owned(),
        Language::French => french.to_owned(),
    }
}

/// "Ignored: foo"; empty if every key of the address is known.
pub fn ignored(asked: &Asked, language: Language) -> String {
    if asked.ignored.is_empty() {
        return String::new();
    }
    language.fill("station-list-ignored", &[("keys", Hole::Text(&asked.ignored.join(", ")))])
}

/// The filters that are on, each removable.
pub fn tags(asked: &Asked, keys: &[&str], language: Language) -> Vec<FilterTag> {
    let mut tags = Vec::new();
    for key in keys {
        for value in asked.all(key) {
            let label = language
                .fill("list-filter", &[("key", Hole::Text(&language.t(&format!("list-key-{key}")))), ("value", Hole::Text(&shown(key, &value, language)))]);
            tags.push(FilterTag { label, remove_url: asked.without(key, &value) });
        }
    }
    tags
}

/// The value of a filter in words, where the catalogue has them.
fn shown(key: &str, value: &str, language: Language) -> String {
    let words = match key {
        "kind" => format!("places-kind-{}", value.replace('_', "-")),
        "state" => format!("places-state-{value}"),
        "region" => format!("stations-region-{value}"),
        "hardship" => format!("stations-hardship-{value}"),
        _ => return value.to_owned(),
    };
    language.try_fill(&words, &[]).unwrap_or_else(|| value.to_owned())
}

/// The links under a list.
pub fn pager(asked: &Asked, shown: usize, total: i64, next: Option<String>, language: Language) -> Pager {
    Pager {
        shown: language.fill("list-shown", &[("shown", Hole::Number(shown as i64)), ("total", Hole::Number(total))]),
        next,
        first: asked.one("after").map(|_| asked.with("after", "")),
    }
}

/// A value of the form of a station, in words.
pub fn value_words(field: &str, value: &str, language: Language) -> String {
    match field {
        "hardship_class" if !value.is_empty() => hardship(value, language),
        "family_status" if !value.is_empty() => family(value, language),
        "is_headquarters" => language.t(if value.is_empty() { "history-no" } else { "history-yes" }),
        _ => value.to_owned(),
    }
}

/// A region in words; `name` as the register has it, for one that the catalogue does not know.
pub(super) fn region(code: &str, name: &str, language: Language) -> String {
    language.try_fill(&format!("stations-region-{code}"), &[]).unwrap_or_else(|| name.to_owned())
}

pub(super) fn hardship(class: &str, language: Language) -> String {
    language.t(&format!("stations-hardship-{class}"))
}

pub(super) fn family(status: &str, language: Language) -> String {
    language.t(&format!("stations-family-{}", status.replace('_', "-")))
}
