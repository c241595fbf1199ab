//! Ready-made values of the place pages. Every place is shown with its zone.

use askama::Template;

use super::forms::{ENTERED, STATES};
use super::queries::{Call, HITS, Place, PlaceHit, Said, url};
use crate::authz::action::may;
use crate::authz::actor::Actor;
use crate::db::ids::PlaceId;
use crate::features::stations::model::zone_and_offset;
use crate::features::stations::views::{clock_of, ignored, in_language, pager, position_words, tags};
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, Field, FieldErrors};
use crate::web::list::{Asked, FilterTag, PAGE, Pager};
use crate::web::page::{Seed, Shell, Tab};

/// A hit as printed.
pub struct Row {
    pub url: String,
    pub label: String,
    pub name: String,
    pub kind: String,
    pub zone: String,
    pub clock: String,
    pub is_withdrawn: bool,
}

#[derive(Template)]
#[template(path = "places/index.html")]
pub struct IndexPage {
    shell: Shell,
    heading: String,
    ignored: String,
    query: Field,
    kinds: Vec<Choice>,
    states: Vec<Choice>,
    tags: Vec<FilterTag>,
    clear_url: String,
    rows: Vec<Row>,
    pager: Pager,
    is_search: bool,
    too_many: bool,
    csv_url: String,
    xlsx_url: String,
    new_url: String,
    workbook_url: String,
}

impl IndexPage {
    pub fn new(seed: &Seed, asked: &Asked, text: &str, mut hits: Vec<PlaceHit>, total: i64, can_create: bool) -> Self {
        let l = seed.language;
        let is_search = !text.is_empty();
        let is_full = hits.len() as i64 > if is_search { HITS } else { PAGE };
        hits.truncate(PAGE as usize);
        let next = (is_full && !is_search).then(|| hits.last().map(|hit| asked.next_url(&hit.name, hit.id.0))).flatten();
        let rows: Vec<Row> = hits
            .into_iter()
            .map(|hit| Row {
                url: url(hit.id),
                kind: kind(&hit.kind, l),
                clock: clock_of(&hit.zone, seed.now),
                is_withdrawn: hit.is_withdrawn,
                label: hit.label,
                name: hit.name,
                zone: hit.zone,
            })
            .collect();
        let heading = match (is_search, is_full) {
            (true, true) => l.fill("places-count-more", &[("count", Hole::Number(HITS))]),
            (true, false) => l.fill("places-count", &[("count", Hole::Number(total))]),
            (false, _) => l.fill("places-entered", &[("count", Hole::Number(total))]),
        };
        let chosen = asked.one("kind").unwrap_or_default();
        let mut kinds = vec![Choice::new("", l.t("stations-any"), chosen)];
        kinds.extend(["duty_station"].iter().chain(&ENTERED).map(|code| Choice::new(*code, kind(code, l), chosen)));
        let chosen = asked.one("state").unwrap_or_default();
        let mut states = vec![Choice::new("", l.t("stations-any"), chosen)];
        states.extend(STATES.iter().map(|code| Choice::new(*code, state(code, l), chosen)));
        Self {
            heading,
            ignored: ignored(asked, l),
            query: Field::new(l, "q", "places-find", text, &FieldErrors::default()),
            kinds,
            states,
            tags: tags(asked, FILTER_KEYS, l),
            clear_url: asked.clear_url().to_owned(),
            pager: pager(asked, rows.len(), total, next, l),
            rows,
            is_search,
            too_many: is_search && is_full,
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
            new_url: if can_create { "/places/new".into() } else { String::new() },
            workbook_url: if can_create { "/workbooks/new?list=places".into() } else { String::new() },
            shell: Shell::new(seed, "places-title"),
        }
    }
}

const FILTER_KEYS: &[&str] = &["q", "country", "kind", "state"];

/// One line of a search field's list.
pub struct Offer {
    pub value: String,
    pub text: String,
}

#[derive(Template)]
#[template(path = "places/_choices.html")]
pub struct ChoicesFragment {
    options: Vec<Offer>,
}

impl ChoicesFragment {
    pub fn new(hits: Vec<PlaceHit>) -> Self {
        Self { options: hits.into_iter().map(|hit| Offer { text: format!("{} · {}", hit.name, hit.zone), value: hit.label }).collect() }
    }

    /// Lines that are ready.
    pub fn of(options: Vec<(String, String)>) -> Self {
        Self { options: options.into_iter().map(|(value, text)| Offer { value, text }).collect() }
    }
}

