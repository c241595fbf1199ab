//! Ready-made values of the station pages.

use askama::Template;
use chrono::{DateTime, Utc};

use super::forms::{NumberForm, StationForm};
use super::handlers;
use super::history::Save;
use super::model::{self, FAMILY_STATUSES, HARDSHIP_CLASSES, NUMBER_OLD_DAYS};
use super::overview::{Officer, Resident, Touching};
use super::queries::{Number, Station, StationRow, is_full};
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::list::{Asked, Column, FilterTag, PAGE, Pager, Sort};
use crate::web::page::{Seed, Shell, Tab};
use crate::web::table::Table;
use crate::web::time;

/// A select of the filter form.
#[derive(Debug, Clone)]
pub struct Filter {
    pub name: &'static str,
    pub label: String,
    pub choices: Vec<Choice>,
}

/// A row of the list as printed.
pub struct Row {
    pub code: String,
    pub url: String,
    pub name: String,
    pub country: String,
    pub clock: String,
    pub hardship: String,
    pub call: String,
}

#[derive(Template)]
#[template(path = "stations/index.html")]
pub struct IndexPage {
    shell: Shell,
    heading: String,
    ignored: String,
    query: Field,
    filters: Vec<Filter>,
    tags: Vec<FilterTag>,
    clear_url: String,
    columns: Vec<Column>,
    rows: Vec<Row>,
    pager: Pager,
    csv_url: String,
    xlsx_url: String,
    can_create: bool,
    is_filtered: bool,
}

impl IndexPage {
    pub fn new(seed: &Seed, asked: &Asked, sort: Sort, mut found: Vec<StationRow>, total: i64, regions: &[(String, String)], can_create: bool) -> Self {
        let language = seed.language;
        let next = is_full(found.len()).then(|| {
            found.truncate(PAGE as usize);
            found.last().map(|row| asked.next_url(&row.sort_value, row.id))
        });
        let rows: Vec<Row> = found.iter().map(|row| row_of(row, seed.now, language)).collect();
        let chosen_region = asked.one("region").unwrap_or_default();
        let mut region_choices = vec![Choice::new("", language.t("stations-any"), chosen_region)];
        region_choices.extend(regions.iter().map(|(code, name)| Choice::new(code, name, chosen_region)));
        let chosen_class = asked.one("hardship").unwrap_or_default();
        let mut class_choices = vec![Choice::new("", language.t("stations-any"), chosen_class)];
        class_choices.extend(HARDSHIP_CLASSES.iter().map(|class| Choice::new(*class, hardship(class, language), chosen_class)));
        Self {
            heading: language.fill("stations-count", &[("count", Hole::Number(total))]),
            ignored: ignored(asked, language),
            query: Field::new(language, "q", "stations-find", asked.one("q").unwrap_or_default(), &FieldErrors::default()),
            filters: vec![
                Filter { name: "region", label: language.t("stations-region"), choices: region_choices },
                Filter { name: "hardship", label: language.t("stations-hardship"), choices: class_choices },
            ],
            tags: tags(asked, &["region", "country", "hardship", "q"], language),
            clear_url: asked.clear_url().to_owned(),
            columns: vec![
                asked.column(language.t("stations-code"), "code", sort),
                asked.column(language.t("stations-name"), "name", sort),
                asked.column(language.t("stations-country"), "country", sort),
                asked.column(language.t("stations-clock"), "", sort),
                asked.column(language.t("stations-hardship"), "hardship", sort),
                asked.column(language.t("stations-always-on"), "", sort),
            ],
            pager: pager(asked, rows.len(), total, next.flatten(), language),
            rows,
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
            can_create,
            is_filtered: asked.is_filtered(),
            shell: Shell::new(seed, "stations-title"),
        }
    }
}

/// The list as a file.
pub fn export(rows: &[StationRow]) -> Table {
    let header = vec!["ref", "name", "country", "region", "zone", "hardship_class", "always_on_number", "numbers"];
    let cells = rows.iter().map(|row| {
        vec![
            row.code.clone(),
            row.name.clone(),
            row.country.clone(),
            row.region.clone(),
            row.zone.clone(),
            row.hardship_class.clone(),
            row.always_on.clone().unwrap_or_default(),
            row.numbers.to_string(),
        ]
    });
    handlers::table(header, cells.collect())
}

fn row_of(row: &StationRow, now: DateTime<Utc>, language: Language) -> Row {
    Row {
        code: row.code.clone(),
        url: format!("/duty-stations/{}", row.code),
        name: row.name.clone(),
        country: in_language(&row.country_name, &row.country_name_fr, language),
        clock: clock_of(&row.zone, now),
        hardship: hardship(&row.hardship_class, language),
        call: row.always_on.clone().unwrap_or_else(|| language.t("stations-no-always-on")),
    }
}

