//! `/context/events`: what happened within some kilometres of a station, of a place or of a position.

use askama::Template;
use axum::response::Response;
use uuid::Uuid;

use super::model::{Kind, NEAR_KM, decimal};
use super::panel::{Part, part_of};
use super::queries::{self, Around, EventLine, InUse};
use super::sets::ignored;
use crate::actions;
use crate::authz::action::{Authorized, Collection, Format};
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::stations::{site_of_place, site_of_station};
use crate::i18n::{Hole, Language, Message};
use crate::web::error::Result;
use crate::web::form::{ErrorLink, Field, FieldErrors};
use crate::web::list::{Asked, Column, EXPORT, FilterTag, PAGE, Pager};
use crate::web::page::{self, Shell};
use crate::web::table::{self, Table};

actions! {
    /// Events near a position.
    ListEvents: Get "/context/events" => "context.show", Collection, Quiet;
}

pub fn routes() -> Routes {
    Routes::default().list::<ListEvents, _, _>(index)
}

const FILTERS: &[&str] = &["station", "place", "latitude", "longitude", "km", "year"];
/// Farthest that is looked, in kilometres.
const MOST_KM: f64 = 500.0;

/// Where is looked, as it was asked for.
struct Asking {
    name: String,
    position: Option<(f64, f64)>,
    km: f64,
    years: Vec<i32>,
    errors: FieldErrors,
}

async fn asking(tx: &mut Tx, asked: &Asked) -> Result<Asking> {
    let mut errors = FieldErrors::default();
    let mut found = Asking { name: String::new(), position: None, km: NEAR_KM, years: Vec::new(), errors: FieldErrors::default() };
    let site = match (asked.one("station"), asked.one("place")) {
        (Some(code), _) => {
            let site = site_of_station(tx, code.trim()).await?;
            if site.is_none() {
                errors.add("station", Message::new("risk-station-unknown"));
            }
            site
        }
        (None, Some(place)) => match place.parse::<Uuid>() {
            Ok(place) => site_of_place(tx, place).await?,
            Err(_) => None,
        },
        (None, None) => None,
    };
    if let Some(site) = site {
        found.position = site.position();
        found.name = site.name;
        if found.position.is_none() {
            errors.add("station", Message::new("context-no-position"));
        }
    } else if asked.one("station").is_none() && (asked.one("latitude").is_some() || asked.one("longitude").is_some()) {
        let latitude = degrees(asked, "latitude", 90.0, &mut errors);
        let longitude = degrees(asked, "longitude", 180.0, &mut errors);
        found.position = latitude.zip(longitude);
        found.name = found.position.map(|(latitude, longitude)| format!("{latitude:.4}, {longitude:.4}")).unwrap_or_default();
    }
    if let Some(text) = asked.one("km") {
        match text.trim().parse::<f64>() {
            Ok(km) if km > 0.0 && km <= MOST_KM => found.km = km,
            _ => errors.add("km", Message::new("context-km-range")),
        }
    }
    for text in asked.all("year") {
        match text.trim().parse() {
            Ok(year) => found.years.push(year),
            Err(_) => errors.add("year", Message::new("context-year-unreadable")),
        }
    }
    found.errors = errors;
    Ok(found)
}

fn degrees(asked: &Asked, key: &'static str, most: f64, errors: &mut FieldErrors) -> Option<f64> {
    let read = asked.one(key).and_then(|text| text.trim().parse::<f64>().ok()).filter(|value| value.abs() <= most);
    if read.is_none() {
        errors.add(key, Message::new("context-degrees").with("most", most.to_string()));
    }
    read
}

struct Line {
    year: i32,
    place: String,
    km: String,
    deaths: i32,
    civilians: String,
    position: String,
}

#[derive(Template)]
#[template(path = "context/events.html")]
struct EventsPage {
    shell: Shell,
    errors: Vec<ErrorLink>,
    title: String,
    sum: String,
    source: Part,
    is_asked: bool,
    action: String,
    station: Field,
    latitude: Field,
    longitude: Field,
    km: Field,
    year: Field,
    tags: Vec<FilterTag>,
    ignored: String,
    clear_url: String,
    columns: Vec<Column>,
    rows: Vec<Line>,
    pager: Pager,
    csv_url: String,
    xlsx_url: String,
}