#[derive(Template)]
#[template(path = "places/show.html")]
pub struct ShowPage {
    shell: Shell,
    reference: String,
    label: String,
    tabs: Vec<Tab>,
    clock: String,
    name: String,
    city: String,
    country: String,
    country_url: String,
    icao: String,
    iata: String,
    zone: String,
    position: String,
    aliases: Vec<String>,
    source: String,
    station: String,
    station_url: String,
    phone: String,
    phone_url: String,
    note: String,
    withdrawn_reason: String,
    is_withdrawn: bool,
    differs: Vec<Difference>,
    edit_url: String,
    context_url: String,
    calls: Vec<Call>,
}

/// A fact of which the source says something else.
pub struct Difference {
    pub label: String,
    pub here: String,
    pub said: String,
}

impl ShowPage {
    pub fn new(seed: &Seed, actor: &Actor, place: &Place, calls: Vec<Call>) -> Self {
        let l = seed.language;
        let reference = kind(&place.hit.kind, l);
        Self {
            tabs: tabs(l, place.hit.id, "show", may(actor, "place.history")),
            label: place.hit.label.clone(),
            clock: clock_of(&place.hit.zone, seed.now),
            name: place.hit.name.clone(),
            city: place.city.clone(),
            country: in_language(&place.country_name, &place.country_name_fr, l),
            country_url: if place.hit.country.is_empty() { String::new() } else { format!("/countries/{}", place.hit.country) },
            icao: place.icao.clone(),
            iata: place.iata.clone(),
            zone: zone_and_offset(&place.hit.zone, seed.now),
            position: position_words(place.latitude, place.longitude),
            aliases: place.aliases.clone(),
            station_url: match may(actor, "station.show") {
                true => format!("/duty-stations/{}", place.station),
                false => String::new(),
            },
            station: place.station.clone(),
            phone_url: format!("tel:{}", place.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect::<String>()),
            phone: place.phone.clone(),
            note: place.note.clone(),
            is_withdrawn: place.hit.is_withdrawn,
            withdrawn_reason: place.withdrawn_reason.clone(),
            differs: place.said.as_ref().map(|said| differences(place, said, l)).unwrap_or_default(),
            edit_url: match may(actor, "place.edit") && !place.is_of_station() {
                true => format!("{}/edit", url(place.hit.id)),
                false => String::new(),
            },
            context_url: match place.latitude.zip(place.longitude) {
                Some(_) if may(actor, "context.show") => format!("/context/events?place={}", place.hit.id.0),
                _ => String::new(),
            },
            source: match place.source.as_str() {
                "airportsdata" => l.t("places-source-airportsdata"),
                "duty station" => l.t("places-source-station"),
                "entered" => l.t("places-source-entered"),
                other => other.to_owned(),
            },
            shell: Shell::titled(seed, reference.clone()),
            reference,
            calls,
        }
    }
}

/// What its source says where somebody says otherwise.
fn differences(place: &Place, said: &Said, language: Language) -> Vec<Difference> {
    let pairs = [
        ("stations-name", place.hit.name.clone(), said.name.clone()),
        ("places-city", place.city.clone(), said.city.clone()),
        ("stations-country", place.hit.country.clone(), said.country.clone()),
        ("stations-zone", place.hit.zone.clone(), said.zone.clone()),
        ("stations-position", position_words(place.latitude, place.longitude), position_words(said.latitude, said.longitude)),
    ];
    let pairs = pairs.into_iter().filter(|(_, here, said)| here != said);
    pairs.map(|(label, here, said)| Difference { label: language.t(label), here, said }).collect()
}

/// The tabs of a place.
pub fn tabs(language: Language, id: PlaceId, current: &str, with_history: bool) -> Vec<Tab> {
    let mut tabs = vec![Tab { url: url(id), label: language.t("places-tab-show"), current: current == "show" }];
    if with_history {
        tabs.push(Tab { url: format!("{}/history", url(id)), label: language.t("stations-tab-history"), current: current == "history" });
    }
    tabs
}

/// A kind in words.
pub(super) fn kind(kind: &str, language: Language) -> String {
    language.t(&format!("places-kind-{}", kind.replace('_', "-")))
}

/// Whether people still go there, in words.
pub(super) fn state(state: &str, language: Language) -> String {
    language.t(&format!("places-state-{state}"))
}