#[derive(Template)]
#[template(path = "stations/form.html")]
pub struct StationPage {
    shell: Shell,
    heading: String,
    errors: Vec<ErrorLink>,
    action: String,
    back_url: String,
    deed: String,
    form_key: String,
    version: String,
    is_new: bool,
    code: Field,
    name: Field,
    country: Field,
    region: Field,
    regions: Vec<Choice>,
    zone: Field,
    latitude: Field,
    longitude: Field,
    hardship_class: Field,
    classes: Vec<Choice>,
    hardship_as_of: Field,
    family_status: Field,
    families: Vec<Choice>,
    is_headquarters: Field,
}

impl StationPage {
    pub fn new(seed: &Seed, station: Option<&Station>, form: &StationForm, errors: &FieldErrors, regions: &[(String, String)]) -> Self {
        let l = seed.language;
        let field = |name: &str, label: &str, value: &str| Field::new(l, name, label, value, errors);
        let shell = match station {
            Some(station) => Shell::titled(seed, station.code.clone()),
            None => Shell::new(seed, "stations-new"),
        };
        let mut region_choices = vec![Choice::new("", l.t("stations-region-of-country"), &form.region)];
        region_choices.extend(regions.iter().map(|(code, name)| Choice::new(code, name, &form.region)));
        Self {
            heading: station.map_or_else(|| l.t("stations-new"), |station| l.fill("stations-edit-heading", &[("ref", Hole::Text(&station.code))])),
            errors: errors.links(l),
            action: station.map_or_else(|| "/duty-stations".to_owned(), |station| format!("/duty-stations/{}", station.code)),
            back_url: station.map_or_else(|| "/duty-stations".to_owned(), |station| format!("/duty-stations/{}", station.code)),
            deed: l.t(if station.is_some() { "stations-save" } else { "stations-create" }),
            form_key: fresh_form_key(),
            version: form.version.clone(),
            is_new: station.is_none(),
            code: field("code", "stations-code", &form.code).hint(l, "stations-code-hint"),
            name: field("name", "stations-name", &form.name),
            country: field("country", "stations-country", &form.country).hint(l, "stations-country-hint"),
            region: field("region", "stations-region", &form.region).optional(),
            regions: region_choices,
            zone: field("zone", "stations-zone", &form.zone).hint(l, "places-zone-hint"),
            latitude: field("latitude", "places-latitude", &form.latitude).hint(l, "places-position-hint").optional(),
            longitude: field("longitude", "places-longitude", &form.longitude).optional(),
            hardship_class: field("hardship_class", "stations-hardship", &form.hardship_class),
            classes: HARDSHIP_CLASSES.iter().map(|class| Choice::new(*class, hardship(class, l), &form.hardship_class)).collect(),
            hardship_as_of: field("hardship_as_of", "stations-hardship-as-of", &form.hardship_as_of).hint(l, "stations-date-hint").optional(),
            family_status: field("family_status", "stations-family", &form.family_status),
            families: FAMILY_STATUSES.iter().map(|status| Choice::new(*status, family(status, l), &form.family_status)).collect(),
            is_headquarters: field("is_headquarters", "stations-is-headquarters", &form.is_headquarters),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

/// The form of a station as it stands.
pub fn form_of(station: &Station) -> StationForm {
    StationForm {
        version: station.version.to_string(),
        code: station.code.clone(),
        name: station.name.clone(),
        zone: station.zone.clone(),
        latitude: station.latitude.map(|value| value.to_string()).unwrap_or_default(),
        longitude: station.longitude.map(|value| value.to_string()).unwrap_or_default(),
        hardship_class: station.hardship_class.clone(),
        hardship_as_of: station.hardship_as_of.map(time::typed_date).unwrap_or_default(),
        family_status: station.family_status.clone(),
        is_headquarters: if station.is_headquarters { "yes".into() } else { String::new() },
        ..StationForm::default()
    }
}

/// A number as printed.
pub struct NumberView {
    pub label: String,
    pub number: String,
    pub call_url: String,
    pub is_always_on: bool,
    pub age: String,
    pub is_old: bool,
    pub void_url: String,
    pub void_reason: String,
}

fn number_of(number: Number, code: &str, now: DateTime<Utc>, language: Language) -> NumberView {
    let days = (now.date_naive() - number.as_of).num_days().max(0);
    NumberView {
        call_url: format!("tel:{}", number.number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect::<String>()),
        age: language.fill("stations-number-age", &[("date", Hole::Text(&time::typed_date(number.as_of))), ("days", Hole::Number(days))]),
        is_old: days > NUMBER_OLD_DAYS,
        void_url: format!("/duty-stations/{code}/numbers/{}/void", number.id),
        label: number.label,
        number: number.number,
        is_always_on: number.is_always_on,
        void_reason: number.void_reason,
    }
}

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
    numbers_url: String,
    numbers: Vec<NumberView>,
    lacks_always_on: bool,
    facts_age: String,
    officers: Option<Block<OfficerView>>,
    movements: Option<Block<LegView>>,
    residents: Option<Block<ResidentView>>,
    /// Interim protection and open seats of teams, each with its page.
    pub(super) protection: Vec<(String, &'static str, String)>,
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
            region: station.region.clone(),
            country: in_language(&station.country_name, &station.country_name_fr, language),
            country_url: if may_here("country.show") { format!("/countries/{}", station.country) } else { String::new() },
            edit_url: if may_here("station.edit") { format!("{url}/edit") } else { String::new() },
            numbers_url: if may_here("station.numbers") { format!("{url}/numbers") } else { String::new() },
            lacks_always_on: !numbers.iter().any(|number| number.is_always_on),
            numbers,
            facts_age: changed_at(Some(station.updated_at), now, language),
            officers: officers.map(|officers| officer_block(officers, now, language)),
            movements: movements.map(|(legs, total)| movement_block(legs, total, now, language)),
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

#[derive(Template)]
#[template(path = "stations/history.html")]
pub struct HistoryPage {
    shell: Shell,
    reference: String,
    name: String,
    tabs: Vec<Tab>,
    saves: Vec<Save>,
}

impl HistoryPage {
    pub fn new(seed: &Seed, reference: &str, name: &str, tabs: Vec<Tab>, saves: Vec<Save>) -> Self {
        Self { shell: Shell::titled(seed, reference.to_owned()), reference: reference.to_owned(), name: name.to_owned(), tabs, saves }
    }
}

#[derive(Template)]
#[template(path = "stations/numbers.html")]
pub struct NumbersPage {
    shell: Shell,
    code: String,
    name: String,
    tabs: Vec<Tab>,
    errors: Vec<ErrorLink>,
    action: String,
    back_url: String,
    form_key: String,
    numbers: Vec<NumberView>,
    voided: Vec<NumberView>,
    label: Field,
    number: Field,
    is_always_on: Field,
    as_of: Field,
}

impl NumbersPage {
    pub fn new(seed: &Seed, station: &Station, tabs: Vec<Tab>, numbers: [Vec<Number>; 2], form: &NumberForm, errors: &FieldErrors) -> Self {
        let l = seed.language;
        let view = |numbers: Vec<Number>| numbers.into_iter().map(|number| number_of(number, &station.code, seed.now, l)).collect();
        let field = |name: &str, label: &str, value: &str| Field::new(l, name, label, value, errors);
        let shell = Shell::titled(seed, station.code.clone());
        let [numbers, voided] = numbers;
        Self {
            tabs,
            errors: errors.links(l),
            action: format!("/duty-stations/{}/numbers", station.code),
            back_url: format!("/duty-stations/{}", station.code),
            form_key: fresh_form_key(),
            numbers: view(numbers),
            voided: view(voided),
            label: field("label", "stations-number-label", &form.label).hint(l, "stations-number-label-hint"),
            number: field("number", "stations-number", &form.number),
            is_always_on: field("is_always_on", "stations-number-always", &form.is_always_on),
            as_of: field("as_of", "stations-number-as-of", &form.as_of).hint(l, "stations-date-hint"),
            code: station.code.clone(),
            name: station.name.clone(),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

#[derive(Template)]
#[template(path = "stations/void.html")]
pub struct VoidPage {
    shell: Shell,
    heading: String,
    errors: Vec<ErrorLink>,
    action: String,
    back_url: String,
    form_key: String,
    version: String,
    reason: Field,
}

impl VoidPage {
    pub fn new(seed: &Seed, station: &Station, number: &Number, reason: &str, errors: &FieldErrors) -> Self {
        let l = seed.language;
        let shell = Shell::titled(seed, station.code.clone());
        Self {
            heading: l.fill("stations-void-heading", &[("label", Hole::Text(&number.label)), ("number", Hole::Text(&number.number))]),
            errors: errors.links(l),
            action: format!("/duty-stations/{}/numbers/{}/voidings", station.code, number.id),
            back_url: format!("/duty-stations/{}/numbers", station.code),
            form_key: fresh_form_key(),
            version: number.version.to_string(),
            reason: Field::new(l, "reason", "stations-void-reason", reason, errors).hint(l, "stations-void-reason-hint"),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

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
            let label = language.fill("list-filter", &[("key", Hole::Text(&language.t(&format!("list-key-{key}")))), ("value", Hole::Text(&value))]);
            tags.push(FilterTag { label, remove_url: asked.without(key, &value) });
        }
    }
    tags
}

/// The links under a list.
pub fn pager(asked: &Asked, shown: usize, total: i64, next: Option<String>, language: Language) -> Pager {
    Pager {
        shown: language.fill("list-shown", &[("shown", Hole::Number(shown as i64)), ("total", Hole::Number(total))]),
        next,
        first: asked.one("after").map(|_| asked.with("after", "")),
    }
}

fn changed_at(at: Option<DateTime<Utc>>, now: DateTime<Utc>, language: Language) -> String {
    match at {
        Some(at) => language.fill("stations-changed-at", &[("time", Hole::Text(&time::z_short(at, now, language)))]),
        None => String::new(),
    }
}

fn hardship(class: &str, language: Language) -> String {
    language.t(&format!("stations-hardship-{class}"))
}

fn family(status: &str, language: Language) -> String {
    language.t(&format!("stations-family-{}", status.replace('_', "-")))
}