async fn index(mut auth: Authorized<ListEvents>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), FILTERS);
    let language = auth.language();
    let mut tx = auth.read().await?;
    let asking = asking(&mut tx, &asked).await?;
    let set = queries::in_use(&mut tx, Kind::Events.word()).await?;
    let around = set.as_ref().zip(asking.position).filter(|_| asking.errors.is_empty()).map(|(set, (latitude, longitude))| Around {
        set: set.id,
        latitude,
        longitude,
        km: asking.km,
    });
    let is_page = auth.format == Format::Page;
    let after = asked.after().and_then(|(value, _)| value.split_once(':').and_then(|(year, row)| Some((year.parse().ok()?, row.parse().ok()?))));
    let (mut events, total, deaths) = match around {
        Some(around) => queries::events_near(&mut tx, around, &asking.years, after.filter(|_| is_page), if is_page { PAGE } else { EXPORT } + 1).await?,
        None => (Vec::new(), 0, 0),
    };
    drop(tx);
    if !is_page {
        asking.errors.or(())?;
        return table::answer(&auth, &asked, export(set.as_ref(), &events));
    }
    let has_more = events.len() as i64 > PAGE;
    events.truncate(PAGE as usize);
    let next = events.last().zip(around).filter(|_| has_more).map(|(last, around)| asked.next_url(&format!("{}:{}", last.year, last.row), around.set));
    let value = |key: &str| asked.one(key).unwrap_or_default().to_owned();
    let field = |name: &str| Field::new(language, name, &format!("context-near-{name}"), &value(name), &asking.errors).optional();
    let km = if asking.km.fract() == 0.0 { format!("{:.0}", asking.km) } else { decimal(asking.km, language) };
    let shell = Shell::new(&auth.seed, "context-events-title");
    let view = EventsPage {
        shell: if asking.errors.is_empty() { shell } else { shell.with_errors() },
        errors: asking.errors.links(language),
        title: match around {
            Some(_) => {
                let holes = [("count", Hole::Number(total)), ("km", Hole::Text(&km)), ("place", Hole::Text(&asking.name))];
                language.fill("context-events-near", &holes)
            }
            None => language.t("context-events-title"),
        },
        sum: if total > 0 { language.fill("context-events-deaths", &[("deaths", Hole::Number(deaths))]) } else { String::new() },
        source: part_of(Kind::Events, set.as_ref(), auth.now().date_naive(), language),
        is_asked: around.is_some(),
        action: asked.clear_url().to_owned(),
        station: field("station"),
        latitude: field("latitude"),
        longitude: field("longitude"),
        km: field("km").hint(language, "context-near-km-hint"),
        year: field("year"),
        tags: tags(&asked, language, &asking.name),
        ignored: ignored(&asked, language),
        clear_url: asked.clear_url().to_owned(),
        columns: ["year", "place", "km", "deaths", "civilians", "position"]
            .into_iter()
            .map(|key| Column { label: language.t(&format!("context-event-{key}")), ..Column::default() })
            .collect(),
        pager: Pager {
            next,
            first: asked.one("after").map(|_| asked.without("after", "")),
            shown: language.fill("rows-shown", &[("count", Hole::Number(events.len() as i64))]),
        },
        rows: events.iter().map(|event| line(language, event)).collect(),
        csv_url: asked.export_url("csv"),
        xlsx_url: asked.export_url("xlsx"),
    };
    if asking.errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

fn tags(asked: &Asked, language: Language, name: &str) -> Vec<FilterTag> {
    let mut tags = Vec::new();
    for key in FILTERS {
        for value in asked.all(key) {
            let shown = if *key == "place" { name } else { &value };
            let label = language.fill(&format!("context-tag-{key}"), &[("value", Hole::Text(shown))]);
            tags.push(FilterTag { label, remove_url: asked.without(key, &value) });
        }
    }
    tags
}

fn line(language: Language, event: &EventLine) -> Line {
    Line {
        year: event.year,
        place: event.place.clone(),
        km: decimal(event.km, language),
        deaths: event.deaths,
        civilians: event.deaths_civilians.map(|civilians| civilians.to_string()).unwrap_or_default(),
        position: format!("{:.4}, {:.4}", event.latitude, event.longitude),
    }
}

fn export(set: Option<&InUse>, events: &[EventLine]) -> Table {
    let reference = set.map(|set| set.reference.clone()).unwrap_or_default();
    let rows = events.iter().map(|event| {
        vec![
            format!("{reference}/{}", event.row),
            event.year.to_string(),
            event.place.clone(),
            format!("{:.2}", event.km),
            event.deaths.to_string(),
            event.deaths_civilians.map(|civilians| civilians.to_string()).unwrap_or_default(),
            event.latitude.to_string(),
            event.longitude.to_string(),
            set.map(|set| set.source.clone()).unwrap_or_default(),
            set.map(|set| set.licence.clone()).unwrap_or_default(),
            set.map(|set| set.as_of.to_string()).unwrap_or_default(),
        ]
    });
    let header = vec!["ref", "year", "place", "km", "deaths", "deaths_civilians", "latitude", "longitude", "source", "licence", "as_of"];
    Table { name: "context-events", header, rows: rows.collect() }
}
